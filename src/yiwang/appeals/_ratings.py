"""回访 by the hotline and rating by the citizen himself: never by who handled the appeal."""

from __future__ import annotations

from django.db import transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import AppealCalledBack, AppealRated, WordsMissing
from yiwang.appeals.models import Appeal, AppealCallBack
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements


@transaction.atomic
def call_back(
    subject: Subject,
    appeal_id: str,
    *,
    reached: bool,
    solved: str = "",
    satisfaction: str = "",
    text: str = "",
    version: int | None = None,
) -> Appeal:
    """One attempt: 未接通, or 已解决/部分解决/未解决 × 满意/基本满意/不满意.

    Done when reached, or after as many attempts as the book says.
    """
    appeal = claims.claimed(subject, appeal_id, "call_back", version)
    text = logic.clean(text, "回访记录", "the notes of the call", most=2_000)
    if reached:
        logic.known(solved, logic.SOLVED, "解决情况", "whether it is solved")
        logic.known(satisfaction, logic.SATISFACTION, "满意度", "satisfaction")
    else:
        solved = satisfaction = ""
    done = reached or appeal.attempts + 1 >= book().thresholds.call_back_attempts
    called(appeal, subject, reached=reached, solved=solved, satisfaction=satisfaction, text=text, done=done)
    return appeal


def called(
    appeal: Appeal,
    by: Subject,
    *,
    reached: bool,
    solved: str,
    satisfaction: str,
    text: str,
    done: bool,
    by_citizen: bool = False,
) -> None:
    """Keep and tell one attempt, of an appeal already claimed."""
    attempt = appeal.attempts + 1
    statements.insert(
        statements.new(
            AppealCallBack,
            appeal_id=appeal.id,
            round=appeal.round,
            attempt=attempt,
            reached=reached,
            solved=solved,
            satisfaction=satisfaction,
            text=text,
            by_citizen=by_citizen,
            actor=by.user_id,
            at=clock.now(),
        )
    )
    zh, en = f"第 {attempt} 次回访未接通", f"Call-back {attempt}: not reached"
    if reached:
        said = (logic.SOLVED[solved], logic.SATISFACTION[satisfaction])
        who = ("诉求人自评", "Rated by the citizen") if by_citizen else ("回访", "Called back")
        zh, en = (f"{who[i]}：{said[0][i]}，{said[1][i]}" for i in (0, 1))
    changes.change(
        appeal,
        "call_back",
        by,
        Words(zh=zh, en=en, note=text, said="已完成回访" if done and not by_citizen else ""),
        AppealCalledBack,
        becomes={
            "attempts": attempt,
            "reached": reached,
            "solved": solved,
            "satisfaction": satisfaction,
            "called_back": done,
            **({"rated": satisfaction} if by_citizen else {}),
        },
        event_id=appeal.event_id,
        reached=reached,
        solved=solved,
        satisfaction=satisfaction,
        text="" if appeal.confidential else logic.mask_text(text),
        attempt=attempt,
        done=done,
    )


def may_rate(appeal: Appeal) -> bool:
    """Whether its citizen may rate it now: he waits to be called back, or it has ended with an answer and was
    not rated yet."""
    if appeal.state == "open":
        return appeal.stage == "replied" and not appeal.called_back
    return appeal.state in ("closed", "answered") and not appeal.rated


def rated(appeal: Appeal, by: Subject, *, solved: str, satisfaction: str, text: str) -> None:
    """The citizen's own rating; where a call-back was to come it takes its place."""
    logic.known(satisfaction, logic.SATISFACTION, "满意度", "satisfaction")
    if appeal.state == "open":
        if not solved:
            raise WordsMissing(what_zh="是否解决", what_en="whether it is solved")
        logic.known(solved, logic.SOLVED, "解决情况", "whether it is solved")
        called(
            appeal,
            by,
            reached=True,
            solved=solved,
            satisfaction=satisfaction,
            text=text,
            done=True,
            by_citizen=True,
        )
        return
    zh, en = logic.SATISFACTION[satisfaction]
    changes.change(
        appeal,
        "rated",
        by,
        Words(zh=f"诉求人评价：{zh}", en=f"Rated by the citizen: {en}", note=text),
        AppealRated,
        becomes={"rated": satisfaction},
        satisfaction=satisfaction,
    )

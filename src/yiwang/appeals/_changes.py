"""The one way an appeal changes: claimed by its version, kept as a step, told as a fact, in the act's
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.appeals import _outbox as outbox
from yiwang.appeals import logic
from yiwang.appeals.contracts import AppealChanged, AppealChangedMeanwhile, AppealRegistered
from yiwang.appeals.models import Appeal, AppealStep
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts, search, statements
from yiwang.kernel.facts import split_units

SYSTEM = Subject.system("appeals")
PUBLIC = Subject.system("appeals.public")
MUTABLE = (
    "state", "stage", "outcome", "outcome_code", "event_id", "waits_for", "merged_into", "units", "secret",
    "confidential", "sensitive", "repeated", "collective", "urgency", "matter", "matter_zh", "matter_en",
    "area_id", "area_path", "area_name", "place", "lon", "lat", "public_text", "against", "attachments",
    "round", "attempts", "reached", "called_back", "solved", "satisfaction", "rated", "contacted_at",
    "dispatched_at", "replied_at", "ended_at", "recording_id", "due_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a step says: two languages for the staff, an internal note, and what the citizen is told."""

    zh: str
    en: str
    note: str = ""
    said: str = ""


def subject_of(appeal: Appeal) -> str:
    return f"appeal:{appeal.id}"


def keep_new(appeal: Appeal, by: Subject, words: Words) -> None:
    """Write a new appeal with its first step and fact."""
    appeal.version = 1
    statements.insert(appeal)
    index(appeal)
    _step(appeal, "registered", by, words, {name: getattr(appeal, name) for name in MUTABLE})
    _tell(
        appeal,
        by,
        AppealRegistered(
            **moving(appeal),
            area_id=appeal.area_id,
            area_name=appeal.area_name,
            urgency=appeal.urgency,
            repeated=appeal.repeated,
            parent_id=appeal.parent_id if _may_name_parent(appeal) else "",
            demonstration=appeal.demonstration,
            matter=appeal.matter,
            **_suggested(appeal),
        ),
    )
    outbox.heard(appeal, "registered", by, words, {})


def _may_name_parent(appeal: Appeal) -> bool:
    """Whether the fact of an appeal may lead to the one it was split from: not from an open one to a
    confidential one."""
    if appeal.confidential or not appeal.parent_id:
        return True
    return not Appeal.objects.filter(pk=appeal.parent_id, confidential=True).exists()


def _suggested(appeal: Appeal) -> dict[str, Any]:
    choices = (appeal.suggestion or {}).get("choices") or []
    if appeal.confidential or not choices:
        return {}
    return {"suggested": choices[0]["label"], "confidence": choices[0]["confidence"]}


def change(
    appeal: Appeal,
    act: str,
    by: Subject,
    words: Words,
    fact: type[AppealChanged],
    /,
    *,
    becomes: dict[str, Any] | None = None,
    key: str = "",
    **said: Any,
) -> None:
    """Claim the next version with the fields of `becomes`; then its step and its fact.

    Raises AppealChangedMeanwhile when another act came first; the whole transaction must be rolled back.
    """
    changed = dict(becomes or {})
    if appeal.due_at is not None and changed.get("stage", appeal.stage) != "registered":
        changed["due_at"] = None  # it is accepted, or ended
    for name, value in changed.items():
        setattr(appeal, name, value)
    if not statements.claim(appeal, "stage", *(name for name in changed if name != "stage")):
        raise AppealChangedMeanwhile(number=appeal.number, **last_words(appeal))
    if changed.keys() & _FOUND_BY:
        index(appeal)
    _step(appeal, act, by, words, changed, key)
    _tell(appeal, by, fact(**moving(appeal), **said))
    outbox.heard(appeal, act, by, words, said)


def end(state: str, outcome: str, code: str = "") -> dict[str, Any]:
    """The fields of an appeal that ends."""
    return {
        "state": state,
        "stage": "ended",
        "outcome": outcome,
        "outcome_code": code,
        "waits_for": "",
        "ended_at": clock.now(),
    }


def last_words(appeal: Appeal) -> dict[str, str]:
    """Who did what last: what a refused second click wants to know."""
    last = AppealStep.objects.filter(appeal_id=appeal.id).order_by("-version").first()
    if last is None:
        return {"last_zh": "", "last_en": ""}
    zh, en = logic.act_words(last.act)
    who = last.actor_name or "系统"
    return {"last_zh": f"最近一步：{who}{zh}。", "last_en": f"Last step: {who}, {en}."}


_FOUND_BY = {
    "public_text", "matter_zh", "area_name", "place", "confidential", "area_path", "units", "state",
}  # fmt: skip


def index(appeal: Appeal) -> None:
    """Make it findable where it stands: of a confidential one only what its handlers may read, of none a
    personal number."""
    words = (
        appeal.public_text if appeal.confidential else f"{appeal.public_text} {logic.mask_text(appeal.text)}"
    )
    place = "" if appeal.confidential else appeal.place
    search.index(
        "appeal",
        appeal.id,
        appeal.number,
        appeal.matter_zh,
        appeal.matter_en,
        appeal.area_name,
        appeal.external_no,
        place,
        words,
        place=search.Place(
            area_path=appeal.area_path,
            units=appeal.units,
            open=appeal.state == "open",
            at=appeal.registered_at,
        ),
    )


def _step(
    appeal: Appeal, act: str, by: Subject, words: Words, changed: dict[str, Any], key: str = ""
) -> None:
    statements.insert(
        statements.new(
            AppealStep,
            appeal_id=appeal.id,
            version=appeal.version,
            act=act,
            state=appeal.state,
            stage=appeal.stage,
            actor=by.user_id,
            actor_name="" if by.is_system else by.name,
            unit=by.unit_id,
            unit_name=by.unit_name,
            at=clock.now(),
            text_zh=words.zh[:500],
            text_en=words.en[:500],
            note=words.note,
            said=words.said,
            changed={name: plain(value) for name, value in changed.items()},
            key=key,
        )
    )


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _tell(appeal: Appeal, by: Subject, fact: AppealChanged) -> None:
    facts.tell(
        fact,
        subject=subject_of(appeal),
        version=appeal.version,
        actor=by.user_id,
        area_path=told_path(appeal),
        units=split_units(appeal.units),
        secret=appeal.secret,
    )


def told_path(appeal: Appeal) -> str:
    """The area line of the appeal's facts; see `logic.told_path`."""
    against = split_units(appeal.against)
    if not against:
        return appeal.area_path
    return logic.told_path(appeal.area_path, [unit.area_path for unit in identity.units(ids=against)])


def moving(appeal: Appeal) -> dict[str, Any]:
    return {
        "appeal_id": appeal.id,
        "number": appeal.number,
        "kind": appeal.kind,
        "channel": appeal.channel,
        "state": appeal.state,
        "stage": appeal.stage,
        "sensitive": appeal.sensitive,
        "round": appeal.round,
    }


def joined_units(appeal: Appeal, units: list[str]) -> str:
    return facts.join_units((*split_units(appeal.units), *units))

"""Appeals and each other: split (一诉多单), merged as a repeat, joined to one event, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _following as following
from yiwang.appeals import _register as registering
from yiwang.appeals import _truth as truth
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealDispatched,
    AppealJoined,
    AppealMergedAsRepeat,
    AppealSplit,
    AppealUnjoined,
    CannotJoin,
    CannotMerge,
    NewAppeal,
    NothingShared,
    Registered,
    Reporter,
    WordsMissing,
)
from yiwang.appeals.models import Appeal, AppealReporter
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.facts import join_units, split_units

MOST_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One matter of a call, to be an appeal of its own. What is empty is as in the whole."""

    text: str
    kind: str = ""
    matter: str = ""
    area: str = ""
    public_text: str = ""
    confidential: bool | None = None
    urgency: str = ""
    sensitive: bool = False
    against: Sequence[str] | None = None


@transaction.atomic
def split(
    subject: Subject, appeal_id: str, *, parts: Sequence[Part], version: int | None = None
) -> list[Registered]:
    """一诉多单: each part becomes an appeal with its own number, of the same citizen; the first one stays
    and goes on with the rest.
    """
    appeal = claims.claimed(subject, appeal_id, "split", version)
    if not parts:
        raise WordsMissing(what_zh="拆出的诉求", what_en="the parts")
    told = AppealReporter.objects.get(pk=appeal.id)
    who = Reporter(name=told.name, phone=told.phone, address=told.address, ref=told.ref)
    made: list[Registered] = []
    named: list[str] = []
    for part in parts[:MOST_PARTS]:
        new = NewAppeal(
            kind=part.kind or appeal.kind,
            channel=appeal.channel,
            text=part.text,
            area=part.area or appeal.area_id,
            place=appeal.place,
            matter=part.matter,
            urgency=part.urgency or (appeal.urgency if not appeal.sensitive else "general"),
            sensitive=part.sensitive,
            confidential=appeal.confidential if part.confidential is None else part.confidential,
            public_text=part.public_text,
            against=split_units(appeal.against) if part.against is None else tuple(part.against),
            recording_id=appeal.recording_id,
            demonstration=appeal.demonstration,
        )
        child, row = registering.blank(subject, new, who, "")
        child.parent_id = appeal.id
        if not part.area:
            child.lon, child.lat = appeal.lon, appeal.lat
        registering.keep(child, row, subject)
        made.append(Registered(id=child.id, number=child.number, tracking=row.tracking, again=False))
        # The fact of an open one must not lead to a confidential one; the other way round it is secret too.
        if appeal.confidential or not child.confidential:
            named.append(child.id)
    changes.change(
        appeal,
        "split",
        subject,
        Words(
            # No number here: a part may be confidential, and the handler of this one knows its reporter.
            zh=f"一诉多单，另拆出 {len(made)} 件",
            en=f"Split; {len(made)} more went on apart",
            note=f"另拆出 {len(made)} 件",
            said=f"您反映的多个问题已分别登记：{'、'.join(one.number for one in made)}",
        ),
        AppealSplit,
        parts=named,
    )
    return made


@transaction.atomic
def merge_repeat(
    subject: Subject, appeal_id: str, *, into: str, reason: str = "", version: int | None = None
) -> Appeal:
    """重复并入: the same citizen appealed about this before. Raises CannotMerge for anybody else's."""
    appeal = claims.claimed(subject, appeal_id, "merge_repeat", version)
    target = claims.seen(subject, into)
    people = dict(
        AppealReporter.objects.filter(pk__in=(appeal.id, target.id)).values_list("appeal_id", "person")
    )
    same = people.get(appeal.id) and people.get(appeal.id) == people.get(target.id)
    if target.id == appeal.id or not same or target.state in ("merged", "void"):
        raise CannotMerge()
    changes.change(
        appeal,
        "merge_repeat",
        subject,
        Words(
            zh=f"重复件，并入 {target.number}",
            en=f"A repeat, merged into {target.number}",
            note=reason[:2_000],
            said=f"与您此前的诉求 {target.number} 相同，并入该件办理",
        ),
        AppealMergedAsRepeat,
        becomes={**changes.end("merged", "merged"), "merged_into": target.id},
        into=target.id,
        into_number=target.number,
    )
    return appeal


@transaction.atomic
def join(subject: Subject, appeal_ids: Sequence[str], *, into: str, reason: str = "") -> list[Appeal]:
    """Several appeals share one event: a person confirms that they are about one thing. `into` is an appeal
    already dispatched; each keeps its number, reply, call-back and rating. All or none.

    A confidential appeal shares an event only with its like, and those against the same units only.
    """
    target = claims.seen(subject, into, lock=True)
    if (target.state, target.stage) != ("open", "dispatched"):
        raise _no(target, "它尚未派单或已答复", "it was not dispatched, or was replied to")
    joined = []
    for appeal_id in dict.fromkeys(appeal_ids):
        appeal = claims.claimed(subject, appeal_id, "join", None)
        if appeal.confidential != target.confidential:
            raise _no(
                appeal, "保密件不与公开件共用事件", "a confidential one shares no event with an open one"
            )
        if set(split_units(appeal.against)) != set(split_units(target.against)):
            raise _no(appeal, "被反映单位不同", "other units are complained of")
        changes.change(
            appeal,
            "join",
            subject,
            Words(
                zh=f"与 {target.number} 共用一个事件",
                en=f"Shares one event with {target.number}",
                note=reason[:500],
                said="已派单办理",
            ),
            AppealJoined,
            becomes=_with(appeal, target),
            event_id=target.event_id,
            from_event_id="",
        )
        truth.known(appeal)
        joined.append(appeal)
    if not joined:
        raise WordsMissing(what_zh="要合并的诉求", what_en="the appeals to join")
    return joined


def _with(appeal: Appeal, target: Appeal) -> dict[str, Any]:
    handling = [unit for unit in split_units(target.units) if not unit.startswith("@")]
    return {
        "stage": "dispatched",
        "round": 1,
        "dispatched_at": clock.now(),
        "event_id": target.event_id,
        "waits_for": "" if target.event_id else target.waits_for or target.id,
        "matter": target.matter,
        "matter_zh": target.matter_zh,
        "matter_en": target.matter_en,
        "units": changes.joined_units(appeal, handling),
    }


def _no(appeal: Appeal, zh: str, en: str) -> CannotJoin:
    return CannotJoin(number=appeal.number, reason_zh=zh, reason_en=en)


@transaction.atomic
def unjoin(subject: Subject, appeal_id: str, *, reason: str, version: int | None = None) -> Appeal:
    """拆案: the appeal leaves the shared event and gets one of its own. Raises NothingShared."""
    following.hold_beside(appeal_id)
    appeal = claims.claimed(subject, appeal_id, "unjoin", version)
    reason = claims.need(reason, "拆案理由", "why it is taken apart", most=2_000)
    left = appeal.event_id
    if not left or not any(other.id != appeal.id for other in following.open_of(left)):
        raise NothingShared(number=appeal.number)
    persons = [token for token in split_units(appeal.units) if token.startswith("@")]
    changes.change(
        appeal,
        "unjoin",
        subject,
        Words(zh="拆案，另立事件", en="Taken apart; an event of its own is opened", note=reason),
        AppealUnjoined,
        becomes={"event_id": "", "waits_for": "", "units": join_units(persons)},
        event_id=left,
    )
    changes.change(
        appeal,
        "dispatch",
        subject,
        Words(zh=f"按“{appeal.matter_zh}”重新派单", en=f"Dispatched anew as “{appeal.matter_en}”"),
        AppealDispatched,
        **following.dispatched(appeal, reason),
    )
    return appeal


def joinable(subject: Subject, event_id: str) -> Appeal | None:
    """An open appeal of this event that the subject may see: what others are joined to."""
    seen = Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"))
    return seen.filter(event_id=event_id, state="open", stage="dispatched").order_by("number").first()

"""What follows a case: the doors that events and cases call down, inside their own transactions.

Each is idempotent: an appeal that has gone there already is passed by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yiwang.appeals import _changes as changes
from yiwang.appeals import _truth as truth
from yiwang.appeals import logic
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealAreaMoved,
    AppealClosed,
    AppealContacted,
    AppealDispatched,
    AppealJoined,
    AppealLinked,
    AppealReopened,
    AppealReplied,
    AppealTransferredOut,
    AppealUnitsAdded,
    AppealVoided,
    AppealWithdrawn,
    CallBackTally,
)
from yiwang.appeals.models import Appeal, AppealReply
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import split_units

_UNASKED = {"attempts": 0, "reached": False, "called_back": False, "solved": "", "satisfaction": ""}


def open_of(event_id: str) -> list[Appeal]:
    """The open appeals of an event, locked, in order of registration."""
    if not event_id:
        return []
    return statements.select(
        Appeal, "WHERE event_id = %s AND state = 'open' ORDER BY number", (event_id,), lock=True
    )


def hold_beside(appeal_id: str) -> None:
    """Lock the open appeals of this one's event, in the order in which a reply locks them.

    Before an act that locks its own appeal and then asks for the others: whoever locked the second first
    would wait for the one who holds the first and waits for the second.
    """
    open_of(Appeal.objects.filter(pk=appeal_id).values_list("event_id", flat=True).first() or "")


def awaits_event(appeal_id: str) -> bool:
    """Whether a dispatched appeal still waits for an event of its own."""
    found = statements.find(Appeal, lock=True, id=appeal_id)
    return found is not None and (found.state, found.stage, found.event_id, found.waits_for) == (
        "open",
        "dispatched",
        "",
        "",
    )


def dispatched(appeal: Appeal, reason: str, *, point_said: bool = False) -> dict[str, Any]:
    """What AppealDispatched says of an appeal beside what every fact says.

    The point of a confidential one only where the operator said it (`point_said`): that of the citizen's own
    telephone would lead to him.
    """
    shows = point_said or not appeal.confidential
    summary = appeal.public_text or ("" if appeal.confidential else logic.mask_text(appeal.text))
    short = summary.replace("\n", " ")[:40]
    kind_zh, kind_en = logic.KINDS[appeal.kind]
    what_zh, what_en = appeal.matter_zh or kind_zh, appeal.matter_en or kind_en
    return {
        "event_id": "",
        "matter": appeal.matter,
        "title_zh": f"{what_zh}：{short}" if short else what_zh,
        "title_en": f"{what_en}: {short}" if short else what_en,
        "area_id": appeal.area_id,
        "lon": appeal.lon if shows else None,
        "lat": appeal.lat if shows else None,
        "urgency": appeal.urgency,
        "secret": appeal.secret,
        "against": list(split_units(appeal.against)),
        "reason_zh": reason,
        "demonstration": appeal.demonstration,
    }


def send_out(
    appeal: Appeal, by: Subject, becomes: dict[str, Any], *, reason: str = "", point_said: bool = False
) -> None:
    """The dispatching itself, of an appeal already claimed; `becomes` names its matter, maybe its place."""
    becomes = {"stage": "dispatched", "round": 1, "dispatched_at": clock.now(), **becomes}
    for field, value in becomes.items():
        setattr(appeal, field, value)
    name = appeal.matter_zh
    changes.change(
        appeal,
        "dispatch",
        by,
        Words(zh=f"按“{name}”派单", en=f"Dispatched as “{appeal.matter_en}”", note=reason, said="已派单办理"),
        AppealDispatched,
        becomes=becomes,
        **dispatched(appeal, reason or name, point_said=point_said),
    )


def link_event(appeal_id: str, event_id: str) -> bool:
    """The appeal's event has opened; those that were to share it follow. False when it has one already."""
    appeal = statements.find(Appeal, lock=True, id=appeal_id)
    if appeal is None or appeal.state != "open" or appeal.event_id:
        return False
    changes.change(
        appeal,
        "linked",
        changes.SYSTEM,
        Words(zh="已立为城市事件", en="A city event was opened"),
        AppealLinked,
        becomes={"event_id": event_id, "waits_for": ""},
        event_id=event_id,
    )
    for other in _waiting_for(appeal_id):
        changes.change(
            other,
            "join",
            changes.SYSTEM,
            Words(zh="并入同一城市事件", en="Shares the same city event"),
            AppealJoined,
            becomes={"event_id": event_id, "waits_for": ""},
            event_id=event_id,
            from_event_id="",
        )
    return True


def _waiting_for(appeal_id: str) -> list[Appeal]:
    return statements.select(
        Appeal, "WHERE waits_for = %s AND state = 'open' ORDER BY number", (appeal_id,), lock=True
    )


def release(appeal: Appeal) -> None:
    """An appeal ended before its event opened: the first of those that waited for it takes its place."""
    waiting = _waiting_for(appeal.id)
    for first in waiting[:1]:
        changes.change(
            first,
            "dispatch",
            changes.SYSTEM,
            Words(zh="改由本件立为城市事件", en="Its own event is opened instead"),
            AppealDispatched,
            becomes={"waits_for": ""},
            **dispatched(first, "所并诉求已撤"),
        )
        for other in waiting[1:]:
            changes.change(
                other,
                "join",
                changes.SYSTEM,
                Words(zh=f"改随 {first.number}", en=f"Follows {first.number} now"),
                AppealJoined,
                becomes={"waits_for": first.id},
                event_id="",
                from_event_id="",
            )


def add_units(event_id: str, units: Sequence[str], by: str) -> None:
    """Handling units may see the event's appeals (masked). A unit complained of in confidence never may."""
    for appeal in open_of(event_id):
        held, against = split_units(appeal.units), split_units(appeal.against)
        added = [
            unit
            for unit in dict.fromkeys(units)
            if unit and unit not in held and not (appeal.confidential and unit in against)
        ]
        if added:
            changes.change(
                appeal,
                "units_added",
                _named(by),
                Words(zh="承办单位可见本诉求", en="The handling units may see this appeal"),
                AppealUnitsAdded,
                becomes={"units": changes.joined_units(appeal, added)},
                added=added,
            )


def _named(by: str) -> Subject:
    return Subject(
        user_id=by,
        name="",
        unit_id="",
        unit_name="",
        post="",
        roles=(),
        permissions=frozenset(),
        area_path="",
    )


def contacted(event_id: str, *, by: Subject, text: str) -> None:
    """首次联系 of the handler with each citizen; only the first counts."""
    for appeal in open_of(event_id):
        if appeal.contacted_at is None:
            changes.change(
                appeal,
                "contacted",
                by,
                Words(
                    zh=f"{by.unit_name}首次联系",
                    en=f"First contact by {by.unit_name}",
                    note=text,
                    said=f"{by.unit_name}已与您联系",
                ),
                AppealContacted,
                becomes={"contacted_at": clock.now()},
                event_id=event_id,
            )


def reply(event_id: str, *, text: str, by: Subject, case_number: str) -> int:
    """Every open appeal of the event gets its own reply and waits for its call-back; how many did."""
    replied = 0
    for appeal in open_of(event_id):
        if appeal.stage != "dispatched":
            continue
        statements.insert(
            statements.new(
                AppealReply,
                appeal_id=appeal.id,
                round=appeal.round,
                event_id=event_id,
                case_number=case_number,
                text=text,
                unit=by.unit_id,
                unit_name=by.unit_name,
                at=clock.now(),
            )
        )
        changes.change(
            appeal,
            "replied",
            by,
            Words(zh=f"案件 {case_number} 答复", en=f"Replied by the case {case_number}", said=text),
            AppealReplied,
            becomes={"stage": "replied", "replied_at": clock.now(), **_UNASKED},
            event_id=event_id,
            case_number=case_number,
        )
        replied += 1
    return replied


def reopened(event_id: str, *, by: Subject) -> None:
    """重办: its appeals wait again for a reply, in a new round."""
    for appeal in open_of(event_id):
        if appeal.stage == "replied":
            changes.change(
                appeal,
                "reopened",
                by,
                Words(zh="重新办理", en="To be handled again", said="重新办理"),
                AppealReopened,
                becomes={"stage": "dispatched", "round": appeal.round + 1, **_UNASKED},
                event_id=event_id,
            )


def case_ended(event_id: str, *, result: str, into_event_id: str = "", by: Subject) -> None:
    """The event's case ended, and its appeals follow: closed, void, withdrawn, transferred end them; merged
    moves them to the event that the work goes on in.
    """
    for appeal in open_of(event_id):
        if result == "merged" and into_event_id:
            changes.change(
                appeal,
                "merged_event",
                by,
                Words(zh="随案件并入另一事件", en="Followed its case into another event"),
                AppealJoined,
                becomes={"event_id": into_event_id},
                event_id=into_event_id,
                from_event_id=event_id,
            )
        elif result == "void":
            words = Words(zh="随案件作废", en="Void with its case", said="已作废")
            changes.change(appeal, "void", by, words, AppealVoided, becomes=changes.end("void", "void"))
        elif result == "withdrawn":
            words = Words(zh="随案件撤诉", en="Withdrawn with its case", said="已撤诉")
            changes.change(
                appeal,
                "withdraw",
                by,
                words,
                AppealWithdrawn,
                becomes=changes.end("withdrawn", "withdrawn"),
                event_id=event_id,
                left=0,
            )
        elif result == "transferred":
            changes.change(
                appeal,
                "transfer_out",
                by,
                Words(zh="随案件转出", en="Transferred out with its case", said="已转其他渠道办理"),
                AppealTransferredOut,
                becomes=changes.end("transferred", "transferred"),
                target="",
            )
        else:
            changes.change(
                appeal,
                "closed",
                by,
                Words(zh="随案件办结", en="Closed with its case", said="已办结"),
                AppealClosed,
                becomes=changes.end("closed", "handled"),
                event_id=event_id,
                result=result,
            )
            truth.closed(appeal)


def call_backs(event_id: str) -> CallBackTally:
    """How the call-backs of the event's appeals stand; those withdrawn, merged or void do not count."""
    rows = [
        row for row in Appeal.objects.filter(event_id=event_id, state__in=("open", "closed")) if row.round
    ]
    done = [row for row in rows if row.called_back]
    reached = [row for row in done if row.reached]
    return CallBackTally(
        total=len(rows),
        pending=len(rows) - len(done),
        solved=sum(row.solved == "solved" for row in reached),
        partly=sum(row.solved == "partly" for row in reached),
        unsolved=sum(row.solved == "unsolved" for row in reached),
        satisfied=sum(row.satisfaction == "satisfied" for row in reached),
        basically=sum(row.satisfaction == "basically" for row in reached),
        dissatisfied=sum(row.satisfaction == "dissatisfied" for row in reached),
        unreached=len(done) - len(reached),
    )


def follow_areas(moves: list[dict[str, str]]) -> None:
    """Open appeals go with their place to its new path; ended ones keep the path of their day."""
    for move in moves:
        if move["tree"] != "managed":
            continue
        below = Appeal.objects.select_for_update().filter(
            area_path__startswith=move["old"]
        )  # scope: no one looks
        for appeal in below.filter(state="open").order_by("number"):
            old = appeal.area_path
            changes.change(
                appeal,
                "area_moved",
                changes.SYSTEM,
                Words(zh="区划调整，诉求随属地转移", en="The area was moved, and the appeal with it"),
                AppealAreaMoved,
                becomes={"area_path": move["new"] + old.removeprefix(move["old"])},
                old_path=old,
            )

"""来电: calls at the switch. A number is masked everywhere; who took the call may see it for a purpose that
is kept, and the appeal that comes of the call has it all the same. Whose call it is is known by a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _reading as reading
from yiwang.appeals import _register as registering
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals._sight import Sight
from yiwang.appeals.contracts import (
    AppealCallArrived,
    AppealCallEnded,
    AppealCallTaken,
    AppealCallTransferred,
    AppealCallUnmasked,
    AppealRecorded,
    AppealRow,
    AskedTransfer,
    CallDetail,
    CallNotNow,
    CallRow,
    EarlierCall,
    NewAppeal,
    Registered,
    Reporter,
    TransferRow,
    UnknownCall,
)
from yiwang.appeals.models import Appeal, AppealLook, AppealReporter, AppealSource, Call, CallTransfer
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease

STATES = {"waiting": "待接听", "taken": "通话中", "ended": "已结束"}
EARLIER = 20
MOST = 100
OUTCOMES = ("connected", "refused", "failed")
UNANSWERED = "unanswered"
PATIENCE = timedelta(minutes=2)
"""So long a transfer may be asked for without a word of the switch."""
EMERGENCY = ("110", "119", "120", "122")


def arrived(
    source: AppealSource,
    *,
    call_id: str,
    number: str = "",
    line: str = "",
    at: datetime | None = None,
    recording_id: str = "",
    demonstration: bool = False,
) -> CallRow:
    """A call rings at the switch; the same id again is the same call. Raises Forbidden, BadText."""
    by = _source(source)
    number = logic.clean(number, "号码", "the number", most=40)
    new = statements.new(
        Call,
        id=new_id(),
        source_id=source.id,
        call_id=logic.clean(call_id, "来电编号", "the id of the call", most=80, least=1),
        number=number,
        person=registering.person_of(Reporter(phone=number)),
        line=logic.clean(line, "线路", "the line", most=40),
        area_path=areas.path_of(source.area_id),
        state="waiting",
        arrived_at=at if at is not None and at.tzinfo else clock.now(),
        recording_id=logic.clean(recording_id, "录音编号", "the recording id", most=80),
        demonstration=demonstration,
    )
    with transaction.atomic():
        if statements.insert(new, once=True):
            _tell(new, by.user_id, AppealCallArrived(call=new.id, line=new.line))
            return _row(new)
    found = statements.find(Call, source_id=source.id, call_id=new.call_id)
    if found is None:
        raise UnknownCall()
    return _row(found)


def _source(source: AppealSource) -> Subject:
    by = Subject.source(source.id)
    require(by, "appeals.exchange")
    return by


def hung_up(source: AppealSource, call_id: str, *, recording_id: str = "") -> CallRow:
    """The switch says that the call is over, and where its recording is. Raises Forbidden, UnknownCall."""
    by = _source(source)
    with transaction.atomic():
        call = statements.find(Call, lock=True, source_id=source.id, call_id=call_id)
        if call is None:
            raise UnknownCall()
        _end(call, by, logic.clean(recording_id, "录音编号", "the recording id", most=80))
    return _row(call)


def transfer_ended(source: AppealSource, call_id: str, transfer_id: str, outcome: str) -> CallRow:
    """The switch says what became of a transfer. Raises Forbidden, UnknownCall, BadWord."""
    by = _source(source)
    logic.known(outcome, OUTCOMES, "转接结果", "outcome")
    with transaction.atomic():
        call = statements.find(Call, lock=True, source_id=source.id, call_id=call_id)
        one = CallTransfer.objects.filter(pk=transfer_id, call_id=call.id if call else "").first()
        if call is None or one is None:
            raise UnknownCall()
        if one.outcome in ("asked", UNANSWERED):  # late, but he who made it knows better than the clock
            _transferred(call, one, outcome, by.user_id)
    return _row(call)


def _transferred(call: Call, one: CallTransfer, outcome: str, actor: str) -> None:
    """What became of a transfer of a call that is held."""
    CallTransfer.objects.filter(pk=one.pk).update(outcome=outcome, ended_at=clock.now())
    _claim(call)
    _tell(call, actor, AppealCallTransferred(call=call.id, target=one.target, outcome=outcome))


def unanswered(lease: Lease) -> int:
    """End the transfers of which the switch has said nothing for `PATIENCE`; how many."""
    late = CallTransfer.objects.filter(outcome="asked", asked_at__lte=clock.now() - PATIENCE)
    ended = 0
    for pk, call_id in list(late.order_by("asked_at", "id").values_list("id", "call_id")[:MOST]):
        with transaction.atomic():
            lease.hold()
            call = statements.find(Call, lock=True, id=call_id)
            one = CallTransfer.objects.filter(pk=pk, outcome="asked").first()
            if call is not None and one is not None:
                _transferred(call, one, UNANSWERED, changes.SYSTEM.user_id)
                ended += 1
    return ended


def asked(source: AppealSource) -> list[AskedTransfer]:
    """The transfers that the switch has still to make: it asks for them, and says what became of each."""
    _source(source)
    named = dict(Call.objects.filter(source_id=source.id, state="taken").values_list("id", "call_id"))
    rows = CallTransfer.objects.filter(outcome="asked", call_id__in=named).order_by("asked_at", "id")[:MOST]
    return [AskedTransfer(id=one.id, call_id=named[one.call_id], target=one.target) for one in rows]


def calls(subject: Subject) -> list[CallRow]:
    """The calls that wait, longest first, and those that this person is in; numbers masked."""
    seen = Call.objects.filter(scope(subject, "appeals.handle").paths_only())
    waiting = seen.filter(state="waiting").order_by("arrived_at", "id")[:MOST]
    mine = seen.filter(state="taken", taken_by=subject.user_id).order_by("arrived_at", "id")[:MOST]
    return [_row(one) for one in (*mine, *waiting)]


def call(subject: Subject, call: str) -> CallDetail:
    """A call with the last calls and appeals of its caller, masked. Raises UnknownCall."""
    return _detail(subject, _seen(subject, call))


def take(subject: Subject, call: str) -> CallDetail:
    """Take a call. Raises UnknownCall, CallNotNow when somebody was quicker."""
    with transaction.atomic():
        one = _seen(subject, call, lock=True)
        if one.state == "taken" and one.taken_by == subject.user_id:
            return _detail(subject, one)
        if one.state != "waiting":
            raise _not_now(one, "接听", "taking it")
        one.state, one.taken_by, one.taken_at = "taken", subject.user_id, clock.now()
        _claim(one, "state", "taken_by", "taken_at")
        _tell(one, subject.user_id, AppealCallTaken(call=one.id, who=subject.user_id))
    return _detail(subject, one)


def unmask(subject: Subject, call: str, *, purpose: str) -> str:
    """The number in clear, for who took the call, with a purpose that is kept and told; so often an hour.

    Raises UnknownCall, CallNotNow, PurposeMissing, TooMany.
    """
    purpose = reading.said_purpose(purpose)
    with transaction.atomic():
        one = _taken(subject, call, "查看号码", "looking at its number")
        reading.check_pace(subject, 1, book().thresholds.unmask_an_hour)
        looked = AppealLook(appeal_id=one.id, who=subject.user_id, purpose=purpose, at=clock.now())
        statements.insert(looked)
        facts.tell(
            AppealCallUnmasked(call=one.id, who=subject.user_id, unit=subject.unit_id, purpose=purpose),
            subject=f"call-look:{new_id()}",
            version=1,
            actor=subject.user_id,
            area_path=one.area_path,
            secret=True,
        )
    return one.number


def register(subject: Subject, call: str, new: NewAppeal) -> Registered:
    """Register an appeal that comes of a call: the caller's number is its reporter's where none was said, and
    its recording goes there. Raises UnknownCall, CallNotNow, and what registering refuses."""
    with transaction.atomic():
        one = _taken(subject, call, "登记诉求", "registering its appeal")
        said = replace(new.reporter, phone=new.reporter.phone or one.number)
        made = registering.register(subject, replace(new, reporter=said))
        if not one.appeal_id:
            one.appeal_id = made.id
            _claim(one, "appeal_id")
        _record(one, subject, claims.seen(subject, made.id, lock=True))
    return made


def hang_up(subject: Subject, call: str) -> CallDetail:
    """The operator ends his call. Raises UnknownCall, CallNotNow."""
    with transaction.atomic():
        one = _mine(subject, call, "挂断", "hanging up")
        _end(one, subject, "")
    return _detail(subject, one)


def attach(subject: Subject, call: str, appeal_id: str) -> CallDetail:
    """Say which appeal came of a call: the recording goes to it, now or when the switch names it. Raises
    UnknownCall, UnknownAppeal, CallNotNow."""
    with transaction.atomic():
        one = _taken(subject, call, "关联诉求", "naming its appeal")
        appeal = claims.seen(subject, appeal_id, lock=True)
        one.appeal_id = appeal.id
        _claim(one, "appeal_id")
        _record(one, subject, appeal)
    return _detail(subject, one)


def transfer(subject: Subject, call: str, *, target: str, reason: str = "") -> CallDetail:
    """一键三方转接 to 110, 119 or 120: the request is kept; the switch says what became of it. Raises
    UnknownCall, CallNotNow, BadWord, BadText."""
    logic.known(target, EMERGENCY, "转接号码", "number to transfer to")
    reason = logic.clean(reason, "转接原因", "why", most=500)
    with transaction.atomic():
        one = _mine(subject, call, "转接", "transferring it")
        statements.insert(
            statements.new(
                CallTransfer,
                id=new_id(),
                call_id=one.id,
                target=target,
                reason=reason,
                asked_by=subject.user_id,
                asked_at=clock.now(),
            )
        )
        _claim(one)
        _tell(one, subject.user_id, AppealCallTransferred(call=one.id, target=target, outcome="asked"))
    return _detail(subject, one)


def _seen(subject: Subject, call_id: str, *, lock: bool = False) -> Call:
    rows = Call.objects.select_for_update() if lock else Call.objects.all()
    seen = rows.filter(scope(subject, "appeals.handle").paths_only())
    found = seen.filter(pk=call_id).first()
    if found is None:
        raise UnknownCall()
    return found


def _taken(subject: Subject, call_id: str, zh: str, en: str) -> Call:
    """The call that this person took, whether it lasts or not."""
    one = _seen(subject, call_id, lock=True)
    if one.taken_by != subject.user_id:
        raise _not_now(one, zh, en)
    return one


def _mine(subject: Subject, call_id: str, zh: str, en: str) -> Call:
    one = _seen(subject, call_id, lock=True)
    if one.state != "taken" or one.taken_by != subject.user_id:
        raise _not_now(one, zh, en)
    return one


def _not_now(one: Call, zh: str, en: str) -> CallNotNow:
    who = "，由他人接听" if one.taken_by else ""
    return CallNotNow(state=one.state, state_zh=STATES[one.state], who_zh=who, act_zh=zh, act_en=en)


def _claim(one: Call, *names: str) -> None:
    if not statements.claim(one, *names):
        raise _not_now(one, "操作", "that")


def _end(one: Call, by: Subject, recording_id: str) -> None:
    """The call is over; its recording is put to its appeal. Said twice, it ends once."""
    over = one.state != "ended"
    if over:
        one.state, one.ended_at = "ended", clock.now()
    if recording_id:
        one.recording_id = recording_id
    if over or recording_id:
        _claim(one, "state", "ended_at", "recording_id")
        appeal = statements.find(Appeal, lock=True, id=one.appeal_id) if one.appeal_id else None
        if appeal is not None:
            _record(one, by, appeal)
        # Who rang is known by the call: its fact leads to no confidential appeal.
        named = appeal.id if appeal is not None and not appeal.confidential else ""
        _tell(one, by.user_id, AppealCallEnded(call=one.id, appeal_id=named))


def _record(one: Call, by: Subject, appeal: Appeal) -> None:
    if one.recording_id and appeal.recording_id != one.recording_id:
        words = Words(zh="附通话录音", en="The recording of its call was put to it")
        becomes = {"recording_id": one.recording_id}
        changes.change(appeal, "recorded", by, words, AppealRecorded, becomes=becomes)


def _tell(one: Call, actor: str, fact: facts.Fact) -> None:
    facts.tell(fact, subject=f"call:{one.id}", version=one.version, actor=actor, area_path=one.area_path)


def _row(one: Call) -> CallRow:
    return CallRow(
        id=one.id,
        number=logic.mask_phone(one.number),
        line=one.line,
        state=one.state,
        arrived_at=one.arrived_at,
        taken_by=one.taken_by,
        recording_id=one.recording_id,
        appeal_id=one.appeal_id,
        demonstration=one.demonstration,
    )


def _detail(subject: Subject, one: Call) -> CallDetail:
    names = {target.code: target.zh for target in book().transfer_targets}
    transfers = CallTransfer.objects.filter(call_id=one.id).order_by("asked_at", "id")
    row = _row(one)
    if one.taken_by != subject.user_id and _appeals(subject).filter(pk=one.appeal_id).first() is None:
        row = replace(row, appeal_id="")
    return CallDetail(
        row=row,
        calls=_rang(subject, one),
        earlier=_earlier(subject, one.person),
        transfers=[
            TransferRow(
                id=each.id,
                target=each.target,
                target_zh=names.get(each.target, each.target),
                reason=each.reason,
                outcome=each.outcome,
                asked_by=each.asked_by,
                asked_at=each.asked_at,
            )
            for each in transfers
        ],
    )


def _earlier(subject: Subject, person: str) -> list[AppealRow]:
    """The caller's last appeals that this person may see. Confidential ones stay out: to find one by a number
    would say who reported."""
    if not person:
        return []
    ids = AppealReporter.objects.filter(person=person).values("appeal_id")
    rows = _appeals(subject).filter(pk__in=ids).order_by("-registered_at", "-id")[:EARLIER]
    return Sight(subject).rows(list(rows))


def _appeals(subject: Subject) -> QuerySet[Appeal]:
    return Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"), confidential=False)


def _rang(subject: Subject, one: Call) -> list[EarlierCall]:
    """The caller's last calls before this one, each with what came of it as far as he may know it."""
    if not one.person:
        return []
    seen = Call.objects.filter(scope(subject, "appeals.handle").paths_only())
    seen = seen.filter(person=one.person, arrived_at__lte=one.arrived_at).exclude(pk=one.pk)
    rang = list(seen.order_by("-arrived_at", "-id")[:EARLIER])
    came = _appeals(subject).filter(pk__in=[each.appeal_id for each in rang if each.appeal_id])
    rows = {row.id: row for row in Sight(subject).rows(list(came))}
    return [
        EarlierCall(
            id=each.id,
            line=each.line,
            state=each.state,
            arrived_at=each.arrived_at,
            appeal=rows.get(each.appeal_id),
        )
        for each in rang
    ]

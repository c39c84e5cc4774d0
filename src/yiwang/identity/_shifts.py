"""值班 — who is on shift, and how the rights move at a hand-over (交接班)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from yiwang.identity import _grants
from yiwang.identity._scope import scope
from yiwang.identity._subjects import UnknownUser, user_ref
from yiwang.identity.contracts import (
    HandOver,
    HandOverDrawn,
    HandOverItem,
    HandOverSigned,
    Shift,
    ShiftClosed,
    ShiftLine,
    ShiftNoted,
    ShiftOpened,
    Subject,
    UserRef,
)
from yiwang.identity.models import Desk, HandOverRow, ShiftLineRow, ShiftRow, User
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact, tell
from yiwang.kernel.ids import new_id

EARLY = timedelta(minutes=30)
ROSTER_DAYS = 7


class UnknownShift(NotFound):
    code = "identity.unknown_shift"
    zh = "没有这个班次。"
    en = "There is no such shift."


class UnknownDesk(NotFound):
    code = "identity.unknown_desk"
    zh = "没有编号为 {desk} 的值班席。"
    en = "There is no desk {desk}."


class UnknownHandOver(NotFound):
    code = "identity.unknown_hand_over"
    zh = "没有这份交接单。"
    en = "There is no such hand-over."


class NotYourShift(Forbidden):
    code = "identity.not_your_shift"
    zh = "这不是您的班次。"
    en = "This is not your shift."


class DeskTaken(Conflict):
    code = "identity.desk_taken"
    zh = "值班席上还有人，须先交接班。"
    en = "Somebody is on shift at this desk; a hand-over comes first."


class NotNow(Conflict):
    code = "identity.shift_not_now"
    zh = "班次不在此时：{starts} 至 {ends}。"
    en = "The shift is not now: {starts} to {ends}."


class NobodyToTakeOver(Conflict):
    code = "identity.nobody_to_take_over"
    zh = "排班表上没有下一班。"
    en = "The roster has no next shift."


class AlreadySigned(Conflict):
    code = "identity.already_signed"
    zh = "交接单已有人签字，不能再改清单。"
    en = "The hand-over is signed by one side; its list can no longer change."


def current_shift(desk: str) -> Shift | None:
    """The open shift of a desk."""
    row = _rows().filter(desk_id=desk, state="open").first()
    return shift_of(row) if row else None


def get_shift(shift_id: str) -> Shift:
    return shift_of(_get_row(shift_id))


def shifts(*, desk: str | None = None, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """The roster: shifts that touch [start, end), in order."""
    rows = _rows().filter(starts_at__lt=end, ends_at__gt=start)
    if desk is not None:
        rows = rows.filter(desk_id=desk)
    return tuple(shift_of(row) for row in rows.order_by("starts_at", "desk_id"))


def on_duty(desk: str | None = None, area_path: str | None = None) -> tuple[UserRef, ...]:
    """Who is on shift at a desk, or at any desk whose area holds `area_path` (the nearest desk first)."""
    found = officers_on_duty(desk, area_path)
    officers = User.objects.select_related("unit").in_bulk(set(found)) if found else {}
    return tuple(user_ref(officers[officer]) for officer in found)


def officers_on_duty(desk: str | None = None, area_path: str | None = None) -> tuple[str, ...]:
    """The same as ids, for messages: each event of a city asks."""
    found = [
        row
        for row in statements.select(ShiftRow, "WHERE state = 'open'")
        if desk in (None, row.desk_id) and (area_path is None or area_path.startswith(row.area_path))
    ]
    found.sort(key=lambda row: (-len(row.area_path), row.pk))
    return tuple(row.officer_id for row in found)


def open_shift(subject: Subject, shift_id: str) -> Shift:
    """Open a planned shift at an empty desk; its officer's rights begin.

    Once it has begun and nobody came, another officer of the desk may stand in (顶班); the log says so.
    """
    row = _get_row(shift_id)
    now = clock.now()
    stands_in = not subject.is_system and row.officer_id != subject.user_id
    if stands_in and not (now >= row.starts_at and subject.user_id in json.loads(row.desk.officers)):
        raise NotYourShift()
    if not row.starts_at - EARLY <= now < row.ends_at:
        local = [
            moment.astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M")
            for moment in (row.starts_at, row.ends_at)
        ]
        raise NotNow(starts=local[0], ends=local[1])
    with transaction.atomic():
        if ShiftRow.objects.filter(desk_id=row.desk_id, state="open").exists():
            raise DeskTaken()
        if stands_in:
            row.officer = User.objects.select_related("unit").get(pk=subject.user_id)
        begin(row, actor=subject.user_id)
        if stands_in:
            _add_line(
                row,
                "原班人员未到，由本人顶班。 Stood in for the officer on the roster.",
                author=subject.user_id,
            )
    return get_shift(shift_id)


def hand_over(subject: Subject, *, desk: str, items: Sequence[HandOverItem], note: str = "") -> HandOver:
    """Draw up a hand-over: the outgoing officer's list of what is open. Unsigned, it may be drawn again."""
    row = _rows().filter(desk_id=desk, state="open").first()
    if row is None:
        raise UnknownDesk(desk=desk) if not Desk.objects.filter(pk=desk).exists() else UnknownShift()
    if not subject.is_system and row.officer_id != subject.user_id:
        raise NotYourShift()
    following = (
        _rows()
        .filter(desk_id=desk, state="planned", starts_at__gt=row.starts_at)
        .order_by("starts_at")
        .first()
    )
    if following is None:
        raise NobodyToTakeOver()
    now = clock.now()
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False)
    with transaction.atomic():
        open_one = HandOverRow.objects.filter(from_shift=row, state__in=("drawn", "half_signed")).first()
        if open_one is None:
            open_one = HandOverRow.objects.create(
                id=new_id(),
                desk_id=desk,
                area_path=row.area_path,
                from_shift=row,
                to_shift=following,
                items=text,
                note=note,
                drawn_at=now,
            )
            version = 1
        else:
            version = open_one.version + 1
            moved = HandOverRow.objects.filter(
                pk=open_one.pk, version=open_one.version, state="drawn"
            ).update(items=text, note=note, drawn_at=now, to_shift=following, version=version)
            if not moved:
                raise AlreadySigned()
        fact = HandOverDrawn(
            hand_over_id=open_one.pk, desk=desk, from_shift=row.pk, to_shift=following.pk, items=len(items)
        )
        _tell(fact, f"hand_over:{open_one.pk}", version, subject.user_id, row.desk)
    return get_hand_over(open_one.pk)


def sign(subject: Subject, hand_over_id: str) -> HandOver:
    """Sign as the outgoing or incoming officer. With both signatures the rights move, in one transaction."""
    now = clock.now()
    with transaction.atomic():
        row = _get_hand_over_row(hand_over_id, lock=True)
        side = _side(row, subject)
        stamp = f"{side}_signed_at"
        if getattr(row, stamp) is not None or row.state not in ("drawn", "half_signed"):
            raise AlreadySigned()
        setattr(row, stamp, now)
        complete = row.outgoing_signed_at is not None and row.incoming_signed_at is not None
        moved = HandOverRow.objects.filter(
            pk=row.pk, version=row.version, **{f"{stamp}__isnull": True}
        ).update(**{stamp: now}, state="signed" if complete else "half_signed", version=row.version + 1)
        if not moved:
            raise Conflict()
        fact = HandOverSigned(
            hand_over_id=row.pk, desk=row.desk_id, signer_id=subject.user_id, side=side, complete=complete
        )
        _tell(fact, f"hand_over:{row.pk}", row.version + 1, subject.user_id, row.desk)
        if complete:
            _close(row.from_shift, actor=subject.user_id, reason="handed over")
            begin(row.to_shift, actor=subject.user_id)
    return get_hand_over(hand_over_id)


def _side(row: HandOverRow, subject: Subject) -> str:
    if row.from_shift.officer_id == subject.user_id and row.outgoing_signed_at is None:
        return "outgoing"
    if row.to_shift.officer_id == subject.user_id:
        return "incoming"
    if row.from_shift.officer_id == subject.user_id:
        return "outgoing"
    raise NotYourShift()


def get_hand_over(hand_over_id: str) -> HandOver:
    return hand_over_of(_get_hand_over_row(hand_over_id))


def pending_hand_over(desk: str) -> HandOver | None:
    """The hand-over of a desk that waits for a signature."""
    waiting = HandOverRow.objects.filter(desk_id=desk, state__in=("drawn", "half_signed"))
    row = waiting.order_by("-drawn_at").first()
    return hand_over_of(_with_shifts(row)) if row else None


def note(subject: Subject, shift_id: str, text: str) -> ShiftLine:
    """Add a line to the log of the open shift; only its officer writes."""
    if not text.strip() or len(text) > 2000:
        raise Invalid(reason="1—2000 字 / 1 to 2000 characters")
    row = _get_row(shift_id)
    if not subject.is_system and row.officer_id != subject.user_id:
        raise NotYourShift()
    with transaction.atomic():
        line = _add_line(row, text.strip(), author=None if subject.is_system else subject.user_id)
        _move(row, row.state)
        fact = ShiftNoted(shift_id=row.pk, desk=row.desk_id, line_id=line.pk)
        _tell(fact, f"shift:{row.pk}", row.version, subject.user_id, row.desk)
    return _line_of(ShiftLineRow.objects.select_related("author").get(pk=line.pk))


def log(shift_id: str) -> tuple[ShiftLine, ...]:
    """The log of a shift, oldest line first."""
    rows = ShiftLineRow.objects.select_related("author").filter(shift_id=shift_id)
    return tuple(_line_of(row) for row in rows.order_by("at", "pk"))


def may_read(subject: Subject, desk: str, area_path: str) -> bool:
    """Whose eyes a desk's lists and log are for: its own officers, and whoever answers for its whole area."""
    row = Desk.objects.filter(pk=desk).first()
    if row is not None and subject.user_id in json.loads(row.officers):
        return True
    return "situation.see" in subject.permissions and scope(subject, "situation.see").sees(
        area_path=area_path
    )


def reads_desk(subject: Subject, desk: str) -> bool:
    """True when the log and the lists of a desk are for this person's eyes."""
    row = Desk.objects.filter(pk=desk).first()
    return row is not None and may_read(subject, desk, row.area_path)


def desks() -> tuple[tuple[str, str, str], ...]:
    """Every desk: code, name, area path."""
    return tuple(Desk.objects.order_by("pk").values_list("pk", "name", "area_path"))


def extend_roster(desk: Desk, *, days: int = ROSTER_DAYS) -> int:
    """Plan shifts by the desk's pattern until `days` ahead; how many were added."""
    officers: list[str] = json.loads(desk.officers)
    if not officers:
        raise UnknownUser()
    now = clock.now()
    last = ShiftRow.objects.filter(desk=desk).order_by("-starts_at").first()
    turn, start = 0, _boundary(desk, now, back=True)
    if last is not None:
        turn, start = (
            (officers.index(last.officer_id) + 1 if last.officer_id in officers else 0),
            last.ends_at,
        )
        if start < now - timedelta(days=1):
            start = _boundary(desk, now, back=True)  # the instance slept: no shifts for days that nobody kept
    rows: list[ShiftRow] = []
    while start < now + timedelta(days=days):
        end = _boundary(desk, start + timedelta(seconds=1))
        if last is None and not rows and end - now < timedelta(hours=2):
            end = _boundary(desk, end + timedelta(seconds=1))  # the first shift should not be over at once
        rows.append(
            ShiftRow(
                id=new_id(),
                desk=desk,
                area_path=desk.area_path,
                officer_id=officers[turn % len(officers)],
                starts_at=start,
                ends_at=end,
            )
        )
        turn, start = turn + 1, end
    ShiftRow.objects.bulk_create(rows)
    return len(rows)


def _boundary(desk: Desk, moment: datetime, *, back: bool = False) -> datetime:
    """The next change of shift at or after `moment`, or the last one at or before it."""
    local = moment.astimezone(clock.SHANGHAI)
    marks = [time.fromisoformat(mark.strip()) for mark in desk.changes_at.split(",")]
    days = (local.date() + timedelta(days=step) for step in (-1, 0, 1))
    points = sorted(datetime.combine(day, mark, clock.SHANGHAI) for day in days for mark in marks)
    if back:
        return max(point for point in points if point <= local)
    return min(point for point in points if point >= local)


def keep_rosters() -> int:
    """Housekeeping of the worker: extend rosters, end what ran out. How much was done."""
    now = clock.now()
    done = 0
    for desk in Desk.objects.all():
        last = ShiftRow.objects.filter(desk=desk).order_by("-starts_at").first()
        if last is None or last.ends_at < now + timedelta(days=ROSTER_DAYS - 1):
            with transaction.atomic():
                done += extend_roster(desk)
    stale = ShiftRow.objects.select_related("desk", "officer").filter(
        ends_at__lte=now, state__in=("planned", "open")
    )
    for row in stale:
        with transaction.atomic():
            if row.state == "planned":
                done += ShiftRow.objects.filter(pk=row.pk, version=row.version, state="planned").update(
                    state="lapsed", version=row.version + 1
                )
            elif row.ends_at + timedelta(minutes=row.desk.grace_min) <= now:
                _add_line(
                    row,
                    "到时未交接，值班权限自动收回。 Ran out without a hand-over; rights withdrawn.",
                    author=None,
                )
                _close(row, actor="system:identity.shifts", reason="ran out")
                done += 1
    return done + _grants.end_expired()


def begin(row: ShiftRow, *, actor: str) -> None:
    row.opened_at = clock.now()
    _move(row, "open", expect="planned")
    fact = ShiftOpened(
        shift_id=row.pk,
        desk=row.desk_id,
        officer_id=row.officer_id,
        officer_name=row.officer.name,
        ends_at=row.ends_at,
    )
    _tell(fact, f"shift:{row.pk}", row.version, actor, row.desk)
    _grants.give(
        user_id=row.officer_id,
        role=row.desk.role,
        kind="shift",
        area_path=row.area_path,
        shift_id=row.pk,
        granted_by=f"shift:{row.pk}",
        reason="值班",
        expires_at=row.ends_at + timedelta(minutes=row.desk.grace_min),
        actor=actor,
    )


def _close(row: ShiftRow, *, actor: str, reason: str) -> None:
    row.closed_at = clock.now()
    _move(row, "closed", expect="open")
    fact = ShiftClosed(shift_id=row.pk, desk=row.desk_id, officer_id=row.officer_id, reason=reason)
    _tell(fact, f"shift:{row.pk}", row.version, actor, row.desk)
    _grants.end_of_shift(row.pk, actor=actor, reason=reason)


def _move(row: ShiftRow, state: str, *, expect: str | None = None) -> None:
    """Claim the shift at the version read, and raise Conflict when somebody else was first."""
    claimed = ShiftRow.objects.filter(pk=row.pk, version=row.version, state=expect or state).update(
        state=state,
        officer_id=row.officer_id,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version + 1,
    )
    if not claimed:
        raise Conflict()
    row.state, row.version = state, row.version + 1


def _tell(fact: Fact, subject: str, version: int, actor: str, desk: Desk) -> None:
    tell(fact, subject=subject, version=version, actor=actor, area_path=desk.area_path, units=(desk.unit_id,))


def _add_line(row: ShiftRow, text: str, *, author: str | None) -> ShiftLineRow:
    return ShiftLineRow.objects.create(id=new_id(), shift=row, at=clock.now(), author_id=author, text=text)


def _rows() -> QuerySet[ShiftRow]:
    return ShiftRow.objects.select_related("desk", "officer__unit")


def _get_row(shift_id: str) -> ShiftRow:
    row = _rows().filter(pk=shift_id).first()
    if row is None:
        raise UnknownShift()
    return row


def _get_hand_over_row(hand_over_id: str, *, lock: bool = False) -> HandOverRow:
    rows = HandOverRow.objects.all()
    row = (rows.select_for_update() if lock else rows).filter(pk=hand_over_id).first()
    if row is None:
        raise UnknownHandOver()
    return _with_shifts(row)


def _with_shifts(row: HandOverRow) -> HandOverRow:
    """The row with its two shifts: by a second query, since ten tables in one join are planned badly."""
    both = {shift.pk: shift for shift in _rows().filter(pk__in=[row.from_shift_id, row.to_shift_id])}
    row.from_shift, row.to_shift = both[row.from_shift_id], both[row.to_shift_id]
    row.desk = row.from_shift.desk
    return row


def shift_of(row: ShiftRow) -> Shift:
    return Shift(
        id=row.pk,
        desk=row.desk_id,
        desk_name=row.desk.name,
        area_path=row.area_path,
        role=row.desk.role,
        officer=user_ref(row.officer),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,  # type: ignore[arg-type]
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def hand_over_of(row: HandOverRow) -> HandOver:
    return HandOver(
        id=row.pk,
        desk=row.desk_id,
        area_path=row.area_path,
        from_shift=row.from_shift_id,
        to_shift=row.to_shift_id,
        outgoing=user_ref(row.from_shift.officer),
        incoming=user_ref(row.to_shift.officer),
        items=tuple(HandOverItem(**item) for item in json.loads(row.items)),
        note=row.note,
        drawn_at=row.drawn_at,
        outgoing_signed_at=row.outgoing_signed_at,
        incoming_signed_at=row.incoming_signed_at,
        state=row.state,  # type: ignore[arg-type]
    )


def _line_of(row: ShiftLineRow) -> ShiftLine:
    return ShiftLine(
        id=row.pk,
        shift_id=row.shift_id,
        at=row.at,
        author_id=row.author_id or "",
        author_name=row.author.name if row.author else "系统",
        text=row.text,
    )

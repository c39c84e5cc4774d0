"""录入 → 交办 → 签收 → 反馈 → (再批示 → 反馈 …) → 办结: each act claims the paper, keeps its line, tells
its fact and says so to whom it concerns, in one transaction.

The words stay at the leader's level: a message, a fact and a unit of a lower level carry the task instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.cases import api as cases
from yiwang.command import contracts as told_of
from yiwang.command import logic
from yiwang.command._refusals import (
    BadDeadline,
    InstructionMoved,
    NoSuchLeader,
    NotTheHandler,
    NotTheKeeper,
    SignFirst,
    TaskNeeded,
    UnitsNeeded,
    UnitsOutside,
    UnknownInstruction,
    UnknownSource,
    WordsNeeded,
)
from yiwang.command.contracts import InstructionChanged, InstructionForm, Told
from yiwang.command.models import Instruction, InstructionNumber, InstructionStep
from yiwang.documents import api as documents
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Lines, Subject, Unit, UserRef, handlers, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.calendar import Limit
from yiwang.kernel.errors import NotFound
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages

LEAST = 2
LONGEST = 2_000
MOST_DAYS = 250
MOST_CO = 20


def leaders(subject: Subject) -> list[UserRef]:
    """The leaders of the subject's own level, whose words a secretary may enter."""
    require(subject, "command.keep")
    found: list[UserRef] = []
    for unit in identity.units(kind="government", area_path=subject.area_path):
        if unit.area_path == subject.area_path:
            found += identity.users_of_unit(unit.id, role="leader")
    return found


def enter(subject: Subject, form: InstructionForm) -> Instruction:
    """录入, by a secretary (command.keep) or by the leader himself (command.write); with units and a deadline
    it is assigned at once, else it waits for the secretary.

    Raises WordsNeeded, NoSuchLeader, UnknownSource, UnitsNeeded, UnitsOutside, TaskNeeded, BadDeadline.
    """
    words = _said(form.words)
    leader, office = _whose(subject, form.leader)
    kind, ref, label = _source(subject, form)
    secret = form.secret
    at_once = bool(form.told.lead_unit)
    if secret and not form.leader and not at_once:
        raise UnitsNeeded()  # nobody but himself would see it
    now = clock.now()
    title = form.title.strip()[:120] or (f"关于{label}的批示"[:120] if label else "领导批示")
    with transaction.atomic():
        year = f"{now.astimezone(clock.SHANGHAI):%Y}"
        row = statements.new(
            Instruction,
            id=new_id(),
            number=f"PS{year}-{statements.next_of(InstructionNumber, f'PS{year}'):04d}",
            title=title,
            words=words,
            source_kind=kind,
            source_ref=ref,
            source_label=label,
            leader=leader.id,
            leader_name=leader.name,
            entered_by=subject.user_id,
            office="" if secret else office,
            area_path=leader.area_path,
            secret=secret,
            state="entered",
            entered_at=now,
            version=1,
        )
        if at_once:
            _give(row, form.told, now)
        _tokens(row)
        statements.insert(row)
        if at_once:
            keep(
                row,
                subject,
                "enter",
                told_of.InstructionEntered,
                "录入并交办",
                "Entered and assigned",
                words=words,
            )
            _tell_units(row, "assigned", "批示件交办", "An instruction was assigned to you")
        else:
            keep(row, subject, "enter", told_of.InstructionEntered, "录入批示", "Entered", words=words)
            if office and office != subject.unit_id:
                _say(row, "entered", "领导批示待交办", "An instruction waits to be assigned", units=[office])
    return row


def assign(subject: Subject, instruction_id: str, told: Told, *, version: int) -> Instruction:
    """交办. Raises UnitsNeeded, UnitsOutside, TaskNeeded, BadDeadline, NotTheKeeper."""
    now = clock.now()
    with transaction.atomic():
        row = _kept(subject, instruction_id, version, "assign")
        _give(row, told, now)
        _tokens(row)
        names = ("lead_unit", "co_units", "task", "parts", "due_at", "answered_at", "due_told", "units")
        LINES.claim(row, "assign", "state", "waits", *names)
        assert row.due_at is not None
        keep(row, subject, "assign", told_of.InstructionAssigned, "交办", "Assigned", due_at=row.due_at)
        _tell_units(row, "assigned", "批示件交办", "An instruction was assigned to you")
    return row


def sign(subject: Subject, instruction_id: str, *, version: int) -> Instruction:
    """签收, by a unit that is asked. Needs command.handle. Raises NotTheHandler."""
    require(subject, "command.handle")
    with transaction.atomic():
        row = _stands(_found(subject, instruction_id), version, "sign")
        parts, part = _part(row, subject, "signed_at")
        part.update(signed_at=clock.now().isoformat(), signed_by=subject.name)
        row.parts = parts
        LINES.claim(row, "sign", "parts")
        keep(
            row, subject, "sign", told_of.InstructionSigned,
            f"{subject.unit_name}签收", f"Signed for by {subject.unit_name}", unit=subject.unit_id,
        )  # fmt: skip
    return row


def feed_back(
    subject: Subject, instruction_id: str, text: str, evidence: Sequence[str] = (), *, version: int
) -> Instruction:
    """反馈, by a unit that has signed; the lead's answer ends the round. Needs command.handle.

    Raises WordsNeeded, SignFirst, NotTheHandler, UnknownDocument.
    """
    require(subject, "command.handle")
    text = _said(text)
    files = list(dict.fromkeys(evidence))
    now = clock.now()
    with transaction.atomic():
        row = _stands(_found(subject, instruction_id), version, "feed_back")
        parts, part = _part(row, subject, "answered_at")
        if part["signed_at"] is None:
            raise SignFirst()
        for one in files:
            documents.get_document(one, subject)
        if files:
            # What hangs on a confidential paper lies in nobody's area: only those named in it see it.
            documents.attach(
                files, area_path="" if row.secret else row.area_path, units=split_units(row.units)
            )
        part["answered_at"] = now.isoformat()
        row.parts = parts
        if part["lead"]:
            row.state, row.answered_at = "reported", now
        _tokens(row)
        LINES.claim(row, "feed_back", "state", "answered_at", "parts", "waits")
        keep(
            row, subject, "feed_back", told_of.InstructionFedBack,
            f"{subject.unit_name}反馈", f"{subject.unit_name} reported back",
            note=text, evidence=files, unit=subject.unit_id,
        )  # fmt: skip
        if part["lead"]:
            _say(
                row, "fed_back", "批示件已反馈", "An instruction was reported on",
                users=[row.leader, row.entered_by],
            )  # fmt: skip
    return row


def again(subject: Subject, instruction_id: str, words: str, told: Told, *, version: int) -> Instruction:
    """再批示: another round with its own words and deadline, to the same units unless others are named.

    Raises WordsNeeded, BadDeadline, TaskNeeded, UnitsOutside, NotTheKeeper.
    """
    words = _said(words)
    now = clock.now()
    with transaction.atomic():
        row = _kept(subject, instruction_id, version, "again")
        row.round += 1
        same = Told(
            lead_unit=told.lead_unit or row.lead_unit,
            co_units=told.co_units if told.lead_unit else tuple(row.co_units),
            task=told.task,
            days=told.days,
            day=told.day,
        )
        _give(row, same, now)
        _tokens(row)
        names = ("lead_unit", "co_units", "task", "parts", "due_at", "answered_at", "due_told", "units")
        LINES.claim(row, "again", "state", "round", "waits", *names)
        assert row.due_at is not None
        keep(
            row, subject, "again", told_of.InstructionAgain,
            f"再批示，第 {row.round} 轮", f"Written on again, round {row.round}",
            words=words, due_at=row.due_at,
        )  # fmt: skip
        _tell_units(row, "again", "领导再批示", "An instruction was written on again")
    return row


def close(subject: Subject, instruction_id: str, words: str = "", *, version: int) -> Instruction:
    """办结, with the leader's word where he gave one. Raises NotTheKeeper."""
    with transaction.atomic():
        row = _kept(subject, instruction_id, version, "close")
        _end(row, "close", "closed")
        words = words.strip()[:LONGEST]
        keep(row, subject, "close", told_of.InstructionClosed, "办结", "Closed", words=words)
        _tell_units(row, "closed", "批示件已办结", "An instruction was closed")
    return row


def drop(subject: Subject, instruction_id: str, reason: str, *, version: int) -> Instruction:
    """作废: it was entered by mistake. Raises WordsNeeded, NotTheKeeper."""
    reason = _said(reason)
    with transaction.atomic():
        row = _kept(subject, instruction_id, version, "drop")
        _end(row, "drop", "dropped")
        keep(row, subject, "drop", told_of.InstructionDropped, "作废", "Made void", note=reason)
        if row.lead_unit:
            _tell_units(row, "dropped", "批示件已作废", "An instruction was made void")
    return row


def allowed(row: Instruction, subject: Subject) -> list[str]:
    """The acts that this person could do on this paper now."""
    keeper = keeps(row, subject)
    part = next((one for one in row.parts if one["unit"] == subject.unit_id), None)
    handles = "command.handle" in subject.permissions and part is not None
    mine = {
        "assign": keeper,
        "sign": handles and part is not None and part["signed_at"] is None,
        "feed_back": handles and part is not None and bool(part["signed_at"]) and not part["answered_at"],
        "again": keeper,
        "close": keeper,
        "drop": keeper,
    }
    return [name for name, (states, _, _) in logic.ACTS.items() if row.state in states and mine[name]]


def keeps(row: Instruction, subject: Subject) -> bool:
    """Whether the paper is one's own to lead: the leader himself, or a secretary of its office."""
    if "command.write" in subject.permissions and row.leader == subject.user_id:
        return True
    return "command.keep" in subject.permissions and (
        row.entered_by == subject.user_id or row.office == subject.unit_id != ""
    )


def reads(row: Instruction, subject: Subject) -> bool:
    """Whether somebody who sees the paper reads the leader's own words: they do not go below his level, and
    of a confidential paper not beyond the lead unit."""
    if subject.is_system:
        return True
    if not row.area_path.startswith(subject.area_path):
        return False
    return not row.secret or keeps(row, subject) or subject.unit_id == row.lead_unit


def keep(
    row: Instruction,
    subject: Subject,
    act: str,
    fact: Callable[..., InstructionChanged],
    zh: str,
    en: str,
    *,
    words: str = "",
    evidence: Sequence[str] = (),
    **more: Any,
) -> None:
    """The history line, with the leader's words where the act has some, and the fact."""
    due = row.due_at if act in ("enter", "assign", "again") else None
    line = {"words": words, "evidence": list(evidence), "due_at": due}
    LINES.keep(row, subject, act, fact, zh, en, line=line, **more)


def tell_overdue(row: Instruction) -> None:
    """Say once to everyone whom it concerns that the round's deadline has passed."""
    waiting = [one["unit"] for one in row.parts if not one["answered_at"]]
    _say(
        row, "overdue", "批示件逾期未反馈", "An instruction is overdue",
        units=waiting, users=[row.leader, row.entered_by], urgent=True,
    )  # fmt: skip


def _whose(subject: Subject, leader: str) -> tuple[UserRef, str]:
    """The leader whose words they are, and the office that keeps the paper."""
    if not leader or leader == subject.user_id:
        require(subject, "command.write")
        own = identity.find_user(subject.user_id)
        if own is None:
            raise NoSuchLeader()
        kept_by = identity.users_of_role("secretary", own.area_path)
        return own, kept_by[0].unit_id if kept_by else ""
    found = next((one for one in leaders(subject) if one.id == leader), None)
    if found is None:
        raise NoSuchLeader()
    return found, subject.unit_id


def _source(subject: Subject, form: InstructionForm) -> tuple[str, str, str]:
    """What it was written on: a case and an event are looked up, by the eyes of who enters it."""
    kind, ref, label = form.source_kind, form.source_ref.strip()[:300], form.source_label.strip()[:160]
    try:
        if kind == "case":
            case = cases.get_case(subject, ref).row
            return kind, case.id, f"{case.number} {case.title_zh}"[:160]
        if kind == "event":
            event = events.get_event(subject, ref).row
            return kind, event.id, f"{event.number} {event.title_zh}"[:160]
    except NotFound as none:
        raise UnknownSource() from none
    if kind and not (ref and label):
        raise UnknownSource()
    return kind, ref if kind else "", label


def _give(row: Instruction, told: Told, now: datetime) -> None:
    """A round begins: its units, its task, its deadline."""
    lead = _unit(row, told.lead_unit) if told.lead_unit else None
    if lead is None:
        raise UnitsNeeded()
    co = [_unit(row, one) for one in dict.fromkeys(told.co_units) if one and one != lead.id][:MOST_CO]
    row.due_at = _due(row, told, now)
    row.task = told.task.strip()[:LONGEST]
    blind = [one.name for one in (lead, *co) if not row.area_path.startswith(one.area_path)]
    blind += [one.name for one in co if row.secret and one.name not in blind]
    if blind and len(row.task) < LEAST:
        raise TaskNeeded(units="、".join(blind))
    row.lead_unit, row.co_units = lead.id, [one.id for one in co]
    row.parts = [
        {"unit": one.id, "lead": one is lead, "signed_at": None, "signed_by": "", "answered_at": None}
        for one in (lead, *co)
    ]
    row.state, row.answered_at, row.due_told = "assigned", None, False


def _unit(row: Instruction, unit_id: str) -> Unit:
    found = identity.find_unit(unit_id)
    if found is None or not found.area_path.startswith(row.area_path):
        raise UnitsOutside(unit=found.name if found else unit_id)
    return found


def _due(row: Instruction, told: Told, now: datetime) -> datetime:
    """Working days: the close of the last of them. A day: its end."""
    if (told.days is None) == (told.day is None):
        raise BadDeadline()
    if told.day is not None:
        end = datetime.combine(told.day, time(), clock.SHANGHAI) + timedelta(days=1)
        if end <= now or told.day.year > now.year + 5:
            raise BadDeadline()
        return end
    assert told.days is not None
    if not 1 <= told.days <= MOST_DAYS:
        raise BadDeadline()
    limit = Limit(kind="working_day", amount=told.days)
    return areas.work_calendar().add(limit, now, row.area_path)


def _tokens(row: Instruction) -> None:
    """Who sees the paper, and whose turn it is."""
    row.units = join_units(
        handlers(
            [one for one in (row.lead_unit, *row.co_units) if one],
            persons=dict.fromkeys((row.leader, row.entered_by)),
            supervisors=[row.office] if row.office else [],
        )
    )
    keeper = [f"!{row.office}"] if row.office else [f"@{row.entered_by}"]
    open_parts = [one["unit"] for one in row.parts if not one["answered_at"]]
    turns = {"entered": keeper, "assigned": open_parts, "reported": [f"@{row.leader}", *keeper]}
    row.waits = join_units(turns.get(row.state, []))


def _end(row: Instruction, act: str, state: str) -> None:
    row.state, row.done, row.ended_at, row.waits = state, True, clock.now(), ""
    LINES.claim(row, act, "state", "done", "ended_at", "waits")


def _found(subject: Subject, instruction_id: str) -> Instruction:
    seen = Instruction.objects.select_for_update().filter(scope(subject, "command.see").q())
    row = seen.filter(pk=instruction_id).first()
    if row is None:
        raise UnknownInstruction()
    return row


def _kept(subject: Subject, instruction_id: str, version: int, act: str) -> Instruction:
    row = _found(subject, instruction_id)
    if not keeps(row, subject):
        raise NotTheKeeper()
    return _stands(row, version, act)


def _stands(row: Instruction, version: int, act: str) -> Instruction:
    if row.version != version or row.state not in logic.ACTS[act][0]:
        raise _moved(row, act)
    return row


def _moved(row: Instruction, act: str) -> InstructionMoved:
    state_zh, state_en = logic.STATES[row.state]
    _, act_zh, act_en = logic.ACTS[act]
    return InstructionMoved(
        number=row.number, state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en
    )


LINES: Lines[Instruction] = Lines(
    step=InstructionStep,
    named=lambda row, who: {
        "instruction_id": row.id,
        "round": row.round,
        "state": row.state,
        "unit": who.unit_id,
    },
    told=lambda row: {
        "instruction_id": row.id,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "round": row.round,
        "lead_unit": row.lead_unit,
    },
    about=lambda row: f"instruction:{row.id}",
    moved=_moved,
)


def _part(row: Instruction, subject: Subject, what: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A copy of the parts, and that of the subject's unit, which has not done `what` yet."""
    parts = [dict(one) for one in row.parts]
    for one in parts:
        if one["unit"] == subject.unit_id and one[what] is None:
            return parts, one
    raise NotTheHandler()


def _said(text: str) -> str:
    text = text.strip()[:LONGEST]
    if len(text) < LEAST:
        raise WordsNeeded(least=LEAST)
    return text


def _tell_units(row: Instruction, kind: str, zh: str, en: str) -> None:
    _say(row, kind, zh, en, units=[row.lead_unit, *row.co_units])


def _say(
    row: Instruction,
    kind: str,
    zh: str,
    en: str,
    *,
    units: Sequence[str] = (),
    users: Sequence[str] = (),
    urgent: bool = False,
) -> None:
    """A message carries the task and the deadline; who may read the words opens the paper."""
    until = row.due_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if row.due_at else ""
    messages.notify(
        to_units=units,
        to_users=users,
        kind=f"command_{kind}",
        title_zh=f"{zh}：{row.number} {row.title}",
        title_en=f"{en}: {row.number} {row.title}",
        body_zh=f"{row.task} 反馈期限 {until}".strip() if until else row.title,
        body_en=f"{row.task} Due {until}".strip() if until else row.title,
        link=f"/instructions/{row.id}",
        key=f"instruction:{row.id}:{kind}:{row.round}:{row.version if kind == 'fed_back' else 0}",
        urgent=urgent,
    )

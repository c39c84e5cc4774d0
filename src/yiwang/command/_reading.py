"""Looking at 批示件: lists, one paper, the list as a file; words only for those who may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from yiwang.areas import api as areas
from yiwang.command import _acts as acts
from yiwang.command import logic
from yiwang.command._refusals import UnknownInstruction
from yiwang.command.contracts import (
    InstructionDetail,
    InstructionLine,
    InstructionRow,
    InstructionSource,
    InstructionUnit,
)
from yiwang.command.models import Instruction, InstructionStep
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts, pages, search, sheets
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import Sheet

PAGES = {
    "case": "/cases/{ref}",
    "event": "/events/{ref}",
    "indicator": "/indicators/one?{ref}",
    "briefing": "/reports/{ref}",
}
HIDDEN = "（原文不在可见范围）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is narrowed to. `state`: one of them, or "open"; `lamp`: red are those overdue."""

    state: str = ""
    lamp: str = ""
    mine: bool = False
    area: str = ""
    q: str = ""


def list_instructions(
    subject: Subject, asked: Asked | None = None, *, page: int = 1, size: int = 50
) -> Page[InstructionRow]:
    """The papers that one may see: open ones by deadline, then those ended, the newest first."""
    position = facts.last_position()
    rows = _narrowed(subject, asked or Asked())
    found = list(_ordered(rows)[(page - 1) * size : page * size])
    names = _units(found)
    return Page(
        items=[_row(one, subject, names) for one in found],
        total=pages.count(rows),
        page=page,
        size=size,
        position=position,
    )


def detail(subject: Subject, instruction_id: str) -> InstructionDetail:
    """One paper with its history. Raises UnknownInstruction."""
    row = Instruction.objects.filter(scope(subject, "command.see").q(), pk=instruction_id).first()
    if row is None:
        raise UnknownInstruction()
    names = _units([row])
    entered_by = identity.find_user(row.entered_by)
    reads = acts.reads(row, subject)
    steps = InstructionStep.objects.filter(instruction_id=row.id).order_by("-version")
    return InstructionDetail(
        row=_row(row, subject, names),
        entered_by_name=entered_by.name if entered_by else row.entered_by,
        units=[
            InstructionUnit(
                unit=one["unit"],
                unit_name=names.get(one["unit"], one["unit"]),
                lead=one["lead"],
                signed_at=_moment(one["signed_at"]),
                signed_by=one["signed_by"],
                answered_at=_moment(one["answered_at"]),
            )
            for one in row.parts
        ],
        history=[_line(one, subject, reads=reads) for one in steps],
        allowed=acts.allowed(row, subject),
    )


def sheet(subject: Subject, asked: Asked) -> Sheet:
    """The same list whole, for an export; raises TooManyRows."""
    rows = sheets.whole(_ordered(_narrowed(subject, asked)))
    names = _units(rows)
    told = [_row(one, subject, names) for one in rows]
    return Sheet(
        title="批示件",
        headings=(
            "编号", "标题", "批示领导", "批示原文", "交办要求", "所批对象", "承办单位", "协办单位", "状态",
            "轮次", "录入时间", "反馈期限", "反馈时间", "逾期", "办结时间",
        ),
        rows=[
            (
                one.number,
                one.title,
                one.leader_name,
                HIDDEN if one.words is None else one.words,
                one.task,
                one.source.label,
                one.lead_unit_name,
                "、".join(one.co_unit_names),
                one.state_zh,
                str(one.round),
                sheets.moment(one.entered_at),
                sheets.moment(one.due_at),
                sheets.moment(one.answered_at),
                "是" if one.overdue else "",
                sheets.moment(one.ended_at),
            )
            for one in told
        ],
    )  # fmt: skip


def _narrowed(subject: Subject, asked: Asked) -> QuerySet[Instruction]:
    rows = Instruction.objects.filter(scope(subject, "command.see").q())
    if asked.state == "open":
        rows = rows.filter(done=False)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.lamp == "red":
        late = Q(answered_at=None, due_at__lte=clock.now()) | Q(answered_at__gte=F("due_at"))
        rows = rows.filter(late, done=False)
    if asked.mine:
        rows = rows.filter(search.bears("waits", _turns(subject)))
    if asked.area:
        # scope: narrows what the scope let through
        rows = rows.filter(area_path__startswith=areas.path_of(asked.area))
    for word in asked.q.split():
        # Never the words themselves: a search must not say what is in a text that one may not read.
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(task__icontains=word))
    return rows


def _ordered(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    return rows.order_by(
        "done", F("ended_at").desc(nulls_first=True), F("due_at").asc(nulls_first=True), "id"
    )


def _turns(subject: Subject) -> list[str]:
    """The tokens under which a paper waits for this person."""
    found = [f"@{subject.user_id}"]
    if "command.handle" in subject.permissions:
        found.append(subject.unit_id)
    if "command.keep" in subject.permissions:
        found.append(f"!{subject.unit_id}")
    return found


def _units(rows: list[Instruction]) -> dict[str, str]:
    ids = tuple(dict.fromkeys(one for row in rows for one in (row.lead_unit, *row.co_units) if one))
    return {one.id: one.name for one in identity.units(ids=ids)} if ids else {}


def _row(row: Instruction, subject: Subject, names: dict[str, str]) -> InstructionRow:
    now = clock.now()
    state_zh, state_en = logic.STATES[row.state]
    page = PAGES.get(row.source_kind, "").format(ref=row.source_ref)
    return InstructionRow(
        id=row.id,
        number=row.number,
        title=row.title,
        words=row.words if acts.reads(row, subject) else None,
        task=row.task,
        leader_name=row.leader_name,
        source=InstructionSource(kind=row.source_kind, ref=row.source_ref, label=row.source_label, page=page),
        secret=row.secret,
        lead_unit=row.lead_unit,
        lead_unit_name=names.get(row.lead_unit, row.lead_unit),
        co_unit_names=[names.get(one, one) for one in row.co_units],
        state=row.state,
        state_zh=state_zh,
        state_en=state_en,
        lamp=logic.lamp(row.state, row.due_at, row.answered_at, now),
        overdue=not row.done and logic.is_overdue(row.due_at, row.answered_at, now),
        round=row.round,
        due_at=row.due_at,
        answered_at=row.answered_at,
        entered_at=row.entered_at,
        ended_at=row.ended_at,
        mine=any(f"|{one}|" in row.waits for one in _turns(subject)),
        version=row.version,
    )


def _line(step: InstructionStep, subject: Subject, *, reads: bool) -> InstructionLine:
    # A unit that does not read the words reads no other unit's answer to them either.
    open_to = reads or step.unit == subject.unit_id
    return InstructionLine(
        version=step.version,
        round=step.round,
        act=step.act,
        at=step.at,
        actor_name=step.actor_name,
        unit_name=step.unit_name,
        text_zh=step.text_zh,
        text_en=step.text_en,
        words=step.words if reads else "",
        note=step.note if open_to else "",
        evidence=list(step.evidence) if open_to else [],
        due_at=step.due_at,
    )


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

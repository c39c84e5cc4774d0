"""The one way a case changes: claimed by its version, kept as a step, told as a fact, in the act's
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from yiwang.cases import _clocks as clocks
from yiwang.cases import _flows as flows
from yiwang.cases import logic
from yiwang.cases._known import words_of
from yiwang.cases.contracts import (
    CaseChanged,
    CaseOpened,
    ChangedMeanwhile,
)
from yiwang.cases.models import Case, CaseClock, CaseStep
from yiwang.identity.api import Subject, handlers
from yiwang.kernel import clock, facts, search, statements

SYSTEM = Subject.system("cases")
MUTABLE = (
    "stage_at", "near_at", "due_at", "late",
    "stage", "stage_before", "state", "lead_unit", "lead_unit_name", "rule_id", "why_zh", "why_en", "units",
    "area_path", "county_id", "severity", "reading_normal_at", "taken_at", "closed_at", "merged_into",
    "first_unit", "first_wrong", "returns", "denials", "granted", "dispute", "redone", "extended",
    "taken_in_time", "contacted_at", "contacted_in_time", "done_in_time",
    "asked_back", "solved", "rated", "satisfied", "unreached", "limits_version",
)  # fmt: skip


P = ParamSpec("P")
R = TypeVar("R")


def act(work: Callable[P, R]) -> Callable[P, R]:
    """An act of a person: one transaction, whose new rows are written together at its end."""
    return transaction.atomic(statements.together()(work))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a step says: the person's own text, the sentence in two languages, its documents and details."""

    zh: str
    en: str
    text: str = ""
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    details: Mapping[str, str] = field(default_factory=dict)


def subject_of(case: Case) -> str:
    return f"case:{case.id}"


def keep_new(case: Case, by: Subject, words: Words, *, dispatched_next: bool = False) -> None:
    """Write a new case with its first step and fact; its total clock is started here (a sub-case has
    none).
    """
    now = clock.now()
    case.version, case.stage_at = 1, now
    clocks.enter(case, flows.line_of(case).stages[case.stage], ("立案", "opened"))
    read = clocks.summary(case)
    case.near_at, case.due_at, case.late = read.near_at, read.due_at, read.late
    statements.insert(case)
    if not dispatched_next:
        _index(case)
    _step(case, "opened", "", by, words)
    _tell(
        case,
        by,
        CaseOpened(
            **_moving(case),
            title_zh=case.title_zh,
            title_en=case.title_en,
            task_zh=case.task_zh,
            task_en=case.task_en,
            hazard=case.hazard,
            matter=case.matter,
            matter_zh=case.matter_zh,
            matter_en=case.matter_en,
            area_id=case.area_id,
            area_name=case.area_name,
            lon=case.lon,
            lat=case.lat,
            alert_id=case.alert_id,
            thing_id=case.thing_id,
            demonstration=case.demonstration,
            opened_at=case.opened_at,
            flow=case.flow,
            flow_version=case.flow_version,
            relation=case.relation,
        ),
    )


def change(
    case: Case,
    act: str,
    by: Subject,
    words: Words,
    fact: type[CaseChanged],
    /,
    *,
    stage: str = "",
    stopping: clocks.Because | None = None,
    starting: clocks.Because = ("", ""),
    **said: Any,
) -> None:
    """Claim the next version with the fields changed on `case`; then its step and its fact.

    A `stage` is entered: its clocks stop and start, `stopping` and `starting` say why (without: the act).
    Raises ChangedMeanwhile when another act came first; the whole transaction must then be rolled back.
    """
    now, came_from = clock.now(), case.stage
    if stage:
        case.stage = stage
        clocks.enter(case, flows.line_of(case).stages[stage], stopping or words_of(act), starting)
    if case.stage != came_from or case.state != "open":
        case.stage_at = now
    read = clocks.summary(case)
    case.near_at, case.due_at, case.late = read.near_at, read.due_at, case.late or read.late
    if not statements.claim(case, *MUTABLE):
        raise ChangedMeanwhile(number=case.number, **last_words(case))
    if getattr(case, "findable", None) != _findable(case):
        _index(case)
    _step(case, act, came_from, by, words)
    _tell(case, by, fact(**_moving(case), **said))


def last_words(case: Case) -> dict[str, str]:
    """Who did what last: what a refused second click wants to know."""
    last = CaseStep.objects.filter(case_id=case.id).order_by("-version").first()
    if last is None:
        return {"last_zh": "", "last_en": ""}
    zh, en = words_of(last.act)
    who = last.actor_name or "系统"
    return {
        "last_zh": f"最近一步：{who}于 {logic.local(last.at)} {zh}。",
        "last_en": f"Last step: {who}, {en} at {logic.local(last.at)}.",
    }


def hold(case_id: str) -> Case | None:
    """The case, locked for its act, with its running clocks; where what it is found by stays as it is, it is
    not indexed again."""
    case, running = statements.hold(Case, case_id, CaseClock, clocks.RUNNING, (case_id,))
    if case is not None:
        case.running, case.findable = running, _findable(case)  # type: ignore[attr-defined]
    return case


def _findable(case: Case) -> tuple[tuple[str, ...], search.Place]:
    """Its words (its unit's name is one that changes) and where it stands."""
    words = (
        case.number,
        case.title_zh,
        case.title_en,
        case.task_zh,
        case.task_en,
        case.matter_zh,
        case.matter_en,
        case.area_name,
        case.lead_unit_name,
    )
    return words, search.Place(
        area_path=case.area_path, units=case.units, open=case.state == "open", at=case.opened_at
    )


def _index(case: Case) -> None:
    found = words, place = _findable(case)
    search.index("case", case.id, *words, place=place)
    case.findable = found  # type: ignore[attr-defined]


def _step(case: Case, act: str, came_from: str, by: Subject, words: Words) -> None:
    statements.insert(
        statements.new(
            CaseStep,
            case_id=case.id,
            version=case.version,
            act=act,
            from_stage=came_from,
            to_stage=case.stage,
            actor=by.user_id,
            actor_name="" if by.is_system else by.name,
            unit=by.unit_id,
            unit_name=by.unit_name,
            at=clock.now(),
            text=words.text,
            text_zh=words.zh,
            text_en=words.en,
            before=list(words.before),
            after=list(words.after),
            details=dict(words.details),
        )
    )


def _tell(case: Case, by: Subject, fact: CaseChanged) -> None:
    facts.tell(
        fact,
        subject=subject_of(case),
        version=case.version,
        actor=by.user_id,
        area_path=case.area_path,
        units=handlers(facts.split_units(case.units), against=facts.split_units(case.against)),
        secret=case.secret,
    )


def _moving(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "number": case.number,
        "kind": case.kind,
        "role": case.role,
        "parent_id": case.parent_id,
        "event_id": case.event_id,
        "stage": case.stage,
        "state": case.state,
        "late": case.late,
        "lead_unit": case.lead_unit,
        "lead_unit_name": case.lead_unit_name,
        "severity": case.severity,
        "reading_normal_at": case.reading_normal_at,
        "near_at": case.near_at,
        "due_at": case.due_at,
        "stage_at": case.stage_at,
        "closed_at": case.closed_at,
    }

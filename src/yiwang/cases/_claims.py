"""May this person do this act on this case now? One answer, for the act and for the page that offers it."""

from __future__ import annotations

from datetime import datetime, timedelta

from yiwang.cases import _changes as changes
from yiwang.cases import _clocks as clocks
from yiwang.cases import _flows as flows
from yiwang.cases import logic
from yiwang.cases._known import ACTS, CONDITIONS, STATES_EN, STATES_ZH, Standing
from yiwang.cases._offers import OFFERED, Asked
from yiwang.cases.contracts import (
    ChangedMeanwhile,
    ConditionFails,
    HandlersDoNotVerify,
    NotNow,
    NotYours,
    UnknownCase,
    WordsMissing,
)
from yiwang.cases.declarations import Move
from yiwang.cases.models import Case
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing
from yiwang.kernel.facts import split_units

RETURN_PATIENCE = timedelta(hours=24)  # where a missing calendar leaves the limit of returning without an end


def standing(case: Case) -> Standing:
    return Standing(
        kind=case.kind,
        role=case.role,
        stage=case.stage,
        state=case.state,
        lead_unit=case.lead_unit,
        units=split_units(case.units),
        on_site=case.verification == "on_site",
        reading_normal=not case.needs_reading or case.reading_normal_at is not None,
        redone=case.redone,
        returns=case.returns,
        denials=case.denials,
        dispute=case.dispute,
    )


def allowed(case: Case, subject: Subject) -> list[str]:
    """The acts that this person could do on this case now."""
    where, line = standing(case), flows.line_of(case)
    found = [
        name
        for name, act in ACTS.items()
        if act.permission in subject.permissions
        and case.state in act.states
        and line.find(name, where) is not None
        and logic.stands_right(act, where, subject.unit_id)
        and _within(scope(subject, act.permission), case)
        and not (name == "return" and case.stage == "taken" and return_until(case) < clock.now())
    ]
    asked = Asked(case, subject)
    return [name for name in found if name not in OFFERED or OFFERED[name](asked)]


def _within(asked: Scope, case: Case) -> bool:
    return asked.sees(
        area_path=case.area_path,
        units=split_units(case.units),
        secret=case.secret,
        against=split_units(case.against),
    )


def claimed(subject: Subject, case_id: str, name: str, version: int | None, result: str = "") -> Case:
    """The case, locked, if this person may do this act on it now; otherwise the refusal that says why not.

    The case carries the move that its flow says: `where_to` reads it.
    """
    act = ACTS[name]
    seen, may = scope(subject, "cases.see"), scope(subject, act.permission)
    case = changes.hold(case_id)
    if case is None or not (_within(seen, case) and _within(may, case)):
        raise UnknownCase(case=case_id)
    where, line = standing(case), flows.line_of(case)
    zh, en = flows.stage_words(case)
    words = {
        "number": case.number,
        "act": name,
        "act_zh": act.zh,
        "act_en": act.en,
        "stage": case.stage,
        "stage_zh": zh if case.state == "open" else STATES_ZH[case.state],
        "stage_en": en if case.state == "open" else STATES_EN[case.state],
    }
    if not logic.stands_right(act, where, subject.unit_id):
        if act.by == "inspector":
            raise HandlersDoNotVerify(
                unit=subject.unit_name, number=case.number, act_zh=act.zh, act_en=act.en
            )
        raise NotYours(number=case.number, holder=case.lead_unit_name or "—", act_zh=act.zh, act_en=act.en)
    moves = line.open(name, where) if case.state in act.states else ()
    if not moves:
        raise NotNow(**words, **changes.last_words(case))
    move = line.find(name, where, result)
    if move is None:
        why = CONDITIONS[line.missing(moves[0], where)]
        raise ConditionFails(number=case.number, act_zh=act.zh, act_en=act.en, why_zh=why.zh, why_en=why.en)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number, **changes.last_words(case))
    case.move = move  # type: ignore[attr-defined]
    return case


def where_to(case: Case) -> str:
    """The stage to which the claimed act leads; empty where the stage stays."""
    move: Move = case.move  # type: ignore[attr-defined]
    return flows.target(case, move)


def need(text: str, zh: str, en: str) -> str:
    if not text.strip():
        raise WordsMissing(what_zh=zh, what_en=en)
    return text.strip()


def return_until(case: Case) -> datetime:
    limit = clocks.ruler_of(case).limits["return"][0]
    taken = case.taken_at or clock.now()
    try:
        return clocks.ruler_of(case).calendar.add(limit, taken, case.area_path)
    except CalendarMissing:
        return taken + RETURN_PATIENCE

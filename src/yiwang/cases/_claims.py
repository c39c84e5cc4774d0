"""May this person do this act on this case now? One answer, for the act and for the page that offers it."""

from __future__ import annotations

from datetime import datetime, timedelta

from yiwang.areas import api as areas
from yiwang.cases import _changes as changes
from yiwang.cases import _clocks as clocks
from yiwang.cases import logic
from yiwang.cases.contracts import (
    ChangedMeanwhile,
    HandlersDoNotVerify,
    NotNow,
    NotYours,
    UnknownCase,
    WordsMissing,
)
from yiwang.cases.models import Case
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing
from yiwang.kernel.facts import split_units

RETURN_PATIENCE = timedelta(hours=24)  # where a missing calendar leaves the limit of returning without an end


def standing(case: Case) -> logic.Standing:
    return logic.Standing(
        kind=case.kind,
        role=case.role,
        stage=case.stage,
        state=case.state,
        lead_unit=case.lead_unit,
        units=split_units(case.units),
    )


def allowed(case: Case, subject: Subject) -> list[str]:
    """The acts that this person could do on this case now."""
    where = standing(case)
    return [
        name
        for name, act in logic.ACTS.items()
        if act.permission in subject.permissions
        and logic.stage_allows(act, where)
        and logic.stands_right(act, where, subject.unit_id)
        and scope(subject, act.permission).sees(
            area_path=case.area_path, units=where.units, secret=case.secret
        )
        and not (name == "return" and case.stage == "taken" and return_until(case) < clock.now())
    ]


def claimed(subject: Subject, case_id: str, name: str, version: int | None) -> Case:
    """The case, locked, if this person may do this act on it now; otherwise the refusal that says why not."""
    act = logic.ACTS[name]
    seen = scope(subject, "cases.see").q()
    may = scope(subject, act.permission).q()
    case = Case.objects.select_for_update().filter(seen, pk=case_id).first()
    if case is None or not Case.objects.filter(may, pk=case_id).exists():
        raise UnknownCase(case=case_id)
    where = standing(case)
    words = {
        "number": case.number,
        "act": name,
        "act_zh": act.zh,
        "act_en": act.en,
        "stage": case.stage,
        "stage_zh": logic.STAGES_ZH[case.stage] if case.state == "open" else logic.STATES_ZH[case.state],
        "stage_en": logic.STAGES_EN[case.stage] if case.state == "open" else case.state,
    }
    if not logic.stands_right(act, where, subject.unit_id):
        if act.by == "inspector":
            raise HandlersDoNotVerify(unit=subject.unit_name, number=case.number)
        raise NotYours(number=case.number, holder=case.lead_unit_name or "—", act_zh=act.zh, act_en=act.en)
    if not logic.stage_allows(act, where):
        raise NotNow(**words, **changes.last_words(case))
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number, **changes.last_words(case))
    return case


def need(text: str, zh: str, en: str) -> str:
    if not text.strip():
        raise WordsMissing(what_zh=zh, what_en=en)
    return text.strip()


def return_until(case: Case) -> datetime:
    limit = clocks.ruler_of(case).limits["return"][0]
    taken = case.taken_at or clock.now()
    try:
        return areas.work_calendar().add(limit, taken, case.area_path)
    except CalendarMissing:
        return taken + RETURN_PATIENCE

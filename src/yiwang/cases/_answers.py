"""By when each unit of an event's cases had to be done, when it was, and who was late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from yiwang.cases import _clocks as clocks
from yiwang.cases.contracts import UnitAnswer
from yiwang.cases.models import Case, CaseClock, CaseSigner
from yiwang.kernel import clock

CLOCK = "handle"
GONE = ("merged", "void")


def answers_of_events(event_ids: Sequence[str]) -> dict[str, list[UnitAnswer]]:
    """The units of each event, who leads first, unscoped: for nouns above, which say who may look."""
    # scope: of events that the noun above has shown
    rows = Case.objects.filter(event_id__in=event_ids).exclude(state__in=GONE).order_by("-role", "number")
    found = list(rows)
    ids = [one.id for one in found]
    # The newest counts: what was handed on began a clock anew.
    newest = {
        one.case_id: one for one in CaseClock.objects.filter(case_id__in=ids, name=CLOCK).order_by("id")
    }
    said = {one.case_id: one for one in CaseSigner.objects.filter(case_id__in=ids).exclude(signed_at=None)}
    answers: dict[str, list[UnitAnswer]] = defaultdict(list)
    for case in found:
        held = newest.get(case.id)
        if held is None:
            continue
        signed = said.get(case.id) if case.role == "co" else None
        answers[case.event_id].append(
            UnitAnswer(
                unit=case.lead_unit,
                unit_name=case.lead_unit_name,
                leads=case.role == "lead",
                due_at=held.due_at,
                answered_at=held.stopped_at,
                answer=signed.state if signed else "",
                late=clocks.passed(held, held.stopped_at or clock.now()),
            )
        )
    return dict(answers)

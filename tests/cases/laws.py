"""What holds of all cases at every moment, whoever did what in whichever order, on every line."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yiwang.appeals import api as appeals
from yiwang.cases import _flows as flows
from yiwang.cases import api
from yiwang.cases._known import ACTS, STATES_ZH
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseDispute, CaseReturn, CaseStep, CaseSuspension
from yiwang.events.models import Event
from yiwang.identity.api import Subject
from yiwang.kernel import facts, search
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow, ParkedFact, SearchEntry
from yiwang.rules.models import AlertRow

from . import city

AREAS = [path for _, _, _, path in city.AREAS]
# The act of a case that says how it ended.
ENDS = {
    "merge": "merged",
    "void": "void",
    "withdrawn": "withdrawn",
    "transfer_out": "transferred",
    "close": "closed",
    "answered": "closed",
    "close_with_reason": "closed",
}
BACK_WITH_THE_INSPECTOR = ("handled", "verifiable", "verified", "replied")


class Laws:
    """The rows as they stand now, read once, and what must be true of them."""

    def __init__(self, now: datetime, people: Mapping[str, Subject]) -> None:
        self.now, self.people = now, people
        self.cases = list(Case.objects.order_by("number"))
        self.steps: dict[str, list[CaseStep]] = defaultdict(list)
        for step in CaseStep.objects.order_by("version"):
            self.steps[step.case_id].append(step)
        self.told: dict[str, list[FactRow]] = defaultdict(list)
        for row in FactRow.objects.filter(subject__startswith="case:").order_by("subject_version"):
            self.told[row.subject.removeprefix("case:")].append(row)

    def hold(self, alerts: Sequence[str], asked: Sequence[str] = AREAS) -> None:
        """All of them; the house itself is asked for its sums at these areas."""
        self.nothing_is_lost_at_any_level(asked)
        self.nothing_happens_twice(alerts)
        self.one_unit_answers()
        self.clocks_fit_the_case()
        self.history_alone_rebuilds_the_state()
        self.nobody_overstepped()
        self.each_case_is_found_where_it_stands()
        assert not ParkedFact.objects.exists(), "a consumer gave up"

    def nothing_is_lost_at_any_level(self, asked: Sequence[str]) -> None:
        """What was ever opened, as the facts tell it, is the sum of what is there, at each area."""
        born = {case: rows[0].area_path for case, rows in self.told.items()}
        assert born.keys() == {case.id for case in self.cases}
        assert all(rows[0].fact_type == "cases.opened" for rows in self.told.values())
        for path in asked:
            states = Counter(case.state for case in self.cases if case.area_path.startswith(path))
            opened = sum(area.startswith(path) for area in born.values())
            assert sum(states.values()) == opened
            assert api.conservation(path) == {
                "opened": opened,
                **{state: states[state] for state in STATES_ZH},
            }
            assert appeals.books(path).balanced

    def each_case_is_found_where_it_stands(self) -> None:
        """A list under a scope asks the search first: an entry out of step would hide its case."""
        entries = dict(SearchEntry.objects.filter(kind="case").values_list("ref", "tokens"))
        assert entries.keys() == {case.id for case in self.cases}
        for case in self.cases:
            place = search.Place(
                area_path=case.area_path, units=case.units, open=case.state == "open", at=case.opened_at
            )
            held = {token for token in entries[case.id].split() if token[0] in "asot"}
            assert held == set(search.standing("case", place)), case.number

    def nothing_happens_twice(self, alerts: Sequence[str]) -> None:
        links = Counter(CaseAlert.objects.values_list("alert_id", flat=True))
        outcomes = dict(AlertRow.objects.values_list("id", "outcome"))
        assert {alert: links[alert] for alert in alerts} == {
            alert: int(outcomes[alert] in ("true", "device_fault")) for alert in alerts
        }
        leads = [case for case in self.cases if case.state == "open" and case.role == "lead"]
        for many in (
            Counter(case.event_id for case in leads if case.event_id),
            Counter(case.thing_id for case in leads if case.kind == "maintenance"),
        ):
            assert set(many.values()) <= {1}
        busy = {case.event_id for case in self.cases if case.state == "open"}
        for event, state in Event.objects.filter(kind="single").values_list("id", "state"):
            assert (state == "open") == (event in busy)

    def one_unit_answers(self) -> None:
        """One responsible unit at every moment: now, and through all that was told before."""
        for case in self.cases:
            line = flows.line_of(case)
            assert case.stage in line.stages
            assert (case.state == "closed") == line.stages[case.stage].ends
            for row in self.told[case.id]:
                then = json.loads(row.data)
                if then["stage"] not in ("opened", "filed"):
                    assert then["lead_unit"], (case.number, row.subject_version)
                    assert then["lead_unit"] in split_units(row.units)
                else:
                    assert not then["lead_unit"] or then["state"] != "open" or case.role == "co"

    def clocks_fit_the_case(self) -> None:
        running: dict[str, dict[str, CaseClock]] = defaultdict(dict)
        for one in CaseClock.objects.filter(stopped_at=None):
            assert one.name not in running[one.case_id]
            running[one.case_id][one.name] = one
        asked = set(CaseReturn.objects.filter(state="asked").values_list("case_id", flat=True))
        argued = set(CaseDispute.objects.filter(ruled_at=None).values_list("case_id", flat=True))
        waiting = set(CaseSuspension.objects.filter(ended_at=None).values_list("case_id", flat=True))
        for case in self.cases:
            mine = running[case.id]
            if case.state != "open":
                assert not mine
                assert case.id not in asked | waiting
                continue
            if case.role == "lead":
                assert ("total" in mine) == (case.done_in_time is None)  # never stops on return or dispute
            if case.stage == "dispatched":
                assert {"take", "handle"} <= mine.keys()
            if case.stage in BACK_WITH_THE_INSPECTOR:
                assert not mine.keys() & {"take", "handle"}
            assert all(
                (one.paused_at is not None) == (case.stage == "suspended")
                or (one.due_at is not None and one.due_at < self.now)  # late already: nothing to keep
                for name, one in mine.items()
                if not name.startswith("order-") and not (name == "total" and case.relation == "down")
            )
            assert (case.stage == "suspended") == (case.id in waiting)
            assert (case.stage == "returned") == (case.id in asked)
            assert (case.dispute in ("open", "acting")) == (case.id in argued)

    def history_alone_rebuilds_the_state(self) -> None:
        """From its steps: stage, state and version; from its facts: who answers, and when it is due."""
        for case in self.cases:
            steps, told = self.steps[case.id], self.told[case.id]
            assert [step.version for step in steps] == list(range(1, case.version + 1))
            assert [row.subject_version for row in told] == list(range(1, case.version + 1))
            stage = ""
            for step in steps:
                assert step.from_stage == stage
                stage = step.to_stage
            ended = [ENDS[step.act] for step in steps if step.act in ENDS]
            assert (stage, [*ended, "open"][0]) == (case.stage, case.state)
            last: Any = facts.told(told[-1]).data
            for field in ("stage", "state", "lead_unit", "late", "due_at", "near_at", "severity"):
                assert getattr(last, field) == getattr(case, field), field

    def nobody_overstepped(self) -> None:
        """No step by someone without the right, read from the history: of the act, and to stand there."""
        for case in self.cases:
            holder: str = ""
            units: tuple[str, ...] = ()
            for step, row in zip(self.steps[case.id], self.told[case.id], strict=True):
                # A sub-case is born and sent by an act on its lead case: the right to that one counts.
                born = case.role == "co" and step.version <= 2
                act = ACTS.get(step.act)
                if act is not None and not born and step.actor in self.people:
                    person = self.people[step.actor]
                    said = (case.number, step.act, step.actor)
                    assert act.permission in person.permissions, said
                    assert act.by != "holder" or step.unit == holder, said
                    assert act.by != "inspector" or step.unit not in units, said
                holder, units = json.loads(row.data)["lead_unit"], split_units(row.units)

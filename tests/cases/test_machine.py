"""Whatever people and sensors do in whatever order: nothing is lost or happens twice, and lists stay right.

A hypothesis state machine acts on real rows. After every step it checks the conservation law, that versions
are strictly increasing with one step and one fact each, and that old list + facts == fresh list.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from yiwang.cases import _claims as claims
from yiwang.cases import api, logic
from yiwang.cases.contracts import CaseChanged, CaseRow
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseReturn, CaseStep, CaseSuspension
from yiwang.events.models import Event
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow, ParkedFact
from yiwang.kernel.tasks import Lease

from . import city, world
from .attempts import HONEST, attempt

pytestmark = [pytest.mark.database, pytest.mark.slow]

WORK = ("take", "handle", "verify", "close", "return", "refuse_return", "re_dispatch", "dispatch")
FORWARD = ("take", "handle", "verify", "close")
PEOPLE = ("alice", "irene", "bob", "tom", "walter", "paula", "mia", "charlie", "eve")
THINGS = {"g1": (city.WEST_TOWN, "c-swj"), "g2": (city.WEST_TOWN, "c-ps"), "g3": (city.EAST_TOWN, "c-swj")}


class Rollback(Exception):
    """Ends an example without leaving anything behind."""


class Loop(RuleBasedStateMachine):
    """Acts in any order by anybody on anything."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(_rolled_back())
        self.now = clock.VirtualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.stack.enter_context(clock.use(self.now))
        city.settle()
        city.declare()
        self.people: dict[str, Subject] = {login: identity.subject_of(login) for login in PEOPLE}
        self.alerts: list[str] = []
        self.list: dict[str, CaseRow] = {}
        self.position = 0
        self.done: set[tuple[str, int]] = set()
        self.leases: dict[str, Lease] = {}

    def teardown(self) -> None:
        self.stack.close()

    def pick(self, data: st.DataObject) -> Case:
        ids = sorted(Case.objects.values_list("id", flat=True))
        return Case.objects.get(pk=data.draw(st.sampled_from(ids)))

    def someone(self, data: st.DataObject) -> Subject:
        return self.people[data.draw(st.sampled_from(PEOPLE))]

    @initialize()
    def rain(self) -> None:
        """Two streets flood and one device breaks, so that there is work from the start."""
        self.alerts.append(world.alert("g1"))
        self.alerts.append(world.alert("g3", city.EAST_TOWN))
        self.alerts.append(world.alert("g2", outcome="device_fault", matter=None))
        world.pump(leases=self.leases)

    @precondition(lambda self: len(self.alerts) < 6)
    @rule(
        thing=st.sampled_from(sorted(THINGS)),
        outcome=st.sampled_from(["true", "true", "true", "device_fault", "false_alarm"]),
        matter=st.sampled_from(["flooded-street", "flooded-street", None]),
    )
    def alert(self, thing: str, outcome: str, matter: str | None) -> None:
        path, owner = THINGS[thing]
        self.alerts.append(world.alert(thing, path, outcome=outcome, matter=matter, owner=owner))
        world.pump(leases=self.leases)

    @precondition(lambda self: self.alerts)
    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        """One reading, or all of them, is normal again."""
        for alert in self.alerts if data.draw(st.booleans()) else [data.draw(st.sampled_from(self.alerts))]:
            world.clear(alert)
        world.pump(leases=self.leases)

    @rule(minutes=st.sampled_from([1, 10, 45, 600]))
    def wait(self, minutes: int) -> None:
        self.now.advance(timedelta(minutes=minutes))
        world.pump(leases=self.leases)

    @precondition(lambda self: Case.objects.exists())
    @rule(data=st.data(), act=st.sampled_from(sorted(logic.ACTS)))
    def act(self, data: st.DataObject, act: str) -> None:
        case, subject = self.pick(data), self.someone(data)
        self.try_act(data, act, case, subject)
        world.pump(leases=self.leases)

    @precondition(lambda self: Case.objects.filter(state="open").exists())
    @rule(data=st.data(), often=st.integers(3, 9))
    def work(self, data: st.DataObject, often: int) -> None:
        """The straight way, so that examples get far: an act that is offered must succeed."""
        for _ in range(often):
            offers = [
                (case.id, login, act)
                for case in Case.objects.filter(state="open").order_by("id")
                for login, subject in self.people.items()
                for act in claims.allowed(case, subject)
                if act in WORK
            ]
            if not offers:
                return
            ahead = [offer for offer in offers if offer[2] in FORWARD]
            forward = data.draw(st.integers(0, 4)) if ahead else 0
            chosen = ahead if forward else offers
            case_id, login, act = data.draw(st.sampled_from(chosen))
            refused = self.try_act(data, act, Case.objects.get(pk=case_id), self.people[login])
            assert refused is None or refused.code in HONEST, refused
        world.pump(leases=self.leases)

    def try_act(self, data: st.DataObject, act: str, case: Case, subject: Subject) -> Refusal | None:
        before = Case.objects.get(pk=case.pk).version
        try:
            attempt(act, case, subject, lambda choices: data.draw(st.sampled_from(choices)))
        except Refusal as refusal:
            after = Case.objects.get(pk=case.pk)
            assert after.version == before, "a refused act changes nothing"
            return refusal
        assert Case.objects.get(pk=case.pk).version > before
        return None

    @invariant()
    def nothing_is_lost(self) -> None:
        counted = api.conservation()
        assert counted["opened"] == sum(many for state, many in counted.items() if state != "opened")
        links = Counter(CaseAlert.objects.values_list("alert_id", flat=True))
        outcomes = dict(world.AlertRow.objects.values_list("id", "outcome"))
        for alert in self.alerts:
            assert links[alert] == (1 if outcomes[alert] in ("true", "device_fault") else 0)

    @invariant()
    def one_open_case_per_event_and_order_per_thing(self) -> None:
        cases = list(Case.objects.filter(state="open"))
        leads = [case for case in cases if case.role == "lead"]
        events = [case.event_id for case in leads if case.kind == "city"]
        things = [case.thing_id for case in leads if case.kind == "maintenance"]
        assert len(events) == len(set(events))
        assert len(things) == len(set(things))
        busy = {case.event_id for case in cases}
        for event, state in Event.objects.filter(kind="single").values_list("id", "state"):
            assert (state == "open") == (event in busy)

    @invariant()
    def one_order_of_steps_per_case(self) -> None:
        steps: dict[str, list[int]] = defaultdict(list)
        told: dict[str, list[int]] = defaultdict(list)
        for case_id, version in CaseStep.objects.order_by("version").values_list("case_id", "version"):
            steps[case_id].append(version)
        rows = FactRow.objects.filter(subject__startswith="case:").order_by("subject_version")
        for subject, version in rows.values_list("subject", "subject_version"):
            told[subject.removeprefix("case:")].append(version)
        for case_id, version in Case.objects.values_list("id", "version"):
            assert steps[case_id] == told[case_id] == list(range(1, version + 1))

    @invariant()
    def clocks_and_returns_fit_the_stage(self) -> None:
        clocks: dict[str, set[str]] = defaultdict(set)
        for case_id, name in CaseClock.objects.filter(stopped_at=None).values_list("case_id", "name"):
            clocks[case_id].add(name)
        returns = set(CaseReturn.objects.filter(state="asked").values_list("case_id", flat=True))
        waiting = set(CaseSuspension.objects.filter(ended_at=None).values_list("case_id", flat=True))
        for case in Case.objects.all():
            running, asked = clocks[case.id], case.id in returns
            if case.state != "open":
                assert not running
                assert not asked
                continue
            assert ("total" in running) == (case.role == "lead" or case.relation == "down")
            assert asked == (case.stage == "returned")
            if case.stage == "dispatched":
                assert {"take", "handle"} <= running
            if case.stage in ("handled", "verifiable", "verified"):
                assert not running & {"take", "handle"}
            assert (case.stage == "suspended") == (case.id in waiting)

    @invariant()
    def the_old_list_and_the_facts_make_the_fresh_list(self) -> None:
        world.pump(leases=self.leases)
        for row in facts.read(self.position, limit=10_000):
            assert row.position == self.position + 1
            self.position = row.position
            told = facts.told(row)
            if isinstance(told.data, CaseChanged):
                self.list = api.with_fact(self.list, told, clock.now())  # type: ignore[arg-type]
        now = clock.now()
        page = api.list_cases(self.people["alice"], api.Filters(), size=1_000)
        fresh = {row.id: row for row in page.items}
        replayed = {key: _with_lamp(row, now) for key, row in self.list.items()}
        assert replayed == fresh
        assert page.position == self.position

    @invariant()
    def no_consumer_gave_up(self) -> None:
        assert not ParkedFact.objects.exists()


def _with_lamp(row: CaseRow, now: datetime) -> CaseRow:
    """A lamp is a function of time and not of facts: a client computes it from the two times of the row."""
    return replace(row, lamp=logic.row_lamp(row.state, row.late, row.near_at, row.due_at, now))


@contextlib.contextmanager
def _rolled_back():  # type: ignore[no-untyped-def]
    try:
        with transaction.atomic():
            yield
            raise Rollback
    except Rollback:
        pass


@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
def test_any_order_of_acts_keeps_the_books() -> None:
    run_state_machine_as_test(
        Loop,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # shrinking on real rows would outlast the time limit
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

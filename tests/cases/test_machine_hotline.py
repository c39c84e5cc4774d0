"""Joint handling in any order by anybody: nothing is lost, one unit answers, nobody oversteps, history tells.

300 sequences (`CASE_SEQUENCES`) of the citizen's line and the seven steps, with every act that there is. The
laws: conservation of cases at every level of areas; one responsible unit at every moment; no step by someone
without the right; the history alone rebuilds the state; of two at once one wins and the other is told.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from yiwang.appeals import api as appeals
from yiwang.appeals.models import Appeal
from yiwang.cases import _claims as claims
from yiwang.cases import _flows as flows
from yiwang.cases import api
from yiwang.cases._known import ACTS
from yiwang.cases.models import Case, CaseClock, CaseDispute, CaseReturn, CaseStep
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow, ParkedFact
from yiwang.kernel.tasks import Lease
from yiwang.matters import api as matters

from . import city, hotline, world
from .attempts import HONEST, attempt

pytestmark = [pytest.mark.database, pytest.mark.slow]
PARTS = 10
SEQUENCES = int(os.environ.get("CASE_SEQUENCES", "300" if connection.vendor == "sqlite" else "30"))
PEOPLE = (
    "alice", "irene", "bob", "tom", "walter", "paula", "eve", "town", "greta", "sue", "wendy", "charlie",
)  # fmt: skip
PLACES = {"flooded-street": ("449902001", "449901001"), "street-stall": ("449901001",)}
AREAS = [path for _, _, _, path in city.AREAS]
# The last act of a case says how it ended.
ENDS = {
    "merge": "merged",
    "void": "void",
    "withdrawn": "withdrawn",
    "transfer_out": "transferred",
    "close": "closed",
    "answered": "closed",
    "close_with_reason": "closed",
}
PEOPLE_OF: dict[str, Subject] = {}
DONE: Counter[str] = Counter()


class Rollback(Exception):
    """Ends an example without leaving anything behind."""


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Rollback
    except Rollback:
        pass


class Joint(RuleBasedStateMachine):
    """Acts in any order by anybody on anything."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(rolled_back())
        self.now = clock.VirtualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.stack.enter_context(clock.use(self.now))
        self.leases: dict[str, Lease] = {}

    def teardown(self) -> None:
        try:
            history_rebuilds_the_state()
            assert not ParkedFact.objects.exists()
        finally:
            self.stack.close()

    def pump(self) -> None:
        world.pump(leases=self.leases)

    @initialize(matter=st.sampled_from(sorted(PLACES)), place=st.integers(0, 1), dice=st.integers(0, 2**32))
    def call(self, matter: str, place: int, dice: int) -> None:
        """Two citizens call, and work begins."""
        self.appeal(matter, place)
        self.appeal(matter, place + 1)
        self.burst(Random(dice), 14)

    @rule(matter=st.sampled_from(sorted(PLACES)), place=st.integers(0, 1))
    def appeal(self, matter: str, place: int) -> None:
        made = appeals.register(
            PEOPLE_OF["olga"],
            replace(hotline.town.ASKED, area=PLACES[matter][place % len(PLACES[matter])]),
        )
        appeals.dispatch(PEOPLE_OF["olga"], made.id, matter=matter)
        self.pump()

    @rule(minutes=st.sampled_from([10, 300, 3_000, 30_000]))
    def wait(self, minutes: int) -> None:
        self.now.advance(timedelta(minutes=minutes))
        self.pump()

    @rule(dice=st.integers(0, 2**32), solved=st.sampled_from(["solved", "unsolved"]))
    def citizen(self, dice: int, solved: str) -> None:
        """A citizen is called back, or takes his appeal back."""
        self.listen(Random(dice), solved)
        self.pump()

    def listen(self, luck: Random, solved: str) -> None:
        mine = list(Appeal.objects.filter(state="open").order_by("id"))
        if not mine:
            return
        awaited = [one for one in mine if one.stage == "replied" and not one.called_back]
        one = luck.choice(awaited or mine)
        if one in awaited:
            said = "satisfied" if solved == "solved" else "dissatisfied"
            appeals.call_back(PEOPLE_OF["olga"], one.id, reached=True, solved=solved, satisfaction=said)
        elif luck.random() < 0.1:
            appeals.withdraw(PEOPLE_OF["olga"], one.id, reason="撤诉")

    @rule(dice=st.integers(0, 2**32), often=st.integers(1, 6))
    def meddle(self, dice: int, often: int) -> None:
        """Anybody tries anything on anything."""
        luck = Random(dice)
        for _ in range(often):
            case = luck.choice(list(Case.objects.order_by("id")))
            self.try_act(luck.choice(sorted(ACTS)), case, PEOPLE_OF[luck.choice(PEOPLE)], luck)
        self.pump()

    @rule(often=st.integers(6, 16), dice=st.integers(0, 2**32))
    def work(self, often: int, dice: int) -> None:
        """The straight way: an act that is offered succeeds, or is refused for what was filled in."""
        self.burst(Random(dice), often)

    def burst(self, luck: Random, often: int) -> None:
        for _ in range(often):
            opened = list(Case.objects.filter(state="open").order_by("id"))
            if not opened:
                return
            case = luck.choice(opened)
            offers = [(login, act) for login in PEOPLE for act in claims.allowed(case, PEOPLE_OF[login])]
            ahead = [offer for offer in offers if ACTS[offer[1]].awaited]
            acts = sorted({act for _, act in (ahead if ahead and luck.random() < 0.5 else offers)})
            if luck.random() < 0.95:  # or most examples would end before they began
                acts = [act for act in acts if act not in ("void", "transfer_out", "merge")]
            if not acts:
                continue
            act = luck.choice(acts)  # every act as often, however many people may do it
            login = luck.choice([login for login, one in offers if one == act])
            refused = self.try_act(act, case, PEOPLE_OF[login], luck)
            assert refused is None or refused.code in HONEST, (act, refused)
            if luck.random() < 0.2:
                if Appeal.objects.filter(state="open", stage="replied").exists():
                    self.listen(luck, luck.choice(["solved", "unsolved", "unsolved"]))
                self.pump()
        self.pump()

    def try_act(self, act: str, case: Case, subject: Subject, luck: Random) -> Refusal | None:
        known = ACTS[act]
        try:
            attempt(act, case, subject, luck.choice)
        except Refusal as refusal:
            assert Case.objects.get(pk=case.pk).version == case.version, "a refused act changes nothing"
            return refusal
        DONE[act] += 1
        assert known.permission in subject.permissions
        if known.by == "holder":
            assert subject.unit_id == case.lead_unit
        elif known.by == "inspector":
            assert subject.unit_id not in split_units(case.units)
        step = CaseStep.objects.get(case_id=case.pk, version=case.version + 1)
        assert step.actor in (subject.user_id, "system:cases") or act == "merge"
        with pytest.raises(Refusal) as late:  # who saw the page before this act is told
            claims.claimed(subject, case.pk, act, case.version)
        assert late.value.status in (403, 404, 409)
        return None

    @invariant()
    def nothing_is_lost_at_any_level(self) -> None:
        for path in ["", *AREAS]:
            counted = api.conservation(path)
            assert counted["opened"] == sum(many for state, many in counted.items() if state != "opened")
        parts = [api.conservation(path) for path in (city.EAST, city.WEST, city.ZONE)]
        whole = api.conservation(city.CITY)
        assert {state: sum(part[state] for part in parts) for state in whole} == whole

    @invariant()
    def one_unit_answers(self) -> None:
        events: set[str] = set()
        for case in Case.objects.all():
            line = flows.line_of(case)
            if case.role == "lead" and case.state == "open":
                assert case.event_id not in events
                events.add(case.event_id)
            if case.stage not in ("opened", "filed"):
                assert case.lead_unit
                assert case.lead_unit in split_units(case.units)
            assert case.stage in line.stages
            assert (case.state == "closed") == line.stages[case.stage].ends

    @invariant()
    def clocks_fit_the_case(self) -> None:
        running: dict[str, dict[str, CaseClock]] = defaultdict(dict)
        for one in CaseClock.objects.filter(stopped_at=None):
            assert one.name not in running[one.case_id]
            running[one.case_id][one.name] = one
        for case in Case.objects.all():
            mine = running[case.id]
            if case.state != "open":
                assert not mine
                continue
            if case.role == "lead":
                assert ("total" in mine) == (case.done_in_time is None)  # never stops on return or dispute
            assert all(
                (one.paused_at is not None) == (case.stage == "suspended")
                or (one.due_at is not None and one.due_at < self.now.now())  # late already: nothing to keep
                for name, one in mine.items()
                if not name.startswith("order-") and not (name == "total" and case.relation == "down")
            )
            asked = CaseReturn.objects.filter(case_id=case.id, state="asked").exists()
            assert asked == (case.stage == "returned")
            argued = CaseDispute.objects.filter(case_id=case.id, ruled_at=None).exists()
            assert argued == (case.dispute in ("open", "acting"))


def history_rebuilds_the_state() -> None:
    """From its steps alone: stage, state, version; from its facts alone: who answers, and when it is due."""
    told: dict[str, list[FactRow]] = defaultdict(list)
    for row in FactRow.objects.filter(subject__startswith="case:").order_by("subject_version"):
        told[row.subject.removeprefix("case:")].append(row)
    for case in Case.objects.all():
        steps = list(CaseStep.objects.filter(case_id=case.id).order_by("version"))
        assert [step.version for step in steps] == list(range(1, case.version + 1))
        assert [row.subject_version for row in told[case.id]] == list(range(1, case.version + 1))
        stage = ""
        for step in steps:
            assert step.from_stage == stage
            stage = step.to_stage
        ended = [ENDS[step.act] for step in steps if step.act in ENDS]
        assert (stage, [*ended, "open"][0]) == (case.stage, case.state)
        last = world.facts.told(told[case.id][-1]).data
        for field in ("stage", "state", "lead_unit", "late", "due_at", "near_at", "severity"):
            assert getattr(last, field) == getattr(case, field), field


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
def test_joint_handling_in_any_order_keeps_the_laws(part: int) -> None:
    with clock.use(clock.VirtualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))):
        hotline.settle()
        matters.declare([replace(city.STALL, flow="grid")], pack="test")
        PEOPLE_OF.update({login: identity.subject_of(login) for login in (*PEOPLE, "olga")})
    DONE.clear()
    run_machine(
        seed(part)(type("Joint", (Joint,), {})),
        settings=settings(
            max_examples=SEQUENCES // PARTS,
            stateful_step_count=5,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # shrinking on real rows would outlast the time limit
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    if SEQUENCES >= 300:
        assert len(DONE) >= 24, sorted(set(ACTS) - set(DONE))  # it gets far

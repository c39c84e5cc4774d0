"""Whatever people do to appeals in whatever order: none is lost, none acts without right, history says all.

A hypothesis state machine acts on real rows. Every few steps and at the end of each sequence: registered =
the sum of all states at every area; each version has one step and one fact; history alone rebuilds the row.
"""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.appeals import town as city
from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _public as citizen
from yiwang.appeals import api, logic
from yiwang.appeals.models import Appeal, AppealReporter, AppealStep
from yiwang.events.models import Event
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.identity.roles import ROLES
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow, ParkedFact
from yiwang.kernel.tasks import Lease

pytestmark = [pytest.mark.database, pytest.mark.slow]

NOON = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PARTS = 6
SEQUENCES = int(os.environ.get("APPEAL_SEQUENCES", "300" if connection.vendor == "sqlite" else "30"))
PEOPLE = ("olga", "owen", "alice", "tessa", "bob", "town", "gina", "leo", "dora", "irene", "charlie")
TEXTS = ("幸福路口积水", "夜市占道经营", "路灯不亮", "有人要跳楼", "咨询社保")
PLACES = ("449901001", "449902001", "449901070", "449901001201", "4499")
# What an offered act may still be refused for: it depends on what else the person fills in.
HONEST = {"appeals.cannot_merge", "appeals.cannot_join", "appeals.nothing_shared", "appeals.unknown_appeal"}


class Rollback(Exception):
    """Ends an example without leaving anything behind."""


class Hotline(RuleBasedStateMachine):
    """Acts in any order by anybody on anything."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(_rolled_back())
        self.stack.enter_context(clock.use(clock.VirtualClock(NOON)))
        self.people: dict[str, Subject] = {login: identity.subject_of(login) for login in PEOPLE}
        self.leases: dict[str, Lease] = {}
        self.registered = 0
        self.steps = 0

    def teardown(self) -> None:
        try:
            self.look_at_everything()
        finally:
            self.stack.close()

    def pick(self, data: st.DataObject) -> Appeal:
        ids = sorted(Appeal.objects.values_list("id", flat=True))
        return Appeal.objects.get(pk=data.draw(st.sampled_from(ids)))

    @initialize()
    def morning(self) -> None:
        for text, place in zip(TEXTS, PLACES, strict=True):
            self.ask("olga", text, place, "13800000000", "help")

    @precondition(lambda self: self.registered < 14)
    @rule(
        login=st.sampled_from(PEOPLE),
        text=st.sampled_from(TEXTS),
        place=st.sampled_from(PLACES),
        phone=st.sampled_from(["13800000000", "13900000001", ""]),
        kind=st.sampled_from(["help", "complaint", "report"]),
    )
    def ask(self, login: str, text: str, place: str, phone: str, kind: str) -> None:
        may = "appeals.register" in self.people[login].permissions
        said = replace(city.ASKED, text=text, area=place, kind=kind, reporter=city.Reporter(phone=phone))
        try:
            api.register(self.people[login], said)
        except Refusal:
            assert not may
        else:
            assert may
            self.registered += 1

    @rule(data=st.data(), name=st.sampled_from(sorted(logic.ACTS)), login=st.sampled_from(PEOPLE))
    def act(self, data: st.DataObject, name: str, login: str) -> None:
        appeal, subject = self.pick(data), self.people[login]
        offered = name in claims.allowed(appeal, subject)
        refused = self.try_act(data, name, appeal, subject)
        if refused is None:
            assert offered, (name, login)
            held = {role for role in subject.roles if logic.ACTS[name].permission in ROLES[role].permissions}
            assert held, f"{login} has no role that may {name}"
        elif offered:
            assert refused.code in HONEST, refused
        city.pump(self.leases)

    @rule(data=st.data(), often=st.integers(2, 6))
    def work(self, data: st.DataObject, often: int) -> None:
        """Olga goes on with whatever is offered, so that examples get far."""
        for _ in range(often):
            offers = [
                (appeal, name)
                for appeal in Appeal.objects.filter(state="open").order_by("id")
                for name in claims.allowed(appeal, self.people["olga"])
                if name in ("dispatch", "answer", "join", "call_back", "unjoin", "split")
            ]
            if not offers:
                return
            appeal, name = data.draw(st.sampled_from(offers))
            refused = self.try_act(data, name, appeal, self.people["olga"])
            assert refused is None or refused.code in HONEST, refused
        city.pump(self.leases)

    @rule(data=st.data())
    def case(self, data: st.DataObject) -> None:
        """What a case above would call down: units, contact, reply, again, end."""
        city.pump(self.leases)
        events = sorted(Event.objects.values_list("id", flat=True))
        if not events:
            return
        event, other = data.draw(st.sampled_from(events)), data.draw(st.sampled_from(events))
        bob, alice = self.people["bob"], self.people["alice"]
        calls: dict[str, Callable[[], object]] = {
            "units": lambda: api.add_units(event, ["c-cgj", "c-rx"], by="system:cases"),
            "contacted": lambda: api.contacted(event, by=bob, text="已联系"),
            "reply": lambda: api.reply(event, text="已办", by=bob, case_number="AJ1"),
            "again": lambda: api.reopened(event, by=alice),
            "closed": lambda: api.case_ended(event, result="closed", by=alice),
            "void": lambda: api.case_ended(event, result="void", by=alice),
            "merged": lambda: api.case_ended(event, result="merged", into_event_id=other, by=alice),
        }
        order = ["units", "contacted", "reply", "reply", "reply", "again", "closed", "void", "merged"]
        with transaction.atomic():
            calls[data.draw(st.sampled_from(order))]()

    @rule(data=st.data(), what=st.sampled_from(["rate", "withdraw", "supplement"]))
    def citizen(self, data: st.DataObject, what: str) -> None:
        """The citizen himself, by his tracking number, from an address of his own."""
        appeal = self.pick(data)
        tracking = AppealReporter.objects.get(pk=appeal.id).tracking
        where = f"10.0.0.{appeal.number[-2:]}"
        with contextlib.suppress(Refusal):
            if what == "rate":
                citizen.rate(tracking, satisfaction="satisfied", solved="solved", text="谢谢", address=where)
            elif what == "withdraw":
                citizen.withdraw(tracking, reason="不用了", address=where)
            else:
                citizen.supplement(tracking, text="还在积水", address=where)

    def try_act(self, data: st.DataObject, name: str, appeal: Appeal, subject: Subject) -> Refusal | None:
        others = sorted(Appeal.objects.exclude(pk=appeal.pk).values_list("id", flat=True))
        other = data.draw(st.sampled_from(others))
        before = appeal.version
        do: dict[str, Callable[[], object]] = {
            "answer": lambda: api.answer(subject, appeal.id, text="好的"),
            "decline": lambda: api.decline(subject, appeal.id, reason="court"),
            "dispatch": lambda: api.dispatch(subject, appeal.id, matter="flooded-street"),
            "transfer_out": lambda: api.transfer_out(subject, appeal.id, target="110"),
            "withdraw": lambda: api.withdraw(subject, appeal.id, reason="不用了"),
            "merge_repeat": lambda: api.merge_repeat(subject, appeal.id, into=other),
            "void": lambda: api.void(subject, appeal.id, reason="测试来电"),
            "split": lambda: api.split(subject, appeal.id, parts=[api.Part(text="另一件")]),
            "join": lambda: api.join(subject, [appeal.id], into=other),
            "unjoin": lambda: api.unjoin(subject, appeal.id, reason="不是一处"),
            "edit": lambda: api.edit(subject, appeal.id, sets={"area": "449901001"}),
            "supplement": lambda: api.supplement(subject, appeal.id, text="补充"),
            "call_back": lambda: api.call_back(
                subject, appeal.id, reached=True, solved="partly", satisfaction="basically"
            ),
        }
        try:
            with transaction.atomic():
                do[name]()
        except Refusal as refusal:
            assert Appeal.objects.get(pk=appeal.pk).version == before, "a refused act changes nothing"
            return refusal
        if name == "split":
            self.registered += 1
        assert Appeal.objects.get(pk=appeal.pk).version > before
        return None

    @invariant()
    def now_and_then(self) -> None:
        self.steps += 1
        if self.steps % 6 == 0:
            self.look_at_everything()

    def look_at_everything(self) -> None:
        self.nothing_is_lost_at_any_level()
        self.each_version_has_one_step_and_one_fact_and_history_rebuilds_the_row()
        self.an_open_appeal_stands_in_exactly_one_place()
        assert not ParkedFact.objects.exists(), "a consumer gave up"

    def nothing_is_lost_at_any_level(self) -> None:
        for _, _, _, path in city.city.AREAS:
            found = api.books(path)
            assert found.balanced, (path, found)
        assert api.books().registered == self.registered

    def each_version_has_one_step_and_one_fact_and_history_rebuilds_the_row(self) -> None:
        steps: dict[str, list[AppealStep]] = defaultdict(list)
        for step in AppealStep.objects.order_by("version"):
            steps[step.appeal_id].append(step)
        told: dict[str, list[int]] = defaultdict(list)
        for subject, version in (
            FactRow.objects.filter(subject__startswith="appeal:")
            .order_by("subject_version")
            .values_list("subject", "subject_version")
        ):
            told[subject.removeprefix("appeal:")].append(version)
        for appeal in Appeal.objects.all():
            versions = list(range(1, appeal.version + 1))
            assert [step.version for step in steps[appeal.id]] == told[appeal.id] == versions
            rebuilt = logic.replay((step.state, step.stage, step.changed) for step in steps[appeal.id])
            assert rebuilt == {name: changes.plain(getattr(appeal, name)) for name in changes.MUTABLE}

    def an_open_appeal_stands_in_exactly_one_place(self) -> None:
        for appeal in Appeal.objects.all():
            assert (appeal.stage == "ended") == (appeal.state != "open")
            if appeal.state == "open" and appeal.stage == "registered":
                assert not appeal.event_id
            if appeal.stage == "replied":
                assert appeal.event_id


@contextlib.contextmanager
def _rolled_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Rollback
    except Rollback:
        pass


@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("part", range(PARTS))
def test_any_order_of_acts_keeps_the_books(part: int) -> None:
    with clock.use(clock.VirtualClock(NOON)):
        city.settle()
    run_state_machine_as_test(
        seed(part)(type("Hotline", (Hotline,), {})),
        settings=settings(
            max_examples=SEQUENCES // PARTS,
            stateful_step_count=10,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # shrinking on real rows would outlast the time limit
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

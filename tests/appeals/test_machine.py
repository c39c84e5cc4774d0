"""Whatever people do to appeals in whatever order: none is lost, none acts without right, history says all.

300 sequences (`YIWANG_TEST_SEQUENCES`; ten thousand in a soak) on real rows. Every few steps and at the end
of each: registered = the sum of all states at every area; each version has one step and one fact; history
alone rebuilds the row.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from django.db import transaction

from tests import walks
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

pytestmark = [pytest.mark.database, pytest.mark.slow]

PEOPLE = ("olga", "owen", "alice", "tessa", "bob", "town", "gina", "leo", "dora", "irene", "charlie")
TEXTS = ("幸福路口积水", "夜市占道经营", "路灯不亮", "有人要跳楼", "咨询社保")
PLACES = ("449901001", "449902001", "449901070", "449901001201", "4499")
# What an offered act may still be refused for: it depends on what else the person fills in.
HONEST = {"appeals.cannot_merge", "appeals.cannot_join", "appeals.nothing_shared", "appeals.unknown_appeal"}


class Hotline(walks.Walk):
    """Acts in any order by anybody on anything."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, Subject] = {login: identity.subject_of(login) for login in PEOPLE}
        self.registered = 0

    def begin(self, luck: Random) -> None:
        for text, place in zip(TEXTS, PLACES, strict=True):
            self.ask("olga", text, place, "13800000000", "help")
        self.work(luck)

    def go(self, luck: Random) -> None:
        for _ in range(4):
            turn = luck.choice([self.call, self.act, self.act, self.act, self.work, self.case, self.citizen])
            turn(luck)

    def laws(self) -> None:
        self.nothing_is_lost_at_any_level()
        self.each_version_has_one_step_and_one_fact_and_history_rebuilds_the_row()
        self.an_open_appeal_stands_in_exactly_one_place()
        self.nobody_overstepped()
        assert not ParkedFact.objects.exists(), "a consumer gave up"

    def pick(self, luck: Random) -> Appeal:
        return luck.choice(list(Appeal.objects.order_by("number")))

    def call(self, luck: Random) -> None:
        phone = luck.choice(["13800000000", "13900000001", ""])
        kind = luck.choice(["help", "complaint", "report"])
        self.ask(luck.choice(PEOPLE), luck.choice(TEXTS), luck.choice(PLACES), phone, kind)

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

    def act(self, luck: Random) -> None:
        """Anybody tries anything: what is offered to him succeeds, and nothing else does."""
        for _ in range(2):
            name, login = luck.choice(sorted(logic.ACTS)), luck.choice(PEOPLE)
            appeal, subject = self.pick(luck), self.people[login]
            offered = name in claims.allowed(appeal, subject)
            refused = self.try_act(luck, name, appeal, subject)
            if refused is None:
                assert offered, (name, login)
                permission = logic.ACTS[name].permission
                held = {role for role in subject.roles if permission in ROLES[role].permissions}
                assert held, f"{login} has no role that may {name}"
            elif offered:
                assert refused.code in HONEST, refused
        city.pump(self.leases)

    def work(self, luck: Random) -> None:
        """Olga goes on with whatever is offered, so that sequences get far."""
        for _ in range(luck.randint(2, 6)):
            offers = [
                (appeal, name)
                for appeal in Appeal.objects.filter(state="open").order_by("number")
                for name in claims.allowed(appeal, self.people["olga"])
                if name in ("dispatch", "answer", "join", "call_back", "unjoin", "split")
            ]
            if not offers:
                return
            appeal, name = luck.choice(offers)
            refused = self.try_act(luck, name, appeal, self.people["olga"])
            assert refused is None or refused.code in HONEST, refused
        city.pump(self.leases)

    def case(self, luck: Random) -> None:
        """What a case above would call down: units, contact, reply, again, end."""
        city.pump(self.leases)
        events = list(Event.objects.order_by("number").values_list("id", flat=True))
        if not events:
            return
        event, other = luck.choice(events), luck.choice(events)
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
            calls[luck.choice(order)]()

    def citizen(self, luck: Random) -> None:
        """The citizen himself, by his tracking number, from an address of his own."""
        appeal = self.pick(luck)
        tracking = AppealReporter.objects.get(pk=appeal.id).tracking
        where = f"10.0.0.{appeal.number[-2:]}"
        what = luck.choice(["rate", "withdraw", "supplement"])
        with contextlib.suppress(Refusal):
            if what == "rate":
                citizen.rate(tracking, satisfaction="satisfied", solved="solved", text="谢谢", address=where)
            elif what == "withdraw":
                citizen.withdraw(tracking, reason="不用了", address=where)
            else:
                citizen.supplement(tracking, text="还在积水", address=where)

    def try_act(self, luck: Random, name: str, appeal: Appeal, subject: Subject) -> Refusal | None:
        others = Appeal.objects.exclude(pk=appeal.pk).order_by("number").values_list("id", flat=True)
        other = luck.choice(list(others))
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
            assert self.version(appeal) == before, "a refused act changes nothing"
            return refusal
        if name == "split":
            self.registered += 1
        assert self.version(appeal) > before
        return None

    def version(self, appeal: Appeal) -> int:
        return Appeal.objects.values_list("version", flat=True).get(pk=appeal.pk)

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

    def nobody_overstepped(self) -> None:
        """No step by someone without the right, read from the history."""
        for step in AppealStep.objects.filter(act__in=list(logic.ACTS), actor__in=list(self.people)):
            assert logic.ACTS[step.act].permission in self.people[step.actor].permissions, step.act

    def an_open_appeal_stands_in_exactly_one_place(self) -> None:
        for appeal in Appeal.objects.all():
            assert (appeal.stage == "ended") == (appeal.state != "open")
            if appeal.state == "open" and appeal.stage == "registered":
                assert not appeal.event_id
            if appeal.stage == "replied":
                assert appeal.event_id


@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("seed", walks.seeds())
def test_any_order_of_acts_keeps_the_books(seed: int) -> None:
    with clock.use(clock.VirtualClock(walks.MORNING)):
        city.settle()
    walks.explore("appeals", Hotline(), seed)

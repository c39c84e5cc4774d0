"""People, citizens and sensors of the small city who do anything in any order, on all lines at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from tests import walks
from yiwang.appeals import api as appeals
from yiwang.appeals.models import Appeal
from yiwang.cases import _claims as claims
from yiwang.cases import api, logic
from yiwang.cases._known import ACTS
from yiwang.cases.contracts import CaseChanged, CaseRow
from yiwang.cases.models import Case, CaseStep
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import split_units
from yiwang.matters import api as matters

from . import city, hotline, world
from .attempts import HONEST, attempt
from .laws import AREAS, Laws

PEOPLE = (
    "alice", "irene", "bob", "tom", "walter", "paula", "mia", "eve", "town", "greta", "sue", "wendy",
    "charlie",
)  # fmt: skip
THINGS = {"g1": (city.WEST_TOWN, "c-swj"), "g2": (city.WEST_TOWN, "c-ps"), "g3": (city.EAST_TOWN, "c-swj")}
PLACES = {"flooded-street": ("449902001", "449901001"), "street-stall": ("449901001",)}
ENDING = ("void", "transfer_out", "merge")
DONE: Counter[tuple[str, str]] = Counter()
"""On which line which act was done, in this process."""


def settle() -> dict[str, Subject]:
    """The city with its hotline; a stall on the pavement goes by the seven steps. Who lives there."""
    hotline.settle()
    matters.declare([replace(city.STALL, flow="grid")], pack="test")
    return {login: hotline.who(login) for login in (*PEOPLE, "olga")}


class Joint(walks.Walk):
    """Acts in any order by anybody on anything."""

    def __init__(self, people: dict[str, Subject]) -> None:
        super().__init__()
        self.people = dict(people)
        self.units = {login: people[login].unit_id for login in PEOPLE}
        self.alerts: list[str] = []
        self.done: dict[tuple[str, str], bool] = {}
        self.list: dict[str, CaseRow] = {}
        self.position = 0
        self.forks = 0

    def pump(self) -> None:
        world.pump(leases=self.leases)

    def begin(self, luck: Random) -> None:
        """Work comes in on one to three of the lines, and begins."""
        ways = [self.alert, self.fault, self.stall, self.stall, self.appeal, self.appeal]
        for way in luck.sample(ways, 3):
            way(luck)
        self.pump()
        self.burst(luck, 12)

    def go(self, luck: Random) -> None:
        self.forks += 1
        turns = [
            self.work,
            self.work,
            self.work,
            self.meddle,
            self.wait,
            self.citizen,
            self.clear,
            self.come_in,
        ]
        for turn in luck.sample(turns, 2):
            turn(luck)
        self.pump()

    def laws(self) -> None:
        # The house's own sums of every area up to the last fork; at the tips of the city and a county.
        asked = AREAS if self.forks < 2 else (city.CITY, city.WEST)
        Laws(self.now.now(), self.people).hold(self.alerts, asked)
        self.the_old_list_and_the_facts_make_the_fresh_list()

    def the_old_list_and_the_facts_make_the_fresh_list(self) -> None:
        now = clock.now()
        for row in facts.read(self.position, limit=10_000):
            assert row.position == self.position + 1
            self.position = row.position
            told = facts.told(row)
            if isinstance(told.data, CaseChanged):
                self.list = api.with_fact(self.list, told, now)  # type: ignore[arg-type]
        page = api.list_cases(self.people["alice"], api.Filters(), size=1_000)
        assert {key: _with_lamp(row, now) for key, row in self.list.items()} == {
            row.id: row for row in page.items
        }
        assert page.position == self.position

    # what comes in

    def come_in(self, luck: Random) -> None:
        luck.choice([self.alert, self.alert, self.fault, self.stall, self.appeal])(luck)

    def alert(self, luck: Random) -> None:
        thing = luck.choice(sorted(THINGS))
        path, owner = THINGS[thing]
        outcome = luck.choice(["true", "true", "true", "false_alarm"])
        matter = luck.choice(["flooded-street", "flooded-street", None])
        self.alerts.append(world.alert(thing, path, outcome=outcome, matter=matter, owner=owner))

    def fault(self, luck: Random) -> None:
        self.alerts.append(world.alert("g2", outcome="device_fault", matter=None))

    def appeal(self, luck: Random, matter: str = "flooded-street") -> None:
        asked = replace(hotline.town.ASKED, area=luck.choice(PLACES[matter]))
        made = appeals.register(self.people["olga"], asked)
        appeals.dispatch(self.people["olga"], made.id, matter=matter)

    def stall(self, luck: Random) -> None:
        self.appeal(luck, "street-stall")

    def clear(self, luck: Random) -> None:
        """One reading, or all of them, is normal again."""
        self.pump()
        for alert in self.alerts if luck.random() < 0.5 else self.alerts[-1:]:
            world.clear(alert)

    def wait(self, luck: Random) -> None:
        self.now.advance(timedelta(minutes=luck.choice([10, 300, 3_000, 30_000])))
        self.pump()

    def citizen(self, luck: Random) -> None:
        """A citizen is called back, or takes his appeal back."""
        mine = list(Appeal.objects.filter(state="open").order_by("number"))
        awaited = [one for one in mine if one.stage == "replied" and not one.called_back]
        if awaited:
            said = luck.choice(
                [("solved", "satisfied"), ("unsolved", "dissatisfied"), ("unsolved", "dissatisfied")]
            )
            appeals.call_back(
                self.people["olga"],
                luck.choice(awaited).id,
                reached=True,
                solved=said[0],
                satisfaction=said[1],
            )
        elif mine and luck.random() < 0.3:
            appeals.withdraw(self.people["olga"], luck.choice(mine).id, reason="撤诉")

    # what people do

    def meddle(self, luck: Random) -> None:
        """Anybody tries anything on anything."""
        for _ in range(luck.randint(1, 6)):
            case = luck.choice(list(Case.objects.order_by("number")))
            self.try_act(luck.choice(sorted(ACTS)), case, self.people[luck.choice(PEOPLE)], luck)

    def work(self, luck: Random) -> None:
        self.burst(luck, luck.randint(4, 10))

    def burst(self, luck: Random, often: int) -> None:
        """The straight way: an act that is offered succeeds, or is refused for what was filled in."""
        for _ in range(often):
            states = ["open"] if luck.random() < 0.9 else ["closed"]
            found = list(Case.objects.filter(state__in=states).order_by("number"))
            if not found:
                continue
            case = luck.choice(found)
            near = [login for login in PEOPLE if self.units[login] == case.lead_unit]
            some = sorted({*luck.sample(PEOPLE, 5), *near})
            offers = [(login, act) for login in some for act in claims.allowed(case, self.people[login])]
            ahead = [offer for offer in offers if ACTS[offer[1]].awaited]
            acts = sorted({act for _, act in (ahead if ahead and luck.random() < 0.5 else offers)})
            if luck.random() < 0.95:  # or most sequences would end before they began
                acts = [act for act in acts if act not in ENDING]
            new = [act for act in acts if (case.id, act) not in self.done or ACTS[act].awaited]
            if luck.random() < 0.8:  # what does not move a case on could be done for ever
                acts = new
            if not acts:
                continue
            act = luck.choice(acts)  # every act as often, however many people may do it
            login = luck.choice([login for login, one in offers if one == act])
            refused = self.try_act(act, case, self.people[login], luck)
            assert refused is None or refused.code in HONEST, (act, refused)
            if luck.random() < 0.25:
                luck.choice([self.citizen, self.clear])(luck)
                self.pump()

    def try_act(self, act: str, case: Case, subject: Subject, luck: Random) -> Refusal | None:
        try:
            attempt(act, case, subject, luck.choice)
        except Refusal as refusal:
            kept = Case.objects.values_list("version", flat=True).get(pk=case.pk)
            assert kept == case.version, "a refused act changes nothing"
            return refusal
        DONE[case.flow, act] += 1
        self.done[case.id, act] = True
        known = ACTS[act]
        assert known.permission in subject.permissions
        assert known.by != "holder" or subject.unit_id == case.lead_unit
        assert known.by != "inspector" or subject.unit_id not in split_units(case.units)
        actor = CaseStep.objects.values_list("actor", flat=True).get(
            case_id=case.pk, version=case.version + 1
        )
        assert actor in (subject.user_id, "system:cases") or act == "merge"
        if luck.random() < 0.25:
            with pytest.raises(Refusal) as late:  # who saw the page before this act is told
                claims.claimed(subject, case.pk, act, case.version)
            assert late.value.status in (403, 404, 409)
        return None


def _with_lamp(row: CaseRow, now: datetime) -> CaseRow:
    """A lamp is a function of time and not of facts: a client computes it from the two times of the row."""
    return replace(row, lamp=logic.row_lamp(row.state, row.late, row.near_at, row.due_at, now))

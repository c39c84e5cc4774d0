"""Over 100,000 (user, row) pairs: no list, detail, search, stream or export shows a row too many.

In the real city: cases, events and alerts at random places, handled by random units, some secret. The people
are the demonstration accounts and others drawn from the ten thousand. Each door is held to `oracle.declared`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from django.test import TestCase

from tests.identity.oracle import Charged, Looked, Place, declared
from yiwang.areas import api as areas
from yiwang.cases import api as cases
from yiwang.cases.contracts import CaseDispatched, UnknownCase
from yiwang.cases.models import Case
from yiwang.centers.situation import api
from yiwang.events import api as events
from yiwang.events.contracts import EventOpened, UnknownEvent
from yiwang.events.models import Event
from yiwang.identity import api as identity
from yiwang.identity.api import FactSight, Subject, scope
from yiwang.identity.models import Charge, UnitRow, User
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.sheets import Sheet
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertRaised, UnknownAlert
from yiwang.rules.models import AlertRow

from . import city

ROWS, DRAWN = 300, 40
Table = type[Case] | type[Event] | type[AlertRow]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row: its table, its permission, its list and its detail."""

    table: Table
    permission: str
    fact_type: str
    listed: Callable[[Subject], Iterable[str]]
    opened: Callable[[Subject, str], object]
    refusal: type[Exception]
    sheet: Callable[[Subject], Sheet]
    named: str
    """What stands before the number in the first column of the sheet, as against the row's id."""


KINDS = {
    "case": Kind(
        Case,
        "cases.see",
        CaseDispatched.fact_type,
        lambda s: (row.id for row in cases.list_cases(s, cases.Filters(), size=10_000).items),
        cases.get_case,
        UnknownCase,
        lambda s: cases.sheet(s, cases.Filters()),
        "case-",
    ),
    "event": Kind(
        Event,
        "events.see",
        EventOpened.fact_type,
        lambda s: (row.id for row in events.list_events(s, size=10_000).items),
        events.get_event,
        UnknownEvent,
        events.sheet,
        "event-",
    ),
    "alert": Kind(
        AlertRow,
        "alerts.see",
        AlertRaised.fact_type,
        lambda s: (row.id for row in rules.alerts(scope(s, "alerts.see"), size=10_000).items),
        lambda s, alert: rules.alert_detail(s, alert),
        UnknownAlert,
        lambda s: rules.sheet(scope(s, "alerts.see")),
        "",
    ),
}


@pytest.mark.database
@pytest.mark.slow
class TestNoLeak(TestCase):
    """One city, one set of rows, every door."""

    people: list[Subject]
    places: dict[str, Place]
    charges: dict[str, list[Charged]]
    rows: dict[str, dict[str, Looked]]

    @classmethod
    def setUpTestData(cls) -> None:
        city.settle()
        chance = random.Random(2026)
        units = list(UnitRow.objects.order_by("pk"))
        cls.places = {u.pk: Place(kind=u.kind, level=u.level, path=u.area_path, line=u.line) for u in units}
        lined = [unit.pk for unit in units if unit.line]
        grounds = [one.id for one in areas.subtree("/44/4408/") if one.level in ("town", "village")]
        near = [one.id for one in areas.subtree("/44/4408/zj-etdz/") if one.level in ("town", "village")]
        for number in range(ROWS):
            area = chance.choice(chance.choice([grounds, near, [city.DONGJIAN_VILLAGE, city.QUANZHUANG]]))
            made = city.case(f"Q{number:03}", area, secret=chance.random() < 0.2)
            hands = chance.sample(lined, 2) + chance.sample([unit.pk for unit in units], 1)
            named = identity.handlers(
                chance.sample(hands, chance.choice([0, 1, 2])),
                persons=chance.sample(["grid1", "grid2", "drainage"], chance.choice([0, 0, 1])),
                supervisors=chance.sample(lined, chance.choice([0, 0, 1])),
            )
            for kind, key in (("case", made.id), ("event", made.event_id), ("alert", made.alert_id)):
                KINDS[kind].table.objects.filter(pk=key).update(units=join_units(named))
        cls.rows = {
            kind: {
                row.pk: Looked(area_path=row.area_path, units=split_units(row.units), secret=row.secret)
                for row in of.table.objects.all()
            }
            for kind, of in KINDS.items()
        }
        logins = list(city.PASSWORDS)
        others = list(User.objects.exclude(pk__in=logins).order_by("pk").values_list("pk", flat=True))
        cls.people = [identity.subject_of(login) for login in [*logins, *chance.sample(others, DRAWN)]]
        cls.charges = {}
        for charge in Charge.objects.filter(user_id__in=[one.user_id for one in cls.people]):
            said = Charged(path=charge.area_path, line=charge.line, unit=charge.unit_id)
            cls.charges.setdefault(charge.user_id, []).append(said)

    def may_see(self, subject: Subject, kind: str) -> set[str]:
        if KINDS[kind].permission not in subject.permissions:
            return set()
        charges = self.charges.get(subject.user_id, [])
        return {
            key
            for key, row in self.rows[kind].items()
            if declared(subject, row, KINDS[kind].permission, self.places, charges)
        }

    def test_no_door_shows_a_row_that_the_lines_do_not(self) -> None:
        pairs: Counter[str] = Counter()
        shown = 0
        for subject in self.people:
            for kind, of in KINDS.items():
                mine = self.may_see(subject, kind)
                if of.permission in subject.permissions:
                    assert set(of.listed(subject)) == mine, (subject.user_id, kind)
                if "live.use" in subject.permissions:
                    sight = FactSight(subject)
                    streamed = {
                        key
                        for key, row in self.rows[kind].items()
                        if sight.sees(
                            fact_type=of.fact_type,
                            area_path=row.area_path,
                            units=row.units,
                            secret=row.secret,
                        )
                    }
                    assert streamed == mine, (subject.user_id, kind)
                pairs["list"] += ROWS
                pairs["stream"] += ROWS
                shown += len(mine)
        assert sum(pairs.values()) >= 100_000
        assert 0.01 < shown / pairs["list"] < 0.6

    def test_no_detail_opens_outside_and_every_one_within_does(self) -> None:
        chance = random.Random(7)
        for subject in self.people[::3]:
            for kind, of in KINDS.items():
                if of.permission not in subject.permissions:
                    continue
                mine = self.may_see(subject, kind)
                outside = sorted(set(self.rows[kind]) - mine)
                for key in chance.sample(outside, min(8, len(outside))):
                    with pytest.raises(of.refusal):
                        of.opened(subject, key)
                if (
                    kind == "event"
                ):  # an event has no rule or matter to read; the others are opened by their nouns' tests
                    for key in sorted(mine)[:3]:
                        assert of.opened(subject, key)

    def test_no_search_finds_what_may_not_be_seen(self) -> None:
        for subject in self.people[::3]:
            if "search.use" not in subject.permissions:
                continue
            mine = {kind: self.may_see(subject, kind) for kind in KINDS}
            for word in ("Q00", "Q123", "积水", "Water"):
                for group in api.search(subject, word).groups:
                    if group.kind in mine:
                        assert {hit.id for hit in group.hits} <= mine[group.kind], (subject.user_id, word)
                        assert group.total <= len(mine[group.kind])

    def test_no_export_holds_what_may_not_be_seen(self) -> None:
        for login in ("leader", "etdz", "mazhang", "dongjian", "grid2", "drainage", "dispatcher"):
            subject = identity.subject_of(login)
            for kind, of in KINDS.items():
                keys = {of.named + row[0].removeprefix("E") for row in of.sheet(subject).rows}
                assert keys == self.may_see(subject, kind), (login, kind)

    def test_no_count_is_above_what_may_be_seen(self) -> None:
        for subject in self.people:
            if "situation.see" in subject.permissions:
                totals = api.overview(subject).totals
                assert totals.cases_open == len(self.may_see(subject, "case")), subject.user_id
                assert totals.events_open == len(self.may_see(subject, "event")), subject.user_id

"""What a person may see: by lines, in both forms, over a hundred thousand pairs."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.identity import api
from yiwang.identity.contracts import Held, Subject
from yiwang.identity.roles import PERMISSIONS, ROLES
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.facts import join_units, split_units

from . import people
from .oracle import Charged, Looked, Place, declared
from .people import CITY, EAST, EAST_TOWN, EAST_VILLAGE, WEST, WEST_TOWN, ZONE, ZONE_TOWN, ZONE_VILLAGE

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class ScopedRow(models.Model):
    """A table that follows the row convention, as every noun's does."""

    area_path = models.CharField(max_length=200)
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    against = models.TextField(default="")

    class Meta:
        app_label = "identity"
        db_table = "identity_test_scoped_row"
        managed = False


@pytest.fixture
def table() -> type[ScopedRow]:
    people.settle()
    with connection.cursor() as cursor:  # inside the test's transaction, which takes it away again
        cursor.execute(
            "CREATE TABLE identity_test_scoped_row (id bigint PRIMARY KEY, area_path varchar(200) NOT NULL,"
            " units text NOT NULL, secret boolean NOT NULL, against text NOT NULL)"
        )
    return ScopedRow


def sees(login: str, area: str, *units: str, secret: bool = False, permission: str = "cases.see") -> bool:
    found = api.scope(api.subject_of(login), permission)
    return found.sees(area_path=area, units=units, secret=secret)


class TestTheLinesOfTheDomain:
    @pytest.fixture(autouse=True)
    def _city(self) -> None:
        people.settle()

    def test_a_town_sees_what_lies_in_it_even_when_a_county_bureau_handles_it(self) -> None:
        assert sees("east-town", EAST_VILLAGE, "e-cgj")
        assert not sees("east-town", WEST_TOWN, "e-cgj")
        assert not sees("east-town", EAST, "e-cgj")

    def test_a_county_bureau_sees_its_own_line_across_the_county_and_no_other_lines_rows(self) -> None:
        assert sees("east-bureau", EAST_TOWN, "e-cgj")
        assert not sees("east-bureau", EAST_TOWN, "c-jj")
        assert not sees("east-bureau", WEST_TOWN, "w-cgj")

    def test_a_city_bureau_sees_its_line_in_every_county_but_not_a_companys_rows(self) -> None:
        assert sees("city-bureau", EAST_TOWN, "e-cgj")
        assert sees("city-bureau", WEST_TOWN, "w-cgj")
        assert not sees("city-bureau", WEST_TOWN, "c-ps")
        assert not sees("company", WEST_TOWN, "c-cgj")

    def test_a_unit_goes_on_seeing_what_it_handled_anywhere(self) -> None:
        assert sees("traffic", WEST_TOWN, "w-cgj", "c-jj")
        assert sees("east-town", WEST_TOWN, "et-zf")

    def test_a_supervising_unit_sees_what_it_supervises(self) -> None:
        assert sees("traffic", WEST_TOWN, *api.handlers(["w-cgj"], supervisors=["c-jj"]))
        assert not sees("company", WEST_TOWN, *api.handlers(["w-cgj"], supervisors=["c-jj"]))

    def test_a_functional_district_sees_its_towns_and_the_counties_that_lend_their_codes_do_not(self) -> None:
        # Scene 1-3: 449901070 is coded under the east district and governed by the zone.
        assert sees("zone", ZONE_TOWN)
        assert not sees("east", ZONE_TOWN)
        assert sees("zone-town", ZONE_VILLAGE)
        assert not sees("zone-town", EAST_TOWN)

    def test_a_grid_worker_sees_his_grid_and_his_own_tasks_only(self) -> None:
        assert sees("zone-grid", ZONE_VILLAGE)
        assert not sees("zone-grid", ZONE_TOWN)
        assert not sees("zone-grid", EAST_VILLAGE)
        assert sees("zone-grid", EAST_VILLAGE, *api.handlers(persons=["zone-grid"]))
        assert not sees("zone-grid", EAST_VILLAGE, "zv-cw")

    def test_a_leader_sees_by_his_charge(self) -> None:
        assert sees("mayor", ZONE_TOWN, "e-cgj")
        assert sees("deputy", EAST_TOWN, "c-jj")
        assert not sees("deputy", EAST_TOWN, "e-cgj")

    def test_a_secret_row_is_hidden_from_area_and_line_and_shown_to_handler_and_duty_desk(self) -> None:
        assert not sees("east-town", EAST_TOWN, "e-cgj", secret=True)
        assert not sees("mayor", EAST_TOWN, "e-cgj", secret=True)
        assert not sees("city-bureau", EAST_TOWN, "e-cgj", secret=True)
        assert sees("east-bureau", EAST_TOWN, "e-cgj", secret=True)
        assert sees("dispatcher", EAST_TOWN, "e-cgj", secret=True)

    def test_secrecy_follows_the_role_that_sees_it_and_not_the_person(self) -> None:
        # A town's dispatcher sees the secrets of his town, not of others.
        assert sees("town-dispatcher", EAST_TOWN, secret=True)
        assert not sees("town-dispatcher", WEST_TOWN, secret=True)

    def test_a_unit_never_sees_what_is_against_itself_through_the_area_line(self) -> None:
        found = api.scope(api.subject_of("east-town"), "cases.see")
        assert not found.sees(area_path=EAST_TOWN, against=("et-zf",))
        assert found.sees(area_path=EAST_TOWN, against=("e-cgj",))

    def test_without_a_shift_a_duty_officer_sees_nothing_and_may_only_come_and_sign(self) -> None:
        subject = api.subject_of("duty")
        assert "shifts.hand_over" in subject.permissions
        with pytest.raises(Forbidden):
            api.scope(subject, "cases.see")
        people.on_shift("duty")
        assert sees("duty", ZONE_TOWN)
        assert api.subject_of("duty").on_shift == "s"

    def test_administrators_have_no_scope_over_business(self) -> None:
        for login in ("sysadmin", "secadmin", "auditadmin"):
            with pytest.raises(Forbidden):
                api.scope(api.subject_of(login), "cases.see")

    def test_a_task_of_ours_sees_everything_and_a_source_nothing(self) -> None:
        assert api.scope(Subject.system("judge"), "cases.see").sees(area_path="", secret=True)
        with pytest.raises(Forbidden):
            api.scope(Subject.source("gauge"), "cases.see")

    def test_the_live_stream_asks_each_nouns_own_permission(self) -> None:
        steward = api.FactSight(api.subject_of("steward"))
        assert steward.sees(fact_type="rules.alert_raised", area_path=EAST_TOWN)
        assert not steward.sees(fact_type="cases.dispatched", area_path=EAST_TOWN)
        town = api.FactSight(api.subject_of("east-town"))
        assert town.sees(fact_type="cases.dispatched", area_path=EAST_TOWN)
        assert not town.sees(fact_type="cases.dispatched", area_path=ZONE_TOWN)
        assert not town.sees(fact_type="identity.signed_in", area_path="")
        assert not town.sees(fact_type="unheard.of", area_path=EAST_TOWN)

    def test_an_unknown_permission_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(LookupError):
            api.scope(api.subject_of("east"), "cases.sing")


PATHS = [
    CITY,
    EAST,
    WEST,
    ZONE,
    EAST_TOWN,
    WEST_TOWN,
    ZONE_TOWN,
    EAST_VILLAGE,
    ZONE_VILLAGE,
    "/44/",
    "/44/44990/",
]


def generated(chance: random.Random, count: int) -> list[ScopedRow]:
    units = [unit for unit, *_ in people.UNITS]
    tokens = [
        *units,
        *(f"!{unit}" for unit in units),
        *(f"@{login}" for login, *_ in people.PEOPLE),
        "c-zf2",
        "zf",
    ]
    return [
        ScopedRow(
            id=number,
            area_path=chance.choice(PATHS) + chance.choice(["", "", "449901001009/", "x1/"]),
            units=join_units(chance.sample(tokens, chance.choice([0, 0, 1, 1, 2, 3]))),
            secret=chance.random() < 0.25,
            against=join_units(chance.sample(units, chance.choice([0, 0, 0, 1]))),
        )
        for number in range(1, count + 1)
    ]


PLACES = {
    unit: Place(kind=kind, level=level, path=path, line=line)
    for unit, kind, level, path, line in people.UNITS
}
CHARGES = {"mayor": [Charged(path=CITY, line="*")], "deputy": [Charged(path=CITY, line="police_traffic")]}


def by_the_words(subject: Subject, row: ScopedRow, permission: str) -> bool:
    looked = Looked(
        area_path=row.area_path,
        units=split_units(row.units),
        secret=row.secret,
        against=split_units(row.against),
    )
    return declared(subject, looked, permission, PLACES, CHARGES.get(subject.user_id, []))


def test_query_and_memory_agree_and_show_only_the_declared_lines_over_100_000_pairs(
    table: type[ScopedRow],
) -> None:
    people.on_shift("duty")
    rows = generated(random.Random(1993), 1500)
    table.objects.bulk_create(rows, batch_size=500)
    pairs = shown = 0
    for login, *_ in people.PEOPLE:
        subject = api.subject_of(login)
        for permission in ("cases.see", "things.see", "alerts.confirm", "situation.see", "cases.take"):
            if permission not in subject.permissions:
                continue
            found = api.scope(subject, permission)
            listed = set(table.objects.filter(found.q(against="against")).values_list("pk", flat=True))
            in_memory = {
                row.pk
                for row in rows
                if found.sees(
                    area_path=row.area_path,
                    units=split_units(row.units),
                    secret=row.secret,
                    against=split_units(row.against),
                )
            }
            by_domain = {row.pk for row in rows if by_the_words(subject, row, permission)}
            assert listed == in_memory, (login, permission, sorted(listed ^ in_memory)[:5])
            assert in_memory == by_domain, (login, permission, sorted(in_memory ^ by_domain)[:5])
            detail = table.objects.filter(found.q(against="against"), pk__in=[row.pk for row in rows[:50]])
            assert {row.pk for row in detail} == {row.pk for row in rows[:50]} & by_domain
            pairs, shown = pairs + len(rows), shown + len(listed)
    assert pairs >= 100_000
    assert 0.05 < shown / pairs < 0.95


@pytest.mark.parametrize("column", ["area", "units", "secret"])
def test_a_broken_line_would_be_noticed(table: type[ScopedRow], column: str) -> None:
    """The property above can fail: a scope that ignores one column disagrees with the lines."""
    rows = generated(random.Random(7), 400)
    table.objects.bulk_create(rows)
    found = api.scope(api.subject_of("east-town"), "cases.see")
    broken: dict[str, Q] = {
        "area": Q(area_path__startswith=EAST) | Q(units__contains="|et-zf|"),
        "units": Q(area_path__startswith=EAST_TOWN, secret=False),
        "secret": Q(area_path__startswith=EAST_TOWN) | Q(units__contains="|et-zf|"),
    }
    right = set(table.objects.filter(found.q()).values_list("pk", flat=True))
    assert right != set(table.objects.filter(broken[column]).values_list("pk", flat=True))


def test_nothing_is_nothing_and_everything_is_everything(table: type[ScopedRow]) -> None:
    table.objects.bulk_create(generated(random.Random(5), 50))
    empty = Subject(
        user_id="x",
        name="x",
        unit_id="",
        unit_name="",
        post="",
        roles=(),
        permissions=frozenset(PERMISSIONS),
        area_path="",
    )
    assert api.scope(empty, "cases.see").nothing
    assert not table.objects.filter(api.scope(empty, "cases.see").q()).exists()
    assert not table.objects.filter(api.scope(empty, "cases.see").paths_only()).exists()
    assert table.objects.filter(api.scope(Subject.system("t"), "cases.see").q()).count() == 50


paths = st.lists(st.sampled_from(["1", "12", "123", "a-b"]), max_size=4).map(
    lambda ids: "/" + "".join(f"{i}/" for i in ids)
)


@settings(max_examples=300, deadline=None)
@given(mine=st.lists(paths, max_size=3), theirs=paths)
def test_a_subtree_is_a_prefix_of_whole_segments(mine: list[str], theirs: str) -> None:
    held: Any = tuple(Held(role="inspector", area_path=path, whole_area=True) for path in mine)
    subject = Subject(
        user_id="x",
        name="x",
        unit_id="u",
        unit_name="",
        post="",
        roles=("inspector",),
        permissions=ROLES["inspector"].permissions,
        area_path="/",
        held=held,
    )
    segments = theirs.strip("/").split("/") if theirs != "/" else []
    inside = any(
        (path.strip("/").split("/") if path != "/" else []) == segments[: path.count("/") - 1]
        for path in mine
    )
    assert api.scope(subject, "cases.see").sees(area_path=theirs) == inside

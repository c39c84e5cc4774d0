"""The whole city's units and people, at the real scale."""

from __future__ import annotations

import dataclasses
import random
import stat
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.test import TestCase

from yiwang.identity import api, logic
from yiwang.identity.contracts import AreaRow
from yiwang.identity.declarations import CityUnits
from yiwang.identity.models import Charge, Grant, UnitRow, User
from yiwang.identity.roles import ADMINISTRATORS
from yiwang.kernel.declarations import DeclarationFaults, read_yaml
from yiwang.kernel.models import FactRow

from .rows import CITY, areas

AREAS = areas()
OLD, NEW = "/44/4408/zj-etdz/440811071/", "/44/4408/440811/440811071/"


def moved(rows: list[AreaRow]) -> list[AreaRow]:
    return [dataclasses.replace(row, managed_path=row.managed_path.replace(OLD, NEW)) for row in rows]


@pytest.mark.database
class TestTheCity(TestCase):
    """Loaded once for all of these."""

    loaded: api.LoadReport
    kept: str
    mode: int

    @classmethod
    def setUpTestData(cls) -> None:
        with tempfile.TemporaryDirectory() as folder:
            accounts = Path(folder) / "secrets" / "accounts.txt"
            cls.loaded = api.load_units(CITY, AREAS, passwords_to=accounts)
            cls.kept = accounts.read_text(encoding="utf-8")
            cls.mode = stat.S_IMODE(accounts.stat().st_mode)
        # What is checked inside a test is to be checked again after the test, the whole city each time.
        connection.check_constraints()

    def test_it_has_as_many_units_and_people_as_its_data_say(self) -> None:
        said = read_yaml(CITY / "units.yaml", CityUnits).scale
        levels = Counter(UnitRow.objects.values_list("level", flat=True))
        assert (levels["city"], levels["county"]) == (said.city, said.county) == (148, 899)
        assert levels["town"] >= 121
        assert levels["village"] >= 1944
        assert User.objects.count() == said.users == self.loaded.users == 10_000
        assert FactRow.objects.filter(fact_type="identity.units_loaded").count() == 1

    def test_loading_again_changes_nothing_and_shows_no_password(self) -> None:
        tables = (UnitRow, User, Grant, Charge, FactRow)
        before = [table.objects.count() for table in tables]
        again = api.load_units(CITY, AREAS)
        assert (again.changed, again.accounts) == (False, ())
        assert [table.objects.count() for table in tables] == before

    def test_only_demonstration_accounts_have_a_password_and_each_has_its_own(self) -> None:
        passwords = {account.password for account in self.loaded.accounts}
        said = len(read_yaml(CITY / "units.yaml", CityUnits).accounts)
        assert len(passwords) == len(self.loaded.accounts) == said
        assert User.objects.exclude(password="").count() == said
        assert self.mode == 0o600
        assert self.kept.startswith(f"leader\t{self.loaded.accounts[0].password}\t")
        assert not User.objects.filter(password__in=passwords).exists()
        assert not any(password in repr(self.loaded) for password in passwords)

    def test_no_person_is_two_administrators(self) -> None:
        held = Grant.objects.filter(role__in=ADMINISTRATORS).values_list("user_id", flat=True)
        assert len(held) == len(set(held)) == 3

    def test_a_town_of_a_functional_district_belongs_to_the_district(self) -> None:
        town = api.get_unit("440811071-zf")
        assert (town.parent_id, town.area_path, town.name) == ("zj-etdz-gwh", OLD, "东简街道办事处")

    def test_units_have_an_english_name_where_the_city_says_one(self) -> None:
        english = {row.pk: row.name_en for row in UnitRow.objects.all()}
        assert english["zj-swj"] == "Zhanjiang Bureau of Water Affairs"
        assert english["440802-cgj"] == "Chikan District Bureau of Urban Management and Law Enforcement"
        assert english["440802001-zf"] == "Zhonghua Subdistrict Office"
        # A centre that only fills the scale is called as in Chinese.
        assert english["zj-swj-s1"] == ""
        assert api.get_unit("zj-swj-s1").english == "湛江市水务事务中心"
        assert not [name for name in english.values() if "{" in name]

    def test_a_line_is_found_from_a_village_upwards(self) -> None:
        village = "/44/4408/440802/440802001/440802001004/"
        nearest = api.unit_of_line("urban_management", village)
        city = api.unit_of_line("urban_management", village, "city")
        assert nearest is not None
        assert city is not None
        assert (nearest.id, city.id) == ("440802-cgj", "zj-cgj")
        assert api.unit_of_line("no_such_line", village) is None

    def test_every_unit_has_a_parent_that_exists_or_is_the_citys_government(self) -> None:
        parents = dict(UnitRow.objects.values_list("pk", "parent_id"))
        assert [unit for unit, parent in parents.items() if parent is None] == ["zj-zf"]
        assert {parent for parent in parents.values() if parent} <= set(parents)

    def test_no_unit_and_no_user_has_capital_letters_in_its_id(self) -> None:
        # SQLite compares LIKE without case and PostgreSQL with it: ids that differ in case would meet.
        for table in (UnitRow, User):
            for key in table.objects.values_list("pk", flat=True):
                assert key == key.lower()
                assert not set(key) & set("|%_!@")

    def test_a_person_edited_by_the_city_stays_so_when_its_data_are_loaded_again(self) -> None:
        User.objects.filter(pk="zj-cgj.1").update(name="新局长", post="局长")
        report = api.load_units(CITY, moved(AREAS))
        assert report.changed
        assert report.accounts == ()
        assert User.objects.get(pk="zj-cgj.1").name == "新局长"
        assert User.objects.count() == 10_000

    def test_an_area_that_moves_takes_its_unit_and_people_along(self) -> None:
        api.load_units(CITY, moved(AREAS))
        assert api.subject_of("dongjian").area_path == NEW
        assert api.subject_of("grid2").area_path == f"{NEW}440811071201/"
        assert api.get_unit("440811071-zf").parent_id == "440811-zf"

    def test_rights_follow_an_area_that_moves(self) -> None:
        assert api.move_paths([(OLD, NEW)]) > 10
        assert self.sees("grid2", f"{NEW}440811071201/")
        assert self.sees("mazhang", NEW)
        assert not self.sees("etdz", NEW)

    @staticmethod
    def sees(login: str, path: str) -> bool:
        return api.scope(api.subject_of(login), "cases.see").sees(area_path=path)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    said = read_yaml(CITY / "units.yaml", CityUnits)
    units = logic.make_units(said, AREAS)
    one, two, other = (logic.make_people(said, units, random.Random(seed)) for seed in (1, 1, 2))
    assert one == two
    assert [person.name for person in one] != [person.name for person in other]
    assert len({person.id for person in one}) == len(one)


def test_a_scale_that_the_templates_cannot_fill_is_refused() -> None:
    said = read_yaml(CITY / "units.yaml", CityUnits)
    wide = dataclasses.replace(said, scale=dataclasses.replace(said.scale, county=5_000))
    with pytest.raises(logic.TooFewUnits):
        logic.make_units(wide, AREAS)


@pytest.mark.django_db
def test_a_wrong_file_names_every_fault_at_once(tmp_path: Path) -> None:
    text = (CITY / "units.yaml").read_text(encoding="utf-8")
    text = text.replace("line: ecology,", "line: ecologie,", 1)
    text = text.replace("officers: [duty, duty2]", "officers: [duty, who]")
    (tmp_path / "units.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationFaults) as refused:
        api.load_units(tmp_path, AREAS)
    assert len(refused.value.found) == 2
    assert all(fault.where.split(":")[1].isdigit() for fault in refused.value.found)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_city_without_demonstration_has_people_and_no_password(tmp_path: Path) -> None:
    report = api.load_units(CITY, AREAS, passwords_to=tmp_path / "accounts.txt", demonstration=False)
    assert report.accounts == ()
    assert not User.objects.exclude(password="").exists()
    assert not (tmp_path / "accounts.txt").exists()

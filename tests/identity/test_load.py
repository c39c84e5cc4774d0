"""The whole city's units and people, at the real scale."""

from __future__ import annotations

import stat
import time
from collections import Counter
from pathlib import Path

import pytest

from yiwang.identity import api
from yiwang.identity.contracts import AreaRow
from yiwang.identity.models import Grant, UnitRow, User
from yiwang.kernel.models import FactRow

from .conftest import CITY

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def loaded(areas: list[AreaRow], tmp_path: Path) -> api.LoadReport:
    return api.load_units(CITY, areas, passwords_to=tmp_path / "secrets" / "accounts.txt")


def test_a_city_has_as_many_units_and_people_as_its_data_say(loaded: api.LoadReport) -> None:
    levels = Counter(UnitRow.objects.values_list("level", flat=True))
    assert (levels["city"], levels["county"]) == (148, 899)
    assert levels["town"] >= 121
    assert levels["village"] >= 1944
    assert User.objects.count() == 10_000 == loaded.users
    assert FactRow.objects.filter(fact_type="identity.units_loaded").count() == 1


def test_loading_is_quick_and_loading_again_changes_nothing(areas: list[AreaRow]) -> None:
    began = time.monotonic()
    api.load_units(CITY, areas)
    first = time.monotonic() - began
    before = (UnitRow.objects.count(), User.objects.count(), Grant.objects.count(), FactRow.objects.count())
    began = time.monotonic()
    again = api.load_units(CITY, areas)
    assert not again.changed
    assert again.accounts == ()
    assert before == (
        UnitRow.objects.count(),
        User.objects.count(),
        Grant.objects.count(),
        FactRow.objects.count(),
    )
    assert time.monotonic() - began < 1
    assert first < 8, f"{first:.1f} s"  # 4 s on a quiet machine


def test_only_demonstration_accounts_have_a_password_and_each_has_its_own(
    loaded: api.LoadReport, tmp_path: Path
) -> None:
    assert len({account.password for account in loaded.accounts}) == len(loaded.accounts) == 21
    assert User.objects.exclude(password="").count() == 21
    kept = tmp_path / "secrets" / "accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text(encoding="utf-8").startswith(f"leader\t{loaded.accounts[0].password}\t")
    assert not User.objects.filter(password__in=[account.password for account in loaded.accounts]).exists()


def test_the_same_seed_gives_the_same_people(loaded: api.LoadReport) -> None:
    assert User.objects.get(pk="440811071201-cw.1").name == User.objects.get(login="440811071201-cw.1").name
    names = list(User.objects.order_by("pk").values_list("name", flat=True)[:50])
    assert len(set(names)) > 10


def test_a_town_of_a_functional_district_belongs_to_the_district(loaded: api.LoadReport) -> None:
    town = api.get_unit("440811071-zf")
    assert town.parent_id == "zj-etdz-gwh"
    assert town.area_path == "/44/4408/zj-etdz/440811071/"
    assert town.name == "东简街道办事处"


def test_a_line_is_found_from_a_village_upwards(loaded: api.LoadReport) -> None:
    village = "/44/4408/440802/440802001/440802001004/"
    nearest = api.unit_of_line("urban_management", village)
    city = api.unit_of_line("urban_management", village, "city")
    assert nearest is not None
    assert city is not None
    assert (nearest.id, city.id) == ("440802-cgj", "zj-cgj")
    assert api.unit_of_line("no_such_line", village) is None


def test_every_unit_has_a_parent_that_exists_or_is_the_citys_government(loaded: api.LoadReport) -> None:
    parents = dict(UnitRow.objects.values_list("pk", "parent_id"))
    orphans = [unit for unit, parent in parents.items() if parent is None]
    assert orphans == ["zj-zf"]
    assert {parent for parent in parents.values() if parent} <= set(parents)


def test_no_unit_and_no_user_has_capital_letters_in_its_id(loaded: api.LoadReport) -> None:
    # SQLite compares LIKE without case and PostgreSQL with it: ids that differ in case would meet.
    for ids in (UnitRow.objects.values_list("pk", flat=True), User.objects.values_list("pk", flat=True)):
        assert all(
            unit_id == unit_id.lower() and "|" not in unit_id and "%" not in unit_id for unit_id in ids
        )


def test_an_area_that_moves_takes_its_unit_and_people_along(
    areas: list[AreaRow], loaded: api.LoadReport
) -> None:
    old, new = "/44/4408/zj-etdz/440811071/", "/44/4408/440811/440811071/"
    moved = [
        AreaRow(
            id=area.id,
            name=area.name,
            short_name=area.short_name,
            level=area.level,
            managed_path=area.managed_path.replace(old, new),
            kind=area.kind,
        )
        for area in areas
    ]
    api.load_units(CITY, moved)
    assert api.subject_of("dongjian").area_path == new
    assert api.subject_of("grid2").area_path == new + "440811071201/"
    assert api.get_unit("440811071-zf").parent_id == "440811-zf"
    assert User.objects.count() == 10_000


def test_a_wrong_file_names_every_fault_at_once(tmp_path: Path, areas: list[AreaRow]) -> None:
    from yiwang.kernel.declarations import DeclarationFaults

    folder = tmp_path / "city"
    folder.mkdir()
    text = (CITY / "units.yaml").read_text(encoding="utf-8")
    text = text.replace("line: ecology}", "line: ecologie}", 1).replace(
        "officers: [duty, duty2]", "officers: [duty, who]"
    )
    (folder / "units.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationFaults) as refused:
        api.load_units(folder, areas)
    assert len(refused.value.found) >= 2
    assert not User.objects.exists()


def test_rights_follow_an_area_that_moves(loaded: api.LoadReport) -> None:
    moved = api.move_paths([("/44/4408/zj-etdz/440811071/", "/44/4408/440811/440811071/")])
    assert moved > 10
    grid = api.scope(api.subject_of("grid2"), "cases.see")
    assert grid.sees(area_path="/44/4408/440811/440811071/440811071201/")
    assert not api.scope(api.subject_of("etdz"), "cases.see").sees(area_path="/44/4408/440811/440811071/")
    assert api.scope(api.subject_of("mazhang"), "cases.see").sees(area_path="/44/4408/440811/440811071/")

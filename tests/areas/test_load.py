"""Loading a city: every area of the folder, once, and never over what people did since."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from yiwang.areas import api
from yiwang.areas.contracts import CityLoaded
from yiwang.areas.models import AreaRow, ModeRow, OutlineRow, PlacementRow
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow

CITIES = Path(__file__).parents[2] / "cities"
pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _folder(tmp_path: Path, name: str = "zhanjiang") -> Path:
    shutil.copytree(CITIES / name, tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("name", ["zhanjiang", "jiangmen"])
def test_every_line_of_the_divisions_is_an_area_of_its_level(zhanjiang: CityLoaded, name: str) -> None:
    with (CITIES / name / "divisions.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    rows = AreaRow.objects.in_bulk([line["code"] for line in lines])
    assert len(rows) == len(lines)
    assert all(
        (rows[line["code"]].name, rows[line["code"]].level) == (line["name"], line["level"]) for line in lines
    )
    assert {line["level"] for line in lines} == {"province", "city", "county", "town", "village"}


def test_the_two_cities_share_one_province(zhanjiang: CityLoaded) -> None:
    assert [root.id for root in api.roots()] == ["44"]
    assert {"4407", "4408"} <= {area.id for area in api.children("44")}


def test_loading_the_same_folder_again_does_nothing(zhanjiang: CityLoaded) -> None:
    before = FactRow.objects.count()
    again = api.load_city(CITIES / "zhanjiang")
    assert again.unchanged
    assert (again.added, again.areas) == (0, zhanjiang.areas)
    assert FactRow.objects.count() == before


def test_a_city_stands_in_routine_mode_and_a_district_may_stand_in_another(zhanjiang: CityLoaded) -> None:
    said = api.find_mode("440811071")
    assert said is not None
    assert (said.mode, said.said_of) == ("routine", "4408")
    assert api.find_mode("44") is None  # nobody has said one of the province
    urgent = ModeRow.objects.create(pk="zj-etdz", mode="emergency", since=clock.now())
    below = api.find_mode("440811071")
    assert below is not None
    assert (below.mode, below.said_of, below.since) == ("emergency", "zj-etdz", urgent.since)
    api.load_city(CITIES / "zhanjiang")  # loading again says nothing new
    assert ModeRow.objects.get(pk="4408").since == said.since


def test_a_changed_folder_adds_and_leaves_what_people_moved(zhanjiang: CityLoaded, tmp_path: Path) -> None:
    api.move_area("440802001", "440803", on=date(2026, 1, 5), actor="u1", reason="test")
    folder = _folder(tmp_path)
    with (folder / "divisions.csv").open("a", encoding="utf-8") as file:
        file.write("440802001999,新设社区居委会,village,440802001\n")
    again = api.load_city(folder)
    assert again.added == 1 + 3  # the village and its demonstration grids
    assert again.differs == ("440802001",)
    assert api.path_of("440802001") == "/44/4408/440803/440802001/"
    assert api.get_area("440802001999").short_name == "新设社区"


def test_generated_geometry_is_the_same_each_time(zhanjiang: CityLoaded, tmp_path: Path) -> None:
    before = {row.area_id: bytes(row.wkb) for row in OutlineRow.objects.filter(grade="demonstration")}
    folder = _folder(tmp_path)
    (folder / "city.yaml").write_text(
        (folder / "city.yaml").read_text(encoding="utf-8") + "\n# nothing said\n", encoding="utf-8"
    )
    assert not api.load_city(folder).unchanged
    after = {row.area_id: bytes(row.wkb) for row in OutlineRow.objects.filter(grade="demonstration")}
    assert after == before
    assert before


def test_every_area_below_the_province_has_a_graded_outline(zhanjiang: CityLoaded) -> None:
    assert not AreaRow.objects.exclude(level="province").filter(geometry="none").exists()
    assert set(AreaRow.objects.filter(level__in=["town", "village"]).values_list("geometry", flat=True)) == {
        "demonstration"
    }
    assert set(
        AreaRow.objects.filter(level="county", kind="division").values_list("geometry", flat=True)
    ) == {"sourced"}


def test_placements_begin_with_the_district_where_the_folder_knows_the_day(zhanjiang: CityLoaded) -> None:
    stay = PlacementRow.objects.get(area_id="440882450", tree="managed")
    assert stay.valid_from == date(2012, 5, 15)
    assert api.path_on("440882450", date(2011, 1, 1)) == ""
    assert api.path_on("440882450", date(2011, 1, 1), "statistical") == "/44/4408/440882/440882450/"

"""English names: every area of a shipped city has one that says where it comes from, and loads keep them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.english_names import english, lines, text_of
from yiwang.areas import api
from yiwang.areas.contracts import CityLoaded
from yiwang.kernel.declarations import DeclarationFaults

CITIES = Path(__file__).parents[2] / "cities"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("罗湖区", "Luohu District"),
        ("番禺区", "Panyu District"),
        ("六安市", "Lu'an City"),
        ("蚌埠市", "Bengbu City"),
        ("厦门市", "Xiamen City"),
        ("浚县", "Xunxian County"),
        ("长垣市", "Changyuan City"),
        ("铅山县", "Yanshan County"),
        ("西安市", "Xi'an City"),
        ("调顺街道", "Tiaoshun Subdistrict"),
        ("南村村委会", "Nancun Village"),
        ("中华社区居民委员会", "Zhonghua Community"),
        ("红湖农场生活区", "Honghu Farm Residential Area"),
    ],
)
def test_places_are_read_as_places_are(name: str, said: str) -> None:
    assert english(name) == said


@pytest.mark.parametrize("city", ["zhanjiang", "jiangmen"])
def test_the_table_of_a_city_is_what_the_tool_makes_and_lacks_nobody(city: str) -> None:
    folder = CITIES / city
    rows = lines(folder)
    assert (folder / "names_en.csv").read_text(encoding="utf-8") == text_of(rows)
    assert all(name.isprintable() and not any(sign >= "一" for sign in name) for _, name, _ in rows)
    assert {origin for _, _, origin in rows} == {"given", "derived"}


@pytest.mark.django_db
@pytest.mark.database
def test_an_area_has_its_english_name_and_says_whether_anybody_confirmed_it(zhanjiang: CityLoaded) -> None:
    district, town = api.get_area("440802"), api.get_area("440802001")
    assert (district.name_en, district.name_en_derived) == ("Chikan District", False)
    assert (town.english, town.name_en_derived) == ("Zhonghua Subdistrict", True)
    assert api.get_area("zj-etdz").name_en == "Zhanjiang Economic and Technological Development Zone"
    grid = next(one for one in api.subtree(town.managed_path, "grid"))
    assert grid.name_en.endswith("Grid 001")


@pytest.mark.django_db
@pytest.mark.database
def test_a_name_that_is_mended_reaches_the_area_and_a_wrong_one_is_told(
    zhanjiang: CityLoaded, tmp_path: Path
) -> None:
    folder = tmp_path / "zhanjiang"
    shutil.copytree(CITIES / "zhanjiang", folder)
    table = folder / "names_en.csv"
    said = table.read_text(encoding="utf-8")
    table.write_text(said.replace("440881109,Yingzai Town,derived", "440881109,Yingzi Town,given"), "utf-8")
    assert not api.load_city(folder).unchanged
    assert (api.get_area("440881109").name_en, api.get_area("440881109").name_en_derived) == (
        "Yingzi Town",
        False,
    )
    table.write_text(said + "440899,Nowhere,guessed\n", "utf-8")
    with pytest.raises(DeclarationFaults) as refused:
        api.load_city(folder)
    assert any("names_en.csv" in fault.where for fault in refused.value.found)
    # A folder without the table takes no name away.
    table.unlink()
    api.load_city(folder)
    assert api.get_area("440802").name_en == "Chikan District"

"""Which areas a Chinese text names: full, short and bare names, nested, shared, and what only looks so."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.areas import _addresses, api
from yiwang.areas.contracts import CityLoaded
from yiwang.areas.models import AreaRow

pytestmark = pytest.mark.database


def ids(text: str) -> list[str]:
    return [one.area_id for one in api.places_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赤坎区积水", ["440802"]),
        ("赤坎南桥街道的路灯不亮", ["440802007", "440802"]),
        ("东简街道有人占道", ["440811071"]),
        ("东简镇有人占道", ["440811071"]),
        ("东简街道办事处旁边", ["440811071"]),
        ("家住东简，停水三天", ["440811071"]),
        ("麻章区东简街道停电", ["440811071", "440811"]),
        ("湛江开发区东简街道停电", ["440811071", "zj-etdz"]),
        ("经开区停电", ["zj-etdz"]),
        ("麻章区太平镇塘边村委会门口", ["440811101204", "440811101", "440811"]),
        ("麻章区太平镇塘边村门口", ["440811101204", "440811101", "440811"]),
        ("麻章区太平镇塘边居委会", ["440811101204", "440811101", "440811"]),
        ("麻章麻章镇", ["440811100", "440811"]),
        ("霞山区建设 有积水", ["440803009", "440803"]),
        ("湛江市霞山区建设街道", ["440803009", "440803", "4408"]),
        ("南方社区垃圾没人清", ["440802001001"]),
        ("遂溪县城很堵", ["440823"]),
    ],
)
def test_the_areas_named_deepest_first(zhanjiang: CityLoaded, text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "赤坎路有积水",
        "霞山火车站出租车拒载",
        "湛江大道限速太低",
        "建设工程扰民",
        "和平解放以后城市建设很快，人民太平",
        "水龙头坏了，龙头企业也不管",
        "我村的村道",
        "",
        "a",
    ],
)
def test_roads_shops_and_words_of_every_day_are_no_areas(zhanjiang: CityLoaded, text: str) -> None:
    assert ids(text) == []


def test_a_name_of_several_areas_gives_each_with_less_confidence(zhanjiang: CityLoaded) -> None:
    both = api.places_in("麻章停电")
    assert {one.area_id for one in both} == {"440811", "440811100"}
    several = api.places_in("塘边村停电")
    assert len(several) > 1
    assert {one.level for one in several} == {"village"}
    told_apart = api.places_in("太平镇塘边村停电")[0]
    assert told_apart.area_id == "440811101204"
    assert max(one.confidence for one in several) < 0.5 < told_apart.confidence


def test_a_county_named_elsewhere_in_the_text_tells_areas_of_one_name_apart(zhanjiang: CityLoaded) -> None:
    found = api.places_in("我是麻章区的居民。塘边村的路坏了")
    assert [one.area_id for one in found if one.level == "village"] == ["440811101204"]


def test_a_town_outside_the_county_that_is_named_is_hardly_meant(zhanjiang: CityLoaded) -> None:
    town, county = api.places_in("霞山区东简街道")
    assert (town.area_id, county.area_id) == ("440811071", "440803")
    assert town.confidence < 0.5 < county.confidence


def test_a_village_of_a_town_that_is_not_ours_is_less_sure(zhanjiang: CityLoaded) -> None:
    known, strange = (api.places_in(text)[0] for text in ("东简镇龙腾村", "某某镇龙腾村"))
    assert strange.confidence < known.confidence


def test_full_names_are_surer_than_bare_ones(zhanjiang: CityLoaded) -> None:
    full, other, bare = (api.places_in(text)[0].confidence for text in ("东简街道", "东简镇", "东简"))
    assert full > other > bare


def test_a_guess_says_its_words_path_and_the_grid_whose_number_is_named(zhanjiang: CityLoaded) -> None:
    found = api.places_in("南方社区第3网格有烟")[0]
    assert (found.words, found.level, found.path) == (
        "南方社区",
        "village",
        "/44/4408/440802/440802001/440802001001/",
    )
    assert found.grid_id == "440802001001003"
    assert api.places_in("南方社区有烟")[0].grid_id == ""
    assert api.places_in("南方社区999号网格")[0].grid_id == ""


def test_the_same_code_reads_another_city(cities: dict[str, CityLoaded], db: None) -> None:
    row = AreaRow.objects.filter(city="jiangmen", level="town").order_by("id")[0]
    county = AreaRow.objects.get(pk=row.managed_parent)
    found = api.places_in(f"{county.name}{row.name}停水")
    assert found[0].area_id == row.id


def test_a_move_is_known_at_once_and_a_merged_area_is_named_no_more(zhanjiang: CityLoaded) -> None:
    assert api.places_in("霞山区东简街道")[0].confidence < 0.5
    api.move_area("440811071", "440803", on=date(2026, 3, 2), actor="test", reason="划入", trees=("managed",))
    moved = api.places_in("霞山区东简街道")[0]
    assert moved.path == "/44/4408/440803/440811071/"
    assert moved.confidence > 0.9
    api.merge_areas(["440811071"], "440803009", on=date(2026, 3, 3), actor="test", reason="并入")
    assert "440811071" not in ids("东简街道")


def test_no_map_names_nothing(db: None) -> None:
    AreaRow.objects.all().delete()
    _addresses._index = None
    assert api.places_in("赤坎区") == []
    _addresses._index = None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=st.text(alphabet="赤坎区县东简街道镇村社网格第3 的路中山，a", max_size=60))
def test_any_text_is_answered_by_open_areas_whose_words_stand_in_it(zhanjiang: CityLoaded, text: str) -> None:
    for one in api.places_in(text):
        assert one.words in text
        assert 0 < one.confidence < 1
        assert api.get_area(one.area_id).managed_path == one.path


def test_a_text_of_any_length_is_read_in_bounded_time(zhanjiang: CityLoaded) -> None:
    assert len(api.places_in("东简街道塘边村" * 20_000)) <= 10

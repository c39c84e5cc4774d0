"""Two trees over shared leaves, dated: who governs, who counts, and where it stood on an earlier day."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.areas import api
from yiwang.areas.contracts import AreaClosed, BadMove, CityLoaded, UnknownArea
from yiwang.identity.models import UnitRow
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ETDZ = ["440803070", "440803071", "440811070", "440811071", "440811072", "440811173"]


def test_the_development_zone_governs_its_six_towns(zhanjiang: CityLoaded) -> None:
    assert [area.id for area in api.children("zj-etdz")] == ETDZ
    assert api.path_of("440811071") == "/44/4408/zj-etdz/440811071/"
    zone = api.get_area("zj-etdz")
    assert (zone.level, zone.kind, zone.statistical_path) == ("county", "functional", "")


def test_the_statistical_tree_counts_them_where_they_are_coded(zhanjiang: CityLoaded) -> None:
    assert api.path_of("440811071", "statistical") == "/44/4408/440811/440811071/"
    counted = {area.id for area in api.children("440811", "statistical")}
    governed = {area.id for area in api.children("440811", "managed")}
    assert counted - governed == set(ETDZ[2:])
    assert api.children("zj-etdz", "statistical") == ()


def test_both_trees_have_the_same_leaves(zhanjiang: CityLoaded) -> None:
    trees = [
        {area.id for area in api.subtree("/44/4408/", "village", tree)} for tree in ("managed", "statistical")
    ]
    assert trees[0] == trees[1]
    assert trees[0]


def test_a_subtree_is_a_prefix_of_the_path_and_not_of_the_code(zhanjiang: CityLoaded) -> None:
    inside = api.subtree(api.path_of("440803"), "town")
    assert all(area.managed_path.startswith("/44/4408/440803/") for area in inside)
    assert not {"440803070", "440803071"} & {area.id for area in inside}


def test_names_follow_the_path(zhanjiang: CityLoaded) -> None:
    assert api.names_of(api.path_of("440811071")) == ("广东省", "湛江市", "湛江经济技术开发区", "东简街道")


def test_an_unknown_area_is_refused_by_get_and_absent_by_find(zhanjiang: CityLoaded) -> None:
    assert api.find_area("nowhere") is None
    with pytest.raises(UnknownArea):
        api.get_area("nowhere")


def test_a_move_takes_everything_below_along_and_keeps_the_path_of_the_day(zhanjiang: CityLoaded) -> None:
    village = next(area for area in api.children("440811101") if area.kind == "division")
    before = village.managed_path
    moves = api.move_area(
        "440811101", "zj-etdz", trees=["managed"], on=date(2026, 3, 1), actor="u1", reason="托管调整"
    )
    assert [(move.old, move.new) for move in moves] == [
        ("/44/4408/440811/440811101/", "/44/4408/zj-etdz/440811101/")
    ]
    after = api.path_of(village.id)
    assert after == f"/44/4408/zj-etdz/440811101/{village.id}/"
    assert api.path_of(village.id, "statistical") == before
    assert api.path_on(village.id, date(2026, 2, 28)) == before
    assert api.path_on(village.id, date(2026, 3, 1)) == after
    assert "440811101" in {area.id for area in api.children("zj-etdz")}
    assert api.path_moves(since=date(2026, 1, 1))[-1].reason == "托管调整"
    told = FactRow.objects.get(fact_type="areas.area_moved", subject="area:440811101")
    assert "/44/4408/zj-etdz/440811101/" in told.data


@pytest.mark.parametrize(
    ("area", "parent", "day"),
    [
        ("440811", "440811101", date(2026, 1, 1)),  # below itself
        ("440811101", "440811", date(2026, 1, 1)),  # stands there
        ("440811101", "440802", date(2999, 1, 1)),  # a day to come
    ],
)
def test_a_move_that_cannot_be_is_refused(zhanjiang: CityLoaded, area: str, parent: str, day: date) -> None:
    with pytest.raises(BadMove):
        api.move_area(area, parent, on=day, actor="u1", reason="test")
    assert api.path_moves() == ()


def test_a_second_move_must_lie_after_the_first(zhanjiang: CityLoaded) -> None:
    api.move_area("440811101", "440802", on=date(2026, 3, 1), actor="u1", reason="one")
    with pytest.raises(BadMove):
        api.move_area("440811101", "440803", on=date(2026, 2, 1), actor="u1", reason="two")
    api.move_area("440811101", "440803", on=date(2026, 4, 1), actor="u1", reason="three")
    days = [date(2026, 2, 1), date(2026, 3, 15), date(2026, 4, 15)]
    assert [api.path_on("440811101", day).split("/")[3] for day in days] == ["440811", "440802", "440803"]


def test_merged_villages_are_closed_and_their_grids_live_on(zhanjiang: CityLoaded) -> None:
    one, other = [area for area in api.children("440802001") if area.kind == "division"][:2]
    grids = {area.id for area in api.children(other.id)}
    assert grids
    api.merge_areas([other.id], one.id, on=date(2026, 3, 1), actor="u1", reason="社区合并")
    assert api.get_area(other.id).closed_on == date(2026, 3, 1)
    assert grids <= {area.id for area in api.children(one.id)}
    assert other.id not in {area.id for area in api.children("440802001")}
    assert api.path_on(other.id, date(2026, 2, 1)) == other.managed_path
    assert api.path_on(other.id, date(2026, 3, 2)) == ""
    assert all(code.valid_to == date(2026, 3, 1) for code in api.codes_of(other.id))
    assert other.lon is not None
    assert other.lat is not None
    assert api.locate(other.lon, other.lat).area_id == one.id
    with pytest.raises(AreaClosed):
        api.move_area(other.id, "440803", on=date(2026, 3, 2), actor="u1", reason="test")


def test_one_code_may_mean_two_towns_by_source(zhanjiang: CityLoaded) -> None:
    ours, theirs = api.find_area_by_code("nbs", "440881109"), api.find_area_by_code("areacity", "440881109")
    assert ours is not None
    assert theirs is not None
    assert (ours.name, theirs.name) == ("营仔镇", "横山镇")
    assert ours.id == "440881109"


@pytest.mark.parametrize("spelling", ["塘㙍镇", "塘缀镇"])
def test_a_rare_character_is_kept_and_found_by_either_spelling(zhanjiang: CityLoaded, spelling: str) -> None:
    found = api.find_area_by_name(spelling, "/44/4408/")
    assert found is not None
    assert (found.id, found.name) == ("440883107", "塘㙍镇")
    assert found in api.search_areas(spelling)


def test_a_search_for_one_rare_character_finds_every_name_with_it(zhanjiang: CityLoaded) -> None:
    assert {area.name for area in api.search_areas("㙍")} == {"塘㙍镇", "塘㙍村委会"}
    assert {area.short_name for area in api.search_areas("埇村", limit=100)} >= {"南埇村", "山埇村"}


def test_the_higher_area_wins_a_shared_name(zhanjiang: CityLoaded) -> None:
    found = api.find_area_by_name("湛江市")
    assert found is not None
    assert found.level == "city"
    assert api.find_area_by_name("湛江开发区") == api.get_area("zj-etdz")
    assert api.find_area_by_name("湛江市", "/44/4407/") is None


def test_units_people_and_coming_stop_days_move_along(zhanjiang: CityLoaded) -> None:
    town = api.get_area("440811101")
    UnitRow.objects.create(
        id="t1",
        name="t",
        short_name="t",
        kind="town",
        level="town",
        area_id=town.id,
        area_path=town.managed_path,
    )
    api.declare_stop(town.id, date(2026, 1, 1), date(2999, 1, 1), "台风五停", actor="u1")
    api.declare_stop(town.id, date(2020, 1, 1), date(2020, 1, 2), "往年", actor="u1")
    api.move_area(town.id, "zj-etdz", trees=["managed"], on=date(2026, 3, 1), actor="u1", reason="托管")
    assert UnitRow.objects.get(pk="t1").area_path == "/44/4408/zj-etdz/440811101/"
    past, coming = api.stops()
    assert past.area_path == town.managed_path
    assert coming.area_path == "/44/4408/zj-etdz/440811101/"

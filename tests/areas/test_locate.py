"""Where a point lies: the sourced answer, the demonstration below it with its mark, and who answers there."""

from __future__ import annotations

import json

import pytest

from yiwang.areas import api
from yiwang.areas.contracts import CityLoaded, NowhereHere
from yiwang.kernel import geometry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_point_is_answered_with_what_is_sourced_and_what_is_only_shown(zhanjiang: CityLoaded) -> None:
    village = next(area for area in api.children("440802001") if area.kind == "division")
    assert village.lon is not None
    assert village.lat is not None
    here = api.locate(village.lon, village.lat)
    assert (here.area_id, here.level, here.precision) == (village.id, "village", "demonstration")
    assert (here.sourced_id, here.sourced_level) == ("440802", "county")
    assert here.managed_path == village.managed_path
    assert here.beyond_m == 0


def test_every_village_and_grid_is_found_at_its_own_point(zhanjiang: CityLoaded) -> None:
    villages = api.subtree("/44/4408/", "village")
    wrong = [v.id for v in villages if api.locate(v.lon or 0, v.lat or 0).area_id != v.id]
    assert wrong == []
    for grid in api.subtree("/44/4408/440802/440802001/", "grid"):
        hits = api.locate(grid.lon or 0, grid.lat or 0).grids
        assert [(hit.scheme, hit.grid_id, hit.precision) for hit in hits] == [
            ("unit", grid.id, "demonstration")
        ]


def test_a_point_in_the_zone_is_governed_there_and_counted_elsewhere(zhanjiang: CityLoaded) -> None:
    town = api.get_area("440811071")
    here = api.locate(town.lon or 0, town.lat or 0)
    assert here.managed_path.startswith("/44/4408/zj-etdz/440811071/")
    assert here.statistical_path.startswith("/44/4408/440811/440811071/")
    assert here.sourced_id == "440811"


def test_a_gcj02_point_is_converted_and_says_so(zhanjiang: CityLoaded) -> None:
    town = api.get_area("440802003")
    given = geometry.wgs84_to_gcj02(town.lon or 0, town.lat or 0)
    here = api.locate(*given, frame="gcj02")
    assert here.converted_from == "gcj02"
    assert here.area_id == api.locate(town.lon or 0, town.lat or 0).area_id
    assert geometry.distance_m(here.lon, here.lat, town.lon or 0, town.lat or 0) < 0.1


def test_a_point_off_a_coarse_shore_goes_to_the_nearest_and_says_how_far(zhanjiang: CityLoaded) -> None:
    """The source's own point of 长岐镇 lies some 180 m outside the coarse outline of its county."""
    here = api.locate(110.72322, 21.53379)
    assert 100 < here.beyond_m < 300
    assert here.sourced_id == "440883"
    assert here.managed_path.startswith("/44/4408/440883/")


def test_far_out_at_sea_is_nowhere_here(zhanjiang: CityLoaded) -> None:
    with pytest.raises(NowhereHere):
        api.locate(111.2, 20.6)


def test_swapped_and_foreign_points_are_refused_before_any_search(zhanjiang: CityLoaded) -> None:
    with pytest.raises(geometry.SwappedCoordinates):
        api.locate(21.27, 110.36)
    with pytest.raises(geometry.ForeignPoint):
        api.locate(121.47, 31.23)


def test_outlines_are_marked_and_light_enough_for_a_map(zhanjiang: CityLoaded) -> None:
    counties = json.loads(api.outlines("county", "/44/4408/"))["features"]
    grades = {f["properties"]["id"]: f["properties"]["geometry"] for f in counties}
    assert grades["440802"] == "sourced"
    assert grades["zj-etdz"] == "demonstration"
    towns = api.outlines("town", "/44/4408/zj-etdz/")
    assert {f["properties"]["geometry"] for f in json.loads(towns)["features"]} == {"demonstration"}
    assert len(json.loads(towns)["features"]) == len(api.children("zj-etdz"))
    assert len(api.outlines("village", "/44/4408/440802/")) < 400_000
    assert len(json.loads(api.outlines("grid", "/44/4408/440802/", "unit"))["features"]) > 100

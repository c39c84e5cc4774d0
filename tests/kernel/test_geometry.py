"""Frames: GCJ-02 and BD-09 come back to WGS 84 within a metre, and impossible points are refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from yiwang.kernel import geometry

SHARED = Path(__file__).parents[3] / "shared" / "data" / "boundaries"
HERE = Path(__file__).parent / "data"
CITIES = Path(__file__).parents[2] / "cities"
IN_CHINA = {"lon": st.floats(74, 135), "lat": st.floats(18, 53)}


@given(**IN_CHINA)
def test_gcj02_comes_back_to_where_it_was(lon: float, lat: float) -> None:
    back = geometry.gcj02_to_wgs84(*geometry.wgs84_to_gcj02(lon, lat))
    assert geometry.distance_m(lon, lat, *back) < 0.01


@given(**IN_CHINA)
def test_bd09_comes_back_to_within_a_metre(lon: float, lat: float) -> None:
    back = geometry.bd09_to_wgs84(*geometry.wgs84_to_bd09(lon, lat))
    assert geometry.distance_m(lon, lat, *back) < 1.0


def test_the_shift_of_gcj02_is_half_a_kilometre_here() -> None:
    shifted = geometry.wgs84_to_gcj02(110.3594, 21.2707)
    assert 500 < geometry.distance_m(110.3594, 21.2707, *shifted) < 600


def test_outside_china_gcj02_is_wgs84() -> None:
    assert geometry.gcj02_to_wgs84(2.35, 48.85) == (2.35, 48.85)


def test_cgcs2000_counts_as_wgs84() -> None:
    assert geometry.to_wgs84(110.36, 21.27, "cgcs2000") == (110.36, 21.27)


def _outlines(path: Path, key: str) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {f["properties"][key]: shape(f["geometry"]).buffer(0) for f in features}


def _iou(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return float(one.intersection(other).area / one.union(other).area)


def test_converting_a_gcj02_outline_brings_it_nearer_to_the_cgcs2000_one() -> None:
    """One county of the MIT-licensed set travels with the tests, so that this runs everywhere."""
    shifted = _outlines(HERE / "county_gcj02.geojson", "adcode")
    true = {k: v for city in CITIES.glob("*/counties.geojson") for k, v in _outlines(city, "area").items()}
    assert shifted
    for code, outline in shifted.items():
        assert _iou(geometry.shape_to_wgs84(outline, "gcj02"), true[code]) > _iou(outline, true[code]) + 0.03


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data folder is not beside this checkout")
@pytest.mark.parametrize("name", ["counties_gcj02_datav.geojson", "city_county_gcj02_amap_hires.geojson"])
def test_converting_every_gcj02_county_raises_its_agreement(name: str) -> None:
    true = _outlines(SHARED / "city_county_cgcs2000_tianditu.geojson", "adcode")
    shifted = _outlines(SHARED / name, "adcode")
    assert len(shifted) >= 16
    worse = [
        code
        for code, outline in shifted.items()
        if _iou(geometry.shape_to_wgs84(outline, "gcj02"), true[code]) <= _iou(outline, true[code])
    ]
    assert worse == []


def test_latitude_before_longitude_is_refused_with_the_right_order() -> None:
    with pytest.raises(geometry.SwappedCoordinates) as refused:
        geometry.check_point(21.27, 110.36)
    assert "110.36" in refused.value.sentence("zh")


@pytest.mark.parametrize(
    ("lon", "lat", "refusal"),
    [
        (float("nan"), 21.0, geometry.BadPoint),
        (110.0, float("inf"), geometry.BadPoint),
        (360.0, 21.0, geometry.BadPoint),
        (2.35, 48.85, geometry.ForeignPoint),
        (0.0, 0.0, geometry.ForeignPoint),
        (-110.0, 21.0, geometry.ForeignPoint),
    ],
)
def test_a_point_that_cannot_be_meant_is_refused(lon: float, lat: float, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        geometry.check_point(lon, lat)


def test_a_point_of_another_city_is_foreign_to_a_nearer_box() -> None:
    box = geometry.Box(west=109.5, south=20.1, east=111.0, north=22.0)
    assert geometry.check_point(110.36, 21.27, box) == (110.36, 21.27)
    with pytest.raises(geometry.ForeignPoint):
        geometry.check_point(113.26, 23.13, box)


def test_an_unknown_frame_is_refused_and_the_known_ones_named() -> None:
    with pytest.raises(geometry.UnknownFrame) as refused:
        geometry.to_wgs84(110.0, 21.0, "mars")
    assert "gcj02" in refused.value.sentence("en")


@given(**IN_CHINA)
def test_a_point_lies_in_its_h3_cell(lon: float, lat: float) -> None:
    cell = geometry.h3_cell(lon, lat)
    assert len(cell) == 15
    assert geometry.h3_cell(lon, lat, 5) != cell


def test_converting_a_shape_equals_converting_its_corners() -> None:
    square = Point(110.36, 21.27).buffer(0.01)
    turned = geometry.shape_to_wgs84(square, "gcj02")
    for corner, moved in zip(square.exterior.coords, turned.exterior.coords, strict=True):
        assert geometry.gcj02_to_wgs84(*corner) == pytest.approx(moved, abs=1e-9)

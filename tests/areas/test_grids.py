"""Grids come in by scheme: every fault of every row at once, nothing stored while one blocks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from yiwang.areas import api
from yiwang.areas._index import index
from yiwang.areas.contracts import CityLoaded, GridReport, UnknownScheme
from yiwang.areas.models import AreaRow, GridRow
from yiwang.identity.models import Grant, UnitRow, User
from yiwang.kernel import clock, geometry
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Row = Mapping[str, Any]


@pytest.fixture
def village(zhanjiang: CityLoaded) -> str:
    """A village that has no grids yet."""
    return "440883107206"


def outline(area_id: str) -> BaseGeometry:
    found = index().outline_of(area_id)
    assert found is not None
    return found


def halves(area_id: str) -> list[BaseGeometry]:
    """The area cut in two along a meridian."""
    whole = outline(area_id)
    west, south, east, north = whole.bounds
    middle = (west + east) / 2
    return [
        whole.intersection(shapely.box(west, south, middle, north)),
        whole.intersection(shapely.box(middle, south, east, north)),
    ]


def geojson(*rows: tuple[Row, BaseGeometry]) -> bytes:
    features = [
        {"type": "Feature", "properties": dict(said), "geometry": mapping(shape)} for said, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def grid(village: str, number: int, **more: Any) -> dict[str, Any]:
    return {"code": f"{village}{number:03d}", "name": f"塘㙍第{number}网格", "area": village, **more}


def kinds(report: GridReport) -> list[tuple[int, str, bool]]:
    return [(fault.row, fault.fault, fault.blocks) for fault in report.faults]


def test_grids_come_in_from_geojson_and_answer_for_their_points(village: str) -> None:
    west, east = halves(village)
    data = geojson((grid(village, 1, head_user="h1", worker_user="w1"), west), (grid(village, 2), east))
    report = api.import_grids("unit", data)
    assert (report.stored, report.added, report.faults) == (True, 2, ())
    spot = west.representative_point()
    (hit,) = api.locate(spot.x, spot.y).grids
    assert (hit.scheme, hit.code, hit.head_user, hit.worker_user) == ("unit", f"{village}001", "h1", "w1")
    assert hit.precision == "sourced"
    assert hit.name == "塘㙍第1网格"
    assert api.path_of(hit.grid_id).endswith(f"/{village}/{village}001/")
    assert [row.code for row in api.grids_of_user("w1")] == [f"{village}001"]
    assert FactRow.objects.filter(fact_type="areas.grids_imported").count() == 1


def test_the_same_file_again_changes_nothing(village: str) -> None:
    data = geojson(*((grid(village, n), half) for n, half in enumerate(halves(village), 1)))
    api.import_grids("unit", data)
    again = api.import_grids("unit", data)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert FactRow.objects.filter(fact_type="areas.grids_imported").count() == 1


def test_grids_come_in_from_csv_in_gcj02_and_land_where_they_are(village: str) -> None:
    shifted = shapely.transform(
        outline(village).buffer(-0.0005),
        lambda points: np.array([geometry.wgs84_to_gcj02(*point) for point in points]),
    )
    file = io.StringIO()
    table = csv.DictWriter(file, ["code", "name", "wkt"])
    table.writeheader()
    table.writerow({"code": f"{village}001", "name": "一", "wkt": shifted.wkt})
    report = api.import_grids("unit", file.getvalue().encode(), "gcj02")
    assert (report.stored, report.frame) == (True, "gcj02")
    stored = index().outline_of(f"{village}001")
    assert stored is not None
    assert stored.symmetric_difference(outline(village)).area < 0.2 * outline(village).area
    assert AreaRow.objects.get(pk=f"{village}001").managed_parent == village


def test_every_fault_of_every_row_is_told_and_nothing_is_stored(village: str) -> None:
    west, east = halves(village)
    bow_tie = shapely.Polygon([(110.6, 21.3), (110.61, 21.31), (110.61, 21.3), (110.6, 21.31)])
    swapped = shapely.transform(west, lambda points: points[:, ::-1])
    data = geojson(
        (grid(village, 1), west),
        (grid(village, 1), east),
        ({**grid(village, 2), "code": "A-17"}, east),
        ({**grid(village, 3), "code": "440883107207003"}, east),
        (grid(village, 4), bow_tie),
        (grid(village, 5), swapped),
        ({**grid(village, 6), "area": "nowhere"}, west),
    )
    report = api.import_grids("unit", data)
    assert not report.stored
    found = kinds(report)
    assert (2, "duplicate", True) in found
    assert (3, "code", True) in found
    assert (4, "code", True) in found
    assert (5, "geometry", True) in found
    assert (6, "frame", True) in found
    assert (7, "area", True) in found
    assert (2, "overlap", True) in found
    assert not GridRow.objects.filter(code__startswith=village).exists()
    assert all(fault.zh and fault.en for fault in report.faults)


def test_overlap_within_a_scheme_names_both_rows(village: str) -> None:
    west, east = halves(village)
    report = api.import_grids("unit", geojson((grid(village, 1), west), (grid(village, 2), east.union(west))))
    (overlap,) = [fault for fault in report.faults if fault.fault == "overlap"]
    assert overlap.row == 1
    assert "第 2 行" in overlap.zh
    assert not report.stored


def test_overlap_with_a_standing_grid_of_the_scheme_is_refused(village: str) -> None:
    west, east = halves(village)
    api.import_grids("unit", geojson((grid(village, 1), west), (grid(village, 2), east)))
    report = api.import_grids("unit", geojson((grid(village, 3), west)))
    assert [fault.fault for fault in report.faults if fault.blocks] == ["overlap"]
    assert f"{village}001" in report.faults[0].zh


def test_schemes_may_overlap_each_other(village: str) -> None:
    west, east = halves(village)
    api.import_grids("unit", geojson((grid(village, 1), west), (grid(village, 2), east)))
    school = {"code": f"{village}T001", "name": "中心小学", "area": village}
    spot = west.representative_point()
    report = api.import_grids("special", geojson((school, spot.buffer(0.0005))))
    assert report.stored
    assert [hit.scheme for hit in api.locate(spot.x, spot.y).grids] == ["special", "unit"]
    assert report.faults == () or {fault.fault for fault in report.faults} == {"outside"}


def test_a_gap_is_reported_and_does_not_block(village: str) -> None:
    report = api.import_grids("unit", geojson((grid(village, 1), halves(village)[0])))
    assert kinds(report) == [(1, "gap", False)]
    assert report.stored


def test_a_dry_run_says_what_would_be_and_stores_nothing(village: str) -> None:
    data = geojson(*((grid(village, n), half) for n, half in enumerate(halves(village), 1)))
    report = api.import_grids("unit", data, dry_run=True)
    assert (report.stored, report.added) == (False, 2)
    assert not GridRow.objects.filter(code__startswith=village).exists()


def test_a_gbk_file_is_refused_because_it_loses_rare_characters(village: str) -> None:
    data = geojson((grid(village, 1), outline(village))).decode().replace("㙍", "缀").encode("gbk")
    report = api.import_grids("unit", data)
    assert kinds(report) == [(1, "encoding", True)]
    assert "UTF-8" in report.faults[0].zh


@pytest.mark.parametrize("data", [b"", b"{", b'{"features": 3}', b"code,name\n1,2\n", b'{"features": [1]}'])
def test_a_file_that_is_no_grid_file_is_one_plain_fault(village: str, data: bytes) -> None:
    report = api.import_grids("unit", data)
    assert not report.stored
    assert any(fault.blocks for fault in report.faults)


def test_an_unknown_scheme_or_frame_is_refused(village: str) -> None:
    with pytest.raises(UnknownScheme):
        api.import_grids("hexagons", b"{}")
    with pytest.raises(geometry.UnknownFrame):
        api.import_grids("unit", b"{}", "mercator")


def test_a_grid_changes_hands_once_and_is_told(village: str) -> None:
    first = api.children("440802001001")[0].id
    api.assign_grid(first, worker_user="w9", actor="u1")
    api.assign_grid(first, worker_user="w9", actor="u1")
    row = GridRow.objects.get(pk=first)
    assert (row.worker_user, row.head_user, row.version) == ("w9", "", 2)
    assert FactRow.objects.filter(fact_type="areas.grid_assigned", subject=f"grid:{first}").count() == 1


def test_the_command_line_prints_faults_with_their_rows(
    village: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "grids.geojson"
    file.write_bytes(geojson(({**grid(village, 1), "code": "A-17"}, outline(village))))
    assert api.import_grids_command(file, ["scheme=unit"]) == 1
    said = capsys.readouterr().out
    assert "grids.geojson:1" in said
    assert "A-17" in said
    file.write_bytes(geojson((grid(village, 1), outline(village))))
    assert api.import_grids_command(file, ["scheme=unit"]) == 0
    assert api.import_grids_command(file, ["colour=red"]) == 1


def test_a_code_too_long_for_an_id_is_a_fault_of_its_row(village: str) -> None:
    report = api.import_grids("unit", geojson((grid(village, 1) | {"code": "9" * 60}, outline(village))))
    assert kinds(report) == [(1, "code", True)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("Polygon"),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["features", "geometry", "properties", "type", "coordinates", "code"]),
                    inner,
                )
            ),
            max_leaves=20,
        ).map(lambda value: json.dumps({"features": value}).encode()),
    )
)
def test_whatever_a_file_holds_the_answer_is_a_report(village: str, data: bytes) -> None:
    report = api.import_grids("unit", data, dry_run=True)
    assert not report.stored
    assert all(fault.zh and fault.en for fault in report.faults)


def test_a_file_nested_without_end_is_one_fault(village: str) -> None:
    report = api.import_grids("unit", b'{"features":' + b"[" * 100_000)
    assert [fault.row for fault in report.faults] == [0]


def test_grids_get_the_people_of_their_village_until_someone_names_others(zhanjiang: CityLoaded) -> None:
    place = next(area for area in api.children("440802001") if area.kind == "division")
    grids = [area.id for area in api.children(place.id)]
    UnitRow.objects.create(
        id="v1",
        name="v",
        short_name="v",
        kind="village",
        level="village",
        area_id=place.id,
        area_path=place.managed_path,
    )
    for login, role in (("head", "handler"), ("w1", "grid_worker"), ("w2", "grid_worker")):
        User.objects.create(
            id=login,
            login=login,
            name=login,
            unit_id="v1",
            post="p",
            area_path=place.managed_path,
            password="x",
            password_changed_at=clock.now(),
        )
        Grant.objects.create(
            id=login, user_id=login, role=role, kind="standing", granted_by="t", starts_at=clock.now()
        )
    api.assign_grid(grids[0], worker_user="w2", actor="u1")
    assert api.staff_grids() == len(grids) - 1
    assert api.staff_grids() == 0
    rows = {row.area_id: row for row in GridRow.objects.filter(pk__in=grids)}
    assert (rows[grids[0]].worker_user, rows[grids[0]].head_user) == ("w2", "")
    assert [rows[each].worker_user for each in grids[1:]] == ["w1", "w2"][: len(grids) - 1]
    assert {rows[each].head_user for each in grids[1:]} == {"head"}

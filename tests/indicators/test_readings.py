"""Days of readings are rows like any other: counted, adding up to the city, corrected by a next version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.cases import city, hotline, world
from yiwang.identity import api as identity
from yiwang.indicators import api
from yiwang.indicators._looking import DAYS, ReadingsTask
from yiwang.indicators._sources import SOURCES
from yiwang.indicators.contracts import period_of
from yiwang.indicators.models import Noted
from yiwang.kernel import clock
from yiwang.kernel.tasks import acquire
from yiwang.lake import api as lake

from . import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bus")]
DECLARED = """
indicators:
  - code: own.depth
    name: {zh: 平均水深, en: mean depth}
    definition: {zh: 日均值的平均, en: mean of days}
    source: {zh: 水位计, en: gauges}
    unit: cm
    periods: [day, month]
    owner: sewer
    formula: {of: readings, by: day, mean: {column: mean, where: [{column: measured_in, is: [cm]}]}}
  - code: own.readings
    name: {zh: 读数, en: readings}
    definition: {zh: 读数个数, en: readings}
    source: {zh: 水位计, en: gauges}
    unit: "1"
    periods: [day, month]
    owner: sewer
    formula: {of: readings, by: day, sum: {column: readings}}
"""


def rolled(seq: int, *days: tuple[str, int, float, int]) -> None:
    """Days as the lake rolls them: gauge, readings and their sum on the first of March, revision."""
    begins = datetime(2026, 3, 1, tzinfo=clock.SHANGHAI).astimezone(UTC)
    found: list[dict[str, Any]] = [
        {
            "period": begins.date().replace(month=1, day=1),
            "series": f"{gauge}.depth",
            "begins_at": begins,
            "revision": revision,
            "n": n,
            "total": total,
            "low": 1.0,
            "high": 9.0,
            "first": 1.0,
            "last": 9.0,
            "seq": seq,
        }
        for gauge, n, total, revision in days
    ]
    schema = lake._tables[DAYS].schema()
    lake.keep(DAYS, [pa.Table.from_pylist(found, schema=schema)], {"test": seq})


def look() -> int:
    lease = acquire("indicators.readings", "test")
    assert lease is not None
    done = ReadingsTask().pump(lease)
    while rows.counting.count(SOURCES["readings"], rows.lease()):
        pass
    return done


def value(code: str, area: str = "4499") -> float | None:
    period = period_of("month", datetime(2026, 3, 1, tzinfo=UTC).date())
    return api.values(identity.subject_of("alice"), [code], area_id=area, periods=[period])[0].value


def test_days_of_readings_are_counted_add_up_and_are_corrected(
    wound: clock.VirtualClock, tmp_path: Path
) -> None:
    (tmp_path / "indicators.yaml").write_text(DECLARED)
    hotline.settle()
    for gauge, path in (("g1", city.WEST_TOWN), ("g2", city.WEST_TOWN), ("g3", city.EAST_TOWN)):
        world.thing(gauge, path)
    rolled(5, ("g1", 10, 50.0, 0), ("g2", 10, 100.0, 0), ("g3", 20, 400.0, 0), ("gone", 1, 1.0, 0))
    assert look() == 3
    assert value("own.readings") == 40
    below = api.children(
        identity.subject_of("alice"),
        "own.readings",
        area_id="4499",
        tree="managed",
        period=period_of("month", datetime(2026, 3, 1, tzinfo=UTC).date()),
    )
    assert sum(one.value or 0 for one in below) == 40
    assert {one.area_id: one.value for one in below if one.value} == {"449901": 20, "449902": 20}
    assert value("own.depth") == pytest.approx((5 + 10 + 20) / 3)
    wound.advance(timedelta(hours=1))
    assert look() == 0  # nothing new
    # A late correction of the lake is the next version of the row, at the place of the day.
    rolled(6, ("g1", 12, 72.0, 1))
    wound.advance(timedelta(hours=1))
    assert look() == 1
    assert (value("own.readings"), value("own.readings", "449902")) == (42, 22)
    assert Noted.objects.filter(source="readings").count() == 4

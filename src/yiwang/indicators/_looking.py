"""What no fact tells of is looked at once an hour: how many devices stand in each area and are
heard, and what the days of readings came to.

Their readings are no facts, so that nothing tells of a device that fell silent but the look itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from yiwang.indicators._noting import note_rows
from yiwang.indicators._registry import registry
from yiwang.indicators._sources import SOURCES, Row
from yiwang.indicators.models import Look
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.tasks import Lease
from yiwang.lake import api as lake
from yiwang.sensing import api as sensing

APART = timedelta(hours=1)
COUNTS = ("total", "online", "heard")
CHUNK = 100
READINGS = "readings"
DAYS = "observations_day"
AHEAD_US = 8 * 3_600_000_000
"""A day of the lake begins at midnight in Shanghai."""
MOST_DAYS = 5_000
"""Days of readings that are noted at one look; more of them at the next, a minute later."""


class LookTask:
    """Notes what has changed since the last look of the day; the first look of a day notes everything. An
    area that loses its last device of a kind keeps what it had until the day ends."""

    name = "indicators.devices"
    wakes = ()
    every = 300.0
    pause = 60.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        last = statements.find(Look, key="devices")
        if last is not None and not clock.has_passed(last.at, APART):
            return 0
        position, day = facts.last_position(), now.astimezone(clock.SHANGHAI).date()
        held = {row["row_key"]: row for row in _held(day.isoformat())}
        rows = [row for row in _rows(day.isoformat()) if not _same(row, held.get(row["row_key"]))]
        noted = note_rows("devices", rows, position)
        for start in range(0, len(noted), CHUNK):
            with transaction.atomic():
                lease.hold()
                type(noted[0]).objects.bulk_create(noted[start : start + CHUNK])
        with transaction.atomic():
            lease.hold()
            statements.put(statements.new(Look, key="devices", at=now))
        return len(noted)


def _rows(day: str) -> list[Row]:
    return [
        {
            "row_key": f"{day}:{one.area_id}:{one.kind}",
            "number": f"{one.kind} {day}",
            "title_zh": f"{one.kind}：{one.total} 台，在线 {one.online} 台",
            "title_en": f"{one.kind}: {one.total}, {one.online} online",
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": "",
            "looked_day": day,
            "kind": one.kind,
            "total": one.total,
            "online": one.online,
            "heard": one.heard,
        }
        for one in sensing.standing()
    ]


def _held(day: str) -> list[dict[str, Any]]:
    """What the last look of the day noted."""
    found: list[dict[str, Any]] = lake.query(
        "SELECT row_key, total, online, heard FROM (SELECT d.*, row_number() OVER "  # noqa: S608
        "(PARTITION BY row_key ORDER BY seq DESC) AS newest FROM device_rows d "
        f"WHERE looked_day = DATE '{day}') v WHERE newest = 1",
        tables=[SOURCES["devices"].table],
    ).to_pylist()
    return found


def _same(row: Row, held: dict[str, Any] | None) -> bool:
    return held is not None and all(float(row[name]) == held[name] for name in COUNTS)


class ReadingsTask:
    """Notes the days of readings that the lake has closed or corrected since the last look, where an
    indicator counts them. A row keeps the place that its thing stood at when its day was noted first."""

    name = "indicators.readings"
    wakes = ()
    every = 300.0
    pause = 60.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        last = statements.find(Look, key=READINGS)
        if not registry().counted(READINGS) or (last is not None and not clock.has_passed(last.at, APART)):
            return 0
        noted = note_rows(READINGS, _days(_since()), facts.last_position())
        for start in range(0, len(noted), CHUNK):
            with transaction.atomic():
                lease.hold()
                type(noted[0]).objects.bulk_create(noted[start : start + CHUNK])
        if len(noted) < MOST_DAYS:
            with transaction.atomic():
                lease.hold()
                statements.put(statements.new(Look, key=READINGS, at=now))
        return len(noted)


def _since() -> int:
    """Up to where in the table of days rows were noted; the last commit may be noted in part."""
    found = lake.query("SELECT max(rolled) AS last FROM reading_rows", tables=["reading_rows"]).to_pylist()
    return int(found[0]["last"] or 0)


def _days(since: int) -> list[Row]:
    """The newest revision of every day that was rolled since, without those that are noted so already."""
    days = lake.current(f"SELECT * FROM {DAYS} WHERE seq >= {since}", "series", "begins_at")  # noqa: S608
    day = f"DATE '1970-01-01' + CAST((epoch_us(begins_at) + {AHEAD_US}) // 86400000000 AS INTEGER)"
    rows = lake.query(
        f"SELECT d.*, h.place FROM (SELECT *, {day} AS day FROM ({days}) r) d LEFT JOIN (SELECT row_key, "  # noqa: S608
        "max(rolled) AS rolled, min_by(managed_path, seq) AS place FROM reading_rows GROUP BY row_key) h "
        "ON h.row_key = concat(d.day, ':', d.series) WHERE h.rolled IS NULL OR h.rolled < d.seq "
        f"ORDER BY d.seq, d.series, d.day LIMIT {MOST_DAYS}",
        tables=[DAYS, "reading_rows"],
    ).to_pylist()
    known = {stream.id: (stream, thing) for stream, thing in sensing.watchable()} if rows else {}
    return [
        {
            "row_key": f"{row['day']}:{stream.id}",
            "number": f"{stream.name} {row['day']}",
            "title_zh": f"{thing.name} {stream.name}",
            "title_en": f"{thing.name_en} {stream.name_en}",
            "area_id": thing.area_id,
            "area_path": row["place"] or thing.area_path,
            "area_name": "",
            "day": str(row["day"]),
            "kind": thing.kind,
            "property": stream.property,
            "measured_in": stream.unit,
            "thing": thing.id,
            "readings": row["n"],
            "total": row["total"],
            "mean": row["total"] / row["n"] if row["n"] else None,
            "low": row["low"],
            "high": row["high"],
            "rolled": row["seq"],
        }
        for row in rows
        if (found := known.get(row["series"]))
        for stream, thing in (found,)
    ]

"""Devices are looked at once an hour: how many stand in each area, and how many of them are heard.

Their readings are no facts, so that nothing tells of a device that fell silent but the look itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from yiwang.indicators._noting import note_rows
from yiwang.indicators._sources import SOURCES, Row
from yiwang.indicators.models import Look
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.tasks import Lease
from yiwang.lake import api as lake
from yiwang.sensing import api as sensing

APART = timedelta(hours=1)
COUNTS = ("total", "online", "heard")
CHUNK = 100


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

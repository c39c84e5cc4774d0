"""Prepares a data folder for the SensorThings benchmark: datastreams with a year of readings in the lake."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

PER_THING = 10


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils.timezone import now

    from yiwang.areas.models import AreaRow
    from yiwang.identity.contracts import Subject
    from yiwang.identity.models import UnitRow
    from yiwang.lake import api as lake
    from yiwang.lake._store import Store
    from yiwang.sensing import _latest, _tally, api
    from yiwang.sensing._stream import TABLE
    from yiwang.sensing.declarations import (
        PropertyDeclaration,
        SourceDeclaration,
        ThingDeclaration,
        ThingModelDeclaration,
    )
    from yiwang.sensing.models import LatestValue, StreamPosition

    streams, readings = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    AreaRow.objects.create(
        id="t", city="bench", name="t", short_name="t", level="town", kind="division",
        managed_path="/t/", statistical_path="/t/", lon=110.36, lat=21.27,
    )  # fmt: skip
    UnitRow.objects.create(
        id="u", name="u", short_name="u", kind="department", level="city", area_id="t", area_path="/t/"
    )
    codes = [f"p{n}" for n in range(PER_THING)]
    model = ThingModelDeclaration(
        code="station",
        name="站",
        kind="station",
        properties=tuple(PropertyDeclaration(code=code, name=code, unit="m", kind="level") for code in codes),
    )
    things = [
        ThingDeclaration(
            id=f"s{number:05d}", name=f"s{number}", model="station", lon=110.36, lat=21.27, area_id="t",
            owner_unit="u", maintainer_unit="u",
        )
        for number in range(streams // PER_THING)
    ]  # fmt: skip
    api.declare([model, *things, SourceDeclaration(id="bench", name="bench")], pack="")
    store = Store(TABLE, lake.root())
    store.open()
    names = [f"{thing.id}.{code}" for thing in things for code in codes]
    newest = _fill(store, names, readings // streams)
    moment = now()
    LatestValue.objects.bulk_create(
        [
            LatestValue(datastream_id=name, observed_at=newest, received_at=moment, value=1.5, seq=1)
            for name in names
        ],
        batch_size=2_000,
    )
    # The newest readings are as kept as if they had been read from the stream.
    StreamPosition.objects.create(name=_latest.NAME, seq=store.committed_seq())
    _tally.recount()
    print(api.issue_token("bench", Subject.system("bench")).token)


def _fill(store: object, names: list[str], each: int) -> datetime:
    """`each` readings of every datastream over a year, a Delta commit for every day; the newest time."""
    import numpy as np
    import pyarrow as pa

    from benchmarks._lake_rows import readings
    from yiwang.lake._store import Store

    assert isinstance(store, Store)
    days = 250
    start = datetime(2026, 1, 1, tzinfo=UTC)
    per_day = max(each // days, 1)
    at = start
    for day in range(each // per_day):
        at = start + timedelta(days=day)
        n = len(names) * per_day
        midnight = int(at.timestamp()) * 1_000_000
        steps = np.tile(np.arange(per_day, dtype=np.int64) * (86_400_000_000 // per_day), len(names))
        rows = readings(
            day=pa.repeat(pa.scalar(at.date(), pa.date32()), n),
            datastream=pa.array(np.repeat(np.array(names, dtype=object), per_day), pa.string()),
            observed_at=pa.array(midnight + steps),
            revision=pa.array(np.zeros(n, dtype=np.int32)),
            value=pa.array(np.linspace(0, 9, n)),
            quality=pa.array(np.zeros(n, dtype=np.int8)),
            received_at=pa.array(midnight + steps),
            source=pa.repeat(pa.scalar("bench", pa.string()), n),
            seq=pa.array(np.full(n, day + 1, dtype=np.int64)),
        )
        store.append(rows, day + 1)
    return at + timedelta(microseconds=(per_day - 1) * (86_400_000_000 // per_day))


if __name__ == "__main__":
    main()

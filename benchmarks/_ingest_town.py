"""Prepares a data folder for the benchmarks of readings: ten towns, gauges of two properties, one source.

As a program it takes the number of datastreams and, for a small stream, its bytes; it prints the source's
token.
"""

from __future__ import annotations

import os
import sys

TOWNS = 10


def names(datastreams: int) -> list[str]:
    """The datastreams of the town, properties one after the other."""
    gauges = datastreams // 2
    return [f"{gauge_of(number)}.{code}" for code in ("depth", "head") for number in range(gauges)]


def gauge_of(number: int) -> str:
    return f"g{number % TOWNS:02d}-{number:06d}"


def settle(datastreams: int, stream_bytes: int = 0) -> str:
    """Migrate, declare, and issue the token. Django is set up by it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.areas.models import AreaRow
    from yiwang.identity.contracts import Subject
    from yiwang.identity.models import UnitRow
    from yiwang.kernel.bus import bus
    from yiwang.sensing import _stream, api
    from yiwang.sensing.declarations import (
        PropertyDeclaration,
        SourceDeclaration,
        ThingDeclaration,
        ThingModelDeclaration,
    )

    call_command("migrate", verbosity=0)
    for town in ("t", *(f"t{number:02d}" for number in range(TOWNS))):
        path = "/t/" if town == "t" else f"/t/{town}/"
        AreaRow.objects.create(
            id=town, city="bench", name=town, short_name=town, level="town", kind="division",
            managed_path=path, statistical_path=path,
        )  # fmt: skip
    UnitRow.objects.create(
        id="u", name="u", short_name="u", kind="department", level="city", area_id="t", area_path="/t/"
    )
    model = ThingModelDeclaration(
        code="gauge",
        name="测仪",
        kind="gauge",
        properties=tuple(
            PropertyDeclaration(code=code, name=code, unit="m", kind="level") for code in ("depth", "head")
        ),
    )
    things = [
        ThingDeclaration(
            id=gauge_of(number),
            name=f"g{number}",
            model="gauge",
            lon=110.36,
            lat=21.27,
            area_id=f"t{number % TOWNS:02d}",
            owner_unit="u",
            maintainer_unit="u",
        )
        for number in range(datastreams // 2)
    ]
    api.declare([model, *things, SourceDeclaration(id="bench", name="bench")], pack="bench")
    if stream_bytes:
        bus().ensure_stream(_stream.STREAM, ["obs.>"], max_bytes=stream_bytes)
    _stream.ensure()
    return api.issue_token("bench", Subject.system("bench")).token


if __name__ == "__main__":
    print(settle(*(int(word) for word in sys.argv[1:])))

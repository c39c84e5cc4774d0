"""Prepares a data folder for the ingest benchmark: one town, 500 gauges, one source; prints its token."""

from __future__ import annotations

import os

GAUGES = 500


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.areas.models import AreaRow
    from yiwang.identity.contracts import Subject
    from yiwang.identity.models import UnitRow
    from yiwang.sensing import _stream, api
    from yiwang.sensing.declarations import (
        PropertyDeclaration,
        SourceDeclaration,
        ThingDeclaration,
        ThingModelDeclaration,
    )

    call_command("migrate", verbosity=0)
    AreaRow.objects.create(
        id="t", city="bench", name="t", short_name="t", level="town", kind="division",
        managed_path="/t/", statistical_path="/t/",
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
            id=f"g{number:04d}",
            name=f"g{number}",
            model="gauge",
            lon=110.36,
            lat=21.27,
            area_id="t",
            owner_unit="u",
            maintainer_unit="u",
        )
        for number in range(GAUGES)
    ]
    api.declare([model, *things, SourceDeclaration(id="bench", name="bench")], pack="bench")
    _stream.ensure()
    print(api.issue_token("bench", Subject.system("bench")).token)


if __name__ == "__main__":
    main()

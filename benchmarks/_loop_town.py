"""Adds to a running instance what the loop benchmark needs: gauges, one source, and a rule that asks nobody.

The gauges stand where the packs' own things of some matter stand, under the same hazard and matter, so that
what follows an alert (event, duty rule, lead, co-units, messages) is the packs' own. Prints the source's
token.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    many = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from yiwang.identity.contracts import Subject
    from yiwang.rules import api as rules
    from yiwang.rules.declarations import Level, Targets, Threshold
    from yiwang.sensing import api as sensing
    from yiwang.sensing.declarations import (
        PropertyDeclaration,
        SourceDeclaration,
        ThingDeclaration,
        ThingModelDeclaration,
    )

    like = next(
        row.rule
        for row in rules.rules(kind="threshold", size=200).items
        if row.rule.matter and row.rule.hazard == "waterlogging"
    )
    places = [thing for _, thing in sensing.watchable() if thing.model == like.targets["model"]]
    model = ThingModelDeclaration(
        code="bench_gauge",
        name="基准测仪",
        kind="drainage_gauge",
        properties=(
            PropertyDeclaration(code="depth", name="水深", name_en="depth", unit="cm", kind="level"),
        ),
    )
    gauges = []
    for number in range(many):
        place = places[number % len(places)]
        gauges.append(
            ThingDeclaration(
                id=f"bench-{number:05d}",
                name=f"基准测点 {number}",
                model="bench_gauge",
                lon=place.lon,
                lat=place.lat,
                area_id=place.area_id,
                owner_unit=place.owner_unit,
                maintainer_unit=place.maintainer_unit,
                demonstration=True,
            )
        )
    rule = Threshold(
        code="bench/depth",
        name="基准积水",
        hazard=like.hazard,
        matter=like.matter,
        confirm="auto",
        targets=Targets(model="bench_gauge", property="depth"),
        levels=(Level(raise_at=15, clear_at=10),),
    )
    sensing.declare([model, *gauges, SourceDeclaration(id="bench", name="基准")], pack="bench")
    rules.declare([rule], pack="bench")
    print(sensing.issue_token("bench", Subject.system("bench")).token)


if __name__ == "__main__":
    main()

"""Loading a city folder into the tables: once per content, all or nothing, never undoing what people did
since."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import shapely
from django.db import transaction

from yiwang.areas._city import Plan, Planned, digest_of, read_plan
from yiwang.areas.contracts import CityLoaded, CityLoadedFact
from yiwang.areas.models import (
    AreaRow,
    CityRow,
    CodeRow,
    GridRow,
    MapState,
    ModeRow,
    OutlineRow,
    PlacementRow,
    SchemeRow,
)
from yiwang.kernel import clock, facts

Progress = Callable[[str, int, int], None]
BATCH = 500


def _quiet(step: str, done: int, total: int) -> None:
    """No one listens."""


def load_city(folder: Path, progress: Progress = _quiet, actor: str = "system:areas") -> CityLoaded:
    """Load a city folder; see `areas.api.load_city`."""
    begun = time.monotonic()
    name = folder.name
    standing = CityRow.objects.filter(pk=name).first()
    if standing is not None and standing.digest == digest_of(folder):
        settle_mode(standing.root)
        return _unchanged(standing, begun)
    progress("read", 0, 1)
    plan = read_plan(folder)
    progress("read", 1, 1)
    with transaction.atomic():
        settle_mode(plan.city.seat.area)
        return _store(plan, name, standing, progress, actor, begun)


def _unchanged(standing: CityRow, begun: float) -> CityLoaded:
    areas = AreaRow.objects.filter(city=standing.id)
    return CityLoaded(
        city=standing.id,
        name=standing.name,
        areas=areas.count(),
        added=0,
        grids=areas.filter(kind="grid").count(),
        unchanged=True,
        differs=(),
        seconds=time.monotonic() - begun,
    )


def _store(
    plan: Plan, name: str, standing: CityRow | None, progress: Progress, actor: str, begun: float
) -> CityLoaded:
    have = {row.id: row for row in AreaRow.objects.filter(id__in=list(plan.areas))} if standing else {}
    if not standing:  # the province is shared by the cities below it
        have = {row.id: row for row in AreaRow.objects.filter(level="province")}
    new = [area for area in plan.areas.values() if area.id not in have]
    differs = tuple(sorted(_differs(plan, have)))
    _add_areas(plan, name, new)
    _set_english(plan, have)
    progress("areas", len(new), len(plan.areas))
    _add_placements(plan, new)
    _add_codes(plan, new)
    progress("codes", len(plan.areas), len(plan.areas))
    _set_outlines(plan, have)
    progress("outlines", len(plan.areas), len(plan.areas))
    _set_schemes(plan)
    grids = [area for area in new if area.kind == "grid"]
    GridRow.objects.bulk_create(
        [GridRow(area_id=area.id, scheme=area.scheme, code=area.code) for area in grids], batch_size=BATCH
    )
    version = (standing.version if standing else 0) + 1
    CityRow.objects.update_or_create(
        pk=name,
        defaults={
            "name": plan.city.name,
            "root": plan.city.seat.area,
            "digest": plan.digest,
            "reach_m": plan.city.reach_m,
            "version": version,
        },
    )
    touch()
    facts.tell(
        CityLoadedFact(city=name, areas=len(plan.areas), added=len(new)),
        subject=f"city:{name}",
        version=version,
        actor=actor,
        area_path=plan.managed[plan.city.seat.area],
    )
    return CityLoaded(
        city=name,
        name=plan.city.name,
        areas=len(plan.areas),
        added=len(new),
        grids=sum(1 for area in plan.areas.values() if area.kind == "grid"),
        unchanged=False,
        differs=differs,
        seconds=time.monotonic() - begun,
    )


def settle_mode(area_id: str) -> None:
    """A city stands in routine mode from the day it is loaded, until somebody says otherwise."""
    ModeRow.objects.get_or_create(pk=area_id, defaults={"mode": "routine", "since": clock.now()})


def touch() -> None:
    """Tell every memory of areas and outlines (in any process) that it is old."""
    MapState.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(8)})


def _differs(plan: Plan, have: dict[str, AreaRow]) -> list[str]:
    """Areas that stand otherwise here than the folder says. A load never moves or renames: that is an act."""
    return [
        area.id
        for area in plan.areas.values()
        if (row := have.get(area.id)) is not None
        and (
            (row.name, row.managed_parent, row.statistical_parent)
            != (area.name, area.managed_parent, area.statistical_parent)
            or row.closed_on is not None
        )
    ]


def _add_areas(plan: Plan, name: str, new: list[Planned]) -> None:
    AreaRow.objects.bulk_create(
        [
            AreaRow(
                id=area.id,
                city=name,
                name=area.name,
                short_name=area.short_name,
                name_en=area.name_en,
                name_en_derived=area.name_en_derived,
                level=area.level,
                kind=area.kind,
                managed_path=plan.managed[area.id],
                statistical_path=plan.statistical.get(area.id, ""),
                managed_parent=area.managed_parent,
                statistical_parent=area.statistical_parent,
                lon=area.spot[0] if area.spot else None,
                lat=area.spot[1] if area.spot else None,
                geometry=area.grade,
            )
            for area in new
        ],
        batch_size=BATCH,
    )


def _set_english(plan: Plan, have: dict[str, AreaRow]) -> None:
    """English names of areas that stand already. A name that stands is never taken away by a folder without
    one."""
    better = []
    for area in plan.areas.values():
        row = have.get(area.id)
        said = (area.name_en, area.name_en_derived)
        if row is not None and area.name_en and (row.name_en, row.name_en_derived) != said:
            row.name_en, row.name_en_derived = said
            better.append(row)
    AreaRow.objects.bulk_update(better, ["name_en", "name_en_derived"], batch_size=BATCH)


def _since(plan: Plan, area: Planned) -> date | None:
    """The day from which an area stands at its managed path: the latest day of any district above it."""
    days = []
    node: Planned | None = area
    while node is not None:
        if node.managed_since is not None:
            days.append(node.managed_since)
        node = plan.areas.get(node.managed_parent or "")
    return max(days, default=None)


def _add_placements(plan: Plan, new: list[Planned]) -> None:
    rows = []
    for area in new:
        if area.counted:
            rows.append(
                PlacementRow(
                    area_id=area.id,
                    tree="statistical",
                    path=plan.statistical[area.id],
                    parent=area.statistical_parent,
                )
            )
        rows.append(
            PlacementRow(
                area_id=area.id,
                tree="managed",
                path=plan.managed[area.id],
                parent=area.managed_parent,
                valid_from=_since(plan, area),
            )
        )
    PlacementRow.objects.bulk_create(rows, batch_size=BATCH)


def _add_codes(plan: Plan, new: list[Planned]) -> None:
    """The set's own code of every new division, and other sources' codes of any area."""
    rows = [
        CodeRow(source=plan.city.divisions_source, code=area.id, area_id=area.id, name=area.name)
        for area in new
        if area.kind == "division"
    ]
    rows += [
        CodeRow(
            source=line.source,
            code=line.code,
            area_id=line.area,
            name=line.name,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
        )
        for line in plan.codes
    ]
    CodeRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "code", "area_id"],
        update_fields=["name", "valid_from", "valid_to"],
    )


def _set_outlines(plan: Plan, have: dict[str, AreaRow]) -> None:
    """New outlines; a sourced one replaces a generated one, and never the other way round."""
    kept = {area for area, row in have.items() if row.geometry == "sourced"}
    rows, better = [], []
    for area in plan.areas.values():
        if area.outline is None or (area.grade == "demonstration" and area.id in kept):
            continue
        rows.append(
            OutlineRow(
                area_id=area.id, grade=area.grade, source=area.source, wkb=shapely.to_wkb(area.outline)
            )
        )
        row = have.get(area.id)
        if row is not None and area.spot is not None:
            row.geometry, row.lon, row.lat = area.grade, area.spot[0], area.spot[1]
            better.append(row)
    OutlineRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["area_id"],
        update_fields=["grade", "source", "wkb"],
    )
    AreaRow.objects.bulk_update(better, ["geometry", "lon", "lat"], batch_size=BATCH)


def _set_schemes(plan: Plan) -> None:
    SchemeRow.objects.bulk_create(
        [
            SchemeRow(
                id=scheme.id,
                name=scheme.name,
                code_pattern=scheme.code_pattern,
                code_rule=scheme.code_rule,
                covers=scheme.covers,
                gaps=scheme.gaps,
            )
            for scheme in plan.city.grid_schemes
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "code_pattern", "code_rule", "covers", "gaps"],
    )

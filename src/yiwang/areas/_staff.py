"""Who answers for a grid: the village's own people, until someone names others."""

from __future__ import annotations

from itertools import cycle

from django.db import transaction
from django.db.models import F

from yiwang.areas.contracts import GridsStaffed
from yiwang.areas.models import AreaRow, GridRow, SchemeRow
from yiwang.identity import api as identity
from yiwang.kernel import facts


def staff_grids(actor: str) -> int:
    """See `areas.api.staff_grids`."""
    with transaction.atomic():
        bare = list(GridRow.objects.filter(head_user="", worker_user="").order_by("area_id"))
        if not bare:
            return 0
        areas = AreaRow.objects.in_bulk([grid.area_id for grid in bare])
        units = {unit.area_path: unit.id for unit in identity.units(kind="village")}
        people: dict[str, tuple[str, list[str]]] = {}
        staffed: list[GridRow] = []
        turns: dict[str, cycle[str]] = {}
        for grid in bare:
            village = areas[grid.area_id].managed_path.removesuffix(f"{grid.area_id}/")
            unit = units.get(village)
            if unit is None:
                continue
            if unit not in people:
                heads = [user.id for user in identity.users_of_unit(unit, "handler")]
                workers = [user.id for user in identity.users_of_unit(unit, "grid_worker")]
                people[unit] = (heads[0] if heads else "", workers)
                turns[unit] = cycle(workers or [""])
            grid.head_user, grid.worker_user = people[unit][0], next(turns[unit])
            if grid.head_user or grid.worker_user:
                grid.version += 1
                staffed.append(grid)
        GridRow.objects.bulk_update(staffed, ["head_user", "worker_user", "version"], batch_size=200)
        for scheme in sorted({grid.scheme for grid in staffed}):
            SchemeRow.objects.filter(pk=scheme).update(version=F("version") + 1)
            facts.tell(
                GridsStaffed(scheme=scheme, grids=sum(grid.scheme == scheme for grid in staffed)),
                subject=f"grid_scheme:{scheme}",
                version=SchemeRow.objects.values_list("version", flat=True).get(pk=scheme),
                actor=actor,
            )
    return len(staffed)

"""When areas move in the managed tree, units, people and rights move along, in the mover's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Concat, Substr

from yiwang.identity.models import Charge, Desk, Grant, HandOverRow, ShiftRow, UnitRow, User


def move_paths(moves: Sequence[tuple[str, str]]) -> int:
    """Rewrite old path prefixes to new ones; how many rows. Closed shifts keep the path of their day."""
    moved = 0
    for old, new in moves:
        living: tuple[QuerySet[Model], ...] = (
            UnitRow.objects.all(),
            User.objects.all(),
            Grant.objects.filter(revoked_at=None),
            Charge.objects.all(),
            Desk.objects.all(),
            ShiftRow.objects.filter(state__in=("planned", "open")),
            HandOverRow.objects.filter(state__in=("drawn", "half_signed")),
        )
        for rows in living:
            moved += rows.filter(area_path__startswith=old).update(
                area_path=Concat(Value(new), Substr("area_path", len(old) + 1))
            )
    return moved

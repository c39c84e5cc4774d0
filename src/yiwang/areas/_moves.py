"""Moves and mergers: the path of the day stays, tomorrow's path is written, old→new is kept and told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import shapely
from django.db import transaction
from django.db.models import Q

from yiwang.areas import logic
from yiwang.areas._load import touch
from yiwang.areas.contracts import AreaClosed, AreaMoved, AreasMerged, BadMove, PathMove, Tree, UnknownArea
from yiwang.areas.models import AreaRow, CodeRow, MoveRow, OutlineRow, PlacementRow, StopRow
from yiwang.identity import api as identity
from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Conflict

_TREES: tuple[Tree, ...] = ("managed", "statistical")


def move_area(
    area_id: str, parent: str, *, trees: Sequence[Tree], on: date, actor: str, reason: str
) -> tuple[PathMove, ...]:
    """See `areas.api.move_area`."""
    _check_day(on)
    with transaction.atomic():
        area, under = _standing(area_id), _standing(parent)
        moves = [move for tree in trees if (move := _move(area, under, tree, on, actor, reason))]
        if not moves:
            raise BadMove(reason_zh="该区划已在此处", reason_en="the area already stands there")
        _claim(area)
        _carry(moves)
        facts.tell(
            AreaMoved(area_id=area_id, on=on.isoformat(), moves=_told(moves), reason=reason),
            subject=f"area:{area_id}",
            version=area.version,
            actor=actor,
            area_path=area.managed_path,
        )
        touch()
    return tuple(moves)


def merge_areas(
    area_ids: Sequence[str], into: str, *, on: date, actor: str, reason: str
) -> tuple[PathMove, ...]:
    """See `areas.api.merge_areas`."""
    _check_day(on)
    with transaction.atomic():
        target = _standing(into)
        moves: list[PathMove] = []
        for area_id in dict.fromkeys(area_ids):
            area = _standing(area_id)
            if area_id == into or area.level != target.level:
                raise BadMove(
                    reason_zh="只能并入同级的另一区划", reason_en="only into another area of the same level"
                )
            for tree in _TREES:
                for child in AreaRow.objects.filter(**{f"{tree}_parent": area_id}, closed_on__isnull=True):
                    move = _move(child, target, tree, on, actor, reason)
                    moves += [move] if move else []
                    _claim(child)
                old, new = getattr(area, f"{tree}_path"), getattr(target, f"{tree}_path")
                if old:
                    moves.append(_note(area_id, tree, old, new, on, actor, reason))
            _close(area, on)
        _unite_outlines(area_ids, into)
        _claim(target)
        _carry(moves)
        facts.tell(
            AreasMerged(
                area_ids=list(area_ids), into=into, on=on.isoformat(), moves=_told(moves), reason=reason
            ),
            subject=f"area:{into}",
            version=target.version,
            actor=actor,
            area_path=target.managed_path,
        )
        touch()
    return tuple(moves)


def _check_day(on: date) -> None:
    """Today's paths are stored as such: a move that begins tomorrow is made tomorrow."""
    if on > clock.now().astimezone(clock.SHANGHAI).date():
        raise BadMove(
            reason_zh="生效日在将来，请到日再办", reason_en="its day lies in the future; make it on the day"
        )


def _standing(area_id: str) -> AreaRow:
    row = AreaRow.objects.filter(pk=area_id).first()
    if row is None:
        raise UnknownArea(area=area_id)
    if row.closed_on is not None:
        raise AreaClosed(area=area_id, on=row.closed_on.isoformat())
    return row


def _claim(area: AreaRow) -> None:
    """Count the change up; two who change one area at once: the second is told to look again."""
    if AreaRow.objects.filter(pk=area.pk, version=area.version).update(version=area.version + 1) != 1:
        raise Conflict
    area.version += 1


def _move(area: AreaRow, under: AreaRow, tree: Tree, on: date, actor: str, reason: str) -> PathMove | None:
    """Put `area` and all below it under `under` in one tree from `on`; None where it stands there already."""
    old: str = getattr(area, f"{tree}_path")
    above: str = getattr(under, f"{tree}_path")
    if not above or not old:
        return None
    new = logic.path_under(above, area.id)
    if new == old:
        return None
    if above.startswith(old):
        raise BadMove(reason_zh="不能移到自己的下级", reason_en="an area cannot go below itself")
    if len(new) > 200:
        raise BadMove(reason_zh="层级过深", reason_en="the tree would grow too deep")
    stays = PlacementRow.objects.filter(tree=tree, path__startswith=old)
    current = list(stays.filter(valid_to__isnull=True))
    if any(stay.valid_from is not None and stay.valid_from >= on for stay in current):
        raise BadMove(reason_zh="生效日不晚于上次调整", reason_en="the day is not after the last move")
    stays.filter(valid_to__isnull=True).update(valid_to=on)
    PlacementRow.objects.bulk_create(
        [
            PlacementRow(
                area_id=stay.area_id,
                tree=tree,
                path=logic.moved_path(stay.path, old, new),
                parent=under.id if stay.area_id == area.id else stay.parent,
                valid_from=on,
            )
            for stay in current
        ],
        batch_size=500,
    )
    field = f"{tree}_path"
    moved = list(AreaRow.objects.filter(**{f"{field}__startswith": old}))
    for row in moved:
        setattr(row, field, logic.moved_path(getattr(row, field), old, new))
        if row.id == area.id:
            setattr(row, f"{tree}_parent", under.id)
    AreaRow.objects.bulk_update(moved, [field, f"{tree}_parent"], batch_size=500)
    setattr(area, field, new)
    return _note(area.id, tree, old, new, on, actor, reason)


def _note(area_id: str, tree: Tree, old: str, new: str, on: date, actor: str, reason: str) -> PathMove:
    MoveRow.objects.create(
        area_id=area_id,
        tree=tree,
        old=old,
        new=new,
        on=on,
        reason=reason,
        actor=actor,
        recorded_at=clock.now(),
    )
    return PathMove(tree=tree, old=old, new=new, on=on, area_id=area_id, reason=reason)


def _close(area: AreaRow, on: date) -> None:
    _claim(area)
    AreaRow.objects.filter(pk=area.pk).update(closed_on=on)
    PlacementRow.objects.filter(area_id=area.id, valid_to__isnull=True).update(valid_to=on)
    CodeRow.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), area_id=area.id).update(valid_to=on)


def _unite_outlines(area_ids: Sequence[str], into: str) -> None:
    """The merged outline; it is sourced only if every part was."""
    rows = list(OutlineRow.objects.filter(area_id__in=[*area_ids, into]))
    target = next((row for row in rows if row.area_id == into), None)
    if target is None or len(rows) != len({*area_ids, into}):
        return
    target.wkb = shapely.to_wkb(shapely.union_all(shapely.from_wkb([bytes(row.wkb) for row in rows])))
    if any(row.grade != "sourced" for row in rows):
        target.grade = "demonstration"
        AreaRow.objects.filter(pk=into).update(geometry="demonstration")
    target.save(update_fields=["wkb", "grade"])


def _carry(moves: Sequence[PathMove]) -> None:
    """Take along what stores a managed path below and beside us: units, people, rights, and coming stop days.

    Nouns above read AreaMoved and AreasMerged and rewrite what is still open; what is closed keeps its
    day's path.
    """
    managed = [(move.old, move.new) for move in moves if move.tree == "managed"]
    identity.move_paths(managed)
    today = clock.now().astimezone(clock.SHANGHAI).date()
    for stop in StopRow.objects.filter(last_day__gte=today):
        path = stop.area_path
        for old, new in managed:
            path = logic.moved_path(path, old, new)
        if path != stop.area_path:
            StopRow.objects.filter(pk=stop.pk).update(area_path=path)


def _told(moves: Sequence[PathMove]) -> list[dict[str, str]]:
    return [{"tree": move.tree, "old": move.old, "new": move.new} for move in moves]

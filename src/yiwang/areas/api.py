"""The door of 区划与网格: who stands where, today and on an earlier day, and where a point lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

from django.db import transaction
from django.db.models import Q, QuerySet

from yiwang.areas import _addresses, _grids, _index, _load, _moves, _outlines, _staff, logic
from yiwang.areas._command import import_grids_command
from yiwang.areas.contracts import (
    Area,
    AreaCode,
    AreaMode,
    BadStop,
    Bounds,
    CityLoaded,
    GridAssigned,
    GridHit,
    GridReport,
    GridScheme,
    Level,
    Located,
    Mode,
    PathMove,
    PlaceGuess,
    Placement,
    Stop,
    StopDeclared,
    StopOver,
    StopWithdrawn,
    Tree,
    UnknownArea,
    UnknownStop,
)
from yiwang.areas.models import AreaRow, CodeRow, GridRow, ModeRow, MoveRow, PlacementRow, SchemeRow, StopRow
from yiwang.identity import contracts as identity
from yiwang.kernel import calendar, clock, facts, statements
from yiwang.kernel.errors import Conflict
from yiwang.kernel.ids import new_id

__all__ = [
    "area_of_path",
    "areas",
    "assign_grid",
    "bounds",
    "children",
    "codes_of",
    "declare_stop",
    "find_area",
    "find_area_by_code",
    "find_area_by_name",
    "find_mode",
    "get_area",
    "grid_schemes",
    "grids_in",
    "grids_of_user",
    "import_grids",
    "import_grids_command",
    "load_city",
    "locate",
    "merge_areas",
    "move_area",
    "names_of",
    "outlines",
    "path_moves",
    "path_of",
    "path_on",
    "paths_held",
    "placements",
    "places_in",
    "roots",
    "search_areas",
    "seat",
    "staff_grids",
    "stops",
    "subtree",
    "unit_rows",
    "withdraw_stop",
    "work_calendar",
]
_MODES: dict[str, Mode] = {mode: mode for mode in get_args(Mode)}
Progress = Callable[[str, int, int], None]


def find_area(area_id: str) -> Area | None:
    """The area, or None."""
    row = statements.find(AreaRow, id=area_id)
    return _area(row) if row else None


def get_area(area_id: str) -> Area:
    """The area; raises UnknownArea."""
    found = find_area(area_id)
    if found is None:
        raise UnknownArea(area=area_id)
    return found


def areas(area_ids: Sequence[str]) -> dict[str, Area]:
    """Many areas at once by id; unknown ids are absent."""
    return {row.id: _area(row) for row in statements.by_keys(AreaRow, area_ids)}


def find_area_by_name(name: str, within_path: str = "") -> Area | None:
    """The area of this name (full, short, or another source's spelling) below a managed path.

    Where several bear the name the highest one wins, then the lowest id; a name is never unique, so a form
    that means one area asks for its id.
    """
    rows = list(_named(Q(name=name) | Q(short_name=name), name).filter(managed_path__startswith=within_path))
    if not rows:
        return None
    return _area(min(rows, key=lambda row: (row.managed_path.count("/"), row.id)))


def find_area_by_code(source: str, code: str) -> Area | None:
    """The area that `source` calls `code` today. A code without its source names nothing."""
    row = CodeRow.objects.filter(source=source, code=code, valid_to__isnull=True).order_by("id").first()
    return find_area(row.area_id) if row else None


def search_areas(text: str, within_path: str = "", limit: int = 20) -> tuple[Area, ...]:
    """Areas whose name, id or code holds the text, higher ones first."""
    wanted = text.strip()
    if not wanted:
        return ()
    rows = _named(
        Q(name__contains=wanted) | Q(short_name__contains=wanted) | Q(id=wanted), wanted, contains=True
    )
    found = list(rows.filter(managed_path__startswith=within_path).distinct()[: limit * 20])
    found.sort(key=lambda row: (row.managed_path.count("/"), not row.name.startswith(wanted), row.id))
    return tuple(_area(row) for row in found[:limit])


def _named(wanted: Q, text: str, contains: bool = False) -> QuerySet[AreaRow]:
    codes = CodeRow.objects.filter(Q(name__contains=text) if contains else Q(name=text)).values_list(
        "area_id", flat=True
    )
    return AreaRow.objects.filter(wanted | Q(pk__in=list(codes[:200])), closed_on__isnull=True)


def area_of_path(path: str) -> str:
    """The id of the area that a path leads to."""
    ids = logic.ids_of(path)
    if not ids:
        raise UnknownArea(area=path)
    return ids[-1]


def children(area_id: str, tree: Tree = "managed") -> tuple[Area, ...]:
    """The areas right below, in order of id; grids too. Closed areas are not among them."""
    rows = AreaRow.objects.filter(**{f"{tree}_parent": area_id}, closed_on__isnull=True).order_by("id")
    return tuple(_area(row) for row in rows)


def subtree(path: str, level: Level | None = None, tree: Tree = "managed") -> tuple[Area, ...]:
    """Every area whose path in `tree` begins with `path` (itself too), of one level or all, in order of
    id."""
    rows = AreaRow.objects.filter(**{f"{tree}_path__startswith": path}, closed_on__isnull=True)
    if level is not None:
        rows = rows.filter(level=level)
    return tuple(_area(row) for row in rows.exclude(**{f"{tree}_path": ""}).order_by("id"))


def roots() -> tuple[Area, ...]:
    """The areas above which there is nothing."""
    return tuple(_area(row) for row in AreaRow.objects.filter(managed_parent__isnull=True).order_by("id"))


def seat() -> str:
    """Where what belongs to this instance itself is kept: its one city, else the root above several."""
    root = next(iter(roots()), None)
    if root is None:
        return "/"
    cities = subtree(root.managed_path, "city")
    return cities[0].managed_path if len(cities) == 1 else root.managed_path


def unit_rows() -> list[identity.AreaRow]:
    """Every open area of the managed tree from province to village, as identity's loader takes them."""
    rows = AreaRow.objects.filter(closed_on__isnull=True).exclude(kind="grid").order_by("managed_path")
    return [
        identity.AreaRow(
            id=row.id,
            name=row.name,
            short_name=row.short_name,
            level=row.level,
            managed_path=row.managed_path,
            kind=row.kind,
            name_en=row.name_en,
        )
        for row in rows
    ]


def path_of(area_id: str, tree: Tree = "managed") -> str:
    """Today's path; "" where the area does not stand in that tree. Raises UnknownArea."""
    area = get_area(area_id)
    return area.managed_path if tree == "managed" else area.statistical_path


def path_on(area_id: str, day: date, tree: Tree = "managed") -> str:
    """The path of an earlier day; "" where our records do not reach or the area did not stand there."""
    stay = logic.stay_on(
        (
            logic.Stay(row.path, row.parent, row.valid_from, row.valid_to)
            for row in PlacementRow.objects.filter(area_id=area_id, tree=tree)
        ),
        day,
    )
    return stay.path if stay else ""


def placements(area_id: str) -> tuple[Placement, ...]:
    """Where the area has stood, oldest first."""
    rows = PlacementRow.objects.filter(area_id=area_id).order_by("tree", "id")
    return tuple(
        Placement(
            tree="managed" if row.tree == "managed" else "statistical",
            path=row.path,
            parent=row.parent,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )


def paths_held(area_ids: Iterable[str], tree: Tree) -> dict[str, set[str]]:
    """Every path that these areas have had in a tree, by id."""
    held: dict[str, set[str]] = {one: set() for one in area_ids}
    rows = PlacementRow.objects.filter(area_id__in=list(held), tree=tree)
    for area_id, path in rows.values_list("area_id", "path"):
        held[area_id].add(path)
    return held


def codes_of(area_id: str) -> tuple[AreaCode, ...]:
    """Every code of the area with its source and time."""
    return tuple(
        AreaCode(
            source=row.source,
            code=row.code,
            area_id=row.area_id,
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in CodeRow.objects.filter(area_id=area_id).order_by("source", "code")
    )


def path_moves(tree: Tree = "managed", since: date | None = None) -> tuple[PathMove, ...]:
    """The old→new lines of all moves, in the order they were made."""
    rows = MoveRow.objects.filter(tree=tree).order_by("id")
    if since is not None:
        rows = rows.filter(on__gte=since)
    return tuple(
        PathMove(tree=tree, old=row.old, new=row.new, on=row.on, area_id=row.area_id, reason=row.reason)
        for row in rows
    )


def find_mode(area_id: str) -> AreaMode | None:
    """The mode that the area stands in: its own, else that of the nearest area above it. None where nobody
    has said one. Raises UnknownArea.
    """
    above = logic.ids_of(path_of(area_id))
    rows = ModeRow.objects.in_bulk(above)
    said = next((rows[one] for one in reversed(above) if one in rows), None)
    if said is None:
        return None
    return AreaMode(area_id=area_id, mode=_MODES[said.mode], since=said.since, said_of=said.area_id)


def names_of(path: str) -> tuple[str, ...]:
    """The names along a path from the root; an id without an area stands for itself."""
    ids = logic.ids_of(path)
    names = {row.id: row.name for row in statements.by_keys(AreaRow, ids)}
    return tuple(names.get(area_id, area_id) for area_id in ids)


def locate(lon: float, lat: float, frame: str = "wgs84") -> Located:
    """Where a point given in `frame` lies, and the grid of each scheme that holds it.

    Raises SwappedCoordinates, ForeignPoint, BadPoint, UnknownFrame, or NowhereHere for a point in the box of
    this instance but farther from every outline than the city's reach.
    """
    return _index.locate(lon, lat, frame)


def places_in(text: str) -> list[PlaceGuess]:
    """The areas of the managed tree that a Chinese text names, deepest first, the surer first of one level.

    Full names, names under another ending and bare names; several guesses where a name means several areas
    and nothing else in the text tells them apart. An area outside the county that the text names is hardly
    meant and says so by its confidence. Names of roads, schools and shops are left alone.
    """
    return _addresses.places_in(text)


def bounds() -> Bounds | None:
    """The box round everything loaded, WGS 84; None before a city is loaded."""
    box = _index.bounds()
    return Bounds(west=box.west, south=box.south, east=box.east, north=box.north) if box else None


def outlines(level: Level, within_path: str = "", scheme: str = "") -> bytes:
    """A GeoJSON FeatureCollection of simplified outlines; each feature has id and properties
    {id, name, level, kind, geometry: "sourced" | "demonstration", parent, path}."""
    return _outlines.collection(level, within_path, scheme)[1]


def load_city(folder: Path, progress: Progress | None = None, actor: str = "system:areas") -> CityLoaded:
    """Load a city folder (`cities/<city>`), all or nothing; loading the same content again does nothing.

    `progress(step, done, total)` is told of each step. What stands here stays: a load adds areas and
    refreshes outlines and codes, and names in `differs` what people have moved or renamed since. Raises
    DeclarationFaults (file, line, column) or CityFaults.
    """
    return _load.load_city(folder, progress or (lambda _step, _done, _total: None), actor)


def import_grids(
    scheme: str,
    path: Path | bytes,
    frame: str = "wgs84",
    *,
    dry_run: bool = False,
    actor: str = "system:areas",
) -> GridReport:
    """Import grids of one scheme from GeoJSON (properties code, name, area?, head_user?, worker_user?) or CSV
    (the same columns and `wkt`), in UTF-8. All or nothing; the report names every fault with its row.
    """
    data = path if isinstance(path, bytes) else path.read_bytes()
    return _grids.import_grids(scheme, data, frame=frame, dry_run=dry_run, actor=actor)


def grid_schemes() -> tuple[GridScheme, ...]:
    """The schemes and how many grids each has."""
    counts: dict[str, int] = {}
    for scheme in GridRow.objects.values_list("scheme", flat=True):
        counts[scheme] = counts.get(scheme, 0) + 1
    return tuple(
        GridScheme(
            id=row.id,
            name=row.name,
            code_pattern=row.code_pattern,
            code_rule=row.code_rule,
            covers="places" if row.covers == "places" else "everything",
            gaps="refuse" if row.gaps == "refuse" else "report",
            grids=counts.get(row.id, 0),
        )
        for row in SchemeRow.objects.order_by("id")
    )


def grids_of_user(user_id: str) -> tuple[GridHit, ...]:
    """The grids that a person heads or works in."""
    return _grid_hits(GridRow.objects.filter(Q(head_user=user_id) | Q(worker_user=user_id)))


def grids_in(area_id: str) -> tuple[GridHit, ...]:
    """The grids of every scheme that lie in an area. Raises UnknownArea."""
    below = AreaRow.objects.filter(managed_path__startswith=path_of(area_id), kind="grid", closed_on=None)
    return _grid_hits(GridRow.objects.filter(area_id__in=below.values("id")))


def _grid_hits(grids: QuerySet[GridRow]) -> tuple[GridHit, ...]:
    rows = {row.area_id: row for row in grids}
    found = AreaRow.objects.filter(pk__in=list(rows)).order_by("id")
    return tuple(
        GridHit(
            scheme=rows[area.id].scheme,
            grid_id=area.id,
            code=rows[area.id].code,
            name=area.name,
            head_user=rows[area.id].head_user,
            worker_user=rows[area.id].worker_user,
            precision="sourced" if area.geometry == "sourced" else "demonstration",
        )
        for area in found
    )


def staff_grids(actor: str = "system:areas") -> int:
    """Give every grid that names nobody the 书记 and the 网格员 of its village's unit; how many got people.

    Called after identity has loaded its units. What a person assigned is never changed.
    """
    return _staff.staff_grids(actor)


def assign_grid(
    grid_id: str, *, head_user: str | None = None, worker_user: str | None = None, actor: str
) -> None:
    """Name the 网格长 and 网格员 of a grid; None leaves one as it is, "" names nobody."""
    with transaction.atomic():
        grid = GridRow.objects.filter(pk=grid_id).first()
        if grid is None:
            raise UnknownArea(area=grid_id)
        head = grid.head_user if head_user is None else head_user
        worker = grid.worker_user if worker_user is None else worker_user
        if (head, worker) == (grid.head_user, grid.worker_user):
            return
        claimed = GridRow.objects.filter(pk=grid_id, version=grid.version).update(
            head_user=head, worker_user=worker, version=grid.version + 1
        )
        if claimed != 1:
            raise Conflict
        facts.tell(
            GridAssigned(grid_id=grid_id, head_user=head, worker_user=worker),
            subject=f"grid:{grid_id}",
            version=grid.version + 1,
            actor=actor,
            area_path=path_of(grid_id),
        )


def move_area(
    area_id: str,
    parent: str,
    *,
    on: date,
    actor: str,
    reason: str,
    trees: Sequence[Tree] = ("managed", "statistical"),
) -> tuple[PathMove, ...]:
    """Put an area with all below it under another from a day on. History keeps its path of the day; each
    tree's old→new line is kept, answered and told as AreaMoved. Raises UnknownArea, AreaClosed, BadMove.
    """
    return _moves.move_area(area_id, parent, trees=trees, on=on, actor=actor, reason=reason)


def merge_areas(
    area_ids: Sequence[str], into: str, *, on: date, actor: str, reason: str
) -> tuple[PathMove, ...]:
    """Merge areas into another of the same level: what lay below them lies below it, they are closed, their
    codes end that day. Raises UnknownArea, AreaClosed, BadMove.
    """
    return _moves.merge_areas(area_ids, into, on=on, actor=actor, reason=reason)


def declare_stop(area_id: str, first_day: date, last_day: date, reason: str, *, actor: str) -> Stop:
    """Days on which an area does not work (both inclusive): limits of cases in it skip them."""
    if last_day < first_day:
        raise BadStop
    with transaction.atomic():
        row = StopRow.objects.create(
            id=new_id(),
            area_id=area_id,
            area_path=path_of(area_id),
            first_day=first_day,
            last_day=last_day,
            reason=reason[:200],
        )
        facts.tell(
            StopDeclared(
                stop_id=row.id,
                area_id=area_id,
                first_day=first_day.isoformat(),
                last_day=last_day.isoformat(),
                reason=row.reason,
            ),
            subject=f"stop:{row.id}",
            version=1,
            actor=actor,
            area_path=row.area_path,
        )
    return _stop(row)


def withdraw_stop(stop_id: str, reason: str, *, actor: str) -> Stop:
    """Lift stop days that are not over: limits are reckoned as if they had not been. Raises UnknownStop,
    StopOver.
    """
    with transaction.atomic():
        row = StopRow.objects.select_for_update().filter(pk=stop_id).first()
        if row is None:
            raise UnknownStop
        if row.last_day < clock.now().astimezone(clock.SHANGHAI).date():
            raise StopOver(last=row.last_day.isoformat())
        row.delete()
        facts.tell(
            StopWithdrawn(
                stop_id=stop_id,
                area_id=row.area_id,
                first_day=row.first_day.isoformat(),
                last_day=row.last_day.isoformat(),
                reason=reason.strip()[:200],
            ),
            subject=f"stop:{stop_id}",
            version=row.version + 1,
            actor=actor,
            area_path=row.area_path,
        )
    row.pk = stop_id
    return _stop(row)


def stops() -> tuple[Stop, ...]:
    return tuple(_stop(row) for row in statements.select(StopRow, "ORDER BY first_day, id"))


def work_calendar() -> calendar.WorkCalendar:
    """The working calendar with the stop days of every area: pass `area_path` when you ask it."""
    return calendar.default().with_stops(
        calendar.StopDays(
            area_path=stop.area_path, first=stop.first_day, last=stop.last_day, reason=stop.reason
        )
        for stop in stops()
    )


def _stop(row: StopRow) -> Stop:
    return Stop(
        id=row.id,
        area_id=row.area_id,
        area_path=row.area_path,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
    )


def _area(row: AreaRow) -> Area:
    return Area(
        id=row.id,
        name=row.name,
        short_name=row.short_name,
        level=row.level,  # type: ignore[arg-type]
        kind=row.kind,  # type: ignore[arg-type]
        managed_path=row.managed_path,
        statistical_path=row.statistical_path,
        managed_parent=row.managed_parent,
        statistical_parent=row.statistical_parent,
        lon=row.lon,
        lat=row.lat,
        geometry=row.geometry,  # type: ignore[arg-type]
        closed_on=row.closed_on,
        name_en=row.name_en,
        name_en_derived=row.name_en_derived,
    )

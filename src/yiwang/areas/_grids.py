"""Importing grids of one scheme from GeoJSON or CSV: every fault of every row, then all or nothing."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import transaction
from django.db.models import F
from shapely.geometry import shape as as_shape
from shapely.geometry.base import BaseGeometry

from yiwang.areas import logic
from yiwang.areas._index import Index, index
from yiwang.areas._load import touch
from yiwang.areas.contracts import GridFault, GridReport, GridsImported, UnknownScheme
from yiwang.areas.models import AreaRow, CodeRow, GridRow, OutlineRow, PlacementRow, SchemeRow
from yiwang.kernel import facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.geometry import check_point, frame_of, shape_to_wgs84

MOST_ROWS = 50_000
#: An id is the code, or scheme and code where another area bears it; both must fit the column.
LONGEST_ID = 40
csv.field_size_limit(5_000_000)  # an outline of many corners is one long cell
COLUMNS = ("code", "name", "area", "head_user", "worker_user", "wkt")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawGrid:
    """A row as the file has it, before anything is believed."""

    row: int
    code: str
    name: str
    area: str
    head_user: str
    worker_user: str
    shape: BaseGeometry | None
    trouble: str = ""


def import_grids(scheme_id: str, data: bytes, *, frame: str, dry_run: bool, actor: str) -> GridReport:
    """See `areas.api.import_grids`."""
    scheme = SchemeRow.objects.filter(pk=scheme_id).first()
    if scheme is None:
        raise UnknownScheme(scheme=scheme_id)
    known = frame_of(frame)
    faults: list[GridFault] = []
    raw = _read(data, faults)
    with transaction.atomic():
        here = index()
        outlines = {area.id: shape for area, shape in zip(here.areas, here.shapes, strict=True)}
        drafts = [draft for one in raw if (draft := _draft(one, scheme_id, known, here, faults))]
        faults += _check(scheme, drafts, here, outlines)
        faults.sort(key=lambda fault: (fault.row, fault.fault))
        blocked = any(fault.blocks for fault in faults)
        store = not (dry_run or blocked or not drafts)
        added, changed, unchanged = _store(scheme, drafts, actor, store)
    return GridReport(
        scheme=scheme_id,
        frame=known,
        rows=len(raw),
        added=added,
        changed=changed,
        unchanged=unchanged,
        stored=store,
        faults=tuple(faults),
    )


def _fault(row: int, code: str, fault: str, zh: str, en: str) -> GridFault:
    return GridFault(row=row, code=code, fault=fault, zh=zh, en=en, blocks=True)  # type: ignore[arg-type]


def _read(data: bytes, faults: list[GridFault]) -> list[RawGrid]:
    """Rows of the file; a file that is no UTF-8 or no GeoJSON or CSV is one fault with its place."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        faults.append(
            _fault(
                line,
                "",
                "encoding",
                f"文件不是 UTF-8 编码（第 {line} 行，第 {wrong.start + 1} 字节）。"
                "请另存为 UTF-8;GBK 会丢失“㙍”这类字。",
                f"The file is not UTF-8 (line {line}, byte {wrong.start + 1}). "
                "Save it as UTF-8; GBK loses rare characters.",
            )
        )
        return []
    try:
        rows = list(_features(text) if text.lstrip()[:1] == "{" else _records(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error) as wrong:
        faults.append(
            _fault(0, "", "geometry", f"看不懂这个文件：{wrong}。", f"The file cannot be read: {wrong}.")
        )
        return []
    if len(rows) > MOST_ROWS:
        faults.append(
            _fault(
                MOST_ROWS, "", "geometry", f"一次至多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows at once."
            )
        )
        return []
    return rows


def _features(text: str) -> Iterator[RawGrid]:
    for row, feature in enumerate(json.loads(text)["features"], 1):
        said: Mapping[str, Any] = feature.get("properties") or {}
        yield _raw(row, said, lambda feature=feature: as_shape(feature["geometry"]))


def _records(text: str) -> Iterator[RawGrid]:
    table = csv.DictReader(io.StringIO(text), strict=True)
    missing = {"code", "name", "wkt"} - set(table.fieldnames or ())
    if missing:
        raise ValueError(f"columns missing: {', '.join(sorted(missing))}; known: {', '.join(COLUMNS)}")
    for row, said in enumerate(table, 1):
        yield _raw(row, said, lambda said=said: shapely.from_wkt(said["wkt"] or ""))


def _raw(row: int, said: Mapping[str, Any], draw: Any) -> RawGrid:
    shape, trouble = None, ""
    try:
        shape = draw()
    except (
        shapely.errors.ShapelyError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
    ) as wrong:
        trouble = str(wrong)[:120]
    return RawGrid(
        row=row,
        code=str(said.get("code") or "").strip(),
        name=str(said.get("name") or "").strip(),
        area=str(said.get("area") or "").strip(),
        head_user=str(said.get("head_user") or "").strip()[:40],
        worker_user=str(said.get("worker_user") or "").strip()[:40],
        shape=shape,
        trouble=trouble,
    )


def _draft(
    raw: RawGrid, scheme: str, frame: str, here: Index, faults: list[GridFault]
) -> logic.GridDraft | None:
    """The row as a grid, or None with its fault told."""
    shape = _sound_shape(raw, frame, here, faults)
    if shape is None:
        return None
    if not 1 <= len(raw.code) <= LONGEST_ID - len(scheme) - 1:
        faults.append(
            _fault(
                raw.row,
                raw.code[:60],
                "code",
                f"编码须为 1 至 {LONGEST_ID - len(scheme) - 1} 个字符。",
                f"A code has 1 to {LONGEST_ID - len(scheme) - 1} characters.",
            )
        )
        return None
    area_id = raw.area or _area_at(shape, here)
    if area_id not in {area.id for area in here.areas if area.kind != "grid"}:
        faults.append(
            _fault(
                raw.row,
                raw.code,
                "area",
                f"没有编号为“{area_id}”的区划。",
                f"There is no area “{area_id}”.",
            )
        )
        return None
    return logic.GridDraft(
        row=raw.row,
        code=raw.code,
        name=(raw.name or raw.code)[:120],
        area_id=area_id,
        shape=shape,
        head_user=raw.head_user,
        worker_user=raw.worker_user,
    )


def _sound_shape(raw: RawGrid, frame: str, here: Index, faults: list[GridFault]) -> BaseGeometry | None:
    shape, reason = raw.shape, raw.trouble
    if shape is not None:
        if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            reason = "no polygon"
        elif not all(math.isfinite(edge) for edge in shape.bounds):
            reason = "coordinates are not finite"
        elif not shape.is_valid:
            reason = str(shapely.is_valid_reason(shape))
    if shape is None or reason:
        faults.append(
            _fault(
                raw.row,
                raw.code,
                "geometry",
                f"图形不成立：{reason or '空'}。",
                f"The geometry does not hold: {reason or 'empty'}.",
            )
        )
        return None
    west, south, east, north = shape.bounds
    try:
        box = here.box.widened(0.5) if here.box else None
        check_point(west, south, box)
        check_point(east, north, box)
    except Refusal as wrong:
        faults.append(_fault(raw.row, raw.code, "frame", wrong.sentence("zh"), wrong.sentence("en")))
        return None
    return shapely.force_2d(shape_to_wgs84(shape, frame))


def _area_at(shape: BaseGeometry, here: Index) -> str:
    """The village that holds the middle of the grid: for files that do not name it."""
    middle = shape.representative_point()
    found = [
        here.areas[hit].id
        for hit in here.tree.query(middle, predicate="intersects").tolist()
        if here.areas[hit].level == "village"
    ]
    return min(found, default="")


def _check(
    scheme: SchemeRow, drafts: list[logic.GridDraft], here: Index, outlines: Mapping[str, BaseGeometry]
) -> list[GridFault]:
    owners = {draft.area_id for draft in drafts}
    codes: dict[str, set[str]] = defaultdict(set)
    for area_id in owners:
        codes[area_id].add(area_id)
    for area_id, code in CodeRow.objects.filter(area_id__in=owners, valid_to__isnull=True).values_list(
        "area_id", "code"
    ):
        codes[area_id].add(code)
    standing: dict[str, tuple[str, BaseGeometry]] = {}
    sourced = set()
    for area, shape, grade in zip(here.areas, here.shapes, here.grades, strict=True):
        if here.grids.get(area.id, ("", ""))[0] == scheme.id:
            standing[here.grids[area.id][1]] = (area.managed_parent or "", shape)
        if grade == "sourced":
            sourced.add(area.id)
    faults = logic.code_faults(drafts, scheme.code_pattern, scheme.code_rule, codes)
    faults += logic.overlap_faults(drafts, {code: shape for code, (_, shape) in standing.items()})
    faults += logic.outside_faults(drafts, outlines, sourced)
    if scheme.covers == "everything":
        faults += logic.gap_faults(drafts, standing, outlines, scheme.gaps == "refuse")
    return faults


def _store(scheme: SchemeRow, drafts: list[logic.GridDraft], actor: str, store: bool) -> tuple[int, int, int]:
    """Add and change grids; returns how many are (or would be) added, changed, unchanged."""
    standing = {row.code: row for row in GridRow.objects.filter(scheme=scheme.id)}
    areas = AreaRow.objects.in_bulk(
        [row.area_id for row in standing.values()] + [draft.area_id for draft in drafts]
    )
    wkb = dict(
        OutlineRow.objects.filter(area_id__in=[row.area_id for row in standing.values()]).values_list(
            "area_id", "wkb"
        )
    )
    added: list[logic.GridDraft] = []
    changed: list[tuple[logic.GridDraft, GridRow]] = []
    for draft in {draft.code: draft for draft in drafts}.values():
        grid = standing.get(draft.code)
        if grid is None:
            added.append(draft)
        elif _same(draft, grid, areas[grid.area_id], bytes(wkb.get(grid.area_id, b""))):
            continue
        else:
            changed.append((draft, grid))
    unchanged = len({draft.code for draft in drafts}) - len(added) - len(changed)
    if store and (added or changed):
        _write(scheme, added, changed, areas)
        SchemeRow.objects.filter(pk=scheme.id).update(version=F("version") + 1)
        version = SchemeRow.objects.values_list("version", flat=True).get(pk=scheme.id)
        facts.tell(
            GridsImported(scheme=scheme.id, added=len(added), changed=len(changed)),
            subject=f"grid_scheme:{scheme.id}",
            version=version,
            actor=actor,
        )
        touch()
    return len(added), len(changed), unchanged


def _same(draft: logic.GridDraft, grid: GridRow, area: AreaRow, wkb: bytes) -> bool:
    people = (draft.head_user or grid.head_user, draft.worker_user or grid.worker_user)
    return (
        area.name == draft.name
        and area.managed_parent == draft.area_id
        and people == (grid.head_user, grid.worker_user)
        and wkb == shapely.to_wkb(draft.shape)
    )


def _write(
    scheme: SchemeRow,
    added: list[logic.GridDraft],
    changed: list[tuple[logic.GridDraft, GridRow]],
    areas: Mapping[str, AreaRow],
) -> None:
    outlines = []
    new_areas, new_grids, placements = [], [], []
    taken = set(AreaRow.objects.filter(pk__in=[draft.code for draft in added]).values_list("id", flat=True))
    for draft in added:
        above = areas[draft.area_id]
        grid_id = f"{scheme.id}-{draft.code}" if draft.code in taken else draft.code
        middle = draft.shape.representative_point()
        paths = {"managed": above.managed_path, "statistical": above.statistical_path}
        new_areas.append(
            AreaRow(
                id=grid_id,
                city=above.city,
                name=draft.name,
                short_name=draft.name,
                level="grid",
                kind="grid",
                managed_path=logic.path_under(paths["managed"], grid_id),
                statistical_path=logic.path_under(paths["statistical"], grid_id)
                if paths["statistical"]
                else "",
                managed_parent=above.id,
                statistical_parent=above.id if paths["statistical"] else None,
                lon=middle.x,
                lat=middle.y,
                geometry="sourced",
            )
        )
        new_grids.append(
            GridRow(
                area_id=grid_id,
                scheme=scheme.id,
                code=draft.code,
                head_user=draft.head_user,
                worker_user=draft.worker_user,
            )
        )
        placements += [
            PlacementRow(area_id=grid_id, tree=tree, path=logic.path_under(path, grid_id), parent=above.id)
            for tree, path in paths.items()
            if path
        ]
        outlines.append(_outline(grid_id, draft, scheme))
    AreaRow.objects.bulk_create(new_areas, batch_size=500)
    GridRow.objects.bulk_create(new_grids, batch_size=500)
    PlacementRow.objects.bulk_create(placements, batch_size=500)
    for draft, grid in changed:
        middle = draft.shape.representative_point()
        AreaRow.objects.filter(pk=grid.area_id).update(
            name=draft.name, lon=middle.x, lat=middle.y, geometry="sourced", version=F("version") + 1
        )
        GridRow.objects.filter(pk=grid.area_id).update(
            head_user=draft.head_user or grid.head_user,
            worker_user=draft.worker_user or grid.worker_user,
            version=F("version") + 1,
        )
        outlines.append(_outline(grid.area_id, draft, scheme))
    OutlineRow.objects.bulk_create(
        outlines,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["area_id"],
        update_fields=["grade", "source", "wkb"],
    )


def _outline(area_id: str, draft: logic.GridDraft, scheme: SchemeRow) -> OutlineRow:
    return OutlineRow(
        area_id=area_id, grade="sourced", source=f"import:{scheme.id}"[:40], wkb=shapely.to_wkb(draft.shape)
    )

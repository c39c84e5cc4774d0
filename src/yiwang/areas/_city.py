"""Reading a city folder: files → a plan of areas, or every fault at once."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape as as_shape
from shapely.geometry.base import BaseGeometry

from yiwang.areas import logic
from yiwang.areas._demonstration import Spot, divide
from yiwang.areas.contracts import CityFaults
from yiwang.areas.declarations import City, CodeLine, DivisionLine, EnglishName, FunctionalDistrict, TownPoint
from yiwang.kernel.declarations import DeclarationFaults, Fault, Loaded, Problem, load_rows, load_yaml
from yiwang.kernel.geometry import shape_to_wgs84

#: Raised when the way of generating demonstration geometry changes, so that loaded cities are made anew.
GENERATION = 1
FILES = ("city.yaml", "divisions.csv", "codes.csv", "counties.geojson", "town_points.csv", "names_en.csv")


@dataclass(slots=True)
class Planned:
    """One area as the folder would have it."""

    id: str
    name: str
    short_name: str
    level: str
    kind: str
    name_en: str = ""
    name_en_derived: bool = False
    statistical_parent: str | None = None
    managed_parent: str | None = None
    managed_since: Any = None
    counted: bool = True
    spot: Spot | None = None
    outline: BaseGeometry | None = None
    grade: str = "none"
    source: str = ""
    scheme: str = ""
    code: str = ""


@dataclass(slots=True)
class Plan:
    """A whole city: areas with parents before children, and the codes of other sources."""

    city: City
    digest: str
    areas: dict[str, Planned] = field(default_factory=dict)
    codes: list[CodeLine] = field(default_factory=list)
    statistical: dict[str, str] = field(default_factory=dict)
    managed: dict[str, str] = field(default_factory=dict)


def digest_of(folder: Path) -> str:
    """What the folder says, as one number; also of the generator, whose change makes a city anew."""
    total = hashlib.sha256(str(GENERATION).encode())
    for name in FILES:
        path = folder / name
        total.update(name.encode())
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def read_plan(folder: Path) -> Plan:
    """The plan of a folder; raises DeclarationFaults (file, line, column) or CityFaults."""
    said = load_yaml(folder / "city.yaml", City, name=f"{folder.name}/city.yaml")
    tables = {name: folder / name for name in FILES[1:]}
    divisions = load_rows(tables["divisions.csv"], DivisionLine, name=f"{folder.name}/divisions.csv")
    points = load_rows(tables["town_points.csv"], TownPoint, name=f"{folder.name}/town_points.csv")
    codes = load_rows(tables["codes.csv"], CodeLine, name=f"{folder.name}/codes.csv")
    # A city without this table is called by its Chinese names in English too.
    named = tables["names_en.csv"]
    english = [load_rows(named, EnglishName, name=f"{folder.name}/names_en.csv")] if named.exists() else []
    _fail(said, divisions, points, codes, *english)
    city = said.get()
    plan = Plan(city, digest_of(folder))
    _take_divisions(plan, divisions)
    _take_functional(plan, said)
    _check_areas(plan, codes, "codes.csv")
    _check_areas(plan, points, "town_points.csv")
    for table in english:
        _check_areas(plan, table, "names_en.csv")
    _fail(said, divisions, points, codes, *english)
    for line in (line for table in english for line in table.get()):
        area = plan.areas[line.area]
        area.name_en, area.name_en_derived = line.name, line.origin == "derived"
    plan.codes = list(codes.get())
    plan.statistical = logic.paths_from(
        {a.id: a.statistical_parent for a in plan.areas.values() if a.counted}
    )
    plan.managed = logic.paths_from({a.id: a.managed_parent for a in plan.areas.values()})
    _take_outlines(plan, tables["counties.geojson"])
    _generate(plan, {point.area: (point.lon, point.lat) for point in points.get()})
    return plan


def _fail(*loaded: Loaded[Any]) -> None:
    faults: list[Fault] = [fault for one in loaded for fault in one.faults]
    if faults:
        raise DeclarationFaults(faults)


def _take_divisions(plan: Plan, loaded: Loaded[tuple[DivisionLine, ...]]) -> None:
    shorter = {row.area: row.short_name for row in plan.city.short_names}
    for index, line in enumerate(loaded.get()):
        if line.code in plan.areas:
            loaded.tell(
                _problem((index, "code"), f"编码 {line.code} 出现两次", f"The code {line.code} comes twice")
            )
            continue
        if line.parent_code and line.parent_code not in plan.areas:
            loaded.tell(
                _problem(
                    (index, "parent_code"),
                    f"上级 {line.parent_code} 不在前面各行",
                    f"No earlier row has {line.parent_code}",
                )
            )
        plan.areas[line.code] = Planned(
            id=line.code,
            name=line.name,
            short_name=shorter.get(line.code) or logic.short_name(line.name),
            level=line.level,
            kind="division",
            statistical_parent=line.parent_code or None,
            managed_parent=line.parent_code or None,
        )


def _take_functional(plan: Plan, loaded: Loaded[City]) -> None:
    for index, district in enumerate(plan.city.functional):
        unknown = [area for area in (district.parent, *district.members) if area not in plan.areas]
        for area in unknown:
            loaded.tell(
                _problem(("functional", index), f"没有编号为 {area} 的区划", f"There is no area {area}")
            )
        if not unknown:
            _place_district(plan, district)
    if plan.city.seat.area not in plan.areas:
        loaded.tell(
            _problem(
                ("seat", "area"), "divisions.csv 中没有这个区划", "divisions.csv does not have this area"
            )
        )


def _place_district(plan: Plan, district: FunctionalDistrict) -> None:
    plan.areas[district.id] = Planned(
        id=district.id,
        name=district.name,
        short_name=district.short_name,
        level=district.level,
        kind="functional",
        managed_parent=district.parent,
        managed_since=district.since,
        counted=False,
    )
    for member in district.members:
        plan.areas[member].managed_parent = district.id
        plan.areas[member].managed_since = district.members_since


def _check_areas(plan: Plan, loaded: Loaded[Any], name: str) -> None:
    for index, line in enumerate(loaded.get()):
        if line.area not in plan.areas:
            loaded.tell(
                _problem((index, "area"), f"没有编号为 {line.area} 的区划", f"There is no area {line.area}")
            )


def _problem(at: tuple[str | int, ...], zh: str, en: str) -> Problem:
    return Problem(
        at=at, zh=f"{zh}。", en=f"{en}.", cure_zh="核对区划编码。", cure_en="Check the code of the area."
    )


def _take_outlines(plan: Plan, path: Path) -> None:
    """Outlines with a source. The collection declares its `frame`; a feature its `area`."""
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        frame = collection["frame"]
        shapes = {
            feature["properties"]["area"]: as_shape(feature["geometry"]) for feature in collection["features"]
        }
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise CityFaults(count=1, faults=[{"file": path.name, "text": repr(cause)}]) from cause
    faults = [area for area in shapes if area not in plan.areas]
    if faults:
        raise CityFaults(count=len(faults), faults=[{"file": path.name, "text": area} for area in faults])
    source = next((s.id for s in plan.city.sources if path.name in s.files), "")
    for area, raw in shapes.items():
        outline = shape_to_wgs84(raw if raw.is_valid else shapely.make_valid(raw), frame)
        heart = outline.representative_point()
        planned = plan.areas[area]
        planned.outline, planned.grade, planned.source = outline, "sourced", source
        planned.spot = (heart.x, heart.y)


def _generate(plan: Plan, points: dict[str, Spot]) -> None:
    """Demonstration outlines below the sourced ones, then of the districts that hold them, then grids."""
    seed = plan.city.demonstration.seed
    below: dict[str, list[str]] = defaultdict(list)
    for area in plan.areas.values():
        if area.statistical_parent and area.counted:
            below[area.statistical_parent].append(area.id)
    for area in list(plan.areas.values()):
        bare = [child for child in below[area.id] if plan.areas[child].outline is None]
        if area.outline is None or not bare or area.level not in ("county", "town"):
            continue
        for child, (spot, outline) in divide(area.outline, bare, points, area.id, seed).items():
            planned = plan.areas[child]
            planned.spot, planned.outline = spot, outline
            planned.grade, planned.source = "demonstration", "generated"
    for area in plan.areas.values():
        if area.kind == "functional":
            parts = [
                a.outline
                for a in plan.areas.values()
                if a.managed_parent == area.id and a.outline is not None
            ]
            area.outline = shapely.union_all(parts)
            heart = area.outline.representative_point()
            area.spot, area.grade, area.source = (heart.x, heart.y), "demonstration", "generated"
    for rule in plan.city.demonstration.grids:
        roots = tuple(plan.managed[area] for area in rule.within if area in plan.managed)
        for village in [a for a in plan.areas.values() if a.level == "village" and a.outline is not None]:
            if plan.managed[village.id].startswith(roots):
                _generate_grids(plan, village, rule.scheme, rule.per_village, seed)


def _generate_grids(plan: Plan, village: Planned, scheme: str, count: int, seed: int) -> None:
    if village.outline is None:
        return
    codes = [f"{village.id}{number:03d}" for number in range(1, count + 1)]
    for number, (code, (spot, outline)) in enumerate(
        divide(village.outline, codes, {}, f"{village.id}:{scheme}", seed).items(), 1
    ):
        plan.areas[code] = Planned(
            id=code,
            name=f"{village.short_name}第{number:03d}网格",
            short_name=f"{number:03d}网格",
            name_en=f"{village.name_en} Grid {number:03d}" if village.name_en else "",
            name_en_derived=village.name_en_derived,
            level="grid",
            kind="grid",
            statistical_parent=village.id,
            managed_parent=village.id,
            spot=spot,
            outline=outline,
            grade="demonstration",
            source="generated",
            scheme=scheme,
            code=code,
        )
        plan.statistical[code] = logic.path_under(plan.statistical[village.id], code)
        plan.managed[code] = logic.path_under(plan.managed[village.id], code)

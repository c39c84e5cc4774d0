"""The catalogue held against the city: every matter in every town, rules that tie, units that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.matters import _versions, logic
from yiwang.matters._duty import TOWN_LEVELS
from yiwang.matters.contracts import CatalogueChecks, CatalogueFinding, Owned, Place
from yiwang.matters.declarations import DutyRule, Matter, UnitRef

NAMED = 5
"""So many areas are named in a sentence; the line itself holds all."""


@dataclass(slots=True)
class City:
    """The towns and the units of the city, read once: 200 matters in 125 towns ask 26,000 times."""

    towns: list[Area] = field(default_factory=list)
    units: dict[str, identity.Unit] = field(default_factory=dict)
    by_line: dict[str, list[identity.Unit]] = field(default_factory=lambda: defaultdict(list))
    governments: dict[tuple[str, str], identity.Unit] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def read() -> City:
        city = City()
        towns: dict[str, Area] = {}
        for root in areas.roots():
            towns |= {area.id: area for area in areas.subtree(root.managed_path, "town")}
            city.names |= {area.id: area.name for area in areas.subtree(root.managed_path, "county")}
        city.towns = list(towns.values())
        city.names |= {area.id: area.name for area in city.towns}
        for unit in identity.units():
            city.units[unit.id] = unit
            if unit.line:
                city.by_line[unit.line].append(unit)
            if unit.kind in ("government", "town"):
                city.governments.setdefault((unit.area_id, unit.level), unit)
        return city

    def resolve(self, ref: UnitRef, path: str) -> identity.Unit | None:
        """The unit that a reference means at a path, as `_duty` finds it; owners are not known here."""
        if ref.unit:
            return self.units.get(ref.unit)
        if ref.whose in ("town", "county"):
            for segment in reversed(path.strip("/").split("/")):
                found = self.governments.get((segment, ref.whose))
                if found is not None:
                    return found
            return None
        if ref.whose:
            return None
        order = {"department": 0, "vertical": 0}
        above = [
            unit
            for unit in self.by_line.get(ref.line, ())
            if path.startswith(unit.area_path) and (not ref.level or unit.level == ref.level)
        ]
        best = sorted(above, key=lambda unit: (-len(unit.area_path), order.get(unit.kind, 1), unit.id))
        return best[0] if best else None


def checks() -> CatalogueChecks:
    """Everything that a steward should look at, gravest first; no rule of the catalogue is changed."""
    city = City.read()
    lines: list[CatalogueFinding] = []
    matters = [matter for _, matter in _versions.newest_matters()]
    for matter in matters:
        lines += _owners(matter, city)
        lines += _overlaps(matter, city)
        lines += _gone(matter, city)
        lines += _bare(matter)
    kinds = ("no_owner", "town_cannot_lead", "retired_unit", "closed_area", "overlap", "no_limit", "no_words")
    lines.sort(key=lambda line: (kinds.index(line.kind), line.matter))
    return CatalogueChecks(
        matters=len(matters), areas=len(city.towns), pairs=len(matters) * len(city.towns), lines=lines
    )


def owned() -> list[Owned]:
    """Every matter with the towns in which nobody leads it, in order of code."""
    city = City.read()
    found = []
    for row, matter in _versions.newest_matters():
        lines = [line for line in _owners(matter, city) if line.kind == "no_owner"]
        found.append(
            Owned(
                code=row.code,
                pack=row.pack,
                name_zh=row.name_zh,
                name_en=row.name_en,
                towns=len(city.towns),
                without=[name for line in lines for name in line.areas],
            )
        )
    return found


def _line(kind: str, matter: Matter, zh: str, en: str, places: Sequence[str] = ()) -> CatalogueFinding:
    return CatalogueFinding(
        kind=kind,
        matter=matter.code,
        matter_zh=matter.name_zh,
        matter_en=matter.name_en,
        areas=list(places),
        zh=zh,
        en=en,
    )


def _owners(matter: Matter, city: City) -> Iterator[CatalogueFinding]:
    """Towns in which nobody leads, and those in which a town would have to that may not.

    The owner of a thing is not known beforehand: only what leads without conditions on the thing counts.
    """
    now, place = clock.now(), Place()
    nobody: list[str] = []
    towns: list[str] = []
    for town in city.towns:
        choice = logic.choose(matter.duty_rules, town.managed_path, place, now)
        lead = city.resolve(choice.rule.lead, town.managed_path) if choice else None
        if lead is None and matter.fallback is not None:
            lead = city.resolve(matter.fallback, town.managed_path)
        if lead is None:
            nobody.append(town.name)
        elif lead.level in TOWN_LEVELS and matter.town_role != "basic":
            towns.append(town.name)
    if nobody:
        zh, en = _places(nobody, len(city.towns))
        yield _line(
            "no_owner",
            matter,
            f"“{matter.name_zh}”在{zh}没有主办单位，也没有兜底单位。",
            f"“{matter.name_en}” has neither a lead nor a fallback unit in {en}.",
            nobody,
        )
    if towns:
        zh, en = _places(towns, len(city.towns))
        yield _line(
            "town_cannot_lead",
            matter,
            f"“{matter.name_zh}”在{zh}应由镇街主办，但其镇街履职不是“基本”。",
            f"“{matter.name_en}” would fall to the town in {en}, but towns may not lead it.",
            towns,
        )


def _places(names: Sequence[str], of: int) -> tuple[str, str]:
    if len(names) == of:
        return "全部镇街", "every town"
    shown = names[:NAMED]
    more = len(names) - len(shown)
    return (
        "、".join(shown) + (f"等 {len(names)} 个镇街" if more else ""),
        ", ".join(shown) + (f" and {more} more" if more else ""),
    )


def _overlaps(matter: Matter, city: City) -> Iterator[CatalogueFinding]:
    """Rules that can match together and are equally specific: only their codes decide between them."""
    for one, other in combinations(matter.duty_rules, 2):
        if (
            one.area == other.area
            and len(one.conditions) == len(other.conditions)
            and one.lead != other.lead
            and logic.meet(one, other)
            and _together(one, other)
        ):
            where = city.names.get(one.area, one.area) if one.area else "全域"
            first = min(one.code, other.code)
            yield _line(
                "overlap",
                matter,
                f"“{matter.name_zh}”的职责条目 {one.code} 与 {other.code} 在{where}可能同时匹配且同样具体，"
                f"将按编号取 {first}。",
                f"“{matter.name_en}”: the duty items {one.code} and {other.code} can match together and are "
                f"equally specific; {first} wins by its code.",
                [where] if one.area else [],
            )


def _together(one: DutyRule, other: DutyRule) -> bool:
    """Can the conditions of both hold at once? Not where one field would need two values."""
    asked = {condition.field: set(condition.values) for condition in one.conditions}
    for condition in other.conditions:
        values = asked.get(condition.field)
        if values is None or logic.ANY in values or logic.ANY in condition.values:
            continue
        if condition.field != "hours" and not values & set(condition.values):
            return False
    return True


def _gone(matter: Matter, city: City) -> Iterator[CatalogueFinding]:
    named = {ref.unit for ref in logic.refs_of(matter) if ref.unit}
    for unit in sorted(named - set(city.units)):
        found = identity.find_unit(unit)
        name = found.name if found else unit
        yield _line(
            "retired_unit",
            matter,
            f"“{matter.name_zh}”的职责清单写着已撤销的单位“{name}”。",
            f"The duty list of “{matter.name_en}” names the unit {name}, which is no more.",
        )
    for code in sorted({rule.area for rule in matter.duty_rules if rule.area}):
        area = areas.find_area(code)
        if area is None or area.closed_on is not None:
            name = area.name if area else code
            yield _line(
                "closed_area",
                matter,
                f"“{matter.name_zh}”的职责清单写着已撤销的区划“{name}”。",
                f"The duty list of “{matter.name_en}” names the area {name}, which is no more.",
                [name],
            )


def _bare(matter: Matter) -> Iterator[CatalogueFinding]:
    clocks = {limit.clock for limit in matter.limits if not limit.severity}
    if not {"take", "total"} <= clocks:
        yield _line(
            "no_limit",
            matter,
            f"“{matter.name_zh}”没有写全签收时限和总时限。",
            f"“{matter.name_en}” lacks the limit of taking or the total limit.",
        )
    if not matter.keywords:
        yield _line(
            "no_words",
            matter,
            f"“{matter.name_zh}”没有关键词，坐席和分类难以找到它。",
            f"“{matter.name_en}” has no keywords: operators and the classifier will hardly find it.",
        )

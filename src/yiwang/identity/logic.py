"""Which units and people a city's data make: pure, seeded, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from yiwang.identity.contracts import AreaRow, Unit
from yiwang.identity.declarations import CityUnits, CountyUnitSaid, PostSaid
from yiwang.kernel.errors import Invalid

OFFICE_KINDS = frozenset({"department", "vertical", "enterprise", "platform"})


class TooFewUnits(Invalid):
    code = "identity.too_few_units"
    zh = "{level} 单位只能生成 {found} 个，少于声明的 {wanted} 个；请增加模板或下属单位名称。"
    en = "Only {found} units of level {level} can be made of {wanted}; add templates or subordinates."


class NoSuchArea(Invalid):
    code = "identity.no_such_area"
    zh = "已载入的区划中没有 {area}。"
    en = "There is no area {area} among those loaded."


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePerson:
    """A generated person and what goes with the post."""

    id: str
    name: str
    unit: Unit
    post: PostSaid
    group: int = 0


def make_units(said: CityUnits, areas: Sequence[AreaRow]) -> list[Unit]:
    """Every unit of the city, parents before children."""
    by_id = {area.id: area for area in areas}
    if said.area not in by_id:
        raise NoSuchArea(area=said.area)
    city = by_id[said.area]
    within = [area for area in areas if area.managed_path.startswith(city.managed_path)]
    made = _city_units(said, city)
    counties = sorted((area for area in within if area.level == "county"), key=lambda area: area.id)
    made += _county_units(said, counties)
    government = {area.id: _government_id(said, area) for area in counties}
    for area in sorted(within, key=lambda area: area.managed_path):
        if area.level == "town":
            ending = next((town for town in said.towns if area.name.endswith(town.ending)), said.towns[-1])
            parent = next(
                (government[part] for part in _parts(area.managed_path) if part in government), None
            )
            made.append(
                Unit(
                    id=f"{area.id}-zf",
                    name=area.name.removesuffix(ending.ending) + ending.unit,
                    short_name=area.short_name or area.name,
                    kind="town",
                    level="town",
                    area_id=area.id,
                    area_path=area.managed_path,
                    parent_id=parent,
                    line="",
                    name_en=_english(ending.en, area),
                )
            )
        elif area.level == "village":
            made.append(
                Unit(
                    id=f"{area.id}-cw",
                    name=area.name,
                    short_name=area.short_name or area.name,
                    kind="village",
                    level="village",
                    area_id=area.id,
                    area_path=area.managed_path,
                    parent_id=f"{_parts(area.managed_path)[-2]}-zf",
                    line="",
                    name_en=area.name_en,
                )
            )
    return made


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def _government_id(said: CityUnits, area: AreaRow) -> str:
    first = said.county_units[0].code
    return f"{area.id}-{said.functional_government if area.kind == 'functional' else first}"


def _city_units(said: CityUnits, city: AreaRow) -> list[Unit]:
    first = said.city_units[0].id
    made = [
        Unit(
            id=unit.id,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            level="city",
            area_id=city.id,
            area_path=city.managed_path,
            parent_id=unit.parent or (None if unit.id == first else first),
            line=unit.line,
            name_en=unit.name_en,
        )
        for unit in said.city_units
    ]
    stems = [(unit.id, unit.stem) for unit in said.city_units if unit.stem]
    return _filled(made, said.scale.city, "city", said.subordinates, [(by, stem, city) for by, stem in stems])


def _county_units(said: CityUnits, counties: Sequence[AreaRow]) -> list[Unit]:
    made: list[Unit] = []
    owners: list[tuple[str, str, AreaRow]] = []
    for area in counties:
        government = _government_id(said, area)
        for unit in said.county_units:
            if unit.of not in ("every", area.kind):
                continue
            unit_id = f"{area.id}-{unit.code}"
            made.append(
                _county_unit(
                    unit, unit_id, area, said.city_units[0].id if unit_id == government else government
                )
            )
    for unit, area in product(said.county_units, counties):
        if unit.stem and unit.of in ("every", area.kind):
            owners.append((f"{area.id}-{unit.code}", _named(unit.stem, area), area))
    return _filled(made, said.scale.county, "county", said.subordinates, owners)


def _county_unit(said: CountyUnitSaid, unit_id: str, area: AreaRow, parent: str | None) -> Unit:
    return Unit(
        id=unit_id,
        name=_named(said.name, area),
        short_name=_named(said.short_name, area),
        kind=said.kind,
        level="county",
        area_id=area.id,
        area_path=area.managed_path,
        parent_id=parent,
        line=said.line,
        name_en=_english(said.name_en, area),
    )


def _named(template: str, area: AreaRow) -> str:
    return template.replace("{area}", area.name).replace("{short}", area.short_name or area.name)


def _english(template: str, area: AreaRow) -> str:
    return template.replace("{area}", area.name_en) if area.name_en else ""


def _filled(
    made: list[Unit],
    wanted: int,
    level: str,
    endings: Sequence[str],
    owners: Sequence[tuple[str, str, AreaRow]],
) -> list[Unit]:
    """`made` with subordinates added, one ending after the other, until `wanted` units are there."""
    for number, ending in enumerate(endings, 1):
        for owner, stem, area in owners:
            if len(made) >= wanted:
                return made
            made.append(
                Unit(
                    id=f"{owner}-s{number}",
                    name=stem + ending,
                    short_name=stem + ending,
                    kind="department",
                    level="city" if level == "city" else "county",
                    area_id=area.id,
                    area_path=area.managed_path,
                    parent_id=owner,
                    line="",
                )
            )
    if len(made) != wanted:
        raise TooFewUnits(level=level, found=len(made), wanted=wanted)
    return made


def make_people(said: CityUnits, units: Sequence[Unit], chance: random.Random) -> list[MadePerson]:
    """People for the units' posts, then further ones at random units, up to the scale (accounts included)."""
    wanted = said.scale.users - len(said.accounts)
    made: list[MadePerson] = []
    taken: dict[str, int] = {}

    def person(unit: Unit, post: PostSaid, group: int = 0) -> None:
        taken[unit.id] = taken.get(unit.id, 0) + 1
        name = chance.choice(said.people.surnames) + chance.choice(said.people.given)
        made.append(
            MadePerson(id=f"{unit.id}.{taken[unit.id]}", name=name, unit=unit, post=post, group=group)
        )

    for unit in units:
        for post in posts_of(said, unit):
            for number in range(post.count):
                person(unit, post, number)
    offices = [unit for unit in units if unit.kind in OFFICE_KINDS]
    while len(made) < wanted:
        person(chance.choice(offices), said.posts.further)
    return made[:wanted]


def posts_of(said: CityUnits, unit: Unit) -> Iterator[PostSaid]:
    """The posts of a unit by its kind."""
    if unit.kind == "government":
        yield from said.posts.government
    elif unit.kind == "town":
        yield from said.posts.town
    elif unit.kind == "village":
        yield from said.posts.village
    else:
        yield from said.posts.office

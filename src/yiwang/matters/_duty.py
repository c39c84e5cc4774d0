"""Who answers for a matter at a place: the most specific duty rule in force, its unit, and the sentence."""

from __future__ import annotations

import logging
from datetime import datetime

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.matters import _versions, declarations, logic, models
from yiwang.matters.contracts import (
    CoUnit,
    Duty,
    NoDuty,
    Place,
    TakenBack,
    TownAssists,
)

log = logging.getLogger(__name__)
TOWN_LEVELS = ("town", "village")


def resolve_duty(code: str, area_path: str, place: Place | None = None, at: datetime | None = None) -> Duty:
    """Who leads and who assists for a matter at a place, and the sentence that says why.

    `area_path` is a path of the managed tree. What was in force at `at` (now) counts: the version of the
    matter and the dates of its rules. Raises UnknownMatter, NotInForce, NoLongerDeclared, NoDuty, TakenBack,
    TownAssists.
    """
    at = at or clock.now()
    version, matter = _versions.in_force(code, at)
    place = place or Place()
    choice = logic.choose(matter.duty_rules, area_path, place, at)
    ref = choice.rule.lead if choice else matter.fallback
    named = [ref, *(co.unit for co in choice.rule.co_units)] if choice and ref else [ref] if ref else []
    known = {unit.id: unit for unit in identity.units(ids=tuple(one.unit for one in named if one.unit))}
    lead = _resolve(ref, area_path, place, known) if ref else None
    if choice and lead is None and matter.fallback is not None:
        log.warning("matter %s: duty item %s names a unit that is not here", code, choice.rule.code)
        choice, lead = None, _resolve(matter.fallback, area_path, place, known)
    if lead is None:
        raise NoDuty(matter=code, matter_zh=matter.name_zh, matter_en=matter.name_en)
    _refuse_town(matter, lead)
    co_units: list[tuple[identity.Unit, declarations.CoUnitRule]] = []
    for co in choice.rule.co_units if choice else ():
        unit = _resolve(co.unit, area_path, place, known)
        if unit is not None and unit.id != lead.id:
            co_units.append((unit, co))
    if choice and choice.rule.area:
        where = areas.get_area(choice.rule.area).name
    else:
        below = areas.names_of(area_path)
        where = "".join(below[2:] if len(below) > 2 else below[-1:])
    names = logic.Names(
        matter_zh=matter.name_zh,
        matter_en=matter.name_en,
        area_zh=where or "本市",
        lead_zh=lead.name,
        co_units=tuple((unit.name, co.task_zh, co.task_en) for unit, co in co_units),
    )
    why_zh, why_en = logic.why(choice, names) if choice else logic.why_fallback(names)
    return Duty(
        matter=code,
        matter_version=version,
        lead=lead.id,
        co_units=tuple(CoUnit(unit=unit.id, task_zh=co.task_zh, task_en=co.task_en) for unit, co in co_units),
        rule_id=choice.rule.code if choice else "fallback",
        why_zh=why_zh,
        why_en=why_en,
    )


def check_lead(code: str, unit_id: str) -> None:
    """May this unit lead this matter? Raises TakenBack or TownAssists where a town may not; unknown matters
    pass, of a retired one the last words count.
    """
    row = models.Matter.objects.filter(pk=code).first()
    unit = identity.find_unit(unit_id)
    if row is not None and unit is not None:
        _refuse_town(_versions.declared(code), unit)


def _refuse_town(matter: declarations.Matter, unit: identity.Unit) -> None:
    if unit.level not in TOWN_LEVELS or matter.town_role == "basic":
        return
    refusal = TakenBack if matter.town_role == "taken_back" else TownAssists
    raise refusal(
        matter=matter.code,
        matter_zh=matter.name_zh,
        matter_en=matter.name_en,
        unit=unit.name,
        unit_id=unit.id,
    )


def _resolve(
    ref: declarations.UnitRef, area_path: str, place: Place, known: dict[str, identity.Unit]
) -> identity.Unit | None:
    """The unit that a reference means at a place; None when the city has none."""
    if ref.unit:
        return known.get(ref.unit) or identity.find_unit(ref.unit)
    if ref.whose in ("owner", "maintainer"):
        return identity.find_unit(place.owner_unit if ref.whose == "owner" else place.maintainer_unit)
    if ref.whose:
        return _government(ref.whose, area_path)
    return identity.unit_of_line(ref.line, area_path, ref.level or None)


def _government(level: str, area_path: str) -> identity.Unit | None:
    """The town or county government of the place."""
    for segment in reversed([segment for segment in area_path.split("/") if segment]):
        area = areas.find_area(segment)
        if area is None or area.level != level:
            continue
        return next(
            (
                unit
                for unit in identity.units(area_path=area.managed_path)
                if unit.area_id == area.id and unit.level == level and unit.kind in ("government", "town")
            ),
            None,
        )
    return None

"""The door of matters: declare the catalogue, ask who answers, within what time, by which steps."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.calendar import Limit, LimitKind
from yiwang.kernel.pages import Page
from yiwang.matters import contracts, declarations, logic, models
from yiwang.matters._import import import_command
from yiwang.matters.contracts import (
    CatalogueFaults,
    CoUnit,
    Declared,
    Duty,
    MatterDeclared,
    NoDuty,
    Place,
    TakenBack,
    TownAssists,
    UnknownMatter,
)

log = logging.getLogger(__name__)

__all__ = [
    "check_lead",
    "declare",
    "declared",
    "faults_of",
    "find_handling",
    "find_matter",
    "get_matter",
    "import_command",
    "limits",
    "limits_of",
    "list_matters",
    "resolve_duty",
    "words_of_matters",
]

TOWN_LEVELS = ("town", "village")


def declare(
    records: Sequence[declarations.MatterClass | declarations.Matter],
    *,
    pack: str,
    actor: str = "system:packs",
) -> Declared:
    """Take classes and matters into the catalogue; content decides the version, the same words change
    nothing.

    All or nothing. Raises CatalogueFaults with every fault at once.
    """
    new_classes = [record for record in records if isinstance(record, declarations.MatterClass)]
    matters = [record for record in records if isinstance(record, declarations.Matter)]
    with transaction.atomic():
        classes = {
            row.code: declarations.MatterClass(
                code=row.code, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent
            )
            for row in models.MatterClass.objects.all()
        }
        classes.update({record.code: record for record in new_classes})
        faults = [found for record in new_classes for found in logic.faults_of_class(record, classes)]
        for matter in matters:
            faults += logic.faults_of_matter(matter, classes)
            faults += _faults_of_references(matter)
        faults += _taken_by_others(new_classes, matters, pack)
        if faults:
            first = faults[0]
            raise CatalogueFaults(
                count=len(faults),
                first_zh=f"{first.code} {first.field} {first.zh}",
                first_en=f"{first.code} {first.field} {first.en}",
                faults=[found.line() for found in faults],
            )
        for record in new_classes:
            models.MatterClass.objects.update_or_create(
                code=record.code,
                defaults={
                    "name_zh": record.name_zh,
                    "name_en": record.name_en,
                    "parent": record.parent,
                    "level": len(logic.class_chain(record.code, classes)),
                    "pack": pack,
                },
            )
        outcome: dict[str, list[str]] = {"created": [], "changed": [], "unchanged": []}
        for matter in matters:
            outcome[_store(matter, pack, actor)].append(matter.code)
    return Declared(**outcome)


def faults_of(
    records: Sequence[declarations.MatterClass | declarations.Matter],
) -> list[dict[str, str]]:
    """What is wrong with these records by themselves: code, field, zh, en. No database is asked."""
    classes = {record.code: record for record in records if isinstance(record, declarations.MatterClass)}
    found = [fault for record in classes.values() for fault in logic.faults_of_class(record, classes)]
    for record in records:
        if isinstance(record, declarations.Matter):
            found += logic.faults_of_matter(record, classes)
    return [fault.line() for fault in found]


def _store(matter: declarations.Matter, pack: str, actor: str) -> str:
    body = logic.body_of(matter)
    digest = logic.hash_of(body)
    row = models.Matter.objects.select_for_update().filter(pk=matter.code).first()
    if row is not None and row.content_hash == digest:
        return "unchanged"
    version = row.version + 1 if row else 1
    models.Matter.objects.update_or_create(
        code=matter.code,
        defaults={
            "version": version,
            "content_hash": digest,
            "name_zh": matter.name_zh,
            "name_en": matter.name_en,
            "class_code": matter.matter_class,
            "town_role": matter.town_role,
            "pack": pack,
        },
    )
    models.MatterVersion.objects.create(
        code=matter.code,
        version=version,
        content_hash=digest,
        body=body,
        pack=pack,
        declared_at=clock.now(),
    )
    facts.tell(
        MatterDeclared(
            code=matter.code,
            matter_version=version,
            name_zh=matter.name_zh,
            name_en=matter.name_en,
            pack=pack,
            content_hash=digest,
        ),
        subject=f"matter:{matter.code}",
        version=version,
        actor=actor,
    )
    return "changed" if row else "created"


def _taken_by_others(
    classes: Sequence[declarations.MatterClass], matters: Sequence[declarations.Matter], pack: str
) -> list[logic.Found]:
    """A matter belongs to the pack that declared it first; a class may be shared only with the same words."""
    faults = [
        logic.Found(
            code=row.code,
            field="code",
            zh=f"事项编号“{row.code}”已由“{row.pack}”声明",
            en=f"the matter “{row.code}” is already declared by “{row.pack}”",
        )
        for row in models.Matter.objects.filter(code__in=[m.code for m in matters]).exclude(pack=pack)
    ]
    wanted = {record.code: record for record in classes}
    for row in models.MatterClass.objects.filter(code__in=list(wanted)).exclude(pack=pack):
        record = wanted[row.code]
        if (record.name_zh, record.name_en, record.parent) != (row.name_zh, row.name_en, row.parent):
            faults.append(
                logic.Found(
                    code=row.code,
                    field="code",
                    zh=f"类别“{row.code}”已由“{row.pack}”以不同文字声明",
                    en=f"the class “{row.code}” is already declared by “{row.pack}” in other words",
                )
            )
    return faults


def _faults_of_references(matter: declarations.Matter) -> list[logic.Found]:
    """Units and areas that the matter names but the city does not have; a town as lead where it may not
    be.
    """
    faults: list[logic.Found] = []
    named: list[tuple[str, declarations.UnitRef, bool]] = []
    for index, rule in enumerate(matter.duty_rules):
        if rule.area and areas.find_area(rule.area) is None:
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=f"duty_rules[{index}].area",
                    zh=f"没有编号为“{rule.area}”的区划",
                    en=f"there is no area “{rule.area}”",
                )
            )
        named.append((f"duty_rules[{index}].lead", rule.lead, True))
        named += [
            (f"duty_rules[{index}].co_units[{n}].unit", co.unit, False) for n, co in enumerate(rule.co_units)
        ]
    if matter.fallback is not None:
        named.append(("fallback", matter.fallback, True))
    for field, ref, leads in named:
        unit = identity.find_unit(ref.unit) if ref.unit else None
        if ref.unit and unit is None:
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=field,
                    zh=f"没有编号为“{ref.unit}”的单位",
                    en=f"there is no unit “{ref.unit}”",
                )
            )
        level = unit.level if unit else "town" if ref.whose == "town" else ref.level
        if leads and level in TOWN_LEVELS and matter.town_role != "basic":
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=field,
                    zh="该事项的镇街履职不是“基本”，镇街不能主办",
                    en="a town may lead only where its role is basic",
                )
            )
    return faults


def declared(code: str, version: int | None = None) -> declarations.Matter:
    """The declaration of a matter, now or in one version. Raises UnknownMatter."""
    found = _version(code, version)
    if found is None:
        raise UnknownMatter(matter=code)
    return found[1]


def get_matter(code: str, version: int | None = None) -> contracts.Matter:
    """A matter whole, now or in one version. Raises UnknownMatter."""
    rows = models.MatterVersion.objects.filter(code=code)
    row = (rows.filter(version=version) if version else rows.order_by("-version")).first()
    if row is None:
        raise UnknownMatter(matter=code)
    matter = logic.matter_of(row.body)
    chain = logic.class_chain(matter.matter_class, _classes())
    return contracts.Matter(
        code=row.code,
        version=row.version,
        content_hash=row.content_hash,
        pack=row.pack,
        name_zh=matter.name_zh,
        name_en=matter.name_en,
        class_codes=[item.code for item in chain],
        class_zh=[item.name_zh for item in chain],
        class_en=[item.name_en for item in chain],
        definition_zh=matter.definition_zh,
        definition_en=matter.definition_en,
        basis_zh=matter.basis_zh,
        closing_standard_zh=matter.closing_standard_zh,
        closing_standard_en=matter.closing_standard_en,
        town_role=matter.town_role,
        verification=matter.verification,
        needs_reading_normal=matter.needs_reading_normal,
        photos=list(matter.photos),
        join_area=matter.join_area,
        join_within_h=matter.join_within_h,
        process_zh=matter.process_zh,
        process_en=matter.process_en,
        steps=_steps(matter),
        limits=_limits(matter),
        duty_rules=[
            contracts.DutyRuleText(
                code=rule.code,
                area_id=rule.area,
                lead_zh=_ref_name(rule.lead),
                conditions_zh=[logic.condition_zh(condition) for condition in rule.conditions],
                co_units_zh=[f"{_ref_name(co.unit)}：{co.task_zh}" for co in rule.co_units],
                basis_zh=rule.basis_zh,
            )
            for rule in matter.duty_rules
        ],
    )


def find_matter(code: str, version: int | None = None) -> contracts.Matter | None:
    try:
        return get_matter(code, version)
    except UnknownMatter:
        return None


def _version(code: str, version: int | None) -> tuple[int, declarations.Matter] | None:
    """One version of a matter (now: the newest) and its words, by one query."""
    found = (
        statements.select(models.MatterVersion, "WHERE code = %s AND version = %s", (code, version))
        if version
        else statements.select(models.MatterVersion, "WHERE code = %s ORDER BY version DESC LIMIT 1", (code,))
    )
    return (found[0].version, logic.matter_of(found[0].body)) if found else None


def find_handling(code: str, version: int | None = None) -> contracts.Handling | None:
    """What it takes to handle a matter, now or in one version; None for an unknown one."""
    found = _version(code, version)
    if found is None:
        return None
    number, matter = found
    return contracts.Handling(
        code=code,
        version=number,
        name_zh=matter.name_zh,
        name_en=matter.name_en,
        closing_standard_zh=matter.closing_standard_zh,
        closing_standard_en=matter.closing_standard_en,
        verification=matter.verification,
        needs_reading_normal=matter.needs_reading_normal,
        photos=list(matter.photos),
        join_area=matter.join_area,
        join_within_h=matter.join_within_h,
        process_zh=matter.process_zh,
        process_en=matter.process_en,
        steps=_steps(matter),
        limits=_limits(matter),
        duty_items=[rule.code for rule in matter.duty_rules],
        flow=matter.flow,
        materials=list(matter.materials),
        keywords=list(matter.keywords),
        sensitive=matter.sensitive,
        auto_confidence=matter.auto_confidence,
    )


def words_of_matters() -> list[contracts.MatterWords]:
    """The words of every matter by code: what a text is compared with before there is a model."""
    classes = _classes()
    rows = models.Matter.objects.order_by("code").values_list("code", "version")
    bodies = {
        (row.code, row.version): row.body for row in models.MatterVersion.objects.filter(code__in=dict(rows))
    }
    found = []
    for code, version in rows:
        matter = logic.matter_of(bodies[code, version])
        found.append(
            contracts.MatterWords(
                code=code,
                name_zh=matter.name_zh,
                class_zh=[item.name_zh for item in logic.class_chain(matter.matter_class, classes)],
                keywords=list(dict.fromkeys((*matter.keywords, *matter.aliases))),
                definition_zh=matter.definition_zh,
                auto_confidence=matter.auto_confidence,
                sensitive=matter.sensitive,
            )
        )
    return found


def limits_of(handling: contracts.Handling, severity: str = "") -> dict[str, Limit]:
    """The limit of each clock of a matter already looked up."""
    chosen = logic.limit_rules(handling.limits, severity)
    return {
        name: Limit(kind=cast(LimitKind, rule.kind), amount=rule.amount, at=rule.at or None)
        for name, rule in chosen.items()
    }


def _steps(matter: declarations.Matter) -> list[contracts.StepText]:
    return [
        contracts.StepText(code=step.code, name_zh=step.name_zh, name_en=step.name_en, by=step.by)
        for step in matter.steps
    ]


def _limits(matter: declarations.Matter) -> list[contracts.LimitText]:
    return [
        contracts.LimitText(
            clock=rule.clock, kind=rule.kind, amount=rule.amount, at=rule.at, severity=rule.severity
        )
        for rule in matter.limits
    ]


def _ref_name(ref: declarations.UnitRef) -> str:
    unit = identity.find_unit(ref.unit) if ref.unit else None
    return unit.name if unit else logic.ref_zh(ref)


def _classes() -> dict[str, declarations.MatterClass]:
    return {
        row.code: declarations.MatterClass(
            code=row.code, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent
        )
        for row in models.MatterClass.objects.all()
    }


def list_matters(
    *, q: str = "", matter_class: str = "", page: int = 1, size: int = 50
) -> Page[contracts.MatterRow]:
    """The catalogue by code; `q` looks into code and names, `matter_class` takes a class of any level."""
    position = facts.last_position()
    classes = _classes()
    rows = models.Matter.objects.all()
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(name_zh__icontains=q) | Q(name_en__icontains=q))
    if matter_class:
        below = [
            code
            for code in classes
            if matter_class in [item.code for item in logic.class_chain(code, classes)]
        ]
        rows = rows.filter(class_code__in=below)
    total = rows.count()
    items = []
    for row in rows.order_by("code")[(page - 1) * size : page * size]:
        chain = logic.class_chain(row.class_code, classes)
        items.append(
            contracts.MatterRow(
                code=row.code,
                version=row.version,
                name_zh=row.name_zh,
                name_en=row.name_en,
                class_codes=[item.code for item in chain],
                class_zh=[item.name_zh for item in chain],
                class_en=[item.name_en for item in chain],
                town_role=row.town_role,
                pack=row.pack,
            )
        )
    return Page(items=items, total=total, page=page, size=size, position=position)


def resolve_duty(code: str, area_path: str, place: Place | None = None, at: datetime | None = None) -> Duty:
    """Who leads and who assists for a matter at a place, and the sentence that says why.

    `area_path` is a path of the managed tree. Raises UnknownMatter, NoDuty, TakenBack, TownAssists.
    """
    found = _version(code, None)
    if found is None:
        raise UnknownMatter(matter=code)
    version, matter = found
    place = place or Place()
    choice = logic.choose(matter.duty_rules, area_path, place, at or clock.now())
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
    pass.
    """
    row = models.Matter.objects.filter(pk=code).first()
    unit = identity.find_unit(unit_id)
    if row is not None and unit is not None:
        _refuse_town(declared(code, row.version), unit)


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


def limits(code: str, severity: str = "", version: int | None = None) -> dict[str, Limit]:
    """The limit of each clock of a matter (take, handle, verify, total) for a severity. Raises
    UnknownMatter.
    """
    chosen = logic.limit_rules(declared(code, version).limits, severity)
    return {
        name: Limit(kind=rule.kind, amount=rule.amount, at=rule.at or None) for name, rule in chosen.items()
    }

"""The words of matters, version by version: which hold at a moment, and what reads them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import cast

import msgspec
from django.db.models import Q

from yiwang.identity import api as identity
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.calendar import Limit, LimitKind
from yiwang.kernel.pages import Page
from yiwang.matters import contracts, declarations, logic, models
from yiwang.matters.contracts import NoLongerDeclared, NotInForce, UnknownMatter

_IN_FORCE = """WHERE code = %s AND (effective_from <= %s OR effective_from IS NULL
    AND (version = 1 OR declared_at <= %s))
    AND NOT EXISTS (SELECT 1 FROM matters_matter gone WHERE gone.code = %s AND gone.retired_at <= %s)
    ORDER BY version DESC LIMIT 1"""


def find_row(code: str, at: datetime | None = None) -> models.MatterVersion | None:
    """The version row in force at a moment (now), by one query.

    A version without a first day of its own holds from the moment it was declared, the first one always; none
    of them once the matter is retired.
    """
    at = at or clock.now()
    moment = statements.moment(at)
    given = (code, logic.day_of(at).isoformat(), moment, code, moment)
    found = statements.select(models.MatterVersion, _IN_FORCE, given)
    return found[0] if found else None


def beginning(after: date, until: date) -> list[str]:
    """The matters of which a version has its first day after one day and not after another."""
    found = models.MatterVersion.objects.filter(effective_from__gt=after, effective_from__lte=until)
    return sorted(set(found.values_list("code", flat=True)))


def newest_row(code: str) -> models.MatterVersion | None:
    """The version declared last, in force or not yet."""
    found = statements.select(models.MatterVersion, "WHERE code = %s ORDER BY version DESC LIMIT 1", (code,))
    return found[0] if found else None


def numbered_row(code: str, version: int) -> models.MatterVersion | None:
    found = statements.select(models.MatterVersion, "WHERE code = %s AND version = %s", (code, version))
    return found[0] if found else None


def row_of(code: str, version: int | None = None) -> models.MatterVersion | None:
    """One version, or the one to go by now: in force, else the newest."""
    if version:
        return numbered_row(code, version)
    return find_row(code) or newest_row(code)


def in_force(code: str, at: datetime) -> tuple[int, declarations.Matter]:
    """The number and the words in force at a moment. Raises UnknownMatter, NotInForce, NoLongerDeclared."""
    row = find_row(code, at)
    if row is not None:
        return row.version, logic.matter_of(row.body)
    newest = newest_row(code)
    if newest is None:
        raise UnknownMatter(matter=code)
    matter = logic.matter_of(newest.body)
    if retired_at(code) is not None:
        raise NoLongerDeclared(matter=code, matter_zh=matter.name_zh, matter_en=matter.name_en)
    raise NotInForce(matter=code, matter_zh=matter.name_zh, matter_en=matter.name_en)


def retired_at(code: str) -> datetime | None:
    """Since when a matter is declared by nobody; None where it is."""
    return models.Matter.objects.filter(pk=code).values_list("retired_at", flat=True).first()


def declared(code: str, version: int | None = None) -> declarations.Matter:
    """The declaration of a matter, now or in one version. Raises UnknownMatter."""
    row = row_of(code, version)
    if row is None:
        raise UnknownMatter(matter=code)
    return logic.matter_of(row.body)


def get_matter(code: str, version: int | None = None) -> contracts.Matter:
    """A matter whole, now or in one version. Raises UnknownMatter."""
    row = row_of(code, version)
    if row is None:
        raise UnknownMatter(matter=code)
    matter = logic.matter_of(row.body)
    chain = logic.class_chain(matter.matter_class, classes())
    standing = find_row(code)
    newest = newest_row(code)
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
        duty_rules=[rule_text(rule) for rule in matter.duty_rules],
        fallback_zh=ref_zh(matter.fallback) if matter.fallback else "",
        fallback_en=ref_en(matter.fallback) if matter.fallback else "",
        keywords=list(matter.keywords),
        aliases=list(matter.aliases),
        materials=list(matter.materials),
        flow=matter.flow,
        auto_confidence=matter.auto_confidence,
        sensitive=matter.sensitive,
        through_stops=matter.through_stops,
        effective_from=matter.effective_from,
        version_in_force=standing.version if standing else 0,
        newest_version=newest.version if newest else row.version,
        words=msgspec.json.decode(row.body),
        retired_at=retired_at(code),
    )


def rule_text(rule: declarations.DutyRule) -> contracts.DutyRuleText:
    return contracts.DutyRuleText(
        code=rule.code,
        area_id=rule.area,
        lead_zh=ref_zh(rule.lead),
        lead_en=ref_en(rule.lead),
        conditions_zh=[logic.condition_zh(condition) for condition in rule.conditions],
        conditions_en=[logic.condition_en(condition) for condition in rule.conditions],
        co_units_zh=[f"{ref_zh(co.unit)}：{co.task_zh}" for co in rule.co_units],
        basis_zh=rule.basis_zh,
        basis_en=rule.basis_en,
        first_day=rule.from_,
        last_day=rule.until,
        words=logic.plain_rule(rule),
    )


def find_matter(code: str, version: int | None = None) -> contracts.Matter | None:
    try:
        return get_matter(code, version)
    except UnknownMatter:
        return None


def versions(code: str) -> list[contracts.MatterVersionRow]:
    """Every version of a matter, the newest first. Raises UnknownMatter."""
    rows = list(models.MatterVersion.objects.filter(code=code).order_by("-version"))
    if not rows:
        raise UnknownMatter(matter=code)
    standing = find_row(code)
    return [
        contracts.MatterVersionRow(
            version=row.version,
            content_hash=row.content_hash,
            source=row.source,
            declared_by=row.declared_by,
            declared_by_name=person(row.declared_by),
            declared_at=row.declared_at,
            effective_from=row.effective_from,
            in_force=standing is not None and standing.version == row.version,
        )
        for row in rows
    ]


def find_handling(
    code: str, version: int | None = None, *, retired: bool = False
) -> contracts.Handling | None:
    """What it takes to handle a matter, now or in one version; None for an unknown one.

    Without a version one that is retired is known only with `retired`: its last words.
    """
    if version:
        try:
            return _numbered(code, version)
        except UnknownMatter:
            return None
    row = find_row(code)
    if row is None and (retired or retired_at(code) is None):
        row = newest_row(code)
    return _handling(row) if row else None


@lru_cache(maxsize=4096)
def _numbered(code: str, version: int) -> contracts.Handling:
    """A version as it is kept in mind: it is never changed."""
    row = numbered_row(code, version)
    if row is None:
        raise UnknownMatter(matter=code)
    return _handling(row)


def _handling(row: models.MatterVersion) -> contracts.Handling:
    matter = logic.matter_of(row.body)
    return contracts.Handling(
        code=row.code,
        version=row.version,
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
        through_stops=matter.through_stops,
        auto_confidence=matter.auto_confidence,
    )


def newest_matters() -> list[tuple[models.Matter, declarations.Matter]]:
    """Every matter that somebody declares, in its newest words, by code."""
    rows = list(models.Matter.objects.filter(retired_at=None).order_by("code"))
    wanted = {row.code: row.version for row in rows}
    bodies = {
        code: body
        for code, version, body in models.MatterVersion.objects.values_list("code", "version", "body")
        if wanted.get(code) == version
    }
    return [(row, logic.matter_of(bodies[row.code])) for row in rows]


def every_declared() -> list[declarations.Matter]:
    """The newest declaration of every matter, by code."""
    return [matter for _, matter in newest_matters()]


def words_of_matters() -> list[contracts.MatterWords]:
    """The words of every matter by code: what a text is compared with before there is a model."""
    known = classes()
    return [
        contracts.MatterWords(
            code=row.code,
            name_zh=matter.name_zh,
            class_zh=[item.name_zh for item in logic.class_chain(matter.matter_class, known)],
            keywords=list(dict.fromkeys((*matter.keywords, *matter.aliases))),
            definition_zh=matter.definition_zh,
            auto_confidence=matter.auto_confidence,
            sensitive=matter.sensitive,
        )
        for row, matter in newest_matters()
    ]


def limits_of(handling: contracts.Handling, severity: str = "") -> dict[str, Limit]:
    """The limit of each clock of a matter already looked up."""
    chosen = logic.limit_rules(handling.limits, severity)
    return {
        name: Limit(kind=cast(LimitKind, rule.kind), amount=rule.amount, at=rule.at or None)
        for name, rule in chosen.items()
    }


def limits(code: str, severity: str = "", version: int | None = None) -> dict[str, Limit]:
    """The limit of each clock of a matter (take, contact, handle, verify, total) for a severity.

    Raises UnknownMatter.
    """
    chosen = logic.limit_rules(declared(code, version).limits, severity)
    return {
        name: Limit(kind=rule.kind, amount=rule.amount, at=rule.at or None) for name, rule in chosen.items()
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


def ref_zh(ref: declarations.UnitRef) -> str:
    """A unit reference as a person reads it; a line is named by its highest unit in this city."""
    unit = identity.find_unit(ref.unit) if ref.unit else None
    if unit is not None:
        return unit.name
    if ref.line:
        head = _head_of(ref.line)
        if head:
            return logic.line_zh(head, ref.level)
    return logic.ref_zh(ref)


def ref_en(ref: declarations.UnitRef) -> str:
    unit = identity.find_unit(ref.unit) if ref.unit else None
    return unit.name if unit else logic.ref_en(ref)


def _head_of(line: str) -> str:
    """The short name of the first department of a line, the highest first; empty where there is none."""
    found = identity.units(line=line)
    order = {"department": 0, "vertical": 0}
    best = sorted(found, key=lambda unit: (len(unit.area_path), order.get(unit.kind, 1), unit.id))
    return best[0].short_name if best else ""


def person(user_id: str) -> str:
    """The name of a person; empty for the system's own acts."""
    if not user_id or ":" in user_id:
        return ""
    found = identity.find_user(user_id)
    return found.name if found else user_id


def classes() -> dict[str, declarations.MatterClass]:
    return {
        row.code: declarations.MatterClass(
            code=row.code, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent
        )
        for row in models.MatterClass.objects.all()
    }


def list_classes() -> list[contracts.MatterClassRow]:
    """The classes of three levels by code, each with how many matters lie below it."""
    known = classes()
    counts: dict[str, int] = {}
    for code in models.Matter.objects.filter(retired_at=None).values_list("class_code", flat=True):
        for item in logic.class_chain(code, known):
            counts[item.code] = counts.get(item.code, 0) + 1
    return [
        contracts.MatterClassRow(
            code=item.code,
            parent=item.parent,
            level=len(logic.class_chain(item.code, known)),
            name_zh=item.name_zh,
            name_en=item.name_en,
            matters=counts.get(item.code, 0),
        )
        for item in sorted(known.values(), key=lambda one: one.code)
    ]


def list_matters(
    *, q: str = "", matter_class: str = "", retired: bool = False, page: int = 1, size: int = 50
) -> Page[contracts.MatterRow]:
    """The catalogue by code; `q` looks into code, names and keywords, `matter_class` takes a class of any
    level, `retired` asks for what nobody declares any more.
    """
    position = facts.last_position()
    known = classes()
    rows = models.Matter.objects.filter(retired_at__isnull=not retired)
    if q:
        rows = rows.filter(
            Q(code__icontains=q) | Q(name_zh__icontains=q) | Q(name_en__icontains=q) | Q(words__icontains=q)
        )
    if matter_class:
        below = [
            code for code in known if matter_class in [item.code for item in logic.class_chain(code, known)]
        ]
        rows = rows.filter(class_code__in=below)
    total = rows.count()
    items = []
    for row in rows.order_by("code")[(page - 1) * size : page * size]:
        chain = logic.class_chain(row.class_code, known)
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
                amended=row.content_hash != row.pack_hash,
                retired_at=row.retired_at,
            )
        )
    return Page(items=items, total=total, page=page, size=size, position=position)

"""Looking at definitions: all of them, one whole, what a draft would come to, what it is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.indicators import _definition_words as words
from yiwang.indicators._definition_shapes import (
    DefinitionDetail,
    DefinitionEdition,
    DefinitionGround,
    DefinitionLine,
    DefinitionPreview,
    DefinitionRow,
    Ground,
    GroundColumn,
    GroundLine,
)
from yiwang.indicators._definitions import LIFE, checked
from yiwang.indicators._imported import every_source
from yiwang.indicators._reading import Found, Sight, make, of_area, paths_of, split, today, vanished
from yiwang.indicators._refusals import NoPreview, NoSuchPeriod, UnknownDefinition
from yiwang.indicators._registry import Registry, files, registry
from yiwang.indicators._sources import ROLLED
from yiwang.indicators.contracts import Period, PeriodKind, Value, period_of
from yiwang.indicators.declarations import WAYS, IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Counted, DefinitionEntry, DefinitionStep, DefinitionVersion
from yiwang.kernel import clock, shapes

KEEPERS = ("indicators.define", "indicators.review", "indicators.publish")
PREVIEWED = 6
"""So many periods a draft is reckoned for before its review."""


def list_definitions(subject: Subject, *, state: str = "", stage: str = "") -> list[DefinitionRow]:
    """Every definition, in order of code; drafts for those who keep them. Needs indicators.see."""
    require(subject, "indicators.see")
    sight, mine = Sight(subject), _kept(subject)
    entries = {row.code: row for row in DefinitionEntry.objects.all()}
    drafts = {row.code for row in DefinitionEntry.objects.filter(mine)}
    codes = {one.code for one in sight.known.found} | drafts
    made = [_row(sight, code, entries.get(code), whole=code in drafts) for code in sorted(codes)]
    return [one for one in made if one.state == (state or one.state) and one.stage == (stage or one.stage)]


def detail(subject: Subject, code: str) -> DefinitionDetail:
    """A definition with the versions that it has had; its draft and history for those who keep it. Needs
    indicators.see. Raises UnknownDefinition."""
    require(subject, "indicators.see")
    sight = Sight(subject)
    row = DefinitionEntry.objects.filter(_kept(subject), pk=code).first()
    entry = row or DefinitionEntry.objects.filter(pk=code).first()
    versions = sorted(sight.known.versions(code), key=lambda one: one.effective_from)
    if not versions and row is None:
        raise UnknownDefinition()
    editions = _editions(code, versions)
    draft = row.draft if row else None
    return DefinitionDetail(
        row=_row(sight, code, entry, whole=row is not None),
        draft=draft,
        changes=words.differences(editions[-1].content if editions else None, draft),
        editions=editions[::-1],
        history=[_line(one) for one in DefinitionStep.objects.filter(definition=code).order_by("-version")]
        if row or (entry and _keeps(subject))
        else [],
        allowed=LIFE.allowed(row, subject) if row else _first_acts(subject, entry),
    )


def _first_acts(subject: Subject, entry: DefinitionEntry | None) -> list[str]:
    """What may be done with a definition that nothing was ever done to here."""
    acts = LIFE.acts.items() if entry is None else ()
    return [
        name
        for name, act in acts
        if ("published", "") in act.stages and act.permission in subject.permissions
    ]


def _line(one: DefinitionStep) -> DefinitionLine:
    return DefinitionLine(
        version=one.version,
        at=one.at,
        act=one.act,
        actor_name=one.actor_name,
        unit_name=one.unit_name,
        text_zh=one.text_zh,
        text_en=one.text_en,
        note=one.note,
    )


def _editions(code: str, versions: list[IndicatorDeclaration]) -> list[DefinitionEdition]:
    kept = {row.number: row for row in DefinitionVersion.objects.filter(code=code)}
    made: list[DefinitionEdition] = []
    for one in versions:
        row, content = kept.get(one.version), words.plain(one)
        made.append(
            DefinitionEdition(
                number=one.version,
                effective_from=date.fromisoformat(one.effective_from),
                effective_to=date.fromisoformat(one.effective_to) if one.effective_to else None,
                content=content,
                changes=words.differences(made[-1].content if made else None, content),
                published_at=row.published_at if row else None,
                composed_by_name=_person(row.composed_by) if row else "",
                reviewed_by_name=_person(row.reviewed_by) if row else "",
                published_by_name=_person(row.published_by) if row else "",
            )
        )
    return made


def _row(sight: Sight, code: str, entry: DefinitionEntry | None, *, whole: bool) -> DefinitionRow:
    """`whole`: with where its draft stands."""
    versions = sight.known.versions(code)
    newest = max(versions, key=lambda one: one.effective_from, default=None)
    one = newest or shapes.convert(_drafted(entry), IndicatorDeclaration)
    owner = sight.owner(one.owner)
    unit = identity.find_unit(owner) if owner else None
    state, stage = entry.state if entry else "published", entry.stage if entry and whole else ""
    return DefinitionRow(
        code=code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        unit=one.unit,
        kind=one.kind,
        owner=one.owner,
        owner_name=unit.name if unit else one.owner,
        provisional=one.provisional,
        number=newest.version if newest else 0,
        effective_from=date.fromisoformat(newest.effective_from) if newest else None,
        state=state,
        state_zh=words.STATES[state][0],
        state_en=words.STATES[state][1],
        stage=stage,
        stage_zh=words.STAGES[stage][0],
        stage_en=words.STAGES[stage][1],
        source=entry.source if entry else "built-in" if files().versions(code) else "",
        retired_from=entry.retired_from if entry else None,
        vanished=newest.formula.of if newest and newest.formula and vanished(newest) else "",
        version=entry.version if entry else 0,
    )


def _drafted(entry: DefinitionEntry | None) -> dict[str, Any]:
    """The draft of what was never published, as its declaration has it."""
    assert entry is not None
    said = entry.draft or {}
    empty = {"zh": entry.name_zh, "en": entry.name_en}
    return {
        "code": entry.code,
        "name": empty,
        "definition": empty,
        "source": empty,
        "unit": said.get("unit", "1"),
        "kind": said.get("kind", "computed"),
        "periods": said.get("periods", ["month"]),
        "owner": said.get("owner", ""),
        "provisional": said.get("provisional", False),
    }


def _kept(subject: Subject) -> Q:
    found = Q(pk__in=())
    for permission in KEEPERS:
        if permission in subject.permissions:
            found |= scope(subject, permission).q(secret=None)
    return found


def _keeps(subject: Subject) -> bool:
    return any(permission in subject.permissions for permission in KEEPERS)


def _person(user_id: str) -> str:
    found = identity.find_user(user_id) if user_id and not user_id.startswith("system:") else None
    return found.name if found else ""


# -- before it is reviewed


def preview(
    subject: Subject, said: dict[str, Any], *, area_id: str, kind: PeriodKind | None = None
) -> DefinitionPreview:
    """What a draft would come to over the last periods and in the areas below, from the rows as they are.
    Needs indicators.define or indicators.review. Raises DefinitionFaults, NoPreview, NoSuchPeriod."""
    if "indicators.define" not in subject.permissions:
        require(subject, "indicators.review")
    one = checked(said)
    if one.formula is None:
        raise NoPreview()
    kind = kind or one.periods[0]
    if kind not in one.periods:
        raise NoSuchPeriod(indicator=one.code, kind=kind, known="、".join(one.periods))
    sight = Sight(subject)
    # As if it were in force alone: old values keep theirs only once it is published.
    alone = replace(one, effective_from="2000-01-01", effective_to=None)
    others = tuple(each for each in sight.known.found if each.code != one.code)
    sight.known = Registry(found=(*others, alone), mark=sight.known.mark)
    area = sight.area(area_id, sight.owner(one.owner))
    periods = [period_of(kind, today())]
    while len(periods) < PREVIEWED:
        periods.insert(0, periods[0].previous())
    below = [each for each in areas.children(area.id, one.tree) if each.level != "grid"]
    return DefinitionPreview(
        values=[_reckoned(sight, alone, area, period) for period in periods],
        children=[_reckoned(sight, alone, each, periods[-1]) for each in below],
    )


def _reckoned(sight: Sight, one: IndicatorDeclaration, area: Area, period: Period) -> Value:
    assert one.formula is not None
    if one.formula.rests_on:
        return of_area(sight, one, area, one.tree, [period])[0]
    parts = split(one, one.tree, paths_of(area, one.tree), period, "").get("", Parts())
    mark = Counted.objects.filter(pk=one.formula.of).first()
    at, position = (mark.at or clock.now(), mark.position) if mark else (clock.now(), 0)
    return make(sight.aims, one, area, one.tree, period, Found(parts, 0, position, at))


def ground(subject: Subject) -> DefinitionGround:
    """What a definition may be made from: tables with their columns, other indicators, lines of units. Needs
    indicators.see."""
    require(subject, "indicators.see")
    sight = Sight(subject)
    lines = {one.line for one in identity.units() if one.line}
    owners = {line: sight.owner(line) for line in sorted(lines)}
    named = {one.id: one.name for one in identity.units(ids=tuple(set(owners.values()) - {""}))}
    return DefinitionGround(
        ways=list(WAYS),
        tables=[
            Ground(
                code=one.name,
                name_zh=one.zh,
                name_en=one.en,
                columns=[
                    GroundColumn(
                        name=each.name,
                        name_zh=each.zh,
                        name_en=each.en,
                        type=each.type,
                        unit=each.unit,
                        dimension=each.dimension,
                    )
                    for each in one.columns
                    if each.name != ROLLED
                ],
            )
            for one in every_source()
        ],
        indicators=[
            GroundLine(code=one.code, name_zh=one.name.zh, name_en=one.name.en, unit=one.unit)
            for one in registry().current()
        ],
        lines=[
            GroundLine(code=line, name_zh=named[owner], name_en=named[owner], unit="")
            for line, owner in owners.items()
            if owner in named
        ],
    )

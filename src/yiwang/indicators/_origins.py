"""Where figures come from: the tables that there are, and which of them each indicator rests on."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from yiwang.identity.api import Subject
from yiwang.indicators._imported import every_source
from yiwang.indicators._reading import Sight
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import Brought, Origin, TableRow
from yiwang.indicators.declarations import Formula, Part
from yiwang.indicators.models import Counted, DefinitionEntry, Figure

MATTER = "matter"


def tables() -> list[TableRow]:
    """The tables that figures are counted from."""
    return [
        TableRow(code=one.name, table=one.table, name_zh=one.zh, name_en=one.en) for one in every_source()
    ]


def origins(subject: Subject) -> list[Origin]:
    """What each indicator in force is made from, in order of code."""
    made = []
    for one in Sight(subject).known.current():
        formula = one.formula
        made.append(
            Origin(
                code=one.code,
                table=formula.of if formula and not formula.rests_on else "",
                rests_on=tuple(formula.rests_on) if formula else (),
                matters=_matters(formula) if formula else (),
            )
        )
    return made


def brought() -> list[Brought]:
    """What packs brought, and how fresh it is. No value is shown."""
    packs = dict(DefinitionEntry.objects.exclude(source="").values_list("code", "source"))
    current = [one for one in registry().current() if one.code in packs]
    counted = dict(Counted.objects.values_list("source", "at"))
    published = dict(
        Figure.objects.filter(code__in=[one.code for one in current], published__isnull=False)
        .values_list("code")
        .annotate(last=Max("published_at"))
    )
    codes: dict[str, list[str]] = {}
    newest: dict[str, datetime] = {}
    for one in current:
        pack = packs[one.code]
        codes.setdefault(pack, []).append(one.code)
        at = counted.get(one.formula.of) if one.formula else published.get(one.code)
        if at is not None and (pack not in newest or at > newest[pack]):
            newest[pack] = at
    return [Brought(pack=pack, codes=codes[pack], newest=newest.get(pack)) for pack in sorted(codes)]


def _matters(formula: Formula) -> tuple[str, ...]:
    """The matters that it is confined to; none: rows of all."""
    parts = [formula.count, formula.sum, formula.mean, formula.distinct]
    if formula.ratio is not None:
        parts.append(formula.ratio.denominator)
    where = [each for part in parts if isinstance(part, Part) for each in part.where]
    return tuple(code for each in where if each.column == MATTER for code in each.is_)

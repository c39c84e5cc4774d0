"""Where figures come from: the tables that there are, and which of them each indicator rests on."""

from __future__ import annotations

from yiwang.identity.api import Subject
from yiwang.indicators._imported import every_source
from yiwang.indicators._reading import Sight
from yiwang.indicators.contracts import Origin, TableRow
from yiwang.indicators.declarations import Formula, Part

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


def _matters(formula: Formula) -> tuple[str, ...]:
    """The matters that it is confined to; none: rows of all."""
    parts = [formula.count, formula.sum, formula.mean, formula.distinct]
    if formula.ratio is not None:
        parts.append(formula.ratio.denominator)
    where = [each for part in parts if isinstance(part, Part) for each in part.where]
    return tuple(code for each in where if each.column == MATTER for code in each.is_)

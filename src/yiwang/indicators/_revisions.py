"""How values that stood as final were changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from yiwang.identity.api import Subject
from yiwang.indicators import logic
from yiwang.indicators._asking import below_sql
from yiwang.indicators._charge import Reach, clause, reach
from yiwang.indicators._counting import why
from yiwang.indicators._imported import get_source
from yiwang.indicators._reading import Sight, paths_of
from yiwang.indicators.contracts import Period, RevisionRow, Tree, Value
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Revision
from yiwang.kernel import clock, facts
from yiwang.lake import api as lake


def revisions(subject: Subject, code: str, *, area_id: str, tree: Tree, period: Period) -> list[RevisionRow]:
    """How a value that stood as final was changed: old and new value, and why; oldest first. Of a charge, how
    the figure over the rows that its units handle was changed, and by which of them."""
    sight = Sight(subject)
    newest = sight.get(code)
    held = reach(sight, area_id, sight.owner(newest.owner))
    rows = Revision.objects.filter(
        code=code,
        tree=tree,
        area_path__in=paths_of(held.area, tree),
        kind=period.kind,
        first_day=period.first,
    )
    if newest.formula is None or newest.formula.rests_on:
        sight.area(area_id, sight.owner(newest.owner))
    if newest.collect is not None:
        # A figure that was filled in is known by the period asked for and by its last day.
        rows = Revision.objects.filter(
            code=code, area_path=held.area.managed_path, kind=newest.collect.asked, last_day=period.last
        )
    known = list(rows.order_by("id"))
    if held.units is not None:
        return _charged(sight.known.on(code, period.first) or newest, held, tree, period, known)
    return [
        RevisionRow(
            revision=row.revision,
            old=_value(sight, row, row.old),
            new=_value(sight, row, row.new),
            why_zh=row.why_zh,
            why_en=row.why_en,
            fact_position=row.position,
            at=row.at,
        )
        for row in known
    ]


def marked(subject: Subject, value: Value) -> Value:
    """A value of a charge with the mark of its revisions: they are found only where somebody looks."""
    if value.state != "final":
        return value
    found = revisions(subject, value.code, area_id=value.area_id, tree=value.tree, period=value.period)
    return replace(value, state="revised", revision=len(found)) if found else value


def _charged(
    one: IndicatorDeclaration, held: Reach, tree: Tree, period: Period, known: Sequence[Revision]
) -> list[RevisionRow]:
    """The revisions of the area that are revisions of the charge too: its rows as they lay at each of them,
    the first time when the period became final."""
    if one.formula is None or not known:
        return []
    formula, table = one.formula, get_source(one.formula.of).table
    below, (numerator, denominator) = below_sql(tree, paths_of(held.area, tree)), logic.row_sql(formula)

    def rows(position: int) -> str:
        beneath = logic.beneath_sql(table, formula.by, below, period.first, period.last, position)
        return f"SELECT * FROM ({beneath}) b WHERE {clause(held.units)}"  # noqa: S608

    def value(position: int) -> float | None:
        found = lake.query(logic.split_sql(rows(position), formula, ""), tables=[table]).to_pylist()
        parts = [Parts(row["a"] or 0.0, row["b"] or 0.0, int(row["n"] or 0), row["w"]) for row in found]
        return logic.value_of(formula.way, one.unit, parts[0] if parts else Parts())

    def moved(before: int, after: int) -> list[str]:
        """The numbers of the rows from which the figure takes something else than before."""
        was, now = (
            f"SELECT row_key, number, {numerator} AS a, {denominator} AS b FROM ({rows(each)}) r"  # noqa: S608
            for each in (before, after)
        )
        apart = f"(({was}) EXCEPT ({now})) UNION (({now}) EXCEPT ({was}))"
        found = lake.query(
            f"SELECT DISTINCT number FROM ({apart}) m WHERE a <> 0 OR b <> 0 ORDER BY 1",  # noqa: S608
            tables=[table],
        )
        return [row["number"] for row in found.to_pylist()]

    final = datetime.combine(period.last + timedelta(days=one.final_after_days + 1), time(), clock.SHANGHAI)
    at = min(_position_at(final) or known[0].position, known[0].position - 1)
    old, made = value(at), list[RevisionRow]()
    for row in known:
        new = value(row.position)
        if new != old:
            why_zh, why_en = (text[:500] for text in why(moved(at, row.position)))
            made.append(
                RevisionRow(
                    revision=len(made) + 1,
                    old=old,
                    new=new,
                    why_zh=why_zh,
                    why_en=why_en,
                    fact_position=row.position,
                    at=row.at,
                )
            )
        old, at = new, row.position
    return made


def _position_at(moment: datetime) -> int:
    """The last fact before a moment, 0 where none so old is kept."""
    first, high = facts.first_position(), facts.last_position()
    low = first - 1
    while low < high:
        middle = (low + high + 1) // 2
        row = next(iter(facts.read(middle - 1, limit=1)), None)
        if row is not None and row.position is not None and row.recorded_at < moment:
            low = row.position
        else:
            high = middle - 1
    return low if low >= first else 0


def _value(sight: Sight, row: Revision, parts: list[Any]) -> float | None:
    one = sight.known.on(row.code, row.first_day)
    if one is None or one.formula is None:
        return float(parts[0]) if parts[0] is not None else None
    return logic.value_of(one.formula.way, one.unit, Parts(parts[1], parts[2], parts[3], parts[0]))

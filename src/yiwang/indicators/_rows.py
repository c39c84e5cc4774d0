"""The very rows beneath a value, as somebody may see them."""

from __future__ import annotations

from yiwang.identity.api import Scope, Subject, scope
from yiwang.indicators import logic
from yiwang.indicators._asking import below_sql
from yiwang.indicators._charge import clause, reach
from yiwang.indicators._imported import get_source
from yiwang.indicators._noting import AGAINST
from yiwang.indicators._reading import Sight, check, parts_in, paths_of
from yiwang.indicators._refusals import NotMadeOfRows
from yiwang.indicators.contracts import Period, RowRef, RowsPage, Side, Tree
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.facts import split_units
from yiwang.lake import api as lake

SIZE = 100


def rows(
    subject: Subject,
    code: str,
    *,
    area_id: str,
    tree: Tree,
    period: Period,
    side: Side = "numerator",
    after: str | None = None,
) -> RowsPage:
    """The very rows beneath a value as of the fact that it was counted from, page by page.

    Raises NotMadeOfRows for what is made from other indicators, or published.
    """
    sight = Sight(subject)
    newest = sight.get(code)
    check(newest, [period])
    held = reach(sight, area_id, sight.owner(newest.owner))
    area = held.area
    one = sight.known.on(code, period.first) or newest
    if one.formula is None or one.formula.rests_on:
        raise NotMadeOfRows(indicator=code)
    source, paths = get_source(one.formula.of), paths_of(area, tree)
    position = parts_in(newest, tree, paths, [period])[period].position
    beneath = logic.beneath_sql(
        source.table, one.formula.by, below_sql(tree, paths), period.first, period.last, position
    )
    numerator, denominator = logic.row_sql(one.formula)
    asked = "a" if side == "numerator" else "b"
    # A leader by 分管 sees no whole area: the rows beneath his figure are those that his units handle.
    made = f"SELECT r.*, {numerator} AS a, {denominator} AS b FROM ({beneath}) r WHERE {clause(held.units)}"  # noqa: S608
    total = lake.query(
        f"SELECT count(*) AS n, coalesce(sum({asked}), 0.0) AS s FROM ({made}) m WHERE {asked} <> 0",  # noqa: S608
        tables=[source.table],
    ).to_pylist()[0]
    page = lake.query(
        f"SELECT * FROM ({made}) m WHERE {asked} <> 0 AND row_key > $after "  # noqa: S608
        f"ORDER BY row_key LIMIT {SIZE + 1}",
        tables=[source.table],
        params={"after": after or ""},
    ).to_pylist()
    seen = _scope(subject, source.permission)
    shown = []
    for row in page[:SIZE]:
        units = split_units(row["units"] or "")
        against = [each.removeprefix(AGAINST) for each in units if each.startswith(AGAINST)]
        own = [each for each in units if not each.startswith(AGAINST)]
        if seen is None or not seen.sees(area_path=row["managed_path"], units=own, against=against):
            continue
        shown.append(
            RowRef(
                kind=source.name,
                id=row["row_key"],
                number=row["number"],
                title_zh=row["title_zh"],
                title_en=row["title_en"],
                area_id=row["area_id"],
                area_name=row["area_name"],
                day=row[one.formula.by],
                page=source.page.format(key=row["row_key"]),
                numerator=row["a"],
                denominator=row["b"],
            )
        )
    return RowsPage(
        items=shown,
        total=int(total["n"]),
        sum=float(total["s"]),
        hidden=len(page[:SIZE]) - len(shown),
        after=page[SIZE - 1]["row_key"] if len(page) > SIZE else None,
        fact_position=position,
    )


def _scope(subject: Subject, permission: str) -> Scope | None:
    """What of the rows may be seen; nothing where the permission for them is missing."""
    try:
        return scope(subject, permission)
    except Forbidden:
        return None

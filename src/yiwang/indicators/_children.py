"""The areas right below one, each with its own value, and what lies in none of them."""

from __future__ import annotations

from dataclasses import replace

from yiwang.areas import api as areas
from yiwang.identity.api import Subject
from yiwang.indicators import _published, logic
from yiwang.indicators._asking import paths_below, seen_at
from yiwang.indicators._once import counted, once
from yiwang.indicators._reading import (
    Sight,
    check,
    make,
    of_area,
    parts_in,
    parts_of_each,
    paths_of,
    vanished,
)
from yiwang.indicators.contracts import Period, Tree, Value


def children(subject: Subject, code: str, *, area_id: str, tree: Tree, period: Period) -> list[Value]:
    """The values of the areas right below, and the remainder that lies in none of them where it is not
    nothing. Of an additive figure they sum to the parent's.
    """
    sight = Sight(subject)
    newest = sight.get(code)
    check(newest, [period])
    parent = sight.area(area_id, sight.owner(newest.owner))
    below = {one.id: one for one in once(areas.children, area_id, tree) if one.level != "grid"}
    if newest.formula is None or newest.formula.rests_on or vanished(newest):
        made = [one for each in below.values() for one in of_area(sight, newest, each, tree, [period])]
        whole = of_area(sight, newest, parent, tree, [period])[0]
        apart = _published.difference(newest, whole, made)
        return made if apart is None else [*made, apart]
    paths = paths_of(parent, tree)
    total = parts_in(newest, tree, paths, [period])[period]
    # By the paths of the rows: a village that has moved since lies below its parent of that day.
    mark = once(counted, newest.formula.of)
    held = paths_below(seen_at(mark), newest.formula.of, tree, tuple(paths), period)
    for known in areas.areas([one for one in held if one not in below]).values():
        below[known.id] = known
    one = sight.known.on(code, period.first) or newest
    made, rest = [], total.parts
    asked = [period, period.previous(), period.year_ago()]
    groups = {
        child_id: held.get(child_id) or [path + child_id + "/" for path in paths]
        for child_id in sorted(below)
    }
    each = parts_of_each(newest, tree, groups, asked)
    for child_id in groups:
        found = {which: each[child_id, which] for which in asked}
        rest -= found[period].parts
        made.append(
            make(
                sight.aims,
                one,
                below[child_id],
                tree,
                period,
                found[period],
                before=found[period.previous()],
                ago=found[period.year_ago()],
            )
        )
    if one.formula and one.formula.way not in logic.WHOLE and rest.n:
        value = make(sight.aims, one, parent, tree, period, replace(total, parts=rest, revision=0))
        made.append(
            replace(
                value,
                remainder=True,
                area_name_zh=f"{parent.name}本级（未到下级）",
                area_name_en=f"{parent.english}, in none of the areas below",
                target=None,
                reached=None,
                progress_gap=None,
                level=None,
            )
        )
    return made

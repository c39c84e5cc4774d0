"""Cells are counted anew from the rows of the lake: those that new rows touch, or all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yiwang.indicators import _tables, logic
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators._sources import SOURCES, Source
from yiwang.indicators.contracts import FiguresRevised, period_of
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Cell, Counted, Noted, Revision
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.lake import api as lake

if TYPE_CHECKING:
    import pyarrow as pa

assert _tables
ACTOR = "system:indicators"
MOST = 500
"""Noted rows that are counted in at once."""
CHUNK = 100
"""Cells of one transaction."""
Key = tuple[str, str, str, date]
"""Tree, path, kind of period, its first day."""


@dataclass(slots=True)
class Touched:
    """Which cells some rows lie in or lay in, and by which of them."""

    by: dict[Key, set[str]] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def add(self, paths: tuple[str, str], day: date, number: str) -> None:
        self.days.add(day)
        for tree, path in zip(("managed", "statistical"), paths, strict=True):
            self.paths.add(path)
            for above in logic.prefixes(path):
                for kind in logic.STORED:
                    first = period_of(kind, day).first
                    self.by.setdefault((tree, above, kind, first), set()).add(number)


class CountTask:
    """Counts what was noted since the last time; everything when a definition has changed."""

    name = "indicators.count"
    wakes = ("facts",)
    every = 5.0
    pause = 2.0

    def pump(self, lease: Lease) -> int:
        return sum(count(source, lease) for source in SOURCES.values())


def count(source: Source, lease: Lease) -> int:
    """Bring the cells of a source up to its newest noted rows; how many cells were counted."""
    known, mark = registry(), Counted.objects.filter(pk=source.name).first()
    before = mark or Counted(source=source.name)
    noted = list(
        Noted.objects.filter(source=source.name, id__gt=before.seq)
        .order_by("id")
        .values_list("id", "key", "position")[:MOST]
    )
    afresh = before.definitions != known.mark
    if not noted and not afresh:
        return 0
    seq = noted[-1][0] if noted else before.seq
    position = max([before.position, *(one[2] for one in noted)])
    found = known.counted(source.name)
    touched = _touched(source, found, position, None if afresh else sorted({one[1] for one in noted}))
    cells, version = _cells(source, found, known, touched, position, whole=afresh)
    _write(source, known, cells, touched, before, lease, position, afresh=afresh)
    with transaction.atomic():
        lease.hold()
        statements.put(
            Counted(
                source=source.name,
                seq=seq,
                position=position,
                definitions=known.mark,
                at=clock.now(),
                table_version=version,
            )
        )
    return max(len(cells), 1)


def _touched(
    source: Source, found: Sequence[IndicatorDeclaration], position: int, keys: list[str] | None
) -> Touched:
    """The cells of every version of the rows of `keys`: also of where a row lay before."""
    import pyarrow as pa

    days = sorted({one.formula.by for one in found if one.formula})
    touched = Touched()
    if not days:
        return touched
    asked = ", ".join(["managed_path", "statistical_path", "number", *days])
    only = "" if keys is None else " AND row_key IN (SELECT asked_key FROM asked)"
    rows = lake.query(
        f"SELECT DISTINCT {asked} FROM {source.table} WHERE position <= {position}{only}",  # noqa: S608
        tables=[source.table],
        given={"asked": pa.table({"asked_key": pa.array(keys or [], pa.string())})},
    )
    for row in rows.to_pylist():
        for name in days:
            if row[name] is not None:
                touched.add((row["managed_path"], row["statistical_path"]), row[name], row["number"])
    return touched


def _cells(
    source: Source,
    found: Sequence[IndicatorDeclaration],
    known: Registry,
    touched: Touched,
    position: int,
    *,
    whole: bool,
) -> tuple[dict[Key, dict[str, Parts]], int]:
    """The parts of every touched cell, by indicator; and the version of the table that they come from."""
    cells: dict[Key, dict[str, Parts]] = {key: {} for key in touched.by}
    version = -1
    if not touched.by:
        return cells, version
    firsts = [key[3] for key in touched.by]
    span = (min(firsts), max(period_of(key[2], key[3]).last for key in touched.by))
    for by in sorted({one.formula.by for one in found if one.formula}):
        asked = [one for one in found if one.formula and one.formula.by == by]
        given = _given(source, by, span, position, touched)
        answer = lake.ask(
            logic.count_sql(
                source.table, by, asked, position=position, touched=not whole, span=None if whole else span
            ),
            tables=[source.table],
            given=given,
        )
        version = answer.versions[source.table]
        for row in answer.rows.to_pylist():
            key = (row["tree"], row["path"], row["kind"], row["first_day"])
            if key not in cells:
                continue
            for number, one in enumerate(asked):
                if known.on(one.code, key[3]) is one:
                    cells[key][one.code] = Parts(
                        row[f"a{number}"] or 0.0,
                        row[f"b{number}"] or 0.0,
                        int(row[f"n{number}"] or 0),
                        row.get(f"w{number}"),
                    )
    return cells, version


def _given(
    source: Source, by: str, span: tuple[date, date], position: int, touched: Touched
) -> Mapping[str, pa.Table]:
    """The small tables beside the source: where each path lies, and in which periods each day."""
    import pyarrow as pa

    rows = lake.query(
        f"SELECT DISTINCT managed_path, statistical_path, {by} AS on_day FROM {source.table} "  # noqa: S608
        f"WHERE {by} BETWEEN DATE '{span[0]}' AND DATE '{span[1]}' AND position <= {position}",
        tables=[source.table],
    )
    paths = {path for name in ("managed_path", "statistical_path") for path in rows.column(name).to_pylist()}
    places = [(path, above) for path in sorted(paths | touched.paths) for above in logic.prefixes(path)]
    calendar = []
    for day in sorted(set(rows.column("on_day").to_pylist()) | touched.days):
        for kind in logic.STORED:
            period = period_of(kind, day)
            calendar.append((day, kind, period.first, period.last))
    cells = list(touched.by)
    return {
        "places": pa.table({"path": [one[0] for one in places], "above": [one[1] for one in places]}),
        "days": pa.table(
            {
                "on_day": pa.array([one[0] for one in calendar], pa.date32()),
                "kind": pa.array([one[1] for one in calendar], pa.string()),
                "first_day": pa.array([one[2] for one in calendar], pa.date32()),
                "last_day": pa.array([one[3] for one in calendar], pa.date32()),
            }
        ),
        "touched": pa.table(
            {
                "tree": [one[0] for one in cells],
                "path": [one[1] for one in cells],
                "kind": [one[2] for one in cells],
                "first_day": pa.array([one[3] for one in cells], pa.date32()),
            }
        ),
    }


def cell_id(source: str, key: Key) -> str:
    tree, path, kind, first = key
    return f"{source}|{tree}|{kind}|{first.isoformat()}|{path}"


def _write(
    source: Source,
    known: Registry,
    cells: Mapping[Key, Mapping[str, Parts]],
    touched: Touched,
    before: Counted,
    lease: Lease,
    position: int,
    *,
    afresh: bool,
) -> None:
    """Put the cells where they changed; a value that stood as final leaves a revision behind."""
    today = clock.now().astimezone(clock.SHANGHAI).date()
    keys = list(cells)
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        held = {one.pk: one for one in statements.by_keys(Cell, [cell_id(source.name, k) for k in part])}
        rows, revisions = [], []
        for key in part:
            old = held.get(cell_id(source.name, key))
            parts, changed = _changes(known, key, cells[key], old, before, today)
            if old is not None and old.parts == parts:
                continue
            rows.append(_cell(source, key, parts, position))
            why = _why(afresh, sorted(touched.by[key]))
            revisions += [_revision(known, key, *one, why, position) for one in changed]
        with transaction.atomic():
            lease.hold()
            statements.put(*rows)
            Revision.objects.bulk_create(revisions)
            _tell(revisions)


def _tell(revisions: Sequence[Revision]) -> None:
    """One fact for each indicator whose final values changed, told where all of them lie."""
    for code in sorted({one.code for one in revisions}):
        those = [one for one in revisions if one.code == code]
        shared = [
            path
            for path in logic.prefixes(those[0].area_path)
            if all(one.area_path.startswith(path) for one in those)
        ]
        tell(
            FiguresRevised(code=code, values=len(those), why_zh=those[0].why_zh, why_en=those[0].why_en),
            subject=f"revision:{new_id()}",
            version=1,
            actor=ACTOR,
            area_path=shared[-1] if shared else "",
        )


def _changes(
    known: Registry,
    key: Key,
    found: Mapping[str, Parts],
    old: Cell | None,
    before: Counted,
    today: date,
) -> tuple[dict[str, Any], list[tuple[str, list[Any], list[Any]]]]:
    """The parts of a cell as they are kept, and which of them stood as final and are others now."""
    kept: dict[str, Any] = {}
    changed = []
    codes = set(found) | (set(old.parts) if old else set())
    last = period_of(key[2], key[3]).last
    for code in sorted(codes):
        one = known.on(code, key[3])
        if one is None:
            continue  # a definition that is no longer declared has no figures
        parts = found.get(code, Parts())
        fresh = [parts.whole, parts.numerator, parts.denominator, parts.n]
        was = old.parts.get(code) if old else None
        revision = was[4] if was else 0
        # What was never counted has not stood: the first count of all, and that of a new indicator.
        stood = before.seq > 0 and (was is not None or before.definitions == known.mark)
        final = today > last + timedelta(days=one.final_after_days)
        shown = was or [None, 0.0, 0.0, 0, 0]
        if stood and final and shown[:4] != fresh:
            revision += 1
            changed.append((code, shown, [*fresh, revision]))
        kept[code] = [*fresh, revision]
    return kept, changed


def _cell(source: Source, key: Key, parts: dict[str, Any], position: int) -> Cell:
    tree, path, kind, first = key
    return Cell(
        id=cell_id(source.name, key),
        source=source.name,
        tree=tree,
        area_path=path,
        kind=kind,
        first_day=first,
        last_day=period_of(kind, first).last,
        parts=parts,
        position=position,
        at=clock.now(),
    )


def _why(afresh: bool, numbers: Sequence[str]) -> tuple[str, str]:
    if afresh:
        return "指标口径修改后重新计算。", "Counted anew after a change of the definition."
    named = numbers[:3]
    more_zh = f"等 {len(numbers)} 件" if len(numbers) > 3 else ""
    more_en = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    return (
        f"迟到或更正的数据：{'、'.join(named)}{more_zh}。",
        f"Late or corrected data: {', '.join(named)}{more_en}.",
    )


def _revision(
    known: Registry,
    key: Key,
    code: str,
    old: list[Any],
    new: list[Any],
    why: tuple[str, str],
    position: int,
) -> Revision:
    tree, path, kind, first = key
    one = known.on(code, first)
    return Revision(
        code=code,
        version=one.version if one else 0,
        revision=new[4],
        tree=tree,
        area_path=path,
        kind=kind,
        first_day=first,
        last_day=period_of(kind, first).last,
        old=old,
        new=new,
        why_zh=why[0][:500],
        why_en=why[1][:500],
        position=position,
        at=clock.now(),
    )

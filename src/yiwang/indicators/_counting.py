"""The cube of a table follows its rows: new ones change it by their difference, changed definitions make it
anew. Final values that come out otherwise leave revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.db.models import Max

from yiwang.indicators import _tables, cube, logic
from yiwang.indicators._imported import every_source, to_lake
from yiwang.indicators._noting import LEAST_PAUSE_S, NOTED
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators._sources import IMPORTED, Source
from yiwang.indicators._summing import (
    TREES,
    Key,
    Place,
    by_days,
    final,
    finals,
    periods_of,
    places,
    standing,
    touched,
)
from yiwang.indicators.contracts import FiguresCounted, FiguresRevised, Period, period_of
from yiwang.indicators.declarations import Formula, IndicatorDeclaration
from yiwang.indicators.logic import STORED, Parts, prefixes, quoted
from yiwang.indicators.models import Counted, Noted, Revision
from yiwang.kernel import clock, shapes, statements
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.lake import api as lake

if TYPE_CHECKING:
    import pyarrow as pa

assert _tables
ACTOR = "system:indicators"
MOST = 10_000
"""Noted rows that are counted in at once."""
PIECE = 250_000
"""Lines that are held and written at once."""
CHUNK = 100
"""Revisions of one transaction."""
FLOOD = 50
"""From so many rows at once on there is no hurry: they come in larger pieces."""
MANY_FILES = 24
"""So many differences of one month are added up into one file."""
Change = tuple[Key, str, Parts, Parts, tuple[str, str]]


class CountTask:
    """Counts what was noted since the last time; everything when a definition has changed."""

    name = "indicators.count"
    wakes = (NOTED,)
    every = 5.0
    gathers = 0.3
    """An act of a city moves an appeal, a case and an event: they are noted within this of each other."""

    def __init__(self) -> None:
        self._took_s, self._done = 0.0, 0
        self._under: Lease | None = None
        self._rest: dict[str, tuple[str, int]] = {}
        """Under this lease: by what each source was counted, and up to where, when there was nothing left."""

    @property
    def pause(self) -> float:
        """What comes alone is counted at once; a flood costs a quarter of a processor at most."""
        return max(LEAST_PAUSE_S, self._took_s * (3.0 if self._done >= FLOOD else 1.0))

    def pump(self, lease: Lease) -> int:
        began = clock.steady()
        if self._under is not lease:
            self._under, self._rest = lease, {}
        known, steps, done = registry(), list[Step](), 0
        for source in every_source():
            if step := self._begun(source, known, lease):
                steps.append(step)
                done += step.done
                if step.afresh:  # what took long is not done again because of what comes after it
                    _finish(steps, lease)
                    steps.clear()
        # Who looks at a board hears once of all that an act has moved, in whatever tables.
        _finish(steps, lease)
        self._took_s, self._done = clock.steady() - began, done
        return done

    def _begun(self, source: Source, known: Registry, lease: Lease) -> Step | None:
        """What nobody noted anything for since it was counted is not asked of the lake."""
        by = known.mark_of(source.name)
        if (rest := self._rest.get(source.name)) and rest[0] == by and not _noted_since(source, rest[1]):
            return None
        if step := _begin(source, lease):
            self._rest.pop(source.name, None)
            return step
        if not source.name.startswith(IMPORTED):  # what it waits for the lake to hold was noted before
            counted = statements.find(Counted, source=source.name)
            self._rest[source.name] = (by, counted.seq if counted else 0)
        return None


def _noted_since(source: Source, seq: int) -> bool:
    return statements.run(_NOTED_SINCE, (source.name, seq)).fetchone() is not None


_NOTED_SINCE = "SELECT 1 FROM indicators_noted WHERE source = %s AND id > %s LIMIT 1"


@dataclass(slots=True)
class Step:
    """From where to where a source is counted."""

    source: Source
    known: Registry
    before: Counted
    seq: int
    position: int
    afresh: bool
    held: int
    """Up to where the cube was when the step began."""
    done: int
    """How much was to be done, at least 1."""
    found: list[IndicatorDeclaration] = field(default_factory=list)
    """The definitions that `before` was counted by, where they are others now."""
    changes: list[Change] = field(default_factory=list)
    """Final values that came out otherwise."""


def made_by(known: Registry, source: Source) -> str:
    """What a cube follows from: the definitions of its table, and its own form."""
    return hashlib.sha256(f"{cube.FORM} {known.mark_of(source.name)}".encode()).hexdigest()


def count(source: Source, lease: Lease) -> int:
    """Bring the cube of a source up to its newest noted rows, and say so; 0 when there was nothing to do."""
    step = _begin(source, lease)
    _finish([step] if step else [], lease)
    return step.done if step else 0


def _begin(source: Source, lease: Lease) -> Step | None:
    """Bring the cube up to its newest noted rows; None when there was nothing to do."""
    known, before = registry(), Counted.objects.filter(pk=source.name).first()
    before = before or Counted(source=source.name)
    held = lake.mark(source.cube, "seq")
    since = max(before.seq, held)
    waiting = Noted.objects.filter(source=source.name, id__gt=since)
    if source.name.startswith(IMPORTED):
        # Nothing is counted that the lake does not hold: a table of our own keeping has no hot tail.
        waiting = waiting.filter(id__lte=to_lake(source))
    afresh = before.definitions != made_by(known, source) or held < before.seq
    noted: list[tuple[int, str, int]] = []
    if not afresh:
        noted = list(waiting.order_by("id").values_list("id", "key", "position")[:MOST])
        if not noted and held == before.seq:
            return None
    newest = waiting.aggregate(seq=Max("id"), position=Max("position")) if afresh else {}
    with transaction.atomic():
        lease.hold()
    positions = [before.position, lake.mark(source.cube, "position"), newest.get("position") or 0]
    step = Step(
        source,
        known,
        before,
        noted[-1][0] if noted else (newest.get("seq") or since),
        max(*positions, *(one[2] for one in noted)),
        afresh,
        held,
        max(len(noted), 1),
    )
    old: dict[Key, dict[str, Parts]] = {}
    keys = sorted({one[1] for one in noted})
    if afresh:
        if before.seq and before.formulas and held and lake.mark(source.cube, "form") == cube.FORM:
            step.found = shapes.read(before.formulas, list[IndicatorDeclaration])
            old = finals(source, step.found, None, before.seq, by_days(step.found))
        _keep(step, _lines(source, known, step.seq, None), instead_of=None)
        step.changes = _changes_of_definition(step, old)
    else:
        lay: dict[str, set[Place]] | None = {} if held == before.seq else None
        if noted:
            _keep(step, _noticed(_lines(source, known, step.seq, (held, keys)), lay))
        step.changes = _changes_of_rows(step, lay)
    return step


# -- the cube


def _lines(
    source: Source, known: Registry, seq: int, change: tuple[int, Sequence[str]] | None
) -> Iterator[pa.Table]:
    """The lines of all rows, or the difference that the rows of some keys make since a sequence."""
    import pyarrow as pa

    found = standing(known, source.name)
    if change is None:
        # Where any version of a row has lain: cheaper than where the newest ones lie, and no less.
        return lines(source, found, seq, cube.whole_sql(source.table, seq), {}, source.table)
    rows = cube.change_sql(source.table, change[0], seq)
    given = {"asked": pa.table({"asked_key": pa.array(change[1], pa.string())})}
    return lines(source, found, seq, rows, given, few=True)


def lines(
    source: Source,
    found: Mapping[str, cube.Used],
    seq: int,
    rows: str,
    given: Mapping[str, pa.Table],
    lying: str = "",
    *,
    few: bool = False,
) -> Iterator[pa.Table]:
    """The lines that some rows make for what is told apart: one scan for each day column, what it needs of
    the rows put aside and summed for each item; never more lines at once than a piece. `lying`: a relation
    of at least the places of the rows; `few` rows are looked for once and held."""
    import pyarrow as pa

    held = [cube.schema(source).empty_table()]
    with lake.session(tables=[source.table], given=given) as here:
        if few:
            here.put_aside("moved", rows)
            rows = "SELECT * FROM moved"
        here.put_aside("places", cube.places_sql(f"SELECT * FROM {lying}" if lying else rows))  # noqa: S608
        for by, used in found.items():
            here.put_aside("coded", cube.coded_sql(by, used, rows))
            for item in used.items:
                for made in here.pieces(cube.lines_sql(by, used, item), PIECE):
                    if sum(map(len, held)) + len(made) > PIECE:
                        yield pa.concat_tables(held)
                        held = []
                    held.append(_shaped(source, made, seq))
    yield pa.concat_tables(held)


def _shaped(source: Source, made: pa.Table, seq: int) -> pa.Table:
    """Lines as the table of the cube has them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    form = cube.schema(source)
    days = made.column("day").cast(pa.date32())
    columns = {
        "month": pc.cast(pc.floor_temporal(days, unit="month"), pa.date32()),
        "day": days,
        "seq": pa.array([seq] * len(made), pa.int64()),
    }
    there = set(made.column_names)
    # What an item has nothing of is the same nothing for all its columns.
    nothing = {kind: pa.nulls(len(made), kind) for kind in {one.type for one in form}}
    return pa.table(
        [
            columns[one.name]
            if one.name in columns
            else made.column(one.name).cast(one.type)
            if one.name in there
            else nothing[one.type]
            for one in form
        ],
        schema=form,
    )


def _keep(step: Step, rows: Iterable[pa.Table], instead_of: Sequence[str] | None = ()) -> None:
    marks = {"seq": step.seq, "position": step.position, "form": cube.FORM}
    lake.keep(step.source.cube, rows, marks, instead_of=instead_of, expected={"seq": step.held})
    step.held = step.seq


def _fold(step: Step) -> None:
    """Add up a month that has come in many differences."""
    files = lake.partitions(step.source.cube, below=PIECE // 2)
    month, many = max(files.items(), key=lambda one: one[1], default=("", 0))
    if many < MANY_FILES:
        return
    names = cube.schema(step.source).names
    measures = names[names.index("n") :]
    keys = ", ".join(name for name in names[: names.index("n")] if name != "seq")
    sums = ", ".join(f"sum({name}) AS {name}" for name in measures)
    some = " OR ".join(f"sum({name}) <> 0" for name in measures)
    sql = (
        f"SELECT CAST({step.seq} AS BIGINT) AS seq, {keys}, {sums} FROM {step.source.cube} "  # noqa: S608
        f"WHERE month = DATE {quoted(month)} GROUP BY {keys} HAVING {some}"
    )
    form, cubes = cube.schema(step.source), step.source.cube
    with lake.session(tables=[cubes], between={cubes: (month, month)}) as here:
        made = (rows.select(names).cast(form) for rows in here.pieces(sql, PIECE))
        _keep(step, made, instead_of=[month])


# -- revisions


def _noticed(pieces: Iterable[pa.Table], lay: dict[str, set[Place]] | None) -> Iterator[pa.Table]:
    """Lines as they are, and in `lay` where those of each day column lie."""
    import pyarrow.compute as pc

    for piece in pieces:
        if lay is not None:
            for by in piece.column("by_column").unique().to_pylist():
                those = piece.filter(pc.equal(piece.column("by_column"), by))
                lay.setdefault(by, set()).update(places(those))
        yield piece


def _changes_of_rows(step: Step, lay: Mapping[str, set[Place]] | None) -> list[Change]:
    """Final values that the lines since the last count have changed; `lay`: where these lines lie by day
    column, None where some were kept by a count that did not end."""
    found = [one for one in step.known.counted(step.source.name) if step.before.seq]
    among: dict[str, set[Period]] = {}
    keys: set[Key] = set()
    told_apart = standing(step.known, step.source.name)
    for by in told_apart if found else ():
        those = touched(step.source, by, step.before.seq) if lay is None else lay.get(by, set())
        among[by] = periods_of(those)
        for managed, statistical, day in those:
            for tree, path in zip(TREES, (managed, statistical), strict=True):
                for above in prefixes(path):
                    keys |= {(tree, above, kind, period_of(kind, day).first) for kind in STORED}
    if not any(final(one, each) for one in found for held in among.values() for each in held):
        return []
    was = finals(step.source, found, among, step.before.seq, told_apart)
    now = finals(step.source, found, among, None, told_apart)
    return _differences(step, was, now, keys)


def _changes_of_definition(step: Step, was: Mapping[Key, Mapping[str, Parts]]) -> list[Change]:
    """Final values that come out otherwise by the definitions of now; what is new has not stood."""
    if not step.found:
        return []
    old = {one.code for one in step.found}
    every = step.known.counted(step.source.name)
    told_apart = standing(step.known, step.source.name)
    now = finals(step.source, [one for one in every if one.code in old], None, None, told_apart)
    return _differences(step, was, now, set(was) | set(now))


def _differences(
    step: Step,
    was: Mapping[Key, Mapping[str, Parts]],
    now: Mapping[Key, Mapping[str, Parts]],
    keys: set[Key],
) -> list[Change]:
    changes: list[Change] = []
    for key in sorted(keys & (set(was) | set(now))):
        before, after = was.get(key, {}), now.get(key, {})
        for code in sorted(set(before) | set(after)):
            old, new = before.get(code, Parts()), after.get(code, Parts())
            if _plain(old) != _plain(new) and step.known.on(code, key[3]) is not None:
                changes.append((key, code, old, new, ("", "")))
    return changes


def _plain(parts: Parts) -> list[Any]:
    """As values are compared: sums of fractions leave dust."""
    whole = None if parts.whole is None else round(parts.whole, 9)
    return [whole if parts.n else None, round(parts.numerator, 6), round(parts.denominator, 6), parts.n]


def _finish(steps: Sequence[Step], lease: Lease) -> None:
    """Revisions and how far was counted, together; what is counted twice leaves no second revision."""
    if not steps:
        return
    revisions = [one for step in steps for one in _revisions(step)]
    with transaction.atomic():
        lease.hold()
        for start in range(0, len(revisions), CHUNK):
            Revision.objects.bulk_create(revisions[start : start + CHUNK])
        _tell(revisions)
        for step in steps:
            statements.put(_mark(step))
            tell(
                FiguresCounted(source=step.source.name),
                subject=f"counted:{new_id()}",
                version=1,
                actor=ACTOR,
            )
    for step in steps:
        _fold(step)


def _mark(step: Step) -> Counted:
    return Counted(
        source=step.source.name,
        seq=step.seq,
        position=step.position,
        definitions=made_by(step.known, step.source),
        formulas=msgspec.json.encode(step.known.counted(step.source.name)).decode(),
        at=clock.now(),
    )


def _revisions(step: Step) -> list[Revision]:
    made = [_revision(step, *one[:4]) for one in step.changes]
    _number(made)
    _explain(step, made)
    return made


def _number(revisions: Sequence[Revision]) -> None:
    """Each goes on from the last revision of its value."""
    codes = sorted({one.code for one in revisions})
    firsts = sorted({one.first_day for one in revisions})
    names = ("code", "tree", "area_path", "kind", "first_day")
    held = {
        tuple(row[name] for name in names): row["last"]
        for row in Revision.objects.filter(code__in=codes, first_day__in=firsts)
        .values(*names)
        .annotate(last=Max("revision"))
    }
    for one in revisions:
        one.revision = held.get(tuple(getattr(one, name) for name in names), 0) + 1
        one.new[4] = one.revision
        one.old[4] = one.revision - 1


def _explain(step: Step, revisions: Sequence[Revision]) -> None:
    """Say of each revision by which rows it came."""
    if not revisions:
        return
    if step.afresh:
        for one in revisions:
            one.why_zh = "指标口径修改后重新计算。"
            one.why_en = "Counted anew after a change of the definition."
        return
    moved: dict[tuple[str, int], list[_Moved]] = {}
    for one in revisions:
        declared = step.known.on(one.code, one.first_day)
        if declared is None or declared.formula is None:
            continue
        key = (declared.code, declared.version)
        if key not in moved:
            moved[key] = _moved(step, declared.formula)
        numbers = sorted({row.number for row in moved[key] if row.lay_in(one)})
        one.why_zh, one.why_en = (text[:500] for text in why(numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """A row that gives a figure something else than before: its number, where and when it lay and lies."""

    number: str
    lay: tuple[Mapping[str, Any], ...]

    def lay_in(self, one: Revision) -> bool:
        return any(
            one.first_day <= row["day"] <= one.last_day and row[f"{one.tree}_path"].startswith(one.area_path)
            for row in self.lay
        )


def _moved(step: Step, formula: Formula) -> list[_Moved]:
    """The rows of a step that changed what this formula takes from them; most changes of a row do not."""
    table, by = step.source.table, formula.by
    numerator, denominator = logic.row_sql(formula)
    distinct = f"CAST({formula.distinct.column} AS VARCHAR)" if formula.distinct else "''"
    new = f"SELECT row_key FROM {table} WHERE seq > {step.before.seq} AND seq <= {step.seq}"  # noqa: S608

    def at(upto: int) -> dict[str, dict[str, Any]]:
        newest = logic.latest_sql(table, f"seq <= {upto} AND row_key IN ({new})")
        rows = lake.query(
            f"SELECT row_key, number, managed_path, statistical_path, {by} AS day, {numerator} AS a, "  # noqa: S608
            f"{denominator} AS b, {distinct} AS v FROM ({newest}) l WHERE {by} IS NOT NULL",
            tables=[table],
        ).to_pylist()
        return {row["row_key"]: row for row in rows}

    was, now = at(step.before.seq), at(step.seq)
    found = []
    for key in was.keys() | now.keys():
        lay = tuple(row for row in (was.get(key), now.get(key)) if row is not None)
        if was.get(key) != now.get(key) and any(row["a"] or row["b"] for row in lay):
            found.append(_Moved(number=lay[-1]["number"], lay=lay))
    return found


def _tell(revisions: Sequence[Revision]) -> None:
    """One fact for each indicator whose final values changed, told where all of them lie."""
    for code in sorted({one.code for one in revisions}):
        those = [one for one in revisions if one.code == code]
        shared = [
            path
            for path in prefixes(those[0].area_path)
            if all(one.area_path.startswith(path) for one in those)
        ]
        tell(
            FiguresRevised(code=code, values=len(those), why_zh=those[0].why_zh, why_en=those[0].why_en),
            subject=f"revision:{new_id()}",
            version=1,
            actor=ACTOR,
            area_path=shared[-1] if shared else "",
        )


def why(numbers: Sequence[str]) -> tuple[str, str]:
    """By which rows a final value was changed."""
    named = numbers[:3]
    more_zh = f"等 {len(numbers)} 件" if len(numbers) > 3 else ""
    more_en = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    return (
        f"迟到或更正的数据：{'、'.join(named)}{more_zh}。",
        f"Late or corrected data: {', '.join(named)}{more_en}.",
    )


def _revision(step: Step, key: Key, code: str, old: Parts, new: Parts) -> Revision:
    tree, path, kind, first = key
    one = step.known.on(code, first)
    return Revision(
        code=code,
        version=one.version if one else 0,
        revision=0,
        tree=tree,
        area_path=path,
        kind=kind,
        first_day=first,
        last_day=period_of(kind, first).last,
        old=[*_plain(old), 0],
        new=[*_plain(new), 0],
        position=step.position,
        at=clock.now(),
    )

"""Facts are heard, and the rows that they are about are read and noted, many facts of one thing at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.indicators import _tables
from yiwang.indicators._sources import SOURCES, Row
from yiwang.indicators.logic import prefixes
from yiwang.indicators.models import Heard, Noted
from yiwang.kernel import clock, statements
from yiwang.kernel.bus import wake
from yiwang.kernel.facts import Told, join_units
from yiwang.kernel.tasks import Lease

assert _tables
MOST = 100
"""Rows of one transaction, which must not hold the database for longer than some 20 ms."""
AGAINST = "^"
"""Begins a token of a fact's units that names a unit complained of."""
LEAST_PAUSE_S = 0.2
HEARD, NOTED = "indicators.heard", "indicators.noted"
"""Wake who notes and who counts: each may begin as soon as the one before has done his part."""
COUNTED_LEVELS = ("province", "city", "county", "town", "village")


def hear(source: str, key: str, told: Told[Any]) -> None:
    """Remember that the row of a thing wants reading; the same fact again changes nothing."""
    if not key:
        return
    row = statements.new(
        Heard,
        id=f"{source}:{key}",
        source=source,
        key=key,
        position=told.position,
        area_path=told.area_path,
        units=join_units(told.units),
        secret=told.secret,
    )
    if not statements.keep("indicators.heard", _remember, row):
        _remember([row])
    then(_heard)


def _remember(rows: Sequence[Heard]) -> None:
    """Of each thing its newest fact, by one statement."""
    newest = {row.id: row for row in sorted(rows, key=lambda one: one.position)}
    statements.put(*newest.values(), newer="position")


def then(ring: Callable[[], None]) -> None:
    """Ring once when this transaction has committed."""
    if not any(after[1] is ring for after in connection.run_on_commit):
        transaction.on_commit(ring)


def _heard() -> None:
    wake(HEARD)


def noted() -> None:
    wake(NOTED)


class NoteTask:
    """Reads the rows that were heard of and writes each as its next version."""

    name = "indicators.note"
    wakes = (HEARD,)
    every = 5.0

    def __init__(self) -> None:
        self._took_s = 0.0

    @property
    def pause(self) -> float:
        """A flood costs a quarter of a processor at most, as with who counts."""
        return max(LEAST_PAUSE_S, 3.0 * self._took_s)

    def pump(self, lease: Lease) -> int:
        began = clock.steady()
        done = self._note(lease)
        self._took_s = clock.steady() - began
        return done

    def _note(self, lease: Lease) -> int:
        waiting = list(Heard.objects.order_by("position")[:MOST])
        if not waiting:
            return 0
        rows = [row for source in SOURCES for row in _rows(source, waiting)]
        rows.sort(key=lambda one: one.position)
        with transaction.atomic():
            lease.hold()
            statements.insert(*rows)
            # What was heard again meanwhile stays: its newer fact may come before other facts of this piece,
            # for each who hears goes on by himself.
            read = ", ".join(["(%s, %s)"] * len(waiting))
            statements.run(
                f"DELETE FROM indicators_heard WHERE (id, position) IN (VALUES {read})",  # noqa: S608
                [value for one in waiting for value in (one.pk, one.position)],
            )
            then(noted)
        return len(waiting)


def _rows(source: str, waiting: list[Heard]) -> list[Noted]:
    heard = {one.key: one for one in waiting if one.source == source}
    if not heard:
        return []
    read = SOURCES[source].read(sorted(heard))
    paths = {row["row_key"]: row.pop("area_path") or heard[row["row_key"]].area_path for row in read}
    known = areas_of(paths.values())
    made = []
    for row in read:
        said = heard[row["row_key"]]
        place = placed(paths[said.key], said.units, known)
        made.append(_noted(source, row, place, said.units, said.secret, said.position))
    return made


def note_rows(source: str, rows: Sequence[Row], position: int) -> list[Noted]:
    """Rows that no fact told of, as they stood after the fact at `position`."""
    paths = [row.pop("area_path") for row in rows]
    known = areas_of(paths)
    return [
        _noted(source, row, placed(path, "", known), "", False, position)
        for row, path in zip(rows, paths, strict=True)
    ]


def _noted(source: str, row: Row, place: tuple[str, str], units: str, secret: bool, position: int) -> Noted:
    managed, statistical = place
    row |= {"managed_path": managed, "statistical_path": statistical, "units": units, "secret": secret}
    text = msgspec.json.encode(row).decode()
    return statements.new(Noted, source=source, key=row["row_key"], position=position, row=text)


def _ids(path: str) -> list[str]:
    return [prefix.rstrip("/").rsplit("/", 1)[-1] for prefix in prefixes(path)]


def areas_of(paths: Iterable[str]) -> dict[str, Area]:
    """The areas that these paths lead through."""
    return areas.areas(sorted({one for path in paths for one in _ids(path)}))


def placed(path: str, units: str, known: Mapping[str, Area]) -> tuple[str, str]:
    """Where a row is counted in the two trees: down to the village, and above the areas of units that it is
    a complaint against, so that no count betrays it to them; at least in the city. `known`: the areas above.
    """
    ids = _ids(path)
    kept = [one for one in ids if one not in known or known[one].level in COUNTED_LEVELS]
    least = [one for one in kept if one in known and known[one].level in ("province", "city")]
    managed = _path(kept)
    against = [one.removeprefix(AGAINST) for one in units.split("|") if one.startswith(AGAINST)]
    for unit in identity.units(ids=tuple(against)) if against else ():
        while len(managed) > len(_path(least)) and managed.startswith(unit.area_path):
            managed = managed[: managed.rstrip("/").rfind("/") + 1]
    for prefix in reversed(prefixes(managed)):
        area = known.get(prefix.rstrip("/").rsplit("/", 1)[-1])
        # A functional district stands in the managed tree alone: what lies at it counts above it.
        if area is not None and area.statistical_path:
            return managed, area.statistical_path
    return managed, managed


def _path(ids: list[str]) -> str:
    return "/" + "".join(f"{one}/" for one in ids)

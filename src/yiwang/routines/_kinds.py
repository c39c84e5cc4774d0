"""The kinds of routine: the record that declares each, what it does when it hears something or is due.

Whoever adds a kind adds its record, its room and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers.contracts import Held
from yiwang.ledgers.declarations import Ledger
from yiwang.routines.declarations import CaseStep, Routine
from yiwang.routines.models import Deed, RoutineRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one go of a round did; `cursor` is where the next goes on, None when the round has ended."""

    looked: int
    did: int
    cursor: str | None = None
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of routine. Every callback runs in a transaction, may run twice and must not mind."""

    code: str
    name: Words
    record: type[Routine]
    ledgers: Callable[[Any], tuple[str, ...]] = lambda routine: (routine.ledger,)
    """The ledgers that it needs; the first is its own."""
    hears: Callable[[Any], tuple[str, ...]] = lambda routine: (routine.ledger,)
    """The ledgers whose records it hears."""
    unknown: Callable[[Any, Mapping[str, Ledger]], Iterator[str]] = lambda routine, known: iter(())
    """What it names of these ledgers and is not there."""
    hear: Callable[[RoutineRow, Any, Held, Told[Any]], int] | None = None
    """Something happened to a record: recorded, changed, moved, retired."""
    follow: Callable[[RoutineRow, Any, Deed, CaseStep, str], int] | None = None
    """A step of the case that a deed of a routine over the same ledger opened; the last is its number."""
    tick: Callable[[RoutineRow, Any, datetime], Piece] | None = None
    """One bounded go of its round, which began at the moment given."""
    next_at: Callable[[Any, datetime], datetime | None] = lambda routine, now: None
    """When it runs next after `now`; None where it does not run by itself."""


def kinds() -> dict[str, Kind]:
    """Every kind by its code."""
    from yiwang.routines import (
        _check,
        _check_journey,
        _consult,
        _following,
        _match,
        _planning,
        _reacting,
        _scoring,
    )

    rooms = (_reacting, _following, _planning, _scoring, _match, _check, _check_journey, _consult)
    return {one.KIND.code: one.KIND for one in rooms}


def kind_of(routine: Routine) -> Kind:
    return next(one for one in kinds().values() if one.record is type(routine))

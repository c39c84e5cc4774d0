"""Checks: what the house keeps is looked up, so that nobody is asked for it; a record goes on by the outcome.

What was found stands as the reason in the record's history: which rule, which record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordMoved, RecordRecorded, RecordRetired
from yiwang.ledgers.declarations import Ledger
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind
from yiwang.routines.declarations import Check, Lookup
from yiwang.routines.models import RoutineRow

MOST = 480
"""So long is what was found, in a record's history."""
FindLedger = Callable[[str], Ledger | None]
FindKey = Callable[[str, str], Held | None]
FindRecord = Callable[[str], Held | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of one lookup; `fills` are values for fields of the record."""

    code: str
    holds: bool
    zh: str
    en: str
    fills: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where lookups look."""

    ledger: FindLedger
    key: FindKey
    record: FindRecord
    today: date


def look_up(held: Held, lookups: Sequence[Lookup], books: Books) -> list[Found]:
    """What becomes of each, in order; all of them are looked at."""
    return [_look(held, one, books) for one in lookups]


def _look(held: Held, said: Lookup, books: Books) -> Found:
    if not said.ledger:
        return _compared(held, said, held, books)
    ledger = books.ledger(said.ledger)
    zh, en = (ledger.name.zh, ledger.name.en) if ledger else (said.ledger, said.ledger)
    key = str(held.values.get(said.by) or "")
    other = books.key(said.ledger, key) if key else None
    if said.absent:
        if other is None or (said.states and other.state not in said.states):
            return _told(said, True, f"“{zh}”中没有", f"not in “{en}”")
        return _told(said, False, f"“{zh}”中有 {_named(other)}", f"in “{en}” there is {_named(other)}")
    if other is None:
        return _told(said, False, f"“{zh}”中查不到“{key}”", f"“{key}” is not in “{en}”")
    if said.states and other.state not in said.states:
        state = ledger.state(other.state) if ledger else None
        return _told(
            said,
            False,
            f"{_named(other)}现为“{state.name.zh if state else other.state}”",
            f"{_named(other)} is “{state.name.en if state else other.state}”",
        )
    return _compared(held, said, other, books)


def _compared(held: Held, said: Lookup, other: Held, books: Books) -> Found:
    """What a record that is there says: the one that was found, or the record itself."""
    where_zh, where_en = (f"{_named(other)}：", f"{_named(other)}: ") if other is not held else ("", "")
    ledger = books.ledger(other.ledger)
    wrong: list[tuple[str, str]] = []
    if said.meets and ledger is not None:
        lines = ledgers.judge(
            said.meets,
            ledger,
            other.values,
            find=books.ledger,
            linked=lambda record_id: found.values if (found := books.record(record_id)) else None,
            day=books.today,
        )
        wrong += [(line.zh, line.en) for line in lines if not line.met]
    for there, here in said.same.items():
        first, second = other.values.get(there), held.values.get(here)
        if not same(first, second, said.differs):
            wrong.append(
                (f"“{_shown(first)}”与“{_shown(second)}”不符", f"“{_shown(first)}” is not “{_shown(second)}”")
            )
    if wrong:
        return _told(
            said,
            False,
            where_zh + "，".join(one[0] for one in wrong),
            where_en + ", ".join(one[1] for one in wrong),
        )
    fills = {here: other.values[there] for there, here in said.fills.items() if there in other.values}
    return _told(said, True, where_zh.rstrip("：") or "相符", where_en.rstrip(": ") or "it holds", fills)


def _told(said: Lookup, holds: bool, zh: str, en: str, fills: Mapping[str, Any] | None = None) -> Found:
    return Found(
        code=said.code,
        holds=holds,
        zh=f"{said.name.zh}：{zh}",
        en=f"{said.name.en}: {en}",
        fills=fills or {},
    )


def _named(other: Held) -> str:
    """A record by its name and its 城市码, so that who reads it can look it up."""
    return f"{other.title}（{other.city_code}）"


def _shown(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else "" if value is None else str(value)


def same(first: Any, second: Any, differs: float) -> bool:
    """Whether two values are the same; two numbers, whether they differ by no more than that share."""
    if first is None or second is None:
        return False
    numbers = [one for one in (first, second) if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) < 2:
        return bool(first == second)
    # The dust of binary fractions is no difference: 9.9 of 10 differ by one hundredth.
    return abs(numbers[0] - numbers[1]) <= differs * max(map(abs, numbers)) + 1e-9


def reason(found: Sequence[Found]) -> str:
    """What was found, for the history: what does not hold, or all where everything does."""
    wrong = [one.zh for one in found if not one.holds]
    head = f"核对 {len(found)} 项，{len(wrong)} 项不符：" if wrong else f"核对 {len(found)} 项，全部相符："
    text = head + "；".join(wrong or [one.zh for one in found])
    return text if len(text) <= MOST else text[: MOST - 1] + "…"


def hear(row: RoutineRow, routine: Check, held: Held, told: Told[Any]) -> int:
    """Look everything up, fill in what was found, and let the record go on."""
    data = told.data
    if isinstance(data, RecordMoved | RecordRetired):
        now = data.move in routine.on
    else:
        now = routine.recorded and isinstance(data, RecordRecorded)
    if not now:
        return 0
    if deeds.once(row, held, f"v{told.version}", "move") is None:
        return 0
    books = Books(
        ledger=ledgers.find_ledger,
        key=ledgers.find_key,
        record=ledgers.find_record,
        today=clock.now().astimezone(clock.SHANGHAI).date(),
    )
    found = look_up(held, routine.lookups, books)
    why = reason(found)
    fills = {name: value for one in found for name, value in one.fills.items()}
    holds = all(one.holds for one in found)
    if routine.fails:
        fills[routine.fails] = int(held.values.get(routine.fails) or 0) + (not holds)
    if any(held.values.get(name) != value for name, value in fills.items()):
        ledgers.change(deeds.SYSTEM, held.id, fills, version=held.version, reason="由台账核对带出")
        held = ledgers.find_record(held.id) or held
    return int(deeds.take_step(held, routine.passed if holds else routine.failed, why))


def _ledgers(routine: Check) -> tuple[str, ...]:
    return (routine.ledger, *dict.fromkeys(one.ledger for one in routine.lookups if one.ledger))


def unknown_names(one: Check, known: Mapping[str, Ledger]) -> Iterator[str]:
    """Ledgers, fields, steps and states that a check names and that are not there."""
    own = known.get(one.ledger)
    if own is None:
        yield one.ledger
        return
    moves = {move.code for move in own.moves}
    yield from sorted({*one.on, one.passed, one.failed} - moves)
    if one.fails and own.field(one.fails) is None:
        yield one.fails
    for said in one.lookups:
        there = known.get(said.ledger) if said.ledger else own
        if there is None:
            yield said.ledger
            continue
        here = [*said.same.values(), *said.fills.values(), *([said.by] if said.by else [])]
        yield from (name for name in here if own.field(name) is None)
        yield from (name for name in (*said.same, *said.fills) if there.field(name) is None)
        yield from (state for state in said.states if there.state(state) is None)
        yield from (
            str(said.meets[int(problem.at[0])].field)
            for problem in ledgers.condition_problems(said.meets, there, known.get)
        )


KIND = Kind(
    code="check",
    name=Words(zh="核对", en="check"),
    record=Check,
    ledgers=_ledgers,
    unknown=unknown_names,
    hear=hear,
)

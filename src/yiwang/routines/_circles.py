"""Circles: routines that would set each other off for ever, with nobody acting in between.

What a person does, or a day that passes, ends a chain: only what routines cause and hear themselves counts.
A score or a match that is reckoned again says the same, so neither begins a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yiwang.kernel.declarations import Problem
from yiwang.ledgers.declarations import Ledger
from yiwang.routines.declarations import Check, Following, Plan, Reaction, Routine

Happening = tuple[str, str, str]
"""What happens (recorded, moved, changed, case), in which ledger, by which step or field."""
BY_ITSELF = ("opened", "dispatched")
"""The steps that a case takes before anybody has acted on it."""


def heard(one: Routine) -> set[Happening]:
    """What sets a routine off, of what another could cause."""
    if isinstance(one, Following):
        return {("case", one.ledger, "")}
    if isinstance(one, Check):
        now = {("recorded", one.ledger, "")} if one.recorded else set()
        return {*now, *(("moved", one.ledger, move) for move in one.on)}
    if not isinstance(one, Reaction):
        return set()
    now = {("recorded", one.ledger, "")} if one.when.recorded else set()
    return {
        *now,
        *(("moved", one.ledger, move) for move in one.when.moves),
        *(("changed", one.ledger, field) for field in one.when.fields),
    }


def caused(one: Routine, known: Mapping[str, Ledger]) -> set[Happening]:
    """What a routine makes happen by itself."""
    if isinstance(one, Following):
        return {("moved", one.ledger, one.steps[step]) for step in BY_ITSELF if step in one.steps}
    if isinstance(one, Plan):
        return {("recorded", one.into, "")}
    if isinstance(one, Check):
        filled = {name for lookup in one.lookups for name in lookup.fills.values()}
        fields = {*filled, *([one.fails] if one.fails else [])}
        moves = (one.passed, one.failed)
        return {
            *(("moved", one.ledger, move) for move in moves),
            *(("changed", one.ledger, field) for field in fields),
        }
    if not isinstance(one, Reaction):
        return set()
    found = {("recorded", writes.into, "") for writes in one.writes}
    for sets in one.sets:
        ledger = known.get(one.ledger)
        link = ledger.field(sets.link) if ledger is not None and sets.link else None
        target = link.ledger if link is not None else one.ledger
        found |= {("changed", target, field) for field in sets.values}
    if one.moves:
        found.add(("moved", one.ledger, one.moves))
    if one.opens is not None:
        found.add(("case", one.ledger, ""))
    return found


def circles(routines: Mapping[str, Routine], known: Mapping[str, Ledger]) -> Iterator[tuple[str, ...]]:
    """Each circle once, as the names of its routines in the order in which they set each other off."""
    waits = {name: heard(one) for name, one in routines.items()}
    follows = {
        name: [other for other, ears in sorted(waits.items()) if caused(one, known) & ears]
        for name, one in routines.items()
    }
    told: set[frozenset[str]] = set()
    for name in sorted(routines):
        found = _back_to(name, follows)
        if found and frozenset(found) not in told:
            told.add(frozenset(found))
            yield found


def _back_to(name: str, follows: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from a routine back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in follows[way[-1]]:
            if following == name:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def problem_of(circle: tuple[str, ...], routines: Mapping[str, Any]) -> Problem:
    """The fault of a circle: every name of it, and where it closes."""
    ring = [*circle, circle[0]]
    zh = " → ".join(f"“{routines[name].name.zh}”（{name}）" for name in ring)
    en = " → ".join(f"“{routines[name].name.en}” ({name})" for name in ring)
    return Problem(
        at=(),
        code="routine.circle",
        zh=f"例行互相触发，永不停止：{zh}。" if len(circle) > 1 else f"例行触发自己，永不停止：{zh}。",
        en=f"Routines set each other off for ever: {en}.",
        cure_zh="让其中一个由人来做的一步触发，或由日期到期触发。",
        cure_en="Let a step that a person takes, or a day that passes, set one of them off.",
    )

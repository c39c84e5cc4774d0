"""Routines that scenes bring: looked at, kept as they are declared now, stopped when they are no longer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Q

from yiwang.kernel import clock, facts, shapes
from yiwang.kernel.declarations import Problem
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Ledger
from yiwang.routines._circles import caused, circles, problem_of
from yiwang.routines._kinds import kind_of, kinds
from yiwang.routines.contracts import RoutineDeclared, RoutineFaults
from yiwang.routines.declarations import Routine, unknown_names
from yiwang.routines.models import RoutineRow

ACTOR = "system:routines"


def faults_of(routines: Sequence[Routine], known: Mapping[str, Ledger]) -> Iterator[tuple[str, Problem]]:
    """What does not hold together in routines over these ledgers: code of the routine, problem."""
    seen: set[str] = set()
    for one in routines:
        if one.code in seen:
            yield one.code, _fault("routine.double", f"例行“{one.code}”重复。", f"“{one.code}” is doubled.")
        seen.add(one.code)
        for problem in getattr(one, "problems", lambda: ())():
            yield one.code, problem
        for name in unknown_names_of(one, known):
            yield (
                one.code,
                _fault("routine.unknown", f"台账里没有“{name}”。", f"There is no “{name}” in the ledger."),
            )


def unknown_names_of(one: Routine, known: Mapping[str, Ledger]) -> tuple[str, ...]:
    """Ledgers, fields, steps and states that a routine names and these ledgers have not."""
    return (*unknown_names(one, known), *kind_of(one).unknown(one, known))


def _fault(code: str, zh: str, en: str) -> Problem:
    return Problem(at=(), code=code, zh=zh, en=en, cure_zh="按上述要求修改。", cure_en="Change it as said.")


def declare(
    routines: Sequence[Routine], *, scene: str, demonstration: bool = False, actor: str = ACTOR
) -> None:
    """What a scene (`topic/scene`) brings, all or nothing; what it no longer brings stops, its past stays.

    Repeating it changes nothing. Raises RoutineFaults.
    """
    named = {code for one in routines for code in kind_of(one).ledgers(one)}
    found = {code: ledgers.find_ledger(code) for code in sorted(named)}
    known = {code: one for code, one in found.items() if one is not None}
    faults = [
        {"code": code, "field": "", "zh": problem.zh, "en": problem.en}
        for code, problem in faults_of(routines, known)
    ]
    faults += _circles(routines, scene, known)
    if faults:
        raise RoutineFaults(count=len(faults), faults=faults)
    with transaction.atomic():
        keep = []
        for one in routines:
            keep.append(f"{scene}/{one.code}")
            _take(keep[-1], scene, one, demonstration, actor)
        for row in (
            RoutineRow.objects.select_for_update().filter(scene=scene, active=True).exclude(pk__in=keep)
        ):
            row.active, row.next_at = False, None
            _store(row, actor)


def _circles(
    routines: Sequence[Routine], scene: str, known: Mapping[str, Ledger]
) -> Iterator[dict[str, str]]:
    """Circles that these routines close, alone or with those of other scenes and topics."""
    mine = {f"{scene}/{one.code}": one for one in routines}
    reached = {ledger for one in routines for _, ledger, _ in caused(one, known)}
    hears = Q()
    for ledger in reached:
        hears |= Q(hears__contains=f"|{ledger}|")
    others = RoutineRow.objects.filter(active=True).exclude(scene=scene)
    if not reached or not others.filter(hears).exists():
        others = others.none()
    all_of = {**{row.id: routine_of(row) for row in others}, **mine}
    named = {code for one in all_of.values() for code in kind_of(one).ledgers(one)} - set(known)
    found = {code: ledgers.find_ledger(code) for code in sorted(named)}
    every = {**known, **{code: one for code, one in found.items() if one is not None}}
    for circle in circles(all_of, every):
        own = next((name for name in circle if name in mine), None)
        if own is not None:
            problem = problem_of(circle, all_of)
            yield {"code": mine[own].code, "field": "", "zh": problem.zh, "en": problem.en}


def _take(id_: str, scene: str, one: Routine, demonstration: bool, actor: str) -> None:
    kind = kind_of(one)
    body = json.loads(json.dumps(asdict(one)))
    row = RoutineRow.objects.select_for_update().filter(pk=id_).first()
    hears = facts.join_units(kind.hears(one))
    if row is not None and row.active and (row.body, row.kind, row.hears) == (body, kind.code, hears):
        return
    row = row or RoutineRow(id=id_, scene=scene, version=0)
    row.kind, row.ledger, row.body, row.active = kind.code, one.ledger, body, True
    row.hears = hears
    row.demonstration, row.declared_at, row.cursor = demonstration, clock.now(), ""
    # What runs by itself begins with a first round at once.
    row.next_at = row.declared_at if kind.next_at(one, row.declared_at) else None
    _store(row, actor)


def _store(row: RoutineRow, actor: str) -> None:
    row.version += 1
    row.save()
    facts.tell(
        RoutineDeclared(routine=row.id, zh=row.body["name"]["zh"], active=row.active),
        subject=f"routine:{row.id}",
        version=row.version,
        actor=actor,
    )


def routine_of(row: RoutineRow) -> Routine:
    """What the row declares."""
    return shapes.convert(row.body, kinds()[row.kind].record)

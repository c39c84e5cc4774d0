"""Routines that a pack brings by hand: the files of `routines/`; circles among all that it sets in motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from yiwang.kernel.declarations import DeclarationFaults, Loaded, Problem, load_yaml, nearest
from yiwang.kernel.errors import Refusal
from yiwang.ledgers.declarations import Ledger
from yiwang.packs.recipes import SceneFiles
from yiwang.packs.recipes._form import SCENE
from yiwang.routines import api as routines
from yiwang.routines.declarations import Routine, RoutineFile

FOLDER = "routines"
At = tuple[str | int, ...]
SAID = ("code", "name", "title")
"""What a routine says of itself: never the place of a name that is not there."""


def read(folder: Path) -> list[Loaded[RoutineFile]]:
    """Every file of a pack's own routines."""
    paths = sorted((folder / FOLDER).glob("*") if (folder / FOLDER).is_dir() else ())
    return [
        load_yaml(path, RoutineFile, name=path.relative_to(folder.parent).as_posix())
        for path in paths
        if path.suffix in (".yaml", ".yml")
    ]


def check(
    files: Sequence[Loaded[RoutineFile]],
    scenes: Sequence[SceneFiles[Any]],
    own: Mapping[str, Ledger],
) -> None:
    """Tell what does not hold together: names that are not there, codes twice, circles. `own`: the ledgers of
    the pack's files; those of its scenes are known too."""
    made = [scene.expansion for scene in scenes if scene.expansion is not None]
    known = {**own, **{one.code: one for each in made for one in each.ledgers}}
    if any(scene.expansion is None for scene in scenes) or any(file.record is None for file in files):
        return  # what they bring cannot be known yet
    places: dict[str, Callable[[Problem], None]] = {}
    all_of: dict[str, Routine] = {}
    for scene in scenes:
        for one in scene.declared.routines:
            name = f"{scene.record.id}/{one.code}"
            all_of[name], places[name] = one, _at_scene(scene, one.code)
    seen: dict[str, str] = {}
    for file in files:
        for at, one in _of(file.get()):
            first = seen.setdefault(one.code, file.name)
            name = f"{FOLDER}/{one.code}"
            if name in all_of:
                file.tell(_double(at, one.code, first))
                continue
            all_of[name], places[name] = one, _at_file(file, at)
            for problem in _unknown(file.get(), at, one, known):
                file.tell(problem)
    for circle in routines.circles(all_of, known):
        for name in circle:
            places[name](routines.problem_of(circle, all_of))


def every(
    files: Sequence[Loaded[RoutineFile]], scenes: Sequence[SceneFiles[Any]]
) -> Iterator[tuple[str, Routine]]:
    """Every routine of a sound pack, by the name that it has here: scene and code."""
    for scene in scenes:
        yield from ((f"{scene.record.id}/{one.code}", one) for one in scene.declared.routines)
    for file in files:
        yield from ((f"{FOLDER}/{one.code}", one) for _, one in _of(file.get()))


def declare(files: Sequence[Loaded[RoutineFile]], *, pack: str, demonstration: bool, actor: str) -> None:
    """Hand over all of them together. Raises DeclarationFaults, each fault at its routine."""
    told = {one.code: (file, at) for file in files for at, one in _of(file.get())}
    try:
        routines.declare(
            [one for file in files for _, one in _of(file.get())],
            scene=f"{pack}/{FOLDER}",
            demonstration=demonstration,
            actor=actor,
        )
    except Refusal as refusal:
        for line in refusal.details.get("faults") or [{}]:
            file, at = told.get(str(line.get("code")), (files[0], ()))
            file.tell(
                Problem(
                    at=at,
                    code="routine.refused",
                    zh=str(line.get("zh") or refusal.sentence("zh")),
                    en=str(line.get("en") or refusal.sentence("en")),
                    cure_zh="按上述要求修改。",
                    cure_en="Change it as said.",
                )
            )
        raise DeclarationFaults([fault for one in files for fault in one.faults]) from refusal


def _of(file: RoutineFile) -> Iterator[tuple[At, Routine]]:
    """Every routine of a file, and where it stands."""
    for name in ("reactions", "followings", "plans"):
        for index, one in enumerate(getattr(file, name)):
            yield (name, index), one


def _at_scene(scene: SceneFiles[Any], code: str) -> Callable[[Problem], None]:
    table, at = scene.declared.written.get(f"routine:{code}", (SCENE, ()))
    return lambda problem: scene.tell((table, replace(problem, at=at)))


def _at_file(file: Loaded[RoutineFile], at: At) -> Callable[[Problem], None]:
    return lambda problem: file.tell(replace(problem, at=(*at, "code")))


def _double(at: At, code: str, first: str) -> Problem:
    return Problem(
        at=(*at, "code"),
        code="routine.double",
        zh=f"例行编号“{code}”已在 {first} 用过。",
        en=f"The routine's code “{code}” is already used in {first}.",
        cure_zh="给它另一个编号。",
        cure_en="Give it another code.",
    )


def _unknown(file: RoutineFile, at: At, one: Routine, known: Mapping[str, Ledger]) -> Iterator[Problem]:
    """Ledgers, fields, steps and states that it names and that are not there, each where it was written."""
    for problem in dict.fromkeys(name for name in routines.unknown_names_of(one, known)):
        words = _words(known) if problem not in known else []
        guess = nearest(problem, words)
        yield Problem(
            at=(*at, *(_place(one, problem) or ())),
            code="routine.unknown",
            zh=f"本专题的台账里没有“{problem}”。",
            en=f"The ledgers of this topic have no “{problem}”.",
            cure_zh=f"是否想写“{guess}”？" if guess else "改为本专题台账里的编号。",
            cure_en=f"Did you mean “{guess}”?" if guess else "Use a code of a ledger of this topic.",
        )


def _words(known: Mapping[str, Ledger]) -> list[str]:
    found: list[str] = list(known)
    for ledger in known.values():
        found += [one.code for one in ledger.fields]
        found += [one.code for one in ledger.states]
        found += [one.code for one in ledger.moves]
    return sorted(set(found))


def _place(record: Any, name: str) -> At | None:
    """Where in a record a word stands, as a value or as a key."""
    if isinstance(record, str):
        return () if record == name else None
    parts: list[tuple[str | int, Any]]
    if is_dataclass(record):
        parts = [(one.name, getattr(record, one.name)) for one in fields(record) if one.name not in SAID]
    elif isinstance(record, Mapping):
        if name in record:
            return (name,)
        parts = list(record.items())
    elif isinstance(record, tuple):
        parts = list(enumerate(record))
    else:
        return None
    for at, value in parts:
        found = _place(value, name)
        if found is not None:
            return (at, *found)
    return None

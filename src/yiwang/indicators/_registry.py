"""The indicators in force: those shipped, the city's own file in the data folder, and over both what was
published on screen or brought by a pack."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yiwang.indicators.declarations import IndicatorDeclaration, IndicatorFile, file_problems
from yiwang.indicators.models import DefinitionEntry, DefinitionMark, DefinitionVersion
from yiwang.kernel import clock, shapes, statements
from yiwang.kernel.declarations import DeclarationFaults, Fault, Loaded, load_yaml
from yiwang.kernel.ids import new_id

SHIPPED = Path(__file__).parent / "definitions"
OWN = "indicators.yaml"
MARK = "now"


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """Every version of every indicator; `mark` changes whenever a word of them does."""

    found: tuple[IndicatorDeclaration, ...]
    mark: str

    def versions(self, code: str) -> list[IndicatorDeclaration]:
        return [one for one in self.found if one.code == code]

    def on(self, code: str, day: date) -> IndicatorDeclaration | None:
        """The version in force on a day."""
        return _on(self, code, day)

    def current(self) -> list[IndicatorDeclaration]:
        """What is in force today, in order of code."""
        today = clock.now().astimezone(clock.SHANGHAI).date()
        return sorted((one for one in self.found if one.holds_on(today)), key=lambda one: one.code)

    def counted(self, source: str) -> list[IndicatorDeclaration]:
        """What is counted from the rows of a source."""
        return [one for one in self.found if one.formula is not None and one.formula.of == source]

    def mark_of(self, source: str) -> str:
        """Changes whenever a word of what is counted from a source does."""
        return _mark_of(self, source)


@lru_cache(maxsize=256)
def _mark_of(known: Registry, source: str) -> str:
    return hashlib.sha256(repr(known.counted(source)).encode()).hexdigest()


@lru_cache(maxsize=20_000)
def _on(known: Registry, code: str, day: date) -> IndicatorDeclaration | None:
    return next((one for one in known.versions(code) if one.holds_on(day)), None)


def registry() -> Registry:
    """What is known now: one short query when nothing changed. Raises DeclarationFaults with file, line and
    cure."""
    mark = statements.find(DefinitionMark, key=MARK)
    return _joined(Path(settings.YIWANG.home) / OWN, mark.token if mark else "")


def changed() -> None:
    """Tell every process that versions have changed, when the transaction at hand is done."""
    statements.put(statements.new(DefinitionMark, key=MARK, token=new_id()))


@lru_cache(maxsize=8)
def _joined(own: Path, token: str) -> Registry:
    files = _read(own)
    if not token:
        return files
    rows = DefinitionVersion.objects.order_by("code", "effective_from", "number")
    retired = DefinitionEntry.objects.values_list("code", "retired_from")
    ends = {code: day for code, day in retired if day is not None}
    return Registry(
        found=joined(files.found, [shapes.convert(row.content, IndicatorDeclaration) for row in rows], ends),
        mark=hashlib.sha256(f"{files.mark}{token}".encode()).hexdigest(),
    )


def joined(
    declared: Sequence[IndicatorDeclaration],
    published: Sequence[IndicatorDeclaration],
    ends: Mapping[str, date],
) -> tuple[IndicatorDeclaration, ...]:
    """All versions side by side: each ends where the next one of its code begins, or where it is retired."""
    held: dict[str, list[IndicatorDeclaration]] = {}
    for one in declared:
        held.setdefault(one.code, []).append(one)
    for one in published:
        first = date.fromisoformat(one.effective_from)
        held[one.code] = [*before(held.get(one.code, ()), first), one]
    return tuple(
        one for code, found in held.items() for one in (before(found, ends[code]) if code in ends else found)
    )


def before(found: Iterable[IndicatorDeclaration], day: date) -> list[IndicatorDeclaration]:
    """These versions as far as they hold before a day."""
    last = (day - timedelta(days=1)).isoformat()
    return [
        replace(one, effective_to=min(one.effective_to or last, last))
        for one in found
        if one.effective_from <= last
    ]


def files() -> Registry:
    """What files alone declare."""
    return _read(Path(settings.YIWANG.home) / OWN)


@lru_cache(maxsize=8)
def _read(own: Path) -> Registry:
    return read([*sorted(SHIPPED.glob("*.yaml")), own]) if own.exists() else shipped()


@lru_cache(maxsize=1)
def shipped() -> Registry:
    """What the files of this release declare: the same for every instance."""
    return read(sorted(SHIPPED.glob("*.yaml")))


def read(paths: list[Path]) -> Registry:
    """What these files declare together."""
    loaded = [load_yaml(path, IndicatorFile, name=path.name) for path in paths]
    between(loaded)
    faults: list[Fault] = [fault for one in loaded for fault in one.faults]
    if faults:
        raise DeclarationFaults(faults)
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return Registry(
        found=tuple(one for file in loaded for one in file.get().indicators), mark=digest.hexdigest()
    )


def between(loaded: Sequence[Loaded[IndicatorFile]], others: Sequence[IndicatorDeclaration] = ()) -> None:
    """Faults that no file shows alone are told in the file that they are found in; `others` are there
    already."""
    if any(one.record is None for one in loaded):
        return
    places = list(_places(loaded))
    found = [one for file in loaded for one in file.get().indicators]
    for problem in file_problems([*others, *found]):
        _, number, *rest = problem.at
        if int(number) < len(others):
            continue
        file, index = places[int(number) - len(others)]
        file.tell(replace(problem, at=("indicators", index, *rest)))


def _places(loaded: Sequence[Loaded[IndicatorFile]]) -> Iterator[tuple[Loaded[IndicatorFile], int]]:
    for file in loaded:
        for index in range(len(file.get().indicators)):
            yield file, index

"""The declared indicators: those shipped, and the city's own file in the data folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yiwang.indicators.declarations import IndicatorDeclaration, IndicatorFile, file_problems
from yiwang.kernel import clock
from yiwang.kernel.declarations import DeclarationFaults, Fault, Loaded, load_yaml

SHIPPED = Path(__file__).parent / "definitions"
OWN = "indicators.yaml"


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


@lru_cache(maxsize=20_000)
def _on(known: Registry, code: str, day: date) -> IndicatorDeclaration | None:
    return next((one for one in known.versions(code) if one.holds_on(day)), None)


def registry() -> Registry:
    """Read once a process and data folder; raises DeclarationFaults with file, line and cure."""
    return _read(Path(settings.YIWANG.home) / OWN)


@lru_cache(maxsize=8)
def _read(own: Path) -> Registry:
    paths = [*sorted(SHIPPED.glob("*.yaml")), *([own] if own.exists() else [])]
    return read(paths)


def read(paths: list[Path]) -> Registry:
    """What these files declare together."""
    loaded = [load_yaml(path, IndicatorFile, name=path.name) for path in paths]
    _between(loaded)
    faults: list[Fault] = [fault for one in loaded for fault in one.faults]
    if faults:
        raise DeclarationFaults(faults)
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return Registry(
        found=tuple(one for file in loaded for one in file.get().indicators), mark=digest.hexdigest()
    )


def _between(loaded: list[Loaded[IndicatorFile]]) -> None:
    """Faults that no file shows alone are told in the file that they are found in."""
    if any(one.record is None for one in loaded):
        return
    places = list(_places(loaded))
    for problem in file_problems([one for file in loaded for one in file.get().indicators]):
        _, number, *rest = problem.at
        file, index = places[int(number)]
        file.tell(
            type(problem)(
                at=("indicators", index, *rest),
                zh=problem.zh,
                en=problem.en,
                cure_zh=problem.cure_zh,
                cure_en=problem.cure_en,
                code=problem.code,
            )
        )


def _places(loaded: list[Loaded[IndicatorFile]]) -> Iterator[tuple[Loaded[IndicatorFile], int]]:
    for file in loaded:
        for index in range(len(file.get().indicators)):
            yield file, index

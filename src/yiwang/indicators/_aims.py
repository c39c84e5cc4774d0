"""What areas are to reach and how they are judged, as it holds on a day.

What was set on screen goes before what the definition says of the same area, and what is said of an area
holds below it until somebody nearer says otherwise. Thresholds that name a kind of period go before those of
every kind that were said in the same place. A target that adds up is that of its own area alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol, TypeVar

from yiwang.areas.contracts import Area
from yiwang.indicators.contracts import PeriodKind
from yiwang.indicators.declarations import IndicatorDeclaration, Target, Threshold, contradicts
from yiwang.indicators.models import DefinitionMark, ThresholdSpan, YearTarget
from yiwang.kernel import statements
from yiwang.kernel.ids import new_id

MARK = "aims"
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Span:
    """Thresholds that were set for one area, from their first day to their last; `periods` as those of a
    declaration."""

    first: date
    last: date
    good: float
    watch: float
    periods: tuple[str, ...]


class OfKinds(Protocol):
    @property
    def periods(self) -> Sequence[str]: ...


Bounds = TypeVar("Bounds", bound=OfKinds)


def of_kind(found: Iterable[Bounds], kind: PeriodKind) -> Bounds | None:
    """Those of thresholds said in one place by which a kind of period is judged."""
    fitting = [one for one in found if not one.periods or kind in one.periods]
    return next((one for one in fitting if one.periods), fitting[0] if fitting else None)


@dataclass(frozen=True, slots=True, eq=False)
class Aims:
    """All that was set; `mark` changes whenever a word of it does."""

    targets: Mapping[tuple[str, str, int], float]
    spans: Mapping[tuple[str, str], Sequence[Span]]
    mark: str

    def threshold(
        self, one: IndicatorDeclaration, area: Area, day: date, kind: PeriodKind
    ) -> Threshold | None:
        """The thresholds of an area on a day for a kind of period; `area` of the answer is whose they are, ""
        every one's."""
        for area_id in chain(one, area):
            # Thresholds of before the definition turned its direction judge nothing.
            held = [
                span
                for span in self.spans.get((one.code, area_id), ())
                if span.first <= day <= span.last and not contradicts(one.direction, span.good, span.watch)
            ]
            if span := of_kind(held, kind):
                return Threshold(good=span.good, watch=span.watch, area=area_id)
            if said := of_kind((each for each in one.thresholds if each.area == area_id), kind):
                return said
        return of_kind((said for said in one.thresholds if not said.area), kind)

    def touched(self, one: IndicatorDeclaration, area: Area) -> bool:
        """Whether an area is, was or will be judged by thresholds that were set."""
        return any((one.code, area_id) in self.spans for area_id in chain(one, area))

    def target(self, one: IndicatorDeclaration, area: Area, year: int) -> Target | None:
        """The target of an area in a year; `area` of the answer is whose it is, "" every one's."""
        own, *above = chain(one, area)
        for area_id in (own,) if one.adds else (own, *above):
            value = self.targets.get((one.code, area_id, year))
            if value is not None:
                return Target(year=year, value=value, area=area_id)
            for said in one.targets:
                if said.area == area_id and said.year == year:
                    return said
        return next((said for said in one.targets if not said.area and said.year == year), None)

    def years(self, one: IndicatorDeclaration) -> list[int]:
        """The years that anybody has a target for, the newest first."""
        held = {year for code, _, year in self.targets if code == one.code}
        return sorted(held | {said.year for said in one.targets}, reverse=True)


def chain(one: IndicatorDeclaration, area: Area) -> list[str]:
    """The area and those above it, in the tree that the figure is published in."""
    path = area.managed_path if one.tree == "managed" else area.statistical_path
    return list(_ids(path or area.managed_path or area.statistical_path)) or [area.id]


def _ids(path: str) -> Iterator[str]:
    return reversed([part for part in path.split("/") if part])


def kinds_of(row: ThresholdSpan) -> tuple[str, ...]:
    """The kinds of period that thresholds were set for; none: every kind."""
    return tuple(row.periods.split())


def aims() -> Aims:
    """What is set now: one short query when nothing changed."""
    mark = statements.find(DefinitionMark, key=MARK)
    return _read(mark.token) if mark else Aims({}, {}, "")


def changed() -> None:
    """Tell every process that something was set, when the transaction at hand is done."""
    statements.put(statements.new(DefinitionMark, key=MARK, token=new_id()))


@lru_cache(maxsize=4)
def _read(mark: str) -> Aims:
    spans: dict[tuple[str, str], list[Span]] = {}
    for row in ThresholdSpan.objects.filter(dropped=False).order_by("first_day"):
        span = Span(row.first_day, row.last_day or FOREVER, row.good, row.watch, kinds_of(row))
        spans.setdefault((row.code, row.area_id), []).append(span)
    set_here = YearTarget.objects.values_list("code", "area_id", "year", "value")
    return Aims({(code, area, year): value for code, area, year, value in set_here}, spans, mark)

"""The figures of one briefing: read once, frozen with their fact position, said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from yiwang.areas.contracts import Area
from yiwang.identity.api import Held, Subject
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Period, Tree, Value, period_of
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.reports import logic
from yiwang.reports.contracts import Segment, Source
from yiwang.reports.declarations import Figure, Template

SYSTEM = Subject.system("reports")
Both = tuple[list[Segment], list[Segment]]
MOST_LEVEL = 3
SILENT = 8
"""So many periods without a row, and nothing is said to be zero."""


def reader(area: Area) -> Subject:
    """Whose eyes a briefing is written with: a supervisor of its area, to whom nothing secret is shown."""
    return Subject(
        user_id="reports:reader",
        name="reports",
        unit_id="",
        unit_name="",
        post="",
        roles=("supervisor",),
        permissions=frozenset({"indicators.see", "cases.see", "events.see"}),
        area_path=area.managed_path,
        held=(Held(role="supervisor", area_path=area.managed_path, whole_area=True),),
    )


class NoData(Exception):
    """A number that cannot be said; `reason` is a key of logic.REASONS."""

    def __init__(self, reason: str, about: str = "") -> None:
        self.reason = reason
        self.about = about
        super().__init__(reason)


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def covered(kind: str, covers: str, day: date) -> Period:
    """The period that a briefing made on a day is about."""
    running = period_of(kind, day)
    if covers == "running" or running.last < day:
        return running
    if kind == "to_date":
        # 累计 up to the last month that is over.
        return period_of("to_date", day.replace(day=1) - timedelta(days=1))
    return running.previous()


def is_missing(value: Value) -> str:
    """Why nothing can be said of a value: a key of logic.REASONS, "" where it stands."""
    if value.state == "not_supplied":
        return "not_supplied"
    if value.state == "stale":
        return "stale"
    if value.value is None:
        return "no_value"
    # A zero of a source that never had a row says nothing about the city.
    if value.fact_position == 0 and not value.n and not value.value:
        return "no_rows"
    return ""


@dataclass(slots=True)
class Book:
    """What one briefing has read. The same figure of the same place and period is one source."""

    template: Template
    area: Area
    day: date
    sources: list[Source] = field(default_factory=list)
    _known: dict[str, Definition] = field(default_factory=dict)
    _values: dict[tuple[str, Period], Value] = field(default_factory=dict)
    _below: dict[tuple[str, Period], list[Value]] = field(default_factory=dict)
    _unheard: dict[str, bool] = field(default_factory=dict)
    _numbers: dict[tuple[str, str, str, Period], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {one.code: one for one in indicators.definitions(SYSTEM)}

    def binding(self, name: str) -> Figure:
        return next(one for one in self.template.figures if one.name == name)

    def definition(self, name: str) -> Definition:
        code = self.binding(name).indicator
        if code not in self._known:
            raise NoData("refused", code)
        return self._known[code]

    def tree(self, found: Definition) -> Tree:
        return self.template.tree if found.kind == "computed" else found.tree

    def period(self, name: str) -> Period:
        one, found = self.binding(name), self.definition(name)
        kind = one.period or self.template.period
        if kind not in found.periods:
            raise NoData("refused", found.name_zh)
        period = covered(kind, one.covers or self.template.covers, self.day)
        return period_of(kind, period.last, merged=found.merged) if found.merged else period

    def over(self, name: str) -> bool:
        return self.period(name).last < self.day

    def raw(self, name: str, *, back: int = 0) -> Value:
        """The value itself, of the period or of one before it."""
        found, period = self.definition(name), self.period(name)
        for _ in range(back):
            period = period.previous()
        key = (found.code, period)
        if key not in self._values:
            try:
                self._values[key] = indicators.values(
                    reader(self.area),
                    [found.code],
                    area_id=self.area.id,
                    tree=self.tree(found),
                    periods=[period],
                )[0]
            except Refusal as refused:
                raise NoData("refused", found.name_zh) from refused
        return self._values[key]

    def get(self, name: str, *, back: int = 0) -> Value:
        """The value, if something can be said of it. Raises NoData."""
        value = self.raw(name, back=back)
        why = is_missing(value)
        if not why and not value.n and not value.value and self.unheard(name):
            why = "unheard"
        if why:
            raise NoData(why, self.definition(name).name_zh)
        return value

    def has(self, name: str) -> bool:
        try:
            self.get(name)
        except NoData:
            return False
        return True

    def unheard(self, name: str) -> bool:
        """Whether a nothing is no zero: nor did the periods before have a single row."""
        found, period = self.definition(name), self.period(name)
        if found.code not in self._unheard:
            periods = [period]
            while len(periods) < SILENT:
                periods.append(periods[-1].previous())
            values = indicators.values(
                reader(self.area),
                [found.code],
                area_id=self.area.id,
                tree=self.tree(found),
                periods=periods,
            )
            self._unheard[found.code] = not any(one.n for one in values)
        return self._unheard[found.code]

    def children(self, name: str, *, back: int = 0) -> list[Value]:
        """The values of the areas below, those with data only."""
        found, period = self.definition(name), self.period(name)
        if back:
            period = period.previous()
        key = (found.code, period)
        if key not in self._below:
            try:
                self._below[key] = indicators.children(
                    reader(self.area), found.code, area_id=self.area.id, tree=self.tree(found), period=period
                )
            except Refusal as refused:
                raise NoData("refused", found.name_zh) from refused
        return [one for one in self._below[key] if not one.remainder and not is_missing(one)]

    def baseless(self, name: str) -> list[Value]:
        """Those of the areas below in which there was nothing to count; told once `children` found others."""
        held = self._below.get((self.definition(name).code, self.period(name)), [])
        return [one for one in held if not one.remainder and one.baseless]

    def cite(self, value: Value) -> int:
        """The number of a value's source; a new one where it was not cited yet."""
        key = (value.code, value.area_id, value.tree, value.period)
        if key not in self._numbers:
            found = self._known[value.code]
            self._numbers[key] = len(self.sources) + 1
            self.sources.append(
                Source(
                    n=len(self.sources) + 1,
                    code=value.code,
                    version=value.version,
                    name_zh=found.name_zh,
                    name_en=found.name_en,
                    unit=found.unit,
                    unit_zh=logic.unit_words(found.unit)[0],
                    decimals=found.decimals,
                    area_id=value.area_id,
                    area_name=value.area_name_zh,
                    area_name_en=value.area_name_en,
                    tree=value.tree,
                    period_kind=value.period.kind,
                    first=value.period.first,
                    last=value.period.last,
                    label_zh=value.period.label_zh,
                    label_en=value.period.label_en,
                    value=value.value,
                    state=value.state,
                    revision=value.revision,
                    position=value.fact_position,
                    at=value.computed_at,
                    provisional=found.provisional,
                    direction=found.direction,
                    source_zh=found.source_zh,
                    source_en=found.source_en,
                    definition_zh=found.definition_zh,
                    definition_en=found.definition_en,
                )
            )
        return self._numbers[key]

    def forget(self, source: Source) -> None:
        """A sentence that failed cites nothing."""
        self._numbers = {key: n for key, n in self._numbers.items() if n != source.n}

    def unit(self, value: Value) -> str:
        return self._known[value.code].unit

    def said(self, value: Value) -> str:
        return logic.figure(value.value or 0.0, self._known[value.code].decimals)

    def say(self, name: str, facet: str) -> Both:
        """A facet of a figure in both languages, with its source. Raises NoData."""
        return SAYINGS[facet](self, name)


def _same(text: str, ref: int, facet: str) -> Both:
    return [Segment(text=text, ref=ref, facet=facet)], [Segment(text=text, ref=ref, facet=facet)]


def _value(book: Book, name: str) -> Both:
    value = book.get(name)
    return _same(book.said(value), book.cite(value), "value")


def _before(book: Book, name: str) -> Both:
    value = book.get(name, back=1)
    return _same(book.said(value), book.cite(value), "before")


def _moved(book: Book, name: str, facet: str) -> Both:
    value = book.get(name)
    if not book.over(name):
        raise NoData("not_over", book.definition(name).name_zh)
    change = value.change_previous if facet == "change" else value.change_year
    if change is None:
        raise NoData("no_base", book.definition(name).name_zh)
    return logic.change_words(change, book.definition(name).unit, book.cite(value), facet)


def _target(book: Book, name: str) -> Both:
    value = book.get(name)
    if value.target is None:
        raise NoData("no_target", book.definition(name).name_zh)
    return _same(logic.figure(value.target, book.definition(name).decimals), book.cite(value), "target")


def _reached(book: Book, name: str) -> Both:
    value = book.get(name)
    if value.reached is None:
        raise NoData("no_target", book.definition(name).name_zh)
    return _same(f"{logic.figure(value.reached, 1)}%", book.cite(value), "reached")


def _gap(book: Book, name: str) -> Both:
    value = book.get(name)
    if value.progress_gap is None:
        raise NoData("no_target", book.definition(name).name_zh)
    return logic.gap_words(value.progress_gap, book.cite(value))


def _rank(book: Book, name: str) -> Both:
    value, found = book.get(name), book.definition(name)
    tree = book.tree(found)
    path = book.area.managed_path if tree == "managed" else book.area.statistical_path
    parent = next(iter(path.strip("/").split("/")[-2:-1]), "")
    beside = (
        # Only the place among them is told of areas that the readers of this one may not see.
        indicators.children(SYSTEM, found.code, area_id=parent, tree=tree, period=book.period(name))
        if parent
        else []
    )
    known = [
        one.value for one in beside if not one.remainder and not is_missing(one) and one.value is not None
    ]
    if len(known) < 2 or value.value is None:
        raise NoData("no_rank", found.name_zh)
    place = logic.place_of(value.value, known, ascending=found.direction == "down")
    return _same(str(place), book.cite(value), "rank")


def _end(book: Book, name: str, facet: str) -> Both:
    """The best or the worst of the areas below: its name, or its value."""
    found = book.definition(name)
    below = [one for one in book.children(name) if one.value is not None]
    if len(below) < 2:
        raise NoData("no_areas", found.name_zh)
    high = (found.direction != "down") == facet.startswith("best")
    end = (max if high else min)(one.value or 0.0 for one in below)
    there = [one for one in below if one.value == end]
    if len(there) > MOST_LEVEL or len(there) == len(below):
        raise NoData("tied", found.name_zh)
    if facet.endswith("_value"):
        return _same(book.said(there[0]), book.cite(there[0]), facet)
    return _names(book, there, facet)


def _names(book: Book, values: list[Value], facet: str) -> Both:
    zh: list[Segment] = []
    en: list[Segment] = []
    for number, one in enumerate(values):
        if number:
            zh.append(Segment(text="、"))
            en.append(Segment(text=", "))
        ref = book.cite(one)
        zh.append(Segment(text=one.area_name_zh, ref=ref, facet=facet))
        en.append(Segment(text=one.area_name_en, ref=ref, facet=facet))
    return zh, en


def _mover(book: Book, name: str, facet: str) -> Both:
    """Which area below made most of the change, and how much of it: parts of a sum add up to its change."""
    found = book.definition(name)
    if not found.additive:
        raise NoData("not_additive", found.name_zh)
    if not book.over(name):
        raise NoData("not_over", found.name_zh)
    whole = (book.get(name).value or 0.0) - (book.get(name, back=1).value or 0.0)
    if not whole:
        raise NoData("no_base", found.name_zh)
    was = {one.area_id: one.value or 0.0 for one in book.children(name, back=1)}
    now = book.children(name)
    parts = [((one.value or 0.0) - was.get(one.area_id, 0.0), one) for one in now]
    parts = [(part, one) for part, one in parts if part * whole > 0]
    if not parts:
        raise NoData("no_areas", found.name_zh)
    most = max(abs(part) for part, _ in parts)
    there = [(part, one) for part, one in parts if abs(part) == most]
    if len(there) > 1:
        raise NoData("tied", found.name_zh)
    part, one = there[0]
    if facet == "mover":
        return _names(book, [one], facet)
    return _same(f"{logic.figure(part / whole * 100.0, 1)}%", book.cite(one), facet)


SAYINGS: dict[str, Callable[[Book, str], Both]] = {
    "value": _value,
    "before": _before,
    "change": lambda book, name: _moved(book, name, "change"),
    "year": lambda book, name: _moved(book, name, "year"),
    "target": _target,
    "reached": _reached,
    "gap": _gap,
    "rank": _rank,
    "best": lambda book, name: _end(book, name, "best"),
    "best_value": lambda book, name: _end(book, name, "best_value"),
    "worst": lambda book, name: _end(book, name, "worst"),
    "worst_value": lambda book, name: _end(book, name, "worst_value"),
    "mover": lambda book, name: _mover(book, name, "mover"),
    "mover_share": lambda book, name: _mover(book, name, "mover_share"),
}

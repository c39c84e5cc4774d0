"""Aims by Excel: a line for each area and each of its thresholds, out with what is set, in with faults told
by cell; all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require
from yiwang.indicators import _cells as written
from yiwang.indicators._aim_desk import aim_table, held_here
from yiwang.indicators._reading import Sight
from yiwang.indicators._shapes import AimRow, AimsRead, SpanRow
from yiwang.indicators._targets import set_target
from yiwang.indicators._thresholds import named, set_thresholds
from yiwang.indicators.contracts import PERIOD_NAMES, Cell, PeriodKind
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.kernel import sheets
from yiwang.kernel.errors import Refusal
from yiwang.kernel.sheets import Sheet

AREA, NAME, TARGET = "区域编码", "区域", "年度目标"
GOOD, WATCH, FIRST, LAST, BASIS, KINDS = "好", "关注", "生效日", "终止日", "依据", "周期"
ASKED = (AREA, TARGET, GOOD, WATCH, FIRST, LAST, BASIS, KINDS)
TOLD = (NAME, "现行目标", "现行阈值")
MOST_FAULTS = 200


def aim_form(subject: Subject, code: str, area_id: str, year: int, kind: PeriodKind | None = None) -> Sheet:
    """The sheet of a figure's aims with what was set for each area itself, and what holds there now. Needs
    indicators.review."""
    table = aim_table(subject, code, area_id, year, kind)
    return Sheet(
        title=f"目标与阈值 {table.year}",
        headings=(AREA, NAME, TARGET, GOOD, WATCH, FIRST, LAST, BASIS, KINDS, *TOLD[1:]),
        rows=[
            _line(row, span, first=not number)
            for row in table.rows
            for number, span in enumerate([row.span, *row.others] if row.span else row.others or [None])
        ],
    )


def _line(row: AimRow, span: SpanRow | None, *, first: bool) -> tuple[str, ...]:
    """`first`: an area's target stands in the first of its lines alone."""
    return (
        row.area_id,
        row.area_name,
        sheets.plain(row.target) if row.target_version and first else "",
        sheets.plain(span.good) if span else "",
        sheets.plain(span.watch) if span else "",
        span.first_day.isoformat() if span else "",
        span.last_day.isoformat() if span and span.last_day else "",
        "",
        _kinds_said(span),
        sheets.plain(row.target),
        f"{row.good:g} / {row.watch:g}" if row.good is not None and row.watch is not None else "",
    )


def _kinds_said(span: SpanRow | None) -> str:
    return named(span.periods)[0] if span and span.periods else ""


def read_aims(subject: Subject, data: bytes, code: str, year: int) -> AimsRead:
    """Set what a sheet says of a year and of the days from its own first ones on. An empty cell sets nothing,
    what is set so already stays; with a fault nothing is taken. Needs indicators.publish. Raises FigureFaults
    with each cell's sentence and cure."""
    require(subject, "indicators.publish")
    one = Sight(subject).get(code)
    lines, told = sheets.read(data, known=(*ASKED, *TOLD), needed=(AREA,), strict=False)
    faults = [_fault(each.cell, f"{each.cell} {each.zh}", f"{each.cell}: {each.en}") for each in told]
    if not lines and not faults:
        faults.append(_fault("A2", "没有任何行。", "There are no rows."))
    targets = thresholds = 0
    seen: dict[str, int] = {}
    with transaction.atomic():
        for number, cells in lines:
            aim, judged = _Line(subject, one, year, number, cells, faults, seen).take()
            targets, thresholds = targets + aim, thresholds + judged
        if faults:
            raise written.refused(faults[:MOST_FAULTS])
    return AimsRead(rows=len(lines), targets=targets, thresholds=thresholds)


class _Line:
    """One line of the sheet."""

    def __init__(
        self,
        subject: Subject,
        one: IndicatorDeclaration,
        year: int,
        number: int,
        cells: dict[str, tuple[str, str]],
        faults: list[Cell],
        seen: dict[str, int],
    ) -> None:
        self.subject, self.code, self.unit = subject, one.code, one.unit
        self.year, self.number = year, number
        self.cells, self.faults, self.seen = cells, faults, seen

    def take(self) -> tuple[bool, bool]:
        """Set what this line says; whether the target and whether the thresholds are others now."""
        at, area_id = self._said(AREA)
        if not any(self._said(name)[1] for name in (TARGET, GOOD, WATCH)):
            return False, False
        area = areas.find_area(area_id) if area_id else None
        if area is None:
            self._tell(at, f"没有区划“{area_id[:40]}”。", f"there is no area “{area_id[:40]}”.")
            return False, False
        kinds = self._kinds()
        if kinds is None:
            return False, False
        # An area has a line for each kind of period that is judged by itself, and one target.
        if self._said(TARGET)[1] and self._again(at, f"{area_id} {TARGET}"):
            return False, False
        if self._again(at, f"{area_id} {' '.join(kinds)}"):
            return False, False
        held = held_here(self.code, [area], self.year)
        target = held.targets.get(area_id)
        return (
            self._target(area_id, target.value if target else None, target.version if target else 0),
            self._thresholds(area_id, kinds, held.spans.get(area_id, [])),
        )

    def _target(self, area_id: str, old: float | None, version: int) -> bool:
        at, text = self._said(TARGET)
        value = written.number_of(text, self.unit, at, self.faults)
        if value is None or value == old:
            return False
        basis = self._said(BASIS)[1]
        return self._done(
            at,
            lambda: set_target(self.subject, self.code, area_id, self.year, value, basis, version=version),
        )

    def _again(self, at: str, what: str) -> bool:
        first = self.seen.setdefault(what, self.number)
        if first != self.number:
            self._tell(at, f"与第 {first} 行是同一个区划。", f"row {first} is the same area.")
        return first != self.number

    def _kinds(self) -> tuple[PeriodKind, ...] | None:
        """The kinds of period that a line's thresholds are for; none of them: every kind. None: a fault."""
        at, text = self._said(KINDS)
        words = {word: kind for kind, name in PERIOD_NAMES.items() for word in (name, kind)}
        said = text.replace("、", " ").replace("，", " ").replace(",", " ").split()
        if strange := [word for word in said if word not in words]:
            known = "、".join(PERIOD_NAMES.values())
            self._tell(
                at,
                f"没有“{strange[0][:40]}”这种周期，可写：{known}。",
                f"no kind of period: {strange[0][:40]}.",
            )
            return None
        return tuple(kind for kind in PERIOD_NAMES if kind in {words[word] for word in said})

    def _thresholds(self, area_id: str, kinds: tuple[PeriodKind, ...], held: list[SpanRow]) -> bool:
        count = len(self.faults)
        at = self._said(GOOD)[0]
        good, watch = (
            written.number_of(self._said(name)[1], self.unit, self._said(name)[0], self.faults)
            for name in (GOOD, WATCH)
        )
        first, last = self._day(FIRST), self._day(LAST)
        if len(self.faults) > count or (good is None and watch is None):
            return False
        for name, value in ((GOOD, good), (WATCH, watch), (FIRST, first)):
            if value is None:
                here = self._said(name)[0]
                self._tell(here, f"没有填“{name}”。", f"“{name}” is empty.")
        if good is None or watch is None or first is None:
            return False
        if any(
            (each.good, each.watch, each.first_day, each.last_day, each.periods)
            == (good, watch, first, last, list(kinds))
            for each in held
            if not each.dropped
        ):
            return False
        basis = self._said(BASIS)[1]
        return self._done(
            at,
            lambda: set_thresholds(
                self.subject,
                self.code,
                area_id,
                good=good,
                watch=watch,
                basis=basis,
                first=first,
                last=last,
                periods=kinds,
            ),
        )

    def _done(self, at: str, act: Callable[[], object]) -> bool:
        try:
            # What one line refuses takes nothing of the others back: all of them are told.
            with transaction.atomic():
                act()
        except Refusal as refusal:
            self._tell(at, refusal.sentence("zh"), refusal.sentence("en"))
            return False
        return True

    def _said(self, heading: str) -> tuple[str, str]:
        return self.cells.get(heading, (f"A{self.number}", ""))

    def _day(self, heading: str) -> date | None:
        at, text = self._said(heading)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10].replace("/", "-"))
        except ValueError:
            self._tell(at, f"“{text[:40]}”不是日期。", f"“{text[:40]}” is no date.")
            return None

    def _tell(self, at: str, zh: str, en: str) -> None:
        self.faults.append(_fault(at, f"{at}：{zh}", f"{at}: {en}"))


def _fault(cell: str, zh: str, en: str) -> Cell:
    return Cell(cell=cell, zh=zh, en=en, cure_zh="改正后再上传。", cure_en="Mend it and upload again.")

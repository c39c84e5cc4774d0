"""Shapes of 指标 that cross its door."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar, Literal

from yiwang.areas.contracts import Tree as Tree
from yiwang.kernel.facts import Fact

PeriodKind = Literal["day", "week", "month", "quarter", "year", "to_date"]
"""`to_date` is 累计: from 1 January to the end of a month."""
PERIOD_NAMES: dict[PeriodKind, str] = {
    "day": "日", "week": "周", "month": "月", "quarter": "季", "year": "年", "to_date": "累计",
}  # fmt: skip
Direction = Literal["up", "down", "none"]
Kind = Literal["computed", "published"]
ValueState = Literal["preliminary", "final", "revised", "not_supplied", "stale", "vanished"]
"""初步、最终、修订、未报、过期、数据表已不存在."""
FigureState = Literal["awaited", "draft", "reported", "returned", "reviewed", "published"]
"""未报、草稿、已报、退回、已审、已发布."""
Level = Literal["good", "watch", "bad"]
Side = Literal["numerator", "denominator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of whole days of Beijing, both inclusive. A month may be 1—2月, the two merged."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def label_zh(self) -> str:
        year, month = self.last.year, self.last.month
        if self.kind == "day":
            return f"{year}年{month}月{self.last.day}日"
        if self.kind == "week":
            number = self.first.isocalendar()
            return f"{number.year}年第{number.week}周"
        if self.kind == "quarter":
            return f"{year}年第{(month + 2) // 3}季度"
        if self.kind == "year":
            return f"{year}年"
        if self.first.month != month:
            return f"{year}年{self.first.month}—{month}月"
        return f"{year}年{month}月"

    @property
    def label_en(self) -> str:
        year, month = self.last.year, self.last.month
        if self.kind == "day":
            return self.last.isoformat()
        if self.kind == "week":
            number = self.first.isocalendar()
            return f"week {number.week} of {number.year}"
        if self.kind == "quarter":
            return f"{year} Q{(month + 2) // 3}"
        if self.kind == "year":
            return str(year)
        names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        if self.first.month != month:
            return f"{names[self.first.month - 1]}–{names[month - 1]} {year}"
        return f"{names[month - 1]} {year}"

    def previous(self) -> Period:
        """The period before (环比); of 累计 the one that ends a month earlier."""
        if self.kind == "to_date" and self.last.month > 1:
            return Period(kind=self.kind, first=self.first, last=self.last.replace(day=1) - timedelta(days=1))
        return period_of(self.kind, self.first - timedelta(days=1))

    def year_ago(self) -> Period:
        """The same period of the year before (同比); of a week the one 52 weeks earlier."""
        if self.kind == "week":
            return period_of("week", self.first - timedelta(weeks=52))
        year = self.first.year - 1
        first = self.first.replace(year=year, day=min(self.first.day, monthrange(year, self.first.month)[1]))
        if self.kind == "day":
            return Period(kind="day", first=first, last=first)
        return Period(kind=self.kind, first=first, last=_month_end(year, self.last.month))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def period_of(kind: PeriodKind, day: date, *, merged: bool = False) -> Period:
    """The period of a kind that a day lies in; `merged` makes one month of January and February."""
    year, month = day.year, day.month
    if kind == "day":
        return Period(kind=kind, first=day, last=day)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Period(kind=kind, first=first, last=first + timedelta(days=6))
    if kind == "month":
        if merged and month <= 2:
            return Period(kind=kind, first=date(year, 1, 1), last=_month_end(year, 2))
        return Period(kind=kind, first=date(year, month, 1), last=_month_end(year, month))
    if kind == "quarter":
        begins = (month - 1) // 3 * 3 + 1
        return Period(kind=kind, first=date(year, begins, 1), last=_month_end(year, begins + 2))
    if kind == "year":
        return Period(kind=kind, first=date(year, 1, 1), last=date(year, 12, 31))
    return Period(kind=kind, first=date(year, 1, 1), last=_month_end(year, month))


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An indicator in one version.

    `unit` is a UCUM code (`1` a plain number, `%` a share, said as a share of one hundred). `direction`:
    whether more is better. `tree` is the one that it is published in; a computed one is counted in both.
    `provisional` marks a definition of our own (暂行口径). `periods` are those it has values for.
    """

    code: str
    version: int
    name_zh: str
    name_en: str
    unit: str
    direction: Direction
    kind: Kind
    tree: Tree
    periods: tuple[PeriodKind, ...]
    dimensions: tuple[str, ...]
    owner_unit_id: str
    source_zh: str
    source_en: str
    provisional: bool
    decimals: int
    definition_zh: str = ""
    definition_en: str = ""
    additive: bool = False
    """Children sum to the parent."""
    merged: bool = False
    """January and February are one month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A table of the lake that figures are counted from."""

    code: str
    table: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The indicators that a pack brought and that are in force, by code, and when one of them was counted or
    published last."""

    pack: str
    codes: list[str]
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an indicator is made from: a table (empty for a published one), other indicators; `matters`: those
    whose rows alone it counts, none where it counts all."""

    code: str
    table: str
    rests_on: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An indicator of one area in one period; with `member` set, of one member of a dimension there.

    `value` is None where nothing was supplied or nothing divides. `numerator` and `denominator` are the parts
    that it was made from, `n` the rows beneath. `change_*` are differences of value where the unit is `%`,
    else shares of the earlier value (0.05 is 5 %); `progress_gap` (时序进度差) is the share of the year's
    target that was reached less the share of the year gone by, in percentage points; `reached` is the first
    of the two in percent (年度目标完成率), `change_year_real` the change at the prices of then (可比价).
    `good` and `watch` are the thresholds of the area.
    `remainder` is the part of a parent that lies in none of its children, of a published figure 差额.
    `fact_position` says up to which fact it was counted.
    """

    code: str
    version: int
    area_id: str
    area_path: str
    area_name_zh: str
    area_name_en: str
    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    state: ValueState
    revision: int
    target: float | None
    change_previous: float | None
    change_year: float | None
    progress_gap: float | None
    level: Level | None
    fact_position: int
    computed_at: datetime
    good: float | None = None
    watch: float | None = None
    reached: float | None = None
    change_year_real: float | None = None
    tree: Tree = "managed"
    remainder: bool = False
    dimension: str = ""
    member: str = ""
    member_name_zh: str = ""
    member_name_en: str = ""

    @property
    def baseless(self) -> bool:
        """Whether it has no value because there was nothing that it could be of (无基数): no case was due,
        nobody was asked. Screens tell it from the same parts (web/src/core/board/values.ts)."""
        if self.value is not None or self.state in ("not_supplied", "vanished"):
            return False
        return self.denominator == 0 or (self.numerator is not None and not self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRef:
    """One row beneath a value: what it is, where its page is, what it adds to each part."""

    kind: str
    id: str
    number: str
    title_zh: str
    title_en: str
    area_id: str
    area_name: str
    day: date
    page: str
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """Rows beneath a value, in order of id. `total` counts all of them and `sum` what they add to the side
    asked for; `hidden` of this page's rows lie outside what the asker may see. `after` asks for the next
    page, None at the end.
    """

    items: list[RowRef]
    total: int
    sum: float
    hidden: int
    after: str | None
    fact_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """A change of a value that stood as final."""

    revision: int
    old: float | None
    new: float | None
    why_zh: str
    why_en: str
    fact_position: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRevised(Fact):
    """Values of an indicator that stood as final are others now: how many, and why."""

    fact_type: ClassVar[str] = "indicators.revised"
    code: str
    values: int
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresCounted(Fact):
    """New rows of a table are counted in: its figures may be others now. It says of no area which."""

    fact_type: ClassVar[str] = "indicators.counted"
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSaid:
    """What is filled in for one figure: numbers as they were written, and the version that was on the form
    (0: nothing stood there)."""

    code: str
    area_id: str
    period: Period
    value: str
    last_year: str = ""
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFigure:
    """A number that the house holds already and that nobody is asked for again."""

    name_zh: str
    name_en: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A fault in one cell of a sheet, or in one field of the form."""

    cell: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure to be filled in, or on its way. `held` is what the house knows already; `last_year` is asked
    only where `asks_last_year`. `overdue`: past its deadline and not reported. `due_at` is None where the
    calendar of the year is missing. `published` is what the public sees now. `returned_*` say why it came
    back; `allowed` are the acts that this person could do on it now."""

    id: str
    code: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    area_id: str
    area_name: str
    period: Period
    state: FigureState
    state_zh: str
    state_en: str
    version: int
    value: float | None
    last_year: float | None
    asks_last_year: bool
    held: list[HeldFigure]
    note: str
    filled_by_name: str
    reported_at: datetime | None
    due_at: datetime | None
    overdue: bool
    late: bool
    urged: int
    returned_reason: str
    returned_cells: list[Cell]
    why: str
    published: float | None
    stage: str
    revision: int
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChanged(Fact):
    """What every fact of a figure on its way carries; no number that is not published."""

    code: str
    area_id: str
    kind: str
    last_day: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilled(FigureChanged):
    """填报: a draft was written."""

    fact_type: ClassVar[str] = "indicators.figure_filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureReported(FigureChanged):
    """上报; `late`: after its deadline. `revision`: it would change what is published, for `why`."""

    fact_type: ClassVar[str] = "indicators.figure_reported"
    late: bool
    revision: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureReturned(FigureChanged):
    """退回, with the reason."""

    fact_type: ClassVar[str] = "indicators.figure_returned"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureReviewed(FigureChanged):
    """审核通过, by another person than the one who filled it in."""

    fact_type: ClassVar[str] = "indicators.figure_reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePublished(FigureChanged):
    """发布: what stood before (None: nothing), what stands now, as 初步, 修订 or 最终, and why it changed."""

    fact_type: ClassVar[str] = "indicators.figure_published"
    old: float | None
    new: float
    stage: str
    revision: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureUrged(FigureChanged):
    """催报."""

    fact_type: ClassVar[str] = "indicators.figure_urged"
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKeyIssued(Fact):
    """A key was made by which another system reports the figures of an area."""

    fact_type: ClassVar[str] = "indicators.figure_key_issued"
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKeyRevoked(Fact):
    """Nothing is taken under it any more."""

    fact_type: ClassVar[str] = "indicators.figure_key_revoked"
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet(Fact):
    """An area's target of a year was set: what it was (None: none set here), what it is, on what basis."""

    fact_type: ClassVar[str] = "indicators.target_set"
    code: str
    area_id: str
    year: int
    old: float | None
    new: float
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsChanged(Fact):
    """What every fact of an area's thresholds says: which figure, of which kinds of period (none: of every
    one), from when until when ("" without end)."""

    code: str
    area_id: str
    first_day: str
    last_day: str
    good: float
    watch: float
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsSet(ThresholdsChanged):
    """An area is judged by these from a day on, on what basis."""

    fact_type: ClassVar[str] = "indicators.thresholds_set"
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsEnded(ThresholdsChanged):
    """They hold until an earlier day than was said, for a reason."""

    fact_type: ClassVar[str] = "indicators.thresholds_ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanged(Fact):
    """What every fact of an imported table says."""

    table: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDeclared(TableChanged):
    fact_type: ClassVar[str] = "indicators.table_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImported(TableChanged):
    """Rows were taken, `fresh` of them new or changed; `gone` others count no more."""

    fact_type: ClassVar[str] = "indicators.table_imported"
    rows: int
    fresh: int
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWithdrawn(TableChanged):
    """停用: figures counted from it have no value from now on."""

    fact_type: ClassVar[str] = "indicators.table_withdrawn"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionsDeclared:
    """What came of declared indicators: codes taken over, those that were the same, and those that are
    somebody else's, whose words stand."""

    taken: list[str]
    unchanged: list[str]
    kept: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionChanged(Fact):
    """Every fact of a definition says which, and where it stands after it."""

    code: str
    name_zh: str
    name_en: str
    state: str
    stage: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionComposed(DefinitionChanged):
    """定义 or 修订: the draft of its next version was written."""

    fact_type: ClassVar[str] = "indicators.definition_composed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionDiscarded(DefinitionChanged):
    """The draft was given up; what is in force stands."""

    fact_type: ClassVar[str] = "indicators.definition_discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSubmitted(DefinitionChanged):
    fact_type: ClassVar[str] = "indicators.definition_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSentBack(DefinitionChanged):
    fact_type: ClassVar[str] = "indicators.definition_sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionReviewed(DefinitionChanged):
    """审核通过, by another person than the one who wrote it."""

    fact_type: ClassVar[str] = "indicators.definition_reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionPublished(DefinitionChanged):
    """发布: a version holds from a day on; values of before keep theirs."""

    fact_type: ClassVar[str] = "indicators.definition_published"
    effective_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRetired(DefinitionChanged):
    """停用 from a day on."""

    fact_type: ClassVar[str] = "indicators.definition_retired"
    from_day: str
    reason: str

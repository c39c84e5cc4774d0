"""What may be said about an indicator: a typed record, read from YAML, its faults all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from yiwang.indicators._sources import IMPORTED, MEASURED, MEASURED_IN, SOURCES, Source
from yiwang.indicators.contracts import Direction, Kind, PeriodKind, Tree
from yiwang.kernel.declarations import Limits, Pattern, Problem, Size, Words
from yiwang.kernel.declarations import nearest as nearest_word
from yiwang.kernel.units import find_unit
from yiwang.rules.declarations import Confirm, Severity

CODE = Pattern(
    regex=r"[a-z][a-z0-9]*([._-][a-z0-9]+)*",
    zh="小写英文字母、数字、点、横线和下划线，以字母开头",
    en="lower-case letters, digits, dots, hyphens and underscores, a letter first",
)
DAY = Pattern(regex=r"\d{4}-\d{2}-\d{2}", zh="日期，如 2026-01-01", en="a date such as 2026-01-01")
Asked = Literal["to_date", "month"]
SupplyLevel = Literal["county", "town", "city"]
AlarmLevel = Literal["province", "city", "county", "town"]
MONTHS = 12
ADDITIVE = ("count", "sum")
WAYS = ("count", "sum", "mean", "ratio", "percentile", "distinct", "rank", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A row counts where the column holds one of `is`, none of `is_not`, at least `least`, at most `most`."""

    column: str
    is_: tuple[str, ...] = ()
    is_not: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows that meet every condition, or the sum of their `column` where one is named."""

    column: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotient:
    """One part divided by another."""

    numerator: Part
    denominator: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """The value of `column` below which `share` of the rows lie."""

    column: str
    share: Annotated[float, Limits(gt=0.0, lt=1.0)]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an indicator counts for in a score."""

    indicator: str
    weight: Annotated[float, Limits(gt=0.0, le=1000.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How a value is made; exactly one of the ways. `of` is a table, `by` its column that says the day."""

    of: str = ""
    by: str = ""
    count: Part | None = None
    sum: Part | None = None
    mean: Part | None = None
    ratio: Quotient | None = None
    percentile: Percentile | None = None
    distinct: Part | None = None
    rank: str = ""
    score: tuple[Weight, ...] = ()

    @property
    def way(self) -> str:
        """Which of `WAYS` it is; the first one said."""
        return next((name for name in WAYS if getattr(self, name)), "")

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The indicators that this one is made from."""
        return (self.rank,) if self.rank else tuple(one.indicator for one in self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an area is to reach in a year; `area` "" is every area that has none of its own."""

    year: Annotated[int, Limits(ge=2000, le=2100)]
    value: float
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From where on a value is good, and from where on it wants watching; beyond that it is bad. `periods`
    are the kinds of period that it stands for; none is every kind that no other one of the area names."""

    good: float
    watch: float
    area: str = ""
    periods: Annotated[tuple[PeriodKind, ...], Size(at_most=6)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """How a published figure is collected: one number for each area of `level` and each period of `asked`,
    and one of the city's own, by the close of working day `due_after` after the period has ended.

    `adds`: months add up to 累计, so that one of the two is asked and the other follows. `prefill` are
    computed indicators shown beside the field. `deflator` is a published index (the same period of the year
    before = 100) that makes 可比价 growth. `weights` are the months' shares of the year's target, in any
    measure; without them every day counts alike. What is `on_demand` is reported when there is something to
    report: nobody is asked for it each period, it is never late, and its note says the source.
    """

    asked: Asked = "to_date"
    level: SupplyLevel = "county"
    due_after: Annotated[int, Limits(ge=0, le=60)] = 5
    adds: bool = True
    prefill: tuple[str, ...] = ()
    deflator: str = ""
    weights: tuple[Annotated[float, Limits(ge=0.0, le=1_000_000.0)], ...] = ()
    on_demand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Which alerts (指标异常) a figure raises: in areas of which levels, of which periods.

    `bad` is how grave a value beyond `watch` of its thresholds is, `unusual` how grave one unlike its own
    history, from so many `spreads` on; what is left out raises nothing. What is a quotient, a percentile or a
    mean is judged from `least` rows on. `matter` is that of the case that a confirmed alert becomes.
    """

    levels: Annotated[tuple[AlarmLevel, ...], Size(at_least=1, at_most=4)] = ("city", "county")
    periods: Annotated[tuple[PeriodKind, ...], Size(at_least=1, at_most=6)] = ("month",)
    least: Annotated[int, Limits(ge=1, le=1_000_000)] = 20
    bad: Severity | None = None
    unusual: Severity | None = None
    spreads: Annotated[float, Limits(ge=2.0, le=100.0)] = 4.0
    confirm: Confirm = "duty_officer"
    matter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDeclaration:
    """One version of an indicator. `owner` is the line of the city's unit that answers for the figure;
    `reviewer` another line, whose people have looked at the definition. A value is stale when what it is made
    from has waited for `stale_after_h` (half an hour where nothing is said) without being counted."""

    code: Annotated[str, CODE, Size(at_least=2, at_most=60)]
    version: Annotated[int, Limits(ge=1, le=9999)] = 1
    name: Words
    definition: Words
    source: Words
    unit: str
    direction: Direction = "none"
    kind: Kind = "computed"
    tree: Tree = "managed"
    periods: Annotated[tuple[PeriodKind, ...], Size(at_least=1, at_most=6)]
    dimensions: tuple[str, ...] = ()
    owner: str
    reviewer: str = ""
    provisional: bool = False
    merged: bool = False
    decimals: Annotated[int, Limits(ge=0, le=6)] = 0
    final_after_days: Annotated[int, Limits(ge=0, le=400)] = 1
    stale_after_h: Annotated[float, Limits(gt=0.0, le=9_000.0)] | None = None
    effective_from: Annotated[str, DAY] = "2000-01-01"
    effective_to: Annotated[str, DAY] | None = None
    formula: Formula | None = None
    collect: Collection | None = None
    targets: tuple[Target, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    alarm: Alarm | None = None

    @property
    def additive(self) -> bool:
        """Children sum to the parent."""
        return self.formula is not None and self.formula.way in ADDITIVE

    @property
    def adds(self) -> bool:
        """What areas reach adds up, so that a target of one area is not that of another."""
        return self.additive or (self.collect is not None and self.collect.adds)

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        text = day.isoformat()
        return self.effective_from <= text and (self.effective_to is None or text <= self.effective_to)

    def problems(self) -> Iterable[Problem]:
        """What is wrong with the record in itself."""
        if (self.kind == "computed") != (self.formula is not None):
            yield _problem(
                ("formula",) if self.formula else ("kind",),
                "由系统计算的指标须有公式，公布的指标不写公式。",
                "A computed indicator has a formula, a published one has none.",
            )
        if self.merged and self.kind == "computed":
            yield _problem(
                ("merged",),
                "1—2 月合并只用于公布的指标。",
                "Only published indicators merge January and February.",
            )
        if self.collect is not None:
            yield from _collection_problems(self.collect, self.kind, self.periods)
        if self.reviewer == self.owner:
            yield _problem(
                ("reviewer",),
                "审核单位须与责任单位不同。",
                "The reviewer is another unit than the owner.",
                "写另一条线，或留空由发布时指定。",
                "Write another line.",
            )
        if self.effective_to is not None and self.effective_to < self.effective_from:
            yield _problem(("effective_to",), "停用日早于生效日。", "It ends before it begins.")
        for number, one in enumerate(self.thresholds):
            if contradicts(self.direction, one.good, one.watch):
                yield _problem(
                    ("thresholds", number),
                    "阈值与方向不符：越大越好时“好”不低于“关注”，越小越好时相反；无方向的指标没有阈值。",
                    "The thresholds contradict the direction; one without direction has none.",
                )
        yield from _kind_problems(self.thresholds, self.periods)
        if self.alarm is not None:
            yield from _alarm_problems(self.alarm, self.periods, self.thresholds)
        if self.formula is not None:
            yield from _formula_problems(self.formula, self.unit, self.dimensions)


def contradicts(direction: Direction, good: float, watch: float) -> bool:
    """Whether thresholds cannot be those of a figure of this direction."""
    return direction == "none" or (good < watch) == (direction == "up")


def _problem(
    at: tuple[str | int, ...],
    zh: str,
    en: str,
    cure_zh: str = "改正后再提交。",
    cure_en: str = "Mend it and try again.",
) -> Problem:
    return Problem(at=at, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)


def _collection_problems(collect: Collection, kind: Kind, periods: Sequence[PeriodKind]) -> Iterator[Problem]:
    if kind == "computed":
        yield _problem(
            ("collect",),
            "由系统计算的指标不向各地收数。",
            "A computed indicator is not collected from anyone.",
        )
    known = ("month", "quarter", "year", "to_date") if collect.adds else (collect.asked,)
    for number, name in enumerate(periods):
        if name not in known:
            yield _problem(
                ("periods", number),
                f"填报得不出“{name}”周期，可写：{'、'.join(known)}。",
                f"What is filled in gives no “{name}”; possible are {', '.join(known)}.",
            )
    if collect.asked not in periods:
        yield _problem(
            ("collect", "asked"),
            f"填报的周期“{collect.asked}”须列在 periods 中。",
            f"The period asked for, “{collect.asked}”, has to stand in periods.",
        )
    if collect.weights and (len(collect.weights) != MONTHS or not sum(collect.weights)):
        yield _problem(
            ("collect", "weights"),
            f"分月权重须为 12 个且不全为零，现有 {len(collect.weights)} 个。",
            f"There are twelve monthly weights, not all nought; here are {len(collect.weights)}.",
        )


def _kind_problems(thresholds: Sequence[Threshold], periods: Sequence[PeriodKind]) -> Iterator[Problem]:
    """Thresholds for kinds of period that the figure does not have, or for one kind twice."""
    held: set[tuple[str, str]] = set()
    for number, one in enumerate(thresholds):
        for place, name in enumerate(one.periods):
            at = ("thresholds", number, "periods", place)
            if name not in periods:
                yield _unknown(at, name, periods, "周期", "period")
            if (one.area, name) in held:
                yield _problem(
                    at,
                    f"同一区划的“{name}”周期写了两个阈值。",
                    f"Of one area “{name}” has thresholds twice.",
                )
            held.add((one.area, name))


def _alarm_problems(
    alarm: Alarm, periods: Sequence[PeriodKind], thresholds: Sequence[Threshold]
) -> Iterator[Problem]:
    for number, name in enumerate(alarm.periods):
        if name not in periods:
            yield _unknown(("alarm", "periods", number), name, periods, "周期", "period")
    bounded = all(any(not one.periods or name in one.periods for one in thresholds) for name in alarm.periods)
    if alarm.bad is not None and not bounded:
        yield _problem(
            ("alarm", "bad"),
            "按阈值告警的指标，告警的每种周期都须有阈值。",
            "What alerts by its thresholds has some for each kind of period that alerts.",
            "写 thresholds，或只写 unusual。",
            "Write thresholds, or unusual alone.",
        )
    if alarm.bad is None and alarm.unusual is None:
        yield _problem(
            ("alarm",),
            "没有写告警等级，什么也不会告警。",
            "It says no severity, so that nothing alerts.",
            "写 bad 或 unusual。",
            "Write bad or unusual.",
        )


def _formula_problems(formula: Formula, unit: str, dimensions: Sequence[str]) -> Iterator[Problem]:
    said = [name for name in WAYS if getattr(formula, name)]
    if len(said) != 1:
        yield _problem(
            ("formula",),
            f"公式须恰好写一种算法，现写了 {len(said)} 种。",
            f"A formula says exactly one way; here are {len(said)}.",
            "可写：" + "、".join(WAYS) + "。",
            "Write one of: " + ", ".join(WAYS) + ".",
        )
        return
    if formula.way in ("rank", "score"):
        return
    if formula.of.startswith(IMPORTED):
        return  # what columns it has is known where the table is
    source = SOURCES.get(formula.of)
    if source is None:
        yield _unknown(("formula", "of"), formula.of, tuple(SOURCES), "表", "table")
        return
    yield from table_problems(source, formula, unit, dimensions)


def table_problems(
    source: Source, formula: Formula, unit: str, dimensions: Sequence[str]
) -> Iterator[Problem]:
    """What is wrong with a formula over a table with these columns."""
    if formula.by not in source.days:
        yield _unknown(("formula", "by"), formula.by, source.days, "日期列", "day column")
    for number, name in enumerate(dimensions):
        if name not in source.dimensions:
            yield _unknown(("dimensions", number), name, source.dimensions, "维度", "dimension")
    units = []
    for at, part in parts_of(formula):
        yield from _part_problems(source, at, part, needed=formula.way not in ("count", "ratio"))
        units.append(_unit_of(source, part))
        if units[-1] == MEASURED:
            yield _problem(
                at,
                f"“{part.column}”的单位随观测项而定，须写明是哪一个单位的。",
                f"“{part.column}” measures what its readings do: say of which one unit.",
                f"加一个条件：{MEASURED_IN} 是某一个单位，如 m；厘米和米不能合在一起。",
                f"Add a condition: {MEASURED_IN} is one unit, such as m; cm and m do not add up.",
            )
    if formula.way == "ratio" and _one_measure_in_two(units):
        yield _problem(
            ("formula", "ratio"),
            f"分子与分母是同一种量而单位不同：{units[0]} 与 {units[1]}。",
            f"Both parts measure the same in different units: {units[0]} and {units[1]}.",
            "换用同一单位的列。",
            "Take columns of one unit.",
        )
    if MEASURED in units:
        return
    made = "%" if formula.way == "ratio" else "1" if formula.way in ("count", "distinct") else units[0]
    # A quotient of two things that measure the same is a share; of other things it is what its author says.
    if (formula.way != "ratio" or len(set(units)) == 1) and unit != made:
        yield _problem(
            ("unit",),
            f"公式算出的单位是“{made}”，声明的是“{unit}”。",
            f"The formula gives “{made}”, declared is “{unit}”.",
            f"把单位写成“{made}”，或换一列。",
            f"Write “{made}”, or take another column.",
        )


def _unit_of(source: Source, part: Part) -> str:
    """What a part measures in; MEASURED where only a condition could say it and none does."""
    unit = source.units.get(part.column, "1")
    if unit != MEASURED:
        return unit
    said = [one.is_ for one in part.where if one.column == MEASURED_IN]
    return said[0][0] if len(said) == 1 and len(said[0]) == 1 else MEASURED


def _one_measure_in_two(codes: Sequence[str]) -> bool:
    found = [find_unit(code) for code in codes]
    first, second = found[0], found[-1]
    return (
        first is not None
        and second is not None
        and first.code != second.code
        and any(first.dimension)
        and first.dimension == second.dimension
    )


def parts_of(formula: Formula) -> list[tuple[tuple[str | int, ...], Part]]:
    """The parts of a formula with where each is written."""
    if formula.ratio is not None:
        return [
            (("formula", "ratio", "numerator"), formula.ratio.numerator),
            (("formula", "ratio", "denominator"), formula.ratio.denominator),
        ]
    if formula.percentile is not None:
        part = Part(column=formula.percentile.column, where=formula.percentile.where)
        return [(("formula", "percentile"), part)]
    found = [(name, getattr(formula, name)) for name in ("count", "sum", "mean", "distinct")]
    return [(("formula", name), part) for name, part in found if part is not None]


def _part_problems(
    source: Source, at: tuple[str | int, ...], part: Part, *, needed: bool
) -> Iterator[Problem]:
    counted = at[1] == "distinct"
    fitting = source.texts if counted else source.numbers
    if part.column and part.column not in fitting:
        yield _unknown((*at, "column"), part.column, fitting, "列", "column")
    if needed and not part.column:
        yield _unknown(at, "", fitting, "列", "column")
    for number, one in enumerate(part.where):
        place = (*at, "where", number)
        numeric = one.least is not None or one.most is not None
        known = source.numbers if numeric else source.texts
        if one.column not in known:
            yield _unknown((*place, "column"), one.column, known, "列", "column")
        if not (one.is_ or one.is_not or numeric):
            yield _problem(
                place,
                "条件没有写取值。",
                "The condition says no value.",
                "写 is、is_not、least 或 most。",
                "Write is, is_not, least or most.",
            )


def _unknown(at: tuple[str | int, ...], word: str, known: Sequence[str], zh: str, en: str) -> Problem:
    guess = nearest_word(word, list(known)) if word else None
    return Problem(
        at=at,
        code="word.unknown",
        zh=f"没有名为“{word}”的{zh}。" if word else f"这里要写一个{zh}。",
        en=f"There is no {en} “{word}”." if word else f"A {en} is wanted here.",
        cure_zh=f"是否想写“{guess}”？" if guess else "可写：" + "、".join(known) + "。",
        cure_en=f"Did you mean “{guess}”?" if guess else "Known: " + ", ".join(known) + ".",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFile:
    """A file of declarations."""

    indicators: Annotated[tuple[IndicatorDeclaration, ...], Size(at_least=1, at_most=2_000)]


def file_problems(found: Sequence[IndicatorDeclaration]) -> Iterator[Problem]:
    """What no record can see alone: versions that overlap, formulas that go round in a circle, scores of
    things that measure differently. `at` counts through all of `found`."""
    by_code: dict[str, list[IndicatorDeclaration]] = {}
    for number, one in enumerate(found):
        for other in by_code.get(one.code, []):
            ends = (one.effective_to or "9999-12-31", other.effective_to or "9999-12-31")
            if one.effective_from <= ends[1] and other.effective_from <= ends[0]:
                yield _problem(
                    ("indicators", number, "effective_from"),
                    f"指标“{one.code}”的第 {other.version} 版与第 {one.version} 版在时间上重叠。",
                    f"Versions {other.version} and {one.version} of “{one.code}” overlap in time.",
                    "给前一版写 effective_to。",
                    "Give the earlier version an effective_to.",
                )
        by_code.setdefault(one.code, []).append(one)
    for number, one in enumerate(found):
        if one.collect is not None:
            yield from _named_by(number, one.collect, by_code)
        if one.formula is None:
            continue
        at = ("indicators", number, "formula")
        unknown = [code for code in one.formula.rests_on if code not in by_code]
        for code in unknown:
            yield _unknown(at, code, tuple(by_code), "指标", "indicator")
        if not unknown and _circles(one.code, by_code):
            yield _problem(
                at,
                f"指标“{one.code}”的公式绕回了自己。",
                f"The formula of “{one.code}” comes back to itself.",
            )
        measured = {by_code[code][0].unit for code in one.formula.rests_on if code in by_code}
        if one.formula.score and len(measured) > 1:
            yield _problem(
                at,
                "加权评分的各指标单位不同：" + "、".join(sorted(measured)) + "。",
                "The indicators of a score measure differently: " + ", ".join(sorted(measured)) + ".",
            )


def _named_by(
    number: int, collect: Collection, by_code: Mapping[str, Sequence[IndicatorDeclaration]]
) -> Iterator[Problem]:
    """What a collection names has to be there: computed figures of its period, an index that is no sum."""
    for place, code in enumerate(collect.prefill):
        held = by_code.get(code, ())
        if not any(one.kind == "computed" and collect.asked in one.periods for one in held):
            computed = [each for each, found in by_code.items() if found[0].kind == "computed"]
            yield _unknown(
                ("indicators", number, "collect", "prefill", place),
                code,
                computed,
                "可带出的指标",
                "computed figure",
            )
    held = by_code.get(collect.deflator, ())
    if collect.deflator and not any(one.collect and not one.collect.adds for one in held):
        indices = [each for each, found in by_code.items() if found[0].collect and not found[0].collect.adds]
        yield _unknown(
            ("indicators", number, "collect", "deflator"),
            collect.deflator,
            indices,
            "价格指数",
            "price index",
        )


def _circles(code: str, by_code: dict[str, list[IndicatorDeclaration]]) -> bool:
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        for version in by_code.get(waiting.pop(), []):
            for below in version.formula.rests_on if version.formula else ():
                if below == code:
                    return True
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
    return False

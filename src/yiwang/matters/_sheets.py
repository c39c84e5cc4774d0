"""The catalogue as sheets of text: which column stands for which field, both ways, losing nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, get_args

from yiwang.kernel.sheets import Sheet
from yiwang.matters import declarations as said
from yiwang.matters import logic
from yiwang.matters._diff import CLOCKS, KINDS, SEVERITIES, WORDS

LINE = "\n"


class BadCell(Exception):
    """What a cell says cannot be read; the sentences say what it should say."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the field, and how a value becomes text and text a value. A sheet that was
    written before a `later` one came need not have it."""

    heading: str
    name: str
    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str
    needed: bool = False
    later: bool = False


def _needed(heading: str, name: str) -> Column:
    return Column(heading, name, needed=True)


def _number(text: str) -> float:
    try:
        return float(text) if text else 0.0
    except ValueError:
        raise BadCell(f"“{text}”不是数字", f"“{text}” is not a number") from None


def _show_number(value: float) -> str:
    return repr(float(value))


def _day(text: str) -> date | None:
    if text.isdecimal():
        # A person typed a day and Excel keeps it as a number of days.
        return date(1899, 12, 30) + timedelta(days=min(int(text), 2_000_000))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadCell(f"“{text}”不是 2026-01-31 这样的日期", f"“{text}” is no date like 2026-01-31") from None


def _show_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _flag(text: str) -> bool:
    if text in ("是", "否", ""):
        return text == "是"
    raise BadCell(f"“{text}”应为“是”或“否”", f"“{text}” should be 是 or 否")


def _show_flag(value: bool) -> str:
    return "是" if value else "否"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split(LINE)) if text else ()


def _show_lines(value: Sequence[str]) -> str:
    return LINE.join(value)


def _choice(heading: str, name: str, words: dict[str, str], *, default: str | None = None) -> Column:
    """A column whose cells say one of a few words; the code itself is understood too."""
    back = {word: code for code, word in words.items()}

    def read(text: str) -> str:
        if not text and default is not None:
            return default
        if text in back:
            return back[text]
        if text in words:
            return text
        known = "、".join(word for word in back if word)
        raise BadCell(f"“{text}”应为：{known}", f"“{text}” should be one of: {known}")

    return Column(heading, name, lambda value: words[value], read)


def _words(codes: Iterable[str], known: dict[str, tuple[str, str]] = WORDS) -> dict[str, str]:
    return {code: known[code][0] if code else "" for code in codes}


FIELD_WORDS = dict(logic.FIELDS_ZH)
CLOCK_WORDS = _words(get_args(said.ClockName), CLOCKS)
KIND_WORDS = {**{kind: words[0].removeprefix("个") for kind, words in KINDS.items()}, "fixed": "固定时点"}
SEVERITY_WORDS = _words(SEVERITIES, SEVERITIES)
TOWN_WORDS = _words(get_args(said.TownRole))
VERIFY_WORDS = _words(get_args(said.Verification))
PHOTO_WORDS = _words(get_args(said.PhotoKind))
JOIN_WORDS = _words(("county", "town"))
LEVEL_WORDS = {"": "", "city": "市", "county": "县（市、区）", "town": "镇街", "village": "村（社区）"}
WHOSE_WORDS = {**logic.WHOSE_ZH, "": ""}
BY_WORDS = {"dispatcher": "分拨", "lead": "主办", "co": "协办", "inspector": "核查"}


def _photos(text: str) -> tuple[str, ...]:
    back = {word: code for code, word in PHOTO_WORDS.items()}
    found = []
    for word in _lines(text):
        if word not in back:
            known = "、".join(back)
            raise BadCell(f"“{word}”应为：{known}", f"“{word}” should be one of: {known}")
        found.append(back[word])
    return tuple(found)


def _unit(prefix: str, name: str) -> list[Column]:
    """The four columns of a unit reference."""
    return [
        Column(f"{prefix}单位", f"{name}.unit"),
        Column(f"{prefix}条线", f"{name}.line"),
        _choice(f"{prefix}层级", f"{name}.level", LEVEL_WORDS, default=""),
        _choice(f"{prefix}归属", f"{name}.whose", WHOSE_WORDS, default=""),
    ]


def _numeric(heading: str, name: str) -> Column:
    return Column(heading, name, _show_number, _number)


CLASSES = (
    _needed("类别编号", "code"),
    Column("上级编号", "parent"),
    _needed("名称", "name_zh"),
    _needed("英文名称", "name_en"),
)
MATTERS = (
    _needed("事项编号", "code"),
    _needed("类别编号", "matter_class"),
    _needed("名称", "name_zh"),
    _needed("英文名称", "name_en"),
    Column("定义", "definition_zh"),
    Column("定义（英文）", "definition_en"),
    Column("关键词", "keywords", _show_lines, _lines),
    Column("别名", "aliases", _show_lines, _lines),
    Column("结案标准", "closing_standard_zh"),
    Column("结案标准（英文）", "closing_standard_en"),
    Column("材料", "materials", _show_lines, _lines),
    _choice("镇街履职", "town_role", TOWN_WORDS, default="assist"),
    *_unit("兜底", "fallback"),
    _choice("核查方式", "verification", VERIFY_WORDS, default="on_site"),
    Column("处置照片", "photos", lambda value: LINE.join(PHOTO_WORDS[one] for one in value), _photos),
    Column("读数恢复后方可核查", "needs_reading_normal", _show_flag, _flag),
    _choice("归并范围", "join_area", JOIN_WORDS, default="county"),
    _numeric("归并时间窗（小时）", "join_within_h"),
    Column("过程名称", "process_zh"),
    Column("过程名称（英文）", "process_en"),
    Column("依据", "basis_zh"),
    Column("依据（英文）", "basis_en"),
    Column("流程", "flow"),
    _numeric("自动分拨置信度", "auto_confidence"),
    Column("敏感", "sensitive", _show_flag, _flag),
    Column("停工停办日照常", "through_stops", _show_flag, _flag, later=True),
    Column("生效日期", "effective_from", _show_day, _day),
)
RULES = (
    _needed("事项编号", "matter"),
    _needed("条目编号", "code"),
    *_unit("主办", "lead"),
    Column("区划编号", "area"),
    Column("依据", "basis_zh"),
    Column("依据（英文）", "basis_en"),
    Column("起始日期", "from_", _show_day, _day),
    Column("终止日期", "until", _show_day, _day),
)
CONDITIONS = (
    _needed("事项编号", "matter"),
    _needed("条目编号", "rule"),
    _choice("条件", "field", FIELD_WORDS),
    Column("值", "values", _show_lines, _lines),
)
CO_UNITS = (
    _needed("事项编号", "matter"),
    _needed("条目编号", "rule"),
    *_unit("协办", "unit"),
    Column("任务", "task_zh"),
    Column("任务（英文）", "task_en"),
)
LIMITS = (
    _needed("事项编号", "matter"),
    _choice("时钟", "clock", CLOCK_WORDS),
    _choice("类型", "kind", KIND_WORDS),
    _numeric("数量", "amount"),
    Column("时点", "at"),
    _choice("等级", "severity", SEVERITY_WORDS, default=""),
)
STEPS = (
    _needed("事项编号", "matter"),
    _needed("步骤编号", "code"),
    Column("名称", "name_zh"),
    Column("英文名称", "name_en"),
    _choice("执行方", "by", BY_WORDS, default="lead"),
)
SHEETS: dict[str, tuple[Column, ...]] = {
    "类别": CLASSES,
    "事项": MATTERS,
    "职责": RULES,
    "条件": CONDITIONS,
    "协办": CO_UNITS,
    "时限": LIMITS,
    "步骤": STEPS,
}


def sheets_of(classes: Iterable[said.MatterClass], matters: Iterable[said.Matter]) -> list[Sheet]:
    """The catalogue as sheets; rows stand in the order of the lists that they come from."""
    rows: dict[str, list[list[str]]] = {title: [] for title in SHEETS}
    for record in classes:
        rows["类别"].append(_row(CLASSES, record))
    for matter in matters:
        rows["事项"].append(_row(MATTERS, matter))
        for rule in matter.duty_rules:
            rows["职责"].append(_row(RULES, rule, matter=matter.code))
            for condition in rule.conditions:
                rows["条件"].append(_row(CONDITIONS, condition, matter=matter.code, rule=rule.code))
            for co in rule.co_units:
                rows["协办"].append(_row(CO_UNITS, co, matter=matter.code, rule=rule.code))
        for limit in matter.limits:
            rows["时限"].append(_row(LIMITS, limit, matter=matter.code))
        for step in matter.steps:
            rows["步骤"].append(_row(STEPS, step, matter=matter.code))
    return [
        Sheet(title=title, headings=[column.heading for column in columns], rows=rows[title])
        for title, columns in SHEETS.items()
    ]


def _row(columns: Sequence[Column], record: Any, **given: str) -> list[str]:
    cells = []
    for column in columns:
        if column.name in given:
            cells.append(given[column.name])
            continue
        head, _, rest = column.name.partition(".")
        value = attrgetter(head)(record)
        if rest:
            value = attrgetter(rest)(value) if value is not None else ""
        cells.append(column.write(value))
    return cells


@dataclass(slots=True)
class Line:
    """A row that was read: its values by field, and its number in the sheet."""

    title: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def unit(self, name: str) -> said.UnitRef:
        return said.UnitRef(
            **{part: self.values[f"{name}.{part}"] for part in ("unit", "line", "level", "whose")}
        )

    def rest(self, *without: str) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if name not in without and "." not in name}

"""Pure decisions about matters: which version words make, which duty rule wins, which limits hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from yiwang.kernel import shapes
from yiwang.kernel.calendar import BadLimit, Limit
from yiwang.kernel.clock import SHANGHAI
from yiwang.matters.contracts import LimitText, Place
from yiwang.matters.declarations import (
    Condition,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    UnitRef,
)

FIELDS_ZH = {
    "owner_unit": "权属单位",
    "maintainer_unit": "养护单位",
    "road_class": "道路等级",
    "place_kind": "场所类型",
    "severity": "告警等级",
    "hours": "时段",
}
FIELDS_EN = {
    "owner_unit": "owner",
    "maintainer_unit": "maintainer",
    "road_class": "road class",
    "place_kind": "kind of place",
    "severity": "severity",
    "hours": "hours",
}
LEVELS_ZH = {"city": "市", "county": "县（市、区）", "town": "镇街", "village": "村（社区）", "": "就近一级"}
WHOSE_ZH = {
    "owner": "权属单位",
    "maintainer": "运维单位",
    "town": "属地镇街",
    "county": "属地县（市、区）政府",
}
WHOSE_EN = {
    "owner": "the owner",
    "maintainer": "the maintainer",
    "town": "the town of the place",
    "county": "the county government of the place",
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a file of Excel, and thus of XML, cannot hold."""
LONGEST_TEXT = 32_000
"""A cell of Excel holds 32,767 characters, and what cannot be exported is not taken in."""
DEEPEST_CLASS = 3
ANY = "*"
L = TypeVar("L", LimitRule, LimitText)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fault of the catalogue, in the words of its author."""

    code: str
    field: str
    zh: str
    en: str

    def line(self) -> dict[str, str]:
        return {"code": self.code, "field": self.field, "zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The duty rule that wins, and how many matched with it."""

    rule: DutyRule
    matched: int
    depth: int


CLOCKS: dict[str, tuple[str, str]] = {
    "take": ("签收", "take"),
    "return": ("退单", "return"),
    "contact": ("首次联系", "first contact"),
    "handle": ("处置", "handle"),
    "verify": ("核查", "verify"),
    "report": ("报到", "report"),
    "total": ("总时限", "total"),
}
LATER = (
    *("keywords", "aliases", "materials", "flow", "auto_confidence", "sensitive", "through_stops"),
    "effective_from",
)
LATER_IN_RULES = ("from_", "until")


def body_of(matter: Matter) -> str:
    """The canonical text of a matter: equal content gives equal text.

    Fields that came later are left out while they say nothing, so that a catalogue declared before them is
    not a new version after an upgrade.
    """
    plain: dict[str, Any] = msgspec.to_builtins(matter)
    plain["limits"] = [dict(limit) for limit in plain["limits"]]
    # 2 and 2.0 are the same words.
    plain["join_within_h"] = float(matter.join_within_h)
    plain["auto_confidence"] = float(matter.auto_confidence)
    for limit in plain["limits"]:
        limit["amount"] = float(limit["amount"])
    for name in LATER:
        if not plain[name]:
            del plain[name]
    plain["duty_rules"] = [plain_rule(rule) for rule in matter.duty_rules]
    return msgspec.json.encode(plain, order="sorted").decode()


def plain_rule(rule: DutyRule) -> dict[str, Any]:
    """A duty rule as JSON, without the dates that it does not name."""
    plain: dict[str, Any] = msgspec.to_builtins(rule)
    return {name: value for name, value in plain.items() if name not in LATER_IN_RULES or value is not None}


def hash_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=2048)
def matter_of(body: str) -> Matter:
    return shapes.read(body, Matter)


def class_chain(code: str, classes: Mapping[str, MatterClass]) -> list[MatterClass]:
    """From the first level down to `code`; empty when a parent is missing or the classes run in a circle."""
    chain: list[MatterClass] = []
    seen: set[str] = set()
    while code:
        found = classes.get(code)
        if found is None or code in seen:
            return []
        seen.add(code)
        chain.append(found)
        code = found.parent
    return chain[::-1]


def day_of(at: datetime) -> date:
    """The day of a moment where the city lives (Asia/Shanghai)."""
    return at.astimezone(SHANGHAI).date()


def holds_on(rule: DutyRule, day: date) -> bool:
    """Is the rule in force on that day?"""
    return (rule.from_ is None or rule.from_ <= day) and (rule.until is None or day <= rule.until)


def meet(one: DutyRule, other: DutyRule) -> bool:
    """Is there a day on which both rules are in force?"""
    first = max(one.from_ or date.min, other.from_ or date.min)
    return first <= min(one.until or date.max, other.until or date.max)


def hours_hold(span: str, at: datetime) -> bool:
    """Does the local time of `at` lie in `span` ("22:00-06:00"; the end is outside, midnight may be
    crossed)?
    """
    start, end = (time.fromisoformat(part.strip()) for part in span.split("-"))
    local = at.astimezone(SHANGHAI).time()
    return start <= local < end if start <= end else local >= start or local < end


def condition_holds(condition: Condition, place: Place, at: datetime) -> bool:
    if condition.field == "hours":
        return any(hours_hold(span, at) for span in condition.values)
    known: str = attrgetter(condition.field)(place)
    return known in condition.values or (ANY in condition.values and known != "")


def choose(rules: Sequence[DutyRule], area_path: str, place: Place, at: datetime) -> Choice | None:
    """The most specific rule that matches: most conditions, then the deepest area, then the code.

    A condition speaks of the thing itself (whose it is), an area only of where it lies, so conditions come
    first.
    """
    segments = ["", *[segment for segment in area_path.split("/") if segment]]
    day = day_of(at)
    matched = [
        rule
        for rule in rules
        if rule.area in segments
        and holds_on(rule, day)
        and all(condition_holds(condition, place, at) for condition in rule.conditions)
    ]
    if not matched:
        return None
    best = min(matched, key=lambda rule: (-len(rule.conditions), -segments.index(rule.area), rule.code))
    return Choice(rule=best, matched=len(matched), depth=segments.index(best.area))


def condition_zh(condition: Condition) -> str:
    if ANY in condition.values:
        return f"已知{FIELDS_ZH[condition.field]}"
    return f"{FIELDS_ZH[condition.field]}为{'、'.join(condition.values)}"


def condition_en(condition: Condition) -> str:
    if ANY in condition.values:
        return f"{FIELDS_EN[condition.field]} is known"
    return f"{FIELDS_EN[condition.field]} is {' or '.join(condition.values)}"


def ref_zh(ref: UnitRef) -> str:
    """A unit reference as a person reads it, before it is resolved for a place."""
    if ref.unit:
        return ref.unit
    if ref.whose:
        return WHOSE_ZH[ref.whose]
    return f"{LEVELS_ZH[ref.level]}{ref.line}条线"


def ref_en(ref: UnitRef) -> str:
    if ref.unit:
        return ref.unit
    if ref.whose:
        return WHOSE_EN[ref.whose]
    return f"the {ref.level or 'nearest'} unit of the line {ref.line}"


def line_zh(head: str, level: str) -> str:
    """A line by the name of its first unit: 市城管执法局条线（就近一级）."""
    return f"{head}条线（{LEVELS_ZH[level]}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the sentence needs, looked up beforehand."""

    matter_zh: str
    matter_en: str
    area_zh: str
    lead_zh: str
    co_units: tuple[tuple[str, str, str], ...]  # name, task_zh, task_en


def why(choice: Choice, names: Names) -> tuple[str, str]:
    """The sentence that explains a dispatch, in Chinese and English."""
    rule = choice.rule
    if_zh = f"，且{'、'.join(condition_zh(c) for c in rule.conditions)}" if rule.conditions else ""
    if_en = f" and {', '.join(condition_en(c) for c in rule.conditions)}" if rule.conditions else ""
    co_zh = "".join(f"，{name}协办（{zh}）" for name, zh, _ in names.co_units)
    co_en = "".join(f", {name} assists ({en})" for name, _, en in names.co_units)
    basis_zh = f"依据：{rule.basis_zh}。" if rule.basis_zh else ""
    basis_en = f" Basis: {rule.basis_en}." if rule.basis_en else ""
    others = choice.matched - 1
    most_zh = f"另有{others}条职责也匹配，本条最具体。" if others else ""
    most_en = f" {others} other rule(s) match too; this one is the most specific." if others else ""
    zh = (
        f"职责条目 {rule.code}：{names.matter_zh}发生在{names.area_zh}{if_zh}，由{names.lead_zh}主办{co_zh}。"
        f"{basis_zh}{most_zh}"
    )
    en = (
        f"Duty item {rule.code}: {names.matter_en} in {names.area_zh}{if_en}: {names.lead_zh} leads{co_en}."
        f"{basis_en}{most_en}"
    )
    return zh, en


def why_fallback(names: Names) -> tuple[str, str]:
    return (
        f"{names.matter_zh}在{names.area_zh}没有匹配的职责条目，由兜底单位{names.lead_zh}主办。",
        f"No duty item matches {names.matter_en} in {names.area_zh}: the fallback {names.lead_zh} leads.",
    )


def limit_rules(limits: Iterable[L], severity: str) -> dict[str, L]:
    """For each clock its limit; a rule for this severity beats the general one, other severities' are
    ignored.
    """
    chosen: dict[str, L] = {}
    for rule in limits:
        if rule.severity not in ("", severity):
            continue
        if rule.clock not in chosen or rule.severity:
            chosen[rule.clock] = rule
    return chosen


def faults_of_class(record: MatterClass, classes: Mapping[str, MatterClass]) -> list[Found]:
    chain = class_chain(record.code, classes)
    if not chain:
        return [
            Found(
                code=record.code,
                field="parent",
                zh=f"上级类别“{record.parent}”不存在或循环引用",
                en=f"the parent class “{record.parent}” does not exist or runs in a circle",
            )
        ]
    if len(chain) > DEEPEST_CLASS:
        return [
            Found(
                code=record.code,
                field="parent",
                zh="事项类别最多三级",
                en="classes have at most three levels",
            )
        ]
    return []


def refs_of(matter: Matter) -> list[UnitRef]:
    """Every unit that a matter names, in any way."""
    refs = [ref for rule in matter.duty_rules for ref in (rule.lead, *(co.unit for co in rule.co_units))]
    return [*refs, matter.fallback] if matter.fallback is not None else refs


def faults_of_ref(code: str, field: str, ref: UnitRef) -> list[Found]:
    ways = sum(1 for way in (ref.unit, ref.line, ref.whose) if way)
    if ways == 1:
        return []
    return [
        Found(
            code=code,
            field=field,
            zh="单位须且只须用 unit、line、whose 之一写明",
            en="name the unit by exactly one of unit, line, whose",
        )
    ]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a plain value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _texts(one, f"{path}[{index}]")


def faults_of_matter(matter: Matter, classes: Mapping[str, MatterClass]) -> list[Found]:
    """Everything wrong with a matter that can be seen without asking other nouns."""
    faults: list[Found] = []

    def fault(field: str, zh: str, en: str) -> None:
        faults.append(Found(code=matter.code, field=field, zh=zh, en=en))

    if len(class_chain(matter.matter_class, classes)) != DEEPEST_CLASS:
        fault(
            "matter_class",
            f"“{matter.matter_class}”不是第三级类别",
            f"“{matter.matter_class}” is not a class of the third level",
        )
    seen: dict[tuple[str, frozenset[Condition]], list[DutyRule]] = {}
    codes: set[str] = set()
    for index, rule in enumerate(matter.duty_rules):
        at = f"duty_rules[{index}]"
        if rule.code in codes or rule.code == "fallback":
            fault(f"{at}.code", f"职责条目编号“{rule.code}”重复", f"the duty item “{rule.code}” stands twice")
        codes.add(rule.code)
        key = (rule.area, frozenset(rule.conditions))
        for other in seen.setdefault(key, []):
            if meet(rule, other):
                fault(
                    at,
                    f"职责条目“{rule.code}”与“{other.code}”区域和条件相同，无法分出先后",
                    f"“{rule.code}” and “{other.code}” have the same area and conditions; neither can win",
                )
        seen[key].append(rule)
        faults += faults_of_ref(matter.code, f"{at}.lead", rule.lead)
        for number, co in enumerate(rule.co_units):
            faults += faults_of_ref(matter.code, f"{at}.co_units[{number}].unit", co.unit)
        for condition in rule.conditions:
            if not condition.values:
                fault(f"{at}.conditions", "条件没有写值", "a condition has no values")
            if any(len(value.splitlines()) != 1 for value in condition.values):
                fault(
                    f"{at}.conditions", "条件的值须为一行文字", "a value of a condition is one line of text"
                )
            if condition.field == "hours" and ANY in condition.values:
                fault(f"{at}.conditions", "时段不能写“*”", "hours cannot be “*”")
            elif condition.field == "hours":
                for span in condition.values:
                    try:
                        hours_hold(span, datetime(2026, 1, 1, tzinfo=SHANGHAI))
                    except ValueError:
                        fault(
                            f"{at}.conditions",
                            f"时段“{span}”应写作 22:00-06:00",
                            f"write hours “{span}” as 22:00-06:00",
                        )
        if rule.from_ and rule.until and rule.until < rule.from_:
            fault(
                f"{at}.until",
                f"职责条目“{rule.code}”的终止日期早于起始日期",
                f"the duty item “{rule.code}” ends before it begins",
            )
    if matter.fallback is not None:
        faults += faults_of_ref(matter.code, "fallback", matter.fallback)
    if not 0 <= matter.auto_confidence <= 1:
        fault("auto_confidence", "自动分拨置信度须在 0 和 1 之间", "the confidence lies between 0 and 1")
    for field in ("keywords", "aliases", "materials"):
        words: tuple[str, ...] = attrgetter(field)(matter)
        for index, word in enumerate(words):
            if word != word.strip() or not word or len(word.splitlines()) > 1:
                fault(
                    f"{field}[{index}]",
                    "须为一行非空文字，首尾没有空格",
                    "must be one line of text without spaces around it",
                )
            elif word in words[:index]:
                fault(f"{field}[{index}]", f"“{word}”重复", f"“{word}” stands twice")
    for path, text in _texts(msgspec.to_builtins(matter)):
        if len(text) > LONGEST_TEXT:
            fault(path, f"文字超过 {LONGEST_TEXT} 字", f"the text is longer than {LONGEST_TEXT} characters")
        if _UNPRINTABLE.search(text):
            fault(path, "含有控制字符或无效字符", "holds control characters or characters that are none")
    doubled: set[tuple[str, str]] = set()
    for index, limit in enumerate(matter.limits):
        at = f"limits[{index}]"
        try:
            Limit(kind=limit.kind, amount=limit.amount, at=limit.at or None)
        except BadLimit as bad:
            fault(at, bad.sentence("zh"), bad.sentence("en"))
        if limit.amount == 0 and limit.kind.endswith("hour"):
            fault(f"{at}.amount", "时限须大于零", "a limit must be more than nothing")
        if (limit.clock, limit.severity) in doubled:
            said_zh, said_en = CLOCKS[limit.clock]
            fault(at, f"“{said_zh}”时限重复", f"the limit of “{said_en}” stands twice")
        doubled.add((limit.clock, limit.severity))
    if matter.join_within_h < 0:
        fault("join_within_h", "归并时间窗不能为负", "the joining window cannot be negative")
    if matter.join_within_h and not matter.process_zh:
        fault(
            "process_zh",
            "写明归并时间窗时，须写过程名称（如暴雨过程）",
            "a joining window needs the name of its process",
        )
    return faults

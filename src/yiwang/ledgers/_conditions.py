"""Whether a record meets conditions, line by line in words: pure, over its values and those it links to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.declarations import Problem, nearest
from yiwang.ledgers.declarations import Condition, Field, Ledger
from yiwang.ledgers.logic import unit_symbol

Ledgers = Callable[[str], Ledger | None]
Linked = Callable[[str], Mapping[str, Any] | None]
"""The values of a record by its id; None where it is no longer there."""
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A condition as it was found: what is asked, what is there, whether it is met."""

    met: bool
    zh: str
    en: str


def field_of(condition: Condition, ledger: Ledger, find: Ledgers) -> Field | None:
    """The field that a condition is about, in its ledger or the one that a link leads to."""
    first, _, second = condition.field.partition(".")
    field = ledger.field(first)
    if not second or field is None:
        return field
    other = find(field.ledger) if field.kind == "link" else None
    return other.field(second) if other else None


def problems(conditions: Sequence[Condition], ledger: Ledger, find: Ledgers) -> Iterator[Problem]:
    """What does not fit the fields, `at` by the number of the condition."""
    for index, one in enumerate(conditions):
        field = field_of(one, ledger, find)
        if field is None:
            known = [each.code for each in ledger.fields]
            guess = nearest(one.field, known)
            yield _problem(
                (index, "field"),
                "condition.field",
                f"台账“{ledger.name.zh}”没有字段“{one.field}”。",
                f"The ledger “{ledger.name.en}” has no field “{one.field}”.",
                f"是否想写“{guess}”？" if guess else "可写：" + "、".join(known[:12]) + "。",
                f"Did you mean “{guess}”?" if guess else "Fields: " + ", ".join(known[:12]) + ".",
            )
            continue
        yield from _unfit(index, one, field)


def _unfit(index: int, one: Condition, field: Field) -> Iterator[Problem]:
    words, numbers = bool(one.is_ or one.is_not), one.least is not None or one.most is not None
    years = one.years_least is not None or one.years_most is not None
    if not (words or numbers or years):
        yield _problem(
            (index,),
            "condition.empty",
            f"对“{field.name.zh}”没有写要求。",
            f"Nothing is asked of “{field.name.en}”.",
            "写 is、is_not、least、most、years_least 或 years_most。",
            "Write is, is_not, least, most, years_least or years_most.",
        )
    if field.is_personal:
        yield _problem(
            (index, "field"),
            "condition.personal",
            f"“{field.name.zh}”是个人信息，不能作为条件。",
            f"“{field.name.en}” is personal data and no condition.",
            "换一个字段。",
            "Name another field.",
        )
    for said, kinds, what in (
        (words, ("text", "choice", "boolean", "area"), "is、is_not"),
        (numbers, ("number",), "least、most"),
        (years, ("date", "moment"), "years_least、years_most"),
    ):
        if said and field.kind not in kinds:
            yield _problem(
                (index, "field"),
                "condition.kind",
                f"{what} 不能用于 {field.kind} 类字段“{field.name.zh}”。",
                f"{what.replace('、', ', ')} does not go with “{field.name.en}”, which is a {field.kind}.",
                "换一种要求，或换一个字段。",
                "Ask otherwise, or name another field.",
            )
    known = {"choice": [each.code for each in field.choices], "boolean": ["true", "false"]}.get(field.kind)
    for key, named in (("is_", one.is_), ("is_not", one.is_not)):
        for number, word in enumerate(named):
            if known is not None and word not in known:
                yield _problem(
                    (index, key, number),
                    "condition.word",
                    f"“{field.name.zh}”没有“{word}”这个取值。",
                    f"“{field.name.en}” has no value “{word}”.",
                    "可写：" + "、".join(known[:12]) + "。",
                    "Values: " + ", ".join(known[:12]) + ".",
                )


def judge(
    conditions: Sequence[Condition],
    ledger: Ledger,
    values: Mapping[str, Any],
    *,
    find: Ledgers,
    linked: Linked,
    day: date,
) -> list[Line]:
    """Each condition as the record of these values meets it on this day."""
    made = []
    for one in conditions:
        field = field_of(one, ledger, find)
        if field is None:
            made.append(Line(met=False, zh=f"没有字段“{one.field}”", en=f"there is no field “{one.field}”"))
            continue
        first, _, second = one.field.partition(".")
        value = values.get(first)
        if second:
            value = (linked(str(value)) or {}).get(second) if value else None
        asked_zh, asked_en = asked(one, field)
        found_zh, found_en = shown(field, value)
        made.append(
            Line(
                met=_met(one, field, value, day),
                zh=f"{field.name.zh}{asked_zh}：{found_zh}",
                en=f"{field.name.en} {asked_en}: {found_en}",
            )
        )
    return made


def asked(one: Condition, field: Field) -> tuple[str, str]:
    """What a condition asks, in words that follow the name of its field."""
    symbol = unit_symbol(field.unit) if field.unit not in ("", "1") else ""
    zh, en = [], []
    if one.is_:
        named = [shown(field, word) for word in one.is_]
        zh.append("为" + "或".join(each[0] for each in named))
        en.append("is " + " or ".join(each[1] for each in named))
    if one.is_not:
        named = [shown(field, word) for word in one.is_not]
        zh.append("不为" + "、".join(each[0] for each in named))
        en.append("is not " + " nor ".join(each[1] for each in named))
    for number, words_zh, words_en, unit in (
        (one.least, "不低于", "at least", symbol),
        (one.most, "不高于", "at most", symbol),
        (one.years_least, "满", "at least years", "年"),
        (one.years_most, "不超过", "at most years", "年"),
    ):
        if number is not None:
            zh.append(f"{words_zh} {number:.12g} {unit}".rstrip())
            en.append(f"{words_en} {number:.12g} {'' if unit == '年' else unit}".rstrip())
    return "，".join(zh), ", ".join(en)


def shown(field: Field, value: Any) -> tuple[str, str]:
    """A value in words of both languages."""
    if value is None or value == "":
        return "未登记", "not recorded"
    if field.kind == "choice":
        found = next((each.name for each in field.choices if each.code == value), None)
        return (found.zh, found.en) if found else (str(value), str(value))
    if field.kind == "boolean":
        return ("是", "yes") if str(value).lower() == "true" else ("否", "no")
    if field.kind == "number":
        symbol = unit_symbol(field.unit) if field.unit not in ("", "1") else ""
        text = f"{value:.12g} {symbol}".rstrip()
        return text, text
    return str(value), str(value)


def _met(one: Condition, field: Field, value: Any, day: date) -> bool:
    if value is None or value == "":
        return not (one.is_ or _numbers(one))
    word = str(value).lower() if field.kind == "boolean" else str(value)
    if (one.is_ and word not in one.is_) or word in one.is_not:
        return False
    if one.least is not None and value < one.least:
        return False
    if one.most is not None and value > one.most:
        return False
    if one.years_least is None and one.years_most is None:
        return True
    months = _months(_date(str(value)), day)
    return (one.years_least is None or months >= one.years_least * MONTHS) and (
        one.years_most is None or months <= one.years_most * MONTHS
    )


def _numbers(one: Condition) -> bool:
    return any(each is not None for each in (one.least, one.most, one.years_least, one.years_most))


def _months(since: date, day: date) -> int:
    """Full months; the last day of a month completes one that began on a later day of another."""
    months = (day.year - since.year) * MONTHS + day.month - since.month
    return months - (day.day < since.day)


def _date(text: str) -> date:
    if len(text) <= len("2026-01-01"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(SHANGHAI).date()


def _problem(at: tuple[str | int, ...], code: str, zh: str, en: str, cure_zh: str, cure_en: str) -> Problem:
    return Problem(at=at, code=code, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)

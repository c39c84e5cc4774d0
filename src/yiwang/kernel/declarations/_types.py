"""What a declared field may say about itself beyond its Python type, and the small values packs write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yiwang.kernel import units
from yiwang.kernel.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text for people, in both languages of the house."""

    zh: str
    """The Chinese text; it is shown first."""
    en: str
    """The English text."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (UCUM code), as written: ``40 cm``."""

    value: float
    unit: str

    def to(self, unit: str) -> float:
        """The value in another unit; raises ValueError when the two do not measure the same."""
        return convert(self.value, self.unit, unit)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault that a record finds in itself (its method ``problems``); `at`: field names and indexes."""

    at: tuple[str | int, ...]
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    code: str = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a number, a quantity (in its own unit) or a duration (in seconds)."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None

    def broken_by(self, value: float) -> str | None:
        """The bound that ``value`` breaks, as text, or None."""
        if self.ge is not None and value < self.ge:
            return f"≥ {self.ge:g}"
        if self.gt is not None and value <= self.gt:
            return f"> {self.gt:g}"
        if self.le is not None and value > self.le:
            return f"≤ {self.le:g}"
        if self.lt is not None and value >= self.lt:
            return f"< {self.lt:g}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A text must match ``regex`` in full; ``zh`` and ``en`` say in words what that means."""

    regex: str
    zh: str
    en: str

    def takes(self, text: str) -> bool:
        return re.fullmatch(self.regex, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many entries a list or mapping, or how many characters a text, may have."""

    at_least: int = 0
    at_most: int = 10_000


@dataclass(frozen=True, slots=True)
class In:
    """A float written with its unit and kept in this one (UCUM code): ``0.4 m`` is 40.0 ``In("cm")``."""

    unit: str


@dataclass(frozen=True, slots=True)
class Unique:
    """The entries of a list differ in this field."""

    field: str


SLUG = Pattern(
    regex=r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
    zh="小写英文字母、数字和连字符，以字母开头",
    en="lower-case letters, digits and hyphens, a letter first",
)
"""The form of ids that packs give: ``urban-drainage``."""

_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\s\d.].*)")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z\u4e00-\u9fff]+)\s*")
_SECONDS = {
    "s": 1, "second": 1, "seconds": 1, "秒": 1,
    "min": 60, "minute": 60, "minutes": 60, "分": 60, "分钟": 60,
    "h": 3600, "hour": 3600, "hours": 3600, "时": 3600, "小时": 3600,
    "d": 86400, "day": 86400, "days": 86400, "天": 86400, "日": 86400,
}  # fmt: skip
_SPELLINGS = {"µg/m³": "ug/m3", "μg/m³": "ug/m3", "µg/m3": "ug/m3", "μg/m3": "ug/m3", "℃": "Cel", "°C": "Cel"}


def parse_quantity(text: str) -> Quantity | None:
    """A number and a unit, or None when the text is something else."""
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        return None
    unit = found[2].strip()
    return Quantity(float(found[1]), _SPELLINGS.get(unit, unit))


def parse_duration(text: str) -> timedelta | None:
    """``3 min``, ``1 h 30 min``, ``5 天`` as a time span, or None."""
    seconds, end = 0.0, 0
    for part in _DURATION.finditer(text.strip()):
        if part.start() != end or part[2] not in _SECONDS:
            return None
        seconds += float(part[1]) * _SECONDS[part[2]]
        end = part.end()
    if end != len(text.strip()) or end == 0 or seconds > 366 * 86400 * 10:
        return None
    return timedelta(seconds=seconds)


def known_unit(code: str) -> bool:
    """Whether the house knows the UCUM code."""
    return units.find_unit(code) is not None


def convert(value: float, source: str, target: str) -> float:
    """``value`` in another unit; ValueError when that makes no sense."""
    try:
        return units.convert(value, source, target)
    except Invalid as refusal:
        raise ValueError(f"{source} is not {target}") from refusal


def shown_type(hint: Any) -> tuple[str, str]:
    """What a type is called in a sentence, in Chinese and English."""
    names = {
        str: ("文字", "text"),
        int: ("整数", "a whole number"),
        float: ("数", "a number"),
        bool: ("true 或 false", "true or false"),
        timedelta: ("时长，如“3 min”", "a duration such as “3 min”"),
        Quantity: ("带单位的数，如“40 cm”", "a number with its unit such as “40 cm”"),
    }
    return names.get(hint, (getattr(hint, "__name__", str(hint)), getattr(hint, "__name__", str(hint))))

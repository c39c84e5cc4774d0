"""Nodes → frozen dataclasses, by their type hints; every fault is kept and building goes on."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from yiwang.kernel.declarations import _types
from yiwang.kernel.declarations._faults import Spot
from yiwang.kernel.declarations._tree import Block, Node, Row, Scalar, Text
from yiwang.kernel.declarations._types import In, Limits, Pattern, Problem, Quantity, Size, Unique

Path = tuple[str | int, ...]


class _Missing:
    """Stands where a value could not be built; its fault is already told."""


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the value at a path was written, and its text."""

    spot: Spot
    text: str


class Builder:
    """Builds one record out of one text and remembers where each value stood."""

    def __init__(self, source: Text) -> None:
        self.source = source
        self.places: dict[Path, Place] = {}
        self.parts: dict[Path, Any] = {}
        """Every value that could be built, also inside a record that could not, for wider checks."""

    def build(self, node: Node, hint: Any, path: Path = (), marks: tuple[Any, ...] = ()) -> Any:
        self.places[path] = Place(node.spot, node.shown)
        value = MISSING if isinstance(node, Scalar) and node.refused else self._build(node, hint, path, marks)
        if value is not MISSING:
            self.parts[path] = value
        return value

    def _build(self, node: Node, hint: Any, path: Path, marks: tuple[Any, ...]) -> Any:
        origin = get_origin(hint)
        if origin is Annotated:
            inner, *more = get_args(hint)
            return self._build(node, inner, path, (*more, *marks))
        if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint is not Quantity:
            return self._record(node, hint, path)
        if origin in (Union, types.UnionType):
            return self._union(node, get_args(hint), path, marks)
        if origin in (list, tuple, Sequence):
            return self._row(node, hint, path, marks)
        if origin in (dict, Mapping):
            return self._mapping(node, hint, path, marks)
        if not isinstance(node, Scalar):
            return self._wrong_shape(node, *_types.shown_type(hint))
        if origin is Literal:
            return self._choice(node, get_args(hint))
        return self._scalar(node, hint, marks)

    def tell(self, node: Node, code: str, zh: str, en: str, cure_zh: str, cure_en: str) -> Any:
        """Keep a fault at a node; answers MISSING, so that a caller may return it."""
        self.source.add(node.spot, code, node.shown, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)
        return MISSING

    def tell_at(self, problem: Problem) -> None:
        """Keep a fault that a record found in itself, at the nearest place that was written."""
        path = problem.at
        while path not in self.places and path:
            path = path[:-1]
        place = self.places.get(path, Place(Spot(line=1, column=1), ""))
        self.source.add(
            place.spot,
            problem.code,
            place.text,
            zh=problem.zh,
            en=problem.en,
            cure_zh=problem.cure_zh,
            cure_en=problem.cure_en,
        )

    # -- shapes ------------------------------------------------------------------------------------------

    def _record(self, node: Node, cls: type[Any], path: Path) -> Any:
        if not isinstance(node, Block):
            fields = ", ".join(spelled(f.name) for f in dataclasses.fields(cls)[:4])
            return self._wrong_shape(
                node, f"一组“键: 值”（{fields}…）", f"a block of “key: value” ({fields}, …)"
            )
        hints = hints_of(cls)
        known = {spelled(f.name): f for f in dataclasses.fields(cls) if f.init}
        values: dict[str, Any] = {}
        sound = True
        meant: set[str] = set()
        for key, child in node.entries:
            field = known.get(key.text)
            if key.refused:
                sound = False
            elif field is None:
                meant.add(self._unknown_key(key, list(known), {k.text for k, _ in node.entries}))
                sound = False
            elif field.name not in values:
                values[field.name] = self.build(child, hints[field.name], (*path, field.name))
        for name, field in known.items():
            if field.name in values or not is_required(field):
                continue
            sound = False
            if name not in meant:
                self.tell(
                    node,
                    "key.missing",
                    f"缺少必填的键“{name}”。",
                    f"The required key “{name}” is missing.",
                    f"加上“{name}: …”。",
                    f"Add “{name}: …”.",
                )
        if not sound or any(value is MISSING for value in values.values()):
            return MISSING
        record = cls(**values)
        problems: Iterable[Problem] = record.problems() if hasattr(record, "problems") else ()
        for problem in problems:
            sound = False
            self.tell_at(dataclasses.replace(problem, at=(*path, *problem.at)))
        return record if sound else MISSING

    def _unknown_key(self, key: Scalar, known: list[str], present: set[str]) -> str:
        """Tell it; answers the key that was probably meant, empty when nobody can guess."""
        guess = nearest(key.text, [k for k in known if k not in present]) or nearest(key.text, known)
        missing = [k for k in known if k not in present] or known
        self.tell(
            key,
            "key.unknown",
            f"不认识的键“{key.text}”。",
            f"The key “{key.text}” is not known here.",
            f"是否想写“{guess}”？" if guess else "这里可写：" + "、".join(missing) + "。",
            f"Did you mean “{guess}”?" if guess else "Known here: " + ", ".join(missing) + ".",
        )
        return guess or ""

    def _union(self, node: Node, options: tuple[Any, ...], path: Path, marks: tuple[Any, ...]) -> Any:
        real = [option for option in options if option is not type(None)]
        if isinstance(node, Scalar) and node.is_nothing and len(real) < len(options):
            return None
        if len(real) == 1:
            return self.build(node, real[0], path, marks)
        records = [
            o for o in real if isinstance(o, type) and dataclasses.is_dataclass(o) and o is not Quantity
        ]
        if isinstance(node, Block) and records:
            return self._tagged(node, records, path)
        plain = [o for o in real if o not in records]
        rows = [o for o in plain if get_origin(o) in (list, tuple, Sequence)]
        if isinstance(node, Row) and rows:
            return self.build(node, rows[0], path, marks)
        scalars = [o for o in plain if o not in rows]
        if scalars and all(get_origin(o) is Literal for o in scalars) and isinstance(node, Scalar):
            return self._choice(node, tuple(word for option in scalars for word in get_args(option)))
        for option in scalars[:-1]:
            attempt = Builder(Text(self.source.name, ""))
            value = attempt.build(node, option, path, marks)
            if value is not MISSING:
                return value
        if scalars:
            return self.build(node, scalars[-1], path, marks)
        return self.build(node, real[0], path, marks)

    def _tagged(self, node: Block, records: list[type[Any]], path: Path) -> Any:
        """One of several records, told apart by a field of a fixed word (``kind: threshold``)."""
        if len(records) == 1:
            return self._record(node, records[0], path)
        tag, by_word = _tag_of(records)
        entry = next(((k, v) for k, v in node.entries if k.text == tag), None)
        if entry is None or not isinstance(entry[1], Scalar):
            return self.tell(
                node,
                "key.missing",
                f"缺少必填的键“{tag}”。",
                f"The required key “{tag}” is missing.",
                f"加上“{tag}: …”，可取：" + "、".join(by_word) + "。",
                f"Add “{tag}: …”, one of " + ", ".join(by_word) + ".",
            )
        if entry[1].text not in by_word:
            return self._choice(entry[1], tuple(by_word))
        return self._record(node, by_word[entry[1].text], path)

    def _row(self, node: Node, hint: Any, path: Path, marks: tuple[Any, ...]) -> Any:
        if not isinstance(node, Row):
            return self._wrong_shape(node, "列表（每项以“- ”开头）", "a list (each entry starts with “- ”)")
        inner = (get_args(hint) or (str,))[0]
        values = [self.build(child, inner, (*path, index)) for index, child in enumerate(node.items)]
        self._check_size(node, len(values), marks, "项", "entries")
        if any(value is MISSING for value in values):
            return MISSING
        for mark in marks:
            if isinstance(mark, Unique):
                self._check_unique(node, values, mark.field)
        return values if get_origin(hint) is list else tuple(values)

    def _check_unique(self, node: Row, values: list[Any], field: str) -> None:
        seen: dict[Any, int] = {}
        for index, value in enumerate(values):
            key = getattr(value, field)
            if key in seen:
                child = node.items[index]
                self.tell(
                    child,
                    "value.double",
                    f"“{spelled(field)}: {key}”与第 {node.items[seen[key]].spot.line} 行重复。",
                    f"“{spelled(field)}: {key}” repeats the entry of line {node.items[seen[key]].spot.line}.",
                    "给它另一个，或删去一项。",
                    "Give it another one or delete one entry.",
                )
            seen.setdefault(key, index)

    def _mapping(self, node: Node, hint: Any, path: Path, marks: tuple[Any, ...]) -> Any:
        if not isinstance(node, Block):
            return self._wrong_shape(node, "一组“键: 值”", "a block of “key: value”")
        key_hint, value_hint = get_args(hint)
        built: dict[Any, Any] = {}
        for key, child in node.entries:
            name = self.build(key, key_hint, (*path, key.text))
            built[name] = self.build(child, value_hint, (*path, key.text))
        self._check_size(node, len(built), marks, "项", "entries")
        return MISSING if any(MISSING in pair for pair in built.items()) else built

    def _wrong_shape(self, node: Node, zh: str, en: str) -> Any:
        if isinstance(node, Scalar) and node.is_nothing:
            return self.tell(
                node,
                "value.empty",
                f"这里没有值，应为{zh}。",
                f"There is no value here; it should be {en}.",
                "写上值，或删去这个键。",
                "Write a value or delete the key.",
            )
        is_now = {Row: ("列表", "a list"), Block: ("一组“键: 值”", "a block of “key: value”")}
        now_zh, now_en = is_now.get(type(node), ("一个词", "a single value"))
        return self.tell(
            node, "value.type", f"应为{zh}，现在是{now_zh}。", f"This should be {en}; it is {now_en}.",
            f"改为{zh}。", f"Make it {en}.",
        )  # fmt: skip

    # -- single values -----------------------------------------------------------------------------------

    def _choice(self, node: Scalar, words: tuple[Any, ...]) -> Any:
        by_text = {str(word): word for word in words}
        if node.text in by_text:
            return by_text[node.text]
        guess = nearest(node.text, list(by_text))
        listed_zh, listed_en = "、".join(by_text), ", ".join(by_text)
        return self.tell(
            node, "value.choice",
            f"“{node.text}”不在可选范围内。", f"“{node.text}” is not one of the choices.",
            f"是否想写“{guess}”？可选：{listed_zh}。" if guess else f"可选：{listed_zh}。",
            f"Did you mean “{guess}”? Choices: {listed_en}." if guess else f"Choices: {listed_en}.",
        )  # fmt: skip

    def _scalar(self, node: Scalar, hint: Any, marks: tuple[Any, ...]) -> Any:
        unit = next((mark.unit for mark in marks if isinstance(mark, In)), None)
        if node.is_nothing or (not node.text.strip() and hint is not str):
            return self._wrong_shape(Scalar("", True, node.spot), *_types.shown_type(hint))
        if unit is not None:
            return self._in_unit(node, unit, marks)
        readers: dict[Any, Callable[[str], Any]] = {
            str: lambda text: text,
            int: _whole,
            float: _number,
            bool: {"true": True, "false": False}.get,
            timedelta: _types.parse_duration,
            Quantity: _types.parse_quantity,
            datetime: _moment,
            date: _day,
        }
        if hint is Any:
            return node.text
        value = readers[hint](node.text)
        if hint is Quantity and value is None and _number(node.text) is not None:
            return self.tell(
                node, "value.unit", f"“{node.text}”没有写单位。", f"“{node.text}” has no unit.",
                f"写上单位，如“{node.text} cm”。", f"Write its unit, for example “{node.text} cm”.",
            )  # fmt: skip
        if value is None:
            zh, en = _types.shown_type(hint)
            return self.tell(
                node, "value.type", f"“{node.text}”不是{zh}。", f"“{node.text}” is not {en}.",
                _half_width(node.text, "zh") or f"改为{zh}。",
                _half_width(node.text, "en") or f"Make it {en}.",
            )  # fmt: skip
        if isinstance(value, Quantity) and not _types.known_unit(value.unit):
            return self._unknown_unit(node, value.unit)
        return self._within(node, value, marks)

    def _in_unit(self, node: Scalar, unit: str, marks: tuple[Any, ...]) -> Any:
        quantity = _types.parse_quantity(node.text)
        if quantity is None:
            bare = _number(node.text) is not None
            return self.tell(
                node,
                "value.unit",
                f"“{node.text}”没有写单位。" if bare else f"“{node.text}”不是带单位的数。",
                f"“{node.text}” has no unit." if bare else f"“{node.text}” is not a number with its unit.",
                f"写成“{node.text} {unit}”。" if bare else f"写成如“40 {unit}”。",
                f"Write “{node.text} {unit}”." if bare else f"Write for example “40 {unit}”.",
            )
        if not _types.known_unit(quantity.unit):
            return self._unknown_unit(node, quantity.unit)
        try:
            value = quantity.to(unit)
        except ValueError:
            return self.tell(
                node, "value.unit",
                f"单位“{quantity.unit}”不能换算成“{unit}”。",
                f"“{quantity.unit}” cannot be turned into “{unit}”.",
                f"改用能换算成“{unit}”的单位。", f"Use a unit that measures the same as “{unit}”.",
            )  # fmt: skip
        return self._within(node, value, marks)

    def _unknown_unit(self, node: Scalar, unit: str) -> Any:
        return self.tell(
            node, "value.unit", f"不认识的单位“{unit}”。", f"The unit “{unit}” is not known.",
            "用 UCUM 单位代码，如 cm、mm/h、ug/m3。", "Use a UCUM code such as cm, mm/h or ug/m3.",
        )  # fmt: skip

    def _within(self, node: Scalar, value: Any, marks: tuple[Any, ...]) -> Any:
        for mark in marks:
            if isinstance(mark, Limits):
                number = value.total_seconds() if isinstance(value, timedelta) else value
                number = number.value if isinstance(number, Quantity) else number
                bound = mark.broken_by(float(number))
                if bound is not None:
                    return self.tell(
                        node, "value.limit", f"“{node.text}”超出范围，须 {bound}。",
                        f"“{node.text}” is out of bounds; it must be {bound}.",
                        f"改为 {bound} 的值。", f"Use a value {bound}.",
                    )  # fmt: skip
            elif isinstance(mark, Pattern) and not mark.takes(str(value)):
                return self.tell(
                    node, "value.pattern", f"“{node.text}”的写法不对，须为：{mark.zh}。",
                    f"“{node.text}” is not written as it must be: {mark.en}.",
                    f"改为：{mark.zh}。", f"Write {mark.en}.",
                )  # fmt: skip
        if isinstance(value, str):
            if not value.strip():
                return self._wrong_shape(Scalar("", True, node.spot), "文字", "text")
            sized = marks if any(isinstance(m, Size) for m in marks) else (*marks, Size(at_most=4000))
            if not self._check_size(node, len(value), sized, "字", "characters"):
                return MISSING
        return value

    def _check_size(self, node: Node, count: int, marks: tuple[Any, ...], zh: str, en: str) -> bool:
        for mark in marks:
            if isinstance(mark, Size) and not mark.at_least <= count <= mark.at_most:
                self.tell(
                    node, "value.size", f"这里有 {count} {zh}，须为 {mark.at_least} 到 {mark.at_most} {zh}。",
                    f"There are {count} {en}; {mark.at_least} to {mark.at_most} are allowed.",
                    "增减到范围之内。", "Add or remove some.",
                )  # fmt: skip
                return False
        return True


_hints: dict[type[Any], dict[str, Any]] = {}


def hints_of(cls: type[Any]) -> dict[str, Any]:
    """The type hints of a record with their marks; a table of two thousand rows asks for them once."""
    if cls not in _hints:
        _hints[cls] = typing.get_type_hints(cls, include_extras=True)
    return _hints[cls]


def spelled(name: str) -> str:
    """A field's key in YAML: a trailing underscore only dodges a Python keyword (``for_`` → ``for``)."""
    return name.rstrip("_")


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant."""
    by_fold = {k.lower().replace("-", "_"): k for k in known}
    close = difflib.get_close_matches(word.lower().replace("-", "_"), list(by_fold), n=1, cutoff=0.66)
    return by_fold[close[0]] if close else None


def is_required(field: dataclasses.Field[Any]) -> bool:
    """Whether the key must be written."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _tag_of(records: list[type[Any]]) -> tuple[str, dict[str, type[Any]]]:
    """The field by whose fixed word these records are told apart."""
    for field in dataclasses.fields(records[0]):
        by_word: dict[str, type[Any]] = {}
        for record in records:
            hint = typing.get_type_hints(record).get(field.name)
            for word in get_args(hint) if get_origin(hint) is Literal else ():
                by_word[str(word)] = record
        if len(by_word) >= len(records) and set(by_word.values()) == set(records):
            return spelled(field.name), by_word
    raise TypeError(f"nothing tells {records} apart")


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else None


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text, re.ASCII):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _moment(text: str) -> datetime | None:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if value.tzinfo is not None else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _half_width(text: str, language: str) -> str | None:
    """The cure for digits and signs typed with a Chinese input method on."""
    if not any("\uff01" <= sign <= "\uff5e" for sign in text):
        return None
    narrow = "".join(chr(ord(sign) - 0xFEE0) if "\uff01" <= sign <= "\uff5e" else sign for sign in text)
    return f"改用半角：“{narrow}”。" if language == "zh" else f"Use half-width signs: “{narrow}”."

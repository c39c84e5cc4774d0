"""The query language of SensorThings (a part of OData 4): text to a tree, every fault with its position.

An expression is read by precedence climbing: `or` < `and` < comparison < `add sub` < `mul div mod` < `not -`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, NoReturn, TypeVar

import numpy as np
from shapely import GEOSException, wkt
from shapely.geometry.base import BaseGeometry

from yiwang.sensing._sta.refusals import BadQuery

T = TypeVar("T")
Kind = Literal["bool", "num", "text", "time", "date", "clock", "span", "geo", "interval", "json", "null"]

MAX_LENGTH = 8_000
MAX_DEPTH = 40
MAX_TOP = 1_000
DEFAULT_TOP = 100


@dataclass(frozen=True, slots=True)
class Value:
    """A literal."""

    kind: Kind
    value: Any
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """A property, perhaps of a related entity: Datastream/Thing/properties/colour."""

    parts: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    args: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`word` is and, or, eq, ne, gt, ge, lt, le, add, sub, mul, div or mod."""

    word: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`word` is not or neg."""

    word: str
    of: Node
    at: int


Node = Value | Path | Call | Binary | Unary


@dataclass(frozen=True, slots=True)
class Order:
    path: Path
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The options of one collection or entity. `top` None means that nothing was said."""

    filter: Node | None = None
    orders: tuple[Order, ...] = ()
    select: tuple[str, ...] = ()
    expand: tuple[Expand, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    result_format: str = ""
    raw: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The options as they were written, for the link to the next page."""

    @property
    def limit(self) -> int:
        return min(DEFAULT_TOP if self.top is None else self.top, MAX_TOP)


@dataclass(frozen=True, slots=True)
class Expand:
    """A relation to be told inline, with options of its own."""

    name: str
    query: Query
    at: int = field(compare=False, default=0)


_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\n]+)
  | (?P<geo>geography'(?:[^'])*')
  | (?P<span>duration'(?:[^'])*')
  | (?P<text>'(?:[^']|'')*')
  | (?P<time>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)
  | (?P<date>\d{4}-\d{2}-\d{2}(?![\dT]))
  | (?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?![\d:]))
  | (?P<num>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>[@$A-Za-z_][A-Za-z0-9_.@]*)
  | (?P<sign>[(),;/=*-])
    """,
    re.X | re.ASCII,
)
_SPAN = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)
_STRENGTH = {
    "or": 1, "and": 2,
    "eq": 3, "ne": 3, "gt": 3, "ge": 3, "lt": 3, "le": 3,
    "add": 4, "sub": 4, "mul": 5, "div": 5, "mod": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Token:
    sort: str
    text: str
    at: int


class Reader:
    """Reads one option's text from the left."""

    def __init__(self, option: str, text: str) -> None:
        self.option = option
        self.text = text
        if len(text) > MAX_LENGTH:
            self.fail(
                MAX_LENGTH, f"超过 {MAX_LENGTH} 个字符。", f"it is longer than {MAX_LENGTH} characters."
            )
        self.tokens = list(self._cut(text))
        self.tokens.append(_Token("end", "", len(text)))
        self.place = 0
        self.depth = 0

    def fail(self, at: int, zh: str, en: str) -> NoReturn:
        raise BadQuery(option=self.option, position=at, reason_zh=zh, reason_en=en)

    def _cut(self, text: str) -> list[_Token]:
        found: list[_Token] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                shown = text[at] if text[at].isprintable() else "?"
                self.fail(at, f"不认识“{shown}”。", f"{shown!r} is not understood.")
            if match.lastgroup != "blank":
                found.append(_Token(match.lastgroup, match[0], at))
            at = match.end()
        return found

    # -- tokens -----------------------------------------------------------------------------------------

    @property
    def now(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.tokens[self.place]
        self.place += token.sort != "end"
        return token

    def accept(self, text: str) -> bool:
        if self.now.text == text and self.now.sort in ("sign", "word"):
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            self.unexpected(f"“{text}”", f"{text!r}")

    def unexpected(self, zh: str, en: str) -> NoReturn:
        shown = self.now.text[:40]
        if self.now.sort == "end":
            self.fail(self.now.at, f"到此为止，缺少{zh}。", f"it ends here, {en} is missing.")
        self.fail(self.now.at, f"应为{zh}，而不是“{shown}”。", f"{en} is wanted, not {shown!r}.")

    def word(self) -> _Token:
        if self.now.sort != "word":
            self.unexpected("名称", "a name")
        return self.take()

    def end(self) -> None:
        if self.now.sort != "end":
            self.unexpected("结尾", "the end")

    def deeper(self, read: Callable[[], T]) -> T:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(self.now.at, f"嵌套超过 {MAX_DEPTH} 层。", f"it is nested deeper than {MAX_DEPTH}.")
        found = read()
        self.depth -= 1
        return found

    # -- expressions --------------------------------------------------------------------------------------

    def expression(self, strength: int = 1) -> Node:
        left = self.deeper(self._unary)
        while self.now.sort == "word" and _STRENGTH.get(self.now.text, 0) >= strength:
            token = self.take()
            own = _STRENGTH[token.text]
            right = self.deeper(lambda own=own: self.expression(own + 1))  # type: ignore[misc]
            left = Binary(token.text, left, right, token.at)
        return left

    def _unary(self) -> Node:
        token = self.now
        if self.accept("not"):
            return Unary("not", self.deeper(self._unary), token.at)
        if self.accept("-"):
            return Unary("neg", self.deeper(self._unary), token.at)
        return self._primary()

    def _primary(self) -> Node:
        token = self.now
        if self.accept("("):
            inside = self.deeper(self.expression)
            self.expect(")")
            return inside
        if token.sort == "word":
            return self._named()
        if token.sort in ("geo", "span", "text", "time", "date", "clock", "num"):
            self.take()
            return self._literal(token)
        return self.unexpected("表达式", "an expression")

    def _named(self) -> Node:
        token = self.take()
        if token.text in ("true", "false") and self.now.text != "/":
            return Value("bool", token.text == "true", token.at)
        if token.text == "null":
            return Value("null", None, token.at)
        if self.accept("("):
            args: list[Node] = []
            if not self.accept(")"):
                args.append(self.deeper(self.expression))
                while self.accept(","):
                    args.append(self.deeper(self.expression))
                self.expect(")")
            return Call(token.text, tuple(args), token.at)
        return self._path(token)

    def _path(self, token: _Token) -> Path:
        parts = [token.text]
        while self.accept("/"):
            if self.now.sort not in ("word", "num"):
                self.unexpected("名称", "a name")
            parts.append(self.take().text)
        return Path(tuple(parts), token.at)

    def _literal(self, token: _Token) -> Value:
        text = token.text
        try:
            if token.sort == "text":
                return Value("text", text[1:-1].replace("''", "'"), token.at)
            if token.sort == "num":
                return Value("num", _number(text), token.at)
            if token.sort == "time":
                moment = datetime.fromisoformat(text.replace("z", "Z"))
                return Value(
                    "time",
                    (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC),
                    token.at,
                )
            if token.sort == "date":
                return Value("date", date.fromisoformat(text), token.at)
            if token.sort == "clock":
                return Value("clock", time.fromisoformat(text), token.at)
            if token.sort == "span":
                return Value("span", duration(text[9:-1]), token.at)
            return Value("geo", geometry(text[10:-1]), token.at)
        except (ValueError, OverflowError) as error:
            self.fail(
                token.at, f"“{text[:60]}”不是有效的值（{error}）。", f"{text[:60]!r} is no value ({error})."
            )

    # -- options ------------------------------------------------------------------------------------------

    def orders(self) -> tuple[Order, ...]:
        found = []
        while True:
            path = self._path(self.word())
            descending = self.accept("desc")
            if not descending:
                self.accept("asc")
            found.append(Order(path, descending))
            if not self.accept(","):
                return tuple(found)

    def names(self) -> tuple[str, ...]:
        """What $select names: properties and relations; of `properties/colour` the first part counts."""
        found = []
        while True:
            found.append("*" if self.accept("*") else self._path(self.word()).parts[0])
            if not self.accept(","):
                return tuple(dict.fromkeys(found))

    def number(self, highest: int = 1 << 40) -> int:
        token = self.now
        if token.sort != "num" or not token.text.isdigit() or int(token.text) > highest:
            self.unexpected("非负整数", "a whole number from 0 on")
        self.take()
        return int(token.text)

    def truth(self) -> bool:
        token = self.word()
        if token.text not in ("true", "false"):
            self.fail(token.at, "应为 true 或 false。", "it is either true or false.")
        return token.text == "true"

    def expands(self) -> tuple[Expand, ...]:
        found = []
        while True:
            token = self.word()
            path = self._path(token)
            query = self._inner() if self.accept("(") else Query()
            for name in reversed(path.parts[1:]):
                query = Query(expand=(Expand(name, query, token.at),))
            found.append(Expand(path.parts[0], query, token.at))
            if not self.accept(","):
                return tuple(found)

    def _inner(self) -> Query:
        given: dict[str, Any] = {}
        raw: list[tuple[str, str]] = []
        while True:
            token = self.word()
            self.expect("=")
            self.depth += 1
            if self.depth > MAX_DEPTH:
                self.fail(token.at, "嵌套过深。", "it is nested too deeply.")
            start = self.now.at
            _option(self, token.text, token.at, given)
            raw.append((token.text, self.text[start : self.now.at].strip()))
            self.depth -= 1
            if self.accept(")"):
                return Query(**given, raw=tuple(raw))
            self.expect(";")


def _number(text: str) -> int | float:
    """A number as databases have them: 64 bits; raises ValueError."""
    if text.isdigit() and len(text) < 19:
        return int(text)
    found = float(text)
    if not math.isfinite(found):
        raise ValueError("beyond any finite number")
    return found


def _option(reader: Reader, name: str, at: int, given: dict[str, Any]) -> None:
    """Read the value of option `name` into `given`."""
    readers: dict[str, tuple[str, Callable[[], Any]]] = {
        "$filter": ("filter", reader.expression),
        "$orderby": ("orders", reader.orders),
        "$select": ("select", reader.names),
        "$expand": ("expand", reader.expands),
        "$top": ("top", reader.number),
        "$skip": ("skip", reader.number),
        "$count": ("count", reader.truth),
    }
    if name not in readers:
        reader.fail(at, f"不认识查询选项 {name[:40]}。", f"the option {name[:40]} is not known.")
    key, read = readers[name]
    if key in given:
        reader.fail(at, f"{name} 出现了不止一次。", f"{name} is given more than once.")
    given[key] = read()


def parse(options: list[tuple[str, str]]) -> Query:
    """The query of a request's options; raises BadQuery. Of those without `$` only resultFormat is ours."""
    given: dict[str, Any] = {}
    for name, text in options:
        if name in ("resultFormat", "$resultFormat"):
            given["result_format"] = text
        elif name.startswith("$"):
            reader = Reader(name[:40], text)
            _option(reader, name, 0, given)
            reader.end()
    found = given.get("result_format", "")
    if found not in ("", "dataArray"):
        Reader("resultFormat", "").fail(0, "只支持 dataArray。", "only dataArray is known.")
    return Query(**given, raw=tuple(options))


def parse_filter(text: str) -> Node:
    """The tree of a $filter; raises BadQuery."""
    reader = Reader("$filter", text)
    found = reader.expression()
    reader.end()
    return found


def duration(text: str) -> timedelta:
    """An ISO 8601 duration of days and smaller; raises ValueError."""
    found = _SPAN.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ValueError("no duration such as PT1H30M")
    sign, days, hours, minutes, seconds = found.groups()
    span = timedelta(
        days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0)
    )
    return -span if sign else span


def geometry(text: str) -> BaseGeometry:
    """A geometry from WKT, longitude before latitude; raises ValueError."""
    plain = re.sub(r"^SRID=\d+;", "", text.strip(), flags=re.I)
    try:
        with np.errstate(all="ignore"):
            found = wkt.loads(plain)
    except GEOSException as error:
        raise ValueError("no WKT") from error
    if found.is_empty or not all(math.isfinite(one) for one in found.bounds):
        raise ValueError("an empty or endless geometry")
    return found

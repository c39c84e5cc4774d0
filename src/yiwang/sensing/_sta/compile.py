"""From the tree of a filter to conditions: which kinds go together, and what each function takes.

A `Backend` says how one database writes it; this module only knows kinds. What does not fit is refused with
its place in the text, before any database sees it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NoReturn

from yiwang.sensing._sta.grammar import Binary, Call, Kind, Node, Path, Unary, Value
from yiwang.sensing._sta.refusals import BadQuery

ORDERED = ("num", "text", "time", "date", "clock", "span")
GEO_TESTS = frozenset(
    {
        "geo.intersects", "st_equals", "st_disjoint", "st_touches", "st_within", "st_overlaps", "st_crosses",
        "st_intersects", "st_contains",
    }
)  # fmt: skip
FUNCTIONS: dict[str, tuple[tuple[Kind, ...], Kind]] = {
    "substringof": (("text", "text"), "bool"),
    "contains": (("text", "text"), "bool"),
    "startswith": (("text", "text"), "bool"),
    "endswith": (("text", "text"), "bool"),
    "length": (("text",), "num"),
    "indexof": (("text", "text"), "num"),
    "substring": (("text", "num", "num"), "text"),
    "tolower": (("text",), "text"),
    "toupper": (("text",), "text"),
    "trim": (("text",), "text"),
    "concat": (("text", "text"), "text"),
    **dict.fromkeys(("year", "month", "day", "hour", "minute", "second"), (("time",), "num")),
    "fractionalseconds": (("time",), "num"),
    "totaloffsetminutes": (("time",), "num"),
    "date": (("time",), "date"),
    "time": (("time",), "clock"),
    "now": ((), "time"),
    "mindatetime": ((), "time"),
    "maxdatetime": ((), "time"),
    "round": (("num",), "num"),
    "floor": (("num",), "num"),
    "ceiling": (("num",), "num"),
    "geo.distance": (("geo", "geo"), "num"),
    "geo.length": (("geo",), "num"),
    "st_relate": (("geo", "geo", "text"), "bool"),
    **dict.fromkeys(GEO_TESTS, (("geo", "geo"), "bool")),
}
MAY_MISS_LAST = {"substring"}
WORDS = {"text": ("文本", "text"), "num": ("数字", "a number"), "time": ("时间", "a time"),
         "date": ("日期", "a date"), "clock": ("时刻", "a time of day"), "span": ("时长", "a duration"),
         "geo": ("几何", "a geometry"), "bool": ("真假值", "a truth value"), "json": ("任意值", "any value"),
         "interval": ("时段", "an interval"), "null": ("空值", "null")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A compiled piece: its kind and how the backend writes it. `literal` keeps the value where it is one."""

    kind: Kind
    code: Any
    at: int
    literal: Any = None
    is_literal: bool = False


def refuse(at: int, zh: str, en: str) -> NoReturn:
    raise BadQuery(option="$filter", position=at, reason_zh=zh, reason_en=en)


def paths(node: Node) -> list[Path]:
    """Every path of a tree."""
    if isinstance(node, Path):
        return [node]
    if isinstance(node, Binary):
        return [*paths(node.left), *paths(node.right)]
    if isinstance(node, Unary):
        return paths(node.of)
    return [one for arg in node.args for one in paths(arg)] if isinstance(node, Call) else []


def without(node: Node, count: int) -> Node:
    """The tree with the first `count` parts of every path gone."""
    if isinstance(node, Path):
        return Path(node.parts[count:], node.at)
    if isinstance(node, Binary):
        return Binary(node.word, without(node.left, count), without(node.right, count), node.at)
    if isinstance(node, Unary):
        return Unary(node.word, without(node.of, count), node.at)
    if isinstance(node, Call):
        return Call(node.name, tuple(without(one, count) for one in node.args), node.at)
    return node


class Backend(ABC):
    """How one database writes terms and conditions."""

    # -- what a database has to say ------------------------------------------------------------------------

    @abstractmethod
    def literal(self, kind: Kind, value: Any) -> Any: ...

    @abstractmethod
    def path(self, path: Path) -> Term: ...

    @abstractmethod
    def cast(self, term: Term, kind: Kind) -> Term:
        """A json term read as `kind`."""

    @abstractmethod
    def compare(self, word: str, left: Term, right: Term) -> Any: ...

    @abstractmethod
    def is_null(self, term: Term) -> Any: ...

    @abstractmethod
    def truth(self, term: Term) -> Any:
        """A truth value used as a condition."""

    @abstractmethod
    def both(self, left: Any, right: Any) -> Any: ...

    @abstractmethod
    def either(self, left: Any, right: Any) -> Any: ...

    @abstractmethod
    def negate(self, condition: Any) -> Any: ...

    @abstractmethod
    def arithmetic(self, word: str, left: Term, right: Term, kind: Kind) -> Any: ...

    @abstractmethod
    def call(self, name: str, args: list[Term], at: int) -> Any: ...

    def delegated(self, leaf: Node) -> Any | None:
        """The condition for a leaf that another backend answers; None where it is this one's own."""
        return None

    # -- the walk --------------------------------------------------------------------------------------------

    def condition(self, node: Node) -> Any:
        """The condition of a tree; raises BadQuery."""
        if isinstance(node, Binary) and node.word in ("and", "or"):
            join = self.both if node.word == "and" else self.either
            return join(self.condition(node.left), self.condition(node.right))
        if isinstance(node, Unary) and node.word == "not":
            return self.negate(self.condition(node.of))
        told = self.delegated(node)
        if told is not None:
            return told
        if isinstance(node, Binary) and node.word in ("eq", "ne", "gt", "ge", "lt", "le"):
            return self._comparison(node)
        term = self.term(node)
        if term.kind == "json":
            term = self.cast(term, "bool")
        if term.kind != "bool":
            zh, en = WORDS[term.kind]
            refuse(node.at, f"这里应为条件，而不是{zh}。", f"a condition is wanted here, not {en}.")
        return self.truth(term)

    def _comparison(self, node: Binary) -> Any:
        left, right = self.term(node.left), self.term(node.right)
        if "null" in (left.kind, right.kind):
            if node.word not in ("eq", "ne"):
                refuse(node.at, "null 只能用 eq 或 ne 比较。", "null is compared by eq or ne only.")
            found = self.is_null(right if left.kind == "null" else left)
            return found if node.word == "eq" else self.negate(found)
        if left.kind == "interval" and right.kind == "json":
            right = self.cast(right, "time")
        if right.kind == "interval" and left.kind == "json":
            left = self.cast(left, "time")
        kinds = {left.kind, right.kind}
        if kinds <= {"interval", "time"}:
            return self.compare(node.word, left, right)
        if left.kind != right.kind and "json" not in kinds:
            (zh, en), (other_zh, other_en) = WORDS[left.kind], WORDS[right.kind]
            refuse(node.at, f"{zh}不能与{other_zh}比较。", f"{en} cannot be compared with {other_en}.")
        if node.word not in ("eq", "ne") and not kinds & set(ORDERED) and kinds != {"json"}:
            zh, en = WORDS[left.kind]
            refuse(node.at, f"{zh}只能用 eq 或 ne 比较。", f"{en} is compared by eq or ne only.")
        if "geo" in kinds:
            refuse(node.at, "几何请用 st_equals 比较。", "geometries are compared by st_equals.")
        return self.compare(node.word, left, right)

    def term(self, node: Node) -> Term:
        if isinstance(node, Value):
            return Term(node.kind, self.literal(node.kind, node.value), node.at, node.value, True)
        if isinstance(node, Path):
            return self.path(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Unary) and node.word == "neg":
            if isinstance(node.of, Value) and node.of.kind == "num":
                return self.term(Value("num", -node.of.value, node.at))
            inner = self._as(self.term(node.of), "num")
            zero = Term("num", self.literal("num", 0), node.at, 0, True)
            return Term("num", self.arithmetic("sub", zero, inner, "num"), node.at)
        if isinstance(node, Binary) and node.word in ("add", "sub", "mul", "div", "mod"):
            return self._arithmetic(node)
        return Term("bool", self.condition(node), node.at)

    def _as(self, term: Term, kind: Kind) -> Term:
        if term.kind == "json":
            return self.cast(term, kind)
        if term.kind == "interval" and kind == "time":
            return Term("time", term.code[0], term.at)
        if term.kind != kind:
            (zh, en), (other_zh, other_en) = WORDS[kind], WORDS[term.kind]
            refuse(term.at, f"这里应为{zh}，而不是{other_zh}。", f"{en} is wanted here, not {other_en}.")
        return term

    def _arithmetic(self, node: Binary) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        if left.kind in ("time", "interval") and node.word in ("add", "sub") and right.kind == "span":
            left = self._as(left, "time")
            return Term("time", self.arithmetic(node.word, left, right, "time"), node.at)
        if node.word == "sub" and {left.kind, right.kind} <= {"time", "interval"}:
            left, right = self._as(left, "time"), self._as(right, "time")
            return Term("span", self.arithmetic("sub", left, right, "span"), node.at)
        left, right = self._as(left, "num"), self._as(right, "num")
        if node.word in ("div", "mod") and right.is_literal and right.literal == 0:
            refuse(node.at, "不能除以零。", "nothing is divided by zero.")
        return Term("num", self.arithmetic(node.word, left, right, "num"), node.at)

    def _call(self, node: Call) -> Term:
        name = node.name.lower()
        if name not in FUNCTIONS:
            refuse(
                node.at,
                f"没有函数 {node.name[:40]}；可用：{'、'.join(sorted(FUNCTIONS))}。",
                f"there is no function {node.name[:40]}; there are {', '.join(sorted(FUNCTIONS))}.",
            )
        kinds, result = FUNCTIONS[name]
        least = len(kinds) - (name in MAY_MISS_LAST)
        if not least <= len(node.args) <= len(kinds):
            refuse(
                node.at,
                f"{name} 需要 {len(kinds)} 个参数，而不是 {len(node.args)} 个。",
                f"{name} takes {len(kinds)} arguments, not {len(node.args)}.",
            )
        args = [self._as(self.term(arg), kind) for arg, kind in zip(node.args, kinds, strict=False)]
        return Term(result, self.call(name, args, node.at), node.at)

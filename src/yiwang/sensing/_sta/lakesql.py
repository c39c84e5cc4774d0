"""Filters and orders of readings as SQL over the lake's table.

Times are microseconds since 1970 UTC throughout. What was said beyond a number lies in the column `more`,
JSON with short keys (see `readings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yiwang.kernel import clock
from yiwang.sensing._sta.compile import Backend, Term, paths, refuse, without
from yiwang.sensing._sta.entities import OBSERVATION
from yiwang.sensing._sta.grammar import Binary, Kind, Node, Order, Path, Value
from yiwang.sensing._sta.refusals import BadQuery
from yiwang.sensing._sta.tables import follow
from yiwang.sensing.contracts import QUALITIES
from yiwang.sensing.logic import micros

US = "epoch_us(observed_at)"
START = f"coalesce(CAST(more->>'$.s' AS BIGINT), {US})"
ID = f"datastream || '@' || coalesce(more->>'$.id', CAST({US} AS VARCHAR))"
WORD = f"({list(QUALITIES)}::VARCHAR[])[quality + 1]"

Delegate = Callable[[Node], set[str]]
"""Ids of the datastreams (or features of interest) that a condition holds of."""

_OPERATORS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}


@dataclass(slots=True)
class Words:
    """The parameters of a statement in the making."""

    given: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f"${name}"


class LakeSql(Backend):
    """Conditions and terms are SQL text."""

    def __init__(self, words: Words, streams: Delegate, features: Delegate, default: Delegate) -> None:
        self.words = words
        self.streams = streams
        self.features = features
        self.default = default
        """Datastreams whose feature of interest, where a reading names none, is one of those that match."""

    def delegated(self, leaf: Node) -> str | None:
        told = paths(leaf)
        heads = {one.parts[0] for one in told if len(one.parts) > 1}
        for name in ("Datastream", "FeatureOfInterest"):
            if name in heads:
                if any(one.parts[0] != name for one in told):
                    refuse(
                        leaf.at,
                        f"{name} 的属性只能与常量比较。",
                        f"what is of {name} is compared with constants.",
                    )
                inner = without(leaf, 1)
                if name == "Datastream":
                    return self._in("datastream", self.streams(inner))
                named = self._in("more->>'$.f'", self.features(inner))
                return (
                    f"({named} OR (more->>'$.f' IS NULL AND {self._in('datastream', self.default(inner))}))"
                )
        return None

    def _in(self, column: str, ids: set[str]) -> str:
        return f"({column} IN (SELECT unnest({self.words.add(sorted(ids))}::VARCHAR[])))"

    # -- terms ---------------------------------------------------------------------------------------------

    def literal(self, kind: Kind, value: Any) -> Any:
        if kind == "null":
            return "NULL"
        if kind == "geo":
            return value
        sort = {"num": "DOUBLE", "text": "VARCHAR", "bool": "BOOLEAN", "date": "DATE", "clock": "TIME"}
        if kind == "time":
            return f"{self.words.add(micros(value))}::BIGINT"
        if kind == "span":
            return f"{self.words.add(value // timedelta(microseconds=1))}::BIGINT"
        return f"{self.words.add(float(value) if kind == 'num' else value)}::{sort[kind]}"

    def path(self, path: Path) -> Term:
        found = follow(OBSERVATION, path)
        if found.told is None:
            return Term("text", f"({ID})", path.at)
        name = found.told.name
        if name == "phenomenonTime":
            return Term("interval", (START, US), path.at)
        if name == "validTime":
            both = tuple(f"CAST(more->>'$.{key}' AS BIGINT)" for key in ("vs", "ve"))
            return Term("interval", both, path.at)
        if name == "resultTime":
            return Term("time", "CAST(more->>'$.rt' AS BIGINT)", path.at)
        key = {"result": "r", "resultQuality": "rq", "parameters": "p"}[name]
        where = "".join(f'."{one}"' for one in (key, *found.keys))
        return Term("json", (name if not found.keys else "", f"more->>'${where}'"), path.at)

    def cast(self, term: Term, kind: Kind) -> Term:
        name, text = term.code
        if name == "result" and kind == "num":
            return Term("num", "value", term.at)
        if name == "resultQuality" and kind == "text":
            return Term("text", f"coalesce({text}, {WORD})", term.at)
        if name == "result" and kind == "text":
            return Term("text", f"coalesce({text}, CAST(value AS VARCHAR))", term.at)
        if kind == "text":
            return Term("text", f"({text})", term.at)
        if kind == "num":
            return Term("num", f"TRY_CAST({text} AS DOUBLE)", term.at)
        if kind == "bool":
            return Term("bool", f"TRY_CAST({text} AS BOOLEAN)", term.at)
        if kind == "time":
            return Term("time", f"epoch_us(TRY_CAST({text} AS TIMESTAMP))", term.at)
        return refuse(term.at, "不能这样比较。", "it is not compared like that.")

    # -- conditions ----------------------------------------------------------------------------------------

    def compare(self, word: str, left: Term, right: Term) -> str:
        if left.kind == "json" or right.kind == "json":
            kind = right.kind if left.kind == "json" else left.kind
            kind = "text" if kind == "json" else kind
            left = self.cast(left, kind) if left.kind == "json" else left
            right = self.cast(right, kind) if right.kind == "json" else right
        sign = _OPERATORS[word]
        if "interval" not in (left.kind, right.kind):
            return f"({left.code} {sign} {right.code})"
        start, end = left.code if left.kind == "interval" else (left.code, left.code)
        first, last = right.code if right.kind == "interval" else (right.code, right.code)
        if word in ("eq", "ne"):
            return f"({'NOT ' * (word == 'ne')}({start} = {first} AND {end} = {last}))"
        return f"({start} {sign} {last})" if word in ("gt", "ge") else f"({end} {sign} {first})"

    def is_null(self, term: Term) -> str:
        if term.kind == "json":
            name, text = term.code
            if name == "result":
                return f"({text} IS NULL AND value IS NULL)"
            return f"({text} IS NULL)"
        code = term.code[0] if term.kind == "interval" else term.code
        return f"({code} IS NULL)"

    def truth(self, term: Term) -> str:
        return f"({term.code})"

    def both(self, left: str, right: str) -> str:
        return f"({left} AND {right})"

    def either(self, left: str, right: str) -> str:
        return f"({left} OR {right})"

    def negate(self, condition: str) -> str:
        return f"(NOT {condition})"

    def arithmetic(self, word: str, left: Term, right: Term, kind: Kind) -> str:
        return f"({left.code} {_SIGNS[word]} {right.code})"

    def call(self, name: str, args: list[Term], at: int) -> str:
        codes = [arg.code for arg in args]
        if args and args[0].kind == "geo":
            refuse(at, "观测没有几何，请用 FeatureOfInterest/feature。", "use FeatureOfInterest/feature.")
        moment = f"make_timestamp({codes[0]})" if args and args[0].kind == "time" else ""
        a, b, c = [*codes, "", "", ""][:3]
        written = {
            "contains": f"contains({a}, {b})",
            "substringof": f"contains({b}, {a})",
            "startswith": f"starts_with({a}, {b})",
            "endswith": f"ends_with({a}, {b})",
            "length": f"length({a})",
            "indexof": f"(instr({a}, {b}) - 1)",
            "substring": f"substring({a}, CAST(greatest({b}, 0) AS BIGINT) + 1"
            + (f", CAST(greatest({c}, 0) AS BIGINT))" if c else ")"),
            "tolower": f"lower({a})",
            "toupper": f"upper({a})",
            "trim": f"trim({a})",
            "concat": f"({a} || {b})",
            "round": f"round({a})",
            "floor": f"floor({a})",
            "ceiling": f"ceil({a})",
            "fractionalseconds": f"((({a}) % 1000000) / 1000000.0)",
            "totaloffsetminutes": "0",
            "date": f"CAST({moment} AS DATE)",
            "time": f"CAST({moment} AS TIME)",
            "now": str(micros(clock.now())),
            "mindatetime": str(micros(datetime.fromisoformat("0001-01-01T00:00:00+00:00"))),
            "maxdatetime": str(micros(datetime.fromisoformat("9999-12-31T23:59:59.999999+00:00"))),
        }
        return written.get(name) or f"{name}({moment})"


def ordering(orders: Iterable[Order], total: bool = True) -> list[str]:
    """SQL's order of `$orderby`, made total by datastream and time."""
    found: list[str] = []
    for one in orders:
        parts = one.path.parts
        if parts in (("Datastream", "id"), ("Datastream", "@iot.id")):
            code = "datastream"
        elif len(parts) > 1 and parts[0] not in ("parameters", "resultQuality", "result"):
            raise BadQuery(
                option="$orderby",
                position=one.path.at,
                reason_zh="观测只能按自身的属性排序。",
                reason_en="readings are sorted by their own properties.",
            )
        else:
            at = follow(OBSERVATION, one.path, "$orderby")
            name = at.told.name if at.told else "id"
            key = {"resultQuality": "rq", "parameters": "p", "result": "r"}.get(name, "")
            where = "".join(f'."{part}"' for part in (key, *at.keys))
            code = {
                "id": "datastream, us",
                "phenomenonTime": "us",
                "resultTime": "CAST(more->>'$.rt' AS BIGINT)",
                "validTime": "CAST(more->>'$.vs' AS BIGINT)",
                "result": "value",
            }.get(name if not at.keys else "", f"more->>'${where}'")
        found += [f"{part}{' DESC' if one.descending else ''}" for part in code.split(", ")]
    return [*found, "datastream", "us"] if total else found


def bounds(node: Node | None) -> tuple[int | None, int | None]:
    """The range of observation times (microseconds, both ends included) outside of which nothing matches."""
    if isinstance(node, Binary) and node.word == "and":
        (low, high), (low2, high2) = bounds(node.left), bounds(node.right)
        lows = [one for one in (low, low2) if one is not None]
        highs = [one for one in (high, high2) if one is not None]
        return max(lows, default=None), min(highs, default=None)
    if not isinstance(node, Binary):
        return None, None
    left, right, word = node.left, node.right, node.word
    if isinstance(left, Value):
        left, right = right, left
        word = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}.get(word, word)
    if not (isinstance(left, Path) and left.parts == ("phenomenonTime",) and isinstance(right, Value)):
        return None, None
    if right.kind != "time":
        return None, None
    us = micros(right.value)
    return {"eq": (us, us), "gt": (us, None), "ge": (us, None), "lt": (None, us), "le": (None, us)}.get(
        word, (None, None)
    )

"""Filters and orders of entities as Django expressions."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from django.db import DataError, OperationalError, ProgrammingError
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    TextField,
    TimeField,
    Value,
)
from django.db.models.expressions import Expression
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import (
    Cast,
    Ceil,
    Concat,
    ExtractDay,
    ExtractHour,
    ExtractMinute,
    ExtractMonth,
    ExtractSecond,
    ExtractYear,
    Floor,
    Length,
    Lower,
    Mod,
    Round,
    StrIndex,
    Substr,
    Trim,
    TruncDate,
    TruncTime,
    Upper,
)
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from yiwang.kernel import clock
from yiwang.sensing._sta import shapes
from yiwang.sensing._sta.compile import Backend, Term, paths, refuse, without
from yiwang.sensing._sta.entities import BY_NAME, Entity, Property
from yiwang.sensing._sta.grammar import Kind, Node, Order, Path
from yiwang.sensing._sta.refusals import BadQuery, NotComputable

log = logging.getLogger(__name__)

Sightings = Callable[[Node], tuple[set[str], set[str]]]
"""Which datastreams, and which features of interest, have a reading that a filter holds of."""

_FIELDS: dict[str, Callable[[], Any]] = {
    "num": FloatField, "text": TextField, "time": DateTimeField, "date": DateField, "clock": TimeField,
    "span": DurationField, "bool": BooleanField,
}  # fmt: skip
_LOOKUPS: dict[str, Any] = {
    "eq": Exact, "gt": GreaterThan, "ge": GreaterThanOrEqual, "lt": LessThan, "le": LessThanOrEqual,
}  # fmt: skip
_JSON_LOOKUPS = {"eq": "exact", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
_MIRRORED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_PARTS: dict[str, Any] = {
    "year": ExtractYear, "month": ExtractMonth, "day": ExtractDay, "hour": ExtractHour,
    "minute": ExtractMinute, "second": ExtractSecond,
}  # fmt: skip
_KEY = re.compile(r"[A-Za-z0-9_@.]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a path leads: the ORM path of its entity, the entity, and what of it is meant."""

    prefix: str
    entity: Entity
    told: Property | None
    """None where the id is meant."""
    keys: tuple[str, ...] = ()
    many: bool = False

    @property
    def column(self) -> str:
        return f"{self.prefix}{self.told.column if self.told else 'pk'}"


@dataclass(frozen=True, slots=True)
class _Json:
    """A JSON column, or a key inside of one."""

    column: str
    keys: tuple[str, ...]

    @property
    def lookup(self) -> str:
        return "__".join((self.column, *self.keys))

    @property
    def text(self) -> Any:
        """The value as text."""
        inner: Any = F(self.column)
        for key in self.keys[:-1]:
            inner = KeyTransform(key, inner)
        return KeyTextTransform(self.keys[-1], inner)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A length or distance, known only by looking at the shapes."""

    name: str
    args: list[Term]


def follow(entity: Entity, path: Path, option: str = "$filter") -> Found:
    """Where `path` leads from `entity`; raises BadQuery."""
    prefix, many = "", False
    for place, name in enumerate(path.parts):
        rest = path.parts[place + 1 :]
        if name in ("id", "@iot.id") and not rest:
            return Found(prefix, entity, None, many=many)
        found = entity.find_property(name)
        if found is not None:
            keys = rest
            if keys and found.sort not in ("json", "geo"):
                _unknown(option, path, keys[0], entity)
            if any("__" in key or not _KEY.fullmatch(key) for key in keys):
                raise BadQuery(
                    option=option, position=path.at, reason_zh="属性名无效。", reason_en="a key is not valid."
                )
            return Found(prefix, entity, found, keys, many)
        relation = entity.find_relation(name)
        if relation is None or not relation.path or not rest:
            _unknown(option, path, name, entity)
        prefix += f"{relation.path}__"
        many = many or relation.many
        entity = BY_NAME[relation.target]
    raise AssertionError("a path has a part")


def _unknown(option: str, path: Path, name: str, entity: Entity) -> NoReturn:
    known = ["id", *(one.name for one in entity.properties), *(one.name for one in entity.relations)]
    raise BadQuery(
        option=option,
        position=path.at,
        reason_zh=f"{entity.name} 没有属性 {name[:40]}；可用：{'、'.join(known)}。",
        reason_en=f"{entity.name} has no {name[:40]}; there are {', '.join(known)}.",
    )


def ordering(entity: Entity, orders: Iterable[Order]) -> list[Any]:
    """Django's order of `$orderby`, made total by the id."""
    found: list[Any] = []
    for one in orders:
        at = follow(entity, one.path, "$orderby")
        if at.many or (at.told and at.told.sort == "geo"):
            raise BadQuery(
                option="$orderby",
                position=one.path.at,
                reason_zh="不能按集合或几何排序。",
                reason_en="one does not sort by a collection or a geometry.",
            )
        code: Any = _Json(at.column, at.keys).text if at.keys else F(at.column)
        found.append(code.desc() if one.descending else code.asc())
    return [*found, F("pk").asc()]


class Tables(Backend):
    """Conditions are `Q`, terms are expressions, geometries are looked at in memory."""

    def __init__(self, entity: Entity, sightings: Sightings) -> None:
        self.entity = entity
        self.sightings = sightings

    # -- readings are asked elsewhere ----------------------------------------------------------------------

    def delegated(self, leaf: Node) -> Q | None:
        told = paths(leaf)
        through = [one.parts.index("Observations") for one in told if "Observations" in one.parts[:-1]]
        if not through:
            return None
        count = through[0] + 1
        bare = next((one for one in told if len(one.parts) == count), None)
        if bare is not None:
            refuse(bare.at, "观测集合本身没有值。", "a collection of readings has no value of its own.")
        if any(one.parts[:count] != told[0].parts[:count] for one in told):
            refuse(
                leaf.at, "观测与其他属性不能相互比较。", "readings are not compared with other properties."
            )
        entity, prefix = self.entity, ""
        for name in told[0].parts[: count - 1]:
            relation = entity.find_relation(name)
            if relation is None or not relation.path:
                _unknown("$filter", told[0], name, entity)
            prefix += f"{relation.path}__"
            entity = BY_NAME[relation.target]
        if entity.find_relation("Observations") is None:
            _unknown("$filter", told[0], "Observations", entity)
        streams, features = self.sightings(without(leaf, count))
        return _among(f"{prefix}pk", streams if entity.name == "Datastream" else features, leaf.at)

    # -- terms ---------------------------------------------------------------------------------------------

    def literal(self, kind: Kind, value: Any) -> Any:
        if kind in ("geo", "null"):
            return value
        return Value(value, output_field=_FIELDS[kind]())

    def path(self, path: Path) -> Term:
        found = follow(self.entity, path)
        if found.told is None:
            return Term("text", F(found.column), path.at)
        sort = found.told.sort
        if sort == "geo" and not found.keys:
            return Term("geo", found, path.at)
        if sort in ("json", "geo"):
            return Term("json", _Json(found.column, found.keys), path.at)
        if sort == "interval":
            return Term("interval", (F(found.column), F(found.prefix + found.told.end)), path.at)
        return Term("time" if sort == "time" else "text", F(found.column), path.at)

    def cast(self, term: Term, kind: Kind) -> Term:
        if kind not in ("num", "text", "bool"):
            refuse(
                term.at, "自定义属性只能当作文本、数字或真假值。", "such a value is text, number or truth."
            )
        if not term.code.keys:
            refuse(term.at, "请写明其中的属性，例如 properties/名称。", "name a key in it: properties/name.")
        text: Any = term.code.text
        if kind == "num":
            return Term("num", Cast(text, FloatField()), term.at)
        if kind == "bool":
            return Term("bool", Q(**{f"{term.code.lookup}__exact": True}), term.at)
        return Term("text", Cast(text, TextField()), term.at)

    # -- conditions ----------------------------------------------------------------------------------------

    def compare(self, word: str, left: Term, right: Term) -> Q:
        if word == "ne":
            return ~self.compare("eq", left, right)
        if isinstance(right.code, _Measure) or (right.kind == "json" and left.is_literal):
            return self.compare(_MIRRORED[word], right, left)
        if isinstance(left.code, _Measure):
            return self._measured(word, left.code, right)
        if left.kind == "json":
            if right.is_literal and right.kind in ("num", "text", "bool"):
                return Q(**{f"{left.code.lookup}__{_JSON_LOOKUPS[word]}": right.literal})
            wanted: Kind = "text" if right.kind == "json" else right.kind
            left = self.cast(left, wanted)
            right = self.cast(right, wanted) if right.kind == "json" else right
        elif right.kind == "json":
            right = self.cast(right, left.kind)
        if left.kind == "interval" or right.kind == "interval":
            return self._between(word, left, right)
        if left.kind == "bool":
            refuse(left.at, "请直接用 and、or、not 组合条件。", "join conditions by and, or and not.")
        return Q(_LOOKUPS[word](left.code, right.code))

    def _between(self, word: str, left: Term, right: Term) -> Q:
        """Before is before its start, after is after its end, equal is both."""
        start, end = left.code if left.kind == "interval" else (left.code, left.code)
        first, last = right.code if right.kind == "interval" else (right.code, right.code)
        if word == "eq":
            return Q(Exact(start, first)) & Q(Exact(end, last))
        lookup = _LOOKUPS[word]
        return Q(lookup(start, last)) if word in ("gt", "ge") else Q(lookup(end, first))

    def is_null(self, term: Term) -> Q:
        if term.kind == "json":
            return Q(**{f"{term.code.lookup}__isnull": True}) | Q(**{f"{term.code.lookup}__exact": None})
        if term.kind == "geo":
            if not isinstance(term.code, Found):
                refuse(term.at, "常量不会为空。", "a constant is never null.")
            return Q(**{f"{term.code.column}__isnull": True})
        code = term.code[0] if term.kind == "interval" else term.code
        return Q(IsNull(code, True)) if isinstance(code, (F, Expression)) else Q(pk__in=())

    def truth(self, term: Term) -> Q:
        return term.code if isinstance(term.code, Q) else Q(Exact(term.code, Value(True)))

    def both(self, left: Q, right: Q) -> Q:
        return left & right

    def either(self, left: Q, right: Q) -> Q:
        return left | right

    def negate(self, condition: Q) -> Q:
        return ~condition

    def arithmetic(self, word: str, left: Term, right: Term, kind: Kind) -> Any:
        if isinstance(left.code, _Measure) or isinstance(right.code, _Measure):
            refuse(
                left.at, "距离和长度只能与数字直接比较。", "a distance or length is compared with a number."
            )
        a, b = left.code, right.code
        ways: dict[str, Callable[[], Any]] = {
            "add": lambda: a + b,
            "sub": lambda: a - b,
            "mul": lambda: a * b,
            "div": lambda: a / b,
            "mod": lambda: Mod(Cast(a, FloatField()), Cast(b, FloatField())),
        }
        return ExpressionWrapper(ways[word](), output_field=_FIELDS[kind]())

    def call(self, name: str, args: list[Term], at: int) -> Any:
        if args and args[0].kind == "geo":
            return self._geo(name, args, at)
        codes = [arg.code for arg in args]
        if any(isinstance(code, _Measure) for code in codes):
            refuse(at, "距离和长度只能与数字直接比较。", "a distance or length is compared with a number.")
        if name in _PARTS:
            return _PARTS[name](codes[0], tzinfo=UTC)
        return self._plain(name, codes, at)

    def _plain(self, name: str, codes: list[Any], at: int) -> Any:
        text = TextField()
        if name in ("contains", "startswith", "endswith", "substringof"):
            held, sought = (codes[1], codes[0]) if name == "substringof" else (codes[0], codes[1])
            where = StrIndex(Cast(held, text), Cast(sought, text))
            if name == "startswith":
                return Q(Exact(where, Value(1)))
            if name == "endswith":
                tail = Substr(Cast(held, text), Length(held) - Length(sought) + Value(1))
                return Q(Exact(tail, sought)) & Q(GreaterThanOrEqual(Length(held), Length(sought)))
            return Q(GreaterThan(where, Value(0)))
        simple: dict[str, Callable[[], Any]] = {
            "length": lambda: Length(codes[0]),
            "indexof": lambda: StrIndex(codes[0], codes[1]) - Value(1),
            "substring": lambda: _part(codes),
            "tolower": lambda: Lower(codes[0]),
            "toupper": lambda: Upper(codes[0]),
            "trim": lambda: Trim(codes[0]),
            "concat": lambda: Concat(Cast(codes[0], text), Cast(codes[1], text), output_field=text),
            "round": lambda: Round(codes[0]),
            "floor": lambda: Floor(codes[0]),
            "ceiling": lambda: Ceil(codes[0]),
            "date": lambda: TruncDate(codes[0], tzinfo=UTC),
            "time": lambda: TruncTime(codes[0], tzinfo=UTC),
            "totaloffsetminutes": lambda: Value(0.0, output_field=FloatField()),
            "now": lambda: Value(clock.now(), output_field=DateTimeField()),
            "mindatetime": lambda: Value(datetime(1, 1, 2, tzinfo=UTC), output_field=DateTimeField()),
            "maxdatetime": lambda: Value(datetime(9999, 12, 30, tzinfo=UTC), output_field=DateTimeField()),
        }
        if name not in simple:
            refuse(at, f"{name} 只能用于观测。", f"{name} is for readings only.")
        return simple[name]()

    # -- geometries ----------------------------------------------------------------------------------------

    def _geo(self, name: str, args: list[Term], at: int) -> Any:
        if name in ("geo.distance", "geo.length"):
            return _Measure(name, args)
        places = [arg for arg in args if isinstance(arg.code, Found)]
        if len(places) != 1:
            refuse(at, "需要一个几何属性和一个几何值。", "one geometry property and one geometry are wanted.")
        pattern = str(args[2].literal) if name == "st_relate" else ""
        if name == "st_relate" and not re.fullmatch(r"[TF012*]{9}", pattern):
            refuse(at, "关系模式应为 9 个 T、F、0、1、2 或 *。", "a pattern is nine of T, F, 0, 1, 2 and *.")
        found: Found = places[0].code
        other = args[1].literal if args[0] is places[0] else args[0].literal
        ids = shapes.matching(found.entity, found.told, name, other, pattern, turned=args[1] is places[0])
        return _among(f"{found.prefix}pk", ids, at)

    def _measured(self, word: str, measure: _Measure, right: Term) -> Q:
        places = [arg for arg in measure.args if isinstance(arg.code, Found)]
        if len(places) != 1 or not right.is_literal or right.kind != "num":
            refuse(right.at, "距离和长度只能与数字比较。", "a distance or length is compared with a number.")
        found: Found = places[0].code
        other = next((arg.literal for arg in measure.args if arg.is_literal), None)
        ids = shapes.measuring(found.entity, found.told, other, word, float(right.literal))
        return _among(f"{found.prefix}pk", ids, right.at)


def _part(codes: list[Any]) -> Any:
    start = Cast(codes[1], FloatField())
    place = ExpressionWrapper(start + Value(1.0), output_field=FloatField())
    whole: list[Any] = [_whole(place)]
    if len(codes) > 2:
        whole.append(_whole(codes[2]))
    return Substr(Cast(codes[0], CharField()), *whole)


def _whole(code: Any) -> Any:
    from django.db.models import IntegerField
    from django.db.models.functions import Greatest

    return Greatest(Cast(Floor(code), IntegerField()), Value(0))


def rows_of(query: Iterable[Any]) -> list[Any]:
    """Run a query; what the database cannot compute for some row is the asker's fault: NotComputable."""
    try:
        return list(query)
    except (DataError, OperationalError, ProgrammingError) as error:
        if "locked" in str(error) or "connection" in str(error):
            raise
        log.warning("sensorthings: a query could not be computed: %s", error)
        raise NotComputable(reason_zh="某个值无法转换或超出范围。", reason_en=str(error)[:200]) from error


MOST_IDS = 30_000


def _among(column: str, ids: set[str], at: int) -> Q:
    if len(ids) > MOST_IDS:
        refuse(
            at,
            f"命中 {len(ids)} 个，超过 {MOST_IDS}，请缩小范围。",
            f"{len(ids)} match, more than {MOST_IDS}; ask for less.",
        )
    return Q(**{f"{column}__in": sorted(ids)})

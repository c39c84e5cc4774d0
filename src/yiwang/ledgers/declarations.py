"""What a pack may say about ledgers (台账): a YAML file each, and perhaps its rows as CSV beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words
from yiwang.kernel.units import find_unit

FieldKind = Literal[
    "text", "number", "date", "moment", "choice", "boolean", "person", "phone", "link", "area", "point",
    "attachment",
]  # fmt: skip
Quantity = Literal[
    "length", "area", "volume", "mass", "flow", "level", "speed", "pressure", "power", "energy",
    "concentration", "temperature", "duration", "count", "ratio", "money", "other",
]  # fmt: skip
MoveBy = Literal["keeper", "reviewer", "system"]
Figured = Literal["", "kind", "result", "amount", "score", "due"]
ObjectClass = Annotated[str, SLUG]
CODE = Pattern(
    regex=r"[a-z][a-z0-9]*(_[a-z0-9]+)*",
    zh="小写英文字母、数字和下划线，以字母开头",
    en="lower-case letters, digits and underscores, a letter first",
)
Code = Annotated[str, CODE, Size(at_least=1, at_most=40)]
CONDITION = Pattern(
    regex=r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?",
    zh="字段编号，或“关联字段.字段”",
    en="the code of a field, or `link.field`",
)

TEXTS: tuple[str, ...] = ("text", "choice", "boolean", "link")
NUMBERS: tuple[str, ...] = ("number", "date", "moment")
TEXT_SLOTS, NUMBER_SLOTS = 4, 3
"""So many fields of a ledger may be filtered and sorted by: each has a column with an index."""
MISSING = -1e300
"""In a column of numbers: no value. It comes before every other, and no question about numbers finds it."""
PERSONAL: tuple[str, ...] = ("person", "phone")
FIGURED: dict[str, tuple[str, ...]] = {
    "kind": ("choice", "boolean", "link"),
    "result": ("choice", "boolean", "link"),
    "amount": ("number",),
    "score": ("number",),
    "due": ("date", "moment"),
}
"""What kinds of fields figures may know by each name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a code list."""

    code: Code
    """What is stored."""
    name: Words
    """What is shown, and what a sheet is filled in with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record."""

    code: Code
    """Code within the ledger, e.g. `pump_count`."""
    name: Words
    """The label; its Chinese text is the heading of a sheet."""
    kind: FieldKind
    """What it holds. `person` and `phone` are personal data; `point` is a place on the map."""
    required: bool = False
    """A record cannot be kept without it."""
    listed: bool = False
    """Shown in the list."""
    filtered: bool = False
    """The list can be narrowed by it."""
    sorted: bool = False
    """The list can be put in its order."""
    searched: bool = False
    """Its words find the record."""
    personal: bool = False
    """Personal data: masked until somebody says what for; never searched, filtered or sorted by."""
    grade: Annotated[int, Limits(ge=0, le=4)] = 0
    """数据分级 of this field where it is higher than the ledger's; who may not see it is not shown it."""
    unit: str = ""
    """UCUM code of a number's unit; `1` for a pure number."""
    quantity: Quantity | None = None
    """What a number measures."""
    minimum: float | None = None
    """The lowest value taken."""
    maximum: float | None = None
    """The highest value taken."""
    pattern: str = ""
    """A regular expression that a text must match in full."""
    choices: Annotated[tuple[Choice, ...], Size(at_most=200), Unique("code")] = ()
    """The code list of a choice."""
    ledger: str = ""
    """Of a link: the ledger that it leads to."""
    figure: Figured = ""
    """Figures over records know it by this name: `kind` and `result` are words, `amount` and `score` numbers,
    `due` the day by which the record is to be done with."""
    computed: bool = False
    """Written by our own tasks alone: a person reads it and cannot change it."""

    @property
    def is_personal(self) -> bool:
        return self.personal or self.kind in PERSONAL

    @property
    def in_column(self) -> bool:
        """Whether its values stand in a column with an index."""
        return self.filtered or self.sorted

    def problems(self) -> Iterator[Problem]:
        if self.kind == "number":
            if find_unit(self.unit) is None:
                yield _wrong(
                    ("unit",),
                    "field.unit",
                    f"数字“{self.code}”没有认识的计量单位“{self.unit}”。",
                    f"The number “{self.code}” has no known unit: “{self.unit}”.",
                    "写 UCUM 代码，如 m、m3/h；没有单位的写 1。",
                    "Write a UCUM code such as m or m3/h; 1 for a pure number.",
                )
            if not self.quantity:
                yield _wrong(
                    ("quantity",),
                    "field.quantity",
                    f"数字“{self.code}”没有说明是什么量。",
                    f"The number “{self.code}” does not say what it measures.",
                    "加上 quantity，如 length、flow、count。",
                    "Add `quantity`, such as length, flow or count.",
                )
        elif self.unit or self.quantity or self.minimum is not None or self.maximum is not None:
            yield _wrong(
                ("kind",),
                "field.number_only",
                f"“{self.code}”不是数字，不能有 unit、quantity、minimum、maximum。",
                f"“{self.code}” is no number: unit, quantity, minimum and maximum do not apply.",
                "删去它们，或把 kind 改为 number。",
                "Remove them, or make the kind `number`.",
            )
        for at, has, kind in (
            ("choices", bool(self.choices), "choice"),
            ("ledger", bool(self.ledger), "link"),
        ):
            if has != (self.kind == kind):
                yield _wrong(
                    (at,) if has else ("kind",),
                    f"field.{at}",
                    f"{kind} 类字段要有 {at}，其他字段不能有：“{self.code}”。",
                    f"A field of kind {kind} has `{at}`, no other has: “{self.code}”.",
                    f"加上 {at}，或改 kind。" if not has else f"删去 {at}，或改 kind。",
                    f"Add `{at}` or change the kind." if not has else f"Remove `{at}` or change the kind.",
                )
        if self.pattern and (self.kind != "text" or not _compiles(self.pattern)):
            yield _wrong(
                ("pattern",),
                "field.pattern",
                f"“{self.code}”的 pattern 不是正则表达式，或字段不是文字。",
                f"The pattern of “{self.code}” is no regular expression, or the field is no text.",
                "改正表达式；只有 text 可以有 pattern。",
                "Mend the expression; only a text has a pattern.",
            )
        if self.in_column and self.kind not in (*TEXTS, *NUMBERS):
            yield _wrong(
                ("kind",),
                "field.no_column",
                f"{self.kind} 类字段不能用于筛选和排序：“{self.code}”。",
                f"A field of kind {self.kind} is neither filtered nor sorted by: “{self.code}”.",
                "删去 filtered、sorted；属地、状态、责任单位总能筛选。",
                "Remove `filtered` and `sorted`; area, state and unit always narrow a list.",
            )
        if self.searched and self.kind != "text":
            yield _wrong(
                ("searched",),
                "field.not_searched",
                f"只有文字可以全文检索：“{self.code}”。",
                f"Only a text is searched: “{self.code}”.",
                "删去 searched。",
                "Remove `searched`.",
            )
        if self.is_personal and (self.in_column or self.searched):
            yield _wrong(
                ("code",),
                "field.personal",
                f"“{self.code}”是个人信息，不能检索、筛选或排序。",
                f"“{self.code}” is personal data and cannot be searched, filtered or sorted by.",
                "删去 searched、filtered、sorted。",
                "Remove `searched`, `filtered` and `sorted`.",
            )
        if self.figure and (self.is_personal or self.kind not in FIGURED[self.figure]):
            yield _wrong(
                ("figure",),
                "field.figure",
                f"“{self.code}”不能作为指标的 {self.figure}。",
                f"“{self.code}” is nothing that figures can take for `{self.figure}`.",
                "kind、result 要选项、是否或关联，amount、score 要数字，due 要日期；个人信息都不行。",
                "`kind`, `result`: a choice, boolean or link; `amount`, `score`: a number; `due`: a date.",
            )
        if self.personal and self.kind not in ("text", *PERSONAL):
            yield _wrong(
                ("personal",),
                "field.personal_kind",
                f"只有文字能打码：“{self.code}”是 {self.kind}。",
                f"Only texts are masked: “{self.code}” is a {self.kind}.",
                "用 grade 提高它的数据分级。",
                "Give it a higher `grade` instead.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a record's life."""

    code: Code
    """Code within the ledger, e.g. `in_use`."""
    name: Words
    """What it is called."""
    ends: bool = False
    """The life of the record ends here: it is no longer changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step from one state to another."""

    code: Code
    """Code within the ledger, e.g. `suspend`."""
    name: Words
    """What the act is called."""
    from_: Annotated[tuple[Code, ...], Size(at_least=1, at_most=20)]
    """The states in which it is possible."""
    to: Code
    """The state that it leads to."""
    by: MoveBy = "keeper"
    """Who may: who keeps the record (`ledgers.keep`); a second person (`ledgers.review`), never the one who
    took the step before; or only our own tasks (`system`)."""
    reason: bool = False
    """The reason must be said."""
    needs: Annotated[tuple[Code, ...], Size(at_most=80)] = ()
    """The fields that must hold a value before this step is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger (台账): one type of record."""

    code: Annotated[str, SLUG, Size(at_least=2, at_most=60)]
    """Code, unique in the whole instance, e.g. `drainage-facilities`."""
    name: Words
    """What it is called, e.g. 排水设施台账."""
    about: Words
    """What it is kept for, in a sentence."""
    object_: ObjectClass = "facility"
    """What a record is, as the 城市码 tells it: person, enterprise, building, facility, place…"""
    grade: Annotated[int, Limits(ge=1, le=4)] = 2
    """数据分级: who may see lower grades only does not see the ledger."""
    unit: str = ""
    """责任单位 (unit id) of records that name none."""
    key: Code
    """The field by which a record is known: no two records have the same."""
    title: Code
    """The field that names a record to people."""
    place: Annotated[tuple[Code, ...], Size(at_most=4)] = ()
    """The fields (point, area) that say where a record lies, the first with a value; else its unit's area."""
    fields: Annotated[tuple[Field, ...], Size(at_least=1, at_most=80), Unique("code")]
    """What a record holds, in order."""
    states: Annotated[tuple[State, ...], Size(at_least=1, at_most=20), Unique("code")] = (
        State(code="in_use", name=Words(zh="在用", en="in use")),
    )
    """Its life; the first state is where it begins."""
    moves: Annotated[tuple[Move, ...], Size(at_most=40), Unique("code")] = ()
    """The steps between states."""

    def field(self, code: str) -> Field | None:
        return next((one for one in self.fields if one.code == code), None)

    def state(self, code: str) -> State | None:
        return next((one for one in self.states if one.code == code), None)

    @property
    def point(self) -> Field | None:
        """The field that a map draws a record by."""
        placed = [self.field(code) for code in self.place]
        return next((one for one in (*placed, *self.fields) if one and one.kind == "point"), None)

    def problems(self) -> Iterator[Problem]:
        for role, code in (("key", self.key), ("title", self.title)):
            found = self.field(code)
            if found is None:
                yield _no_field((role,), code)
            elif found.kind != "text" or not found.required or found.is_personal:
                yield _wrong(
                    (role,),
                    f"ledger.{role}",
                    f"{role} 字段“{code}”应是必填的文字，且不是个人信息。",
                    f"The {role} field “{code}” is a required text and no personal data.",
                    "给它 kind: text 和 required: true，或换一个字段。",
                    "Give it `kind: text` and `required: true`, or name another field.",
                )
        for index, code in enumerate(self.place):
            found = self.field(code)
            if found is None:
                yield _no_field(("place", index), code)
            elif found.kind not in ("point", "area"):
                yield _wrong(
                    ("place", index),
                    "ledger.place",
                    f"“{code}”不是 point 或 area，说不出记录在哪里。",
                    f"“{code}” is neither a point nor an area and does not say where a record lies.",
                    "换成 point 或 area 字段。",
                    "Name a field of kind point or area.",
                )
        for kinds, most, words in (
            (TEXTS, TEXT_SLOTS, "文字、选项、是否、关联"),
            (NUMBERS, NUMBER_SLOTS, "数字、日期"),
        ):
            many = [at for at, one in enumerate(self.fields) if one.in_column and one.kind in kinds]
            for at in many[most:]:
                yield _wrong(
                    ("fields", at, "code"),
                    "ledger.columns",
                    f"可筛选或排序的{words}字段最多 {most} 个。",
                    f"At most {most} fields of these kinds are filtered or sorted by: {', '.join(kinds)}.",
                    "删去它的 filtered、sorted。",
                    "Remove its `filtered` and `sorted`.",
                )
        if self.states[0].ends:
            yield _wrong(
                ("states", 0, "ends"),
                "ledger.first_state",
                "记录不能从终结状态开始。",
                "A record does not begin in a state that ends it.",
                "把在用的状态放在第一个。",
                "Put the state of use first.",
            )
        for index, move in enumerate(self.moves):
            for where, code in (
                (("to",), move.to),
                *((("from_", n), one) for n, one in enumerate(move.from_)),
            ):
                state = self.state(code)
                if state is None or (state.ends and where[0] == "from_"):
                    yield _wrong(
                        ("moves", index, *where),
                        "ledger.move",
                        f"“{move.code}”里没有可用的状态“{code}”。"
                        if state is None
                        else f"“{code}”已终结，不能再变。",
                        f"“{move.code}” names a state that is not there: “{code}”."
                        if state is None
                        else f"“{code}” ends a record's life: no move leads out of it.",
                        "可写：" + "、".join(one.code for one in self.states) + "。",
                        "States: " + ", ".join(one.code for one in self.states) + ".",
                    )
            for number, code in enumerate(move.needs):
                if self.field(code) is None:
                    yield _no_field(("moves", index, "needs", number), code)
        figured: dict[str, int] = {}
        headings: dict[str, int] = {}
        for index, one in enumerate(self.fields):
            if one.figure and figured.setdefault(one.figure, index) != index:
                yield _wrong(
                    ("fields", index, "figure"),
                    "field.figure",
                    f"指标的 {one.figure} 已是另一个字段。",
                    f"Another field is already what figures know by `{one.figure}`.",
                    "一个台账里每个名称只用一次。",
                    "Use each name once in a ledger.",
                )
            first = headings.setdefault(one.name.zh, index)
            if first != index or one.name.zh in SYSTEM_HEADINGS:
                yield _wrong(
                    ("fields", index, "name", "zh"),
                    "field.heading",
                    f"表头“{one.name.zh}”已用过。",
                    f"The heading “{one.name.zh}” is already used.",
                    "换一个名称。",
                    "Give it another name.",
                )


SYSTEM_HEADINGS = ("城市码", "状态", "责任单位", "属地", "记录时间", "数据说明")
"""What every sheet of records has beside its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a field of a record must hold, in the words that conditions of figures have. All that is said must
    be so; a field without a value meets nothing but `is_not`."""

    field: Annotated[str, CONDITION]
    """字段编号；关联记录的字段写“关联字段.字段”。
    Code of the field; `link.field` for one of the record that a link leads to.
    """
    is_: tuple[str, ...] = ()
    """是其中之一；是否类写 "true"、"false"。 One of these; of a boolean "true" or "false"."""
    is_not: tuple[str, ...] = ()
    """不是其中任何一个。 None of these."""
    least: float | None = None
    """数字至少为多少。 A number is at least this."""
    most: float | None = None
    """数字至多为多少。 A number is at most this."""
    years_least: Annotated[float, Limits(ge=0, le=200)] | None = None
    """日期至今满多少年，半年写 0.5。 From a date to the day asked full years are at least this."""
    years_most: Annotated[float, Limits(ge=0, le=200)] | None = None
    """日期至今不超过多少年。 From a date to the day asked it is no more years than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeClass:
    """What the letter of a 城市码 stands for."""

    code: ObjectClass
    letter: Annotated[str, Pattern(regex="[A-Z]", zh="一个大写字母", en="one capital letter")]
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CityCodes:
    """How a 城市码 is made up: prefix, letter of the class, a number, a check character."""

    prefix: Annotated[str, Pattern(regex="[A-Z0-9]{0,12}", zh="大写字母和数字", en="capitals and digits")]
    digits: Annotated[int, Limits(ge=4, le=15)]
    classes: Annotated[tuple[CodeClass, ...], Size(at_least=1, at_most=26), Unique("code"), Unique("letter")]


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _no_field(at: tuple[str | int, ...], code: str) -> Problem:
    return _wrong(
        at,
        "ledger.no_field",
        f"没有字段“{code}”。",
        f"There is no field “{code}”.",
        "写 fields 里的一个 code。",
        "Write the code of one of `fields`.",
    )


def _wrong(at: tuple[str | int, ...], code: str, zh: str, en: str, cure_zh: str, cure_en: str) -> Problem:
    return Problem(at=at, code=code, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)

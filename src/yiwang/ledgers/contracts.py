"""Shapes, refusals and facts of 台账 that cross its door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact

Values = Mapping[str, Any]
"""Field code → what it holds, as JSON: numbers in the field's unit, dates as ISO text, a point as [longitude,
latitude] WGS 84, an area or a link as an id, attachments as ids of documents."""

# Shapes ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerChoice:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerField:
    """A field as a screen draws it."""

    code: str
    zh: str
    en: str
    kind: str
    required: bool
    listed: bool
    filtered: bool
    sorted: bool
    personal: bool
    unit: str
    unit_symbol: str
    quantity: str
    minimum: float | None
    maximum: float | None
    choices: list[LedgerChoice]
    ledger: str
    computed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    code: str
    zh: str
    en: str
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMove:
    code: str
    zh: str
    en: str
    starts: list[str]
    to: str
    by: str
    reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStanding:
    """A ledger with how many records it has (`pages.count`), and when the newest was written."""

    code: str
    zh: str
    en: str
    pack: str
    records: int
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCard:
    """A ledger in the list of ledgers; a `total` above 10,000 says no more than that there are more."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    pack: str
    grade: int
    total: int
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerType:
    """A ledger whole, as its screens are made from it, and what this person may do in it."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    pack: str
    grade: int
    object_zh: str
    object_en: str
    key: str
    title: str
    place: list[str]
    point: str
    fields: list[LedgerField]
    states: list[LedgerState]
    moves: list[LedgerMove]
    may_keep: bool
    may_review: bool
    may_unmask: bool
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record in a list. Personal data are masked; `shown` names what links and areas lead to."""

    id: str
    ledger: str
    key: str
    title: str
    city_code: str
    state: str
    values: dict[str, Any]
    shown: dict[str, str]
    unit: str
    unit_name: str
    area_id: str
    area_names: list[str]
    lon: float | None
    lat: float | None
    demonstration: bool
    made_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A record as it is stored, unmasked and whoever asks: for nouns above, never for people."""

    id: str
    ledger: str
    key: str
    title: str
    city_code: str
    state: str
    ended: bool
    values: dict[str, Any]
    unit: str
    units: tuple[str, ...]
    area_id: str
    area_path: str
    lon: float | None
    lat: float | None
    demonstration: bool
    made_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A field of a record before and after; None for nothing. Personal data are masked."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStep:
    """One version of a record: who did what, when and why; nobody's name where a task of ours did it."""

    version: int
    act: str
    zh: str
    en: str
    at: datetime
    actor_name: str
    unit_name: str
    changes: list[RecordChange]
    from_state: str
    to_state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDetail:
    """A record whole: its history, newest first, and the moves that this person may make now."""

    row: RecordRow
    steps: list[RecordStep]
    moves: list[str]
    may_change: bool
    may_unmask: bool
    back: list[RecordRow]
    """Records that link to this one, the newest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUnmaskedValues:
    """The personal data of a record in clear, for a purpose that was said and kept."""

    id: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPoint:
    """A record on the map."""

    id: str
    title: str
    state: str
    lon: float
    lat: float
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCell:
    """Many records on the map: how many lie about here."""

    lon: float
    lat: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMap:
    """The records in a frame one by one, or `cells` of a grid where there are too many to draw. `estimated`:
    total and counts are reckoned from a fair sample and rounded."""

    points: list[RecordPoint]
    cells: list[RecordCell]
    total: int
    estimated: bool
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeasured:
    """A record as figures count it: whole days of Shanghai, None where nothing is said.

    `kind` and `result` (codes; of a link the id), `amount` (in `unit_of_amount`, UCUM), `score` and `due_on`
    are the fields that the ledger gives to figures. `came_at` says when it came into its state. Of a grade
    above 2 the title is the ledger's and the number the 城市码.
    """

    id: str
    ledger: str
    number: str
    title_zh: str
    title_en: str
    state: str
    ended: bool
    unit: str
    unit_name: str
    area_id: str
    area_path: str
    area_name: str
    made_at: datetime
    came_at: datetime
    kind: str
    result: str
    amount: float | None
    unit_of_amount: str
    score: float | None
    due_on: date | None
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFault:
    """What is wrong in a cell (`C5`) of a sheet, or with a record's field (`cell` is then its code)."""

    cell: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsImported:
    """What a sheet did, or (`preview`) would do."""

    created: int
    changed: int
    unchanged: int
    preview: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgersDeclaredReport:
    """What a declaration did: codes of ledgers."""

    taken: list[str]
    unchanged: list[str]
    closed: list[str]


Frame = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]


# Refusals --------------------------------------------------------------------------------------------------


class UnknownLedger(NotFound):
    code = "ledgers.unknown_ledger"
    zh = "没有这个台账，或不在您的可见范围内。"
    en = "There is no such ledger, or it lies outside what you may see."


class UnknownRecord(NotFound):
    code = "ledgers.unknown_record"
    zh = "没有这条记录，或不在您的可见范围内。"
    en = "There is no such record, or it lies outside what you may see."


class BadCityCode(Invalid):
    code = "ledgers.bad_city_code"
    zh = "“{city_code}”不是完整的城市码，请检查是否抄错。"
    en = "“{city_code}” is no whole city code; check how it was copied."


class RecordFaults(Invalid):
    code = "ledgers.faults"
    zh = "内容有 {count} 处错误，没有保存。{first}"
    en = "There are {count} faults, nothing was saved. {first_en}"


class RecordMovedOn(Conflict):
    code = "ledgers.moved_on"
    zh = "{who}已于 {at} 改过这条记录（第 {version} 版），您的修改没有保存；请刷新后再改。"
    en = "{who} changed this record at {at} (version {version}); yours was not saved. Refresh and try again."


class RecordEnded(Conflict):
    code = "ledgers.ended"
    zh = "记录已“{state_zh}”，不能再改。"
    en = "The record is “{state_en}” and is no longer changed."


class MoveNotPossible(Conflict):
    code = "ledgers.move_not_possible"
    zh = "记录现为“{state_zh}”，不能办理“{move}”。"
    en = "The record is “{state_en}” now: “{move}” is not possible."


class NotYourRecord(Forbidden):
    code = "ledgers.not_your_record"
    zh = "记录不在您可维护的范围内。"
    en = "The record lies outside what you keep."


class FieldsMissing(Invalid):
    code = "ledgers.fields_missing"
    zh = "“{move_zh}”之前请先填写：{fields_zh}。"
    en = "Before “{move_en}” fill in: {fields_en}."


class SecondPersonNeeded(Forbidden):
    code = "ledgers.second_person"
    zh = "这一步须由另一个人办理：上一步是您办的。"
    en = "Another person takes this step: you took the one before."


class ReasonMissing(Invalid):
    code = "ledgers.reason_missing"
    zh = "请写明原因（至少 {least} 个字）。"
    en = "Say why (at least {least} characters)."


class TooManyLooks(Forbidden):
    status = 429
    code = "ledgers.too_many_looks"
    zh = "一小时内查看个人信息的次数已达上限（{most} 次），请稍后再试。"
    en = "You have looked at personal data {most} times within the hour; try again later."


class UnknownRecordFilter(Invalid):
    code = "ledgers.unknown_filter"
    zh = "不能按“{name}”筛选或排序，或取值“{value}”不合格式。"
    en = "The list is not narrowed or ordered by “{name}”, or the value “{value}” cannot be read."


class LedgerFaults(Invalid):
    """`faults`: where (a path in the declaration), zh, en."""

    code = "ledgers.declaration_faults"
    zh = "台账声明有 {count} 处与现有记录或其他台账冲突。"
    en = "The declaration of ledgers conflicts with what stands in {count} places."


# Facts: never a value, which is read by the door ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgersDeclared(Fact):
    fact_type: ClassVar[str] = "ledgers.declared"
    ledger: str
    zh: str
    pack: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold(Fact):
    """What every fact of a record carries."""

    record_id: str
    ledger: str
    city_code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRecorded(RecordTold):
    fact_type: ClassVar[str] = "ledgers.recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChanged(RecordTold):
    fact_type: ClassVar[str] = "ledgers.changed"
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMoved(RecordTold):
    fact_type: ClassVar[str] = "ledgers.moved"
    move: str
    from_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRetired(RecordTold):
    """The record's life has ended."""

    fact_type: ClassVar[str] = "ledgers.retired"
    move: str
    from_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUnmasked(Fact):
    """Somebody looked at personal data of a record, and said what for."""

    fact_type: ClassVar[str] = "ledgers.unmasked"
    record_id: str
    ledger: str
    who: str
    unit: str
    purpose: str

"""Which readings are taken and why not: pure decisions about one batch, with every fault and its cure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import DELETED, QUALITIES, BatchRefused, IngestFault, ObservationIn

if TYPE_CHECKING:
    from yiwang.sensing._links import Link

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE_US = 5 * 60 * 1_000_000
PAST_US = 365 * 86_400 * 1_000_000
MAX_ROWS = 20_000
MAX_FAULTS = 100
CODES: dict[str, int] = {word: code for code, word in enumerate(QUALITIES)}
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What the door must know of a datastream."""

    thing_id: str
    pack: str
    unit: str
    trial: tuple[float | None, float | None] | None = None
    """The physical range, while its thing is new: until it was heard once its readings are held to it."""


@dataclass(frozen=True, slots=True)
class SourceRights:
    """Whose credential it is and for which things it may send; no things and no pack means for all."""

    id: str
    things: frozenset[str]
    pack: str

    def may(self, stream: StreamInfo) -> bool:
        if self.things:
            return stream.thing_id in self.things
        return not self.pack or stream.pack == self.pack


@dataclass(frozen=True, slots=True)
class Registry:
    """Sources and datastreams as they stood at one mark."""

    mark: int
    streams: dict[str, StreamInfo]
    by_digest: dict[str, SourceRights]
    active: frozenset[tuple[str, str]]
    """(source id, token digest) pairs that are good now."""
    links: Mapping[str, Link] = field(default_factory=dict)
    """Connectors by id."""
    devices: dict[str, SourceRights] = field(default_factory=dict)
    """Devices with a token of their own that were met so far, by its digest."""
    cleared: dict[str, set[str]] = field(default_factory=dict)
    """For each source the datastreams that it was found to be right for, while this registry holds."""

    def holds(self, source_id: str, digest: str) -> bool:
        """Whether that token of that source or device is good now."""
        device = self.devices.get(digest)
        return (source_id, digest) in self.active or (device is not None and device.id == source_id)

    def may(self, source: SourceRights, names: Sequence[str]) -> bool:
        """Whether all of `names` are datastreams that `source` may send for, and none is on trial."""
        cleared = self.cleared.setdefault(source.id, set())
        if cleared.issuperset(names):
            return True
        for name in names:
            info = self.streams.get(name)
            if info is None or not source.may(info) or info.trial is not None:
                return False
            cleared.add(name)
        return True


@dataclass(slots=True)
class Rows:
    """A batch in the making."""

    registry: Registry
    source: SourceRights
    now_us: int
    names: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    observed: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    qualities: list[int] = field(default_factory=list)
    faults: list[IngestFault] = field(default_factory=list)
    refused: int = 0
    _index: dict[str, int] = field(default_factory=dict)

    def fault(self, index: int, code: str, zh: str, en: str) -> None:
        self.refused += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(IngestFault(index=index, code=f"sensing.{code}", zh=zh, en=en))

    def add(self, name: str, observed_us: int, value: float, quality: int) -> None:
        code = self._index.get(name)
        if code is None:
            code = self._index[name] = len(self.names)
            self.names.append(name)
        self.codes.append(code)
        self.observed.append(observed_us)
        self.values.append(value)
        self.qualities.append(quality)

    def batch(self) -> Batch:
        """The batch, if nothing was wrong; raises BatchRefused with every fault otherwise."""
        if self.faults:
            raise BatchRefused(
                count=self.refused,
                faults=[{"index": f.index, "code": f.code, "zh": f.zh, "en": f.en} for f in self.faults],
            )
        return Batch(
            source=self.source.id,
            received_us=self.now_us,
            datastreams=self.names,
            codes=np.array(self.codes, dtype=np.int32),
            observed_us=np.array(self.observed, dtype=np.int64),
            values=np.array(self.values, dtype=np.float64),
            qualities=np.array(self.qualities, dtype=np.uint8),
        )


def shown(value: Any, limit: int = 60) -> str:
    """A piece of somebody's input, safe to put into a sentence: short, printable, valid UTF-8."""
    text = str(value).encode("utf-8", "replace").decode()
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= limit else text[:limit] + "…"


KINDS = {
    "str": ("文本", "text"),
    "int": ("数字", "a number"),
    "float": ("数字", "a number"),
    "bool": ("布尔值", "a boolean"),
    "NoneType": ("空值", "null"),
    "list": ("数组", "an array"),
    "dict": ("对象", "an object"),
}


def kind_of(value: Any) -> tuple[str, str]:
    for cls in type(value).__mro__:
        if cls.__name__ in KINDS:
            return KINDS[cls.__name__]
    return "未知类型", "something else"


class Special(float):
    """A number that JSON does not have (NaN, Infinity), as somebody wrote it."""

    word: str = "NaN"


def special(word: str) -> Special:
    found = Special(word.replace("Infinity", "inf"))
    found.word = word
    return found


MISSING: Any = object()


def check_row(
    rows: Rows,
    index: int,
    *,
    datastream: Any,
    observed_at: Any,
    value: Any = MISSING,
    quality: Any = MISSING,
    unit: Any = MISSING,
) -> None:
    """Take one reading into `rows`, or write down everything that is wrong with it."""
    before = rows.refused
    _check_datastream(rows, index, datastream, unit)
    observed_us = _check_time(rows, index, observed_at)
    code = _check_quality(rows, index, quality)
    number = _check_value(rows, index, value, deleted=code == DELETED)
    if rows.refused == before and code != DELETED:
        _check_trial(rows, index, datastream, number)
    if rows.refused == before:
        rows.add(datastream, observed_us, number, code)


def _check_datastream(rows: Rows, index: int, datastream: Any, unit: Any) -> None:
    if datastream is MISSING:
        rows.fault(index, "missing_field", "缺少 datastream。", "datastream is missing.")
        return
    if not isinstance(datastream, str):
        zh, en = kind_of(datastream)
        rows.fault(
            index, "wrong_type", f"datastream 应为文本，而不是{zh}。", f"datastream must be text, not {en}."
        )
        return
    info = rows.registry.streams.get(datastream)
    name = shown(datastream)
    if info is None:
        rows.fault(
            index,
            "unknown_datastream",
            f"没有编号为 {name} 的数据流，请先登记。",
            f"There is no datastream {name}; declare it first.",
        )
        return
    if not rows.source.may(info):
        rows.fault(
            index,
            "not_your_datastream",
            f"数据来源 {rows.source.id} 无权上报数据流 {name}。",
            f"The source {rows.source.id} may not send for the datastream {name}.",
        )
    if unit is not MISSING and unit != info.unit:
        rows.fault(
            index,
            "wrong_unit",
            f"数据流 {name} 的单位是 {info.unit}，而不是 {shown(unit)}，请换算后上报。",
            f"The datastream {name} is in {info.unit}, not in {shown(unit)}; convert before sending.",
        )


def _check_time(rows: Rows, index: int, observed_at: Any) -> int:
    if observed_at is MISSING:
        rows.fault(index, "missing_field", "缺少 observed_at。", "observed_at is missing.")
        return 0
    if isinstance(observed_at, str):
        found = _RFC3339.fullmatch(observed_at)
        moment = None
        if found and not found[2]:
            rows.fault(
                index,
                "time_without_offset",
                f"时间 {shown(observed_at)} 没有时区，请写明，例如 +08:00。",
                f"The time {shown(observed_at)} has no offset; add one, for instance +08:00.",
            )
            return 0
        if found:
            try:
                # The reader of the fast way too: what is finer than a microsecond is rounded the same.
                moment = msgspec.convert(observed_at, datetime)
            except msgspec.ValidationError:
                moment = None
    elif isinstance(observed_at, datetime) and observed_at.tzinfo is not None:
        moment = observed_at
    else:
        zh, en = kind_of(observed_at)
        rows.fault(
            index,
            "wrong_type",
            f"observed_at 应为带时区的时间文本，而不是{zh}。",
            f"observed_at must be a time with an offset as text, not {en}.",
        )
        return 0
    if moment is None:
        rows.fault(
            index,
            "not_a_time",
            f"{shown(observed_at)} 不是有效的时间，请用 RFC 3339 格式，例如 2026-03-02T08:00:00+08:00。",
            f"{shown(observed_at)} is not a time; use RFC 3339, for instance 2026-03-02T08:00:00+08:00.",
        )
        return 0
    us = micros(moment)
    if us > rows.now_us + FUTURE_US:
        rows.fault(
            index,
            "future_time",
            f"观测时间 {shown(observed_at)} 在未来 5 分钟以后，请检查设备时钟。",
            f"The time {shown(observed_at)} lies more than 5 minutes ahead; check the device's clock.",
        )
    elif us <= rows.now_us - PAST_US:
        rows.fault(
            index,
            "old_time",
            f"观测时间 {shown(observed_at)} 在一年以前，历史数据请走归集导入。",
            f"The time {shown(observed_at)} is a year old or more; import history instead of sending it.",
        )
    return us


def _check_quality(rows: Rows, index: int, quality: Any) -> int:
    if quality is MISSING:
        return 0
    code = CODES.get(quality) if isinstance(quality, str) else None
    if code is None:
        words = "、".join(QUALITIES)
        rows.fault(
            index,
            "unknown_quality",
            f"quality 的值 {shown(quality)} 无效，应为 {words} 之一。",
            f"{shown(quality)} is no quality; use one of {', '.join(QUALITIES)}.",
        )
        return 0
    return code


def _check_value(rows: Rows, index: int, value: Any, *, deleted: bool) -> float:
    if deleted:
        if value is not MISSING and value is not None:
            rows.fault(
                index,
                "value_of_deleted",
                "quality 为 deleted 时不应带 value。",
                "A reading with the quality deleted carries no value.",
            )
        return math.nan
    if value is MISSING:
        rows.fault(index, "missing_field", "缺少 value。", "value is missing.")
    elif isinstance(value, Special):
        rows.fault(
            index,
            "not_finite",
            f"value 为 {value.word}，不是有限的数；没有读数时请不要上报。",
            f"value is {value.word}, not a finite number; send nothing where there is no reading.",
        )
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        zh, en = kind_of(value)
        rows.fault(index, "wrong_type", f"value 应为数字，而不是{zh}。", f"value must be a number, not {en}.")
    else:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
        rows.fault(
            index,
            "not_finite",
            "value 超出可表示的范围，不是有限的数。",
            "value is beyond any finite number.",
        )
    return 0.0


def _check_trial(rows: Rows, index: int, datastream: str, value: float) -> None:
    """A device that was never heard is held to its model: a wrong unit or scale shows in its first words.

    Later a value out of range is a fault of the device, which the judge has to see.
    """
    low, high = rows.registry.streams[datastream].trial or (None, None)
    if (low is None or value >= low) and (high is None or value <= high):
        return
    unit = rows.registry.streams[datastream].unit
    between = f"{'-∞' if low is None else low} … {'∞' if high is None else high}"
    rows.fault(
        index,
        "outside_model",
        f"{datastream} 首次上报的值 {value:g} 超出物模型的量程 {between}（单位 {unit}），"
        "请核对单位、倍率与型号。",
        f"The first value {value:g} of {datastream} lies outside its model's range {between} (in {unit}); "
        "check unit, scale and model.",
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def check_typed(
    observations: Sequence[ObservationIn], registry: Registry, source: SourceRights, now_us: int
) -> Batch:
    """The batch of readings handed in as values; raises BatchRefused."""
    rows = Rows(registry, source, now_us)
    if not observations:
        rows.fault(-1, "empty_batch", "这一批没有任何观测。", "The batch holds no observation.")
    if len(observations) > MAX_ROWS:
        too_many(rows, len(observations))
        return rows.batch()
    for index, one in enumerate(observations):
        value: Any = one.value
        if isinstance(value, float) and not math.isfinite(value) and one.quality != "deleted":
            value = special("NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        check_row(
            rows,
            index,
            datastream=one.datastream,
            observed_at=one.observed_at,
            value=MISSING if one.quality == "deleted" else value,
            quality=one.quality,
            unit=MISSING if one.unit is None else one.unit,
        )
    return rows.batch()


def too_many(rows: Rows, count: int) -> None:
    rows.fault(
        -1,
        "too_many",
        f"一批最多 {MAX_ROWS} 条观测，本批有 {count} 条，请分批发送。",
        f"A batch holds at most {MAX_ROWS} observations, this one has {count}; send it in parts.",
    )

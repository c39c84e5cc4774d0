"""Readings handed in as SensorThings: checked, made one batch, made durable.

An observation's identity is its datastream and its time. The same again is taken and stored once; another
result is the next revision, under the same id. Of an interval the end counts: then the value is known.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from yiwang.kernel import clock
from yiwang.sensing import _door
from yiwang.sensing._sta import readings
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import DELETED
from yiwang.sensing.logic import CODES, FUTURE_US, MAX_ROWS, micros, shown
from yiwang.sensing.models import Datastream

MAX_MORE = 16_000
FIRST_US = -2_208_988_800_000_000
"""1900: nothing that a city measured is older."""


class Faults:
    """What is wrong with a body: every fault with where it is."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []

    def add(self, where: str, zh: str, en: str) -> None:
        if len(self.told) < 100:
            self.told.append({"where": where or "/", "zh": zh, "en": en})

    def refuse(self) -> None:
        """Raise BadEntity if there is any."""
        from yiwang.sensing._sta.refusals import BadEntity

        if self.told:
            first = self.told[0]
            raise BadEntity(
                count=len(self.told),
                first_zh=f"{first['where']} {first['zh']}",
                first_en=f"{first['where']}: {first['en']}",
                faults=self.told,
            )


@dataclass(slots=True)
class Sent:
    """One row on its way to the stream."""

    datastream: str
    us: int
    value: float
    quality: int
    more: dict[str, Any]

    @property
    def reading(self) -> Reading:
        value = None if math.isnan(self.value) else self.value
        return Reading(self.datastream, self.us, value, self.quality, self.more)


@dataclass(slots=True)
class Outbox:
    """Rows that travel together."""

    source: str
    rows: list[Sent] = field(default_factory=list)

    def send(self) -> None:
        """Make them durable; raises StreamUnavailable, and then none of a part is."""
        now_us = micros(clock.now())
        for start in range(0, len(self.rows), MAX_ROWS):
            _door.publish_now(_batch(self.source, self.rows[start : start + MAX_ROWS], now_us), None)
        self.rows.clear()


def _batch(source: str, rows: list[Sent], now_us: int) -> Batch:
    names = list(dict.fromkeys(row.datastream for row in rows))
    code = {name: place for place, name in enumerate(names)}
    more = [json.dumps(row.more, ensure_ascii=False, sort_keys=True) if row.more else None for row in rows]
    return Batch(
        source=source,
        received_us=now_us,
        datastreams=names,
        codes=np.array([code[row.datastream] for row in rows], dtype=np.int32),
        observed_us=np.array([row.us for row in rows], dtype=np.int64),
        values=np.array([row.value for row in rows], dtype=np.float64),
        qualities=np.array([row.quality for row in rows], dtype=np.uint8),
        more=more if any(more) else None,
    )


def moment(value: Any, where: str, faults: Faults) -> int:
    """Microseconds of a time as text; 0 with a fault where it is none."""
    if isinstance(value, str) and len(value) <= 60:
        try:
            found = datetime.fromisoformat(value.replace("z", "Z"))
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None and found.year >= 1900:
            return micros(found)
    faults.add(
        where,
        f"{shown(value)} 不是带时区的时间，例如 2026-03-02T08:00:00+08:00。",
        f"{shown(value)} is no time with an offset, such as 2026-03-02T08:00:00+08:00.",
    )
    return 0


def span(value: Any, where: str, faults: Faults) -> tuple[int, int]:
    """Start and end of an interval `a/b`; an instant is both."""
    start, slash, end = value.partition("/") if isinstance(value, str) else (value, "", "")
    low = moment(start, where, faults)
    high = moment(end, where, faults) if slash else low
    if high < low:
        faults.add(where, "结束早于开始。", "it ends before it begins.")
    return low, high


def sent_of(
    datastream: str, body: dict[str, Any], where: str, faults: Faults, before: Reading | None
) -> Sent:
    """The row of an observation's properties; with `before`, a correction of it where they leave off."""
    made = Sent(datastream, 0, math.nan, 0, {})
    if before is not None:
        made = Sent(
            datastream,
            before.us,
            math.nan if before.value is None else before.value,
            before.quality,
            dict(before.more),
        )
    _times(made, body, where, faults, fresh=before is None)
    if "result" in body:
        _result(made, body["result"], f"{where}/result", faults)
    elif before is None:
        faults.add(f"{where}/result", "缺少 result。", "result is missing.")
    if "resultQuality" in body:
        _quality(made, body["resultQuality"])
    if "parameters" in body:
        made.more.pop("p", None)
        if isinstance(body["parameters"], dict):
            made.more["p"] = body["parameters"]
        elif body["parameters"] is not None:
            faults.add(f"{where}/parameters", "parameters 应为对象。", "parameters is an object.")
    if len(json.dumps(made.more)) > MAX_MORE:
        faults.add(
            where, f"附加内容超过 {MAX_MORE} 字节。", f"what is beside the number exceeds {MAX_MORE} bytes."
        )
    return made


def _times(made: Sent, body: dict[str, Any], where: str, faults: Faults, *, fresh: bool) -> None:
    if body.get("phenomenonTime") is not None:
        low, high = span(body["phenomenonTime"], f"{where}/phenomenonTime", faults)
        made.us = high
        made.more.pop("s", None)
        if low != high:
            made.more["s"] = low
    elif fresh:
        # The standard: without a time of its own a reading was made now.
        made.us = micros(clock.now())
    if made.us > micros(clock.now()) + FUTURE_US:
        faults.add(
            f"{where}/phenomenonTime",
            "观测时间在未来 5 分钟以后，请检查设备时钟。",
            "it lies more than 5 minutes ahead; check the device's clock.",
        )
    if "resultTime" in body:
        made.more.pop("rt", None)
        if body["resultTime"] is not None:
            made.more["rt"] = moment(body["resultTime"], f"{where}/resultTime", faults)
    if "validTime" in body:
        made.more.pop("vs", None)
        made.more.pop("ve", None)
        if body["validTime"] is not None:
            made.more["vs"], made.more["ve"] = span(body["validTime"], f"{where}/validTime", faults)


def _result(made: Sent, result: Any, where: str, faults: Faults) -> None:
    made.more.pop("r", None)
    made.value = math.nan
    if result is None:
        faults.add(where, "result 不能为空值。", "result is not null.")
    elif isinstance(result, bool):
        made.value, made.more["r"] = float(result), result
    elif isinstance(result, (int, float)):
        try:
            made.value = float(result)
        except OverflowError:
            made.value = math.inf
        if not math.isfinite(made.value):
            faults.add(where, "result 不是有限的数。", "result is no finite number.")
        elif isinstance(result, int) and int(made.value) != result:
            made.more["r"] = result
    else:
        made.more["r"] = result


def _quality(made: Sent, told: Any) -> None:
    made.more.pop("rq", None)
    made.quality = 0
    code = CODES.get(told) if isinstance(told, str) else None
    if code is not None and code not in (0, DELETED):
        made.quality = code
    elif told is not None:
        made.more["rq"] = told


def hold_to_model(stream: Datastream, sent: Sent, where: str, faults: Faults) -> None:
    """A device on trial keeps to the range of its model, by whatever door its first reading comes."""
    low, high = stream.valid_min, stream.valid_max
    if not stream.thing.trial or math.isnan(sent.value):
        return
    if (low is None or sent.value >= low) and (high is None or sent.value <= high):
        return
    between = f"{'-∞' if low is None else low} … {'∞' if high is None else high} {stream.unit}"
    faults.add(
        f"{where}/result",
        f"首次上报的值超出物模型的量程 {between}，请核对单位、倍率与型号。",
        f"the first value lies outside the range of its model, {between}; check unit, scale and model.",
    )


def moved(before: Reading, after: Sent) -> list[Sent]:
    """The rows that a correction takes: one, or two where it moved in time; raises BadEntity when another
    reading stands there."""
    if after.us == before.us:
        return [after]
    there = readings.find_at(after.datastream, after.us)
    if there is not None:
        faults = Faults()
        faults.add(
            "phenomenonTime", f"该时间已有观测 {there.id}。", f"the observation {there.id} is of that time."
        )
        faults.refuse()
    first = int(before.more.get("id", before.us))
    after.more.pop("id", None)
    if first != after.us:
        after.more["id"] = first
    return [gone(before, {"to": after.us}), after]


def gone(one: Reading, more: dict[str, Any] | None = None) -> Sent:
    """The tombstone of a reading."""
    return Sent(one.datastream, one.us, math.nan, DELETED, more or {})

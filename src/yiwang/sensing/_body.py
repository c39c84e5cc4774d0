"""From bytes to a batch: a fast way for clean bodies, and a slow one that finds everything wrong with the
others."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import msgspec
import numpy as np

from yiwang.kernel import shapes
from yiwang.sensing._times import instants
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import MalformedBody, NotUtf8
from yiwang.sensing.logic import (
    CODES,
    FUTURE_US,
    MAX_ROWS,
    MISSING,
    PAST_US,
    Registry,
    Rows,
    SourceRights,
    check_row,
    kind_of,
    micros,
    shown,
    special,
    too_many,
)

MAX_BODY = 8 << 20


class _Row(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    datastream: str
    observed_at: str
    value: float
    quality: Literal["good", "suspect", "calibration", "maintenance", "fault"] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    unit: str | msgspec.UnsetType = msgspec.UNSET


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    observations: list[_Row]


_decoder = shapes.reader(_Body)


def parse_batch(body: bytes, registry: Registry, source: SourceRights, now_us: int) -> Batch:
    """The batch of an HTTP body. Raises NotUtf8, MalformedBody or BatchRefused."""
    found = _clean(body, registry, source, now_us)
    if found is not None:
        return found
    rows = Rows(registry, source, now_us)
    _explain(load(body), rows)
    return rows.batch()


def _clean(body: bytes, registry: Registry, source: SourceRights, now_us: int) -> Batch | None:
    """The batch if the body is beyond doubt right, None as soon as anything is in question."""
    # An escape could hide a key from the counting below, and bytes that are not UTF-8 pass through msgspec.
    if b"\\" in body or not body.isascii():
        return None
    try:
        found = _decoder.decode(body).observations
    except (msgspec.MsgspecError, RecursionError):
        return None
    n = len(found)
    if not 0 < n <= MAX_ROWS:
        return None
    # A key given twice is silently the last one to every fast parser. Without escapes each field has a fixed
    # number of quotation marks, so one count over the body finds any field too many.
    marks = np.count_nonzero(np.frombuffer(body, dtype=np.uint8) == ord('"'))
    extra = int(marks) - 2 - 10 * n
    with_quality = with_unit = 0
    if extra:
        with_quality = sum(row.quality is not msgspec.UNSET for row in found)
        with_unit = sum(row.unit is not msgspec.UNSET for row in found)
        if extra != 4 * (with_quality + with_unit):
            return None
    names = [row.datastream for row in found]
    distinct = list(dict.fromkeys(names))
    if not registry.may(source, distinct):
        return None
    if len(distinct) == n:  # one round of all devices: the common batch
        codes = np.arange(n, dtype=np.int32)
    else:
        index = {name: code for code, name in enumerate(distinct)}
        codes = np.array([index[name] for name in names], dtype=np.int32)
    observed = instants([row.observed_at for row in found])
    if observed is None or observed.max() > now_us + FUTURE_US or observed.min() <= now_us - PAST_US:
        return None
    qualities = np.zeros(n, dtype=np.uint8)
    if with_quality:
        for place, row in enumerate(found):
            if row.quality is not msgspec.UNSET:
                qualities[place] = CODES[row.quality]
    if with_unit:
        for row in found:
            if row.unit is not msgspec.UNSET and row.unit != registry.streams[row.datastream].unit:
                return None
    return Batch(
        source=source.id,
        received_us=now_us,
        datastreams=distinct,
        codes=codes,
        observed_us=observed,
        values=np.array([row.value for row in found], dtype=np.float64),
        qualities=qualities,
    )


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys it was given twice."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        made.repeated = tuple(dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return made


def load(body: bytes) -> Any:
    """The JSON value of a body, or a refusal that says where it stops being one."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(body, error.start) from error
    if text.startswith("\ufeff"):
        raise MalformedBody(reason_zh="开头有 BOM，请去掉。", reason_en="it begins with a BOM; leave it out.")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=special)
    except json.JSONDecodeError as error:
        raise MalformedBody(
            reason_zh=f"第 {error.lineno} 行第 {error.colno} 列起无法解析。",
            reason_en=f"it cannot be read from line {error.lineno} column {error.colno} on ({error.msg}).",
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise MalformedBody(reason_zh="嵌套过深。", reason_en="it is nested too deeply.") from error
    except ValueError as error:
        raise MalformedBody(reason_zh="其中有过长的数。", reason_en="a number in it is too long.") from error


def _not_utf8(body: bytes, offset: int) -> NotUtf8:
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return NotUtf8(offset=offset, guess_zh="请转为 UTF-8 后发送。", guess_en="send it as UTF-8.")
    return NotUtf8(
        offset=offset,
        guess_zh="看起来是 GBK/GB18030 编码，请转为 UTF-8 后发送。",
        guess_en="it looks like GBK/GB18030; send it as UTF-8.",
    )


def _explain(value: Any, rows: Rows) -> None:
    """Check a loaded body reading by reading."""
    if not isinstance(value, dict):
        zh, en = kind_of(value)
        rows.fault(-1, "wrong_type", f"正文应为对象，而不是{zh}。", f"The body must be an object, not {en}.")
        return
    _keys(rows, -1, value, {"observations"})
    if "observations" not in value:
        rows.fault(-1, "missing_field", "缺少 observations。", "observations is missing.")
        return
    found = value["observations"]
    if not isinstance(found, list):
        zh, en = kind_of(found)
        rows.fault(
            -1,
            "wrong_type",
            f"observations 应为数组，而不是{zh}。",
            f"observations must be an array, not {en}.",
        )
        return
    if not found:
        rows.fault(-1, "empty_batch", "这一批没有任何观测。", "The batch holds no observation.")
    if len(found) > MAX_ROWS:
        too_many(rows, len(found))
        return
    for index, one in enumerate(found):
        if not isinstance(one, dict):
            zh, en = kind_of(one)
            rows.fault(
                index,
                "wrong_type",
                f"观测应为对象，而不是{zh}。",
                f"An observation must be an object, not {en}.",
            )
            continue
        _keys(rows, index, one, {"datastream", "observed_at", "value", "quality", "unit"})
        check_row(
            rows,
            index,
            datastream=one.get("datastream", MISSING),
            observed_at=one.get("observed_at", MISSING),
            value=one.get("value", MISSING),
            quality=one.get("quality", MISSING),
            unit=one.get("unit", MISSING),
        )


def _keys(rows: Rows, index: int, value: dict[str, Any], known: set[str]) -> None:
    for key in getattr(value, "repeated", ()):
        rows.fault(
            index,
            "repeated_key",
            f"字段 {shown(key)} 出现了不止一次。",
            f"The field {shown(key)} appears more than once.",
        )
    for key in value:
        if key not in known:
            rows.fault(
                index,
                "unknown_field",
                f"不认识字段 {shown(key)}，可用的有 {'、'.join(sorted(known))}。",
                f"The field {shown(key)} is unknown; there are {', '.join(sorted(known))}.",
            )


_SHORT = {"t", "v", "q", "u"}


class _Single(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    t: str
    v: float


_singles = shapes.reader(_Single)


def parse_single(payload: bytes, now_us: int) -> tuple[int, float] | None:
    """Time (microseconds) and value of the common payload `{"t": time, "v": value}`; None as soon as anything
    is in question, and `parse_payload` has to say."""
    # As in `_clean`: without escapes six quotation marks are t, its time and v, each given once.
    if payload.count(b'"') != 6 or b"\\" in payload or not payload.isascii():
        return None
    try:
        said = _singles.decode(payload)
        moment = msgspec.convert(said.t, datetime)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if moment.tzinfo is None or not (said.t[-1] in "Zz" or said.t[-3] == ":"):
        return None
    observed_us = micros(moment)
    if not now_us - PAST_US < observed_us <= now_us + FUTURE_US:
        return None
    return observed_us, said.v


def parse_payload(
    datastream: str, payload: bytes, registry: Registry, source: SourceRights, now_us: int
) -> Batch:
    """The batch of an MQTT payload: one object `{"t": time, "v": value}` (also q, u), or an array of them."""
    rows = Rows(registry, source, now_us)
    loaded = load(payload)
    found = loaded if isinstance(loaded, list) else [loaded]
    if not found:
        rows.fault(-1, "empty_batch", "这一批没有任何观测。", "The batch holds no observation.")
    if len(found) > MAX_ROWS:
        too_many(rows, len(found))
        return rows.batch()
    for index, one in enumerate(found):
        if not isinstance(one, dict):
            zh, en = kind_of(one)
            rows.fault(
                index,
                "wrong_type",
                f"观测应为对象，而不是{zh}。",
                f"An observation must be an object, not {en}.",
            )
            continue
        _keys(rows, index, one, _SHORT)
        check_row(
            rows,
            index,
            datastream=datastream,
            observed_at=one.get("t", MISSING),
            value=one.get("v", MISSING),
            quality=one.get("q", MISSING),
            unit=one.get("u", MISSING),
        )
    return rows.batch()


__all__ = ["MAX_BODY", "load", "parse_batch", "parse_payload", "parse_single"]

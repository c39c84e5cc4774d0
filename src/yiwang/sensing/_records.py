"""Records of a platform → readings: JSON documents, rows of a query, lines of a file. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from yiwang.sensing.contracts import Quality
from yiwang.sensing.declarations import RecordLayout
from yiwang.sensing.logic import MAX_ROWS, MISSING, kind_of, shown
from yiwang.sensing.protocols import FrameFault, Reading

NOTHING = ("", "-", "--", "/", "NULL", "null", "None", "NaN", "nan")
"""What platforms write where there is no value."""


@dataclass(slots=True)
class Found:
    """What a document holds."""

    readings: list[Reading] = field(default_factory=list)
    faults: list[FrameFault] = field(default_factory=list)
    unmapped: int = 0
    newest: datetime | None = None
    """Newest time of observation in it, of mapped series or not: where to go on asking."""
    records: int = 0


class _Wrong(Exception):
    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en
        super().__init__(en)


def read(document: Any, layout: RecordLayout, zone: timezone, codes: Mapping[str, Sequence[str]]) -> Found:
    """The readings of a document; `codes` names the mapped series of each station. Never raises."""
    found = Found()
    records = at(document, layout.records)
    if isinstance(records, dict):
        records = [records]
    if not isinstance(records, list) or len(records) > MAX_ROWS:
        zh, en = kind_of(records) if records is not MISSING else ("空缺", "missing")
        found.faults.append(
            FrameFault(
                code="no_records",
                zh=f"“{layout.records or '正文'}”应为不超过 {MAX_ROWS} 条记录的数组，而不是{zh}。",
                en=f"“{layout.records or 'the body'}” must be a list of up to {MAX_ROWS} records, not {en}.",
                raw=_raw(document),
            )
        )
        return found
    found.records = len(records)
    for record in records:
        try:
            _record(record, layout, zone, codes, found)
        except _Wrong as wrong:
            found.faults.append(FrameFault(code=wrong.code, zh=wrong.zh, en=wrong.en, raw=_raw(record)))
    return found


def at(document: Any, path: str) -> Any:
    """What stands at a dotted path, MISSING when nothing does; an empty path is the document itself."""
    here = document
    for step in path.split(".") if path else ():
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return MISSING
    return here


def _record(
    record: Any,
    layout: RecordLayout,
    zone: timezone,
    codes: Mapping[str, Sequence[str]],
    found: Found,
) -> None:
    if not isinstance(record, dict):
        zh, en = kind_of(record)
        raise _Wrong("no_record", f"记录应为对象，而不是{zh}。", f"A record must be an object, not {en}.")
    when = moment(at(record, layout.time), layout.time_format, zone)
    found.newest = when if found.newest is None else max(found.newest, when)
    station = at(record, layout.station) if layout.station else ""
    if station is MISSING or isinstance(station, (dict, list)):
        raise _Wrong("no_station", "记录没有站点。", "The record names no station.")
    station = str(station)
    quality = _quality(record, layout)
    if layout.code:
        name = str(at(record, layout.code))
        if name not in codes.get(station, ()):
            found.unmapped += 1
            return
        names = [(name, layout.value)]
    else:
        names = [(code, code) for code in codes.get(station, ())]
        if not names:
            found.unmapped += 1
    for name, path in names:
        value = _value(at(record, path))
        if value is not None:
            found.readings.append(
                Reading(station=station, code=name, observed_at=when, value=value, quality=quality)
            )


def _quality(record: dict[str, Any], layout: RecordLayout) -> Quality:
    if not layout.mark:
        return "good"
    mark = at(record, layout.mark)
    word = "" if mark is MISSING or mark is None else str(mark)
    known: dict[str, Quality] = {one.mark: one.quality for one in layout.marks}
    return known.get(word, "suspect" if word else "good")


def _value(word: Any) -> float | None:
    """A number, or None where the platform says that it has none; raises _Wrong."""
    if word is MISSING or word is None or (isinstance(word, str) and word.strip() in NOTHING):
        return None
    if not isinstance(word, bool):
        try:
            number = float(word)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number):
            return number
    raise _Wrong("no_number", f"值 {shown(word)} 不是数字。", f"The value {shown(word)} is no number.")


def moment(word: Any, form: str, zone: timezone) -> datetime:
    """A time of observation; one without an offset stands on the remote clock. Raises _Wrong."""
    try:
        if isinstance(word, datetime):
            made = word
        elif form in ("epoch_s", "epoch_ms"):
            scale = 1 if form == "epoch_s" else 1_000
            made = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(word) / scale)
        elif not isinstance(word, str):
            raise ValueError
        elif form == "iso":
            made = datetime.fromisoformat(word.strip())
        else:
            made = datetime.strptime(word.strip(), form)  # noqa: DTZ007 (the zone is put in below)
    except (TypeError, ValueError, OverflowError):
        text = shown("" if word is MISSING else word)
        raise _Wrong("not_a_time", f"“{text}”不是时间。", f"“{text}” is no time.") from None
    return made if made.tzinfo is not None else made.replace(tzinfo=zone)


def _raw(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, default=str).encode("utf-8", "replace")

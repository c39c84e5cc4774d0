"""The tables that indicators are made from: their columns, and how a row is read from the noun it is about.

A row is what a noun says of one thing at the moment a fact of it was heard. It holds no words of a citizen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from yiwang.appeals import api as appeals
from yiwang.cases import api as cases
from yiwang.events import api as events
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.routines import api as routines
from yiwang.rules import api as rules

Type = Literal["text", "day", "number"]
Row = dict[str, Any]
IMPORTED = "import."
"""Begins the name of a table that is filled by Excel or CSV."""
MEASURED = "*"
"""The unit of a number that each row measures in its own."""
MEASURED_IN = "measured_in"
"""The column that says in which."""
ROLLED = "rolled"
"""Up to where in the lake a day was rolled when it was noted; nothing that anybody counts."""
RATES = ("take", "contact", "finish", "first", "return", "redo", "solved", "satisfied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a source; `unit` (UCUM) of a number, `dimension` where figures may be split by it. Columns
    of our own tables have their names with the other words of the client."""

    name: str
    type: Type
    unit: str = "1"
    dimension: bool = False
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table. `permission` is what one needs to see its rows, `page` where the page of a row is; `read`
    answers the rows of these keys as they are now."""

    name: str
    zh: str
    en: str
    table: str
    permission: str
    page: str
    columns: tuple[Column, ...]
    read: Callable[[Sequence[str]], list[Row]]

    @property
    def cube(self) -> str:
        """The table of the lake that its rows are summed in."""
        return self.table.removesuffix("_rows") + "_cube"

    def _of(self, kind: Type) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.type == kind)

    @property
    def days(self) -> tuple[str, ...]:
        return self._of("day")

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self._of("text"), "row_key")

    @property
    def numbers(self) -> tuple[str, ...]:
        return self._of("number")

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.dimension)

    @property
    def units(self) -> Mapping[str, str]:
        return {one.name: one.unit for one in self.columns if one.type == "number"}


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.SHANGHAI).date().isoformat() if moment else None


def _hours(since: datetime, until: datetime | None) -> float | None:
    return (until - since).total_seconds() / 3600 if until else None


def _cases(keys: Sequence[str]) -> list[Row]:
    found = []
    for one in cases.measured(keys):
        row: Row = {
            "row_key": one.id,
            "number": one.number,
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": one.area_name,
            "opened_day": _day(one.opened_at),
            "closed_day": _day(one.closed_at) if one.state == "closed" else None,
            "kind": one.kind,
            "flow": one.flow,
            "matter": one.matter,
            "severity": one.severity,
            "state": one.state,
            "unit": one.lead_unit,
            "unit_name": one.lead_unit_name,
            "living": int(one.living),
            "closed": int(one.state == "closed"),
            "hours": _hours(one.opened_at, one.closed_at if one.state == "closed" else None),
        }
        for code in RATES:
            row[f"{code}_so"], row[f"{code}_of"] = one.parts[code]
        found.append(row)
    return found


def _appeals(keys: Sequence[str]) -> list[Row]:
    return [
        {
            "row_key": one.id,
            "number": one.number,
            "title_zh": one.matter_zh or "诉求",
            "title_en": one.matter_en or "appeal",
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": one.area_name,
            "registered_day": _day(one.registered_at),
            "ended_day": _day(one.ended_at),
            "kind": one.kind,
            "channel": one.channel,
            "matter": one.matter,
            "state": one.state,
            "counted": int(one.counted),
            "repeated": int(one.repeated),
        }
        for one in appeals.measured(keys)
    ]


def _events(keys: Sequence[str]) -> list[Row]:
    return [
        {
            "row_key": one.id,
            "number": one.number,
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": one.area_name,
            "opened_day": _day(one.opened_at),
            "closed_day": _day(one.closed_at),
            "kind": one.kind,
            "hazard": one.hazard,
            "matter": one.matter,
            "severity": one.severity,
            "state": one.state,
            "single": int(one.kind == "single"),
            "by_machine": int(one.kind == "single" and one.source.startswith("alert:")),
        }
        for one in events.find_events(keys)
    ]


def _alerts(keys: Sequence[str]) -> list[Row]:
    return [
        {
            "row_key": one.id,
            "number": one.key[:80],
            "title_zh": one.sentence_zh,
            "title_en": one.sentence_en,
            "area_id": one.area_id,
            "area_path": "",
            "area_name": one.area_name,
            "raised_day": _day(one.raised_at),
            "hazard": one.hazard,
            "severity": one.severity,
            "rule": one.rule_code,
            "state": one.state,
            "outcome": one.outcome or "",
            "counted": int(not one.late and "maintenance" not in (one.held, one.outcome)),
            "of_device": int(one.fault),
            "heeded": int(one.acknowledged_at is not None or one.ended_at is not None),
            "minutes_to_ack": None
            if one.acknowledged_at is None
            else (one.acknowledged_at - one.raised_at).total_seconds() / 60,
        }
        for one in rules.find_alerts(keys)
        # An alert about a figure is no alarm of the city's senses; counted, it would feed itself.
        if not one.series
    ]


def _records(keys: Sequence[str]) -> list[Row]:
    return [
        {
            "row_key": one.id,
            "number": one.number,
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": one.area_name,
            "made_day": _day(one.made_at),
            "came_day": _day(one.came_at),
            "due_day": one.due_on.isoformat() if one.due_on else None,
            "ledger": one.ledger,
            "state": one.state,
            "kind": one.kind,
            "result": one.result,
            "unit": one.unit,
            "unit_name": one.unit_name,
            "counted": 1,
            "ended": int(one.ended),
            "late": int(_late(one.came_at, one.due_on)) if one.ended else 0,
            "hours": _hours(one.made_at, one.came_at if one.ended else None),
            "score": one.score,
            "total": one.amount,
            MEASURED_IN: one.unit_of_amount,
        }
        for one in ledgers.measured(keys)
    ]


def _scores(keys: Sequence[str]) -> list[Row]:
    return [
        {
            "row_key": one.key,
            "number": one.number,
            "title_zh": one.title,
            "title_en": one.title,
            "area_id": one.area_id,
            "area_path": one.area_path,
            "area_name": one.area_name,
            "scored_day": one.day,
            "routine": one.routine,
            "result": one.grade,
            "counted": 1,
            "score": one.score,
            "changed": int(one.changed),
            "by_hand": int(one.overridden),
        }
        for one in routines.measured(keys)
    ]


def _late(came_at: datetime, due_on: date | None) -> bool:
    return due_on is not None and came_at.astimezone(clock.SHANGHAI).date() > due_on


def _by_fact(keys: Sequence[str]) -> list[Row]:
    """Devices and readings are looked at once an hour; no fact tells of them."""
    return []


def _text(*names: str, dimensions: Sequence[str] = ()) -> tuple[Column, ...]:
    return tuple(Column(name=name, type="text", dimension=name in dimensions) for name in names)


def _days(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=name, type="day") for name in names)


def _numbers(*names: str, unit: str = "1") -> tuple[Column, ...]:
    return tuple(Column(name=name, type="number", unit=unit) for name in names)


SOURCES: dict[str, Source] = {
    one.name: one
    for one in (
        Source(
            name="cases",
            zh="工单（主办）",
            en="cases (lead)",
            table="case_rows",
            permission="cases.see",
            page="/cases/{key}",
            columns=(
                *_days("opened_day", "closed_day"),
                *_text(
                    "kind", "flow", "matter", "severity", "state", "unit", "unit_name",
                    dimensions=("kind", "flow", "matter", "severity", "unit"),
                ),
                *_numbers("living", "closed", *(f"{code}_{side}" for code in RATES for side in ("so", "of"))),
                *_numbers("hours", unit="h"),
            ),
            read=_cases,
        ),
        Source(
            name="appeals",
            zh="诉求",
            en="appeals",
            table="appeal_rows",
            permission="appeals.see",
            page="/appeals/{key}",
            columns=(
                *_days("registered_day", "ended_day"),
                *_text("kind", "channel", "matter", "state", dimensions=("kind", "channel", "matter")),
                *_numbers("counted", "repeated"),
            ),
            read=_appeals,
        ),
        Source(
            name="events",
            zh="城市事件",
            en="events",
            table="event_rows",
            permission="events.see",
            page="/events/{key}",
            columns=(
                *_days("opened_day", "closed_day"),
                *_text(
                    "kind", "hazard", "matter", "severity", "state",
                    dimensions=("hazard", "matter", "severity"),
                ),
                *_numbers("single", "by_machine"),
            ),
            read=_events,
        ),
        Source(
            name="alerts",
            zh="告警",
            en="alerts",
            table="alert_rows",
            permission="alerts.see",
            page="/alerts/{key}",
            columns=(
                *_days("raised_day"),
                *_text(
                    "hazard", "severity", "rule", "state", "outcome",
                    dimensions=("hazard", "severity", "rule"),
                ),
                *_numbers("counted", "of_device", "heeded"),
                *_numbers("minutes_to_ack", unit="min"),
            ),
            read=_alerts,
        ),
        Source(
            name="records",
            zh="台账记录",
            en="records of ledgers",
            table="record_rows",
            permission="ledgers.see",
            page="/ledger-records/{key}",
            columns=(
                *_days("made_day", "came_day", "due_day"),
                *_text(
                    "ledger", "state", "kind", "result", "unit", "unit_name", MEASURED_IN,
                    dimensions=("ledger", "state", "kind", "result", "unit"),
                ),
                *_numbers("counted", "ended", "late", "score"),
                *_numbers("hours", unit="h"),
                *_numbers("total", unit=MEASURED),
            ),
            read=_records,
        ),
        Source(
            name="scores",
            zh="评分（每月、按对象）",
            en="scores (by month and subject)",
            table="score_rows",
            permission="ledgers.see",
            page="/ledgers",
            columns=(
                *_days("scored_day"),
                *_text("routine", "result", dimensions=("routine", "result")),
                *_numbers("counted", "score", "changed", "by_hand"),
            ),
            read=_scores,
        ),
        Source(
            name="devices",
            zh="设备（每日、按区域与类别）",
            en="devices (by day, area and kind)",
            table="device_rows",
            permission="things.see",
            page="/things",
            columns=(
                *_days("looked_day"),
                *_text("kind", dimensions=("kind",)),
                *_numbers("total", "online", "heard"),
            ),
            read=_by_fact,
        ),
        Source(
            name="readings",
            zh="观测（每日、按数据流）",
            en="readings (by day and datastream)",
            table="reading_rows",
            permission="observations.see",
            page="/things",
            columns=(
                *_days("day"),
                *_text("kind", "property", MEASURED_IN, "thing", dimensions=("kind", "property")),
                *_numbers("readings"),
                *_numbers("total", "mean", "low", "high", unit=MEASURED),
                *_numbers(ROLLED),
            ),
            read=_by_fact,
        ),
    )
}  # fmt: skip

"""Entities as SensorThings' JSON: properties, control information, links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from yiwang.sensing._sta.entities import OBSERVATION, Entity, Property, quoted
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing.logic import moment_of


def iso(moment: datetime) -> str:
    """A moment in UTC with milliseconds, or microseconds where it has any."""
    text = moment.astimezone(UTC).isoformat(
        timespec="milliseconds" if moment.microsecond % 1000 == 0 else "auto"
    )
    return text.replace("+00:00", "Z")


def iso_us(us: int) -> str:
    return iso(moment_of(us))


def span(start: str, end: str) -> str:
    return start if start == end else f"{start}/{end}"


def self_link(root: str, entity: Entity, id_: Any) -> str:
    shown = quote(quoted(id_), safe="'()@:.~-_")
    return f"{root}/{entity.plural}({shown})"


def value_of(entity: Entity, row: Any, told: Property) -> Any:
    """The value of one property of a row or reading; None where it has none."""
    if isinstance(row, Reading):
        return _of_reading(row, told.name)
    if told.sort == "interval":
        start, end = _walk(row, told.column), _walk(row, told.end)
        return span(iso(start), iso(end)) if start and end else None
    found = _walk(row, told.column)
    if told.sort == "time" and found is not None:
        return iso(found)
    if told.name == "properties" and found == {}:
        return None
    return found


def _walk(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def _of_reading(one: Reading, name: str) -> Any:
    more = one.more
    if name == "phenomenonTime":
        end = iso_us(one.us)
        return span(iso_us(more["s"]), end) if "s" in more else end
    if name == "resultTime":
        return iso_us(more["rt"]) if "rt" in more else None
    if name == "validTime":
        return span(iso_us(more["vs"]), iso_us(more["ve"])) if "vs" in more else None
    if name == "result":
        return one.result
    if name == "resultQuality":
        return one.told_quality
    return more.get("p")


ALWAYS = frozenset({"phenomenonTime", "resultTime", "result"})
"""Of a reading these are told even without a value, as the standard's own examples do."""


def entity_json(entity: Entity, row: Any, root: str, select: Iterable[str] = ()) -> dict[str, Any]:
    """An entity without what is expanded in it."""
    id_ = row.id if isinstance(row, Reading) else row.pk
    link = self_link(root, entity, id_)
    chosen = set(select) - {"*"}
    told: dict[str, Any] = {"@iot.id": id_}
    if not chosen:
        told["@iot.selfLink"] = link
    for one in entity.properties:
        if chosen and one.name not in chosen:
            continue
        value = value_of(entity, row, one)
        if value is not None or one.required or (entity is OBSERVATION and one.name in ALWAYS):
            told[one.name] = value
    for relation in entity.relations:
        if not chosen or relation.name in chosen:
            told[f"{relation.name}@iot.navigationLink"] = f"{link}/{relation.name}"
    return told

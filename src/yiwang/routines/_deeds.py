"""What is done for a record: an event, another record, a step, a message; each once for its occasion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from yiwang.areas import api as areas
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, MoveNotPossible
from yiwang.ledgers.declarations import Condition, Ledger
from yiwang.messages import api as messages
from yiwang.routines.declarations import Opens, Sets, Tells, Writes
from yiwang.routines.models import Deed, RoutineRow

SYSTEM = Subject.system("routines")
_NAMED = re.compile(r"\{([a-z_0-9]+)(?:\+(\d+))?\}")


def once(row: RoutineRow, held: Held, occasion: str, what: str) -> Deed | None:
    """Claim that this is done for this record on this occasion; None where it was done before."""
    deed = statements.new(
        Deed,
        key=f"{row.id}|{held.id}|{occasion}|{what}"[:330],
        routine=row.id,
        record_id=held.id,
        what=what.split(":")[0],
        object_id="",
        state="",
        area_path=held.area_path,
        at=clock.now(),
    )
    if statements.insert(deed, once=True) != 1:
        return None
    RoutineRow.objects.filter(pk=row.id).update(did=row.did + 1, done_at=deed.at)
    row.did += 1
    return deed


def _point(deed: Deed, object_id: str) -> None:
    Deed.objects.filter(pk=deed.key).update(object_id=object_id)


def meets(held: Held, where: Sequence[Condition]) -> bool:
    """Whether the record's fields hold what is asked."""
    ledger = ledgers.find_ledger(held.ledger) if where else None
    if ledger is None:
        return not where
    found = ledgers.judge(
        where,
        ledger,
        held.values,
        find=ledgers.find_ledger,
        linked=values_of,
        day=date.fromisoformat(today()),
    )
    return all(line.met for line in found)


def values_of(record_id: str) -> Mapping[str, Any] | None:
    held = ledgers.find_record(record_id)
    return held.values if held else None


def today() -> str:
    return clock.now().astimezone(clock.SHANGHAI).date().isoformat()


def filled(text: str, held: Held, ledger: Ledger, extra: Mapping[str, Any], language: str = "zh") -> Any:
    """A text with its `{field}` filled in; what is nothing but one `{field}` as the field stores it."""
    alone = _NAMED.fullmatch(text)
    if alone:
        return _raw(alone, held, extra)
    return _NAMED.sub(lambda found: _shown(found, held, ledger, extra, language), text)


def _raw(found: re.Match[str], held: Held, extra: Mapping[str, Any]) -> Any:
    name, days = found[1], found[2]
    if name in extra:
        return extra[name]
    if name == "today":
        day = clock.now().astimezone(clock.SHANGHAI).date() + timedelta(days=int(days or 0))
        return day.isoformat()
    own = {
        "id": held.id,
        "key": held.key,
        "title": held.title,
        "unit": held.unit,
        "area": held.area_id,
        "point": [held.lon, held.lat] if held.lon is not None else None,
    }
    # A field of the record comes before what every record has.
    return held.values[name] if name in held.values else own.get(name)


def _shown(found: re.Match[str], held: Held, ledger: Ledger, extra: Mapping[str, Any], language: str) -> str:
    value = _raw(found, held, extra)
    field = ledger.field(found[1])
    if field is not None and field.kind == "choice":
        chosen = next((one for one in field.choices if one.code == value), None)
        return getattr(chosen.name, language) if chosen else ""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def open_event(row: RoutineRow, opens: Opens, held: Held, ledger: Ledger, occasion: str) -> bool:
    deed = once(row, held, occasion, "event")
    if deed is None:
        return False
    zh, en = (filled(getattr(opens.title, one), held, ledger, {}, one) for one in ("zh", "en"))
    event = events.open_for_record(
        record_id=held.id,
        matter=opens.matter,
        title_zh=str(zh),
        title_en=str(en),
        area_id=held.area_id or areas.area_of_path(held.area_path),
        area_path=held.area_path,
        lon=held.lon,
        lat=held.lat,
        severity=opens.severity,
        demonstration=held.demonstration,
        text_zh=f"由台账记录 {held.key}“{held.title}”立为事件",
        text_en=f"Opened by the ledger record {held.key} “{held.title}”",
    )
    _point(deed, event.id)
    return True


def write(
    row: RoutineRow,
    writes: Writes,
    held: Held,
    ledger: Ledger,
    occasion: str,
    *,
    extra: Mapping[str, Any] | None = None,
    unit: str = "",
) -> bool:
    """A record of another ledger."""
    into = ledgers.find_ledger(writes.into)
    if into is None:
        return False
    deed = once(row, held, occasion, f"record:{writes.into}")
    if deed is None:
        return False
    values = {name: filled(text, held, ledger, extra or {}) for name, text in writes.values.items()}
    for name, value in list(values.items()):
        field = into.field(name)
        if field is not None and field.kind == "text" and value is not None:
            values[name] = str(value)
    standing = ledgers.find_key(writes.into, str(values.get(into.key, "")))
    if standing is not None:
        _point(deed, standing.id)
        return False
    if writes.repeated:
        values[writes.repeated] = _stood_before(writes, values)
    made = ledgers.record(
        SYSTEM, writes.into, values, unit=unit or held.unit, demonstration=held.demonstration
    )
    _point(deed, made.id)
    return True


def _stood_before(writes: Writes, values: Mapping[str, Any]) -> bool:
    """Whether there is a record in that ledger already that is the same in these fields."""
    first, *rest = writes.same
    found = ledgers.walk(writes.into, where={first: values.get(first)})
    return any(all(one.values.get(name) == values.get(name) for name in rest) for one in found)


def set_values(row: RoutineRow, sets: Sets, held: Held, ledger: Ledger, occasion: str, name: Words) -> bool:
    """Other values for some fields of the record, or of the one that it leads to."""
    target = ledgers.find_record(str(held.values.get(sets.link) or "")) if sets.link else held
    if target is None or target.ended or once(row, held, occasion, f"set:{sets.link}") is None:
        return False
    now = ledgers.find_record(target.id) or target
    values = {field: filled(text, held, ledger, {}) for field, text in sets.values.items()}
    ledgers.change(SYSTEM, now.id, values, version=now.version, reason=f"例行：{name.zh}")
    return True


def take_step(held: Held, move: str, reason: str) -> bool:
    """The record takes a step of its life, if it still can: told twice it stands there already."""
    now = ledgers.find_record(held.id)
    if now is None:
        return False
    try:
        ledgers.move(SYSTEM, held.id, move, version=now.version, reason=reason)
    except MoveNotPossible:
        return False
    return True


def people_above(role: str, area_path: str) -> list[str]:
    """Who holds the role nearest above a place: in its village, else its town, county, city."""
    steps = [one for one in area_path.split("/") if one]
    for many in range(len(steps), 0, -1):
        found = identity.users_of_role(role, f"/{'/'.join(steps[:many])}/")
        if found:
            return [one.id for one in found]
    return []


def say(row: RoutineRow, tells: Tells, held: Held, ledger: Ledger, occasion: str, name: Words) -> bool:
    """A message to the record's unit, and to the people of a role over its place."""
    users = people_above(tells.above, held.area_path) if tells.above else []
    if not (held.unit or users) or once(row, held, occasion, "words") is None:
        return False
    zh, en = (str(filled(getattr(tells.title, one), held, ledger, {}, one)) for one in ("zh", "en"))
    messages.notify(
        to_units=[held.unit] if held.unit else [],
        to_users=users,
        kind="routine",
        title_zh=zh,
        title_en=en,
        body_zh=f"{name.zh}：{held.title}（{held.key}）",
        body_en=f"{name.en}: {held.title} ({held.key})",
        link=f"/desk/ledgers/records/{held.id}",
        key=f"routine:{row.id}:{held.id}:{occasion}",
        urgent=tells.urgent,
    )
    return True

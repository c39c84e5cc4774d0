"""Records for nouns above that act on them: one, those that lead to it, many in order. Unscoped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yiwang.kernel.facts import split_units
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import logic
from yiwang.ledgers.contracts import Held, UnknownLedger
from yiwang.ledgers.declarations import MISSING, Field, Ledger
from yiwang.ledgers.models import LedgerRecord

PAGE = 500


def held(row: LedgerRecord) -> Held:
    return Held(
        id=row.id,
        ledger=row.ledger,
        key=row.key,
        title=row.title,
        city_code=row.city_code,
        state=row.state,
        ended=row.ended,
        values=dict(row.values),
        unit=row.unit,
        units=split_units(row.units),
        area_id=row.area_id,
        area_path=row.area_path,
        lon=row.lon,
        lat=row.lat,
        demonstration=row.demonstration,
        made_at=row.made_at,
        changed_at=row.changed_at,
        version=row.version,
    )


def find_record(record_id: str) -> Held | None:
    """A record, unscoped: for nouns above that act on it."""
    row = LedgerRecord.objects.filter(pk=record_id).first()
    return held(row) if row else None


def find_key(code: str, key: str) -> Held | None:
    """The record of this ledger that is known by this key."""
    row = LedgerRecord.objects.filter(ledger=code, key=key).first()
    return held(row) if row else None


def find_code(said: str) -> Held | None:
    """The record of this 城市码, however it was typed."""
    code = logic.plain_code(said)
    row = LedgerRecord.objects.filter(city_code=code).first() if code else None
    return held(row) if row else None


def find_ledger(code: str) -> Ledger | None:
    """The declaration of a ledger in force."""
    found = registry.find(code)
    return found.ledger if found else None


def walk(
    code: str,
    *,
    after: str = "",
    limit: int = PAGE,
    states: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    until: tuple[str, str] | None = None,
    open_only: bool = False,
) -> list[Held]:
    """Records of a ledger in order of id beyond `after`: the next piece of a walk through all of them.

    `where` (field → value as stored) narrows by fields that have a column, the only ones that a walk of many
    records can afford; `until` (field, ISO day or moment) to those whose date lies before it. Raises
    UnknownLedger.
    """
    known = registry.find(code)
    if known is None:
        raise UnknownLedger(ledger=code)
    rows = LedgerRecord.objects.filter(ledger=code, pk__gt=after)
    if states:
        rows = rows.filter(state__in=list(states))
    if open_only:
        rows = rows.filter(ended=False)
    for name, value in (where or {}).items():
        field, column = _column(known, name)
        rows = rows.filter(**{column: logic.column(field, value)})
    if until is not None:
        field, column = _column(known, until[0])
        rows = rows.filter(
            **{f"{column}__gt": MISSING, f"{column}__lt": logic.column(field, logic.read(field, until[1]))}
        )
    return [held(row) for row in rows.order_by("pk")[:limit]]


def _column(known: registry.Known, name: str) -> tuple[Field, str]:
    """A field that is filtered or sorted by, and its column."""
    field = known.ledger.field(name)
    assert field is not None, f"{known.code} has no {name}"
    return field, known.slots[name]


def linked(
    code: str, link: str, record_id: str, *, states: Sequence[str] = (), since: datetime | None = None
) -> list[Held]:
    """Records of a ledger whose field `link` leads to this record, oldest first."""
    known = registry.find(code)
    if known is None:
        raise UnknownLedger(ledger=code)
    rows = LedgerRecord.objects.filter(ledger=code, **{_column(known, link)[1]: record_id})
    if states:
        rows = rows.filter(state__in=list(states))
    if since is not None:
        rows = rows.filter(made_at__gte=since)
    return [held(row) for row in rows.order_by("made_at", "pk")[:PAGE]]

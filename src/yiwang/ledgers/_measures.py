"""Records as figures count them: for the machine that counts, which shows rows within a scope of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yiwang.areas import api as areas
from yiwang.kernel import clock
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import _writing as writing
from yiwang.ledgers.contracts import RecordMeasured
from yiwang.ledgers.declarations import Field
from yiwang.ledgers.models import LedgerRecord, LedgerStep

OPEN_GRADE = 2
"""Up to here a figure's row may name its record."""


def measured(ids: Sequence[str]) -> list[RecordMeasured]:
    """These records as they are now, whoever asks; those of ledgers that were never declared are left out."""
    rows = list(LedgerRecord.objects.filter(pk__in=ids).order_by("pk"))
    known = {code: registry.find(code, closed=True) for code in {row.ledger for row in rows}}
    came: dict[str, datetime] = {}
    steps = LedgerStep.objects.filter(record_id__in=[row.id for row in rows]).exclude(to_state="")
    for step in steps.order_by("version"):
        if step.from_state != step.to_state and step.act not in ("change", "area_moved"):
            came[step.record_id] = step.at
    units = writing.unit_names({row.unit for row in rows if row.unit})
    places = areas.areas(sorted({row.area_id for row in rows}))
    return [
        _of(row, one, came.get(row.id, row.made_at), units.get(row.unit, row.unit), places)
        for row in rows
        if (one := known[row.ledger]) is not None
    ]


def _of(
    row: LedgerRecord, known: registry.Known, came_at: datetime, unit_name: str, places: dict[str, Any]
) -> RecordMeasured:
    ledger = known.ledger
    fields = {one.figure: one for one in ledger.fields if one.figure}
    told = {name: row.values.get(one.code) for name, one in fields.items()}
    named = ledger.grade <= OPEN_GRADE
    return RecordMeasured(
        id=row.id,
        ledger=row.ledger,
        number=row.key if named else row.city_code,
        title_zh=row.title if named else ledger.name.zh,
        title_en=row.title if named else ledger.name.en,
        state=row.state,
        ended=row.ended,
        unit=row.unit,
        unit_name=unit_name,
        area_id=row.area_id,
        area_path=row.area_path,
        area_name=places[row.area_id].name if row.area_id in places else "",
        made_at=row.made_at,
        came_at=came_at,
        kind=_word(told.get("kind")),
        result=_word(told.get("result")),
        amount=told.get("amount"),
        unit_of_amount=fields["amount"].unit if "amount" in fields else "",
        score=told.get("score"),
        due_on=_day(fields.get("due"), told.get("due")),
        demonstration=row.demonstration,
    )


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _day(field: Field | None, value: Any) -> date | None:
    if field is None or not value:
        return None
    if field.kind == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(clock.SHANGHAI).date()

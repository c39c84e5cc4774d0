"""Personal data in clear: for a purpose that is said, so often an hour, each look kept and told."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock, facts
from yiwang.kernel.ids import new_id
from yiwang.ledgers import _reading as reading
from yiwang.ledgers import _registry as registry
from yiwang.ledgers.contracts import (
    NotYourRecord,
    ReasonMissing,
    RecordUnmasked,
    RecordUnmaskedValues,
    TooManyLooks,
)
from yiwang.ledgers.models import LedgerLook

LEAST_PURPOSE = 4
AN_HOUR = 30


def unmask(subject: Subject, record_id: str, *, purpose: str) -> RecordUnmaskedValues:
    """The personal data of a record. Needs ledgers.unmask where it lies.

    Raises UnknownRecord, NotYourRecord, ReasonMissing, TooManyLooks.
    """
    require(subject, registry.UNMASK)
    known, _, row = reading.seen_record(subject, record_id)
    here = scope(subject, registry.UNMASK)
    if not here.sees(area_path=row.area_path, units=facts.split_units(row.units)):
        raise NotYourRecord()
    purpose = purpose.strip()[:300]
    if len(purpose) < LEAST_PURPOSE:
        raise ReasonMissing(least=LEAST_PURPOSE)
    now = clock.now()
    with transaction.atomic():
        if LedgerLook.objects.filter(who=subject.user_id, at__gt=now - timedelta(hours=1)).count() >= AN_HOUR:
            raise TooManyLooks(most=AN_HOUR)
        LedgerLook.objects.create(record_id=row.id, who=subject.user_id, purpose=purpose, at=now)
        facts.tell(
            RecordUnmasked(
                record_id=row.id,
                ledger=row.ledger,
                who=subject.user_id,
                unit=subject.unit_id,
                purpose=purpose,
            ),
            subject=f"ledger-look:{new_id()}",
            version=1,
            actor=subject.user_id,
            area_path=row.area_path,
            secret=True,
        )
    return RecordUnmaskedValues(
        id=row.id,
        values={
            one.code: str(row.values[one.code])
            for one in known.fields(here)
            if one.is_personal and one.code in row.values
        },
    )

"""What an area is to reach in a year, set by those who publish."""

from __future__ import annotations

from django.db import transaction

from yiwang.identity.api import Subject
from yiwang.indicators._figures import seen, why_of
from yiwang.indicators._reading import today
from yiwang.indicators._refusals import TargetMoved, UnknownIndicator
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import TargetSet
from yiwang.indicators.models import TargetStep, YearTarget
from yiwang.kernel import clock, facts, statements


def set_target(
    subject: Subject, code: str, area_id: str, year: int, value: float, basis: str, *, version: int
) -> YearTarget:
    """What an area is to reach in a year, and on what basis. Needs indicators.publish. Raises TargetMoved."""
    basis = why_of(basis)[:300]
    one = registry().on(code, today())
    if one is None:
        raise UnknownIndicator(indicator=code)
    area = seen(subject, "indicators.publish", area_id)
    with transaction.atomic():
        row = YearTarget.objects.select_for_update().filter(pk=f"{code}:{area_id}:{year}").first()
        old = row.value if row else None
        if row is None:
            row = statements.new(
                YearTarget,
                id=f"{code}:{area_id}:{year}",
                code=code,
                area_id=area_id,
                area_path=area.managed_path,
                year=year,
                value=value,
                basis=basis,
                set_by=subject.user_id,
                version=1,
            )
            if version or not statements.insert(row, once=True):
                raise TargetMoved(value="—")
        else:
            said, row.value, row.basis, row.set_by = row.value, value, basis, subject.user_id
            if row.version != version or not statements.claim(row, "value", "basis", "set_by"):
                raise TargetMoved(value=said)
        statements.insert(
            statements.new(
                TargetStep,
                target=row.id,
                version=row.version,
                value=value,
                basis=basis,
                set_by=subject.user_id,
                at=clock.now(),
            )
        )
        facts.tell(
            TargetSet(code=code, area_id=area_id, year=year, old=old, new=value, basis=basis),
            subject=f"target:{row.id}",
            version=row.version,
            actor=subject.user_id,
            area_path=area.managed_path,
        )
    return row


def target_steps(subject: Subject, code: str, area_id: str, year: int) -> list[TargetStep]:
    """Every target of a year that was set here, the one in force last. Needs indicators.review."""
    seen(subject, "indicators.review", area_id)
    return list(TargetStep.objects.filter(target=f"{code}:{area_id}:{year}").order_by("version"))

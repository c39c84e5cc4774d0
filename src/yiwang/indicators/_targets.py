"""What an area is to reach in a year, set by those who publish or by the unit that owns the figure."""

from __future__ import annotations

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import Subject, scope
from yiwang.indicators._aims import changed
from yiwang.indicators._figures import why_of
from yiwang.indicators._reading import Sight
from yiwang.indicators._refusals import TargetMoved, UnknownFigure
from yiwang.indicators.contracts import TargetSet
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.models import TargetStep, YearTarget
from yiwang.kernel import clock, facts, statements


def aimed(
    subject: Subject, permission: str, code: str, area_id: str
) -> tuple[IndicatorDeclaration, Area, str]:
    """A figure, an area that the subject may aim it at by area or because its unit owns the figure, and that
    unit. Raises UnknownIndicator, UnknownFigure."""
    sight, held = Sight(subject), scope(subject, permission)
    one = sight.get(code)
    area, owner = areas.find_area(area_id), sight.owner(one.owner)
    if area is None or not held.sees(area_path=area.managed_path, units=[owner] if owner else []):
        raise UnknownFigure()
    return one, area, owner


def set_target(
    subject: Subject, code: str, area_id: str, year: int, value: float, basis: str, *, version: int
) -> YearTarget:
    """What an area is to reach in a year, and on what basis. Needs indicators.publish. Raises TargetMoved."""
    basis = why_of(basis)[:300]
    _, area, _ = aimed(subject, "indicators.publish", code, area_id)
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
                set_name=subject.name,
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
        changed()
    return row


def target_steps(subject: Subject, code: str, area_id: str, year: int) -> list[TargetStep]:
    """Every target of a year that was set here, the one in force last. Needs indicators.review."""
    aimed(subject, "indicators.review", code, area_id)
    return list(TargetStep.objects.filter(target=f"{code}:{area_id}:{year}").order_by("version"))

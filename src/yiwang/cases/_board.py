"""What who supervises looks at: open cases by unit, and the orders that are not signed off yet."""

from __future__ import annotations

from django.db.models import Count, Q

from yiwang.areas import api as areas
from yiwang.cases._papers import order_rows
from yiwang.cases._reading import row_of
from yiwang.cases.contracts import CaseOrderRow, UnitLoad
from yiwang.cases.models import Case, CaseOrder
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock

MOST_ORDERS = 200


def unit_loads(subject: Subject, *, area: str = "") -> list[UnitLoad]:
    """The open cases of each unit within the scope, in an area (id or path): near due, overdue; most overdue
    first. A case without a unit waits for its dispatch and is counted under no unit.
    """
    now = clock.now()
    rows = Case.objects.filter(scope(subject, "cases.see").q(against="against"), state="open")
    if area:
        path = area if area.startswith("/") else areas.path_of(area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    late = Q(due_at__lt=now)
    grouped = (
        rows.exclude(lead_unit="")
        .values("lead_unit", "lead_unit_name")
        .annotate(
            open=Count("id"),
            overdue=Count("id", filter=late),
            near=Count("id", filter=Q(near_at__lte=now) & ~late),
        )
        .order_by("-overdue", "-near", "-open", "lead_unit")
    )
    return [
        UnitLoad(
            unit=row["lead_unit"],
            unit_name=row["lead_unit_name"],
            open=row["open"],
            near=row["near"],
            overdue=row["overdue"],
        )
        for row in grouped
    ]


def open_orders(subject: Subject, *, area: str = "") -> list[CaseOrderRow]:
    """The supervision orders within the scope that are not signed off, the oldest first, with their cases."""
    rows = Case.objects.filter(scope(subject, "cases.see").q(against="against"))
    if area:
        path = area if area.startswith("/") else areas.path_of(area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    found = list(
        CaseOrder.objects.filter(state__in=("asked", "answered"), case_id__in=rows.values("pk")).order_by(
            "ordered_at", "id"
        )[:MOST_ORDERS]
    )
    now = clock.now()
    cases = {one.id: row_of(one, now) for one in rows.filter(pk__in=[order.case_id for order in found])}
    return [CaseOrderRow(order=order, case=cases[order.case_id]) for order in order_rows(found)]

"""Counts of lead cases by the area that each lies in: within a scope, or of the whole city without a row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from yiwang.cases.contracts import CaseCount
from yiwang.cases.models import Case
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock


def tally(since: datetime, subject: Subject | None = None) -> list[CaseCount]:
    """Lead cases by deepest area, hazard and kind: open, overdue now, closed since `since`.

    With `subject`, what he may see. Without, every case that is not secret: for aggregates alone, as when a
    district counts by the statistical tree what another one governs.
    """
    seen = Q(secret=False) if subject is None else scope(subject, "cases.see").q(against="against")
    grouped = (
        Case.objects.filter(seen, role="lead")
        .filter(Q(state="open") | Q(state="closed", closed_at__gte=since))
        .values("area_id", "hazard", "kind")
        .annotate(
            open=Count("id", filter=Q(state="open")),
            overdue=Count("id", filter=Q(state="open", due_at__lt=clock.now())),
            closed_today=Count("id", filter=Q(state="closed")),
        )
        .order_by("area_id", "hazard", "kind")
    )
    return [CaseCount(**row) for row in grouped]

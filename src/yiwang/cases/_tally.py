"""Counts of lead cases by the area that each lies in: within a scope, or of the whole city without a row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q

from yiwang.cases._rates import NEVER
from yiwang.cases.contracts import CaseCount, MatterCases
from yiwang.cases.models import Case
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock


def by_matter(since: datetime, subject: Subject | None = None) -> list[MatterCases]:
    """Lead cases by matter that were opened since a moment: those that `subject` may see; without him every
    case that is not secret, as an aggregate for a light alone."""
    seen = Q(secret=False) if subject is None else scope(subject, "cases.see").q(against="against")
    late = Q(state="open", due_at__lt=clock.now())
    grouped = (
        Case.objects.filter(seen, role="lead", opened_at__gte=since)
        .exclude(matter="")
        .exclude(state__in=NEVER)
        .values("matter")
        .annotate(
            cases=Count("id"),
            open=Count("id", filter=Q(state="open")),
            overdue=Count("id", filter=late),
            decided=Count("id", filter=Q(done_in_time__isnull=False) | late),
            in_time=Count("id", filter=Q(done_in_time=True)),
            newest=Max("opened_at"),
        )
        .order_by("matter")
    )
    return [MatterCases(**row) for row in grouped]


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

"""Counts of single events by the area that each lies in: within a scope, or of the city without a row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from yiwang.events.contracts import EventCount
from yiwang.events.models import Event
from yiwang.identity.api import Subject, scope


def tally(since: datetime, subject: Subject | None = None) -> list[EventCount]:
    """Single events by deepest area and hazard: open now, closed since `since`.

    With `subject`, what he may see. Without, every event that is not secret: for aggregates alone.
    """
    seen = (
        Q(secret=False, against="") if subject is None else scope(subject, "events.see").q(against="against")
    )
    grouped = (
        Event.objects.filter(seen, kind="single")
        .filter(Q(state="open") | Q(closed_at__gte=since))
        .values("area_id", "hazard")
        .annotate(
            open=Count("id", filter=Q(state="open")),
            closed_today=Count("id", filter=Q(state="closed", closed_at__gte=since)),
        )
        .order_by("area_id", "hazard")
    )
    return [EventCount(**row) for row in grouped]

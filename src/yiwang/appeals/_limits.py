"""受理时限: until when an appeal is to be accepted, by kind and urgency; told once when that has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _notices as notices
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals._told import AppealOverdue, AppealReckoned
from yiwang.appeals.models import Appeal
from yiwang.areas import api as areas
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing, Limit
from yiwang.kernel.tasks import Lease

BATCH = 50


def limit_of(kind: str, urgency: str) -> Limit | None:
    """The limit that fits an appeal best; None where the book says nothing of it."""
    fitting = [one for one in book().accept if one.kind in ("", kind) and one.urgency in ("", urgency)]
    best = max(fitting, key=lambda one: (one.urgency != "", one.kind != ""), default=None)
    return Limit(kind=best.limit, amount=best.amount) if best else None


def due_of(kind: str, urgency: str, since: datetime, area_path: str) -> datetime | None:
    """Until when it is to be accepted; None without a limit, or in a year without a calendar."""
    limit = limit_of(kind, urgency)
    if limit is None:
        return None
    try:
        return areas.work_calendar().add(limit, since, area_path)
    except CalendarMissing:
        return None


def moved(appeal: Appeal, becomes: dict[str, object]) -> tuple[dict[str, object], str, str]:
    """What a change of kind, urgency or place makes of the limit: its columns, and why, in two languages."""
    kind, urgency, path = (
        str(becomes.get(name, getattr(appeal, name))) for name in ("kind", "urgency", "area_path")
    )
    due = due_of(kind, urgency, appeal.registered_at, path)
    if appeal.stage != "registered" or due == appeal.due_at:
        return {}, "", ""
    limit = limit_of(kind, urgency)
    return (
        {"due_at": due, "due_told": False},
        f"；受理时限随类型、紧急程度和属地改为{_said_zh(limit, due)}",
        f"; to be accepted by {logic.local(due) if due else '—'} now",
    )


def _said_zh(limit: Limit | None, due: datetime | None) -> str:
    if limit is None or due is None:
        return "不设"
    return f" {logic.local(due)}"


def reckon(area_path: str, zh: str, en: str) -> int:
    """The calendar of an area changed: the limits of what waits there are reckoned anew; how many moved."""
    waiting = Appeal.objects.filter(
        stage="registered", area_path__startswith=area_path
    )  # scope: no one looks
    many = 0
    for appeal_id in list(waiting.order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            appeal = Appeal.objects.select_for_update().filter(pk=appeal_id, stage="registered").first()
            if appeal is None:
                continue
            due = due_of(appeal.kind, appeal.urgency, appeal.registered_at, appeal.area_path)
            if due == appeal.due_at:
                continue
            told = appeal.due_told and due is not None and due < clock.now()
            Appeal.objects.filter(pk=appeal_id).update(due_told=told)
            changes.change(
                appeal,
                "reckoned",
                changes.SYSTEM,
                Words(
                    zh=f"{zh}，受理时限改为{_said_zh(limit_of(appeal.kind, appeal.urgency), due)}",
                    en=f"{en}: to be accepted by {logic.local(due) if due else '—'}",
                ),
                AppealReckoned,
                becomes={"due_at": due},
            )
            many += 1
    return many


def tell_overdue(lease: Lease) -> int:
    """Say once of each appeal that it was not accepted in time: in its history, and to who accepts."""
    late = Appeal.objects.filter(stage="registered", due_told=False, due_at__lt=clock.now())
    told = 0
    for appeal_id in list(late.order_by("due_at").values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            lease.hold()
            appeal = Appeal.objects.select_for_update().filter(pk=appeal_id, stage="registered").first()
            if appeal is None or appeal.due_told or appeal.due_at is None:
                continue
            Appeal.objects.filter(pk=appeal_id).update(due_told=True)
            due = logic.local(appeal.due_at)
            changes.change(
                appeal,
                "overdue",
                changes.SYSTEM,
                Words(zh=f"受理时限已于 {due} 超期", en=f"It was to be accepted by {due}"),
                AppealOverdue,
            )
            notices.tell_overdue(appeal, due)
            told += 1
    return told

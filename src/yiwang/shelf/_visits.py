"""Visits: how many people looked at a topic on a day. Nothing remains that says who, or what else he saw.

While a day lasts a keyed digest of topic and person keeps him from counting twice; its key is made by chance
for the day, and both are gone when the day is over.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Sum

from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.shelf.contracts import TopicDay
from yiwang.shelf.models import VisitDay, VisitMark, VisitSalt

WEEK = 7
SHOWN_DAYS = 30


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def visit(subject: Subject, topic: str) -> None:
    """Count a person once a day and topic; the caller has looked whether he sees it."""
    day = today()
    with transaction.atomic():
        statements.insert(statements.new(VisitSalt, day=day, salt=secrets.token_hex(32)), once=True)
        salt = VisitSalt.objects.values_list("salt", flat=True).get(pk=day)
        mark = hmac.new(bytes.fromhex(salt), f"{topic}\0{subject.user_id}".encode(), "sha256").hexdigest()
        if not statements.insert(statements.new(VisitMark, id=mark, day=day), once=True):
            return
        key = f"{topic}:{day}"
        statements.insert(statements.new(VisitDay, id=key, topic=topic, day=day, people=0), once=True)
        VisitDay.objects.filter(pk=key).update(people=F("people") + 1)


def forget() -> int:
    """Throw the marks of days that are over away, with their keys; how many."""
    day = today()
    gone, _ = VisitMark.objects.filter(day__lt=day).delete()
    VisitSalt.objects.filter(day__lt=day).delete()
    return gone


def people(topics: list[str]) -> dict[str, tuple[int, int]]:
    """Of each topic the people of today, and those of the last seven days added up by day."""
    day = today()
    rows = (
        VisitDay.objects.filter(topic__in=topics, day__gt=day - timedelta(days=WEEK), day__lte=day)
        .values_list("topic", "day")
        .annotate(people=Sum("people"))
    )
    found: dict[str, tuple[int, int]] = {}
    for topic, on, count in rows:
        now, week = found.get(topic, (0, 0))
        found[topic] = (now + (count if on == day else 0), week + count)
    return found


def days(topic: str) -> list[TopicDay]:
    """The people of each of the last thirty days that had any, oldest first."""
    first = today() - timedelta(days=SHOWN_DAYS - 1)
    rows = VisitDay.objects.filter(topic=topic, day__gte=first).order_by("day")
    return [TopicDay(day=row.day, people=row.people) for row in rows]

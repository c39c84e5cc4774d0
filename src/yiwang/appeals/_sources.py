"""Other systems that hand in appeals: keys issued once, requests signed, each order taken once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction

from yiwang.appeals import _register as registering
from yiwang.appeals._wire import signature
from yiwang.appeals.contracts import (
    AppealSourceIssued,
    AppealSourceRevoked,
    BadWord,
    IssuedKey,
    NewAppeal,
    Registered,
    SourceRefused,
    SourceRow,
    UnknownSource,
    WordsMissing,
)
from yiwang.appeals.models import AppealSource
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock, facts

__all__ = ["check", "hand_in", "issue", "revoke", "signature", "sources"]

#: A signature older or newer than this is refused, so that a recorded request cannot be sent again later.
FRESH = timedelta(minutes=5)


def sources(subject: Subject) -> list[SourceRow]:
    """All of them, in order of id. Needs things.manage."""
    require(subject, "things.manage")
    return [_row(row) for row in AppealSource.objects.order_by("pk")]


def _row(row: AppealSource) -> SourceRow:
    return SourceRow(
        id=row.id,
        name=row.name,
        area_id=row.area_id,
        url=row.url,
        state="revoked" if row.revoked_at else "active",
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
    )


def issue(
    subject: Subject, *, source_id: str, name: str, area: str, url: str = "", demonstration: bool = False
) -> IssuedKey:
    """A source with a fresh key; an earlier key stops working now. `url` is where it takes messages and days
    of the exchange, signed with the same key. Raises UnknownArea, UnknownSource, BadWord.
    """
    if url and not url.startswith(("http://", "https://")):
        raise BadWord(what_zh="地址", what_en="address", value=url[:40], known="http://、https://")
    path = areas.path_of(area)
    if not scope(subject, "things.manage").sees(area_path=path):
        raise UnknownSource(source=source_id)
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = AppealSource.objects.select_for_update().filter(pk=source_id).first()
        version = row.version + 1 if row else 1
        AppealSource.objects.update_or_create(
            pk=source_id,
            defaults={
                "name": name,
                "area_id": area,
                "channel": "webhook",
                "url": url.rstrip("/"),
                "key_digest": hashlib.sha256(key.encode()).hexdigest(),
                "issued_at": clock.now(),
                "revoked_at": None,
                "demonstration": demonstration,
                "version": version,
            },
        )
        facts.tell(
            AppealSourceIssued(source_id=source_id, rotated=row is not None),
            subject=f"appeal-source:{source_id}",
            version=version,
            actor=subject.user_id,
            area_path=path,
        )
    return IssuedKey(source_id=source_id, key=key)


def revoke(subject: Subject, source_id: str) -> SourceRow:
    """Cut it off; what it handed in stays. Raises UnknownSource."""
    may = scope(subject, "things.manage")
    with transaction.atomic():
        row = AppealSource.objects.select_for_update().filter(pk=source_id).first()
        if row is None or not may.sees(area_path=areas.path_of(row.area_id)):
            raise UnknownSource(source=source_id)
        if row.revoked_at is None:
            row.key_digest, row.revoked_at, row.version = "", clock.now(), row.version + 1
            row.save(update_fields=["key_digest", "revoked_at", "version"])
            facts.tell(
                AppealSourceRevoked(source_id=source_id),
                subject=f"appeal-source:{source_id}",
                version=row.version,
                actor=subject.user_id,
            )
    return _row(row)


def check(*, source_id: str, stamp: str, signed: str, idempotency_key: str, body: bytes) -> AppealSource:
    """The source whose key signed this a short while ago. Raises SourceRefused, whatever was wrong."""
    row = AppealSource.objects.filter(pk=source_id, revoked_at=None).first()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        raise SourceRefused()
    expected = signature(row.key_digest if row else "-", stamp, idempotency_key, body)
    at = datetime.fromtimestamp(int(stamp), UTC)
    if not hmac.compare_digest(expected.encode(), signed.encode("utf-8", "replace")) or row is None:
        raise SourceRefused()
    if abs(clock.now() - at) > FRESH:
        raise SourceRefused()
    return row


def hand_in(source: AppealSource, new: NewAppeal) -> Registered:
    """Register what a source hands in, within its own area. The same key again is the same appeal."""
    by = Subject.source(source.id)
    require(by, "appeals.exchange")
    if not new.key:
        raise WordsMissing(what_zh="请求头 Idempotency-Key", what_en="the header Idempotency-Key")
    path = areas.path_of(source.area_id)
    if new.area and not areas.path_of(new.area).startswith(path):
        raise BadWord(what_zh="区域", what_en="area", value=new.area[:40], known=source.area_id)
    return registering.take_in(by, new, space=f"source:{source.id}", fallback=path)

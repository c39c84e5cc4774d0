"""Credentials of sources: issued once, kept as a digest, cut off in the moment of revocation."""

from __future__ import annotations

import secrets

from django.db import transaction

from yiwang.identity.api import require
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock
from yiwang.kernel.bus import wake
from yiwang.kernel.errors import Conflict
from yiwang.kernel.facts import tell
from yiwang.sensing import _registry
from yiwang.sensing._devices import REGISTRY
from yiwang.sensing.contracts import (
    IssuedToken,
    SourceAlreadyRevoked,
    SourceInfo,
    SourceIssued,
    SourceRevoked,
    UnknownSource,
)
from yiwang.sensing.models import Source


def info(row: Source) -> SourceInfo:
    return SourceInfo(
        id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        things=list(row.things),
        pack=row.pack,
        state="revoked" if row.revoked_at else "active" if row.token_digest else "new",
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
    )


def sources() -> list[SourceInfo]:
    return [info(row) for row in Source.objects.order_by("pk")]


def _get(source_id: str) -> Source:
    row = Source.objects.filter(pk=source_id).first()
    if row is None:
        raise UnknownSource(source=source_id)
    return row


def issue(source_id: str, subject: Subject) -> IssuedToken:
    """A new token; the one before, if any, stops working now. A revoked source comes back to life by this."""
    require(subject, "things.manage")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = _get(source_id)
        claimed = Source.objects.filter(pk=row.pk, version=row.version).update(
            token_digest=_registry.digest_of(token),
            issued_at=clock.now(),
            revoked_at=None,
            version=row.version + 1,
        )
        if not claimed:
            raise Conflict()
        _registry.touch()
        tell(
            SourceIssued(source_id=row.pk, rotated=bool(row.token_digest)),
            subject=f"source:{row.pk}",
            version=row.version + 1,
            actor=subject.user_id,
        )
    wake(REGISTRY)
    return IssuedToken(source_id=source_id, token=token)


def revoke(source_id: str, subject: Subject, reason: str) -> SourceInfo:
    """Cut the source off: from this moment no reading of it is taken by any door."""
    require(subject, "things.manage")
    with transaction.atomic():
        row = _get(source_id)
        if row.revoked_at is not None:
            raise SourceAlreadyRevoked(source=source_id)
        claimed = Source.objects.filter(pk=row.pk, version=row.version).update(
            token_digest="", revoked_at=clock.now(), version=row.version + 1
        )
        if not claimed:
            raise Conflict()
        _registry.touch()
        tell(
            SourceRevoked(source_id=row.pk, reason=reason),
            subject=f"source:{row.pk}",
            version=row.version + 1,
            actor=subject.user_id,
        )
    wake(REGISTRY)
    return info(_get(source_id))

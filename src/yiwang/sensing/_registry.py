"""Sources and datastreams as the doors know them: in memory, never older than the last change in the
database."""

from __future__ import annotations

import hashlib
import logging
import threading

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from yiwang.sensing.logic import Registry, SourceRights, StreamInfo
from yiwang.sensing.models import Datastream, RegistryMark, Source

log = logging.getLogger(__name__)

_registry: Registry | None = None
_lock = threading.Lock()


def digest_of(token: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain digest cannot be searched back."""
    return hashlib.sha256(token.encode()).hexdigest()


def touch() -> None:
    """Say, inside the transaction of a change, that every door must read again."""
    if not RegistryMark.objects.filter(pk=1).update(mark=F("mark") + 1):
        RegistryMark.objects.create(pk=1, mark=1)


def current() -> Registry:
    """The registry as of now: one short query when nothing changed.

    While the database is away the last registry still serves: nothing can have been revoked in it meanwhile.
    """
    global _registry
    try:
        mark = RegistryMark.objects.filter(pk=1).values_list("mark", flat=True).first() or 0
        with _lock:
            if _registry is None or _registry.mark != mark:
                _registry = _load()
            return _registry
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()
        if _registry is None:
            raise
        log.warning("sensing: the database is away, the doors go by what they know")
        return _registry


def forget() -> None:
    """Read everything again at the next look (a changed database under the same process: tests)."""
    global _registry
    with _lock:
        _registry = None


def _load() -> Registry:
    with transaction.atomic():
        # The mark is read before the rows: a change in between is seen again at the next look.
        mark = RegistryMark.objects.filter(pk=1).values_list("mark", flat=True).first() or 0
        rows = Datastream.objects.filter(retired_at__isnull=True).values_list(
            "id", "thing_id", "thing__pack", "unit"
        )
        streams = {
            id_: StreamInfo(thing_id=thing_id, pack=pack, unit=unit)
            for id_, thing_id, pack, unit in rows.iterator(chunk_size=5000)
        }
        sources = Source.objects.exclude(token_digest="").filter(revoked_at__isnull=True)
        by_digest = {
            row.token_digest: SourceRights(id=row.id, things=frozenset(row.things), pack=row.pack)
            for row in sources
        }
    return Registry(
        mark=mark,
        streams=streams,
        by_digest=by_digest,
        active=frozenset((rights.id, digest) for digest, rights in by_digest.items()),
    )

"""Sources and datastreams as the doors know them: in memory, never older than the last change in the
database."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Sequence

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from yiwang.sensing._links import INSIDE, declaration_of, link_of
from yiwang.sensing.logic import Registry, SourceRights, StreamInfo
from yiwang.sensing.models import Connector, Datastream, Device, RegistryMark, Source, ThingModel

log = logging.getLogger(__name__)

CHUNK = 500
_registry: Registry | None = None
_lock = threading.Lock()


def digest_of(token: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain digest cannot be searched back."""
    return hashlib.sha256(token.encode()).hexdigest()


def touch() -> None:
    """Say, inside the transaction of a change, that every door must read everything again."""
    mark = step()
    RegistryMark.objects.filter(pk=1).update(whole=mark)


def step() -> int:
    """The mark of a change, inside its transaction, for the `mark` of the datastreams and devices that it
    wrote: the doors read only these. The row is locked until the commit, so marks become visible in order.
    """
    if not RegistryMark.objects.filter(pk=1).update(mark=F("mark") + 1):
        RegistryMark.objects.get_or_create(pk=1)
        RegistryMark.objects.filter(pk=1).update(mark=F("mark") + 1)
    return int(RegistryMark.objects.values_list("mark", flat=True).get(pk=1))


def current() -> Registry:
    """The registry as of now: one short query when nothing changed.

    While the database is away the last registry still serves: nothing can have been revoked in it meanwhile.
    """
    global _registry
    try:
        mark = RegistryMark.objects.filter(pk=1).values_list("mark", flat=True).first() or 0
        with _lock:
            if _registry is None or _registry.mark != mark:
                _registry = _load(_registry)
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


def devices_of(digests: Sequence[str]) -> dict[str, SourceRights]:
    """The devices behind tokens that no source has, known from now on; those without one are absent."""
    while True:
        registry = current()
        unknown = [digest for digest in digests if digest not in registry.devices]
        rows: dict[str, str] = {}
        for start in range(0, len(unknown), CHUNK):
            asked = Device.objects.filter(token_digest__in=unknown[start : start + CHUNK])
            rows.update(asked.values_list("token_digest", "thing_id"))
        with _lock:
            # A change since that look may have been one of the devices' own: then they are asked for again.
            if _registry is registry:
                for digest, thing_id in rows.items():
                    registry.devices[digest] = SourceRights(
                        id=thing_id, things=frozenset((thing_id,)), pack=""
                    )
                return {digest: registry.devices[digest] for digest in digests if digest in registry.devices}


def _load(before: Registry | None) -> Registry:
    """What the database says; what changed since `before` where that is all that there is to read.

    The dictionaries of datastreams and devices are one for the whole process and change in place: a copy of
    100,000 entries for every device that is enrolled would cost more than the enrolment.
    """
    with transaction.atomic():
        # The mark is read before the rows: a change in between is seen again at the next look.
        row = RegistryMark.objects.filter(pk=1).first() or RegistryMark(mark=0, whole=0)
        rows = Datastream.objects.filter(retired_at__isnull=True).values_list(
            "id",
            "thing_id",
            "thing__pack",
            "unit",
            "valid_min",
            "valid_max",
            "thing__trial",
            "thing__model_id",
            "property",
        )
        derived = _derived()
        if before is None or not row.whole <= before.mark <= row.mark:
            streams: dict[str, StreamInfo] = {}
            devices: dict[str, SourceRights] = {}
        else:
            streams, devices = before.streams, before.devices
            rows = rows.filter(mark__gt=before.mark)
            _take_out(devices, before.mark)
        for id_, thing_id, pack, unit, low, high, trial, model, code in rows.iterator(chunk_size=5000):
            if (model, code) in derived:  # the house's own: no door knows it, so nobody else sends it
                streams.pop(id_, None)
                continue
            streams[id_] = StreamInfo(
                thing_id=thing_id, pack=pack, unit=unit, trial=(low, high) if trial else None
            )
        sources = Source.objects.exclude(token_digest="").filter(revoked_at__isnull=True)
        by_digest = {
            row.token_digest: SourceRights(id=row.id, things=frozenset(row.things), pack=row.pack)
            for row in sources
        }
        rights = {
            row.id: SourceRights(id=row.id, things=frozenset(row.things), pack=row.pack)
            for row in Source.objects.filter(revoked_at__isnull=True, pk__in=Connector.objects.values("pk"))
        }
        # A connector whose source was cut off is no link: its port shuts, its questions end.
        links = {
            row.id: link_of(declaration_of(row.kind, row.declaration), rights[row.id])
            for row in Connector.objects.all()
            if row.id in rights
        }
    return Registry(
        mark=row.mark,
        streams=streams,
        by_digest=by_digest,
        active=frozenset(
            [(source.id, digest) for digest, source in by_digest.items()] + [(id_, INSIDE) for id_ in links]
        ),
        links=links,
        devices=devices,
    )


def _derived() -> set[tuple[str, str]]:
    """(model, property) of what the house computes itself."""
    return {
        (code, one["code"])
        for code, properties in ThingModel.objects.values_list("code", "properties")
        for one in properties
        if one.get("derived")
    }


def _take_out(devices: dict[str, SourceRights], since: int) -> None:
    """Forget every device whose credential has changed; who comes with the new one is looked up again."""
    changed = set(Device.objects.filter(mark__gt=since).values_list("thing_id", flat=True))
    if changed:
        for digest in [digest for digest, rights in devices.items() if rights.id in changed]:
            devices.pop(digest, None)

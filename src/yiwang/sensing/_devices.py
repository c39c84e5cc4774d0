"""Credentials of single things: enrolled once, rotated at will, cut off in the moment of revocation.

A device signs in with the id of its thing and its own token, and may send for that thing alone. Until it was
heard for the first time it is on trial: what it says is held to the ranges of its model.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction

from yiwang.identity.api import scope
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock
from yiwang.kernel.bus import wake
from yiwang.kernel.facts import tell
from yiwang.sensing import _registry
from yiwang.sensing._device_shapes import DeviceEnrolled, DeviceRevoked, DeviceToken, NoDevice
from yiwang.sensing._things import device_row, visible
from yiwang.sensing.contracts import DeviceRow, UnknownThing
from yiwang.sensing.models import Datastream, Device, Thing, ThingStanding

CHUNK = 200
REGISTRY = "registry"
"""Wakes the gateways, so that a connection whose credential is gone ends at once."""


def _manageable(subject: Subject, ids: Sequence[str]) -> list[Thing]:
    """The things in their order; raises UnknownThing where one lies outside what the subject manages."""
    allowed = scope(subject, "things.manage")
    found = {row.pk: row for row in visible(allowed).filter(pk__in=list(ids))}
    for one in ids:
        if one not in found:
            raise UnknownThing(thing=one)
    return [found[one] for one in dict.fromkeys(ids)]


def enrol(thing_ids: Sequence[str], subject: Subject) -> list[DeviceToken]:
    """A new token for each thing; the one before, if any, stops working now. Needs things.manage.

    A revoked device comes back to life by this. Raises UnknownThing, and then nothing was changed of the 200
    that it belongs to.
    """
    issued: list[DeviceToken] = []
    for start in range(0, len(thing_ids), CHUNK):
        with transaction.atomic():
            issued += _enrol(_manageable(subject, thing_ids[start : start + CHUNK]), subject)
    wake(REGISTRY)
    return issued


def _enrol(things: list[Thing], subject: Subject) -> list[DeviceToken]:
    ids = [thing.pk for thing in things]
    # The mark locks the registry's row: two enrolments of one thing come one after the other.
    mark, now = _registry.step(), clock.now()
    before = {row.pk: row for row in Device.objects.filter(pk__in=ids)}
    heard = set(ThingStanding.objects.filter(pk__in=ids).values_list("pk", flat=True))
    tokens = [DeviceToken(thing_id=one, token=secrets.token_urlsafe(32)) for one in ids]
    rows = [
        Device(
            thing_id=one.thing_id,
            token_digest=_registry.digest_of(one.token),
            issued_at=now,
            revoked_at=None,
            mark=mark,
            version=before[one.thing_id].version + 1 if one.thing_id in before else 1,
        )
        for one in tokens
    ]
    Device.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["thing"],
        update_fields=["token_digest", "issued_at", "revoked_at", "mark", "version"],
    )
    new = [one for one in ids if one not in heard]
    # scope: what was let through above
    Thing.objects.filter(pk__in=new).update(trial=True)
    Datastream.objects.filter(thing__in=new).update(mark=mark)
    for thing, row in zip(things, rows, strict=True):
        tell(
            DeviceEnrolled(thing_id=thing.pk, rotated=thing.pk in before),
            subject=f"device:{thing.pk}",
            version=row.version,
            actor=subject.user_id,
            area_path=thing.area_path,
            units=[thing.owner_unit, thing.maintainer_unit],
        )
    return tokens


def revoke(thing_id: str, subject: Subject, reason: str) -> DeviceRow:
    """Cut a device off: from this moment no reading of it is taken by any door. Needs things.manage."""
    with transaction.atomic():
        (thing,) = _manageable(subject, [thing_id])
        mark = _registry.step()
        row = Device.objects.filter(pk=thing_id).exclude(token_digest="").first()
        if row is None:
            raise NoDevice(thing=thing_id)
        row.token_digest, row.revoked_at = "", clock.now()
        row.mark, row.version = mark, row.version + 1
        row.save()
        tell(
            DeviceRevoked(thing_id=thing_id, reason=reason),
            subject=f"device:{thing_id}",
            version=row.version,
            actor=subject.user_id,
            area_path=thing.area_path,
            units=[thing.owner_unit, thing.maintainer_unit],
        )
    wake(REGISTRY)
    return device_row(thing, row)

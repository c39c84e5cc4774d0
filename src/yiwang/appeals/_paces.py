"""How often somebody without an account may do something: counted by the hour and the place he asks from."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.appeals.contracts import TooMany
from yiwang.appeals.models import AppealPace
from yiwang.kernel import clock

HOUR = timedelta(hours=1)
SWEEPS = ("0", "8")


def take(what: str, address: str, most: int) -> None:
    """Count one more; raises TooMany beyond `most` an hour. In a transaction of its own, so that a refusal
    afterwards does not undo the count."""
    key, now = _key(what, address), clock.now()
    with transaction.atomic():
        _, is_new = AppealPace.objects.get_or_create(pk=key, defaults={"since": now, "times": 0})
        if is_new and key.endswith(SWEEPS):  # now and then, so that the table holds two hours of askers
            AppealPace.objects.filter(since__lt=now - 2 * HOUR).delete()
        row = AppealPace.objects.select_for_update().get(pk=key)
        if row.since + HOUR <= now:
            row.since, row.times = now, 0
        over = row.times >= most
        row.times += 1
        row.save(update_fields=["since", "times"])
        since = row.since
    if over:
        raise _wait(since, now)


def check(what: str, address: str, most: int) -> None:
    """Raises TooMany where `most` were counted within the hour; counts nothing."""
    now = clock.now()
    row = AppealPace.objects.filter(pk=_key(what, address), since__gt=now - HOUR, times__gte=most).first()
    if row is not None:
        raise _wait(row.since, now)


def _wait(since: datetime, now: datetime) -> TooMany:
    return TooMany(minutes=max(1, int((since + HOUR - now).total_seconds() // 60) + 1))


def _key(what: str, address: str) -> str:
    """An IPv6 neighbour of his own network is the same asker: he has 2⁶⁴ addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        network = str(ipaddress.ip_network((address, 64), strict=False)) if parsed.version == 6 else address
    return f"{what}:{hashlib.sha256(network.encode()).hexdigest()[:40]}"

"""Fills the database of a running instance: so many people who may sign in, so many records of a ledger.

`RECORDS USERS PASSWORD`: prints `ready` when all are there. The people have roles that topics are granted to,
and one password; its hash is made once, as dear as anybody's. What a kept database holds is left as it is.
"""

from __future__ import annotations

import os
import sys
from itertools import cycle

ROLES = ("leader", "dispatcher", "supervisor")
LOGIN = "bench-{:05d}"


def main() -> None:
    records, users, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from django.db import transaction

    from benchmarks import _ledgers_city
    from yiwang.identity._sessions import hash_password
    from yiwang.identity.models import Charge, Grant, UnitRow, User
    from yiwang.kernel import clock
    from yiwang.ledgers.models import LedgerRecord

    if not LedgerRecord.objects.filter(pk=_ledgers_city.record_id(records)).exists():
        _ledgers_city.fill(records, declare=False)
    now, hashed = clock.now(), hash_password(password)
    units = list(UnitRow.objects.filter(level="city", active=True).order_by("pk"))
    logins = [
        LOGIN.format(number) for number in range(User.objects.filter(id__startswith="bench-").count(), users)
    ]
    with transaction.atomic():
        User.objects.bulk_create(
            User(id=login, login=login, name=login, unit=unit, post="", area_path=unit.area_path,
                 password=hashed, password_changed_at=now)
            for login, unit in zip(logins, cycle(units))
        )  # fmt: skip
        Grant.objects.bulk_create(
            Grant(id=f"post:{login}", user_id=login, role=role, kind="standing", granted_by="system:bench",
                  reason="bench", starts_at=now)
            for login, role in zip(logins, cycle(ROLES))
        )  # fmt: skip
        Charge.objects.bulk_create(
            Charge(user_id=login, area_path=unit.area_path, line="*")
            for login, unit, role in zip(logins, cycle(units), cycle(ROLES))
            if role == "leader"
        )
    print("ready", flush=True)


if __name__ == "__main__":
    main()

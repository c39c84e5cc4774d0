"""A ledger of a million records: lists, further pages, orders, words, frames of the map, a scan.

Twenty-four questions as people ask them under three scopes: the city, a county bureau, a town. PostgreSQL;
each is asked warm, `--runs` times. The value is the 95th percentile over all of them; beside it stands the
plain statement of the newest fifty. `--records` for a smaller ledger; `--data FOLDER` keeps the filled
database there and takes it up the next time; `--database URL` asks one that is filled already.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks._large import database, ms, p95, warm
from benchmarks.result import Result

WHAT = "ms, p95 of 24 questions to a ledger of 1,000,000 records: list, filter, order, words, map, scan"
BAR_MS = 300.0


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=ledgers")
    words.add_argument("--records", type=int, default=1_000_000)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--warm", type=float, default=200.0, help="seconds, at most")
    words.add_argument("--data", default="", help="a folder that keeps the filled database")
    words.add_argument("--database", default="")
    asked = words.parse_args(arguments)
    with (
        database(asked.database, asked.data) as url,
        tempfile.TemporaryDirectory(prefix="yiwang-bench-") as home,
    ):
        os.environ.update(
            YIWANG_HOME=home, YIWANG_DATABASE_URL=url, DJANGO_SETTINGS_MODULE="yiwang.app.settings"
        )
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from benchmarks import _ledgers_city as city
        from yiwang.ledgers.models import LedgerRecord

        call_command("migrate", verbosity=0)
        if not asked.database and not LedgerRecord.objects.exists():  # scope: a database of our own
            began = time.monotonic()
            city.fill(asked.records)
            print(f"{asked.records:,} records in {time.monotonic() - began:.0f} s", flush=True)
        try:
            return _measure(asked.runs, asked.warm)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class One:
    """The answer that is one record."""

    found: Any
    total: int = 1


def _measure(runs: int, warm_s: float) -> Result:
    from django.db import connection

    from yiwang.ledgers.models import LedgerRecord

    asked = _questions()
    cold = warm(asked, warm_s)
    table: dict[str, float] = {}
    every: list[float] = []
    totals: dict[str, int] = {}
    for name, ask in asked.items():
        totals[name] = ask().total
        times = [ms(ask) for _ in range(runs)]
        table[name] = round(statistics.median(times), 1)
        every += times
        print(f"{name:<40} {table[name]:>8} ms  {totals[name]:,}", flush=True)

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM ledgers_ledgerrecord WHERE ledger = 'drainage-facilities' "
                "ORDER BY made_at DESC, id DESC LIMIT 50"
            )
            cursor.fetchall()

    plain()
    return Result(
        name="ledgers",
        values=[p95(every)],
        unit="ms",
        bar=BAR_MS,
        limit_what="the newest fifty records by one plain SQL statement",
        limit_values=[ms(plain) for _ in range(runs)],
        more={
            "records": LedgerRecord.objects.count(),  # scope: the size of the table
            "questions": len(asked),
            "slowest": max(table, key=lambda name: table[name]),
            "median_ms": round(statistics.median(every), 1),
            "questions_ms": table,
            "first_ms": cold,
            "totals": totals,
        },
    )


def _questions() -> dict[str, Callable[[], Any]]:
    """Who asks what."""
    from benchmarks import _ledgers_city as city
    from yiwang.identity.contracts import Held, Subject
    from yiwang.identity.roles import ROLES
    from yiwang.ledgers import api, logic
    from yiwang.ledgers._codes import form
    from yiwang.ledgers.api import Asked

    code = "drainage-facilities"

    def person(role: str, unit: str, path: str, units: tuple[str, ...] = ()) -> Subject:
        held = Held(role=role, area_path=path, unit_ids=units, whole_area=not units)
        return Subject(
            user_id=f"bench-{unit}", name=unit, unit_id=unit, unit_name=unit, post="", roles=(role,),
            permissions=ROLES[role].permissions, area_path=path, held=(held,),
        )  # fmt: skip

    path, _ = city.towns()[13]
    own = city.bureau(3, 5)
    here = person("dispatcher", "centre", city.CITY)
    bureau = person("handler", own, f"{city.CITY}k3/", (own,))
    town = person("handler", "t013-zf", path)

    def ask(who: Subject, after: str = "", **said: Any) -> Callable[[], Any]:
        return partial(api.list_records, who, code, Asked(**said), after=after)

    def drawn(who: Subject, *box: float, **said: Any) -> Callable[[], Any]:
        return partial(api.map_of, who, code, Asked(box=(box[0], box[1], box[2], box[3]), **said))

    def far_back(who: Subject, **said: Any) -> str:
        """The last record of page 150, or of the last page of a small ledger."""
        total = api.list_records(who, code, Asked(**said)).total
        return api.list_records(who, code, Asked(**said), page=max(1, min(150, total // 50))).items[-1].id

    whole, quarter, streets = (
        (110.1, 21.0, 110.7, 21.5),
        (110.30, 21.20, 110.42, 21.32),
        (110.36, 21.26, 110.37, 21.27),
    )
    scanned = logic.city_code(form(), "F", city.SCANNED)
    return {
        "city: newest": ask(here),
        "city: page 151": ask(here, far_back(here)),
        "city: under repair": ask(here, state="repair"),
        "city: pumps with backup power": ask(here, where=("type:pump", "backup_power:true")),
        "city: flow 19000 and more": ask(here, where=("capacity:19000..",)),
        "city: by flow, largest first": ask(here, sort="-capacity"),
        "city: by flow, page 151": ask(here, far_back(here, sort="-capacity"), sort="-capacity"),
        "city: gates by age": ask(here, where=("type:gate",), sort="built_on"),
        "city: built 1999, in a county": ask(here, where=("built_on:1999-01-01..1999-12-31",), area="k4"),
        "city: 防潮闸门": ask(here, q="防潮闸门"),
        "city: 中大万路": ask(here, q="中大万路"),
        "city: 雨水, by flow": ask(here, q="雨水", sort="-capacity"),
        "city: a number": ask(here, q="0003141"),
        "city: map, whole": drawn(here, *whole),
        "city: map, a quarter": drawn(here, *quarter),
        "city: map, some streets": drawn(here, *streets),
        "city: map, pumps": drawn(here, *whole, where=("type:pump",)),
        "bureau: newest": ask(bureau),
        "bureau: by flow": ask(bureau, sort="-capacity"),
        "bureau: map, a quarter": drawn(bureau, *quarter),
        "town: newest": ask(town),
        "town: 雨水口, in use": ask(town, q="雨水口", state="in_use"),
        "town: map, whole": drawn(town, *whole),
        "city: a scan": lambda: One(api.scan(here, scanned)),
    }

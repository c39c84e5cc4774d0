"""Worklists of a city that has a million open cases and five million closed ones.

Twenty questions as people ask them (worklists, further pages, searches in Chinese, boxes of a map) under
three scopes: the city's dispatcher, a county bureau, a town. PostgreSQL; each is asked warm, `--runs` times.
The value is the 95th percentile over all of them; beside it stands the plain statement of the newest fifty.

Before it is measured every question is asked until it takes no less time than before, or for `--warm`
seconds in all: what is read for the first time is read from the disk, and that is another question.

`--data FOLDER` keeps the filled database there, and takes it up the next time: to fill six million cases
takes minutes. `--database URL` asks one that is filled already (`benchmarks._cases_city.fill`).
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks._large import database, ms, warm
from benchmarks.result import Result

WHAT = "ms, p95 of 20 questions to lists of 1,000,000 open and 5,000,000 closed cases"
BAR_MS = 300.0


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=worklist")
    words.add_argument("--open", type=int, default=1_000_000)
    words.add_argument("--closed", type=int, default=5_000_000)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--warm", type=float, default=300.0, help="seconds, at most")
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

        from benchmarks import _cases_city as city
        from yiwang.cases.models import Case

        call_command("migrate", verbosity=0)
        if not asked.database and not Case.objects.exists():  # scope: a database of our own
            began = time.monotonic()
            city.fill(asked.open, asked.closed)
            print(f"{asked.open + asked.closed:,} cases in {time.monotonic() - began:.0f} s", flush=True)
        try:
            return _measure(asked.runs, asked.warm)
        finally:
            connection.close()


def _measure(runs: int, warm_s: float) -> Result:
    from django.db import connection

    from yiwang.cases.models import Case

    asked = _questions()
    cold = warm(asked, warm_s)
    table: dict[str, float] = {}
    every: list[float] = []
    totals: dict[str, int] = {}
    for name, ask in asked.items():
        page = ask()
        totals[name] = page.total
        times = [ms(ask) for _ in range(runs)]
        table[name] = round(statistics.median(times), 1)
        every += times
        print(f"{name:<40} {table[name]:>8} ms  {page.total:,}", flush=True)

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM cases_case WHERE state = 'open' ORDER BY opened_at DESC, id DESC LIMIT 50"
            )
            cursor.fetchall()

    plain()
    every.sort()
    p95 = every[min(len(every) - 1, int(len(every) * 0.95))]
    return Result(
        name="worklist",
        values=[p95],
        unit="ms",
        bar=BAR_MS,
        limit_what="the newest fifty open cases by one plain SQL statement",
        limit_values=[ms(plain) for _ in range(runs)],
        more={
            "cases": Case.objects.count(),  # scope: the size of the table
            "questions": len(asked),
            "slowest": max(table, key=lambda name: table[name]),
            "median_ms": round(statistics.median(every), 1),
            "questions_ms": table,
            "first_ms": cold,
            "totals": totals,
        },
    )


def _questions() -> dict[str, Callable[[], Any]]:
    """Who asks what; the list of twenty."""
    from functools import partial

    from benchmarks import _cases_city as city
    from yiwang.cases import api
    from yiwang.identity.contracts import Held, Subject
    from yiwang.identity.roles import ROLES

    def person(role: str, unit: str, path: str, units: tuple[str, ...] = ()) -> Subject:
        held = Held(role=role, area_path=path, unit_ids=units, whole_area=not units)
        return Subject(
            user_id=f"bench-{unit}", name=unit, unit_id=unit, unit_name=unit, post="", roles=(role,),
            permissions=ROLES[role].permissions, area_path=path, held=(held,),
        )  # fmt: skip

    path, _ = city.towns()[13]
    here, own = person("dispatcher", "centre", city.CITY), city.bureau(3, 5)
    bureau = person("handler", own, f"{city.CITY}k3/", (own,))
    town = person("handler", "t013-zf", path)

    def ask(who: Subject, sort: str = "new", after: str = "", **said: Any) -> Callable[[], Any]:
        return partial(api.list_cases, who, api.Filters(**said), sort=sort, after=after)

    def far_back(who: Subject, **said: Any) -> str:
        """The last case of page 150, or of the last page of a small city."""
        filters = api.Filters(**said)
        pages = max(1, api.list_cases(who, filters).total // 50)
        return api.list_cases(who, filters, page=min(150, pages)).items[-1].id

    far = {who: far_back(who) for who in (here, bureau, town)}
    closed = far_back(here, state="closed")
    streets, quarter = (110.36, 21.26, 110.37, 21.27), (110.30, 21.20, 110.42, 21.32)
    return {
        "city: waits for me, by limit": ask(here, "due", mine=True),
        "city: overdue, by limit": ask(here, "due", state="open", lamp="red"),
        "bureau: waits for me, by limit": ask(bureau, "due", mine=True),
        "bureau: open": ask(bureau, state="open"),
        "town: open, by limit": ask(town, "due", state="open"),
        "town: overdue, by limit": ask(town, "due", state="open", lamp="red"),
        "city: page 151 of all": ask(here, after=far[here]),
        "city: page 151 of closed": ask(here, after=closed, state="closed"),
        "bureau: page 151 of all": ask(bureau, after=far[bureau]),
        "town: page 151 of all": ask(town, after=far[town]),
        "city: 路灯": ask(here, q="路灯"),
        "city: 中大万路": ask(here, q="中大万路"),
        "city: a number": ask(here, q="0003141"),
        "bureau: 井盖破损": ask(bureau, q="井盖破损"),
        "town: 路灯, open": ask(town, q="路灯", state="open"),
        "town: 人中一路 垃圾": ask(town, q="人中一路 垃圾"),
        "city: open in some streets": ask(here, state="open", box=streets),
        "city: open in a quarter": ask(here, state="open", box=quarter),
        "bureau: open in a quarter": ask(bureau, state="open", box=quarter),
        "town: open in a quarter": ask(town, state="open", box=quarter),
    }

"""Processes of the cases benchmark: they fill a city with hotline cases and act on them, or act by hand.

`fill MANY` migrates, loads the shipped city and opens the cases as an event does. `ours`, `record` and
`replay` take `NUMBER OF FIRST MANY STEPS [FILE]`: worker NUMBER of OF takes every OF-th of the MANY cases
from FIRST on, one after the other, and does STEPS acts on each: 签收, 首次联系, then in turn 处置 and a
办结审核 that does not pass, so that a case can go on as long as one likes. `record` writes each step's
statements to FILE, and `replay` runs exactly these by psycopg alone.

A worker says `ready`, waits for a line, works, and answers one line of JSON: steps, seconds, its processor
time, and the time of a step by how many its case had behind it.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Said = list[tuple[str, tuple[Any, ...]]]
"""The statements of one step, with their values."""
BUCKET = 8
MATTERS = 12
TOWNS = 40


def main() -> None:
    what, *words = sys.argv[1:]
    if what == "fill":
        fill(int(words[0]))
        return
    number, of, first, many, steps = map(int, words[:5])
    file = Path(words[5]) if len(words) > 5 else Path()
    if what == "replay":
        taken: list[Any] = pickle.loads(file.read_bytes())
        by_hand(taken)
        return
    _django()
    from yiwang.cases.models import Case

    ids = Case.objects.filter(role="lead").order_by("number").values_list("id", flat=True)
    mine = list(ids)[first : first + many][number::of]
    if what == "ours":
        work(mine, steps, ours(mine))
        return
    record(mine, steps, file)


def work(cases: list[Any], steps: int, act: Callable[[Any, int], None]) -> None:
    """Do `steps` acts on each case, told by the parent when to begin; the same for whoever acts."""
    print("ready", flush=True)
    sys.stdin.readline()
    spent: dict[int, list[float]] = {}
    before, began = _cpu(), time.perf_counter()
    for case in cases:
        for step in range(steps):
            started = time.perf_counter()
            act(case, step)
            spent.setdefault(step // BUCKET * BUCKET, []).append(time.perf_counter() - started)
    told = {
        "steps": len(cases) * steps,
        "seconds": time.perf_counter() - began,
        "cpu": _cpu() - before,
        "curve": {behind: 1e3 * sum(times) / len(times) for behind, times in spent.items()},
    }
    print(json.dumps(told), flush=True)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()


def ours(cases: list[str]) -> Callable[[str, int], None]:
    """One act of the product by its door, as a person whom the request has found already."""
    from yiwang.cases import api
    from yiwang.cases.models import Case
    from yiwang.identity.contracts import Held, Subject
    from yiwang.identity.roles import ROLES

    def person(role: str, unit: str, name: str, path: str, units: tuple[str, ...] = ()) -> Subject:
        return Subject(
            user_id=f"bench-{unit}", name="基准", unit_id=unit, unit_name=name, post="", roles=(role,),
            permissions=ROLES[role].permissions, area_path=path,
            held=(Held(role=role, area_path=path, unit_ids=units, whole_area=not units),),
        )  # fmt: skip

    of = {
        case.id: (
            person("handler", case.lead_unit, case.lead_unit_name, case.area_path, (case.lead_unit,)),
            person("dispatcher", "bench-centre", "受理中心", "/"),
        )
        for case in Case.objects.filter(pk__in=cases)
    }

    def act(case: str, step: int) -> None:
        holder, centre = of[case]
        if step == 0:
            api.take(holder, case)
        elif step == 1:
            api.contact(holder, case, text="已电话联系市民，约定今日到场。")
        elif step % 2 == 0:
            api.handle(holder, case, text="已派人到场清理，现场恢复整洁，市民在场确认。")
        else:
            api.review(centre, case, passed=False, text="请补充现场情况后再报。")

    return act


def record(cases: list[str], steps: int, file: Path) -> None:
    """Act once, and keep what each step said to the database."""
    from django.db import connection

    act = ours(cases)
    kept: list[list[Said]] = [[] for _ in cases]

    @contextmanager
    def listening(into: Said) -> Iterator[None]:
        def hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE")):  # by hand one would not ask for these
                into.append((sql, tuple(params or ())))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(hear):
            yield

    def heard(case: str, step: int) -> None:
        said: Said = []
        with listening(said):
            act(case, step)
        kept[cases.index(case)].append(said)

    work(cases, steps, heard)
    file.write_bytes(pickle.dumps(kept))


def by_hand(cases: list[list[Said]]) -> None:
    """The statements of each step in one transaction, by psycopg as it comes."""
    import psycopg

    with psycopg.connect(os.environ["YIWANG_DATABASE_URL"], autocommit=True) as link:
        link.execute("SET jit = off")

        def act(case: list[Said], step: int) -> None:
            with link.transaction():
                for sql, values in case[step]:
                    answer = link.execute(sql, values)
                    if answer.description is not None:
                        answer.fetchall()

        work(cases, len(cases[0]) if cases else 0, act)


def fill(many: int) -> None:
    """The shipped city, and `many` events of citizens' matters, each with its case at its lead unit."""
    _django()
    from django.conf import settings
    from django.db import transaction

    from yiwang.app import prepare as room
    from yiwang.areas import api as areas
    from yiwang.cases import _opening as opening
    from yiwang.cases.models import Case
    from yiwang.events.contracts import EventOpened
    from yiwang.events.models import Event
    from yiwang.kernel import clock, statements
    from yiwang.kernel.facts import Told
    from yiwang.matters import api as matters

    (settings.YIWANG.home / "run").mkdir(exist_ok=True)
    room.migrate()
    room.load(say=lambda text: None)
    roots = [areas.path_of(area.id) for area in areas.roots()]
    towns = [
        (area, areas.path_of(area.id)) for path in roots for area in areas.subtree(path, level="town")[:TOWNS]
    ]
    found = [matters.find_handling(row.code) for row in matters.words_of_matters()]
    wanted = [one for one in found if one and one.flow == "hotline" and not one.photos]
    number = 0
    while Case.objects.filter(role="lead").count() < many:  # scope: a database of our own
        matter = wanted[number % min(MATTERS, len(wanted))]
        town, path = towns[number % len(towns)]
        number += 1
        now = clock.now()
        with transaction.atomic(), statements.together():
            event = statements.new(
                Event, id=f"bench-{number:06d}", number=f"SJ-{number:06d}", kind="single", hazard="",
                matter=matter.code, title_zh=f"{town.name}：{matter.name_zh}", title_en=matter.name_en,
                area_id=town.id, area_path=path, area_name=town.name, severity="general", state="open",
                source="appeal:bench", opened_at=now, joined_at=now, version=1,
            )  # fmt: skip
            statements.insert(event)
            opening.open_for_event(
                Told(
                    id="", position=0, fact_type="events.opened", subject=f"event:{event.id}", version=1,
                    actor="system:events", area_path=path, units=(), secret=False, recorded_at=now,
                    data=EventOpened(
                        event_id=event.id, number=event.number, kind="single", hazard="", matter=matter.code,
                        title_zh=event.title_zh, title_en=event.title_en, area_id=town.id,
                        area_name=town.name, lon=None, lat=None, alert_id="", thing_id="", datastream_id="",
                        severity="general", parent_id=None, received_at=now, demonstration=True,
                    ),
                )
            )  # fmt: skip
    waiting = Case.objects.filter(role="lead", stage="opened").count()  # scope: a database of our own
    print(json.dumps({"cases": many, "undispatched": waiting}))


if __name__ == "__main__":
    main()

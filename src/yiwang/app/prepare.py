"""`yiwang prepare`: bring the database to this version, then load the cities and the packs; repeatable."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from yiwang.app import home, keys, loaded, sentences
from yiwang.app.supervisor import ACCOUNTS
from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.identity import api as identity
from yiwang.kernel import space
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.errors import Refusal
from yiwang.packs import api as packs
from yiwang.reports import api as reports
from yiwang.sensing import api as sensing

# A migration that waits longer for a lock would make every other session queue behind it.
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "300s"
ADVISORY_LOCK = 7_914_501
CONNECTORS = "connectors.yaml"

Say = Callable[[str], None]


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def step(name: str, act: Callable[[], Any]) -> Any:
    """Do `act`, and say what it was and how long it took."""
    began = time.monotonic()
    answer = act()
    say(f"{name} ({time.monotonic() - began:.1f} s)")
    return answer


def migrate() -> int:
    """Apply what is missing; how many migrations that was. Raises DatabaseSilent."""
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
                cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
                    cursor.execute("RESET lock_timeout")
                    cursor.execute("RESET statement_timeout")
    except OperationalError as error:
        if space.is_disk_full(error):
            raise
        where = settings.DATABASES["default"]
        named = where["NAME"] if connection.vendor == "sqlite" else f"{where['HOST']}:{where['PORT'] or 5432}"
        raise sentences.DatabaseSilent(where=named, reason=str(error).splitlines()[0]) from error
    return len(plan)


def load(*, force: bool = False, say: Say = say) -> None:
    """Load cities, units and packs through their nouns' doors; skipped while nothing changed since."""
    told = settings.YIWANG
    folders, mark = loaded.sources(told), loaded.fingerprint(told)
    if not force and _mark() == mark:
        say("城市与专题已是最新  city and packs are up to date")
        return
    _set_mark(0)
    for city in folders[:-1]:
        step(f"载入区划与网格  areas of {city.name}", partial(areas.load_city, city))
        step(f"载入单位与用户  units and users of {city.name}", partial(_load_units, city, say))
        step("为演示网格配备网格员  people for the demonstration grids", areas.staff_grids)
    step("载入内置看板  built-in boards", boards.load)
    step("载入内置简报模板  built-in briefings", reports.load)
    step("载入专题  packs", partial(packs.load, folders[-1], say=say))
    for city in folders[:-1]:
        if (city / CONNECTORS).exists():
            step(f"载入接入连接  connectors of {city.name}", partial(_load_connectors, city, say))
    _set_mark(mark)


def _load_connectors(city: Path, say: Say) -> None:
    """A city's own platforms and device ports; what is wrong with them stops nothing else."""
    try:
        sensing.load_connectors(city / CONNECTORS, pack=city.name)
    except DeclarationFaults as wrong:
        for fault in wrong.found:
            say(fault.show("zh") + "\n" + fault.show("en").splitlines()[0])
    except Refusal as refusal:
        for one in refusal.details.get("faults", []):
            say(f"{city.name}/{CONNECTORS}: {one['record']}: {one['zh']} {one['en']}")


def _load_units(city: Path, say: Say) -> None:
    """Identity lies below areas: it cannot ask for them, so the rows are handed down."""
    to = settings.YIWANG.secrets / ACCOUNTS if settings.YIWANG.demonstration else None
    identity.load_units(city, areas.unit_rows(), passwords_to=to, say=say)


def _mark() -> int:
    """The fingerprint of the last whole load, 0 when there was none."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA user_version")
            return int(cursor.fetchone()[0])
    try:
        told = json.loads(_mark_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return int(told["mark"]) if told.get("database") == settings.YIWANG.database_url else 0


def _set_mark(mark: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {int(mark)}")
        return
    path = _mark_file()
    path.touch(mode=0o600)
    path.write_text(json.dumps({"database": settings.YIWANG.database_url, "mark": mark}), encoding="ascii")


def _mark_file() -> Path:
    return Path(settings.YIWANG.run) / "loaded.json"


def prepare() -> None:
    """All of it, with a progress line a step. Raises StartFault."""
    home.prepare(settings.YIWANG.home)
    keys.ensure(settings.YIWANG.secrets, keys.SIGNING)
    try:
        done = migrate()
        say(f"数据库已是最新  database is up to date ({done} migrations applied)")
        load(force=done > 0)
    except Exception as error:
        if space.is_disk_full(error):
            raise sentences.full(settings.YIWANG.home) from error
        raise

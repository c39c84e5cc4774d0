"""`yiwang prepare`: bring the database to this version, then load the cities and the packs; repeatable."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from yiwang import __version__
from yiwang.app import home, keys, rooms, sentences
from yiwang.app.supervisor import ACCOUNTS

# A migration that waits longer for a lock would make every other session queue behind it.
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "300s"
ADVISORY_LOCK = 7_914_501

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
        if sentences.is_disk_full(error):
            raise
        where = settings.DATABASES["default"]
        named = where["NAME"] if connection.vendor == "sqlite" else f"{where['HOST']}:{where['PORT'] or 5432}"
        raise sentences.DatabaseSilent(where=named, reason=str(error).splitlines()[0]) from error
    return len(plan)


def sources() -> list[Path]:
    """Every folder of data that a load reads."""
    told = settings.YIWANG
    folders = [told.cities_folder / city for city in told.cities or default_cities()]
    for folder in (*folders, told.packs_folder):
        if not folder.is_dir():
            raise sentences.DataMissing(path=folder)
    return [*folders, told.packs_folder]


def default_cities() -> tuple[str, ...]:
    """The cities that the shipped data itself names first."""
    path = settings.YIWANG.cities_folder / "default.txt"
    if not path.is_file():
        raise sentences.DataMissing(path=path)
    return tuple(path.read_text(encoding="utf-8").split())


def fingerprint(folders: list[Path]) -> str:
    """What a load would read: every file's content, the code's version, and the settings that shape it."""
    told = settings.YIWANG
    digest = hashlib.sha256(f"{__version__} {told.seed} {told.demonstration} {told.database_url}".encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load(*, force: bool = False, say: Say = say) -> None:
    """Load cities, units and packs through their nouns' doors; skipped while nothing changed since."""
    folders = sources()
    mark = settings.YIWANG.home / "loaded.json"
    print_now = fingerprint(folders)
    if not force and _loaded(mark) == print_now:
        say("城市与专题已是最新  city and packs are up to date")
        return
    mark.unlink(missing_ok=True)
    for city in folders[:-1]:
        _load_areas(city)
        _load_units(city, say)
        staff_grids = _door("areas", "staff_grids")
        if staff_grids is not None:
            step("为演示网格配备网格员  people for the demonstration grids", staff_grids)
    packs = _door("packs", "load")
    if packs is not None:
        step("载入专题  packs", lambda: packs(folders[-1]))
    mark.write_text(json.dumps({"fingerprint": print_now}), encoding="ascii")


def _load_areas(city: Path) -> None:
    load_city = _door("areas", "load_city")
    if load_city is not None:
        step(f"载入区划与网格  areas of {city.name}", lambda: load_city(city))


def _load_units(city: Path, say: Say) -> None:
    """Identity lies below areas: it cannot ask for them, so the rows are handed down."""
    load_units, rows = _door("identity", "load_units"), _door("areas", "unit_rows")
    if load_units is None or rows is None:
        return
    to = settings.YIWANG.secrets / ACCOUNTS if settings.YIWANG.demonstration else None
    step(
        f"载入单位与用户  units and users of {city.name}",
        lambda: load_units(city, rows(), passwords_to=to, say=say),
    )


def _loaded(mark: Path) -> str:
    try:
        return str(json.loads(mark.read_text(encoding="ascii"))["fingerprint"])
    except (OSError, ValueError, KeyError):
        return ""


def _door(noun: str, name: str) -> Callable[..., Any] | None:
    """The function `name` of a noun's door, None where this build lacks it."""
    module = rooms.room(noun, "api")
    return getattr(module, name, None)


def prepare() -> None:
    """All of it, with a progress line a step. Raises StartFault."""
    home.prepare(settings.YIWANG.home)
    keys.ensure(settings.YIWANG.secrets, keys.SIGNING)
    try:
        done = migrate()
        say(f"数据库已是最新  database is up to date ({done} migrations applied)")
        load()
    except Exception as error:
        if sentences.is_disk_full(error):
            raise sentences.full(settings.YIWANG.home) from error
        raise

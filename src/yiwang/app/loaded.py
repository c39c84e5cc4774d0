"""Knows, without Django, whether the database already holds what this code and these data would put into it.

The mark stands in the SQLite file itself (`user_version`): a database that was restored from a backup, or
thrown away, carries its own truth. On PostgreSQL `prepare` always looks.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from yiwang import __version__
from yiwang.app import sentences
from yiwang.app.options import PACKAGE, Settings


def default_cities(told: Settings) -> tuple[str, ...]:
    """The cities that the shipped data itself names first."""
    path = told.cities_folder / "default.txt"
    if not path.is_file():
        raise sentences.DataMissing(path=path)
    return tuple(path.read_text(encoding="utf-8").split())


def sources(told: Settings) -> list[Path]:
    """Every folder of data that a load reads: the cities, then the packs. Raises DataMissing."""
    folders = [told.cities_folder / city for city in told.cities or default_cities(told)]
    for folder in (*folders, told.packs_folder):
        if not folder.is_dir():
            raise sentences.DataMissing(path=folder)
    return [*folders, told.packs_folder]


def fingerprint(told: Settings) -> int:
    """31 bits over all that shapes the database: the code, every file of data, version and settings."""
    digest = hashlib.sha256(f"{__version__} {told.seed} {told.demonstration}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path.relative_to(PACKAGE)}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    for folder in sources(told):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return int.from_bytes(digest.digest()[:4], "big") >> 1 or 1


def is_current(told: Settings) -> bool:
    """Whether the embedded database carries the mark of exactly this fingerprint."""
    path = told.home / "yiwang.sqlite3"
    if told.on_postgresql or not path.is_file():
        return False
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path, timeout=5)) as link:
        return bool(link.execute("PRAGMA user_version").fetchone()[0] == fingerprint(told))
    return False

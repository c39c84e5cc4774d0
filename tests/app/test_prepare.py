"""Migrating and loading: bounded in time, skipped when nothing changed, told in sentences."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from yiwang.app import loaded, options, prepare


def told(home: Path, data: Path) -> options.Settings:
    for name in ("cities", "packs"):
        (data / name).mkdir(parents=True, exist_ok=True)
    (data / "cities" / "default.txt").write_text("")
    return options.read(
        {
            "YIWANG_HOME": str(home),
            "YIWANG_CITIES_FOLDER": str(data / "cities"),
            "YIWANG_PACKS_FOLDER": str(data / "packs"),
        }
    )


def mark(home: Path, value: int) -> None:
    with closing(sqlite3.connect(home / "yiwang.sqlite3")) as link, link:
        link.execute(f"PRAGMA user_version = {value}")


def test_a_database_that_carries_this_mark_needs_no_loading(tmp_path: Path) -> None:
    settings = told(tmp_path, tmp_path / "data")
    assert not loaded.is_current(settings), "there is no database yet"
    mark(tmp_path, loaded.fingerprint(settings))
    assert loaded.is_current(settings)


def test_a_changed_pack_a_restored_database_and_another_seed_are_noticed(tmp_path: Path) -> None:
    settings = told(tmp_path, tmp_path / "data")
    mark(tmp_path, 0)
    shutil.copy(tmp_path / "yiwang.sqlite3", tmp_path / "backup")
    mark(tmp_path, loaded.fingerprint(settings))
    pack = tmp_path / "data" / "packs" / "trial.yaml"
    pack.write_text("a: 1")
    assert not loaded.is_current(settings)
    pack.unlink()
    assert loaded.is_current(settings)
    shutil.copy(tmp_path / "backup", tmp_path / "yiwang.sqlite3")
    assert not loaded.is_current(settings)


def test_a_file_that_is_no_database_is_no_obstacle(tmp_path: Path) -> None:
    settings = told(tmp_path, tmp_path / "data")
    (tmp_path / "yiwang.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 30)
    assert not loaded.is_current(settings)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_migrating_twice_changes_nothing() -> None:
    assert prepare.migrate() == 0


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_migration_waits_for_locks_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        assert connection.settings_dict["OPTIONS"]["timeout"] == 20
        return
    seen: list[str] = []

    def look(*_: object, **__: object) -> list[object]:
        with connection.cursor() as cursor:
            for name in ("lock_timeout", "statement_timeout"):
                cursor.execute(f"SHOW {name}")
                seen.append(cursor.fetchone()[0])
        return []

    monkeypatch.setattr(prepare.MigrationExecutor, "migration_plan", look)
    prepare.migrate()
    assert seen == ["10s", "5min"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "0", "and the connection is given back as it was"


@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_is_set_for_power_loss_and_for_many_threads() -> None:
    if connection.vendor != "sqlite":
        assert connection.settings_dict["OPTIONS"]["pool"]
        return
    with connection.cursor() as cursor:
        answers = {}
        for name in ("journal_mode", "synchronous", "wal_autocheckpoint", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            answers[name] = cursor.fetchone()[0]
    assert answers == {"journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": 0, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_full_disk_inside_the_database_is_the_sentence_of_a_full_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full() -> int:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(prepare, "migrate", full)
    with pytest.raises(prepare.sentences.DiskFull):
        prepare.prepare()

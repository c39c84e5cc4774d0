"""How many connections a process may have to a PostgreSQL server."""

from __future__ import annotations

from yiwang.app import options, rooms, settings
from yiwang.kernel import tasks


def test_every_task_of_a_worker_finds_a_connection() -> None:
    rooms.import_tasks()
    told = options.read({"YIWANG_DATABASE_URL": "postgresql://a@b/c", "YIWANG_WEB_THREADS": "1"})
    assert settings.database(told)["OPTIONS"]["pool"]["max_size"] > len(tasks.registered()) + 8

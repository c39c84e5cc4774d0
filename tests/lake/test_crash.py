"""kill -9 of the writer at every durable step, and what power loss leaves: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lake.conftest import NOON, Town
from tests.lake.crash import messages
from yiwang.lake._query import Reader
from yiwang.lake._store import Store
from yiwang.lake._writer import LakeWriter

MOMENTS = [
    "half a file",
    "written, not committed",
    "committed, not flushed",
    "flushed, not remembered",
    "compact: half a file",
    "compact: written",
    "compact: committed",
]
HERE = Path(__file__).parents[2]


def writer(root: Path, moment: str, count: int, after: int = 2) -> int:
    (root / "lake").mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "tests.lake.crash", str(root), moment, str(count)],
        cwd=HERE,
        env={**os.environ, "CRASH_AFTER": str(after)},
        check=False,
        timeout=60,
    ).returncode


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_writer_killed_at_any_step_loses_nothing_and_stores_nothing_twice(
    tmp_path: Path, moment: str
) -> None:
    count = 60
    assert writer(tmp_path, moment, count, 3) == -signal.SIGKILL
    assert writer(tmp_path, "none", count) == 0
    town = Town(tmp_path / "lake")
    found = [(gauge, at, value) for gauge, at, _, value in town.rows()]
    told = {(gauge, at, value) for _, rows in messages(count) for gauge, at, value in rows}
    assert sorted(found) == sorted(told)
    assert {row[2] for row in town.rows()} == {0}


def filled(town: Town, commits: int = 3) -> list[tuple[object, ...]]:
    for second in range(commits):
        town.say(("a", NOON + second, second / 10))
        town.commit()
    return town.rows()


def entries(town: Town) -> list[Path]:
    return sorted((town.root / "gauges" / "_delta_log").glob("*.json"))


def again(town: Town) -> None:
    """A new process: new writer, new reader."""
    town.writer = LakeWriter(town.table, lambda: town.root)
    town.commit()
    town.reader = Reader(town.table, town.root)


@pytest.mark.parametrize("tear", ["emptied", "cut", "noise", "data file missing", "data file cut"])
def test_a_torn_end_is_set_aside_and_its_rows_come_again_from_the_stream(town: Town, tear: str) -> None:
    rows = filled(town)
    last = entries(town)[-1]
    data = next(
        json.loads(line)["add"]["path"] for line in last.read_text().splitlines() if line.startswith('{"add"')
    )
    file = town.root / "gauges" / data
    if tear == "emptied":
        last.write_bytes(b"")
    elif tear == "cut":
        last.write_bytes(last.read_bytes()[:-40])
    elif tear == "noise":
        last.write_bytes(b"\x00" * 100)
    elif tear == "data file missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:100])
    again(town)
    assert town.rows() == rows
    assert len(entries(town)) == 4
    assert len(list((town.root / "gauges" / "_torn").iterdir())) == 1


def test_a_torn_checkpoint_is_set_aside(town: Town) -> None:
    rows = filled(town, 101)
    pointer = town.root / "gauges" / "_delta_log" / "_last_checkpoint"
    checkpoint = next(pointer.parent.glob("*.checkpoint.parquet"))
    checkpoint.write_bytes(b"PAR1")
    again(town)
    assert town.rows() == rows
    assert not checkpoint.exists()


def test_what_was_flushed_before_the_commit_is_named_by_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order on the disk: data file, its folder, then the log entry, then the log's folder."""
    from yiwang.lake import _store

    order: list[str] = []
    real = _store.sync_path

    def watched(path: Path) -> None:
        order.append(path.name if path.suffix else path.name.split("=")[0])
        real(path)

    filled(town, 1)
    monkeypatch.setattr(_store, "sync_path", watched)
    commit = Store._commit

    def watched_commit(*given: Any) -> Any:
        order.append("COMMIT")
        return commit(*given)

    monkeypatch.setattr(Store, "_commit", watched_commit)
    town.say(("a", NOON + 50, 1.0))
    town.commit()
    at = order.index("COMMIT")
    assert [name.endswith(".parquet") or name == "day" for name in order[:at]] == [True, True]
    assert order[at + 1 :] == [f"{1:020d}.json", f"{2:020d}.json", "_delta_log"]

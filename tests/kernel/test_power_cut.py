"""What was acknowledged is on the disk when the power goes, though nobody waited for the disk in his turn."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from yiwang.kernel import facts, statements, tasks
from yiwang.kernel.bus import Bus
from yiwang.kernel.models import ConsumerPosition
from yiwang.kernel.sqlite import base

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(facts.Fact):
    fact_type = "trial.bell_rung"


@dataclass
class Disk:
    """The database's files as the disk has them: the log as far as it was last brought there."""

    path: Path
    log: bytes = b""
    times: int = 0

    def bring(self, _: int) -> None:
        self.times += 1
        self.log = Path(f"{self.path}-wal").read_bytes()

    def after_the_power_cut(self, folder: Path) -> sqlite3.Connection:
        copy = folder / "after.sqlite3"
        shutil.copyfile(self.path, copy)
        Path(f"{copy}-wal").write_bytes(self.log)
        return sqlite3.connect(copy)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    found = Disk(Path(connection.settings_dict["NAME"]))
    with transaction.atomic():  # the connection stands, and what was before is on the disk
        stand("before", 1)
    monkeypatch.setattr(base, "_sync", found.bring)
    return found


def stand(name: str, position: int) -> None:
    statements.insert(ConsumerPosition(name=name, position=position))


def standing(after: sqlite3.Connection) -> set[str]:
    found = after.execute("SELECT name FROM kernel_consumerposition").fetchall()
    after.close()
    return {name for (name,) in found}


def test_an_act_that_returned_survives(disk: Disk, tmp_path: Path) -> None:
    for number in range(5):
        with transaction.atomic():
            stand(f"act-{number}", number)
        assert f"act-{number}" in standing(disk.after_the_power_cut(tmp_path))
    assert disk.times == 5


def test_what_is_done_again_waits_for_nobody_and_is_brought_along_by_the_next_act(
    disk: Disk, tmp_path: Path
) -> None:
    with statements.redoable(), transaction.atomic():
        stand("consumer", 1)
    assert disk.times == 0
    with transaction.atomic():
        stand("act", 1)
    assert {"consumer", "act"} <= standing(disk.after_the_power_cut(tmp_path))


def test_a_power_cut_takes_a_whole_transaction_or_none_of_it(disk: Disk, tmp_path: Path) -> None:
    with transaction.atomic():
        stand("act", 1)
    with statements.redoable():
        with transaction.atomic():
            stand("effect", 1)
            stand("position", 1)
        whole = Path(f"{disk.path}-wal").read_bytes()
    known = len(disk.log)
    for kept in range(known, len(whole) + 1, 1_000):  # the disk may have got any part of the tail
        disk.log = whole[:kept]
        found = standing(disk.after_the_power_cut(tmp_path))
        assert "act" in found
        assert ("effect" in found) == ("position" in found)


def test_no_fact_leaves_the_house_before_it_is_on_the_disk(
    disk: Disk, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    with statements.redoable(), transaction.atomic():
        facts.tell(BellRung(), subject="bell:1", version=1, actor="test")
    seen = []
    publish = Bus.publish_many

    def look(self: Bus, items: Sequence[tuple[str, bytes, str]], *, after: int) -> int:
        seen.append(disk.log == Path(f"{disk.path}-wal").read_bytes())
        return publish(self, items, after=after)

    monkeypatch.setattr(Bus, "publish_many", look)
    lease = tasks.acquire("trial", "test")
    assert lease is not None
    while facts.Sequencer().pump(lease):
        pass
    assert seen
    assert all(seen)


def test_a_write_outside_of_any_transaction_is_brought_to_the_disk_by_sqlite(disk: Disk) -> None:
    def level() -> int:
        found: int = connection.connection.execute("PRAGMA synchronous").fetchone()[0]
        return found

    with transaction.atomic():
        stand("act", 1)
    assert level() == 1
    assert ConsumerPosition.objects.filter(name="act").exists()
    assert level() == 1, "who only reads need not care"
    ConsumerPosition.objects.filter(name="act").update(position=2)
    assert level() == 2
    with transaction.atomic():
        stand("another", 1)
    statements.run("DELETE FROM kernel_consumerposition WHERE name = %s", ("another",))
    assert level() == 2


def test_a_disk_that_fails_is_the_acts_fault_and_not_its_success(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(base, "_sync", fail)
    with pytest.raises(OperationalError, match="disk"), transaction.atomic():
        stand("act", 1)
    monkeypatch.undo()
    with transaction.atomic():
        stand("next", 1)  # and the turn was given back

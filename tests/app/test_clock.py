"""A clock that is wound: shared by the processes of an instance, kept over a restart, never in production."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yiwang.app import options
from yiwang.kernel.clock import WoundClock

HOLIDAY = datetime(2026, 9, 30, 8, tzinfo=UTC)
SAY = "import yiwang.app.settings; from yiwang.kernel import clock; print(clock.now().isoformat())"


def told_by(home: Path, *words: str, windable: str = "on") -> subprocess.CompletedProcess[str]:
    environment = {"YIWANG_HOME": str(home), "YIWANG_WINDABLE_CLOCK": windable, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )


def test_every_process_reads_the_hand_that_another_moved(tmp_path: Path) -> None:
    mine, theirs = WoundClock(tmp_path / "clock"), WoundClock(tmp_path / "clock")
    mine.set(HOLIDAY)
    assert HOLIDAY <= theirs.now() < HOLIDAY + timedelta(minutes=5)
    theirs.advance(-timedelta(hours=1))
    assert mine.now() < HOLIDAY
    assert mine.offset == theirs.offset == WoundClock(tmp_path / "clock").offset


def test_a_clock_is_not_set_to_a_time_of_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        WoundClock(tmp_path / "clock").set(datetime(2026, 9, 30, 16))  # noqa: DTZ001


def test_the_command_winds_it_in_shanghai_time_and_a_process_lives_by_it(tmp_path: Path) -> None:
    done = told_by(tmp_path, "-m", "yiwang", "clock", "--to", "2026-09-30T16:00")
    assert done.stdout.startswith("2026-09-30T16:00:0"), done
    now = datetime.fromisoformat(told_by(tmp_path, "-c", SAY).stdout.strip())
    assert HOLIDAY <= now < HOLIDAY + timedelta(minutes=5)
    assert told_by(tmp_path, "-m", "yiwang", "clock", "--by", "-3600").stdout.startswith("2026-09-30T15:00:")


def test_an_instance_that_was_not_told_so_keeps_the_time_of_its_machine(tmp_path: Path) -> None:
    WoundClock(tmp_path / "clock").set(HOLIDAY)
    refused = told_by(tmp_path, "-m", "yiwang", "clock", "--by", "60", windable="off")
    assert refused.returncode == 1
    assert "YIWANG_WINDABLE_CLOCK" in refused.stderr
    now = datetime.fromisoformat(told_by(tmp_path, "-c", SAY, windable="off").stdout.strip())
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_clock_of_a_real_city_is_not_wound(tmp_path: Path) -> None:
    with pytest.raises(options.SettingFault, match="WINDABLE_CLOCK"):
        options.read({"YIWANG_WINDABLE_CLOCK": "on", "YIWANG_DEMONSTRATION": "off"})

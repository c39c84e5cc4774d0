"""Every fact, in the table `facts`, once and in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.db import transaction

from yiwang.kernel import tasks
from yiwang.kernel.bus import Bus
from yiwang.kernel.facts import Fact, tell
from yiwang.lake import api

pytestmark = pytest.mark.database


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Fact):
    fact_type: ClassVar[str] = "lake_test.lamp_lit"
    lamp: str


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    yield tmp_path
    settings.YIWANG = before


def light(lamp: str, version: int = 1) -> None:
    with transaction.atomic():
        tell(
            LampLit(lamp=lamp),
            subject=f"lamp:{lamp}",
            version=version,
            actor="test",
            units=("u1",),
            secret=True,
        )


def sequence() -> None:
    from yiwang.kernel.facts import Sequencer

    sequencer = Sequencer()
    lease = tasks.acquire(sequencer.name, "test")
    assert lease is not None
    while sequencer.pump(lease):
        pass


def test_facts_are_appended_once_and_keep_their_envelope(
    transactional_db: None, bus: Bus, home: Path
) -> None:
    for number in range(5):
        light(f"红灯{number}")
    sequence()
    assert api.query("SELECT count(*) AS n FROM facts", tables=["facts"])["n"].to_pylist() == [5]
    assert api.commit_now("facts", "test") == 5
    light("红灯0", 2)
    sequence()
    for _ in range(2):
        rows = api.query(
            "SELECT * FROM facts WHERE subject = $subject ORDER BY seq",
            tables=["facts"],
            params={"subject": "lamp:红灯0"},
        ).to_pylist()
        assert [(row["seq"], row["version"], row["secret"], row["units"]) for row in rows] == [
            (1, 1, True, "|u1|"),
            (6, 2, True, "|u1|"),
        ]
        assert rows[0]["data"] == '{"lamp":"红灯0"}'
        assert rows[0]["fact_type"] == "lake_test.lamp_lit"
        api.commit_now("facts", "test")
    assert api.committed_seq("facts") == 6

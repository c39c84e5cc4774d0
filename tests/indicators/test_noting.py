"""What is heard while rows are being written is read again, whoever is ahead of whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest

from tests.cases import city, world
from tests.indicators.test_records import GRANTS
from yiwang.identity import api as identity
from yiwang.indicators._noting import NoteTask
from yiwang.indicators.models import Heard, Noted
from yiwang.indicators.tasks import hear_record
from yiwang.kernel import clock, facts
from yiwang.kernel.facts import Told
from yiwang.kernel.tasks import Lease, acquire
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import RecordTold

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile(Lease):
    """A lease under which somebody else hears of a fact just before what was read is written."""

    told: Told[Any]

    def hold(self) -> None:
        Lease.hold(self)
        hear_record(self.told)


def test_a_fact_heard_meanwhile_is_kept_though_others_are_further(wound: clock.VirtualClock) -> None:
    city.settle()
    ledgers.declare([GRANTS], pack="test")
    keeper = identity.subject_of("alice")
    for number in ("G1", "G2"):
        ledgers.record(keeper, "grants", {"number": number, "village": "449901001201", "sort": "farm"})
    world.pump("kernel.sequencer")
    told: list[Any] = [facts.told(row) for row in facts.read(0)]
    first, second = (one for one in told if isinstance(one.data, RecordTold))
    hear_record(replace(first, position=10, units=()))
    hear_record(replace(second, position=30))
    lease = acquire("indicators.note", "test")
    assert lease is not None
    later = replace(first, position=20, units=("c-water",))
    NoteTask().pump(Meanwhile(name=lease.name, holder=lease.holder, fence=lease.fence, told=later))
    assert [one.position for one in Heard.objects.all()] == [20]
    assert NoteTask().pump(lease) == 1
    newest = Noted.objects.filter(key=first.data.record_id).latest("id")
    assert msgspec.json.decode(newest.row)["units"] == "|c-water|"
    assert not Heard.objects.exists()

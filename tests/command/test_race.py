"""Two hands at once on one paper: exactly one acts, the other is told; two workers say it is late once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.command.conftest import people
from tests.races import at_once, one_won
from yiwang.command import api, tasks
from yiwang.command.contracts import InstructionForm, Told
from yiwang.command.models import Instruction
from yiwang.identity.api import subject_of
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.messages.models import MessageRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
TOLD = Told(lead_unit="c-cgj", days=5)
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def town(transactional_db: None) -> Iterator[clock.VirtualClock]:
    virtual = clock.VirtualClock(MONDAY)
    with clock.use(virtual):
        people()
        yield virtual


def entered() -> Instruction:
    form = InstructionForm(words="请拿出方案", leader="vera", told=TOLD)
    return api.enter(subject_of("sam"), form)


def test_two_give_numbers_that_differ() -> None:
    found = at_once(entered, entered)
    assert len({row.number for row in Instruction.objects.all()}) == len(found) == 2


def test_two_sign_for_one_unit_once() -> None:
    row, bob = entered(), subject_of("bob")
    one_won(at_once(*[lambda: api.sign(bob, row.id, version=row.version)] * 2))
    assert FactRow.objects.filter(fact_type="command.signed").count() == 1


def test_one_closes_while_the_other_writes_again() -> None:
    row, bob, vera = entered(), subject_of("bob"), subject_of("vera")
    row = api.sign(bob, row.id, version=row.version)
    row = api.feed_back(bob, row.id, "已办", version=row.version)
    one_won(
        at_once(
            lambda: api.close(vera, row.id, version=row.version),
            lambda: api.again(vera, row.id, "再改", Told(days=2), version=row.version),
        )
    )


def test_two_workers_say_once_that_it_is_late(town: clock.VirtualClock) -> None:
    entered()
    town.advance(timedelta(days=30))
    lease = acquire("command.overdue", "test", ttl_s=10_000_000)
    assert lease is not None
    at_once(*[lambda: tasks.OverdueTask().pump(lease)] * 2)
    assert FactRow.objects.filter(fact_type="command.overdue").count() == 1
    assert MessageRow.objects.filter(kind="command_overdue").count() == 1

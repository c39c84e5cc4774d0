"""Two hands at once on a ledger: exactly one changes a record, a key is given once, no code twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.cases import city
from tests.ledgers.conftest import PUMPS, pump
from tests.races import at_once, one_won, refusals
from yiwang.identity.api import subject_of
from yiwang.kernel import clock
from yiwang.ledgers import api
from yiwang.ledgers.contracts import RecordFaults
from yiwang.ledgers.models import LedgerRecord, LedgerStep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
CODE = "pump-stations"


@pytest.fixture(autouse=True)
def town(transactional_db: None) -> Iterator[clock.VirtualClock]:
    virtual = clock.VirtualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with clock.use(virtual):
        city.settle()
        api.declare([PUMPS], pack="test")
        yield virtual


def test_one_changes_while_the_other_moves() -> None:
    alice, paula = subject_of("alice"), subject_of("paula")
    row = api.record(alice, CODE, pump(1, flow=1))
    one_won(
        at_once(
            lambda: api.change(paula, row.id, {"flow": 2}, version=1),
            lambda: api.move(alice, row.id, "scrap", version=1),
        )
    )
    assert LedgerStep.objects.filter(record_id=row.id).count() == 2


def test_a_key_is_given_once_and_a_city_code_never_twice() -> None:
    alice = subject_of("alice")
    said = at_once(
        *[lambda: api.record(alice, CODE, pump(7))] * 2,
        lambda: api.record(alice, CODE, pump(8)),
        lambda: api.record(alice, CODE, pump(9)),
    )
    (refused,) = refusals(said)
    assert isinstance(refused, RecordFaults)
    rows = LedgerRecord.objects.all()
    assert len(rows) == len({row.city_code for row in rows}) == 3


def test_two_records_do_not_take_one_key() -> None:
    alice = subject_of("alice")
    one, two = api.record(alice, CODE, pump(1)), api.record(alice, CODE, pump(2))
    said = at_once(
        lambda: api.change(alice, one.id, {"number": "BZ-100"}, version=1),
        lambda: api.change(alice, two.id, {"number": "BZ-100"}, version=1),
    )
    (refused,) = refusals(said)
    assert isinstance(refused, RecordFaults)
    assert sorted(LedgerRecord.objects.values_list("version", flat=True)) == [1, 2]

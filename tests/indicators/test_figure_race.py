"""Two hands at once on one figure: exactly one of them writes, the other is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.indicators.figures import CITY, EAST, INVESTMENT, NOVEMBER, OCTOBER, fill, settle, who
from tests.races import at_once, one_won
from yiwang.indicators import api
from yiwang.indicators.contracts import FigureSaid
from yiwang.indicators.models import Figure, Revision
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def month(transactional_db: None) -> Iterator[None]:
    with clock.use(clock.VirtualClock(NOVEMBER)):
        settle()
        yield


def published(row: Figure) -> int:
    return FactRow.objects.filter(fact_type="indicators.figure_published", area_path=row.area_path).count()


def test_two_who_begin_the_same_figure() -> None:
    sue = who("sue")
    one_won(
        at_once(
            *[
                lambda value=value: api.save(
                    sue, FigureSaid(code=INVESTMENT, area_id=EAST, period=OCTOBER, value=value)
                )
                for value in ("1", "2")
            ]
        )
    )
    assert Figure.objects.get().version == 1


def test_one_approves_while_the_other_returns() -> None:
    row, rae, ruth = fill(EAST, OCTOBER, "1"), who("rae"), who("ruth")
    one_won(
        at_once(
            lambda: api.review(rae, [(row.id, row.version)]),
            lambda: api.send_back(ruth, row.id, "与台账不符", version=row.version),
        )
    )


def test_two_publish_once() -> None:
    row, rae, ruth = fill(CITY, OCTOBER, "1"), who("rae"), who("ruth")
    [row] = api.review(rae, [(row.id, row.version)])
    one_won(at_once(*[lambda by=by: api.publish(by, [(row.id, row.version)]) for by in (rae, ruth)]))
    assert published(row) == 1
    assert not Revision.objects.exists()

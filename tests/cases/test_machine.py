"""Whatever people, citizens and sensors do in whatever order: the laws of cases hold, on all lines at once.

300 sequences (`YIWANG_TEST_SEQUENCES`; ten thousand in a soak) of every act that there is, on device alarms,
citizens' appeals and the seven steps of the grid. The laws (tests/cases/laws.py): conservation at every level
of areas; nothing lost or twice; one responsible unit at every moment; no step by someone without the right;
the history alone rebuilds the state; clocks fit; old list + facts == fresh list; who acts on what has changed
meanwhile is told.
"""

from __future__ import annotations

import pytest

from tests import walks
from yiwang.cases._known import ACTS
from yiwang.kernel import clock

from . import acting

pytestmark = [pytest.mark.database, pytest.mark.slow]
WALKED: set[int] = set()


@pytest.mark.parametrize("seed", walks.seeds())
@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
def test_any_order_of_acts_keeps_the_laws(seed: int) -> None:
    with clock.use(clock.VirtualClock(walks.MORNING)):
        people = acting.settle()
    walks.explore("cases", acting.Joint(people), seed)
    WALKED.add(seed)
    if len(WALKED) >= 15:  # it gets far
        assert len(acting.DONE) >= 70
        assert len({act for _, act in acting.DONE}) >= 30, sorted(
            ACTS.keys() - {act for _, act in acting.DONE}
        )

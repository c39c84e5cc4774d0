"""Two hands at once on an appeal: real threads on a real database, and exactly one of them acts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, connections

from tests.appeals import town as city
from yiwang.appeals import api
from yiwang.appeals.models import Appeal, AppealStep
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture(autouse=True)
def settled(transactional_db: None, wound: VirtualClock) -> None:
    city.settle()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; what each returned or refused."""
    gate = threading.Barrier(len(acts))
    said: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            said[place] = act()
        except Refusal as refusal:
            said[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def test_of_four_people_who_end_an_appeal_at_once_one_wins_and_the_others_are_told() -> None:
    made = city.ask()
    olga, owen, alice = (city.who(login) for login in ("olga", "owen", "alice"))
    connection.close()
    said = at_once(
        lambda: api.answer(olga, made.id, text="好的"),
        lambda: api.decline(owen, made.id, reason="court"),
        lambda: api.dispatch(alice, made.id, matter="flooded-street"),
        lambda: api.void(alice, made.id, reason="测试"),
    )
    refused = [one for one in said if isinstance(one, Refusal)]
    assert len(refused) == 3
    assert {one.status for one in refused} == {409}
    assert AppealStep.objects.filter(appeal_id=made.id).count() == 2
    assert FactRow.objects.filter(subject=f"appeal:{made.id}").count() == 2


def test_one_submission_sent_four_times_at_once_is_one_appeal() -> None:
    olga = city.who("olga")
    connection.close()
    said = at_once(*[lambda: api.register(olga, replace(city.ASKED, key="call-9"))] * 4)
    assert len({getattr(one, "tracking", one) for one in said}) == 1
    assert Appeal.objects.count() == 1
    assert api.books().registered == 1

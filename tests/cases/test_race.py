"""Two hands at once: real threads on a real database, and exactly one of them acts."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from yiwang.cases import api
from yiwang.cases.models import Case, CaseAlert, CaseStep
from yiwang.identity import api as identity
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow

from . import city, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.usefixtures("bus")]


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


@pytest.fixture
def case(transactional_db: None, wound: VirtualClock) -> Case:
    city.settle()
    city.declare()
    alert = world.alert()
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def test_four_clicks_at_once_take_a_case_once(case: Case) -> None:
    bob = identity.subject_of("bob")
    connection.close()
    said = at_once(*[lambda: api.take(bob, case.id)] * 4)
    refused = [one for one in said if isinstance(one, Refusal)]
    assert len(refused) == 3
    assert {one.status for one in refused} == {409}
    assert CaseStep.objects.filter(case_id=case.id, act="take").count() == 1
    assert FactRow.objects.filter(subject=f"case:{case.id}", fact_type="cases.taken").count() == 1


def test_a_take_and_a_re_dispatch_at_once_leave_one_order_of_steps(case: Case) -> None:
    bob, alice = identity.subject_of("bob"), identity.subject_of("alice")
    connection.close()
    at_once(
        lambda: api.take(bob, case.id),
        lambda: api.re_dispatch(alice, case.id, unit="c-swj", reason="归水务"),
        lambda: api.urge(alice, case.id, text="快"),
    )
    case.refresh_from_db()
    versions = list(
        CaseStep.objects.filter(case_id=case.id).order_by("version").values_list("version", flat=True)
    )
    assert versions == list(range(1, case.version + 1))
    assert (case.lead_unit, case.stage) == ("c-swj", "dispatched")

"""A closed case explains itself back to its raw readings, which are real readings through the real door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from yiwang.cases import api
from yiwang.cases.models import Case, CaseAlert
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.sensing import _registry, _stream
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import ObservationIn
from yiwang.sensing.declarations import SourceDeclaration

from . import world
from .papers import photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture
def sensed(town: clock.VirtualClock, tmp_path: Path) -> Iterator[clock.VirtualClock]:
    """The small city with a lake of its own and a source that may send."""
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    _registry.forget()
    _stream._ensured = None
    _stream.ensure()
    sensing.declare([SourceDeclaration(id="feed", name="回放")], pack="")
    sensing.issue_token("feed", Subject.system("test"))
    yield town
    _registry.forget()
    settings.YIWANG = before


def test_a_closed_case_shows_readings_alert_event_dispatch_steps_messages_and_facts(
    sensed: clock.VirtualClock, who: Callable[[str], Subject]
) -> None:
    world.thing("g1")
    start = clock.now()
    depths = [4.0, 12.0, 30.0, 41.0, 40.0]
    for number, depth in enumerate(depths):
        reading = ObservationIn(datastream="g1.depth", observed_at=clock.now(), value=depth)
        sensing.accept([reading], "feed", f"k{number}")
        sensed.advance(timedelta(minutes=1))
    alert = world.alert()
    world.pump()
    case = Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)
    sub = Case.objects.get(parent_id=case.id)
    for one, login in ((sub, "tom"), (case, "bob")):
        api.take(who(login), one.id)
        picture = photo(who(login), one)
        api.handle(who(login), one.id, text="已处置", before=[picture], after=[picture])
    sensed.advance(timedelta(minutes=20))
    sensing.accept(
        [ObservationIn(datastream="g1.depth", observed_at=clock.now(), value=3.0)], "feed", "k-last"
    )
    world.clear(alert)
    world.pump()
    api.verify(who("irene"), case.id, passed=True)
    api.close(who("alice"), case.id)
    world.pump()

    said = api.explain(who("alice"), case.id)
    assert said.row.state == "closed"
    (proof,) = said.alerts
    assert proof.readings is not None
    assert proof.readings.values == [*depths, 3.0]
    assert proof.readings.times[0] == start
    assert proof.readings.limit == 27.0
    assert proof.rule_version == "v1"
    assert proof.outcome == "true"
    assert proof.confirmed_at is not None
    assert said.event is not None
    assert said.event.number.startswith("SJ")
    assert said.dispatch.rule_id == "PS-01"
    assert "职责条目 PS-01" in said.dispatch.why_zh
    assert {row.id for row in said.cases} == {case.id, sub.id}
    acts = [step.act for step in said.steps]
    assert acts.count("handle") == 2
    assert acts[-1] == "close"
    assert all(line.why_zh and line.why_en for line in said.clock_log)
    positions = [fact.position for fact in said.facts]
    assert all(position is not None for position in positions)
    types = {fact.fact_type for fact in said.facts}
    assert {
        "rules.alert_ended",
        "events.opened",
        "cases.dispatched",
        "cases.closed",
        "events.closed",
    } <= types


def test_the_explanation_of_a_maintenance_order_names_no_event(
    sensed: clock.VirtualClock, who: Callable[[str], Subject]
) -> None:
    alert = world.alert(outcome="device_fault", matter=None)
    world.pump()
    case = CaseAlert.objects.get(pk=alert).case_id
    said = api.explain(who("mia"), case)
    assert said.event is None
    assert said.dispatch.rule_id == "maintainer"
    assert "不立城市事件" in said.dispatch.why_zh
    assert said.alerts[0].readings is not None
    assert said.alerts[0].readings.values == []

"""From a confirmed alert to a closed case, and what must not happen on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from yiwang.cases import api
from yiwang.cases.contracts import (
    CoUnitsUnfinished,
    HandlersDoNotVerify,
    NotNow,
    PhotosMissing,
    UnknownCase,
    WordsMissing,
)
from yiwang.cases.models import Case, CaseAlert, CaseStep
from yiwang.events.contracts import AlertJustJoined
from yiwang.events.models import Event
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import ConsumerPosition, FactRow

from . import city, world
from .papers import messages_to, photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
Who = Callable[[str], Subject]


def lead_of(alert: str) -> Case:
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def handled(who: Who, case: Case, login: str = "bob") -> None:
    """Take and handle with both photographs."""
    api.take(who(login), case.id)
    subject = who(login)
    before, after = photo(subject, case), photo(subject, case)
    api.handle(subject, case.id, text="已抽排", before=[before], after=[after])


def test_a_confirmed_alert_becomes_a_case_with_its_lead_and_its_co_unit_at_once(town: object) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    assert (case.kind, case.role, case.stage, case.lead_unit) == ("city", "lead", "dispatched", "c-cgj")
    sub = Case.objects.get(parent_id=case.id)
    assert (sub.role, sub.stage, sub.lead_unit, sub.task_zh) == ("co", "dispatched", "c-jj", "警示封控")
    assert "PS-01" in case.why_zh
    assert case.number.startswith("AJ20260302-")
    assert sub.number == f"{case.number}-1"
    assert messages_to("c-cgj")
    assert messages_to("c-jj")


def test_scene_one_the_whole_loop_until_the_event_is_closed(town: clock.VirtualClock, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    sub = Case.objects.get(parent_id=case.id)
    handled(who, sub, "tom")  # the police cordon first
    sub.refresh_from_db()
    assert sub.stage == "handled"
    handled(who, case)
    case.refresh_from_db()
    assert case.stage == "handled"  # the water still stands
    town.advance(timedelta(minutes=20))
    world.clear(alert)
    world.pump()
    case.refresh_from_db()
    assert case.stage == "verifiable"
    assert case.reading_normal_at is not None
    assert api.get_case(who("irene"), case.id).allowed == ["verify"]
    api.verify(who("irene"), case.id, passed=True, text="路面干燥")
    api.close(who("alice"), case.id)
    case.refresh_from_db()
    sub.refresh_from_db()
    event = Event.objects.get(pk=case.event_id)
    assert (case.stage, case.state, sub.state, event.state) == ("closed", "closed", "closed", "closed")
    assert [step.act for step in CaseStep.objects.filter(case_id=case.id).order_by("version")] == [
        "opened",
        "dispatch",
        "take",
        "handle",
        "reading_normal",
        "verifiable",
        "verify",
        "close",
    ]
    counted = api.conservation()
    assert {state: many for state, many in counted.items() if many} == {"opened": 2, "closed": 2}


def test_a_reading_that_is_normal_before_the_handling_waits_for_it(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    world.clear(alert)
    world.pump()
    case = lead_of(alert)
    assert case.stage == "dispatched"
    handled(who, case)
    case.refresh_from_db()
    assert case.stage == "verifiable"


def test_an_alert_that_cleared_before_its_case_was_opened_is_known_as_normal(town: object, who: Who) -> None:
    alert = world.alert()
    world.clear(alert)
    world.pump()
    case = lead_of(alert)
    handled(who, case)
    case.refresh_from_db()
    assert case.stage == "verifiable"


def test_facts_heard_twice_open_nothing_twice(town: object) -> None:
    alert = world.alert()
    world.pump()
    before = (Case.objects.count(), Event.objects.count(), FactRow.objects.count())
    ConsumerPosition.objects.filter(name__in=("facts.cases.world", "facts.events.alerts")).update(position=0)
    world.pump()
    assert (Case.objects.count(), Event.objects.count(), FactRow.objects.count()) == before
    assert CaseAlert.objects.filter(alert_id=alert).count() == 1


@pytest.mark.parametrize("outcome", ["false_alarm", "duplicate", "drill"])
def test_an_alert_that_was_not_true_opens_nothing(town: object, outcome: str) -> None:
    world.alert(outcome=outcome)
    world.pump()
    assert not Event.objects.exists()
    assert not Case.objects.exists()


def test_a_late_alert_is_for_review_and_dispatches_nobody_at_night(town: object) -> None:
    world.alert(late=True)
    world.pump()
    assert not Event.objects.exists()
    assert not Case.objects.exists()
    assert not messages_to("c-cgj")


def test_a_device_fault_opens_no_event_and_messages_nobody_at_urban_management(town: object) -> None:
    alert = world.alert(outcome="device_fault", matter=None)
    world.pump()
    case = lead_of(alert)
    assert (case.kind, case.stage, case.lead_unit) == ("maintenance", "dispatched", "c-yw")
    assert case.number.startswith("WX20260302-")
    assert not Event.objects.exists()
    assert not Case.objects.filter(parent_id=case.id).exists()
    assert messages_to("c-yw")
    assert not messages_to("c-cgj")
    assert not messages_to("c-jj")


def test_a_second_fault_of_the_same_thing_joins_its_open_maintenance_order(town: object) -> None:
    first = world.alert(outcome="device_fault", matter=None)
    world.pump()
    second = world.alert(outcome="device_fault", matter=None)
    world.pump()
    assert lead_of(first) == lead_of(second)
    assert Case.objects.count() == 1


def test_a_maintenance_order_is_verified_and_closed_by_its_own_reading(town: object, who: Who) -> None:
    alert = world.alert(outcome="device_fault", matter=None)
    world.pump()
    case = lead_of(alert)
    api.take(who("mia"), case.id)
    api.handle(who("mia"), case.id, text="更换探头")
    case.refresh_from_db()
    assert case.stage == "handled"
    world.clear(alert)
    world.pump()
    case.refresh_from_db()
    assert (case.stage, case.state) == ("closed", "closed")


def test_a_fault_of_a_thing_without_a_maintainer_waits_for_the_dispatcher(town: object, who: Who) -> None:
    alert = world.alert(outcome="device_fault", matter=None, owner="", maintainer="")
    world.pump()
    case = lead_of(alert)
    assert (case.stage, case.lead_unit) == ("opened", "")
    assert api.get_case(who("alice"), case.id).allowed == ["dispatch", "merge", "void"]
    api.dispatch(who("alice"), case.id, unit="c-yw", reason="产权单位委托")
    case.refresh_from_db()
    assert (case.stage, case.lead_unit, case.rule_id) == ("dispatched", "c-yw", "manual")


def test_an_event_without_a_matter_waits_for_the_dispatcher_who_is_told(town: object, who: Who) -> None:
    alert = world.alert(matter=None)
    world.pump()
    case = lead_of(alert)
    assert case.stage == "opened"
    assert messages_to("@alice")


def test_the_same_thing_alerting_again_joins_its_case_and_takes_up_handled_work(
    town: object, who: Who
) -> None:
    first = world.alert()
    world.pump()
    case = lead_of(first)
    handled(who, case)
    world.clear(first)
    world.pump()
    case.refresh_from_db()
    assert case.stage == "verifiable"
    second = world.alert()
    world.pump()
    case.refresh_from_db()
    assert lead_of(second) == case
    assert Event.objects.count() == 1
    assert (case.stage, case.reading_normal_at) == ("taken", None)
    with pytest.raises(NotNow):
        api.verify(who("irene"), case.id, passed=True)
    world.clear(second)
    world.pump()
    before = photo(who("bob"), case)
    api.handle(who("bob"), case.id, text="再次抽排", before=[before], after=[before])
    case.refresh_from_db()
    assert case.stage == "verifiable"


def test_no_case_closes_over_an_alert_that_joined_its_event_a_moment_ago(town: object, who: Who) -> None:
    first = world.alert()
    world.pump()
    case = lead_of(first)
    for one in Case.objects.filter(parent_id=case.id):
        handled(who, one, "tom")
    handled(who, case)
    world.clear(first)
    world.pump()
    api.verify(who("irene"), case.id, passed=True)
    second = world.alert()
    world.pump("kernel.sequencer", "facts.events.alerts")  # the event has it, the case has not heard of it
    with pytest.raises(AlertJustJoined):
        api.close(who("alice"), case.id)
    with pytest.raises(AlertJustJoined):
        api.void(who("alice"), case.id, reason="重复")
    world.pump()
    case.refresh_from_db()
    assert lead_of(second) == case
    assert (case.state, case.stage) == ("open", "taken")


def test_a_handled_case_waits_for_an_alert_it_has_not_heard_of_and_then_goes_on(
    town: object, who: Who
) -> None:
    first = world.alert()
    world.pump()
    case = lead_of(first)
    world.clear(first)
    world.pump()
    second = world.alert(cleared_at=clock.now())
    world.pump("kernel.sequencer", "facts.events.alerts")
    handled(who, case)
    case.refresh_from_db()
    assert case.stage == "handled"
    world.pump()
    case.refresh_from_db()
    assert lead_of(second) == case
    assert case.stage == "verifiable"


def test_the_handlers_unit_cannot_verify_even_when_its_person_is_an_inspector(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    handled(who, case)
    world.clear(alert)
    world.pump()
    assert "cases.verify" in who("bob").permissions
    assert "verify" not in api.get_case(who("bob"), case.id).allowed
    with pytest.raises(HandlersDoNotVerify):
        api.verify(who("bob"), case.id, passed=True)


def test_a_check_that_fails_goes_back_to_handling_with_its_reason(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    handled(who, case)
    world.clear(alert)
    world.pump()
    with pytest.raises(WordsMissing):
        api.verify(who("irene"), case.id, passed=False)
    api.verify(who("irene"), case.id, passed=False, text="仍有积水")
    case.refresh_from_db()
    assert case.stage == "taken"
    assert messages_to("c-cgj", "case_not_passed")
    log = api.get_case(who("bob"), case.id).clock_log
    assert any("核查不通过" in line.why_zh for line in log)


def test_a_case_does_not_close_over_an_unfinished_co_unit(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    handled(who, case)
    world.clear(alert)
    world.pump()
    api.verify(who("irene"), case.id, passed=True)
    with pytest.raises(CoUnitsUnfinished) as refused:
        api.close(who("alice"), case.id)
    assert "市交警支队" in refused.value.sentence("zh")
    sub = Case.objects.get(parent_id=case.id)
    handled(who, sub, "tom")
    api.close(who("alice"), case.id)


def test_handling_without_the_photographs_that_the_matter_asks_for_is_refused(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    api.take(who("bob"), case.id)
    with pytest.raises(PhotosMissing) as refused:
        api.handle(who("bob"), case.id, text="好了", before=[photo(who("bob"), case)])
    assert refused.value.details["kinds"] == ["after"]
    with pytest.raises(WordsMissing):
        api.handle(who("bob"), case.id, text="  ")
    case.refresh_from_db()
    assert case.stage == "taken"


def test_a_double_click_is_a_conflict_that_says_who_came_first(town: object, who: Who) -> None:
    alert = world.alert()
    world.pump()
    case = lead_of(alert)
    api.take(who("bob"), case.id)
    with pytest.raises(NotNow) as refused:
        api.take(who("bob"), case.id)
    assert refused.value.status == 409
    assert "bob" in refused.value.sentence("zh")
    assert "签收" in refused.value.sentence("zh")
    assert CaseStep.objects.filter(case_id=case.id, act="take").count() == 1


def test_alice_dispatches_bob_handles_and_charlie_is_told_that_there_is_no_such_case(
    town: object, who: Who
) -> None:
    alert = world.alert(path=city.EAST_TOWN, owner="c-ps")  # PS-03: the drainage company leads
    world.pump()
    case = lead_of(alert)
    assert case.lead_unit == "c-ps"
    with pytest.raises(UnknownCase):
        api.get_case(who("charlie"), case.id)
    with pytest.raises(UnknownCase):
        api.take(who("charlie"), case.id)
    with pytest.raises(Forbidden):
        api.take(who("alice"), case.id)
    with pytest.raises(Forbidden):
        api.urge(who("paula"), case.id, text="快")
    with pytest.raises(Forbidden):
        api.list_cases(who("steward"), api.Filters())
    api.take(who("paula"), case.id)


def test_who_only_sees_a_case_by_its_area_may_not_act_on_it(town: object, who: Who) -> None:
    alert = world.alert(path=city.EAST_TOWN)  # the county bureau leads; the town government sees it
    world.pump()
    case = lead_of(alert)
    assert case.lead_unit == "e-cgj"
    seen = api.get_case(who("town"), case.id)
    assert seen.allowed == []
    with pytest.raises(Forbidden):
        api.take(who("town"), case.id)


def test_a_zone_sees_its_case_and_the_districts_beside_it_do_not(town: object, who: Who) -> None:
    alert = world.alert(path=city.ZONE_TOWN)
    world.pump()
    case = lead_of(alert)
    assert [row.id for row in api.list_cases(who("zone"), api.Filters(role="lead")).items] == [case.id]
    assert api.list_cases(who("charlie"), api.Filters()).total == 0
    with pytest.raises(UnknownCase):
        api.explain(who("charlie"), case.id)


def test_a_graver_alert_makes_a_graver_event_and_case_but_calls_nobody_twice(town: object) -> None:
    alert = world.alert()
    world.pump()
    sent = len(messages_to("c-cgj", "case_dispatched"))
    world.escalate(alert)
    world.pump()
    case = lead_of(alert)
    assert case.severity == "urgent"
    assert Event.objects.get(pk=case.event_id).severity == "urgent"
    assert Event.objects.get(pk=case.event_id).grade == ""  # another ladder
    assert len(messages_to("c-cgj", "case_dispatched")) == sent
    assert messages_to("c-cgj", "case_escalated")

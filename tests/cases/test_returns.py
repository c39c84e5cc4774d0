"""退单、改派、转办、催办、增派、并案、作废: who may, when, and what goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from yiwang.cases import api
from yiwang.cases.contracts import (
    CannotMerge,
    ChangedMeanwhile,
    NotAKinUnit,
    NotNow,
    NotYours,
    ReturnTooLate,
    SameUnit,
    UnknownDutyItem,
    WordsMissing,
)
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseReturn
from yiwang.events.models import Event
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.matters.contracts import CoUnit, TownAssists

from . import city, world
from .papers import messages_to

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
Who = Callable[[str], Subject]


@pytest.fixture
def case(town: clock.VirtualClock) -> Case:
    """A dispatched city case, led by the city's bureau (Bob), assisted by the police (Tom)."""
    alert = world.alert()
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def ask(who: Who, case: Case, **changes: str) -> None:
    said = {"reason": "排水口归水务局管养", "duty_item": "PS-03", "proposed_unit": "c-swj", **changes}
    api.return_(who("bob"), case.id, **said)  # type: ignore[arg-type]


def test_a_return_keeps_the_unit_responsible_and_every_clock_running(case: Case, who: Who) -> None:
    running = set(CaseClock.objects.filter(case_id=case.id, stopped_at=None).values_list("name", "due_at"))
    ask(who, case)
    case.refresh_from_db()
    assert (case.stage, case.lead_unit) == ("returned", "c-cgj")
    assert (
        set(CaseClock.objects.filter(case_id=case.id, stopped_at=None).values_list("name", "due_at"))
        == running
    )
    assert {name for name, _ in running} == {"take", "handle", "total"}
    assert messages_to("@alice", "case_returned")


def test_a_limit_passed_while_a_return_waits_is_overdue_all_the_same(
    case: Case, who: Who, town: clock.VirtualClock
) -> None:
    ask(who, case)
    town.advance(timedelta(minutes=31))
    world.pump()
    case.refresh_from_db()
    assert case.late
    assert messages_to("c-cgj", "case_overdue")


def test_the_dispatcher_grants_a_return_by_re_dispatching_and_the_total_runs_on(case: Case, who: Who) -> None:
    total = CaseClock.objects.get(case_id=case.id, name="total")
    ask(who, case)
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="管养移交清单")
    case.refresh_from_db()
    assert (case.stage, case.lead_unit, case.rule_id) == ("dispatched", "c-swj", "re_dispatch")
    assert CaseReturn.objects.get(case_id=case.id).state == "granted"
    again = CaseClock.objects.get(case_id=case.id, name="total")
    assert (again.started_at, again.due_at, again.stopped_at) == (total.started_at, total.due_at, None)
    assert CaseClock.objects.filter(case_id=case.id, name="take").count() == 2
    assert CaseClock.objects.filter(case_id=case.id, name="take", stopped_at=None).get().unit == "c-swj"
    detail = api.get_case(who("alice"), case.id)
    assert any("改派" in line.why_zh for line in detail.clock_log)


def test_after_losing_the_case_the_first_unit_still_sees_it_but_may_do_nothing(case: Case, who: Who) -> None:
    ask(who, case)
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="管养移交清单")
    detail = api.get_case(who("bob"), case.id)
    assert detail.allowed == []
    with pytest.raises(NotYours):
        api.take(who("bob"), case.id)
    api.take(who("walter"), case.id)


def test_a_refused_return_goes_on_where_it_stood(case: Case, who: Who) -> None:
    api.take(who("bob"), case.id)
    ask(who, case)
    with pytest.raises(WordsMissing):
        api.refuse_return(who("alice"), case.id, reason="")
    api.refuse_return(who("alice"), case.id, reason="职责清单第一条")
    case.refresh_from_db()
    assert (case.stage, case.lead_unit) == ("taken", "c-cgj")
    assert CaseReturn.objects.get(case_id=case.id).decision == "职责清单第一条"
    assert messages_to("c-cgj", "case_return_refused")


def test_a_return_long_after_taking_is_refused_with_the_moment_it_ended(
    case: Case, who: Who, town: clock.VirtualClock
) -> None:
    api.take(who("bob"), case.id)
    assert "return" in api.get_case(who("bob"), case.id).allowed
    town.advance(timedelta(minutes=61))
    assert "return" not in api.get_case(who("bob"), case.id).allowed
    with pytest.raises(ReturnTooLate) as refused:
        ask(who, case)
    assert "2026-03-02 10:00" in refused.value.sentence("zh")


def test_a_return_cites_an_item_of_the_duty_list_and_proposes_another_unit(case: Case, who: Who) -> None:
    with pytest.raises(UnknownDutyItem) as refused:
        ask(who, case, duty_item="XX-99")
    assert "PS-01" in refused.value.sentence("zh")
    with pytest.raises(SameUnit):
        ask(who, case, proposed_unit="c-cgj")
    with pytest.raises(WordsMissing):
        ask(who, case, reason=" ")
    assert not CaseReturn.objects.exists()


def test_a_town_that_only_assists_is_refused_as_the_new_lead(case: Case, who: Who) -> None:
    with pytest.raises(TownAssists):
        api.re_dispatch(who("alice"), case.id, unit="et-zf", reason="属地")
    case.refresh_from_db()
    assert case.lead_unit == "c-cgj"


def test_a_holder_transfers_within_its_line_or_to_the_unit_below_but_nowhere_else(
    case: Case, who: Who
) -> None:
    with pytest.raises(NotAKinUnit):
        api.transfer(who("bob"), case.id, unit="c-swj", reason="不归我管")
    api.transfer(who("bob"), case.id, unit="e-cgj", reason="由区局就近处置")
    case.refresh_from_db()
    assert (case.lead_unit, case.rule_id, case.stage) == ("e-cgj", "transfer", "dispatched")
    sub = Case.objects.get(parent_id=case.id)
    assert "|e-cgj|" in sub.units  # the new lead sees the co-unit's work


def test_an_urge_is_a_reminder_that_moves_nothing(case: Case, who: Who) -> None:
    before = (case.stage, case.due_at, case.near_at)
    api.urge(who("alice"), case.id, text="请尽快签收")
    case.refresh_from_db()
    assert (case.stage, case.due_at, case.near_at) == before
    assert messages_to("c-cgj", "case_urged")


def test_a_co_unit_added_later_gets_its_own_sub_case_once(case: Case, who: Who) -> None:
    sub = api.add_co_unit(who("alice"), case.id, unit="c-swj", task_zh="调度泵站")
    assert (sub.role, sub.stage, sub.number) == ("co", "dispatched", f"{case.number}-2")
    with pytest.raises(SameUnit):
        api.add_co_unit(who("alice"), case.id, unit="c-swj", task_zh="调度泵站")
    rows = api.get_case(who("walter"), case.id).sub_cases
    assert [row.lead_unit for row in rows] == ["c-jj", "c-swj"]


def test_a_stale_page_is_told_that_the_case_has_moved_on(case: Case, who: Who) -> None:
    seen = api.get_case(who("bob"), case.id).row.version
    api.urge(who("alice"), case.id, text="快")
    with pytest.raises(ChangedMeanwhile) as refused:
        api.take(who("bob"), case.id, version=seen)
    assert "催办" in refused.value.sentence("zh")
    api.take(who("bob"), case.id, version=seen + 1)


def test_a_merged_case_hands_its_alerts_over_and_its_event_closes(case: Case, who: Who) -> None:
    other_alert = world.alert("g2")
    world.pump()
    other = Case.objects.get(pk=CaseAlert.objects.get(pk=other_alert).case_id)
    with pytest.raises(CannotMerge):
        api.merge(who("alice"), other.id, into=other.id, reason="同一处")
    api.merge(who("alice"), other.id, into=case.id, reason="同一处积水")
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", case.id)
    assert CaseAlert.objects.get(pk=other_alert).case_id == case.id
    assert Event.objects.get(pk=other.event_id).state == "closed"
    assert Event.objects.get(pk=case.event_id).state == "open"
    counted = api.conservation()
    assert counted["opened"] == counted["open"] + counted["closed"] + counted["merged"] + counted["void"]
    assert counted["merged"] == 2  # with its sub-case


def test_a_void_case_stays_and_is_counted_apart(case: Case, who: Who) -> None:
    ask(who, case)
    api.void(who("alice"), case.id, reason="测试数据")
    case.refresh_from_db()
    assert (case.state, case.stage) == ("void", "returned")
    assert Case.objects.get(parent_id=case.id).state == "void"
    assert CaseReturn.objects.get(case_id=case.id).state == "void"
    assert not CaseClock.objects.filter(case_id=case.id, stopped_at=None).exists()
    with pytest.raises(NotNow):
        api.take(who("bob"), case.id)


def test_a_waiting_case_is_dispatched_by_hand_with_co_units(town: clock.VirtualClock, who: Who) -> None:
    alert = world.alert(matter="demolition", hazard="illegal_building", path=city.EAST_TOWN)  # no rule there
    world.pump()
    case = Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)
    assert case.stage == "opened"
    api.dispatch(
        who("alice"),
        case.id,
        unit="e-cgj",
        reason="区局负责",
        co_units=[CoUnit(unit="et-zf", task_zh="现场配合", task_en="Assist on the spot")],
    )
    case.refresh_from_db()
    assert case.lead_unit == "e-cgj"
    assert Case.objects.get(parent_id=case.id).lead_unit == "et-zf"
    assert "alice" in case.why_zh

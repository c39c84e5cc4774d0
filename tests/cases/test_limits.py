"""延期, 挂起, 督办, stop days: each change of a limit is a line that says why; no time is lost or won."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from yiwang.areas import api as areas
from yiwang.areas.contracts import StopOver, UnknownStop
from yiwang.cases import _clocks as clocks
from yiwang.cases import api
from yiwang.cases.contracts import (
    BadExtension,
    ExtendedAlready,
    NothingAsked,
    NotYourOrder,
    NotYours,
    OrdersUnanswered,
    SuspendedAlready,
    SuspensionTooLong,
    TooLateToExtend,
    UnknownCase,
    UnknownOrder,
    UnknownSuspension,
)
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseClockLine, CaseExtension, CaseStep
from yiwang.kernel import calendar as calendars
from yiwang.kernel import clock
from yiwang.kernel.calendar import Limit
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.matters import api as matters
from yiwang.matters.declarations import LimitRule

from . import city, hotline, world
from .hotline import again, who
from .papers import messages_to

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
TWO_DAYS = Limit(kind="working_day", amount=2)


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


@pytest.fixture
def taken(town: clock.VirtualClock) -> Case:
    case = hotline.appeal()
    api.take(who("bob"), case.id)
    return again(case)


def one(case: Case, name: str) -> CaseClock:
    return CaseClock.objects.filter(case_id=case.id, name=name).latest("id")


def lines(case: Case, name: str) -> list[str]:
    return list(
        CaseClockLine.objects.filter(case_id=case.id, clock=name)
        .order_by("id")
        .values_list("why_zh", flat=True)
    )


def ask(case: Case, limit: Limit = TWO_DAYS) -> Case:
    return api.ask_extension(who("bob"), case.id, limit=limit, reason="需跨区协调管网图纸")


def test_an_extension_moves_both_limits_from_where_they_were_and_both_stay_in_the_log(taken: Case) -> None:
    before = {name: one(taken, name).due_at for name in ("handle", "total")}
    ask(taken)
    assert {name: one(taken, name).due_at for name in before} == before  # asking moves nothing
    assert messages_to("@alice", "case_extension_asked")
    api.grant_extension(who("alice"), taken.id, decision="同意")
    calendar = areas.work_calendar()
    for name, old in before.items():
        assert old is not None
        assert one(taken, name).due_at == calendar.add(TWO_DAYS, old, taken.area_path)
        assert any("同意延期2个工作日" in line for line in lines(taken, name))
    kept = CaseClockLine.objects.filter(case_id=taken.id, clock="total").latest("id")
    assert (kept.old_due_at, kept.new_due_at) == (before["total"], one(taken, "total").due_at)
    running = CaseClock.objects.filter(case_id=taken.id, stopped_at=None)
    assert again(taken).due_at == min(running.values_list("due_at", flat=True))


def test_an_extension_is_asked_before_expiry_once_and_decided_by_the_dispatchers_side(
    taken: Case, town: clock.VirtualClock
) -> None:
    with pytest.raises(BadExtension):
        ask(taken, Limit(kind="working_day", amount=0))
    with pytest.raises(Forbidden):
        api.grant_extension(who("bob"), taken.id)
    with pytest.raises(NothingAsked):
        api.grant_extension(who("alice"), taken.id)
    ask(taken)
    with pytest.raises(ExtendedAlready):
        ask(taken)
    api.refuse_extension(who("alice"), taken.id, reason="材料不足")
    assert CaseExtension.objects.get().state == "refused"
    ask(taken)
    api.grant_extension(who("alice"), taken.id)
    with pytest.raises(ExtendedAlready):
        ask(taken)


def test_after_the_limit_it_is_too_late_to_ask(taken: Case, town: clock.VirtualClock) -> None:
    town.advance(timedelta(hours=5))
    with pytest.raises(TooLateToExtend):
        ask(taken)


def test_the_extended_limit_is_told_overdue_once_at_its_new_end(
    taken: Case, town: clock.VirtualClock
) -> None:
    ask(taken, Limit(kind="urgent_hour", amount=6))
    town.advance(timedelta(hours=4, minutes=10))
    world.pump()  # passed while it was being decided
    api.grant_extension(who("alice"), taken.id)
    town.advance(timedelta(hours=1))
    world.pump()
    told = FactRow.objects.filter(
        subject=f"case:{taken.id}", fact_type="cases.overdue", data__contains='"clock":"handle"'
    )
    assert told.count() == 1
    town.advance(timedelta(hours=6))
    world.pump()
    world.pump()
    assert told.count() == 2  # two deadlines, each told once


def test_a_suspension_stops_every_clock_and_carries_over_exactly_what_was_left(
    taken: Case, town: clock.VirtualClock
) -> None:
    town.advance(timedelta(hours=2, minutes=7, seconds=13))
    calendar = areas.work_calendar()
    left = {
        name: clocks.left_at(one(taken, name), town.now(), calendar, taken.area_path)
        for name in ("handle", "contact", "total")
    }
    api.suspend(who("bob"), taken.id, reason="appraisal", text="送检水样")
    assert (again(taken).stage, again(taken).due_at) == ("suspended", None)
    town.advance(timedelta(days=9, hours=3))
    world.pump()
    assert not FactRow.objects.filter(subject=f"case:{taken.id}", fact_type="cases.overdue").exists()
    api.resume(who("bob"), taken.id, text="报告已出")
    for name, was in left.items():
        now = one(taken, name)
        assert clocks.left_at(now, town.now(), calendar, taken.area_path) == was, name
        assert now.paused_at is None
        assert any("恢复计时" in line for line in lines(taken, name))
    assert again(taken).stage == "taken"


def test_a_suspension_is_only_for_listed_reasons_so_long_and_so_often(
    taken: Case, town: clock.VirtualClock
) -> None:
    with pytest.raises(UnknownSuspension) as refused:
        api.suspend(who("bob"), taken.id, reason="busy", text="忙")
    assert "等待市民补充材料" in refused.value.sentence("zh")
    with pytest.raises(SuspensionTooLong):
        api.suspend(
            who("bob"), taken.id, reason="material", text="等材料", limit=Limit(kind="working_day", amount=30)
        )
    for _ in range(2):
        api.suspend(who("bob"), taken.id, reason="material", text="等材料")
        api.resume(who("bob"), taken.id)
    with pytest.raises(SuspendedAlready):
        api.suspend(who("bob"), taken.id, reason="material", text="等材料")
    with pytest.raises(NotYours):
        api.suspend(who("tom"), taken.id, reason="appraisal", text="不是本单位的")


def test_a_suspension_ends_by_itself_once(taken: Case, town: clock.VirtualClock) -> None:
    api.suspend(who("bob"), taken.id, reason="material", text="等市民补材料")
    town.advance(timedelta(days=20))
    world.pump()
    world.pump()
    assert again(taken).stage == "taken"
    told = FactRow.objects.filter(subject=f"case:{taken.id}", fact_type="cases.resumed")
    assert [row.data.count('"automatic":true') for row in told] == [1]


def test_a_clock_that_was_passed_stays_passed_through_a_suspension(
    taken: Case, town: clock.VirtualClock
) -> None:
    town.advance(timedelta(hours=5))
    world.pump()
    assert again(taken).late
    api.suspend(who("bob"), taken.id, reason="appraisal", text="送检")
    town.advance(timedelta(days=1))
    api.resume(who("bob"), taken.id)
    world.pump()
    assert api.get_case(who("alice"), taken.id).row.lamp == "red"
    told = FactRow.objects.filter(
        subject=f"case:{taken.id}", fact_type="cases.overdue", data__contains='"clock":"handle"'
    )
    assert told.count() == 1


def test_stop_days_declared_later_move_running_limits_with_a_line_and_those_elsewhere_not(
    taken: Case, town: clock.VirtualClock
) -> None:
    east = hotline.appeal(area="449901001")
    before = {case.id: one(case, "total").due_at for case in (taken, east)}
    areas.declare_stop("449902", date(2026, 3, 3), date(2026, 3, 3), "台风五停", actor="alice")
    world.pump()
    assert one(east, "total").due_at == before[east.id]
    moved = one(taken, "total").due_at
    assert moved is not None
    assert moved > before[taken.id]  # type: ignore[operator]
    assert any("停工停办（台风五停）" in line for line in lines(taken, "total"))
    assert FactRow.objects.filter(subject=f"case:{taken.id}", fact_type="cases.reckoned").count() == 1
    assert api.recompute("/") == 0  # nothing moves twice


def test_stop_days_that_are_lifted_put_limits_back_with_a_line(taken: Case, town: clock.VirtualClock) -> None:
    before = one(taken, "total").due_at
    stop = areas.declare_stop("449902", date(2026, 3, 3), date(2026, 3, 3), "台风五停", actor="alice")
    world.pump()
    assert one(taken, "total").due_at != before
    areas.withdraw_stop(stop.id, "台风转向", actor="alice")
    world.pump()
    assert one(taken, "total").due_at == before
    assert "停工停办撤销（台风转向）" in lines(taken, "total")[-1]
    with pytest.raises(UnknownStop):
        areas.withdraw_stop(stop.id, "台风转向", actor="alice")
    past = areas.declare_stop("449902", date(2026, 1, 5), date(2026, 1, 5), "往日", actor="alice")
    with pytest.raises(StopOver):
        areas.withdraw_stop(past.id, "晚了", actor="alice")


def test_a_calendar_that_arrives_later_gives_open_limits_their_end(
    town: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.set(datetime(2029, 3, 5, 2, 0, tzinfo=UTC))
    alert = world.alert()
    world.pump()
    case = Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)
    assert one(case, "total").due_at is None
    year = calendars.Year(year=2029, notice="测试", off={}, worked=frozenset())
    found = calendars.default()
    wider = calendars.WorkCalendar({**found.years, 2029: year}, found.spans)
    monkeypatch.setattr(calendars, "default", lambda: wider)
    assert api.recompute(city.CITY) >= 1
    total = one(case, "total")
    assert total.due_at == wider.add(Limit(kind="working_day", amount=2), total.started_at)
    assert "重新推算" in lines(case, "total")[-1]


def limited(*changed: LimitRule, **words: object) -> None:
    """The matter of the cases says other limits of these clocks."""
    kept = tuple(one for one in city.FLOOD.limits if one.clock not in {rule.clock for rule in changed})
    matters.declare([replace(city.FLOOD, limits=(*kept, *changed), **words)], pack="test")  # type: ignore[arg-type]
    world.pump()


LONGER = LimitRule(clock="total", kind="working_day", amount=5)
SHORTER = LimitRule(clock="total", kind="working_day", amount=1)


def test_a_longer_limit_of_the_matter_reaches_a_running_clock_and_a_shorter_one_does_not(
    taken: Case,
) -> None:
    total, handle = one(taken, "total"), one(taken, "handle")
    limited(LONGER)
    longer = one(taken, "total")
    assert longer.due_at == areas.work_calendar().add(
        Limit(kind="working_day", amount=5), total.started_at, taken.area_path
    )
    assert "v2" in lines(taken, "total")[-1]
    assert "将总时限改为5个工作日" in lines(taken, "total")[-1]
    assert one(taken, "handle").due_at == handle.due_at
    assert again(taken).due_at == min(handle.due_at, longer.due_at)  # type: ignore[type-var]

    limited(SHORTER)
    assert one(taken, "total").due_at == longer.due_at  # nobody could go by it
    step = CaseStep.objects.filter(case_id=taken.id).latest("version")
    assert (step.act, "在走的时限不缩短" in step.text_zh) == ("reckoned", True)
    later = hotline.appeal()
    assert one(later, "total").limit_amount == 1
    told = FactRow.objects.filter(subject=f"case:{taken.id}", fact_type="cases.reckoned")
    assert told.count() == 2
    limited(SHORTER, definition_zh="只改了定义")
    assert told.count() == 2  # other words move nothing


def test_what_begins_after_a_shorter_limit_goes_by_it(taken: Case) -> None:
    limited(LimitRule(clock="take", kind="urgent_hour", amount=0.25))
    api.re_dispatch(who("alice"), taken.id, unit="c-swj", reason="归水务")
    assert one(taken, "take").limit_amount == 0.25


def test_a_limit_that_somebody_ordered_is_not_the_matters(taken: Case) -> None:
    number = supervised(taken)
    ordered = CaseClock.objects.get(case_id=taken.id, name__startswith="order")
    limited(LONGER, LimitRule(clock="handle", kind="urgent_hour", amount=40))
    assert number
    assert CaseClock.objects.get(pk=ordered.pk).due_at == ordered.due_at


def test_a_clock_that_stood_still_gains_as_much_as_one_that_did_not(
    taken: Case, town: clock.VirtualClock
) -> None:
    twin = hotline.appeal()
    api.take(who("bob"), twin.id)
    for case in (taken, twin):
        api.suspend(who("bob"), case.id, reason="material", text="等图纸")
    town.advance(timedelta(hours=20))
    api.resume(who("bob"), taken.id)
    due = one(taken, "total").due_at
    assert due is not None
    limited(LONGER)  # one goes on already, the other stands still
    api.resume(who("bob"), twin.id)
    assert one(taken, "total").due_at == one(twin, "total").due_at
    calendar = areas.work_calendar()
    gained_h = calendar.working_hours_between(due, one(taken, "total").due_at, taken.area_path)  # type: ignore[arg-type]
    assert gained_h == pytest.approx(3 * sum(end - begin for begin, end in calendar.spans) / 60)


def test_words_that_wait_for_their_first_day_reach_running_clocks_on_it(
    taken: Case, town: clock.VirtualClock
) -> None:
    before = one(taken, "total").due_at
    limited(LONGER, effective_from=town.now().astimezone(clock.SHANGHAI).date() + timedelta(days=1))
    assert one(taken, "total").due_at == before
    town.advance(timedelta(days=1))
    world.pump()
    moved = one(taken, "total").due_at
    assert moved is not None
    assert moved > before  # type: ignore[operator]


def test_a_matter_may_run_through_the_stop_days_of_its_area(town: clock.VirtualClock) -> None:
    limited(through_stops=True)
    running, resting = hotline.appeal(), hotline.appeal(matter="street-stall")
    before = {case.id: one(case, "total").due_at for case in (running, resting)}
    areas.declare_stop("449902", date(2026, 3, 3), date(2026, 3, 3), "台风五停", actor="alice")
    world.pump()
    assert one(running, "total").due_at == before[running.id]
    assert one(resting, "total").due_at > before[resting.id]  # type: ignore[operator]
    api.take(who("bob"), running.id)
    api.suspend(who("bob"), running.id, reason="material", text="等图纸")
    town.advance(timedelta(hours=1))
    api.resume(who("bob"), running.id)
    assert before[running.id] is not None
    assert one(running, "total").due_at < one(resting, "total").due_at  # type: ignore[operator]


def supervised(case: Case, login: str = "sue") -> str:
    return api.supervise(
        who(login), case.id, text="三日内说明处置进展", limit=Limit(kind="working_hour", amount=8)
    ).number


def test_an_order_has_a_number_an_authority_a_clock_and_is_seen_by_who_gave_it(taken: Case) -> None:
    number = supervised(taken)
    assert number == "DB20260302-001"
    assert supervised(taken, "wendy") == "DB20260302-002"
    detail = api.get_case(who("sue"), taken.id)
    order = detail.orders[0]
    assert (order.authority_name, order.state) == ("市政府", "asked")
    clock_row = next(row for row in detail.clocks if row.name == "order-1")
    assert (order.due_at, clock_row.name_zh) == (clock_row.due_at, "督办")
    assert "市政府DB20260302-001号督办" in clock_row.why_zh
    assert "|!w-zf|" in again(taken).units
    assert messages_to("c-cgj", "case_supervised")
    with pytest.raises(Forbidden):
        supervised(taken, "alice")


def test_an_order_is_replied_to_and_signed_off_by_its_own_authority_only(taken: Case) -> None:
    number, other = supervised(taken), supervised(taken, "wendy")
    with pytest.raises(UnknownOrder):
        api.reply_order(who("bob"), taken.id, order="DB20260302-099", text="进展")
    api.reply_order(who("bob"), taken.id, order=number, text="已抽排过半")
    with pytest.raises(NotYourOrder):
        api.sign_off(who("wendy"), taken.id, order=number)
    api.sign_off(who("sue"), taken.id, order=number, accepted=False, text="请附照片")
    assert one(taken, "order-1").stopped_at is None  # asked again, by the same limit
    api.reply_order(who("bob"), taken.id, order=number, text="照片已附")
    api.sign_off(who("sue"), taken.id, order=number)
    states = {row.number: row.state for row in api.get_case(who("sue"), taken.id).orders}
    assert states == {number: "signed_off", other: "asked"}


def test_a_case_is_not_reviewed_over_an_unanswered_order(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    number = supervised(case)
    hotline.handled(case)
    with pytest.raises(OrdersUnanswered) as refused:
        api.review(who("alice"), case.id, passed=True)
    assert number in refused.value.sentence("zh")
    api.reply_order(who("bob"), case.id, order=number, text="已处置")
    api.review(who("alice"), case.id, passed=True)
    hotline.called_back(again(case))
    api.sign_off(who("sue"), case.id, order=number)  # after the case ended
    assert api.get_case(who("sue"), case.id).orders[0].state == "signed_off"


def test_the_clock_of_an_order_runs_through_a_suspension(taken: Case, town: clock.VirtualClock) -> None:
    supervised(taken)
    api.suspend(who("bob"), taken.id, reason="appraisal", text="送检")
    assert one(taken, "order-1").paused_at is None
    town.advance(timedelta(days=4))
    world.pump()
    assert messages_to("c-cgj", "case_overdue")


def test_who_is_outside_sees_no_case_to_suspend(taken: Case) -> None:
    with pytest.raises(UnknownCase):
        api.suspend(who("eve"), taken.id, reason="appraisal", text="越权")

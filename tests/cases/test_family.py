"""争议 → 先办后议 → 裁决, 下派, 上报, 提级, 吹哨 and 报到, 会签, the seven steps: who answers when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yiwang.cases import api
from yiwang.cases.contracts import (
    AlreadyThere,
    ConditionFails,
    CoUnitsUnfinished,
    LimitTooLong,
    NotASigner,
    NotAUnitBelow,
    NotNow,
    NoUnitAbove,
    OnlyTownsWhistle,
    SameUnit,
    SignaturesMissing,
    WordsMissing,
)
from yiwang.cases.models import Case, CaseClock, CaseDispute, CaseReturn
from yiwang.kernel import clock
from yiwang.kernel.calendar import Limit
from yiwang.matters import api as matters
from yiwang.matters.declarations import CoUnitRule, DutyRule, LimitRule, UnitRef

from . import city, hotline, world
from .hotline import again, who
from .papers import messages_to, photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


def send_back(case: Case, login: str, proposed: str) -> None:
    api.return_(who(login), case.id, reason="不属本单位职责", duty_item="PS-01", proposed_unit=proposed)


def disputed() -> Case:
    case = hotline.appeal()
    send_back(case, "bob", "c-swj")
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="归水务")
    send_back(case, "walter", "c-cgj")
    return again(case)


def running(case: Case) -> set[str]:
    return set(CaseClock.objects.filter(case_id=case.id, stopped_at=None).values_list("name", flat=True))


def test_a_second_return_is_a_dispute_the_unit_stays_responsible_and_the_clocks_run(
    town: clock.VirtualClock,
) -> None:
    case = disputed()
    assert (case.stage, case.lead_unit, case.dispute) == ("disputed", "c-swj", "open")
    assert {"total", "take", "handle", "dispute"} <= running(case)
    assert CaseReturn.objects.filter(case_id=case.id, state="disputed").count() == 1
    assert messages_to("@alice", "case_disputed")


def test_nobody_acting_within_the_hour_is_overdue(town: clock.VirtualClock) -> None:
    case = disputed()
    town.advance(timedelta(minutes=61))
    world.pump()
    told = [row for row in api.get_case(who("alice"), case.id).clocks if row.name == "dispute"]
    assert told[0].lamp == "red"


def test_somebody_acts_at_once_and_the_ruling_binds_and_proposes_a_duty(town: clock.VirtualClock) -> None:
    case = disputed()
    api.act_first(who("alice"), case.id, unit="c-swj", reason="先行抽排")
    case = again(case)
    assert (case.stage, case.lead_unit, case.dispute) == ("dispatched", "c-swj", "acting")
    assert "dispute" not in running(case)
    api.take(who("walter"), case.id)
    api.rule(who("alice"), case.id, unit="c-swj", reason="排水口由水务局管养")
    case = again(case)
    assert (case.stage, case.lead_unit, case.dispute) == ("taken", "c-swj", "ruled")  # it acts already
    argued = CaseDispute.objects.get(case_id=case.id)
    assert argued.draft
    assert argued.ruled_unit == "c-swj"
    assert matters.find_handling("flooded-street") is not None
    assert case.first_wrong == "return_granted"
    with pytest.raises(ConditionFails):
        api.rule(who("alice"), case.id, unit="c-cgj", reason="再裁")


def test_a_ruling_for_another_unit_hands_the_case_on(town: clock.VirtualClock) -> None:
    case = disputed()
    api.rule(who("alice"), case.id, unit="c-cgj", reason="职责清单第一条")
    case = again(case)
    assert (case.stage, case.lead_unit, case.dispute) == ("dispatched", "c-cgj", "ruled")
    assert api.get_case(who("bob"), case.id).allowed[0] == "take"


def test_a_case_is_assigned_down_under_the_same_total_with_a_shorter_limit(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    api.take(who("bob"), case.id)
    with pytest.raises(NotAUnitBelow):
        api.assign_down(who("bob"), case.id, unit="c-ps", task_zh="抽排")
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="归水务")
    api.take(who("walter"), case.id)
    with pytest.raises(LimitTooLong):
        api.assign_down(
            who("walter"), case.id, unit="c-ps", task_zh="抽排", limit=Limit(kind="working_day", amount=9)
        )
    sub = api.assign_down(who("walter"), case.id, unit="c-ps", task_zh="抽排")
    mine = {one.name: one.due_at for one in CaseClock.objects.filter(case_id=case.id, stopped_at=None)}
    below = {one.name: one.due_at for one in CaseClock.objects.filter(case_id=sub.id, stopped_at=None)}
    assert below["total"] == mine["total"]
    assert below["handle"] < mine["handle"]  # type: ignore[operator]
    assert (again(case).lead_unit, again(case).stage) == ("c-swj", "taken")  # it stays accountable
    assert (sub.relation, sub.lead_unit) == ("down", "c-ps")
    with pytest.raises(SameUnit):
        api.assign_down(who("walter"), case.id, unit="c-ps", task_zh="再派")
    api.handle(who("walter"), case.id, text="已处置", before=_pic("walter", case), after=_pic("walter", case))
    for other in Case.objects.filter(parent_id=case.id, relation="co"):
        api.take(who("tom"), other.id)
        api.handle(who("tom"), other.id, text="已警示")
    with pytest.raises(CoUnitsUnfinished):
        api.review(who("alice"), case.id, passed=True)
    api.take(who("paula"), sub.id)
    api.handle(who("paula"), sub.id, text="抽排完毕")
    api.review(who("alice"), case.id, passed=True)
    assert again(case).first_wrong == "re_dispatched"


def _pic(login: str, case: Case) -> list[str]:
    return [photo(who(login), case)]


def test_an_extension_and_a_suspension_of_the_parent_move_the_inherited_total(
    town: clock.VirtualClock,
) -> None:
    case = hotline.appeal()
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="归水务")
    api.take(who("walter"), case.id)
    sub = api.assign_down(who("walter"), case.id, unit="c-ps", task_zh="抽排")

    def totals() -> set[object]:
        return {
            CaseClock.objects.get(case_id=one, name="total", stopped_at=None).due_at
            for one in (case.id, sub.id)
        }

    api.ask_extension(who("walter"), case.id, limit=Limit(kind="working_day", amount=1), reason="管网复杂")
    api.grant_extension(who("alice"), case.id)
    assert len(totals()) == 1
    api.suspend(who("walter"), case.id, reason="appraisal", text="送检")
    assert totals() == {None}
    town.advance(timedelta(days=2))
    api.resume(who("walter"), case.id)
    assert len(totals()) == 1
    assert None not in totals()


def test_a_case_goes_up_with_a_reason_and_no_further_than_there_are_units(town: clock.VirtualClock) -> None:
    case = hotline.appeal(area="449901001")
    assert case.lead_unit == "e-cgj" or case.lead_unit == "c-cgj"
    Case.objects.filter(pk=case.pk).update(lead_unit="e-cgj", units=f"{case.units}e-cgj|")
    api.report_up(who("eve"), case.id, reason="超出区局能力")
    case = again(case)
    assert (case.lead_unit, case.stage) == ("e-zf", "dispatched")
    api.raise_(who("alice"), case.id, reason="影响重大")
    assert again(case).lead_unit == "c-zf"
    with pytest.raises(NoUnitAbove):
        api.raise_(who("alice"), case.id, reason="再提级")


def test_a_town_whistles_and_the_department_reports_in_by_the_clock(town: clock.VirtualClock) -> None:
    case = hotline.appeal("street-stall", area="449901001")
    assert case.lead_unit == "et-zf"
    sub = api.whistle(who("town"), case.id, unit="c-jj", task_zh="联合清理占道")
    assert (sub.relation, running(sub)) == ("whistle", {"take", "report", "handle"})
    api.report_in(who("tom"), sub.id, text="已到场")
    assert again(sub).contacted_in_time is True
    assert "report" not in running(sub)
    assert messages_to("et-zf", "case_reported_in")
    with pytest.raises(AlreadyThere):
        api.report_in(who("tom"), sub.id)
    assert again(case).lead_unit == "et-zf"


def test_only_a_town_whistles(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    with pytest.raises(OnlyTownsWhistle):
        api.whistle(who("bob"), case.id, unit="c-swj", task_zh="来人")


def test_a_review_waits_for_every_signature(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    hotline.handled(case)
    api.ask_signatures(who("bob"), case.id, units=["c-swj"], about="排水口归属说明")
    with pytest.raises(SignaturesMissing) as refused:
        api.review(who("alice"), case.id, passed=True)
    assert "市水务局" in refused.value.sentence("zh")
    assert "sign" in api.get_case(who("walter"), case.id).allowed
    api.sign(who("walter"), case.id, agreed=True, text="同意")
    assert "sign" not in api.get_case(who("walter"), case.id).allowed
    api.review(who("alice"), case.id, passed=True)
    assert api.get_case(who("alice"), case.id).signers[0].state == "agreed"


def test_the_seven_steps_keep_supervision_and_command_apart(town: clock.VirtualClock) -> None:
    within = LimitRule(clock="verify", kind="working_hour", amount=4)
    matters.declare([replace(city.STALL, flow="grid", limits=(within,))], pack="test")
    case = hotline.appeal("street-stall", area="449901001")
    assert (case.flow, case.stage, case.lead_unit) == ("grid", "opened", "")
    with pytest.raises(NotNow):
        api.dispatch(who("alice"), case.id, unit="et-zf", reason="属地")
    api.establish(who("irene"), case.id, text="核实属实")
    assert again(case).stage == "filed"
    api.dispatch(who("alice"), case.id, unit="et-zf", reason="属地")
    api.take(who("town"), case.id)
    api.handle(who("town"), case.id, text="已清理", after=_pic("town", case))
    assert again(case).stage == "handled"
    assert "verify" in running(case)
    with pytest.raises(NotNow):
        api.close(who("irene"), case.id)
    api.verify(who("irene"), case.id, passed=True, text="现场已清")
    api.close(who("irene"), case.id)
    assert (again(case).state, again(case).stage) == ("closed", "closed")
    api.rate(who("irene"), case.id, mark=4)
    assert again(case).stage == "rated"
    api.archive(who("irene"), case.id)
    steps = [step.to_stage for step in api.get_case(who("irene"), case.id).steps]
    assert steps == [
        "opened", "filed", "dispatched", "taken", "handled", "verified", "closed", "rated", "archived",
    ]  # fmt: skip


def reviewed() -> tuple[Case, dict[str, Case]]:
    """An application that bob's unit leads and two others review, each in a sub-case; all have taken it."""
    beside = tuple(
        CoUnitRule(unit=UnitRef(unit=unit), task_zh="提出审查意见", task_en="its opinion")
        for unit in ("c-swj", "c-jj")
    )
    duty = DutyRule(code="SP-01", lead=UnitRef(unit="c-cgj"), co_units=beside)
    limits = (
        LimitRule(clock="take", kind="working_day", amount=1),
        LimitRule(clock="handle", kind="working_day", amount=5),
        LimitRule(clock="total", kind="working_day", amount=10),
    )
    told = replace(city.STALL, flow="review", photos=(), duty_rules=(duty,), limits=limits)
    matters.declare([told], pack="test")
    case = hotline.appeal("street-stall", area="449901001")
    subs = {one.lead_unit: one for one in Case.objects.filter(parent_id=case.id)}
    for login, one in (("bob", case), ("walter", subs["c-swj"]), ("tom", subs["c-jj"])):
        api.take(who(login), one.id)
    return again(case), {unit: again(one) for unit, one in subs.items()}


def test_each_reviews_under_clocks_of_its_own_and_all_have_an_opinion(town: clock.VirtualClock) -> None:
    case, subs = reviewed()
    assert set(subs) == {"c-swj", "c-jj"}
    assert all("handle" in running(one) for one in subs.values())
    api.handle(who("bob"), case.id, text="书面审查完毕")
    with pytest.raises(NotNow):  # no opinion, no end
        api.handle(who("walter"), subs["c-swj"].id, text="看过了")
    with pytest.raises(NotASigner):
        api.sign(who("bob"), subs["c-swj"].id, agreed=True)
    with pytest.raises(WordsMissing):
        api.sign(who("walter"), subs["c-swj"].id, agreed=False)
    assert "sign" in api.get_case(who("walter"), subs["c-swj"].id).allowed
    api.sign(who("walter"), subs["c-swj"].id, agreed=False, text="与管网冲突")
    assert again(subs["c-swj"]).stage == "handled"
    assert "handle" not in running(subs["c-swj"])
    assert messages_to("c-cgj", "case_signed")
    town.advance(timedelta(days=9))
    late = api.get_case(who("alice"), case.id)
    assert {one.lead_unit: one.lamp for one in late.sub_cases}["c-jj"] == "red"
    with pytest.raises(CoUnitsUnfinished) as refused:
        api.close(who("alice"), case.id)
    assert "交警" in refused.value.sentence("zh")
    assert "水务" not in refused.value.sentence("zh")
    api.sign(who("tom"), subs["c-jj"].id, agreed=True)
    opinions = {one.unit: one.state for one in api.get_case(who("alice"), case.id).signers}
    assert opinions == {"c-swj": "objected", "c-jj": "agreed"}
    answers = {one.unit: one for one in api.answers_of_events([case.event_id])[case.event_id]}
    assert {unit: (one.answer, one.late, one.leads) for unit, one in answers.items()} == {
        "c-cgj": ("", False, True),
        "c-swj": ("objected", False, False),
        "c-jj": ("agreed", True, False),  # what was late stays late, and its deadline is said
    }
    late_one = answers["c-jj"]
    assert late_one.due_at is not None
    assert late_one.answered_at is not None
    assert late_one.due_at < late_one.answered_at
    api.close(who("alice"), case.id)
    assert again(case).state == "closed"


def test_while_the_lead_waits_for_papers_all_wait(town: clock.VirtualClock) -> None:
    case, subs = reviewed()

    def paused(one: Case) -> set[bool]:
        clocks = CaseClock.objects.filter(case_id=one.id, stopped_at=None)
        return {each.paused_at is not None for each in clocks}

    api.suspend(who("walter"), subs["c-swj"].id, reason="material", text="等图纸")
    api.suspend(who("bob"), case.id, reason="material", text="请补充原件")
    assert paused(case) == paused(subs["c-swj"]) == paused(subs["c-jj"]) == {True}
    town.advance(timedelta(hours=3))
    api.resume(who("bob"), case.id, text="补齐")
    assert paused(case) == paused(subs["c-jj"]) == {False}
    assert paused(subs["c-swj"]) == {True}  # waits by itself
    due = CaseClock.objects.get(case_id=subs["c-jj"].id, name="handle").due_at
    assert due is not None
    assert due > clock.now() + timedelta(days=4)

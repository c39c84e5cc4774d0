"""The rates of domain.md, raw and adjusted, and the cases behind each side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.appeals import town as appeal_town
from yiwang.appeals import api as appeals
from yiwang.cases import api
from yiwang.cases.contracts import (
    AlreadyThere,
    EvidenceMissing,
    HandlersDoNotVerify,
    Rate,
    UnknownFigure,
    UnknownFilter,
)
from yiwang.cases.models import Case
from yiwang.identity.models import Grant
from yiwang.kernel import clock

from . import city, hotline, world
from .hotline import again, who
from .papers import photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


def rate(code: str, login: str = "alice", **said: str) -> Rate:
    now = clock.now()
    found = api.rates(who(login), now - timedelta(days=30), now + timedelta(seconds=1), **said)
    return next(one for one in found.rates if one.code == code)


def sides(code: str) -> tuple[int, int]:
    found = rate(code).raw
    return found.numerator, found.denominator


def behind(code: str, side: str) -> list[str]:
    now = clock.now()
    page = api.rate_cases(who("alice"), code, side, now - timedelta(days=30), now + timedelta(seconds=1))
    return sorted(row.id for row in page.items)


def test_right_the_first_time_counts_settled_first_dispatches_only(town: clock.VirtualClock) -> None:
    right, wrong, pending = (hotline.appeal() for _ in range(3))
    api.take(who("bob"), right.id)
    api.re_dispatch(who("alice"), wrong.id, unit="c-swj", reason="归水务")
    api.take(who("walter"), wrong.id)
    api.return_(who("bob"), pending.id, reason="不归我", duty_item="PS-01", proposed_unit="c-swj")
    assert sides("first") == (1, 2)
    assert behind("first", "missed") == [wrong.id]
    assert behind("first", "left_out") == [pending.id]
    assert again(wrong).first_wrong == "re_dispatched"
    assert sides("return") == (1, 3)


def test_a_refused_return_keeps_the_first_dispatch_right_and_a_granted_one_does_not(
    town: clock.VirtualClock,
) -> None:
    kept, lost = hotline.appeal(), hotline.appeal()
    for case in (kept, lost):
        api.return_(who("bob"), case.id, reason="不归我", duty_item="PS-01", proposed_unit="c-swj")
    api.refuse_return(who("alice"), kept.id, reason="职责清单第一条")
    api.re_dispatch(who("alice"), lost.id, unit="c-swj", reason="归水务")
    api.take(who("bob"), kept.id)
    api.take(who("walter"), lost.id)
    assert behind("first", "numerator") == [kept.id]
    assert again(lost).first_wrong == "return_granted"


def test_assigning_down_and_more_co_units_are_no_wrong_first_dispatch(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    api.take(who("bob"), case.id)
    api.add_co_unit(who("alice"), case.id, unit="c-swj", task_zh="调度泵站")
    assert sides("first") == (1, 1)


def test_taking_contact_and_finishing_in_time_are_each_counted(town: clock.VirtualClock) -> None:
    quick, slow = hotline.appeal(), hotline.appeal()
    hotline.replied(quick)
    town.advance(timedelta(days=8))
    world.pump()
    assert sides("take") == (1, 2)
    assert sides("contact") == (1, 2)
    assert sides("finish") == (1, 2)
    assert behind("take", "missed") == [slow.id]
    hotline.called_back(quick)
    assert sides("solved") == (1, 1)
    assert sides("satisfied") == (1, 1)


def test_an_answer_of_dissatisfaction_lowers_the_shares_and_a_redo_is_counted(
    town: clock.VirtualClock,
) -> None:
    good, bad = hotline.replied(hotline.appeal()), hotline.replied(hotline.appeal())
    hotline.called_back(good)
    hotline.called_back(bad, "unsolved", "dissatisfied")
    assert sides("solved") == (1, 2)
    assert rate("satisfied").raw.share == 0.5
    api.redo(who("alice"), bad.id, reason="仍积水")
    assert sides("redo") == (1, 2)


def test_solved_at_once_is_without_a_redo_and_who_was_not_reached_lowers_the_share_reached(
    town: clock.VirtualClock,
) -> None:
    once, twice, silent = (hotline.replied(hotline.appeal()) for _ in range(3))
    hotline.called_back(once)
    hotline.called_back(twice, "unsolved", "dissatisfied")
    assert sides("once") == (1, 2)
    api.redo(who("alice"), twice.id, reason="仍积水")
    api.re_dispatch(who("alice"), twice.id, unit="c-cgj", reason="由专业单位承办")
    api.take(who("bob"), twice.id)
    shots = [photo(who("bob"), twice) for _ in range(2)]
    api.handle(who("bob"), twice.id, text="再次抽排", before=shots[:1], after=shots[1:])
    api.review(who("alice"), twice.id, passed=True, reply="已加设泵")
    hotline.called_back(twice)
    assert sides("solved") == (2, 2)
    assert sides("once") == (1, 2)
    assert behind("once", "missed") == [twice.id]
    for _ in range(3):
        appeals.call_back(who("olga"), hotline.appeal_of(silent).id, reached=False)
    world.pump()
    assert sides("reached") == (2, 3)
    assert behind("reached", "missed") == [silent.id]
    assert rate("once").left_out["未接通"] == 1


def test_what_is_answered_at_once_is_a_share_of_what_was_accepted(town: clock.VirtualClock) -> None:
    hotline.appeal()
    answered, waiting, void = (
        appeals.register(who("olga"), replace(appeal_town.ASKED, area="449902001")) for _ in range(3)
    )
    appeals.answer(who("olga"), answered.id, text="咨询窗口周一至周五办公")
    appeals.void(who("olga"), void.id, reason="测试件")
    found = rate("direct")
    assert (found.raw.numerator, found.raw.denominator, found.raw.n) == (1, 2, 4)
    assert rate("direct", area="449901").raw.denominator == 0
    listed = appeals.list_appeals(who("olga"), appeals.Filters(accepted=True))
    assert listed.total == 2
    assert waiting.id not in {row.id for row in listed.items}
    assert "direct" not in {
        one.code for one in api.rates(who("alice"), clock.now(), clock.now(), flow="hotline").rates
    }


def test_an_exclusion_is_asked_with_evidence_decided_elsewhere_and_both_figures_stand_side_by_side(
    town: clock.VirtualClock,
) -> None:
    quick, slow = hotline.appeal(), hotline.appeal()
    api.take(who("bob"), quick.id)
    town.advance(timedelta(hours=2))
    api.take(who("bob"), slow.id)
    proof = photo(who("bob"), slow)
    with pytest.raises(EvidenceMissing):
        api.ask_exclusion(who("bob"), slow.id, figure="take", reason="台风断网", evidence=[])
    with pytest.raises(UnknownFigure):
        api.ask_exclusion(who("bob"), slow.id, figure="speed", reason="台风断网", evidence=[proof])
    api.ask_exclusion(who("bob"), slow.id, figure="take", reason="台风断网", evidence=[proof])
    with pytest.raises(AlreadyThere):
        api.ask_exclusion(who("bob"), slow.id, figure="take", reason="台风断网", evidence=[proof])
    assert rate("take").adjusted == rate("take").raw  # asked is not granted
    api.grant_exclusion(who("sue"), slow.id, figure="take", decision="属实")
    found = rate("take")
    assert (found.raw.numerator, found.raw.denominator) == (1, 2)
    assert (found.adjusted.numerator, found.adjusted.denominator, found.excluded) == (1, 1, 1)
    assert behind("take", "excluded") == [slow.id]
    assert rate("return").excluded == 0  # only the figure that was asked for
    row = api.get_case(who("sue"), slow.id).exclusions[0]
    assert (row.state, row.figure_zh, row.evidence) == ("granted", "按时签收", [proof])


def test_who_handled_the_case_does_not_decide_on_its_exclusion(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    api.take(who("bob"), case.id)
    api.ask_exclusion(who("bob"), case.id, figure="all", reason="误派", evidence=[photo(who("bob"), case)])
    Grant.objects.create(
        id="bob:supervisor", user_id="bob", role="supervisor", kind="standing",
        granted_by="test", starts_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(HandlersDoNotVerify):
        api.grant_exclusion(who("bob"), case.id, figure="all")


def test_what_ended_without_being_finished_is_left_out_by_name(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    api.void(who("alice"), case.id, reason="误报")
    found = rate("take")
    assert (found.raw.n, found.left_out["作废"]) == (0, 1)


def test_the_rates_are_those_of_what_the_asker_may_see_in_the_area_asked_for(
    town: clock.VirtualClock,
) -> None:
    hotline.appeal()
    hotline.appeal(area="449901001")
    assert rate("return").raw.n == 2
    assert rate("return", area="449901").raw.n == 1
    assert (
        rate("return", login="charlie").raw.n
        == Case.objects.filter(role="lead", area_path__startswith=city.WEST).count()
    )
    now = clock.now()
    with pytest.raises(UnknownFigure):
        api.rate_cases(who("alice"), "speed", "missed", now, now)
    with pytest.raises(UnknownFilter):
        api.rate_cases(who("alice"), "take", "left", now, now)

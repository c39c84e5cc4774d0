"""The citizen's line: dispatched, contacted, handled, reviewed, replied, called back, redone or closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from yiwang.appeals import api as appeals
from yiwang.cases import api
from yiwang.cases.contracts import (
    AlreadyThere,
    ConditionFails,
    HandlersDoNotVerify,
    NotNow,
    UnitComplainedOf,
    UnknownCase,
    WordsMissing,
)
from yiwang.cases.models import Case, CaseClock
from yiwang.events.models import Event
from yiwang.identity.api import FactSight, Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow
from yiwang.matters.contracts import CoUnit

from . import hotline, world
from .hotline import again
from .papers import messages_to

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
Who = Callable[[str], Subject]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


def running(case: Case) -> set[str]:
    return set(CaseClock.objects.filter(case_id=case.id, stopped_at=None).values_list("name", flat=True))


def told(case: Case, fact: str) -> int:
    return FactRow.objects.filter(subject=f"case:{case.id}", fact_type=f"cases.{fact}").count()


def test_an_appeal_opens_a_case_on_the_hotline_flow_without_an_alert_to_wait_for(
    town: clock.VirtualClock,
) -> None:
    case = hotline.appeal()
    assert (case.flow, case.stage, case.lead_unit) == ("hotline", "dispatched", "c-cgj")
    assert (case.alert_id, case.needs_reading, case.first_unit) == ("", False, "c-cgj")
    assert running(case) == {"total", "take", "contact", "handle"}
    assert running(Case.objects.get(parent_id=case.id)) == {"take", "handle"}


def test_from_the_call_to_the_call_back_and_the_end(town: clock.VirtualClock) -> None:
    case = hotline.handled(hotline.appeal())
    assert (case.stage, running(case)) == ("handled", {"total"})
    assert messages_to("@alice", "case_handled")
    api.review(hotline.who("alice"), case.id, passed=True, reply="积水已抽排")
    case = again(case)
    assert (case.stage, case.done_in_time, running(case)) == ("replied", True, set())
    assert hotline.appeal_of(case).stage == "replied"
    case = hotline.called_back(case)
    assert (case.state, case.stage, case.asked_back, case.solved, case.satisfied) == (
        "closed",
        "closed",
        1,
        1,
        1,
    )
    assert hotline.appeal_of(case).state == "closed"
    assert Event.objects.get(pk=case.event_id).state == "closed"
    api.archive(hotline.who("alice"), case.id)
    assert (again(case).stage, again(case).state) == ("archived", "closed")
    assert told(case, "archived") == 1


def test_the_first_contact_stops_its_clock_once_and_is_kept_on_the_appeal(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    with pytest.raises(WordsMissing):
        api.contact(hotline.who("bob"), case.id, text=" ")
    api.contact(hotline.who("bob"), case.id, text="已联系")
    assert "contact" not in running(case)
    assert again(case).contacted_in_time is True
    assert hotline.appeal_of(case).contacted_at is not None
    with pytest.raises(AlreadyThere):
        api.contact(hotline.who("bob"), case.id, text="再联系")
    api.re_dispatch(hotline.who("alice"), case.id, unit="c-swj", reason="归水务")
    assert "contact" not in running(case)  # the citizen was spoken to, whoever holds the case now


def test_the_review_is_the_centres_and_a_fail_goes_back_with_its_reason(town: clock.VirtualClock) -> None:
    case = hotline.handled(hotline.appeal())
    with pytest.raises(Forbidden):
        api.review(hotline.who("bob"), case.id, passed=True)
    with pytest.raises(WordsMissing):
        api.review(hotline.who("alice"), case.id, passed=False)
    api.review(hotline.who("alice"), case.id, passed=False, text="未说明后续措施")
    case = again(case)
    assert (case.stage, running(case)) == ("taken", {"total", "handle"})
    assert hotline.appeal_of(case).stage == "dispatched"
    assert messages_to("c-cgj", "case_not_passed")


def test_the_dispatch_centre_does_not_review_what_it_handles_itself(town: clock.VirtualClock) -> None:
    case = hotline.handled(hotline.appeal())
    Case.objects.filter(pk=case.pk).update(units=f"{case.units}c-yx|")
    with pytest.raises(HandlersDoNotVerify) as refused:
        api.review(hotline.who("alice"), case.id, passed=True)
    assert "不能由本单位办结审核" in refused.value.sentence("zh")


def test_an_unsatisfied_citizen_is_looked_into_redone_once_and_then_only_with_a_reason(
    town: clock.VirtualClock,
) -> None:
    case = hotline.called_back(hotline.replied(hotline.appeal()), "unsolved", "dissatisfied")
    assert (case.stage, case.state) == ("unsatisfied", "open")
    api.redo(hotline.who("alice"), case.id, reason="路面仍有积水")
    case = again(case)
    assert (case.stage, case.lead_unit, case.redone) == ("dispatched", "c-zf", 1)  # the next higher unit
    assert hotline.appeal_of(case).stage == "dispatched"
    assert case.first_wrong == ""
    Case.objects.filter(pk=case.pk).update(lead_unit="c-swj", units=f"{case.units}c-swj|")
    api.take(hotline.who("walter"), case.id)
    api.handle(hotline.who("walter"), case.id, text="再次处置", before=_photo(case), after=_photo(case))
    api.review(hotline.who("alice"), case.id, passed=True, reply="已再次处置")
    case = hotline.called_back(case, "unsolved", "dissatisfied")
    assert case.stage == "unsatisfied"
    with pytest.raises(ConditionFails) as refused:
        api.redo(hotline.who("alice"), case.id, reason="再办")
    assert "疑难会商" in refused.value.sentence("zh")
    assert "redo" not in api.get_case(hotline.who("alice"), case.id).allowed
    api.meet(hotline.who("alice"), case.id, text="会商：受规划限制，列入明年改造")
    assert again(case).stage == "unsatisfied"
    api.close_with_reason(hotline.who("alice"), case.id, reason="已列入明年改造计划并向市民说明")
    assert (again(case).state, hotline.appeal_of(case).state) == ("closed", "closed")


def _photo(case: Case) -> list[str]:
    from .papers import photo

    return [photo(hotline.who("walter"), case)]


def test_the_last_withdrawal_ends_the_case_and_an_earlier_one_does_not(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    first = hotline.appeal_of(case)
    second = appeals.register(hotline.who("olga"), hotline.town.ASKED)
    appeals.join(hotline.who("olga"), [second.id], into=first.id)
    world.pump()
    appeals.withdraw(hotline.who("olga"), first.id, reason="市民撤诉")
    world.pump()
    assert again(case).state == "open"
    appeals.withdraw(hotline.who("olga"), second.id, reason="市民撤诉")
    world.pump()
    case = again(case)
    assert (case.state, running(case)) == ("withdrawn", set())
    assert set(Case.objects.filter(parent_id=case.id).values_list("state", flat=True)) == {"withdrawn"}
    assert Event.objects.get(pk=case.event_id).state == "closed"
    assert api.conservation()["withdrawn"] == 2
    with pytest.raises(NotNow) as refused:
        api.take(hotline.who("bob"), case.id)
    assert "撤诉" in refused.value.sentence("zh")


def test_a_complaint_is_never_given_to_the_unit_complained_of_nor_shown_to_it(
    town: clock.VirtualClock,
) -> None:
    case = hotline.appeal(against=("c-cgj",))
    assert (case.stage, case.lead_unit) == ("opened", "")
    with pytest.raises(UnknownCase):
        api.get_case(hotline.who("bob"), case.id)
    with pytest.raises(UnitComplainedOf):
        api.dispatch(hotline.who("alice"), case.id, unit="c-cgj", reason="归城管")
    with pytest.raises(UnitComplainedOf):
        api.dispatch(
            hotline.who("alice"),
            case.id,
            unit="c-swj",
            reason="归水务",
            co_units=[CoUnit(unit="c-cgj", task_zh="配合", task_en="assist")],
        )
    api.dispatch(hotline.who("alice"), case.id, unit="c-swj", reason="归水务")
    api.take(hotline.who("walter"), case.id)
    with pytest.raises(UnknownCase):
        api.get_case(hotline.who("bob"), case.id)
    facts = FactRow.objects.filter(subject=f"case:{case.id}")
    assert facts.exists()
    for fact in facts:
        for login, sees in (("bob", False), ("alice", True)):
            assert sees is FactSight(hotline.who(login)).sees(
                fact_type=fact.fact_type,
                area_path=fact.area_path,
                units=split_units(fact.units),
                secret=fact.secret,
            )


def test_a_case_goes_out_of_the_system_with_a_reason_and_is_counted_apart(town: clock.VirtualClock) -> None:
    case = hotline.appeal()
    api.transfer_out(hotline.who("alice"), case.id, to="市信访局", reason="属信访事项")
    case = again(case)
    assert (case.state, told(case, "transferred_out")) == ("transferred", 1)
    counted = api.conservation()
    assert counted["opened"] == sum(many for state, many in counted.items() if state != "opened")
    assert counted["transferred"] == 2
    appeal = hotline.appeal_of(case)
    assert (appeal.state, appeal.outcome) == ("transferred", "transferred")


def test_a_call_back_that_reaches_nobody_closes_in_the_end_and_counts_apart(town: clock.VirtualClock) -> None:
    case = hotline.replied(hotline.appeal())
    for _ in range(appeals.book().thresholds.call_back_attempts):
        appeals.call_back(hotline.who("olga"), hotline.appeal_of(case).id, reached=False)
        town.advance(timedelta(hours=1))
    world.pump()
    case = again(case)
    assert (case.state, case.asked_back, case.unreached, case.rated) == ("closed", 0, 1, 0)

"""Two hands at once: real threads on a real database, and exactly one of them acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.races import at_once, one_won, refusals
from yiwang.appeals import api as appeals
from yiwang.cases import api
from yiwang.cases.models import Case, CaseAlert, CaseOrder, CaseStep
from yiwang.identity.api import Subject
from yiwang.kernel.calendar import Limit
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.models import FactRow

from . import hotline, world
from .hotline import again, who

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.usefixtures("bus")]
DAY = Limit(kind="working_day", amount=1)
HOUR = Limit(kind="working_hour", amount=8)


@pytest.fixture
def case(transactional_db: None, wound: VirtualClock) -> Case:
    """A case of an alert, sent to the city's bureau (Bob)."""
    hotline.settle()
    alert = world.alert()
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def order_of_steps(case: Case) -> list[str]:
    """The acts of a case in their order; no version is missing or double."""
    steps = CaseStep.objects.filter(case_id=case.pk).order_by("version").values_list("version", "act")
    assert [version for version, _ in steps] == list(range(1, again(case).version + 1))
    return [act for _, act in steps]


def test_four_clicks_at_once_take_a_case_once(case: Case) -> None:
    bob = who("bob")
    one_won(at_once(*[lambda: api.take(bob, case.id)] * 4))
    assert order_of_steps(case).count("take") == 1
    assert FactRow.objects.filter(subject=f"case:{case.id}", fact_type="cases.taken").count() == 1


def test_a_take_and_a_re_dispatch_at_once_leave_one_order_of_steps(case: Case) -> None:
    bob, alice = who("bob"), who("alice")
    at_once(
        lambda: api.take(bob, case.id),
        lambda: api.re_dispatch(alice, case.id, unit="c-swj", reason="归水务"),
        lambda: api.urge(alice, case.id, text="快"),
    )
    order_of_steps(case)
    case.refresh_from_db()
    assert (case.lead_unit, case.stage) == ("c-swj", "dispatched")


# How a case comes to where two may act.


def as_sent(case: Case) -> None:
    """It is as it was opened."""


def returned(case: Case) -> None:
    api.return_(who("bob"), case.id, reason="不归我", duty_item="PS-03", proposed_unit="c-swj")


def disputed(case: Case) -> None:
    returned(case)
    api.refuse_return(who("alice"), case.id, reason="职责清单第一条")
    returned(case)
    assert again(case).stage == "disputed"


def extension_asked(case: Case) -> None:
    api.take(who("bob"), case.id)
    api.ask_extension(who("bob"), case.id, limit=DAY, reason="设备待运")


def order_answered(case: Case) -> None:
    api.take(who("bob"), case.id)
    order = api.supervise(who("sue"), case.id, text="报进展", limit=HOUR)
    api.reply_order(who("bob"), case.id, order=order.number, text="已抽排过半")


def sign_off(by: Subject, case_id: str, **said: Any) -> object:
    """Of the one order there is."""
    return api.sign_off(by, case_id, order=CaseOrder.objects.get(case_id=case_id).number, **said)


@dataclass(frozen=True, slots=True)
class Race:
    """Two acts of two persons on what both see."""

    ready: Callable[[Case], None]
    first: tuple[str, Callable[..., object], dict[str, Any]]
    second: tuple[str, Callable[..., object], dict[str, Any]]


RETURN = {"reason": "不归我", "duty_item": "PS-03", "proposed_unit": "c-swj"}
SEND = {"unit": "c-swj", "reason": "归水务"}
RACES = {
    "take-return": Race(as_sent, ("bob", api.take, {}), ("bob", api.return_, RETURN)),
    "take-re_dispatch": Race(as_sent, ("bob", api.take, {}), ("alice", api.re_dispatch, SEND)),
    "take-void": Race(as_sent, ("bob", api.take, {}), ("alice", api.void, {"reason": "误报"})),
    "refuse_return-re_dispatch": Race(
        returned, ("alice", api.refuse_return, {"reason": "应由其办"}), ("alice", api.re_dispatch, SEND)
    ),
    "rule-act_first": Race(disputed, ("alice", api.rule, SEND), ("alice", api.act_first, SEND)),
    "grant-refuse_extension": Race(
        extension_asked,
        ("alice", api.grant_extension, {}),
        ("alice", api.refuse_extension, {"reason": "不必"}),
    ),
    "suspend-re_dispatch": Race(
        extension_asked,
        ("bob", api.suspend, {"reason": "material", "text": "等待"}),
        ("alice", api.re_dispatch, SEND),
    ),
    "sign_off-sign_off": Race(
        order_answered, ("sue", sign_off, {}), ("sue", sign_off, {"accepted": False, "text": "请附照片"})
    ),
}


@pytest.mark.parametrize("name", RACES)
def test_of_two_who_act_on_what_both_see_one_wins_and_the_other_is_told(case: Case, name: str) -> None:
    race = RACES[name]
    race.ready(case)
    before = again(case).version
    acts = [
        partial(act, who(login), case.id, version=before, **said)
        for login, act, said in (race.first, race.second)
    ]
    one_won(at_once(*acts))
    assert len(order_of_steps(case)) == again(case).version
    steps = CaseStep.objects.filter(case_id=case.pk, version__gt=before, actor__in=("bob", "alice", "sue"))
    assert steps.count() == 1


def test_a_review_and_a_withdrawing_at_once_leave_case_and_appeal_of_one_mind(
    transactional_db: None, wound: VirtualClock
) -> None:
    """The citizen withdraws what is just being replied to: he is told of the reply, or there is none."""
    hotline.settle()
    case = hotline.handled(hotline.appeal())
    appeal, alice, olga = hotline.appeal_of(case), who("alice"), who("olga")
    reviewed, withdrawn = at_once(
        lambda: api.review(alice, case.id, passed=True, reply="已抽排"),
        lambda: appeals.withdraw(olga, appeal.id, reason="撤诉", version=appeal.version),
    )
    assert all(one.status == 409 for one in refusals([reviewed, withdrawn]))
    world.pump()
    appeal.refresh_from_db()
    case = again(case)
    order_of_steps(case)
    if refusals([withdrawn]):
        assert (appeal.state, appeal.stage, case.stage) == ("open", "replied", "replied")
    else:
        # Nobody is left to reply to: the case ends with the withdrawing, or with the review that came before.
        assert (appeal.state, case.state) == (
            "withdrawn",
            "withdrawn" if refusals([reviewed]) else "closed",
        )

"""What cases does with an appeal of another hotline is told to that hotline: 签收, 退单, 延期."""

from __future__ import annotations

from typing import Any

import pytest

from tests.appeals.test_exchange import SAID, deliver, heard, province, routes, send_out
from yiwang.appeals import api as appeals
from yiwang.appeals.models import Appeal, AppealStep, ExchangeOut
from yiwang.appeals.simulator import Province
from yiwang.cases import api
from yiwang.cases.contracts import SameUnit
from yiwang.cases.models import Case
from yiwang.kernel import clock
from yiwang.kernel.calendar import Limit

from . import hotline, world

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "routes")]
__all__ = ["province", "routes"]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


@pytest.fixture
def case(province: Province) -> Case:
    """The case of an order that the province sent."""
    province.open_order("P-1", **{**SAID, "area": "449902001"})
    assert deliver(province) == ["taken"]
    appeals.dispatch(hotline.who("olga"), Appeal.objects.get().id, matter="flooded-street")
    world.pump()
    return Case.objects.get(role="lead")


def notes(province: Province) -> list[tuple[str, str]]:
    """What the province heard of 签收, 退单 and 延期."""
    send_out()
    said = [one for _, one in sorted(province.heard.items())]
    kinds = ("signed", "return", "extension")
    return [(one["kind"], one["body"]["text"]) for one in said if one["kind"].startswith(kinds)]


def test_signing_and_an_extension_reach_the_hotline_that_sent_the_order(
    case: Case, province: Province
) -> None:
    bob, alice = hotline.who("bob"), hotline.who("alice")
    api.take(bob, case.id)
    api.ask_extension(bob, case.id, limit=Limit(kind="working_day", amount=2), reason="管网待探测")
    api.grant_extension(alice, case.id, decision="同意")
    assert [kind for kind, _ in notes(province)] == ["signed", "extension_asked", "extension_granted"]
    assert any("管网待探测" in text for _, text in notes(province))
    assert heard(province, "P-1")[0] == "accepted"


def test_a_return_its_refusal_and_its_grant_are_told(case: Case, province: Province) -> None:
    bob, alice = hotline.who("bob"), hotline.who("alice")
    asked: dict[str, Any] = {"reason": "属水务设施", "duty_item": "PS-01", "proposed_unit": "c-swj"}
    api.return_(bob, case.id, **asked)
    api.refuse_return(alice, case.id, reason="道路归市政")
    assert [kind for kind, _ in notes(province)] == ["return_asked", "return_denied"]


def test_a_return_that_is_granted_is_told_and_a_plain_re_dispatch_is_not(
    case: Case, province: Province
) -> None:
    bob, alice = hotline.who("bob"), hotline.who("alice")
    api.return_(bob, case.id, reason="属水务设施", duty_item="PS-01", proposed_unit="c-swj")
    api.re_dispatch(alice, case.id, unit="c-swj", reason="同意退单")
    api.re_dispatch(alice, case.id, unit="c-cgj", reason="重新研判")
    assert [kind for kind, _ in notes(province)] == ["return_asked", "return_granted"]


def test_an_act_that_fails_tells_nobody_and_a_sub_case_is_not_the_hotlines_affair(
    case: Case, province: Province
) -> None:
    alice = hotline.who("alice")
    before = ExchangeOut.objects.count()
    with pytest.raises(SameUnit):
        api.re_dispatch(alice, case.id, unit=case.lead_unit, reason="同一单位")
    sub = Case.objects.get(parent_id=case.id)
    api.take(hotline.who("tom"), sub.id)
    assert ExchangeOut.objects.count() == before
    assert not AppealStep.objects.filter(act="signed").exists()

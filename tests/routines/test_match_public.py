"""The public's doors to policies: masked, claimed once, only while it lasts; guessing is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases import city
from tests.routines.test_match import listen
from yiwang.appeals import api as appeals
from yiwang.appeals.contracts import TooMany
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.api import LedgerFile
from yiwang.ledgers.contracts import Held
from yiwang.packs._reading import read_packs
from yiwang.routines import _match as match
from yiwang.routines import api
from yiwang.routines.contracts import NotClaimedNow, UnknownBenefit

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
PACKS = Path(__file__).parent.parent.parent / "packs"
SYSTEM = Subject.system("test")
HERE = "198.51.100.9"
FIRM = {
    "credit_code": "91440800MADE11009X",
    "name": "样例渔具有限公司",
    "scale": "large",
    "registered_on": "2010-01-01",
    "graduates": 3,
    "dishonest": False,
    "town": "449901001",
    "contact_phone": "13812345678",
}
INTO, POLICIES = "human-resources-job-subsidy-matches", "human-resources-job-subsidy-policies"
Made = Callable[..., Held]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The shipped scene's ledgers, policies and routines in the small city; its window is open today."""
    city.settle()
    [read] = read_packs(PACKS, ["human-resources"])
    made = next(one.declared for one in read.scenes if one.record.recipe == "policy-match")
    own: list[LedgerFile] = read.ledgers
    told = [replace(one, unit="c-ps") for one in (*(file.file.get() for file in own), *made.ledgers)]
    ledgers.declare(told, pack="human-resources")
    api.declare(made.routines, scene=made.key)
    today = wound.now().astimezone(clock.SHANGHAI).date()
    window = {"from": today.isoformat(), "until": (today + timedelta(days=60)).isoformat()}
    for row in made.rows[POLICIES]:
        ledgers.record(SYSTEM, POLICIES, {**row, **window})
    return wound


def matched(**firm: Any) -> Held:
    """The firm's match of the policy that is claimed."""
    made = ledgers.record(SYSTEM, "employers", {**FIRM, **firm})
    listen()
    listen()  # what the match itself sets in motion
    [held] = [one for one in ledgers.walk(INTO) if one.key.startswith(f"{made.key}·WG-02")]
    return held


def code_of(held: Held) -> str:
    return str(held.values["claim_code"])


def test_what_is_in_force_is_read_without_an_account(town: clock.VirtualClock) -> None:
    found = {one.name: one for one in api.benefits.policies()}
    assert found["一次性扩岗补助"].asks[0].startswith("本年度新招毕业生和失业青年")
    assert found["失业保险稳岗返还（中小微企业）"].automatic
    town.advance(timedelta(days=90))
    assert api.benefits.policies() == []


def test_somebody_claims_for_himself_once_and_another_grants(town: clock.VirtualClock) -> None:
    held = matched()
    shown = api.benefits.benefit(held.city_code.lower(), f" {code_of(held).lower()} ", address=HERE)
    assert (shown.subject, shown.amount, shown.may_claim) == ("样**", 4_500, True)
    assert "13812345678" not in repr(shown)
    assert str(FIRM["name"]) not in repr(shown)
    for _ in range(2):
        after = api.benefits.claim(held.city_code, code_of(held), address=HERE)
        assert (after.state, after.may_claim) == ("claimed", False)
    now = ledgers.find_record(held.id)
    assert now is not None
    assert (now.state, now.values["way"]) == ("claimed", "self")
    steps = [one.act for one in ledgers.detail(SYSTEM, held.id).steps]
    assert steps.count("claim") == 1
    ledgers.move(identity.subject_of("alice"), held.id, "grant", version=now.version)
    assert api.benefits.benefit(held.city_code, code_of(held), address=HERE).state == "granted"


def test_the_code_is_masked_and_another_match_has_another(town: clock.VirtualClock) -> None:
    first, second = matched(), matched(credit_code="91440800MADE11008X")
    assert code_of(first) != code_of(second)
    row = ledgers.detail(identity.subject_of("alice"), first.id).row
    assert row.values["claim_code"] == "LQ-****"
    for number, code in (
        (first.city_code, code_of(second)),
        (first.city_code, ""),
        ("YW123", code_of(first)),
        (ledgers.walk("employers")[0].city_code, code_of(first)),
    ):
        with pytest.raises(UnknownBenefit):
            api.benefits.claim(number, code, address=HERE)


def test_guessing_is_counted_by_asker_and_by_match(town: clock.VirtualClock) -> None:
    held = matched()
    for number in range(appeals.book().thresholds.public_misses_an_hour):
        with pytest.raises(UnknownBenefit):
            api.benefits.benefit(held.city_code, "LQ-AAAA-AAAA-AAAA", address=f"198.51.100.{number}")
    with pytest.raises(TooMany):  # from elsewhere too, with the right code: the match itself is shut
        api.benefits.benefit(held.city_code, code_of(held), address="203.0.113.7")


def test_what_is_paused_over_or_gone_is_not_claimed(town: clock.VirtualClock) -> None:
    held = matched()
    policy = next(one for one in ledgers.walk(POLICIES) if one.key == "WG-02")
    ledgers.move(SYSTEM, policy.id, "pause", version=policy.version, reason="资金计划调整")
    with pytest.raises(NotClaimedNow):
        api.benefits.claim(held.city_code, code_of(held), address=HERE)
    ledgers.move(SYSTEM, policy.id, "resume", version=policy.version + 1)
    town.advance(timedelta(days=61))
    assert not api.benefits.benefit(held.city_code, code_of(held), address=HERE).may_claim
    with pytest.raises(NotClaimedNow):
        api.benefits.claim(held.city_code, code_of(held), address=HERE)


def test_a_match_of_before_there_were_codes_gets_one(town: clock.VirtualClock) -> None:
    held = matched()
    ledgers.change(SYSTEM, held.id, {"claim_code": None}, version=held.version)
    firm = ledgers.walk("employers")[0]
    ledgers.change(SYSTEM, firm.id, {"graduates": 4}, version=firm.version)
    listen()
    now = ledgers.find_record(held.id)
    assert now is not None
    assert code_of(now) == match.claim_code(held.key) == code_of(held)

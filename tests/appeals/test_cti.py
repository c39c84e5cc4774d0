"""Calls at the switch: who takes one sees the number; the recording finds its appeal; 110 is one key away."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from tests.appeals import town as city
from tests.identity.people import PASSWORD, hashed
from yiwang.appeals import _calls as calls
from yiwang.appeals import _wire as wire
from yiwang.appeals import api
from yiwang.appeals.contracts import BadWord, CallNotNow, CallRow, UnknownCall
from yiwang.appeals.models import AppealLook, AppealSource, Call, CallTransfer
from yiwang.identity.api import Subject
from yiwang.identity.models import User
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "town", "routes")]
who = city.who
NUMBER = "13812345678"


@pytest.fixture
def routes(settings: Any) -> None:
    settings.ROOT_URLCONF = "yiwang.app.urls"


@pytest.fixture
def switch(town: clock.VirtualClock) -> AppealSource:
    api.issue_source(Subject.system("test"), source_id="cti", name="话务平台", area="4499")
    return AppealSource.objects.get(pk="cti")


def ring(switch: AppealSource, call_id: str = "c-1", **said: Any) -> CallRow:
    return calls.arrived(switch, **{"call_id": call_id, "number": NUMBER, "line": "12345", **said})


def post(switch: AppealSource, path: str, said: dict[str, Any], key: str = "") -> Any:
    body = json.dumps(said).encode()
    headers = wire.signed(switch.id, key or switch.key_digest, clock.now(), body)
    headers.pop("Content-Type")
    return Client().post(
        f"/api/exchange/cti/calls{path}", body, content_type="application/json", headers=headers
    )


def test_a_call_is_told_without_its_number_and_kept_once(switch: AppealSource) -> None:
    said = {"call_id": "c-1", "number": NUMBER, "line": "12345", "recording_id": "rec-1"}
    answer = post(switch, "", said)
    assert answer.status_code == 200, answer.content
    assert answer.json()["number"] == "138****5678"
    assert post(switch, "", said).json()["id"] == answer.json()["id"]
    (told,) = FactRow.objects.filter(fact_type="appeals.call_arrived")
    assert answer.json()["id"] in told.data
    assert NUMBER not in told.data
    assert "5678" not in told.data
    assert Call.objects.count() == 1
    wrong = hashlib.sha256(b"another").hexdigest()
    assert post(switch, "", {**said, "call_id": "c-2"}, key=wrong).status_code == 401


def test_only_who_takes_it_sees_the_number_and_only_while_it_lasts(switch: AppealSource) -> None:
    one = ring(switch)
    assert [row.number for row in calls.calls(who("olga"))] == ["138****5678"]
    assert calls.call(who("olga"), one.id).number == "138****5678"
    assert not AppealLook.objects.exists()
    assert calls.take(who("olga"), one.id).number == NUMBER
    assert calls.call(who("olga"), one.id).number == NUMBER
    assert calls.call(who("owen"), one.id).number == "138****5678"
    look = AppealLook.objects.get()
    assert (look.who, look.appeal_id) == ("olga", one.id)
    assert FactRow.objects.filter(fact_type="appeals.call_taken").count() == 1
    with pytest.raises(CallNotNow):
        calls.take(who("owen"), one.id)
    assert calls.calls(who("owen")) == []
    assert calls.hang_up(who("olga"), one.id).number == "138****5678"
    with pytest.raises(CallNotNow):
        calls.hang_up(who("olga"), one.id)


def test_the_operators_page_lists_takes_and_shows_a_call(switch: AppealSource) -> None:
    one = ring(switch)
    User.objects.filter(pk="olga").update(password=hashed(), password_changed_at=clock.now())
    olga = Client()
    said = {"login": "olga", "password": PASSWORD}
    csrf = olga.post("/api/session", said, content_type="application/json").json()["csrf"]
    (row,) = olga.get("/api/appeals/calls").json()
    assert (row["id"], row["number"]) == (one.id, "138****5678")
    headers = {"X-CSRF-Token": csrf}
    taken = olga.post(f"/api/appeals/calls/{one.id}/take", headers=headers)
    assert taken.json()["number"] == NUMBER
    assert olga.get(f"/api/appeals/calls/{one.id}").json()["number"] == NUMBER
    assert olga.get("/api/appeals/exchange").json()["orders"] == 0
    assert (
        olga.post(
            "/api/appeals/suggest", {"text": "塘㙍镇积水"}, content_type="application/json", headers=headers
        ).json()["area_id"]
        == "449901001"
    )


def test_who_does_not_take_calls_sees_none(switch: AppealSource) -> None:
    one = ring(switch)
    assert calls.calls(who("tessa")) == []
    with pytest.raises(UnknownCall):
        calls.call(who("tessa"), one.id)
    with pytest.raises(Forbidden):
        calls.calls(who("bob"))


def test_the_caller_is_known_again_however_the_number_is_written(switch: AppealSource) -> None:
    mine = city.ask()
    city.ask(kind="report", text="举报某店")
    city.ask(reporter=city.Reporter(phone="13900001111"))
    one = ring(switch, number="+86 138-1234-5678")
    earlier = calls.call(who("olga"), one.id).earlier
    assert [row.id for row in earlier] == [mine.id]
    assert (earlier[0].reporter, earlier[0].phone) == ("李**", "138****5678")
    assert calls.call(who("olga"), ring(switch, "c-2", number="").id).earlier == []


def test_of_many_earlier_appeals_the_last_twenty_come(switch: AppealSource) -> None:
    made = [city.ask(text=f"第 {number} 件：路灯不亮") for number in range(22)]
    earlier = calls.call(who("olga"), ring(switch).id).earlier
    assert len(earlier) == 20
    assert {row.id for row in earlier} <= {one.id for one in made}


def test_the_recording_goes_to_the_appeal_whichever_comes_first(switch: AppealSource) -> None:
    one = ring(switch)
    calls.take(who("olga"), one.id)
    made = city.ask()
    calls.attach(who("olga"), one.id, made.id)
    assert city.row(made).recording_id == ""
    assert post(switch, "/c-1/ended", {"recording_id": "rec-9"}).status_code == 200
    assert city.row(made).recording_id == "rec-9"
    assert api.get_appeal(who("olga"), made.id).history[-1].act == "recorded"
    steps = city.row(made).version
    post(switch, "/c-1/ended", {"recording_id": "rec-9"})
    assert city.row(made).version == steps
    two = ring(switch, "c-2", recording_id="rec-10")
    calls.take(who("olga"), two.id)
    other = city.ask(text="另一件事")
    calls.attach(who("olga"), two.id, other.id)
    assert city.row(other).recording_id == "rec-10"
    with pytest.raises(CallNotNow):
        calls.attach(who("owen"), two.id, made.id)


def test_a_transfer_to_an_emergency_number_is_kept_with_its_outcome(switch: AppealSource) -> None:
    one = ring(switch)
    with pytest.raises(CallNotNow):
        calls.transfer(who("olga"), one.id, target="120", reason="有人晕倒")
    calls.take(who("olga"), one.id)
    with pytest.raises(BadWord):
        calls.transfer(who("olga"), one.id, target="petition")
    (asked,) = calls.transfer(who("olga"), one.id, target="120", reason="有人晕倒").transfers
    assert (asked.outcome, asked.target_zh, asked.asked_by) == ("asked", "急救 120", "olga")
    assert post(switch, f"/c-1/transfers/{asked.id}", {"outcome": "connected"}).status_code == 200
    assert post(switch, f"/c-1/transfers/{asked.id}", {"outcome": "failed"}).status_code == 200
    assert CallTransfer.objects.get().outcome == "connected"
    told = FactRow.objects.filter(fact_type="appeals.call_transferred").order_by("subject_version")
    assert [json.loads(row.data)["outcome"] for row in told] == ["asked", "connected"]
    assert post(switch, "/c-1/transfers/none", {"outcome": "failed"}).status_code == 404

"""Calls at the switch: who takes one sees the number; the recording finds its appeal; 110 is one key away."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.appeals import town as city
from tests.identity.people import PASSWORD, hashed
from yiwang.appeals import _calls as calls
from yiwang.appeals import _wire as wire
from yiwang.appeals import api
from yiwang.appeals.contracts import (
    BadWord,
    CallNotNow,
    CallRow,
    PurposeMissing,
    Reporter,
    UnknownCall,
)
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


def test_only_who_took_it_sees_the_number_and_says_why(switch: AppealSource) -> None:
    one = ring(switch)
    assert [row.number for row in calls.calls(who("olga"))] == ["138****5678"]
    with pytest.raises(CallNotNow):
        calls.unmask(who("olga"), one.id, purpose="通话中断，需要回拨")
    assert NUMBER not in repr(calls.take(who("olga"), one.id))
    assert NUMBER not in repr(calls.call(who("olga"), one.id))
    assert not AppealLook.objects.exists()
    with pytest.raises(PurposeMissing):
        calls.unmask(who("olga"), one.id, purpose="看")
    assert calls.unmask(who("olga"), one.id, purpose="通话中断，需要回拨") == NUMBER
    look = AppealLook.objects.get()
    assert (look.who, look.appeal_id, look.purpose) == ("olga", one.id, "通话中断，需要回拨")
    told = FactRow.objects.get(fact_type="appeals.call_unmasked")
    assert json.loads(told.data)["purpose"] == "通话中断，需要回拨"
    assert NUMBER not in told.data
    assert told.secret
    assert FactRow.objects.filter(fact_type="appeals.call_taken").count() == 1
    for act in (calls.take, calls.hang_up):
        with pytest.raises(CallNotNow):
            act(who("owen"), one.id)
    with pytest.raises(CallNotNow):
        calls.unmask(who("owen"), one.id, purpose="通话中断，需要回拨")
    assert calls.calls(who("owen")) == []
    calls.hang_up(who("olga"), one.id)
    with pytest.raises(CallNotNow):
        calls.hang_up(who("olga"), one.id)


def test_what_comes_of_a_call_has_its_number_and_recording_without_being_shown_it(
    switch: AppealSource,
) -> None:
    one = ring(switch, recording_id="rec-3")
    new = replace(city.ASKED, reporter=Reporter(name="李小花"), key="once-and-only-once")
    with pytest.raises(CallNotNow):
        calls.register(who("olga"), one.id, new)
    calls.take(who("olga"), one.id)
    made = calls.register(who("olga"), one.id, new)
    again = calls.register(who("olga"), one.id, new)
    assert (again.id, again.again) == (made.id, True)
    assert api.unmask(who("olga"), made.id, purpose="核对来电号码").phone == NUMBER
    assert (city.row(made).recording_id, Call.objects.get().appeal_id) == ("rec-3", made.id)
    other = calls.register(who("olga"), one.id, replace(new, reporter=Reporter(phone="13900001111"), key="b"))
    assert api.unmask(who("olga"), other.id, purpose="核对来电号码").phone == "13900001111"
    assert Call.objects.get().appeal_id == made.id


def test_earlier_calls_come_with_their_appeals_and_lead_to_no_confidential_one(
    switch: AppealSource, town: clock.VirtualClock
) -> None:
    came = []
    for number, kind in enumerate(("complaint", "report", "")):
        one = ring(switch, f"e-{number}")
        calls.take(who("olga"), one.id)
        if kind:
            new = replace(city.ASKED, kind=kind, reporter=Reporter(), text=f"第 {number} 件")
            came.append(calls.register(who("olga"), one.id, new))
        calls.hang_up(who("olga"), one.id)
        town.advance(timedelta(minutes=5))
    ring(switch, "other", number="13900001111")
    now = ring(switch, "now")
    seen = calls.call(who("owen"), now.id)
    assert [(each.state, each.appeal.id if each.appeal else "") for each in seen.calls] == [
        ("ended", ""),
        ("ended", ""),
        ("ended", came[0].id),
    ]
    assert [row.id for row in seen.earlier] == [came[0].id]
    assert came[1].id not in repr(seen)
    report = Call.objects.get(call_id="e-1")
    assert calls.call(who("owen"), report.id).row.appeal_id == ""
    assert calls.call(who("olga"), report.id).row.appeal_id == came[1].id
    ended = FactRow.objects.filter(fact_type="appeals.call_ended")
    assert [came[1].id in row.data for row in ended] == [False] * 3


def test_the_switch_asks_what_it_has_to_transfer_and_hears_of_nobody_elses(switch: AppealSource) -> None:
    api.issue_source(Subject.system("test"), source_id="other", name="另一台", area="4499")
    other = AppealSource.objects.get(pk="other")
    one = ring(switch, demonstration=True)
    assert one.demonstration
    calls.take(who("olga"), one.id)
    calls.transfer(who("olga"), one.id, target="119", reason="起火")
    asked = CallTransfer.objects.get()

    def wanted(by: AppealSource, key: str = "") -> Any:
        body = b"{}"
        headers = wire.signed(by.id, key or by.key_digest, clock.now(), body)
        headers.pop("Content-Type")
        path = "/api/exchange/cti/transfers"
        return Client().post(path, body, content_type="application/json", headers=headers)

    assert wanted(switch).json() == [{"id": asked.id, "call_id": "c-1", "target": "119"}]
    assert wanted(other).json() == []
    assert wanted(switch, other.key_digest).status_code == 401
    assert post(switch, f"/c-1/transfers/{asked.id}", {"outcome": "connected"}).status_code == 200
    assert wanted(switch).json() == []


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
    assert taken.json()["row"]["number"] == "138****5678"
    said = {"kind": "help", "text": "塘㙍镇路灯不亮", "call": one.id}
    made = olga.post("/api/appeals", said, content_type="application/json", headers=headers).json()
    assert olga.get(f"/api/appeals/calls/{one.id}").json()["row"]["appeal_id"] == made["id"]
    looked = olga.post(
        f"/api/appeals/calls/{one.id}/unmask",
        {"purpose": "通话中断，需要回拨"},
        content_type="application/json",
        headers=headers,
    )
    assert looked.json() == {"number": NUMBER}
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


def test_a_transfer_of_which_the_switch_says_nothing_ends_by_itself_and_a_late_word_counts(
    switch: AppealSource, town: clock.VirtualClock
) -> None:
    one = ring(switch)
    calls.take(who("olga"), one.id)
    calls.transfer(who("olga"), one.id, target="119", reason="起火")
    city.pump()
    assert CallTransfer.objects.get().outcome == "asked"
    town.advance(calls.PATIENCE)
    for _ in range(2):
        city.pump()
    (asked,) = CallTransfer.objects.all()
    assert (asked.outcome, asked.ended_at) == ("unanswered", clock.now())
    assert post(switch, f"/c-1/transfers/{asked.id}", {"outcome": "connected"}).status_code == 200
    told = FactRow.objects.filter(fact_type="appeals.call_transferred").order_by("subject_version")
    assert [json.loads(row.data)["outcome"] for row in told] == ["asked", "unanswered", "connected"]


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

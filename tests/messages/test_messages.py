"""Telling people: written in the act, delivered afterwards, tried again, and known how far it came."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.identity import people
from yiwang.identity.api import subject_of
from yiwang.kernel import clock, tasks
from yiwang.kernel.models import FactRow
from yiwang.messages import _gateway, _signing, api, logic
from yiwang.messages.contracts import (
    GatewayAnswer,
    GatewayBatch,
    GatewayReceipt,
    GatewayRefusal,
    NobodyNamed,
    UnknownMessage,
)
from yiwang.messages.models import AddressRow, CopyRow, MessageRow
from yiwang.messages.tasks import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.messages.urls")]
SECRET = "a-secret-for-tests"
LINK = "/desk/cases/1"


class Recorder:
    """A gateway in this process that remembers, and does what it was told to."""

    def __init__(self) -> None:
        self.batches: list[GatewayBatch] = []
        self.away = False
        self.refuses: dict[str, str] = {}

    def send(self, batch: GatewayBatch) -> GatewayAnswer:
        if self.away:
            raise _gateway.GatewayAway("away")
        self.batches.append(batch)
        refused = [
            GatewayRefusal(id=one.id, reason=self.refuses[one.to_user])
            for one in batch.messages
            if one.to_user in self.refuses
        ]
        accepted = [one.id for one in batch.messages if one.to_user not in self.refuses]
        return GatewayAnswer(accepted=accepted, refused=refused)

    @property
    def told(self) -> list[str]:
        return [one.to_user for batch in self.batches for one in batch.messages]


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock) -> None:
    people.settle()


@pytest.fixture
def recorder() -> Any:
    with api.use(Recorder()) as gateway:
        yield gateway


@pytest.fixture
def delivery() -> Delivery:
    return Delivery()


def pump(delivery: Delivery) -> int:
    lease = tasks.acquire("messages.test", "test")
    assert lease is not None
    return sum(itertools.takewhile(bool, (delivery.pump(lease) for _ in range(50))))


def say(key: str = "k1", **more: Any) -> str:
    said: dict[str, Any] = {
        "to_units": ["c-cgj"],
        "kind": "case_dispatched",
        "title_zh": "新工单 1",
        "title_en": "New case 1",
        "body_zh": "塘㙍镇积水",
        "body_en": "Water",
        "link": LINK,
        "key": key,
    }
    return api.notify(**{**said, **more})


def test_a_unit_means_its_handlers_and_they_see_it_on_their_page(
    recorder: Recorder, delivery: Delivery
) -> None:
    say()
    pump(delivery)
    page = api.inbox(subject_of("city-bureau"))
    assert [(one.title_zh, one.state, one.to_unit) for one in page.items] == [("新工单 1", "sent", "c-cgj")]
    assert api.inbox(subject_of("traffic")).total == 0
    assert recorder.told == ["city-bureau"]
    assert recorder.batches[0].messages[0].body == "塘㙍镇积水"


def test_a_unit_without_handlers_means_everyone_in_it(recorder: Recorder, delivery: Delivery) -> None:
    say(to_units=["ev-cw", "c-yx"])
    pump(delivery)
    in_platform = [login for login, unit, _, _ in people.PEOPLE if unit == "c-yx"]
    assert sorted(recorder.told) == sorted(["east-grid", *in_platform])


def test_nothing_is_said_when_the_act_is_rolled_back(recorder: Recorder, delivery: Delivery) -> None:
    class Undone(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            say()
            raise Undone

    with pytest.raises(Undone):
        act()
    assert pump(delivery) == 0
    assert not MessageRow.objects.exists()


def test_the_same_key_says_nothing_twice(recorder: Recorder, delivery: Delivery) -> None:
    assert say() == say()
    pump(delivery)
    say()
    pump(delivery)
    assert recorder.told == ["city-bureau"]


def test_a_person_named_twice_gets_one_copy(recorder: Recorder, delivery: Delivery) -> None:
    say(to_units=["c-cgj"], to_users=["city-bureau", "duty", "", "duty"])
    pump(delivery)
    assert sorted(recorder.told) == ["city-bureau", "duty"]


def test_a_message_to_nobody_is_refused() -> None:
    with pytest.raises(NobodyNamed):
        say(to_units=[], to_users=[""])


def test_only_the_people_told_see_the_fact(recorder: Recorder, delivery: Delivery) -> None:
    say()
    pump(delivery)
    fact = FactRow.objects.get(fact_type="messages.addressed")
    assert (fact.units, fact.area_path) == ("|@city-bureau|", "")


def test_a_silent_gateway_costs_no_tries_and_is_asked_again_later(
    recorder: Recorder, delivery: Delivery, wound: clock.VirtualClock
) -> None:
    recorder.away = True
    say()
    pump(delivery)
    recorder.away = False
    assert pump(delivery) == 0
    assert api.inbox(subject_of("city-bureau")).total == 1
    wound.advance(timedelta(seconds=5))
    pump(delivery)
    copy = CopyRow.objects.get()
    assert (copy.state, copy.tries) == ("sent", 1)


def test_a_refused_person_is_tried_again_with_longer_waits_and_then_told_as_failed(
    recorder: Recorder, delivery: Delivery, wound: clock.VirtualClock
) -> None:
    recorder.refuses["city-bureau"] = "number unknown"
    say()
    pump(delivery)
    waits = []
    for _ in range(logic.MOST_TRIES):
        copy = CopyRow.objects.get()
        if copy.state == "failed":
            break
        waits.append((copy.next_at - clock.now()).total_seconds())
        wound.set(copy.next_at)
        pump(delivery)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    copy = CopyRow.objects.get()
    assert (copy.state, copy.failure, copy.tries) == ("failed", "number unknown", logic.MOST_TRIES)
    assert FactRow.objects.filter(fact_type="messages.failed").count() == 1


def test_what_waits_for_an_hour_that_the_clock_has_put_back_is_sent(
    recorder: Recorder, delivery: Delivery, wound: clock.VirtualClock
) -> None:
    recorder.refuses["city-bureau"] = "number unknown"
    say()
    pump(delivery)
    del recorder.refuses["city-bureau"]
    CopyRow.objects.update(next_at=clock.now() + timedelta(hours=1))
    pump(delivery)
    assert CopyRow.objects.get().state == "sent"


def test_without_a_gateway_the_page_still_fills_and_nothing_spins(delivery: Delivery) -> None:
    say()
    pump(delivery)
    assert pump(delivery) == 0
    assert api.inbox(subject_of("city-bureau")).items[0].state == "queued"


def test_what_found_no_way_out_in_a_day_is_not_sent_late(
    delivery: Delivery, wound: clock.VirtualClock
) -> None:
    say()
    pump(delivery)
    wound.advance(timedelta(hours=25))
    with api.use(Recorder()) as gateway:
        pump(delivery)
        assert isinstance(gateway, Recorder)
        assert gateway.told == []
    assert CopyRow.objects.get().failure == "expired"


def test_no_network_is_used_inside_a_transaction(recorder: Recorder, delivery: Delivery) -> None:
    depth: list[int] = []
    outside = len(connection.savepoint_ids)
    send = recorder.send

    def watched(batch: GatewayBatch) -> GatewayAnswer:
        depth.append(len(connection.savepoint_ids) - outside)
        return send(batch)

    recorder.send = watched  # type: ignore[method-assign]
    say()
    pump(delivery)
    assert depth == [0]


def test_a_copy_is_read_once_and_by_its_own_person(recorder: Recorder, delivery: Delivery) -> None:
    say()
    pump(delivery)
    mine = api.inbox(subject_of("city-bureau")).items[0]
    with pytest.raises(UnknownMessage):
        api.mark_read(mine.id, subject_of("traffic"))
    first = api.mark_read(mine.id, subject_of("city-bureau"))
    again = api.mark_read(mine.id, subject_of("city-bureau"))
    assert first.state == again.state == "read"
    assert first.read_at == again.read_at
    assert api.unread(subject_of("city-bureau")) == 0
    assert FactRow.objects.filter(fact_type="messages.read").count() == 1


def test_everything_said_about_a_case_can_be_shown_with_it(recorder: Recorder, delivery: Delivery) -> None:
    say("a")
    say("b", to_units=["c-jj"], kind="case_overdue")
    say("c", link="/desk/cases/2")
    pump(delivery)
    assert [(one.kind, one.to_name) for one in api.about(LINK)] == [
        ("case_dispatched", "city-bureau"),
        ("case_overdue", "traffic"),
    ]


def receipt(copy_id: str, state: str, at: datetime) -> GatewayReceipt:
    return GatewayReceipt(id=copy_id, state=state, at=at)  # type: ignore[arg-type]


def test_receipts_in_any_order_end_in_the_furthest_state(recorder: Recorder, delivery: Delivery) -> None:
    for order in itertools.permutations(["delivered", "read", "failed"]):
        say("-".join(order))
        pump(delivery)
        copy = CopyRow.objects.order_by("-id").first()
        assert copy is not None
        for state in (*order, *order):
            api.take_receipts([receipt(copy.id, state, clock.now())])
        copy.refresh_from_db()
        assert copy.state == "read", order
        assert copy.delivered_at is not None


def test_a_gateway_whose_clock_runs_ahead_is_cut_back_to_now(recorder: Recorder, delivery: Delivery) -> None:
    say()
    pump(delivery)
    copy = CopyRow.objects.get()
    api.take_receipts([receipt(copy.id, "delivered", clock.now() + timedelta(days=3))])
    copy.refresh_from_db()
    assert copy.delivered_at == clock.now()


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(_gateway, "secret", lambda: SECRET)
    return SECRET


def post(body: bytes, headers: dict[str, str]) -> Any:
    return Client().post("/api/messages/receipts", body, content_type="application/json", headers=headers)


def test_signed_receipts_are_taken_and_unknown_ids_are_named(
    recorder: Recorder, delivery: Delivery, secret: str
) -> None:
    say()
    pump(delivery)
    copy = CopyRow.objects.get()
    now = clock.now()
    body = msgspec.json.encode(
        {
            "receipts": [
                {"id": copy.id, "state": "delivered", "at": now},
                {"id": "someone-else", "state": "read", "at": now},
            ]
        }
    )
    answer = post(body, _signing.sign(secret, now, body))
    assert answer.json() == {"taken": 1, "unchanged": 0, "unknown": ["someone-else"]}
    assert post(body, _signing.sign(secret, now, body)).json()["taken"] == 0


def test_a_forged_old_or_unsigned_receipt_is_refused(secret: str) -> None:
    body, now = b'{"receipts":[]}', clock.now()
    good = _signing.sign(secret, now, body)
    bad = [
        {},
        {**good, _signing.SIGNATURE: "v1=" + "0" * 64},
        {**good, _signing.TIMESTAMP: "soon"},
        _signing.sign(secret, now - timedelta(minutes=6), body),
        _signing.sign(secret, now + timedelta(minutes=6), body),
        _signing.sign("another", now, body),
    ]
    assert [post(body, headers).status_code for headers in bad] == [401] * len(bad)
    assert post(body + b" ", good).status_code == 401
    assert post(body, good).status_code == 200


def test_without_a_secret_no_receipt_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gateway, "secret", lambda: "")
    body = b'{"receipts":[]}'
    assert post(body, _signing.sign("", clock.now(), body)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"receipts":[{"id":"a","state":"eaten","at":"2026-03-02T01:00:00Z"}]}',
        b'{"receipts":[{"id":"a","state":"read","at":"2026-03-02T01:00:00"}]}',
    ],
)
def test_signed_nonsense_is_refused_with_a_reason(secret: str, body: bytes) -> None:
    answer = post(body, _signing.sign(secret, clock.now(), body))
    assert (answer.status_code, answer.json()["code"]) == (422, "messages.bad_receipts")


def test_a_person_reads_his_own_page(recorder: Recorder, delivery: Delivery) -> None:
    say()
    pump(delivery)
    client = Client()
    session = client.post(
        "/api/session",
        {"login": "city-bureau", "password": people.PASSWORD},
        content_type="application/json",
    ).json()
    page = client.get("/api/messages", {"unread": "1"}).json()
    assert page["total"] == 1
    answer = client.post(
        f"/api/messages/{page['items'][0]['id']}/read", headers={"X-CSRF-Token": session["csrf"]}
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "read")
    assert client.get("/api/messages", {"unread": "1"}).json()["total"] == 0
    assert Client().get("/api/messages").status_code == 401


@given(
    state=st.sampled_from(["queued", "sent", "delivered", "read", "failed"]),
    said=st.lists(st.sampled_from(["delivered", "read", "failed"]), max_size=6),
)
def test_a_state_never_goes_back(state: str, said: list[str]) -> None:
    order = {"failed": 0, "queued": 1, "sent": 1, "delivered": 2, "read": 3}
    for each in said:
        if logic.moves_on(state, each):
            assert order[each] > order[state] or (each == "failed" and state in ("queued", "sent"))
            state = each


def test_where_receipts_go_is_our_own_address() -> None:
    assert _gateway.receipts_url().endswith(f":{settings.YIWANG.port}/api/messages/receipts")
    assert AddressRow.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_the_inbox_costs_three_statements_however_full_it_is(
    recorder: Recorder, delivery: Delivery, rows: int
) -> None:
    for number in range(rows):
        say(f"k{number}")
    pump(delivery)
    reader = subject_of("city-bureau")
    with CaptureQueriesContext(connection) as asked:
        assert len(api.inbox(reader, size=50).items) == rows
    assert len(asked) == 3

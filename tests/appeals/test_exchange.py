"""The exchange with the province's hotline: twice, out of order, after a day's outage; the day's books."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from tests.appeals import town as city
from yiwang.appeals import _exchange as exchange
from yiwang.appeals import _exchange_looking as looking
from yiwang.appeals import _exchange_sending as sending
from yiwang.appeals import _wire as wire
from yiwang.appeals import api
from yiwang.appeals.models import (
    Appeal,
    AppealSource,
    AppealStep,
    ExchangeConflict,
    ExchangeDifference,
    ExchangeIn,
    ExchangeOut,
)
from yiwang.appeals.simulator import Province
from yiwang.documents import api as documents
from yiwang.kernel import clock, tasks
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "town", "routes")]
who = city.who
SAID: dict[str, Any] = {
    "kind": "complaint",
    "text": "塘㙍镇幸福路口下雨就积水",
    "name": "李小花",
    "phone": "13812345678",
    "attachments": [{"name": "现场.jpg", "ref": "prov:att:1"}],
}


@pytest.fixture
def routes(settings: Any) -> None:
    settings.ROOT_URLCONF = "yiwang.app.urls"


class InProcess:
    """The province without a network: the same bytes, the same headers."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def post(self, url: str, headers: dict[str, str], body: bytes) -> bytes:
        status, told = self.province.answer(urlsplit(url).path, headers, body)
        if status != 200:
            raise sending.OtherSideAway(f"HTTP {status}")
        return json.dumps(told).encode()


@pytest.fixture
def province(town: clock.VirtualClock) -> Iterator[Province]:
    issued = api.issue_source(
        exchange.Subject.system("test"),
        source_id="gd-12345",
        name="省平台",
        area="4499",
        url="https://province.example/hub",
    )
    other = Province("gd-12345", hashlib.sha256(issued.key.encode()).hexdigest())
    with sending.use(InProcess(other)):
        yield other


def ask(province: Province, path: str, said: dict[str, Any]) -> Any:
    headers, body = province.request(said)
    return Client().post(
        f"/api/exchange/hotline{path}",
        body,
        content_type="application/json",
        headers={name: value for name, value in headers.items() if name != "Content-Type"},
    )


def deliver(province: Province, *messages: dict[str, Any]) -> list[str]:
    """Bring messages to us over HTTP, those that wait if none is named; how each was received."""
    answer = ask(province, "/messages", {"messages": list(messages)} if messages else province.due())
    assert answer.status_code == 200, answer.content
    told = answer.json()["answers"]
    if not messages:
        province.answered(told)
    return [one["state"] for one in told]


TASK = sending.Exchange()


def send_out() -> None:
    lease = tasks.acquire("appeals.exchange", "test", ttl_s=10**9)
    assert lease is not None
    for _ in range(20):
        if not TASK.pump(lease):
            return


@pytest.fixture(autouse=True)
def fresh_road() -> None:
    TASK._away.clear()


def heard(province: Province, no: str) -> list[str]:
    return [one["kind"] for (order, _), one in sorted(province.heard.items()) if order == no]


def yesterday() -> str:
    return wire.day_of(clock.now() - timedelta(days=1))


def test_an_order_becomes_an_appeal_and_everything_done_goes_back(province: Province) -> None:
    province.open_order("P-1", **SAID)
    assert deliver(province) == ["taken"]
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.external_no, appeal.area_id) == ("exchange", "P-1", "449901001")
    assert "prov:att:1" in appeal.text
    row = city.send(city.Registered(id=appeal.id, number="", tracking="", again=False))
    for kind in ("signed", "return_asked", "return_denied", "extension_asked", "extension_granted"):
        assert api.exchange_note(row.event_id, kind, "按程序", by=who("bob"), key="1") == 1
    assert api.exchange_note(row.event_id, "signed", "按程序", by=who("bob"), key="1") == 0
    api.reply(row.event_id, text="已抽排", by=who("bob"), case_number="AJ1")
    province.say("P-1", "call_back", reached=True, solved="solved", satisfaction="satisfied")
    assert deliver(province) == ["taken"]
    assert Appeal.objects.get().satisfaction == "satisfied"
    send_out()
    assert heard(province, "P-1") == [
        "accepted",
        "status",
        "signed",
        "return_asked",
        "return_denied",
        "extension_asked",
        "extension_granted",
        "reply",
        "status",
    ]
    replied = next(one for one in province.heard.values() if one["kind"] == "reply")
    assert (replied["body"]["text"], replied["body"]["state"]) == ("已抽排", "replied")


def picture(shade: int) -> str:
    """A photograph with the position of the telephone in it, as it travels."""
    file, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 30), (shade, 90, 120)).save(file, "JPEG", exif=exif)
    return base64.b64encode(file.getvalue()).decode()


def test_pictures_come_along_and_one_that_is_none_loses_no_order(province: Province) -> None:
    province.open_order(
        "P-1",
        **SAID
        | {
            "attachments": [
                {"name": "现场.jpg", "data": picture(10)},
                {"name": "坏.jpg", "data": base64.b64encode(b"<svg onload=alert(1)>").decode()},
                {"name": "乱.jpg", "data": "###"},
                {"name": "录音", "ref": "prov:att:1"},
            ]
        },
    )
    assert deliver(province) == ["taken"]
    appeal = Appeal.objects.get()
    (photo,) = appeal.attachments
    assert "坏.jpg（不是可读取的照片）；乱.jpg（不是可读取的照片）；录音 prov:att:1" in appeal.text
    row = city.send(city.Registered(id=appeal.id, number="", tracking="", again=False))
    _, seen, media_type = documents.content(photo, who("bob"))
    assert media_type == "image/jpeg"
    assert 0x8825 not in Image.open(io.BytesIO(seen)).getexif()
    province.say("P-1", "supplement", attachments=[{"name": "补.jpg", "data": picture(200)}])
    assert deliver(province) == ["taken"]
    assert len(Appeal.objects.get().attachments) == 2
    assert documents.get_document(Appeal.objects.get().attachments[1], who("bob"))
    deliver(province, *province.said.values())
    assert len(Appeal.objects.get().attachments) == 2  # told again, nothing doubles
    assert row.number


def test_our_own_call_back_goes_to_the_province(province: Province) -> None:
    province.open_order("P-1", **SAID)
    deliver(province)
    row = city.send(city.Registered(id=Appeal.objects.get().id, number="", tracking="", again=False))
    api.reply(row.event_id, text="已抽排", by=who("bob"), case_number="AJ1")
    api.call_back(who("olga"), row.id, reached=True, solved="partly", satisfaction="basically")
    send_out()
    last = province.heard["P-1", 4]
    assert (last["kind"], last["body"]["solved"], last["body"]["satisfaction"]) == (
        "call_back",
        "partly",
        "basically",
    )


def test_a_message_that_comes_again_changes_nothing(province: Province) -> None:
    made = province.open_order("P-1", **SAID)
    assert deliver(province, made, made) == ["taken", "again"]
    assert deliver(province, made) == ["again"]
    assert Appeal.objects.count() == 1
    send_out()
    sent = ExchangeOut.objects.get()
    ExchangeOut.objects.update(state="queued")  # the answer was lost on the way
    send_out()
    assert (ExchangeOut.objects.get().state, len(province.heard)) == ("sent", 1)
    assert province.heard["P-1", 1]["hash"] == sent.hash


def test_messages_out_of_order_wait_for_the_gap_and_then_act_in_order(province: Province) -> None:
    first = province.open_order("P-1", **SAID)
    second = province.say("P-1", "supplement", text="水到膝盖")
    third = province.say("P-1", "withdraw", text="已退水")
    assert deliver(province, third) == ["held"]
    assert deliver(province, second) == ["held"]
    assert not Appeal.objects.exists()
    assert deliver(province, first) == ["taken"]
    acts = AppealStep.objects.order_by("version").values_list("act", flat=True)
    assert list(acts) == ["registered", "supplement", "withdraw"]
    assert Appeal.objects.get().state == "withdrawn"
    assert not ExchangeIn.objects.exclude(state="taken").exists()


def test_a_number_used_for_other_words_is_refused_and_listed(province: Province) -> None:
    made = province.open_order("P-1", **SAID)
    deliver(province, made)
    body = {**made["body"], "text": "别的内容"}
    other = {**made, "body": body, "hash": wire.digest("P-1", 1, "order", made["at"], body)}
    assert deliver(province, other) == ["refused"]
    assert deliver(province, {**made, "body": body}) == ["refused"]  # its hash is not of its words
    assert ExchangeConflict.objects.count() == 1
    assert "别的内容" not in Appeal.objects.get().text
    (listed,) = looking.state(who("olga")).conflicts
    assert (listed.external_no, listed.seq) == ("P-1", 1)


def test_what_cannot_be_done_is_answered_and_the_next_goes_on(province: Province) -> None:
    province.open_order("P-1", **SAID)
    province.say("P-1", "withdraw", text="不用了")
    late = province.say("P-1", "supplement", text="还有")
    assert deliver(province) == ["taken", "taken", "refused"]
    assert deliver(province, late) == ["refused"]
    send_out()
    assert heard(province, "P-1") == ["accepted", "status", "refused"]
    assert province.heard["P-1", 3]["body"]["seq"] == 3
    (listed,) = looking.state(who("olga")).refused
    assert listed.failure


def test_an_urge_is_kept_told_and_not_echoed(province: Province) -> None:
    province.open_order("P-1", **SAID)
    province.say("P-1", "urge", text="市民再次来电")
    deliver(province)
    assert FactRow.objects.filter(fact_type="appeals.urged").count() == 1
    send_out()
    assert heard(province, "P-1") == ["accepted"]


def test_an_order_that_the_province_takes_back_ends_here(province: Province) -> None:
    province.open_order("P-1", **SAID)
    province.say("P-1", "return_granted", text="同意退回")
    deliver(province)
    row = Appeal.objects.get()
    assert (row.state, row.outcome_code) == ("transferred", "returned")


def test_nobody_speaks_for_the_province_without_its_key(province: Province) -> None:
    made = province.open_order("P-1", **SAID)
    stranger = Province("gd-12345", "0" * 64)
    assert ask(stranger, "/messages", {"messages": [made]}).status_code == 401
    assert ask(stranger, "/day", {"day": "20260302"}).status_code == 401
    assert not Appeal.objects.exists()


def test_after_a_day_without_each_other_both_sides_hold_the_same(
    province: Province, town: clock.VirtualClock
) -> None:
    for number in range(1, 4):
        province.open_order(f"P-{number}", **SAID)
    deliver(province)
    province.away = True
    api.answer(who("olga"), Appeal.objects.get(external_no="P-1").id, text="已答复")
    province.say("P-2", "supplement", text="水更深了")
    province.say("P-2", "withdraw", text="已退水")
    for _ in range(24):
        town.advance(timedelta(hours=1))
        send_out()
    assert not province.heard
    assert ExchangeOut.objects.filter(state="queued").count() == 4
    assert not FactRow.objects.filter(fact_type="appeals.reconciled").exists()
    province.away = False
    waiting = list(province.due()["messages"])
    assert deliver(province, *reversed(waiting), *waiting) == ["held", "taken", "again", "again"]
    town.advance(timedelta(hours=1))
    send_out()
    assert not ExchangeOut.objects.exclude(state="sent").exists()
    for back in (1, 0):
        day = wire.day_of(clock.now() - timedelta(days=back))
        done = sending.compare(AppealSource.objects.get(pk="gd-12345"), day)
        assert (done.ours, done.theirs, done.differences) == (done.ours, done.ours, 0), done.lines
    assert FactRow.objects.filter(fact_type="appeals.reconciled").exists()


def test_a_planted_difference_is_found_and_goes_when_it_is_mended(
    province: Province, town: clock.VirtualClock
) -> None:
    for number in range(1, 5):
        province.open_order(f"P-{number}", **SAID)
    deliver(province)
    send_out()
    lost = province.heard.pop(("P-1", 1))
    province.heard["P-2", 1]["body"]["state"] = "closed"
    province.heard["P-3", 1] = {**province.heard["P-3", 1], "hash": "0" * 64}
    del province.said["P-4", 1], province.heard["P-4", 1]
    town.advance(timedelta(days=1))
    send_out()
    found = dict(ExchangeDifference.objects.values_list("external_no", "what"))
    assert found == {"P-1": "state", "P-2": "state", "P-3": "messages", "P-4": "missing_there"}
    (day,) = looking.state(who("olga")).days
    assert (day.day, day.ours, day.theirs, day.differences) == (yesterday(), 4, 3, 4)
    told = FactRow.objects.get(fact_type="appeals.reconciled")
    assert json.loads(told.data)["differences"] == 4
    province.heard["P-1", 1] = lost
    town.advance(timedelta(hours=2))
    send_out()
    assert "P-1" not in set(ExchangeDifference.objects.values_list("external_no", flat=True))


def test_the_province_compares_the_same_list(province: Province) -> None:
    province.open_order("P-1", **SAID)
    deliver(province)
    send_out()
    today = wire.day_of(clock.now())
    answer = ask(province, "/day", {"day": today}).json()
    assert answer["orders"] == province.day(today) != []


def test_a_person_of_a_town_does_not_see_the_citys_exchange(province: Province) -> None:
    province.open_order("P-1", **SAID)
    deliver(province)
    assert looking.state(who("tessa")).orders == 0
    assert looking.state(who("olga")).orders == 1
    with pytest.raises(Refusal):
        looking.compare(who("tessa"), "gd-12345", yesterday())


def test_the_simulator_says_that_it_is_a_demonstration(province: Province) -> None:
    made = province.open_order("P-1", **SAID)
    assert made["body"]["note"] == "演示"
    assert province.answer("/messages", {}, b"{}")[1]["note"] == "演示"
    deliver(province)
    assert Appeal.objects.get().demonstration

"""One call, several things: each with its own secrecy and urgency, and no way from the open to the secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.appeals import town as city
from yiwang.appeals import api
from yiwang.appeals.contracts import UnknownAppeal
from yiwang.appeals.models import Appeal
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "town")]
who = city.who
LAMP = "塘㙍镇幸福路口楼下路灯不亮"
KITCHEN = "塘㙍镇幸福路口某餐饮店后厨有老鼠，我在那里上班"
REPORT = api.Part(
    text=KITCHEN, kind="report", public_text="某餐饮店后厨卫生", urgency="important", against=["c-cgj"]
)


def told(fact_type: str) -> list[dict[str, object]]:
    return [json.loads(row.data) for row in FactRow.objects.filter(fact_type=fact_type).order_by("position")]


def split(*parts: api.Part, **changes: object) -> tuple[Appeal, list[Appeal]]:
    said: dict[str, Any] = {"text": LAMP, "recording_id": "rec-7", **changes}
    made = city.ask(**said)
    return city.row(made), [city.row(one) for one in api.split(who("olga"), made.id, parts=parts)]


def test_each_part_has_its_own_secrecy_urgency_and_units_complained_of() -> None:
    whole, (secret, plain, asked, grave) = split(
        REPORT,
        api.Part(text="公厕没有水"),
        api.Part(text="邻居家的事", confidential=True),
        api.Part(text="井盖塌了", sensitive=True),
        urgency="notice",
    )
    assert [one.confidential for one in (whole, secret, plain, asked, grave)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert [one.urgency for one in (secret, plain, grave)] == ["important", "notice", "urgent"]
    assert (secret.against, plain.against) == ("|c-cgj|", "")
    assert secret.secret
    assert {one.parent_id for one in (secret, plain, asked, grave)} == {whole.id}


def test_an_open_part_of_a_confidential_call_is_open() -> None:
    _, (lamp, other) = split(
        api.Part(text=LAMP, kind="help", confidential=False),
        api.Part(text="还有一件", kind="help"),
        kind="report",
        text=KITCHEN,
    )
    assert (lamp.confidential, lamp.secret) == (False, False)
    assert other.confidential


@pytest.mark.parametrize("first", ["open", "secret"])
@pytest.mark.parametrize("login", ["bob", "tessa", "town"])
def test_no_handler_or_town_comes_from_the_open_part_to_the_secret_one(login: str, first: str) -> None:
    if first == "open":
        lamp, (kitchen,) = split(REPORT)
    else:
        kitchen, (lamp,) = split(
            api.Part(text=LAMP, kind="help", confidential=False), kind="report", text=KITCHEN
        )
    event = city.send(city.Registered(id=lamp.id, number="", tracking="", again=False)).event_id
    api.add_units(event, ["c-cgj"], by="system:cases")
    by = who(login)
    shown = api.get_appeal(by, lamp.id)
    (row,) = [one for one in api.list_appeals(by, api.Filters()).items if one.id == lamp.id]
    for seen in (repr(shown), repr(row), repr(api.similar(by, LAMP))):
        assert kitchen.id not in seen
        assert kitchen.number not in seen
    assert (shown.siblings, shown.recording_id) == ([], "")
    if login != "tessa":  # the town's dispatcher knows that it is there, and no more
        with pytest.raises(UnknownAppeal):
            api.get_appeal(by, kitchen.id)
    hotline = api.get_appeal(who("owen"), lamp.id)
    assert [one.id for one in hotline.siblings] == [kitchen.id]
    assert hotline.recording_id == "rec-7"


def test_no_open_fact_names_the_secret_part() -> None:
    lamp, (kitchen, plain) = split(REPORT, api.Part(text="公厕没有水"))
    secret, (open_,) = split(
        api.Part(text=LAMP, kind="help", confidential=False), kind="report", text=KITCHEN
    )
    for row in FactRow.objects.filter(fact_type__startswith="appeals.", secret=False):
        assert kitchen.id not in row.data
        assert secret.id not in row.data
    parts = {str(one["appeal_id"]): one["parts"] for one in told("appeals.split")}
    assert parts == {lamp.id: [plain.id], secret.id: [open_.id]}
    born = {str(one["appeal_id"]): one["parent_id"] for one in told("appeals.registered")}
    assert (born[open_.id], born[kitchen.id], born[plain.id]) == ("", lamp.id, lamp.id)


def test_a_registration_says_what_it_is_about() -> None:
    made = city.ask(matter="flooded-street")
    (fact,) = told("appeals.registered")
    assert (fact["appeal_id"], fact["matter"], fact["suggested"]) == (made.id, "flooded-street", "")

"""Figures from a department's own system: by its person's key, of its person's area, each batch once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yiwang.identity.models import User
from yiwang.indicators import _pushed as pushed
from yiwang.indicators import api
from yiwang.indicators._refusals import UnknownKey
from yiwang.indicators.models import Figure, FigureKey
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

from . import figures
from .figures import EAST, INVESTMENT, NOVEMBER, WEST, who

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("bus"),
    pytest.mark.urls("tests.indicators.urls"),
]
LINE = {"code": INVESTMENT, "area": EAST, "on": "2026-10-15", "value": "100.25", "unit": "亿元"}


@pytest.fixture
def key(wound: clock.VirtualClock) -> str:
    figures.settle()
    wound.set(NOVEMBER)
    LINE["unit"] = figures.mine("sue").unit
    return pushed.issue_key(who("sue"), "统计局直报系统").key


def push(key: str, *lines: dict[str, Any], number: str = "batch-1", status: int = 200, **more: Any) -> Any:
    answer = Client().post(
        "/api/figures/push",
        {"figures": list(lines), **more},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": number},
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def east() -> Figure:
    return Figure.objects.get(code=INVESTMENT, area_id=EAST)


def test_a_batch_is_reported_for_its_person_and_taken_once(key: str) -> None:
    made = push(key, LINE)
    assert [(one["state"], one["changed"]) for one in made["figures"]] == [("reported", True)]
    assert (east().value, east().filled_by, east().state) == (100.25, who("sue").user_id, "reported")
    told = FactRow.objects.filter(fact_type__startswith="indicators.figure_").count()
    again = push(key, LINE)
    assert (again["repeated"], again["figures"]) == (True, made["figures"])
    # The same numbers under another number change nothing either.
    same = push(key, LINE, number="batch-2")
    assert [one["changed"] for one in same["figures"]] == [False]
    assert FactRow.objects.filter(fact_type__startswith="indicators.figure_").count() == told
    push(key, {**LINE, "value": "7"}, status=409)
    # Another person reviews, as ever.
    row = east()
    with pytest.raises(Forbidden):
        api.review(who("sue"), [(row.id, row.version)])
    [row] = api.review(who("rae"), [(row.id, row.version)])
    api.publish(who("rae"), [(row.id, row.version)])
    assert "why" in push(key, {**LINE, "value": "101"}, number="batch-3", status=422)["faults"][0]["cure_zh"]
    push(key, {**LINE, "value": "101", "why": "企业补报"}, number="batch-4")
    assert (east().state, east().value, east().published) == ("reported", 101, 100.25)


def test_what_is_wrong_is_told_at_its_place_and_nothing_is_taken(key: str) -> None:
    lines = [
        LINE,
        {**LINE, "area": WEST},
        {**LINE, "unit": "万元"},
        {**LINE, "value": "约12亿"},
        {**LINE, "value": ""},
        {**LINE, "on": "2026-11-15"},
        {**LINE, "area": "nowhere"},
        {**LINE, "code": "no.such"},
    ]
    faults = push(key, *lines, status=422)["faults"]
    assert [one["cell"] for one in faults] == [
        "figures[1].area",
        "figures[2].unit",
        "figures[3].value",
        "figures[4].value",
        "figures[5].on",
        "figures[6].area",
        "figures[7].code",
    ]
    assert all(one["zh"] and one["en"] and one["cure_zh"] and one["cure_en"] for one in faults)
    assert not Figure.objects.exists()
    assert push(key, LINE)["repeated"] is False  # what was refused was not taken under its number


def test_a_key_is_its_persons_and_ends_with_it(key: str, wound: clock.VirtualClock) -> None:
    push("wrong", LINE, status=401)
    push("", LINE, status=401)
    push(key, LINE, number="1", status=422)
    with pytest.raises(Forbidden):
        pushed.issue_key(who("rae"), "审核人的系统")
    [row] = pushed.my_keys(who("sue"))
    assert (row.name, row.used_at, row.revoked) == ("统计局直报系统", None, False)
    assert not FigureKey.objects.filter(digest=key).exists()
    with pytest.raises(UnknownKey):
        pushed.revoke_key(who("wes"), row.id)
    User.objects.filter(pk=who("sue").user_id).update(active=False)
    push(key, LINE, status=401)
    User.objects.filter(login="sue").update(active=True)
    push(key, LINE)
    assert pushed.my_keys(who("sue"))[0].used_at is not None
    pushed.revoke_key(who("sue"), row.id)
    push(key, LINE, number="batch-9", status=401)
    told = FactRow.objects.filter(fact_type__startswith="indicators.figure_key")
    assert [one.fact_type for one in told] == [
        "indicators.figure_key_issued",
        "indicators.figure_key_revoked",
    ]

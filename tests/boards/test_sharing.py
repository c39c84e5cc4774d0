"""A board that many look at is made once for each sight, and anew when a figure has moved."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta

import msgspec
import pytest

from tests.cases import hotline
from tests.indicators.test_city import EAST, WEST_TOWN, pump, town, who
from yiwang.boards import _sharing as sharing
from yiwang.boards import api
from yiwang.boards._sharing import ALLOWED_S, SETTLE_S, Allowed, Look
from yiwang.boards.contracts import UnknownBoard
from yiwang.boards.models import BoardEntry
from yiwang.identity.api import Subject
from yiwang.kernel import clock

__all__ = ["town"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bus")]


def look(subject: Subject, code: str, **asked: object) -> bytes:
    return api.shared(api.allowed(subject, code, **asked)).plain


def opened(answer: bytes) -> float:
    parts = {part["id"]: part for part in json.loads(answer)["parts"]}
    return float(parts["opened"]["cells"][0]["value"])


def test_it_is_made_once_until_a_figure_moves(town: clock.VirtualClock) -> None:
    hotline.appeal(area=WEST_TOWN)
    pump()
    api.load()
    shared = sharing.SHARED = sharing.Shared()
    first = look(who("alice"), "operations")
    assert json.loads(first) == msgspec.to_builtins(api.view(who("alice"), "operations"))
    assert look(who("alice"), "operations") == first
    assert shared.made == 1
    # Somebody of another sight is given his own.
    look(who("alice"), "operations", area=EAST)
    assert shared.made == 2
    hotline.appeal(area=EAST)
    pump()
    assert opened(look(who("alice"), "operations")) == opened(first) + 1
    assert shared.made == 3
    BoardEntry.objects.filter(pk="operations").update(state="withdrawn")
    with pytest.raises(UnknownBoard):
        look(who("alice"), "operations")


def test_who_comes_while_it_is_made_waits_for_it() -> None:
    shared = sharing.Shared()
    gate, answers, looked = threading.Event(), list[bytes](), list[int]()

    def make() -> bytes:
        gate.wait(10)
        return b"{}"

    def mark() -> tuple[int]:
        looked.append(1)
        return (1,)

    asking = [
        threading.Thread(target=lambda: answers.append(shared.get(Look(("a",), mark, make)).plain))
        for _ in range(20)
    ]
    for one in asking:
        one.start()
    time.sleep(0.2)
    gate.set()
    for one in asking:
        one.join()
    assert (answers, shared.made) == ([b"{}"] * 20, 1)
    # Who waited looks once for all who waited with him.
    assert len(looked) <= 3
    assert shared.get(Look(("a",), lambda: (2,), lambda: b"[]")).plain == b"[]"
    assert shared.made == 2


def test_what_was_allowed_ends_with_its_time_and_when_a_right_has_moved(wound: clock.VirtualClock) -> None:
    allowed, his = Allowed(), Look(("a",), lambda: (1,), lambda: b"{}")
    allowed.keep(("cookie", "/view"), his)
    assert allowed.find(("cookie", "/view")) is not None
    assert allowed.find(("another", "/view")) is None
    assert allowed.find(("cookie", "/view?area=1")) is None
    allowed.clear()
    assert allowed.find(("cookie", "/view")) is None
    # What was looked up while the right moved is not kept either.
    allowed.keep(("cookie", "/view"), his)
    assert allowed.find(("cookie", "/view")) is None
    wound.advance(timedelta(seconds=SETTLE_S))
    allowed.keep(("cookie", "/view"), his)
    assert allowed.find(("cookie", "/view")) is not None
    wound.advance(timedelta(seconds=ALLOWED_S))
    assert allowed.find(("cookie", "/view")) is None

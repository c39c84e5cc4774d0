"""A board that many look at is made once for each sight, and anew when a figure has moved."""

from __future__ import annotations

import json
import threading
import time

import msgspec
import pytest

from tests.cases import hotline
from tests.indicators.test_city import EAST, WEST_TOWN, pump, town, who
from yiwang.boards import _sharing as sharing
from yiwang.boards import api
from yiwang.boards.contracts import UnknownBoard
from yiwang.boards.models import BoardEntry
from yiwang.kernel import clock

__all__ = ["town"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bus")]


def opened(answer: bytes) -> float:
    parts = {part["id"]: part for part in json.loads(answer)["parts"]}
    return float(parts["opened"]["cells"][0]["value"])


def test_it_is_made_once_until_a_figure_moves(town: clock.VirtualClock) -> None:
    hotline.appeal(area=WEST_TOWN)
    pump()
    api.load()
    shared = sharing.SHARED = sharing.Shared()
    first = api.shared(who("alice"), "operations")
    assert json.loads(first) == msgspec.to_builtins(api.view(who("alice"), "operations"))
    assert api.shared(who("alice"), "operations") == first
    assert shared.made == 1
    # Somebody of another sight is given his own.
    api.shared(who("alice"), "operations", area=EAST)
    assert shared.made == 2
    hotline.appeal(area=EAST)
    pump()
    assert opened(api.shared(who("alice"), "operations")) == opened(first) + 1
    assert shared.made == 3
    BoardEntry.objects.filter(pk="operations").update(state="withdrawn")
    with pytest.raises(UnknownBoard):
        api.shared(who("alice"), "operations")


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
        threading.Thread(target=lambda: answers.append(shared.get(("a",), mark, make))) for _ in range(20)
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
    assert shared.get(("a",), lambda: (2,), lambda: b"[]") == b"[]"
    assert shared.made == 2

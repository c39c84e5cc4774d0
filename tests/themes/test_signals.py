"""Signals: raised once an episode, seen by those whose area it is, opened to their appeals, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.messages.models import MessageRow
from yiwang.themes import api
from yiwang.themes.api import AppealFilters, SignalFilters
from yiwang.themes.contracts import UnknownSignal
from yiwang.themes.models import Signal, SignalStep

from . import world

Who = Callable[[str], Subject]


def told(kind: str) -> int:
    return FactRow.objects.filter(fact_type=kind).count()


def burst(town: clock.VirtualClock, many: int = 14) -> Signal:
    """Nine quiet weeks, then many appeals about water in one town within two days."""
    world.weeks_of_records(town)
    for at in range(many):
        world.appeal("449902001", "flooded-street")
        if at == many // 2:
            town.advance(timedelta(hours=20))
    world.pump()
    return Signal.objects.get(state="open", theme="flooded-street")


def test_a_burst_is_told_once_with_why_and_opens_to_its_appeals(town: clock.VirtualClock, who: Who) -> None:
    row = burst(town)
    assert (row.grade, row.area_id, row.count) == ("hot", "449902001", 14)
    town.advance(timedelta(minutes=11))
    world.appeal("449902001", "flooded-street")
    world.pump()
    assert told("themes.signal_raised") == 1
    shown = api.list_signals(who("alice"), SignalFilters(state="open")).items
    assert [one.id for one in shown] == [row.id]
    assert (shown[0].count, sum(shown[0].days[-2:])) == (15, 15)
    assert all(word in shown[0].why_zh for word in ("西街道", "15 件", "倍"))
    behind = api.list_appeals(who("alice"), AppealFilters(signal=row.id))
    assert behind.total == 15
    assert {one.matter for one in behind.items} == {"flooded-street"}


def test_the_operation_centre_is_told_of_a_hot_topic(town: clock.VirtualClock) -> None:
    row = burst(town)
    message = MessageRow.objects.get(kind="themes_hot")
    assert message.link == f"/themes/signals/{row.id}"
    assert row.theme_zh in message.title_zh


def test_a_signal_ends_when_the_count_has_fallen_back_and_a_new_one_is_told_anew(
    town: clock.VirtualClock, who: Who
) -> None:
    row = burst(town)
    for _ in range(12):
        town.advance(timedelta(days=1))
        world.pump()
    row.refresh_from_db()
    assert row.state == "ended"
    assert told("themes.signal_ended") == 1
    acts = SignalStep.objects.filter(signal_id=row.id).order_by("version").values_list("version", "act")
    assert list(acts) == [(1, "raised"), (2, "ended")]
    earlier = SignalFilters(on=row.raised_at.astimezone(clock.SHANGHAI).date())
    assert [one.id for one in api.list_signals(who("alice"), earlier).items] == [row.id]
    assert api.list_signals(who("alice"), SignalFilters(on=world.today(town).date())).items == []


def test_a_signal_is_seen_in_its_area_alone(town: clock.VirtualClock, who: Who) -> None:
    row = burst(town)
    assert api.get_signal(who("charlie"), row.id).row.id == row.id  # the west district's
    with pytest.raises(UnknownSignal):
        api.get_signal(who("town"), row.id)  # a town of the east
    assert api.list_signals(who("town"), SignalFilters()).total == 0


def test_confidential_appeals_make_no_signal(town: clock.VirtualClock) -> None:
    world.weeks_of_records(town)
    for _ in range(14):
        world.appeal("449902001", "flooded-street", secret=True)
    world.pump()
    assert not Signal.objects.exists()


def test_one_person_who_calls_again_and_again_makes_no_signal(town: clock.VirtualClock) -> None:
    world.weeks_of_records(town)
    for _ in range(14):
        with world.transaction.atomic():
            world.Spoken(area="449902001", matter="flooded-street").register(repeated=True).dispatch()
    world.pump()
    assert not Signal.objects.exists()


def test_with_few_records_the_page_says_that_it_cannot_know_yet(town: clock.VirtualClock) -> None:
    for _ in range(30):
        world.appeal("449902001", "flooded-street")
    world.pump()
    found = api.looked()
    assert (found.enough, found.weeks) == (False, 0)
    assert not Signal.objects.exists()


def test_the_file_of_signals_has_their_figures(town: clock.VirtualClock, who: Who) -> None:
    burst(town)
    sheet = api.signals_sheet(who("alice"), SignalFilters())
    assert len(sheet.rows) == 1
    assert sheet.rows[0][:4] == ("热点", "进行中", "道路积水", "西街道")
    assert all(len(row) == len(sheet.headings) for row in sheet.rows)

"""Who is on shift, and how the rights move at a hand-over."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from yiwang.identity import _shifts, api
from yiwang.identity.contracts import Shift
from yiwang.identity.models import Desk, Grant, ShiftRow
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

from . import people
from .test_session import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.identity.urls")]
ITEMS = [
    api.HandOverItem(
        kind="case", id="case-1", title="海滨下穿通道积水", state="handled", area_path=people.EAST
    )
]


@pytest.fixture(autouse=True)
def first(wound: clock.VirtualClock) -> Shift:
    """A desk with a roster; `duty` is on shift since 09:00, though his shift began at 08:00."""
    people.settle()
    desk = Desk.objects.get(pk="desk")
    _shifts.extend_roster(desk)
    planned = _shifts.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(days=9))
    return api.open_shift(api.subject_of("duty"), planned[0].id)


def test_a_roster_takes_turns_at_the_changes_of_shift() -> None:
    planned = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(days=9))
    local = [shift.starts_at.astimezone(clock.SHANGHAI).strftime("%H:%M") for shift in planned[:4]]
    assert local == ["08:00", "20:00", "08:00", "20:00"]
    assert [shift.officer.id for shift in planned[:4]] == ["duty", "duty2", "duty", "duty2"]
    assert len(planned) == 15
    assert all(one.ends_at == two.starts_at for one, two in itertools.pairwise(planned))
    assert _shifts.extend_roster(Desk.objects.get(pk="desk")) == 0


def test_the_rights_come_with_the_shift_and_go_with_both_signatures(first: Shift) -> None:
    duty, relief = api.subject_of("duty"), api.subject_of("duty2")
    assert duty.on_shift == first.id
    assert "alerts.confirm" in duty.permissions
    assert "alerts.confirm" not in relief.permissions
    drawn = api.hand_over(duty, desk="desk", items=ITEMS, note="下穿通道待核查")
    assert drawn.items == tuple(ITEMS)
    half = api.sign(duty, drawn.id)
    assert half.state == "half_signed"
    assert "alerts.confirm" in api.subject_of("duty").permissions
    assert api.sign(relief, drawn.id).state == "signed"
    assert "alerts.confirm" not in api.subject_of("duty").permissions
    assert "alerts.confirm" in api.subject_of("duty2").permissions
    now_on = api.current_shift("desk")
    assert now_on is not None
    assert now_on.officer.id == "duty2"
    assert [ref.id for ref in api.on_duty("desk")] == ["duty2"]
    assert api.get_shift(first.id).state == "closed"
    assert api.pending_hand_over("desk") is None


def test_a_hand_over_leaves_a_gapless_trail_of_facts(first: Shift) -> None:
    drawn = api.hand_over(api.subject_of("duty"), desk="desk", items=ITEMS)
    api.sign(api.subject_of("duty2"), drawn.id)
    api.sign(api.subject_of("duty"), drawn.id)
    told = [
        (row.fact_type.removeprefix("identity."), row.subject_version)
        for row in FactRow.objects.filter(
            subject__in=[f"shift:{first.id}", f"hand_over:{drawn.id}"]
        ).order_by("pk")
    ]
    assert told == [
        ("shift_opened", 2),
        ("hand_over_drawn", 1),
        ("hand_over_signed", 2),
        ("hand_over_signed", 3),
        ("shift_closed", 3),
    ]
    assert FactRow.objects.filter(fact_type="identity.role_ended").count() == 1
    assert FactRow.objects.filter(fact_type="identity.role_granted").count() == 2


def test_nobody_signs_twice_or_for_another(first: Shift) -> None:
    drawn = api.hand_over(api.subject_of("duty"), desk="desk", items=[])
    api.sign(api.subject_of("duty"), drawn.id)
    with pytest.raises(_shifts.AlreadySigned):
        api.sign(api.subject_of("duty"), drawn.id)
    with pytest.raises(_shifts.NotYourShift):
        api.sign(api.subject_of("dispatcher"), drawn.id)
    with pytest.raises(_shifts.AlreadySigned):
        api.hand_over(api.subject_of("duty"), desk="desk", items=ITEMS)


def test_an_unsigned_list_may_be_drawn_again(first: Shift) -> None:
    one = api.hand_over(api.subject_of("duty"), desk="desk", items=[])
    two = api.hand_over(api.subject_of("duty"), desk="desk", items=ITEMS)
    assert one.id == two.id
    assert len(two.items) == 1


def test_only_the_officer_on_shift_draws_up_a_hand_over_and_writes_the_log(first: Shift) -> None:
    with pytest.raises(_shifts.NotYourShift):
        api.hand_over(api.subject_of("duty2"), desk="desk", items=[])
    with pytest.raises(_shifts.NotYourShift):
        api.note(api.subject_of("duty2"), first.id, "x")
    api.note(api.subject_of("duty"), first.id, "接报:下穿通道积水")
    assert [line.text for line in api.log(first.id)] == ["接报:下穿通道积水"]


def test_a_desk_has_one_open_shift_and_the_table_says_so(first: Shift) -> None:
    following = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(days=2))[1]
    with pytest.raises(_shifts.NotNow):
        api.open_shift(api.subject_of("duty2"), following.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftRow.objects.filter(pk=following.id).update(state="open")


def test_at_the_change_the_next_officer_waits_for_the_hand_over(
    first: Shift, wound: clock.VirtualClock
) -> None:
    following = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(days=2))[1]
    wound.set(following.starts_at + timedelta(minutes=5))
    with pytest.raises(_shifts.DeskTaken):
        api.open_shift(api.subject_of("duty2"), following.id)
    with pytest.raises(_shifts.DeskTaken):  # he stays where he is until somebody signs
        api.open_shift(api.subject_of("duty"), following.id)


def test_a_shift_that_nobody_hands_over_loses_its_rights_after_the_grace(
    first: Shift, wound: clock.VirtualClock
) -> None:
    wound.set(first.ends_at + timedelta(minutes=119))
    _shifts.keep_rosters()
    assert "alerts.confirm" in api.subject_of("duty").permissions
    wound.advance(timedelta(minutes=2))
    assert (
        "alerts.confirm" not in api.subject_of("duty").permissions
    )  # expired by itself, before any task ran
    assert _shifts.keep_rosters() > 0
    assert api.get_shift(first.id).state == "closed"
    assert "Ran out" in api.log(first.id)[-1].text
    following = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(hours=1))[0]
    assert api.open_shift(api.subject_of("duty2"), following.id).state == "open"
    assert _shifts.keep_rosters() == 0


def test_another_officer_of_the_desk_stands_in_when_nobody_came(
    first: Shift, wound: clock.VirtualClock
) -> None:
    wound.set(first.ends_at + timedelta(minutes=121))
    _shifts.keep_rosters()
    following = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(hours=1))[0]
    assert following.officer.id == "duty2"
    with pytest.raises(_shifts.NotYourShift):
        api.open_shift(api.subject_of("dispatcher"), following.id)
    taken = api.open_shift(api.subject_of("duty"), following.id)
    assert (taken.officer.id, taken.state) == ("duty", "open")
    assert "alerts.confirm" in api.subject_of("duty").permissions
    assert "顶班" in api.log(following.id)[0].text


def test_the_first_shift_of_a_desk_is_not_over_at_once(wound: clock.VirtualClock) -> None:
    desk = Desk.objects.get(pk="desk")
    ShiftRow.objects.filter(state="planned").delete()
    wound.set(clock.now() + timedelta(days=1, hours=10, minutes=30))  # 19:30
    desk.pk, desk.officers = "other", '["duty2"]'
    desk.save(force_insert=True)
    _shifts.extend_roster(desk)
    first = api.shifts(desk="other", start=clock.now(), end=clock.now() + timedelta(minutes=1))[0]
    assert first.ends_at - clock.now() == timedelta(hours=12, minutes=30)


def test_a_desk_that_slept_for_a_month_starts_again_without_a_month_of_shifts(
    first: Shift, wound: clock.VirtualClock
) -> None:
    before = ShiftRow.objects.count()
    wound.advance(timedelta(days=30))
    while _shifts.keep_rosters():
        pass
    assert ShiftRow.objects.count() - before <= 15
    now_planned = api.shifts(desk="desk", start=clock.now(), end=clock.now() + timedelta(minutes=1))
    assert [shift.state for shift in now_planned] == ["planned"]


def test_expired_grants_are_written_down(first: Shift, wound: clock.VirtualClock) -> None:
    from yiwang.identity import _grants

    given = _grants.grant(
        api.subject_of("secadmin"), user_id="east", role="dispatcher", reason="台风应急", hours=2
    )
    assert "cases.dispatch" in api.subject_of("east").permissions
    wound.advance(timedelta(hours=2))
    assert "cases.dispatch" not in api.subject_of("east").permissions
    assert _grants.end_expired() == 1
    assert Grant.objects.get(pk=given.id).revoked_at is not None
    assert FactRow.objects.filter(subject=f"grant:{given.id}").count() == 2


def test_the_desks_list_is_not_for_everybody(first: Shift, client: Client) -> None:
    drawn = api.hand_over(api.subject_of("duty"), desk="desk", items=ITEMS)
    sign_in(client, "east-town")
    assert client.get("/api/shifts/current", {"desk": "desk"}).json()["hand_over"] is None
    assert client.get(f"/api/hand-overs/{drawn.id}").status_code == 403
    assert client.get(f"/api/shifts/{first.id}/log").status_code == 404
    relief = Client()
    csrf = sign_in(relief, "duty2").json()["csrf"]
    assert relief.get("/api/shifts/current", {"desk": "desk"}).json()["hand_over"]["id"] == drawn.id
    signed = relief.post(f"/api/hand-overs/{drawn.id}/sign", headers={"X-CSRF-Token": csrf})
    assert signed.json()["state"] == "half_signed"


def test_an_off_shift_officer_cannot_act(first: Shift) -> None:
    with pytest.raises(Forbidden):
        api.require(api.subject_of("duty2"), "cases.dispatch")

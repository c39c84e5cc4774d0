"""What people do to appeals: who may, when, what is told, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.appeals import town as city
from tests.cases.papers import messages_to
from yiwang.appeals import _similar as similar
from yiwang.appeals import api
from yiwang.appeals.contracts import (
    AppealChangedMeanwhile,
    BadWord,
    CannotJoin,
    CannotMerge,
    HandlersDoNotCallBack,
    KeyUsedOtherwise,
    NothingShared,
    NotNow,
    UnknownAppeal,
    WordsMissing,
)
from yiwang.appeals.models import Appeal, AppealCallBack, AppealReporter, AppealStep
from yiwang.events.models import Event, EventAppeal
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("bus", "town"),
]
who = city.who


def facts_of(appeal_id: str) -> list[str]:
    rows = FactRow.objects.filter(subject=f"appeal:{appeal_id}").order_by("subject_version")
    return [row.fact_type.removeprefix("appeals.") for row in rows]


def test_an_appeal_gets_a_number_of_the_day_and_a_tracking_number_of_eighty_bits() -> None:
    first, second = city.ask(), city.ask()
    assert (first.number, second.number) == ("SQ20260302-0001", "SQ20260302-0002")
    assert first.tracking != second.tracking
    assert len(first.tracking.replace("-", "")) == 16
    row = city.row(first)
    assert (row.state, row.stage, row.area_path) == ("open", "registered", city.city.EAST_TOWN)
    assert facts_of(row.id) == ["registered"]


def test_the_same_key_answers_the_same_appeal_and_other_words_under_it_are_refused() -> None:
    first = city.ask(key="call-77")
    again = city.ask(key="call-77")
    assert (again.number, again.tracking, again.again) == (first.number, first.tracking, True)
    with pytest.raises(KeyUsedOtherwise):
        city.ask(key="call-77", text="别的事")
    assert city.ask("owen", key="call-77").number != first.number
    assert Appeal.objects.count() == 2


def test_the_area_that_the_words_name_is_its_place_and_else_the_registrars_own() -> None:
    assert city.row(city.ask(area="", text="塘㙍镇的路灯不亮")).area_path == city.city.EAST_TOWN
    assert city.row(city.ask(area="", text="路灯不亮")).area_path == city.city.CITY


def test_a_handler_may_not_register_and_a_leader_may_not_act() -> None:
    with pytest.raises(Forbidden):
        city.ask("bob")
    made = city.ask()
    with pytest.raises(Forbidden):
        api.answer(who("leo"), made.id, text="好")


def test_answered_at_once_it_ends_and_nothing_more_can_be_done() -> None:
    made = city.ask(kind="consult", text="身份证在哪里办")
    api.answer(who("olga"), made.id, text="请到镇便民服务中心办理")
    row = city.row(made)
    assert (row.state, row.stage, row.outcome) == ("answered", "ended", "answered")
    with pytest.raises(NotNow) as refused:
        api.dispatch(who("olga"), made.id, matter="flooded-street")
    assert "直接答复" in refused.value.sentence("zh")
    assert facts_of(row.id) == ["registered", "answered"]


def test_declining_takes_a_reason_from_the_table() -> None:
    made = city.ask()
    with pytest.raises(BadWord):
        api.decline(who("olga"), made.id, reason="不想办")
    api.decline(who("olga"), made.id, reason="court")
    row = city.row(made)
    assert (row.state, row.outcome_code) == ("declined", "court")


def test_transferred_to_an_emergency_number_it_ends_as_transferred() -> None:
    made = city.ask(text="邻居打架")
    api.transfer_out(who("olga"), made.id, target="110")
    assert city.row(made).state == "transferred"


def test_a_dispatched_appeal_opens_one_event_however_often_it_is_told() -> None:
    row = city.send(city.ask())
    event = Event.objects.get(pk=row.event_id)
    assert (event.source, event.matter, event.severity, event.hazard) == (
        f"appeal:{row.id}",
        "flooded-street",
        "general",
        "",
    )
    assert event.area_path == city.city.EAST_TOWN
    assert facts_of(row.id) == ["registered", "dispatched", "linked"]
    opened = FactRow.objects.get(fact_type="events.opened")
    assert f'"appeal_id":"{row.id}"' in opened.data
    assert '"alert_id":""' in opened.data
    city.pump()
    assert Event.objects.count() == EventAppeal.objects.count() == 1


def test_one_that_is_withdrawn_before_its_event_opens_never_has_one() -> None:
    made = city.ask()
    api.dispatch(who("olga"), made.id, matter="flooded-street")
    api.withdraw(who("olga"), made.id, reason="水退了")
    city.pump()
    assert not Event.objects.exists()
    assert city.row(made).state == "withdrawn"


def test_the_second_of_two_people_at_once_is_told_that_he_came_late() -> None:
    made = city.ask()
    seen = city.row(made).version
    api.edit(who("olga"), made.id, sets={"urgency": "important"}, version=seen)
    with pytest.raises(AppealChangedMeanwhile) as refused:
        api.answer(who("owen"), made.id, text="好", version=seen)
    assert refused.value.status == 409
    assert "olga" in refused.value.sentence("zh")


def test_a_call_with_several_matters_is_split_and_each_part_goes_its_own_way() -> None:
    made = city.ask(text="路口积水，另外夜市占道")
    (part,) = api.split(who("olga"), made.id, parts=[api.Part(text="夜市占道", matter="street-stall")])
    child = city.row(part)
    assert (child.parent_id, child.matter, child.number) == (made.id, "street-stall", "SQ20260302-0002")
    assert part.tracking != made.tracking
    persons = set(AppealReporter.objects.values_list("person", flat=True))
    assert len(persons) == 1
    api.answer(who("olga"), made.id, text="已通知排水")
    assert city.row(part).state == "open"


def test_only_the_same_persons_appeal_merges_as_a_repeat() -> None:
    first, again = city.ask(), city.ask()
    other = city.ask(reporter=city.Reporter(name="王五", phone="13900001111"))
    assert not city.row(first).repeated
    assert city.row(again).repeated
    assert not city.row(other).repeated
    with pytest.raises(CannotMerge):
        api.merge_repeat(who("olga"), other.id, into=first.id)
    api.merge_repeat(who("olga"), again.id, into=first.id)
    assert (city.row(again).state, city.row(again).merged_into) == ("merged", first.id)


def test_many_people_about_one_thing_in_one_place_are_flagged_as_collective() -> None:
    made = [
        city.ask(reporter=city.Reporter(phone=f"1380000000{n}"), text=f"幸福路口积水严重，第{n}天了没人管")
        for n in range(5)
    ]
    assert all(city.row(one).collective for one in made)
    far = city.ask(
        area="449902001", reporter=city.Reporter(phone="13700000000"), text="幸福路口积水严重没人管"
    )
    assert not city.row(far).collective


def test_who_acts_on_a_neighbour_meanwhile_does_not_refuse_the_appeal_that_makes_the_crowd(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, crowd = "幸福路口积水严重没人管", similar.crowd
    first, *_ = [city.ask(reporter=city.Reporter(phone=f"1380000000{n}"), text=text) for n in range(4)]

    def _and_meanwhile(*asked: Any) -> list[Appeal]:
        found = crowd(*asked)
        city.send(first)
        return found

    monkeypatch.setattr(similar, "crowd", _and_meanwhile)
    fifth = city.ask(reporter=city.Reporter(phone="13800000009"), text=text)
    assert city.row(fifth).collective
    assert (city.row(first).collective, city.row(first).event_id != "") == (True, True)


def test_one_person_ringing_five_times_is_repeated_and_not_collective() -> None:
    made = [city.ask() for _ in range(5)]
    assert not any(city.row(one).collective for one in made)
    assert all(city.row(one).repeated for one in made[1:])


def test_a_person_joins_appeals_to_one_event_and_each_keeps_its_own_reply_and_call_back() -> None:
    first = city.send(city.ask())
    others = [city.ask(reporter=city.Reporter(phone=f"1390000000{n}")) for n in range(2)]
    api.join(who("olga"), [one.id for one in others], into=first.id)
    assert {city.row(one).event_id for one in others} == {first.event_id}
    assert [one.number for one in api.of_event(first.event_id)] == [
        first.number,
        others[0].number,
        others[1].number,
    ]
    assert api.reply(first.event_id, text="已清淤", by=who("bob"), case_number="AJ1") == 3
    assert api.reply(first.event_id, text="又一遍", by=who("bob"), case_number="AJ1") == 0
    tally = api.call_backs(first.event_id)
    assert (tally.total, tally.pending) == (3, 3)
    api.call_back(who("olga"), first.id, reached=True, solved="solved", satisfaction="satisfied")
    api.call_back(who("olga"), others[0].id, reached=True, solved="unsolved", satisfaction="dissatisfied")
    tally = api.call_backs(first.event_id)
    assert (tally.pending, tally.solved, tally.unsolved, tally.satisfied, tally.dissatisfied) == (
        1,
        1,
        1,
        1,
        1,
    )


def test_appeals_joined_before_the_event_opened_follow_it() -> None:
    first, second = city.ask(), city.ask(reporter=city.Reporter(phone="13900000001"))
    api.dispatch(who("olga"), first.id, matter="flooded-street")
    api.join(who("olga"), [second.id], into=first.id)
    city.pump()
    assert city.row(second).event_id == city.row(first).event_id != ""
    assert Event.objects.count() == 1


def test_if_the_first_is_withdrawn_before_its_event_opened_the_next_one_opens_it() -> None:
    first, second = city.ask(), city.ask(reporter=city.Reporter(phone="13900000001"))
    third = city.ask(reporter=city.Reporter(phone="13900000002"))
    api.dispatch(who("olga"), first.id, matter="flooded-street")
    api.join(who("olga"), [second.id, third.id], into=first.id)
    api.withdraw(who("olga"), first.id, reason="不用了")
    city.pump()
    event = Event.objects.get()
    assert event.source == f"appeal:{second.id}"
    assert {city.row(second).event_id, city.row(third).event_id} == {event.id}


def test_a_confidential_appeal_never_shares_an_event_with_an_open_one() -> None:
    first = city.send(city.ask())
    secret = city.ask(kind="report", reporter=city.Reporter(phone="13900000001"))
    with pytest.raises(CannotJoin):
        api.join(who("olga"), [secret.id], into=first.id)


def test_taken_apart_it_gets_an_event_of_its_own_and_the_handlers_lose_it() -> None:
    first = city.send(city.ask())
    second = city.ask(reporter=city.Reporter(phone="13900000001"))
    with pytest.raises(NothingShared):
        api.unjoin(who("olga"), first.id, reason="只有一件")
    api.join(who("olga"), [second.id], into=first.id)
    api.add_units(first.event_id, ["c-cgj"], by="system:cases")
    api.unjoin(who("olga"), second.id, reason="不是同一处")
    city.pump()
    row = city.row(second)
    assert row.event_id not in ("", first.event_id)
    assert Event.objects.count() == 2
    assert "c-cgj" not in row.units
    assert facts_of(row.id)[-3:] == ["unjoined", "dispatched", "linked"]


def test_the_opener_of_an_event_can_be_taken_apart_too() -> None:
    first = city.send(city.ask())
    second = city.ask(reporter=city.Reporter(phone="13900000001"))
    api.join(who("olga"), [second.id], into=first.id)
    api.unjoin(who("olga"), first.id, reason="不是同一处")
    city.pump()
    assert city.row(first).event_id != city.row(second).event_id
    assert Event.objects.count() == 2


def test_whoever_handled_an_appeal_never_calls_back_and_three_unreached_calls_are_done() -> None:
    row = city.send(city.ask())
    api.add_units(row.event_id, ["c-rx"], by="system:cases")
    api.reply(row.event_id, text="已办", by=who("olga"), case_number="AJ1")
    with pytest.raises(HandlersDoNotCallBack):
        api.call_back(who("olga"), row.id, reached=False)
    other = city.send(city.ask(reporter=city.Reporter(phone="13900000001")))
    api.reply(other.event_id, text="已办", by=who("bob"), case_number="AJ2")
    for _ in range(3):
        api.call_back(who("olga"), other.id, reached=False)
    assert city.row(other).called_back
    assert api.call_backs(other.event_id).unreached == 1
    with pytest.raises(NotNow):
        api.call_back(who("olga"), other.id, reached=True, solved="solved", satisfaction="satisfied")
    last = FactRow.objects.filter(fact_type="appeals.called_back").order_by("-subject_version").first()
    assert last is not None
    assert '"done":true' in last.data


def test_a_reached_call_needs_both_answers() -> None:
    row = city.send(city.ask())
    api.reply(row.event_id, text="已办", by=who("bob"), case_number="AJ1")
    with pytest.raises(BadWord):
        api.call_back(who("olga"), row.id, reached=True, solved="solved")
    assert not AppealCallBack.objects.exists()


def test_a_case_handled_again_asks_for_a_new_reply_and_a_new_call_back() -> None:
    row = city.send(city.ask())
    for number in ("AJ1", "AJ2"):
        api.reply(row.event_id, text="已办", by=who("bob"), case_number=number)
        api.call_back(who("olga"), row.id, reached=True, solved="unsolved", satisfaction="dissatisfied")
        if number == "AJ1":
            api.reopened(row.event_id, by=who("alice"))
            assert city.row(row.id).stage == "dispatched"
            assert api.call_backs(row.event_id).pending == 1
    assert city.row(row.id).round == 2
    assert AppealCallBack.objects.count() == 2
    api.case_ended(row.event_id, result="closed", by=who("alice"))
    api.case_ended(row.event_id, result="closed", by=who("alice"))
    assert (city.row(row.id).state, city.row(row.id).outcome) == ("closed", "handled")
    assert api.call_backs(row.event_id).unsolved == 1


def test_appeals_follow_their_case_into_another_event() -> None:
    first = city.send(city.ask())
    second = city.send(city.ask(reporter=city.Reporter(phone="13900000001")))
    api.case_ended(second.event_id, result="merged", into_event_id=first.event_id, by=who("alice"))
    assert city.row(second.id).event_id == first.event_id
    assert city.row(second.id).state == "open"


def test_the_fact_of_a_withdrawal_says_how_many_appeals_the_event_still_has() -> None:
    first = city.send(city.ask())
    second = city.ask(reporter=city.Reporter(phone="13900000001"))
    api.join(who("olga"), [second.id], into=first.id)
    for one in (first.id, second.id):
        api.withdraw(who("olga"), one, reason="不用了")
    rows = FactRow.objects.filter(fact_type="appeals.withdrawn").order_by("recorded_at", "id")
    assert ['"left":1' in row.data for row in rows] == [True, False]


def test_the_first_contact_is_kept_once() -> None:
    row = city.send(city.ask())
    api.contacted(row.event_id, by=who("bob"), text="已电话联系")
    at = city.row(row.id).contacted_at
    api.contacted(row.event_id, by=who("bob"), text="又联系")
    assert city.row(row.id).contacted_at == at is not None


@pytest.mark.parametrize("text", ["我不想活了", "有 人 要 跳 楼", "楼下燃气泄漏味道很大", "工人聚集堵路"])
def test_what_is_urgent_and_sensitive_reaches_the_duty_desk_in_the_same_moment(text: str) -> None:
    city.on_shift()
    made = city.ask(text=text)
    row = city.row(made)
    assert (row.sensitive, row.urgency) == (True, "urgent")
    (title,) = messages_to("@dora", "appeal_sensitive")
    assert row.number in title
    assert not messages_to("@alice", "appeal_sensitive")


def test_with_nobody_on_shift_the_platform_is_told_and_a_person_may_mark_one_by_hand() -> None:
    made = city.ask()
    assert not messages_to("@olga", "appeal_sensitive")
    api.edit(who("olga"), made.id, sets={"sensitive": True})
    assert messages_to("@olga", "appeal_sensitive")
    assert messages_to("@alice", "appeal_sensitive")


def test_what_was_promised_in_confidence_stays_so() -> None:
    made = city.ask(confidential=True)
    with pytest.raises(WordsMissing):
        api.edit(who("olga"), made.id, sets={"confidential": False})
    assert city.row(made).confidential


def test_history_alone_says_how_each_appeal_stands(town: clock.VirtualClock) -> None:
    row = city.send(city.ask())
    town.advance(timedelta(hours=1))
    api.reply(row.event_id, text="已办", by=who("bob"), case_number="AJ1")
    steps = AppealStep.objects.filter(appeal_id=row.id).order_by("version")
    assert [step.version for step in steps] == [1, 2, 3, 4]
    assert [step.act for step in steps] == ["registered", "dispatch", "linked", "replied"]


def test_what_lies_elsewhere_is_unknown() -> None:
    made = city.ask(area="449902001")
    with pytest.raises(UnknownAppeal):
        api.answer(who("tessa"), made.id, text="好")

"""Two hands at once on an appeal: real threads on a real database, and exactly one of them acts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.db import transaction

from tests.appeals import town as city
from tests.races import at_once, one_won, refusals
from yiwang.appeals import api
from yiwang.appeals.models import Appeal, AppealReply, AppealStep
from yiwang.identity.api import Subject
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture(autouse=True)
def settled(transactional_db: None, wound: VirtualClock) -> None:
    city.settle()


def test_of_four_people_who_end_an_appeal_at_once_one_wins_and_the_others_are_told() -> None:
    made = city.ask()
    olga, owen, alice = (city.who(login) for login in ("olga", "owen", "alice"))
    said = at_once(
        lambda: api.answer(olga, made.id, text="好的"),
        lambda: api.decline(owen, made.id, reason="court"),
        lambda: api.dispatch(alice, made.id, matter="flooded-street"),
        lambda: api.void(alice, made.id, reason="测试"),
    )
    one_won(said)
    assert AppealStep.objects.filter(appeal_id=made.id).count() == 2
    assert FactRow.objects.filter(subject=f"appeal:{made.id}").count() == 2


def test_one_submission_sent_four_times_at_once_is_one_appeal() -> None:
    olga = city.who("olga")
    said = at_once(*[lambda: api.register(olga, replace(city.ASKED, key="call-9"))] * 4)
    assert len({getattr(one, "tracking", one) for one in said}) == 1
    assert Appeal.objects.count() == 1
    assert api.books().registered == 1


def order_of_steps(appeal_id: str) -> list[str]:
    """The acts of an appeal in their order; no version is missing or double."""
    steps = AppealStep.objects.filter(appeal_id=appeal_id).order_by("version").values_list("version", "act")
    assert [version for version, _ in steps] == list(range(1, city.row(appeal_id).version + 1))
    return [act for _, act in steps]


def test_an_appeal_split_and_joined_at_once_is_not_split_behind_the_back_of_who_joined_it() -> None:
    first, second = city.ask(), city.ask()
    city.send(first)
    olga, owen = city.who("olga"), city.who("owen")
    split, joined = at_once(
        lambda: api.split(olga, second.id, parts=[api.Part(text="另一件")], version=1),
        lambda: api.join(owen, [second.id], into=first.id),
    )
    assert {one.status for one in refusals([split, joined])} <= {409}
    acts = order_of_steps(second.id)
    if refusals([split]):
        assert acts == ["registered", "join"]
    elif refusals([joined]):
        assert acts == ["registered", "split"]
    else:
        assert acts == ["registered", "split", "join"]
    assert Appeal.objects.filter(parent_id=second.id).count() == acts.count("split")
    assert api.books().balanced


def test_an_appeal_that_leaves_its_event_at_once_with_the_reply_has_left_or_is_replied_to() -> None:
    first, second = city.ask(), city.ask()
    event = city.send(first).event_id
    olga, bob = city.who("olga"), city.who("bob")
    api.join(olga, [second.id], into=first.id)
    seen = city.row(second).version

    @transaction.atomic
    def reply() -> int:
        return api.reply(event, text="已抽排", by=bob, case_number="AJ1")

    left, replied = at_once(lambda: api.unjoin(olga, second.id, reason="不是一处", version=seen), reply)
    assert {one.status for one in refusals([left, replied])} <= {409}
    assert len(refusals([left, replied])) <= 1
    answered = AppealReply.objects.filter(appeal_id=second.id).exists()
    assert answered == bool(refusals([left]))
    assert AppealReply.objects.filter(appeal_id=first.id).exists() != bool(refusals([replied]))
    assert order_of_steps(second.id)[2:] == (["replied"] if answered else ["unjoin", "dispatch"])


def test_an_appeal_called_back_and_rated_by_two_hands_at_once_is_called_back_once() -> None:
    first = city.ask()
    event = city.send(first).event_id
    with transaction.atomic():
        api.reply(event, text="已抽排", by=city.who("bob"), case_number="AJ1")
    olga, owen = city.who("olga"), city.who("owen")

    def call_back(by: Subject) -> Appeal:
        return api.call_back(by, first.id, reached=True, solved="solved", satisfaction="satisfied")

    one_won(at_once(partial(call_back, olga), partial(call_back, owen)))
    assert order_of_steps(first.id).count("call_back") == 1


def test_two_that_leave_an_event_while_it_is_replied_to_wait_for_each_other_in_one_order() -> None:
    bob, olga, owen = city.who("bob"), city.who("olga"), city.who("owen")
    for _ in range(12):
        first, second, third = city.ask(), city.ask(), city.ask()
        event = city.send(first).event_id
        api.join(olga, [second.id, third.id], into=first.id)

        @transaction.atomic
        def reply(event: str = event) -> int:
            return api.reply(event, text="已抽排", by=bob, case_number="AJ1")

        at_once(
            partial(api.unjoin, olga, third.id, reason="不是一处"),
            reply,
            partial(api.withdraw, owen, second.id, reason="已自行解决"),
        )
        assert order_of_steps(second.id)[-1] == "withdraw"
        assert AppealReply.objects.filter(appeal_id=first.id).count() == 1

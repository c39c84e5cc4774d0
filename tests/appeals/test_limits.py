"""受理时限: by kind and urgency, moved with a reason, told once, gone when the appeal is accepted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yiwang.appeals import _limits as limits
from yiwang.appeals import api, logic
from yiwang.appeals.contracts import BadWord
from yiwang.appeals.models import Appeal, AppealStep
from yiwang.areas import api as areas
from yiwang.kernel import clock, tasks
from yiwang.kernel.calendar import Limit
from yiwang.kernel.models import FactRow
from yiwang.messages.models import AddressRow, MessageRow

from .town import ask, pump, row, who

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("town", "bus")]
HOURS = Limit(kind="working_hour", amount=4)


def due(limit: Limit, appeal: Appeal) -> object:
    return areas.work_calendar().add(limit, appeal.registered_at, appeal.area_path)


def waiting() -> int:
    """The worker looks for what was not accepted in time."""
    lease = tasks.acquire("appeals.transfers", "test", ttl_s=10**9)
    assert lease is not None
    return limits.tell_overdue(lease)


@pytest.mark.parametrize(
    ("kind", "urgency", "limit"),
    [
        ("help", "general", HOURS),
        ("consult", "general", Limit(kind="working_hour", amount=2)),
        ("consult", "urgent", Limit(kind="urgent_hour", amount=0.5)),
        ("praise", "notice", Limit(kind="working_day", amount=1)),
    ],
)
def test_an_appeal_has_a_limit_by_its_kind_and_urgency(kind: str, urgency: str, limit: Limit) -> None:
    made = row(ask(kind=kind, urgency=urgency))
    assert made.due_at == due(limit, made)


def test_it_is_told_once_that_nobody_accepted_it_in_time(wound: clock.VirtualClock) -> None:
    late, done = ask(), ask(text="海滨大道路灯不亮")
    api.answer(who("olga"), done.id, text="已转告")
    assert row(done).due_at is None
    assert waiting() == 0
    wound.advance(timedelta(days=1))
    assert waiting() == 1
    assert waiting() == 0
    found = row(late)
    assert found.stage == "registered"
    assert AppealStep.objects.filter(appeal_id=late.id, act="overdue").count() == 1
    assert FactRow.objects.filter(fact_type="appeals.overdue").count() == 1
    (told,) = MessageRow.objects.filter(kind="appeal_overdue")
    assert "积水" not in told.body_zh
    assert "olga" in AddressRow.objects.filter(message=told).values_list("user", flat=True)
    api.dispatch(who("olga"), late.id, matter="flooded-street")
    assert row(late).due_at is None


def test_what_was_set_right_moves_the_limit_and_says_why() -> None:
    made = ask()
    api.edit(who("olga"), made.id, sets={"urgency": "urgent"})
    found = row(made)
    assert found.due_at == due(Limit(kind="urgent_hour", amount=0.5), found)
    step = AppealStep.objects.filter(appeal_id=made.id).latest("version")
    assert "受理时限随" in step.text_zh
    assert logic.local(found.due_at) in step.text_zh  # type: ignore[arg-type]
    before = AppealStep.objects.filter(appeal_id=made.id).count()
    api.edit(who("olga"), made.id, sets={"place": "人民大道"})
    step = AppealStep.objects.filter(appeal_id=made.id).latest("version")
    assert "受理时限" not in step.text_zh
    assert before + 1 == step.version


def test_stop_days_put_it_off_and_back_again() -> None:
    made = row(ask(area="449902001"))
    elsewhere = row(ask(area="449901001"))
    today = clock.now().astimezone(clock.SHANGHAI).date()
    assert isinstance(today, date)
    stop = areas.declare_stop("449902", today, today, "台风五停", actor="alice")
    pump()
    put_off = row(made.id)
    assert put_off.due_at > made.due_at  # type: ignore[operator]
    assert row(elsewhere.id).due_at == elsewhere.due_at
    step = AppealStep.objects.filter(appeal_id=made.id).latest("version")
    assert (step.act, "台风五停" in step.text_zh) == ("reckoned", True)
    areas.withdraw_stop(stop.id, "台风转向", actor="alice")
    pump()
    assert row(made.id).due_at == made.due_at


def test_the_queue_is_in_the_order_of_the_limits_and_begins_with_what_is_grave() -> None:
    calm, question = ask(), ask(kind="consult", text="医保怎么转移")
    urgent, grave = ask(urgency="urgent", text="路面塌了一块"), ask(text="有人要跳楼轻生")
    answered = ask(text="已答复的")
    api.answer(who("olga"), answered.id, text="已答复")
    page = api.list_appeals(who("olga"), api.Filters(sort="due"))
    assert [one.id for one in page.items] == [grave.id, urgent.id, question.id, calm.id]
    assert page.total == 4
    assert {one.lamp for one in page.items} == {"green"}
    with pytest.raises(BadWord):
        api.list_appeals(who("olga"), api.Filters(sort="text"))


def test_a_lamp_says_what_the_times_say() -> None:
    since = clock.now()
    end = since + timedelta(hours=4)
    lamps = [logic.lamp(since, end, since + timedelta(hours=h)) for h in (0, 2.9, 3, 4, 4.1)]
    assert lamps == ["green", "green", "yellow", "yellow", "red"]
    assert logic.lamp(since, None, end) == "none"

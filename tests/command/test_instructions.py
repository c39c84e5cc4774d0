"""批示件: entered, assigned, signed for, reported on, written on again, closed; and who reads the words."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from openpyxl import load_workbook

from tests.cases.papers import messages_to, photo
from yiwang.command import api, tasks
from yiwang.command.api import Asked
from yiwang.command.contracts import (
    BadDeadline,
    InstructionForm,
    InstructionMoved,
    NoSuchLeader,
    NotTheHandler,
    NotTheKeeper,
    SignFirst,
    TaskNeeded,
    Told,
    UnitsNeeded,
    UnitsOutside,
    UnknownInstruction,
    UnknownSource,
    WordsNeeded,
)
from yiwang.command.models import Instruction
from yiwang.documents import api as documents
from yiwang.documents.contracts import UnknownDocument
from yiwang.identity import api as identity
from yiwang.identity.api import FactSight, Subject
from yiwang.kernel import clock, sheets
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.messages.models import MessageRow

Who = Callable[[str], Subject]
WORDS = "积水重复投诉怎么还在涨？请城管局本周内拿出整改方案。"
TOLD = Told(lead_unit="c-cgj", co_units=("c-jj",), days=5)


def entered(who: Who, **more: Any) -> Instruction:
    """A paper of vera's, entered by her secretary and assigned at once."""
    said = {"words": WORDS, "title": "积水整改", "leader": "vera", "told": TOLD, **more}
    return api.enter(who("sam"), InstructionForm(**said))


def reported(who: Who, row: Instruction) -> Instruction:
    row = api.sign(who("bob"), row.id, version=row.version)
    return api.feed_back(who("bob"), row.id, "方案已报送", version=row.version)


def numbers(who: Who, login: str, asked: Asked | None = None) -> list[str]:
    return [row.number for row in api.list_instructions(who(login), asked).items]


def facts_of(row: Instruction) -> list[FactRow]:
    return list(FactRow.objects.filter(subject=f"instruction:{row.id}").order_by("subject_version"))


def test_a_paper_is_assigned_signed_for_reported_on_written_again_and_closed(
    town: clock.VirtualClock, who: Who
) -> None:
    row = entered(who)
    assert messages_to("c-cgj") == messages_to("c-jj") == [f"批示件交办：{row.number} 积水整改"]
    # Five working days from a Monday are the close of the next Monday.
    assert row.due_at is not None
    assert (row.due_at - town.now()).days == 7
    assert api.detail(who("sam"), row.id).row.lamp == "green"

    picture = photo(who("bob"), cast("Any", SimpleNamespace()))
    row = api.sign(who("bob"), row.id, version=row.version)
    row = api.feed_back(who("bob"), row.id, "方案已报送", [picture], version=row.version)
    assert row.state == "reported"
    assert messages_to("@vera", "command_fed_back")
    assert (
        documents.get_document(picture, who("sam")).id == picture
    )  # who sees the paper sees what hangs on it

    row = api.again(who("sam"), row.id, "方案太空，补进度表", Told(days=2), version=row.version)
    assert (row.round, row.state, row.lead_unit, row.co_units) == (2, "assigned", "c-cgj", ["c-jj"])
    assert all(one.signed_at is None for one in api.detail(who("bob"), row.id).units)
    row = reported(who, row)
    row = api.close(who("vera"), row.id, "同意", version=row.version)
    assert (row.state, row.done) == ("closed", True)
    assert [fact.fact_type.removeprefix("command.") for fact in facts_of(row)] == [
        "entered", "signed", "fed_back", "again", "signed", "fed_back", "closed",
    ]  # fmt: skip
    history = api.detail(who("vera"), row.id).history
    assert [line.words for line in history if line.words] == ["同意", "方案太空，补进度表", WORDS]
    assert api.detail(who("bob"), row.id).allowed == []


def test_what_a_leader_writes_on_his_phone_waits_for_the_secretary(town: object, who: Who) -> None:
    row = api.enter(who("vera"), InstructionForm(words="请研究"))
    assert (row.state, row.title) == ("entered", "领导批示")
    assert messages_to("c-yx") == [f"领导批示待交办：{row.number} 领导批示"]
    assert numbers(who, "sam", Asked(mine=True)) == [row.number]
    assert numbers(who, "bob") == []
    row = api.assign(who("sam"), row.id, TOLD, version=row.version)
    assert numbers(who, "bob", Asked(mine=True)) == [row.number]
    assert numbers(who, "sam", Asked(mine=True)) == []


def test_an_overdue_round_lights_up_and_is_said_once(town: clock.VirtualClock, who: Who) -> None:
    row = entered(who)
    pump, lease = tasks.OverdueTask().pump, acquire("command.overdue", "test", ttl_s=10_000_000)
    assert lease is not None
    assert pump(lease) == 0
    assert row.due_at is not None
    town.set(row.due_at - timedelta(hours=1))
    assert api.detail(who("bob"), row.id).row.lamp == "yellow"
    town.set(row.due_at)
    assert api.detail(who("bob"), row.id).row.lamp == "red"
    assert (pump(lease), pump(lease)) == (1, 0)
    assert MessageRow.objects.filter(kind="command_overdue").count() == 1
    assert messages_to("@vera", "command_overdue") == messages_to("c-cgj", "command_overdue") != []
    assert numbers(who, "vera", Asked(lamp="red")) == [row.number]
    # Written on again it has a deadline of its own, and that may pass once more.
    row.refresh_from_db()
    row = api.again(who("vera"), row.id, "后天上午当面汇报", Told(days=2), version=row.version)
    assert api.detail(who("bob"), row.id).row.lamp == "green"
    assert row.due_at is not None
    town.set(row.due_at)
    assert (pump(lease), pump(lease)) == (1, 0)
    # Answered late it stays red, and is no longer anybody's to hurry.
    row.refresh_from_db()
    row = reported(who, row)
    assert api.detail(who("vera"), row.id).row.lamp == "red"
    assert pump(lease) == 0


def test_the_words_stay_at_the_leaders_level(town: object, who: Who) -> None:
    with pytest.raises(TaskNeeded):
        entered(who, told=Told(lead_unit="c-cgj", co_units=("e-zf",), days=5))
    row = entered(who, told=Told(lead_unit="c-cgj", co_units=("e-zf",), days=5, task="配合清疏辖区管网"))
    for login in ("mayor", "vera", "sam", "bob"):
        assert api.detail(who(login), row.id).row.words == WORDS, login
    for login in ("lee", "east", "sue"):  # their unit is asked, in the words of the task
        seen = api.detail(who(login), row.id)
        assert (seen.row.words, seen.row.task) == (None, "配合清疏辖区管网"), login
        assert not any(line.words for line in seen.history)
    for login in ("tom", "walter", "olga", "charlie", "eve"):
        with pytest.raises((UnknownInstruction, Forbidden)):
            api.detail(who(login), row.id)
    # Neither a search nor a message nor a fact says what may not be read.
    assert numbers(who, "lee", Asked(q="拿出整改方案")) == []
    assert numbers(who, "vera", Asked(q="积水")) == [row.number]
    told = [f"{one.title_zh}{one.body_zh}" for one in MessageRow.objects.all()]
    told += [str(fact.data) for fact in facts_of(row)]
    assert not any("拿出整改方案" in text for text in told)
    cells = [
        str(cell.value)
        for line in load_workbook(io.BytesIO(sheets.workbook(api.sheet(who("lee"), Asked())))).active or ()
        for cell in line
    ]
    assert "（原文不在可见范围）" in cells
    assert WORDS not in cells
    # What another unit answered to them is not read either.
    reported(who, row)
    assert "方案已报送" not in str(api.detail(who("lee"), row.id).history)


def test_a_county_leader_sees_no_paper_of_the_city(town: object, who: Who) -> None:
    row = entered(who)
    with pytest.raises(UnknownInstruction):
        api.detail(who("lee"), row.id)
    assert numbers(who, "lee") == []
    for fact in facts_of(row):
        for login, sees in (("lee", False), ("vera", True)):
            told = FactSight(who(login)).sees(
                fact_type=fact.fact_type,
                area_path=fact.area_path,
                units=split_units(fact.units),
                secret=fact.secret,
            )
            assert told is sees, (login, fact.fact_type)


def test_a_confidential_paper_is_read_by_those_named_in_it(town: object, who: Who) -> None:
    with pytest.raises(TaskNeeded):
        entered(who, secret=True)  # a co-unit has to be told what it is asked for
    row = entered(who, secret=True, told=Told(lead_unit="c-cgj", co_units=("c-jj",), days=3, task="维持交通"))
    for login, words in (("vera", WORDS), ("sam", WORDS), ("bob", WORDS), ("tom", None)):
        assert api.detail(who(login), row.id).row.words == words, login
    for login in ("mayor", "olga", "lee"):
        with pytest.raises(UnknownInstruction):
            api.detail(who(login), row.id)
    picture = photo(who("bob"), cast("Any", SimpleNamespace()))
    row = api.sign(who("bob"), row.id, version=row.version)
    api.feed_back(who("bob"), row.id, "已办", [picture], version=row.version)
    with pytest.raises(UnknownDocument):
        documents.get_document(picture, who("mayor"))
    with pytest.raises(UnitsNeeded):
        api.enter(who("vera"), InstructionForm(words="保密事项", secret=True))


def test_only_the_right_people_act_and_only_in_turn(town: object, who: Who) -> None:
    row = entered(who)
    with pytest.raises(SignFirst):
        api.feed_back(who("bob"), row.id, "已办", version=row.version)
    with pytest.raises(UnknownInstruction):
        api.sign(who("walter"), row.id, version=row.version)
    with pytest.raises(Forbidden):
        api.sign(who("vera"), row.id, version=row.version)
    with pytest.raises(NotTheKeeper):
        api.drop(who("mayor"), row.id, "不是我的", version=row.version)
    with pytest.raises(InstructionMoved):
        api.close(who("vera"), row.id, version=row.version)  # nothing was reported yet
    old = row.version
    row = api.sign(who("bob"), row.id, version=old)
    with pytest.raises(NotTheHandler):
        api.sign(who("bob"), row.id, version=row.version)
    with pytest.raises(InstructionMoved):
        api.sign(who("tom"), row.id, version=old)
    row = api.feed_back(who("bob"), row.id, "方案已报送", version=row.version)
    # A co-unit may still sign and answer after the lead has.
    row = api.sign(who("tom"), row.id, version=row.version)
    row = api.feed_back(who("tom"), row.id, "已配合", version=row.version)
    assert row.state == "reported"
    row = api.close(who("sam"), row.id, version=row.version)
    with pytest.raises(InstructionMoved):
        api.again(who("sam"), row.id, "再看看", Told(days=1), version=row.version)


def test_what_is_said_badly_is_refused(town: object, who: Who) -> None:
    for told, refusal in (
        (Told(lead_unit="c-cgj"), BadDeadline),
        (Told(lead_unit="c-cgj", days=0), BadDeadline),
        (Told(lead_unit="c-cgj", days=3, day=clock.now().date()), BadDeadline),
        (Told(lead_unit="c-cgj", day=clock.now().date() - timedelta(days=2)), BadDeadline),
        (Told(lead_unit="nobody", days=3), UnitsOutside),
    ):
        with pytest.raises(refusal):
            entered(who, told=told)
    with pytest.raises(WordsNeeded):
        entered(who, words=" ")
    with pytest.raises(NoSuchLeader):
        entered(who, leader="lee")
    for kind in ("case", "event", "indicator"):
        with pytest.raises(UnknownSource):
            entered(who, source_kind=kind, source_ref="no-such-thing")
    for login in ("alice", "irene"):
        with pytest.raises(Forbidden):
            api.list_instructions(who(login))
    with pytest.raises(Forbidden):
        api.enter(who("bob"), InstructionForm(words=WORDS, told=TOLD))
    # A county's leader asks nobody of the city.
    with pytest.raises(UnitsOutside):
        api.enter(who("lee"), InstructionForm(words=WORDS, told=TOLD))


def test_a_paper_remembers_what_it_was_written_on(town: object, who: Who) -> None:
    ref = "code=appeals.repeated&area=4499"
    row = entered(who, title="", source_kind="indicator", source_ref=ref, source_label="积水重复投诉")
    told = api.detail(who("vera"), row.id).row
    assert (told.title, told.source.page) == ("关于积水重复投诉的批示", f"/indicators/one?{ref}")


def test_a_paper_entered_by_mistake_is_made_void(town: object, who: Who) -> None:
    row = entered(who)
    with pytest.raises(WordsNeeded):
        api.drop(who("sam"), row.id, "", version=row.version)
    row = api.drop(who("sam"), row.id, "重复录入", version=row.version)
    assert numbers(who, "bob", Asked(state="open")) == []
    assert messages_to("c-cgj", "command_dropped")


def test_a_leaders_papers_go_to_the_secretaries_of_his_level(town: object, who: Who) -> None:
    assert [one.id for one in identity.users_of_role("secretary", who("vera").area_path)] == ["sam"]
    row = api.enter(who("lee"), InstructionForm(words="东区自查"))
    assert numbers(who, "sue", Asked(mine=True)) == [row.number]
    with pytest.raises(NotTheKeeper):
        api.assign(who("sam"), row.id, TOLD, version=row.version)

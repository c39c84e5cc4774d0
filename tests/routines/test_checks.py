"""核对: what the house keeps is looked up; which rule and which record is said; the record goes on by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.routines.conftest import pump, words
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, MoveNotPossible
from yiwang.ledgers.declarations import Condition, Field, Ledger, Move, State
from yiwang.routines import api
from yiwang.routines._check import Books, look_up, reason, same
from yiwang.routines.contracts import RoutineFaults
from yiwang.routines.declarations import Check, Lookup

Who = Callable[[str], Subject]
VILLAGE = "449901001201"


def text(code: str, **more: Any) -> Field:
    return Field(code=code, name=words(f"栏目{code}"), kind="text", **more)


def number(code: str, **more: Any) -> Field:
    return Field(code=code, name=words(f"栏目{code}"), kind="number", unit="1", quantity="count", **more)


FIRMS = Ledger(
    code="firms",
    name=words("企业台账"),
    about=words("企业"),
    object_="enterprise",
    unit="e-cgj",
    key="credit",
    title="name",
    place=("village",),
    fields=(
        text("credit", required=True),
        text("name", required=True),
        number("share"),
        Field(code="village", name=words("村"), kind="area"),
    ),
    states=(
        State(code="valid", name=words("有效")),
        State(code="ended", name=words("已失效"), ends=True),
    ),
    moves=(Move(code="end", name=words("失效"), from_=("valid",), to="ended"),),
)
FORMS = Ledger(
    code="forms",
    name=words("申请"),
    about=words("申请"),
    object_="event",
    unit="e-cgj",
    key="number",
    title="number",
    place=("village",),
    fields=(
        text("number", required=True),
        text("firm"),
        number("asked"),
        number("given"),
        number("share", computed=True),
        number("mended", computed=True),
        Field(code="village", name=words("村"), kind="area"),
    ),
    states=(
        State(code="draft", name=words("填报")),
        State(code="submitted", name=words("已提交")),
        State(code="returned", name=words("退回")),
        State(code="accepted", name=words("受理")),
    ),
    moves=(
        Move(code="submit", name=words("提交"), from_=("draft", "returned"), to="submitted"),
        Move(code="accept", name=words("受理"), from_=("submitted",), to="accepted", by="system"),
        Move(code="send_back", name=words("退回"), from_=("submitted",), to="returned", by="system"),
    ),
)
FIRM = Lookup(
    code="firm",
    name=Words(zh="在册企业，占比不低于 3", en="a firm, at least 3"),
    ledger="firms",
    by="firm",
    states=("valid",),
    meets=(Condition(field="share", least=3),),
    fills={"share": "share"},
)
CHECK = Check(
    code="check",
    name=words("核对"),
    ledger="forms",
    on=("submit",),
    lookups=(FIRM,),
    passed="accept",
    failed="send_back",
    fails="mended",
)


def held(ledger: str = "forms", state: str = "submitted", **values: Any) -> Held:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Held(
        id=f"{ledger}-1",
        ledger=ledger,
        key="K1",
        title="演示企业" if ledger == "firms" else "K1",
        city_code="YWE000000010",
        state=state,
        ended=False,
        values=values,
        unit="e-cgj",
        units=("e-cgj",),
        area_id=VILLAGE,
        area_path="/",
        lon=None,
        lat=None,
        demonstration=False,
        made_at=now,
        changed_at=now,
        version=1,
    )


def books(there: Held | None = None) -> Books:
    known = {"firms": FIRMS, "forms": FORMS}
    return Books(
        ledger=known.get,
        key=lambda ledger, key: there if there is not None and there.values.get("credit") == key else None,
        record=lambda record_id: None,
        today=date(2026, 3, 2),
    )


@pytest.mark.parametrize(
    ("there", "holds", "says"),
    [
        (held("firms", "valid", credit="A", share=6.0), True, "演示企业（YWE000000010）"),
        (held("firms", "valid", credit="A", share=2.0), False, "栏目share不低于 3：2"),
        (held("firms", "ended", credit="A", share=6.0), False, "现为“已失效”"),
        (held("firms", "valid", credit="B", share=6.0), False, "“企业台账”中查不到“A”"),
        (None, False, "“企业台账”中查不到“A”"),
    ],
)
def test_a_lookup_says_which_rule_and_which_record(there: Held | None, holds: bool, says: str) -> None:
    [found] = look_up(held(firm="A"), [FIRM], books(there))
    assert (found.holds, found.fills) == (holds, {"share": 6.0} if holds else {})
    assert found.zh.startswith("在册企业，占比不低于 3：")
    assert says in found.zh


def test_what_must_not_be_there_is_not_there_or_no_longer() -> None:
    said = Lookup(
        code="listed", name=words("未列入名单"), ledger="firms", by="firm", states=("valid",), absent=True
    )
    listed = held("firms", "valid", credit="A")
    assert [one.holds for one in look_up(held(firm="A"), [said], books())] == [True]
    [found] = look_up(held(firm="A"), [said], books(listed))
    assert not found.holds
    assert "YWE000000010" in found.zh
    assert [one.holds for one in look_up(held(firm="A"), [said], books(replace(listed, state="ended")))] == [
        True
    ]


@pytest.mark.parametrize(
    ("first", "second", "differs", "agrees"),
    [
        (10.0, 9.9, 0.01, True),
        (10.0, 9.89, 0.01, False),
        (9.9, 10.0, 0.01, True),
        (10, 9.2, 0.05, False),
        (0, 0, 0.0, True),
        ("甲", "甲", 0.0, True),
        ("甲", "乙", 0.5, False),
        (None, None, 0.0, False),
        (True, 1, 0.0, True),
    ],
)
def test_numbers_may_differ_by_a_share_and_words_may_not(
    first: Any, second: Any, differs: float, agrees: bool
) -> None:
    assert same(first, second, differs) is agrees
    assert same(second, first, differs) is agrees


def test_fields_of_the_record_itself_are_held_against_each_other() -> None:
    said = Lookup(code="amounts", name=words("数量相符"), same={"given": "asked"}, differs=0.1)
    assert look_up(held(asked=10.0, given=9.5), [said], books())[0].holds
    [found] = look_up(held(asked=10.0, given=8.5), [said], books())
    assert "“8.5”与“10”不符" in found.zh


def test_a_reason_names_what_does_not_hold_and_fits_the_history() -> None:
    found = look_up(held(firm="A"), [replace(FIRM, code=f"c{n}") for n in range(40)], books())
    assert reason(found).startswith("核对 40 项，40 项不符：")
    assert len(reason(found)) <= 480


@pytest.mark.django_db
@pytest.mark.database
def test_a_form_is_sent_back_with_the_rule_and_goes_on_when_it_is_mended(known: None, who: Who) -> None:
    keeper = who("eve")
    ledgers.record(keeper, "firms", {"credit": "A", "name": "演示企业", "share": 6, "village": VILLAGE})
    made = ledgers.record(keeper, "forms", {"number": "F1", "firm": "Z", "village": VILLAGE})
    ledgers.move(keeper, made.id, "submit", version=made.version)
    pump()
    now = ledgers.find_record(made.id)
    assert now is not None
    assert (now.state, now.values["mended"]) == ("returned", 1)
    back = next(one for one in ledgers.detail(keeper, made.id).steps if one.act == "send_back")
    assert "查不到“Z”" in back.reason
    with pytest.raises(MoveNotPossible):
        ledgers.move(keeper, made.id, "accept", version=now.version)
    ledgers.change(keeper, made.id, {"firm": "A"}, version=now.version)
    now = ledgers.find_record(made.id)
    assert now is not None
    ledgers.move(keeper, made.id, "submit", version=now.version)
    pump()
    now = ledgers.find_record(made.id)
    assert now is not None
    assert (now.state, now.values["share"], now.values["mended"]) == ("accepted", 6, 1)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(
    "check",
    [
        replace(CHECK, passed="grant"),
        replace(CHECK, fails="nothing"),
        replace(CHECK, lookups=(replace(FIRM, ledger="firm"),)),
        replace(CHECK, lookups=(replace(FIRM, by="company"),)),
        replace(CHECK, lookups=(replace(FIRM, states=("valig",)),)),
        replace(CHECK, lookups=(replace(FIRM, fills={"shares": "share"}),)),
        replace(CHECK, lookups=(replace(FIRM, meets=(Condition(field="shar", least=3),)),)),
    ],
    ids=["step", "count", "ledger", "field", "state", "fill", "condition"],
)
def test_a_check_that_names_what_is_not_there_is_refused(known: None, check: Check) -> None:
    with pytest.raises(RoutineFaults):
        api.declare([check], scene="test/other")


@pytest.fixture
def known(town: clock.VirtualClock) -> None:
    ledgers.declare([FIRMS, FORMS], pack="checks")
    api.declare([CHECK], scene="test/forms")

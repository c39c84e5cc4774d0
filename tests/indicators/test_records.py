"""Records of ledgers are counted like everything else, by the names that the ledger gives to figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cases import city, world
from tests.indicators import rows
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api
from yiwang.indicators._noting import NoteTask
from yiwang.indicators._sources import SOURCES
from yiwang.indicators.contracts import period_of
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part, Quotient
from yiwang.indicators.tasks import hear_record
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import Words
from yiwang.kernel.tasks import acquire
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import RecordTold
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]

GRANTS = Ledger(
    code="grants",
    name=Words(zh="补贴台账", en="Grants"),
    about=Words(zh="谁领了什么补贴", en="Who was granted what"),
    unit="c-ps",
    key="number",
    title="number",
    place=("village",),
    fields=(
        Field(code="number", name=Words(zh="编号", en="Number"), kind="text", required=True),
        Field(code="village", name=Words(zh="所在村居", en="Village"), kind="area"),
        Field(
            code="sort",
            name=Words(zh="类别", en="Kind"),
            kind="choice",
            figure="kind",
            choices=(
                Choice(code="farm", name=Words(zh="惠农", en="Farm")),
                Choice(code="job", name=Words(zh="稳岗", en="Job")),
            ),
        ),
        Field(
            code="sum",
            name=Words(zh="金额", en="Amount"),
            kind="number",
            unit="{CNY}",
            quantity="money",
            figure="amount",
        ),
        Field(code="until", name=Words(zh="期限", en="Until"), kind="date", figure="due"),
    ),
    states=(
        State(code="open", name=Words(zh="待兑现", en="open")),
        State(code="paid", name=Words(zh="已兑现", en="paid"), ends=True),
    ),
    moves=(Move(code="pay", name=Words(zh="兑现", en="Pay"), from_=("open",), to="paid"),),
)
OURS = (Condition(column="ledger", is_=("grants",)),)


def figure(code: str, formula: Formula, unit: str) -> IndicatorDeclaration:
    return IndicatorDeclaration(
        code=code,
        name=Words(zh=code, en=code),
        definition=Words(zh=code, en=code),
        source=Words(zh="台账", en="ledgers"),
        unit=unit,
        periods=("month",),
        owner="data",
        decimals=1,
        formula=replace(formula, of="records", by="made_day"),
    )


PAID = (*OURS, Condition(column="state", is_=("paid",)))
FIGURES = [
    figure(
        "grants.paid",
        Formula(
            ratio=Quotient(
                numerator=Part(column="counted", where=PAID), denominator=Part(column="counted", where=OURS)
            )
        ),
        "%",
    ),
    figure(
        "grants.farm",
        Formula(sum=Part(column="counted", where=(*OURS, Condition(column="kind", is_=("farm",))))),
        "1",
    ),
    figure(
        "grants.sum",
        Formula(sum=Part(column="total", where=(*PAID, Condition(column="measured_in", is_=("{CNY}",))))),
        "{CNY}",
    ),
    figure("grants.late", Formula(sum=Part(column="late", where=OURS)), "1"),
    figure("grants.hours", Formula(mean=Part(column="hours", where=OURS)), "h"),
]


def count() -> None:
    world.pump("kernel.sequencer")
    for row in facts.read(0):
        told: Any = facts.told(row)
        if isinstance(told.data, RecordTold):
            hear_record(told)
    lease = acquire("indicators.note", "test")
    assert lease is not None
    while NoteTask().pump(lease):
        pass
    while rows.counting.count(SOURCES["records"], rows.lease()):
        pass


def values(area: str) -> dict[str, float | None]:
    period = period_of("month", clock.now().astimezone(clock.SHANGHAI).date())
    found = api.values(
        identity.subject_of("alice"), [one.code for one in FIGURES], area_id=area, periods=[period]
    )
    return {one.code.partition(".")[2]: one.value for one in found}


def test_records_are_counted_by_state_kind_amount_and_day(wound: clock.VirtualClock) -> None:
    city.settle()
    ledgers.declare([GRANTS], pack="test")
    api.declare(FIGURES, source="test")
    keeper = identity.subject_of("alice")
    made: list[Any] = [
        ledgers.record(
            keeper,
            "grants",
            {"number": f"G{number}", "village": village, "sort": sort, "sum": 100 * number, "until": until},
        )
        for number, (village, sort, until) in enumerate(
            [
                ("449901001201", "farm", "2027-12-31"),
                ("449901001201", "job", "2020-01-01"),
                ("449902001", "farm", "2027-12-31"),
            ],
            start=1,
        )
    ]
    wound.advance(timedelta(hours=6))
    ledgers.move(keeper, made[0].id, "pay", version=1)
    ledgers.move(keeper, made[1].id, "pay", version=1)
    count()
    assert values("4499") == {
        "paid": pytest.approx(200 / 3),
        "farm": 2,
        "sum": 300,
        "late": 1,
        "hours": 6,
    }
    assert values("449902")["farm"] == 1
    count()  # the same facts again
    assert values("4499")["sum"] == 300
    found = api.rows(
        keeper,
        "grants.paid",
        area_id="4499",
        tree="managed",
        period=period_of("month", clock.now().astimezone(clock.SHANGHAI).date()),
    )
    assert {one.page for one in found.items} == {f"/ledger-records/{one.id}" for one in made[:2]}
    assert {one.title_zh for one in found.items} == {"G1", "G2"}


def test_a_row_of_a_high_grade_names_no_record(wound: clock.VirtualClock) -> None:
    city.settle()
    ledgers.declare([replace(GRANTS, grade=3)], pack="test")
    row = ledgers.record(Subject.system("test"), "grants", {"number": "G1"})
    [measured] = ledgers.measured([row.id, "nobody"])
    assert (measured.number, measured.title_zh) == (row.city_code, "补贴台账")


@pytest.mark.parametrize(("code", "figure"), [("number", "kind"), ("until", "amount"), ("sum", "due")])
def test_a_field_that_figures_cannot_take_is_a_fault(code: str, figure: Any) -> None:
    fields = tuple(replace(one, figure=figure if one.code == code else "") for one in GRANTS.fields)
    assert any(problem.code == "field.figure" for one in fields for problem in one.problems())
    assert not list(GRANTS.problems())

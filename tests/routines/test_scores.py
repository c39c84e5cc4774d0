"""评分: every line says why; classes follow points; objections waive, people override with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.routines.conftest import pump, text, words
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import FieldsMissing, SecondPersonNeeded
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State
from yiwang.routines import api
from yiwang.routines.contracts import BadOverride, NoScore, RoutineFaults
from yiwang.routines.models import ScoreRow
from yiwang.routines.scores import Band, Class, Counts, Line, Score, Waived

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Who = Callable[[str], Subject]
VILLAGE = "449901001201"
GRADES = ("a", "b", "d")


def link(ledger: str = "firms") -> Field:
    return Field(code="firm", name=words("企业"), kind="link", ledger=ledger, filtered=True)


FIRMS = Ledger(
    code="firms",
    name=words("企业"),
    about=words("企业"),
    object_="enterprise",
    unit="e-cgj",
    key="number",
    title="name",
    place=("village",),
    fields=(
        text("number", required=True),
        text("name", required=True),
        Field(code="village", name=words("村"), kind="area"),
        Field(code="licence", name=words("许可"), kind="boolean"),
        Field(code="score", name=words("得分"), kind="number", unit="1", quantity="other", computed=True),
        Field(
            code="grade",
            name=words("等级"),
            kind="choice",
            computed=True,
            filtered=True,
            choices=tuple(Choice(code=one, name=words(one)) for one in GRADES),
        ),
    ),
)
LAPSES = Ledger(
    code="lapses",
    name=words("失信记录"),
    about=words("失信记录"),
    object_="enterprise",
    unit="e-cgj",
    key="number",
    title="number",
    fields=(text("number", required=True), link()),
)
OBJECTIONS = Ledger(
    code="objections",
    name=words("异议"),
    about=words("异议"),
    object_="enterprise",
    unit="e-cgj",
    key="number",
    title="number",
    fields=(
        text("number", required=True),
        link(),
        Field(
            code="line",
            name=words("评分项"),
            kind="choice",
            choices=(Choice(code="lapses", name=words("失信")),),
        ),
    ),
    states=(State(code="filed", name=words("已提")), State(code="upheld", name=words("成立"), ends=True)),
    moves=(
        Move(code="uphold", name=words("成立"), from_=("filed",), to="upheld", by="reviewer", reason=True),
    ),
)
SCORE = Score(
    code="score",
    name=words("信用评分"),
    ledger="firms",
    basis=words("演示评分办法"),
    score="score",
    class_="grade",
    lines=(
        Line(
            id="licence",
            name=words("许可有效"),
            points=40,
            field="licence",
            bands=(Band(points=40, is_=("true",)),),
        ),
        Line(
            id="lapses",
            name=words("失信记录"),
            points=60,
            counts=Counts(ledger="lapses", link="firm", each=25, within_days=365),
        ),
    ),
    classes=(Class(id="a", at_least=90), Class(id="b", at_least=60), Class(id="d", at_least=0)),
    waived=Waived(ledger="objections", link="firm", line="line", states=("upheld",)),
)


@pytest.fixture
def scored(town: clock.VirtualClock, who: Who) -> str:
    """A firm with a licence, under the score."""
    ledgers.declare([FIRMS, LAPSES, OBJECTIONS], pack="scores")
    api.declare([SCORE], scene="t/s")
    values = {"number": "Q-1", "name": "演示企业", "village": VILLAGE, "licence": "是"}
    made = ledgers.record(who("eve"), "firms", values).id
    pump()
    return made


def lapse(who: Who, firm: str, number: int) -> None:
    ledgers.record(who("eve"), "lapses", {"number": f"S-{number}", "firm": firm})
    pump()


def now(firm: str) -> tuple[Any, Any]:
    held = ledgers.find_record(firm)
    return held.values.get("score"), held.values.get("grade")


def test_every_line_says_why_and_the_points_add_up(scored: str, who: Who) -> None:
    assert now(scored) == (100.0, "a")
    lapse(who, scored, 1)
    lapse(who, scored, 2)
    assert now(scored) == (50.0, "d")
    [kept] = api.scores(who("eve"), scored)
    assert (kept.score, kept.grade, sum(one.points for one in kept.lines)) == (50.0, "d", 50.0)
    assert [one.why_zh for one in kept.lines] == [
        "许可为是：是，得 40 分",
        "近 365 天失信记录 2 条（S-1、S-2），扣 50 分",
    ]
    assert kept.basis_zh == "演示评分办法"
    step = ledgers.detail(who("eve"), scored).steps[0]
    assert (step.actor_name, step.reason) == ("", "评分 50，d")


def test_a_line_never_falls_below_nought(scored: str, who: Who) -> None:
    for number in range(4):
        lapse(who, scored, number)
    assert now(scored) == (40.0, "d")


def test_a_record_that_is_old_no_longer_counts(scored: str, town: clock.VirtualClock, who: Who) -> None:
    lapse(who, scored, 1)
    assert now(scored) == (75.0, "b")
    town.advance(timedelta(days=367))
    pump()
    assert now(scored) == (100.0, "a")
    days = [one.day for one in api.scores(who("eve"), scored)]
    assert days == sorted(days, reverse=True)
    assert len(days) == 2, "nothing is kept of days on which nothing moved"


def test_an_objection_upheld_by_another_waives_what_lay_before(
    scored: str, town: clock.VirtualClock, who: Who
) -> None:
    lapse(who, scored, 1)
    said = {"number": "Y-1", "firm": scored, "line": "lapses"}
    row = ledgers.record(who("eve"), "objections", said)
    ledgers.move(who("alice"), row.id, "uphold", version=1, reason="处罚决定已撤销")
    town.advance(timedelta(minutes=1))
    pump()
    assert now(scored) == (100.0, "a")
    assert "前的已因异议或修复不计" in api.scores(who("eve"), scored)[0].lines[1].why_zh
    lapse(who, scored, 2)
    assert now(scored) == (75.0, "b")


def test_who_files_an_objection_does_not_decide_it_though_he_may_review(scored: str, who: Who) -> None:
    said = {"number": "Y-1", "firm": scored, "line": "lapses"}
    row = ledgers.record(who("alice"), "objections", said)
    with pytest.raises(SecondPersonNeeded):
        ledgers.move(who("alice"), row.id, "uphold", version=1, reason="处罚决定已撤销")
    ledgers.move(who("steward"), row.id, "uphold", version=1, reason="处罚决定已撤销")


def test_a_step_that_needs_fields_names_those_that_are_empty(scored: str, who: Who) -> None:
    needy = replace(OBJECTIONS.moves[0], needs=("line", "firm"))
    ledgers.declare([FIRMS, LAPSES, replace(OBJECTIONS, moves=(needy,))], pack="scores")
    row = ledgers.record(who("eve"), "objections", {"number": "Y-1", "firm": scored})
    with pytest.raises(FieldsMissing) as refused:
        ledgers.move(who("alice"), row.id, "uphold", version=1, reason="处罚决定已撤销")
    assert refused.value.sentence("zh") == "“成立”之前请先填写：评分项。"


def test_a_class_set_by_hand_asks_a_reason_and_ends(scored: str, town: clock.VirtualClock, who: Who) -> None:
    until = clock.now().date() + timedelta(days=30)
    for said in (
        {"grade": "z", "reason": "没有这一级", "until": until},
        {"grade": "d", "reason": "无", "until": until},
        {"grade": "d", "reason": "太长的期限", "until": until + timedelta(days=900)},
    ):
        with pytest.raises(BadOverride):
            api.override(who("alice"), "t/s/score", scored, **said)  # type: ignore[arg-type]
    with pytest.raises(NoScore):
        api.override(who("alice"), "t/s/none", scored, grade="d", reason="涉嫌严重违法", until=until)
    made = api.override(who("alice"), "t/s/score", scored, grade="d", reason="涉嫌严重违法", until=until)
    assert (made.grade, made.computed_grade, made.override_reason) == ("d", "a", "涉嫌严重违法")
    assert now(scored) == (100.0, "d")
    assert FactRow.objects.filter(fact_type="routines.overridden").count() == 1
    town.advance(timedelta(days=32))
    pump()
    assert now(scored) == (100.0, "a")


def test_a_month_begins_with_a_row_that_figures_count(
    scored: str, town: clock.VirtualClock, who: Who
) -> None:
    lapse(who, scored, 1)
    first = ScoreRow.objects.get().day
    town.advance(timedelta(days=32))
    pump()
    lapse(who, scored, 2)
    rows = api.measured([f"t/s/score|{scored}|{month:%Y-%m}" for month in (first, clock.now().date())])
    assert [(one.grade, one.changed) for one in rows] == [("b", False), ("d", True)]


def test_points_that_do_not_add_up_and_classes_out_of_order_are_refused(scored: str, who: Who) -> None:
    wrong = replace(
        SCORE,
        lines=(replace(SCORE.lines[0], points=30), SCORE.lines[1]),
        classes=(Class(id="b", at_least=60), Class(id="a", at_least=90), Class(id="e", at_least=10)),
    )
    with pytest.raises(RoutineFaults) as refused:
        api.declare([wrong], scene="t/s")
    said = [one["zh"] for one in refused.value.details["faults"]]
    assert said == [
        "各评分项满分相加为 90，应为 100。",
        "得分 40 超过本项满分 30。",
        "等级须从高分到低分排列。",
        "最后一级须从 0 分起，否则有的对象没有等级。",
        "台账里没有“e”。",
    ]

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import city, world
from yiwang.cases import tasks as cases_tasks
from yiwang.events import tasks as events_tasks
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, tasks
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State
from yiwang.routines import tasks as routines_tasks

assert cases_tasks
assert events_tasks
assert routines_tasks
OURS = ("facts.events.", "facts.cases.", "cases.", "facts.routines.", "routines.")


def words(zh: str) -> Words:
    return Words(zh=zh, en=zh)


def text(code: str, required: bool = False) -> Field:
    return Field(code=code, name=words(f"字段{code}"), kind="text", required=required)


SITES = Ledger(
    code="sites",
    name=words("重点单位"),
    about=words("重点单位"),
    object_="place",
    unit="e-cgj",
    key="number",
    title="name",
    place=("village",),
    fields=(
        text("number", required=True),
        text("name", required=True),
        Field(code="village", name=words("村"), kind="area"),
        Field(
            code="level",
            name=words("级别"),
            kind="choice",
            filtered=True,
            choices=(Choice(code="high", name=words("高")), Choice(code="low", name=words("低"))),
        ),
        Field(code="last", name=words("上次"), kind="date", computed=True),
    ),
)
TASKS = Ledger(
    code="tasks",
    name=words("检查任务"),
    about=words("检查任务"),
    object_="place",
    unit="e-cgj",
    key="number",
    title="name",
    place=("village",),
    fields=(
        text("number", required=True),
        text("name", required=True),
        text("people"),
        Field(code="village", name=words("村"), kind="area"),
        Field(code="site", name=words("单位"), kind="link", ledger="sites", filtered=True),
        Field(code="due", name=words("期限"), kind="date", filtered=True, sorted=True),
        Field(
            code="exits",
            name=words("安全出口"),
            kind="choice",
            choices=(Choice(code="good", name=words("合格")), Choice(code="bad", name=words("不合格"))),
        ),
    ),
    states=(
        State(code="planned", name=words("待查")),
        State(code="late", name=words("逾期")),
        State(code="done", name=words("已查"), ends=True),
    ),
    moves=(
        Move(code="overdue", name=words("逾期"), from_=("planned",), to="late", by="system"),
        Move(code="submit", name=words("提交"), from_=("planned", "late"), to="done"),
    ),
)
DANGERS = Ledger(
    code="dangers",
    name=words("隐患"),
    about=words("隐患"),
    object_="place",
    unit="e-cgj",
    key="number",
    title="name",
    place=("village",),
    fields=(
        text("number", required=True),
        text("name", required=True),
        Field(code="village", name=words("村"), kind="area"),
        Field(code="site", name=words("单位"), kind="link", ledger="sites", filtered=True),
        Field(code="before", name=words("以前"), kind="boolean"),
    ),
    states=(
        State(code="found", name=words("已发现")),
        State(code="rectifying", name=words("整改中")),
        State(code="struck_off", name=words("已销号"), ends=True),
    ),
    moves=(
        Move(code="begin", name=words("派单"), from_=("found",), to="rectifying", by="system"),
        Move(code="end", name=words("销号"), from_=("found", "rectifying"), to="struck_off", by="system"),
    ),
)


@pytest.fixture
def town(db: None, bus: object, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with its catalogue and three ledgers, on a virtual Monday morning at nine."""
    city.settle()
    city.declare()
    ledgers.declare([SITES, TASKS, DANGERS], pack="test")
    return wound


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of


def pump() -> None:
    """Facts go their way through events, cases and routines, whatever else this process has heard of."""
    world.pump("kernel.sequencer", *(one.name for one in tasks.registered() if one.name.startswith(OURS)))

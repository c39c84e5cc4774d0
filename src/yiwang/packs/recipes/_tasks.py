"""The ledger of tasks that a plan writes into, as several recipes make it, and what a task sets in motion."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.declarations import Words
from yiwang.ledgers.declarations import Field, Ledger, Move, State
from yiwang.packs.declarations import Pack
from yiwang.routines.declarations import Reaction, Sets, Tells, When

VALUES = {
    "number": "JC-{key}-{due}",
    "name": "{title}",
    "subject": "{id}",
    "due": "{due}",
    "round": "{round}",
    "people": "{people}",
    "village": "{area}",
    "position": "{point}",
}
"""What a plan writes into a task."""


def ledger(
    pack: Pack, code: str, *, name: Words, about: Words, subjects: str, items: tuple[Field, ...]
) -> Ledger:
    """Tasks: given out by a plan, done item by item with pictures, overdue by themselves."""
    return Ledger(
        code=code,
        name=name,
        about=about,
        object_="place",
        unit=pack.lead_unit,
        key="number",
        title="name",
        place=("village", "position"),
        fields=(
            text("number", "任务编号", "Number", required=True, listed=True, computed=True),
            text("name", "检查对象", "Subject", required=True, listed=True, searched=True, computed=True),
            Field(
                code="subject",
                name=Words(zh="台账记录", en="Record"),
                kind="link",
                ledger=subjects,
                filtered=True,
                computed=True,
            ),
            Field(
                code="due",
                name=Words(zh="应查期限", en="Due"),
                kind="date",
                listed=True,
                filtered=True,
                sorted=True,
                computed=True,
                figure="due",
            ),
            Field(code="round", name=Words(zh="轮次起始日", en="Round"), kind="date", computed=True),
            text("people", "随机选派", "Drawn inspectors", listed=True, computed=True),
            Field(code="village", name=Words(zh="所在地", en="Area"), kind="area", computed=True),
            Field(code="position", name=Words(zh="位置", en="Position"), kind="point", computed=True),
            *items,
            Field(code="photos", name=Words(zh="现场照片", en="Photographs"), kind="attachment"),
            text("notes", "检查记录", "Notes"),
        ),
        states=(
            State(code="planned", name=Words(zh="待检查", en="to do")),
            State(code="overdue", name=Words(zh="已逾期", en="overdue")),
            State(code="done", name=Words(zh="已检查", en="done"), ends=True),
            State(code="called_off", name=Words(zh="已取消", en="called off"), ends=True),
        ),
        moves=(
            Move(
                code="submit",
                name=Words(zh="提交检查结果", en="Submit"),
                from_=("planned", "overdue"),
                to="done",
                needs=(*(one.code for one in items), "photos"),
            ),
            Move(
                code="call_off",
                name=Words(zh="取消任务", en="Call off"),
                from_=("planned", "overdue"),
                to="called_off",
                by="reviewer",
                reason=True,
            ),
            Move(
                code="pass_due",
                name=Words(zh="逾期", en="Overdue"),
                from_=("planned",),
                to="overdue",
                by="system",
            ),
        ),
    )


def reactions(tasks: str, *, last: str, above: str) -> Iterator[Reaction]:
    """A task that is overdue is told above; one that is done is written into its subject."""
    yield Reaction(
        code="overdue",
        name=Words(zh="检查逾期", en="Inspection overdue"),
        ledger=tasks,
        when=When(passes="due", states=("planned",)),
        moves="pass_due",
        tells=Tells(
            title=Words(zh="检查任务逾期：{name}", en="Inspection overdue: {name}"), above=above, urgent=True
        ),
    )
    yield Reaction(
        code="inspected",
        name=Words(zh="记上次检查日期", en="Note the last inspection"),
        ledger=tasks,
        when=When(moves=("submit",)),
        sets=(Sets(link="subject", values={last: "{today}"}),),
    )


def text(
    code: str,
    zh: str,
    en: str,
    *,
    required: bool = False,
    listed: bool = False,
    searched: bool = False,
    computed: bool = False,
) -> Field:
    return Field(
        code=code,
        name=Words(zh=zh, en=en),
        kind="text",
        required=required,
        listed=listed,
        searched=searched,
        computed=computed,
    )

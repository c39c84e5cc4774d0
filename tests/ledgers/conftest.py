from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cases import city
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State

PUMPS = Ledger(
    code="pump-stations",
    name=Words(zh="泵站台账", en="Pumping stations"),
    about=Words(zh="泵站在哪里、谁养护", en="Where pumping stations are and who keeps them"),
    object_="facility",
    grade=2,
    unit="c-ps",
    key="number",
    title="name",
    place=("village", "position"),
    fields=(
        Field(
            code="number",
            name=Words(zh="编号", en="Number"),
            kind="text",
            required=True,
            listed=True,
            pattern="BZ-[0-9]{3,6}",
        ),
        Field(
            code="name",
            name=Words(zh="名称", en="Name"),
            kind="text",
            required=True,
            listed=True,
            searched=True,
        ),
        Field(
            code="type",
            name=Words(zh="类型", en="Type"),
            kind="choice",
            filtered=True,
            listed=True,
            choices=(
                Choice(code="rain", name=Words(zh="雨水", en="Rain")),
                Choice(code="foul", name=Words(zh="污水", en="Foul")),
            ),
        ),
        Field(
            code="flow",
            name=Words(zh="流量", en="Flow"),
            kind="number",
            unit="m3/h",
            quantity="flow",
            minimum=0,
            filtered=True,
            sorted=True,
        ),
        Field(code="built", name=Words(zh="建成", en="Built"), kind="date", filtered=True, sorted=True),
        Field(code="seen_at", name=Words(zh="巡查时间", en="Seen"), kind="moment"),
        Field(code="backup", name=Words(zh="备用电源", en="Backup"), kind="boolean", filtered=True),
        Field(
            code="upstream",
            name=Words(zh="上游泵站", en="Upstream"),
            kind="link",
            ledger="pump-stations",
            filtered=True,
        ),
        Field(code="village", name=Words(zh="所在村居", en="Village"), kind="area"),
        Field(code="position", name=Words(zh="位置", en="Position"), kind="point"),
        Field(code="keeper", name=Words(zh="责任人", en="Keeper"), kind="person"),
        Field(code="phone", name=Words(zh="电话", en="Telephone"), kind="phone"),
        Field(code="weakness", name=Words(zh="薄弱环节", en="Weakness"), kind="text", grade=3),
        Field(code="photos", name=Words(zh="照片", en="Photographs"), kind="attachment"),
    ),
    states=(
        State(code="in_use", name=Words(zh="在用", en="in use")),
        State(code="repair", name=Words(zh="维修", en="under repair")),
        State(code="gone", name=Words(zh="报废", en="scrapped"), ends=True),
    ),
    moves=(
        Move(
            code="repair",
            name=Words(zh="停用维修", en="Take out"),
            from_=("in_use",),
            to="repair",
            reason=True,
        ),
        Move(code="return", name=Words(zh="恢复", en="Put back"), from_=("repair",), to="in_use"),
        Move(
            code="scrap",
            name=Words(zh="报废", en="Scrap"),
            from_=("in_use", "repair"),
            to="gone",
            by="reviewer",
        ),
    ),
)
SECRETS = Ledger(
    code="key-sites",
    name=Words(zh="重点部位台账", en="Key sites"),
    about=Words(zh="重点部位", en="Sites to guard"),
    object_="place",
    grade=3,
    unit="c-yx",
    key="number",
    title="number",
    fields=(Field(code="number", name=Words(zh="编号", en="Number"), kind="text", required=True),),
)


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with two ledgers, on a virtual Monday morning at nine."""
    city.settle()
    city.person("lena", "c-zf", city.CITY, "leader")
    city.person("gina", "et-zf", city.EAST_TOWN, "grid_worker")
    api.declare([PUMPS, SECRETS], pack="test")
    return wound


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of


def pump(number: int, area: str = "449901001201", **more: Any) -> dict[str, Any]:
    """What is said of a station in the east village, unless told otherwise."""
    return {"number": f"BZ-{number:03d}", "name": f"第{number}泵站", "village": area, **more}

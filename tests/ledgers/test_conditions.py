"""Conditions over records: each line says what is asked and what is there; what does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.ledgers.conftest import PUMPS
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api
from yiwang.ledgers.declarations import Condition, Field, Ledger

DAY = date(2026, 3, 2)
CATCHMENT = replace(PUMPS, code="catchments")
STATIONS = replace(
    PUMPS,
    fields=(
        *(one for one in PUMPS.fields if one.code != "upstream"),
        Field(code="upstream", name=Words(zh="上游", en="Upstream"), kind="link", ledger="catchments"),
    ),
)


def find(code: str) -> Ledger | None:
    return {"catchments": CATCHMENT, STATIONS.code: STATIONS}.get(code)


def lines(values: dict[str, Any], *conditions: Condition) -> list[api.Line]:
    def linked(record_id: str) -> dict[str, Any] | None:
        return {"flow": 80.0} if record_id == "there" else None

    return api.judge(conditions, STATIONS, values, find=find, linked=linked, day=DAY)


@pytest.mark.parametrize(
    ("condition", "value", "met"),
    [
        (Condition(field="type", is_=("rain",)), "rain", True),
        (Condition(field="type", is_=("rain",)), "foul", False),
        (Condition(field="type", is_not=("rain",)), "foul", True),
        (Condition(field="type", is_=("rain",)), None, False),
        (Condition(field="type", is_not=("rain",)), None, True),
        (Condition(field="flow", least=10, most=20), 10, True),
        (Condition(field="flow", least=10, most=20), 20.1, False),
        (Condition(field="flow", least=0), None, False),
        (Condition(field="backup", is_=("true",)), True, True),
        (Condition(field="backup", is_=("true",)), False, False),
        (Condition(field="built", years_least=1), "2025-03-02", True),
        (Condition(field="built", years_least=1), "2025-03-03", False),
        (Condition(field="built", years_least=0.5), "2025-09-02", True),
        (Condition(field="built", years_most=2), "2024-02-01", False),
        (Condition(field="seen_at", years_most=1), "2025-12-31T16:30:00+00:00", True),
    ],
)
def test_a_condition_is_met_or_not(condition: Condition, value: Any, met: bool) -> None:
    [line] = lines({condition.field: value}, condition)
    assert line.met is met, line


def test_a_line_says_what_is_asked_and_what_is_there() -> None:
    [line] = lines({"flow": 35.0}, Condition(field="flow", least=40))
    assert (line.met, line.zh, line.en) == (
        False,
        "流量不低于 40 m³/h：35 m³/h",
        "Flow at least 40 m³/h: 35 m³/h",
    )
    [line] = lines({"type": "rain"}, Condition(field="type", is_=("rain", "foul")))
    assert line.zh == "类型为雨水或污水：雨水"
    [line] = lines({}, Condition(field="built", years_least=3))
    assert line.zh == "建成满 3 年：未登记"


def test_a_field_of_a_linked_record_is_looked_at() -> None:
    asked = Condition(field="upstream.flow", least=50)
    assert [line.met for line in lines({"upstream": "there"}, asked)] == [True]
    assert [line.met for line in lines({"upstream": "gone"}, asked)] == [False]
    assert [line.met for line in lines({}, asked)] == [False]


@pytest.mark.parametrize(
    ("condition", "at", "code"),
    [
        (Condition(field="flwo", least=1), (0, "field"), "condition.field"),
        (Condition(field="flow"), (0,), "condition.empty"),
        (Condition(field="flow", is_=("1",)), (0, "field"), "condition.kind"),
        (Condition(field="type", least=1), (0, "field"), "condition.kind"),
        (Condition(field="type", is_=("rian",)), (0, "is_", 0), "condition.word"),
        (Condition(field="keeper", is_=("张三",)), (0, "field"), "condition.personal"),
        (Condition(field="upstream.no_such", least=1), (0, "field"), "condition.field"),
    ],
)
def test_what_does_not_fit_the_fields_is_told(
    condition: Condition, at: tuple[str | int, ...], code: str
) -> None:
    found = list(api.condition_problems([condition], STATIONS, find))
    assert (at, code) in [(one.at, one.code) for one in found]


def test_what_fits_has_no_problem() -> None:
    sound = [Condition(field="upstream.flow", least=5), Condition(field="backup", is_=("true",))]
    assert not list(api.condition_problems(sound, STATIONS, find))

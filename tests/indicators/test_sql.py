"""The text of the statements: one scan for all that share a table and a day, the same for both engines."""

from __future__ import annotations

import re
from datetime import date

import pytest

from yiwang.indicators import logic
from yiwang.indicators._registry import registry
from yiwang.indicators._sources import SOURCES
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.declarations import Condition, Part, Threshold


def opened() -> list[object]:
    return [one for one in registry().counted("cases") if one.formula and one.formula.by == "opened_day"]


def test_all_figures_of_one_table_and_day_read_the_table_once() -> None:
    found = opened()
    assert len(found) > 8
    sql = logic.count_sql("case_rows", "opened_day", found, position=9)  # type: ignore[arg-type]
    assert len(re.findall(r"\bFROM case_rows\b", sql)) == 1


def test_the_same_declarations_give_spark_the_same_text_but_for_the_percentile() -> None:
    for by in SOURCES["cases"].days:
        found = [one for one in registry().counted("cases") if one.formula and one.formula.by == by]
        duck = logic.count_sql("case_rows", by, found, position=9, touched=True)
        spark = logic.count_sql("case_rows", by, found, position=9, touched=True, dialect="spark")
        assert duck.replace("quantile_cont(", "percentile(") == spark
        assert not re.search(r"QUALIFY|FILTER|GROUP BY ALL|::|\$", spark)  # what Spark does not know


def test_a_quote_in_a_declaration_stays_inside_its_text() -> None:
    one = Condition(column="matter", is_=("it's",), is_not=("';--",))
    assert logic.condition_sql(one) == (
        "coalesce(matter, '') IN ('it''s') AND coalesce(matter, '') NOT IN (''';--')"
    )
    assert logic.share_sql(Part(where=(one,))).startswith("CAST(CASE WHEN coalesce")


def test_nothing_divided_is_no_value_and_a_share_is_said_of_one_hundred() -> None:
    assert logic.value_of("ratio", "%", logic.Parts(1, 0, 0)) is None
    assert logic.value_of("ratio", "%", logic.Parts(1, 4, 4)) == 25
    assert logic.value_of("mean", "h", logic.Parts(6, 4, 4)) == 1.5
    assert logic.value_of("sum", "1", logic.Parts()) == 0


@pytest.mark.parametrize(
    ("direction", "value", "level"),
    [("up", 95, "good"), ("up", 90, "watch"), ("up", 10, "bad"), ("up", None, None), ("none", 9, None)],
)
def test_a_value_stands_to_its_thresholds(direction: str, value: float | None, level: str | None) -> None:
    assert logic.level_of(direction, value, Threshold(good=95, watch=85)) == level  # type: ignore[arg-type]


def test_periods_before_and_a_year_ago() -> None:
    march = period_of("to_date", date(2026, 3, 9))
    assert (march.first, march.last, march.label_zh) == (date(2026, 1, 1), date(2026, 3, 31), "2026年1—3月")
    assert march.previous().last == date(2026, 2, 28)
    assert march.year_ago() == Period(kind="to_date", first=date(2025, 1, 1), last=date(2025, 3, 31))
    assert period_of("to_date", date(2026, 1, 5)).previous().last == date(2025, 12, 31)
    merged = period_of("month", date(2026, 2, 3), merged=True)
    assert (merged.first, merged.last, merged.label_zh) == (
        date(2026, 1, 1), date(2026, 2, 28), "2026年1—2月",
    )  # fmt: skip
    assert merged.year_ago().last == date(2025, 2, 28)
    assert period_of("day", date(2024, 2, 29)).year_ago().first == date(2023, 2, 28)
    week = period_of("week", date(2026, 11, 22))
    assert (week.first, week.previous().last) == (date(2026, 11, 16), date(2026, 11, 15))
    assert period_of("quarter", date(2026, 11, 2)).label_en == "2026 Q4"

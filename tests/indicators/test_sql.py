"""The text of the statements: one scan for all that share a table and a day, one text for both engines."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.indicators.test_cube import declared
from yiwang.indicators import cube, logic
from yiwang.indicators._registry import files as registry
from yiwang.indicators._sources import SOURCES
from yiwang.indicators._summing import by_days
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part, Threshold


def opened() -> list[IndicatorDeclaration]:
    return [one for one in registry().counted("cases") if one.formula and one.formula.by == "opened_day"]


def test_the_figures_of_one_table_and_day_share_few_scans_of_its_rows() -> None:
    found = opened()
    assert len(found) > 8
    used = cube.used(found)
    assert len(re.findall(r"\bthe_rows\b", cube.coded_sql("opened_day", used, "SELECT * FROM the_rows"))) == 1
    scans = [cube.lines_sql("opened_day", used, item) for item in used.items]
    assert all(len(re.findall(r"\bFROM coded\b", sql)) == 1 for sql in scans)
    assert len(scans) < len(found) / 2
    for one in found:
        assert one.formula is not None
        for column, measure, where in cube.measures(one.formula):
            item = used.of(column, where)
            assert measure in item.measures
            assert cube.keys_of(where) <= set(item.keys)


def test_what_nobody_asks_together_is_told_apart_together_only_while_that_makes_few_lines() -> None:
    def asked(*columns: str) -> Part:
        return Part(where=tuple(Condition(column=one, is_=(f"{one}0",)) for one in columns))

    def items(*parts: Part) -> list[tuple[str, ...]]:
        return [
            one.keys for one in cube.used(declared([Formula(of="cases", count=one) for one in parts])).items
        ]

    assert items(asked("kind"), asked("state")) == [("k_kind", "k_state")]
    # Each word of these is told apart from every other: together they would be 121 lines of a place and day.
    each = [
        Part(where=(Condition(column=c, is_=(f"{c}{n}",)),)) for c in ("matter", "unit") for n in range(10)
    ]
    assert items(*each) == [("k_matter",), ("k_unit",)]
    assert items(*each, asked("matter", "unit")) == [("k_matter", "k_unit")]
    assert items(*each, asked("kind")) == [("k_unit",), ("k_kind", "k_matter")]


def test_the_statements_keep_to_what_duckdb_and_spark_both_read() -> None:
    source = SOURCES["cases"]
    for by, used in by_days(registry().counted("cases")).items():
        statements = [
            text
            for rows in (cube.whole_sql(source.table, 9), cube.change_sql(source.table, 3, 9))
            for text in (cube.places_sql(rows), cube.coded_sql(by, used, rows))
        ]
        for item in used.items:
            statements += [
                cube.lines_sql(by, used, item),
                cube.sums_sql(source.cube, by, item, "managed"),
            ]
        for sql in statements:
            assert not re.search(r"QUALIFY|FILTER|GROUP BY ALL|::|\$|SEMI|ANTI", sql)


def test_a_quote_in_a_declaration_stays_inside_its_text() -> None:
    one = Condition(column="matter", is_=("it's",), is_not=("';--",))
    assert logic.condition_sql(one) == (
        "coalesce(matter, '') IN (concat('it', chr(39), 's')) "
        "AND coalesce(matter, '') NOT IN (concat(chr(39), ';--'))"
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

"""Units: UCUM codes are understood, converted exactly, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import units

WEB = Path(__file__).parents[2] / "web" / "src" / "core" / "format.ts"
NAMED = [unit.code for unit in units.named_units()]


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [
        (40, "cm", "m", 0.4),
        (1, "m3/h", "L/s", 1000 / 3600),
        (1, "mg/m3", "ug/m3", 1000),
        (25, "Cel", "K", 298.15),
        (0, "K", "Cel", -273.15),
        (1, "kW.h", "J", 3.6e6),
        (50, "mm/h", "m/s", 0.05 / 3600),
        (1013.25, "hPa", "Pa", 101325),
        (36, "km/h", "m/s", 10),
        (12, "%", "1", 0.12),
        (1, "t", "kg", 1000),
    ],
)
def test_values_convert(value: float, unit: str, to: str, result: float) -> None:
    assert units.convert(value, unit, to) == pytest.approx(result, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "to"),
    [("m", "s"), ("ug/m3", "[ppb]"), ("[pH]", "1"), ("{person}", "{vehicle}"), ("dB", "1"), ("mm", "mm/h")],
)
def test_different_quantities_are_refused(unit: str, to: str) -> None:
    with pytest.raises(units.UnitsDiffer):
        units.convert(1, unit, to)


@pytest.mark.parametrize("code", ["", "metre", "℃", "m//s", "m/", "ug/m³", "M", "kkg", "m s", "1e3"])
def test_what_is_no_ucum_code_is_refused(code: str) -> None:
    assert units.find_unit(code) is None
    with pytest.raises(units.UnknownUnit):
        units.get_unit(code)


@given(st.sampled_from(NAMED), st.sampled_from(NAMED), st.floats(-1e6, 1e6))
def test_there_and_back_is_the_same_value(one: str, other: str, value: float) -> None:
    try:
        there = units.convert(value, one, other)
    except units.UnitsDiffer:
        return
    assert units.convert(there, other, one) == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_named_units_have_a_chinese_name_and_a_quantity() -> None:
    for unit in units.named_units():
        assert unit.zh != unit.code
        assert unit.quantity


def test_an_unlisted_code_is_still_understood() -> None:
    assert units.convert(3.6, "kg/h", "g/s") == pytest.approx(1.0)


def test_the_web_has_the_same_english_words_for_units() -> None:
    block = re.search(r"const ENGLISH[^{]*\{(.*?)\n\}", WEB.read_text("utf-8"), re.S)
    assert block is not None
    said = dict(re.findall(r"^  (\S+): '([^']*)',$", block[1], re.M))
    # What is counted by a word of its own has it among the words of boards.
    assert said == {code: word for code, word in units.ENGLISH.items() if "{" not in code}


def test_a_unit_in_an_english_sentence() -> None:
    assert [units.english_symbol(code) for code in ("亿元", "{CNY}", "个", "m3/h", "筐")] == [
        "100 million yuan", "yuan", "", "m³/h", "筐",
    ]  # fmt: skip

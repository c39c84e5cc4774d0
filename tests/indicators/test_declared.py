"""What is declared wrongly is said with file, line, column and cure, all at once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from yiwang.indicators import _registry
from yiwang.kernel.declarations import DeclarationFaults, Fault

GOOD = """
- code: a.one
  name: {zh: 一, en: one}
  definition: {zh: 一, en: one}
  source: {zh: 工单, en: cases}
  unit: "1"
  periods: [month]
  owner: data
  formula: {of: cases, by: opened_day, count: {where: [{column: kind, is: [city]}]}}
"""
OTHER = GOOD.replace("a.one", "a.two")


def read(tmp_path: Path, text: str) -> list[Fault]:
    """The faults of a file with these indicators."""
    path = tmp_path / "indicators.yaml"
    path.write_text("indicators:\n" + indent(dedent(text), "  "))
    try:
        _registry.read([path])
    except DeclarationFaults as error:
        return list(error.found)
    return []


def test_what_is_shipped_has_no_fault_and_says_that_it_is_provisional() -> None:
    found = _registry.read(sorted(_registry.SHIPPED.glob("*.yaml"))).found
    assert len(found) >= 16
    assert all(one.provisional and one.definition.zh and one.owner for one in found)


def test_two_sound_ones_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD + OTHER) == []


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("kind, is: [city]", "knd, is: [city]", "kind"),
        ("of: cases", "of: case", "cases"),
        ("by: opened_day", "by: opened", "opened_day"),
        ("count: {where: [{column: kind, is: [city]}]}", "sum: {column: kind}", "closed"),
        ("count: {where", "rank: a.two, count: {where", "count"),
        ("{column: kind, is: [city]}", "{column: kind}", "least"),
        ('unit: "1"', "unit: h", "“1”"),
        ("owner: data", "owner: data\n  reviewer: data", "另一条线"),
        ("owner: data", "owner: data\n  direction: up\n  thresholds: [{good: 1, watch: 2}]", "改正"),
        ("owner: data", "owner: data\n  merged: true", "改正"),
        ("periods: [month]", "periods: [fortnight]", "month"),
        ("owner: data", "owner: data\n  kind: published", "改正"),
        ("owner: data", "owner: data\n  effective_to: 1999-01-01", "改正"),
    ],
)
def test_a_fault_names_its_place_and_its_cure(tmp_path: Path, wrong: str, right: str, words: str) -> None:
    assert wrong in GOOD
    found = read(tmp_path, GOOD.replace(wrong, right) + OTHER)
    assert found
    assert found[0].where.startswith("indicators.yaml:")
    assert any(words in one.cure_zh for one in found), [one.cure_zh for one in found]


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.replace("by: opened_day", "by: opend") + OTHER.replace("of: cases", "of: x"))
    assert len({one.where for one in found}) == 2


def test_versions_may_follow_each_other_and_not_overlap(tmp_path: Path) -> None:
    second = GOOD.replace("owner: data", "owner: data\n  version: 2\n  effective_from: 2026-01-01")
    ended = GOOD.replace("owner: data", "owner: data\n  effective_to: 2025-12-31")
    assert read(tmp_path, ended + second) == []
    assert "重叠" in read(tmp_path, GOOD + second)[0].zh


def test_a_formula_that_comes_back_to_itself_is_refused(tmp_path: Path) -> None:
    made = "formula: {score: [{indicator: %s, weight: 1}]}"
    old = GOOD.split("formula")[1].strip()
    one = GOOD.replace("formula" + old.join(["", ""]), made % "a.two")
    two = OTHER.replace("formula" + old.join(["", ""]), made % "a.one")
    found = read(tmp_path, one + two)
    assert any("绕回" in each.zh for each in found), found
    assert any("a.nine" in each.zh for each in read(tmp_path, one.replace("a.two", "a.nine")))


def test_a_score_of_things_that_measure_differently_is_refused(tmp_path: Path) -> None:
    hours = OTHER.replace('unit: "1"', "unit: h").replace(
        "count: {where: [{column: kind, is: [city]}]}", "mean: {column: hours}"
    )
    both = """
    - code: a.score
      name: {zh: 分, en: score}
      definition: {zh: 分, en: score}
      source: {zh: 工单, en: cases}
      unit: "1"
      periods: [month]
      owner: data
      formula: {score: [{indicator: a.one, weight: 1}, {indicator: a.two, weight: 2}]}
    """
    found = read(tmp_path, GOOD + hours + dedent(both))
    assert any("单位不同" in one.zh for one in found), found

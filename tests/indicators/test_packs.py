"""Indicators that a pack brings: in force in its words, told with file and line where they are wrong."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.indicators.test_declared import GOOD, OTHER
from yiwang.indicators import _definitions, api
from yiwang.indicators._registry import registry
from yiwang.indicators.models import DefinitionEntry
from yiwang.kernel import clock
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.models import FactRow

pytestmark = pytest.mark.django_db
PACK = "urban-drainage"


def folder(tmp_path: Path, text: str) -> Path:
    path = tmp_path / PACK / "indicators"
    path.mkdir(parents=True, exist_ok=True)
    (path / "own.yaml").write_text("indicators:\n" + indent(dedent(text), "  "))
    return path


def today() -> object:
    return clock.now().astimezone(clock.SHANGHAI).date()


def test_what_a_pack_declares_is_in_force_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = folder(tmp_path, GOOD + OTHER)
    assert registry().versions("a.one") == []
    assert api.load(path, source=PACK).taken == ["a.one", "a.two"]
    assert registry().on("a.one", today()).name.zh == "一"  # type: ignore[arg-type, union-attr]
    told = FactRow.objects.filter(fact_type="indicators.definition_published").count()
    assert api.load(path, source=PACK).unchanged == ["a.one", "a.two"]
    assert FactRow.objects.filter(fact_type="indicators.definition_published").count() == told == 2


def test_other_words_take_the_place_and_what_is_no_longer_named_is_retired(tmp_path: Path) -> None:
    api.load(folder(tmp_path, GOOD + OTHER), source=PACK)
    changed = folder(
        tmp_path, GOOD.replace("zh: 一, en: one}\n  definition", "zh: 壹, en: one}\n  definition")
    )
    said = api.load(changed, source=PACK)
    assert said.taken == ["a.one"]
    assert [one.name.zh for one in registry().versions("a.one")] == ["壹"]
    assert registry().on("a.two", today()) is None  # type: ignore[arg-type]
    assert DefinitionEntry.objects.get(pk="a.two").state == "retired"
    assert "indicators.definition_retired" in set(FactRow.objects.values_list("fact_type", flat=True))


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("kind, is: [city]", "knd, is: [city]", "kind"),
        ("a.one", "cases.opened", "另一个编码"),
        ("owner: data", "owner: data\n  targets: [{year: 2026, value: 1, area: '999'}]", "区划"),
        ("formula: {of: cases", "formula: {rank: a.nine, of: cases", "一种"),
    ],
)
def test_a_fault_has_its_file_and_line_and_then_nothing_is_changed(
    tmp_path: Path, wrong: str, right: str, words: str
) -> None:
    path = folder(tmp_path, GOOD.replace(wrong, right) + OTHER)
    with pytest.raises(DeclarationFaults) as refused:
        api.load(path, source=PACK, within=tmp_path)
    assert refused.value.found[0].where.startswith(f"{PACK}/indicators/own.yaml:")
    assert any(words in one.zh + one.cure_zh for one in refused.value.found), refused.value.found
    assert not DefinitionEntry.objects.exists()


def test_versions_of_different_files_that_overlap_are_told(tmp_path: Path) -> None:
    path = folder(tmp_path, GOOD)
    (path / "two.yaml").write_text(
        "indicators:\n" + indent(dedent(GOOD.replace("owner: data", "owner: data\n  version: 2")), "  ")
    )
    with pytest.raises(DeclarationFaults) as refused:
        api.load(path, source=PACK)
    assert "重叠" in refused.value.found[0].zh
    assert refused.value.found[0].where.startswith("two.yaml:")


def test_what_another_source_declares_stays_that_ones(tmp_path: Path) -> None:
    path = folder(tmp_path, GOOD)
    api.load(path, source=PACK)
    with pytest.raises(DeclarationFaults) as refused:
        api.load(path, source="other")
    assert "另一个编码" in refused.value.found[0].cure_zh
    found = [one for one in registry().found if one.code == "a.one"]
    assert api.declare(found, source="other").kept == ["a.one"]
    assert DefinitionEntry.objects.get(pk="a.one").source == PACK


def test_what_a_city_has_published_over_is_its_own(tmp_path: Path) -> None:
    path = folder(tmp_path, GOOD)
    api.load(path, source=PACK)
    DefinitionEntry.objects.filter(pk="a.one").update(source="")
    assert api.load(path, source=PACK).kept == ["a.one"]
    assert _definitions.number_after("a.one") == 2

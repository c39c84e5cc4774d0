"""The three tutorials hold: their scenes are short, without a fault, and live through the real loop."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from yiwang.packs import _reading, _rehearsal

TUTORIALS = Path(__file__).parent.parent.parent / "docs" / "tutorials"
PACKS = TUTORIALS / "packs"
LONGEST = 60
TOPICS = ("cold-storage", "stair-charging", "tuition-refunds")


def test_each_tutorial_ends_with_a_short_scene_without_a_fault() -> None:
    found = _reading.read_packs(PACKS)
    assert tuple(read.id for read in found) == TOPICS
    assert [fault.show("en") for read in found for fault in read.faults] == []
    for path in PACKS.glob("*/scenes/*.yaml"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= LONGEST
        row = f"({path.relative_to(TUTORIALS).as_posix()}) | {lines} |"
        assert row in (TUTORIALS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_tutorial_begins_with_a_page_of_the_business_and_links_to_what_is_there(topic: str) -> None:
    page = (TUTORIALS / f"{topic}.md").read_text("utf-8")
    assert page.index("## 业务部门的一页说明") < page.index("## 一步一步")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert any(link.startswith(f"packs/{topic}/scenes/") for link in links)
    for link in links:
        assert (TUTORIALS / link).exists(), link


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS)
def test_a_tutorial_is_rehearsed_in_both_its_courses(topic: str) -> None:
    kept = Path(os.environ["YIWANG_TEST_PREPARED"])  # the city is the same for every rehearsal of a run
    with (
        _rehearsal.base(kept, settings.YIWANG.cities_folder, say=False) as prepared,
        _rehearsal.company() as troupe,
    ):
        [(pack, scene, recipe)] = _rehearsal.chosen(PACKS, topic)
        outcomes = [
            _rehearsal.rehearse(prepared, PACKS, pack, scene, variant.code, say=None, troupe=troupe)
            for variant in recipe.variants
        ]
    assert [one.error for one in outcomes] == ["", ""]

"""A rehearsal fails when a step does not hold; that the shipped ones pass is a part of `make test` itself."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from yiwang.packs import _rehearsal
from yiwang.packs._reference import steps_of
from yiwang.packs._stage import chunks
from yiwang.packs.recipes import RECIPES

SHIPPED = Path(__file__).parent.parent.parent / "packs"

pytestmark = pytest.mark.slow


def test_a_rehearsal_fails_at_the_step_that_does_not_hold_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(_rehearsal, "MEMORY", tmp_path / "temporary")
    shutil.copytree(SHIPPED, tmp_path / "packs")
    scene = tmp_path / "packs/ecology/scenes/air-quality.yaml"
    scene.write_text(scene.read_text("utf-8").replace("reaches: 200 ug/m3", "reaches: 900 ug/m3"), "utf-8")
    sample = tmp_path / "packs/ecology/samples/air.csv"
    head, *rows = sample.read_text("utf-8").splitlines(keepends=True)
    sample.write_text(head + "".join(row for row in rows if row < "2016-08-21"), "utf-8")
    kept = Path(os.environ["YIWANG_TEST_PREPARED"])  # the city is the same for every rehearsal of a run
    with _rehearsal.base(kept, settings.YIWANG.cities_folder, say=False) as prepared:
        wrong = _rehearsal.rehearse(prepared, tmp_path / "packs", "ecology", "air-quality", "alarm", say=None)
    assert not wrong.passed
    assert [step["held"] for step in wrong.steps] == [True, False]
    assert "the sample reaches" in wrong.error, "it says what the sample does reach"
    assert not list((tmp_path / "temporary").iterdir()), "nothing is left behind"


def test_a_name_that_nobody_bears_is_refused() -> None:
    with pytest.raises(_rehearsal.NothingToRehearse):
        _rehearsal.chosen(SHIPPED, "no-such-topic")


def test_a_topic_or_a_scene_or_everything_can_be_asked_for() -> None:
    assert ("ecology", "air-quality", "device-alarm") in named("ecology")
    assert {topic for topic, _, _ in named("ecology")} == {"ecology"}
    assert named("urban-drainage/waterlogging") == [("urban-drainage", "waterlogging", "device-alarm")]
    assert len(_rehearsal.chosen(SHIPPED, "")) >= 2


def test_one_course_of_each_recipe_draws_its_board_and_is_the_one_that_is_looked_at() -> None:
    for recipe in RECIPES.values():
        module = importlib.import_module(recipe.script)
        drawing = {
            one.code: [step.zh for step in steps_of(module, module.SCRIPTS[one.code].__name__)]
            for one in recipe.variants
            if one.drawn
        }
        assert len(drawing) == 1, recipe.code
        [said] = drawing.values()
        assert "场景看板画出" in said, recipe.code


def named(what: str) -> list[tuple[str, str, str]]:
    return [(topic, scene, recipe.code) for topic, scene, recipe in _rehearsal.chosen(SHIPPED, what)]


def test_pieces_of_a_sample_are_no_longer_than_asked() -> None:
    from datetime import UTC, datetime, timedelta

    start = datetime(2026, 3, 2, tzinfo=UTC)
    readings = [(start + timedelta(seconds=60 * n), "t.x", float(n)) for n in range(10)]
    assert [len(piece) for piece in chunks(readings, 180.0)] == [3, 3, 3, 1]

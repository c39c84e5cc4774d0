"""The tools of an analyst: a pack to begin with, schemas for his editor, pages made from the records."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from yiwang.kernel.declarations import field_docs
from yiwang.packs import _grading, _new, _reading, _readme, _reference, _tools, api
from yiwang.packs.recipes import RECIPES, Recipe

PACKS = Path(__file__).parent.parent.parent / "packs"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def shipped() -> list[_reading.PackFiles]:
    return _reading.read_packs(PACKS)


def records(recipe: Recipe) -> Iterator[type[Any]]:
    yield from _reference._records(recipe)[0]
    yield from (table.row for table in recipe.tables.values())


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda one: one.code)
def test_every_key_of_a_recipe_is_explained_in_both_languages(recipe: Recipe) -> None:
    for record in records(recipe):
        docs = field_docs(record)
        for field in dataclasses.fields(record):
            said = docs.get(field.name)
            assert said is not None, f"{record.__name__}.{field.name}"
            assert CHINESE.search(said.zh), f"{record.__name__}.{field.name}"
            assert said.en, f"{record.__name__}.{field.name}"
            assert not CHINESE.search(said.en), f"{record.__name__}.{field.name}"


def test_the_pages_of_recipes_and_packs_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert _tools.docs([], only_look=True) == 0, capsys.readouterr().out + "run: yiwang packs docs"


def test_a_page_that_differs_is_told_and_not_written(
    shipped: list[_reading.PackFiles], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(shipped, tmp_path, "river", "patrol-evidence")
    assert _tools.docs([tmp_path], only_look=True) == 1
    assert not (tmp_path / "river" / _readme.FILE).exists()
    assert _tools.docs([tmp_path]) == 0
    page = (tmp_path / "river" / _readme.FILE).read_text("utf-8")
    assert "时限：签收 4 个工作小时" in page
    assert _tools.docs([tmp_path], only_look=True) == 0
    capsys.readouterr()


def begun(shipped: list[_reading.PackFiles], into: Path, name: str, like: str) -> Path:
    return _new.make(into, name, *_new.choose(shipped, like))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_new_pack_is_sound_beside_all_that_ship(
    shipped: list[_reading.PackFiles], tmp_path: Path, recipe: str
) -> None:
    for topic in PACKS.iterdir():
        if topic.is_dir():
            (tmp_path / topic.name).symlink_to(topic)
    folder = begun(shipped, tmp_path, "my-topic", recipe)
    ids, faults = api.check(tmp_path)
    assert faults == ()
    assert "my-topic" in ids
    read = _reading.read_pack(folder, tmp_path)
    [scene] = read.scenes
    assert scene.form.code == recipe
    theirs = [one for other in shipped for one in other.scenes]
    for name in ("matters", "things", "models", "indicators", "boards", "reports"):
        codes = {getattr(one, "code", None) or one.id for one in getattr(scene.declared, name)}
        known = {
            getattr(one, "code", None) or one.id for other in theirs for one in getattr(other.declared, name)
        }
        assert not codes & known, f"{name} that another pack has already"


def test_a_new_pack_takes_no_name_that_is_taken_or_cannot_be_an_id(
    shipped: list[_reading.PackFiles], tmp_path: Path
) -> None:
    begun(shipped, tmp_path, "river", "device-alarm")
    with pytest.raises(_new.PackExists):
        begun(shipped, tmp_path, "river", "device-alarm")
    with pytest.raises(_new.BadPackName):
        begun(shipped, tmp_path, "My River", "device-alarm")
    with pytest.raises(_new.NothingLikeIt) as refused:
        begun(shipped, tmp_path, "lake", "device-alarms")
    assert "urban-drainage/waterlogging" in refused.value.sentence("zh")


def test_the_schema_for_editors_knows_every_key_that_the_loader_knows() -> None:
    scene = json.loads(_new.schemas()["scene.schema.json"])
    named = {one["$ref"].rpartition("/")[2] for one in scene["anyOf"]}
    for recipe in RECIPES.values():
        (name,) = [one for one in named if one.endswith(f".{recipe.record.__name__}")]
        said = scene["$defs"][name]
        assert said["properties"]["recipe"]["enum"] == [recipe.code]
        assert list(said["properties"]) == [one.name for one in dataclasses.fields(recipe.record)]
        assert {"recipe", "id", "name"} <= set(said["required"])
        assert said["additionalProperties"] is False
    rung = scene["$defs"]["device_alarm.Rung"]["properties"]
    assert list(rung) == ["at", "clear", "for", "severity"], "keys as they are written"
    assert rung["severity"]["enum"] == ["notice", "general", "important", "urgent"]
    assert "等级" in rung["severity"]["description"]


def test_an_editor_finds_no_fault_in_what_ships_and_one_in_a_wrong_key(
    shipped: list[_reading.PackFiles],
) -> None:
    schemas = {name: jsonschema_rs.validator_for(json.loads(text)) for name, text in _new.schemas().items()}
    for read in shipped:
        files = {"pack": read.folder / "pack.yaml", "grade": read.folder / "grade.yaml"}
        files |= {f"scene {one.name}": one for one in (read.folder / "scenes").iterdir()}
        for name, path in files.items():
            said = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))
            validator = schemas[f"{name.split()[0]}.schema.json"]
            assert list(validator.iter_errors(said)) == [], path
            assert not validator.is_valid({**said, "sevrity": "general"}), path


def test_what_a_pack_says_of_itself_is_held_against_what_the_machine_sees(
    shipped: list[_reading.PackFiles], tmp_path: Path
) -> None:
    folder = begun(shipped, tmp_path, "river", "patrol-evidence")
    (folder / "samples" / "NOTICE.md").unlink()
    (folder / "grade.yaml").write_text(
        "grades:\n  licence: {state: done}\n  rehearsed: {state: done}\n"
        "  board: {state: todo, because: later}\n",
        "utf-8",
    )
    read = _reading.read_pack(folder, tmp_path)
    found = {one.quality: one for one in _grading.grade(read, {})}
    assert found["licence"].contradicted, "samples without a NOTICE"
    assert found["rehearsed"].holds is None, "nobody has rehearsed it"
    assert (found["board"].own, found["board"].holds) == ("todo", True)
    assert found["city-approved"].holds is None, "only a city can say it"
    failed = {one.quality: one for one in _grading.grade(read, {"river/river-patrol": "failed"})}
    assert failed["rehearsed"].contradicted


def test_the_steps_on_a_page_are_those_of_the_script() -> None:
    from yiwang.packs.recipes.intake_reply import script

    told = [one.zh for one in _reference.steps_of(script, "redo")]
    assert told[0].startswith("载入专题")
    assert (
        told.index("受理派单，直达责任单位") < told.index("上一级单位重办") < told.index("场景指标随之变化")
    )

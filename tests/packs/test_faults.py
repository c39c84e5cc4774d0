"""One folder per wrong pack, each with the faults it must get: place, code, offending text, what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yiwang.kernel.declarations import Fault
from yiwang.packs import api

HERE = Path(__file__).parent
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())


def told(faults: tuple[Fault, ...]) -> str:
    lines = []
    for fault in faults:
        lines += [
            f"{fault.where} {fault.code}: {fault.text}",
            f"  {fault.zh} {fault.cure_zh}",
            f"  {fault.en} {fault.cure_en}",
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_each_wrong_pack_gets_exactly_its_faults(folder: Path) -> None:
    _, faults = api.check(folder)
    expected = folder / "faults.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(told(faults), encoding="utf-8")
    assert told(faults) == expected.read_text(encoding="utf-8")
    assert faults


def test_a_good_pack_has_no_fault() -> None:
    assert api.check(HERE / "good") == (["tiny"], ())


def test_every_shipped_pack_has_no_fault() -> None:
    ids, faults = api.check(HERE.parent.parent / "packs")
    assert faults == ()
    assert {"urban-drainage", "ecology"} <= set(ids)


def test_no_scene_that_ships_is_longer_than_eighty_lines() -> None:
    for scene in (HERE.parent.parent / "packs").glob("*/scenes/*.yaml"):
        lines = scene.read_text(encoding="utf-8").splitlines()
        assert 20 <= len(lines) <= 80, scene

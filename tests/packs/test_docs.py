"""The page on writing a scene is run: its pack has no fault, its wrong line the faults that it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yiwang.packs import api

PAGE = Path(__file__).parent.parent.parent / "docs" / "packs.md"
BLOCKS = re.findall(r"^```(\w+) (\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """The pack of the page, written out."""
    for kind, name, text in BLOCKS:
        if kind in ("yaml", "csv"):
            path = tmp_path / "river" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return tmp_path


def test_the_pack_on_the_page_has_no_fault(river: Path) -> None:
    assert api.check(river) == (["river"], ())


def test_the_wrong_line_on_the_page_gets_the_faults_on_the_page(river: Path) -> None:
    (wrong,) = [text for kind, _, text in BLOCKS if kind == "fault"]
    (shown,) = [text for kind, _, text in BLOCKS if kind == "text"]
    scene = river / "river" / "scenes" / "high-water.yaml"
    right = next(line for line in scene.read_text("utf-8").splitlines(True) if "{at: 350 cm" in line)
    scene.write_text(scene.read_text("utf-8").replace(right, wrong), "utf-8")
    _, faults = api.check(river)
    assert [fault.show("en").splitlines()[0] for fault in faults] == shown.splitlines()

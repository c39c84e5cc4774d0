"""A rehearsal passes when every step holds, fails when one does not, and leaves nothing behind."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest

from yiwang.packs import _rehearsal
from yiwang.packs._stage import chunks

SHIPPED = Path(__file__).parent.parent.parent / "packs"

pytestmark = pytest.mark.slow


def rehearse(
    packs: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, object]]]:
    capsys.readouterr()
    code = _rehearsal.command(packs, what, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def test_a_shipped_scene_passes_in_both_variants(capsys: pytest.CaptureFixture[str]) -> None:
    code, outcomes = rehearse(SHIPPED, "ecology/air-quality", capsys)
    assert [(one["variant"], one["passed"], one["error"]) for one in outcomes] == [
        ("alarm", True, ""),
        ("fault", True, ""),
    ]
    assert code == 0
    assert len(outcomes[0]["steps"]) == 16  # type: ignore[arg-type]
    assert not list(Path(tempfile.gettempdir()).glob("yiwang-rehearsal-*")), "nothing is left behind"


def test_a_scene_whose_sample_never_alarms_fails_at_that_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SHIPPED, tmp_path / "packs")
    scene = tmp_path / "packs/ecology/scenes/air-quality.yaml"
    scene.write_text(scene.read_text("utf-8").replace("reaches: 200 ug/m3", "reaches: 900 ug/m3"), "utf-8")
    code, outcomes = rehearse(tmp_path / "packs", "ecology", capsys)
    assert code == 1
    assert not outcomes[0]["passed"]
    assert "350" in str(outcomes[0]["error"]), "it says what the sample does reach"


def test_a_name_that_nobody_bears_is_refused() -> None:
    with pytest.raises(_rehearsal.NothingToRehearse):
        _rehearsal.chosen(SHIPPED, "no-such-topic")


def test_a_topic_or_a_scene_or_everything_can_be_asked_for() -> None:
    assert _rehearsal.chosen(SHIPPED, "ecology") == [("ecology", "air-quality")]
    assert _rehearsal.chosen(SHIPPED, "urban-drainage/waterlogging") == [("urban-drainage", "waterlogging")]
    assert len(_rehearsal.chosen(SHIPPED, "")) >= 2


def test_pieces_of_a_sample_are_no_longer_than_asked() -> None:
    from datetime import UTC, datetime, timedelta

    start = datetime(2026, 3, 2, tzinfo=UTC)
    readings = [(start + timedelta(seconds=60 * n), "t.x", float(n)) for n in range(10)]
    assert [len(piece) for piece in chunks(readings, 180.0)] == [3, 3, 3, 1]

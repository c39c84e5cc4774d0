"""`yiwang evaluate anomaly`: from a CSV of readings to a CSV of scores."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from yiwang.rules._evaluate import SeriesRefused, evaluate_command, read_series


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_every_row_gets_a_score_and_the_strange_one_the_highest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"2026-01-{1 + k // 24:02d} {k % 24:02d}:00:00,{10 + k % 24 % 7}" for k in range(480)]
    rows[400] = rows[400].split(",")[0] + ",40"
    file = written(tmp_path / "s.csv", "timestamp,value", *rows)
    out = tmp_path / "scores.csv"
    assert evaluate_command(file, as_json=True, output=out) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["output"]) == (480, str(out))
    scores = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["timestamp"] for row in scores] == [row.split(",")[0] for row in rows]
    assert all(0 <= float(row["score"]) <= 1 for row in scores)
    assert max(range(480), key=lambda k: float(scores[k]["score"])) == 400


def test_json_alone_holds_the_scores_and_csv_goes_to_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "s.csv", "\ufefftimestamp,value", "0,1", "60,2", "", "60,5", "120,", "180,nan")
    evaluate_command(file, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["scores"][0] == {"timestamp": "0", "score": 0.0}
    assert told["period_s"] is None
    evaluate_command(file)
    assert capsys.readouterr().out.splitlines()[:2] == ["timestamp,score", "0,0.000000"]


@pytest.mark.parametrize(
    "stamp",
    ["2026-02-01T00:00:00Z", "2026-02-01 08:00:00+08:00", "2026-02-01", "2026/02/01 00:00", "1769904000"],
)
def test_a_time_may_be_written_in_the_usual_ways(tmp_path: Path, stamp: str) -> None:
    _, times, _ = read_series(written(tmp_path / "s.csv", "value,timestamp", f"1,{stamp}"))
    assert times.tolist() == [1_769_904_000_000_000]


@pytest.mark.parametrize(
    ("rows", "line"),
    [(("time,value", "1,2"), 1), (("timestamp,value", "1,2", "x,3"), 3), (("timestamp,value", "1,high"), 2)],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, rows: tuple[str, ...], line: int) -> None:
    with pytest.raises(SeriesRefused) as refused:
        read_series(written(tmp_path / "s.csv", *rows))
    assert refused.value.details["line"] == line

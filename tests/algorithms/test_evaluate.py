"""`yiwang evaluate classify`: any city's files in, figures or one sentence out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from benchmarks._appeals import appeals
from yiwang.algorithms._evaluate import classify_command, macro_f1, oracle_coverage, read_rows
from yiwang.algorithms.contracts import Ranked, TextRow, Understanding
from yiwang.app import cli


def written(path: Path, shown: list[TextRow], encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("id", "subject", "body", "label1"))
    writer.writerows((number, *row.fields, row.label) for number, row in enumerate(shown))
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("appeals")
    return (
        written(folder / "train.csv", appeals(250, seed=1, mixed=0.2)),
        written(folder / "test.csv", appeals(100, seed=2, mixed=0.2)),
    )


def asked(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(["evaluate", "classify", *map(str, words)])
    return int(left.value.code or 0)


def test_the_command_trains_tests_and_prints_every_figure(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = files
    words = ("--train", train, "--test", test, "--fields", "subject,body", "--label", "label1")
    assert asked(*words) == 0
    text = capsys.readouterr().out
    for word in (
        "accuracy",
        "macro-F1",
        "top-3",
        "coverage at 98%",
        "oracle",
        "calibration",
        "texts/s",
        "字",
    ):
        assert word in text
    assert asked(*words, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["train_rows"], told["test_rows"], told["labels"]) == (250, 100, 7)
    assert told["accuracy"] > 0.8
    assert told["texts_per_s"] > 0
    assert told["characters_per_s"] > told["texts_per_s"]


def test_one_column_can_be_the_text(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    train, test = files
    assert asked("--train", train, "--test", test, "--text", "subject", "--label", "label1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] > 0.5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_alike_in_every_encoding_in_use(tmp_path: Path, encoding: str) -> None:
    shown = [
        TextRow(fields=("路灯，不亮\r\n第二行", '引号"里"'), label="照明"),
        TextRow(fields=("垃圾", "字" * 200_000), label="环卫"),
    ]
    assert read_rows(written(tmp_path / "a.csv", shown, encoding), ["subject", "body"], "label1") == (
        shown,
        0,
    )


def test_rows_without_a_label_are_left_out_and_counted_and_blank_lines_are_not_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\n路灯,照明\n,\n\n垃圾,\n短\n空,环卫\n", encoding="utf-8")
    shown, skipped = read_rows(path, ["text"], "label")
    assert [row.label for row in shown] == ["照明", "环卫"]
    assert skipped == 2


REFUSED = {
    "empty": (b"", "是空的"),
    "only a head": (b"subject,body,label1\n", "没有带类别"),
    "another column": (
        "subject,content,kind\n路灯,不亮,照明\n".encode(),
        "没有列 body、label1；现有 subject、",
    ),
    "one label": ("subject,body,label1\n路灯,不亮,照明\n灯,坏了,照明\n".encode(), "只有 1 个类别"),
    "another encoding": (b"\xff\xff\xff\xff", "编码"),
    "an open quote": (b'subject,body,label1\n"' + b"x" * (1 << 25), "不是 CSV"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_in_both_languages(
    name: str, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, said = REFUSED[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    words = ("--train", path, "--test", files[1], "--fields", "subject,body", "--label", "label1")
    assert asked(*words) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 2, "a sentence in Chinese, one in English"


def test_a_file_that_is_not_there_is_said_so(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        assert asked("--train", files[0], "--test", path, "--text", "subject", "--label", "label1") == 1
        told = capsys.readouterr().err
        assert "打不开" in told
        assert "cannot be opened" in told


def test_a_label_that_was_never_trained_is_a_wrong_answer_and_counted(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = written(tmp_path / "new.csv", [TextRow(fields=("新事", "新事"), label="从未有过")])
    assert classify_command(files[0], test, ["subject", "body"], "label1", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["unseen"], told["accuracy"], told["macro_f1"]) == (1, 0, 0)


def answered(label: str) -> Understanding:
    return Understanding(ranked=(Ranked(label=label, confidence=0.5),), evidence=(), decided=False)


def test_the_figures_are_those_of_the_books() -> None:
    import numpy as np

    truth = ["甲", "甲", "甲", "乙"]
    answers = [answered(label) for label in ("甲", "甲", "乙", "乙")]
    assert macro_f1(truth, answers) == pytest.approx((4 / 5 + 2 / 3) / 2)
    sure = np.array([0.9, 0.8, 0.7, 0.6])
    assert oracle_coverage(sure, np.array([True, True, False, True])) == 0.5
    assert oracle_coverage(sure, np.array([False, True, True, True])) == 0.0

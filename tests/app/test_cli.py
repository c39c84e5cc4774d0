"""The `yiwang` command: every word answers, faults are sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yiwang.app import cli


def asked(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    "word",
    [
        "run",
        "prepare",
        "migrate",
        "load",
        "rehearse",
        "packs",
        "import",
        "health",
        "accounts",
        "openapi",
        "types",
    ],
)
def test_every_command_explains_itself_in_both_languages(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(word, "--help") == 0
    text = capsys.readouterr().out
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_the_interface_document_is_printed_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        assert asked("openapi", "--output", str(tmp_path / name)) == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text())["openapi"].startswith("3.1")


def test_every_operation_of_the_interface_has_a_name_of_its_own() -> None:
    from yiwang.app.urls import api_document

    names = [
        operation["operationId"]
        for path in api_document()["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
    assert len(names) == len(set(names))


def test_the_facts_that_may_be_heard_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("types") == 0
    text = capsys.readouterr().out
    assert "cases.dispatched(" in text
    assert text.splitlines() == sorted(text.splitlines())


def test_a_silent_instance_is_said_to_be_silent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIWANG_PORT", "1")
    assert asked("health") == 1
    assert "No answer" in capsys.readouterr().err


def test_no_accounts_yet_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("accounts") == 1
    assert "first start" in capsys.readouterr().out

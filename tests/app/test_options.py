"""Settings: one typed list, told in the docs, refused when wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from yiwang.app import keys, options

ROOT = Path(__file__).parents[2]


def test_the_page_of_settings_says_what_the_code_says() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == options.document(), "write it anew: python -m yiwang settings --write"


def test_every_setting_speaks_both_languages_and_has_a_default_that_can_be_read() -> None:
    told = options.read({})
    for one in fields(options.Settings):
        assert one.metadata["zh"], one.name
        assert one.metadata["en"], one.name
        assert getattr(told, one.name) is not None


def test_an_unknown_variable_is_refused_by_name() -> None:
    with pytest.raises(options.SettingFault, match="YIWANG_PROT"):
        options.read({"YIWANG_PROT": "8000"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YIWANG_PORT", "eighty"),
        ("YIWANG_PORT", "70000"),
        ("YIWANG_FEED", "maybe"),
        ("YIWANG_FEED_SPEED", "0"),
        ("YIWANG_DATABASE_URL", "mysql://root@localhost/x"),
        ("YIWANG_NATS_URL", "http://localhost"),
        ("YIWANG_SEED", "-1"),
    ],
)
def test_a_value_that_cannot_be_read_is_one_sentence_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(options.SettingFault, match=name):
        options.read({name: value})


def test_an_empty_variable_means_the_default() -> None:
    assert options.read({"YIWANG_PORT": "", "YIWANG_FEED": ""}) == options.read({})


def test_commands_find_the_bus_of_the_instance_that_runs_on_their_folder(tmp_path: Path) -> None:
    told = {"YIWANG_HOME": str(tmp_path)}
    assert options.read(told).nats_url == ""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "nats.url").write_text("nats://secret@127.0.0.1:4222")
    assert options.read(told).nats_url == "nats://secret@127.0.0.1:4222"


def test_the_signing_key_is_made_once_and_shown_to_its_owner_only(tmp_path: Path) -> None:
    first = keys.ensure(tmp_path / "secrets", keys.SIGNING)
    assert keys.ensure(tmp_path / "secrets", keys.SIGNING) == first
    assert keys.signing_key(tmp_path / "secrets", "") == first
    assert (tmp_path / "secrets" / keys.SIGNING).stat().st_mode & 0o077 == 0
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_a_key_file_that_a_full_disk_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / keys.SIGNING).touch()
    assert len(keys.ensure(tmp_path, keys.SIGNING)) > 30


def test_no_lock_file_names_a_host() -> None:
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock", ROOT / "tools" / "node.lock"]
    for lock in locks:
        assert "://" not in lock.read_text(encoding="utf-8"), lock
    npm = ROOT / "web" / "package-lock.json"
    if npm.exists():
        for line in npm.read_text(encoding="utf-8").splitlines():
            if '"resolved"' in line:
                assert "https://registry.npmjs.org/" in line, line

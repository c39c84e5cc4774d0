"""Preparing a checkout: an interrupted step is done again, and what is missing is one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import venv
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with an empty lock file."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "bootstrap.log")
    monkeypatch.setattr(bootstrap, "WEB", tmp_path / "web")
    monkeypatch.setattr(bootstrap, "STATIC", tmp_path / "static")
    (tmp_path / "src").mkdir()
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def test_a_half_made_environment_is_thrown_away_and_made_anew(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("cut short")
    python = bootstrap.ensure_venv()
    assert bootstrap.version_of(python) == sys.version_info[:2]
    assert bootstrap.has_pip(python)
    made_at = python.lstat().st_mtime_ns
    assert bootstrap.ensure_venv() == python
    assert python.lstat().st_mtime_ns == made_at, "a good one is kept"


def test_the_package_of_the_checkout_is_importable_without_a_build(checkout: Path) -> None:
    venv.create(checkout / ".venv", symlinks=True)
    python = checkout / ".venv" / "bin" / "python"
    (checkout / "src" / "yiwang").mkdir()
    (checkout / "src" / "yiwang" / "__init__.py").write_text("HERE = True\n")
    bootstrap.link_package(python)
    told = subprocess.run(
        [python, "-c", "import yiwang; print(yiwang.HERE)"], capture_output=True, check=True
    )
    assert told.stdout.strip() == b"True"


def test_a_lock_file_is_installed_once_and_again_when_it_changed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    (checkout / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "run", lambda step, command, **_: steps.append(step[1]))
    lock = checkout / "requirements.lock"
    for _ in range(2):
        bootstrap.install(Path(sys.executable), lock)
    assert len(steps) == 1
    lock.write_text("# something else\n")
    bootstrap.install(Path(sys.executable), lock)
    assert len(steps) == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("NewConnectionError: Failed to establish a new connection: [Errno -3]", "network was lost"),
        ("npm error code EAI_AGAIN", "network was lost"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
    ],
)
def test_what_a_step_says_becomes_the_sentence_that_fits(checkout: Path, said: str, sentence: str) -> None:
    script = f"import sys; print({said!r}); sys.exit(1)"
    with pytest.raises(bootstrap.Fault, match=sentence) as caught:
        bootstrap.run(("安装依赖", "installing"), [sys.executable, "-c", script])
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(caught.value)), "also in Chinese"


def test_the_web_client_is_made_while_pip_installs_and_the_fault_of_either_is_told(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2, timeout=30)

    def meet(*_: object) -> None:
        both.wait()

    def lost(*_: object) -> None:
        both.wait()
        raise bootstrap.Fault("网断了", "the network was lost")

    monkeypatch.setattr(bootstrap, "link_package", lambda python: None)
    for install, web in ((meet, meet), (lost, meet), (meet, lost)):
        monkeypatch.setattr(bootstrap, "install", install)
        monkeypatch.setattr(bootstrap, "prepare_web", web)
        if lost in {install, web}:
            with pytest.raises(bootstrap.Fault, match="was lost"):
                bootstrap.prepare(Path(sys.executable), "run")
        else:
            bootstrap.prepare(Path(sys.executable), "run")


def test_a_step_that_failed_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / ".venv").mkdir()

    def lost(step: object, command: object, **_: object) -> None:
        raise bootstrap.Fault("网断了", "the network was lost")

    monkeypatch.setattr(bootstrap, "run", lost)
    with pytest.raises(bootstrap.Fault):
        bootstrap.install(Path(sys.executable), checkout / "requirements.lock")
    assert not list((checkout / ".venv").glob(".stamp-*"))


def test_no_ensurepip_is_one_sentence_and_leaves_nothing(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.run

    def without_pip(command: list[str], **given: object) -> object:
        if "ensurepip" in command or "pip" in command:
            return subprocess.CompletedProcess(command, 1)
        return real(command, **given)  # type: ignore[call-overload]

    monkeypatch.setattr(bootstrap.subprocess, "run", without_pip)
    with pytest.raises(bootstrap.Fault, match="ensurepip"):
        bootstrap.ensure_venv()
    assert not (checkout / ".venv").exists()


def test_the_client_is_built_anew_only_when_a_source_changed(checkout: Path) -> None:
    web = checkout / "web"
    (web / "src").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    (web / "src" / "main.ts").write_text("one")
    first = bootstrap.web_fingerprint()
    os.utime(web / "src" / "main.ts")
    (web / "node_modules").mkdir()
    (web / "node_modules" / "x.js").write_text("not a source")
    assert bootstrap.web_fingerprint() == first, "times and installed packages do not count"
    (web / "src" / "main.ts").write_text("two")
    assert bootstrap.web_fingerprint() != first


def test_the_scripts_say_no_path_and_no_host() -> None:
    for name in ("bootstrap.py", "check.py", "dist.py", "lock.sh", "soak.py", "system.py"):
        assert "http" not in (ROOT / "tools" / name).read_text(encoding="utf-8").replace("_http", "")


def test_continuous_integration_runs_what_a_newcomer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert "make test STRICT=1" in script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)

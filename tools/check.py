"""`make test`: every check of the house, counted; the last line is `N passed, N failed, N skipped`.

A static check counts as one. What cannot be had here (no browser, no PostgreSQL, no shared data) is skipped
visibly; with `--strict` a skip fails. Results of each part lie in `build/results/`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tools import postgres, system

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "results"
BIN = Path(sys.executable).parent
WEB = ROOT / "web"
TYPED = ("src", "tools", "benchmarks", "tests")
# How much the others let the browser go first (nice): it takes one step after the other, and nobody can help
# it to catch up; they fill what it leaves of the processors.
BESIDE = 5
PROCESSOR_S: dict[str, float] = {}  # of each part with all that it started and waited for


@dataclass(slots=True)
class Count:
    """What a part came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the checks: its group, its name, and how it is done."""

    group: str
    name: str
    act: Callable[[Part], Count]


def command_part(group: str, name: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> Part:
    """A part that is one command: exit code 0 passes."""

    def act(part: Part) -> Count:
        code = run(part.name, command, cwd=cwd)
        return Count(passed=int(code == 0), failed=int(code != 0))

    return Part(group=group, name=name, act=act)


def run(
    name: str,
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    environment: dict[str, str] | None = None,
    kindness: int = BESIDE,
) -> int:
    """Run a command with its output in the part's log; the greater its `kindness` (nice), the more it lets
    others go before it."""
    with (RESULTS / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["nice", "-n", str(kindness), *(str(word) for word in command)],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    _, status, spent = os.wait4(process.pid, 0)
    PROCESSOR_S[name] = spent.ru_utime + spent.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


DIVIDED = ("-n2", "--dist=loadfile", "--no-loadscope-reorder")  # tests/conftest.py puts the long files first


def pytest_part(name: str, *words: str) -> Part:
    def act(part: Part) -> Count:
        return pytest(part.name, *words)

    return Part(group="test", name=name, act=act)


def pytest(
    name: str, *words: str, environment: dict[str, str] | None = None, kindness: int = BESIDE
) -> Count:
    """Run pytest and count from its own report."""
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    code = run(
        name,
        [BIN / "python", "-m", "pytest", "-q", "--durations=15", f"--junitxml={report}", *words],
        environment=environment,
        kindness=kindness,
    )
    count = read_report(report)
    if code == 5:
        count.notes.append("no test was found")
        count.skipped += 1
    elif code and not count.failed:
        count.failed += 1
        count.notes.append(f"pytest ended with {code}")
    return count


def read_report(report: Path) -> Count:
    """The counts of a JUnit file; none, with a note, where it was not written."""
    if not report.exists():
        return Count(notes=["no report was written"])
    count = Count()
    for suite in ElementTree.parse(report).iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        count.failed += failed
        count.skipped += skipped
        count.passed += int(suite.get("tests", 0)) - failed - skipped
    for case in ElementTree.parse(report).iter("testcase"):
        for skip in case.iter("skipped"):
            count.notes.append(f"skipped {case.get('classname')}::{case.get('name')}: {skip.get('message')}")
    return count


def on_postgresql(part: Part) -> Count:
    """The database tests once more, on a real server."""
    try:
        with postgres.cluster() as url:
            return pytest(
                part.name,
                *DIVIDED,
                "--reuse-db",  # the whole server is thrown away
                "-m",
                "(database or django_db) and not browser",
                environment={"YIWANG_DATABASE_URL": url},
            )
    except postgres.PostgresMissing:
        return Count(skipped=1, notes=["skipped: no PostgreSQL server here (Debian: apt install postgresql)"])


def rehearsals(part: Part) -> Count:
    """Every scene of every pack through the real loop."""
    report = RESULTS / "rehearsals.json"
    report.unlink(missing_ok=True)
    # The city that a test of rehearsals has prepared, or the other way round.
    kept = {"YIWANG_HOME": os.environ["YIWANG_TEST_PREPARED"]}
    code = run(part.name, [BIN / "python", "-m", "yiwang", "rehearse"], environment=kept)
    try:
        told = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Count(passed=int(code == 0), failed=int(code != 0), notes=["no build/results/rehearsals.json"])
    failed = sum(state != "passed" for state in told.values())
    return Count(passed=len(told) - failed, failed=max(failed, int(code != 0)))


def _own_environment() -> None:
    """Nothing of the caller's instance reaches a check; commands get a data folder that is thrown away."""
    for name in [name for name in os.environ if name.startswith("YIWANG_")]:
        del os.environ[name]
    home = ROOT / "build" / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ["YIWANG_HOME"] = str(home)
    os.environ["YIWANG_TEST_PREPARED"] = str(home / "prepared")
    # Hundreds of our processes start here: each would compile the whole package again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    wheel_node = BIN.parent / "node"  # where the bootstrap puts the pinned Node when the machine has none
    if wheel_node.exists():
        os.environ["PATH"] = f"{wheel_node}{os.pathsep}{os.environ.get('PATH', '')}"


def browser(part: Part) -> Count:
    if system.browser() is None:
        return Count(
            skipped=1, notes=["skipped: no Chromium here (Debian: apt install chromium fonts-noto-cjk)"]
        )
    return pytest(part.name, "-m", "browser", "tests", kindness=0)


def web_part(name: str, *words: str) -> Part:
    def act(part: Part) -> Count:
        if not (WEB / "package.json").exists():
            return Count(skipped=1, notes=["skipped: there is no web/"])
        report = RESULTS / f"{name}.xml"
        report.unlink(missing_ok=True)
        arguments = [word.replace("@report", str(report)) for word in words]
        code = run(part.name, ["npm", *arguments], cwd=WEB, environment={"CI": "1"})
        if not report.exists():
            return Count(passed=int(code == 0), failed=int(code != 0))
        count = read_report(report)
        if code and not count.failed:
            count.failed = 1
        return count

    return Part(group="web", name=name, act=act)


def parts() -> list[Part]:
    """All of them, the quick ones first."""
    typed = [folder for folder in TYPED if (ROOT / folder).is_dir()]
    manage: list[str | Path] = [BIN / "python", "-m", "django", "makemigrations", "--check", "--dry-run"]
    mypy: list[str | Path] = [BIN / "mypy", *typed]
    return [
        command_part("lint", "ruff", [BIN / "ruff", "check", "."]),
        command_part("lint", "format", [BIN / "ruff", "format", "--check", "."]),
        command_part("lint", "imports", [BIN / "lint-imports"]),
        command_part("lint", "migrations", [*manage, "--settings", "yiwang.app.settings"]),
        command_part("lint", "types", mypy),
        pytest_part("unit", *DIVIDED, "-m", "not browser"),
        Part(group="test", name="postgresql", act=on_postgresql),
        Part(group="rehearse", name="rehearsals", act=rehearsals),
        web_part("web-unit", "run", "test", "--", "--reporter=junit", "--outputFile=@report"),
        web_part("web-types", "run", "check"),
        Part(group="browser", name="browser", act=browser),
    ]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--strict", action="store_true", help="a skip fails")
    words.add_argument("--only", default="", help="one group or one part")
    asked = words.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    _own_environment()
    chosen = [part for part in parts() if asked.only in {"", part.group, part.name}]
    if any(part.group in {"test", "browser"} for part in chosen):
        for need in system.ensure():
            print(f"! 缺少 {need.package}，相应检查将跳过  missing: {need.what}", flush=True)
    total = Count()
    began = time.monotonic()

    def walk(lane: Sequence[Part]) -> None:
        for part in lane:
            started = time.monotonic()
            count = part.act(part)
            with shown:
                _show(part, count, time.monotonic() - started)
                total.passed += count.passed
                total.failed += count.failed
                total.skipped += count.skipped

    shown = threading.Lock()
    # Side by side, about as long as each other: whole instances and browsers wait much of their time.
    alone = {"unit", "browser"}
    sides = [[part for part in chosen if part.name == name] for name in sorted(alone)]
    with ThreadPoolExecutor() as lanes:
        list(lanes.map(walk, [*sides, [part for part in chosen if part.name not in alone]]))
    failed = bool(total.failed or (asked.strict and total.skipped))
    if asked.strict and total.skipped:
        print("\n✗ STRICT=1：有跳过的检查  STRICT=1: something was skipped")
    print(f"\n{time.monotonic() - began:.0f} s")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if failed else 0


def _show(part: Part, count: Count, seconds: float) -> None:
    mark = "✗" if count.failed else ("~" if count.skipped else "✓")
    print(
        f"{mark} {part.name:<12} {count.passed:>5} passed {count.failed:>4} failed {count.skipped:>4} skipped"
        f"  {seconds:6.1f} s, processors {PROCESSOR_S.get(part.name, 0):6.1f} s",
        flush=True,
    )
    for note in count.notes:
        print(f"    {note}", flush=True)
    if count.failed:
        text = (RESULTS / f"{part.name}.log").read_text(encoding="utf-8", errors="replace")
        for line in text.strip().splitlines()[-60:]:
            print(f"    {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

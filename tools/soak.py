"""`make soak MINUTES=n`: the fault tests again and again with fresh seeds; docs/soak.md keeps the outcome.

Each round runs the fault and fuzz tests with `YIWANG_TEST_SEED` (its own), `YIWANG_TEST_SOAK=1` (fresh
examples) and the full counts: `YIWANG_TEST_KILLS` (500), `YIWANG_TEST_GONE_S` (outages of a minute),
`YIWANG_TEST_INPUTS` (a million for each reader), `YIWANG_TEST_REQUESTS` (50 right and 50 wrong for each
operation), or what the environment says of these. A round that failed is repeated by its seed alone:
`make soak MINUTES=1 ARGS="--seed N"`; `--tests fuzz` or `--tests faults` runs one kind.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from datetime import UTC, datetime

from tools.check import RESULTS, ROOT, read_report

TESTS = {
    "faults": ["tests/faults"],
    "fuzz": [
        "tests/sensing/test_fuzz.py",
        "tests/sensing/test_fuzz_doors.py",
        "tests/sensing/test_sta_filters.py",
        "tests/conformance/test_whole_api.py",
        "tests/rules/test_judge_properties.py",
    ],
}
PAGE = ROOT / "docs" / "soak.md"
COUNTS = {
    "YIWANG_TEST_KILLS": "500",
    "YIWANG_TEST_GONE_S": "60",
    "YIWANG_TEST_INPUTS": "1000000",
    "YIWANG_TEST_REQUESTS": "50",
}
HEAD = (
    "# 长时间故障试验 Soak\n\nWritten by `make soak`: newest last.\n\n"
    "| when (UTC) | commit | minutes | rounds | kills a round | inputs a reader | first seed "
    "| passed | failed |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "?"


def one_round(seed: int, tests: list[str]) -> tuple[int, int]:
    """Run the tests once; how many passed and failed."""
    report = RESULTS / "soak.xml"
    report.unlink(missing_ok=True)
    code = subprocess.call(
        [sys.executable, "-m", "pytest", "-q", "--timeout=3600", f"--junitxml={report}", *tests],
        cwd=ROOT,
        env={**COUNTS, **os.environ, "YIWANG_TEST_SOAK": "1", "YIWANG_TEST_SEED": str(seed)},
    )
    count = read_report(report)
    return count.passed, count.failed or int(code != 0)


def main() -> int:
    words = argparse.ArgumentParser(prog="make soak")
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, default=None)
    words.add_argument("--tests", choices=sorted(TESTS), default=None)
    asked = words.parse_args()
    kinds = [asked.tests] if asked.tests else sorted(TESTS)
    counts = {name: os.environ.get(name, most) for name, most in COUNTS.items()}
    RESULTS.mkdir(parents=True, exist_ok=True)
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**6)
    began = time.monotonic()
    rounds = passed = failed = 0
    while rounds == 0 or (asked.seed is None and time.monotonic() - began < asked.minutes * 60):
        print(f"· 第 {rounds + 1} 轮，种子 {first + rounds}  round {rounds + 1}", flush=True)
        good, bad = one_round(first + rounds, [one for kind in kinds for one in TESTS[kind]])
        rounds, passed, failed = rounds + 1, passed + good, failed + bad
    minutes = (time.monotonic() - began) / 60
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    kills = counts["YIWANG_TEST_KILLS"] if "faults" in kinds else "–"
    inputs = counts["YIWANG_TEST_INPUTS"] if "fuzz" in kinds else "–"
    text += f"| {when} | {commit()} | {minutes:.0f} | {rounds} | {kills} | {inputs} | {first} "
    text += f"| {passed} | {failed} |\n"
    PAGE.write_text(text, encoding="utf-8")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

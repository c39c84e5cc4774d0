"""`make soak MINUTES=n`: the fault tests again and again with fresh seeds; docs/soak.md keeps the outcome.

Each round runs the fault and fuzz tests with `YIWANG_TEST_SEED` (its own), `YIWANG_TEST_SOAK=1` (full
counts, fresh examples) and `YIWANG_TEST_KILLS` (500, or what the environment says). A round that failed is
repeated by its seed alone: `make soak MINUTES=1 ARGS="--seed N"`.
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

TESTS = ("tests/faults", "tests/sensing/test_fuzz.py")
PAGE = ROOT / "docs" / "soak.md"
KILLS = os.environ.get("YIWANG_TEST_KILLS", "500")
HEAD = (
    "# 长时间故障试验 Soak\n\nWritten by `make soak`: newest last.\n\n"
    "| when (UTC) | commit | minutes | rounds | kills a round | first seed | passed | failed |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "?"


def one_round(seed: int) -> tuple[int, int]:
    """Run the fault tests once; how many passed and failed."""
    report = RESULTS / "soak.xml"
    report.unlink(missing_ok=True)
    code = subprocess.call(
        [sys.executable, "-m", "pytest", "-q", "--timeout=3600", f"--junitxml={report}", *TESTS],
        cwd=ROOT,
        env={
            **os.environ,
            "YIWANG_TEST_SOAK": "1",
            "YIWANG_TEST_SEED": str(seed),
            "YIWANG_TEST_KILLS": KILLS,
        },
    )
    count = read_report(report)
    return count.passed, count.failed or int(code != 0)


def main() -> int:
    words = argparse.ArgumentParser(prog="make soak")
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, default=None)
    asked = words.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**6)
    began = time.monotonic()
    rounds = passed = failed = 0
    while rounds == 0 or (asked.seed is None and time.monotonic() - began < asked.minutes * 60):
        print(f"· 第 {rounds + 1} 轮，种子 {first + rounds}  round {rounds + 1}", flush=True)
        good, bad = one_round(first + rounds)
        rounds, passed, failed = rounds + 1, passed + good, failed + bad
    minutes = (time.monotonic() - began) / 60
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    text += f"| {when} | {commit()} | {minutes:.0f} | {rounds} | {KILLS} | {first} | {passed} | {failed} |\n"
    PAGE.write_text(text, encoding="utf-8")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

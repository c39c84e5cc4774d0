"""A short slice of a benchmark, run as it runs: in a process of its own, whose last line is its result."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def slice_of(name: str, words: str) -> dict[str, Any]:
    """What `python -m benchmarks NAME WORDS` tells in the end."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, *words.split()],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.stdout, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told

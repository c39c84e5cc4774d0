"""What `make soak` counts: each seed that was run, against which kind of fault, and whether all held.

A line of JSON each in the file that YIWANG_TEST_LEDGER names; without it nothing is kept. `say` shows how far
a long test is, past pytest's capture.
"""

from __future__ import annotations

import json
import os
import sys
import threading

_FILE = os.environ.get("YIWANG_TEST_LEDGER", "")
_one_at_a_time = threading.Lock()


def note(kind: str, seed: int | str, count: int = 1, fault: str = "") -> None:
    """`count` seeds (kills, inputs) of `kind` are through; `fault` says what did not hold."""
    if not _FILE:
        return
    line = json.dumps({"kind": kind, "seed": seed, "count": count, "fault": fault}, ensure_ascii=False)
    with _one_at_a_time, open(_FILE, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def say(text: str) -> None:
    """A line for whoever watches a soak."""
    if _FILE:
        print(f"· {text}", file=sys.__stderr__, flush=True)

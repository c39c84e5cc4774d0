"""One log line: time, level, where, what; to standard error, which the supervisor keeps in files."""

from __future__ import annotations

import logging
import sys


def configure(level: str) -> None:
    """Set up logging for a process; unknown levels mean `info`."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    # These tell of every reconnection attempt and every request.
    for noisy in ("nats", "asyncio", "uvicorn.access", "httpcore", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

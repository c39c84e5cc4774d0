"""What the worker runs for the lake: importing the door declares `facts`, whose writer is a task."""

from __future__ import annotations

from yiwang.lake import api

__all__ = ["api"]

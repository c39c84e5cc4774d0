"""The door of 批示件: enter, assign, sign for, report back, write again, close."""

from __future__ import annotations

from yiwang.command._acts import again, assign, close, drop, enter, feed_back, leaders, sign
from yiwang.command._reading import Asked, detail, list_instructions, sheet

__all__ = [
    "Asked",
    "again",
    "assign",
    "close",
    "detail",
    "drop",
    "enter",
    "feed_back",
    "leaders",
    "list_instructions",
    "sheet",
    "sign",
]

"""Room on the disk of the data folder.

Doors shut while some is left: the database, the lake and the bus need it for what was already taken.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from yiwang.kernel.errors import Unavailable

SHORT_BYTES = 64 << 20
LOOK_EVERY_S = 0.5


class NoRoom(Unavailable):
    code = "space.no_room"
    zh = "磁盘空间不足，暂时不能保存；请清理磁盘后再试，已确认收到的内容不会丢失。"
    en = "The disk is full, nothing can be kept for now; free some, try again; nothing acknowledged is lost."


_seen: dict[Path, tuple[float, bool]] = {}


def left(folder: Path) -> int:
    """Bytes that may still be written where `folder` lies."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def is_short(folder: Path) -> bool:
    """Whether hardly any room is left; looked at every half second, so that a hot path may ask."""
    now = time.monotonic()
    looked, short = _seen.get(folder, (0.0, False))
    if now - looked >= LOOK_EVERY_S:
        try:
            short = left(folder) < SHORT_BYTES
        except OSError:
            short = False
        _seen[folder] = (now, short)
    return short


def is_disk_full(error: BaseException) -> bool:
    """Whether `error`, or what it came from, says that the disk is full (also in the database's words)."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if "database or disk is full" in str(seen) or "No space left on device" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

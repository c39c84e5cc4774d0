"""The data folder: ours alone, writable, with room left, and used by one supervisor at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from yiwang.app import sentences
from yiwang.kernel import space


def prepare(home: Path) -> None:
    """Make the data folder, or say in a sentence why it cannot serve."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = home.stat().st_uid
        # Root may write anywhere, and what it leaves shuts the owner out of his own folder ever after.
        if owner != os.geteuid():
            raise sentences.HomeNotOurs(home=home, owner=_name(owner), user=_name(os.geteuid()))
        for room in ("run", "log", "secrets"):
            (home / room).mkdir(mode=0o700, exist_ok=True)
            stranger = (home / room).stat().st_uid
            if stranger != os.geteuid():
                raise sentences.HomeNotOurs(home=home / room, owner=_name(stranger), user=_name(os.geteuid()))
        probe = home / "run" / f"probe.{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if space.is_disk_full(error):
            raise sentences.full(home) from error
        raise sentences.HomeNotWritable(home=home, reason=error.strerror) from error
    if shutil.disk_usage(home).free < sentences.MIN_FREE_MB * 2**20:
        raise sentences.full(home)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextlib.contextmanager
def locked(home: Path) -> Iterator[IO[str]]:
    """Hold the folder's lock. The operating system lets go of it when the holder dies, however it dies.

    Raises `sentences.AlreadyRunning` with the holder's process number.
    """
    with (home / "lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise sentences.AlreadyRunning(home=home, pid=file.read().strip() or "?") from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield file

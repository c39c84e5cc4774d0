"""The instance's own secrets: made once, kept in `secrets/` of the data folder for its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SIGNING = "signing.key"


def find(folder: Path, name: str) -> str | None:
    """The secret `name`, or None where none was made yet."""
    try:
        return (folder / name).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def ensure(folder: Path, name: str) -> str:
    """The secret `name`; made from the operating system's entropy when missing, whoever comes first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    while not (value := find(folder, name)):
        # An empty file is what an earlier start left when the disk was full: it holds nothing, replace it.
        if path.exists():
            path.unlink()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    return value


def signing_key(folder: Path, told: str) -> str:
    """What Django signs with: the told key, the kept one, or one that dies with this process.

    Only the supervisor (and `migrate`) makes the kept one, so that reading settings never writes.
    """
    return told or find(folder, SIGNING) or secrets.token_urlsafe(48)

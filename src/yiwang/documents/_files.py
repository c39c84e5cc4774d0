"""The bytes in the data folder: one file per content, complete and on disk before anything names it."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from yiwang.documents.contracts import NoRoom, UnknownDocument


def folder() -> Path:
    return Path(settings.YIWANG.home) / "documents"


def keep(data: bytes) -> str:
    """Store the bytes under their SHA-256 (which is returned); after that they survive a power cut."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    if path.exists() and path.stat().st_size == len(data):
        return digest
    write(path, data)
    return digest


def write(path: Path, data: bytes) -> None:
    """Write whole or not at all: beside, flushed, renamed, and the folder flushed."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as wrong:
        beside.unlink(missing_ok=True)
        raise NoRoom() from wrong


def read(digest: str) -> bytes:
    """The stored bytes; UnknownDocument where they are gone or are not what they were."""
    try:
        data = _path(digest).read_bytes()
    except OSError as wrong:
        raise UnknownDocument() from wrong
    if hashlib.sha256(data).hexdigest() != digest:
        raise UnknownDocument()
    return data


def narrow_path(digest: str, width: int) -> Path:
    return folder() / "narrow" / digest[:2] / f"{digest}.{width}.jpg"


def _path(digest: str) -> Path:
    return folder() / digest[:2] / digest

"""Files that somebody puts into `<data folder>/inbox/<folder>`: CSV or Excel, one at a time, oldest first.

A file is taken when it looks the same twice: whoever copies it is then done with it. Taken files go to
`done/`, those that nothing could be read from to `failed/`; neither is ever looked at again.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from yiwang.sensing import _records
from yiwang.sensing._asking import Answer
from yiwang.sensing._links import Link
from yiwang.sensing.declarations import FileConnector
from yiwang.sensing.logic import MAX_ROWS
from yiwang.sensing.protocols import FrameFault

MOST_BYTES = 64 << 20
KINDS = (".csv", ".xlsx")


class Inbox:
    """Remembers how files looked the last time."""

    def __init__(self) -> None:
        self._looked: dict[Path, tuple[int, int]] = {}

    def next(self, link: Link) -> Answer | None:
        """What the oldest finished file holds, None when there is none."""
        declaration = link.declaration
        assert isinstance(declaration, FileConnector)
        folder: Path = settings.YIWANG.home / "inbox" / declaration.folder
        folder.mkdir(parents=True, exist_ok=True)
        waiting = sorted(
            (one for one in folder.iterdir() if one.suffix.lower() in KINDS and one.is_file()),
            key=lambda one: (one.stat().st_mtime_ns, one.name),
        )
        ready: list[Path] = []
        looks: dict[Path, tuple[int, int]] = {}
        for one in waiting:
            status = one.stat()
            looks[one] = (status.st_size, status.st_mtime_ns)
            if self._looked.get(one) == looks[one]:
                ready.append(one)
        self._looked = looks
        return _read(ready[0], link, declaration, more=len(waiting) > 1) if ready else None


def _read(path: Path, link: Link, declaration: FileConnector, *, more: bool) -> Answer:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES} bytes")
        rows = list(islice(_lines(path, declaration.encoding), MAX_ROWS + 1))
        if len(rows) > MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS} lines")
    except Exception as error:
        # A file from outside may break its parser in any way; whichever it was, the next one is read.
        fault = FrameFault(
            code="unreadable",
            zh=f"文件 {path.name} 无法读取：{error}。",
            en=f"The file {path.name} cannot be read: {error}.",
            raw=path.name.encode(),
        )
        return Answer(faults=[fault], more=more, done=partial(_move, path, "failed"))
    found = _records.read(rows, declaration.layout, link.zone, link.codes)
    return Answer(
        readings=found.readings,
        faults=found.faults,
        unmapped=found.unmapped,
        newest=found.newest,
        more=more,
        raw=path.name.encode(),
        done=partial(_move, path, "done" if found.readings or not found.faults else "failed"),
    )


def _lines(path: Path, encoding: str) -> Iterator[dict[str, Any]]:
    """Each line as column → cell."""
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
            for line in csv.DictReader(file):
                yield {(name or "").strip(): cell for name, cell in line.items() if name is not None}
        return
    import openpyxl  # a start needs none of it

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
        for row in rows:
            if any(cell is not None for cell in row):
                yield dict(zip(names, row, strict=False))
    finally:
        book.close()


def _move(path: Path, folder: str) -> None:
    """Put the file away; one of the same name that lies there keeps its place."""
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    name, number = target / path.name, 1
    while name.exists():
        number += 1
        name = target / f"{path.stem}-{number}{path.suffix}"
    os.replace(path, name)

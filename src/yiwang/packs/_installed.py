"""Which files of a topic are in force here: those that ship, or those of the version that was installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from yiwang.packs import _reading
from yiwang.packs.models import InstallRow

FOLDER = "packs"


def standing() -> dict[str, InstallRow]:
    """The newest act on each topic that was ever installed or removed here."""
    newest = InstallRow.objects.values("pack").annotate(last=Max("id")).values("last")
    return {row.pack: row for row in InstallRow.objects.filter(pk__in=newest)}


def folder_of(pack: str, content_hash: str) -> Path:
    """Where the files of one version of a topic are kept; earlier versions stay beside it."""
    return Path(settings.YIWANG.home) / FOLDER / pack / content_hash / pack


def in_force(folder: Path, only: Sequence[str] = ()) -> list[_reading.PackFiles]:
    """Every topic under a folder as it stands here: installed versions in place of what ships, none that was
    removed. What was removed and taken up again without an archive stands as it ships."""
    acts = {
        pack: row
        for pack, row in standing().items()
        if (not only or pack in only) and (row.act == "removed" or row.content_hash)
    }
    found = [read for read in _reading.read_packs(folder, only) if read.id not in acts]
    kept = [row for row in acts.values() if row.act != "removed"]
    found += [_read(row) for row in sorted(kept, key=lambda row: row.pack)]
    return found


def _read(row: InstallRow) -> _reading.PackFiles:
    folder = folder_of(row.pack, row.content_hash)
    return _reading.read_pack(folder, folder.parent)

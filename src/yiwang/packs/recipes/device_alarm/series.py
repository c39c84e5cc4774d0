"""Which series a sample offers, without computing it."""

from __future__ import annotations

import csv
from pathlib import Path

from yiwang.packs.recipes.device_alarm.record import StormSample, TableSample


def series_names(folder: Path, sample: StormSample | TableSample) -> set[str]:
    """The names that a thing's `replays` may say."""
    if isinstance(sample, TableSample):
        with (folder / sample.file).open(encoding="utf-8", newline="") as file:
            return {row["series"] for row in csv.DictReader(file)}
    names, inside = {"rain"}, False
    for line in (folder / sample.model).read_text("utf-8").splitlines():
        if line.startswith("["):
            inside = line.strip().upper() in ("[STORAGE]", "[JUNCTIONS]")
        elif inside and line.strip() and not line.startswith(";"):
            names.add(line.split()[0])
    return names

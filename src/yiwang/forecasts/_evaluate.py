"""`yiwang evaluate forecast FILE.csv`: the forecast of any series, with its back-test."""

from __future__ import annotations

import csv
import json
import sys
import time
from datetime import date
from pathlib import Path

import msgspec

from yiwang.forecasts._keeping import made
from yiwang.forecasts.contracts import Coming, Past, Series
from yiwang.kernel.errors import Invalid


class ForecastRefused(Invalid):
    code = "forecasts.series_refused"
    zh = "{file} 第 {line} 行无法读取：{text}"
    en = "{file}, line {line} cannot be read: {text}"


def evaluate_command(path: Path, cycle: int, steps: int, as_json: bool = False) -> int:
    """Foresee `steps` periods of a CSV with a column `value`, oldest first; empty cells are unknown."""
    past = tuple(
        Past(first=date(2000, 1, 1), last=date(2000, 1, 1), value=value, position=0) for value in _read(path)
    )
    coming = tuple(
        Coming(first=date(2000, 1, 1), last=date(2000, 1, 1), label_zh=f"+{step}", label_en=f"+{step}")
        for step in range(1, steps + 1)
    )
    began = time.perf_counter()
    found = made(Series(id="", area_path="", units=(), cycle=cycle, past=past, coming=coming))
    took_s = time.perf_counter() - began
    if as_json:
        said = {
            "file": str(path),
            "periods": found.periods,
            "cycle": cycle,
            "standing": found.standing,
            "model": found.model,
            "version": found.version,
            "says": found.says_zh,
            "scores": msgspec.to_builtins(found.scores),
            "steps": [
                {"ahead": one.label_en, "value": one.value, "low": one.low, "high": one.high}
                for one in found.steps
            ],
            "seconds": round(took_s, 3),
        }
        print(json.dumps(said, ensure_ascii=False))
        return 0
    print(found.says_zh, file=sys.stderr)
    writer = csv.writer(sys.stdout)
    writer.writerow(("ahead", "value", "low", "high"))
    writer.writerows((one.label_en, one.value, one.low, one.high) for one in found.steps)
    return 0


def _read(path: Path) -> list[float | None]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = [name.strip().lower() for name in next(rows, [])]
        if "value" not in head:
            raise ForecastRefused(file=path.name, line=1, text="value")
        found: list[float | None] = []
        for line, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            try:
                word = row[head.index("value")].strip()
                found.append(float(word) if word else None)
            except (IndexError, ValueError) as error:
                raise ForecastRefused(file=path.name, line=line, text=f"{row}") from error
        return found

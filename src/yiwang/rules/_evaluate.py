"""`yiwang evaluate anomaly FILE.csv`: the seasonal judge over any series, reading after reading."""

from __future__ import annotations

import csv
import json
import math
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yiwang.kernel.errors import Invalid
from yiwang.rules._plain_baseline import PlainBaseline

SECOND_US = 1_000_000
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%m/%d/%Y %H:%M",
    "%Y%m%d%H%M%S",
    "%d.%m.%Y %H:%M",
)


class SeriesRefused(Invalid):
    code = "rules.series_refused"
    zh = "{file} 第 {line} 行无法读取：{zh}"
    en = "{file}, line {line}: {en}"


def evaluate_command(path: Path, as_json: bool = False, output: Path | None = None) -> int:
    """Score every row of a CSV with the columns timestamp and value, and write timestamp,score.

    The score of a row is made of this row and those before it. `--json` prints one object with the scores and
    what was found; without it CSV goes to standard output or to `output`.
    """
    stamps, times, values = read_series(path)
    began = time.perf_counter()
    scores, period_s = score_series(times, values)
    took_s = time.perf_counter() - began
    if output is not None or not as_json:
        out = output.open("w", encoding="utf-8", newline="") if output else sys.stdout
        writer = csv.writer(out)
        writer.writerow(("timestamp", "score"))
        writer.writerows((stamp, f"{score:.6f}") for stamp, score in zip(stamps, scores, strict=True))
        if output is not None:
            out.close()
    if as_json:
        said: dict[str, object] = {
            "file": str(path),
            "rows": len(stamps),
            "period_s": period_s,
            "seconds": round(took_s, 3),
        }
        if output is None:
            said["scores"] = [
                {"timestamp": stamp, "score": round(float(score), 6)}
                for stamp, score in zip(stamps, scores, strict=True)
            ]
        else:
            said["output"] = str(output)
        print(json.dumps(said, ensure_ascii=False))
    return 0


def score_series(
    times: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float | None]:
    """Scores of one series by the judge's baseline in its plain form, and the period it found in seconds.

    For one series alone the plain form is several times quicker; tests hold it to the judge's arrays.

    A reading that is no number, or not later than the one before, is not judged: it scores as the last one.
    """
    baseline = PlainBaseline(0.0)
    scores = np.zeros(len(values))
    last, score = None, 0.0
    for row, (time_us, value) in enumerate(zip(times.tolist(), values.tolist(), strict=True)):
        if math.isfinite(value) and (last is None or time_us > last):
            last = time_us
            score = baseline.take(time_us, value)[0]
        scores[row] = score
    return scores, baseline.period / SECOND_US or None


def read_series(path: Path) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """Timestamps as written, as microseconds, and the values (NaN where empty). Raises SeriesRefused."""
    stamps: list[str] = []
    times: list[int] = []
    values: list[float] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: Iterator[list[str]] = csv.reader(file)
        head = [name.strip().lower() for name in next(rows, [])]
        if "timestamp" not in head or "value" not in head:
            raise SeriesRefused(
                file=path.name,
                line=1,
                zh="须有 timestamp 和 value 两列。",
                en="columns timestamp and value are needed.",
            )
        when, what = head.index("timestamp"), head.index("value")
        for line, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            try:
                stamp, word = row[when].strip(), row[what].strip()
                values.append(float(word) if word else float("nan"))
                times.append(_moment(stamp))
                stamps.append(stamp)
            except (IndexError, ValueError) as error:
                raise SeriesRefused(file=path.name, line=line, zh=f"{row}", en=f"{row}") from error
    return stamps, np.array(times, dtype=np.int64), np.array(values, dtype=np.float64)


def _moment(stamp: str) -> int:
    """Microseconds of a written time; a bare number is seconds, or a count of rows, which is as good."""
    try:
        return round(float(stamp) * SECOND_US)
    except ValueError:
        pass
    moment: datetime | None = None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        for form in FORMATS:
            try:
                moment = datetime.strptime(stamp, form).replace(tzinfo=UTC)
                break
            except ValueError:
                continue
    if moment is None:
        raise ValueError(stamp)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * SECOND_US)

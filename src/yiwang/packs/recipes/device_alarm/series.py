"""The rows of a sample: which series it offers, and what is wrong in them; nothing is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import make_dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from yiwang.kernel.declarations import Limits, Loaded, Problem, load_rows
from yiwang.packs.recipes.device_alarm.record import StormSample, TableSample


def read_rows(
    folder: Path, sample: StormSample | TableSample, properties: Iterable[str]
) -> Loaded[tuple[Any, ...]]:
    """The rows of a sample's table: of readings, a column for each property; of a storm, its rain."""
    named: list[Any] = [("time", str)]
    if isinstance(sample, TableSample):
        named += [("series", str), *((one, float | None, None) for one in sorted(set(properties)))]
    else:
        named += [("rain_mm_h", Annotated[float, Limits(ge=0)])]
    path = folder / (sample.file if isinstance(sample, TableSample) else sample.rain)
    shape = make_dataclass(
        "SampleRow", named, frozen=True, namespace={"problems": _wrong_time, "__doc__": "A row."}
    )
    return load_rows(path, shape, name=path.relative_to(folder.parent).as_posix())


def _wrong_time(row: Any) -> Iterator[Problem]:
    try:
        datetime.fromisoformat(row.time)
    except ValueError:
        yield Problem(
            at=("time",),
            code="sample.time",
            zh=f"“{row.time}”不是时间。",
            en=f"“{row.time}” is no time.",
            cure_zh="按“2026-03-01 08:00”的样子写。",
            cure_en="Write it like “2026-03-01 08:00”.",
        )


def wrong_order(rows: Loaded[tuple[Any, ...]]) -> Iterator[Problem]:
    """A reading that is told before an earlier one of its series, or twice."""
    last: dict[str, datetime] = {}
    for index, row in enumerate(rows.record or ()):
        series, at = getattr(row, "series", ""), datetime.fromisoformat(row.time)
        if series in last and at <= last[series]:
            yield Problem(
                at=(index, "time"),
                code="sample.order",
                zh=f"“{row.time}”不晚于同一序列的前一行。",
                en=f"“{row.time}” is not later than the row before it in its series.",
                cure_zh="按时间先后写，一个时刻一行。",
                cure_en="Write the rows in order of time, one for a moment.",
            )
        last[series] = at


def series_names(
    folder: Path, sample: StormSample | TableSample, rows: Loaded[tuple[Any, ...]]
) -> set[str] | None:
    """The names that a thing's `replays` may say; None while the rows cannot be read."""
    if isinstance(sample, TableSample):
        return {row.series for row in rows.record} if rows.record is not None else None
    names, inside = {"rain"}, False
    for line in (folder / sample.model).read_text("utf-8").splitlines():
        if line.startswith("["):
            inside = line.strip().upper() in ("[STORAGE]", "[JUNCTIONS]")
        elif inside and line.strip() and not line.startswith(";"):
            names.add(line.split()[0])
    return names

"""What a scene replays: rows of a table, or a storm through its SWMM model; computed, never committed."""

from __future__ import annotations

import csv
import hashlib
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from yiwang.kernel import chance, shapes
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.declarations import Fault
from yiwang.kernel.errors import Invalid
from yiwang.packs.contracts import Reading, Sample
from yiwang.packs.declarations import ThingRow
from yiwang.packs.recipes._form import SceneFiles
from yiwang.packs.recipes.device_alarm.expansion import find_property, source_id
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm, StormSample, TableSample

Series = dict[str, dict[str, list[tuple[float, float]]]]
"""series name → property → (seconds since the start, value)."""

ENGINE = "swmm-1"
"""Part of the name of a computed file: a change of how we compute makes a new file."""


class SampleRefused(Invalid):
    """A sample's file cannot be replayed."""

    code = "packs.sample"
    zh = "样本“{file}”无法回放：{reason_zh}。"
    en = "The sample “{file}” cannot be replayed: {reason_en}."


def sample_of(files: SceneFiles[DeviceAlarm], keep: Path) -> Sample:
    """The readings of a scene in order of time; a computed storm is kept under `keep`."""
    scene, folder = files.record, files.folder
    pack = folder.name
    if isinstance(scene.sample, StormSample):
        starts, series = _storm(folder, scene.sample, keep)
    else:
        starts, series = _table(folder, scene.sample)
    readings = sorted(
        _readings(scene, files.rows("things"), series), key=lambda one: (one.at_s, one.datastream)
    )
    if not readings:
        raise SampleRefused(
            file=files.file.name,
            reason_zh="没有一个物回放其中的序列",
            reason_en="no thing replays one of its series",
        )
    times = sorted({one.at_s for one in readings})
    begins = scene.sample.begins
    return Sample(
        pack=pack,
        scene=scene.id,
        source_id=source_id(pack, scene.id),
        source_zh=scene.sample.source.zh,
        source_en=scene.sample.source.en,
        starts=starts,
        begins_s=max(0.0, (_local(begins, files.file.name) - starts).total_seconds()) if begins else 0.0,
        length_s=times[-1],
        step_s=min((b - a for a, b in itertools.pairwise(times)), default=60.0),
        readings=tuple(readings),
    )


def _readings(scene: DeviceAlarm, rows: tuple[ThingRow, ...], series: Series) -> Iterator[Reading]:
    for row in rows:
        for name, points in series.get(row.replays, {}).items() if row.replays else ():
            if find_property(scene, name, row.model or scene.models[0].code) is not None:
                for at_s, value in points:
                    yield Reading(at_s, f"{row.id}.{name}", value)


def _local(text: str, file: str) -> datetime:
    """A time of the source, which counts in UTC+8."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise SampleRefused(
            file=file, reason_zh=f"“{text}”不是时间", reason_en=f"“{text}” is no time"
        ) from error


def _table(folder: Path, sample: TableSample) -> tuple[datetime, Series]:
    series: Series = {}
    starts: datetime | None = None
    with (folder / sample.file).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = _local(row.pop("time"), sample.file)
            starts = starts or at
            properties = series.setdefault(row.pop("series"), {})
            for name, text in row.items():
                if text:
                    properties.setdefault(name, []).append(((at - starts).total_seconds(), float(text)))
    if starts is None:
        raise SampleRefused(file=sample.file, reason_zh="没有数据", reason_en="it has no rows")
    return starts, series


def _storm(folder: Path, sample: StormSample, keep: Path) -> tuple[datetime, Series]:
    said = f"{ENGINE}\0{sample.step}\0{sample.noise}".encode()
    said += (folder / sample.model).read_bytes() + (folder / sample.rain).read_bytes()
    kept = keep / f"storm-{hashlib.sha256(said).hexdigest()[:16]}.json"
    with (folder / sample.rain).open(encoding="utf-8", newline="") as file:
        rain = [(_local(row["time"], sample.rain), float(row["rain_mm_h"])) for row in csv.DictReader(file)]
    if not rain:
        raise SampleRefused(file=sample.rain, reason_zh="没有数据", reason_en="it has no rows")
    starts = rain[0][0]
    if kept.exists():
        return starts, shapes.read(kept.read_bytes(), Series)
    series = _run_model(folder / sample.model, rain, sample.step)
    series = {
        name: {"depth": _as_measured(name, points["depth"], sample.noise.to("cm"))}
        for name, points in series.items()
    }
    step_s = sample.step.total_seconds()
    per_hour = int(3600 // step_s)
    series["rain"] = {
        "rain": [
            ((at - starts).total_seconds() + minute * step_s, amount)
            for at, amount in rain
            for minute in range(per_hour)
        ]
    }
    keep.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(series))
    fresh.replace(kept)
    return starts, series


def _run_model(model: Path, rain: list[tuple[datetime, float]], step: timedelta) -> Series:
    """Depth in centimetres at every storage node and junction, one value a step."""
    from pyswmm import Nodes, Simulation  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory(prefix="yiwang-swmm-") as name:
        room = Path(name)
        shutil.copy(model, room / "model.inp")
        lines = [f"{at:%m/%d/%Y %H:%M} {amount}" for at, amount in rain]
        (room / "rain.dat").write_text("\n".join(lines) + "\n", encoding="ascii")
        found: Series = {}
        with Simulation(str(room / "model.inp")) as simulation:
            nodes = [node for node in Nodes(simulation) if not node.is_outfall()]
            points: dict[str, list[tuple[float, float]]] = {node.nodeid: [] for node in nodes}
            simulation.step_advance(int(step.total_seconds()))
            starts = simulation.start_time
            for _ in simulation:
                at_s = round((simulation.current_time - starts).total_seconds())
                for node in nodes:
                    points[node.nodeid].append((float(at_s), node.depth * 100.0))
        for node_id, series in points.items():
            found[node_id] = {"depth": series}
    return found


def _as_measured(name: str, points: list[tuple[float, float]], noise_cm: float) -> list[tuple[float, float]]:
    """What a gauge would say: millimetres, with its own noise while it is wet, zero while it is dry."""
    chances = chance.rng(f"packs.gauge.{name}", seed=1)
    measured = []
    for at_s, depth in points:
        seen = depth + chances.gauss(0.0, noise_cm) if depth > 0.5 else depth
        measured.append((at_s, max(0.0, round(seen, 1))))
    return measured


def fault_of(refusal: SampleRefused, file: str) -> Fault:
    """The refusal as a fault of the scene's file."""
    return Fault(
        file=file,
        line=1,
        column=1,
        code="sample.refused",
        text=str(refusal.details.get("file", "")),
        zh=refusal.sentence("zh"),
        en=refusal.sentence("en"),
        cure_zh="修正样本文件。",
        cure_en="Mend the sample file.",
    )

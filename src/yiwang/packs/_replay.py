"""What the feed plays, as files in the data folder: one for each scene, and the token of its source.

The feed is a stranger who enters by public doors; it reads these files and nothing else of ours.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from yiwang.identity.contracts import Subject
from yiwang.packs import _samples
from yiwang.packs._device_alarm import find_property
from yiwang.packs._reading import PackFiles, SceneFiles
from yiwang.packs.contracts import Sample
from yiwang.packs.declarations import DeviceAlarm, TableSample
from yiwang.sensing import api as sensing

FOLDER = "replay"
TOKENS = "sources"


def write_replays(found: list[PackFiles], home: Path, secrets: Path) -> list[str]:
    """Write what the sound scenes replay, issue tokens that are missing, take away what is stale."""
    room = home / FOLDER
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    written: list[str] = []
    for read in found:
        for scene in read.scenes if not read.faults else ():
            sample = _samples.sample_of(read.id, read.folder, scene, home / "samples")
            name = f"{read.id}--{scene.record.id}.json"
            _write(room / name, msgspec.json.encode(body_of(scene, sample)))
            issue_token(sample.source_id, secrets)
            written.append(name)
    for stray in room.glob("*.json"):
        if stray.name not in written:
            stray.unlink()
    return written


def issue_token(source_id: str, secrets: Path) -> str:
    """The token of a source, issued now unless its file is there and the source still takes it."""
    path = secrets / TOKENS / source_id
    states = {source.id: source.state for source in sensing.sources()}
    if path.exists() and states.get(source_id) == "active":
        return path.read_text(encoding="ascii").strip()
    token = sensing.issue_token(source_id, Subject.system("packs")).token
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, token.encode("ascii"))
    return token


def body_of(scene: SceneFiles, sample: Sample) -> dict[str, Any]:
    """The file's content; readings are [seconds, index of the datastream, value]."""
    names = sorted({one.datastream for one in sample.readings})
    index = {name: place for place, name in enumerate(names)}
    rest: dict[str, float] = {}
    for one in sample.readings:
        rest.setdefault(one.datastream, one.value)
    record = scene.record
    return {
        "pack": sample.pack,
        "scene": sample.scene,
        "name_zh": record.name.zh,
        "name_en": record.name.en,
        "source_id": sample.source_id,
        "source_zh": sample.source_zh,
        "source_en": sample.source_en,
        "begins_s": sample.begins_s,
        "length_s": sample.length_s,
        "step_s": sample.step_s,
        "endless": isinstance(record.sample, TableSample),
        "datastreams": names,
        "rest": rest,
        "readings": [[one.at_s, index[one.datastream], one.value] for one in sample.readings],
        "fault": fault_of(record, {row.id for row in scene.rows if not row.replays}),
    }


def fault_of(scene: DeviceAlarm, reserved: set[str]) -> dict[str, Any] | None:
    """The script of a device that jumps, stands still and falls silent; None where no thing is kept."""
    alarm = scene.alarms[0]
    found = find_property(scene, alarm.property, alarm.model)
    if found is None or scene.rehearsal.broken not in reserved:
        return None
    measured = found[1]
    jump, still = broken_values(scene)
    stuck = next((one.after for one in scene.upkeep.stuck if one.property == measured.code), None)
    return {
        "datastream": f"{scene.rehearsal.broken}.{measured.code}",
        "jump": jump,
        "still": still,
        "stuck_s": stuck.total_seconds() if stuck else 0.0,
        "silent_s": scene.upkeep.silent_after.total_seconds(),
        "every_s": measured.expected_every_s,
    }


def broken_values(scene: DeviceAlarm) -> tuple[float, float]:
    """A reading that alarms at once, and the harmless one at which the device then stands still."""
    alarm = scene.alarms[0]
    found = find_property(scene, alarm.property, alarm.model)
    if found is None:
        raise KeyError(alarm.property)
    measured = found[1]
    gravest = alarm.levels[-1].at.to(measured.unit)
    highest = measured.valid_max if measured.valid_max is not None else gravest * 4
    jump = float(f"{gravest + (highest - gravest) * 0.76:.3g}")
    lowest = alarm.levels[0].at.to(measured.unit)
    return jump, float(f"{lowest * 0.14:.2g}")


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes only."""
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)

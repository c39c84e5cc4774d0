"""What the feed plays of a scene: its readings, and the script of a device that breaks."""

from __future__ import annotations

from typing import Any

from yiwang.packs.contracts import Sample
from yiwang.packs.recipes._form import SceneFiles
from yiwang.packs.recipes.device_alarm.expansion import find_property
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm, TableSample


def body_of(scene: SceneFiles[DeviceAlarm], sample: Sample) -> dict[str, Any]:
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
        "fault": fault_of(record, {row.id for row in scene.rows("things") if not row.replays}),
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

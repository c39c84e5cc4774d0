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
    if alarm.direction == "above":
        furthest = measured.valid_max if measured.valid_max is not None else gravest * 4
    else:
        furthest = measured.valid_min if measured.valid_min is not None else gravest / 4
    return float(f"{gravest + (furthest - gravest) * 0.76:.3g}"), harmless(scene, 0.14)


def harmless(scene: DeviceAlarm, share: float) -> float:
    """A reading that alarms nothing: so much of the way from the far end of what is sound to the first level.

    That end is the level of the alarm in the other direction where there is one, else the end of what can be
    measured: a cold box is neither too warm nor too cold, a hydrant has pressure.
    """
    alarm = scene.alarms[0]
    found = find_property(scene, alarm.property, alarm.model)
    if found is None:
        raise KeyError(alarm.property)
    measured = found[1]
    lightest = alarm.levels[0].at.to(measured.unit)
    others = [
        one.levels[0].at.to(measured.unit)
        for one in scene.alarms
        if one.property == alarm.property and one.direction != alarm.direction
    ]
    if alarm.direction == "above":
        end = max(others, default=measured.valid_min if measured.valid_min is not None else 0.0)
    else:
        end = min(others, default=measured.valid_max if measured.valid_max is not None else lightest * 4)
    return float(f"{end + (lightest - end) * share:.3g}")

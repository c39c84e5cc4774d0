"""What a rehearsal feeds a device that breaks: one reading that alarms, and others that alarm nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yiwang.packs import _reading
from yiwang.packs.recipes import SceneFiles
from yiwang.packs.recipes.device_alarm.expansion import find_property
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm
from yiwang.packs.recipes.device_alarm.replay import broken_values, harmless

PACKS = Path(__file__).parent.parent.parent / "packs"
SCENES = [
    scene
    for read in _reading.read_packs(PACKS)
    for scene in read.scenes
    if isinstance(scene.file.record, DeviceAlarm)
]


def alarms_at(scene: DeviceAlarm, value: float) -> list[str]:
    """The severities that a value of the first alarm's property reaches at once, of every alarm of it."""
    first = scene.alarms[0]
    found = find_property(scene, first.property, first.model)
    assert found is not None
    unit = found[1].unit
    reached: list[str] = []
    for alarm in scene.alarms:
        for rung in alarm.levels if alarm.property == first.property else ():
            at = rung.at.to(unit)
            if (value >= at) if alarm.direction == "above" else (value <= at):
                reached.append(rung.severity)
    return reached


@pytest.mark.parametrize("files", SCENES, ids=lambda one: one.declared.key)
def test_a_jump_reaches_the_gravest_level_and_the_rest_reaches_none(files: SceneFiles[Any]) -> None:
    scene: DeviceAlarm = files.record
    jump, still = broken_values(scene)
    first = scene.alarms[0]
    found = find_property(scene, first.property, first.model)
    assert found is not None
    assert first.levels[-1].severity in alarms_at(scene, jump)
    for value in (still, *(harmless(scene, share) for share in (0.14, 0.154, 0.147, 0.168))):
        assert alarms_at(scene, value) == []
        for end in (jump, value):
            assert found[1].valid_min is None or end >= found[1].valid_min
            assert found[1].valid_max is None or end <= found[1].valid_max


def test_there_are_scenes_that_alarm_downwards_and_below_nought() -> None:
    """Else the test above proves less than it says."""
    assert any(one.record.alarms[0].direction == "below" for one in SCENES)
    assert any(one.record.alarms[0].levels[0].at.value < 0 for one in SCENES)

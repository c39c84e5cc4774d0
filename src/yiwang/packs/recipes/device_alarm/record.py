"""What a scene by `device-alarm` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Problem, Quantity, Size, Unique, Words
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import FILE, UNIT, Aim, SceneHead
from yiwang.rules.declarations import Confirm, Severity
from yiwang.sensing.declarations import ThingModelDeclaration

RULE_LADDER = ("notice", "general", "important", "urgent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of an alarm: where it begins and ends, how long it must last, how grave it is."""

    at: Quantity
    """达到此值告警。 The value at which it begins."""
    clear: Quantity | None = None
    """回到此值解除（回差），留空则同 at。
    The value at which it ends (hysteresis); that of `at` when left out.
    """
    for_: Annotated[timedelta, Limits(ge=0)] = timedelta(0)
    """须持续多久。 How long it must last."""
    severity: Severity
    """等级。 How grave it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """When a measured property is an alarm."""

    property: str
    """监测属性的编号。 Code of the measured property."""
    model: str = ""
    """哪个物模型的属性，几个模型都有时写明。 Of which thing model, if several have it."""
    name: Words
    """告警名称。 What the alarm is called."""
    direction: Literal["above", "below"] = "above"
    """高于还是低于。 Above or below the value."""
    levels: Annotated[tuple[Rung, ...], Size(at_least=1, at_most=4)]
    """由轻到重的等级。 Levels from light to grave."""

    def problems(self) -> Iterator[Problem]:
        order = [RULE_LADDER.index(rung.severity) for rung in self.levels]
        for index in range(1, len(order)):
            if order[index] <= order[index - 1]:
                yield Problem(
                    at=("levels", index, "severity"),
                    code="alarm.order",
                    zh=f"等级须逐级加重，前一级已是“{self.levels[index - 1].severity}”。",
                    en=f"Levels must grow graver; the one before is “{self.levels[index - 1].severity}”.",
                    cure_zh="由轻到重排列：" + "、".join(RULE_LADDER) + "。",
                    cure_en="Order them from light to grave: " + ", ".join(RULE_LADDER) + ".",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A property that cannot stand still for long."""

    property: str
    """监测属性的编号。 Code of the measured property."""
    after: Annotated[timedelta, Limits(gt=0)]
    """多久不变即判故障。 After how long without a change it is a fault."""
    above: Quantity | None = None
    """只看高于此值的读数：干的路面可以几周为零。
    Only readings above this can be stuck: a dry road stays at zero for weeks.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """When the device itself is at fault; out-of-range follows from the model's valid_min and valid_max."""

    silent_after: Annotated[timedelta, Limits(gt=0)]
    """多久没有读数即判离线。 After how long without a reading a device is silent."""
    stuck: Annotated[tuple[Stuck, ...], Unique("property")] = ()
    """读数不变即判故障的属性。 Properties that cannot stand still."""
    late_after: Annotated[timedelta, Limits(gt=0)] = timedelta(minutes=15)
    """迟到超过此时长的读数不再派人。
    A reading that arrives later than this after it was observed dispatches nobody.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """How the scene's things stand on the map."""

    name: Words
    """图层名称。 What the layer is called."""
    property: str
    """图上显示的属性。 The property that is shown."""
    icon: Literal["water", "rain", "air", "fire", "gas", "bridge", "camera", "point"] = "point"
    """图标。 The icon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StormSample:
    """Rain driven through a SWMM model: the depth at each node, and the rain as the series ``rain``."""

    kind: Literal["storm"]
    """storm：降雨驱动排水模型。 Rain through a drainage model."""
    model: Annotated[str, FILE]
    """SWMM 模型文件，其雨量时间序列 rain 读取 rain.dat。
    SWMM input file whose time series ``rain`` reads the file ``rain.dat``.
    """
    rain: Annotated[str, FILE]
    """雨量 CSV，列为 time 和 rain_mm_h。 CSV with the columns time and rain_mm_h."""
    step: Annotated[timedelta, Limits(ge=1)] = timedelta(minutes=1)
    """计算步长。 The step of the computation."""
    noise: Quantity
    """仪器噪声（标准差），加在有水的读数上。
    The gauge's own noise (standard deviation), added to a wet reading.
    """
    source: Words
    """数据来源，显示在每张图旁。 Where the data come from, as it is shown beside every chart."""
    begins: str = ""
    """循环回放从样本的哪个时刻开始，留空为全部。
    Where a loop of the feed starts (time in the sample); the whole sample when left out.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSample:
    """Rows of readings: columns time, series, and one per property of the model."""

    kind: Literal["table"]
    """table：读数表。 A table of readings."""
    file: Annotated[str, FILE]
    """CSV，列为 time、series 和各属性。 CSV with the columns time, series and one for each property."""
    source: Words
    """数据来源，显示在每张图旁。 Where the data come from, as it is shown beside every chart."""
    begins: str = ""
    """循环回放从样本的哪个时刻开始。 Where a loop of the feed starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    thing: str
    """跟踪哪个物的告警直到销案。 The thing whose alarm is followed to its closing."""
    reaches: Quantity
    """样本须达到的值。 What the sample must reach there."""
    severity: Severity
    """告警须达到的最高等级。 The gravest level that the alert must have reached."""
    broken: str
    """故障预演中坏掉的物，不得成为城市事件。
    A thing that breaks in the fault variant: it must not become an event.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAlarm(SceneHead):
    """A scene by `device-alarm`: device → alert → confirm → case → reading normal → verify → close."""

    recipe: Literal["device-alarm"]
    """配方。 The recipe."""
    hazard: Annotated[str, SLUG]
    """危险种类：同类告警会并案。 What is endangered: alerts of one hazard join."""
    owner: Annotated[str, UNIT]
    """设备的权属单位，物表另有写明的除外。 Who owns the things, unless a row of their table names another."""
    maintainer: Annotated[str, UNIT]
    """设备的运维单位，物表另有写明的除外。
    Who maintains the things, unless a row of their table names another.
    """
    models: Annotated[tuple[ThingModelDeclaration, ...], Size(at_least=1, at_most=20), Unique("code")]
    """物模型：监测属性各有 UCUM 单位、类别、量程和上报节奏。
    Thing models: each property has a UCUM unit, a kind, a range and its rhythm.
    """
    things: Annotated[str, FILE]
    """物表（CSV）。 CSV file of things in the pack's folder."""
    alarms: Annotated[tuple[Alarm, ...], Size(at_least=1, at_most=40)]
    """告警规则。 The alarms."""
    confirm: Confirm
    """谁来核实：auto 自动、duty_officer 值班员、grid_worker 网格员、camera 视频。
    Who confirms: nobody, the duty officer, a grid worker, a camera.
    """
    upkeep: Upkeep
    """设备自身的故障判定。 When the device itself is at fault."""
    matter: Matter
    """治理事项。 The governance matter."""
    layer: Layer
    """图层。 The layer on the map."""
    aims: dict[Literal["false_alarms", "in_time", "hours"], Aim] = field(default_factory=dict)
    """指标要求：误报率、按时办结率、平均办理时长。 What the figures are to reach."""
    sample: StormSample | TableSample
    """回放样本。 What is replayed."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""

"""The recipe `device-alarm`: device → alert → confirm → case → reading normal → verify → close."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.declarations import ThingRow
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.device_alarm import checks, expansion, replay, samples
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm

RECIPE = Recipe(
    code="device-alarm",
    name=Words(zh="设备告警处置", en="Device alarm"),
    flow=Words(
        zh="设备 → 告警 → 核实 → 派单 → 处置 → 读数正常 → 核查 → 结案",
        en="device → alert → confirm → case → handle → reading normal → verify → close",
    ),
    about=Words(
        zh="有监测设备、超限即须有人到场处置的场景：积水、空气、水位、燃气、消防水压。",
        en="Where devices measure and somebody must go when a limit is passed: flooding, air, rivers, gas.",
    ),
    record=DeviceAlarm,
    tables={"things": Table(at=("things",), row=ThingRow)},
    problems=checks.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="物模型、物和数据来源。",
            en="Thing models, things and a source (sensing).",
        ),
        Words(
            zh="规则：每个告警一条阈值，每个 stuck 一条不变，每个物模型一条离线，每个有量程的属性一条越界。",
            en="Rules: a threshold an alarm, a flat line a `stuck`, silence a model, a range a property.",
        ),
        Words(
            zh="事项及其分类、职责、时限。",
            en="The matter with its classes, duties and limits (matters).",
        ),
        Words(
            zh="图层。",
            en="A layer of the map.",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="alarm", name=Words(zh="告警闭环", en="the alarm's loop"), drawn=True),
        Variant(code="fault", name=Words(zh="设备故障", en="the broken device")),
    ),
    script="yiwang.packs.recipes.device_alarm.script",
    sample=samples.sample_of,
    replay=replay.body_of,
)

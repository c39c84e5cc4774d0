"""What a scene by `transport-chain` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Problem, Quantity, Size, Unique, Words
from yiwang.ledgers.declarations import Code, Field
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import AREA, FILE, UNIT, Aim, SceneHead
from yiwang.routines.declarations import Lookup
from yiwang.rules.declarations import Confirm, Severity
from yiwang.sensing.declarations import Kind, Route, Zone

Seconds = Annotated[timedelta, Limits(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A limit on where and how something moves."""

    over: Quantity | None = None
    """超过多少（偏离距离、车速；停留只看时长）。
    Beyond which distance or speed; of standing still only the time counts.
    """
    for_: Seconds = timedelta(0)
    """须持续多久。 How long it must last."""
    severity: Severity = "general"
    """等级。 How grave it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Something measured of the load, such as the temperature of a cold chain."""

    code: Code
    """属性编号。 Code of the property."""
    name: Words
    """名称。 What it is."""
    unit: str
    """UCUM 单位。 Its unit."""
    kind: Kind
    """类别。 What sort of quantity it is."""
    valid_min: float | None = None
    """仪器量程下限。 The lowest value that the device can give."""
    valid_max: float | None = None
    """仪器量程上限。 The highest value that the device can give."""
    above: Quantity | None = None
    """高于此值为违规。 A breach above this."""
    below: Quantity | None = None
    """低于此值为违规。 A breach below this."""
    for_: Seconds = timedelta(0)
    """须持续多久。 How long it must last."""
    severity: Severity = "general"
    """等级。 How grave it is."""

    def problems(self) -> Iterator[Problem]:
        if (self.above is None) == (self.below is None):
            yield Problem(
                at=("above",),
                code="load.limit",
                zh="写 above 或 below 之一。",
                en="Say either `above` or `below`.",
                cure_zh="只留一个；上下限都有的写成两项。",
                cure_en="Keep one; of two limits make two loads.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What travels, and what its terminal sends."""

    code: Code
    """物模型编号。 Code of the thing model."""
    name: Words
    """名称。 What it is."""
    kind: Annotated[str, SLUG] = "vehicle"
    """图标和清单用的种类：vehicle、vessel。 The kind for icons and lists: vehicle, vessel."""
    every: Annotated[timedelta, Limits(ge=1)] = timedelta(seconds=30)
    """多久上报一次位置。 How often its position comes."""
    speed: str = "km/h"
    """车速单位，船舶写 [kn_i]。 The unit of its speed; a ship's is [kn_i]."""
    things: Annotated[str, FILE]
    """运输工具表（CSV），位置写常驻地。 CSV file of what travels; the place is where it is kept."""
    loads: Annotated[tuple[Load, ...], Size(at_most=4), Unique("code")] = ()
    """载荷监测。 What is measured of the load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A link of the chain: who hands over what to whom, and by when."""

    code: Code
    """环节编号。 Its code."""
    name: Words
    """环节名称，也是办理动作。 What the step is called."""
    done: Words
    """办完之后的状态。 The state that it leads to."""
    by: Literal["keeper", "reviewer"] = "keeper"
    """keeper 承运方或发出方；reviewer 另一人（接收方、检查站），不能是上一环节的人。
    Who carries or sends; or a second person, never the one of the step before.
    """
    within: Annotated[timedelta, Limits(gt=0)] | None = None
    """须在上一环节后多久之内办理。 How soon after the step before."""
    at: Literal["start", "way", "end"] = "way"
    """start 上路；way 在途；end 到达，此后不再在路上。
    It sets out; is under way; has come to its end.
    """
    field: Code | None = None
    """此环节填写的数量。 The amount that is filled in with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """The ledger of trips or batches."""

    code: Annotated[str, SLUG]
    """台账编号。 Code of the ledger."""
    name: Words
    """台账名称，如 电子运单。 What it is called, e.g. electronic waybills."""
    number: Words
    """单号的名称。 What its number is called."""
    unit: Annotated[str, UNIT]
    """管理单位。 The unit that answers for it."""
    amount: str
    """数量的 UCUM 单位，如 t、kg、1。 The unit of the amounts."""
    quantity: Literal["mass", "volume", "count"] = "mass"
    """是什么量。 What the amounts measure."""
    differs: Annotated[float, Limits(ge=0, le=1)] = 0.0
    """交接数量可相差的比例；超过即为违规。 The share by which amounts may differ; beyond it is a breach."""
    fields: Annotated[tuple[Field, ...], Size(at_most=30), Unique("code")] = ()
    """本场景自有的字段。 Fields of the scene's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TripRow:
    """A row of the CSV of sample trips."""

    number: Annotated[str, Size(at_least=2, at_most=40)]
    """单号。 Its number."""
    goods: Annotated[str, Size(at_least=1, at_most=80)]
    """货物。 What is carried."""
    thing: Annotated[str, SLUG]
    """由哪个运输工具承运。 Id of what carries it."""
    route: Annotated[str, SLUG]
    """走哪条线路。 Code of its route."""
    sender: Annotated[str, Size(at_least=2, at_most=80)]
    """发出方。 Who sends it."""
    receiver: Annotated[str, Size(at_least=2, at_most=80)]
    """接收方。 Who receives it."""
    area: Annotated[str, AREA]
    """起运地。 Where it sets out."""
    sent: Annotated[float, Limits(gt=0)]
    """发出数量。 The amount sent."""
    received: Annotated[float, Limits(ge=0)]
    """接收数量。 The amount received."""
    more: str = ""
    """自有字段的值：编号=值；编号=值。 Values of the scene's own fields: code=value; code=value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """A row of the CSV of sample tracks: where a trip is so many minutes after it set out."""

    trip: Annotated[str, Size(at_least=2, at_most=40)]
    """哪一单。 Number of the trip."""
    minute: Annotated[float, Limits(ge=0, le=1440)]
    """出发后多少分钟；其间按匀速直线。 Minutes after it set out; between two rows it goes straight."""
    lon: Annotated[float, Limits(ge=73, le=136)]
    """经度。 Longitude."""
    lat: Annotated[float, Limits(ge=3, le=54)]
    """纬度。 Latitude."""
    load: float | None = None
    """第一项载荷的读数。 The reading of its first load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TripSample:
    """The trips and tracks that a rehearsal plays."""

    trips: Annotated[str, FILE]
    """样本运单（CSV）。 CSV file of sample trips."""
    tracks: Annotated[str, FILE]
    """样本轨迹（CSV）。 CSV file of sample tracks."""
    source: Words
    """样本从何而来。 Where the sample comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    good: str
    """一路合规、数量相符的一单。 The trip on which all is as it must be."""
    breach: str
    """在路上违规的一单。 The trip that breaks a rule on its way."""
    breaks: str
    """它首先违反哪条：off_route、in_zone、standing、speed 或载荷编号。
    Which rule it breaks first: off_route, in_zone, standing, speed or the code of a load.
    """
    short: str
    """数量对不上的一单。 The trip whose amounts differ too much."""
    barred: str = ""
    """出发前核对不过的一单，有 lookups 时写。 With lookups: the trip that may not set out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportChain(SceneHead):
    """A scene by `transport-chain`: batch or trip → positions → rule breach → enforcement."""

    recipe: Literal["transport-chain"]
    """配方。 The recipe."""
    hazard: Annotated[str, SLUG]
    """违规种类：同类告警会并案。 What is endangered: alerts of one hazard at one thing join."""
    owner: Annotated[str, UNIT]
    """运输工具的权属单位，物表另有写明的除外。 Who owns what travels, unless its row names another."""
    maintainer: Annotated[str, UNIT]
    """终端的运维单位：失联和故障的维护单派给它。 Who keeps the terminals in order."""
    mover: Mover
    """运输工具。 What travels."""
    routes: Annotated[tuple[Route, ...], Size(at_least=1, at_most=20), Unique("code")]
    """核准线路，坐标 WGS 84，经度在前。 The ways that are allowed, WGS 84, longitude first."""
    zones: Annotated[tuple[Zone, ...], Size(at_most=20), Unique("code")] = ()
    """禁行区域和时段。 Areas closed to it, and when."""
    off_route: Breach | None = None
    """偏离核准线路。 Off its route."""
    in_zone: Breach | None = None
    """进入禁行区域。 Inside a closed area."""
    standing: Breach | None = None
    """在途停留过久。 Standing still too long on the way."""
    speed: Breach | None = None
    """超速。 Too fast."""
    silent_after: Annotated[timedelta, Limits(gt=0)] = timedelta(minutes=30)
    """多久没有位置即判终端离线。 After how long without a position the terminal is at fault."""
    confirm: Confirm
    """谁来核实告警。 Who confirms an alert."""
    waybill: Waybill
    """运单（转移联单、检疫证）台账。 The ledger of trips."""
    lookups: Annotated[tuple[Lookup, ...], Size(at_most=8), Unique("code")] = ()
    """出发前核对（车辆、人员资质），不过的不得出发。
    What is looked up before it may set out: the vehicle, the driver.
    """
    chain: Annotated[tuple[Handover, ...], Size(at_least=3, at_most=8), Unique("code")]
    """交接链，依次办理。 The handovers, in order."""
    matter: Matter
    """违规如何查处。 The matter by which breaches are dealt with."""
    aims: dict[Literal["in_time", "false_alarms", "hours"], Aim] = field(default_factory=dict)
    """指标要求。 What the figures are to reach."""
    sample: TripSample
    """样本。 The sample."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""

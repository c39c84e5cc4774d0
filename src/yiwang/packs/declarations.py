"""What stands in a pack's files: pack.yaml, grade.yaml, scenes/*.yaml and the CSV of things.

Where a noun below has a record of its own for something (a thing model, a matter), a scene writes the
keys of that record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, get_args

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Quantity, Size, Unique, Words
from yiwang.matters.declarations import Matter, MatterClass
from yiwang.rules.declarations import Confirm, Severity
from yiwang.sensing.declarations import Frame, ThingModelDeclaration

FILE = Pattern(
    regex=r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*",
    zh="包内的相对路径，不含“..”",
    en="a path inside the pack, without “..”",
)
UNIT = Pattern(regex=r"[a-z0-9]+(-[a-z0-9]+)*", zh="单位编号，如 zj-cgj", en="a unit id such as zj-cgj")
RULE_LADDER = ("notice", "general", "important", "urgent")


Domain = Literal[
    "economy",
    "city-industry",
    "city-management",
    "public-safety",
    "emergency",
    "ecology",
    "culture-tourism",
    "education",
    "transport",
    "grassroots",
    "health",
    "energy",
    "low-carbon",
    "agriculture",
]
"""典型场景领域, in the order of the plans: 经济发展、产城融合、城市管理、公共安全、应急指挥、生态环境、
文旅体育、智慧教育、交通管理、基层治理、医疗健康、能源行业、绿色低碳、农业农村."""
Field = Literal["economic-regulation", "market-supervision", "social-management", "public-service", "ecology"]
"""五大领域: 经济调节、市场监管、社会管理、公共服务、生态环境."""
DOMAINS: tuple[str, ...] = get_args(Domain)
FIELDS: tuple[str, ...] = get_args(Field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`pack.yaml`: a topic (专题), its number, and who answers for it."""

    id: Annotated[str, SLUG]
    """Permanent id; also the folder's name."""
    number: Annotated[str, Size(at_least=1, at_most=40)]
    """专题编号 in the city's own list."""
    name: Words
    about: Words
    lead_unit: Annotated[str, UNIT]
    """牵头单位."""
    co_units: tuple[Annotated[str, UNIT], ...] = ()
    """配合单位."""
    operator: Annotated[str, UNIT]
    """运营责任人: the unit that keeps the topic in order."""
    domain: Literal["", Domain] = ""
    """Which 典型场景领域 its scenes belong to."""
    field: Literal["", Field] = ""
    """Which of 五大领域 it belongs to."""
    licence: str
    """SPDX identifier of what we wrote; data of others says so in its own NOTICE."""
    demonstration: bool = False
    """True where figures, points and limits are demonstration defaults that a city must look at."""
    matter_classes: Annotated[tuple[MatterClass, ...], Unique("code")] = ()
    """Classes of the matter catalogue that the scenes hang their matters on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One line of a pack's opinion of itself."""

    state: Literal["done", "exempt", "todo"]
    because: str = ""
    """Why it is exempt or not yet done; required then."""
    proof: str = ""
    """What shows that it is done; the machine checks ``rehearse:topic/scene`` and file names."""

    def problems(self) -> Iterator[Problem]:
        if self.state != "done" and not self.because:
            yield Problem(
                at=("state",),
                code="grade.because",
                zh="不是“done”时须写明原因。",
                en="Anything but “done” needs its reason.",
                cure_zh="加上“because: …”。",
                cure_en="Add “because: …”.",
            )


Quality = Literal[
    "declared",
    "bilingual",
    "units",
    "licence",
    "sample",
    "rehearsed",
    "faults-rehearsed",
    "duty-list",
    "limits",
    "closing-standard",
    "real-devices",
    "city-approved",
    "board",
]
"""What a pack is graded on; some by the machine, some by a reader, `city-approved` by a city alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """`grade.yaml`: done, exempt because, to do."""

    grades: dict[Quality, Graded]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """A row of the CSV of things: one device at one place."""

    id: Annotated[str, SLUG]
    name: str
    name_en: str = ""
    model: str = ""
    """Code of one of the scene's models; the first when left out."""
    lon: Annotated[float, Limits(ge=73, le=136)]
    lat: Annotated[float, Limits(ge=3, le=54)]
    frame: Frame = "wgs84"
    area: str = ""
    """Area id; found from the position when left out."""
    address: str = ""
    owner: Annotated[str, UNIT] | None = None
    maintainer: Annotated[str, UNIT] | None = None
    warranty_until: date | None = None
    replays: str = ""
    """Name of the series in the scene's sample that this thing replays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of an alarm: where it begins and ends, how long it must last, how grave it is."""

    at: Quantity
    clear: Quantity | None = None
    for_: Annotated[timedelta, Limits(ge=0)] = timedelta(0)
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """When a measured property is an alarm."""

    property: str
    model: str = ""
    name: Words
    direction: Literal["above", "below"] = "above"
    levels: Annotated[tuple[Rung, ...], Size(at_least=1, at_most=4)]

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
    after: Annotated[timedelta, Limits(gt=0)]
    above: Quantity | None = None
    """Only readings above this can be stuck: a dry road stays at zero for weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """When the device itself is at fault; out-of-range follows from the model's valid_min and valid_max."""

    silent_after: Annotated[timedelta, Limits(gt=0)]
    stuck: Annotated[tuple[Stuck, ...], Unique("property")] = ()
    late_after: Annotated[timedelta, Limits(gt=0)] = timedelta(minutes=15)
    """A reading that arrives later than this after it was observed dispatches nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """How the scene's things stand on the map."""

    name: Words
    property: str
    icon: Literal["water", "rain", "air", "fire", "gas", "bridge", "camera", "point"] = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class StormSample:
    """Rain driven through a SWMM model: the depth at each node, and the rain as the series ``rain``."""

    kind: Literal["storm"]
    model: Annotated[str, FILE]
    """SWMM input file whose time series ``rain`` reads the file ``rain.dat``."""
    rain: Annotated[str, FILE]
    """CSV with the columns time and rain_mm_h."""
    step: Annotated[timedelta, Limits(ge=1)] = timedelta(minutes=1)
    noise: Quantity
    """The gauge's own noise (standard deviation), added to a wet reading."""
    source: Words
    """Where the data come from, as it is shown beside every chart."""
    begins: str = ""
    """Where a loop of the feed starts (time in the sample); the whole sample when left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSample:
    """Rows of readings: columns time, series, and one per property of the model."""

    kind: Literal["table"]
    file: Annotated[str, FILE]
    source: Words
    begins: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    thing: str
    """The thing whose alarm is followed to its closing."""
    reaches: Quantity
    """What the sample must reach there."""
    severity: Severity
    """The gravest level that the alert must have reached."""
    broken: str
    """A thing that breaks in the fault variant: it must not become an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAlarm:
    """A scene by `device-alarm`: device → alert → confirm → case → reading normal → verify → close."""

    recipe: Literal["device-alarm"]
    id: Annotated[str, SLUG]
    name: Words
    hazard: Annotated[str, SLUG]
    demonstration: bool = False
    owner: Annotated[str, UNIT]
    maintainer: Annotated[str, UNIT]
    models: Annotated[tuple[ThingModelDeclaration, ...], Size(at_least=1, at_most=20), Unique("code")]
    things: Annotated[str, FILE]
    """CSV file of things in the pack's folder."""
    alarms: Annotated[tuple[Alarm, ...], Size(at_least=1, at_most=40)]
    confirm: Confirm
    upkeep: Upkeep
    matter: Matter
    layer: Layer
    sample: StormSample | TableSample
    rehearsal: Rehearsal


Scene = DeviceAlarm
"""Every recipe's record; a second recipe makes this a union told apart by ``recipe``."""

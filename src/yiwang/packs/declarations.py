"""What stands in a pack's files: pack.yaml, grade.yaml, and what every scene and table of things says.

The record of a scene is its recipe's own (`recipes/`). Where a noun below has a record for something (a thing
model, a matter), a scene writes the keys of that record. The docstring of a field is its entry in the
reference: Chinese first, then English.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words
from yiwang.matters.declarations import MatterClass
from yiwang.sensing.declarations import Frame

FILE = Pattern(
    regex=r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*",
    zh="包内的相对路径，不含“..”",
    en="a path inside the pack, without “..”",
)
UNIT = Pattern(regex=r"[a-z0-9]+(-[a-z0-9]+)*", zh="单位编号，如 zj-cgj", en="a unit id such as zj-cgj")
AREA = Pattern(regex=r"[0-9a-z]+(-[0-9a-z]+)*", zh="区划编号", en="the id of an area")
VERSION = Pattern(regex=r"\d{1,4}(\.\d{1,4}){0,2}", zh="版本号，如 1.2.0", en="a version such as 1.2.0")
ROW = Pattern(
    regex=r"[A-Z]\d{1,3}", zh="要求清单的行号，如 C13", en="a row of the list of requirements such as C13"
)


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
"""典型场景领域, in the order of the plans."""
Field = Literal["economic-regulation", "market-supervision", "social-management", "public-service", "ecology"]
"""五大领域."""
DOMAIN_NAMES: dict[Domain, tuple[str, str]] = {
    "economy": ("经济发展", "economy"),
    "city-industry": ("产城融合", "city and industry"),
    "city-management": ("城市管理", "city management"),
    "public-safety": ("公共安全", "public safety"),
    "emergency": ("应急指挥", "emergency"),
    "ecology": ("生态环境", "ecology"),
    "culture-tourism": ("文旅体育", "culture, tourism, sport"),
    "education": ("智慧教育", "education"),
    "transport": ("交通管理", "transport"),
    "grassroots": ("基层治理", "grassroots"),
    "health": ("医疗健康", "health"),
    "energy": ("能源行业", "energy"),
    "low-carbon": ("绿色低碳", "low carbon"),
    "agriculture": ("农业农村", "agriculture"),
}
FIELD_NAMES: dict[Field, tuple[str, str]] = {
    "economic-regulation": ("经济调节", "economic regulation"),
    "market-supervision": ("市场监管", "market supervision"),
    "social-management": ("社会管理", "social management"),
    "public-service": ("公共服务", "public service"),
    "ecology": ("生态环境", "ecology"),
}
DOMAINS: tuple[str, ...] = get_args(Domain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`pack.yaml`: a topic (专题), its number, and who answers for it."""

    id: Annotated[str, SLUG]
    """永久编号，也是文件夹名。 Permanent id; also the folder's name."""
    number: Annotated[str, Size(at_least=1, at_most=40)]
    """本市清单中的专题编号。 The number in the city's own list of topics."""
    version: Annotated[str, VERSION] = "1.0.0"
    """版本号；升级须高于在用的版本。 The version; an upgrade needs one above that which stands."""
    name: Words
    """专题名称。 What the topic is called."""
    about: Words
    """一句话说明。 What it is about, in a sentence."""
    lead_unit: Annotated[str, UNIT]
    """牵头单位。 The unit that leads."""
    co_units: tuple[Annotated[str, UNIT], ...] = ()
    """配合单位。 The units that assist."""
    operator: Annotated[str, UNIT]
    """运营责任人：平时维护本专题的单位。 The unit that keeps the topic in order."""
    domain: Literal["", Domain] = ""
    """场景属于哪个典型场景领域，场景另有写明的除外。 The domain of its scenes, unless one says another."""
    field: Literal["", Field] = ""
    """属于五大领域中的哪一个。 Which of the five fields it belongs to."""
    licence: str
    """自写内容的许可（SPDX）；他人数据在样本的 NOTICE 里写明。
    SPDX id of what we wrote; a NOTICE says it of others' data.
    """
    demonstration: bool = False
    """限值、点位等为演示默认，城市应逐条核对。
    True where figures, points and limits are demonstration defaults.
    """
    matter_classes: Annotated[tuple[MatterClass, ...], Unique("code")] = ()
    """场景所挂事项的分类。 Classes of the matter catalogue that the scenes hang their matters on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One line of a pack's opinion of itself."""

    state: Literal["done", "exempt", "todo"]
    """done 已做到，exempt 不适用，todo 待做。 Done, does not apply, or still to do."""
    because: str = ""
    """不适用或待做的原因，此时必填。 Why it is exempt or not yet done; required then."""
    proof: str = ""
    """凭据：文件名或 rehearse:专题/场景，机器核对。
    What shows it: a file, or rehearse:topic/scene; the machine looks.
    """

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
    """逐项自评。 One line for each quality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """A row of the CSV of things: one device at one place."""

    id: Annotated[str, SLUG]
    """编号，全市唯一。 Its id, the only one of the city."""
    name: str
    """名称。 Its name."""
    name_en: str = ""
    """英文名称。 Its name in English."""
    model: str = ""
    """物模型编号，留空则为场景的第一个。 Code of one of the scene's models; the first when left out."""
    lon: Annotated[float, Limits(ge=73, le=136)]
    """经度。 Longitude."""
    lat: Annotated[float, Limits(ge=3, le=54)]
    """纬度。 Latitude."""
    frame: Frame = "wgs84"
    """坐标系。 The frame of the coordinates."""
    area: str = ""
    """区划编号，留空则按位置判定。 Area id; found from the position when left out."""
    address: str = ""
    """地址。 The address."""
    owner: Annotated[str, UNIT] | None = None
    """权属单位，留空则同场景。 The owner; the scene's when left out."""
    maintainer: Annotated[str, UNIT] | None = None
    """运维单位，留空则同场景。 The maintainer; the scene's when left out."""
    warranty_until: date | None = None
    """质保到期日。 The last day of the warranty."""
    replays: str = ""
    """回放样本中的哪个序列。 The series of the scene's sample that this thing replays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a figure of a scene is to reach: good up to here, to be watched up to there, bad beyond."""

    good: float
    """达到即为好。 From here on it is good."""
    watch: float
    """介于两者之间为关注，越过为差。 Between the two it wants watching; beyond this it is bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneHead:
    """What every scene says, whatever its recipe."""

    recipe: str
    """配方。 The recipe."""
    id: Annotated[str, SLUG]
    """场景编号，也是文件名。 The scene's id; also the file's name."""
    name: Words
    """场景名称。 What the scene is called."""
    demonstration: bool = False
    """限值、点位等仅供演示。 True where limits and points are only for demonstration."""
    domain: Literal["", Domain] = ""
    """场景所属的典型场景领域，留空则同专题。 The domain of the scene; that of its topic when left out."""
    answers: Annotated[tuple[Annotated[str, ROW], ...], Size(at_most=20)] = ()
    """对应要求清单的哪些行。 The rows of the list of requirements that it answers."""

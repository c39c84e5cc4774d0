"""What a pack may say about things, datastreams and the sources that feed them.

The words follow OGC SensorThings. A thing model says what a kind of device measures; a thing is one device
at one place; its datastreams follow from its model and need no declaration of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "level",
    "flow",
    "velocity",
    "rain",
    "concentration",
    "index",
    "temperature",
    "humidity",
    "pressure",
    "wind_speed",
    "wind_direction",
    "voltage",
    "current",
    "power",
    "energy",
    "noise",
    "position",
    "count",
    "ratio",
    "status",
    "other",
]
Frame = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyDeclaration:
    """One measured property of a thing model, for instance the water depth of a drainage gauge."""

    code: str
    """Code within the model: lower-case letters, digits and underscores, e.g. `water_depth`."""
    name: str
    """Chinese name, e.g. 积水深度."""
    name_en: str = ""
    """English name; the code is shown where it is empty."""
    unit: str
    """UCUM code of the unit every reading is in, e.g. `m`, `mm/h`, `ug/m3`; `1` for a pure number."""
    kind: Kind
    """What sort of quantity it is."""
    valid_min: float | None = None
    """Lowest value the device can physically give, in `unit`; below it the device is at fault."""
    valid_max: float | None = None
    """Highest value the device can physically give, in `unit`; above it the device is at fault."""
    expected_every_s: int = 300
    """Seconds between readings in normal operation; three times as long without one means silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDeclaration:
    """One number or choice that a command carries."""

    code: str
    """Code within the command, e.g. `brightness`."""
    name: str
    """Chinese name, e.g. 亮度."""
    name_en: str = ""
    """English name."""
    unit: str = "1"
    """UCUM code of its unit; `1` for a pure number or a choice."""
    minimum: float | None = None
    """Lowest value that may be sent."""
    maximum: float | None = None
    """Highest value that may be sent."""
    choices: tuple[str, ...] = ()
    """Words to choose from; with any, the parameter is one of these words and no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDeclaration:
    """下行命令: something a kind of device can be told to do."""

    code: str
    """Code within the model, e.g. `set_brightness`."""
    name: str
    """Chinese name, e.g. 调光."""
    name_en: str = ""
    """English name."""
    parameters: tuple[ParameterDeclaration, ...] = ()
    """What it carries; all of them are needed."""
    expires_s: int = 300
    """Seconds after which a command that nobody answered is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingModelDeclaration:
    """物模型: a kind of device and what it measures."""

    code: str
    """Code, unique in the whole instance, e.g. `water_level_gauge`."""
    name: str
    """Chinese name, e.g. 积水监测仪."""
    name_en: str = ""
    """English name."""
    kind: str
    """Kind of city part or device, e.g. `drainage_gauge`, `air_station`; used to filter lists and draw
    icons."""
    properties: tuple[PropertyDeclaration, ...]
    """What it measures; at least one, except where the thing is made of parts."""
    commands: tuple[CommandDeclaration, ...] = ()
    """What it can be told to do."""
    composite: bool = False
    """True for what is made of other things, like a 智慧灯杆 with its lamp, camera and screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingDeclaration:
    """物: one device at one place. Its datastreams are made from its model, with the id `<thing
    id>.<property>`."""

    id: str
    """Permanent id, unique in the whole instance, e.g. `zj-ck-js-001`."""
    name: str
    """Chinese name, usually the place, e.g. 人民大道下穿隧道积水点."""
    name_en: str = ""
    """English name."""
    model: str
    """Code of a thing model."""
    lon: float
    """Longitude in degrees, in `frame`."""
    lat: float
    """Latitude in degrees, in `frame`."""
    frame: Frame = "wgs84"
    """Coordinate frame of lon and lat; anything but wgs84/cgcs2000 is converted at the door."""
    area_id: str | None = None
    """Area the thing lies in; found from the position when absent."""
    address: str = ""
    """Where it stands, in words."""
    owner_unit: str
    """权属单位: unit id of the owner."""
    maintainer_unit: str
    """运维单位: unit id that receives maintenance orders for device faults."""
    warranty_until: date | None = None
    """质保期: last day of the warranty."""
    demonstration: bool = False
    """True where thing or readings are made or replayed for demonstration; shown as such everywhere."""
    expected_every_s: int | None = None
    """Seconds between readings where it differs from the model's."""
    city_code: str = ""
    """城市码: the city's own code of this part, as its plate shows it; one thing each."""
    part_of: str = ""
    """Id of the composite thing that it is a part of, e.g. of its 智慧灯杆."""
    role: str = ""
    """What it is in that thing, e.g. 摄像机."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDeclaration:
    """数据来源: who may send readings. The credential itself is issued by a person or at first start, never
    declared."""

    id: str
    """Permanent id, also the MQTT user name, e.g. `feed`."""
    name: str
    """Chinese name."""
    unit_id: str = ""
    """Unit that answers for the source."""
    things: tuple[str, ...] = ()
    """Ids of the things it may send for; empty means every thing of the declaring pack."""


SensingDeclaration = ThingModelDeclaration | ThingDeclaration | SourceDeclaration

"""What a pack may say about things, datastreams and the sources that feed them.

The words follow OGC SensorThings. A thing model says what a kind of device measures; a thing is one device
at one place; its datastreams follow from its model and need no declaration of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words

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
Point = Annotated[tuple[float, ...], Size(at_least=2, at_most=2)]
"""Longitude and latitude in degrees, WGS 84."""
CLOCK = Pattern(regex=r"([01]\d|2[0-3]):[0-5]\d", zh="时刻，如 07:30", en="a time of the day such as 07:30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way that something takes: a line of points."""

    code: Annotated[str, SLUG]
    """编号。 Its code."""
    name: Words
    """名称。 What it is called."""
    line: Annotated[tuple[Point, ...], Size(at_least=2, at_most=200)]
    """依次经过的点，经度在前。 The points that it passes, longitude first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area that something may not enter, always or at some hours of the day."""

    code: Annotated[str, SLUG]
    """编号。 Its code."""
    name: Words
    """名称。 What it is called."""
    ring: Annotated[tuple[Point, ...], Size(at_least=3, at_most=200)]
    """边界各点，首尾不必重复。 The points round it; the first is not repeated."""
    since: Annotated[str, CLOCK] = "00:00"
    """每天从几点起。 From when on every day."""
    until: Annotated[str, CLOCK] = "00:00"
    """到几点止；与 since 相同为全天，早于 since 为跨夜。
    Until when; all day where it equals `since`, past midnight where it is earlier.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What the house itself computes of a thing that moves, from its `lon`, `lat` and `route` readings.

    `route` is the number of the route that it is on, 0 while it is on none; all that is derived is 0 then.
    """

    of: Literal["off_route", "in_zone", "standing"]
    """Metres off its route; the number of the zone that it is in; seconds that it has stood still."""
    routes: tuple[Route, ...] = ()
    zones: tuple[Zone, ...] = ()
    within_m: float = 50.0
    """Of `standing`: as long as it keeps within so many metres it has not moved."""


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
    derived: Derivation | None = None
    """How the house computes it from where the thing is; nobody sends it then."""


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


QualityWord = Literal["good", "suspect", "calibration", "maintenance", "fault"]
HOST = Pattern(
    regex=r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]",
    zh="主机名或地址，不带端口",
    en="a host name or address without a port",
)
FOLDER = Pattern(
    regex=r"[A-Za-z0-9][A-Za-z0-9_-]*", zh="一个文件夹名，不含斜杠", en="one folder name without a slash"
)
HTTP_URL = Pattern(
    regex=r"https?://[^\s@]+", zh="http(s) 地址，不含口令", en="an http(s) address without a password"
)
Every = Annotated[int, Limits(ge=1, le=86_400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMap:
    """One series of the remote side and the datastream that it is."""

    station: str = ""
    """The remote side's name of the place: MN code, station address; empty where it has only one."""
    code: Annotated[str, Size(at_least=1, at_most=120)]
    """The remote side's name of the series: `2011/a21026-Rtd`, `39`, a column, a register's code."""
    datastream: Annotated[str, Size(at_least=1, at_most=160)]
    """Id of the datastream, `<thing id>.<property>`."""
    unit: str = ""
    """UCUM code of what the remote side sends, where it is not the datastream's; converted at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMap:
    """Two series of the remote side that are one position, for things that move."""

    station: str = ""
    """As in the series map."""
    lon: str
    """The remote side's name of the longitude."""
    lat: str
    """The remote side's name of the latitude."""
    frame: Frame
    """Coordinate frame of what is sent; what is stored is WGS 84."""
    lon_datastream: str
    """Datastream of the longitude in degrees."""
    lat_datastream: str
    """Datastream of the latitude in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkMap:
    """What a remote mark says of a reading."""

    mark: str
    """The remote side's word."""
    quality: QualityWord
    """Ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLayout:
    """Where things stand in the records of a platform: dotted paths into JSON, or names of columns."""

    records: str = ""
    """Path to the list of records; empty where the document is the list or a single record."""
    station: str = ""
    """Path of the station in a record; empty where all records are of one station."""
    time: str
    """Path of the time of observation."""
    time_format: str = "iso"
    """`iso`, `epoch_s`, `epoch_ms`, or a pattern of strptime such as `%Y-%m-%d %H:%M:%S`."""
    code: str = ""
    """Path of the series' name where a record holds one value; empty where each has a field of its own."""
    value: str = ""
    """Path of the value, with `code`."""
    mark: str = ""
    """Path of the mark of quality."""
    marks: Annotated[tuple[MarkMap, ...], Unique("mark")] = ()
    """What the marks mean; a mark that is not named here leaves its reading suspect."""

    def problems(self) -> Iterator[Problem]:
        if bool(self.code) != bool(self.value):
            yield Problem(
                at=("code",),
                code="connector.layout",
                zh="code 与 value 应同时写或同时不写。",
                en="code and value go together.",
                cure_zh="一条记录一个值时两个都写，否则都不写。",
                cure_en="Write both where a record holds one value, neither otherwise.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDeclaration:
    """One number in a Modbus device."""

    code: str
    """Its name in the series map."""
    table: Literal["holding", "input"] = "holding"
    """Which table it stands in."""
    address: Annotated[int, Limits(ge=0, le=65_535)]
    """Address of its first word, counted from 0."""
    type: Literal["uint16", "int16", "uint32", "int32", "float32", "float64"] = "uint16"
    """How its words are a number."""
    words: Literal["big", "little"] = "big"
    """Which word of several comes first."""
    scale: float = 1.0
    """What the raw number is multiplied by."""
    offset: float = 0.0
    """What is added after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Connector:
    id: Annotated[str, SLUG]
    """Permanent id; also the id of its source, which a person may cut off."""
    name: Annotated[str, Size(at_least=1, at_most=120)]
    """Chinese name."""
    unit_id: str = ""
    """Unit that answers for the platform or the devices."""
    expected_every_s: Every = 300
    """Seconds between readings of one series; three times as long without any is a gap."""
    utc_offset_h: Annotated[float, Limits(ge=-14, le=14)] = 8.0
    """Clock of the remote side where its times name no offset; 8 is Beijing time."""
    series: tuple[SeriesMap, ...] = ()
    """What is taken; anything else is counted and left."""
    positions: tuple[PositionMap, ...] = ()
    """Positions that are taken."""

    def problems(self) -> Iterator[Problem]:
        seen: set[tuple[str, str]] = set()
        for place, one in enumerate(self.series):
            if (one.station, one.code) in seen:
                yield Problem(
                    at=("series", place, "code"),
                    code="connector.series",
                    zh=f"站点“{one.station}”的“{one.code}”映射了不止一次。",
                    en=f"“{one.code}” of the station “{one.station}” is mapped more than once.",
                    cure_zh="只留一条。",
                    cure_en="Keep one of them.",
                )
            seen.add((one.station, one.code))
        if not self.series and not self.positions:
            yield Problem(
                at=(),
                code="connector.empty",
                zh="没有映射任何数据流。",
                en="No series is mapped.",
                cure_zh="在 series 中写明对应关系。",
                cure_en="Say under series what is what.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceConnector(_Connector):
    """Devices that call us over TCP and speak a protocol of their own. `secrets/connectors/<id>` may hold the
    SM4 key of HJ 212-2025 as 32 hexadecimal digits."""

    kind: Literal["hj212", "sl651"]
    """The protocol."""
    port: Annotated[int, Limits(ge=1, le=65_535)]
    """Port to listen on; one connector a port."""
    networks: tuple[str, ...] = ()
    """Networks that may call, e.g. `10.20.0.0/16`; empty means any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusConnector(_Connector):
    """A Modbus TCP device that is asked in turn."""

    kind: Literal["modbus"]
    host: Annotated[str, HOST]
    """Its host; must stand in YIWANG_EGRESS_HOSTS."""
    port: Annotated[int, Limits(ge=1, le=65_535)] = 502
    unit: Annotated[int, Limits(ge=0, le=255)] = 1
    """Modbus unit identifier."""
    every_s: Every = 60
    """Seconds between two rounds."""
    registers: Annotated[tuple[RegisterDeclaration, ...], Unique("code"), Size(at_least=1)]
    """What is read; the codes are those of the series map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushConnector(_Connector):
    """A platform that sends JSON to `POST /api/ingest/connectors/<id>` with the source's token."""

    kind: Literal["push"]
    layout: RecordLayout
    """Where things stand in what it sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullConnector(_Connector):
    """A platform that is asked over HTTP. A file `secrets/connectors/<id>` holds the Authorization header."""

    kind: Literal["pull"]
    url: Annotated[str, HTTP_URL]
    """Address with `{after}` and, where it can be asked for a stretch, `{until}` for times; its host must
    stand in YIWANG_EGRESS_HOSTS."""
    url_time: Literal["iso", "epoch_s", "epoch_ms", "local"] = "iso"
    """How the two times are written; `local` is `2026-03-02 08:00:00` on the remote clock."""
    every_s: Every = 60
    """Seconds between two questions."""
    layout: RecordLayout
    """Where things stand in what it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseConnector(_Connector):
    """A departmental database that is read. `secrets/connectors/<id>` holds its address (postgresql://, sqlite://)."""

    kind: Literal["database"]
    query: Annotated[str, Size(at_least=1, at_most=4_000)]
    """SELECT with `{after}`, in the order of the time of observation, columns as the layout names them."""
    every_s: Every = 300
    """Seconds between two questions."""
    layout: RecordLayout
    """Which column is what; the column of time is the cursor."""

    def problems(self) -> Iterator[Problem]:
        yield from _Connector.problems(self)
        if not re.match(r"\s*select\b", self.query, re.IGNORECASE) or "{after}" not in self.query:
            yield Problem(
                at=("query",),
                code="connector.query",
                zh="查询应以 SELECT 开头并含有 {after}。",
                en="The query begins with SELECT and holds {after}.",
                cure_zh="例如 SELECT … WHERE t > {after} ORDER BY t。",
                cure_en="For instance SELECT … WHERE t > {after} ORDER BY t.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileConnector(_Connector):
    """CSV or Excel files that somebody puts into `<data folder>/inbox/<folder>`."""

    kind: Literal["file"]
    folder: Annotated[str, FOLDER]
    """Name of the folder."""
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    """Encoding of CSV files."""
    every_s: Every = 60
    """Seconds between two looks."""
    layout: RecordLayout
    """Which column is what."""


ConnectorDeclaration = (
    DeviceConnector | ModbusConnector | PushConnector | PullConnector | DatabaseConnector | FileConnector
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectors:
    """`connectors.yaml`: the platforms and devices that a city takes readings from."""

    connectors: Annotated[tuple[ConnectorDeclaration, ...], Unique("id"), Size(at_least=1)] = field(
        default_factory=tuple
    )
    """Each with its kind."""


SensingDeclaration = ThingModelDeclaration | ThingDeclaration | SourceDeclaration | ConnectorDeclaration

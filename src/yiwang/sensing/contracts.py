"""Shapes and facts of sensing that cross the door. All times are aware UTC unless a name ends in `_us`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from yiwang.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unauthenticated
from yiwang.kernel.facts import Fact

Quality = Literal["good", "suspect", "calibration", "maintenance", "fault", "deleted"]
QUALITIES: tuple[Quality, ...] = ("good", "suspect", "calibration", "maintenance", "fault", "deleted")
"""Quality words in the order of their codes: `good` is 0. 校准, 维护 and 故障 readings raise no exceedance.
`deleted` is the tombstone of an earlier reading of the same instant."""
GOOD, SUSPECT, CALIBRATION, MAINTENANCE, FAULT, DELETED = range(6)

ThingState = Literal["online", "silent", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Datastream:
    """数据流: one property of one thing. `unit` is a UCUM code; the limits are in that unit."""

    id: str
    thing_id: str
    property: str
    name: str
    name_en: str
    unit: str
    kind: str
    valid_min: float | None
    valid_max: float | None
    expected_every_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """物. Position is WGS 84 degrees; `area_path` is the managed path of the day it was declared or moved."""

    id: str
    name: str
    name_en: str
    model: str
    kind: str
    lon: float
    lat: float
    area_id: str
    area_path: str
    units: str
    """Bar-wrapped unit ids for the unit line: '|owner|maintainer|'."""
    address: str
    owner_unit: str
    """权属单位"""
    maintainer_unit: str
    """运维单位"""
    warranty_until: date | None
    demonstration: bool
    pack: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingModel:
    code: str
    name: str
    name_en: str
    kind: str
    properties: list[dict[str, Any]]
    commands: list[dict[str, Any]] = field(default_factory=list)
    composite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """Newest reading of a datastream by observation time."""

    datastream: str
    value: float
    observed_at: datetime
    received_at: datetime
    quality: Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Readings of one datastream, oldest first; where an instant was corrected, its last revision."""

    datastream: str
    unit: str
    times: list[datetime]
    values: list[float]
    qualities: list[Quality]
    late: list[bool]
    """Received three expected intervals or more after it was observed: 补传."""
    was: list[float | None]
    """What was said of the instant at first, where another value or quality was said later: 更正."""
    truncated: bool
    """True when more readings lie in the range than `limit`; the oldest are the ones left out."""
    committed_seq: int
    """Stream sequence up to which the history was read from the lake; later ones came from the hot tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatastreamRow:
    """A datastream with its newest reading, as a thing's page shows it."""

    id: str
    property: str
    name: str
    name_en: str
    unit: str
    unit_symbol: str
    kind: str
    valid_min: float | None
    valid_max: float | None
    expected_every_s: int
    latest: Latest | None
    state: ThingState


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """A thing in a list."""

    id: str
    name: str
    name_en: str
    model: str
    model_name: str
    kind: str
    lon: float
    lat: float
    area_id: str
    area_names: list[str]
    owner_unit: str
    owner_unit_name: str
    maintainer_unit: str
    maintainer_unit_name: str
    warranty_until: date | None
    city_code: str
    demonstration: bool
    state: ThingState
    faulty: bool
    """The newest reading of one of its datastreams carries the quality `fault`."""
    last_received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingDetail:
    """A thing with its datastreams."""

    id: str
    name: str
    name_en: str
    model: str
    model_name: str
    model_name_en: str
    kind: str
    lon: float
    lat: float
    area_id: str
    area_path: str
    area_names: list[str]
    address: str
    owner_unit: str
    owner_unit_name: str
    maintainer_unit: str
    maintainer_unit_name: str
    warranty_until: date | None
    demonstration: bool
    city_code: str
    part_of: str
    role: str
    parts: list[PartRow]
    device: DeviceRow
    commands: list[dict[str, Any]]
    """What its model can be told to do: code, name, parameters with unit and range."""
    state: ThingState
    last_received_at: datetime | None
    version: int
    datastreams: list[DatastreamRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """Inputs of 设备完好率 for one area: (total - silent - never - faulty) / total."""

    area_path: str
    total: int
    online: int
    silent: int
    never: int
    faulty: int
    """Online things whose newest reading carries the quality `fault`."""
    demonstration: int

    @property
    def rate(self) -> float | None:
        """设备完好率 between 0 and 1; None without things."""
        return (self.online - self.faulty) / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many things of a kind stand right in one area, are heard now, and were ever heard."""

    area_id: str
    area_path: str
    kind: str
    total: int
    online: int
    heard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationIn:
    """One reading handed in. `unit`, when given, must be the datastream's own."""

    datastream: str
    observed_at: datetime
    value: float
    quality: Quality = "good"
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A batch that is durable: `seq` is its sequence in the observation stream."""

    seq: int
    count: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ObservationColumns:
    """Readings in stream order as columns: row i is datastream `datastreams[codes[i]]`.

    `observed_us` and `received_us` are microseconds since 1970 UTC, `qualities` index QUALITIES, `last_seq`
    is the sequence of the last message read (rows or not), the position to store.
    """

    datastreams: list[str]
    codes: NDArray[np.int32]
    seqs: NDArray[np.int64]
    observed_us: NDArray[np.int64]
    received_us: NDArray[np.int64]
    values: NDArray[np.float64]
    qualities: NDArray[np.uint8]
    last_seq: int
    more: list[str | None] | None = None
    """What was said with each reading beyond a number (JSON text); None where nothing was with any."""

    def __len__(self) -> int:
        return len(self.codes)

    def only(self, mask: NDArray[np.bool_]) -> ObservationColumns:
        """The readings where `mask` is true; the position stays."""
        return ObservationColumns(
            datastreams=self.datastreams,
            codes=self.codes[mask],
            seqs=self.seqs[mask],
            observed_us=self.observed_us[mask],
            received_us=self.received_us[mask],
            values=self.values[mask],
            qualities=self.qualities[mask],
            last_seq=self.last_seq,
            more=self.more and [one for one, kept in zip(self.more, mask.tolist(), strict=True) if kept],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """数据来源 without its secret."""

    id: str
    name: str
    unit_id: str
    things: list[str]
    pack: str
    state: Literal["new", "active", "revoked"]
    issued_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A fresh credential; the only time the token is seen in clear."""

    source_id: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """设备凭证 of one thing, without its secret."""

    thing_id: str
    state: Literal["none", "active", "revoked"]
    trial: bool
    """True until it was heard for the first time: its readings are held to the ranges of its model."""
    issued_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A part of a composite thing, e.g. the camera of a 智慧灯杆."""

    id: str
    name: str
    role: str
    model: str
    state: ThingState


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestFault:
    """Why one reading of a batch was refused. `index` is its place in the batch, -1 for the batch itself."""

    index: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What `declare` did with a pack's records."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ids: list[str] = field(default_factory=list)


ConnectorState = Literal["online", "silent", "never", "trouble", "cut_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """缺口: a stretch in which a connector brought nothing, and how much of it has come since (补传)."""

    begins_at: datetime
    ends_at: datetime
    expected: int
    """Readings times that were due between the two ends."""
    filled: int
    """Those of them for which something came."""
    detected_at: datetime
    filled_at: datetime | None
    asked: int
    """How often the source was asked for the stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorRow:
    """接入连接: who brings readings, how it fares and what it has brought since it was declared."""

    id: str
    name: str
    kind: str
    at: str
    """Where it listens or asks: a port, a path, a host, a folder; never a secret."""
    expected_every_s: int
    pack: str
    unit_id: str
    state: ConnectorState
    """`silent`: nothing for three times the expected interval; `trouble`: it cannot be reached or opened."""
    seen_at: datetime | None
    accepted_at: datetime | None
    newest_observed_at: datetime | None
    series: int
    """Datastreams that it feeds."""
    frames: int
    """Frames, documents, answers or files that were understood."""
    accepted: int
    """Readings made durable; the same reading sent twice counts twice and is stored once."""
    refused: int
    """Readings that a check said no to."""
    malformed: int
    """Frames or documents that could not be understood."""
    unmapped: int
    """Values of series that nobody mapped."""
    back_filled: int
    """Accepted readings that came late: three intervals or more after they were observed."""
    kept: int
    """What lies waiting for inspection."""
    gaps: list[GapRow]
    """The newest gaps, open ones first."""
    trouble_zh: str
    trouble_en: str
    trouble_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """待查报文: something that could not be taken, as it came. Access passwords in it are masked."""

    id: int
    received_at: datetime
    peer: str
    station: str
    code: str
    zh: str
    en: str
    size: int
    """Bytes that came; `text` and `hex` show the first 4,096 of them."""
    text: str
    hex: str


# ----------------------------------------------------------------------------------------------------------
# facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingModelDeclared(Fact):
    fact_type: ClassVar[str] = "sensing.thing_model_declared"
    code: str
    name: str
    pack: str
    properties: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingDeclared(Fact):
    """A thing was declared or its declaration changed; carries the whole new state."""

    fact_type: ClassVar[str] = "sensing.thing_declared"
    thing_id: str
    name: str
    model: str
    kind: str
    lon: float
    lat: float
    area_id: str
    owner_unit: str
    maintainer_unit: str
    demonstration: bool
    pack: str
    datastreams: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityWritten(Fact):
    """An entity was made, changed or removed through SensorThings; `fields` are the properties given."""

    fact_type: ClassVar[str] = "sensing.entity_written"
    entity: str
    """SensorThings' name of its kind, for instance Datastream."""
    entity_id: str
    act: Literal["created", "changed", "removed"]
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDeclared(Fact):
    fact_type: ClassVar[str] = "sensing.source_declared"
    source_id: str
    name: str
    unit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIssued(Fact):
    """A source received a token, its first or a new one; the old one stopped working in the same moment."""

    fact_type: ClassVar[str] = "sensing.source_issued"
    source_id: str
    rotated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRevoked(Fact):
    fact_type: ClassVar[str] = "sensing.source_revoked"
    source_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorDeclared(Fact):
    """A connector was declared or its declaration changed."""

    fact_type: ClassVar[str] = "sensing.connector_declared"
    connector_id: str
    name: str
    kind: str
    pack: str


# --------------------------------------------------------------------------------------------------------
# refusals


class UnknownThing(NotFound):
    code = "sensing.unknown_thing"
    zh = "没有编号为 {thing} 的物。"
    en = "There is no thing with the id {thing}."


class UnknownDatastream(NotFound):
    code = "sensing.unknown_datastream"
    zh = "没有编号为 {datastream} 的数据流。"
    en = "There is no datastream with the id {datastream}."


class UnknownSource(NotFound):
    code = "sensing.unknown_source"
    zh = "没有编号为 {source} 的数据来源。"
    en = "There is no source with the id {source}."


class UnknownConnector(NotFound):
    code = "sensing.unknown_connector"
    zh = "没有编号为 {connector} 的接入连接。"
    en = "There is no connector with the id {connector}."


class SourceAlreadyRevoked(Conflict):
    code = "sensing.source_revoked"
    zh = "数据来源 {source} 已被停用。"
    en = "The source {source} has been revoked."


class DeclarationRefused(Invalid):
    """A pack's sensing records do not hold together; `faults` lists every one of them."""

    code = "sensing.declaration_refused"
    zh = "物与数据流的声明有 {count} 处错误。"
    en = "The declaration of things and datastreams has {count} faults."


class BatchRefused(Invalid):
    """At least one reading of a batch is wrong, so none was taken; `faults` lists them by index."""

    code = "sensing.batch_refused"
    zh = "本批 {count} 处有误，整批未接收。"
    en = "The batch has {count} faults; none of it was taken."


class MalformedBody(Refusal):
    status = 400
    code = "sensing.malformed_body"
    zh = "请求正文不是有效的 JSON:{reason_zh}"
    en = "The body is not valid JSON: {reason_en}"


class NotUtf8(Refusal):
    status = 400
    code = "sensing.not_utf8"
    zh = "请求正文不是 UTF-8 编码（第 {offset} 个字节起）；{guess_zh}"
    en = "The body is not UTF-8 from byte {offset} on; {guess_en}"


class BodyTooLarge(Refusal):
    status = 413
    code = "sensing.body_too_large"
    zh = "请求正文超过 {limit_bytes} 字节的上限，请分批发送。"
    en = "The body is larger than the limit of {limit_bytes} bytes; send smaller batches."


class WrongMediaType(Refusal):
    status = 415
    code = "sensing.wrong_media_type"
    zh = "请求正文的类型应为 application/json，而不是 {media_type}。"
    en = "The body must be application/json, not {media_type}."


class WrongTopic(Refusal):
    status = 422
    code = "sensing.wrong_topic"
    zh = "主题 {topic} 无效，应为 yiwang/<数据流编号>，命令的回答为 yiwang/<物编号>/answers。"
    en = "The topic {topic} is not taken; use yiwang/<datastream id>, or yiwang/<thing id>/answers."


class CredentialRefused(Unauthenticated):
    code = "sensing.credential_refused"
    zh = "数据来源的凭证缺失、错误或已停用。"
    en = "The source's credential is missing, wrong or revoked."


class KeyReused(Conflict):
    code = "sensing.idempotency_key_reused"
    zh = "幂等键 {key} 已用于另一批不同的数据。"
    en = "The idempotency key {key} was already used for a different batch."


class StreamUnavailable(Refusal):
    """The durable stream is full or away: nothing was taken, try again later."""

    status = 503
    code = "sensing.stream_unavailable"
    zh = "观测数据暂时无法可靠保存（{reason_zh}），本批未接收，请于 {retry_after_s} 秒后重发。"
    en = "Readings cannot be kept durably now ({reason_en}); none was taken, send again in {retry_after_s} s."

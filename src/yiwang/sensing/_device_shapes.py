"""Shapes, facts and refusals of devices with a credential of their own, of commands and of coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact
from yiwang.sensing.contracts import ThingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceToken:
    """A device's fresh credential; the only time the token is seen in clear. MQTT: user = thing id."""

    thing_id: str
    token: str


CommandState = Literal["queued", "sent", "done", "refused", "failed", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRow:
    """下行命令: what was asked of a thing and what became of it."""

    id: str
    thing_id: str
    code: str
    name: str
    parameters: dict[str, Any]
    reason: str
    state: CommandState
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    answer: str
    """What the device said with its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """在线率 of the things of one kind in one area."""

    area_path: str
    kind: str
    total: int
    online: int
    silent: int
    never: int
    enrolled: int
    """Things with a credential of their own."""

    @property
    def rate(self) -> float:
        """在线率 between 0 and 1."""
        return self.online / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """How many areas of the asked level lie below one area, and how many of them have a thing."""

    area_id: str
    area_name: str
    total: int
    covered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapArea:
    """感知空白: an area without any."""

    area_id: str
    name: str
    above: str
    """Name of the area that it lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGaps:
    """What of one level is without a thing: counted by the areas right below, and the first 200 by name."""

    level: str
    total: int
    covered: int
    lines: list[GapLine]
    blank: list[GapArea]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingScroll:
    """Things in the order of their ids; `next` is the cursor of the following ones, empty at the end."""

    items: list[ThingRow]
    next: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEnrolled(Fact):
    """A thing received a credential of its own, its first or a new one; the old one stopped working."""

    fact_type: ClassVar[str] = "sensing.device_enrolled"
    thing_id: str
    rotated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked(Fact):
    fact_type: ClassVar[str] = "sensing.device_revoked"
    thing_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingCommanded(Fact):
    """Somebody asked a thing to do something."""

    fact_type: ClassVar[str] = "sensing.thing_commanded"
    command_id: str
    thing_id: str
    code: str
    parameters: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEnded(Fact):
    """A command came to its end: done, refused or failed by the device, expired, or withdrawn."""

    fact_type: ClassVar[str] = "sensing.command_ended"
    command_id: str
    thing_id: str
    code: str
    state: str
    answer: str


class NoDevice(Conflict):
    code = "sensing.no_device"
    zh = "{thing} 没有有效的设备凭证。"
    en = "{thing} has no credential of its own that is good."


class UnknownCommand(NotFound):
    code = "sensing.unknown_command"
    zh = "没有编号为 {command} 的命令。"
    en = "There is no command with the id {command}."


class CommandRefused(Invalid):
    """What is asked is nothing that the model of the thing offers; `faults` lists every reason."""

    code = "sensing.command_refused"
    zh = "命令有 {count} 处不符合物模型，未下发。"
    en = "The command differs from the thing's model in {count} places; it was not sent."


class CommandOver(Conflict):
    code = "sensing.command_over"
    zh = "命令 {command} 已结束，不能再改变。"
    en = "The command {command} has come to its end and cannot be changed."


class EnrolmentRefused(Invalid):
    """At least one row of a list of devices is wrong, so none was taken; `faults` lists them by row."""

    code = "sensing.enrolment_refused"
    zh = "设备清单有 {count} 处有误，整份未登记。"
    en = "The list of devices has {count} faults; none of it was taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The things that one scene declared: how many of their series there are, how many answered lately, and
    the time of the newest reading."""

    pack: str
    things: int
    series: int
    answered: int
    newest: datetime | None

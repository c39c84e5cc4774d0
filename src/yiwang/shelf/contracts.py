"""Shapes and facts that cross the door of the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact

LightCode = Literal["sensed", "seen", "controlled", "governed"]
LightState = Literal["on", "part", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReason:
    """One reason of a light: what was found, and whether that holds."""

    held: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLight:
    """可感、可视、可控、可治: `part` is some of what it needs. The lines say why."""

    code: LightCode
    state: LightState
    lines: list[TopicReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNewest:
    """When a topic last had something new, by kind; null where it never had."""

    reading: datetime | None = None
    record: datetime | None = None
    figure: datetime | None = None
    case: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFound:
    """What a topic says of itself and what it was found to have at the last look."""

    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    lead_unit: str
    lead_unit_name: str
    co_units: list[str]
    co_unit_names: list[str]
    operator: str
    operator_name: str
    domain: str
    field: str
    demonstration: bool
    edition: str
    state: str
    faults: int
    scenes: int
    board: str
    lights: list[TopicLight]
    newest: TopicNewest
    newest_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    """A topic on the shelf. `people_*`: how many people looked, counted by day."""

    id: str
    number: str
    found: TopicFound
    looked_at: datetime
    people_today: int
    people_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScene:
    """A scene of a topic by its recipe."""

    id: str
    name_zh: str
    name_en: str
    recipe: str
    recipe_zh: str
    recipe_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLayer:
    """A map layer: what it shows of which things."""

    id: str
    name_zh: str
    name_en: str
    models: list[str]
    property: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicItem:
    """A board, ledger or publication of the topic that the reader may open. `note_*` says what is in it;
    `at` when it was published or issued last."""

    code: str
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatter:
    """A matter with its cases of the last days as the reader may see them; `without`: towns in which nobody
    leads it."""

    code: str
    name_zh: str
    name_en: str
    cases: int
    open: int
    overdue: int
    without: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDay:
    """The people of one day."""

    day: date
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrants:
    """Whom a topic is granted to, beside its own units."""

    version: int
    roles: list[str]
    units: list[str]
    unit_names: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """One grant or its end."""

    version: int
    at: datetime
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """A topic, whole. A list is null where the reader has no permission for what it holds; `faults` and
    `history` are for those who keep the shelf."""

    card: TopicCard
    scenes: list[TopicScene]
    layers: list[TopicLayer]
    boards: list[TopicItem] | None
    ledgers: list[TopicItem] | None
    reports: list[TopicItem] | None
    matters: list[TopicMatter]
    cases_days: int
    days: list[TopicDay]
    faults: list[dict[str, Any]]
    grants: TopicGrants | None
    history: list[TopicLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfView:
    """The topics of one reader, and the roles that a topic can be granted to by those who may."""

    items: list[TopicCard]
    roles: list[str]
    may_grant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGranted(Fact):
    """A topic was granted to roles and units; these are all of them now."""

    fact_type: ClassVar[str] = "shelf.granted"
    topic: str
    roles: list[str]
    units: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicShelved(Fact):
    """A topic is new on the shelf, granted as the city's defaults say."""

    fact_type: ClassVar[str] = "shelf.shelved"
    topic: str
    roles: list[str]
    units: list[str]


class UnknownTopic(NotFound):
    code = "shelf.unknown"
    zh = "没有这个专题，或它没有对您开放。"
    en = "There is no such topic, or it is not open to you."


class UnknownRole(Invalid):
    code = "shelf.unknown_role"
    zh = "没有名为“{role}”的角色。"
    en = "There is no role “{role}”."


class UnknownGrantUnit(Invalid):
    code = "shelf.unknown_unit"
    zh = "没有编号为“{unit}”的单位。"
    en = "There is no unit “{unit}”."


class TopicReasonNeeded(Invalid):
    code = "shelf.reason_needed"
    zh = "请写明授权的理由（至少 {least} 个字）。"
    en = "Say why it is granted, in at least {least} characters."


class TopicMoved(Conflict):
    code = "shelf.moved"
    zh = "专题“{name_zh}”的授权刚被他人修改，请刷新后再试。"
    en = "Somebody has just changed who sees “{name_en}”. Refresh and try again."

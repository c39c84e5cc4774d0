"""What a pack may say about matters.

A matter is written by people who know the work, so every field says what it means. Content decides the
version: declaring the same words twice changes nothing, declaring other words makes the next version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

TownRole = Literal["basic", "assist", "taken_back"]
Severity = Literal["notice", "general", "important", "urgent"]
ClockName = Literal["take", "return", "contact", "handle", "verify", "report", "total"]
LimitKind = Literal["working_day", "working_hour", "urgent_hour", "natural_day", "fixed"]
Verification = Literal["on_site", "reading"]
PhotoKind = Literal["before", "after"]
UnitLevel = Literal["", "city", "county", "town", "village"]
Whose = Literal["", "owner", "maintainer", "town", "county"]
StepBy = Literal["dispatcher", "lead", "co", "inspector"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRef:
    """A unit, named in exactly one of three ways.

    `unit`: its id. `line` (with `level`): the unit of that line for the place, nearest level first when
    `level` is empty. `whose`: the thing's own owner or maintainer, or the town or county government of the
    place.
    """

    unit: str = ""
    line: str = ""
    level: UnitLevel = ""
    whose: Whose = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoUnitRule:
    """A co-unit (协办) and the task that is its own; it may act before the lead unit does."""

    unit: UnitRef
    task_zh: str
    task_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a duty rule: the named field of the place or thing has one of the values.

    Fields: `owner_unit` 权属单位, `maintainer_unit` 养护单位, `road_class` 道路等级, `place_kind` 场所类型,
    `severity` 告警等级, `hours` 时段 (values such as "22:00-06:00", Asia/Shanghai). The value "*" means any,
    so long as it is known.
    """

    field: Literal["owner_unit", "maintainer_unit", "road_class", "place_kind", "severity", "hours"]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """One line of the duty list (职责清单): in this managed area, under these conditions, this unit leads.

    `code` is cited when a unit returns a case. `area` is an area id; empty means everywhere. More
    conditions are more specific than fewer; among equals the deeper area wins. It holds from the first day
    (`from`) to the last (`until`), both included, Asia/Shanghai; left out, it always holds.
    """

    code: str
    lead: UnitRef
    area: str = ""
    conditions: tuple[Condition, ...] = ()
    co_units: tuple[CoUnitRule, ...] = ()
    basis_zh: str = ""
    basis_en: str = ""
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """A time limit of one clock.

    `take` 签收 and `handle` 处置 run from dispatch, `contact` 首次联系 from taking, `report` 报到 from a
    whistle, `verify` 核查 from 可核查, `total` 总时限 from opening; `return` 退单 runs no clock: it says how
    long after taking a unit may still return the case.

    `amount` counts days or hours by `kind`; `at` ("18:00") is the hour of a `fixed` limit, `amount` days
    later (0: its next coming). A rule naming a `severity` (of an alarm, or the urgency of an appeal) beats
    the general one.
    """

    clock: ClockName
    kind: LimitKind
    amount: float
    at: str = ""
    severity: Severity | Literal[""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterStep:
    """A step that the person on the spot should take, shown on the case."""

    code: str
    name_zh: str
    name_en: str
    by: StepBy = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClass:
    """A class of the catalogue; three levels, matters hang on the third. `parent` is empty on the first
    level.
    """

    code: str
    name_zh: str
    name_en: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A governance matter (治理事项).

    `town_role` is the 镇街履职 of the matter: `basic` a town may lead, `assist` a town helps, `taken_back`
    上级收回. `fallback` 兜底单位 serves only when no duty rule matches. `photos` are the kinds that a
    handler must attach. `verification`: `on_site` by an inspector of another unit, `reading` when the
    device itself shows normal. `needs_reading_normal`: not verifiable before the reading is normal again.
    Events of one hazard in one `join_area` within `join_within_h` hours belong to one process
    (`process_zh`, as 暴雨过程); 0 joins nothing.

    `keywords` and `aliases` are the words by which citizens name it; `materials` 材料 are what one must hand
    in. `flow` is the code of a case flow, empty: by the kind of the case. `auto_confidence` is the confidence
    above which a text is dispatched to this matter by itself, 0: never. `sensitive` 敏感: a person looks
    first. `through_stops` 停工停办日照常: its clocks run on while the area stands still, as an emergency
    repair must. `effective_from` is the first day (Asia/Shanghai) of these words; until then the version
    before stays in force.
    """

    code: str
    name_zh: str
    name_en: str
    matter_class: str
    definition_zh: str
    definition_en: str
    closing_standard_zh: str
    closing_standard_en: str
    duty_rules: tuple[DutyRule, ...] = ()
    fallback: UnitRef | None = None
    limits: tuple[LimitRule, ...] = ()
    steps: tuple[MatterStep, ...] = ()
    photos: tuple[PhotoKind, ...] = ("before", "after")
    town_role: TownRole = "assist"
    verification: Verification = "on_site"
    needs_reading_normal: bool = True
    join_area: Literal["county", "town"] = "county"
    join_within_h: float = 6.0
    process_zh: str = ""
    process_en: str = ""
    basis_zh: str = ""
    basis_en: str = ""
    keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    flow: str = ""
    auto_confidence: float = 0.0
    sensitive: bool = False
    through_stops: bool = False
    effective_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A `.yaml` file of matters: a pack's `matters/*.yaml`, or what `yiwang import matters` takes."""

    matters: tuple[Matter, ...]
    classes: tuple[MatterClass, ...] = ()

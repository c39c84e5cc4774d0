"""Shapes and facts that cross the door of matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """A matter in a list; `class_codes` and `class_zh` run from the first level to the third."""

    code: str
    version: int
    name_zh: str
    name_en: str
    class_codes: list[str]
    class_zh: list[str]
    class_en: list[str]
    town_role: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    code: str
    name_zh: str
    name_en: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitText:
    clock: str
    kind: str
    amount: float
    at: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRuleText:
    """A duty rule as people read it: the reference of the unit and the sentence it makes."""

    code: str
    area_id: str
    lead_zh: str
    conditions_zh: list[str]
    co_units_zh: list[str]
    basis_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter in one version, whole."""

    code: str
    version: int
    content_hash: str
    pack: str
    name_zh: str
    name_en: str
    class_codes: list[str]
    class_zh: list[str]
    class_en: list[str]
    definition_zh: str
    definition_en: str
    basis_zh: str
    closing_standard_zh: str
    closing_standard_en: str
    town_role: str
    verification: str
    needs_reading_normal: bool
    photos: list[str]
    join_area: str
    join_within_h: float
    process_zh: str
    process_en: str
    steps: list[StepText]
    limits: list[LimitText]
    duty_rules: list[DutyRuleText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What nouns above ask of a matter while they work: no names looked up, one query."""

    code: str
    version: int
    name_zh: str
    name_en: str
    closing_standard_zh: str
    closing_standard_en: str
    verification: str
    needs_reading_normal: bool
    photos: list[str]
    join_area: str
    join_within_h: float
    process_zh: str
    process_en: str
    steps: list[StepText]
    limits: list[LimitText]
    duty_items: list[str]
    flow: str = ""
    materials: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    sensitive: bool = False
    auto_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterWords:
    """The words by which a matter is known; `keywords` hold its aliases too."""

    code: str
    name_zh: str
    class_zh: list[str]
    keywords: list[str]
    definition_zh: str
    auto_confidence: float
    sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoUnit:
    """A co-unit with its own task."""

    unit: str
    task_zh: str
    task_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a duty rule may ask about the place and the thing; empty means not known, and then no condition
    on it holds.
    """

    owner_unit: str = ""
    maintainer_unit: str = ""
    road_class: str = ""
    place_kind: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who answers, and why: `rule_id` is the duty rule's code, or `fallback`."""

    matter: str
    matter_version: int
    lead: str
    co_units: tuple[CoUnit, ...]
    rule_id: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a declaration changed: codes by outcome."""

    created: list[str]
    changed: list[str]
    unchanged: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDeclared(Fact):
    fact_type: ClassVar[str] = "matters.declared"
    code: str
    matter_version: int
    name_zh: str
    name_en: str
    pack: str
    content_hash: str


class UnknownMatter(NotFound):
    code = "matters.unknown_matter"
    zh = "事项目录中没有编号为 {matter} 的事项。"
    en = "There is no matter {matter} in the catalogue."


class CatalogueFaults(Invalid):
    code = "matters.catalogue_faults"
    zh = "事项目录有 {count} 处错误，未载入任何内容：{first_zh}"
    en = "The catalogue has {count} faults; nothing was loaded: {first_en}"


class NoDuty(Conflict):
    code = "matters.no_duty"
    zh = "事项“{matter_zh}”在此处没有匹配的职责条目，也没有兜底单位，须由分拨人员指定。"
    en = "No duty item and no fallback unit matches “{matter_en}” here; a dispatcher has to name the unit."


class TakenBack(Conflict):
    code = "matters.taken_back"
    zh = "事项“{matter_zh}”的镇街履职为“上级收回”，不能派给{unit}主办，应由上级主管部门主办。"
    en = "“{matter_en}” was taken back from towns: {unit} cannot lead it, a department above has to."


class TownAssists(Conflict):
    code = "matters.town_assists"
    zh = "事项“{matter_zh}”的镇街履职为“配合”，{unit}只能协办，不能主办。"
    en = "A town only assists in “{matter_en}”: {unit} can be a co-unit, not the lead."

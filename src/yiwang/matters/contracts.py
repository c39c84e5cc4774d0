"""Shapes and facts that cross the door of matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact

ChangeKind = Literal["added", "removed", "changed"]


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
    amended: bool
    """The city has changed what its pack says."""
    retired_at: datetime | None = None
    """Since when nobody declares it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClassRow:
    """A class of the catalogue; `matters` counts those below it on any level."""

    code: str
    parent: str
    level: int
    name_zh: str
    name_en: str
    matters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterVersionRow:
    """One version in the history of a matter; `source` is `pack`, `import` or `draft:<id>`."""

    version: int
    content_hash: str
    source: str
    declared_by: str
    declared_by_name: str
    declared_at: datetime
    effective_from: date | None
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterChange:
    """One difference between two versions, as a sentence."""

    field: str
    kind: ChangeKind
    zh: str
    en: str


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
    """A duty rule as people read it: the reference of the unit and the sentence it makes.

    `words` is the rule as it is declared: what an editor starts from.
    """

    code: str
    area_id: str
    lead_zh: str
    lead_en: str
    conditions_zh: list[str]
    conditions_en: list[str]
    co_units_zh: list[str]
    basis_zh: str
    basis_en: str
    first_day: date | None
    last_day: date | None
    words: dict[str, Any]


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
    fallback_zh: str
    fallback_en: str
    keywords: list[str]
    aliases: list[str]
    materials: list[str]
    flow: str
    auto_confidence: float
    sensitive: bool
    through_stops: bool
    effective_from: date | None
    version_in_force: int
    """The version that holds now; 0 before the first day of the first one."""
    newest_version: int
    words: dict[str, Any]
    """The matter as it is declared: what an editor starts from."""
    retired_at: datetime | None = None
    """Since when nobody declares it any more: nothing new is opened for it, what is open goes on."""


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
    through_stops: bool = False
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
    """What a declaration changed: codes by outcome; `held` waits for a person, as the city has amended it."""

    created: list[str]
    changed: list[str]
    unchanged: list[str]
    held: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDraftRow:
    """A proposed change of the duty list; `changes` compare it with the matter as it stands.

    `state`: asked, approved, refused. `faults` say why it can no longer be approved.
    """

    id: str
    matter: str
    matter_zh: str
    matter_en: str
    kind: str
    rule_code: str
    state: str
    base_version: int
    matter_version: int
    reason_zh: str
    source: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    decided_by: str
    decided_by_name: str
    decided_at: datetime | None
    note: str
    version: int
    changes: list[MatterChange]
    faults: list[dict[str, str]]
    may_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImportLine:
    """What an import does to one matter: created, changed or unchanged."""

    code: str
    name_zh: str
    outcome: str
    changes: list[MatterChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImport:
    """What an Excel file would change, or (`applied`) has changed; unchanged matters are only counted."""

    applied: bool
    created: int
    changed: int
    unchanged: int
    classes: int
    lines: list[CatalogueImportLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFinding:
    """One thing wrong with the catalogue in this city. `kind`: no_owner, town_cannot_lead, overlap,
    retired_unit, closed_area, no_limit, no_words.
    """

    kind: str
    matter: str
    matter_zh: str
    matter_en: str
    areas: list[str]
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A matter and in how many towns of the city somebody leads it; `without` names the others."""

    code: str
    pack: str
    name_zh: str
    name_en: str
    towns: int
    without: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChecks:
    """The catalogue held against the city: every matter in every town."""

    matters: int
    areas: int
    pairs: int
    lines: list[CatalogueFinding]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDeclared(Fact):
    fact_type: ClassVar[str] = "matters.declared"
    code: str
    matter_version: int
    name_zh: str
    name_en: str
    pack: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRetired(Fact):
    """Its pack is gone, or no longer names it: nothing new is opened for the matter."""

    fact_type: ClassVar[str] = "matters.retired"
    code: str
    name_zh: str
    name_en: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRestored(Fact):
    """A retired matter is declared again."""

    fact_type: ClassVar[str] = "matters.restored"
    code: str
    name_zh: str
    name_en: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProposed(Fact):
    fact_type: ClassVar[str] = "matters.draft_proposed"
    draft_id: str
    matter: str
    kind: str
    rule_code: str
    reason_zh: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDecided(Fact):
    fact_type: ClassVar[str] = "matters.draft_decided"
    draft_id: str
    matter: str
    approved: bool
    matter_version: int
    note: str
    source: str


class NotInForce(Conflict):
    code = "matters.not_in_force"
    zh = "事项“{matter_zh}”此时尚未生效，不能分拨。"
    en = "“{matter_en}” is not in force at that time and cannot be dispatched."


class NoLongerDeclared(Conflict):
    code = "matters.retired"
    zh = "事项“{matter_zh}”已停用：带来它的专题已移除或不再列出它。"
    en = "“{matter_en}” is retired: the topic that brought it was removed or no longer lists it."


class UnknownDraft(NotFound):
    code = "matters.unknown_draft"
    zh = "没有编号为 {draft} 的职责清单修订草案。"
    en = "There is no draft {draft} of the duty list."


class UnknownRule(NotFound):
    code = "matters.unknown_rule"
    zh = "事项“{matter_zh}”没有职责条目“{rule}”。"
    en = "“{matter_en}” has no duty item {rule}."


class OwnDraft(Conflict):
    code = "matters.own_draft"
    zh = "草案由您本人提出，须由另一人审核。"
    en = "You proposed this draft yourself; another person has to review it."


class DraftDone(Conflict):
    code = "matters.draft_done"
    zh = "这份草案已有人处理过，请刷新。"
    en = "Somebody has decided on this draft already; refresh."


class NothingChanges(Conflict):
    code = "matters.nothing_changes"
    zh = "所提内容与现行清单相同，没有可修订之处。"
    en = "The proposal says what the list says already; there is nothing to change."


class BadRule(Invalid):
    code = "matters.bad_rule"
    zh = "职责条目填写有误：{reason}"
    en = "The duty item is not valid: {reason}"


class SheetFaults(Invalid):
    code = "matters.sheet_faults"
    zh = "表格有 {count} 处错误，未载入任何内容：{first_zh}"
    en = "The file has {count} faults; nothing was loaded: {first_en}"


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

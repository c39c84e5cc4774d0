"""Facts that cases tell. Every one of a case carries the moving part of its list row (`CaseChanged`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChanged(Fact):
    """What every case fact says: the moving part of the list row after the change."""

    case_id: str
    number: str
    kind: str
    role: str
    parent_id: str | None
    event_id: str
    stage: str
    state: str
    late: bool
    lead_unit: str
    lead_unit_name: str
    severity: str
    reading_normal_at: datetime | None
    near_at: datetime | None
    due_at: datetime | None
    stage_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseChanged):
    """A case was opened; carries the unmoving part of the row too."""

    fact_type: ClassVar[str] = "cases.opened"
    title_zh: str
    title_en: str
    task_zh: str
    task_en: str
    hazard: str
    matter: str
    matter_zh: str
    matter_en: str
    area_id: str
    area_name: str
    lon: float | None
    lat: float | None
    alert_id: str
    thing_id: str
    demonstration: bool
    opened_at: datetime
    flow: str = "device"
    flow_version: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDispatched(CaseChanged):
    """A case was dispatched, with the reason; `received_at` is when the reading that led to it reached us."""

    fact_type: ClassVar[str] = "cases.dispatched"
    act: str
    co_units: list[str] = field(default_factory=list)
    rule_id: str = ""
    why_zh: str = ""
    why_en: str = ""
    alert_id: str = ""
    received_at: datetime | None = None
    from_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTaken(CaseChanged):
    fact_type: ClassVar[str] = "cases.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturned(CaseChanged):
    """A unit asks to give the case back; it stays responsible until the dispatcher decides."""

    fact_type: ClassVar[str] = "cases.returned"
    reason: str
    duty_item: str
    proposed_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturnRefused(CaseChanged):
    fact_type: ClassVar[str] = "cases.return_refused"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandled(CaseChanged):
    fact_type: ClassVar[str] = "cases.handled"
    text: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReadingNormal(CaseChanged):
    fact_type: ClassVar[str] = "cases.reading_normal"
    alert_id: str
    cleared_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRelapsed(CaseChanged):
    """The thing alerted again while its case was open: the reading is no longer normal, handled work is
    handled again.
    """

    fact_type: ClassVar[str] = "cases.relapsed"
    alert_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerifiable(CaseChanged):
    fact_type: ClassVar[str] = "cases.verifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerified(CaseChanged):
    """Checked on the spot: `result` is `pass` or `fail`; a fail goes back to handling with its reason."""

    fact_type: ClassVar[str] = "cases.verified"
    result: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseChanged):
    fact_type: ClassVar[str] = "cases.closed"
    closing_standard_zh: str
    closing_standard_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVoided(CaseChanged):
    fact_type: ClassVar[str] = "cases.voided"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(CaseChanged):
    fact_type: ClassVar[str] = "cases.merged"
    into: str
    into_number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAbsorbed(CaseChanged):
    """Another case was merged into this one, which answers its alerts from now on."""

    fact_type: ClassVar[str] = "cases.absorbed"
    absorbed: str
    absorbed_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnitsAdded(CaseChanged):
    """A unit of the same family may see this case from now on."""

    fact_type: ClassVar[str] = "cases.units_added"
    added: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAreaMoved(CaseChanged):
    """The place of an open case is governed under another path now (in the envelope)."""

    fact_type: ClassVar[str] = "cases.area_moved"
    old_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUrged(CaseChanged):
    """A reminder (催办): asks for no reply and moves nothing."""

    fact_type: ClassVar[str] = "cases.urged"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEscalated(CaseChanged):
    """The alert became graver; limits already running stay as they are."""

    fact_type: ClassVar[str] = "cases.escalated"
    from_severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNearDue(CaseChanged):
    fact_type: ClassVar[str] = "cases.near_due"
    clock: str
    clock_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOverdue(CaseChanged):
    fact_type: ClassVar[str] = "cases.overdue"
    clock: str
    clock_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDeclared(Fact):
    """A pack declared a flow in other words than before; new cases of it begin on this version."""

    fact_type: ClassVar[str] = "cases.flow_declared"
    code: str
    flow_version: str
    name_zh: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRetired(Fact):
    """The pack that declared a flow no longer does; cases that began on it finish on it."""

    fact_type: ClassVar[str] = "cases.flow_retired"
    code: str
    name_zh: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContacted(CaseChanged):
    """The citizen was contacted for the first time (首次联系)."""

    fact_type: ClassVar[str] = "cases.contacted"
    in_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReviewed(CaseChanged):
    """The dispatch centre read the reply (办结审核): `pass`, or `fail` and back to handling."""

    fact_type: ClassVar[str] = "cases.reviewed"
    result: str
    text: str
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCalledBack(CaseChanged):
    """The citizen was called back: counts of the valid answers so far."""

    fact_type: ClassVar[str] = "cases.called_back"
    appeal_id: str
    solved: str
    satisfaction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnsatisfied(CaseChanged):
    """A call-back was not satisfied: whether that is reasonable is looked into."""

    fact_type: ClassVar[str] = "cases.unsatisfied"
    appeal_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRedone(CaseChanged):
    """The case is redone (重办), under the next higher unit."""

    fact_type: ClassVar[str] = "cases.redone"
    from_unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMet(CaseChanged):
    """A hard-case meeting (疑难会商) was held."""

    fact_type: ClassVar[str] = "cases.met"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtensionAsked(CaseChanged):
    fact_type: ClassVar[str] = "cases.extension_asked"
    limit_kind: str
    limit_amount: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtensionDecided(CaseChanged):
    fact_type: ClassVar[str] = "cases.extension_decided"
    granted: bool
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended(CaseChanged):
    """The case waits for a listed reason; its clocks stand still, until `until` at most."""

    fact_type: ClassVar[str] = "cases.suspended"
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(CaseChanged):
    fact_type: ClassVar[str] = "cases.resumed"
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReckoned(CaseChanged):
    """Limits were reckoned anew because the calendar or the stop days of the area changed."""

    fact_type: ClassVar[str] = "cases.reckoned"
    clocks: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSupervised(CaseChanged):
    """A supervision order (督办) with its number, authority and deadline."""

    fact_type: ClassVar[str] = "cases.supervised"
    order_number: str
    authority: str
    order_due_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOrderAnswered(CaseChanged):
    fact_type: ClassVar[str] = "cases.order_answered"
    order_number: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSignedOff(CaseChanged):
    """A supervision order was signed off (销号), or its reply was sent back (`accepted` false)."""

    fact_type: ClassVar[str] = "cases.signed_off"
    order_number: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDisputed(CaseChanged):
    """The case is in dispute (争议): a second return, or a second denial."""

    fact_type: ClassVar[str] = "cases.disputed"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRuled(CaseChanged):
    """The ruling (裁决) names the unit; `draft` is the change of the duty list that it proposes."""

    fact_type: ClassVar[str] = "cases.ruled"
    unit: str
    reason: str
    draft: str
    from_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReportedIn(CaseChanged):
    """A department called by a town's whistle reported in (报到)."""

    fact_type: ClassVar[str] = "cases.reported_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSignaturesAsked(CaseChanged):
    fact_type: ClassVar[str] = "cases.signatures_asked"
    signers: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSigned(CaseChanged):
    fact_type: ClassVar[str] = "cases.signed"
    signer: str
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseChanged):
    """The last appeal of the case was withdrawn (撤诉)."""

    fact_type: ClassVar[str] = "cases.withdrawn"
    appeal_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferredOut(CaseChanged):
    """The case belongs to somebody outside of this system (转出)."""

    fact_type: ClassVar[str] = "cases.transferred_out"
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEstablished(CaseChanged):
    """What was found is a case (立案): it waits to be sent."""

    fact_type: ClassVar[str] = "cases.established"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRated(CaseChanged):
    """The evaluation (综合评价) of a closed case: 1 to 5."""

    fact_type: ClassVar[str] = "cases.rated"
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseArchived(CaseChanged):
    fact_type: ClassVar[str] = "cases.archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExclusionAsked(CaseChanged):
    fact_type: ClassVar[str] = "cases.exclusion_asked"
    figure: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExclusionDecided(CaseChanged):
    fact_type: ClassVar[str] = "cases.exclusion_decided"
    figure: str
    granted: bool

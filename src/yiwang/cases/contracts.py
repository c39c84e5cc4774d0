"""Shapes, facts and refusals that cross the door of cases.

Every case fact carries the moving part of the list row (`CaseChanged`), so that a list that was right stays
right by facts alone; `with_fact` in `cases.logic` is the one reading of that promise and has its test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from yiwang.cases._facts import (
    CaseAbsorbed,
    CaseArchived,
    CaseAreaMoved,
    CaseCalledBack,
    CaseChanged,
    CaseClosed,
    CaseContacted,
    CaseDispatched,
    CaseDisputed,
    CaseEscalated,
    CaseEstablished,
    CaseExclusionAsked,
    CaseExclusionDecided,
    CaseExtensionAsked,
    CaseExtensionDecided,
    CaseHandled,
    CaseMerged,
    CaseMet,
    CaseNearDue,
    CaseOpened,
    CaseOrderAnswered,
    CaseOverdue,
    CaseRated,
    CaseReadingNormal,
    CaseReckoned,
    CaseRedone,
    CaseRelapsed,
    CaseReportedIn,
    CaseResumed,
    CaseReturned,
    CaseReturnRefused,
    CaseReviewed,
    CaseRuled,
    CaseSignaturesAsked,
    CaseSigned,
    CaseSignedOff,
    CaseSupervised,
    CaseSuspended,
    CaseTaken,
    CaseTransferredOut,
    CaseUnitsAdded,
    CaseUnsatisfied,
    CaseUrged,
    CaseVerifiable,
    CaseVerified,
    CaseVoided,
    CaseWithdrawn,
    FlowDeclared,
    FlowRetired,
)
from yiwang.cases._refusals import (
    AlreadyThere,
    BadExtension,
    BadMark,
    CannotMerge,
    ChangedMeanwhile,
    ConditionFails,
    CoUnitsUnfinished,
    DeadlineInThePast,
    EvidenceMissing,
    ExtendedAlready,
    FlowIsAnothers,
    FlowIsShipped,
    HandlersDoNotVerify,
    LimitTooLong,
    NotAKinUnit,
    NotASigner,
    NotAUnitBelow,
    NothingAsked,
    NotNow,
    NotYourOrder,
    NotYours,
    NoUnitAbove,
    OnlyTownsWhistle,
    OrdersUnanswered,
    PhotosMissing,
    ReturnTooLate,
    SameUnit,
    SignaturesMissing,
    SuspendedAlready,
    SuspensionTooLong,
    TooLateToExtend,
    UnitComplainedOf,
    UnknownCase,
    UnknownDutyItem,
    UnknownFigure,
    UnknownFilter,
    UnknownFlow,
    UnknownOrder,
    UnknownSuspension,
    WordsMissing,
)
from yiwang.cases._shapes import (
    CaseMeasure,
    DisputeRow,
    ExclusionRow,
    ExtensionRow,
    Figure,
    FlowMove,
    FlowRow,
    FlowStage,
    FlowView,
    OrderRow,
    Rate,
    Rates,
    SignerRow,
    SuspensionReasonRow,
    SuspensionRow,
    UnitLoad,
)

__all__ = [
    "AlertProof",
    "AlreadyThere",
    "BadExtension",
    "BadMark",
    "CannotMerge",
    "Case",
    "CaseAbsorbed",
    "CaseAlertRef",
    "CaseArchived",
    "CaseAreaMoved",
    "CaseCalledBack",
    "CaseChanged",
    "CaseClosed",
    "CaseContacted",
    "CaseCount",
    "CaseDispatched",
    "CaseDisputed",
    "CaseEscalated",
    "CaseEstablished",
    "CaseExclusionAsked",
    "CaseExclusionDecided",
    "CaseExtensionAsked",
    "CaseExtensionDecided",
    "CaseHandled",
    "CaseMeasure",
    "CaseMerged",
    "CaseMet",
    "CaseNearDue",
    "CaseOpened",
    "CaseOrderAnswered",
    "CaseOrderRow",
    "CaseOverdue",
    "CaseRated",
    "CaseReadingNormal",
    "CaseReckoned",
    "CaseRedone",
    "CaseRelapsed",
    "CaseReportedIn",
    "CaseResumed",
    "CaseReturnRefused",
    "CaseReturned",
    "CaseReviewed",
    "CaseRow",
    "CaseRuled",
    "CaseSignaturesAsked",
    "CaseSigned",
    "CaseSignedOff",
    "CaseSupervised",
    "CaseSuspended",
    "CaseTaken",
    "CaseTransferredOut",
    "CaseUnitsAdded",
    "CaseUnsatisfied",
    "CaseUrged",
    "CaseVerifiable",
    "CaseVerified",
    "CaseVoided",
    "CaseWithdrawn",
    "ChangedMeanwhile",
    "ClockLine",
    "ClockRow",
    "CoUnitsUnfinished",
    "ConditionFails",
    "DeadlineInThePast",
    "DispatchProof",
    "DisputeRow",
    "EventProof",
    "EvidenceMissing",
    "ExclusionRow",
    "Explanation",
    "ExtendedAlready",
    "ExtensionRow",
    "FactProof",
    "Figure",
    "FlowDeclared",
    "FlowIsAnothers",
    "FlowIsShipped",
    "FlowMove",
    "FlowRetired",
    "FlowRow",
    "FlowStage",
    "FlowView",
    "HandlersDoNotVerify",
    "LimitTooLong",
    "MessageProof",
    "NoUnitAbove",
    "NotAKinUnit",
    "NotASigner",
    "NotAUnitBelow",
    "NotNow",
    "NotYourOrder",
    "NotYours",
    "NothingAsked",
    "OnlyTownsWhistle",
    "OrderRow",
    "OrdersUnanswered",
    "PhotosMissing",
    "Rate",
    "Rates",
    "ReadingsProof",
    "ReturnRow",
    "ReturnTooLate",
    "SameUnit",
    "SignaturesMissing",
    "SignerRow",
    "StepRow",
    "StepToTake",
    "SuspendedAlready",
    "SuspensionReasonRow",
    "SuspensionRow",
    "SuspensionTooLong",
    "TooLateToExtend",
    "UnitComplainedOf",
    "UnitLoad",
    "UnknownCase",
    "UnknownDutyItem",
    "UnknownFigure",
    "UnknownFilter",
    "UnknownFlow",
    "UnknownOrder",
    "UnknownSuspension",
    "WordsMissing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a list.

    `kind`: `city` or `maintenance` (维护单). `role`: `lead` (主办) or `co` (a sub-case; its `relation` is
    `co` 协办, `down` 下派 or `whistle` 吹哨). `stage`: one of the case's `flow` in its `flow_version`, which
    names it. `state`: open, closed, merged, void, withdrawn, transferred. `lamp`: green, yellow, red,
    computed from `near_at` and `due_at` (the nearest running limit) at the moment of reading; `late` stays
    true once any limit was passed.
    """

    id: str
    number: str
    kind: str
    role: str
    stage: str
    state: str
    lamp: str
    late: bool
    title_zh: str
    title_en: str
    task_zh: str
    task_en: str
    hazard: str
    matter: str
    matter_zh: str
    matter_en: str
    severity: str
    area_id: str
    area_path: str
    area_name: str
    lon: float | None
    lat: float | None
    lead_unit: str
    lead_unit_name: str
    parent_id: str | None
    event_id: str
    alert_id: str
    thing_id: str
    demonstration: bool
    reading_normal_at: datetime | None
    near_at: datetime | None
    due_at: datetime | None
    opened_at: datetime
    stage_at: datetime
    closed_at: datetime | None
    version: int
    flow: str = "device"
    flow_version: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAnswer:
    """A unit at work on a case: by when it had to be done, when it was. `answer` is `agreed` or `objected`
    where an opinion was asked for; `late` says that its own deadline passed before it was done.
    """

    unit: str
    unit_name: str
    leads: bool
    due_at: datetime | None
    answered_at: datetime | None
    answer: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOrderRow:
    """A supervision order with the case that it is about."""

    order: OrderRow
    case: CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One act on the case: who, when, from which stage to which, in whose words, with which documents."""

    version: int
    act: str
    from_stage: str
    to_stage: str
    actor: str
    actor_name: str
    unit: str
    unit_name: str
    at: datetime
    text: str
    text_zh: str
    text_en: str
    before: list[str]
    after: list[str]
    details: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One clock of the case. `due_at` is None when the calendar of a year it needs is not there: we do not
    guess.
    """

    name: str
    unit: str
    limit_kind: str
    limit_amount: float
    started_at: datetime
    near_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    lamp: str
    why_zh: str
    why_en: str
    name_zh: str = ""
    name_en: str = ""
    paused_at: datetime | None = None
    left_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A line that says why a limit is what it is, or why it changed."""

    at: datetime
    clock: str
    old_due_at: datetime | None
    new_due_at: datetime | None
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """A return (退单): reason, the duty item cited, the unit proposed; decided by the dispatcher."""

    id: str
    unit: str
    unit_name: str
    reason: str
    duty_item: str
    proposed_unit: str
    proposed_unit_name: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAlertRef:
    alert_id: str
    joined_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepToTake:
    """A step of the matter's catalogue, as guidance."""

    code: str
    name_zh: str
    name_en: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case, whole, as one person may see it: `allowed` are the acts open to that person now."""

    row: CaseRow
    matter_version: int
    rule_id: str
    why_zh: str
    why_en: str
    closing_standard_zh: str
    closing_standard_en: str
    photos: list[str]
    guidance: list[StepToTake]
    parent: CaseRow | None
    sub_cases: list[CaseRow]
    steps: list[StepRow]
    clocks: list[ClockRow]
    clock_log: list[ClockLine]
    returns: list[ReturnRow]
    alerts: list[CaseAlertRef]
    allowed: list[str]
    now: datetime
    stage_zh: str = ""
    stage_en: str = ""
    extensions: list[ExtensionRow] = field(default_factory=list)
    suspensions: list[SuspensionRow] = field(default_factory=list)
    orders: list[OrderRow] = field(default_factory=list)
    disputes: list[DisputeRow] = field(default_factory=list)
    signers: list[SignerRow] = field(default_factory=list)
    exclusions: list[ExclusionRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsProof:
    """Raw readings around the episode: parallel lists."""

    datastream_id: str
    name: str
    unit: str
    limit: float | None
    times: list[datetime]
    values: list[float]
    qualities: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertProof:
    alert_id: str
    rule_code: str
    rule_name: str
    rule_version: str
    thing_id: str
    thing_name: str
    sentence_zh: str
    sentence_en: str
    observed_at: datetime | None
    received_at: datetime | None
    raised_at: datetime | None
    cleared_at: datetime | None
    outcome: str
    confirmed_at: datetime | None
    confirmed_by: str
    confirm: str
    reason: str
    readings: ReadingsProof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProof:
    event_id: str
    number: str
    title_zh: str
    title_en: str
    opened_at: datetime
    parent_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProof:
    matter: str
    matter_version: int
    rule_id: str
    why_zh: str
    why_en: str
    lead_unit: str
    lead_unit_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageProof:
    message_id: str
    to_name: str
    kind: str
    title_zh: str
    title_en: str
    state: str
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactProof:
    """A fact about the case or what led to it, with its place in the one order of facts."""

    position: int | None
    fact_type: str
    subject: str
    version: int
    actor: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The proof chain of a case on one page: readings ← alert ← event ← dispatch ← steps, messages, facts."""

    row: CaseRow
    alerts: list[AlertProof]
    event: EventProof | None
    dispatch: DispatchProof
    cases: list[CaseRow]
    steps: list[StepRow]
    clocks: list[ClockRow]
    clock_log: list[ClockLine]
    messages: list[MessageProof]
    facts: list[FactProof]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterCases:
    """Lead cases of one matter that were opened since a moment: open now, overdue now, those whose total
    limit is decided (met or missed), those that met it, and when the newest was opened."""

    matter: str
    cases: int
    open: int
    overdue: int
    decided: int
    in_time: int
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCount:
    """Lead cases of one hazard and kind in one county-level area of the managed tree."""

    area_id: str
    hazard: str
    kind: str
    open: int
    overdue: int
    closed_today: int

"""Shapes and facts that cross the door of cases.

Every case fact carries the moving part of the list row (`CaseChanged`), so that a list that was right stays
right by facts alone; `with_fact` in `cases.logic` is the one reading of that promise and has its test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a list.

    `kind`: `city` or `maintenance` (维护单). `role`: `lead` (主办) or `co` (协办, a sub-case). `stage`:
    opened 待分拨, dispatched 待签收, taken 处置中, returned 退单待审, handled 已处置, verifiable 可核查,
    verified 核查通过, closed 已结案. `state`: open, closed, merged, void. `lamp`: green, yellow, red,
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
class CaseCount:
    """Lead cases of one hazard and kind in one county-level area of the managed tree."""

    area_id: str
    hazard: str
    kind: str
    open: int
    overdue: int
    closed_today: int


class UnknownCase(NotFound):
    code = "cases.unknown_case"
    zh = "没有编号为 {case} 的案件，或不在您的可见范围内。"
    en = "There is no case {case}, or it lies outside what you may see."


class NotNow(Conflict):
    code = "cases.not_now"
    zh = "案件 {number} 现为“{stage_zh}”，不能{act_zh}。{last_zh}"
    en = "The case {number} is {stage_en}: it cannot be acted on with “{act_en}” now. {last_en}"


class ChangedMeanwhile(Conflict):
    code = "cases.changed_meanwhile"
    zh = "案件 {number} 刚被改动，请刷新后再试。{last_zh}"
    en = "The case {number} was changed a moment ago; refresh and try again. {last_en}"


class NotYours(Forbidden):
    code = "cases.not_yours"
    zh = "案件 {number} 由{holder}承办，您所在单位不能{act_zh}。"
    en = "The case {number} is held by {holder}; your unit cannot do “{act_en}”."


class HandlersDoNotVerify(Forbidden):
    code = "cases.handlers_do_not_verify"
    zh = "{unit}承办或承办过案件 {number}，不能由本单位核查。"
    en = "{unit} handles or handled the case {number}: its own people cannot verify it."


class WordsMissing(Invalid):
    code = "cases.words_missing"
    zh = "请填写{what_zh}。"
    en = "Please give {what_en}."


class PhotosMissing(Invalid):
    code = "cases.photos_missing"
    zh = "本事项要求上传{kinds_zh}照片。"
    en = "This matter asks for photographs: {kinds_en}."


class UnknownDutyItem(Invalid):
    code = "cases.unknown_duty_item"
    zh = "职责清单中没有条目“{item}”。本事项的条目：{items}。"
    en = "There is no duty item “{item}”. The items of this matter: {items}."


class ReturnTooLate(Conflict):
    code = "cases.return_too_late"
    zh = "退单须在签收前或签收后{limit_zh}内提出，已于 {until} 截止。"
    en = "A case may be returned before it is taken or within {limit_en} after; that ended at {until}."


class SameUnit(Invalid):
    code = "cases.same_unit"
    zh = "{unit}已是本案承办单位。"
    en = "{unit} already handles this case."


class NotAKinUnit(Invalid):
    code = "cases.not_a_kin_unit"
    zh = "转办只限本条线或上下级单位；{unit}不在其列，请走退单。"
    en = "A case is transferred within the line or to the unit above or below; {unit} is neither. Return it."


class CoUnitsUnfinished(Conflict):
    code = "cases.co_units_unfinished"
    zh = "协办单位尚未完成：{units}。协办全部处置后方可结案。"
    en = "These co-units have not finished: {units}. The case closes when all have."


class CannotMerge(Invalid):
    code = "cases.cannot_merge"
    zh = "只能并入另一件在办的同类主办案件。"
    en = "A case is merged only into another open lead case of the same kind."


class UnknownFilter(Invalid):
    code = "cases.unknown_filter"
    zh = "筛选条件 {name} 没有“{value}”这个值。"
    en = "The filter {name} has no value “{value}”."

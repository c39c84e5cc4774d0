"""Shapes of what is asked, ordered and decided about a case, of flows, and of rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """An extension (延期): asked by the holder, decided by the dispatcher's side."""

    id: str
    unit_name: str
    limit_kind: str
    limit_amount: float
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRow:
    """A suspension (挂起); `until` is when it ends by itself at the latest."""

    id: str
    unit_name: str
    reason: str
    reason_zh: str
    reason_en: str
    text: str
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A supervision order (督办). `state`: asked, answered, signed_off; `due_at` is for the reply."""

    id: str
    number: str
    case_id: str
    authority: str
    authority_name: str
    text: str
    ordered_at: datetime
    due_at: datetime | None
    state: str
    reply: str
    replied_at: datetime | None
    signed_off_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """A dispute (争议): who acts meanwhile (先办后议), and the ruling with the draft of the duty list."""

    id: str
    why: str
    unit_name: str
    opened_at: datetime
    acting_unit: str
    acting_unit_name: str
    acting_at: datetime | None
    ruled_unit: str
    ruled_unit_name: str
    ruled_at: datetime | None
    ruling: str
    draft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRow:
    """A unit asked to sign (会签). `state`: asked, agreed, objected."""

    unit: str
    unit_name: str
    about: str
    asked_at: datetime
    state: str
    text: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRow:
    """An exclusion from the rates (考核剔除). `state`: asked, granted, refused."""

    id: str
    case_id: str
    figure: str
    figure_zh: str
    figure_en: str
    unit_name: str
    reason: str
    evidence: list[str]
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A case flow in a list, in the version that new cases get."""

    code: str
    version: str
    name_zh: str
    name_en: str
    stands: str
    shipped: bool
    stages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStage:
    """A node of the drawing."""

    code: str
    zh: str
    en: str
    starts: list[str]
    stops: list[str]
    first: bool
    ends: bool
    unfinished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowMove:
    """An edge of the drawing. `stays`: the act moves no stage. `by`: as whom; `system` for what happens by
    itself. `when` are the conditions that must hold.
    """

    act: str
    act_zh: str
    act_en: str
    from_stage: str
    to_stage: str
    stays: bool
    result: str
    roles: list[str]
    kinds: list[str]
    when: list[str]
    permission: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """A flow in one version, for drawing. `versions`: all that are kept, newest first."""

    row: FlowRow
    joins: str
    extensions: int
    stages: list[FlowStage]
    moves: list[FlowMove]
    versions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionReasonRow:
    """A reason for which a case may be suspended."""

    code: str
    zh: str
    en: str
    most_zh: str
    most_en: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One side of a rate: `n` cases looked at, `denominator` of them count, `numerator` of these are so."""

    n: int
    denominator: int
    numerator: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate as domain.md defines it, raw and adjusted (考核剔除).

    `left_out`: how many of the n do not count, by reason. `definition_*` say what is counted.
    """

    code: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    raw: Figure
    adjusted: Figure
    excluded: int
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates of the lead cases opened in a span of time, in an area, as far as the asker may see."""

    since: datetime
    until: datetime
    area: str
    flow: str
    cases: int
    rates: list[Rate]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLoad:
    """The open cases of a unit: all, of these near due, of these overdue."""

    unit: str
    unit_name: str
    open: int
    near: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMeasure:
    """A lead case as figures count it: `parts` are (numerator, denominator) of each rate by its code."""

    id: str
    number: str
    kind: str
    flow: str
    matter: str
    title_zh: str
    title_en: str
    severity: str
    state: str
    living: bool
    area_id: str
    area_path: str
    area_name: str
    lead_unit: str
    lead_unit_name: str
    opened_at: datetime
    closed_at: datetime | None
    parts: dict[str, tuple[int, int]]

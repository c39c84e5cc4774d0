"""Shapes and facts that cross the door of briefings. Refusals are in `_refusals`, and named here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from yiwang.kernel.facts import Fact
from yiwang.reports._refusals import (
    BriefingEmpty,
    BriefingLevel,
    BriefingMoved,
    BriefingOutside,
    BriefingReasonNeeded,
    BriefingToNobody,
    OwnBriefing,
    UnknownBriefing,
    UnknownPart,
    UnknownTemplate,
)

__all__ = [
    "BriefingEmpty",
    "BriefingLevel",
    "BriefingMoved",
    "BriefingOutside",
    "BriefingReasonNeeded",
    "BriefingToNobody",
    "OwnBriefing",
    "UnknownBriefing",
    "UnknownPart",
    "UnknownTemplate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """A publication. `next_at`: when its next issue is made by itself, null where nothing is."""

    code: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    kind: str
    level: str
    period: str
    schedule_zh: str
    schedule_en: str
    next_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingRow:
    """A line of the list. `number` is null until it is issued; numbers begin anew each year."""

    id: str
    template: str
    kind: str
    title_zh: str
    title_en: str
    area_id: str
    area_name: str
    area_name_en: str
    issuer_name: str
    first: date
    last: date
    label_zh: str
    label_en: str
    state: str
    state_zh: str
    state_en: str
    year: int | None
    number: int | None
    made_at: datetime
    issued_at: datetime | None
    left_out: int
    flagged: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a number comes from, frozen when it was read. `n` is how the sentences refer to it."""

    n: int
    code: str
    version: int
    name_zh: str
    name_en: str
    unit: str
    unit_zh: str
    decimals: int
    area_id: str
    area_name: str
    tree: str
    period_kind: str
    first: date
    last: date
    label_zh: str
    label_en: str
    value: float | None
    state: str
    revision: int
    position: int
    at: datetime
    provisional: bool
    direction: str
    source_zh: str
    source_en: str
    definition_zh: str
    definition_en: str
    # Briefings that were written before areas had English names hold none.
    area_name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of a sentence. `ref` names the source of a number, 0: plain words. `flag` is `uncarried` where a
    person wrote a number that no source carries."""

    text: str
    ref: int = 0
    facet: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCell:
    """A number in a table, chart or row of figures; a value of null is 未报, or with a source (`ref`) 无基数:
    there was nothing to count."""

    ref: int
    value: float | None
    text: str
    change_zh: str = ""
    change_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: of a table (an area), of a chart (an area or a period), of a list (a case or event)."""

    label_zh: str
    label_en: str
    cells: list[FigureCell]
    link: str = ""
    notes: list[str]
    notes_en: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a column of a table or a series of a chart is."""

    zh: str
    en: str
    unit: str
    unit_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A part of a briefing. `lost` are numbers that were generated and that a person's words do not carry."""

    id: str
    kind: str
    title_zh: str
    title_en: str
    zh: list[Segment]
    en: list[Segment]
    headings: list[Heading]
    lines: list[Line]
    draw: str
    total: int
    edited: bool
    dropped: bool
    lost: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSection:
    id: str
    title_zh: str
    title_en: str
    parts: list[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A part that was not generated, and why."""

    part: str
    text_zh: str
    text_en: str
    reason: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """报、送 or 发: how they are named, and whom that means."""

    zh: str
    en: str
    units: list[str]
    users: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The body of a briefing, as it was generated or as it stands."""

    sections: list[ToldSection]
    sources: list[Source]
    left_out: list[LeftOut]
    report: Addressees
    send: Addressees
    issue: Addressees


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A sentence that a person changed: what was generated, and what stands."""

    part: str
    before_zh: str
    after_zh: str
    before_en: str
    after_en: str
    lost: list[str]
    uncarried: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A source whose figure has another value, or another revision, than when it was read."""

    n: int
    then: str
    now: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingLine:
    """One act on a briefing."""

    version: int
    at: datetime
    act: str
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How far it came to one person."""

    name: str
    unit: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingDetail:
    """A briefing, whole. History, differences, what was left out and receipts are for those who keep it."""

    row: BriefingRow
    content: Content
    differences: list[Difference]
    history: list[BriefingLine]
    receipts: list[Receipt]
    reviewed_by_name: str
    signed_by_name: str
    reason: str
    replaces: str
    replaced_by: str
    keeper: bool
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesDeclared:
    """What came of declared publications: codes taken over, those that were the same, those gone."""

    taken: list[str]
    unchanged: list[str]
    gone: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingChanged(Fact):
    """Every fact of a briefing says which it is, and where it stands after it. None holds its words."""

    briefing: str
    template: str
    title_zh: str
    title_en: str
    label: str
    state: str
    year: int | None
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingMade(BriefingChanged):
    """生成: a draft was made from the figures."""

    fact_type: ClassVar[str] = "reports.made"
    sentences: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingRefreshed(BriefingChanged):
    """The draft was made anew from the figures of now."""

    fact_type: ClassVar[str] = "reports.refreshed"
    sentences: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingEdited(BriefingChanged):
    """编辑: words were changed; `uncarried`, numbers that no source carries."""

    fact_type: ClassVar[str] = "reports.edited"
    parts: list[str]
    uncarried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingDiscarded(BriefingChanged):
    fact_type: ClassVar[str] = "reports.discarded"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingSubmitted(BriefingChanged):
    fact_type: ClassVar[str] = "reports.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingSentBack(BriefingChanged):
    fact_type: ClassVar[str] = "reports.sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingReviewed(BriefingChanged):
    """审核通过, by another person than those who edited it."""

    fact_type: ClassVar[str] = "reports.reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingIssued(BriefingChanged):
    """签发: it has its number and goes to these."""

    fact_type: ClassVar[str] = "reports.issued"
    units: int
    people: int
    replaces: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingReplaced(BriefingChanged):
    """A corrected issue took its place; this one stays to be read."""

    fact_type: ClassVar[str] = "reports.replaced"
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingWithdrawn(BriefingChanged):
    """撤回, with the reason; its number stays its own."""

    fact_type: ClassVar[str] = "reports.withdrawn"
    reason: str

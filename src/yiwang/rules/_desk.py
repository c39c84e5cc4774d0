"""Shapes, facts and refusals of the rule desk: drafts, previews, maintenance windows, quiet hours.

They are part of `contracts`, which is the door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact

DraftState = Literal["draft", "submitted", "approved", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewEpisode:
    """One time that a rule would have rung. `from_at` to `to_at` is what to look at to see why."""

    rule_code: str
    datastream_id: str
    thing_id: str
    place: str
    """Name of the thing, or of the area for a combined rule."""
    severity: str
    started_at: datetime
    raised_at: datetime
    cleared_at: datetime | None
    value: float | None
    peak: float | None
    unit: str
    limit: float | None
    """The figure that was passed, where a line can be drawn at it."""
    sentence_zh: str
    sentence_en: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSide:
    """What one version of the rule would have done. `fired` counts all, `episodes` shows the newest."""

    rule_version: str
    fired: int
    by_severity: dict[str, int]
    things: int
    """At how many things or areas."""
    episodes: tuple[PreviewEpisode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A rule run over the past, beside the version in force; `current` is None for a new rule."""

    code: str
    start: datetime
    end: datetime
    datastreams: int
    readings: int
    proposed: PreviewSide
    current: PreviewSide | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewProgress:
    """How far a preview is: `stage` is reading or judging, days of that stage, and the share of the whole."""

    stage: str
    days_done: int
    days: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule that somebody proposes. The author never approves it himself."""

    id: str
    code: str
    name: str
    kind: str
    base_version: str
    """The version in force that it was written against; empty for a new rule."""
    rule_version: str
    declaration: dict[str, Any]
    reason: str
    state: DraftState
    author: str
    author_name: str
    made_at: datetime
    changed_at: datetime
    reviewer: str
    reviewer_name: str
    reviewed_at: datetime | None
    note: str
    preview: dict[str, int]
    """Of the last preview: `proposed` and `current` firings and `days`; empty when none was run."""
    rule_id: str
    """The rule version that it became."""
    version: int
    allowed: tuple[str, ...] = ()
    """`change`, `submit`, `withdraw`, `review`: what this person may do with it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """检修时段."""

    id: str
    thing_id: str
    thing_name: str
    area_id: str
    area_name: str
    rule_code: str
    rule_name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    made_by: str
    made_by_name: str
    made_at: datetime
    cancelled_by: str
    cancelled_by_name: str
    cancelled_at: datetime | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """免打扰时段 of an area, in minutes of the local day; over midnight when `from_minute` is the larger."""

    id: str
    area_id: str
    area_name: str
    from_minute: int
    to_minute: int
    severities: tuple[str, ...]
    deliver: bool
    """Whether people are called once they are over, or the alerts only stay in the list."""
    reason: str
    made_by: str
    made_by_name: str
    made_at: datetime
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForm:
    """What an editor needs to know about one kind of rule: JSON Schema of its words, with their defaults."""

    kind: str
    form: dict[str, Any]


# ------------------------------------------------------------------------------------------------------ facts


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChanged(Fact):
    """A draft was written, changed, submitted or withdrawn; `state` says what it is now."""

    fact_type: ClassVar[str] = "rules.draft_changed"
    draft_id: str
    code: str
    rule_version: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReviewed(Fact):
    fact_type: ClassVar[str] = "rules.draft_reviewed"
    draft_id: str
    code: str
    rule_version: str
    approved: bool
    author: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSet(Fact):
    fact_type: ClassVar[str] = "rules.window_set"
    window_id: str
    thing_id: str
    area_id: str
    rule_code: str
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCancelled(Fact):
    fact_type: ClassVar[str] = "rules.window_cancelled"
    window_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHoursSet(Fact):
    fact_type: ClassVar[str] = "rules.quiet_hours_set"
    quiet_id: str
    area_id: str
    from_minute: int
    to_minute: int
    severities: str
    deliver: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHoursCancelled(Fact):
    fact_type: ClassVar[str] = "rules.quiet_hours_cancelled"
    quiet_id: str


# --------------------------------------------------------------------------------------------------- refusals


class UnknownDraft(NotFound):
    code = "rules.unknown_draft"
    zh = "没有编号为 {draft} 的规则草稿。"
    en = "There is no draft {draft}."


class OwnDraft(Forbidden):
    code = "rules.own_draft"
    zh = "规则须由另一人审核，不能审核自己的草稿。"
    en = "Nobody reviews his own draft: a second person has to."


class NotTheAuthor(Forbidden):
    code = "rules.not_the_author"
    zh = "只有起草人可以修改、提交或撤回这份草稿。"
    en = "Only its author changes, submits or withdraws a draft."


class DraftMoved(Conflict):
    code = "rules.draft_moved"
    zh = "草稿现在的状态是“{state}”，不能再做这件事；请刷新后再试。"
    en = "The draft is {state} now and this can no longer be done; refresh and try again."


class BaseMoved(Conflict):
    code = "rules.base_moved"
    zh = "草稿写成之后，规则已换成新版本；请对照新版本修改后再提交。"
    en = "The rule has a new version since the draft was written; look at it again against that version."


class PreviewTooLarge(Invalid):
    code = "rules.preview_too_large"
    zh = "预演涉及 {readings} 条读数，超过一次可算的 {most} 条；请缩短时段或缩小范围。"
    en = "The preview would read {readings} readings, more than {most}; ask for fewer days or a smaller area."


class PreviewCancelled(Conflict):
    code = "rules.preview_cancelled"
    zh = "预演已取消。"
    en = "The preview was cancelled."


class UnknownPreview(NotFound):
    code = "rules.unknown_preview"
    zh = "没有正在进行的这次预演。"
    en = "No such preview is under way."


class PreviewSpan(Invalid):
    code = "rules.preview_span"
    zh = "预演时段的结束须晚于开始，且不超过 {days} 天。"
    en = "The end of a preview lies after its start, at most {days} days later."


class UnknownWindow(NotFound):
    code = "rules.unknown_window"
    zh = "没有检修时段 {window}，或不在您的可见范围内。"
    en = "There is no maintenance window {window}, or it is outside what you may see."


class WindowRefused(Invalid):
    code = "rules.window_refused"
    zh = "检修时段有 {count} 处错误。"
    en = "The maintenance window has {count} faults."


class UnknownQuietHours(NotFound):
    code = "rules.unknown_quiet_hours"
    zh = "没有免打扰时段 {quiet}。"
    en = "There are no quiet hours {quiet}."


class QuietHoursRefused(Invalid):
    code = "rules.quiet_hours_refused"
    zh = "免打扰只适用于提示（notice）和一般（general）告警，起止须为一天内不同的分钟。"
    en = "Quiet hours are for notice and general alerts only, between two different minutes of a day."

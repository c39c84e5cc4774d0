"""What crosses the door of rules: rules and drafts, alerts, the counts behind a false-alarm rate, facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact
from yiwang.rules._desk import (
    BaseMoved as BaseMoved,
)
from yiwang.rules._desk import (
    Draft as Draft,
)
from yiwang.rules._desk import (
    DraftChanged as DraftChanged,
)
from yiwang.rules._desk import (
    DraftMoved as DraftMoved,
)
from yiwang.rules._desk import (
    DraftReviewed as DraftReviewed,
)
from yiwang.rules._desk import (
    NotTheAuthor as NotTheAuthor,
)
from yiwang.rules._desk import (
    OwnDraft as OwnDraft,
)
from yiwang.rules._desk import (
    Preview as Preview,
)
from yiwang.rules._desk import (
    PreviewCancelled as PreviewCancelled,
)
from yiwang.rules._desk import (
    PreviewEpisode as PreviewEpisode,
)
from yiwang.rules._desk import (
    PreviewProgress as PreviewProgress,
)
from yiwang.rules._desk import (
    PreviewSide as PreviewSide,
)
from yiwang.rules._desk import (
    PreviewSpan as PreviewSpan,
)
from yiwang.rules._desk import (
    PreviewTooLarge as PreviewTooLarge,
)
from yiwang.rules._desk import (
    QuietHours as QuietHours,
)
from yiwang.rules._desk import (
    QuietHoursCancelled as QuietHoursCancelled,
)
from yiwang.rules._desk import (
    QuietHoursRefused as QuietHoursRefused,
)
from yiwang.rules._desk import (
    QuietHoursSet as QuietHoursSet,
)
from yiwang.rules._desk import (
    RuleForm as RuleForm,
)
from yiwang.rules._desk import (
    UnknownDraft as UnknownDraft,
)
from yiwang.rules._desk import (
    UnknownPreview as UnknownPreview,
)
from yiwang.rules._desk import (
    UnknownQuietHours as UnknownQuietHours,
)
from yiwang.rules._desk import (
    UnknownWindow as UnknownWindow,
)
from yiwang.rules._desk import (
    Window as Window,
)
from yiwang.rules._desk import (
    WindowCancelled as WindowCancelled,
)
from yiwang.rules._desk import (
    WindowRefused as WindowRefused,
)
from yiwang.rules._desk import (
    WindowSet as WindowSet,
)
from yiwang.rules.declarations import Confirm, Kind, Severity

AlertState = Literal["open", "ended"]
Outcome = Literal["true", "false_alarm", "device_fault", "duplicate", "drill", "maintenance"]
"""属实 / 误报 / 设备故障 / 重复 / 演练; 检修 is given by a maintenance window, never by a person."""

Held = Literal["", "maintenance", "quiet"]
"""Why an alert is kept without anybody being called: a maintenance window, quiet hours."""

OUTCOMES: tuple[Outcome, ...] = ("true", "false_alarm", "device_fault", "duplicate", "drill")
OUTCOME_NAMES: dict[str, tuple[str, str]] = {
    "true": ("属实", "true"),
    "false_alarm": ("误报", "false alarm"),
    "device_fault": ("设备故障", "device fault"),
    "duplicate": ("重复", "duplicate"),
    "drill": ("演练", "drill"),
    "maintenance": ("检修", "maintenance"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of one rule. The version is the hash of what the rule says."""

    id: str
    code: str
    version: str
    pack: str
    name: str
    name_en: str
    kind: Kind
    params: dict[str, Any]
    targets: dict[str, Any]
    severity: Severity
    confirm: Confirm
    hazard: str
    matter: str | None
    fault: bool
    active: bool
    declared_at: datetime
    retired_at: datetime | None = None
    author: str = ""
    """Who wrote this version at a desk; empty for a pack's own words."""
    author_name: str = ""
    reviewer: str = ""
    """The second person, who approved it."""
    reviewer_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert, from the reading that began it to its ending."""

    id: str
    key: str
    rule_id: str
    rule_code: str
    rule_name: str
    rule_version: str
    rule_kind: Kind
    hazard: str
    matter: str | None
    severity: Severity
    confirm: Confirm
    fault: bool
    late: bool
    thing_id: str
    thing_name: str
    datastream_id: str
    area_id: str
    area_path: str
    area_name: str
    """County and town by name, as they were called on the day."""
    lon: float | None
    lat: float | None
    started_at: datetime
    """When the breach began, by the device's clock."""
    observed_at: datetime
    """The reading that raised the alert, by the device's clock."""
    received_at: datetime
    """The same reading, when we received it."""
    raised_at: datetime
    value: float | None
    limit: float | None
    unit: str
    sentence_zh: str
    sentence_en: str
    state: AlertState
    outcome: Outcome | None
    reason: str
    ended_at: datetime | None
    ended_by: str
    cleared_at: datetime | None
    peak: float | None
    episodes: int
    """How many episodes this alert stands for: itself, and those that joined it instead of ringing again."""
    version: int
    demonstration: bool
    usual: float | None = None
    """What the baseline expected of the reading, for a seasonal rule."""
    held: Held = ""
    held_by: str = ""
    """Id of the maintenance window or the quiet hours."""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    series: str = ""
    """The series that a noun above pushed down; `rules` of devices have none."""
    page: str = ""
    """Where on screen that series is shown."""
    position: int | None = None
    """The fact up to which the value was counted that raised (or last escalated) the alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period of a pushed series. `value` None: nothing that could be judged (not over yet, too few rows,
    not reported). `settled`: the period is over."""

    starts_at: datetime
    ends_at: datetime
    value: float | None
    settled: bool
    position: int
    label_zh: str
    label_en: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of values by period that a noun above pushes down to be judged.

    `code` is what rules name in `targets.series`, `period` in `targets.period`, `cycle` after how many points
    a like one comes (12 months, 7 days). Points are whole and oldest first: every push says all that there is
    to judge.
    """

    id: str
    code: str
    who_zh: str
    who_en: str
    area_id: str
    area_path: str
    units: tuple[str, ...]
    unit: str
    period: str
    cycle: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilters:
    """What a list of alerts is narrowed to; an empty field narrows nothing."""

    state: str = ""
    outcome: str = ""
    severity: str = ""
    """One severity, or several with commas."""
    hazard: str = ""
    area: str = ""
    """Area id; its whole managed subtree."""
    rule: str = ""
    """Rule code."""
    thing: str = ""
    datastream: str = ""
    series: str = ""
    """Code of a pushed series, of all its areas."""
    fault: bool | None = None
    late: bool | None = None
    ringing: bool | None = None
    """Whether the reading is still beyond its limit."""
    held: bool | None = None
    acknowledged: bool | None = None
    q: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEpisode:
    key: str
    started_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMember:
    """One of the watches that a combined alert counted."""

    rule_code: str
    datastream_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDetail:
    """An alert with the rule version that raised it, its episodes, and what this person may do."""

    alert: Alert
    rule: Rule
    joined: tuple[AlertEpisode, ...]
    """Every episode that this alert stands for, the first one included."""
    allowed: tuple[str, ...]
    """`end` and `acknowledge` when this person may do so now."""
    members: tuple[AlertMember, ...] = ()
    """What a combined alert counted when it was raised."""
    window: Window | None = None
    """The maintenance window that holds or held it, with its reason."""
    quiet: QuietHours | None = None
    """The quiet hours that hold or held it."""
    acknowledged_by_name: str = ""
    ended_by_name: str = ""
    """Empty when the rule or the system ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCount:
    """Alerts of one hazard and severity in one area, for boards."""

    area_path: str
    hazard: str
    severity: str
    fault: bool
    open: int
    ringing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """The rules that one pack or scene has in force, the city's alerts that they raised lately, and how many
    of these somebody looked into or ended."""

    pack: str
    rules: int
    alerts: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarmRate:
    """How often a rule cried wolf, with the exact counts.

    `rate` = false_alarm ÷ (true + false_alarm). Open and late alerts, duplicates, drills and device faults
    stand beside it and are in neither figure. None when nobody has judged any alert yet.
    """

    rule_code: str
    rule_version: str
    """Empty when every version of the rule is counted together."""
    raised: int
    open: int
    true: int
    false_alarm: int
    device_fault: int
    duplicate: int
    drill: int
    late: int
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHazard:
    """A hazard that rules in force watch, by a name that a person can read."""

    code: str
    zh: str
    en: str
    rules: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule as the list shows it, with its record so far (all versions together)."""

    rule: Rule
    false_alarms: FalseAlarmRate
    pending: str = ""
    """`submitted` or `draft` while somebody proposes other words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDetail:
    """A rule's page: the version in force, all versions (newest first), drafts, and the record of each."""

    code: str
    in_force: Rule | None
    versions: tuple[Rule, ...]
    drafts: tuple[Draft, ...]
    false_alarms: FalseAlarmRate
    rates: tuple[FalseAlarmRate, ...]
    """One for each of `versions`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One breach found in a series: what `api.judge` answers."""

    severity: Severity
    started_at: datetime
    raised_at: datetime
    """Time of the reading at which the duration was fulfilled."""
    cleared_at: datetime | None
    value: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDeclared(Fact):
    fact_type: ClassVar[str] = "rules.rule_declared"
    rule_id: str
    code: str
    rule_version: str
    pack: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Fact):
    fact_type: ClassVar[str] = "rules.alert_raised"
    alert_id: str
    key: str
    rule_id: str
    rule_code: str
    hazard: str
    matter: str | None
    severity: str
    confirm: str
    fault: bool
    thing_id: str
    thing_name: str
    datastream_id: str
    area_id: str
    lon: float | None
    lat: float | None
    sentence_zh: str
    sentence_en: str
    value: float | None
    unit: str
    late: bool
    observed_at: datetime
    received_at: datetime
    demonstration: bool
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEscalated(Fact):
    """The same alert became graver: nobody is called a second time for the same water."""

    fact_type: ClassVar[str] = "rules.alert_escalated"
    alert_id: str
    from_severity: str
    severity: str
    value: float | None
    unit: str
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertJoined(Fact):
    """Another episode joined this alert instead of ringing again."""

    fact_type: ClassVar[str] = "rules.alert_joined"
    alert_id: str
    key: str
    rule_code: str
    episodes: int
    value: float | None
    unit: str
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCleared(Fact):
    """The reading is normal again. It says nothing about the alert's ending, which a person may still owe."""

    fact_type: ClassVar[str] = "rules.alert_cleared"
    alert_id: str
    cleared_at: datetime
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEnded(Fact):
    """An alert was judged. A `late` one is for review: it opens no event and dispatches nobody."""

    fact_type: ClassVar[str] = "rules.alert_ended"
    alert_id: str
    outcome: str
    reason: str
    hazard: str
    matter: str | None
    severity: str
    thing_id: str
    thing_name: str
    datastream_id: str
    area_id: str
    lon: float | None
    lat: float | None
    value: float | None
    unit: str
    sentence_zh: str
    sentence_en: str
    late: bool
    observed_at: datetime
    received_at: datetime
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTurned(Fact):
    """A rule that is counted above its town began to ring somewhere, or is quiet there again."""

    fact_type: ClassVar[str] = "rules.member_turned"
    rings: bool
    rule_code: str
    rule_version: str
    datastream_id: str
    observed_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged(Fact):
    fact_type: ClassVar[str] = "rules.alert_acknowledged"
    alert_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReleased(Fact):
    """An alert that was held goes its way: `why` is `over`, or `graver` when it became too grave to wait."""

    fact_type: ClassVar[str] = "rules.alert_released"
    alert_id: str
    held: str
    why: str


class UnknownAlert(NotFound):
    code = "rules.unknown_alert"
    zh = "没有编号为 {alert} 的告警，或不在您的可见范围内。"
    en = "There is no alert {alert}, or it is outside what you may see."


class UnknownRule(NotFound):
    code = "rules.unknown_rule"
    zh = "没有编号为 {rule} 的规则。"
    en = "There is no rule {rule}."


class UnknownOutcome(Invalid):
    code = "rules.unknown_outcome"
    zh = (
        "告警的结论只能是属实（true）、误报（false_alarm）、设备故障（device_fault）、重复（duplicate）"
        "或演练（drill），不能是“{outcome}”。"
    )
    en = "An alert ends as true, false_alarm, device_fault, duplicate or drill, not as “{outcome}”."


class AlertAlreadyEnded(Conflict):
    code = "rules.alert_already_ended"
    zh = "该告警已由{by}判为“{outcome_zh}”。"
    en = "The alert was already ended by {by} as {outcome_en}."


class AlertMoved(Conflict):
    code = "rules.alert_changed"
    zh = "该告警刚刚有了变化（例如升级），请看过新内容再判定。"
    en = "The alert changed a moment ago, for example it became graver; look again before you judge it."


class RulesRefused(Invalid):
    """A pack's rules do not hold together; `faults` lists every one of them."""

    code = "rules.declaration_refused"
    zh = "规则声明有 {count} 处错误。"
    en = "The declaration of rules has {count} faults."

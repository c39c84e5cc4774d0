"""Shapes and facts that cross the door of themes. Refusals are in `_refusals`, and named here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from yiwang.kernel.facts import Fact
from yiwang.themes._refusals import (
    BadPeriod,
    BadWord,
    EvidenceNeeded,
    NotTheLead,
    NotTheLeader,
    NotYourTask,
    OutsideYourArea,
    OwnProposal,
    ReasonNeeded,
    TasksOpen,
    ThemeFaults,
    ThemeMoved,
    UnknownSignal,
    UnknownTask,
    UnknownTheme,
)

__all__ = [
    "BadPeriod",
    "BadWord",
    "EvidenceNeeded",
    "NotTheLead",
    "NotTheLeader",
    "NotYourTask",
    "OutsideYourArea",
    "OwnProposal",
    "ReasonNeeded",
    "TasksOpen",
    "ThemeFaults",
    "ThemeMoved",
    "UnknownSignal",
    "UnknownTask",
    "UnknownTheme",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """A hot topic or weak signal. `usual` is the count to be expected of such a window, `p` the chance of so
    many or more when nothing is going on; `days` are the appeals of each day, oldest first, to `last_day`.
    """

    id: str
    kind: str
    theme: str
    theme_zh: str
    theme_en: str
    area_id: str
    area_name: str
    area_path: str
    level: str
    grade: str
    state: str
    window: int
    count: int
    events: int
    repeated: int
    usual: float
    factor: float
    p: float
    peak: int
    first_day: date
    last_day: date
    raised_at: datetime
    ended_at: datetime | None
    lon: float | None
    lat: float | None
    days: list[int]
    why_zh: str
    why_en: str
    demonstration: bool
    theme_numbers: list[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    """One change of a signal, with its figures of that moment."""

    version: int
    at: datetime
    act: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDetail:
    row: SignalRow
    history: list[SignalLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """When signals were last looked for, over how many whole weeks of records, and whether these suffice."""

    day: date | None
    at: datetime | None
    weeks: int
    least_weeks: int
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAppeal:
    """An appeal behind a figure: enough to find it, none of its words."""

    id: str
    number: str
    kind: str
    channel: str
    state: str
    day: date
    registered_at: datetime
    matter: str
    matter_zh: str
    matter_en: str
    area_name: str
    event_id: str
    unit_name: str
    repeated: bool
    collective: bool
    rounds: int
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedRow:
    """What comes again. `kind`: event (several appeals of one event), person (marked as the same person's
    repeats, or merged as such), redo (went to work more than once)."""

    kind: str
    key: str
    appeals: int
    repeats: int
    rounds: int
    numbers: list[str]
    appeal_id: str
    event_id: str
    matter: str
    matter_zh: str
    matter_en: str
    area_name: str
    unit_name: str
    first_day: date
    last_day: date
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """A line of a ranking: `count` in the period, `before` in the one of the same length before it. `change`
    is their relative difference, None where either is too small to say it in per cent. `own` marks the line
    of what lies in the area itself and in none of its parts."""

    key: str
    name_zh: str
    name_en: str
    level: str
    count: int
    events: int
    repeated: int
    before: int
    change: float | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A ranking of appeals; the counts of its rows add up to `total`."""

    by: str
    under: str
    under_name: str
    since: date
    until: date
    before_since: date
    before_until: date
    total: int
    total_before: int
    least: int
    rows: list[RankRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePart:
    """What a monthly theme is about: a matter or a class."""

    kind: str
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A line of the task list; done with a report and evidence (document ids)."""

    id: str
    text: str
    unit: str
    unit_name: str
    due: date
    state: Literal["open", "done"]
    report: str
    evidence: list[str]
    done_by: str
    done_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Appeals of one month; `days` counted of it, fewer than the month has when it is not over."""

    month: str
    days: int
    appeals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FallFigures:
    """Did appeals fall? Counts and days before and after; the change is of the rates a day.

    `before` are whole months before the theme's month, `after` the days from the one after adoption on.
    `change` and `p` are None where `enough` is False; `p` is the chance of so few if nothing had changed.
    """

    before: int
    before_days: int
    before_since: date
    before_until: date
    after: int
    after_days: int
    after_since: date | None
    after_until: date | None
    change: float | None
    p: float | None
    enough: bool
    text_zh: str
    text_en: str
    months: list[MonthCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """One line of a monthly theme's history."""

    version: int
    at: datetime
    act: str
    state: str
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A monthly theme in a list."""

    id: str
    number: str
    month: str
    title: str
    state: str
    state_zh: str
    state_en: str
    lead_unit: str
    lead_unit_name: str
    leader: str
    leader_name: str
    areas: list[Place]
    themes: list[ThemePart]
    tasks: int
    tasks_done: int
    tasks_late: int
    adopted_on: date | None
    signed_at: datetime | None
    signed_fall: float | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDetail:
    """A monthly theme, whole; `fall` as reckoned now, `signed` as it stood when it was signed off."""

    row: ThemeRow
    problem: str
    measures: str
    signal_id: str
    co_units: list[UnitName]
    baseline_months: int
    proposed_by_name: str
    adopted_by_name: str
    tasks: list[Task]
    fall: FallFigures
    signed: FallFigures | None
    history: list[ThemeLine]
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """A task as it is planned; `id` of one that stands already, "" for a new one."""

    text: str
    unit: str
    due: date
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeForm:
    """What is said of a monthly theme. `month` as 2026-11; `matters`, `classes` and `areas` are codes and
    ids; `leader` the id of the person who will sign."""

    month: str
    title: str
    problem: str
    matters: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    measures: str = ""
    signal_id: str = ""
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    leader: str = ""
    tasks: tuple[TaskForm, ...] = ()
    baseline_months: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalChanged(Fact):
    """What every fact of a signal carries."""

    signal_id: str
    kind: str
    theme: str
    theme_zh: str
    area_id: str
    area_name: str
    level: str
    grade: str
    window: int
    count: int
    usual: float
    factor: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRaised(SignalChanged):
    """A hot topic or a weak signal; once for an episode."""

    fact_type: ClassVar[str] = "themes.signal_raised"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalGrew(SignalChanged):
    """A weak signal has become a hot topic."""

    fact_type: ClassVar[str] = "themes.signal_grew"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalEnded(SignalChanged):
    """The count has fallen back."""

    fact_type: ClassVar[str] = "themes.signal_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChanged(Fact):
    """What every fact of a monthly theme carries."""

    theme_id: str
    number: str
    title: str
    state: str
    lead_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeProposed(ThemeChanged):
    fact_type: ClassVar[str] = "themes.proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEdited(ThemeChanged):
    """The proposal, or the task list and measures of an adopted theme, were written anew."""

    fact_type: ClassVar[str] = "themes.edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAdopted(ThemeChanged):
    fact_type: ClassVar[str] = "themes.adopted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDropped(ThemeChanged):
    fact_type: ClassVar[str] = "themes.dropped"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTaskReported(ThemeChanged):
    fact_type: ClassVar[str] = "themes.task_reported"
    task: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTaskReopened(ThemeChanged):
    fact_type: ClassVar[str] = "themes.task_reopened"
    task: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSignOffAsked(ThemeChanged):
    fact_type: ClassVar[str] = "themes.sign_off_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSentBack(ThemeChanged):
    fact_type: ClassVar[str] = "themes.sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSignedOff(ThemeChanged):
    """销题, with the figures that the leader saw."""

    fact_type: ClassVar[str] = "themes.signed_off"
    before: int
    after: int
    change: float | None

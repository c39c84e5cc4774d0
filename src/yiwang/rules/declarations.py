"""What a pack may say about rules: eight kinds, each a typed record, each with its own faults."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import ClassVar, Literal

import msgspec

from yiwang.kernel import shapes

Severity = Literal["notice", "general", "important", "urgent"]
"""The ladder of alerts: 提示 / 一般 / 重要 / 紧急. It is not the ladder of warnings, events or responses."""

Confirm = Literal["auto", "duty_officer", "grid_worker", "camera"]
"""Who says that an alert is real. Nobody needs to be asked for `auto`."""

Kind = Literal[
    "threshold", "silence", "flat_line", "out_of_range", "rate", "seasonal", "combined", "unusual"
]  # fmt: skip

Reach = Literal["thing", "town", "county", "city"]
"""What the members of a combined rule have in common: one thing, or the managed area above it."""

SEVERITIES: tuple[Severity, ...] = ("notice", "general", "important", "urgent")
SEVERITY_NAMES: dict[str, tuple[str, str]] = {
    "notice": ("提示", "notice"),
    "general": ("一般", "general"),
    "important": ("重要", "important"),
    "urgent": ("紧急", "urgent"),
}
CONFIRMS: tuple[Confirm, ...] = ("auto", "duty_officer", "grid_worker", "camera")


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Which datastreams a rule watches: those named, or those of one thing model's property.

    Everything that is said must hold at once; a target that says nothing is a fault, because a rule over
    every datastream of a city is never what was meant.
    """

    datastreams: tuple[str, ...] = ()
    """Datastream ids, spelled out."""
    model: str = ""
    """Thing model code, for example `water-level-gauge`."""
    property: str = ""
    """Observed property of that model, for example `depth`."""
    things: tuple[str, ...] = ()
    """Thing ids, to narrow a model to some of its things."""
    within: str = ""
    """Managed area path; only things below it."""
    series: str = ""
    """Code of a series that a noun above pushes down, for example `indicators/cases.in_time`."""
    area: str = ""
    """Id of the one area whose series it is; left out, every area's that has no rule of its own."""
    period: str = ""
    """The one kind of period whose series it is, for example `month`; left out, every kind that has no rule
    of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One rung of a threshold: where it begins, where it ends again, how long it must last."""

    raise_at: float
    """Reading at or beyond which the rung counts, in the datastream's unit."""
    clear_at: float | None = None
    """Reading at which it is over again (hysteresis); `raise_at` itself when left out."""
    hold_s: float = 0.0
    """Seconds of `observed_at` for which every reading must stay beyond `raise_at`."""
    severity: Severity = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDeclaration:
    """What every kind of rule says. Subclasses add their own figures."""

    kind: ClassVar[Kind]
    fault: ClassVar[bool] = False
    """True for kinds that speak about the device, not the city: their alerts end as 设备故障 at once."""

    code: str
    """Permanent within the pack, for example `urban-drainage/waterlogging/depth`."""
    name: str
    """Chinese name as people read it."""
    name_en: str = ""
    hazard: str
    """What is endangered, for example `waterlogging`; alerts of one hazard at one thing are one alert."""
    matter: str | None = None
    """Matter code of the case that a confirmed alert becomes."""
    confirm: Confirm = "duty_officer"
    targets: Targets
    late_after_s: float = 900.0
    """A reading received longer than this after it was observed is late: it never dispatches anybody."""
    quiet_s: float = 600.0
    """How long a series that was judged a false alarm stays quiet unless it gets worse."""
    max_gap_s: float = 3600.0
    """A gap between readings longer than this breaks a duration: nobody knows what happened in between."""
    part: bool = False
    """Only a part of combined rules: it is judged, but raises no alert of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(RuleDeclaration):
    """Above (or below) a figure for some time, on a ladder of one or more levels."""

    kind: ClassVar[Kind] = "threshold"

    direction: Literal["above", "below"] = "above"
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(RuleDeclaration):
    """Changes faster than `limit` per `per_s`: a jump, or a jump that falls straight back."""

    kind: ClassVar[Kind] = "rate"

    limit: float
    """Change in the datastream's unit over `per_s` seconds, always positive."""
    per_s: float = 60.0
    direction: Literal["rise", "fall", "both"] = "rise"
    severity: Severity = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(RuleDeclaration):
    """Nothing was received for `after_s` seconds from a datastream that had spoken before."""

    kind: ClassVar[Kind] = "silence"
    fault: ClassVar[bool] = True

    after_s: float
    severity: Severity = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatLine(RuleDeclaration):
    """The reading has not moved by more than `tolerance` for `for_s` seconds."""

    kind: ClassVar[Kind] = "flat_line"
    fault: ClassVar[bool] = True

    for_s: float
    tolerance: float = 0.0
    """Largest distance from the first reading of the run that still counts as unmoved."""
    min_samples: int = 3
    except_at: tuple[float, ...] = ()
    """Readings that may stand still for ever, such as 0 at a dry road (compared within `tolerance`)."""
    above: float | None = None
    """Only readings above this figure can be stuck."""
    severity: Severity = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfRange(RuleDeclaration):
    """A reading that cannot be true: outside the physical range of the thing model."""

    kind: ClassVar[Kind] = "out_of_range"
    fault: ClassVar[bool] = True

    minimum: float | None = None
    """Left out: the datastream's `valid_min`."""
    maximum: float | None = None
    """Left out: the datastream's `valid_max`."""
    hold_s: float = 0.0
    severity: Severity = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasonal(RuleDeclaration):
    """Unlike what this series usually does at this hour: its own baseline, learnt from its own past."""

    kind: ClassVar[Kind] = "seasonal"

    period: Literal["day", "auto"] = "day"
    """`day` with a correction for each hour of the week, or `auto`: found in the series itself."""
    score: float = 0.7
    """Raise at this score or above: 0 is ordinary, 1 was never seen; 0.5 is some 3 times the usual worst."""
    clear_score: float = 0.3
    hold_s: float = 0.0
    direction: Literal["above", "below", "both"] = "both"
    """Whether only readings above (or below) the usual count."""
    severity: Severity = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined(RuleDeclaration):
    """Several rules together: all, any or k of them at one thing; or k things of one area.

    `all` and `any` count the member rules that ring (AND, OR). A number counts member rules at one thing, and
    things in an area. Members may be combined rules themselves.
    """

    kind: ClassVar[Kind] = "combined"

    targets: Targets = Targets()
    """Narrows nothing when left out; `within` keeps to one managed area."""
    members: tuple[str, ...]
    """Codes of the rules that are counted."""
    need: int | Literal["all", "any"] = "all"
    at: Reach = "thing"
    within_s: float = 0.0
    """A member counts for this long after it began to ring, even when it has cleared; 0: only while it
    rings. With it the alert clears when no member rings any more, without it when too few do."""
    severity: Severity = "important"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual(RuleDeclaration):
    """A period's value unlike the own history of its series (异常变动): for series that are pushed down.

    Expected is the median of the same periods before; a distance counts in usual spreads.
    """

    kind: ClassVar[Kind] = "unusual"

    spreads: float = 4.0
    """Raise at this distance from the expected value, in usual spreads."""
    clear_spreads: float = 2.0
    direction: Literal["above", "below", "both"] = "both"
    severity: Severity = "notice"


AnyRule = Threshold | Rate | Silence | FlatLine | OutOfRange | Seasonal | Combined | Unusual
KINDS: dict[str, type[AnyRule]] = {
    "threshold": Threshold,
    "rate": Rate,
    "silence": Silence,
    "flat_line": FlatLine,
    "out_of_range": OutOfRange,
    "seasonal": Seasonal,
    "combined": Combined,
    "unusual": Unusual,
}


FIELD_NAMES: dict[str, str] = {
    "code": "规则编码",
    "name": "规则名称",
    "hazard": "险情类型",
    "matter": "治理事项",
    "confirm": "核实方式",
    "targets": "看哪些数据流",
    "late_after_s": "迟到界限",
    "quiet_s": "误报后静默",
    "max_gap_s": "允许断档",
    "part": "只作组合成员",
    "direction": "方向",
    "levels": "分级",
    "raise_at": "告警值",
    "clear_at": "恢复值",
    "hold_s": "持续时间",
    "severity": "告警等级",
    "limit": "变化限值",
    "per_s": "变化时长",
    "after_s": "无数据时长",
    "for_s": "不变时长",
    "tolerance": "不变容差",
    "min_samples": "最少读数",
    "except_at": "可长期不变的值",
    "above": "只看高于",
    "minimum": "量程下限",
    "maximum": "量程上限",
    "period": "周期",
    "score": "告警得分",
    "clear_score": "恢复得分",
    "members": "成员规则",
    "need": "需几项",
    "at": "范围",
    "within_s": "计数时窗",
    "spreads": "告警偏离",
    "clear_spreads": "恢复偏离",
}
"""What the words of a rule are called on a Chinese screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a declaration: where, what, and how to mend it."""

    where: str
    zh: str
    en: str


def version_of(rule: AnyRule) -> str:
    """The version of a rule is the hash of what it says: the same words are the same version anywhere."""
    return hashlib.sha256(encode(rule)).hexdigest()[:16]


def encode(rule: AnyRule) -> bytes:
    """Canonical JSON of a declaration: keys in order, the kind among them.

    A word that came to the language later is left out while it says nothing: older rules keep their version.
    """
    said = {"kind": rule.kind, **asdict(rule)}
    if not rule.part:
        del said["part"]
    said["targets"] = {
        name: one for name, one in said["targets"].items() if one or name not in ("series", "area", "period")
    }
    return msgspec.json.encode(said, order="sorted")


def decode(data: bytes | str | dict[str, object]) -> AnyRule:
    """The declaration that `encode` wrote."""
    said: dict[str, object] = dict(data) if isinstance(data, dict) else msgspec.json.decode(data)
    kind = said.pop("kind")
    return shapes.convert(said, KINDS[str(kind)], strict=False)


def faults_of(rule: AnyRule) -> list[Fault]:
    """Everything wrong with a rule, all at once; an empty list when nothing is."""
    found: list[Fault] = []

    def bad(where: str, zh: str, en: str) -> None:
        found.append(Fault(where=where, zh=zh, en=en))

    for where in ("code", "name", "hazard"):
        if not str(getattr(rule, where)).strip():
            bad(where, f"请填写{FIELD_NAMES[where]}。", f"The rule has no {where}.")
    said = rule.targets
    named = said.datastreams or said.things or (said.model and said.property) or said.series
    if bool(said.series) != isinstance(rule, Unusual) and not isinstance(rule, Threshold):
        bad(
            "targets.series",
            "指标序列只用于阈值和异常变动两类规则，异常变动只看指标序列。",
            "Only thresholds and unusual changes watch a pushed series, and unusual changes nothing else.",
        )
    if said.series and (said.datastreams or said.things or said.model):
        bad(
            "targets.series",
            "一条规则看指标序列或看数据流，不能兼看。",
            "A rule watches a pushed series or datastreams, not both.",
        )
    if not named and not isinstance(rule, Combined):
        bad(
            "targets",
            "没有说明看哪些数据流：请选物模型和观测属性，或指定物、数据流。",
            "No datastream is named: give datastreams, things, or model and property.",
        )
    for where in ("late_after_s", "quiet_s", "max_gap_s"):
        if not _finite_positive(getattr(rule, where), zero=where == "quiet_s"):
            bad(
                where, f"{FIELD_NAMES[where]}须为正的时长。", f"{where} must be a positive number of seconds."
            )
    if rule.confirm not in CONFIRMS:
        bad("confirm", f"没有“{rule.confirm}”这种核实方式。", f"There is no confirmation “{rule.confirm}”.")
    for severity in _severities(rule):
        if severity not in SEVERITIES:
            bad("severity", f"告警等级里没有“{severity}”。", f"The ladder of alerts has no “{severity}”.")
    match rule:
        case Threshold():
            _threshold_faults(rule, bad)
        case Rate():
            if not _finite_positive(rule.limit) or not _finite_positive(rule.per_s):
                bad("limit", "变化限值与变化时长须为正数。", "limit and per_s must be positive.")
        case Silence():
            if not _finite_positive(rule.after_s):
                bad("after_s", "无数据时长须为正。", "after_s must be a positive number of seconds.")
        case FlatLine():
            if not _finite_positive(rule.for_s) or not _finite_positive(rule.tolerance, zero=True):
                bad(
                    "for_s",
                    "不变时长须为正，不变容差不得为负。",
                    "for_s must be positive, tolerance not negative.",
                )
            if rule.min_samples < 2:
                bad(
                    "min_samples", "至少两个读数才谈得上不变。", "Standing still takes at least two readings."
                )
        case OutOfRange():
            low, high = rule.minimum, rule.maximum
            if low is not None and high is not None and not low < high:
                bad("minimum", "量程下限须小于上限。", "minimum must be below maximum.")
            if not _finite_positive(rule.hold_s, zero=True):
                bad("hold_s", "持续时间不得为负。", "hold_s must not be negative.")
        case Seasonal():
            if not 0 <= rule.clear_score <= rule.score <= 1 or rule.score == 0:
                bad(
                    "score",
                    "须有 0 ≤ 恢复得分 ≤ 告警得分 ≤ 1，且告警得分大于 0。",
                    "0 ≤ clear_score ≤ score ≤ 1 must hold, and score must be above 0.",
                )
            if not _finite_positive(rule.hold_s, zero=True):
                bad("hold_s", "持续时间不得为负。", "hold_s must not be negative.")
        case Combined():
            _combined_faults(rule, bad)
        case Unusual():
            if not 0 <= rule.clear_spreads <= rule.spreads or not _finite_positive(rule.spreads):
                bad(
                    "spreads",
                    "须有 0 ≤ 恢复偏离 ≤ 告警偏离，且告警偏离大于 0。",
                    "0 ≤ clear_spreads ≤ spreads must hold, and spreads must be above 0.",
                )
    return found


def _combined_faults(rule: Combined, bad: Callable[[str, str, str], None]) -> None:
    if not rule.members:
        bad("members", "组合规则至少要有一条成员规则。", "A combined rule needs at least one member.")
    if len(set(rule.members)) < len(rule.members) or rule.code in rule.members:
        bad(
            "members",
            "成员规则不得重复，也不得是自己。",
            "Members must differ from each other and from the rule.",
        )
    if isinstance(rule.need, int):
        most = len(rule.members) if rule.at == "thing" else 1_000_000
        if not 1 <= rule.need <= most:
            bad("need", f"需几项须在 1 与 {most} 之间。", f"need must be between 1 and {most}.")
    if not _finite_positive(rule.within_s, zero=True):
        bad("within_s", "计数时窗不得为负。", "within_s must not be negative.")


def _severities(rule: AnyRule) -> tuple[str, ...]:
    return tuple(level.severity for level in rule.levels) if isinstance(rule, Threshold) else (rule.severity,)


def _finite_positive(value: float, *, zero: bool = False) -> bool:
    return math.isfinite(value) and (value > 0 or (zero and value == 0))


def _threshold_faults(rule: Threshold, bad: Callable[[str, str, str], None]) -> None:
    sign = 1.0 if rule.direction == "above" else -1.0
    if not rule.levels:
        bad("levels", "阈值规则至少要有一级。", "A threshold needs at least one level.")
    for number, level in enumerate(rule.levels):
        where = f"levels[{number}]"
        clear = level.raise_at if level.clear_at is None else level.clear_at
        if not (math.isfinite(level.raise_at) and math.isfinite(clear)):
            bad(where, "阈值须为有限数。", "Thresholds must be finite numbers.")
        elif sign * clear > sign * level.raise_at:
            bad(
                f"{where}.clear_at",
                f"恢复值 {clear:g} 已在告警值 {level.raise_at:g} 的告警一侧，告警永远不会解除。",
                f"clear_at {clear:g} lies on the alarming side of raise_at {level.raise_at:g}.",
            )
        if not _finite_positive(level.hold_s, zero=True):
            bad(f"{where}.hold_s", "持续时间不得为负。", "hold_s must not be negative.")
        if number:
            below = rule.levels[number - 1]
            if sign * level.raise_at <= sign * below.raise_at or (
                level.severity in SEVERITIES
                and below.severity in SEVERITIES
                and SEVERITIES.index(level.severity) <= SEVERITIES.index(below.severity)
            ):
                bad(
                    where,
                    "各级须由轻到重排列，阈值与等级都逐级加重。",
                    "Levels go from light to grave: each beyond the one before, in figure and in severity.",
                )

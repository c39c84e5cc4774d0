"""The door of rules: declare them, judge a series, look at alerts in a scope, end one, count false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime

import msgspec
from django.db.models import Count, Q, QuerySet

from yiwang.areas import api as areas
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import facts, search, statements
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import Sheet, whole
from yiwang.rules import _acts, _alerts, _declare, _drafts, _export, _holds, _progress, logic
from yiwang.rules._drafts import forms
from yiwang.rules._evaluate import evaluate_command
from yiwang.rules._names import person
from yiwang.rules._series import series_rules, watch
from yiwang.rules.contracts import (
    Alert,
    AlertCount,
    AlertDetail,
    AlertEpisode,
    AlertFilters,
    AlertMember,
    Armed,
    Episode,
    FalseAlarmRate,
    Rule,
    RuleDetail,
    RuleHazard,
    RuleRow,
    UnknownAlert,
    UnknownRule,
)
from yiwang.rules.declarations import AnyRule
from yiwang.rules.models import AlertRow, EpisodeRow, RuleVersion

__all__ = [
    "acknowledge_alert",
    "alert_detail",
    "alerts",
    "armed",
    "cancel_preview",
    "cancel_quiet_hours",
    "cancel_window",
    "counts",
    "declare",
    "draft",
    "drafts",
    "end_alert",
    "evaluate_command",
    "false_alarm_rate",
    "find_alerts",
    "forms",
    "get_alert",
    "get_rule",
    "hazards",
    "judge",
    "name_of",
    "preview",
    "preview_progress",
    "quiet_hours",
    "review_draft",
    "rule_detail",
    "rules",
    "series_rules",
    "set_quiet_hours",
    "set_window",
    "sheet",
    "submit_draft",
    "tally",
    "watch",
    "windows",
    "withdraw_draft",
    "write_draft",
]


def declare(records: Iterable[AnyRule], *, pack: str) -> list[str]:
    """Take over all that `pack` says about rules; the codes that changed. The same again changes nothing.

    Other words are a new version; alerts that are open finish on the version that raised them. A code that
    the pack no longer says is retired. Raises RulesRefused with every fault; then nothing was changed.
    """
    return _declare.declare(records, pack)


def judge(
    rule: AnyRule,
    times: Sequence[datetime],
    values: Sequence[float],
    *,
    valid_min: float | None = None,
    valid_max: float | None = None,
) -> list[Episode]:
    """The episodes that `rule` would find in a finished series, oldest first; silence needs a clock and is
    not judged here. For nouns above (an indicator's series) and for trying a rule on the past.
    """
    watch = logic.Watch(rule=rule, datastream="series", valid_min=valid_min, valid_max=valid_max)
    changes = logic.judge_series(watch, times, values, [True] * len(times))
    found: list[Episode] = []
    for change in changes:
        at = logic.moment(change.observed_us)
        value = change.value or 0.0
        if change.what == "raised":
            episode = Episode(
                severity=_declare.severity_word(change.severity),
                started_at=logic.moment(change.started_us),
                raised_at=at,
                cleared_at=None,
                value=value,
                peak=value if change.peak is None else change.peak,
            )
            found.append(episode)
            continue
        last = found[-1]
        said = {one.name: getattr(last, one.name) for one in fields(Episode)}
        if change.what == "escalated":
            said["severity"] = _declare.severity_word(change.severity)
        else:
            said["cleared_at"] = at
        if change.peak is not None:
            said["peak"] = change.peak
        found[-1] = Episode(**said)
    return found


# ------------------------------------------------------------------------------------------------- the desk

draft = _drafts.get
drafts = _drafts.drafts
preview = _drafts.try_out
preview_progress = _progress.progress
cancel_preview = _progress.cancel
write_draft = _drafts.write
submit_draft = _drafts.submit
withdraw_draft = _drafts.withdraw
review_draft = _drafts.review
windows = _holds.windows
set_window = _holds.set_window
cancel_window = _holds.cancel_window
quiet_hours = _holds.quiet_hours
set_quiet_hours = _holds.set_quiet_hours
cancel_quiet_hours = _holds.cancel_quiet_hours

# ---------------------------------------------------------------------------------------------------- alerts


def end_alert(
    alert_id: str, outcome: str, subject: Subject, reason: str = "", version: int | None = None
) -> Alert:
    """Judge an open alert: true, false_alarm, device_fault, duplicate or drill. Needs alerts.confirm.

    The first one to claim it wins. `version` is the version the person saw: a graver alert must be seen
    first. Raises Forbidden, UnknownAlert, UnknownOutcome, AlertMoved, AlertAlreadyEnded.
    """
    return alert_of(_acts.end_alert(alert_id, outcome, subject, reason, version))


def acknowledge_alert(alert_id: str, subject: Subject) -> Alert:
    """Somebody is looking into an open alert; the first one is kept. Needs alerts.confirm.

    Raises Forbidden, UnknownAlert, AlertAlreadyEnded.
    """
    return alert_of(_acts.acknowledge(alert_id, subject))


def alerts(seen: Scope, filters: AlertFilters | None = None, *, page: int = 1, size: int = 50) -> Page[Alert]:
    """Alerts in the scope, newest first."""
    position = facts.last_position()
    asked = filters or AlertFilters()
    rows, sought = _narrowed(seen, asked), search.seek("alert", asked.q)
    found = sought.listed(rows, "-raised_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[alert_of(row) for row in found],
        total=sought.count(rows),
        page=page,
        size=size,
        position=position,
    )


def sheet(seen: Scope, filters: AlertFilters | None = None) -> Sheet:
    """The same list whole, for an export; raises TooManyRows."""
    return _export.sheet(alert_of(row) for row in whole(_filtered(seen, filters or AlertFilters())))


def _filtered(seen: Scope, asked: AlertFilters) -> QuerySet[AlertRow]:
    return search.seek("alert", asked.q).listed(_narrowed(seen, asked), "-raised_at", "-id")


def _narrowed(seen: Scope, asked: AlertFilters) -> QuerySet[AlertRow]:
    """By all filters but the words."""
    rows = AlertRow.objects.filter(seen.q())
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.outcome:
        rows = rows.filter(outcome=asked.outcome)
    if asked.severity:
        rows = rows.filter(severity__in=asked.severity.split(","))
    if asked.hazard:
        rows = rows.filter(hazard=asked.hazard)
    if asked.area:
        path = areas.path_of(asked.area)
        rows = rows.filter(area_path__startswith=path)  # scope: narrows what the scope let through
    if asked.rule:
        rows = rows.filter(rule_code=asked.rule)
    if asked.thing:
        rows = rows.filter(thing_id=asked.thing)
    if asked.datastream:
        rows = rows.filter(datastream_id=asked.datastream)
    if asked.series:
        rows = rows.filter(series__startswith=f"{asked.series}|")
    if asked.fault is not None:
        rows = rows.filter(fault=asked.fault)
    if asked.late is not None:
        rows = rows.filter(late=asked.late)
    if asked.ringing is not None:
        rows = rows.filter(cleared_at__isnull=asked.ringing)
    if asked.held is not None:
        rows = rows.exclude(held="") if asked.held else rows.filter(held="")
    if asked.acknowledged is not None:
        rows = rows.filter(acknowledged_at__isnull=not asked.acknowledged)
    return rows


def find_alerts(alert_ids: Collection[str]) -> list[Alert]:
    """Those that there are of these, unscoped: for nouns above and tasks, never for a person."""
    return [alert_of(row) for row in statements.by_keys(AlertRow, alert_ids)]


def get_alert(alert_id: str) -> Alert:
    """One of them; raises UnknownAlert."""
    found = find_alerts((alert_id,))
    if not found:
        raise UnknownAlert(alert=alert_id)
    return found[0]


def alert_detail(subject: Subject, alert_id: str) -> AlertDetail:
    """An alert within the subject's scope with its rule and episodes, and what the subject may do."""
    row = AlertRow.objects.filter(scope(subject, "alerts.see").q(), pk=alert_id).first()
    if row is None:
        raise UnknownAlert(alert=alert_id)
    may = "alerts.confirm" in subject.permissions and scope(subject, "alerts.confirm").sees(
        area_path=row.area_path, units=facts.split_units(row.units), secret=row.secret
    )
    window, quiet = _holds.reason_of(row.held_by)
    episodes = EpisodeRow.objects.filter(alert_id=row.id).order_by("started_at", "key")
    return AlertDetail(
        alert=alert_of(row),
        rule=get_rule(row.rule_id),
        joined=tuple(
            AlertEpisode(key=one.key, started_at=one.started_at, cleared_at=one.cleared_at)
            for one in episodes
        ),
        allowed=_allowed(row) if may else (),
        members=tuple(
            AlertMember(rule_code=code, datastream_id=stream)
            for code, stream in (msgspec.json.decode(row.members) if row.members else ())
        ),
        window=window,
        quiet=quiet,
        acknowledged_by_name=person(row.acknowledged_by),
        ended_by_name=person(row.ended_by),
    )


def _allowed(row: AlertRow) -> tuple[str, ...]:
    if row.state != "open":
        return ()
    return ("end",) if row.acknowledged_at else ("end", "acknowledge")


def counts(subject: Subject) -> list[AlertCount]:
    """Alerts that are open or still ring in the subject's scope, by area, hazard and severity."""
    return tally(subject)


def tally(subject: Subject | None = None) -> list[AlertCount]:
    """The same; for None unscoped without secret rows: aggregates for a figure, no rows for a person."""
    rows = AlertRow.objects.filter(late=False).exclude(held="maintenance").exclude(outcome="maintenance")
    rows = rows.filter(secret=False) if subject is None else rows.filter(scope(subject, "alerts.see").q())
    ringing = Q(cleared_at__isnull=True) & (Q(outcome__isnull=True) | ~Q(outcome__in=_alerts.NOT_THERE))
    grouped = (
        rows.filter(Q(state="open") | ringing)
        .values("area_path", "hazard", "severity", "fault")
        .annotate(open=Count("id", filter=Q(state="open")), ringing=Count("id", filter=ringing))
        .order_by("area_path", "hazard", "severity", "fault")
    )
    return [AlertCount(**row) for row in grouped]


def armed(since: datetime, until: datetime) -> list[Armed]:
    """What each pack has in force and what became of its alerts of a time, unscoped: aggregates for a light,
    no rows for a person. Drills and faults of devices are not among the alerts."""
    named = dict(RuleVersion.objects.values_list("code", "pack"))
    rules = Counter(RuleVersion.objects.filter(active=True).values_list("pack", flat=True))
    alerts: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    raised = (
        AlertRow.objects.filter(raised_at__gte=since, raised_at__lt=until, fault=False)
        .exclude(outcome="drill")
        .values("rule_code")
        .annotate(
            alerts=Count("id"),
            answered=Count("id", filter=Q(acknowledged_at__isnull=False) | ~Q(state="open")),
        )
        .order_by("rule_code")
    )
    for row in raised:
        pack = named.get(row["rule_code"], "")
        alerts[pack] += row["alerts"]
        answered[pack] += row["answered"]
    return [
        Armed(pack=pack, rules=rules[pack], alerts=alerts[pack], answered=answered[pack])
        for pack in sorted(rules.keys() | alerts.keys())
        if pack
    ]


def alert_of(row: AlertRow) -> Alert:
    values = {one.name: getattr(row, one.name) for one in fields(Alert)}
    return Alert(**values)


# ----------------------------------------------------------------------------------------------------- rules


def get_rule(rule_id: str) -> Rule:
    """One version of a rule, in force or not; raises UnknownRule."""
    row = RuleVersion.objects.filter(pk=rule_id).first()
    if row is None:
        raise UnknownRule(rule=rule_id)
    return _declare.rule_of(row)


def name_of(code: str) -> tuple[str, str]:
    """What a rule is called in Chinese and English, by the words of its latest version."""
    row = RuleVersion.objects.filter(code=code).order_by("-active", "-declared_at").first()
    return (row.name, row.name_en or row.name) if row else (code, code)


def rule_detail(code: str, subject: Subject) -> RuleDetail:
    """A rule by its code: the version in force, every version before, its drafts and its record."""
    rows = list(RuleVersion.objects.filter(code=code).order_by("-declared_at", "-id"))
    if not rows:
        raise UnknownRule(rule=code)
    return RuleDetail(
        code=code,
        in_force=next((_declare.rule_of(row) for row in rows if row.active), None),
        versions=tuple(_declare.rule_of(row) for row in rows),
        drafts=tuple(_drafts.drafts(subject, code=code, size=20).items),
        false_alarms=false_alarm_rate(code),
        rates=tuple(false_alarm_rate(code, row.version) for row in rows),
    )


def hazards() -> list[RuleHazard]:
    """The hazards that rules in force watch, each named after the first of its rules, and how many there
    are."""
    found: dict[str, RuleHazard] = {}
    rows = RuleVersion.objects.filter(active=True).order_by("hazard", "code")
    for code, zh, en in rows.values_list("hazard", "name", "name_en"):
        known = found.get(code)
        found[code] = RuleHazard(
            code=code,
            zh=known.zh if known else zh,
            en=known.en if known else en or zh,
            rules=known.rules + 1 if known else 1,
        )
    return list(found.values())


def rules(
    *,
    active: bool = True,
    kind: str = "",
    hazard: str = "",
    pack: str = "",
    severity: str = "",
    q: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[RuleRow]:
    """Rules with their record, by code."""
    position = facts.last_position()
    rows = RuleVersion.objects.all()
    if active:
        rows = rows.filter(active=True)
    for column, asked in (("kind", kind), ("hazard", hazard), ("pack", pack), ("severity", severity)):
        if asked:
            rows = rows.filter(**{column: asked})
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(name_en__icontains=q) | Q(code__icontains=q))
    total = rows.count()
    found = list(rows.order_by("code", "-declared_at")[(page - 1) * size : page * size])
    pending = _drafts.pending({row.code for row in found})
    tallies = _tallies(Q(rule_code__in={row.code for row in found}))
    items = [
        RuleRow(
            rule=_declare.rule_of(row),
            false_alarms=tallies.get(row.code) or _tally(row.code, "", {}),
            pending=pending.get(row.code, ""),
        )
        for row in found
    ]
    return Page(items=items, total=total, page=page, size=size, position=position)


def false_alarm_rate(rule_code: str, version: str = "") -> FalseAlarmRate:
    """How often a rule cried wolf: all its versions together, or one of them."""
    which = Q(rule_code=rule_code, rule_version=version) if version else Q(rule_code=rule_code)
    found = _tallies(which).get(rule_code)
    return found if found and not version else _tally(rule_code, version, _counts(which).get(rule_code, {}))


def _tallies(which: Q) -> dict[str, FalseAlarmRate]:
    return {code: _tally(code, "", counted) for code, counted in _counts(which).items()}


WORDS = ("raised", "open", "true", "false_alarm", "device_fault", "duplicate", "drill", "late")


def _counts(which: Q) -> dict[str, dict[str, int]]:
    live = Q(late=False)
    grouped = (
        AlertRow.objects.filter(which)
        .values("rule_code")
        .annotate(
            raised=Count("id", filter=live),
            open=Count("id", filter=live & Q(state="open")),
            true=Count("id", filter=live & Q(outcome="true")),
            false_alarm=Count("id", filter=live & Q(outcome="false_alarm")),
            device_fault=Count("id", filter=live & Q(outcome="device_fault")),
            duplicate=Count("id", filter=live & Q(outcome="duplicate")),
            drill=Count("id", filter=live & Q(outcome="drill")),
            late=Count("id", filter=~live),
        )
        .order_by("rule_code")
    )
    return {row["rule_code"]: {word: int(row[word]) for word in WORDS} for row in grouped}  # type: ignore[literal-required]


def _tally(code: str, version: str, counted: dict[str, int]) -> FalseAlarmRate:
    figures = {word: counted.get(word, 0) for word in WORDS}
    judged = figures["true"] + figures["false_alarm"]
    return FalseAlarmRate(
        rule_code=code,
        rule_version=version,
        **figures,
        rate=figures["false_alarm"] / judged if judged else None,
    )

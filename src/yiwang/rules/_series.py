"""Series that a noun above pushes down: figures by period, judged whole, each breach one alert.

A push says all that there is to judge, so that it may come twice, late or after a restart: what is found in
it is held against the alerts that stand, under a lock on the series. A breach that reaches the newest
period rings; one that is found after its period was over and had been judged is told late (迟到), waits for a
person and calls nobody. What lies before a rule first saw the series is history and rings for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.kernel.units import english_symbol, find_unit
from yiwang.rules import _alerts, _holds
from yiwang.rules._acts import JUDGE, rank, settled_by, tell_of
from yiwang.rules._declare import declaration_of
from yiwang.rules._history import Usual, usual_of
from yiwang.rules._sentences import figure
from yiwang.rules.contracts import AlertJoined, Point, Series
from yiwang.rules.declarations import AnyRule, Severity, Threshold, Unusual
from yiwang.rules.models import AlertRow, EpisodeRow, RuleVersion, SeriesRow


@dataclass(frozen=True, slots=True)
class Breach:
    """Periods one after another beyond a limit, `first` to `last`; `clear_at` is where the rule lets go."""

    first: Point
    last: Point
    rings: bool
    severity: Severity
    value: float
    limit: float
    peak: float
    usual: Usual | None
    distance: float


def series_rules() -> tuple[str, ...]:
    """The versions in force of the kinds of rule that judge series: what moves when one is declared anew."""
    rows = RuleVersion.objects.filter(active=True, kind__in=[Threshold.kind, Unusual.kind])
    return tuple(rows.order_by("id").values_list("id", flat=True))


def watch(series: Iterable[Series], lease: Lease) -> int:
    """Judge these series by the rules in force; how many alerts were raised, changed or cleared."""
    said_of: dict[str, list[RuleVersion]] = {}
    for row in RuleVersion.objects.filter(active=True, kind__in=[Threshold.kind, Unusual.kind]):
        said = declaration_of(row).targets.series
        if said:
            said_of.setdefault(said, []).append(row)
    return sum(_watch(one, _over(one, said_of.get(one.code, [])), lease) for one in series)


def _over(series: Series, rows: Sequence[RuleVersion]) -> list[tuple[RuleVersion, AnyRule]]:
    """The rules over a series: of each kind of rule, one of its own area goes before the one of every area,
    and then one of its own kind of period before the one of every kind."""
    fitting = []
    for row in rows:
        rule = declaration_of(row)
        said = rule.targets
        if said.area in ("", series.area_id) and said.period in ("", series.period):
            fitting.append((row, rule, (rule.kind, bool(said.area), bool(said.period))))
    nearest = {mark[0]: mark for mark in sorted(mark for _, _, mark in fitting)}
    return [
        (row, rule)
        for row, rule, mark in fitting
        if mark == nearest[mark[0]] and series.area_path.startswith(rule.targets.within)
    ]


def _watch(series: Series, rules: Sequence[tuple[RuleVersion, AnyRule]], lease: Lease) -> int:
    known = [point for point in series.points if point.value is not None]
    if not known:
        return 0
    digest = _digest(series, rules)
    held = statements.find(SeriesRow, id=series.id)
    if held is not None and held.digest == digest:
        return 0
    with transaction.atomic():
        lease.hold()
        row, _ = SeriesRow.objects.select_for_update().get_or_create(pk=series.id)
        done = sum(_hold_against(series, version, rule, row) for version, rule in rules)
        done += _retired(series, known[-1], {version.id for version, _ in rules})
        row.digest = digest
        row.save(update_fields=["judged", "digest"])
    return done


def _digest(series: Series, rules: Sequence[tuple[RuleVersion, AnyRule]]) -> str:
    said = [[point.ends_at, point.value, point.settled] for point in series.points]
    return hashlib.sha256(repr((said, sorted(row.id for row, _ in rules))).encode()).hexdigest()


def _hold_against(series: Series, version: RuleVersion, rule: AnyRule, row: SeriesRow) -> int:
    """Bring the alerts of one rule over a series into agreement with what it finds there now."""
    kept = list(
        AlertRow.objects.select_for_update()
        .filter(series=series.id, rule_code=version.code)
        .order_by("started_at", "id")
    )
    scored = [one[0] for one in _scored(rule, series)]
    if not scored:
        return 0
    name = f"{version.code}@{version.version}"
    # Up to which period that is over these words have judged the series; None: they see it first now.
    until = datetime.fromisoformat(row.judged[name]) if name in row.judged else None
    done, still = 0, set[str]()
    for breach in breaches(rule, series):
        mine = _same(series, breach, kept)
        if mine is None:
            key = _key(version, series, breach)
            if until is None and not breach.rings:
                EpisodeRow.objects.get_or_create(
                    pk=key,
                    defaults={
                        "alert_id": "",
                        "started_at": breach.first.starts_at,
                        "cleared_at": breach.last.ends_at,
                    },
                )
            elif not EpisodeRow.objects.filter(pk=key).exists():
                judged = until is not None and breach.last.settled and breach.last.ends_at <= until
                _raise(series, version, rule, breach, late=judged or not breach.rings)
                done += 1
            continue
        still.add(mine.id)
        done += _follow(mine, series, rule, breach)
    newest = next(point for point in reversed(series.points) if point.value is not None)
    for alert in kept:
        if alert.cleared_at is None and alert.id not in still and not _lingers(rule, alert, series):
            _over_now(alert, min(clock.now(), newest.ends_at), newest.value, None)
            done += 1
    over = [point.ends_at for point in scored if point.settled]
    row.judged[name] = max([until or scored[0].starts_at, *over]).isoformat()
    return done


def _over_now(alert: AlertRow, at: datetime, value: float | None, peak: float | None) -> None:
    """An alert and its episodes ring no more."""
    _alerts.cleared(alert, at, value, peak)
    EpisodeRow.objects.filter(alert_id=alert.id, cleared_at=None).update(cleared_at=at)


def _same(series: Series, breach: Breach, kept: Sequence[AlertRow]) -> AlertRow | None:
    """The alert that speaks of a breach already: a correction may have moved where it begins or ends."""
    for alert in reversed(kept):
        if alert.started_at >= breach.last.ends_at:
            continue
        spoken = [one.ends_at for one in series.points if one.starts_at < alert.observed_at]
        if alert.cleared_at is None or max(spoken, default=alert.started_at) > breach.first.starts_at:
            return alert
    return None


def _key(version: RuleVersion, series: Series, breach: Breach) -> str:
    return f"{version.code}@{version.version}:{series.id}:{breach.first.starts_at.isoformat()}"


def _lingers(rule: AnyRule, alert: AlertRow, series: Series) -> bool:
    """Whether a ringing alert rings on: its newest value has not come back as far as where it clears."""
    newest = next(point for point in reversed(series.points) if point.value is not None)
    assert newest.value is not None
    if isinstance(rule, Threshold):
        level = rule.levels[0]
        sign = 1.0 if rule.direction == "above" else -1.0
        clear = level.raise_at if level.clear_at is None else level.clear_at
        return sign * newest.value > sign * clear
    return False


def _retired(series: Series, newest: Point, active: set[str]) -> int:
    """An alert rings on under the words that raised it, as long as they still find it so."""
    done = 0
    ringing = AlertRow.objects.select_for_update().filter(series=series.id, cleared_at=None)
    for alert in ringing.exclude(rule_id__in=active):
        version = RuleVersion.objects.get(pk=alert.rule_id)
        if version.code in RuleVersion.objects.filter(pk__in=active).values_list("code", flat=True):
            continue  # its successor has looked already
        rule = declaration_of(version)
        if any(breach.rings for breach in breaches(rule, series)) or _lingers(rule, alert, series):
            continue
        _over_now(alert, min(clock.now(), newest.ends_at), newest.value, None)
        done += 1
    return done


# -------------------------------------------------------------------------------------------------- judging


def breaches(rule: AnyRule, series: Series) -> list[Breach]:
    """What a rule finds in a whole series, oldest first. A period without a value neither begins nor ends."""
    found: list[Breach] = []
    open_ = False
    scored = list(_scored(rule, series))
    for number, (point, distance, usual, severity, clears) in enumerate(scored):
        assert point.value is not None
        newest = number == len(scored) - 1
        if open_ and not clears:
            last = found[-1]
            graver = severity is not None and rank(severity) > rank(last.severity)
            said = last if severity is None else replace(
                last,
                value=point.value,
                usual=usual,
                distance=distance,
                severity=severity if graver and severity else last.severity,
                limit=_limit(rule, severity, usual) if graver and severity else last.limit,
                peak=max(last.peak, point.value) if last.value > last.limit else min(last.peak, point.value),
            )  # fmt: skip
            found[-1] = replace(said, last=point, rings=newest)
        elif severity is not None:
            found.append(
                Breach(
                    first=point,
                    last=point,
                    rings=newest,
                    severity=severity,
                    value=point.value,
                    limit=_limit(rule, severity, usual),
                    peak=point.value,
                    usual=usual,
                    distance=distance,
                )
            )
            open_ = True
        else:
            open_ = False
    return found


Scored = tuple[Point, float, Usual | None, Severity | None, bool]
"""A point, its distance, what was usual, how grave it is (None: not), and whether it would end a breach."""


def _scored(rule: AnyRule, series: Series) -> Iterator[Scored]:
    if isinstance(rule, Threshold):
        sign = 1.0 if rule.direction == "above" else -1.0
        first = rule.levels[0]
        clear = first.raise_at if first.clear_at is None else first.clear_at
        for point in series.points:
            if point.value is not None:
                # A figure that is just as required is as required: unlike a water level, it is counted.
                passed = [one for one in rule.levels if sign * point.value > sign * one.raise_at]
                severity = passed[-1].severity if passed else None
                yield point, 0.0, None, severity, severity is None and sign * point.value <= sign * clear
    elif isinstance(rule, Unusual):
        for place, point in enumerate(series.points):
            if point.value is None or not point.settled:
                continue
            usual = usual_of([one.value for one in series.points[:place]], series.cycle, series.unit == "1")
            if usual is None:
                yield point, 0.0, None, None, True
                continue
            distance = (point.value - usual.expected) / usual.spread
            ways = {"above": distance, "below": -distance, "both": abs(distance)}
            far = ways[rule.direction]
            severity = rule.severity if far >= rule.spreads else None
            yield point, distance, usual, severity, severity is None and far <= rule.clear_spreads


def _limit(rule: AnyRule, severity: Severity, usual: Usual | None) -> float:
    if isinstance(rule, Threshold):
        return next(one.raise_at for one in rule.levels if one.severity == severity)
    assert usual is not None
    return usual.expected


# ------------------------------------------------------------------------------------------------- speaking


def sentence(series: Series, rule: AnyRule, breach: Breach) -> tuple[str, str]:
    """For example 东区 按时办结率 2026年7月 71.2 %，低于 85 %."""
    unit = find_unit(series.unit)
    symbol, english = unit.symbol if unit else series.unit, english_symbol(series.unit)
    if series.unit == "1":
        symbol = english = ""

    def shown(value: float) -> str:
        return f"{figure(value)} {symbol}".rstrip()

    def told(value: float) -> str:
        return f"{figure(value)} {english}".rstrip()

    zh = f"{series.who_zh} {breach.last.label_zh} {shown(breach.value)}"
    en = f"{series.who_en}, {breach.last.label_en}: {told(breach.value)}"
    if isinstance(rule, Threshold):
        way = ("高于", "above") if rule.direction == "above" else ("低于", "below")
        return f"{zh}，{way[0]} {shown(breach.limit)}", f"{en}, {way[1]} {told(breach.limit)}"
    assert breach.usual is not None
    usual, times = breach.usual, f"{abs(breach.distance):.1f}"
    return (
        f"{zh}，此前 {usual.n} 个同类周期通常约 {shown(usual.expected)}，偏离为常年波动的 {times} 倍",
        f"{en}, usually about {told(usual.expected)} in the {usual.n} like periods before, "
        f"{times} times the usual spread away",
    )


def _raise(series: Series, version: RuleVersion, rule: AnyRule, breach: Breach, *, late: bool) -> None:
    zh, en = sentence(series, rule, breach)
    now = clock.now()
    hold = None if late else _holds.now(version.code, "", series.area_path, breach.severity, now)
    confirm = "duty_officer" if late else version.confirm
    outcome = None if hold else settled_by(False, confirm)
    area = areas.find_area(series.area_id)
    alert = statements.new(
        AlertRow,
        id=new_id(),
        key=_key(version, series, breach),
        rule_id=version.id,
        rule_code=version.code,
        rule_name=version.name,
        rule_version=version.version,
        rule_kind=version.kind,
        hazard=version.hazard,
        matter=version.matter,
        severity=breach.severity,
        confirm=confirm,
        fault=False,
        late=late,
        thing_id="",
        thing_name=series.who_zh[:200],
        datastream_id="",
        area_id=series.area_id,
        area_path=series.area_path,
        area_name="".join(areas.names_of(series.area_path)[-2:]),
        units=join_units(series.units),
        lon=area.lon if area else None,
        lat=area.lat if area else None,
        started_at=breach.first.starts_at,
        observed_at=_end(breach),
        received_at=now,
        raised_at=now,
        value=breach.value,
        limit=breach.limit,
        unit=series.unit,
        sentence_zh=(f"（迟到数据）{zh}" if late else zh)[:300],
        sentence_en=(f"(late data) {en}" if late else en)[:400],
        state="ended" if outcome else "open",
        outcome=outcome,
        ended_at=now if outcome else None,
        ended_by=JUDGE if outcome else "",
        peak=breach.peak,
        usual=breach.usual.expected if breach.usual else None,
        held=hold.kind if hold else "",
        held_by=hold.id if hold else "",
        version=2 if outcome else 1,
        series=series.id,
        page=breach.last.page[:300],
        position=breach.last.position,
    )
    _alerts.put_up(alert)
    if not breach.rings:
        _over_now(alert, _end(breach), None, None)


def _end(breach: Breach) -> datetime:
    return min(clock.now(), breach.last.ends_at)


def _follow(alert: AlertRow, series: Series, rule: AnyRule, breach: Breach) -> int:
    """What becomes of an alert whose breach is found again: it is over, rings again, or is graver."""
    if not breach.rings:
        if alert.cleared_at is not None:
            return 0
        _over_now(alert, _end(breach), None, breach.peak)
        return 1
    if alert.outcome in _alerts.NOT_REAL or alert.late:
        return 0
    done = 0
    zh, en = sentence(series, rule, breach)
    if alert.cleared_at is not None:
        alert.cleared_at = None
        alert.episodes, alert.version = alert.episodes + 1, alert.version + 1
        alert.save(update_fields=["cleared_at", "episodes", "version"])
        key = f"{alert.key}~{alert.episodes}"
        EpisodeRow.objects.create(key=key, alert_id=alert.id, started_at=breach.first.starts_at)
        tell_of(
            alert,
            AlertJoined(
                alert_id=alert.id,
                key=key,
                rule_code=alert.rule_code,
                episodes=alert.episodes,
                value=breach.value,
                unit=series.unit,
                sentence_zh=zh,
                sentence_en=en,
            ),
            JUDGE,
        )
        done = 1
    if rank(breach.severity) > rank(alert.severity):
        before, alert.severity = alert.severity, breach.severity
        alert.sentence_zh, alert.sentence_en = zh[:300], en[:400]
        alert.value, alert.limit, alert.peak = breach.value, breach.limit, breach.peak
        alert.position = breach.last.position
        _alerts.escalated(alert, before)
        done = 1
    return done

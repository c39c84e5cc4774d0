"""What becomes of the judge's changes: alerts, facts, calls; and how a person ends an alert.

Everything here may be asked twice. An episode's key is written once, with the alert that stands for it; a
second judgement of the same readings finds the key and does nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock, search, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Fact, split_units, tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.messages import api as messages
from yiwang.rules._sentences import sentence
from yiwang.rules.contracts import (
    OUTCOME_NAMES,
    OUTCOMES,
    AlertAlreadyEnded,
    AlertCleared,
    AlertEnded,
    AlertEscalated,
    AlertJoined,
    AlertMoved,
    AlertRaised,
    UnknownAlert,
    UnknownOutcome,
)
from yiwang.rules.declarations import SEVERITIES, SEVERITY_NAMES
from yiwang.rules.logic import Change, moment
from yiwang.rules.models import AlertRow, EpisodeRow, RuleVersion
from yiwang.sensing.contracts import Datastream, Thing

log = logging.getLogger(__name__)

JUDGE = "system:rules.judge"
CHUNK = 8
"""Changes in one transaction: a writer must not hold the database for longer than some 20 ms."""
NOT_REAL = ("false_alarm", "device_fault", "duplicate")
NOT_THERE = ("false_alarm", "duplicate")
"""Endings after which a reading beyond its limit is nothing that a board should show as ringing."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What changes are about: rule versions in force or still ringing, and where readings come from."""

    rules: Mapping[tuple[str, str], RuleVersion]
    places: Mapping[str, tuple[Datastream, Thing]]
    names: dict[str, str] = field(default_factory=dict)

    def area_name(self, path: str) -> str:
        """County and town of a path, asked once while the ground stands."""
        if path not in self.names:
            self.names[path] = "".join(areas.names_of(path)[-2:])
        return self.names[path]


def chunks(changes: Sequence[Change]) -> Iterator[list[Change]]:
    rest = iter(changes)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def settle(changes: Sequence[Change], ground: Ground, lease: Lease) -> None:
    """Write what the judge said. A part of it may already be written; the whole of it is afterwards."""
    for chunk in chunks(changes):
        with transaction.atomic():
            lease.hold()
            settle_here(chunk, ground)


def settle_here(changes: Sequence[Change], ground: Ground) -> None:
    """The same inside the caller's transaction."""
    raised = [change.key for change in changes if change.what == "raised"]
    known = {row.key for row in statements.by_keys(EpisodeRow, raised)}
    for change in changes:
        if change.watch.datastream not in ground.places:
            continue
        if change.what == "raised":
            if change.key not in known:
                _raise(change, ground)
        elif change.what == "escalated":
            _escalate(change, ground)
        else:
            _clear(change)


# ---------------------------------------------------------------------------------------------------- raising


def _raise(change: Change, ground: Ground) -> None:
    rule = ground.rules[change.watch.identity[:2]]
    datastream, thing = ground.places[change.watch.datastream]
    host = _host(change, rule, thing)
    if host is None:
        _open(change, ground, rule, datastream, thing)
    else:
        _join(host, change, datastream, thing)


_HOSTS = "WHERE thing_id = %s AND hazard = %s AND late = %s ORDER BY raised_at DESC LIMIT 8"


def _host(change: Change, rule: RuleVersion, thing: Thing) -> AlertRow | None:
    """The alert that a new episode joins instead of ringing again, locked; None when it rings.

    Device faults join only while the same rule still rings for the same series. Otherwise one hazard at one
    thing is one alert while it rings and is not judged untrue, or was not judged yet and cleared a moment
    ago. A series judged a false alarm, device fault or duplicate stays quiet for `quiet_s`, unless it
    becomes graver.
    """
    quiet = timedelta(seconds=change.watch.rule.quiet_s)
    start = moment(change.observed_us)
    for row in statements.select(AlertRow, _HOSTS, (thing.id, rule.hazard, False), lock=True):
        same_series = row.rule_code == rule.code and row.datastream_id == change.watch.datastream
        if rule.fault or row.fault:
            if rule.fault and row.fault and same_series and row.cleared_at is None:
                return row
            continue
        recent = row.cleared_at is not None and start <= row.cleared_at + quiet
        if row.state == "open" and (row.cleared_at is None or recent):
            return row
        if row.outcome in ("true", "drill") and row.cleared_at is None:
            return row
        if (
            row.outcome in NOT_REAL
            and same_series
            and row.ended_at is not None
            and clock.now() <= row.ended_at + quiet
            and SEVERITIES.index(_rank(change.severity)) <= SEVERITIES.index(_rank(row.severity))
        ):
            return row
    return None


def _rank(severity: str) -> str:
    return severity if severity in SEVERITIES else SEVERITIES[0]


def _open(
    change: Change,
    ground: Ground,
    rule: RuleVersion,
    datastream: Datastream,
    thing: Thing,
    *,
    late: bool = False,
) -> AlertRow:
    zh, en = sentence(change, thing, datastream)
    now = clock.now()
    confirm = "duty_officer" if late else rule.confirm
    # What nobody has to be asked about is written with its ending, and told as two facts all the same.
    outcome = "device_fault" if rule.fault else "true" if confirm == "auto" else None
    alert = AlertRow(
        id=new_id(),
        key=change.key,
        rule_id=rule.id,
        rule_code=rule.code,
        rule_name=rule.name,
        rule_version=rule.version,
        rule_kind=rule.kind,
        hazard=rule.hazard,
        matter=rule.matter,
        severity=change.severity,
        confirm=confirm,
        fault=rule.fault,
        late=late,
        thing_id=thing.id,
        thing_name=thing.name,
        datastream_id=datastream.id,
        area_id=thing.area_id,
        area_path=thing.area_path,
        area_name=ground.area_name(thing.area_path),
        units=thing.units,
        lon=thing.lon,
        lat=thing.lat,
        started_at=moment(change.started_us),
        observed_at=moment(change.observed_us),
        received_at=moment(change.received_us),
        raised_at=now,
        value=change.value,
        limit=change.limit,
        unit=datastream.unit,
        sentence_zh=f"（迟到数据）{zh}" if late else zh,
        sentence_en=f"(late data) {en}" if late else en,
        state="ended" if outcome else "open",
        outcome=outcome,
        ended_at=now if outcome else None,
        ended_by=JUDGE if outcome else "",
        peak=change.peak,
        version=2 if outcome else 1,
        demonstration=thing.demonstration,
    )
    statements.insert(alert)
    statements.insert(EpisodeRow(key=change.key, alert_id=alert.id, started_at=alert.started_at))
    _tell(
        alert,
        AlertRaised(
            alert_id=alert.id,
            key=alert.key,
            rule_id=alert.rule_id,
            rule_code=alert.rule_code,
            hazard=alert.hazard,
            matter=alert.matter,
            severity=alert.severity,
            confirm=alert.confirm,
            fault=alert.fault,
            thing_id=alert.thing_id,
            thing_name=alert.thing_name,
            datastream_id=alert.datastream_id,
            area_id=alert.area_id,
            lon=alert.lon,
            lat=alert.lat,
            sentence_zh=alert.sentence_zh,
            sentence_en=alert.sentence_en,
            value=alert.value,
            unit=alert.unit,
            late=alert.late,
            observed_at=alert.observed_at,
            received_at=alert.received_at,
            demonstration=alert.demonstration,
        ),
        JUDGE,
        version=1,
    )
    search.index(
        "alert",
        alert.id,
        alert.thing_name,
        alert.sentence_zh,
        alert.sentence_en,
        alert.area_name,
        alert.rule_name,
    )
    if outcome:
        _tell(alert, _ending(alert), JUDGE)
    elif not late:
        call(alert)
    return alert


def _join(alert: AlertRow, change: Change, datastream: Datastream, thing: Thing) -> None:
    EpisodeRow.objects.create(key=change.key, alert_id=alert.id, started_at=moment(change.started_us))
    zh, en = sentence(change, thing, datastream)
    if alert.outcome not in NOT_REAL:
        alert.cleared_at = None
    alert.episodes += 1
    alert.version += 1
    alert.save(update_fields=["cleared_at", "episodes", "version"])
    _tell(
        alert,
        AlertJoined(
            alert_id=alert.id,
            key=change.key,
            rule_code=change.watch.rule.code,
            episodes=alert.episodes,
            value=change.value,
            unit=datastream.unit,
            sentence_zh=zh,
            sentence_en=en,
        ),
        JUDGE,
    )
    if alert.outcome not in NOT_REAL:
        _graver(alert, change, datastream, thing)


def _escalate(change: Change, ground: Ground) -> None:
    episode = EpisodeRow.objects.filter(key__in=_keys(change.key)).order_by("-key").first()
    if episode is None:
        return
    alert = AlertRow.objects.select_for_update().get(pk=episode.alert_id)
    datastream, thing = ground.places[change.watch.datastream]
    if alert.outcome not in NOT_REAL:
        _graver(alert, change, datastream, thing)
    elif SEVERITIES.index(_rank(change.severity)) > SEVERITIES.index(_rank(alert.severity)):
        # Judged untrue, and now worse than what was judged: that has to be looked at again.
        again = f"{change.key}!{SEVERITIES.index(_rank(change.severity))}"
        _open(replace(change, key=again), ground, ground.rules[change.watch.identity[:2]], datastream, thing)


def _keys(key: str) -> list[str]:
    """An episode's key, and those under which it rang again after a person had judged it untrue."""
    return [key, *(f"{key}!{rank}" for rank in range(len(SEVERITIES)))]


def _graver(alert: AlertRow, change: Change, datastream: Datastream, thing: Thing) -> None:
    if SEVERITIES.index(_rank(change.severity)) <= SEVERITIES.index(_rank(alert.severity)):
        return
    before = alert.severity
    alert.severity = change.severity
    alert.sentence_zh, alert.sentence_en = sentence(change, thing, datastream)
    alert.value, alert.limit, alert.peak = change.value, change.limit, change.peak
    alert.unit = datastream.unit
    alert.version += 1
    alert.save(
        update_fields=["severity", "sentence_zh", "sentence_en", "value", "limit", "peak", "unit", "version"]
    )
    _tell(
        alert,
        AlertEscalated(
            alert_id=alert.id,
            from_severity=before,
            severity=alert.severity,
            value=alert.value,
            unit=alert.unit,
            sentence_zh=alert.sentence_zh,
            sentence_en=alert.sentence_en,
        ),
        JUDGE,
    )
    if alert.state == "open":
        call(alert)


def _clear(change: Change) -> None:
    for episode in EpisodeRow.objects.filter(key__in=_keys(change.key), cleared_at__isnull=True).order_by(
        "key"
    ):
        episode.cleared_at = moment(change.observed_us)
        episode.save(update_fields=["cleared_at"])
        alert = AlertRow.objects.select_for_update().get(pk=episode.alert_id)
        ringing = EpisodeRow.objects.filter(alert_id=alert.id, cleared_at__isnull=True).exists()
        if alert.cleared_at is None and not ringing:
            _cleared(alert, change)


def _cleared(alert: AlertRow, change: Change) -> None:
    cleared_at = moment(change.observed_us)
    peaks = [peak for peak in (alert.peak, change.peak) if peak is not None]
    if peaks:
        below = alert.limit is not None and peaks[0] < alert.limit
        alert.peak = min(peaks) if below else max(peaks)
    alert.cleared_at = cleared_at
    alert.version += 1
    alert.save(update_fields=["cleared_at", "peak", "version"])
    _tell(alert, AlertCleared(alert_id=alert.id, cleared_at=cleared_at, value=change.value), JUDGE)


def review_late(changes: Sequence[Change], ground: Ground) -> int:
    """Raise late alerts for the episodes of a series judged again; those that rang already are left alone.

    Inside the caller's transaction. A late alert waits for a person and dispatches nobody.
    """
    raised = 0
    for place, change in enumerate(changes):
        if change.what != "raised":
            continue
        ends = [other.observed_us for other in changes[place + 1 :] if other.what == "cleared"]
        end = moment(ends[0]) if ends else moment(max(other.observed_us for other in changes))
        rang = AlertRow.objects.filter(
            datastream_id=change.watch.datastream, rule_code=change.watch.rule.code, started_at__lte=end
        )
        if rang.exclude(cleared_at__lt=moment(change.started_us)).exists():
            continue
        if EpisodeRow.objects.filter(pk=change.key).exists():
            continue
        rule = ground.rules[change.watch.identity[:2]]
        datastream, thing = ground.places[change.watch.datastream]
        alert = _open(change, ground, rule, datastream, thing, late=True)
        EpisodeRow.objects.filter(pk=change.key).update(cleared_at=end)
        alert.cleared_at = end
        alert.version += 1
        alert.save(update_fields=["cleared_at", "version"])
        _tell(alert, AlertCleared(alert_id=alert.id, cleared_at=end, value=None), JUDGE)
        raised += 1
    return raised


# ----------------------------------------------------------------------------------------------------- ending


def end_alert(
    alert_id: str, outcome: str, subject: Subject, reason: str = "", version: int | None = None
) -> AlertRow:
    """A person's judgement of an open alert; claimed, so that two people cannot both make it.

    `version` is the version that the person saw. Raises Forbidden, UnknownAlert, UnknownOutcome, AlertMoved,
    AlertAlreadyEnded.
    """
    require(subject, "alerts.confirm")
    if outcome not in OUTCOMES:
        raise UnknownOutcome(outcome=outcome)
    with transaction.atomic():
        row = (
            AlertRow.objects.select_for_update()
            .filter(scope(subject, "alerts.see").q(), pk=alert_id)
            .filter(scope(subject, "alerts.confirm").q())
            .first()
        )
        if row is None:
            raise UnknownAlert(alert=alert_id)
        if row.state != "open":
            zh, en = OUTCOME_NAMES[row.outcome or "true"]
            raise AlertAlreadyEnded(by=row.ended_by, outcome=row.outcome, outcome_zh=zh, outcome_en=en)
        if version is not None and row.version != version:
            raise AlertMoved(version=row.version)
        if not _ended(row, outcome, subject.user_id, reason.strip()):
            raise AlertMoved(version=row.version)
    return row


def _ended(alert: AlertRow, outcome: str, actor: str, reason: str) -> bool:
    now = clock.now()
    claimed = AlertRow.objects.filter(pk=alert.id, state="open", version=alert.version).update(
        state="ended",
        outcome=outcome,
        reason=reason[:500],
        ended_at=now,
        ended_by=actor,
        version=alert.version + 1,
    )
    if not claimed:
        return False
    alert.state, alert.outcome, alert.reason = "ended", outcome, reason[:500]
    alert.ended_at, alert.ended_by, alert.version = now, actor, alert.version + 1
    _tell(alert, _ending(alert), actor)
    return True


def _ending(alert: AlertRow) -> AlertEnded:
    return AlertEnded(
        alert_id=alert.id,
        outcome=alert.outcome or "",
        reason=alert.reason,
        hazard=alert.hazard,
        matter=alert.matter,
        severity=alert.severity,
        thing_id=alert.thing_id,
        thing_name=alert.thing_name,
        datastream_id=alert.datastream_id,
        area_id=alert.area_id,
        lon=alert.lon,
        lat=alert.lat,
        value=alert.value,
        unit=alert.unit,
        sentence_zh=alert.sentence_zh,
        sentence_en=alert.sentence_en,
        late=alert.late,
        observed_at=alert.observed_at,
        received_at=alert.received_at,
        demonstration=alert.demonstration,
    )


def _tell(alert: AlertRow, fact: Fact, actor: str, version: int | None = None) -> None:
    tell(
        fact,
        subject=f"alert:{alert.id}",
        version=alert.version if version is None else version,
        actor=actor,
        area_path=alert.area_path,
        units=split_units(alert.units),
        secret=alert.secret,
    )


def call(alert: AlertRow) -> None:
    """Call the people who have to say whether an alert is real: a call down, inside the act's transaction."""
    people: list[str] = []
    if alert.confirm == "grid_worker" and alert.lon is not None and alert.lat is not None:
        try:
            hits = areas.locate(alert.lon, alert.lat).grids
        except Refusal:
            hits = ()
        people = [user for hit in hits for user in (hit.worker_user, hit.head_user) if user]
    if not people:
        # No grid worker is on the map here, or a camera is asked for: the duty officer looks.
        people = [user.id for user in identity.on_duty(area_path=alert.area_path)]
    if not people:
        log.warning("nobody is on shift to confirm alert %s at %s", alert.id, alert.thing_id)
        return
    zh, en = SEVERITY_NAMES[_rank(alert.severity)]
    messages.notify(
        to_users=tuple(dict.fromkeys(people)),
        kind="alert",
        title_zh=f"{zh}告警待核实：{alert.thing_name}",
        title_en=f"Alert to confirm ({en}): {alert.thing_name}",
        body_zh=alert.sentence_zh,
        body_en=alert.sentence_en,
        link=f"/desk/alerts/{alert.id}",
        key=f"alert:{alert.id}:{alert.severity}",
        urgent=alert.severity in ("important", "urgent"),
    )


def move_open(old: str, new: str) -> None:
    """Put the alerts that are open or still ring below another path."""
    still = Q(state="open") | Q(cleared_at__isnull=True)
    rows = AlertRow.objects.filter(still, Q(area_path__startswith=old))  # scope: a path moves, nobody looks
    for row in rows.select_for_update():
        row.area_path = new + row.area_path[len(old) :]
        row.save(update_fields=["area_path"])

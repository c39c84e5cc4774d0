"""What becomes of the judge's changes: alerts, facts, calls; and how a person ends an alert.

Everything here may be asked twice. An episode's key is written once, with the alert that stands for it; a
second judgement of the same readings finds the key and does nothing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.kernel import clock, search, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import join_units, split_units, tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.rules import _holds
from yiwang.rules._acts import JUDGE, call, end, ending_of, rank, settled_by, tell_of
from yiwang.rules._sentences import sentence
from yiwang.rules.contracts import (
    AlertCleared,
    AlertEscalated,
    AlertJoined,
    AlertRaised,
    AlertReleased,
    MemberTurned,
)
from yiwang.rules.declarations import SEVERITIES, Combined
from yiwang.rules.logic import Change, moment
from yiwang.rules.models import AlertRow, EpisodeRow, RuleVersion
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import Datastream, Thing

log = logging.getLogger(__name__)

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
    members: frozenset[str] = frozenset()
    """Codes of rules that combined rules above a town count: each turn of theirs is told as a fact."""

    def place(self, change: Change) -> tuple[Datastream, Thing]:
        """Where a change happened. A combined rule's area stands in for a thing, and has no thing's id."""
        datastream, thing = self.places[change.watch.datastream]
        rule = change.watch.rule
        if not isinstance(rule, Combined) or rule.at == "thing":
            return datastream, thing
        area = areas.find_area(areas.area_of_path(change.group))
        members = [self.places[name][1] for _, name in change.members if name in self.places]
        units = join_units([unit for one in members for unit in split_units(one.units)])
        lon, lat = (area.lon, area.lat) if area else (None, None)
        return datastream, replace(
            thing,
            id="",
            name=area.name if area else change.group,
            name_en="",
            area_id=area.id if area else thing.area_id,
            area_path=change.group,
            units=units or thing.units,
            lon=thing.lon if lon is None else lon,
            lat=thing.lat if lat is None else lat,
        )

    def where(self, thing: Thing) -> Thing:
        """A thing that moves, where it is now: its alert goes to who answers for that place."""
        found = sensing.position(thing.id) if f"{thing.id}.lon" in self.places else None
        if found is None:
            return thing
        try:
            here = areas.locate(*found)
        except Refusal:  # beyond the city: whoever has the thing answers
            return replace(thing, lon=found[0], lat=found[1])
        return replace(thing, lon=here.lon, lat=here.lat, area_id=here.area_id, area_path=here.managed_path)

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
        with statements.redoable(remembering=True), transaction.atomic():
            lease.hold()
            with statements.together():
                settle_here(chunk, ground)


def settle_here(changes: Sequence[Change], ground: Ground) -> None:
    """The same inside the caller's transaction."""
    raised = [change.key for change in changes if change.what == "raised"]
    known = {row.key for row in statements.by_keys(EpisodeRow, raised)}
    for change in changes:
        if change.watch.datastream not in ground.places:
            continue
        if change.what == "escalated":
            if not change.watch.rule.part:
                _escalate(change, ground)
            continue
        if change.what == "raised":
            new = change.key not in known
            if new and change.watch.rule.part:
                began = moment(change.started_us)
                statements.insert(statements.new(EpisodeRow, key=change.key, alert_id="", started_at=began))
            elif new:
                _raise(change, ground)
        else:
            new = _clear(change)
        if new and change.watch.rule.code in ground.members:
            _turned(change, ground)


def _turned(change: Change, ground: Ground) -> None:
    """Tell the second stage that a member began to ring or is quiet again; once, as its episode is kept."""
    _, thing = ground.place(change)
    code, version, stream = change.watch.identity
    tell(
        MemberTurned(
            rings=change.what == "raised",
            rule_code=code,
            rule_version=version,
            datastream_id=stream,
            observed_at=moment(change.observed_us),
            received_at=moment(change.received_us),
        ),
        subject=f"episode:{hashlib.sha256(change.key.encode()).hexdigest()[:32]}",
        version=1 if change.what == "raised" else 2,
        actor=JUDGE,
        area_path=thing.area_path,
        units=split_units(thing.units),
    )


# ---------------------------------------------------------------------------------------------------- raising


def _raise(change: Change, ground: Ground) -> None:
    rule = ground.rules[change.watch.identity[:2]]
    datastream, thing = ground.place(change)
    host = _host(change, rule, thing)
    if host is None:
        _open(change, ground, rule, datastream, thing)
    else:
        _join(host, change, datastream, thing)


_HOSTS = "WHERE thing_id = %s AND hazard = %s AND late = %s ORDER BY raised_at DESC LIMIT 8"
_AREA_HOSTS = (
    "WHERE thing_id = '' AND rule_code = %s AND area_path = %s AND late = %s ORDER BY raised_at DESC LIMIT 1"
)


def _host(change: Change, rule: RuleVersion, thing: Thing) -> AlertRow | None:
    """The alert that a new episode joins instead of ringing again, locked; None when it rings.

    Device faults join only while the same rule still rings for the same series. Otherwise one hazard at one
    thing is one alert while it rings and is not judged untrue, or was not judged yet and cleared a moment
    ago. A series judged a false alarm, device fault or duplicate stays quiet for `quiet_s`, unless it
    becomes graver.
    """
    quiet = timedelta(seconds=change.watch.rule.quiet_s)
    start = moment(change.observed_us)
    if thing.id:
        known = statements.select(AlertRow, _HOSTS, (thing.id, rule.hazard, False), lock=True)
    else:
        known = statements.select(AlertRow, _AREA_HOSTS, (rule.code, thing.area_path, False), lock=True)
    for row in known:
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
            and rank(change.severity) <= rank(row.severity)
        ):
            return row
    return None


def _open(
    change: Change,
    ground: Ground,
    rule: RuleVersion,
    datastream: Datastream,
    thing: Thing,
    *,
    late: bool = False,
) -> AlertRow:
    thing = ground.where(thing)
    zh, en = sentence(change, thing, datastream)
    now = clock.now()
    confirm = "duty_officer" if late else rule.confirm
    hold = (
        None
        if late
        else _holds.now(rule.code, thing.id, thing.area_path, change.severity, moment(change.observed_us))
    )
    # What nobody has to be asked about is written with its ending, and told as two facts all the same.
    outcome = None if hold else settled_by(rule.fault, confirm)
    alert = statements.new(
        AlertRow,
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
        datastream_id=datastream.id if thing.id else "",
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
        unit=unit_of(change, datastream),
        sentence_zh=f"（迟到数据）{zh}" if late else zh,
        sentence_en=f"(late data) {en}" if late else en,
        state="ended" if outcome else "open",
        outcome=outcome,
        ended_at=now if outcome else None,
        ended_by=JUDGE if outcome else "",
        peak=change.peak,
        usual=change.usual,
        members=json_of(change),
        held=hold.kind if hold else "",
        held_by=hold.id if hold else "",
        version=2 if outcome else 1,
        demonstration=thing.demonstration,
    )
    put_up(alert)
    return alert


def put_up(alert: AlertRow) -> None:
    """Write a new alert with its first episode, tell of it, and call people or end it of itself."""
    statements.insert(alert)
    statements.insert(
        statements.new(EpisodeRow, key=alert.key, alert_id=alert.id, started_at=alert.started_at)
    )
    tell_of(
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
            held=alert.held,
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
    if alert.outcome:
        tell_of(alert, ending_of(alert), JUDGE)
    elif not (alert.late or alert.held):
        call(alert)


def unit_of(change: Change, datastream: Datastream) -> str:
    """A combined rule counts; everything else has the unit of its readings."""
    return "1" if isinstance(change.watch.rule, Combined) else datastream.unit


def json_of(change: Change) -> str:
    return msgspec.json.encode(change.members).decode() if change.members else ""


def _join(alert: AlertRow, change: Change, datastream: Datastream, thing: Thing) -> None:
    EpisodeRow.objects.create(key=change.key, alert_id=alert.id, started_at=moment(change.started_us))
    zh, en = sentence(change, thing, datastream)
    if alert.outcome not in NOT_REAL:
        alert.cleared_at = None
    alert.episodes += 1
    alert.version += 1
    alert.save(update_fields=["cleared_at", "episodes", "version"])
    tell_of(
        alert,
        AlertJoined(
            alert_id=alert.id,
            key=change.key,
            rule_code=change.watch.rule.code,
            episodes=alert.episodes,
            value=change.value,
            unit=unit_of(change, datastream),
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
    datastream, thing = ground.place(change)
    if alert.outcome not in NOT_REAL:
        _graver(alert, change, datastream, thing)
    elif rank(change.severity) > rank(alert.severity):
        # Judged untrue, and now worse than what was judged: that has to be looked at again.
        again = f"{change.key}!{rank(change.severity)}"
        _open(replace(change, key=again), ground, ground.rules[change.watch.identity[:2]], datastream, thing)


def _keys(key: str) -> list[str]:
    """An episode's key, and those under which it rang again after a person had judged it untrue."""
    return [key, *(f"{key}!{number}" for number in range(len(SEVERITIES)))]


def _graver(alert: AlertRow, change: Change, datastream: Datastream, thing: Thing) -> None:
    if rank(change.severity) <= rank(alert.severity):
        return
    before = alert.severity
    alert.severity = change.severity
    alert.sentence_zh, alert.sentence_en = sentence(change, thing, datastream)
    alert.value, alert.limit, alert.peak = change.value, change.limit, change.peak
    alert.unit = unit_of(change, datastream)
    escalated(alert, before)


def escalated(alert: AlertRow, before: str) -> None:
    """Keep and tell that an alert is graver than `before`; no quiet hours hold it then."""
    alert.version += 1
    alert.save(
        update_fields=[
            "severity", "sentence_zh", "sentence_en", "value", "limit", "peak", "usual", "unit", "position",
            "version",
        ]
    )  # fmt: skip
    tell_of(
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
    if alert.held == "quiet" and alert.severity in _holds.NEVER_QUIET:
        alert.held, alert.version = "", alert.version + 1
        alert.save(update_fields=["held", "version"])
        tell_of(alert, AlertReleased(alert_id=alert.id, held="quiet", why="graver"), JUDGE)
    if alert.state == "open" and not alert.held:
        call(alert)


def _clear(change: Change) -> bool:
    """Close the episode and, when none rings any more, its alert; False when that was done before."""
    open_ = EpisodeRow.objects.filter(key__in=_keys(change.key), cleared_at__isnull=True)
    found = list(open_.order_by("key"))
    for episode in found:
        episode.cleared_at = moment(change.observed_us)
        episode.save(update_fields=["cleared_at"])
        if not episode.alert_id:
            continue
        alert = AlertRow.objects.select_for_update().get(pk=episode.alert_id)
        ringing = EpisodeRow.objects.filter(alert_id=alert.id, cleared_at__isnull=True).exists()
        if alert.cleared_at is None and not ringing:
            cleared(alert, moment(change.observed_us), change.value, change.peak)
    return bool(found)


def cleared(alert: AlertRow, cleared_at: datetime, value: float | None, peak: float | None) -> None:
    """Keep and tell that what an alert is about is over; it says nothing about the alert's ending."""
    peaks = [one for one in (alert.peak, peak) if one is not None]
    if peaks:
        below = alert.limit is not None and peaks[0] < alert.limit
        alert.peak = min(peaks) if below else max(peaks)
    alert.cleared_at = cleared_at
    alert.version += 1
    alert.save(update_fields=["cleared_at", "peak", "version"])
    tell_of(alert, AlertCleared(alert_id=alert.id, cleared_at=cleared_at, value=value), JUDGE)
    if alert.held == "maintenance" and alert.state == "open":
        end(alert, "maintenance", JUDGE, "")


def review_late(changes: Sequence[Change], ground: Ground) -> int:
    """Raise late alerts for the episodes of a series judged again; those that rang already are left alone.

    Inside the caller's transaction. A late alert waits for a person and dispatches nobody.
    """
    raised = 0
    for place, change in enumerate(changes):
        if change.what != "raised" or change.watch.rule.part:
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
        tell_of(alert, AlertCleared(alert_id=alert.id, cleared_at=end, value=None), JUDGE)
        raised += 1
    return raised

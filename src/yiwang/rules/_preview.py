"""A rule run over the past before it takes over: how often it would have rung, and each time openable.

The same judge that sits on the stream judges the lake. A day of past before the span warms it up, 14 days for
rules that learn a baseline; only what rings within the span is counted. Silence is judged on the gaps between
readings. Late data plays no part: every reading is taken as received when it was observed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from yiwang.identity.api import Subject, scope
from yiwang.kernel.facts import split_units
from yiwang.rules import logic
from yiwang.rules._alerts import Ground, unit_of
from yiwang.rules._declare import declaration_of
from yiwang.rules._groups import Groups
from yiwang.rules._progress import Progress
from yiwang.rules._sentences import sentence
from yiwang.rules.contracts import Preview, PreviewEpisode, PreviewSide, PreviewSpan, PreviewTooLarge
from yiwang.rules.declarations import AnyRule, Combined, Seasonal, Silence, version_of
from yiwang.rules.logic import Change, Columns, Judge, Watch, micros, moment
from yiwang.rules.models import RuleVersion
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import Datastream, ObservationColumns, Thing

MOST_DAYS = 92
MOST_READINGS = 6_000_000
SHOWN = 500
WARM_UP = timedelta(days=1)
LEARNING = timedelta(days=14)
AROUND = timedelta(minutes=30)
DAY_US = 86_400_000_000
CHUNK = 200_000
SLICE = timedelta(days=7)
"""So much of the past is read at a time: between two slices it is told how far it is."""


def preview(
    rule: AnyRule, subject: Subject, start: datetime, end: datetime, progress: Progress | None = None
) -> Preview:
    """What `rule` and the version now in force would have said between `start` and `end`, where the subject
    may see things. Raises PreviewSpan, PreviewTooLarge, PreviewCancelled.
    """
    progress = progress or Progress(None)
    if not start < end <= start + timedelta(days=MOST_DAYS):
        raise PreviewSpan(days=MOST_DAYS)
    seen = scope(subject, "things.see")
    places = {
        datastream.id: (datastream, thing)
        for datastream, thing in sensing.watchable()
        if seen.sees(area_path=thing.area_path, units=split_units(thing.units))
    }
    in_force = {row.code: declaration_of(row) for row in RuleVersion.objects.filter(active=True)}
    current = in_force.get(rule.code)
    sides = [Docket(rule, {**in_force, rule.code: rule}, places)]
    if current is not None:
        sides.append(Docket(current, in_force, places))
    wanted = sorted({name for side in sides for name in side.streams})
    warm_up = LEARNING if any(side.learns for side in sides) else WARM_UP
    part = 1 / (1 + len(sides))
    past = _read(wanted, start - warm_up, end, progress, part)
    told = []
    for place, side in enumerate(sides, 1):

        def tell(done: float, days: float, before: float = part * place) -> None:
            progress.tell("judging", done, days, before + part * done / days)

        told.append(side.run(past, start, end, tell))
    return Preview(
        code=rule.code,
        start=start,
        end=end,
        datastreams=len(wanted),
        readings=int((past.observed_us >= micros(start)).sum()),
        proposed=told[0],
        current=told[1] if len(told) > 1 else None,
    )


def _read(
    wanted: Sequence[str], start: datetime, end: datetime, progress: Progress, part: float
) -> ObservationColumns:
    """The past of these datastreams, a slice of days after the other. Raises PreviewTooLarge."""
    found: list[ObservationColumns] = []
    days, many, at = (end - start) / timedelta(days=1), 0, start
    while at < end:
        done = (at - start) / timedelta(days=1)
        progress.tell("reading", done, days, part * done / days)
        upto = min(at + SLICE, end)
        found.append(sensing.history(wanted, at, upto, MOST_READINGS + 1 - many))
        many += len(found[-1])
        if many > MOST_READINGS:
            raise PreviewTooLarge(readings=many, most=MOST_READINGS)
        at = upto
    return _joined(found)


def _joined(parts: Sequence[ObservationColumns]) -> ObservationColumns:
    """One after the other, with one list of names."""
    names = list(dict.fromkeys(name for one in parts for name in one.datastreams))
    place = {name: code for code, name in enumerate(names)}
    codes = [
        np.array([place[name] for name in one.datastreams], dtype=np.int32)[one.codes]
        if len(one)
        else one.codes
        for one in parts
    ]
    return ObservationColumns(
        datastreams=names,
        codes=np.concatenate(codes) if codes else parts[0].codes,
        seqs=np.concatenate([one.seqs for one in parts]),
        observed_us=np.concatenate([one.observed_us for one in parts]),
        received_us=np.concatenate([one.received_us for one in parts]),
        values=np.concatenate([one.values for one in parts]),
        qualities=np.concatenate([one.qualities for one in parts]),
        last_seq=parts[-1].last_seq,
    )


class Docket:
    """One rule with the rules it stands on, and where they look."""

    def __init__(
        self,
        rule: AnyRule,
        in_force: Mapping[str, AnyRule],
        places: Mapping[str, tuple[Datastream, Thing]],
    ) -> None:
        self.rule, self.places = rule, places
        needed = _needed(rule, in_force)
        self.watches = [
            Watch(
                rule=one,
                datastream=datastream.id,
                valid_min=datastream.valid_min,
                valid_max=datastream.valid_max,
                version=version_of(one),
            )
            for one in needed
            if not isinstance(one, Combined)
            for datastream, thing in places.values()
            if logic.matches(one.targets, datastream, thing)
        ]
        groups = Groups(places)
        self.combinations = [
            groups.combination(one, version_of(one)) for one in needed if isinstance(one, Combined)
        ]
        self.streams = {watch.datastream for watch in self.watches}
        self.learns = any(isinstance(one, Seasonal) for one in needed)

    def run(
        self,
        past: ObservationColumns,
        start: datetime,
        end: datetime,
        tell: Callable[[float, float], None] = lambda done, days: None,
    ) -> PreviewSide:
        """What it would have said; `tell` hears how many days of how many are judged."""
        judge = Judge(self.watches, self.combinations)
        changes: list[Change] = []
        begin = 0
        first_us = int(past.observed_us[0]) if len(past) else 0
        days = max((int(past.observed_us[-1]) - first_us) / DAY_US, 1.0) if len(past) else 1.0
        for tick, upto in [*_ticks(self.watches, past), (None, len(past))]:
            for first in range(begin, upto, CHUNK):
                tell((int(past.observed_us[first]) - first_us) / DAY_US, days)
                changes += judge.feed(_columns(past, slice(first, min(first + CHUNK, upto))))
            begin = upto
            if tick is not None:
                changes += judge.tick(tick, int(past.observed_us[0]))
        return self._side(changes, start, end)

    def _side(self, changes: Sequence[Change], start: datetime, end: datetime) -> PreviewSide:
        version = version_of(self.rule)
        ground = Ground(rules={}, places=self.places)
        open_: dict[str, list[Change]] = {}
        for change in changes:
            if change.watch.rule.code == self.rule.code:
                open_.setdefault(change.key, []).append(change)
        low, high = micros(start), micros(end)
        fired = [said for said in open_.values() if low <= said[0].observed_us < high]
        episodes = [self._episode(said, ground) for said in reversed(fired[-SHOWN:])]
        severities = Counter(said[-1].severity for said in fired)
        places = {said[0].group or self.places[said[0].watch.datastream][1].id for said in fired}
        return PreviewSide(
            rule_version=version,
            fired=len(fired),
            by_severity=dict(severities),
            things=len(places),
            episodes=tuple(episodes),
        )

    def _episode(self, said: list[Change], ground: Ground) -> PreviewEpisode:
        first, last = said[0], said[-1]
        gravest = [change for change in said if change.what != "cleared"][-1]
        datastream, thing = ground.place(first)
        zh, en = sentence(gravest, thing, datastream)
        cleared = moment(last.observed_us) if last.what == "cleared" else None
        began, raised = moment(first.started_us), moment(first.observed_us)
        return PreviewEpisode(
            rule_code=self.rule.code,
            datastream_id=first.watch.datastream,
            thing_id=thing.id,
            place=thing.name,
            severity=gravest.severity,
            started_at=began,
            raised_at=raised,
            cleared_at=cleared,
            value=gravest.value,
            peak=last.peak if last.peak is not None else gravest.peak,
            unit=unit_of(first, datastream),
            limit=gravest.limit,
            sentence_zh=zh,
            sentence_en=en,
            from_at=began - AROUND,
            to_at=(cleared or moment(last.observed_us)) + AROUND,
        )


def _needed(rule: AnyRule, in_force: Mapping[str, AnyRule]) -> list[AnyRule]:
    """The rule and, for a combined one, all members down to the last."""
    found: dict[str, AnyRule] = {rule.code: rule}
    waiting = [rule]
    while waiting:
        one = waiting.pop()
        for code in one.members if isinstance(one, Combined) else ():
            if code not in found and code in in_force:
                found[code] = in_force[code]
                waiting.append(in_force[code])
    return list(found.values())


def _ticks(watches: Sequence[Watch], past: ObservationColumns) -> list[tuple[int, int]]:
    """When to look for silence, and how many readings come before: at the end of each allowed gap.

    Where many streams are known, silence is measured against the newest reading of any of them, so the look
    comes with the first reading after that.
    """
    limits: dict[str, set[int]] = {}
    for watch in watches:
        if isinstance(watch.rule, Silence):
            limits.setdefault(watch.datastream, set()).add(int(watch.rule.after_s * 1e6))
    many = len(past.datastreams) >= logic.MANY
    found: set[tuple[int, int]] = set()
    for code, name in enumerate(past.datastreams):
        times = past.observed_us[past.codes == code] if name in limits else past.observed_us[:0]
        for limit in limits.get(name, ()):
            for due in (times[:-1] + limit)[np.diff(times) > limit].tolist():
                before = int(np.searchsorted(past.observed_us, due))
                look = (int(past.observed_us[before]), before + 1) if many else (due, before)
                found.add(look)
    return sorted(found)


def _columns(past: ObservationColumns, rows: slice) -> Columns:
    return Columns(
        datastreams=past.datastreams,
        codes=past.codes[rows],
        observed_us=past.observed_us[rows],
        received_us=past.received_us[rows],
        values=past.values[rows],
        qualities=past.qualities[rows],
    )

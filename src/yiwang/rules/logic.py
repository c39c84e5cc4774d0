"""The judge: pure, vectorised, and the same whatever the batches are.

A *watch* is one rule over one datastream; a threshold with three levels makes three *lanes* of it. Each
lane keeps a few numbers (when the breach began, whether it rings), held in arrays over all lanes. A batch
is sorted by datastream, spread over the lanes that watch it, and judged by a handful of running maxima
instead of a loop over points. What comes out are the few *changes*: raised, escalated, cleared.

Time is the time of observation, but never later than the time of receipt: a device whose clock runs ahead
must not make the judge deaf to what follows. Readings that come later than the rule allows, or out of
order, are not judged here; those that would have counted are remembered, so that the whole series is looked
at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from yiwang.rules import _memory
from yiwang.rules._combine import Combination, Combiner
from yiwang.rules._lanes import (
    F64,
    I64,
    NONE,
    B,
    Batch,
    Change,
    Columns,
    FlatLanes,
    Lanes,
    Late,
    OpenEpisode,
    ScanLanes,
    Turn,
    Watch,
    lanes_of,
    longest_first,
    rising,
    rounds,
    shift,
    widths_of,
)
from yiwang.rules._memory import combined, ringing
from yiwang.rules.declarations import SEVERITIES, AnyRule, Rate, Seasonal, Targets, Threshold

if TYPE_CHECKING:
    from yiwang.sensing.contracts import Datastream, Thing

__all__ = [
    "Change",
    "Columns",
    "Combination",
    "Judge",
    "Late",
    "Watch",
    "combined",
    "judge_series",
    "matches",
    "micros",
    "moment",
    "ringing",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DELETED = 5
JUDGED_QUALITIES = (0, 1)
"""good and suspect; 校准, 维护 and 故障 readings prove that the device speaks, and nothing more."""
MANY = 16
"""From so many streams on, silence is measured against the newest reading of any of them."""
MAX_LATE = 4096
"""Late stretches kept for review; beyond it, stretches of one watch only grow."""


def moment(us: int) -> datetime:
    """Microseconds since 1970 as an aware UTC time."""
    return EPOCH + timedelta(microseconds=us)


def micros(time: datetime) -> int:
    """An aware time as microseconds since 1970, exactly."""
    return (time - EPOCH) // timedelta(microseconds=1)


class Judge:
    """The state of every lane, and the two things that move it: readings and the passing of time."""

    def __init__(self, watches: Sequence[Watch], combinations: Sequence[Combination] = ()) -> None:
        self.combiner = Combiner(combinations, watches)
        self.watches = list(watches)
        self.versions = [watch.identity for watch in self.watches]
        self.streams = list(dict.fromkeys(watch.datastream for watch in self.watches))
        self._stream_of = {name: number for number, name in enumerate(self.streams)}
        scan: list[dict[str, Any]] = []
        flat: list[dict[str, Any]] = []
        silent: list[dict[str, Any]] = []
        for pair, watch in enumerate(self.watches):
            for lane in lanes_of(pair, self._stream_of[watch.datastream], watch):
                (flat if lane["family"] == "flat" else silent if lane["family"] == "silent" else scan).append(
                    lane
                )
        self.scan = ScanLanes(scan)
        self.flat = FlatLanes(flat)
        self.silent = Lanes(silent)
        self.heard: I64 = np.full(len(self.streams), NONE, dtype=np.int64)
        """When each stream was last received."""
        self.open: dict[int, OpenEpisode] = {}
        self.late: dict[int, Late] = {}
        self.points = 0

    # ---------------------------------------------------------------------------------------------- readings

    def feed(self, columns: Columns) -> list[Change]:
        """Judge a batch in stream order; the changes come in the order of the readings that caused them."""
        batch = self._sorted(columns)
        if batch is None:
            return []
        turns: list[Turn] = []
        self._hear(batch, turns)
        self._feed_scan(batch, turns)
        self._feed_flat(batch, turns)
        return self.combiner.take(self._compose(turns)) if turns else []

    def _sorted(self, columns: Columns) -> Batch | None:
        known = np.array([self._stream_of.get(name, -1) for name in columns.datastreams], dtype=np.int64)
        self.points += len(columns.codes)
        if not len(columns.codes) or not len(known):
            return None
        stream = known[columns.codes]
        rows = np.flatnonzero((stream >= 0) & (columns.qualities != DELETED))
        if not len(rows):
            return None
        stream = stream[rows]
        order = np.argsort(stream, kind="stable")
        rows = rows[order]
        count = np.bincount(stream, minlength=len(self.streams)).astype(np.int64)
        observed, received = columns.observed_us[rows], columns.received_us[rows]
        judged: B = columns.qualities[rows] <= JUDGED_QUALITIES[-1]
        return Batch(
            row=rows,
            time=np.minimum(observed, received),
            observed=observed,
            received=received,
            value=columns.values[rows],
            judged=judged,
            all_judged=bool(judged.all()),
            start=np.cumsum(count) - count,
            count=count,
        )

    def _hear(self, batch: Batch, turns: list[Turn]) -> None:
        touched = np.flatnonzero(batch.count)
        newest = np.maximum.reduceat(batch.received, batch.start[touched])
        self.heard[touched] = np.maximum(self.heard[touched], newest)
        lanes = self.silent
        if not lanes.active.any():
            return
        for lane in np.flatnonzero(lanes.active & (batch.count[lanes.stream] > 0)):
            first = int(batch.start[lanes.stream[lane]])
            lanes.active[lane] = False
            turns.append(
                Turn(
                    row=int(batch.row[first]),
                    pair=int(lanes.pair[lane]),
                    level=0,
                    up=False,
                    started_us=NONE,
                    observed_us=int(batch.observed[first]),
                    received_us=int(batch.received[first]),
                    value=float(batch.value[first]),
                    measure=float(batch.value[first]),
                    peak=-np.inf,
                )
            )

    def _spread(self, lanes: Lanes, batch: Batch) -> tuple[I64, I64, I64, I64]:
        """A batch spread over lanes: (lane, row of the batch) of every live reading, then of the late ones.

        Live readings of a lane have strictly rising times, later than all the lane has seen.
        """
        touched = np.flatnonzero(batch.count[lanes.stream])
        number = batch.count[lanes.stream[touched]]
        lane = np.repeat(touched, number)
        begin = np.cumsum(number) - number
        at = np.arange(len(lane)) + np.repeat(batch.start[lanes.stream[touched]] - begin, number)
        value = batch.value[at]
        fit = (value >= lanes.low[lane]) & (value <= lanes.high[lane])
        if not batch.all_judged:
            fit &= batch.judged[at]
        time = batch.time[at]
        live = (
            fit & (batch.received[at] - batch.observed[at] <= lanes.late_us[lane]) & (time > lanes.last[lane])
        )
        keep = np.flatnonzero(live)
        lane_kept, time_kept = lane[keep], time[keep]
        same = lane_kept[1:] == lane_kept[:-1]
        if bool((same & (time_kept[1:] <= time_kept[:-1])).any()):
            fresh = rising(lane_kept, time_kept)
            live[keep[~fresh]] = False
            keep = keep[fresh]
        other = np.flatnonzero(fit & ~live) if len(keep) < len(lane) else keep[:0]
        return lane[keep], at[keep], lane[other], at[other]

    def _feed_scan(self, batch: Batch, turns: list[Turn]) -> None:
        lanes = self.scan
        if not len(lanes):
            return
        lane, at, late_lane, late_at = self._spread(lanes, batch)
        if len(late_lane):
            self._note_late(batch, late_lane, late_at)
        if not len(lane):
            return
        time, value = batch.time[at], batch.value[at]
        first = np.ones(len(lane), dtype=np.bool_)
        np.not_equal(lane[1:], lane[:-1], out=first[1:])
        last = np.ones(len(lane), dtype=np.bool_)
        last[:-1] = first[1:]
        gap = time - shift(time, first, lanes.last[lane]) > lanes.gap_us[lane]
        figure, usual = self._figure(lane, time, value, first, gap)
        high = figure >= lanes.raise_at[lane]
        ends = np.flatnonzero(last)
        ends_lane = lane[ends]
        if not (high.any() or lanes.active[ends_lane].any()):
            # The common case by far: nothing rings and nothing is about to.
            lanes.since[ends_lane] = NONE
        else:
            low = ~high & (figure <= lanes.clear_at[lane])
            index = np.arange(len(lane))
            segment = np.maximum.accumulate(np.where(first, index, 0))
            begins = high & (~shift(high, first, lanes.since[lane] != NONE) | gap)
            begun = np.maximum.accumulate(np.where(begins, index, -1))
            start = np.where(begun >= segment, time[begun], lanes.since[lane])
            ripe = high & (time - start >= lanes.hold_us[lane])
            if lanes.any_retired:
                ripe &= ~lanes.retired[lane]
            event = np.maximum.accumulate(np.where(ripe | low, index, -1))
            after = np.where(event >= segment, ripe[event], lanes.active[lane])
            before = shift(after, first, lanes.active[lane])
            up, down = after & ~before, before & ~after
            opens = first | up
            group = np.cumsum(opens) - 1
            where = np.flatnonzero(opens)
            peaks = np.maximum.reduceat(np.where(after, figure, -np.inf), where)
            carried = first[where] & lanes.active[lane[where]]
            peaks = np.where(carried, np.maximum(peaks, lanes.peak[lane[where]]), peaks)
            for place in np.flatnonzero(up | down):
                turns.append(
                    Turn(
                        row=int(batch.row[at[place]]),
                        pair=int(lanes.pair[lane[place]]),
                        level=int(lanes.level[lane[place]]),
                        up=bool(up[place]),
                        started_us=int(start[place]),
                        observed_us=int(time[place]),
                        received_us=int(batch.received[at[place]]),
                        value=float(value[place]),
                        measure=float(figure[place]),
                        # At its beginning an episode's peak is this reading: later ones are not known yet.
                        peak=float(figure[place] if up[place] else peaks[group[place]]),
                        usual=float("nan") if usual is None else float(usual[place]),
                    )
                )
            lanes.since[ends_lane] = np.where(high[ends], start[ends], NONE)
            lanes.active[ends_lane] = after[ends]
            lanes.peak[ends_lane] = np.where(after[ends], peaks[group[ends]], -np.inf)
        lanes.last[ends_lane] = time[ends]
        lanes.kept[ends_lane] = value[ends]

    def _figure(self, lane: I64, time: I64, value: F64, first: B, gap: B) -> tuple[F64, F64 | None]:
        """What is compared with a lane's levels: signed reading, distance outside the range, rate or score.

        With it, where there are baselines, what each reading was expected to be.
        """
        lanes = self.scan
        figure: F64 = value * lanes.sign[lane]
        if lanes.only_levels:
            return figure, None
        family = lanes.family[lane]
        if lanes.any_outside:
            outside = np.flatnonzero(family == lanes.RANGE)
            reading, of = value[outside], lane[outside]
            figure[outside] = np.maximum(lanes.minimum[of] - reading, reading - lanes.maximum[of])
        if lanes.any_rate:
            rates = np.flatnonzero(family == lanes.RATE)
            of = lane[rates]
            change = value[rates] - shift(value, first, lanes.kept[lane])[rates]
            took = (time - shift(time, first, lanes.last[lane]))[rates]
            rate = change / took * lanes.per_us[of]
            rate = np.where(lanes.sign[of] == 0, np.abs(rate), rate * lanes.sign[of])
            figure[rates] = np.where(gap[rates], -np.inf, rate)
        seasonal = np.flatnonzero(family == lanes.SEASON) if len(lanes.seasonal) else ()
        if not len(seasonal):
            return figure, None
        usual = np.full(len(lane), np.nan)
        for rows in rounds(lane[seasonal]):
            place = seasonal[rows]
            of = lane[place]
            score, usual[place], off = lanes.baselines.take(lanes.baseline_of[of], time[place], value[place])
            figure[place] = np.where(off * lanes.sign[of] >= 0, score, 0.0)
        return figure, usual

    def _note_late(self, batch: Batch, lane: I64, at: I64) -> None:
        lanes = self.scan
        beyond = lanes.reviewed[lane] & (batch.value[at] * lanes.sign[lane] >= lanes.raise_at[lane])
        for place in np.flatnonzero(beyond & ~lanes.retired[lane]):
            pair, row = int(lanes.pair[lane[place]]), at[place]
            time, received = int(batch.time[row]), int(batch.received[row])
            known = self.late.get(pair)
            if known is not None:
                known.from_us, known.to_us = min(known.from_us, time), max(known.to_us, time)
                known.received_us = max(known.received_us, received)
            elif len(self.late) < MAX_LATE:
                self.late[pair] = Late(from_us=time, to_us=time, received_us=received)

    def _feed_flat(self, batch: Batch, turns: list[Turn]) -> None:
        lanes = self.flat
        if not len(lanes):
            return
        lane, at, _, _ = self._spread(lanes, batch)
        if not len(lane):
            return
        of, begin, number = longest_first(lane)
        time, value = batch.time[at], batch.value[at]
        kept, since, last = lanes.kept[of], lanes.since[of], lanes.last[of]
        count, active = lanes.count[of], lanes.active[of]
        tolerance, gap_us, hold_us = lanes.tolerance[of], lanes.gap_us[of], lanes.hold_us[of]
        least, above, except_at = lanes.min_samples[of], lanes.above[of], lanes.except_at[:, of]
        silent = lanes.retired[of]
        for step, width in enumerate(widths_of(number)):
            place = begin[:width] + step
            now, reading = time[place], value[place]
            moved = np.abs(reading - kept[:width]) > tolerance[:width]
            broken = (now - last[:width] > gap_us[:width]) & ~active[:width]
            fresh = moved | broken | (since[:width] == NONE)
            down = active[:width] & moved
            old = since[:width].copy() if down.any() else since[:width]
            kept[:width] = np.where(fresh, reading, kept[:width])
            since[:width] = np.where(fresh, now, since[:width])
            count[:width] = np.where(fresh, 1, count[:width] + 1)
            last[:width] = now
            ripe = (now - since[:width] >= hold_us[:width]) & (count[:width] >= least[:width])
            up = ripe & ~active[:width]
            if up.any():
                up &= ~silent[:width] & (kept[:width] > above[:width])
                for spared in except_at:
                    # A comparison with NaN (no such exception) is false.
                    up &= ~(np.abs(kept[:width] - spared[:width]) <= tolerance[:width])
            elif not down.any():
                continue
            active[:width] = (active[:width] & ~down) | up
            for turned in np.flatnonzero(up | down):
                row = at[place[turned]]
                turns.append(
                    Turn(
                        row=int(batch.row[row]),
                        pair=int(lanes.pair[of[turned]]),
                        level=0,
                        up=bool(up[turned]),
                        started_us=int(since[turned] if up[turned] else old[turned]),
                        observed_us=int(now[turned]),
                        received_us=int(batch.received[row]),
                        value=float(reading[turned]),
                        measure=float(reading[turned]),
                        peak=-np.inf,
                    )
                )
        lanes.kept[of], lanes.since[of], lanes.last[of] = kept, since, last
        lanes.count[of], lanes.active[of] = count, active

    # -------------------------------------------------------------------------------------------------- time

    def not_later_than(self, now_us: int) -> None:
        """Nothing was received later than now: what says so came while the clock was ahead, and would hide a
        silence, or keep a late reading waiting, until that time comes."""
        np.minimum(self.heard, now_us, out=self.heard)
        for late in self.late.values():
            late.received_us = min(late.received_us, now_us)

    def tick(self, now_us: int, listening_since_us: int) -> list[Change]:
        """Silence: streams that have spoken, and have not for longer than their rule allows.

        Only time during which we listened counts: `listening_since_us` is when the platform began to. And
        where many streams are known, only time during which somebody was heard: when all of them stop at
        once, the line is cut, and no device is to blame.
        """
        lanes = self.silent
        if not len(lanes):
            return []
        until_us = now_us
        if np.count_nonzero(self.heard != NONE) >= MANY:
            until_us = min(now_us, int(self.heard.max()))
        heard = self.heard[lanes.stream]
        quiet_us = until_us - np.maximum(heard, listening_since_us)
        due = (heard != NONE) & ~lanes.active & ~lanes.retired & (quiet_us >= lanes.hold_us)
        turns: list[Turn] = []
        for lane in np.flatnonzero(due):
            last = int(heard[lane])
            lanes.active[lane] = True
            turns.append(
                Turn(
                    row=0,
                    pair=int(lanes.pair[lane]),
                    level=0,
                    up=True,
                    started_us=last,
                    observed_us=now_us,
                    received_us=now_us,
                    value=float("nan"),
                    measure=float("nan"),
                    peak=-np.inf,
                )
            )
        return self.combiner.take(self._compose(turns)) if turns else []

    # ----------------------------------------------------------------------------------------------- changes

    def _compose(self, turns: list[Turn]) -> list[Change]:
        """Turns of lanes as changes of episodes; the levels that turn at one reading are one change."""
        turns.sort(key=lambda turn: (turn.row, turn.pair, turn.level))
        changes: list[Change] = []
        place = 0
        while place < len(turns):
            end = place
            while end < len(turns) and (turns[end].row, turns[end].pair) == (
                turns[place].row,
                turns[place].pair,
            ):
                end += 1
            change = self._change(turns[place].pair, turns[place:end])
            if change is not None:
                changes.append(change)
            place = end
        return changes

    def _change(self, pair: int, turns: list[Turn]) -> Change | None:
        watch = self.watches[pair]
        ups = [turn for turn in turns if turn.up]
        episode = self.open.get(pair)
        if episode is None:
            if not ups:
                return None
            start = min(turn.started_us for turn in ups)
            code, version, datastream = self.versions[pair]
            episode = OpenEpisode(key=f"{code}@{version}/{datastream}/{start}", severity=-1)
            self.open[pair] = episode
        for turn in turns:
            (episode.levels.add if turn.up else episode.levels.discard)(turn.level)
        if not episode.levels:
            del self.open[pair]
            if episode.severity < 0:
                return None
            return _said("cleared", watch, episode, turns[-1], SEVERITIES[episode.severity])
        if not ups:
            return None
        gravest = ups[-1]
        rank = SEVERITIES.index(_severity(watch.rule, gravest.level))
        if rank <= episode.severity:
            return None
        what: Literal["raised", "escalated"] = "raised" if episode.severity < 0 else "escalated"
        episode.severity = rank
        return _said(what, watch, episode, gravest, SEVERITIES[rank])

    def ringing(self) -> set[tuple[str, str, str]]:
        """The identities of the watches that have an open episode."""
        return {self.versions[pair] for pair in self.open}

    # ---------------------------------------------------------------------------------------------- snapshot

    def snapshot(self) -> bytes:
        """Everything the judge remembers, by the names of rules and datastreams, not by places in arrays."""
        return _memory.snapshot(self)

    def restore(self, data: bytes) -> None:
        """Take over from a snapshot what still exists under the present watches."""
        _memory.restore(self, data)


# ----------------------------------------------------------------------------------------- small pieces


def _severity(rule: AnyRule, level: int) -> str:
    return rule.levels[level].severity if isinstance(rule, Threshold) else rule.severity


def _said(
    what: Literal["raised", "escalated", "cleared"],
    watch: Watch,
    episode: OpenEpisode,
    turn: Turn,
    severity: str,
) -> Change:
    rule = watch.rule
    limit: float | None = None
    peak: float | None = None
    if isinstance(rule, Threshold):
        limit = rule.levels[turn.level].raise_at
        if np.isfinite(turn.peak):
            peak = turn.peak if rule.direction == "above" else -turn.peak
    elif isinstance(rule, Rate):
        limit = rule.limit
    elif isinstance(rule, Seasonal):
        limit = rule.score
    return Change(
        what=what,
        watch=watch,
        key=episode.key,
        severity=severity,
        limit=limit,
        started_us=turn.started_us,
        observed_us=turn.observed_us,
        received_us=turn.received_us,
        value=turn.value if np.isfinite(turn.value) else None,
        measure=turn.measure if np.isfinite(turn.measure) else None,
        peak=peak,
        held_us=turn.observed_us - turn.started_us if what != "cleared" else 0,
        usual=turn.usual if np.isfinite(turn.usual) else None,
    )


def matches(targets: Targets, datastream: Datastream, thing: Thing) -> bool:
    """Whether a rule's targets name this datastream: everything said must hold."""
    return (
        (not targets.datastreams or datastream.id in targets.datastreams)
        and (not targets.things or thing.id in targets.things)
        and (not targets.model or thing.model == targets.model)
        and (not targets.property or datastream.property == targets.property)
        and thing.area_path.startswith(targets.within)
    )


def judge_series(
    watch: Watch, times: Sequence[datetime], values: Sequence[float], judged: Sequence[bool]
) -> list[Change]:
    """Judge one finished series from its beginning, as if each reading had arrived in time and in order."""
    us = np.array([micros(time) for time in times], dtype=np.int64)
    judge = Judge([watch])
    return judge.feed(
        Columns(
            datastreams=[watch.datastream],
            codes=np.zeros(len(us), dtype=np.int32),
            observed_us=us,
            received_us=us,
            values=np.array(values, dtype=np.float64),
            qualities=np.where(np.array(judged, dtype=np.bool_), 0, JUDGED_QUALITIES[-1] + 1).astype(
                np.uint8
            ),
        )
    )

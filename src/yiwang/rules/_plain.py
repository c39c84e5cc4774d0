"""The rules in their plainest form: one reading, one level at a time, in loops.

This is what the words of a rule mean. The fast judge is held to it by tests and measured against it by a
bench; nothing runs on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yiwang.rules._combine import Combination
from yiwang.rules._lanes import NONE, Watch
from yiwang.rules._period import DAY_US
from yiwang.rules._plain_baseline import PlainBaseline
from yiwang.rules.declarations import SEVERITIES, FlatLine, OutOfRange, Rate, Seasonal, Silence, Threshold

Said = tuple[str, str, str, int, float | None, float | None]
"""what, key, severity, observed_us, value, peak"""


@dataclass
class _Level:
    since: int | None = None
    ringing: bool = False
    peak: float = -math.inf


@dataclass
class _Memory:
    watch: Watch
    levels: list[_Level] = field(default_factory=list)
    last: int | None = None
    value: float = 0.0
    anchor: float = 0.0
    run_since: int | None = None
    run: int = 0
    key: str = ""
    grave: int = -1
    peak: float | None = None
    baseline: PlainBaseline | None = None


class PlainJudge:
    """The same inputs and the same answers as `logic.Judge`, slowly."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self.memories = [_Memory(watch=watch) for watch in watches]
        for memory in self.memories:
            rule = memory.watch.rule
            memory.levels = [_Level() for _ in (rule.levels if isinstance(rule, Threshold) else (0,))]
            if isinstance(rule, Seasonal):
                memory.baseline = PlainBaseline(DAY_US if rule.period == "day" else 0.0)
        self.by_stream: dict[str, list[_Memory]] = {}
        for memory in self.memories:
            self.by_stream.setdefault(memory.watch.datastream, []).append(memory)
        self.heard: dict[str, int] = {}
        self.late: set[tuple[str, int]] = set()

    def feed(self, readings: Sequence[tuple[str, int, int, float, int]]) -> list[Said]:
        """Readings are (datastream, observed_us, received_us, value, quality)."""
        said: list[Said] = []
        for stream, observed, received, value, quality in readings:
            if quality == 5:
                continue
            self.heard[stream] = max(received, self.heard.get(stream, NONE))
            for memory in self.by_stream.get(stream, ()):
                said += self._reading(memory, observed, received, value, quality)
        return said

    def tick(self, now: int, listening_since: int) -> list[Said]:
        said: list[Said] = []
        for memory in self.memories:
            rule, stream = memory.watch.rule, memory.watch.datastream
            if not isinstance(rule, Silence) or memory.watch.retired or stream not in self.heard:
                continue
            heard = self.heard[stream]
            if not memory.levels[0].ringing and now - max(heard, listening_since) >= rule.after_s * 1e6:
                said += self._turn(memory, [(0, heard)], [], now, None)
        return said

    def _reading(
        self, memory: _Memory, observed: int, received: int, value: float, quality: int
    ) -> list[Said]:
        rule, watch = memory.watch.rule, memory.watch
        if isinstance(rule, Silence):
            return self._turn(memory, [], [0], observed, value) if memory.levels[0].ringing else []
        if quality > 1:
            return []
        low = -math.inf if watch.valid_min is None else watch.valid_min
        high = math.inf if watch.valid_max is None else watch.valid_max
        if isinstance(rule, Threshold | Rate | Seasonal) and not low <= value <= high:
            return []
        time = min(observed, received)
        late = received - observed > rule.late_after_s * 1e6
        if late or (memory.last is not None and time <= memory.last):
            if isinstance(rule, Threshold) and not watch.retired:
                sign = 1 if rule.direction == "above" else -1
                if sign * value >= sign * rule.levels[0].raise_at:
                    self.late.add((watch.datastream, time))
            return []
        before, previous = memory.last, memory.value
        memory.last, memory.value = time, value
        gap = before is None or time - before > rule.max_gap_s * 1e6
        if isinstance(rule, FlatLine):
            return self._flat(memory, rule, time, value, gap)
        ups: list[tuple[int, int]] = []
        downs: list[int] = []
        for number, (figure, raise_at, clear_at, hold_s) in enumerate(
            self._figures(memory, value, time, previous, before, gap, low, high)
        ):
            level = memory.levels[number]
            if figure < raise_at:
                level.since = None
                if level.ringing and figure <= clear_at:
                    downs.append(number)
            else:
                if level.since is None or gap:
                    level.since = time
                ripe = time - level.since >= hold_s * 1e6
                if ripe and not level.ringing and not watch.retired:
                    level.peak = -math.inf
                    ups.append((number, level.since))
            if (level.ringing and number not in downs) or any(up[0] == number for up in ups):
                level.peak = max(level.peak, figure)
        return self._turn(memory, ups, downs, time, value)

    def _figures(
        self, memory: _Memory, value: float, time: int, previous: float, before: int | None, gap: bool,
        low: float, high: float,
    ) -> list[tuple[float, float, float, float]]:  # fmt: skip
        """(figure, raise at, clear at, hold seconds) of each level."""
        rule: Any = memory.watch.rule
        if memory.baseline is not None:
            score, _, off = memory.baseline.take(time, value)
            counts = {"both": True, "above": off >= 0, "below": off <= 0}[rule.direction]
            return [(score if counts else 0.0, rule.score, rule.clear_score, rule.hold_s)]
        if isinstance(rule, Threshold):
            sign = 1 if rule.direction == "above" else -1
            return [
                (
                    sign * value,
                    sign * level.raise_at,
                    sign * (level.raise_at if level.clear_at is None else level.clear_at),
                    level.hold_s,
                )
                for level in rule.levels
            ]
        if isinstance(rule, OutOfRange):
            low = low if rule.minimum is None else rule.minimum
            high = high if rule.maximum is None else rule.maximum
            return [(max(low - value, value - high), math.nextafter(0, 1), 0.0, rule.hold_s)]
        if gap or before is None:
            return [(-math.inf, rule.limit, rule.limit, 0.0)]
        rate = (value - previous) / (time - before) * (rule.per_s * 1e6)
        rate = {"rise": rate, "fall": -rate, "both": abs(rate)}[rule.direction]
        return [(rate, rule.limit, rule.limit, 0.0)]

    def _flat(self, memory: _Memory, rule: FlatLine, time: int, value: float, gap: bool) -> list[Said]:
        ringing = memory.levels[0].ringing
        moved = abs(value - memory.anchor) > rule.tolerance
        if memory.run_since is None or moved or (gap and not ringing):
            downs = [0] if ringing and moved else []
            memory.anchor, memory.run_since, memory.run = value, time, 1
            return self._turn(memory, [], downs, time, value)
        memory.run += 1
        spared = any(abs(memory.anchor - at) <= rule.tolerance for at in rule.except_at)
        low = rule.above is not None and not memory.anchor > rule.above
        ripe = time - memory.run_since >= rule.for_s * 1e6 and memory.run >= rule.min_samples
        if ripe and not ringing and not spared and not low and not memory.watch.retired:
            return self._turn(memory, [(0, memory.run_since)], [], time, value)
        return []

    def _turn(
        self, memory: _Memory, ups: list[tuple[int, int]], downs: list[int], time: int, value: float | None
    ) -> list[Said]:
        rule = memory.watch.rule
        if not ups and not downs:
            return []
        if not memory.key:
            code, version, stream = memory.watch.identity
            memory.key = f"{code}@{version}/{stream}/{min(since for _, since in ups)}"
        for number, _ in ups:
            memory.levels[number].ringing = True
        for number in downs:
            memory.levels[number].ringing = False
        if not any(level.ringing for level in memory.levels):
            key, grave = memory.key, memory.grave
            memory.key, memory.grave = "", -1
            last = memory.levels[max(downs)]
            return [("cleared", key, SEVERITIES[grave], time, value, self._peak(rule, last))]
        if not ups:
            return []
        number = max(number for number, _ in ups)
        rank = SEVERITIES.index(
            rule.levels[number].severity if isinstance(rule, Threshold) else rule.severity
        )
        if rank <= memory.grave:
            return []
        what = "raised" if memory.grave < 0 else "escalated"
        memory.grave = rank
        return [(what, memory.key, SEVERITIES[rank], time, value, self._peak(rule, memory.levels[number]))]

    @staticmethod
    def _peak(rule: Any, level: _Level) -> float | None:
        if not isinstance(rule, Threshold) or math.isinf(level.peak):
            return None
        return level.peak if rule.direction == "above" else -level.peak


class PlainCombiner:
    """Combined rules by counting the whole past anew at every change."""

    def __init__(self, combinations: Sequence[Combination]) -> None:
        self.combinations = sorted(combinations, key=lambda one: one.identity)
        self.past: list[tuple[str, tuple[str, str, str], int]] = []
        self.open: dict[tuple[int, str], tuple[str, str]] = {}

    def take(self, what: str, identity: tuple[str, str, str], at: int) -> list[Said]:
        """What follows from one change of a watch, raised or cleared."""
        self.past.append((what, identity, at))
        said: list[Said] = []
        for number, one in enumerate(self.combinations):
            group = one.groups.get(identity[2])
            if identity[0] not in one.rule.members or group is None:
                continue
            ringing, lately = self._count(one, group, at)
            if (number, group) in self.open:
                if ringing >= one.stays():
                    continue
                key, stream = self.open.pop((number, group))
                now, figure = "cleared", ringing
            elif what == "raised" and lately >= one.need() and not one.retired:
                key, stream = f"{one.rule.code}@{one.version}/{group}/{at}", identity[2]
                self.open[number, group] = key, stream
                now, figure = "raised", lately
            else:
                continue
            said.append((now, key, one.rule.severity, at, float(figure), None))
            said += self.take(now, (one.rule.code, one.version, stream), at)
        return said

    def _count(self, one: Combination, group: str, at: int) -> tuple[int, int]:
        """How many ring, and how many ring or rang a moment ago."""
        last: dict[tuple[str, str, str], tuple[bool, int]] = {}
        for what, identity, then in self.past:
            if identity[0] in one.rule.members and one.groups.get(identity[2]) == group:
                began = then if what == "raised" else last.get(identity, (False, NONE))[1]
                last[identity] = (what == "raised", began)

        def counted(members: set[tuple[str, str, str]]) -> int:
            return len({code if one.by_rule else one.things[stream] for code, _, stream in members})

        ringing = {identity for identity, (rings, _) in last.items() if rings}
        within = int(one.rule.within_s * 1e6)
        lately = {
            identity
            for identity, (rings, began) in last.items()
            if rings or (within and began >= at - within)
        }
        return counted(ringing), counted(lately)

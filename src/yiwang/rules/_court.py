"""Where the judge sits: it reads the stream, writes alerts, and remembers how far it came.

What is kept when. Alerts, their facts and calls are written in the batch's own transactions, keyed by (rule
version, datastream, episode start). The judge's memory and its stream position are one row, written together
in one transaction: every `KEEP_S` seconds while readings come, at once when silence raised something (a tick
is not in the stream and could not be judged again), and before new rules are loaded. After a crash the judge
takes that row and reads the same readings again; being deterministic it says the same things, finds their
keys, and writes nothing twice. So nothing is lost or doubled wherever the process dies, and the common
batch, in which nothing rings, costs no write at all.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.kernel import clock, facts, statements
from yiwang.kernel.bus import BusUnavailable
from yiwang.kernel.tasks import Lease
from yiwang.rules import _alerts, logic
from yiwang.rules._alerts import Ground
from yiwang.rules._declare import declaration_of
from yiwang.rules._groups import ABOVE_TOWN, Groups
from yiwang.rules._places import CHANGES_PLACES, Places
from yiwang.rules.contracts import RuleDeclared
from yiwang.rules.declarations import AnyRule, Combined
from yiwang.rules.logic import Columns, Combination, Judge, Watch, micros, moment
from yiwang.rules.models import JudgeState, RuleVersion
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import DELETED, GOOD, SUSPECT, Datastream

log = logging.getLogger(__name__)

PARTITION = "obs.0"
MESSAGES = 256
KEEP_S = 5.0
BIG_BYTES = 256 * 1024
BIG_KEEP_S = 30.0
TICK_S = 1.0
SLIP_S = 5.0
REVIEW_AFTER_S = 30.0
REVIEWS = 8
SERIES = 20_000
CHANGES_RULES = (RuleDeclared.fact_type, *CHANGES_PLACES)


def partition(part: int, of: int) -> str:
    """The name of a part's row: `obs.0` for the only one, else `obs.0:2/4` for the third of four."""
    return PARTITION if of == 1 else f"{PARTITION}:{part}/{of}"


def _newest_layout(own: str) -> list[JudgeState]:
    """The row of a part; when the number of parts was changed, every row of the layout that sat last.

    Its parts may have come differently far. From the least of them on, readings that some have judged already
    come to them once more: these are not later than what they have seen, and say nothing new.
    """
    rows = list(JudgeState.objects.filter(partition__startswith=PARTITION).order_by("partition"))
    if not rows:
        return []
    newest = max(rows, key=lambda row: row.taken_at)
    layout = newest.partition.partition("/")[2]
    if layout == own.partition("/")[2]:
        return [row for row in rows if row.partition == own]
    return [row for row in rows if row.partition.partition("/")[2] == layout]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What a judge is made of: the rules in force and the datastreams that they watch."""

    ground: Ground
    watches: list[Watch]
    combinations: list[Combination]
    """In the order of their identities."""


def _watch(rule: AnyRule, version: str, datastream: Datastream, *, retired: bool = False) -> Watch:
    return Watch(
        rule=rule,
        datastream=datastream.id,
        valid_min=datastream.valid_min,
        valid_max=datastream.valid_max,
        retired=retired,
        version=version,
    )


class Court:
    """One holder's judge: made under a lease, thrown away when the lease or the database is lost."""

    ground: Ground
    judge: Judge

    def __init__(self, lease: Lease, part: int = 0, of: int = 1) -> None:
        self.fence = lease.fence
        self.part, self.of = part, of
        self.kept_at = clock.now()
        self.keep_s = KEEP_S
        self.unkept = False
        self.listening_since: datetime | None = None
        self.ticked_at: datetime | None = None
        self.slip = 0.0
        """What the clock showed beyond the time that passes; another figure says that it was moved."""
        self._spoken: dict[tuple[str, str], AnyRule] = {}
        found = _newest_layout(partition(part, of))
        self.seq = min((row.seq for row in found), default=0)
        self._assemble([bytes(row.state) for row in found])

    def _assemble(self, memories: Sequence[bytes]) -> None:
        """Bring the rules in force and the things together, and remember what is still known about them."""
        self.known = facts.last_position()
        self.everything = Places()
        ringing = set[tuple[str, str, str]]().union(*map(logic.ringing, memories))
        combined = set[tuple[str, str]]().union(*map(logic.combined, memories))
        self._sit_down(self._bench(ringing, combined))
        for memory in memories:
            self.judge.restore(memory)

    def _reassemble(self, lease: Lease) -> None:
        """The same when rules or things have changed; a judge whom the change does not touch stays."""
        self.known = facts.last_position()
        self.everything.follow()
        bench = self._bench(self.judge.ringing(), self.judge.combiner.ringing())
        if bench.watches == self.judge.watches and bench.combinations == self.judge.combiner.combinations:
            self.ground = bench.ground
            return
        memory = self._keep(lease)
        self._sit_down(bench)
        self.judge.restore(memory)

    def _sit_down(self, bench: _Bench) -> None:
        self.ground = bench.ground
        self.judge = Judge(bench.watches, bench.combinations)

    def _bench(self, ringing: set[tuple[str, str, str]], combining: set[tuple[str, str]]) -> _Bench:
        """What has to be judged now. `ringing` watches and `combining` rules have an open episode."""
        rules = {(row.code, row.version): row for row in RuleVersion.objects.filter(active=True)}
        everything = self.everything.all
        groups = Groups(everything)
        places = (
            everything
            if self.of == 1
            else {
                name: (datastream, thing)
                for name, (datastream, thing) in everything.items()
                if groups.part(thing.area_path, self.of) == self.part
            }
        )
        self._spoken = {key: self._spoken.get(key) or declaration_of(row) for key, row in rules.items()}
        watches: dict[tuple[str, str, str], Watch] = {}
        for (code, version), said in self._spoken.items():
            if isinstance(said, Combined):
                continue
            for datastream, thing in self.everything.found(said.targets):
                if datastream.id in places and logic.matches(said.targets, datastream, thing):
                    watches[(code, version, datastream.id)] = _watch(said, version, datastream)
        # An open alert finishes on the version that raised it.
        for code, version, name in sorted(ringing):
            if (code, version, name) in watches or name not in places:
                continue
            old = rules.get((code, version)) or RuleVersion.objects.filter(code=code, version=version).first()
            if old is not None:
                rules[(code, version)] = old
                datastream, _ = places[name]
                watches[(code, version, name)] = _watch(
                    declaration_of(old), version, datastream, retired=True
                )
        combined = {key: (said, False) for key, said in self._spoken.items() if isinstance(said, Combined)}
        for key in sorted(combining - set(self._spoken)):
            old = RuleVersion.objects.filter(code=key[0], version=key[1]).first()
            if old is not None:
                rules[key] = old
                said = declaration_of(old)
                combined |= {key: (said, True)} if isinstance(said, Combined) else {}
        # What is counted above a town is counted by the second stage, which hears every part.
        above = [said for said, _ in combined.values() if said.at in ABOVE_TOWN]
        made = [
            groups.combination(said, version, retired=retired)
            for (_, version), (said, retired) in combined.items()
            if said.at not in ABOVE_TOWN
        ]
        members = frozenset(code for said in above for code in said.members)
        return _Bench(
            ground=Ground(rules=rules, places=places, members=members),
            watches=list(watches.values()),
            combinations=sorted(made, key=lambda one: one.identity),
        )

    # ------------------------------------------------------------------------------------------------ sitting

    def sit(self, lease: Lease) -> int:
        """Judge what has come; how many readings and changes that were."""
        changed, head = facts.look(self.known, CHANGES_RULES)
        if changed:
            self._reassemble(lease)
        else:
            self.known = head
        try:
            done = self._read(lease)
            now = clock.now()
            slip = now.timestamp() - clock.steady()
            if self.listening_since is None or abs(slip - self.slip) > SLIP_S:
                # Nobody was heard in an hour that the clock only skipped, or has put back.
                self.listening_since = now
            self.slip = slip
            if (
                self.ticked_at is None or clock.has_passed(self.ticked_at, timedelta(seconds=TICK_S))
            ) and sensing.last_seq() <= self.seq:
                self.ticked_at = now
                self.judge.not_later_than(micros(now))
                done += self._tick(now, lease) + self._review(now, lease)
        except BusUnavailable:
            # While the stream is away nobody can be heard, and nobody is to blame for being silent.
            self.listening_since = None
            return 0
        if self.unkept and clock.has_passed(self.kept_at, timedelta(seconds=self.keep_s)):
            self._keep(lease)
        return done

    def _read(self, lease: Lease) -> int:
        columns = sensing.read(self.seq, MESSAGES)
        if columns.last_seq == self.seq:
            return 0
        changes = self.judge.feed(
            Columns(
                datastreams=columns.datastreams,
                codes=columns.codes,
                observed_us=columns.observed_us,
                received_us=columns.received_us,
                values=columns.values,
                qualities=columns.qualities,
            )
        )
        _alerts.settle(changes, self.ground, lease)
        self.seq = columns.last_seq
        self.unkept = True
        return max(1, len(columns))

    def _tick(self, now: datetime, lease: Lease) -> int:
        since = micros(self.listening_since or now)
        changes = self.judge.tick(micros(now), since)
        if changes:
            _alerts.settle(changes, self.ground, lease)
            self._keep(lease)
        return len(changes)

    def _review(self, now: datetime, lease: Lease) -> int:
        """Look again at series in which something came late, a while after the last late reading."""
        before = micros(now - timedelta(seconds=REVIEW_AFTER_S))
        due = [pair for pair, late in self.judge.late.items() if late.received_us <= before][:REVIEWS]
        for pair in due:
            late, watch = self.judge.late[pair], self.judge.watches[pair]
            reach = timedelta(seconds=watch.rule.max_gap_s) + max(
                (timedelta(seconds=level.hold_s) for level in getattr(watch.rule, "levels", ())),
                default=timedelta(0),
            )
            start, end = moment(late.from_us) - reach, moment(late.to_us) + reach
            series = sensing.series(watch.datastream, start, end, SERIES)
            changes = logic.judge_series(
                watch,
                series.times,
                series.values,
                [quality in ("good", "suspect") for quality in series.qualities],
            )
            with transaction.atomic():
                lease.hold()
                raised = _alerts.review_late(_around(changes, late), self.ground)
            del self.judge.late[pair]
            self.unkept = True
            if raised:
                log.info("%s: %d late alerts at %s", watch.rule.code, raised, watch.datastream)
        return len(due)

    def _keep(self, lease: Lease) -> bytes:
        memory = self.judge.snapshot()
        now = clock.now()
        with transaction.atomic():
            lease.hold()
            statements.put(
                JudgeState(partition=partition(self.part, self.of), seq=self.seq, taken_at=now, state=memory)
            )
        self.kept_at, self.unkept = now, False
        self.keep_s = BIG_KEEP_S if len(memory) > BIG_BYTES else KEEP_S
        return memory


def _around(changes: list[logic.Change], late: logic.Late) -> list[logic.Change]:
    """Of the episodes of a series, those that touch the stretch in which readings came late."""
    kept: list[logic.Change] = []
    for place, change in enumerate(changes):
        if change.what != "raised":
            continue
        ending = next((other for other in changes[place + 1 :] if other.what == "cleared"), None)
        end = ending.observed_us if ending else late.to_us
        if change.started_us <= late.to_us and end >= late.from_us:
            kept += [change, *([ending] if ending else [])]
    return kept


# The pure judge knows the codes of qualities by heart, so that it needs no database to be imported.
assert (*logic.JUDGED_QUALITIES, logic.DELETED) == (GOOD, SUSPECT, DELETED)


class JudgeTask:
    """One part of the judge as the worker runs it; each part has a lease of its own."""

    wakes = ("obs",)
    every = 1.0
    pause = 0.0

    def __init__(self, part: int = 0, of: int = 1) -> None:
        self.part, self.of = part, of
        self.name = "rules.judge" if of == 1 else f"rules.judge.{part}"
        self._court: Court | None = None

    def pump(self, lease: Lease) -> int:
        try:
            if self._court is None or self._court.fence != lease.fence:
                self._court = Court(lease, self.part, self.of)
            return self._court.sit(lease)
        except BaseException:
            # What the judge remembers may be ahead of what was written: begin again from what was kept.
            self._court = None
            raise

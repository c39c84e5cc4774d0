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
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.kernel import clock, facts, statements
from yiwang.kernel.bus import BusUnavailable
from yiwang.kernel.tasks import Lease
from yiwang.rules import _alerts, logic
from yiwang.rules._alerts import Ground
from yiwang.rules._declare import declaration_of
from yiwang.rules._groups import Groups
from yiwang.rules.contracts import RuleDeclared
from yiwang.rules.declarations import Combined
from yiwang.rules.logic import Columns, Judge, Watch, micros, moment
from yiwang.rules.models import JudgeState, RuleVersion
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import DELETED, GOOD, SUSPECT, ThingDeclared, ThingModelDeclared

log = logging.getLogger(__name__)

PARTITION = "obs.0"
MESSAGES = 256
KEEP_S = 5.0
BIG_BYTES = 256 * 1024
BIG_KEEP_S = 30.0
TICK_S = 1.0
REVIEW_AFTER_S = 30.0
REVIEWS = 8
SERIES = 20_000
CHANGES_RULES = (RuleDeclared.fact_type, ThingDeclared.fact_type, ThingModelDeclared.fact_type)


class Court:
    """One holder's judge: made under a lease, thrown away when the lease or the database is lost."""

    def __init__(self, lease: Lease) -> None:
        self.fence = lease.fence
        self.seq = 0
        self.kept_at = clock.now()
        self.keep_s = KEEP_S
        self.unkept = False
        self.listening_since: datetime | None = None
        self.ticked_at: datetime | None = None
        row = JudgeState.objects.filter(pk=PARTITION).first()
        memory = bytes(row.state) if row else b""
        self.seq = row.seq if row else 0
        self._assemble(memory)

    def _assemble(self, memory: bytes) -> None:
        """Bring the rules in force and the things together, and remember what is still known about them."""
        self.known = facts.last_position()
        rules = {(row.code, row.version): row for row in RuleVersion.objects.filter(active=True)}
        places = {datastream.id: (datastream, thing) for datastream, thing in sensing.watchable()}
        watches: dict[tuple[str, str, str], Watch] = {}
        spoken = {key: declaration_of(row) for key, row in rules.items()}
        for (code, version), said in spoken.items():
            if isinstance(said, Combined):
                continue
            for datastream, thing in places.values():
                if logic.matches(said.targets, datastream, thing):
                    watches[(code, version, datastream.id)] = Watch(
                        rule=said,
                        datastream=datastream.id,
                        valid_min=datastream.valid_min,
                        valid_max=datastream.valid_max,
                        version=version,
                    )
        # An open alert finishes on the version that raised it.
        for code, version, name in logic.ringing(memory) if memory else ():
            if (code, version, name) in watches or name not in places:
                continue
            old = rules.get((code, version)) or RuleVersion.objects.filter(code=code, version=version).first()
            if old is not None:
                rules[(code, version)] = old
                datastream, _ = places[name]
                watches[(code, version, name)] = Watch(
                    rule=declaration_of(old),
                    datastream=name,
                    valid_min=datastream.valid_min,
                    valid_max=datastream.valid_max,
                    retired=True,
                    version=version,
                )
        combined = [
            (said, version, False) for (_, version), said in spoken.items() if isinstance(said, Combined)
        ]
        for code, version in logic.combined(memory) if memory else ():
            old = RuleVersion.objects.filter(code=code, version=version).first()
            if old is not None and (code, version) not in spoken:
                rules[code, version] = old
                said = declaration_of(old)
                combined += [(said, version, True)] if isinstance(said, Combined) else []
        self.ground = Ground(rules=rules, places=places)
        groups = Groups(places)
        self.judge = Judge(
            list(watches.values()),
            [groups.combination(said, version, retired=retired) for said, version, retired in combined],
        )
        if memory:
            self.judge.restore(memory)

    # ------------------------------------------------------------------------------------------------ sitting

    def sit(self, lease: Lease) -> int:
        """Judge what has come; how many readings and changes that were."""
        if facts.read(self.known, limit=1, types=CHANGES_RULES):
            memory = self._keep(lease)
            self._assemble(memory)
        try:
            done = self._read(lease)
            now = clock.now()
            if self.listening_since is None:
                self.listening_since = now
            due = self.ticked_at is None or not timedelta(0) <= now - self.ticked_at < timedelta(
                seconds=TICK_S
            )
            if due and sensing.last_seq() <= self.seq:
                self.ticked_at = now
                done += self._tick(now, lease) + self._review(now, lease)
        except BusUnavailable:
            # While the stream is away nobody can be heard, and nobody is to blame for being silent.
            self.listening_since = None
            return 0
        if self.unkept and clock.now() - self.kept_at >= timedelta(seconds=self.keep_s):
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
            statements.put(JudgeState(partition=PARTITION, seq=self.seq, taken_at=now, state=memory))
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
    """The judge as the worker runs it."""

    name = "rules.judge"
    wakes = ("obs",)
    every = 1.0
    pause = 0.0

    def __init__(self) -> None:
        self._court: Court | None = None

    def pump(self, lease: Lease) -> int:
        try:
            if self._court is None or self._court.fence != lease.fence:
                self._court = Court(lease)
            return self._court.sit(lease)
        except BaseException:
            # What the judge remembers may be ahead of what was written: begin again from what was kept.
            self._court = None
            raise

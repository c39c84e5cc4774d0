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
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.kernel import clock, facts, statements
from yiwang.kernel.bus import BusUnavailable
from yiwang.kernel.tasks import Lease
from yiwang.rules import _alerts, logic
from yiwang.rules._alerts import Ground
from yiwang.rules._declare import declaration_of
from yiwang.rules._groups import ABOVE_TOWN, Groups
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
_NOTHING = (None, None)
CHANGES_RULES = (RuleDeclared.fact_type, ThingDeclared.fact_type, ThingModelDeclared.fact_type)


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


class Court:
    """One holder's judge: made under a lease, thrown away when the lease or the database is lost."""

    def __init__(self, lease: Lease, part: int = 0, of: int = 1) -> None:
        self.fence = lease.fence
        self.part, self.of = part, of
        self.kept_at = clock.now()
        self.keep_s = KEEP_S
        self.unkept = False
        self.listening_since: datetime | None = None
        self.ticked_at: datetime | None = None
        found = _newest_layout(partition(part, of))
        self.seq = min((row.seq for row in found), default=0)
        self._assemble([bytes(row.state) for row in found])

    def _assemble(self, memories: Sequence[bytes]) -> None:
        """Bring the rules in force and the things together, and remember what is still known about them."""
        self.known = facts.last_position()
        rules = {(row.code, row.version): row for row in RuleVersion.objects.filter(active=True)}
        everything = {datastream.id: (datastream, thing) for datastream, thing in sensing.watchable()}
        groups = Groups(everything)
        places = {
            name: (datastream, thing)
            for name, (datastream, thing) in everything.items()
            if groups.part(thing.area_path, self.of) == self.part
        }
        watches: dict[tuple[str, str, str], Watch] = {}
        spoken = {key: declaration_of(row) for key, row in rules.items()}
        for (code, version), said in spoken.items():
            if isinstance(said, Combined):
                continue
            # Rules that name their datastreams are most of a city's: they are not held against every one.
            for name in said.targets.datastreams or places:
                datastream, thing = places.get(name, _NOTHING)
                if datastream and thing and logic.matches(said.targets, datastream, thing):
                    watches[(code, version, datastream.id)] = Watch(
                        rule=said,
                        datastream=datastream.id,
                        valid_min=datastream.valid_min,
                        valid_max=datastream.valid_max,
                        version=version,
                    )
        # An open alert finishes on the version that raised it.
        for code, version, name in set[tuple[str, str, str]]().union(*map(logic.ringing, memories)):
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
        combined = {key: (said, False) for key, said in spoken.items() if isinstance(said, Combined)}
        for key in set[tuple[str, str]]().union(*map(logic.combined, memories)):
            old = RuleVersion.objects.filter(code=key[0], version=key[1]).first()
            if old is not None and key not in spoken:
                rules[key] = old
                said = declaration_of(old)
                combined |= {key: (said, True)} if isinstance(said, Combined) else {}
        # What is counted above a town is counted by the second stage, which hears every part.
        above = [said for said, _ in combined.values() if said.at in ABOVE_TOWN]
        self.ground = Ground(
            rules=rules,
            places=places,
            members=frozenset(code for said in above for code in said.members),
        )
        self.judge = Judge(
            list(watches.values()),
            [
                groups.combination(said, version, retired=retired)
                for (_, version), (said, retired) in combined.items()
                if said.at not in ABOVE_TOWN
            ],
        )
        for memory in memories:
            self.judge.restore(memory)

    # ------------------------------------------------------------------------------------------------ sitting

    def sit(self, lease: Lease) -> int:
        """Judge what has come; how many readings and changes that were."""
        if facts.read(self.known, limit=1, types=CHANGES_RULES):
            self._assemble([self._keep(lease)])
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

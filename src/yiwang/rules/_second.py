"""The second stage of judging: combined rules above a town, counted over what all parts of the judge told.

A town is never divided among parts, so a thing's and a town's combined rules are judged with their readings.
A county's or the city's may count things of several parts: each turn of a member is a fact, told in the
transaction of its episode, and facts have one order for all. What follows from a fact, the memory and the
position in the facts are written in one transaction.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction

from yiwang.kernel import clock, facts, shapes, statements
from yiwang.kernel.tasks import Lease
from yiwang.rules import _alerts, logic
from yiwang.rules._alerts import Ground
from yiwang.rules._combine import Combiner, Member
from yiwang.rules._court import CHANGES_RULES
from yiwang.rules._declare import declaration_of
from yiwang.rules._groups import ABOVE_TOWN, Groups
from yiwang.rules._places import Places
from yiwang.rules.contracts import MemberTurned
from yiwang.rules.declarations import AnyRule, Combined
from yiwang.rules.logic import Change, Watch, micros
from yiwang.rules.models import EpisodeRow, JudgeState, RuleVersion

MEMORY = "second"
FACTS = 8
"""Facts in one transaction."""


class SecondCourt:
    """One holder's second stage: made under a lease, thrown away when the lease or the database is lost."""

    def __init__(self, lease: Lease) -> None:
        self.fence = lease.fence
        row = JudgeState.objects.filter(pk=MEMORY).first()
        self.position = row.seq if row else 0
        self.everything = Places()
        self._assemble(bytes(row.state) if row else b"[]")

    def _assemble(self, memory: bytes) -> None:
        kept = msgspec.json.decode(memory)
        self.known = facts.last_position()
        rows = {(row.code, row.version): row for row in RuleVersion.objects.filter(active=True)}
        spoken = {key: declaration_of(row) for key, row in rows.items()}
        above = {key: said for key, said in spoken.items() if _above(said)}
        retired = {(one[0], one[1]) for one in kept if one[3]} - set(above)
        for key in retired:
            old = RuleVersion.objects.filter(code=key[0], version=key[1]).first()
            if old is not None:
                rows[key], above[key] = old, declaration_of(old)
        self.rules: dict[tuple[str, str], AnyRule] = {**spoken, **above}
        combined = {key: said for key, said in above.items() if isinstance(said, Combined)}
        members = {code for said in combined.values() for code in said.members}
        self.everything.follow()
        places = self.everything.all
        groups = Groups(places)
        self.ground = Ground(rules=rows, places=places)
        self.combiner = Combiner(
            [groups.combination(said, key[1], retired=key in retired) for key, said in combined.items()],
            (
                Watch(rule=said, datastream=datastream.id, version=version)
                for (code, version), said in spoken.items()
                if code in members and not isinstance(said, Combined)
                for datastream, thing in self.everything.found(said.targets)
                if logic.matches(said.targets, datastream, thing)
            ),
        )
        self.combiner.adopt(kept, self._ringing(members, kept))

    def _ringing(self, members: set[str], kept: list[Any]) -> dict[Member, int]:
        """The members that ring now, by their episodes. A combined member's is known by our memory alone."""
        found: dict[Member, int] = {}
        for code in members:
            for episode in EpisodeRow.objects.filter(key__startswith=f"{code}@", cleared_at__isnull=True):
                version, _, rest = episode.key.removeprefix(f"{code}@").partition("/")
                stream, _, start = rest.partition("!")[0].rpartition("/")
                if stream in self.ground.places:
                    found[code, version, stream] = int(start)
        for *_, rings, _lately in kept:
            for (code, version, stream), at in rings:
                if isinstance(self.rules.get((code, version)), Combined):
                    found[code, version, stream] = at
        return found

    def sit(self, lease: Lease) -> int:
        """Count what was told since; how many facts that were."""
        changed, head = facts.look(self.known, CHANGES_RULES)
        if changed:
            self._assemble(msgspec.json.encode(self.combiner.kept()))
        else:
            self.known = head
        rows = facts.read(self.position, limit=FACTS, types=(MemberTurned.fact_type,))
        if not rows:
            return 0
        with transaction.atomic():
            lease.hold()
            for row in rows:
                change = self._change(shapes.read(row.data, MemberTurned))
                if change is not None:
                    _alerts.settle_here(self.combiner.take([change])[1:], self.ground)
            position = rows[-1].position or 0
            statements.put(
                JudgeState(
                    partition=MEMORY,
                    seq=position,
                    taken_at=clock.now(),
                    state=msgspec.json.encode(self.combiner.kept()),
                )
            )
        self.position = position
        return len(rows)

    def _change(self, told: MemberTurned) -> Change | None:
        key = (told.rule_code, told.rule_version)
        if key not in self.rules:
            row = RuleVersion.objects.filter(code=key[0], version=key[1]).first()
            if row is None:
                return None
            self.rules[key] = declaration_of(row)
        observed = micros(told.observed_at)
        return Change(
            what="raised" if told.rings else "cleared",
            watch=Watch(rule=self.rules[key], datastream=told.datastream_id, version=told.rule_version),
            key="",
            severity="",
            limit=None,
            started_us=observed,
            observed_us=observed,
            received_us=micros(told.received_at),
            value=None,
            measure=None,
            peak=None,
            held_us=0,
        )


def _above(said: AnyRule) -> bool:
    return isinstance(said, Combined) and said.at in ABOVE_TOWN


class SecondTask:
    """The second stage as the worker runs it."""

    name = "rules.second"
    wakes = ("facts.rules.member_turned",)
    every = 1.0
    pause = 0.0

    def __init__(self) -> None:
        self._court: SecondCourt | None = None

    def pump(self, lease: Lease) -> int:
        try:
            if self._court is None or self._court.fence != lease.fence:
                self._court = SecondCourt(lease)
            return self._court.sit(lease)
        except BaseException:
            # What was counted may not have been written: begin again from what was.
            self._court = None
            raise

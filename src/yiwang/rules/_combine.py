"""Rules over rules: which members ring at one thing or in one area, and when that is enough.

It sees nothing but the changes of the members, in their order, and needs no clock: a combined alert begins at
the change that made enough of them, and ends at the change after which there are too few. So it says the same
whenever the same readings are judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from yiwang.rules._lanes import Change, Watch
from yiwang.rules.declarations import Combined

Member = tuple[str, str, str]
"""Code, version and datastream of a member rule's watch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One version of a combined rule, and where each datastream belongs."""

    rule: Combined
    version: str
    groups: Mapping[str, str]
    """The thing id or area path that each datastream counts for; others do not count."""
    things: Mapping[str, str]
    """The thing of each datastream."""
    retired: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        return (self.rule.code, self.version)

    @property
    def by_rule(self) -> bool:
        """Whether member rules are counted; otherwise things are."""
        return not isinstance(self.rule.need, int) or self.rule.at == "thing"

    def need(self) -> int:
        match self.rule.need:
            case "all":
                return len(self.rule.members)
            case "any":
                return 1
            case int(number):
                return number

    def stays(self) -> int:
        """How many must ring for the alert to stay."""
        return 1 if self.rule.within_s else self.need()


@dataclass(slots=True)
class _Group:
    """What one combined rule knows of one thing or area."""

    ringing: dict[Member, int] = field(default_factory=dict)
    """When each member began to ring."""
    rang: dict[Member, int] = field(default_factory=dict)
    """The same for members that cleared but may still count."""
    key: str = ""
    """Key of the open episode."""
    stream: str = ""
    """The datastream whose change began it: by it a combined rule is itself a member of others."""


class Combiner:
    """The combined rules, and what each knows of each group."""

    def __init__(self, combinations: Sequence[Combination], watches: Iterable[Watch]) -> None:
        # In an order of their own: what one change does to several must not depend on who listed them.
        self.combinations = sorted(combinations, key=lambda one: one.identity)
        self._of_member: dict[str, list[int]] = {}
        for number, one in enumerate(self.combinations):
            for code in one.rule.members:
                self._of_member.setdefault(code, []).append(number)
        self.groups: dict[tuple[int, str], _Group] = {}
        self._sizes: dict[tuple[int, str], set[str]] = {}
        for watch in watches:
            for number in self._of_member.get(watch.rule.code, ()):
                one = self.combinations[number]
                group = one.groups.get(watch.datastream)
                if group is not None and not watch.retired:
                    unit = watch.rule.code if one.by_rule else one.things[watch.datastream]
                    self._sizes.setdefault((number, group), set()).add(unit)

    def take(self, changes: Sequence[Change]) -> list[Change]:
        """The changes with those of combined rules after the ones that caused them."""
        if not self._of_member:
            return list(changes)
        said: list[Change] = []
        for change in changes:
            said.append(change)
            said += self._follow(change)
        return said

    def _follow(self, change: Change) -> list[Change]:
        said: list[Change] = []
        if change.what == "escalated":
            return said
        touched = [
            (number, group)
            for number in self._of_member.get(change.watch.rule.code, ())
            if (group := self.combinations[number].groups.get(change.watch.datastream)) is not None
        ]
        # All of them know of it before any of them counts: what one says by it may be a member of another.
        for number, group in touched:
            self._note(number, group, change)
        for number, group in touched:
            new = self._count(number, group, change)
            if new is not None:
                said.append(new)
                said += self._follow(new)
        return said

    def _note(self, number: int, name: str, change: Change) -> None:
        group = self.groups.setdefault((number, name), _Group())
        member = change.watch.identity
        if change.what == "raised":
            group.ringing[member] = change.observed_us
            group.rang.pop(member, None)
        elif member in group.ringing:
            began = group.ringing.pop(member)
            if self.combinations[number].rule.within_s:
                group.rang[member] = began

    def _count(self, number: int, name: str, change: Change) -> Change | None:
        one = self.combinations[number]
        group = self.groups.get((number, name))
        if group is None:  # what followed from the same change has settled it
            return None
        if group.key:
            if self._units(one, group.ringing) >= one.stays():
                return None
            key, stream, group.key, group.stream = group.key, group.stream, "", ""
            self._tidy(number, name)
            return self._said("cleared", number, name, (key, stream), change, group)
        oldest = change.observed_us - int(one.rule.within_s * 1e6)
        group.rang = {member: at for member, at in group.rang.items() if at >= oldest}
        enough = self._units(one, [*group.ringing, *group.rang]) >= one.need()
        if change.what != "raised" or not enough or one.retired:
            self._tidy(number, name)
            return None
        code, version = one.identity
        group.key = f"{code}@{version}/{name}/{change.observed_us}"
        group.stream = change.watch.datastream
        return self._said("raised", number, name, (group.key, group.stream), change, group)

    def ringing(self) -> set[tuple[str, str]]:
        """Code and version of the combined rules that have an open episode."""
        return {self.combinations[number].identity for (number, _), group in self.groups.items() if group.key}

    def _tidy(self, number: int, name: str) -> None:
        group = self.groups[number, name]
        if not (group.ringing or group.rang or group.key):
            del self.groups[number, name]

    def _units(self, one: Combination, members: Iterable[Member]) -> int:
        return len({code if one.by_rule else one.things[stream] for code, _, stream in members})

    def _said(
        self,
        what: Literal["raised", "cleared"],
        number: int,
        name: str,
        episode: tuple[str, str],
        change: Change,
        group: _Group,
    ) -> Change:
        one = self.combinations[number]
        members = sorted(group.ringing if what == "cleared" else {*group.ringing, *group.rang})
        return Change(
            what=what,
            watch=Watch(rule=one.rule, datastream=episode[1], version=one.version),
            key=episode[0],
            severity=one.rule.severity,
            limit=float(one.need()),
            started_us=change.observed_us,
            observed_us=change.observed_us,
            received_us=change.received_us,
            value=float(self._units(one, members)),
            measure=None,
            peak=None,
            held_us=0,
            group=name,
            members=tuple((code, stream) for code, _, stream in members),
            of=len(self._sizes.get((number, name), ())),
        )

    # ----------------------------------------------------------------------------------------------- snapshot

    def kept(self) -> list[Any]:
        """What a snapshot keeps, by names."""
        return [
            (
                *self.combinations[number].identity,
                name,
                group.key,
                group.stream,
                list(group.ringing.items()),
                list(group.rang.items()),
            )
            for (number, name), group in self.groups.items()
        ]

    def adopt(self, kept: Sequence[Any], ringing: Mapping[Member, int]) -> None:
        """Take over a snapshot. `ringing`: the watches that ring at present, and since when.

        A combined rule that is new counts what rings already, but rings itself only at the next change.
        """
        numbers = {one.identity: number for number, one in enumerate(self.combinations)}
        mine = [one for one in kept if (one[0], one[1]) in numbers]
        still = {*ringing, *((code, version, stream) for code, version, _, key, stream, *_ in mine if key)}
        for code, version, name, key, stream, rings, rang in mine:
            known = self.combinations[numbers[code, version]].things
            self.groups[numbers[code, version], name] = _Group(
                ringing={tuple(member): at for member, at in rings if tuple(member) in still},
                rang={tuple(member): at for member, at in rang if member[2] in known},
                key=key,
                stream=stream,
            )
        for member, at in ringing.items():
            for number in self._of_member.get(member[0], ()):
                name = self.combinations[number].groups.get(member[2])
                if name is not None:
                    self.groups.setdefault((number, name), _Group()).ringing.setdefault(member, at)

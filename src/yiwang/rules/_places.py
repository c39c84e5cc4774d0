"""Where readings come from, as the judge knows it: read once, and kept up by the facts about things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import msgspec

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel import facts, shapes
from yiwang.kernel.models import FactRow
from yiwang.rules.declarations import Targets
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import Datastream, Thing, ThingDeclared, ThingModelDeclared

CHANGES_PLACES = tuple(one.fact_type for one in (ThingDeclared, ThingModelDeclared, AreaMoved, AreasMerged))
MANY = 1_000
"""From so many changed things on, all are read again."""


class Places:
    """Every datastream with its thing, also by thing and by model."""

    def __init__(self) -> None:
        self.position = facts.last_position()
        self._load()

    def _load(self) -> None:
        self.all: dict[str, tuple[Datastream, Thing]] = {}
        self._of_thing: dict[str, list[str]] = {}
        self._of_model: dict[str, dict[str, None]] = {}
        self._add(sensing.watchable())

    def _add(self, found: Iterable[tuple[Datastream, Thing]]) -> None:
        for datastream, thing in found:
            self.all[datastream.id] = (datastream, thing)
            self._of_thing.setdefault(thing.id, []).append(datastream.id)
            self._of_model.setdefault(thing.model, {})[datastream.id] = None

    def follow(self) -> None:
        """Read again what facts have told of since the last time: of a city's things a few."""
        told, head = facts.look(self.position, CHANGES_PLACES, limit=MANY)
        if len(told) == MANY or any(row.fact_type != ThingDeclared.fact_type for row in told):
            self._load()
            self._move(told)
        elif told:
            changed = list(dict.fromkeys(shapes.read(row.data, _Named).thing_id for row in told))
            for thing in changed:
                for name in self._of_thing.pop(thing, ()):
                    self._of_model[self.all.pop(name)[1].model].pop(name)
            self._add(sensing.watchable(changed))
        self.position = head

    def _move(self, told: Sequence[FactRow]) -> None:
        """What the areas' facts say of paths; things follow them in their own time, perhaps after us."""
        for row in told:
            if row.fact_type in (AreaMoved.fact_type, AreasMerged.fact_type):
                for move in shapes.read(row.data, _Moves).moves:
                    for name, (datastream, thing) in self.all.items():
                        if move["tree"] == "managed" and thing.area_path.startswith(move["old"]):
                            path = move["new"] + thing.area_path[len(move["old"]) :]
                            self.all[name] = (datastream, replace(thing, area_path=path))

    def found(self, targets: Targets) -> Iterator[tuple[Datastream, Thing]]:
        """The places among which those of a rule's targets are."""
        return (self.all[name] for name in self._named(targets) if name in self.all)

    def _named(self, targets: Targets) -> Iterable[str]:
        if targets.series:
            return ()
        # Rules that name their datastreams are most of a city's: they are not held against every one.
        if targets.datastreams:
            return targets.datastreams
        if targets.things:
            return [name for thing in targets.things for name in self._of_thing.get(thing, ())]
        return self._of_model.get(targets.model, ()) if targets.model else self.all


class _Named(msgspec.Struct):
    thing_id: str


class _Moves(msgspec.Struct):
    moves: list[dict[str, str]]

"""The path of a resource: Things('a')/Datastreams('b')/name/$value, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yiwang.sensing._sta.entities import BY_NAME, BY_PLURAL, Entity, Property, Relation
from yiwang.sensing._sta.refusals import NoSuchPath

_STEP = re.compile(r"/*([A-Za-z$]+)(?:\((?:'((?:[^']|'')*)'|([^()']*))\))?(?=/|$)")
MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One entity or collection on the way; the first comes from no relation."""

    entity: Entity
    relation: Relation | None
    id: str | None

    @property
    def many(self) -> bool:
        return self.id is None and (self.relation is None or self.relation.many)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a path leads: over entities, perhaps to a property, its bare value, or the references alone."""

    steps: tuple[Step, ...]
    told: Property | None = None
    value: bool = False
    references: bool = False

    @property
    def last(self) -> Step:
        return self.steps[-1]


def parse(path: str) -> Address:
    """Take a path apart; raises NoSuchPath."""
    steps: list[Step] = []
    rest = path.strip("/")
    told: Property | None = None
    value = references = False
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or len(steps) > MAX_STEPS or value or references:
            raise NoSuchPath(path=path[:200])
        name, quoted, bare = found.groups()
        id_ = quoted.replace("''", "'") if quoted is not None else bare
        at = found.end()
        if name == "$ref" and steps and told is None:
            references = True
        elif name == "$value" and told is not None:
            value = True
        elif told is not None or id_ == "":
            raise NoSuchPath(path=path[:200])
        elif not steps:
            if name not in BY_PLURAL:
                raise NoSuchPath(path=path[:200])
            steps.append(Step(BY_PLURAL[name], None, id_))
        else:
            told = _onward(steps, name, id_, path)
    if not steps:
        raise NoSuchPath(path=path[:200])
    return Address(steps=tuple(steps), told=told, value=value, references=references)


def _onward(steps: list[Step], name: str, id_: str | None, path: str) -> Property | None:
    last = steps[-1]
    if last.many:
        raise NoSuchPath(path=path[:200])
    relation = last.entity.find_relation(name)
    if relation is not None and (id_ is None or relation.many):
        steps.append(Step(BY_NAME[relation.target], relation, id_))
        return None
    told = last.entity.find_property(name)
    if told is None or id_ is not None:
        raise NoSuchPath(path=path[:200])
    return told

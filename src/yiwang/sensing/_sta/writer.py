"""Writing by SensorThings' rules: an entity with all inside it, changes, removals, and their integrity.

A body is checked as a whole before anything is touched; then one transaction writes the rows and tells the
facts; readings follow to the stream. Where the stream does not take them, what was made is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F

from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict
from yiwang.kernel.facts import split_units, tell
from yiwang.kernel.ids import new_id
from yiwang.sensing import _registry
from yiwang.sensing._sta import making, readings, sending
from yiwang.sensing._sta.caller import Caller
from yiwang.sensing._sta.entities import (
    BY_NAME,
    DATASTREAM,
    FEATURE,
    OBSERVATION,
    Entity,
    Relation,
    quoted,
)
from yiwang.sensing._sta.observed import Base, Observed
from yiwang.sensing._sta.readings import Reading, Wanted
from yiwang.sensing._sta.refusals import IdTaken, NotYours, TooMuch
from yiwang.sensing._sta.sending import Faults, Outbox
from yiwang.sensing.contracts import EntityWritten, StreamUnavailable
from yiwang.sensing.logic import shown
from yiwang.sensing.models import Datastream, FeatureOfInterest, HistoricalLocation, Location, Thing

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
MOST_TOMBSTONES = 100_000
MAX_DEPTH = 8
Context = dict[str, Any]
"""Relations that the place of a body in another one answers: name → row."""


def check(entity: Entity, body: Any, faults: Faults, where: str = "", given: frozenset[str] = frozenset(),
          *, whole: bool = True, depth: int = 0) -> None:  # fmt: skip
    """Write down everything wrong with a body, and with the bodies inside it."""
    if not isinstance(body, dict):
        faults.add(where, "应为对象。", "an object is wanted.")
        return
    if depth > MAX_DEPTH:
        faults.add(where, "嵌套过深。", "it is nested too deeply.")
        return
    for key in body:
        if not _known(entity, key):
            known = [one.name for one in entity.properties] + [one.name for one in entity.relations]
            faults.add(
                f"{where}/{key[:40]}",
                f"{entity.name} 没有属性 {shown(key)}；可用：{'、'.join(known)}。",
                f"{entity.name} has no {shown(key)}; there are {', '.join(known)}.",
            )
    making.check_properties(entity, body, where, faults, whole=whole)
    for relation in entity.relations:
        told = body.get(relation.name)
        place = f"{where}/{relation.name}"
        if told is None:
            if relation.required and whole and relation.name not in given and relation.name not in body:
                faults.add(place, f"缺少 {relation.name}。", f"{relation.name} is missing.")
            continue
        if relation.many != isinstance(told, list):
            if relation.many:
                faults.add(place, "应为数组。", "an array is wanted.")
            else:
                faults.add(place, "应为对象。", "an object is wanted.")
            continue
        target = BY_NAME[relation.target]
        inverse = inverse_of(entity, relation)
        for number, one in enumerate(told if relation.many else [told]):
            at = f"{place}/{number}" if relation.many else place
            if not _is_link(one):
                check(target, one, faults, at, frozenset({inverse}), whole=True, depth=depth + 1)


def _known(entity: Entity, key: str) -> bool:
    name = key.partition("@")[0]
    return (
        key in ("@iot.id", "id", "@iot.selfLink")
        or entity.find_property(key) is not None
        or entity.find_relation(name) is not None
    )


def _is_link(body: Any) -> bool:
    return isinstance(body, dict) and set(body) <= {"@iot.id", "id", "@iot.selfLink"} and bool(body)


def _id_in(body: dict[str, Any]) -> str | None:
    found = body.get("@iot.id", body.get("id"))
    return None if found is None else str(found)


def inverse_of(entity: Entity, relation: Relation) -> str:
    """The name of the relation that leads back."""
    target = BY_NAME[relation.target]
    if target is OBSERVATION or entity is OBSERVATION:
        return next(one.name for one in target.relations if one.target == entity.name)
    return next(one.name for one in target.relations if one.path == relation.back)


class Writer:
    """One request's changes."""

    def __init__(self, caller: Caller, look: Observed) -> None:
        self.caller = caller
        self.look = look
        self.outbox = Outbox(caller.actor.removeprefix("source:"))
        self.made: list[tuple[Entity, Any]] = []
        self._moved_things: dict[str, Thing] = {}
        self._here: dict[str, FeatureOfInterest | None] = {}
        self._depth = 0

    @contextmanager
    def act(self) -> Iterator[None]:
        """One act: the rows in one transaction, then the readings; all of it or nothing."""
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            with transaction.atomic():
                yield
                self._settle()
            self._send()
        finally:
            self._depth -= 1

    def _send(self) -> None:
        try:
            self.outbox.send()
        except StreamUnavailable:
            with transaction.atomic():
                for entity, row in reversed(self.made):
                    self._retire(entity, row)
                self._settle()
            raise
        finally:
            self.made.clear()
            self.outbox.rows.clear()

    def _settle(self) -> None:
        """Tell of things that moved or got other datastreams, once each; doors read the registry again."""
        for thing in self._moved_things.values():
            making.thing_told(thing, self.caller)
        if self._moved_things:
            _registry.touch()
        self._moved_things.clear()
        self._here.clear()

    def _tell(self, entity: Entity, row: Any, act: str, fields: list[str]) -> None:
        thing = row if isinstance(row, Thing) else getattr(row, "thing", None)
        tell(
            EntityWritten(entity=entity.name, entity_id=str(row.pk), act=act, fields=fields),  # type: ignore[arg-type]
            subject=f"sta.{entity.name}:{row.pk}",
            version=row.version,
            actor=self.caller.actor,
            area_path=getattr(row, "area_path", "") or getattr(thing, "area_path", "") or "/",
            units=list(split_units(getattr(row, "units", "") or getattr(thing, "units", ""))),
        )

    # -- making --------------------------------------------------------------------------------------------

    def create(self, entity: Entity, body: Any, context: Context | None = None) -> Any:
        """Make an entity with all that its body holds; the row, or the reading. Raises BadEntity."""
        faults = Faults()
        check(entity, body, faults, "", frozenset(context or ()))
        faults.refuse()
        with self.act():
            return self._create(entity, body, context or {}, "")

    def _create(self, entity: Entity, body: dict[str, Any], context: Context, where: str) -> Any:
        if entity is OBSERVATION:
            return self.observe(body, context, where)
        self.caller.must_make(entity)
        context = dict(context)
        for relation in entity.relations:
            if not relation.many and relation.name in body and relation.name not in context:
                context[relation.name] = self._one(relation, body[relation.name], where)
        row = making.build(entity, body, context, self._new_id(entity, body, where), self.caller)
        row.save(force_insert=True)
        self.made.append((entity, row))
        for relation in entity.relations:
            if not relation.many:
                continue
            if relation.name in context:
                getattr(row, relation.path).set(context[relation.name])
            told = body.get(relation.name)
            if told is not None:
                self._fill(entity, row, relation, told, where)
        self._after(entity, row)
        self._tell(entity, row, "created", _fields(entity, body))
        return row

    def _new_id(self, entity: Entity, body: dict[str, Any], where: str) -> str:
        given = _id_in(body)
        if given is None:
            return new_id()
        if not _ID.fullmatch(given):
            faults = Faults()
            faults.add(
                f"{where}/@iot.id",
                "编号只能用字母、数字和 . _ : -，最长 80 个字符。",
                "an id holds letters, digits and . _ : - only, at most 80 of them.",
            )
            faults.refuse()
        if entity.table._default_manager.filter(pk=given).exists():
            raise IdTaken(id=given)
        return given

    def _one(self, relation: Relation, body: dict[str, Any], where: str) -> Any:
        """The row of a to-one relation: found by its id, or made."""
        target = BY_NAME[relation.target]
        id_ = _id_in(body)
        if id_ is not None:
            found = self.caller.rows(target).filter(pk=id_).first()
            if found is not None:
                return found
            if _is_link(body):
                faults = Faults()
                faults.add(
                    f"{where}/{relation.name}",
                    f"没有 {target.name}({quoted(id_)})。",
                    f"there is no {target.name}({quoted(id_)}).",
                )
                faults.refuse()
        return self._create(target, body, {}, f"{where}/{relation.name}")

    def _fill(
        self, entity: Entity, row: Any, relation: Relation, told: list[dict[str, Any]], where: str
    ) -> None:
        """What stands in a to-many relation of a new row: links and bodies."""
        target = BY_NAME[relation.target]
        inverse = inverse_of(entity, relation)
        back = target.find_relation(inverse)
        assert back is not None
        linked = []
        for number, body in enumerate(told):
            at = f"{where}/{relation.name}/{number}"
            if back.many or (_id_in(body) is not None and target is not OBSERVATION):
                linked.append(self._one(relation, body, at))
            else:
                self._create(target, body, {inverse: row}, at)
        if linked and not back.many:
            for one in linked:
                self.caller.must_change(target, one)
                setattr(one, back.path, row)
                self._save(one)
            return
        if linked:
            if target.name == "Thing":
                for one in linked:
                    self.caller.must_reach(target, one)
            getattr(row, relation.path).add(*linked)

    def _after(self, entity: Entity, row: Any) -> None:
        """What follows from a new or changed row for others."""
        if isinstance(row, Thing):
            making.relocate(row, self.caller, fresh=True)
            self._moved_things[row.pk] = row
        elif isinstance(row, Location):
            for thing in row.things.all():
                self.locate(thing, [row])
        elif isinstance(row, Datastream):
            making.feature_of(row)
            self._moved_things.setdefault(row.thing_id, row.thing)
        elif isinstance(row, HistoricalLocation):
            later = row.thing.historical_locations.filter(time__gt=row.time, retired_at__isnull=True)
            if not later.exists():
                row.thing.locations.set(row.locations.all())
                making.relocate(row.thing, self.caller, fresh=False, history=False)
                self._moved_things[row.thing_id] = row.thing

    def locate(self, thing: Thing, locations: list[Location]) -> None:
        """Put a thing at these locations; where it was before stays in its history."""
        self.caller.must_reach(BY_NAME["Thing"], thing)
        thing.locations.set(locations)
        making.relocate(thing, self.caller, fresh=False)
        self._moved_things[thing.pk] = thing

    # -- readings ------------------------------------------------------------------------------------------

    def observe(self, body: dict[str, Any], context: Context, where: str) -> Reading:
        stream = context.get("Datastream") or self._one(DATASTREAM_OF, body["Datastream"], where)
        self._must_send(stream)
        faults = Faults()
        sent = sending.sent_of(stream.pk, body, where, faults, None)
        sending.hold_to_model(stream, sent, where, faults)
        faults.refuse()
        feature = context.get("FeatureOfInterest")
        if feature is None and body.get("FeatureOfInterest") is not None:
            feature = self._one(FEATURE_OF, body["FeatureOfInterest"], where)
        self._name_feature(stream, sent, feature)
        self.outbox.rows.append(sent)
        return sent.reading

    def _must_send(self, stream: Datastream) -> None:
        if not self.caller.may_send(stream):
            raise NotYours(entity="Datastream", id=quoted(stream.pk))

    def _name_feature(self, stream: Datastream, sent: sending.Sent, feature: Any) -> None:
        """A reading names its feature only where that is not its datastream's own."""
        if feature is None:
            if stream.thing_id not in self._here:
                self._here[stream.thing_id] = making.feature_here(stream.thing)
            feature = self._here[stream.thing_id]
        sent.more.pop("f", None)
        if feature is None or feature.pk == stream.feature_id:
            return
        if stream.feature_id is None:
            Datastream.objects.filter(pk=stream.pk, feature__isnull=True).update(feature=feature)
            stream.feature = feature
            return
        sent.more["f"] = feature.pk
        feature.named_by.add(stream)

    # -- changing ------------------------------------------------------------------------------------------

    def change(self, entity: Entity, row: Any, body: Any, *, whole: bool) -> Any:
        """PATCH, or PUT where `whole`; the changed row or reading."""
        faults = Faults()
        links = {one.name for one in entity.relations}
        check(entity, body, faults, "", frozenset(links), whole=whole)
        for name in links & set(body if isinstance(body, dict) else ()):
            told = body[name]
            for one in told if isinstance(told, list) else [told]:
                if not isinstance(one, dict) or _id_in(one) is None:
                    faults.add(
                        f"/{name}",
                        "修改时只能用 @iot.id 指向已有的实体。",
                        "a change links to what exists, by @iot.id.",
                    )
        faults.refuse()
        with self.act():
            if isinstance(row, Reading):
                return self._correct(row, body, whole=whole)
            self.caller.must_change(entity, row)
            making.assign(entity, row, body, whole=whole)
            for relation in entity.relations:
                if relation.name in body:
                    self._relink(entity, row, relation, body[relation.name])
            self._save(row)
            if isinstance(row, Location):
                making.place_box(row)
                row.save()
                for thing in row.things.all():
                    making.relocate(thing, self.caller, fresh=False, history=False)
                    self._moved_things[thing.pk] = thing
            elif isinstance(row, FeatureOfInterest):
                making.place_box(row)
                row.save()
            elif isinstance(row, Thing):
                self._moved_things[row.pk] = row
            elif isinstance(row, Datastream):
                self._moved_things[row.thing_id] = row.thing
            self._tell(entity, row, "changed", _fields(entity, body))
            return row

    def _relink(self, entity: Entity, row: Any, relation: Relation, told: Any) -> None:
        if not relation.many:
            setattr(row, relation.path, self._one(relation, told, ""))
            return
        found = [self._one(relation, one, "") for one in told]
        if isinstance(row, Thing) and relation.name == "Locations":
            if {one.pk for one in found} != set(row.locations.values_list("pk", flat=True)):
                self.locate(row, found)
        elif isinstance(row, Location) and relation.name == "Things":
            before = set(row.things.values_list("pk", flat=True))
            for thing in found:
                if thing.pk not in before:
                    self.locate(thing, [row])
        elif isinstance(row, HistoricalLocation):
            row.locations.set(found)
        else:
            strangers = [
                one for one in found if getattr(one, f"{_back(entity, relation)}_id", None) != row.pk
            ]
            if strangers:
                faults = Faults()
                faults.add(
                    f"/{relation.name}", "请在另一端修改此关系。", "change this relation at its other end."
                )
                faults.refuse()

    def _save(self, row: Any) -> None:
        """Claim the change of a row by its version, then write it."""
        table = type(row)._default_manager
        if not table.filter(pk=row.pk, version=row.version).update(version=F("version") + 1):
            raise Conflict()
        row.version += 1
        row.save()

    def _correct(self, one: Reading, body: dict[str, Any], *, whole: bool) -> Reading:
        stream = Datastream.objects.select_related("thing").get(pk=one.datastream)
        self._must_send(stream)
        faults = Faults()
        told = body.get("Datastream")
        if told is not None and _id_in(told) != one.datastream:
            faults.add("/Datastream", "观测不能换数据流。", "an observation stays with its datastream.")
        before = one
        if whole:
            kept = {key: value for key, value in one.more.items() if key in ("id", "f")}
            before = Reading(one.datastream, one.us, one.value, 0, kept)
        sent = sending.sent_of(one.datastream, body, "", faults, before)
        faults.refuse()
        if body.get("FeatureOfInterest") is not None:
            feature = self._one(FEATURE_OF, body["FeatureOfInterest"], "")
            self._name_feature(stream, sent, feature)
        self.outbox.rows += sending.moved(one, sent)
        return sent.reading

    # -- removing ------------------------------------------------------------------------------------------

    def remove(self, entity: Entity, row: Any) -> None:
        """DELETE, with all that cannot be without it."""
        with self.act():
            if isinstance(row, Reading):
                stream = Datastream.objects.select_related("thing").get(pk=row.datastream)
                self._must_send(stream)
                self.outbox.rows.append(sending.gone(row))
                return
            self.caller.must_change(entity, row)
            self._retire(entity, row)

    def _retire(self, entity: Entity, row: Any) -> None:
        if isinstance(row, Reading) or row.retired_at is not None:
            return
        if entity.name in ("Thing", "Sensor", "ObservedProperty"):
            for stream in row.datastreams.filter(retired_at__isnull=True):
                self._retire(DATASTREAM, stream)
        if isinstance(row, (Thing, Location)):
            for past in row.historical_locations.filter(retired_at__isnull=True):
                self._retire(BY_NAME["HistoricalLocation"], past)
        if isinstance(row, Location):
            things = list(row.things.all())
            row.things.clear()
            row.features.filter(datastreams__isnull=True, named_by__isnull=True).update(
                retired_at=clock.now()
            )
            for thing in things:
                making.relocate(thing, self.caller, fresh=False, history=False)
                self._moved_things[thing.pk] = thing
        if isinstance(row, FeatureOfInterest):
            self._forget_readings(row)
        row.retired_at = clock.now()
        self._save(row)
        if isinstance(row, Thing):
            _registry.touch()
            self._moved_things.pop(row.pk, None)
        if isinstance(row, Datastream):
            self._moved_things.setdefault(row.thing_id, row.thing)
            if row.thing.retired_at is not None:
                self._moved_things.pop(row.thing_id)
        self._tell(entity, row, "removed", [])

    def _forget_readings(self, feature: FeatureOfInterest) -> None:
        """The standard: with a feature of interest go its observations."""
        base = self.look.of(feature)
        mine = Base(streams=base.streams, feature=feature.pk)
        wanted: Wanted = self.look.wanted(mine, None)
        found = readings.page(wanted, ["datastream", "us"], 0, MOST_TOMBSTONES + 1)
        if len(found) > MOST_TOMBSTONES:
            raise TooMuch(
                what_zh=f"该观测对象有超过 {MOST_TOMBSTONES} 条观测",
                what_en=f"this feature of interest has more than {MOST_TOMBSTONES} observations",
            )
        streams = {row.pk: row for row in Datastream.objects.select_related("thing").filter(
            pk__in={one.datastream for one in found})}  # fmt: skip
        for stream in streams.values():
            self._must_send(stream)
        self.outbox.rows += [sending.gone(one) for one in found]
        Datastream.objects.filter(feature=feature).update(feature=None)


def _fields(entity: Entity, body: dict[str, Any]) -> list[str]:
    return [one.name for one in entity.properties if one.name in body]


def _back(entity: Entity, relation: Relation) -> str:
    return relation.back


DATASTREAM_OF = next(one for one in OBSERVATION.relations if one.target == DATASTREAM.name)
FEATURE_OF = next(one for one in OBSERVATION.relations if one.target == FEATURE.name)

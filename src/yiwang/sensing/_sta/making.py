"""Rows out of bodies: what each property may hold, and what follows for things, places and datastreams."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from yiwang.areas import api as areas
from yiwang.kernel import clock, geometry, search
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.units import find_unit
from yiwang.sensing._sta import shapes
from yiwang.sensing._sta.caller import WRITE, Caller
from yiwang.sensing._sta.entities import Entity, Property
from yiwang.sensing._sta.refusals import NotYours
from yiwang.sensing._sta.sending import Faults, moment
from yiwang.sensing.contracts import ThingDeclared
from yiwang.sensing.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    Thing,
    ThingModel,
)

MODEL = "sensorthings"
EVERY_S = 300


# -- what a body may say


def check_properties(
    entity: Entity, body: dict[str, Any], where: str, faults: Faults, *, whole: bool
) -> None:
    """Write down what is wrong with the properties of a body."""
    for one in entity.properties:
        place = f"{where}/{one.name}"
        if one.name not in body:
            if one.required and whole:
                faults.add(place, f"缺少 {one.name}。", f"{one.name} is missing.")
            continue
        if not one.told_only and entity.model is not None:
            _check(one, body[one.name], place, faults)


def _check(one: Property, value: Any, place: str, faults: Faults) -> None:
    if value is None:
        if one.required:
            faults.add(place, "不能为空值。", "it is not null.")
    elif one.sort == "text":
        if not isinstance(value, str):
            faults.add(place, "应为文本。", "text is wanted.")
        elif (one.required and not value and one.name != "description") or 0 < one.limit < len(value):
            faults.add(place, f"应有 1 到 {one.limit} 个字符。", f"it has 1 to {one.limit} characters.")
        elif "\x00" in value:
            faults.add(place, "含有空字符。", "it holds a zero character.")
    elif one.sort == "time":
        moment(value, place, faults)
    elif one.sort == "geo":
        if isinstance(value, dict) and "type" in value and shapes.geometry_of(value) is None:
            faults.add(place, "不是有效的 GeoJSON 几何。", "it is no GeoJSON geometry.")
    elif one.name in ("properties", "unitOfMeasurement") and not isinstance(value, dict):
        faults.add(place, "应为对象。", "an object is wanted.")


def _column(one: Property, value: Any) -> Any:
    if one.sort == "time":
        return datetime.fromisoformat(value.replace("z", "Z")).astimezone(UTC)
    if value is None:
        return {} if one.name == "properties" else None if one.sort in ("json", "geo") else ""
    return value


def assign(entity: Entity, row: Any, body: dict[str, Any], *, whole: bool) -> None:
    """Set what a body says; with `whole`, what it leaves out becomes empty."""
    for one in entity.properties:
        if one.told_only:
            continue
        if one.name in body:
            setattr(row, one.column, _column(one, body[one.name]))
        elif whole and not one.required:
            setattr(row, one.column, _column(one, None))
    if isinstance(row, Datastream) and "unitOfMeasurement" in body:
        row.unit = _ucum(body["unitOfMeasurement"])


# -- rows


def build(entity: Entity, body: dict[str, Any], context: dict[str, Any], id_: str, caller: Caller) -> Model:
    """A new row with the to-one relations of `context`; not saved yet."""
    row: Any = entity.table(pk=id_, made_by=caller.actor)
    for relation in entity.relations:
        if not relation.many and relation.name in context:
            setattr(row, relation.path, context[relation.name])
    assign(entity, row, body, whole=True)
    if isinstance(row, Thing):
        _new_thing(row, body, caller)
    elif isinstance(row, Datastream):
        _new_datastream(row, caller)
    elif isinstance(row, (Location, FeatureOfInterest)):
        row.pack, row.units = caller.pack, caller.units
        place_box(row)
        row.area_path = _area_of(row) or caller.home.area_path
    return row  # type: ignore[no-any-return]


def _new_thing(row: Thing, body: dict[str, Any], caller: Caller) -> None:
    model, _ = ThingModel.objects.get_or_create(
        pk=MODEL,
        defaults={
            "name": "SensorThings 接入设备",
            "name_en": "SensorThings device",
            "kind": "other",
            "digest": "",
            "declared_at": clock.now(),
        },
    )
    kind = (body.get("properties") or {}).get("kind")
    home = caller.home
    row.model = model
    row.kind = kind if isinstance(kind, str) and 0 < len(kind) <= 80 else model.kind
    row.owner_unit = row.maintainer_unit = home.unit_id
    row.units = caller.units
    row.pack = caller.pack
    row.digest = ""
    row.silent_after_s = 3 * EVERY_S
    row.declared_at = clock.now()
    row.lon, row.lat, row.placed = home.lon, home.lat, False
    row.area_id, row.area_path = home.area_id, home.area_path


def _new_datastream(row: Datastream, caller: Caller) -> None:
    from yiwang.sensing._sta.entities import THING

    caller.must_reach(THING, row.thing)
    row.unit = _ucum(row.unit_of_measurement)
    row.kind = "other"
    row.expected_every_s = EVERY_S
    row.place = Datastream.objects.filter(thing_id=row.thing_id).count()


def _ucum(told: dict[str, Any]) -> str:
    """The UCUM code of SensorThings' unit where it names one that we know, else its symbol."""
    definition = str(told.get("definition") or "")
    symbol = str(told.get("symbol") or "")
    for code in (definition.removeprefix("ucum:") if definition.startswith("ucum:") else "", symbol):
        if code and len(code) <= 32 and find_unit(code) is not None:
            return code
    return symbol[:32]


def place_box(row: Location | FeatureOfInterest) -> None:
    for name, value in shapes.box(shapes.geometry_of(row.shape)).items():
        setattr(row, name, value)


def _located(row: Location | FeatureOfInterest) -> Any:
    found = shapes.geometry_of(row.shape)
    if found is None:
        return None
    point: Any = found if found.geom_type == "Point" else found.representative_point()
    try:
        return areas.locate(point.x, point.y)
    except Refusal:
        # A place outside of this instance is as good a place as any; it just lies in none of our areas.
        return None


def _area_of(row: Location | FeatureOfInterest) -> str:
    located = _located(row)
    return str(located.managed_path) if located is not None else ""


# -- what follows


def relocate(thing: Thing, caller: Caller, *, fresh: bool, history: bool = True) -> None:
    """Let a thing stand where its locations say, and write its history on; raises NotYours outside of what
    the caller manages."""
    locations = list(thing.locations.filter(retired_at__isnull=True).order_by("pk"))
    for location in locations:
        located = _located(location)
        if located is not None:
            thing.lon, thing.lat = located.lon, located.lat
            thing.h3 = geometry.h3_cell(located.lon, located.lat)
            thing.area_id, thing.area_path, thing.placed = located.area_id, located.managed_path, True
            break
    else:
        thing.placed = thing.placed and bool(locations) and not fresh
    if caller.source is None:
        _must_manage(thing, caller)
    Thing.objects.filter(pk=thing.pk).update(
        lon=thing.lon, lat=thing.lat, h3=thing.h3, area_id=thing.area_id, area_path=thing.area_path,
        placed=thing.placed,
    )  # fmt: skip
    if locations and history:
        past = HistoricalLocation.objects.create(
            id=new_id(), thing=thing, time=clock.now(), made_by=caller.actor
        )
        past.locations.set(locations)
    feature = feature_here(thing)
    if feature is not None:
        thing.datastreams.filter(feature__isnull=True).update(feature=feature)


def _must_manage(thing: Thing, caller: Caller) -> None:
    from yiwang.identity.api import scope

    manages = scope(caller.subject, WRITE)
    if not manages.sees(area_path=thing.area_path, units=thing.units.split("|")):
        raise NotYours(entity="Thing", id=thing.pk)


def feature_here(thing: Thing) -> FeatureOfInterest | None:
    """The feature of interest that a thing's first location stands for, made when it is first needed."""
    location = thing.locations.filter(retired_at__isnull=True).order_by("pk").first()
    if location is None:
        return None
    found = FeatureOfInterest.objects.filter(location=location).first()
    found = found or FeatureOfInterest.objects.filter(pk=location.pk).first()
    if found is not None and found.retired_at is None and found.shape == location.shape:
        return found
    return FeatureOfInterest.objects.create(
        id=location.pk if found is None else new_id(),
        name=location.name,
        description=location.description,
        encoding_type=location.encoding_type,
        shape=location.shape,
        west=location.west,
        south=location.south,
        east=location.east,
        north=location.north,
        area_path=location.area_path,
        units=location.units,
        pack=location.pack,
        made_by=location.made_by,
        location=location,
    )


def feature_of(row: Datastream) -> None:
    """Give a new datastream the feature of interest of its thing."""
    feature = feature_here(row.thing)
    if feature is not None:
        Datastream.objects.filter(pk=row.pk).update(feature=feature)
        row.feature = feature


def thing_told(thing: Thing, caller: Caller) -> None:
    """Tell the whole new state of a thing, as a declaration would, and let people find it."""
    Thing.objects.filter(pk=thing.pk).update(version=thing.version + 1)
    thing.version += 1
    search.index("thing", thing.pk, thing.pk, thing.name, thing.name_en, thing.address)
    streams = thing.datastreams.filter(retired_at__isnull=True).order_by("place", "pk")
    tell(
        ThingDeclared(
            thing_id=thing.pk,
            name=thing.name,
            model=thing.model_id,
            kind=thing.kind,
            lon=thing.lon,
            lat=thing.lat,
            area_id=thing.area_id,
            owner_unit=thing.owner_unit,
            maintainer_unit=thing.maintainer_unit,
            demonstration=thing.demonstration,
            pack=thing.pack,
            datastreams=list(streams.values_list("pk", flat=True)),
        ),
        subject=f"thing:{thing.pk}",
        version=thing.version,
        actor=caller.actor,
        area_path=thing.area_path,
        units=[one for one in (thing.owner_unit, thing.maintainer_unit) if one],
    )

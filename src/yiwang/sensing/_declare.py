"""A pack's models, things and sources become rows: checked all at once, written only where they changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock, geometry, search, shapes, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import join_units, tell
from yiwang.kernel.units import find_unit
from yiwang.ledgers import api as ledgers
from yiwang.sensing import _connectors, _registry
from yiwang.sensing._sta import declared
from yiwang.sensing.contracts import (
    DeclarationRefused,
    Declared,
    SourceDeclared,
    ThingDeclared,
    ThingModelDeclared,
)
from yiwang.sensing.declarations import (
    CommandDeclaration,
    PropertyDeclaration,
    SensingDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)
from yiwang.sensing.models import Datastream, Source, Thing, ThingModel

# Ids travel in MQTT topics and addresses, so no slash, blank, + or #.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
CLASS = "device"
"""What a thing is among those that bear a 城市码."""
_CITY_CODE = re.compile(r"[A-Z0-9][A-Z0-9.:-]{0,63}")
ACTOR = Subject.system("sensing.declare").user_id
SILENT_FACTOR = 3
CHUNK = 200


@dataclass(slots=True)
class _Work:
    pack: str
    actor: str
    faults: list[dict[str, str]] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ids: list[str] = field(default_factory=list)
    placed: dict[str, tuple[float, float, str, str]] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)

    def place(self, thing: ThingDeclaration) -> None:
        """Find where the thing stands; an area that many things name is asked for once."""
        if thing.area_id is not None and thing.area_id not in self.areas:
            self.areas[thing.area_id] = areas.get_area(thing.area_id)
        self.placed[thing.id] = placed(thing, self.areas)

    def fault(self, record: str, code: str, zh: str, en: str) -> None:
        self.faults.append(
            {"record": record, "code": code if "." in code else f"sensing.{code}", "zh": zh, "en": en}
        )

    def count(self, record: str, version: int | None) -> None:
        self.ids.append(record)
        if version is None:
            self.unchanged += 1
        elif version == 1:
            self.created += 1
        else:
            self.changed += 1


def digest_of(record: Any, *more: Any) -> str:
    text = json.dumps([_said(record), *more], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(record: Any) -> dict[str, Any]:
    """A record as plain data; a word that came later is left out while it says nothing: digests stand."""
    said = dataclasses.asdict(record)
    for one in (said, *said.get("properties", ())):
        if "derived" in one and one["derived"] is None:
            del one["derived"]
    return said


def declare(records: Iterable[SensingDeclaration], pack: str, actor: str = ACTOR) -> Declared:
    """Take over what `pack` says. Raises DeclarationRefused with every fault; then nothing was changed."""
    told = list(records)
    models = [one for one in told if isinstance(one, ThingModelDeclaration)]
    things = [one for one in told if isinstance(one, ThingDeclaration)]
    sources = [one for one in told if isinstance(one, SourceDeclaration)]
    work = _Work(pack, actor)
    known = {row.code: row for row in ThingModel.objects.all()}
    _check_models(work, models, known)
    _check_things(work, things, {*known, *(one.code for one in models)})
    made_of_parts = {row.code: row.composite for row in known.values()}
    made_of_parts |= {one.code: one.composite for one in models}
    _check_parts(work, things, made_of_parts)
    for source in sources:
        if not _ID.fullmatch(source.id):
            _bad_id(work, source.id)
    connectors = [
        one
        for one in told
        if not isinstance(one, ThingModelDeclaration | ThingDeclaration | SourceDeclaration)
    ]
    offered = {
        f"{thing.id}.{one.code}": one.unit
        for thing in things
        for one in _properties_of(thing.model, models, known)
    }
    for record, code, zh, en in _connectors.problems(connectors, pack, offered):
        work.fault(record, code, zh, en)
    if work.faults:
        raise DeclarationRefused(count=len(work.faults), faults=work.faults)
    properties = {row.code: [_property(one) for one in row.properties] for row in known.values()}
    properties |= {one.code: list(one.properties) for one in models}
    with transaction.atomic():
        for model in models:
            work.count(model.code, _store_model(model, pack, known.get(model.code)))
    # Short transactions, because a city has many things and SQLite one writer.
    for start in range(0, len(things), CHUNK):
        part = things[start : start + CHUNK]
        with transaction.atomic():
            _store_things(
                work, part, properties, {row.code: row for row in ThingModel.objects.all()}, work.placed
            )
    with transaction.atomic():
        for source in sources:
            work.count(source.id, _store_source(source, pack))
        for connector in connectors:
            work.count(connector.id, _connectors.store(connector, pack))
            _store_source(_connectors.source_of(connector), pack)
        if sources or connectors:
            _registry.touch()
    return Declared(created=work.created, changed=work.changed, unchanged=work.unchanged, ids=work.ids)


def _properties_of(
    model: str, models: Sequence[ThingModelDeclaration], known: dict[str, ThingModel]
) -> list[PropertyDeclaration]:
    """The properties of a model that is declared now or was before."""
    for one in models:
        if one.code == model:
            return list(one.properties)
    return [_property(stored) for stored in known[model].properties] if model in known else []


def _property(stored: dict[str, Any]) -> PropertyDeclaration:
    return shapes.convert(stored, PropertyDeclaration)


def _bad_id(work: _Work, record: str) -> None:
    work.fault(
        record,
        "bad_id",
        f"编号 {record!r} 只能用字母、数字和 . _ : -，最长 80 个字符。",
        f"The id {record!r} may hold letters, digits and . _ : - only, at most 80 of them.",
    )


def _repeated(work: _Work, ids: Sequence[str]) -> None:
    for one in {one for one in ids if ids.count(one) > 1} if len(set(ids)) != len(ids) else ():
        work.fault(
            one, "repeated_id", f"编号 {one} 出现了不止一次。", f"The id {one} appears more than once."
        )


def _check_models(work: _Work, models: Sequence[ThingModelDeclaration], known: dict[str, ThingModel]) -> None:
    _repeated(work, [one.code for one in models])
    for model in models:
        if not _CODE.fullmatch(model.code):
            _bad_id(work, model.code)
        other = known.get(model.code)
        if other is not None and other.pack != work.pack and other.digest != digest_of(model):
            work.fault(
                model.code,
                "other_pack",
                f"物模型 {model.code} 已由 {other.pack} 声明，内容不同。",
                f"The thing model {model.code} is declared by {other.pack} with other content.",
            )
        if not model.properties and not model.composite:
            work.fault(
                model.code,
                "no_property",
                f"物模型 {model.code} 没有任何属性。",
                f"The thing model {model.code} has no property.",
            )
        _repeated(work, [f"{model.code}.{one.code}" for one in model.properties])
        for one in model.properties:
            _check_property(work, f"{model.code}.{one.code}", one)
            _check_derived(work, f"{model.code}.{one.code}", one, model)
        _repeated(work, [f"{model.code}.{one.code}" for one in model.commands])
        for command in model.commands:
            _check_command(work, f"{model.code}.{command.code}", command)


def _check_command(work: _Work, record: str, command: CommandDeclaration) -> None:
    if not _CODE.fullmatch(command.code):
        _bad_id(work, record)
    if not 1 <= command.expires_s <= 86_400:
        work.fault(
            record,
            "bad_expiry",
            f"命令 {record} 的有效期应为 1 到 86400 秒。",
            f"The command {record} must expire within 1 to 86400 seconds.",
        )
    _repeated(work, [f"{record}.{one.code}" for one in command.parameters])
    for one in command.parameters:
        name = f"{record}.{one.code}"
        if not _CODE.fullmatch(one.code):
            _bad_id(work, name)
        if find_unit(one.unit) is None:
            _unknown_unit(work, name, one.unit)
        if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
            _empty_range(work, name, one.minimum, one.maximum)


def _unknown_unit(work: _Work, record: str, unit: str) -> None:
    work.fault(
        record,
        "unknown_unit",
        f"{record} 的单位 {unit!r} 不是可识别的 UCUM 代码，例如 m、mm/h、ug/m3。",
        f"The unit {unit!r} of {record} is no UCUM code that we know, such as m, mm/h, ug/m3.",
    )


def _empty_range(work: _Work, record: str, low: float, high: float) -> None:
    work.fault(
        record,
        "empty_range",
        f"{record} 的量程下限 {low} 不小于上限 {high}。",
        f"The range of {record} is empty: {low} is not below {high}.",
    )


def _check_property(work: _Work, record: str, one: PropertyDeclaration) -> None:
    if not _CODE.fullmatch(one.code):
        _bad_id(work, record)
    if find_unit(one.unit) is None:
        _unknown_unit(work, record, one.unit)
    if one.valid_min is not None and one.valid_max is not None and one.valid_min >= one.valid_max:
        _empty_range(work, record, one.valid_min, one.valid_max)
    if one.expected_every_s < 1:
        work.fault(
            record,
            "bad_interval",
            f"{record} 的上报间隔应至少 1 秒。",
            f"{record} must be expected at least one second apart.",
        )


def _check_derived(work: _Work, record: str, one: PropertyDeclaration, model: ThingModelDeclaration) -> None:
    """Only of what says where it is can anything be computed."""
    if one.derived is None:
        return
    if not {"lon", "lat", "route"} <= {other.code for other in model.properties if other.derived is None}:
        work.fault(
            record,
            "no_position",
            f"{record} 由位置算出，物模型须有 lon、lat、route 三个属性。",
            f"{record} is computed from positions: its model needs the properties lon, lat and route.",
        )


def _check_things(work: _Work, things: Sequence[ThingDeclaration], models: set[str]) -> None:
    _repeated(work, [one.id for one in things])
    units = {one.owner_unit for one in things} | {one.maintainer_unit for one in things}
    found = {one.id for one in identity.units(ids=tuple(sorted(units)))} if units else set()
    for thing in things:
        if not _ID.fullmatch(thing.id):
            _bad_id(work, thing.id)
        if thing.model not in models:
            work.fault(
                thing.id,
                "unknown_model",
                f"{thing.id} 的物模型 {thing.model} 没有声明。",
                f"The model {thing.model} of {thing.id} is not declared.",
            )
        for unit in dict.fromkeys((thing.owner_unit, thing.maintainer_unit)):
            if unit not in found:
                work.fault(
                    thing.id,
                    "unknown_unit_id",
                    f"{thing.id} 的单位 {unit!r} 不存在。",
                    f"The unit {unit!r} of {thing.id} does not exist.",
                )
        _check(work, thing.id, lambda thing=thing: work.place(thing))  # type: ignore[misc]


def _check_parts(work: _Work, things: Sequence[ThingDeclaration], made_of_parts: Mapping[str, bool]) -> None:
    """A part's whole is a composite thing, no thing is a part of itself, and a 城市码 is one thing's."""
    _repeated(work, [one.city_code for one in things if one.city_code])
    new = {one.id: one for one in things}
    wholes = {one.part_of for one in things if one.part_of} - set(new)
    known = dict(_some(Thing.objects.values_list("id", "model_id"), "pk", wholes))
    codes = {one.city_code: one.id for one in things if one.city_code}
    for city_code, holder in _some(Thing.objects.values_list("city_code", "id"), "city_code", codes):
        if codes[city_code] != holder and not (holder in new and new[holder].city_code != city_code):
            work.fault(
                codes[city_code],
                "city_code_taken",
                f"城市码 {city_code} 已属于 {holder}。",
                f"The city code {city_code} belongs to {holder}.",
            )
    for one in things:
        if one.city_code and not _CITY_CODE.fullmatch(one.city_code):
            work.fault(
                one.id,
                "bad_city_code",
                f"城市码 {one.city_code!r} 只能用大写字母、数字和 . : -，最长 64 个字符。",
                f"The city code {one.city_code!r} may hold capitals, digits and . : - only, at most 64.",
            )
        if not one.part_of:
            continue
        whole = new.get(one.part_of)
        model = whole.model if whole else known.get(one.part_of)
        if model is None or not made_of_parts.get(model) or (whole is not None and whole.part_of):
            work.fault(
                one.id,
                "no_whole",
                f"{one.id} 所属的 {one.part_of} 不是已登记的组合物。",
                f"{one.part_of}, of which {one.id} is said to be a part, is no composite thing that we know.",
            )


def _some(rows: QuerySet[Thing, Any], field: str, values: Iterable[str]) -> Iterator[Any]:
    """The rows whose field is one of many values, asked in pieces."""
    wanted = list(values)
    for start in range(0, len(wanted), CHUNK):
        yield from rows.filter(**{f"{field}__in": wanted[start : start + CHUNK]})


def _check(work: _Work, record: str, attempt: Callable[[], Any]) -> None:
    try:
        attempt()
    except Refusal as refusal:
        work.fault(record, refusal.code, refusal.sentence("zh"), refusal.sentence("en"))


def placed(thing: ThingDeclaration, known: Mapping[str, Area] | None = None) -> tuple[float, float, str, str]:
    """Longitude and latitude in WGS 84, area id and managed path; raises a Refusal of areas or geometry."""
    if thing.area_id is not None:
        area = (known or {}).get(thing.area_id) or areas.get_area(thing.area_id)
        lon, lat = geometry.to_wgs84(thing.lon, thing.lat, thing.frame)
        geometry.check_point(lon, lat)
        return lon, lat, area.id, area.managed_path
    located = areas.locate(thing.lon, thing.lat, frame=thing.frame)
    return located.lon, located.lat, located.area_id, located.managed_path


def _store_model(model: ThingModelDeclaration, pack: str, old: ThingModel | None) -> int | None:
    digest = digest_of(model)
    if old is not None and old.digest == digest:
        return None
    version = old.version + 1 if old else 1
    ThingModel.objects.update_or_create(
        pk=model.code,
        defaults={
            "name": model.name,
            "name_en": model.name_en,
            "kind": model.kind,
            "properties": [_said(one) for one in model.properties],
            "commands": [dataclasses.asdict(one) for one in model.commands],
            "composite": model.composite,
            "pack": pack,
            "digest": digest,
            "version": version,
            "declared_at": clock.now(),
        },
    )
    declared.model_declared(model)
    tell(
        ThingModelDeclared(
            code=model.code, name=model.name, pack=pack, properties=[one.code for one in model.properties]
        ),
        subject=f"thing_model:{model.code}",
        version=version,
        actor=ACTOR,
    )
    return version


def _store_things(
    work: _Work,
    things: Sequence[ThingDeclaration],
    properties: dict[str, list[PropertyDeclaration]],
    models: dict[str, ThingModel],
    placed: dict[str, tuple[float, float, str, str]],
) -> None:
    old = {row.pk: row for row in Thing.objects.filter(pk__in=[one.id for one in things])}
    rows: list[Thing] = []
    streams: list[Datastream] = []
    told: list[ThingDeclared] = []
    for thing in things:
        lon, lat, area_id, area_path = placed[thing.id]
        model = models[thing.model]
        # The model is part of the digest: its properties are the thing's datastreams.
        digest = digest_of(thing, area_id, area_path, model.digest, work.pack)
        before = old.get(thing.id)
        if before is not None and before.digest == digest:
            work.count(thing.id, None)
            continue
        made = [_datastream(thing, one, place) for place, one in enumerate(properties[thing.model])]
        version = before.version + 1 if before else 1
        rows.append(
            Thing(
                id=thing.id,
                name=thing.name,
                name_en=thing.name_en,
                model_id=thing.model,
                kind=model.kind,
                lon=lon,
                lat=lat,
                h3=geometry.h3_cell(lon, lat),
                area_id=area_id,
                area_path=area_path,
                units=join_units((thing.owner_unit, thing.maintainer_unit)),
                address=thing.address,
                owner_unit=thing.owner_unit,
                maintainer_unit=thing.maintainer_unit,
                warranty_until=thing.warranty_until,
                demonstration=thing.demonstration,
                silent_after_s=SILENT_FACTOR * max((one.expected_every_s for one in made), default=300),
                # What was heard of a thing outlives what is said about it.
                trial=before.trial if before else False,
                city_code=thing.city_code or (before.city_code if before else ""),
                part_of=thing.part_of,
                role=thing.role,
                pack=work.pack,
                digest=digest,
                version=version,
                declared_at=clock.now(),
                description=thing.address,
                details=declared.details(thing, model.kind, work.pack),
            )
        )
        streams += made
        told.append(
            ThingDeclared(
                thing_id=thing.id,
                name=thing.name,
                model=thing.model,
                kind=model.kind,
                lon=lon,
                lat=lat,
                area_id=area_id,
                owner_unit=thing.owner_unit,
                maintainer_unit=thing.maintainer_unit,
                demonstration=thing.demonstration,
                pack=work.pack,
                datastreams=[one.id for one in made],
            )
        )
        work.count(thing.id, version)
    if not rows:
        return
    _give_codes(rows, {one.city_code for one in things})
    mark = _registry.step()
    for stream in streams:
        stream.mark = mark
    statements.put(*rows)
    for start in range(0, len(streams), CHUNK):
        statements.put(*streams[start : start + CHUNK])
    stood = {pk: (row.lon, row.lat) for pk, row in old.items()}
    declared.things_declared(rows, [row.pk for row in rows if stood.get(row.pk) != (row.lon, row.lat)])
    for row, fact in zip(rows, told, strict=True):
        make_findable(row, models[row.model_id].name)
        tell(
            fact,
            subject=f"thing:{row.pk}",
            version=row.version,
            actor=work.actor,
            area_path=row.area_path,
            units=[row.owner_unit, row.maintainer_unit],
        )


def _give_codes(rows: Sequence[Thing], said: set[str]) -> None:
    """A 城市码 for each that its declaration gives none; none that a plate of the city bears already."""
    bare = [row for row in rows if not row.city_code]
    while bare:
        made = ledgers.new_codes(CLASS, len(bare))
        taken = said | set(_some(Thing.objects.values_list("city_code", flat=True), "city_code", made))
        for row, code in zip(bare, made, strict=True):
            row.city_code = "" if code in taken else code
        bare = [row for row in bare if not row.city_code]


def make_findable(row: Thing, model_name: str) -> None:
    """Let people find the thing by its name, place, kind and id."""
    search.index("thing", row.pk, row.pk, row.name, row.name_en, row.address, model_name, row.city_code)


def _datastream(thing: ThingDeclaration, one: PropertyDeclaration, place: int) -> Datastream:
    return Datastream(
        id=f"{thing.id}.{one.code}",
        thing_id=thing.id,
        property=one.code,
        name=one.name,
        name_en=one.name_en,
        unit=one.unit,
        kind=one.kind,
        valid_min=one.valid_min,
        valid_max=one.valid_max,
        expected_every_s=thing.expected_every_s or one.expected_every_s,
        place=place,
        description=one.name_en,
        unit_of_measurement=declared.unit_of_measurement(one.unit),
        sensor_id=thing.model,
        observed_property_id=f"{thing.model}.{one.code}",
        feature_id=thing.id,
    )


def _store_source(source: SourceDeclaration, pack: str) -> int | None:
    digest = digest_of(source, pack)
    old = Source.objects.filter(pk=source.id).first()
    if old is not None and old.digest == digest:
        return None
    version = old.version + 1 if old else 1
    Source.objects.update_or_create(
        pk=source.id,
        defaults={
            "name": source.name,
            "unit_id": source.unit_id,
            "things": list(source.things),
            "pack": pack,
            "digest": digest,
            "version": version,
        },
    )
    tell(
        SourceDeclared(source_id=source.id, name=source.name, unit_id=source.unit_id),
        subject=f"source:{source.id}",
        version=version,
        actor=ACTOR,
    )
    return version

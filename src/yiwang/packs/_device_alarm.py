"""The recipe `device-alarm`: device → alert → confirm → case → reading normal → verify → close.

It says nothing that a pack could not write by hand: thing models, things, a source, rules, a matter, a layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yiwang.kernel.declarations import Loaded, Problem, Quantity, nearest
from yiwang.kernel.units import find_unit
from yiwang.matters.declarations import Matter, MatterClass
from yiwang.packs.contracts import LayerRow, LevelRow
from yiwang.packs.declarations import Alarm, DeviceAlarm, Pack, ThingRow
from yiwang.rules.declarations import (
    AnyRule,
    FlatLine,
    Level,
    OutOfRange,
    Silence,
    Targets,
    Threshold,
    faults_of,
)
from yiwang.sensing.declarations import (
    PropertyDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)

DEVICE_HAZARD = "device-fault"
CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What a scene becomes, for each noun's `declare`."""

    key: str
    """`topic/scene`, under which the nouns keep what it declared."""
    models: tuple[ThingModelDeclaration, ...]
    things: tuple[ThingDeclaration, ...]
    source: SourceDeclaration
    rules: tuple[AnyRule, ...]
    classes: tuple[MatterClass, ...]
    matter: Matter
    layer: LayerRow
    written: tuple[tuple[str | int, ...], ...]
    """For each rule, where in the scene it comes from."""


def expand(pack: Pack, scene: DeviceAlarm, rows: Sequence[ThingRow]) -> Expansion:
    """The declarations of a sound scene."""
    key = f"{pack.id}/{scene.id}"
    rules, written = _rules(key, scene)
    return Expansion(
        key=key,
        models=scene.models,
        things=tuple(
            ThingDeclaration(
                id=row.id,
                name=row.name,
                name_en=row.name_en,
                model=row.model or scene.models[0].code,
                lon=row.lon,
                lat=row.lat,
                frame=row.frame,
                area_id=row.area or None,
                address=row.address,
                owner_unit=row.owner or scene.owner,
                maintainer_unit=row.maintainer or scene.maintainer,
                warranty_until=row.warranty_until,
                demonstration=scene.demonstration,
            )
            for row in rows
        ),
        source=SourceDeclaration(
            id=source_id(pack.id, scene.id),
            name=f"{scene.name.zh}回放" if scene.demonstration else f"{scene.name.zh}接入",
            unit_id=scene.maintainer,
            things=tuple(row.id for row in rows),
        ),
        rules=tuple(rules),
        classes=pack.matter_classes,
        matter=scene.matter,
        layer=_layer(key, scene),
        written=tuple(written),
    )


def source_id(pack: str, scene: str) -> str:
    """The id of the source that replays a scene's sample."""
    return f"replay-{pack}-{scene}"


Measured = tuple[ThingModelDeclaration, PropertyDeclaration]


def find_property(scene: DeviceAlarm, name: str, model: str = "") -> Measured | None:
    """A measured property by its code, in one model or in whichever has it first."""
    for one in scene.models:
        if not model or one.code == model:
            for measured in one.properties:
                if measured.code == name:
                    return one, measured
    return None


def _get_property(scene: DeviceAlarm, name: str, model: str = "") -> Measured:
    found = find_property(scene, name, model)
    if found is None:
        raise KeyError(name)
    return found


def _rules(key: str, scene: DeviceAlarm) -> tuple[list[AnyRule], list[tuple[str | int, ...]]]:
    rules: list[AnyRule] = []
    written: list[tuple[str | int, ...]] = []
    late_after_s = scene.upkeep.late_after.total_seconds()
    for index, alarm in enumerate(scene.alarms):
        rules.append(_threshold(key, scene, alarm, late_after_s))
        written.append(("alarms", index))
    for index, stuck in enumerate(scene.upkeep.stuck):
        model, measured = _get_property(scene, stuck.property)
        rules.append(
            FlatLine(
                code=f"{key}/{model.code}/{measured.code}/stuck",
                name=f"{measured.name}读数不变",
                name_en=f"{measured.name_en or measured.code} stands still",
                hazard=DEVICE_HAZARD,
                targets=Targets(model=model.code, property=measured.code),
                for_s=stuck.after.total_seconds(),
                above=_figure(stuck.above, measured.unit) if stuck.above is not None else None,
                late_after_s=late_after_s,
                max_gap_s=max(3600.0, 3.0 * measured.expected_every_s),
            )
        )
        written.append(("upkeep", "stuck", index))
    for number, model in enumerate(scene.models):
        if not model.properties:
            continue  # made of other things, and silent when they are
        first = model.properties[0]
        rules.append(
            Silence(
                code=f"{key}/{model.code}/silent",
                name=f"{model.name}离线",
                name_en=f"{model.name_en or model.code} is silent",
                hazard=DEVICE_HAZARD,
                targets=Targets(model=model.code, property=first.code),
                after_s=scene.upkeep.silent_after.total_seconds(),
            )
        )
        written.append(("upkeep", "silent_after"))
        for place, measured in enumerate(model.properties):
            if measured.valid_min is None and measured.valid_max is None:
                continue
            rules.append(
                OutOfRange(
                    code=f"{key}/{model.code}/{measured.code}/range",
                    name=f"{measured.name}超出量程",
                    name_en=f"{measured.name_en or measured.code} out of range",
                    hazard=DEVICE_HAZARD,
                    targets=Targets(model=model.code, property=measured.code),
                    late_after_s=late_after_s,
                )
            )
            written.append(("models", number, "properties", place))
    return rules, written


def _threshold(key: str, scene: DeviceAlarm, alarm: Alarm, late_after_s: float) -> Threshold:
    model, measured = _get_property(scene, alarm.property, alarm.model)
    return Threshold(
        code=f"{key}/{model.code}/{measured.code}/{alarm.direction}",
        name=alarm.name.zh,
        name_en=alarm.name.en,
        hazard=scene.hazard,
        matter=scene.matter.code,
        confirm=scene.confirm,
        targets=Targets(model=model.code, property=measured.code),
        late_after_s=late_after_s,
        max_gap_s=max(3600.0, 3.0 * measured.expected_every_s),
        direction=alarm.direction,
        levels=tuple(
            Level(
                raise_at=_figure(rung.at, measured.unit),
                clear_at=_figure(rung.clear, measured.unit) if rung.clear else None,
                hold_s=rung.for_.total_seconds(),
                severity=rung.severity,
            )
            for rung in alarm.levels
        ),
    )


def _figure(quantity: Quantity, unit: str) -> float:
    """The figure in the property's unit, without the dust of a conversion (0.4 m is 40 cm exactly)."""
    return float(f"{quantity.to(unit):.12g}")


def _layer(key: str, scene: DeviceAlarm) -> LayerRow:
    _, measured = _get_property(scene, scene.layer.property)
    levels = [
        LevelRow(at=_figure(rung.at, measured.unit), severity=rung.severity)
        for alarm in scene.alarms
        if alarm.property == measured.code
        for rung in alarm.levels
    ]
    return LayerRow(
        id=key,
        name_zh=scene.layer.name.zh,
        name_en=scene.layer.name.en,
        icon=scene.layer.icon,
        models=[one.code for one in scene.models],
        property=measured.code,
        unit=measured.unit,
        levels=levels,
    )


# -- faults ---------------------------------------------------------------------------------------------


def problems(file: Loaded[DeviceAlarm], things: Sequence[str] | None) -> Iterator[Problem]:
    """What does not hold together in one scene's file; sound parts are looked at even when others are not.

    `things` are the ids in the scene's CSV, None while that cannot be read.
    """
    measured = {
        (model, one): file.part("models", model, "properties", one)
        for model in range(file.count("models"))
        for one in range(file.count("models", model, "properties"))
    }
    codes = {
        file.text("models", model, "properties", one, "code") or "": key
        for key in measured
        for model, one in [key]
    }
    models = [file.text("models", model, "code") or "" for model in range(file.count("models"))]
    named: list[tuple[tuple[str | int, ...], list[tuple[str | int, ...]]]] = [(("layer", "property"), [])]
    for index in range(file.count("alarms")):
        at: tuple[str | int, ...] = ("alarms", index)
        model = file.text(*at, "model")
        if model and model not in models:
            yield _unknown((*at, "model"), "model", "物模型", "thing model", model, models)
        rungs = range(file.count(*at, "levels"))
        named.append(
            ((*at, "property"), [(*at, "levels", rung, key) for rung in rungs for key in ("at", "clear")])
        )
    for index in range(file.count("upkeep", "stuck")):
        at = ("upkeep", "stuck", index)
        named.append(((*at, "property"), [(*at, "above")]))
    for where, quantities in named:
        word = file.text(*where)
        if word is None:
            continue
        if word not in codes:
            yield _unknown(where, "property", "属性", "property", word, sorted(codes))
            continue
        found = measured[codes[word]]
        for place in quantities:
            quantity = file.part(*place)
            if isinstance(quantity, Quantity) and found is not None and find_unit(found.unit):
                yield from _unit_faults(place, quantity, found)
    for key in ("thing", "broken") if things is not None else ():
        thing = file.text("rehearsal", key)
        if thing is not None and thing not in (things or ()):
            yield _unknown(("rehearsal", key), "thing", "物", "thing", thing, things or ())
    if file.text("rehearsal", "thing") and file.text("rehearsal", "thing") == file.text(
        "rehearsal", "broken"
    ):
        yield Problem(
            at=("rehearsal", "broken"),
            code="rehearsal.same",
            zh="坏掉的物须与告警的物不同。",
            en="The thing that breaks must not be the one that alarms.",
            cure_zh="换一个物。",
            cure_en="Name another thing.",
        )


def _code_faults(file: Loaded[DeviceAlarm], at: tuple[str | int, ...]) -> Iterator[Problem]:
    """Codes travel in topics and addresses; sensing takes these signs and no others."""
    code = file.text(*at)
    if code is not None and not CODE.fullmatch(code):
        yield Problem(
            at=at,
            code="value.pattern",
            zh=f"“{code}”的写法不对，须为小写英文字母、数字和下划线，以字母开头。",
            en=f"“{code}” must be lower-case letters, digits and underscores, a letter first.",
            cure_zh=f"改为“{re.sub('[^a-z0-9]+', '_', code.lower())}”。",
            cure_en=f"Write “{re.sub('[^a-z0-9]+', '_', code.lower())}”.",
        )


def wrong_models(file: Loaded[DeviceAlarm]) -> Iterator[Problem]:
    """Codes and units of measure in the models that sensing would not take."""
    for model in range(file.count("models")):
        yield from _code_faults(file, ("models", model, "code"))
        for one in range(file.count("models", model, "properties")):
            yield from _code_faults(file, ("models", model, "properties", one, "code"))
            unit = file.text("models", model, "properties", one, "unit")
            if unit is not None and find_unit(unit) is None:
                yield Problem(
                    at=("models", model, "properties", one, "unit"),
                    code="value.unit",
                    zh=f"不认识的单位“{unit}”。",
                    en=f"The unit “{unit}” is not known.",
                    cure_zh="用 UCUM 单位代码，如 cm、mm/h、ug/m3。",
                    cure_en="Use a UCUM code such as cm, mm/h or ug/m3.",
                )


def wrong_rows(file: Loaded[DeviceAlarm], rows: Loaded[tuple[ThingRow, ...]]) -> Iterator[Problem]:
    """What is wrong in the CSV of things, seen together with the scene."""
    models = [file.text("models", model, "code") or "" for model in range(file.count("models"))]
    seen: set[str] = set()
    for index in range(rows.count()):
        model, thing = rows.text(index, "model"), rows.text(index, "id")
        if model and models and model not in models:
            yield _unknown((index, "model"), "model", "物模型", "thing model", model, models)
        if thing in seen:
            yield Problem(
                at=(index, "id"),
                code="thing.double",
                zh=f"物的编号“{thing}”在本表重复。",
                en=f"The thing's id “{thing}” stands twice in this file.",
                cure_zh="给它另一个编号。",
                cure_en="Give it another id.",
            )
        seen.add(thing or "")


def wrong_series(rows: Loaded[tuple[ThingRow, ...]], known: Sequence[str]) -> Iterator[Problem]:
    """Things that replay a series which the sample does not have."""
    for index in range(rows.count()):
        series = rows.text(index, "replays")
        if series and series not in known:
            yield _unknown((index, "replays"), "series", "序列", "series", series, known)


def refused(expansion: Expansion) -> Iterator[Problem]:
    """What the noun of rules says against the rules, at the place in the scene that they come from."""
    for rule, at in zip(expansion.rules, expansion.written, strict=True):
        for fault in faults_of(rule):
            yield Problem(
                at=(*at, *path_of(fault.where)),
                code=f"rule.{fault.where.split('[')[0].split('.')[0]}",
                zh=fault.zh,
                en=fault.en,
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )


def path_of(field: str) -> tuple[str | int, ...]:
    """`levels[1].clear_at` as the path of a place."""
    names = {"raise_at": "at", "clear_at": "clear", "hold_s": "for_"}
    parts = re.findall(r"\[(\d+)\]|([A-Za-z_]+)", field)
    return tuple(int(index) if index else names.get(word, word) for index, word in parts)


def _unit_faults(
    at: tuple[str | int, ...], quantity: Quantity, measured: PropertyDeclaration
) -> Iterator[Problem]:
    try:
        quantity.to(measured.unit)
    except ValueError:
        yield Problem(
            at=at,
            code="value.unit",
            zh=f"“{quantity}”的单位不能换算成“{measured.name}”的单位“{measured.unit}”。",
            en=f"“{quantity}” cannot be turned into “{measured.unit}”, the unit of “{measured.code}”.",
            cure_zh=f"写成以“{measured.unit}”为单位的数。",
            cure_en=f"Write it in “{measured.unit}”.",
        )


def _unknown(
    at: tuple[str | int, ...], code: str, zh: str, en: str, word: str, known: Sequence[str]
) -> Problem:
    guess = nearest(word, known)
    listed_zh, listed_en = "、".join(known[:12]), ", ".join(known[:12])
    return Problem(
        at=at,
        code=f"unknown.{code}",
        zh=f"没有名为“{word}”的{zh}。",
        en=f"There is no {en} called “{word}”.",
        cure_zh=f"是否想写“{guess}”？" if guess else f"可写：{listed_zh}。",
        cure_en=f"Did you mean “{guess}”?" if guess else f"Known: {listed_en}.",
    )

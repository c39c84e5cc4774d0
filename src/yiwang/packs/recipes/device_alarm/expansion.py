"""`device-alarm` as declarations: models, things, a source, rules, a matter, a layer, figures, a board."""

from __future__ import annotations

from yiwang.indicators.declarations import Condition
from yiwang.kernel.declarations import Quantity
from yiwang.packs.contracts import LayerRow, LevelRow
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, At, Expansion, Place, SceneFiles
from yiwang.packs.recipes.device_alarm.record import Alarm, DeviceAlarm
from yiwang.rules.declarations import AnyRule, FlatLine, Level, OutOfRange, Silence, Targets, Threshold
from yiwang.sensing.declarations import (
    PropertyDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)

DEVICE_HAZARD = "device-fault"
MEASURES = ("alerts", "opened", "in_time", "hours", "false_alarms")


def expand(files: SceneFiles[DeviceAlarm]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene, rows = files.pack, files.record, files.rows("things")
    assert pack is not None
    key = f"{pack.id}/{scene.id}"
    rules, written = _rules(key, scene)
    places: dict[str, Place] = {rule.code: (SCENE, at) for rule, at in zip(rules, written, strict=True)}
    places |= {row.id: ("things", (index, "id")) for index, row in enumerate(rows)}
    places[scene.matter.code] = (SCENE, ("matter",))
    for number, model in enumerate(scene.models):
        places[model.code] = (SCENE, ("models", number, "code"))
        for one, measured in enumerate(model.properties):
            places[f"{model.code}.{measured.code}"] = (SCENE, ("models", number, "properties", one))
    made = _figures.figures(
        pack,
        scene,
        MEASURES,
        where={
            "alerts": (Condition(column="hazard", is_=(scene.hazard,)),),
            "cases": (Condition(column="matter", is_=(scene.matter.code,)),),
        },
        aims=scene.aims,
    )
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
        matters=(scene.matter,),
        indicators=made,
        boards=(_figures.board(pack, scene, made, [scene.matter.code]),),
        layer=_layer(key, scene),
        hazard=scene.hazard,
        handles=(scene.matter.code,),
        written=places,
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


def _rules(key: str, scene: DeviceAlarm) -> tuple[list[AnyRule], list[At]]:
    rules: list[AnyRule] = []
    written: list[At] = []
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

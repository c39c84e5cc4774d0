"""What does not hold together in a scene by `device-alarm` and its table of things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from keyword import iskeyword

from yiwang.kernel.declarations import Loaded, Problem, Quantity
from yiwang.kernel.units import find_unit
from yiwang.packs.declarations import ThingRow
from yiwang.packs.recipes._form import SCENE, At, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm, StormSample
from yiwang.packs.recipes.device_alarm.series import read_rows, series_names, wrong_order
from yiwang.sensing.declarations import PropertyDeclaration

CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
THINGS, SAMPLE = "things", "sample"


def problems(files: SceneFiles[DeviceAlarm]) -> Iterator[Told]:
    """All of it; sound parts are looked at even when others are not."""
    things = files.tables.get(THINGS)
    ids = None
    if things is not None and (things.builder.places or not things.faults):
        ids = [things.text(index, "id") or "" for index in range(things.count())]
    for problem in (*wrong_models(files.file), *wrong_scene(files.file, ids)):
        yield SCENE, problem
    missing = list(missing_files(files))
    for problem in missing:
        yield SCENE, problem
    if things is None:
        return
    for problem in wrong_rows(files.file, things):
        yield THINGS, problem
    sample = files.file.part("sample")
    if sample is None or missing:
        return
    rows = files.tables[SAMPLE] = read_rows(files.folder, sample, _properties(files.file))
    for problem in list(wrong_order(rows)):
        yield SAMPLE, problem
    names = series_names(files.folder, sample, rows)
    for problem in wrong_series(things, sorted(names)) if names is not None else ():
        yield THINGS, problem


def _properties(file: Loaded[DeviceAlarm]) -> Iterator[str]:
    """The codes of all that the scene's models measure, where they can be codes."""
    for model in range(file.count("models")):
        for one in range(file.count("models", model, "properties")):
            code = file.text("models", model, "properties", one, "code") or ""
            if CODE.fullmatch(code) and not iskeyword(code):
                yield code


def missing_files(files: SceneFiles[DeviceAlarm]) -> Iterator[Problem]:
    """Files of the sample that are not there."""
    sample = files.file.part("sample")
    if sample is None:
        return
    named = (
        {"model": sample.model, "rain": sample.rain}
        if isinstance(sample, StormSample)
        else {"file": sample.file}
    )
    for key, name in named.items():
        if not (files.folder / name).is_file():
            yield Problem(
                at=("sample", key),
                code="sample.missing",
                zh=f"找不到样本文件“{name}”。",
                en=f"The sample file “{name}” is not there.",
                cure_zh="检查路径，它从专题的文件夹算起。",
                cure_en="Check the path; it starts at the pack's folder.",
            )


def wrong_scene(file: Loaded[DeviceAlarm], things: Sequence[str] | None) -> Iterator[Problem]:
    """What does not hold together in the scene's file.

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
    named: list[tuple[At, list[At]]] = [(("layer", "property"), [])]
    for index in range(file.count("alarms")):
        at: At = ("alarms", index)
        model = file.text(*at, "model")
        if model and model not in models:
            yield unknown((*at, "model"), "model", "物模型", "thing model", model, models)
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
            yield unknown(where, "property", "属性", "property", word, sorted(codes))
            continue
        found = measured[codes[word]]
        for place in quantities:
            quantity = file.part(*place)
            if isinstance(quantity, Quantity) and found is not None and find_unit(found.unit):
                yield from _unit_faults(place, quantity, found)
    for key in ("thing", "broken") if things is not None else ():
        thing = file.text("rehearsal", key)
        if thing is not None and thing not in (things or ()):
            yield unknown(("rehearsal", key), "thing", "物", "thing", thing, things or ())
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


def _code_faults(file: Loaded[DeviceAlarm], at: At) -> Iterator[Problem]:
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
            yield unknown((index, "model"), "model", "物模型", "thing model", model, models)
        if thing in seen:
            yield doubled((index, "id"), "thing", "物的编号", "The thing's id", thing or "")
        seen.add(thing or "")


def wrong_series(rows: Loaded[tuple[ThingRow, ...]], known: Sequence[str]) -> Iterator[Problem]:
    """Things that replay a series which the sample does not have."""
    for index in range(rows.count()):
        series = rows.text(index, "replays")
        if series and series not in known:
            yield unknown((index, "replays"), "series", "序列", "series", series, known)


def _unit_faults(at: At, quantity: Quantity, measured: PropertyDeclaration) -> Iterator[Problem]:
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

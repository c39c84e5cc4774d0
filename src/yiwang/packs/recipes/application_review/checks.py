"""What does not hold together in a scene by `application-review` and its sample."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.declarations import Loaded, Problem
from yiwang.packs.recipes._form import SCENE, At, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes._lookups import wrong_lookups
from yiwang.packs.recipes.application_review import expansion
from yiwang.packs.recipes.application_review.record import ApplicationReview, ApplicationRow

SAMPLE = "sample"


def problems(files: SceneFiles[ApplicationReview]) -> Iterator[Told]:
    """All of it; sound parts are looked at even when others are not."""
    file = files.file
    fields = [
        file.text("application", "fields", index, "code") or ""
        for index in range(file.count("application", "fields"))
    ]
    for look in (_wrong_fields, _wrong_certificate):
        for problem in look(file, fields):
            yield SCENE, problem
    for problem in (
        *wrong_lookups(file, [*expansion.OWN, *fields], _computed(file, fields), files.ledgers),
        *_wrong_review(file),
        *_wrong_rehearsal(file, files, fields),
    ):
        yield SCENE, problem
    rows = files.tables.get(SAMPLE)
    if rows is not None:
        for problem in _wrong_rows(rows, fields):
            yield SAMPLE, problem


def _computed(file: Loaded[ApplicationReview], fields: list[str]) -> set[str]:
    """The fields that nobody types."""
    return {
        code
        for index, code in enumerate(fields)
        if (one := file.part("application", "fields", index)) is not None and one.computed
    }


def _wrong_fields(file: Loaded[ApplicationReview], fields: list[str]) -> Iterator[Problem]:
    for index, code in enumerate(fields):
        if code in expansion.OWN:
            yield doubled(("application", "fields", index, "code"), "field", "栏目", "The field", code)


def _wrong_certificate(file: Loaded[ApplicationReview], fields: list[str]) -> Iterator[Problem]:
    said = file.part("certificate")
    if said is None:
        return
    for code, source in said.fields.items():
        at: At = ("certificate", "fields", code)
        if code in expansion.ON_CERTIFICATE:
            yield doubled(at, "field", "证照栏目", "The field", code)
        if fields and source not in fields:
            yield unknown(at, "field", "申请表栏目", "field of the form", source, fields)


def _wrong_review(file: Loaded[ApplicationReview]) -> Iterator[Problem]:
    matter = file.part("review", "matter")
    if matter is None:
        return
    if matter.flow != "review":
        yield Problem(
            at=("review", "matter", "flow"),
            code="review.flow",
            zh=f"审查事项走并联审查线，这里是“{matter.flow or '未写'}”。",
            en=f"A review takes the flow `review`; here is “{matter.flow or 'nothing'}”.",
            cure_zh="写“flow: review”。",
            cure_en="Write `flow: review`.",
        )
    if matter.photos or matter.needs_reading_normal:
        yield Problem(
            at=("review", "matter", "photos" if matter.photos else "needs_reading_normal"),
            code="review.on_paper",
            zh="审查不去现场：没有前后照片，也没有读数可等。",
            en="A review is done on paper: it has no photographs and waits for no reading.",
            cure_zh="写“photos: []”和“needs_reading_normal: false”。",
            cure_en="Write `photos: []` and `needs_reading_normal: false`.",
        )
    lead = matter.duty_rules[0].lead.unit if matter.duty_rules else ""
    units = [file.text("review", "units", index) or "" for index in range(file.count("review", "units"))]
    for index, unit in enumerate(units):
        if unit == lead or unit in units[:index]:
            yield Problem(
                at=("review", "units", index),
                code="review.unit",
                zh=f"“{unit}”{'是牵头单位' if unit == lead else '写了两次'}，不再另审。",
                en=f"“{unit}” {'leads' if unit == lead else 'is named twice'} and does not review besides.",
                cure_zh="删去它。",
                cure_en="Delete it.",
            )


def _wrong_rows(rows: Loaded[tuple[ApplicationRow, ...]], fields: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index in range(rows.count()):
        number = rows.text(index, "number") or ""
        if number in seen:
            yield doubled((index, "number"), "sample", "受理编号", "The number", number)
        seen.add(number)
        for code in expansion.parsed(rows.text(index, "values") or ""):
            if fields and code not in fields:
                yield unknown((index, "values"), "field", "申请表栏目", "field of the form", code, fields)


def _wrong_rehearsal(
    file: Loaded[ApplicationReview], files: SceneFiles[ApplicationReview], fields: list[str]
) -> Iterator[Problem]:
    rows = files.tables.get(SAMPLE)
    numbers = [rows.text(index, "number") or "" for index in range(rows.count())] if rows else []
    for key in ("good", "faulty"):
        named = file.text("rehearsal", key)
        if named and numbers and named not in numbers:
            yield unknown(("rehearsal", key), "sample", "样本申请", "sample application", named, numbers)
    lookups = [file.text("lookups", index, "code") or "" for index in range(file.count("lookups"))]
    fails = file.text("rehearsal", "fails")
    if fails and lookups and fails not in lookups:
        yield unknown(("rehearsal", "fails"), "lookup", "核对项", "lookup", fails, lookups)
    for code in expansion.parsed(file.text("rehearsal", "mended") or ""):
        if fields and code not in fields:
            yield unknown(("rehearsal", "mended"), "field", "申请表栏目", "field of the form", code, fields)
    units = [file.text("review", "units", index) or "" for index in range(file.count("review", "units"))]
    objects = file.text("rehearsal", "objects")
    if objects and units and objects not in units:
        yield unknown(("rehearsal", "objects"), "unit", "审查单位", "unit that reviews", objects, units)

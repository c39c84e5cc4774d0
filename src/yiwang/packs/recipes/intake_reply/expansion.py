"""`intake-reply` as declarations: figures and a board over the appeals and cases of its matters.

The matters, with their duty units and limits, are the pack's own catalogue; the flow is the hotline's.
"""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.indicators.declarations import Condition
from yiwang.kernel.declarations import Loaded, Problem
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, Expansion, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes.intake_reply.record import AppealRow, IntakeReply

MEASURES = (
    "accepted",
    "opened",
    "responded",
    "in_time",
    "solved",
    "satisfied",
    "repeated",
    "redone",
    "hours",
)
SAMPLE = "sample"


def expand(files: SceneFiles[IntakeReply]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    of_these = (Condition(column="matter", is_=scene.matters),)
    made = _figures.figures(
        pack, scene, MEASURES, where={"appeals": of_these, "cases": of_these}, aims=scene.aims
    )
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        indicators=made,
        boards=(_figures.board(pack, scene, made, scene.matters),),
        handles=scene.matters,
    )


def problems(files: SceneFiles[IntakeReply]) -> Iterator[Told]:
    """What does not hold together in the scene and its sample."""
    file, known = files.file, sorted(files.catalogue)
    for number in range(file.count("matters")):
        code = file.text("matters", number)
        if code and known and code not in known:
            yield SCENE, unknown(("matters", number), "matter", "事项", "matter", code, known)
    if file.count("matters") and not known:
        yield (
            SCENE,
            Problem(
                at=("matters",),
                code="scene.no_matters",
                zh="本专题的 matters/ 里没有事项。",
                en="The pack's matters/ has no matter.",
                cure_zh="在 matters/ 下写一个事项目录文件。",
                cure_en="Write a catalogue of matters under matters/.",
            ),
        )
    rows = files.tables.get(SAMPLE)
    if rows is None:
        return
    for problem in _wrong_rows(file, rows):
        yield SAMPLE, problem
    for problem in _wrong_rehearsal(file, rows):
        yield SCENE, problem


def _wrong_rows(file: Loaded[IntakeReply], rows: Loaded[tuple[AppealRow, ...]]) -> Iterator[Problem]:
    matters = [file.text("matters", number) or "" for number in range(file.count("matters"))]
    channels = [file.text("channels", number) or "" for number in range(file.count("channels"))]
    seen: set[str] = set()
    for index in range(rows.count()):
        row, matter, channel = (rows.text(index, key) or "" for key in ("id", "matter", "channel"))
        if row in seen:
            yield doubled((index, "id"), "sample", "诉求", "The appeal", row)
        seen.add(row)
        if matter and matters and matter not in matters:
            yield unknown(
                (index, "matter"), "matter", "本场景的事项", "matter of this scene", matter, matters
            )
        if channel and channels and channel not in channels and rows.part(index, "channel") is not None:
            yield unknown(
                (index, "channel"), "channel", "本场景的渠道", "channel of this scene", channel, channels
            )
        if not any(rows.text(index, key) for key in ("area", "lon")):
            yield Problem(
                at=(index,),
                code="sample.nowhere",
                zh="没有写在哪里。",
                en="It does not say where.",
                cure_zh="写 area（区划编号）或 lon 和 lat。",
                cure_en="Write area (an area's id), or lon and lat.",
            )


def _wrong_rehearsal(file: Loaded[IntakeReply], rows: Loaded[tuple[AppealRow, ...]]) -> Iterator[Problem]:
    kinds = {rows.text(index, "id") or "": rows.text(index, "kind") for index in range(rows.count())}
    for key in ("appeal", "redone"):
        named = file.text("rehearsal", key)
        if named and kinds and named not in kinds:
            yield unknown(("rehearsal", key), "sample", "样本诉求", "sample appeal", named, sorted(kinds))
        elif named and kinds.get(named) == "report":
            yield Problem(
                at=("rehearsal", key),
                code="rehearsal.confidential",
                zh=f"“{named}”是举报，属保密件，场景指标看不到它，不能跟踪。",
                en=f"“{named}” is a report: confidential, told of by no figure; it cannot be followed.",
                cure_zh="换一行，或改样本的 kind。",
                cure_en="Name another row, or mend `kind` in the sample.",
            )
    if file.text("rehearsal", "appeal") and file.text("rehearsal", "appeal") == file.text(
        "rehearsal", "redone"
    ):
        yield Problem(
            at=("rehearsal", "redone"),
            code="rehearsal.same",
            zh="须重办的与回访满意的不能是同一件。",
            en="The one that is redone must not be the one that is satisfied at once.",
            cure_zh="换一行。",
            cure_en="Name another row.",
        )

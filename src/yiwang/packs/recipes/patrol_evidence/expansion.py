"""`patrol-evidence` as declarations: the matters that are looked for, figures and a board."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.indicators.declarations import Condition
from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._checks import Asks, wrong_matters
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes.patrol_evidence.record import FindingRow, PatrolEvidence

MEASURES = ("found", "opened", "in_time", "returned", "hours")
SAMPLE = "sample"
EVIDENCE = ("before", "after")


def expand(files: SceneFiles[PatrolEvidence]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    codes = tuple(one.code for one in scene.matters)
    of_these = (Condition(column="matter", is_=codes),)
    places: dict[str, Place] = {
        one.code: (SCENE, ("matters", number)) for number, one in enumerate(scene.matters)
    }
    made = _figures.figures(
        pack, scene, MEASURES, where={"appeals": of_these, "cases": of_these}, aims=scene.aims
    )
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=scene.matters,
        indicators=made,
        boards=(_figures.board(pack, scene, made, codes),),
        handles=codes,
        written=places,
    )


ASKS = Asks(
    code="patrol",
    flow="grid",
    takes=Words(zh="巡查事项走城市管理七步线", en="A patrolled matter takes the seven steps"),
    photos=EVIDENCE,
    evidence=Words(
        zh="巡查事项须有处置前后照片。", en="A patrolled matter asks for photographs before and after."
    ),
    reading=Words(zh="巡查事项没有读数可等。", en="A patrolled matter has no reading to wait for."),
)
"""Without both photographs there is no evidence; off the seven steps who mends would check himself."""


def problems(files: SceneFiles[PatrolEvidence]) -> Iterator[Told]:
    """What does not hold together in the scene and its sample."""
    file = files.file
    codes = [file.text("matters", number, "code") or "" for number in range(file.count("matters"))]
    for number in range(file.count("on_the_spot")):
        code = file.text("on_the_spot", number) or ""
        if codes and code not in codes:
            yield SCENE, unknown(("on_the_spot", number), "matter", "事项", "matter", code, codes)
    for problem in wrong_matters(file, ASKS):
        yield SCENE, problem
    rows = files.tables.get(SAMPLE)
    if rows is None:
        return
    for problem in _wrong_rows(file, codes, rows):
        yield SAMPLE, problem
    for problem in _wrong_rehearsal(file, rows):
        yield SCENE, problem


def _wrong_rows(
    file: Loaded[PatrolEvidence], codes: list[str], rows: Loaded[tuple[FindingRow, ...]]
) -> Iterator[Problem]:
    spot = [file.text("on_the_spot", number) or "" for number in range(file.count("on_the_spot"))]
    seen: set[str] = set()
    for index in range(rows.count()):
        row, matter = (rows.text(index, key) or "" for key in ("id", "matter"))
        if row in seen:
            yield doubled((index, "id"), "sample", "发现", "The finding", row)
        seen.add(row)
        if matter and codes and matter not in codes:
            yield unknown((index, "matter"), "matter", "本场景的事项", "matter of this scene", matter, codes)
        elif rows.text(index, "handled") and matter not in spot:
            yield Problem(
                at=(index, "handled"),
                code="patrol.not_on_the_spot",
                zh=f"事项“{matter}”没有写进 on_the_spot，不能当场处置。",
                en=f"The matter “{matter}” does not stand in `on_the_spot` and cannot be settled there.",
                cure_zh="把它写进 on_the_spot，或清空这一格。",
                cure_en="Add it to `on_the_spot`, or empty the cell.",
            )


def _wrong_rehearsal(file: Loaded[PatrolEvidence], rows: Loaded[tuple[FindingRow, ...]]) -> Iterator[Problem]:
    handled = {rows.text(index, "id") or "": rows.text(index, "handled") for index in range(rows.count())}
    for key, settled in (("finding", False), ("spot", True)):
        named = file.text("rehearsal", key)
        if not named or not handled:
            continue
        if named not in handled:
            at = ("rehearsal", key)
            yield unknown(at, "sample", "样本发现", "sample finding", named, sorted(handled))
        elif bool(handled[named]) != settled:
            yield Problem(
                at=("rehearsal", key),
                code="rehearsal.spot",
                zh=f"“{named}”{'没有' if settled else '已'}当场处置。",
                en=f"“{named}” is {'not' if settled else ''} settled on the spot.".replace("  ", " "),
                cure_zh="换一行，或改样本的 handled。",
                cure_en="Name another row, or mend `handled` in the sample.",
            )

"""`indicator-board` as declarations: indicators, a board, a matter for what alerts, a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from yiwang.boards.declarations import Board
from yiwang.boards.declarations import Part as BoardPart
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles, Told, unknown
from yiwang.packs.recipes.indicator_board.record import Bulletin, FigureRow, IndicatorBoard
from yiwang.reports.declarations import Figure, Part, Section, Template

SAMPLE = "sample"


def expand(files: SceneFiles[IndicatorBoard]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    matter = scene.matter.code
    # What alerts becomes the scene's own matter unless it says another.
    made = tuple(
        replace(one, alarm=replace(one.alarm, matter=one.alarm.matter or matter)) if one.alarm else one
        for one in scene.indicators
    )
    places: dict[str, Place] = {
        one.code: (SCENE, ("indicators", number)) for number, one in enumerate(scene.indicators)
    }
    places[matter] = (SCENE, ("matter",))
    code = _figures.board_code(pack.id, scene.id)
    places[f"report:{code}"] = (SCENE, ("briefing",))
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=(scene.matter,),
        indicators=made,
        boards=(
            Board(
                code=code,
                title=scene.name,
                about=Words(zh=f"{pack.name.zh}·{scene.name.zh}", en=f"{pack.name.en}: {scene.name.en}"),
                owner=pack.lead_unit,
                tree=made[0].tree,
                period=made[0].periods[0],
                review_days=scene.reviewed_after,
                parts=scene.parts or tuple(_parts(made, matter)),
            ),
        ),
        reports=(_briefing(code, scene.briefing, made),),
        handles=(matter,),
        written=places,
    )


def _told_below(one: IndicatorDeclaration) -> bool:
    """Whether the areas below the city have a figure of their own: what the city alone supplies has none."""
    return one.collect is None or one.collect.level != "city"


def _parts(made: tuple[IndicatorDeclaration, ...], matter: str) -> Iterator[BoardPart]:
    """The figures; how the areas stand, where they have any; the courses; the open cases."""
    shown = made[:12]
    for number, (one, width) in enumerate(zip(shown, _figures.widths(len(shown)), strict=True), 1):
        yield BoardPart(id=f"figure-{number}", kind="figure", indicators=(one.code,), width=width, height=2)
    below = [one for one in made if _told_below(one)]
    if below:
        yield BoardPart(
            id="map", kind="map", title=below[0].name, indicators=(below[0].code,), width=6, height=5
        )
    drawn = [made[0], *(one for one in made[1:] if one.alarm is not None and not below)]
    for number, one in enumerate(drawn[:4]):
        yield BoardPart(
            id=f"course-{number + 1}" if number else "course",
            kind="trend",
            title=one.name,
            indicators=(one.code,),
            width=6,
            height=3,
        )
    if below:
        yield BoardPart(
            id="areas",
            kind="table",
            title=Words(zh="各县（市、区）", en="By county"),
            indicators=tuple(one.code for one in below[:8]),
            width=12,
            height=4,
        )
    yield BoardPart(
        id="open",
        kind="list",
        title=Words(zh="在办工单", en="Open cases"),
        rows="cases",
        where={"matter": matter, "state": "open"},
        width=12,
        height=3,
    )


def _briefing(code: str, said: Bulletin, made: tuple[IndicatorDeclaration, ...]) -> Template:
    figures = tuple(
        Figure(name=f"f{number}", indicator=one.code, period=one.periods[0])
        for number, one in enumerate(made, 1)
    )
    return Template(
        code=code,
        title=said.title,
        kind=said.kind,
        period=made[0].periods[0],
        tree=made[0].tree,
        issuer=said.issuer,
        to=said.to,
        schedule=said.schedule,
        figures=figures,
        sections=tuple(_sections(figures, made)),
    )


def _sections(figures: tuple[Figure, ...], made: tuple[IndicatorDeclaration, ...]) -> Iterator[Section]:
    yield Section(
        id="figures",
        title=Words(zh="主要指标", en="The figures"),
        parts=tuple(part for number, one in enumerate(made, 1) for part in _sentences(number, one)),
    )
    below = tuple(figure.name for figure, one in zip(figures, made, strict=True) if _told_below(one))
    if below:
        yield Section(
            id="areas",
            title=Words(zh="各地情况", en="The areas"),
            parts=(Part(id="table", kind="table", figures=below[:6]),),
        )


def _sentences(number: int, one: IndicatorDeclaration) -> Iterator[Part]:
    """What is said of a figure. Each is left out by itself where it has no number to carry."""
    name, unit = f"f{number}", one.unit if one.unit != "1" else ""
    said = {
        "now": (f"{one.name.zh}{{{name}}}{unit}。", f"{one.name.en}: {{{name}}} {unit}.".replace(" .", ".")),
        "year": (f"{one.name.zh}同比{{{name}.year}}。", f"{one.name.en} is {{{name}.year}} on last year."),
        "best": (
            f"{one.name.zh}最好的是{{{name}.best}}，为{{{name}.best_value}}{unit}。",
            f"Best is {{{name}.best}} with {{{name}.best_value}} {unit}.".replace(" .", "."),
        ),
    }
    for key, (zh, en) in said.items():
        if key != "best" or (one.direction != "none" and _told_below(one)):
            yield Part(id=f"{name}-{key}", text=Words(zh=zh, en=en))


def problems(files: SceneFiles[IndicatorBoard]) -> Iterator[Told]:
    """What does not hold together in the scene and its sample."""
    file = files.file
    codes = [file.text("indicators", number, "code") or "" for number in range(file.count("indicators"))]
    start = f"{files.folder.name}."
    for number, code in enumerate(codes):
        if code and not code.startswith(start):
            yield (
                SCENE,
                Problem(
                    at=("indicators", number, "code"),
                    code="indicator.prefix",
                    zh=f"指标编码“{code}”须以“{start}”开头，才不与别的专题相同。",
                    en=f"The code “{code}” must begin with “{start}”, so that no other topic has it.",
                    cure_zh=f"写成“{start}{re.sub(r'^.*[.]', '', code)}”。",
                    cure_en=f"Write “{start}{re.sub(r'^.*[.]', '', code)}”.",
                ),
            )
    for number in range(file.count("parts")):
        for place in range(file.count("parts", number, "indicators")):
            code = file.text("parts", number, "indicators", place) or ""
            if code.startswith(start) and code not in codes:
                at = ("parts", number, "indicators", place)
                yield SCENE, unknown(at, "indicator", "指标", "indicator", code, codes)
    followed = file.text("rehearsal", "alerts")
    if followed and followed not in codes:
        yield SCENE, unknown(("rehearsal", "alerts"), "indicator", "指标", "indicator", followed, codes)
    elif followed and file.text("indicators", codes.index(followed), "alarm") is None:
        yield (
            SCENE,
            Problem(
                at=("rehearsal", "alerts"),
                code="rehearsal.silent",
                zh=f"指标“{followed}”没有写 alarm，不会告警。",
                en=f"The indicator “{followed}” says no `alarm` and raises no alert.",
                cure_zh="给它写 thresholds 和 alarm，或换一个指标。",
                cure_en="Give it `thresholds` and `alarm`, or name another indicator.",
            ),
        )
    rows = files.tables.get(SAMPLE)
    if rows is None:
        return
    for problem in _wrong_rows(file, codes, rows):
        yield SAMPLE, problem


def _wrong_rows(
    file: Loaded[IndicatorBoard], codes: list[str], rows: Loaded[tuple[FigureRow, ...]]
) -> Iterator[Problem]:
    collected = [
        code for number, code in enumerate(codes) if file.text("indicators", number, "collect") is not None
    ]
    seen: set[tuple[str, ...]] = set()
    for index in range(rows.count()):
        key = tuple(rows.text(index, name) or "" for name in ("indicator", "area", "month"))
        if key[0] and key[0] not in collected:
            at = (index, "indicator")
            yield unknown(at, "indicator", "可填报的指标", "indicator that is filled in", key[0], collected)
        if key in seen:
            yield Problem(
                at=(index,),
                code="sample.double",
                zh=f"{key[1]} {key[2]} 的“{key[0]}”在本表重复。",
                en=f"“{key[0]}” of {key[1]} for {key[2]} stands twice in this file.",
                cure_zh="删去一行。",
                cure_en="Remove one of the rows.",
            )
        seen.add(key)

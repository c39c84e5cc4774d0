"""Steps that the rehearsals of several recipes take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import period_of
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.packs import _reading, api
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes._figures import MEASURES, code_of
from yiwang.packs.recipes._form import S, SceneFiles


@dataclass
class Played(Generic[S]):
    """A scene on its stage, with what has been learnt on the way."""

    stage: Stage
    files: SceneFiles[S]
    case: str = field(default="", kw_only=True)
    """The case that is followed."""

    @property
    def scene(self) -> S:
        """What the scene's file says."""
        return self.files.record

    def lead(self) -> Any:
        """The case that is followed, whole."""
        return cases.get_case(self.stage.account("dispatcher"), self.case)

    def handler(self) -> Subject:
        """Somebody of the unit that leads it."""
        found: Subject = self.stage.person(self.lead().row.lead_unit, "handler")
        return found


def load(stage: Stage) -> SceneFiles[Any]:
    """载入专题: take the pack, and find that taking it again changes nothing."""

    def act() -> tuple[str, SceneFiles[Any]]:
        said: list[str] = []
        found = _reading.read_packs(stage.folder, [stage.pack])
        report = api.take_all(found, say=said.append)
        expect(not report.faulty, "\n".join(said))
        files = next(one for read in found for one in read.scenes if one.record.id == stage.scene_id)
        stage.pump()
        again = api.take_all(found)
        expect(again.unchanged == [stage.pack], "loading twice changed something")
        made = files.declared
        counted = [
            (len(made.things), "个物 things"),
            (len(made.rules), "条规则 rules"),
            (len(made.handles), "个事项 matters"),
            (len(made.indicators), "个指标 indicators"),
            (len(made.boards), "个看板 boards"),
            (len(made.reports), "种简报 briefings"),
        ]
        return "，".join(f"{many} {what}" for many, what in counted if many), files

    answer: tuple[str, SceneFiles[Any]] = stage.step(
        "载入专题，重复载入不变", "Load the topic; loading again changes nothing", act
    )
    return answer[1]


def holder(role: str, area_id: str) -> Subject:
    """Who holds a role in the very area."""
    found = identity.users_of_role(role, areas.get_area(area_id).managed_path)
    expect(found, f"nobody is {role} of {area_id}")
    return identity.subject_of(found[0].id)


def refused(act: Callable[[], object]) -> str:
    """The sentence with which an act is refused; raises when it was allowed."""
    try:
        act()
    except Refusal as refusal:
        return refusal.sentence("zh")
    raise AssertionError("it was allowed")


def figures(stage: Stage, files: SceneFiles[Any], wanted: Mapping[str, float]) -> str:
    """Measures of the scene, as a leader sees them this month for the whole city; raises when one differs."""
    pack, scene = stage.pack, stage.scene_id
    found = read(stage, [code_of(pack, scene, name) for name in wanted])
    said = []
    for name, value in wanted.items():
        is_now = found[code_of(pack, scene, name)]
        shown = f"{MEASURES[name].name.zh} {is_now:g}" if is_now is not None else f"{name} —"
        expect(is_now is not None and abs(is_now - value) < 0.05, f"{shown}, not {value:g}")
        stage.figures[code_of(pack, scene, name)] = value
        said.append(shown)
    return "，".join(said)


def read(stage: Stage, codes: list[str]) -> dict[str, float | None]:
    """Values of this month for the city."""
    stage.pump(counted=True)
    leader: Subject = stage.account("leader")
    day = clock.now().astimezone(clock.SHANGHAI).date()
    values = indicators.values(leader, codes, area_id=stage.city, periods=[period_of("month", day)])
    return {one.code: one.value for one in values}


def drawn(stage: Stage, files: SceneFiles[Any]) -> str:
    """The scene's own boards as a leader sees them: every part that draws figures has at least one value."""
    said = []
    stage.pump(counted=True)
    for one in files.declared.boards:
        shown = boards.view(stage.account("leader"), one.code)
        drawing = [part for part in shown.parts if part.kind not in ("list", "text")]
        empty = [
            part.id
            for part in drawing
            if not any(cell.value is not None for cell in (*part.cells, *part.lines, *part.series))
        ]
        expect(not empty, f"{one.code}: nothing in {', '.join(empty)}")
        said.append(f"{shown.title_zh}：{len(drawing)} 个图 parts drawn")
    stage.drawn = True
    return "；".join(said)


def opened(stage: Stage, files: SceneFiles[Any]) -> list[Any]:
    """The cases about matters of the scene; samples of its pack's other scenes may open theirs."""
    return [one for one in stage.told("cases.opened") if one.data.matter in files.declared.handles]

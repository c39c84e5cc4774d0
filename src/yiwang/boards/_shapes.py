"""What a drawn board says on the wire: parts with their cells, ready for any screen size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yiwang.cases import api as cases
from yiwang.forecasts.contracts import Forecast
from yiwang.indicators.contracts import Definition, Value
from yiwang.matters import api as matters
from yiwang.rules import api as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPlace:
    id: str
    name_zh: str
    name_en: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardIndicator:
    """What a reader has to know of a figure: its definition, its owner, whether more is better."""

    code: str
    version: int
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    source_zh: str
    source_en: str
    unit: str
    direction: str
    decimals: int
    kind: str
    provisional: bool
    additive: bool
    tree: str
    dimensions: list[str]
    owner: str
    owner_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """One value with all that qualifies it. `period` is the first day; `member`: of one member of a
    dimension; `remainder`: what of the parent lies in none of its children. A value of null is
    未报, never nothing.
    """

    code: str
    area_id: str
    area_name_zh: str
    area_name_en: str
    period: date
    last: date
    label_zh: str
    label_en: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    state: str
    revision: int
    target: float | None
    change_previous: float | None
    change_year: float | None
    reached: float | None
    progress_gap: float | None
    level: str | None
    good: float | None
    watch: float | None
    remainder: bool
    dimension: str
    member: str
    member_name_zh: str
    member_name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardStep:
    """A period foreseen: the value, and between what it should lie four times of five."""

    label_zh: str
    label_en: str
    period: date
    last: date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardForecast:
    """What is foreseen of one figure of a trend, and how such forecasts did before: `mase` beside that of the
    seasonal naive, `coverage` in percent of `tested` values."""

    code: str
    name_zh: str
    name_en: str
    says_zh: str
    says_en: str
    mase: float
    naive_mase: float
    coverage: float
    tested: int
    steps: list[BoardStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPart:
    """A part ready to be drawn. `cells`: one of each indicator, for the area looked at; `lines`: of each
    area below, or each member of a dimension; `series`: of each period, oldest first; `forecasts`: what comes
    after them. `follows`: whether the chosen member of a dimension is applied here. `retired_*`: the names of
    its figures that are in force no more."""

    id: str
    kind: str
    title_zh: str
    title_en: str
    width: int
    height: int
    by: str
    most: int
    indicators: list[BoardIndicator]
    cells: list[BoardCell]
    lines: list[BoardCell]
    series: list[BoardCell]
    forecasts: list[BoardForecast]
    follows: bool
    retired_zh: list[str]
    retired_en: list[str]
    rows: str
    where: dict[str, str]
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """A board as one person sees it: which area, tree and period, and all of its parts at one position.
    `charged`: some figures are over the rows alone that the units of one's charge (分管) handle."""

    code: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    edition: int
    draft: bool
    due: bool
    area: BoardPlace
    trail: list[BoardPlace]
    last_level: bool
    tree: str
    period_kind: str
    period: date
    label_zh: str
    label_en: str
    earlier: date
    later: date | None
    dimension: str
    member: str
    charged: bool
    parts: list[BoardPart]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitFigure:
    """A figure of a leader's charge. `why` it stands there: subscribed, bad (red), unusual (moved far more
    than in an ordinary month), moved. `ordinary`: how far it moves in one, in the measure of
    `cell.change_previous`; null where too few months are known."""

    indicator: BoardIndicator
    cell: BoardCell
    subscribed: bool
    why: list[str]
    ordinary: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitPaper:
    """A 批示件 that is open: one line of state. `mine`: the next act is this person's."""

    id: str
    number: str
    title: str
    state: str
    state_zh: str
    state_en: str
    lamp: str
    due_at: datetime | None
    lead_unit_name: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitAlert:
    """An open alert: what it says, and where."""

    id: str
    severity: str
    sentence_zh: str
    sentence_en: str
    area_id: str
    area_name: str
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitAlerts:
    """How many alerts stand open in a person's sight, and the newest of them."""

    open: int
    first: list[CockpitAlert]


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitBoard:
    """A board of a topic that the person follows."""

    code: str
    topic: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cockpit:
    """The figures that earned a place, red ones first, and those in which something is wrong that found none
    (`left`); open papers by deadline; open alerts. `charge` names what the person is in charge of, empty for
    a whole area; `subscribed` are codes of figures and `topic:` with the names of topics, `boards` those of
    these topics."""

    area: BoardPlace
    charge: list[str]
    figures: list[CockpitFigure]
    left: list[CockpitFigure]
    subscribed: list[str]
    boards: list[CockpitBoard]
    instructions: list[CockpitPaper]
    alerts: CockpitAlerts
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What one child area, or one member of a dimension, contributed to a change; `share` of the whole of it.
    All contributions of a group add up to the change."""

    key: str
    name_zh: str
    name_en: str
    before: float | None
    after: float | None
    contribution: float
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroup:
    """`by`: area, or a dimension. `explained` false: this kind of figure cannot be taken apart."""

    by: str
    explained: bool
    causes: list[Cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class CockpitDetail:
    """From a figure to its causes and owners."""

    indicator: BoardIndicator
    cell: BoardCell
    before: BoardCell
    change: float | None
    groups: list[CauseGroup]
    owner: str
    owner_name: str


def indicator_of(found: Definition, owners: Mapping[str, str]) -> BoardIndicator:
    return BoardIndicator(
        code=found.code,
        version=found.version,
        name_zh=found.name_zh,
        name_en=found.name_en,
        definition_zh=found.definition_zh,
        definition_en=found.definition_en,
        source_zh=found.source_zh,
        source_en=found.source_en,
        unit=found.unit,
        direction=found.direction,
        decimals=found.decimals,
        kind=found.kind,
        provisional=found.provisional,
        additive=found.additive,
        tree=found.tree,
        dimensions=list(found.dimensions),
        owner=found.owner_unit_id,
        owner_name=owners.get(found.owner_unit_id, found.owner_unit_id),
    )


def cell_of(value: Value) -> BoardCell:
    names = names_of(value)
    return BoardCell(
        code=value.code,
        area_id=value.area_id,
        area_name_zh=value.area_name_zh,
        area_name_en=value.area_name_en,
        period=value.period.first,
        last=value.period.last,
        label_zh=value.period.label_zh,
        label_en=value.period.label_en,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        n=value.n,
        state=value.state,
        revision=value.revision,
        target=value.target,
        change_previous=value.change_previous,
        change_year=value.change_year,
        reached=value.reached,
        progress_gap=value.progress_gap,
        level=value.level,
        good=value.good,
        watch=value.watch,
        remainder=value.remainder,
        dimension=value.dimension,
        member=value.member,
        member_name_zh=names[0],
        member_name_en=names[1],
    )


def forecast_of(code: str, found: Forecast) -> BoardForecast | None:
    """A forecast as a trend shows it; None where there is none."""
    scores = {one.model: one for one in found.scores}
    if not found.steps or found.model not in scores:
        return None
    score = scores[found.model]
    return BoardForecast(
        code=code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        says_zh=found.says_zh,
        says_en=found.says_en,
        mase=score.mase,
        naive_mase=scores["naive"].mase,
        coverage=score.coverage,
        tested=found.tested,
        steps=[
            BoardStep(
                label_zh=one.label_zh,
                label_en=one.label_en,
                period=one.first,
                last=one.last,
                value=one.value,
                low=one.low,
                high=one.high,
            )
            for one in found.steps
        ],
    )


def names_of(value: Value) -> tuple[str, str]:
    """What a member is called: a matter, a flow and a rule by their own words."""
    matter = matters.find_matter(value.member) if value.dimension == "matter" and value.member else None
    if matter is not None:
        return matter.name_zh, matter.name_en
    if value.dimension == "flow" and value.member:
        flow = next((one for one in cases.flows(gone=True) if one.code == value.member), None)
        return (flow.name_zh, flow.name_en) if flow else (value.member, value.member)
    if value.dimension == "rule" and value.member:
        return rules.name_of(value.member)
    return value.member_name_zh, value.member_name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A node of 业务图谱. `kind`: its column; `page`: where the thing is; `near`: next to the focus; `cell`:
    where an indicator stands in the area looked at."""

    key: str
    kind: str
    code: str
    name_zh: str
    name_en: str
    page: str
    near: bool
    unit: str = ""
    decimals: int = 0
    cell: BoardCell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphColumn:
    """One kind of node; `total` may be more than are drawn."""

    kind: str
    total: int
    nodes: list[GraphNode]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """From a node to one of the column right of it, by their keys."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphView:
    """The chain through one node: duty, matter, flow, table, indicator, owner. `area`: whose duties."""

    area: BoardPlace
    focus: GraphNode
    columns: list[GraphColumn]
    edges: list[GraphEdge]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A line of the catalogue: a definition and its present value for the area looked at."""

    indicator: BoardIndicator
    periods: list[str]
    cell: BoardCell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePage:
    """One figure of one area and period: its definition, its history, and the areas below it.

    `sum` is what those below (with what lies in none of them) add up to, null where they cannot be added;
    `apart`: the whole less the sum, which of a published figure is its 差额 and of a computed one nothing.
    `charged`: all of it is over the rows alone that the units of one's charge (分管) handle.
    """

    indicator: BoardIndicator
    periods: list[str]
    area: BoardPlace
    trail: list[BoardPlace]
    tree: str
    period_kind: str
    period: date
    label_zh: str
    label_en: str
    earlier: date
    later: date | None
    cell: BoardCell
    lines: list[BoardCell]
    sum: float | None
    apart: float | None
    series: list[BoardCell]
    position: int
    charged: bool = False

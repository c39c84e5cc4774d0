"""What a board is: its controls and the grid of its parts.

Built in, brought by a pack (`boards/*.yaml`) or composed on screen: the same record, the same faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words

PartKind = Literal["figure", "trend", "rank", "map", "list", "gauge", "table", "text"]
Rows = Literal["cases", "appeals", "events", "alerts"]
PeriodKind = Literal["day", "week", "month", "quarter", "year", "to_date"]
CODE = Pattern(
    regex=r"[a-z][a-z0-9]*([._-][a-z0-9]+)*",
    zh="小写英文字母、数字、点、下划线和连字符，以字母开头",
    en="lower-case letters, digits, dots, underscores and hyphens, a letter first",
)
UNIT = Pattern(regex=r"[a-z0-9]+(-[a-z0-9]+)*", zh="单位编号，如 zj-cgj", en="a unit id such as zj-cgj")

# How many indicators each kind of part draws: at least, at most.
INDICATORS: dict[PartKind, tuple[int, int]] = {
    "figure": (1, 6),
    "trend": (1, 4),
    "rank": (1, 1),
    "map": (1, 1),
    "gauge": (1, 3),
    "table": (1, 8),
    "list": (0, 0),
    "text": (0, 0),
}
# By what a list may be narrowed: the words of that list's own page.
FILTERS: dict[Rows, frozenset[str]] = {
    "cases": frozenset({"state", "stage", "kind", "role", "lamp", "matter", "flow", "sort", "unit"}),
    "appeals": frozenset({"state", "kind", "channel", "urgency", "sort"}),
    "events": frozenset({"state", "kind", "severity"}),
    "alerts": frozenset({"state", "severity"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the grid. Twelve columns wide is the whole board; heights are rows of the grid."""

    id: Annotated[str, SLUG]
    kind: PartKind
    title: Words | None = None
    """Left out: the indicator's own name."""
    width: Annotated[int, Limits(ge=2, le=12)] = 4
    height: Annotated[int, Limits(ge=1, le=8)] = 2
    indicators: Annotated[tuple[Annotated[str, CODE], ...], Size(at_most=8)] = ()
    by: Annotated[str, CODE] = "area"
    """Of a rank or table: `area` (the areas below the one looked at), or a dimension of the indicator."""
    periods: Annotated[int, Limits(ge=2, le=60)] = 12
    """Of a trend: how many periods back."""
    most: Annotated[int, Limits(ge=1, le=50)] = 10
    """Of a rank or list: how many lines."""
    rows: Rows | None = None
    """Of a list: of what."""
    where: dict[str, str] | None = None
    """Of a list: narrowed by the filters of that list's own page."""
    text: Words | None = None

    def problems(self) -> Iterator[Problem]:
        least, most = INDICATORS[self.kind]
        if not least <= len(self.indicators) <= most:
            wanted = str(most) if least == most else f"{least}–{most}"
            yield Problem(
                at=("indicators",),
                code="board.indicators",
                zh=f"“{self.kind}”部件须有 {wanted} 个指标，这里有 {len(self.indicators)} 个。",
                en=f"A “{self.kind}” part has {wanted} indicators; here are {len(self.indicators)}.",
                cure_zh="增减指标，或换一种部件。",
                cure_en="Add or remove indicators, or take another kind of part.",
            )
        if len(set(self.indicators)) < len(self.indicators):
            yield Problem(
                at=("indicators",),
                code="board.double_indicator",
                zh="同一部件中指标重复。",
                en="An indicator stands twice in this part.",
                cure_zh="删去重复的一个。",
                cure_en="Remove one of them.",
            )
        if (self.kind == "list") != (self.rows is not None):
            yield Problem(
                at=("rows",),
                code="board.rows",
                zh="列表部件须写明“rows”（列什么），其他部件不写。",
                en="A list says `rows`: of what; no other part does.",
                cure_zh="可写：" + "、".join(FILTERS) + "。",
                cure_en="Known: " + ", ".join(FILTERS) + ".",
            )
        known = FILTERS[self.rows] if self.rows else frozenset()
        for word in sorted(set(self.where or {}) - known):
            yield Problem(
                at=("where", word),
                code="board.filter",
                zh=f"这种列表不能按“{word}”筛选。",
                en=f"This list cannot be narrowed by “{word}”.",
                cure_zh="可写：" + ("、".join(sorted(known)) or "无") + "。",
                cure_en="Known: " + (", ".join(sorted(known)) or "none") + ".",
            )
        if (self.kind == "text") != (self.text is not None):
            yield Problem(
                at=("text",),
                code="board.text",
                zh="文字部件须写“text”，其他部件不写。",
                en="A text part says `text`; no other part does.",
                cure_zh="写中英文各一段。",
                cure_en="Write it in Chinese and in English.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board. What a figure shows to whom is the indicators' own scope; `area` and `roles` only say whom the
    board itself is for."""

    code: Annotated[str, SLUG, Size(at_least=2, at_most=60)]
    title: Words
    about: Words | None = None
    owner: Annotated[str, UNIT] | None = None
    """责任单位: the unit that answers for it."""
    area: str | None = None
    """For people of this area and below; left out: for everybody who may see boards."""
    roles: Annotated[tuple[Annotated[str, CODE], ...], Size(at_most=20)] = ()
    """For people of these roles; none: for all."""
    tree: Literal["managed", "statistical"] = "managed"
    """管理口径 or 统计口径, to begin with."""
    period: PeriodKind = "month"
    review_days: Annotated[int, Limits(ge=7, le=730)] = 180
    """到期复核: so many days after it was published it is looked at again."""
    parts: Annotated[tuple[Part, ...], Size(at_least=1, at_most=24), Unique("id")]

    def problems(self) -> Iterator[Problem]:
        for name in ("zh", "en"):
            if not getattr(self.title, name).strip():
                yield Problem(
                    at=("title", name),
                    code="board.title",
                    zh="看板须有中英文名称。",
                    en="A board has a name in Chinese and in English.",
                    cure_zh="补写名称。",
                    cure_en="Write the name.",
                )

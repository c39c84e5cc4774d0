"""A board filled with values: one read of everything that its parts draw, for one area, tree and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area, Tree
from yiwang.boards import _life as life
from yiwang.boards import _reading as reading
from yiwang.boards import logic
from yiwang.boards._shapes import (
    BoardCell,
    BoardForecast,
    BoardPart,
    BoardPlace,
    BoardView,
    cell_of,
    forecast_of,
    indicator_of,
)
from yiwang.boards.declarations import Part
from yiwang.forecasts import api as forecasts
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Period, PeriodKind, Value, period_of
from yiwang.kernel import facts

NARROWED_BY = {
    "cases": ("kind", "flow"),
    "appeals": ("kind", "channel", "matter"),
    "events": ("hazard",),
    "alerts": ("hazard", "severity", "rule"),
    "": (),
}
"""Dimensions that a list of rows can be narrowed by."""


@dataclass(slots=True)
class Looking:
    """Where a person looks, and what was read of it already: parts of one board share their reads."""

    subject: Subject
    area_id: str
    tree: Tree
    kind: PeriodKind
    day: date
    dimension: str
    member: str
    known: Mapping[str, Definition]
    charged: frozenset[str] = frozenset()
    """Figures of which only the rows that the units of one's charge (分管) handle are shown."""
    own: dict[str, Value] = field(default_factory=dict)
    below: dict[str, list[Value]] = field(default_factory=dict)

    def tree_of(self, found: Definition) -> Tree:
        """A published figure has only the tree that it is published in."""
        return self.tree if found.kind == "computed" else found.tree

    def kind_of(self, found: Definition) -> PeriodKind:
        return self.kind if self.kind in found.periods else found.periods[0]

    def period(self, found: Definition) -> Period:
        return indicators.meant(found, self.kind_of(found), self.day)

    def follows(self, found: Definition) -> bool:
        """Whether the chosen member narrows this indicator."""
        return self.dimension in found.dimensions

    def narrows(self, found: Definition) -> bool:
        return bool(self.member) and self.follows(found)

    def read_own(self, codes: Sequence[str]) -> None:
        """The value of each indicator for the area looked at: one question for all of a tree and period."""
        asked: dict[tuple[Tree, Period, bool], list[str]] = {}
        for code in dict.fromkeys(codes):
            found = self.known.get(code)
            if found and code in self.charged:
                for value in self.of_charge(found):
                    self.own[code] = value
            elif found:
                asked.setdefault((self.tree_of(found), self.period(found), self.follows(found)), []).append(
                    code
                )
        for (tree, period, narrowed), some in asked.items():
            for value in indicators.values(
                self.subject,
                some,
                area_id=self.area_id,
                tree=tree,
                periods=[period],
                dimension=self.dimension if narrowed else None,
            ):
                if not narrowed or value.member == self.member:
                    self.own[value.code] = value

    def of_charge(self, found: Definition, by: str = "") -> list[Value]:
        """Counted from the rows that the person may open, where a member is chosen from those of it alone."""
        told = indicators.charged(
            self.subject,
            [found.code],
            area_id=self.area_id,
            tree=self.tree_of(found),
            period=self.period(found),
            by=by,
            only=(self.dimension, self.member) if self.narrows(found) and by != self.dimension else None,
        )
        return told[::2]  # each is followed by that of the period before

    def children(self, found: Definition) -> list[Value]:
        if self.narrows(found) or found.code in self.charged:
            return self.of_charge(found, "area")
        if found.code not in self.below:
            self.below[found.code] = indicators.children(
                self.subject,
                found.code,
                area_id=self.area_id,
                tree=self.tree_of(found),
                period=self.period(found),
            )
        return self.below[found.code]

    def members(self, found: Definition, dimension: str) -> list[Value]:
        # Where the member was chosen the others stay, to be chosen instead.
        if found.code in self.charged or (self.narrows(found) and dimension != self.dimension):
            return self.of_charge(found, dimension)
        return indicators.values(
            self.subject,
            [found.code],
            area_id=self.area_id,
            tree=self.tree_of(found),
            periods=[self.period(found)],
            dimension=dimension,
        )

    def history(self, found: Definition, count: int) -> list[Value]:
        kind, tree = self.kind_of(found), self.tree_of(found)
        if found.code in self.charged:
            told = indicators.course(
                self.subject,
                [found.code],
                area_id=self.area_id,
                tree=tree,
                kind=kind,
                count=count,
                until=self.period(found),
                only=(self.dimension, self.member) if self.narrows(found) else None,
            )
            return told.get(found.code, [])
        if self.follows(found) or self.day != life.today():
            periods = [self.period(found)]
            while len(periods) < count:
                periods.append(periods[-1].previous())
            values = indicators.values(
                self.subject,
                [found.code],
                area_id=self.area_id,
                tree=tree,
                periods=periods[::-1],
                dimension=self.dimension if self.follows(found) else None,
            )
            return [one for one in values if one.member == (self.member if self.follows(found) else "")]
        return indicators.history(
            self.subject, found.code, area_id=self.area_id, tree=tree, kind=kind, count=count
        )

    def coming(self, found: Definition) -> BoardForecast | None:
        """What is foreseen of a figure: of the whole and of now alone."""
        if self.member or self.day != life.today() or found.code in self.charged:
            return None
        told = forecasts.of_figure(
            found.code,
            scope(self.subject, "indicators.see"),
            area=self.area_id,
            tree=self.tree_of(found),
            period=self.kind_of(found),
        )
        return forecast_of(found.code, told)


def looking(
    subject: Subject,
    area_id: str,
    known: Mapping[str, Definition],
    kind: str,
    tree: str = "",
    day: date | None = None,
) -> Looking:
    """A look at an area without a chosen member."""
    return Looking(
        subject=subject,
        area_id=area_id,
        tree=cast("Tree", tree or "managed"),
        kind=cast("PeriodKind", kind),
        day=min(day or life.today(), life.today()),
        dimension="",
        member="",
        known=known,
    )


@indicators.one_look()
def view(
    subject: Subject,
    code: str,
    *,
    area: str = "",
    tree: str = "",
    kind: str = "",
    day: date | None = None,
    dimension: str = "",
    member: str = "",
    draft: bool = False,
) -> BoardView:
    """A board with its values. Raises UnknownBoard, and what the indicators refuse (OutsideYourArea)."""
    position = facts.last_position()
    row = reading.kept(subject, code) if draft else reading.shown(subject, code)
    board = logic.board_of((row.draft if draft and row.draft else row.content) or row.draft or {})
    here = areas.get_area(area or top(subject))
    known = {one.code: one for one in indicators.definitions(subject)}
    drawn = {one for part in board.parts for one in part.indicators if one in known}
    looking = Looking(
        subject=subject,
        area_id=here.id,
        tree=cast("Tree", tree or board.tree),
        kind=cast("PeriodKind", kind or board.period),
        day=min(day or life.today(), life.today()),
        dimension=dimension,
        member=member,
        known=known,
        charged=frozenset(one for one in drawn if confined(subject, known[one], here)),
    )
    # Courses first: what else is asked of the same figures lies within what was read for them.
    courses = {
        part.id: [
            one
            for code in part.indicators
            if code in known
            for one in looking.history(known[code], part.periods)
        ]
        for part in board.parts
        if part.kind == "trend"
    }
    looking.read_own([one for part in board.parts if part.kind != "trend" for one in part.indicators])
    owners = {
        one.id: one.name for one in identity.units(ids=tuple({one.owner_unit_id for one in known.values()}))
    }
    period = period_of(looking.kind, looking.day)
    after = period.last + timedelta(days=1)
    return BoardView(
        code=row.code,
        title_zh=board.title.zh,
        title_en=board.title.en,
        about_zh=board.about.zh if board.about else "",
        about_en=board.about.en if board.about else "",
        edition=row.edition,
        draft=draft and row.draft is not None,
        due=reading.is_due(row),
        area=place_of(here),
        trail=trail(subject, here, looking.tree),
        last_level=not areas.children(here.id, looking.tree),
        tree=looking.tree,
        period_kind=looking.kind,
        period=period.first,
        label_zh=period.label_zh,
        label_en=period.label_en,
        earlier=period.previous().first,
        later=after if after <= life.today() else None,
        dimension=dimension,
        member=member,
        charged=bool(looking.charged),
        parts=[_part(part, looking, owners, courses.get(part.id, [])) for part in board.parts],
        position=position,
    )


def _part(part: Part, looking: Looking, owners: dict[str, str], series: list[Value]) -> BoardPart:
    found = [looking.known[code] for code in part.indicators if code in looking.known]
    first = found[0] if found else None
    lines: list[Value] = []
    follows = not looking.member or all(looking.follows(one) for one in found)
    if part.kind == "list":
        follows = not looking.member or looking.dimension in NARROWED_BY[part.rows or ""]
    if part.kind in ("rank", "map", "table") and first is not None:
        if part.by != "area":
            lines = [one for each in found for one in looking.members(each, part.by)]
        else:
            lines = [one for each in found for one in looking.children(each)]
    foreseen: list[BoardForecast] = []
    if part.kind == "trend":
        foreseen = [one for each in found if (one := looking.coming(each)) is not None]
    title = part.title
    ended = indicators.retired([code for code in part.indicators if code not in looking.known])
    return BoardPart(
        id=part.id,
        kind=part.kind,
        title_zh=title.zh if title else (first.name_zh if first else ""),
        title_en=title.en if title else (first.name_en if first else ""),
        width=part.width,
        height=part.height,
        by=part.by,
        most=part.most,
        indicators=[indicator_of(one, owners) for one in found],
        cells=[cell_of(looking.own[one.code]) for one in found if one.code in looking.own],
        lines=_cells(lines),
        series=_cells(series),
        forecasts=foreseen,
        follows=follows,
        retired_zh=[zh for zh, _ in ended.values()],
        retired_en=[en for _, en in ended.values()],
        rows=part.rows or "",
        where=part.where or {},
        text_zh=part.text.zh if part.text else "",
        text_en=part.text.en if part.text else "",
    )


def _cells(values: Sequence[Value]) -> list[BoardCell]:
    return [cell_of(one) for one in values]


def top(subject: Subject) -> str:
    """The widest area of whose figures a person sees some: where a board begins."""
    paths = scope(subject, "indicators.see").area_paths
    path = min((one for one in paths), key=len, default=subject.area_path)
    return areas.area_of_path(path) if path != "/" else next(one.id for one in areas.roots())


def confined(subject: Subject, found: Definition, here: Area) -> bool:
    """Whether a person sees of this figure only what his units handle."""
    owner = [found.owner_unit_id] if found.owner_unit_id else []
    return not scope(subject, "indicators.see").sees(area_path=here.managed_path, units=owner)


def trail(subject: Subject, here: Area, tree: Tree) -> list[BoardPlace]:
    """The way down to an area from the widest one that the person may ask for."""
    path = here.managed_path if tree == "managed" else here.statistical_path or here.managed_path
    ids = [one for one in path.split("/") if one]
    known = areas.areas(ids)
    begin = ids.index(top(subject)) if top(subject) in ids else 0
    return [place_of(known[one]) for one in ids[begin:] if one in known]


def place_of(area: Area) -> BoardPlace:
    return BoardPlace(
        id=area.id, name_zh=area.short_name or area.name, name_en=area.english, level=area.level
    )

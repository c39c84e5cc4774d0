"""Indicators as people look them up: the catalogue, one figure with its history and areas below."""

from __future__ import annotations

from datetime import date, timedelta

from yiwang.areas import api as areas
from yiwang.boards import _life as life
from yiwang.boards import _showing as showing
from yiwang.boards._shapes import FigureLine, FigurePage, cell_of, indicator_of
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Period, Value, period_of
from yiwang.kernel import facts

BACK = 24


@indicators.one_look()
def catalogue(subject: Subject, *, area: str = "", tree: str = "") -> list[FigureLine]:
    """Every definition in force with its present value for an area (the widest one that one sees)."""
    found = indicators.definitions(subject)
    here = areas.get_area(area or showing.top(subject))
    looking = showing.looking(subject, here.id, {one.code: one for one in found}, "month", tree)
    confined = {one.code: one.kind for one in found if showing.confined(subject, one, here)}
    looking.read_own([one.code for one in found if one.code not in confined])
    theirs = [one.code for one in found if confined.get(one.code) == "computed" and "month" in one.periods]
    for value in _charged(subject, theirs, looking, period_of("month", looking.day)):
        looking.own.setdefault(value.code, value)
    owners = _owners(found)
    return [
        FigureLine(
            indicator=indicator_of(one, owners),
            periods=list(one.periods),
            cell=cell_of(looking.own[one.code]) if one.code in looking.own else None,
        )
        for one in found
    ]


@indicators.one_look()
def figure(
    subject: Subject, code: str, *, area: str = "", tree: str = "", kind: str = "", day: date | None = None
) -> FigurePage:
    """One figure of an area and period. Raises UnknownIndicator, OutsideYourArea."""
    position = facts.last_position()
    found = indicators.get_definition(subject, code)
    here = areas.get_area(area or showing.top(subject))
    looking = showing.looking(subject, here.id, {code: found}, kind or "month", tree or found.tree, day)
    period = looking.period(found)
    charged = showing.confined(subject, found, here) and bool(_charged(subject, [code], looking, period))
    if charged:
        own, lines, series = _of_charge(subject, code, looking, period)
    else:
        looking.read_own([code])
        own, lines, series = looking.own[code], looking.children(found), looking.history(found, BACK)
    added = sum(one.value or 0.0 for one in lines) if found.additive and lines else None
    after = period.last + timedelta(days=1)
    runs = indicators.meant(found, period.kind, after) == period
    return FigurePage(
        indicator=indicator_of(found, _owners([found])),
        periods=list(found.periods),
        area=showing.place_of(here),
        trail=showing.trail(subject, here, looking.tree_of(found)),
        tree=looking.tree_of(found),
        period_kind=period.kind,
        period=period.first,
        label_zh=period.label_zh,
        label_en=period.label_en,
        earlier=period.previous().last,
        later=after if after <= life.today() and not runs else None,
        cell=cell_of(own),
        lines=[cell_of(one) for one in lines],
        sum=added,
        apart=None if added is None or own.value is None else own.value - added,
        series=[cell_of(one) for one in series],
        position=position,
        charged=charged,
    )


def _charged(
    subject: Subject, codes: list[str], looking: showing.Looking, period: Period, by: str = ""
) -> list[Value]:
    """Figures over the rows that the units of a charge handle, in a period and in the one before it."""
    return indicators.charged(
        subject, codes, area_id=looking.area_id, tree=looking.tree, period=period, by=by
    )


def _of_charge(
    subject: Subject, code: str, looking: showing.Looking, period: Period
) -> tuple[Value, list[Value], list[Value]]:
    """A figure of a charge, the areas below, and its last periods, oldest first."""
    series = indicators.course(
        subject,
        [code],
        area_id=looking.area_id,
        tree=looking.tree,
        kind=period.kind,
        count=BACK,
        until=period,
    )[code]
    below = [one for one in _charged(subject, [code], looking, period, "area") if one.period == period]
    return indicators.marked(subject, series[-1]), below, series


def _owners(found: list[Definition]) -> dict[str, str]:
    ids = tuple({one.owner_unit_id for one in found if one.owner_unit_id})
    return {one.id: one.name for one in identity.units(ids=ids)} if ids else {}

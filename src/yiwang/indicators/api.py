"""The door of indicators: definitions, values by area and period, the rows beneath them."""

from __future__ import annotations

from collections.abc import Sequence

from yiwang.identity.api import Subject, scope
from yiwang.indicators._refusals import UnknownIndicator
from yiwang.indicators.contracts import Definition, Period, PeriodKind, RowsPage, Side, Tree, Value

__all__ = ["children", "definitions", "get_definition", "history", "movers", "rows", "values"]


def definitions(subject: Subject) -> list[Definition]:
    """The definitions in force, in order of code."""
    scope(subject, "indicators.see")
    return []


def get_definition(subject: Subject, code: str) -> Definition:
    """The definition in force of a code; raises UnknownIndicator."""
    scope(subject, "indicators.see")
    raise UnknownIndicator(indicator=code)


def values(
    subject: Subject,
    codes: Sequence[str],
    *,
    area_id: str,
    tree: Tree | None = None,
    periods: Sequence[Period],
    dimension: str | None = None,
) -> list[Value]:
    """A value for each code and period of one area, in that order; by `dimension` one for each member.

    `tree` None is each definition's own. Raises UnknownIndicator, OutsideYourArea, NoSuchDimension.
    """
    return [] if not codes else [_absent(subject, codes[0])]


def children(subject: Subject, code: str, *, area_id: str, tree: Tree, period: Period) -> list[Value]:
    """The values of the areas right below, and the remainder that lies in none of them where it is not
    nothing."""
    return [_absent(subject, code)]


def history(
    subject: Subject, code: str, *, area_id: str, tree: Tree, kind: PeriodKind, count: int
) -> list[Value]:
    """The last `count` periods up to the present one, oldest first."""
    return [_absent(subject, code)]


def rows(
    subject: Subject,
    code: str,
    *,
    area_id: str,
    tree: Tree,
    period: Period,
    side: Side = "numerator",
    after: str | None = None,
) -> RowsPage:
    """The very rows beneath a value, page by page."""
    get_definition(subject, code)
    raise UnknownIndicator(indicator=code)


def movers(
    subject: Subject, *, area_id: str, charge: Sequence[str] | None = None, most: int = 5
) -> list[Value]:
    """The month's figures that moved most against the month before, of owner units `charge` where given."""
    scope(subject, "indicators.see")
    return []


def _absent(subject: Subject, code: str) -> Value:
    get_definition(subject, code)
    raise UnknownIndicator(indicator=code)

"""HTTP of indicators."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Query

from yiwang.forecasts.contracts import Forecast
from yiwang.identity.api import HttpRequest, Routes
from yiwang.indicators import api
from yiwang.indicators._aim_routes import aims
from yiwang.indicators._definition_routes import definitions
from yiwang.indicators._figure_routes import own
from yiwang.indicators._push_routes import door
from yiwang.indicators._table_routes import tables
from yiwang.indicators.contracts import (
    Definition,
    Period,
    PeriodKind,
    RevisionRow,
    RowsPage,
    Side,
    Tree,
    Value,
    period_of,
)
from yiwang.kernel import clock
from yiwang.kernel.calendar import CivilDay

router = Routes(tags=["indicators"])
router.add_router("", own)
router.add_router("", definitions)
router.add_router("", tables)
router.add_router("", aims)
router.add_router("", door)
Code = Annotated[str, Query(max_length=60)]
Many = Annotated[int, Query(ge=1, le=366)]
Most = Annotated[int, Query(ge=1, le=50)]
MOST_CODES = 50


def _period(kind: PeriodKind, on: date | None) -> Period:
    """The period of a kind that a day lies in, today's where none is said."""
    return period_of(kind, on or clock.now().astimezone(clock.SHANGHAI).date())


@router.get(
    "/indicators", permission="indicators.see", response=list[Definition], operation_id="list_indicators"
)
def list_indicators(request: HttpRequest) -> list[Definition]:
    """The definitions in force."""
    return api.definitions(request.subject)


@router.get(
    "/indicators/values",
    permission="indicators.see",
    response=list[Value],
    operation_id="list_indicator_values",
)
def list_values(
    request: HttpRequest,
    codes: Annotated[list[str], Query(max_length=MOST_CODES)],
    area: Code,
    kind: PeriodKind = "month",
    on: CivilDay | None = None,
    tree: Tree | None = None,
    dimension: str | None = None,
) -> list[Value]:
    """Several figures of one area in the period that the day `on` lies in; by `dimension` split by its
    members."""
    return api.values(
        request.subject,
        codes,
        area_id=area,
        tree=tree,
        periods=[_period(kind, on)],
        dimension=dimension,
    )


@router.get(
    "/indicators/movers",
    permission="indicators.see",
    response=list[Value],
    operation_id="list_indicator_movers",
)
def list_movers(request: HttpRequest, area: Code, most: Most = 5) -> list[Value]:
    """This month's figures that moved most against the month before."""
    return api.movers(request.subject, area_id=area, most=most)


@router.get(
    "/indicators/{code}",
    permission="indicators.see",
    response=Definition,
    operation_id="get_indicator",
)
def get_definition(request: HttpRequest, code: str) -> Definition:
    """One definition."""
    return api.get_definition(request.subject, code)


@router.get(
    "/indicators/{code}/children",
    permission="indicators.see",
    response=list[Value],
    operation_id="list_indicator_children",
)
def list_children(
    request: HttpRequest,
    code: str,
    area: Code,
    kind: PeriodKind = "month",
    on: CivilDay | None = None,
    tree: Tree = "managed",
) -> list[Value]:
    """The same figure in the areas right below, and what lies in none of them."""
    return api.children(request.subject, code, area_id=area, tree=tree, period=_period(kind, on))


@router.get(
    "/indicators/{code}/history",
    permission="indicators.see",
    response=list[Value],
    operation_id="list_indicator_history",
)
def list_history(
    request: HttpRequest,
    code: str,
    area: Code,
    kind: PeriodKind = "month",
    count: Many = 12,
    tree: Tree = "managed",
) -> list[Value]:
    """The last periods up to the present one, oldest first."""
    return api.history(request.subject, code, area_id=area, tree=tree, kind=kind, count=count)


@router.get(
    "/indicators/{code}/rows",
    permission="indicators.see",
    response=RowsPage,
    operation_id="list_indicator_rows",
)
def list_rows(
    request: HttpRequest,
    code: str,
    area: Code,
    kind: PeriodKind = "month",
    on: CivilDay | None = None,
    tree: Tree = "managed",
    side: Side = "numerator",
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> RowsPage:
    """The very rows beneath a value, as far as the asker may see them."""
    return api.rows(
        request.subject, code, area_id=area, tree=tree, period=_period(kind, on), side=side, after=after
    )


@router.get(
    "/indicators/{code}/forecast",
    permission="indicators.see",
    response=Forecast,
    operation_id="get_indicator_forecast",
)
def get_forecast(
    request: HttpRequest,
    code: str,
    area: Code,
    kind: Literal["day", "month"] = "month",
    tree: Tree = "managed",
) -> Forecast:
    """预测: the coming periods of a figure with an interval and the back-test, or why there is none."""
    return api.forecast(request.subject, code, area_id=area, tree=tree, kind=kind)


@router.get(
    "/indicators/{code}/revisions",
    permission="indicators.see",
    response=list[RevisionRow],
    operation_id="list_indicator_revisions",
)
def list_revisions(
    request: HttpRequest,
    code: str,
    area: Code,
    kind: PeriodKind = "month",
    on: CivilDay | None = None,
    tree: Tree = "managed",
) -> list[RevisionRow]:
    """How a final value was changed: old, new, why."""
    return api.revisions(request.subject, code, area_id=area, tree=tree, period=_period(kind, on))

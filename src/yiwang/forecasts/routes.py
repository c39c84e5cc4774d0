"""HTTP of forecasts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from yiwang.forecasts import api
from yiwang.forecasts.contracts import Forecast
from yiwang.identity.api import HttpRequest, Routes, scope

router = Routes(tags=["forecasts"])
Word = Annotated[str, Field(max_length=60)]


@router.get("/forecasts/{code}", permission="indicators.see", response=Forecast, operation_id="get_forecast")
def get_forecast(
    request: HttpRequest,
    code: str,
    area: Word,
    tree: Literal["managed", "statistical"] = "managed",
    period: Literal["day", "month"] = "month",
) -> Forecast:
    """预测: the coming periods of a figure with an interval and the back-test, or why there is none."""
    seen = scope(request.subject, "indicators.see")
    return api.of_figure(code, seen, area=area, tree=tree, period=period)

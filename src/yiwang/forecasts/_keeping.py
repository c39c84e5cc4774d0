"""Forecasts are made of what is pushed down, kept, and read within a scope."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np
from django.db import transaction

from yiwang.forecasts import logic
from yiwang.forecasts.contracts import MODEL_NAMES, Forecast, Model, Past, Score, Series, Step
from yiwang.forecasts.models import ForecastRow
from yiwang.identity.api import Scope
from yiwang.kernel import clock, shapes, statements
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.tasks import Lease


def foresee(series: Series, lease: Lease) -> int:
    """Make the forecast of a series anew where what it is made from has changed; 1 if it was made."""
    digest = _digest(series)
    held = statements.find(ForecastRow, id=series.id)
    if held is not None and held.digest == digest:
        return 0
    content = msgspec.json.encode(made(series)).decode()
    with transaction.atomic():
        lease.hold()
        statements.put(
            ForecastRow(
                id=series.id,
                area_path=series.area_path,
                units=join_units(series.units),
                digest=digest,
                content=content,
                made_at=clock.now(),
            )
        )
    return 1


def _digest(series: Series) -> str:
    said = (
        [(one.last, one.value) for one in series.past],
        [one.last for one in series.coming],
        (series.cycle, series.low, series.high, series.area_path, series.units, logic.VERSION),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


def of_figure(code: str, seen: Scope, *, area: str, tree: str, period: str) -> Forecast:
    """The forecast of a figure of an area; where none was made, or outside the scope, it says that there is
    none."""
    row = statements.find(ForecastRow, id=f"indicators/{code}|{tree}|{period}|{area}")
    if row is None or not seen.sees(area_path=row.area_path, units=split_units(row.units)):
        return nothing("none", "这个区域或周期没有预测。", "There is no forecast of this area or period.")
    return shapes.read(row.content, Forecast)


def nothing(standing: str, zh: str, en: str, past: Sequence[Past] = ()) -> Forecast:
    return Forecast(
        standing="short" if standing == "short" else "none",
        model="naive",
        version=logic.VERSION,
        name_zh="",
        name_en="",
        says_zh=zh,
        says_en=en,
        steps=(),
        scores=(),
        origins=0,
        tested=0,
        periods=len(past),
        trained_to=past[-1].last if past else None,
        position=max((one.position for one in past), default=0),
        made_at=clock.now() if past else None,
    )


def known_of(series: Series) -> list[Past]:
    """What is learnt from: up to the newest period without a gap."""
    found: list[Past] = []
    for one in reversed(series.past):
        if one.value is None:
            break
        found.insert(0, one)
    return found


def made(series: Series) -> Forecast:
    """The forecast of a series with its record, or why there is none."""
    past, wanted = known_of(series), logic.least(series.cycle)
    found = logic.foresee(
        np.array([one.value for one in past], dtype=np.float64),
        series.cycle,
        len(series.coming),
        series.low,
        series.high,
    )
    if found is None:
        return nothing(
            "short",
            f"连续有值的历史只有 {len(past)} 个周期，满 {wanted} 个才作预测。",
            f"Only {len(past)} periods in a row have values; from {wanted} on there is a forecast.",
            past,
        )
    best, plain = found.tested[found.best], found.tested["naive"]
    zh, en = MODEL_NAMES[found.best]
    if found.model == "naive":
        says_zh = (
            f"{zh}模型回测没有胜过季节性朴素（MASE {best.mase:.2f} 对 {plain.mase:.2f}），按朴素法显示。"
        )
        says_en = (
            f"In its back-test {en} did not beat the seasonal naive (MASE {best.mase:.2f} against "
            f"{plain.mase:.2f}); the naive forecast is shown."
        )
    else:
        says_zh = f"{zh}模型回测胜过季节性朴素（MASE {best.mase:.2f} 对 {plain.mase:.2f}）。"
        says_en = (
            f"In its back-test {en} beat the seasonal naive (MASE {best.mase:.2f} against {plain.mase:.2f})."
        )
    later = best.errors[found.origins // 2 :]
    return Forecast(
        standing="naive" if found.model == "naive" else "model",
        model=found.model,
        version=logic.VERSION,
        name_zh=MODEL_NAMES[found.model][0],
        name_en=MODEL_NAMES[found.model][1],
        says_zh=says_zh,
        says_en=says_en,
        steps=tuple(
            Step(
                first=each.first,
                last=each.last,
                label_zh=each.label_zh,
                label_en=each.label_en,
                value=round(float(value), 6),
                low=round(float(low), 6),
                high=round(float(high), 6),
            )
            for each, value, low, high in zip(series.coming, found.values, found.low, found.high, strict=True)
        ),
        scores=tuple(_score(name, found.tested[name]) for name in (found.best, "naive")),
        origins=found.origins - found.origins // 2,
        tested=int(np.count_nonzero(~np.isnan(later))),
        periods=len(past),
        trained_to=past[-1].last,
        position=max(one.position for one in past),
        made_at=clock.now(),
    )


def _score(name: str, tested: logic.Tested) -> Score:
    model: Model = "theta" if name == "theta" else "ets" if name == "ets" else "naive"
    zh, en = MODEL_NAMES[model]
    return Score(
        model=model,
        name_zh=zh,
        name_en=en,
        mase=round(tested.mase, 4),
        smape=round(tested.smape, 2),
        coverage=round(tested.coverage, 1),
    )

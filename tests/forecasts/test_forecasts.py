"""Forecasts of short series: chosen and judged on the series itself, kept once, never of too short a past."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.identity import people
from yiwang.app import cli
from yiwang.forecasts import api, logic
from yiwang.forecasts._evaluate import ForecastRefused
from yiwang.forecasts._keeping import made
from yiwang.forecasts.contracts import Coming, Forecast, Model, Past, Series
from yiwang.forecasts.models import ForecastRow
from yiwang.identity.api import scope, subject_of
from yiwang.kernel.tasks import Lease, LeaseLost, acquire

Line = list[float]


def months(values: Sequence[float | None], cycle: int = 12, **said: float) -> Series:
    first = date(2020, 1, 1)
    past = [
        Past(
            first=first + timedelta(days=place),
            last=first + timedelta(days=place),
            value=value,
            position=place,
        )
        for place, value in enumerate(values)
    ]
    coming = [
        Coming(first=past[-1].last + timedelta(days=step), last=past[-1].last + timedelta(days=step),
               label_zh=f"第{step}期", label_en=f"{step}")
        for step in range(1, 4)
    ]  # fmt: skip
    return Series(
        id="indicators/a|managed|month|449901",
        area_path=people.EAST,
        units=(),
        cycle=cycle,
        past=tuple(past),
        coming=tuple(coming),
        low=said.get("low"),
        high=said.get("high"),
    )


def seasonal(chance: random.Random, n: int, growth: float, noise: float, cycle: int = 12) -> Line:
    shape = [30 * np.sin(2 * np.pi * phase / cycle) for phase in range(cycle)]
    return [200 + growth * place + shape[place % cycle] + chance.gauss(0, noise) for place in range(n)]


@pytest.mark.parametrize("model", ["theta", "ets"])
def test_a_model_follows_growth_and_season_that_the_naive_one_cannot(model: Model) -> None:
    known = np.array(seasonal(random.Random(1), 48, 3.0, 0.0))
    came = np.array(seasonal(random.Random(1), 51, 3.0, 0.0)[48:])
    wrong = {name: float(np.abs(one(known, 12, 3) - came).mean()) for name, one in logic.MODELS.items()}
    assert wrong["naive"] == pytest.approx(36.0)
    assert wrong[model] < 12.0


def test_a_forecast_that_beats_the_naive_one_shows_by_how_much() -> None:
    found = made(months(seasonal(random.Random(2), 48, 3.0, 4.0)))
    assert found.standing == "model"
    best, plain = found.scores
    assert (best.model, plain.model) == (found.model, "naive")
    assert best.mase < plain.mase
    assert f"（MASE {best.mase:.2f} 对 {plain.mase:.2f}）" in found.says_zh
    assert (found.periods, found.origins, found.tested) == (48, 6, 15)
    assert [step.low < step.value < step.high for step in found.steps] == [True] * 3
    assert [step.high - step.low for step in found.steps] == sorted(
        step.high - step.low for step in found.steps
    )
    assert (found.trained_to, found.position) == (date(2020, 1, 1) + timedelta(days=47), 47)


def test_one_that_does_not_beat_it_says_so_and_shows_the_naive_one() -> None:
    # A pure repetition: nothing is better than the year before.
    chance = random.Random(3)
    year = [chance.uniform(50, 150) for _ in range(12)]
    found = made(months([*year, *year, *year]))
    assert (found.standing, found.model) == ("naive", "naive")
    assert "没有胜过季节性朴素" in found.says_zh
    assert "did not beat the seasonal naive" in found.says_en
    assert [step.value for step in found.steps] == pytest.approx(year[:3], abs=1e-5)


def test_too_short_a_past_is_said_in_words_and_a_gap_ends_it() -> None:
    found = made(months(seasonal(random.Random(4), 23, 1.0, 1.0)))
    assert (found.standing, found.steps, found.scores) == ("short", (), ())
    assert found.says_zh == "连续有值的历史只有 23 个周期，满 24 个才作预测。"
    values: list[float | None] = list(seasonal(random.Random(4), 60, 1.0, 1.0))
    values[40] = None
    assert "只有 19 个周期" in made(months(values)).says_zh
    assert made(months(seasonal(random.Random(4), 20, 1.0, 1.0, 7), cycle=7)).steps


def test_no_share_goes_beyond_the_whole_and_no_count_below_nothing() -> None:
    found = made(months([99.0 + (place % 12) / 12 for place in range(36)], low=0.0, high=100.0))
    assert all(0 <= step.low <= step.value <= step.high <= 100 for step in found.steps)
    few = made(months([float(place % 3) for place in range(36)], low=0.0))
    assert all(step.low >= 0 for step in few.steps)


def test_four_of_five_values_lie_within_the_interval() -> None:
    """Over many series whose next values are known: the interval keeps what it promises, roughly."""
    inside = total = 0
    claimed = []
    for seed in range(60):
        values = seasonal(random.Random(seed), 51, 1.0, 10.0)
        found = made(months(list(values[:48])))
        claimed.append(next(one.coverage for one in found.scores if one.model == found.model))
        for step, came in zip(found.steps, values[48:], strict=True):
            inside += step.low <= came <= step.high
            total += 1
    assert 0.68 <= inside / total <= 0.95
    assert abs(float(np.mean(claimed)) - 100 * inside / total) < 15


def test_what_never_changes_is_foreseen_as_itself() -> None:
    found = made(months([5.0] * 30))
    assert {(step.low, step.value, step.high) for step in found.steps} == {(5.0, 5.0, 5.0)}
    assert found.standing == "naive"


# --------------------------------------------------------------------------------------------------- keeping


def lease() -> Lease:
    held = acquire("indicators.foresee", "test")
    assert held is not None
    return held


@pytest.mark.django_db
@pytest.mark.database
def test_it_is_made_once_and_anew_only_when_its_past_has_changed(wound: object) -> None:
    people.settle()
    series = months(seasonal(random.Random(5), 40, 1.0, 2.0))
    assert api.foresee(series, lease()) == 1
    before = ForecastRow.objects.get().content
    assert api.foresee(series, lease()) == 0
    changed = replace(series, past=(*series.past[:-1], replace(series.past[-1], value=999.0)))
    assert api.foresee(changed, lease()) == 1
    assert api.foresee(series, lease()) == 1
    assert ForecastRow.objects.get().content == before
    lost = lease()
    with pytest.raises(LeaseLost):
        api.foresee(changed, Lease(name=lost.name, holder="other", fence=lost.fence - 1))
    assert ForecastRow.objects.get().content == before


@pytest.mark.django_db
@pytest.mark.database
def test_it_is_seen_where_its_area_is(wound: object) -> None:
    people.settle()
    series = months(seasonal(random.Random(5), 40, 1.0, 2.0))
    api.foresee(series, lease())

    def seen(login: str, code: str = "a") -> Forecast:
        within = scope(subject_of(login), "indicators.see")
        return api.of_figure(code, within, area="449901", tree="managed", period="month")

    assert seen("mayor") == made(series)
    assert seen("west-bureau").standing == "none"
    assert seen("mayor", "b").steps == ()


def test_any_series_is_foreseen_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    values = seasonal(random.Random(2), 48, 3.0, 4.0)
    path.write_text("month,value\n" + "".join(f"{place},{one}\n" for place, one in enumerate(values)))
    with pytest.raises(SystemExit) as ended:
        cli.main(["evaluate", "forecast", str(path), "--json"])
    assert ended.value.code == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["standing"], said["periods"], len(said["steps"])) == ("model", 48, 3)
    assert said["scores"][0]["mase"] < said["scores"][1]["mase"]
    path.write_text("month,value\n1,many\n")
    with pytest.raises(ForecastRefused) as refused:
        api.evaluate_command(path, 12, 3)
    assert "第 2 行" in refused.value.sentence("zh")

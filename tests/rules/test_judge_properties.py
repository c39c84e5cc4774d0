"""The fast judge against the plain one, on streams that nobody would think of."""

from __future__ import annotations

import itertools
import math
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import examples
from yiwang.rules._combine import Combination
from yiwang.rules._plain import PlainCombiner, PlainJudge, Said
from yiwang.rules.declarations import (
    AnyRule,
    Combined,
    FlatLine,
    Level,
    OutOfRange,
    Rate,
    Seasonal,
    Silence,
    Targets,
    Threshold,
)
from yiwang.rules.logic import Change, Columns, Judge, Watch

STREAMS = ("a.level", "b.level", "c.level")
T0 = 1_770_000_000_000_000
S = 1_000_000

Reading = tuple[str, int, int, float, int]

common = {"hazard": "waterlogging", "targets": Targets(datastreams=STREAMS)}


def levels(sign: int) -> st.SearchStrategy[tuple[Level, ...]]:
    severities = ("notice", "general", "important", "urgent")

    def build(base: float, steps: list[tuple[float, float, float]]) -> tuple[Level, ...]:
        made, at = [], base
        for severity, (step, back, hold) in zip(severities, steps, strict=False):
            at += step
            made.append(
                Level(raise_at=sign * at, clear_at=sign * (at - back), hold_s=hold, severity=severity)  # type: ignore[arg-type]
            )
        return tuple(made)

    step = st.tuples(
        st.sampled_from([1.0, 2.0]), st.sampled_from([0.0, 1.0, 3.0]), st.sampled_from([0, 2, 5, 20])
    )
    return st.builds(build, st.sampled_from([-1.0, 0.0, 2.0]), st.lists(step, min_size=1, max_size=4))


timing = {
    "late_after_s": st.sampled_from([3.0, 30.0, 900.0]),
    "max_gap_s": st.sampled_from([4.0, 15.0, 3600.0]),
}
thresholds = st.sampled_from(["above", "below"]).flatmap(
    lambda way: st.builds(
        Threshold, code=st.just("t"), name=st.just("t"), direction=st.just(way),
        levels=levels(1 if way == "above" else -1), **{k: st.just(v) for k, v in common.items()}, **timing,
    )
)  # fmt: skip
fixed = {"name": st.just("r"), **{key: st.just(value) for key, value in common.items()}}
rates = st.builds(
    Rate, code=st.just("r"), limit=st.sampled_from([1.0, 3.0]), per_s=st.sampled_from([1.0, 4.0]),
    direction=st.sampled_from(["rise", "fall", "both"]), **fixed, **timing,
)  # fmt: skip
flats = st.builds(
    FlatLine, code=st.just("f"), for_s=st.sampled_from([1.0, 3.0, 8.0]),
    tolerance=st.sampled_from([0.0, 0.5, 1.0]), min_samples=st.integers(2, 4),
    except_at=st.sampled_from([(), (0.0,), (0.0, 3.0)]),
    above=st.sampled_from([None, 1.0]), **fixed, **timing,
)  # fmt: skip
ranges = st.builds(
    OutOfRange, code=st.just("o"), minimum=st.sampled_from([None, -1.0]),
    maximum=st.sampled_from([None, 4.0]), hold_s=st.sampled_from([0.0, 3.0]), **fixed, **timing,
)  # fmt: skip
silences = st.builds(Silence, code=st.just("s"), after_s=st.sampled_from([2.0, 10.0]), **fixed)
rules: st.SearchStrategy[AnyRule] = st.one_of(thresholds, rates, flats, ranges, silences)


@st.composite
def watches(draw: st.DrawFn) -> list[Watch]:
    found = {}
    for _ in range(draw(st.integers(1, 6))):
        watch = Watch(
            rule=draw(rules),
            datastream=draw(st.sampled_from(STREAMS)),
            valid_min=draw(st.sampled_from([None, -2.0])),
            valid_max=draw(st.sampled_from([None, 5.0])),
            retired=draw(st.integers(0, 9)) == 0,
        )
        found[watch.identity] = watch
    return list(found.values())


@st.composite
def streams(draw: st.DrawFn) -> list[Reading]:
    """Readings in order of receipt; some observed earlier, some by a clock that runs ahead, some flagged."""
    received, made = T0, []
    for _ in range(draw(st.integers(0, 40))):
        received += draw(st.sampled_from([0, 1, 1, 2, 3, 10])) * S
        skew = draw(st.sampled_from([0, 0, 0, 0, -1, -3, -20, -2000, 1, 5, 3600])) * S
        made.append(
            (
                draw(st.sampled_from((*STREAMS, "unwatched"))),
                received + skew,
                received,
                draw(st.sampled_from([-3.0, 0.0, 0.0, 0.4, 1.0, 2.0, 3.0, 3.2, 4.0, 6.0])),
                draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2, 3, 4, 5])),
            )
        )
    return made


def columns(readings: list[Reading]) -> Columns:
    names = list(dict.fromkeys(reading[0] for reading in readings))
    return Columns(
        datastreams=names,
        codes=np.array([names.index(reading[0]) for reading in readings], dtype=np.int32),
        observed_us=np.array([reading[1] for reading in readings], dtype=np.int64),
        received_us=np.array([reading[2] for reading in readings], dtype=np.int64),
        values=np.array([reading[3] for reading in readings], dtype=np.float64),
        qualities=np.array([reading[4] for reading in readings], dtype=np.uint8),
    )


def said(changes: list[Change]) -> list[Said]:
    return [(c.what, c.key, c.severity, c.observed_us, c.value, c.peak) for c in changes]


def cut(readings: list[Reading], cuts: list[int]) -> list[list[Reading]]:
    edges = sorted({0, len(readings), *(c % (len(readings) + 1) for c in cuts)})
    return [readings[a:b] for a, b in itertools.pairwise(edges)]


def run(judge: Judge, batches: list[list[Reading]], listening: int = T0) -> list[Said]:
    heard: list[Said] = []
    for batch in batches:
        heard += said(judge.feed(columns(batch)))
        heard += said(judge.tick(batch[-1][2] + 5 * S, listening))
    return heard


@settings(max_examples=examples(400), deadline=None)
@given(watches(), streams(), st.lists(st.integers(0, 1000), max_size=6))
def test_the_fast_judge_says_what_the_plain_one_says(
    watched: list[Watch], readings: list[Reading], cuts: list[int]
) -> None:
    batches = cut(readings, cuts)
    plain = PlainJudge(watched)
    expected: list[Said] = []
    for batch in batches:
        expected += plain.feed(batch)
        expected += plain.tick(batch[-1][2] + 5 * S, T0)
    fast = Judge(watched)
    assert run(fast, batches) == expected
    stretches = {fast.watches[pair].datastream: late for pair, late in fast.late.items()}
    for stream, time in plain.late:
        assert stream in stretches
        assert any(
            late.from_us <= time <= late.to_us
            for pair, late in fast.late.items()
            if fast.watches[pair].datastream == stream
        )


@settings(max_examples=examples(300), deadline=None)
@given(watches(), streams(), st.lists(st.integers(0, 1000), max_size=6))
def test_where_batches_are_cut_changes_nothing(
    watched: list[Watch], readings: list[Reading], cuts: list[int]
) -> None:
    whole, parts = Judge(watched), Judge(watched)
    once = said(whole.feed(columns(readings)))
    assert [change for batch in cut(readings, cuts) for change in said(parts.feed(columns(batch)))] == once
    assert whole.snapshot() == parts.snapshot() or not readings


@settings(max_examples=examples(200), deadline=None)
@given(watches(), streams(), st.lists(st.integers(0, 1000), min_size=1, max_size=4), st.integers(0, 1000))
def test_a_judge_restored_from_its_snapshot_says_the_same(
    watched: list[Watch], readings: list[Reading], cuts: list[int], at: int
) -> None:
    batches = cut(readings, cuts)
    stop = at % (len(batches) + 1)
    through = run(Judge(watched), batches)
    first = Judge(watched)
    before = run(first, batches[:stop])
    kept = first.snapshot()
    lost = run(first, batches[stop:])
    # The process died after the snapshot; another, which lists the rules in another order, reads on from it.
    second = Judge(list(reversed(watched)))
    second.restore(kept)
    again = run(second, batches[stop:])
    assert before + lost == through
    assert sorted(again, key=repr) == sorted(lost, key=repr)


@settings(max_examples=examples(200), deadline=None)
@given(thresholds, st.lists(st.sampled_from([-3.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0]), max_size=40))
def test_between_two_alerts_the_reading_was_back_at_the_clearing_level(
    rule: Threshold, values: list[float]
) -> None:
    """Hysteresis: whatever swings between raise_at and clear_at never rings twice."""
    sign = 1 if rule.direction == "above" else -1
    readings = [("a.level", T0 + i * S, T0 + i * S, value, 0) for i, value in enumerate(values)]
    changes = Judge([Watch(rule=rule, datastream="a.level")]).feed(columns(readings))
    clear: dict[str, float] = {
        level.severity: level.raise_at if level.clear_at is None else level.clear_at for level in rule.levels
    }
    rings = [change for change in changes if change.what == "raised"]
    for one, other in pairwise(rings):
        between = [v for _, t, _, v, _ in readings if one.observed_us < t < other.observed_us]
        assert min(sign * value for value in between) <= sign * clear[one.severity]


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(1, 10_000), st.floats(0.5, 10, allow_nan=False))
def test_a_clock_that_runs_ahead_does_not_make_the_judge_deaf(ahead_s: int, high: float) -> None:
    rule = Threshold(code="t", name="t", levels=(Level(raise_at=0.5),), **common)  # type: ignore[arg-type]
    readings = [
        ("a.level", T0 + ahead_s * S, T0, 0.0, 0),
        ("a.level", T0 + S, T0 + S, high, 0),
    ]
    changes = Judge([Watch(rule=rule, datastream="a.level")]).feed(columns(readings))
    assert [change.what for change in changes] == ["raised"]
    assert not math.isnan(changes[0].value or math.nan)


def test_what_an_alert_says_does_not_depend_on_what_came_in_the_same_batch() -> None:
    """Found once by chance: the peak of an alert being raised held readings of its future."""
    rule = Threshold(code="t", name="t", levels=(Level(raise_at=1),), **common)  # type: ignore[arg-type]
    readings = [("a.level", T0 + i * S, T0 + i * S, value, 0) for i, value in enumerate((2.0, 9.0, 0.0))]
    changes = Judge([Watch(rule=rule, datastream="a.level")]).feed(columns(readings))
    assert [(change.what, change.peak) for change in changes] == [("raised", 2.0), ("cleared", 9.0)]


# ------------------------------------------------------------------------------- seasons and combined rules

seasons = st.builds(
    Seasonal, code=st.just("e"), period=st.sampled_from(["day", "auto"]), score=st.sampled_from([0.3, 0.6]),
    clear_score=st.sampled_from([0.1, 0.3]), hold_s=st.sampled_from([0.0, 2.0]),
    direction=st.sampled_from(["both", "above", "below"]), **fixed, **timing,
)  # fmt: skip


@settings(max_examples=examples(10), deadline=None)
@given(seasons, st.integers(0, 1000), st.lists(st.integers(0, 1000), max_size=4))
def test_a_season_is_judged_alike_by_both_judges_wherever_it_is_cut_or_restored(
    rule: Seasonal, seed: int, cuts: list[int]
) -> None:
    random = np.random.default_rng(seed)
    values = np.sin(np.arange(300) / 3) + random.normal(0, 0.1, 300)
    values[[200, 230, 250, 270, 290]] += [-6.0, 6.0, -6.0, 6.0, 8.0]
    late = random.random(300) < 0.02
    readings = [
        (
            STREAMS[k % 9 == 0],
            T0 + (k - 50 * bool(late[k])) * S,
            T0 + k * S,
            float(value),
            int(random.random() < 0.02) * 3,
        )
        for k, value in enumerate(values)
    ]
    watched = [Watch(rule=rule, datastream=stream) for stream in STREAMS]
    expected = PlainJudge(watched).feed(readings)
    assert expected or rule.hold_s or rule.max_gap_s < 5
    judge, heard = Judge(watched), []
    for batch in cut(readings, cuts):
        heard += said(judge.feed(columns(batch)))
        kept, judge = judge.snapshot(), Judge(list(reversed(watched)))
        judge.restore(kept)
    assert [one[:5] for one in heard] == [one[:5] for one in expected]


combined = st.builds(
    Combined, code=st.just("k"), name=st.just("k"), hazard=st.just("waterlogging"),
    members=st.sampled_from([("t",), ("t", "r"), ("t", "f", "s"), ("o", "r")]),
    need=st.sampled_from(["all", "any", 1, 2]), at=st.sampled_from(["thing", "town"]),
    within_s=st.sampled_from([0.0, 5.0, 60.0]),
)  # fmt: skip
nested = st.builds(
    Combined, code=st.just("n"), name=st.just("n"), hazard=st.just("waterlogging"),
    members=st.sampled_from([("k",), ("k", "f"), ("k", "t")]), need=st.sampled_from(["all", "any", 2]),
    at=st.sampled_from(["thing", "town"]), within_s=st.sampled_from([0.0, 20.0]),
)  # fmt: skip
THINGS = {"a.level": "a", "b.level": "b", "c.level": "c"}
TOWNS = {"a.level": "/1/", "b.level": "/1/", "c.level": "/2/"}


def combination(rule: Combined) -> Combination:
    groups = THINGS if rule.at == "thing" else TOWNS
    return Combination(rule=rule, version=rule.code, groups=groups, things=THINGS)


@settings(max_examples=examples(300), deadline=None)
@given(watches(), combined, nested, streams(), st.lists(st.integers(0, 1000), max_size=5))
def test_combined_rules_say_what_counting_the_whole_past_says(
    watched: list[Watch], rule: Combined, above: Combined, readings: list[Reading], cuts: list[int]
) -> None:
    combinations = [combination(rule), combination(above)]
    judge, alone, plain = Judge(watched, combinations), Judge(watched), PlainCombiner(combinations)
    heard: list[Said] = []
    expected: list[Said] = []
    for batch in cut(readings, cuts):
        now = batch[-1][2] + 5 * S
        for change in [*alone.feed(columns(batch)), *alone.tick(now, T0)]:
            expected += said([change])
            if change.what != "escalated":
                expected += plain.take(change.what, change.watch.identity, change.observed_us)
        heard += said(judge.feed(columns(batch)))
        heard += said(judge.tick(now, T0))
        kept, judge = judge.snapshot(), Judge(watched, list(reversed(combinations)))
        judge.restore(kept)
    assert sorted(heard, key=repr) == sorted(expected, key=repr)


def test_a_rule_over_a_rule_and_its_member_counts_both_of_one_change() -> None:
    watch = Watch(
        rule=Threshold(
            code="t", name="t", hazard="waterlogging", levels=(Level(raise_at=-1.0, clear_at=-2.0),),
            targets=Targets(datastreams=("a.level",)),
        ),
        datastream="a.level",
    )  # fmt: skip
    lower = Combined(code="k", name="k", hazard="waterlogging", members=("t",), need="all", at="thing")
    upper = Combined(code="n", name="n", hazard="waterlogging", members=("k", "t"), need="any", at="thing")
    judge = Judge([watch], [combination(lower), combination(upper)])
    heard = judge.feed(columns([("a.level", T0, T0, 0.0, 0)]))
    assert [(one.watch.rule.code, one.what, one.value) for one in heard] == [
        ("t", "raised", 0.0), ("k", "raised", 1.0), ("n", "raised", 2.0),
    ]  # fmt: skip

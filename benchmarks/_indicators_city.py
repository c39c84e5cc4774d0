"""A city of figures, seeded: places, a thousand definitions over six tables, and the rows of the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._lake_rows import readings
from yiwang.indicators._sources import SOURCES, Column, Source

SEED = 20260101
FIRST, DAYS = date(2026, 10, 1), 31
EPOCH = date(1970, 1, 1)
COUNTIES, TOWNS, VILLAGES = 10, 12, 17
SERIES = 20_000
READINGS = "bench_readings"
NEAR = 1.02
"""Percentiles of readings are of values rounded to steps of two hundredths: one hundredth off at most."""
ROUNDED = (
    f"CASE WHEN value > 0 THEN {2 / (1 + NEAR)!r} * power({NEAR}, ceil(ln(value) / ln({NEAR}))) "
    f"WHEN value < 0 THEN {-2 / (1 + NEAR)!r} * power({NEAR}, ceil(ln(-value) / ln({NEAR}))) ELSE 0.0 END"
)


@dataclass(frozen=True, slots=True)
class Place:
    managed: str
    statistical: str


def places() -> list[Place]:
    """The villages of a city of four levels; every twelfth town is governed by a zone."""
    found = []
    for county in range(COUNTIES):
        for town in range(TOWNS):
            for village in range(VILLAGES):
                tail = f"44{county:02}{town:03}/44{county:02}{town:03}{village:03}/"
                zone = "/44/44zone/" if town == TOWNS - 1 else f"/44/44{county:02}/"
                found.append(Place(zone + tail, f"/44/44{county:02}/{tail}"))
    return found


def readings_source() -> Source:
    """Readings as a table of figures."""
    return Source(
        name=READINGS,
        zh="读数",
        en="readings",
        table="observations",
        permission="things.see",
        page="/things",
        columns=(
            Column(name="observed_day", type="day"),
            Column(name="property", type="text", dimension=True),
            Column(name="value", type="number"),
            Column(name="value_near", type="number"),
        ),
        read=lambda keys: [],
    )


def rows_of_readings(first: date, last: date) -> str:
    """The readings of some days of Shanghai, which begin eight hours before those of UTC that files hold."""
    return f"""
    SELECT CAST(1 AS DOUBLE) AS sign, o.datastream AS row_key, p.managed_path, p.statistical_path, p.property,
           DATE '1970-01-01' + CAST((epoch_us(o.observed_at) + 28800000000) // 86400000000 AS INTEGER)
               AS observed_day,
           o.value, {ROUNDED} AS value_near
    FROM observations o JOIN series_places p ON p.series = o.datastream
    WHERE o.value IS NOT NULL AND o.quality IN (0, 1)
      AND o.day BETWEEN DATE '{first - timedelta(days=1)}' AND DATE '{last}'
      AND (epoch_us(o.observed_at) + 28800000000) // 86400000000
          BETWEEN {(first - EPOCH).days} AND {(last - EPOCH).days}
    """


TEXTS: dict[str, dict[str, list[str]]] = {
    "cases": {
        "kind": ["city", "maintenance", "order"],
        "matter": [f"m{n:02}" for n in range(40)],
        "severity": ["general", "larger", "major"],
        "unit": [f"u{n:03}" for n in range(200)],
        "state": ["open", "closed"],
    },
    "appeals": {"kind": ["help", "complaint", "advice"], "matter": [f"m{n:02}" for n in range(40)]},
    "events": {"hazard": [f"h{n}" for n in range(8)], "severity": ["general", "larger", "major"]},
    "alerts": {"hazard": [f"h{n}" for n in range(8)], "rule": [f"r{n:02}" for n in range(30)]},
    "devices": {"kind": [f"k{n:02}" for n in range(12)]},
    READINGS: {"property": ["level", "rain", "noise", "flow"]},
}
DAY = {
    "cases": "opened_day", "appeals": "registered_day", "events": "opened_day", "alerts": "raised_day",
    "devices": "looked_day", READINGS: "observed_day",
}  # fmt: skip


def definitions() -> dict[str, Any]:
    """A thousand: 700 additive, 200 ratios and means, 60 percentiles, 40 counts of different things."""
    chance = np.random.default_rng(SEED)
    filters: dict[str, list[list[dict[str, Any]]]] = {}
    for table, texts in TEXTS.items():
        held: list[list[dict[str, Any]]] = [[]]
        for number in range(11):
            column = sorted(texts)[number % len(texts)]
            words = texts[column]
            many = int(chance.integers(1, max(2, len(words) // 3)))
            chosen = [str(one) for one in chance.choice(words, many, replace=False)]
            held.append([{"column": column, "is" if number % 3 else "is_not": chosen}])
        if table == READINGS:
            held += [[{"column": "value", "least": 2.0}], [{"column": "value", "most": 0.5}]]
        filters[table] = held
    assert sum(map(len, filters.values())) >= 40

    def pick(table: str) -> list[dict[str, Any]]:
        return filters[table][int(chance.integers(len(filters[table])))]

    numbers = {
        "cases": ["living", "closed", "finish_so", "finish_of", "contact_so", "contact_of"],
        "appeals": ["counted", "repeated"],
        "events": ["single", "by_machine"],
        "alerts": ["counted", "of_device", "heeded"],
        "devices": ["total", "online", "heard"],
        READINGS: ["value"],
    }
    values = [("cases", "hours", "h"), (READINGS, "value_near", "1"), ("alerts", "minutes_to_ack", "min")]
    members = [("cases", "unit"), (READINGS, "row_key"), ("appeals", "matter"), ("alerts", "rule")]
    tables, made = list(TEXTS), list[dict[str, Any]]()
    for number in range(1000):
        table = tables[number % len(tables)]
        unit, formula = "1", dict[str, Any]()
        part: dict[str, Any] = {"where": pick(table)}
        column = str(chance.choice(numbers[table]))
        if number < 700:
            formula = {"count": part} if number % 2 and part["where"] else {"sum": {**part, "column": column}}
        elif number < 800:
            unit = "%"
            formula = {
                "ratio": {
                    "numerator": {**part, "column": column},
                    "denominator": {"where": pick(table), "column": numbers[table][0]},
                }
            }
        elif number < 900:
            formula = {"mean": {**part, "column": column}}
        elif number < 960:
            table, column, unit = values[number % len(values)]
            share = float(chance.choice([0.5, 0.9, 0.95]))
            formula = {"percentile": {"column": column, "share": share, "where": pick(table)}}
        else:
            table, column = members[number % len(members)]
            formula = {"distinct": {"column": column, "where": pick(table)}}
        name = {"zh": f"指标 {number}", "en": f"figure {number}"}
        made.append(
            {
                "code": f"bench.f{number:04}", "name": name, "definition": name, "source": name, "unit": unit,
                "periods": ["day"], "owner": "data", "provisional": True,
                "formula": {"of": table, "by": DAY[table], **formula},
            }
        )  # fmt: skip
    return {"indicators": made}


def fill_rows(table: str, many: int, seq: int, *, late: bool = False) -> Any:
    """`many` rows of a table as they are noted; `late`: most of the last day, a tenth of any day before."""
    import pyarrow as pa

    from yiwang.indicators import _tables

    source, chance = SOURCES[table], np.random.default_rng([SEED, seq, many])
    held = places()
    where = chance.integers(0, len(held), many)
    days = chance.integers(0, DAYS, many)
    if late:
        days = np.where(chance.random(many) < 0.9, DAYS - 1, days)
    start = (FIRST - EPOCH).days
    columns: dict[str, Any] = {
        "seq": pa.array(np.arange(seq, seq + many)),
        "position": pa.array(np.arange(seq, seq + many)),
        "secret": pa.array(np.zeros(many, dtype=bool)),
        "row_key": pa.array([f"{table}{number:08}" for number in range(seq, seq + many)]),
        "managed_path": _words([one.managed for one in held], where),
        "statistical_path": _words([one.statistical for one in held], where),
    }
    for one in source.columns:
        if one.type == "day":
            columns[one.name] = pa.array((start + days).astype(np.int32), pa.date32())
        elif one.type == "number" and one.unit != "1":
            columns[one.name] = pa.array(np.round(chance.exponential(60.0, many), 2))
        elif one.type == "number":
            columns[one.name] = pa.array(chance.integers(0, 3, many).astype(float))
        elif one.name in TEXTS[table]:
            words = TEXTS[table][one.name]
            columns[one.name] = _words(words, chance.integers(0, len(words), many))
    form = _tables.schema(source)
    return pa.table(
        [
            columns[each.name].cast(each.type) if each.name in columns else pa.nulls(many, each.type)
            for each in form
        ],
        schema=form,
    )


def _words(words: list[str], at: Any) -> Any:
    import pyarrow as pa

    return pa.array(words, pa.string()).take(pa.array(at))


def fill_readings(store: Any, many: int) -> None:
    """So many readings of the month, a day of UTC at a time, as the writer of the lake writes them."""
    import pyarrow as pa

    chance = np.random.default_rng(SEED)
    keys = pa.array(series(), pa.string())
    level = chance.uniform(0.2, 4.0, SERIES)
    each, begin = many // DAYS, (FIRST - EPOCH).days
    for day in range(DAYS):
        at = np.sort(chance.integers(0, SERIES, each))
        micros = (begin + day) * 86_400_000_000 + chance.integers(0, 57_600, each) * 1_000_000
        store.append(
            readings(
                day=pa.array(np.full(each, begin + day, dtype=np.int32)),
                datastream=keys.take(pa.array(at)),
                observed_at=pa.array(micros),
                revision=pa.array(np.zeros(each, dtype=np.int32)),
                value=pa.array(np.round(level[at] * chance.normal(1.0, 0.15, each), 3)),
                quality=pa.array(np.zeros(each, dtype=np.int8)),
                received_at=pa.array(micros),
                source=pa.repeat(pa.scalar("bench"), each),
                seq=pa.array(np.full(each, day + 1)),
            ),
            day + 1,
        )


def series() -> list[str]:
    return [f"bench-{number:05}" for number in range(SERIES)]


def series_places() -> Any:
    """Where each series stands and what it measures."""
    import pyarrow as pa

    held, words = places(), TEXTS[READINGS]["property"]
    at = [held[number % len(held)] for number in range(SERIES)]
    return pa.table(
        {
            "series": series(),
            # Words out of few are compared as numbers.
            "managed_path": pa.array([one.managed for one in at]).dictionary_encode(),
            "statistical_path": pa.array([one.statistical for one in at]).dictionary_encode(),
            "property": pa.array([words[number % len(words)] for number in range(SERIES)]),
        }
    )


def days() -> list[date]:
    return [FIRST + timedelta(days=day) for day in range(DAYS)]


def write_definitions(path: Path) -> None:
    """As a file of declarations; JSON is YAML."""
    path.write_text(json.dumps(definitions(), ensure_ascii=False, indent=1), encoding="utf-8")

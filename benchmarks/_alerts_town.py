"""Adds to a running instance the gauges of the benchmarks and the 500 rules of a city; prints the token.

60 % thresholds with hysteresis and duration, 20 % rates, 10 % silence and flat lines, 10 % seasonal baselines
and k-of-n of a town, each over its share of the datastreams.
"""

from __future__ import annotations

import sys

from benchmarks._ingest_town import names, settle
from benchmarks.judge import _kinds, _rule

HOLD_S = 1.0


def main(datastreams: int, rules: int) -> str:
    token = settle(datastreams)
    from dataclasses import replace

    from yiwang.rules import api
    from yiwang.rules.declarations import AnyRule, Combined, Level, Targets

    series = names(datastreams)
    said: list[AnyRule] = []
    for number, kind in enumerate(_kinds(rules)):
        rule = _rule(number, "threshold" if kind == "k_of_n" else kind)
        told = {
            "code": f"bench/{kind}{number}",
            "name": f"{kind} {number}",
            "targets": Targets(datastreams=tuple(series[number::rules])),
        }
        if kind == "threshold":
            told["levels"] = (Level(raise_at=15, clear_at=10, hold_s=HOLD_S),)
        said.append(replace(rule, **told))  # type: ignore[arg-type]
        if kind == "k_of_n":
            members = (said[-1].code,)
            said.append(
                Combined(
                    code=f"bench/town{number}",
                    name=f"k-of-n {number}",
                    hazard=rule.hazard,
                    members=members,
                    need=2,
                    at="town",
                )
            )
    api.declare(said, pack="bench")
    return token


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))

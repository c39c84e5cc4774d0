"""What a benchmark came to: our figure, the bar, and the raw limit that ran beside it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`bar` is the highest value allowed, or the lowest when `higher_is_better`.

    `limit_what`/`limit_values`: the raw limit or the peer, run alone, alternating with ours on the same rows
    and settings. `ratio` = ours over the limit's (medians). `spread` = (highest - lowest) / median of ours.
    """

    name: str
    values: Sequence[float]
    unit: str
    bar: float
    limit_what: str
    limit_values: Sequence[float]
    higher_is_better: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    also_met: bool = True

    @property
    def value(self) -> float:
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        within = self.value >= self.bar if self.higher_is_better else self.value <= self.bar
        return within and self.also_met

    def line(self) -> str:
        """The one line of JSON."""
        limit = statistics.median(self.limit_values) if self.limit_values else None
        spread = (max(self.values) - min(self.values)) / self.value if self.value else 0.0
        told = {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "bar": self.bar,
            "met": self.met,
            "limit": {"what": self.limit_what, "value": _short(limit) if limit is not None else None},
            "ratio": _short(self.value / limit) if limit else None,
            "runs": len(self.values),
            "spread": _short(spread),
            **self.more,
        }
        return json.dumps(told, ensure_ascii=False)


def _short(number: float) -> float:
    return float(f"{number:.4g}")

"""When the lights of a topic are on, and whom it is shown to first: figures that a city edits as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from yiwang.identity.api import role_codes
from yiwang.kernel.declarations import Limits, Problem, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All of it. Shares are per cent, and are reached when they are met."""

    answers_within_h: Annotated[int, Limits(ge=1, le=744)]
    """A series that answered within so many hours answers."""
    alerts_days: Annotated[int, Limits(ge=1, le=366)]
    """The alerts of so many days are looked at."""
    alerts_after_min: Annotated[int, Limits(ge=0, le=1_440)]
    """An alert younger than this is not held against anybody yet."""
    answered_share: Annotated[float, Limits(ge=0, le=100)]
    cases_days: Annotated[int, Limits(ge=1, le=366)]
    """The cases that were opened in so many days are looked at."""
    in_time_share: Annotated[float, Limits(ge=0, le=100)]
    first_roles: Annotated[tuple[str, ...], Size(at_most=40)] = ()
    """A topic that is new on the shelf is granted to these roles; its own units see it without a grant."""

    def problems(self) -> Iterator[Problem]:
        known = role_codes()
        for index, role in enumerate(self.first_roles):
            if role not in known:
                yield Problem(
                    at=("first_roles", index),
                    code="unknown.role",
                    zh=f"没有名为“{role}”的角色。",
                    en=f"There is no role “{role}”.",
                    cure_zh=f"可写：{'、'.join(known)}。",
                    cure_en=f"Known: {', '.join(known)}.",
                )

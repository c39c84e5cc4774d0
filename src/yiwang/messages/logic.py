"""Pure decisions of 消息与回执: the way of a state, and when to try again. No I/O."""

from __future__ import annotations

from datetime import timedelta

FIRST_WAIT_S = 5
LONGEST_WAIT_S = 600
MOST_TRIES = 10
#: A message that found no way out within this time is told as failed and not sent late.
TOO_OLD = timedelta(hours=24)
_ORDER = {"queued": 0, "sent": 1, "delivered": 2, "read": 3}


def moves_on(state: str, said: str) -> bool:
    """Whether a receipt brings a copy further; receipts come late, twice, and in any order."""
    if said == "failed":
        return state in ("queued", "sent")
    if state == "failed":
        return said in ("delivered", "read")  # it got through after all
    return _ORDER[said] > _ORDER[state]


def wait_after(tries: int) -> timedelta:
    """How long to wait after the given number of failed tries: 5 s, doubled, at most ten minutes."""
    return timedelta(seconds=min(FIRST_WAIT_S << min(max(tries - 1, 0), 12), LONGEST_WAIT_S))

"""Pure decisions about 批示件: states, acts, lamps."""

from __future__ import annotations

from datetime import datetime, timedelta

NEAR = timedelta(days=1)
STATES: dict[str, tuple[str, str]] = {
    "entered": ("待交办", "to be assigned"),
    "assigned": ("办理中", "being handled"),
    "reported": ("已反馈", "reported back"),
    "closed": ("已办结", "closed"),
    "dropped": ("已作废", "void"),
}
DONE = ("closed", "dropped")
# Each act: in which states, what it is called.
ACTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "assign": (("entered",), "交办", "assigning it"),
    "sign": (("assigned", "reported"), "签收", "signing for it"),
    "feed_back": (("assigned", "reported"), "反馈", "reporting on it"),
    "again": (("assigned", "reported"), "再批示", "writing on it again"),
    "close": (("reported",), "办结", "closing it"),
    "drop": (("entered", "assigned"), "作废", "voiding it"),
}


def lamp(state: str, due_at: datetime | None, answered_at: datetime | None, now: datetime) -> str:
    """绿/黄/红 of the present round: by the moment of the lead's answer, else by the clock; else ""."""
    if state in DONE or state == "entered" or due_at is None:
        return ""
    if is_overdue(due_at, answered_at, now):
        return "red"
    return "yellow" if answered_at is None and now >= due_at - NEAR else "green"


def is_overdue(due_at: datetime | None, answered_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and (answered_at or now) >= due_at

"""Photographs and messages, for tests that look at both."""

from __future__ import annotations

from yiwang.cases.models import Case
from yiwang.identity.api import Subject


def photo(subject: Subject, case: Case) -> str:
    return "d1"


def messages_to(token: str, kind: str = "") -> list[object]:
    from yiwang.messages.api import SENT

    return [
        m
        for m in SENT
        if (token in m.get("to_units", ()) or token.removeprefix("@") in m.get("to_users", ()))
        and (not kind or m["kind"] == kind)
    ]

"""Photographs and messages, for tests that look at both."""

from __future__ import annotations

import io
import itertools

from PIL import Image

from yiwang.cases.models import Case
from yiwang.documents import api as documents
from yiwang.identity.api import Subject

_shade = itertools.count()


def photo(subject: Subject, case: Case) -> str:
    """A real photograph handed in by `subject`; its document id."""
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (next(_shade) % 256, 90, 120)).save(file, "JPEG")
    return documents.store(file.getvalue(), "现场.jpg", subject).id


def messages_to(token: str, kind: str = "") -> list[object]:
    from yiwang.messages.api import SENT

    return [
        m
        for m in SENT
        if (token in m.get("to_units", ()) or token.removeprefix("@") in m.get("to_users", ())) and (not kind or m["kind"] == kind)
    ]

"""Photographs and messages, for tests that look at both."""

from __future__ import annotations

import io
import itertools

from PIL import Image

from yiwang.cases.models import Case
from yiwang.documents import api as documents
from yiwang.identity.api import Subject
from yiwang.messages.models import AddressRow

_shade = itertools.count()


def photo(subject: Subject, case: Case) -> str:
    """A real photograph handed in by `subject`; its document id."""
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (next(_shade) % 256, 90, 120)).save(file, "JPEG")
    return documents.store(file.getvalue(), "现场.jpg", subject).id


def messages_to(token: str, kind: str = "") -> list[str]:
    """The titles of messages to a unit, or to a person written as `@login`."""
    rows = AddressRow.objects.select_related("message")
    rows = rows.filter(user=token[1:]) if token.startswith("@") else rows.filter(unit=token)
    if kind:
        rows = rows.filter(message__kind=kind)
    return [row.message.title_zh for row in rows]

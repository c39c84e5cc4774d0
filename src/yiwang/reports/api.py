"""The door of briefings: declare publications, make, keep, read and print their issues."""

from __future__ import annotations

from yiwang.reports._declare import declare, load, look, read, unknown
from yiwang.reports._files import pdf, word
from yiwang.reports._life import (
    approve,
    create,
    discard,
    edit,
    issue,
    refresh,
    replace,
    send_back,
    submit,
    withdraw,
)
from yiwang.reports._reading import checked, detail, list_briefings, list_templates

__all__ = [
    "approve",
    "checked",
    "create",
    "declare",
    "detail",
    "discard",
    "edit",
    "issue",
    "list_briefings",
    "list_templates",
    "load",
    "look",
    "pdf",
    "read",
    "refresh",
    "replace",
    "send_back",
    "submit",
    "unknown",
    "withdraw",
    "word",
]

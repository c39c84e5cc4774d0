"""The door of boards: declare them, keep them, draw them; the leader's cockpit."""

from __future__ import annotations

from yiwang.boards._checking import look, unknown
from yiwang.boards._cockpit import causes, cockpit, subscribe
from yiwang.boards._declare import declare, load, read
from yiwang.boards._figures import catalogue, figure
from yiwang.boards._graph import graph
from yiwang.boards._life import (
    approve,
    compose,
    create,
    discard,
    publish,
    reaffirm,
    send_back,
    submit,
    withdraw,
)
from yiwang.boards._reading import detail, list_boards
from yiwang.boards._sharing import ALLOWED, Body, Look, allowed, shared
from yiwang.boards._showing import view

__all__ = [
    "ALLOWED",
    "Body",
    "Look",
    "allowed",
    "approve",
    "catalogue",
    "causes",
    "cockpit",
    "compose",
    "create",
    "declare",
    "detail",
    "discard",
    "figure",
    "graph",
    "list_boards",
    "load",
    "look",
    "publish",
    "read",
    "reaffirm",
    "send_back",
    "shared",
    "submit",
    "subscribe",
    "unknown",
    "view",
    "withdraw",
]

"""The door of appeals: register, act, look within a scope; and what cases and events call down."""

from __future__ import annotations

from yiwang.appeals import _following as following
from yiwang.appeals._acts import (
    answer,
    decline,
    dispatch,
    edit,
    supplement,
    transfer_out,
    void,
    withdraw,
)
from yiwang.appeals._book import book
from yiwang.appeals._exchange import exchange_note
from yiwang.appeals._following import (
    add_units,
    awaits_event,
    call_backs,
    case_ended,
    contacted,
    link_event,
    reopened,
    reply,
)
from yiwang.appeals._grid import report_from_grid
from yiwang.appeals._joining import Part, join, joinable, merge_repeat, split, unjoin
from yiwang.appeals._measures import measured
from yiwang.appeals._paces import check as check_pace
from yiwang.appeals._paces import take as take_pace
from yiwang.appeals._ratings import call_back
from yiwang.appeals._reading import (
    Filters,
    books,
    counted_answers,
    get_appeal,
    list_appeals,
    photo_holder,
    unmask,
)
from yiwang.appeals._register import register
from yiwang.appeals._sight import Sight
from yiwang.appeals._similar import similar
from yiwang.appeals._sources import issue as issue_source
from yiwang.appeals._sources import revoke as revoke_source
from yiwang.appeals._sources import sources
from yiwang.appeals._understanding import suggest, train, train_command
from yiwang.appeals.contracts import AppealRow
from yiwang.appeals.logic import grams, mask_text
from yiwang.appeals.models import Appeal
from yiwang.appeals.simulator import ring_command

__all__ = [
    "Filters",
    "Part",
    "add_units",
    "answer",
    "awaits_event",
    "book",
    "books",
    "call_back",
    "call_backs",
    "case_ended",
    "check_pace",
    "contacted",
    "counted_answers",
    "decline",
    "dispatch",
    "edit",
    "exchange_note",
    "get_appeal",
    "grams",
    "issue_source",
    "join",
    "joinable",
    "link_event",
    "list_appeals",
    "mask_text",
    "measured",
    "merge_repeat",
    "of_event",
    "open_of_event",
    "photo_holder",
    "register",
    "reopened",
    "reply",
    "report_from_grid",
    "revoke_source",
    "ring_command",
    "similar",
    "sources",
    "split",
    "suggest",
    "supplement",
    "take_pace",
    "train",
    "train_command",
    "transfer_out",
    "unjoin",
    "unmask",
    "void",
    "withdraw",
]


def of_event(event_id: str) -> list[AppealRow]:
    """The appeals of an event, first to last, masked as for somebody who may know nothing confidential.

    Unscoped: for nouns above, about an event that the caller has already been allowed to see.
    """
    rows = Appeal.objects.filter(event_id=event_id).order_by("number") if event_id else Appeal.objects.none()
    return Sight(None).rows(list(rows))


def open_of_event(event_id: str) -> int:
    """How many appeals of an event are open."""
    return len(following.open_of(event_id))

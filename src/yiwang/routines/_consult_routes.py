"""The public's doors to drafts over HTTP: no sign-in, counted by the hour and the place that asks."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, source_of
from yiwang.kernel.pages import Page
from yiwang.ledgers.contracts import RecordChanged, RecordRecorded
from yiwang.routines import _consult_public as door
from yiwang.routines.contracts import (
    BallotTaken,
    OpinionState,
    OpinionTaken,
    PublicDraft,
    PublicDraftDetail,
)

public = Routes(tags=["public"])
Word = Annotated[str, Field(max_length=120)]


class OpinionBody(Schema):
    """An opinion; the same `key` again is the same opinion. Name and telephone may be left out."""

    text: Annotated[str, Field(max_length=1_000)]
    name: Annotated[str, Field(max_length=60)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    key: Annotated[str, Field(min_length=16, max_length=80)]


class BallotBody(Schema):
    """A vote: who votes, the code that he was given, and what he chooses."""

    voter: Word
    code: Word
    choice: Literal["yes", "no", "abstain"]


@public.get("/public/drafts", public=True, response=Page[PublicDraft], operation_id="public_drafts")
def drafts(request: HttpRequest, page: Annotated[int, Query(ge=1, le=1_000)] = 1) -> Page[PublicDraft]:
    """Drafts before the public, those that ask for something first."""
    return door.drafts(page=page)


@public.get("/public/drafts/{draft_id}", public=True, response=PublicDraftDetail, operation_id="public_draft")
def draft(request: HttpRequest, draft_id: str) -> PublicDraftDetail:
    """A draft, what it asks for, the answers to opinions, how the vote came out."""
    return door.draft(draft_id)


@public.post(
    "/public/drafts/{draft_id}/opinions",
    public=True,
    tells=(RecordRecorded,),
    response=OpinionTaken,
    operation_id="public_opinion",
)
def give(request: HttpRequest, draft_id: str, body: OpinionBody) -> OpinionTaken:
    """Give an opinion; its number is the key to what becomes of it."""
    return door.give(
        draft_id, text=body.text, name=body.name, phone=body.phone, key=body.key, address=source_of(request)
    )


@public.post(
    "/public/drafts/{draft_id}/ballots",
    public=True,
    tells=(RecordRecorded, RecordChanged),
    response=BallotTaken,
    operation_id="public_ballot",
)
def cast(request: HttpRequest, draft_id: str, body: BallotBody) -> BallotTaken:
    """Vote, or vote otherwise until the vote ends."""
    return door.cast(
        draft_id, voter=body.voter, code=body.code, choice=body.choice, address=source_of(request)
    )


@public.get(
    "/public/opinions/{number}", public=True, response=OpinionState, operation_id="public_opinion_state"
)
def opinion(request: HttpRequest, number: str) -> OpinionState:
    """What became of an opinion, by its number."""
    return door.opinion(number, address=source_of(request))

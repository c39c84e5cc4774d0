"""The public's doors to policies over HTTP: no sign-in, counted by the hour and the place that asks."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, source_of
from yiwang.ledgers.contracts import RecordChanged, RecordMoved
from yiwang.routines import _match_public as door
from yiwang.routines.contracts import PublicBenefit, PublicPolicy

public = Routes(tags=["public"])
Word = Annotated[str, Field(min_length=1, max_length=60)]


class BenefitBody(Schema):
    """The number on the notice, and the code that came with it."""

    number: Word
    code: Word


@public.get("/public/policies", public=True, response=list[PublicPolicy], operation_id="public_policies")
def policies(request: HttpRequest) -> list[PublicPolicy]:
    """The policies that may be claimed today."""
    return door.policies()


@public.post(
    "/public/benefits",
    public=True,
    tells=(),
    because="a look; the code is no part of an address",
    response=PublicBenefit,
    operation_id="public_benefit",
)
def benefit(request: HttpRequest, body: BenefitBody) -> PublicBenefit:
    """What I fit and how far it is."""
    return door.benefit(body.number, body.code, address=source_of(request))


@public.post(
    "/public/benefits/claim",
    public=True,
    tells=(RecordChanged, RecordMoved),
    response=PublicBenefit,
    operation_id="public_claim",
)
def claim(request: HttpRequest, body: BenefitBody) -> PublicBenefit:
    """Claim it for myself."""
    return door.claim(body.number, body.code, address=source_of(request))

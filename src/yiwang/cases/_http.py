"""What every module of the routes shares: the router, page numbers, and how an act answers."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Query, Schema

from yiwang.cases import api
from yiwang.cases.contracts import Case
from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.calendar import Limit

router = Routes(tags=["cases"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
WORDS = 2_000


class Seen(Schema):
    """`version` is the version the client saw: if the case has moved on, the act is refused as a conflict."""

    version: int | None = None


class ReasonBody(Seen):
    reason: str = Field(..., max_length=WORDS)


class TextBody(Seen):
    text: str = Field("", max_length=WORDS)


class LimitBody(Schema):
    """A limit of time in working days, working hours, hours by the clock, or natural days."""

    kind: Literal["working_day", "working_hour", "urgent_hour", "natural_day"]
    amount: float = Field(..., ge=0, le=10_000)

    def limit(self) -> Limit:
        return Limit(kind=self.kind, amount=self.amount)


def after(request: HttpRequest, case_id: str) -> Case:
    """An act answers with the case as it is then."""
    return api.get_case(request.subject, case_id)

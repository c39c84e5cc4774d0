"""HTTP of figures that another system reports: keys of those who fill in, and the door that takes a batch."""

from __future__ import annotations

from typing import Annotated

from ninja import Header, Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.indicators import _pushed as pushed
from yiwang.indicators._shapes import FigureKeyMade, FigureKeyRow, FiguresPushed
from yiwang.indicators.contracts import FigureFilled, FigureKeyIssued, FigureKeyRevoked, FigureReported
from yiwang.kernel.calendar import CivilDay

door = Routes(tags=["figures"])
Code = Annotated[str, Field(max_length=60)]
Number = Annotated[str, Field(max_length=60)]
Text = Annotated[str, Field(max_length=500)]
MOST = 2_000


class PushedBody(Schema):
    """One figure of an area in the month that `on` lies in: the number as it is written, with its UCUM unit;
    `why` where it is to change what is published."""

    code: Code
    area: Code
    on: CivilDay
    value: Number
    unit: Annotated[str, Field(max_length=30)]
    last_year: Number = ""
    note: Text = ""
    why: Text = ""


class PushBody(Schema):
    """A batch, taken whole or not at all; without `report` it is kept as drafts."""

    figures: Annotated[list[PushedBody], Field(min_length=1, max_length=MOST)]
    report: bool = True


class FigureKeyBody(Schema):
    name: Annotated[str, Field(max_length=80)]


@door.post(
    "/figures/push",
    public=True,
    tells=(FigureFilled, FigureReported),
    response=FiguresPushed,
    operation_id="push_figures",
)
def push(
    request: HttpRequest,
    body: PushBody,
    authorization: Annotated[str, Header(alias="Authorization")] = "",
    number: Annotated[str, Header(alias="Idempotency-Key")] = "",
) -> FiguresPushed:
    """Figures from a department's own system, with `Authorization: Bearer <key>`: reported for the person who
    made the key, of that person's area alone. The same batch under the same number is taken once."""
    said = [pushed.Pushed(**one.dict()) for one in body.figures]
    return pushed.push(authorization, number, said, report=body.report)


@door.get(
    "/figures/keys",
    permission="indicators.fill",
    response=list[FigureKeyRow],
    operation_id="list_figure_keys",
)
def keys(request: HttpRequest) -> list[FigureKeyRow]:
    """The keys that I have made."""
    return pushed.my_keys(request.subject)


@door.post(
    "/figures/keys",
    permission="indicators.fill",
    tells=(FigureKeyIssued,),
    response=FigureKeyMade,
    operation_id="issue_figure_key",
)
def issue(request: HttpRequest, body: FigureKeyBody) -> FigureKeyMade:
    """A new key for a system that reports for me; shown this once."""
    return pushed.issue_key(request.subject, body.name)


@door.post(
    "/figures/keys/{key}/revoke",
    permission="indicators.fill",
    tells=(FigureKeyRevoked,),
    response=list[FigureKeyRow],
    operation_id="revoke_figure_key",
)
def revoke(request: HttpRequest, key: str) -> list[FigureKeyRow]:
    """Nothing is taken under it any more."""
    pushed.revoke_key(request.subject, key)
    return pushed.my_keys(request.subject)

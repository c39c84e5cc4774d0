"""HTTP of 例行."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Query, Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.routines import api
from yiwang.routines._consult_routes import public
from yiwang.routines._match_routes import public as benefits
from yiwang.routines.contracts import (
    RecordDeed,
    RecordScore,
    RoutineAsked,
    RoutineCard,
    RoutineDetail,
    ScoreOverridden,
)

router = Routes(tags=["routines"])
router.add_router("", public)
router.add_router("", benefits)
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Word = Annotated[str, Field(max_length=200)]


class OverrideBody(Schema):
    """A class set by hand: of which score, why, and until which day."""

    routine: Word
    grade: Annotated[str, Field(max_length=40)]
    reason: Annotated[str, Field(max_length=500)]
    until: date


@router.get("/routines", permission="packs.see", response=Page[RoutineCard], operation_id="list_routines")
def list_routines(
    request: HttpRequest,
    topic: Word = "",
    ledger: Word = "",
    scene: Word = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[RoutineCard]:
    """What topics have running: when each did something last, when it runs next, what failed."""
    return api.list_routines(request.subject, topic=topic, ledger=ledger, scene=scene, page=page, size=size)


@router.get(
    "/routines/{topic}/{scene}/{code}",
    permission="packs.see",
    response=RoutineDetail,
    operation_id="get_routine",
)
def get_routine(request: HttpRequest, topic: str, scene: str, code: str) -> RoutineDetail:
    """A routine with its newest rounds, and what it did for records that the reader may see."""
    return api.get_routine(request.subject, f"{topic}/{scene}/{code}")


@router.post(
    "/routines/{topic}/{scene}/{code}/run",
    permission="packs.manage",
    tells=(RoutineAsked,),
    response=RoutineDetail,
    operation_id="run_routine",
)
def run(request: HttpRequest, topic: str, scene: str, code: str) -> RoutineDetail:
    """Let a routine that runs by itself run now; the worker takes it up at once."""
    routine = f"{topic}/{scene}/{code}"
    api.run(request.subject, routine)
    return api.get_routine(request.subject, routine)


@router.get(
    "/ledger-records/{record_id}/deeds",
    permission="ledgers.see",
    response=list[RecordDeed],
    operation_id="list_record_deeds",
)
def deeds(request: HttpRequest, record_id: str) -> list[RecordDeed]:
    """What routines did because of a record: events opened, records written."""
    return api.deeds(request.subject, record_id)


@router.get(
    "/ledger-records/{record_id}/scores",
    permission="ledgers.see",
    response=list[RecordScore],
    operation_id="list_record_scores",
)
def scores(request: HttpRequest, record_id: str) -> list[RecordScore]:
    """The scores of a record by day, newest first, each line with its why."""
    return api.scores(request.subject, record_id)


@router.post(
    "/ledger-records/{record_id}/override",
    permission="ledgers.review",
    tells=(ScoreOverridden,),
    response=RecordScore,
    operation_id="override_record_score",
)
def override(request: HttpRequest, record_id: str, body: OverrideBody) -> RecordScore:
    """Set a class by hand, with a reason, until a day; the points stay what they are."""
    return api.override(
        request.subject, body.routine, record_id, grade=body.grade, reason=body.reason, until=body.until
    )

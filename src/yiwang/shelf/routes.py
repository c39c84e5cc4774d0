"""HTTP of 专题货架."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.shelf import api
from yiwang.shelf.contracts import ShelfView, TopicGranted, TopicPage

router = Routes(tags=["shelf"])
Code = Annotated[str, Field(max_length=80)]


class TopicGrantBody(Schema):
    """All roles and units that a topic is open to, beside its own units, at the version that was seen."""

    version: int
    roles: Annotated[list[Code], Field(max_length=40)]
    units: Annotated[list[Code], Field(max_length=200)]
    reason: Annotated[str, Field(max_length=2_000)]


@router.get("/shelf", permission="shelf.see", response=ShelfView, operation_id="list_topics")
def shelf(request: HttpRequest) -> ShelfView:
    """专题货架: the topics that are open to me, with their lights and why, freshness and visits."""
    return api.shelf(request.subject)


@router.get("/shelf/{topic}", permission="shelf.see", response=TopicPage, operation_id="get_topic")
def page(request: HttpRequest, topic: str) -> TopicPage:
    """A topic, whole: boards, layers, matters, ledgers, cases, briefings in one place."""
    return api.page(request.subject, topic)


@router.post(
    "/shelf/{topic}/visits",
    permission="shelf.see",
    tells=(),
    because="people are counted by day, and a fact would say who",
    response={204: None},
    operation_id="visit_topic",
)
def visit(request: HttpRequest, topic: str) -> None:
    """I am looking at it: counted once a day, without a trail."""
    api.visit(request.subject, topic)


@router.put(
    "/shelf/{topic}/grants",
    permission="shelf.grant",
    tells=(TopicGranted,),
    response=TopicPage,
    operation_id="grant_topic",
)
def grant(request: HttpRequest, topic: str, body: TopicGrantBody) -> TopicPage:
    """授权: open a topic to these roles and units and to nobody else, with the reason."""
    api.grant(
        request.subject,
        topic,
        roles=body.roles,
        units=body.units,
        reason=body.reason,
        version=body.version,
    )
    return api.page(request.subject, topic)

"""HTTP of definitions: writing, review by another person, publication from a day on, retirement."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.indicators import _definition_reading as reading
from yiwang.indicators import _definitions as acts
from yiwang.indicators._definition_shapes import (
    DefinitionDetail,
    DefinitionGround,
    DefinitionPreview,
    DefinitionRow,
)
from yiwang.indicators.contracts import (
    DefinitionComposed,
    DefinitionDiscarded,
    DefinitionPublished,
    DefinitionRetired,
    DefinitionReviewed,
    DefinitionSentBack,
    DefinitionSubmitted,
    PeriodKind,
)
from yiwang.indicators.models import DefinitionEntry
from yiwang.kernel.calendar import CivilDay

definitions = Routes(tags=["indicators"])
Word = Annotated[str, Field(max_length=60)]
Note = Annotated[str, Field(max_length=2_000)]


class DefinitionBody(Schema):
    """A definition as its editor has it: the record that a pack declares. `version`: that of the entry as he
    read it (0: nothing was ever done to it here)."""

    definition: dict[str, Any]
    version: int = 0


class DefinitionActBody(Schema):
    """An act on the definition as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Note = ""


class DefinitionRetireBody(DefinitionActBody):
    """Retirement from a day on."""

    day: CivilDay


class DefinitionPreviewBody(Schema):
    """A draft to be reckoned for an area; `kind` is the first of its periods where none is said."""

    definition: dict[str, Any]
    area: Word
    kind: PeriodKind | None = None


def _whole(row: DefinitionEntry, request: HttpRequest) -> DefinitionDetail:
    return reading.detail(request.subject, row.code)


@definitions.get(
    "/definitions", permission="indicators.see", response=list[DefinitionRow], operation_id="list_definitions"
)
def list_definitions(request: HttpRequest, state: str = "", stage: str = "") -> list[DefinitionRow]:
    """Every definition; drafts for those who keep them."""
    return reading.list_definitions(request.subject, state=state, stage=stage)


@definitions.get(
    "/definition_ground",
    permission="indicators.see",
    response=DefinitionGround,
    operation_id="get_definition_ground",
)
def ground(request: HttpRequest) -> DefinitionGround:
    """What a definition may be made from."""
    return reading.ground(request.subject)


@definitions.post(
    "/definition_preview",
    permission="indicators.see",
    tells=(),
    because="what a draft would come to is reckoned and kept nowhere",
    response=DefinitionPreview,
    operation_id="preview_definition",
)
def preview(request: HttpRequest, body: DefinitionPreviewBody) -> DefinitionPreview:
    """试算 a draft before its review."""
    return reading.preview(request.subject, body.definition, area_id=body.area, kind=body.kind)


@definitions.post(
    "/definitions",
    permission="indicators.define",
    tells=(DefinitionComposed,),
    response=DefinitionDetail,
    operation_id="create_definition",
)
def create(request: HttpRequest, body: DefinitionBody) -> DefinitionDetail:
    """定义: a new indicator, as a draft."""
    return _whole(acts.create(request.subject, body.definition), request)


@definitions.get(
    "/definitions/{code}",
    permission="indicators.see",
    response=DefinitionDetail,
    operation_id="get_definition_detail",
)
def get_definition(request: HttpRequest, code: str) -> DefinitionDetail:
    """A definition with its versions and how they differ; draft and history for those who keep it."""
    return reading.detail(request.subject, code)


@definitions.put(
    "/definitions/{code}/draft",
    permission="indicators.define",
    tells=(DefinitionComposed,),
    response=DefinitionDetail,
    operation_id="compose_definition",
)
def compose(request: HttpRequest, code: str, body: DefinitionBody) -> DefinitionDetail:
    """修订: the draft of the next version."""
    return _whole(acts.compose(request.subject, code, body.definition, version=body.version), request)


@definitions.post(
    "/definitions/{code}/discard",
    permission="indicators.define",
    tells=(DefinitionDiscarded,),
    response=DefinitionDetail,
    operation_id="discard_definition_draft",
)
def discard(request: HttpRequest, code: str, body: DefinitionActBody) -> DefinitionDetail:
    """放弃草稿."""
    return _whole(acts.discard(request.subject, code, version=body.version), request)


@definitions.post(
    "/definitions/{code}/submit",
    permission="indicators.define",
    tells=(DefinitionSubmitted,),
    response=DefinitionDetail,
    operation_id="submit_definition",
)
def submit(request: HttpRequest, code: str, body: DefinitionActBody) -> DefinitionDetail:
    """提交审核."""
    return _whole(acts.submit(request.subject, code, version=body.version), request)


@definitions.post(
    "/definitions/{code}/send-back",
    permission="indicators.review",
    tells=(DefinitionSentBack,),
    response=DefinitionDetail,
    operation_id="send_back_definition",
)
def send_back(request: HttpRequest, code: str, body: DefinitionActBody) -> DefinitionDetail:
    """退回修改, with the reason."""
    return _whole(acts.send_back(request.subject, code, body.note, version=body.version), request)


@definitions.post(
    "/definitions/{code}/approve",
    permission="indicators.review",
    tells=(DefinitionReviewed,),
    response=DefinitionDetail,
    operation_id="approve_definition",
)
def approve(request: HttpRequest, code: str, body: DefinitionActBody) -> DefinitionDetail:
    """审核通过, by another person than who wrote it."""
    return _whole(acts.approve(request.subject, code, body.note, version=body.version), request)


@definitions.post(
    "/definitions/{code}/publish",
    permission="indicators.publish",
    tells=(DefinitionPublished,),
    response=DefinitionDetail,
    operation_id="publish_definition",
)
def publish(request: HttpRequest, code: str, body: DefinitionActBody) -> DefinitionDetail:
    """发布, in force from its day on."""
    return _whole(acts.publish(request.subject, code, version=body.version), request)


@definitions.post(
    "/definitions/{code}/retire",
    permission="indicators.publish",
    tells=(DefinitionRetired,),
    response=DefinitionDetail,
    operation_id="retire_definition",
)
def retire(request: HttpRequest, code: str, body: DefinitionRetireBody) -> DefinitionDetail:
    """停用 from a day on, with the reason."""
    row = acts.retire(request.subject, code, body.note, body.day, version=body.version)
    return _whole(row, request)

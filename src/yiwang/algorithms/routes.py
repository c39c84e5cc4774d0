"""Model versions over HTTP."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Schema

from yiwang.algorithms import api
from yiwang.algorithms.contracts import Comparison, ModelDetail, ModelStateChanged, ModelVersion
from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page

router = Routes(tags=["algorithms"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]


class ModelReasonBody(Schema):
    reason: str = ""


@router.get("/models", permission="algorithms.see", response=Page[ModelVersion], operation_id="list_models")
def list_models(
    request: HttpRequest, purpose: str = "", state: str = "", page: PageNumber = 1, size: PageSize = 50
) -> Page[ModelVersion]:
    """模型版本 by purpose, the newest first, with their evaluation and how often they were right in use."""
    return api.models(request.subject, purpose=purpose, state=state, page=page, size=size)


@router.get(
    "/models/compare", permission="algorithms.see", response=Comparison, operation_id="compare_models"
)
def compare_models(request: HttpRequest, purpose: str) -> Comparison:
    """The active and the shadow version of a purpose on the same texts since the shadow began."""
    return api.compare(purpose, request.subject)


@router.get("/models/{model_id}", permission="algorithms.see", response=ModelDetail, operation_id="get_model")
def get_model(request: HttpRequest, model_id: str) -> ModelDetail:
    """A version and its history."""
    return api.model_detail(model_id, request.subject)


@router.post(
    "/models/{model_id}/shadow",
    permission="algorithms.manage",
    tells=(ModelStateChanged,),
    response=ModelVersion,
    operation_id="shadow_model",
)
def shadow_model(request: HttpRequest, model_id: str, body: ModelReasonBody) -> ModelVersion:
    """影子运行: it answers beside the active one, unheard."""
    return api.shadow(model_id, request.subject, body.reason)


@router.post(
    "/models/{model_id}/activate",
    permission="algorithms.manage",
    tells=(ModelStateChanged,),
    response=ModelVersion,
    operation_id="activate_model",
)
def activate_model(request: HttpRequest, model_id: str, body: ModelReasonBody) -> ModelVersion:
    """启用, by another person than the one who trained it; the version before it is retired."""
    return api.activate(model_id, request.subject, body.reason)


@router.post(
    "/models/{model_id}/retire",
    permission="algorithms.manage",
    tells=(ModelStateChanged,),
    response=ModelVersion,
    operation_id="retire_model",
)
def retire_model(request: HttpRequest, model_id: str, body: ModelReasonBody) -> ModelVersion:
    """停用."""
    return api.retire(model_id, request.subject, body.reason)

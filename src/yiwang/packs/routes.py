"""Packs over HTTP."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.packs import api
from yiwang.packs.contracts import PackRow

router = Routes(tags=["packs"])


@router.get("/packs", permission="packs.see", response=Page[PackRow], operation_id="list_packs")
def list_packs(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[PackRow]:
    """专题 with their scenes, layers, grades and, where one could not be loaded, its faults."""
    return api.list_packs(page=page, size=size)

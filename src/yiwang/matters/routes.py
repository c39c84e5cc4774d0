"""The catalogue over HTTP: the list of matters, and one matter in one version."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.matters import api
from yiwang.matters.contracts import Matter, MatterRow

router = Routes(tags=["matters"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Version = Annotated[int | None, Query(ge=1)]


@router.get("/matters", permission="matters.see", response=Page[MatterRow], operation_id="list_matters")
def list_matters(
    request: HttpRequest,
    q: str = "",
    matter_class: str = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[MatterRow]:
    """The matter catalogue (治理事项目录); `matter_class` takes a class of any of the three levels."""
    return api.list_matters(q=q, matter_class=matter_class, page=page, size=size)


@router.get("/matters/{code}", permission="matters.see", response=Matter, operation_id="get_matter")
def get_matter(request: HttpRequest, code: str, version: Version = None) -> Matter:
    """A matter whole: definition, duty list, limits, steps, closing standard; `version` asks for an older
    one.
    """
    return api.get_matter(code, version)

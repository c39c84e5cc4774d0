"""HTTP of the decision center."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

from yiwang.centers.decision import api
from yiwang.centers.decision.contracts import TargetsWhole
from yiwang.identity.api import HttpRequest, Routes

router = Routes(tags=["decision"])


@router.get("/targets", permission="indicators.see", response=TargetsWhole, operation_id="mission_targets")
def targets(request: HttpRequest, area: Annotated[str, Query(max_length=60)] = "") -> TargetsWhole:
    """The mission's own targets, each with what tells it, its value and date, else 未报."""
    return api.targets(request.subject, area=area)

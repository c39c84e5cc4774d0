"""网格上报: a grid worker's report from where he stands; 自处置 opens and closes it on the spot."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _register as registering
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealSelfHandled,
    NewAppeal,
    NotYourGrid,
    Registered,
    WordsMissing,
)
from yiwang.appeals.models import Appeal
from yiwang.identity.api import Subject, scope


@transaction.atomic
def report_from_grid(
    subject: Subject,
    *,
    text: str,
    kind: str = "help",
    lon: float | None = None,
    lat: float | None = None,
    area: str = "",
    crs: str = "wgs84",
    matter: str = "",
    photos: Sequence[str] = (),
    handled: str = "",
    evidence: Sequence[str] = (),
    key: str = "",
) -> Registered:
    """Register by the channel `grid`; with `handled` (what he did) and evidence it is closed at once.

    自处置 needs cases.handle and a place in his own grid. Raises NotYourGrid, WordsMissing, and what
    `register` raises.
    """
    handled = handled.strip()
    may = scope(subject, "cases.handle") if handled else None
    if handled and not evidence:
        raise WordsMissing(what_zh="处置后的照片", what_en="the photographs after it")
    made = registering.register(
        subject,
        NewAppeal(
            kind=kind,
            channel="grid",
            text=text,
            area=area,
            lon=lon,
            lat=lat,
            crs=crs,
            matter=matter,
            attachments=(*photos, *evidence),
            key=key,
        ),
        alone=not handled,
    )
    if may is None or made.again:
        return made
    appeal = Appeal.objects.select_for_update().get(pk=made.id)
    if not may.sees(area_path=appeal.area_path):
        raise NotYourGrid()
    said = claims.need(handled, "处置情况", "what was done", most=2_000)
    changes.change(
        appeal,
        "self_handled",
        subject,
        Words(zh="网格员现场自处置", en="Handled on the spot by the grid worker", said=said),
        AppealSelfHandled,
        becomes=changes.end("closed", "self_handled"),
    )
    return made

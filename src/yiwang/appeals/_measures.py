"""Appeals as figures count them: no words of a citizen, for nouns above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yiwang.appeals.models import Appeal

UNCOUNTED = ("void", "merged")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealMeasure:
    """An appeal as figures count it; `counted` is false for one that was voided or merged as a repeat."""

    id: str
    number: str
    kind: str
    channel: str
    matter: str
    matter_zh: str
    matter_en: str
    state: str
    counted: bool
    repeated: bool
    area_id: str
    area_path: str
    area_name: str
    registered_at: datetime
    ended_at: datetime | None


def measured(appeal_ids: Sequence[str]) -> list[AppealMeasure]:
    """The appeals among `appeal_ids` as they count now, in order of id. Unscoped: for figures, not people."""
    return [
        AppealMeasure(
            id=row.id,
            number=row.number,
            kind=row.kind,
            channel=row.channel,
            matter=row.matter,
            matter_zh=row.matter_zh,
            matter_en=row.matter_en,
            state=row.state,
            counted=row.state not in UNCOUNTED,
            repeated=row.repeated,
            area_id=row.area_id,
            area_path=row.area_path,
            area_name=row.area_name,
            registered_at=row.registered_at,
            ended_at=row.ended_at,
        )
        for row in Appeal.objects.filter(pk__in=appeal_ids).order_by("pk")
    ]

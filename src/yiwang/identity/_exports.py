"""Lists that leave the house as files: no file goes without the fact that says who took what."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import HttpResponse

from yiwang.identity.contracts import ListExported, Subject
from yiwang.kernel import clock, facts, sheets
from yiwang.kernel.ids import new_id
from yiwang.kernel.sheets import Sheet


def export(subject: Subject, what: str, sheet: Sheet, filters: Mapping[str, object]) -> HttpResponse:
    """The sheet as an .xlsx attachment; `what` (cases, events, …) names the list, `filters` narrowed it."""
    file = sheets.workbook(sheet)
    said = {name: str(value) for name, value in filters.items() if value not in ("", None, False)}
    with transaction.atomic():
        facts.tell(
            ListExported(what=what, rows=len(sheet.rows), filters=said),
            subject=f"export:{new_id()}",
            version=1,
            actor=subject.user_id,
            area_path=subject.area_path,
        )
    day = clock.now().astimezone(clock.SHANGHAI).strftime("%Y%m%d")
    answer = HttpResponse(file, content_type=sheets.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{what}-{day}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer

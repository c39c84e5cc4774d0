"""Appeals as a sheet: masked; in clear only with a purpose, the right to unmask, and a look kept for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from yiwang.appeals import _claims as claims
from yiwang.appeals import _reading as reading
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._sight import Sight
from yiwang.appeals.contracts import AppealRow
from yiwang.appeals.models import Appeal, AppealReporter
from yiwang.identity.api import Subject, scope
from yiwang.kernel.facts import split_units
from yiwang.kernel.sheets import Sheet, TooManyRows, demonstrated, moment, whole

HEADINGS = (
    "诉求编号", "类型", "渠道", "状态", "紧急程度", "标记", "诉求内容", "反映人", "电话", "属地", "地点",
    "事项", "登记时间", "首次联系", "答复时间", "结束时间", "解决情况", "满意度", "外部编号", "数据说明",
)  # fmt: skip
URGENCIES_ZH = {"notice": "提示", "general": "一般", "important": "重要", "urgent": "紧急"}


def sheet(subject: Subject, asked: reading.Filters, *, purpose: str = "") -> Sheet:
    """A line per appeal. With a purpose: who appealed, in clear, where this person may know it; each such
    line is a look that is kept and told. Raises PurposeMissing, TooMany, TooManyRows, Forbidden."""
    rows = reading.filtered(subject, asked)
    if asked.q:
        rows = reading.seek(subject, asked).among(rows)
    found = whole(rows)
    sight = Sight(subject)
    clear = _clear(subject, found, sight, purpose) if purpose else {}
    lines = [
        _texts(row, clear.get(row.id), appeal.text if row.id in clear else "")
        for row, appeal in zip(sight.rows(found), found, strict=True)
    ]
    return Sheet(title="诉求", headings=HEADINGS, rows=lines)


def _clear(
    subject: Subject, found: Sequence[Appeal], sight: Sight, purpose: str
) -> dict[str, AppealReporter]:
    """Who appealed, of the rows that this person may unmask: never a confidential one, in no file."""
    may = scope(subject, "appeals.unmask")
    purpose = reading.said_purpose(purpose)
    wanted = [
        one
        for one in found
        if not one.confidential
        and sight.knows(one)
        and claims.sees(may, one)
        and (may.everything or may.sees_secret or not may.own_tokens.isdisjoint(split_units(one.units)))
    ]
    most = book().thresholds.unmask_rows
    if len(wanted) > most:
        raise TooManyRows(rows=len(wanted), most=most)
    with transaction.atomic():
        reading.check_pace(subject, 1, most)
        for one in wanted:
            reading.look(subject, one, purpose)
    return AppealReporter.objects.in_bulk([one.id for one in wanted])


def _texts(row: AppealRow, who: AppealReporter | None, text: str) -> tuple[str, ...]:
    flags = (
        ("紧急敏感", row.sensitive),
        ("重复", row.repeated),
        ("集中", row.collective),
        ("保密", row.confidential),
    )
    return (
        row.number,
        logic.KINDS[row.kind][0],
        logic.CHANNELS[row.channel][0],
        logic.stage_words(row.state, row.stage)[0],
        URGENCIES_ZH.get(row.urgency, ""),
        "、".join(name for name, on in flags if on),
        text if who else row.text,
        who.name if who else row.reporter,
        who.phone if who else row.phone,
        row.area_name,
        row.place,
        row.matter_zh,
        moment(row.registered_at),
        moment(row.contacted_at),
        moment(row.replied_at),
        moment(row.ended_at),
        logic.SOLVED[row.solved][0] if row.solved else "",
        logic.SATISFACTION[row.satisfaction][0] if row.satisfaction else "",
        row.external_no,
        demonstrated(row.demonstration),
    )


def words() -> dict[str, Any]:
    """The tables that forms choose from."""

    def of(table: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
        return [{"code": code, "zh": zh, "en": en} for code, (zh, en) in table.items()]

    found = book()
    return {
        "kinds": of(logic.KINDS),
        "channels": of(logic.CHANNELS),
        "decline_reasons": [{"code": one.code, "zh": one.zh, "en": one.en} for one in found.decline_reasons],
        "transfer_targets": [
            {"code": one.code, "zh": one.zh, "en": one.en} for one in found.transfer_targets
        ],
    }

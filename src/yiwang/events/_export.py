"""The list of events as a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from yiwang.events.contracts import EventRow
from yiwang.events.logic import GRADES_ZH
from yiwang.kernel.sheets import Sheet, demonstrated, moment
from yiwang.rules.declarations import SEVERITY_NAMES

KINDS_ZH = {"single": "单一事件", "process": "过程"}
STATES_ZH = {"open": "在办", "closed": "办结"}
HEADINGS = (
    "事件编号", "类型", "标题", "告警等级", "事件分级", "属地", "经度", "纬度", "状态", "告警数",
    "发生时间", "办结时间", "数据说明",
)  # fmt: skip


def sheet(rows: Iterable[EventRow]) -> Sheet:
    """A line per event; longitude and latitude in degrees of CGCS2000."""
    return Sheet(title="事件", headings=HEADINGS, rows=[_texts(row) for row in rows])


def _texts(row: EventRow) -> tuple[str, ...]:
    return (
        row.number,
        KINDS_ZH[row.kind],
        row.title_zh,
        SEVERITY_NAMES.get(row.severity, ("",))[0],
        GRADES_ZH.get(row.grade, "未定级"),
        row.area_name,
        "" if row.lon is None else f"{row.lon:.6f}",
        "" if row.lat is None else f"{row.lat:.6f}",
        STATES_ZH[row.state],
        str(row.alerts),
        moment(row.opened_at),
        moment(row.closed_at),
        demonstrated(row.demonstration),
    )

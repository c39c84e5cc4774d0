"""The list of cases as a sheet, within the scope and the filters of the list it was asked from."""

from __future__ import annotations

from yiwang.cases import _flows as flows
from yiwang.cases import _reading as reading
from yiwang.cases import logic
from yiwang.cases.contracts import CaseRow
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.sheets import Sheet, demonstrated, moment, whole
from yiwang.rules.declarations import SEVERITY_NAMES

LAMPS_ZH = {"green": "绿", "yellow": "黄", "red": "红"}
KINDS_ZH = {"city": "城市案件", "maintenance": "维护单"}
ROLES_ZH = {"": "主办", "co": "协办", "down": "下派", "whistle": "吹哨"}
HEADINGS = (
    "案件编号", "类型", "角色", "标题", "任务", "事项", "告警等级", "属地", "承办单位", "阶段", "状态",
    "灯", "曾超期", "立案时间", "当前时限", "办结时间", "数据说明",
)  # fmt: skip


def sheet(subject: Subject, filters: reading.Filters) -> Sheet:
    """Every case of the list, newest first; raises TooManyRows."""
    now = clock.now()
    found = whole(reading.filtered(subject, filters, now).order_by("-opened_at", "-id"))
    return Sheet(
        title="案件",
        headings=HEADINGS,
        rows=[_texts(reading.row_of(case, now), flows.stage_words(case)[0]) for case in found],
    )


def _texts(row: CaseRow, stage_zh: str) -> tuple[str, ...]:
    return (
        row.number,
        KINDS_ZH[row.kind],
        ROLES_ZH[row.relation if row.role == "co" else ""],
        row.title_zh,
        row.task_zh,
        row.matter_zh,
        SEVERITY_NAMES.get(row.severity, ("",))[0],
        row.area_name,
        row.lead_unit_name,
        stage_zh,
        logic.STATES_ZH[row.state],
        LAMPS_ZH[row.lamp],
        "是" if row.late else "否",
        moment(row.opened_at),
        moment(row.due_at if row.state == "open" else None),
        moment(row.closed_at),
        demonstrated(row.demonstration),
    )

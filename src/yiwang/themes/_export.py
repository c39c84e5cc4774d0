"""Signals, rankings, repeats and monthly themes as Excel files."""

from __future__ import annotations

from yiwang.identity.api import Subject, scope
from yiwang.kernel import sheets
from yiwang.kernel.sheets import Sheet
from yiwang.themes import _ranking as rankings
from yiwang.themes import _reading as reading
from yiwang.themes import _themes as themes
from yiwang.themes import _words as words
from yiwang.themes._reading import AppealFilters, SignalFilters
from yiwang.themes.models import MonthlyTheme


def signals_sheet(subject: Subject, asked: SignalFilters) -> Sheet:
    rows = reading.shown(sheets.whole(reading.filtered_signals(subject, asked)))
    return Sheet(
        title="热点与弱信号",
        headings=(
            "等级", "状态", "主题", "区域", "层级", "窗口（天）", "件数", "事件数", "重复件", "平常件数",
            "倍数", "概率", "最早一件", "发现时间", "结束时间", "说明", "备注",
        ),
        rows=[
            (
                words.GRADES[row.grade][0],
                "进行中" if row.state == "open" else "已回落",
                row.theme_zh,
                row.area_name,
                words.LEVELS[row.level][0],
                str(row.window),
                str(row.count),
                str(row.events),
                str(row.repeated),
                words.figure(row.usual),
                words.times(row.factor),
                f"{row.p:.2g}",
                row.first_day.isoformat(),
                sheets.moment(row.raised_at),
                sheets.moment(row.ended_at),
                row.why_zh,
                sheets.demonstrated(row.demonstration),
            )
            for row in rows
        ],
    )  # fmt: skip


def ranking_sheet(subject: Subject, by: str, asked: AppealFilters) -> Sheet:
    found = rankings.ranking(subject, by, asked)
    lines = [
        (
            row.name_zh,
            str(row.count),
            str(row.events),
            str(row.repeated),
            str(row.before),
            f"{row.change:+.1%}" if row.change is not None else f"样本不足（少于 {found.least} 件）",
        )
        for row in found.rows
    ]
    lines.append(("合计", str(found.total), "", "", str(found.total_before), ""))
    return Sheet(
        title="诉求排名",
        headings=("名称", f"{found.since} 至 {found.until}", "事件数", "重复件", "上一同长时段", "变化"),
        rows=lines,
    )


def repeated_sheet(subject: Subject, asked: AppealFilters, kind: str) -> Sheet:
    found = reading.repeated(subject, asked, kind=kind, size=sheets.MOST_ROWS)
    kinds = {"event": "同一事件多件诉求", "person": "同一人重复诉求", "redo": "重办"}
    return Sheet(
        title="重复诉求",
        headings=(
            "类型",
            "件数",
            "重复件",
            "办理轮次",
            "事项",
            "区域",
            "承办单位",
            "最早",
            "最近",
            "诉求编号",
        ),
        rows=[
            (
                kinds[row.kind],
                str(row.appeals),
                str(row.repeats),
                str(row.rounds),
                row.matter_zh,
                row.area_name,
                row.unit_name,
                row.first_day.isoformat(),
                row.last_day.isoformat(),
                "、".join(row.numbers),
            )
            for row in found.items
        ],
    )


def themes_sheet(subject: Subject) -> Sheet:
    rows = MonthlyTheme.objects.filter(scope(subject, "themes.see").q()).order_by("-month", "-number")
    lines = []
    for row in sheets.whole(rows):
        one = themes.detail(row, subject)
        lines.append(
            (
                row.number,
                row.month,
                row.title,
                one.row.state_zh,
                one.row.lead_unit_name,
                "、".join(unit.name for unit in one.co_units),
                one.row.leader_name,
                "、".join(part.name_zh for part in one.row.themes),
                "、".join(place.name for place in one.row.areas),
                f"{one.row.tasks_done}/{one.row.tasks}",
                (one.signed or one.fall).text_zh,
            )
        )
    return Sheet(
        title="每月一题",
        headings=(
            "编号", "月份", "题目", "状态", "牵头单位", "配合单位", "分管领导", "事项", "区域", "任务完成",
            "诉求升降",
        ),
        rows=lines,
    )  # fmt: skip

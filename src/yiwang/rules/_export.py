"""The list of alerts as a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from yiwang.kernel.sheets import Sheet, demonstrated, moment
from yiwang.kernel.units import find_unit
from yiwang.rules.contracts import OUTCOME_NAMES, Alert
from yiwang.rules.declarations import SEVERITY_NAMES

STATES_ZH = {"open": "待核实", "ended": "已核实"}
HEADINGS = (
    "告警编号", "等级", "设备", "内容", "属地", "读数", "限值", "峰值", "单位", "规则", "规则版本", "迟到",
    "观测时间", "接收时间", "告警时间", "恢复时间", "状态", "结论", "理由", "核实时间", "数据说明",
)  # fmt: skip


def sheet(alerts: Iterable[Alert]) -> Sheet:
    """A line per alert; values in the unit that stands beside them."""
    return Sheet(title="告警", headings=HEADINGS, rows=[_texts(alert) for alert in alerts])


def _texts(alert: Alert) -> tuple[str, ...]:
    unit = find_unit(alert.unit)
    return (
        alert.id,
        SEVERITY_NAMES[alert.severity][0],
        alert.thing_name,
        alert.sentence_zh,
        alert.area_name,
        _number(alert.value),
        _number(alert.limit),
        _number(alert.peak),
        unit.symbol if unit else alert.unit,
        alert.rule_name,
        alert.rule_version,
        "是" if alert.late else "否",
        moment(alert.observed_at),
        moment(alert.received_at),
        moment(alert.raised_at),
        moment(alert.cleared_at),
        STATES_ZH[alert.state],
        OUTCOME_NAMES[alert.outcome][0] if alert.outcome else "",
        alert.reason,
        moment(alert.ended_at),
        demonstrated(alert.demonstration),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"

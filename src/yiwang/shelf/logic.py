"""Pure decisions of the shelf: what was found → four lights with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yiwang.shelf.contracts import LightCode, LightState, TopicLight, TopicReason
from yiwang.shelf.declarations import Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCount:
    """A ledger of the topic and its records."""

    zh: str
    en: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a topic has, counted over the whole city."""

    series: int = 0
    answered: int = 0
    ledgers: tuple[LedgerCount, ...] = ()
    boards: int = 0
    due_boards: int = 0
    layers: int = 0
    rules: int = 0
    alerts: int = 0
    looked_into: int = 0
    matters: int = 0
    without: tuple[str, ...] = field(default=())
    """Matters that nobody leads in some town, by their Chinese names."""
    towns: int = 0
    decided: int = 0
    in_time: int = 0


def lights(seen: Seen, by: Measures) -> list[TopicLight]:
    """可感、可视、可控、可治. The first two need one of their lines, the last two all of them."""
    return [
        _any("sensed", _sensed(seen, by)),
        _any("seen", _seen(seen)),
        _all("controlled", _controlled(seen, by)),
        _all("governed", _governed(seen, by)),
    ]


def _any(code: LightCode, lines: Sequence[TopicReason]) -> TopicLight:
    return TopicLight(code=code, state="on" if any(one.held for one in lines) else "off", lines=list(lines))


def _all(code: LightCode, lines: Sequence[TopicReason]) -> TopicLight:
    """The first line is what the others are about: without it there is nothing to say."""
    held = [one.held for one in lines]
    state: LightState = "on" if all(held) else "part" if held[0] else "off"
    return TopicLight(code=code, state=state, lines=list(lines))


def _sensed(seen: Seen, by: Measures) -> list[TopicReason]:
    if seen.series:
        readings = TopicReason(
            held=seen.answered > 0,
            zh=f"{seen.series} 条数据流中有 {seen.answered} 条在 {by.answers_within_h} 小时内有读数",
            en=f"{seen.answered} of {seen.series} series answered within {by.answers_within_h} hours",
        )
    else:
        readings = TopicReason(held=False, zh="没有接入设备", en="No devices are connected")
    kept = [one for one in seen.ledgers if one.records]
    if not seen.ledgers:
        return [readings, TopicReason(held=False, zh="没有台账", en="It has no ledger")]
    zh = "、".join(f"{one.zh} {count(one.records)} 条" for one in kept or seen.ledgers)
    en = ", ".join(f"{one.en}: {count(one.records)}" for one in kept or seen.ledgers)
    return [readings, TopicReason(held=bool(kept), zh=f"台账：{zh}", en=f"Ledgers: {en}")]


def count(records: int) -> str:
    """A count as lists say it."""
    return f"{records:,}" if records <= 10_000 else "10,000+"


def _seen(seen: Seen) -> list[TopicReason]:
    due_zh = f"，其中 {seen.due_boards} 块到期待复核" if seen.due_boards else ""
    due_en = f", {seen.due_boards} due for review" if seen.due_boards else ""
    return [
        TopicReason(
            held=seen.boards > 0,
            zh=f"已发布看板 {seen.boards} 块{due_zh}" if seen.boards else "没有已发布的看板",
            en=f"{seen.boards} boards published{due_en}" if seen.boards else "No board is published",
        ),
        TopicReason(
            held=seen.layers > 0,
            zh=f"地图图层 {seen.layers} 个" if seen.layers else "没有地图图层",
            en=f"{seen.layers} map layers" if seen.layers else "No map layer",
        ),
    ]


def _controlled(seen: Seen, by: Measures) -> list[TopicReason]:
    armed = TopicReason(
        held=seen.rules > 0,
        zh=f"在用研判规则 {seen.rules} 条" if seen.rules else "没有在用的研判规则",
        en=f"{seen.rules} rules are in force" if seen.rules else "No rule is in force",
    )
    if not seen.alerts:
        quiet = TopicReason(
            held=True, zh=f"近 {by.alerts_days} 天没有告警", en=f"No alert in {by.alerts_days} days"
        )
        return [armed, quiet]
    share = 100 * seen.looked_into / seen.alerts
    answered = TopicReason(
        held=share >= by.answered_share,
        zh=f"近 {by.alerts_days} 天 {seen.alerts} 条告警，{seen.looked_into} 条已受理或了结"
        f"（{share:.0f}%，要求 {by.answered_share:.0f}%）",
        en=f"{seen.looked_into} of {seen.alerts} alerts of {by.alerts_days} days were looked into "
        f"({share:.0f}%, asked for {by.answered_share:.0f}%)",
    )
    return [armed, answered]


def _governed(seen: Seen, by: Measures) -> list[TopicReason]:
    lines = [
        TopicReason(
            held=seen.matters > 0,
            zh=f"治理事项 {seen.matters} 项" if seen.matters else "没有治理事项",
            en=f"{seen.matters} matters" if seen.matters else "It has no matter",
        )
    ]
    if seen.matters:
        named = "、".join(seen.without[:3]) + ("等" if len(seen.without) > 3 else "")
        lines.append(
            TopicReason(
                held=not seen.without,
                zh=f"{len(seen.without)} 项在部分镇街没有主办单位：{named}"
                if seen.without
                else f"每项在全部 {seen.towns} 个镇街都有主办单位",
                en=f"{len(seen.without)} of them have no lead unit in some towns"
                if seen.without
                else f"Each has a lead unit in all {seen.towns} towns",
            )
        )
    if not seen.decided:
        zh, en = f"近 {by.cases_days} 天没有到期的案件", f"No case of {by.cases_days} days has come due"
        return [*lines, TopicReason(held=True, zh=zh, en=en)]
    share = 100 * seen.in_time / seen.decided
    told = TopicReason(
        held=share >= by.in_time_share,
        zh=f"近 {by.cases_days} 天按时办结 {seen.in_time}/{seen.decided} 件"
        f"（{share:.0f}%，要求 {by.in_time_share:.0f}%）",
        en=f"{seen.in_time} of {seen.decided} cases of {by.cases_days} days in time "
        f"({share:.0f}%, asked for {by.in_time_share:.0f}%)",
    )
    return [*lines, told]

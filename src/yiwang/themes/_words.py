"""Sentences about signals and falls, in both languages."""

from __future__ import annotations

from yiwang.themes.models import Signal

GRADES = {"hot": ("热点", "hot topic"), "weak": ("弱信号", "weak signal")}
LEVELS = {
    "city": ("市", "city"),
    "county": ("县区", "county"),
    "town": ("镇街", "town"),
    "village": ("村社", "village"),
}
STATES = {
    "proposed": ("已提出，待立题", "proposed"),
    "working": ("办理中", "in work"),
    "asked": ("待销题", "waiting for sign-off"),
    "signed": ("已销题", "signed off"),
    "dropped": ("未立题", "dropped"),
}
ACTS = {
    "raised": ("发现信号", "Signal raised"),
    "grew": ("由弱信号升为热点", "The weak signal became a hot topic"),
    "ended": ("回落，信号结束", "Fell back; the signal ended"),
}


def why(row: Signal) -> tuple[str, str]:
    """Why this is a signal, with every figure it was made from."""
    chance_zh, chance_en = chance(row.p)
    days_zh = "当日" if row.window == 1 else f"{row.window} 天内"
    days_en = "in one day" if row.window == 1 else f"in {row.window} days"
    usual = figure(row.usual)
    return (
        f"{row.area_name}“{row.theme_zh}”{days_zh}有 {row.count} 件诉求（{row.events} 个事件；"
        f"另有同一人重复 {row.repeated} 件未计）；前几周的同样日子平均 {usual} 件，"
        f"为平常的 {times(row.factor)} 倍。若一切如常，出现这么多的机会{chance_zh}。",
        f"{row.area_name}: {row.count} appeals about “{row.theme_en}” {days_en} ({row.events} events; "
        f"{row.repeated} repeats of the same persons not counted); on the same days of the weeks before "
        f"{usual} on average, so {times(row.factor)} times the usual. Were all as usual, so many would "
        f"come {chance_en}.",
    )


def chance(p: float) -> tuple[str, str]:
    """A probability as people say it."""
    for limit, zh, en in (
        (1e-8, "不到亿分之一", "less than once in 100 million times"),
        (1e-6, "不到百万分之一", "less than once in a million times"),
        (1e-4, "不到万分之一", "less than once in 10,000 times"),
        (1e-3, "不到千分之一", "less than once in 1,000 times"),
        (1e-2, "不到百分之一", "less than once in 100 times"),
    ):
        if p < limit:
            return zh, en
    return f"约 {p:.0%}", f"in about {p:.0%} of times"


def figure(usual: float) -> str:
    """A usual count as people write it: 12, 1.5, 不到 0.1."""
    if usual < 0.1:
        return "<0.1"
    return f"{usual:.0f}" if usual >= 10 else f"{usual:.1f}"


def times(factor: float) -> str:
    return ">99" if factor > 99 else f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}"

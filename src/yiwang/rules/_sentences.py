"""What an alert says to a person, in Chinese and in English, with its figures."""

from __future__ import annotations

from yiwang.kernel.units import find_unit
from yiwang.rules.declarations import Combined, FlatLine, OutOfRange, Rate, Seasonal, Silence, Threshold
from yiwang.rules.logic import Change
from yiwang.sensing.contracts import Datastream, Thing

SHOWN = 4
"""Datastreams that a sentence names before it only counts them."""


def sentence(change: Change, thing: Thing, datastream: Datastream) -> tuple[str, str]:
    """For example 寸金下穿 水深 41 cm，高于 30 cm 已 3 分钟."""
    rule = change.watch.rule
    # A full-width bracket brings its own space.
    zh_who = f"{thing.name}{'' if thing.name.endswith('）') else ' '}{datastream.name}"
    en_who = f"{thing.name_en or thing.name}: {datastream.name_en or datastream.property}"
    unit = find_unit(datastream.unit)
    symbol = "" if datastream.unit == "1" else f" {unit.symbol if unit else datastream.unit}"
    held_s = change.held_us / 1e6

    def shown(value: float | None) -> str:
        return "—" if value is None else f"{figure(value)}{symbol}"

    match rule:
        case Threshold():
            zh_way, en_way = ("高于", "above") if rule.direction == "above" else ("低于", "below")
            zh = f"{zh_who} {shown(change.value)}，{zh_way} {shown(change.limit)}"
            en = f"{en_who} {shown(change.value)}, {en_way} {shown(change.limit)}"
            if held_s >= 1:
                zh, en = f"{zh}已 {duration_zh(held_s)}", f"{en} for {duration_en(held_s)}"
                zh = zh.replace(f"{shown(change.limit)}已", f"{shown(change.limit)} 已")
        case Rate():
            zh_way = {"rise": "上升", "fall": "下降", "both": "变化"}[rule.direction]
            en_way = {"rise": "rising", "fall": "falling", "both": "changing"}[rule.direction]
            zh = (
                f"{zh_who} {shown(change.value)}，每 {duration_zh(rule.per_s)}{zh_way} "
                f"{shown(change.measure)}，超过 {shown(rule.limit)}"
            )
            en = (
                f"{en_who} {shown(change.value)}, {en_way} by {shown(change.measure)} per "
                f"{duration_en(rule.per_s)}, over {shown(rule.limit)}"
            )
        case Seasonal():
            score = "—" if change.measure is None else f"{change.measure:.2f}"
            zh = f"{zh_who} {shown(change.value)}，此时通常约 {shown(change.usual)}，异常得分 {score}"
            en = f"{en_who} {shown(change.value)}, usually about {shown(change.usual)} now, score {score}"
            zh, en = f"{zh}（≥ {rule.score:g}）", f"{en} (≥ {rule.score:g})"
        case Combined():
            zh, en = _combined(change, rule, thing)
        case Silence():
            zh = f"{zh_who} 已 {duration_zh(held_s)}没有数据，超过 {duration_zh(rule.after_s)}"
            en = f"{en_who} has been silent for {duration_en(held_s)}, over {duration_en(rule.after_s)}"
        case FlatLine():
            zh = f"{zh_who} 停在 {shown(change.value)} 已 {duration_zh(held_s)}不变"
            en = f"{en_who} has stood at {shown(change.value)} for {duration_en(held_s)}"
        case OutOfRange():
            low = datastream.valid_min if rule.minimum is None else rule.minimum
            high = datastream.valid_max if rule.maximum is None else rule.maximum
            zh = f"{zh_who} {shown(change.value)}，超出物理量程 {shown(low)} 至 {shown(high)}"
            en = f"{en_who} {shown(change.value)}, outside its physical range {shown(low)} to {shown(high)}"
    return zh, en


def _combined(change: Change, rule: Combined, thing: Thing) -> tuple[str, str]:
    """For example 东一街道 4 处测点中已有 3 处告警（需 3 处）：g1.depth、g2.depth、g5.depth."""
    counted, need = int(change.value or 0), int(change.limit or 0)
    streams = list(dict.fromkeys(stream for _, stream in change.members))
    shown_zh = "、".join(streams[:SHOWN]) + (f" 等 {len(streams)} 处" if len(streams) > SHOWN else "")
    shown_en = ", ".join(streams[:SHOWN]) + (
        f" and {len(streams) - SHOWN} more" if len(streams) > SHOWN else ""
    )
    within_zh = f"{duration_zh(rule.within_s)}内" if rule.within_s else ""
    within_en = f" within {duration_en(rule.within_s)}" if rule.within_s else ""
    by_rule = not isinstance(rule.need, int) or rule.at == "thing"
    zh_what, en_what = ("项条件", "conditions") if by_rule else ("处测点", "things")
    of_all = max(change.of, counted)
    gap = "" if thing.name.endswith("）") else " "
    zh = f"{thing.name}{gap}{rule.name}：{of_all} {zh_what}中{within_zh}已有 {counted} {zh_what[0]}告警"
    zh = f"{zh}（需 {need}）"
    en = f"{thing.name_en or thing.name}: {counted} of {of_all} {en_what} alert{within_en} (needs {need})"
    return f"{zh}：{shown_zh}", f"{en}: {shown_en}"


def figure(value: float) -> str:
    """A reading as people read it: at most four significant digits behind the point, no trailing zeros."""
    if value == 0 or 1e-4 <= abs(value) < 1e9:
        return (
            f"{value:.4f}".rstrip("0").rstrip(".")
            if abs(value) < 10
            else f"{value:.2f}".rstrip("0").rstrip(".")
        )
    return f"{value:.4g}"


def duration_zh(seconds: float) -> str:
    """3 分钟、1 小时 5 分钟、40 秒."""
    return _duration(seconds, (" 天", " 小时", " 分钟", " 秒"))


def duration_en(seconds: float) -> str:
    return _duration(seconds, (" d", " h", " min", " s"))


def _duration(seconds: float, words: tuple[str, str, str, str]) -> str:
    whole = int(seconds)
    if whole < 60:
        return f"{whole}{words[3]}"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes}{words[2]}"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours}{words[1]}" + (f" {minutes}{words[2]}" if minutes else "")
    days, hours = divmod(hours, 24)
    return f"{days}{words[0]}" + (f" {hours}{words[1]}" if hours else "")

"""Pure decisions about events: numbers, titles, and which grade a severity suggests."""

from __future__ import annotations

from datetime import datetime

from yiwang.kernel.clock import SHANGHAI

SEVERITIES = ("notice", "general", "important", "urgent")
GRADES = ("general", "larger", "major", "extraordinary")
GRADES_ZH = {"general": "一般", "larger": "较大", "major": "重大", "extraordinary": "特别重大"}
GRADES_EN = {"general": "general", "larger": "larger", "major": "major", "extraordinary": "extraordinary"}

# A suggestion a person may take or leave: the ladders of alerts and of events are never one.
SUGGESTED = {"notice": "", "general": "general", "important": "general", "urgent": "larger"}
PREFIXES = {"single": "SJ", "process": "GC"}  # 事件, 过程


def day_of(at: datetime) -> str:
    """The civil day, in the city's own time, that numbers count in."""
    return at.astimezone(SHANGHAI).strftime("%Y%m%d")


def number(prefix: str, day: str, count: int) -> str:
    """SJ20261121-0007 for an event, GC… for a process."""
    return f"{prefix}{day}-{count:04d}"


def titles(thing_name: str, matter_zh: str, matter_en: str, hazard: str) -> tuple[str, str]:
    what_zh, what_en = matter_zh or hazard, matter_en or hazard
    return (
        f"{thing_name}：{what_zh}" if thing_name else what_zh,
        f"{thing_name}: {what_en}" if thing_name else what_en,
    )


def process_titles(area_name: str, process_zh: str, process_en: str) -> tuple[str, str]:
    return f"{area_name}{process_zh}", f"{area_name}: {process_en or process_zh}"


def graver(one: str, other: str) -> str:
    """The graver of two severities; an unknown word counts as the lightest."""
    return max(one, other, key=lambda word: SEVERITIES.index(word) if word in SEVERITIES else -1)

"""A data folder of the test's own, and appeals about two matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from yiwang.algorithms import _suggest
from yiwang.identity.api import Subject

TRAINER, REVIEWER = Subject.system("trainer"), Subject.system("reviewer")
PLACES = ("东门", "西街", "南里", "北巷", "花园", "广场", "河边", "桥头", "学校旁", "市场口")
SAID = {
    "light": ("路灯不亮", "路灯坏了一排", "灯杆没有电", "路灯闪个不停"),
    "noise": ("半夜施工噪音大", "广场舞音响扰民", "装修噪声吵得睡不着", "酒吧夜里噪音"),
    "trash": ("垃圾没人清运", "垃圾桶满了发臭", "路边乱倒垃圾", "建筑垃圾堆着不管"),
}


def history(end: str = "，请处理") -> list[tuple[str, str]]:
    return [
        (f"{place}{said}{end}", label) for label, all_ in SAID.items() for said in all_ for place in PLACES
    ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    _suggest._loaded.clear()
    yield tmp_path
    _suggest._loaded.clear()
    settings.YIWANG = before

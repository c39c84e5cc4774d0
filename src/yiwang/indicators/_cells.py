"""What was written into a cell of a sheet or a field of a form, and what is wrong with it."""

from __future__ import annotations

import re

from yiwang.indicators._refusals import FigureFaults
from yiwang.indicators.contracts import Cell

LARGEST = 1e12
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


def number_of(text: str, unit: str, cell: str, faults: list[Cell]) -> float | None:
    """A number as it was written; what is none is told with its cell."""
    text = text.strip()
    if not text:
        return None
    value = float(text.replace(",", "")) if NUMBER.fullmatch(text) else None
    if value is not None and abs(value) <= LARGEST:
        return value
    faults.append(
        Cell(
            cell=cell,
            zh=f"{cell} 是文字“{text[:40]}”，不是数字。"
            if value is None
            else f"{cell} 的数过大：{text[:40]}。",
            en=f"{cell} is text, “{text[:40]}”, no number."
            if value is None
            else f"{cell} is too large: {text[:40]}.",
            cure_zh=f"只填数字，如 12.5（单位：{unit}）；“约”“亿”等字写进说明。",
            cure_en=f"Write digits alone, such as 12.5 (in {unit}); words belong into the note.",
        )
    )
    return None


def refused(faults: list[Cell]) -> FigureFaults:
    said = [
        {"cell": c.cell, "zh": c.zh, "en": c.en, "cure_zh": c.cure_zh, "cure_en": c.cure_en} for c in faults
    ]
    return FigureFaults(count=len(said), faults=said, first_zh=said[0]["zh"], first_en=said[0]["en"])


def missing(cell: str) -> Cell:
    return Cell(
        cell=cell,
        zh=f"{cell} 没有填写。",
        en=f"{cell} is empty.",
        cure_zh="填写数字；没有发生的填 0。",
        cure_en="Write a number; 0 where there was nothing.",
    )

"""Modbus registers → numbers. The talking is pymodbus's; what words mean is a connector's declaration."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yiwang.sensing.declarations import RegisterDeclaration

MOST_WORDS = 120
"""Words asked for at once; the protocol allows 125."""
_FORMS = {
    "uint16": (1, ">H"),
    "int16": (1, ">h"),
    "uint32": (2, ">I"),
    "int32": (2, ">i"),
    "float32": (2, ">f"),
    "float64": (4, ">d"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring words of one table that are read together."""

    table: str
    start: int
    count: int


def width(kind: str) -> int:
    """How many 16-bit words a number of this kind takes."""
    return _FORMS[kind][0]


def spans(registers: Sequence[RegisterDeclaration]) -> list[Span]:
    """The fewest reads that cover all registers and no word besides: some devices refuse those."""
    found: list[Span] = []
    for one in sorted(registers, key=lambda one: (one.table, one.address)):
        until = one.address + width(one.type)
        last = found[-1] if found else None
        if (
            last is not None
            and last.table == one.table
            and one.address <= last.start + last.count
            and until - last.start <= MOST_WORDS
        ):
            found[-1] = Span(one.table, last.start, max(last.count, until - last.start))
        else:
            found.append(Span(one.table, one.address, until - one.address))
    return found


def number(register: RegisterDeclaration, words: Mapping[tuple[str, int], int]) -> float | None:
    """The number of a register from the words that were read; None where they hold no finite one."""
    count, form = _FORMS[register.type]
    parts = [words[(register.table, register.address + place)] for place in range(count)]
    if register.words == "little":
        parts.reverse()
    (raw,) = struct.unpack(form, struct.pack(f">{count}H", *parts))
    value = float(raw) * register.scale + register.offset
    return value if math.isfinite(value) else None

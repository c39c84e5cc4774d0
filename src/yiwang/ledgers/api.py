"""The door of 台账: declare ledgers, keep their records, look at them, resolve a 城市码."""

from __future__ import annotations

from yiwang.ledgers._codes import new_code, new_codes, png, svg
from yiwang.ledgers._conditions import Line, judge
from yiwang.ledgers._conditions import asked as asked_of
from yiwang.ledgers._conditions import field_of as condition_field
from yiwang.ledgers._conditions import problems as condition_problems
from yiwang.ledgers._declare import LedgerFile, declare, look, read
from yiwang.ledgers._measures import measured
from yiwang.ledgers._reading import Asked, detail, find_anywhere, list_records, map_of, scan
from yiwang.ledgers._registry import cards, named, standing, type_of
from yiwang.ledgers._sheet import read as import_sheet
from yiwang.ledgers._sheet import sheet, template
from yiwang.ledgers._unmasking import unmask
from yiwang.ledgers._walking import find_code, find_key, find_ledger, find_record, linked, walk
from yiwang.ledgers._writing import change, move, record

__all__ = [
    "Asked",
    "LedgerFile",
    "Line",
    "asked_of",
    "cards",
    "change",
    "condition_field",
    "condition_problems",
    "declare",
    "detail",
    "find_anywhere",
    "find_code",
    "find_key",
    "find_ledger",
    "find_record",
    "import_sheet",
    "judge",
    "linked",
    "list_records",
    "look",
    "map_of",
    "measured",
    "move",
    "named",
    "new_code",
    "new_codes",
    "png",
    "read",
    "record",
    "scan",
    "sheet",
    "standing",
    "svg",
    "template",
    "type_of",
    "unmask",
    "walk",
]

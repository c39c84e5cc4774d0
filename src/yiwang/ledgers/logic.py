"""Pure decisions of 台账: what a value may be, how it is written, masked and compared; check characters."""

from __future__ import annotations

import json
import math
import re
import unicodedata
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from yiwang.kernel import units
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.masks import mask_address, mask_name, mask_phone
from yiwang.kernel.sheets import plain
from yiwang.ledgers.declarations import (
    MISSING,
    NUMBER_SLOTS,
    NUMBERS,
    TEXT_SLOTS,
    TEXTS,
    CityCodes,
    Field,
    Ledger,
)

MASK = "**"
LONGEST = {"text": 1_000, "person": 60, "phone": 30}
MOST_DOCUMENTS = 9
YES, NO = {"true", "是", "1", "yes"}, {"false", "否", "0", "no"}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_ID = re.compile(r"[0-9a-f-]{36}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{2,28}")


class Wrong(ValueError):
    """A value that a field does not take, with its sentence in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def read(field: Field, given: Any) -> Any:
    """What is stored for what was given: JSON, or the text of a cell. Raises Wrong.

    Of links, areas, points and attachments only the form is read; whether they are there, the caller asks.
    """
    given = clean(given) if isinstance(given, str) else given
    if given is None or given == "" or given == []:
        return None
    if field.kind in ("text", "person", "phone"):
        return _text(field, given)
    if field.kind == "number":
        return _number(field, given)
    if field.kind == "date":
        return _day(given).isoformat()
    if field.kind == "moment":
        return _moment(given).isoformat()
    if field.kind == "choice":
        return _choice(field, given)
    if field.kind == "boolean":
        return _boolean(given)
    if field.kind == "point":
        return _point(given)
    if field.kind == "attachment":
        return _documents(given)
    text = clean(given)
    return first_word(text) if field.kind == "area" else text[:160]


def clean(given: Any) -> str:
    """Text that every database keeps: no control characters but the end of a line, no half characters."""
    text = unicodedata.normalize("NFC", str(given))
    kept = (
        letter for letter in text if letter == "\n" or (letter >= " " and not "\ud800" <= letter <= "\udfff")
    )
    return "".join(kept).strip()


def first_word(text: str) -> str:
    """The id in a cell that says the name beside it: `449901 东区`."""
    return (text.split(maxsplit=1) or [""])[0][:160]


def _text(field: Field, given: Any) -> str:
    text = clean(given)
    most = LONGEST[field.kind]
    if len(text) > most:
        raise Wrong(f"最多 {most} 个字。", f"At most {most} characters.")
    if field.kind == "phone" and not _PHONE.fullmatch(text) and MASK not in text:
        raise Wrong("不是电话号码。", "It is no telephone number.")
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise Wrong(f"不合格式 {field.pattern}。", f"It does not match {field.pattern}.")
    return text


def _number(field: Field, given: Any) -> float:
    try:
        if isinstance(given, bool):
            raise ValueError
        number = float(given)
    except (TypeError, ValueError):
        raise Wrong(f"“{str(given)[:20]}”不是数字。", f"“{str(given)[:20]}” is no number.") from None
    if not math.isfinite(number) or abs(number) >= 1e15:
        raise Wrong("数字过大。", "The number is too large.")
    if field.minimum is not None and number < field.minimum:
        raise Wrong(f"不能小于 {field.minimum:g}。", f"It is not below {field.minimum:g}.")
    if field.maximum is not None and number > field.maximum:
        raise Wrong(f"不能大于 {field.maximum:g}。", f"It is not above {field.maximum:g}.")
    return number


def _day(given: Any) -> date:
    found = _DAY.fullmatch(str(given).strip())
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong("不是日期，写成 2026-05-01。", "It is no date; write 2026-05-01.") from None


def _moment(given: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(given).strip().replace("/", "-"))
    except ValueError:
        raise Wrong("不是时间，写成 2026-05-01 08:30。", "It is no time; write 2026-05-01 08:30.") from None
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def _choice(field: Field, given: Any) -> str:
    said = str(given).strip()
    for one in field.choices:
        if said in (one.code, one.name.zh, one.name.en):
            return one.code
    known = "、".join(one.name.zh for one in field.choices)
    raise Wrong(
        f"没有选项“{said[:20]}”，可写：{known}。",
        f"“{said[:20]}” is not among the choices: {', '.join(one.code for one in field.choices)}.",
    )


def _boolean(given: Any) -> bool:
    said = str(given).strip().lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Wrong("请写“是”或“否”。", "Write 是 (yes) or 否 (no).")


def _point(given: Any) -> list[float]:
    parts = given
    if isinstance(given, str):
        parts = [part for part in re.split(r"[,，\s]+", given.strip()) if part]
    elif isinstance(given, Mapping):
        parts = [given.get("lon"), given.get("lat")]
    try:
        lon, lat = (float(part) for part in parts)
    except (TypeError, ValueError):
        raise Wrong(
            "应写经度、纬度两个数，用逗号隔开。", "Write longitude and latitude with a comma."
        ) from None
    return [lon, lat]


def _documents(given: Any) -> list[str]:
    ids = list(dict.fromkeys(str(one) for one in given)) if isinstance(given, (list, tuple)) else []
    if not 1 <= len(ids) <= MOST_DOCUMENTS or not all(_ID.fullmatch(one) for one in ids):
        raise Wrong(f"附件为 1 至 {MOST_DOCUMENTS} 个。", f"There are 1 to {MOST_DOCUMENTS} attachments.")
    return ids


def written(field: Field, value: Any) -> str:
    """A stored value as a cell of a sheet says it: read again, it is the same."""
    if value is None:
        return ""
    if field.kind == "number":
        return plain(value)
    if field.kind == "choice":
        return next((one.name.zh for one in field.choices if one.code == value), str(value))
    if field.kind == "boolean":
        return "是" if value else "否"
    if field.kind == "moment":
        return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if field.kind == "point":
        return f"{value[0]:.7f},{value[1]:.7f}"
    if field.kind == "attachment":
        return f"{len(value)} 个附件"
    return str(value)


def masked(field: Field, value: Any) -> Any:
    """What of a value is shown to whom nobody has told more."""
    if value is None or not field.is_personal:
        return value
    if field.kind == "phone":
        return mask_phone(str(value))
    return mask_name(str(value)) if field.kind == "person" else mask_address(str(value))


# ------------------------------------------------------------------------------------------------- columns


def slots_of(ledger: Ledger, before: Mapping[str, str]) -> dict[str, str]:
    """Field → column, for those that lists are narrowed or ordered by; one that has a column keeps it."""
    asked = {one.code: one for one in ledger.fields if one.in_column}
    taken = {
        code: slot for code, slot in before.items() if code in asked and slot[0] == _column_of(asked[code])
    }
    free = [
        slot
        for slot in (*(f"t{n + 1}" for n in range(TEXT_SLOTS)), *(f"n{n + 1}" for n in range(NUMBER_SLOTS)))
        if slot not in taken.values()
    ]
    for code, one in asked.items():
        if code not in taken:
            slot = next(slot for slot in free if slot[0] == _column_of(one))
            free.remove(slot)
            taken[code] = slot
    return {code: taken[code] for code in asked}


def _column_of(field: Field) -> str:
    return "t" if field.kind in TEXTS else "n"


def column(field: Field, value: Any) -> str | float:
    """A value as its column holds it."""
    if field.kind in NUMBERS:
        if value is None:
            return MISSING
        if field.kind == "date":
            return float(date.fromisoformat(value).toordinal())
        return datetime.fromisoformat(value).timestamp() if field.kind == "moment" else float(value)
    if value is None:
        return ""
    return ("true" if value else "false") if field.kind == "boolean" else str(value)[:120]


def columns(ledger: Ledger, slots: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str | float]:
    """Every column of a record; those that no field has are empty."""
    found: dict[str, str | float] = {f"t{n + 1}": "" for n in range(TEXT_SLOTS)}
    found |= {f"n{n + 1}": MISSING for n in range(NUMBER_SLOTS)}
    for one in ledger.fields:
        if one.code in slots:
            found[slots[one.code]] = column(one, values.get(one.code))
    return found


SPREAD = 2**31


def spread(record_id: str) -> int:
    """By chance, but always the same for one record: 0 to before `SPREAD`."""
    return zlib.crc32(record_id.encode()) >> 1


def about(number: float) -> int:
    """What is known roughly, as it is said: two digits, then noughts.

    >>> about(12_345.6), about(7.4)
    (12000, 7)
    """
    return int(float(f"{number:.2g}"))


def same(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def unit_symbol(code: str) -> str:
    found = units.find_unit(code) if code and code != "1" else None
    return found.symbol if found else ("" if code == "1" else code)


# ----------------------------------------------------------------------------------------------- city codes

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36: finds every wrong character and nearly every swap of two.

    >>> check_character("A12425GABC1234002")
    'M'
    """
    rest = 36
    for letter in text:
        rest = (rest + ALPHABET.index(letter)) % 36 or 36
        rest = rest * 2 % 37
    return ALPHABET[(37 - rest) % 36]


def city_code(form: CityCodes, letter: str, number: int) -> str:
    body = f"{form.prefix}{letter}{number:0{form.digits}d}"
    return body + check_character(body)


def plain_code(said: str) -> str | None:
    """A city code as it is stored, however it was typed or read from a plate; None where it is none."""
    text = unicodedata.normalize("NFKC", said).upper()
    text = re.sub(r"[\s\-.:]", "", text.rstrip("/").rpartition("/")[2])
    if not 4 <= len(text) <= 40 or any(letter not in ALPHABET for letter in text):
        return None
    return text if check_character(text[:-1]) == text[-1] else None

"""A list of devices as an Excel file: in with what is known of them, out with the credential of each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from yiwang.identity.api import Scope, scope
from yiwang.identity.contracts import Subject
from yiwang.kernel.errors import Refusal
from yiwang.kernel.sheets import Sheet, workbook
from yiwang.sensing import _devices
from yiwang.sensing._declare import declare, placed
from yiwang.sensing._device_shapes import DeviceToken, EnrolmentRefused
from yiwang.sensing.contracts import Declared
from yiwang.sensing.declarations import ThingDeclaration
from yiwang.sensing.logic import shown
from yiwang.sensing.models import Thing

PACK = "enrolled"
"""What things are declared by that a person registered, and no pack."""
MOST_ROWS = 5_000
MOST_BYTES = 8 << 20
MOST_FAULTS = 200
Fault = dict[str, Any]


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _degrees(value: Any) -> float:
    return float(_word(value))


def _whole(value: Any) -> int:
    number = float(_word(value))
    if not number.is_integer():
        raise ValueError(value)
    return int(number)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(_word(value).replace("/", "-"))


def _yes(value: Any) -> bool:
    word = _word(value).lower()
    if word in {"1", "true", "yes", "是"}:
        return True
    if word in {"0", "false", "no", "否"}:
        return False
    raise ValueError(value)


COLUMNS: tuple[tuple[str, str, Callable[[Any], Any], bool], ...] = (
    ("编号", "id", _word, True),
    ("名称", "name", _word, True),
    ("物模型", "model", _word, True),
    ("经度", "lon", _degrees, True),
    ("纬度", "lat", _degrees, True),
    ("权属单位", "owner_unit", _word, True),
    ("运维单位", "maintainer_unit", _word, True),
    ("坐标系", "frame", _word, False),
    ("英文名", "name_en", _word, False),
    ("属地", "area_id", _word, False),
    ("地址", "address", _word, False),
    ("质保期", "warranty_until", _date, False),
    ("城市码", "city_code", _word, False),
    ("所属组合物", "part_of", _word, False),
    ("部件角色", "role", _word, False),
    ("上报间隔秒", "expected_every_s", _whole, False),
    ("演示", "demonstration", _yes, False),
)
"""Heading, field, how a cell is read, whether it is needed. English field names are taken as headings too."""


def template() -> bytes:
    """An empty list with its headings."""
    return workbook(Sheet(title="设备", headings=[heading for heading, *_ in COLUMNS], rows=[]))


def enrol_file(data: bytes, subject: Subject) -> tuple[Declared, bytes]:
    """Register every thing of an .xlsx and give each a credential: what was done, and the list of tokens.

    All rows or none. Needs things.manage over every place. Raises EnrolmentRefused with every fault by row.
    """
    allowed = scope(subject, "things.manage")
    faults: list[Fault] = []
    rows = _read(data, faults)
    known = Thing.objects.filter(pk__in=[one.id for _, one in rows]).exclude(pack=PACK)
    others = dict(known.values_list("id", "pack"))
    for number, one in rows:
        try:
            faults += _objections(one, others, allowed, number, ("编号", "属地"))
        except Refusal as refusal:
            faults.append(_fault(number, "", refusal.sentence("zh"), refusal.sentence("en")))
    if faults:
        raise EnrolmentRefused(count=len(faults), faults=faults[:MOST_FAULTS])
    done = register([one for _, one in rows], subject, {one.id: number for number, one in rows})
    tokens = _devices.enrol([one.id for _, one in rows], subject)
    return done, _tokens([one for _, one in rows], tokens)


def register(
    things: Sequence[ThingDeclaration], subject: Subject, rows: dict[str, int] | None = None
) -> Declared:
    """Declare things in a person's name; faults come by row where the rows are told."""
    try:
        return declare(things, PACK, actor=subject.user_id)
    except Refusal as refusal:
        faults = refusal.details.get("faults")
        if not faults:
            raise
        numbers = rows or {}
        raise EnrolmentRefused(
            count=len(faults),
            faults=[{**one, "row": numbers.get(one["record"], 0)} for one in faults[:MOST_FAULTS]],
        ) from refusal


def register_one(thing: ThingDeclaration, subject: Subject) -> Declared:
    """Declare one thing within what the subject manages; raises EnrolmentRefused."""
    others = dict(Thing.objects.filter(pk=thing.id).exclude(pack=PACK).values_list("id", "pack"))
    faults = _objections(thing, others, scope(subject, "things.manage"), 0, ("id", "area_id"))
    if faults:
        raise EnrolmentRefused(count=len(faults), faults=faults)
    return register([thing], subject)


def _objections(
    thing: ThingDeclaration, others: dict[str, str], allowed: Scope, row: int, columns: tuple[str, str]
) -> list[Fault]:
    """Why a person may not register this thing. `others`: things that a pack declared, with the pack;
    `columns`: what the caller calls its id and its place. Raises what `placed` refuses.
    """
    if thing.id in others:
        pack = others[thing.id] or "—"
        return [
            _fault(row, columns[0], f"{thing.id} 已由 {pack} 声明。", f"{thing.id} is declared by {pack}.")
        ]
    _, _, _, path = placed(thing)
    if allowed.sees(area_path=path, units=(thing.owner_unit, thing.maintainer_unit)):
        return []
    return [_fault(row, columns[1], "不在您管理的范围内。", "It lies outside what you manage.")]


def _fault(row: int, column: str, zh: str, en: str) -> Fault:
    return {"row": row, "column": column, "code": "sensing.bad_row", "zh": zh, "en": en}


def _read(data: bytes, faults: list[Fault]) -> list[tuple[int, ThingDeclaration]]:
    # Here and not above: a start that reads no Excel need not wait for it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, values_only=True))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        fault = _fault(0, "", "无法作为 .xlsx 读取。", "It cannot be read as .xlsx.")
        raise EnrolmentRefused(count=1, faults=[fault]) from error
    headings = [_word(one) for one in lines[0]] if lines else []
    by_word = {word: column for column in COLUMNS for word in column[:2]}
    for word in headings:
        if word and word not in by_word:
            faults.append(
                _fault(1, shown(word), f"不认识列 {shown(word)}。", f"The column {shown(word)} is unknown.")
            )
    told = {by_word[word][1] for word in headings if word in by_word}
    for heading, field, _, needed in COLUMNS:
        if needed and field not in told:
            faults.append(_fault(1, heading, f"缺少列 {heading}。", f"The column {field} is missing."))
    if len(lines) > MOST_ROWS + 1:
        faults.append(_fault(0, "", f"一次最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows at a time."))
    if not faults and not any(any(_word(cell) for cell in line) for line in lines[1:]):
        faults.append(_fault(0, "", "没有任何设备。", "There is no device in it."))
    if faults:
        raise EnrolmentRefused(count=len(faults), faults=faults)
    rows: list[tuple[int, ThingDeclaration]] = []
    for number, line in enumerate(lines[1:], 2):
        if not any(_word(cell) for cell in line):
            continue
        made = _row(number, dict(zip(headings, line, strict=False)), by_word, faults)
        if made is not None:
            rows.append((number, made))
    return rows


def _row(
    number: int, cells: dict[str, Any], by_word: dict[str, Any], faults: list[Fault]
) -> ThingDeclaration | None:
    given: dict[str, Any] = {}
    before = len(faults)
    for word, value in cells.items():
        if word not in by_word:
            continue
        heading, field, read, needed = by_word[word]
        if not _word(value):
            if needed:
                faults.append(_fault(number, heading, f"缺少{heading}。", f"{field} is missing."))
            continue
        try:
            given[field] = read(value)
        except ValueError:
            text = shown(value)
            faults.append(
                _fault(number, heading, f"{heading}无法读取：{text}。", f"{field} cannot be read: {text}.")
            )
    if given.get("frame", "wgs84") not in ("wgs84", "cgcs2000", "gcj02", "bd09"):
        faults.append(
            _fault(
                number,
                "坐标系",
                "应为 wgs84、cgcs2000、gcj02 或 bd09。",
                "Use wgs84, cgcs2000, gcj02 or bd09.",
            )
        )
    return ThingDeclaration(**given) if len(faults) == before else None


def _tokens(things: Sequence[ThingDeclaration], tokens: Sequence[DeviceToken]) -> bytes:
    rows = [
        [
            thing.id,
            thing.name,
            thing.id,
            one.token,
            f"yiwang/{thing.id}.<属性>",
            f"yiwang/{thing.id}/commands",
        ]
        for thing, one in zip(things, tokens, strict=True)
    ]
    headings = ["编号", "名称", "MQTT 用户名", "凭证（只给这一次）", "上报主题", "命令主题"]
    return workbook(Sheet(title="设备", headings=headings, rows=rows))

"""Records as a sheet: out as a list, in again with every fault by its cell, all rows or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.identity.api import Scope, Subject, require
from yiwang.kernel import sheets
from yiwang.kernel.sheets import Sheet
from yiwang.ledgers import _reading as reading
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import _writing as writing
from yiwang.ledgers import logic
from yiwang.ledgers._drafting import SYSTEM_UNIT, Draft, Drafting
from yiwang.ledgers._reading import Asked
from yiwang.ledgers.contracts import RecordRow, RecordsImported, SheetFault
from yiwang.ledgers.declarations import SYSTEM_HEADINGS, Field
from yiwang.ledgers.models import LedgerRecord

CITY_CODE, STATE, UNIT, AREA, MADE_AT, DEMONSTRATED = SYSTEM_HEADINGS


def sheet(subject: Subject, code: str, asked: Asked) -> Sheet:
    """The list whole, personal data masked. Raises UnknownLedger, TooManyRows."""
    known, sight = registry.seen(subject, code)
    rows = sheets.whole(reading.every(known, sight, asked))
    fields = known.fields(sight)
    links = _keys_of_links(sight, fields, rows)
    states = {one.code: one.name.zh for one in known.ledger.states}
    shown = reading.rows_of(known, sight, rows)
    return Sheet(
        title=known.ledger.name.zh[:31],
        headings=(*(one.name.zh for one in fields), *SYSTEM_HEADINGS),
        rows=[
            (
                *(_cell(one, row, links) for one in fields),
                row.city_code,
                states.get(row.state, row.state),
                f"{row.unit} {row.unit_name}".strip(),
                "·".join(row.area_names),
                sheets.moment(row.made_at),
                sheets.demonstrated(row.demonstration),
            )
            for row in shown
        ],
    )


def _cell(field: Field, row: RecordRow, links: Mapping[str, str]) -> str:
    value = row.values.get(field.code)
    if field.kind == "link":
        return links.get(str(value), "") if value else ""
    if field.kind == "area" and value:
        return f"{value} {row.shown.get(field.code, '')}".strip()
    return logic.written(field, value)


def _keys_of_links(sight: Scope, fields: Sequence[Field], rows: Sequence[LedgerRecord]) -> dict[str, str]:
    links = [one for one in fields if one.kind == "link"]
    ids = {str(row.values[one.code]) for row in rows for one in links if one.code in row.values}
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        part = sorted(ids)[start : start + 500]
        led_to = registry.led_to(sight, {one.ledger for one in links})
        found |= dict(led_to.filter(pk__in=part).values_list("id", "key"))
    return found


def template(subject: Subject, code: str) -> Sheet:
    """An empty list with its headings, and what stands in each column on a second row's place: nothing."""
    known, sight = registry.seen(subject, code)
    fields = [one for one in known.fields(sight) if one.kind != "attachment"]
    return Sheet(title=known.ledger.name.zh[:31], headings=(*(one.name.zh for one in fields), UNIT), rows=[])


@dataclass(slots=True, kw_only=True)
class _Row:
    cell: str
    current: LedgerRecord | None
    draft: Draft


def read(
    subject: Subject, code: str, data: bytes, *, frame: str = "wgs84", preview: bool = False
) -> RecordsImported:
    """Take the rows of a sheet: new keys are recorded, known ones changed, equal ones left. With one fault in
    it nothing is kept. `preview` keeps nothing in any case and says what would be done.

    Needs ledgers.keep wherever the records lie. Raises UnknownLedger, RecordFaults by cell.
    """
    require(subject, registry.KEEP)
    known, sight = registry.seen(subject, code)
    fields = {one.name.zh: one for one in known.fields(sight) if one.kind != "attachment"}
    passed = {one.name.zh for one in known.ledger.fields if one.kind == "attachment"}
    key_heading = next(heading for heading, one in fields.items() if one.code == known.ledger.key)
    lines, told = sheets.read(data, known=(*fields, *passed, *SYSTEM_HEADINGS), needed=(key_heading,))
    faults = [SheetFault(cell=one.cell, zh=one.zh, en=one.en) for one in told]
    if not lines and not faults:
        faults.append(SheetFault(cell="A2", zh="没有任何记录。", en="There is no record in it."))
    drafting = Drafting(subject, known, frame)
    keys = {cells[key_heading][1] for _, cells in lines if key_heading in cells}
    standing = _standing(known.code, keys)
    present = {heading for _, cells in lines for heading in cells}
    rows: list[_Row] = []
    first: dict[str, str] = {}
    for number, cells in lines:
        found = _row(drafting, fields, key_heading, number, cells, standing, first, faults, present)
        if found is not None:
            rows.append(found)
    if faults:
        raise writing.refused(faults)
    created = sum(one.current is None for one in rows)
    changed = sum(one.current is not None and writing.differs(one.current, one.draft) for one in rows)
    if not preview:
        with transaction.atomic():
            for one in rows:
                if one.current is None:
                    writing.insert(subject, known, one.draft, cell=one.cell)
                else:
                    writing.apply(subject, known, one.current, one.draft, reason="导入", cell=one.cell)
    return RecordsImported(
        created=created, changed=changed, unchanged=len(rows) - created - changed, preview=preview
    )


def _standing(code: str, keys: set[str]) -> dict[str, LedgerRecord]:
    found: dict[str, LedgerRecord] = {}
    for start in range(0, len(keys), 500):
        part = sorted(keys)[start : start + 500]
        found |= {one.key: one for one in LedgerRecord.objects.filter(ledger=code, key__in=part)}
    return found


def _row(
    drafting: Drafting,
    fields: Mapping[str, Field],
    key_heading: str,
    number: int,
    cells: Mapping[str, tuple[str, str]],
    standing: Mapping[str, LedgerRecord],
    first: dict[str, str],
    faults: list[SheetFault],
    present: set[str],
) -> _Row | None:
    """One line of the sheet; None with its faults told."""
    before = len(faults)
    at, key = cells.get(key_heading, (f"A{number}", ""))
    broken = {fields[heading].code for heading, (_, text) in cells.items() if not text and heading in fields}
    if key and first.setdefault(key, at) != at:
        faults.append(
            SheetFault(
                cell=at, zh=f"与 {first[key]} 重复：{key[:60]}。", en=f"It repeats {first[key]}: {key[:60]}."
            )
        )
    current = standing.get(key)
    if current is not None and not writing.may_change(drafting.subject, current):
        faults.append(
            SheetFault(
                cell=at,
                zh=f"已有编号为“{key[:60]}”的记录，您不能修改。",
                en=f"A record “{key[:60]}” is there that you may not change.",
            )
        )
        return None
    _check_told(drafting.known, current, cells, faults)
    given: dict[str, str | None] = {
        fields[heading].code: text for heading, (_, text) in cells.items() if text and heading in fields
    }
    if current is not None:  # an empty cell of a column that is filled in elsewhere empties the field
        given |= {
            one.code: None
            for heading, one in fields.items()
            if heading in present and heading not in cells and one.code in current.values
        }
    draft, wrong = drafting.draft(
        given,
        current=current,
        unit=cells.get(UNIT, ("", ""))[1],
        cells={
            **{one.code: f"A{number}" for one in fields.values()},
            **{fields[heading].code: cell for heading, (cell, _) in cells.items() if heading in fields},
            SYSTEM_UNIT: cells.get(UNIT, (f"A{number}", ""))[0],
        },
        skip=broken,
    )
    faults += wrong
    return _Row(cell=at, current=current, draft=draft) if len(faults) == before else None


def _check_told(
    known: registry.Known,
    current: LedgerRecord | None,
    cells: Mapping[str, tuple[str, str]],
    faults: list[SheetFault],
) -> None:
    """城市码 and 状态 in a sheet only repeat what stands: neither is changed by it."""
    states = {one.code: one.name.zh for one in known.ledger.states}
    stands = states.get(current.state if current else known.ledger.states[0].code, "")
    for heading, right in ((CITY_CODE, current.city_code if current else ""), (STATE, stands)):
        cell, said = cells.get(heading, ("", ""))
        if said and said != right:
            faults.append(
                SheetFault(
                    cell=cell,
                    zh=f"{heading}不能用表格修改，应为“{right}”或空。",
                    en=f"A sheet does not change it; it is “{right}” or empty.",
                )
            )

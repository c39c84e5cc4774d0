"""Ledgers that packs declare: files read with every fault, taken whole, and their rows kept as samples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, make_dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Any

from django.db import transaction

from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import Fault, Loaded, Problem, Words, load_folder, load_rows
from yiwang.ledgers import _codes, logic
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import _writing as writing
from yiwang.ledgers._drafting import SYSTEM_UNIT, Draft, Drafting
from yiwang.ledgers.contracts import LedgerFaults, LedgersDeclared, LedgersDeclaredReport, SheetFault
from yiwang.ledgers.declarations import Ledger
from yiwang.ledgers.models import LedgerRecord, LedgerRow, LedgerStep

BATCH = 1_000


@dataclass(slots=True, kw_only=True)
class LedgerFile:
    """A ledger's file, and the rows that lie beside it as CSV: a heading of field codes and `unit`."""

    file: Loaded[Ledger]
    rows: Loaded[tuple[Any, ...]] | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.file.faults, *(self.rows.faults if self.rows else ()))

    def given(self) -> list[dict[str, str]]:
        """The rows as field → text."""
        return [
            {name.rstrip("_"): text for name, text in asdict(one).items() if text}
            for one in (self.rows.get() if self.rows else ())
        ]


def read(folder: Path, *, within: Path | None = None) -> list[LedgerFile]:
    """Every ledger of a folder with the faults of its words; no database is touched."""
    found = []
    for file in load_folder(folder, Ledger, what=Words(zh="台账", en="ledger"), within=within):
        path = folder / Path(file.name).name
        one = LedgerFile(file=file)
        found.append(one)
        if file.record is None:
            continue
        for problem in _wrong_file(file.record, path.stem):
            file.tell(problem)
        rows = path.with_suffix(".csv")
        if rows.exists():
            shape = make_dataclass(
                "Row",
                [
                    (f"{name}_" if iskeyword(name) else name, str, field(default=""))
                    for name in (*(each.code for each in file.record.fields), SYSTEM_UNIT)
                ],
                frozen=True,
            )
            name = rows.relative_to(within).as_posix() if within else rows.name
            one.rows = load_rows(rows, shape, name=name)
            _look_at_rows(file.record, one.rows)
    return found


def _wrong_file(ledger: Ledger, stem: str) -> Iterator[Problem]:
    if ledger.code != stem:
        yield Problem(
            at=("code",),
            code="ledger.file",
            zh=f"台账编号“{ledger.code}”与文件名“{stem}”不同。",
            en=f"The code “{ledger.code}” differs from the file's name “{stem}”.",
            cure_zh="让两者一致。",
            cure_en="Make them the same.",
        )
    if _codes.find_class(ledger.object_) is None:
        known = [one.code for one in _codes.form().classes]
        yield Problem(
            at=("object_",),
            code="ledger.object",
            zh=f"城市码里没有“{ledger.object_}”这一类。",
            en=f"City codes have no class “{ledger.object_}”.",
            cure_zh="可写：" + "、".join(known) + "。",
            cure_en="Classes: " + ", ".join(known) + ".",
        )


def _look_at_rows(ledger: Ledger, rows: Loaded[tuple[Any, ...]]) -> None:
    """What each cell says against its field by itself."""
    seen: dict[str, int] = {}
    for index, row in enumerate(rows.record or ()):
        for one in ledger.fields:
            text = getattr(row, f"{one.code}_" if iskeyword(one.code) else one.code)
            try:
                value = logic.read(one, text)
            except logic.Wrong as wrong:
                rows.tell(_row_problem(index, one.code, f"{one.name.zh}：{wrong.zh}", wrong.en))
                continue
            if value is None and one.required:
                rows.tell(_row_problem(index, one.code, f"{one.name.zh}：必填。", f"{one.code} is required."))
            if one.code == ledger.key and value is not None and seen.setdefault(value, index) != index:
                rows.tell(
                    _row_problem(index, one.code, f"编号“{value}”重复。", f"The key “{value}” is doubled.")
                )


def _row_problem(index: int, code: str, zh: str, en: str) -> Problem:
    return Problem(
        at=(index, code),
        code="ledger.row",
        zh=zh,
        en=en,
        cure_zh="按字段的要求修改这一格。",
        cure_en="Change the cell as the field asks.",
    )


def look(files: Sequence[LedgerFile]) -> None:
    """What the files say against the units, the places and the ledgers that stand here: told in the files."""
    told = {one.file.record.code for one in files if one.file.record}
    for one in files:
        ledger = one.file.record
        if ledger is None:
            continue
        if ledger.unit and identity.find_unit(ledger.unit) is None:
            one.file.tell(_unknown(("unit",), "unit", ledger.unit))
        for index, each in enumerate(ledger.fields):
            if each.ledger and each.ledger not in told and registry.find(each.ledger) is None:
                one.file.tell(_unknown(("fields", index, "ledger"), "ledger", each.ledger))


def _unknown(at: tuple[str | int, ...], what: str, said: str) -> Problem:
    zh = {"unit": "单位", "ledger": "台账"}[what]
    return Problem(
        at=at,
        code=f"ledger.unknown_{what}",
        zh=f"没有{zh}“{said}”。",
        en=f"There is no {what} “{said}”.",
        cure_zh=f"写已有的{zh}编号。",
        cure_en=f"Write the code of a {what} that is there.",
    )


def declare(
    ledgers: Sequence[Ledger],
    *,
    pack: str,
    rows: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    demonstration: bool = False,
    actor: str = "system:ledgers",
) -> LedgersDeclaredReport:
    """Take what a pack declares, all or nothing; a ledger no longer named is closed, its records stay.

    `rows`: records by ledger, recorded where their key is new and changed where nobody else has changed them.
    Repeating it changes nothing. Raises LedgerFaults where it goes against what stands.
    """
    taken: list[str] = []
    unchanged: list[str] = []
    closed: list[str] = []
    faults: list[dict[str, str]] = []
    subject = Subject.system(actor.removeprefix("system:"))
    with transaction.atomic():
        for ledger in ledgers:
            row = LedgerRow.objects.select_for_update().filter(pk=ledger.code).first()
            faults += [{**one, "ledger": ledger.code} for one in _against(row, ledger, pack)]
            if faults:
                continue
            body = json.loads(json.dumps(asdict(ledger)))
            if row is not None and row.active and row.body == body and row.demonstration == demonstration:
                unchanged.append(ledger.code)
                continue
            _take(row, ledger, body, pack, demonstration, subject)
            taken.append(ledger.code)
        gone = LedgerRow.objects.select_for_update().filter(pack=pack, active=True)
        for row in gone.exclude(pk__in=[one.code for one in ledgers]):
            row.active = False
            row.version += 1
            row.save(update_fields=["active", "version"])
            _tell(row, subject)
            closed.append(row.code)
        if not faults:
            for code in _linked_first(ledgers, rows or {}):
                sown = _sow(subject, code, (rows or {})[code], demonstration)
                faults += [{**one, "ledger": code} for one in sown]
        if faults:
            raise LedgerFaults(count=len(faults), faults=faults)
    return LedgersDeclaredReport(taken=taken, unchanged=unchanged, closed=closed)


def _linked_first(ledgers: Sequence[Ledger], codes: Iterable[str]) -> list[str]:
    """Ledgers in such an order that a row finds what it links to; a circle stays as it was said."""
    links = {one.code: {each.ledger for each in one.fields if each.ledger} - {one.code} for one in ledgers}
    waiting, made = list(codes), []
    while waiting:
        ready = [code for code in waiting if not links.get(code, set()) & set(waiting)] or waiting
        made += ready
        waiting = [code for code in waiting if code not in ready]
    return made


def _against(row: LedgerRow | None, ledger: Ledger, pack: str) -> Iterator[dict[str, str]]:
    """What a declaration would break."""
    if row is None:
        return
    if row.pack != pack:
        yield {
            "where": "code",
            "zh": f"台账“{ledger.code}”已由“{row.pack}”声明。",
            "en": f"The ledger “{ledger.code}” is declared by “{row.pack}”.",
        }
        return
    records = LedgerRecord.objects.filter(ledger=ledger.code)
    if not records.exists():
        return
    before = {one["code"]: one["kind"] for one in row.body["fields"]}
    for index, one in enumerate(ledger.fields):
        if before.get(one.code, one.kind) != one.kind:
            yield {
                "where": f"fields.{index}.kind",
                "zh": f"已有记录，字段“{one.code}”不能从 {before[one.code]} 改为 {one.kind}。",
                "en": f"There are records: “{one.code}” cannot turn from {before[one.code]} into {one.kind}.",
            }
    if row.body["key"] != ledger.key:
        yield {
            "where": "key",
            "zh": "已有记录，不能换编号字段。",
            "en": "There are records: the key stays the field that it is.",
        }
    stand = set(records.order_by().values_list("state", flat=True).distinct())
    for state in sorted(stand - {one.code for one in ledger.states}):
        yield {
            "where": "states",
            "zh": f"有记录处于状态“{state}”，不能删去它。",
            "en": f"Records stand in the state “{state}”: it cannot go.",
        }


def _take(
    row: LedgerRow | None, ledger: Ledger, body: Any, pack: str, demonstration: bool, subject: Subject
) -> None:
    slots = logic.slots_of(ledger, row.slots if row else {})
    if row is None:
        row = LedgerRow(code=ledger.code, version=0)
    refill = bool(row.version) and row.slots != slots
    row.pack, row.grade, row.body, row.slots = pack, ledger.grade, body, slots
    row.active, row.demonstration, row.declared_at = True, demonstration, clock.now()
    row.version += 1
    row.save()
    _tell(row, subject)
    if refill:
        _refill(ledger, slots)


def _tell(row: LedgerRow, subject: Subject) -> None:
    facts.tell(
        LedgersDeclared(ledger=row.code, zh=row.body["name"]["zh"], pack=row.pack, active=row.active),
        subject=f"ledger:{row.code}",
        version=row.version,
        actor=subject.user_id,
    )


def _refill(ledger: Ledger, slots: Mapping[str, str]) -> None:
    """Write the columns of every record anew: another field has one now."""
    last = ""
    while batch := list(LedgerRecord.objects.filter(ledger=ledger.code, pk__gt=last).order_by("pk")[:BATCH]):
        for one in batch:
            for name, value in logic.columns(ledger, slots, one.values).items():
                setattr(one, name, value)
        LedgerRecord.objects.bulk_update(batch, writing.COLUMNS, batch_size=100)
        last = batch[-1].pk


def _sow(
    subject: Subject, code: str, given: Sequence[Mapping[str, str]], demonstration: bool
) -> Iterator[dict[str, str]]:
    """A pack's rows; what a person has changed since stays as he left it."""
    known = registry.find(code)
    assert known is not None, "its ledger was taken a moment ago"
    drafting = Drafting(subject, known)
    key = known.ledger.key
    standing = {
        one.key: one
        for one in LedgerRecord.objects.filter(ledger=code, key__in=[one.get(key, "") for one in given])
    }
    theirs = set(
        LedgerStep.objects.filter(record_id__in=[one.id for one in standing.values()])
        .exclude(actor__startswith="system:")
        .values_list("record_id", flat=True)
    )
    for index, one in enumerate(given):
        current = standing.get(one.get(key, ""))
        if current is not None and current.id in theirs:
            continue
        said = {name: text for name, text in one.items() if name != SYSTEM_UNIT}
        draft, faults = drafting.draft(said, current=current, unit=one.get(SYSTEM_UNIT, ""), cells={})
        if faults:
            yield from _told(index, faults)
        else:
            _store(subject, known, current, draft, demonstration)


def _told(index: int, faults: Sequence[SheetFault]) -> Iterator[dict[str, str]]:
    for one in faults:
        yield {"where": f"rows.{index}.{one.cell}", "zh": one.zh, "en": one.en}


def _store(
    subject: Subject,
    known: registry.Known,
    current: LedgerRecord | None,
    draft: Draft,
    demonstration: bool,
) -> None:
    if current is None:
        writing.insert(subject, known, draft, demonstration=demonstration)
    else:
        writing.apply(subject, known, current, draft)

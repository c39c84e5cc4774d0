"""Ledgers from files: every fault with its line, what stands is not broken, what is gone is closed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cases import city
from tests.ledgers.conftest import PUMPS, SECRETS, pump
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.models import FactRow
from yiwang.ledgers import api, logic
from yiwang.ledgers.api import Asked
from yiwang.ledgers.contracts import LedgerFaults, UnknownLedger
from yiwang.ledgers.declarations import Field, State
from yiwang.ledgers.models import LedgerRecord

Who = Callable[[str], Subject]
CODE = "pump-stations"

GOOD = """\
code: gates
name: {zh: 闸门台账, en: Gates}
about: {zh: 闸门在哪里, en: Where gates are}
unit: c-ps
key: number
title: name
place: [village]
fields:
  - {code: number, name: {zh: 编号, en: Number}, kind: text, required: true}
  - {code: name, name: {zh: 名称, en: Name}, kind: text, required: true}
  - {code: width, name: {zh: 宽度, en: Width}, kind: number, unit: m, quantity: length, sorted: true}
  - {code: village, name: {zh: 村居, en: Village}, kind: area}
"""


def read(tmp_path: Path, text: str, rows: str = "") -> api.LedgerFile:
    folder = tmp_path / "ledgers"
    folder.mkdir(exist_ok=True)
    (folder / "gates.yaml").write_text(text)
    if rows:
        (folder / "gates.csv").write_text(rows)
    (one,) = api.read(folder, within=tmp_path)
    return one


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    one = read(tmp_path, GOOD, "number,name,width\nZM-1,一号闸,3.5\n")
    assert one.faults == ()
    assert one.given() == [{"number": "ZM-1", "name": "一号闸", "width": "3.5"}]


WRONG = [
    ("unit: m, ", "unit: furlong, ", 11, "field.unit"),
    ("quantity: length, ", "", 11, "field.quantity"),
    ("kind: area}", "kind: area, unit: m}", 12, "field.number_only"),
    ("kind: area}", "kind: choice}", 12, "field.choices"),
    ("kind: area}", "kind: link}", 12, "field.ledger"),
    ("kind: area}", "kind: area, sorted: true}", 12, "field.no_column"),
    ("kind: area}", "kind: phone, searched: true}", 12, "field.not_searched"),
    ("kind: area}", "kind: person, filtered: true}", 12, "field.personal"),
    ("kind: area}", "kind: region}", 12, "value.choice"),
    ("{zh: 名称, en: Name}", "{zh: 编号, en: Name}", 10, "field.heading"),
    ("{zh: 名称, en: Name}", "{zh: 城市码, en: Name}", 10, "field.heading"),
    ("key: number", "key: nummer", 5, "ledger.no_field"),
    ("title: name", "title: width", 6, "ledger.title"),
    ("place: [village]", "place: [name]", 7, "ledger.place"),
    ("unit: c-ps", "object: dragon", 4, "ledger.object"),
    ("code: gates", "code: gate", 1, "ledger.file"),
    ("unit: c-ps", "colour: red", 4, "key.unknown"),
    ("en: Name}, kind: text", 'en: Name}, pattern: "[", kind: text', 10, "field.pattern"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "code"), WRONG)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    assert old in GOOD
    faults = read(tmp_path, GOOD.replace(old, new)).faults
    assert (line, code) in [(one.line, one.code) for one in faults], faults
    assert all(one.zh and one.en and one.cure_zh and one.file == "ledgers/gates.yaml" for one in faults)


def test_more_columns_than_there_are_is_told_at_the_field(tmp_path: Path) -> None:
    more = "".join(
        f"  - {{code: n{at}, name: {{zh: 数{at}, en: N{at}}}, kind: date, filtered: true}}\n"
        for at in range(3)
    )
    fault = read(tmp_path, GOOD + more).faults[0]
    assert (fault.line, fault.code) == (15, "ledger.columns")


def test_moves_lead_between_states_that_are_there(tmp_path: Path) -> None:
    states = (
        "states:\n  - {code: open, name: {zh: 开, en: open}}\n"
        "  - {code: gone, name: {zh: 拆, en: gone}, ends: true}\n"
        "moves:\n  - {code: back, name: {zh: 回, en: back}, from: [gone], to: open}\n"
        "  - {code: up, name: {zh: 起, en: up}, from: [open], to: sky}\n"
    )
    faults = read(tmp_path, GOOD + states).faults
    assert [(one.line, one.code) for one in faults] == [(17, "ledger.move"), (18, "ledger.move")]


def test_rows_are_told_by_line_and_column(tmp_path: Path) -> None:
    rows = "number,name,width\nZM-1,一号闸,wide\nZM-1,,3\n"
    found = [(one.file, one.line, one.code) for one in read(tmp_path, GOOD, rows).faults]
    assert found == [
        ("ledgers/gates.csv", 2, "ledger.row"),
        ("ledgers/gates.csv", 3, "ledger.row"),
        ("ledgers/gates.csv", 3, "ledger.row"),
    ]
    assert read(tmp_path, GOOD, "number,colour\nZM-1,red\n").faults[0].code == "key.unknown"


@pytest.mark.database
def test_what_is_not_here_is_told_in_the_file(town: clock.VirtualClock, tmp_path: Path) -> None:
    text = GOOD.replace("unit: c-ps", "unit: c-none").replace("kind: area}", "kind: link, ledger: dams}")
    one = read(tmp_path, text.replace("place: [village]\n", ""))
    assert list(one.faults) == []
    api.look([one])
    assert {(fault.line, fault.code) for fault in one.faults} == {
        (4, "ledger.unknown_unit"),
        (11, "ledger.unknown_ledger"),
    }


@pytest.mark.database
def test_declaring_again_changes_nothing_and_a_ledger_no_longer_named_is_closed(
    town: clock.VirtualClock, who: Who
) -> None:
    api.record(who("paula"), CODE, pump(1))
    assert api.declare([PUMPS, SECRETS], pack="test").unchanged == [CODE, "key-sites"]
    facts = FactRow.objects.filter(fact_type="ledgers.declared").count()
    assert api.declare([SECRETS], pack="test").closed == [CODE]
    assert FactRow.objects.filter(fact_type="ledgers.declared").count() == facts + 1
    with pytest.raises(UnknownLedger):
        api.list_records(who("paula"), CODE, Asked())
    assert api.declare([PUMPS, SECRETS], pack="test").taken == [CODE]
    assert api.list_records(who("paula"), CODE, Asked()).total == 1


@pytest.mark.database
def test_what_stands_is_not_broken(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("alice"), CODE, pump(1))
    api.move(who("alice"), row.id, "repair", version=1, reason="水泵损坏")
    flow = next(one for one in PUMPS.fields if one.code == "flow")
    as_text = Field(code="flow", name=flow.name, kind="text")
    other = replace(
        PUMPS,
        fields=tuple(as_text if one.code == "flow" else one for one in PUMPS.fields),
        key="name",
        states=(State(code="in_use", name=Words(zh="在用", en="in use")),),
        moves=(),
    )
    with pytest.raises(LedgerFaults) as refused:
        api.declare([other, SECRETS], pack="test")
    assert [one["where"] for one in refused.value.details["faults"]] == ["fields.3.kind", "key", "states"]
    with pytest.raises(LedgerFaults):
        api.declare([PUMPS], pack="another")
    assert api.type_of(who("alice"), CODE).key == "number"


@pytest.mark.database
def test_a_field_that_becomes_filtered_finds_what_stood_before(town: clock.VirtualClock, who: Who) -> None:
    api.record(who("alice"), CODE, pump(1, type="rain"))
    named = replace(PUMPS.fields[1], filtered=True)
    api.declare([replace(PUMPS, fields=(PUMPS.fields[0], named, *PUMPS.fields[2:])), SECRETS], pack="test")
    found = api.list_records(who("alice"), CODE, Asked(where=("name:第1泵站", "type:rain")))
    assert [row.key for row in found.items] == ["BZ-001"]


@pytest.mark.database
def test_rows_of_a_pack_are_kept_once_and_leave_what_people_changed(
    town: clock.VirtualClock, who: Who
) -> None:
    given = [{"number": f"BZ-00{at}", "name": f"{at}号", "village": "449901001201"} for at in (1, 2)]
    for _ in range(2):
        api.declare([PUMPS, SECRETS], pack="test", rows={CODE: given}, demonstration=True)
    assert [row.demonstration for row in LedgerRecord.objects.all()] == [True, True]
    one = LedgerRecord.objects.get(key="BZ-001")
    assert (one.version, one.area_path) == (1, city.EAST_VILLAGE)
    api.change(who("paula"), one.id, {"name": "改过的"}, version=1)
    given = [{**row, "name": f"{row['name']}新"} for row in given]
    api.declare([PUMPS, SECRETS], pack="test", rows={CODE: given}, demonstration=True)
    assert LedgerRecord.objects.get(key="BZ-001").title == "改过的"
    assert LedgerRecord.objects.get(key="BZ-002").title == "2号新"
    with pytest.raises(LedgerFaults) as refused:
        api.declare(
            [PUMPS, SECRETS], pack="test", rows={CODE: [{"number": "BZ-003", "name": "3", "village": "x"}]}
        )
    assert refused.value.details["faults"][0]["where"] == "rows.0.village"


def test_the_check_character_finds_every_slip_and_nearly_every_swap() -> None:
    assert logic.check_character("A12425GABC1234002") == "M"  # the example of the GRid standard
    body = "YWF00000042"
    right = body + logic.check_character(body)
    for at, letter in itertools.product(range(len(right)), logic.ALPHABET):
        if letter != right[at]:
            assert logic.plain_code(right[:at] + letter + right[at + 1 :]) is None
    swapped = [right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(len(right) - 1)]
    assert not [one for one in swapped if one != right and logic.plain_code(one)]

"""Records by Excel: out, in again, every fault by its cell, nothing by halves."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook, load_workbook

from tests.cases import city
from tests.ledgers.conftest import pump
from yiwang.identity.api import Subject
from yiwang.kernel import clock, sheets
from yiwang.kernel.errors import Forbidden
from yiwang.ledgers import api
from yiwang.ledgers.api import Asked
from yiwang.ledgers.contracts import RecordFaults
from yiwang.ledgers.models import LedgerRecord, LedgerStep

pytestmark = pytest.mark.database
Who = Callable[[str], Subject]
CODE = "pump-stations"


def book(*rows: Sequence[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


HEAD = ("编号", "名称", "类型", "流量", "建成", "所在村居", "电话", "责任单位")
VILLAGE = "449901001201 某村"


def test_a_sheet_is_looked_at_first_and_then_taken(town: clock.VirtualClock, who: Who) -> None:
    api.record(who("paula"), CODE, {**pump(1), "name": "一号", "flow": 5})
    file = book(
        HEAD,
        ("BZ-001", "一号", "雨水", 10, "2020-01-02", VILLAGE, "13812345678", ""),
        ("BZ-002", "二号", "污水", 20.5, "2021年3月4日", VILLAGE, "", "c-ps 排水公司"),
    )
    seen = api.import_sheet(who("paula"), CODE, file, preview=True)
    assert (seen.created, seen.changed, seen.unchanged, seen.preview) == (1, 1, 0, True)
    assert LedgerRecord.objects.count() == 1
    done = api.import_sheet(who("paula"), CODE, file)
    assert (done.created, done.changed, done.unchanged) == (1, 1, 0)
    again = api.import_sheet(who("paula"), CODE, file)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    row = LedgerRecord.objects.get(key="BZ-002")
    assert (row.values["flow"], row.values["built"], row.area_path) == (20.5, "2021-03-04", city.EAST_VILLAGE)
    assert (
        LedgerStep.objects.get(record_id=LedgerRecord.objects.get(key="BZ-001").id, version=2).reason
        == "导入"
    )


def test_every_fault_is_told_by_its_cell_and_no_row_is_kept(town: clock.VirtualClock, who: Who) -> None:
    file = book(
        HEAD,
        ("BZ-001", "好的一行", "雨水", 10, "", VILLAGE, "", ""),
        ("B2", "", "海水", "约12", "某天", "999 无此村", "无", "c-none"),
        ("BZ-003", "=1+1", "", "", "", VILLAGE, "", ""),
        ("BZ-001", "又一个", "", "", "", VILLAGE, "", ""),
        ("BZ-004", "西区的", "", "", "", "449902001", "", "w-zf"),
    )
    with pytest.raises(RecordFaults) as refused:
        api.import_sheet(who("eve"), CODE, file)
    cells = {one["cell"] for one in refused.value.details["faults"]}
    assert {"A3", "C3", "D3", "E3", "F3", "G3", "H3", "B4", "A5"} <= cells
    assert "F6" in cells  # outside what the east's city management keeps
    assert not LedgerRecord.objects.exists()
    with pytest.raises(RecordFaults) as refused:
        api.import_sheet(who("paula"), CODE, book(("编号", "颜色"), ("BZ-001", "红")))
    assert refused.value.details["faults"][0]["cell"] == "B1"
    with pytest.raises(RecordFaults):
        api.import_sheet(who("paula"), CODE, b"not a sheet")
    with pytest.raises(Forbidden):
        api.import_sheet(who("lena"), CODE, book(HEAD))


def test_what_goes_out_comes_in_again_unchanged(town: clock.VirtualClock, who: Who) -> None:
    api.record(
        who("paula"), CODE, pump(1, flow=0.1 + 0.2, built="2020-01-02", backup=False, phone="13812345678")
    )
    api.record(
        who("paula"),
        CODE,
        pump(
            2, seen_at="2026-05-01 08:30", upstream="BZ-001", position=[110.3612345, 21.27], keeper="陈养护"
        ),
    )
    sheet = api.sheet(who("paula"), CODE, Asked())
    text = sheets.workbook(sheet)
    assert "13812345678" not in str(sheet.rows)
    assert "陈养护" not in str(sheet.rows)
    done = api.import_sheet(who("paula"), CODE, text)
    assert (done.created, done.changed, done.unchanged) == (0, 0, 2)
    assert LedgerRecord.objects.get(key="BZ-001").values["phone"] == "13812345678"


def test_a_formula_goes_out_as_text(town: clock.VirtualClock, who: Who) -> None:
    api.record(who("paula"), CODE, {**pump(1), "name": '=HYPERLINK("http://x","点")'})
    page = load_workbook(io.BytesIO(sheets.workbook(api.sheet(who("paula"), CODE, Asked())))).active
    (cell,) = [cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cell.data_type == "s"


def test_a_sheet_neither_moves_a_record_nor_takes_one_that_is_not_mine(
    town: clock.VirtualClock, who: Who
) -> None:
    row = api.record(who("alice"), CODE, pump(1))
    head = ("编号", "名称", "状态", "城市码")
    api.import_sheet(who("alice"), CODE, book(head, ("BZ-001", "第1泵站", "在用", row.city_code)))
    with pytest.raises(RecordFaults) as refused:
        api.import_sheet(who("alice"), CODE, book(head, ("BZ-001", "第1泵站", "报废", "YW")))
    assert {one["cell"] for one in refused.value.details["faults"]} == {"C2", "D2"}
    with pytest.raises(RecordFaults) as refused:
        api.import_sheet(who("charlie"), CODE, book(("编号", "名称"), ("BZ-001", "我的")))
    assert refused.value.details["faults"][0]["cell"] == "A2"


def test_a_column_that_is_not_there_empties_nothing(town: clock.VirtualClock, who: Who) -> None:
    for number in (1, 2):
        api.record(who("paula"), CODE, pump(number, flow=5, type="rain"))
    api.import_sheet(
        who("paula"),
        CODE,
        book(("编号", "名称", "类型"), ("BZ-001", "新名", ""), ("BZ-002", "第2泵站", "污水")),
    )
    one, two = LedgerRecord.objects.get(key="BZ-001"), LedgerRecord.objects.get(key="BZ-002")
    assert (one.values["flow"], one.values.get("type"), one.title) == (5, None, "新名")
    assert two.values["type"] == "foul"


def test_the_template_holds_what_an_import_takes(town: clock.VirtualClock, who: Who) -> None:
    headings = api.template(who("alice"), CODE).headings
    assert "照片" not in headings
    assert {*HEAD, "薄弱环节"} <= set(headings)
    assert "薄弱环节" not in api.template(who("paula"), CODE).headings

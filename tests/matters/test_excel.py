"""The catalogue to Excel and back loses nothing; a wrong file tells every fault by cell and loads nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from tests.cases import city
from yiwang.identity import api as identity
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.sheets import workbook
from yiwang.matters import _excel, _sheets, api, logic
from yiwang.matters.contracts import SheetFaults
from yiwang.matters.declarations import (
    Condition,
    CoUnitRule,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    MatterStep,
    UnitRef,
)

DATABASE = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("town")]
MANY = 5_000
TEXTS = [
    "路灯不亮",
    "=1+1",
    "+86 759",
    "-1",
    "@cmd",
    "他说“坏了”, \"really\", 'so'",
    "第一行\n第二行\n\n",
    "  首尾有空格  ",
    "\t制表",
    "🚰 水管爆了 👨‍👩‍👧",
    "𠮷野家 㙍",
    "<script>alert(1)</script>&amp;",
    "0012",
    "1e5",
    "TRUE",
    "2026-01-31",
    "",
    "a,b;c|d",
    "_x000D_",
    "\u2028行分隔",
]
REFS = [
    UnitRef(unit="c-cgj"),
    UnitRef(line="urban_management"),
    UnitRef(line="water", level="county"),
    UnitRef(whose="owner"),
    UnitRef(whose="town"),
]


def text(n: int) -> str:
    return TEXTS[n % len(TEXTS)] + ("" if n % 3 else f" {n}")


def word(n: int) -> str:
    return " ".join((TEXTS[n % len(TEXTS)] or "空").split()) + f" {n}"


def generated(n: int) -> Matter:
    """A matter of all kinds of values; `n` chooses them."""
    rules = tuple(
        DutyRule(
            code=f"R-{n}-{i}",
            lead=REFS[(n + i) % len(REFS)],
            area=("", "449901", "449902")[i % 3],
            conditions=()
            if i % 2
            else (
                Condition(field="owner_unit", values=tuple(word(n + k) for k in range(1 + n % 3))),
                Condition(field="hours", values=("22:00-06:00", "12:00-14:00")),
            )[: 1 + n % 2],
            co_units=(CoUnitRule(unit=REFS[n % 5], task_zh=text(n + 2), task_en=text(n + 3)),) * (n % 3),
            basis_zh=text(n + i),
            basis_en=text(n + 5),
            from_=date(2026, 1, 1 + n % 28) if n % 4 == 0 else None,
            until=date(2027, 12, 31) if n % 5 == 0 else None,
        )
        for i in range(n % 4)
    )
    return Matter(
        code=f"m-{n:05d}",
        name_zh=f"事项{n}",
        name_en=word(n + 1),
        matter_class="mg-ps-js",
        definition_zh=text(n),
        definition_en=text(n + 7),
        closing_standard_zh=text(n + 1),
        closing_standard_en=text(n + 2),
        duty_rules=rules,
        fallback=REFS[n % 5] if n % 2 else None,
        limits=(
            LimitRule(clock="take", kind="working_hour", amount=0.1 + n % 7),
            LimitRule(clock="contact", kind="urgent_hour", amount=1 / 3, severity="urgent"),
            LimitRule(clock="total", kind="fixed", amount=n % 3, at="18:00", severity="notice"),
            LimitRule(clock="report", kind="natural_day", amount=2),
        )[: n % 5],
        steps=tuple(
            MatterStep(code=f"s{i}", name_zh=text(n + i), name_en=text(n), by=("lead", "co")[i % 2])  # type: ignore[arg-type]
            for i in range(n % 3)
        ),
        photos=((), ("before",), ("after", "before"), ("before", "after"))[n % 4],  # type: ignore[arg-type]
        town_role=("basic", "assist", "taken_back")[n % 3] if n % 5 != 4 else "basic",  # type: ignore[arg-type]
        verification=("on_site", "reading")[n % 2],  # type: ignore[arg-type]
        needs_reading_normal=bool(n % 2),
        join_area=("county", "town")[n % 2],  # type: ignore[arg-type]
        join_within_h=(0, 0.25, 6)[n % 3],
        process_zh=f"过程{n}",
        process_en=text(n),
        basis_zh=text(n + 4),
        basis_en=text(n + 6),
        keywords=tuple(word(n * 7 + k) for k in range(n % 6)),
        aliases=tuple(word(n * 3 + k) for k in range(n % 2)),
        materials=tuple(word(n * 5 + k) for k in range(n % 3)),
        flow=("", "hotline", "grid")[n % 3],
        auto_confidence=(0.0, 0.9, 1 / 3)[n % 3],
        sensitive=bool(n % 3),
        through_stops=bool(n % 2),
        effective_from=date(2026, 5, 1) if n % 6 == 0 else None,
    )


def hashes(matters: list[Matter]) -> list[tuple[str, str]]:
    return [(matter.code, logic.hash_of(logic.body_of(matter))) for matter in matters]


def test_five_thousand_matters_come_back_with_the_same_content() -> None:
    matters = [generated(n) for n in range(MANY)]
    read = _excel.read_workbook(workbook(*_sheets.sheets_of(city.CLASSES, matters)))
    assert read.faults == []
    assert read.classes == city.CLASSES
    assert hashes(read.matters) == hashes(matters)


def test_no_cell_of_the_file_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook(*_sheets.sheets_of([], [generated(n) for n in range(60)]))))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def changed(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell_of(book: Workbook, sheet: str, heading: str, row: int) -> str:
    head = [cell.value for cell in book[sheet][1]]
    return f"{_excel.letter(head.index(heading))}{row}"


class TestInTheCity:
    pytestmark = DATABASE

    def steward(self) -> identity.Subject:
        return identity.subject_of("steward")

    def test_what_was_exported_changes_nothing(self) -> None:
        city.declare()
        before = FactRow.objects.count()
        report = api.import_workbook(api.export(), apply=True, by=self.steward())
        assert (report.created, report.changed, report.unchanged) == (0, 0, 3)
        assert report.lines == []
        assert FactRow.objects.count() == before

    def test_a_preview_says_what_would_change_and_changes_nothing_until_it_is_applied(self) -> None:
        city.declare()

        def edit(book: Workbook) -> None:
            book["事项"][cell_of(book, "事项", "名称", 2)] = "违法建筑拆除"
            take = next(row for row in book["时限"].iter_rows(min_row=2) if row[1].value == "签收")
            take[3].value = 9  # a person types a number

        data = changed(api.export(), edit)
        preview = api.import_workbook(data, apply=False, by=self.steward())
        assert (preview.applied, preview.changed, preview.unchanged) == (False, 2, 1)
        said = [one.zh for line in preview.lines for one in line.changes]
        assert "名称由“违法建设拆除”改为“违法建筑拆除”。" in said
        assert any("签收 9 个紧急工作时" in one for one in said)
        assert api.get_matter("demolition").version == 1
        api.import_workbook(data, apply=True, by=self.steward())
        assert api.get_matter("demolition").name_zh == "违法建筑拆除"
        assert api.versions("demolition")[0].source == "import"
        assert api.get_matter("demolition").pack == "test"
        assert FactRow.objects.filter(fact_type="matters.declared", subject_version=2).count() == 2

    def test_a_new_matter_with_its_class_is_taken_in(self) -> None:
        city.declare()
        classes = [*city.CLASSES, MatterClass(code="mg-ps-x", name_zh="新", name_en="New", parent="mg-ps")]
        matter = replace(generated(8), matter_class="mg-ps-x", town_role="basic")
        data = workbook(*_sheets.sheets_of(classes, [matter]))
        report = api.import_workbook(data, apply=True, by=self.steward())
        assert (report.created, report.classes) == (1, 1)
        assert api.declared(matter.code) == matter
        assert api.get_matter(matter.code).class_codes == ["mg", "mg-ps", "mg-ps-x"]

    def test_every_fault_is_told_by_its_cell_and_nothing_is_loaded(self) -> None:
        city.declare()
        places: list[tuple[str, str]] = []

        def edit(book: Workbook) -> None:
            for sheet, heading, row, value in (
                ("事项", "镇街履职", 2, "随便"),
                ("事项", "生效日期", 3, "明天"),
                ("事项", "敏感", 2, "也许"),
                ("时限", "数量", 2, "很快"),
                ("时限", "事项编号", 3, "nothing"),
                ("职责", "条目编号", 2, None),
            ):
                at = cell_of(book, sheet, heading, row)
                book[sheet][at] = value
                places.append((sheet, at))

        with pytest.raises(SheetFaults) as refused:
            api.import_workbook(changed(api.export(), edit), apply=True, by=self.steward())
        told = {(one["sheet"], one["cell"]) for one in refused.value.details["faults"]}
        assert told == set(places) - {("时限", cell) for sheet, cell in places if cell == places[4][1]}
        assert all(one["zh"] and one["en"] for one in refused.value.details["faults"])
        assert [row.version for row in api.list_matters().items] == [1, 1, 1]

    def test_what_the_city_does_not_have_is_told_by_its_cell_too(self) -> None:
        city.declare()

        def edit(book: Workbook) -> None:
            row = next(row for row in book["职责"].iter_rows(min_row=2) if row[1].value == "PS-01")
            row[2].value = "nobody"
            book["时限"].append(["nothing", "签收", "工作时", "1", "", ""])

        with pytest.raises(SheetFaults) as refused:
            api.import_workbook(changed(api.export(), edit), apply=True, by=self.steward())
        assert [(one["sheet"], one["cell"][0]) for one in refused.value.details["faults"]] == [("时限", "A")]

        def only_unit(book: Workbook) -> None:
            row = next(row for row in book["职责"].iter_rows(min_row=2) if row[1].value == "PS-01")
            row[2].value = "nobody"

        with pytest.raises(SheetFaults) as refused:
            api.import_workbook(changed(api.export(), only_unit), apply=True, by=self.steward())
        fault = refused.value.details["faults"][0]
        assert (fault["sheet"], fault["cell"][0]) == ("职责", "C")
        assert "nobody" in fault["zh"]

    def test_a_missing_sheet_or_column_and_a_formula_are_faults(self) -> None:
        city.declare()

        def edit(book: Workbook) -> None:
            del book["步骤"]
            book["时限"].delete_cols(2)
            book["事项"]["E2"] = "=HYPERLINK(1)"
            book["类别"]["F1"] = "多余"

        with pytest.raises(SheetFaults) as refused:
            api.import_workbook(changed(api.export(), edit), apply=True, by=self.steward())
        told = [(one["sheet"], one["cell"]) for one in refused.value.details["faults"]]
        assert told == [("类别", "F1"), ("事项", "E2"), ("时限", "1"), ("步骤", "")]

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", "编号,名称\n1,2".encode("gb18030")])
    def test_what_is_no_workbook_is_refused_in_words(self, data: bytes) -> None:
        with pytest.raises(SheetFaults) as refused:
            api.import_workbook(data, apply=True, by=self.steward())
        assert "不是 .xlsx 文件" in refused.value.sentence("zh")

    def test_who_may_not_manage_the_catalogue_imports_nothing(self) -> None:
        city.declare()
        with pytest.raises(Forbidden):
            api.import_workbook(api.export(), apply=False, by=identity.subject_of("bob"))


def test_a_day_that_excel_keeps_as_a_number_is_read_as_a_day() -> None:
    def edit(book: Workbook) -> None:
        at = cell_of(book, "事项", "生效日期", 2)
        book["事项"][at] = date(2026, 10, 1)

    data = changed(workbook(*_sheets.sheets_of(city.CLASSES, [generated(1)])), edit)
    assert _excel.read_workbook(data).matters[0].effective_from == date(2026, 10, 1)

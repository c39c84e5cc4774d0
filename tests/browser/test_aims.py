"""目标与阈值 by area, on screen and by Excel; a table of one's own imported, counted and withdrawn; a key
by which a department's own system reports."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tools.instance import Instance

AIMS, TABLES = "/desk/indicators/aims", "/desk/indicators/tables"
IN_TIME, CITY, MAZHANG = "cases.in_time", "4408", "440811"
TODAY = (datetime.now(UTC) + timedelta(hours=8)).date()


def workbook(path: Path, *lines: tuple[Any, ...]) -> str:
    book = Workbook()
    page = book.worksheets[0]
    for line in lines:
        page.append(line)
    book.save(path)
    return str(path)


def thresholds(page: Page, area: str, good: str, watch: str, basis: str) -> None:
    page.locator(f"tr[data-area='{area}'] [data-act=thresholds]").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-field=good]").fill(good)
    dialog.locator("[data-field=watch]").fill(watch)
    dialog.locator("[data-field=basis]").fill(basis)
    dialog.locator("[data-act=set-thresholds]").click()


def test_targets_and_thresholds_are_set_area_by_area(person: Person, tmp_path: Path) -> None:
    keeper = person("figures", "office")
    page = keeper.go(f"{AIMS}?code={IN_TIME}")
    county = page.locator(f"tr[data-area='{MAZHANG}']")
    expect(county.locator("[data-by]")).to_contain_text("指标定义")
    thresholds(page, CITY, "97", "92", "市政府工作报告")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-span]")).to_contain_text("市政府工作报告")
    expect(dialog.locator("[data-span]")).to_contain_text("孙指标")
    # A second stretch from the same day is refused, with the days that it would overlap.
    for field, value in (("good", "96"), ("watch", "90"), ("basis", "另一份文件")):
        dialog.locator(f"[data-field={field}]").fill(value)
    dialog.locator("[data-act=set-thresholds]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("重叠")
    keeper.look("aims-thresholds")
    page.keyboard.press("Escape")
    # What the city says holds in the county until the county has its own.
    expect(county.locator("[data-good]")).to_have_text("97.0")
    expect(county.locator("[data-by]")).to_contain_text("沿用")
    keeper.look("aims")

    with page.expect_download() as waiting:
        page.locator("[data-act=download]").click()
    waiting.value.save_as(tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    sheet = book.worksheets[0]
    row = next(line[0].row for line in sheet.iter_rows() if line[0].value == MAZHANG)
    wrong = tmp_path / "wrong.xlsx"
    sheet[f"C{row}"], sheet[f"H{row}"] = "九成五", "区政府工作报告"
    book.save(wrong)
    page.locator("input[type=file]").set_input_files(wrong)
    expect(page.locator(f"tr[data-cell='C{row}']")).to_contain_text("不是数字")
    expect(county.locator("[data-target]")).to_have_text("—")
    keeper.look("aims-faults")
    right = tmp_path / "right.xlsx"
    sheet[f"C{row}"], sheet[f"D{row}"], sheet[f"E{row}"] = "95", "90", "80"
    sheet[f"F{row}"] = TODAY.isoformat()
    book.save(right)
    page.locator("input[type=file]").set_input_files(right)
    expect(county.locator("[data-good]")).to_have_text("90.0")
    expect(county.locator("[data-target]")).to_have_text("95.0")
    expect(county.locator("[data-by]")).to_contain_text("本级设定")
    # What stands for one kind of period alone leaves the others theirs.
    county.locator("[data-act=thresholds]").click()
    dialog = page.get_by_role("dialog")
    for field, value in (("good", "70"), ("watch", "60"), ("basis", "全年口径不同")):
        dialog.locator(f"[data-field={field}]").fill(value)
    dialog.locator("input[data-kind=year]").check()
    dialog.locator("[data-act=set-thresholds]").click()
    expect(dialog.locator("[data-kinds]").filter(has_text=re.compile("^年$"))).to_have_count(1)
    keeper.look("aims-kinds")
    page.keyboard.press("Escape")
    page.locator("[data-kind=year]").click()
    expect(county.locator("[data-good]")).to_have_text("70.0")
    page.locator("[data-kind=month]").click()
    expect(county.locator("[data-good]")).to_have_text("90.0")
    expect(county.locator("[data-other]")).to_contain_text("70.0")
    # The figure's own page says it, and the way to its causes and owners is one more click.
    figure = keeper.go(f"/desk/indicators/one?code={IN_TIME}&area={MAZHANG}")
    expect(figure.locator("[data-act=aims]")).to_contain_text("90.0")
    figure.locator("[data-act=causes]").click()
    expect(figure.locator(".cause-head")).to_be_visible()


def test_who_only_looks_at_figures_has_no_desk_of_aims(person: Person) -> None:
    page = person("dispatcher", "office").go(AIMS)
    expect(page.locator("tr[data-area]")).to_have_count(0)


def test_a_table_is_imported_counted_and_withdrawn_with_a_warning(
    person: Person, instance: Instance, tmp_path: Path
) -> None:
    steward = person("steward", "office")
    page = steward.go(TABLES)
    page.locator("[data-act=new]").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-act=declare]").click()
    expect(dialog.locator(".form-error").first).to_be_visible()
    steward.look("tables-new")
    dialog.locator("[data-field=code]").fill("wells")
    dialog.locator("[data-field=zh]").fill("水井台账")
    depth = dialog.locator("tr[data-column='2']")
    depth.locator("[data-field=heading]").fill("井深")
    depth.locator("[data-field=name]").fill("depth")
    depth.locator("[data-field=unit]").fill("m")
    dialog.locator("[data-act=declare]").click()
    expect(page.locator("tr[data-table=wells]")).to_be_visible()
    head = ("日期", "区划", "井深")
    file = page.locator("input[type=file]")
    file.set_input_files(
        workbook(tmp_path / "a.xlsx", head, ("2026-01-05", "麻章区", "约十米"), ("昨天", "无此地", 3))
    )
    for cell in ("C2", "A3", "B3"):
        expect(page.locator(f"tr[data-cell='{cell}']")).to_be_visible()
    steward.look("tables-faults")
    lines = [("2026-01-05", "麻章区", "12.5"), ("2026-01-06", "霞山区", "7.5")]
    file.set_input_files(workbook(tmp_path / "b.xlsx", head, *lines))
    expect(page.locator("tr[data-table=wells] [data-rows]")).to_have_text("2")
    expect(page.locator("[data-sample]")).to_have_count(2, timeout=60_000)
    page.locator("[data-field=replace]").check()
    file.set_input_files(workbook(tmp_path / "c.xlsx", head, lines[0]))
    expect(page.locator("tr[data-table=wells] [data-rows]")).to_have_text("1")
    expect(page.locator("[data-line=import]").first).to_contain_text("去掉 1 行")
    expect(page.locator("[data-sample]")).to_have_count(1)

    # A definition counts it: from then on the table says by whom, and whoever withdraws it is warned.
    used(instance)
    page.reload()
    expect(page.locator("[data-user='own.wells']")).to_be_visible()
    steward.look("tables")
    page.locator("[data-act=withdraw]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-warning]")).to_contain_text("井深合计")
    dialog.locator("textarea").fill("台账停用")
    dialog.locator("[data-act=sure]").click()
    expect(page.locator("tr[data-table=wells]")).to_have_attribute("data-state", "withdrawn")
    page = steward.go("/desk/indicators/definitions/own.wells")
    expect(page.locator("[data-vanished]")).to_contain_text("import.wells")
    steward.look("definition-vanished")


def used(instance: Instance) -> None:
    """An indicator over the table, all the way to its publication."""
    steward, judge = instance.sign_in("steward"), instance.sign_in("figures")
    words = {"zh": "井深合计", "en": "depth of wells"}
    record = {
        "code": "own.wells", "name": words, "definition": words, "source": words, "unit": "m",
        "periods": ["month"], "owner": "data", "effective_from": TODAY.isoformat(),
        "formula": {"of": "import.wells", "by": "on_day", "sum": {"column": "depth"}},
    }  # fmt: skip
    status, answer = steward.post("/api/definitions", {"definition": record, "version": 0})
    assert status == 200, answer
    for who, act in ((steward, "submit"), (judge, "approve"), (judge, "publish")):
        said = {"version": answer["row"]["version"], "note": "口径清楚"}
        status, answer = who.post(f"/api/definitions/own.wells/{act}", said)
        assert status == 200, (act, answer)


def test_a_department_makes_a_key_and_its_system_reports(person: Person, instance: Instance) -> None:
    filler = person("statmazhang", "office")
    page = filler.go("/desk/indicators/filling")
    page.locator("[data-panel=keys] summary").click()
    page.locator("[data-field=key-name]").fill("统计局直报系统")
    page.locator("[data-act=issue-key]").click()
    expect(page.locator("[data-key]")).to_have_text(re.compile(".{30,}"))
    filler.look("figure-keys")
    row = page.locator("[data-key-row='统计局直报系统']")
    row.locator("[data-act=revoke-key]").click()
    expect(row).to_contain_text("已停用")

"""台账 in the browser: a ledger of a pack, listed, drawn, kept, imported, and scanned on a phone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance

LEDGER = "/desk/ledgers/drainage-facilities"


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def choose(page: Page, label: str, option: str) -> None:
    """An option of a list of Element Plus."""
    page.locator(".el-select", has=page.get_by_role("combobox", name=label, exact=True)).click()
    page.locator(".el-select-dropdown__item:visible", has_text=option).first.click()


def field(tab: Watched, label: str) -> str:
    """What stands beside a label on the page of a record."""
    return tab.page.locator(f"dt:text-is('{label}') + dd").first.inner_text().strip()


@pytest.fixture
def keeper(person: Person) -> Watched:
    """The unit that answers for the drainage facilities."""
    return person("maintainer")


def test_a_ledger_is_listed_narrowed_and_drawn(keeper: Watched) -> None:
    page = keeper.go("/desk/ledgers")
    keeper.shown("[data-ledger='drainage-facilities']", "排水设施台账")
    keeper.look("ledgers")
    page.get_by_role("link", name="排水设施台账").click()
    keeper.shown("[data-record='BZ-001']", "康顺路下穿通道泵站")
    keeper.look("ledger-list")
    choose(page, "设施类型", "排水泵站")
    expect(page.locator("[data-record='GD-201']")).to_have_count(0)
    expect(page.locator("[data-record]")).to_have_count(3)
    choose(page, "排序", "设计流量 ↓")
    expect(page.locator("[data-record]").first).to_have_attribute("data-record", "BZ-003")
    page.get_by_label("设计流量不小于").fill("3000")
    page.get_by_label("设计流量不小于").press("Enter")
    expect(page.locator("[data-record]")).to_have_count(2)
    page.reload()  # what narrows the list stands in its address
    expect(page.locator("[data-record]")).to_have_count(2)
    page.get_by_role("button", name="清除").click()
    page.get_by_label("编号、名称或城市码").fill("立交桥")
    page.get_by_label("编号、名称或城市码").press("Enter")
    expect(page.locator("[data-record]")).to_have_count(1)
    page.get_by_role("button", name="清除").click()
    page.locator("[data-do='map']").click()
    keeper.shown("[data-map-note]", re.compile(r"框内 \d+ 个"))
    keeper.look("ledger-map")


def test_a_record_is_kept_by_its_unit_and_seen_by_its_place(keeper: Watched, person: Person) -> None:
    page = keeper.go(LEDGER)
    keeper.shown("[data-record='BZ-001']")
    page.locator("[data-do='add']").click()
    form = page.locator("[data-record-form]")
    form.get_by_label("设施编号").fill("井盖一号")
    form.get_by_label("设施名称").fill("百园路临时泵站")
    form.get_by_label("设计流量").fill("约一千")
    page.locator("[data-do='save']").click()
    keeper.shown(".line .fault", "不是数字")
    expect(form.locator(".line .fault")).to_have_count(3)  # the number, the type, the flow
    keeper.look("ledger-form")
    form.get_by_label("设施编号").fill("BZ-900")
    form.get_by_label("设施类型").select_option("pump")
    form.get_by_label("设计流量").fill("1000")
    form.get_by_label("位置").fill("110.3761,21.2654")
    form.get_by_label("养护电话").fill("13812345678")
    page.locator("[data-do='save']").click()
    row = keeper.shown("[data-record='BZ-900']", "百园路临时泵站")
    row.get_by_role("link", name="百园路临时泵站").click()
    keeper.shown("[data-city-code]", re.compile(r"^YWF\d{8}.$"))
    assert field(keeper, "养护电话") == "138****5678"
    address = page.url

    page.locator("[data-do='change']").click()
    form = page.locator("[data-record-form]")
    form.get_by_label("设计流量").fill("1200")
    form.get_by_label("原因").fill("换装大泵")
    page.locator("[data-do='save']").click()
    keeper.shown("[data-step='2']", "1,000 m³/h → 1,200 m³/h")
    page.locator("[data-move='take_out']").click()
    page.get_by_role("dialog").get_by_label("原因").fill("轴承损坏，返厂维修")
    page.locator("[data-do='confirm']").click()
    keeper.shown("[data-state]", "维修中")
    page.locator("[data-do='unmask']").click()
    page.get_by_role("dialog").get_by_label("用途").fill("汛期值守联系")
    page.locator("[data-do='confirm']").click()
    keeper.shown("[data-field='keeper_phone']", "13812345678")
    keeper.look("ledger-record")

    dispatcher = person("dispatcher")
    dispatcher.go(address.replace(dispatcher.url, ""))
    dispatcher.shown("[data-move='retire']")
    assert field(dispatcher, "养护电话") == "138****5678"
    elsewhere = person("xiashan")
    elsewhere.go(address.replace(elsewhere.url, ""))
    elsewhere.shown("text=地址有误、已被移除，或不在您的可见范围内")
    chikan = person("chikan")
    chikan.go(address.replace(chikan.url, ""))
    chikan.shown("[data-state]", "维修中")


def test_a_sheet_is_checked_by_cell_before_it_is_taken(keeper: Watched, tmp_path: Path) -> None:
    page = keeper.go(LEDGER)
    keeper.shown("[data-record='BZ-001']")
    head = ("设施编号", "设施名称", "设施类型", "设计流量", "所在社区")
    wrong = book(tmp_path / "wrong.xlsx", head, ("YS-901", "雨水口甲", "雨水口", "很大", "440802001001"))
    right = book(
        tmp_path / "right.xlsx",
        head,
        ("YS-901", "雨水口甲", "雨水口", 120, "440802001001"),
        ("YS-902", "雨水口乙", "雨水口", 130, "440802001001"),
    )
    page.locator("[data-do='import']").click()
    page.locator("input[type=file]").set_input_files(wrong)
    page.locator("[data-do='check']").click()
    keeper.shown("[data-fault='D2']", "设计流量：“很大”不是数字")
    keeper.look("ledger-import")
    expect(page.locator("[data-do='take']")).to_be_disabled()
    page.locator("input[type=file]").set_input_files(right)
    page.locator("[data-do='check']").click()
    keeper.shown("[role=status]", "核对无误：新增 2 条，变更 0 条，不变 0 条")
    page.locator("[data-do='take']").click()
    keeper.shown("[role=status]", "已导入：新增 2 条")
    page.get_by_role("dialog").get_by_role("button", name="关闭").last.click()
    keeper.shown("[data-record='YS-902']", "雨水口乙")
    with page.expect_download() as coming:
        page.get_by_role("button", name="导出").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(coming.value.path()).read_bytes())).active
    assert sheet is not None
    texts = {str(cell.value) for line in sheet.iter_rows() for cell in line}
    assert {"YS-902", "雨水口乙", "138****0001"} <= texts
    assert "13800000001" not in texts


def test_the_desk_pages_of_ledgers_are_usable_on_a_phone(person: Person) -> None:
    keeper = person("maintainer", size="phone")
    page = keeper.go("/desk/ledgers")
    keeper.shown("[data-ledger='drainage-facilities']", "排水设施台账")
    keeper.look("ledgers-phone")
    expect(page.locator("#rail")).to_be_hidden()
    page.locator("[data-do='rail']").click()
    expect(page.locator("#rail").get_by_role("link", name="台账", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rail")).to_be_hidden()
    page.get_by_role("link", name="排水设施台账").click()
    row = keeper.shown("[data-record='BZ-001']", "康顺路下穿通道泵站")
    expect(row.locator("td[data-label='状态']")).to_be_visible()
    keeper.look("ledger-list-phone")
    picker = page.get_by_role("combobox", name="设施类型", exact=True)
    expect(picker).to_be_hidden()
    page.locator("[data-do='filters']").click()
    choose(page, "设施类型", "排水泵站")
    expect(page.locator("[data-record='GD-201']")).to_have_count(0)
    page.locator("[data-do='map']").click()
    keeper.shown("[data-map-note]", re.compile(r"框内 \d+ 个"))
    keeper.look("ledger-map-phone")
    page.locator("[data-do='add']").click()
    form = page.locator("[data-record-form]")
    form.get_by_label("设施编号").fill("BZ-901")
    expect(page.locator("[data-do='save']")).to_be_in_viewport()
    keeper.look("ledger-form-phone")
    page.get_by_role("button", name="取消").click()
    page.locator("[data-do='import']").click()
    expect(page.locator("[data-do='check']")).to_be_in_viewport()
    keeper.look("ledger-import-phone")
    page.get_by_role("button", name="取消").click()
    page.get_by_role("button", name="列表").click()
    page.locator("[data-record='BZ-001']").get_by_role("link").click()
    keeper.shown("[data-city-code]", re.compile(r"^YWF"))
    keeper.look("ledger-record-phone")


def test_a_plate_is_scanned_on_a_phone(person: Person) -> None:
    keeper = person("maintainer", size="phone")
    page = keeper.go("/m/code")
    expect(page.get_by_label("城市码", exact=True)).to_be_visible()
    keeper.look("ledger-scan")
    desk = person("maintainer")
    desk.go(LEDGER)
    code = desk.shown("[data-record='BZ-001'] td.mono").inner_text().strip()
    page.get_by_label("城市码", exact=True).fill(code.lower())
    page.get_by_role("button", name="查询").click()
    keeper.shown("[data-scanned]", "康顺路下穿通道泵站")
    keeper.look("ledger-scanned")
    page.get_by_label("城市码", exact=True).fill(code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.get_by_role("button", name="查询").click()
    keeper.shown(".problem", "不是完整的城市码")
    grid = person("grid1", size="phone")
    grid.go(f"/m/code/{code}")
    grid.shown(".problem", "没有这条记录，或不在您的可见范围内")
    grid.look()


def test_a_linked_record_is_picked_by_its_words(person: Person) -> None:
    keeper = person("dispatcher")
    page = keeper.go("/desk/ledgers/flood-spots")
    keeper.shown("[data-record]")
    page.locator("[data-do='add']").click()
    form = page.locator("[data-record-form]")
    box = form.get_by_role("combobox", name="负责排水的设施")
    box.click()
    page.keyboard.type("康顺路下穿")
    option = page.locator(".el-select-dropdown__item:visible", has_text="康顺路下穿通道泵站")
    expect(option).to_have_count(1)
    expect(option).to_contain_text(re.compile(r"BZ-001 · YWF\d{8}."))
    keeper.look("ledger-picker")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(form.locator("[data-picker]")).to_contain_text("康顺路下穿通道泵站")
    page.get_by_role("button", name="取消").click()
    box = page.get_by_role("combobox", name="负责排水的设施").first
    box.click()
    page.keyboard.type("BZ-001")
    expect(page.locator(".el-select-dropdown__item:visible")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("where=facility"))
    row = page.locator("[data-record]").first
    row.get_by_role("link", name="康顺路下穿通道泵站").click()
    keeper.shown("h1", "康顺路下穿通道泵站")
    keeper.shown("[data-back]")


def test_a_record_is_found_by_the_one_search_within_scope(keeper: Watched, person: Person) -> None:
    page = keeper.go(LEDGER)
    keeper.shown("[data-record='BZ-001']")
    page.keyboard.press("Control+k")
    page.locator(".search input").fill("康顺路下穿通道泵站")
    hit = page.get_by_role("option").filter(has_text="台账").first
    expect(hit).to_contain_text("BZ-001")
    keeper.look("ledger-search")
    hit.click()
    keeper.shown("h1", "康顺路下穿通道泵站")
    other = person("xiashan")
    grid = other.go(LEDGER)
    other.shown("header kbd")
    grid.keyboard.press("Control+k")
    grid.locator(".search input").fill("康顺路下穿通道泵站")
    expect(grid.get_by_role("option").filter(has_text="BZ-001")).to_have_count(0)


def test_a_record_says_what_it_set_in_motion_and_how_it_is_scored(person: Person, instance: Instance) -> None:
    told = instance.sign_in("dispatcher")

    def first(path: str, ledgers: list[str]) -> str:
        for ledger in ledgers:
            for row in told.get(f"/api/ledgers/{ledger}/records?size=20")["items"]:
                if told.get(f"/api/ledger-records/{row['id']}/{path}"):
                    return str(row["id"])
        raise AssertionError(f"no record has {path}")

    codes = [one["code"] for one in told.get("/api/ledgers")]
    tab = person("dispatcher")
    page = tab.go(f"/desk/ledger-records/{first('scores', ['credit-subjects'])}")
    tab.shown("[data-points]", re.compile(r"^\d"))
    expect(page.locator("[data-score] [data-line]").first).to_be_visible()
    tab.look("ledger-score")
    page = tab.go(f"/desk/ledger-records/{first('deeds', codes)}")
    expect(page.locator("[data-deed]").first).to_be_visible()
    tab.look("ledger-deeds")


def test_a_thing_is_scanned_as_a_record_is(person: Person, instance: Instance) -> None:
    thing = instance.sign_in("dispatcher").get("/api/things?size=1")["items"][0]
    assert re.fullmatch(r"YWD\d{8}[0-9A-Z]", thing["city_code"])
    tab = person("dispatcher", size="phone")
    tab.go(f"/m/code/{thing['city_code']}")
    tab.shown("[data-scanned]", thing["name"])
    tab.look("thing-scanned")

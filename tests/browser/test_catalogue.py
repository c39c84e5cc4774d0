"""The desks of the catalogue and of the models: read by keyboard and pointer, changed by two persons."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.test_handling import opened
from tests.browser.watch import Watched
from tools.instance import Instance
from yiwang.kernel.clock import SHANGHAI

LAMP = "street-lamp-out"


@pytest.fixture
def steward(person: Person) -> Watched:
    return person("steward", "office")


def choose_unit(tab: Watched, name: str) -> None:
    tab.page.locator(".el-dialog:visible .el-select input").first.fill(name)
    tab.page.locator(".el-select-dropdown__item:visible", has_text=name).first.click()


def test_the_catalogue_is_browsed_by_class_and_searched_and_a_matter_says_who_answers_where(
    steward: Watched,
) -> None:
    page = steward.go("/desk/matters")
    steward.shown("[data-matter]")
    steward.look("matters-list")
    page.locator("[data-class=MS-GL]").click()
    steward.shown(f"[data-matter='{LAMP}'] a").click()
    steward.shown("[data-panel=duty] [data-rule]", re.compile("R1"))
    expect(page.locator("[data-panel=definition]")).to_contain_text("0.97")
    steward.look("matters-one")
    panel = page.locator("[data-panel=try]")
    panel.locator("[name=road_class]").fill("主干路")
    expect(panel.locator("[data-do=try]")).to_be_disabled()  # no place yet


def test_two_persons_change_the_duty_list_and_the_versions_are_held_side_by_side(
    instance: Instance, person: Person, steward: Watched
) -> None:
    page = steward.go(f"/desk/matters/one?code={LAMP}")
    steward.shown("[data-do=new-rule]").click()
    steward.shown(".el-dialog [name=code]").fill("lamp-night")
    choose_unit(steward, "湛江市电信分公司")
    page.locator(".el-dialog [name=basis]").fill("夜间应急协议")
    page.get_by_role("button", name="加条件").or_(page.get_by_role("button", name="添加条件")).first.click()
    page.locator(".el-dialog [name=field-0]").select_option("hours")
    page.locator(".el-dialog [name=values-0]").fill("25:00")
    page.locator(".el-dialog [name=reason]").fill("夜间由电信代管")
    page.locator("[data-do=propose]").click()
    steward.shown(".el-dialog .problem")  # hours that are none are refused in words
    steward.look("matters-refused")
    page.locator(".el-dialog [name=values-0]").fill("22:00-06:00")
    page.locator("[data-do=propose]").click()
    expect(page.locator(".el-dialog:visible")).to_have_count(0)
    page.locator(".stale-note a").click()
    steward.shown("[data-panel=draft]", re.compile("lamp-night"))
    steward.look("matters-draft")
    expect(page.locator("[data-panel=draft] [data-do]")).to_have_count(0)

    second = person("dispatcher", "office")
    page = second.go(steward.page.url.removeprefix(instance.url))
    second.shown("[data-do=approve]").click()
    second.shown("[data-panel=draft] .tag", re.compile("通过"))
    page.locator("[data-panel=draft] a").click()
    second.shown("[data-rule=lamp-night]", re.compile("22:00"))
    versions = page.locator("[data-panel=versions]")
    expect(versions.locator("[data-version='2']")).to_be_visible()
    expect(versions).to_contain_text("lamp-night")
    second.look("matters-versions")


def test_a_matter_is_reworded_with_its_limits_and_a_new_one_is_made_by_two_persons(
    instance: Instance, person: Person, steward: Watched
) -> None:
    page = steward.go(f"/desk/matters/one?code={LAMP}")
    steward.shown("[data-do=edit-matter]").click()
    form = steward.shown("[data-form=matter]")
    expect(form.locator("[name=name_zh]")).to_have_value("路灯不亮")
    expect(form.locator("[data-limit]").first).to_be_visible()
    form.locator("[name=definition_zh]").fill("城市道路照明设施不亮、闪烁或白天常亮。")
    form.locator("[name=through_stops]").check()
    form.locator("[data-do=add-limit]").click()
    added = form.locator("[data-limit]").last
    added.locator("[name^=clock]").select_option("verify")
    added.locator("[name^=severity]").select_option("urgent")
    added.locator("[name^=kind]").select_option("urgent_hour")
    added.locator("[name^=amount]").fill("-1")
    page.locator(".el-dialog:visible [name=reason]").fill("台风期间照明抢修不停")
    page.locator(".el-dialog:visible [data-do=propose]").click()
    steward.shown(".el-dialog:visible .problem, .el-dialog:visible .form-error")
    steward.look("matters-reword")
    added.locator("[name^=amount]").fill("6")
    page.locator(".el-dialog:visible [data-do=propose]").click()
    expect(page.locator(".el-dialog:visible")).to_have_count(0)
    page.locator(".stale-note a").click()
    steward.shown("[data-panel=draft]", re.compile("停工停办日照常计时"))
    expect(page.locator("[data-panel=draft]")).to_contain_text("6 个紧急工作时")

    second = person("dispatcher", "office")
    page = second.go(steward.page.url.removeprefix(instance.url))
    second.shown("[data-do=approve]").click()
    second.shown("[data-panel=draft] .tag", re.compile("通过"))
    page.locator("[data-panel=draft] a").click()
    second.shown("[data-panel=definition]", re.compile("白天常亮"))
    expect(page.locator("[data-panel=limits]")).to_contain_text("6 个紧急工作时")
    second.look("matters-reworded")

    # A new leaf, from the class that is open in the tree.
    page = steward.go("/desk/matters?matter_class=MS-GL")
    steward.shown("[data-do=new-matter]").click()
    form = steward.shown("[data-form=matter]")
    form.locator("[name=code]").fill("lamp-too-bright")
    leaf = form.locator("[name=matter_class] option").first.get_attribute("value")
    form.locator("[name=matter_class]").select_option(str(leaf))
    for name, said in (
        ("name_zh", "路灯过亮扰民"),
        ("name_en", "Lamp too bright"),
        ("definition_zh", "路灯直射住户窗户影响休息。"),
        ("definition_en", "A lamp that shines into windows."),
        ("closing_standard_zh", "已加遮光罩或调整角度。"),
        ("closing_standard_en", "It is shaded or turned."),
        ("keywords", "路灯太亮、灯光直射、遮光"),
    ):
        form.locator(f"[name={name}]").fill(said)
    choose_unit(steward, "湛江市城市管理和综合执法局")
    steward.look("matters-new")
    page.locator(".el-dialog:visible [data-do=propose]").click()
    steward.shown("[data-panel=draft]", re.compile("新增事项“路灯过亮扰民”"))
    page = second.go(steward.page.url.removeprefix(instance.url))
    second.shown("[data-do=approve]").click()
    second.shown("[data-panel=draft] .tag", re.compile("通过"))
    found = instance.sign_in("dispatcher").get("/api/matters/lamp-too-bright")
    assert (found["version"], found["keywords"]) == (1, ["路灯太亮", "灯光直射", "遮光"])


def test_a_typhoon_stops_the_clocks_of_an_area_and_gives_the_days_back_when_it_turns_away(
    instance: Instance, person: Person, steward: Watched
) -> None:
    case = opened(instance, "路面坑洼破损", "寸金路路面有个坑，骑车很危险", "440802")
    desk = instance.sign_in("dispatcher")

    def total() -> str:
        clocks = desk.get(f"/api/cases/{case['id']}")["clocks"]
        return str(next(one["due_at"] for one in clocks if one["name"] == "total"))

    before = total()
    page = steward.go("/desk/matters/stops")
    form = steward.shown("[data-panel=stop]")
    form.locator("select").last.select_option("440802")
    first, last = (datetime.now(SHANGHAI) + timedelta(days=days) for days in (1, 9))
    form.locator("[name=first]").fill(last.date().isoformat())
    form.locator("[name=last]").fill(first.date().isoformat())
    form.locator("[name=reason]").fill("台风“五停”")
    form.locator("[data-do=stop]").click()
    steward.shown("[data-panel=stop] .problem", re.compile("早于"))
    form.locator("[name=first]").fill(first.date().isoformat())
    form.locator("[name=last]").fill(last.date().isoformat())
    form.locator("[data-do=stop]").click()
    row = steward.shown("[data-stop='440802']")
    expect(row).to_contain_text("台风“五停”")
    steward.look("stops")
    wait_until("its limit is put off", lambda: total() > before)
    seen = person("dispatcher")
    seen.go(f"/desk/coordination/cases/{case['id']}")
    seen.shown("[data-clock-log]", re.compile("停工停办（台风“五停”）"))

    row.locator("[data-do=lift]").click()
    row.locator("[name=why]").fill("台风转向")
    page.keyboard.press("Enter")
    expect(page.locator("[data-stop='440802']")).to_have_count(0)
    wait_until("its limit is as before", lambda: total() == before)


def test_the_checks_say_what_is_missing_and_which_rules_tie(steward: Watched) -> None:
    page = steward.go("/desk/matters/checks")
    steward.shown(".page-head .muted", re.compile(r"\d"))
    steward.settle()
    steward.look("matters-checks")
    page.locator("[data-kind]").last.click()
    steward.shown("[data-check]")


def test_the_catalogue_goes_out_as_excel_and_comes_back_with_a_preview_and_its_faults_by_cell(
    instance: Instance, steward: Watched
) -> None:
    session = instance.sign_in("steward")
    status, _, sheet = instance.get("/api/matters/export.xlsx", {"cookie": session.cookie})
    assert status == 200
    page = steward.go("/desk/matters/import")
    chosen = steward.shown("input[name=catalogue]")
    chosen.set_input_files({"name": "a.xlsx", "mimeType": XLSX, "buffer": sheet})
    steward.shown("[data-panel=preview]", "完全相同")
    steward.look("matters-import-same")
    chosen.set_input_files({"name": "b.xlsx", "mimeType": XLSX, "buffer": changed(sheet, "改了的定义。")})
    steward.shown("[data-panel=preview] [data-line]", re.compile("改了的定义"))
    steward.look("matters-import-preview")
    chosen.set_input_files({"name": "c.xlsx", "mimeType": XLSX, "buffer": b"PK no workbook"})
    steward.shown(".problem")
    expect(page.locator("[data-panel=preview]")).to_have_count(0)
    steward.look("matters-import-fault")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def changed(sheet: bytes, words: str) -> bytes:
    """The same workbook with another definition of the first matter that has one."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    for page in book.worksheets:
        for row in page.iter_rows(max_row=3):
            for cell in row:
                if isinstance(cell.value, str) and "定义" in cell.value:
                    below = next(
                        one
                        for one in page.iter_rows(min_row=cell.row + 1, min_col=cell.column)
                        if one[0].value
                    )
                    below[0].value = words
                    out = io.BytesIO()
                    book.save(out)
                    return out.getvalue()
    raise AssertionError("no column of definitions")


def test_a_model_is_watched_in_the_shadow_and_taken_out_of_use_by_a_person(
    instance: Instance, steward: Watched
) -> None:
    session = instance.sign_in("steward")
    active = "/api/models?purpose=appeals.matter&state=active"
    wait_until("a model is in use", lambda: session.get(active)["total"] == 1, within_s=240)
    (model,) = session.get(active)["items"]  # the one of the cold start, or what was trained after it
    page = steward.go("/desk/models")
    row = steward.shown(f"[data-purpose='appeals.matter'] [data-model='{model['number']}']")
    expect(row).to_contain_text("启用")
    steward.look("models-list")
    row.locator("[data-do=retire]").click()
    steward.shown(".el-dialog [data-do=confirm]")
    steward.look("models-ask")
    page.locator(".el-dialog textarea").fill("先不用")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("停用")
    row.locator("[data-do=activate]").click()
    steward.shown(".el-dialog [data-do=confirm]").click()
    expect(row).to_contain_text("启用")
    detail = session.get(f"/api/models/{model['id']}")
    assert [line["after"] for line in detail["history"]][-2:] == ["retired", "active"]

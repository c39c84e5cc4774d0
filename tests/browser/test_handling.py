"""Scenes 3-2 and 3-3: whose cover it is, and a case with an extension, a pause, a redo and an exclusion."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.test_appeals import event_of, matter_named, registered, stored
from tests.browser.watch import Watched
from tools.instance import Instance, Session


def opened(instance: Instance, matter: str, text: str, area: str = "") -> dict[str, Any]:
    """A citizen's appeal that was dispatched: the row of its case, with the id of the appeal."""
    hotline, desk = instance.sign_in("operator2"), instance.sign_in("dispatcher")
    more = {"area": area} if area else {}
    appeal = registered(hotline, text, "13922223333", **more)
    status, answer = hotline.post(
        f"/api/appeals/{appeal}/dispatch", {"matter": matter_named(hotline, matter)}
    )
    assert status == 200, answer
    wait_until("its event is open", lambda: bool(event_of(hotline, appeal)))
    of_event = f"/api/cases?role=lead&event={event_of(hotline, appeal)}"
    wait_until("its case is open", lambda: desk.get(of_event)["total"] == 1)
    return {**desk.get(of_event)["items"][0], "appeal": appeal}


def sent(by: Session, case: dict[str, Any], act: str, **body: object) -> None:
    status, answer = by.post(f"/api/cases/{case['id']}/{act}", body)
    assert status == 200, (act, answer)


def at(tab: Watched, case: dict[str, Any]) -> Page:
    page = tab.go(f"/desk/coordination/cases/{case['id']}")
    tab.shown("[data-case-flow]")
    return page


def begin(tab: Watched, act: str) -> Page:
    tab.shown(f"[data-acts] [data-act={act}]").click()
    tab.shown(".el-dialog [data-submit]")
    return tab.page


def choose_unit(page: Page, name: str) -> None:
    page.locator(".el-dialog:visible .el-select input").fill(name)
    page.locator(".el-select-dropdown__item:visible", has_text=name).first.click()


def submit(tab: Watched) -> None:
    tab.page.locator(".el-dialog:visible [data-submit]").click()
    expect(tab.page.locator(".el-dialog:visible")).to_have_count(0)


def do(tab: Watched, act: str, unit: str = "", **fields: str) -> None:
    """An act through its dialog: the unit is chosen, fields are filled in by name."""
    page = begin(tab, act)
    if unit:
        choose_unit(page, unit)
    for name, value in fields.items():
        field = page.locator(f".el-dialog:visible [name={name}]")
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    submit(tab)


def stands(tab: Watched, words: str) -> None:
    expect(tab.page.locator(".page-head [data-stage]")).to_contain_text(words)


@pytest.fixture
def desk(person: Person) -> Watched:
    return person("dispatcher", "office")


def test_two_units_deny_a_cover_one_acts_first_and_the_ruling_changes_the_duty_list(
    instance: Instance, person: Person, desk: Watched
) -> None:
    case = opened(instance, "井盖破损、缺失", "人民大道路中间井盖坏了，没有标识，车过很危险")
    assert case["lead_unit"] == "zj-gs"

    # The water company gives it back, citing the item of the duty list, and names another.
    water = person("waterco", "office")
    at(water, case)
    stands(water, "待签收")
    before = str(water.page.locator("[data-clock=total] .muted").text_content())
    page = begin(water, "return")
    expect(page.locator("[name=duty_item]")).to_have_value("broken-cover-R1")
    page.locator("[name=reason]").fill("井内为通信管线，非供水设施")
    choose_unit(page, "湛江市电信分公司")
    water.look("3-2-return")
    submit(water)
    stands(water, "退单待审")

    # The dispatcher's queue has it; Enter opens the act.
    page = desk.go("/desk/coordination/queue")
    desk.shown(f"[data-queue] [data-case='{case['id']}']").click()
    desk.shown("[data-acts] [data-act=re_dispatch]")
    desk.look("3-2-queue")
    page.keyboard.press("Enter")
    choose_unit(page, "湛江市电信分公司")
    page.locator(".el-dialog:visible [name=reason]").fill("按建议改派核认")
    submit(desk)
    expect(page.locator(f"[data-queue] [data-case='{case['id']}']")).to_have_count(0)

    # Telecom denies it too: it is in dispute, and the citizen's clock runs on.
    telecom = person("telecom", "phone")
    telecom.go(f"/m/cases/{case['id']}")
    telecom.shown("[data-act=return]").click()
    telecom.page.locator("[name=reason]").fill("井内无通信线缆，非我司产权")
    telecom.page.locator("[name=proposed_unit]").select_option(label="湛江市供水有限公司")
    telecom.look("3-2-phone-denies")
    telecom.page.locator("[data-submit]").click()
    telecom.shown(".card:first-child .tag", re.compile("争议待裁"))
    page = at(desk, case)
    stands(desk, "争议待裁")
    expect(page.locator("[data-dispute] li")).to_have_count(2)
    expect(page.locator("[data-clock=total] .muted")).to_have_text(before)
    desk.look("3-2-dispute")

    # 先办后议: urban management makes it safe at once.
    do(desk, "act_first", "湛江市城市管理和综合执法局", reason="先设警示、加临时盖板，1 小时内到场")
    stands(desk, "待签收")
    sent(instance.sign_in("lighting"), case, "take")

    # The ruling binds; a draft of the duty list follows from it and is shown against the one in force.
    do(desk, "rule", "湛江市电信分公司", reason="经现场核认，井内为通信管线")
    expect(page.locator("[data-dispute]")).to_contain_text("湛江市电信分公司")
    stands(desk, "待签收")
    desk.page.locator("[data-show-flow]").click()
    desk.shown("[data-flow] .stage.here", re.compile("待签收"))
    desk.look("3-2-ruled")
    page.locator("[data-dispute] [data-draft]").click()
    desk.shown("body", re.compile("CJ-"))
    desk.look("3-2-draft")


def test_a_matter_that_was_taken_back_is_not_led_by_a_town(instance: Instance, desk: Watched) -> None:
    case = opened(instance, "违法搭建", "楼顶有人用铁皮加建一层", "440802")
    at(desk, case)
    page = begin(desk, "re_dispatch")
    choose_unit(page, "东简街道办事处")
    page.locator(".el-dialog:visible [name=reason]").fill("属地办理")
    page.locator(".el-dialog:visible [data-submit]").click()
    expect(page.locator(".el-dialog:visible .problem")).to_contain_text("收回")
    desk.look("3-2-taken-back")
    assert (
        instance.sign_in("dispatcher").get(f"/api/cases/{case['id']}")["row"]["lead_unit"]
        == case["lead_unit"]
    )


def test_limits_move_with_a_reason_and_an_unsatisfied_citizen_brings_the_next_unit_up(
    instance: Instance, chromium: Browser, person: Person, desk: Watched
) -> None:
    case = opened(instance, "路灯不亮", "人民广场西侧路灯不亮，要等业主提供配电图")
    worker = instance.sign_in("lighting")
    holder = person("lighting", "office")
    at(holder, case)
    do(holder, "take")
    do(holder, "contact", text="已电话联系，说明需更换电缆")
    do(holder, "ask_extension", amount="2", reason="电缆须另行采购")
    expect(holder.page.locator("[data-extensions]")).to_contain_text("待审")

    # The dispatcher sees the limits as they stand and grants it; the log says from when to when, and why.
    page = at(desk, case)
    begin(desk, "grant_extension")
    expect(page.locator(".el-dialog:visible .limits")).to_contain_text("总时限")
    desk.look("3-3-extension")
    submit(desk)
    expect(page.locator("[data-clock-log]")).to_contain_text("同意延期")
    expect(page.locator("[data-clock-log]")).to_contain_text("改为")

    # Suspended for the citizen's papers: every clock stands still, and goes on.
    do(holder, "suspend", suspension="material", text="等业主提供配电图")
    stands(holder, "挂起")
    expect(holder.page.locator("[data-clock=total]")).to_contain_text("挂起")
    holder.look("3-3-suspended")
    do(holder, "resume", text="配电图已收到")
    stands(holder, "处置中")

    # 催办 and 督办 stand apart: the order is answered and signed off.
    do(desk, "urge", text="请抓紧办理")
    watcher = person("supervisor", "office")
    at(watcher, case)
    do(watcher, "supervise", text="群众多次反映，请说明进展", amount="1")
    expect(watcher.page.locator("[data-orders]")).to_contain_text("待回复")
    expect(watcher.page.locator("[data-urges]")).to_contain_text("请抓紧办理")
    expect(watcher.page.locator("[data-urges]")).not_to_contain_text("群众多次反映")
    do(holder, "reply_order", text="电缆已到货，今晚更换")
    do(watcher, "sign_off")
    expect(watcher.page.locator("[data-orders]")).to_contain_text("已销号")

    # The exclusion is asked for with evidence and granted.
    page = begin(holder, "ask_exclusion")
    page.locator("[name=figure]").select_option("finish")
    page.locator(".el-dialog:visible [name=reason]").fill("等待业主材料，非承办原因")
    page.locator(".el-dialog:visible input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(chromium, "证据", flooded=False)}
    )
    expect(page.locator(".el-dialog:visible .photo")).to_have_count(1)
    submit(holder)
    do(watcher, "grant_exclusion", decision="证据充分")
    expect(watcher.page.locator("[data-exclusions]")).to_contain_text("同意")
    watcher.look("3-3-apart")

    # The review sends it back once, then passes; the citizen says that nothing is solved.
    shots = [stored(worker, photo(chromium, words, flooded=False)) for words in ("维修前", "维修后")]
    done = {"text": "已更换电缆", "before": shots[:1], "after": shots[1:]}
    sent(worker, case, "handle", **done)
    page = at(desk, case)
    begin(desk, "review")
    page.locator(".el-dialog:visible input[value=fail]").check()
    page.locator(".el-dialog:visible [name=text]").fill("缺夜间照明照片")
    submit(desk)
    stands(desk, "处置中")
    sent(worker, case, "handle", **done)
    do(desk, "review", reply="路灯已修复")
    stands(desk, "待回访")
    hotline = instance.sign_in("operator2")
    said = {"reached": True, "solved": "unsolved", "satisfaction": "dissatisfied", "text": "还是不亮"}
    status, answer = hotline.post(f"/api/appeals/{case['appeal']}/call_back", said)
    assert status == 200, answer
    expect(page.locator(".page-head [data-stage]")).to_contain_text("合理性审查")
    do(desk, "redo", reason="未修复，提级重办")
    stands(desk, "待签收")
    fresh = instance.sign_in("dispatcher").get(f"/api/cases/{case['id']}")["row"]
    assert fresh["lead_unit"] != case["lead_unit"]
    desk.page.locator("[data-show-flow]").click()
    desk.look("3-3-redone")

    # The board: rates raw and adjusted with their figures, each number leads to its cases.
    page = watcher.go("/desk/coordination/board")
    watcher.shown("[data-rate=redo] [data-side=numerator]").click()
    expect(page.locator("[data-behind]")).to_contain_text(fresh["number"])
    watcher.look("3-3-board")


def test_the_flows_are_drawn_with_their_versions_and_said_in_a_table(person: Person) -> None:
    tab = person("supervisor", "office")
    page = tab.go("/desk/coordination/flows?flow=hotline")
    tab.shown("[data-flow] [data-stage=unsatisfied]")
    expect(page.locator("[data-flow-code]")).to_have_count(3)
    expect(page.locator(".flow-text")).to_contain_text("未重办过")
    tab.look("3-3-flow")
    page.locator("[data-flow-code=grid]").click()
    tab.shown("[data-flow] [data-stage=rated]")
    tab.look("3-3-flow-grid")

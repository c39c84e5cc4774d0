"""Scene 1-1, 雨夜积水闭环: from the rising water to the closed case, without a single refresh."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import Weather
from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.watch import Watched

pytestmark = pytest.mark.usefixtures("broken")

GAUGE = "zj-ck-js-01"
PLACE = "康顺路下穿通道"


def figure(wall: Watched, name: str) -> int:
    return int(wall.page.locator(f"[data-figure={name}]").inner_text().replace(",", ""))


def handle_on_phone(phone: Watched, browser: Browser, words: str, before: str, after: str) -> None:
    """签收, then 处置反馈 with photos before and after, on the page of the case."""
    phone.page.locator("[data-act=take]").click()
    phone.shown("[data-act=handle]").click()
    files = phone.page.locator(".sheet input[type=file]")
    files.nth(0).set_input_files(
        {"name": "before.jpg", "mimeType": "image/jpeg", "buffer": photo(browser, before, flooded=True)}
    )
    files.nth(1).set_input_files(
        {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo(browser, after, flooded=False)}
    )
    phone.page.fill("textarea[name=text]", words)
    expect(phone.page.locator(".sheet .photo")).to_have_count(2)


def open_on_phone(phone: Watched) -> None:
    phone.shown("[data-case]", re.compile(PLACE)).click()
    phone.shown("[data-act=take]")


def test_rain_becomes_a_case_and_the_case_is_closed_from_a_phone(
    chromium: Browser, weather: Weather, person: Person
) -> None:
    wall = person("leader", "wall")
    wall.go("/screen/situation")
    duty = person("duty")
    duty.go("/desk/situation/map")
    duty.settle()
    wall.settle()
    open_before, closed_before = figure(wall, "open"), figure(wall, "closed")

    # The water rises; the map has the alert without a refresh, and the page says that this is a replay.
    weather.rise(GAUGE, 42.0)
    alert = duty.shown("[data-alert]", re.compile(PLACE))
    # Software-drawn maps share this machine with the instance; the second itself is a bench (NAME=loop).
    expect(duty.page.locator(".replay")).to_contain_text("演示数据")
    duty.look("1-1-map-alert")
    wall.shown(".wall-rows", re.compile(PLACE))
    wall.look("1-1-wall-alert")

    # The duty officer reads the figures, looks at the curve and confirms.
    alert.click()
    duty.shown("h2", re.compile(PLACE))
    expect(duty.page.locator(".sentence").last).to_contain_text(re.compile(r"4\d(\.\d+)? cm.*40 cm"))
    duty.look("1-1-alert-confirm")
    duty.page.get_by_role("button", name="确定").click()
    link = duty.shown("dd a[href*='/coordination/cases/']")
    link.click()
    duty.shown("h1", re.compile(PLACE))
    expect(duty.page.locator(".why")).to_contain_text("城市管理和综合执法局")
    expect(duty.page.locator(".why")).to_contain_text("警示封控")
    expect(duty.page.locator(".subs")).to_contain_text("交通警察支队")
    duty.look("1-1-case-dispatched")
    expect(wall.page.locator("[data-figure=open]")).to_have_text(str(open_before + 1))

    # Police first: cordon; then drainage pumps. Both on phones, with photos before and after.
    police = person("traffic", "phone")
    open_on_phone(police)
    police.look("1-1-phone-police")
    handle_on_phone(police, chromium, "已在两端设置警示并封控，车辆绕行。", "封控前", "封控后")
    police.page.locator("[data-submit]").click()
    police.shown(".card .tag", re.compile("已处置|核查通过|已结案"))

    drainage = person("drainage", "phone")
    drainage.look("1-1-phone-todo")
    open_on_phone(drainage)
    handle_on_phone(drainage, chromium, "两台泵车抽排四十分钟，路面积水已退。", "抽排前", "抽排后")
    drainage.look("1-1-phone-handle")
    drainage.page.locator("[data-submit]").click()
    drainage.shown(".card:first-child .tag", re.compile("已处置"))

    # The reading is normal again: the case says 可核查 by itself, on every screen that shows it.
    weather.fall(GAUGE)
    duty.shown(".page-head .tag", re.compile("可核查"))
    drainage.shown(".normal.ok", re.compile("恢复正常"))
    drainage.look("1-1-phone-case")

    # An inspector, who is not of the handling units, checks on the spot and closes.
    inspector = person("inspector", "phone")
    inspector.shown("[data-case]", re.compile(PLACE)).click()
    inspector.shown("[data-act=verify]").click()
    inspector.page.fill("textarea[name=text]", "现场已无积水，封控解除，通行正常。")
    inspector.page.locator(".sheet input[type=file]").set_input_files(
        {"name": "check.jpg", "mimeType": "image/jpeg", "buffer": photo(chromium, "核查", flooded=False)}
    )
    expect(inspector.page.locator(".sheet .photo")).to_have_count(1)
    inspector.look("1-1-phone-verify")
    inspector.page.locator("[data-submit]").click()
    inspector.shown("[data-act=close]").click()
    inspector.page.locator("[data-submit]").click()
    inspector.shown(".card:first-child .tag", re.compile("已结案"))

    # The timeline leads from the case back to the raw readings; the wall has moved.
    duty.shown(".page-head .tag", re.compile("已结案"))
    steps = duty.page.locator(".timeline b").all_inner_texts()
    for step in ("原始读数越限", "告警", "核实", "城市事件", "派单", "签收", "处置反馈", "核查通过", "结案"):
        assert step in steps, (step, steps)
    assert steps.index("原始读数越限") < steps.index("派单") < steps.index("结案")
    rows = duty.page.locator(".series-table tbody tr")
    assert rows.count() > 5
    duty.look("1-1-case-closed")
    expect(wall.page.locator("[data-figure=open]")).to_have_text(str(open_before))
    expect(wall.page.locator("[data-figure=closed]")).to_have_text(str(closed_before + 1))
    wall.look("1-1-wall-closed")


def test_the_closed_case_explains_itself_on_the_wall_size_too(weather: Weather, person: Person) -> None:
    duty = person("duty", "wall")
    duty.go("/desk/coordination/cases?stage=closed&role=lead")
    duty.shown("[data-case] a", re.compile(PLACE)).click()
    duty.shown("h1", re.compile(PLACE))
    duty.look("1-1-case-1920")

"""The steps of the users' guides in docs/guides, each played as its guide tells it; the pictures are theirs.

Renewed with `YIWANG_TEST_SCREENS=docs/screens pytest tests/browser/test_guides.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.test_appeals import (
    begin,
    choose_matter,
    matter_named,
    press,
    registered,
    replied,
    row_of,
)
from tests.browser.test_handling import at, do, opened, stands
from tests.browser.watch import Watched
from tools.instance import Instance

GUIDES = sorted((Path(__file__).parents[2] / "docs" / "guides").glob("*.md"))
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)|<img src=\"([^\"]+)\" alt=\"([^\"]*)\"")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_picture_of_a_guide_is_there_small_and_described(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    pictures = [(one[0] or one[3], one[1] or one[2]) for one in PICTURE.findall(text)]
    assert pictures
    for words, where in pictures:
        file = guide.parent / where
        assert file.is_file(), where
        assert file.stat().st_size <= 200_000, where
        assert words, where
    assert len(text) < 4_000, "a guide is two pages at most"


def test_the_operators_guide(person: Person, instance: Instance) -> None:
    hotline = instance.sign_in("operator2")
    registered(hotline, "跃进路小学门口路灯不亮，学生放学看不见路", "13900001111", area="440802")
    tab = person("operator", "office")
    page = begin(tab)
    page.keyboard.type("13812345678")
    press(page, "Tab")
    page.keyboard.type("陈先生")
    press(page, "Alt+q")
    page.keyboard.type("赤坎区跃进路小学门口的路灯不亮，接孩子看不见路")
    expect(page.locator("[data-similar]").first).to_contain_text("跃进路")
    press(page, "Alt+m")
    choose_matter(page, "路灯不亮")
    tab.look("guide-intake")
    press(page, "F2")
    expect(page.locator("[data-tracking]")).to_have_count(1)
    number = str(page.locator("[data-number]").get_attribute("data-number"))
    tab.look("guide-read-out")
    assert row_of(hotline, number)["text"].startswith("赤坎区跃进路小学")


def test_the_dispatchers_guide(person: Person, instance: Instance) -> None:
    case = opened(instance, "井盖破损、缺失", "中山路与幸福路口井盖松动，车过砰砰响")
    holder = instance.sign_in("waterco")
    body = {"reason": "井内为通信管线，非供水设施", "duty_item": "broken-cover-R1", "proposed_unit": "zj-dx2"}
    status, answer = holder.post(f"/api/cases/{case['id']}/return", body)
    assert status == 200, answer
    tab = person("dispatcher", "office")
    page = tab.go("/desk/coordination/queue")
    tab.shown(f"[data-queue] [data-case='{case['id']}']").click()
    tab.shown("[data-acts] [data-act=re_dispatch]")
    tab.look("guide-queue")
    page.keyboard.press("Enter")
    tab.shown(".el-dialog [data-submit]")
    tab.look("guide-re-dispatch")


def test_the_handlers_guide(person: Person, instance: Instance) -> None:
    case = opened(instance, "路灯不亮", "观海路北段一排路灯不亮")
    desk = person("lighting", "office")
    at(desk, case)
    desk.look("guide-case")
    do(desk, "take")
    do(desk, "contact", text="已电话联系，今晚到场")
    stands(desk, "处置中")
    phone = person("lighting", "phone")
    phone.go("/m")
    phone.shown(f"[data-case='{case['id']}']")
    phone.look("guide-phone-todo")
    phone.page.locator(f"[data-case='{case['id']}']").first.click()
    phone.shown("[data-act=handle]")
    phone.look("guide-phone-case")
    phone.page.locator("[data-act=handle]").click()
    phone.shown("[data-submit]")
    phone.look("guide-phone-handle")


def test_the_supervisors_guide(person: Person, instance: Instance) -> None:
    case = opened(instance, "路灯不亮", "南调路桥头路灯不亮，反映过两次")
    tab = person("supervisor", "office")
    at(tab, case)
    do(tab, "supervise", text="同一路段多次反映，请说明原因和完成时间", amount="1")
    expect(tab.page.locator("[data-orders]")).to_contain_text("待回复")
    page = tab.go("/desk/coordination/board")
    tab.shown("[data-board-orders]", re.compile("南调路|路灯不亮"))
    rate = tab.shown("[data-rate=take]")
    rate.locator("[data-side=denominator]").click()
    tab.shown("[data-behind]")
    tab.look("guide-board")
    figure = page.locator("[data-board-units] [data-unit] td:nth-child(2) a").first
    count = figure.inner_text()
    figure.click()
    expect(page.locator(".pager, .pager-bar, .page-head")).to_contain_text([re.compile(count)])


def test_the_call_back_guide(person: Person, instance: Instance, chromium: Browser) -> None:
    appeal = replied(instance, chromium, "寸金路 12 号门前路灯不亮")
    tab = person("operator2", "office")
    tab.go(f"/desk/appeals/call-backs?one={appeal}")
    tab.shown(".call-reply", re.compile("已更换光源"))
    tab.look("guide-call-back")


def test_the_stewards_guide(person: Person, instance: Instance) -> None:
    steward = person("steward", "office")
    code = matter_named(instance.sign_in("steward"), "井盖破损、缺失")
    page = steward.go("/desk/matters?q=井盖")
    steward.shown(f"[data-matter='{code}']")
    steward.settle()
    steward.picture("guide-matters")
    page.locator(f"[data-matter='{code}'] a").first.click()
    steward.shown("[data-panel=duty]")
    steward.settle()
    steward.picture("guide-matter")
    wait_until("its duty list is shown", lambda: page.locator("[data-rule]").count() > 0)


def test_nobody_sees_a_desk_that_is_not_his(person: Person) -> None:
    """What the guides say of rights: a handler has no dispatcher's desk, by address either."""
    tab: Watched = person("lighting", "office")
    tab.go("/desk/coordination/queue")
    tab.shown(".state", re.compile("没有查看本页的权限"))

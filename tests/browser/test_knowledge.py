"""知识库: a unit writes, a second person reviews, a question finds it, a mistake is mended, its day ends."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import past
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance

TITLE = "海滨夜市摊位怎么登记"
ANSWER = "夜市摊位由街道办登记。\n\n- 带身份证和健康证\n- 48 小时内答复"


def do(tab: Watched, what: str) -> None:
    tab.shown(f"[data-do={what}]:not([disabled])").click()


def stands(page: Page, words: str) -> None:
    expect(page.locator(".page-head .tag", has_text=words).first).to_be_visible()


def test_an_entry_from_its_first_draft_to_its_correction(person: Person, instance: Instance) -> None:
    writer, reviewer, operator = (
        person("lighting", "office"),
        person("dispatcher", "office"),
        person("operator"),
    )

    # By keys: N opens a new entry from the list. What is wrong stands at its field.
    page = writer.go("/desk/knowledge")
    writer.shown("[data-entry]")
    page.locator("h1").click()
    page.keyboard.press("n")
    writer.shown("input[name=title]")
    page.fill("[name=title]", TITLE)
    page.fill("[name=answer]", "有问题打 13812345678 找老王。")
    do(writer, "save-ask")
    expect(page.locator(".field-fault").first).to_contain_text("手机")
    page.fill("[name=answer]", ANSWER)
    page.fill("[name=questions]", "想在夜市摆摊去哪里报名\n夜市还有没有摊位")
    page.fill("[name=valid_until]", "2099/1/5")
    page.check("[name=public]")
    page.fill("[name=why]", "坐席反映常被问到")
    expect(page.locator("[name=valid_until]")).to_have_value("2099-01-05")
    writer.look("knowledge-write")
    do(writer, "save-ask")
    stands(page, "待审核")
    number = page.locator(".page-head .mono").inner_text()
    assert page.locator("[data-do=publish]").count() == 0  # never by who wrote it

    # A second person finds it among what waits, and publishes it.
    page = reviewer.go("/desk/knowledge?state=review")
    reviewer.shown(f"[data-entry={number}]").click()
    reviewer.shown("[data-do=publish]")
    reviewer.look("knowledge-review")
    do(reviewer, "publish")
    stands(page, "已发布")

    # A citizen's own words find it, first; arrow and Enter open it.
    page = operator.go("/desk/knowledge")
    expect(page.locator("input[name=q]")).to_be_focused()
    page.keyboard.type("我想在夜市摆个小摊要到哪里报名")
    expect(page.locator("[data-entry]").first).to_have_attribute("data-entry", number)
    operator.look("knowledge-search")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    operator.shown("[data-panel=stands]", re.compile("48 小时"))

    # What is wrong with it goes to its unit, which says so only with a newer text.
    page.fill("[name=mistake]", "现在承诺 24 小时内答复，不是 48 小时")
    do(operator, "report")
    expect(page.locator("[data-correction]")).to_contain_text("待答复")
    page = writer.go("/desk/knowledge/corrections?mine=true")
    writer.shown("[data-correction]", re.compile("24 小时"))
    page.fill("[data-correction] [name=answer]", "已按新承诺更正")
    do(writer, "corrected")
    expect(page.locator("[data-correction] .problem")).to_be_visible()
    writer.look("knowledge-corrections")
    page.locator("h2 a", has_text=TITLE).click()
    do(writer, "edit")
    page.fill("[name=answer]", ANSWER.replace("48", "24"))
    page.fill("[name=why]", "按新的服务承诺")
    do(writer, "save-ask")
    writer.shown("[data-panel=newest]", re.compile("24 小时"))
    expect(page.locator("[data-panel=stands]")).to_contain_text("48 小时")  # until it is reviewed
    page = reviewer.go(page.url.removeprefix(writer.url))
    do(reviewer, "publish")
    expect(page.locator("[data-panel=stands]")).to_contain_text("24 小时")
    page = writer.page
    expect(page.locator("[data-panel=stands]")).to_contain_text("24 小时")
    page.fill("[data-correction] [name=answer]", "已按新承诺更正")
    do(writer, "corrected")
    expect(page.locator("[data-correction]")).to_contain_text("已更正")
    expect(operator.page.locator("[data-correction]")).to_contain_text("已更正")
    writer.look("knowledge-corrected")


def test_an_entry_ends_after_its_last_day_and_answers_nobody_any_more(
    person: Person, instance: Instance
) -> None:
    past.known(instance)
    desk = instance.sign_in("operator")
    wait_until(
        "the entry has ended",
        lambda: any(row["title"] == past.OVER for row in desk.get("/api/knowledge?state=expired")["items"]),
        within_s=150,
    )
    _, _, said = instance.get(
        "/api/public/knowledge?q=%E6%99%AF%E8%A7%82%E7%81%AF%E5%87%A0%E7%82%B9%E5%85%B3"
    )
    assert past.OVER not in said.decode()
    tab = person("lighting", "office")
    tab.go("/desk/knowledge?state=expired")
    tab.shown("[data-entry]", past.OVER).click()
    stands(tab.page, "已到期")
    expect(tab.page.locator("[data-panel=history]")).to_contain_text("到期下架")
    tab.look("knowledge-expired")


def test_the_knowledge_base_speaks_english_too(person: Person) -> None:
    tab = person("operator", language="en")
    tab.go("/desk/knowledge")
    tab.shown("[data-entry]")
    tab.look()
    tab.go("/desk/knowledge/corrections")
    tab.look()

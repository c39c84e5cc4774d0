"""未诉先办: hot topics on the map, what comes again, rankings down to cases, a monthly theme signed off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import past
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.test_appeals import matter_named, registered
from tests.browser.watch import Watched
from tools.instance import Instance, Session

COUNTED_WITHIN_S = 180  # half a year of facts, then the look for signals, once a minute
FLOODED = "小区、道路易涝"


@pytest.fixture(scope="module")
def history(instance: Instance) -> Session:
    """The instance has had its half year, and its worker has counted it: the dispatcher, signed in."""
    past.lived(instance)
    desk = instance.sign_in("dispatcher")
    wait_until(
        "the rain of yesterday is a hot topic",
        lambda: any(
            row["theme"] == past.FLOODED for row in desk.get("/api/themes/signals?grade=hot")["items"]
        ),
        within_s=COUNTED_WITHIN_S,
    )
    return desk


def flooded(by: Session) -> dict[str, object]:
    rows = by.get("/api/themes/signals?grade=hot")["items"]
    return next(row for row in rows if row["theme"] == past.FLOODED)


def pick(page: Page, field: str, words: str) -> None:
    """Types into a picker and takes the first that it offers."""
    page.locator(field).fill(words)
    page.locator(".el-select-dropdown__item:visible", has_text=words).first.click()


def confirm(tab: Watched) -> None:
    tab.page.locator(".el-dialog:visible [data-do=confirm]").click()
    expect(tab.page.locator(".el-dialog:visible")).to_have_count(0)


def stands(tab: Watched, words: str) -> None:
    expect(tab.page.locator(".page-head .tag", has_text=words)).to_be_visible()


def test_a_burst_is_on_the_map_and_in_the_list_with_its_reason_and_its_appeals(
    person: Person, history: Session
) -> None:
    signal = flooded(history)
    tab = person("dispatcher", "office")
    page = tab.go("/desk/themes/signals")
    row = tab.shown(f"[data-signal='{signal['id']}']")
    expect(row).to_contain_text("热点")
    expect(row).to_contain_text("南桥街道")
    expect(page.locator(".live-map[data-ready]")).to_be_visible(timeout=120_000)
    tab.look("themes-map")

    # Opened, it says why in numbers, how it went, and which appeals are behind it.
    row.locator("button.signal").click()
    expect(row.locator(".why")).to_contain_text("倍")
    # How many of them are of its window depends on the hour: midnight may lie among them.
    wait_until(
        "the appeals of its window are those that it counted",
        lambda: 5 < row.locator("[data-appeal]").count() == flooded(history)["count"],
        within_s=60,
    )
    tab.look("themes-signal")

    # The day before the rain it was not there; the address holds the day.
    page.go_back()
    page.locator(".slider input").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"on=\d{4}-\d\d-\d\d"))
    expect(page.locator(f"[data-signal='{signal['id']}']")).to_have_count(0)
    page.reload()
    expect(page.locator(f"[data-signal='{signal['id']}']")).to_have_count(0)
    tab.look("themes-days-ago")


def test_what_comes_again_is_listed_once_and_opens(
    person: Person, history: Session, instance: Instance
) -> None:
    tab = person("dispatcher", "office")
    page = tab.go("/desk/themes/repeated?kind=person")
    tab.shown("[data-repeated]", "中华社区")
    tab.look("themes-repeated")
    page.locator("[data-repeated]", has_text="中华社区").locator("a").first.click()
    tab.shown("[data-reporter]")
    expect(page.locator("main")).to_contain_text("垃圾又堆了三天")


def test_rankings_go_down_to_a_village_and_to_the_cases_and_add_up(
    person: Person, history: Session, instance: Instance
) -> None:
    # One of the flooded went to work: it has its event and its case.
    hotline = instance.sign_in("operator2")
    appeal = registered(hotline, "椹川大道尽头积水，井盖被冲开", "13733334444", area=past.BURST_TOWN)
    matter = matter_named(hotline, FLOODED)
    assert hotline.post(f"/api/appeals/{appeal}/dispatch", {"matter": matter})[0] == 200
    behind = f"/api/themes/appeals?kind=matter&theme={past.FLOODED}&area={past.BURST_TOWN}"
    wait_until("its event is known", lambda: any(row["event_id"] for row in history.get(behind)["items"]))

    tab = person("dispatcher", "office")
    page = tab.go("/desk/themes/ranking")
    tab.shown("[data-rank='440802']")
    figures = [
        int(one.replace(",", "")) for one in page.locator("[data-rank] td:nth-child(2)").all_inner_texts()
    ]
    assert sum(figures) == int(page.locator("[data-total]").inner_text().replace(",", ""))
    page.locator("[data-rank='440802'] .down").click()
    page.locator(f"[data-rank='{past.BURST_TOWN}']").get_by_role("button", name="查看诉求").click()
    tab.shown("section [data-appeal]")
    tab.look("themes-ranking")
    page.locator(f"[data-appeal='{appeal}'] a[href*='/events/']").click()
    page.locator("a[href*='/coordination/cases/']").first.click()
    tab.shown("[data-case-flow]")

    page = tab.go("/desk/themes/ranking?by=matter")
    expect(page.locator("[data-rank] .main").first).to_have_text(FLOODED)
    # A day is text; nonsense is marked and nothing is asked for.
    page.fill("[name=since]", "2026-13-45")
    page.keyboard.press("Tab")
    expect(page.locator("[name=since]")).to_have_attribute("aria-invalid", "true")
    tab.look("themes-ranking-matter")


def test_a_monthly_theme_is_proposed_from_a_signal_and_adopted_by_a_second_person(
    person: Person, history: Session
) -> None:
    signal = flooded(history)
    tab = person("dispatcher", "office")
    page = tab.go(f"/desk/themes/signals/{signal['id']}")
    tab.shown(".go").click()
    expect(page.locator(".chips").first).to_contain_text(FLOODED)
    # Without a task list it is kept, but not adopted: everything that lacks is said at once.
    page.get_by_label("题目").fill("南桥街道易涝点整治")
    page.locator("[data-do=save]").click()
    stands(tab, "待立题")
    assert page.locator("[data-do=adopt]").count() == 0  # his own proposal
    second = person("supervisor", "office")
    second.go(page.url.removeprefix(tab.url))
    second.shown("[data-do=adopt]").click()
    second.page.locator(".el-dialog:visible [data-do=confirm]").click()
    expect(second.page.locator(".el-dialog:visible .problem")).to_contain_text("立题前须填写")

    page.locator("[data-do=edit]").click()
    tab.shown("[data-do=task]")
    pick(page, "input[aria-label=牵头单位]", "湛江市城市管理")
    page.get_by_label("整治措施").fill("三处泵站扩容；雨前清掏雨水口；低洼点装水位计。")
    page.locator(".el-select:has([aria-label^=分管领导])").click()
    page.locator(".el-select-dropdown__item:visible", has_text="陈市长").first.click()
    page.locator("[data-do=task]").click()
    page.locator(".task .el-input input").first.fill("清掏椹川大道雨水口 40 座")
    tab.look("themes-form")
    page.locator("[data-do=save]").click()
    stands(tab, "待立题")

    second.go(page.url.removeprefix(tab.url))
    second.shown("[data-do=adopt]").click()
    confirm(second)
    stands(second, "办理中")
    expect(page.locator("[data-fall]")).to_contain_text("数据不足")  # and live, without a reload
    stands(tab, "办理中")
    second.look("themes-adopted")


def test_the_fall_in_appeals_is_proved_and_the_leader_signs_it_off(
    person: Person, history: Session, chromium: Browser
) -> None:
    (theme,) = [row for row in history.get("/api/themes/monthly")["items"] if row["title"] == past.THEME]
    lead = person("ecology", "office")
    page = lead.go(f"/desk/themes/monthly/{theme['id']}")
    expect(page.locator("[data-fall]")).to_contain_text("日均下降")
    expect(page.locator("[data-do=ask]")).to_have_count(0)  # while a task is open
    lead.shown("[data-do=report]").click()
    page.locator(".el-dialog:visible textarea").fill("核查 37 个工地，撤销夜间许可 6 个，停工整改 2 个。")
    page.locator(".el-dialog:visible input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(chromium, "夜间核查", flooded=False)}
    )
    expect(page.locator(".el-dialog:visible .photo")).to_have_count(1)
    lead.look("themes-report")
    confirm(lead)
    lead.shown("[data-do=ask]").click()
    page.locator(".el-dialog:visible textarea").fill("夜间施工噪声投诉明显下降，长效机制已建立。")
    confirm(lead)
    stands(lead, "待销题")

    leader = person("leader", "office")
    page = leader.go(f"/desk/themes/monthly/{theme['id']}")
    leader.shown("[data-do=sign_off]").click()
    expect(page.locator(".el-dialog:visible")).to_contain_text("日均下降")
    page.locator(".el-dialog:visible textarea").fill("同意销题。")
    confirm(leader)
    stands(leader, "已销题")
    expect(page.locator("[data-signed]")).to_contain_text("日均下降")
    leader.look("themes-signed")
    page = leader.go("/desk/themes/monthly")
    expect(page.locator(f"[data-theme='{theme['number']}'] .less")).to_contain_text("▼")
    leader.look("themes-board")


def test_the_desks_of_themes_speak_english_too(person: Person, history: Session) -> None:
    tab = person("dispatcher", "office", language="en")
    for where in ("signals", "repeated", "ranking", "monthly"):
        tab.go(f"/desk/themes/{where}")
        tab.shown("h1")
        tab.look("themes-signals-en" if where == "signals" else "")

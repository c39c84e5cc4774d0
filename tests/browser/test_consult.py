"""Somebody with a phone and no account: a draft and his opinion of it, a policy that he fits and claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import wait_until
from tests.browser.watch import Watched
from tools.instance import Instance

LEDGER = "rule-of-law-rule-consult"
TITLE = "电动自行车集中充电设施管理办法（征求意见稿）"
OPINION = "充电服务费应当设上限，我的电话 13812345678 <b>请回复</b>"
NUMBER = re.compile(r"^YJ-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$")
Citizen = Callable[..., Watched]


@pytest.fixture
def citizen(chromium: Browser, instance: Instance) -> Iterator[Citizen]:
    """A phone of its own, that nobody signed in with."""
    tabs: list[Watched] = []

    def arrive(language: str = "zh") -> Watched:
        tab = Watched(chromium, instance.url, "phone", language)
        tabs.append(tab)
        return tab

    yield arrive
    for tab in tabs:
        faults = tab.faults
        tab.close()
        assert faults == []


@pytest.fixture(scope="module")
def draft(instance: Instance) -> str:
    """A draft that one person wrote and another published; its id."""
    values = {
        "number": "GF-B-01",
        "title": TITLE,
        "purpose": "规范居住区集中充电设施的建设、收费和消防安全。",
        "text": "第一条 新建居住区按户数配建充电位。\n第二条 充电服务费与电费分列。",
        "area": "4408",
    }
    status, made = instance.sign_in("dispatcher").post(
        f"/api/ledgers/{LEDGER}-drafts/records", {"values": values}
    )
    assert status == 200, made
    row = made["row"]
    status, moved = instance.sign_in("dispatcher2").post(
        f"/api/ledger-records/{row['id']}/move", {"move": "publish", "version": row["version"]}
    )
    assert status == 200, moved
    return str(row["id"])


def test_an_opinion_without_an_account_and_its_answer(
    citizen: Citizen, instance: Instance, draft: str
) -> None:
    tab = citizen()
    page = tab.go("/public/consult")
    tab.shown("h1", "征求意见")
    link = page.get_by_role("link", name=TITLE)
    expect(link).to_be_visible()
    tab.look("6-consult-list")
    link.click()
    expect(page.locator("[data-text]")).to_contain_text("第二条 充电服务费与电费分列")
    # The window opens as soon as the routine has heard of it.
    expect(page.locator("[data-give]")).to_be_visible()
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator("#c-give-wrong")).to_have_text("请写下您的意见（至少 4 个字）。")
    expect(page.locator("#c-give")).to_be_focused()
    page.fill("#c-give", OPINION)
    page.fill("#c-name", "冯小明")
    tab.look("6-consult-draft")
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator("[data-number]")).to_have_text(NUMBER)
    number = page.locator("[data-number]").inner_text()
    expect(page.locator("[data-receipt] h2")).to_be_focused()
    expect(page.locator("[data-draft]")).to_contain_text("已收到意见 1 条")
    expect(page.locator("[data-answered]")).to_have_count(0)
    tab.look("6-consult-receipt")

    keeper = instance.sign_in("dispatcher")
    found = keeper.get(f"/api/ledgers/{LEDGER}-opinions/records")["items"]
    [row] = [one for one in found if one["key"] == number]
    status, out = keeper.post(
        f"/api/ledger-records/{row['id']}/move",
        {"move": "adopt", "version": row["version"], "reason": "增加服务费最高限价一款"},
    )
    assert status == 200, out

    page = tab.go("/public/consult")
    page.fill("#c-opinion", "YJ-AAAA-BBBB-CCCC")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#c-opinion-wrong")).to_contain_text("没有这个意见编号")
    page.fill("#c-opinion", number.lower())
    page.get_by_role("button", name="查询").click()
    expect(page.locator("[data-opinion]")).to_contain_text("增加服务费最高限价一款")
    expect(page.locator("[data-opinion] h2")).to_have_text("采纳")
    expect(page.locator("[data-opinion]")).not_to_contain_text("13812345678")
    expect(page.locator("[data-opinion] b")).to_have_count(0)  # his words are text, whoever wrote them
    tab.look("6-consult-answer")
    page = tab.go(f"/public/consult/{draft}")
    expect(page.locator("[data-answered]")).to_contain_text("理由：增加服务费最高限价一款")


def test_in_english_and_what_is_not_there(citizen: Citizen, draft: str) -> None:
    tab = citizen("en")
    page = tab.go(f"/public/consult/{draft}")
    expect(page.get_by_role("heading", name="Give an opinion")).to_be_visible()
    tab.look("6-consult-english")


def test_a_policy_is_claimed_without_an_account(citizen: Citizen, instance: Instance) -> None:
    keeper, scene = instance.sign_in("dispatcher"), "human-resources-job-subsidy"

    def change(ledger: str, key: str, values: Mapping[str, object]) -> None:
        [row] = [one for one in keeper.get(f"/api/ledgers/{ledger}/records")["items"] if one["key"] == key]
        status, out = keeper.post(
            f"/api/ledger-records/{row['id']}/change",
            {"values": values, "version": row["version"], "reason": "按当年通知更正"},
        )
        assert status == 200, out

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    window = {"from": today.isoformat(), "until": (today + timedelta(days=60)).isoformat()}
    change(f"{scene}-policies", "WG-02", window)
    change("employers", "91440800MADE11001A", {"graduates": 2})

    def told() -> list[dict[str, str]]:
        rows = keeper.get(f"/api/ledgers/{scene}-matches/records?state=told")["items"]
        return [one for one in rows if "91440800MADE11001A·WG-02" in one["key"]]

    wait_until("the firm is matched and told", lambda: bool(told()), within_s=60)
    [match] = told()
    status, shown = keeper.post(f"/api/ledger-records/{match['id']}/unmask", {"purpose": "告知本人领取码"})
    assert status == 200, shown
    tab = citizen()
    page = tab.go("/public/benefits")
    expect(page.locator("[data-policies]")).to_contain_text("一次性扩岗补助")
    tab.look("6-benefits-list")
    page.get_by_role("button", name="查看我的政策").click()
    expect(page.locator("#b-wrong")).to_have_text("请填写编号和领取码。")
    expect(page.locator("#b-number")).to_be_focused()
    page.fill("#b-number", match["city_code"])
    page.fill("#b-code", "LQ-AAAA-AAAA-AAAA")
    page.get_by_role("button", name="查看我的政策").click()
    expect(page.locator("#b-wrong")).to_contain_text("编号或领取码不对")
    page.fill("#b-code", shown["values"]["claim_code"])
    page.get_by_role("button", name="查看我的政策").click()
    expect(page.locator("[data-benefit] h2")).to_be_focused()
    expect(page.locator("[data-who]")).to_have_text("湛**")
    expect(page.locator("[data-benefit]")).to_contain_text("3,000 元")
    tab.look("6-benefits-one")
    page.locator("[data-claim]").click()
    expect(page.locator("[data-claimed]")).to_be_visible()
    expect(page.locator("[data-state]")).to_have_text("已申领")
    expect(page.locator("[data-claim]")).to_have_count(0)
    tab.look("6-benefits-claimed")

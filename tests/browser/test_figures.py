"""Scene 4-2: counties fill in the month, words in a cell are told and sent back, who is late is urged,
the city's own number differs from their sum, and the year is read against time.

It lasts for a week: the city lives by a clock that the scene winds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance
from yiwang.kernel.clock import SHANGHAI

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
LATE = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)
"""October is over; its figures are due by the close of the sixth."""
OCTOBER, LAST_YEAR = "2026-10-31", "2025-10-31"
CITY, MAZHANG, XIASHAN = "4408", "440811", "440803"
INVESTMENT, RETAIL = "stat.fixed_investment", "stat.retail"
FILLING, COLLECTION = "/desk/indicators/filling", "/desk/indicators/collection"
People = Callable[..., Watched]


@pytest.fixture(scope="module")
def instance(client: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    home: Path = tmp_path_factory.mktemp("figures") / "home"
    running = Instance(home=home, windable_clock="on")
    running.clock().set(BEGUN)
    with running:
        yield running


@pytest.fixture
def people(person: Person, instance: Instance) -> People:
    """Somebody whose own machine goes by the city's clock."""

    def arrive(login: str, size: str = "office", language: str = "zh") -> Watched:
        tab = person(login, size, language)
        tab.page.clock.install(time=instance.clock().now())
        return tab

    return arrive


def posted(instance: Instance, login: str, path: str, body: dict[str, Any]) -> Any:
    status, answer = instance.sign_in(login).post(f"/api/figures{path}", body)
    assert status == 200, (path, answer)
    return answer


def reported(instance: Instance, login: str, area: str, on: str, value: str, code: str = INVESTMENT) -> Any:
    row = posted(instance, login, "", {"code": code, "area": area, "on": on, "value": value})
    return posted(instance, login, "/report", {"id": row["id"], "version": row["version"]})


def published(instance: Instance, login: str, area: str, on: str, value: str) -> None:
    row = reported(instance, login, area, on, value)
    for path in ("/review", "/publish"):
        pick = {"id": row["id"], "version": row["version"]}
        [row] = posted(instance, "figures", path, {"figures": [pick]})


def line(page: Page, code: str = INVESTMENT) -> Any:
    return page.locator(f"tr[data-figure='{code}']")


def field(page: Page, code: str = INVESTMENT, name: str = "value") -> Any:
    return line(page, code).locator(f"input[data-field={name}]")


def of(page: Page, area: str) -> Any:
    return page.locator(f"[data-panel=collected] tr[data-area='{area}']")


def stands(page: Page, area: str, state: str) -> None:
    expect(page.locator(f"[data-panel=collected] tr[data-area='{area}'][data-state={state}]")).to_be_visible()


def pick(page: Page, *areas: str) -> None:
    for area in areas:
        of(page, area).locator("input[type=checkbox]").check()


def test_the_month_is_filled_in_collected_and_read_against_time(
    people: People, instance: Instance, sessions: dict[tuple[str, str], dict[str, str]], tmp_path: Path
) -> None:
    for login, area, value in (("statmazhang", MAZHANG, "36"), ("statcity", CITY, "130")):
        published(instance, login, area, LAST_YEAR, value)

    # The county sees what it owes; what is held already is there and not asked.
    county = people("statmazhang")
    page = county.go(FILLING)
    expect(line(page)).to_contain_text("1—10月累计")
    expect(line(page)).to_contain_text("未报")
    expect(field(page, name="ago")).to_have_count(0)
    expect(line(page)).to_contain_text("36.00")
    field(page).focus()
    expect(page.locator("[data-held]").first).to_contain_text("36.00")
    county.look("figures-filling")

    # Words in a field, and words in a sheet, are told at their very place, and nothing is kept.
    field(page).fill("约12亿")
    line(page).locator("[data-act=report]").click()
    expect(line(page).locator("[data-fault]")).to_contain_text("是文字“约12亿”")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    with page.expect_download() as coming:
        page.locator("[data-act=download]").click()
    sheet = tmp_path / "填报.xlsx"
    coming.value.save_as(sheet)
    book = load_workbook(sheet)
    codes = [str(row[0].value) for row in book.worksheets[0].iter_rows()]
    cell = f"C{codes.index(INVESTMENT) + 1}"
    book.worksheets[0][cell] = "约12亿"
    book.worksheets[0][f"C{codes.index(RETAIL) + 1}"] = 61.5
    book.worksheets[0][f"D{codes.index(RETAIL) + 1}"] = 60
    book.save(sheet)
    page.locator("input[name=sheet]").set_input_files(sheet)
    expect(page.locator(f"[data-cell={cell}]")).to_contain_text(f"{cell} 是文字“约12亿”，不是数字")
    county.look("figures-sheet")
    assert line(page, RETAIL).get_attribute("data-state") == "awaited"
    page.locator("[data-act=keep]").click()
    expect(page.locator(f"tr[data-figure='{RETAIL}'][data-state=draft]")).to_be_visible()
    # By keys alone: the number, and everything that is ready goes out.
    field(page).fill("3.75")
    field(page).press("Control+Enter")
    for code in (INVESTMENT, RETAIL):
        expect(page.locator(f"tr[data-figure='{code}'][data-state=reported]")).to_be_visible()

    # The reviewer sends it back: it was the month's own number.
    desk = people("figures")
    review = desk.go(f"{COLLECTION}?code={INVESTMENT}")
    stands(review, MAZHANG, "reported")
    of(review, MAZHANG).locator("[data-act=return]").click()
    review.locator("[data-field=reason]").fill("报成了当月数，请报 1—10 月累计")
    review.locator("[data-field=cell]").select_option("本期数")
    review.locator("[data-act=send-back]").click()
    stands(review, MAZHANG, "returned")
    expect(line(page)).to_contain_text("退回")
    field(page).click()
    expect(page.locator("[data-returned]")).to_contain_text("报成了当月数")
    field(page).fill("39.75")
    field(page).press("Control+Enter")
    expect(page.locator(f"tr[data-figure='{INVESTMENT}'][data-state=reported]")).to_be_visible()
    reported(instance, "statcity", CITY, OCTOBER, "143")

    # A week later one county has said nothing: 未报 and overdue, and it is urged.
    instance.clock().set(LATE)
    sessions.clear()
    desk = people("figures")
    review = desk.go(f"{COLLECTION}?code={INVESTMENT}")
    stands(review, XIASHAN, "awaited")
    expect(of(review, XIASHAN)).to_contain_text("逾期")
    of(review, XIASHAN).locator("[data-act=urge]").click()
    expect(of(review, XIASHAN).locator("[data-urged]")).to_be_visible()
    phone = people("statxiashan", "phone")
    hand = phone.go("/m/messages")
    phone.shown(".message", "请尽快报数：霞山区 2026年1—10月 固定资产投资").click()
    hand.wait_for_url(lambda url: "/m/figures" in url)
    phone.shown(f"[data-figure='{INVESTMENT}'][data-state=awaited]", "逾期")
    phone.look("figures-phone")

    # A second person reviews and publishes; the city's number is not the sum: 差额.
    pick(review, CITY, MAZHANG)
    review.locator("[data-act=review]").click()
    stands(review, MAZHANG, "reviewed")
    pick(review, CITY, MAZHANG)
    review.locator("[data-act=publish]").click()
    stands(review, CITY, "published")
    expect(review.locator("[data-difference]")).to_have_text("103.25")
    of(review, CITY).locator("[data-act=aim]").click()
    review.locator("[data-field=target]").fill("180")
    review.locator("[data-field=basis]").fill("市政府工作报告")
    review.locator("[data-act=set-target]").click()
    expect(of(review, CITY).locator("[data-reached]")).to_have_text("79.4%")
    expect(of(review, CITY).locator("[data-year]")).to_have_text("10.0%")
    expect(of(review, CITY).locator("[data-gap].level-red")).to_have_text("-3.8")
    desk.look("figures-collection")

    # The board says the same.
    board = desk.go("/desk/boards/statistics")
    one = board.locator(f"[data-part=investment] [data-figure='{INVESTMENT}']")
    expect(one).to_have_attribute("data-value", "143")
    expect(one).to_contain_text("2026年1—10月")
    expect(one.locator("[data-reached]")).to_contain_text("79.4%")
    expect(one.locator("[data-gap].tone-red")).to_contain_text("-3.8")
    expect(one).to_contain_text("累计同比")
    expect(board.locator("[data-part=areas] [data-line='440803']")).to_contain_text("未报")
    desk.look("board-statistics")
    whole = desk.go(f"/desk/indicators/one?code={INVESTMENT}&area={CITY}&period=to_date&day={OCTOBER}")
    expect(whole.locator("tr[data-line=remainder]")).to_contain_text("差额")
    expect(whole.locator(f"tr[data-line='{XIASHAN}']")).to_contain_text("未报")
    desk.look("figures-one")

    # What is published changes only by a revision, with its reason, and both numbers stay.
    county = people("statmazhang")
    page = county.go(f"{FILLING}?code={INVESTMENT}")
    county.shown("[data-act=revise]")
    page.locator("[data-field=new-value]").fill("40.25")
    page.locator("[data-field=why]").fill("漏报一个项目")
    page.locator("[data-act=revise]").click()
    expect(page.locator(f"tr[data-figure='{INVESTMENT}'][data-state=reported]")).to_be_visible()
    review = desk.go(f"{COLLECTION}?code={INVESTMENT}")
    for act, state in (("review", "reviewed"), ("settle", "published")):
        pick(review, MAZHANG)
        review.locator(f"[data-act={act}]").click()
        stands(review, MAZHANG, state)
    expect(of(review, MAZHANG).locator("[data-published]")).to_contain_text(re.compile(r"40\.25\s*最终"))
    expect(page.locator("[data-revision]")).to_contain_text("39.75 → 40.25")
    expect(page.locator("[data-revision]")).to_contain_text("漏报一个项目")


def test_january_and_february_are_one(people: People, instance: Instance) -> None:
    tab = people("statmazhang", language="en")
    page = tab.go(f"{FILLING}?on=2026-01-31")
    expect(line(page, "stat.revenue")).to_be_visible()
    expect(line(page)).to_have_count(0)
    page.locator("[data-month=later]").click()
    expect(line(page)).to_contain_text("1–2/2026")
    tab.look("figures-filling-en")
    desk = people("figures", language="en")
    desk.go(COLLECTION)
    desk.shown("[data-panel=collected]")
    desk.look("figures-collection-en")

"""Scene 4-3 ③ ④: on Friday the weekly is written by itself, and a person reviews it before it goes out.
Whoever gets it opens it on the phone, and every number leads to its figure."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser import handled
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance, Session
from yiwang.kernel.clock import SHANGHAI

THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=SHANGHAI)
FRIDAY = datetime(2026, 11, 20, 16, 1, tzinfo=SHANGHAI)
WITHIN_S = 300


@pytest.fixture(scope="module")
def instance(client: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    home: Path = tmp_path_factory.mktemp("weekly") / "home"
    running = Instance(home=home, windable_clock="on")
    running.clock().set(THURSDAY)
    with running:
        handled.worked(running)
        desk = running.sign_in("dispatcher")
        wait_until("Thursday's work is counted", lambda: counted(desk), within_s=WITHIN_S)
        running.clock().set(FRIDAY)
        yield running


def counted(desk: Session) -> bool:
    found = desk.get("/api/figures/cases.closed?area=4408&period=week")
    return bool((found["cell"]["value"] or 0) >= sum(finished for _, finished in handled.PLACES))


@pytest.fixture
def person(person: Person, instance: Instance) -> Person:
    """Somebody whose own machine goes by the same clock, and who has to sign in again after it was wound."""

    def arrive(login: str, size: str = "office", language: str = "zh") -> Watched:
        tab = person(login, size, language)
        tab.page.clock.install(time=instance.clock().now())
        return tab

    return arrive


def weekly(desk: Session) -> str:
    rows = desk.get("/api/reports?template=city-weekly")["items"]
    return str(rows[0]["id"]) if rows else ""


def confirmed(tab: Watched, act: str) -> None:
    tab.shown(f"[data-act={act}]").click()
    if act != "submit":
        tab.shown(".el-dialog [data-submit]").click()


def stands(tab: Watched, words: str) -> None:
    expect(tab.page.locator(".page-head .tag")).to_contain_text(words)


def test_the_weekly_of_friday_is_written_reviewed_signed_and_read_on_the_phone(
    instance: Instance, person: Person
) -> None:
    desk = instance.sign_in("dispatcher")
    wait_until("the weekly is written by itself", lambda: bool(weekly(desk)), within_s=WITHIN_S)
    briefing = weekly(desk)

    # The editor: masthead and distribution stand, what has no data is not said and is told apart.
    tab = person("dispatcher")
    page = tab.go("/desk/reports")
    tab.shown(f"tr[data-report='{briefing}']")
    tab.look("reports-list")
    page.locator(f"tr[data-report='{briefing}'] a").click()
    expect(tab.shown("[data-title]")).to_have_text("城市运行周报")
    expect(page.locator("[data-issuer]")).to_have_text("湛江市城市运行中心")
    for way, who in (("report", "市政府领导"), ("send", "市应急管理局"), ("issue", "各县（市、区）人民政府")):
        expect(page.locator(f"[data-way={way}]")).to_contain_text(who)
    left = {str(one.get_attribute("data-left")) for one in page.locator("[data-left]").all()}
    assert {"accepted-moved", "accepted-year"} <= left
    for part in left - {"key"}:
        expect(page.locator(f".sheet [data-part='{part}']")).to_have_count(0)
    tab.look("reports-draft")

    # Words are edited; a number that was changed has no source any more.
    page.locator("[data-act=edit]").click()
    field = page.locator("[name=now-most-zh]")
    said = field.input_value()
    field.fill("目前" + said)
    page.locator("[name=now-flow-zh]").fill(
        page.locator("[name=now-flow-zh]").input_value().replace("办结", "办结（含999件）", 1)
    )
    tab.look("reports-editor")
    page.locator(".editor [data-submit]").click()
    expect(page.locator(".editor")).to_have_count(0)
    expect(tab.shown("[data-uncarried]")).to_have_text("999*")
    page.locator("[data-act=edit]").click()
    page.locator("[name=now-flow-zh]").fill(
        page.locator("[name=now-flow-zh]").input_value().replace("（含999件）", "")
    )
    page.locator(".editor [data-submit]").click()
    expect(page.locator(".editor")).to_have_count(0)
    expect(page.locator("[data-uncarried]")).to_have_count(0)
    confirmed(tab, "submit")
    stands(tab, "待审核")
    expect(page.locator("[data-act=approve]")).to_have_count(0)  # not by the one who edited it

    second = person("dispatcher2")
    page = second.go(f"/desk/reports/{briefing}")
    expect(second.shown("[data-differences]")).to_contain_text("目前")
    second.look("reports-review")
    confirmed(second, "approve")
    stands(second, "待签发")
    expect(page.locator("[data-number]")).to_contain_text("待签发")

    mayor = person("leader")
    page = mayor.go(f"/desk/reports/{briefing}")
    confirmed(mayor, "issue")
    stands(mayor, "已签发")
    expect(page.locator("[data-number]")).to_have_text("2026年第1期")
    whole = instance.sign_in("leader").get(f"/api/reports/{briefing}")
    assert {one["ref"] for part in whole["content"]["sections"][0]["parts"] for one in part["zh"]} > {0}

    # Every sentence of its own has a number that can be followed.
    told = [part for section in whole["content"]["sections"] for part in section["parts"]]
    stated = [part["id"] for part in told if part["kind"] == "sentence" and not part["dropped"]]
    assert stated
    for part in stated:
        expect(page.locator(f".sheet [data-part='{part}'] a.figure").first).to_be_visible()

    # Each number leads to its figure, where the same value stands.
    sources = {one["n"]: one for one in whole["content"]["sources"]}
    numbers = page.locator("[data-part=now-flow] a.figure")
    expect(numbers).to_have_count(3)
    ref, text = int(numbers.nth(2).get_attribute("data-ref") or 0), numbers.nth(2).inner_text()
    numbers.nth(2).click()
    mayor.shown(".big")
    assert (
        float(page.locator(".big").get_attribute("data-value") or "nan")
        == sources[ref]["value"]
        == float(text)
    )

    # The county's office gets it and opens it on the phone.
    county = person("chikan", "phone")
    page = county.go("/m/messages")
    county.shown(".message", "城市运行周报 2026年第1期").click()
    expect(county.shown("[data-number]")).to_have_text("2026年第1期")
    expect(page.locator("[data-part=accepted-moved]")).to_have_count(0)
    county.look("reports-phone")
    wait_until(
        "the receipt is there",
        lambda: any(
            one["state"] == "read" and one["name"] == "叶赤坎"
            for one in desk.get(f"/api/reports/{briefing}")["receipts"]
        ),
    )
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = page.request.get(f"{instance.url}/api/reports/{briefing}/file.{kind}")
        assert answer.body().startswith(begins)


@pytest.mark.parametrize(
    ("login", "size"), [("dispatcher", "wide"), ("dispatcher", "office"), ("chikan", "phone")]
)
def test_it_is_read_in_english(instance: Instance, person: Person, login: str, size: str) -> None:
    briefing = weekly(instance.sign_in("dispatcher"))
    tab = person(login, size, "en")
    page = tab.go(f"/desk/reports/{briefing}")
    expect(tab.shown("[data-title]")).to_have_text("City Operations Weekly")
    expect(page.locator(".period")).to_contain_text("Zhanjiang City")
    tab.look(f"reports-english-{size}")


def test_its_pdf_carries_its_font_and_says_what_the_screen_says(instance: Instance, person: Person) -> None:
    briefing = weekly(instance.sign_in("dispatcher"))
    page = person("dispatcher").go(f"/desk/reports/{briefing}")
    for language, title in (("zh", "城市运行周报"), ("en", "City Operations Weekly")):
        answer = page.request.get(f"{instance.url}/api/reports/{briefing}/file.pdf?language={language}")
        pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
        words = "".join(one.extract_text() for one in pages)
        assert title in words
        for one in pages:
            resources: Any = one["/Resources"]
            for font in resources["/Font"].values():
                assert "+YiwangSong" in font["/BaseFont"]

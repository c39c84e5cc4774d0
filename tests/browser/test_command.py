"""Scene 4-3 ①②④: a deputy mayor's two minutes, and a paper that a county does not read.

Repeated complaints of waterlogging are planted beside a cockpit by 分管: on the phone from the red figure to
its units, areas and the very appeals; then a secretary enters the leader's words, units sign and report, it
lights up overdue and is written on again. The county's leader finds them nowhere. The clock is wound.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import handled
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance, Session
from yiwang.kernel.clock import SHANGHAI

OCTOBER = datetime(2026, 10, 20, 9, 20, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 16, 9, 20, tzinfo=SHANGHAI)
TOPIC = "urban-drainage"
FIGURE = "appeals.waterlogging_repeated"
WORDS = "积水重复投诉不降反升，本周内拿出整改方案"
TASK = "请配合排查辖区积水点"
COUNTED_WITHIN_S = 240


@pytest.fixture(scope="module")
def instance(client: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    running = Instance(home=Path(tmp_path_factory.mktemp("wound")) / "home", windable_clock="on")
    running.clock().set(OCTOBER)
    with running:
        yield running


@pytest.fixture(scope="module")
def flooded(instance: Instance) -> None:
    """One person came back in October and five in November, and the figures know it."""
    handled.flooded(instance, 1)
    instance.clock().set(MONDAY)
    handled.flooded(instance, handled.FLOODED)
    leader = instance.sign_in("deputy")
    wait_until(
        "the red figure stands in the cockpit of who is in charge",
        lambda: any(
            one["indicator"]["code"] == FIGURE and one["cell"]["value"] == handled.FLOODED
            for one in leader.get("/api/cockpit")["figures"]
        ),
        within_s=COUNTED_WITHIN_S,
    )


@pytest.fixture
def person(person: Person, instance: Instance) -> Person:
    """Somebody whose own machine goes by the same clock."""

    def arrive(login: str, size: str = "office", language: str = "zh") -> Watched:
        tab = person(login, size, language)
        tab.page.clock.install(time=instance.clock().now())
        return tab

    return arrive


def paper_of(by: Session) -> dict[str, Any]:
    rows: list[dict[str, Any]] = by.get("/api/instructions")["items"]
    return rows[0]


def raw(by: Session, target: str) -> tuple[int, bytes]:
    status, _, body = by.instance.get(target, {"cookie": by.cookie})
    return status, body


def test_a_deputy_reads_a_red_figure_down_to_the_appeals_on_his_phone(person: Person, flooded: None) -> None:
    tab = person("deputy", "phone")
    page = tab.go("/m/cockpit")
    figures = page.locator("[data-figure]")
    expect(page.locator(f"[data-figure='{FIGURE}'][data-level=bad]")).to_be_visible()
    assert figures.count() <= 5
    assert figures.first.get_attribute("data-level") == "bad"
    expect(page.locator(".cockpit-charge")).to_contain_text("城市管理")
    tab.look("cockpit-phone")
    # One tap: causes by contribution, with the unit that is responsible. Two: the very appeals.
    page.locator(f"[data-figure='{FIGURE}']").click()
    unit = page.locator("[data-group=unit] [data-cause]").first
    expect(unit).to_have_attribute("data-cause", "zj-cgj")
    expect(page.locator("[data-responsible]")).to_contain_text("湛江市城市管理和综合执法局")
    expect(page.locator("[data-group=area] [data-cause='440802']")).to_be_visible()
    tab.look("causes-phone")
    page.locator("[data-act=rows]").click()
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_visible()
    assert rows.count() == handled.FLOODED
    rows.first.click()
    expect(page.locator("main")).to_contain_text("积水")


def test_a_leader_follows_a_topic_and_leaves_it_again(person: Person, flooded: None) -> None:
    tab = person("deputy", "office")
    page = tab.go("/desk/cockpit")
    expect(page.locator(f"[data-figure='{FIGURE}']")).to_be_visible()
    board = page.locator(f"[data-topic-board='{TOPIC}']")
    expect(board).to_have_count(0)

    def choose() -> None:
        field = page.get_by_role("combobox", name="选择关注的数和专题")
        page.locator(".follow").click()
        field.fill("城市排水防涝")
        page.get_by_role("option", name="专题：城市排水防涝", exact=True).click()
        page.keyboard.press("Escape")
        page.locator("[data-act=follow]").click()

    choose()
    expect(board.first).to_be_visible()
    # A topic brings its figures into the places, before others, and its boards below them.
    followed = page.locator("[data-figure]").filter(has=page.locator("[data-why~=subscribed]"))
    expect(followed.first).to_be_visible()
    tab.look("cockpit-topic")
    # Chosen stays chosen, until it is taken away.
    page = tab.go("/desk/cockpit")
    expect(board.first).to_be_visible()
    choose()
    expect(board).to_have_count(0)
    expect(page.locator("[data-figure] [data-why~=subscribed]")).to_have_count(0)


def test_a_paper_goes_to_its_units_lights_up_overdue_and_is_written_on_again(
    person: Person, flooded: None, instance: Instance, sessions: dict[tuple[str, str], dict[str, str]]
) -> None:
    secretary = person("secretary", "office")
    page = secretary.go(
        f"/desk/instructions/new?kind=indicator&source=code%3D{FIGURE}%26area%3D4408&label=积水重复投诉"
    )
    page.get_by_label("批示领导").select_option("deputy")
    page.get_by_label("批示原文").fill(WORDS)
    for label, name in (("承办单位", "湛江市城市管理和综合执法局"), ("协办单位", "赤坎区人民政府")):
        box = page.get_by_label(label)
        box.fill(name)
        box.dispatch_event("change")
    expect(page.locator(".paper-chips")).to_contain_text("赤坎区人民政府")
    page.get_by_label("交办要求").fill(TASK)
    page.get_by_label("工作日", exact=True).fill("4")
    page.locator("[data-do=enter]").click()
    expect(page.locator("[data-paper][data-state=assigned]")).to_be_visible()
    expect(page.locator("[data-words]")).to_have_text(WORDS)
    secretary.look("instruction-desk")

    # The lead unit signs for it; nobody answers, and it lights up.
    handler = person("drainage", "office").go("/desk/instructions?mine=1")
    handler.locator("[data-row] a").first.click()
    handler.locator("[data-do=sign]").click()
    expect(handler.locator("[data-act=sign]")).to_be_visible()
    instance.clock().set(MONDAY + timedelta(days=8))
    sessions.clear()
    leader = instance.sign_in("deputy")
    wait_until("it is overdue", lambda: paper_of(leader)["lamp"] == "red")
    wait_until(
        "who is concerned was told",
        lambda: any(one["kind"] == "command_overdue" for one in leader.get("/api/messages")["items"]),
    )
    phone = person("deputy", "phone")
    paper = phone.go("/m/cockpit")
    expect(paper.locator("[data-paper-line][data-lamp=red]")).to_be_visible()
    paper.locator("[data-paper-line]").click()
    paper.locator("[data-do=again]").click()
    paper.get_by_label("批示原文").fill("三天内当面汇报")
    paper.get_by_label("工作日", exact=True).fill("3")
    paper.locator("[data-do=confirm]").click()
    expect(paper.locator("[data-act=again]")).to_contain_text("第 2 轮")
    expect(paper.locator(".lamp-green")).to_be_visible()
    phone.look("instruction-phone")

    # Signed for and reported on, it is closed.
    handler = person("drainage", "office").go("/desk/instructions?mine=1")
    handler.locator("[data-row] a").first.click()
    handler.locator("[data-do=sign]").click()
    handler.locator("[data-do=feed_back]").click()
    handler.get_by_label("反馈内容").fill("已排定六处积水点整改，附进度表")
    handler.locator("[data-do=confirm]").click()
    expect(handler.locator("[data-paper][data-state=reported]")).to_be_visible()
    paper = person("deputy", "phone").go("/m/instructions")
    paper.locator("[data-paper-line]").first.click()
    paper.locator("[data-do=close]").click()
    paper.locator("[data-do=confirm]").click()
    expect(paper.locator("[data-paper][data-state=closed]")).to_be_visible()


def test_a_county_leader_finds_the_citys_words_nowhere(
    person: Person, flooded: None, instance: Instance
) -> None:
    office, county = instance.sign_in("secretary"), instance.sign_in("chikanlead")
    secret = "市级原话不下发到县区"
    body = {"words": secret, "title": "排水专题", "leader": "deputy", "lead_unit": "zj-cgj", "days": 3}
    status, made = office.post("/api/instructions", body)
    assert status == 200, made
    other = made["row"]["id"]
    asked = next(one for one in county.get("/api/instructions")["items"] if one["task"] == TASK)

    # What does not concern the county is not there: by address, list, search, export, or the stream of facts.
    status, _ = raw(county, f"/api/instructions/{other}")
    assert status == 404
    for words in ("", "排水专题", secret):
        rows = county.get(f"/api/instructions?q={quote(words)}")["items"]
        assert other not in [row["id"] for row in rows]
        assert secret not in str(rows)
    sheet = load_workbook(io.BytesIO(raw(county, "/api/instructions/export.xlsx")[1])).active
    cells = [str(cell.value) for line in sheet or () for cell in line]
    assert not any(text in cell for cell in cells for text in (secret, WORDS, "排水专题"))
    # Where its own government helps, it reads the task and not the words.
    seen = county.get(f"/api/instructions/{asked['id']}")
    assert seen["row"]["words"] is None
    assert WORDS not in str(seen)
    tab = person("chikanlead", "office")
    page = tab.go(f"/desk/instructions/{asked['id']}")
    expect(page.locator("[data-hidden]")).to_be_visible()
    expect(page.locator("[data-task]")).to_have_text(TASK)
    expect(page.locator("main")).not_to_contain_text("整改方案")
    page = tab.go("/desk/instructions")
    expect(page.locator("[data-row]").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("排水专题")
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.evaluate(
        """() => { const source = new EventSource('/api/live');
        for (const type of ['command.entered', 'command.dropped', 'command.again'])
          source.addEventListener(type, (event) => console.log(event.data)); }"""
    )
    page.wait_for_timeout(1500)
    office.post(f"/api/instructions/{other}/drop", {"version": made["row"]["version"], "words": "重复"})
    page.wait_for_timeout(2500)
    assert not any("排水专题" in text for text in heard)


def test_the_business_graph_is_walked_by_keys(person: Person, flooded: None) -> None:
    tab = person("dispatcher", "office")
    page = tab.go(f"/desk/indicators/one?code={FIGURE}")
    page.locator("[data-act=graph]").click()
    expect(page.locator(f"[data-node='indicator:{FIGURE}'][aria-current=true]")).to_be_visible()
    expect(page.locator("[data-column=duty] [data-node='duty:zj-cgj']")).to_be_visible()
    expect(page.locator(".edges path").first).to_be_attached()
    tab.look("graph")
    page.locator(f"[data-node='indicator:{FIGURE}']").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("[data-node='table:appeals'][aria-current=true]")).to_be_visible()

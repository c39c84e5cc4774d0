"""Boards: a figure of the city goes down to a village's cases and adds up; one definition on every screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import handled
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance

COUNTED_WITHIN_S = 180
CODE = "cases.closed"
CITY, COUNTY, TOWN, VILLAGE = "4408", "440802", "440802001", "440802001004"
FINISHED = dict(handled.PLACES)


@pytest.fixture(scope="module")
def month(instance: Instance) -> None:
    """The instance has had its month, and its worker has counted it."""
    handled.worked(instance)
    desk = instance.sign_in("dispatcher")
    wait_until(
        "what was finished in every place is counted",
        lambda: all(
            (desk.get(f"/api/figures/{CODE}?area={area}")["cell"]["value"] or 0) >= finished
            for area, finished in handled.PLACES
        ),
        within_s=COUNTED_WITHIN_S,
    )


def stands_at(page: Page, area: str) -> None:
    expect(page.locator(f".board-trail [aria-current][data-area='{area}']")).to_be_visible()


def whole(page: Page) -> float:
    return float(page.locator(".big").get_attribute("data-value") or "nan")


def lines(page: Page) -> dict[str, float]:
    """What the lines of the areas below say on the screen, with what lies in none of them."""
    return {
        str(line.get_attribute("data-line")): float(line.get_attribute("data-value") or 0)
        for line in page.locator("tr[data-line]").all()
    }


def adds_up(page: Page) -> dict[str, float]:
    expect(page.locator("[data-balanced=true]")).to_be_visible()
    below = lines(page)
    assert sum(below.values()) == whole(page), page.url
    return below


def test_the_cases_of_a_village_add_up_to_the_city_and_open(person: Person, month: None) -> None:
    tab = person("dispatcher", "office")
    page = tab.go("/desk/boards/handling")
    # The figure of the board leads to its own page.
    tab.shown("[data-part=closed] .one-value a").click()
    tab.shown(".big")
    city = whole(page)
    below = adds_up(page)
    tab.look("boards-figure")
    for area in (COUNTY, TOWN, VILLAGE):
        page.locator(f"tr[data-line='{area}'] .drill").click()
        stands_at(page, area)
        assert whole(page) == below[area], area
        if area != VILLAGE:
            below = adds_up(page)
        if area == TOWN:
            # A case that lies at the town itself has a line of its own.
            assert below["remainder"] >= FINISHED[TOWN]
            tab.look("boards-town")
    # Beneath the village are its very cases, and each opens.
    expect(page.locator(f"[data-rows][data-total='{whole(page):.0f}']")).to_be_visible()
    lamps = page.locator("[data-row]", has_text="路灯")
    assert lamps.count() >= FINISHED[VILLAGE]
    village = page.url
    lamps.first.click()
    # The list beneath says 路灯 too, so only the address tells that the case stands there.
    expect(page).to_have_url(re.compile(r"/cases/"))
    expect(page.locator("main")).to_contain_text("路灯")

    # What lies in the zone counts with the zone, or with the districts that its ground belongs to.
    page.goto(village)
    stands_at(page, VILLAGE)
    expect(page.locator("[data-row]").first).to_be_visible()
    tab.settle()
    page.locator(".board-trail button").first.click()
    stands_at(page, CITY)
    managed = adds_up(page)
    page.locator("[data-tree=statistical]").click()
    expect(page.locator("[data-tree=statistical][aria-pressed=true]")).to_be_visible()
    counted = adds_up(page)
    assert whole(page) == city == sum(managed.values())
    gone = {area: value for area, value in managed.items() if area not in counted and value}
    assert sum(gone.values()) >= FINISHED["440811071201"] + FINISHED["440803070001"]
    assert counted["440811"] - managed["440811"] >= FINISHED["440811071201"]


def parts_of(line: Locator) -> tuple[int, int]:
    """Numerator and denominator as a line says them; none of either where there was nothing to count."""
    if line.get_attribute("data-value") == "":
        return 0, 0
    over, under = re.findall(r"[\d,]+", line.locator("td.muted").last.inner_text())[-2:]
    return int(over.replace(",", "")), int(under.replace(",", ""))


@pytest.mark.parametrize("area", [CITY, COUNTY])
def test_a_rate_is_made_of_its_parts_and_not_of_rates(person: Person, month: None, area: str) -> None:
    tab = person("dispatcher", "office")
    page = tab.go(f"/desk/indicators/one?code=cases.closed_rate&area={area}")
    tab.shown("tr[data-line]")
    told = [parts_of(line) for line in page.locator("tr[data-line]").all()]
    over, under = sum(one for one, _ in told), sum(one for _, one in told)
    assert parts_of(page.locator("tfoot tr").last) == (over, under)
    assert whole(page) == pytest.approx(100 * over / under)
    # The mean of the rates below is another number, and stands nowhere.
    rates = [100 * one / of for one, of in told if of]
    assert len(set(rates)) > 1
    assert whole(page) != pytest.approx(sum(rates) / len(rates))
    expect(page.locator("tfoot [data-sum]")).to_have_count(0)
    tab.look(f"boards-rate-{area}", keep=area == CITY)


@pytest.mark.parametrize(
    ("size", "language", "path"),
    [
        ("wall", "zh", "/screen/board/operations"),
        ("wide", "en", "/screen/board/operations"),
        ("office", "en", "/desk/boards/operations"),
        ("phone", "zh", "/m/board/operations"),
    ],
)
def test_one_definition_is_drawn_on_every_screen(
    person: Person, month: None, size: str, language: str, path: str
) -> None:
    tab: Watched = person("dispatcher", size, language)
    page = tab.go(path)
    tab.shown("[data-part=below] tbody tr")
    expect(page.locator("[data-part]")).to_have_count(10)
    # The last line of the table is the whole, in sight on the wall as well.
    if size in ("wall", "wide"):
        expect(page.locator("[data-part=below] tfoot th")).to_be_in_viewport(ratio=0.9)
    tab.look(f"board-{size}")


def test_a_click_narrows_the_other_panels_and_escape_takes_it_back(person: Person, month: None) -> None:
    tab: Watched = person("dispatcher", "office")
    page = tab.go("/desk/boards/operations")
    opened = page.locator("[data-part=opened] [data-value]").first
    tab.shown("[data-part=matters] .rank-name")
    whole_city = opened.get_attribute("data-value")
    # A matter: it stands in the address, and what is drawn elsewhere is of it alone.
    line = page.locator("[data-part=matters] li[data-line]").first
    matter, of_matter = line.get_attribute("data-line"), line.get_attribute("data-value")
    line.locator(".rank-name").click()
    expect(page).to_have_url(re.compile(rf"by=matter&of={matter}"))
    expect(opened).to_have_attribute("data-value", str(of_matter))
    expect(page.locator(".board-chip")).to_be_visible()
    tab.look("board-narrowed")
    # An area below it, by the table: both stand together.
    page.locator("[data-part=below] tbody .rank-name").first.click()
    expect(page).to_have_url(re.compile(r"area=\d+"))
    expect(page).to_have_url(re.compile(r"by=matter"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile(r"by=matter"))
    expect(page).to_have_url(re.compile(rf"area={CITY}\d+"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"area={CITY}(&|$)"))
    expect(opened).to_have_attribute("data-value", str(whole_city))
    # And so does going back in the browser.
    page.go_back()
    expect(page).to_have_url(re.compile(rf"area={CITY}\d+"))


def test_a_figure_moves_on_an_open_board_when_it_is_counted(
    person: Person, instance: Instance, month: None
) -> None:
    tab: Watched = person("dispatcher", "office")
    page = tab.go("/desk/boards/operations")
    accepted = page.locator("[data-part=accepted] [data-value]").first
    tab.shown("[data-part=accepted] [data-value]")
    before = float(accepted.get_attribute("data-value") or "nan")
    said = {
        "kind": "help", "channel": "12345", "text": "路口第 99 盏路灯不亮", "area": COUNTY,
        "reporter": {"name": "市民", "phone": "13599999999"},
    }  # fmt: skip
    status, answer = instance.sign_in("operator2").post("/api/appeals", said)
    assert status in (200, 201), answer
    # Nobody touches the page: that it was counted is a fact that the page hears.
    expect(accepted).to_have_attribute("data-value", f"{before + 1:.0f}", timeout=20_000)


def test_a_board_is_composed_reviewed_published_reaffirmed_and_withdrawn_on_screen(
    person: Person, month: None
) -> None:
    composer = person("dispatcher", "office")
    page = composer.go("/desk/boards/new")
    page.locator("[data-field=title-zh]").fill("办理仪表")
    page.locator("[data-field=title-en]").fill("How we handle")
    page.locator("[data-field=code]").fill("our-gauges")

    def choose(label: str, name: str) -> None:
        page.get_by_role("combobox", name=label).fill(name)
        options = page.locator(".el-select-dropdown__item:visible")
        options.filter(has_text=re.compile(rf"^\s*{name}\s*$")).first.click()

    choose("责任单位", "湛江市城市管理和综合执法局")
    for kind, figures in (("gauge", ["按时办结率", "响应率"]), ("trend", ["按时办结率"]), ("text", [])):
        page.locator(f"[data-add={kind}]").click()
        for figure in figures:
            choose("指标", figure)
        if figures:
            page.keyboard.press("Escape")
    # What is missing comes back with its place.
    page.locator("[data-act=save]").click()
    expect(page.locator(".faults")).to_be_visible()
    page.get_by_label("文字（中文）").fill("每日九时交班")
    page.get_by_label("文字（英文）").fill("Handed over at nine")
    page.locator("[data-act=save]").click()
    expect(page).to_have_url(re.compile(r"/desk/boards/our-gauges\?draft=1"))
    gauge = page.locator("[data-figure='cases.in_time']").first
    expect(gauge.locator("[data-band]")).to_have_count(3)
    expect(gauge.locator("[data-bound=good]")).to_be_visible()
    page.locator("[data-act=keep]").click()
    page.locator("[data-act=submit]").click()
    expect(page.locator("[data-act=submit]")).to_have_count(0)
    expect(page.locator("[data-act=approve]")).to_have_count(0)  # not by who composed it

    steward = person("steward", "office")
    page = steward.go("/desk/boards/our-gauges?draft=1")
    page.locator("[data-act=keep]").click()
    page.locator("[data-act=approve]").click()
    page.locator("[data-act=sure]").click()
    page.locator("[data-act=publish]").click()
    expect(page.locator("[data-act=withdraw]")).to_be_visible()
    for size, language, path in (
        ("wall", "zh", "/screen/board"),
        ("wide", "en", "/screen/board"),
        ("phone", "zh", "/m/board"),
    ):
        tab = person("leader", size, language)
        shown = tab.go(f"{path}/our-gauges")
        expect(shown.locator("[data-figure='cases.in_time'] .gauge-bounds").first).to_be_visible()

    page.locator("[data-act=reaffirm]").click()
    page.locator("[data-act=sure]").click()
    expect(page.locator(".lines")).to_contain_text("复核")
    page.locator("[data-act=withdraw]").click()
    page.get_by_label("理由").fill("另有新看板代替")
    page.locator("[data-act=sure]").click()
    expect(page.locator(".lines")).to_contain_text("另有新看板代替")

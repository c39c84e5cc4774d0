"""Scene 1-3, 谁能看到什么: two cases in two towns that one district governs and two others count."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.city import DONGJIAN, QUANZHUANG, Weather
from tests.browser.conftest import Person
from tools.instance import Instance

pytestmark = pytest.mark.usefixtures("broken")

DONGJIAN_WORDS, QUANZHUANG_WORDS = "东简村口", "人民大道南"


PANELS_THAT_OVERLAP = """
() => {
  const boxes = [...document.querySelectorAll('.wall-panel, .wall-map, .wall-head')]
    .map((one) => [one.className, one.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) =>
    p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)
    .map(([b]) => `${a} × ${b}`));
}
"""
CASES_DESK = "/desk/coordination/cases?role=lead"
LIST_DESKS = {
    "/desk/coordination/events": "events",
    "/desk/situation/alerts": "alerts",
    "/desk/things": "things",
}


def text_of(file: Path) -> str:
    """Everything that stands in the cells of an Excel file."""
    rows = load_workbook(io.BytesIO(file.read_bytes())).active.iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


SOME = re.compile(r"^[1-9]\d*$")


@pytest.fixture(scope="module")
def two_cases(instance: Instance, weather: Weather) -> dict[str, str]:
    """Water in both towns, confirmed by the officer on shift: case ids by gauge."""
    weather.rise(DONGJIAN, 42.0)
    weather.rise(QUANZHUANG, 43.0)
    duty = instance.sign_in("duty")
    found: dict[str, str] = {}
    for gauge in (DONGJIAN, QUANZHUANG):
        until = time.monotonic() + 30
        while gauge not in found:
            assert time.monotonic() < until, f"no case at {gauge}"
            for alert in duty.get(f"/api/alerts?thing={gauge}&state=open")["items"]:
                status, said = duty.post(f"/api/alerts/{alert['id']}/end", {"outcome": "true", "reason": ""})
                assert status == 200, said
            for row in duty.get(f"/api/cases?thing={gauge}&role=lead")["items"]:
                found[gauge] = row["id"]
            time.sleep(0.3)
    return found


@pytest.mark.parametrize(
    ("login", "sees"),
    [
        ("leader", {DONGJIAN, QUANZHUANG}),
        ("etdz", {DONGJIAN, QUANZHUANG}),
        ("mazhang", set()),
        ("xiashan", set()),
        ("dongjian", {DONGJIAN}),
        ("quanzhuang", {QUANZHUANG}),
        ("grid2", {DONGJIAN}),
        ("grid1", set()),
    ],
)
def test_each_sees_what_is_his_and_nothing_leaks(
    login: str, sees: set[str], two_cases: dict[str, str], instance: Instance, person: Person
) -> None:
    tab = person(login)
    words = {DONGJIAN: DONGJIAN_WORDS, QUANZHUANG: QUANZHUANG_WORDS}
    tab.go(CASES_DESK)
    tab.look("1-3-dongjian-cases", keep=login == "dongjian")
    listed = tab.page.locator("main").inner_text()

    def assert_exported(what: str) -> None:
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name="导出").click()
        assert download.value.suggested_filename.startswith(f"{what}-")
        held = text_of(Path(download.value.path()))
        for gauge in two_cases:
            assert (words[gauge] in held) is (gauge in sees), (login, gauge, what)

    assert_exported("cases")
    for gauge, case in two_cases.items():
        assert (words[gauge] in listed) is (gauge in sees), (login, gauge)
        # The address typed by hand: the page, or "not found" — never a hint that it exists.
        tab.go(f"/desk/coordination/cases/{case}")
        if gauge in sees:
            tab.shown("h1", re.compile(words[gauge]))
        else:
            tab.shown(".state", re.compile("没有找到"))
            assert words[gauge] not in tab.page.content()
    if not sees:
        tab.look(f"1-3-{login}-not-found", keep=login == "mazhang")
    # Search and export go by the same line.
    told = instance.sign_in(login)
    for gauge in two_cases:
        hits = [
            hit
            for group in told.get(f"/api/search?q={quote(words[gauge])}")["groups"]
            for hit in group["hits"]
        ]
        assert any(hit["kind"] == "case" for hit in hits) is (gauge in sees), (login, gauge)
    for desk, what in LIST_DESKS.items():
        tab.go(desk)
        tab.settle()
        assert_exported(what)
    # 平急状态 is the city's; the banner stands where a demonstration is seen and nowhere else.
    tab.shown(".mode", "平")
    if login in ("mazhang", "dongjian"):
        expect(tab.page.locator(".replay")).to_have_count(len(sees))


@pytest.mark.parametrize(("login", "town"), [("xiashan", "440803070"), ("mazhang", "440811071")])
def test_who_counts_the_ground_sees_the_figure_but_not_the_row(
    login: str, town: str, two_cases: dict[str, str], person: Person
) -> None:
    tab = person(login, "wall")
    tab.go("/screen/situation")
    tab.settle()
    expect(tab.page.locator("[data-figure=open]")).to_have_text("0")
    tab.page.get_by_role("link", name="统计口径").click()
    # What samples of other topics set in motion may lie there too.
    expect(tab.page.locator("[data-figure=open]")).to_have_text(SOME)
    expect(tab.page.locator(f"[data-place='{town}'] td").nth(3)).to_have_text(SOME)
    tab.look(f"1-3-{login}-statistical", keep=login == "xiashan")
    assert two_cases[DONGJIAN] not in tab.page.content()


def test_the_wall_fits_two_screens_and_its_figures_open_their_rows(
    two_cases: dict[str, str], person: Person
) -> None:
    wall = person("duty", "wide")
    wall.go("/screen/situation")
    wall.shown(".wall-rows", re.compile(DONGJIAN_WORDS))
    wall.look("1-3-wall-3840")
    assert wall.page.evaluate(PANELS_THAT_OVERLAP) == []
    shown = wall.page.locator("[data-figure=open]").inner_text()
    wall.page.locator("[data-figure=open] a").click()
    wall.shown(".pager", f"共 {shown} 件")
    wall.page.go_back()
    wall.page.locator("[data-place=zj-etdz] td").nth(3).get_by_role("link").click()
    wall.shown(".table", re.compile(QUANZHUANG_WORDS))
    wall.shown(".table", re.compile(DONGJIAN_WORDS))
    wall.shown(".pager", re.compile(r"共 [1-9]\d* 件"))


def test_a_shift_is_handed_over_with_its_open_cases_and_its_rights(
    two_cases: dict[str, str], person: Person
) -> None:
    outgoing = person("duty")
    incoming = person("duty2")
    outgoing.go("/desk/situation/duty")
    outgoing.shown("[data-officer]", re.compile("林值班"))
    for words in (DONGJIAN_WORDS, QUANZHUANG_WORDS):
        outgoing.shown("[data-open-item]", re.compile(words))
    # Before: the incoming officer has no right to the alerts.
    incoming.go("/desk/situation/alerts")
    incoming.shown(".state", re.compile("没有查看本页的权限"))
    incoming.look("1-3-no-permission")
    incoming.go("/desk/situation/duty")

    outgoing.page.fill("input[name=line]", "已电话通知两镇街值班领导。")
    outgoing.page.get_by_role("button", name="记入日志").click()
    outgoing.shown(".log", re.compile("已电话通知"))
    outgoing.page.fill("input[name=note]", "两处积水未结，请盯住水位。")
    outgoing.page.locator("[data-draw]").click()
    outgoing.shown("[data-hand-over]")
    for words in (DONGJIAN_WORDS, QUANZHUANG_WORDS):
        outgoing.shown("[data-open-item]", re.compile(words))
    outgoing.page.locator("[data-sign]").click()
    outgoing.shown(".side.signed", re.compile("林值班"))
    outgoing.look("1-3-hand-over-one")

    incoming.shown("[data-sign]").click()
    incoming.shown("[data-officer]", re.compile("黄值班"))
    incoming.go("/desk/situation/alerts")
    incoming.settle()
    assert "没有查看本页的权限" not in incoming.page.locator("main").inner_text()
    incoming.go("/desk/situation/duty")
    incoming.look("1-3-hand-over-done")
    outgoing.go("/desk/situation/alerts")
    outgoing.shown(".state", re.compile("没有查看本页的权限"))

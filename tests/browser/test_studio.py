"""场景工作室 in the browser: begun, completed, mended, rehearsed live, reviewed by another."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance

PLAYED_WITHIN_MS = 400_000


def begin(tab: Watched, topic: str, like: str) -> str:
    """A draft of a shipped scene; its address."""
    page = tab.go("/desk/studio")
    tab.shown("[data-do='begin']").click()
    form = page.locator("[data-begin]")
    form.get_by_label("专题编号").fill(topic)
    option = form.locator("option", has_text=like).first
    form.get_by_label("照着哪个场景开始").select_option(value=option.get_attribute("value"))
    form.locator("[data-do='create']").click()
    page.wait_for_url(re.compile(r"/desk/studio/[0-9a-f-]{36}"))
    tab.shown("[data-faults][data-count='0']", "没有错误")
    return page.url.replace(tab.url, "")


@pytest.fixture
def analyst(person: Person) -> Watched:
    return person("analyst", size="office")


def write(tab: Watched, old: str, new: str) -> None:
    """Change the word that a line begins with, by keyboard."""
    page = tab.page
    line = page.locator(".cm-line", has_text=re.compile(rf"^\s*{re.escape(old)}")).first
    line.scroll_into_view_if_needed()
    line.click()
    page.keyboard.press("Home")  # where its words begin
    for _ in range(len(old)):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.type(new)


def test_a_scene_is_written_with_its_faults_beside_it(analyst: Watched) -> None:
    page = analyst.go("/desk/studio")
    analyst.shown(".state", "您的单位还没有场景草稿")
    analyst.shown("[data-do='begin']").click()
    page.locator("[data-begin]").get_by_label("专题编号").fill("不行")
    page.locator("[data-do='create']").click()
    analyst.shown("[data-begin] .problem", "不能作专题编号")
    begin(analyst, "river-walk", "河湖巡查")
    analyst.shown("[data-becomes='matter']")
    analyst.shown("[data-becomes='board']")
    analyst.look("studio")

    # A wrong key: told at its line with the cure, in the list and in the text.
    write(analyst, "demonstration:", "demonstratoin:")
    fault = analyst.shown("[data-faults] li", "demonstratoin")
    expect(fault).to_contain_text("demonstration")
    analyst.shown(".cm-lintRange-error")
    expect(page.locator("[data-file^='scenes/'] b")).to_have_text(re.compile(r"\d"))
    analyst.look("studio-faults")
    fault.get_by_role("button").click()
    expect(page.locator(".cm-editor.cm-focused")).to_be_visible()
    write(analyst, "demonstratoin:", "demonstration:")
    analyst.shown("[data-faults][data-count='0']", "没有错误")

    # Completion by the grammar: what may stand at the top and does not yet.
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Space")
    offered = analyst.shown(".cm-tooltip-autocomplete")
    expect(offered).to_contain_text("domain")
    expect(offered).not_to_contain_text("recipe")
    page.keyboard.press("Escape")
    page.keyboard.press("Backspace")

    # A sample as a table.
    page.locator("[data-file$='.csv']").first.click()
    rows = page.locator(".table-editor tbody tr").count()
    page.locator("[data-do='add-row']").click()
    expect(page.locator(".table-editor tbody tr")).to_have_count(rows + 1)
    page.get_by_label(f"第 {rows + 1} 行 matter", exact=True).fill("没有的事项")
    page.keyboard.press("Tab")
    analyst.shown("[data-faults] li", "samples/findings.csv")
    page.get_by_role("button", name=f"删除第 {rows + 1} 行").click()
    analyst.shown("[data-faults][data-count='0']")


def test_two_people_on_one_draft(analyst: Watched, person: Person) -> None:
    page = analyst.go("/desk/studio")
    analyst.shown("[data-draft='river-walk'] a").click()
    analyst.shown("[data-faults][data-count='0']")
    address = page.url.replace(analyst.url, "")
    second = person("analyst2", size="office")
    second.go(address)
    second.shown("[data-also]", "余分析")
    for tab, word in ((analyst, "先"), (second, "后")):
        tab.page.locator("[data-file='pack.yaml']").click()
        tab.page.locator(".cm-line").first.click()
        tab.page.keyboard.press("Home")
        tab.page.keyboard.type(f"# {word}")
        tab.page.keyboard.press("Enter")
    page.locator("[data-act='save']").click()
    analyst.shown("[data-said]", "已保存第 2 版")
    second.page.locator("[data-act='save']").click()
    second.shown(".refused", "余分析")
    second.look("studio-second")
    expect(second.page.locator(".cm-content")).to_contain_text("# 后")
    second.page.locator("[data-do='reload']").click()
    expect(second.page.locator(".cm-content")).to_contain_text("# 先")
    elsewhere = person("watering")
    elsewhere.go(address)
    elsewhere.shown(".state", "没有找到")


def test_a_scene_is_rehearsed_reviewed_and_taken_away(analyst: Watched, person: Person) -> None:
    page = analyst.go("/desk/studio")
    analyst.shown("[data-draft='river-walk'] a").click()
    analyst.shown("[data-faults][data-count='0']")
    address = page.url.replace(analyst.url, "")
    page.locator("[data-act='submit']").click()
    analyst.shown(".refused", "还没有通过预演")
    page.locator("[data-act='rehearse']").click()
    analyst.shown("[data-run] .drill", "演练")
    page.locator("[data-do='stop']").click()
    analyst.shown("[data-run='cancelled']", timeout_s=120)
    page.locator("[data-act='rehearse']").click()
    page.locator("[data-run='running'] ol li time").first.wait_for(timeout=PLAYED_WITHIN_MS)
    analyst.look("studio-running")
    page.locator("[data-run='passed']").wait_for(timeout=PLAYED_WITHIN_MS)
    analyst.look("studio-passed")
    page.locator("[data-act='submit']").click()
    analyst.shown(".page-head .tag", "待审核")
    expect(page.locator("[data-act='approve']")).to_have_count(0)
    steward = person("steward", size="office")
    steward.go(address)
    steward.shown("[data-act='approve']").click()
    steward.page.locator(".ask textarea").fill("结案标准清楚，同意")
    steward.page.locator("[data-act='sure']").click()
    steward.shown(".page-head .tag", "已审核")
    steward.look("studio-approved")
    with steward.page.expect_download() as coming:
        steward.page.locator("[data-do='export']").click()
    with zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())) as packed:
        assert "river-walk/pack.yaml" in packed.namelist()
    analyst.shown(".page-head .tag", "已审核")
    expect(page.locator("[data-act='install']")).to_have_count(0)  # not by who wrote it


def test_a_reviewed_scene_is_put_in_force_and_taken_away_again(person: Person, instance: Instance) -> None:
    said = instance.sign_in("steward")
    steward = person("steward", size="office")
    page = steward.go("/desk/studio")
    steward.shown("[data-draft='river-walk'] a").click()
    steward.shown(".page-head .tag", "已审核")
    page.locator("[data-act='install']").click()
    page.locator(".ask textarea").fill("汛前在全市用起来")
    page.locator("[data-act='sure']").click()
    steward.shown(".page-head .tag", "已启用")
    steward.shown("[data-history] li", "启用")
    steward.look("studio-installed")

    # What the scene brought is there: its board is drawn, its matter has who leads it.
    topic = next(one for one in said.get("/api/packs?size=200")["items"] if one["id"] == "river-walk")
    scene = topic["scenes"][0]
    board, matter = scene["boards"][0], scene["matters"][0]
    steward.go(f"/desk/boards/{board}")
    steward.shown("[data-part]")
    steward.look("studio-board")
    steward.go(f"/desk/matters/one?code={matter}")
    steward.shown("[data-panel='duty']")
    expect(page.locator("[data-retired]")).to_have_count(0)

    # Taken away by the same person's click, with what was said before; the draft can be put in force again.
    steward.go("/desk/packs")
    row = steward.shown("[data-pack='river-walk'][data-state='loaded']", "汛前在全市用起来")
    row.locator("[data-do='remove']").click()
    steward.shown("[data-coming][data-act='remove']")
    page.locator("[data-coming] textarea").fill("试用结束")
    page.locator("[data-act='sure']").click()
    steward.shown("[data-pack='river-walk'][data-state='removed']")
    assert all(one["id"] != "river-walk" for one in said.get("/api/packs?size=200")["items"])
    steward.go(f"/desk/matters/one?code={matter}")
    steward.shown("[data-retired]", "已停用")
    steward.go("/desk/boards")
    # Who keeps boards goes on seeing it, with where it stands.
    steward.shown(f"[data-board='{board}'] .tag", "已下架")


def test_the_studio_in_english(person: Person) -> None:
    tab = person("analyst", language="en")
    tab.go("/desk/studio")
    tab.shown("[data-draft='river-walk'] a").click()
    tab.shown("[data-faults][data-count='0']", "No faults")
    tab.look()

"""专题包 in the browser: one comes signed, changes, goes, comes back; what topics set in motion."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance
from yiwang.packs import _archive

SOURCE = Path(__file__).parent / "packs" / "outskirts"
CHANGED = (("scenes/county-level.yaml", "amount: 1}", "amount: 2}"),)
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Archives of the topic in some version, with words changed, signed by whom the city trusts."""
    room = tmp_path_factory.mktemp("archives")
    public = _archive.new_key(room / "key.pem")
    _archive.trust(instance.home / "publishers.txt", "city-hall", public)

    def made(version: str, *edits: tuple[str, str, str], by: str = "key.pem") -> Path:
        folder = room / version / "outskirts"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("connectors.yaml"))
        for file, old, new in (("pack.yaml", "number:", f"version: {version}\nnumber:"), *edits):
            text = (folder / file).read_text("utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        if not (room / by).exists():
            _archive.new_key(room / by)
        path = room / f"outskirts-{version}.ywp"
        path.write_bytes(_archive.make(folder, "outskirts", version, _archive.private_key(room / by)))
        return path

    return made


def sure(tab: Watched, reason: str) -> None:
    tab.page.locator("[data-coming] textarea").fill(reason)
    tab.page.locator("[data-act='sure']").click()


def test_a_topic_comes_changes_goes_and_comes_back(person: Person, make: Make, instance: Instance) -> None:
    steward = person("steward", size="office")
    page = steward.go("/desk/packs")
    steward.shown("[data-pack='urban-drainage'][data-state='loaded']", "随软件发布")
    expect(page.locator("[data-pack='outskirts']")).to_have_count(0)
    steward.look("packs")

    # What is wrong is told at its place, and nothing is taken.
    wrong = make("0.9", ("pack.yaml", "lead_unit: zj-sthjj", "lead_unit: zj-nobody"))
    page.locator("[data-do='choose']").set_input_files(wrong)
    fault = steward.shown("[data-coming] [data-faults] tbody tr", "outskirts/pack.yaml:")
    expect(fault).to_contain_text("zj-nobody")
    expect(page.locator("[data-coming] form")).to_have_count(0)
    steward.look("packs-faults")

    # Looked at, then put in force: a file and one click.
    page.locator("[data-do='choose']").set_input_files(make("1.0"))
    steward.shown("[data-coming][data-act='install'] [data-signed]", "city-hall")
    steward.shown("[data-kind='matters'] [data-change='added']")
    expect(page.locator("[data-act='sure']")).to_be_disabled()
    steward.look("packs-install")
    sure(steward, "郊区纳入监测")
    steward.shown("[data-done]", "已安装 1.0")
    row = steward.shown("[data-pack='outskirts'][data-state='loaded']", "city-hall")
    expect(row).to_contain_text("郊区纳入监测")
    said = instance.sign_in("steward")
    codes = [one["code"] for one in said.get("/api/matters?q=CS-01")["items"]]
    assert codes

    # The same again is nothing; another version says what it changes.
    page.locator("[data-do='choose']").set_input_files(make("1.0"))
    steward.shown("[data-coming][data-act='same']")
    page.locator("[data-do='choose']").set_input_files(
        make("1.1", ("pack.yaml", "zh: 供浏览器测试。", "zh: 供浏览器测试，第二版。"), *CHANGED)
    )
    steward.shown("[data-coming][data-act='upgrade']", "1.0 → 1.1")
    steward.shown("[data-kind='matters'] [data-change='changed']")
    sure(steward, "时限收紧")
    steward.shown("[data-done]", "已升级 1.1")

    # Removed: what stays is said before, and its matters are retired.
    page.locator("[data-pack='outskirts'] [data-do='remove']").click()
    steward.shown("[data-coming][data-act='remove'] [data-kept]", "在办案件按立案时的版本办完")
    steward.look("packs-remove")
    sure(steward, "并入生态环保专题")
    steward.shown("[data-done]", "案件、记录和指标历史仍可查")
    steward.shown("[data-pack='outskirts'][data-state='removed']")
    assert not said.get("/api/matters?q=CS-01")["items"]
    matters = person("steward")
    matters.go(f"/desk/matters/one?code={codes[0]}")
    matters.shown("[data-retired]", "已停用")
    matters.look()

    # Taken up again as it stood, and all of it in the history.
    page.locator("[data-pack='outskirts'] [data-do='restore']").click()
    sure(steward, "恢复使用")
    steward.shown("[data-done]", "已安装 1.1")
    assert [one["code"] for one in said.get("/api/matters?q=CS-01")["items"]] == codes
    page.locator("[data-pack='outskirts'] [data-do='history']").click()
    acts = page.locator("[data-history] li")
    expect(acts).to_have_count(4)
    assert [acts.nth(n).get_attribute("data-act") for n in range(4)] == [
        "installed",
        "removed",
        "upgraded",
        "installed",
    ]
    expect(acts.nth(1)).to_contain_text("并入生态环保专题")
    steward.look("packs-history")
    page.locator("[data-pack='outskirts'] [data-do='remove']").click()
    sure(steward, "测试结束")
    steward.shown("[data-pack='outskirts'][data-state='removed']")


def test_who_may_not_manage_packs_sees_no_desk(person: Person) -> None:
    leader = person("leader")
    leader.go("/desk/packs")
    leader.shown(".state", "权限")
    expect(leader.page.locator("[data-do='choose']")).to_have_count(0)


def test_what_a_topic_sets_in_motion_is_seen_and_run(person: Person, instance: Instance) -> None:
    said = instance.sign_in("steward")
    rows = said.get("/api/routines?topic=fire")["items"]
    plan = next(one for one in rows if one["kind"] == "plan")
    wait_until(
        "its first round has ended",
        lambda: bool(said.get(f"/api/routines/{plan['id']}")["rounds"]),
        within_s=120,
    )
    steward = person("steward", size="office")
    page = steward.go("/desk/shelf/fire")
    steward.shown("[data-routines]").click()
    steward.shown(f"[data-routine='{plan['id']}']")
    expect(page.locator("[data-routine]")).to_have_count(len(rows))
    steward.look("routines")
    page.locator(f"[data-routine='{plan['id']}'] a").first.click()
    steward.shown("[data-rounds] [data-round='0']")
    steward.shown("[data-results] [data-made]")
    page.locator("[data-do='run']").click()
    steward.shown("[data-asked]")
    steward.shown("[data-rounds] [data-by]", "手动运行", timeout_s=90)
    steward.look("routine")
    # Nothing is given twice: every task of the first round is still open.
    assert said.get(f"/api/routines/{plan['id']}")["rounds"][0]["did"] == 0
    worker = person("leader")
    worker.go(f"/desk/routines/one?id={plan['id']}")
    worker.shown("[data-rounds]")
    expect(worker.page.locator("[data-do='run']")).to_have_count(0)


def test_packs_and_routines_in_english(person: Person) -> None:
    steward = person("steward", language="en")
    page = steward.go("/desk/packs")
    steward.shown("[data-pack='outskirts'] [data-do='history']").click()
    steward.shown("[data-history] li")
    steward.look()
    steward.go("/desk/routines?topic=fire")
    steward.shown("[data-routine]")
    steward.look()
    expect(page.locator("h1")).to_have_text("Routines")

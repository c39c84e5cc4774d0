"""A citizen with a phone and no account; and a grid worker whose network comes and goes."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Geolocation, Page, Route, expect

from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.watch import Watched
from tools.instance import Instance

LAMP = "人民大道北家乐花园东门的路灯坏了三天，晚上看不见路，老人出门不安全。"
HERE: Geolocation = {"longitude": 110.3594, "latitude": 21.2707, "accuracy": 12}
TRACKING = re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$")
BAD_WORDS = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>井盖 & '破了'"
GRID_WORKER = "grid1"

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


@pytest.fixture(scope="session")
def lamp_photo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "lamp.jpg"
    path.write_bytes(photo(chromium, "路灯不亮", flooded=False))
    return path


@pytest.fixture(scope="module")
def answered(instance: Instance) -> str:
    """A public answer of the knowledge base; its title."""
    title = "路灯坏了找谁修"
    form = {"title": title, "answer": "市照明所 24 小时内到场。", "questions": ["路灯不亮"], "public": True}
    writer = instance.sign_in("lighting")
    status, made = writer.post("/api/knowledge", {"form": form, "why": "群众常问"})
    assert status == 200, made
    entry, version = made["row"]["id"], made["row"]["version"]
    _, asked = writer.post(f"/api/knowledge/{entry}/ask", {"version": version})
    status, out = instance.sign_in("dispatcher").post(
        f"/api/knowledge/{entry}/publish", {"version": asked["row"]["version"]}
    )
    assert status == 200, out
    return title


def fill(page: Page, text: str, *, kind: str = "help", place: str = "家乐花园东门") -> None:
    page.locator(f"input[name=kind][value={kind}]").check()
    page.fill("#c-text", text)
    if place:
        page.fill("#c-place", place)


def send(page: Page) -> str:
    """Sends the form; the tracking number of the receipt."""
    page.locator("[data-submit]").click()
    expect(page.locator("[data-tracking]")).to_have_text(TRACKING)
    return page.locator("[data-tracking]").inner_text()


def track(tab: Watched, tracking: str) -> Page:
    page = tab.go("/public/track")
    page.fill("#c-track", tracking)
    page.locator("[data-look]").click()
    return page


def numbers(instance: Instance, words: str) -> list[str]:
    """The numbers of the appeals with these words, as an operator sees them."""
    found = instance.sign_in("operator").get("/api/appeals?size=200")["items"]
    return [row["number"] for row in found if words in row["text"]]


def no_api(route: Route) -> None:
    route.abort()


def test_a_citizen_reports_with_a_photo_and_his_position_and_follows_it_to_his_rating(
    citizen: Citizen, instance: Instance, lamp_photo: Path, answered: str
) -> None:
    tab = citizen()
    tab.context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"], origin=instance.url)
    tab.context.set_geolocation(HERE)
    page = tab.go("/public")
    tab.shown("h1", "我要反映")
    tab.look("3-citizen-form")

    # While he writes, what is known already is offered; he goes on.
    fill(page, "楼下路灯坏了找谁修", place="")
    expect(page.locator("[data-count]")).to_have_text("已写 9 字，最多 10000 字")
    tab.shown("[data-answers] summary", answered).click()
    expect(page.locator("[data-answers]")).to_contain_text("也许这已经回答了您")
    page.locator("[data-answers]").scroll_into_view_if_needed()
    tab.look("3-citizen-answers")
    page.fill("#c-text", LAMP)

    page.set_input_files("[data-photos]", lamp_photo)
    tab.shown("[data-photo=done] img")
    page.locator("[data-locate]").click()
    expect(page.locator("[data-point]")).to_contain_text("东经 110.35940，北纬 21.27070，误差约 12 米")
    expect(page.locator("[data-point]")).to_contain_text("WGS 84")
    page.fill("#c-name", "冯小明")
    page.fill("#c-phone", "138 1234 5678")
    page.locator("[data-point]").scroll_into_view_if_needed()
    tab.look("3-citizen-filled")
    tracking = send(page)
    tab.look("3-citizen-receipt")
    expect(page.locator("h1")).to_be_focused()
    page.locator("[data-copy]").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    assert tracking in page.evaluate("navigator.clipboard.readText()")
    assert page.evaluate("localStorage.getItem('yiwang.citizen.draft')") is None

    # A reload does not lose the number; it leads to the progress without standing in an address.
    page.reload()
    expect(page.locator("[data-tracking]")).to_have_text(tracking)
    number = page.locator("[data-number]").inner_text()
    page.locator("[data-follow]").click()
    tab.shown("[data-found]", number)
    assert tracking not in page.url
    expect(page.locator("[data-found]")).to_contain_text(LAMP)
    expect(page.locator("[data-steps]")).to_contain_text("已收到")

    # The office has the photo and the point, and sees neither name nor number.
    office = instance.sign_in("operator")
    row = next(one for one in office.get("/api/appeals?size=200")["items"] if one["number"] == number)
    appeal = office.get(f"/api/appeals/{row['id']}")
    assert "138 1234" not in json.dumps(appeal, ensure_ascii=False)
    assert len(appeal["row"]["attachments"]) == 1
    assert (row["lon"], row["lat"]) == pytest.approx((110.3594, 21.2707))

    # He adds to it, it is answered, and he rates the answer.
    page.fill("#c-more", "今晚又黑了。")
    page.locator("[data-supplement] button").click()
    tab.shown("[data-said]", "已补充")
    version = office.get(f"/api/appeals/{row['id']}")["row"]["version"]
    status, told = office.post(
        f"/api/appeals/{row['id']}/answer", {"text": "已更换灯具，今晚恢复照明。", "version": version}
    )
    assert status == 200, told
    page.locator("[data-look]").click()
    expect(page.locator("[data-steps]")).to_contain_text("已更换灯具，今晚恢复照明。")
    expect(page.locator("[data-withdraw]")).to_have_count(0)
    page.locator("[data-rate] button").click()
    tab.shown("[data-said]", "请选择问题是否解决")
    page.locator("input[name=solved][value=solved]").check()
    page.locator("input[name=how][value=satisfied]").check()
    page.locator("[data-rate]").scroll_into_view_if_needed()
    tab.look("3-citizen-rate")
    page.locator("[data-rate] button").click()
    tab.shown("[data-said]", "谢谢您的评价")
    expect(page.locator("[data-found]")).to_contain_text("满意")
    page.locator("[data-found]").scroll_into_view_if_needed()
    tab.look("3-citizen-progress")


def test_two_clicks_and_a_lost_answer_give_one_number_and_the_words_stay(
    citizen: Citizen, instance: Instance
) -> None:
    words = "社区公园长椅断了一条腿，请维修。"
    tab = citizen()
    page = tab.go("/public")
    fill(page, words)
    expect(page.locator("[data-drafted]")).to_be_visible()

    # The device keeps what is written; a closed page loses nothing.
    page.reload()
    expect(page.locator("#c-text")).to_have_value(words)
    expect(page.get_by_text("这是您上次没有提交的草稿")).to_be_visible()

    # It arrives, but its answer is lost: the page says that it does not know, and keeps the words.
    lost: list[str] = []

    def swallow(route: Route) -> None:
        lost.append(route.fetch().json()["number"])
        route.abort()

    page.route("**/api/public/appeals", swallow, times=1)
    page.locator("[data-submit]").click()
    tab.shown("[data-alarm]", "不知道是否送达")
    expect(page.locator("[data-alarm]")).to_be_focused()
    expect(page.locator("#c-text")).to_have_value(words)
    tab.look("3-citizen-lost")

    # Two clicks in one breath on the second try: the number of the first one.
    page.locator("[data-submit]").evaluate("(button) => { button.click(); button.click() }")
    expect(page.locator("[data-number]")).to_have_text(lost[0])
    assert numbers(instance, words) == lost


def test_words_of_a_citizen_are_text_and_he_may_take_them_back(citizen: Citizen) -> None:
    tab = citizen()
    page = tab.go("/public")
    fill(page, BAD_WORDS, kind="report")
    expect(page.locator("input[name=confidential]")).to_be_checked()
    track(tab, send(page))
    expect(page.locator("[data-found] .said")).to_have_text(BAD_WORDS)
    assert page.evaluate("window.broken") is None
    page.get_by_role("button", name="撤回诉求").click()
    expect(page.get_by_role("button", name="不撤回")).to_be_focused()
    tab.look("3-citizen-withdraw")
    page.get_by_role("button", name="确定撤回").click()
    tab.shown("[data-said]", "已撤回")
    expect(page.locator("[data-steps]")).to_contain_text("已撤回")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_goes_out_by_keyboard_alone_and_faults_take_the_focus(
    citizen: Citizen, language: str
) -> None:
    tab = citizen(language)
    page = tab.go("/public")
    tab.shown("h1", "我要反映" if language == "zh" else None)
    tab.look(f"3-citizen-{language}")

    def until(selector: str, key: str = "Tab") -> None:
        for _ in range(40):
            if page.locator(selector).evaluate_all("(all) => all.includes(document.activeElement)"):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{selector} is not reached by {key}")

    until("[data-submit]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alarm]")).to_be_focused()
    expect(page.locator("[data-alarm] li")).to_have_count(3)
    tab.look("3-citizen-faults", keep=language == "zh")
    # Each fault leads to its field.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until("#c-kind-help")
    page.keyboard.press("Space")
    until("#c-text")
    page.keyboard.type("公交站牌倒了，挡住人行道。")
    until("[data-photos]")
    until("[data-locate]")
    until("#c-place")
    page.keyboard.type("海滨公园站")
    until("[data-submit]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-tracking]")).to_have_text(TRACKING)
    expect(page.locator("h1")).to_be_focused()
    tab.look(f"3-citizen-receipt-{language}")
    until("[data-follow]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found] h2").first).to_be_focused()
    tab.look(f"3-citizen-track-{language}")


def test_fifty_megabytes_of_photograph_are_refused_with_a_sentence(instance: Instance) -> None:
    mark = "----a-big-one"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    big = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + b"\xff\xd8\xff" + bytes(50 * 1024 * 1024)
    length = len(big) + len(f"\r\n--{mark}--\r\n")
    parts = urlsplit(instance.url)
    asking = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    asking.putrequest("POST", "/api/public/photos")
    asking.putheader("Content-Type", f"multipart/form-data; boundary={mark}")
    asking.putheader("Content-Length", str(length))
    asking.endheaders()
    with contextlib.suppress(OSError):  # the door may shut before all of it was said
        asking.send(big + f"\r\n--{mark}--\r\n".encode())
    answer = asking.getresponse()
    said = json.loads(answer.read())
    asking.close()
    assert (answer.status, bool(said["zh"])) == (413, True)


def test_without_consent_or_with_a_broken_photo_the_page_says_what_to_do(
    citizen: Citizen, tmp_path: Path
) -> None:
    tab = citizen()
    page = tab.go("/public")
    page.locator("[data-locate]").click()
    tab.shown("[data-no-point]", "请在下面用文字写明地点")
    broken = tmp_path / "notes.jpg"
    broken.write_text("no photo at all", encoding="utf-8")
    page.set_input_files("[data-photos]", broken)
    tab.shown(".c-error", "不是能识别的照片")
    page.fill("#c-text", "长" * 10_001)
    expect(page.locator("[data-count]")).to_have_text("超出 1 字，请精简")


def test_a_grid_worker_reports_without_a_network_and_it_arrives_once(
    person: Person, instance: Instance, lamp_photo: Path
) -> None:
    tab = person(GRID_WORKER, "phone")
    tab.context.grant_permissions(["geolocation"], origin=instance.url)
    tab.context.set_geolocation(HERE)
    page = tab.go("/m/report")
    tab.shown("h1", "网格上报")
    page.fill("#g-matter", "路灯")
    tab.shown(".found button", "路灯").click()
    chosen = page.locator("[data-matter] b").inner_text()
    page.fill("#g-text", "巷口路灯罩松动，随时会掉下来。")
    page.locator("[data-locate]").click()
    expect(page.locator("[data-point]")).to_contain_text("110.35940, 21.27070")
    tab.look("3-grid-report")

    # No network: it waits, on the device; a second one is set right on the spot, with evidence.
    page.route("**/api/documents", no_api)
    page.route("**/api/appeals/grid", no_api)
    page.locator("[data-before] input[type=file]").set_input_files(lamp_photo)
    tab.shown("[data-before] img")
    page.locator("[data-submit]").click()
    tab.shown("[data-report=waiting]", "路灯罩松动")
    expect(page.locator("#g-text")).to_have_value("")
    page.fill("#g-text", "路边树枝挡住盲道，已清走。")
    page.locator("input[name=self]").check()
    page.locator("[data-submit]").click()
    tab.shown("[data-said]", "请写明怎样处置的")
    page.fill("#g-handled", "现场锯断搬走，盲道已通。")
    page.locator("[data-submit]").click()
    tab.shown("[data-said]", "自处置请附处置后的照片")
    page.locator("[data-after] input[type=file]").set_input_files(lamp_photo)
    tab.shown("[data-after] img")
    page.locator("[data-submit]").click()
    expect(page.locator("[data-report=waiting]")).to_have_count(2)
    page.reload()
    expect(page.locator("[data-report=waiting]")).to_have_count(2)
    page.locator("[data-waiting]").scroll_into_view_if_needed()
    tab.look("3-grid-waiting")

    # The first answer after the network is back is lost: the same report goes out again, and is one.
    page.unroute("**/api/documents")
    page.unroute("**/api/appeals/grid")

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/appeals/grid", swallow, times=1)
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-report=waiting]")).to_have_count(2)
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-sent] [data-number]")).to_have_count(2)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    tab.look("3-grid-sent")
    assert len(numbers(instance, "路灯罩松动")) == 1
    assert len(numbers(instance, "树枝挡住盲道")) == 1
    office = instance.sign_in("operator")
    rows = {row["text"]: row for row in office.get("/api/appeals?size=200")["items"]}
    lamp, branch = (next(rows[key] for key in rows if part in key) for part in ("路灯罩", "树枝"))
    assert (lamp["state"], branch["state"]) == ("open", "closed")
    assert lamp["matter_zh"] == chosen
    assert (lamp["lon"], lamp["lat"]) == pytest.approx((110.3594, 21.2707))


def test_wrong_numbers_get_a_plain_sentence_and_at_last_are_told_how_long_to_wait(
    citizen: Citizen, instance: Instance
) -> None:
    tab = citizen()
    page = track(tab, "ABCD-EFGH-JKLM-NPQR")
    tab.shown("#c-track-wrong", "查询码不正确，请核对后再试。")
    expect(page.locator("#c-track")).to_be_focused()
    tab.look("3-citizen-wrong")
    for n in range(12):
        if instance.get(f"/api/public/appeals/AAAA-BBBB-CCCC-{n:04}")[0] == 429:
            break
    page.locator("[data-look]").click()
    tab.shown("#c-track-wrong", re.compile(r"操作过于频繁，请在 \d+ 分钟后再试"))

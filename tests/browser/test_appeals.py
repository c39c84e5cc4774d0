"""Scene 3-1, 一个电话、两件事、一个要保密: by keyboard alone; five appeals of one event, one kept secret."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.watch import Watched
from tools.instance import Instance, Session

CALLER, PHONE = "冯小明", "13812345678"
LAMP = "金沙湾小区楼下路灯不亮，晚上看不见路"
KITCHEN = "楼下某餐饮店后厨很脏，有老鼠，我在那里上班"
SUMMARY = "某餐饮店后厨卫生问题，请检查"
OTHERS = [
    "赤坎区金沙湾小区3栋楼下的路灯坏了三天了，晚上黑漆漆的",
    "金沙湾小区楼下路灯不亮，希望尽快维修",
    "金沙湾3栋门口路灯一直不亮，已经好几天",
    "金沙湾小区楼下那排路灯晚上都不亮，请派人看看",
]
READ_OUT = re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$")


@pytest.fixture
def operator(person: Person) -> Watched:
    return person("operator", size="office")


def ring(instance: Instance, number: str = PHONE) -> str:
    """A call rings, by the switch to practise with and its own command; the call's id."""
    before = {one["id"] for one in instance.sign_in("operator").get("/api/appeals/calls")}
    said = [sys.executable, "-m", "yiwang", "appeals", "ring", "--number", number]
    subprocess.run(said, env=instance.environment(), check=True, capture_output=True)
    (fresh,) = {one["id"] for one in instance.sign_in("operator").get("/api/appeals/calls")} - before
    return str(fresh)


@pytest.fixture(scope="module")
def earlier(instance: Instance) -> list[str]:
    """The caller rang three times before; twice it became an appeal. Their numbers."""
    by = instance.sign_in("operator2")
    numbers = []
    for text in ("海滨大道公交站没有遮雨棚", "", "康顺路小学门口放学时堵车"):
        call = ring(instance)
        assert by.post(f"/api/appeals/calls/{call}/take", {})[0] == 200
        if text:
            status, made = by.post("/api/appeals", {"kind": "help", "text": text, "call": call})
            assert status == 200, made
            numbers.append(str(made["number"]))
        assert by.post(f"/api/appeals/calls/{call}/hang_up", {})[0] == 200
    return numbers


@pytest.fixture(scope="module")
def others(instance: Instance) -> list[str]:
    """Four other people have appealed about the same lamp; nobody has worked on it yet."""
    hotline = instance.sign_in("operator2")
    return [
        registered(hotline, text, f"1390000000{n}", place="金沙湾小区", area="440802")
        for n, text in enumerate(OTHERS)
    ]


def registered(by: Session, text: str, phone: str, **more: str) -> str:
    """Registers an appeal; its id."""
    body = {"kind": "help", "text": text, "reporter": {"name": "王某人", "phone": phone}, **more}
    status, answer = by.post("/api/appeals", body)
    assert status == 200, answer
    return str(answer["id"])


def begin(tab: Watched) -> Page:
    """The desk of calls; the first field waits for the caller's number."""
    page = tab.go("/desk/appeals/new")
    tab.shown("input[name=phone]")
    expect(page.locator("input[name=phone]")).to_be_focused()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def choose_matter(page: Page, words: str) -> None:
    """Types into the picker that has the focus and takes the first that the catalogue offers."""
    page.keyboard.type(words)
    expect(page.locator(".el-select-dropdown__item:visible").first).to_contain_text(words)
    page.keyboard.press("Enter")


def until_focused(page: Page, pressed: Callable[[], None], selector: str, most: int = 40) -> None:
    """Presses on until the focus stands there: as somebody does who has no mouse."""
    for _ in range(most):
        if page.locator(selector).evaluate_all("(found) => found.includes(document.activeElement)"):
            return
        pressed()
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_a_call_with_two_things_becomes_one_shared_event_and_one_secret_report(
    operator: Watched,
    others: list[str],
    earlier: list[str],
    instance: Instance,
    person: Person,
    chromium: Browser,
) -> None:
    # The call pops up by itself, with what the caller rang and appealed about before; his number is masked.
    page = begin(operator)
    call = ring(instance)
    pop = operator.shown("[data-call=rings]")
    expect(pop.locator("[data-caller]")).to_have_text("138****5678")
    expect(pop).to_contain_text("演示")
    expect(pop.locator("[data-before]")).to_contain_text("历史来电 3 次")
    expect(pop.locator("[data-earlier]")).to_have_count(3)
    for number in earlier:
        expect(pop.locator(f"[data-earlier='{number}'] a")).to_have_attribute("href", re.compile("appeals/"))
    operator.look("3-1-call")
    press(page, "Alt+a")
    on = operator.shown("[data-call=taken]")
    expect(on.locator("[data-recording]")).to_contain_text("rec-demo-")
    expect(page.locator("#intake-words")).to_be_focused()

    # His number comes along without being shown; to see it asks why.
    expect(page.locator("input[name=phone]")).to_have_attribute("placeholder", re.compile(r"138\*{4}5678"))
    assert PHONE not in page.content()
    page.locator("[data-call-look]").focus()
    press(page, "Enter")
    expect(page.locator("[data-key=call-purpose]")).to_be_focused()
    page.keyboard.type("通话中断，需要回拨")
    press(page, "Enter")
    expect(on.locator("[data-caller]")).to_have_text(PHONE)

    press(page, "Alt+c", "Tab")
    page.keyboard.type(CALLER)
    press(page, "Alt+q")
    page.keyboard.type(LAMP)

    # While it is typed, the four others are there, each with what both say.
    expect(page.locator("[data-similar]")).to_have_count(len(OTHERS))
    expect(page.locator("[data-similar] mark").first).to_contain_text("路灯")
    press(page, "Alt+m")
    choose_matter(page, "路灯不亮")
    operator.look("3-1-intake")

    # Each is confirmed with both texts side by side, by Enter alone.
    press(page, "Alt+s")
    for n in range(len(OTHERS)):
        until_focused(page, lambda: press(page, "Tab"), ".similar-join[aria-pressed=false]")
        press(page, "Enter")
        expect(page.locator(".join-side:visible")).to_have_count(2)
        expect(page.locator(".join-text:visible").first).to_have_text(LAMP)
        if n == 0:
            operator.look("3-1-same-thing")
        until_focused(page, lambda: press(page, "Tab"), ".el-dialog [data-submit]")
        press(page, "Enter")
        expect(page.locator("[data-chosen] .mono")).to_have_count(n + 1)
        expect(page.locator(".join-side:visible")).to_have_count(0)

    # The second thing is a report: it is confidential by itself and has a text for whoever handles it.
    press(page, "F8")
    expect(page.locator("[data-key=part-0]")).to_be_focused()
    page.keyboard.type(KITCHEN)
    until_focused(page, lambda: press(page, "Shift+Tab"), "[data-part='2'] input[type=radio]")
    until_focused(page, lambda: press(page, "ArrowRight"), "[data-part='2'] input[value=report]")
    expect(page.locator("[data-part='2'] input[type=checkbox]").first).to_be_checked()
    until_focused(page, lambda: press(page, "Tab"), "[data-part='2'] .el-select input")
    choose_matter(page, "餐饮店后厨卫生")
    press(page, "Tab")
    page.keyboard.type(SUMMARY)
    operator.look("3-1-two-things")

    # F2 sends all of it; the numbers are there to be read out, and Enter takes the next call.
    press(page, "F2")
    expect(page.locator("[data-tracking]")).to_have_count(2)
    for tracking in page.locator("[data-tracking]").all_inner_texts():
        assert READ_OUT.match(tracking), tracking
    expect(page.locator("[data-sent]")).to_contain_text("与 4 件共用一个事件")
    expect(page.locator("[data-key=next]")).to_be_focused()
    operator.look("3-1-read-out")
    lamp, kitchen = (str(row.get_attribute("data-number")) for row in page.locator("[data-number]").all())
    # The call is over: its recording lies with the appeal, and nobody may take it any more.
    press(page, "Shift+F4")
    expect(page.locator("[data-call]")).to_have_count(0)
    rang = instance.sign_in("operator").get(f"/api/appeals/calls/{call}")
    assert rang["row"]["state"] == "ended"

    expect(page.locator("[data-key=next]")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("input[name=phone]")).to_be_focused()
    expect(page.locator("input[name=phone]")).to_have_value("")

    # One event and one case for five appeals; the report has its own.
    hotline = instance.sign_in("operator")
    lamp_row, kitchen_row = (row_of(hotline, number) for number in (lamp, kitchen))
    wait_until("the lamp has its event", lambda: bool(row_of(hotline, lamp)["event_id"]))
    event = row_of(hotline, lamp)["event_id"]
    shared = hotline.get(f"/api/appeals?event={event}")
    assert {row["id"] for row in shared["items"]} == {lamp_row["id"], *others}
    wait_until("it has one case", lambda: hotline.get(f"/api/cases?event={event}")["total"] == 1)
    assert (kitchen_row["confidential"], lamp_row["confidential"]) == (True, False)
    wait_until("the report has its event", lambda: bool(row_of(hotline, kitchen)["event_id"]))
    assert row_of(hotline, kitchen)["event_id"] != event

    # Its page: five appeals of one event, and the report among the appeals of the same call, with 保密.
    page = operator.go(f"/desk/appeals/{lamp_row['id']}")
    operator.shown("[data-siblings] [data-appeal]")
    expect(page.locator("[data-siblings] [data-appeal]")).to_have_count(len(OTHERS))
    expect(page.locator("[data-kin] [data-appeal]")).to_contain_text("保密")
    operator.look("3-1-appeal")
    page = operator.go(f"/desk/appeals/{kitchen_row['id']}")
    operator.shown("[data-reporter]")
    expect(page.locator("[data-reporter]")).to_contain_text("保密")
    assert CALLER not in page.locator("body").inner_text()
    operator.look("3-1-secret")
    assert hotline.get(f"/api/appeals/{lamp_row['id']}")["recording_id"] == rang["row"]["recording_id"]
    (looked,) = hotline.post(f"/api/appeals/{kitchen_row['id']}/unmask", {"purpose": "核对来电号码"})[1:]
    assert (looked["name"], looked["phone"]) == (CALLER, PHONE)

    # Its handler, with his phone, does the work; neither he nor the county meets who reported, or that.
    work(instance, chromium, event)
    case = instance.sign_in("lighting").get(f"/api/cases?event={event}")["items"][0]["id"]
    handler = person("lighting", size="phone")
    handler.go(f"/m/cases/{case}")
    handler.settle()
    handler.look("3-1-phone")
    secret = (KITCHEN, CALLER, PHONE, kitchen, str(kitchen_row["id"]))
    assert [words for words in secret if words in handler.page.content()] == []
    handler.go(f"/desk/appeals/{kitchen_row['id']}")
    handler.shown(".state", re.compile("没有找到"))
    for login in ("lighting", "chikan"):
        assert seen_of(instance.sign_in(login), kitchen, secret, lamp_row["id"]) == []

    # Five replies, and five call-backs by the hotline's other seat; each its own.
    caller = instance.sign_in("operator2")
    five = (lamp_row["id"], *others)
    wait_until(
        "all five are replied to",
        lambda: {row_of_id(caller, one)["stage"] for one in five} == {"replied"},
    )
    for appeal in five:
        told = caller.get(f"/api/appeals/{appeal}")
        assert [line["act"] for line in told["history"]].count("replied") == 1
        answer = {"reached": True, "solved": "solved", "satisfaction": "satisfied"}
        status, after = caller.post(f"/api/appeals/{appeal}/call_back", answer)
        assert (status, after["row"]["satisfaction"]) == (200, "satisfied"), after


def seen_of(by: Session, number: str, secret: tuple[str, ...], open_one: str) -> list[str]:
    """What of the secret somebody meets in lists, by searching, in a sheet, or beside the open one."""
    held = [
        json.dumps(by.get("/api/appeals?size=200"), ensure_ascii=False),
        json.dumps(by.get(f"/api/appeals?q={number}"), ensure_ascii=False),
        json.dumps(by.get(f"/api/appeals?q={quote('后厨')}"), ensure_ascii=False),
    ]
    status, _, sheet = by.instance.ask("GET", "/api/appeals/export.xlsx", headers={"cookie": by.cookie})
    assert status == 200
    rows = openpyxl.load_workbook(io.BytesIO(sheet), read_only=True).worksheets[0].values
    held.append("\n".join(str(cell) for row in rows for cell in row))
    status, _, beside = by.instance.ask("GET", f"/api/appeals/{open_one}", headers={"cookie": by.cookie})
    held.append(beside.decode() if status == 200 else "")
    status, _, _ = by.instance.ask("GET", f"/api/appeals/{secret[-1]}", headers={"cookie": by.cookie})
    found = [words for words in secret for text in held if words in text]
    return found if status == 404 else [*found, f"{status} at its address"]


def row_of_id(by: Session, appeal: str) -> dict[str, str]:
    return dict(by.get(f"/api/appeals/{appeal}")["row"])


def row_of(by: Session, number: str) -> dict[str, str]:
    (row,) = [one for one in by.get(f"/api/appeals?q={number}")["items"] if one["number"] == number]
    return dict(row)


def test_a_question_is_answered_at_once_from_the_knowledge_base_and_makes_no_case(
    operator: Watched, instance: Instance
) -> None:
    page = begin(operator)
    press(page, "Alt+q")
    page.keyboard.type("请问户口怎么迁到城里？")
    expect(page.locator("[data-answer]").first).to_contain_text("户口迁移")
    until_focused(page, lambda: press(page, "Shift+Tab"), "input[name=kind]")
    until_focused(page, lambda: press(page, "ArrowLeft"), "input[name=kind][value=consult]")
    press(page, "Alt+k", "Enter")
    expect(page.locator("textarea[name=text]:visible").last).to_have_value(re.compile("派出所"))
    operator.look("3-1-answer")
    press(page, "Control+Enter")
    expect(page.locator("[data-sent]")).to_contain_text("直接答复")
    number = str(page.locator("[data-number]").get_attribute("data-number"))
    row = row_of(instance.sign_in("operator"), number)
    assert (row["state"], row["kind"], row["event_id"]) == ("answered", "consult", "")


def test_who_called_is_shown_for_a_purpose_only_and_the_looking_is_kept(
    operator: Watched, instance: Instance
) -> None:
    by = instance.sign_in("operator2")
    appeal = registered(by, "康顺路公厕没有水，洗手台坏了", PHONE, area="440802")
    page = operator.go(f"/desk/appeals/{appeal}")
    operator.shown("[data-reporter]")
    expect(page.locator("[data-reporter]")).to_contain_text("138****5678")
    assert PHONE not in page.content()
    page.locator("[data-look]").focus()
    press(page, "Enter")
    expect(page.locator("input[name=purpose]")).to_be_focused()
    expect(page.locator(".look-warn")).to_contain_text("留痕")
    page.keyboard.type("看")
    press(page, "Enter")
    expect(page.locator(".el-dialog .problem")).to_contain_text("用途")
    page.keyboard.type("回拨核实具体位置")
    operator.look("3-1-purpose")
    press(page, "Enter")
    expect(page.locator(".look-clear")).to_contain_text(PHONE)
    press(page, "Escape")
    expect(page.locator(".look-clear")).to_have_count(0)
    assert PHONE not in page.content()


def test_an_emergency_number_is_one_key_and_one_yes_away(operator: Watched, instance: Instance) -> None:
    page = begin(operator)
    call = ring(instance, "13700001111")
    operator.shown("[data-call=rings]")
    press(page, "Alt+a")
    operator.shown("[data-call=taken]")
    press(page, "Shift+F3")
    expect(page.locator("[data-key=call-reason]")).to_be_focused()
    expect(page.locator(".call-ask")).to_contain_text("确认三方转接 120")
    assert instance.sign_in("operator").get(f"/api/appeals/calls/{call}")["transfers"] == []
    page.keyboard.type("广场有人晕倒")
    operator.look("3-1-transfer-120")
    press(page, "Enter")
    expect(page.locator("[data-transferred='120']")).to_contain_text("正在接通")
    (asked,) = instance.sign_in("operator").get(f"/api/appeals/calls/{call}")["transfers"]
    assert (asked["target"], asked["reason"]) == ("120", "广场有人晕倒")
    press(page, "Shift+F4")
    expect(page.locator("[data-call]")).to_have_count(0)


LEARN = """
import django
django.setup()
from yiwang.algorithms import api as algorithms
from yiwang.appeals._truth import PURPOSE
from yiwang.identity.api import Subject
said = {said!r}
rows = [(place + words, label) for label, all_ in said.items() for words in all_ for place in {places!r}]
made = algorithms.train(purpose=PURPOSE, rows=rows, by=Subject.system("trainer"), basis="示例文本")
algorithms.activate(made.id, Subject.system("reviewer"))
"""
PLACES = [f"{road}{number}号" for road in ("海滨大道", "人民大道", "康顺路") for number in range(1, 9)]


def learnt(instance: Instance, **said: list[str]) -> None:
    """A small model is trained and put in force, beside the running instance."""
    environment = {**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    code = LEARN.format(said=said, places=PLACES)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_what_the_words_seem_to_be_is_taken_by_a_key(operator: Watched, instance: Instance) -> None:
    hotline = instance.sign_in("operator")
    lamp, kitchen, cover = (
        matter_named(hotline, one) for one in ("路灯不亮", "餐饮店后厨卫生", "部件：电力井盖")
    )
    learnt(
        instance,
        **{
            lamp: ["路灯不亮", "路灯坏了，晚上看不见", "楼下路灯一直不亮"],
            kitchen: ["饭店后厨很脏", "餐饮店后厨有老鼠", "餐厅厨房不卫生"],
            cover: ["井盖破了", "井盖塌了一半", "路面井盖不见了"],
        },
    )
    page = begin(operator)
    press(page, "Alt+q")
    page.keyboard.type("赤坎区寸金街道路灯不亮，灯杆漏电有人触电")
    operator.shown("[data-guess-matter]")
    expect(page.locator("[data-guess-matter]").first).to_have_attribute("data-guess-matter", lamp)
    expect(page.locator("[data-guess-matter]").first).to_contain_text("%")
    press(page, "Alt+1")
    expect(page.locator("[data-guess-matter]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-key=matter] .el-select")).to_contain_text("路灯不亮")
    press(page, "Alt+u")
    expect(page.locator("input[name=urgency][value=urgent]")).to_be_checked()
    press(page, "Alt+p")
    expect(page.locator("[data-guess-place]")).to_have_count(0)
    expect(page.locator("[data-guess-unit]")).to_be_visible()
    operator.look("3-1-guess")
    expect(page.locator("#intake-words")).to_be_focused()
    press(page, "Control+Enter")
    expect(page.locator("[data-sent]")).to_be_visible()
    row = row_of(hotline, str(page.locator("[data-number]").get_attribute("data-number")))
    assert (row["matter"], row["urgency"], row["area_path"].startswith("/44/4408/440802/")) == (
        lamp,
        "urgent",
        True,
    )


def test_two_clicks_make_one_appeal(operator: Watched, instance: Instance) -> None:
    words = "海滨大道垃圾桶满了没人清"
    page = begin(operator)
    press(page, "Alt+q")
    page.keyboard.type(words)
    press(page, "Control+Enter", "Control+Enter", "F9")
    expect(page.locator("[data-tracking]")).to_have_count(1)
    found = instance.sign_in("operator").get("/api/appeals?size=200")["items"]
    assert [row["text"] for row in found].count(words) == 1


def test_an_appeal_without_words_is_not_sent_and_the_focus_says_where(operator: Watched) -> None:
    page = begin(operator)
    press(page, "F2")
    expect(page.locator(".form-error")).to_have_text("请填写诉求内容。")
    expect(page.locator("#intake-words")).to_be_focused()
    page.keyboard.type("树枝挡住了红绿灯")
    press(page, "F2")
    expect(page.locator(".form-error")).to_have_text("请先选定事项。")
    press(page, "F7")
    expect(page.locator("input[name=target]").first).to_be_attached()
    operator.look("3-1-transfer")


def stored(by: Session, picture: bytes) -> str:
    """Hands a photograph in; its id."""
    mark = "----one-picture"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    body = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + picture + f"\r\n--{mark}--\r\n".encode()
    status, _, text = by.instance.ask(
        "POST",
        "/api/documents",
        body=body,
        headers={
            "cookie": by.cookie,
            "x-csrf-token": by.csrf,
            "content-type": f"multipart/form-data; boundary={mark}",
        },
    )
    assert status == 200, text
    return str(json.loads(text)["id"])


def replied(instance: Instance, browser: Browser, text: str) -> str:
    """An appeal that was dispatched, handled, reviewed and replied to; its id."""
    hotline = instance.sign_in("operator")
    appeal = registered(hotline, text, "13911112222")  # of the whole city: its own bureau handles it
    lamp = matter_named(hotline, "路灯不亮")
    assert hotline.post(f"/api/appeals/{appeal}/dispatch", {"matter": lamp})[0] == 200
    wait_until("its event is open", lambda: bool(event_of(hotline, appeal)))
    work(instance, browser, event_of(hotline, appeal))
    return appeal


def work(instance: Instance, browser: Browser, event: str) -> None:
    """The event's case is taken, handled and reviewed, with a reply."""
    handler = instance.sign_in("lighting")
    of_event = f"/api/cases?event={event}"
    wait_until("its case is open", lambda: handler.get(of_event)["total"] == 1)
    case = handler.get(of_event)["items"][0]["id"]
    shots = [stored(handler, photo(browser, words, flooded=False)) for words in ("维修前", "维修后")]
    handled = {"text": "已更换光源。", "before": shots[:1], "after": shots[1:]}
    said = {"result": "pass", "text": "材料齐全", "reply": "您反映的路灯已更换光源，昨晚恢复照明。"}
    for by, act, body in (
        (handler, "take", {}),
        (handler, "contact", {"text": "已联系", "reached": True}),
        (handler, "handle", handled),
        (instance.sign_in("dispatcher"), "review", said),
    ):
        status, answer = by.post(f"/api/cases/{case}/{act}", body)
        assert status == 200, (act, answer)


def event_of(by: Session, appeal: str) -> str:
    return str(by.get(f"/api/appeals/{appeal}")["row"]["event_id"])


def matter_named(by: Session, name: str) -> str:
    found = by.get(f"/api/matters?q={quote(name)}")["items"]
    return str(next(one["code"] for one in found if one["name_zh"] == name))


def test_a_call_back_is_recorded_by_keyboard_and_the_next_one_stands_there(
    chromium: Browser, person: Person, instance: Instance
) -> None:
    first = replied(instance, chromium, "人民大道北路灯一闪一闪")
    replied(instance, chromium, "跃进路口路灯白天亮着，晚上反而熄了")
    tab = person("operator2")
    page = tab.go(f"/desk/appeals/call-backs?one={first}")
    tab.shown(".call-reply", re.compile("已更换光源"))
    waiting = page.locator("[data-queued]").count()
    until_focused(page, lambda: press(page, "Tab"), "input[name=reached]")
    press(page, "Space", "Control+Enter")
    expect(page.locator(".form-error")).to_have_text("请选择是否解决和是否满意。")
    press(page, "Tab", "ArrowRight", "ArrowRight", "Tab", "ArrowRight", "ArrowRight", "Control+Enter")
    expect(page.locator(".form-error")).to_have_text("未解决或不满意时，请记下来电人的话。")
    press(page, "Tab")
    page.keyboard.type("灯是亮了，但还是一闪一闪的")
    tab.look("3-1-call-back")
    press(page, "Control+Enter")
    expect(page.locator("[data-queued]")).to_have_count(waiting - 1)
    expect(page.locator("input[name=reached]").first).to_be_focused()
    row = instance.sign_in("operator").get(f"/api/appeals/{first}")["row"]
    assert (row["reached"], row["solved"], row["satisfaction"]) == (True, "unsolved", "dissatisfied")


def test_the_list_and_the_desk_of_call_backs_speak_english_too(person: Person, others: list[str]) -> None:
    tab = person("operator2", language="en")
    tab.go("/desk/appeals")
    tab.shown("[data-appeal]")
    tab.look("3-1-list-en")
    tab.go("/desk/appeals/call-backs")
    tab.settle()
    tab.look("3-1-call-backs-en")
    tab.go("/desk/appeals/new")
    tab.shown("input[name=phone]")
    tab.look("3-1-intake-en")

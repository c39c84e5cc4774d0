"""Scenes 3-2 and 3-3: whose cover it is, and a case over a holiday with an extension, a pause and a redo.

They last for days: the city lives by a clock that the scene winds, and begins on the eve of a holiday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.photos import photo
from tests.browser.test_appeals import event_of, matter_named, registered, stored
from tests.browser.watch import Watched
from tools.instance import Instance, Session
from yiwang.kernel.clock import SHANGHAI

EVE = datetime(2026, 9, 30, 15, 40, tzinfo=SHANGHAI)
"""A Wednesday; until the seventh of October nobody works after it, but on Saturday the tenth they do."""
COVER, ROAD = "井盖破损、缺失", "路面坑洼破损"
Wind = Callable[[datetime], None]


@pytest.fixture(scope="module")
def instance(client: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    home: Path = tmp_path_factory.mktemp("wound") / "home"
    running = Instance(home=home, windable_clock="on")
    running.clock().set(EVE)
    with running:
        yield running


@pytest.fixture
def wind(instance: Instance, sessions: dict[tuple[str, str], dict[str, str]]) -> Wind:
    """Puts the clock forward to a moment; whoever was signed in has to come again."""

    def forward(moment: datetime) -> None:
        assert moment > instance.clock().now()
        instance.clock().set(moment)
        sessions.clear()

    return forward


@pytest.fixture
def person(person: Person, instance: Instance) -> Person:
    """Somebody whose own machine goes by the same clock."""

    def arrive(login: str, size: str = "office") -> Watched:
        tab = person(login, size)
        tab.page.clock.install(time=instance.clock().now())
        return tab

    return arrive


def opened(instance: Instance, matter: str, text: str, area: str = "") -> dict[str, Any]:
    """A citizen's appeal that was dispatched: the row of its case, with the id of the appeal."""
    hotline, desk = instance.sign_in("operator2"), instance.sign_in("dispatcher")
    more = {"area": area} if area else {}
    appeal = registered(hotline, text, "13922223333", **more)
    status, answer = hotline.post(
        f"/api/appeals/{appeal}/dispatch", {"matter": matter_named(hotline, matter)}
    )
    assert status == 200, answer
    wait_until("its event is open", lambda: bool(event_of(hotline, appeal)))
    of_event = f"/api/cases?role=lead&event={event_of(hotline, appeal)}"
    wait_until("its case is open", lambda: desk.get(of_event)["total"] == 1)
    return {**desk.get(of_event)["items"][0], "appeal": appeal}


def sent(by: Session, case: dict[str, Any], act: str, **body: object) -> None:
    status, answer = by.post(f"/api/cases/{case['id']}/{act}", body)
    assert status == 200, (act, answer)


def at(tab: Watched, case: dict[str, Any]) -> Page:
    page = tab.go(f"/desk/coordination/cases/{case['id']}")
    tab.shown("[data-case-flow]")
    return page


def in_hand(tab: Watched, case: dict[str, Any]) -> Page:
    page = tab.go(f"/m/cases/{case['id']}")
    tab.shown(".card:first-child h2")
    return page


def begin(tab: Watched, act: str) -> Page:
    tab.shown(f"[data-acts] [data-act={act}]").click()
    tab.shown(".el-dialog [data-submit]")
    return tab.page


def choose_unit(page: Page, name: str) -> None:
    page.locator(".el-dialog:visible .el-select input").fill(name)
    page.locator(".el-select-dropdown__item:visible", has_text=name).first.click()


def submit(tab: Watched) -> None:
    tab.page.locator(".el-dialog:visible [data-submit]").click()
    expect(tab.page.locator(".el-dialog:visible")).to_have_count(0)


def do(tab: Watched, act: str, unit: str = "", **fields: str) -> None:
    """An act through its dialog: the unit is chosen, fields are filled in by name."""
    page = begin(tab, act)
    if unit:
        choose_unit(page, unit)
    for name, value in fields.items():
        field = page.locator(f".el-dialog:visible [name={name}]")
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    submit(tab)


def tap(tab: Watched, act: str, **fields: str) -> None:
    """An act on the phone."""
    tab.shown(f".thumb [data-act={act}]").click()
    for name, value in fields.items():
        tab.page.locator(f".sheet [name={name}]").fill(value)
    taken = tab.page.locator(f".thumb [data-act={act}]")
    for patience_s in (15, 30):  # what was changed meanwhile is said, and sent again by the next press
        if fields and tab.page.locator(".sheet [data-submit]:visible").count():
            tab.page.locator(".sheet [data-submit]").click()
        try:
            return expect(taken).to_have_count(0, timeout=patience_s * 1000)
        except AssertionError:
            said = tab.page.locator("body").inner_text()[-900:]
    raise AssertionError(f"{act} is still to be done on the phone, which says:\n{said}")


def stands(tab: Watched, words: str) -> None:
    expect(tab.page.locator(".page-head [data-stage]")).to_contain_text(words)


def total(tab: Watched) -> str:
    """The citizen's clock: how long it lasts, and until when."""
    return str(tab.shown("[data-clock=total] .muted").text_content())


def test_two_units_deny_a_cover_one_acts_first_and_the_ruling_changes_the_duty_list(
    instance: Instance, person: Person, wind: Wind
) -> None:
    desk, case = person("dispatcher"), opened(instance, COVER, "人民大道路中间井盖坏了，没有标识，车过很危险")
    assert case["lead_unit"] == "zj-gs"

    # The water company takes it, and within the limit of returns gives it back: it cites the item of the duty
    # list and names another.
    water = person("waterco")
    at(water, case)
    stands(water, "待签收")
    before = total(water)
    do(water, "take")
    page = begin(water, "return")
    expect(page.locator("[name=duty_item]")).to_have_value("broken-cover-R1")
    page.locator("[name=reason]").fill("井内为通信管线，非供水设施")
    choose_unit(page, "湛江市电信分公司")
    water.look("3-2-return")
    submit(water)
    stands(water, "退单待审")

    # The dispatcher's queue has it; Enter opens the act, which names the unit that was proposed.
    page = desk.go("/desk/coordination/queue")
    desk.shown(f"[data-queue] [data-case='{case['id']}']").click()
    desk.shown("[data-acts] [data-act=re_dispatch]")
    desk.look("3-2-queue")
    page.keyboard.press("Enter")
    choose_unit(page, "湛江市电信分公司")
    page.locator(".el-dialog:visible [name=reason]").fill("按建议改派核认")
    submit(desk)
    expect(page.locator(f"[data-queue] [data-case='{case['id']}']")).to_have_count(0)

    # Telecom denies it too: it is in dispute by itself, and the citizen's clock runs on.
    telecom = person("telecom", "phone")
    in_hand(telecom, case)
    telecom.shown("[data-act=return]").click()
    telecom.page.locator("[name=reason]").fill("井内无通信线缆，非我司产权")
    telecom.page.locator("[name=proposed_unit]").select_option(label="湛江市供水有限公司")
    telecom.look("3-2-phone-denies")
    telecom.page.locator("[data-submit]").click()
    telecom.shown(".card:first-child .tag", re.compile("争议待裁"))
    page = at(desk, case)
    stands(desk, "争议待裁")
    expect(page.locator("[data-dispute] li")).to_have_count(2)
    assert total(desk) == before
    desk.look("3-2-dispute")

    # 先办后议: urban management is named at once, and within the hour its man is there.
    do(desk, "act_first", "湛江市城市管理和综合执法局", reason="先设警示、加临时盖板，1 小时内到场")
    stands(desk, "待签收")
    wind(EVE + timedelta(minutes=50))
    acting = person("lighting", "phone")
    in_hand(acting, case)
    tap(acting, "take")
    tap(acting, "contact", text="已到场，设警示、加临时盖板，并告知市民")
    acting.look("3-2-phone-acts")

    # The ruling binds; the citizen's clock was never stopped.
    desk = person("dispatcher")
    page = at(desk, case)
    expect(page.locator("[data-clock=contact] .left")).to_contain_text("历时")
    do(desk, "rule", "湛江市电信分公司", reason="经现场核认，井内为通信管线")
    expect(page.locator("[data-dispute]")).to_contain_text("湛江市电信分公司")
    stands(desk, "待签收")
    assert total(desk) == before
    desk.page.locator("[data-show-flow]").click()
    desk.shown("[data-flow] .stage.here", re.compile("待签收"))
    desk.look("3-2-ruled")

    # A draft of the duty list follows from it, held against the one in force; he who ruled does not decide.
    page.locator("[data-dispute] [data-draft]").click()
    desk.shown("[data-panel=draft]", re.compile("CJ-"))
    expect(page.locator("[data-panel=draft] [data-do]")).to_have_count(0)
    desk.look("3-2-draft")
    draft = page.url
    second = person("dispatcher2")
    page = second.go(draft.removeprefix(instance.url))
    second.shown("[data-panel=draft] [data-do=approve]")
    expect(page.locator("[data-panel=draft]")).to_contain_text("湛江市电信分公司")
    page.locator("[data-panel=draft] [name=note]").fill("与裁决一致")
    page.locator("[data-do=approve]").click()
    second.shown("[data-panel=draft] .tag", re.compile("已通过|通过"))
    second.look("3-2-approved")
    page.locator("[data-panel=draft] a").click()
    second.shown("body", re.compile("CJ-"))
    second.look("3-2-matter")

    # The next cover of that kind goes to the right unit at once.
    again = opened(instance, COVER, "人民大道另一个井盖破了，也没有标识")
    assert again["lead_unit"] == "zj-dx2"

    # It ends: its first dispatch is counted as wrong, and the number leads to it.
    wind(datetime(2026, 9, 30, 17, 10, tzinfo=SHANGHAI))
    telecom = person("telecom", "phone")
    in_hand(telecom, case)
    tap(telecom, "take")
    finish(instance, case, instance.sign_in("telecom"))
    board = person("supervisor")
    page = board.go("/desk/coordination/board")
    board.shown("[data-rate=first] [data-side=denominator]").click()
    page.locator("[data-behind] .seg button", has_text="未").first.click()
    expect(page.locator("[data-behind]")).to_contain_text(case["number"])
    board.look("3-2-first")


def finish(instance: Instance, case: dict[str, Any], worker: Session) -> None:
    """Worked on, reviewed, and the citizen says that it is solved."""
    sent(worker, case, "handle", text="已更换", before=[picture(worker)], after=[picture(worker)])
    sent(instance.sign_in("dispatcher"), case, "review", result="pass", reply="已处理")
    said = {"reached": True, "solved": "solved", "satisfaction": "satisfied", "text": ""}
    status, answer = instance.sign_in("operator2").post(f"/api/appeals/{case['appeal']}/call_back", said)
    assert status == 200, answer


SHOTS: list[bytes] = []


@pytest.fixture(autouse=True)
def shots(chromium: Browser) -> None:
    """Pictures to prove work with, each another one."""
    if not SHOTS:
        SHOTS.extend(photo(chromium, f"照片{n}", flooded=False) for n in range(4))


def picture(worker: Session) -> str:
    return stored(worker, SHOTS[0])


def test_a_matter_that_was_taken_back_is_not_led_by_a_town(instance: Instance, person: Person) -> None:
    desk, case = person("dispatcher"), opened(instance, "违法搭建", "楼顶有人用铁皮加建一层", "440802")
    at(desk, case)
    page = begin(desk, "re_dispatch")
    choose_unit(page, "东简街道办事处")
    page.locator(".el-dialog:visible [name=reason]").fill("属地办理")
    page.locator(".el-dialog:visible [data-submit]").click()
    expect(page.locator(".el-dialog:visible .problem")).to_contain_text("收回")
    desk.look("3-2-taken-back")
    row = instance.sign_in("dispatcher").get(f"/api/cases/{case['id']}")["row"]
    assert row["lead_unit"] == case["lead_unit"]


def test_limits_move_over_a_holiday_and_an_unsatisfied_citizen_brings_the_next_unit_up(
    instance: Instance, person: Person, wind: Wind
) -> None:
    # On the eve of the holiday, after four: five working days end on the thirteenth, as the Saturday counts.
    case = opened(instance, ROAD, "人民广场西侧路面有大坑，要等业主提供管线图")
    desk = person("dispatcher")
    at(desk, case)
    assert "5 个工作日" in total(desk).replace("5 工作日", "5 个工作日")
    assert "10-13 17:30" in total(desk)
    desk.look("3-3-eve")
    holder = person("lighting", "phone")
    in_hand(holder, case)
    tap(holder, "take")
    tap(holder, "contact", text="已电话联系，说明需开挖修补")

    # After the holiday two days more are asked for; the dispatcher sees the limits as they stand.
    wind(datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI))
    holder = person("lighting", "phone")
    in_hand(holder, case)
    tap(holder, "ask_extension", amount="2", reason="沥青拌合站节后停产")
    desk = person("dispatcher")
    page = at(desk, case)
    begin(desk, "grant_extension")
    expect(page.locator(".el-dialog:visible .limits")).to_contain_text("10-13 17:30")
    desk.look("3-3-extension")
    submit(desk)
    log = page.locator("[data-clock-log]")
    expect(log).to_contain_text("同意延期")
    assert "10-15 17:30" in total(desk)

    # One working day goes by while the citizen's papers are waited for: every clock stands still.
    paper = person("lighting")
    at(paper, case)
    do(paper, "suspend", suspension="material", text="等业主提供管线图")
    stands(paper, "挂起")
    expect(paper.page.locator("[data-clock=total]")).to_contain_text("挂起")
    paper.look("3-3-suspended")
    wind(datetime(2026, 10, 10, 8, 40, tzinfo=SHANGHAI))
    paper = person("lighting")
    at(paper, case)
    do(paper, "resume", text="管线图已收到")
    stands(paper, "处置中")
    assert "10-16" in total(paper)
    lines = paper.page.locator("[data-clock-log] li").all_text_contents()
    for why in ("同意延期", "挂起", "恢复"):
        assert any(why in line for line in lines), lines
    assert all(len(line.strip()) > 12 for line in lines), lines
    paper.look("3-3-why")

    # 催办 and 督办 stand apart: the order is answered and signed off.
    desk, watcher = person("dispatcher"), person("supervisor")
    at(desk, case)
    do(desk, "urge", text="请抓紧办理")
    at(watcher, case)
    do(watcher, "supervise", text="群众多次反映，请说明进展", amount="1")
    expect(watcher.page.locator("[data-orders]")).to_contain_text("待回复")
    expect(watcher.page.locator("[data-urges]")).to_contain_text("请抓紧办理")
    expect(watcher.page.locator("[data-urges]")).not_to_contain_text("群众多次反映")
    do(paper, "reply_order", text="材料已到货，今晚修补")
    do(watcher, "sign_off")
    expect(watcher.page.locator("[data-orders]")).to_contain_text("已销号")

    # The exclusion is asked for with evidence and granted.
    page = begin(paper, "ask_exclusion")
    page.locator("[name=figure]").select_option("finish")
    page.locator(".el-dialog:visible [name=reason]").fill("等待业主材料，非承办原因")
    page.locator(".el-dialog:visible input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": SHOTS[1]}
    )
    expect(page.locator(".el-dialog:visible .photo")).to_have_count(1)
    submit(paper)
    do(watcher, "grant_exclusion", decision="证据充分")
    expect(watcher.page.locator("[data-exclusions]")).to_contain_text("同意")
    watcher.look("3-3-apart")

    # The review sends it back once, then passes; the citizen says that nothing is solved.
    worker = instance.sign_in("lighting")
    done = {"text": "已修补路面", "before": [stored(worker, SHOTS[2])], "after": [stored(worker, SHOTS[3])]}
    sent(worker, case, "handle", **done)
    page = at(desk, case)
    begin(desk, "review")
    page.locator(".el-dialog:visible input[value=fail]").check()
    page.locator(".el-dialog:visible [name=text]").fill("缺修补后全景照片")
    submit(desk)
    stands(desk, "处置中")
    sent(worker, case, "handle", **done)
    do(desk, "review", reply="路面已修补")
    stands(desk, "待回访")
    hotline = person("operator2")
    hotline.go(f"/desk/appeals/call-backs?one={case['appeal']}")
    hotline.shown(".call-reply", re.compile("路面已修补"))
    for name, value in (("reached", "yes"), ("solved", "unsolved"), ("satisfaction", "dissatisfied")):
        hotline.page.locator(f"input[name={name}][value={value}]").check()
    hotline.page.locator("form.call textarea").fill("坑还在")
    hotline.page.keyboard.press("Control+Enter")
    expect(page.locator(".page-head [data-stage]")).to_contain_text("合理性审查")
    do(desk, "redo", reason="未修复，提级重办")
    stands(desk, "待签收")
    fresh = instance.sign_in("dispatcher").get(f"/api/cases/{case['id']}")["row"]
    assert fresh["lead_unit"] != case["lead_unit"]
    desk.page.locator("[data-show-flow]").click()
    desk.look("3-3-redone")

    # It is done at last, and the city's figures: raw and adjusted, over and under the line, down to the case.
    wind(datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI))
    settle(instance, case, fresh["lead_unit"])
    watcher = person("supervisor")
    page = watcher.go("/desk/coordination/board")
    for rate in ("contact", "solved", "once", "satisfied", "reached", "finish", "redo"):
        watcher.shown(f"[data-rate={rate}] [data-side=denominator]").click()
        expect(page.locator("[data-behind]")).to_contain_text(fresh["number"])
        expect(page.locator(f"[data-rate={rate}] [data-adjusted]")).to_contain_text(re.compile(r"%|—"))
    page.locator("[data-rate=finish] [data-side=excluded]").click()
    expect(page.locator("[data-behind]")).to_contain_text(fresh["number"])
    watcher.look("3-3-board")
    answers = page.locator("[data-rate=direct] [data-side=denominator]")
    expect(answers).to_have_attribute("href", re.compile("accepted=true"))
    page.locator("[data-behind] a", has_text=fresh["number"]).first.click()
    watcher.shown("[data-case-flow]")


def settle(instance: Instance, case: dict[str, Any], unit: str) -> None:
    """Nobody of the unit above has an account in the demonstration: it is handed to somebody who has."""
    desk = instance.sign_in("dispatcher")
    assert unit
    sent(desk, case, "re_dispatch", unit="zj-cgj", reason="由专业单位承办")
    worker = instance.sign_in("lighting")
    sent(worker, case, "take")
    finish(instance, case, worker)


def test_the_queue_offers_matter_and_unit_for_an_appeal_and_one_key_takes_it(
    instance: Instance, person: Person
) -> None:
    # Nobody has trained anything: the first model is made of the catalogue's own words.
    steward, hotline = instance.sign_in("steward"), instance.sign_in("operator2")
    wait_until(
        "the cold start is over",
        lambda: steward.get("/api/models?purpose=appeals.matter&state=active")["total"] == 1,
        within_s=240,
    )
    text = "人民大道北段一排路灯不亮，晚上黑漆漆的"
    appeal = registered(hotline, text, "13911112222", area="440802")
    desk = person("dispatcher")
    page = desk.go("/desk/coordination/queue")
    desk.shown(f"[data-queue] [data-appeal='{appeal}']").click()
    desk.shown(f"[data-queue-appeal='{appeal}'] [data-choice=street-lamp-out]", re.compile("赤坎区城市管理"))
    expect(page.locator("[data-choices] li")).to_have_count(3)
    expect(page.locator("[data-choices] [data-why]")).to_contain_text("路灯")
    desk.look("3-2-queue-choices")
    first = page.locator("[data-choices] li").first.get_attribute("data-choice")
    page.keyboard.press("1")
    expect(page.locator(f"[data-queue] [data-appeal='{appeal}']")).to_have_count(0)
    row = hotline.get(f"/api/appeals/{appeal}")["row"]
    assert (row["stage"], row["matter"]) == ("dispatched", first)
    assert first == "street-lamp-out"

    # The register says what it was made of, by which rule it serves, and that nothing was measured.
    keeper = person("steward2")
    keeper.go("/desk/models")
    keeper.shown("[data-purpose='appeals.matter'] [data-model='1']", re.compile("冷启动"))


def test_the_flows_are_drawn_with_their_versions_and_said_in_a_table(person: Person) -> None:
    tab = person("supervisor")
    page = tab.go("/desk/coordination/flows?flow=hotline")
    tab.shown("[data-flow] [data-stage=unsatisfied]")
    expect(page.locator("[data-flow-code]")).to_have_count(5)
    expect(page.locator(".flow-text")).to_contain_text("未重办过")
    tab.look("3-3-flow")
    page.locator("[data-flow-code=grid]").click()
    tab.shown("[data-flow] [data-stage=rated]")
    tab.look("3-3-flow-grid")

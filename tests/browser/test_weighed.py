"""Scene 2-3, 规则先预演再启用: tried on the past, put in force by a second person, and what holds it back."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.city import BANK, GATE, LANE, YARD, Weather, wait_until
from tests.browser.conftest import Person
from tools.instance import Instance

RULE = "urban-drainage/waterlogging/road_water_gauge/depth/above"
SHALLOW, DEEP = 11, 3
BATCH = 900


def officer_of(instance: Instance) -> str:
    """Whoever is on shift: after the hand-over of scene 1-3 it is the other one."""
    told = instance.sign_in("duty2").told["subject"]
    return "duty2" if "alerts.see" in told["permissions"] else "duty"


def last_month() -> tuple[datetime, datetime]:
    """The last calendar month as it is counted in Shanghai."""
    here = datetime.now(UTC) + timedelta(hours=8)
    end = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=8)
    start = (end + timedelta(hours=8) - timedelta(days=1)).replace(day=1) - timedelta(hours=8)
    return start, end


def tell_last_month(weather: Weather) -> None:
    """A reading every ten minutes for a month; fourteen times the water stands for a quarter of an hour."""
    start, end = last_month()
    at = start + timedelta(minutes=5)
    readings = []
    while at < end - timedelta(minutes=10):
        readings.append((BANK, at, 1.0 + at.hour % 3 / 2))
        at += timedelta(minutes=10)
    for n in range(SHALLOW + DEEP):
        depth = 31.0 if n % 5 == 2 else 19.0 + n % 4
        rise = start + timedelta(days=1 + 2 * n, hours=(3 * n) % 20, minutes=6)
        # Between the readings of every ten minutes, so that no instant is told twice.
        heights = [4.0, 11.0, *[depth] * 13, 12.0, 6.0, 2.0]
        storm = {rise + timedelta(minutes=m, seconds=20): height for m, height in enumerate(heights)}
        first, last = min(storm), max(storm)
        readings = [one for one in readings if not first <= one[1] <= last]
        readings += [(BANK, when, height) for when, height in storm.items()]
    readings.sort(key=lambda one: one[1])
    for begin in range(0, len(readings), BATCH):
        weather.send(readings[begin : begin + BATCH])


def stand(weather: Weather, gauge: str, depth: float) -> None:
    """Water that has stood at `depth` for the last five minutes, told in the order in which it was read."""
    now = datetime.now(UTC)
    for minute in range(6, -1, -1):
        weather.send([(gauge, now - timedelta(minutes=minute), 1.0 if minute == 6 else depth)])


def of(instance: Instance, login: str, gauge: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = instance.sign_in(login).get(
        f"/api/alerts?thing={gauge}&late=false&fault=false"
    )["items"]
    return found


@pytest.fixture(scope="module")
def officer(instance: Instance, weather: Weather) -> str:
    tell_last_month(weather)
    return officer_of(instance)


def test_a_rule_is_tried_on_last_month_and_a_second_person_puts_it_in_force(
    instance: Instance, weather: Weather, person: Person, officer: str
) -> None:
    steward = person("steward")
    steward.go("/desk/rules?hazard=waterlogging")
    steward.shown(f"[data-rule='{RULE}']")
    steward.look("2-3-rules")
    steward.page.locator(f"[data-rule='{RULE}'] a").first.click()
    sentence = steward.shown("[data-sentence]", re.compile("达到或超过 15 cm 并持续 3 分钟，发“一般”告警"))
    assert "道路积水监测仪的积水深度" in sentence.inner_text()
    steward.page.locator("[data-do=change]").click()

    # 15 becomes 27: the level above begins at 27 too, and the server says so where it is written.
    page = steward.page
    steward.shown("[name='levels[0].raise_at']")
    page.fill("[name='levels[0].raise_at']", "27")
    steward.shown("[data-change='levels[0].raise_at'] .is", re.compile("27 cm"))
    page.locator("[data-do=save]").click()
    steward.shown(".level-fault", re.compile("各级须由轻到重排列"))
    steward.look("2-3-fault")
    page.fill("[name='levels[1].raise_at']", "33")
    page.fill("[name='levels[1].clear_at']", "27")
    page.fill("textarea[name=reason]", "低洼路段雨后常有 20 cm 左右浅积水，通行无碍，频繁误派。")

    # 按上月数据预演: old and new side by side, each firing with its readings and the line it crossed.
    page.locator("[data-do=save]").click()
    page.wait_for_url(re.compile(r"/drafts/(?!new)"))
    wait_until("the month lies in the lake", lambda: readings_of_last_month(instance) > 4000, within_s=60)
    page.locator("[data-do=preview]").click()
    expect(page.locator("[data-fired=current]")).to_have_text(str(SHALLOW + DEEP), timeout=60_000)
    expect(page.locator("[data-fired=proposed]")).to_have_text(str(DEEP))
    expect(page.locator(".firing")).to_have_count(SHALLOW + DEEP)
    expect(page.locator(".fate-dropped")).to_have_count(SHALLOW)
    page.locator(".firing", has=page.locator(".fate-dropped")).first.click()
    view = steward.shown("[data-firing-view]", re.compile("高于 15 cm"))
    expect(view.locator(".series-table tbody tr .over").first).to_be_visible()
    view.scroll_into_view_if_needed()
    steward.look("2-3-preview-1366")
    draft = page.url.rpartition("/")[2].partition("?")[0]
    wide = person("steward", "wall")
    wide.go(f"/desk/rules/drafts/{draft}")
    wide.shown("[data-do=preview]").click()
    expect(wide.page.locator("[data-fired=proposed]")).to_have_text(str(DEEP), timeout=60_000)
    wide.page.locator("[data-side=proposed]").click()
    expect(wide.page.locator(".firing")).to_have_count(DEEP)
    wide.shown("[data-firing-view]", re.compile("高于 27 cm"))
    wide.look("2-3-preview-1920")

    # The author submits and can do no more.
    page.locator("[data-do=submit]").click()
    steward.shown(".page-head .tag", re.compile("待审核"))
    steward.shown("[data-panel=acts]", re.compile("起草人不能审核自己的草稿"))
    assert page.locator("[data-do=approve]").count() == 0
    status, refused = instance.sign_in("steward").post(
        f"/api/rules/drafts/{draft}/review", {"approve": True, "note": "", "version": 2}
    )
    assert (status, refused["code"]) == (403, "rules.own_draft")

    # Another person finds it, sees what the preview counted, and approves: it is in force for everyone.
    other = person(officer)
    other.go("/desk/rules/drafts?state=submitted")
    other.shown(f"[data-draft='{draft}'] td", re.compile(f"原规则 {SHALLOW + DEEP} 次，新规则 {DEEP} 次"))
    other.look("2-3-drafts")
    other.page.locator(f"[data-draft='{draft}'] a").click()
    other.shown("[data-do=approve]")
    other.page.locator("[data-do=refuse]").click()
    other.shown(".form-error", re.compile("退回须写明原因"))
    other.page.fill("textarea[name=note]", "上月 11 次均为浅积水，同意调整。")
    other.look("2-3-review")
    other.page.locator("[data-do=approve]").click()
    other.shown(".page-head .tag", re.compile("已生效"))
    steward.shown(".page-head .tag", re.compile("已生效"))

    people = {login: instance.sign_in(login).told["subject"]["name"] for login in ("steward", officer)}
    steward.go(f"/desk/rules/one?code={RULE}")
    steward.shown("[data-sentence]", re.compile("达到或超过 27 cm 并持续 3 分钟"))
    version = steward.shown("[data-version] .who", re.compile(people[officer]))
    assert people["steward"] in version.inner_text()
    steward.page.locator("[data-version] .version").first.click()
    steward.shown("[data-change='levels[0].raise_at'] .was", re.compile("15 cm"))
    steward.look("2-3-rule-1366")
    wide.go(f"/desk/rules/one?code={RULE}")
    wide.shown("[data-version] .who", re.compile(people[officer]))
    wide.look("2-3-rule-1920")

    # 20 cm called people before; now it calls nobody.
    stand(weather, GATE, 20.0)
    stand(weather, YARD, 29.0)
    wait_until("the deeper water rings", lambda: bool(of(instance, officer, YARD)), within_s=30)
    assert of(instance, officer, GATE) == []
    assert [one["limit"] for one in of(instance, officer, YARD)] == [27.0]


def readings_of_last_month(instance: Instance) -> int:
    start, end = last_month()
    span = f"start={start.isoformat().replace('+00:00', 'Z')}&end={end.isoformat().replace('+00:00', 'Z')}"
    told = instance.sign_in("steward").get(f"/api/datastreams/{BANK}.depth/series?{span}&limit=20000")
    return len(told["times"])


def test_a_maintenance_window_keeps_the_trace_and_calls_nobody(
    instance: Instance, weather: Weather, person: Person, officer: str
) -> None:
    desk = person(officer)
    desk.go("/desk/holds")
    desk.shown("[data-do=window]").click()
    desk.shown("[data-do=set-window]").click()
    desk.shown(".field-fault", re.compile("请写明检修事由"))
    desk.page.get_by_role("combobox", name="设备").fill("海滨大道")
    desk.page.get_by_role("option", name=re.compile("海滨大道低洼段")).click()
    assert desk.page.input_value("select[name=hours]") == "2"
    desk.page.fill("textarea[name=window-reason]", "更换液位探头并现场校准。")
    desk.look("2-3-window")
    desk.page.locator("[data-do=set-window]").click()
    desk.shown("[data-window] td", re.compile("海滨大道低洼段"))
    desk.look("2-3-windows")

    weather.send([(BANK, datetime.now(UTC), 46.0)])
    wait_until("the alert is kept", lambda: bool(of(instance, officer, BANK)), within_s=30)
    held = of(instance, officer, BANK)
    assert [(one["severity"], one["held"], one["state"]) for one in held] == [
        ("urgent", "maintenance", "open")
    ]
    desk.go(f"/desk/situation/alerts/{held[0]['id']}?held=true")
    desk.shown("[data-held]", re.compile("检修时段内，只记录，不通知、不派单.*更换液位探头"))
    desk.look("2-3-held-1366")
    wide = person(officer, "wall")
    wide.go(f"/desk/situation/alerts/{held[0]['id']}")
    wide.shown("[data-held]")
    wide.look("2-3-held-1920")
    assert called(instance, officer, held[0]["id"]) == []
    assert dispatched(instance, officer, BANK) == []
    desk.page.locator("[data-do=acknowledge]").click()
    desk.shown("[data-acknowledged]", re.compile("知悉"))

    # The water goes while the window lasts: the trace is closed as maintenance, and still nobody was called.
    weather.send([(BANK, datetime.now(UTC), 2.0)])
    desk.shown(".panel header .tag", re.compile("检修"))
    assert called(instance, officer, held[0]["id"]) == []
    desk.go("/desk/holds")
    desk.page.get_by_role("button", name="提前结束").first.click()
    desk.shown(".state", re.compile("当前没有检修时段"))


def dispatched(instance: Instance, login: str, gauge: str) -> list[str]:
    """Numbers of the cases that were dispatched about the water here; an order for the device is none."""
    found = instance.sign_in(login).get(f"/api/cases?thing={gauge}")["items"]
    return [one["number"] for one in found if one["kind"] == "city"]


def called(instance: Instance, login: str, alert: str) -> list[str]:
    """Titles of the messages that called this person to an alert."""
    found = instance.sign_in(login).get("/api/messages?size=100")["items"]
    return [one["title_zh"] for one in found if alert in one["link"]]


def test_quiet_hours_hold_a_low_alert_and_never_an_urgent_one(
    instance: Instance, weather: Weather, person: Person, officer: str
) -> None:
    steward = person("steward")
    steward.go("/desk/holds")
    steward.shown("[data-do=quiet]").click()
    # The night of this test lies around the present minute.
    here = datetime.now(UTC) + timedelta(hours=8)
    steward.page.fill("input[name=from]", (here - timedelta(hours=1)).strftime("%H:%M"))
    steward.page.fill("input[name=to]", (here + timedelta(hours=2)).strftime("%H:%M"))
    steward.page.fill("input[name=quiet-reason]", "夜间值守人少，浅积水次日处理。")
    steward.page.locator("[data-do=set-quiet]").click()
    steward.shown("[data-quiet] td", re.compile("每天"))
    steward.look("2-3-quiet")

    stand(weather, LANE, 29.0)
    wait_until("the low alert is kept", lambda: bool(of(instance, officer, LANE)), within_s=30)
    low = of(instance, officer, LANE)[0]
    assert (low["severity"], low["held"]) == ("general", "quiet")
    assert called(instance, officer, low["id"]) == []
    weather.send([(BANK, datetime.now(UTC), 47.0)])
    wait_until(
        "the urgent one rings",
        lambda: any(one["severity"] == "urgent" for one in rung(instance, officer)),
        30,
    )
    grave = rung(instance, officer)[0]
    assert grave["held"] == ""
    wait_until("somebody is called", lambda: bool(called(instance, officer, grave["id"])), within_s=15)
    desk = person(officer)
    desk.go(f"/desk/situation/alerts/{low['id']}?state=open")
    desk.shown("[data-held]", re.compile("夜间免打扰（每天.*时段过后再通知"))
    desk.shown(f"[data-alert='{grave['id']}']")
    desk.look("2-3-night")

    # What was told late stands marked, for review alone.
    desk.go("/desk/situation/alerts?late=true")
    desk.shown("[data-alert] .tag", re.compile("迟到告警"), timeout_s=60)
    desk.page.locator("[data-alert]").first.click()
    desk.shown("[data-late]", re.compile("只供复盘，不派单"))
    desk.look("2-3-late")
    assert dispatched(instance, officer, BANK) == []

    steward.page.locator("[data-quiet]").get_by_role("button", name="取消").click()
    steward.shown(".state", re.compile("没有免打扰时段"))
    wait_until("the low alert goes its way", lambda: bool(called(instance, officer, low["id"])), within_s=30)


def rung(instance: Instance, login: str) -> list[dict[str, Any]]:
    return [one for one in of(instance, login, BANK) if one["state"] == "open"]


def test_a_revoked_device_is_refused_its_next_message_with_a_reason(instance: Instance) -> None:
    steward = instance.sign_in("steward")
    _, told = steward.post(f"/api/devices/{GATE}/token", {})

    def say() -> tuple[int, dict[str, Any]]:
        body = {
            "observations": [
                {"datastream": f"{GATE}.depth", "observed_at": datetime.now(UTC).isoformat(), "value": 1.5}
            ]
        }
        status, _, text = instance.ask(
            "POST",
            "/api/ingest/observations",
            body=json.dumps(body).encode(),
            headers={"content-type": "application/json", "authorization": f"Bearer {told['token']}"},
        )
        return status, json.loads(text)

    assert say()[0] == 202
    time.sleep(0.01)
    status, _ = steward.post(f"/api/devices/{GATE}/revoke", {"reason": "设备被盗"})
    assert status == 200
    status, refused = say()
    assert status == 401
    assert (refused["code"], "已停用" in refused["zh"]) == ("sensing.credential_refused", True), refused


def test_the_rule_desk_speaks_english_too(person: Person, officer: str) -> None:
    desk = person("steward", language="en")
    for path in ("/desk/rules", f"/desk/rules/one?code={RULE}", "/desk/holds", "/desk/rules/drafts"):
        desk.go(path)
        desk.look()
    for kind in ("threshold", "rate", "flat_line", "silence", "out_of_range", "seasonal", "combined"):
        desk.go(f"/desk/rules/drafts/new?kind={kind}")
        desk.shown("[data-part=judge]")
        desk.look()

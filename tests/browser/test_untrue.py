"""Scene 1-2, 误报与设备坏了: a jump is a false alarm, a dead device is a maintenance order."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.city import Weather, wait_until
from tests.browser.conftest import Broken, Person
from tools.instance import Instance

pytestmark = pytest.mark.usefixtures("broken")

GAUGE = "zj-ck-js-08"
PLACE = "调顺路"
SILENT_AFTER_S = 300
PAGE = 50  # things of one page


def test_a_jump_is_judged_false_and_a_dead_device_becomes_a_maintenance_order(
    instance: Instance, weather: Weather, person: Person, broken: Broken
) -> None:
    # By now somebody is on shift; after the hand-over of scene 1-3 it is the other officer.
    officer = "duty2" if "alerts.see" in instance.sign_in("duty2").told["subject"]["permissions"] else "duty"
    desk = person(officer)
    wall = person("leader", "wall")
    wall.go("/screen/situation")
    wall.settle()

    # The jump waits for a verdict; the officer finds it false and says why.
    desk.go("/desk/situation/alerts?state=open&severity=urgent")
    desk.shown("[data-alert]", re.compile(PLACE)).click()
    desk.shown("h2", re.compile(PLACE))
    desk.page.get_by_role("radio", name=re.compile("误报")).check()
    desk.page.get_by_role("button", name="确定").click()
    desk.shown(".form-error", re.compile("请写明原因"))
    desk.look("1-2-false-alarm")
    desk.page.fill("input[name=reason]", "前后读数均为 2 cm，孤立跳变，现场视频无积水。")
    desk.page.get_by_role("button", name="确定").click()
    desk.shown(".panel header .tag", re.compile("误报"))
    expect(desk.page.locator("[data-false-rate]")).to_contain_text(re.compile("误报 [1-9]"))
    desk.look("1-2-judged-false")

    # The stuck reading needed nobody: it is a device fault, and an order lies with the maintainer.
    desk.go("/desk/situation/alerts?outcome=device_fault")
    desk.shown("[data-alert]", re.compile(PLACE))
    maintainer = person("maintainer", "phone")
    maintainer.shown("[data-case]", re.compile(PLACE))
    maintainer.look("1-2-phone-maintenance")

    # No city event, nothing for the drainage unit: neither a case nor a reminder.
    desk.go(f"/desk/coordination/events?q={PLACE}")
    desk.shown(".state", re.compile("没有符合条件的事件"))
    drainage = person("drainage", "phone")
    drainage.go("/m/messages")
    drainage.settle()
    assert PLACE not in drainage.page.locator("main").inner_text()

    # Then it falls silent: one more device fault, the same order, and fewer devices in order.
    left = SILENT_AFTER_S + 60 - (time.monotonic() - broken.at)
    told = instance.sign_in(officer)

    def kinds() -> set[str]:
        found = told.get(f"/api/alerts?thing={GAUGE}&outcome=device_fault")
        return {alert["rule_kind"] for alert in found["items"]}

    wait_until("the silent device is found", lambda: {"flat_line", "silence"} <= kinds(), max(left, 60))
    wait_until(
        "fewer devices are in order",
        lambda: told.get("/api/situation/overview")["devices"]["rate"] < broken.rate_before,
        within_s=60,
    )
    orders = instance.sign_in("maintainer").get(f"/api/cases?thing={GAUGE}")
    assert orders["total"] == 1
    assert orders["items"][0]["kind"] == "maintenance"
    expect(wall.page.locator("[data-figure=orders]")).to_have_text("1")
    wall.look("1-2-wall")
    shown = wall.page.locator("[data-figure=out-of-order]").inner_text()
    wall.page.locator("[data-figure=out-of-order] a").click()
    wall.shown("[data-count=out-of-order][aria-pressed=true]", shown)
    expect(wall.page.locator("[data-thing]")).to_have_count(min(int(shown), PAGE))

"""工单交换 with the province that is played beside us: a lost message is found, opened and sent again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import wait_until
from tests.browser.watch import Watched
from tools.instance import Instance
from yiwang.kernel.clock import SHANGHAI


@pytest.fixture(scope="module")
def played(client: None) -> Iterator[Instance]:
    """An instance beside which the supervisor plays the other hotline."""
    with Instance(hotline_simulator="on") as running:
        yield running


def lost(instance: Instance) -> str:
    """The province loses all that it heard of its order, as by a bad disk; the order's number."""
    memory = instance.home / "demonstration" / "province.json"
    process = instance.pids()["hotline"]
    os.kill(process, signal.SIGSTOP)
    kept = json.loads(memory.read_text(encoding="utf-8"))
    memory.write_text(json.dumps({**kept, "heard": []}), encoding="utf-8")
    os.kill(process, signal.SIGKILL)
    wait_until("it is played again", lambda: instance.pids().get("hotline") not in (None, process))
    return str(kept["said"][0]["external_no"])


def test_a_lost_message_is_found_by_the_days_books_opened_and_sent_again(
    chromium: Browser, played: Instance
) -> None:
    hotline = played.sign_in("operator")

    def sent() -> int:
        found = hotline.get("/api/appeals/exchange")["partners"]
        return int(found[0]["out"].get("sent", 0)) if found else 0

    wait_until("an order came and its acceptance went", lambda: sent() >= 1, within_s=90)
    tab = Watched(chromium, played.url, "office")
    tab.sign_in("operator", played.passwords()["operator"])
    page = tab.go("/desk/appeals/exchange")
    panel = tab.shown("[data-partner=demo-province]", "演示")
    expect(panel.locator("[data-in=taken] dd")).to_have_text("1")
    today = datetime.now(SHANGHAI).strftime("%Y-%m-%d")
    page.fill("input[name=day]", today)
    page.locator("[data-compare]").click()
    expect(page.locator(f"[data-day='{today.replace('-', '')}'] [data-differences] b")).to_have_text("0")
    tab.look("3-exchange")

    number = lost(played)
    address = hotline.get("/api/appeals/exchange")["partners"][0]["id"]
    wait_until(
        "the province answers again",
        lambda: (
            hotline.post(f"/api/appeals/exchange/{address}/compare", {"day": today.replace("-", "")})[0]
            == 200
        ),
        within_s=60,
    )
    page.reload()
    line = tab.shown(f"[data-difference='{number}']", "状态不一致")
    tab.look("3-exchange-difference")
    line.locator("button").click()
    expect(page.locator("[data-order] [data-message]")).to_have_count(2)
    expect(page.locator("[data-message='out:1']")).to_contain_text("已送达")
    tab.look("3-exchange-order")
    page.locator("[data-again]").click()
    expect(page.locator("[data-message='out:1']")).to_contain_text("待发送")
    page.keyboard.press("Escape")
    wait_until("it went again", lambda: sent() >= 1)
    page.fill("input[name=day]", today)
    page.locator("[data-compare]").click()
    expect(page.locator(f"[data-difference='{number}']")).to_have_count(0)

    # The switch that is played makes the transfers that an operator asks for.
    ring = [sys.executable, "-m", "yiwang", "appeals", "ring", "--number", "13700002222"]
    subprocess.run(ring, env=played.environment(), check=True, capture_output=True)
    (call,) = hotline.get("/api/appeals/calls")
    assert (call["number"], call["demonstration"]) == ("137****2222", True)
    assert hotline.post(f"/api/appeals/calls/{call['id']}/take", {})[0] == 200
    said = {"target": "110", "reason": "求助"}
    assert hotline.post(f"/api/appeals/calls/{call['id']}/transfer", said)[0] == 200
    page = tab.go("/desk/appeals/new")
    expect(page.locator("[data-transferred='110']")).to_have_text(re.compile("已接通"))
    assert tab.faults == []
    tab.close()

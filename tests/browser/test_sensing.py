"""Scenes 2-1 and 2-2 and the desks of sensing in the browser, in an instance with devices of its own."""

from __future__ import annotations

import io
import json
import math
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tests.browser.devices import (
    COUNTY_GAUGE,
    PLATFORM,
    POLE,
    STACK,
    Lamp,
    Platform,
    kill_the_judge,
    packs_with_outskirts,
    send_packets,
)
from tests.browser.watch import Watched
from tools.instance import Instance
from yiwang.kernel import broker

PORT, MQTT = broker.free_port(), broker.free_port()
LAMP = "zj-ck-dg-01-d"
TIDE_GAUGE, REPLAY = "zj-lz-sw-02", "replay-outskirts-county-level"


@pytest.fixture(scope="module")
def instance(client: None) -> Iterator[Instance]:
    folder = Path(tempfile.mkdtemp(prefix="yiwang-browser-"))
    try:
        with Instance(packs_folder=str(packs_with_outskirts(folder, PORT)), mqtt_port=str(MQTT)) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def look_at_both(tab: Watched, name: str) -> None:
    """At 1366 × 768 and at 1920 × 1080; the smaller one keeps the plain name."""
    for size, ending in (((1366, 768), ""), ((1920, 1080), "-1920")):
        tab.page.set_viewport_size({"width": size[0], "height": size[1]})
        tab.page.wait_for_timeout(400)
        tab.look(f"{name}{ending}")
    tab.page.set_viewport_size({"width": 1366, "height": 768})


def alerts_of(instance: Instance, thing: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = instance.sign_in("duty").get(f"/api/alerts?thing={thing}")["items"]
    return found


def test_scene_2_1_an_exceedance_is_told_with_its_figures_and_a_calibration_is_only_marked(
    instance: Instance, person: Person
) -> None:
    desk = person("duty")
    desk.go(f"/desk/things/{STACK}")
    desk.settle()
    # Three packets above 35 mg/m3 over two minutes; one as high under calibration; one whose check is wrong.
    send_packets(
        PORT,
        (52.5, "N", 150, True),
        (53.5, "N", 90, True),
        (54.5, "N", 30, True),
        (99.0, "C", 10, True),
        (80.0, "N", 5, False),
    )
    # The page of the device was open all the time: what it shows came by itself.
    alert = desk.shown("[data-alerts] a", re.compile("35"), timeout_s=60)
    for figure in ("35", "54.5", "2 分"):
        expect(alert).to_contain_text(figure)
    plot = desk.page.locator(".history-plot")
    expect(plot).to_have_attribute("data-points", "4")
    desk.page.locator(".history-marks summary").click()
    desk.shown("[data-mark=flagged]", re.compile("99.*校准"))
    desk.page.locator("[data-span=hour]").click()
    look_at_both(desk, "2-1-stack")

    alert.click()
    desk.shown("h2", re.compile("临港一号排放口"))
    desk.look("2-1-alert")
    assert len(alerts_of(instance, STACK)) == 1, "the calibration rang"

    # The steward finds the broken packet among what waits for inspection, counted, its password masked.
    steward = person("steward")
    steward.go("/desk/access/polluters")
    expect(steward.page.locator("[data-count=malformed]")).to_have_text("1")
    expect(steward.page.locator("[data-count=accepted]")).to_have_text("4")
    frame = steward.shown("[data-frame=crc]")
    frame.locator("summary").click()
    expect(frame.locator("pre")).to_contain_text("a21026-Rtd=1.5")
    expect(frame.locator("pre")).to_contain_text("PW=****")
    look_at_both(steward, "2-1-inspection")


def test_scene_2_2_a_missing_hour_is_filled_once_and_its_exceedance_is_for_review_alone(
    instance: Instance, person: Person
) -> None:
    platform = Platform(instance)
    desk = person("duty")
    desk.go(f"/desk/things/{COUNTY_GAUGE}")
    platform.push(platform.before)
    platform.push(platform.after)
    plot = desk.page.locator(".history-plot")
    expect(plot).to_have_attribute("data-points", "6", timeout=60_000)
    steward = person("steward")
    steward.go(f"/desk/access/{PLATFORM}")
    steward.shown("[data-gaps] [data-filled]", re.compile("已补 0 / 61"))
    gap = steward.page.locator("[data-gaps] [data-filled]")

    platform.fill()
    whole = len(platform.before) + len(platform.missed) + 1
    expect(plot).to_have_attribute("data-points", str(whole), timeout=60_000)
    desk.shown("[data-alerts] li", re.compile("迟到告警"), timeout_s=60)
    desk.page.locator("[data-span=hour]").click()
    desk.page.get_by_role("button", name="缩小").click()
    look_at_both(desk, "2-2-filled")
    expect(gap).to_have_text(
        re.compile(rf"已补 {len(platform.missed)} / {len(platform.missed)}"), timeout=30_000
    )
    look_at_both(steward, "2-2-gap")

    # The officer reviews it; even judged true it opens nothing.
    desk.page.locator("[data-alerts] a", has_text=re.compile("迟到")).first.click()
    desk.shown(".tag", re.compile("迟到告警"))
    desk.look("2-2-late-alert")
    (alert,) = alerts_of(instance, COUNTY_GAUGE)
    assert alert["late"] is True
    told = instance.sign_in("duty")
    status, said = told.post(f"/api/alerts/{alert['id']}/end", {"outcome": "true", "reason": ""})
    assert status == 200, said
    desk.go("/desk/coordination/cases?q=南渡河")
    desk.shown(".state", re.compile("没有符合条件的案件"))
    assert told.get(f"/api/cases?thing={COUNTY_GAUGE}")["total"] == 0

    # The judge is killed, the same hour comes once more: no second alert, no second point.
    kill_the_judge(instance)
    platform.push(platform.missed)
    platform.push(platform.after)
    send_packets(PORT, (20.0, "N", 0, True))
    wait_until(
        "the judge that was started again has read all of it: the stack is back below its limit",
        lambda: all(one["cleared_at"] for one in alerts_of(instance, STACK)),
        within_s=90,
    )
    assert len(alerts_of(instance, COUNTY_GAUGE)) == 1
    desk.go(f"/desk/things/{COUNTY_GAUGE}")
    expect(desk.page.locator(".history-plot")).to_have_attribute("data-points", str(whole))


def sheet(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    headings = [
        "编号", "名称", "物模型", "经度", "纬度", "权属单位", "运维单位", "属地", "质保期", "城市码",
        "所属组合物", "部件角色",
    ]  # fmt: skip
    page.append(headings)
    for row in rows:
        page.append([row.get(heading) for heading in headings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lamp_row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "编号": f"zj-ck-dk-{number:02}", "名称": f"中山一路{number}号单灯（演示点）", "物模型": "street_lamp",
        "经度": 110.3652 + number / 2000, "纬度": 21.2702, "权属单位": "zj-cgj", "运维单位": "zj-psyw",
        "属地": "440802001004", **more,
    }  # fmt: skip


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_devices_are_enrolled_from_a_list_commanded_and_cut_off(instance: Instance, person: Person) -> None:
    steward = person("steward")
    page = steward.page
    steward.go("/desk/things")
    steward.shown("[data-thing]")
    page.get_by_role("button", name="批量登记").click()
    wrong = sheet(lamp_row(1, 经度="东经"), lamp_row(2, 物模型="no_such_lamp"))
    page.locator("input[type=file]").set_input_files(
        {"name": "设备.xlsx", "mimeType": EXCEL, "buffer": wrong}
    )
    page.get_by_role("button", name="上传并登记").click()
    steward.shown("[data-fault]", re.compile("经度无法读取"))
    expect(page.locator("[data-fault]").first).to_contain_text("2")
    look_at_both(steward, "device-enrolment-faults")
    assert page.locator("[data-thing^=zj-ck-dk]").count() == 0

    part = {
        "编号": LAMP,
        "所属组合物": POLE,
        "部件角色": "路灯",
        "城市码": "440802.D.0001",
        "质保期": "2025-06-30",
    }
    good = sheet(lamp_row(1), lamp_row(2, 质保期="2026-12-31"), lamp_row(3, **part))
    page.locator("input[type=file]").set_input_files({"name": "设备.xlsx", "mimeType": EXCEL, "buffer": good})
    with page.expect_download() as download:
        page.get_by_role("button", name="上传并登记").click()
    steward.shown("[role=status]", re.compile("凭证只给这一次"))
    held = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert held is not None
    tokens = {str(row[0]): str(row[3]) for row in held.iter_rows(min_row=2, values_only=True)}
    assert len(tokens) == 3
    page.get_by_role("button", name="关闭", exact=True).last.click()
    steward.shown(f"[data-thing={LAMP}]")
    page.get_by_role("group", name="按状态计数").get_by_role("button", name=re.compile("未上报")).click()
    expect(page).to_have_url(re.compile("state=never"))
    look_at_both(steward, "device-register")

    lamp = Lamp(MQTT, LAMP, tokens[LAMP])
    try:
        lamp.say(86.5)
        steward.go(f"/desk/things/{LAMP}")
        steward.shown("[data-stream]", re.compile("86.5 W"))
        # A brightness beyond the model is not even sent; a good one comes back done, without a refresh.
        page.fill("input[name=parameter-brightness]", "130")
        page.get_by_role("button", name="下发").click()
        steward.shown(".form-error", re.compile("亮度应在 0 至 100 之间"))
        page.fill("input[name=parameter-brightness]", "40")
        page.fill("input[name=command-reason]", "夜间节能")
        page.get_by_role("button", name="下发").click()
        steward.shown("[data-command=done]", re.compile("已调光"))
        assert [one["parameters"] for one in lamp.told] == [{"brightness": 40}]
        look_at_both(steward, "device-page")

        steward.page.get_by_role("link", name=POLE).click()
        steward.shown("[data-parts]", re.compile("路灯"))
        steward.look("device-composite")
        steward.go(f"/desk/things/{LAMP}")
        page.get_by_role("button", name="停用凭证").first.click()
        page.fill("input[name=revoke-reason]", "设备被盗")
        page.get_by_role("dialog").get_by_role("button", name="停用凭证").click()
        steward.shown("[data-credential] .tag", re.compile("已停用"))
        page.get_by_role("button", name="发放凭证").click()
        page.get_by_role("dialog").get_by_role("button", name="发放凭证").click()
        assert len(steward.shown("[data-token]").inner_text()) > 30
    finally:
        lamp.stop()


def test_one_device_is_registered_by_a_form_that_says_what_is_wrong(person: Person) -> None:
    steward = person("steward")
    page = steward.page
    steward.go("/desk/things")
    steward.shown("[data-thing]")
    page.get_by_role("button", name="登记设备").click()
    dialog = page.get_by_role("dialog")
    save = dialog.locator("[data-do=register]")
    expect(save).to_be_disabled()
    for name, value in (
        ("id", "zj-xs-dl-90"),
        ("name", "人民大道 90 号灯"),
        ("lon", "200"),
        ("lat", "21.2703"),
    ):
        page.fill(f"input[name=thing-{name}]", value)
    choose(steward, "型号", "灯")
    choose(steward, "权属单位", "湛江市城市管理和综合执法局")
    choose(steward, "运维单位", "湛江市排水设施")
    page.fill("input[name=thing-warranty]", "明年")
    expect(save).to_be_disabled()
    page.fill("input[name=thing-warranty]", "2028-12-31")
    save.click()
    expect(dialog.locator("[data-fault], .problem").first).to_be_visible()
    steward.look("device-form")
    page.fill("input[name=thing-lon]", "110.3655")
    save.click()
    expect(page).to_have_url(re.compile("/desk/things/zj-xs-dl-90"))
    steward.shown("h1", re.compile("人民大道 90 号灯"))


def choose(who: Watched, label: str, text: str) -> None:
    """Type into a picker and take what it offers first."""
    field = who.page.get_by_role("dialog").get_by_role("combobox", name=label)
    field.click()
    field.fill(text)
    who.page.locator(".el-select-dropdown__item:visible", has_text=text).first.click()


def tell_of_forty_days(instance: Instance) -> None:
    """A tide every ten minutes for forty days, with half a day of doubtful readings and a silent one."""
    _, answer = instance.sign_in("steward").post(f"/api/sources/{REPLAY}/token", {})
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    readings = [
        {
            "datastream": f"{TIDE_GAUGE}.level",
            "observed_at": (now - timedelta(minutes=10 * n)).isoformat(),
            "value": round(2 + math.sin(n / 11.8) + 0.3 * math.sin(n / 400) + (n * 7919 % 13) / 40, 3),
            "quality": "suspect" if 300 < n < 372 else "good",
        }
        for n in range(40 * 144)
        if not 700 < n < 844
    ]
    status, _, text = instance.ask(
        "POST",
        "/api/ingest/observations",
        body=json.dumps({"observations": readings}).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {answer['token']}"},
    )
    assert status == 202, (status, text[:300])


def test_a_history_is_zoomed_from_an_hour_to_a_year_by_key_wheel_and_drag(
    instance: Instance, person: Person
) -> None:
    tell_of_forty_days(instance)
    desk = person("duty")
    page = desk.page
    desk.go(f"/desk/things/{TIDE_GAUGE}")
    plot = page.locator(".history-plot")
    expect(plot).to_have_attribute("data-pieces", "raw")
    for span, pieces in (("week", "15m"), ("month", "1h"), ("year", "1d"), ("hour", "raw")):
        page.locator(f"[data-span={span}]").click()
        expect(plot).to_have_attribute("data-pieces", pieces)
        desk.settle()
    page.locator("[data-span=year]").click()
    plot.focus()
    for _ in range(9):
        page.keyboard.press("+")
    expect(plot).to_have_attribute("data-pieces", "raw")
    page.keyboard.press("0")
    page.locator("[data-span=day]").click()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 120)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.96, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(page.locator("[data-span=day]")).to_have_attribute("aria-pressed", "false")
    page.mouse.wheel(0, 400)
    desk.settle()
    page.locator("[data-span=month]").click()
    # 720 hours but the silent day. What came late is rolled into its hours a little after it was taken.
    expect(plot).to_have_attribute("data-points", re.compile("^6[0-9]{2}$"), timeout=120_000)
    look_at_both(desk, "device-history-month")
    page.locator("[data-span=week]").click()
    expect(plot).to_have_attribute("data-pieces", "15m")
    desk.look("device-history-week")


def test_coverage_says_where_nothing_stands_and_opens_the_register(person: Person) -> None:
    steward = person("steward")
    page = steward.page
    steward.go("/desk/coverage")
    steward.shown("[data-area='440802']")
    look_at_both(steward, "coverage")
    page.locator("[data-area='440802']").get_by_role("button", name=re.compile("下钻")).click()
    steward.shown(".page-head b", re.compile("赤坎区"))
    steward.shown("[data-gaps]", re.compile("个镇街中"))
    page.locator("[data-gaps]").get_by_role("button", name="村社").click()
    steward.shown(".gaps-said", re.compile("个村社中，.*没有任何设备"))
    steward.look("coverage-county")
    page.locator("tbody [data-area] td a").first.click()
    expect(page).to_have_url(re.compile(r"/desk/things\?.*kind="))
    steward.shown("[data-thing]")
    english = person("steward", language="en")
    for path in ("/desk/coverage", "/desk/access", "/desk/things", f"/desk/things/{STACK}"):
        english.go(path)
        english.look()

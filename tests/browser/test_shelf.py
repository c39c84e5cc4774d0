"""专题货架 in the browser: on the wall, at a desk, on a phone; lights with reasons, a grant and its end."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tools.instance import Instance

TOPIC = "urban-drainage"


def test_a_leader_reads_the_shelf_on_wall_desk_and_phone(person: Person, instance: Instance) -> None:
    said = instance.sign_in("leader")
    wait_until("the worker has looked", lambda: len(said.get("/api/shelf")["items"]) >= 5, within_s=90)
    wall = person("leader", size="wall")
    wall.go("/screen/shelf")
    wall.shown(f"[data-topic='{TOPIC}'] [data-light='seen'][data-state='on']")
    wall.look("shelf-wall")
    desk = person("leader", size="office")
    page = desk.go("/desk/shelf")
    desk.shown(f"[data-topic='{TOPIC}']", "城市排水防涝")
    desk.look("shelf")
    page.get_by_label("编号、名称或单位").fill("排水")
    expect(page.locator("[data-topic]")).to_have_count(1)
    page.reload()  # what narrows the shelf stands in its address
    expect(page.locator("[data-topic]")).to_have_count(1)
    page.get_by_label("编号、名称或单位").fill("没有这样的专题")
    desk.shown(".state", "没有符合条件的专题")
    page.get_by_label("编号、名称或单位").fill("")
    # By keyboard alone.
    page.get_by_role("link", name="城市排水防涝", exact=True).focus()
    page.keyboard.press("Enter")
    desk.shown("[data-light='controlled'] .reasons", "在用研判规则")
    desk.shown("[data-list='ledgers']", "排水设施台账")
    desk.shown("[data-list='matters']", "积水")
    desk.shown("[data-list='visits'] td", "1")
    expect(page.locator("[data-grants]")).to_have_count(0)
    desk.look("shelf-topic")
    phone = person("leader", size="phone")
    phone.go("/m/shelf")
    phone.shown(f"[data-topic='{TOPIC}']").get_by_role("link").click()
    phone.shown("[data-light='governed'] .reasons")
    phone.look("shelf-phone")


def test_a_steward_grants_a_topic_and_takes_it_back(person: Person) -> None:
    worker = person("grid1", size="phone")
    worker.go("/m/shelf")
    worker.shown(".state", "没有对您开放的专题")
    worker.look("shelf-none")
    steward = person("steward")
    page = steward.go(f"/desk/shelf/{TOPIC}")
    steward.shown("[data-do='grant']").click()
    form = page.locator("[data-grants] form")
    form.get_by_label("网格员").check()
    steward.look("shelf-grant")
    form.get_by_label("授权理由").fill("网")
    form.locator("[data-do='save']").click()
    steward.shown("[data-grants] .problem", "请写明授权的理由")
    form.get_by_label("授权理由").fill("网格员巡查积水点")
    form.locator("[data-do='save']").click()
    steward.shown("[data-grants]", "网格员")
    page.locator("[data-grants] summary").click()
    steward.shown("[data-step='2']", "网格员巡查积水点")
    worker.go("/m/shelf")
    worker.shown(f"[data-topic='{TOPIC}']")
    expect(worker.page.locator("[data-topic]")).to_have_count(1)
    steward.shown("[data-do='grant']").click()
    form.get_by_label("网格员").uncheck()
    form.get_by_label("授权理由").fill("试点结束收回")
    form.locator("[data-do='save']").click()
    steward.shown("[data-step='3']", "试点结束收回")
    worker.go("/m/shelf")
    worker.shown(".state", "没有对您开放的专题")


def test_the_shelf_in_english(person: Person) -> None:
    leader = person("leader", size="desk", language="en")
    leader.go(f"/desk/shelf/{TOPIC}")
    leader.shown("[data-light='sensed'] .reasons")
    leader.look()

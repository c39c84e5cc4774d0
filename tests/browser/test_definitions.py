"""An indicator of a steward's own: written in the browser, its faults told at their fields, tried out, judged
by another person, in force, revised with its differences shown, retired."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.watch import Watched

DESK = "/desk/indicators/definitions"
CODE = "own.urgent_cases"


def say(page: Page, field: str, value: str) -> None:
    page.locator(f"input[data-field={field}]").fill(value)


def choose(page: Page, field: str, value: str) -> None:
    page.locator(f"select[data-field={field}]").first.select_option(value)


def act(page: Page, name: str, note: str = "") -> None:
    page.locator(f".page-head [data-act={name}]").click()
    if note:
        page.get_by_role("dialog").locator("textarea").fill(note)
        page.get_by_role("dialog").locator("[data-act=sure]").click()


def retire(judge: Watched, steward: Watched) -> None:
    """停用 from a day on, with the reason; it is not begun again under its code."""
    page = judge.go(f"{DESK}/{CODE}")
    page.locator(".page-head [data-act=retire]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-act=sure]")).to_be_disabled()
    day = (datetime.now(UTC) + timedelta(hours=8, days=1)).date().isoformat()
    dialog.locator("[data-field=day]").fill(day)
    dialog.locator("textarea").fill("并入新的指标")
    dialog.locator("[data-act=sure]").click()
    expect(page.locator("[data-line=retire]")).to_contain_text("并入新的指标")
    expect(page.locator(".page-head")).to_contain_text("已停用")
    expect(page.locator("[data-act=compose]")).to_have_count(0)
    judge.look("definition-retired")
    page = steward.go(f"{DESK}/{CODE}")
    expect(page.locator(".page-head")).to_contain_text("已停用")
    expect(page.locator("[data-act=compose]")).to_have_count(0)
    page = steward.go(DESK)
    page.locator("[data-stage=retired]").click()
    expect(page.locator(f"tr[data-definition='{CODE}']")).to_be_visible()


def test_a_steward_writes_an_indicator_and_another_person_puts_it_in_force(person: Person) -> None:
    steward = person("steward", "office")
    page = steward.go(f"{DESK}/new")
    page.locator("input[data-field=code]").wait_for()

    # What is missing is told beside its field, and nothing is kept.
    page.locator("[data-act=save]").click()
    expect(page.locator("[data-faults]")).to_be_visible()
    expect(page.locator("label", has=page.locator("input[data-field=code]"))).to_contain_text(
        re.compile("[\u4e00-\u9fff]")
    )
    steward.look("definition-faults")

    say(page, "code", CODE)
    for field, zh, en in (
        ("name", "紧急工单", "urgent cases"),
        ("definition", "紧急程度为紧急的工单", "cases whose severity is urgent"),
        ("source", "工单", "cases"),
    ):
        say(page, f"{field}-zh", zh)
        say(page, f"{field}-en", en)
    page.locator("select[data-field=owner]").select_option(index=1)
    choose(page, "table", "cases")
    choose(page, "way", "count")
    say(page, "unit", "1")
    page.locator("[data-act=condition]").click()
    condition = page.locator("[data-condition='0']")
    condition.locator("select").first.select_option("severity")
    condition.locator("input").fill("urgent")
    condition.locator("input").blur()
    if not page.locator("input[data-period=month]").is_checked():
        page.locator("input[data-period=month]").check()

    # Tried out over the rows that there are, before anybody is asked to judge it.
    page.locator("[data-act=preview]").click()
    expect(page.locator("[data-preview] tr[data-value]").first).to_be_visible()
    steward.look("definition-preview")
    page.locator("[data-act=save]").click()
    expect(page).to_have_url(re.compile(f"{DESK}/{CODE}$"))
    act(page, "submit")
    expect(page.locator("[data-line=submit]")).to_be_visible()
    expect(page.locator("[data-act=approve]")).to_have_count(0)

    judge = person("figures", "office")
    other = judge.go(f"{DESK}/{CODE}")
    act(other, "approve", "口径清楚")
    act(other, "publish")
    expect(other.locator("details[data-edition='1']")).to_contain_text("孙指标")
    judge.look("definition")

    # The steward's page follows; a revision says what it changes.
    expect(page.locator("details[data-edition='1']")).to_be_visible()
    page.locator("[data-act=compose]").click()
    say(page, "name-zh", "紧急和重要工单")
    condition = page.locator("[data-condition='0']")
    condition.locator("input").fill("urgent,important")
    condition.locator("input").blur()
    page.locator("[data-act=save]").click()
    expect(page.locator("[data-draft]")).to_contain_text("紧急和重要工单")
    steward.look("definition-revision")
    act(page, "discard")
    expect(page.locator("[data-draft]")).to_have_count(0)

    found = judge.go(DESK)
    expect(found.locator(f"tr[data-definition='{CODE}']")).to_contain_text("紧急工单")
    judge.look("definitions")
    retire(judge, steward)


def test_who_may_not_define_finds_no_way_to_it(person: Person) -> None:
    page = person("dispatcher", "office").go(DESK)
    expect(page.locator(".page-head h1")).to_be_visible()
    expect(page.locator("[data-act=new]")).to_have_count(0)

"""Scene 4-1 ③: a correction of last month that comes late changes nothing silently; it is a revision.

The instance lives by a clock that is wound: it has its month in October, and the correction in November.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import handled
from tests.browser.city import wait_until
from tests.browser.conftest import Person
from tools.instance import Instance
from yiwang.kernel.clock import SHANGHAI

OCTOBER, LATER = datetime(2026, 10, 20, 9, 30, tzinfo=SHANGHAI), datetime(2026, 11, 4, 9, 30, tzinfo=SHANGHAI)
CODE, CITY, VILLAGE = "cases.opened", "4408", "440802001004"
COUNTED_WITHIN_S = 400


@pytest.fixture(scope="module")
def instance(client: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    home: Path = tmp_path_factory.mktemp("revised") / "home"
    running = Instance(home=home, windable_clock="on")
    running.clock().set(OCTOBER)
    with running:
        handled.worked(running)
        yield running


def october(desk: Any, area: str = CITY) -> dict[str, Any]:
    """What stands of last month."""
    found: dict[str, Any] = desk.get(f"/api/figures/{CODE}?area={area}&day=2026-10-15")["cell"]
    return found


def test_a_late_correction_of_last_month_is_a_revision_with_both_values_and_the_reason(
    instance: Instance, person: Person
) -> None:
    desk = instance.sign_in("dispatcher")
    # What samples of topics set in motion counts too.
    wanted = desk.get("/api/cases?role=lead&size=1")["total"]
    assert wanted >= sum(max(1, finished) for _, finished in handled.PLACES) + len(handled.OPEN)
    wait_until("October is counted", lambda: october(desk)["value"] == wanted, within_s=COUNTED_WITHIN_S)
    instance.clock().set(LATER)
    desk = instance.sign_in("dispatcher")
    before = october(desk)
    assert (before["value"], before["state"], before["revision"]) == (wanted, "final", 0)
    own = int(october(desk, VILLAGE)["value"])

    # In November it turns out that one of October's cases was none.
    voided = ""

    def void() -> bool:
        """Its limit runs out in these moments too: who acts on what just moved is told and looks again."""
        nonlocal voided
        cases = desk.get("/api/cases?role=lead&state=open")["items"]
        one = next(one for one in cases if one["area_id"] == VILLAGE)
        said = {"reason": "重复登记，误报", "version": one["version"]}
        status, answer = desk.post(f"/api/cases/{one['id']}/void", said)
        assert status in (200, 409), answer
        voided = one["number"]
        return status == 200

    wait_until("the case is void", void, within_s=60)
    wait_until("it is counted in", lambda: october(desk)["revision"] == 1, within_s=COUNTED_WITHIN_S)

    tab = person("dispatcher", "office")
    tab.page.clock.install(time=instance.clock().now())
    for area, old in ((CITY, wanted), (VILLAGE, own)):
        page = tab.go(f"/desk/indicators/one?code={CODE}&area={area}&day=2026-10-15")
        line = page.locator("[data-revision='1']")
        expect(line).to_be_visible()
        assert (line.get_attribute("data-old"), line.get_attribute("data-new")) == (str(old), str(old - 1))
        expect(line).to_contain_text("迟到或更正的数据")
        expect(line).to_contain_text(voided)
        assert page.locator(".big").get_attribute("data-value") == str(old - 1)
        expect(page.locator(".moves")).to_contain_text("修订 1")
        if area == CITY:
            expect(page.locator("[data-balanced=true]")).to_be_visible()
            tab.look("figure-revised")
    # This month is not touched by it.
    page = tab.go(f"/desk/indicators/one?code={CODE}&area={CITY}")
    expect(page.locator(".big")).to_be_visible()
    expect(page.locator("[data-revision]")).to_have_count(0)

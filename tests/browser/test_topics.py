"""A scene's board in the browser, with the very figures that its rehearsal produced.

A few scenes are drawn with each run of the tests; `make screens` draws all of them, and keeps a picture of
each topic's board in `docs/screens/topics`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browser.city import ROOT
from tests.browser.watch import Watched
from yiwang.packs import _rehearsal
from yiwang.packs._troupe import Troupe

PACKS = ROOT / "packs"
ALL = "YIWANG_TEST_SCREENS" in os.environ
FEW = ("market-supervision/special-equipment", "state-assets/firms")
"""One of cases, whose course goes on into another month than that of its figures, and one of published
figures."""
SHIPPED = [f"{topic}/{scene}" for topic, scene, _ in _rehearsal.chosen(PACKS, "")] if ALL else list(FEW)
MAIN = {one for before, one in pairwise(["", *SHIPPED]) if before.partition("/")[0] != one.partition("/")[0]}


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    kept = Path(os.environ["YIWANG_TEST_PREPARED"])  # the city is the same for every rehearsal of a run
    with _rehearsal.base(kept, settings.YIWANG.cities_folder, say=False) as made:
        yield made


@pytest.fixture(scope="module")
def troupe() -> Iterator[Troupe]:
    with _rehearsal.company(serving=True) as made:
        yield made


@pytest.mark.parametrize("name", sorted(SHIPPED, key=lambda one: one not in MAIN))
def test_a_board_shows_the_figures_of_its_rehearsal(
    name: str, chromium: Browser, client: None, prepared: Path, troupe: Troupe
) -> None:
    [(topic, scene, recipe)] = _rehearsal.chosen(PACKS, name)
    seen: list[str] = []

    def look(here: _rehearsal.Standing) -> None:
        tab = Watched(chromium, here.url, "tall").sign_in(here.login, here.password)
        try:
            page = tab.go(f"/desk/boards/{topic}-{scene}")
            tab.shown("[data-part]")
            tab.settle()
            for code, value in here.figures.items():
                shown = page.locator(f"[data-figure='{code}']").first.get_attribute("data-value")
                assert shown, f"{code} stands empty, the rehearsal came to {value:g}"
                assert abs(float(shown) - value) < 0.05, f"{code} shows {shown}, not {value:g}"
                seen.append(code)
            # The shelf opens a topic with the board of its first scene; of the others no picture is kept.
            tab.look(f"topics/{topic}" if name in MAIN else "")
        finally:
            tab.close()

    [course] = [one.code for one in recipe.variants if one.drawn]
    outcome = _rehearsal.rehearse(prepared, PACKS, topic, scene, course, say=None, troupe=troupe, stay=look)
    assert outcome.passed, outcome.error
    assert seen, "the rehearsal says of no figure what it came to"

"""A real instance, a real Chromium, and people who sign in."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.city import GAUGES, ROOT, Weather, packs_with_more_gauges, wait_until
from tests.browser.watch import Watched
from tools import system
from tools.instance import Instance

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
HERE = Path(__file__).parent
expect.set_options(timeout=30_000)  # patient, as `Watched.shown` is
# The device that `broken` breaks is silent after five minutes: what plays elsewhere fills them.
ORDER = (
    *("test_contract", "test_loop", "test_sight", "test_sensing", "test_untrue", "test_weighed"),
    *(
        "test_appeals",
        "test_handling",
        "test_citizen",
        "test_consult",
        "test_knowledge",
        "test_guides",
        "test_themes",
    ),
    "test_ledgers",
    *("test_shelf", "test_studio", "test_packs", "test_topics"),
    *("test_exchange", "test_boards", "test_definitions", "test_command", "test_reports", "test_revisions"),
    "test_aims",  # sets thresholds: after those who count on the declared ones
    "test_figures",
    "test_catalogue",  # changes duty lists and models
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(item.path.stem) if HERE in item.path.parents else len(ORDER))
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = system.browser()
    if path is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def client() -> None:
    """The built web client; built here when a checkout has none yet."""
    web = ROOT / "web"
    if not (web / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=web, check=True)
    if not (ROOT / "src" / "yiwang" / "app" / "static" / "index.html").exists():
        subprocess.run(["npm", "run", "build"], cwd=web, check=True)


@pytest.fixture(scope="session")
def instance(client: None) -> Iterator[Instance]:
    folder = Path(tempfile.mkdtemp(prefix="yiwang-browser-"))
    try:
        # What the studio puts in force bears no publisher's signature.
        with Instance(packs_folder=str(packs_with_more_gauges(folder)), unsigned_packs="on") as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def weather(instance: Instance) -> Iterator[Weather]:
    weather = Weather(instance).start()
    yield weather
    weather.stop()


Person = Callable[..., Watched]


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, str], dict[str, str]]:
    """The cookies of those who signed in, by address of the instance and login."""
    return {}


@pytest.fixture
def person(
    chromium: Browser, instance: Instance, sessions: dict[tuple[str, str], dict[str, str]]
) -> Iterator[Person]:
    """`person("duty", size="wall")`: a tab of its own, signed in.

    The first tab of a person comes by the form and stands where it led; a later one has the cookie of then
    and stands nowhere before `go`, as a second load of the client would prove nothing new.
    """
    tabs: list[Watched] = []
    passwords = instance.passwords()

    def arrive(login: str, size: str = "desk", language: str = "zh") -> Watched:
        tab = Watched(chromium, instance.url, size, language)
        tabs.append(tab)
        known = sessions.get((instance.url, login))
        if known:
            return tab.come_back(known)
        tab.sign_in(login, passwords[login])
        sessions[instance.url, login] = tab.cookies()
        return tab

    yield arrive
    for tab in tabs:
        faults = tab.faults
        tab.close()
        assert faults == []


@dataclass(frozen=True)
class Broken:
    """When the device broke, and the share of devices in order just before it fell silent."""

    at: float
    rate_before: float


@pytest.fixture(scope="session")
def broken(instance: Instance, weather: Weather) -> Broken:
    """The device of scene 1-2 breaks before its city is looked at: falling silent takes five minutes."""
    weather.jump_then_stick("zj-ck-js-08")
    began = time.monotonic()
    steward = instance.sign_in("steward")
    wait_until(
        "the judge is awake and has judged the first readings",
        lambda: steward.get("/api/alerts?thing=zj-ck-js-08")["total"] >= 2,
        within_s=120,
    )
    spoken = len(GAUGES) + 2
    wait_until(
        "every gauge has spoken",
        lambda: steward.get("/api/situation/overview")["devices"]["online"] >= spoken,
        within_s=120,
    )
    before = steward.get("/api/situation/overview")["devices"]["rate"]
    return Broken(at=began, rate_before=before)

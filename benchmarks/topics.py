"""From sign-in to a topic's board, with all topics installed, 10,000 people and 1,000,000 ledger records.

A whole instance on PostgreSQL. People who differ sign in by the public door, `--beside` at a time, ask for
the shelf, for a topic on it, and for all that its board draws, each topic in turn; a journey lasts from the
password to the board's answer. The value is the 95th percentile. Beside it a browser is timed from the press
of the button to the board drawn, by people whose client is loaded already. The limit is a bare sign-in: what
a password costs alone. `--records`, `--users` for a smaller city; `--data FOLDER` keeps the database.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks._large import database, p95
from benchmarks._topics_city import LOGIN
from benchmarks.result import Result
from tools import system
from tools.instance import JSON, Instance, Session

WHAT = "s, p95 from sign-in to topic board: all topics, 10,000 people, 1,000,000 ledger records"
BAR_S = 2.0
PASSWORD = "Bench-2026-topics"
LOOKED_WITHIN_S = 300.0


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=topics")
    words.add_argument("--records", type=int, default=1_000_000)
    words.add_argument("--users", type=int, default=10_000)
    words.add_argument("--journeys", type=int, default=200)
    words.add_argument("--beside", type=int, default=2, help="journeys at the same time")
    words.add_argument("--drawn", type=int, default=5, help="journeys in a browser")
    words.add_argument("--data", default="", help="a folder that keeps the database")
    asked = words.parse_args(arguments)
    with database("", asked.data) as url:
        os.environ["YIWANG_DATABASE_URL"] = url
        try:
            with Instance() as instance:
                return _measure(instance, asked)
        finally:
            del os.environ["YIWANG_DATABASE_URL"]


def _measure(instance: Instance, asked: argparse.Namespace) -> Result:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "benchmarks._topics_city", str(asked.records), str(asked.users), PASSWORD],
        env={**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"},
        check=True,
    )
    print(
        f"{asked.records:,} records, {asked.users:,} people in {time.monotonic() - began:.0f} s", flush=True
    )
    topics = _topics(instance)
    step = max(1, asked.users // asked.journeys)
    people = [LOGIN.format(number * step % asked.users) for number in range(asked.journeys)]
    for login in people[:4]:  # the first answers are made from cold files
        _journey(instance, login, topics[0])
    with ThreadPoolExecutor(asked.beside) as threads:
        chosen = [topics[number % len(topics)] for number in range(len(people))]
        journeys = list(threads.map(lambda one: _journey(instance, *one), zip(people, chosen, strict=True)))
    whole = [sum(one.values()) for one in journeys]
    alone = [_sign_in(instance, login)[1] for login in people[:20]]
    drawn = _drawn(instance, people, topics, asked.drawn) if asked.drawn else []
    return Result(
        name="topics",
        values=[p95(whole)],
        unit="s",
        bar=BAR_S,
        limit_what="a sign-in alone, nobody beside it",
        limit_values=alone,
        also_met=not drawn or p95(drawn) <= BAR_S,
        more={
            "topics": len(topics),
            "records": asked.records,
            "users": asked.users,
            "journeys": len(whole),
            "beside": asked.beside,
            "median_s": round(statistics.median(whole), 3),
            "parts_p95_s": {part: round(p95([one[part] for one in journeys]), 3) for part in journeys[0]},
            "drawn_s": [round(one, 2) for one in drawn],
        },
    )


def _topics(instance: Instance) -> list[tuple[str, str]]:
    """Every topic that has a board, with it: when the shelf has been looked at."""
    _, _, session = _sign_in(instance, LOGIN.format(0))
    until = time.monotonic() + LOOKED_WITHIN_S
    while time.monotonic() < until:
        cards = session.get("/api/shelf")["items"]
        if cards:
            return [(card["id"], card["found"]["board"]) for card in cards if card["found"]["board"]]
        time.sleep(1)
    raise RuntimeError("the shelf is empty")


def _sign_in(instance: Instance, login: str) -> tuple[str, float, Session]:
    body = json.dumps({"login": login, "password": PASSWORD}).encode()
    began = time.perf_counter()
    status, headers, text = instance.ask("POST", "/api/session", body=body, headers=JSON)
    took = time.perf_counter() - began
    if status not in {200, 201}:
        raise RuntimeError(f"sign-in of {login}: {status} {text[:300]!r}")
    return login, took, Session(instance, headers["set-cookie"].partition(";")[0], json.loads(text))


def _journey(instance: Instance, login: str, topic: tuple[str, str]) -> dict[str, float]:
    """What each part of it took, in seconds."""
    code, board = topic
    _, took, session = _sign_in(instance, login)
    parts = {"sign_in": took}
    for part, path in (
        ("shelf", "/api/shelf"),
        ("topic", f"/api/shelf/{code}"),
        ("board", f"/api/boards/{board}/view"),
    ):
        began = time.perf_counter()
        session.get(path)
        parts[part] = time.perf_counter() - began
    return parts


DRAWN = """() => document.querySelectorAll('[data-part]').length > 0
  && !document.querySelector('.state-bars')"""


def _drawn(instance: Instance, people: list[str], topics: list[tuple[str, str]], times: int) -> list[float]:
    """Seconds from the press of the button to the board drawn, in a client that is loaded already."""
    from playwright.sync_api import sync_playwright

    path = system.browser()
    if path is None:
        raise RuntimeError("there is no Chromium here")
    found: list[float] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page: Any = context.new_page()
        for number in range(times + 1):
            _, board = topics[number % len(topics)]
            context.clear_cookies()
            page.goto(f"{instance.url}/sign-in?next=/desk/boards/{board}")
            page.fill("#login", people[-1 - number])
            page.fill("#password", PASSWORD)
            began = time.perf_counter()
            page.keyboard.press("Enter")
            page.wait_for_function(DRAWN, polling=50, timeout=60_000)
            if number:  # the first loads the client itself
                found.append(time.perf_counter() - began)
        browser.close()
    return found

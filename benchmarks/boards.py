"""A live board of 24 panels with 200 viewers: from the fact of a closed case to the new figure at each.

A whole instance on PostgreSQL (and once more on SQLite with `--both`), a city and its packs, and a board of
24 panels. Viewers are sockets that do what the client does: they hear by SSE that figures were counted and
ask for the board again, at most twice a second. They are six people of four units. Cases are worked by the
doors of the nouns and closed one by one; an update lasts from the time that the fact itself names. First
paint is measured in Chromium with the built client, its cache empty: until all panels stand drawn. The bare
limit passes an answer of the same size on from NATS to as many streams.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks._boards_viewers import Viewer, Watched, bare
from benchmarks.result import Result
from tools import postgres, system
from tools.instance import Instance
from yiwang.kernel import broker

WHAT = "p95 s from a fact to the update at 200 viewers of a live board; first paint of its 24 panels"
BAR_S, PAINT_BAR_S = 1.0, 2.0
ROOT = Path(__file__).parents[1]
CODE, PART = "bench-live", "p0"
PATH = f"/api/boards/{CODE}/view?period=month"
PEOPLE = ("dispatcher", "dispatcher2", "leader", "supervisor", "steward", "steward2")
COUNTED_WITHIN_S = 60.0


def board() -> dict[str, Any]:
    """24 panels of every kind."""
    figures = ["cases.closed", "cases.opened", "appeals.accepted", "alerts.raised", "cases.in_time",
               "cases.responded", "cases.solved", "cases.satisfied"]  # fmt: skip
    parts: list[dict[str, Any]] = [
        {"kind": "figure", "indicators": [one], "width": 3, "height": 2} for one in figures
    ]
    parts += [
        {"kind": "trend", "indicators": one, "periods": 12, "width": 3, "height": 3}
        for one in (
            ["cases.opened", "cases.closed"],
            ["appeals.accepted"],
            ["cases.in_time"],
            ["alerts.raised"],
        )
    ]
    parts += [
        {"kind": "rank", "indicators": [one], "by": by, "width": 3, "height": 3}
        for one, by in (("cases.opened", "area"), ("cases.closed", "matter"), ("appeals.accepted", "channel"),
                        ("alerts.raised", "hazard"))
    ]  # fmt: skip
    parts += [{"kind": "gauge", "indicators": [one], "width": 3, "height": 2} for one in figures[4:6]]
    parts += [{"kind": "map", "indicators": [one], "width": 3, "height": 4} for one in figures[:2]]
    parts += [{"kind": "table", "indicators": figures[at : at + 3], "width": 6, "height": 4} for at in (0, 3)]
    parts += [{"kind": "list", "rows": "cases", "where": {"state": "open"}, "width": 3, "height": 3}]
    parts += [
        {"kind": "text", "text": {"zh": "每日九时交班", "en": "Handed over at nine"}, "width": 3, "height": 1}
    ]
    assert len(parts) == 24
    return {
        "code": CODE,
        "title": {"zh": "基准看板", "en": "Benchmark board"},
        "period": "month",
        "parts": [{"id": f"p{number}", **one} for number, one in enumerate(parts)],
    }


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=boards ARGS='…'")
    words.add_argument("--viewers", type=int, default=200)
    words.add_argument("--closings", type=int, default=30)
    words.add_argument("--paints", type=int, default=5)
    words.add_argument("--both", action="store_true", help="also on SQLite, told beside it")
    words.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    asked = words.parse_args(arguments)
    runs = {} if asked.sqlite else {"postgresql": _run(asked, server=True)}
    if asked.sqlite or asked.both:
        runs["sqlite"] = _run(asked, server=False)
    first = next(iter(runs.values()))
    return Result(
        name="boards",
        values=[first["update_p95_s"]],
        unit="s",
        bar=BAR_S,
        limit_what="p95 of a bare NATS to SSE echo of the same bytes to as many streams",
        limit_values=[first["bare_p95_s"]],
        also_met=first["first_paint_s"] <= PAINT_BAR_S,
        more={"first_paint_bar_s": PAINT_BAR_S, **runs},
    )


@contextlib.contextmanager
def _database(server: bool) -> Iterator[None]:
    before = os.environ.pop("YIWANG_DATABASE_URL", None)
    with contextlib.ExitStack() as stack:
        if server:
            os.environ["YIWANG_DATABASE_URL"] = stack.enter_context(postgres.cluster(durable=True))
        try:
            yield
        finally:
            os.environ.pop("YIWANG_DATABASE_URL", None)
            if before:
                os.environ["YIWANG_DATABASE_URL"] = before


def _run(asked: argparse.Namespace, *, server: bool) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="yiwang-boards-"))
    try:
        packs = folder / "packs"
        shutil.copytree(ROOT / "packs", packs)
        boards = packs / "urban-drainage" / "boards"
        boards.mkdir(exist_ok=True)
        (boards / f"{CODE}.yaml").write_text(json.dumps(board(), ensure_ascii=False), encoding="utf-8")
        with _database(server), Instance(packs_folder=str(packs)) as instance:
            return _measure(instance, asked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(instance: Instance, asked: argparse.Namespace) -> dict[str, Any]:
    environment = {**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    town = subprocess.Popen(
        [sys.executable, "-m", "benchmarks._boards_town", str(asked.closings)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert town.stdin is not None
    assert town.stdout is not None
    try:
        if town.stdout.readline().strip() != "ready":
            raise RuntimeError("the town could not be worked")
        cookies = [instance.sign_in(login).cookie for login in PEOPLE]
        watched = Watched(url=instance.url, path=PATH, part=PART)
        asyncio.run(_watch(watched, town, cookies, asked))
    finally:
        town.stdin.close()
        town.wait(30)
    lags = [
        seen - watched.told_at[number]
        for number, value in enumerate(sorted(watched.seen_at)[: len(watched.told_at)])
        for seen in watched.seen_at[value]
    ]
    limit = _bare(asked.viewers, watched.size)
    paints = _paint(instance, asked.paints)
    return {
        "viewers": asked.viewers,
        "closings": len(watched.told_at),
        "updates": len(lags),
        "expected": asked.viewers * asked.closings,
        "update_p50_s": round(statistics.median(lags), 3),
        "update_p95_s": round(_p95(lags), 3),
        "update_most_s": round(max(lags), 3),
        "look_p95_s": round(_p95(watched.answers), 3),
        "answer_kb": watched.size >> 10,
        "bare_p95_s": round(_p95(limit), 4),
        **paints,
    }


def _p95(found: Sequence[float]) -> float:
    return statistics.quantiles(found, n=20)[-1]


async def _watch(
    watched: Watched, town: subprocess.Popen[str], cookies: list[str], asked: argparse.Namespace
) -> None:
    viewers = [Viewer(number, cookies[number % len(cookies)], watched) for number in range(asked.viewers)]
    running = [asyncio.create_task(one.run()) for one in viewers]
    ended = asyncio.ensure_future(asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED))
    try:
        while not all(one.ready.is_set() for one in viewers) and not ended.done():
            await asyncio.sleep(0.1)
        await asyncio.sleep(3)
        watched.answers.clear()
        for number in range(asked.closings):
            assert town.stdin is not None
            base = viewers[0].value
            town.stdin.write("\n")
            town.stdin.flush()
            until = time.monotonic() + COUNTED_WITHIN_S
            while any(one.value <= base for one in viewers) and time.monotonic() < until:
                if ended.done():
                    raise RuntimeError([one.exception() for one in running if one.done()][:1])
                await asyncio.sleep(0.02)
            # Not in step with anything that beats.
            await asyncio.sleep(0.7 + (number % 7) * 0.09)
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _bare(viewers: int, size: int) -> list[float]:
    """The echo of so many bytes, alone."""
    folder, port = Path(tempfile.mkdtemp(prefix="yiwang-echo-")), broker.free_port()
    (folder / "nats.conf").write_text(f'listen: "127.0.0.1:{port}"\nmax_payload: 8MB\n', encoding="ascii")
    nats = subprocess.Popen(
        [broker.binary(), "-c", str(folder / "nats.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    door, url = broker.free_port(), f"nats://127.0.0.1:{port}"
    echo = None
    try:
        time.sleep(1)
        echo = subprocess.Popen(
            [sys.executable, "-m", "benchmarks._boards_viewers", url, str(door)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert echo.stdout is not None
        echo.stdout.readline()
        return asyncio.run(bare(url, door, viewers, size, 20))
    finally:
        for one in (echo, nats):
            if one is not None:
                one.kill()
                one.wait()
        shutil.rmtree(folder, ignore_errors=True)


DRAWN = f"""
() => new Promise((done) => {{
  const look = () => {{
    const parts = document.querySelectorAll('[data-part]');
    const maps = [...document.querySelectorAll('.board-map')];
    const empty = maps.some((one) => !one.querySelector('svg'));
    const waiting = empty || document.querySelector('[data-part] .state-bars');
    if (parts.length >= {len(board()["parts"])} && !waiting)
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000)));
    else requestAnimationFrame(look);
  }};
  look();
}})
"""


def _paint(instance: Instance, times: int) -> dict[str, float]:
    """Seconds from asking for the page to all panels drawn, and to the first thing on screen."""
    from playwright.sync_api import sync_playwright

    path = system.browser()
    if path is None:
        raise RuntimeError("there is no Chromium here")
    name, _, value = instance.sign_in("dispatcher").cookie.partition("=")
    drawn, first = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            context.add_cookies([{"name": name, "value": value, "url": instance.url}])
            page = context.new_page()
            page.goto(f"{instance.url}/screen/board/{CODE}", wait_until="commit")
            drawn.append(float(page.evaluate(DRAWN)))
            entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
            first.append(float(page.evaluate(entry)))
            context.close()
        browser.close()
    return {
        "first_paint_s": round(statistics.median(drawn), 3),
        "first_paint_most_s": round(max(drawn), 3),
        "first_contentful_s": round(statistics.median(first), 3),
    }

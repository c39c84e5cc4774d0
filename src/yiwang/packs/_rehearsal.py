"""Rehearsals (预演): each variant of a scene lives through the real loop in a process of its own.

Own data folder, own SQLite, own NATS server, own lake, a virtual clock: nothing of it touches the live one.
The city without packs is prepared once per content and copied, and the house is imported once per run
(`_troupe`), so that a play starts at once. As many of them run beside each other as there are processors.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

import yiwang
from yiwang.kernel import broker
from yiwang.kernel.errors import Refusal
from yiwang.packs import _reading
from yiwang.packs._stage import STAYS
from yiwang.packs._troupe import ENDED, PROCESSOR_S, Troupe
from yiwang.packs.recipes import Recipe, Variant

STARTS_WITHIN_S = 10.0
RESULTS = "build/results/rehearsals.json"
MEMORY = Path("/dev/shm")  # noqa: S108  no file of ours by name: a folder of a play's own is made in it
ROOM_BYTES = 2 << 30


class NothingToRehearse(Refusal):
    """No sound scene bears the name asked for."""

    status = 404
    code = "packs.nothing_to_rehearse"
    zh = "没有名为“{what}”的专题或场景可预演。"
    en = "There is no topic or scene “{what}” to rehearse."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one variant of one scene gave."""

    scene: str
    variant: str
    passed: bool
    seconds: float
    processor_s: float
    steps: list[dict[str, Any]]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A play that has held up to its board, and answers in a browser."""

    url: str
    login: str
    password: str
    figures: dict[str, float]
    """Its scene's figures of the city by code, as the script counted them."""


def command(folder: Path, what: str, *, as_json: bool, lanes: int = 0, stay: bool = False) -> int:
    """Rehearse what is asked for, print the steps, answer 0 when all of them held.

    `lanes`: how many plays run beside each other, 0 for one a processor. What plays alone tells its steps as
    they happen; of several beside each other each is told whole when it ends. `stay`: only the first course
    that draws its scene's board, up to there, and it is there to be looked at until Ctrl-C.
    """
    began = time.monotonic()
    wanted = [
        (pack, scene, variant)
        for pack, scene, recipe in chosen(folder, what)
        for variant in recipe.variants
        if variant.drawn or not stay
    ][: 1 if stay else None]
    lanes = min(lanes or _processors(), len(wanted))
    live = lanes == 1 and not as_json

    def play(one: tuple[str, str, Variant]) -> Outcome:
        pack, scene, variant = one
        if live:
            print(_heading(*one), flush=True)
        tell = _print if live else None
        outcome = rehearse(
            prepared,
            folder,
            pack,
            scene,
            variant.code,
            say=tell,
            troupe=troupe,
            stay=_wait if stay else None,
        )
        if not as_json:
            told = [] if live else [_heading(*one), *map(_shown, outcome.steps)]
            mark = "✓ 通过  passed" if outcome.passed else f"✗ 未通过  failed: {outcome.error}"
            took = f"{outcome.seconds:.1f} s，处理器 processor {outcome.processor_s:.1f} s"
            print("\n".join([*told, f"  {mark} ({took})"]), flush=True)
        return outcome

    with (
        base(settings.YIWANG.home, settings.YIWANG.cities_folder, say=not as_json) as prepared,
        company(serving=stay) as troupe,
        ThreadPoolExecutor(lanes) as threads,
    ):
        outcomes = list(threads.map(play, wanted))
    if folder.resolve() == (_root() / "packs").resolve() and not stay:
        _keep(outcomes)
    if as_json:
        print(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=2))
    else:
        print(_summary(outcomes, time.monotonic() - began, lanes), flush=True)
    return 0 if all(one.passed for one in outcomes) else 1


def _wait(here: Standing) -> None:
    print(
        f"· 演练现场已开放，Ctrl-C 结束并清除  open until Ctrl-C, then thrown away: {here.url}  "
        f"{here.login} / {here.password}",
        flush=True,
    )
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _heading(pack: str, scene: str, variant: Variant) -> str:
    return f"▶ {pack}/{scene} · {variant.name.zh}  {variant.name.en}"


def _summary(outcomes: list[Outcome], seconds: float, lanes: int) -> str:
    scenes = {one.scene for one in outcomes}
    failed = sorted({f"{one.scene} · {one.variant}" for one in outcomes if not one.passed})
    if failed:
        verdict = f"✗ 未通过 {len(failed)}：{'、'.join(failed)}  {len(failed)} failed"
    else:
        verdict = "✓ 全部通过  all passed"
    processor = sum(one.processor_s for one in outcomes)
    return (
        f"共 {len(scenes)} 个场景、{len(outcomes)} 种走法，{lanes} 路同演，"
        f"用时 {seconds:.1f} 秒，处理器 {processor:.1f} 秒  "
        f"{len(scenes)} scenes, {len(outcomes)} variants, {lanes} lanes, {seconds:.1f} s, "
        f"{processor:.1f} s of processor: {verdict}"
    )


def chosen(folder: Path, what: str) -> list[tuple[str, str, Recipe]]:
    """The topics, scenes and recipes meant by `topic`, `topic/scene` or nothing; raises NothingToRehearse."""
    topic, _, scene = what.partition("/")
    found = [
        (read.id, one.record.id, one.form)
        for read in _reading.read_packs(folder, [topic] if topic else ())
        if not read.faults
        for one in read.scenes
        if scene in ("", one.record.id)
    ]
    if not found:
        raise NothingToRehearse(what=what)
    return found


@contextmanager
def company(*, serving: bool = False) -> Iterator[Troupe]:
    """The process that plays fork from, with a data folder of its own that nothing is ever put into.

    `serving`: plays will stay to be looked at.
    """
    with (
        tempfile.TemporaryDirectory(prefix="yiwang-troupe-") as name,
        Troupe(_environment(Path(name), ""), Path(name) / "troupe.log", serving=serving) as made,
    ):
        yield made


def rehearse(
    prepared: Path,
    folder: Path,
    pack: str,
    scene: str,
    variant: str,
    *,
    say: Callable[[dict[str, Any]], None] | None,
    troupe: Troupe | None = None,
    stay: Callable[[Standing], None] | None = None,
) -> Outcome:
    """One variant in a fresh instance, by a `troupe` or one of its own; a step that does not hold ends it.

    With `stay` it ends where its scene's board is drawn, and answers in a browser as long as that takes.
    """
    if troupe is None:
        with company(serving=stay is not None) as own:
            return rehearse(prepared, folder, pack, scene, variant, say=say, troupe=own, stay=stay)
    began = time.monotonic()
    steps: list[dict[str, Any]] = []
    ended: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="yiwang-rehearsal-", dir=_room()) as name:
        home = Path(name)
        shutil.copy(prepared, home / "yiwang.sqlite3")
        complaints = home / "stage.log"
        with _nats(home) as url:
            words = {
                "folder": str(folder.resolve()),
                "pack": pack,
                "scene": scene,
                "variant": variant,
                "home": str(home),
                "nats": url,
                **({"stay": "yes"} if stay is not None else {}),
            }
            for line in troupe.play(words, complaints):
                if ENDED in line:
                    ended = line
                    continue
                if STAYS in line:
                    assert stay is not None
                    try:
                        stay(_standing(line))
                    finally:
                        with suppress(ProcessLookupError):
                            os.kill(line["pid"], signal.SIGTERM)
                    continue
                steps.append(line)
                if say is not None:
                    say(line)
        complaint = complaints.read_text("utf-8").strip()
    error = ""
    failed = next((step for step in steps if not step["held"]), None)
    if failed is not None:
        error = f"{failed['zh']}  {failed['en']}: {failed['found']}"
    elif ended.get(ENDED) != 0:
        error = complaint.splitlines()[-1] if complaint else "died"
        if complaint:
            print(complaint, file=sys.stderr)
    return Outcome(
        scene=f"{pack}/{scene}",
        variant=variant,
        passed=not error and bool(steps),
        seconds=time.monotonic() - began,
        processor_s=ended.get(PROCESSOR_S, 0.0),
        steps=steps,
        error=error,
    )


def _room() -> Path | None:
    """Where a play's data lie: in memory where there is room, for every act waits for the disk, and what is
    thrown away at the end need not outlive a power cut."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free > ROOM_BYTES else None
    except OSError:
        return None


def _standing(line: dict[str, Any]) -> Standing:
    return Standing(url=line[STAYS], login=line["login"], password=line["password"], figures=line["figures"])


def _print(step: dict[str, Any]) -> None:
    print(_shown(step), flush=True)


def _shown(step: dict[str, Any]) -> str:
    mark = "✓" if step["held"] else "✗"
    return f"  {mark} {step['clock']}  {step['zh']}  {step['en']}  {step['found']}  [{step['took_ms']} ms]"


def _environment(home: Path, nats_url: str) -> dict[str, str]:
    """Nothing of the live instance's settings but where the shipped data lie and what the seed is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIWANG_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "yiwang.app.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(yiwang.__file__).parent.parent), kept.get("PYTHONPATH", "")]),
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",  # what forks has no threads, and there is a lane for each processor
        "YIWANG_HOME": str(home),
        "YIWANG_NATS_URL": nats_url,
        "YIWANG_FEED": "off",
        "YIWANG_MQTT_PORT": "0",  # many stand beside each other
        "YIWANG_SEED": str(settings.YIWANG.seed),
        "YIWANG_CITIES_FOLDER": str(settings.YIWANG.cities_folder),
        "YIWANG_CITIES": ",".join(_cities()),
    }


def _cities() -> tuple[str, ...]:
    """The first city of this instance: a rehearsal needs one."""
    named: tuple[str, ...] = settings.YIWANG.cities
    if not named:
        named = tuple((settings.YIWANG.cities_folder / "default.txt").read_text("utf-8").split())
    return named[:1]


@contextmanager
def _nats(home: Path) -> Iterator[str]:
    """A NATS server of our own in `home`, ended with the rehearsal."""
    port = broker.free_port()
    config = home / "nats.conf"
    config.write_text(broker.configuration(home / "nats", port), encoding="utf-8")
    server = subprocess.Popen(  # noqa: S603
        [broker.binary(), "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        limit = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < limit:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"nats://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def base(home: Path, cities: Path, *, say: bool) -> Iterator[Path]:
    """A database with this version's tables, the city and its units, made once per content of the three."""
    room = home / "rehearsals"
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = room / f"base-{_fingerprint(cities)}.sqlite3"
    if not kept.exists():
        if say:
            print(
                "· 准备预演底库（城市与单位，只做一次）  preparing the city for rehearsals, once", flush=True
            )
        with tempfile.TemporaryDirectory(prefix="yiwang-base-", dir=room) as name:
            made = subprocess.run(
                [sys.executable, "-m", "yiwang.packs._stage"],
                env=_environment(Path(name), ""),
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            if made.returncode:
                raise RuntimeError(made.stderr.strip())
            for stale in room.glob("base-*.sqlite3"):
                stale.unlink()
            (Path(name) / "yiwang.sqlite3").replace(kept)
    yield kept


def _fingerprint(cities: Path) -> str:
    """What the base is made of: the city's files, and the code and migrations that load them."""
    package = Path(yiwang.__file__).parent
    digest = hashlib.sha256(f"{settings.YIWANG.seed} {_cities()}".encode())
    files = [path for city in _cities() for path in (cities / city).rglob("*")]
    files += package.glob("*/migrations/*.py")
    files += [path for noun in ("kernel", "areas", "identity") for path in (package / noun).rglob("*.py")]
    for path in sorted(files):
        if path.is_file():
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _keep(outcomes: list[Outcome]) -> None:
    """In a checkout: leave the results of its own packs where the coverage of requirements looks for them."""
    if not (_root() / "pyproject.toml").exists():
        return
    path = _root() / RESULTS
    path.parent.mkdir(parents=True, exist_ok=True)
    kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for scene in {one.scene for one in outcomes}:
        kept[scene] = "passed" if all(one.passed for one in outcomes if one.scene == scene) else "failed"
    path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _root() -> Path:
    return Path(yiwang.__file__).parent.parent.parent


def _as_json(one: Outcome) -> dict[str, Any]:
    return {
        "scene": one.scene,
        "variant": one.variant,
        "passed": one.passed,
        "seconds": round(one.seconds, 2),
        "processor_s": one.processor_s,
        "error": one.error,
        "steps": one.steps,
    }

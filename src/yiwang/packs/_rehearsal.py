"""Rehearsals (预演): each variant of a scene lives through the real loop in a process of its own.

Own data folder, own SQLite, own NATS server, own lake, a virtual clock: nothing of it touches the live one.
The city without packs is prepared once per content and copied, so that a rehearsal starts in a second or two.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

import yiwang
from yiwang.kernel import broker
from yiwang.kernel.errors import Refusal
from yiwang.packs import _reading
from yiwang.packs.recipes import Recipe

STARTS_WITHIN_S = 10.0
RESULTS = "build/results/rehearsals.json"


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
    steps: list[dict[str, Any]]
    error: str


def command(folder: Path, what: str, *, as_json: bool) -> int:
    """Rehearse what is asked for, print steps as they happen, answer 0 when all of them held."""
    wanted = chosen(folder, what)
    outcomes = []
    with base(settings.YIWANG.home, settings.YIWANG.cities_folder, say=not as_json) as prepared:
        for pack, scene, recipe in wanted:
            for variant in recipe.variants:
                if not as_json:
                    print(f"▶ {pack}/{scene} · {variant.name.zh}  {variant.name.en}", flush=True)
                outcome = rehearse(prepared, folder, pack, scene, variant.code, say=not as_json)
                outcomes.append(outcome)
                if not as_json:
                    mark = "✓ 通过  passed" if outcome.passed else f"✗ 未通过  failed: {outcome.error}"
                    print(f"  {mark} ({outcome.seconds:.1f} s)", flush=True)
    if folder.resolve() == (_root() / "packs").resolve():
        _keep(outcomes)
    if as_json:
        print(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=2))
    return 0 if all(one.passed for one in outcomes) else 1


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


def rehearse(prepared: Path, folder: Path, pack: str, scene: str, variant: str, *, say: bool) -> Outcome:
    """One variant in a fresh instance; a step that does not hold ends it."""
    began = time.monotonic()
    steps: list[dict[str, Any]] = []
    error = ""
    with tempfile.TemporaryDirectory(prefix="yiwang-rehearsal-") as name:
        home = Path(name)
        shutil.copy(prepared, home / "yiwang.sqlite3")
        with _nats(home) as url, (home / "stage.log").open("w+", encoding="utf-8") as complaints:
            with subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "yiwang.packs._stage", str(folder), pack, scene, variant],
                env=_environment(home, url),
                stdout=subprocess.PIPE,
                stderr=complaints,  # a file: a full pipe that nobody reads would stop the play
                text=True,
                encoding="utf-8",
            ) as child:
                try:
                    for line in child.stdout or ():
                        step = json.loads(line)
                        steps.append(step)
                        if say:
                            print(_shown(step), flush=True)
                    code = child.wait()
                except BaseException:
                    child.kill()
                    raise
            complaints.seek(0)
            complaint = complaints.read().strip()
            if code and (not steps or steps[-1]["held"]):
                error = complaint.splitlines()[-1] if complaint else f"exit {code}"
                if say and complaint:
                    print(complaint, file=sys.stderr)
    failed = next((step for step in steps if not step["held"]), None)
    if failed is not None:
        error = f"{failed['zh']}  {failed['en']}: {failed['found']}"
    return Outcome(
        scene=f"{pack}/{scene}",
        variant=variant,
        passed=not error and bool(steps),
        seconds=time.monotonic() - began,
        steps=steps,
        error=error,
    )


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
        "YIWANG_HOME": str(home),
        "YIWANG_NATS_URL": nats_url,
        "YIWANG_FEED": "off",
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
                [sys.executable, "-m", "yiwang.packs._stage", "--base"],
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
        "error": one.error,
        "steps": one.steps,
    }

"""The stage of one rehearsal: a fresh instance in this process, its own clock, its facts overheard.

`_troupe` forks for each play; it prints one JSON line for each step. Run as `python -m yiwang.packs._stage`
it makes the city that all of them begin with.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

STARTS = "2026-03-02T08:30:00+08:00"
"""A Monday morning of a year whose working days are known."""
COUNTING = frozenset({"indicators.note", "indicators.count", "indicators.watch", "indicators.urging"})
LATE = ("PIL.JpegImagePlugin", "deltalake", "duckdb", "pyarrow.compute", "pyarrow.parquet")
"""What the house imports only when it first needs it, and every play needs."""
STAYS = "stays"
"""The key of the line that says where a play that is over can be looked at."""


class StepFailed(Exception):
    """A step did not hold; the rehearsal ends here."""


class BoardDrawn(Exception):
    """The scene's board has been drawn, and somebody wants to look at it: he is let in at this hour."""


@dataclass(slots=True)
class Stage:
    """The instance and what has happened in it since the last look."""

    folder: Path
    pack: str
    scene_id: str
    clock: Any
    seen: int = 0
    heard: list[Any] = field(default_factory=list)
    leases: dict[str, Any] = field(default_factory=dict)
    """Of every task, kept to the end: nobody else asks for them here."""
    figures: dict[str, float] = field(default_factory=dict)
    """What figures came to by the script's own count, found again at the door of indicators."""
    stays: bool = False
    """Whether the play ends where the scene's board has been drawn, to be looked at."""
    drawn: bool = False

    def step(self, zh: str, en: str, act: Callable[[], Any]) -> Any:
        """Do `act`; what it answers is shown as found. Raises StepFailed when it raises or finds wrong."""
        from yiwang.kernel.clock import SHANGHAI

        began = time.monotonic()
        held, found, answer = True, "", None
        try:
            answer = act()
            found = answer if isinstance(answer, str) else answer[0] if isinstance(answer, tuple) else ""
        except Exception as error:
            held, found = False, f"{type(error).__name__}: {error}"
        line = {
            "clock": f"{self.clock.now().astimezone(SHANGHAI):%m-%d %H:%M}",
            "zh": zh,
            "en": en,
            "found": found,
            "held": held,
            "took_ms": round((time.monotonic() - began) * 1000),
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if not held:
            raise StepFailed(zh)
        if self.stays and self.drawn:
            raise BoardDrawn
        return answer

    def pump(self, *, counted: bool = False) -> None:
        """Let every task and every consumer run until all are quiet, and hear what they told.

        Figures are counted when time passes or when they are `counted` to be looked at: acts that follow
        each other at once are counted together, as a worker does it.
        """
        from yiwang.kernel import facts, tasks

        tasks.pump_until_quiet(leases=self.leases, but=() if counted else COUNTING)
        while True:
            rows = facts.read(self.seen)
            if not rows:
                return
            self.heard += [facts.told(row) for row in rows]
            self.seen = rows[-1].position or self.seen

    def feed(self, readings: Sequence[Any], source: str, *, pump: bool = True) -> None:
        """Hand in (time, datastream, value) readings through the door of sensing, then let all run.

        The clock moves to the newest of them first: nothing is observed in the future. Without `pump` they
        only lie in the stream, as in the moment before the worker turns to it.
        """
        from yiwang.sensing import api as sensing
        from yiwang.sensing.contracts import ObservationIn

        if readings:
            self.go_to(max(at for at, _, _ in readings))
            batch = [
                ObservationIn(datastream=name, observed_at=at, value=value) for at, name, value in readings
            ]
            sensing.accept(batch, source)
        if pump:
            self.pump()

    def go_to(self, moment: datetime) -> None:
        """Wind the clock on; it never goes back."""
        if moment > self.clock.now():
            self.clock.set(moment)

    def wait(self, length: timedelta) -> None:
        """Let time pass and everything run that was waiting for it."""
        self.clock.advance(length)
        self.pump(counted=True)

    def told(self, *types: str, **fields: Any) -> list[Any]:
        """Facts heard so far of these types whose data have these values."""
        return [
            one
            for one in self.heard
            if one.fact_type in types
            and all(getattr(one.data, name, None) == value for name, value in fields.items())
        ]

    def person(self, unit: str, role: str) -> Any:
        """Somebody of a unit in a role, as the subject of an act."""
        from yiwang.identity import api as identity

        users = identity.users_of_unit(unit, role)
        if not users:
            raise LookupError(f"{unit} has no {role}")
        return identity.subject_of(users[0].id)

    def account(self, login: str) -> Any:
        """One of the demonstration accounts that every city has (duty, inspector, leader)."""
        from yiwang.identity import api as identity

        return identity.subject_of(login)

    @property
    def city(self) -> str:
        """The area id of the city that it plays in."""
        from yiwang.areas import api as areas

        return areas.subtree("/", "city")[0].id

    def photo(self, subject: Any, name: str, colour: tuple[int, int, int]) -> str:
        """A small picture, stored as a handler stores one; its document id."""
        import io

        from PIL import Image

        from yiwang.documents import api as documents

        picture = io.BytesIO()
        Image.new("RGB", (320, 240), colour).save(picture, "JPEG", quality=70)
        document = documents.store(picture.getvalue(), name=f"{name}.jpg", subject=subject)
        return str(document.id)


def expect(condition: object, found: str) -> None:
    """Raise with what was found when it is not what the step asks for."""
    if not condition:
        raise AssertionError(found)


def chunks(readings: Iterable[Any], length_s: float) -> list[list[Any]]:
    """Readings in order of time, in pieces no longer than `length_s`."""
    pieces: list[list[Any]] = []
    for one in readings:
        if not pieces or (one[0] - pieces[-1][0][0]).total_seconds() >= length_s:
            pieces.append([])
        pieces[-1].append(one)
    return pieces


def _set_up() -> None:
    import django

    django.setup()


def prepare_base() -> None:
    """This version's tables, one city, its units and people; at the time at which rehearsals begin."""
    _set_up()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from yiwang.areas import api as areas
    from yiwang.identity import api as identity
    from yiwang.kernel import clock, ids

    call_command("migrate", verbosity=0, interactive=False)
    ids.seed(1)
    with clock.use(clock.VirtualClock(datetime.fromisoformat(STARTS))):
        for city in settings.YIWANG.cities:
            areas.load_city(settings.YIWANG.cities_folder / city)
            identity.load_units(settings.YIWANG.cities_folder / city, areas.unit_rows())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def load_house(*, serving: bool = False) -> None:
    """Import all that any play needs, and open nothing: who has done so may fork. `serving`: also what lets
    people in."""
    _set_up()
    from django.conf import settings
    from django.urls import resolve
    from django.utils.module_loading import import_string

    from yiwang.packs.recipes import RECIPES

    for app in settings.INSTALLED_APPS:
        if (Path(importlib.import_module(app).__file__ or "").parent / "tasks.py").exists():
            importlib.import_module(f"{app}.tasks")
    for name in (*LATE, *(recipe.script for recipe in RECIPES.values())):
        importlib.import_module(name)
    if serving:
        import_string(settings.SERVER)
        resolve("/api/openapi.json")
    # The whole house lies loaded in this process: looking at it again and again finds nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def play(folder: Path, pack: str, scene: str, variant: str, *, stay: bool = False) -> int:
    """One variant from an empty stage to its last step; 0 when every step held.

    To `stay` is to answer in a browser until somebody ends it, from the step in which the scene's board was
    drawn: what a course does after it may lie in another month, of which its figures say something else.
    """
    from yiwang.kernel import clock, ids

    ids.seed(7)
    with clock.use(clock.VirtualClock(datetime.fromisoformat(STARTS) + timedelta(minutes=1))) as virtual:
        stage = Stage(folder=folder, pack=pack, scene_id=scene, clock=virtual, stays=stay)
        try:
            with suppress(BoardDrawn):
                _script(folder, pack, scene).SCRIPTS[variant](stage)
            if stay and not stage.drawn:
                raise LookupError(f"the course {variant} draws no board to look at")
            if stay:
                _let_in(stage)
        except StepFailed:
            return 1
        finally:
            from yiwang.kernel import bus

            bus.disconnect()
    return 0


def _let_in(stage: Stage) -> None:
    """Serve what was played, at the hour that it had come to, until a signal says that it was seen."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from yiwang.identity import api as identity
    from yiwang.kernel import clock

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # the server ends by it, and then raises it again
    wound = clock.WoundClock(settings.YIWANG.home / "clock")
    wound.set(stage.clock.now())
    with clock.use(wound), socket.create_server(("127.0.0.1", 0)) as listening:
        line = {
            STAYS: f"http://127.0.0.1:{listening.getsockname()[1]}",
            "login": "leader",
            "password": identity.reset_password("leader", by="system:rehearsal"),
            "pid": os.getpid(),
            "figures": stage.figures,
        }
        serve = import_string(settings.SERVER)
        print(json.dumps(line), flush=True)
        serve(listening)


def _script(folder: Path, pack: str, scene: str) -> Any:
    """The module with the acts that the scene's recipe brings."""
    from yiwang.kernel.declarations import load_yaml
    from yiwang.packs.recipes import RECIPES, SCENE_FORM

    file: Any = load_yaml(folder / pack / "scenes" / f"{scene}.yaml", SCENE_FORM)
    return importlib.import_module(RECIPES[file.get().recipe].script)


if __name__ == "__main__":
    prepare_base()

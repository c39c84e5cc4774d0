"""What the world tells themes in these tests: facts of appeals in the small city, and their pumping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tests.cases import city
from yiwang.appeals.contracts import (
    AppealChanged,
    AppealDispatched,
    AppealJoined,
    AppealLinked,
    AppealMergedAsRepeat,
    AppealRegistered,
    AppealVoided,
)
from yiwang.kernel import clock, facts, tasks
from yiwang.kernel.ids import new_id
from yiwang.themes import tasks as themes_tasks

assert themes_tasks

PEOPLE = [
    ("dora", "c-yx", city.CITY, ("dispatcher",)),
    ("sue", "c-yx", city.CITY, ("supervisor",)),
    ("lena", "c-zf", city.CITY, ("leader",)),
    ("otto", "c-zf", city.CITY, ("leader",)),
]
PATHS = {area_id: path for area_id, _, _, path in city.AREAS}
VILLAGE = "449901001201"


def settle() -> None:
    """The small city with its catalogue, a second dispatcher, a supervisor and two leaders."""
    city.settle()
    city.declare()
    for login, unit, path, roles in PEOPLE:
        city.person(login, unit, path, *roles)


@dataclass
class Spoken:
    """An appeal as this world tells of it, fact by fact."""

    area: str
    matter: str
    kind: str = "complaint"
    id: str = field(default_factory=new_id)
    version: int = 0
    round: int = 0
    state: str = "open"
    secret: bool = False
    against: tuple[str, ...] = ()
    path: str = ""

    def tell(self, fact: type[AppealChanged], **more: Any) -> None:
        self.version += 1
        facts.tell(
            fact(
                appeal_id=self.id,
                number=f"SQ{self.id[-12:]}",
                kind=self.kind,
                channel="12345",
                state=self.state,
                stage="registered",
                sensitive=False,
                round=self.round,
                **more,
            ),
            subject=f"appeal:{self.id}",
            version=self.version,
            actor="alice",
            area_path=self.path or PATHS[self.area],
            secret=self.secret,
        )

    def register(self, *, repeated: bool = False, matter: str = "") -> Spoken:
        self.tell(
            AppealRegistered,
            area_id=self.area,
            area_name=self.area,
            urgency="general",
            repeated=repeated,
            parent_id="",
            demonstration=False,
            matter=matter,
        )
        return self

    def dispatch(self, *, event: str = "") -> Spoken:
        self.round += 1
        self.tell(
            AppealDispatched,
            event_id=event,
            matter=self.matter,
            title_zh=self.matter,
            title_en=self.matter,
            area_id=self.area,
            lon=110.4,
            lat=21.2,
            urgency="general",
            secret=self.secret,
            against=list(self.against),
            reason_zh="",
            demonstration=False,
        )
        return self

    def link(self, event: str) -> Spoken:
        self.tell(AppealLinked, event_id=event)
        return self

    def join(self, event: str) -> Spoken:
        self.tell(AppealJoined, event_id=event, from_event_id="")
        return self

    def void(self) -> Spoken:
        self.state = "void"
        self.tell(AppealVoided)
        return self

    def merge(self, into: Spoken) -> Spoken:
        self.state = "merged"
        self.tell(AppealMergedAsRepeat, into=into.id, into_number="SQ")
        return self


@transaction.atomic
def appeal(area: str, matter: str = "street-stall", *, event: str = "", **said: Any) -> Spoken:
    """An appeal, registered and dispatched."""
    return Spoken(area=area, matter=matter, **said).register().dispatch(event=event)


def days(wound: clock.VirtualClock, many: int, *, each: Iterable[tuple[str, str]] = ()) -> None:
    """Let days pass; on each of them the appeals of (area, matter) come in and are counted."""
    each = list(each)
    for _ in range(many):
        for area, matter in each:
            appeal(area, matter)
        pump()
        wound.advance(timedelta(days=1))


def weeks_of_records(wound: clock.VirtualClock, many: int = 9) -> None:
    """Weeks in which little happens: three towns, two matters, a few appeals a week."""
    towns = ("449901001", "449902001", "449901070")
    for day in range(many * 7):
        appeal(towns[day % 3], "street-stall")
        if day % 10 == 0:
            appeal(towns[(day // 10) % 3], "flooded-street")
        wound.advance(timedelta(days=1))
    pump()


NAMES = (
    "kernel.sequencer",
    "facts.themes.appeals",
    "facts.themes.cases",
    "facts.themes.areas",
    "themes.scan",
)


def pump(*only: str) -> None:
    """Run the sequencer, our consumers and the look for signals (or some) until all are quiet."""
    names = only or NAMES
    wanted = [task for task in tasks.registered() if task.name in names]
    assert len(wanted) == len(names)
    leases = {}
    for task in wanted:
        lease = tasks.acquire(task.name, "test", ttl_s=10**9)
        assert lease is not None
        leases[task.name] = lease
    for _ in range(500):
        if not sum(task.pump(leases[task.name]) for task in wanted):
            return
    raise AssertionError("the tasks did not come to rest")


def today(wound: clock.VirtualClock) -> datetime:
    return wound.now().astimezone(clock.SHANGHAI)

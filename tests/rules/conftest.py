"""A small city with gauges in two towns, real NATS, and a judge that can be killed and started again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.identity import people
from yiwang.areas.models import AreaRow
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock
from yiwang.kernel.bus import Bus
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import Lease, acquire
from yiwang.rules import api
from yiwang.rules._court import JudgeTask
from yiwang.rules.declarations import AnyRule, FlatLine, Level, OutOfRange, Silence, Targets, Threshold
from yiwang.rules.models import AlertRow
from yiwang.sensing import _registry, _stream
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import ObservationIn, Quality
from yiwang.sensing.declarations import (
    PropertyDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)

SYSTEM = Subject.system("test")
GAUGE = ThingModelDeclaration(
    code="gauge",
    name="积水监测仪",
    kind="drainage_gauge",
    properties=(
        PropertyDeclaration(
            code="depth",
            name="水深",
            name_en="depth",
            unit="cm",
            kind="level",
            valid_min=0.0,
            valid_max=300.0,
            expected_every_s=60,
        ),
    ),
)
DEPTH = Targets(model="gauge", property="depth")
WATER = Threshold(
    code="water/depth",
    name="下穿积水",
    hazard="waterlogging",
    matter="drainage",
    targets=DEPTH,
    levels=(
        Level(raise_at=15, clear_at=10, hold_s=180, severity="general"),
        Level(raise_at=30, clear_at=20, hold_s=60, severity="important"),
        Level(raise_at=100, severity="urgent"),
    ),
)
STUCK = FlatLine(
    code="water/stuck", name="读数不变", hazard="device", targets=DEPTH, for_s=1800, except_at=(0.0,)
)
SILENT = Silence(code="water/silent", name="离线", hazard="device", targets=DEPTH, after_s=900)
RANGE = OutOfRange(code="water/range", name="超量程", hazard="device", targets=DEPTH)
RULES: tuple[AnyRule, ...] = (WATER, STUCK, SILENT, RANGE)


def gauge(id_: str, name: str, area: str) -> ThingDeclaration:
    return ThingDeclaration(
        id=id_,
        name=name,
        model="gauge",
        lon=110.36,
        lat=21.27,
        area_id=area,
        owner_unit="c-cgj",
        maintainer_unit="c-ps",
        demonstration=True,
    )


@dataclass
class City:
    """The judge at work, and the hands of a device."""

    clock: clock.VirtualClock
    task: JudgeTask = field(default_factory=JudgeTask)
    sent: int = 0

    def declare(self, *rules: AnyRule, pack: str = "water") -> list[str]:
        return api.declare(rules or RULES, pack=pack)

    def send(
        self, value: float, stream: str = "g1.depth", *, ago_s: float = 0, quality: Quality = "good"
    ) -> None:
        self.send_many([(stream, ago_s, value, quality)])

    def send_many(self, readings: list[tuple[str, float, float, Quality]]) -> None:
        now = clock.now()
        self.sent += 1
        sensing.accept(
            [
                ObservationIn(
                    datastream=stream,
                    observed_at=now - timedelta(seconds=ago_s),
                    value=value,
                    quality=quality,
                )
                for stream, ago_s, value, quality in readings
            ],
            "gateway",
        )

    def judge(self) -> int:
        """Pump the judge until it is quiet."""
        done, lease = 0, self.lease()
        while moved := self.task.pump(lease):
            done += moved
        return done

    def lease(self) -> Lease:
        lease = acquire("rules.judge", "rehearsal")  # who pumps the rest has it too
        assert lease is not None
        return lease

    def crash(self) -> None:
        """The process is gone with all it remembered; another will start from what the database holds."""
        self.task = JudgeTask()

    def after(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    def flow(self, *values: float, stream: str = "g1.depth", every_s: float = 60) -> None:
        """Readings one after another, each judged when it comes."""
        for value in values:
            self.send(value, stream)
            self.judge()
            self.after(every_s)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    yield tmp_path
    settings.YIWANG = before


@pytest.fixture
def city(transactional_db: None, bus: Bus, home: Path, wound: clock.VirtualClock) -> Iterator[City]:
    people.settle()
    for id_, path, name in (
        ("449901", people.EAST, "东区"),
        ("449901001", people.EAST_TOWN, "东一街道"),
        ("449902001", people.WEST_TOWN, "西一街道"),
    ):
        AreaRow.objects.create(
            id=id_, city="test", name=name, short_name=name, level="town", kind="division",
            managed_path=path, statistical_path=path,
        )  # fmt: skip
    _registry.forget()
    _stream._ensured = None
    _stream.ensure()
    sensing.declare(
        (
            GAUGE,
            gauge("g1", "寸金下穿", "449901001"),
            gauge("g2", "百园路口", "449902001"),
            SourceDeclaration(id="gateway", name="网关"),
        ),
        pack="water",
    )
    sensing.issue_token("gateway", SYSTEM)
    made = City(clock=wound)
    made.declare()
    yield made
    _registry.forget()


def alerts() -> list[tuple[Any, ...]]:
    """Every alert, oldest first: (rule, severity, state, outcome)."""
    rows = AlertRow.objects.order_by("raised_at", "id")
    return [(row.rule_code, row.severity, row.state, row.outcome) for row in rows]


def told(*types: str) -> list[str]:
    rows = FactRow.objects.filter(fact_type__startswith="rules.alert").order_by(
        "recorded_at", "subject", "subject_version"
    )
    return [row.fact_type.removeprefix("rules.alert_") for row in rows if not types or row.fact_type in types]


def at(city: City) -> datetime:
    return city.clock.now()

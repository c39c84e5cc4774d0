"""What the world tells cases in these tests: things and alerts of the small city, and their pumping."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from yiwang.kernel import clock, facts, tasks
from yiwang.kernel.ids import new_id
from yiwang.rules.contracts import AlertCleared, AlertEnded, AlertEscalated
from yiwang.rules.models import AlertRow
from yiwang.sensing.models import Datastream, Thing, ThingModel

from . import city


def thing(
    thing_id: str, path: str = city.WEST_TOWN, *, owner: str = "c-swj", maintainer: str = "c-yw"
) -> str:
    """A gauge at a place, with one datastream; made once."""
    model, _ = ThingModel.objects.get_or_create(
        code="gauge",
        defaults={"name": "积水监测仪", "kind": "gauge", "digest": "x", "declared_at": clock.now()},
    )
    row, made = Thing.objects.get_or_create(
        id=thing_id,
        defaults={
            "name": f"{thing_id}号下穿",
            "model": model,
            "kind": "gauge",
            "lon": 110.4,
            "lat": 21.2,
            "area_id": path.strip("/").split("/")[-1],
            "area_path": path,
            "owner_unit": owner,
            "maintainer_unit": maintainer,
            "digest": "x",
            "declared_at": clock.now(),
        },
    )
    if made:
        Datastream.objects.create(
            id=f"{thing_id}.depth",
            thing=row,
            property="depth",
            name="水深",
            unit="cm",
            kind="level",
            expected_every_s=60,
        )
    return thing_id


@transaction.atomic
def alert(
    thing_id: str = "g1",
    path: str = city.WEST_TOWN,
    *,
    outcome: str = "true",
    hazard: str = "waterlogging",
    matter: str | None = "flooded-street",
    severity: str = "important",
    late: bool = False,
    cleared_at: datetime | None = None,
    owner: str = "c-swj",
    maintainer: str = "c-yw",
) -> str:
    """An alert of a thing, confirmed in the same breath, as rules would tell it."""
    thing(thing_id, path, owner=owner, maintainer=maintainer)
    now = clock.now()
    row = AlertRow.objects.create(
        id=new_id(),
        key=new_id(),
        rule_id="r",
        rule_code="test/waterlogging/deep",
        rule_name="积水过深",
        rule_version="v1",
        rule_kind="threshold",
        hazard=hazard,
        matter=matter,
        severity=severity,
        confirm="auto",
        fault=outcome == "device_fault",
        late=late,
        thing_id=thing_id,
        thing_name=f"{thing_id}号下穿",
        datastream_id=f"{thing_id}.depth",
        area_id=path.strip("/").split("/")[-1],
        area_path=path,
        lon=110.4,
        lat=21.2,
        started_at=now - timedelta(minutes=3),
        observed_at=now - timedelta(seconds=2),
        received_at=now - timedelta(seconds=1),
        raised_at=now,
        value=40.0,
        limit=27.0,
        unit="cm",
        sentence_zh="水深 40 cm，超过 27 cm",
        sentence_en="Depth 40 cm, above 27 cm",
        state="ended",
        outcome=outcome,
        ended_at=now,
        ended_by="system:rules",
        cleared_at=cleared_at,
        version=2,
    )
    facts.tell(
        AlertEnded(
            alert_id=row.id,
            outcome=outcome,
            reason="",
            hazard=hazard,
            matter=matter,
            severity=severity,
            thing_id=thing_id,
            thing_name=row.thing_name,
            datastream_id=row.datastream_id,
            area_id=row.area_id,
            lon=row.lon,
            lat=row.lat,
            value=row.value,
            unit=row.unit,
            sentence_zh=row.sentence_zh,
            sentence_en=row.sentence_en,
            late=late,
            observed_at=row.observed_at,
            received_at=row.received_at,
            demonstration=False,
        ),
        subject=f"alert:{row.id}",
        version=2,
        actor="system:rules",
        area_path=path,
    )
    return row.id


@transaction.atomic
def clear(alert_id: str) -> None:
    """The reading of an alert is normal again."""
    row = AlertRow.objects.get(pk=alert_id)
    row.cleared_at, row.version = clock.now(), row.version + 1
    row.save()
    facts.tell(
        AlertCleared(alert_id=row.id, cleared_at=row.cleared_at, value=3.0),
        subject=f"alert:{row.id}",
        version=row.version,
        actor="system:rules",
        area_path=row.area_path,
    )


@transaction.atomic
def escalate(alert_id: str, severity: str = "urgent") -> None:
    row = AlertRow.objects.get(pk=alert_id)
    before, row.severity, row.version = row.severity, severity, row.version + 1
    row.save()
    facts.tell(
        AlertEscalated(
            alert_id=row.id,
            from_severity=before,
            severity=severity,
            value=60.0,
            unit="cm",
            sentence_zh="水深 60 cm",
            sentence_en="Depth 60 cm",
        ),
        subject=f"alert:{row.id}",
        version=row.version,
        actor="system:rules",
        area_path=row.area_path,
    )


NAMES = (
    "kernel.sequencer",
    "facts.events.alerts",
    "facts.events.areas",
    "facts.events.appeals",
    "facts.cases.world",
    "facts.cases.areas",
    "facts.cases.appeals",
    "facts.cases.stops",
    "cases.timers",
)


def pump(*only: str, leases: dict[str, tasks.Lease] | None = None) -> None:
    """Run the sequencer, the consumers of events and cases and the timers (or some) until all are quiet.

    Who pumps often keeps the `leases` that it was given, as a worker does."""
    names = only or NAMES
    wanted = [task for task in tasks.registered() if task.name in names]
    assert len(wanted) == len(names)
    held = {} if leases is None else leases
    for task in wanted:
        if task.name not in held:
            lease = tasks.acquire(task.name, "test", ttl_s=10**9)
            assert lease is not None
            held[task.name] = lease
    for _ in range(200):
        moved = 0
        for task in wanted:
            moved += task.pump(held[task.name])
        if not moved:
            return
    raise AssertionError("the tasks did not come to rest")

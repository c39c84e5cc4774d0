"""The real city with cases, events and alerts at a few places of scene 1-3."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from yiwang.areas import api as areas
from yiwang.cases.models import Case
from yiwang.events.models import Event
from yiwang.identity import api as identity
from yiwang.kernel import clock, search
from yiwang.kernel.facts import join_units
from yiwang.rules.models import AlertRow

CITY = Path(__file__).parents[3] / "cities" / "zhanjiang"
PASSWORDS: dict[str, str] = {}

DONGJIAN_VILLAGE, OTHER_VILLAGE = "440811071201", "440811071202"
QUANZHUANG, CHIKAN_TOWN, MAZHANG_TOWN = "440803070", "440802001", "440811100"


def settle() -> None:
    """Areas, units, people."""
    areas.load_city(CITY)
    report = identity.load_units(CITY, areas.unit_rows())
    PASSWORDS.update({account.login: account.password for account in report.accounts})
    # What is checked inside a test is to be checked again after the test, all of the city each time.
    connection.check_constraints()


def case(number: str, area: str, *, unit: str = "zj-cgj", secret: bool = False, **more: Any) -> Case:
    """An open lead case at `area`, with its event and alert."""
    place, now = areas.get_area(area), clock.now()
    units = join_units([unit])
    event = Event.objects.create(
        id=f"event-{number}",
        number=f"E{number}",
        kind="single",
        hazard="waterlogging",
        title_zh=f"{place.name}积水 {number}",
        title_en=f"Water on the street {number}",
        area_id=area,
        area_path=place.managed_path,
        area_name=place.name,
        severity="important",
        state="open",
        source=f"alert:alert-{number}",
        units=units,
        secret=secret,
        opened_at=now,
        joined_at=now,
        version=1,
    )
    AlertRow.objects.create(
        id=f"alert-{number}",
        key=number,
        rule_id="r",
        rule_code="r",
        rule_name="积水超限",
        rule_version="1",
        rule_kind="threshold",
        hazard="waterlogging",
        severity="important",
        confirm="duty_officer",
        fault=False,
        thing_id=f"t-{number}",
        thing_name=f"{place.name}水位计",
        datastream_id=f"t-{number}.depth",
        area_id=area,
        area_path=place.managed_path,
        units=units,
        secret=secret,
        started_at=now,
        observed_at=now,
        received_at=now,
        raised_at=now,
        unit="cm",
        sentence_zh=f"{place.name}水深超限 {number}",
        sentence_en=f"Water above the limit {number}",
        state="open",
        version=1,
    )
    given = {
        "kind": "city",
        "role": "lead",
        "stage": "taken",
        "state": "open",
        "due_at": now + timedelta(hours=2),
        **more,
    }
    for kind, is_open in (("event", True), ("alert", True), ("case", given["state"] == "open")):
        # What the acts index, these rows have to say themselves.
        stands = search.Place(area_path=place.managed_path, units=units, open=is_open, at=now)
        search.index(kind, f"{kind}-{number}", number, place.name, place=stands)
    return Case.objects.create(
        id=f"case-{number}",
        number=number,
        event_id=event.id,
        alert_id=f"alert-{number}",
        hazard="waterlogging",
        title_zh=f"{place.name}积水 {number}",
        title_en=f"Water on the street {number}",
        severity="important",
        area_id=area,
        area_path=place.managed_path,
        area_name=place.name,
        lead_unit=unit,
        lead_unit_name=unit,
        units=units,
        secret=secret,
        verification="none",
        needs_reading=True,
        opened_at=now,
        stage_at=now,
        version=1,
        **given,
    )

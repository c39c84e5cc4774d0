"""One search over every kind that has a door, each within its own permission and scope."""

from __future__ import annotations

from collections.abc import Callable

from yiwang.areas import api as areas
from yiwang.cases import api as cases
from yiwang.centers.situation.contracts import Found, Hit, HitGroup
from yiwang.events import api as events
from yiwang.events.contracts import EventFilters
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import facts
from yiwang.ledgers import api as ledgers
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertFilters
from yiwang.sensing import api as sensing

FEW = 6


def search(subject: Subject, q: str) -> Found:
    """What `q` finds, cases first. A word of only blanks finds nothing."""
    require(subject, "search.use")
    position = facts.last_position()
    wanted = q.strip()
    groups: list[HitGroup] = []
    if wanted:
        for permission, look in KINDS:
            if permission in subject.permissions:
                group = look(subject, wanted)
                if group.hits:
                    groups.append(group)
    return Found(q=wanted, groups=groups, position=position)


def _cases(subject: Subject, q: str) -> HitGroup:
    page = cases.list_cases(subject, cases.Filters(q=q), size=FEW)
    hits = [
        Hit(
            kind="case",
            id=row.id,
            title_zh=f"{row.number} {row.title_zh}",
            title_en=f"{row.number} {row.title_en}",
            note=row.lead_unit_name,
            area_path=row.area_path,
            link=f"/cases/{row.id}",
        )
        for row in page.items
    ]
    return HitGroup(kind="case", total=page.total, hits=hits)


def _events(subject: Subject, q: str) -> HitGroup:
    page = events.list_events(subject, EventFilters(q=q), size=FEW)
    hits = [
        Hit(
            kind="event",
            id=row.id,
            title_zh=f"{row.number} {row.title_zh}",
            title_en=f"{row.number} {row.title_en}",
            note=row.area_name,
            area_path=row.area_path,
            link=f"/events/{row.id}",
        )
        for row in page.items
    ]
    return HitGroup(kind="event", total=page.total, hits=hits)


def _alerts(subject: Subject, q: str) -> HitGroup:
    page = rules.alerts(scope(subject, "alerts.see"), AlertFilters(q=q), page=1, size=FEW)
    hits = [
        Hit(
            kind="alert",
            id=row.id,
            title_zh=row.sentence_zh,
            title_en=row.sentence_en,
            note=row.thing_name,
            area_path=row.area_path,
            link=f"/alerts/{row.id}",
        )
        for row in page.items
    ]
    return HitGroup(kind="alert", total=page.total, hits=hits)


def _things(subject: Subject, q: str) -> HitGroup:
    page = sensing.things(scope(subject, "things.see"), {"q": q}, page=1, size=FEW)
    hits = [
        Hit(
            kind="thing",
            id=row.id,
            title_zh=row.name,
            title_en=row.name,
            note=" ".join(row.area_names[-2:]),
            area_path="",
            link=f"/things/{row.id}",
        )
        for row in page.items
    ]
    return HitGroup(kind="thing", total=page.total, hits=hits)


def _records(subject: Subject, q: str) -> HitGroup:
    total, found = ledgers.find_anywhere(subject, q, limit=FEW)
    hits = [
        Hit(
            kind="record",
            id=row.id,
            title_zh=row.title,
            title_en=row.title,
            note=" ".join((row.key, *row.area_names[-1:])),
            area_path="",
            link=f"/ledger-records/{row.id}",
        )
        for row in found
    ]
    return HitGroup(kind="record", total=total, hits=hits)


def _units(subject: Subject, q: str) -> HitGroup:
    total, found = identity.search_units(q, limit=FEW)
    hits = [
        Hit(
            kind="unit",
            id=unit.id,
            title_zh=unit.name,
            title_en=unit.name,
            note=unit.short_name,
            area_path=unit.area_path,
            link=f"/units/{unit.id}",
        )
        for unit in found
    ]
    return HitGroup(kind="unit", total=total, hits=hits)


def _areas(subject: Subject, q: str) -> HitGroup:
    found = areas.search_areas(q, limit=FEW)
    hits = [
        Hit(
            kind="area",
            id=area.id,
            title_zh=area.name,
            title_en=area.name,
            note=area.short_name,
            area_path=area.managed_path,
            link=f"/areas/{area.id}",
        )
        for area in found
    ]
    return HitGroup(kind="area", total=len(hits), hits=hits)


KINDS: tuple[tuple[str, Callable[[Subject, str], HitGroup]], ...] = (
    ("cases.see", _cases),
    ("events.see", _events),
    ("alerts.see", _alerts),
    ("things.see", _things),
    ("ledgers.see", _records),
    ("identity.see_units", _units),
    ("areas.see", _areas),
)

"""Whom a topic is granted to: each change claims the topic, keeps its line and tells its fact."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yiwang.identity import api as identity
from yiwang.identity.api import Lines, Subject, reason_of, require
from yiwang.kernel import statements
from yiwang.kernel.facts import join_units, split_units
from yiwang.shelf.contracts import (
    TopicGranted,
    TopicMoved,
    TopicReasonNeeded,
    TopicShelved,
    UnknownGrantUnit,
    UnknownRole,
    UnknownTopic,
)
from yiwang.shelf.models import TopicEntry, TopicStep

SYSTEM = Subject.system("shelf")


def _moved(row: TopicEntry, act: str) -> TopicMoved:
    return TopicMoved(topic=row.id, name_zh=row.found["name_zh"], name_en=row.found["name_en"])


LINES: Lines[TopicEntry] = Lines(
    step=TopicStep,
    named=lambda row, _: {"topic": row.id},
    told=lambda row: {"topic": row.id, "roles": list(row.roles), "units": list(split_units(row.units))},
    about=lambda row: f"topic:{row.id}",
    moved=_moved,
)


def shelve(row: TopicEntry, roles: Sequence[str]) -> None:
    """Put a new topic on the shelf, granted as the city's defaults say; the caller's transaction."""
    row.roles = list(roles)
    if statements.insert(row, once=True):
        LINES.keep(row, SYSTEM, "shelve", TopicShelved, "上架，按默认授权", "Shelved with the default grants")


def grant(
    subject: Subject, topic: str, *, roles: Sequence[str], units: Sequence[str], reason: str, version: int
) -> TopicEntry:
    """Grant a topic to exactly these roles and units. Needs shelf.grant.

    Raises UnknownTopic, UnknownRole, UnknownGrantUnit, TopicReasonNeeded, TopicMoved.
    """
    require(subject, "shelf.grant")
    reason = reason_of(reason, TopicReasonNeeded)
    roles, units = list(dict.fromkeys(roles)), list(dict.fromkeys(units))
    for role in roles:
        if role not in identity.role_codes():
            raise UnknownRole(role=role[:60])
    for unit in units:
        if identity.find_unit(unit) is None:
            raise UnknownGrantUnit(unit=unit[:64])
    with transaction.atomic():
        row = TopicEntry.objects.select_for_update().filter(pk=topic, active=True).first()
        if row is None:
            raise UnknownTopic()
        if row.version != version:
            raise _moved(row, "grant")
        before = {*row.roles, *split_units(row.units)}
        after = {*roles, *units}
        LINES.change(row, "grant", roles=roles, units=join_units(units))
        LINES.keep(
            row, subject, "grant", TopicGranted,
            f"授权：增加 {len(after - before)} 项，收回 {len(before - after)} 项",
            f"Granted: {len(after - before)} added, {len(before - after)} taken back",
            note=reason,
        )  # fmt: skip
    return row

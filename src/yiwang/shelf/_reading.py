"""Looking at the shelf: the topics of one reader, and one of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from yiwang.boards import api as boards
from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, shapes
from yiwang.kernel.facts import split_units
from yiwang.ledgers import api as ledgers
from yiwang.packs import api as packs
from yiwang.packs.contracts import PackRow
from yiwang.reports import api as reports
from yiwang.shelf import _visits as visits
from yiwang.shelf._looking import topic_of
from yiwang.shelf._measures import measures
from yiwang.shelf.contracts import (
    ShelfView,
    TopicCard,
    TopicFound,
    TopicGrants,
    TopicItem,
    TopicLayer,
    TopicLine,
    TopicMatter,
    TopicPage,
    TopicScene,
    UnknownTopic,
)
from yiwang.shelf.logic import count
from yiwang.shelf.models import TopicEntry, TopicStep

KEEP = "shelf.grant"


def shelf(subject: Subject) -> ShelfView:
    """The topics that are open to a reader, by number: one query for them, one for their visits."""
    require(subject, "shelf.see")
    rows = [row for row in TopicEntry.objects.filter(active=True).defer("matters") if is_for(row, subject)]
    rows.sort(key=lambda row: (row.number, row.id))
    keeps = KEEP in subject.permissions
    return ShelfView(items=_cards(rows), roles=list(identity.role_codes()) if keeps else [], may_grant=keeps)


def lights() -> dict[str, set[str]]:
    """The lights that are wholly on, by topic. They are counted over the whole city and hold no row of
    anybody."""
    # scope: a topic holds no rows of anybody
    rows = TopicEntry.objects.filter(active=True).values_list("id", "found")
    return {topic: {one["code"] for one in found["lights"] if one["state"] == "on"} for topic, found in rows}


def is_for(row: TopicEntry, subject: Subject) -> bool:
    """Whether a topic is open to this person: his unit's own, granted to his unit or to a role of his, or he
    keeps the shelf. What he sees inside, the nouns' own scopes answer."""
    if subject.is_system or KEEP in subject.permissions:
        return True
    # scope: a topic holds no rows of anybody
    open_to = {*split_units(row.own_units), *split_units(row.units)}
    return subject.unit_id in open_to or not set(row.roles).isdisjoint(subject.roles)


def seen(subject: Subject, topic: str) -> TopicEntry:
    """The topic, if it is open to the subject. Raises UnknownTopic."""
    require(subject, "shelf.see")
    row = TopicEntry.objects.filter(pk=topic, active=True).first()
    if row is None or not is_for(row, subject):
        raise UnknownTopic()
    return row


def _cards(rows: Sequence[TopicEntry]) -> list[TopicCard]:
    people = visits.people([row.id for row in rows])
    return [
        TopicCard(
            id=row.id,
            number=row.number,
            found=shapes.convert(row.found, TopicFound),
            looked_at=row.looked_at,
            people_today=people.get(row.id, (0, 0))[0],
            people_week=people.get(row.id, (0, 0))[1],
        )
        for row in rows
    ]


def page(subject: Subject, topic: str) -> TopicPage:
    """A topic, whole, with what the reader may open of it. Raises UnknownTopic."""
    row = seen(subject, topic)
    pack = packs.find_pack(topic)
    keeps = KEEP in subject.permissions
    return TopicPage(
        card=_cards([row])[0],
        scenes=_scenes(pack),
        layers=_layers(pack),
        boards=_boards(subject, topic),
        ledgers=_ledgers(subject, topic),
        reports=_reports(subject, topic),
        matters=_matters(subject, row),
        cases_days=measures().cases_days,
        days=visits.days(topic),
        faults=list(pack.faults) if pack and keeps else [],
        grants=_grants(row) if keeps else None,
        history=_history(topic) if keeps else [],
    )


def _scenes(pack: PackRow | None) -> list[TopicScene]:
    return [
        TopicScene(
            id=one.id,
            name_zh=one.name_zh,
            name_en=one.name_en,
            recipe=one.recipe,
            recipe_zh=one.recipe_zh,
            recipe_en=one.recipe_en,
        )
        for one in (pack.scenes if pack else ())
    ]


def _layers(pack: PackRow | None) -> list[TopicLayer]:
    return [
        TopicLayer(
            id=one.layer.id,
            name_zh=one.layer.name_zh,
            name_en=one.layer.name_en,
            models=list(one.layer.models),
            property=one.layer.property,
            unit=one.layer.unit,
        )
        for one in (pack.scenes if pack else ())
        if one.layer is not None
    ]


def _boards(subject: Subject, topic: str) -> list[TopicItem] | None:
    if "boards.see" not in subject.permissions:
        return None
    return [
        TopicItem(
            code=one.code,
            name_zh=one.title_zh,
            name_en=one.title_en,
            note_zh=f"{one.parts} 个组件" + ("，到期待复核" if one.due else ""),
            note_en=f"{one.parts} parts" + (", due for review" if one.due else ""),
            at=one.published_at,
        )
        for one in boards.list_boards(subject, state="published")
        if topic_of(one.source) == topic
    ]


def _ledgers(subject: Subject, topic: str) -> list[TopicItem] | None:
    if "ledgers.see" not in subject.permissions:
        return None
    return [
        TopicItem(
            code=one.code,
            name_zh=one.zh,
            name_en=one.en,
            note_zh=f"{count(one.total)} 条",
            note_en=f"{count(one.total)} records",
            at=None,
        )
        for one in ledgers.cards(subject, topic=topic)
    ]


def _reports(subject: Subject, topic: str) -> list[TopicItem] | None:
    if "reports.see" not in subject.permissions:
        return None
    found = []
    for one in reports.list_templates(subject):
        if topic_of(one.source) != topic:
            continue
        issued = reports.list_briefings(subject, state="issued", template=one.code, size=1)
        found.append(
            TopicItem(
                code=one.code,
                name_zh=one.title_zh,
                name_en=one.title_en,
                note_zh=f"已印发 {issued.total} 期",
                note_en=f"{issued.total} issued",
                at=issued.items[0].issued_at if issued.items else None,
            )
        )
    return found


def _matters(subject: Subject, row: TopicEntry) -> list[TopicMatter]:
    since = clock.now() - timedelta(days=measures().cases_days)
    may = "cases.see" in subject.permissions
    counted = {one.matter: one for one in cases.by_matter(since, subject)} if may else {}
    found = []
    for one in row.matters:
        told = counted.get(one["code"])
        found.append(
            TopicMatter(
                **one,
                cases=told.cases if told else 0,
                open=told.open if told else 0,
                overdue=told.overdue if told else 0,
            )
        )
    return found


def _grants(row: TopicEntry) -> TopicGrants:
    held = list(split_units(row.units))
    names = {unit.id: unit.name for unit in identity.units(ids=tuple(held))}
    return TopicGrants(
        version=row.version,
        roles=list(row.roles),
        units=held,
        unit_names=[names.get(unit, unit) for unit in held],
    )


def _history(topic: str) -> list[TopicLine]:
    return [
        TopicLine(
            version=one.version,
            at=one.at,
            actor_name=one.actor_name,
            unit_name=one.unit_name,
            text_zh=one.text_zh,
            text_en=one.text_en,
            note=one.note,
        )
        for one in TopicStep.objects.filter(topic=topic).order_by("-version")
    ]

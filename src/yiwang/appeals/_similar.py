"""Which appeals are near in meaning: overlapping pairs of characters, over the recent ones of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._sight import Sight
from yiwang.appeals.contracts import Similar
from yiwang.appeals.declarations import Thresholds
from yiwang.appeals.models import Appeal, AppealReporter
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock

MOST = 400
LEAST_SCORE = 0.15


def of_person(person: str, appeal: Appeal, limits: Thresholds) -> list[Appeal]:
    """What the same person appealed about before that is like this, within the days of the book."""
    ids = AppealReporter.objects.filter(person=person).values_list("appeal_id", flat=True)
    since = clock.now() - timedelta(days=limits.repeated_days)
    before = Appeal.objects.filter(pk__in=list(ids[:MOST]), registered_at__gte=since).exclude(state="void")
    own = logic.grams(appeal.text)
    return [
        other
        for other in before.exclude(pk=appeal.id)
        if (appeal.matter and other.matter == appeal.matter)
        or logic.likeness(own, logic.grams(other.text)) >= limits.repeated_likeness
    ]


def crowd(appeal: Appeal, person: str, limits: Thresholds) -> list[Appeal]:
    """The open appeals of other people about the same thing at the same place, if with this one they are
    enough of them; else none."""
    since = clock.now() - timedelta(hours=limits.collective_hours)
    town = _upto_town(appeal.area_path)
    near = Appeal.objects.filter(area_path__startswith=town)  # scope: no one looks
    near = near.filter(registered_at__gte=since, confidential=appeal.confidential, state="open")
    own = logic.grams(appeal.text)
    alike = [
        other
        for other in near.order_by("-registered_at")[:MOST]
        if logic.likeness(own, logic.grams(other.text)) >= limits.collective_likeness
    ]
    persons = dict(
        AppealReporter.objects.filter(appeal_id__in=[other.id for other in alike]).values_list(
            "appeal_id", "person"
        )
    )
    others = [other for other in alike if persons.get(other.id) and persons[other.id] != person]
    many = len({persons[other.id] for other in others}) + bool(person)
    return others if many >= limits.collective_persons else []


def _upto_town(path: str) -> str:
    """The path down to its town: villages and grids are too small a place for a crowd."""
    area = areas.areas([segment for segment in path.split("/") if segment])
    town = next((one for one in area.values() if one.level == "town"), None)
    return town.managed_path if town else path


def similar(
    subject: Subject, text: str, *, area: str = "", besides: str = "", most: int = 8
) -> list[Similar]:
    """Open appeals near in meaning that the subject may see, best first, masked, each with why.

    `area` is an area id: those of its county come into question, else all. What he may not read (the words
    of a confidential appeal) is not compared.
    """
    own = logic.grams(text[: logic.LONGEST])
    if len(own) < 2:
        return []
    since = clock.now() - timedelta(days=book().thresholds.similar_days)
    rows = Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"), state="open")
    rows = rows.filter(registered_at__gte=since).exclude(pk=besides)
    if area:
        rows = rows.filter(area_path__startswith=_upto_county(area))  # scope: only narrows
    sight = Sight(subject)
    found: list[tuple[float, Appeal, frozenset[str]]] = []
    for appeal in rows.order_by("-registered_at")[:MOST]:
        theirs = logic.grams(f"{sight.text(appeal)} {appeal.matter_zh}")
        score = logic.likeness(own, theirs)
        if score >= LEAST_SCORE:
            found.append((score, appeal, theirs))
    found.sort(key=lambda one: (-one[0], one[1].number))
    return _shown(sight, text, found[:most])


def _shown(sight: Sight, text: str, found: Sequence[tuple[float, Appeal, frozenset[str]]]) -> list[Similar]:
    rows = sight.rows([appeal for _, appeal, _ in found])
    answer = []
    for row, (score, _, theirs) in zip(rows, found, strict=True):
        shared = logic.shared_words(text[:2_000], theirs)
        answer.append(
            Similar(
                row=row,
                score=round(score, 3),
                shared=shared,
                why_zh=f"相似度 {score:.0%}，共同出现：{'、'.join(shared)}；{row.area_name}",
                why_en=f"{score:.0%} alike, both say: {', '.join(shared)}; {row.area_name}",
            )
        )
    return answer


def _upto_county(area_id: str) -> str:
    path = areas.path_of(area_id)
    area = areas.areas([segment for segment in path.split("/") if segment])
    county = next((one for one in area.values() if one.level == "county"), None)
    return county.managed_path if county else path

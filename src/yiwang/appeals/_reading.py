"""Looking at appeals: lists, one whole, counts, who appealed. Every query takes the scope of who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _places as places
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._measures import UNCOUNTED
from yiwang.appeals._sight import Sight
from yiwang.appeals._understood import AppealGrid
from yiwang.appeals.contracts import Appeal as AppealDetail
from yiwang.appeals.contracts import (
    AppealLine,
    AppealRow,
    AppealUnmasked,
    Books,
    NotTheHotline,
    PurposeMissing,
    TooMany,
    UnknownAppeal,
    Unmasked,
)
from yiwang.appeals.models import Appeal, AppealLook, AppealReporter, AppealStep
from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts, search
from yiwang.kernel.facts import split_units
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page

LEAST_PURPOSE = 4
ACCEPTED = (Q(state="answered") | Q(dispatched_at__isnull=False)) & ~Q(state__in=UNCOUNTED)
"""Answered at once, or sent to a unit; of these 直接答复率 is a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list may be narrowed by; empty means everything. `area` is an area id or a managed path, `mine`
    what waits for this person, `accepted` what was answered at once or dispatched.
    `sort` due: what waits to be accepted, by its limit, first what is sensitive."""

    state: str = ""
    stage: str = ""
    kind: str = ""
    channel: str = ""
    urgency: str = ""
    matter: str = ""
    area: str = ""
    event: str = ""
    q: str = ""
    sensitive: bool | None = None
    repeated: bool | None = None
    collective: bool | None = None
    confidential: bool | None = None
    mine: bool = False
    accepted: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: str = ""


def filtered(subject: Subject, asked: Filters) -> QuerySet[Appeal]:
    """The appeals within the subject's scope that pass the filters, newest first. Raises BadWord."""
    rows = Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"))
    for name, value, known, zh in (
        ("state", asked.state, logic.STATES, "状态"),
        ("stage", asked.stage, logic.STAGES, "环节"),
        ("kind", asked.kind, logic.KINDS, "诉求类型"),
        ("channel", asked.channel, logic.CHANNELS, "渠道"),
        ("urgency", asked.urgency, logic.URGENCIES, "紧急程度"),
    ):
        if value:
            rows = rows.filter(**{name: logic.known(value, known, zh, name)})
    if asked.matter:
        rows = rows.filter(matter=asked.matter)
    if asked.event:
        rows = rows.filter(event_id=asked.event)
    if asked.area:
        path = asked.area if asked.area.startswith("/") else areas.path_of(asked.area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    for name in ("sensitive", "repeated", "collective", "confidential"):
        wanted = getattr(asked, name)
        if wanted is not None:
            rows = rows.filter(**{name: wanted})
    if asked.mine:
        rows = rows.filter(_mine(subject))
    if asked.accepted is not None:
        rows = rows.filter(ACCEPTED) if asked.accepted else rows.exclude(ACCEPTED)
    if asked.since:
        rows = rows.filter(registered_at__gte=asked.since)
    if asked.until:
        rows = rows.filter(registered_at__lt=asked.until)
    return rows.order_by("-registered_at", "-id")


def seek(subject: Subject, asked: Filters) -> search.Sought:
    """The words of the list, among what this person may see."""
    within = scope(subject, "appeals.see").within(state=asked.state)
    return search.seek("appeal", asked.q, within)


def _mine(subject: Subject) -> Q:
    """What waits for this person: to be accepted, to be called back (but for what his unit handled)."""
    wanted = Q(pk__in=())
    if "appeals.handle" in subject.permissions:
        wanted |= Q(stage="registered")
    if "appeals.call_back" in subject.permissions:
        mine = subject.unit_id or "-"
        handled = Q(units__contains=f"|{mine}|")  # scope: only narrows; who handled it never calls back
        wanted |= Q(stage="replied", called_back=False) & ~handled
    return Q(state="open") & wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Of the appeals registered in a span: how many were accepted, and of these answered at once."""

    registered: int
    accepted: int
    answered: int


def counted_answers(subject: Subject, since: datetime, until: datetime, *, area: str = "") -> Answers:
    """What 直接答复率 is made of, within the scope of who asks."""
    rows = filtered(subject, Filters(area=area, since=since, until=until)).order_by()
    accepted = rows.filter(ACCEPTED)
    return Answers(
        registered=rows.count(),
        accepted=accepted.count(),
        answered=accepted.filter(state="answered").count(),
    )


def list_appeals(subject: Subject, asked: Filters, *, page: int = 1, size: int = 50) -> Page[AppealRow]:
    """A page of appeals, newest first, masked."""
    position = facts.last_position()
    rows, sought = filtered(subject, asked), seek(subject, asked)
    start, end = (page - 1) * size, page * size
    if asked.sort:
        logic.known(asked.sort, ("due",), "排序", "order")
        rows = rows.filter(stage="registered")
        order = ("-sensitive", F("due_at").asc(nulls_last=True), "registered_at", "id")
        found = list(sought.listed(rows, *order)[start:end])
    else:
        found = sought.newest(rows, "registered_at", start, end)
    return Page(
        items=Sight(subject).rows(found), total=sought.count(rows), page=page, size=size, position=position
    )


def get_appeal(subject: Subject, appeal_id: str) -> AppealDetail:
    """An appeal whole, as far as this person may know it. Raises UnknownAppeal."""
    appeal = claims.seen(subject, appeal_id)
    sight = Sight(subject)
    seen = Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"))
    family = Q(parent_id=appeal.id) | Q(pk=appeal.parent_id or appeal.id) | Q(merged_into=appeal.id)
    if appeal.event_id:
        family |= Q(event_id=appeal.event_id)
    found = seen.filter(family).exclude(pk=appeal.id).order_by("number")[:50]
    # Beside its open siblings a confidential one would tell whose it is.
    siblings = [one for one in found if sight.knows(one)] if sight.knows(appeal) else []
    # The recording of a call holds all that was said in it.
    kin = Q(parent_id=appeal.parent_id or appeal.id) | Q(pk=appeal.parent_id or appeal.id)
    whispered = Appeal.objects.filter(kin, confidential=True)
    heard = sight.knows(appeal) and all(sight.knows(one) for one in whispered)
    (row,) = sight.rows([appeal])
    return AppealDetail(
        row=row,
        public_text=appeal.public_text,
        against=list(split_units(appeal.against)),
        recording_id=appeal.recording_id if heard else "",
        history=history(appeal, sight),
        siblings=sight.rows(siblings),
        grids=_grids(row, f"{row.place}\n{row.text}"),
        suggestion=appeal.suggestion if sight.knows(appeal) else None,
        allowed=claims.allowed(appeal, subject),
    )


def _grids(row: AppealRow, words: str) -> list[AppealGrid]:
    """Of what the one who asks may know of the place: a point that is hidden leads to no grid."""
    return [
        AppealGrid(
            scheme=one.scheme,
            grid_id=one.grid_id,
            code=one.code,
            name=one.name,
            worker_name=worker.name if (worker := identity.find_user(one.worker_user)) else "",
        )
        for one in places.grids(row.area_id, row.lon, row.lat, words)
    ]


def history(appeal: Appeal, sight: Sight) -> list[AppealLine]:
    """Every step; notes of a confidential appeal only for who knows it."""
    knows = sight.knows(appeal)
    return [
        AppealLine(
            version=step.version,
            at=step.at,
            act=step.act,
            stage=step.stage,
            state=step.state,
            actor=step.actor,
            actor_name=step.actor_name,
            unit_name=step.unit_name,
            text_zh=step.text_zh,
            text_en=step.text_en,
            text=logic.mask_text(step.note or step.said) if knows else "",
        )
        for step in AppealStep.objects.filter(appeal_id=appeal.id).order_by("version")
    ]


def photo_holder(subject: Subject, appeal_id: str, document_id: str) -> Subject:
    """In whose name a photograph of the appeal may be read for this person. Raises UnknownAppeal where it is
    not the appeal's, or not for him: a photograph of a confidential appeal may show who reported."""
    appeal = claims.seen(subject, appeal_id)
    if document_id not in appeal.attachments or not Sight(subject).knows(appeal):
        raise UnknownAppeal(appeal=appeal_id)
    return changes.SYSTEM


def unmask(subject: Subject, appeal_id: str, *, purpose: str) -> Unmasked:
    """Who appealed, in clear: for who handles it or the hotline's side, with a purpose, so often an hour.

    Of a confidential appeal only for the hotline's side. Raises Forbidden, UnknownAppeal, PurposeMissing,
    NotTheHotline, TooMany.
    """
    may = scope(subject, "appeals.unmask")
    appeal = claims.seen(subject, appeal_id)
    if not claims.sees(may, appeal):
        raise UnknownAppeal(appeal=appeal_id)
    if not Sight(subject).knows(appeal):
        raise NotTheHotline()
    if not (may.everything or may.sees_secret or not may.own_tokens.isdisjoint(split_units(appeal.units))):
        raise NotTheHotline()  # a town or a line that merely sees it has no reason to ring
    purpose = said_purpose(purpose)
    with transaction.atomic():
        check_pace(subject, 1, book().thresholds.unmask_an_hour)
        look(subject, appeal, purpose)
    row = AppealReporter.objects.filter(pk=appeal.id).first() or AppealReporter()
    return Unmasked(
        id=appeal.id,
        number=appeal.number,
        name=row.name,
        phone=row.phone,
        address=row.address,
        text=appeal.text,
        tracking=row.tracking if "appeals.handle" in subject.permissions else "",
    )


def said_purpose(purpose: str) -> str:
    kept = logic.clean(purpose, "用途", "the purpose", most=300)
    if len(kept) < LEAST_PURPOSE:
        raise PurposeMissing(least=LEAST_PURPOSE)
    return kept


def check_pace(subject: Subject, more: int, most: int) -> None:
    """Raises TooMany where this person looked at as many people within the hour."""
    since = clock.now() - timedelta(hours=1)
    looked = AppealLook.objects.filter(who=subject.user_id, at__gt=since)
    if looked.count() + more > most:
        oldest = looked.order_by("at").first()
        wait = (oldest.at - since).total_seconds() if oldest else 3600
        raise TooMany(minutes=max(1, int(wait // 60) + 1))


def look(subject: Subject, appeal: Appeal, purpose: str) -> None:
    """Keep and tell that somebody looked; inside the transaction of the answer."""
    AppealLook.objects.create(appeal_id=appeal.id, who=subject.user_id, purpose=purpose, at=clock.now())
    facts.tell(
        AppealUnmasked(
            appeal_id=appeal.id,
            number=appeal.number,
            who=subject.user_id,
            unit=subject.unit_id,
            purpose=purpose,
        ),
        subject=f"appeal-look:{new_id()}",
        version=1,
        actor=subject.user_id,
        area_path=changes.told_path(appeal),
        secret=True,
    )


def books(path: str = "/", subject: Subject | None = None) -> Books:
    """The conservation below a managed path: registered from the histories, the others from the rows.

    Without a subject of everything there is: for aggregates alone.
    """
    rows = Appeal.objects.filter(area_path__startswith=path)  # scope: an aggregate, or narrowed below
    if subject is not None:
        rows = rows.filter(scope(subject, "appeals.see").q(against="against"))
    counted = dict(rows.values_list("state").annotate(n=Count("id")).order_by("state"))
    born = AppealStep.objects.filter(act="registered", appeal_id__in=rows.values("pk")).count()
    return Books(registered=born, **{state: counted.get(state, 0) for state in logic.STATES})

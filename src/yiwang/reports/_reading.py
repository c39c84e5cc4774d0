"""Looking at briefings: issued ones in one's area or sent to one; the others, if one keeps them."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Period
from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.pages import Page
from yiwang.messages import api as messages
from yiwang.reports import _life as life
from yiwang.reports import logic
from yiwang.reports._figures import reader
from yiwang.reports.contracts import (
    BriefingDetail,
    BriefingLine,
    BriefingRow,
    Content,
    Moved,
    Receipt,
    TemplateRow,
    UnknownBriefing,
)
from yiwang.reports.models import Briefing, BriefingStep, TemplateEntry

KEEPERS = ("reports.compose", "reports.review", "reports.issue")
PUBLIC = ("issued", "replaced", "withdrawn")


def list_templates(subject: Subject) -> list[TemplateRow]:
    """The publications in force, in order of code."""
    identity.require(subject, "reports.see")
    return [_template(row) for row in TemplateEntry.objects.filter(active=True).order_by("code")]


def list_briefings(
    subject: Subject, *, state: str = "", template: str = "", area: str = "", page: int = 1, size: int = 20
) -> Page[BriefingRow]:
    """Briefings that are for the subject, and those that he keeps, newest first."""
    position = facts.last_position()
    rows = Briefing.objects.filter(_open_to(subject) | _kept(subject))
    if state:
        rows = rows.filter(state=state)
    if template:
        rows = rows.filter(template=template)
    if area:
        rows = rows.filter(area_id=area)
    found = rows.order_by("-made_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[_row(one) for one in found], total=rows.count(), page=page, size=size, position=position
    )


def detail(subject: Subject, briefing: str) -> BriefingDetail:
    """A briefing, whole. Raises UnknownBriefing."""
    row, keeper = _seen(subject, briefing)
    content = life.content_of(row.content)
    history = BriefingStep.objects.filter(briefing=row.id).order_by("-version") if keeper else ()
    return BriefingDetail(
        row=_row(row),
        content=content if keeper else _outside(content),
        differences=logic.differences(life.content_of(row.made), content) if keeper else [],
        history=[
            BriefingLine(
                version=one.version,
                at=one.at,
                act=one.act,
                actor_name=one.actor_name,
                unit_name=one.unit_name,
                text_zh=one.text_zh,
                text_en=one.text_en,
                note=one.note,
            )
            for one in history
        ],
        receipts=_receipts(row) if keeper and row.state in PUBLIC else [],
        reviewed_by_name=_person(row.reviewed_by),
        signed_by_name=_person(row.signed_by),
        reason=row.reason,
        replaces=row.replaces,
        replaced_by=row.replaced_by,
        keeper=keeper,
        allowed=life.LIFE.allowed(row, subject),
    )


def checked(subject: Subject, briefing: str) -> list[Moved]:
    """The sources of a briefing whose figures are others now than when they were read. For its keepers."""
    row, keeper = _seen(subject, briefing)
    if not keeper:
        raise UnknownBriefing()
    area = areas.get_area(row.area_id)
    seen = reader(area)
    found = []
    for one in life.content_of(row.content).sources:
        period = Period(kind=one.period_kind, first=one.first, last=one.last)  # type: ignore[arg-type]
        try:
            now = indicators.values(seen, [one.code], area_id=one.area_id, tree=one.tree, periods=[period])[0]  # type: ignore[arg-type]
        except Refusal:
            continue
        then = "" if one.value is None else logic.figure(one.value, one.decimals)
        said = "" if now.value is None else logic.figure(now.value, one.decimals)
        if said != then or now.revision != one.revision:
            found.append(Moved(n=one.n, then=then, now=said, revision=now.revision))
    return found


def readable(subject: Subject, briefing: str) -> Briefing:
    """The row of a briefing that the subject may read. Raises UnknownBriefing."""
    return _seen(subject, briefing)[0]


def number_words(row: Briefing) -> tuple[str, str]:
    """期号, empty until it is issued."""
    if row.number is None:
        return "", ""
    return f"{row.year}年第{row.number}期", f"No. {row.number}, {row.year}"


def _seen(subject: Subject, briefing: str) -> tuple[Briefing, bool]:
    mine = Briefing.objects.filter(_kept(subject), pk=briefing).first()
    row = mine or Briefing.objects.filter(_open_to(subject), pk=briefing).first()
    if row is None:
        raise UnknownBriefing()
    return row, mine is not None


def _open_to(subject: Subject) -> Q:
    """Issued ones of one's area, and those sent to one's unit or oneself."""
    held = scope(subject, "reports.see")
    sent = Q(sent_to__contains=f"|@{subject.user_id}|")  # scope: only what was sent to this very person
    if subject.unit_id:
        sent |= Q(sent_to__contains=f"|{subject.unit_id}|")  # scope: only what was sent to his own unit
    return Q(state__in=PUBLIC) & (held.q(secret=None) | sent)


def _kept(subject: Subject) -> Q:
    found = Q(pk__in=())
    for permission in KEEPERS:
        if permission in subject.permissions:
            found |= scope(subject, permission).q(secret=None)
    return found


def _outside(content: Content) -> Content:
    """What readers get: without what was dropped, and without what could not be said."""
    sections = [
        replace(section, parts=[part for part in section.parts if not part.dropped])
        for section in content.sections
    ]
    return replace(content, sections=[one for one in sections if one.parts], left_out=[])


def _receipts(row: Briefing) -> list[Receipt]:
    return [
        Receipt(
            name=one.to_name,
            unit=_unit(one.to_unit),
            state=one.state,
            at=one.read_at or one.delivered_at or one.sent_at,
        )
        for one in messages.about(f"/desk/reports/{row.id}")
        if one.kind == "reports_issued"
    ]


def _row(row: Briefing) -> BriefingRow:
    content = life.content_of(row.content)
    return BriefingRow(
        id=row.id,
        template=row.template,
        kind=row.kind,
        title_zh=row.title_zh,
        title_en=row.title_en,
        area_id=row.area_id,
        area_name=row.area_name,
        area_name_en=row.area_name_en or row.area_name,
        issuer_name=row.issuer_name,
        first=row.first,
        last=row.last,
        label_zh=row.label_zh,
        label_en=row.label_en,
        state=row.state,
        state_zh=logic.STATES[row.state][0],
        state_en=logic.STATES[row.state][1],
        year=row.year,
        number=row.number,
        made_at=row.made_at,
        issued_at=row.issued_at,
        left_out=len(content.left_out),
        flagged=logic.flagged(content),
        version=row.version,
    )


def _template(row: TemplateEntry) -> TemplateRow:
    said = life.template_of(row)
    words = logic.schedule_words(said.schedule) if said.schedule else ("", "")
    return TemplateRow(
        code=row.code,
        title_zh=said.title.zh,
        title_en=said.title.en,
        about_zh=said.about.zh if said.about else "",
        about_en=said.about.en if said.about else "",
        kind=said.kind,
        level=said.level,
        period=said.period,
        schedule_zh=words[0],
        schedule_en=words[1],
        next_at=logic.next_slot(said.schedule, clock.now()) if said.schedule else None,
        source=row.source,
    )


def _person(user_id: str) -> str:
    found = identity.find_user(user_id) if user_id else None
    return found.name if found else ""


def _unit(unit_id: str) -> str:
    found = identity.find_unit(unit_id) if unit_id else None
    return found.name if found else unit_id

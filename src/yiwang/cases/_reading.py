"""Looking at cases: lists, one case whole, counts. Every query takes the scope of who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from yiwang.areas import api as areas
from yiwang.cases import _claims as claims
from yiwang.cases import _flows as flows
from yiwang.cases import _papers as papers
from yiwang.cases import logic
from yiwang.cases._known import ACTS, clock_en, clock_zh
from yiwang.cases.contracts import (
    Case as CaseDetail,
)
from yiwang.cases.contracts import (
    CaseAlertRef,
    CaseCount,
    CaseRow,
    ClockLine,
    ClockRow,
    StepRow,
    StepToTake,
    UnknownCase,
    UnknownFilter,
)
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseClockLine, CaseStep
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import clock, facts, search
from yiwang.kernel.pages import Page
from yiwang.matters import api as matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list may be narrowed by; empty means everything. `area` is an area id or a path of the managed
    tree; `waits` is what is to be decided: `extension`, `exclusion`, `order` (its reply), `sign_off`,
    `signature` (of the asker's unit).
    """

    stage: str = ""
    state: str = ""
    lamp: str = ""
    unit: str = ""
    area: str = ""
    hazard: str = ""
    matter: str = ""
    kind: str = ""
    role: str = ""
    flow: str = ""
    waits: str = ""
    event: str = ""
    thing: str = ""
    q: str = ""
    mine: bool = False
    demonstration: bool | None = None
    closed_since: datetime | None = None
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees WGS 84."""


def row_of(case: Case, now: datetime) -> CaseRow:
    return CaseRow(
        id=case.id,
        number=case.number,
        kind=case.kind,
        role=case.role,
        stage=case.stage,
        state=case.state,
        lamp=logic.row_lamp(case.state, case.late, case.near_at, case.due_at, now),
        late=case.late,
        title_zh=case.title_zh,
        title_en=case.title_en,
        task_zh=case.task_zh,
        task_en=case.task_en,
        hazard=case.hazard,
        matter=case.matter,
        matter_zh=case.matter_zh,
        matter_en=case.matter_en,
        severity=case.severity,
        area_id=case.area_id,
        area_path=case.area_path,
        area_name=case.area_name,
        lon=case.lon,
        lat=case.lat,
        lead_unit=case.lead_unit,
        lead_unit_name=case.lead_unit_name,
        parent_id=case.parent_id,
        event_id=case.event_id,
        alert_id=case.alert_id,
        thing_id=case.thing_id,
        demonstration=case.demonstration,
        reading_normal_at=case.reading_normal_at,
        near_at=case.near_at,
        due_at=case.due_at,
        opened_at=case.opened_at,
        stage_at=case.stage_at,
        closed_at=case.closed_at,
        version=case.version,
        flow=case.flow,
        flow_version=case.flow_version,
        relation=case.relation or ("co" if case.role == "co" else ""),
    )


def filtered(subject: Subject, filters: Filters, now: datetime) -> QuerySet[Case]:
    """The cases within the subject's scope that pass the filters. Raises UnknownFilter for a value that
    cannot be.
    """
    return _sought(subject, filters).among(_narrowed(subject, filters, now))


def _sought(subject: Subject, filters: Filters, state: str = "") -> search.Sought:
    within = scope(subject, "cases.see").within(state=state or filters.state)
    return search.seek("case", filters.q, within)


def _narrowed(subject: Subject, filters: Filters, now: datetime) -> QuerySet[Case]:
    """By all filters but the words."""
    rows = Case.objects.filter(scope(subject, "cases.see").q(against="against"))
    every = flows.stages_where(lambda line, code: True) if filters.stage else []
    for name, value, known in (
        ("stage", filters.stage, every),
        ("state", filters.state, logic.STATES_ZH),
        ("kind", filters.kind, ("city", "maintenance")),
        ("role", filters.role, ("lead", "co")),
        ("lamp", filters.lamp, ("green", "yellow", "red")),
    ):
        if value and value not in known:
            raise UnknownFilter(name=name, value=value)
        if value and name != "lamp":
            rows = rows.filter(**{name: value})
    if filters.lamp:
        rows = rows.filter(_lamp(filters.lamp, now))
    if filters.flow:
        rows = rows.filter(flow=filters.flow)
    if filters.waits:
        # scope: only narrows
        rows = rows.filter(pk__in=papers.waiting(filters.waits, subject.unit_id))
    if filters.unit:
        rows = rows.filter(lead_unit=filters.unit)
    if filters.area:
        path = filters.area if filters.area.startswith("/") else areas.path_of(filters.area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    if filters.hazard:
        rows = rows.filter(hazard=filters.hazard)
    if filters.matter:
        rows = rows.filter(matter=filters.matter)
    if filters.event:
        rows = rows.filter(event_id=filters.event)
    if filters.thing:
        rows = rows.filter(thing_id=filters.thing)
    if filters.mine:
        rows = rows.filter(_mine(subject))
    if filters.closed_since is not None:
        rows = rows.filter(closed_at__gte=filters.closed_since)
    if filters.demonstration is not None:
        rows = rows.filter(demonstration=filters.demonstration)
    if filters.box is not None:
        west, south, east, north = filters.box
        rows = rows.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return rows


def _lamp(lamp: str, now: datetime) -> Q:
    """The same answer as `logic.row_lamp`, as a predicate."""
    red = Q(state="open", due_at__lt=now) | (~Q(state="open") & Q(late=True))
    if lamp == "red":
        return red
    yellow = Q(state="open", near_at__lte=now) & ~red
    if lamp == "yellow":
        return yellow
    soon = (
        Q(state="open")
        & (Q(due_at__isnull=True) | Q(due_at__gte=now))
        & (Q(near_at__isnull=True) | Q(near_at__gt=now))
    )
    return soon | (~Q(state="open") & Q(late=False))


def _mine(subject: Subject) -> Q:
    """What waits for this person: his unit's unfinished cases, and what his permissions let him move on."""
    wanted = Q(pk__in=())
    unit, lines = subject.unit_id, flows.known(gone=True)
    if unit:
        begun = flows.stages_where(
            lambda line, code: line.stages[code].unfinished and code != line.first, lines
        )
        wanted |= Q(state="open", lead_unit=unit, stage__in=begun)
    for name, act in ACTS.items():
        if not act.awaited or act.permission not in subject.permissions or act.by == "holder":
            continue
        here = _standing(lines, name) & Q(state__in=act.states)
        if name not in ("dispatch", "refuse_return", "act_first"):
            here &= Q(role="lead")
        if act.by == "inspector":
            here &= ~Q(units__contains=f"|{unit}|")  # scope: only narrows; a handler's unit never verifies
        wanted |= here
    return wanted


def _standing(lines: Sequence[flows.Line], act: str) -> Q:
    """Where an act is open: one stage may lead on to it in one flow and to another in the next."""
    flows_of: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        stages = tuple(code for code in line.order if (act, code) in line.moves)
        flows_of.setdefault(stages, []).append(line.flow.code)
    found = Q(pk__in=())
    for stages, codes in flows_of.items():
        if stages:
            found |= Q(flow__in=codes, stage__in=stages)
    return found


def list_cases(
    subject: Subject, filters: Filters, *, sort: str = "new", page: int = 1, size: int = 50, after: str = ""
) -> Page[CaseRow]:
    """A page of cases, newest first, or (`due`) by the nearest limit.

    `after`, the id of the last row seen of the newest first, turns the page as quickly far back as in front.
    """
    if sort not in ("new", "due"):
        raise UnknownFilter(name="sort", value=sort)
    now, position = clock.now(), facts.last_position()
    rows, sought = _narrowed(subject, filters, now), _sought(subject, filters)
    start, end = (page - 1) * size, page * size
    beyond, latest = rows, None
    if after:
        last = seen(subject, after)
        latest = last.opened_at
        beyond = rows.filter(  # the first condition says the second's bound to an index
            Q(opened_at__lt=last.opened_at) | Q(pk__lt=last.pk), opened_at__lte=last.opened_at
        )
    if sort == "due" and sought.few is None:
        found = _by_limit(subject, filters, rows, start, end)
    elif sort == "due":
        found = list(sought.listed(rows, *_BY_LIMIT)[start:end])
    else:
        found = sought.newest(beyond, "opened_at", start, end, latest)
    return Page(
        items=[row_of(row, now) for row in found],
        total=sought.count(rows),
        page=page,
        size=size,
        position=position,
    )


_BY_LIMIT = (F("due_at").asc(nulls_last=True), "-opened_at", "-id")


def _by_limit(subject: Subject, filters: Filters, rows: QuerySet[Case], start: int, end: int) -> list[Case]:
    """The same order where a word is frequent: first those with a limit, which only open ones have, then the
    others, newest first."""
    found: list[Case] = []
    many = 0
    if filters.state in ("", "open"):
        limited = rows.filter(state="open", due_at__isnull=False)
        sought = _sought(subject, filters, "open")
        found = list(sought.listed(limited, *_BY_LIMIT)[start:end])
        if len(found) == end - start:
            return found
        many = start + len(found) if found or not start else sought.among(limited).count()
    unlimited = rows.exclude(state="open", due_at__isnull=False)
    rest = _sought(subject, filters).newest(unlimited, "opened_at", max(0, start - many), end - many)
    return [*found, *rest]


def seen(subject: Subject, case_id: str) -> Case:
    """The case if the subject may see it; raises UnknownCase otherwise, whether it is there or not."""
    case = Case.objects.filter(scope(subject, "cases.see").q(against="against"), pk=case_id).first()
    if case is None:
        raise UnknownCase(case=case_id)
    return case


def get_case(subject: Subject, case_id: str) -> CaseDetail:
    """A case whole: family, steps, clocks and their log, returns, alerts, and what this person may do now."""
    case, now = seen(subject, case_id), clock.now()
    sight = scope(subject, "cases.see")
    parent = (
        Case.objects.filter(sight.q(against="against"), pk=case.parent_id).first() if case.parent_id else None
    )
    matter = matters.find_handling(case.matter, case.matter_version) if case.matter else None
    role = "co" if case.role == "co" else "lead"
    stage_zh, stage_en = flows.stage_words(case)
    return CaseDetail(
        row=row_of(case, now),
        matter_version=case.matter_version,
        rule_id=case.rule_id,
        why_zh=case.why_zh,
        why_en=case.why_en,
        closing_standard_zh=matter.closing_standard_zh if matter else "",
        closing_standard_en=matter.closing_standard_en if matter else "",
        photos=[kind for kind in case.photos.split(",") if kind] if case.role == "lead" else [],
        guidance=[
            StepToTake(code=step.code, name_zh=step.name_zh, name_en=step.name_en, by=step.by)
            for step in (matter.steps if matter else ())
            if case.role == "lead" or step.by == role
        ],
        parent=row_of(parent, now) if parent else None,
        sub_cases=[row_of(sub, now) for sub in family(sight, case)],
        steps=steps_of([case.id]),
        clocks=clocks_of([case.id], now),
        clock_log=clock_log_of([case.id]),
        returns=papers.returns_of(case),
        alerts=[
            CaseAlertRef(alert_id=link.alert_id, joined_at=link.joined_at, cleared_at=link.cleared_at)
            for link in alerts_of(case)
        ],
        allowed=claims.allowed(case, subject),
        now=now,
        stage_zh=stage_zh,
        stage_en=stage_en,
        extensions=papers.extensions_of(case),
        suspensions=papers.suspensions_of(case),
        orders=papers.orders_of(case),
        disputes=papers.disputes_of(case),
        signers=papers.signers_of(case),
        exclusions=papers.exclusions_of(case),
    )


def family(sight: Scope, case: Case) -> list[Case]:
    """The sub-cases of a lead case that may be seen, in order."""
    return (
        list(Case.objects.filter(sight.q(against="against"), parent_id=case.id).order_by("number"))
        if case.role == "lead"
        else []
    )


def alerts_of(case: Case) -> list[CaseAlert]:
    """The alerts that a case answers; a sub-case shows its parent's."""
    links = CaseAlert.objects.filter(case_id=case.parent_id or case.id)
    return list(links.order_by("joined_at", "alert_id"))


def steps_of(case_ids: list[str]) -> list[StepRow]:
    return [
        StepRow(
            version=step.version,
            act=step.act,
            from_stage=step.from_stage,
            to_stage=step.to_stage,
            actor=step.actor,
            actor_name=step.actor_name,
            unit=step.unit,
            unit_name=step.unit_name,
            at=step.at,
            text=step.text,
            text_zh=step.text_zh,
            text_en=step.text_en,
            before=step.before,
            after=step.after,
            details=step.details,
        )
        for step in CaseStep.objects.filter(case_id__in=case_ids).order_by("at", "id")
    ]


def clocks_of(case_ids: list[str], now: datetime) -> list[ClockRow]:
    return [
        ClockRow(
            name=found.name,
            unit=found.unit,
            limit_kind=found.limit_kind,
            limit_amount=found.limit_amount,
            started_at=found.started_at,
            near_at=found.near_at,
            due_at=found.due_at,
            stopped_at=found.stopped_at,
            lamp=logic.lamp(found.near_at, found.due_at, now, found.stopped_at),
            why_zh=found.why_zh,
            why_en=found.why_en,
            name_zh=clock_zh(found.name),
            name_en=clock_en(found.name),
            paused_at=found.paused_at,
            left_s=found.left_us / 1_000_000 if found.paused_at and found.left_us is not None else None,
        )
        for found in CaseClock.objects.filter(case_id__in=case_ids).order_by("started_at", "id")
    ]


def clock_log_of(case_ids: list[str]) -> list[ClockLine]:
    return [
        ClockLine(
            at=line.at,
            clock=line.clock,
            old_due_at=line.old_due_at,
            new_due_at=line.new_due_at,
            why_zh=line.why_zh,
            why_en=line.why_en,
        )
        for line in CaseClockLine.objects.filter(case_id__in=case_ids).order_by("at", "id")
    ]


def counts(subject: Subject, since: datetime) -> list[CaseCount]:
    """Lead cases by county-level area, hazard and kind within the scope: open, overdue now, closed since
    `since`.
    """
    now = clock.now()
    rows = Case.objects.filter(scope(subject, "cases.see").q(against="against"), role="lead")
    grouped = (
        rows.filter(Q(state="open") | Q(state="closed", closed_at__gte=since))
        .values("county_id", "hazard", "kind")
        .annotate(
            open=Count("id", filter=Q(state="open")),
            overdue=Count("id", filter=Q(state="open", due_at__lt=now)),
            closed=Count("id", filter=Q(state="closed")),
        )
        .order_by("county_id", "hazard", "kind")
    )
    return [
        CaseCount(
            area_id=row["county_id"],
            hazard=row["hazard"],
            kind=row["kind"],
            open=row["open"],
            overdue=row["overdue"],
            closed_today=row["closed"],
        )
        for row in grouped
    ]

"""A case explains itself: from its closing back to the raw readings, on one page."""

from __future__ import annotations

from datetime import timedelta

from yiwang.cases import _notices as notices
from yiwang.cases import _reading as reading
from yiwang.cases.contracts import (
    AlertProof,
    DispatchProof,
    EventProof,
    Explanation,
    FactProof,
    MessageProof,
    ReadingsProof,
)
from yiwang.cases.models import Case
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refusal
from yiwang.kernel.models import FactRow
from yiwang.messages import api as messages
from yiwang.rules import api as rules
from yiwang.rules.contracts import Alert
from yiwang.sensing import api as sensing

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=30)
MOST_READINGS = 2_000


def explain(subject: Subject, case_id: str) -> Explanation:
    """The proof chain of a case. The subject needs to see the case; the chain comes with it."""
    case, now = reading.seen(subject, case_id), clock.now()
    sight = scope(subject, "cases.see")
    members = [case, *reading.family(sight, case)]
    ids = [member.id for member in members]
    links = reading.alerts_of(case)
    alerts = [alert for link in links if (alert := _alert(link.alert_id)) is not None]
    event = events.find_event(case.event_id) if case.event_id else None
    parent = events.find_event(event.parent_id) if event and event.parent_id else None
    subjects = [f"case:{member}" for member in ids]
    if event is not None:
        subjects.append(f"event:{event.id}")
    return Explanation(
        row=reading.row_of(case, now),
        alerts=alerts,
        event=EventProof(
            event_id=event.id,
            number=event.number,
            title_zh=event.title_zh,
            title_en=event.title_en,
            opened_at=event.opened_at,
            parent_number=parent.number if parent else "",
        )
        if event
        else None,
        dispatch=DispatchProof(
            matter=case.matter,
            matter_version=case.matter_version,
            rule_id=case.rule_id,
            why_zh=case.why_zh,
            why_en=case.why_en,
            lead_unit=case.lead_unit,
            lead_unit_name=case.lead_unit_name,
        ),
        cases=[reading.row_of(member, now) for member in members],
        steps=reading.steps_of(ids),
        clocks=reading.clocks_of(ids, now),
        clock_log=reading.clock_log_of(ids),
        messages=_messages(members),
        facts=_facts(subjects, [link.alert_id for link in links]),
    )


def _alert(alert_id: str) -> AlertProof | None:
    try:
        alert = rules.get_alert(alert_id)
    except NotFound:
        return None
    user = identity.find_user(alert.ended_by) if alert.ended_by else None
    return AlertProof(
        alert_id=alert.id,
        rule_code=alert.rule_code,
        rule_name=alert.rule_name,
        rule_version=alert.rule_version,
        thing_id=alert.thing_id,
        thing_name=alert.thing_name,
        sentence_zh=alert.sentence_zh,
        sentence_en=alert.sentence_en,
        observed_at=alert.observed_at,
        received_at=alert.received_at,
        raised_at=alert.raised_at,
        cleared_at=alert.cleared_at,
        outcome=alert.outcome or "",
        confirmed_at=alert.ended_at,
        confirmed_by=f"{user.unit_name} {user.name}" if user else alert.ended_by,
        confirm=alert.confirm,
        reason=alert.reason,
        readings=_readings(alert),
    )


def _readings(alert: Alert) -> ReadingsProof | None:
    """The raw readings around the episode, as they stand in the lake and its hot tail."""
    if not alert.datastream_id:
        return None
    end = (alert.cleared_at or clock.now()) + AFTER
    try:
        stream = sensing.get_datastream(alert.datastream_id)
        series = sensing.series(alert.datastream_id, alert.started_at - BEFORE, end, MOST_READINGS)
    except Refusal:
        return None
    return ReadingsProof(
        datastream_id=alert.datastream_id,
        name=stream.name,
        unit=series.unit,
        limit=alert.limit,
        times=list(series.times),
        values=list(series.values),
        qualities=list(series.qualities),
    )


def _messages(members: list[Case]) -> list[MessageProof]:
    return [
        MessageProof(
            message_id=message.id,
            to_name=message.to_name,
            kind=message.kind,
            title_zh=message.title_zh,
            title_en=message.title_en,
            state=message.state,
            sent_at=message.sent_at,
            delivered_at=message.delivered_at,
            read_at=message.read_at,
        )
        for member in members
        for message in messages.about(notices.link_of(member))
    ]


def _facts(subjects: list[str], alert_ids: list[str]) -> list[FactProof]:
    wanted = [*subjects, *(f"alert:{alert_id}" for alert_id in alert_ids)]
    return [
        FactProof(
            position=row.position,
            fact_type=row.fact_type,
            subject=row.subject,
            version=row.subject_version,
            actor=row.actor,
            recorded_at=row.recorded_at,
        )
        for row in FactRow.objects.filter(subject__in=wanted).order_by(
            "recorded_at", "subject", "subject_version"
        )
    ]

"""What people and the clock do to an alert that was raised: end it, acknowledge it, call somebody to it."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Fact, split_units, tell
from yiwang.messages import api as messages
from yiwang.rules.contracts import (
    OUTCOME_NAMES,
    OUTCOMES,
    AlertAcknowledged,
    AlertAlreadyEnded,
    AlertEnded,
    AlertMoved,
    UnknownAlert,
    UnknownOutcome,
)
from yiwang.rules.declarations import SEVERITIES, SEVERITY_NAMES, Severity
from yiwang.rules.models import AlertRow

log = logging.getLogger(__name__)

JUDGE = "system:rules.judge"


def rank(severity: str) -> int:
    """Place on the ladder of alerts."""
    return next((place for place, word in enumerate(SEVERITIES) if word == severity), 0)


def settled_by(fault: bool, confirm: str) -> str | None:
    """How an alert ends about which nobody has to be asked; None when somebody has."""
    return "device_fault" if fault else "true" if confirm == "auto" else None


def acknowledge(alert_id: str, subject: Subject) -> AlertRow:
    """Somebody has seen an open alert and is looking into it; the first one is kept. Needs alerts.confirm.

    It says nothing about whether the alert is true. Raises Forbidden, UnknownAlert, AlertAlreadyEnded.
    """
    require(subject, "alerts.confirm")
    with transaction.atomic():
        row = _claimable(alert_id, subject)
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by = clock.now(), subject.user_id
            row.version += 1
            row.save(update_fields=["acknowledged_at", "acknowledged_by", "version"])
            tell_of(row, AlertAcknowledged(alert_id=row.id, by=subject.user_id), subject.user_id)
    return row


def _claimable(alert_id: str, subject: Subject) -> AlertRow:
    row = (
        AlertRow.objects.select_for_update()
        .filter(scope(subject, "alerts.see").q(), pk=alert_id)
        .filter(scope(subject, "alerts.confirm").q())
        .first()
    )
    if row is None:
        raise UnknownAlert(alert=alert_id)
    if row.state != "open":
        zh, en = OUTCOME_NAMES[row.outcome or "true"]
        raise AlertAlreadyEnded(by=row.ended_by, outcome=row.outcome, outcome_zh=zh, outcome_en=en)
    return row


def end_alert(
    alert_id: str, outcome: str, subject: Subject, reason: str = "", version: int | None = None
) -> AlertRow:
    """A person's judgement of an open alert; claimed, so that two people cannot both make it.

    `version` is the version that the person saw. Raises Forbidden, UnknownAlert, UnknownOutcome, AlertMoved,
    AlertAlreadyEnded.
    """
    require(subject, "alerts.confirm")
    if outcome not in OUTCOMES:
        raise UnknownOutcome(outcome=outcome)
    with transaction.atomic():
        row = _claimable(alert_id, subject)
        if version is not None and row.version != version:
            raise AlertMoved(version=row.version)
        if not end(row, outcome, subject.user_id, reason.strip()):
            raise AlertMoved(version=row.version)
    return row


def end(alert: AlertRow, outcome: str, actor: str, reason: str) -> bool:
    """Claim the ending of an open alert; False when it moved meanwhile. Inside the caller's transaction."""
    now = clock.now()
    claimed = AlertRow.objects.filter(pk=alert.id, state="open", version=alert.version).update(
        state="ended",
        outcome=outcome,
        reason=reason[:500],
        ended_at=now,
        ended_by=actor,
        version=alert.version + 1,
    )
    if not claimed:
        return False
    alert.state, alert.outcome, alert.reason = "ended", outcome, reason[:500]
    alert.ended_at, alert.ended_by, alert.version = now, actor, alert.version + 1
    tell_of(alert, ending_of(alert), actor)
    return True


def ending_of(alert: AlertRow) -> AlertEnded:
    return AlertEnded(
        alert_id=alert.id,
        outcome=alert.outcome or "",
        reason=alert.reason,
        hazard=alert.hazard,
        matter=alert.matter,
        severity=alert.severity,
        thing_id=alert.thing_id,
        thing_name=alert.thing_name,
        datastream_id=alert.datastream_id,
        area_id=alert.area_id,
        lon=alert.lon,
        lat=alert.lat,
        value=alert.value,
        unit=alert.unit,
        sentence_zh=alert.sentence_zh,
        sentence_en=alert.sentence_en,
        late=alert.late,
        observed_at=alert.observed_at,
        received_at=alert.received_at,
        demonstration=alert.demonstration,
    )


def tell_of(alert: AlertRow, fact: Fact, actor: str, version: int | None = None) -> None:
    tell(
        fact,
        subject=f"alert:{alert.id}",
        version=alert.version if version is None else version,
        actor=actor,
        area_path=alert.area_path,
        units=split_units(alert.units),
        secret=alert.secret,
    )


def _word(severity: str) -> Severity:
    return SEVERITIES[rank(severity)]


def call(alert: AlertRow) -> None:
    """Call the people who have to say whether an alert is real: a call down, inside the act's transaction."""
    people: list[str] = []
    if alert.confirm == "grid_worker" and alert.lon is not None and alert.lat is not None:
        try:
            hits = areas.locate(alert.lon, alert.lat).grids
        except Refusal:
            hits = ()
        people = [user for hit in hits for user in (hit.worker_user, hit.head_user) if user]
    if not people:
        # No grid worker is on the map here, or a camera is asked for: the duty officer looks.
        people = [user.id for user in identity.on_duty(area_path=alert.area_path)]
    if not people:
        log.warning("nobody is on shift to confirm alert %s at %s", alert.id, alert.thing_id)
        return
    zh, en = SEVERITY_NAMES[_word(alert.severity)]
    messages.notify(
        to_users=tuple(dict.fromkeys(people)),
        kind="alert",
        title_zh=f"{zh}告警待核实：{alert.thing_name}",
        title_en=f"Alert to confirm ({en}): {alert.thing_name}",
        body_zh=alert.sentence_zh,
        body_en=alert.sentence_en,
        link=f"/desk/alerts/{alert.id}",
        key=f"alert:{alert.id}:{alert.severity}",
        urgent=alert.severity in ("important", "urgent"),
    )


def move_open(old: str, new: str) -> None:
    """Put the alerts that are open or still ring below another path."""
    still = Q(state="open") | Q(cleared_at__isnull=True)
    rows = AlertRow.objects.filter(still, Q(area_path__startswith=old))  # scope: a path moves, nobody looks
    for row in rows.select_for_update():
        row.area_path = new + row.area_path[len(old) :]
        row.save(update_fields=["area_path"])

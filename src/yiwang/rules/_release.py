"""Letting alerts go their way once what held them is over."""

from __future__ import annotations

from django.db import transaction

from yiwang.kernel import statements
from yiwang.kernel.tasks import Lease
from yiwang.rules import _holds
from yiwang.rules._acts import JUDGE, call, end, settled_by, tell_of
from yiwang.rules.contracts import AlertReleased
from yiwang.rules.models import AlertRow

BATCH = 50


class ReleaseTask:
    """Looks at every held alert now and then; there are few."""

    name = "rules.release"
    wakes = ("facts.rules.window_cancelled", "facts.rules.quiet_hours_cancelled")
    every = 5.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        done = 0
        for row in statements.select(AlertRow, "WHERE held <> '' AND state = 'open' ORDER BY raised_at, id"):
            if _holds.over(row.held, row.held_by, row.area_path, row.severity):
                with transaction.atomic():
                    lease.hold()
                    done += release(row.id)
                if done >= BATCH:
                    break
        return done


def release(alert_id: str) -> int:
    """Let one alert go, inside the caller's transaction: it ends of itself, or somebody is called."""
    alert = AlertRow.objects.select_for_update().filter(pk=alert_id, state="open").exclude(held="").first()
    if alert is None:
        return 0
    held, calls = alert.held, alert.held == "maintenance" or _holds.delivers(alert.held_by)
    alert.held, alert.version = "", alert.version + 1
    alert.save(update_fields=["held", "version"])
    tell_of(alert, AlertReleased(alert_id=alert.id, held=held, why="over"), JUDGE)
    outcome = settled_by(alert.fault, alert.confirm)
    if outcome:
        end(alert, outcome, JUDGE, "")
    elif calls:
        call(alert)
    return 1

"""What the worker runs for briefings: drafts made at the hour that their publication names."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease, register
from yiwang.reports import _life as life
from yiwang.reports import _making, logic
from yiwang.reports._figures import SYSTEM
from yiwang.reports.declarations import Template
from yiwang.reports.models import Briefing, TemplateEntry


class BriefingSchedule:
    """Makes the newest scheduled issue of each publication and area, once; hours that were missed (a machine
    that stood still over the weekend) are not made up for, only the last of them."""

    name = "reports.schedule"
    wakes: tuple[str, ...] = ()
    every = 20.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        for entry in TemplateEntry.objects.filter(active=True).order_by("code"):
            template = life.template_of(entry)
            if template.schedule is None:
                continue
            slot = logic.newest_slot(template.schedule, now)
            if slot <= entry.declared_at:
                continue
            said = slot.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
            made = set(
                Briefing.objects.filter(template=entry.code, slot=said).values_list("area_id", flat=True)
            )
            for area in areas_of(template):
                if area.id not in made:
                    # One a pump: each reads the lake many times.
                    return int(_make(lease, entry, template, area, said, slot))
        return 0


def _make(
    lease: Lease, entry: TemplateEntry, template: Template, area: Area, said: str, slot: datetime
) -> bool:
    """Make the issue of a slot, unless another worker has made it meanwhile."""
    content, period = _making.make(template, area, day=slot.astimezone(clock.SHANGHAI).date())
    with transaction.atomic():
        lease.hold()
        if Briefing.objects.filter(template=entry.code, area_id=area.id, slot=said).exists():
            return False
        life.put(SYSTEM, entry, template, area, content, period, slot=said)
    return True


def areas_of(template: Template) -> list[Area]:
    """The areas that a publication is made for."""
    found = {
        one.id: one
        for root in areas.roots()
        for one in areas.subtree(root.managed_path, template.level)
        if one.closed_on is None
    }
    return list(found.values())


# Reading the lake for every area takes seconds, and no pack's scene waits for it.
register(BriefingSchedule(), rehearsed=False)

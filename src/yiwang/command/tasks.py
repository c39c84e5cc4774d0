"""What the worker runs for 批示件: an overdue one is said once a round."""

from __future__ import annotations

from django.db import transaction

from yiwang.command import _acts as acts
from yiwang.command.contracts import InstructionOverdue
from yiwang.command.models import Instruction
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.tasks import Lease, register

BATCH = 50
SYSTEM = Subject.system("command")


class OverdueTask:
    """Looks for rounds whose deadline has passed unanswered; claiming the row makes it once."""

    name = "command.overdue"
    wakes: tuple[str, ...] = ()
    every = 20.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        due = Instruction.objects.filter(state="assigned", due_told=False, due_at__lte=clock.now())
        done = 0
        for row in due.order_by("due_at", "id")[:BATCH]:
            with transaction.atomic():
                lease.hold()
                row.due_told = True
                if not statements.claim(row, "due_told"):
                    continue
                acts.keep(
                    row, SYSTEM, "overdue", InstructionOverdue, "逾期未反馈", "Overdue, not reported on"
                )
                acts.tell_overdue(row)
                done += 1
        return done


register(OverdueTask())

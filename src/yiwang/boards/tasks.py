"""What the worker runs for boards: 到期复核, said once on the day."""

from __future__ import annotations

from django.db import transaction

from yiwang.boards import _life as life
from yiwang.boards.contracts import BoardDue
from yiwang.boards.models import BoardEntry
from yiwang.identity.api import Subject
from yiwang.kernel import statements
from yiwang.kernel.tasks import Lease, register
from yiwang.messages import api as messages

BATCH = 50
SYSTEM = Subject.system("boards")


class BoardReviews:
    """Tells a board's owner when it is to be looked at again."""

    name = "boards.reviews"
    wakes: tuple[str, ...] = ()
    every = 300.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        due = BoardEntry.objects.filter(state="published", due_told=False, review_due__lte=life.today())
        done = 0
        for row in due.order_by("review_due", "code")[:BATCH]:
            with transaction.atomic():
                lease.hold()
                row.due_told = True
                if not statements.claim(row, "due_told"):
                    continue
                life.LIFE.keep(row, SYSTEM, "due", BoardDue, "到期，待复核", "To be looked at again")
                if row.owner:
                    messages.notify(
                        to_units=[row.owner],
                        kind="boards_due",
                        title_zh=f"看板到期待复核：{row.title_zh}",
                        title_en=f"A board is to be looked at again: {row.title_en}",
                        body_zh=f"复核期限 {row.review_due}",
                        body_en=f"Due {row.review_due}",
                        link=f"/desk/boards/{row.code}",
                        key=f"board:{row.code}:due:{row.review_due}",
                    )
                done += 1
        return done


register(BoardReviews())

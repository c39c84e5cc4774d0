"""What the worker runs for documents: entries end on their day, and what is due is said once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yiwang.documents import _corrections, _knowledge, _terms
from yiwang.documents.contracts import KnowledgeDue
from yiwang.documents.models import KnowledgeCorrectionRow, KnowledgeEntryRow
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.tasks import Lease, register

BATCH = 50
SYSTEM = Subject.system("documents")


class KnowledgeTimers:
    """Ends entries past their last day; tells their units beforehand, and of reviews and answers due."""

    name = "documents.knowledge"
    wakes: tuple[str, ...] = ()
    every = 60.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        today = _knowledge.today()
        published = KnowledgeEntryRow.objects.filter(state="published")
        ended = published.filter(valid_until__lt=today).order_by("valid_until")
        soon = today + timedelta(days=_terms.terms().warn_days)
        ending = published.filter(warned=False, valid_until__gte=today, valid_until__lte=soon)
        review = published.filter(review_told=False, review_due__lte=today).order_by("review_due")
        late = KnowledgeCorrectionRow.objects.filter(state="open", due_told=False, due_at__lt=clock.now())
        done = 0
        for row in ended[:BATCH]:
            with transaction.atomic():
                lease.hold()
                done += _knowledge.expire(row, SYSTEM)
        for row in ending.order_by("valid_until")[:BATCH]:
            row.warned = True
            done += _remind(lease, row, "expiry", "warned")
        for row in review[:BATCH]:
            row.review_told = True
            done += _remind(lease, row, "review", "review_told")
        for found in late.order_by("due_at")[:BATCH]:
            with transaction.atomic():
                lease.hold()
                done += _corrections.tell_overdue(found)
        return done


def _remind(lease: Lease, row: KnowledgeEntryRow, what: str, flag: str) -> bool:
    with transaction.atomic():
        lease.hold()
        if not statements.claim(row, flag):
            return False
        _knowledge.step(row, SYSTEM, f"due_{what}", KnowledgeDue, what=what)
        if what == "expiry":
            _knowledge.remind(
                row, "ending", f"知识条目将于 {row.valid_until} 到期", f"The entry ends on {row.valid_until}"
            )
        else:
            _knowledge.remind(row, "review", "知识条目到期复核", "The entry is to be looked at again")
    return True


register(KnowledgeTimers())

"""The terms of the knowledge base: data that a city edits, with our defaults until it does."""

from __future__ import annotations

import msgspec
from django.db import transaction

from yiwang.documents.contracts import KnowledgeTerms, KnowledgeTermsSet
from yiwang.documents.models import KnowledgeMark
from yiwang.identity.api import Subject, require
from yiwang.kernel import shapes, statements
from yiwang.kernel.errors import Conflict, Invalid
from yiwang.kernel.facts import tell

TERMS = "terms"
LONGEST = {"warn_days": 366, "answer_days": 60, "review_days": 3660}


def terms() -> KnowledgeTerms:
    """The terms in force."""
    row = statements.find(KnowledgeMark, key=TERMS)
    return shapes.read(row.value, KnowledgeTerms) if row else KnowledgeTerms()


def set_terms(subject: Subject, said: KnowledgeTerms) -> KnowledgeTerms:
    """Set the terms, for limits that begin from now on. Needs knowledge.review."""
    require(subject, "knowledge.review")
    for name, most in LONGEST.items():
        if not 1 <= getattr(said, name) <= most:
            raise Invalid(reason=f"{name}: 1–{most}")
    value = msgspec.json.encode(said).decode()
    with transaction.atomic():
        row = statements.find(KnowledgeMark, lock=True, key=TERMS)
        if row is None:
            row = statements.new(KnowledgeMark, key=TERMS, value=value)
            if not statements.insert(row, once=True):
                raise Conflict()
        else:
            row.value = value
            if not statements.claim(row, "value"):
                raise Conflict()
        tell(
            KnowledgeTermsSet(
                warn_days=said.warn_days, answer_days=said.answer_days, review_days=said.review_days
            ),
            subject="knowledge:terms",
            version=row.version,
            actor=subject.user_id,
            area_path=subject.area_path,
        )
    return said

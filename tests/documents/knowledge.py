"""A small knowledge base for these tests: who writes, who reviews, and what they write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from yiwang.documents import api
from yiwang.documents.contracts import KnowledgeEntry
from yiwang.documents.declarations import KnowledgeForm
from yiwang.identity.api import Subject, subject_of
from yiwang.kernel.models import FactRow

FORM = KnowledgeForm(
    title="路灯不亮怎么报修",
    answer="路灯不亮可以报修。\n\n- 说清路名和灯杆编号\n- 拨打服务热线",
    questions=("路灯坏了找谁", "门口的灯黑了几天"),
    keywords=("路灯", "照明"),
    public=True,
)


def form(**said: Any) -> KnowledgeForm:
    return replace(FORM, **said)


def writer() -> Subject:
    """A handler of the city's bureau."""
    return subject_of("city-bureau")


def reviewer() -> Subject:
    """The dispatch centre's person, who reviews."""
    return subject_of("dispatcher")


def write(by: Subject | None = None, **said: Any) -> KnowledgeEntry:
    return api.write_knowledge(by or writer(), form(**said))


def asked(by: Subject | None = None, **said: Any) -> KnowledgeEntry:
    entry = write(by, **said)
    return api.ask_knowledge_review(entry.row.id, by or writer(), version=entry.row.version)


def published(by: Subject | None = None, **said: Any) -> KnowledgeEntry:
    entry = asked(by, **said)
    return api.publish_knowledge(entry.row.id, reviewer(), version=entry.row.version)


def day(text: str) -> date:
    return date.fromisoformat(text)


def facts_of(entry_id: str) -> list[str]:
    """The kinds of facts told of an entry, in order, without the noun's name."""
    rows = FactRow.objects.filter(subject=f"knowledge:{entry_id}").order_by("subject_version")
    return [row.fact_type.removeprefix("documents.knowledge_") for row in rows]

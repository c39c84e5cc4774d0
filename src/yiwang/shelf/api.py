"""The door of the shelf: the topics of a reader, one of them whole, grants, visits."""

from __future__ import annotations

from yiwang.identity.api import Subject
from yiwang.shelf import _visits as visits
from yiwang.shelf._granting import grant
from yiwang.shelf._looking import system_look as look
from yiwang.shelf._reading import lights, page, seen, shelf

__all__ = ["grant", "lights", "look", "page", "seen", "shelf", "visit"]


def visit(subject: Subject, topic: str) -> None:
    """Somebody looks at a topic: counted once a day, by nobody's name. Raises UnknownTopic."""
    seen(subject, topic)
    visits.visit(subject, topic)

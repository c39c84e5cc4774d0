"""Who is meant by an id, for screens: a person's name, or nothing for the system and for nobody."""

from __future__ import annotations

from yiwang.identity import api as identity


def person(user_id: str) -> str:
    """The name of a person; empty for the system's own acts, the id itself for one who is gone."""
    if not user_id or ":" in user_id:
        return ""
    found = identity.find_user(user_id)
    return found.name if found else user_id

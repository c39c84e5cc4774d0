"""The door of 例行: declare routines, look at what they did; the public's doors to drafts and policies."""

from __future__ import annotations

from yiwang.routines import _consult_public as public
from yiwang.routines import _match_public as benefits
from yiwang.routines._circles import circles, problem_of
from yiwang.routines._declare import declare, faults_of, unknown_names_of
from yiwang.routines._reading import deeds, get_routine, list_routines
from yiwang.routines._scoring import measured, override, scores
from yiwang.routines._ticking import run
from yiwang.routines.scores import Class, Line, Score, Waived, problems_of, unknown_of

__all__ = [
    "Class",
    "Line",
    "Score",
    "Waived",
    "benefits",
    "circles",
    "declare",
    "deeds",
    "faults_of",
    "get_routine",
    "list_routines",
    "measured",
    "override",
    "problem_of",
    "problems_of",
    "public",
    "run",
    "scores",
    "unknown_names_of",
    "unknown_of",
]

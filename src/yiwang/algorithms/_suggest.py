"""Asking the models in use: the active one answers, the shadow's answer is only kept; both are counted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from django.db.models import Count, F, OuterRef, Q, Subquery

from yiwang.algorithms._register import _path, fields_of
from yiwang.algorithms._text import TextModel, load_text
from yiwang.algorithms.contracts import (
    Choice,
    Comparison,
    ModelAltered,
    Suggestion,
    Understanding,
)
from yiwang.algorithms.models import JudgementRow, ModelRow
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, statements

log = logging.getLogger(__name__)
CHOICES = 3
MOST_LOADED = 8
"""Models kept in memory by one process; what was not asked for longest goes first."""
_lock = threading.Lock()
_loaded: dict[str, TextModel] = {}


def suggest(purpose: str, text: str, *, text_id: str = "") -> Suggestion | None:
    """What the active model of `purpose` says of a text; None where there is none or its file is gone.

    With `text_id` (a permanent id: an appeal's) what the active and the shadow model said first is kept, so
    that `judged` can count it later; without one nothing is kept and no shadow is asked (someone is typing).
    The text is data and only ever read.
    """
    return suggest_many(purpose, [(text, text_id)])[0]


def suggest_many(purpose: str, texts: Sequence[tuple[str, str]]) -> list[Suggestion | None]:
    """`suggest` for many (text, text id or "") at once, which is several times quicker a text."""
    rows = statements.select(ModelRow, "WHERE purpose = %s AND state IN ('active', 'shadow')", (purpose,))
    told: list[Suggestion | None] = [None] * len(texts)
    for row in sorted(rows, key=lambda one: one.state):
        asked = [at for at, (_, text_id) in enumerate(texts) if row.state == "active" or text_id]
        model = _model(row) if asked else None
        if model is None:
            continue
        given = [fields_of(texts[at][0], model.fields) for at in asked]
        answers = model.classify(given, most=CHOICES)
        kept = [
            _judgement(row, texts[at][1], answer)
            for at, answer in zip(asked, answers, strict=True)
            if texts[at][1]
        ]
        for first in range(0, len(kept), 500):
            statements.insert(*kept[first : first + 500], once=True)
        if row.state == "active":
            for at, answer in zip(asked, answers, strict=True):
                told[at] = _suggestion(row, answer)
    return told


def _suggestion(row: ModelRow, answer: Understanding) -> Suggestion:
    words = tuple(dict.fromkeys(one.piece for one in answer.evidence))
    sure = f"{answer.confidence:.0%}"
    zh = f"文中没有见过的线索，按以往比例推定（把握 {sure}）。"
    en = f"No known sign in the text; assumed by how common the labels are ({sure} sure)."
    if words:
        quoted = [f"“{one}”" for one in words]
        zh = f"依据是文中{'、'.join(quoted)}（把握 {sure}）。"
        en = f"Because of {', '.join(quoted)} in the text ({sure} sure)."
    return Suggestion(
        model_version=row.id,
        choices=tuple(Choice(label=one.label, confidence=one.confidence) for one in answer.ranked),
        words=words,
        decided=answer.decided,
        reason_zh=zh,
        reason_en=en,
    )


def _judgement(row: ModelRow, text_id: str, answer: Understanding) -> JudgementRow:
    return statements.new(
        JudgementRow,
        id=f"{row.id}:{text_id}",
        purpose=row.purpose,
        text_id=text_id,
        model_id=row.id,
        label=answer.label,
        confidence=answer.confidence,
        said_at=clock.now(),
    )


def _model(row: ModelRow) -> TextModel | None:
    """The model of this version, loaded when it is first asked for."""
    with _lock:
        found = _loaded.pop(row.file, None)
        if found is None:
            try:
                found = load_text(_path(row.file), row.file)
            except ModelAltered:
                log.error("model %s (%s %d) cannot be loaded", row.id, row.purpose, row.number)
                return None
        _loaded[row.file] = found
        while len(_loaded) > MOST_LOADED:
            del _loaded[next(iter(_loaded))]
        return found


def judged(purpose: str, text_id: str, truth: str) -> int:
    """The truth about a text is known (or known better): how many versions had said something of it.

    For the caller's transaction; the same again changes nothing.
    """
    return (
        JudgementRow.objects.filter(purpose=purpose, text_id=text_id)
        .exclude(truth=truth)
        .update(truth=truth, known_at=clock.now())
    )


def compare(purpose: str, by: Subject) -> Comparison:
    """The active and the shadow version on the texts that both saw since the shadow began.

    Needs algorithms.see. All counts are 0 where either is missing.
    """
    require(by, "algorithms.see")
    rows = {
        row.state: row for row in ModelRow.objects.filter(purpose=purpose, state__in=("active", "shadow"))
    }
    active, under = rows.get("active"), rows.get("shadow")
    counts = dict.fromkeys(
        ("texts", "agreed", "judged", "both_right", "active_only", "shadow_only", "both_wrong"), 0
    )
    if active is not None and under is not None:
        other = JudgementRow.objects.filter(
            model_id=active.id, purpose=purpose, text_id=OuterRef("text_id")
        ).values("label")[:1]
        both = JudgementRow.objects.filter(model_id=under.id, said_at__gte=under.shadowed_at)
        both = both.annotate(other=Subquery(other)).filter(other__isnull=False)
        known, mine, theirs = ~Q(truth=""), Q(label=F("truth")), Q(other=F("truth"))
        counts = both.aggregate(
            texts=Count("id"),
            agreed=Count("id", filter=Q(label=F("other"))),
            judged=Count("id", filter=known),
            both_right=Count("id", filter=known & mine & theirs),
            active_only=Count("id", filter=known & ~mine & theirs),
            shadow_only=Count("id", filter=known & mine & ~theirs),
            both_wrong=Count("id", filter=known & ~mine & ~theirs),
        )
    return Comparison(
        purpose=purpose,
        active_id=active.id if active else "",
        active_number=active.number if active else 0,
        shadow_id=under.id if under else "",
        shadow_number=under.number if under else 0,
        since=under.shadowed_at if under else None,
        **counts,
    )

"""The register: models are trained for a purpose, run in the shadow, take over, and are retired.

A version never changes. At most one of a purpose is active and at most one runs in its shadow; who trained
it does not put it in force.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from yiwang.algorithms._evaluate import measure
from yiwang.algorithms._text import train_text
from yiwang.algorithms.contracts import (
    BadPurpose,
    Evaluation,
    LabelWords,
    ModelDetail,
    ModelLine,
    ModelMoved,
    ModelState,
    ModelStateChanged,
    ModelTrained,
    ModelVersion,
    OwnModel,
    TextRow,
    UnknownModel,
)
from yiwang.algorithms.models import CountRow, JudgementRow, LineRow, ModelRow
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, shapes, statements
from yiwang.kernel.facts import last_position, tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page

PURPOSE = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
HELD_OUT = 5
"""Every fifth row of a label is held out, and one of three or four."""
STATES = {"trained": "已训练", "shadow": "影子运行", "active": "启用", "retired": "停用"}
FROM: dict[str, tuple[str, ...]] = {
    "shadow": ("trained", "retired"),
    "active": ("trained", "shadow", "retired"),
    "retired": ("trained", "shadow", "active"),
}


def folder() -> Path:
    return Path(settings.YIWANG.home) / "models"


def fields_of(text: str, fields: int) -> tuple[str, ...]:
    """A text as the fields of a model: of two, the first line and the rest; a text of one line is both."""
    if fields == 1:
        return (text,)
    subject, parted, body = text.partition("\n")
    return (subject, body) if parted and body.strip() else (subject, subject)


def train(
    *,
    purpose: str,
    rows: Iterable[tuple[str, str]],
    by: Subject,
    basis: str,
    words: Sequence[LabelWords] = (),
) -> ModelVersion:
    """Train a new version for `purpose` from (text, label) rows and keep it with its evaluation; it is
    `trained` and says nothing yet. Needs algorithms.manage.

    The first line of a text is its subject, unless most rows have one line only. `words` (a catalogue's) are
    learnt beside the rows, or alone where there is no history: then nothing is measured and the model never
    decides. The same rows in any order give the same model. `basis` says what the rows are. Takes its time:
    not inside a transaction. Raises Forbidden, BadPurpose, TooFewExamples.
    """
    require(by, "algorithms.manage")
    if not PURPOSE.fullmatch(purpose):
        raise BadPurpose(purpose=purpose[:80])
    pairs = sorted((text.strip(), label) for text, label in rows if text.strip() and label)
    beside = sorted(rows_of_words(words))
    fields = 2 if 2 * sum("\n" in text for text, _ in pairs) >= len(pairs) else 1
    examples = [TextRow(fields=fields_of(text, fields), label=label) for text, label in pairs]
    taught = [TextRow(fields=fields_of(text, fields), label=label) for text, label in beside]
    model = train_text(examples, taught)
    found = evaluate(examples, taught)
    folder().mkdir(parents=True, exist_ok=True)
    file = model.digest
    if not _path(file).is_file():
        model.save(_path(file))
    row = statements.new(
        ModelRow,
        id=new_id(),
        purpose=purpose,
        state="trained",
        rows=model.rows,
        labels=len(model.labels),
        evaluation=json.dumps(asdict(found)),
        basis=basis.strip()[:500],
        content=content_of(pairs, beside),
        file=file,
        trained_at=clock.now(),
        trained_by=by.user_id,
        number=0,
    )
    with transaction.atomic():
        row.number = statements.next_of(CountRow, purpose)
        statements.insert(row)
        _line(row, by, "", "")
        tell(
            ModelTrained(
                model_id=row.id,
                purpose=purpose,
                number=row.number,
                rows=row.rows,
                labels=row.labels,
                held=found.held,
                accuracy=found.accuracy,
            ),
            subject=f"model:{row.id}",
            version=1,
            actor=by.user_id,
        )
    return shown([row], by)[0]


def content_of(pairs: Sequence[tuple[str, str]], beside: Sequence[tuple[str, str]]) -> str:
    """What a version learns from, as one mark: both are sorted (text, label) rows."""
    content = hashlib.sha256()
    for kind, said in (("row", pairs), ("word", beside)):
        for pair in said:
            content.update(json.dumps((kind, *pair)).encode() + b"\n")
    return content.hexdigest()


def rows_of_words(words: Sequence[LabelWords]) -> list[tuple[str, str]]:
    """A catalogue's own words as rows to train from where there is no history, or beside it."""
    rows: list[tuple[str, str]] = []
    for one in words:
        names = [name for name in one.names if name.strip()]
        rows += [(name, one.label) for name in names]
        rows += [(f"{name}，{word}", one.label) for name in names[:1] for word in one.keywords]
        rows += [(word, one.label) for word in one.keywords]
        if one.definition.strip():
            rows.append((one.definition, one.label))
            rows.append((f"{'，'.join(names)}。{'、'.join(one.keywords)}。{one.definition}", one.label))
    return list(dict.fromkeys(rows))


def evaluate(rows: Sequence[TextRow], taught: Sequence[TextRow] = ()) -> Evaluation:
    """How a model of the other rows answers the rows held out; the same texts lie on the same side."""
    learnt, held = _apart(rows)
    if not held or len({row.label for row in (*learnt, *taught)}) < 2:
        return Evaluation(held=0, taught=len(taught))
    found = measure(train_text(learnt, taught), held)
    return Evaluation(
        held=len(held),
        taught=len(taught),
        accuracy=found.accuracy,
        macro_f1=found.macro_f1,
        top3_accuracy=found.top3_accuracy,
        coverage=found.coverage,
        coverage_precision=found.coverage_precision,
        calibration_error=found.calibration_error,
    )


def _apart(rows: Sequence[TextRow]) -> tuple[list[TextRow], list[TextRow]]:
    texts: dict[str, dict[tuple[str, ...], bytes]] = {}
    for row in rows:
        digest = hashlib.sha256("\0".join(row.fields).encode("utf-8", "surrogatepass")).digest()
        texts.setdefault(row.label, {})[row.fields] = digest
    held: set[tuple[str, ...]] = set()
    for of_label in texts.values():
        order = sorted(of_label, key=of_label.__getitem__)
        held.update(order[HELD_OUT - 1 :: HELD_OUT] if len(order) >= HELD_OUT else order[2:3])
    return (
        [row for row in rows if row.fields not in held],
        [row for row in rows if row.fields in held],
    )


def shadow(model_id: str, by: Subject, reason: str = "") -> ModelVersion:
    """Let a version answer beside the active one, unheard; an earlier shadow goes back to `trained`.

    Needs algorithms.manage. Raises Forbidden, UnknownModel, ModelMoved.
    """
    return _move(model_id, "shadow", by, reason)


def activate(model_id: str, by: Subject, reason: str = "") -> ModelVersion:
    """Put a version in force; the one before it is retired (and can be put in force again).

    Needs algorithms.manage. Raises Forbidden, OwnModel, UnknownModel, ModelMoved.
    """
    return _move(model_id, "active", by, reason)


def begin(
    *, purpose: str, words: Sequence[LabelWords], by: Subject, basis: str, reason: str
) -> ModelVersion | None:
    """冷启动: where nobody ever trained a model for `purpose`, one of a catalogue's own words serves at once,
    and another as soon as the words change; the version, or None when there is nothing to do.

    The one activation without a second person, and so bound: the version knows words only and never decides;
    as soon as there is a version from history, or a person has retired ours, it is left to persons. Needs
    algorithms.manage. Takes its time: not inside a transaction. Raises TooFewExamples.
    """
    require(by, "algorithms.manage")
    content = content_of((), sorted(rows_of_words(words)))
    if not _may_begin(purpose, by, content):
        return None
    made = train(purpose=purpose, rows=(), by=by, basis=basis, words=words)
    with transaction.atomic():
        row = statements.find(ModelRow, id=made.id, lock=True)
        before = statements.find(ModelRow, purpose=purpose, state="active", lock=True)
        if row is None or not _may_begin(purpose, by, "", but=made.id):
            return None  # somebody was quicker: ours stays in the register, trained
        if before is not None:
            _claim(before, "retired", by, f"由第 {row.number} 版接替")
        _claim(row, "active", by, reason[:500])
    return shown([row], by)[0]


def _may_begin(purpose: str, by: Subject, content: str, but: str = "") -> bool:
    """Whether all there is are our own versions of words alone, the newest in force, of other words."""
    rows = ModelRow.objects.filter(purpose=purpose).exclude(id=but).order_by("-number")
    found = list(rows.values_list("trained_by", "rows", "evaluation", "content", "state"))
    own = all(
        who == by.user_id and count == shapes.read(told, Evaluation).taught
        for who, count, told, _, _ in found
    )
    return own and (not found or (found[0][4] == "active" and found[0][3] != content))


def retire(model_id: str, by: Subject, reason: str = "") -> ModelVersion:
    """Take a version out of use. Needs algorithms.manage. Raises Forbidden, UnknownModel, ModelMoved."""
    return _move(model_id, "retired", by, reason)


def _move(model_id: str, state: ModelState, by: Subject, reason: str) -> ModelVersion:
    require(by, "algorithms.manage")
    with transaction.atomic():
        row = statements.find(ModelRow, id=model_id, lock=True)
        if row is None:
            raise UnknownModel
        if state == "active" and row.trained_by == by.user_id:
            raise OwnModel
        if row.state not in FROM[state]:
            raise ModelMoved(state=row.state, zh=STATES[row.state])
        if state in ("shadow", "active"):
            before = statements.find(ModelRow, purpose=row.purpose, state=state, lock=True)
            if before is not None:
                _claim(before, "trained" if state == "shadow" else "retired", by, f"由第 {row.number} 版接替")
        _claim(row, state, by, reason.strip()[:500])
    return shown([row], by)[0]


def _claim(row: ModelRow, state: ModelState, by: Subject, reason: str) -> None:
    before, row.state, now = row.state, state, clock.now()
    if state == "shadow":
        row.shadowed_at = now
    if state == "active":
        row.activated_at, row.activated_by = now, by.user_id
    if not statements.claim(row, "state", "shadowed_at", "activated_at", "activated_by"):
        raise ModelMoved(state=before, zh=STATES[before])
    _line(row, by, before, reason)
    tell(
        ModelStateChanged(
            model_id=row.id,
            purpose=row.purpose,
            number=row.number,
            before=before,
            after=state,
            reason=reason,
        ),
        subject=f"model:{row.id}",
        version=row.version,
        actor=by.user_id,
    )


def _line(row: ModelRow, by: Subject, before: str, reason: str) -> None:
    statements.insert(
        statements.new(
            LineRow,
            model_id=row.id,
            at=clock.now(),
            by=by.user_id,
            before=before,
            after=row.state,
            reason=reason,
        )
    )


def models(
    by: Subject, *, purpose: str = "", state: str = "", page: int = 1, size: int = 50
) -> Page[ModelVersion]:
    """Versions by purpose, the newest first. Needs algorithms.see."""
    require(by, "algorithms.see")
    position = last_position()
    rows: QuerySet[ModelRow] = ModelRow.objects.order_by("purpose", "-number")
    if purpose:
        rows = rows.filter(purpose=purpose)
    if state:
        rows = rows.filter(state=state)
    found = list(rows[(page - 1) * size : page * size])
    return Page(items=shown(found, by), total=rows.count(), page=page, size=size, position=position)


def model_detail(model_id: str, by: Subject) -> ModelDetail:
    """A version with its history. Needs algorithms.see. Raises Forbidden, UnknownModel."""
    require(by, "algorithms.see")
    row = statements.find(ModelRow, id=model_id)
    if row is None:
        raise UnknownModel
    lines = statements.select(LineRow, "WHERE model_id = %s ORDER BY id", (model_id,))
    return ModelDetail(
        model=shown([row], by)[0],
        history=tuple(
            ModelLine(
                at=line.at,
                by=line.by,
                by_name=_person(line.by),
                before=line.before,
                after=line.after,
                reason=line.reason,
            )
            for line in lines
        ),
    )


def shown(rows: Sequence[ModelRow], by: Subject) -> list[ModelVersion]:
    judged = {
        told["model_id"]: (told["known"], told["right"])
        for told in JudgementRow.objects.filter(model_id__in=[row.id for row in rows])
        .exclude(truth="")
        .values("model_id")
        .annotate(known=Count("id"), right=Count("id", filter=Q(label=F("truth"))))
        .order_by()
    }
    return [_shown(row, by, *judged.get(row.id, (0, 0))) for row in rows]


def _shown(row: ModelRow, by: Subject, judged: int, right: int) -> ModelVersion:
    allowed: list[str] = []
    if "algorithms.manage" in by.permissions:
        names = {"shadow": "shadow", "active": "activate", "retired": "retire"}
        allowed = [
            name
            for state, name in names.items()
            if row.state in FROM[state] and not (state == "active" and row.trained_by == by.user_id)
        ]
    return ModelVersion(
        id=row.id,
        purpose=row.purpose,
        number=row.number,
        state=row.state,  # type: ignore[arg-type]
        rows=row.rows,
        labels=row.labels,
        evaluation=shapes.read(row.evaluation, Evaluation),
        basis=row.basis,
        content=row.content,
        file=row.file,
        file_present=_path(row.file).is_file(),
        trained_at=row.trained_at,
        trained_by=row.trained_by,
        trained_by_name=_person(row.trained_by),
        shadowed_at=row.shadowed_at,
        activated_at=row.activated_at,
        activated_by=row.activated_by,
        activated_by_name=_person(row.activated_by),
        judged=judged,
        right=right,
        version=row.version,
        allowed=tuple(allowed),
    )


def _path(file: str) -> Path:
    return folder() / f"{file}.model"


def _person(user_id: str) -> str:
    """The name of a person; empty for our own tasks, the id itself for one who is gone."""
    if not user_id or ":" in user_id:
        return ""
    found = identity.find_user(user_id)
    return found.name if found else user_id

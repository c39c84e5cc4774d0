"""Looking at drafts: the list, one whole, one of its versions, who has it open."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.packs import api as packs
from yiwang.studio import _life as life
from yiwang.studio import logic
from yiwang.studio._runs import run_of
from yiwang.studio.contracts import (
    StudioDetail,
    StudioEditing,
    StudioLine,
    StudioRow,
    StudioSave,
    StudioStart,
    UnknownDraft,
)
from yiwang.studio.models import StudioDraft, StudioRun, StudioStep, StudioVersion

OPEN_FOR = timedelta(seconds=90)
"""So long after his last sign a person counts as having the draft open."""
MOST_RUNS = 10


def start(subject: Subject) -> StudioStart:
    """What a draft begins from, and the grammar of its files."""
    identity.require(subject, life.WRITE)
    return StudioStart(
        examples=packs.examples(),
        schemas=packs.schemas(),
        most_files=logic.MOST_FILES,
        most_bytes=logic.MOST_BYTES,
    )


def drafts(subject: Subject) -> list[StudioRow]:
    """The drafts of one's unit, and those that one reviews; newest first, without those given up."""
    rows = StudioDraft.objects.filter(life.visible(subject)).exclude(state="dropped").defer("files")
    rows = rows.order_by("-saved_at", "-id")[:200]
    names = {unit.id: unit.name for unit in identity.units(ids=tuple({row.unit for row in rows}))}
    return [_row(row, names.get(row.unit, row.unit)) for row in rows]


def detail(subject: Subject, draft: str) -> StudioDetail:
    """A draft, whole. Raises UnknownDraft."""
    row = life.seen(subject, draft)
    unit = identity.find_unit(row.unit)
    return StudioDetail(
        row=_row(row, unit.name if unit else row.unit),
        files=row.files,
        saves=[
            StudioSave(number=one.number, note=one.note, by_name=one.by_name, at=one.at)
            for one in StudioVersion.objects.filter(draft=draft).defer("files").order_by("-number")
        ],
        history=[
            StudioLine(
                version=one.version,
                number=one.number,
                at=one.at,
                actor_name=one.actor_name,
                unit_name=one.unit_name,
                text_zh=one.text_zh,
                text_en=one.text_en,
                note=one.note,
            )
            for one in StudioStep.objects.filter(draft=draft).order_by("-version")
        ],
        runs=[
            run_of(one, subject)
            for one in StudioRun.objects.filter(draft=draft).order_by("-asked_at", "-id")[:MOST_RUNS]
        ],
        allowed=life.LIFE.allowed(row, subject),
        editor_name=_other(row, subject),
    )


def version_of(subject: Subject, draft: str, number: int) -> dict[str, str]:
    """The files of a saved version. Raises UnknownDraft."""
    life.seen(subject, draft)
    found = StudioVersion.objects.filter(draft=draft, number=number).first()
    if found is None:
        raise UnknownDraft()
    files: dict[str, str] = found.files
    return files


def editing(subject: Subject, draft: str) -> StudioEditing:
    """I have it open. Answers who else has; the first one stays named until he is gone."""
    with transaction.atomic():
        row = life.seen(subject, draft)
        other = _other(row, subject)
        if not other:
            StudioDraft.objects.filter(pk=draft).update(
                editor=subject.user_id, editor_name=subject.name, edited_at=clock.now()
            )
    return StudioEditing(editor_name=other, version=row.version)


def _other(row: StudioDraft, subject: Subject) -> str:
    if not row.editor or row.editor == subject.user_id or row.edited_at is None:
        return ""
    return row.editor_name if clock.now() - row.edited_at < OPEN_FOR else ""


def _row(row: StudioDraft, unit_name: str) -> StudioRow:
    return StudioRow(
        id=row.id,
        topic=row.topic,
        title_zh=row.title_zh,
        title_en=row.title_en,
        origin=row.origin,
        unit_name=unit_name,
        author_name=row.author_name,
        state=row.state,
        number=row.number,
        saved_at=row.saved_at,
        version=row.version,
    )

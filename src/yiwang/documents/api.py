"""The door of 文件与证据."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from yiwang.documents import _files, logic
from yiwang.documents.contracts import Document, DocumentAttached, DocumentStored, UnknownDocument
from yiwang.documents.models import DocumentRow
from yiwang.identity.api import Subject, handlers, require, scope
from yiwang.kernel import clock, facts
from yiwang.kernel.ids import new_id

#: Widths at which a narrower picture is made; any other asks for the next larger one.
WIDTHS = (160, 320, 640, 1280)


def store(
    data: bytes,
    name: str,
    subject: Subject,
    area_path: str = "",
    units: Sequence[str] = (),
    *,
    taken_at: datetime | None = None,
    lon: float | None = None,
    lat: float | None = None,
    secret: bool = False,
) -> Document:
    """Keep a picture: JPEG, PNG or WebP of at most 10 MB, encoded anew without hidden data.

    What the picture says of time and place wins over what the phone says (`taken_at`, lon, lat). Until it is
    attached to something, its uploader and his unit see it. Raises EmptyFile, TooLarge, TooManyPixels,
    NotAPicture, NoRoom, Forbidden.
    """
    require(subject, "documents.upload")
    now = clock.now()
    picture = logic.clean(data, now)
    digest = _files.keep(picture.data)
    said_lon, said_lat = logic.place(lon, lat) if picture.lon is None else (picture.lon, picture.lat)
    with transaction.atomic():
        row = DocumentRow.objects.create(
            id=new_id(),
            name=logic.safe_name(name, picture.media_type),
            media_type=picture.media_type,
            size=len(picture.data),
            sha256=digest,
            original_sha256=hashlib.sha256(data).hexdigest(),
            width=picture.width,
            height=picture.height,
            taken_at=picture.taken_at or logic.believed(taken_at, now),
            lon=said_lon,
            lat=said_lat,
            uploaded_by=subject.user_id,
            uploaded_at=now,
            area_path=area_path,
            units=facts.join_units(_holders(subject, units)),
            secret=secret,
        )
        facts.tell(
            DocumentStored(document_id=row.id, media_type=row.media_type, size=row.size, sha256=row.sha256),
            subject=f"document:{row.id}",
            version=1,
            actor=subject.user_id,
            area_path=row.area_path,
            units=facts.split_units(row.units),
            secret=secret,
        )
    return _document(row)


def _holders(subject: Subject, units: Sequence[str]) -> list[str]:
    """Whom a fresh document belongs to: the person, and the unit that he is in."""
    own = [subject.unit_id] if subject.unit_id else []
    return handlers([*units, *own], persons=[subject.user_id])


def get_document(document_id: str, subject: Subject | None = None) -> Document:
    """The document; with a subject, only if that subject may see it. Raises UnknownDocument either way."""
    return _document(_row(document_id, subject))


def documents(document_ids: Sequence[str]) -> dict[str, Document]:
    """Many documents by id, for a page that has already been allowed; unknown ids are absent."""
    return {row.id: _document(row) for row in DocumentRow.objects.filter(pk__in=list(document_ids))}


def content(document_id: str, subject: Subject, width: int = 0) -> tuple[Document, bytes, str]:
    """(document, bytes, media type) if `subject` may see it; narrower where a width is asked for."""
    row = _row(document_id, subject)
    if not width or width >= row.width:
        return _document(row), _files.read(row.sha256), row.media_type
    step = next((each for each in WIDTHS if each >= width), WIDTHS[-1])
    path = _files.narrow_path(row.sha256, step)
    if not path.exists():
        _files.write(path, logic.narrowed(_files.read(row.sha256), step))
    return _document(row), path.read_bytes(), "image/jpeg"


def attach(document_ids: Sequence[str], *, area_path: str, units: Sequence[str]) -> None:
    """Let those who see a thing that lies at `area_path` and belongs to `units` see its documents too.

    Called inside the act that attaches. Units are added, never taken away: who handed it in still sees it.
    """
    with transaction.atomic():
        rows = DocumentRow.objects.select_for_update().filter(pk__in=list(document_ids))
        for row in rows:
            wider = facts.join_units([*facts.split_units(row.units), *units])
            if (row.area_path, row.units) == (area_path, wider):
                continue
            row.area_path, row.units, row.version = area_path, wider, row.version + 1
            row.save(update_fields=["area_path", "units", "version"])
            facts.tell(
                DocumentAttached(document_id=row.id),
                subject=f"document:{row.id}",
                version=row.version,
                actor=row.uploaded_by,
                area_path=area_path,
                units=facts.split_units(wider),
                secret=row.secret,
            )


def _row(document_id: str, subject: Subject | None) -> DocumentRow:
    seen = Q() if subject is None else scope(subject, "documents.see").q()
    row = DocumentRow.objects.filter(seen, pk=document_id).first()
    if row is None:
        raise UnknownDocument()
    return row


def _document(row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        original_sha256=row.original_sha256,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        lon=row.lon,
        lat=row.lat,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        content_url=f"/api/documents/{row.id}/content",
    )

"""HTTP of 文件与证据."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from yiwang.documents import _knowledge_http, api
from yiwang.documents.contracts import Document, DocumentStored, TooLarge
from yiwang.documents.logic import MOST_BYTES
from yiwang.identity.api import HttpRequest, Routes

router = Routes(tags=["documents"])
router.add_router("", _knowledge_http.router)


@router.post(
    "/documents",
    permission="documents.upload",
    tells=(DocumentStored,),
    response=Document,
    operation_id="upload_document",
)
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    taken_at: Form[datetime | None] = None,
    lon: Form[float | None] = None,
    lat: Form[float | None] = None,
) -> Document:
    """Hand in a picture (JPEG, PNG, WebP, at most 10 MB); time and place of the phone fill what it lacks."""
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(most_mb=MOST_BYTES // 1024 // 1024)
    return api.store(file.read(), file.name or "", request.subject, taken_at=taken_at, lon=lon, lat=lat)


@router.get(
    "/documents/{document_id}",
    permission="documents.see",
    response=Document,
    operation_id="get_document",
)
def get_document(request: HttpRequest, document_id: str) -> Document:
    return api.get_document(document_id, request.subject)


@router.get("/documents/{document_id}/content", permission="documents.see", operation_id="document_content")
def content(request: HttpRequest, document_id: str, width: int = 0) -> HttpResponse:
    """The picture itself, narrower where `width` asks for it. It never runs as a page."""
    document, data, media_type = api.content(document_id, request.subject, max(width, 0))
    tag = f'"{document.sha256[:32]}-{width}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(data, content_type=media_type)
        answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(document.name)}"
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer

"""Shapes, refusals and facts of 文件与证据 that cross its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yiwang.kernel.errors import Invalid, NotFound, Unavailable
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A stored picture.

    `sha256` is of the bytes as kept, `original_sha256` of the bytes as handed in (before hidden data was
    taken off). `taken_at`, lon and lat (WGS 84 degrees) are what the picture itself or the phone said of
    time and place; they are None where nothing credible was said. They are kept as fields and are not in
    the picture.
    """

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    original_sha256: str
    width: int
    height: int
    taken_at: datetime | None
    lon: float | None
    lat: float | None
    uploaded_by: str
    uploaded_at: datetime
    content_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStored(Fact):
    fact_type: ClassVar[str] = "documents.stored"
    document_id: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAttached(Fact):
    """The document now belongs to something that lies at `area_path` (in the envelope) and to its units."""

    fact_type: ClassVar[str] = "documents.attached"
    document_id: str


class UnknownDocument(NotFound):
    code = "documents.unknown"
    zh = "没有找到这份文件，或不在您的可见范围内。"
    en = "The document was not found, or lies outside what you may see."


class TooLarge(Invalid):
    status = 413
    code = "documents.too_large"
    zh = "文件超过 {most_mb} MB。"
    en = "The file is larger than {most_mb} MB."


class NotAPicture(Invalid):
    status = 415
    code = "documents.not_a_picture"
    zh = "只接收 JPEG、PNG 或 WebP 图片；这个文件不是，或已损坏。"
    en = "Only JPEG, PNG or WebP pictures are taken; this is none, or it is damaged."


class TooManyPixels(Invalid):
    code = "documents.too_many_pixels"
    zh = "图片有 {pixels} 像素，超过上限 {most} 像素。"
    en = "The picture has {pixels} pixels, more than the limit of {most}."


class EmptyFile(Invalid):
    code = "documents.empty"
    zh = "文件是空的。"
    en = "The file is empty."


class NoRoom(Unavailable):
    code = "documents.no_room"
    zh = "文件没有存下（磁盘已满或只读）；请稍后再传。"
    en = "The file was not stored (the disk is full or read-only); send it again later."

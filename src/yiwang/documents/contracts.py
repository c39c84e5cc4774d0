"""Shapes, refusals and facts of 文件与证据 that cross its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable
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


# -- 知识库 --------------------------------------------------------------------------------------------------

KnowledgeState = Literal["draft", "asked", "published", "expired", "withdrawn"]
Revision = Literal["", "draft", "asked"]
CorrectionState = Literal["open", "corrected", "refused"]
Act = Literal["change", "ask", "publish", "send_back", "reaffirm", "withdraw", "report", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHint:
    """An entry that may answer what somebody types. `score` is between 0 and 1, higher fits better."""

    id: str
    number: str
    title: str
    excerpt: str
    score: float
    unit_name: str
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAnswer:
    """A public entry as citizens read it: the unit's word, and no person's name."""

    number: str
    title: str
    answer: str
    unit_name: str
    valid_until: date | None
    published_on: date | None
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeRow:
    """A line of the list. `score` is 0 where nothing was searched for."""

    id: str
    number: str
    state: KnowledgeState
    revision: Revision
    title: str
    excerpt: str
    keywords: tuple[str, ...]
    matters: tuple[str, ...]
    area_path: str
    area_name: str
    unit: str
    unit_name: str
    public: bool
    valid_from: date | None
    valid_until: date | None
    review_due: date | None
    review_is_due: bool
    open_corrections: int
    changed_at: datetime
    demonstration: bool
    score: float
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeText:
    """One text of an entry, with who wrote it, when and why; published or not."""

    number: int
    title: str
    answer: str
    questions: tuple[str, ...]
    keywords: tuple[str, ...]
    matters: tuple[str, ...]
    area: str
    public: bool
    valid_from: date | None
    valid_until: date | None
    review_due: date | None
    written_by_name: str
    written_at: datetime
    why: str
    reviewed_by_name: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeStep:
    """One act on an entry."""

    at: datetime
    act: str
    by_name: str
    unit_name: str
    text_number: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeCorrection:
    """A correction (纠错): what is said to be wrong with an entry, and its unit's answer."""

    id: str
    entry_id: str
    entry_number: str
    title: str
    unit_name: str
    text_number: int
    state: CorrectionState
    text: str
    asked_by_name: str
    asked_unit_name: str
    asked_at: datetime
    due_at: datetime
    overdue: bool
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeEntry:
    """A whole entry. `newest` is the text that is written or reviewed at the moment, for those who may see
    it; `versions` are newest first, for others only those that were published.
    """

    row: KnowledgeRow
    answer: str
    questions: tuple[str, ...]
    live_number: int
    newest: KnowledgeText | None
    versions: tuple[KnowledgeText, ...]
    steps: tuple[KnowledgeStep, ...]
    corrections: tuple[KnowledgeCorrection, ...]
    allowed: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeTerms:
    """Terms of the knowledge base, data that a city edits."""

    warn_days: int = 30
    """How many days before its end the author unit is told."""
    answer_days: int = 5
    """Within how many working days a correction is answered."""
    review_days: int = 365
    """When a text is to be looked at again, where its author names no day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeImported:
    """What a sheet did: numbers of the drafts that it wrote anew, of those with a new text, and how many
    lines said nothing new."""

    written: list[str]
    changed: list[str]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeDeclared:
    """What a pack's entries did here; `kept` were changed by people since and stay as they are."""

    new: int
    changed: int
    kept: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnowledgeFact(Fact):
    """What every fact of an entry says; no title, for a draft's words are its unit's."""

    entry_id: str
    number: str
    state: str
    revision: str
    text_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeWritten(_KnowledgeFact):
    """A new text of an entry, not yet reviewed."""

    fact_type: ClassVar[str] = "documents.knowledge_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeAsked(_KnowledgeFact):
    """Its author asks for a second person's review."""

    fact_type: ClassVar[str] = "documents.knowledge_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgePublished(_KnowledgeFact):
    fact_type: ClassVar[str] = "documents.knowledge_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSentBack(_KnowledgeFact):
    fact_type: ClassVar[str] = "documents.knowledge_sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeReaffirmed(_KnowledgeFact):
    """Its unit has looked at it again: it still holds."""

    fact_type: ClassVar[str] = "documents.knowledge_reaffirmed"
    review_due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeWithdrawn(_KnowledgeFact):
    fact_type: ClassVar[str] = "documents.knowledge_withdrawn"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeExpired(_KnowledgeFact):
    fact_type: ClassVar[str] = "documents.knowledge_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeDue(_KnowledgeFact):
    """Said once: the entry ends soon (`expiry`), or is to be looked at again (`review`)."""

    fact_type: ClassVar[str] = "documents.knowledge_due"
    what: Literal["expiry", "review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeQuestioned(Fact):
    """Somebody says that an entry is wrong."""

    fact_type: ClassVar[str] = "documents.knowledge_questioned"
    correction_id: str
    entry_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeAnswered(Fact):
    """Its unit has answered a correction."""

    fact_type: ClassVar[str] = "documents.knowledge_answered"
    correction_id: str
    entry_id: str
    number: str
    outcome: Literal["corrected", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeCorrectionOverdue(Fact):
    """A correction was not answered within its limit; said once."""

    fact_type: ClassVar[str] = "documents.knowledge_correction_overdue"
    correction_id: str
    entry_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeTermsSet(Fact):
    fact_type: ClassVar[str] = "documents.knowledge_terms_set"
    warn_days: int
    answer_days: int
    review_days: int


class UnknownKnowledge(NotFound):
    code = "documents.knowledge_unknown"
    zh = "没有找到这条知识，或不在您的可见范围内。"
    en = "The entry was not found, or lies outside what you may see."


class UnknownCorrection(NotFound):
    code = "documents.correction_unknown"
    zh = "没有找到这条纠错。"
    en = "The correction was not found."


class KnowledgeFaults(Invalid):
    code = "documents.knowledge_faults"
    zh = "知识条目有 {count} 处需要修改。"
    en = "The entry has {count} faults."


class SheetFaults(Invalid):
    code = "documents.sheet_faults"
    zh = "表格有 {count} 处需要修改，一行也没有导入。"
    en = "The sheet has {count} faults; no line of it was taken."


class NotASheet(Invalid):
    status = 415
    code = "documents.not_a_sheet"
    zh = "只接收 Excel（.xlsx）文件；这个文件不是，或已损坏、过大。"
    en = "Only Excel (.xlsx) files are taken; this is none, or it is damaged or too large."


class NotYourUnit(Forbidden):
    code = "documents.knowledge_not_your_unit"
    zh = "只能撰写和修改本单位的知识条目。"
    en = "Only entries of your own unit are yours to write and change."


class OwnText(Forbidden):
    code = "documents.knowledge_own_text"
    zh = "自己撰写或送审的内容须由第二人审核。"
    en = "What you wrote or put forward yourself is reviewed by a second person."


class OutsideReview(Forbidden):
    code = "documents.knowledge_outside_review"
    zh = "这条知识的适用范围大于您的属地，请由上级审核。"
    en = "The entry holds for more than your area; a higher level reviews it."


class KnowledgeMoved(Conflict):
    code = "documents.knowledge_moved"
    zh = "这条知识刚刚变动，现在不能这样操作，请刷新后再试。"
    en = "The entry has moved on and does not allow this now; refresh and try again."


class NothingCorrected(Conflict):
    code = "documents.knowledge_nothing_corrected"
    zh = "纠错之后还没有写过新的内容，不能答复“已更正”。"
    en = "No newer text was written since, so it cannot be answered as corrected."


class ReasonNeeded(Invalid):
    code = "documents.knowledge_reason_needed"
    zh = "请写明理由（2 至 500 字）。"
    en = "Say why, in 2 to 500 characters."


class AskedTooOften(Refusal):
    status = 429
    code = "documents.asked_too_often"
    zh = "查询过于频繁，请 {seconds} 秒后再试。"
    en = "Too many searches; try again in {seconds} seconds."

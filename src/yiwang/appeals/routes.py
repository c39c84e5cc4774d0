"""Appeals over HTTP: lists, one appeal, registering, the acts, sheets. The citizen's own doors and those of
other systems are in `_public_routes`."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import File, Query
from ninja.files import UploadedFile

from yiwang.appeals import _calls as calls
from yiwang.appeals import _export as exporting
from yiwang.appeals import _import as importing
from yiwang.appeals import api
from yiwang.appeals._bodies import (
    AppealDispatchBody,
    AppealFilters,
    AppealMergeBody,
    AppealReasonBody,
    AppealTextBody,
    BookWords,
    CallBackBody,
    DeclineBody,
    EditBody,
    GridBody,
    JoinBody,
    RegisterBody,
    SimilarBody,
    SourceBody,
    SplitBody,
    TransferBody,
    UnmaskBody,
)
from yiwang.appeals._exchange_routes import exchanged
from yiwang.appeals._public_routes import public
from yiwang.appeals.contracts import (
    Appeal,
    AppealAnswered,
    AppealCalledBack,
    AppealDeclined,
    AppealDispatched,
    AppealEdited,
    AppealFlagged,
    AppealJoined,
    AppealMergedAsRepeat,
    AppealRecorded,
    AppealRegistered,
    AppealRow,
    AppealSelfHandled,
    AppealSourceIssued,
    AppealSourceRevoked,
    AppealSplit,
    AppealSupplemented,
    AppealTransferredOut,
    AppealUnjoined,
    AppealUnmasked,
    AppealVoided,
    AppealWithdrawn,
    ImportReport,
    IssuedKey,
    Registered,
    Similar,
    SourceRow,
    Understood,
    Unmasked,
)
from yiwang.documents import api as documents
from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page

own = Routes(tags=["appeals"])
# /appeals/calls is no appeal's id: what is named comes first.
router = Routes(tags=["appeals"])
router.add_router("", public)
router.add_router("", exchanged)
router.add_router("", own)
Purpose = Annotated[str, Query(max_length=300)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]


@own.get("/appeals", permission="appeals.see", response=Page[AppealRow], operation_id="list_appeals")
def list_appeals(
    request: HttpRequest, filters: Query[AppealFilters], page: PageNumber = 1, size: PageSize = 50
) -> Page[AppealRow]:
    """Appeals within the caller's scope, newest first, masked."""
    return api.list_appeals(request.subject, filters.given(), page=page, size=size)


@own.get("/appeals/words", permission="appeals.see", response=BookWords, operation_id="appeal_words")
def appeal_words(request: HttpRequest) -> BookWords:
    """The kinds, channels, reasons and targets that forms choose from."""
    return BookWords(**exporting.words())


@own.get(
    "/appeals/export.xlsx",
    permission="appeals.see",
    tells=(ListExported, AppealUnmasked),
    operation_id="export_appeals",
)
def export_appeals(
    request: HttpRequest, filters: Query[AppealFilters], purpose: Purpose = ""
) -> HttpResponse:
    """The same list as an Excel file. Masked; with a purpose and the right to unmask, in clear."""
    sheet = exporting.sheet(request.subject, filters.given(), purpose=purpose)
    return export(request.subject, "appeals", sheet, {**filters.dict(), "purpose": purpose})


@own.post(
    "/appeals",
    permission="appeals.register",
    tells=(AppealRegistered, AppealFlagged, AppealRecorded),
    response=Registered,
    operation_id="register_appeal",
)
def register_appeal(request: HttpRequest, body: RegisterBody) -> Registered:
    """登记 an appeal; the same key with the same words answers the first one."""
    if body.call:
        return calls.register(request.subject, body.call, body.given())
    return api.register(request.subject, body.given())


@own.post(
    "/appeals/grid",
    permission="appeals.register",
    tells=(AppealRegistered, AppealFlagged, AppealSelfHandled),
    response=Registered,
    operation_id="report_from_grid",
)
def report_from_grid(request: HttpRequest, body: GridBody) -> Registered:
    """网格上报, from where the grid worker stands; 自处置 closes it on the spot with evidence."""
    said = body.dict()
    return api.report_from_grid(
        request.subject,
        **{**said, "photos": tuple(body.photos), "evidence": tuple(body.evidence)},
    )


@own.post(
    "/appeals/similar",
    permission="appeals.see",
    tells=(),
    because="it only looks; a citizen's words do not belong into an address line",
    response=list[Similar],
    operation_id="similar_appeals",
)
def similar_appeals(request: HttpRequest, body: SimilarBody) -> list[Similar]:
    """Open appeals near in meaning, while the operator types and before appeals are joined."""
    return api.similar(request.subject, body.text, area=body.area, besides=body.besides)


@own.post(
    "/appeals/suggest",
    permission="appeals.register",
    tells=(),
    because="it only looks; a citizen's words do not belong into an address line",
    response=Understood,
    operation_id="suggest_matter",
)
def suggest_matter(request: HttpRequest, body: SimilarBody) -> Understood:
    """智能受理 while the operator types: matters with confidence and reason, urgency, place."""
    return api.suggest(request.subject, body.text)


@own.post(
    "/appeals/join",
    permission="appeals.handle",
    tells=(AppealJoined,),
    response=list[AppealRow],
    operation_id="join_appeals",
)
def join_appeals(request: HttpRequest, body: JoinBody) -> list[AppealRow]:
    """A person confirms that several appeals share one event."""
    joined = api.join(request.subject, body.appeals, into=body.into, reason=body.reason)
    return [api.get_appeal(request.subject, one.id).row for one in joined]


@own.post(
    "/appeals/import",
    permission="appeals.register",
    tells=(AppealRegistered, AppealFlagged),
    response=ImportReport,
    operation_id="import_appeals",
)
def import_appeals(request: HttpRequest, file: File[UploadedFile], dry_run: bool = False) -> ImportReport:
    """Register the appeals of an .xlsx, all or none; faults come by cell. `dry_run` only checks."""
    return importing.import_sheet(request.subject, file.read(), dry_run=dry_run)


@own.get("/appeals/import.xlsx", permission="appeals.register", operation_id="appeal_import_form")
def import_form(request: HttpRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    answer = HttpResponse(importing.form(), content_type=importing.MEDIA_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="appeals-form.xlsx"'
    return answer


@own.get(
    "/appeals/sources",
    permission="things.manage",
    response=list[SourceRow],
    operation_id="list_appeal_sources",
)
def list_sources(request: HttpRequest) -> list[SourceRow]:
    """The systems that may hand in appeals."""
    return api.sources(request.subject)


@own.post(
    "/appeals/sources",
    permission="things.manage",
    tells=(AppealSourceIssued,),
    response=IssuedKey,
    operation_id="issue_appeal_source",
)
def issue_source(request: HttpRequest, body: SourceBody) -> IssuedKey:
    """Let a system hand in appeals, or give it a new key; the key is shown this once."""
    return api.issue_source(request.subject, source_id=body.id, name=body.name, area=body.area, url=body.url)


@own.delete(
    "/appeals/sources/{source_id}",
    permission="things.manage",
    tells=(AppealSourceRevoked,),
    response=SourceRow,
    operation_id="revoke_appeal_source",
)
def revoke_source(request: HttpRequest, source_id: str) -> SourceRow:
    """Cut a system off, from this moment."""
    return api.revoke_source(request.subject, source_id)


@own.get("/appeals/{appeal_id}", permission="appeals.see", response=Appeal, operation_id="get_appeal")
def get_appeal(request: HttpRequest, appeal_id: str) -> Appeal:
    """An appeal with its history, its kin and the acts open to the caller."""
    return api.get_appeal(request.subject, appeal_id)


@own.get("/appeals/{appeal_id}/photos/{document_id}", permission="appeals.see", operation_id="appeal_photo")
def appeal_photo(request: HttpRequest, appeal_id: str, document_id: str, width: int = 0) -> HttpResponse:
    """A photograph of an appeal, for whoever may know its words; nothing hidden is in it."""
    subject = api.photo_holder(request.subject, appeal_id, document_id)
    _, data, media_type = documents.content(document_id, subject, max(width, 0))
    answer = HttpResponse(data, content_type=media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@own.post(
    "/appeals/{appeal_id}/unmask",
    permission="appeals.unmask",
    tells=(AppealUnmasked,),
    response=Unmasked,
    operation_id="unmask_appeal",
)
def unmask_appeal(request: HttpRequest, appeal_id: str, body: UnmaskBody) -> Unmasked:
    """Who appealed, in clear, for a purpose that is kept and told."""
    return api.unmask(request.subject, appeal_id, purpose=body.purpose)


def _after(request: HttpRequest, appeal_id: str) -> Appeal:
    return api.get_appeal(request.subject, appeal_id)


@own.post(
    "/appeals/{appeal_id}/answer",
    permission="appeals.handle",
    tells=(AppealAnswered,),
    response=Appeal,
    operation_id="answer_appeal",
)
def answer_appeal(request: HttpRequest, appeal_id: str, body: AppealTextBody) -> Appeal:
    """直接答复."""
    api.answer(request.subject, appeal_id, text=body.text, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/decline",
    permission="appeals.handle",
    tells=(AppealDeclined,),
    response=Appeal,
    operation_id="decline_appeal",
)
def decline_appeal(request: HttpRequest, appeal_id: str, body: DeclineBody) -> Appeal:
    """不予受理, for a reason of the table."""
    api.decline(request.subject, appeal_id, reason=body.reason, text=body.text, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/dispatch",
    permission="appeals.handle",
    tells=(AppealDispatched,),
    response=Appeal,
    operation_id="dispatch_appeal",
)
def dispatch_appeal(request: HttpRequest, appeal_id: str, body: AppealDispatchBody) -> Appeal:
    """派单: matter and place are settled, and its event opens."""
    api.dispatch(request.subject, appeal_id, **body.dict())
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/transfer_out",
    permission="appeals.handle",
    tells=(AppealTransferredOut,),
    response=Appeal,
    operation_id="transfer_out_appeal",
)
def transfer_out_appeal(request: HttpRequest, appeal_id: str, body: TransferBody) -> Appeal:
    """转 110/119/120 or another channel that the law provides."""
    api.transfer_out(request.subject, appeal_id, target=body.target, text=body.text, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/withdraw",
    permission="appeals.handle",
    tells=(AppealWithdrawn, AppealDispatched, AppealJoined),
    response=Appeal,
    operation_id="withdraw_appeal",
)
def withdraw_appeal(request: HttpRequest, appeal_id: str, body: AppealReasonBody) -> Appeal:
    """撤诉 at the citizen's wish."""
    api.withdraw(request.subject, appeal_id, reason=body.reason, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/merge_repeat",
    permission="appeals.handle",
    tells=(AppealMergedAsRepeat,),
    response=Appeal,
    operation_id="merge_repeat_appeal",
)
def merge_repeat_appeal(request: HttpRequest, appeal_id: str, body: AppealMergeBody) -> Appeal:
    """重复并入 an earlier appeal of the same person."""
    api.merge_repeat(request.subject, appeal_id, into=body.into, reason=body.reason, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/void",
    permission="appeals.handle",
    tells=(AppealVoided,),
    response=Appeal,
    operation_id="void_appeal",
)
def void_appeal(request: HttpRequest, appeal_id: str, body: AppealReasonBody) -> Appeal:
    """作废, with a reason; it stays, counted apart."""
    api.void(request.subject, appeal_id, reason=body.reason, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/split",
    permission="appeals.handle",
    tells=(AppealSplit, AppealRegistered),
    response=list[Registered],
    operation_id="split_appeal",
)
def split_appeal(request: HttpRequest, appeal_id: str, body: SplitBody) -> list[Registered]:
    """一诉多单: each part becomes an appeal with its own number."""
    parts = [api.Part(**part.dict()) for part in body.parts]
    return api.split(request.subject, appeal_id, parts=parts, version=body.version)


@own.post(
    "/appeals/{appeal_id}/unjoin",
    permission="appeals.handle",
    tells=(AppealUnjoined, AppealDispatched),
    response=Appeal,
    operation_id="unjoin_appeal",
)
def unjoin_appeal(request: HttpRequest, appeal_id: str, body: AppealReasonBody) -> Appeal:
    """拆案: it leaves the shared event and gets one of its own."""
    api.unjoin(request.subject, appeal_id, reason=body.reason, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/edit",
    permission="appeals.handle",
    tells=(AppealEdited,),
    response=Appeal,
    operation_id="edit_appeal",
)
def edit_appeal(request: HttpRequest, appeal_id: str, body: EditBody) -> Appeal:
    """更正 of what was registered."""
    api.edit(request.subject, appeal_id, sets=body.sets(), version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/supplement",
    permission="appeals.handle",
    tells=(AppealSupplemented,),
    response=Appeal,
    operation_id="supplement_appeal",
)
def supplement_appeal(request: HttpRequest, appeal_id: str, body: AppealTextBody) -> Appeal:
    """补充 what the citizen said later."""
    api.supplement(request.subject, appeal_id, text=body.text, version=body.version)
    return _after(request, appeal_id)


@own.post(
    "/appeals/{appeal_id}/call_back",
    permission="appeals.call_back",
    tells=(AppealCalledBack,),
    response=Appeal,
    operation_id="call_back_appeal",
)
def call_back_appeal(request: HttpRequest, appeal_id: str, body: CallBackBody) -> Appeal:
    """回访: one attempt, never by a unit that handled it."""
    api.call_back(request.subject, appeal_id, **body.dict())
    return _after(request, appeal_id)

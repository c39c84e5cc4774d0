"""The catalogue over HTTP: matters and their versions, drafts of the duty list, Excel, checks, a try-out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import MEDIA_TYPE
from yiwang.matters import api
from yiwang.matters.contracts import (
    CatalogueChecks,
    CatalogueImport,
    DraftDecided,
    DraftProposed,
    Matter,
    MatterChange,
    MatterClassRow,
    MatterDeclared,
    MatterDraftRow,
    MatterRestored,
    MatterRow,
    MatterVersionRow,
    MatterWords,
    Place,
)

router = Routes(tags=["matters"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Version = Annotated[int | None, Query(ge=1)]
Number = Annotated[int, Query(ge=0)]
DESK = "desk"


class MatterDraftAsked(Schema):
    """A change of a matter: one of a rule (whole), the code of a rule to remove, or the whole matter."""

    rule: dict[str, Any] | None = None
    remove: Annotated[str, Field(max_length=160)] = ""
    words: dict[str, Any] | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class MatterDecision(Schema):
    """Approve or refuse; `version` is the draft as it was read."""

    approve: bool
    note: Annotated[str, Field(max_length=500)] = ""
    version: Annotated[int, Field(ge=1)]


class DutyAsked(Schema):
    """Where and what to try: an area of the managed tree and what is known of the thing."""

    area: str
    owner_unit: str = ""
    maintainer_unit: str = ""
    road_class: str = ""
    place_kind: str = ""
    severity: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoUnitAnswer:
    unit: str
    unit_name: str
    task_zh: str
    task_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAnswer:
    """Who answers, by which item of the duty list, and why."""

    matter_version: int
    lead: str
    lead_name: str
    co_units: list[CoUnitAnswer]
    rule_id: str
    why_zh: str
    why_en: str


@router.get("/matters", permission="matters.see", response=Page[MatterRow], operation_id="list_matters")
def list_matters(
    request: HttpRequest,
    q: str = "",
    matter_class: str = "",
    retired: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[MatterRow]:
    """The matter catalogue (治理事项目录); `matter_class` takes a class of any of the three levels, `retired`
    asks for those that nobody declares any more.
    """
    return api.list_matters(q=q, matter_class=matter_class, retired=retired, page=page, size=size)


@router.get(
    "/matters/classes",
    permission="matters.see",
    response=list[MatterClassRow],
    operation_id="list_matter_classes",
)
def list_classes(request: HttpRequest) -> list[MatterClassRow]:
    """The three levels of classes, each with how many matters lie below it."""
    return api.list_classes()


@router.get(
    "/matters/words", permission="matters.see", response=list[MatterWords], operation_id="list_matter_words"
)
def list_words(request: HttpRequest) -> list[MatterWords]:
    """The words of every matter, for choosing one while typing."""
    return api.words_of_matters()


@router.get("/matters/export.xlsx", permission="matters.see", operation_id="export_matters")
def export(request: HttpRequest) -> HttpResponse:
    """The whole catalogue as an Excel file that can be imported again. It holds no personal data."""
    answer = HttpResponse(api.export(), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''%E4%BA%8B%E9%A1%B9%E7%9B%AE%E5%BD%95.xlsx"
    return answer


@router.post(
    "/matters/import",
    permission="matters.manage",
    tells=(MatterDeclared, MatterRestored),
    response=CatalogueImport,
    operation_id="import_matters",
)
def import_matters(
    request: HttpRequest, file: File[UploadedFile], apply: Form[bool] = False
) -> CatalogueImport:
    """Preview what an Excel file would change, or apply it; every fault is told by sheet and cell."""
    return api.import_workbook(file.read(), apply=apply, by=request.subject)


@router.get(
    "/matters/checks", permission="matters.see", response=CatalogueChecks, operation_id="check_matters"
)
def checks(request: HttpRequest) -> CatalogueChecks:
    """The catalogue held against the city: no owner, overlaps, units and areas that are gone."""
    return api.checks()


@router.get(
    "/matters/drafts",
    permission="matters.see",
    response=Page[MatterDraftRow],
    operation_id="list_matter_drafts",
)
def list_drafts(
    request: HttpRequest, state: str = "", matter: str = "", page: PageNumber = 1, size: PageSize = 50
) -> Page[MatterDraftRow]:
    """Proposed changes of the duty list, the newest first."""
    return api.drafts(request.subject, state=state, matter=matter, page=page, size=size)


@router.get(
    "/matters/drafts/{draft}",
    permission="matters.see",
    response=MatterDraftRow,
    operation_id="get_matter_draft",
)
def get_draft(request: HttpRequest, draft: str) -> MatterDraftRow:
    """One draft with what it would change."""
    return api.get_draft(draft, request.subject)


@router.post(
    "/matters/drafts/{draft}/decide",
    permission="matters.review",
    tells=(DraftDecided, MatterDeclared),
    response=MatterDraftRow,
    operation_id="decide_matter_draft",
)
def decide(request: HttpRequest, draft: str, asked: MatterDecision) -> MatterDraftRow:
    """Approve or refuse another person's draft; an approval is the next version of the matter."""
    return api.decide(
        draft, approve=asked.approve, note=asked.note, version=asked.version, by=request.subject
    )


@router.get("/matters/{code}", permission="matters.see", response=Matter, operation_id="get_matter")
def get_matter(request: HttpRequest, code: str, version: Version = None) -> Matter:
    """A matter whole: definition, duty list, limits, steps, closing standard; `version` asks for an older
    one.
    """
    return api.get_matter(code, version)


@router.get(
    "/matters/{code}/versions",
    permission="matters.see",
    response=list[MatterVersionRow],
    operation_id="list_matter_versions",
)
def list_versions(request: HttpRequest, code: str) -> list[MatterVersionRow]:
    """Every version of a matter, the newest first, and which one is in force."""
    return api.versions(code)


@router.get(
    "/matters/{code}/diff", permission="matters.see", response=list[MatterChange], operation_id="diff_matter"
)
def diff(request: HttpRequest, code: str, old: Number, new: Number) -> list[MatterChange]:
    """What changed between two versions, sentence by sentence; `old` 0 is nothing."""
    return api.diff(code, old, new)


@router.post(
    "/matters/{code}/drafts",
    permission="matters.manage",
    tells=(DraftProposed,),
    response=MatterDraftRow,
    operation_id="propose_matter_draft",
)
def propose(request: HttpRequest, code: str, asked: MatterDraftAsked) -> MatterDraftRow:
    """Propose a duty rule, its removal, or other words for the matter; a second person reviews it."""
    return api.get_draft(_proposed(code, asked, request.subject), request.subject)


def _proposed(code: str, asked: MatterDraftAsked, by: identity.Subject) -> str:
    if asked.rule is not None:
        rule = api.read_rule(asked.rule)
        return api.propose_rule(
            matter=code, rule=rule, reason_zh=asked.reason, source=DESK, by=by, strict=True
        )
    if asked.words is not None:
        words = api.read_matter({**asked.words, "code": code})
        return api.propose_matter(words=words, reason_zh=asked.reason, source=DESK, by=by)
    return api.propose_removal(
        matter=code, rule_code=asked.remove, reason_zh=asked.reason, source=DESK, by=by
    )


@router.post(
    "/matters/{code}/resolve",
    permission="matters.see",
    tells=(),
    because="a question that changes nothing",
    response=DutyAnswer,
    operation_id="resolve_duty",
)
def resolve(request: HttpRequest, code: str, asked: DutyAsked) -> DutyAnswer:
    """Try the duty list: who would answer for this matter there, and why. Dispatches nothing."""
    duty = api.resolve_duty(
        code,
        areas.path_of(asked.area),
        Place(
            owner_unit=asked.owner_unit,
            maintainer_unit=asked.maintainer_unit,
            road_class=asked.road_class,
            place_kind=asked.place_kind,
            severity=asked.severity,
        ),
        asked.at,
    )
    names = {
        unit.id: unit.name for unit in identity.units(ids=(duty.lead, *(co.unit for co in duty.co_units)))
    }
    return DutyAnswer(
        matter_version=duty.matter_version,
        lead=duty.lead,
        lead_name=names.get(duty.lead, duty.lead),
        co_units=[
            CoUnitAnswer(
                unit=co.unit,
                unit_name=names.get(co.unit, co.unit),
                task_zh=co.task_zh,
                task_en=co.task_en,
            )
            for co in duty.co_units
        ],
        rule_id=duty.rule_id,
        why_zh=duty.why_zh,
        why_en=duty.why_en,
    )

"""HTTP of 场景工作室."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.packs.contracts import PackLooked
from yiwang.studio import api
from yiwang.studio.contracts import (
    SceneApproved,
    SceneDropped,
    SceneInstalled,
    SceneRehearsed,
    SceneSaved,
    SceneSentBack,
    SceneSubmitted,
    StudioDetail,
    StudioEditing,
    StudioRehearsal,
    StudioRow,
    StudioStart,
)
from yiwang.studio.models import StudioDraft

router = Routes(tags=["studio"])
Word = Annotated[str, Field(max_length=160)]
Files = dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=400_000)]]


class StudioNew(Schema):
    """The id of the new pack, and the recipe or shipped scene that it begins from."""

    topic: Annotated[str, Field(max_length=80)]
    like: Word


class StudioFiles(Schema):
    """The files of a draft as they stand on screen: path → text."""

    topic: Annotated[str, Field(max_length=80)]
    files: Annotated[Files, Field(max_length=200)]


class StudioSaveBody(Schema):
    """What is to be saved over the version that was read."""

    version: int
    files: Annotated[Files, Field(max_length=200)]
    note: Annotated[str, Field(max_length=300)] = ""


class StudioActBody(Schema):
    """An act on the draft as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Annotated[str, Field(max_length=2_000)] = ""


def _told(row: StudioDraft, request: HttpRequest) -> StudioDetail:
    return api.detail(request.subject, row.id)


@router.get("/studio/start", permission="studio.write", response=StudioStart, operation_id="get_studio_start")
def start(request: HttpRequest) -> StudioStart:
    """What a scene can begin from, and the grammar that the editor completes by."""
    return api.start(request.subject)


@router.get(
    "/studio/drafts", permission="studio.write", response=list[StudioRow], operation_id="list_studio_drafts"
)
def drafts(request: HttpRequest) -> list[StudioRow]:
    """The drafts of my unit, and those that I review."""
    return api.drafts(request.subject)


@router.post(
    "/studio/drafts",
    permission="studio.write",
    tells=(SceneSaved,),
    response=StudioDetail,
    operation_id="create_studio_draft",
)
def create(request: HttpRequest, body: StudioNew) -> StudioDetail:
    """Begin from a real scene, under names of its own."""
    return _told(api.create(request.subject, body.topic, body.like), request)


@router.post(
    "/studio/look",
    permission="studio.write",
    tells=(),
    because="it reads what is on screen and keeps nothing",
    response=PackLooked,
    operation_id="look_studio_files",
)
def look(request: HttpRequest, body: StudioFiles) -> PackLooked:
    """Every fault with its place and cure, and what the scene becomes."""
    return api.look(body.topic, body.files)


@router.get(
    "/studio/drafts/{draft}",
    permission="studio.write",
    response=StudioDetail,
    operation_id="get_studio_draft",
)
def detail(request: HttpRequest, draft: str) -> StudioDetail:
    """A draft with its files, versions, acts and rehearsals."""
    return api.detail(request.subject, draft)


@router.get(
    "/studio/drafts/{draft}/versions/{number}",
    permission="studio.write",
    response=dict[str, str],
    operation_id="get_studio_version",
)
def version(request: HttpRequest, draft: str, number: int) -> dict[str, str]:
    """The files of a saved version."""
    return api.version_of(request.subject, draft, number)


@router.get(
    "/studio/drafts/{draft}/pack.zip",
    permission="studio.write",
    operation_id="export_studio_draft",
)
def export(request: HttpRequest, draft: str) -> HttpResponse:
    """The pack as a folder in a ZIP."""
    name, data = api.export(request.subject, draft)
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.put(
    "/studio/drafts/{draft}/files",
    permission="studio.write",
    tells=(SceneSaved,),
    response=StudioDetail,
    operation_id="save_studio_draft",
)
def save(request: HttpRequest, draft: str, body: StudioSaveBody) -> StudioDetail:
    """Save the next version; refused where somebody saved meanwhile."""
    row = api.save(request.subject, draft, body.files, note=body.note, version=body.version)
    return _told(row, request)


@router.post(
    "/studio/drafts/{draft}/editing",
    permission="studio.write",
    tells=(),
    because="it only says who has the draft open, and is forgotten in a minute and a half",
    response=StudioEditing,
    operation_id="edit_studio_draft",
)
def editing(request: HttpRequest, draft: str) -> StudioEditing:
    """I have it open; who else has?"""
    return api.editing(request.subject, draft)


@router.post(
    "/studio/drafts/{draft}/submit",
    permission="studio.write",
    tells=(SceneSubmitted,),
    response=StudioDetail,
    operation_id="submit_studio_draft",
)
def submit(request: HttpRequest, draft: str, body: StudioActBody) -> StudioDetail:
    """提交审核: sound, and rehearsed in this very version."""
    return _told(api.submit(request.subject, draft, version=body.version), request)


@router.post(
    "/studio/drafts/{draft}/send-back",
    permission="studio.review",
    tells=(SceneSentBack,),
    response=StudioDetail,
    operation_id="send_back_studio_draft",
)
def send_back(request: HttpRequest, draft: str, body: StudioActBody) -> StudioDetail:
    """退回修改, with the reason."""
    return _told(api.send_back(request.subject, draft, body.note, version=body.version), request)


@router.post(
    "/studio/drafts/{draft}/approve",
    permission="studio.review",
    tells=(SceneApproved,),
    response=StudioDetail,
    operation_id="approve_studio_draft",
)
def approve(request: HttpRequest, draft: str, body: StudioActBody) -> StudioDetail:
    """审核通过, by somebody who wrote none of it."""
    return _told(api.approve(request.subject, draft, body.note, version=body.version), request)


@router.post(
    "/studio/drafts/{draft}/install",
    permission="studio.install",
    tells=(SceneInstalled,),
    response=StudioDetail,
    operation_id="install_studio_draft",
)
def install(request: HttpRequest, draft: str, body: StudioActBody) -> StudioDetail:
    """启用: the approved pack in force on the running city, with the reason."""
    return _told(api.install(request.subject, draft, body.note, version=body.version), request)


@router.post(
    "/studio/drafts/{draft}/drop",
    permission="studio.write",
    tells=(SceneDropped,),
    response=StudioRow,
    operation_id="drop_studio_draft",
)
def drop(request: HttpRequest, draft: str, body: StudioActBody) -> StudioRow:
    """放弃; its versions are kept."""
    return _told(api.drop(request.subject, draft, version=body.version), request).row


@router.post(
    "/studio/drafts/{draft}/rehearse",
    permission="studio.write",
    tells=(SceneRehearsed,),
    response=StudioRehearsal,
    operation_id="rehearse_studio_draft",
)
def rehearse(request: HttpRequest, draft: str) -> StudioRehearsal:
    """预演 the saved version in an instance of its own."""
    return api.rehearse(request.subject, draft)


@router.get(
    "/studio/rehearsals/{run}",
    permission="studio.write",
    response=StudioRehearsal,
    operation_id="get_studio_rehearsal",
)
def rehearsal(request: HttpRequest, run: str) -> StudioRehearsal:
    """A rehearsal with every step that it has taken so far."""
    return api.rehearsal(request.subject, run)


@router.post(
    "/studio/rehearsals/{run}/cancel",
    permission="studio.write",
    tells=(SceneRehearsed,),
    response=StudioRehearsal,
    operation_id="cancel_studio_rehearsal",
)
def cancel(request: HttpRequest, run: str) -> StudioRehearsal:
    """Take it back, or end it."""
    return api.cancel(request.subject, run)

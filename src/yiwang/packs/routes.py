"""Packs over HTTP."""

from __future__ import annotations

from typing import Annotated

from ninja import File, Form, Query, Schema, UploadedFile

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.packs import api
from yiwang.packs.contracts import (
    PackComing,
    PackInstall,
    PackInstalled,
    PackLoaded,
    PackProgress,
    PackRemoved,
    PackRow,
    PackStanding,
)

router = Routes(tags=["packs"])


@router.get("/packs", permission="packs.see", response=Page[PackRow], operation_id="list_packs")
def list_packs(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[PackRow]:
    """专题 with their scenes, layers, grades and, where one could not be loaded, its faults."""
    return api.list_packs(page=page, size=size)


class PackReason(Schema):
    """Why a topic goes, or is taken up again."""

    reason: str
    ticket: str = ""


@router.get(
    "/packs/progress/{ticket}",
    permission="packs.manage",
    response=PackProgress,
    operation_id="get_pack_progress",
)
def get_progress(request: HttpRequest, ticket: str) -> PackProgress:
    """How far one's own look, installation or removal is while it is under way."""
    return api.progress(request.subject.user_id, ticket)


@router.get(
    "/packs/standing",
    permission="packs.manage",
    response=list[PackStanding],
    operation_id="list_pack_standings",
)
def list_standings(request: HttpRequest) -> list[PackStanding]:
    """Every topic that is or was here, with its version and the newest act on it."""
    return api.standing()


@router.post(
    "/packs/look",
    permission="packs.manage",
    tells=(),
    because="an archive is looked at; nothing is kept",
    response=PackComing,
    operation_id="look_at_pack",
)
def look(request: HttpRequest, file: File[UploadedFile], ticket: Form[str] = "") -> PackComing:
    """What a signed archive would add, change and take away here, what is in use of it, and its faults."""
    return api.coming(file.name or "", file.read(), by=request.subject.user_id, ticket=ticket)


@router.get(
    "/packs/{pack}/leaving",
    permission="packs.manage",
    response=PackComing,
    operation_id="look_at_pack_removal",
)
def leaving(request: HttpRequest, pack: str) -> PackComing:
    """What a removal would take away, and what is in use of it."""
    return api.leaving(pack)


@router.get(
    "/packs/{pack}/installs",
    permission="packs.manage",
    response=list[PackInstall],
    operation_id="list_pack_installs",
)
def list_installs(request: HttpRequest, pack: str) -> list[PackInstall]:
    """What was done to a topic here, newest first, each act with what it changed."""
    return api.installs(pack)


@router.post(
    "/packs/install",
    permission="packs.manage",
    tells=(PackInstalled, PackLoaded),
    response=PackInstall,
    operation_id="install_pack",
)
def install(
    request: HttpRequest,
    file: File[UploadedFile],
    reason: Form[str],
    upgrade: Form[bool] = False,
    downgrade: Form[bool] = False,
    ticket: Form[str] = "",
) -> PackInstall:
    """Put the topic of a signed archive in force; what stood before is shown as changes."""
    return api.install(
        (file.name or "", file.read()),
        by=request.subject.user_id,
        reason=reason,
        upgrade=upgrade,
        downgrade=downgrade,
        ticket=ticket,
    )


@router.post(
    "/packs/{pack}/remove",
    permission="packs.manage",
    tells=(PackRemoved,),
    response=PackInstall,
    operation_id="remove_pack",
)
def remove(request: HttpRequest, pack: str, body: PackReason) -> PackInstall:
    """Retire what a topic declared; its cases, records and figures stay."""
    return api.remove(pack, by=request.subject.user_id, reason=body.reason, ticket=body.ticket)


@router.post(
    "/packs/{pack}/restore",
    permission="packs.manage",
    tells=(PackInstalled, PackLoaded),
    response=PackInstall,
    operation_id="restore_pack",
)
def restore(request: HttpRequest, pack: str, body: PackReason) -> PackInstall:
    """Take a removed topic up again as it stood; its matters, records and history go on."""
    return api.restore(pack, by=request.subject.user_id, reason=body.reason, ticket=body.ticket)

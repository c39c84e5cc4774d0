"""The citizen's own doors over HTTP (no sign-in), and the door of other systems (signed)."""

from __future__ import annotations

from typing import Annotated

from ninja import File, Header
from ninja.files import UploadedFile

from yiwang.appeals import _public as citizen
from yiwang.appeals import _sources as sources
from yiwang.appeals._bodies import (
    HandedIn,
    PublicBody,
    PublicRateBody,
    PublicReasonBody,
    PublicTextBody,
)
from yiwang.appeals.contracts import (
    AppealCalledBack,
    AppealDispatched,
    AppealFlagged,
    AppealJoined,
    AppealPhotoStored,
    AppealRated,
    AppealRegistered,
    AppealSupplemented,
    AppealWithdrawn,
    NewAppeal,
    PhotoTicket,
    PublicAppeal,
    Registered,
    Reporter,
)
from yiwang.documents.contracts import DocumentStored, TooLarge
from yiwang.identity.api import HttpRequest, Routes, source_of

public = Routes(tags=["public"])
MOST_BYTES = 10 * 1024 * 1024


@public.post(
    "/public/photos",
    public=True,
    tells=(AppealPhotoStored, DocumentStored),
    response=PhotoTicket,
    operation_id="public_photo",
)
def public_photo(request: HttpRequest, file: File[UploadedFile]) -> PhotoTicket:
    """Hand in a photograph (JPEG, PNG, WebP, at most 10 MB); its token puts it to one appeal."""
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(most_mb=MOST_BYTES // 1024 // 1024)
    return citizen.store_photo(file.read(), file.name or "", address=source_of(request))


@public.post(
    "/public/appeals",
    public=True,
    tells=(AppealRegistered, AppealFlagged),
    response=Registered,
    operation_id="public_appeal",
)
def public_appeal(request: HttpRequest, body: PublicBody) -> Registered:
    """Appeal without an account; the tracking number in the answer is the key to it."""
    said = body.dict(exclude={"name", "phone", "address", "photos"})
    new = NewAppeal(**said, reporter=Reporter(name=body.name, phone=body.phone, address=body.address))
    return citizen.register(new, photos=body.photos, address=source_of(request))


@public.get(
    "/public/appeals/{tracking}", public=True, response=PublicAppeal, operation_id="public_appeal_state"
)
def public_appeal_state(request: HttpRequest, tracking: str) -> PublicAppeal:
    """How an appeal stands, by its tracking number."""
    return citizen.look(tracking, address=source_of(request))


@public.post(
    "/public/appeals/{tracking}/rate",
    public=True,
    tells=(AppealCalledBack, AppealRated),
    response=PublicAppeal,
    operation_id="public_rate",
)
def public_rate(request: HttpRequest, tracking: str, body: PublicRateBody) -> PublicAppeal:
    """Rate the reply; it stands for the call-back."""
    return citizen.rate(
        tracking,
        satisfaction=body.satisfaction,
        solved=body.solved,
        text=body.text,
        address=source_of(request),
    )


@public.post(
    "/public/appeals/{tracking}/withdraw",
    public=True,
    tells=(AppealWithdrawn, AppealDispatched, AppealJoined),
    response=PublicAppeal,
    operation_id="public_withdraw",
)
def public_withdraw(request: HttpRequest, tracking: str, body: PublicReasonBody) -> PublicAppeal:
    """Take the appeal back."""
    return citizen.withdraw(tracking, reason=body.reason, address=source_of(request))


@public.post(
    "/public/appeals/{tracking}/supplement",
    public=True,
    tells=(AppealSupplemented,),
    response=PublicAppeal,
    operation_id="public_supplement",
)
def public_supplement(request: HttpRequest, tracking: str, body: PublicTextBody) -> PublicAppeal:
    """Add something to one's words."""
    return citizen.supplement(tracking, text=body.text, address=source_of(request))


@public.post(
    "/exchange/appeals",
    public=True,
    tells=(AppealRegistered, AppealFlagged),
    response=Registered,
    operation_id="hand_in_appeal",
)
def hand_in_appeal(
    request: HttpRequest,
    body: HandedIn,
    source: Annotated[str, Header(alias="X-Yiwang-Source")] = "",
    stamp: Annotated[str, Header(alias="X-Yiwang-Timestamp")] = "",
    signed: Annotated[str, Header(alias="X-Yiwang-Signature")] = "",
    key: Annotated[str, Header(alias="Idempotency-Key")] = "",
) -> Registered:
    """Another system hands in an appeal: signed with HMAC-SHA256 over "<seconds>.<key>.<body>"."""
    row = sources.check(source_id=source, stamp=stamp, signed=signed, idempotency_key=key, body=request.body)
    said = body.dict(exclude={"name", "phone", "address", "ref"})
    reporter = Reporter(name=body.name, phone=body.phone, address=body.address, ref=body.ref)
    return sources.hand_in(row, NewAppeal(**said, channel=row.channel, reporter=reporter, key=key))

"""What requests about appeals carry."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from yiwang.appeals import api
from yiwang.appeals.contracts import NewAppeal, Reporter

WORDS = 2_000
LONG = 12_000  # the noun itself refuses more than 10,000 with a sentence


class AppealFilters(Schema):
    """What a list may be narrowed by; `area` is an area id or a managed path, `mine=1` what waits for me."""

    state: str = ""
    stage: str = ""
    kind: str = ""
    channel: str = ""
    urgency: str = ""
    matter: str = ""
    area: str = ""
    event: str = ""
    q: str = Field("", max_length=100)
    sensitive: bool | None = None
    repeated: bool | None = None
    collective: bool | None = None
    confidential: bool | None = None
    mine: bool = False
    accepted: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: str = ""

    def given(self) -> api.Filters:
        return api.Filters(**self.dict())


class ReporterBody(Schema):
    name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=300)
    ref: str = Field("", max_length=80)


class RegisterBody(Schema):
    """An appeal as an operator takes it down. lon and lat are degrees in `crs`; `key` makes it idempotent.
    Of a `call` that he took, its number and its recording come along."""

    kind: str
    channel: str = "12345"
    text: str = Field(..., max_length=LONG)
    reporter: ReporterBody = Field(default_factory=lambda: ReporterBody.model_validate({}))
    area: str = ""
    place: str = Field("", max_length=300)
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    matter: str = ""
    urgency: str = "general"
    sensitive: bool = False
    confidential: bool = False
    public_text: str = Field("", max_length=WORDS)
    against: list[str] = Field(default=[], max_length=10)
    attachments: list[str] = Field(default=[], max_length=20)
    recording_id: str = Field("", max_length=80)
    external_no: str = Field("", max_length=80)
    key: str = Field("", max_length=120)
    call: str = ""

    def given(self) -> NewAppeal:
        said = self.dict(exclude={"call"})
        return NewAppeal(
            **{
                **said,
                "reporter": Reporter(**said["reporter"]),
                "against": tuple(self.against),
                "attachments": tuple(self.attachments),
            }
        )


class GridBody(Schema):
    """What a grid worker reports from where he stands (or of an area, where there is no signal);
    with `handled` it was set right on the spot."""

    text: str = Field(..., max_length=LONG)
    kind: str = "help"
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    crs: str = "wgs84"
    matter: str = ""
    photos: list[str] = Field(default=[], max_length=20)
    handled: str = Field("", max_length=WORDS)
    evidence: list[str] = Field(default=[], max_length=20)
    key: str = Field("", max_length=120)


class SimilarBody(Schema):
    text: str = Field(..., max_length=LONG)
    area: str = ""
    besides: str = ""


class SeenBody(Schema):
    """`version` is the version the client saw: if the appeal has moved on, the act is a conflict."""

    version: int | None = None


class AppealTextBody(SeenBody):
    text: str = Field(..., max_length=LONG)


class AppealReasonBody(SeenBody):
    reason: str = Field(..., max_length=WORDS)


class DeclineBody(SeenBody):
    """`reason` is a code of the book's table."""

    reason: str
    text: str = Field("", max_length=WORDS)


class AppealDispatchBody(SeenBody):
    matter: str
    area: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    urgency: str = ""
    reason: str = Field("", max_length=500)


class TransferBody(SeenBody):
    """`target` is a code of the book's table."""

    target: str
    text: str = Field("", max_length=WORDS)


class AppealMergeBody(SeenBody):
    into: str
    reason: str = Field("", max_length=WORDS)


class PartBody(Schema):
    text: str = Field(..., max_length=LONG)
    kind: str = ""
    matter: str = ""
    area: str = ""
    public_text: str = Field("", max_length=WORDS)
    confidential: bool | None = None
    urgency: str = ""
    sensitive: bool = False
    against: list[str] | None = Field(None, max_length=10)


class SplitBody(SeenBody):
    parts: list[PartBody] = Field(..., min_length=1, max_length=10)


class JoinBody(Schema):
    """`into` is an appeal already dispatched; all of `appeals` share its event, or none does."""

    appeals: list[str] = Field(..., min_length=1, max_length=100)
    into: str
    reason: str = Field("", max_length=500)


class EditBody(SeenBody):
    """What is set right; a field not given stays. The citizen's own words never change."""

    public_text: str | None = Field(None, max_length=WORDS)
    kind: str | None = None
    matter: str | None = None
    area: str | None = None
    place: str | None = Field(None, max_length=300)
    urgency: str | None = None
    confidential: bool | None = None
    sensitive: bool | None = None
    against: list[str] | None = None

    def sets(self) -> dict[str, Any]:
        said = self.dict(exclude={"version"})
        return {name: value for name, value in said.items() if value is not None}


class CallBackBody(SeenBody):
    reached: bool
    solved: Literal["", "solved", "partly", "unsolved"] = ""
    satisfaction: Literal["", "satisfied", "basically", "dissatisfied"] = ""
    text: str = Field("", max_length=WORDS)


class UnmaskBody(Schema):
    purpose: str = Field(..., max_length=300)


class SourceBody(Schema):
    """Another system that may hand in appeals of one area."""

    id: str = Field(..., pattern=r"^[a-z0-9][a-z0-9-]{1,38}$")
    name: str = Field(..., min_length=2, max_length=120)
    area: str
    url: str = Field("", max_length=300)


class CodeWords(Schema):
    code: str
    zh: str
    en: str


class BookWords(Schema):
    """The tables that forms choose from."""

    kinds: list[CodeWords]
    channels: list[CodeWords]
    decline_reasons: list[CodeWords]
    transfer_targets: list[CodeWords]


class PublicBody(Schema):
    """An appeal as a citizen writes it. `key` is made by his device: sending again changes nothing."""

    kind: str
    text: str = Field(..., max_length=LONG)
    name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=300)
    area: str = ""
    place: str = Field("", max_length=300)
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    confidential: bool = False
    photos: list[str] = Field(default=[], max_length=9)
    channel: Literal["web", "app"] = "web"
    key: str = Field(..., min_length=16, max_length=120)


class PublicRateBody(Schema):
    solved: Literal["", "solved", "partly", "unsolved"] = ""
    satisfaction: Literal["satisfied", "basically", "dissatisfied"]
    text: str = Field("", max_length=WORDS)


class PublicTextBody(Schema):
    text: str = Field(..., max_length=5_000)


class PublicReasonBody(Schema):
    reason: str = Field("", max_length=500)


class HandedIn(Schema):
    """An appeal that another system hands in."""

    kind: str
    text: str = Field(..., max_length=LONG)
    external_no: str = Field(..., min_length=1, max_length=80)
    name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=300)
    ref: str = Field("", max_length=80)
    area: str = ""
    place: str = Field("", max_length=300)
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    matter: str = ""
    urgency: str = "general"
    confidential: bool = False
    recording_id: str = Field("", max_length=80)


class WireMessage(Schema):
    """One numbered message about an order; `hash` is that of docs/nouns/appeals.md, `at` ISO 8601."""

    external_no: str = Field(..., min_length=1, max_length=80)
    seq: int = Field(..., ge=1, le=100_000)
    kind: str = Field(..., max_length=20)
    at: str = Field(..., max_length=40)
    body: dict[str, Any]
    hash: str = Field(..., max_length=64)


class WireMessages(Schema):
    messages: list[WireMessage] = Field(..., min_length=1, max_length=100)


class WireDay(Schema):
    """A day as 20261122."""

    day: str = Field(..., pattern=r"^\d{8}$")


class AgainBody(Schema):
    """The shared order whose messages are to be sent again."""

    external_no: str = Field(..., min_length=1, max_length=80)


class CallBody(Schema):
    """A call that arrived at the switch."""

    call_id: str = Field(..., min_length=1, max_length=80)
    number: str = Field("", max_length=40)
    line: str = Field("", max_length=40)
    at: datetime | None = None
    recording_id: str = Field("", max_length=80)
    demonstration: bool = False


class CallEndBody(Schema):
    recording_id: str = Field("", max_length=80)


class CallOutcomeBody(Schema):
    """What became of a transfer: connected, refused, failed."""

    outcome: Literal["connected", "refused", "failed"]


class CallTransferBody(Schema):
    """`target` is a code of the book's table (110, 119, 120)."""

    target: str
    reason: str = Field("", max_length=500)


class CallAppealBody(Schema):
    appeal: str

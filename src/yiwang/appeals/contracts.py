"""Shapes that cross the door of appeals; facts (`_told`) and refusals (`_refusals`) are named here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.appeals._exchange_shapes import (
    AppealCallArrived,
    AppealCallEnded,
    AppealCallTaken,
    AppealCallTransferred,
    AppealCallUnmasked,
    AppealExchangeAgain,
    AppealNoted,
    AppealRecorded,
    AppealSourceIssued,
    AppealSourceRevoked,
    AppealsReconciled,
    AppealUrged,
    AskedTransfer,
    CallNumber,
    CallRow,
    DayChecked,
    DayLine,
    ExchangePartner,
    ExchangeState,
    IssuedKey,
    MessageAnswer,
    OrderDetail,
    OrderMessage,
    SourceRow,
    Stuck,
    TransferRow,
)
from yiwang.appeals._refusals import (
    AppealChangedMeanwhile,
    BadText,
    BadTracking,
    BadWord,
    CallNotNow,
    CannotJoin,
    CannotMerge,
    HandlersDoNotCallBack,
    KeyUsedOtherwise,
    NothingShared,
    NotNow,
    NotTheHotline,
    NotYourGrid,
    OtherSideSilent,
    PlaceMissing,
    PurposeMissing,
    RowsRefused,
    SourceRefused,
    TooMany,
    UnknownAppeal,
    UnknownCall,
    UnknownOrder,
    UnknownSource,
    WordsMissing,
)
from yiwang.appeals._told import (
    AppealAnswered,
    AppealAreaMoved,
    AppealCalledBack,
    AppealChanged,
    AppealClosed,
    AppealContacted,
    AppealDeclined,
    AppealDispatched,
    AppealEdited,
    AppealFlagged,
    AppealJoined,
    AppealLinked,
    AppealMergedAsRepeat,
    AppealPhotoStored,
    AppealRated,
    AppealRegistered,
    AppealReopened,
    AppealReplied,
    AppealSelfHandled,
    AppealSplit,
    AppealSupplemented,
    AppealTransferredOut,
    AppealUnitsAdded,
    AppealUnjoined,
    AppealUnmasked,
    AppealVoided,
    AppealWithdrawn,
)
from yiwang.appeals._understood import AppealGrid, MatterChoice, Theme, Understood

__all__ = [
    "AppealAnswered",
    "AppealAreaMoved",
    "AppealCallArrived",
    "AppealCallEnded",
    "AppealCallTaken",
    "AppealCallTransferred",
    "AppealCallUnmasked",
    "AppealCalledBack",
    "AppealChanged",
    "AppealChangedMeanwhile",
    "AppealClosed",
    "AppealContacted",
    "AppealDeclined",
    "AppealDispatched",
    "AppealEdited",
    "AppealExchangeAgain",
    "AppealFlagged",
    "AppealJoined",
    "AppealLinked",
    "AppealMergedAsRepeat",
    "AppealNoted",
    "AppealPhotoStored",
    "AppealRated",
    "AppealRecorded",
    "AppealRegistered",
    "AppealReopened",
    "AppealReplied",
    "AppealSelfHandled",
    "AppealSourceIssued",
    "AppealSourceRevoked",
    "AppealSplit",
    "AppealSupplemented",
    "AppealTransferredOut",
    "AppealUnitsAdded",
    "AppealUnjoined",
    "AppealUnmasked",
    "AppealUrged",
    "AppealVoided",
    "AppealWithdrawn",
    "AppealsReconciled",
    "AskedTransfer",
    "BadText",
    "BadTracking",
    "BadWord",
    "CallNotNow",
    "CallNumber",
    "CallRow",
    "CannotJoin",
    "CannotMerge",
    "DayChecked",
    "DayLine",
    "ExchangePartner",
    "ExchangeState",
    "HandlersDoNotCallBack",
    "IssuedKey",
    "KeyUsedOtherwise",
    "MatterChoice",
    "MessageAnswer",
    "NotNow",
    "NotTheHotline",
    "NotYourGrid",
    "NothingShared",
    "OrderDetail",
    "OrderMessage",
    "OtherSideSilent",
    "PlaceMissing",
    "PurposeMissing",
    "RowsRefused",
    "SourceRefused",
    "SourceRow",
    "Stuck",
    "Theme",
    "TooMany",
    "TransferRow",
    "Understood",
    "UnknownAppeal",
    "UnknownCall",
    "UnknownOrder",
    "UnknownSource",
    "WordsMissing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who appeals, as he said it. `ref` is a number that the channel knows him by (a hotline's client id)."""

    name: str = ""
    phone: str = ""
    address: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    """What is said when an appeal is registered. lon and lat are degrees in the frame `crs`.

    `place` says in words where it is, `area` is an area's id; the point wins over both. `key` makes the
    registering idempotent: the same key with the same words answers the first appeal.
    """

    kind: str
    channel: str
    text: str
    reporter: Reporter = Reporter()
    area: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    matter: str = ""
    urgency: str = "general"
    sensitive: bool = False
    confidential: bool = False
    public_text: str = ""
    against: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    recording_id: str = ""
    external_no: str = ""
    key: str = ""
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The answer to whoever registered: the only place but unmasking where the tracking number is shown."""

    id: str
    number: str
    tracking: str
    again: bool
    """True when this key had registered the appeal before: nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRow:
    """An appeal in a list, as far as the one who asks may know it.

    `text` holds no telephone or identity number; of a confidential appeal it is the operator's public text.
    `reporter` and `phone` are masked (冯**, 138****5678), or 保密. `round` counts the times it went to work.
    """

    id: str
    number: str
    kind: str
    channel: str
    state: str
    stage: str
    outcome: str
    urgency: str
    sensitive: bool
    confidential: bool
    repeated: bool
    collective: bool
    text: str
    reporter: str
    phone: str
    place: str
    matter: str
    matter_zh: str
    area_id: str
    area_path: str
    area_name: str
    lon: float | None
    lat: float | None
    event_id: str
    parent_id: str
    merged_into: str
    external_no: str
    attachments: list[str]
    round: int
    attempts: int
    reached: bool
    solved: str
    satisfaction: str
    rated: str
    registered_at: datetime
    contacted_at: datetime | None
    replied_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    """Until when it is to be accepted, while it waits for that; `lamp` says how near that is."""
    lamp: str
    demonstration: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """One line of an appeal's history."""

    version: int
    at: datetime
    act: str
    stage: str
    state: str
    actor: str
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal, whole. `suggestion` is what a model proposed, if one did; `grids` is where it lies, one of
    each scheme, by its point, by the words, or because its village has only that one."""

    row: AppealRow
    public_text: str
    against: list[str]
    recording_id: str
    history: list[AppealLine]
    siblings: list[AppealRow]
    grids: list[AppealGrid]
    suggestion: dict[str, Any] | None
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmasked:
    """Who appeals, in clear, for a purpose that was said and kept."""

    id: str
    number: str
    name: str
    phone: str
    address: str
    text: str
    tracking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An appeal near in meaning; `score` 0 to 1, `shared` the words that both hold."""

    row: AppealRow
    score: float
    shared: list[str]
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackTally:
    """How the call-backs of an event's appeals stand in the present round. `unreached`: done without an
    answer."""

    total: int
    pending: int
    solved: int
    partly: int
    unsolved: int
    satisfied: int
    basically: int
    dissatisfied: int
    unreached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The conservation of appeals: registered = the sum of all the others."""

    registered: int
    open: int
    closed: int
    answered: int
    declined: int
    withdrawn: int
    transferred: int
    merged: int
    void: int

    @property
    def balanced(self) -> bool:
        ended = self.answered + self.declined + self.withdrawn + self.transferred + self.merged + self.void
        return self.registered == self.open + self.closed + ended


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do: each row's number of its appeal, in order of the rows."""

    rows: int
    registered: int
    again: int
    dry_run: bool
    numbers: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTicket:
    """A photograph that was stored; its token puts it to one appeal within a day."""

    token: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStep:
    """What a citizen is told of his appeal: what happened, in plain words; no account, no internal note."""

    at: datetime
    zh: str
    en: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAppeal:
    """An appeal as its own citizen sees it by its tracking number."""

    number: str
    kind_zh: str
    kind_en: str
    stage_zh: str
    stage_en: str
    text: str
    area_name: str
    registered_at: datetime
    steps: list[PublicStep]
    may_rate: bool
    may_withdraw: bool
    may_supplement: bool
    rated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """An earlier call of the same person, with the appeal that came of it unless that is confidential."""

    id: str
    line: str
    state: str
    arrived_at: datetime
    appeal: AppealRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetail:
    """A call with its caller's earlier calls and appeals, masked, and the transfers asked for."""

    row: CallRow
    calls: list[EarlierCall]
    earlier: list[AppealRow]
    transfers: list[TransferRow]

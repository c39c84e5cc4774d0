"""The facts of an appeal; they cross the door with `contracts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealChanged(Fact):
    """What every fact of an appeal carries. Never a citizen's words, name or number."""

    fact_type: ClassVar[str] = ""
    appeal_id: str
    number: str
    kind: str
    channel: str
    state: str
    stage: str
    sensitive: bool
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOverdue(AppealChanged):
    """Nobody has accepted it in time."""

    fact_type: ClassVar[str] = "appeals.overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReckoned(AppealChanged):
    """The limit of accepting it was reckoned anew."""

    fact_type: ClassVar[str] = "appeals.reckoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealUnmasked(Fact):
    """Somebody looked at who appealed, and said why."""

    fact_type: ClassVar[str] = "appeals.unmasked"
    appeal_id: str
    number: str
    who: str
    unit: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRegistered(AppealChanged):
    fact_type: ClassVar[str] = "appeals.registered"
    area_id: str
    area_name: str
    urgency: str
    repeated: bool
    parent_id: str
    demonstration: bool
    # What it is about: as chosen at the desk, and as the model has it with how sure it is. Earlier facts say
    # neither; of a confidential appeal the model says nothing here.
    matter: str = ""
    suggested: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDispatched(AppealChanged):
    """派单: the appeal waits for its event (`event_id` ""), or joined one at once."""

    fact_type: ClassVar[str] = "appeals.dispatched"
    event_id: str
    matter: str
    title_zh: str
    title_en: str
    area_id: str
    lon: float | None
    lat: float | None
    urgency: str
    secret: bool
    against: list[str]
    reason_zh: str
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLinked(AppealChanged):
    """The appeal's event has opened."""

    fact_type: ClassVar[str] = "appeals.linked"
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealJoined(AppealChanged):
    """The appeal shares this event now; `from_event_id` where it had another before."""

    fact_type: ClassVar[str] = "appeals.joined"
    event_id: str
    from_event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealUnjoined(AppealChanged):
    """拆案: the appeal left `event_id` and gets an event of its own (AppealDispatched follows)."""

    fact_type: ClassVar[str] = "appeals.unjoined"
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswered(AppealChanged):
    fact_type: ClassVar[str] = "appeals.answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDeclined(AppealChanged):
    fact_type: ClassVar[str] = "appeals.declined"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTransferredOut(AppealChanged):
    fact_type: ClassVar[str] = "appeals.transferred_out"
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWithdrawn(AppealChanged):
    """撤诉. `left` = open appeals that the event still has."""

    fact_type: ClassVar[str] = "appeals.withdrawn"
    event_id: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealMergedAsRepeat(AppealChanged):
    fact_type: ClassVar[str] = "appeals.merged_as_repeat"
    into: str
    into_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealVoided(AppealChanged):
    fact_type: ClassVar[str] = "appeals.voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSelfHandled(AppealChanged):
    """自处置: registered and closed on the spot by a grid worker, with evidence."""

    fact_type: ClassVar[str] = "appeals.self_handled"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSplit(AppealChanged):
    """一诉多单: part of this appeal became appeals of their own; `parts` leaves out what is more secret than
    this one."""

    fact_type: ClassVar[str] = "appeals.split"
    parts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealEdited(AppealChanged):
    """Its public text, matter, place, urgency, unit complained of or confidentiality was set right."""

    fact_type: ClassVar[str] = "appeals.edited"
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFlagged(AppealChanged):
    """集中 (many persons) or 重复 (the same one) was found of it."""

    fact_type: ClassVar[str] = "appeals.flagged"
    flag: str
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSupplemented(AppealChanged):
    """The citizen added something to his words."""

    fact_type: ClassVar[str] = "appeals.supplemented"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealUnitsAdded(AppealChanged):
    fact_type: ClassVar[str] = "appeals.units_added"
    added: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealContacted(AppealChanged):
    fact_type: ClassVar[str] = "appeals.contacted"
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReplied(AppealChanged):
    fact_type: ClassVar[str] = "appeals.replied"
    event_id: str
    case_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReopened(AppealChanged):
    """重办: it waits again for a reply."""

    fact_type: ClassVar[str] = "appeals.reopened"
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCalledBack(AppealChanged):
    """One attempt of a call-back, or the citizen's own rating. `done`: no further attempt is to be made."""

    fact_type: ClassVar[str] = "appeals.called_back"
    event_id: str
    reached: bool
    solved: str
    satisfaction: str
    text: str
    attempt: int
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRated(AppealChanged):
    """The citizen rated an appeal that had ended already."""

    fact_type: ClassVar[str] = "appeals.rated"
    satisfaction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealClosed(AppealChanged):
    """It ended with its case."""

    fact_type: ClassVar[str] = "appeals.closed"
    event_id: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAreaMoved(AppealChanged):
    fact_type: ClassVar[str] = "appeals.area_moved"
    old_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPhotoStored(Fact):
    """A citizen handed in a photograph that belongs to no appeal yet."""

    fact_type: ClassVar[str] = "appeals.photo_stored"
    document_id: str

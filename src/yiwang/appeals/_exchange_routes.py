"""The exchange with another hotline and the telephone switch: signed doors, and the operator's own."""

from __future__ import annotations

from typing import Annotated

from ninja import Header, Query, Schema

from yiwang.appeals import _calls as calls
from yiwang.appeals import _exchange as exchange
from yiwang.appeals import _exchange_looking as looking
from yiwang.appeals import _sources as sources
from yiwang.appeals._bodies import (
    AgainBody,
    CallAppealBody,
    CallBody,
    CallEndBody,
    CallOutcomeBody,
    CallTransferBody,
    UnmaskBody,
    WireDay,
    WireMessages,
)
from yiwang.appeals.contracts import (
    AppealCallArrived,
    AppealCalledBack,
    AppealCallEnded,
    AppealCallTaken,
    AppealCallTransferred,
    AppealCallUnmasked,
    AppealExchangeAgain,
    AppealNoted,
    AppealRated,
    AppealRecorded,
    AppealRegistered,
    AppealsReconciled,
    AppealSupplemented,
    AppealUrged,
    AppealWithdrawn,
    AskedTransfer,
    CallDetail,
    CallNumber,
    CallRow,
    DayChecked,
    DayLine,
    ExchangeState,
    MessageAnswer,
    OrderDetail,
)
from yiwang.appeals.models import AppealSource
from yiwang.identity.api import HttpRequest, Routes

exchanged = Routes(tags=["exchange"])
SourceHeader = Annotated[str, Header(alias="X-Yiwang-Source")]
StampHeader = Annotated[str, Header(alias="X-Yiwang-Timestamp")]
SignedHeader = Annotated[str, Header(alias="X-Yiwang-Signature")]
KeyHeader = Annotated[str, Header(alias="Idempotency-Key")]


class WireAnswers(Schema):
    """What became of each message."""

    answers: list[MessageAnswer]


class WireOrders(Schema):
    """A day as we hold it."""

    day: str
    orders: list[DayLine]


def _source(request: HttpRequest, source: str, stamp: str, signed: str, key: str) -> AppealSource:
    return sources.check(source_id=source, stamp=stamp, signed=signed, idempotency_key=key, body=request.body)


@exchanged.post(
    "/exchange/hotline/messages",
    public=True,
    tells=(
        AppealRegistered,
        AppealSupplemented,
        AppealUrged,
        AppealWithdrawn,
        AppealNoted,
        AppealCalledBack,
        AppealRated,
    ),
    response=WireAnswers,
    operation_id="hotline_messages",
)
def hotline_messages(
    request: HttpRequest,
    body: WireMessages,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> WireAnswers:
    """Another hotline's messages about shared orders: each taken once, in the order of its number."""
    row = _source(request, source, stamp, signed, key)
    return WireAnswers(answers=exchange.take(row, [one.dict() for one in body.messages]))


@exchanged.post(
    "/exchange/hotline/day",
    public=True,
    tells=(),
    because="it only answers what we hold of a day, to a signed request",
    response=WireOrders,
    operation_id="hotline_day",
)
def hotline_day(
    request: HttpRequest,
    body: WireDay,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> WireOrders:
    """对账: our list of a day, for the other side to compare."""
    row = _source(request, source, stamp, signed, key)
    return WireOrders(day=body.day, orders=exchange.day(row.id, body.day))


@exchanged.get(
    "/appeals/exchange",
    permission="appeals.handle",
    response=ExchangeState,
    operation_id="exchange_state",
)
def exchange_state(request: HttpRequest) -> ExchangeState:
    """How the exchange stands: what waits, what was refused, what contradicts, which days agree."""
    return looking.state(request.subject)


@exchanged.post(
    "/appeals/exchange/{source_id}/compare",
    permission="appeals.handle",
    tells=(AppealsReconciled,),
    response=DayChecked,
    operation_id="compare_day",
)
def compare_day(request: HttpRequest, source_id: str, body: WireDay) -> DayChecked:
    """Compare a day with the other side now."""
    return looking.compare(request.subject, source_id, body.day)


@exchanged.get(
    "/appeals/exchange/{source_id}/order",
    permission="appeals.handle",
    response=OrderDetail,
    operation_id="exchange_order",
)
def exchange_order(
    request: HttpRequest, source_id: str, external_no: Annotated[str, Query(max_length=80)]
) -> OrderDetail:
    """A shared order with its messages both ways: what an open difference is about."""
    return looking.order(request.subject, source_id, external_no)


@exchanged.post(
    "/appeals/exchange/{source_id}/again",
    permission="appeals.handle",
    tells=(AppealExchangeAgain,),
    response=OrderDetail,
    operation_id="exchange_again",
)
def exchange_again(request: HttpRequest, source_id: str, body: AgainBody) -> OrderDetail:
    """Send our messages of an order again; what the other side has already it takes as the same."""
    return looking.again(request.subject, source_id, body.external_no)


@exchanged.post(
    "/exchange/cti/calls",
    public=True,
    tells=(AppealCallArrived,),
    response=CallRow,
    operation_id="cti_call",
)
def cti_call(
    request: HttpRequest,
    body: CallBody,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> CallRow:
    """A call rings at the switch; its operators are told."""
    return calls.arrived(_source(request, source, stamp, signed, key), **body.dict())


@exchanged.post(
    "/exchange/cti/calls/{call_id}/ended",
    public=True,
    tells=(AppealCallEnded, AppealRecorded),
    response=CallRow,
    operation_id="cti_ended",
)
def cti_ended(
    request: HttpRequest,
    call_id: str,
    body: CallEndBody,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> CallRow:
    """The call is over; its recording goes to its appeal."""
    row = _source(request, source, stamp, signed, key)
    return calls.hung_up(row, call_id, recording_id=body.recording_id)


@exchanged.post(
    "/exchange/cti/calls/{call_id}/transfers/{transfer_id}",
    public=True,
    tells=(AppealCallTransferred,),
    response=CallRow,
    operation_id="cti_transfer_ended",
)
def cti_transfer_ended(
    request: HttpRequest,
    call_id: str,
    transfer_id: str,
    body: CallOutcomeBody,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> CallRow:
    """What became of a transfer to an emergency number."""
    row = _source(request, source, stamp, signed, key)
    return calls.transfer_ended(row, call_id, transfer_id, body.outcome)


@exchanged.post(
    "/exchange/cti/transfers",
    public=True,
    tells=(),
    because="it only answers what the switch has to do, to a signed request",
    response=list[AskedTransfer],
    operation_id="cti_transfers",
)
def cti_transfers(
    request: HttpRequest,
    source: SourceHeader = "",
    stamp: StampHeader = "",
    signed: SignedHeader = "",
    key: KeyHeader = "",
) -> list[AskedTransfer]:
    """The transfers that operators asked for and the switch has still to make."""
    return calls.asked(_source(request, source, stamp, signed, key))


@exchanged.get(
    "/appeals/calls", permission="appeals.handle", response=list[CallRow], operation_id="list_calls"
)
def list_calls(request: HttpRequest) -> list[CallRow]:
    """The caller's own calls and those that wait, numbers masked."""
    return calls.calls(request.subject)


@exchanged.get(
    "/appeals/calls/{call}", permission="appeals.handle", response=CallDetail, operation_id="get_call"
)
def get_call(request: HttpRequest, call: str) -> CallDetail:
    """A call with its caller's earlier calls and appeals; the number masked."""
    return calls.call(request.subject, call)


@exchanged.post(
    "/appeals/calls/{call}/take",
    permission="appeals.handle",
    tells=(AppealCallTaken,),
    response=CallDetail,
    operation_id="take_call",
)
def take_call(request: HttpRequest, call: str) -> CallDetail:
    """接听: the first one has it."""
    return calls.take(request.subject, call)


@exchanged.post(
    "/appeals/calls/{call}/unmask",
    permission="appeals.unmask",
    tells=(AppealCallUnmasked,),
    response=CallNumber,
    operation_id="unmask_call",
)
def unmask_call(request: HttpRequest, call: str, body: UnmaskBody) -> CallNumber:
    """The caller's number, for a purpose that is kept and told."""
    return CallNumber(number=calls.unmask(request.subject, call, purpose=body.purpose))


@exchanged.post(
    "/appeals/calls/{call}/hang_up",
    permission="appeals.handle",
    tells=(AppealCallEnded,),
    response=CallDetail,
    operation_id="hang_up_call",
)
def hang_up_call(request: HttpRequest, call: str) -> CallDetail:
    """挂断."""
    return calls.hang_up(request.subject, call)


@exchanged.post(
    "/appeals/calls/{call}/appeal",
    permission="appeals.handle",
    tells=(AppealRecorded,),
    response=CallDetail,
    operation_id="attach_call",
)
def attach_call(request: HttpRequest, call: str, body: CallAppealBody) -> CallDetail:
    """Which appeal came of the call; its recording goes there."""
    return calls.attach(request.subject, call, body.appeal)


@exchanged.post(
    "/appeals/calls/{call}/transfer",
    permission="appeals.handle",
    tells=(AppealCallTransferred,),
    response=CallDetail,
    operation_id="transfer_call",
)
def transfer_call(request: HttpRequest, call: str, body: CallTransferBody) -> CallDetail:
    """一键三方转接 to 110, 119, 120."""
    return calls.transfer(request.subject, call, **body.dict())

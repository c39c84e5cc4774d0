"""How the exchange with another hotline stands, for who may handle appeals where it hands in."""

from __future__ import annotations

from yiwang.appeals import _exchange_sending as sending
from yiwang.appeals.contracts import DayChecked, ExchangeState, OtherSideSilent, Stuck, UnknownSource
from yiwang.appeals.models import (
    AppealSource,
    ExchangeConflict,
    ExchangeDay,
    ExchangeIn,
    ExchangeOrder,
    ExchangeOut,
)
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, scope

MOST = 100
DAYS = 14


def _sources(subject: Subject) -> list[AppealSource]:
    may = scope(subject, "appeals.handle")
    return [one for one in AppealSource.objects.all() if may.sees(area_path=areas.path_of(one.area_id))]


def state(subject: Subject) -> ExchangeState:
    """What waits, was refused or contradicts, and the last days. Raises Forbidden."""
    ids = [one.id for one in _sources(subject)]
    held = ExchangeIn.objects.filter(source_id__in=ids)
    gone = ExchangeOut.objects.filter(source_id__in=ids)
    bad_in = held.filter(state="refused").order_by("-received_at")[:MOST]
    bad_out = gone.filter(state="refused").order_by("-said_at")[:MOST]
    days = ExchangeDay.objects.filter(source_id__in=ids).order_by("-day", "source_id")[:DAYS]
    conflicts = ExchangeConflict.objects.filter(source_id__in=ids).order_by("-id")[:MOST]
    return ExchangeState(
        orders=ExchangeOrder.objects.filter(source_id__in=ids).count(),
        queued=gone.filter(state="queued").count(),
        held=[_stuck(one) for one in held.filter(state="held").order_by("received_at")[:MOST]],
        refused=[*map(_stuck, bad_in), *map(_stuck, bad_out)],
        conflicts=[
            Stuck(
                id=str(one.id),
                source_id=one.source_id,
                external_no=one.external_no,
                seq=one.seq,
                kind="",
                state="conflict",
                failure="同号内容不同",
            )
            for one in conflicts
        ],
        days=[sending.checked(one) for one in days],
    )


def _stuck(one: ExchangeIn | ExchangeOut) -> Stuck:
    return Stuck(
        id=one.id,
        source_id=one.source_id,
        external_no=one.external_no,
        seq=one.seq,
        kind=one.kind,
        state=one.state,
        failure=one.failure,
    )


def compare(subject: Subject, source_id: str, day: str) -> DayChecked:
    """Compare a day now. Raises UnknownSource, OtherSideSilent."""
    source = next((one for one in _sources(subject) if one.id == source_id and one.url), None)
    if source is None or source.revoked_at is not None:
        raise UnknownSource(source=source_id)
    try:
        return sending.compare(source, day)
    except sending.OtherSideAway as away:
        raise OtherSideSilent() from away

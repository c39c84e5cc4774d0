"""How the exchange with another hotline stands, for who may handle appeals where it hands in."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from yiwang.appeals import _exchange_sending as sending
from yiwang.appeals.contracts import (
    AppealExchangeAgain,
    DayChecked,
    ExchangePartner,
    ExchangeState,
    OrderDetail,
    OrderMessage,
    OtherSideSilent,
    Stuck,
    UnknownOrder,
    UnknownSource,
)
from yiwang.appeals.models import (
    Appeal,
    AppealSource,
    ExchangeConflict,
    ExchangeDay,
    ExchangeIn,
    ExchangeOrder,
    ExchangeOut,
)
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts
from yiwang.kernel.ids import new_id

MOST = 100
DAYS = 14


def _sources(subject: Subject) -> list[AppealSource]:
    may = scope(subject, "appeals.handle")
    return [one for one in AppealSource.objects.all() if may.sees(area_path=areas.path_of(one.area_id))]


def state(subject: Subject) -> ExchangeState:
    """What waits, was refused or contradicts, and the last days. Raises Forbidden."""
    sources = _sources(subject)
    ids = [one.id for one in sources]
    held = ExchangeIn.objects.filter(source_id__in=ids)
    gone = ExchangeOut.objects.filter(source_id__in=ids)
    bad_in = held.filter(state="refused").order_by("-received_at")[:MOST]
    bad_out = gone.filter(state="refused").order_by("-said_at")[:MOST]
    days = ExchangeDay.objects.filter(source_id__in=ids).order_by("-day", "source_id")[:DAYS]
    conflicts = ExchangeConflict.objects.filter(source_id__in=ids).order_by("-id")[:MOST]
    return ExchangeState(
        partners=[_partner(one) for one in sources if one.url],
        waiting=[_stuck(one) for one in gone.filter(state="queued").order_by("next_at", "id")[:MOST]],
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
        tries=getattr(one, "tries", 0),
        next_at=getattr(one, "next_at", None),
    )


def _partner(source: AppealSource) -> ExchangePartner:
    come = ExchangeIn.objects.filter(source_id=source.id)
    gone = ExchangeOut.objects.filter(source_id=source.id)
    return ExchangePartner(
        id=source.id,
        name=source.name,
        demonstration=source.demonstration,
        revoked=source.revoked_at is not None,
        orders=ExchangeOrder.objects.filter(source_id=source.id).count(),
        out=_by_state(gone),
        inn=_by_state(come),
        last_sent=gone.aggregate(at=Max("sent_at"))["at"],
        last_received=come.aggregate(at=Max("received_at"))["at"],
        answered_at=source.answered_at,
        away_since=source.away_since,
        away_why=source.away_why,
    )


def _by_state(rows: QuerySet[ExchangeIn] | QuerySet[ExchangeOut]) -> dict[str, int]:
    return dict(rows.values_list("state").annotate(n=Count("pk")).order_by("state"))


def order(subject: Subject, source_id: str, external_no: str) -> OrderDetail:
    """A shared order with its messages both ways; never their words. Raises UnknownSource, UnknownOrder."""
    source, one = _shared(subject, source_id, external_no)
    come = [
        OrderMessage(
            way="in",
            seq=row.seq,
            kind=row.kind,
            day=row.day,
            at=row.received_at,
            state=row.state,
            tries=0,
            failure=row.failure,
            hash=row.hash[:16],
        )
        for row in ExchangeIn.objects.filter(order_id=one.id).order_by("seq")
    ]
    gone = [
        OrderMessage(
            way="out",
            seq=row.seq,
            kind=row.kind,
            day=row.day,
            at=row.sent_at,
            state=row.state,
            tries=row.tries,
            failure=row.failure,
            hash=row.hash[:16],
        )
        for row in ExchangeOut.objects.filter(order_id=one.id).order_by("seq")
    ]
    seen = Appeal.objects.filter(scope(subject, "appeals.see").q(against="against"))
    appeal = seen.filter(pk=one.appeal_id or "-").first()
    return OrderDetail(
        source_id=source.id,
        source_name=source.name,
        external_no=external_no,
        appeal_id=appeal.id if appeal else "",
        appeal_number=appeal.number if appeal else "",
        messages=[*come, *gone],
    )


def _shared(subject: Subject, source_id: str, external_no: str) -> tuple[AppealSource, ExchangeOrder]:
    source = next((one for one in _sources(subject) if one.id == source_id), None)
    if source is None:
        raise UnknownSource(source=source_id)
    one = ExchangeOrder.objects.filter(source_id=source_id, external_no=external_no).first()
    if one is None:
        raise UnknownOrder(order=external_no)
    return source, one


def again(subject: Subject, source_id: str, external_no: str) -> OrderDetail:
    """Send all our messages of an order again, those refused and those lost alike: the number makes what
    the other side has already harmless. Raises UnknownSource, UnknownOrder."""
    _, one = _shared(subject, source_id, external_no)
    now = clock.now()
    with transaction.atomic():
        rows = ExchangeOut.objects.filter(order_id=one.id)
        sent = rows.update(state="queued", next_at=now, failure="")
        facts.tell(
            AppealExchangeAgain(source_id=source_id, external_no=external_no, messages=sent),
            subject=f"exchange-again:{new_id()}",
            version=1,
            actor=subject.user_id,
            area_path=areas.path_of(AppealSource.objects.get(pk=source_id).area_id),
        )
    return order(subject, source_id, external_no)


def compare(subject: Subject, source_id: str, day: str) -> DayChecked:
    """Compare a day now. Raises UnknownSource, OtherSideSilent."""
    source = next((one for one in _sources(subject) if one.id == source_id and one.url), None)
    if source is None or source.revoked_at is not None:
        raise UnknownSource(source=source_id)
    try:
        return sending.compare(source, day)
    except sending.OtherSideAway as away:
        raise OtherSideSilent() from away

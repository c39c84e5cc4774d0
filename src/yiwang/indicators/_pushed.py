"""Published figures by another system: a department's own computer reports what its statistician would.

A key acts for the person who made it, with that person's area and rights as they are at the moment, so that
the reviewer is another one all the same. A batch is taken whole or not at all; the same batch again (by the
number that its sender gave it) gets the same answer, and a number that stands already changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import msgspec
from django.db import transaction

from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require
from yiwang.indicators import _cells as written
from yiwang.indicators import _figures as figures
from yiwang.indicators import _published
from yiwang.indicators._refusals import (
    KeyRefused,
    NotCollected,
    PeriodNotOver,
    PushNumberNeeded,
    PushOther,
    UnknownFigure,
    UnknownKey,
)
from yiwang.indicators._shapes import FigureKeyMade, FigureKeyRow, FiguresPushed, PushedFigure
from yiwang.indicators.contracts import Cell, FigureKeyIssued, FigureKeyRevoked, period_of
from yiwang.indicators.models import Figure, FigureKey, FigurePush
from yiwang.kernel import clock, facts, shapes, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.ids import new_id

MOST_FAULTS = 200
LEAST_NUMBER, MOST_NUMBER = 6, 60
STANDS = ("reported", "reviewed", "published")
# In which field of a figure a refusal of its place lies.
PLACES: dict[type[Refusal], str] = {UnknownFigure: "area", NotCollected: "area", PeriodNotOver: "on"}


# -- keys


def my_keys(subject: Subject) -> list[FigureKeyRow]:
    """The keys that a person has made, the newest first. Needs indicators.fill."""
    require(subject, "indicators.fill")
    rows = FigureKey.objects.filter(holder=subject.user_id).order_by("-issued_at")
    return [
        FigureKeyRow(
            id=row.id, name=row.name, issued_at=row.issued_at, used_at=row.used_at, revoked=not row.digest
        )
        for row in rows
    ]


def issue_key(subject: Subject, name: str) -> FigureKeyMade:
    """A new key; it is shown this once. Needs indicators.fill."""
    require(subject, "indicators.fill")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = statements.new(
            FigureKey,
            id=new_id(),
            name=figures.why_of(name)[:80],
            holder=subject.user_id,
            area_path=subject.area_path,
            digest=_digest(secret.encode()),
            issued_at=clock.now(),
            version=1,
        )
        statements.insert(row)
        _tell(row, FigureKeyIssued, subject)
    return FigureKeyMade(id=row.id, name=row.name, key=secret)


def revoke_key(subject: Subject, key_id: str) -> None:
    """Nothing is taken under it any more. Needs indicators.fill; one's own alone. Raises UnknownKey."""
    require(subject, "indicators.fill")
    with transaction.atomic():
        row = FigureKey.objects.select_for_update().filter(pk=key_id, holder=subject.user_id).first()
        if row is None:
            raise UnknownKey()
        if row.digest:
            row.digest = ""
            statements.claim(row, "digest")
            _tell(row, FigureKeyRevoked, subject)


def _tell(row: FigureKey, fact: type[FigureKeyIssued] | type[FigureKeyRevoked], subject: Subject) -> None:
    facts.tell(
        fact(key=row.id, name=row.name),
        subject=f"figure_key:{row.id}",
        version=row.version,
        actor=subject.user_id,
        area_path=row.area_path,
    )


def holder_of(authorization: str) -> tuple[FigureKey, Subject]:
    """Whom a key acts for. Raises KeyRefused also where that person is there no more or fills in no more."""
    scheme, _, secret = authorization.partition(" ")
    digest = _digest(secret.strip().encode())
    row = FigureKey.objects.filter(digest=digest).first() if scheme == "Bearer" and secret else None
    if row is None:
        raise KeyRefused()
    try:
        subject = identity.subject_of(row.holder)
    except Refusal:
        raise KeyRefused() from None
    if "indicators.fill" not in subject.permissions:
        raise KeyRefused()
    return row, subject


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# -- what is pushed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """One figure as another system says it; `why` where it is to change what is published."""

    code: str
    area: str
    on: date
    value: str
    unit: str
    last_year: str = ""
    note: str = ""
    why: str = ""


def push(authorization: str, number: str, said: Sequence[Pushed], *, report: bool = True) -> FiguresPushed:
    """Keep these figures as drafts of the key's holder and `report` them, all or none. Raises KeyRefused,
    PushNumberNeeded, PushOther, FigureFaults with the place, sentence and cure of each fault."""
    key, subject = holder_of(authorization)
    number = number.strip()
    if not LEAST_NUMBER <= len(number) <= MOST_NUMBER:
        raise PushNumberNeeded()
    digest = _digest(msgspec.json.encode([report, *(asdict(one) for one in said)]))
    with transaction.atomic():
        # Two of the same batch at once wait here for each other.
        FigureKey.objects.select_for_update().get(pk=key.pk)
        before = FigurePush.objects.filter(pk=f"{key.id}:{number}").first()
        if before is not None:
            if before.digest != digest:
                raise PushOther(number=number)
            return shapes.convert({**before.answer, "repeated": True}, FiguresPushed)
        faults: list[Cell] = []
        made = [_take(subject, place, one, faults, report=report) for place, one in enumerate(said)]
        if faults:
            raise written.refused(faults[:MOST_FAULTS])
        answer = FiguresPushed(figures=[one for one in made if one], repeated=False)
        statements.insert(
            statements.new(
                FigurePush,
                id=f"{key.id}:{number}",
                digest=digest,
                answer=msgspec.to_builtins(answer),
                at=clock.now(),
            )
        )
        FigureKey.objects.filter(pk=key.pk).update(used_at=clock.now())
    return answer


def _take(
    subject: Subject, place: int, said: Pushed, faults: list[Cell], *, report: bool
) -> PushedFigure | None:
    count = len(faults)

    def at(name: str) -> str:
        return f"figures[{place}].{name}"

    def tell(name: str, zh: str, en: str, cure_zh: str = "改正后重发。") -> None:
        faults.append(Cell(cell=at(name), zh=zh, en=en, cure_zh=cure_zh, cure_en="Mend it and send again."))

    try:
        one, _, area, period = figures.place(said.code, said.area, period_of("month", said.on))
    except Refusal as refusal:
        tell(PLACES.get(type(refusal), "code"), refusal.sentence("zh"), refusal.sentence("en"))
        return None
    if not figures.may_fill(subject, area):
        tell("area", f"{area.name}不是这个凭证能报的区域。", f"{area.name} is not this key's to report.")
    if said.unit != one.unit:
        tell(
            "unit",
            f"单位“{said.unit[:20]}”不对，{one.name.zh}的单位是“{one.unit}”。",
            f"The unit “{said.unit[:20]}” is wrong: {one.name.en} is in “{one.unit}”.",
            f"换算成“{one.unit}”后重发。",
        )
    value = written.number_of(said.value, one.unit, at("value"), faults)
    ago = written.number_of(said.last_year, one.unit, at("last_year"), faults)
    if not said.value.strip():
        faults.append(written.missing(at("value")))
    if len(faults) > count or value is None:
        return None
    if _published.a_year_ago(one, area.id, period) is not None:
        ago = None  # held already, and changed by a revision of that year alone
    row = Figure.objects.filter(pk=figures.key_of(one.code, area.id, period)).first()
    try:
        if row is not None and row.state in STANDS and _stands(row) == value:
            new = False
        elif row is not None and row.state == "published" and said.why:
            row, new = figures.revise(subject, row.id, said.value, said.why, version=row.version), True
        else:
            row, new = figures.write(subject, one, area, period, value, ago, said.note, None)
            if report and row.state in figures.ACTS["report"][0]:
                row, new = figures.report(subject, row.id, version=row.version), True
    except Refusal as refusal:
        tell(
            "value",
            refusal.sentence("zh"),
            refusal.sentence("en"),
            "已发布的数须写修订原因（why）；在审的数请先由审核人退回。",
        )
        return None
    return PushedFigure(
        code=row.code,
        area_id=row.area_id,
        last=row.last_day,
        state=row.state,
        version=row.version,
        changed=new,
    )


def _stands(row: Figure) -> float | None:
    return row.published if row.state == "published" else row.value

"""How a connector fares: counted where readings pass, written a moment later, gaps found and closed.

The hot path only adds to a `Tally`. Writing is one short transaction for each connector; while the database
is away the tallies wait, and what is kept for inspection is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, F

from yiwang.identity.api import Scope
from yiwang.kernel import clock, facts
from yiwang.kernel.pages import Page
from yiwang.sensing._links import INSIDE, Taken
from yiwang.sensing.contracts import (
    ConnectorRow,
    ConnectorState,
    GapRow,
    IngestFault,
    KeptRow,
    UnknownConnector,
)
from yiwang.sensing.logic import Registry, micros, moment_of
from yiwang.sensing.models import Connector, ConnectorGap, KeptFrame
from yiwang.sensing.protocols import Frame, FrameFault

KEPT = 200
"""Inspected frames kept of each connector, the newest."""
KEPT_BYTES = 4_096
KEPT_AT_ONCE = 50
OPEN_GAPS = 20
SHOWN_GAPS = 5
SILENT_FACTOR = 3
MOST_SLOTS = 4_096
ASKED_AT_MOST = 3
ASK_AGAIN = timedelta(minutes=2)
WORST_FIRST: tuple[ConnectorState, ...] = ("trouble", "silent", "cut_off", "never", "online")
_PASSWORD = re.compile(rb"(?<=PW=)[^;&]{1,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing for inspection."""

    peer: str
    station: str
    code: str
    zh: str
    en: str
    raw: bytes


@dataclass(slots=True)
class Tally:
    """What a connector brought since the last writing."""

    frames: int = 0
    accepted: int = 0
    refused: int = 0
    malformed: int = 0
    unmapped: int = 0
    resent: int = 0
    observed: set[int] = field(default_factory=set)
    """Times of observation of accepted readings, microseconds."""
    kept: list[Kept] = field(default_factory=list)
    trouble: tuple[str, str] | None = None
    """A sentence in Chinese and English; empty texts say that a trouble is over."""
    seen: bool = False

    def fault(self, fault: FrameFault, peer: str = "") -> None:
        self.seen = True
        self.malformed += 1
        self._keep(Kept(peer, fault.station, fault.code, fault.zh, fault.en, fault.raw))

    def took(self, taken: Taken, frame: Frame, peer: str = "") -> None:
        """Readings whose batch, if there is one, is durable."""
        self.seen = True
        self.frames += 1
        self.unmapped += taken.unmapped
        self.refused += taken.refused
        for one in taken.faults[:3]:
            self._keep(Kept(peer, frame.station, one.code, one.zh, one.en, frame.raw))
        self.accepted += taken.rows
        self.resent += taken.rows if frame.resent else 0
        for batch in taken.batches:
            self.observed.update(batch.observed_us.tolist())

    def refuse(self, faults: Iterable[IngestFault], raw: bytes, peer: str = "") -> None:
        """A document of which nothing was taken."""
        self.seen = True
        self.malformed += 1
        for one in list(faults)[:3]:
            self._keep(Kept(peer, "", one.code, one.zh, one.en, raw))

    def _keep(self, kept: Kept) -> None:
        if len(self.kept) < KEPT_AT_ONCE:
            self.kept.append(kept)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that a source can be asked for."""

    id: int
    begins_at: datetime
    ends_at: datetime


def write(connector_id: str, tally: Tally, now: datetime) -> None:
    """Add a tally to its connector. Raises DatabaseError; then nothing of it was written."""
    with transaction.atomic():
        write_here(connector_id, tally, now)


def write_here(connector_id: str, tally: Tally, now: datetime) -> None:
    """The same inside the caller's transaction."""
    row = Connector.objects.select_for_update().filter(pk=connector_id).first()
    if row is None:
        return
    every = timedelta(seconds=int(row.declaration["expected_every_s"]))
    late_us = micros(now - SILENT_FACTOR * every)
    late = sum(us <= late_us for us in tally.observed)
    share = tally.accepted / len(tally.observed) if tally.observed else 0
    changes: dict[str, object] = {
        "frames": F("frames") + tally.frames,
        "accepted": F("accepted") + tally.accepted,
        "refused": F("refused") + tally.refused,
        "malformed": F("malformed") + tally.malformed,
        "unmapped": F("unmapped") + tally.unmapped,
        "back_filled": F("back_filled") + max(round(late * share), tally.resent),
    }
    if tally.seen:
        changes["seen_at"] = now
    if tally.trouble is not None:
        changes["trouble_zh"], changes["trouble_en"] = tally.trouble
        changes["trouble_at"] = now if tally.trouble[0] else None
    if tally.observed:
        changes["accepted_at"] = now
        _fill(row, tally.observed, now)
        changes["newest_observed_at"], opened = _follow(row, tally.observed, every, now)
        changes["gaps"] = F("gaps") + opened
    Connector.objects.filter(pk=connector_id).update(**changes)
    if tally.kept:
        _keep(row, tally.kept, now)


def _follow(row: Connector, observed: set[int], every: timedelta, now: datetime) -> tuple[datetime, int]:
    """The newest time of observation, and how many gaps opened on the way to it."""
    every_us = every // timedelta(microseconds=1)
    newest = micros(row.newest_observed_at) if row.newest_observed_at is not None else min(observed)
    opened = 0
    for us in sorted(observed):
        if us - newest > SILENT_FACTOR * every_us:
            ConnectorGap.objects.create(
                connector=row,
                begins_at=moment_of(newest),
                ends_at=moment_of(us),
                slots=min(MOST_SLOTS, max(1, round((us - newest) / every_us) - 1)),
                detected_at=now,
            )
            opened += 1
        newest = max(newest, us)
    return moment_of(newest), opened


def _fill(row: Connector, observed: set[int], now: datetime) -> None:
    """Mark what came for open gaps, and close those of which nothing is missing."""
    oldest, newest = moment_of(min(observed)), moment_of(max(observed))
    gaps = row.stretches.filter(filled_at__isnull=True, begins_at__lt=newest, ends_at__gt=oldest)
    for gap in gaps.order_by("-begins_at")[:OPEN_GAPS]:
        begins_us, ends_us = micros(gap.begins_at), micros(gap.ends_at)
        width = (ends_us - begins_us) / (gap.slots + 1)
        bits = int.from_bytes(bytes(gap.covered), "little")
        for us in observed:
            if begins_us < us < ends_us:
                bits |= 1 << min(gap.slots - 1, max(0, round((us - begins_us) / width) - 1))
        gap.filled = bits.bit_count()
        gap.covered = bits.to_bytes((gap.slots + 7) // 8, "little")
        if gap.filled >= gap.slots:
            gap.filled_at = now
        gap.save(update_fields=["covered", "filled", "filled_at"])


def _keep(row: Connector, kept: Sequence[Kept], now: datetime) -> None:
    KeptFrame.objects.bulk_create(
        KeptFrame(
            connector=row,
            received_at=now,
            peer=one.peer[:80],
            station=one.station[:80],
            code=one.code[:60],
            zh=one.zh,
            en=one.en,
            size=len(one.raw),
            raw=_PASSWORD.sub(b"****", one.raw)[:KEPT_BYTES],
        )
        for one in kept
    )
    border = row.kept.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1].first()
    if border is not None:
        row.kept.filter(pk__lte=border).delete()


def open_gaps(connector_id: str, now: datetime) -> list[Gap]:
    """Stretches that are still missing, and may be asked for again by now; oldest first."""
    rows = ConnectorGap.objects.filter(
        connector_id=connector_id, filled_at__isnull=True, asked__lt=ASKED_AT_MOST
    )
    # A time to come is of a clock that was put back meanwhile.
    rows = rows.exclude(asked_at__gt=now - ASK_AGAIN, asked_at__lte=now + ASK_AGAIN).order_by("begins_at")[
        :OPEN_GAPS
    ]
    return [Gap(row.pk, row.begins_at, row.ends_at) for row in rows]


def note_asked(gap: Gap, now: datetime) -> None:
    """The source was asked for the stretch."""
    ConnectorGap.objects.filter(pk=gap.id).update(asked=F("asked") + 1, asked_at=now)


# -------------------------------------------------------------------------------------------------- looking


def connectors(scope: Scope, registry: Registry, *, page: int, size: int) -> Page[ConnectorRow]:
    """Connectors in `scope`, those in trouble first."""
    position = facts.last_position()
    rows = list(Connector.objects.filter(scope.q(secret=None)).annotate(waiting=Count("kept")))
    now = clock.now()
    states = {row.pk: _state(row, registry, now) for row in rows}
    rows.sort(key=lambda row: (WORST_FIRST.index(states[row.pk]), row.pk))
    start = (page - 1) * size
    return Page(
        items=[_row(row, states[row.pk]) for row in rows[start : start + size]],
        total=len(rows),
        page=page,
        size=size,
        position=position,
    )


def _state(row: Connector, registry: Registry, now: datetime) -> ConnectorState:
    every = timedelta(seconds=int(row.declaration["expected_every_s"]))
    if (row.pk, INSIDE) not in registry.active:
        return "cut_off"
    if row.trouble_zh:
        return "trouble"
    if row.seen_at is None:
        return "never"
    return "silent" if now - row.seen_at > SILENT_FACTOR * every else "online"


def _row(row: Connector, state: ConnectorState) -> ConnectorRow:
    gaps = row.stretches.order_by(F("filled_at").desc(nulls_first=True), "-begins_at")[:SHOWN_GAPS]
    return ConnectorRow(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        at=_at(row),
        expected_every_s=int(row.declaration["expected_every_s"]),
        pack=row.pack,
        unit_id=row.unit_id,
        state=state,
        seen_at=row.seen_at,
        accepted_at=row.accepted_at,
        newest_observed_at=row.newest_observed_at,
        series=len(row.declaration["series"]) + 2 * len(row.declaration["positions"]),
        frames=row.frames,
        accepted=row.accepted,
        refused=row.refused,
        malformed=row.malformed,
        unmapped=row.unmapped,
        back_filled=row.back_filled,
        kept=row.waiting,  # type: ignore[attr-defined]
        gaps=[
            GapRow(
                begins_at=gap.begins_at,
                ends_at=gap.ends_at,
                expected=gap.slots,
                filled=gap.filled,
                detected_at=gap.detected_at,
                filled_at=gap.filled_at,
                asked=gap.asked,
            )
            for gap in gaps
        ],
        trouble_zh=row.trouble_zh,
        trouble_en=row.trouble_en,
        trouble_at=row.trouble_at,
    )


def _at(row: Connector) -> str:
    """Where it listens or asks. A database has its address among the secrets, so nothing is said of it."""
    told = row.declaration
    if "host" in told:
        return f"{told['host']}:{told['port']}"
    if "port" in told:
        return f"TCP {told['port']}"
    if "url" in told:
        return urlsplit(str(told["url"])).netloc
    if "folder" in told:
        return f"inbox/{told['folder']}"
    return f"/api/ingest/connectors/{row.pk}" if row.kind == "push" else ""


def kept(scope: Scope, connector_id: str, *, page: int, size: int) -> Page[KeptRow]:
    """What of a connector in `scope` waits for inspection, the newest first; raises UnknownConnector."""
    position = facts.last_position()
    if not Connector.objects.filter(scope.q(secret=None), pk=connector_id).exists():
        raise UnknownConnector(connector=connector_id)
    rows = KeptFrame.objects.filter(connector_id=connector_id).order_by("-pk")
    start = (page - 1) * size
    return Page(
        items=[
            KeptRow(
                id=row.pk,
                received_at=row.received_at,
                peer=row.peer,
                station=row.station,
                code=row.code,
                zh=row.zh,
                en=row.en,
                size=row.size,
                text=_printable(bytes(row.raw)),
                hex=bytes(row.raw).hex(" "),
            )
            for row in rows[start : start + size]
        ],
        total=rows.count(),
        page=page,
        size=size,
        position=position,
    )


def _printable(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() or letter in "\r\n" else "·" for letter in text)

"""POST /api/ingest/connectors/<id>: a platform sends JSON of its own shape, under its source's token."""

from __future__ import annotations

import asyncio
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.sensing import _records
from yiwang.sensing._body import load
from yiwang.sensing._counting import counting
from yiwang.sensing._door import Door
from yiwang.sensing._links import Link, take
from yiwang.sensing._watch import Tally
from yiwang.sensing.contracts import BatchRefused, CredentialRefused, UnknownConnector
from yiwang.sensing.declarations import PushConnector
from yiwang.sensing.logic import MAX_FAULTS, Registry, micros
from yiwang.sensing.protocols import Frame, FrameFault

PREFIX = "/connectors/"


async def push(at: Door, name: str, token: str, body: bytes, peer: str) -> dict[str, Any]:
    """Take what is good of a body: {"accepted", "refused", "unmapped", "faults", "seq"}.

    Raises CredentialRefused; UnknownConnector; a refusal of the body; BatchRefused when nothing was good;
    StreamUnavailable. What was refused is counted and kept in any case.
    """
    source, digest = await at.rights(token)
    if source.id != name:
        raise CredentialRefused()
    registry = await at.known()
    if name not in registry.links:
        registry = await at.look()
    link = registry.links.get(name)
    if link is None or not isinstance(link.declaration, PushConnector):
        raise UnknownConnector(connector=name)
    tally = Tally()
    try:
        return await _take(at, link, link.declaration, registry, digest, body, peer, tally)
    finally:
        counting().add(name, tally)


async def _take(
    at: Door,
    link: Link,
    declaration: PushConnector,
    registry: Registry,
    digest: str,
    body: bytes,
    peer: str,
    tally: Tally,
) -> dict[str, Any]:
    try:
        document = await asyncio.to_thread(load, body)
    except Refusal as refusal:
        code = refusal.code.removeprefix("sensing.")
        fault = FrameFault(code=code, zh=refusal.sentence("zh"), en=refusal.sentence("en"), raw=body)
        tally.fault(fault, peer)
        raise
    now_us = micros(clock.now())
    found = await asyncio.to_thread(_records.read, document, declaration.layout, link.zone, link.codes)
    taken = await asyncio.to_thread(take, link, found.readings, registry, now_us)
    faults = [
        *({"index": -1, "code": f"sensing.{one.code}", "zh": one.zh, "en": one.en} for one in found.faults),
        *({"index": one.index, "code": one.code, "zh": one.zh, "en": one.en} for one in taken.faults),
    ][:MAX_FAULTS]
    for one in found.faults:
        tally.fault(one, peer)
    seq = 0
    for batch in taken.batches:
        seq = await at.offer(batch, digest)
    if taken.batches or not found.faults:
        tally.took(taken, Frame(station="", kind="push", raw=body), peer)
    tally.unmapped += found.unmapped
    if not taken.batches and faults:
        raise BatchRefused(count=len(found.faults) + taken.refused, faults=faults)
    return {
        "accepted": taken.rows,
        "refused": len(found.faults) + taken.refused,
        "unmapped": taken.unmapped + found.unmapped,
        "faults": faults,
        "seq": seq,
    }

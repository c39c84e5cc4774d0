"""The public's own doors to policies: read what is in force, look up what one fits, claim it. No account."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction

from yiwang.appeals import api as appeals
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.kernel.masks import mask_name
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.routines import _deeds as deeds
from yiwang.routines._declare import routine_of
from yiwang.routines.contracts import NotClaimedNow, PublicBenefit, PublicPolicy, UnknownBenefit
from yiwang.routines.declarations import Match
from yiwang.routines.models import RoutineRow

CLAIMABLE = ("told", "known", "visit")
CLAIMED = ("claimed", "granted", "paid")
"""States in which a claim that is sent again has been taken already."""
MOST = 200


def _matches() -> list[Match]:
    found: list[Any] = [
        routine_of(row) for row in RoutineRow.objects.filter(kind="match", active=True).order_by("id")
    ]
    return found


def policies() -> list[PublicPolicy]:
    """The policies that may be claimed today, the nearest end first."""
    today = _today().isoformat()
    found = []
    for code in dict.fromkeys(match.policies for match in _matches()):
        for held in ledgers.walk(code, states=("in_force",), limit=MOST):
            if str(held.values["from"]) <= today <= str(held.values["until"]):
                found.append(_policy(held))
    return sorted(found, key=lambda one: (one.until, one.name))[:MOST]


def _policy(held: Held) -> PublicPolicy:
    unit = identity.find_unit(held.unit)
    return PublicPolicy(
        name=held.title,
        basis=str(held.values.get("basis") or ""),
        worth=str(held.values.get("worth") or ""),
        asks=[one for one in str(held.values.get("asks") or "").split("；") if one],
        until=date.fromisoformat(str(held.values["until"])),
        automatic=bool(held.values.get("automatic")),
        unit_name=unit.name if unit else held.unit,
        demonstration=held.demonstration,
    )


def benefit(number: str, code: str, *, address: str) -> PublicBenefit:
    """What somebody fits, by its 城市码 and the code that he was given. Raises TooMany, UnknownBenefit."""
    return _shown(*_found(number, code, address))


def claim(number: str, code: str, *, address: str) -> PublicBenefit:
    """Claim it for oneself; sent again it is the same claim.

    Raises TooMany, UnknownBenefit, NotClaimedNow.
    """
    held, policy = _found(number, code, address)
    if held.state in CLAIMED:
        return _shown(held, policy)
    if not _may_claim(held, policy):
        shown = _shown(held, policy)
        raise NotClaimedNow(title=policy.title, state_zh=shown.state_zh, state_en=shown.state_en)
    with transaction.atomic():
        row = ledgers.change(deeds.SYSTEM, held.id, {"way": "self"}, version=held.version)
        ledgers.move(deeds.SYSTEM, held.id, "claim", version=row.version)
    after = ledgers.find_record(held.id)
    assert after is not None, "it was claimed a moment ago"
    return _shown(after, policy)


def _found(number: str, code: str, address: str) -> tuple[Held, Held]:
    """The match and its policy; wrong codes are counted by asker and by match."""
    limits = appeals.book().thresholds
    said = number.strip()[:60]
    misses = (("benefit-miss", address), ("benefit-match", said.upper()))
    for what, who in misses:
        appeals.check_pace(what, who, limits.public_misses_an_hour)
    appeals.take_pace("benefit-look", address, limits.public_looks_an_hour)
    held = ledgers.find_code(said)
    ours = held is not None and any(match.into == held.ledger for match in _matches())
    policy = ledgers.find_record(str(held.values["policy"])) if held is not None and ours else None
    if held is None or policy is None or not _is_his(held, code):
        for what, who in misses:
            appeals.take_pace(what, who, limits.public_misses_an_hour)
        raise UnknownBenefit()
    return held, policy


def _is_his(held: Held, code: str) -> bool:
    kept = str(held.values.get("claim_code") or "").encode()
    typed = code.strip().upper().encode("utf-8", "surrogatepass")
    return bool(kept) and secrets.compare_digest(kept, typed)


def _may_claim(held: Held, policy: Held) -> bool:
    open_until = str(held.values["until"]) >= _today().isoformat()
    return held.state in CLAIMABLE and policy.state == "in_force" and open_until


def _today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def _shown(held: Held, policy: Held) -> PublicBenefit:
    ledger = ledgers.find_ledger(held.ledger)
    state = ledger.state(held.state) if ledger else None
    subject = ledgers.find_record(str(held.values["subject"]))
    return PublicBenefit(
        number=held.city_code,
        policy=_policy(policy),
        subject=mask_name(subject.title) if subject else "",
        amount=float(held.values.get("amount") or 0),
        automatic=bool(held.values.get("automatic")),
        state=held.state,
        state_zh=state.name.zh if state else held.state,
        state_en=state.name.en if state else held.state,
        until=date.fromisoformat(str(held.values["until"])),
        may_claim=_may_claim(held, policy),
    )

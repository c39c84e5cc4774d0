"""Matches: subjects of one ledger against the policies of another; a pair that fits is a record and says why.

A pair is looked at when its subject changes, and every pair once a day: windows open, years become full.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.api import Line
from yiwang.ledgers.contracts import Held
from yiwang.ledgers.declarations import Ledger
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind, Piece
from yiwang.routines.declarations import Match, Terms
from yiwang.routines.models import RoutineRow

AT_ONCE = 50
AFTER_MIDNIGHT = timedelta(minutes=10)
LONGEST = 1_000
"""Of the words that a text field takes."""
OPEN = ("matched", "told", "known", "visit", "claimed", "granted")
"""States in which a match is withdrawn when its subject fits no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy in force, as its record says today."""

    held: Held
    first: date
    last: date
    automatic: bool
    terms: Terms


def hear(row: RoutineRow, match: Match, held: Held, told: Told[Any]) -> int:
    """A subject came or changed: all its pairs are looked at anew."""
    today = clock.now().astimezone(clock.SHANGHAI).date()
    return _consider(row, match, held, _policies(match, today), today)


def tick(row: RoutineRow, match: Match, began: datetime) -> Piece:
    """The next subjects of the day's round."""
    today = began.astimezone(clock.SHANGHAI).date()
    policies = _policies(match, today)
    found = ledgers.walk(match.ledger, after=row.cursor, limit=AT_ONCE)
    did = sum(_consider(row, match, held, policies, today) for held in found)
    return Piece(looked=len(found), did=did, cursor=found[-1].id if len(found) == AT_ONCE else None)


def next_at(match: Match, now: datetime) -> datetime:
    """Soon after the next midnight."""
    local = now.astimezone(clock.SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + AFTER_MIDNIGHT


def _policies(match: Match, today: date) -> list[Policy]:
    """Those whose window is open today; what its record says comes before what the scene once said."""
    terms = {one.policy: one for one in match.terms}
    found = []
    for held in ledgers.walk(match.policies, states=("in_force",)):
        first, last = (date.fromisoformat(str(held.values[name])) for name in ("from", "until"))
        if held.key in terms and first <= today <= last:
            automatic = bool(held.values.get("automatic"))
            found.append(
                Policy(held=held, first=first, last=last, automatic=automatic, terms=terms[held.key])
            )
    return found


def _consider(row: RoutineRow, match: Match, held: Held, policies: Sequence[Policy], today: date) -> int:
    """Write, withdraw or renew the matches of one subject; how many."""
    ledger = ledgers.find_ledger(match.ledger)
    if ledger is None or ledgers.find_ledger(match.into) is None:
        return 0
    there = not held.ended and (not match.states or held.state in match.states)
    did = 0
    for policy in policies:
        lines = ledgers.judge(
            policy.terms.asks, ledger, held.values, find=ledgers.find_ledger, linked=_linked, day=today
        )
        if not there:
            lines = [*lines, _not_there(held, ledger)]
        found = ledgers.find_key(match.into, number_of(held, policy))
        fits = all(one.met for one in lines)
        if fits and found is None:
            ledgers.record(
                deeds.SYSTEM,
                match.into,
                _values(match, held, policy, lines),
                unit=held.unit,
                demonstration=held.demonstration,
            )
            did += 1
        elif fits and found is not None and not found.ended and not found.values.get("claim_code"):
            code = {"claim_code": claim_code(found.key)}  # a match of before there were any
            ledgers.change(deeds.SYSTEM, found.id, code, version=found.version)
        elif fits and found is not None and found.state == "withdrawn":
            did += deeds.take_step(found, "renew", said(lines)[:500])
        elif not fits and found is not None and found.state in OPEN:
            failed = [one for one in lines if not one.met]
            did += deeds.take_step(found, "withdraw", said(failed)[:500])
    return did


def number_of(held: Held, policy: Policy) -> str:
    """One match of a subject, a policy and a window."""
    return f"{held.key}·{policy.held.key}·{policy.first.isoformat()}"


def claim_code(number: str) -> str:
    """What its subject claims a match with: it follows from the number by a key that stays here, so that
    matching again makes no other."""
    digest = salted_hmac("yiwang.routines.match", number, algorithm="sha256").digest()
    text = base64.b32encode(digest).decode()[:12]
    return f"LQ-{text[:4]}-{text[4:8]}-{text[8:]}"


def _linked(record_id: str) -> Mapping[str, Any] | None:
    held = ledgers.find_record(record_id)
    return held.values if held else None


def _not_there(held: Held, ledger: Ledger) -> Line:
    state = ledger.state(held.state)
    zh, en = (state.name.zh, state.name.en) if state else (held.state, held.state)
    return Line(met=False, zh=f"对象状态：{zh}", en=f"state of the subject: {en}")


def said(lines: Sequence[Line]) -> str:
    """The lines as an official reads them."""
    return "；".join(f"{'✓' if one.met else '✗'}{one.zh}" for one in lines)


def _values(match: Match, held: Held, policy: Policy, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "number": number_of(held, policy),
        "title": f"{held.title}·{policy.held.title}"[:200],
        "subject": held.id,
        "policy": policy.held.id,
        "amount": amount_of(policy.terms, held.values),
        "why": said(lines)[:LONGEST],
        "automatic": policy.automatic,
        "until": policy.last.isoformat(),
        "remind_on": (policy.last - timedelta(days=match.remind_days)).isoformat(),
        "visit_on": (policy.last - timedelta(days=match.visit_days)).isoformat(),
        "reminders": 0,
        "claim_code": claim_code(number_of(held, policy)),
        "area": held.area_id,
    }


def amount_of(terms: Terms, values: Mapping[str, Any]) -> float:
    """What the subject gets, in yuan, to the fen."""
    number = values.get(terms.of) if terms.of else None
    amount = terms.fixed if not terms.of else float(number or 0) * terms.times
    return round(min(amount, terms.most) if terms.most is not None else amount, 2)


KIND = Kind(
    code="match",
    name=Words(zh="政策匹配", en="match of policies"),
    record=Match,
    ledgers=lambda match: (match.ledger, match.policies, match.into),
    hear=hear,
    tick=tick,
    next_at=next_at,
)

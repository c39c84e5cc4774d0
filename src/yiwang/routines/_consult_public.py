"""The public's own doors to drafts: read, give an opinion, look it up, vote. Without an account."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import date
from typing import Any

from yiwang.appeals import api as appeals
from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.kernel import clock, facts
from yiwang.kernel.pages import Page
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordFaults
from yiwang.routines import _consult as consulting
from yiwang.routines import _deeds as deeds
from yiwang.routines._declare import routine_of
from yiwang.routines.contracts import (
    BallotTaken,
    NotAskedNow,
    NotEntitled,
    NotVotedOnNow,
    OpinionState,
    OpinionTaken,
    OpinionTooShort,
    PublicDraft,
    PublicDraftDetail,
    PublicOpinion,
    UnknownDraft,
    UnknownOpinion,
)
from yiwang.routines.declarations import Consult
from yiwang.routines.models import RoutineRow

OPEN = ("consulting", "voting")
TOLD = (*OPEN, "sorting", "sorted", "passed", "failed", "adopted")
"""States in which the public sees a draft: not before it is published, not after it is dropped."""
DECIDED = ("passed", "failed", "adopted")
SIZE, MOST = 20, 200
LEAST_TEXT, MOST_TEXT = 4, 1_000
SHORT = 40
"""So many letters of an opinion are its title."""


def _consults() -> list[Consult]:
    found: list[Any] = [
        routine_of(row) for row in RoutineRow.objects.filter(kind="consult", active=True).order_by("id")
    ]
    return found


def drafts(*, page: int = 1) -> Page[PublicDraft]:
    """Drafts before the public: those that ask for something first, then the newest."""
    position = facts.last_position()
    found = [
        held for consult in _consults() for held in ledgers.walk(consult.drafts, states=TOLD, limit=MOST)
    ]
    found.sort(key=lambda held: (held.state not in OPEN, -held.changed_at.timestamp()))
    start = (page - 1) * SIZE
    return Page(
        items=[_row(held) for held in found[start : start + SIZE]],
        total=len(found),
        page=page,
        size=SIZE,
        position=position,
    )


def _found(draft_id: str) -> tuple[Consult, Held]:
    """Raises UnknownDraft, whether it is there and not before the public or not there."""
    held = ledgers.find_record(draft_id)
    consult = next((one for one in _consults() if held is not None and one.drafts == held.ledger), None)
    if held is None or consult is None or held.state not in TOLD:
        raise UnknownDraft()
    return consult, held


def _row(held: Held) -> PublicDraft:
    zh, en = _state(held)
    unit = identity.find_unit(held.unit)
    return PublicDraft(
        id=held.id,
        title=held.title,
        unit_name=unit.name if unit else held.unit,
        area_name="".join(areas.names_of(held.area_path)[1:]),
        state=held.state,
        state_zh=zh,
        state_en=en,
        published_on=_day(held, "published_on"),
        until=_day(held, "until"),
        vote_until=_day(held, "vote_until"),
        demonstration=held.demonstration,
    )


def _state(held: Held) -> tuple[str, str]:
    ledger = ledgers.find_ledger(held.ledger)
    state = ledger.state(held.state) if ledger else None
    return (state.name.zh, state.name.en) if state else (held.state, held.state)


def _day(held: Held, name: str) -> date | None:
    said = held.values.get(name)
    return date.fromisoformat(str(said)) if said else None


def _today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def _asks(held: Held) -> bool:
    until = _day(held, "until")
    return held.state == "consulting" and until is not None and _today() <= until


def _votes(held: Held) -> bool:
    until = _day(held, "vote_until")
    return held.state == "voting" and until is not None and _today() <= until


def draft(draft_id: str) -> PublicDraftDetail:
    """A draft as the public reads it. Raises UnknownDraft."""
    consult, held = _found(draft_id)
    given = consulting.opinions_of(consult, held.id)
    decided, vote = held.state in DECIDED, consult.vote
    return PublicDraftDetail(
        row=_row(held),
        purpose=str(held.values.get("purpose") or ""),
        text="\n".join(str(held.values[name]) for name in ("text", "text_more") if held.values.get(name)),
        opinions=len(given),
        answered=_answered(given),
        may_give=_asks(held),
        may_vote=_votes(held),
        vote_basis_zh=vote.basis.zh if vote else "",
        vote_basis_en=vote.basis.en if vote else "",
        tally=str(held.values.get("tally") or "") if decided else "",
        turnout=held.values.get("turnout") if decided else None,
    )


def _answered(given: list[Held]) -> list[PublicOpinion]:
    """One entry for all opinions that say the same."""
    many: dict[str, int] = {}
    for one in given:
        head = str(one.values.get("alike") or one.id)
        many[head] = many.get(head, 0) + 1
    found = []
    for one in given:
        if one.values.get("alike") or one.state not in consulting.ANSWERS:
            continue
        zh, en = _state(one)
        found.append(
            PublicOpinion(
                text=_masked(one),
                many=many[one.id],
                answer=one.state,
                answer_zh=zh,
                answer_en=en,
                because=consulting.answer_of(one),
            )
        )
    return found


def _masked(opinion: Held) -> str:
    return appeals.mask_text(str(opinion.values["text"]), str(opinion.values.get("giver") or ""))


def give(draft_id: str, *, text: str, name: str, phone: str, key: str, address: str) -> OpinionTaken:
    """Give an opinion; sent again with the same key it is the same one.

    Raises TooMany, UnknownDraft, NotAskedNow, OpinionTooShort, RecordFaults.
    """
    appeals.take_pace("opinion", address, appeals.book().thresholds.public_appeals_an_hour)
    consult, held = _found(draft_id)
    text = text.strip()
    if not LEAST_TEXT <= len(text) <= MOST_TEXT:
        raise OpinionTooShort(least=LEAST_TEXT, most=MOST_TEXT)
    number = _number(held.id, key)
    if ledgers.find_key(consult.ledger, number) is not None:
        return OpinionTaken(number=number)
    if not _asks(held):
        zh, en = _state(held)
        raise NotAskedNow(title=held.title, state_zh=zh, state_en=en)
    values = {
        "number": number,
        "title": appeals.mask_text(text, name.strip())[:SHORT],
        "draft": held.id,
        "text": text,
        "giver": name.strip() or None,
        "phone": phone.strip() or None,
        "area": held.area_id,
    }
    try:
        ledgers.record(deeds.SYSTEM, consult.ledger, values, unit=held.unit, demonstration=held.demonstration)
    except RecordFaults:
        if ledgers.find_key(consult.ledger, number) is None:  # else sent twice in the same moment
            raise
    return OpinionTaken(number=number)


def _number(draft_id: str, key: str) -> str:
    """Nobody finds it by counting: it follows from the key that only the giver's device knows."""
    digest = hashlib.sha256(f"{draft_id}|{key}".encode("utf-8", "surrogatepass")).digest()
    text = base64.b32encode(digest).decode()[:12]
    return f"YJ-{text[:4]}-{text[4:8]}-{text[8:]}"


def opinion(number: str, *, address: str) -> OpinionState:
    """What became of an opinion; guessing is counted. Raises TooMany, UnknownOpinion."""
    limits = appeals.book().thresholds
    appeals.check_pace("opinion-miss", address, limits.public_misses_an_hour)
    appeals.take_pace("opinion-look", address, limits.public_looks_an_hour)
    said = number.strip().upper()
    found = next(
        (held for consult in _consults() if (held := ledgers.find_key(consult.ledger, said)) is not None),
        None,
    )
    about = ledgers.find_record(str(found.values["draft"])) if found else None
    if found is None or about is None:
        appeals.take_pace("opinion-miss", address, limits.public_misses_an_hour)
        raise UnknownOpinion()
    zh, en = _state(found)
    return OpinionState(
        number=found.key,
        draft_id=about.id,
        draft_title=about.title,
        text=_masked(found),
        state=found.state,
        state_zh=zh,
        state_en=en,
        because=consulting.answer_of(found),
        given_at=found.made_at,
    )


def cast(draft_id: str, *, voter: str, code: str, choice: str, address: str) -> BallotTaken:
    """Vote, or vote otherwise until the vote ends; wrong codes are counted by asker and by voter.

    Raises TooMany, UnknownDraft, NotVotedOnNow, NotEntitled, RecordMovedOn.
    """
    limits = appeals.book().thresholds
    said = voter.strip()
    for what, who in (("ballot-miss", address), ("ballot-voter", f"{draft_id}:{said}")):
        appeals.check_pace(what, who, limits.public_misses_an_hour)
    appeals.take_pace("ballot", address, limits.public_looks_an_hour)
    consult, held = _found(draft_id)
    vote, until = consult.vote, _day(held, "vote_until")
    if vote is None or until is None or not _votes(held):
        raise NotVotedOnNow(title=held.title)
    found = ledgers.find_key(vote.voters, said)
    if found is None or not _is_he(found, vote.secret, code) or not consulting.is_entitled(vote, held, found):
        for what, who in (("ballot-miss", address), ("ballot-voter", f"{draft_id}:{said}")):
            appeals.take_pace(what, who, limits.public_misses_an_hour)
        raise NotEntitled()
    number = consulting.ballot_key(held, found)
    standing = ledgers.find_key(vote.ballots, number)
    if standing is not None:
        if standing.values["choice"] != choice:
            ledgers.change(deeds.SYSTEM, standing.id, {"choice": choice}, version=standing.version)
        return BallotTaken(changed=True, until=until)
    values = {
        "number": number,
        "draft": held.id,
        "voter": found.id,
        "round": held.values["vote_from"],
        "choice": choice,
    }
    ledgers.record(deeds.SYSTEM, vote.ballots, values, unit=held.unit, demonstration=held.demonstration)
    return BallotTaken(changed=False, until=until)


def _is_he(voter: Held, field: str, code: str) -> bool:
    held = str(voter.values.get(field) or "").encode()
    return bool(held) and secrets.compare_digest(held, code.strip().encode("utf-8", "surrogatepass"))

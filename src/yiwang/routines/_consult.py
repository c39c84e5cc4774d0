"""Consultations: opinions on a draft are joined and answered, its windows close, its vote is counted.

A draft moves on only by what is found here: it is sorted when every opinion has its answer, passed when its
quorum is reached. Nobody adopts it before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from yiwang.appeals import api as appeals
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordMoved, RecordRecorded, RecordRetired
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind, Piece
from yiwang.routines.declarations import Consult, Quorum, Vote
from yiwang.routines.models import RoutineRow

LOOKS_EVERY = timedelta(minutes=10)
AT_ONCE = 500
ALIKE = 0.5
"""From this share of common pairs of letters on, two opinions say the same."""
ANSWERS = ("adopted", "partly", "rejected")
MOVES = {"adopted": "adopt", "partly": "adopt_partly", "rejected": "reject"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a vote came out, line by line."""

    passed: bool
    lines: tuple[Words, ...]
    entitled: int
    voted: int
    turnout: float
    """By heads, in percent."""
    choices: Mapping[str, int]


def hear(row: RoutineRow, consult: Consult, held: Held, told: Told[Any]) -> int:
    """An opinion came or was answered."""
    match told.data:
        case RecordRecorded():
            return _join(consult, held)
        case RecordMoved() | RecordRetired():
            return _answer_alike(consult, held) + _sorted(consult, str(held.values["draft"]))
        case _:
            return 0


def tick(row: RoutineRow, consult: Consult, began: datetime) -> Piece:
    """Windows that have closed; drafts all of whose opinions have their answer; votes to be counted."""
    today = began.astimezone(clock.SHANGHAI).date().isoformat()
    found = ledgers.walk(consult.drafts, states=("consulting", "sorting", "voting"))
    did = 0
    for draft in found:
        if draft.state == "consulting" and str(draft.values["until"]) < today:
            did += deeds.take_step(draft, "close", f"征求意见至 {draft.values['until']} 止")
            did += _sorted(consult, draft.id)
        elif draft.state == "sorting":
            did += _sorted(consult, draft.id)
        elif draft.state == "voting" and str(draft.values["vote_until"]) < today and consult.vote:
            did += _count(consult.vote, draft)
    return Piece(looked=len(found), did=did)


def next_at(consult: Consult, now: datetime) -> datetime:
    return now + LOOKS_EVERY


# -- opinions


def opinions_of(consult: Consult, draft_id: str) -> list[Held]:
    """The opinions on a draft, oldest first."""
    return ledgers.linked(consult.ledger, "draft", draft_id)


def _join(consult: Consult, held: Held) -> int:
    """Put an opinion to the first one that says the same."""
    if held.values.get("alike"):
        return 0
    mine = appeals.grams(str(held.values["text"]))
    for other in opinions_of(consult, str(held.values["draft"])):
        if other.id == held.id:
            return 0
        if (
            not other.values.get("alike")
            and likeness(mine, appeals.grams(str(other.values["text"]))) >= ALIKE
        ):
            ledgers.change(
                deeds.SYSTEM, held.id, {"alike": other.id}, version=held.version, reason="意见相近，并为一类"
            )
            if other.ended:  # its like has been answered already
                _answer_as(other, held.id)
            return 1
    return 0


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of pairs of letters that two texts have in common."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _answer_alike(consult: Consult, held: Held) -> int:
    """What one opinion is answered, all that are joined to it are answered."""
    if held.state not in ANSWERS or held.values.get("alike"):
        return 0
    joined = ledgers.linked(consult.ledger, "alike", held.id, states=("received",))
    return sum(_answer_as(held, one.id) for one in joined)


def _answer_as(head: Held, opinion_id: str) -> bool:
    now = ledgers.find_record(opinion_id)
    return now is not None and deeds.take_step(now, MOVES[head.state], answer_of(head))


def answer_of(held: Held) -> str:
    """The reason with which an opinion was answered."""
    steps = ledgers.detail(deeds.SYSTEM, held.id).steps
    return next((one.reason for one in steps if one.to_state in ANSWERS and one.reason), "")


def _sorted(consult: Consult, draft_id: str) -> int:
    """The draft is sorted when none of its opinions waits."""
    draft = ledgers.find_record(draft_id)
    if draft is None or draft.state != "sorting":
        return 0
    if ledgers.linked(consult.ledger, "draft", draft.id, states=("received",)):
        return 0
    return deeds.take_step(draft, "sort", f"{len(opinions_of(consult, draft.id))} 条意见均已答复")


# -- the vote


def entitled(vote: Vote, draft: Held) -> list[Held]:
    """Who may vote on a draft."""
    found: list[Held] = []
    after = ""
    while batch := ledgers.walk(vote.voters, after=after, limit=AT_ONCE, open_only=True):
        found += [one for one in batch if is_entitled(vote, draft, one)]
        after = batch[-1].id
    return found


def is_entitled(vote: Vote, draft: Held, voter: Held) -> bool:
    within = vote.within
    return not voter.ended and (not within or voter.values.get(within) == draft.values.get(within))


def ballot_key(draft: Held, voter: Held) -> str:
    """One ballot of a voter in one round: a vote that is held again begins on another day."""
    return f"{draft.key}·{draft.values['vote_from']}·{voter.key}"


def ballots_of(vote: Vote, draft: Held) -> dict[str, str]:
    """The choice of each voter (id) in the present round."""
    found = {}
    after = ""
    while batch := ledgers.walk(vote.ballots, after=after, limit=AT_ONCE, where={"draft": draft.id}):
        for one in batch:
            if one.values["round"] == draft.values["vote_from"]:
                found[str(one.values["voter"])] = str(one.values["choice"])
        after = batch[-1].id
    return found


def count(vote: Vote, draft: Held) -> Tally:
    """The vote on a draft as it stands now."""
    voters = [(one.id, share_of(vote, one)) for one in entitled(vote, draft)]
    return tally(vote.quorum, voters, ballots_of(vote, draft))


def share_of(vote: Vote, voter: Held) -> Fraction:
    return Fraction(str(voter.values.get(vote.share) or 0)) if vote.share else Fraction(0)


def tally(quorum: Quorum, voters: Sequence[tuple[str, Fraction]], cast: Mapping[str, str]) -> Tally:
    """Exact: fractions are compared as fractions, and a tie at a bound is what the rule says it is."""
    shares = dict(voters)
    voted = {one: choice for one, choice in cast.items() if one in shares}
    yes = [one for one, choice in voted.items() if choice == "yes"]
    all_share = sum(shares.values(), Fraction(0))
    voted_share = sum((shares[one] for one in voted), Fraction(0))
    yes_share = sum((shares[one] for one in yes), Fraction(0))
    lines: list[tuple[bool, Words]] = []

    def line(what: Words, bound: str, over: bool, part: Fraction, whole: Fraction, unit: Words) -> None:
        if not bound:
            return
        least = Fraction(bound)
        reached = whole > 0 and (part > least * whole if over else part >= least * whole)
        held = f"{float(part):g}/{float(whole):g}"
        percent = f"{float(100 * part / whole):.2f}%" if whole else "—"
        lines.append(
            (
                reached,
                Words(
                    zh=f"{'✓' if reached else '✗'}{what.zh}{unit.zh} {held}，占 {percent}，"
                    f"须{'超过' if over else '达到'} {bound}",
                    en=f"{'✓' if reached else '✗'} {what.en} {unit.en} {held}, {percent}, "
                    f"{'more than' if over else 'at least'} {bound}",
                ),
            )
        )

    heads, area = Words(zh="人数", en="heads"), Words(zh="份额", en="share")
    part, consent = Words(zh="参加表决", en="taking part:"), Words(zh="同意", en="consenting:")
    line(part, quorum.takes_part, False, Fraction(len(voted)), Fraction(len(shares)), heads)
    line(part, quorum.takes_part_share, False, voted_share, all_share, area)
    of_all = quorum.of == "entitled"
    whole, whole_share = (len(shares), all_share) if of_all else (len(voted), voted_share)
    line(consent, quorum.consents, quorum.over, Fraction(len(yes)), Fraction(whole), heads)
    line(consent, quorum.consents_share, quorum.over, yes_share, whole_share, area)
    choices = {choice: sum(each == choice for each in voted.values()) for choice in ("yes", "no", "abstain")}
    return Tally(
        passed=all(reached for reached, _ in lines),
        lines=tuple(words for _, words in lines),
        entitled=len(shares),
        voted=len(voted),
        turnout=100 * len(voted) / len(shares) if shares else 0.0,
        choices=choices,
    )


def _count(vote: Vote, draft: Held) -> int:
    """The window of the vote has closed: keep how it came out and move the draft by it."""
    found = count(vote, draft)
    choices = f"同意 {found.choices['yes']}，反对 {found.choices['no']}，弃权 {found.choices['abstain']}"
    words = f"{choices}；" + "；".join(one.zh for one in found.lines)
    values = {"tally": words[:1_000], "turnout": round(found.turnout, 2)}
    changed = ledgers.change(deeds.SYSTEM, draft.id, values, version=draft.version, reason="表决截止，计票")
    now = ledgers.find_record(changed.id)
    assert now is not None
    return deeds.take_step(now, "pass" if found.passed else "fail", words[:500])


KIND = Kind(
    code="consult",
    name=Words(zh="征求意见与表决", en="consultation"),
    record=Consult,
    ledgers=lambda consult: (
        consult.ledger,
        consult.drafts,
        *((consult.vote.voters, consult.vote.ballots) if consult.vote else ()),
    ),
    hear=hear,
    tick=tick,
    next_at=next_at,
)

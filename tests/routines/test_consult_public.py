"""The public's doors: outside its window it is refused, guessing is counted, nothing is told early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cases import city
from yiwang.appeals.contracts import TooMany
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.api import LedgerFile
from yiwang.packs._reading import read_packs
from yiwang.routines import _consult as consulting
from yiwang.routines import api
from yiwang.routines.contracts import (
    NotAskedNow,
    NotEntitled,
    NotVotedOnNow,
    OpinionTooShort,
    UnknownDraft,
    UnknownOpinion,
)
from yiwang.routines.declarations import Consult
from yiwang.routines.models import RoutineRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
PACKS = Path(__file__).parent.parent.parent / "packs"
SYSTEM = Subject.system("test")
HERE = "198.51.100.9"
CODES = {"A": "11111", "B": "22222", "C": "33333"}


@pytest.fixture
def scene(db: None, wound: clock.VirtualClock) -> Any:
    """The shipped scene's ledgers and routine, in the small city; three owners of one estate."""
    city.settle()
    [read] = read_packs(PACKS, ["urban-renewal"])
    made = next(one.declared for one in read.scenes if one.record.recipe == "publish-consult")
    own: list[LedgerFile] = read.ledgers
    from dataclasses import replace

    told = [replace(one, unit="c-ps") for one in (*(file.file.get() for file in own), *made.ledgers)]
    ledgers.declare(told, pack="urban-renewal")
    api.declare(made.routines, scene=made.key)
    for number, area in (("A", 100), ("B", 80), ("C", 20)):
        ledgers.record(
            SYSTEM,
            "renewal-owners",
            {
                "right_no": number,
                "room": number,
                "estate": "海滨" if number != "C" else "椹川",
                "floor_area": area,
                "area": "449901001",
                "ballot_code": CODES[number],
            },
        )
    return made


@pytest.fixture
def draft(scene: Any) -> str:
    values = {
        "number": "D1",
        "title": "改造方案",
        "purpose": "管网老化",
        "text": "更换管网",
        "estate": "海滨",
        "area": "449901001",
    }
    return ledgers.record(SYSTEM, "urban-renewal-plan-vote-drafts", values).id


def step(draft_id: str, move: str, **values: str) -> None:
    """A step of the draft, with the days that its reactions would set."""
    held = ledgers.find_record(draft_id)
    assert held is not None
    ledgers.move(SYSTEM, draft_id, move, version=held.version, reason="按程序办理")
    if values:
        ledgers.change(SYSTEM, draft_id, values, version=held.version + 1)


def day(wound: clock.VirtualClock, days: int) -> str:
    return (wound.now() + timedelta(days=days)).astimezone(clock.SHANGHAI).date().isoformat()


def tick(wound: clock.VirtualClock) -> None:
    row = RoutineRow.objects.get(kind="consult")
    from yiwang.routines._declare import routine_of

    routine = routine_of(row)
    assert isinstance(routine, Consult)
    consulting.tick(row, routine, wound.now())


def give(draft_id: str, text: str = "中午不要施工", key: str = "k" * 20, address: str = HERE) -> str:
    return api.public.give(draft_id, text=text, name="张三", phone="", key=key, address=address).number


def cast(draft_id: str, voter: str, choice: str = "yes", code: str = "", address: str = HERE) -> Any:
    return api.public.cast(draft_id, voter=voter, code=code or CODES[voter], choice=choice, address=address)


def refused(error: type[Exception], act: Callable[[], Any]) -> None:
    with pytest.raises(error):
        act()


def test_before_it_is_published_the_public_finds_nothing(draft: str) -> None:
    assert not api.public.drafts().items
    refused(UnknownDraft, lambda: api.public.draft(draft))
    refused(UnknownDraft, lambda: give(draft))
    owner = ledgers.find_key("renewal-owners", "A")
    assert owner is not None
    refused(UnknownDraft, lambda: api.public.draft(owner.id))


def test_an_opinion_is_taken_once_and_looked_up_by_its_number(draft: str, wound: clock.VirtualClock) -> None:
    step(draft, "publish", until=day(wound, 10))
    assert [one.id for one in api.public.drafts().items] == [draft]
    number = give(draft, "张三说 13812345678 打不通，中午不要施工")
    assert give(draft) == number
    assert give(draft, key="j" * 20) != number
    refused(OpinionTooShort, lambda: give(draft, "好", key="i" * 20))
    shown = api.public.opinion(number.lower(), address=HERE)
    assert shown.state == "received"
    assert "13812345678" not in shown.text
    assert "张三" not in shown.text
    assert (api.public.draft(draft).opinions, api.public.draft(draft).answered) == (2, [])
    wound.advance(timedelta(days=11))
    refused(NotAskedNow, lambda: give(draft, key="h" * 20))
    tick(wound)
    assert api.public.draft(draft).row.state == "sorting"


def test_who_guesses_numbers_has_to_wait(draft: str, wound: clock.VirtualClock) -> None:
    for _ in range(10):
        refused(UnknownOpinion, lambda: api.public.opinion("YJ-1", address=HERE))
    refused(TooMany, lambda: api.public.opinion("YJ-1", address=HERE))
    refused(UnknownOpinion, lambda: api.public.opinion("YJ-1", address="198.51.100.10"))


def open_vote(draft_id: str, wound: clock.VirtualClock) -> None:
    step(draft_id, "publish", until=day(wound, 0))
    wound.advance(timedelta(days=1))
    tick(wound)
    step(draft_id, "call_vote", vote_from=day(wound, 0), vote_until=day(wound, 5))


def test_only_who_is_entitled_votes_once_and_with_his_code(draft: str, wound: clock.VirtualClock) -> None:
    refused(UnknownDraft, lambda: cast(draft, "A"))
    open_vote(draft, wound)
    refused(NotEntitled, lambda: cast(draft, "A", code="00000"))
    refused(NotEntitled, lambda: cast(draft, "C"))  # of another estate
    refused(NotEntitled, lambda: cast(draft, "nobody", code="11111"))
    assert not cast(draft, "A", "no").changed
    assert cast(draft, "A", "yes").changed
    assert not cast(draft, "B").changed
    shown = api.public.draft(draft)
    assert (shown.tally, shown.turnout) == ("", None)
    wound.advance(timedelta(days=6))
    refused(NotVotedOnNow, lambda: cast(draft, "A", "no"))
    tick(wound)
    shown = api.public.draft(draft)
    assert shown.row.state == "passed"
    assert shown.turnout == 100
    assert shown.tally.startswith("同意 2，反对 0，弃权 0；✓参加表决人数 2/2")
    tick(wound)  # counted once
    held = ledgers.find_record(draft)
    assert held is not None
    assert held.state == "passed"


def test_a_voters_code_is_not_guessed_from_many_addresses(draft: str, wound: clock.VirtualClock) -> None:
    open_vote(draft, wound)
    for number in range(10):
        address = f"198.51.100.{number}"
        refused(NotEntitled, partial(cast, draft, "A", code="00000", address=address))
    refused(TooMany, lambda: cast(draft, "A", address="203.0.113.1"))


def test_a_new_round_begins_without_the_old_ballots(draft: str, wound: clock.VirtualClock) -> None:
    open_vote(draft, wound)
    cast(draft, "A", "no")
    wound.advance(timedelta(days=6))
    tick(wound)
    assert api.public.draft(draft).row.state == "failed"
    step(draft, "vote_again", vote_from=day(wound, 0), vote_until=day(wound, 5))
    cast(draft, "B")
    wound.advance(timedelta(days=6))
    tick(wound)
    assert "参加表决人数 1/2" in api.public.draft(draft).tally

"""Matches: what one gets; a pair that fits becomes one record, and leaves when it fits no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cases import city, world
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordTold
from yiwang.ledgers.declarations import Condition, Field, Ledger, Move, State
from yiwang.packs.recipes.policy_match.expansion import _match_fields
from yiwang.routines import _match as match
from yiwang.routines import api
from yiwang.routines.declarations import Match, Terms
from yiwang.routines.models import RoutineRow
from yiwang.routines.tasks import hear_record

SYSTEM = Subject.system("test")
TERMS = Terms(policy="P1", asks=(Condition(field="income", most=1_000),), of="people", times=300, most=1_000)


@pytest.mark.parametrize(
    ("terms", "values", "amount"),
    [
        (Terms(policy="P", asks=(), fixed=500), {}, 500),
        (TERMS, {"people": 2}, 600),
        (TERMS, {"people": 9}, 1_000),
        (TERMS, {}, 0),
        (Terms(policy="P", asks=(), of="people", times=0.333), {"people": 1}, 0.33),
    ],
)
def test_what_one_gets_is_reckoned(terms: Terms, values: dict[str, Any], amount: float) -> None:
    assert match.amount_of(terms, values) == amount


def named(code: str, kind: Any = "text", **more: Any) -> Field:
    return Field(code=code, name=Words(zh=code, en=code), kind=kind, **more)


def ledger(code: str, *fields: Field, states: tuple[State, ...] = (), moves: tuple[Move, ...] = ()) -> Ledger:
    return Ledger(
        code=code,
        name=Words(zh=code, en=code),
        about=Words(zh=code, en=code),
        unit="c-ps",
        key=fields[0].code,
        title=fields[0].code,
        fields=fields,
        states=states or (State(code="open", name=Words(zh="在册", en="open")),),
        moves=moves,
    )


HOMES = ledger(
    "homes",
    named("number", required=True),
    named("income", "number", unit="{CNY}", quantity="money"),
    named("people", "number", unit="1", quantity="count"),
    states=(
        State(code="open", name=Words(zh="在册", en="open")),
        State(code="gone", name=Words(zh="迁出", en="gone"), ends=True),
    ),
    moves=(Move(code="leave", name=Words(zh="迁出", en="Leave"), from_=("open",), to="gone"),),
)
POLICIES = ledger(
    "aid",
    named("code", required=True),
    named("from", "date", required=True),
    named("until", "date", required=True),
    named("automatic", "boolean"),
    states=(
        State(code="in_force", name=Words(zh="执行", en="in force")),
        State(code="paused", name=Words(zh="暂停", en="paused")),
    ),
    moves=(Move(code="pause", name=Words(zh="暂停", en="Pause"), from_=("in_force",), to="paused"),),
)
FOUND = replace(
    ledger(
        "found",
        *_match_fields("homes", "aid"),
        states=tuple(
            State(code=code, name=Words(zh=code, en=code)) for code in ("matched", "claimed", "withdrawn")
        ),
        moves=(
            Move(
                code="withdraw",
                name=Words(zh="撤回", en="Withdraw"),
                from_=("matched", "claimed"),
                to="withdrawn",
                by="system",
            ),
            Move(
                code="renew",
                name=Words(zh="恢复", en="Renew"),
                from_=("withdrawn",),
                to="matched",
                by="system",
            ),
        ),
    ),
    title="title",
)
ROUTINE = Match(
    code="match",
    name=Words(zh="匹配", en="match"),
    ledger="homes",
    policies="aid",
    into="found",
    terms=(TERMS,),
    remind_days=5,
    visit_days=2,
)


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    city.settle()
    ledgers.declare([HOMES, POLICIES, FOUND], pack="test")
    today = wound.now().astimezone(clock.SHANGHAI).date()
    window = {"from": today.isoformat(), "until": (today + timedelta(days=20)).isoformat()}
    ledgers.record(SYSTEM, "aid", {"code": "P1", "automatic": False, **window})
    api.declare([ROUTINE], scene="test/aid")
    return wound


def listen() -> None:
    """Every fact of a record, twice: told again it changes nothing."""
    world.pump("kernel.sequencer")
    for _ in range(2):
        for row in facts.read(0):
            told: Any = facts.told(row)
            if isinstance(told.data, RecordTold):
                hear_record(told)


def round_of(began: clock.VirtualClock) -> int:
    row = RoutineRow.objects.get(pk="test/aid/match")
    row.cursor = ""
    return match.tick(row, ROUTINE, began.now()).did


def matches() -> dict[str, Held]:
    return {one.key: one for one in ledgers.walk("found")}


pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


def test_a_pair_that_fits_is_one_record_that_says_why(town: clock.VirtualClock) -> None:
    ledgers.record(SYSTEM, "homes", {"number": "H1", "income": 800, "people": 3})
    ledgers.record(SYSTEM, "homes", {"number": "H2", "income": 1_200, "people": 3})
    listen()
    assert round_of(town) == 0  # what was heard is there already
    [(key, held)] = matches().items()
    assert key.startswith("H1·P1·")
    assert held.values["amount"] == 900
    assert held.values["why"] == "✓income不高于 1000 元：800 元"
    assert held.values["reminders"] == 0


def test_who_fits_no_longer_is_withdrawn_with_the_line_and_comes_back(town: clock.VirtualClock) -> None:
    home = ledgers.record(SYSTEM, "homes", {"number": "H1", "income": 800, "people": 3})
    listen()
    home = ledgers.change(SYSTEM, home.id, {"income": 5_000}, version=home.version)
    listen()
    [held] = matches().values()
    assert held.state == "withdrawn"
    assert "✗income不高于 1000 元：5000 元" in ledgers.detail(SYSTEM, held.id).steps[0].reason
    home = ledgers.change(SYSTEM, home.id, {"income": 700}, version=home.version)
    round_of(town)
    assert matches()[held.key].state == "matched"
    ledgers.move(SYSTEM, home.id, "leave", version=home.version)
    round_of(town)
    assert matches()[held.key].state == "withdrawn"


def test_outside_its_window_and_while_it_is_paused_a_policy_matches_nobody(town: clock.VirtualClock) -> None:
    policy = ledgers.find_key("aid", "P1")
    assert policy is not None
    ledgers.move(SYSTEM, policy.id, "pause", version=policy.version)
    ledgers.record(SYSTEM, "homes", {"number": "H1", "income": 1, "people": 1})
    listen()
    assert not matches()
    town.advance(timedelta(days=30))
    ledgers.record(SYSTEM, "homes", {"number": "H2", "income": 1, "people": 1})
    listen()
    assert not matches()


def test_a_large_ledger_is_walked_piece_by_piece(
    town: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match, "AT_ONCE", 2)
    for number in range(5):
        ledgers.record(SYSTEM, "homes", {"number": f"H{number}", "income": 1, "people": 1})
    row = RoutineRow.objects.get(pk="test/aid/match")
    rounds = []
    while True:
        piece = match.tick(row, ROUTINE, town.now())
        rounds.append(piece.looked)
        if piece.cursor is None:
            break
        row.cursor = piece.cursor
    assert rounds == [2, 2, 1]
    assert len(matches()) == 5

# ruff: noqa: E501, PT017 (tables read best a case a line; a refusal is looked at, not expected)
"""What is typed into `$filter`: every text is either read or refused with its place, and never breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fuzz import INPUTS, WITHIN_S, dice, numbers
from tests.sensing.conftest import Town
from yiwang.kernel.errors import Refusal
from yiwang.sensing._sta import lakesql, readings
from yiwang.sensing._sta.caller import source_of
from yiwang.sensing._sta.compile import FUNCTIONS
from yiwang.sensing._sta.entities import DATASTREAM, ENTITIES, OBSERVATION, Entity
from yiwang.sensing._sta.grammar import Node, parse, parse_filter
from yiwang.sensing._sta.observed import Base
from yiwang.sensing._sta.reader import Look
from yiwang.sensing._sta.refusals import BadQuery
from yiwang.sensing._sta.tables import Tables, rows_of

RUN_EACH = INPUTS // 200
"""Of so many inputs one is also asked of the databases."""

LITERALS = [
    "1", "0", "-1", "2.5", "1e300", "99999999999999999999", "'a'", "''", "'it''s'", "'水'", "true", "false",
    "null", "2015-01-01", "2015-03-01T00:00:00Z", "2015-03-01T00:00:00+08:00", "9999-12-31T23:59:59Z", "08:30:00",
    "duration'PT1H'", "duration'-P1D'", "duration'P99999999D'", "geography'POINT(110 21)'",
    "geography'POLYGON((110 21,111 21,111 22,110 21))'", "geography'LINESTRING(1 2,3 4)'", "geography'POINT EMPTY'",
]  # fmt: skip
WORDS = ["and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "add", "sub", "mul", "div", "mod"]
SIGNS = ["(", ")", ",", "/", "-", ";", "=", "$", "'", "''", "*", "\x00", "\n", "％", "🌊", '"', "\\", "%27"]


def _path(dice: random.Random, entity: Entity) -> str:
    by_name = {one.name: one for one in ENTITIES}
    parts = []
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        relation = dice.choice(entity.relations)
        parts.append(relation.name)
        entity = by_name[relation.target]
    parts.append(
        dice.choice(
            [
                "id",
                "nonsense",
                *(one.name for one in entity.properties),
                *(one.name for one in entity.properties),
            ]
        )
    )
    if parts[-1] in ("properties", "unitOfMeasurement", "parameters") or dice.random() < 0.1:
        parts.append(dice.choice(["name", "a.b", "0", "in", "x__y", "$", "colour"]))
    return "/".join(parts)


def _expression(dice: random.Random, entity: Entity, depth: int) -> str:
    pick = dice.random()
    if depth <= 0 or pick < 0.25:
        return _path(dice, entity) if dice.random() < 0.5 else dice.choice(LITERALS)
    if pick < 0.5:
        name = dice.choice(sorted(FUNCTIONS))
        count = len(FUNCTIONS[name][0]) + (dice.random() < 0.1)
        return f"{name}({','.join(_expression(dice, entity, depth - 1) for _ in range(count))})"
    if pick < 0.6:
        return f"not ({_expression(dice, entity, depth - 1)})"
    left, right = _expression(dice, entity, depth - 1), _expression(dice, entity, depth - 1)
    text = f"{left} {dice.choice(WORDS)} {right}"
    return f"({text})" if dice.random() < 0.5 else text


def _likely(dice: random.Random, entity: Entity) -> str:
    """A comparison of a property with a value: what often reads well."""
    path = _path(dice, entity)
    return dice.choice(
        [
            f"{path} {dice.choice(WORDS[3:9])} {dice.choice(LITERALS)}",
            f"{path} eq null or {path} ne null",
            f"{dice.choice(['contains', 'startswith', 'endswith', 'substringof'])}({path},{path})",
            f"length(concat({path},'x')) {dice.choice(WORDS[3:9])} {path} {dice.choice(WORDS[9:])} 3",
            f"year({path} add duration'P1D') mod 7 eq second({path})",
            f"geo.distance({path},geography'POINT(1 2)') {dice.choice(WORDS[3:9])} 3",
        ]
    )


def _spoiled(dice: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(letters) + 1)
        if dice.random() < 0.5 and letters:
            letters[place : place + dice.randrange(1, 4)] = []
        else:
            letters.insert(place, dice.choice([*SIGNS, *WORDS, *LITERALS]))
    return "".join(letters)


def inputs() -> Iterator[tuple[Entity, str]]:
    """Half of them made by the grammar, half of those spoiled, and some that only nest."""
    chance = dice("filters")
    found = [(chance.choice(ENTITIES), "(" * n + "1" + ")" * n) for n in (10, 39, 41, 3_000)]
    found += [(OBSERVATION, " and ".join(["result gt 1"] * n)) for n in (10, 30, 500)]
    found += [(OBSERVATION, "not " * 5_000 + "true"), (OBSERVATION, "a" * 9_000)]
    yield from found
    while True:
        entity = chance.choice(ENTITIES)
        made = (
            _expression(chance, entity, chance.randrange(1, 4))
            if chance.random() < 0.3
            else _likely(chance, entity)
        )
        yield entity, _spoiled(chance, made) if chance.random() < 0.3 else made
    return found


def _use(look: Look, entity: Entity, text: str, *, ask: bool) -> None:
    """Read a filter and translate it; with `ask`, the databases answer it too."""
    tree = parse_filter(text)
    base = look.base(OBSERVATION)
    assert isinstance(base, Base)

    def sightings(node: Node) -> tuple[set[str], set[str]]:
        if ask:
            return look.observed.sightings(node)
        look.observed.wanted(base, node)
        return set(), set()

    if entity is OBSERVATION:
        wanted = look.observed.wanted(base, tree)
        if ask:
            readings.page(wanted, lakesql.ordering(()), 0, 5)
        return
    query = entity.table._default_manager.filter(Tables(entity, sightings).condition(tree))
    if ask:
        rows_of(query[:5])


@pytest.mark.database
@pytest.mark.timeout(WITHIN_S)
def test_no_filter_breaks_the_parser_the_translation_or_a_database(town: Town) -> None:
    look = Look(source_of(town.token()), "http://test/sta/v1.1")
    seen = {"refused": 0, "read": 0}
    for number, (entity, text) in zip(numbers("filters"), inputs(), strict=False):
        try:
            _use(look, entity, text, ask=number % RUN_EACH == 0)
            seen["read"] += 1
        except BadQuery as refusal:
            seen["refused"] += 1
            assert 0 <= refusal.details["position"] <= max(len(text), 8_000), text
        except Refusal as refusal:
            assert 400 <= refusal.status < 500, text
    assert seen["refused"] > INPUTS // 4, seen
    assert seen["read"] > INPUTS // 10, seen


@pytest.mark.parametrize(
    ("option", "text"),
    [("$top", "-1"), ("$top", "1.5"), ("$skip", "99999999999999999999"), ("$orderby", "name up"), ("$expand", "Things("),
     ("$expand", "Things($top=1,$skip=2)"), ("$expand", "Things($top=1;$top=2)"), ("$select", ""), ("$count", "1"),
     ("$expand", "/".join(["Datastreams"] * 60) + "("), ("resultFormat", "csv"), ("$search", "x")],
)  # fmt: skip
def test_a_wrong_option_is_refused_with_its_name(option: str, text: str) -> None:
    with pytest.raises(BadQuery) as refused:
        parse([(option, text)])
    assert refused.value.details["option"] == option


def test_a_filter_on_time_says_which_days_may_match() -> None:
    tree = parse_filter(
        "result gt 1 and phenomenonTime ge 2015-01-02T00:00:00Z and 2015-01-05T00:00:00Z gt phenomenonTime"
    )
    low, high = lakesql.bounds(tree)
    assert low is not None
    assert high is not None
    assert high - low == 3 * 86_400 * 1_000_000
    assert lakesql.bounds(parse_filter("phenomenonTime gt 2015-01-02T00:00:00Z or result eq 1")) == (
        None,
        None,
    )


def test_an_id_that_is_none_is_not_looked_for() -> None:
    for text in ("", "@", "x@", "@1", "x@y", "x@--1", "x@" + "9" * 30, "x@١"):
        split = readings.split_id(text)
        assert split is None or readings.find(text) is None
    assert replace(Base(streams=None), feature="f").feature == "f"


@pytest.mark.database
def test_the_readings_of_a_datastream_are_no_value_to_compare_with(town: Town) -> None:
    look = Look(source_of(town.token()), "http://test/sta/v1.1")
    with pytest.raises(BadQuery) as refused:
        _use(look, DATASTREAM, "Observations/result gt Observations", ask=True)
    assert refused.value.details["position"] == len("Observations/result gt ")

"""What shipped topics keep and look for, datum by datum, beside what their rehearsals play."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cases import city
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.kernel.clock import VirtualClock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Ledger
from yiwang.packs import _reading
from yiwang.routines.declarations import Match

SHIPPED = Path(__file__).parents[2] / "packs"
WELL_OFF = {"people": 3, "income": 5000, "cars": 0, "flats": 1, "disabled": 0, "outlay": 10, "struck": "none"}


@pytest.fixture(scope="module")
def relief() -> tuple[Match, dict[str, Ledger]]:
    """The match of the scene that finds households in need, and the ledgers of its topic."""
    read = _reading.read_pack(SHIPPED / "civil-affairs", SHIPPED)
    [scene] = [one for one in read.scenes if Path(one.file.name).stem == "relief-finding"]
    assert scene.expansion
    [match] = [one for one in scene.expansion.routines if isinstance(one, Match)]
    made = {one.code: one for one in scene.expansion.ledgers}
    return match, {**scene.ledgers, **made}


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        ({}, set()),
        ({"income": 1300}, {"JZ-01"}),
        ({"income": 1300, "cars": 1}, set()),
        ({"income": 850, "disabled": 1}, {"JZ-01", "JZ-02"}),
        ({"disabled": 1}, set()),
        ({"outlay": 130, "struck": "illness"}, {"JZ-03"}),
        ({"outlay": 130, "struck": "disaster"}, {"JZ-03"}),
        ({"outlay": 90, "struck": "disaster"}, set()),
        ({"outlay": 130}, set()),
    ],
)
def test_relief_is_found_by_income_disability_illness_and_disaster(
    relief: tuple[Match, dict[str, Ledger]], data: dict[str, Any], fits: set[str]
) -> None:
    match, known = relief
    values = {**WELL_OFF, **data}

    def met(terms: Any) -> bool:
        lines = ledgers.judge(
            terms.asks,
            known[match.ledger],
            values,
            find=known.get,
            linked=lambda _: None,
            day=date(2026, 4, 1),
        )
        return all(one.met for one in lines)

    assert {one.policy for one in match.terms if met(one)} == fits


@pytest.mark.database
@pytest.mark.django_db
def test_a_fire_file_keeps_its_plans_and_every_version_of_it(wound: VirtualClock) -> None:
    city.settle()
    read = _reading.read_pack(SHIPPED / "fire", SHIPPED)
    [ledger] = [one.file.record for one in read.ledgers if one.file.record]
    ledgers.declare([replace(ledger, unit="c-ps")], pack="fire")
    keeper = identity.subject_of("paula")

    def plan(shade: int) -> str:
        file = io.BytesIO()
        Image.new("RGB", (48, 32), (shade, shade, shade)).save(file, "PNG")
        return documents.store(file.getvalue(), "一层平面图.png", keeper).id

    first, second = plan(240), plan(200)
    said = {
        "number": "XF-901",
        "name": "样例商场",
        "kind": "mall",
        "class": "key",
        "floors": 5,
        "control_room": True,
        "facilities": "火灾自动报警、自动喷水灭火、室内消火栓",
        "village": "449901001201",
        "manager": "陈管理",
        "drawings": [first],
    }
    row = ledgers.record(keeper, ledger.code, said)
    ledgers.change(
        keeper, row.id, {"drawings": [first, second], "floors": 6}, version=row.version, reason="加建一层"
    )
    kept = ledgers.detail(keeper, row.id)
    assert kept.row.values["drawings"] == [first, second]
    assert [step.version for step in kept.steps] == [2, 1]
    assert {one.field: (one.old, one.new) for one in kept.steps[0].changes} == {
        "drawings": ([first], [first, second]),
        "floors": (5.0, 6.0),
    }
    assert documents.get_document(second, keeper).id == second

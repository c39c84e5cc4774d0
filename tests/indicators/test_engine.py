"""Figures made from rows: against a plain loop, adding up in both trees, and the same however they came."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from django.conf import settings

from tests.identity import people
from yiwang.identity.api import FactSight, subject_of
from yiwang.indicators import _counting as counting
from yiwang.indicators._registry import registry
from yiwang.indicators._sources import SOURCES
from yiwang.indicators.models import Counted, Revision
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.lake import api as lake

from . import rows
from .rows import Book

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("wound")]
ENDS = '    effective_from: "2020-01-01"\n    effective_to: "2025-12-31"\n'
EMPTY = [None, 0.0, 0.0, 0]


def world(seed: int) -> Book:
    """Rows that come in pieces, are corrected late, and move to another place."""
    chance = random.Random(seed)
    book, where = Book(chance), rows.places(chance)
    keys = [f"k{number:03}" for number in range(chance.randrange(20, 60))]
    for piece in range(3):
        book.note(book.row(key, chance.choice(where)) for key in chance.sample(keys, len(keys) // 2))
        rows.count()
        if piece == 1:
            lake.commit_now("case_rows")
    return book


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_figure_is_what_a_plain_loop_over_the_rows_makes_of_it(seed: int) -> None:
    found, kept = rows.expected(world(seed)), rows.kept()
    said = {
        "cases.opened": ("cases.opened", 1),
        "cases.closed": ("cases.closed", 1),
        "in_time_so": ("cases.in_time", 1),
        "in_time_of": ("cases.in_time", 2),
        "p90": ("cases.hours_p90", 0),
        "units": ("cases.units", 0),
    }
    assert all(found.values())
    for name, (code, place) in said.items():
        counted = {key: parts.get(code, EMPTY)[place] or 0.0 for key, parts in kept.items()}
        wanted = {key: value for key, value in found[name].items() if value}
        assert {key: value for key, value in counted.items() if value} == pytest.approx(wanted), name


@pytest.mark.parametrize("seed", [5, 6])
def test_children_sum_to_their_parent_for_every_additive_figure_period_and_tree(seed: int) -> None:
    book = world(seed)
    kept = rows.kept()
    additive = [one.code for one in registry().counted("cases") if one.additive]
    assert additive
    checked = 0
    for (tree, path, kind, first), parts in kept.items():
        below = [
            held
            for (t, p, k, f), held in kept.items()
            if (t, k, f) == (tree, kind, first) and p.startswith(path) and p[len(path) :].count("/") == 1
        ]
        for code in additive:
            by = "closed_day" if code == "cases.closed" else "opened_day"
            here = sum(
                1 if code == "cases.closed" else row["living"]
                for row in book.counted()
                if row[f"{tree}_path"] == path and (tree, path, kind, first) in rows.cells_of(row, by)
            )
            total = sum(held.get(code, EMPTY)[1] for held in below) + here
            assert parts.get(code, EMPTY)[1] == total, (code, tree, path, kind, first)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("seed", [7, 8])
def test_counted_in_pieces_is_what_is_counted_at_once(seed: int) -> None:
    world(seed)
    pieces = {key: {c: p for c, p in held.items() if p != EMPTY} for key, held in rows.kept().items()}
    Counted.objects.update(definitions="")
    rows.count()
    whole = {key: {c: p for c, p in held.items() if p != EMPTY} for key, held in rows.kept().items()}
    assert {key: held for key, held in pieces.items() if held} == {k: h for k, h in whole.items() if h}


def test_counting_the_same_again_changes_nothing(wound: clock.VirtualClock) -> None:
    world(9)
    before, many = rows.kept(), Revision.objects.count()
    version = lake.ask("SELECT 1", tables=["case_cube"]).versions
    Counted.objects.update(seq=0)
    rows.count()
    assert lake.ask("SELECT 1", tables=["case_cube"]).versions == version
    assert rows.kept() == before
    assert Revision.objects.count() == many


def test_a_late_correction_of_a_final_month_leaves_a_revision_with_both_values_and_the_reason() -> None:
    book = Book(random.Random(10), days=5)
    where = (f"{rows.CITY}c0/t00/", f"{rows.CITY}c0/t00/")
    for key in ("a", "b"):
        book.note([book.row(key, where) | {"secret": False, "living": 1, "opened_day": "2025-11-21"}])
    rows.count()
    assert not Revision.objects.exists()
    book.note([book.latest["b"] | {"living": 0}])
    rows.count()
    one = Revision.objects.get(code="cases.opened", tree="managed", area_path=where[0], kind="month")
    assert (one.old[1], one.new[1], one.revision) == (2.0, 1.0, 1)
    assert "Nb" in one.why_zh
    assert "Nb" in one.why_en
    # What waits for its cases for sixty days is no revision before that.
    months = Revision.objects.filter(code="cases.closed_rate").values_list("first_day", flat=True)
    today = clock.now().date()
    assert all((today - first).days > 60 for first in months)


VERSION = """
  - code: own.sorted
    version: {version}
    name: {{zh: 分类件, en: sorted}}
    definition: {{zh: 分类件, en: sorted}}
    source: {{zh: 工单, en: cases}}
    unit: "1"
    periods: [month]
    owner: data
    effective_from: "{first}"
    formula: {{of: cases, by: opened_day, count: {{where: [{{column: kind, is: [{kind}]}}]}}}}
"""


def test_a_final_value_of_one_version_stands_for_no_other() -> None:
    own = Path(settings.YIWANG.home, "indicators.yaml")
    city = VERSION.format(version=1, first="2020-01-01", kind="city")
    later = VERSION.format(version=2, first="2026-01-01", kind="maintenance")

    def declare(*versions: str) -> None:
        text = "indicators:" + "".join(versions)
        if len(versions) > 1:
            text = text.replace('    effective_from: "2020-01-01"\n', ENDS, 1)
        own.write_text(text, encoding="utf-8")

    def revised() -> list[tuple[float, float]]:
        found = Revision.objects.filter(code="own.sorted", tree="managed", area_path=rows.CITY, kind="month")
        return [(one.old[1], one.new[1]) for one in found.order_by("id")]

    declare(city)
    book = Book(random.Random(10), days=5)
    where = (f"{rows.CITY}c0/t00/", f"{rows.CITY}c0/t00/")
    row = {"secret": False, "living": 1, "kind": "city"}
    book.note([book.row("a", where) | row | {"opened_day": "2025-11-21"}])
    book.note([book.row("b", where) | row | {"opened_day": "2025-11-22"}])
    rows.count()
    declare(city, later)
    rows.count()
    assert revised() == []
    # A correction of a month of the first version is told by the first version.
    book.note([book.latest["b"] | {"kind": "maintenance"}])
    rows.count()
    assert revised() == [(2.0, 1.0)]


def test_a_count_is_told_once_and_to_whoever_may_look_again() -> None:
    def told() -> list[tuple[str, str]]:
        facts = FactRow.objects.filter(fact_type="indicators.counted").order_by("recorded_at")
        return [(json.loads(one.data)["source"], one.area_path) for one in facts]

    chance = random.Random(3)
    book, where = Book(chance), rows.places(chance)
    book.note(book.row(f"k{number}", chance.choice(where)) for number in range(5))
    rows.count()
    assert told() == [("cases", "")]
    rows.count()
    assert len(told()) == 1
    book.note([book.row("k9", where[0])])
    rows.count()
    assert len(told()) == 2
    # It names no area: who sees one village hears it as well, and is not told of a revision elsewhere.
    people.settle()
    village = subject_of("east-town")
    assert FactSight(village).sees(fact_type="indicators.counted", area_path="")
    assert not FactSight(village).sees(fact_type="indicators.revised", area_path="/44/4499/")


def test_a_cube_of_another_form_is_made_anew_and_leaves_no_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    world(9)
    before, revisions = rows.kept(), Revision.objects.count()
    held = lake.mark("case_cube", "seq")
    monkeypatch.setattr(counting.cube, "FORM", counting.cube.FORM + 1)
    rows.count()
    assert lake.mark("case_cube", "form") == counting.cube.FORM
    assert (rows.kept(), Revision.objects.count(), lake.mark("case_cube", "seq")) == (before, revisions, held)
    rows.count()
    assert Counted.objects.get(pk="cases").definitions == counting.made_by(registry(), SOURCES["cases"])

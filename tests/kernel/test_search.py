"""Finding rows by their words: Chinese without spaces, rare characters, scopes, on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel import clock, pages, search
from yiwang.kernel.facts import join_units
from yiwang.kernel.models import ConsumerPosition, FactRow, SearchEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KINDS = ("case", "event", "thing", "probe")


def found(text: str, *kinds: str) -> list[str]:
    return sorted(ref for kind in kinds or KINDS for ref in search.seek(kind, text).few or ())


@pytest.fixture
def rows() -> None:
    search.index("case", "c1", "积水内涝", "人民大道下穿隧道积水,请排水单位处置")
    search.index("case", "c2", "水浸", "水浸街:积了很深的水")
    search.index("event", "e1", "路灯", "塘㙍镇𬇙水河边路灯不亮")
    search.index("thing", "g1", "K12", "Gauge K12 at G15 motorway café, code AB-0042")
    search.index("case", "c3", "举报", "市民举报餐饮后厨积水")


def test_a_few_characters_anywhere_in_a_sentence_find_it(rows: None) -> None:
    assert found("下穿隧道") == ["c1"]
    assert found("积水") == ["c1", "c3"]
    assert found("积水 单位") == ["c1"]
    assert found("隧道排水") == []
    assert found("积") == ["c1", "c2", "c3"]
    assert found("置") == ["c1"]


def test_rare_characters_are_characters(rows: None) -> None:
    assert found("塘㙍") == ["e1"]
    assert found("𬇙水") == ["e1"]
    assert found("㙍") == ["e1"]


def test_words_of_letters_are_found_by_their_beginning_in_any_case(rows: None) -> None:
    assert found("gauge") == ["g1"]
    assert found("GAU") == ["g1"]
    assert found("auge") == []
    assert found("k12 g15") == ["g1"]
    assert found("ab-0042") == ["g1"]
    assert found("Ｋ１２") == ["g1"]
    assert found("CAFÉ") == ["g1"]


def test_a_list_finds_only_its_own_kind(rows: None) -> None:
    assert found("积水", "event") == []
    assert found("路灯", "event") == ["e1"]


def test_words_of_two_texts_do_not_run_together(rows: None) -> None:
    assert found("内涝人民") == []


def test_a_row_indexed_again_is_found_by_its_new_words_only(rows: None) -> None:
    search.index("case", "c1", "井盖破损")
    assert found("隧道") == []
    assert found("井盖") == ["c1"]
    assert SearchEntry.objects.count() == 5


def test_what_is_rolled_back_was_never_indexed(rows: None) -> None:
    def act() -> None:
        with transaction.atomic():
            search.index("case", "c7", "危化品泄漏")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert found("泄漏") == []


def test_nothing_is_asked_and_nothing_is_found(rows: None) -> None:
    for empty in ("", "   ", "，。！", '"', "'--", "%", "\x00", "* NEAR("):
        assert isinstance(found(empty), list)
    assert found("，") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_no_query_is_an_error(db: None, text: str) -> None:
    found(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet="积水点路灯㙍𬇙ab1 -，", min_size=1, max_size=30), st.integers(0, 29), st.integers(1, 6)
)
def test_any_piece_of_chinese_finds_the_text_it_came_from(
    db: None, text: str, start: int, length: int
) -> None:
    piece = text[start : start + length]
    if not piece or any(letter in "ab1 -，" for letter in piece):
        return
    search.index("probe", "p", text)
    assert "p" in found(piece)


@pytest.mark.parametrize("few", [0, 5_000], ids=["a common word", "a rare word"])
def test_a_list_is_narrowed_and_counted_by_the_index(
    rows: None, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    for name in ("c1", "c2", "e1"):
        ConsumerPosition.objects.create(name=name, position=0)
    listed = ConsumerPosition.objects.all()
    for kind, text, expected in (
        ("case", "积水", ["c1"]),
        ("case", "积", ["c1", "c2"]),
        ("case", "路灯", []),
        ("event", "路灯", ["e1"]),
        ("case", "，", []),
    ):
        sought = search.seek(kind, text)
        assert sorted(row.pk for row in sought.among(listed)) == expected
        assert sought.count(listed) == len(expected)
        assert sought.among(listed.filter(position__gt=0)).count() == 0
    assert (search.seek("case", "积水").few is None) is not bool(few)


def test_no_text_asks_for_everything_and_blanks_for_nothing(rows: None) -> None:
    cases = SearchEntry.objects.filter(kind="case")
    assert search.seek("case", "").count(cases) == len(search.seek("case", "").among(cases)) == 3
    assert search.seek("case", "  ").count(cases) == len(search.seek("case", "  ").among(cases)) == 0


AREAS = ("/c/", "/c/k1/", "/c/k1/t1/", "/c/k1/t2/", "/c/k2/", "/c/k2/t3/")
UNITS = ("u-1", "U-2", "@住建", "!u-1")
WORDS = ("路灯", "井盖", "积水")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAYS = st.one_of(st.integers(0, 30), st.integers(-900, 25_000), st.sampled_from((8, 64, 512, 4096)))
ROWS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(WORDS)),
        st.sampled_from(AREAS),
        st.sets(st.sampled_from(UNITS), max_size=2),
        st.booleans(),
        DAYS,
    ),
    max_size=30,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    words=st.sets(st.sampled_from(WORDS), min_size=1, max_size=2),
    areas=st.sets(st.sampled_from(AREAS), max_size=2),
    units=st.sets(st.sampled_from(UNITS), max_size=2),
    only=st.sampled_from((None, True, False)),
    few=st.integers(0, 4),
    most=st.sampled_from((0, 1, 3, 10_000)),
    page=st.tuples(st.integers(0, 6), st.integers(1, 6)),
    before=st.none() | DAYS,
)
def test_a_list_under_a_scope_is_what_each_row_says_of_itself(
    db: None,
    rows: list[tuple[set[str], str, set[str], bool, int]],
    words: set[str],
    areas: set[str],
    units: set[str],
    only: bool | None,
    few: int,
    most: int,
    page: tuple[int, int],
    before: int | None,
) -> None:
    """Whatever is rare or frequent, narrow or wide, of today, of long ago or (a rehearsal's) to come."""
    with rolled_back(), pytest.MonkeyPatch.context() as patch, clock.use(clock.VirtualClock(NOW)):
        patch.setattr(search, "FEW", few)
        patch.setattr(search, "MANY", 2 * few)
        patch.setattr(pages, "MOST_COUNTED", most)
        for number, (held, path, borne, is_open, days) in enumerate(rows):
            at, column = NOW - timedelta(days=days), join_units(sorted(borne))
            one = FactRow(id=f"r{number:02d}", area_path=path, units=column, secret=is_open, recorded_at=at)
            one.subject, one.subject_version, one.position = one.id, 1, number + 1
            one.save()
            place = search.Place(area_path=path, units=column, open=is_open, at=at)
            search.index("probe", one.id, "，".join(sorted(held)), place=place)
        seen = _any(
            [Q(area_path__startswith=path) for path in areas]
            + [search.bears("units", [unit]) for unit in units]
        )
        listed = FactRow.objects.filter(seen, **({} if only is None else {"secret": only}))
        latest = None if before is None else NOW - timedelta(days=before)
        beyond = listed if latest is None else listed.filter(recorded_at__lte=latest)
        holding = {f"r{number:02d}" for number, row in enumerate(rows) if words <= row[0]}

        def naive(found: QuerySet[FactRow]) -> list[str]:
            order = sorted(found, key=lambda row: (row.recorded_at, row.id), reverse=True)
            return [row.id for row in order if row.id in holding]

        sought = search.seek("probe", " ".join(words), search.Within(areas=areas, units=units, open=only))
        start, end = page[0], sum(page)
        first = sought.newest(beyond, "recorded_at", start, end, latest)
        assert [row.id for row in first] == naive(beyond)[start:end]
        assert [row.id for row in sought.listed(listed, "-recorded_at", "-id")] == naive(listed)
        assert sorted(row.id for row in sought.among(listed)) == sorted(naive(listed))
        counted = sought.count(listed)
        assert counted == len(naive(listed)) or min(counted, len(naive(listed))) > most


def _any(lines: list[Q]) -> Q:
    return reduce(or_, lines) if lines else Q()


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_row_that_moved_is_found_by_its_new_place_only(db: None) -> None:
    def here(area: str, at: datetime = NOW) -> None:
        place = search.Place(area_path=f"/c/{area}/", units="|u|", open=area == "k1", at=at)
        search.index("probe", "p", "路灯", place=place)

    def found(**said: Any) -> bool:
        return search.seek("probe", "路灯", search.Within(**said)).few == ("p",)

    here("k1")
    for said in ({"areas": ["/c/k1/"]}, {"units": ["u"]}, {"open": True}, {"areas": ["/c/"]}):
        assert found(**said)
    here("k2")
    for said in ({"areas": ["/c/k2/"]}, {"areas": ["/c/k1/"], "units": ["u"]}):
        assert found(**said)
    for said in ({"areas": ["/c/k1/"]}, {"open": True}, {"units": ["v"]}):
        assert not found(**said)


def test_a_place_is_written_anew_beside_the_words_and_twice_is_harmless(rows: None) -> None:
    places = [
        (name, search.Place(area_path="/c/k1/t1/", units="|u|", open=True, at=NOW))
        for name in ("c1", "c2", "nobody")
    ]
    for _ in range(2):
        search.replace("case", iter(places), size=1)
        within = search.Within(areas=["/c/k1/t1/"], open=True)
        assert sorted(search.seek("case", "积", within).few or ()) == ["c1", "c2"]
        assert found("积水", "case") == ["c1", "c3"]
        assert SearchEntry.objects.count() == 5


def test_what_is_as_it_was_is_not_written(db: None) -> None:
    """The entry of a case is asked for at each of its steps; the index is not rewritten for nothing."""
    place = search.Place(area_path="/c/k1/", units="|u|", open=True, at=NOW)

    def mark() -> Any:
        if connection.vendor == "sqlite":
            return connection.connection.total_changes
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text FROM kernel_searchentry")
            return cursor.fetchall()

    search.index("probe", "p", "路灯", place=place)
    written = mark()
    search.index("probe", "p", "路灯", place=place)
    assert mark() == written

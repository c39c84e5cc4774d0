"""Finding rows by their words: Chinese without spaces, rare characters, scopes, on both databases."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel import search
from yiwang.kernel.models import ConsumerPosition, SearchEntry

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

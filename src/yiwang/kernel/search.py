"""Full text in Chinese and English: the one room that speaks two dialects of SQL.

Chinese has no spaces, so a run of characters is kept as its overlapping pairs (积水点 → 积水, 水点, 点), and
a query asks for all of its pairs. Tokens are written in plain
ASCII, so that no database has its own idea of letters (rare ones least of all). SQLite answers from
FTS5, kept in step by triggers; PostgreSQL from a generated tsvector with a GIN index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from yiwang.kernel import statements
from yiwang.kernel.models import SearchEntry

MAX_QUERY = 100
MAX_TOKENS = 40
MAX_TEXT = 4000


def index(kind: str, ref: str, *texts: str) -> None:
    """Make a row findable by its words, or findable anew; inside the transaction of its change.

    Only words are kept: what may be seen is the row's own to say, so nothing here can be out of step with it.
    """
    found = " ".join(dict.fromkeys(token for text in texts for token in _words(text[:MAX_TEXT])))
    if not statements.keep("search", _index, (kind, ref, found)):
        _index([(kind, ref, found)])


def _index(rows: Sequence[tuple[str, str, str]]) -> None:
    last = {(kind, ref): found for kind, ref, found in rows}
    values = [value for (kind, ref), found in last.items() for value in (kind, ref, found)]
    statements.run(_indexing(len(last)), values)


@lru_cache(maxsize=64)
def _indexing(many: int) -> str:
    return (
        "INSERT INTO kernel_searchentry (kind, ref, tokens) "  # noqa: S608
        f"VALUES {', '.join(['(%s, %s, %s)'] * many)} "
        "ON CONFLICT (kind, ref) DO UPDATE SET tokens = excluded.tokens"
    )


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """All tokens of a text, kept in mind: matters, places and units are named again and again."""
    return tuple(token for run in tokens(text) for token in run)


def refs(kind: str, text: str) -> QuerySet[SearchEntry, str]:
    """The ids of one kind's rows that hold every word of `text`, for `filter(pk__in=…)` of the kind's own
    list, which brings its scope and its order.
    """
    rows = _matching(text[:MAX_QUERY])
    found = SearchEntry.objects.none() if rows is None else rows.filter(kind=kind)
    return found.values_list("ref", flat=True)


def _matching(text: str) -> QuerySet[SearchEntry] | None:
    """Entries that hold all of `text`; None when there is nothing to look for."""
    words: list[tuple[str, bool]] = []
    for run in tokens(text):
        # A run of Chinese ends in its last character, which every longer run would not; pairs say it all.
        pairs = [token for token in run if len(token) == 2 * _WIDTH] if run[0].startswith(_MARK) else []
        words += [(token, False) for token in pairs] if pairs else [(run[0], True)]
    words = list(dict.fromkeys(words))[:MAX_TOKENS]
    if not words:
        return None
    # Tokens are ASCII letters and digits by construction, so nothing in them can end a quotation.
    if connection.vendor == "sqlite":
        asked = " AND ".join(f'"{word}"*' if prefix else f'"{word}"' for word, prefix in words)
        rows = "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s"
        return SearchEntry.objects.filter(pk__in=RawSQL(rows, [asked]))  # noqa: S611
    asked = " & ".join(f"'{word}':*" if prefix else f"'{word}'" for word, prefix in words)
    rows = "SELECT id FROM kernel_searchentry WHERE vector @@ %s::tsquery"
    return SearchEntry.objects.filter(pk__in=RawSQL(rows, [asked]))  # noqa: S611


_MARK = "x"
_WIDTH = 7


def _written(letter: str) -> str:
    """A character of a script without spaces, in plain ASCII."""
    return f"{_MARK}{ord(letter):06x}"


def tokens(text: str) -> Iterator[list[str]]:
    """The tokens of each run of a text: a word of letters and digits, or the pairs of a run of Chinese.

    >>> [len(run) for run in tokens("积水点 G15")]
    [3, 1]
    """
    run: list[str] = []
    word: list[str] = []
    for letter in (*unicodedata.normalize("NFKC", text).casefold(), " "):
        spaceless = unicodedata.category(letter) in ("Lo", "Co", "Cn")
        if word and not (letter.isalnum() and not spaceless):
            yield [_plain("".join(word))]
            word = []
        if run and not spaceless:
            yield _pairs(run)
            run = []
        if spaceless:
            run.append(letter)
        elif letter.isalnum():
            word.append(letter)


def _plain(word: str) -> str:
    """A word as an ASCII token; letters beyond ASCII (é, ё) are written by number. Words never begin as
    pairs do.
    """
    ascii_word = "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in word)
    return f"w{ascii_word[:60]}"


def _pairs(run: Sequence[str]) -> list[str]:
    written = [_written(letter) for letter in run]
    return [a + b for a, b in pairwise(written)] + [written[-1]]

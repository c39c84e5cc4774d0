"""Full text in Chinese and English: the one room that speaks two dialects of SQL.

Chinese has no spaces, so a run of characters is kept as its overlapping pairs (积水点 → 积水, 水点, 点), and
a query asks for all of its pairs. Tokens are written in plain
ASCII, so that no database has its own idea of letters (rare ones least of all). SQLite answers from
FTS5, kept in step by triggers; PostgreSQL from a generated tsvector with a GIN index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from yiwang.kernel import pages, statements
from yiwang.kernel.models import SearchEntry

T = TypeVar("T", bound=Model)
MAX_QUERY = 100
MAX_TOKENS = 40
MAX_TEXT = 4000


def index(kind: str, ref: str, *texts: str) -> None:
    """Make a row findable by its words, or findable anew; inside the transaction of its change.

    Only words are kept: what may be seen is the row's own to say, so nothing here can be out of step with it.
    """
    words = dict.fromkeys(token for text in texts for token in _words(text[:MAX_TEXT]))
    found = " ".join((_of_kind(kind), *words))
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


FEW = 5_000
"""Up to so many hits are fetched and sorted; of more, the list is walked in its own order."""
FAR = 200_000
"""Of a word that most rows hold, the newest so many entries are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A text sought among one kind's rows (no text: all of them): what narrows a list, and what counts it.

    A rare word is quick from its hits; a word that most rows hold is quick along the list, which finds the
    next hit at once. Which it is, is asked once, here.
    """

    kind: str
    text: str
    asked: str = ""
    is_rare: bool = True

    def among(self, rows: QuerySet[T]) -> QuerySet[T]:
        """Those of `rows` that hold every word; the list brings its own scope and order."""
        if not self.asked:
            return rows.none() if self.text else rows
        if self.is_rare:
            return rows.filter(pk__in=RawSQL(*self._refs(FAR)))  # noqa: S611
        held = SearchEntry.objects.filter(
            pk__in=RawSQL(*self._ids(FAR)),  # noqa: S611
            kind=self.kind,
            ref=OuterRef("pk"),
        )
        return rows.filter(Exists(held))

    def count(self, rows: QuerySet[T]) -> int:
        """How many of `rows` hold every word; `pages.MOST_COUNTED` + 1 stands for more than that."""
        if not self.asked:
            return 0 if self.text else pages.count(rows)
        found = 0
        for far in (FAR,) if self.is_rare else (2 * pages.MOST_COUNTED, FAR):
            found = pages.count(rows.filter(pk__in=RawSQL(*self._refs(far))))  # noqa: S611
            if found > pages.MOST_COUNTED:
                break
        return found

    def _ids(self, far: int) -> tuple[str, list[str | int]]:
        if connection.vendor == "sqlite":
            rows = "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s"
            return f"{rows} ORDER BY rowid DESC LIMIT %s", [self.asked, far]
        return "SELECT id FROM kernel_searchentry WHERE vector @@ %s::tsquery LIMIT %s", [self.asked, far]

    def _refs(self, far: int) -> tuple[str, list[str | int]]:
        if connection.vendor == "sqlite":
            rows = (
                "SELECT entry.ref FROM kernel_search "
                "JOIN kernel_searchentry AS entry ON entry.id = kernel_search.rowid "
                "WHERE kernel_search MATCH %s ORDER BY kernel_search.rowid DESC LIMIT %s"
            )
        else:
            rows = "SELECT ref FROM kernel_searchentry WHERE vector @@ %s::tsquery LIMIT %s"
        return rows, [self.asked, far]


def seek(kind: str, text: str) -> Sought:
    """The rows of one kind that hold every word of `text`; a text without a word finds nothing."""
    asked = _asked(kind, text[:MAX_QUERY])
    sought = Sought(kind=kind, text=text, asked=asked)
    if not asked:
        return sought
    with connection.cursor() as cursor:
        ids, words = sought._ids(FEW + 1)
        cursor.execute(f"SELECT count(*) FROM ({ids}) AS hits", words)  # noqa: S608
        (many,) = cursor.fetchone()
    return replace(sought, is_rare=many <= FEW)


def refs(kind: str, text: str) -> list[str]:
    """The ids of one kind's rows that hold every word of `text`, at most `FAR`."""
    sought = seek(kind, text)
    if not sought.asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*sought._refs(FAR))
        return [ref for (ref,) in cursor.fetchall()]


def _asked(kind: str, text: str) -> str:
    """The query in the database's own words; empty when there is nothing to look for."""
    words: list[tuple[str, bool]] = []
    for run in tokens(text):
        # A run of Chinese ends in its last character, which every longer run would not; pairs say it all.
        pairs = [token for token in run if len(token) == 2 * _WIDTH] if run[0].startswith(_MARK) else []
        words += [(token, False) for token in pairs] if pairs else [(run[0], True)]
    words = list(dict.fromkeys(words))[:MAX_TOKENS]
    if not words:
        return ""
    words.append((_of_kind(kind), False))
    # Tokens are ASCII letters and digits by construction, so nothing in them can end a quotation.
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{word}"*' if prefix else f'"{word}"' for word, prefix in words)
    return " & ".join(f"'{word}':*" if prefix else f"'{word}'" for word, prefix in words)


def _of_kind(kind: str) -> str:
    """The word that every entry of a kind holds; words of texts never begin so."""
    return f"k{kind}"


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

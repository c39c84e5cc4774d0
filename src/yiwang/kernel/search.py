"""Full text in Chinese and English: the one room that speaks two dialects of SQL.

Chinese has no spaces, so a run of characters is kept as its overlapping pairs (积水点 → 积水, 水点, 点), and
a query asks for all of its pairs. Tokens are written in plain
ASCII, so that no database has its own idea of letters (rare ones least of all). SQLite answers from
FTS5, kept in step by triggers; PostgreSQL from a generated tsvector with a GIN index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from operator import or_
from typing import TypeVar

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.functions import Coalesce

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
"""So many hits are fetched, and the list looks for them; where there are more, it is walked in its order."""
FAR = 200_000
"""SQLite looks among the newest so many entries that hold a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A text sought among one kind's rows (no text: all of them): what narrows a list, and what counts it.

    A rare word is quick from its hits, `few`; a word that most rows hold is quick along the list, which finds
    the next hit at once, and `few` is None.
    """

    kind: str
    text: str
    asked: str = ""
    few: tuple[str, ...] | None = ()

    def among(self, rows: QuerySet[T]) -> QuerySet[T]:
        """Those of `rows` that hold every word; the list brings its own scope and order."""
        if not self.text:
            return rows
        if self.few is not None:
            return rows.filter(pk__in=self.few)
        held = SearchEntry.objects.filter(kind=self.kind, ref=OuterRef("pk"))
        if connection.vendor == "sqlite":
            newest = (
                "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s ORDER BY rowid DESC LIMIT %s"
            )
            held = held.filter(pk__in=RawSQL(newest, [self.asked, FAR]))  # noqa: S611
        else:  # an entry is looked into as the list is walked
            holds = RawSQL("vector @@ %s::tsquery", [self.asked])
            held = held.annotate(holds=holds).filter(holds=True)
        return rows.filter(Exists(held))

    def listed(self, rows: QuerySet[T], *order: str | OrderBy) -> QuerySet[T]:
        """The same in an order. Few hits are sorted: to look for them along an index of the order, which a
        database takes for a bargain, may lead through all of it."""
        found = self.among(rows)
        return found.order_by(*(order if self.few is None or not self.text else map(_sorted, order)))

    def count(self, rows: QuerySet[T]) -> int:
        """How many of `rows` hold every word; `pages.MOST_COUNTED` + 1 stands for more than that."""
        if self.few is None and pages.count(rows) > pages.MOST_COUNTED:
            # Mostly the first hits are enough to be sure that there are more than we count.
            hits = RawSQL(*_hits(self.kind, self.asked, 2 * pages.MOST_COUNTED))  # noqa: S611
            found = pages.count(rows.filter(pk__in=hits))
            if found > pages.MOST_COUNTED:
                return found
        return pages.count(self.among(rows))


def _sorted(by: str | OrderBy) -> OrderBy:
    """The same order by an expression that no index has."""
    if isinstance(by, str):
        name = by.removeprefix("-")
        return OrderBy(Coalesce(F(name), F(name)), descending=by != name)
    again = by.copy()
    again.set_source_expressions([Coalesce(*by.get_source_expressions(), *by.get_source_expressions())])
    return again


def seek(kind: str, text: str) -> Sought:
    """The rows of one kind that hold every word of `text`; a text without a word finds nothing."""
    asked = _asked(kind, text[:MAX_QUERY])
    if not asked:
        return Sought(kind=kind, text=text)
    with connection.cursor() as cursor:
        cursor.execute(*_hits(kind, asked, FEW + 1))
        found = tuple(ref for (ref,) in cursor.fetchall())
    return Sought(kind=kind, text=text, asked=asked, few=found if len(found) <= FEW else None)


def _hits(kind: str, asked: str, most: int) -> tuple[str, list[str | int]]:
    """The statement that finds the ids of at most so many rows, the newest of them on SQLite."""
    if connection.vendor == "sqlite":
        rows = (
            "SELECT entry.ref FROM kernel_search "
            "JOIN kernel_searchentry AS entry ON entry.id = kernel_search.rowid "
            "WHERE kernel_search MATCH %s ORDER BY kernel_search.rowid DESC LIMIT %s"
        )
        return rows, [asked, most]
    rows = "SELECT ref FROM kernel_searchentry WHERE vector @@ %s::tsquery AND kind = %s LIMIT %s"
    return rows, [asked, kind, most]


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
    # Tokens are ASCII letters and digits by construction, so nothing in them can end a quotation.
    if connection.vendor == "sqlite":
        words.append((_of_kind(kind), False))
        return " AND ".join(f'"{word}"*' if prefix else f'"{word}"' for word, prefix in words)
    return " & ".join(f"'{word}':*" if prefix else f"'{word}'" for word, prefix in words)


def _of_kind(kind: str) -> str:
    """The word that every entry of a kind holds; words of texts never begin so."""
    return f"k{kind}"


class _Bears(Func):
    """One of the tokens (`a|b`) stands in a column `|a|b|`; PostgreSQL keeps an index of exactly this."""

    template = "(string_to_array(%(expressions)s, '|'))"
    arg_joiner = ", '|') && string_to_array("
    output_field = BooleanField()


def bears(column: str, tokens: Sequence[str]) -> Q:
    """Rows in whose column `|a|b|` one of the tokens stands. A table of millions has its index by
    `bearing_index` (PostgreSQL; SQLite looks into each row).
    """
    if not tokens:
        return Q(pk__in=())
    if connection.vendor == "sqlite":
        return reduce(or_, (Q(**{f"{column}__contains": f"|{token}|"}) for token in tokens))
    return Q(_Bears(F(column), Value("|".join(tokens))))


def bearing_index(table: str, column: str) -> str:
    """The statement that makes the index which `bears` asks, for a migration on PostgreSQL."""
    name = f"{table}_{column}_borne"
    return f"CREATE INDEX {name} ON {table} USING gin (string_to_array({column}, '|'))"


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

"""Full text in Chinese and English: the one room that speaks two dialects of SQL.

Chinese has no spaces, so a run of characters is kept as its overlapping pairs (积水点 → 积水, 水点, 点), and
a query asks for all of its pairs; what stands letter for letter comes first. Tokens are written in plain
ASCII, so that no database has its own idea of letters (rare ones least of all). SQLite answers from
FTS5, kept in step by triggers; PostgreSQL from a generated tsvector with a GIN index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from yiwang.kernel import clock
from yiwang.kernel.facts import join_units
from yiwang.kernel.models import SearchEntry

MAX_QUERY = 100
MAX_TOKENS = 40
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What was found: a row of some noun, by its kind and id."""

    kind: str
    id: str
    title: str
    text: str
    area_path: str
    indexed_at: datetime


def index(
    kind: str,
    id: str,
    text: str,
    area_path: str = "",
    units: Sequence[str] | str = "",
    secret: bool = False,
    *,
    title: str = "",
) -> None:
    """Make a row findable by `title` and `text`, or findable anew; inside the transaction of its change.

    `area_path`, `units` and `secret` are the row's own, so that a search is narrowed by the same scope as a
    list.
    """
    # PostgreSQL keeps no NUL in a text.
    title, text = title.replace("\0", ""), text.replace("\0", "")
    said = f"{title}\n{text}"[:MAX_TEXT]
    found = " ".join(dict.fromkeys(token for run in tokens(said) for token in run))
    row = (
        kind,
        id,
        (title or text)[:200],
        text[:MAX_TEXT],
        found,
        area_path,
        units if isinstance(units, str) else join_units(units),
        secret,
        connection.ops.adapt_datetimefield_value(clock.now()),
    )
    # One statement and no model: this runs inside acts that have to be short.
    with connection.cursor() as cursor:
        cursor.execute(_INDEX, row)


_INDEX = (
    "INSERT INTO kernel_searchentry (kind, ref, title, text, tokens, area_path, units, secret, indexed_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (kind, ref) DO UPDATE SET "
    "title = excluded.title, text = excluded.text, tokens = excluded.tokens, area_path = excluded.area_path, units = excluded.units, "
    "secret = excluded.secret, indexed_at = excluded.indexed_at"
)


def forget(kind: str, id: str) -> None:
    """Make a row unfindable."""
    SearchEntry.objects.filter(kind=kind, ref=id).delete()


def search(text: str, scope_q: Q, limit: int = 20, *, kinds: Sequence[str] = ()) -> list[Hit]:
    """Rows within `scope_q` (of `Scope.q()`) that hold every word of `text`; literal matches first, then
    newest.
    """
    text = text[:MAX_QUERY].replace("\0", "")
    rows = _matching(text)
    if rows is None:
        return []
    rows = rows.filter(scope_q)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    whole = text.strip()
    literal = Case(
        When(Q(title__icontains=whole) | Q(text__icontains=whole), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    found = rows.annotate(literal=literal).order_by("-literal", "-indexed_at", "-id")[:limit]
    return [
        Hit(
            kind=row.kind,
            id=row.ref,
            title=row.title,
            text=row.text,
            area_path=row.area_path,
            indexed_at=row.indexed_at,
        )
        for row in found
    ]


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

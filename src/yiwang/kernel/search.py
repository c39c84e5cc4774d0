"""Full text in Chinese and English: the one room that speaks two dialects of SQL.

Chinese has no spaces, so a run of characters is kept as its overlapping pairs (积水点 → 积水, 水点, 点), and
a query asks for all of its pairs. Beside its words an entry may hold where its row stands (area, units,
state, spans of time): a common word in one town is then as rare as it is there, and the newest of a million
hits are found without the others (decision 0030). Tokens are written in plain
ASCII, so that no database has its own idea of letters (rare ones least of all). SQLite answers from
FTS5, kept in step by triggers; PostgreSQL from a generated tsvector with a GIN index.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from itertools import islice, pairwise
from operator import or_
from typing import TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, F, Field, Func, Model, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.functions import Coalesce

from yiwang.kernel import clock, pages, statements
from yiwang.kernel.models import SearchEntry

T = TypeVar("T", bound=Model)
MAX_QUERY = 100
MAX_TOKENS = 40
MAX_TEXT = 4000
MAX_BOUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands, by the columns of the row convention; `at` is what its list is newest first by."""

    area_path: str
    units: str
    open: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Rows below one of `areas` or borne by one of `units` (neither: all rows), perhaps only those that are
    `open`, or only those that are not.

    It narrows beforehand and leaves out none that the list's scope and filters let through: what is seen,
    those alone decide. For kinds whose rows are indexed with their place.
    """

    areas: Collection[str] = ()
    units: Collection[str] = ()
    open: bool | None = None


def index(kind: str, ref: str, *texts: str, place: Place | None = None) -> None:
    """Make a row findable by its words, or findable anew; inside the transaction of its change.

    A row with a place is indexed again when it moves: by its old place it would no longer be found. Where
    nothing is new, nothing is written.
    """
    words = dict.fromkeys(token for text in texts for token in _words(text[:MAX_TEXT]))
    found = " ".join((_of_kind(kind), *(standing(kind, place) if place else ()), *words))
    if not statements.keep("search", _index, (kind, ref, found)):
        _index([(kind, ref, found)])


def replace(kind: str, places: Iterable[tuple[str, Place]], size: int = 1_000) -> None:
    """Write where the rows of a kind stand, and leave their words: for migrations. Twice is harmless."""
    rest = iter(places)
    while stands := {ref: standing(kind, one) for ref, one in islice(rest, size)}:
        entries = SearchEntry.objects.filter(kind=kind, ref__in=list(stands))
        changed = []
        for ref, held in entries.values_list("ref", "tokens"):
            words = (word for word in held.split() if word[0] in _OF_TEXTS)
            found = " ".join((_of_kind(kind), *stands[ref], *words))
            if found != held:
                changed.append((kind, ref, found))
        for first in range(0, len(changed), 200):
            _index(changed[first : first + 200])


def _index(rows: Sequence[tuple[str, str, str]]) -> None:
    last = {(kind, ref): found for kind, ref, found in rows}
    values = [value for (kind, ref), found in last.items() for value in (kind, ref, found)]
    statements.run(_indexing(len(last)), values)


@lru_cache(maxsize=64)
def _indexing(many: int) -> str:
    return (
        "INSERT INTO kernel_searchentry (kind, ref, tokens) "  # noqa: S608
        f"VALUES {', '.join(['(%s, %s, %s)'] * many)} "
        "ON CONFLICT (kind, ref) DO UPDATE SET tokens = excluded.tokens "
        "WHERE kernel_searchentry.tokens <> excluded.tokens"
    )


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """All tokens of a text, kept in mind: matters, places and units are named again and again."""
    return tuple(token for run in tokens(text) for token in run)


FEW = 12_000
"""So many hits are fetched at once, and the list looks for them. More than are counted, so that where some of
them are not let through there mostly remain enough to say so."""
MANY = 30_000
"""So many are fetched where a list is not newest first, or lets few of the hits through."""
FAR = 200_000
"""SQLite looks among the newest so many entries that hold a word, where a list is walked."""
SPAN = timedelta(days=8)
LEVELS = 4
"""An entry holds the span of 8 days that its row's moment lies in, and those of 64, 512 and 4,096 days."""

Spans = tuple[int, int, int]
"""A level, and its spans from one to before another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A text sought among one kind's rows (no text: all of them): what narrows a list, and what counts it.

    A rare word is quick from its hits, `few`. Of a frequent one (`few` is None) a list that is newest first
    takes the hits by spans of time until its page is full; a list in another order is walked, where the next
    hit of a frequent word is not far. `some` of the hits mostly show that there are more than are counted.
    """

    kind: str
    text: str
    asked: str = ""
    few: tuple[str, ...] | None = ()
    some: tuple[str, ...] = ()
    _kept: dict[Spans, tuple[str, ...] | None] = field(default_factory=dict, repr=False, compare=False)

    def among(self, rows: QuerySet[T]) -> QuerySet[T]:
        """Those of `rows` that hold every word; the list brings its own scope and order."""
        if not self.text:
            return rows
        return _holding(rows, self.kind, self.asked) if self.few is None else one_of(rows, self.few)

    def listed(self, rows: QuerySet[T], *order: str | OrderBy) -> QuerySet[T]:
        """The same in an order. Few hits are sorted: to look for them along an index of the order, which a
        database takes for a bargain, may lead through all of it."""
        if not self.text:
            return rows.order_by(*order)
        if self.few is not None or _narrow(rows):
            return self.among(rows).order_by(*map(_sorted, order))
        hits = _hits((self.kind,), self.asked, MANY)
        if len(hits) > MANY:
            return self.among(rows).order_by(*order)
        return one_of(rows, hits).order_by(*map(_sorted, order))

    def newest(
        self, rows: QuerySet[T], at: str, start: int, end: int, latest: datetime | None = None
    ) -> list[T]:
        """From the first to before the last of `rows`, newest first by the column that the kind is indexed
        with, then by id. None of `rows` is later than `latest`, where it is said."""
        order = (f"-{at}", "-pk")
        if self.few is not None:
            return list(self.listed(rows, *order)[start:end])
        found: list[T] = []
        looked = 0
        for spans in _back(latest or clock.now(), ahead=latest is None):
            for part, hits in self._parts(spans):
                looked += 1
                if looked == 2 and _narrow(rows):
                    return list(self.listed(rows, *order)[start:end])
                held = (
                    _holding(
                        _spanned(rows, at, part), self.kind, _timed(self.kind, self.asked, part)
                    ).order_by(*order)
                    if hits is None
                    else one_of(rows, hits).order_by(*map(_sorted, order))
                )
                found += held[: end - len(found)]
                if len(found) >= end:
                    return found[start:]
        return found[start:]

    def count(self, rows: QuerySet[T]) -> int:
        """How many of `rows` hold every word; `pages.MOST_COUNTED` + 1 stands for more than that."""
        if self.few is not None:
            return pages.count(self.among(rows))
        # Mostly the first hits are enough to be sure that there are more than we count.
        found = pages.count(one_of(rows, self.some))
        if found > pages.MOST_COUNTED:
            return found
        if _narrow(rows):
            return pages.count(self.among(rows))
        hits = _hits((self.kind,), self.asked, MANY)
        return pages.count(
            one_of(rows, hits) if len(hits) <= MANY else _one_of_all(rows, self.kind, self.asked)
        )

    def _parts(self, spans: Spans) -> Iterator[tuple[Spans, tuple[str, ...] | None]]:
        """The hits of these spans, newest first, in parts of few; None for a span of days that has more."""
        if spans not in self._kept:
            found = _hits((self.kind,), _timed(self.kind, self.asked, spans), FEW)
            self._kept[spans] = found if len(found) <= FEW else None
        hits, (level, first, last) = self._kept[spans], spans
        if hits is None and last - first > 1:
            middle = (first + last) // 2
            yield from self._parts((level, middle, last))
            yield from self._parts((level, first, middle))
        elif hits is None and level:
            yield from self._parts((level - 1, first * 8, last * 8))
        elif hits != ():
            yield spans, hits


def seek(kind: str, text: str, within: Within | None = None) -> Sought:
    """The rows of one kind that hold every word of `text`; a text without a word finds nothing."""
    asked = _asked((kind,), text[:MAX_QUERY], within)
    if not asked:
        return Sought(kind=kind, text=text)
    found = _hits((kind,), asked, FEW)
    return Sought(kind=kind, text=text, asked=asked, few=found if len(found) <= FEW else None, some=found)


def anywhere(kinds: Collection[str], text: str, within: Within | None = None) -> tuple[str, ...]:
    """The ids of the rows of several kinds that hold every word of `text`; of a frequent one `FEW` of them
    and one more (the newest on SQLite). `within` narrows where all kinds begin with the same two letters."""
    asked = _asked(kinds, text[:MAX_QUERY], within) if kinds else ""
    return _hits(kinds, asked, FEW) if asked else ()


def _narrow(rows: QuerySet[T]) -> bool:
    """So few rows, whatever is sought, that each of them may be looked into."""
    return pages.count(rows) <= pages.MOST_COUNTED


def _hits(kinds: Collection[str], asked: str, most: int) -> tuple[str, ...]:
    """The ids of the rows of these kinds that hold what is asked; one more than `most` where there are more
    (the newest on SQLite)."""
    if connection.vendor == "sqlite":
        hits = f"{_HITS_OF_SQLITE} ORDER BY kernel_search.rowid DESC LIMIT %s"
    else:
        # Told of the limit, the planner would read the table from its beginning: hits that are frequent as
        # it reckons may be none where it looks.
        hits = f"WITH hit AS MATERIALIZED ({_HITS_OF_POSTGRESQL}) SELECT ref FROM hit LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(hits, [*_held(kinds, asked), most + 1])
        return tuple(ref for (ref,) in cursor.fetchall())


_HITS_OF_SQLITE = (
    "SELECT entry.ref FROM kernel_search JOIN kernel_searchentry AS entry ON entry.id = kernel_search.rowid "
    "WHERE kernel_search MATCH %s"
)
_HITS_OF_POSTGRESQL = "SELECT ref FROM kernel_searchentry WHERE vector @@ %s::tsquery AND kind = ANY(%s)"


def _held(kinds: Collection[str], asked: str) -> list[str | list[str]]:
    return [asked] if connection.vendor == "sqlite" else [asked, list(kinds)]


def _one_of_all(rows: QuerySet[T], kind: str, asked: str) -> QuerySet[T]:
    """Those of `rows` that are hits, however many there are."""
    hits = _HITS_OF_SQLITE if connection.vendor == "sqlite" else _HITS_OF_POSTGRESQL
    return rows.filter(pk__in=RawSQL(hits, _held((kind,), asked)))  # noqa: S611


def one_of(rows: QuerySet[T], refs: Sequence[str]) -> QuerySet[T]:
    """Those of `rows` whose key is one of so many: one value for the database, and not thousands."""
    if connection.vendor == "sqlite":
        return rows.filter(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(refs)]))
    return rows.filter(Q(_OneOf(F("pk"), Value(list(refs), output_field=_Texts()))))


def _holding(rows: QuerySet[T], kind: str, asked: str) -> QuerySet[T]:
    """Those of `rows` whose entry, looked into as the list is walked, holds what is asked."""
    held = SearchEntry.objects.filter(kind=kind, ref=OuterRef("pk"))
    if connection.vendor == "sqlite":
        newest = "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s ORDER BY rowid DESC LIMIT %s"
        held = held.filter(pk__in=RawSQL(newest, [asked, FAR]))  # noqa: S611
    else:
        held = held.annotate(holds=RawSQL("vector @@ %s::tsquery", [asked])).filter(holds=True)
    return rows.filter(Exists(held))


def _sorted(by: str | OrderBy) -> OrderBy:
    """The same order by an expression that no index has."""
    if isinstance(by, str):
        name = by.removeprefix("-")
        return OrderBy(Coalesce(F(name), F(name)), descending=by != name)
    again = by.copy()
    again.set_source_expressions([Coalesce(*by.get_source_expressions(), *by.get_source_expressions())])
    return again


def _asked(kinds: Collection[str], text: str, within: Within | None) -> str:
    """The query in the database's own words; empty when there is nothing to look for."""
    kind = next(iter(kinds))  # the marks of a place say two letters of it
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
        asked = " AND ".join(f'"{word}"*' if prefix else f'"{word}"' for word, prefix in words)
        asked = _also(asked, [_of_kind(one) for one in kinds])
    else:
        asked = " & ".join(f"'{word}':*" if prefix else f"'{word}'" for word, prefix in words)
    for bounds in _bounds(kind, within) if within else ():
        asked = _also(asked, bounds)
    return asked if within is None or within.open is not False else _but(asked, _named("o", kind))


def _but(asked: str, token: str) -> str:
    """What is asked, and not the token."""
    return f'{asked} NOT "{token}"' if connection.vendor == "sqlite" else f"{asked} & !'{token}'"


def _also(asked: str, tokens: Sequence[str]) -> str:
    """What is asked, and one of the tokens."""
    if connection.vendor == "sqlite":
        either = " OR ".join(f'"{token}"' for token in tokens)
        return f"{asked} AND ({either})"
    either = " | ".join(f"'{token}'" for token in tokens)
    return f"{asked} & ({either})"


def _of_kind(kind: str) -> str:
    """The word that every entry of a kind holds; words of texts never begin so."""
    return f"k{kind}"


# ------------------------------------------------------------------------------- where rows stand, as tokens


def standing(kind: str, one: Place) -> tuple[str, ...]:
    """The tokens of a place: the areas below the first, which is everybody's, who bears it, the spans. That a
    row is closed is no token, as most are: what nearly every entry holds narrows nothing and is long to read.
    """
    span = _span(one.at)
    found = [_named("a", kind, area) for area in _segments(one.area_path)[1:]]
    found += [_named("s", kind, unit) for unit in one.units.split("|") if unit]
    found += [_named("o", kind)] if one.open else []
    return tuple(
        dict.fromkeys((*found, *(_spell(kind, level, span >> 3 * level) for level in range(LEVELS))))
    )


def _bounds(kind: str, within: Within) -> Iterator[list[str]]:
    """What narrows, as tokens of which an entry holds one; nothing where no token says as much."""
    paths = [_segments(path) for path in within.areas]
    lines = [_named("a", kind, path[-1]) for path in paths if path]
    lines += [_named("s", kind, unit) for unit in within.units]
    if lines and all(len(path) > 1 for path in paths) and len(lines) <= MAX_BOUNDS:
        yield sorted(set(lines))
    if within.open:
        yield [_named("o", kind)]


def _segments(path: str) -> list[str]:
    return [area for area in path.split("/") if area]


def _named(mark: str, kind: str, name: str = "") -> str:
    """A name of ours as a token. Two names may share one: it only narrows."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else f"u{ord(letter):x}" for letter in name
    )
    return f"{mark}{kind[:2]}{plain.lower()[:60]}"


def _span(at: datetime) -> int:
    return max(0, (at - _BEGINNING) // SPAN)


def _spell(kind: str, level: int, span: int) -> str:
    return f"t{kind[:2]}{level}n{span}"


def _timed(kind: str, asked: str, spans: Spans) -> str:
    level, first, last = spans
    return _also(asked, [_spell(kind, level, span) for span in range(first, last)])


def _back(latest: datetime, *, ahead: bool) -> Iterator[Spans]:
    """All spans from the newest to the oldest: short ones about `latest`, longer ones the further from it.
    `ahead`: what is later as well (a rehearsal may have left rows of days to come)."""
    here = _span(latest)
    for level in reversed(range(LEVELS)) if ahead else ():
        span = here >> 3 * level
        later = (span | 7) + 1
        if span + 1 < later:
            yield level, span + 1, later
    yield 0, here, here + 1
    for level in range(LEVELS):
        span = here >> 3 * level
        earliest = span & ~7 if level < LEVELS - 1 else 0
        if earliest < span:
            yield level, earliest, span


def _spanned(rows: QuerySet[T], at: str, spans: Spans) -> QuerySet[T]:
    """Those of `rows` that lie in spans of days; the first of all has no beginning."""
    _, first, last = spans
    within = {f"{at}__lt": _BEGINNING + last * SPAN}
    if first:
        within[f"{at}__gte"] = _BEGINNING + first * SPAN
    return rows.filter(**within)


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_OF_TEXTS = "wx"


# ------------------------------------------------------------------------------------- who bears a row


class _Texts(Field):  # type: ignore[type-arg]
    """A list of texts as one value of PostgreSQL."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text[]"


class _OneOf(Func):
    """A key is one of a list."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


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

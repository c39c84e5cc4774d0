"""Pure reckoning of themes: how improbable a count is, which counts are signals, whether appeals fell. No
I/O.

A count is compared with the same weekdays of the weeks before. Under "nothing is going on" it is negative
binomial: its mean is the own history's, or what the theme's share in the whole city and the area's share of
all appeals let expect, whichever is more; its spread is that of the evidence behind that mean, or of the
own history where that is wider. One cause may bring several appeals at once: the largest lump of a window is
taken for one thing, as likely as lumps of its size are in the city's records (geometric). Of all comparisons
made at one level of areas, those are signals that the procedure of Benjamini and Hochberg (1995) keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log, log1p
from typing import Any, NamedTuple

from yiwang.themes.declarations import Method

Counts = list[int]
DAYS = 7


class Key(NamedTuple):
    """What is counted together: a theme (`kind` matter or class, its code) in an area (its path)."""

    kind: str
    theme: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A window's count against the usual; `p` is the chance of so many or more when nothing is going on."""

    window: int
    count: int
    usual: float
    factor: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A signal: what, how much of it, and how grave."""

    key: Key
    level: str
    grade: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything counted up to one day: for each key its daily counts, oldest first, the last being today.

    `lumps` are each key's largest counts of one matter, place and day, on the days of the longest window;
    `clumping` is the share of appeals that are not the first of such a cell. `levels` says of each path at
    which level it lies, `parts` which matters a class holds. `weeks` is for how many whole weeks before the
    window there are records.
    """

    days: int
    series: Mapping[Key, Counts]
    lumps: Mapping[Key, Counts]
    clumping: float
    levels: Mapping[str, str]
    parts: Mapping[str, frozenset[str]]
    weeks: int


def make_book(
    cells: Sequence[tuple[int, str, str, int]],
    *,
    days: int,
    weeks: int,
    above: Mapping[str, Sequence[str]],
    levels: Mapping[str, str],
    parts: Mapping[str, frozenset[str]],
    method: Method,
    extra: Iterable[Key] = (),
) -> Book:
    """The counts of (day 0 to days - 1, matter, path, appeals) under every theme and area that holds them.

    `above` gives of each path the areas that count it. Series are kept of the whole city, of every area, and
    of what is worth a look: enough in the longest window, or `extra`.
    """
    classes = {matter: code for code, matters in parts.items() for matter in matters}

    def kinds(matter: str) -> list[tuple[str, str]]:
        if not matter:
            return []
        code = classes.get(matter)
        return [("matter", matter), ("class", code)] if code else [("matter", matter)]

    series: dict[Key, Counts] = {}

    def line(key: Key) -> Counts:
        found = series.get(key)
        if found is None:
            found = series[key] = [0] * days
        return found

    recent: dict[Key, int] = {}
    longest = max(method.windows)
    begin = days - longest
    merged: dict[tuple[int, str, str], int] = {}
    for at, matter, path, many in cells:
        merged[(at, matter, path)] = merged.get((at, matter, path), 0) + many
    several = held = 0
    for (at, matter, path), many in merged.items():
        if at < begin and matter:
            several, held = several + many - 1, held + many
        line(Key("all", "", ""))[at] += many
        for one in above[path]:
            line(Key("all", "", one))[at] += many
        for kind, theme in kinds(matter):
            line(Key(kind, theme, ""))[at] += many
            if at >= begin:
                for one in above[path]:
                    key = Key(kind, theme, one)
                    recent[key] = recent.get(key, 0) + many
    least = min(method.weak.count, method.hot.count)
    wanted = {key for key, many in recent.items() if many >= least} | set(extra)
    lumps: dict[Key, Counts] = {}
    for (at, matter, path), many in merged.items():
        for kind, theme in kinds(matter):
            for one in above[path]:
                key = Key(kind, theme, one)
                if key not in wanted:
                    continue
                line(key)[at] += many
                if at >= begin:
                    largest = lumps.setdefault(key, [0] * longest)
                    largest[at - begin] = max(largest[at - begin], many)
    return Book(
        days=days,
        series=series,
        lumps=lumps,
        clumping=max(method.clumping, several / held if held else 0.0),
        levels=levels,
        parts=parts,
        weeks=weeks,
    )


def tail(count: int, mean: float, spread: float) -> float:
    """P(X ≥ count) of a negative binomial with this mean and `spread` (r; the variance is mean + mean² / r).

    Summed upwards from `count`, so that a very small chance is not lost in the rounding of 1 - P(X < count).
    """
    if count <= 0:
        return 1.0
    if mean <= 0 or spread <= 0:
        return 0.0
    share = mean / (mean + spread)
    term = exp(
        lgamma(count + spread)
        - lgamma(spread)
        - lgamma(count + 1)
        - spread * log1p(mean / spread)
        + count * log(share)
    )
    total, at = term, count
    while term > total * 1e-12 and at < count + 100_000:
        term *= (at + spread) / (at + 1) * share
        at += 1
        total += term
    return min(1.0, total)


def fell(before: int, before_days: int, after: int, after_days: int) -> float:
    """The chance of so few or fewer `after`, of all that came, if the rate a day had stayed (binomial)."""
    every = before + after
    share = after_days / (before_days + after_days)
    chances = (
        exp(
            lgamma(every + 1)
            - lgamma(k + 1)
            - lgamma(every - k + 1)
            + k * log(share)
            + (every - k) * log1p(-share)
        )
        for k in range(after + 1)
    )
    return min(1.0, sum(chances))


def past(sums: Sequence[int], window: int, weeks: int) -> list[int]:
    """The counts of the windows that end 1, 2, … `weeks` weeks before the last day; `sums` are the running
    sums of the daily counts, beginning with 0."""
    last = len(sums) - 1
    ends = [last - DAYS * week for week in range(1, weeks + 1)]
    return [sums[end] - sums[end - window] for end in ends]


def expectation(own: Sequence[int], of_theme: int, of_area: int, of_all: int) -> tuple[float, float]:
    """The usual count of a window, and the spread of its distribution.

    `own` are the windows of the weeks before; `of_theme` what the theme had in them in the whole city,
    `of_area` all themes in the area, `of_all` all in all.
    """
    weeks, total = len(own), sum(own)
    own_mean = total / weeks
    expected = (of_theme + 0.5) / weeks * (of_area + 0.5) / (of_all + 1.0)
    spread = (total if own_mean >= expected else of_theme) + 0.5
    variance = sum((one - own_mean) ** 2 for one in own) / (weeks - 1) if weeks > 1 else 0.0
    if variance > own_mean > 0:
        spread = min(spread, own_mean**2 / (variance - own_mean))
    return max(own_mean, expected), spread


def find(book: Book, method: Method, open_now: Iterable[Key] = ()) -> tuple[list[Found], set[Key]]:
    """The signals of the last day, and which of the episodes `open_now` last.

    The same counts in any order give the same answer. With fewer weeks of records than the method asks
    nothing is unusual yet.
    """
    if book.weeks < method.least_weeks:
        return [], set()
    weeks = min(method.weeks, book.weeks)
    look = _Looking(book, method, weeks)
    accepted = look.accepted()
    known = set(open_now)
    found = [
        one
        for one in accepted.values()
        if one.key in known
        or not (_spoken_for(one, {*accepted, *known}, look) or _part_of_known(one, known, book.parts))
    ]
    lasting = {key for key in known if look.lasts(key)}
    return sorted(found, key=lambda one: (one.figures.p, one.key.path, one.key.theme)), lasting


class _Looking:
    """One look at one book."""

    def __init__(self, book: Book, method: Method, weeks: int) -> None:
        self.book, self.method, self.weeks = book, method, weeks
        self.sums: dict[Key, list[int]] = {}
        self.totals: dict[tuple[Key, int], int] = {}
        self.themes = sum(not key.path and key.kind != "all" for key in book.series)
        self.at_level: dict[str, int] = {}
        for key in book.series:
            if key.kind == "all" and key.path:
                level = book.levels.get(key.path, "")
                self.at_level[level] = self.at_level.get(level, 0) + 1

    def running(self, key: Key) -> list[int]:
        """The running sums of a key's daily counts."""
        found = self.sums.get(key)
        if found is None:
            counts = self.book.series.get(key) or [0] * self.book.days
            found = self.sums[key] = [0, *accumulate(counts)]
        return found

    def before(self, key: Key, window: int) -> int:
        """All that a key had in the windows of the weeks before."""
        found = self.totals.get((key, window))
        if found is None:
            found = sum(past(self.running(key), window, self.weeks))
            self.totals[(key, window)] = found
        return found

    def standing(self, key: Key, window: int) -> tuple[int, float, float]:
        """A key's count in the window, its usual, and the spread of that."""
        sums = self.running(key)
        usual, spread = expectation(
            past(sums, window, self.weeks),
            self.before(Key(key.kind, key.theme, ""), window),
            self.before(Key("all", "", key.path), window),
            self.before(Key("all", "", ""), window),
        )
        return sums[-1] - sums[-1 - window], usual, spread

    def figures(self, key: Key, window: int) -> Figures:
        count, usual, spread = self.standing(key, window)
        lump = max(self.book.lumps.get(key, [0])[-window:])
        p = tail(count, usual, spread)
        if lump > 1:
            once = min(1.0, usual) * self.book.clumping ** (lump - 1)
            p = max(p, once * tail(count - lump, usual, spread))
        return Figures(window=window, count=count, usual=usual, factor=count / usual, p=p)

    def accepted(self) -> dict[Key, Found]:
        """What the correction for many comparisons keeps, level by level, each by its least probable
        window."""
        tried: dict[str, list[tuple[float, Key, Figures, str]]] = {}
        for key, counts in self.book.series.items():
            level = self.book.levels.get(key.path, "")
            if key.kind == "all" or not level or sum(counts[-max(self.method.windows) :]) < self.least:
                continue
            for window in self.method.windows:
                count, usual, _ = self.standing(key, window)
                grade = self.grade(count, count / usual)
                if grade:
                    seen = self.figures(key, window)
                    tried.setdefault(level, []).append((seen.p, key, seen, grade))
        found: dict[Key, Found] = {}
        for level in sorted(tried):
            comparisons = self.themes * self.at_level.get(level, 1) * len(self.method.windows)
            rows = sorted(tried[level], key=lambda row: (row[0], row[1].path, row[1].theme, row[2].window))
            kept = 0
            for rank, row in enumerate(rows, 1):
                if row[0] <= self.method.false_share * rank / comparisons:
                    kept = rank
            for _, key, seen, grade in rows[:kept]:
                known = found.get(key)
                if known is None:
                    found[key] = Found(key=key, level=level, grade=grade, figures=seen)
                elif grade == "hot" and known.grade == "weak":
                    found[key] = Found(key=key, level=level, grade=grade, figures=known.figures)
        return found

    @property
    def least(self) -> int:
        return min(self.method.weak.count, self.method.hot.count)

    def grade(self, count: int, factor: float) -> str:
        """热点 or 弱信号, "" where it is neither."""
        for name, grade in (("hot", self.method.hot), ("weak", self.method.weak)):
            if count >= grade.count and factor >= grade.factor:
                return name
        return ""

    def lasts(self, key: Key) -> bool:
        keep = self.method.keep
        return any(
            seen.count >= keep.count and seen.factor >= keep.factor and seen.p <= keep.p
            for seen in (self.figures(key, window) for window in self.method.windows)
        )

    def best(self, key: Key) -> Figures:
        """The window of the least chance; the shorter of equals."""
        return min((self.figures(key, window) for window in self.method.windows), key=lambda seen: seen.p)


def best(book: Book, method: Method, key: Key) -> Figures:
    """How a key stands in its most unusual window."""
    return _Looking(book, method, min(method.weeks, book.weeks)).best(key)


def _part_of_known(one: Found, known: Iterable[Key], parts: Mapping[str, frozenset[str]]) -> bool:
    """A few appeals within something that is told already."""
    return one.grade == "weak" and any(within(one.key, other, parts) for other in known)


def _spoken_for(one: Found, narrower: Iterable[Key], look: _Looking) -> bool:
    """A narrower signal (an area within, a matter of the class) holds most of this one's excess."""
    excess = one.figures.count - one.figures.usual
    for other in narrower:
        if other == one.key or not within(other, one.key, look.book.parts):
            continue
        count, usual, _ = look.standing(other, one.figures.window)
        if count - usual >= look.method.dominated * excess:
            return True
    return False


def within(narrow: Key, wide: Key, parts: Mapping[str, frozenset[str]]) -> bool:
    """Is everything counted under `narrow` counted under `wide` too?"""
    if not narrow.path.startswith(wide.path):
        return False
    if narrow.kind == wide.kind:
        return narrow.theme == wide.theme
    return wide.kind == "class" and narrow.theme in parts.get(wide.theme, frozenset())


def outermost(paths: Iterable[str]) -> list[str]:
    """Paths without those that lie below another of them: nothing is counted twice."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def common(paths: Sequence[str]) -> str:
    """The path of the deepest area that holds all of these."""
    if not paths:
        return ""
    first = paths[0]
    while first and not all(path.startswith(first) for path in paths):
        first = first[: first.rstrip("/").rfind("/") + 1]
    return first


def replay(steps: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The state that a history tells: (state, changed) of each step, first to last."""
    found: dict[str, Any] = {}
    for state, changed in steps:
        found.update(changed)
        found["state"] = state
    return found

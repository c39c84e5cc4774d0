"""Pure reckoning of themes: how improbable a count is, which counts are signals, whether appeals fell. No
I/O.

A count is compared with the same weekdays of the weeks before. Under "nothing is going on" it is negative
binomial: its mean is the own history's, or what the theme's share in the whole city and the area's share of
all appeals let expect, whichever is more; its spread is that of the evidence behind that mean, or of the own
history where that is wider. Of all comparisons made at one level of areas, those are signals that the
procedure of Benjamini and Hochberg (1995) keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yiwang.themes.declarations import Method

Counts = NDArray[np.int64]
DAYS = 7


@dataclass(frozen=True, slots=True)
class Key:
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

    `levels` says of each path at which level it lies, `parts` which matters a class holds. `weeks` is for how
    many whole weeks before the window there are records.
    """

    days: int
    series: Mapping[Key, Counts]
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
    classes = {matter: code for code, held in parts.items() for matter in held}

    def kinds(matter: str) -> list[tuple[str, str]]:
        if not matter:
            return []
        held = classes.get(matter)
        return [("matter", matter), ("class", held)] if held else [("matter", matter)]

    series: dict[Key, Counts] = {}

    def line(key: Key) -> Counts:
        found = series.get(key)
        if found is None:
            found = series[key] = np.zeros(days, dtype=np.int64)
        return found

    recent: dict[Key, int] = {}
    begin = days - max(method.windows)
    for at, matter, path, many in cells:
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
    for at, matter, path, many in cells:
        for kind, theme in kinds(matter):
            for one in above[path]:
                key = Key(kind, theme, one)
                if key in wanted:
                    line(key)[at] += many
    return Book(days=days, series=series, levels=levels, parts=parts, weeks=weeks)


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


def past(counts: Counts, window: int, weeks: int) -> Counts:
    """The counts of the windows that end 1, 2, … `weeks` weeks before the last day."""
    ends = [len(counts) - DAYS * week for week in range(1, weeks + 1)]
    return np.array([counts[end - window : end].sum() for end in ends], dtype=np.int64)


def figures(counts: Counts, window: int, weeks: int, theme: Counts, area: Counts, every: Counts) -> Figures:
    """How unusual the last `window` days are; `theme` is the theme in the whole city, `area` all themes in
    the area, `every` all in all."""
    count = int(counts[-window:].sum())
    own = past(counts, window, weeks)
    of_theme, of_area, of_all = (int(past(one, window, weeks).sum()) for one in (theme, area, every))
    own_mean = float(own.sum()) / weeks
    expected = (of_theme + 0.5) / weeks * (of_area + 0.5) / (of_all + 1.0)
    evidence = int(own.sum()) if own_mean >= expected else of_theme
    spread = evidence + 0.5
    variance = float(own.var(ddof=1)) if weeks > 1 else 0.0
    if variance > own_mean > 0:
        spread = min(spread, own_mean**2 / (variance - own_mean))
    usual = max(own_mean, expected)
    return Figures(
        window=window,
        count=count,
        usual=usual,
        factor=count / usual,
        p=tail(count, usual, spread),
    )


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
    found = [one for one in accepted.values() if not _spoken_for(one, accepted, look)]
    lasting = {key for key in open_now if look.lasts(key)}
    return sorted(found, key=lambda one: (one.figures.p, one.key.path, one.key.theme)), lasting


class _Looking:
    """One look at one book."""

    def __init__(self, book: Book, method: Method, weeks: int) -> None:
        self.book, self.method, self.weeks = book, method, weeks
        self.nothing = np.zeros(book.days, dtype=np.int64)
        self.themes: dict[tuple[str, str], Counts] = {}
        self.areas: dict[str, Counts] = {}
        self.every = self.nothing.copy()
        for key, counts in book.series.items():
            if key.kind == "all":
                if key.path:
                    self.areas[key.path] = counts
                else:
                    self.every = counts
            elif not key.path:
                self.themes[(key.kind, key.theme)] = counts
        self.at_level: dict[str, int] = {}
        for path in self.areas:
            level = book.levels.get(path, "")
            self.at_level[level] = self.at_level.get(level, 0) + 1

    def figures(self, key: Key, window: int) -> Figures:
        return figures(
            self.book.series.get(key, self.nothing),
            window,
            self.weeks,
            self.themes.get((key.kind, key.theme), self.nothing),
            self.areas.get(key.path, self.nothing),
            self.every,
        )

    def accepted(self) -> dict[Key, Found]:
        """What the correction for many comparisons keeps, level by level, each by its least probable
        window."""
        tried: dict[str, list[tuple[float, Key, Figures, str]]] = {}
        for key, counts in self.book.series.items():
            level = self.book.levels.get(key.path, "")
            if key.kind == "all" or not level or counts[-max(self.method.windows) :].sum() < self.least:
                continue
            for window in self.method.windows:
                seen = self.figures(key, window)
                grade = self.grade(seen)
                if grade:
                    tried.setdefault(level, []).append((seen.p, key, seen, grade))
        found: dict[Key, Found] = {}
        for level in sorted(tried):
            comparisons = len(self.themes) * self.at_level.get(level, 1) * len(self.method.windows)
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

    def grade(self, seen: Figures) -> str:
        """热点 or 弱信号, "" where it is neither."""
        for name, grade in (("hot", self.method.hot), ("weak", self.method.weak)):
            if seen.count >= grade.count and seen.factor >= grade.factor:
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


def _spoken_for(one: Found, accepted: Mapping[Key, Found], look: _Looking) -> bool:
    """A narrower signal (an area within, a matter of the class) holds most of this one's excess."""
    excess = one.figures.count - one.figures.usual
    for other in accepted:
        if other == one.key or not within(other, one.key, look.book.parts):
            continue
        narrower = look.figures(other, one.figures.window)
        if narrower.count - narrower.usual >= look.method.dominated * excess:
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

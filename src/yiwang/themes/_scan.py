"""The look for bursts: reads the counted days, and opens, raises and ends signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.models import ConsumerPosition
from yiwang.kernel.tasks import Lease
from yiwang.matters import api as matters
from yiwang.messages import api as messages
from yiwang.themes import _counting as counting
from yiwang.themes import _words as words
from yiwang.themes import logic
from yiwang.themes._method import method
from yiwang.themes.contracts import SignalChanged, SignalEnded, SignalGrew, SignalRaised
from yiwang.themes.logic import DAYS, Book, Figures, Found, Key
from yiwang.themes.models import AppealSeen, Cell, Look, Signal, SignalStep

ACTOR = "system:themes"
LEVELS = ("city", "county", "town", "village")
CLASS_LEVEL = 2
"""Themes are single matters and classes of this level of the catalogue."""
APART = timedelta(minutes=10)
"""Between two looks of one day: a look reads nine weeks of counts."""
LOOK = "look"
MOST_MATTERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """The catalogue as themes: names of (kind, code), the matters of each class, the class of each matter."""

    names: Mapping[tuple[str, str], tuple[str, str]]
    parts: Mapping[str, frozenset[str]]
    class_of: Mapping[str, str]

    def matters_of(self, kind: str, code: str) -> frozenset[str]:
        return self.parts.get(code, frozenset()) if kind == "class" else frozenset({code})

    def name(self, kind: str, code: str) -> tuple[str, str]:
        return self.names.get((kind, code), (code, code))


def themes() -> Themes:
    """The catalogue of today."""
    names: dict[tuple[str, str], tuple[str, str]] = {}
    parts: dict[str, set[str]] = {}
    class_of: dict[str, str] = {}
    gone = matters.list_matters(retired=True, size=MOST_MATTERS).items
    for row in [*gone, *matters.list_matters(size=MOST_MATTERS).items]:
        names[("matter", row.code)] = (row.name_zh, row.name_en)
        if len(row.class_codes) >= CLASS_LEVEL:
            at = CLASS_LEVEL - 1
            code = row.class_codes[at]
            names[("class", code)] = (row.class_zh[at], row.class_en[at])
            parts.setdefault(code, set()).add(row.code)
            class_of[row.code] = code
    return Themes(
        names=names, parts={code: frozenset(held) for code, held in parts.items()}, class_of=class_of
    )


def read_book(today: date, known: Themes, extra: Iterable[Key] = ()) -> tuple[Book, dict[str, Area]]:
    """All counts up to `today`, and the areas they lie in by path."""
    rule = method()
    days = (rule.weeks + 1) * DAYS
    first = today - timedelta(days=days - 1)
    rows = Cell.objects.filter(day__gte=first, day__lte=today).values_list(
        "day", "matter", "place_path", "appeals", "repeated"
    )
    # The same person again is not another one whom something troubles.
    cells = [
        ((day - first).days, matter, path, many - again)
        for day, matter, path, many, again in rows
        if many > again
    ]
    paths = {path: _above(path) for path in {cell[2] for cell in cells}}
    places = _places({one for above in paths.values() for one in above})
    oldest = Cell.objects.aggregate(first=Min("day"))["first"]
    weeks = max(0, ((today - oldest).days - (DAYS - 1)) // DAYS) if oldest else 0
    book = logic.make_book(
        cells,
        days=days,
        weeks=min(weeks, rule.weeks),
        above={path: [one for one in held if one in places] for path, held in paths.items()},
        levels={path: area.level for path, area in places.items()},
        parts=known.parts,
        method=rule,
        extra=extra,
    )
    return book, places


def _above(path: str) -> list[str]:
    """The path and those above it, deepest first."""
    found = []
    while len(path) > 1:
        found.append(path)
        path = path[: path.rstrip("/").rfind("/") + 1]
    return found


def _places(paths: Iterable[str]) -> dict[str, Area]:
    """The areas that these paths lead to, of the levels that are looked at."""
    wanted = {path.rstrip("/").rsplit("/", 1)[-1]: path for path in paths}
    found = areas.areas(sorted(wanted))
    return {wanted[one.id]: one for one in found.values() if one.level in LEVELS}


def look(today: date, now: datetime, lease: Lease | None = None) -> int:
    """Look for signals on the counts up to `today`; how many were raised, grew or ended."""
    counted = counted_to()  # before the counts are read: what comes meanwhile is looked at again
    open_now = {Key(row.kind, row.theme, row.area_path): row for row in Signal.objects.filter(state="open")}
    known = themes()
    book, places = read_book(today, known, open_now)
    found, lasting = logic.find(book, method(), open_now)
    done = 0
    for one in found:
        row = open_now.get(one.key)
        with transaction.atomic():
            if lease is not None:
                lease.hold()
            done += _open(one, places, known, today, now) if row is None else _follow(row, one, known, today)
    new = {one.key for one in found}
    for key, row in open_now.items():
        if key in new or book.weeks < method().least_weeks:
            continue
        with transaction.atomic():
            if lease is not None:
                lease.hold()
            _figure(row, logic.best(book, method(), key), known, today)
            done += 0 if key in lasting else _end(row, now)
    with transaction.atomic():
        if lease is not None:
            lease.hold()
        statements.put(statements.new(Look, key=LOOK, day=today, position=counted, at=now, weeks=book.weeks))
    return done


def counted_to() -> int:
    """The newest fact of an appeal that was counted."""
    row = ConsumerPosition.objects.filter(name="facts.themes.appeals").first()
    return row.position if row else 0


def members(
    key: Key, known: Themes, today: date, window: int, everything: bool = False
) -> QuerySet[AppealSeen]:
    """The appeals that a window's count is made of; unscoped. `everything` with those never counted."""
    rows = AppealSeen.objects.filter(
        day__gt=today - timedelta(days=window),
        day__lte=today,
        matter__in=sorted(known.matters_of(key.kind, key.theme)),
        place_path__startswith=key.path,
    )
    return rows if everything else rows.filter(secret=False).exclude(state__in=counting.UNCOUNTED)


def _figure(row: Signal, seen: Figures, known: Themes, today: date) -> None:
    """Let an open signal show the figures of now; a measurement, not a change of its state."""
    held = list(
        members(Key(row.kind, row.theme, row.area_path), known, today, seen.window)
        .order_by("day", "id")
        .values_list("day", "event_id", "repeated", "lon", "lat", "demonstration")
    )
    row.window, row.count, row.usual, row.factor, row.p = (
        seen.window,
        seen.count,
        seen.usual,
        seen.factor,
        seen.p,
    )
    row.last_day, row.peak = today, max(row.peak, seen.count)
    fresh = [event for _, event, again, *_ in held if not again]
    row.events = len({event for event in fresh if event}) + sum(not event for event in fresh)
    row.repeated = sum(again for _, _, again, *_ in held)
    row.demonstration = any(told[5] for told in held)
    points = [(lon, lat) for *_, lon, lat, _ in held if lon is not None and lat is not None]
    if points:
        row.lon = round(sum(lon for lon, _ in points) / len(points), 5)
        row.lat = round(sum(lat for _, lat in points) / len(points), 5)
    if held and held[0][0] is not None:
        row.first_day = held[0][0] if row._state.adding else min(row.first_day, held[0][0])
    if not row._state.adding:
        Signal.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in FIGURES})


FIGURES = (
    "window", "count", "usual", "factor", "p", "last_day", "peak", "events", "repeated", "demonstration",
    "lon", "lat", "first_day",
)  # fmt: skip


def _open(one: Found, places: Mapping[str, Area], known: Themes, today: date, now: datetime) -> int:
    area = places[one.key.path]
    zh, en = known.name(one.key.kind, one.key.theme)
    row = statements.new(
        Signal,
        id=new_id(),
        kind=one.key.kind,
        theme=one.key.theme,
        theme_zh=zh,
        theme_en=en,
        area_id=area.id,
        area_name=area.name,
        area_path=one.key.path,
        level=one.level,
        grade=one.grade,
        state="open",
        window=one.figures.window,
        count=one.figures.count,
        events=0,
        repeated=0,
        usual=one.figures.usual,
        factor=one.figures.factor,
        p=one.figures.p,
        peak=one.figures.count,
        first_day=today,
        last_day=today,
        raised_at=now,
        lon=area.lon,
        lat=area.lat,
        version=1,
    )
    _figure(row, one.figures, known, today)
    statements.insert(row)
    _step(row, "raised", SignalRaised, now)
    if row.grade == "hot":
        _say(row)
    return 1


def _follow(row: Signal, one: Found, known: Themes, today: date) -> int:
    _figure(row, one.figures, known, today)
    if one.grade != "hot" or row.grade == "hot":
        return 0
    row.grade = "hot"
    if not statements.claim(row, "grade"):
        return 0
    _step(row, "grew", SignalGrew, clock.now())
    _say(row)
    return 1


def _end(row: Signal, now: datetime) -> int:
    row.state, row.ended_at = "ended", now
    if not statements.claim(row, "state", "ended_at"):
        return 0
    _step(row, "ended", SignalEnded, now)
    return 1


def figures_of(row: Signal) -> dict[str, Any]:
    return {
        "grade": row.grade,
        "window": row.window,
        "count": row.count,
        "usual": row.usual,
        "factor": row.factor,
        "p": row.p,
    }


def _step(row: Signal, act: str, fact: type[SignalChanged], now: datetime) -> None:
    statements.insert(
        statements.new(
            SignalStep, signal_id=row.id, version=row.version, act=act, at=now, figures=figures_of(row)
        )
    )
    tell(
        fact(
            signal_id=row.id,
            kind=row.kind,
            theme=row.theme,
            theme_zh=row.theme_zh,
            area_id=row.area_id,
            area_name=row.area_name,
            level=row.level,
            **figures_of(row),
        ),
        subject=f"signal:{row.id}",
        version=row.version,
        actor=ACTOR,
        area_path=row.area_path,
    )


def _say(row: Signal) -> None:
    """Tell the operation centres that watch over the area of a hot topic."""
    centres = [
        unit.id for unit in identity.units(kind="platform") if row.area_path.startswith(unit.area_path)
    ]
    if not centres:
        return
    zh, en = words.why(row)
    messages.notify(
        to_units=centres,
        kind="themes_hot",
        title_zh=f"诉求热点：{row.area_name} {row.theme_zh}",
        title_en=f"Hot topic of appeals: {row.theme_en}, {row.area_name}",
        body_zh=zh,
        body_en=en,
        link=f"/themes/signals/{row.id}",
        key=f"signal:{row.id}:hot",
    )


class ScanTask:
    """Looks for signals when counts have changed or a day has begun."""

    name = "themes.scan"
    wakes: tuple[str, ...] = ()
    every = 60.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        today = now.astimezone(clock.SHANGHAI).date()
        last = statements.find(Look, key=LOOK)
        if last is not None and last.day == today:
            if last.position >= counted_to() or not clock.has_passed(last.at, APART):
                return 0
        elif last is None and not Cell.objects.exists():
            return 0
        return look(today, now, lease)

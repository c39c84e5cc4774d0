"""Looking at signals, the appeals behind a figure, and what comes again. Every query takes a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts, pages, statements
from yiwang.kernel.pages import Page
from yiwang.themes import _counting as counting
from yiwang.themes import _scan as scan
from yiwang.themes import _words as words
from yiwang.themes._method import method
from yiwang.themes._scan import Themes
from yiwang.themes.contracts import (
    BadPeriod,
    BadWord,
    Looked,
    RepeatedRow,
    SeenAppeal,
    SignalDetail,
    SignalLine,
    SignalRow,
    UnknownSignal,
)
from yiwang.themes.logic import Key
from yiwang.themes.models import AppealSeen, Cell, Look, MonthlyTheme, Signal, SignalStep

SPARK_DAYS = 28
MOST_DAYS = 1096
OPEN = "open"
NONE = "-"
"""Stands for having none: no unit yet, no matter yet, no class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFilters:
    """`on` asks for the signals that stood open at the end of that day; `window` for those of one window."""

    state: str = ""
    grade: str = ""
    level: str = ""
    area: str = ""
    window: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFilters:
    """What appeals are counted or listed by: days (both inclusive), area, theme, unit; empty is all."""

    since: date | None = None
    until: date | None = None
    area: str = ""
    kind: str = ""
    theme: str = ""
    unit: str = ""
    signal: str = ""
    own: bool = False
    """Only what lies in the area itself and in none of its parts."""


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def looked() -> Looked:
    """When signals were last looked for, and over how much."""
    row = statements.find(Look, key=scan.LOOK)
    least = method().least_weeks
    return Looked(
        day=row.day if row else None,
        at=row.at if row else None,
        weeks=row.weeks if row else 0,
        least_weeks=least,
        enough=bool(row and row.weeks >= least),
    )


def filtered_signals(subject: Subject, asked: SignalFilters) -> QuerySet[Signal]:
    """Signals in the subject's scope: hot ones first, then by how improbable they are."""
    rows = Signal.objects.filter(scope(subject, "themes.see").q())
    if asked.on is not None:
        # A day ends at midnight in Shanghai.
        end = clock.now().astimezone(clock.SHANGHAI).replace(
            year=asked.on.year,
            month=asked.on.month,
            day=asked.on.day,
            hour=0,
            minute=0,
            second=0,
            microsecond=0,
        ) + timedelta(days=1)
        rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=end), raised_at__lt=end)
    if asked.state:
        rows = rows.filter(state=_known(asked.state, ("open", "ended"), "状态", "state"))
    if asked.grade:
        rows = rows.filter(grade=_known(asked.grade, tuple(words.GRADES), "等级", "grade"))
    if asked.level:
        rows = rows.filter(level=_known(asked.level, tuple(words.LEVELS), "层级", "level"))
    if asked.window:
        rows = rows.filter(window=asked.window)
    if asked.area:
        path = areas.path_of(asked.area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    grade = Case(When(grade="hot", then=Value(0)), default=Value(1))
    return rows.order_by("-state", grade, "p", "-raised_at", "id")


def _known(value: str, known: Sequence[str], zh: str, en: str) -> str:
    if value not in known:
        raise BadWord(value=value[:40], what_zh=zh, what_en=en, known="、".join(known))
    return value


def list_signals(subject: Subject, asked: SignalFilters, *, page: int = 1, size: int = 50) -> Page[SignalRow]:
    """A page of signals."""
    position = facts.last_position()
    rows = filtered_signals(subject, asked)
    found = list(rows[(page - 1) * size : page * size])
    return Page(items=shown(found), total=pages.count(rows), page=page, size=size, position=position)


def get_signal(subject: Subject, signal_id: str) -> SignalDetail:
    """A signal and its history. Raises UnknownSignal."""
    row = find_signal(subject, signal_id)
    steps = SignalStep.objects.filter(signal_id=row.id).order_by("version")
    return SignalDetail(
        row=shown([row])[0],
        history=[
            SignalLine(
                version=one.version,
                at=one.at,
                act=one.act,
                text_zh=f"{words.ACTS[one.act][0]}：{one.figures['window']} 天 {one.figures['count']} 件，"
                f"平常 {words.figure(one.figures['usual'])} 件",
                text_en=f"{words.ACTS[one.act][1]}: {one.figures['count']} in {one.figures['window']} days, "
                f"usually {words.figure(one.figures['usual'])}",
            )
            for one in steps
        ],
    )


def find_signal(subject: Subject, signal_id: str) -> Signal:
    row = Signal.objects.filter(scope(subject, "themes.see").q(), pk=signal_id).first()
    if row is None:
        raise UnknownSignal()
    return row


def shown(rows: Sequence[Signal]) -> list[SignalRow]:
    known = scan.themes() if rows else None
    numbers: dict[str, list[str]] = {}
    made = MonthlyTheme.objects.filter(signal_id__in=[row.id for row in rows]).exclude(state="dropped")
    for signal_id, number in made.order_by("number").values_list("signal_id", "number"):
        numbers.setdefault(signal_id, []).append(number)
    return [_shown(row, known, numbers.get(row.id, [])) for row in rows if known is not None]


def _shown(row: Signal, known: Themes, numbers: list[str]) -> SignalRow:
    why_zh, why_en = words.why(row)
    return SignalRow(
        id=row.id,
        kind=row.kind,
        theme=row.theme,
        theme_zh=row.theme_zh,
        theme_en=row.theme_en,
        area_id=row.area_id,
        area_name=row.area_name,
        area_path=row.area_path,
        level=row.level,
        grade=row.grade,
        state=row.state,
        window=row.window,
        count=row.count,
        events=row.events,
        repeated=row.repeated,
        usual=row.usual,
        factor=row.factor,
        p=row.p,
        peak=row.peak,
        first_day=row.first_day,
        last_day=row.last_day,
        raised_at=row.raised_at,
        ended_at=row.ended_at,
        lon=row.lon,
        lat=row.lat,
        days=spark(Key(row.kind, row.theme, row.area_path), known, row.last_day),
        why_zh=why_zh,
        why_en=why_en,
        demonstration=row.demonstration,
        theme_numbers=numbers,
        version=row.version,
    )


def spark(key: Key, known: Themes, until: date, days: int = SPARK_DAYS) -> list[int]:
    """The appeals of each of the last days, oldest first."""
    first = until - timedelta(days=days - 1)
    found = [0] * days
    cells = Cell.objects.filter(
        day__gte=first,
        day__lte=until,
        matter__in=sorted(known.matters_of(key.kind, key.theme)),
        place_path__startswith=key.path,
    )
    for day, many in cells.values_list("day", "appeals"):
        found[(day - first).days] += many
    return found


def period(asked: AppealFilters, days: int = 30) -> tuple[date, date]:
    """The days asked for, by default the last `days`. Raises BadPeriod."""
    until = asked.until or today()
    since = asked.since or until - timedelta(days=days - 1)
    if since > until or (until - since).days >= MOST_DAYS:
        raise BadPeriod(most=MOST_DAYS)
    return since, until


def counted(subject: Subject, asked: AppealFilters, since: date, until: date) -> QuerySet[AppealSeen]:
    """The appeals that count, as far as the subject may see them. Voided and merged ones do not.

    The signal's own appeals are those of its window (and of its matters, in its area).
    """
    rows = AppealSeen.objects.filter(scope(subject, "themes.see").q(against="against"))
    rows = rows.exclude(state__in=counting.UNCOUNTED)
    kind, theme, path = asked.kind, asked.theme, areas.path_of(asked.area) if asked.area else ""
    if asked.signal:
        signal = find_signal(subject, asked.signal)
        kind, theme, path = signal.kind, signal.theme, signal.area_path
        since, until = signal.last_day - timedelta(days=signal.window - 1), signal.last_day
        rows = rows.filter(secret=False)
    rows = rows.filter(day__gte=since, day__lte=until)
    if path:
        rows = rows.filter(place_path=path) if asked.own else rows.filter(place_path__startswith=path)
    if kind or theme:
        known = scan.themes()
        _known(kind, ("matter", "class"), "主题类型", "kind of theme")
        if theme != NONE:
            rows = rows.filter(matter__in=sorted(known.matters_of(kind, theme)))
        elif kind == "matter":
            rows = rows.filter(matter="")
        else:
            rows = rows.exclude(matter__in=sorted(known.class_of))
    if asked.unit:
        rows = rows.filter(unit="" if asked.unit == NONE else asked.unit)
    return rows


def list_appeals(
    subject: Subject, asked: AppealFilters, *, page: int = 1, size: int = 50
) -> Page[SeenAppeal]:
    """The appeals behind a figure, newest first: those that this person may see."""
    position = facts.last_position()
    rows = counted(subject, asked, *period(asked)).order_by("-registered_at", "-id")
    found = list(rows[(page - 1) * size : page * size])
    return Page(items=seen_rows(found), total=pages.count(rows), page=page, size=size, position=position)


def seen_rows(rows: Sequence[AppealSeen]) -> list[SeenAppeal]:
    known = scan.themes() if rows else None
    names = place_names(row.place_path for row in rows)
    units = {one.id: one.short_name for one in identity.units(ids=tuple({row.unit for row in rows}))}
    return [
        SeenAppeal(
            id=row.id,
            number=row.number,
            kind=row.kind,
            channel=row.channel,
            state=row.state,
            day=row.day,
            registered_at=row.registered_at,
            matter=row.matter,
            matter_zh=known.name("matter", row.matter)[0],
            matter_en=known.name("matter", row.matter)[1],
            area_name=names.get(row.place_path, ""),
            event_id=row.event_id,
            unit_name=units.get(row.unit, ""),
            repeated=row.repeated,
            collective=row.collective,
            rounds=row.rounds,
            lon=row.lon,
            lat=row.lat,
        )
        for row in rows
        if known is not None and row.day is not None and row.registered_at is not None
    ]


def place_names(paths: Iterable[str]) -> Mapping[str, str]:
    """The name of the area that each path leads to."""
    wanted = {path: path.rstrip("/").rsplit("/", 1)[-1] for path in paths if path}
    found = areas.areas(sorted(set(wanted.values())))
    return {path: found[one].name for path, one in wanted.items() if one in found}


def repeated(
    subject: Subject, asked: AppealFilters, *, kind: str = "", page: int = 1, size: int = 50
) -> Page[RepeatedRow]:
    """重复诉求: events with several appeals, appeals of one person that repeat, and what was handled more
    than once; the most first."""
    position = facts.last_position()
    since, until = period(asked, days=90)
    found: list[RepeatedRow] = []
    # Repeats that were merged are what this list is about, so here they are seen.
    rows = AppealSeen.objects.filter(scope(subject, "themes.see").q(against="against"))
    rows = rows.filter(day__gte=since, day__lte=until).exclude(state="void")
    if asked.area:
        rows = rows.filter(place_path__startswith=areas.path_of(asked.area))
    if kind in ("", "event"):
        found += _of_events(rows)
    if kind in ("", "person"):
        found += _of_persons(rows)
    if kind in ("", "redo"):
        found += _of_redone(rows)
    if kind:
        _known(kind, ("event", "person", "redo"), "重复类型", "kind of repeat")
    found.sort(key=lambda row: (-row.appeals, -row.rounds, -row.last_day.toordinal(), row.key))
    return Page(
        items=found[(page - 1) * size : page * size],
        total=len(found),
        page=page,
        size=size,
        position=position,
    )


MOST_REPEATED = 1_000


def _of_events(rows: QuerySet[AppealSeen]) -> list[RepeatedRow]:
    groups = (
        rows.exclude(event_id="")
        .values("event_id")
        .annotate(many=Count("id"))
        .filter(many__gte=2)
        .order_by("-many")
    )
    keys = [one["event_id"] for one in groups[:MOST_REPEATED]]
    return _grouped("event", rows.filter(event_id__in=keys), lambda row: row.event_id)


def _of_persons(rows: QuerySet[AppealSeen]) -> list[RepeatedRow]:
    merged = list(rows.exclude(merged_into="").values_list("merged_into", flat=True)[:MOST_REPEATED])
    again = rows.filter(Q(repeated=True) | Q(pk__in=merged)).order_by("-day")[:MOST_REPEATED]
    return _grouped("person", again, lambda row: row.merged_into or row.id)


def _of_redone(rows: QuerySet[AppealSeen]) -> list[RepeatedRow]:
    again = rows.filter(rounds__gte=2, state="open").order_by("-rounds", "-day")
    return _grouped("redo", again[:MOST_REPEATED], lambda row: row.event_id or row.id)


def _grouped(kind: str, rows: Iterable[AppealSeen], key: Callable[[AppealSeen], str]) -> list[RepeatedRow]:
    held: dict[str, list[AppealSeen]] = {}
    for row in rows:
        held.setdefault(key(row), []).append(row)
    known = scan.themes() if held else None
    firsts = {one: min(many, key=lambda row: (str(row.registered_at), row.id)) for one, many in held.items()}
    names = place_names(row.place_path for row in firsts.values())
    ids = tuple({row.unit for row in firsts.values() if row.unit})
    units = {one.id: one.short_name for one in identity.units(ids=ids)}
    return [
        RepeatedRow(
            kind=kind,
            key=one,
            appeals=len(held[one]),
            repeats=sum(row.repeated for row in held[one]),
            rounds=max(row.rounds for row in held[one]),
            numbers=sorted(row.number for row in held[one])[:50],
            appeal_id=first.id,
            event_id=first.event_id,
            matter=first.matter,
            matter_zh=known.name("matter", first.matter)[0] if first.matter else "",
            matter_en=known.name("matter", first.matter)[1] if first.matter else "",
            area_name=names.get(first.place_path, ""),
            unit_name=units.get(first.unit, ""),
            first_day=min(row.day for row in held[one] if row.day),
            last_day=max(row.day for row in held[one] if row.day),
            open=any(row.state == OPEN for row in held[one]),
        )
        for one, first in firsts.items()
        if known is not None
    ]


def days_known() -> tuple[date | None, date | None]:
    """The first and the last day of the records."""
    found = Cell.objects.aggregate(first=Min("day"), last=Max("day"))
    return found["first"], found["last"]

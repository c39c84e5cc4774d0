"""Rankings: appeals by area, matter or unit, against the time before; the rows add up to the whole."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count, Q

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.themes import _reading as reading
from yiwang.themes import _scan as scan
from yiwang.themes._method import method
from yiwang.themes._reading import NONE, AppealFilters
from yiwang.themes.contracts import BadWord, Ranking, RankRow

BY = ("area", "class", "matter", "unit")
NOBODY = ("尚未派到单位", "not with a unit yet")
NOTHING = ("尚未定事项", "without a matter yet")
UNCLASSED = ("未归类", "in no class")


def ranking(subject: Subject, by: str, asked: AppealFilters) -> Ranking:
    """Appeals by area (the parts of `asked.area`), class, matter or unit: as many as this person may see.

    Every appeal is in one row, so that the rows add up to the total and each row opens to its own appeals.
    What lies in the area itself and in none of its parts has its own row. Raises BadWord, BadPeriod.
    """
    if by not in BY:
        raise BadWord(value=by[:40], what_zh="排名方式", what_en="way to rank", known="、".join(BY))
    since, until = reading.period(asked)
    days = (until - since).days + 1
    before_since, before_until = since - timedelta(days=days), since - timedelta(days=1)
    under = _under(subject, asked)
    narrowed = AppealFilters(area=under, kind=asked.kind, theme=asked.theme, unit=asked.unit)
    now = _tally(subject, narrowed, by, under, since, until)
    before = _tally(subject, narrowed, by, under, before_since, before_until)
    least = method().rank_least
    names = _names(by, {*now, *before}, under)
    rows = []
    for key in {*now, *before}:
        count, events, repeated = now.get(key, (0, 0, 0))
        earlier = before.get(key, (0, 0, 0))[0]
        zh, en, level = names[key]
        rows.append(
            RankRow(
                key=key or NONE,
                name_zh=zh,
                name_en=en,
                level=level,
                count=count,
                events=events,
                repeated=repeated,
                before=earlier,
                change=count / earlier - 1 if earlier >= least and count + earlier >= 2 * least else None,
                own=by == "area" and key == under,
            )
        )
    rows.sort(key=lambda row: (row.own, -row.count, -row.before, row.key))
    return Ranking(
        by=by,
        under=under,
        under_name=areas.get_area(under).name if under else "",
        since=since,
        until=until,
        before_since=before_since,
        before_until=before_until,
        total=sum(row.count for row in rows),
        total_before=sum(row.before for row in rows),
        least=least,
        rows=rows,
    )


def _under(subject: Subject, asked: AppealFilters) -> str:
    """The area asked for, else where this person's sight begins, else the city."""
    if asked.area:
        return areas.get_area(asked.area).id
    sight = scope(subject, "themes.see")
    if sight.area_paths and len(sight.area_paths) == 1:
        return areas.area_of_path(sight.area_paths[0])
    roots = areas.roots()
    if not roots:
        return ""
    below = areas.children(roots[0].id)
    return below[0].id if len(below) == 1 else roots[0].id


def _tally(
    subject: Subject, asked: AppealFilters, by: str, under: str, since: date, until: date
) -> dict[str, tuple[int, int, int]]:
    """Appeals, events and repeats by the key of the ranking."""
    column = {"area": "place_path", "unit": "unit"}.get(by, "matter")
    rows = reading.counted(subject, asked, since, until)
    groups = rows.values_list(column, "event_id").annotate(
        many=Count("id"), again=Count("id", filter=Q(repeated=True))
    )
    known = scan.themes() if by == "class" else None
    prefix = areas.path_of(under) if under else ""
    appeals: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    events: dict[str, set[str]] = {}
    for value, event, many, again in groups.order_by():
        key = value
        if by == "area":
            key = value[len(prefix) :].split("/", 1)[0] or under
        elif known is not None:
            key = known.class_of.get(value, "")
        appeals[key] += many
        repeats[key] += again
        if event:
            events.setdefault(key, set()).add(event)
        else:
            loose[key] += many
    return {key: (many, len(events.get(key, ())) + loose[key], repeats[key]) for key, many in appeals.items()}


def _names(by: str, keys: set[str], under: str) -> dict[str, tuple[str, str, str]]:
    if by == "area":
        found = areas.areas(sorted(keys))
        named = {key: (found[key].name, found[key].name, found[key].level) for key in keys if key in found}
        if under in named:
            name = named[under][0]
            named[under] = (f"{name}（未到下级）", f"{name} (no part of it)", named[under][2])
        return {key: named.get(key, (key, key, "")) for key in keys}
    if by == "unit":
        units = {one.id: one.name for one in identity.units(ids=tuple(key for key in keys if key))}
        return {key: (units.get(key, key), units.get(key, key), "") if key else (*NOBODY, "") for key in keys}
    known = scan.themes()
    nothing = NOTHING if by == "matter" else UNCLASSED
    return {key: (*known.name(by, key), "") if key else (*nothing, "") for key in keys}

"""Published figures on their way: filled in, reported, returned, reviewed by another person, published.

Every act claims the row at the version that its author saw, writes what changed and tells its fact, in one
transaction. What is published changes only by a revision: reported anew with a reason, reviewed and published
again; the old number, the new one and the reason stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.indicators import _published, series
from yiwang.indicators._cells import missing, number_of, refused
from yiwang.indicators._reading import today
from yiwang.indicators._refusals import (
    FigureMoved,
    NotCollected,
    NotYourFigure,
    OwnFigure,
    PeriodNotOver,
    UnknownFigure,
    UnknownIndicator,
    WhyNeeded,
)
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import (
    Cell,
    FigureChanged,
    FigureFilled,
    FigurePublished,
    FigureReported,
    FigureReturned,
    FigureReviewed,
    FigureSaid,
    FigureUrged,
    Period,
)
from yiwang.indicators.declarations import Collection, IndicatorDeclaration
from yiwang.indicators.models import Figure, Revision
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.calendar import Limit
from yiwang.messages import api as messages

FILLER = "statistician"
LEAST_WHY = 4
STATES = {
    "awaited": ("未报", "not supplied"),
    "draft": ("草稿", "draft"),
    "reported": ("已报", "reported"),
    "returned": ("退回", "returned"),
    "reviewed": ("已审", "reviewed"),
    "published": ("已发布", "published"),
}
# From which states an act is possible, and what it is called.
ACTS = {
    "fill": (("awaited", "draft", "returned"), "填报", "filling it in"),
    "report": (("draft", "returned"), "上报", "reporting it"),
    "return": (("reported", "reviewed"), "退回", "returning it"),
    "review": (("reported",), "审核通过", "approving it"),
    "publish": (("reviewed",), "发布", "publishing it"),
    "settle": (("published",), "定为最终数", "making it final"),
    "revise": (("published",), "修订", "revising it"),
    "urge": (("awaited", "draft", "returned"), "催报", "urging"),
}


def collected(code: str, period: Period) -> tuple[IndicatorDeclaration, Collection]:
    """The definition in force by which a figure is filled in; raises UnknownIndicator, NotCollected."""
    one = registry().on(code, period.first)
    if one is None:
        raise UnknownIndicator(indicator=code)
    if one.collect is None:
        raise NotCollected(indicator=code)
    return one, one.collect


def asked(one: IndicatorDeclaration, how: Collection, period: Period) -> Period:
    """The period as it is filled in: 累计 or the month that ends with it, 1—2月 as one."""
    last = Period(kind="month", first=period.last.replace(day=1), last=period.last)
    if how.asked == "to_date":
        last = Period(kind="to_date", first=last.first.replace(month=1), last=last.last)
    return series.normal(last, merged=one.merged)


def suppliers(one: IndicatorDeclaration, how: Collection, city: Area) -> list[Area]:
    """The city itself, and the areas below it that fill in this figure."""
    below: Sequence[Area] = ()
    if how.level != "city":
        path = city.managed_path if one.tree == "managed" else city.statistical_path
        below = areas.subtree(path, how.level, one.tree)
    return [city, *(each for each in below if each.id != city.id)]


def supplies(how: Collection, area: Area) -> bool:
    return area.level in (how.level, "city")


def key_of(code: str, area_id: str, period: Period) -> str:
    return f"{code}:{area_id}:{period.kind}:{period.last.isoformat()}"


def due_at(how: Collection, period: Period, area: Area) -> datetime | None:
    """The deadline by the work calendar; None where nobody has told it the year, or nothing is awaited."""
    if how.on_demand:
        return None
    ended = datetime.combine(period.last, time(12), clock.SHANGHAI)
    limit = Limit(kind="working_day", amount=how.due_after)
    return areas.work_calendar().due(limit, ended, area.managed_path).at


def may_fill(subject: Subject, area: Area) -> bool:
    """Whether the area is the person's own: what lies below it has its own people."""
    if "indicators.fill" not in subject.permissions:
        return False
    held = scope(subject, "indicators.fill")
    return held.everything or area.managed_path in held.area_paths


# -- filling in


def save(subject: Subject, said: FigureSaid) -> Figure:
    """填报 as a draft. Needs indicators.fill and that the area is one's own. What is written already stays.

    Raises FigureFaults, NotYourFigure, NotCollected, PeriodNotOver, FigureMoved.
    """
    one, _, area, period = place(said.code, said.area_id, said.period)
    _own(subject, area)
    faults: list[Cell] = []
    value = number_of(said.value, one.unit, "本期数", faults)
    ago = number_of(said.last_year, one.unit, "上年同期", faults)
    if value is None and not faults:
        faults.append(missing("本期数"))
    if faults:
        raise refused(faults)
    assert value is not None
    if _published.a_year_ago(one, area.id, period) is not None:
        ago = None  # held already, and changed by a revision of that year alone
    with transaction.atomic():
        row, _ = write(subject, one, area, period, value, ago, said.note, said.version)
    return row


def write(
    subject: Subject,
    one: IndicatorDeclaration,
    area: Area,
    period: Period,
    value: float,
    ago: float | None,
    note: str,
    version: int | None,
) -> tuple[Figure, bool]:
    """A draft as it is written, and whether anything changed; `version` None is whatever stands there."""
    row = Figure.objects.select_for_update().filter(pk=key_of(one.code, area.id, period)).first()
    said = {"value": value, "last_year": ago, "note": note.strip()[:500]}
    if row is None:
        row = _new(one, area, period, "draft", filled_by=subject.user_id, filled_name=subject.name, **said)
        if version or not statements.insert(row, once=True):
            raise _moved(Figure.objects.filter(pk=row.pk).first() or row, "fill")
    else:
        if all(getattr(row, name) == each for name, each in said.items()) and row.state != "awaited":
            return row, False
        _stands(row, row.version if version is None else version, "fill")
        # A figure that was returned stays so until it is reported again.
        _set(
            row,
            "fill",
            state="draft" if row.state == "awaited" else row.state,
            filled_by=subject.user_id,
            filled_name=subject.name,
            **said,
        )
    _tell(row, subject, FigureFilled)
    return row, True


def report(subject: Subject, figure_id: str, *, version: int) -> Figure:
    """上报. Needs indicators.fill and that the area is one's own."""
    with transaction.atomic():
        row, _, how, area, period = _found(subject, figure_id, "indicators.fill", version, "report")
        _own(subject, area)
        if row.value is None:
            raise refused([missing("本期数")])
        _reported(subject, row, how, area, period, row.value, row.why, "report")
    return row


def revise(subject: Subject, figure_id: str, value: str, why: str, *, version: int) -> Figure:
    """修订: what is published is reported anew with another number and the reason; it stands until the other
    is published. Needs indicators.fill and that the area is one's own."""
    why = why_of(why)
    with transaction.atomic():
        row, one, how, area, period = _found(subject, figure_id, "indicators.fill", version, "revise")
        _own(subject, area)
        faults: list[Cell] = []
        number = number_of(value, one.unit, "本期数", faults)
        if number is None:
            raise refused(faults or [missing("本期数")])
        row.filled_by, row.filled_name = subject.user_id, subject.name
        _reported(subject, row, how, area, period, number, why, "revise")
    return row


def _reported(
    subject: Subject,
    row: Figure,
    how: Collection,
    area: Area,
    period: Period,
    value: float,
    why: str,
    act: str,
) -> None:
    now, due = clock.now(), due_at(how, period, area)
    _set(
        row,
        act,
        state="reported",
        value=value,
        why=why,
        reported_at=now,
        returned={},
        filled_by=row.filled_by,
        filled_name=row.filled_name,
    )
    late = act == "report" and due is not None and now > due
    _tell(row, subject, FigureReported, late=late, revision=row.published is not None, why=why)


# -- reviewing and publishing


def send_back(
    subject: Subject, figure_id: str, reason: str, cells: Sequence[Cell] = (), *, version: int
) -> Figure:
    """退回, with the reason and the cells that are wrong. Needs indicators.review."""
    reason = why_of(reason)
    with transaction.atomic():
        row, one, _, area, period = _found(subject, figure_id, "indicators.review", version, "return")
        said = [
            {"cell": c.cell, "zh": c.zh, "en": c.en, "cure_zh": c.cure_zh, "cure_en": c.cure_en}
            for c in cells
        ]
        _set(row, "return", state="returned", returned={"reason": reason, "cells": said, "by": subject.name})
        _tell(row, subject, FigureReturned, reason=reason)
        _say(row, one, area, period, "returned", ("填报被退回", "A figure was returned"), (reason, reason))
    return row


def review(subject: Subject, figures: Sequence[tuple[str, int]]) -> list[Figure]:
    """审核通过, all of them or none. Needs indicators.review, and another person than the filler's."""
    made = []
    with transaction.atomic():
        for figure_id, version in figures:
            row, *_ = _found(subject, figure_id, "indicators.review", version, "review")
            _second(subject, row)
            _set(row, "review", state="reviewed", reviewed_by=subject.user_id)
            _tell(row, subject, FigureReviewed)
            made.append(row)
    return made


def publish(subject: Subject, figures: Sequence[tuple[str, int]], *, final: bool = False) -> list[Figure]:
    """发布 as 初步 or 最终, all of them or none; with `final` also what is published already becomes final.
    Needs indicators.publish, and another person than the filler's. A changed number leaves a revision."""
    made = []
    with transaction.atomic():
        for figure_id, version in figures:
            row, one, _, area, _ = _found(subject, figure_id, "indicators.publish", version, "")
            settles = final and row.state == "published" and row.stage != "final"
            act = "settle" if settles else "publish"
            _stands(row, version, act)
            _second(subject, row)
            old, new = row.published, row.value
            assert new is not None, "nothing without a number is reported"
            changed = old is not None and old != new
            revision = row.revision + changed
            _set(
                row,
                act,
                state="published",
                published=new,
                published_last_year=row.last_year,
                stage="final" if final else "revised" if revision else "preliminary",
                revision=revision,
                published_at=clock.now(),
                position=facts.last_position(),
            )
            if changed:
                _keep(row, one, area, old, new)
            _tell(
                row,
                subject,
                FigurePublished,
                old=old,
                new=new,
                stage=row.stage,
                revision=revision,
                why=row.why if changed else "",
            )
            made.append(row)
    return made


def _keep(row: Figure, one: IndicatorDeclaration, area: Area, old: float | None, new: float) -> None:
    statements.insert(
        statements.new(
            Revision,
            code=row.code,
            version=one.version,
            revision=row.revision,
            tree=one.tree,
            area_path=area.managed_path,
            kind=row.kind,
            # 累计 all begin with the year: its last month says which one it is.
            first_day=row.last_day.replace(day=1) if row.kind == "to_date" else row.first_day,
            last_day=row.last_day,
            old=[old, 0, 0, 0],
            new=[new, 0, 0, 0],
            why_zh=row.why,
            why_en=row.why,
            position=row.position,
            at=clock.now(),
        )
    )


def urge(subject: Subject, code: str, city_id: str, period: Period, only: Sequence[str] = ()) -> list[Figure]:
    """催报: tells the people of every area (or of `only`) that has not reported, once a day. Needs
    indicators.review."""
    one, how = collected(code, period)
    period = asked(one, how, period)
    city = seen(subject, "indicators.review", city_id)
    made = []
    with transaction.atomic():
        for area in suppliers(one, how, city):
            if not only or area.id in only:
                made += urged(subject, one, how, area, period, key=today().isoformat())
    return made


def urged(
    subject: Subject,
    one: IndicatorDeclaration,
    how: Collection,
    area: Area,
    period: Period,
    *,
    key: str,
    by_itself: bool = False,
) -> list[Figure]:
    """Tell one area's people that its figure is awaited, once for a `key`; `by_itself` once for ever. Nothing
    where it is reported already. Inside the caller's transaction."""
    row = Figure.objects.select_for_update().filter(pk=key_of(one.code, area.id, period)).first()
    if row and (row.state not in ACTS["urge"][0] or (by_itself and row.reminded)):
        return []
    if row is None:
        row = _new(one, area, period, "awaited", urged=1, reminded=by_itself)
        if not statements.insert(row, once=True):
            return []  # somebody has just begun to fill it in
    else:
        _set(row, "urge", urged=row.urged + 1, reminded=row.reminded or by_itself)
    due = due_at(how, period, area)
    until = f"{due.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if due else ""
    said = (f"截止时间：{until}", f"Due: {until}") if until else ("", "")
    _say(row, one, area, period, "urged", ("请尽快报数", "Please report"), said, key=key)
    _tell(row, subject, FigureUrged, times=row.urged)
    return [row]


# -- beneath


def allowed(subject: Subject, row: Figure | None, area: Area) -> list[str]:
    """The acts that this person could do on a figure now."""
    state = row.state if row else "awaited"
    own, second = may_fill(subject, area), row is None or row.filled_by != subject.user_id
    reviews = _sees(subject, "indicators.review", area)
    publishes = _sees(subject, "indicators.publish", area)
    mine = {
        "fill": own,
        "report": own,
        "revise": own,
        "return": reviews,
        "review": reviews and second,
        "urge": reviews,
        "publish": publishes and second,
        "settle": publishes and second and row is not None and row.stage != "final",
    }
    return [name for name, (states, _, _) in ACTS.items() if state in states and mine[name]]


def _sees(subject: Subject, permission: str, area: Area) -> bool:
    return permission in subject.permissions and scope(subject, permission).sees(area_path=area.managed_path)


def seen(subject: Subject, permission: str, area_id: str) -> Area:
    held = scope(subject, permission)
    area = areas.find_area(area_id)
    if area is None or not held.sees(area_path=area.managed_path):
        raise UnknownFigure()
    return area


def place(code: str, area_id: str, period: Period) -> tuple[IndicatorDeclaration, Collection, Area, Period]:
    one, how = collected(code, period)
    period = asked(one, how, period)
    area = areas.find_area(area_id)
    if area is None:
        raise UnknownFigure()
    if not supplies(how, area):
        raise NotCollected(indicator=code)
    if period.last >= today():
        raise PeriodNotOver(period_zh=period.label_zh, period_en=period.label_en)
    return one, how, area, period


def _own(subject: Subject, area: Area) -> None:
    scope(subject, "indicators.fill")
    if not may_fill(subject, area):
        raise NotYourFigure(area=area.name)


def _second(subject: Subject, row: Figure) -> None:
    if row.filled_by == subject.user_id:
        raise OwnFigure()


def _found(
    subject: Subject, figure_id: str, permission: str, version: int, act: str
) -> tuple[Figure, IndicatorDeclaration, Collection, Area, Period]:
    rows = Figure.objects.select_for_update().filter(scope(subject, permission).paths_only())
    row = rows.filter(pk=figure_id).first()
    if row is None:
        raise UnknownFigure()
    if act:
        _stands(row, version, act)
    period = period_of_row(row)
    one, how = collected(row.code, period)
    area = areas.find_area(row.area_id)
    if area is None:
        raise UnknownFigure()
    return row, one, how, area, period


def period_of_row(row: Figure) -> Period:
    return Period(kind=row.kind, first=row.first_day, last=row.last_day)  # type: ignore[arg-type]


def _new(one: IndicatorDeclaration, area: Area, period: Period, state: str, **more: Any) -> Figure:
    return statements.new(
        Figure,
        id=key_of(one.code, area.id, period),
        code=one.code,
        area_id=area.id,
        area_path=area.managed_path,
        kind=period.kind,
        first_day=period.first,
        last_day=period.last,
        state=state,
        version=1,
        **more,
    )


def _stands(row: Figure, version: int, act: str) -> None:
    if row.version != version or row.state not in ACTS[act][0]:
        raise _moved(row, act)


def _moved(row: Figure, act: str) -> FigureMoved:
    area, period = areas.find_area(row.area_id), period_of_row(row)
    return FigureMoved(
        area=area.name if area else row.area_id,
        period_zh=period.label_zh,
        period_en=period.label_en,
        state=row.state,
        state_zh=STATES[row.state][0],
        state_en=STATES[row.state][1],
        act_zh=ACTS[act][1],
        act_en=ACTS[act][2],
    )


def _set(row: Figure, act: str, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    if not statements.claim(row, *changed):
        raise _moved(row, act)


def why_of(text: str) -> str:
    text = text.strip()[:500]
    if len(text) < LEAST_WHY:
        raise WhyNeeded(least=LEAST_WHY)
    return text


def _tell(row: Figure, subject: Subject, fact: type[FigureChanged], **more: Any) -> None:
    facts.tell(
        fact(
            code=row.code,
            area_id=row.area_id,
            kind=row.kind,
            last_day=row.last_day.isoformat(),
            state=row.state,
            **more,
        ),
        # Shorter than the row's own key, which the stream of facts has no room for.
        subject=f"figure:{row.code}:{row.area_id}:{row.kind[0]}{row.last_day:%Y%m%d}",
        version=row.version,
        actor=subject.user_id,
        area_path=row.area_path,
    )


def fillers(area: Area) -> list[str]:
    """The people who fill in an area's figures."""
    return [each.id for each in identity.users_of_role(FILLER, area.managed_path)]


def staffed() -> frozenset[str]:
    """The paths of the areas that have people who fill in."""
    return identity.places_of_role(FILLER)


def _say(
    row: Figure,
    one: IndicatorDeclaration,
    area: Area,
    period: Period,
    kind: str,
    title: tuple[str, str],
    body: tuple[str, str],
    key: str = "",
) -> None:
    """To those who fill the area in; where there is nobody, to its government."""
    people = fillers(area)
    offices = identity.units(area_path=area.managed_path, kind="government")
    own = [unit.id for unit in offices if unit.area_path == area.managed_path]
    if not people and not own:
        return
    messages.notify(
        to_users=people,
        to_units=[] if people else own,
        kind=f"indicators_{kind}",
        title_zh=f"{title[0]}：{area.name} {period.label_zh} {one.name.zh}",
        title_en=f"{title[1]}: {one.name.en}, {area.name}, {period.label_en}",
        body_zh=body[0],
        body_en=body[1],
        link=f"/desk/indicators/filling?on={period.last.isoformat()}&code={one.code}",
        key=f"figure:{row.id}:{kind}:{key or row.version}",
    )

"""Looking at monthly themes: a page of them, one whole, its history, who may sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, UserRef, require, scope
from yiwang.kernel import facts, pages
from yiwang.kernel.pages import Page
from yiwang.themes import _measure as measure
from yiwang.themes import _monthly as monthly
from yiwang.themes import _scan as scan
from yiwang.themes import _words as words
from yiwang.themes._scan import Themes
from yiwang.themes.contracts import (
    BadWord,
    Place,
    Task,
    ThemeDetail,
    ThemeLine,
    ThemePart,
    ThemeRow,
    UnitName,
)
from yiwang.themes.models import MonthlyTheme, ThemeStep


def list_themes(
    subject: Subject,
    *,
    state: str = "",
    month: str = "",
    mine: bool = False,
    page: int = 1,
    size: int = 50,
) -> Page[ThemeRow]:
    """Monthly themes in the subject's scope, the newest month first; `mine`: my unit's, or mine to sign."""
    position = facts.last_position()
    rows = MonthlyTheme.objects.filter(scope(subject, "themes.see").q())
    if state:
        if state not in words.STATES:
            raise BadWord(value=state[:40], what_zh="状态", what_en="state", known="、".join(words.STATES))
        rows = rows.filter(state=state)
    if month:
        rows = rows.filter(month=month)
    if mine:
        tokens = [f"|{one}|" for one in (subject.unit_id, f"@{subject.user_id}") if one]
        ids = [row.id for row in rows.only("id", "units") if any(one in row.units for one in tokens)]
        rows = rows.filter(pk__in=ids)
    found = list(rows.order_by("-month", "-number")[(page - 1) * size : page * size])
    return Page(items=shown(found), total=pages.count(rows), page=page, size=size, position=position)


def shown(rows: Sequence[MonthlyTheme]) -> list[ThemeRow]:
    known = scan.themes() if rows else None
    units = {one.id: one.name for one in identity.units(ids=tuple({row.lead_unit for row in rows}))}
    places = areas.areas(sorted({one["id"] for row in rows for one in row.areas}))
    today = monthly.today()
    return [
        ThemeRow(
            id=row.id,
            number=row.number,
            month=row.month,
            title=row.title,
            state=row.state,
            state_zh=words.STATES[row.state][0],
            state_en=words.STATES[row.state][1],
            lead_unit=row.lead_unit,
            lead_unit_name=units.get(row.lead_unit, row.lead_unit),
            leader=row.leader,
            leader_name=_person(row.leader),
            areas=[
                Place(id=one["id"], name=places[one["id"]].name, path=places[one["id"]].managed_path)
                for one in row.areas
                if one["id"] in places
            ],
            themes=_parts(row, known),
            tasks=len(row.tasks),
            tasks_done=sum(one["state"] == "done" for one in row.tasks),
            tasks_late=sum(_late(one, today) for one in row.tasks),
            adopted_on=row.adopted_on,
            signed_at=row.signed_at,
            signed_fall=(row.fall or {}).get("change"),
            version=row.version,
        )
        for row in rows
        if known is not None
    ]


def _parts(row: MonthlyTheme, known: Themes) -> list[ThemePart]:
    return [
        ThemePart(
            kind=one["kind"],
            code=one["code"],
            name_zh=known.name(one["kind"], one["code"])[0],
            name_en=known.name(one["kind"], one["code"])[1],
        )
        for one in row.themes
    ]


def _late(task: dict[str, Any], today: date) -> bool:
    return task["state"] == "open" and date.fromisoformat(task["due"]) < today


def _person(user_id: str) -> str:
    found = identity.find_user(user_id) if user_id else None
    return found.name if found else user_id


def get_theme(subject: Subject, theme_id: str) -> ThemeDetail:
    """A monthly theme, whole, its fall reckoned now. Raises UnknownTheme."""
    return detail(monthly.find(subject, theme_id), subject)


def detail(row: MonthlyTheme, subject: Subject) -> ThemeDetail:
    named = {*row.co_units, *(one["unit"] for one in row.tasks)}
    units = {one.id: one.name for one in identity.units(ids=tuple(named))}
    today = monthly.today()
    return ThemeDetail(
        row=shown([row])[0],
        problem=row.problem,
        measures=row.measures,
        signal_id=row.signal_id,
        co_units=[UnitName(id=one, name=units.get(one, one)) for one in row.co_units],
        baseline_months=row.baseline_months,
        proposed_by_name=_person(row.proposed_by),
        adopted_by_name=_person(row.adopted_by),
        tasks=[
            Task(
                id=one["id"],
                text=one["text"],
                unit=one["unit"],
                unit_name=units.get(one["unit"], one["unit"]),
                due=date.fromisoformat(one["due"]),
                state=one["state"],
                report=one["report"],
                evidence=one["evidence"],
                done_by=one["done_by"],
                done_at=datetime.fromisoformat(one["done_at"]) if one["done_at"] else None,
                late=_late(one, today),
            )
            for one in row.tasks
        ],
        fall=measure.fall(row, scan.themes(), today),
        signed=measure.read(row.fall),
        history=[
            ThemeLine(
                version=one.version,
                at=one.at,
                act=one.act,
                state=one.state,
                actor_name=one.actor_name,
                unit_name=one.unit_name,
                text_zh=one.text_zh,
                text_en=one.text_en,
                note=one.note,
            )
            for one in ThemeStep.objects.filter(theme_id=row.id).order_by("version")
        ],
        allowed=monthly.allowed(row, subject),
    )


def signers(subject: Subject, area: str) -> list[UserRef]:
    """The leaders who could sign a theme of this area, the highest first: those of the governments that it
    lies under."""
    require(subject, "themes.manage")
    path = areas.path_of(area)
    found: list[UserRef] = []
    for unit in sorted(identity.units(kind="government"), key=lambda one: (len(one.area_path), one.id)):
        if path.startswith(unit.area_path):
            found += identity.users_of_unit(unit.id, role="leader")
    return found

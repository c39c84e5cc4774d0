"""What may be said of a monthly theme, and everything that is wrong with it at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel.ids import new_id
from yiwang.themes import logic
from yiwang.themes._scan import themes as catalogue
from yiwang.themes.contracts import OutsideYourArea, TaskForm, ThemeFaults, ThemeForm
from yiwang.themes.models import MonthlyTheme, Signal

MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")
TITLE, PROBLEM, TASK = (4, 100), (4, 4_000), (4, 500)
MOST_TASKS, MOST_PARTS, MOST_BASELINE = 60, 50, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A fault of a form: where it is, and what to do."""

    where: str
    zh: str
    en: str


def checked(
    subject: Subject, form: ThemeForm, *, kept: dict[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The columns of a theme that this form makes. `kept` are tasks that are done and stay as they are.

    Raises ThemeFaults with everything at once, OutsideYourArea.
    """
    flaws: list[Flaw] = []
    title = _text(form.title, TITLE, "title", "题目", "the title", flaws)
    problem = _text(form.problem, PROBLEM, "problem", "问题", "the problem", flaws)
    if not MONTH.fullmatch(form.month):
        flaws.append(Flaw(where="month", zh="月份应写作 2026-11。", en="A month is written 2026-11."))
    if not 1 <= form.baseline_months <= MOST_BASELINE:
        flaws.append(
            Flaw(
                where="baseline_months",
                zh=f"基线月数应为 1 至 {MOST_BASELINE}。",
                en=f"1 to {MOST_BASELINE} months before are compared.",
            )
        )
    themes = _themes(form, flaws)
    places = _places(subject, form, flaws)
    units = {one.id: one.name for one in identity.units(ids=_units(form))}
    for where, unit in [("lead_unit", form.lead_unit), *(("co_units", one) for one in form.co_units)]:
        if unit and unit not in units:
            flaws.append(Flaw(where=where, zh=f"没有单位“{unit}”。", en=f"There is no unit “{unit}”."))
    if form.leader and identity.find_user(form.leader) is None:
        flaws.append(Flaw(where="leader", zh="没有这位领导。", en="There is no such leader."))
    signal = form.signal_id
    if signal and not Signal.objects.filter(scope(subject, "themes.see").q(), pk=signal).exists():
        flaws.append(Flaw(where="signal_id", zh="没有这条热点信号。", en="There is no such signal."))
    tasks = _tasks(form, units, kept or {}, flaws)
    if flaws:
        raise _faults(flaws)
    return {
        "month": form.month,
        "title": title,
        "problem": problem,
        "measures": form.measures.strip()[: PROBLEM[1]],
        "signal_id": signal,
        "themes": themes,
        "areas": places,
        "area_path": logic.common([one["path"] for one in places]),
        "lead_unit": form.lead_unit,
        "co_units": [one for one in dict.fromkeys(form.co_units) if one != form.lead_unit],
        "leader": form.leader,
        "tasks": tasks,
        "baseline_months": form.baseline_months,
    }


def whole(row: MonthlyTheme) -> None:
    """Is everything said that an adopted theme needs? Raises ThemeFaults."""
    flaws = [
        Flaw(where=where, zh=f"立题前须填写{zh}。", en=f"Before it is adopted it needs {en}.")
        for where, said, zh, en in (
            ("lead_unit", row.lead_unit, "牵头单位", "a lead unit"),
            ("leader", row.leader, "分管领导", "the leader who will sign it off"),
            ("tasks", row.tasks, "任务清单", "a task list"),
            ("measures", row.measures, "整治措施", "measures"),
        )
        if not said
    ]
    signer = identity.find_user(row.leader)
    if signer is not None and signer.unit_id in (row.lead_unit, *row.co_units):
        flaws.append(
            Flaw(
                where="leader",
                zh="审定销题的领导不能是牵头或配合单位的人。",
                en="Who signs it off belongs neither to the lead unit nor to a co-unit.",
            )
        )
    if flaws:
        raise _faults(flaws)


def _faults(flaws: list[Flaw]) -> ThemeFaults:
    return ThemeFaults(
        count=len(flaws),
        first_zh=flaws[0].zh,
        first_en=flaws[0].en,
        faults=[{"where": one.where, "zh": one.zh, "en": one.en} for one in flaws],
    )


def _text(said: str, size: tuple[int, int], where: str, zh: str, en: str, flaws: list[Flaw]) -> str:
    text = "".join(letter for letter in said.strip() if letter >= " " or letter in "\n\t")
    if not size[0] <= len(text) <= size[1]:
        flaws.append(
            Flaw(
                where=where,
                zh=f"{zh}须有 {size[0]} 至 {size[1]} 个字。",
                en=f"{en} has {size[0]} to {size[1]} characters.",
            )
        )
    return text


def _themes(form: ThemeForm, flaws: list[Flaw]) -> list[dict[str, str]]:
    known = catalogue()
    named = [("matter", one) for one in form.matters] + [("class", one) for one in form.classes]
    named = list(dict.fromkeys(named))
    if not 1 <= len(named) <= MOST_PARTS:
        flaws.append(
            Flaw(
                where="matters", zh="至少选择一个事项或类别。", en="It is about at least one matter or class."
            )
        )
    for pair in named:
        if pair not in known.names:
            zh, en = f"目录中没有“{pair[1]}”。", f"The catalogue has no “{pair[1]}”."
            flaws.append(Flaw(where="matters", zh=zh, en=en))
    return [{"kind": kind, "code": code} for kind, code in named]


def _places(subject: Subject, form: ThemeForm, flaws: list[Flaw]) -> list[dict[str, str]]:
    found = areas.areas(list(form.areas))
    sight = scope(subject, "themes.manage")
    places = []
    for one in dict.fromkeys(form.areas):
        area = found.get(one)
        if area is None:
            flaws.append(Flaw(where="areas", zh=f"没有区划“{one}”。", en=f"There is no area “{one}”."))
            continue
        if not sight.sees(area_path=area.managed_path):
            raise OutsideYourArea(area=area.name)
        places.append({"id": area.id, "path": area.managed_path})
    if not form.areas:
        flaws.append(Flaw(where="areas", zh="至少选择一个区划。", en="It is about at least one area."))
    return places


def _units(form: ThemeForm) -> tuple[str, ...]:
    named = [form.lead_unit, *form.co_units, *(one.unit for one in form.tasks)]
    return tuple(dict.fromkeys(one for one in named if one))


def _tasks(
    form: ThemeForm, units: dict[str, str], kept: dict[str, dict[str, Any]], flaws: list[Flaw]
) -> list[dict[str, Any]]:
    if len(form.tasks) > MOST_TASKS:
        zh, en = f"任务最多 {MOST_TASKS} 项。", f"At most {MOST_TASKS} tasks."
        flaws.append(Flaw(where="tasks", zh=zh, en=en))
    own = {form.lead_unit, *form.co_units}
    tasks = []
    said = {one.id for one in form.tasks}
    tasks += [one for key, one in kept.items() if key not in said]
    for at, one in enumerate(form.tasks):
        if one.id in kept:
            tasks.append(kept[one.id])
            continue
        text = _text(one.text, TASK, f"tasks/{at}/text", "任务", "a task", flaws)
        if one.unit not in units or one.unit not in own:
            flaws.append(
                Flaw(
                    where=f"tasks/{at}/unit",
                    zh="任务须由牵头或配合单位承担。",
                    en="A task is the lead's or a co-unit's.",
                )
            )
        tasks.append(fresh(one, text))
    return tasks


def fresh(form: TaskForm, text: str) -> dict[str, Any]:
    """An open task as the row keeps it."""
    due: date = form.due
    return {
        "id": form.id or new_id(),
        "text": text,
        "unit": form.unit,
        "due": due.isoformat(),
        "state": "open",
        "report": "",
        "evidence": [],
        "done_by": "",
        "done_at": None,
    }

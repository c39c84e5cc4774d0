"""每月一题: proposed, adopted by a second person, worked on, signed off by the leader in charge or sent back.

Every act claims the row, keeps its line with the values it changed, tells its fact and says so to whom it
concerns, in one transaction. Who is the lead, whose task it is and which leader signs stand in the theme.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.identity.api import Lines, Subject, handlers, reason_of, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages
from yiwang.themes import _form as forms
from yiwang.themes import _measure as measure
from yiwang.themes import _words as words
from yiwang.themes._scan import themes as catalogue
from yiwang.themes.contracts import (
    EvidenceNeeded,
    NotTheLead,
    NotTheLeader,
    NotYourTask,
    OwnProposal,
    ReasonNeeded,
    TasksOpen,
    ThemeAdopted,
    ThemeChanged,
    ThemeDropped,
    ThemeEdited,
    ThemeForm,
    ThemeMoved,
    ThemeProposed,
    ThemeSentBack,
    ThemeSignedOff,
    ThemeSignOffAsked,
    ThemeTaskReopened,
    ThemeTaskReported,
    UnknownTask,
    UnknownTheme,
)
from yiwang.themes.models import MonthlyTheme, ThemeNumber, ThemeStep

LEAST_REPORT = 4
LONGEST = 2_000


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def propose(subject: Subject, form: ThemeForm) -> MonthlyTheme:
    """Propose a theme. Needs themes.manage, and that all of its areas lie in one's scope.

    Raises ThemeFaults, OutsideYourArea.
    """
    require(subject, "themes.manage")
    values = forms.checked(subject, form)
    month = form.month.replace("-", "")
    with transaction.atomic():
        row = statements.new(
            MonthlyTheme,
            id=new_id(),
            number=f"MT{month}-{statements.next_of(ThemeNumber, f'MT{month}'):02d}",
            state="proposed",
            proposed_by=subject.user_id,
            version=1,
            **values,
        )
        row.units = join_units(_tokens(row, subject.user_id))
        statements.insert(row)
        born = {**values, "number": row.number, "proposed_by": subject.user_id, "units": row.units}
        _keep(row, subject, "propose", ThemeProposed, born, "提出每月一题", "Proposed a monthly theme")
    return row


def edit(subject: Subject, theme_id: str, form: ThemeForm, *, version: int) -> MonthlyTheme:
    """Write a proposal anew; of an adopted theme only its measures and its tasks, of which what is done
    stays. Needs themes.manage."""
    with transaction.atomic():
        row = _managed(subject, theme_id, version, "edit", ("proposed", "working"))
        done = {one["id"]: one for one in row.tasks if one["state"] == "done"}
        values = forms.checked(subject, form, kept=done)
        if row.state == "working":
            values = {name: values[name] for name in ("measures", "tasks")}
        else:
            values["month"] = row.month  # its number says it
        for name, value in values.items():
            setattr(row, name, value)
        values["units"] = join_units(_tokens(row, *_people(row)))
        LINES.change(row, "edit", **values)
        _keep(row, subject, "edit", ThemeEdited, values, "修改任务清单与措施", "Changed tasks and measures")
    return row


def adopt(subject: Subject, theme_id: str, *, version: int) -> MonthlyTheme:
    """立题, by another person than the proposer. Needs themes.manage. Raises OwnProposal, ThemeFaults."""
    with transaction.atomic():
        row = _managed(subject, theme_id, version, "adopt", ("proposed",))
        if row.proposed_by == subject.user_id:
            raise OwnProposal()
        forms.whole(row)
        changed = {"adopted_by": subject.user_id, "adopted_on": today()}
        LINES.change(row, "edit", state="working", **changed)
        _keep(row, subject, "adopt", ThemeAdopted, changed, "审定立题", "Adopted")
        _say(row, "adopted", "每月一题已立题，请按任务清单推进", "A monthly theme was adopted", units=True)
    return row


def drop(subject: Subject, theme_id: str, reason: str, *, version: int) -> MonthlyTheme:
    """Not taken on. Needs themes.manage and a reason."""
    reason = reason_of(reason, ReasonNeeded)
    with transaction.atomic():
        row = _managed(subject, theme_id, version, "drop", ("proposed",))
        LINES.change(row, "edit", state="dropped", ended_on=today())
        _keep(
            row, subject, "drop", ThemeDropped, {"ended_on": today()}, "不予立题", "Dropped",
            note=reason, reason=reason,
        )  # fmt: skip
    return row


def report_task(
    subject: Subject, theme_id: str, task_id: str, report: str, evidence: tuple[str, ...], *, version: int
) -> MonthlyTheme:
    """A task is done. Needs themes.see, and to belong to the unit whose task it is.

    Raises UnknownTask, NotYourTask, EvidenceNeeded, UnknownDocument.
    """
    with transaction.atomic():
        row = _seen(subject, theme_id, version, "report_task", ("working",))
        tasks, task = _task(row, task_id)
        if task["unit"] != subject.unit_id:
            raise NotYourTask(unit=_unit_name(task["unit"]))
        report = report.strip()[:LONGEST]
        if len(report) < LEAST_REPORT or not evidence:
            raise EvidenceNeeded()
        for one in dict.fromkeys(evidence):
            documents.get_document(one, subject)
        documents.attach(list(dict.fromkeys(evidence)), area_path=row.area_path, units=split_units(row.units))
        task.update(
            state="done",
            report=report,
            evidence=list(dict.fromkeys(evidence)),
            done_by=subject.name,
            done_at=clock.now().isoformat(),
        )
        LINES.change(row, "edit", state=row.state, tasks=tasks)
        _keep(
            row, subject, "report_task", ThemeTaskReported, {"tasks": tasks},
            f"完成任务：{task['text']}", f"Task done: {task['text']}",
            note=report, task=task_id, unit=task["unit"],
        )  # fmt: skip
    return row


def reopen_task(subject: Subject, theme_id: str, task_id: str, reason: str, *, version: int) -> MonthlyTheme:
    """A reported task is not done after all. Needs themes.manage and a reason."""
    reason = reason_of(reason, ReasonNeeded)
    with transaction.atomic():
        row = _managed(subject, theme_id, version, "reopen_task", ("working",))
        tasks, task = _task(row, task_id)
        if task["state"] != "done":
            raise UnknownTask()
        task.update(state="open", done_by="", done_at=None)
        LINES.change(row, "edit", state=row.state, tasks=tasks)
        _keep(
            row, subject, "reopen_task", ThemeTaskReopened, {"tasks": tasks},
            f"任务退回：{task['text']}", f"Task sent back: {task['text']}",
            note=reason, task=task_id, unit=task["unit"], reason=reason,
        )  # fmt: skip
    return row


def ask(subject: Subject, theme_id: str, text: str, *, version: int) -> MonthlyTheme:
    """提请销题, by the lead unit, when every task is done. Needs themes.see.

    Raises NotTheLead, TasksOpen, ReasonNeeded (what was achieved has to be said).
    """
    text = reason_of(text, ReasonNeeded)
    with transaction.atomic():
        row = _seen(subject, theme_id, version, "ask", ("working",))
        if row.lead_unit != subject.unit_id:
            raise NotTheLead(unit=_unit_name(row.lead_unit))
        waiting = [one["text"] for one in row.tasks if one["state"] != "done"]
        if waiting:
            raise TasksOpen(count=len(waiting), first=waiting[0])
        changed = {"asked_by": subject.user_id}
        LINES.change(row, "edit", state="asked", **changed)
        _keep(row, subject, "ask", ThemeSignOffAsked, changed, "提请销题", "Asked for sign-off", note=text)
        _say(row, "asked", "每月一题提请销题，请审定", "A monthly theme waits for your sign-off", leader=True)
    return row


def sign_off(subject: Subject, theme_id: str, note: str, *, version: int) -> MonthlyTheme:
    """销题, by the leader named in the theme; the figures he sees are kept. Needs themes.see."""
    with transaction.atomic():
        row = _for_leader(subject, theme_id, version, "sign_off")
        found = measure.fall(row, catalogue(), today())
        changed: dict[str, Any] = {
            "signed_at": clock.now(),
            "ended_on": today(),
            "fall": measure.plain(found),
        }
        LINES.change(row, "edit", state="signed", **changed)
        _keep(
            row, subject, "sign_off", ThemeSignedOff, changed,
            f"审定销题。{found.text_zh}", f"Signed off. {found.text_en}",
            note=note.strip()[:LONGEST], before=found.before, after=found.after, change=found.change,
        )  # fmt: skip
        _say(row, "signed", "每月一题已销题", "The monthly theme was signed off", units=True)
    return row


def send_back(subject: Subject, theme_id: str, reason: str, *, version: int) -> MonthlyTheme:
    """Not yet: back to work, by the leader named in the theme, with the reason. Needs themes.see."""
    reason = reason_of(reason, ReasonNeeded)
    with transaction.atomic():
        row = _for_leader(subject, theme_id, version, "send_back")
        changed = {"asked_by": ""}
        LINES.change(row, "edit", state="working", **changed)
        _keep(
            row, subject, "send_back", ThemeSentBack, changed, "退回继续办理", "Sent back to work",
            note=reason, reason=reason,
        )  # fmt: skip
        _say(row, "sent_back", "每月一题被退回继续办理", "The monthly theme was sent back", units=True)
    return row


ACTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "edit": (("proposed", "working"), "修改", "changing it"),
    "adopt": (("proposed",), "立题", "adopting it"),
    "drop": (("proposed",), "不予立题", "dropping it"),
    "report_task": (("working",), "填报任务", "reporting a task"),
    "reopen_task": (("working",), "退回任务", "sending a task back"),
    "ask": (("working",), "提请销题", "asking for sign-off"),
    "sign_off": (("asked",), "销题", "signing it off"),
    "send_back": (("asked",), "退回", "sending it back"),
}


def allowed(row: MonthlyTheme, subject: Subject) -> list[str]:
    """The acts that this person could do on this theme now."""
    mine = {
        "edit": _manages(row, subject),
        "adopt": _manages(row, subject) and row.proposed_by != subject.user_id,
        "drop": _manages(row, subject),
        "report_task": any(one["unit"] == subject.unit_id and one["state"] == "open" for one in row.tasks),
        "reopen_task": _manages(row, subject) and any(one["state"] == "done" for one in row.tasks),
        "ask": row.lead_unit == subject.unit_id and all(one["state"] == "done" for one in row.tasks),
        "sign_off": row.leader == subject.user_id,
        "send_back": row.leader == subject.user_id,
    }
    return [name for name, (states, _, _) in ACTS.items() if row.state in states and mine[name]]


def _manages(row: MonthlyTheme, subject: Subject) -> bool:
    return "themes.manage" in subject.permissions and scope(subject, "themes.manage").sees(
        area_path=row.area_path, units=split_units(row.units)
    )


def find(subject: Subject, theme_id: str, *, lock: bool = False, to: str = "themes.see") -> MonthlyTheme:
    """The theme, if the subject may see it. Raises UnknownTheme."""
    rows = MonthlyTheme.objects.select_for_update() if lock else MonthlyTheme.objects.all()
    row = rows.filter(scope(subject, to).q(), pk=theme_id).first()
    if row is None:
        raise UnknownTheme()
    return row


def _managed(
    subject: Subject, theme_id: str, version: int, act: str, states: tuple[str, ...]
) -> MonthlyTheme:
    return _stands(find(subject, theme_id, lock=True, to="themes.manage"), version, act, states)


def _seen(subject: Subject, theme_id: str, version: int, act: str, states: tuple[str, ...]) -> MonthlyTheme:
    return _stands(find(subject, theme_id, lock=True), version, act, states)


def _for_leader(subject: Subject, theme_id: str, version: int, act: str) -> MonthlyTheme:
    row = _seen(subject, theme_id, version, act, ("asked",))
    if row.leader != subject.user_id:
        found = identity.find_user(row.leader)
        raise NotTheLeader(leader=found.name if found else row.leader)
    return row


def _stands(row: MonthlyTheme, version: int, act: str, states: tuple[str, ...]) -> MonthlyTheme:
    if row.version != version or row.state not in states:
        raise _moved(row, act)
    return row


def _moved(row: MonthlyTheme, act: str) -> ThemeMoved:
    state_zh, state_en = words.STATES[row.state]
    _, act_zh, act_en = ACTS[act]
    return ThemeMoved(
        number=row.number, state=row.state, state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en
    )


def _task(row: MonthlyTheme, task_id: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A copy of the task list, and the task in it."""
    tasks = [dict(one) for one in row.tasks]
    for one in tasks:
        if one["id"] == task_id:
            return tasks, one
    raise UnknownTask()


def _people(row: MonthlyTheme) -> list[str]:
    return [one[1:] for one in split_units(row.units) if one.startswith("@")]


def _tokens(row: MonthlyTheme, *people: str) -> list[str]:
    """Who handles it, as tokens: the units, the leader who signs, who proposed it."""
    units = [row.lead_unit, *row.co_units, *(one["unit"] for one in row.tasks)]
    persons = [row.leader, row.proposed_by, *people]
    return handlers([one for one in units if one], persons=[one for one in persons if one])


def _keep(
    row: MonthlyTheme,
    subject: Subject,
    act: str,
    fact: Callable[..., ThemeChanged],
    changed: dict[str, Any],
    zh: str,
    en: str,
    **more: Any,
) -> None:
    """The history line with what changed, and the fact."""
    said = {name: _plain(value) for name, value in changed.items()}
    LINES.keep(row, subject, act, fact, zh, en, line={"changed": said}, **more)


LINES: Lines[MonthlyTheme] = Lines(
    step=ThemeStep,
    named=lambda row, who: {"theme_id": row.id, "state": row.state, "unit": who.unit_id},
    told=lambda row: {
        "theme_id": row.id,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "lead_unit": row.lead_unit,
    },
    about=lambda row: f"theme:{row.id}",
    moved=_moved,
)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _say(
    row: MonthlyTheme, kind: str, zh: str, en: str, *, units: bool = False, leader: bool = False
) -> None:
    messages.notify(
        to_units=[row.lead_unit, *row.co_units] if units else [],
        to_users=[row.leader] if leader else [],
        kind=f"themes_{kind}",
        title_zh=f"{zh}：{row.number} {row.title}",
        title_en=f"{en}: {row.number} {row.title}",
        body_zh=row.problem,
        body_en=row.problem,
        link=f"/themes/monthly/{row.id}",
        key=f"theme:{row.id}:{kind}:{row.version}",
    )


def _unit_name(unit_id: str) -> str:
    found = identity.find_unit(unit_id)
    return found.name if found else unit_id

"""Who is told of what, in the act's own transaction: nobody has to watch our page."""

from __future__ import annotations

from collections.abc import Sequence

from yiwang.appeals import api as appeals
from yiwang.cases import _flows as flows
from yiwang.cases import logic
from yiwang.cases.models import Case
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel.facts import split_units
from yiwang.messages import api as messages


def link_of(case: Case) -> str:
    return f"/desk/cases/{case.id}"


def tell_units(case: Case, units: Sequence[str], kind: str, zh: str, en: str) -> None:
    """A message to units about a case; one per version of the case and kind, however often it is tried."""
    named = [unit for unit in dict.fromkeys(units) if unit]
    if named:
        _send(case, kind, zh, en, to_units=named)


def tell_holder(case: Case, kind: str, zh: str, en: str) -> None:
    tell_units(case, [case.lead_unit], kind, zh, en)


def tell_desk(case: Case, kind: str, zh: str, en: str) -> None:
    """A message to who is on shift for the place; with nobody on shift, to the dispatchers of the
    platform.
    """
    users = identity.officers_on_duty(area_path=case.area_path) or _of_platform(case, "dispatcher")
    if users:
        _send(case, kind, zh, en, to_users=users)


def tell_inspectors(case: Case, zh: str, en: str) -> None:
    """A case is ready to verify: the inspectors whose unit does not handle it are told."""
    users = _of_platform(case, "inspector")
    if users:
        _send(case, "case_verifiable", zh, en, to_users=users)


def tell_hotline(case: Case, kind: str, text: str, by: Subject) -> None:
    """签收, 退单 and 延期 of a lead case, for its appeals and the hotline that sent them.

    After the change: its version makes this one note, however often it is tried.
    """
    if case.event_id and case.role == "lead":
        appeals.exchange_note(case.event_id, kind, text, by=by, key=f"{case.id}:{case.version}")


def _of_platform(case: Case, role: str) -> list[str]:
    """People of a role in the platform's units above the place, but for units that handle the case."""
    handlers = split_units(case.units)
    return [
        user.id
        for unit in identity.units(kind="platform")
        if case.area_path.startswith(unit.area_path) and unit.id not in handlers
        for user in identity.users_of_unit(unit.id, role)
    ]


def _send(
    case: Case, kind: str, zh: str, en: str, *, to_units: Sequence[str] = (), to_users: Sequence[str] = ()
) -> None:
    messages.notify(
        to_units=to_units,
        to_users=to_users,
        kind=kind,
        title_zh=f"{zh} {case.number}",
        title_en=f"{en} {case.number}",
        body_zh=_body_zh(case),
        body_en=_body_en(case),
        link=link_of(case),
        key=f"{kind}:{case.id}:{case.version}",
        urgent=case.severity in ("important", "urgent"),
    )


def _body_zh(case: Case) -> str:
    due = f"，时限 {logic.local(case.due_at)}" if case.due_at and case.state == "open" else ""
    task = f"({case.task_zh})" if case.task_zh else ""
    return f"{case.title_zh}{task}，地点：{case.area_name}，现为{flows.stage_words(case)[0]}{due}。"


def _body_en(case: Case) -> str:
    due = f", due {logic.local(case.due_at)}" if case.due_at and case.state == "open" else ""
    task = f" ({case.task_en})" if case.task_en else ""
    return f"{case.title_en}{task}, place: {case.area_name}, now {flows.stage_words(case)[1]}{due}."

"""Whether this person may do this act on this appeal now; and the refusal that says why not."""

from __future__ import annotations

from yiwang.appeals import _changes as changes
from yiwang.appeals import logic
from yiwang.appeals.contracts import (
    AppealChangedMeanwhile,
    HandlersDoNotCallBack,
    NotNow,
    UnknownAppeal,
    WordsMissing,
)
from yiwang.appeals.models import Appeal
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel.facts import split_units


def allowed(appeal: Appeal, subject: Subject) -> list[str]:
    """The acts that this person could do on this appeal now."""
    units = split_units(appeal.units)
    return [
        name
        for name, act in logic.ACTS.items()
        if act.permission in subject.permissions
        and appeal.state == "open"
        and appeal.stage in act.stages
        and sees(scope(subject, act.permission), appeal)
        and not (name == "call_back" and (appeal.called_back or subject.unit_id in units))
        and not (name == "unjoin" and not appeal.event_id)
    ]


def sees(sight: Scope, appeal: Appeal) -> bool:
    return sight.sees(
        area_path=appeal.area_path,
        units=split_units(appeal.units),
        secret=appeal.secret,
        against=split_units(appeal.against),
    )


def seen(subject: Subject, appeal_id: str, *, lock: bool = False) -> Appeal:
    """The appeal if the subject may see it; UnknownAppeal otherwise, whether it is there or not."""
    rows = Appeal.objects.select_for_update() if lock else Appeal.objects.all()
    appeal = rows.filter(scope(subject, "appeals.see").q(against="against"), pk=appeal_id).first()
    if appeal is None:
        raise UnknownAppeal(appeal=appeal_id)
    return appeal


def claimed(subject: Subject, appeal_id: str, name: str, version: int | None) -> Appeal:
    """The appeal, locked, if this person may do this act on it now.

    Raises Forbidden, UnknownAppeal, HandlersDoNotCallBack, NotNow, AppealChangedMeanwhile.
    """
    act = logic.ACTS[name]
    may = scope(subject, act.permission)
    appeal = seen(subject, appeal_id, lock=True)
    if not sees(may, appeal):
        raise UnknownAppeal(appeal=appeal_id)
    if name == "call_back" and subject.unit_id in split_units(appeal.units):
        raise HandlersDoNotCallBack(unit=subject.unit_name, number=appeal.number)
    check_now(appeal, name)
    check_version(appeal, version)
    return appeal


def check_now(appeal: Appeal, name: str) -> None:
    """Raises NotNow where the appeal stands so that nobody can do this act."""
    act = logic.ACTS[name]
    if (
        appeal.state != "open"
        or appeal.stage not in act.stages
        or (name == "call_back" and appeal.called_back)
    ):
        stage_zh, stage_en = logic.stage_words(appeal.state, appeal.stage)
        raise NotNow(
            number=appeal.number,
            stage=appeal.stage,
            stage_zh=stage_zh,
            stage_en=stage_en,
            act=name,
            act_zh=act.zh,
            act_en=act.en,
            **changes.last_words(appeal),
        )


def check_version(appeal: Appeal, version: int | None) -> None:
    if version is not None and version != appeal.version:
        raise AppealChangedMeanwhile(number=appeal.number, **changes.last_words(appeal))


def need(text: str, zh: str, en: str, *, most: int = logic.LONGEST) -> str:
    """A text that must be there, clean. Raises WordsMissing, BadText."""
    kept = logic.clean(text, zh, en, most=most)
    if not kept:
        raise WordsMissing(what_zh=zh, what_en=en)
    return kept

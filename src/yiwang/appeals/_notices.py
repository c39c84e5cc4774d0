"""Who is told of an appeal: 紧急敏感件 go to whoever is on shift, at once and past any classifier."""

from __future__ import annotations

from yiwang.appeals import _understanding as understanding
from yiwang.appeals import logic
from yiwang.appeals.models import Appeal
from yiwang.identity import api as identity
from yiwang.messages import api as messages


def link_of(appeal: Appeal) -> str:
    return f"/desk/appeals/{appeal.id}"


def alarm(appeal: Appeal, said: str = "") -> None:
    """What is grave in the appeal, or in what was `said` later: to the duty desk of the place; with nobody on
    shift, to the platform's dispatchers and operators."""
    users = identity.officers_on_duty(area_path=appeal.area_path) or _of_platform(appeal)
    if not users:
        return
    themes = understanding.grave(said or appeal.text)
    about_zh = "、".join(theme.zh for theme in themes) or "人工标记"
    about_en = ", ".join(theme.en for theme in themes) or "marked by a person"
    words = appeal.public_text if appeal.confidential else logic.mask_text(appeal.text)
    messages.notify(
        to_users=users,
        kind="appeal_sensitive",
        title_zh=f"紧急敏感诉求（{about_zh}）{appeal.number}",
        title_en=f"Urgent and sensitive appeal ({about_en}) {appeal.number}",
        body_zh=f"{appeal.area_name}：{words[:200]}",
        body_en=f"{appeal.area_name}: {words[:200]}",
        link=link_of(appeal),
        key=f"appeal_sensitive:{appeal.id}",
        urgent=True,
    )


def _of_platform(appeal: Appeal) -> list[str]:
    return [
        user.id
        for unit in identity.units(kind="platform")
        if appeal.area_path.startswith(unit.area_path)
        for role in ("dispatcher", "operator")
        for user in identity.users_of_unit(unit.id, role)
    ]


def tell_overdue(appeal: Appeal, due: str) -> None:
    """What was not accepted in time: to the platform's dispatchers and operators. No words of the citizen."""
    users = _of_platform(appeal)
    if users:
        messages.notify(
            to_users=users,
            kind="appeal_overdue",
            title_zh=f"诉求超期未受理 {appeal.number}",
            title_en=f"Not accepted in time: {appeal.number}",
            body_zh=f"{appeal.area_name}：应于 {due} 前受理。",
            body_en=f"{appeal.area_name}: it was to be accepted by {due}.",
            link=link_of(appeal),
            key=f"appeal_overdue:{appeal.id}:{due}",
        )

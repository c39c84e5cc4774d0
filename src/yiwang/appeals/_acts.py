"""What people do to appeals. Each act: permission → scope → claim → step → fact → messages, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _following as following
from yiwang.appeals import _limits as limits
from yiwang.appeals import _notices as notices
from yiwang.appeals import _places as places
from yiwang.appeals import _register as registering
from yiwang.appeals import _truth as truth
from yiwang.appeals import _understanding as understanding
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealAnswered,
    AppealDeclined,
    AppealEdited,
    AppealSupplemented,
    AppealTransferredOut,
    AppealVoided,
    AppealWithdrawn,
    WordsMissing,
)
from yiwang.appeals.models import Appeal
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.facts import join_units, split_units


@transaction.atomic
def answer(subject: Subject, appeal_id: str, *, text: str, version: int | None = None) -> Appeal:
    """直接答复: the citizen is told at once, and no case is needed."""
    appeal = claims.claimed(subject, appeal_id, "answer", version)
    text = claims.need(text, "答复内容", "the answer")
    changes.change(
        appeal,
        "answer",
        subject,
        Words(zh="直接答复", en="Answered at once", said=text),
        AppealAnswered,
        becomes={**changes.end("answered", "answered"), "replied_at": clock.now()},
    )
    return appeal


@transaction.atomic
def decline(
    subject: Subject, appeal_id: str, *, reason: str, text: str = "", version: int | None = None
) -> Appeal:
    """不予受理, for one of the reasons of the book; the citizen is told which."""
    appeal = claims.claimed(subject, appeal_id, "decline", version)
    table = {one.code: one for one in book().decline_reasons}
    found = table[logic.known(reason, table, "不予受理理由", "reason for not accepting")]
    text = logic.clean(text, "说明", "the explanation", most=2_000)
    changes.change(
        appeal,
        "decline",
        subject,
        Words(
            zh=f"不予受理：{found.zh}",
            en=f"Not accepted: {found.en}",
            said=f"不予受理：{found.zh}{'。' + text if text else ''}",
        ),
        AppealDeclined,
        becomes=changes.end("declined", "declined", reason),
        reason=reason,
    )
    return appeal


@transaction.atomic
def dispatch(
    subject: Subject,
    appeal_id: str,
    *,
    matter: str,
    area: str = "",
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "wgs84",
    urgency: str = "",
    reason: str = "",
    version: int | None = None,
) -> Appeal:
    """派单: the matter and the place are settled, and an event opens for it. Raises BadWord, UnknownArea…"""
    appeal = claims.claimed(subject, appeal_id, "dispatch", version)
    becomes = registering.matter_fields(claims.need(matter, "事项", "the matter", most=160))
    if area or lon is not None:
        becomes |= _place(area, lon, lat, crs)
    if urgency and not appeal.sensitive:
        becomes["urgency"] = logic.known(urgency, logic.URGENCIES, "紧急程度", "urgency")
    reason = logic.clean(reason, "派单依据", "the reason", most=500)
    following.send_out(appeal, subject, becomes, reason=reason, point_said=lon is not None)
    truth.known(appeal)
    return appeal


def _place(area: str, lon: float | None, lat: float | None, crs: str) -> dict[str, Any]:
    found = places.spot(area=area, lon=lon, lat=lat, crs=crs)
    becomes: dict[str, Any] = {
        "area_id": found.area_id,
        "area_path": found.area_path,
        "area_name": found.area_name,
    }
    if found.lon is not None:
        becomes |= {"lon": found.lon, "lat": found.lat}
    return becomes


@transaction.atomic
def transfer_out(
    subject: Subject, appeal_id: str, *, target: str, text: str = "", version: int | None = None
) -> Appeal:
    """转 110、119、120, 信访 or another channel that the law provides."""
    appeal = claims.claimed(subject, appeal_id, "transfer_out", version)
    table = {one.code: one for one in book().transfer_targets}
    found = table[logic.known(target, table, "转办渠道", "channel to transfer to")]
    text = logic.clean(text, "说明", "the explanation", most=2_000)
    changes.change(
        appeal,
        "transfer_out",
        subject,
        Words(zh=f"转{found.zh}", en=f"Transferred to {found.en}", note=text, said=f"已转{found.zh}办理"),
        AppealTransferredOut,
        becomes=changes.end("transferred", "transferred", target),
        target=target,
    )
    return appeal


@transaction.atomic
def withdraw(subject: Subject, appeal_id: str, *, reason: str, version: int | None = None) -> Appeal:
    """撤诉 at the citizen's wish; the event's last one gives its case the sign to end."""
    following.hold_beside(appeal_id)
    appeal = claims.claimed(subject, appeal_id, "withdraw", version)
    reason = claims.need(reason, "撤诉原因", "why it is withdrawn", most=2_000)
    withdrawn(appeal, subject, Words(zh="撤诉", en="Withdrawn", note=reason, said="已撤诉"))
    return appeal


def withdrawn(appeal: Appeal, by: Subject, words: Words) -> None:
    """The withdrawing itself, of an appeal already claimed."""
    event_id, stage = appeal.event_id, appeal.stage
    left = sum(other.id != appeal.id for other in following.open_of(event_id))
    changes.change(
        appeal,
        "withdraw",
        by,
        words,
        AppealWithdrawn,
        becomes=changes.end("withdrawn", "withdrawn"),
        event_id=event_id,
        left=left,
    )
    if stage == "dispatched" and not event_id:
        following.release(appeal)


@transaction.atomic
def void(subject: Subject, appeal_id: str, *, reason: str, version: int | None = None) -> Appeal:
    """作废 (a test call, nothing said); it stays, counted apart."""
    appeal = claims.claimed(subject, appeal_id, "void", version)
    reason = claims.need(reason, "作废理由", "why it is void", most=2_000)
    changes.change(
        appeal,
        "void",
        subject,
        Words(zh="作废", en="Made void", note=reason, said="已作废"),
        AppealVoided,
        becomes=changes.end("void", "void"),
    )
    return appeal


#: What may be set right before it goes to work, and how each is made clean.
EDITABLE = (
    "public_text",
    "kind",
    "matter",
    "area",
    "urgency",
    "confidential",
    "sensitive",
    "against",
    "place",
)


@transaction.atomic
def edit(subject: Subject, appeal_id: str, *, sets: Mapping[str, Any], version: int | None = None) -> Appeal:
    """更正 of what was registered; the citizen's own words never change. `sets` names fields of EDITABLE.

    A confidential appeal never becomes open again: what was promised in confidence stays so.
    """
    appeal = claims.claimed(subject, appeal_id, "edit", version)
    becomes: dict[str, Any] = {}
    for field, value in sets.items():
        becomes |= _edited(appeal, logic.known(field, EDITABLE, "可更正项", "field"), value)
    if not becomes:
        raise WordsMissing(what_zh="更正内容", what_en="what is to be set right")
    was_calm = not appeal.sensitive
    limit, limit_zh, limit_en = limits.moved(appeal, becomes)
    changes.change(
        appeal,
        "edit",
        subject,
        Words(zh=f"更正：{'、'.join(sets)}{limit_zh}", en=f"Set right: {', '.join(sets)}{limit_en}"),
        AppealEdited,
        becomes=becomes | limit,
        fields=sorted(sets),
    )
    if was_calm and appeal.sensitive:
        notices.alarm(appeal)
    if "matter" in becomes:
        truth.known(appeal)
    if "confidential" in becomes and appeal.attachments:
        documents.attach(appeal.attachments, area_path="", units=())  # no longer by the area line
    return appeal


def _edited(appeal: Appeal, field: str, value: Any) -> dict[str, Any]:
    if field == "public_text":
        return {"public_text": logic.clean(str(value), "公开摘要", "the public text", most=2_000)}
    if field == "place":
        return {"place": logic.clean(str(value), "地点", "the place", most=300)}
    if field == "kind":
        kind = logic.known(str(value), logic.KINDS, "诉求类型", "kind of appeal")
        return {"kind": kind, **({"confidential": True, "secret": True} if kind == "report" else {})}
    if field == "matter":
        return registering.matter_fields(str(value))
    if field == "area":
        return _place(str(value), None, None, "wgs84")
    if field == "urgency":
        return {"urgency": logic.known(str(value), logic.URGENCIES, "紧急程度", "urgency")}
    if field == "sensitive":
        return {"sensitive": True, "urgency": "urgent"} if value else {}
    if field == "confidential":
        return {"confidential": True, "secret": True} if value else {}
    units: Sequence[str] = list(value)
    for unit in units:
        identity.get_unit(unit)
    return {"against": join_units(list(units))}


@transaction.atomic
def supplement(subject: Subject, appeal_id: str, *, text: str, version: int | None = None) -> Appeal:
    """补充 what the citizen said later, by whoever took the call."""
    appeal = claims.claimed(subject, appeal_id, "supplement", version)
    supplemented(appeal, subject, claims.need(text, "补充内容", "what is added", most=5_000))
    return appeal


def supplemented(appeal: Appeal, by: Subject, text: str, photos: Sequence[str] = ()) -> None:
    """The adding itself, of an appeal already claimed. What is grave in it is said at once, as always.
    `photos` are documents that the caller has made sure of."""
    grave = not appeal.sensitive and bool(understanding.grave(text))
    becomes: dict[str, Any] = {"sensitive": True, "urgency": "urgent"} if grave else {}
    if photos:
        becomes["attachments"] = list(dict.fromkeys((*appeal.attachments, *photos)))
    changes.change(
        appeal,
        "supplement",
        by,
        Words(zh="诉求人补充", en="The citizen added something", note=text),
        AppealSupplemented,
        becomes=becomes,
    )
    if photos and not appeal.confidential:
        documents.attach(list(photos), area_path=appeal.area_path, units=split_units(appeal.units))
    if grave:
        notices.alarm(appeal, text)

"""工单交换 with another hotline: its numbered messages are taken once, in order; ours go by the outbox.

A number that comes again is the same message or a conflict, never a second effect; one that comes early is
held until those before it are there. What cannot be done is answered as refused, and the next goes on.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yiwang.appeals import _acts as acts
from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _following as following
from yiwang.appeals import _outbox as outbox
from yiwang.appeals import _ratings as ratings
from yiwang.appeals import _register as registering
from yiwang.appeals import _wire as wire
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealNoted,
    AppealTransferredOut,
    AppealUrged,
    BadWord,
    DayLine,
    MessageAnswer,
    NewAppeal,
    Reporter,
    UnknownAppeal,
)
from yiwang.appeals.models import (
    Appeal,
    AppealSource,
    AppealStep,
    ExchangeConflict,
    ExchangeIn,
    ExchangeOrder,
    ExchangeOut,
)
from yiwang.areas import api as areas
from yiwang.documents import api as documents
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Refusal

#: How far a message may be ahead of those that are missing.
AHEAD = 200
MOST_ATTACHED = 20
NOTES = {
    "signed": ("承办单位签收", "Taken by its unit"),
    "return_asked": ("承办单位申请退单", "Its unit asks to give it back"),
    "return_granted": ("同意退单", "Giving back was granted"),
    "return_denied": ("不同意退单", "Giving back was denied"),
    "extension_asked": ("承办单位申请延期", "Its unit asks for more time"),
    "extension_granted": ("同意延期", "More time was granted"),
    "extension_denied": ("不同意延期", "More time was denied"),
}


def take(source: AppealSource, messages: Sequence[Mapping[str, Any]]) -> list[MessageAnswer]:
    """Take what the other side says, each message in its own transaction; how each was received.

    Raises Forbidden; a bad message is answered `refused` and leaves the others alone.
    """
    by = Subject.source(source.id)
    require(by, "appeals.exchange")
    return [_take(source, by, one) for one in messages]


def _take(source: AppealSource, by: Subject, said: Mapping[str, Any]) -> MessageAnswer:
    no, seq = str(said["external_no"]), int(said["seq"])

    def answer(state: str, reason: str = "") -> MessageAnswer:
        return MessageAnswer(external_no=no, seq=seq, state=state, reason=reason)

    try:
        at = datetime.fromisoformat(said["at"])
        aware = at.tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        return answer("refused", "时间格式不正确")
    if wire.digest(no, seq, said["kind"], said["at"], said["body"]) != said["hash"]:
        return answer("refused", "摘要与内容不符")
    if logic.clean(no, "外部编号", "the external number", most=80) != no:
        return answer("refused", "外部编号含有控制字符或空白")
    with transaction.atomic():
        key = outbox.order_id(source.id, no)
        statements.insert(
            statements.new(ExchangeOrder, id=key, source_id=source.id, external_no=no), once=True
        )
        order = statements.find(ExchangeOrder, lock=True, id=key)
        if order is None:
            raise UnknownAppeal(appeal=no)
        before = statements.find(ExchangeIn, order_id=key, seq=seq)
        if before is not None:
            if before.hash == said["hash"]:
                return answer("again" if before.state != "refused" else "refused", before.failure)
            _conflict(source, said)
            return answer("refused", f"第 {seq} 号消息已收到，内容不同")
        if seq > order.received + AHEAD:
            return answer("refused", f"第 {order.received + 1} 号消息尚未收到，超前过多")
        statements.insert(
            statements.new(
                ExchangeIn,
                id=f"{key}:{seq}",
                order_id=key,
                source_id=source.id,
                external_no=no,
                seq=seq,
                kind=said["kind"],
                body=dict(said["body"]),
                hash=said["hash"],
                day=wire.day_of(at),
                state="held",
                received_at=clock.now(),
            )
        )
        _go_on(source, by, order)
        now = statements.find(ExchangeIn, id=f"{key}:{seq}")
        return answer(now.state, now.failure) if now else answer("refused")


def _conflict(source: AppealSource, said: Mapping[str, Any]) -> None:
    row = statements.new(
        ExchangeConflict,
        source_id=source.id,
        external_no=said["external_no"],
        seq=said["seq"],
        hash=said["hash"],
        body=dict(said["body"]),
        at=clock.now(),
    )
    ExchangeConflict.objects.bulk_create([row], ignore_conflicts=True)


def _go_on(source: AppealSource, by: Subject, order: ExchangeOrder) -> None:
    """Apply what is next, as far as nothing is missing."""
    while (one := statements.find(ExchangeIn, order_id=order.id, seq=order.received + 1)) is not None:
        failure = ""
        try:
            with transaction.atomic():
                _apply(source, by, order, one)
        except Refusal as refusal:
            failure = refusal.sentence("zh")[:300]
        # What was done told the other side in between: the row has moved on.
        order.refresh_from_db()
        order.received = one.seq
        statements.claim(order, "received")
        state = "refused" if failure else "taken"
        ExchangeIn.objects.filter(pk=one.pk, state="held").update(state=state, failure=failure)
        if failure:
            outbox.put(order, "refused", {"seq": one.seq, "text": failure, "state": _state(order)})


def _state(order: ExchangeOrder) -> str:
    appeal = Appeal.objects.filter(pk=order.appeal_id).first()
    return outbox.state_of(appeal) if appeal else ""


def _apply(source: AppealSource, by: Subject, order: ExchangeOrder, one: ExchangeIn) -> None:
    if (one.kind == "order") != (one.seq == 1) or one.kind not in wire.KINDS:
        raise BadWord(what_zh="消息类型", what_en="kind of message", value=one.kind[:20], known="order…")
    if one.kind == "order":
        _open(source, by, order, one.body)
        return
    if one.kind == "withdraw":
        following.hold_beside(order.appeal_id)
    appeal = statements.find(Appeal, lock=True, id=order.appeal_id) if order.appeal_id else None
    if appeal is None:
        raise UnknownAppeal(appeal=order.external_no)
    text = logic.clean(_word(one.body, "text"), "内容", "the words", most=5_000)
    photos, named = _attached(one.body)
    if named:
        text = f"{text}\n附件：{'；'.join(named)}".strip()
    _done(appeal, by, one, text, photos)


def _word(body: Mapping[str, Any], name: str) -> str:
    found = body.get(name, "")
    return found if isinstance(found, str) else ""


def _attached(body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The pictures that came along, kept as documents; and by name what is only referred to or is none."""
    refs = body.get("attachments")
    photos: list[str] = []
    named: list[str] = []
    for ref in refs[:MOST_ATTACHED] if isinstance(refs, list) else []:
        said = ref if isinstance(ref, dict) else {}
        words = f"{said.get('name', '')} {said.get('ref', '')}".strip()
        name, data = logic.clean(words, "附件", "attachment", most=300), said.get("data")
        if not isinstance(data, str) or not data:
            named.append(name)
            continue
        try:  # an order is not lost for a picture
            picture = base64.b64decode(data, validate=True)
            photos.append(documents.store(picture, name or "附件", changes.PUBLIC).id)
        except (ValueError, Refusal):
            named.append(f"{name}（不是可读取的照片）".strip())
    return photos, named


def _open(source: AppealSource, by: Subject, order: ExchangeOrder, body: Mapping[str, Any]) -> None:
    path = areas.path_of(source.area_id)
    area = _word(body, "area")
    if area and not areas.path_of(area).startswith(path):
        raise BadWord(what_zh="区域", what_en="area", value=area[:40], known=source.area_id)
    photos, named = _attached(body)
    text = _word(body, "text") + (f"\n附件：{'；'.join(named)}" if named else "")
    lon, lat = body.get("lon"), body.get("lat")
    pointed = all(isinstance(one, float | int) and not isinstance(one, bool) for one in (lon, lat))
    made = registering.take_in(
        by,
        NewAppeal(
            kind=_word(body, "kind"),
            channel="exchange",
            text=text,
            reporter=Reporter(**{name: _word(body, name) for name in ("name", "phone", "address", "ref")}),
            area=area,
            place=_word(body, "place"),
            lon=lon if pointed else None,
            lat=lat if pointed else None,
            crs=_word(body, "crs") or "wgs84",
            urgency=_word(body, "urgency") or "general",
            confidential=body.get("confidential") is True,
            recording_id=_word(body, "recording_id"),
            external_no=order.external_no,
            key=f"order:{order.external_no}",
            demonstration=body.get("demonstration") is True,
        ),
        space=f"source:{source.id}",
        fallback=path,
        photos=photos,
    )
    ExchangeOrder.objects.filter(pk=order.pk).update(appeal_id=made.id)


def _done(appeal: Appeal, by: Subject, one: ExchangeIn, text: str, photos: list[str]) -> None:
    if one.kind == "supplement":
        claims.check_now(appeal, "supplement")
        text = text or ("附照片" if photos else "")
        said = claims.need(text, "补充内容", "what is added", most=6_000)
        acts.supplemented(appeal, by, said, photos)
    elif one.kind == "withdraw":
        claims.check_now(appeal, "withdraw")
        acts.withdrawn(appeal, by, Words(zh="撤诉", en="Withdrawn", note=text, said="已撤诉"))
    elif one.kind == "urge":
        claims.check_now(appeal, "supplement")
        words = Words(zh="对方平台催办", en="Urged by the other hotline", note=text)
        changes.change(appeal, "urged", by, words, AppealUrged, event_id=appeal.event_id)
    elif one.kind in ("call_back", "rating"):
        _rated(appeal, by, one.body, text)
    elif one.kind in NOTES:
        note(appeal, one.kind, by, text, key=one.id)
        if one.kind == "return_granted" and (appeal.state, appeal.stage) == ("open", "registered"):
            changes.change(
                appeal,
                "transfer_out",
                by,
                Words(zh="退回来件平台", en="Given back to where it came from", said="已退回来件平台办理"),
                AppealTransferredOut,
                becomes=changes.end("transferred", "transferred", "returned"),
                target="returned",
            )
    else:
        note(appeal, "noted", by, text or one.kind, key=one.id)


def _rated(appeal: Appeal, by: Subject, body: Mapping[str, Any], text: str) -> None:
    """The other hotline called the citizen back, or he rated there: it counts as one attempt here."""
    solved, satisfaction = _word(body, "solved"), _word(body, "satisfaction")
    if appeal.state != "open":
        ratings.rated(appeal, by, solved=solved, satisfaction=satisfaction, text=text)
        return
    claims.check_now(appeal, "call_back")
    reached = body.get("reached") is not False
    if reached:
        logic.known(solved, logic.SOLVED, "解决情况", "whether it is solved")
        logic.known(satisfaction, logic.SATISFACTION, "满意度", "satisfaction")
    most = book().thresholds.call_back_attempts
    ratings.called(
        appeal,
        by,
        reached=reached,
        solved=solved if reached else "",
        satisfaction=satisfaction if reached else "",
        text=text,
        done=reached or appeal.attempts + 1 >= most,
    )


def note(appeal: Appeal, kind: str, by: Subject, text: str, *, key: str) -> bool:
    """Keep what was asked or decided of an appeal, once for each key; False when it was kept before."""
    if AppealStep.objects.filter(appeal_id=appeal.id, act=kind, key=key).exists():
        return False
    zh, en = NOTES.get(kind, ("对方平台来文", "A word of the other hotline"))
    changes.change(
        appeal,
        kind,
        by,
        Words(zh=zh, en=en, note=text),
        AppealNoted,
        key=key,
        event_id=appeal.event_id,
        what=kind,
    )
    return True


def exchange_note(event_id: str, kind: str, text: str, *, by: Subject, key: str) -> int:
    """签收, 退单, 延期 of an event's case, for the history of each open appeal and for the other hotline.

    For cases, inside their own transaction; `key` names the act (a case's id and version), so that the same
    again changes nothing. `kind` is one of NOTES. How many appeals heard it. Raises BadWord.
    """
    logic.known(kind, NOTES, "事项", "kind of note")
    return sum(note(appeal, kind, by, text, key=key[:120]) for appeal in following.open_of(event_id))


def day(source_id: str, wanted: str) -> list[DayLine]:
    """What we hold of a day, for comparing: all messages of it that were received or written."""
    said = [
        (one.external_no, "in", one.seq, one.hash, "")
        for one in ExchangeIn.objects.filter(source_id=source_id, day=wanted)
    ]
    said += [
        (one.external_no, "out", one.seq, one.hash, str(one.body.get("state", "")))
        for one in ExchangeOut.objects.filter(source_id=source_id, day=wanted)
    ]
    return [DayLine(**line) for line in wire.day_list(said)]

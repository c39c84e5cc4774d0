"""登记: an appeal comes in by any channel, once for each key, and what is grave is said at once."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.appeals import _changes as changes
from yiwang.appeals import _limits as limits
from yiwang.appeals import _notices as notices
from yiwang.appeals import _places as places
from yiwang.appeals import _similar as similar
from yiwang.appeals import _understanding as understanding
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import Words
from yiwang.appeals.contracts import (
    AppealFlagged,
    BadWord,
    KeyUsedOtherwise,
    NewAppeal,
    Registered,
    Reporter,
    WordsMissing,
)
from yiwang.appeals.models import Appeal, AppealNumber, AppealReporter
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, handlers, require
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters

#: 80 bits of chance: nobody guesses one, and sixteen characters can still be read out on the telephone.
TRACKING_BYTES = 10


def register(subject: Subject, new: NewAppeal, *, alone: bool = True) -> Registered:
    """Register an appeal in a person's name. Needs appeals.register. `alone`: a model that is sure enough may
    dispatch it.

    Raises Forbidden, WordsMissing, BadText, BadWord, KeyUsedOtherwise, PlaceMissing, UnknownArea,
    UnknownUnit, UnknownDocument and what `areas.locate` refuses.
    """
    require(subject, "appeals.register")
    return take_in(subject, new, space=subject.user_id, fallback=subject.area_path, alone=alone)


def take_in(
    by: Subject,
    new: NewAppeal,
    *,
    space: str,
    fallback: str = "",
    photos: Sequence[str] = (),
    alone: bool = True,
) -> Registered:
    """The same for whoever was let in already; `space` is whose keys these are, `photos` are documents that
    the caller has made sure of.
    """
    given, digest = _digests(space, new)
    for _ in range(2):  # two at once with one key: the second finds what the first made
        if given and (found := _again(given, digest)):
            return found
        try:
            with transaction.atomic():
                return _make(by, new, given, digest, fallback, photos, alone)
        except IntegrityError:
            if not given:
                raise
    raise KeyUsedOtherwise()


def _digests(space: str, new: NewAppeal) -> tuple[str | None, str]:
    said = json.dumps(asdict(new), sort_keys=True, default=str)
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    if not new.key:
        return None, digest
    key = logic.clean(new.key, "提交编号", "the submission key", most=120)
    return hashlib.sha256(f"{space}\n{key}".encode()).hexdigest(), digest


def _again(given: str, digest: str) -> Registered | None:
    row = AppealReporter.objects.filter(given_key=given).first()
    if row is None:
        return None
    if row.given_digest != digest:
        raise KeyUsedOtherwise()
    appeal = Appeal.objects.get(pk=row.appeal_id)
    return Registered(id=appeal.id, number=appeal.number, tracking=row.tracking, again=True)


def _make(
    by: Subject,
    new: NewAppeal,
    given: str | None,
    digest: str,
    fallback: str,
    photos: Sequence[str],
    alone: bool,
) -> Registered:
    for one in dict.fromkeys(new.attachments):
        documents.get_document(one, by)
    reporter = _cleaned(new.reporter)
    appeal, row = blank(by, new, reporter, fallback)
    appeal.attachments = list(dict.fromkeys((*new.attachments, *photos)))
    row.given_key, row.given_digest = given, digest
    _flag(appeal, row)
    keep(appeal, row, by)
    if alone:
        understanding.dispatch_if_sure(appeal, by)
    return Registered(id=appeal.id, number=appeal.number, tracking=row.tracking, again=False)


def keep(appeal: Appeal, row: AppealReporter, by: Subject) -> None:
    """Write a new appeal and who appealed; show its photographs; say at once what is grave."""
    statements.insert(row)
    channel_zh, channel_en = logic.CHANNELS[appeal.channel]
    changes.keep_new(
        appeal,
        by,
        Words(zh=f"{channel_zh}登记", en=f"Registered: {channel_en}", said="已收到您的诉求"),
    )
    if appeal.attachments and not appeal.confidential:
        documents.attach(
            appeal.attachments, area_path=appeal.area_path, units=facts.split_units(appeal.units)
        )
    if appeal.sensitive:
        notices.alarm(appeal)


def blank(by: Subject, new: NewAppeal, reporter: Reporter, fallback: str) -> tuple[Appeal, AppealReporter]:
    """A new appeal, not written yet, and its reporter."""
    logic.known(new.kind, logic.KINDS, "诉求类型", "kind of appeal")
    logic.known(new.channel, logic.CHANNELS, "渠道", "channel")
    logic.known(new.urgency, logic.URGENCIES, "紧急程度", "urgency")
    text = logic.clean(new.text, "诉求内容", "the words of the appeal")
    if not text:
        raise WordsMissing(what_zh="诉求内容", what_en="the words of the appeal")
    public_text = logic.clean(new.public_text, "公开摘要", "the public text", most=2_000)
    grave = new.sensitive or bool(understanding.grave(text))
    level, why_urgent = understanding.urgency(new.urgency, text)
    for unit in new.against:
        identity.get_unit(unit)
    place = places.spot(
        area=new.area,
        lon=new.lon,
        lat=new.lat,
        crs=new.crs,
        words=f"{new.place}\n{new.text[:500]}",
        fallback=fallback,
    )
    now = clock.now()
    day = logic.day_of(now)
    confidential = new.confidential or new.kind == "report"
    appeal_id = new_id()
    appeal = statements.new(
        Appeal,
        id=appeal_id,
        number=logic.number(day, statements.next_of(AppealNumber, f"SQ{day}")),
        kind=new.kind,
        channel=new.channel,
        text=text,
        public_text=public_text,
        confidential=confidential,
        secret=confidential,
        sensitive=grave,
        urgency="urgent" if grave else level,
        **matter_fields(new.matter),
        area_id=place.area_id,
        area_path=place.area_path,
        area_name=place.area_name,
        place=logic.clean(new.place, "地点", "the place", most=300),
        lon=place.lon,
        lat=place.lat,
        state="open",
        stage="registered",
        units=facts.join_units(handlers([], persons=[] if _is_door(by) else [by.user_id])),
        against=facts.join_units(list(new.against)),
        recording_id=logic.clean(new.recording_id, "录音编号", "the recording id", most=80),
        external_no=logic.clean(new.external_no, "外部编号", "the external number", most=80),
        registered_by=by.user_id,
        registered_at=now,
        due_at=limits.due_of(new.kind, "urgent" if grave else level, now, place.area_path),
        suggestion=understanding.suggestion_of(appeal_id, text, reporter.name, place, why_urgent),
        demonstration=new.demonstration,
        version=0,
    )
    row = statements.new(
        AppealReporter,
        appeal_id=appeal.id,
        name=reporter.name,
        phone=reporter.phone,
        address=reporter.address,
        ref=reporter.ref,
        person=person_of(reporter),
        tracking=new_tracking(),
    )
    return appeal, row


def faults_of(new: NewAppeal, fallback: str) -> list[tuple[str, Refusal]]:
    """What registering would refuse of this, each with the field; nothing is written."""
    found: list[tuple[str, Refusal]] = []

    def trying(field: str, check: Callable[[], object]) -> None:
        try:
            check()
        except Refusal as refusal:
            found.append((field, refusal))

    trying("text", lambda: logic.clean(new.text, "诉求内容", "the words of the appeal", least=1))
    trying("name", lambda: _cleaned(new.reporter))
    trying("place", lambda: logic.clean(new.place, "地点", "the place", most=300))
    trying("external_no", lambda: logic.clean(new.external_no, "外部编号", "the external number", most=80))
    trying("matter", lambda: matter_fields(new.matter))
    trying(
        "area" if new.lon is None else "lon",
        lambda: places.spot(area=new.area, lon=new.lon, lat=new.lat, crs=new.crs, fallback=fallback),
    )
    return found


def _is_door(by: Subject) -> bool:
    return by.is_system or by.user_id.startswith("source:")


def matter_fields(code: str) -> dict[str, Any]:
    """The columns of a matter; raises BadWord for one that is not in the catalogue."""
    found = matters.find_handling(code) if code else None
    if code and found is None:
        raise BadWord(what_zh="事项", what_en="matter", value=code[:60], known="事项目录")
    return {
        "matter": code,
        "matter_zh": found.name_zh if found else "",
        "matter_en": found.name_en if found else "",
    }


def _cleaned(reporter: Reporter) -> Reporter:
    return Reporter(
        name=logic.clean(reporter.name, "姓名", "the name", most=80),
        phone=logic.clean(reporter.phone, "电话", "the telephone", most=40),
        address=logic.clean(reporter.address, "联系地址", "the address", most=300),
        ref=logic.clean(reporter.ref, "来电人编号", "the reporter's reference", most=80),
    )


def person_of(reporter: Reporter) -> str:
    """What the same person is known by: his number, else the channel's reference. A name is nobody's own."""
    digits = re.sub(r"\D", "", reporter.phone)
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    said = f"phone:{digits}" if len(digits) >= 7 else f"ref:{reporter.ref}" if reporter.ref else ""
    return hashlib.sha256(said.encode()).hexdigest() if said else ""


def new_tracking() -> str:
    """80 bits as K7QF-2M9X-P4TD-8ZHC: letters and digits that are not taken for each other."""
    letters = base64.b32encode(secrets.token_bytes(TRACKING_BYTES)).decode()
    letters = letters.translate(str.maketrans("IO", "89"))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def tracking_of(text: str) -> str:
    """A tracking number as it is kept, whatever way it was typed."""
    letters = re.sub(r"[^A-Z0-9]", "", text.upper()[:40]).translate(str.maketrans("IO", "89"))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _flag(appeal: Appeal, row: AppealReporter) -> None:
    """重复 (the same person again) and 集中 (many persons, one thing, one place), as the book says."""
    thresholds = book().thresholds
    if row.person:
        near = similar.of_person(row.person, appeal, thresholds)
        appeal.repeated = bool(near)
    crowd = similar.crowd(appeal, row.person, thresholds)
    if crowd:
        appeal.collective = True
        # As they are now, and held: whoever acts on a neighbour meanwhile must not refuse this one its entry.
        rows = Appeal.objects.select_for_update().filter(pk__in=[other.pk for other in crowd])
        for other in rows.filter(collective=False).order_by("pk"):
            changes.change(
                other,
                "flagged",
                changes.SYSTEM,
                Words(zh="同地同类诉求集中", en="Many people appeal about this here"),
                AppealFlagged,
                becomes={"collective": True},
                flag="collective",
                others=len(crowd),
            )

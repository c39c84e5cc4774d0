"""The citizen's own doors: no account, a tracking number instead. What he is told is in plain words, without
anybody's account or internal note."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from yiwang.appeals import _acts as acts
from yiwang.appeals import _changes as changes
from yiwang.appeals import _claims as claims
from yiwang.appeals import _following as following
from yiwang.appeals import _paces as paces
from yiwang.appeals import _ratings as ratings
from yiwang.appeals import _register as registering
from yiwang.appeals import logic
from yiwang.appeals._book import book
from yiwang.appeals._changes import PUBLIC, Words
from yiwang.appeals.contracts import (
    AppealPhotoStored,
    BadTracking,
    NewAppeal,
    NotNow,
    PhotoTicket,
    PublicAppeal,
    PublicStep,
    Registered,
    WordsMissing,
)
from yiwang.appeals.models import Appeal, AppealReporter, AppealStep, AppealUpload
from yiwang.documents import api as documents
from yiwang.kernel import clock, facts

#: What a citizen is told of each act, in plain words; other acts are not his to see.
TOLD = {
    "registered": ("已收到", "Received"),
    "answer": ("已答复", "Answered"),
    "decline": ("不予受理", "Not accepted"),
    "dispatch": ("已交有关单位办理", "Given to the unit in charge"),
    "join": ("已交有关单位办理", "Given to the unit in charge"),
    "transfer_out": ("已转有关渠道", "Passed on"),
    "withdraw": ("已撤回", "Withdrawn"),
    "merge_repeat": ("并入您此前的诉求", "Goes on with your earlier appeal"),
    "void": ("已作废", "Void"),
    "split": ("已分别登记", "Registered apart"),
    "supplement": ("您补充了内容", "You added something"),
    "contacted": ("已与您联系", "You were contacted"),
    "replied": ("已答复", "Replied"),
    "reopened": ("正在重新办理", "Being handled again"),
    "call_back": ("已回访", "Called back"),
    "closed": ("已办结", "Closed"),
    "rated": ("您已评价", "You rated it"),
    "self_handled": ("已现场处置", "Handled on the spot"),
}


def store_photo(data: bytes, name: str, *, address: str) -> PhotoTicket:
    """Keep a citizen's photograph; the token is his only hold of it. What it says of its place is kept apart
    as evidence and is not in the picture. Raises TooMany and what `documents.api.store` refuses."""
    paces.take("photo", address, book().thresholds.public_photos_an_hour)
    token = secrets.token_urlsafe(24)
    stored = documents.store(data, name, PUBLIC)
    with transaction.atomic():
        AppealUpload.objects.create(token_digest=_digest(token), document_id=stored.id, at=clock.now())
        facts.tell(
            AppealPhotoStored(document_id=stored.id),
            subject=f"appeal-photo:{stored.id}",
            version=1,
            actor=PUBLIC.user_id,
            secret=True,
        )
    return PhotoTicket(token=token, width=stored.width, height=stored.height)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def register(new: NewAppeal, *, photos: Sequence[str], address: str) -> Registered:
    """A citizen's own appeal. Sent again with the same key it is the same one. Raises TooMany, WordsMissing,
    BadText, BadWord, KeyUsedOtherwise, UnknownArea and what `areas.locate` refuses."""
    paces.take("appeal", address, book().thresholds.public_appeals_an_hour)
    digests = [_digest(token) for token in dict.fromkeys(photos)]
    with transaction.atomic():
        fresh = clock.now() - timedelta(hours=book().thresholds.upload_hours)
        uploads = AppealUpload.objects.select_for_update().filter(pk__in=digests)
        free = {row.pk: row.document_id for row in uploads.filter(appeal_id="", at__gt=fresh)}
        ids = [free[one] for one in digests if one in free]
        made = registering.take_in(PUBLIC, new, space="public", photos=ids)
        if not made.again:
            if len(ids) < len(digests):
                raise WordsMissing(what_zh="照片（已过期，请重新上传）", what_en="the photographs once more")
            AppealUpload.objects.filter(pk__in=list(free)).update(appeal_id=made.id)
    return made


def _found(tracking: str, address: str, *, lock: bool = False) -> Appeal:
    """The appeal of a tracking number; guessing is counted. Raises TooMany, BadTracking."""
    limits = book().thresholds
    paces.check("miss", address, limits.public_misses_an_hour)
    row = AppealReporter.objects.filter(tracking=registering.tracking_of(tracking)).first()
    if row is None:
        raise BadTracking()
    rows = Appeal.objects.select_for_update() if lock else Appeal.objects.all()
    return rows.get(pk=row.appeal_id)


def counted(tracking: str, address: str) -> None:
    """Count one look, and one miss where there is no such number. Before any transaction."""
    limits = book().thresholds
    paces.check("miss", address, limits.public_misses_an_hour)
    paces.take("look", address, limits.public_looks_an_hour)
    if not AppealReporter.objects.filter(tracking=registering.tracking_of(tracking)).exists():
        paces.take("miss", address, limits.public_misses_an_hour)
        raise BadTracking()


def look(tracking: str, *, address: str) -> PublicAppeal:
    """How his appeal stands. Raises TooMany, BadTracking."""
    counted(tracking, address)
    return _shown(_found(tracking, address))


def _shown(appeal: Appeal) -> PublicAppeal:
    kind_zh, kind_en = logic.KINDS[appeal.kind]
    stage_zh, stage_en = logic.stage_words(appeal.state, appeal.stage)
    steps = AppealStep.objects.filter(appeal_id=appeal.id, act__in=list(TOLD)).order_by("version")
    return PublicAppeal(
        number=appeal.number,
        kind_zh=kind_zh,
        kind_en=kind_en,
        stage_zh=stage_zh,
        stage_en=stage_en,
        text=logic.mask_text(appeal.text),
        area_name=appeal.area_name,
        registered_at=appeal.registered_at,
        steps=[
            PublicStep(at=step.at, zh=TOLD[step.act][0], en=TOLD[step.act][1], text=step.said)
            for step in steps
            if step.said or step.act == "supplement"
        ],
        may_rate=ratings.may_rate(appeal),
        may_withdraw=appeal.state == "open",
        may_supplement=appeal.state == "open",
        rated=appeal.rated,
    )


def rate(tracking: str, *, satisfaction: str, solved: str, text: str, address: str) -> PublicAppeal:
    """His own rating; it stands for the call-back that was to come. Raises NotNow where there is nothing to
    rate, or he did already."""
    counted(tracking, address)
    text = logic.clean(text, "评价", "the rating", most=2_000)
    with transaction.atomic():
        appeal = _found(tracking, address, lock=True)
        if not ratings.may_rate(appeal):
            stage_zh, stage_en = logic.stage_words(appeal.state, appeal.stage)
            raise NotNow(
                number=appeal.number,
                stage_zh=stage_zh,
                stage_en=stage_en,
                act_zh="评价",
                act_en="rating",
                last_zh="",
                last_en="",
            )
        ratings.rated(appeal, PUBLIC, solved=solved, satisfaction=satisfaction, text=text)
    return _shown(appeal)


def withdraw(tracking: str, *, reason: str, address: str) -> PublicAppeal:
    """撤诉 by himself. Raises NotNow where it has ended."""
    counted(tracking, address)
    reason = logic.clean(reason, "撤回原因", "why it is withdrawn", most=500)
    with transaction.atomic():
        following.hold_beside(_found(tracking, address).id)
        appeal = _found(tracking, address, lock=True)
        claims.check_now(appeal, "withdraw")
        acts.withdrawn(
            appeal,
            PUBLIC,
            Words(zh="诉求人撤回", en="Withdrawn by the citizen", note=reason, said="您已撤回"),
        )
    return _shown(appeal)


def supplement(tracking: str, *, text: str, address: str) -> PublicAppeal:
    """He adds something to his words. Raises NotNow where it has ended."""
    counted(tracking, address)
    paces.take("supplement", address, book().thresholds.public_appeals_an_hour)
    text = claims.need(text, "补充内容", "what is added", most=5_000)
    with transaction.atomic():
        appeal = _found(tracking, address, lock=True)
        claims.check_now(appeal, "supplement")
        acts.supplemented(appeal, changes.PUBLIC, text)
    return _shown(appeal)

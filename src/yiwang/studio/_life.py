"""编写 → 预演 → 提交 → 审核: each act claims the draft, keeps its line and tells its fact."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from yiwang.identity import api as identity
from yiwang.identity.api import Act, Life, Subject, handlers, reason_of, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages
from yiwang.packs import api as packs
from yiwang.packs.contracts import PackLooked
from yiwang.studio import _folder, logic
from yiwang.studio.contracts import (
    DraftFaults,
    DraftMoved,
    DraftReasonNeeded,
    NotRehearsed,
    OwnDraft,
    SceneApproved,
    SceneDropped,
    SceneInstalled,
    SceneSaved,
    SceneSentBack,
    SceneSubmitted,
    UnknownDraft,
)
from yiwang.studio.models import StudioDraft, StudioRun, StudioStep, StudioVersion

WRITE, REVIEW, INSTALL = "studio.write", "studio.review", "studio.install"


def _moved(row: StudioDraft, act: str) -> DraftMoved:
    now = StudioDraft.objects.filter(pk=row.id).first() or row
    last = StudioStep.objects.filter(draft=row.id).order_by("-version").first()
    name = last.actor_name if last else ""
    return DraftMoved(
        draft=row.id, title_zh=row.title_zh, title_en=row.title_en, number=now.number,
        who_zh=name or "他人", who_en=name or "somebody", version=now.version,
    )  # fmt: skip


def _act(zh: str, en: str, permission: str, *states: str, second: bool = False) -> Act:
    return Act(zh=zh, en=en, permission=permission, stages=states, second=second)


LIFE: Life[StudioDraft] = Life(
    rows=StudioDraft,
    step=StudioStep,
    named=lambda row, _: {"draft": row.id, "state": row.state, "number": row.number},
    told=lambda row: {
        "draft": row.id,
        "topic": row.topic,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "state": row.state,
        "number": row.number,
    },
    about=lambda row: f"studio:{row.id}",
    moved=_moved,
    stage=lambda row: row.state,
    hands=lambda row: row.hands,
    unknown=UnknownDraft,
    own=OwnDraft,
    acts={
        "save": _act("保存", "saving", WRITE, "writing"),
        "rehearse": _act("预演", "rehearsing", WRITE, "writing", "review", "approved"),
        "submit": _act("提交审核", "submitting", WRITE, "writing"),
        "send_back": _act("退回修改", "sending it back", REVIEW, "review", "approved"),
        "approve": _act("审核通过", "approving", REVIEW, "review", second=True),
        "install": _act("启用", "putting in force", INSTALL, "approved", second=True),
        "drop": _act("放弃", "dropping", WRITE, "writing", "review"),
    },
)


def seen(subject: Subject, draft: str, permission: str = "") -> StudioDraft:
    """The draft, if it is his unit's or he reviews where it lies. Raises UnknownDraft, Forbidden."""
    held = visible(subject) if not permission else scope(subject, permission).q(secret=None)
    row = StudioDraft.objects.filter(held, pk=draft).first()
    if row is None:
        raise UnknownDraft()
    return row


def visible(subject: Subject) -> Q:
    """Drafts that a person writes on, and those that he reviews."""
    if REVIEW not in subject.permissions:
        return scope(subject, WRITE).q(secret=None)
    found = scope(subject, REVIEW).q(secret=None)
    return found | scope(subject, WRITE).q(secret=None) if WRITE in subject.permissions else found


def create(subject: Subject, topic: str, like: str) -> StudioDraft:
    """A draft that begins from a real scene under names of its own. Needs studio.write.

    Raises BadPackName, NothingLikeIt.
    """
    require(subject, WRITE)
    with tempfile.TemporaryDirectory(prefix="yiwang-studio-") as name:
        files = _folder.read(packs.begin(Path(name), topic, like))
        looked = packs.look(_folder.write(Path(name) / "made", topic, files))
    scene = next(iter(looked.scenes), None)
    now = clock.now()
    with transaction.atomic():
        row = statements.new(
            StudioDraft,
            id=new_id(),
            topic=topic,
            title_zh=scene.name_zh if scene else topic,
            title_en=scene.name_en if scene else topic,
            origin=like,
            unit=subject.unit_id,
            units=join_units(handlers([subject.unit_id] if subject.unit_id else [])),
            area_path=subject.area_path,
            state="writing",
            number=1,
            files=files,
            hands=[subject.user_id],
            author=subject.user_id,
            author_name=subject.name,
            saved_at=now,
            version=1,
        )
        statements.insert(row)
        _version(row, subject, "")
        LIFE.keep(row, subject, "save", SceneSaved, f"照 {like} 开始", f"Began from {like}")
    return row


def _version(row: StudioDraft, subject: Subject, note: str) -> None:
    statements.insert(
        statements.new(
            StudioVersion,
            draft=row.id,
            number=row.number,
            files=row.files,
            note=note[:300],
            by=subject.user_id,
            by_name=subject.name,
            at=clock.now(),
        )
    )


def save(subject: Subject, draft: str, files: Mapping[str, str], *, note: str, version: int) -> StudioDraft:
    """Save the next version, faults or not. Needs studio.write.

    Raises DraftMoved where somebody saved meanwhile, BadDraftFile, DraftTooLarge, UnknownDraft.
    """
    said = logic.checked(files)
    title = _title(draft, said)
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "save")
        if row.files == said:
            return row
        hands = list(dict.fromkeys([*row.hands, subject.user_id]))
        zh, en = title or (row.title_zh, row.title_en)
        LIFE.change(
            row, "save", files=said, number=row.number + 1, hands=hands, saved_at=clock.now(),
            title_zh=zh[:120], title_en=en[:200], reviewed_by="",
        )  # fmt: skip
        _version(row, subject, note)
        LIFE.keep(
            row, subject, "save", SceneSaved,
            f"保存第 {row.number} 版", f"Saved version {row.number}", note=note,
        )  # fmt: skip
    return row


def _title(draft: str, files: Mapping[str, str]) -> tuple[str, str] | None:
    """What the scene calls itself now, where it can be read."""
    topic = StudioDraft.objects.filter(pk=draft).values_list("topic", flat=True).first()
    if topic is None:
        return None
    scene = next(iter(look(topic, files).scenes), None)
    return (scene.name_zh, scene.name_en) if scene else None


def look(topic: str, files: Mapping[str, str]) -> PackLooked:
    """Every fault of these files as a pack, and what they become. Raises BadDraftFile, DraftTooLarge."""
    with _folder.folder_of(topic, files) as folder:
        return packs.look(folder)


def submit(subject: Subject, draft: str, *, version: int) -> StudioDraft:
    """提交审核 what is saved. Needs studio.write. Raises DraftFaults, NotRehearsed."""
    held = seen(subject, draft, WRITE)
    faults = look(held.topic, held.files).faults
    if faults:
        raise DraftFaults(
            count=len(faults), first_zh=faults[0]["zh"], first_en=faults[0]["en"], faults=faults
        )
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "submit")
        if not StudioRun.objects.filter(draft=row.id, number=row.number, state="passed").exists():
            raise NotRehearsed(number=row.number)
        LIFE.change(row, "submit", state="review")
        LIFE.keep(row, subject, "submit", SceneSubmitted, "提交审核", "Submitted for review")
    return row


def send_back(subject: Subject, draft: str, reason: str, *, version: int) -> StudioDraft:
    """退回修改, with the reason. Needs studio.review."""
    reason = reason_of(reason, DraftReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "send_back")
        LIFE.change(row, "send_back", state="writing", reviewed_by="")
        LIFE.keep(
            row, subject, "send_back", SceneSentBack, "退回修改", "Sent back", note=reason, reason=reason
        )
        _say(row, "sent_back", "场景草稿被退回修改", "Your scene was sent back")
    return row


def approve(subject: Subject, draft: str, note: str, *, version: int) -> StudioDraft:
    """审核通过, by somebody who wrote none of it. Needs studio.review. Raises OwnDraft."""
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "approve")
        LIFE.change(row, "approve", state="approved", reviewed_by=subject.user_id)
        LIFE.keep(row, subject, "approve", SceneApproved, "审核通过", "Approved", note=note.strip())
        _say(row, "approved", "场景草稿审核通过", "Your scene was approved")
    return row


def install(subject: Subject, draft: str, reason: str, *, version: int) -> StudioDraft:
    """启用: put the approved pack in force by packs' own door. Needs studio.install; by none who wrote it.

    Raises OwnDraft, DraftReasonNeeded, and what packs refuses; then nothing has changed.
    """
    reason = reason_of(reason, DraftReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "install")
        stands = any(one.id == row.topic for one in packs.list_packs(size=1_000).items)
        with _folder.folder_of(row.topic, row.files) as folder:
            packs.install(folder, by=subject.user_id, reason=reason, upgrade=stands)
        LIFE.change(row, "install", state="installed")
        LIFE.keep(row, subject, "install", SceneInstalled, "启用", "Put in force", note=reason)
        _say(row, "installed", "场景已启用", "Your scene is in force")
    return row


def drop(subject: Subject, draft: str, *, version: int) -> StudioDraft:
    """Give it up; its versions are kept. Needs studio.write."""
    with transaction.atomic():
        row = LIFE.hold(subject, draft, version, "drop")
        LIFE.change(row, "drop", state="dropped")
        LIFE.keep(row, subject, "drop", SceneDropped, "放弃", "Dropped")
    return row


def export(subject: Subject, draft: str) -> tuple[str, bytes]:
    """The saved files as a pack's folder in a ZIP, with its name. Raises UnknownDraft."""
    row = seen(subject, draft)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in row.files.items():
            packed.writestr(f"{row.topic}/{path}", text)
    return f"{row.topic}-{row.number}.zip", made.getvalue()


def _say(row: StudioDraft, kind: str, zh: str, en: str) -> None:
    if identity.find_user(row.author) is None:
        return
    messages.notify(
        to_users=[row.author],
        kind=f"studio_{kind}",
        title_zh=f"{zh}：{row.title_zh}",
        title_en=f"{en}: {row.title_en}",
        body_zh="",
        body_en="",
        link=f"/desk/studio/{row.id}",
        key=f"studio:{row.id}:{kind}:{row.version}",
    )

"""Shapes and facts that cross the door of the studio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact
from yiwang.packs.contracts import Example

LIVING = ("queued", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioRow:
    """A line of the list of drafts. States: writing, review, approved, installed, dropped."""

    id: str
    topic: str
    title_zh: str
    title_en: str
    origin: str
    unit_name: str
    author_name: str
    state: str
    number: int
    saved_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioSave:
    """One saved version: who, when, why."""

    number: int
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioLine:
    """One act on a draft."""

    version: int
    number: int
    at: datetime
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioRehearsal:
    """A rehearsal of a saved version. `lines` are what its process said: the beginning and end of each
    variant, and every step."""

    id: str
    draft: str
    number: int
    state: str
    lines: list[dict[str, Any]]
    error: str
    by_name: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioDetail:
    """A draft, whole. `editor_name` is somebody else who has it open now, empty where nobody has."""

    row: StudioRow
    files: dict[str, str]
    saves: list[StudioSave]
    history: list[StudioLine]
    runs: list[StudioRehearsal]
    allowed: list[str]
    editor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioStart:
    """What a draft can begin from, and the grammar of its files (file name → JSON Schema)."""

    examples: list[Example]
    schemas: dict[str, str]
    most_files: int
    most_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioEditing:
    """Somebody else who has the draft open, empty where nobody has; and the version that is saved now."""

    editor_name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChanged(Fact):
    """Every fact of a draft says which, and where it stands after it."""

    draft: str
    topic: str
    title_zh: str
    title_en: str
    state: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSaved(DraftChanged):
    """A version was saved; the first one when the draft began."""

    fact_type: ClassVar[str] = "studio.saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSubmitted(DraftChanged):
    fact_type: ClassVar[str] = "studio.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSentBack(DraftChanged):
    fact_type: ClassVar[str] = "studio.sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneApproved(DraftChanged):
    """审核通过, by somebody who wrote none of it."""

    fact_type: ClassVar[str] = "studio.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneInstalled(DraftChanged):
    """启用: its pack is in force on the running city."""

    fact_type: ClassVar[str] = "studio.installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneDropped(DraftChanged):
    fact_type: ClassVar[str] = "studio.dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRehearsed(Fact):
    """A rehearsal was asked for, began, or ended; nothing of it touches the city."""

    fact_type: ClassVar[str] = "studio.rehearsed"
    run: str
    draft: str
    number: int
    state: str


class UnknownDraft(NotFound):
    code = "studio.unknown"
    zh = "没有这份场景草稿，或它不在您的单位。"
    en = "There is no such draft, or it is not your unit's."


class UnknownRehearsal(NotFound):
    code = "studio.unknown_run"
    zh = "没有这次预演，或它不是您的单位的。"
    en = "There is no such rehearsal, or it is not your unit's."


class DraftMoved(Conflict):
    code = "studio.moved"
    zh = "“{title_zh}”已被{who_zh}修改（第 {number} 版），您的改动没有保存；请先看看他改了什么。"
    en = "“{title_en}” was changed by {who_en} (version {number}); yours was not saved. Look at it first."


class OwnDraft(Forbidden):
    code = "studio.own"
    zh = "场景须由没有参与编写的另一人审核。"
    en = "A scene is reviewed by somebody who wrote none of it."


class DraftReasonNeeded(Invalid):
    code = "studio.reason_needed"
    zh = "请写明理由（至少 {least} 个字）。"
    en = "Say why, in at least {least} characters."


class DraftFaults(Invalid):
    code = "studio.faults"
    zh = "场景还有 {count} 处错误，改好再提交。第一处：{first_zh}"
    en = "The scene has {count} faults; mend them first. The first: {first_en}"


class DraftTooLarge(Invalid):
    code = "studio.too_large"
    zh = "草稿最多 {files} 个文件、共 {kilobytes} KB。"
    en = "A draft holds at most {files} files and {kilobytes} kB."


class BadDraftFile(Invalid):
    code = "studio.bad_file"
    zh = "“{path}”不能作为包内文件名：只用字母、数字、点、连字符，放在已知的文件夹里，扩展名为 {known}。"
    en = "“{path}” cannot be a file of a pack: letters, digits, dots, hyphens; it ends in {known}."


class BadTopic(Invalid):
    code = "studio.bad_topic"
    zh = "“{topic}”不能作为专题编号：只用小写字母、数字和连字符，以字母开头。"
    en = "“{topic}” cannot be the id of a topic: lower-case letters, digits and hyphens, a letter first."


class RehearsalBusy(Conflict):
    code = "studio.busy"
    zh = "您已有一次预演在排队或进行，请等它结束或先取消。"
    en = "A rehearsal of yours waits or runs already; let it end, or cancel it."


class RehearsalOver(Conflict):
    code = "studio.over"
    zh = "这次预演已经结束。"
    en = "This rehearsal has ended."


class NotRehearsed(Conflict):
    code = "studio.not_rehearsed"
    zh = "第 {number} 版还没有通过预演，不能提交审核。"
    en = "Version {number} has not passed its rehearsal yet; it cannot be submitted."

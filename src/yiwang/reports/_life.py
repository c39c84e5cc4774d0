"""生成 → 编辑 → 审核 → 签发, then read, replaced or withdrawn: each act claims the briefing, keeps its line
and tells its fact. Its number is given in the act of issuing: none is given twice and none is skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed
from typing import Any

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import Act, Life, Subject, handlers, reason_of, require, scope
from yiwang.indicators.contracts import Period
from yiwang.kernel import clock, shapes, statements
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages
from yiwang.reports import _making, logic
from yiwang.reports.contracts import (
    BriefingDiscarded,
    BriefingEdited,
    BriefingEmpty,
    BriefingIssued,
    BriefingLevel,
    BriefingMade,
    BriefingMoved,
    BriefingOutside,
    BriefingReasonNeeded,
    BriefingRefreshed,
    BriefingReplaced,
    BriefingReviewed,
    BriefingSentBack,
    BriefingSubmitted,
    BriefingToNobody,
    BriefingWithdrawn,
    Content,
    OwnBriefing,
    Told,
    UnknownBriefing,
    UnknownPart,
    UnknownTemplate,
)
from yiwang.reports.declarations import Template
from yiwang.reports.models import Briefing, BriefingStep, IssueNumber, TemplateEntry

Words = Mapping[str, Mapping[str, Any]]
"""Reworded parts by their id: `zh`, `en`, `dropped`."""
LONGEST_SENTENCE = 1_000


def _act(zh: str, en: str, duty: str, *states: str, second: bool = False) -> Act:
    return Act(zh=zh, en=en, permission=f"reports.{duty}", stages=states, second=second)


def _moved(row: Briefing, act: str) -> BriefingMoved:
    zh, en = logic.STATES[row.state]
    return BriefingMoved(
        briefing=row.id, title_zh=row.title_zh, title_en=row.title_en,
        state_zh=zh, state_en=en, act_zh=LIFE.acts[act].zh, act_en=LIFE.acts[act].en,
    )  # fmt: skip


LIFE: Life[Briefing] = Life(
    rows=Briefing,
    step=BriefingStep,
    named=lambda row, _: {"briefing": row.id, "state": row.state},
    told=lambda row: {
        "briefing": row.id,
        "template": row.template,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "label": row.label_zh,
        "state": row.state,
        "year": row.year,
        "number": row.number,
    },
    about=lambda row: f"report:{row.id}",
    readers=lambda row: list(dict.fromkeys((*split_units(row.units), *split_units(row.sent_to)))),
    moved=_moved,
    stage=lambda row: row.state,
    hands=lambda row: row.hands,
    unknown=UnknownBriefing,
    own=OwnBriefing,
    acts={
        "edit": _act("编辑", "editing", "compose", "draft"),
        "refresh": _act("重新生成", "making it anew", "compose", "draft"),
        "discard": _act("作废", "discarding", "compose", "draft"),
        "submit": _act("提交审核", "submitting", "compose", "draft"),
        "send_back": _act("退回修改", "sending it back", "review", "review", "approved"),
        "approve": _act("审核通过", "approving", "review", "review", second=True),
        "issue": _act("签发", "issuing", "issue", "approved", second=True),
        "replace": _act("更正", "replacing", "compose", "issued"),
        "withdraw": _act("撤回", "withdrawing", "issue", "issued"),
    },
)


def content_of(said: dict[str, Any]) -> Content:
    return shapes.convert(said, Content)


def plain(content: Content) -> dict[str, Any]:
    """The content as JSON values."""
    told: dict[str, Any] = msgspec.to_builtins(content)
    return told


def template_of(row: TemplateEntry) -> Template:
    return shapes.convert(row.content, Template)


def get_template(code: str) -> tuple[TemplateEntry, Template]:
    """A publication in force. Raises UnknownTemplate."""
    row = TemplateEntry.objects.filter(pk=code, active=True).first()
    if row is None:
        raise UnknownTemplate(template=code)
    return row, template_of(row)


def create(subject: Subject, code: str, *, area_id: str) -> Briefing:
    """A draft of a publication for an area, from the figures of now. Needs reports.compose.

    Raises UnknownTemplate, BriefingOutside, BriefingLevel.
    """
    require(subject, "reports.compose")
    entry, template = get_template(code)
    area = areas.get_area(area_id)
    if not scope(subject, "reports.compose").sees(area_path=area.managed_path):
        raise BriefingOutside(area=area.name)
    if area.level != template.level:
        raise BriefingLevel(title_zh=template.title.zh, title_en=template.title.en, area=area.name)
    content, period = _making.make(template, area)
    with transaction.atomic():
        return put(subject, entry, template, area, content, period)


def put(
    subject: Subject,
    entry: TemplateEntry,
    template: Template,
    area: Area,
    content: Content,
    period: Period,
    *,
    slot: str | None = None,
    replaces: str = "",
) -> Briefing:
    """Keep a draft that was made; inside the caller's transaction."""
    issuer = _making.issuer_of(template, area)
    kept = plain(content)
    row = statements.new(
        Briefing,
        id=new_id(),
        template=template.code,
        template_edition=entry.edition,
        kind=template.kind,
        title_zh=template.title.zh,
        title_en=template.title.en,
        area_id=area.id,
        area_name=area.name,
        area_name_en=area.english,
        area_path=area.managed_path,
        issuer=issuer.id if issuer else "",
        issuer_name=issuer.name if issuer else "",
        units=join_units([issuer.id] if issuer else []),
        first=period.first,
        last=period.last,
        label_zh=period.label_zh,
        label_en=period.label_en,
        slot=slot,
        state="draft",
        made=kept,
        content=kept,
        hands=[],
        made_at=clock.now(),
        position=max((one.position for one in content.sources), default=0),
        replaces=replaces,
        version=1,
    )
    statements.insert(row)
    by_itself = slot is not None
    LIFE.keep(
        row,
        subject,
        "make",
        BriefingMade,
        "按计划自动生成草稿" if by_itself else "生成更正草稿" if replaces else "生成草稿",
        "Made by schedule" if by_itself else "Made a corrected draft" if replaces else "Made a draft",
        sentences=_making.sentences(content),
        left_out=len(content.left_out),
    )
    if by_itself and issuer:
        _say(
            row,
            "made",
            "简报草稿已生成，待编辑审核",
            "A briefing was drafted; it waits to be edited",
            units=[issuer.id],
        )
    return row


def edit(
    subject: Subject, briefing: str, words: Mapping[str, Mapping[str, Any]], *, version: int
) -> Briefing:
    """编辑: reword sentences (`zh`, `en`) or drop parts (`dropped`). Needs reports.compose.

    A number that stands as it was keeps its source; any other is flagged. Raises UnknownPart.
    """
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "edit")
        content, made = content_of(row.content), content_of(row.made)
        known = {part.id: part for part in logic.parts_of(made)}
        for one in words:
            if one not in known:
                raise UnknownPart(part=one)
        sections = [
            changed(
                section,
                parts=[
                    _edited(part, known[part.id], words[part.id]) if part.id in words else part
                    for part in section.parts
                ],
            )
            for section in content.sections
        ]
        content = changed(content, sections=sections)
        LIFE.change(row, "edit", content=plain(content), hands=_hands(row, subject))
        LIFE.keep(
            row,
            subject,
            "edit",
            BriefingEdited,
            f"编辑 {len(words)} 处",
            f"Edited {len(words)} parts",
            parts=sorted(words),
            uncarried=logic.flagged(content),
        )
    return row


def _edited(part: Told, made: Told, said: Mapping[str, Any]) -> Told:
    dropped = bool(said.get("dropped", part.dropped))
    if made.kind not in ("sentence", "text"):
        if said.get("zh") is not None or said.get("en") is not None:
            raise UnknownPart(part=part.id)
        return changed(part, dropped=dropped)
    zh, en = (_text(said.get(name), logic.text_of(getattr(part, name))) for name in ("zh", "en"))
    zh_runs, lost_zh = logic.reword(zh, made.zh)
    en_runs, lost_en = logic.reword(en, made.en)
    return changed(
        part,
        zh=zh_runs,
        en=en_runs,
        lost=list(dict.fromkeys([*lost_zh, *lost_en])),
        edited=zh != logic.text_of(made.zh) or en != logic.text_of(made.en),
        dropped=dropped,
    )


def _text(said: Any, before: str) -> str:
    """What a person wrote as one paragraph; nothing written means as it was."""
    found = " ".join(str(said).split())[:LONGEST_SENTENCE] if said is not None else ""
    return found or before


def refresh(subject: Subject, briefing: str, *, version: int) -> Briefing:
    """Make the draft anew from the figures of now; a person's words are given up. Needs reports.compose."""
    held = LIFE.hold(subject, briefing, version, "refresh")
    entry, template = get_template(held.template)
    content, period = _making.make(template, areas.get_area(held.area_id))
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "refresh")
        kept = plain(content)
        LIFE.change(
            row, "refresh", made=kept, content=kept, hands=_hands(row, subject), made_at=clock.now(),
            first=period.first, last=period.last, label_zh=period.label_zh, label_en=period.label_en,
            template_edition=entry.edition,
            position=max((one.position for one in content.sources), default=0),
        )  # fmt: skip
        LIFE.keep(
            row, subject, "refresh", BriefingRefreshed,
            "按当前数据重新生成", "Made anew from the figures of now",
            sentences=_making.sentences(content), left_out=len(content.left_out),
        )  # fmt: skip
    return row


def discard(subject: Subject, briefing: str, reason: str, *, version: int) -> Briefing:
    """作废 a draft, which never had a number; it stays for those who keep it. Needs reports.compose."""
    reason = reason_of(reason, BriefingReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "discard")
        LIFE.change(row, "discard", state="discarded", reason=reason)
        LIFE.keep(
            row, subject, "discard", BriefingDiscarded, "草稿作废", "Discarded", note=reason, reason=reason
        )
    return row


def submit(subject: Subject, briefing: str, *, version: int) -> Briefing:
    """提交审核. Needs reports.compose. Raises BriefingEmpty."""
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "submit")
        if not any(part.kind != "text" for part in logic.shown_parts(content_of(row.content))):
            raise BriefingEmpty()
        LIFE.change(row, "submit", state="review", hands=_hands(row, subject))
        LIFE.keep(row, subject, "submit", BriefingSubmitted, "提交审核", "Submitted for review")
        if row.issuer:
            _say(row, "submitted", "简报待审核", "A briefing waits for review", units=[row.issuer])
    return row


def send_back(subject: Subject, briefing: str, reason: str, *, version: int) -> Briefing:
    """退回修改, with the reason. Needs reports.review."""
    reason = reason_of(reason, BriefingReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "send_back")
        LIFE.change(row, "send_back", state="draft", reviewed_by="")
        LIFE.keep(
            row, subject, "send_back", BriefingSentBack, "退回修改", "Sent back", note=reason, reason=reason
        )
        if row.hands:
            _say(row, "sent_back", "简报被退回修改", "A briefing was sent back", users=row.hands)
    return row


def approve(subject: Subject, briefing: str, note: str, *, version: int) -> Briefing:
    """审核通过, by another person than those who edited it. Needs reports.review. Raises OwnBriefing."""
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "approve")
        LIFE.change(row, "approve", state="approved", reviewed_by=subject.user_id)
        LIFE.keep(row, subject, "approve", BriefingReviewed, "审核通过", "Reviewed", note=note.strip())
    return row


def issue(subject: Subject, briefing: str, *, version: int) -> Briefing:
    """签发: it gets the next number of its publication and year, and goes to all whom it names.

    Needs reports.issue. Raises OwnBriefing, BriefingToNobody.
    """
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "issue")
        content = content_of(row.content)
        ways = (content.report, content.send, content.issue)
        units = list(dict.fromkeys(unit for way in ways for unit in way.units))
        users = list(dict.fromkeys(user for way in ways for user in way.users))
        if not units and not users:
            raise BriefingToNobody()
        year = clock.now().astimezone(clock.SHANGHAI).year
        number = statements.next_of(IssueNumber, f"{row.template}:{row.area_id}:{year}")
        LIFE.change(
            row, "issue", state="issued", year=year, number=number, signed_by=subject.user_id,
            issued_at=clock.now(), sent_to=join_units(handlers(units, persons=users)),
        )  # fmt: skip
        LIFE.keep(
            row, subject, "issue", BriefingIssued,
            f"签发第 {number} 期，发送 {len(units)} 个单位、{len(users)} 人",
            f"Issued No. {number} to {len(units)} units and {len(users)} people",
            units=len(units), people=len(users), replaces=row.replaces,
        )  # fmt: skip
        _take_place(row, subject)
        named = f"{year}年第{number}期"
        _say(
            row,
            "issued",
            f"{'更正：' if row.replaces else ''}{row.title_zh} {named}",
            f"{'Corrected: ' if row.replaces else ''}{row.title_en} No. {number}, {year}",
            units=units,
            users=users,
            whole=True,
        )
    return row


def _take_place(row: Briefing, subject: Subject) -> None:
    """What this issue corrects is replaced from now on; one that was withdrawn meanwhile stays so."""
    old = Briefing.objects.select_for_update().filter(pk=row.replaces).first() if row.replaces else None
    if old is None:
        return
    if old.state == "issued":
        old.state = "replaced"
    old.replaced_by = row.id
    LIFE.change(old, "replace", state=old.state, replaced_by=row.id)
    LIFE.keep(
        old, subject, "replaced", BriefingReplaced,
        f"由第 {row.number} 期更正", f"Replaced by No. {row.number}", by=row.id,
    )  # fmt: skip


def replace(subject: Subject, briefing: str, *, version: int) -> Briefing:
    """更正: a new draft about the same area that will take the place of an issue. Needs reports.compose."""
    old = LIFE.hold(subject, briefing, version, "replace")
    entry, template = get_template(old.template)
    area = areas.get_area(old.area_id)
    content, period = _making.make(template, area, day=old.made_at.astimezone(clock.SHANGHAI).date())
    with transaction.atomic():
        LIFE.hold(subject, briefing, version, "replace")
        return put(subject, entry, template, area, content, period, replaces=old.id)


def withdraw(subject: Subject, briefing: str, reason: str, *, version: int) -> Briefing:
    """撤回, with the reason, told to all who have it; its number is not given again. Needs reports.issue."""
    reason = reason_of(reason, BriefingReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, briefing, version, "withdraw")
        LIFE.change(row, "withdraw", state="withdrawn", reason=reason)
        LIFE.keep(
            row, subject, "withdraw", BriefingWithdrawn, "撤回", "Withdrawn", note=reason, reason=reason
        )
        tokens = split_units(row.sent_to)
        _say(
            row,
            "withdrawn",
            f"已撤回：{row.title_zh} {row.year}年第{row.number}期",
            f"Withdrawn: {row.title_en} No. {row.number}, {row.year}",
            units=[one for one in tokens if not one.startswith("@")],
            users=[one.removeprefix("@") for one in tokens if one.startswith("@")],
            whole=True,
            body=reason,
        )
    return row


def _hands(row: Briefing, subject: Subject) -> list[str]:
    return list(dict.fromkeys([*row.hands, subject.user_id]))


def _say(
    row: Briefing,
    kind: str,
    zh: str,
    en: str,
    *,
    units: list[str] | None = None,
    users: list[str] | None = None,
    whole: bool = False,
    body: str = "",
) -> None:
    """Tell units and people; `whole`: the title says all."""
    messages.notify(
        to_units=units or [],
        to_users=users or [],
        kind=f"reports_{kind}",
        title_zh=zh if whole else f"{zh}：{row.title_zh} {row.label_zh}",
        title_en=en if whole else f"{en}: {row.title_en}, {row.label_en}",
        body_zh=body or f"{row.issuer_name} 报告期 {row.label_zh}",
        body_en=body or f"{row.issuer_name}, {row.label_en}",
        link=f"/desk/reports/{row.id}",
        key=f"report:{row.id}:{kind}:{row.version}",
    )

"""定义 → 审核 → 发布 → 修订 → 停用: definitions written on screen, each act claimed, kept and told.

What is in force stands unchanged while its next version is written, reviewed by another person and approved
beside it. A version holds from a day on; what was counted before keeps the version of its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Act, Life, Subject, reason_of, require
from yiwang.indicators import _definition_words as words
from yiwang.indicators._imported import find_source
from yiwang.indicators._reading import Sight, today
from yiwang.indicators._refusals import (
    DefinitionDay,
    DefinitionExists,
    DefinitionFaults,
    DefinitionMoved,
    DefinitionNeeded,
    OwnDefinition,
    UnknownDefinition,
    WhyNeeded,
)
from yiwang.indicators._registry import before, changed, registry
from yiwang.indicators._sources import IMPORTED
from yiwang.indicators.contracts import (
    DefinitionComposed,
    DefinitionDiscarded,
    DefinitionPublished,
    DefinitionRetired,
    DefinitionReviewed,
    DefinitionSentBack,
    DefinitionSubmitted,
)
from yiwang.indicators.declarations import IndicatorDeclaration, file_problems, table_problems
from yiwang.indicators.models import DefinitionEntry, DefinitionStep, DefinitionVersion
from yiwang.kernel import clock, statements
from yiwang.kernel.declarations import Loaded, Problem, load_said
from yiwang.messages import api as messages

SYSTEM = Subject.system("indicators")


def _at(*stages: str, states: tuple[str, ...] = ("new", "published")) -> list[tuple[str, str]]:
    return [(state, stage) for state in states for stage in stages]


def _moved(row: DefinitionEntry, act: str) -> DefinitionMoved:
    zh, en = words.STAGES[row.stage] if row.stage else words.STATES[row.state]
    return DefinitionMoved(
        indicator=row.code, name_zh=row.name_zh, name_en=row.name_en,
        state_zh=zh, state_en=en, act_zh=LIFE.acts[act].zh, act_en=LIFE.acts[act].en,
    )  # fmt: skip


LIFE: Life[DefinitionEntry] = Life(
    rows=DefinitionEntry,
    step=DefinitionStep,
    named=lambda row, _: {"definition": row.code, "state": row.state, "stage": row.stage},
    told=lambda row: {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "state": row.state,
        "stage": row.stage,
        "number": row.number,
    },
    about=lambda row: f"indicator:{row.code}",
    moved=_moved,
    stage=lambda row: (row.state, row.stage),
    hands=lambda row: (row.composed_by,),
    unknown=UnknownDefinition,
    own=OwnDefinition,
    acts={
        "compose": Act(
            zh="修改", en="writing it", permission="indicators.define", stages=_at("", "composing")
        ),
        "discard": Act(
            zh="放弃草稿", en="discarding the draft", permission="indicators.define", stages=_at("composing")
        ),
        "submit": Act(
            zh="提交审核", en="submitting", permission="indicators.define", stages=_at("composing")
        ),
        "send_back": Act(
            zh="退回修改",
            en="sending it back",
            permission="indicators.review",
            stages=_at("review", "approved"),
        ),
        "approve": Act(
            zh="审核通过", en="approving", permission="indicators.review", stages=_at("review"), second=True
        ),
        "publish": Act(zh="发布", en="publishing", permission="indicators.publish", stages=_at("approved")),
        "retire": Act(
            zh="停用",
            en="retiring",
            permission="indicators.publish",
            stages=_at("", states=("published",)),
        ),
    },
)


# -- whether it can be counted


def checked(said: dict[str, Any]) -> IndicatorDeclaration:
    """The definition that an editor sent, as the next version of its code. Raises DefinitionFaults: all of
    them, each with its place in the record."""
    said = {**said, "version": number_after(str(said.get("code") or ""))}
    file = load_said(said, IndicatorDeclaration, name="definition")
    _look(file)
    found = file.faults
    if found or file.record is None:
        raise DefinitionFaults(
            count=len(found),
            first_zh=found[0].zh,
            first_en=found[0].en,
            faults=[{**fault.as_json(), "path": list(file.path_of(fault))} for fault in found],
        )
    return file.record


def number_after(code: str) -> int:
    """The number of the next version of a code."""
    return max((one.version for one in registry().versions(code)), default=0) + 1


def _look(file: Loaded[IndicatorDeclaration]) -> None:
    """Tell of what the definition names and does not find, and of how it stands to what is in force."""
    if file.record is None:
        return
    one, known = file.record, registry().found
    for problem in (*unknown_areas(one), *unknown_table(one), *_unknown_lines(one), *_too_early(one)):
        file.tell(problem)
    # Earlier versions end by themselves where this one begins; what reaches beyond was told just now.
    others = [
        *(each for each in known if each.code != one.code),
        *before((each for each in known if each.code == one.code), date.fromisoformat(one.effective_from)),
    ]
    for problem in file_problems([*others, one]):
        _, number, *rest = problem.at
        if int(number) == len(others):
            file.tell(replace(problem, at=tuple(rest)))


def unknown_areas(one: IndicatorDeclaration, at: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Targets and thresholds of areas that there are not."""
    for name in ("targets", "thresholds"):
        for number, each in enumerate(getattr(one, name)):
            if each.area and areas.find_area(each.area) is None:
                yield Problem(
                    at=(*at, name, number, "area"),
                    code="word.unknown",
                    zh=f"没有“{each.area}”这个区划。",
                    en=f"There is no area “{each.area}”.",
                    cure_zh="写一个已有的区划编号，或留空表示所有区划。",
                    cure_en="Name an area that exists, or none for every one.",
                )


def unknown_table(one: IndicatorDeclaration, at: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """What is wrong with a formula over an imported table, which no file knows."""
    if one.formula is None or not one.formula.of.startswith(IMPORTED):
        return
    source = find_source(one.formula.of)
    if source is None:
        yield Problem(
            at=(*at, "formula", "of"),
            code="word.unknown",
            zh=f"没有数据表“{one.formula.of}”。",
            en=f"There is no table “{one.formula.of}”.",
            cure_zh="先建立并导入这张表，或换一张表。",
            cure_en="Make and import the table first, or take another one.",
        )
        return
    for problem in table_problems(source, one.formula, one.unit, one.dimensions):
        yield replace(problem, at=(*at, *problem.at))


def _unknown_lines(one: IndicatorDeclaration) -> Iterator[Problem]:
    sight = Sight(SYSTEM)
    for name in ("owner", "reviewer"):
        line = getattr(one, name)
        if line and not sight.owner(line):
            yield Problem(
                at=(name,),
                code="word.unknown",
                zh=f"没有负责“{line}”的单位。",
                en=f"No unit answers for “{line}”.",
                cure_zh="选一个已有的单位条线。",
                cure_en="Choose the line of a unit that there is.",
            )


def _too_early(one: IndicatorDeclaration) -> Iterator[Problem]:
    """A next version begins after the one before it and not in the past, whose values keep theirs."""
    held = registry().versions(one.code)
    if not held:
        return
    newest = max(held, key=lambda each: each.effective_from)
    overlaps = one.effective_from <= newest.effective_from
    bounded = DefinitionVersion.objects.filter(code=one.code, number=newest.version).first()
    end = bounded.content.get("effective_to") if bounded else newest.effective_to
    if overlaps or (end is not None and end >= one.effective_from):
        until = end or "以后"
        yield Problem(
            at=("effective_from",),
            code="version.overlap",
            zh=f"与第 {newest.version} 版（{newest.effective_from} 至 {until}）在时间上重叠。",
            en=f"It overlaps version {newest.version}, which holds from {newest.effective_from} on.",
            cure_zh="生效日须晚于前一版的生效日，前一版写了停用日的须晚于停用日。",
            cure_en="Let it begin after the earlier version, and after its end where it has one.",
        )
    elif one.effective_from < today().isoformat():
        yield Problem(
            at=("effective_from",),
            code="version.past",
            zh="修订不能从过去生效：已算出的值保留原来的口径。",
            en="A revision does not reach back: values that were counted keep their version.",
            cure_zh=f"生效日写 {today().isoformat()} 或以后。",
            cure_en=f"Let it begin on {today().isoformat()} or later.",
        )


# -- acts


def create(subject: Subject, said: dict[str, Any]) -> DefinitionEntry:
    """定义: a new indicator, as a draft. Needs indicators.define.

    Raises DefinitionFaults, DefinitionExists.
    """
    require(subject, "indicators.define")
    with transaction.atomic():
        code = str(said.get("code") or "")
        if registry().versions(code) or DefinitionEntry.objects.filter(pk=code).exists():
            raise DefinitionExists(indicator=code)
        one = checked(said)
        row = _new(one, subject.area_path, state="new", stage="composing")
        row.draft, row.composed_by = words.plain(one), subject.user_id
        statements.insert(row)
        LIFE.keep(row, subject, "compose", DefinitionComposed, "新建指标草稿", "Began a draft")
    return row


def compose(subject: Subject, code: str, said: dict[str, Any], *, version: int) -> DefinitionEntry:
    """修订: write the draft of the next version; `version` 0 begins the first one of what files declare.
    Needs indicators.define. Raises DefinitionFaults, UnknownDefinition, DefinitionMoved."""
    with transaction.atomic():
        row = _held(subject, code, version, "compose")
        one = checked({**said, "code": code})
        LIFE.change(
            row, "compose", stage="composing", draft=words.plain(one), composed_by=subject.user_id,
            reviewed_by="",
        )  # fmt: skip
        LIFE.keep(row, subject, "compose", DefinitionComposed, "修改草稿", "Changed the draft")
    return row


def discard(subject: Subject, code: str, *, version: int) -> DefinitionEntry:
    """Give the draft up; what is in force stands. Needs indicators.define."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "discard")
        LIFE.change(row, "discard", stage="", draft=None)
        LIFE.keep(row, subject, "discard", DefinitionDiscarded, "放弃草稿", "Gave the draft up")
    return row


def submit(subject: Subject, code: str, *, version: int) -> DefinitionEntry:
    """提交审核; the draft is checked once more. Needs indicators.define. Raises DefinitionFaults."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "submit")
        checked(row.draft or {})
        LIFE.change(row, "submit", stage="review")
        LIFE.keep(row, subject, "submit", DefinitionSubmitted, "提交审核", "Submitted for review")
    return row


def send_back(subject: Subject, code: str, reason: str, *, version: int) -> DefinitionEntry:
    """退回修改, with the reason. Needs indicators.review."""
    reason = reason_of(reason, WhyNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "send_back")
        LIFE.change(row, "send_back", stage="composing", reviewed_by="")
        LIFE.keep(
            row, subject, "send_back", DefinitionSentBack, "退回修改", "Sent back", note=reason, reason=reason
        )
        messages.notify(
            to_users=[row.composed_by],
            kind="indicators_sent_back",
            title_zh=f"指标定义被退回修改：{row.name_zh}",
            title_en=f"A definition was sent back: {row.name_en}",
            body_zh=reason,
            body_en=reason,
            link=f"/desk/indicators/definitions/{row.code}",
            key=f"indicator:{row.code}:sent_back:{row.version}",
        )
    return row


def approve(subject: Subject, code: str, note: str, *, version: int) -> DefinitionEntry:
    """审核通过, by another person than who wrote it. Needs indicators.review. Raises OwnDefinition."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "approve")
        LIFE.change(row, "approve", stage="approved", reviewed_by=subject.user_id)
        LIFE.keep(row, subject, "approve", DefinitionReviewed, "审核通过", "Reviewed", note=note.strip())
    return row


def publish(subject: Subject, code: str, *, version: int) -> DefinitionEntry:
    """发布: the draft becomes the version that holds from its day on. Needs indicators.publish. Raises
    DefinitionFaults where its day has passed meanwhile."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "publish")
        one = checked(row.draft or {})
        statements.insert(
            statements.new(
                DefinitionVersion,
                code=code,
                number=one.version,
                content=words.whole(one),
                effective_from=one.effective_from,
                composed_by=row.composed_by,
                reviewed_by=row.reviewed_by,
                published_by=subject.user_id,
                published_at=clock.now(),
            )
        )
        LIFE.change(
            row, "publish", state="published", stage="", draft=None, source="", number=one.version,
            name_zh=one.name.zh, name_en=one.name.en,
        )  # fmt: skip
        LIFE.keep(
            row, subject, "publish", DefinitionPublished,
            f"发布第 {one.version} 版，自 {one.effective_from} 起生效",
            f"Published version {one.version}, in force from {one.effective_from}",
            effective_from=one.effective_from,
        )  # fmt: skip
        changed()
    return row


def retire(subject: Subject, code: str, reason: str, day: date, *, version: int) -> DefinitionEntry:
    """停用 from a day on, with the reason; its versions and values stay. Needs indicators.publish. Raises
    DefinitionNeeded where others are made from it, DefinitionDay."""
    reason = reason_of(reason, WhyNeeded)
    with transaction.atomic():
        row = _held(subject, code, version, "retire")
        since = max((one.effective_from for one in registry().versions(code)), default="")
        if day < today() or day.isoformat() <= since:
            raise DefinitionDay(since=since)
        resting = sorted(
            {one.code for one in registry().found if one.code != code and code in _made_from(one)}
        )
        if resting:
            raise DefinitionNeeded(others="、".join(resting))
        LIFE.change(row, "retire", state="retired", retired_from=day)
        LIFE.keep(
            row, subject, "retire", DefinitionRetired,
            f"自 {day} 起停用", f"Retired from {day} on", note=reason, from_day=str(day), reason=reason,
        )  # fmt: skip
        changed()
    return row


def _made_from(one: IndicatorDeclaration) -> set[str]:
    """The indicators without which this one is none, in any version that still holds."""
    if one.effective_to is not None and one.effective_to < today().isoformat():
        return set()
    collect = one.collect
    beside = (*collect.prefill, collect.deflator) if collect else ()
    return {*(one.formula.rests_on if one.formula else ()), *beside}


def _held(subject: Subject, code: str, version: int, act: str) -> DefinitionEntry:
    """The entry, held; that of an indicator which files declare begins with the first act on it."""
    if version == 0:
        require(subject, LIFE.acts[act].permission)
        held = registry().versions(code)
        if not held:
            raise UnknownDefinition()
        newest = max(held, key=lambda one: one.effective_from)
        row = _new(
            newest, areas.seat(), state="published", stage="", source="built-in", number=newest.version
        )
        row.version = 0
        if not statements.insert(row, once=True):
            raise _moved(DefinitionEntry.objects.get(pk=code), act)
    return LIFE.hold(subject, code, version, act)


def _new(one: IndicatorDeclaration, area_path: str, **said: Any) -> DefinitionEntry:
    return statements.new(
        DefinitionEntry,
        code=one.code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        area_path=area_path,
        version=1,
        **said,
    )

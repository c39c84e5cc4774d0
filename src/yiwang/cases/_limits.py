"""What moves a limit: 延期, 挂起 and its end, a calendar or a matter that changes. Each leaves a line that
says why.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _flows as flows
from yiwang.cases import _known as known
from yiwang.cases import _notices as notices
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import (
    BadExtension,
    CaseExtensionAsked,
    CaseExtensionDecided,
    CaseReckoned,
    CaseResumed,
    CaseSuspended,
    ExtendedAlready,
    NothingAsked,
    SuspendedAlready,
    SuspensionTooLong,
    TooLateToExtend,
    UnknownSuspension,
)
from yiwang.cases.models import Case, CaseClock, CaseExtension, CaseSuspension
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing, Limit, WorkCalendar
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters
from yiwang.matters.contracts import Handling

EXTENDED_CLOCKS = ("handle", "total")
MOST_EXTENSION = 365
MOVED = (
    *("near_at", "due_at", "near_told", "due_told", "counted_from", "left_us", "extras", "paused_at"),
    *("limit_kind", "limit_amount", "limit_at"),
)


@changes.act
def ask_extension(
    subject: Subject, case_id: str, *, limit: Limit, reason: str, version: int | None = None
) -> Case:
    """申请延期 by the holder, before the limit ends and as often as the flow allows: once."""
    case = claims.claimed(subject, case_id, "ask_extension", version)
    reason = claims.need(reason, "延期理由", "the reason of the extension")
    if limit.kind not in known.EXTENSION_KINDS or not 0 < limit.amount <= MOST_EXTENSION:
        raise BadExtension(most=MOST_EXTENSION)
    if case.extended >= flows.line_of(case).flow.extensions:
        raise ExtendedAlready(number=case.number, times=case.extended)
    now = clock.now()
    for one in clocks.running(case):
        if one.name in EXTENDED_CLOCKS and one.due_at is not None and one.due_at < now:
            raise TooLateToExtend(number=case.number, due=logic.local(one.due_at))
    if CaseExtension.objects.filter(case_id=case.id, state="asked").exists():
        raise ExtendedAlready(number=case.number, times=case.extended + 1)
    CaseExtension.objects.create(
        id=new_id(),
        case_id=case.id,
        unit=case.lead_unit,
        unit_name=case.lead_unit_name,
        limit_kind=limit.kind,
        limit_amount=limit.amount,
        reason=reason,
        state="asked",
        asked_at=now,
    )
    changes.change(
        case,
        "ask_extension",
        subject,
        Words(
            zh=f"{case.lead_unit_name}申请延期{logic.limit_zh(limit)}；审定前原时限不变",
            en=f"{case.lead_unit_name} asks for {logic.limit_en(limit)} more; the limit stands meanwhile",
            text=reason,
        ),
        CaseExtensionAsked,
        limit_kind=limit.kind,
        limit_amount=limit.amount,
        reason=reason,
    )
    notices.tell_hotline(case, "extension_asked", f"{logic.limit_zh(limit)}：{reason}", subject)
    notices.tell_desk(case, "case_extension_asked", "延期待审", "An extension awaits your decision")
    return case


def _asked(case: Case) -> CaseExtension:
    found = CaseExtension.objects.select_for_update().filter(case_id=case.id, state="asked").first()
    if found is None:
        raise NothingAsked(number=case.number, what_zh="延期申请", what_en="no extension was asked")
    return found


@changes.act
def grant_extension(
    subject: Subject, case_id: str, *, decision: str = "", version: int | None = None
) -> Case:
    """同意延期: the unit's limit and the total move from where they were; the old ones stay in the log."""
    case = claims.claimed(subject, case_id, "grant_extension", version)
    asked = _asked(case)
    limit = Limit(kind=asked.limit_kind, amount=asked.limit_amount)  # type: ignore[arg-type]
    _decide(asked, subject, "granted", decision)
    case.extended += 1
    zh = f"同意延期{logic.limit_zh(limit)}：{asked.reason}。"
    en = f"Extended by {logic.limit_en(limit)}: {asked.reason}"
    calendar = clocks.ruler_of(case).calendar
    extend(case, limit, calendar, zh, en)
    for sub in _inheriting(case):
        extend(sub, limit, calendar, f"上级案件{zh}", f"The case above: {en}", only="total")
        _tell_reckoned(sub, f"上级案件{zh}", f"The case above: {en}", "total")
    changes.change(
        case,
        "grant_extension",
        subject,
        Words(
            zh=f"同意延期{logic.limit_zh(limit)}",
            en=f"Extended by {logic.limit_en(limit)}",
            text=decision.strip(),
        ),
        CaseExtensionDecided,
        granted=True,
        decision=decision.strip(),
    )
    notices.tell_hotline(case, "extension_granted", f"{logic.limit_zh(limit)} {decision}".strip(), subject)
    notices.tell_holder(case, "case_extended", "延期已同意", "Your extension was granted")
    return case


def _inheriting(case: Case) -> list[Case]:
    """The open sub-cases that live under the total of this case."""
    if case.role != "lead":
        return []
    return [one for one in closing.sub_cases(case) if one.relation == "down"]


def _waiting_with(case: Case) -> list[tuple[Case, str]]:
    """The sub-cases that stand still with a lead case, each with the one clock that does (empty: all)."""
    if case.role != "lead" or not flows.line_of(case).flow.pauses_all:
        return [(sub, "total") for sub in _inheriting(case)]
    alone = CaseSuspension.objects.filter(ended_at=None).values_list("case_id", flat=True)
    subs = closing.sub_cases(case)
    by_themselves = set(alone.filter(case_id__in=[sub.id for sub in subs]))
    return [(sub, "") for sub in subs if sub.id not in by_themselves]


def _tell_reckoned(sub: Case, zh: str, en: str, only: str) -> None:
    names = [only] if only else [one.name for one in clocks.running(sub)]
    changes.change(sub, "reckoned", SYSTEM, Words(zh=zh, en=en), CaseReckoned, clocks=names)


@changes.act
def refuse_extension(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """不予延期, with a reason: the limit stands."""
    case = claims.claimed(subject, case_id, "refuse_extension", version)
    reason = claims.need(reason, "不予延期的理由", "the reason of the refusal")
    _decide(_asked(case), subject, "refused", reason)
    changes.change(
        case,
        "refuse_extension",
        subject,
        Words(zh="不予延期", en="The extension was refused", text=reason),
        CaseExtensionDecided,
        granted=False,
        decision=reason,
    )
    notices.tell_hotline(case, "extension_denied", reason, subject)
    notices.tell_holder(case, "case_not_extended", "延期未获同意", "Your extension was refused")
    return case


def _decide(asked: CaseExtension, subject: Subject, state: str, decision: str) -> None:
    asked.state, asked.decided_at = state, clock.now()
    asked.decided_by, asked.decision = subject.user_id, decision.strip()
    asked.save(update_fields=["state", "decided_at", "decided_by", "decision"])


def extend(case: Case, limit: Limit, calendar: WorkCalendar, zh: str, en: str, *, only: str = "") -> None:
    """Move the limits of a case by `limit` from where they are; one that stands still moves when it goes
    on.
    """
    moved = []
    for one in clocks.running(case):
        if one.name in EXTENDED_CLOCKS and (not only or one.name == only):
            old = one.due_at
            one.extras = [*one.extras, [limit.kind, limit.amount]]
            set_anew(case, one, calendar)
            moved.append(
                (one, old, one.due_at, f"{zh}{_until_zh(one.due_at)}", f"{en} {_until_en(one.due_at)}")
            )
    clocks.write_lines(case, moved)


def set_anew(case: Case, one: CaseClock, calendar: WorkCalendar) -> None:
    """Reckon a clock from what is kept of it, and write it. A deadline that moved ahead is told anew."""
    now, old = clock.now(), one.due_at
    if one.paused_at is not None:
        one.due_at = one.near_at = None
    else:
        try:
            one.due_at, one.near_at = clocks.reckon(one, calendar, case.area_path)
        except CalendarMissing:
            one.due_at = one.near_at = None
    if one.due_at != old and one.due_at is not None and one.due_at > now:
        one.due_told = False
        one.near_told = one.near_told and one.near_at is not None and one.near_at <= now
    write(one)


def write(one: CaseClock) -> None:
    clocks.settle_keys([one])
    CaseClock.objects.filter(pk=one.pk).update(**{name: getattr(one, name) for name in MOVED})


def _until_zh(due: datetime | None) -> str:
    return f"至{logic.local(due)}。" if due else "期限暂不能推算。"


def _until_en(due: datetime | None) -> str:
    return f"Now until {logic.local(due)}." if due else "The end is not known yet."


@changes.act
def suspend(
    subject: Subject,
    case_id: str,
    *,
    reason: str,
    text: str,
    limit: Limit | None = None,
    version: int | None = None,
) -> Case:
    """挂起 for a listed reason, no longer than it allows: every clock stands still and keeps what is left."""
    case = claims.claimed(subject, case_id, "suspend", version)
    listed = known.SUSPENSION_REASONS.get(reason)
    if listed is None:
        every = known.SUSPENSION_REASONS.items()
        raise UnknownSuspension(
            reason=reason,
            reasons_zh="、".join(one.zh for _, one in every),
            reasons_en=", ".join(code for code, _ in every),
        )
    text = claims.need(text, "挂起的具体情况", "what is waited for")
    before = CaseSuspension.objects.filter(case_id=case.id, reason=reason).count()
    if before >= listed.times:
        raise SuspendedAlready(number=case.number, reason_zh=listed.zh, reason_en=listed.en, times=before)
    now, calendar = clock.now(), clocks.ruler_of(case).calendar
    most = calendar.add(listed.most, now, case.area_path)
    until = calendar.add(limit, now, case.area_path) if limit else most
    if until > most:
        raise SuspensionTooLong(
            reason_zh=listed.zh,
            reason_en=listed.en,
            most_zh=logic.limit_zh(listed.most),
            most_en=logic.limit_en(listed.most),
            until=logic.local(most),
        )
    CaseSuspension.objects.create(
        id=new_id(),
        case_id=case.id,
        unit=case.lead_unit,
        unit_name=case.lead_unit_name,
        reason=reason,
        text=text,
        begun_at=now,
        until=until,
    )
    zh, en = f"因{listed.zh}挂起", f"Suspended: {listed.en}"
    pause(case, calendar, zh, en)
    for sub, only in _waiting_with(case):
        pause(sub, calendar, f"上级案件{zh}", f"The case above: {en}", only=only)
        _tell_reckoned(sub, f"上级案件{zh}", f"The case above: {en}", only)
    stage = claims.where_to(case)
    case.stage_before = case.stage
    changes.change(
        case,
        "suspend",
        subject,
        Words(
            zh=f"因{listed.zh}挂起，至迟 {logic.local(until)} 自动恢复",
            en=f"Suspended: {listed.en}; goes on by itself at {logic.local(until)}",
            text=text,
            details={"reason": reason},
        ),
        CaseSuspended,
        stage=stage,
        reason=reason,
        until=until,
    )
    notices.tell_desk(case, "case_suspended", f"挂起：{listed.zh}", f"Suspended: {listed.en}")
    return case


def pause(case: Case, calendar: WorkCalendar, zh: str, en: str, *, only: str = "") -> None:
    """Let the running clocks of a case stand still; each keeps what is left of it."""
    now, lines = clock.now(), []
    for one in clocks.running(case):
        if one.paused_at is not None or one.name.startswith(known.ORDER_CLOCK):
            continue  # an order's authority waits for nobody
        if only and one.name != only:
            continue
        if clocks.passed(one, now):
            case.late = True
            continue  # it is late already and has nothing left to keep
        old = one.due_at
        try:
            left = clocks.left_at(one, now, calendar, case.area_path)
        except CalendarMissing:
            left = None
        if left is not None:
            one.left_us, one.extras = left, []
        one.paused_at, one.due_at, one.near_at = now, None, None
        write(one)
        name_zh, name_en = known.clock_zh(one.name), known.clock_en(one.name).capitalize()
        lines.append(
            (one, old, None, f"{name_zh}计时暂停：{zh}{_left_zh(one)}。", f"{name_en} pauses: {en}.")
        )
    clocks.write_lines(case, lines)


def _left_zh(one: CaseClock) -> str:
    if one.left_us is None:
        return ""
    working = "工作" if one.limit_kind in clocks.WORKING else ""
    return f"，剩余{working}{one.left_us / 3_600_000_000:.2f}小时"


@changes.act
def resume(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """恢复办理: what was left goes on, to the microsecond."""
    case = claims.claimed(subject, case_id, "resume", version)
    _resume(case, subject, text.strip(), automatic=False)
    return case


def _resume(case: Case, by: Subject, text: str, *, automatic: bool) -> None:
    CaseSuspension.objects.filter(case_id=case.id, ended_at=None).update(
        ended_at=clock.now(), ended_by=by.user_id
    )
    calendar = clocks.ruler_of(case).calendar
    go_on(case, calendar)
    for sub, only in _waiting_with(case):
        go_on(sub, calendar, only=only)
        _tell_reckoned(sub, "上级案件恢复办理", "The case above goes on", only)
    stage = case.stage_before or "taken"
    case.stage_before = ""
    changes.change(
        case,
        "resume",
        by,
        Words(
            zh="挂起期满，自动恢复办理" if automatic else "恢复办理",
            en="The suspension ended by itself" if automatic else "Work goes on",
            text=text,
        ),
        CaseResumed,
        stage=stage,
        automatic=automatic,
    )
    notices.tell_holder(case, "case_resumed", "恢复办理", "Work goes on")


def go_on(case: Case, calendar: WorkCalendar, *, only: str = "") -> None:
    """Let the clocks of a case go on with what was left of them."""
    now = clock.now()
    lines: list[tuple[CaseClock, datetime | None, datetime | None, str, str]] = []
    for one in clocks.running(case):
        if one.paused_at is None or (only and one.name != only):
            continue
        if one.left_us is None:  # nobody knew its end: the time that it stood still is not counted
            one.counted_from = (one.counted_from or one.started_at) + (now - one.paused_at)
        else:
            one.counted_from = now
        one.paused_at = None
        set_anew(case, one, calendar)
        name_zh, name_en = known.clock_zh(one.name), known.clock_en(one.name).capitalize()
        lines.append(
            (
                one,
                None,
                one.due_at,
                f"{name_zh}恢复计时{_left_zh(one)}，{_until_zh(one.due_at)}",
                f"{name_en} goes on. {_until_en(one.due_at)}",
            )
        )
    clocks.write_lines(case, lines)


def end_suspension(suspension_id: str) -> bool:
    """Let a suspension end by itself, once. False where somebody came first."""
    with transaction.atomic():
        found = CaseSuspension.objects.select_for_update().filter(pk=suspension_id, ended_at=None).first()
        if found is None or found.until > clock.now():
            return False
        case = Case.objects.select_for_update().get(pk=found.case_id)
        move = flows.line_of(case).find("resume", claims.standing(case))
        if case.state != "open" or move is None:
            CaseSuspension.objects.filter(pk=found.pk).update(ended_at=clock.now(), ended_by=SYSTEM.user_id)
            return False
        _resume(case, SYSTEM, "", automatic=True)
        return True


def recompute(
    area_path: str, because_zh: str = "工作日历变更", because_en: str = "The calendar changed"
) -> int:
    """Reckon the running limits of open cases below a path anew; how many cases had one that moved.

    Each limit that moves gets a line that says why; one that is the same, or stands still, none.
    """
    moved = 0
    ids = Case.objects.filter(area_path__startswith=area_path, state="open")  # scope: no one looks
    for case_id in list(ids.order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=case_id, state="open").first()
            if case is not None and _reckon_case(case, because_zh, because_en):
                moved += 1
    return moved


def find_ends() -> int:
    """Reckon the limits that had no end for want of a calendar, where there is one now."""
    moved = 0
    open_ended = CaseClock.objects.filter(stopped_at=None, due_at=None, paused_at=None)
    for case_id in list(open_ended.order_by("case_id").values_list("case_id", flat=True).distinct()):
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=case_id, state="open").first()
            if case is not None and _reckon_case(case, "日历已补齐", "The calendar is there now"):
                moved += 1
    return moved


def _reckon_case(case: Case, zh: str, en: str) -> bool:
    calendar = clocks.ruler_of(case).calendar
    names, lines = [], []
    for one in clocks.running(case):
        if one.paused_at is not None:
            continue
        old = one.due_at
        try:
            due, _ = clocks.reckon(one, calendar, case.area_path)
        except CalendarMissing:
            continue
        if due == old:
            continue
        set_anew(case, one, calendar)
        names.append(one.name)
        label = known.limit_of_clock_zh(one.name)
        lines.append(
            (
                one,
                old,
                one.due_at,
                f"{zh}，{label}重新推算，{_until_zh(one.due_at)}",
                f"{en}: the {known.clock_en(one.name)} limit is reckoned anew. {_until_en(one.due_at)}",
            )
        )
    if not names:
        return False
    clocks.write_lines(case, lines)
    changes.change(
        case,
        "reckoned",
        SYSTEM,
        Words(
            zh=f"{zh}，{'、'.join(known.limit_of_clock_zh(name) for name in names)}重新推算",
            en=f"{en}: limits reckoned anew ({', '.join(names)})",
        ),
        CaseReckoned,
        clocks=names,
    )
    return True


def remeasure(code: str) -> int:
    """Let the open cases of a matter go by the limits of the version in force now; how many went by others.

    A longer limit is given to the clocks that run; a shorter one holds for those that begin from now on:
    nobody could go by it before (decision 0060).
    """
    standing, moved = matters.find_handling(code), 0
    if standing is None:
        return 0
    rows = Case.objects.filter(matter=code, state="open").exclude(limits_version=standing.version)
    ids = rows.exclude(limits_version=0, matter_version=standing.version).order_by("id")
    for case_id in list(ids.values_list("id", flat=True)):
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=case_id, state="open").first()
            if case is not None and _measure_anew(case, standing):
                moved += 1
    return moved


def _measure_anew(case: Case, standing: Handling) -> bool:
    before, after = clocks.ruler_of(case), clocks.ruler(case, standing)
    after.calendar = before.calendar  # of what stops it, the words it began with hold
    case.limits_version = standing.version
    other = {
        name
        for name in before.limits.keys() | after.limits.keys()
        if _limit_in(before, name) != _limit_in(after, name)
    }
    if not other:
        return False
    lines, names = [], []
    for one in clocks.running(case):
        old, new = _limit_in(before, one.name), _limit_in(after, one.name)
        due = one.due_at
        if one.name not in other or old is None or new is None or old != clocks.limit_of(one):
            continue  # the other limits are somebody's own order
        if not _lengthen(case, one, old, new, before):
            continue
        names.append(one.name)
        label = known.limit_of_clock_zh(one.name)
        zh = f"事项“{standing.name_zh}”v{standing.version} 将{label}改为{logic.limit_zh(new)}"
        en = (
            f"“{standing.name_en}”, v{standing.version}: the {known.clock_en(one.name)} limit is "
            f"{logic.limit_en(new)} now."
        )
        until_zh = "恢复后按此计时。" if one.paused_at else _until_zh(one.due_at)
        lines.append((one, due, one.due_at, f"{zh}，{until_zh}", f"{en} {_until_en(one.due_at)}"))
    clocks.carry(case, after)
    clocks.write_lines(case, lines)
    zh, en = f"事项时限按 v{standing.version} 执行", f"The limits of v{standing.version} of the matter hold"
    moved_zh = "、".join(known.limit_of_clock_zh(name) for name in names)
    changes.change(
        case,
        "reckoned",
        SYSTEM,
        Words(
            zh=f"{zh}：{moved_zh}重新推算" if names else f"{zh}：在走的时限不缩短，此后起算的照此",
            en=f"{en}: reckoned anew ({', '.join(names)})" if names else f"{en} for what begins from now on",
        ),
        CaseReckoned,
        clocks=names,
    )
    return True


def _limit_in(ruler: clocks.Ruler, name: str) -> Limit | None:
    found = ruler.limits.get(name)
    return found[0] if found else None


def _lengthen(case: Case, one: CaseClock, old: Limit, new: Limit, ruler: clocks.Ruler) -> bool:
    """Give a running clock what a longer limit adds to it; False where it adds nothing, or nobody knows."""
    try:
        before, after = (ruler.calendar.add(limit, one.started_at, case.area_path) for limit in (old, new))
        if after <= before:
            return False
        if one.left_us is not None:  # it stood still once: what was left of it grows by as much
            if (old.kind in clocks.WORKING) != (new.kind in clocks.WORKING):
                return False
            if old.kind in clocks.WORKING:
                more_h = ruler.calendar.working_hours_between(before, after, case.area_path)
            else:
                more_h = (after - before) / timedelta(hours=1)
            one.left_us += round(more_h * 3_600_000_000)
    except CalendarMissing:
        return False
    one.limit_kind, one.limit_amount, one.limit_at = new.kind, new.amount, new.at or ""
    set_anew(case, one, ruler.calendar)
    return True

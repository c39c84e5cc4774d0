"""Scores: reckoned line by line, each in words; kept by day, written into the record's computed fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordChanged
from yiwang.ledgers.declarations import Ledger
from yiwang.routines import _deeds as deeds
from yiwang.routines import _planning as planning
from yiwang.routines._kinds import Kind, Piece
from yiwang.routines.contracts import (
    BadOverride,
    NoScore,
    RecordScore,
    RecordScored,
    ScoreLine,
    ScoreMeasured,
    ScoreOverridden,
)
from yiwang.routines.models import OverrideRow, RoutineRow, ScoreRow
from yiwang.routines.scores import Counts, Line, Score, unknown_of

AT_ONCE = 50
LEAST_REASON = 4
LONGEST_OVERRIDE = 366
SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A score as it comes out today."""

    score: float
    class_: str
    lines: tuple[ScoreLine, ...]


def reckon(score: Score, ledger: Ledger, held: Held, day: date) -> Reckoned:
    """The score of a record on a day, every line with what was found."""
    made = tuple(_line(score, one, ledger, held, day) for one in score.lines)
    total = round(sum(one.points for one in made), 2)
    class_ = next(one.id for one in score.classes if total >= one.at_least)
    return Reckoned(score=total, class_=class_, lines=made)


def _line(score: Score, line: Line, ledger: Ledger, held: Held, day: date) -> ScoreLine:
    points, zh, en = (
        _by_field(line, ledger, held, day)
        if line.counts is None
        else _by_records(score, line, line.counts, held, day)
    )
    return ScoreLine(
        line=line.id, zh=line.name.zh, en=line.name.en, points=points, most=line.points, why_zh=zh, why_en=en
    )


def _by_field(line: Line, ledger: Ledger, held: Held, day: date) -> tuple[float, str, str]:
    conditions = [band.condition(line.field) for band in line.bands]
    found = ledgers.judge(
        conditions, ledger, held.values, find=ledgers.find_ledger, linked=deeds.values_of, day=day
    )
    for band, judged in zip(line.bands, found, strict=True):
        if judged.met:
            return band.points, f"{judged.zh}，得 {band.points:g} 分", f"{judged.en}: {band.points:g} points"
    last = found[-1]
    return 0.0, f"{last.zh}，不得分", f"{last.en}: no points"


def _by_records(score: Score, line: Line, counts: Counts, held: Held, day: date) -> tuple[float, str, str]:
    since = day - timedelta(days=counts.within_days)
    waived = _waived(score, line.id, held)
    other = ledgers.find_ledger(counts.ledger)
    # What was recorded in the very moment of the decision lay before it.
    after = waived + timedelta(microseconds=1) if waived is not None else None
    found = ledgers.linked(counts.ledger, counts.link, held.id, states=counts.states, since=after)
    found = [one for one in found if _dated(one, counts) >= since]
    found = [one for one in found if deeds.meets(one, counts.where)]
    named_zh, named_en = (other.name.zh, other.name.en) if other else (counts.ledger, counts.ledger)
    moved = min(line.points, counts.each * len(found))
    points = moved if counts.adds else line.points - moved
    listed = "、".join(one.title for one in found[:3]) + ("等" if len(found) > 3 else "")
    zh = f"近 {counts.within_days} 天{named_zh} {len(found)} 条" + (f"（{listed}）" if found else "")
    en = f"{len(found)} records of {named_en} within {counts.within_days} days"
    if waived is not None:
        zh += f"；{waived.astimezone(clock.SHANGHAI):%Y-%m-%d} 前的已因异议或修复不计"
        en += f"; those before {waived.astimezone(clock.SHANGHAI):%Y-%m-%d} are waived"
    sign_zh, sign_en = ("加", "brings") if counts.adds else ("扣", "takes")
    return points, f"{zh}，{sign_zh} {moved:g} 分", f"{en}: {sign_en} {moved:g}"


def _dated(held: Held, counts: Counts) -> date:
    """The day on which a record counts from."""
    said = held.values.get(counts.by) if counts.by else None
    return date.fromisoformat(str(said)[:10]) if said else held.made_at.astimezone(clock.SHANGHAI).date()


def _waived(score: Score, line: str, held: Held) -> datetime | None:
    """Since when records count against a line again: the newest objection upheld or repair granted."""
    said = score.waived
    if said is None:
        return None
    found = ledgers.linked(said.ledger, said.link, held.id, states=said.states)
    return max((one.changed_at for one in found if one.values.get(said.line) == line), default=None)


# -- kept, and written into the record


def rescore(row: RoutineRow, score: Score, held: Held, *, actor: str = "") -> bool:
    """Reckon a record anew; keep and tell it where it came out otherwise, or a month has begun."""
    if held.ended or (score.states and held.state not in score.states):
        return False
    ledger = ledgers.find_ledger(score.ledger)
    if ledger is None:
        return False
    day = clock.now().astimezone(clock.SHANGHAI).date()
    made = reckon(score, ledger, held, day)
    override = _override(row.id, held.id, day)
    class_ = override.grade if override else made.class_
    lines = [asdict(one) for one in made.lines]
    before = ScoreRow.objects.filter(routine=row.id, record_id=held.id).order_by("-day").first()
    if before is not None:
        same = (before.score, before.grade, before.lines, before.overridden) == (
            made.score, class_, lines, override is not None,
        )  # fmt: skip
        if same and before.day.replace(day=1) == day.replace(day=1):
            return False
    today = before if before is not None and before.day == day else None
    kept = today or ScoreRow(
        routine=row.id, record_id=held.id, day=day, from_grade=before.grade if before else "", version=0
    )
    kept.score, kept.grade, kept.lines, kept.overridden = made.score, class_, lines, override is not None
    kept.computed_grade, kept.version, kept.made_at = made.class_, kept.version + 1, clock.now()
    kept.save()
    facts.tell(
        RecordScored(
            routine=row.id,
            record_id=held.id,
            key=measure_key(row.id, held.id, day),
            day=day.isoformat(),
            score=made.score,
            grade=class_,
            from_grade=kept.from_grade,
        ),
        subject=f"routine-score:{kept.pk}",
        version=kept.version,
        actor=actor or deeds.SYSTEM.user_id,
        area_path=held.area_path,
        units=held.units,
    )
    _write(score, ledger, held, made.score, class_, override)
    return True


def _write(
    score: Score, ledger: Ledger, held: Held, total: float, class_: str, override: OverrideRow | None
) -> None:
    if (held.values.get(score.score), held.values.get(score.class_)) == (total, class_):
        return
    field = ledger.field(score.class_)
    name = next((one.name.zh for one in field.choices if one.code == class_), class_) if field else class_
    why = f"人工认定：{override.reason}" if override else f"评分 {total:g}，{name}"
    ledgers.change(
        deeds.SYSTEM,
        held.id,
        {score.score: total, score.class_: class_},
        version=held.version,
        reason=why,
    )


def _override(routine: str, record_id: str, day: date) -> OverrideRow | None:
    rows = OverrideRow.objects.filter(routine=routine, record_id=record_id, until__gte=day)
    return rows.order_by("-id").first()


def hear(row: RoutineRow, score: Score, held: Held, told: Told[Any]) -> int:
    """The record, or one that counts for it, has changed."""
    if held.ledger == score.ledger:
        ours = {score.score, score.class_}
        if isinstance(told.data, RecordChanged) and set(told.data.fields) <= ours:
            return 0  # what we have just written ourselves
        return int(rescore(row, score, held))
    links = {one.counts.link for one in score.lines if one.counts and one.counts.ledger == held.ledger}
    if score.waived is not None and score.waived.ledger == held.ledger:
        links.add(score.waived.link)
    did = 0
    for record_id in sorted({str(held.values[link]) for link in links if held.values.get(link)}):
        subject = ledgers.find_record(record_id)
        did += bool(subject and rescore(row, score, subject))
    return did


def tick(row: RoutineRow, score: Score, began: datetime) -> Piece:
    """The next records of the day's round."""
    found = ledgers.walk(score.ledger, after=row.cursor, limit=AT_ONCE, states=score.states, open_only=True)
    did = sum(rescore(row, score, held) for held in found)
    return Piece(looked=len(found), did=did, cursor=found[-1].id if len(found) == AT_ONCE else None)


# -- a person's word


def override(
    subject: Subject, routine: str, record_id: str, *, grade: str, reason: str, until: date
) -> RecordScore:
    """Set a class by hand, with a reason and until a day. Needs ledgers.review where the record lies.

    Raises NoScore, UnknownRecord, BadOverride, Forbidden.
    """
    row, score = _of(routine)
    ledgers.detail(subject, record_id)
    held = ledgers.find_record(record_id)
    assert held is not None, "it was seen a moment ago"
    if held.ledger != score.ledger:
        raise NoScore(routine=routine[:200])
    if not identity.scope(subject, "ledgers.review").sees(area_path=held.area_path, units=held.units):
        raise NoScore(routine=routine[:200])
    today = clock.now().astimezone(clock.SHANGHAI).date()
    if grade not in {one.id for one in score.classes}:
        raise BadOverride(zh_what="没有这个等级", en_what="there is no such class")
    if len(reason.strip()) < LEAST_REASON:
        raise BadOverride(zh_what=f"请写明原因（至少 {LEAST_REASON} 个字）", en_what="say why")
    if not today <= until <= today + timedelta(days=LONGEST_OVERRIDE):
        raise BadOverride(
            zh_what=f"有效期须在今天起 {LONGEST_OVERRIDE} 天内", en_what="it holds for at most a year"
        )
    with transaction.atomic():
        made = OverrideRow.objects.create(
            routine=row.id,
            record_id=record_id,
            grade=grade,
            reason=reason.strip()[:500],
            by=subject.user_id,
            by_name=subject.name,
            until=until,
            made_at=clock.now(),
        )
        facts.tell(
            ScoreOverridden(routine=row.id, record_id=record_id, grade=grade, until=until.isoformat()),
            subject=f"routine-override:{made.pk}",
            version=1,
            actor=subject.user_id,
            area_path=held.area_path,
            units=held.units,
        )
        rescore(row, score, held, actor=subject.user_id)
    return scores(subject, record_id)[0]


def _of(routine: str) -> tuple[RoutineRow, Score]:
    from yiwang.routines._declare import routine_of

    row = RoutineRow.objects.filter(pk=routine, kind="score", active=True).first()
    if row is None:
        raise NoScore(routine=routine[:200])
    score = routine_of(row)
    assert isinstance(score, Score)
    return row, score


# -- looked at


def scores(subject: Subject, record_id: str) -> list[RecordScore]:
    """The scores of a record by day, newest first, each line with its why. Raises UnknownRecord."""
    ledgers.detail(subject, record_id)
    found = list(ScoreRow.objects.filter(record_id=record_id).order_by("-day", "routine")[:SHOWN])
    words = {
        row.id: row.body for row in RoutineRow.objects.filter(pk__in=sorted({one.routine for one in found}))
    }
    by_hand = {
        (one.routine, one.grade): one
        for one in OverrideRow.objects.filter(record_id=record_id).order_by("id")
    }
    return [_shown(one, words.get(one.routine, {}), by_hand) for one in found]


def _shown(
    one: ScoreRow, body: Mapping[str, Any], by_hand: Mapping[tuple[str, str], OverrideRow]
) -> RecordScore:
    override = by_hand.get((one.routine, one.grade)) if one.overridden else None
    basis = body.get("basis", {})
    return RecordScore(
        routine=one.routine,
        day=one.day.isoformat(),
        score=one.score,
        grade=one.grade,
        from_grade=one.from_grade,
        computed_grade=one.computed_grade,
        lines=[ScoreLine(**line) for line in one.lines],
        basis_zh=str(basis.get("zh", "")),
        basis_en=str(basis.get("en", "")),
        overridden_by=override.by_name if override else "",
        override_reason=override.reason if override else "",
        override_until=override.until.isoformat() if override else "",
    )


def measure_key(routine: str, record_id: str, day: date) -> str:
    """What figures count: one row for a record and a month."""
    return f"{routine}|{record_id}|{day:%Y-%m}"


def measured(keys: Sequence[str]) -> list[ScoreMeasured]:
    """The newest score of each record in each month, in order of key. Unscoped: for figures."""
    made = []
    for key in sorted(keys):
        routine, record_id, month = key.split("|")
        rows = ScoreRow.objects.filter(routine=routine, record_id=record_id).order_by("-day")
        first = date.fromisoformat(f"{month}-01")
        in_month = [one for one in rows[:SHOWN] if f"{one.day:%Y-%m}" == month]
        held = ledgers.find_record(record_id)
        if not in_month or held is None:
            continue
        newest = in_month[0]
        before = rows.filter(day__lt=first).first()
        made.append(
            ScoreMeasured(
                key=key,
                routine=routine,
                number=held.key,
                title=held.title,
                day=newest.day.isoformat(),
                grade=newest.grade,
                score=newest.score,
                changed=(before is not None and before.grade != newest.grade)
                or (before is None and newest.from_grade not in ("", newest.grade)),
                overridden=newest.overridden,
                area_id=held.area_id,
                area_path=held.area_path,
                area_name="".join(areas.names_of(held.area_path)[2:]),
            )
        )
    return made


def _ledgers(score: Score) -> tuple[str, ...]:
    named = [score.ledger, *(one.counts.ledger for one in score.lines if one.counts)]
    return tuple(dict.fromkeys([*named, *([score.waived.ledger] if score.waived else [])]))


KIND = Kind(
    code="score",
    name=Words(zh="评分", en="score"),
    record=Score,
    ledgers=_ledgers,
    hears=_ledgers,
    unknown=lambda score, known: (name for _, name in unknown_of(score, known)),
    hear=hear,
    tick=tick,
    next_at=planning.next_at,
)

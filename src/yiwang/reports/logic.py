"""Pure decisions of briefings: how a number is said, what of reworded sentences still carries figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from yiwang.kernel import clock
from yiwang.kernel.units import english_symbol, find_unit
from yiwang.reports.contracts import Content, Difference, Segment, Told
from yiwang.reports.declarations import Schedule

STATES = {
    "draft": ("编辑中", "being edited"),
    "review": ("待审核", "waits for review"),
    "approved": ("审核通过，待签发", "reviewed, to be signed"),
    "issued": ("已签发", "issued"),
    "replaced": ("已被更正", "replaced"),
    "withdrawn": ("已撤回", "withdrawn"),
    "discarded": ("已作废", "discarded"),
}
REASONS = {
    "not_supplied": ("未报", "not supplied"),
    "no_value": ("没有可计算的数据", "nothing to compute it from"),
    "no_rows": ("数据来源从未有数", "its source has never had any data"),
    "unheard": ("近几期都没有记录，不能当作零", "no records for several periods: that is no zero"),
    "stale": ("数据过期", "its data are stale"),
    "no_base": ("没有可比的上期数", "nothing to compare with"),
    "not_over": ("本期未结束，不作比较", "the period is not over: no comparison"),
    "no_target": ("没有年度目标", "there is no target of the year"),
    "no_areas": ("没有可比的下级区划", "no areas below to compare"),
    "no_rank": ("没有可比的同级区划", "no areas beside it to compare"),
    "tied": ("并列过多", "too many are level"),
    "not_additive": ("这个数不能按区划分解", "this figure cannot be taken apart by area"),
    "refused": ("指标没有这一时期的值", "the indicator has no such period"),
    "condition": ("条件不成立", "its condition does not hold"),
    "none_open": ("没有未办结的", "none is open"),
}
KINDS = {
    "daily": ("日报", "daily"),
    "weekly": ("周报", "weekly"),
    "monthly": ("月报", "monthly"),
    "special": ("专报", "special"),
    "shift": ("值班快报", "shift report"),
}
_DIGITS = "零〇一二两三四五六七八九十百千万亿"
# A number as people write it: in digits, also full-width, or in Chinese from two characters on.
NUMBER = re.compile(rf"[+\-−]?\d+(?:,\d{{3}})*(?:[.．]\d+)?[%％]?|百分之[{_DIGITS}点]+|[{_DIGITS}]{{2,}}")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def figure(value: float, decimals: int) -> str:
    """`1,234.5`, with exactly the decimals that the definition says; never a minus before nothing."""
    said = f"{value:,.{decimals}f}"
    return said.lstrip("-") if not said.strip("-0.,") else said


def full(values: Iterable[float | None], unit: str) -> float:
    """What a full bar stands for: one hundred of shares, which have a whole; else the greatest value. Boards
    and the page of a briefing say the same (web/src/core/board/values.ts)."""
    known = [one for one in values if one is not None]
    most = max([0.0, *known])
    return 100.0 if unit == "%" and most <= 100.0 and min([0.0, *known]) >= 0.0 else most


def unit_words(code: str) -> tuple[str, str]:
    """A unit as people say it in both languages; counted things have none."""
    if code in ("", "1") or code.startswith("{"):
        return "", ""
    found = find_unit(code)
    return ("%", "%") if code == "%" else (found.zh if found else code, english_symbol(code))


def change_words(change: float, unit: str, ref: int, facet: str) -> tuple[list[Segment], list[Segment]]:
    """`增长 5.2%`, `下降 1.3 个百分点`, `持平`: `change` is in points where the unit is %, else a share."""
    points = unit == "%"
    size = round(abs(change if points else change * 100.0), 1)
    if not size:
        return [Segment(text="持平", ref=ref, facet=facet)], [Segment(text="unchanged", ref=ref, facet=facet)]
    up = change > 0
    zh = ("提高" if up else "降低") if points else ("增长" if up else "下降")
    number = figure(size, 1)
    if points:
        return (
            [Segment(text=zh), Segment(text=number, ref=ref, facet=facet), Segment(text="个百分点")],
            [
                Segment(text="up " if up else "down "),
                Segment(text=number, ref=ref, facet=facet),
                Segment(text=" points"),
            ],
        )
    return (
        [Segment(text=zh), Segment(text=f"{number}%", ref=ref, facet=facet)],
        [Segment(text="up " if up else "down "), Segment(text=f"{number}%", ref=ref, facet=facet)],
    )


def gap_words(gap: float, ref: int) -> tuple[list[Segment], list[Segment]]:
    """时序进度差, in percentage points."""
    size = figure(round(abs(gap), 1), 1)
    ahead = gap >= 0
    return (
        [
            Segment(text="快于时序进度" if ahead else "慢于时序进度"),
            Segment(text=size, ref=ref, facet="gap"),
            Segment(text="个百分点"),
        ],
        [
            Segment(text=size, ref=ref, facet="gap"),
            Segment(
                text=" points ahead of the year's course" if ahead else " points behind the year's course"
            ),
        ],
    )


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbouring plain words as one run, empty ones gone."""
    found: list[Segment] = []
    for one in segments:
        if not one.text:
            continue
        if found and not one.ref and not one.flag and not found[-1].ref and not found[-1].flag:
            found[-1] = Segment(text=found[-1].text + one.text)
        else:
            found.append(one)
    return found


def text_of(segments: Sequence[Segment]) -> str:
    return "".join(one.text for one in segments)


def reword(text: str, made: Sequence[Segment]) -> tuple[list[Segment], list[str]]:
    """A person's words with the figures of the sentence that was generated: its runs, and what was lost.

    A number stays carried where it stands as it was generated and in the same order. Any other number that
    the generated words did not have is flagged: no source carries it.
    """
    carried = [one for one in made if one.ref]
    literal = {number for one in made if not one.ref for number in NUMBER.findall(one.text)}
    spots = _spots(text, {one.text for one in carried})
    found: list[Segment] = []
    at = 0
    kept = _common([one.text for one in carried], [text[begin:end] for begin, end in spots])
    for number, place in kept:
        begin, end = spots[place]
        found += _plain(text[at:begin], literal)
        found.append(carried[number])
        at = end
    found += _plain(text[at:], literal)
    held = {number for number, _ in kept}
    return joined(found), [one.text for number, one in enumerate(carried) if number not in held]


def _plain(text: str, literal: set[str]) -> list[Segment]:
    """Words without sources; numbers among them that were not generated are flagged."""
    found: list[Segment] = []
    at = 0
    for number in NUMBER.finditer(text):
        if number.group() not in literal:
            found += [Segment(text=text[at : number.start()]), Segment(text=number.group(), flag="uncarried")]
            at = number.end()
    return [*found, Segment(text=text[at:])]


def _spots(text: str, wanted: set[str]) -> list[tuple[int, int]]:
    """Where any of these stand in the text, whole: no part of a longer number. They do not overlap."""
    found: list[tuple[int, int]] = []
    numbers = {match.span() for match in NUMBER.finditer(text)}
    # The percent sign may be the sentence's own.
    numbers |= {(begin, end - 1) for begin, end in numbers if text[end - 1] in "%％"}
    for one in wanted:
        at = text.find(one)
        while at >= 0:
            span = (at, at + len(one))
            if span in numbers or not NUMBER.fullmatch(one):
                found.append(span)
            at = text.find(one, at + 1)
    found.sort(key=lambda span: (span[0], -span[1]))
    apart: list[tuple[int, int]] = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _common(wanted: Sequence[str], there: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of pairs (place in `wanted`, place in `there`) that are equal and in order."""
    lengths = [[0] * (len(there) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(there) - 1, -1, -1):
            same = lengths[i + 1][j + 1] + 1 if wanted[i] == there[j] else 0
            lengths[i][j] = max(same, lengths[i + 1][j], lengths[i][j + 1])
    found = []
    i = j = 0
    while i < len(wanted) and j < len(there):
        if wanted[i] == there[j] and lengths[i][j] == lengths[i + 1][j + 1] + 1:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def uncarried(part: Told) -> list[str]:
    """The numbers of a part that no source carries."""
    return list(dict.fromkeys(one.text for one in (*part.zh, *part.en) if one.flag == "uncarried"))


def parts_of(content: Content) -> list[Told]:
    return [part for section in content.sections for part in section.parts]


def shown_parts(content: Content) -> list[Told]:
    return [part for part in parts_of(content) if not part.dropped]


def flagged(content: Content) -> int:
    """How many sentences hold a number without a source, or lost one."""
    return sum(1 for part in shown_parts(content) if part.lost or uncarried(part))


def differences(made: Content, content: Content) -> list[Difference]:
    """What people changed of what was generated, in its order."""
    before = {part.id: part for part in parts_of(made)}
    found = []
    for part in parts_of(content):
        if not (part.edited or part.dropped) or part.id not in before:
            continue
        was = before[part.id]
        heading = (was.title_zh, was.title_en) if was.kind not in ("sentence", "text") else ("", "")
        found.append(
            Difference(
                part=part.id,
                before_zh=text_of(was.zh) or heading[0],
                after_zh="" if part.dropped else text_of(part.zh),
                before_en=text_of(was.en) or heading[1],
                after_en="" if part.dropped else text_of(part.en),
                lost=[] if part.dropped else part.lost,
                uncarried=[] if part.dropped else uncarried(part),
            )
        )
    return found


def schedule_words(said: Schedule) -> tuple[str, str]:
    if said.every == "day":
        return f"每日 {said.at}", f"daily at {said.at}"
    if said.every == "week":
        day = "一二三四五六日"[said.weekday - 1]
        return f"每周{day} {said.at}", f"every {WEEKDAYS_EN[said.weekday - 1]} at {said.at}"
    return f"每月 {said.day} 日 {said.at}", f"on day {said.day} of each month at {said.at}"


def newest_slot(said: Schedule, now: datetime) -> datetime:
    """The last scheduled moment up to now."""
    here = now.astimezone(clock.SHANGHAI)
    slot = _slot_of(said, here.date())
    if slot <= here:
        return slot
    back = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=here.day)}
    return _slot_of(said, here.date() - back[said.every])


def next_slot(said: Schedule, now: datetime) -> datetime:
    """The first scheduled moment after now."""
    last = newest_slot(said, now)
    ahead = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=32)}
    following = last.date() + ahead[said.every]
    if said.every == "month":
        following = following.replace(day=1)
    return _slot_of(said, following)


def _slot_of(said: Schedule, day: date) -> datetime:
    """The scheduled moment of the day, week or month that a day lies in."""
    if said.every == "week":
        day += timedelta(days=said.weekday - day.isoweekday())
    elif said.every == "month":
        day = day.replace(day=said.day)
    hour, minute = (int(one) for one in said.at.split(":"))
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI)


def place_of(number: float, others: Sequence[float], *, ascending: bool) -> int:
    """The rank of a number among some that hold it too; level ones share the better place."""
    ordered = sorted(others if ascending else [-one for one in others])
    return bisect_left(ordered, number if ascending else -number) + 1

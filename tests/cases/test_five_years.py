"""Clocks over years: nothing is won or lost by pausing, and no deadline is told twice or never."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.areas import api as areas
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import logic
from yiwang.cases.models import Case, CaseClock, CaseClockLine
from yiwang.kernel import calendar as calendars
from yiwang.kernel import chance, clock, facts, tasks
from yiwang.kernel.calendar import CalendarMissing, Limit, StopDays
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.errors import Refusal
from yiwang.kernel.models import FactRow

from . import city, hotline, world
from .attempts import attempt
from .hotline import who

CAL = calendars.default()
START = datetime(2024, 1, 2, 0, 0, tzinfo=UTC)
KINDS = ("working_day", "working_hour", "urgent_hour", "natural_day")
limits = st.one_of(
    st.builds(Limit, kind=st.sampled_from(["working_day", "natural_day"]), amount=st.integers(0, 20)),
    st.builds(
        Limit,
        kind=st.sampled_from(["working_hour", "urgent_hour"]),
        amount=st.integers(1, 4_000).map(lambda tenths: tenths / 20),
    ),
)
moments = st.integers(0, 900 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def clock_of(limit: Limit, start: datetime) -> CaseClock:
    one = CaseClock(case_id="x", name="handle", limit_kind=limit.kind, limit_amount=limit.amount, extras=[])
    one.started_at = one.counted_from = start
    one.due_at, one.near_at = clocks.reckon(one, CAL, "")
    return one


@given(limit=limits, start=moments, worked=st.integers(0, 20_000), stood=st.integers(0, 60_000))
@settings(max_examples=300, deadline=None)
def test_pausing_wins_and_loses_nothing(limit: Limit, start: datetime, worked: int, stood: int) -> None:
    one = clock_of(limit, start)
    paused = start + timedelta(minutes=worked)
    left = clocks.left_at(one, paused, CAL, "")
    assert left is not None
    if left < 0:
        return
    one.left_us, one.counted_from = left, paused + timedelta(minutes=stood)
    one.due_at, one.near_at = clocks.reckon(one, CAL, "")
    assert clocks.left_at(one, one.counted_from, CAL, "") == left
    assert one.counted_from <= one.near_at <= one.due_at


@given(limit=limits, start=moments, more=limits)
@settings(max_examples=300, deadline=None)
def test_an_extension_never_brings_a_limit_nearer(limit: Limit, start: datetime, more: Limit) -> None:
    one = clock_of(limit, start)
    before = one.due_at
    one.extras = [[more.kind, more.amount]]
    due, near = clocks.reckon(one, CAL, "")
    assert before is not None
    assert before <= due
    assert near <= due
    if more.amount:
        assert before < due


@given(limit=limits, start=moments, ahead=st.integers(0, 40), days=st.integers(0, 6))
@settings(max_examples=300, deadline=None)
def test_stop_days_never_bring_a_limit_nearer_and_leave_hours_by_the_clock_alone(
    limit: Limit, start: datetime, ahead: int, days: int
) -> None:
    first = start.astimezone(SHANGHAI).date() + timedelta(days=ahead)
    stopped = CAL.with_stops(
        [StopDays(area_path="/44/", first=first, last=first + timedelta(days=days), reason="台风")]
    )
    one = clock_of(limit, start)
    due, _ = clocks.reckon(one, stopped, "/44/4499/")
    assert one.due_at is not None
    assert due >= one.due_at
    assert clocks.reckon(one, stopped, "/45/")[0] == one.due_at  # another area
    if limit.kind in ("urgent_hour", "natural_day"):
        assert due == one.due_at


@given(limit=limits, start=moments, minutes=st.integers(0, 50_000))
@settings(max_examples=300, deadline=None)
def test_a_lamp_says_what_the_times_say(limit: Limit, start: datetime, minutes: int) -> None:
    one, at = clock_of(limit, start), start + timedelta(minutes=minutes)
    colour = logic.lamp(one.near_at, one.due_at, at)
    assert one.due_at is not None
    assert one.near_at is not None
    assert (colour == "red") == (at > one.due_at)
    assert (colour == "green") == (at < one.near_at and at <= one.due_at)
    left = clocks.left_at(one, at, CAL, "")
    assert left is not None
    if colour == "red":
        assert left <= 0


def test_a_year_without_its_notice_is_not_guessed() -> None:
    late = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    known = sorted(CAL.years)
    assert 2027 not in known
    with pytest.raises(CalendarMissing):
        clock_of(Limit(kind="working_day", amount=3), late)
    assert clock_of(Limit(kind="urgent_hour", amount=72), late).due_at is not None


CASES = 40
ACTS = (
    "take", "take", "contact", "handle", "handle", "return", "refuse_return", "re_dispatch", "suspend",
    "resume", "ask_extension", "grant_extension", "review", "review", "supervise", "reply_order", "sign_off",
    "act_first", "rule", "void", "verify", "close",
)  # fmt: skip
ACTORS = ("alice", "bob", "walter", "eve", "town", "sue", "irene", "tom")


@pytest.mark.slow
@pytest.mark.embedded  # on the other database the same machines run, with fewer sequences
@pytest.mark.timeout(1800)
@pytest.mark.django_db
@pytest.mark.usefixtures("bus")
def test_through_five_years_no_deadline_is_told_twice_or_never() -> None:
    """Cases, acts, stop days and suspensions from 2024 to 2028; 2027 and 2028 have no calendar yet."""
    now = clock.VirtualClock(START)
    dice = chance.rng("cases.five_years", 4)
    with clock.use(now):
        hotline.settle()
        people = {login: who(login) for login in ACTORS}
        leases: dict[str, tasks.Lease] = {}
        timers = next(task for task in tasks.registered() if task.name == "cases.timers")
        lease = tasks.acquire("cases.timers", "test", ttl_s=10**9)
        assert lease is not None
        leases["cases.timers"] = lease

        def until(moment: datetime) -> None:
            """Go on, stopping a second after each deadline on the way, as a worker would notice it."""
            while True:
                running = CaseClock.objects.filter(stopped_at=None)
                marks = [
                    *running.filter(due_told=False).values_list("due_at", flat=True),
                    *running.filter(near_told=False).values_list("near_at", flat=True),
                ]
                ahead = [mark + timedelta(seconds=1) for mark in marks if mark is not None]
                upcoming = min([mark for mark in ahead if mark <= moment], default=None)
                if upcoming is None:
                    break
                now.set(max(upcoming, now.now()))
                assert timers.pump(lease)  # what is left untold is a mark still, and comes next
            now.set(moment)
            world.pump(leases=leases)

        days = sorted(dice.randrange(0, 5 * 365) for _ in range(CASES))
        for number, day in enumerate(days):
            until(max(now.now(), START + timedelta(days=day, minutes=dice.randrange(0, 600))))
            if number % 3 == 0:
                hotline.appeal(area=dice.choice(["449902001", "449901001"]), leases=leases)
            else:
                world.alert(f"g{number}", dice.choice([city.WEST_TOWN, city.EAST_TOWN]))
            world.pump(leases=leases)
            if number % 10 == 5:
                today = now.now().astimezone(SHANGHAI).date()
                first = today + timedelta(days=dice.randrange(0, 4))
                areas.declare_stop("449902", first, first, "台风五停", actor="alice")
                world.pump(leases=leases)
            for _ in range(dice.randrange(3, 14)):
                until(now.now() + timedelta(minutes=dice.choice([5, 40, 300, 1_500, 8_000])))
                opened = list(Case.objects.filter(state="open").order_by("id"))
                if not opened:
                    break
                case = opened[dice.randrange(len(opened))]
                offers = {login: claims.allowed(case, people[login]) for login in ACTORS}
                for act in dice.sample(ACTS, 8):
                    may = [login for login in ACTORS if act in offers[login]]
                    if may and _tried(act, case, people[dice.choice(may)], dice):
                        break
        until(now.now() + timedelta(days=30))
        _every_deadline_was_told_as_it_should(now.now())
        _lamps_agree(now.now())
        open_ended = CaseClock.objects.filter(due_at=None, paused_at=None, stopped_at=None)
        assert all(one.started_at.year >= 2026 for one in open_ended)
        assert date(2024, 1, 1) < now.now().date()


def _tried(act: str, case: Case, subject: object, dice: object) -> bool:
    try:
        attempt(act, case, subject, lambda choices: choices[dice.randrange(len(choices))])  # type: ignore[arg-type, attr-defined]
    except Refusal:
        return False
    return True


def _every_deadline_was_told_as_it_should(now: datetime) -> None:
    told: Counter[tuple[str, str, datetime]] = Counter()
    for row in FactRow.objects.filter(fact_type="cases.overdue"):
        data = facts.told(row).data
        told[data.case_id, data.clock, data.clock_due_at] += 1  # type: ignore[attr-defined]
    assert told
    assert set(told.values()) == {1}
    expected: set[tuple[str, str, datetime]] = set()
    lines: dict[tuple[str, str], list[CaseClockLine]] = defaultdict(list)
    for line in CaseClockLine.objects.order_by("id"):
        lines[line.case_id, line.clock].append(line)
    for (case_id, name), mine in lines.items():
        for line, after in zip(mine, [*mine[1:], None], strict=True):
            stops = "计时停止" in line.why_zh
            until = after.at if after is not None else now
            # An extension granted so late that it ends in the past moves a limit that was told already.
            vain = line.new_due_at is not None and line.new_due_at <= line.at and line.old_due_at is not None
            if not stops and not vain and line.new_due_at is not None and line.new_due_at < until:
                expected.add((case_id, name, line.new_due_at))
    assert set(told) == expected


def _lamps_agree(now: datetime) -> None:
    for case in Case.objects.filter(state="open"):
        mine = CaseClock.objects.filter(case_id=case.id, stopped_at=None)
        due = min((one.due_at for one in mine if one.due_at is not None), default=None)
        near = min((one.near_at for one in mine if one.near_at is not None), default=None)
        assert (case.due_at, case.near_at) == (due, near)
        assert logic.row_lamp("open", case.late, case.near_at, case.due_at, now) == logic.lamp(near, due, now)
        if due is not None and due < now:
            assert case.late

"""每月一题: acts by the right people in the right order, a fall that is reckoned, a history that rebuilds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from yiwang.documents.models import DocumentRow
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden, Refusal
from yiwang.kernel.facts import join_units
from yiwang.kernel.ids import new_id
from yiwang.kernel.models import FactRow
from yiwang.messages.models import MessageRow
from yiwang.themes import api, logic
from yiwang.themes.contracts import (
    EvidenceNeeded,
    NotTheLead,
    NotTheLeader,
    NotYourTask,
    OutsideYourArea,
    OwnProposal,
    ReasonNeeded,
    TaskForm,
    TasksOpen,
    ThemeFaults,
    ThemeForm,
    ThemeMoved,
    UnknownTheme,
)
from yiwang.themes.models import MonthlyTheme, ThemeStep

from . import world

Who = Callable[[str], Subject]
FORM = ThemeForm(
    month="2026-06",
    title="占道经营整治",
    problem="夜市占道经营反复反映",
    matters=("street-stall",),
    areas=("449901001",),
    measures="划定疏导点，错时执法",
    lead_unit="c-cgj",
    co_units=("et-zf",),
    leader="lena",
    tasks=(
        TaskForm(text="划定疏导点", unit="c-cgj", due=date(2026, 6, 20)),
        TaskForm(text="夜间巡查", unit="et-zf", due=date(2026, 6, 25)),
    ),
)


def proof(user: str) -> str:
    """A document that this person handed in."""
    subject = identity.subject_of(user)
    row = DocumentRow.objects.create(
        id=new_id(),
        name="照片.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        original_sha256="0" * 64,
        width=1,
        height=1,
        uploaded_by=user,
        uploaded_at=clock.now(),
        units=join_units(identity.handlers([subject.unit_id], persons=[user])),
    )
    return row.id


def adopted(who: Who) -> MonthlyTheme:
    row = api.propose(who("alice"), FORM)
    return api.adopt(who("dora"), row.id, version=row.version)


def finished(who: Who) -> MonthlyTheme:
    """An adopted theme whose two tasks are reported by their own units."""
    row = adopted(who)
    for task, user in zip(list(row.tasks), ("bob", "town"), strict=True):
        row = api.report_task(
            who(user), row.id, task["id"], "已完成整治", (proof(user),), version=row.version
        )
    return row


def test_a_theme_goes_from_proposal_to_sign_off_and_each_act_is_told(town: object, who: Who) -> None:
    row = finished(who)
    row = api.ask(who("bob"), row.id, "任务全部完成", version=row.version)
    row = api.send_back(who("lena"), row.id, "夜间仍有占道，再巡一周", version=row.version)
    row = api.ask(who("bob"), row.id, "复查无占道", version=row.version)
    row = api.sign_off(who("lena"), row.id, "同意", version=row.version)
    assert (row.number, row.state) == ("MT202606-01", "signed")
    acts = ["propose", "adopt", "report_task", "report_task", "ask", "send_back", "ask", "sign_off"]
    steps = ThemeStep.objects.filter(theme_id=row.id).order_by("version")
    assert [one.act for one in steps] == acts
    told = FactRow.objects.filter(subject=f"theme:{row.id}").order_by("subject_version")
    assert [one.subject_version for one in told] == list(range(1, len(acts) + 1))
    assert told.last().fact_type == "themes.signed_off"  # type: ignore[union-attr]
    assert MessageRow.objects.filter(kind="themes_asked").count() == 2


def test_the_proposer_does_not_adopt_his_own_theme(town: object, who: Who) -> None:
    row = api.propose(who("alice"), FORM)
    with pytest.raises(OwnProposal):
        api.adopt(who("alice"), row.id, version=row.version)


def test_handlers_and_leaders_do_not_propose_or_adopt(town: object, who: Who) -> None:
    row = api.propose(who("alice"), FORM)
    for login in ("bob", "lena", "irene"):
        with pytest.raises(Forbidden):
            api.propose(who(login), FORM)
        with pytest.raises(Forbidden):
            api.adopt(who(login), row.id, version=row.version)


def test_a_unit_reports_its_own_tasks_alone_and_with_evidence(town: object, who: Who) -> None:
    row = adopted(who)
    own, other = row.tasks[0]["id"], row.tasks[1]["id"]
    with pytest.raises(NotYourTask):
        api.report_task(who("bob"), row.id, other, "已完成整治", (proof("bob"),), version=row.version)
    with pytest.raises(EvidenceNeeded):
        api.report_task(who("bob"), row.id, own, "已完成整治", (), version=row.version)
    with pytest.raises(Refusal):  # a document of others
        api.report_task(who("bob"), row.id, own, "已完成整治", (proof("walter"),), version=row.version)
    with pytest.raises(UnknownTheme):  # a unit that has nothing to do with it
        api.report_task(who("charlie"), row.id, own, "已完成整治", (proof("charlie"),), version=row.version)
    done = api.report_task(who("bob"), row.id, own, "已完成整治", (proof("bob"),), version=row.version)
    assert [one["state"] for one in done.tasks] == ["done", "open"]


def test_sign_off_waits_for_every_task_and_is_the_named_leaders(town: object, who: Who) -> None:
    row = adopted(who)
    with pytest.raises(TasksOpen):
        api.ask(who("bob"), row.id, "先销了吧", version=row.version)
    row = api.drop(who("dora"), api.propose(who("alice"), FORM).id, "与上月重复", version=1)
    assert row.state == "dropped"
    row = finished(who)
    with pytest.raises(NotTheLead):
        api.ask(who("town"), row.id, "任务全部完成", version=row.version)
    row = api.ask(who("bob"), row.id, "任务全部完成", version=row.version)
    for login in ("otto", "dora", "bob"):
        with pytest.raises(NotTheLeader):
            api.sign_off(who(login), row.id, "同意", version=row.version)
    with pytest.raises(ReasonNeeded):
        api.send_back(who("lena"), row.id, "不", version=row.version)


def test_a_task_sent_back_is_open_again(town: object, who: Who) -> None:
    row = finished(who)
    row = api.reopen_task(who("dora"), row.id, row.tasks[0]["id"], "照片看不出效果", version=row.version)
    assert row.tasks[0]["state"] == "open"
    with pytest.raises(TasksOpen):
        api.ask(who("bob"), row.id, "任务全部完成", version=row.version)


def test_all_faults_of_a_form_come_at_once(town: object, who: Who) -> None:
    bad = ThemeForm(
        month="2026-13", title="短", problem="", matters=("nothing",), areas=("nowhere",), leader="nobody"
    )
    with pytest.raises(ThemeFaults) as refused:
        api.propose(who("alice"), bad)
    where = {one["where"] for one in refused.value.details["faults"]}
    assert where >= {"month", "title", "problem", "matters", "areas", "leader"}


def test_the_signer_belongs_to_no_unit_that_does_the_work(town: object, who: Who) -> None:
    row = api.propose(who("alice"), replace(FORM, co_units=("et-zf", "c-zf")))
    with pytest.raises(ThemeFaults):
        api.adopt(who("dora"), row.id, version=row.version)


def test_nobody_proposes_for_an_area_that_is_not_his(town: object, who: Who) -> None:
    from yiwang.identity.models import Grant, User

    User.objects.create(
        id="ed", login="ed", name="ed", unit_id="e-zf", post="岗位", area_path="/44/4499/449901/"
    )
    Grant.objects.create(
        id="ed:supervisor", user_id="ed", role="supervisor", kind="standing", granted_by="test",
        starts_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(OutsideYourArea):
        api.propose(who("ed"), replace(FORM, areas=("449902001",)))
    assert api.propose(who("ed"), FORM).state == "proposed"


def test_of_two_acts_at_once_one_wins_and_the_other_is_told(town: object, who: Who) -> None:
    row = api.propose(who("alice"), FORM)
    api.adopt(who("dora"), row.id, version=row.version)
    with pytest.raises(ThemeMoved):
        api.drop(who("sue"), row.id, "不符合条件", version=row.version)
    assert FactRow.objects.filter(fact_type="themes.dropped").count() == 0


def months_of_stalls(town: clock.VirtualClock, who: Who, *, before: int, after: int) -> MonthlyTheme:
    """From March on so many appeals a week; adopted on 1 June; then so many a week for six weeks."""
    while town.now().astimezone(clock.SHANGHAI).date() < date(2026, 6, 1):
        for _ in range(before):
            world.appeal("449901001")
        town.advance(timedelta(days=7))
    row = adopted(who)
    for _ in range(6):
        town.advance(timedelta(days=7))
        for _ in range(after):
            world.appeal("449901001")
    world.pump()
    town.advance(timedelta(days=1))
    return row


def test_a_fall_is_told_with_its_numerators_denominators_and_doubt(
    town: clock.VirtualClock, who: Who
) -> None:
    world.appeal("449902001", "flooded-street")
    row = months_of_stalls(town, who, before=6, after=1)
    found = api.get_theme(who("alice"), row.id).fall
    # The records begin on 2 March: with three months before June they would lack a day.
    assert not found.enough
    assert "没有完整记录" in found.text_zh
    MonthlyTheme.objects.filter(pk=row.id).update(baseline_months=2)
    found = api.get_theme(who("alice"), row.id).fall
    stalls = sum(one.appeals for one in found.months if one.month in ("2026-04", "2026-05"))
    assert found.enough
    assert (found.before, found.before_days) == (stalls, 61)
    assert found.after == 6
    assert found.change == pytest.approx(found.after / found.after_days / (found.before / 61) - 1)
    assert found.change < -0.7  # type: ignore[operator]
    assert found.p < 0.001  # type: ignore[operator]
    assert f"{found.before} 件" in found.text_zh


def test_no_figure_is_given_where_there_is_too_little(town: clock.VirtualClock, who: Who) -> None:
    row = months_of_stalls(town, who, before=1, after=0)
    MonthlyTheme.objects.filter(pk=row.id).update(baseline_months=2)
    found = api.get_theme(who("alice"), row.id).fall
    assert (found.enough, found.change, found.p) == (False, None, None)
    assert "数据不足" in found.text_zh


def test_what_the_leader_saw_is_kept_with_the_signature(town: clock.VirtualClock, who: Who) -> None:
    row = finished(who)
    row = api.ask(who("bob"), row.id, "任务全部完成", version=row.version)
    row = api.sign_off(who("lena"), row.id, "同意", version=row.version)
    seen = api.get_theme(who("lena"), row.id).signed
    town.advance(timedelta(days=40))
    world.appeal("449901001")
    world.pump()
    later = api.get_theme(who("lena"), row.id)
    assert later.signed == seen
    assert later.fall.after_days != seen.after_days  # type: ignore[union-attr]


def test_areas_within_each_other_are_counted_once(town: clock.VirtualClock, who: Who) -> None:
    row = api.propose(who("alice"), replace(FORM, areas=("449901", "449901001"), month="2026-03"))
    for _ in range(5):
        world.appeal("449901001")
    world.pump()
    town.advance(timedelta(days=1))
    assert api.get_theme(who("alice"), row.id).fall.months[-1].appeals == 5


class Themes(RuleBasedStateMachine):
    """Anybody tries anything; what is kept is always what the history says."""

    def __init__(self) -> None:
        super().__init__()
        self.row = api.propose(identity.subject_of("alice"), FORM)

    def does(self, act: Callable[..., MonthlyTheme], login: str, *said: Any) -> None:
        version = MonthlyTheme.objects.get(pk=self.row.id).version
        try:
            act(identity.subject_of(login), self.row.id, *said, version=version)
        except Refusal:
            assert MonthlyTheme.objects.get(pk=self.row.id).version == version

    @rule()
    def adopt(self) -> None:
        self.does(api.adopt, "dora")

    @rule()
    def adopt_own(self) -> None:
        self.does(api.adopt, "alice")
        assert MonthlyTheme.objects.get(pk=self.row.id).adopted_by != "alice"

    @rule()
    def edit(self) -> None:
        self.does(api.edit, "alice", replace(FORM, measures="加强夜间执法"))

    @rule()
    def report(self) -> None:
        for task, login in zip(list(self.now().tasks), ("bob", "town"), strict=False):
            self.does(api.report_task, login, task["id"], "已完成整治", (proof(login),))

    @rule()
    def reopen(self) -> None:
        self.does(api.reopen_task, "sue", self.now().tasks[0]["id"], "看不出效果")

    @rule()
    def ask(self) -> None:
        self.does(api.ask, "bob", "任务全部完成")

    @rule()
    def send_back(self) -> None:
        self.does(api.send_back, "lena", "再巡查一周")

    @rule()
    def sign(self) -> None:
        self.does(api.sign_off, "lena", "同意")
        self.does(api.sign_off, "otto", "同意")

    def now(self) -> MonthlyTheme:
        return MonthlyTheme.objects.get(pk=self.row.id)

    @invariant()
    def history_alone_rebuilds_the_state(self) -> None:
        row = self.now()
        steps = list(ThemeStep.objects.filter(theme_id=row.id).order_by("version"))
        assert [one.version for one in steps] == list(range(1, row.version + 1))
        told = logic.replay((one.state, one.changed) for one in steps)
        for name, value in told.items():
            kept = getattr(row, name)
            if isinstance(kept, date | datetime):
                kept = kept.isoformat()
            assert kept == value, name

    @invariant()
    def nothing_is_signed_with_a_task_open(self) -> None:
        row = self.now()
        if row.state in ("asked", "signed"):
            assert all(one["state"] == "done" for one in row.tasks)


def test_whatever_people_try_the_history_rebuilds_the_state(town: object) -> None:
    run_state_machine_as_test(Themes, settings=settings(max_examples=12, stateful_step_count=14))  # type: ignore[no-untyped-call]

"""Rules written at a desk: drafts, previews over the lake, a second person; and what holds alerts back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.rules.conftest import RULES, STUCK, WATER, City, alerts, told
from tests.rules.test_alerts import officer, only, open_desk
from yiwang.areas.models import AreaRow
from yiwang.identity.api import Subject, scope, subject_of
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire, pump_until_quiet, release
from yiwang.lake import api as lake
from yiwang.messages.models import MessageRow
from yiwang.rules import api
from yiwang.rules._court import JudgeTask
from yiwang.rules._release import ReleaseTask
from yiwang.rules._second import SecondTask
from yiwang.rules.contracts import (
    AlertFilters,
    BaseMoved,
    DraftMoved,
    NotTheAuthor,
    OwnDraft,
    QuietHoursRefused,
    RulesRefused,
    UnknownWindow,
    WindowRefused,
)
from yiwang.rules.declarations import Combined, Level, Seasonal, Threshold, decode, encode, version_of
from yiwang.rules.models import AlertRow, EpisodeRow, JudgeState, RuleVersion

pytestmark = [pytest.mark.database]


def steward() -> Subject:
    return subject_of("steward")


def words(rule: Any = WATER, **other: Any) -> dict[str, Any]:
    """A rule as an editor sends it."""
    said: dict[str, Any] = msgspec.json.decode(encode(rule))
    return {**said, **other}


DEEPER = [{"raise_at": 27.0, "hold_s": 180.0}]


def release_held() -> int:
    lease = acquire("rules.release", "test")
    assert lease is not None
    return ReleaseTask().pump(lease)


# -------------------------------------------------------------------------------------------- drafts


def test_a_rule_changes_only_when_a_second_person_approves(city: City) -> None:
    draft = api.write_draft(steward(), words(levels=DEEPER), "15 厘米太敏感")
    assert (draft.state, draft.allowed) == ("draft", ("change", "submit", "withdraw"))
    draft = api.submit_draft(draft.id, steward())
    with pytest.raises(OwnDraft):
        api.review_draft(draft.id, steward(), approve=True, note="", version=draft.version)
    with pytest.raises(Forbidden):
        api.review_draft(draft.id, subject_of("east"), approve=True, note="", version=draft.version)
    with pytest.raises(DraftMoved):
        api.review_draft(draft.id, officer(), approve=True, note="", version=draft.version - 1)
    assert api.rule_detail(WATER.code, steward()).in_force.reviewer == ""  # type: ignore[union-attr]
    done = api.review_draft(draft.id, subject_of("duty"), approve=True, note="同意", version=draft.version)
    assert (done.state, done.reviewer, done.note) == ("approved", "duty", "同意")
    detail = api.rule_detail(WATER.code, steward())
    assert detail.in_force is not None
    assert (detail.in_force.author, detail.in_force.reviewer) == ("steward", "duty")
    assert detail.in_force.version == draft.rule_version
    assert len(detail.versions) == 2
    assert told_at_desk() == ["draft_changed", "draft_changed", "draft_reviewed"]
    city.flow(18, 18, 18, 18, 18)
    assert alerts() == []
    city.flow(28, 28, 28, 28)
    assert alerts() == [("water/depth", "general", "open", None)]


def told_at_desk() -> list[str]:
    rows = FactRow.objects.filter(subject__startswith="draft:").order_by("subject_version")
    return [row.fact_type.removeprefix("rules.") for row in rows]


def test_late_data_is_still_looked_at_when_its_rule_changes_before_the_look(city: City) -> None:
    city.flow(1, 2)
    city.after(3600)
    city.send_many([("g1.depth", 3600 - 60 * i, 41.0 if 10 <= i <= 20 else 1.0, "good") for i in range(40)])
    city.judge()
    draft = api.submit_draft(api.write_draft(steward(), words(levels=DEEPER), "").id, steward())
    api.review_draft(draft.id, officer(), approve=True, note="", version=draft.version)
    pump_until_quiet()  # the sequencer has told of it
    city.judge()
    assert alerts() == []
    city.flow(2, 1)
    assert (only().late, only().rule_version, only().limit) == (True, draft.rule_version, 27.0)


def test_what_two_people_decided_outlives_the_next_loading_of_the_pack(city: City) -> None:
    draft = api.submit_draft(api.write_draft(steward(), words(levels=DEEPER), "").id, steward())
    api.review_draft(draft.id, officer(), approve=True, note="", version=draft.version)
    assert city.declare() == []
    in_force = api.rule_detail(WATER.code, steward()).in_force
    assert in_force is not None
    assert in_force.version == draft.rule_version


def test_a_draft_against_a_version_that_is_gone_is_looked_at_again(city: City) -> None:
    draft = api.submit_draft(api.write_draft(steward(), words(levels=DEEPER), "").id, steward())
    other = Threshold(
        code=WATER.code,
        name="新名",
        hazard="waterlogging",
        targets=WATER.targets,
        levels=(Level(raise_at=9),),
    )
    city.declare(other, *RULES[1:])
    with pytest.raises(BaseMoved):
        api.review_draft(draft.id, officer(), approve=True, note="", version=draft.version)


def test_a_refused_draft_goes_back_to_its_author_and_to_nobody_else(city: City) -> None:
    draft = api.submit_draft(api.write_draft(steward(), words(levels=DEEPER), "").id, steward())
    refused = api.review_draft(draft.id, officer(), approve=False, note="缺少依据", version=draft.version)
    assert refused.state == "refused"
    with pytest.raises(Forbidden):
        api.write_draft(subject_of("duty"), words(), "", draft.id)
    again = api.write_draft(steward(), words(levels=[{"raise_at": 20.0}]), "附依据", draft.id)
    assert again.state == "draft"
    assert api.withdraw_draft(draft.id, steward()).state == "withdrawn"
    assert RuleVersion.objects.filter(code=WATER.code).count() == 1


def test_another_steward_may_not_change_a_draft_that_is_not_his(city: City) -> None:
    draft = api.write_draft(steward(), words(levels=DEEPER), "")
    other = Subject(**{**_fields(steward()), "user_id": "another"})
    with pytest.raises(NotTheAuthor):
        api.write_draft(other, words(), "", draft.id)


def _fields(subject: Subject) -> dict[str, Any]:
    return {name: getattr(subject, name) for name in type(subject).__slots__}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"levels": []}, "levels"),
        ({"levels": [{"raise_at": 1, "clear_at": 2}]}, "levels[0].clear_at"),
        ({"kind": "combined", "members": ["nobody"]}, "direction"),
        ({"wish": 1}, "wish"),
        ({"kind": "magic"}, "kind"),
        ({"levels": "high"}, "levels"),
        ({"levels": [{"raise_at": None}]}, "levels[0].raise_at"),
        ({"levels": [{"hold_s": 60}]}, "levels[0].raise_at"),
    ],
)
def test_a_draft_with_faults_is_told_them_and_not_kept(city: City, sent: dict[str, Any], where: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        api.write_draft(steward(), words(**sent), "")
    assert refused.value.details["faults"][0]["where"] == where
    assert api.drafts(steward()).total == 0


def test_a_combined_rule_must_have_members_that_exist_and_not_lead_back_to_itself(city: City) -> None:
    one = Combined(code="a", name="a", hazard="h", members=("b",))
    two = Combined(code="b", name="b", hazard="h", members=("a", "nobody"))
    with pytest.raises(RulesRefused) as refused:
        city.declare(one, two)
    said = [(fault["code"], fault["zh"]) for fault in refused.value.details["faults"]]
    assert said == [
        ("a", "组合规则绕回了自己。"),
        ("b", "没有这些成员规则：nobody。"),
        ("b", "组合规则绕回了自己。"),
    ]


def test_words_that_came_later_do_not_make_new_versions_of_rules_that_never_used_them() -> None:
    assert b"part" not in encode(WATER)
    assert version_of(WATER) == "9538c86ee3bd1b36"


# ------------------------------------------------------------------------------------------- previews


def month(city: City, *waves: float) -> tuple[datetime, datetime]:
    """An hour of past for each wave: ten minutes at its height at both gauges, then dry; all in the lake."""
    start = clock.now()
    for wave in waves:
        for minute in range(0, 60, 2):
            depth = wave if 10 <= minute < 20 else 1.0 + minute % 4
            city.send_many([("g1.depth", 0, depth, "good"), ("g2.depth", 0, 1.0 + minute % 4, "good")])
            city.after(120)
    return start, clock.now()


def test_scene_2_3_a_rule_is_tried_on_last_month_before_it_takes_over(city: City) -> None:
    start, end = month(city, 20, 41, 18, 28, 120)
    found = api.preview(steward(), start, end, declaration=words(levels=DEEPER), draft_id="")
    assert found.current is not None
    assert (found.current.fired, found.proposed.fired) == (5, 3)
    assert found.current.by_severity == {"general": 3, "important": 1, "urgent": 1}
    assert (found.datastreams, found.readings, found.proposed.things) == (2, 300, 1)
    newest = found.proposed.episodes[0]
    assert (newest.place, newest.value, newest.peak) == ("寸金下穿", 120.0, 120.0)
    assert newest.sentence_zh == "寸金下穿 水深 120 cm，高于 27 cm 已 4 分钟"
    assert newest.from_at < newest.started_at < newest.raised_at < newest.cleared_at < newest.to_at  # type: ignore[operator]
    assert lake.commit_now("observations") > 0
    assert api.preview(steward(), start, end, declaration=words(levels=DEEPER), draft_id="") == found
    assert alerts() == []


def test_a_preview_says_what_the_live_judge_said(city: City) -> None:
    start = clock.now()
    city.flow(0, 18, 18, 18, 18, 35, 35, 3, *[3.0] * 33, 41, 41, 5)
    city.after(1000)
    city.judge()
    city.flow(2, 2)
    live = [(row.rule_code, row.episodes) for row in AlertRow.objects.all()]
    for rule in RULES:
        side = api.preview(steward(), start, clock.now(), declaration=words(rule), draft_id="").proposed
        lived = sum(episodes for code, episodes in live if code == rule.code)
        assert (rule.code, side.fired) == (rule.code, lived)
    assert {code for code, _ in live} == {WATER.code, STUCK.code, "water/silent"}


def test_a_drafts_preview_is_kept_for_its_reviewer_until_the_words_change(city: City) -> None:
    start, end = month(city, 20, 41)
    draft = api.write_draft(steward(), words(levels=DEEPER), "")
    api.preview(steward(), start, end, declaration=None, draft_id=draft.id)
    assert api.draft(draft.id, officer()).preview == {"proposed": 1, "current": 2, "days": 0}
    assert api.write_draft(steward(), words(levels=DEEPER), "", draft.id).preview == {}


def test_a_preview_looks_only_where_its_reader_may(city: City) -> None:
    start, end = month(city, 41)
    seen = api.preview(subject_of("zone-town"), start, end, declaration=words(), draft_id="")
    assert (seen.datastreams, seen.readings, seen.proposed.fired) == (0, 0, 0)


# ------------------------------------------------------------------------------------------ combined


def test_two_gauges_of_one_town_make_an_alert_of_the_town_and_a_part_makes_none(city: City) -> None:
    AreaRow.objects.create(
        id="4499", city="test", name="试市", short_name="试市", level="city", kind="division",
        managed_path="/44/4499/", statistical_path="/44/4499/",
    )  # fmt: skip
    part = decode(words(code="water/part", part=True, levels=[{"raise_at": 10.0}]))
    town = Combined(
        code="water/town", name="成片积水", hazard="flood", members=("water/part",), need=2, at="city",
    )  # fmt: skip
    city.declare(part, town)
    city.flow(41)
    city.flow(41, stream="g2.depth")
    assert alerts() == []
    everything_quiet()
    row = only()
    assert (row.rule_code, row.severity, row.thing_id, row.area_path) == (
        "water/town",
        "important",
        "",
        "/44/4499/",
    )
    assert row.sentence_zh == ("试市 成片积水：2 处测点中已有 2 处告警（需 2）：g1.depth、g2.depth")
    detail = api.alert_detail(officer(), row.id)
    assert [(one.rule_code, one.datastream_id) for one in detail.members] == [
        ("water/part", "g1.depth"),
        ("water/part", "g2.depth"),
    ]
    city.crash()
    city.flow(1)
    everything_quiet()
    assert only().cleared_at is not None
    assert told() == ["raised", "cleared"]
    JudgeState.objects.filter(partition="obs.0").delete()
    city.crash()
    city.judge()
    everything_quiet()
    assert told() == ["raised", "cleared"]


def everything_quiet() -> None:
    """Let the sequencer have its turn, and a second stage that remembers only what was written."""
    release()
    pump_until_quiet()
    release()
    lease, second = acquire("rules.second", "test"), SecondTask()
    assert lease is not None
    while second.pump(lease):
        pass


class TestPartsOfTheJudge:
    """Two workers, a part each; towns are divided between them, and no town is."""

    @staticmethod
    def judge(*tasks: JudgeTask) -> None:
        for task in tasks:
            for holder in ("one", "two"):
                lease = acquire(task.name, holder)
                while lease is not None and task.pump(lease):
                    pass

    @staticmethod
    def storm(city: City) -> None:
        for value in (18, 18, 18, 18, 35, 35, 120, 3):
            city.send_many([("g1.depth", 0, value, "good"), ("g2.depth", 0, value + 1, "good")])
            city.after(60)

    def rows(self) -> list[tuple[Any, ...]]:
        return sorted(AlertRow.objects.values_list("key", "severity", "peak", "cleared_at"))

    def test_two_parts_say_together_what_one_says_and_a_killed_one_says_nothing_twice(
        self, city: City
    ) -> None:
        self.storm(city)
        city.judge()
        whole = self.rows()
        assert {key.split("/")[-2] for key, *_ in whole} == {"g1.depth", "g2.depth"}
        for table in (AlertRow, EpisodeRow, JudgeState):
            table.objects.all().delete()
        FactRow.objects.filter(fact_type__startswith="rules.alert").delete()
        parts = JudgeTask(0, 2), JudgeTask(1, 2)
        self.judge(*parts)
        assert self.rows() == whole
        assert {row.partition for row in JudgeState.objects.all()} <= {"obs.0:0/2", "obs.0:1/2"}
        JudgeState.objects.all().delete()
        self.judge(JudgeTask(0, 2), JudgeTask(1, 2))
        assert self.rows() == whole
        assert told("rules.alert_raised") == ["raised"] * len(whole)

    def test_another_number_of_parts_takes_over_what_the_former_ones_knew(self, city: City) -> None:
        one = JudgeTask(0, 1)
        for value in (35, 35):
            city.send_many([("g1.depth", 0, value, "good"), ("g2.depth", 0, value, "good")])
            city.after(60)
            self.judge(one)
        assert len(alerts()) == 2
        assert JudgeState.objects.get().partition == "obs.0"
        city.send_many([("g1.depth", 0, 3.0, "good"), ("g2.depth", 0, 3.0, "good")])
        self.judge(JudgeTask(0, 3), JudgeTask(1, 3), JudgeTask(2, 3))
        assert len(alerts()) == 2
        assert all(row.cleared_at for row in AlertRow.objects.all())


def test_a_season_that_breaks_says_what_was_usual(city: City) -> None:
    rule = Seasonal(
        code="water/usual", name="异于常时", hazard="waterlogging", targets=WATER.targets, score=0.5,
    )  # fmt: skip
    city.declare(rule)
    for k in range(230):
        city.send(5 + k % 3)
        city.after(60)
    city.judge()
    assert alerts() == []
    city.flow(60)
    row = only()
    assert row.usual is not None
    assert 4 < row.usual < 9
    assert row.sentence_zh.startswith("寸金下穿 水深 60 cm，此时通常约 ")


# ------------------------------------------------------------------------------------- what holds back


def window(city: City, hours: float = 2, **what: str) -> Any:
    now = clock.now()
    said = what or {"thing_id": "g1"}
    return api.set_window(
        officer(), starts_at=now, ends_at=now + timedelta(hours=hours), reason="清淤检修", **said
    )


def test_within_a_maintenance_window_alerts_are_kept_and_call_nobody(city: City) -> None:
    open_desk()
    window(city)
    city.flow(35, 35)
    city.send_many([("g2.depth", 0, 35.0, "good")])
    city.judge()
    assert (only().held, only().state) == ("maintenance", "open")
    assert not MessageRow.objects.exists()
    city.flow(5)
    assert [(row.state, row.outcome) for row in AlertRow.objects.all()] == [("ended", "maintenance")]
    assert told() == ["raised", "cleared", "ended"]
    assert api.tally() == []
    assert api.false_alarm_rate(WATER.code).rate is None


def test_what_still_rings_when_the_window_is_over_calls_then(city: City) -> None:
    open_desk()
    window(city, hours=1)
    city.flow(35, 35, 120)
    assert release_held() == 0
    assert only().held == "maintenance"
    city.after(3600)
    assert release_held() == 1
    assert (only().held, only().state, only().severity) == ("", "open", "urgent")
    assert MessageRow.objects.count() == 1
    assert told() == ["raised", "escalated", "released"]
    assert release_held() == 0


def test_a_device_fault_in_a_window_orders_no_repair(city: City) -> None:
    window(city, area_id="449901001", rule_code=STUCK.code)
    city.flow(*[3.2] * 32)
    assert (only().rule_code, only().held, only().outcome) == (STUCK.code, "maintenance", None)
    city.flow(9)
    assert only().outcome == "maintenance"


def test_a_cancelled_window_holds_nothing_any_more(city: City) -> None:
    open_desk()
    made = window(city)
    city.flow(35, 35)
    assert api.cancel_window(made.id, subject_of("duty")).cancelled_by == "duty"
    assert release_held() == 1
    assert MessageRow.objects.count() == 1


def test_a_window_lies_where_its_maker_may_act_and_says_why(city: City) -> None:
    now = clock.now()
    with pytest.raises(WindowRefused) as refused:
        api.set_window(steward(), starts_at=now, ends_at=now, reason=" ")
    assert [fault["where"] for fault in refused.value.details["faults"]] == ["thing", "ends_at", "reason"]
    with pytest.raises(UnknownWindow):
        api.set_window(
            subject_of("town-dispatcher"),
            starts_at=now,
            ends_at=now + timedelta(1),
            reason="x",
            thing_id="g2",
        )
    with pytest.raises(Forbidden):
        api.set_window(
            subject_of("east"), starts_at=now, ends_at=now + timedelta(1), reason="x", thing_id="g1"
        )
    made = window(city)
    assert api.cancel_window(made.id, subject_of("town-dispatcher")).cancelled_by == "town-dispatcher"


def night(city: City, *, deliver: bool = True) -> Any:
    local = clock.now().astimezone(clock.SHANGHAI)
    minute = local.hour * 60 + local.minute
    return api.set_quiet_hours(
        steward(), area_id="449901001", from_minute=(minute - 30) % 1440, to_minute=(minute + 90) % 1440,
        severities=["notice", "general"], deliver=deliver, reason="夜间",
    )  # fmt: skip


def test_quiet_hours_keep_light_alerts_until_morning_and_never_an_urgent_one(city: City) -> None:
    open_desk()
    night(city)
    city.flow(18, 18, 18, 18)
    city.send(35, "g2.depth")
    city.after(60)
    city.send(35, "g2.depth")
    city.judge()
    held = {row.thing_id: row.held for row in AlertRow.objects.all()}
    assert held == {"g1": "quiet", "g2": ""}
    assert MessageRow.objects.count() == 1
    city.flow(120)
    assert {row.severity: row.held for row in AlertRow.objects.all()} == {"urgent": "", "important": ""}
    assert MessageRow.objects.count() == 2


def test_light_alerts_call_when_the_quiet_hours_are_over(city: City) -> None:
    open_desk()
    night(city)
    city.flow(18, 18, 18, 18)
    assert release_held() == 0
    city.after(2 * 3600)
    assert release_held() == 1
    assert (MessageRow.objects.count(), only().held) == (1, "")


def test_quiet_hours_that_deliver_nothing_leave_the_alert_in_the_list(city: City) -> None:
    open_desk()
    night(city, deliver=False)
    city.flow(18, 18, 18, 18)
    city.after(2 * 3600)
    assert release_held() == 1
    assert MessageRow.objects.count() == 0
    assert (only().state, only().held) == ("open", "")


def test_quiet_hours_are_not_for_grave_alerts(city: City) -> None:
    with pytest.raises(QuietHoursRefused):
        api.set_quiet_hours(
            steward(), area_id="449901001", from_minute=0, to_minute=60, severities=["urgent"], deliver=True,
            reason="",
        )  # fmt: skip
    made = night(city)
    assert [one.id for one in api.quiet_hours()] == [made.id]
    api.cancel_quiet_hours(made.id, steward())
    assert api.quiet_hours() == []


def test_the_first_who_acknowledges_is_kept_and_the_alert_stays_open(city: City) -> None:
    city.flow(35, 35)
    duty = officer()
    assert api.alert_detail(duty, only().id).allowed == ("end", "acknowledge")
    first = api.acknowledge_alert(only().id, duty)
    assert (first.state, first.acknowledged_by) == ("open", "duty")
    again = api.acknowledge_alert(only().id, subject_of("dispatcher"))
    assert again == first
    assert told() == ["raised", "acknowledged"]
    seen = api.alerts(_everything(), AlertFilters(acknowledged=True))
    assert [one.id for one in seen.items] == [first.id]
    with pytest.raises(Forbidden):
        api.acknowledge_alert(only().id, subject_of("east"))


def _everything() -> Any:
    return scope(Subject.system("test"), "alerts.see")


def test_the_judge_takes_over_an_approved_rule_without_losing_a_reading(city: City) -> None:
    city.flow(28, 28)
    draft = api.submit_draft(api.write_draft(steward(), words(levels=DEEPER), "").id, steward())
    api.review_draft(draft.id, officer(), approve=True, note="", version=draft.version)
    city.send(28)
    release()
    pump_until_quiet()
    release()
    for value in (28, 28, 28, 28):
        city.after(60)
        city.send(value)
    city.judge()
    row = only()
    assert (row.rule_version, row.severity) == (draft.rule_version, "general")

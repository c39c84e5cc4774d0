"""From readings to alerts and to their endings, on a real stream and a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.identity import people
from tests.rules.conftest import RULES, SYSTEM, WATER, City, alerts, told
from yiwang.identity.api import Subject, scope, subject_of
from yiwang.identity.models import Desk, ShiftRow
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import pump_until_quiet, release
from yiwang.messages.models import AddressRow, MessageRow
from yiwang.rules import _acts, api
from yiwang.rules.contracts import (
    AlertAlreadyEnded,
    AlertFilters,
    AlertMoved,
    RulesRefused,
    UnknownAlert,
    UnknownOutcome,
)
from yiwang.rules.declarations import Level, Rate, Targets, Threshold
from yiwang.rules.models import AlertRow, EpisodeRow, JudgeState, RuleVersion

pytestmark = [pytest.mark.database]


def officer() -> Subject:
    people.on_shift("duty")
    return subject_of("duty")


def open_desk() -> None:
    """The desk with an officer on shift, as the duty roster would have it."""
    now = clock.now()
    ShiftRow.objects.create(
        id="s", desk=Desk.objects.get(), area_path=people.CITY, officer_id="duty", starts_at=now,
        ends_at=now + timedelta(hours=12), state="open", opened_at=now,
    )  # fmt: skip


def only() -> AlertRow:
    return AlertRow.objects.get()


# --------------------------------------------------------------------------------------------- raising


def test_water_that_stays_raises_one_alert_that_says_how_high_and_how_long(city: City) -> None:
    city.flow(0, 41, 41, 41, 41)
    alert = only()
    assert (alert.severity, alert.state, alert.confirm) == ("important", "open", "duty_officer")
    assert alert.sentence_zh == "寸金下穿 水深 41 cm，高于 30 cm 已 1 分钟"
    assert alert.sentence_en == "寸金下穿: depth 41 cm, above 30 cm for 1 min"
    assert (alert.area_name, alert.demonstration) == ("东区东一街道", True)
    assert told() == ["raised"]


def test_a_wave_that_passes_before_the_time_is_up_raises_nothing(city: City) -> None:
    city.flow(0, 18, 18, 5, 18, 18, 5)
    assert alerts() == []


def test_an_alert_that_becomes_graver_is_the_same_alert(city: City) -> None:
    city.flow(18, 18, 18, 18, 35, 35, 120, 35, 35, 12, 8)
    assert alerts() == [("water/depth", "urgent", "open", None)]
    assert told() == ["raised", "escalated", "escalated", "cleared"]
    assert only().peak == 120
    assert only().cleared_at is not None


def test_readings_from_maintenance_calibration_and_fault_raise_nothing(city: City) -> None:
    for quality in ("calibration", "maintenance", "fault"):
        for _ in range(5):
            city.send(200, quality=quality)  # type: ignore[arg-type]
            city.judge()
            city.after(60)
    assert alerts() == []


def test_an_impossible_reading_is_a_device_fault_and_no_flood(city: City) -> None:
    city.flow(0, 900, 0)
    assert alerts() == [("water/range", "notice", "ended", "device_fault")]
    assert told() == ["raised", "ended", "cleared"]


def test_a_reading_that_stands_still_is_a_device_fault_but_a_dry_road_is_not(city: City) -> None:
    for _ in range(40):
        city.send_many([("g1.depth", 0, 3.2, "good"), ("g2.depth", 0, 0.0, "good")])
        city.judge()
        city.after(60)
    assert alerts() == [("water/stuck", "notice", "ended", "device_fault")]
    assert only().sentence_zh == "寸金下穿 水深 停在 3.2 cm 已 30 分钟不变"


def test_silence_is_measured_by_the_clock_and_ends_with_the_next_reading(city: City) -> None:
    city.flow(1, 2, 1)
    city.after(600)
    city.judge()
    assert alerts() == []
    city.after(600)
    city.judge()
    assert alerts() == [("water/silent", "notice", "ended", "device_fault")]
    assert only().sentence_zh == "寸金下穿 水深 已 21 分钟没有数据，超过 15 分钟"
    city.flow(2)
    assert only().cleared_at is not None


def test_a_judge_that_was_away_blames_nobody_for_its_own_silence(city: City) -> None:
    city.flow(1, 2)
    city.after(30)
    city.judge()
    city.after(36_000)
    city.crash()
    city.judge()
    assert alerts() == []
    city.after(901)
    city.judge()
    assert alerts() == [("water/silent", "notice", "ended", "device_fault")]


def test_scene_1_2_a_jump_then_a_stuck_reading_then_silence(city: City) -> None:
    city.flow(2, 3, 200, 3)
    assert alerts() == [("water/depth", "urgent", "open", None)]
    api.end_alert(only().id, "false_alarm", officer(), "现场无积水")
    city.flow(*[3.0] * 31)
    city.after(1000)
    city.judge()
    assert alerts() == [
        ("water/depth", "urgent", "ended", "false_alarm"),
        ("water/stuck", "notice", "ended", "device_fault"),
        ("water/silent", "notice", "ended", "device_fault"),
    ]
    rate = api.false_alarm_rate("water/depth")
    assert (rate.raised, rate.false_alarm, rate.true, rate.rate) == (1, 1, 0, 1.0)
    assert api.false_alarm_rate("water/stuck").rate is None


def test_a_jump_that_two_rules_see_rings_once(city: City) -> None:
    jump = Rate(code="water/jump", name="骤升", hazard="waterlogging", targets=WATER.targets, limit=50)
    city.declare(*RULES, jump)
    city.flow(2, 200, 3)
    alert = only()
    assert alert.episodes == 2
    assert alert.severity == "urgent"
    assert alert.cleared_at is not None


def test_a_rule_that_asks_nobody_confirms_its_alert_in_the_same_breath(city: City) -> None:
    quick = Threshold(
        code="quick", name="立即", hazard="flood", confirm="auto", targets=WATER.targets,
        levels=(Level(raise_at=5),),
    )  # fmt: skip
    city.declare(quick)
    city.flow(1, 6)
    assert alerts() == [("quick", "general", "ended", "true")]
    assert told() == ["raised", "ended"]
    versions = FactRow.objects.filter(subject=f"alert:{only().id}").values_list("subject_version", flat=True)
    assert sorted(versions) == [1, 2]


def test_water_that_comes_back_at_once_joins_the_alert_that_nobody_has_judged_yet(city: City) -> None:
    city.flow(35, 35, 5, 35, 35)
    assert alerts() == [("water/depth", "important", "open", None)]
    alert = only()
    assert (alert.episodes, alert.cleared_at) == (2, None)
    assert told() == ["raised", "cleared", "joined"]


def test_water_that_comes_back_after_it_was_dealt_with_rings_again(city: City) -> None:
    city.flow(35, 35)
    api.end_alert(only().id, "true", officer())
    city.flow(5, 35, 35)
    assert alerts() == [
        ("water/depth", "important", "ended", "true"),
        ("water/depth", "important", "open", None),
    ]


def test_a_false_alarm_stays_quiet_for_a_while_unless_it_gets_worse(city: City) -> None:
    city.flow(35, 35)
    api.end_alert(only().id, "false_alarm", officer())
    city.flow(5, 35, 35, 5)
    assert len(alerts()) == 1
    city.flow(120)
    assert alerts()[1:] == [("water/depth", "urgent", "open", None)]


def test_a_false_alarm_that_grows_without_a_pause_is_looked_at_again(city: City) -> None:
    city.flow(35, 35)
    api.end_alert(only().id, "false_alarm", officer())
    city.flow(120, 5)
    assert alerts()[1:] == [("water/depth", "urgent", "open", None)]
    assert all(row.cleared_at for row in AlertRow.objects.all())


# ------------------------------------------------------------------------------------------------ late


def test_a_breach_in_late_data_waits_for_review_and_calls_nobody(city: City) -> None:
    city.flow(1, 2)
    city.after(3600)
    backlog = [
        ("g1.depth", 3600.0 - 60 * i, 41.0 if 10 <= i <= 20 else 1.0 + i % 2, "good") for i in range(40)
    ]
    # It comes doubled and in disorder, as catching up does.
    city.send_many([*backlog[20:], *backlog[:25]])  # type: ignore[list-item]
    city.judge()
    assert alerts() == []
    city.flow(2, 1)
    alert = only()
    assert (alert.late, alert.state, alert.severity) == (True, "open", "important")
    assert alert.sentence_zh.startswith("（迟到数据）寸金下穿")
    assert alert.cleared_at is not None
    assert not MessageRow.objects.exists()
    assert told() == ["raised", "cleared"]
    city.crash()
    city.send_many(backlog[5:15])  # type: ignore[arg-type]
    city.judge()
    city.after(60)
    city.judge()
    assert len(alerts()) == 1
    assert api.false_alarm_rate("water/depth").late == 1
    assert api.false_alarm_rate("water/depth").raised == 0


def test_late_data_of_a_flood_that_rang_in_time_rings_no_second_time(city: City) -> None:
    city.flow(35, 35, 35)
    city.after(1800)
    city.send_many([("g1.depth", 1800 - 60 * i, 40.0, "good") for i in range(10)])
    city.flow(2)
    city.after(60)
    city.judge()
    assert len(alerts()) == 1


# ---------------------------------------------------------------------------------------------- ending


def test_the_first_to_judge_an_alert_is_the_one_who_did(city: City) -> None:
    city.flow(35, 35)
    duty = officer()
    ended = api.end_alert(only().id, "true", duty, "视频可见", version=1)
    assert (ended.state, ended.outcome, ended.ended_by, ended.version) == ("ended", "true", "duty", 2)
    with pytest.raises(AlertAlreadyEnded) as refused:
        api.end_alert(only().id, "false_alarm", SYSTEM)
    assert "属实" in refused.value.sentence("zh")
    assert told() == ["raised", "ended"]


def test_whoever_saw_a_milder_alert_must_look_again(city: City) -> None:
    city.flow(35, 35)
    city.flow(120)
    with pytest.raises(AlertMoved):
        api.end_alert(only().id, "false_alarm", officer(), version=1)
    with pytest.raises(UnknownOutcome):
        api.end_alert(only().id, "perhaps", officer_again(), version=2)


def officer_again() -> Subject:
    return subject_of("duty")


def test_only_those_in_whose_scope_it_lies_see_and_judge_an_alert(city: City) -> None:
    city.flow(35, 35)
    alert = only().id
    for login in ("west-bureau", "zone-town", "zone-grid"):
        subject = subject_of(login)
        assert api.alerts(scope(subject, "alerts.see")).items == []
        with pytest.raises(UnknownAlert):
            api.alert_detail(subject, alert)
    # The owner's unit sees it by the unit line, and may not judge it.
    bureau = subject_of("city-bureau")
    assert [row.id for row in api.alerts(scope(bureau, "alerts.see")).items] == [alert]
    assert api.alert_detail(bureau, alert).allowed == ()
    with pytest.raises(Forbidden):
        api.end_alert(alert, "true", bureau)
    duty = officer()
    assert api.alert_detail(duty, alert).allowed == ("end", "acknowledge")


def test_the_list_is_narrowed_by_what_is_asked(city: City) -> None:
    for stream in ("g1.depth", "g2.depth"):
        city.send(120, stream)
    city.after(1)
    city.send(900, "g2.depth")
    city.judge()
    seen = scope(SYSTEM, "alerts.see")

    def found(**asked: object) -> list[str]:
        page = api.alerts(seen, AlertFilters(**asked))  # type: ignore[arg-type]
        assert page.total == len(page.items)
        return sorted(f"{row.thing_id}:{row.rule_kind}" for row in page.items)

    assert found() == ["g1:threshold", "g2:out_of_range", "g2:threshold"]
    assert found(state="open") == ["g1:threshold", "g2:threshold"]
    assert found(fault=True) == ["g2:out_of_range"]
    assert found(thing="g1") == ["g1:threshold"]
    assert found(area="449902001") == ["g2:out_of_range", "g2:threshold"]
    assert found(severity="urgent,important", q="百园") == ["g2:threshold"]
    assert found(rule="water/range") == ["g2:out_of_range"]
    assert found(hazard="drought") == []
    assert [(one.hazard, one.fault, one.open) for one in api.tally()] == [
        ("waterlogging", False, 1),
        ("device", True, 0),
        ("waterlogging", False, 1),
    ]


def test_false_alarms_are_counted_exactly(city: City) -> None:
    rule = RuleVersion.objects.get(code="water/depth")
    outcomes = ["true"] * 6 + ["false_alarm"] * 2 + ["device_fault", "duplicate", "drill", None, None]
    city.flow(35, 35)
    mould = only()
    for number, outcome in enumerate(outcomes):
        mould.pk, mould.key = f"a{number}", f"k{number}"
        mould.state, mould.outcome = ("ended" if outcome else "open"), outcome
        mould.rule_version = rule.version if number % 2 else "older"
        mould.save(force_insert=True)
    AlertRow.objects.exclude(pk__startswith="a").delete()
    AlertRow.objects.filter(pk="a0").update(late=True)
    rate = api.false_alarm_rate("water/depth")
    assert (rate.raised, rate.open, rate.true, rate.false_alarm) == (12, 2, 5, 2)
    assert (rate.device_fault, rate.duplicate, rate.drill, rate.late) == (1, 1, 1, 1)
    assert rate.rate == pytest.approx(2 / 7)
    older = api.false_alarm_rate("water/depth", "older")
    assert (older.true, older.false_alarm, older.rate) == (2, 1, pytest.approx(1 / 3))
    listed = {row.rule.code: row.false_alarms for row in api.rules().items}
    assert listed["water/depth"] == rate
    assert listed["water/stuck"].raised == 0


# ----------------------------------------------------------------------------------------------- calls


def test_the_duty_officer_on_shift_is_called_once_per_severity(city: City) -> None:
    open_desk()
    city.flow(35, 35, 120, 120)
    called = list(MessageRow.objects.order_by("key").values_list("title_zh", "body_zh", "urgent"))
    assert called == [
        ("重要告警待核实：寸金下穿", "寸金下穿 水深 35 cm，高于 30 cm 已 1 分钟", True),
        ("紧急告警待核实：寸金下穿", "寸金下穿 水深 120 cm，高于 100 cm", True),
    ]
    assert set(AddressRow.objects.values_list("user", flat=True)) == {"duty"}


# -------------------------------------------------------------------------------------------- versions


def test_the_same_words_are_the_same_version_and_other_words_a_new_one(city: City) -> None:
    before = FactRow.objects.count()
    assert city.declare() == []
    assert FactRow.objects.count() == before
    milder = Threshold(
        code=WATER.code, name=WATER.name, hazard=WATER.hazard, targets=WATER.targets,
        levels=(Level(raise_at=50, clear_at=40),),
    )  # fmt: skip
    assert sorted(city.declare(milder)) == ["water/depth", "water/range", "water/silent", "water/stuck"]
    assert RuleVersion.objects.filter(active=True).count() == 1
    assert city.declare() == ["water/depth", "water/stuck", "water/silent", "water/range"]
    assert RuleVersion.objects.filter(code="water/depth").count() == 2
    assert RuleVersion.objects.filter(active=True).count() == 4


def test_an_open_alert_finishes_on_the_version_that_raised_it(city: City) -> None:
    city.flow(35, 35)
    first = only()
    high = Threshold(
        code=WATER.code, name=WATER.name, hazard=WATER.hazard, targets=WATER.targets,
        levels=(Level(raise_at=200),),
    )  # fmt: skip
    city.declare(high)
    release()
    pump_until_quiet()
    release()
    city.crash()
    city.flow(25, 25)
    assert AlertRow.objects.get(pk=first.pk).cleared_at is None
    city.flow(5)
    assert AlertRow.objects.get(pk=first.pk).cleared_at is not None
    city.flow(60, 60, 60)
    assert len(alerts()) == 1


def test_a_pack_with_five_faults_is_told_all_five_and_changes_nothing(city: City) -> None:
    wrong = (
        Threshold(code="a", name="", hazard="h", targets=Targets(), levels=()),
        Threshold(
            code="a", name="b", hazard="h", targets=WATER.targets, levels=(Level(raise_at=1, clear_at=2),)
        ),
    )
    with pytest.raises(RulesRefused) as refused:
        city.declare(*wrong)
    where = [fault["where"] for fault in refused.value.details["faults"]]
    assert where == ["name", "targets", "levels", "levels[0].clear_at", "code"]
    with pytest.raises(RulesRefused):
        city.declare(WATER, pack="another")
    assert RuleVersion.objects.filter(active=True).count() == 4


# ------------------------------------------------------------------------------------ kill and restart


def state() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[str]]:
    rows = AlertRow.objects.order_by("key").values_list(
        "key", "severity", "state", "outcome", "cleared_at", "peak"
    )
    episodes = EpisodeRow.objects.order_by("key").values_list("key", "cleared_at")
    return [tuple(row) for row in rows], [tuple(row) for row in episodes], sorted(told())


STORM = [0, 18, 18, 18, 18, 35, 35, 120, 35, 900, 35, 8, 8, 35, 35, 35, 4, *[3.0] * 32, 18, 18, 18, 18, 2]


def test_a_judge_killed_anywhere_and_started_again_says_everything_once(city: City) -> None:
    """The process dies after the alerts of a batch, before it kept its memory; and dies again, and again."""
    for value in STORM:
        city.send(value)
        city.after(60)
        city.judge()
        city.crash()
        JudgeState.objects.all().delete()  # the worst case: nothing was ever kept
        city.judge()
    once = state()
    assert len(once[0]) == 4
    JudgeState.objects.all().delete()
    city.crash()
    city.judge()
    assert state() == once


def test_a_judge_that_dies_within_a_transaction_leaves_nothing_half(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    real, calls = _acts.tell, [0]

    def dying(*given: object, **named: object) -> None:
        calls[0] += 1
        if calls[0] % 3 == 0:
            raise Killed
        real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(_acts, "tell", dying)
    for value in STORM:
        city.send(value)
        city.after(60)
        for _ in range(8):
            try:
                city.judge()
                break
            except Killed:
                city.crash()
    monkeypatch.undo()
    city.judge()
    killed = state()
    alerts_in_facts = FactRow.objects.filter(fact_type="rules.alert_raised").count()
    assert alerts_in_facts == AlertRow.objects.count()
    assert killed[0]
    # A judge that never died, on the same readings, says the same.
    for table in (AlertRow, EpisodeRow, JudgeState):
        table.objects.all().delete()
    FactRow.objects.filter(fact_type__startswith="rules.alert").delete()
    city.crash()
    city.judge()
    fresh = state()
    assert [row[:2] + row[4:] for row in fresh[0]] == [row[:2] + row[4:] for row in killed[0]]
    assert fresh[1] == killed[1]


def test_nothing_is_written_for_readings_in_which_nothing_rings(city: City) -> None:
    city.flow(1, 2, 1)
    kept = JudgeState.objects.get().taken_at
    city.send(2)
    city.task.pump(city.lease())
    city.send(1)
    lease = city.lease()
    with CaptureQueriesContext(connection) as queries:
        city.task.pump(lease)
    assert not [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]
    assert JudgeState.objects.get().taken_at - kept <= timedelta(seconds=61)
    assert clock.now() >= kept


def test_an_open_alert_follows_its_area_to_a_new_path(city: City) -> None:
    city.flow(35, 35)
    city.send(120, "g2.depth")
    city.judge()
    with transaction.atomic():
        _acts.move_open(people.EAST, "/44/4499/zone/")
    paths = dict(AlertRow.objects.values_list("thing_id", "area_path"))
    assert paths == {"g1": "/44/4499/zone/449901001/", "g2": people.WEST_TOWN}

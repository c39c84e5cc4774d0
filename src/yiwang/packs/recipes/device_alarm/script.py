"""The rehearsal that the recipe `device-alarm` brings: the alarm's loop, and the device that breaks.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.contracts import Subject
from yiwang.matters import api as matters
from yiwang.packs import _replay
from yiwang.packs._stage import Stage, chunks, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.device_alarm import samples
from yiwang.packs.recipes.device_alarm.expansion import find_property
from yiwang.packs.recipes.device_alarm.record import DeviceAlarm
from yiwang.packs.recipes.device_alarm.replay import broken_values, harmless
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing
from yiwang.sensing.declarations import PropertyDeclaration

SEVERITIES = ("notice", "general", "important", "urgent")


@dataclass(slots=True)
class Play(steps.Played[DeviceAlarm]):
    """What this recipe's rehearsals learn beside it."""

    source: str
    alert: str = ""
    event: str = ""


def alarm(stage: Stage) -> None:
    """告警闭环: from the first reading to the closed case."""
    play = _open(stage)
    readings = _sample(play)
    stage.step("回放样本直到达到告警值", "Replay until the alarm's value", lambda: _reach(play, readings))
    stage.step(
        "产生告警，等级正确", "The alert is raised, as grave as it must be", lambda: _alerted(play, readings)
    )
    stage.step("值班员核实属实", "The duty officer confirms it", lambda: _confirm(play))
    stage.step(
        "一案到主办、协办同时派出", "One case, lead and co-units at the same time", lambda: _dispatched(play)
    )
    stage.step("派单依据与时限", "The dispatch says why; the clocks run", lambda: _clocks(play))
    stage.step("通知已到承办单位", "The units have been told", lambda: _messages(play))
    stage.step("主办、协办签收", "Lead and co-units take the case", lambda: _take(play, readings))
    stage.step("没有照片不能办结", "No handling without the photos", lambda: _no_photos(play))
    stage.step("处置并上传前后照片", "Handled, with photos before and after", lambda: _handle(play, readings))
    stage.step("读数恢复正常", "The reading is normal again", lambda: _normal(play, readings))
    stage.step("承办单位不能自己核查", "The handler's own unit may not verify", lambda: _not_oneself(play))
    stage.step("非承办单位核查通过", "Another unit verifies on the spot", lambda: _verify(play))
    stage.step("结案，事件关闭", "The case and its event are closed", lambda: _close(play))
    stage.step("从案件追溯到原始读数", "The case explains itself to the raw readings", lambda: _explain(play))
    stage.step("工单守恒，没有误派", "The books of cases balance", lambda: _books(play))
    stage.step("场景指标随之变化", "The scene's figures have moved", lambda: _figures(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def fault(stage: Stage) -> None:
    """设备故障: a jump judged false, then a device that stands still and falls silent; never a city event."""
    play = _open(stage)
    stage.step("设备正常上报", "The device reports as it should", lambda: _healthy(play))
    stage.step("读数跳变后回落，产生告警", "A jump and back raises an alert", lambda: _jump(play))
    stage.step(
        "值班员判误报，误报率加一", "Judged a false alarm; the rate counts it", lambda: _false_alarm(play)
    )
    if play.scene.upkeep.stuck and play.scene.upkeep.stuck[0].property == play.scene.alarms[0].property:
        stage.step("读数长时间不变，判设备故障", "It stands still: a device fault", lambda: _stuck(play))
    stage.step("设备离线，判设备故障", "It falls silent: a device fault", lambda: _silent(play))
    stage.step(
        "维护单只给运维单位", "Maintenance orders go to its maintainer only", lambda: _maintenance(play)
    )
    stage.step(
        "没有城市事件，没有打扰承办单位", "No city event, nobody else was troubled", lambda: _no_event(play)
    )
    stage.step("设备完好率下降", "Device health has gone down", lambda: _health(play))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"alarm": alarm, "fault": fault}


def _open(stage: Stage) -> Play:
    files = steps.load(stage)
    source = files.declared.source
    assert source is not None
    _replay.issue_token(source.id, settings.YIWANG.secrets)
    return Play(stage, files, source.id)


def _sample(play: Play) -> Iterator[list[Any]]:
    """The sample in pieces on the stage's time, from where a loop begins."""
    sample = samples.sample_of(play.files, settings.YIWANG.home / "samples")
    starts = play.stage.clock.now() + timedelta(seconds=sample.step_s)
    readings = [
        (starts + timedelta(seconds=one.at_s - sample.begins_s), one.datastream, one.value)
        for one in sample.readings
        if one.at_s >= sample.begins_s
    ]
    piece_s = max(sample.step_s, min(180.0, play.scene.upkeep.silent_after.total_seconds() / 2))
    return iter(chunks(readings, piece_s))


def _stream(play: Play, thing: str) -> str:
    return f"{thing}.{play.scene.alarms[0].property}"


def _measured(play: Play) -> PropertyDeclaration:
    """The property that the scene's first alarm watches."""
    found = find_property(play.scene, play.scene.alarms[0].property, play.scene.alarms[0].model)
    if found is None:
        raise LookupError(play.scene.alarms[0].property)
    return found[1]


def _unit(play: Play) -> str:
    return _measured(play).unit


# -- the alarm's loop --------------------------------------------------------------------------


def _reach(play: Play, readings: Iterator[list[Any]]) -> str:
    unit = _unit(play)
    wanted = play.scene.rehearsal.reaches.to(unit)
    stream = _stream(play, play.scene.rehearsal.thing)
    reached: list[float] = []
    for piece in readings:
        play.stage.feed(piece, play.source)
        reached += [value for _, name, value in piece if name == stream]
        if reached and _as_far(play, reached, wanted):
            newest = sensing.latest([stream])[stream]
            expect(newest.value is not None, "the newest reading is not there")
            return f"{_furthest(play, reached):g} {unit}"
    expect(reached, f"the sample has nothing of {stream}")
    raise AssertionError(f"the sample reaches {_furthest(play, reached):g} {unit}, not {wanted:g}")


def _furthest(play: Play, values: Sequence[float]) -> float:
    """The value that is deepest in the alarm."""
    return max(values) if play.scene.alarms[0].direction == "above" else min(values)


def _as_far(play: Play, values: Sequence[float], wanted: float) -> bool:
    furthest = _furthest(play, values)
    return furthest >= wanted if play.scene.alarms[0].direction == "above" else furthest <= wanted


def _raised(play: Play, thing: str, hazard: str) -> list[Any]:
    return play.stage.told("rules.alert_raised", thing_id=thing, hazard=hazard)


def _alerted(play: Play, readings: Iterator[list[Any]]) -> str:
    scene = play.scene
    wanted = SEVERITIES.index(scene.rehearsal.severity)
    for _ in range(60):
        raised = _raised(play, scene.rehearsal.thing, scene.hazard)
        if raised:
            play.alert = raised[0].data.alert_id
            found = rules.get_alert(play.alert)
            if SEVERITIES.index(found.severity) >= wanted:
                expect(len(raised) == 1, f"{len(raised)} alerts for one flood")
                expect(not found.late, "the alert is marked late")
                expect(found.matter == scene.matter.code, f"matter {found.matter}")
                return found.sentence_zh
        piece = next(readings, None)
        if piece is None:
            break
        play.stage.feed(piece, play.source)
    raise AssertionError("no alert, or not grave enough")


def _confirm(play: Play) -> str:
    if play.scene.confirm != "auto":
        rules.end_alert(play.alert, "true", play.stage.account("duty"), reason="现场视频可见，属实")
        play.stage.pump()
    opened = play.stage.told("events.opened", alert_id=play.alert)
    expect(len(opened) == 1, f"{len(opened)} events")
    play.event = opened[0].data.event_id
    return str(opened[0].data.number)


def _duty(play: Play) -> tuple[str, list[str]]:
    thing = sensing.get_thing(play.scene.rehearsal.thing)
    duty = matters.resolve_duty(play.scene.matter.code, thing.area_path)
    return duty.lead, [one.unit for one in duty.co_units]


def _dispatched(play: Play) -> str:
    lead, co_units = _duty(play)
    named = play.scene.matter.duty_rules[0].lead.unit
    expect(not named or named == lead, f"the duty list says {named}, the answer is {lead}")
    found = cases.cases_of_alert(play.alert)
    leads = [one for one in found if one.role == "lead"]
    subs = [one for one in found if one.role == "co"]
    expect(len(leads) == 1, f"{len(leads)} cases")
    expect(leads[0].lead_unit == lead, f"dispatched to {leads[0].lead_unit}, not {lead}")
    expect({one.lead_unit for one in subs} == set(co_units), f"co-units {[one.lead_unit for one in subs]}")
    expect(all(one.stage == "dispatched" for one in found), f"stages {[one.stage for one in found]}")
    play.case = leads[0].id
    units = "、".join([leads[0].lead_unit_name, *(one.lead_unit_name for one in subs)])
    return f"{leads[0].number} → {units}"


def _whole(play: Play, subject: Subject | None = None) -> Any:
    return cases.get_case(subject or play.stage.account("dispatcher"), play.case)


def _clocks(play: Play) -> str:
    whole = _whole(play)
    expect(whole.why_zh and whole.why_en, "the dispatch does not say why")
    running = [one for one in whole.clocks if one.stopped_at is None and one.due_at is not None]
    expect(running, "no clock is running")
    wanted = {one.clock for one in play.scene.matter.limits} & {"take", "total"}
    expect(wanted <= {one.name for one in running}, f"running are {[one.name for one in running]}")
    return f"{whole.why_zh}; {len(running)} 个时钟 clocks"


def _messages(play: Play) -> str:
    chain = cases.explain(play.stage.account("dispatcher"), play.case)
    co_units = _duty(play)[1]
    expect(len(chain.messages) >= 1 + len(co_units), f"{len(chain.messages)} messages")
    return f"{len(chain.messages)} 条通知 messages"


def _handlers(play: Play) -> list[tuple[str, Subject]]:
    """Each case of the family with somebody of its unit; the co-units first, who cordon off."""
    family = sorted(cases.cases_of_alert(play.alert), key=lambda one: one.role != "co")
    return [(one.id, play.stage.person(one.lead_unit, "handler")) for one in family]


def _meanwhile(play: Play, readings: Iterator[list[Any]], length: timedelta) -> None:
    """Time passes while people work; the things go on reporting."""
    until = play.stage.clock.now() + length
    if _measured(play).expected_every_s > length.total_seconds():
        play.stage.wait(length)
        return
    while play.stage.clock.now() < until:
        play.stage.feed(next(readings), play.source)


def _take(play: Play, readings: Iterator[list[Any]]) -> str:
    _meanwhile(play, readings, timedelta(minutes=3))
    names = []
    for case, person in _handlers(play):
        cases.take(person, case)
        names.append(f"{person.unit_name} {person.name}")
    play.stage.pump()
    stages = {one.stage for one in cases.cases_of_alert(play.alert)}
    expect(stages == {"taken"}, f"stages {sorted(stages)}")
    return "、".join(names)


def _no_photos(play: Play) -> str:
    if not play.scene.matter.photos:
        return "此事项不要求照片 no photos asked for"
    case, person = next(one for one in _handlers(play) if one[0] == play.case)
    return refused(lambda: cases.handle(person, case, text="已处置"))


def _handle(play: Play, readings: Iterator[list[Any]]) -> str:
    _meanwhile(play, readings, timedelta(minutes=12))
    for case, person in _handlers(play):
        before = play.stage.photo(person, f"{case[-6:]}-before", (40, 60, 90))
        after = play.stage.photo(person, f"{case[-6:]}-after", (150, 160, 150))
        cases.handle(person, case, text="已按职责处置完毕", before=[before], after=[after])
    play.stage.pump()
    return f"{len(_handlers(play)) * 2} 张照片 photos"


def _normal(play: Play, readings: Iterator[list[Any]]) -> str:
    for number, piece in enumerate(readings):
        play.stage.feed(piece, play.source, pump=number % 4 == 3)
        if play.stage.told("cases.reading_normal", case_id=play.case):
            stage = _whole(play).row.stage
            expect(stage == "verifiable", f"the case is {stage}, not verifiable")
            return f"{rules.get_alert(play.alert).cleared_at:%H:%M} UTC 解除 cleared"
    raise AssertionError("the reading never became normal")


def _not_oneself(play: Play) -> str:
    person = play.stage.person(_duty(play)[0], "handler")
    return refused(lambda: cases.verify(person, play.case, passed=True, text="自己看过了"))


def _verify(play: Play) -> str:
    inspector = play.stage.account("inspector")
    expect(
        inspector.unit_id not in (_duty(play)[0], *_duty(play)[1]), "the inspector belongs to a handling unit"
    )
    photo = play.stage.photo(inspector, "verified", (120, 150, 120))
    cases.verify(inspector, play.case, passed=True, text="现场已恢复", photos=[photo])
    play.stage.pump()
    expect(_whole(play).row.stage == "verified", f"the case is {_whole(play).row.stage}")
    return f"{inspector.unit_name} {inspector.name}"


def _close(play: Play) -> str:
    cases.close(play.stage.account("inspector"), play.case)
    play.stage.pump()
    row = _whole(play).row
    expect(row.state == "closed", f"the case is {row.state}")
    expect(play.stage.told("events.closed", event_id=play.event), "the event is still open")
    return f"{row.number}，历时 {(row.closed_at - row.opened_at).total_seconds() / 60:.0f} 分钟 minutes"


def _explain(play: Play) -> str:
    chain = cases.explain(play.stage.account("dispatcher"), play.case)
    readings = [one.readings for one in chain.alerts if one.readings is not None]
    expect(readings, "no readings in the chain")
    shown = [value for one in readings for value in one.values]
    wanted = play.scene.rehearsal.reaches.to(_unit(play))
    expect(_as_far(play, shown, wanted), f"the chain reaches {_furthest(play, shown):g}, not {wanted:g}")
    expect(chain.event is not None and chain.steps and chain.facts, "a link of the chain is missing")
    return f"{sum(len(one.values) for one in readings)} 个读数 readings, {len(chain.facts)} 个事实 facts"


def _figures(play: Play) -> str:
    alerts = play.stage.told("rules.alert_raised", hazard=play.scene.hazard)
    opened = play.stage.told("cases.opened", kind="city", role="lead")
    wanted = {"alerts": len(alerts), "opened": len(opened), "in_time": 100}
    return steps.figures(play.stage, play.files, wanted)


def _books(play: Play) -> str:
    law = cases.conservation()
    orders = play.stage.told("cases.opened", kind="maintenance")
    expect(not orders, f"{len(orders)} maintenance orders for sound devices")
    opened = law.pop("opened")
    expect(opened == sum(law.values()), f"{opened} opened, {law}")
    counted = cases.counts(play.stage.account("leader"), play.stage.clock.now() - timedelta(days=1))
    closed = sum(one.closed_today for one in counted if one.hazard == play.scene.hazard)
    expect(closed == 1, f"{closed} closed cases of this hazard")
    return f"立案 {opened} = 在办 {law['open']} + 办结 {law['closed']}；closed today {closed}"


# -- the broken device --------------------------------------------------------------------------


def _broken(play: Play, values: list[float]) -> list[tuple[datetime, str, float]]:
    """Feed the thing that breaks one value a step."""
    every = timedelta(seconds=_measured(play).expected_every_s)
    stream = _stream(play, play.scene.rehearsal.broken)
    fed = []
    for value in values:
        reading = (play.stage.clock.now() + every, stream, value)
        play.stage.feed([reading], play.source)
        fed.append(reading)
    return fed


def _healthy(play: Play) -> str:
    _broken(play, [harmless(play.scene, share) for share in (0.14, 0.154, 0.147, 0.168)])
    health = _health_now(play)
    expect(health.online == 1 and health.faulty == 0, f"{health}")
    return f"在线 online {health.online}/{health.total}"


def _health_now(play: Play) -> Any:
    return sensing.device_health(identity.scope(Subject.system("rehearsal"), "things.see"))


def _jump(play: Play) -> str:
    jump, _ = broken_values(play.scene)
    _broken(play, [jump, harmless(play.scene, 0.154)])
    raised = _raised(play, play.scene.rehearsal.broken, play.scene.hazard)
    expect(len(raised) == 1, f"{len(raised)} alerts")
    play.alert = raised[0].data.alert_id
    return rules.get_alert(play.alert).sentence_zh


def _false_alarm(play: Play) -> str:
    code = rules.get_alert(play.alert).rule_code
    before = rules.false_alarm_rate(code)
    rules.end_alert(play.alert, "false_alarm", play.stage.account("duty"), reason="现场核实无异常，读数跳变")
    play.stage.pump()
    after = rules.false_alarm_rate(code)
    expect(after.false_alarm == before.false_alarm + 1, f"{before.false_alarm} → {after.false_alarm}")
    expect(not play.stage.told("events.opened"), "an event was opened")
    return (
        f"误报 false alarms {after.false_alarm}，误报率 rate {after.rate:.0%}"
        if after.rate is not None
        else "1"
    )


def _device_faults(play: Play, suffix: str) -> list[Any]:
    ended = play.stage.told("rules.alert_ended", thing_id=play.scene.rehearsal.broken, outcome="device_fault")
    return [one for one in ended if rules.get_alert(one.data.alert_id).rule_code.endswith(suffix)]


def _stuck(play: Play) -> str:
    _, still = broken_values(play.scene)
    steps = int(play.scene.upkeep.stuck[0].after.total_seconds() // _measured(play).expected_every_s) + 2
    _broken(play, [still] * steps)
    faults = _device_faults(play, "/stuck")
    expect(len(faults) == 1, f"{len(faults)} device faults")
    return str(faults[0].data.sentence_zh)


def _silent(play: Play) -> str:
    play.stage.wait(play.scene.upkeep.silent_after + timedelta(minutes=1))
    faults = _device_faults(play, "/silent")
    expect(len(faults) == 1, f"{len(faults)} device faults")
    return str(faults[0].data.sentence_zh)


def _maintenance(play: Play) -> str:
    thing = sensing.get_thing(play.scene.rehearsal.broken)
    faults = play.stage.told("rules.alert_ended", thing_id=thing.id, outcome="device_fault")
    orders = {row.id: row for one in faults for row in cases.cases_of_alert(one.data.alert_id)}
    expect(orders, "no maintenance order")
    expect(all(row.kind == "maintenance" for row in orders.values()), "a city case was opened")
    units = {row.lead_unit for row in orders.values()}
    expect(units == {thing.maintainer_unit}, f"orders to {sorted(units)}")
    expect(len(orders) == 1, f"{len(orders)} orders for one thing")
    row = next(iter(orders.values()))
    return f"{row.number} → {row.lead_unit_name}"


def _no_event(play: Play) -> str:
    expect(not play.stage.told("events.opened"), "an event was opened")
    thing = sensing.get_thing(play.scene.rehearsal.broken)
    troubled = {one.data.lead_unit for one in play.stage.told("cases.dispatched")} - {thing.maintainer_unit}
    expect(not troubled, f"dispatched to {sorted(troubled)}")
    urged = play.stage.told("cases.urged", "cases.overdue")
    expect(not urged, f"{len(urged)} reminders")
    return "城市事件 city events 0"


def _health(play: Play) -> str:
    health = _health_now(play)
    expect(health.online == 0 or health.faulty > 0 or health.silent > 0, f"{health}")
    return f"在线 online {health.online}，离线 silent {health.silent}，故障 faulty {health.faulty}"

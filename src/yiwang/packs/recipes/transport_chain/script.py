"""The rehearsal that `transport-chain` brings: a good trip, one that breaks a rule, one short.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from yiwang.cases import api as cases
from yiwang.identity.api import Subject
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.matters import api as matters
from yiwang.packs import _replay
from yiwang.packs._stage import Stage, chunks, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.transport_chain import expansion, tracks
from yiwang.packs.recipes.transport_chain.record import Handover, TransportChain, TripRow
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing

PIECE_S = 480.0
SOON = timedelta(minutes=5)


@dataclass(slots=True)
class Play(steps.Played[TransportChain]):
    """What this recipe's rehearsals learn beside it."""

    source: str
    made: dict[str, str] = field(default_factory=dict)
    """The record of each trip."""
    alert: str = ""

    @property
    def keeper(self) -> Subject:
        found: Subject = self.stage.person(self.scene.waybill.unit, "handler")
        return found

    def row(self, number: str) -> TripRow:
        found: TripRow = next(row for row in self.files.rows("trips") if row.number == number)
        return found

    def held(self, number: str) -> Held:
        found = ledgers.find_record(self.made[number])
        assert found is not None
        return found

    def by(self, step: Handover) -> Subject:
        return self.keeper if step.by == "keeper" else self.stage.account("dispatcher")

    def step_at(self, at: str) -> list[Handover]:
        return [one for one in self.scene.chain if one.at == at]


def chain(stage: Stage) -> None:
    """一单到底: every handover in order and in time; then one whose amounts do not agree."""
    play, said = _open(stage), None
    said = play.scene.rehearsal
    stage.step("登记运单", "The trips are recorded", lambda: _recorded(play))
    if said.barred:
        stage.step("资质不符的不得出发", "What fails its check may not set out", lambda: _barred(play))
    stage.step(
        "没有出发不能签收", "Nothing is received that has not set out", lambda: _not_yet(play, said.good)
    )
    stage.step("出发，车辆上核准线路", "It sets out, on its route", lambda: _set_out(play, said.good))
    stage.step(
        "时限由系统计算，不能手填",
        "When a step is due nobody fills in",
        lambda: _not_by_hand(play, said.good),
    )
    stage.step("全程在线路上，没有告警", "On its route all the way: no alert", lambda: _clean(play))
    stage.step("同一人不能代对方签收", "Nobody receives from himself", lambda: _not_oneself(play, said.good))
    stage.step("逐环节交接到签收", "Handed over step by step", lambda: _handed_over(play, said.good))
    stage.step("数量核对相符，办结", "The amounts agree: complete", lambda: _complete(play))
    stage.step("另一单签收数量不符", "Of another less is received", lambda: _short(play))
    stage.step("立案查处，说明差多少", "A case says by how much", lambda: _short_case(play))
    stage.step(
        "查处结案，运单随之了结", "The case closes, and the trip with it", lambda: _short_settled(play)
    )
    wanted = {"on_time": 100, "differing": 50, "on_way": 0}
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )


def breach(stage: Stage) -> None:
    """途中违规: off its route or too warm, an alert, a case with the track as evidence, closed."""
    play = _open(stage)
    number = play.scene.rehearsal.breach
    stage.step("登记运单", "The trips are recorded", lambda: _recorded(play))
    stage.step("不在途的位置不作判断", "A vehicle without a trip is left alone", lambda: _idle(play))
    stage.step("出发，车辆上核准线路", "It sets out, on its route", lambda: _set_out(play, number))
    stage.step("途中违规，产生告警", "A rule is broken on the way: an alert", lambda: _broken(play))
    stage.step("核实属实，立为事件", "Confirmed: an event", lambda: _confirmed(play))
    stage.step("按违规地点派到执法单位", "Sent to who enforces at that place", lambda: _sent(play))
    stage.step("轨迹作为证据", "The track is the evidence", lambda: _evidence(play))
    stage.step("逾期未交接即告知", "A step that is overdue is told", lambda: _overdue(play, number))
    stage.step("交接完毕，车辆下线路", "Handed over; off its route", lambda: _handed_over(play, number))
    stage.step("查处、核查、结案", "Dealt with, checked, closed", lambda: _close_all(play))
    wanted = {"alerts": _alerts(play), "in_time": 100, "on_time": 0, "false_alarms": 0}
    if play.scene.off_route is not None:
        wanted["off_route"] = len(_told_of(play, "off_route"))
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"chain": chain, "breach": breach}


def _open(stage: Stage) -> Play:
    files = steps.load(stage)
    source = files.declared.source
    assert source is not None
    _replay.issue_token(source.id, settings.YIWANG.secrets)
    return Play(stage, files, source.id)


# -- the chain ---------------------------------------------------------------------------------


def _recorded(play: Play) -> str:
    for row in play.files.rows("trips"):
        made = ledgers.record(play.keeper, play.scene.waybill.code, expansion.values_of(play.scene, row))
        play.made[row.number] = made.id
    play.stage.pump()
    codes = {play.held(number).city_code for number in play.made}
    expect(len(codes) == len(play.made), "a 城市码 stands for two trips")
    return f"{len(play.made)} 单 trips，{min(codes)}…"


def _barred(play: Play) -> str:
    number, first = play.scene.rehearsal.barred, play.scene.chain[0]
    held = play.held(number)
    expect(held.state == expansion.BARRED, f"the trip is {held.state}")
    refused(lambda: ledgers.move(play.keeper, held.id, first.code, version=held.version))
    others = [one for one in play.made if one != number and play.held(one).state != expansion.READY]
    expect(not others, f"{others} may not set out either")
    return _why(play, number, "bar")


def _take(play: Play, number: str, step: Handover, *, subject: Subject | None = None) -> None:
    """One handover: its amount is filled in, then the step is taken."""
    by, held, row = subject or play.by(step), play.held(number), play.row(number)
    if step.field:
        first = step == next(one for one in play.scene.chain if one.field)
        amount = row.sent if first else row.received
        ledgers.change(play.keeper, held.id, {step.field: amount}, version=held.version)
        held = play.held(number)
    ledgers.move(by, held.id, step.code, version=held.version)
    play.stage.pump()


def _not_yet(play: Play, number: str) -> str:
    held, last = play.held(number), play.scene.chain[-1]
    return refused(lambda: ledgers.move(play.by(last), held.id, last.code, version=held.version))


def _set_out(play: Play, number: str) -> str:
    for step in play.scene.chain[
        : 1 + next(i for i, one in enumerate(play.scene.chain) if one.at == "start")
    ]:
        _take(play, number, step)
    row = play.row(number)
    on = sensing.latest([f"{row.thing}.route"])[f"{row.thing}.route"].value
    codes = [one.code for one in play.scene.routes]
    expect(on == codes.index(row.route) + 1, f"it is on route {on:g}")
    route = next(one for one in play.scene.routes if one.code == row.route)
    return f"{row.thing} → {route.name.zh}"


def _not_by_hand(play: Play, number: str) -> str:
    held = play.held(number)
    values = {"due_at": (play.stage.clock.now() + timedelta(days=9)).isoformat()}
    return refused(lambda: ledgers.change(play.keeper, held.id, values, version=held.version))


def _drive(play: Play, number: str, *, until_alert: bool = False) -> int:
    """The trip's track, fed as its terminal sends it; ends early at an alert."""
    row = play.row(number)
    rows = [one for one in play.files.rows("tracks") if one.trip == number]
    moments = tracks.positions(
        rows, play.scene.mover, row.thing, play.stage.clock.now() + timedelta(seconds=1)
    )
    readings = [reading for moment in moments for reading in moment]
    sent = 0
    for piece in chunks(readings, PIECE_S):
        play.stage.feed(piece, play.source)
        sent += len(piece)
        if until_alert and play.stage.told("rules.alert_raised", hazard=play.scene.hazard):
            break
    return sent


def _clean(play: Play) -> str:
    sent = _drive(play, play.scene.rehearsal.good)
    raised = play.stage.told("rules.alert_raised")
    expect(not raised, f"{[rules.get_alert(one.data.alert_id).sentence_zh for one in raised]}")
    return f"{sent} 个读数 readings"


def _not_oneself(play: Play, number: str) -> str:
    for step in play.scene.chain:
        if step.by == "reviewer":
            break
        if play.held(number).state not in _after(play, step):
            _take(play, number, step)
    held = play.held(number)
    return refused(lambda: ledgers.move(play.keeper, held.id, step.code, version=held.version))


def _handed_over(play: Play, number: str) -> str:
    done = []
    for step in play.scene.chain:
        move = play.held(number).state
        if move in _after(play, step):
            continue
        play.stage.wait(timedelta(minutes=1))
        _take(play, number, step)
        done.append(step.done.zh)
    thing = play.row(number).thing
    on = sensing.latest([f"{thing}.route"])[f"{thing}.route"].value
    expect(on == 0, f"{thing} is still on route {on:g}")
    return " → ".join(done)


def _after(play: Play, step: Handover) -> set[str]:
    """The states in which a step has been taken."""
    codes = [f"{one.code}_done" for one in play.scene.chain]
    later = codes[codes.index(f"{step.code}_done") :]
    return {*later, expansion.COMPLETE, expansion.DISPUTED, expansion.SETTLED}


def _why(play: Play, number: str, act: str) -> str:
    """The reason that stands in the history of the trip beside a step of our own."""
    found = ledgers.detail(play.keeper, play.made[number])
    return next(one.reason for one in found.steps if one.act == act)


def _complete(play: Play) -> str:
    number = play.scene.rehearsal.good
    held = play.held(number)
    expect(held.state == expansion.COMPLETE, f"the trip is {held.state}")
    return _why(play, number, "agree")


# -- amounts that differ -------------------------------------------------------------------------


def _short(play: Play) -> str:
    number = play.scene.rehearsal.short
    _set_out(play, number)
    _handed_over(play, number)
    held = play.held(number)
    expect(held.state == expansion.DISPUTED, f"the trip is {held.state}")
    row = play.row(number)
    return f"{row.sent:g} → {row.received:g} {play.scene.waybill.amount}"


def _short_case(play: Play) -> str:
    number = play.scene.rehearsal.short
    opened = play.stage.told("events.opened", source=f"record:{play.made[number]}")
    expect(len(opened) == 1, f"{len(opened)} events")
    play.case = cases.cases_of_event(opened[0].data.event_id)[0].id
    return _why(play, number, "differ")


def _short_settled(play: Play) -> str:
    _close(play, play.case)
    held = play.held(play.scene.rehearsal.short)
    expect(held.state == expansion.SETTLED, f"the trip is {held.state}")
    return f"{held.key} {held.state}"


# -- a rule that is broken -----------------------------------------------------------------------


def _idle(play: Play) -> str:
    """The breach's own track, driven by a vehicle that is on no trip."""
    row = play.row(play.scene.rehearsal.breach)
    rows = [one for one in play.files.rows("tracks") if one.trip == row.number]
    far = max(rows, key=lambda one: one.minute)
    at = play.stage.clock.now() + timedelta(seconds=30)
    every = play.scene.mover.every
    for number in range(3):
        moment = at + number * every
        play.stage.feed(
            [(moment, f"{row.thing}.lon", far.lon), (moment, f"{row.thing}.lat", far.lat)], play.source
        )
    expect(not play.stage.told("rules.alert_raised"), "an alert without a trip")
    return f"{row.thing} 3 个位置 positions"


def _broken(play: Play) -> str:
    sent = _drive(play, play.scene.rehearsal.breach, until_alert=True)
    raised = play.stage.told("rules.alert_raised", hazard=play.scene.hazard)
    expect(raised, f"no alert in {sent} readings")
    play.alert = raised[0].data.alert_id
    found = rules.get_alert(play.alert)
    expect(found.rule_code.endswith(f"/{play.scene.rehearsal.breaks}"), f"it was {found.rule_code}")
    where = sensing.position(found.thing_id)
    expect(where is not None and found.lon is not None, "nobody says where it is")
    return f"{found.sentence_zh}；{found.area_name}"


def _told_of(play: Play, rule: str) -> list[Any]:
    code = expansion.rule_code(play.files.declared.key, rule)
    return play.stage.told("rules.alert_raised", rule_code=code)


def _alerts(play: Play) -> int:
    return len(play.stage.told("rules.alert_raised", hazard=play.scene.hazard))


def _confirmed(play: Play) -> str:
    if play.scene.confirm != "auto":
        rules.end_alert(play.alert, "true", play.stage.account("duty"), reason="轨迹清楚，与驾驶员核对属实")
        play.stage.pump()
    opened = play.stage.told("events.opened", alert_id=play.alert)
    expect(len(opened) == 1, f"{len(opened)} events")
    return str(opened[0].data.number)


def _sent(play: Play) -> str:
    alert = rules.get_alert(play.alert)
    duty = matters.resolve_duty(play.scene.matter.code, alert.area_path)
    found = cases.cases_of_alert(play.alert)
    [lead] = [one for one in found if one.role == "lead"]
    expect(lead.lead_unit == duty.lead, f"sent to {lead.lead_unit}, not {duty.lead}")
    play.case = lead.id
    home = sensing.get_thing(alert.thing_id)
    return f"{lead.number} → {lead.lead_unit_name}（{alert.area_name}；常驻 kept at {home.area_path}）"


def _evidence(play: Play) -> str:
    chain = cases.explain(play.stage.account("dispatcher"), play.case)
    proof = [one.readings for one in chain.alerts if one.readings is not None]
    expect(proof and proof[0].values, "no readings behind the case")
    alert = rules.get_alert(play.alert)
    since, until = alert.started_at - timedelta(hours=2), play.stage.clock.now()
    names = [f"{alert.thing_id}.lon", f"{alert.thing_id}.lat"]
    track = sensing.history(names, since, until + timedelta(seconds=1), 20_000)
    expect(len(track) >= 4, f"{len(track)} positions")
    return f"{len(track) // 2} 个位置 positions，{len(proof[0].values)} 个{proof[0].name}读数 readings"


def _overdue(play: Play, number: str) -> str:
    before = len(play.stage.told("events.opened", source=f"record:{play.made[number]}"))
    due = play.held(number).values.get("due_at")
    expect(due, "no step is due")
    limits = [one.within for one in play.scene.chain if one.within]
    play.stage.wait(max(limits) + timedelta(hours=1, minutes=5))
    opened = play.stage.told("events.opened", source=f"record:{play.made[number]}")
    expect(len(opened) == before + 1, f"{len(opened) - before} events for one step that is overdue")
    return str(opened[-1].data.title_zh)


def _close_all(play: Play) -> str:
    """Every case that is open: of the alert, and of the step that was overdue."""
    opened = [one.data.case_id for one in play.stage.told("cases.opened", role="lead", kind="city")]
    for case in opened:
        _close(play, case)
    return f"{len(opened)} 件办结 cases closed"


def _close(play: Play, case: str) -> None:
    """A case through its flow: sent where it waits for it, taken, dealt with, checked, closed."""
    stage = play.stage
    dispatcher, inspector = stage.account("dispatcher"), stage.account("inspector")

    def lead() -> Any:
        return cases.get_case(dispatcher, case)

    if lead().row.stage == "opened":
        row = lead().row
        duty = matters.resolve_duty(play.scene.matter.code, row.area_path)
        cases.dispatch(dispatcher, case, unit=duty.lead, reason=duty.why_zh)
        stage.pump()
    for one in (one for one in cases.cases_of_event(lead().row.event_id) if one.stage == "dispatched"):
        cases.take(stage.person(one.lead_unit, "handler"), one.id)
    stage.wait(SOON)
    for one in (one for one in cases.cases_of_event(lead().row.event_id) if one.stage == "taken"):
        person = stage.person(one.lead_unit, "handler")
        before = stage.photo(person, f"{one.id[-6:]}-before", (90, 70, 40))
        after = stage.photo(person, f"{one.id[-6:]}-after", (150, 160, 150))
        cases.handle(
            person, one.id, text="已现场查处，责令整改，按程序立案处罚", before=[before], after=[after]
        )
    stage.pump()
    photo = stage.photo(inspector, f"{case[-6:]}-checked", (120, 150, 120))
    cases.verify(inspector, case, passed=True, text="查处到位", photos=[photo])
    cases.close(inspector, case)
    stage.pump()
    expect(lead().row.state == "closed", f"the case is {lead().row.state}")

"""The rehearsal that `application-review` brings: one granted to its certificate's end, one refused.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yiwang.cases import api as cases
from yiwang.identity.api import Subject
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.application_review import expansion
from yiwang.packs.recipes.application_review.record import ApplicationReview, ApplicationRow

SOON = timedelta(minutes=20)


@dataclass(slots=True)
class Play(steps.Played[ApplicationReview]):
    """What this recipe's rehearsals learn beside it."""

    made: dict[str, str] = field(default_factory=dict)
    """The record of each application."""

    @property
    def keeper(self) -> Subject:
        found: Subject = self.stage.person(self.scene.application.unit, "handler")
        return found

    @property
    def decider(self) -> Subject:
        found: Subject = self.stage.account("dispatcher")
        return found

    def row(self, number: str) -> ApplicationRow:
        found: ApplicationRow = next(row for row in self.files.rows("sample") if row.number == number)
        return found

    def held(self, number: str) -> Held:
        found = ledgers.find_record(self.made[number])
        assert found is not None
        return found


def grant(stage: Stage) -> None:
    """准予发证: checked, reviewed side by side, granted; a certificate that is scanned, reminded of, ends."""
    play = Play(stage, steps.load(stage))
    number = play.scene.rehearsal.good
    stage.step("填报申请", "The form is filled in", lambda: _written(play, number))
    stage.step(
        "带出的栏目不能手填", "What the house holds nobody fills in", lambda: _not_by_hand(play, number)
    )
    stage.step("提交即核对，免提交，受理", "Handed in, checked, accepted", lambda: _accepted(play, number))
    stage.step(
        "立为审查件，派到牵头单位", "A review is opened and sent to who leads", lambda: _opened(play, number)
    )
    stage.step(
        "牵头单位和各审查单位分别接办",
        "Each unit takes its own, under its own clocks",
        lambda: _taken(play, number),
    )
    stage.step(
        "审查中要求补正，时限停走", "Papers are asked for: the clocks stand", lambda: _waits(play, number)
    )
    stage.step("补正齐，继续审查", "They are there: it goes on", lambda: _goes_on(play, number))
    stage.step("不能替别的单位提意见", "No unit has an opinion for another", lambda: _not_asked(play))
    stage.step("意见未齐不能审结", "Not closed before all have an opinion", lambda: _not_closed(play))
    stage.step("各单位同意，审结", "All agree: closed", lambda: _closed(play, number))
    stage.step("受理人不能自己批准", "Who takes it in does not decide", lambda: _not_oneself(play, number))
    stage.step("准予，发证", "Granted: its certificate", lambda: _granted(play, number))
    stage.step("扫码可见证照有效", "A scan shows that it is valid", lambda: _scanned(play, number, "valid"))
    wanted = {
        "applied": 1,
        "in_time": 100,
        "first_time": 100,
        "corrected": 0,
        "granted": 100,
        "certificates": 1,
    }
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))
    stage.step("到期前提醒续期", "Its renewal is reminded of", lambda: _reminded(play, number))
    stage.step("到期失效，扫码可见", "It ends by itself, as a scan shows", lambda: _expired(play, number))


def refuse(stage: Stage) -> None:
    """补正、异议、不予通过: sent back with rule and record; objected to; refused, and redress is told."""
    play = Play(stage, steps.load(stage))
    number = play.scene.rehearsal.faulty
    stage.step("填报申请", "The form is filled in", lambda: _written(play, number))
    stage.step(
        "核对不符，退回补正并说明", "Sent back: which rule, which record", lambda: _sent_back(play, number)
    )
    stage.step("核对结论不能手改", "Nobody accepts by hand", lambda: _no_bypass(play, number))
    stage.step("补正后重新提交，受理", "Mended, handed in again, accepted", lambda: _mended(play, number))
    stage.step(
        "立为审查件，派到牵头单位", "A review is opened and sent to who leads", lambda: _opened(play, number)
    )
    stage.step(
        "牵头单位和各审查单位分别接办",
        "Each unit takes its own, under its own clocks",
        lambda: _taken(play, number),
    )
    stage.step("反对须写理由", "Who objects says why", lambda: _why_not(play))
    stage.step(
        "逾期未提意见的单位记在申请上", "Who is late stands on the application", lambda: _late(play, number)
    )
    stage.step("有单位不同意，交牵头单位", "An objection goes to who leads", lambda: _objected(play, number))
    stage.step("牵头单位协调后审结", "Who leads settles it", lambda: _settled(play, number))
    stage.step("不予通过须写理由", "A refusal says why", lambda: _bare_refusal(play, number))
    stage.step("不予通过，告知救济途径", "Refused; the redress is told", lambda: _refused(play, number))
    stage.step("没有发证", "No certificate", lambda: _no_certificate(play))
    stage.step("另一件准予后被撤销，扫码可见", "Another is granted and revoked", lambda: _revoked(play))
    wanted = {"applied": 2, "first_time": 50, "corrected": 50, "granted": 50, "certificates": 0}
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )


SCRIPTS: dict[str, Callable[[Stage], None]] = {"grant": grant, "refuse": refuse}


# -- the form ----------------------------------------------------------------------------------


def _written(play: Play, number: str) -> str:
    made = ledgers.record(play.keeper, play.scene.application.code, expansion.values_of(play.row(number)))
    play.made[number] = made.id
    play.stage.pump()
    return f"{number} {made.city_code}"


def _computed(play: Play) -> str:
    return next(
        (one.code for one in play.scene.application.fields if one.computed and one.kind == "text"), "mended"
    )


def _not_by_hand(play: Play, number: str) -> str:
    held, code = play.held(number), _computed(play)
    value: object = 9 if code == "mended" else "自己填的"
    return refused(lambda: ledgers.change(play.keeper, held.id, {code: value}, version=held.version))


def _submit(play: Play, number: str, values: Mapping[str, Any] | None = None) -> None:
    if values:
        held = play.held(number)
        ledgers.change(play.keeper, held.id, values, version=held.version)
    held = play.held(number)
    ledgers.move(play.keeper, held.id, "submit", version=held.version)
    play.stage.pump()


def _why(play: Play, number: str, act: str) -> str:
    """The reason that stands in the history beside the newest step of that name."""
    found = ledgers.detail(play.keeper, play.made[number])
    return next(one.reason for one in found.steps if one.act == act)


def _accepted(play: Play, number: str) -> str:
    _submit(play, number)
    held = play.held(number)
    expect(held.state == "accepted", f"it is {held.state}: {_why_any(play, number)}")
    filled = [code for one in play.scene.lookups for code in one.fills.values()]
    expect(all(held.values.get(code) not in (None, "") for code in filled), "something was not filled in")
    shown = "，".join(f"{code}={held.values[code]}" for code in filled)
    return f"{_why(play, number, 'accept')[:160]}；带出 filled in: {shown or '—'}"


def _why_any(play: Play, number: str) -> str:
    return ledgers.detail(play.keeper, play.made[number]).steps[0].reason


def _sent_back(play: Play, number: str) -> str:
    _submit(play, number)
    held = play.held(number)
    expect(held.state == "returned", f"it is {held.state}")
    why = _why(play, number, "send_back")
    failed = next(one for one in play.scene.lookups if one.code == play.scene.rehearsal.fails)
    expect(failed.name.zh in why, why)
    others = [one.name.zh for one in play.scene.lookups if one is not failed and one.name.zh in why]
    expect(not others, f"{others} do not hold either")
    return why


def _no_bypass(play: Play, number: str) -> str:
    held = play.held(number)
    return refused(lambda: ledgers.move(play.decider, held.id, "accept", version=held.version))


def _mended(play: Play, number: str) -> str:
    play.stage.wait(SOON)
    _submit(play, number, expansion.parsed(play.scene.rehearsal.mended))
    held = play.held(number)
    expect(held.state == "accepted", f"it is {held.state}: {_why_any(play, number)}")
    return f"补正 mended {held.values['mended']:g} 次 times"


# -- the review --------------------------------------------------------------------------------


def _opened(play: Play, number: str) -> str:
    opened = play.stage.told("events.opened", source=f"record:{play.made[number]}")
    expect(len(opened) == 1, f"{len(opened)} events")
    play.case = cases.cases_of_event(opened[0].data.event_id)[0].id
    row = play.lead().row
    expect((row.flow, row.stage) == ("review", "dispatched"), f"the case is {row.stage} of {row.flow}")
    beside = {one.lead_unit for one in play.lead().sub_cases}
    expect(beside == set(play.scene.review.units), f"sub-cases went to {sorted(beside)}")
    return f"{row.number} → {row.lead_unit_name}，子工单 sub-cases {len(beside)}"


def _taken(play: Play, number: str) -> str:
    play.stage.wait(SOON)
    cases.take(play.handler(), play.case)
    for one in play.lead().sub_cases:
        cases.take(play.stage.person(one.lead_unit, "handler"), one.id)
    play.stage.pump()
    expect(play.held(number).state == "reviewing", f"the application is {play.held(number).state}")
    expect(all("handle" in clocks for clocks in _running(play).values()), f"{_running(play)}")
    return f"{len(play.scene.review.units)} 个单位各计时限 units under their own clocks"


def _running(play: Play) -> dict[str, set[str]]:
    """The clocks that run, by unit of the whole review."""
    family = [play.lead(), *(cases.get_case(play.decider, one.id) for one in play.lead().sub_cases)]
    return {
        held.row.lead_unit: {
            one.name
            for one in held.clocks
            if one.stopped_at is None and one.due_at is not None and not one.paused_at
        }
        for held in family
    }


def _mine(play: Play, unit: str) -> str:
    """The sub-case of a unit."""
    return str(next(one.id for one in play.lead().sub_cases if one.lead_unit == unit))


def _waits(play: Play, number: str) -> str:
    expect(all(_running(play).values()), "somebody's clocks do not run")
    cases.suspend(play.handler(), play.case, reason="material", text="请补充原件照片")
    play.stage.pump()
    expect(play.held(number).state == "waiting", f"the application is {play.held(number).state}")
    expect(not any(_running(play).values()), f"{_running(play)} run on")
    return "各单位时钟全部停走 the clocks of all stand"


def _goes_on(play: Play, number: str) -> str:
    play.stage.wait(timedelta(hours=2))
    cases.resume(play.handler(), play.case, text="材料已补齐")
    play.stage.pump()
    expect(play.held(number).state == "reviewing", f"the application is {play.held(number).state}")
    expect(all(_running(play).values()), "not all clocks run again")
    return f"{sum(len(one) for one in _running(play).values())} 个时钟 clocks"


def _at_work(play: Play, number: str) -> dict[str, cases.UnitAnswer]:
    """What the application says of the units that review it."""
    return {one.unit: one for deed in _deeds(play, play.held(number).id) for one in deed.units}


def _not_asked(play: Play) -> str:
    first = play.scene.review.units[0]
    return refused(lambda: cases.sign(play.handler(), _mine(play, first), agreed=True))


def _not_closed(play: Play) -> str:
    cases.handle(play.handler(), play.case, text="书面审查完毕，待各单位意见齐")
    play.stage.pump()
    return refused(lambda: cases.close(play.decider, play.case))


def _sign(play: Play, unit: str, *, agreed: bool, text: str = "") -> None:
    cases.sign(play.stage.person(unit, "handler"), _mine(play, unit), agreed=agreed, text=text)
    play.stage.pump()


def _closed(play: Play, number: str) -> str:
    for unit in play.scene.review.units:
        _sign(play, unit, agreed=True)
    cases.close(play.decider, play.case)
    play.stage.pump()
    expect(play.lead().row.state == "closed", f"the case is {play.lead().row.state}")
    expect(play.held(number).state == "reviewed", f"the application is {play.held(number).state}")
    return f"{len(play.scene.review.units)} 份意见 opinions"


def _why_not(play: Play) -> str:
    unit = play.scene.rehearsal.objects
    objects = play.stage.person(unit, "handler")
    return refused(lambda: cases.sign(objects, _mine(play, unit), agreed=False))


def _late(play: Play, number: str) -> str:
    slow = play.scene.rehearsal.objects
    for unit in play.scene.review.units:
        if unit != slow:
            _sign(play, unit, agreed=True)
    held = cases.get_case(play.decider, _mine(play, slow))
    due = next(one.due_at for one in held.clocks if one.name == "handle")
    assert due is not None
    play.stage.go_to(due + SOON)
    play.stage.pump()
    lamps = {one.lead_unit: (one.lamp, one.stage) for one in play.lead().sub_cases}
    expect(lamps[slow] == ("red", "taken"), f"{slow} is {lamps[slow]}")
    late = _at_work(play, number)[slow]
    expect((late.late, late.due_at, late.answered_at) == (True, due, None), f"the application says {late}")
    cases.handle(play.handler(), play.case, text="书面审查完毕，待各单位意见齐")
    play.stage.pump()
    return refused(lambda: cases.close(play.decider, play.case))


def _objected(play: Play, number: str) -> str:
    _sign(play, play.scene.rehearsal.objects, agreed=False, text="与本单位掌握的情况不一致，建议不予通过")
    state = play.held(number).state
    expect(state == "contested", f"the application is {state}")
    units = _at_work(play, number)
    late = sorted(one.unit for one in units.values() if one.late and not one.leads)
    expect(late == [play.scene.rehearsal.objects], f"the application says that {late} were late")
    signed = units[play.scene.rehearsal.objects]
    expect(signed.answer == "objected" and signed.answered_at is not None, f"the application says {signed}")
    return f"{number} {state}"


def _settled(play: Play, number: str) -> str:
    cases.close(play.decider, play.case)
    play.stage.pump()
    held = play.held(number)
    expect(held.state == "contested", f"the conflict went away: {held.state}")
    ledgers.move(play.keeper, held.id, "settle", version=held.version, reason="会商后采纳异议，建议不予通过")
    play.stage.pump()
    return _at(play, number, "reviewed")


def _at(play: Play, number: str, state: str) -> str:
    held = play.held(number)
    expect(held.state == state, f"the application is {held.state}")
    return f"{number} {state}"


# -- the decision ------------------------------------------------------------------------------


def _not_oneself(play: Play, number: str) -> str:
    held = play.held(number)
    return refused(lambda: ledgers.move(play.keeper, held.id, "grant", version=held.version))


def _certificate(play: Play, number: str) -> Held:
    key = play.scene.certificate.number.replace("{number}", number)
    found = ledgers.find_key(play.scene.certificate.code, key)
    expect(found is not None, f"there is no certificate {key}")
    assert found is not None
    return found


def _granted(play: Play, number: str) -> str:
    held = play.held(number)
    ledgers.move(play.decider, held.id, "grant", version=held.version)
    play.stage.pump()
    _at(play, number, "granted")
    made = _certificate(play, number)
    for code, source in play.scene.certificate.fields.items():
        expect(made.values.get(code) == held.values.get(source), f"{code} is not on it")
    return f"{made.key}，有效期至 until {made.values['valid_until']}"


def _scanned(play: Play, number: str, state: str) -> str:
    made = _certificate(play, number)
    seen = ledgers.scan(play.decider, made.city_code)
    expect(seen.row.state == state, f"a scan shows {seen.row.state}")
    return f"{made.city_code} → {seen.row.state}"


def _reminded(play: Play, number: str) -> str:
    said = play.scene.certificate
    play.stage.wait(timedelta(days=said.valid_days - said.remind_days + 1, hours=2))
    made = _certificate(play, number)
    expect(made.state == "valid", f"it is {made.state} already")
    told = [one for one in play.stage.told("messages.sent") if made.key in getattr(one.data, "title_zh", "")]
    did = [one for one in _deeds(play, made.id) if one.what == "words"]
    expect(did, "nobody was reminded")
    return f"{len(did)} 次提醒 reminders{'，' + told[0].data.title_zh if told else ''}"


def _deeds(play: Play, record_id: str) -> list[Any]:
    from yiwang.routines import api as routines

    return routines.deeds(play.decider, record_id)


def _expired(play: Play, number: str) -> str:
    play.stage.wait(timedelta(days=play.scene.certificate.remind_days, hours=2))
    return _scanned(play, number, "expired")


def _bare_refusal(play: Play, number: str) -> str:
    held = play.held(number)
    return refused(lambda: ledgers.move(play.decider, held.id, "refuse", version=held.version))


def _refused(play: Play, number: str) -> str:
    held = play.held(number)
    ledgers.move(play.decider, held.id, "refuse", version=held.version, reason="审查单位异议成立，不符合条件")
    play.stage.pump()
    _at(play, number, "refused")
    expect(any(one.what == "words" for one in _deeds(play, held.id)), "the redress was told to nobody")
    return play.scene.review.redress.zh


def _no_certificate(play: Play) -> str:
    made = ledgers.walk(play.scene.certificate.code)
    expect(not made, f"{[one.key for one in made]}")
    return "证照 certificates 0"


def _revoked(play: Play) -> str:
    number = play.scene.rehearsal.good
    _written(play, number)
    _submit(play, number)
    _opened(play, number)
    _taken(play, number)
    cases.handle(play.handler(), play.case, text="书面审查完毕")
    play.stage.pump()
    _closed(play, number)
    _granted(play, number)
    made = _certificate(play, number)
    refused(lambda: ledgers.move(play.decider, made.id, "revoke", version=made.version))
    ledgers.move(
        play.decider, made.id, "revoke", version=made.version, reason="事后核查发现承诺不实，予以撤销"
    )
    play.stage.pump()
    return _scanned(play, number, "revoked")

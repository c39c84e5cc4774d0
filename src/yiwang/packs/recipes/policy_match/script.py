"""The rehearsal that `policy-match` brings: who fits is told, claims and is paid; who is silent is visited.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yiwang.appeals import api as appeals
from yiwang.cases import api as cases
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.messages import api as messages
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.policy_match.expansion import matches_code, policies_code
from yiwang.packs.recipes.policy_match.record import PolicyMatch
from yiwang.routines import api as routines

assert appeals
SOON = timedelta(minutes=20)
HERE = "198.51.100.20"
ENDED = ("paid", "refused", "declined", "lapsed")


@dataclass(slots=True)
class Play(steps.Played[PolicyMatch]):
    """What this recipe's rehearsals learn beside it."""

    made: list[Held] = field(default_factory=list)

    @property
    def into(self) -> str:
        return matches_code(self.stage.pack, self.stage.scene_id)

    def subject(self, key: str) -> Held:
        found = ledgers.find_key(self.scene.subjects.ledger, key)
        expect(found, f"the sample has no subject {key}")
        assert found is not None
        return found

    def matches(self, key: str = "") -> list[Held]:
        """The matches, of one subject or of all."""
        if key:
            return ledgers.linked(self.into, "subject", self.subject(key).id)
        return ledgers.walk(self.into)

    def asked(self, key: str) -> Held:
        """The first match of a subject that has to be claimed."""
        found = [one for one in self.matches(key) if not one.values["automatic"]]
        expect(found, f"{key} has no match to claim")
        return found[0]

    def keeper(self, held: Held) -> Subject:
        keeper: Subject = self.stage.person(held.unit, "handler")
        return keeper

    def move(self, who: Subject, held: Held, move: str, reason: str = "") -> Held:
        now = ledgers.find_record(held.id)
        assert now is not None
        ledgers.move(who, now.id, move, version=now.version, reason=reason)
        self.stage.pump()
        after = ledgers.find_record(held.id)
        assert after is not None
        return after


def claim(stage: Stage) -> None:
    """告知、申领、兑现: every pair is matched line by line; one is told, claims, is granted and paid."""
    play = Play(stage, steps.load(stage))
    stage.step("对象与政策逐条匹配", "Every pair is matched, line by line", lambda: _matched(play))
    stage.step("不符合的没有匹配", "Who does not fit has no match", lambda: _unfit(play))
    stage.step("已告知责任单位，个人信息打码", "The unit is told, personal data masked", lambda: _told(play))
    stage.step("免申即享的直接核准", "Granted without an application", lambda: _unasked(play))
    stage.step("金额不能手工改", "Nobody changes the amount by hand", lambda: _not_by_hand(play))
    stage.step("告知并给领取码，打码保存", "He is given his code; it is kept masked", lambda: _given(play))
    stage.step("领取码不对，什么也看不到", "With a wrong code nothing is seen", lambda: _wrong_code(play))
    stage.step("本人不用登录，一键申领", "He claims by himself, without an account", lambda: _claimed(play))
    stage.step("经办人不能自己核准", "Who claims may not grant", lambda: _not_oneself(play))
    stage.step("另一人核准", "Another person grants", lambda: _granted(play))
    stage.step("兑现并留凭证号", "Paid, with its voucher", lambda: _paid(play))
    stage.step("兑现后不能再改", "What is paid is changed no more", lambda: _ended(play))
    stage.step("场景指标随之变化", "The scene's figures have moved", lambda: _figures(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def silent(stage: Stage) -> None:
    """未领和不再符合: reminded, visited by the town, lapsed; withdrawn when its subject fits no longer."""
    play = Play(stage, steps.load(stage))
    stage.step("匹配并告知", "Matched and told", lambda: _matched(play))
    stage.step("不再符合即撤回，写明哪一条", "Who fits no longer is withdrawn, and why", lambda: _left(play))
    stage.step("又符合了即恢复", "Who fits again comes back", lambda: _came_back(play))
    stage.step("再次匹配不重复", "Matching again changes nothing", lambda: _again(play))
    stage.step("截止前提醒未领的", "The silent are reminded", lambda: _reminded(play))
    stage.step("仍未领的成为镇街任务", "They become a task of the town", lambda: _visited(play))
    stage.step("上门办结，登记已知晓", "The visit ends; he knows", lambda: _visit_ends(play))
    stage.step("政策暂停不再匹配新对象", "A paused policy matches nobody new", lambda: _paused(play))
    stage.step("截止后逾期未领", "After the end it lapses", lambda: _lapsed(play))
    stage.step("逾期后不能申领", "Nobody claims after that", lambda: _too_late(play))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"claim": claim, "silent": silent}


def _matched(play: Play) -> str:
    play.stage.pump()
    play.made = play.matches()
    expect(play.made, "nobody was matched")
    for one in play.made:
        why = str(one.values["why"])
        expect("✓" in why and "✗" not in why, f"{one.key}: {why}")
    subjects = {one.values["subject"] for one in play.made}
    return f"{len(play.made)} 个匹配 matches，{len(subjects)} 个对象 subjects"


def _unfit(play: Play) -> str:
    key = play.scene.rehearsal.unfit
    expect(not play.matches(key), f"{key} has a match")
    return play.subject(key).title


def _told(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    expect(match.state == "told", f"the match is {match.state}")
    keeper = play.keeper(match)
    found = [one for one in messages.inbox(keeper, size=50).items if match.title in one.title_zh]
    expect(found, f"{match.unit} was not told")
    personal = [
        str(value)
        for one in (play.files.ledgers[play.scene.subjects.ledger]).fields
        if one.is_personal
        if (value := play.subject(play.scene.rehearsal.claims).values.get(one.code))
    ]
    expect(not any(value in found[0].title_zh + found[0].body_zh for value in personal), "not masked")
    return f"{found[0].to_name}：{found[0].title_zh}"


def _unasked(play: Play) -> str:
    found = [one for one in play.matches() if one.values["automatic"]]
    if not any(one.automatic for one in play.scene.policies):
        expect(not found, "something was granted without an application")
        return "本场景没有免申即享 none here"
    expect(found, "nobody was granted without an application")
    expect(all((one.state, one.values.get("way")) == ("granted", "unasked") for one in found), "not granted")
    return f"{len(found)} 件，{sum(one.values['amount'] for one in found):,.2f} 元 yuan"


def _not_by_hand(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    more = {"amount": match.values["amount"] + 1}
    return refused(lambda: ledgers.change(play.keeper(match), match.id, more, version=match.version))


def _claimed(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    before = routines.benefits.benefit(match.city_code, _code(match), address=HERE)
    subject = play.subject(play.scene.rehearsal.claims)
    expect(before.may_claim and before.subject != subject.title, "it is not masked, or not to be claimed")
    after = routines.benefits.claim(match.city_code, _code(match), address=HERE)
    play.stage.pump()
    match = play.asked(play.scene.rehearsal.claims)
    expect((match.state, match.values["way"]) == ("claimed", "self"), f"the match is {match.state}")
    again = routines.benefits.claim(match.city_code, _code(match), address=HERE)
    expect(again == after, "a claim that is sent again is another")
    return f"{after.subject} {after.policy.name} {after.amount:,.2f} 元"


def _code(match: Held) -> str:
    return str(match.values["claim_code"])


def _given(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    keeper = play.keeper(match)
    match = play.move(keeper, match, "know")
    shown = str(ledgers.detail(keeper, match.id).row.values["claim_code"])
    expect(shown != _code(match), "the code is not masked")
    return f"{match.city_code} {shown}"


def _wrong_code(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    return refused(lambda: routines.benefits.benefit(match.city_code, "LQ-AAAA-AAAA-AAAA", address=HERE))


def _not_oneself(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    return refused(lambda: play.move(play.keeper(match), match, "grant"))


def _granted(play: Play) -> str:
    match = play.move(play.stage.account("dispatcher"), play.asked(play.scene.rehearsal.claims), "grant")
    expect(match.state == "granted", f"the match is {match.state}")
    return match.title


def _paid(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    keeper = play.keeper(match)
    ledgers.change(keeper, match.id, {"voucher": "YL-2026-0001"}, version=match.version)
    match = play.move(keeper, match, "pay")
    expect((match.state, match.ended) == ("paid", True), f"the match is {match.state}")
    return f"{match.title} {match.values['voucher']}"


def _ended(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.claims)
    return refused(
        lambda: ledgers.change(play.keeper(match), match.id, {"voucher": "X"}, version=match.version)
    )


def _figures(play: Play) -> str:
    found = [one for one in play.matches() if one.state != "withdrawn"]
    known = sum(one.state in ("known", "claimed", "granted", "paid", "declined", "refused") for one in found)
    paid = [one for one in found if one.state == "paid"]
    return steps.figures(
        play.stage,
        play.files,
        {
            "matched": len(found),
            "known": 100 * known / len(found),
            "redeemed": 100 * len(paid) / len(found),
            "paid_sum": sum(one.values["amount"] for one in paid),
        },
    )


def _left(play: Play) -> str:
    leaves = play.scene.rehearsal.leaves
    subject = play.subject(leaves.subject)
    before = [one for one in play.matches(leaves.subject) if not one.ended]
    expect(before, f"{leaves.subject} fits nothing at first")
    ledgers.change(
        play.keeper(subject),
        subject.id,
        {leaves.field: leaves.value},
        version=subject.version,
        reason="核实后更正",
    )
    play.stage.pump()
    gone = [one for one in play.matches(leaves.subject) if one.state == "withdrawn"]
    expect(gone, "nothing was withdrawn")
    step = ledgers.detail(play.stage.account("dispatcher"), gone[0].id).steps[0]
    expect("✗" in step.reason, f"the reason is “{step.reason}”")
    return f"{gone[0].title}：{step.reason}"


def _came_back(play: Play) -> str:
    leaves = play.scene.rehearsal.leaves
    subject = play.subject(leaves.subject)
    was = next(
        change.old
        for step in ledgers.detail(play.stage.account("dispatcher"), subject.id).steps
        for change in step.changes
        if change.field == leaves.field
    )
    ledgers.change(play.keeper(subject), subject.id, {leaves.field: was}, version=subject.version)
    play.stage.pump()
    expect(not [one for one in play.matches(leaves.subject) if one.state == "withdrawn"], "still withdrawn")
    return subject.title


def _again(play: Play) -> str:
    many = len(play.matches())
    play.stage.wait(timedelta(days=1))
    expect(len(play.matches()) == many, f"{len(play.matches())} matches instead of {many}")
    return f"{many} 个 matches"


def _until(play: Play) -> date:
    return date.fromisoformat(str(play.asked(play.scene.rehearsal.silent).values["until"]))


def _on(play: Play, day: date) -> None:
    """Morning of a day."""
    play.stage.go_to(datetime.combine(day, time(9), clock.SHANGHAI))
    play.stage.pump()


def _reminded(play: Play) -> str:
    _on(play, _until(play) - timedelta(days=play.scene.remind_days - 1))
    match = play.asked(play.scene.rehearsal.silent)
    expect(
        (match.state, match.values["reminders"]) == ("told", 1), f"{match.state}, {match.values['reminders']}"
    )
    return f"{match.title}，{match.values['until']} 截止"


def _visited(play: Play) -> str:
    _on(play, _until(play) - timedelta(days=play.scene.visit_days - 1))
    match = play.asked(play.scene.rehearsal.silent)
    expect(match.state == "visit", f"the match is {match.state}")
    opened = [one for one in play.stage.told("cases.opened") if one.data.role == "lead"]
    mine = [
        one
        for one in opened
        if match.title in cases.get_case(_dispatcher(play), one.data.case_id).row.title_zh
    ]
    expect(len(mine) == 1, f"{len(mine)} cases of the match")
    play.case = mine[0].data.case_id
    return str(play.lead().row.number)


def _dispatcher(play: Play) -> Subject:
    dispatcher: Subject = play.stage.account("dispatcher")
    return dispatcher


def _visit_ends(play: Play) -> str:
    from yiwang.matters import api as matters

    inspector = play.stage.account("inspector")
    cases.establish(inspector, play.case, text="匹配结果属实，未申领")
    play.stage.pump()
    match = play.asked(play.scene.rehearsal.silent)
    duty = matters.resolve_duty(play.scene.visit.code, match.area_path)
    cases.dispatch(_dispatcher(play), play.case, unit=duty.lead, reason=duty.why_zh)
    play.stage.wait(SOON)
    worker = play.stage.person(duty.lead, "handler")
    cases.take(worker, play.case)
    play.stage.wait(SOON)
    after = [play.stage.photo(worker, "visit", (150, 160, 150))]
    cases.handle(worker, play.case, text="已上门说明政策、期限和办法", after=after)
    play.stage.wait(SOON)
    photo = play.stage.photo(inspector, "checked", (120, 150, 120))
    cases.verify(inspector, play.case, passed=True, text="电话核实已告知", photos=[photo])
    play.stage.pump()
    cases.close(inspector, play.case)
    play.stage.pump()
    match = play.asked(play.scene.rehearsal.silent)
    expect(match.state == "known", f"the match is {match.state}")
    return f"{duty.lead} → {match.title}"


def _paused(play: Play) -> str:
    policies = ledgers.walk(policies_code(play.stage.pack, play.stage.scene_id))
    policy = next(one for one in policies if not one.values.get("automatic"))
    many = len(play.matches())
    steward = _dispatcher(play)
    ledgers.move(steward, policy.id, "pause", version=policy.version, reason="资金计划调整，暂停受理")
    play.stage.wait(timedelta(days=1))
    expect(len(play.matches()) == many, "a match was written")
    return policy.title


def _lapsed(play: Play) -> str:
    _on(play, _until(play) + timedelta(days=2))
    match = play.asked(play.scene.rehearsal.silent)
    expect((match.state, match.ended) == ("lapsed", True), f"the match is {match.state}")
    return match.title


def _too_late(play: Play) -> str:
    match = play.asked(play.scene.rehearsal.silent)
    return refused(lambda: play.move(play.keeper(match), match, "claim"))

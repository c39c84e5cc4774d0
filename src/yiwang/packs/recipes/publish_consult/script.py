"""The rehearsal that `publish-consult` brings: a draft is heard, voted on and adopted; another fails first.

Every step is one that a person could watch; the public acts through its own doors, without an account.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yiwang.identity.api import Subject
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.publish_consult.expansion import DRAFTS, OPINIONS, code_of
from yiwang.packs.recipes.publish_consult.record import DraftRow, OpinionRow, PublishConsult
from yiwang.routines import api as routines

ASKER = "203.0.113.7"
"""An address of the block that is kept for examples."""
MOVES = {"adopted": "adopt", "partly": "adopt_partly", "rejected": "reject"}


@dataclass(slots=True)
class Play(steps.Played[PublishConsult]):
    """What this recipe's rehearsals learn beside it."""

    draft_id: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    """The number of each opinion, by its row."""

    @property
    def drafter(self) -> Subject:
        person: Subject = self.stage.person(self.scene.unit, "handler")
        return person

    @property
    def second(self) -> Subject:
        person: Subject = self.stage.account("dispatcher")
        return person

    @property
    def draft(self) -> Held:
        found = ledgers.find_record(self.draft_id)
        assert found is not None
        return found

    def code(self, what: str) -> str:
        return code_of(self.stage.pack, self.stage.scene_id, what)

    def row(self, number: str) -> DraftRow:
        found: DraftRow = next(one for one in self.files.rows(DRAFTS) if one.number == number)
        return found

    def said(self) -> Sequence[OpinionRow]:
        """The sample opinions on the draft that is followed."""
        return [one for one in self.files.rows(OPINIONS) if one.draft == self.draft.key]

    def move(self, who: Subject, move: str, reason: str = "") -> str:
        ledgers.move(who, self.draft_id, move, version=self.draft.version, reason=reason)
        self.stage.pump()
        return self.draft.state

    def voters(self) -> list[Held]:
        """Who is entitled, those of the largest shares first."""
        vote = self.scene.vote
        assert vote is not None
        found = ledgers.walk(vote.voters)
        within = vote.within
        found = [one for one in found if not within or one.values[within] == self.draft.values[within]]
        return sorted(found, key=lambda one: -float(one.values.get(vote.share) or 0))

    def cast(self, voter: Held, choice: str, *, code: str = "") -> Any:
        vote = self.scene.vote
        assert vote is not None
        return routines.public.cast(
            self.draft_id,
            voter=voter.key,
            code=code or str(voter.values[vote.secret]),
            choice=choice,
            address=ASKER,
        )


def adopt(stage: Stage) -> None:
    """征求意见、表决、公布施行: heard, answered, voted on by those entitled, adopted, told."""
    play = Play(stage, steps.load(stage))
    number = play.scene.rehearsal.draft
    stage.step("起草登记，公众看不到草稿", "Drafted; nobody sees it yet", lambda: _drafted(play, number))
    stage.step("起草人不能自己公布", "Who drafts does not publish", lambda: _not_oneself(play, "publish"))
    stage.step("另一人公布，开始计期", "Another publishes; the window opens", lambda: _published(play))
    stage.step("公众不用登录提意见", "The public gives opinions", lambda: _given(play))
    stage.step("相近意见并为一类", "Those alike are joined", lambda: _alike(play))
    stage.step("凭编号查意见，乱猜不行", "Looked up by number; no guessing", lambda: _looked_up(play))
    stage.step("截止前不能进入下一步", "No next step before the end", lambda: _not_yet(play))
    stage.step("到期截止，不再收意见", "The window closes", lambda: _closed(play))
    stage.step("不写理由不能答复", "No answer without its reason", lambda: _no_reason(play))
    stage.step("逐条答复，同类一并答复", "Each is answered, those alike with it", lambda: _answered(play))
    stage.step("提意见的人看到理由", "Who gave it reads the reason", lambda: _reads(play))
    if play.scene.vote is not None:
        stage.step("组织表决", "The vote is called", lambda: _called(play))
        stage.step("表决码不对不能投票", "Nobody votes with a wrong code", lambda: _wrong_code(play))
        stage.step("一人一票，截止前可改", "One vote each, changed until the end", lambda: _voted(play))
        stage.step("谁投了什么，承办人看不到", "Handlers do not see who voted how", lambda: _secret(play))
        stage.step("计票前不能公布施行", "Not adopted before the count", lambda: _not_oneself(play, "adopt"))
        stage.step("截止计票，逐项说明", "Counted, line by line", lambda: _counted(play))
    stage.step("公布施行，公众看到结果", "Adopted; the public sees it", lambda: _adopted(play))
    stage.step("场景指标随之变化", "The scene's figures have moved", lambda: _figures(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def again(stage: Stage) -> None:
    """未通过: a draft below its quorum is not adopted and is voted on again; without a vote it is dropped."""
    play = Play(stage, steps.load(stage))
    rehearsal = play.scene.rehearsal
    number = rehearsal.fails or rehearsal.draft
    stage.step("起草登记", "Drafted", lambda: _drafted(play, number))
    stage.step("公布", "Published", lambda: _published(play))
    if play.scene.vote is None:
        stage.step("收到意见", "Opinions come", lambda: _given(play))
        stage.step("到期截止", "The window closes", lambda: _closed(play))
        stage.step("意见未答复不能公布", "Not adopted while one waits", lambda: _not_oneself(play, "adopt"))
        stage.step("不再推进，写明原因", "Dropped, with the reason", lambda: _dropped(play))
        return
    stage.step("没有意见，到期即可表决", "No opinions; ready at the end", lambda: _none(play))
    stage.step("组织表决", "The vote is called", lambda: _called(play))
    stage.step("参加的人不够", "Too few take part", lambda: _few(play))
    stage.step("未达到要求，不能公布施行", "Below its quorum it is not adopted", lambda: _failed(play))
    stage.step("重新表决，写明原因", "Voted on again, with the reason", lambda: _once_more(play))
    stage.step("新一轮不计旧票", "Old ballots do not count", lambda: _anew(play))
    stage.step("截止计票，通过", "Counted, and passed", lambda: _counted(play))
    stage.step("公布施行", "Adopted", lambda: _adopted(play))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"adopt": adopt, "again": again}


def _drafted(play: Play, number: str) -> str:
    row = play.row(number)
    values = {
        "number": row.number, "title": row.title, "purpose": row.purpose, "text": row.text, "area": row.area,
    }  # fmt: skip
    if play.scene.vote is not None and play.scene.vote.within:
        values[play.scene.vote.within] = row.within
    play.draft_id = ledgers.record(play.drafter, play.code(DRAFTS), values).id
    play.stage.pump()
    refused(lambda: routines.public.draft(play.draft_id))
    return row.title


def _not_oneself(play: Play, move: str) -> str:
    return refused(lambda: play.move(play.drafter if move == "publish" else play.second, move))


def _published(play: Play) -> str:
    play.move(play.second, "publish")
    shown = routines.public.draft(play.draft_id)
    expect(shown.may_give and shown.row.until, f"it is {shown.row.state}, until {shown.row.until}")
    return f"{shown.row.title}，意见截止 {shown.row.until}"


def _give(play: Play, row: OpinionRow) -> str:
    taken = routines.public.give(
        play.draft_id,
        text=row.text,
        name="样例居民",
        phone="13800000099",
        key=f"rehearsal-of-{row.id:0>8}",
        address=ASKER,
    )
    number: str = taken.number
    return number


def _given(play: Play) -> str:
    for row in play.said():
        play.numbers[row.id] = _give(play, row)
    play.stage.pump()
    first = play.said()[0]
    expect(_give(play, first) == play.numbers[first.id], "sent again it became another")
    shown = routines.public.draft(play.draft_id)
    expect(shown.opinions == len(play.numbers), f"{shown.opinions} opinions")
    expect(not shown.answered, "opinions are shown before they are answered")
    return f"{len(play.numbers)} 条意见 opinions"


def _opinion(play: Play, row_id: str) -> Held:
    found = ledgers.find_key(play.code(OPINIONS), play.numbers[row_id])
    assert found is not None
    return found


def _alike(play: Play) -> str:
    many = 0
    for row in play.said():
        head = str(_opinion(play, row.id).values.get("alike") or "")
        wanted = _opinion(play, row.like).id if row.like else ""
        expect(head == wanted, f"{row.id} is joined to {head or 'nothing'}")
        many += bool(wanted)
    return f"{many} 条并入 joined"


def _looked_up(play: Play) -> str:
    shown = routines.public.opinion(play.numbers[play.said()[0].id], address=ASKER)
    expect(shown.state == "received", f"the opinion is {shown.state}")
    return f"{shown.number}：{shown.state_zh}；" + refused(
        lambda: routines.public.opinion("YJ-AAAA-BBBB-CCCC", address=ASKER)
    )


def _not_yet(play: Play) -> str:
    return refused(lambda: play.move(play.drafter, "call_vote" if play.scene.vote else "adopt"))


def _closed(play: Play) -> str:
    play.stage.wait(timedelta(days=play.scene.days + 1, hours=1))
    expect(play.draft.state == "sorting", f"the draft is {play.draft.state}")
    late = "又想到一条意见，请研究"
    return refused(
        lambda: routines.public.give(
            play.draft_id, text=late, name="", phone="", key="rehearsal-too-late", address=ASKER
        )
    )


def _no_reason(play: Play) -> str:
    held = _opinion(play, play.said()[0].id)
    return refused(lambda: ledgers.move(play.drafter, held.id, "adopt", version=held.version))


def _answered(play: Play) -> str:
    for row in play.said():
        held = _opinion(play, row.id)
        if row.like:
            continue
        ledgers.move(play.drafter, held.id, MOVES[row.answer], version=held.version, reason=row.because)
    play.stage.pump()
    waiting = [row.id for row in play.said() if _opinion(play, row.id).state == "received"]
    expect(not waiting, f"{', '.join(waiting)} wait for an answer")
    expect(play.draft.state == "sorted", f"the draft is {play.draft.state}")
    shown = routines.public.draft(play.draft_id).answered
    return "；".join(f"{one.answer_zh} {one.many} 条" for one in shown)


def _reads(play: Play) -> str:
    last = play.said()[-1]
    shown = routines.public.opinion(play.numbers[last.id], address=ASKER)
    heads = {row.id: row for row in play.said()}
    because = heads[last.like or last.id].because
    expect(shown.because == because, f"he reads “{shown.because}”")
    return f"{shown.state_zh}：{shown.because}"


def _called(play: Play) -> str:
    play.move(play.drafter, "call_vote")
    shown = routines.public.draft(play.draft_id)
    expect(shown.may_vote, f"the draft is {shown.row.state}")
    return f"{len(play.voters())} 票 entitled，截止 {shown.row.vote_until}"


def _wrong_code(play: Play) -> str:
    return refused(lambda: play.cast(play.voters()[0], "yes", code="不对的码"))


def _voted(play: Play) -> str:
    voters = play.voters()
    first = voters[0]
    play.cast(first, "no")
    expect(play.cast(first, "yes").changed, "the second ballot was another")
    for voter in voters[1:-1]:
        play.cast(voter, "yes")
    play.cast(voters[-1], "no")
    play.stage.pump()
    ballots = ledgers.walk(play.code("ballots"), where={"draft": play.draft_id})
    expect(len(ballots) == len(voters), f"{len(ballots)} ballots of {len(voters)} voters")
    expect(not routines.public.draft(play.draft_id).tally, "the vote is told before it ends")
    return f"{len(ballots)} 票 ballots"


def _secret(play: Play) -> str:
    asked = ledgers.Asked()
    return refused(lambda: ledgers.list_records(play.drafter, play.code("ballots"), asked))


def _vote_ends(play: Play) -> None:
    vote = play.scene.vote
    assert vote is not None
    play.stage.wait(timedelta(days=vote.days + 1, hours=1))


def _counted(play: Play) -> str:
    _vote_ends(play)
    expect(play.draft.state == "passed", f"{play.draft.state}: {play.draft.values.get('tally')}")
    tally = str(play.draft.values["tally"])
    expect("✗" not in tally and "✓" in tally, tally)
    return tally


def _adopted(play: Play) -> str:
    state = play.move(play.second, "adopt")
    expect(state == "adopted", f"the draft is {state}")
    shown = routines.public.draft(play.draft_id)
    expect(bool(shown.tally) == (play.scene.vote is not None), f"told is “{shown.tally}”")
    return f"{shown.row.state_zh}，{len(shown.answered)} 类意见的答复一并公布"


def _figures(play: Play) -> str:
    said = play.said()
    heads = {row.id: row for row in said}
    taken = sum(heads[row.like or row.id].answer in ("adopted", "partly") for row in said)
    wanted = {"drafted": 1.0, "opinions": float(len(said)), "taken_up": 100 * taken / len(said)}
    if play.scene.vote is not None:
        wanted |= {"turnout": 100.0, "carried": 100.0}
    return steps.figures(play.stage, play.files, wanted)


def _none(play: Play) -> str:
    play.stage.wait(timedelta(days=play.scene.days + 1, hours=1))
    expect(play.draft.state == "sorted", f"the draft is {play.draft.state}")
    return play.draft.title


def _few(play: Play) -> str:
    play.cast(play.voters()[-1], "yes")
    _vote_ends(play)
    expect(play.draft.state == "failed", f"the draft is {play.draft.state}")
    return str(play.draft.values["tally"])


def _failed(play: Play) -> str:
    expect("✗" in str(play.draft.values["tally"]), "no line says why")
    return refused(lambda: play.move(play.second, "adopt"))


def _once_more(play: Play) -> str:
    play.move(play.drafter, "vote_again", "参加人数不足，入户动员后重新表决")
    shown = routines.public.draft(play.draft_id)
    expect(shown.may_vote, f"the draft is {shown.row.state}")
    return f"截止 {shown.row.vote_until}"


def _anew(play: Play) -> str:
    for voter in play.voters()[:-1]:
        play.cast(voter, "yes")
    ballots = ledgers.walk(play.code("ballots"), where={"draft": play.draft_id})
    now = [one for one in ballots if one.values["round"] == play.draft.values["vote_from"]]
    expect(len(now) == len(play.voters()) - 1, f"{len(now)} ballots of this round")
    return f"本轮 {len(now)} 票，共 {len(ballots)} 票"


def _dropped(play: Play) -> str:
    play.move(play.second, "drop", "意见集中，需重新调研后再提")
    expect(play.draft.state == "dropped", f"the draft is {play.draft.state}")
    return refused(lambda: routines.public.draft(play.draft_id))

"""`publish-consult` as declarations: ledgers of drafts, opinions, ballots, a routine, figures, a board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from yiwang.indicators.declarations import Condition as Rows
from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.ledgers.declarations import Choice, Field, FieldKind, Figured, Ledger, Move, MoveBy, State
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes.publish_consult.record import Ballot, PublishConsult
from yiwang.routines.declarations import Consult, Quorum, Reaction, Routine, Sets, Tells, Vote, When

OF_DRAFTS = ("drafted", "turnout", "carried", "consult_hours")
OF_OPINIONS = ("opinions", "taken_up")
MEASURES = (*OF_DRAFTS, *OF_OPINIONS)
DRAFTS, OPINIONS = "drafts", "opinions"
"""Keys of the sample tables, and the ends of the codes of the ledgers."""
BALLOT_GRADE = 4
"""Who voted how is seen by nobody who works here in the ordinary way."""


def code_of(pack: str, scene: str, what: str) -> str:
    """The code of the scene's ledger of `drafts`, `opinions` or `ballots`."""
    return f"{pack}-{scene}-{what}"


def expand(files: SceneFiles[PublishConsult]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    drafts, opinions = _drafts(pack, files), _opinions(pack, scene)
    made = [drafts, opinions]
    if scene.vote is not None:
        made.append(_ballots(pack, scene, scene.vote))
    figures = [
        *_of(pack, scene, OF_DRAFTS if scene.vote else ("drafted", "consult_hours"), drafts),
        *_of(pack, scene, OF_OPINIONS, opinions),
    ]
    places: dict[str, Place] = {f"ledger:{one.code}": (SCENE, ("object_name",)) for one in made}
    places["routine:consult"] = (SCENE, ("vote",) if scene.vote else ("days",))
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        ledgers=tuple(made),
        routines=tuple(_routines(pack, scene)),
        indicators=tuple(figures),
        boards=(_figures.board(pack, scene, figures, ()),),
        written=places,
    )


def _of(pack: Pack, scene: PublishConsult, measures: tuple[str, ...], ledger: Ledger):  # type: ignore[no-untyped-def]
    where = {"records": (Rows(column="ledger", is_=(ledger.code,)),)}
    return _figures.figures(pack, scene, measures, where=where, aims=scene.aims)


def _field(
    code: str,
    zh: str,
    en: str,
    kind: FieldKind = "text",
    *,
    required: bool = False,
    listed: bool = False,
    filtered: bool = False,
    sorted_: bool = False,
    searched: bool = False,
    computed: bool = False,
    ledger: str = "",
    figure: Figured = "",
) -> Field:
    return Field(
        code=code,
        name=Words(zh=zh, en=en),
        kind=kind,
        required=required,
        listed=listed,
        filtered=filtered,
        sorted=sorted_,
        searched=searched,
        computed=computed,
        ledger=ledger,
        figure=figure,
    )


def _move(
    code: str,
    zh: str,
    en: str,
    from_: tuple[str, ...],
    to: str,
    by: MoveBy = "keeper",
    *,
    reason: bool = False,
) -> Move:
    return Move(code=code, name=Words(zh=zh, en=en), from_=from_, to=to, by=by, reason=reason)


def _state(code: str, zh: str, en: str, *, ends: bool = False) -> State:
    return State(code=code, name=Words(zh=zh, en=en), ends=ends)


def _drafts(pack: Pack, files: SceneFiles[PublishConsult]) -> Ledger:
    scene = files.record
    vote, what = scene.vote, scene.object_name
    fields = [
        _field("number", "文稿编号", "Number", required=True, listed=True),
        _field("title", "标题", "Title", required=True, listed=True, searched=True),
        _field("purpose", "起草说明", "Why", required=True),
        _field("text", "正文", "Text", required=True),
        _field("text_more", "正文（续）", "Text, continued"),
        _field("scans", "附件图样", "Drawings", "attachment"),
        _field("area", "所在区划", "Area", "area", required=True),
        _field("published_on", "公布日", "Published on", "date", computed=True),
        _field("until", "意见截止日", "Opinions until", "date", listed=True, computed=True, figure="due"),
    ]
    states = [
        _state("draft", "起草", "draft"),
        _state("consulting", "征求意见中", "open for opinions"),
        _state("sorting", "意见整理中", "opinions being answered"),
        _state("sorted", "意见已答复", "opinions answered"),
        _state("adopted", "已公布施行", "adopted", ends=True),
        _state("dropped", "不再推进", "dropped", ends=True),
    ]
    ready = "sorted"
    open_: tuple[str, ...] = ("draft", "consulting", "sorting", "sorted")
    moves = [
        _move("publish", "公布征求意见", "Publish for opinions", ("draft",), "consulting", "reviewer"),
        _move("close", "征求意见截止", "Close", ("consulting",), "sorting", "system"),
        _move("sort", "意见均已答复", "Every opinion answered", ("sorting",), "sorted", "system"),
    ]
    if vote is not None:
        ready, open_ = "passed", (*open_, "failed")
        fields += [
            _field("vote_from", "表决起始日", "Voted on from", "date", computed=True),
            _field("vote_until", "表决截止日", "Voted on until", "date", listed=True, computed=True),
            _field("tally", "计票结果", "How the vote came out", computed=True),
            replace(
                _field("turnout", "参与率", "Turnout", "number", listed=True, computed=True, figure="amount"),
                unit="%",
                quantity="ratio",
            ),
        ]
        if vote.within:
            own = files.ledgers[vote.voters].field(vote.within)
            assert own is not None, "a sound scene names a field that is there"
            fields.append(replace(own, required=True, listed=True, filtered=False, sorted=False, figure=""))
        states[4:4] = [
            _state("voting", "表决中", "being voted on"),
            _state("passed", "表决通过", "passed"),
            _state("failed", "表决未通过", "failed"),
        ]
        moves += [
            _move("call_vote", "组织表决", "Call the vote", ("sorted",), "voting"),
            _move("pass", "计票通过", "Passed", ("voting",), "passed", "system"),
            _move("fail", "计票未通过", "Failed", ("voting",), "failed", "system"),
            _move("vote_again", "重新表决", "Vote again", ("failed",), "voting", reason=True),
            _move("revise", "退回修改", "Revise", ("failed",), "draft", reason=True),
        ]
    moves += [
        _move("adopt", "公布施行", "Adopt", (ready,), "adopted", "reviewer"),
        _move("drop", "不再推进", "Drop", open_, "dropped", "reviewer", reason=True),
    ]
    return Ledger(
        code=code_of(pack.id, scene.id, DRAFTS),
        name=Words(zh=f"{scene.name.zh}·{what.zh}台账", en=f"{scene.name.en}: {what.en}"),
        about=Words(
            zh=f"{what.zh}从公布、征求意见到公布施行，每一步谁办、为什么。",
            en="From publication through opinions to adoption: who did each step, and why.",
        ),
        object_="document",
        unit=scene.unit,
        key="number",
        title="title",
        place=("area",),
        fields=tuple(fields),
        states=tuple(states),
        moves=tuple(moves),
    )


def _opinions(pack: Pack, scene: PublishConsult) -> Ledger:
    return Ledger(
        code=code_of(pack.id, scene.id, OPINIONS),
        name=Words(zh=f"{scene.name.zh}·意见台账", en=f"{scene.name.en}: opinions"),
        about=Words(
            zh="公众意见逐条采纳或不采纳并说明理由，提意见的人凭编号可查。",
            en="Each opinion is taken up or not, with the reason; who gave it looks it up by its number.",
        ),
        object_="document",
        unit=scene.unit,
        key="number",
        title="title",
        place=("area",),
        fields=(
            _field("number", "意见编号", "Number", required=True, listed=True, computed=True),
            _field("title", "摘要", "In short", required=True, listed=True, computed=True),
            replace(
                _field(
                    "draft",
                    "所提文稿",
                    "Draft",
                    "link",
                    required=True,
                    listed=True,
                    filtered=True,
                    computed=True,
                ),
                ledger=code_of(pack.id, scene.id, DRAFTS),
            ),
            _field("text", "意见全文", "Opinion", required=True, searched=True, computed=True),
            replace(
                _field("alike", "并入", "Joined to", "link", listed=True, filtered=True),
                ledger=code_of(pack.id, scene.id, OPINIONS),
            ),
            _field("giver", "提出人", "Given by", "person", computed=True),
            _field("phone", "电话", "Telephone", "phone", computed=True),
            _field("area", "所在区划", "Area", "area", computed=True),
        ),
        states=(
            _state("received", "待研究", "received"),
            _state("adopted", "采纳", "taken up", ends=True),
            _state("partly", "部分采纳", "taken up in part", ends=True),
            _state("rejected", "不采纳", "not taken up", ends=True),
        ),
        moves=(
            _move("adopt", "采纳", "Take up", ("received",), "adopted", reason=True),
            _move("adopt_partly", "部分采纳", "Take up in part", ("received",), "partly", reason=True),
            _move("reject", "不采纳", "Do not take up", ("received",), "rejected", reason=True),
        ),
    )


def _ballots(pack: Pack, scene: PublishConsult, vote: Ballot) -> Ledger:
    return Ledger(
        code=code_of(pack.id, scene.id, "ballots"),
        name=Words(zh=f"{scene.name.zh}·选票", en=f"{scene.name.en}: ballots"),
        about=Words(
            zh="一人一票，截止前可改；谁投了什么按最高数据分级保密。",
            en="One vote each, changed until the end; who voted how is kept by the highest grade.",
        ),
        object_="document",
        grade=BALLOT_GRADE,
        unit=scene.unit,
        key="number",
        title="number",
        fields=(
            _field("number", "选票编号", "Number", required=True, computed=True),
            replace(
                _field("draft", "所表决文稿", "Draft", "link", required=True, filtered=True, computed=True),
                ledger=code_of(pack.id, scene.id, DRAFTS),
            ),
            replace(
                _field("voter", "表决人", "Voter", "link", required=True, filtered=True, computed=True),
                ledger=vote.voters,
            ),
            _field("round", "表决轮次起始日", "Round from", "date", required=True, computed=True),
            replace(
                _field("choice", "意向", "Choice", "choice", required=True, computed=True),
                choices=tuple(
                    Choice(code=code, name=Words(zh=zh, en=en))
                    for code, zh, en in (
                        ("yes", "同意", "yes"),
                        ("no", "反对", "no"),
                        ("abstain", "弃权", "abstain"),
                    )
                ),
            ),
        ),
    )


def _routines(pack: Pack, scene: PublishConsult) -> Iterator[Routine]:
    drafts = code_of(pack.id, scene.id, DRAFTS)
    yield Consult(
        code="consult",
        name=Words(zh="征求意见与表决", en="Consultation"),
        ledger=code_of(pack.id, scene.id, OPINIONS),
        drafts=drafts,
        vote=_vote(pack, scene, scene.vote) if scene.vote else None,
    )
    yield Reaction(
        code="publish",
        name=Words(zh="公布后开始计期", en="The window opens"),
        ledger=drafts,
        when=When(moves=("publish",)),
        sets=(Sets(values={"published_on": "{today}", "until": f"{{today+{scene.days}}}"}),),
        tells=Tells(title=Words(zh="已公布征求意见：{title}", en="Published for opinions: {title}")),
    )
    if scene.vote is not None:
        yield Reaction(
            code="vote",
            name=Words(zh="表决开始计期", en="The vote opens"),
            ledger=drafts,
            when=When(moves=("call_vote", "vote_again")),
            sets=(Sets(values={"vote_from": "{today}", "vote_until": f"{{today+{scene.vote.days}}}"}),),
            tells=Tells(title=Words(zh="表决开始：{title}", en="Voted on: {title}")),
        )
    yield Reaction(
        code="outcome",
        name=Words(zh="告知结果", en="Tell the outcome"),
        ledger=drafts,
        when=When(moves=("sort", "pass", "fail") if scene.vote else ("sort",)),
        tells=Tells(title=Words(zh="请办下一步：{title}", en="The next step waits: {title}")),
    )


def _vote(pack: Pack, scene: PublishConsult, vote: Ballot) -> Vote:
    return Vote(
        voters=vote.voters,
        ballots=code_of(pack.id, scene.id, "ballots"),
        secret=vote.secret,
        share=vote.share,
        within=vote.within,
        basis=vote.basis,
        quorum=Quorum(
            takes_part=vote.takes_part.heads if vote.takes_part else "",
            takes_part_share=(vote.takes_part.share or "") if vote.takes_part else "",
            consents=vote.consents.heads,
            consents_share=vote.consents.share or "",
            over=vote.over,
            of=vote.of,
        ),
    )


def problems(files: SceneFiles[PublishConsult]) -> Iterator[Told]:
    """What does not hold together in the scene, its voters and its samples."""
    file = files.file
    vote = file.part("vote")
    if vote is not None:
        for problem in _wrong_vote(files, vote):
            yield SCENE, problem
    yield from _wrong_samples(files)


def _wrong_vote(files: SceneFiles[PublishConsult], vote: Ballot) -> Iterator[Problem]:
    voters = files.ledgers.get(vote.voters)
    if voters is None:
        yield unknown(("vote", "voters"), "ledger", "台账", "ledger", vote.voters, sorted(files.ledgers))
        return
    secret = voters.field(vote.secret)
    if secret is None or not secret.is_personal:
        known = [one.code for one in voters.fields if one.is_personal]
        yield unknown(
            ("vote", "secret"), "field", "个人信息字段", "field of personal data", vote.secret, known
        )
    for key, named, kinds in (
        ("share", vote.share, ("number",)),
        ("within", vote.within, ("text", "choice")),
    ):
        field = voters.field(named)
        if named and (field is None or field.kind not in kinds or field.is_personal):
            known = [one.code for one in voters.fields if one.kind in kinds and not one.is_personal]
            yield unknown(("vote", key), "field", "字段", "field", named, known)
    shares = [bound.share for bound in (vote.takes_part, vote.consents) if bound is not None and bound.share]
    if bool(vote.share) != bool(shares):
        yield Problem(
            at=("vote", "consents"),
            code="vote.share",
            zh="写了份额字段就要写份额的界限，反之亦然。",
            en="A field of shares needs a bound of shares, and the other way round.",
            cure_zh="在 consents、takes_part 里写 share，或删去 share。",
            cure_en="Write `share` under `consents` and `takes_part`, or remove `share`.",
        )


def _wrong_samples(files: SceneFiles[PublishConsult]) -> Iterator[Told]:
    drafts, opinions = files.tables.get(DRAFTS), files.tables.get(OPINIONS)
    if drafts is None or opinions is None:
        return
    numbers = [drafts.text(index, "number") or "" for index in range(drafts.count())]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield DRAFTS, doubled((index, "number"), "sample", "文稿", "The draft", number)
    ids = [opinions.text(index, "id") or "" for index in range(opinions.count())]
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            yield OPINIONS, doubled((index, "id"), "sample", "意见", "The opinion", id_)
        named, like = opinions.text(index, "draft") or "", opinions.text(index, "like") or ""
        if named and named not in numbers:
            yield OPINIONS, unknown((index, "draft"), "draft", "样本文稿", "sample draft", named, numbers)
        if like and like not in ids[:index]:
            yield (
                OPINIONS,
                unknown((index, "like"), "sample", "前面的意见", "earlier opinion", like, ids[:index]),
            )
    for problem in _wrong_rehearsal(files.file, numbers):
        yield SCENE, problem


def _wrong_rehearsal(file: Loaded[PublishConsult], numbers: list[str]) -> Iterator[Problem]:
    for key in ("draft", "fails"):
        named = file.text("rehearsal", key)
        if named and named not in numbers:
            yield unknown(("rehearsal", key), "draft", "样本文稿", "sample draft", named, numbers)
    named = file.text("rehearsal", "fails")
    if named and named == file.text("rehearsal", "draft"):
        yield Problem(
            at=("rehearsal", "fails"),
            code="rehearsal.same",
            zh="未通过的与公布施行的不能是同一份。",
            en="The draft that fails must not be the one that is adopted.",
            cure_zh="换一份。",
            cure_en="Name another draft.",
        )

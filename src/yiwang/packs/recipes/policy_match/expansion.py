"""`policy-match` as declarations: ledgers of policies and matches, what they set in motion, figures, a board.

A match is a record: who sees it, its history and its list are what every record has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yiwang.indicators.declarations import Condition as Rows
from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Choice, Condition, Field, Ledger, Move, State
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, At, Expansion, Place, SceneFiles, Told, unknown
from yiwang.packs.recipes.policy_match.record import Amount, PolicyMatch, PolicyText
from yiwang.routines.declarations import (
    Following,
    Match,
    Opens,
    Reaction,
    Routine,
    Sets,
    Tells,
    Terms,
    When,
)

MEASURES = ("matched", "known", "redeemed", "urged", "paid_sum")
WAITING = ("told", "known")
"""States of a match in which somebody has yet to claim."""


def policies_code(pack: str, scene: str) -> str:
    """The code of the ledger of a scene's policies."""
    return f"{pack}-{scene}-policies"


def matches_code(pack: str, scene: str) -> str:
    """The code of the ledger of a scene's matches."""
    return f"{pack}-{scene}-matches"


def expand(files: SceneFiles[PolicyMatch]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    policies, matches = _policies(pack, scene), _matches(pack, scene, files.ledgers)
    ours = (Rows(column="ledger", is_=(matches.code,)),)
    made = _figures.figures(pack, scene, MEASURES, where={"records": ours}, aims=scene.aims)
    places: dict[str, Place] = {
        scene.visit.code: (SCENE, ("visit",)),
        f"ledger:{policies.code}": (SCENE, ("policies",)),
        f"ledger:{matches.code}": (SCENE, ("policies",)),
        "routine:match": (SCENE, ("subjects",)),
    }
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=(scene.visit,),
        ledgers=(policies, matches),
        rows={policies.code: [_row(one, files) for one in scene.policies]},
        routines=tuple(_routines(scene, policies.code, matches.code)),
        indicators=made,
        boards=(_figures.board(pack, scene, made, (scene.visit.code,)),),
        handles=(scene.visit.code,),
        written=places,
    )


def _policies(pack: Pack, scene: PolicyMatch) -> Ledger:
    return Ledger(
        code=policies_code(pack.id, scene.id),
        name=Words(zh=f"{scene.name.zh}·政策台账", en=f"{scene.name.en}: policies"),
        about=Words(
            zh="政策的依据、申领期限、金额和条件；暂停、续期在这里办。",
            en="What each policy rests on, its window, amount, conditions; paused and prolonged here.",
        ),
        object_="document",
        unit=pack.lead_unit,
        key="code",
        title="name",
        fields=(
            Field(code="code", name=Words(zh="政策编号", en="Code"), kind="text", required=True, listed=True),
            Field(
                code="name",
                name=Words(zh="政策名称", en="Policy"),
                kind="text",
                required=True,
                listed=True,
                searched=True,
            ),
            Field(code="basis", name=Words(zh="依据文件", en="Basis"), kind="text", required=True),
            Field(code="worth", name=Words(zh="标准", en="Amount"), kind="text", listed=True),
            Field(
                code="from",
                name=Words(zh="申领起始日", en="From"),
                kind="date",
                required=True,
                listed=True,
                sorted=True,
            ),
            Field(
                code="until",
                name=Words(zh="申领截止日", en="Until"),
                kind="date",
                required=True,
                listed=True,
                sorted=True,
                figure="due",
            ),
            Field(
                code="automatic",
                name=Words(zh="免申即享", en="Without application"),
                kind="boolean",
                listed=True,
                filtered=True,
                figure="kind",
            ),
            Field(code="asks", name=Words(zh="条件", en="Conditions"), kind="text"),
        ),
        states=(
            State(code="in_force", name=Words(zh="执行中", en="in force")),
            State(code="paused", name=Words(zh="暂停", en="paused")),
            State(code="ended", name=Words(zh="已停止", en="ended"), ends=True),
        ),
        moves=(
            Move(
                code="pause",
                name=Words(zh="暂停", en="Pause"),
                from_=("in_force",),
                to="paused",
                by="reviewer",
                reason=True,
            ),
            Move(
                code="resume",
                name=Words(zh="恢复", en="Resume"),
                from_=("paused",),
                to="in_force",
                by="reviewer",
            ),
            Move(
                code="end",
                name=Words(zh="停止", en="End"),
                from_=("in_force", "paused"),
                to="ended",
                by="reviewer",
                reason=True,
            ),
        ),
    )


def _row(one: PolicyText, files: SceneFiles[PolicyMatch]) -> dict[str, str]:
    subjects = files.ledgers[files.record.subjects.ledger]
    words = []
    for asked in one.asks:
        field = ledgers.condition_field(asked, subjects, files.ledgers.get)
        assert field is not None, "a sound scene names fields that are there"
        words.append(field.name.zh + ledgers.asked_of(asked, field)[0])
    return {
        "code": one.code,
        "name": one.name.zh,
        "basis": one.basis.zh,
        "worth": _worth(one.amount, subjects),
        "from": one.from_,
        "until": one.until,
        "automatic": str(one.automatic).lower(),
        "asks": "；".join(words),
    }


def _worth(amount: Amount, subjects: Ledger) -> str:
    field = subjects.field(amount.of)
    if field is None:
        return f"{amount.fixed:,.0f} 元"
    most = f"，最高 {amount.most:,.0f} 元" if amount.most else ""
    return f"{field.name.zh} × {amount.times:g} 元{most}"


def _matches(pack: Pack, scene: PolicyMatch, known: Mapping[str, Ledger]) -> Ledger:
    subjects = known[scene.subjects.ledger]
    policies = policies_code(pack.id, scene.id)

    def keeper(code: str, zh: str, en: str, from_: tuple[str, ...], to: str, *, reason: bool = False) -> Move:
        return Move(code=code, name=Words(zh=zh, en=en), from_=from_, to=to, reason=reason)

    def system(code: str, zh: str, en: str, from_: tuple[str, ...], to: str) -> Move:
        return Move(code=code, name=Words(zh=zh, en=en), from_=from_, to=to, by="system")

    return Ledger(
        code=matches_code(pack.id, scene.id),
        name=Words(zh=f"{scene.name.zh}·匹配台账", en=f"{scene.name.en}: matches"),
        about=Words(
            zh="谁符合哪条政策、逐条为什么，告知、申领、核准、兑现到哪一步。",
            en="Who fits which policy and why, line by line; told, claimed, granted, paid.",
        ),
        object_="document",
        # The lines of `why` say what the subject's record holds: whoever may not see that may not see them.
        grade=max(subjects.grade, *(one.grade for one in subjects.fields)),
        unit=pack.lead_unit,
        key="number",
        title="title",
        place=("area",),
        fields=_match_fields(subjects.code, policies),
        states=(
            State(code="matched", name=Words(zh="已匹配", en="matched")),
            State(code="told", name=Words(zh="已告知", en="told")),
            State(code="known", name=Words(zh="已知晓", en="known")),
            State(code="visit", name=Words(zh="上门告知中", en="being visited")),
            State(code="claimed", name=Words(zh="已申领", en="claimed")),
            State(code="granted", name=Words(zh="已核准", en="granted")),
            State(code="withdrawn", name=Words(zh="不再符合", en="fits no longer")),
            State(code="paid", name=Words(zh="已兑现", en="paid"), ends=True),
            State(code="refused", name=Words(zh="不予兑现", en="refused"), ends=True),
            State(code="declined", name=Words(zh="自愿放弃", en="declined"), ends=True),
            State(code="lapsed", name=Words(zh="逾期未领", en="lapsed"), ends=True),
        ),
        moves=(
            system("tell", "告知", "Tell", ("matched",), "told"),
            keeper("know", "登记已知晓", "Note that he knows", ("told", "visit"), "known"),
            system("visit", "交镇街上门", "Have him visited", WAITING, "visit"),
            keeper("claim", "申领", "Claim", (*WAITING, "visit"), "claimed"),
            keeper(
                "decline",
                "登记自愿放弃",
                "Note that he declines",
                (*WAITING, "visit"),
                "declined",
                reason=True,
            ),
            Move(
                code="grant",
                name=Words(zh="核准", en="Grant"),
                from_=("claimed",),
                to="granted",
                by="reviewer",
            ),
            Move(
                code="refuse",
                name=Words(zh="不予兑现", en="Refuse"),
                from_=("claimed",),
                to="refused",
                by="reviewer",
                reason=True,
            ),
            system("grant_unasked", "免申即享核准", "Grant without application", ("matched",), "granted"),
            keeper("pay", "登记兑现", "Note the payment", ("granted",), "paid"),
            system(
                "withdraw",
                "因不再符合撤回",
                "Withdraw",
                ("matched", *WAITING, "visit", "claimed", "granted"),
                "withdrawn",
            ),
            system("renew", "重新符合", "Fits again", ("withdrawn",), "matched"),
            system("lapse", "逾期未领", "Lapse", (*WAITING, "visit", "withdrawn"), "lapsed"),
        ),
    )


def _match_fields(subjects: str, policies: str) -> tuple[Field, ...]:
    return (
        Field(
            code="number", name=Words(zh="匹配编号", en="Number"), kind="text", required=True, computed=True
        ),
        Field(
            code="title",
            name=Words(zh="对象与政策", en="Subject and policy"),
            kind="text",
            required=True,
            listed=True,
            searched=True,
            computed=True,
        ),
        Field(
            code="subject",
            name=Words(zh="对象", en="Subject"),
            kind="link",
            ledger=subjects,
            required=True,
            filtered=True,
            computed=True,
        ),
        Field(
            code="policy",
            name=Words(zh="政策", en="Policy"),
            kind="link",
            ledger=policies,
            required=True,
            listed=True,
            filtered=True,
            computed=True,
            figure="kind",
        ),
        Field(
            code="amount",
            name=Words(zh="应享金额", en="Amount due"),
            kind="number",
            unit="{CNY}",
            quantity="money",
            minimum=0,
            listed=True,
            computed=True,
            figure="amount",
        ),
        Field(code="why", name=Words(zh="逐条匹配依据", en="Why, line by line"), kind="text", computed=True),
        Field(
            code="automatic",
            name=Words(zh="免申即享", en="Without application"),
            kind="boolean",
            listed=True,
            filtered=True,
            computed=True,
            figure="result",
        ),
        Field(
            code="until",
            name=Words(zh="申领截止日", en="Until"),
            kind="date",
            required=True,
            listed=True,
            sorted=True,
            computed=True,
            figure="due",
        ),
        Field(
            code="remind_on",
            name=Words(zh="提醒日", en="Remind"),
            kind="date",
            sorted=True,
            computed=True,
        ),
        Field(code="visit_on", name=Words(zh="上门日", en="Visit"), kind="date", sorted=True, computed=True),
        Field(
            code="reminders",
            name=Words(zh="已提醒次数", en="Reminders"),
            kind="number",
            unit="1",
            quantity="count",
            minimum=0,
            computed=True,
            figure="score",
        ),
        Field(
            code="way",
            name=Words(zh="申领方式", en="How it was claimed"),
            kind="choice",
            listed=True,
            filtered=True,
            choices=(
                Choice(code="self", name=Words(zh="本人申领", en="by himself")),
                Choice(code="helped", name=Words(zh="工作人员代办", en="by a worker for him")),
                Choice(code="unasked", name=Words(zh="免申即享", en="without application")),
            ),
        ),
        Field(
            code="claim_code",
            name=Words(zh="领取码", en="Claim code"),
            kind="text",
            personal=True,
            computed=True,
        ),
        Field(code="voucher", name=Words(zh="兑现凭证号", en="Voucher"), kind="text"),
        Field(code="area", name=Words(zh="所在区划", en="Area"), kind="area", computed=True),
    )


def _routines(scene: PolicyMatch, policies: str, matches: str) -> Iterator[Routine]:
    yield Match(
        code="match",
        name=Words(zh="政策匹配", en="Match policies"),
        ledger=scene.subjects.ledger,
        states=scene.subjects.states,
        policies=policies,
        into=matches,
        remind_days=scene.remind_days,
        visit_days=scene.visit_days,
        terms=tuple(
            Terms(
                policy=one.code,
                asks=one.asks,
                fixed=one.amount.fixed,
                of=one.amount.of,
                times=one.amount.times,
                most=one.amount.most,
            )
            for one in scene.policies
        ),
    )

    def on(
        code: str, zh: str, en: str, when: When, *, title: Words, moves: str = "", **more: object
    ) -> Reaction:
        return Reaction(
            code=code,
            name=Words(zh=zh, en=en),
            ledger=matches,
            when=when,
            moves=moves,
            tells=Tells(title=title),
            **more,  # type: ignore[arg-type]
        )

    asked, unasked = (Condition(field="automatic", is_=(word,)) for word in ("false", "true"))
    yield on(
        "announce",
        "匹配后告知",
        "Tell of a match",
        When(recorded=True, moves=("renew",), where=(asked,)),
        title=Words(zh="符合政策，请告知：{title}", en="Fits a policy, please tell: {title}"),
        moves="tell",
    )
    yield on(
        "unasked",
        "免申即享",
        "Grant without application",
        When(recorded=True, moves=("renew",), where=(unasked,)),
        title=Words(zh="免申即享已核准，请兑现：{title}", en="Granted unasked, please pay: {title}"),
        moves="grant_unasked",
        sets=(Sets(values={"way": "unasked"}),),
    )
    yield on(
        "remind",
        "到期前提醒",
        "Remind before the end",
        When(passes="remind_on", states=WAITING),
        title=Words(zh="将到期未领：{title}，{until} 截止", en="Unclaimed, ends on {until}: {title}"),
        sets=(Sets(values={"reminders": "1"}),),
    )
    yield on(
        "visit",
        "未领交镇街上门",
        "Have the silent visited",
        When(passes="visit_on", states=WAITING),
        title=Words(zh="未领政策，请上门告知：{title}", en="Unclaimed, please visit: {title}"),
        moves="visit",
        sets=(Sets(values={"reminders": "2"}),),
        opens=Opens(matter=scene.visit.code, title=Words(zh="未领上门：{title}", en="Visit: {title}")),
    )
    yield on(
        "lapse",
        "逾期未领",
        "Lapse",
        When(passes="until", states=(*WAITING, "visit", "withdrawn")),
        title=Words(zh="逾期未领：{title}", en="Lapsed: {title}"),
        moves="lapse",
    )
    yield Following(
        code="visited",
        name=Words(zh="上门办结即已知晓", en="Visited, so he knows"),
        ledger=matches,
        steps={"closed": "know"},
    )


def problems(files: SceneFiles[PolicyMatch]) -> Iterator[Told]:
    """What does not hold together in the scene and the ledger of its subjects."""
    file = files.file
    named = file.text("subjects", "ledger")
    subjects = files.ledgers.get(named or "")
    if named and subjects is None:
        yield SCENE, unknown(("subjects", "ledger"), "ledger", "台账", "ledger", named, sorted(files.ledgers))
    if subjects is None:
        return
    states = [one.code for one in subjects.states]
    for number in range(file.count("subjects", "states")):
        word = file.text("subjects", "states", number) or ""
        if word not in states:
            yield SCENE, unknown(("subjects", "states", number), "state", "状态", "state", word, states)
    for number in range(file.count("policies")):
        policy = file.part("policies", number)
        if policy is not None:
            for problem in _wrong_policy(policy, ("policies", number), subjects, files.ledgers):
                yield SCENE, problem
    for problem in _wrong_rehearsal(file, subjects):
        yield SCENE, problem


def _wrong_policy(
    policy: PolicyText, at: At, subjects: Ledger, known: Mapping[str, Ledger]
) -> Iterator[Problem]:
    for problem in ledgers.condition_problems(policy.asks, subjects, known.get):
        yield Problem(
            at=(*at, "asks", *problem.at),
            code=problem.code,
            zh=problem.zh,
            en=problem.en,
            cure_zh=problem.cure_zh,
            cure_en=problem.cure_en,
        )
    of = policy.amount.of
    field = subjects.field(of)
    if of and (field is None or field.kind != "number"):
        numbers = [one.code for one in subjects.fields if one.kind == "number"]
        yield unknown((*at, "amount", "of"), "field", "数字字段", "number field", of, numbers)


def _wrong_rehearsal(file: Loaded[PolicyMatch], subjects: Ledger) -> Iterator[Problem]:
    code = file.text("rehearsal", "leaves", "field")
    if code and subjects.field(code) is None:
        known = [one.code for one in subjects.fields]
        yield unknown(("rehearsal", "leaves", "field"), "field", "字段", "field", code, known)

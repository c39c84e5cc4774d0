"""`application-review` as declarations: ledgers of applications and certificates, routines, the matter."""

from __future__ import annotations

from dataclasses import replace

from yiwang.indicators.declarations import Condition
from yiwang.kernel.declarations import Words
from yiwang.ledgers.declarations import Field, Ledger, Move, State
from yiwang.matters.declarations import CoUnitRule, Matter, UnitRef
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles
from yiwang.packs.recipes.application_review.record import ApplicationReview, ApplicationRow
from yiwang.routines import declarations as routines

MEASURES = ("applied", "in_time", "first_time", "took", "corrected", "granted", "certificates", "opened")
OWN = ("number", "subject", "applicant", "place", "mended")
"""Fields that every application has."""
ON_CERTIFICATE = (
    "number", "subject", "applicant", "application", "place", "issued_on", "remind_on", "valid_until",
)  # fmt: skip
"""Fields that every certificate has."""


def expand(files: SceneFiles[ApplicationReview]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    matter = _matter(scene)
    places: dict[str, Place] = {
        matter.code: (SCENE, ("review", "matter")),
        f"ledger:{scene.application.code}": (SCENE, ("application",)),
        f"ledger:{scene.certificate.code}": (SCENE, ("certificate",)),
        "routine:check": (SCENE, ("lookups",)),
        "routine:grant": (SCENE, ("certificate", "fields")),
    }
    made = _figures.figures(
        pack,
        scene,
        MEASURES,
        where={
            "cases": (Condition(column="matter", is_=(matter.code,)),),
            "records": (Condition(column="ledger", is_=(scene.application.code,)),),
            "certificates": (Condition(column="ledger", is_=(scene.certificate.code,)),),
        },
        aims=scene.aims,
    )
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=(matter,),
        ledgers=(applications(scene), certificates(scene)),
        routines=_routines(scene),
        indicators=made,
        boards=(_figures.board(pack, scene, made, [matter.code]),),
        handles=(matter.code,),
        written=places,
    )


def _matter(scene: ApplicationReview) -> Matter:
    """The matter, whose duty gives each unit that reviews a sub-case of its own."""
    said = scene.review.matter
    beside = tuple(
        CoUnitRule(unit=UnitRef(unit=unit), task_zh=f"{said.name_zh}：提出审查意见", task_en="its opinion")
        for unit in scene.review.units
    )
    duties = (replace(rule, co_units=(*rule.co_units, *beside)) for rule in said.duty_rules)
    return replace(said, duty_rules=tuple(duties))


def applications(scene: ApplicationReview) -> Ledger:
    """The form, and the life of an application."""
    said = scene.application
    return Ledger(
        code=said.code,
        name=said.name,
        about=Words(zh=f"{scene.name.zh}的申请", en=f"Applications of {scene.name.en}"),
        object_="event",
        grade=said.grade,
        unit=said.unit,
        key="number",
        title="subject",
        place=("place",),
        fields=(
            Field(code="number", name=said.number, kind="text", required=True, listed=True, searched=True),
            Field(code="subject", name=said.subject, kind="text", required=True, listed=True, searched=True),
            Field(
                code="applicant",
                name=said.applicant,
                kind="person" if said.personal else "text",
                required=True,
                listed=True,
                searched=not said.personal,
            ),
            Field(code="place", name=Words(zh="所在区划", en="Area"), kind="area", required=True),
            Field(
                code="mended",
                name=Words(zh="补正次数", en="Times sent back"),
                kind="number",
                unit="1",
                quantity="count",
                minimum=0,
                computed=True,
                figure="score",
            ),
            *said.fields,
        ),
        states=(
            State(code="draft", name=Words(zh="填报中", en="being written")),
            State(code="submitted", name=Words(zh="已提交，核对中", en="handed in")),
            State(code="returned", name=Words(zh="退回补正", en="sent back")),
            State(code="accepted", name=Words(zh="已受理", en="accepted")),
            State(code="reviewing", name=Words(zh="并联审查中", en="under review")),
            State(code="waiting", name=Words(zh="审查中补正", en="waiting for papers")),
            State(code="contested", name=Words(zh="审查有异议", en="objected to")),
            State(code="reviewed", name=Words(zh="审结待决定", en="awaiting the decision")),
            State(code="granted", name=Words(zh="准予", en="granted"), ends=True),
            State(code="refused", name=Words(zh="不予通过", en="refused"), ends=True),
            State(code="withdrawn", name=Words(zh="撤回", en="withdrawn"), ends=True),
        ),
        moves=(
            _move("submit", "提交", "Hand in", ("draft", "returned"), "submitted"),
            _move("accept", "核对通过，受理", "Accept", ("submitted",), "accepted", "system"),
            _move("send_back", "核对不过，退回补正", "Send back", ("submitted",), "returned", "system"),
            _move("review", "分办审查", "Review", ("accepted",), "reviewing", "system"),
            _move("wait", "审查中要求补正", "Wait for papers", ("reviewing",), "waiting", "system"),
            _move("go_on", "补正齐，继续审查", "Go on", ("waiting",), "reviewing", "system"),
            _move("object", "有单位不同意，交牵头单位", "Objected to", ("reviewing",), "contested", "system"),
            _move("settle", "牵头单位协调后审结", "Settle", ("contested",), "reviewed", reason=True),
            _move("finish", "审结", "Reviewed", ("reviewing",), "reviewed", "system"),
            _move("grant", "准予", "Grant", ("reviewed",), "granted", "reviewer"),
            _move("refuse", "不予通过", "Refuse", ("reviewed",), "refused", "reviewer", reason=True),
            _move("withdraw", "撤回", "Withdraw", ("draft", "returned"), "withdrawn"),
        ),
    )


def _move(
    code: str, zh: str, en: str, from_: tuple[str, ...], to: str, by: str = "keeper", *, reason: bool = False
) -> Move:
    return Move(
        code=code,
        name=Words(zh=zh, en=en),
        from_=from_,
        to=to,
        by=by,  # type: ignore[arg-type]
        reason=reason,
    )


def certificates(scene: ApplicationReview) -> Ledger:
    """What is granted: its number, how long it is valid, what of the form stands on it."""
    said = scene.certificate
    own = {one.code: one for one in scene.application.fields}
    return Ledger(
        code=said.code,
        name=said.name,
        about=Words(zh=f"{scene.name.zh}发出的{said.name.zh}", en=f"{said.name.en} of {scene.name.en}"),
        object_=said.object_,
        grade=scene.application.grade,
        unit=scene.application.unit,
        key="number",
        title="subject",
        place=("place",),
        fields=(
            _text("number", "编号", "Number"),
            _text("subject", scene.application.subject.zh, scene.application.subject.en),
            Field(
                code="applicant",
                name=Words(zh="持有人", en="Holder"),
                kind="person" if scene.application.personal else "text",
                listed=True,
            ),
            Field(
                code="application",
                name=Words(zh="申请", en="Application"),
                kind="link",
                ledger=scene.application.code,
                filtered=True,
            ),
            Field(code="place", name=Words(zh="所在区划", en="Area"), kind="area", required=True),
            Field(code="issued_on", name=Words(zh="发证日期", en="Issued on"), kind="date", listed=True),
            Field(code="remind_on", name=Words(zh="续期提醒日", en="Reminded on"), kind="date", sorted=True),
            Field(
                code="valid_until",
                name=Words(zh="有效期至", en="Valid until"),
                kind="date",
                listed=True,
                sorted=True,
                figure="due",
            ),
            *(
                Field(
                    code=code,
                    name=own[source].name,
                    kind=own[source].kind,
                    unit=own[source].unit,
                    quantity=own[source].quantity,
                    choices=own[source].choices,
                    listed=True,
                )
                for code, source in said.fields.items()
                if source in own
            ),
        ),
        states=(
            State(code="valid", name=Words(zh="有效", en="valid")),
            State(code="revoked", name=Words(zh="已撤销", en="revoked"), ends=True),
            State(code="expired", name=Words(zh="已到期", en="expired"), ends=True),
        ),
        moves=(
            _move("revoke", "撤销", "Revoke", ("valid",), "revoked", "reviewer", reason=True),
            _move("expire", "到期", "Expire", ("valid",), "expired", "system"),
        ),
    )


def _text(code: str, zh: str, en: str) -> Field:
    return Field(code=code, name=Words(zh=zh, en=en), kind="text", required=True, listed=True, searched=True)


def _routines(scene: ApplicationReview) -> tuple[routines.Routine, ...]:
    form, said = scene.application.code, scene.certificate
    return (
        routines.Check(
            code="check",
            name=Words(zh="数据核对", en="data check"),
            ledger=form,
            on=("submit",),
            lookups=scene.lookups,
            passed="accept",
            failed="send_back",
            fails="mended",
        ),
        routines.Reaction(
            code="review",
            name=Words(zh="受理即分办并联审查", en="what is accepted is reviewed"),
            ledger=form,
            when=routines.When(moves=("accept",)),
            opens=routines.Opens(
                matter=scene.review.matter.code,
                title=Words(zh="{subject}（{number}）", en="{subject} ({number})"),
            ),
        ),
        routines.Following(
            code="follow",
            name=Words(zh="随审查推进", en="with its review"),
            ledger=form,
            steps={
                "taken": "review",
                "suspended": "wait",
                "resumed": "go_on",
                "objected": "object",
                "closed": "finish",
            },
        ),
        routines.Reaction(
            code="grant",
            name=Words(zh="准予即发证", en="what is granted gets its certificate"),
            ledger=form,
            when=routines.When(moves=("grant",)),
            writes=(
                routines.Writes(
                    into=said.code,
                    values={
                        "number": said.number,
                        "subject": "{subject}",
                        "applicant": "{applicant}",
                        "application": "{id}",
                        "place": "{place}",
                        "issued_on": "{today}",
                        "remind_on": f"{{today+{said.valid_days - said.remind_days}}}",
                        "valid_until": f"{{today+{said.valid_days}}}",
                        **{code: f"{{{source}}}" for code, source in said.fields.items()},
                    },
                ),
            ),
        ),
        routines.Reaction(
            code="refuse",
            name=scene.review.redress,
            ledger=form,
            when=routines.When(moves=("refuse",)),
            tells=routines.Tells(
                title=Words(
                    zh="{number} 不予通过，请告知救济途径", en="{number} is refused: tell of the redress"
                )
            ),
        ),
        routines.Reaction(
            code="remind",
            name=Words(zh="到期前提醒续期", en="its renewal is reminded of"),
            ledger=said.code,
            when=routines.When(passes="remind_on", states=("valid",)),
            tells=routines.Tells(
                title=Words(zh="{number} 将于 {valid_until} 到期", en="{number} ends on {valid_until}")
            ),
        ),
        routines.Reaction(
            code="expire",
            name=Words(zh="到期即失效", en="it ends by itself"),
            ledger=said.code,
            when=routines.When(passes="valid_until", states=("valid",)),
            moves="expire",
        ),
    )


def parsed(text: str) -> dict[str, str]:
    """`code=value；code=value` as values of a form."""
    parts = (part.partition("=") for part in text.split("；") if "=" in part)
    return {code.strip(): value.strip() for code, _, value in parts}


def values_of(row: ApplicationRow) -> dict[str, object]:
    """A sample application as the ledger takes it."""
    return {
        "number": row.number,
        "subject": row.subject,
        "applicant": row.applicant,
        "place": row.area,
        **parsed(row.values),
    }

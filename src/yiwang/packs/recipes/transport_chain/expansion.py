"""`transport-chain` as declarations: what moves, rules over it, the ledger of trips, the matter, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from yiwang.indicators.declarations import Condition
from yiwang.kernel.declarations import Quantity, Words
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State
from yiwang.packs.contracts import LayerRow, LevelRow
from yiwang.packs.recipes import _figures
from yiwang.packs.recipes._form import SCENE, At, Expansion, Place, SceneFiles
from yiwang.packs.recipes.transport_chain.record import Breach, TransportChain, TripRow
from yiwang.routines import declarations as routines
from yiwang.rules.declarations import AnyRule, Level, OutOfRange, Silence, Targets, Threshold
from yiwang.sensing.declarations import (
    Derivation,
    PropertyDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)

MEASURES = ("on_way", "on_time", "off_route", "differing", "alerts", "opened", "in_time", "false_alarms")
DEVICE_HAZARD = "device-fault"
READY, BARRED = "ready", "barred"
PREPARED, COMPLETE, DISPUTED, SETTLED, CANCELLED = "prepared", "complete", "disputed", "settled", "cancelled"
BREACHES: dict[str, tuple[str, str, str, str, str]] = {
    "off_route": ("偏离线路", "off its route", "偏离核准线路距离", "distance off the route", "m"),
    "in_zone": ("进入禁行区域", "in a closed area", "所在禁行区域编号", "number of the closed area", "1"),
    "standing": ("在途停留过久", "standing too long", "在途停留时长", "time that it has stood", "s"),
    "speed": ("超速", "too fast", "速度", "speed", ""),
}
"""Code of a rule and of the property it watches → name of the rule, name of the property, its unit."""


def expand(files: SceneFiles[TransportChain]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene, rows = files.pack, files.record, files.rows("things")
    assert pack is not None
    key = f"{pack.id}/{scene.id}"
    rules = list(_rules(key, scene))
    places: dict[str, Place] = {rule.code: (SCENE, at) for rule, at in rules}
    places |= {row.id: ("things", (index, "id")) for index, row in enumerate(rows)}
    places[scene.matter.code] = (SCENE, ("matter",))
    places[f"ledger:{scene.waybill.code}"] = (SCENE, ("waybill",))
    places[scene.mover.code] = (SCENE, ("mover", "code"))
    for number, load in enumerate(scene.mover.loads):
        places[f"{scene.mover.code}.{load.code}"] = (SCENE, ("mover", "loads", number))
    hazard = (Condition(column="hazard", is_=(scene.hazard,)),)
    trips = (Condition(column="ledger", is_=(scene.waybill.code,)),)
    made = _figures.figures(
        pack,
        scene,
        _measures(scene),
        where={
            "alerts": hazard,
            "cases": (Condition(column="matter", is_=(scene.matter.code,)),),
            "records": trips,
            "off_route": (Condition(column="rule", is_=(rule_code(key, "off_route"),)),),
        },
        aims=scene.aims,
    )
    return Expansion(
        key=key,
        models=(_model(scene),),
        things=tuple(
            ThingDeclaration(
                id=row.id,
                name=row.name,
                name_en=row.name_en,
                model=scene.mover.code,
                lon=row.lon,
                lat=row.lat,
                frame=row.frame,
                area_id=row.area or None,
                address=row.address,
                owner_unit=row.owner or scene.owner,
                maintainer_unit=row.maintainer or scene.maintainer,
                warranty_until=row.warranty_until,
                demonstration=scene.demonstration,
            )
            for row in rows
        ),
        source=SourceDeclaration(
            id=source_id(pack.id, scene.id),
            name=f"{scene.name.zh}回放" if scene.demonstration else f"{scene.name.zh}接入",
            unit_id=scene.maintainer,
            things=tuple(row.id for row in rows),
        ),
        rules=tuple(rule for rule, _ in rules),
        classes=pack.matter_classes,
        matters=(scene.matter,),
        ledgers=(ledger_of(scene),),
        routines=_routines(scene),
        indicators=made,
        # What is on the road is over when it has arrived: where breaches were dealt with stays to be seen.
        boards=(_figures.board(pack, scene, made, [scene.matter.code], drawn="opened"),),
        layer=LayerRow(
            id=key,
            name_zh=scene.mover.name.zh,
            name_en=scene.mover.name.en,
            icon="point",
            models=[scene.mover.code],
            property="speed",
            unit=scene.mover.speed,
            levels=[LevelRow(at=_figure(scene.speed.over, scene.mover.speed), severity=scene.speed.severity)]
            if scene.speed and scene.speed.over
            else [],
        ),
        hazard=scene.hazard,
        handles=(scene.matter.code,),
        written=places,
    )


def source_id(pack: str, scene: str) -> str:
    """The id of the source that sends a scene's positions."""
    return f"track-{pack}-{scene}"


def rule_code(key: str, name: str) -> str:
    return f"{key}/{name}"


def _measures(scene: TransportChain) -> tuple[str, ...]:
    return tuple(one for one in MEASURES if one != "off_route" or scene.off_route is not None)


def _model(scene: TransportChain) -> ThingModelDeclaration:
    """What its terminal sends, and what the house computes of where it is."""
    every = int(scene.mover.every.total_seconds())

    def made(
        code: str, name: Words, unit: str, kind: str, derived: Derivation | None = None
    ) -> PropertyDeclaration:
        return PropertyDeclaration(
            code=code,
            name=name.zh,
            name_en=name.en,
            unit=unit,
            kind=kind,  # type: ignore[arg-type]
            expected_every_s=every,
            derived=derived,
        )

    properties = [
        made("lon", Words(zh="经度", en="longitude"), "deg", "position"),
        made("lat", Words(zh="纬度", en="latitude"), "deg", "position"),
        made("speed", Words(zh="速度", en="speed"), scene.mover.speed, "velocity"),
        made("route", Words(zh="线路序号", en="number of its route"), "1", "status"),
    ]
    properties += [
        replace(
            made(one.code, one.name, one.unit, one.kind), valid_min=one.valid_min, valid_max=one.valid_max
        )
        for one in scene.mover.loads
    ]
    for code, derived in (
        ("off_route", Derivation(of="off_route", routes=scene.routes)),
        ("in_zone", Derivation(of="in_zone", zones=scene.zones)),
        ("standing", Derivation(of="standing")),
    ):
        if getattr(scene, code) is not None:
            _, _, zh, en, unit = BREACHES[code]
            properties.append(made(code, Words(zh=zh, en=en), unit, "other", derived))
    return ThingModelDeclaration(
        code=scene.mover.code,
        name=scene.mover.name.zh,
        name_en=scene.mover.name.en,
        kind=scene.mover.kind,
        properties=tuple(properties),
    )


def _rules(key: str, scene: TransportChain) -> Iterator[tuple[AnyRule, At]]:
    for name, (zh, en, _, _, unit) in BREACHES.items():
        said: Breach | None = getattr(scene, name)
        if said is None:
            continue
        unit = unit or scene.mover.speed
        # A zone has a number; what stands is measured in seconds of standing, not over seconds.
        limit, hold = 0.5, said.for_.total_seconds()
        if name == "standing":
            limit, hold = hold, 0.0
        elif said.over is not None:
            limit = _figure(said.over, unit)
        yield _threshold(key, scene, name, Words(zh=zh, en=en), "above", limit, hold, said.severity), (name,)
    for number, load in enumerate(scene.mover.loads):
        edge = load.above or load.below
        assert edge is not None
        words = Words(
            zh=f"{load.name.zh}{'过高' if load.above else '过低'}",
            en=f"{load.name.en} too {'high' if load.above else 'low'}",
        )
        yield (
            _threshold(
                key,
                scene,
                load.code,
                words,
                "above" if load.above else "below",
                _figure(edge, load.unit),
                load.for_.total_seconds(),
                load.severity,
            ),
            ("mover", "loads", number),
        )
        if load.valid_min is not None or load.valid_max is not None:
            yield (
                OutOfRange(
                    code=f"{key}/{load.code}/range",
                    name=f"{load.name.zh}超出量程",
                    name_en=f"{load.name.en} out of range",
                    hazard=DEVICE_HAZARD,
                    targets=Targets(model=scene.mover.code, property=load.code),
                ),
                ("mover", "loads", number),
            )
    yield (
        Silence(
            code=f"{key}/silent",
            name=f"{scene.mover.name.zh}终端离线",
            name_en=f"{scene.mover.name.en}: its terminal is silent",
            hazard=DEVICE_HAZARD,
            targets=Targets(model=scene.mover.code, property="lon"),
            after_s=scene.silent_after.total_seconds(),
        ),
        ("silent_after",),
    )


def _threshold(
    key: str,
    scene: TransportChain,
    watched: str,
    name: Words,
    direction: str,
    limit: float,
    hold_s: float,
    severity: str,
) -> Threshold:
    return Threshold(
        code=rule_code(key, watched),
        name=name.zh,
        name_en=name.en,
        hazard=scene.hazard,
        matter=scene.matter.code,
        confirm=scene.confirm,
        targets=Targets(model=scene.mover.code, property=watched),
        max_gap_s=max(600.0, 5.0 * scene.mover.every.total_seconds()),
        direction=direction,  # type: ignore[arg-type]
        levels=(Level(raise_at=limit, hold_s=hold_s, severity=severity),),  # type: ignore[arg-type]
    )


def _figure(quantity: Quantity, unit: str) -> float:
    """The figure in that unit, without the dust of a conversion."""
    return float(f"{quantity.to(unit):.12g}")


# -- the ledger of trips -----------------------------------------------------------------------


def ledger_of(scene: TransportChain) -> Ledger:
    """The trips: what every trip says, the scene's own fields, and a state for each handover."""
    said = scene.waybill
    amounts = list(dict.fromkeys(one.field for one in scene.chain if one.field))
    names = {amounts[0]: Words(zh="发出数量", en="Sent"), amounts[-1]: Words(zh="接收数量", en="Received")}
    fields = [
        Field(code="number", name=said.number, kind="text", required=True, listed=True, searched=True),
        Field(
            code="goods",
            name=Words(zh="货物", en="Goods"),
            kind="text",
            required=True,
            listed=True,
            searched=True,
        ),
        Field(
            code="thing",
            name=Words(zh="运输工具", en="Carried by"),
            kind="text",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            code="route",
            name=Words(zh="核准线路", en="Route"),
            kind="choice",
            required=True,
            listed=True,
            filtered=True,
            figure="kind",
            choices=tuple(Choice(code=choice_of(one.code), name=one.name) for one in scene.routes),
        ),
        Field(
            code="sender",
            name=Words(zh="发出方", en="Sender"),
            kind="text",
            required=True,
            listed=True,
            searched=True,
        ),
        Field(
            code="receiver",
            name=Words(zh="接收方", en="Receiver"),
            kind="text",
            required=True,
            listed=True,
            searched=True,
        ),
        Field(code="origin", name=Words(zh="起运地", en="Sets out from"), kind="area", required=True),
        Field(
            code="due_at",
            name=Words(zh="下一环节时限", en="Next step due"),
            kind="moment",
            listed=True,
            sorted=True,
            computed=True,
            figure="due",
        ),
        Field(
            code="late",
            name=Words(zh="逾期环节数", en="Steps that were late"),
            kind="number",
            unit="1",
            quantity="count",
            minimum=0,
            computed=True,
            figure="score",
        ),
        *(
            Field(
                code=code,
                name=names.get(code, Words(zh=f"数量（{code}）", en=f"Amount ({code})")),
                kind="number",
                unit=said.amount,
                quantity=said.quantity,
                minimum=0,
                listed=True,
                figure="amount" if code == amounts[0] else "",
            )
            for code in amounts
        ),
        *said.fields,
    ]
    states = [State(code=PREPARED, name=Words(zh="待发", en="to set out"))]
    moves: list[Move] = []
    before = PREPARED
    if scene.lookups:
        before = READY
        states += [
            State(code=READY, name=Words(zh="核对通过，可发", en="may set out")),
            State(code=BARRED, name=Words(zh="核对不过，不得出发", en="may not set out")),
        ]
        moves += [
            _system("clear", "核对通过", "Clear", PREPARED, READY),
            _system("bar", "核对不过", "Bar", PREPARED, BARRED),
            Move(
                code="mend", name=Words(zh="更正后重新核对", en="Check again"), from_=(BARRED,), to=PREPARED
            ),
        ]
    for one in scene.chain:
        state = f"{one.code}_done"
        states.append(State(code=state, name=one.done))
        moves.append(Move(code=one.code, name=one.name, from_=(before,), to=state, by=one.by))
        before = state
    last = before
    states += [
        State(code=COMPLETE, name=Words(zh="办结", en="complete"), ends=True),
        State(code=DISPUTED, name=Words(zh="数量不符", en="amounts differ")),
        State(code=SETTLED, name=Words(zh="查处完毕", en="settled"), ends=True),
        State(code=CANCELLED, name=Words(zh="作废", en="cancelled"), ends=True),
    ]
    moves += [
        _system("agree", "数量相符", "Amounts agree", last, COMPLETE),
        _system("differ", "数量不符", "Amounts differ", last, DISPUTED),
        _system("settle", "查处完毕", "Settled", DISPUTED, SETTLED),
        Move(
            code="cancel",
            name=Words(zh="作废", en="Cancel"),
            from_=(PREPARED, READY, BARRED) if scene.lookups else (PREPARED,),
            to=CANCELLED,
            by="reviewer",
            reason=True,
        ),
    ]
    return Ledger(
        code=said.code,
        name=said.name,
        about=Words(zh=f"{scene.name.zh}的{said.name.zh}", en=f"{said.name.en} of {scene.name.en}"),
        object_="event",
        unit=said.unit,
        key="number",
        title="goods",
        place=("origin",),
        fields=tuple(fields),
        states=tuple(states),
        moves=tuple(moves),
    )


def _system(code: str, zh: str, en: str, from_: str, to: str) -> Move:
    return Move(code=code, name=Words(zh=zh, en=en), from_=(from_,), to=to, by="system")


def choice_of(route: str) -> str:
    """A route's code as a code list has it."""
    return route.replace("-", "_")


def _routines(scene: TransportChain) -> tuple[routines.Routine, ...]:
    ledger, chain = scene.waybill.code, scene.chain
    first, last = (next(one.field for one in way if one.field) for way in (chain, chain[::-1]))
    assert first is not None
    assert last is not None
    ready = routines.Check(
        code="check_ready",
        name=Words(zh="出发前核对", en="looked up before it sets out"),
        ledger=ledger,
        on=("mend",),
        recorded=True,
        lookups=scene.lookups,
        passed="clear",
        failed="bar",
    )
    # Routines act in the order of their codes: the chain says what was late before a check ends the trip.
    return (
        *((ready,) if scene.lookups else ()),
        routines.Journey(
            code="chain",
            name=Words(zh="上路、到达和各环节时限", en="setting out, arriving, and when steps are due"),
            ledger=ledger,
            thing="thing",
            route="route",
            routes=tuple(choice_of(one.code) for one in scene.routes),
            starts=tuple(one.code for one in chain if one.at == "start"),
            ends=tuple(one.code for one in chain if one.at == "end"),
            due="due_at",
            late="late",
            within_s={
                before.code: after.within.total_seconds() if after.within else 0.0
                for before, after in zip(chain, (*chain[1:], replace(chain[-1], within=None)), strict=True)
            },
        ),
        routines.Check(
            code="check_amounts",
            name=Words(zh="核对交接数量", en="the amounts handed over"),
            ledger=ledger,
            on=(chain[-1].code,),
            lookups=(
                routines.Lookup(
                    code="amounts",
                    name=Words(zh="接收数量与发出数量相符", en="received as much as was sent"),
                    same={last: first},
                    differs=scene.waybill.differs,
                ),
            ),
            passed="agree",
            failed="differ",
        ),
        routines.Reaction(
            code="differ",
            name=Words(zh="数量不符即立案查处", en="amounts that differ are dealt with"),
            ledger=ledger,
            when=routines.When(moves=("differ",)),
            opens=routines.Opens(
                matter=scene.matter.code,
                title=Words(zh="{goods}（{number}）交接数量不符", en="{goods} ({number}): amounts differ"),
                severity="important",
            ),
        ),
        routines.Following(
            code="settle",
            name=Words(zh="查处完毕", en="settled"),
            ledger=ledger,
            steps={"closed": "settle"},
        ),
        routines.Reaction(
            code="overdue",
            name=Words(zh="环节逾期即告知", en="a step that is overdue is told"),
            ledger=ledger,
            when=routines.When(passes="due_at", states=tuple(f"{one.code}_done" for one in chain[:-1])),
            opens=routines.Opens(
                matter=scene.matter.code,
                title=Words(
                    zh="{goods}（{number}）逾期未交接", en="{goods} ({number}): handed over too late"
                ),
            ),
        ),
    )


def values_of(scene: TransportChain, row: TripRow) -> dict[str, object]:
    """A sample trip as the ledger takes it, before any handover."""
    own = dict(part.split("=", 1) for part in row.more.split("；") if "=" in part)
    return {
        "number": row.number,
        "goods": row.goods,
        "thing": row.thing,
        "route": choice_of(row.route),
        "sender": row.sender,
        "receiver": row.receiver,
        "origin": row.area,
        **{code.strip(): value.strip() for code, value in own.items()},
    }

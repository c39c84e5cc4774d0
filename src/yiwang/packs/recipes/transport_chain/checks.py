"""What does not hold together in a scene by `transport-chain`, its vehicles, trips and tracks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from yiwang.kernel.declarations import Loaded, Problem, Quantity, Words
from yiwang.kernel.units import find_unit
from yiwang.packs.recipes._checks import Asks, wrong_matter
from yiwang.packs.recipes._form import SCENE, At, SceneFiles, Told, doubled, unknown
from yiwang.packs.recipes._lookups import wrong_lookups
from yiwang.packs.recipes.transport_chain.record import TransportChain

FIELDS = ("number", "goods", "thing", "route", "sender", "receiver", "origin", "due_at", "late")
"""What every trip says."""
BREACHES = {"off_route": "m", "in_zone": "", "standing": "", "speed": "speed"}
"""What a breach is measured in: a unit, that of the speed, or nothing."""


def problems(files: SceneFiles[TransportChain]) -> Iterator[Told]:
    """All of it; sound parts are looked at even when others are not."""
    file = files.file
    wrong = (_wrong_breaches, _wrong_loads, _wrong_chain, _wrong_fields)
    for problem in (problem for look in wrong for problem in look(file)):
        yield SCENE, problem
    for problem in wrong_matter(file.part("matter"), ("matter",), ASKS):
        yield SCENE, problem
    own = [
        file.text("waybill", "fields", index, "code") or ""
        for index in range(file.count("waybill", "fields"))
    ]
    computed = {
        code
        for index, code in enumerate(own)
        if (one := file.part("waybill", "fields", index)) is not None and one.computed
    }
    for problem in wrong_lookups(file, [*FIELDS, *own], computed, files.ledgers):
        yield SCENE, problem
    routes = [file.text("routes", index, "code") or "" for index in range(file.count("routes"))]
    things = _ids(files.tables.get("things"))
    yield from _wrong_rows(files, routes, things)
    for problem in _wrong_rehearsal(files):
        yield SCENE, problem


def _ids(table: Loaded[tuple[object, ...]] | None, key: str = "id") -> list[str] | None:
    """What a table's rows are called, None while it cannot be read."""
    if table is None or not (table.builder.places or not table.faults):
        return None
    return [table.text(index, key) or "" for index in range(table.count())]


def _wrong_breaches(file: Loaded[TransportChain]) -> Iterator[Problem]:
    for name, unit in BREACHES.items():
        said = file.part(name)
        if said is None:
            continue
        unit = (file.text("mover", "speed") or "km/h") if unit == "speed" else unit
        if unit and said.over is None:
            yield Problem(
                at=(name,),
                code="breach.over",
                zh=f"没有写超过多少（{unit}）。",
                en=f"It does not say beyond what ({unit}).",
                cure_zh=f"加上“over: … {unit}”。",
                cure_en=f"Add `over: … {unit}`.",
            )
        elif unit and said.over is not None:
            yield from _wrong_unit((name, "over"), said.over, unit)
        elif said.over is not None:
            yield Problem(
                at=(name, "over"),
                code="breach.over",
                zh="这一条只看时长，没有 over。",
                en="Only its time counts: there is no `over`.",
                cure_zh="删去 over，写 for。",
                cure_en="Delete `over`, write `for`.",
            )
        if name == "standing" and not said.for_:
            yield Problem(
                at=(name,),
                code="breach.for",
                zh="没有写停留多久算违规。",
                en="It does not say how long it may stand.",
                cure_zh="加上“for: 30 min”。",
                cure_en="Add `for: 30 min`.",
            )
        if name == "in_zone" and not file.count("zones"):
            yield Problem(
                at=(name,),
                code="breach.no_zone",
                zh="没有写禁行区域。",
                en="No closed area is named.",
                cure_zh="在 zones 里写，或删去 in_zone。",
                cure_en="Name one under `zones`, or delete `in_zone`.",
            )
    if not any(file.part(name) for name in BREACHES) and not file.count("mover", "loads"):
        yield Problem(
            at=(),
            code="breach.none",
            zh="没有一条途中规则。",
            en="There is no rule about the way.",
            cure_zh="写 off_route、in_zone、standing、speed 或 mover.loads 之一。",
            cure_en="Say one of off_route, in_zone, standing, speed and mover.loads.",
        )


def _wrong_unit(at: At, said: Quantity, unit: str) -> Iterator[Problem]:
    try:
        said.to(unit)
    except ValueError:
        yield Problem(
            at=at,
            code="breach.unit",
            zh=f"“{said}”不能换算成 {unit}。",
            en=f"“{said}” does not convert to {unit}.",
            cure_zh=f"用 {unit} 或同类单位。",
            cure_en=f"Use {unit} or a unit of its kind.",
        )


def _wrong_loads(file: Loaded[TransportChain]) -> Iterator[Problem]:
    taken = {"lon", "lat", "speed", "route", *BREACHES}
    for number in range(file.count("mover", "loads")):
        load = file.part("mover", "loads", number)
        if load is None:
            continue
        at: At = ("mover", "loads", number)
        if load.code in taken:
            yield doubled((*at, "code"), "load", "属性", "The property", load.code)
        if find_unit(load.unit) is None:
            yield Problem(
                at=(*at, "unit"),
                code="load.unit",
                zh=f"不认识单位“{load.unit}”。",
                en=f"The unit “{load.unit}” is not known.",
                cure_zh="写 UCUM 代码，如 Cel。",
                cure_en="Write a UCUM code such as Cel.",
            )
            continue
        for key in ("above", "below"):
            limit = getattr(load, key)
            if limit is not None:
                yield from _wrong_unit((*at, key), limit, load.unit)


def _wrong_chain(file: Loaded[TransportChain]) -> Iterator[Problem]:
    many = file.count("chain")
    places = [file.text("chain", index, "at") or "way" for index in range(many)]
    order = {"start": 0, "way": 1, "end": 2}
    if many and (places.count("start") != 1 or "end" not in places):
        yield Problem(
            at=("chain",),
            code="chain.ends",
            zh="交接链须恰有一个 at: start，至少一个 at: end。",
            en="A chain has exactly one `at: start` and at least one `at: end`.",
            cure_zh="给出发的环节写 at: start，到达和之后的写 at: end。",
            cure_en="Write `at: start` where it sets out, `at: end` where it arrives and after.",
        )
    elif any(order.get(one, 1) > order.get(two, 1) for one, two in itertools.pairwise(places)):
        yield Problem(
            at=("chain",),
            code="chain.order",
            zh="交接链的顺序须是出发、在途、到达。",
            en="A chain sets out, is on its way, and arrives, in this order.",
            cure_zh="按先后排列。",
            cure_en="Order its steps.",
        )
    amounts = [file.text("chain", index, "field") for index in range(many)]
    said = [one for one in amounts if one]
    if many and (len(said) < 2 or len(set(said)) < len(said) or not amounts[-1]):
        yield Problem(
            at=("chain", many - 1, "field") if said and not amounts[-1] else ("chain",),
            code="chain.amounts",
            zh="出发和最后一个环节各填一个数量，字段不能相同。",
            en="An amount is filled in when it sets out and with the last step, in two fields.",
            cure_zh="如出发写 field: sent，签收写 field: received。",
            cure_en="For instance `field: sent` and `field: received`.",
        )
    if many and not any(file.text("chain", index, "by") == "reviewer" for index in range(many)):
        yield Problem(
            at=("chain", many - 1),
            code="chain.one_hand",
            zh="没有一个环节由另一人办理：自己发出、自己签收不是交接。",
            en="No step is a second person's: who sends to himself hands nothing over.",
            cure_zh="给接收的环节写 by: reviewer。",
            cure_en="Write `by: reviewer` at the step of the receiver.",
        )


def _wrong_fields(file: Loaded[TransportChain]) -> Iterator[Problem]:
    amounts = [file.text("chain", index, "field") or "" for index in range(file.count("chain"))]
    taken = {*FIELDS, *amounts}
    for index in range(file.count("waybill", "fields")):
        code = file.text("waybill", "fields", index, "code") or ""
        if code in taken:
            yield doubled(("waybill", "fields", index, "code"), "field", "字段", "The field", code)
    unit = file.text("waybill", "amount")
    if unit and find_unit(unit) is None:
        yield Problem(
            at=("waybill", "amount"),
            code="waybill.unit",
            zh=f"不认识单位“{unit}”。",
            en=f"The unit “{unit}” is not known.",
            cure_zh="写 UCUM 代码，如 t、kg；没有单位的写 1。",
            cure_en="Write a UCUM code such as t or kg; 1 for a pure number.",
        )


ASKS = Asks(
    code="transport",
    flow="rectify",
    takes=Words(zh="查处事项走整改销号线", en="Enforcement takes the flow `rectify`"),
    reading=Words(zh="查处不等读数恢复。", en="Enforcement waits for no reading."),
)
"""Who enforces does not check himself, and a track is not put back to normal by driving on."""


def _wrong_rows(
    files: SceneFiles[TransportChain], routes: Sequence[str], things: Sequence[str] | None
) -> Iterator[Told]:
    trips, tracks = files.tables.get("trips"), files.tables.get("tracks")
    numbers = _ids(trips, "number")
    own = [
        files.file.text("waybill", "fields", index, "code") or ""
        for index in range(files.file.count("waybill", "fields"))
    ]
    if trips is not None and numbers is not None:
        for index, number in enumerate(numbers):
            if number in numbers[:index]:
                yield "trips", doubled((index, "number"), "trip", "单号", "The number", number)
            for key, known, zh, en in (
                ("route", routes, "线路", "route"),
                ("thing", things, "运输工具", "thing that travels"),
            ):
                word = trips.text(index, key) or ""
                if known and word and word not in known:
                    yield "trips", unknown((index, key), key, zh, en, word, known)
            for part in (trips.text(index, "more") or "").split("；"):
                code = part.partition("=")[0].strip()
                if code and code not in own:
                    yield (
                        "trips",
                        unknown((index, "more"), "field", "自有字段", "field of its own", code, own),
                    )
    if tracks is None or numbers is None or not numbers:
        return
    before: dict[str, float] = {}
    for index, trip in enumerate(_ids(tracks, "trip") or ()):
        if trip not in numbers:
            yield "tracks", unknown((index, "trip"), "trip", "运单", "trip", trip, numbers)
            continue
        row = tracks.part(index)
        minute = row.minute if row is not None else None
        if minute is not None and minute <= before.get(trip, -1.0):
            yield (
                "tracks",
                Problem(
                    at=(index, "minute"),
                    code="track.order",
                    zh=f"“{trip}”的轨迹须按时间先后。",
                    en=f"The track of “{trip}” is not in order of time.",
                    cure_zh="按分钟数从小到大排列。",
                    cure_en="Order its rows by minute.",
                ),
            )
        if minute is not None:
            before[trip] = minute


def _wrong_rehearsal(files: SceneFiles[TransportChain]) -> Iterator[Problem]:
    file = files.file
    numbers = _ids(files.tables.get("trips"), "number")
    driven = set(_ids(files.tables.get("tracks"), "trip") or ())
    if bool(file.count("lookups")) != bool(file.text("rehearsal", "barred")) and file.part("rehearsal"):
        yield Problem(
            at=("rehearsal", "barred") if file.text("rehearsal", "barred") else ("rehearsal",),
            code="rehearsal.barred",
            zh="有出发前核对（lookups）才有、也必须有一单核对不过（barred）。",
            en="With `lookups`, and only then, one trip is `barred`.",
            cure_zh="补上另一个，或两个都删去。",
            cure_en="Add the other, or delete both.",
        )
    for key in ("good", "breach", "short", "barred"):
        named = file.text("rehearsal", key)
        if not named or not numbers:
            continue
        if named not in numbers:
            yield unknown(("rehearsal", key), "trip", "样本运单", "sample trip", named, numbers)
        elif key in ("good", "breach") and driven and named not in driven:
            yield unknown(("rehearsal", key), "track", "轨迹", "track", named, sorted(driven))
    rules = [name for name in BREACHES if file.part(name) is not None]
    rules += [
        file.text("mover", "loads", index, "code") or "" for index in range(file.count("mover", "loads"))
    ]
    breaks = file.text("rehearsal", "breaks")
    if breaks and rules and breaks not in rules:
        yield unknown(("rehearsal", "breaks"), "rule", "途中规则", "rule about the way", breaks, rules)
    trips = files.tables.get("trips")
    record = file.record
    if record is None or trips is None or trips.record is None:
        return
    for key, wanted in (("good", False), ("short", True)):
        row = next((one for one in trips.record if one.number == getattr(record.rehearsal, key)), None)
        if row is None:
            continue
        differs = abs(row.sent - row.received) > record.waybill.differs * max(row.sent, row.received) + 1e-9
        if differs != wanted:
            yield Problem(
                at=("rehearsal", key),
                code="rehearsal.amounts",
                zh=f"“{row.number}”发出 {row.sent:g}，接收 {row.received:g}，"
                f"数量{'不符' if differs else '相符'}。",
                en=f"Of “{row.number}” {row.sent:g} are sent and {row.received:g} received: "
                f"they {'do not agree' if differs else 'agree'}.",
                cure_zh="换一单，或改样本的数量。",
                cure_en="Name another trip, or mend the amounts of the sample.",
            )

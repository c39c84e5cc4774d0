"""The recipe `transport-chain`: batch or trip → positions → rule breach → enforcement."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.declarations import ThingRow
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.transport_chain import checks, expansion
from yiwang.packs.recipes.transport_chain.record import TrackRow, TransportChain, TripRow

RECIPE = Recipe(
    code="transport-chain",
    name=Words(zh="运输全链监管", en="Transport chain"),
    flow=Words(
        zh="运单 → 出发 → 位置 → 途中违规告警 → 查处；逐环节交接 → 数量核对 → 办结",
        en="trip → positions → a rule is broken → enforcement; handed over → amounts agree → complete",
    ),
    about=Words(
        zh="有东西要从一处运到另一处、走核准线路、逐环节交接的场景：危险货物、危险废物、检疫、渣土。",
        en="Where something goes by an allowed route and is handed over: dangerous goods, waste, livestock.",
    ),
    record=TransportChain,
    tables={
        "things": Table(at=("mover", "things"), row=ThingRow),
        "trips": Table(at=("sample", "trips"), row=TripRow),
        "tracks": Table(at=("sample", "tracks"), row=TrackRow),
    },
    problems=checks.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="物模型和物：位置、速度、载荷，以及由位置算出的偏离距离、禁行区域、停留时长。",
            en="A thing model and things: position, speed, load, and what is computed of them (sensing).",
        ),
        Words(
            zh="规则：偏离线路、禁行区域、停留、超速、载荷超限各一条，终端离线一条。",
            en="Rules: off the route, closed area, standing, speed, load, and a silent terminal.",
        ),
        Words(
            zh="运单台账：每个环节一个状态，一单一个城市码。",
            en="The ledger of trips: a state for each handover, a 城市码 for each trip (ledgers).",
        ),
        Words(
            zh="例行：上路下路和时限、数量核对、不符和逾期立案、结案了结运单。",
            en="Routines: on and off the route, amounts, cases for what differs or is overdue (routines).",
        ),
        Words(
            zh="查处事项及其分类、职责、时限；图层；指标和一块默认看板。",
            en="The matter of enforcement; a layer; figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="chain", name=Words(zh="一单到底", en="the chain")),
        Variant(code="breach", name=Words(zh="途中违规", en="a rule broken on the way"), drawn=True),
    ),
    script="yiwang.packs.recipes.transport_chain.script",
)

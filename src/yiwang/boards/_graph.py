"""业务图谱: duty → matter → process → dataset → indicator → unit, looked at from one of its nodes.

Nothing is kept: the duty list, the flows, the tables and the definitions are what the nouns below say now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.boards import _life as life
from yiwang.boards import _showing as showing
from yiwang.boards._refusals import UnknownNode
from yiwang.boards._shapes import BoardCell, GraphColumn, GraphEdge, GraphNode, GraphView, cell_of
from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition
from yiwang.matters import api as matters
from yiwang.matters.declarations import UnitRef

Key = tuple[str, str]
Stand = dict[str, tuple[Definition, BoardCell]]
COLUMNS = ("duty", "matter", "flow", "table", "indicator", "owner")
MOST = 12
# What a case flow leaves behind in the tables of figures; a citizen's line writes appeals as well.
WRITTEN = ("cases", "events")
BY_CITIZENS, BY_DEVICES = "appeals", "alerts"
PAGES = {
    "duty": "/desk/coordination/cases?unit={0}",
    "matter": "/desk/matters/one?code={0}",
    "flow": "/desk/coordination/flows?flow={0}",
    "table": "",
    "indicator": "/desk/indicators/one?code={0}",
    "owner": "/desk/coordination/cases?unit={0}",
}


@dataclass(slots=True)
class Web:
    """Every node by column and id with its names, and who follows whom from left to right."""

    names: dict[Key, tuple[str, str]] = field(default_factory=dict)
    after: dict[Key, list[Key]] = field(default_factory=dict)
    before: dict[Key, list[Key]] = field(default_factory=dict)
    confined: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def node(self, column: str, one: str, zh: str, en: str) -> Key:
        self.names.setdefault((column, one), (zh, en))
        return column, one

    def edge(self, left: Key, right: Key) -> None:
        if right not in self.after.setdefault(left, []):
            self.after[left].append(right)
            self.before.setdefault(right, []).append(left)


def graph(subject: Subject, *, kind: str = "indicator", code: str = "", area: str = "") -> GraphView:
    """The chain that runs through a node, the nodes next to it marked. Without a code the first indicator.

    `area` is where duties are read (the widest one that the person sees). Raises UnknownNode.
    """
    here = areas.get_area(area or showing.top(subject))
    web = _web(subject, here.managed_path)
    first = min((one for column, one in web.names if column == "indicator"), default="")
    focus = (kind, code or first)
    if focus not in web.names:
        raise UnknownNode()
    held = _chain(web, focus)
    near = {focus, *web.after.get(focus, ()), *web.before.get(focus, ())}
    shown: dict[str, list[Key]] = {}
    for column in COLUMNS:
        mine = [one for one in held if one[0] == column]
        mine.sort(key=lambda one: (one not in near, one[1]))
        shown[column] = mine[:MOST]
    stand = _standing(subject, [code for _, code in shown["indicator"]], here)
    drawn = {one for column in shown.values() for one in column}
    return GraphView(
        area=showing.place_of(here),
        focus=_node(web, focus, near, stand),
        columns=[
            GraphColumn(
                kind=column,
                total=sum(1 for one in held if one[0] == column),
                nodes=[_node(web, one, near, stand) for one in shown[column]],
            )
            for column in COLUMNS
        ],
        edges=[
            GraphEdge(left=_name(left), right=_name(right))
            for left, follows in web.after.items()
            for right in follows
            if left in drawn and right in drawn
        ],
    )


def _standing(subject: Subject, codes: Sequence[str], here: Area) -> Stand:
    """Where these figures stand this month, as far as the person sees them whole."""
    known = {one.code: one for one in indicators.definitions(subject)}
    looking = showing.Looking(
        subject=subject,
        area_id=here.id,
        tree="managed",
        kind="month",
        day=life.today(),
        dimension="",
        member="",
        known=known,
    )
    looking.read_own([code for code in codes if not showing.confined(subject, known[code], here)])
    return {code: (known[code], cell_of(value)) for code, value in looking.own.items()}


def _web(subject: Subject, path: str) -> Web:
    web = Web()
    known = {one.code: one for one in indicators.definitions(subject)}
    owners = {one.id: one for one in identity.units(ids=tuple({one.owner_unit_id for one in known.values()}))}
    for table in indicators.tables():
        web.node("table", table.code, table.name_zh, table.name_en)
    for flow in cases.flows():
        here = web.node("flow", flow.code, flow.name_zh, flow.name_en)
        lines = {flow.code, flow.stands}
        for name in WRITTEN:
            web.edge(here, ("table", name))
        if cases.HOTLINE in lines:
            web.edge(here, ("table", BY_CITIZENS))
        if cases.DEVICE in lines:
            web.edge(here, ("table", BY_DEVICES))
    _duties(web, path)
    origins = indicators.origins(subject)
    for origin in origins:
        said = known[origin.code]
        here = web.node("indicator", origin.code, said.name_zh, said.name_en)
        web.confined[origin.code] = origin.matters
        # What is made from other indicators stands where those stand.
        of = [origin.table, *(one.table for one in origins if one.code in origin.rests_on)]
        for name in dict.fromkeys(one for one in of if one):
            web.edge(("table", name), here)
        if said.owner_unit_id in owners:
            owner = owners[said.owner_unit_id]
            web.edge(here, web.node("owner", owner.id, owner.name, owner.english))
    return web


def _duties(web: Web, path: str) -> None:
    """Matters with the units that lead them at a place by the duty list, and the flows that they take."""
    found: dict[UnitRef, identity.Unit | None] = {}
    for matter in matters.every_declared():
        here = web.node("matter", matter.code, matter.name_zh, matter.name_en)
        # Without a flow of its own a matter goes by who reported it.
        for code in [matter.flow] if matter.flow else [cases.HOTLINE, cases.DEVICE]:
            if ("flow", code) in web.names:
                web.edge(here, ("flow", code))
        refs = [rule.lead for rule in matter.duty_rules if not rule.area or _within(rule.area, path)]
        for ref in [*refs, *([matter.fallback] if matter.fallback and not refs else [])]:
            if ref not in found:
                found[ref] = _unit(ref, path)
            unit = found[ref]
            if unit is not None:
                web.edge(web.node("duty", unit.id, unit.name, unit.english), here)


def _within(area: str, path: str) -> bool:
    place = areas.find_area(area)
    return place is not None and (place.managed_path.startswith(path) or path.startswith(place.managed_path))


def _unit(ref: UnitRef, path: str) -> identity.Unit | None:
    """The unit that a reference means at a place; owners of things and towns have no one unit there."""
    if ref.unit:
        return identity.find_unit(ref.unit)
    return identity.unit_of_line(ref.line, path, ref.level or None) if ref.line else None


def _chain(web: Web, focus: Key) -> list[Key]:
    """Whatever lies before or after the focus, along the chain; an indicator of certain matters leads to
    those alone, and a matter to no indicator of others."""
    column, code = focus
    held = {focus}
    place = COLUMNS.index(column)
    confined = set(web.confined.get(code, ())) if column == "indicator" else set()
    mine = {one for name, one in [focus] if name == "matter"}
    layer = {focus}
    for index in range(place - 1, -1, -1):
        layer = _next(web.before, layer, COLUMNS[index])
        if COLUMNS[index] == "flow" and confined:
            layer &= _next(web.after, {("matter", one) for one in confined}, "flow")
        if COLUMNS[index] == "matter" and confined:
            layer = {one for one in layer if one[1] in confined}
        held |= layer
    layer = {focus}
    for index in range(place + 1, len(COLUMNS)):
        layer = _next(web.after, layer, COLUMNS[index])
        if COLUMNS[index] == "matter":
            mine = {one for _, one in layer}
        if COLUMNS[index] == "indicator" and mine:
            layer = {one for one in layer if not web.confined[one[1]] or mine & set(web.confined[one[1]])}
        held |= layer
    return sorted(held, key=lambda one: (COLUMNS.index(one[0]), one[1]))


def _next(edges: dict[Key, list[Key]], layer: Iterable[Key], column: str) -> set[Key]:
    return {one for key in layer for one in edges.get(key, ()) if one[0] == column}


def _name(key: Sequence[str]) -> str:
    return f"{key[0]}:{key[1]}"


def _node(web: Web, key: Key, near: set[Key], stand: Stand) -> GraphNode:
    zh, en = web.names[key]
    found, cell = stand.get(key[1], (None, None)) if key[0] == "indicator" else (None, None)
    return GraphNode(
        key=_name(key),
        kind=key[0],
        code=key[1],
        name_zh=zh,
        name_en=en,
        page=PAGES[key[0]].format(key[1]),
        near=key in near,
        unit=found.unit if found else "",
        decimals=found.decimals if found else 0,
        cell=cell,
    )

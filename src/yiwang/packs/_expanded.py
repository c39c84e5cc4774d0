"""What the nouns would refuse of an expansion, told at the place in the scene that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from yiwang.kernel.declarations import Problem
from yiwang.ledgers.declarations import Ledger
from yiwang.matters import api as matters
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes._figures import LONGEST
from yiwang.packs.recipes._form import SCENE, Expansion, Place, Told, path_of
from yiwang.routines import api as routines
from yiwang.rules.declarations import faults_of


def wrong_expansion(pack: Pack, made: Expansion, ledgers: Mapping[str, Ledger]) -> Iterator[Told]:
    """Faults of rules, matters, ledgers, routines and figures, without a database. `ledgers`: the pack's."""
    for rule in made.rules:
        for fault in faults_of(rule):
            yield _told(_place(made, rule.code), fault.where, "rule", fault.zh, fault.en)
    own = {one.code for one in pack.matter_classes}
    # A class that is not of this pack may be another's: matters sees it when the pack is loaded.
    mine = [one for one in made.matters if one.matter_class in own]
    known = {one.code for one in mine}
    for line in matters.faults_of([*pack.matter_classes, *mine]) if mine else ():
        if line["code"] in known:
            yield _told(_place(made, line["code"]), line["field"], "matter", line["zh"], line["en"])
    for one in made.indicators:
        table, at = _place(made, one.code)
        for problem in one.problems():
            yield table, replace(problem, at=(*at, *problem.at))
    yield from _wrong_routines(made, ledgers)
    codes = [*(one.code for one in made.indicators), *(one.code for one in made.boards)]
    longest = max(codes, key=len, default="")
    if len(longest) > LONGEST:
        yield (
            SCENE,
            Problem(
                at=("id",),
                code="scene.id_length",
                zh=f"由编号组成的“{longest}”超过 {LONGEST} 个字符。",
                en=f"“{longest}”, made of the ids, is longer than {LONGEST} characters.",
                cure_zh="缩短场景编号或专题编号。",
                cure_en="Shorten the scene's id or the topic's.",
            ),
        )


def _wrong_routines(made: Expansion, ledgers: Mapping[str, Ledger]) -> Iterator[Told]:
    """Of the ledgers that the scene makes and of what it sets in motion over them and the pack's."""
    for ledger in made.ledgers:
        for problem in ledger.problems():
            table, at = _place(made, f"ledger:{ledger.code}")
            yield table, replace(problem, at=at)
    known = {**ledgers, **{one.code: one for one in made.ledgers}}
    for code, problem in routines.faults_of(made.routines, known):
        table, at = _place(made, f"routine:{code}")
        yield table, replace(problem, at=at)


def _place(made: Expansion, name: str) -> Place:
    return made.written.get(name, (SCENE, ()))


def _told(place: Place, field: str, kind: str, zh: str, en: str) -> Told:
    table, at = place
    return table, Problem(
        at=(*at, *path_of(field)),
        code=f"{kind}.{field.split('[')[0].split('.')[0]}",
        zh=zh.rstrip("。") + "。",
        en=en.rstrip(".") + ".",
        cure_zh="按上述要求修改。",
        cure_en="Change it as said.",
    )

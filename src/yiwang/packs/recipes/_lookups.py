"""What a scene looks up in the ledgers of its pack: checked where it was written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from yiwang.kernel.declarations import Loaded, Problem
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Ledger
from yiwang.packs.recipes._form import At, unknown


def wrong_lookups(
    file: Loaded[Any], here: Sequence[str], computed: Collection[str], known: Mapping[str, Ledger]
) -> Iterator[Problem]:
    """Every lookup finds its ledger among the pack's, and its fields on both sides (`here`: the record's)."""
    for number in range(file.count("lookups")):
        said = file.part("lookups", number)
        if said is None:
            continue
        at: At = ("lookups", number)
        there = known.get(said.ledger) if said.ledger else None
        if said.ledger and there is None:
            yield unknown((*at, "ledger"), "ledger", "台账", "ledger", said.ledger, sorted(known))
            continue
        if said.by and said.by not in here:
            yield unknown((*at, "by"), "field", "申请表栏目", "field of the form", said.by, here)
        codes = [one.code for one in there.fields] if there is not None else here
        for key in ("same", "fills"):
            for other, own in getattr(said, key).items():
                if other not in codes:
                    yield unknown(
                        (*at, key, other), "field", "台账字段", "field of that ledger", other, codes
                    )
                if own not in here:
                    yield unknown((*at, key, other), "field", "申请表栏目", "field of the form", own, here)
                elif key == "fills" and own not in computed:
                    yield Problem(
                        at=(*at, key, other),
                        code="lookup.asked",
                        zh=f"“{own}”由台账带出，却还要人填。",
                        en=f"“{own}” comes from a ledger, and people are asked for it all the same.",
                        cure_zh=f"给栏目 {own} 写 computed: true，去掉 required。",
                        cure_en=f"Write `computed: true` at the field {own}, without `required`.",
                    )
        for index, state in enumerate(said.states):
            if there is not None and there.state(state) is None:
                states = [one.code for one in there.states]
                yield unknown((*at, "states", index), "state", "状态", "state of that ledger", state, states)
        if there is not None:
            for problem in ledgers.condition_problems(said.meets, there, known.get):
                yield Problem(
                    at=(*at, "meets", *problem.at),
                    code=problem.code,
                    zh=problem.zh,
                    en=problem.en,
                    cure_zh=problem.cure_zh,
                    cure_en=problem.cure_en,
                )

"""A routine in a sentence, as the people of the topic read it: when it does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yiwang.kernel.declarations import Words
from yiwang.ledgers.declarations import Ledger
from yiwang.routines._kinds import kind_of
from yiwang.routines.declarations import Following, Plan, Reaction, Routine


def sentence(one: Routine, known: Mapping[str, Ledger]) -> Words:
    """When the routine does what, in the words of its ledgers."""
    if isinstance(one, Reaction):
        return _joined(list(_when(one, known)), list(_then(one, known)))
    if isinstance(one, Following):
        steps = [_move(known.get(one.ledger), move) for move in dict.fromkeys(one.steps.values())]
        return Words(
            zh="随它引发的案件办理：" + "、".join(step.zh for step in steps),
            en="goes along with the case that it gave rise to: " + ", ".join(step.en for step in steps),
        )
    if isinstance(one, Plan):
        into, days = _ledger(known, one.into), "、".join(str(every.days) for every in one.every)
        return Words(
            zh=f"每 {days} 天轮到一次，给出一条{into.zh}",
            en=f"comes round every {days} days: a record of {into.en} for each",
        )
    kind, own = kind_of(one), [_ledger(known, code) for code in kind_of(one).ledgers(one)]
    return Words(
        zh=f"{kind.name.zh}：" + "、".join(dict.fromkeys(name.zh for name in own)),
        en=f"{kind.name.en}: " + ", ".join(dict.fromkeys(name.en for name in own)),
    )


def _joined(when: list[Words], then: list[Words]) -> Words:
    return Words(
        zh="、".join(one.zh for one in when) + "时：" + "、".join(one.zh for one in then),
        en="when " + " or ".join(one.en for one in when) + ": " + ", ".join(one.en for one in then),
    )


def _when(one: Reaction, known: Mapping[str, Ledger]) -> Iterator[Words]:
    ledger, when = known.get(one.ledger), one.when
    if when.recorded:
        yield Words(zh="记录登记", en="a record comes in")
    for move in when.moves:
        step = _move(ledger, move)
        yield Words(zh=f"记录“{step.zh}”", en=f"a record takes the step {step.en}")
    for code in when.fields:
        field = _field(ledger, code)
        yield Words(zh=f"“{field.zh}”变化", en=f"{field.en} changes")
    if when.passes:
        field = _field(ledger, when.passes)
        yield Words(zh=f"“{field.zh}”已过", en=f"{field.en} has passed")


def _then(one: Reaction, known: Mapping[str, Ledger]) -> Iterator[Words]:
    ledger = known.get(one.ledger)
    if one.opens is not None:
        yield Words(zh="立为城市事件并派单", en="an event is opened and dispatched")
    for writes in one.writes:
        into = _ledger(known, writes.into)
        yield Words(zh=f"写入一条{into.zh}", en=f"a record of {into.en} is written")
    for sets in one.sets:
        link = ledger.field(sets.link) if ledger is not None and sets.link else None
        target = known.get(link.ledger) if link is not None else ledger
        fields = [_field(target, code) for code in sets.values]
        zh, en = "、".join(one.zh for one in fields), ", ".join(one.en for one in fields)
        yield Words(zh=f"填写“{zh}”", en=f"{en} is filled in")
    if one.moves:
        step = _move(ledger, one.moves)
        yield Words(zh=f"记录转为“{step.zh}”", en=f"the record takes the step {step.en}")
    if one.tells is not None:
        yield Words(zh="通知责任单位" + ("和上级" if one.tells.above else ""), en="its unit is told")


def _ledger(known: Mapping[str, Ledger], code: str) -> Words:
    found = known.get(code)
    return found.name if found is not None else Words(zh=code, en=code)


def _move(ledger: Ledger | None, code: str) -> Words:
    found = next((one.name for one in ledger.moves if one.code == code), None) if ledger else None
    return found or Words(zh=code, en=code)


def _field(ledger: Ledger | None, code: str) -> Words:
    found = ledger.field(code) if ledger else None
    return found.name if found is not None else Words(zh=code, en=code)

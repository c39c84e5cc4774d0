"""What may be said about the flow of a case (案件流程): its stages, and where each act leads.

A flow is data: what an act *does* is code, where it is open and where it leads stands here. Content decides
the version, and a case finishes on the version that it began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words

ActName = Literal[
    "dispatch",
    "take",
    "return",
    "refuse_return",
    "re_dispatch",
    "transfer",
    "contact",
    "handle",
    "review",
    "verify",
    "close",
    "redo",
    "meet",
    "close_with_reason",
    "urge",
    "add_co_unit",
    "assign_down",
    "report_up",
    "raise",
    "whistle",
    "report_in",
    "ask_signatures",
    "sign",
    "ask_extension",
    "grant_extension",
    "refuse_extension",
    "suspend",
    "resume",
    "supervise",
    "reply_order",
    "sign_off",
    "act_first",
    "rule",
    "ask_exclusion",
    "grant_exclusion",
    "refuse_exclusion",
    "establish",
    "rate",
    "merge",
    "void",
    "transfer_out",
    "archive",
    # what happens by itself
    "verifiable",
    "reading_verified",
    "relapsed",
    "disputed",
    "answered",
    "unsatisfied",
]
ConditionName = Literal[
    "on_site",
    "by_reading",
    "reading_normal",
    "not_redone",
    "in_dispute",
    "second_return",
    "second_denial",
]
ClockName = Literal["total", "take", "contact", "handle", "report", "verify", "dispute"]
RoleName = Literal["lead", "co"]
KindName = Literal["city", "maintenance"]
ResultName = Literal["", "pass", "fail"]
STAGE = Pattern(
    regex=r"[a-z][a-z_]{0,11}",
    zh="至多 12 个小写英文字母和下划线，以字母开头",
    en="at most 12 lower-case letters and underscores, a letter first",
)
EVERYWHERE = "*"
BACK = "back"
# An act with two ends says both, or one of its buttons would lead nowhere.
RESULTS: dict[str, tuple[ResultName, ...]] = {"verify": ("pass", "fail"), "review": ("pass", "fail")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of a case. `starts` and `stops` are the clocks that begin and end when a case enters it: one
    that runs already runs on. `unfinished`: the holder still has work to do. `ends`: the case is closed here.
    """

    code: Annotated[str, STAGE]
    zh: Annotated[str, Size(at_least=1, at_most=20)]
    en: Annotated[str, Size(at_least=1, at_most=40)]
    starts: tuple[ClockName, ...] = ()
    stops: tuple[ClockName, ...] = ()
    unfinished: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An act is open in the stages `from` and leads `to` a stage; nowhere (empty): the stage stays; `back`:
    to the stage that the case was in before. `*` is every stage.

    `result`: which end of an act with two (`verify`, `review`). `when`: all of these hold, or the act is
    refused with the sentence of the first that does not. Of several moves that fit, the first is taken.
    """

    act: ActName
    from_: tuple[str, ...]
    to: str = ""
    result: ResultName = ""
    roles: tuple[RoleName, ...] = ("lead", "co")
    kinds: tuple[KindName, ...] = ("city", "maintenance")
    when: tuple[ConditionName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A case flow. A case begins in the first stage.

    `joins` says which sub-cases a lead case waits for before it is reviewed or closed: `all`, `any` one, or
    none of them (`lead`). `extensions`: how often its limits may be extended. `pauses_all`: while a lead case
    is suspended, the clocks of its sub-cases stand still with it. `stands`: the code of the standard that the
    flow follows, where there is one.
    """

    code: Annotated[str, SLUG]
    name: Words
    stages: Annotated[tuple[Stage, ...], Size(at_least=2, at_most=40), Unique("code")]
    moves: Annotated[tuple[Move, ...], Size(at_least=1, at_most=400)]
    joins: Literal["all", "any", "lead"] = "all"
    extensions: Annotated[int, Limits(ge=0, le=9)] = 1
    pauses_all: bool = False
    stands: str = ""

    def problems(self) -> Iterable[Problem]:
        """Everything wrong between the fields, at once."""
        known = [stage.code for stage in self.stages]
        ends = {stage.code for stage in self.stages if stage.ends}
        yield from self._reserved()
        yield from self._unknown_stages(known)
        yield from self._results()
        yield from self._hidden()
        if not ends:
            yield Problem(
                at=("stages",),
                zh="没有一个环节是终点。",
                en="No stage is an end.",
                cure_zh="给结案的环节写上 ends: true。",
                cure_en="Write ends: true at the stage in which a case is closed.",
            )
        if known[0] in ends:
            yield Problem(
                at=("stages", 0, "ends"),
                zh="案件从第一个环节开始，它不能是终点。",
                en="A case begins in the first stage: it cannot be an end.",
                cure_zh="把立案的环节写在最前。",
                cure_en="Put the stage in which a case is opened first.",
            )
        leads = self.edges()
        reached = _closure({known[0]}, leads)
        for index, code in enumerate(known):
            if code not in reached:
                yield Problem(
                    at=("stages", index, "code"),
                    zh=f"环节“{code}”从“{known[0]}”走不到。",
                    en=f"The stage “{code}” cannot be reached from “{known[0]}”.",
                    cure_zh=f"写一个通向 {code} 的流转（to: {code}），或删去该环节。",
                    cure_en=f"Add a move that leads to it (to: {code}), or take it out.",
                )
        leaving = _closure(ends, {(to, start) for start, to in leads})
        for index, code in enumerate(known):
            if ends and code not in leaving:
                yield Problem(
                    at=("stages", index, "code"),
                    zh=f"环节“{code}”走不到任何终点，案件会停在这里。",
                    en=f"From the stage “{code}” no end can be reached: a case would stay there for ever.",
                    cure_zh=f"写一个从 {code} 出发、最终通向结案的流转。",
                    cure_en=f"Add a move from {code} that leads to an end.",
                )

    def edges(self) -> set[tuple[str, str]]:
        """Every step from a stage to another that the moves allow; `back` may lead to where one came from."""
        known = [stage.code for stage in self.stages]
        plain = {
            (start, move.to)
            for move in self.moves
            for start in self.starts_of(move)
            if move.to and move.to != BACK
        }
        back = {start for move in self.moves if move.to == BACK for start in self.starts_of(move)}
        return plain | {(start, came) for start in back for came in known if (came, start) in plain}

    def starts_of(self, move: Move) -> tuple[str, ...]:
        if EVERYWHERE in move.from_:
            return tuple(stage.code for stage in self.stages)
        return move.from_

    def _reserved(self) -> Iterator[Problem]:
        for index, stage in enumerate(self.stages):
            if stage.code == BACK:
                yield Problem(
                    at=("stages", index, "code"),
                    zh="“back”表示回到原环节，不能作环节编号。",
                    en="“back” means the stage before: no stage may be called so.",
                    cure_zh="换一个编号。",
                    cure_en="Choose another code.",
                )

    def _unknown_stages(self, known: list[str]) -> Iterator[Problem]:
        for index, move in enumerate(self.moves):
            if not move.from_:
                yield Problem(
                    at=("moves", index, "from"),
                    zh="没有写从哪个环节出发。",
                    en="It is not said from which stage this leads.",
                    cure_zh="写环节编号的列表，或 ['*'] 表示任何环节。",
                    cure_en="Give a list of stage codes, or ['*'] for every stage.",
                )
            for place, start in enumerate(move.from_):
                if start not in known and start != EVERYWHERE:
                    yield _unknown(("moves", index, "from", place), start, known)
            if move.to and move.to != BACK and move.to not in known:
                yield _unknown(("moves", index, "to"), move.to, known)

    def _results(self) -> Iterator[Problem]:
        for index, move in enumerate(self.moves):
            ends = RESULTS.get(move.act, ("",))
            if move.result not in ends:
                yield Problem(
                    at=("moves", index, "result"),
                    zh=f"动作“{move.act}”的 result 应为：{'、'.join(ends) or '不写'}。",
                    en=f"The result of “{move.act}” is one of: {', '.join(ends) or 'none'}.",
                    cure_zh="改正或删去 result。",
                    cure_en="Correct the result or take it out.",
                )
                continue
            for other in ends:
                twins = [
                    one
                    for one in self.moves
                    if one.act == move.act
                    and one.result == other
                    and set(self.starts_of(one)) & set(self.starts_of(move))
                ]
                if not twins:
                    yield Problem(
                        at=("moves", index, "act"),
                        zh=f"动作“{move.act}”缺少 result 为 {other} 的流转。",
                        en=f"“{move.act}” has no move for the result {other}.",
                        cure_zh=f"再写一个流转：act: {move.act}，result: {other}。",
                        cure_en=f"Add a move: act: {move.act}, result: {other}.",
                    )

    def _hidden(self) -> Iterator[Problem]:
        """A move that comes after one which always fits first would never be taken."""
        for index, move in enumerate(self.moves):
            for before in self.moves[:index]:
                if (
                    (before.act, before.result) == (move.act, move.result)
                    and set(before.when) <= set(move.when)
                    and set(move.roles) <= set(before.roles)
                    and set(move.kinds) <= set(before.kinds)
                    and set(self.starts_of(move)) <= set(self.starts_of(before))
                ):
                    yield Problem(
                        at=("moves", index, "act"),
                        zh=f"前面已有同样情形的“{move.act}”，这一条永远不会用到。",
                        en=f"An earlier “{move.act}” fits every time this would: it is never taken.",
                        cure_zh="删去这一条，或给前面那条加上条件 when。",
                        cure_en="Take it out, or give the earlier one a condition.",
                    )
                    break


def _unknown(at: tuple[str | int, ...], said: str, known: list[str]) -> Problem:
    return Problem(
        at=at,
        zh=f"没有环节“{said}”。",
        en=f"There is no stage “{said}”.",
        cure_zh="已有环节：" + "、".join(known) + "。",
        cure_en="The stages are: " + ", ".join(known) + ".",
    )


def _closure(start: set[str], leads: set[tuple[str, str]]) -> set[str]:
    found = set(start)
    while more := {to for came, to in leads if came in found} - found:
        found |= more
    return found


ACTS: tuple[str, ...] = get_args(ActName)
CONDITIONS: tuple[str, ...] = get_args(ConditionName)

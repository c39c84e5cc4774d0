"""What a briefing's template is: its masthead, whom it goes to, when it is made, and its sentences.

Built in, or brought by a pack (`reports/*.yaml`). A sentence names its figures in braces: `{opened}` is the
value of the figure that the template calls `opened`, `{opened.change}` how it moved (`FACETS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words

BriefingKind = Literal["daily", "weekly", "monthly", "special", "shift"]
PartKind = Literal["sentence", "text", "figures", "table", "chart", "items"]
PeriodKind = Literal["day", "week", "month", "quarter", "year", "to_date"]
Covers = Literal["ended", "running"]
UnitKind = Literal["government", "department", "vertical", "enterprise", "town", "village", "platform"]
Level = Literal["city", "county", "town"]
CODE = Pattern(
    regex=r"[a-z][a-z0-9]*([._-][a-z0-9]+)*",
    zh="小写英文字母、数字、点、下划线和连字符，以字母开头",
    en="lower-case letters, digits, dots, underscores and hyphens, a letter first",
)
NAME = Pattern(
    regex=r"[a-z][a-z0-9_]*", zh="小写英文字母、数字和下划线", en="lower-case letters, digits, underscores"
)
TIME = Pattern(regex=r"([01]\d|2[0-3]):[0-5]\d", zh="时刻，如 16:00", en="a time such as 16:00")
FACETS: dict[str, tuple[str, str]] = {
    "value": ("本期值", "value"),
    "before": ("上期值", "value of the period before"),
    "change": ("较上期变化", "change against the period before"),
    "year": ("同比变化", "change against the same period last year"),
    "target": ("年度目标", "target of the year"),
    "reached": ("年度目标完成率", "share of the year's target reached"),
    "gap": ("时序进度差", "ahead of or behind the year's course"),
    "rank": ("同级位次", "rank among the areas beside it"),
    "best": ("最好的下级区划", "best area below"),
    "best_value": ("最好值", "its value"),
    "worst": ("最差的下级区划", "worst area below"),
    "worst_value": ("最差值", "its value"),
    "mover": ("变化贡献最大的下级区划", "area below that made most of the change"),
    "mover_share": ("其贡献", "its share of the change"),
}
PLACE = re.compile(r"\{([^{}]*)\}")
# How many figures each kind of part draws: at least, at most.
DRAWS: dict[PartKind, tuple[int, int]] = {
    "sentence": (0, 0),
    "text": (0, 0),
    "figures": (1, 12),
    "table": (1, 6),
    "chart": (1, 3),
    "items": (0, 0),
}


def places(text: str) -> list[tuple[str, str]]:
    """The figures that a sentence names, in order: name and facet."""
    found = []
    for said in PLACE.findall(text):
        name, _, facet = said.partition(".")
        found.append((name, facet or "value"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure by the name that sentences call it."""

    name: Annotated[str, NAME]
    indicator: Annotated[str, CODE]
    period: PeriodKind | None = None
    """Left out: the template's own."""
    covers: Covers | None = None
    """`ended`: the newest whole period; `running`: the present one so far, of which no change is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A sentence stands only where this holds of the figure; of one without a number nothing holds."""

    figure: Annotated[str, NAME]
    facet: Literal["value", "before", "change", "year", "gap", "reached"] = "value"
    above: float | None = None
    below: float | None = None
    level: Literal["good", "watch", "bad"] | None = None
    """Where the figure stands against its thresholds."""

    def problems(self) -> Iterator[Problem]:
        if self.above is None and self.below is None and self.level is None:
            yield Problem(
                at=(),
                code="briefing.condition",
                zh="条件没有写明与什么比较。",
                en="The condition compares with nothing.",
                cure_zh="写 above、below 或 level。",
                cure_en="Say above, below or level.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a section. A sentence whose figures have no data is not generated."""

    id: Annotated[str, SLUG]
    kind: PartKind = "sentence"
    title: Words | None = None
    text: Words | None = None
    when: tuple[Condition, ...] = ()
    figures: Annotated[tuple[Annotated[str, NAME], ...], Size(at_most=12)] = ()
    draw: Literal["bar", "line"] = "bar"
    """Of a chart: `bar`, the areas below; `line`, the periods up to this one."""
    periods: Annotated[int, Limits(ge=2, le=24)] = 8
    """Of a line: how many."""
    rows: Literal["cases", "events"] | None = None
    """Of items: which open ones are listed."""
    lamp: Literal["red", "yellow"] | None = None
    """Of cases: only those."""
    most: Annotated[int, Limits(ge=1, le=50)] = 10

    def problems(self) -> Iterator[Problem]:
        least, most = DRAWS[self.kind]
        if not least <= len(self.figures) <= most:
            yield Problem(
                at=("figures",),
                code="briefing.figures",
                zh=f"“{self.kind}”须有 {least}–{most} 个数，这里有 {len(self.figures)} 个。",
                en=f"A “{self.kind}” has {least}–{most} figures; here are {len(self.figures)}.",
                cure_zh="增减“figures”；句子的数写在花括号里。",
                cure_en="Mend `figures`; those of a sentence stand in its braces.",
            )
        if (self.kind in ("sentence", "text")) != (self.text is not None):
            yield Problem(
                at=("text",),
                code="briefing.text",
                zh="句子和文字须写“text”，其他部分不写。",
                en="A sentence or text says `text`; no other part does.",
                cure_zh="写中英文各一句。",
                cure_en="Write it in Chinese and in English.",
            )
        if (self.kind == "items") != (self.rows is not None):
            yield Problem(
                at=("rows",),
                code="briefing.rows",
                zh="清单须写明“rows”（cases 或 events），其他部分不写。",
                en="Items say `rows`: cases or events; no other part does.",
                cure_zh="补写或删去“rows”。",
                cure_en="Add or remove `rows`.",
            )
        if self.text is not None:
            yield from self._text_problems(self.text)

    def _text_problems(self, text: Words) -> Iterator[Problem]:
        zh, en = places(text.zh), places(text.en)
        if sorted(zh) != sorted(en):
            yield Problem(
                at=("text",),
                code="briefing.differs",
                zh="中文句与英文句带的数不同。",
                en="The Chinese and the English sentence carry different figures.",
                cure_zh="两句带同样的数。",
                cure_en="Let both carry the same.",
            )
        if self.kind == "sentence" and not zh:
            yield Problem(
                at=("text",),
                code="briefing.no_figure",
                zh="句子没有带数。",
                en="The sentence carries no figure.",
                cure_zh="在花括号里写数的名字；不带数的写成 kind: text。",
                cure_en="Name a figure in braces, or make it kind: text.",
            )
        for _, facet in (*zh, *en) if self.kind == "sentence" else ():
            if facet not in FACETS:
                yield Problem(
                    at=("text",),
                    code="briefing.facet",
                    zh=f"没有“{facet}”这种说法。",
                    en=f"“{facet}” is nothing that can be said of a figure.",
                    cure_zh="可写：" + "、".join(FACETS) + "。",
                    cure_en="Known: " + ", ".join(FACETS) + ".",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """一节. It is left out where none of its parts has anything to say."""

    id: Annotated[str, SLUG]
    title: Words
    parts: Annotated[tuple[Part, ...], Size(at_least=1, at_most=30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek:
    """Units, seen from the area that the briefing is about: one by id, that of a line, or all of a kind."""

    unit: Annotated[str, CODE] | None = None
    line: Annotated[str, CODE] | None = None
    kind: (
        Literal["government", "department", "vertical", "enterprise", "town", "village", "platform"] | None
    ) = None
    level: Literal["city", "county", "town", "village"] | None = None
    role: Annotated[str, CODE] | None = None
    """The people who hold this role there; left out: the unit itself."""
    words: Words | None = None
    """How they are called in the distribution; left out: the units' names."""

    def problems(self) -> Iterator[Problem]:
        if sum(one is not None for one in (self.unit, self.line, self.kind)) != 1:
            yield Problem(
                at=(),
                code="briefing.seek",
                zh="unit、line、kind 须写且只写一个。",
                en="Exactly one of unit, line and kind is said.",
                cure_zh="留下一个。",
                cure_en="Keep one.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """报（上级）、送（平级）、发（下级）."""

    report: tuple[Seek, ...] = ()
    send: tuple[Seek, ...] = ()
    issue: tuple[Seek, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When it is made by itself, in Beijing time."""

    every: Literal["day", "week", "month"]
    at: Annotated[str, TIME]
    weekday: Annotated[int, Limits(ge=1, le=7)] = 5
    """Of a week: 1 is Monday."""
    day: Annotated[int, Limits(ge=1, le=28)] = 1
    """Of a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """刊物: a publication and how each of its issues is written."""

    code: Annotated[str, SLUG, Size(at_least=2, at_most=60)]
    title: Words
    """刊名."""
    about: Words | None = None
    kind: BriefingKind
    level: Level = "city"
    """One publication for each area of this level, each with numbers of its own."""
    period: PeriodKind
    covers: Covers = "ended"
    tree: Literal["managed", "statistical"] = "managed"
    issuer: Seek
    """编印单位."""
    to: Distribution
    schedule: Schedule | None = None
    """Left out: made when somebody asks for it."""
    figures: Annotated[tuple[Figure, ...], Size(at_most=60), Unique("name")] = ()
    sections: Annotated[tuple[Section, ...], Size(at_least=1, at_most=20), Unique("id")]

    def problems(self) -> Iterator[Problem]:
        if not (self.to.report or self.to.send or self.to.issue):
            yield Problem(
                at=("to",),
                code="briefing.nobody",
                zh="没有写明报送范围。",
                en="It goes to nobody.",
                cure_zh="写 report（报）、send（送）或 issue（发）。",
                cure_en="Say report, send or issue.",
            )
        known = {one.name for one in self.figures}
        seen: set[str] = set()
        for number, section in enumerate(self.sections):
            for place, part in enumerate(section.parts):
                at = ("sections", number, "parts", place)
                said = (
                    {name for name, _ in places(part.text.zh) if part.kind == "sentence"}
                    if part.text
                    else set()
                )
                said |= {*part.figures, *(one.figure for one in part.when)}
                for name in sorted(said - known):
                    yield Problem(
                        at=at,
                        code="briefing.unknown_figure",
                        zh=f"没有名为“{name}”的数。",
                        en=f"No figure is called “{name}”.",
                        cure_zh="在“figures”中列出它。",
                        cure_en="List it in `figures`.",
                    )
                if part.id in seen:
                    yield Problem(
                        at=(*at, "id"),
                        code="briefing.double_part",
                        zh=f"“{part.id}”在本刊物中已用过。",
                        en=f"“{part.id}” is used in this template already.",
                        cure_zh="换一个编号。",
                        cure_en="Give it another id.",
                    )
                seen.add(part.id)

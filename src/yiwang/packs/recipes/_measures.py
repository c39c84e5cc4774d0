"""What a figure of a scene is before it is narrowed, and those over records of ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from yiwang.indicators.contracts import Direction
from yiwang.indicators.declarations import Condition, Formula, Quotient
from yiwang.indicators.declarations import Part as Counted
from yiwang.kernel.declarations import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure before it is narrowed: `{what}` in its words is the scene."""

    name: Words
    definition: Words
    of: Literal["cases", "appeals", "alerts", "records", "scores"]
    by: str
    formula: Formula
    unit: str = "1"
    direction: Direction = "none"
    decimals: int = 0


def ratio_of(code: str) -> Formula:
    return Formula(
        ratio=Quotient(numerator=Counted(column=f"{code}_so"), denominator=Counted(column=f"{code}_of"))
    )


def outcome(*, is_: tuple[str, ...] = (), is_not: tuple[str, ...] = ()) -> Counted:
    return Counted(column="counted", where=(Condition(column="outcome", is_=is_, is_not=is_not),))


def over_records(zh: str, en: str, told_zh: str, told_en: str, formula: Formula, **more: Any) -> Measure:
    """A measure over records of the scene's ledgers, by the day on which they were recorded."""
    return Measure(
        name=Words(zh=zh, en=en),
        definition=Words(zh=told_zh, en=told_en),
        of="records",
        by="made_day",
        formula=formula,
        **more,
    )


def over_scores(
    zh: str, en: str, told_zh: str, told_en: str, formula: Formula | None = None, **more: Any
) -> Measure:
    """A measure over the scores of a month, a row for each subject."""
    return Measure(
        name=Words(zh=zh, en=en),
        definition=Words(zh=told_zh, en=told_en),
        of="scores",
        by="scored_day",
        formula=formula or Formula(sum=Counted(column="counted")),
        **more,
    )


def in_states(*states: str, column: str = "counted") -> Counted:
    return Counted(column=column, where=(Condition(column="state", is_=states),))


def share(so: Counted, of: Counted) -> Formula:
    return Formula(ratio=Quotient(numerator=so, denominator=of))


STANDING = Counted(column="counted", where=(Condition(column="state", is_not=("withdrawn",)),))
ALL = Counted(column="counted")
RECORDS: dict[str, Measure] = {
    "matched": over_records(
        "匹配数",
        "matches",
        "对象与政策匹配的件数，不再符合的不计",
        "pairs of subject and policy that fit, without those that fit no longer",
        Formula(sum=STANDING),
    ),
    "known": over_records(
        "知晓率",
        "known",
        "已知晓及以后各步的匹配 ÷ 匹配数",
        "matches that their subject knows of ÷ matches",
        share(in_states("known", "claimed", "granted", "paid", "refused", "declined"), STANDING),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "redeemed": over_records(
        "兑现率",
        "redeemed",
        "已兑现的匹配 ÷ 匹配数",
        "matches that were paid ÷ matches",
        share(in_states("paid"), STANDING),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "urged": over_records(
        "未领提醒",
        "reminders",
        "对未申领的匹配发出的提醒和上门次数",
        "reminders and visits about matches that nobody claimed",
        Formula(sum=Counted(column="score")),
    ),
    "paid_sum": over_records(
        "兑现金额",
        "paid",
        "已兑现的金额",
        "what was paid",
        Formula(
            sum=Counted(
                column="total",
                where=(
                    Condition(column="state", is_=("paid",)),
                    Condition(column="measured_in", is_=("{CNY}",)),
                ),
            )
        ),
        unit="{CNY}",
        decimals=2,
    ),
    "drafted": over_records(
        "公开文稿数",
        "drafts published",
        "公布征求意见的文稿份数",
        "drafts that were put before the public",
        Formula(
            sum=Counted(column="counted", where=(Condition(column="state", is_not=("draft", "dropped")),))
        ),
    ),
    "opinions": over_records(
        "收到意见", "opinions", "公众意见条数", "opinions given", Formula(sum=Counted(column="counted"))
    ),
    "taken_up": over_records(
        "意见采纳率",
        "taken up",
        "采纳和部分采纳的意见 ÷ 已答复的意见",
        "opinions taken up, whole or in part ÷ opinions answered",
        share(in_states("adopted", "partly"), in_states("adopted", "partly", "rejected")),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "turnout": over_records(
        "参与率",
        "turnout",
        "各次表决参加人数占应参加人数的平均",
        "mean share of those entitled who took part in a vote",
        Formula(mean=Counted(column="total", where=(Condition(column="measured_in", is_=("%",)),))),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "carried": over_records(
        "表决通过率",
        "carried",
        "表决通过的文稿 ÷ 已计票的文稿",
        "drafts that passed ÷ drafts whose votes were counted",
        share(in_states("passed", "adopted"), in_states("passed", "adopted", "failed")),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "consult_hours": over_records(
        "平均办理时长",
        "hours from draft to adoption",
        "公布施行的文稿从起草到公布施行的平均小时数",
        "mean hours from the draft's record to its adoption",
        Formula(mean=Counted(column="hours", where=(Condition(column="state", is_=("adopted",)),))),
        unit="h",
        direction="down",
        decimals=1,
    ),
    "scored": over_scores(
        "评分对象数", "subjects scored", "本期有评分的对象数", "subjects with a score in the period"
    ),
    "best": over_scores(
        "最优等级占比",
        "in the best class",
        "最优等级的对象 ÷ 评分对象",
        "subjects of the best class ÷ those scored",
        share(ALL, ALL),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "worst": over_scores(
        "最差等级占比",
        "in the worst class",
        "最差等级的对象 ÷ 评分对象",
        "subjects of the worst class ÷ those scored",
        share(ALL, ALL),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "changed": over_scores(
        "等级变动率",
        "classes changed",
        "等级与上期不同的对象 ÷ 评分对象",
        "subjects of another class than in the month before ÷ those scored",
        share(Counted(column="changed"), ALL),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "upheld": over_records(
        "异议成立率",
        "objections upheld",
        "认定成立的异议和修复 ÷ 已作出认定的",
        "objections and repairs upheld ÷ decided",
        share(in_states("upheld"), in_states("upheld", "rejected")),
        unit="%",
        direction="down",
        decimals=1,
    ),
}

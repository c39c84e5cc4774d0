"""What indicators refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownIndicator(NotFound):
    code = "indicators.unknown"
    zh = "没有编码为“{indicator}”的指标，或不在您的可见范围内。"
    en = "There is no indicator “{indicator}”, or it lies outside what you may see."


class OutsideYourArea(NotFound):
    code = "indicators.outside"
    zh = "没有这个区域的指标值，或不在您的可见范围内。"
    en = "There are no values of this area, or they lie outside what you may see."


class NoSuchPeriod(Invalid):
    code = "indicators.no_such_period"
    zh = "指标“{indicator}”没有“{kind}”这种周期，可用：{known}。"
    en = "The indicator “{indicator}” has no values by “{kind}”; known are {known}."


class NoSuchDimension(Invalid):
    code = "indicators.no_such_dimension"
    zh = "指标“{indicator}”没有“{dimension}”这个维度，可用：{known}。"
    en = "The indicator “{indicator}” has no dimension “{dimension}”; known are {known}."


class NotMadeOfRows(Invalid):
    code = "indicators.not_made_of_rows"
    zh = "指标“{indicator}”由其他指标得出或由单位公布，没有下钻的明细。"
    en = "The indicator “{indicator}” is made from others or published: there are no rows beneath it."


class UnknownFigure(NotFound):
    code = "indicators.unknown_figure"
    zh = "没有这一项填报，或不在您的可见范围内。"
    en = "There is no such figure to be filled in, or it lies outside what you may see."


class NotCollected(Invalid):
    code = "indicators.not_collected"
    zh = "指标“{indicator}”不由这个区域填报。"
    en = "The indicator “{indicator}” is not filled in by this area."


class PeriodNotOver(Invalid):
    code = "indicators.period_not_over"
    zh = "{period_zh}尚未结束，不能填报。"
    en = "{period_en} is not over yet: nothing can be filled in."


class NotYourFigure(Forbidden):
    code = "indicators.not_your_figure"
    zh = "只能填报本区域的数：{area}由当地的统计员填报。"
    en = "Only an area's own people fill in its figures: {area} has its own."


class OwnFigure(Forbidden):
    code = "indicators.own_figure"
    zh = "审核和发布须由填报人以外的另一人进行。"
    en = "A figure is reviewed and published by another person than the one who filled it in."


class FigureMoved(Conflict):
    code = "indicators.figure_moved"
    zh = "{area} {period_zh}的数现为“{state_zh}”，不能{act_zh}；请刷新后再试。"
    en = (
        "The figure of {area}, {period_en}, is “{state_en}” now: {act_en} is not possible. "
        "Refresh and try again."
    )


class FigureFaults(Invalid):
    code = "indicators.figure_faults"
    zh = "有 {count} 处需要改正，未保存：{first_zh}"
    en = "{count} faults; nothing was kept: {first_en}"


class WhyNeeded(Invalid):
    code = "indicators.why_needed"
    zh = "请写明理由，至少 {least} 个字。"
    en = "Say why, in at least {least} letters."


class TargetMoved(Conflict):
    code = "indicators.target_moved"
    zh = "他人刚刚改过这个目标，现为 {value}；请刷新后再试。"
    en = "Someone changed this target a moment ago, it is {value} now; refresh and try again."

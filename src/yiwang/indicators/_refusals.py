"""What indicators refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Invalid, NotFound


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

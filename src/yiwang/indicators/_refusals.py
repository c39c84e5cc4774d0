"""What indicators refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


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


class TableVanished(Conflict):
    code = "indicators.table_vanished"
    zh = "指标所取的数据表“{table}”已不存在，请修订口径或停用。"
    en = "The table “{table}” that this is counted from is gone: revise the definition or retire it."


class UnknownTable(NotFound):
    code = "indicators.unknown_table"
    zh = "没有数据表“{table}”，或它不对您开放。"
    en = "There is no table “{table}”, or it is not open to you."


class TableExists(Conflict):
    code = "indicators.table_exists"
    zh = "已有编码为“{table}”的数据表。"
    en = "There is a table “{table}” already."


class TableUsed(Conflict):
    code = "indicators.table_used"
    zh = (
        "数据表“{name_zh}”正在被这些指标使用：{users_zh}。停用后它们没有值；"
        "请先修订或停用这些指标，或确认仍要停用。"
    )
    en = (
        "“{name_en}” is counted by {users_en}. Withdrawn, it leaves them without a value: revise or retire "
        "them first, or confirm that it is withdrawn all the same."
    )


class TableMoved(Conflict):
    code = "indicators.table_moved"
    zh = "数据表“{name_zh}”已被他人改动，不能{act_zh}；请刷新后再试。"
    en = "Somebody has changed the table “{name_en}”: {act_en} is not possible. Refresh and try again."


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


class KeyRefused(Unauthenticated):
    code = "indicators.key_refused"
    zh = "接口凭证不对，或已停用；请在请求头写 Authorization: Bearer 加凭证。"
    en = "The key is wrong or revoked; send it as Authorization: Bearer <key>."


class PushNumberNeeded(Invalid):
    code = "indicators.push_number_needed"
    zh = "请求头缺少 Idempotency-Key（6 至 60 个字符）：同一批数重发时用同一个号。"
    en = "The header Idempotency-Key (6 to 60 characters) is missing; a batch sent again bears the same one."


class PushOther(Conflict):
    code = "indicators.push_other"
    zh = "编号 {number} 已用于另一批数；新的一批请用新号。"
    en = "The number {number} was given to another batch; give a new batch a new one."


class UnknownKey(NotFound):
    code = "indicators.unknown_key"
    zh = "没有这个接口凭证，或它不是您的。"
    en = "There is no such key, or it is not yours."


class NoSuchAim(Invalid):
    code = "indicators.no_such_aim"
    zh = "指标“{name_zh}”没有方向，不能设阈值：请先在定义里写明越大越好还是越小越好。"
    en = "“{name_en}” has no direction and so no thresholds: say in its definition whether more is better."


class ThresholdsContradict(Invalid):
    code = "indicators.thresholds_contradict"
    zh = "阈值与方向不符：“{name_zh}”{way_zh}，“好”须{than_zh}“关注”，现为 {good} 与 {watch}。"
    en = "The thresholds contradict the direction of “{name_en}” ({way_en}): good is {good}, watch {watch}."


class ThresholdsOverlap(Conflict):
    code = "indicators.thresholds_overlap"
    zh = "与{area}已设的阈值（{kinds_zh}，{first} 至 {last}）在时间上重叠；请改生效日，或先终止那一段。"
    en = (
        "They overlap those set for {area} ({kinds_en}) from {first} to {last}; "
        "choose other days, or end those first."
    )


class ThresholdsPeriod(Invalid):
    code = "indicators.thresholds_period"
    zh = "“{name_zh}”没有{kinds_zh}周期，不能为它设阈值。"
    en = "“{name_en}” has no period of the kind {kinds_en}, and so no thresholds for it."


class ThresholdsDay(Invalid):
    code = "indicators.thresholds_day"
    zh = "阈值从今天（{today}）或以后生效，且不晚于终止日；已评过的日子保留原来的阈值。"
    en = "Thresholds begin today ({today}) or later and end no earlier: days that were judged keep theirs."


class ThresholdsMoved(Conflict):
    code = "indicators.thresholds_moved"
    zh = "他人刚刚改过这一段阈值，或它已经终止；请刷新后再试。"
    en = "Someone changed these thresholds a moment ago, or they have ended; refresh and try again."


class UnknownThresholds(NotFound):
    code = "indicators.unknown_thresholds"
    zh = "没有这一段阈值，或不在您的可见范围内。"
    en = "There are no such thresholds, or they lie outside what you may see."


class UnknownDefinition(NotFound):
    code = "indicators.unknown_definition"
    zh = "没有这个指标定义，或它不对您开放。"
    en = "There is no such definition, or it is not open to you."


class DefinitionExists(Conflict):
    code = "indicators.definition_exists"
    zh = "指标编码“{indicator}”已有定义，请在原定义上修订。"
    en = "There is a definition of “{indicator}” already; revise that one."


class DefinitionFaults(Invalid):
    code = "indicators.definition_faults"
    zh = "定义有 {count} 处错误：{first_zh}"
    en = "The definition has {count} faults: {first_en}"


class DefinitionMoved(Conflict):
    code = "indicators.definition_moved"
    zh = "指标“{name_zh}”现为“{state_zh}”，或已被他人修改，不能{act_zh}；请刷新后再试。"
    en = (
        "The definition of “{name_en}” is “{state_en}” now, or somebody has changed it: {act_en} is not "
        "possible. Refresh and try again."
    )


class OwnDefinition(Forbidden):
    code = "indicators.own_definition"
    zh = "指标定义须由编写人以外的另一人审核。"
    en = "A definition is reviewed by another person than the one who wrote it."


class DefinitionNeeded(Conflict):
    code = "indicators.definition_needed"
    zh = "这些指标由它得出，请先修订或停用：{others}。"
    en = "These are made from it, revise or retire them first: {others}."


class DefinitionDay(Invalid):
    code = "indicators.definition_day"
    zh = "停用日须是今天或以后，且晚于现行版本的生效日 {since}。"
    en = "It is retired from today or a later day, after {since}, when the version in force began."


class NoPreview(Invalid):
    code = "indicators.no_preview"
    zh = "公布的指标由各单位填报，没有可试算的值。"
    en = "A published figure is filled in: there is nothing to reckon beforehand."

"""What cases refuse, each with a sentence for a person."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownCase(NotFound):
    code = "cases.unknown_case"
    zh = "没有编号为 {case} 的案件，或不在您的可见范围内。"
    en = "There is no case {case}, or it lies outside what you may see."


class NotNow(Conflict):
    code = "cases.not_now"
    zh = "案件 {number} 现为“{stage_zh}”，不能{act_zh}。{last_zh}"
    en = "The case {number} is {stage_en}: it cannot be acted on with “{act_en}” now. {last_en}"


class ChangedMeanwhile(Conflict):
    code = "cases.changed_meanwhile"
    zh = "案件 {number} 刚被改动，请刷新后再试。{last_zh}"
    en = "The case {number} was changed a moment ago; refresh and try again. {last_en}"


class NotYours(Forbidden):
    code = "cases.not_yours"
    zh = "案件 {number} 由{holder}承办，您所在单位不能{act_zh}。"
    en = "The case {number} is held by {holder}; your unit cannot do “{act_en}”."


class HandlersDoNotVerify(Forbidden):
    code = "cases.handlers_do_not_verify"
    zh = "{unit}承办或承办过案件 {number}，不能由本单位{act_zh}。"
    en = "{unit} handles or handled the case {number}: its own people cannot {act_en} it."


class WordsMissing(Invalid):
    code = "cases.words_missing"
    zh = "请填写{what_zh}。"
    en = "Please give {what_en}."


class PhotosMissing(Invalid):
    code = "cases.photos_missing"
    zh = "本事项要求上传{kinds_zh}照片。"
    en = "This matter asks for photographs: {kinds_en}."


class UnknownDutyItem(Invalid):
    code = "cases.unknown_duty_item"
    zh = "职责清单中没有条目“{item}”。本事项的条目：{items}。"
    en = "There is no duty item “{item}”. The items of this matter: {items}."


class ReturnTooLate(Conflict):
    code = "cases.return_too_late"
    zh = "退单须在签收前或签收后{limit_zh}内提出，已于 {until} 截止。"
    en = "A case may be returned before it is taken or within {limit_en} after; that ended at {until}."


class SameUnit(Invalid):
    code = "cases.same_unit"
    zh = "{unit}已是本案承办单位。"
    en = "{unit} already handles this case."


class NotAKinUnit(Invalid):
    code = "cases.not_a_kin_unit"
    zh = "转办只限本条线或上下级单位；{unit}不在其列，请走退单。"
    en = "A case is transferred within the line or to the unit above or below; {unit} is neither. Return it."


class CoUnitsUnfinished(Conflict):
    code = "cases.co_units_unfinished"
    zh = "协办单位尚未完成：{units}。协办全部处置后方可结案。"
    en = "These co-units have not finished: {units}. The case closes when all have."


class CannotMerge(Invalid):
    code = "cases.cannot_merge"
    zh = "只能并入另一件在办的同类主办案件。"
    en = "A case is merged only into another open lead case of the same kind."


class UnknownFilter(Invalid):
    code = "cases.unknown_filter"
    zh = "筛选条件 {name} 没有“{value}”这个值。"
    en = "The filter {name} has no value “{value}”."


class ConditionFails(Conflict):
    code = "cases.condition_fails"
    zh = "案件 {number} 不能{act_zh}：{why_zh}"
    en = "“{act_en}” is not open on the case {number}: {why_en}"


class UnknownFlow(NotFound):
    code = "cases.unknown_flow"
    zh = "没有编号为 {flow} 的案件流程，或没有这个版本。"
    en = "There is no case flow {flow}, or it has no such version."


class FlowIsShipped(Invalid):
    code = "cases.flow_is_shipped"
    zh = "流程“{flow}”随产品提供，专题须另取编号。"
    en = "The flow “{flow}” comes with the product: a pack gives its own another code."


class FlowIsAnothers(Invalid):
    code = "cases.flow_is_anothers"
    zh = "流程“{flow}”由专题“{pack}”先声明，请另取编号。"
    en = "The flow “{flow}” was declared by the pack “{pack}” first: give this one another code."


class UnitComplainedOf(Invalid):
    code = "cases.unit_complained_of"
    zh = "{unit}是被投诉、举报的单位，不能承办本案。"
    en = "{unit} is complained of: it cannot handle this case."


class NotAUnitBelow(Invalid):
    code = "cases.not_a_unit_below"
    zh = "下派只能派给直接下级单位；{unit}不是{holder}的下级。"
    en = "A case is assigned down to a unit right below; {unit} is not one of {holder}."


class NoUnitAbove(Conflict):
    code = "cases.no_unit_above"
    zh = "{unit}没有可以承办的上级单位。"
    en = "There is no unit above {unit} that could handle the case."


class LimitTooLong(Invalid):
    code = "cases.limit_too_long"
    zh = "下派时限须短于本单位的时限（{until}）。"
    en = "The limit of what is assigned down must be shorter than your own ({until})."


class OnlyTownsWhistle(Forbidden):
    code = "cases.only_towns_whistle"
    zh = "吹哨由镇街发起；{unit}不是镇街。"
    en = "A whistle is blown by a town; {unit} is none."


class AlreadyThere(Conflict):
    code = "cases.already_there"
    zh = "{what_zh}已经办理过，不必重复。"
    en = "{what_en} was done already."


class NothingAsked(Conflict):
    code = "cases.nothing_asked"
    zh = "案件 {number} 没有待处理的{what_zh}。"
    en = "Nothing of the kind waits on the case {number}: {what_en}."


class BadExtension(Invalid):
    code = "cases.bad_extension"
    zh = "延期须写明工作日、工作时、小时或自然日的数量，大于 0，不超过 {most}。"
    en = "An extension is a number of working days, working hours, hours or days above 0, {most} at most."


class TooLateToExtend(Conflict):
    code = "cases.too_late_to_extend"
    zh = "案件 {number} 的时限已于 {due} 届满，延期须在届满前申请。"
    en = "The limit of the case {number} ended at {due}: an extension is asked for before."


class ExtendedAlready(Conflict):
    code = "cases.extended_already"
    zh = "案件 {number} 已延期 {times} 次，不能再延。"
    en = "The case {number} was extended {times} time(s) already."


class UnknownSuspension(Invalid):
    code = "cases.unknown_suspension"
    zh = "没有“{reason}”这种挂起事由。可选：{reasons_zh}。"
    en = "There is no such reason of a suspension: “{reason}”. There are: {reasons_en}."


class SuspensionTooLong(Invalid):
    code = "cases.suspension_too_long"
    zh = "因{reason_zh}挂起最长{most_zh}，至 {until}。"
    en = "For {reason_en} a case is suspended for {most_en} at most, until {until}."


class SuspendedAlready(Conflict):
    code = "cases.suspended_already"
    zh = "案件 {number} 已因{reason_zh}挂起 {times} 次，不能再挂起。"
    en = "The case {number} was suspended {times} time(s) for this reason already: {reason_en}."


class DeadlineInThePast(Invalid):
    code = "cases.deadline_in_the_past"
    zh = "督办时限须晚于现在。"
    en = "The deadline of an order lies in the future."


class UnknownOrder(NotFound):
    code = "cases.unknown_order"
    zh = "案件 {number} 没有编号为 {order} 的督办。"
    en = "The case {number} has no order {order}."


class NotYourOrder(Forbidden):
    code = "cases.not_your_order"
    zh = "督办 {order} 由{authority}发出，只能由其销号。"
    en = "The order {order} is {authority}'s: only they sign it off."


class OrdersUnanswered(Conflict):
    code = "cases.orders_unanswered"
    zh = "督办 {orders} 尚未回复，不能{act_zh}。"
    en = "The orders {orders} are not answered yet: no “{act_en}” before."


class SignaturesMissing(Conflict):
    code = "cases.signatures_missing"
    zh = "会签单位尚未签署：{units}，不能{act_zh}。"
    en = "These units have not signed yet: {units}. No “{act_en}” before."


class NotASigner(Forbidden):
    code = "cases.not_a_signer"
    zh = "案件 {number} 没有请{unit}会签。"
    en = "{unit} is not asked to sign the case {number}."


class UnknownFigure(Invalid):
    code = "cases.unknown_figure"
    zh = "没有“{figure}”这项考核指标。可选：{figures}。"
    en = "There is no figure “{figure}”. There are: {figures}."


class EvidenceMissing(Invalid):
    code = "cases.evidence_missing"
    zh = "考核剔除须附证据。"
    en = "An exclusion from the rates needs evidence."


class BadMark(Invalid):
    code = "cases.bad_mark"
    zh = "综合评价为 1 至 5 分。"
    en = "An evaluation is 1 to 5."

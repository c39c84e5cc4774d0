"""What is refused of appeals, each as one sentence for a person."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unauthenticated


class UnknownAppeal(NotFound):
    code = "appeals.unknown_appeal"
    zh = "没有这件诉求，或不在您的可见范围内。"
    en = "There is no such appeal, or it lies outside what you may see."


class AppealChangedMeanwhile(Conflict):
    code = "appeals.changed_meanwhile"
    zh = "诉求 {number} 刚被他人改动，请刷新后再试。{last_zh}"
    en = "Someone changed the appeal {number} a moment ago; refresh and try again. {last_en}"


class NotNow(Conflict):
    code = "appeals.not_now"
    zh = "诉求 {number} 现为“{stage_zh}”，不能{act_zh}。{last_zh}"
    en = "The appeal {number} is “{stage_en}” now; {act_en} is not possible. {last_en}"


class WordsMissing(Invalid):
    code = "appeals.words_missing"
    zh = "请填写{what_zh}。"
    en = "Say {what_en}."


class BadText(Invalid):
    code = "appeals.bad_text"
    zh = "{what_zh}：{reason_zh}。"
    en = "{what_en}: {reason_en}."


class BadWord(Invalid):
    code = "appeals.bad_word"
    zh = "{what_zh}没有“{value}”这一项，可用：{known}。"
    en = "There is no {what_en} “{value}”; use one of: {known}."


class PlaceMissing(Invalid):
    code = "appeals.place_missing"
    zh = "请给出区域、坐标或能识别区域的地址。"
    en = "Give an area, a point, or an address that names an area."


class CannotJoin(Conflict):
    code = "appeals.cannot_join"
    zh = "诉求 {number} 不能合并到这一事件：{reason_zh}。"
    en = "The appeal {number} cannot share this event: {reason_en}."


class NothingShared(Conflict):
    code = "appeals.nothing_shared"
    zh = "诉求 {number} 没有与其他诉求共用事件，无需拆案。"
    en = "The appeal {number} shares its event with no other; there is nothing to take apart."


class CannotMerge(Conflict):
    code = "appeals.cannot_merge"
    zh = "只有同一人的诉求才能作为重复件并入；不同人的诉求请合并到同一事件。"
    en = "Only appeals of the same person merge as a repeat; those of others are joined to one event."


class HandlersDoNotCallBack(Forbidden):
    code = "appeals.handlers_do_not_call_back"
    zh = "{unit}承办过诉求 {number}，回访须由未承办的单位进行。"
    en = "{unit} handled the appeal {number}; a unit that did not handle it calls back."


class PurposeMissing(Invalid):
    code = "appeals.purpose_missing"
    zh = "请写明查看个人信息的用途（不少于 {least} 个字）。"
    en = "Say why you look at personal data (at least {least} characters)."


class NotTheHotline(Forbidden):
    code = "appeals.reporter_hidden"
    zh = "举报和保密件的反映人不向承办单位、镇街和被反映单位公开。"
    en = "Who reported is not shown to the handling unit, the town or the unit complained of."


class TooMany(Refusal):
    status = 429
    code = "appeals.too_many"
    zh = "操作过于频繁，请在 {minutes} 分钟后再试。"
    en = "Too often; try again in {minutes} minutes."


class BadTracking(NotFound):
    code = "appeals.bad_tracking"
    zh = "查询码不正确，请核对后再试。"
    en = "The tracking number is not right; check it and try again."


class KeyUsedOtherwise(Conflict):
    code = "appeals.key_used_otherwise"
    zh = "这个提交编号已用于另一内容的诉求。"
    en = "This submission key was used for an appeal with other words."


class SourceRefused(Unauthenticated):
    code = "appeals.source_refused"
    zh = "来源凭证、签名或时间不正确。"
    en = "The credential, the signature or the time of the source is not right."


class RowsRefused(Invalid):
    code = "appeals.rows_refused"
    zh = "表格有 {count} 处错误，未导入任何一行，见 faults。"
    en = "The sheet has {count} faults and nothing was imported; see `faults`."


class NotYourGrid(Forbidden):
    code = "appeals.not_your_grid"
    zh = "这里不在您的网格内，不能自处置；请上报。"
    en = "This place is not in your grid; report it instead of handling it on the spot."


class UnknownOrder(NotFound):
    code = "appeals.unknown_order"
    zh = "没有找到交换工单 {order}，或您无权查看。"
    en = "There is no shared order {order}, or it is not for you to see."


class UnknownSource(NotFound):
    code = "appeals.unknown_source"
    zh = "没有编号为 {source} 的来源。"
    en = "There is no source {source}."


class UnknownCall(NotFound):
    code = "appeals.unknown_call"
    zh = "没有这个来电，或不在您的可见范围内。"
    en = "There is no such call, or it lies outside what you may see."


class CallNotNow(Conflict):
    code = "appeals.call_not_now"
    zh = "来电现为“{state_zh}”{who_zh}，不能{act_zh}。"
    en = "The call is {state} now; {act_en} is not possible."


class OtherSideSilent(Refusal):
    status = 502
    code = "appeals.other_side_silent"
    zh = "对方平台没有应答，请稍后再试。"
    en = "The other hotline did not answer; try again later."

"""What briefings refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownBriefing(NotFound):
    code = "reports.unknown"
    zh = "没有这期简报，或它不对您开放。"
    en = "There is no such briefing, or it is not open to you."


class UnknownTemplate(NotFound):
    code = "reports.unknown_template"
    zh = "没有“{template}”这种简报。"
    en = "There is no publication “{template}”."


class BriefingMoved(Conflict):
    code = "reports.moved"
    zh = "简报“{title_zh}”现为“{state_zh}”，或已被他人修改，不能{act_zh}；请刷新后再试。"
    en = (
        "The briefing “{title_en}” is “{state_en}” now, or somebody has changed it: {act_en} is not "
        "possible. Refresh and try again."
    )


class OwnBriefing(Forbidden):
    code = "reports.own"
    zh = "简报须由编辑人以外的另一人审核和签发。"
    en = "A briefing is reviewed and signed by another person than those who edited it."


class BriefingOutside(Forbidden):
    code = "reports.outside"
    zh = "“{area}”不在您的属地范围内，不能为它编印简报。"
    en = "“{area}” lies outside your area; you make no briefing for it."


class BriefingLevel(Invalid):
    code = "reports.level"
    zh = "“{title_zh}”不为“{area}”这一级区划编印。"
    en = "“{title_en}” is not made for an area such as “{area}”."


class BriefingEmpty(Invalid):
    code = "reports.empty"
    zh = "这期简报没有任何内容，不能提交。"
    en = "This briefing says nothing; it cannot be submitted."


class BriefingToNobody(Invalid):
    code = "reports.to_nobody"
    zh = "报送范围内没有单位或人员，不能签发。"
    en = "Nobody is found whom this briefing goes to; it cannot be issued."


class UnknownPart(Invalid):
    code = "reports.unknown_part"
    zh = "简报中没有“{part}”这一句，或它不能改写。"
    en = "The briefing has no sentence “{part}”, or it cannot be reworded."


class BriefingReasonNeeded(Invalid):
    code = "reports.reason_needed"
    zh = "请写明理由（至少 {least} 个字）。"
    en = "Say why, in at least {least} characters."

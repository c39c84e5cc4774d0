"""What boards refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownBoard(NotFound):
    code = "boards.unknown"
    zh = "没有这块看板，或它不对您开放。"
    en = "There is no such board, or it is not open to you."


class UnknownNode(NotFound):
    code = "boards.unknown_node"
    zh = "业务图谱中没有这一项。"
    en = "The business graph has no such node."


class BoardFaults(Invalid):
    code = "boards.faults"
    zh = "看板有 {count} 处需要修改：{first_zh}"
    en = "The board has {count} faults: {first_en}"


class BoardExists(Conflict):
    code = "boards.exists"
    zh = "编号“{board}”已有看板。"
    en = "There is a board “{board}” already."


class BoardMoved(Conflict):
    code = "boards.moved"
    zh = "看板“{title_zh}”现为“{state_zh}”，或已被他人修改，不能{act_zh}；请刷新后再试。"
    en = (
        "The board “{title_en}” is “{state_en}” now, or somebody has changed it: {act_en} is not possible. "
        "Refresh and try again."
    )


class OwnBoard(Forbidden):
    code = "boards.own"
    zh = "看板须由编制人以外的另一人审核。"
    en = "A board is reviewed by another person than the one who composed it."


class BoardOutside(Forbidden):
    code = "boards.outside"
    zh = "“{area}”不在您的属地范围内，不能为它编制看板。"
    en = "“{area}” lies outside your area; you compose no board for it."


class UnknownTopic(NotFound):
    code = "boards.unknown_topic"
    zh = "没有带指标的专题“{topic}”。"
    en = "No topic “{topic}” brought figures."


class BoardReasonNeeded(Invalid):
    code = "boards.reason_needed"
    zh = "请写明理由（至少 {least} 个字）。"
    en = "Say why, in at least {least} characters."

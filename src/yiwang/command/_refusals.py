"""What 批示件 refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownInstruction(NotFound):
    code = "command.unknown"
    zh = "没有这件批示件，或不在您的可见范围内。"
    en = "There is no such instruction, or it lies outside what you may see."


class InstructionMoved(Conflict):
    code = "command.moved"
    zh = "{number} 现为“{state_zh}”，或已被他人办理，不能{act_zh}；请刷新后再试。"
    en = (
        "{number} is “{state_en}” now, or somebody else has acted: {act_en} is not possible. "
        "Refresh and try again."
    )


class NotTheKeeper(Forbidden):
    code = "command.not_the_keeper"
    zh = "只有批示领导本人或登记这件批示的秘书可以办理。"
    en = "Only the leader whose words these are, or the secretary who keeps the paper, may do this."


class NotTheHandler(Forbidden):
    code = "command.not_the_handler"
    zh = "贵单位不是本件的承办或协办单位，或本轮已办理。"
    en = "Your unit is not asked by this paper, or has done its part of this round."


class SignFirst(Conflict):
    code = "command.sign_first"
    zh = "请先签收，再反馈。"
    en = "Sign for it before you report on it."


class NoSuchLeader(Invalid):
    code = "command.no_such_leader"
    zh = "批示领导须是本级的领导。"
    en = "The leader must be one of your own level."


class WordsNeeded(Invalid):
    code = "command.words_needed"
    zh = "请写明内容（至少 {least} 个字）。"
    en = "Say what (at least {least} characters)."


class TaskNeeded(Invalid):
    code = "command.task_needed"
    zh = "{units}看不到批示原文，请另写交办要求。"
    en = "{units} cannot read the original words: write what is asked of them."


class UnitsNeeded(Invalid):
    code = "command.units_needed"
    zh = "请选定承办单位和反馈期限。"
    en = "Name the lead unit and the deadline."


class UnitsOutside(Invalid):
    code = "command.units_outside"
    zh = "{unit}不在本级管辖范围内，不能交办。"
    en = "{unit} does not lie within this level: it cannot be asked."


class BadDeadline(Invalid):
    code = "command.bad_deadline"
    zh = "反馈期限须是 1 至 250 个工作日，或今天以后的一天，二者填一。"
    en = "The deadline is 1 to 250 working days, or a day from today on: one of the two."


class UnknownSource(Invalid):
    code = "command.unknown_source"
    zh = "找不到所批的对象，或不在您的可见范围内。"
    en = "What it was written on is not to be found, or lies outside what you may see."

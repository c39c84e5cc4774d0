"""What themes refuse, each with its sentence."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownSignal(NotFound):
    code = "themes.unknown_signal"
    zh = "没有这条热点信号，或不在您的可见范围内。"
    en = "There is no such signal, or it lies outside what you may see."


class UnknownTheme(NotFound):
    code = "themes.unknown_theme"
    zh = "没有这个每月一题，或不在您的可见范围内。"
    en = "There is no such monthly theme, or it lies outside what you may see."


class UnknownTask(NotFound):
    code = "themes.unknown_task"
    zh = "任务清单中没有这一项任务。"
    en = "The task list has no such task."


class ThemeFaults(Invalid):
    code = "themes.faults"
    zh = "每月一题有 {count} 处需要修改：{first_zh}"
    en = "The monthly theme has {count} faults: {first_en}"


class ThemeMoved(Conflict):
    code = "themes.moved"
    zh = "{number} 现为“{state_zh}”，不能{act_zh}；请刷新后再试。"
    en = "{number} is “{state_en}” now: {act_en} is not possible. Refresh and try again."


class OwnProposal(Forbidden):
    code = "themes.own_proposal"
    zh = "立题须由提出人以外的另一人审定。"
    en = "A theme is adopted by another person than the one who proposed it."


class NotYourTask(Forbidden):
    code = "themes.not_your_task"
    zh = "这项任务由{unit}承担，只有该单位人员可以填报。"
    en = "This task is {unit}'s; only its own people report it."


class NotTheLead(Forbidden):
    code = "themes.not_the_lead"
    zh = "提请销题须由牵头单位（{unit}）提出。"
    en = "Only the lead unit ({unit}) asks for sign-off."


class NotTheLeader(Forbidden):
    code = "themes.not_the_leader"
    zh = "销题由分管领导{leader}审定。"
    en = "{leader}, the leader in charge, decides on the sign-off."


class TasksOpen(Conflict):
    code = "themes.tasks_open"
    zh = "还有 {count} 项任务未完成，不能提请销题：{first}"
    en = "{count} tasks are not done, so sign-off cannot be asked for: {first}"


class EvidenceNeeded(Invalid):
    code = "themes.evidence_needed"
    zh = "任务完成须写明情况并附至少一份佐证材料。"
    en = "A task is done with a report and at least one piece of evidence."


class ReasonNeeded(Invalid):
    code = "themes.reason_needed"
    zh = "请写明理由（至少 {least} 个字）。"
    en = "Say why, in at least {least} characters."


class BadPeriod(Invalid):
    code = "themes.bad_period"
    zh = "统计时段有误：起始日不能晚于截止日，且最多 {most} 天。"
    en = "The period is not valid: it begins before it ends and has at most {most} days."


class BadWord(Invalid):
    code = "themes.bad_word"
    zh = "“{value}”不是可用的{what_zh}，可用：{known}。"
    en = "“{value}” is no {what_en}; known are {known}."


class OutsideYourArea(Forbidden):
    code = "themes.outside"
    zh = "“{area}”不在您的属地范围内。"
    en = "“{area}” lies outside your area."

"""What the code knows by name: acts, states, clocks, conditions of flows, reasons of suspension."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from yiwang.kernel.calendar import Limit

By = Literal["holder", "dispatcher", "inspector", "closer", "supervisor", "signer"]

STATES_ZH = {
    "open": "在办",
    "closed": "办结",
    "merged": "并入",
    "void": "作废",
    "withdrawn": "撤诉",
    "transferred": "转出",
}
STATES_EN = {
    "open": "open",
    "closed": "closed",
    "merged": "merged",
    "void": "void",
    "withdrawn": "withdrawn",
    "transferred": "transferred out",
}
SEVERITIES = ("notice", "general", "important", "urgent")
ENDED = ("closed",)
OPEN_OR_ENDED = ("open", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act a person may do: with which permission, as whom, on cases of which states.

    Where it is open and where it leads is the flow's to say. `awaited`: a case on which it can be done waits
    for it, and so stands in the list of who may do it.
    """

    zh: str
    en: str
    permission: str
    by: By
    states: tuple[str, ...] = ("open",)
    awaited: bool = False


def _act(
    zh: str,
    en: str,
    permission: str,
    by: By,
    states: tuple[str, ...] = ("open",),
    *,
    awaited: bool = False,
) -> Act:
    return Act(zh=zh, en=en, permission=f"cases.{permission}", by=by, states=states, awaited=awaited)


ACTS: dict[str, Act] = {
    "establish": _act("立案", "establish", "verify", "inspector", awaited=True),
    "dispatch": _act("分拨", "dispatch", "dispatch", "dispatcher", awaited=True),
    "take": _act("签收", "take", "take", "holder", awaited=True),
    "contact": _act("首次联系", "contact", "handle", "holder"),
    "return": _act("退单", "return", "return", "holder"),
    "refuse_return": _act("不予退单", "refuse the return", "dispatch", "dispatcher", awaited=True),
    "re_dispatch": _act("改派", "re-dispatch", "dispatch", "dispatcher"),
    "transfer": _act("转办", "transfer", "take", "holder"),
    "assign_down": _act("下派", "assign down", "handle", "holder"),
    "report_up": _act("上报", "report up", "take", "holder"),
    "raise": _act("提级", "raise", "dispatch", "dispatcher"),
    "whistle": _act("吹哨", "whistle", "handle", "holder"),
    "report_in": _act("报到", "report in", "take", "holder"),
    "ask_signatures": _act("会签", "ask for signatures", "handle", "holder"),
    "sign": _act("签署会签意见", "sign", "handle", "signer"),
    "ask_extension": _act("申请延期", "ask for an extension", "handle", "holder"),
    "grant_extension": _act("同意延期", "grant the extension", "dispatch", "dispatcher"),
    "refuse_extension": _act("不予延期", "refuse the extension", "dispatch", "dispatcher"),
    "suspend": _act("挂起", "suspend", "handle", "holder"),
    "resume": _act("恢复办理", "resume", "handle", "holder"),
    "handle": _act("处置", "handle", "handle", "holder", awaited=True),
    "review": _act("办结审核", "review", "review", "inspector", awaited=True),
    "verify": _act("核查", "verify", "verify", "inspector", awaited=True),
    "close": _act("结案", "close", "close", "closer", awaited=True),
    "redo": _act("重办", "redo", "review", "inspector", awaited=True),
    "meet": _act("疑难会商", "hold a hard-case meeting", "review", "inspector"),
    "close_with_reason": _act("说明理由结案", "close with a reason", "review", "inspector", awaited=True),
    "urge": _act("催办", "urge", "dispatch", "dispatcher"),
    "supervise": _act("督办", "supervise", "supervise", "supervisor"),
    "reply_order": _act("回复督办", "reply to the order", "handle", "holder", OPEN_OR_ENDED),
    "sign_off": _act("督办销号", "sign the order off", "supervise", "supervisor", OPEN_OR_ENDED),
    "act_first": _act("先办后议", "act first", "rule", "inspector", awaited=True),
    "rule": _act("裁决", "rule", "rule", "inspector"),
    "add_co_unit": _act("增派协办", "add a co-unit", "dispatch", "dispatcher"),
    "ask_exclusion": _act("申请考核剔除", "ask for an exclusion", "handle", "holder", OPEN_OR_ENDED),
    "grant_exclusion": _act("同意考核剔除", "grant the exclusion", "exclude", "inspector", OPEN_OR_ENDED),
    "refuse_exclusion": _act("不予考核剔除", "refuse the exclusion", "exclude", "inspector", OPEN_OR_ENDED),
    "rate": _act("综合评价", "evaluate", "verify", "inspector", ENDED, awaited=True),
    "merge": _act("并案", "merge", "dispatch", "dispatcher"),
    "transfer_out": _act("转出", "transfer out", "dispatch", "dispatcher"),
    "void": _act("作废", "void", "dispatch", "dispatcher"),
    "archive": _act("归档", "archive", "close", "closer", ENDED),
}

SYSTEM_ACTS = {
    "opened": ("立案", "opened"),
    "joined": ("并入告警", "another alert joined"),
    "reading_normal": ("读数恢复正常", "the reading is normal"),
    "verifiable": ("转为可核查", "ready to verify"),
    "reading_verified": ("读数核实", "verified by the reading"),
    "relapsed": ("再次告警", "alerted again"),
    "disputed": ("转为争议", "in dispute"),
    "answered": ("回访办结", "closed after the call-back"),
    "unsatisfied": ("回访不满意", "the call-back was not satisfied"),
    "called_back": ("回访", "called back"),
    "withdrawn": ("撤诉", "withdrawn"),
    "escalated": ("告警升级", "the alert became graver"),
    "absorbed": ("并入他案", "absorbed another case"),
    "units_added": ("增加可见单位", "units added"),
    "area_moved": ("区划调整", "the area moved"),
    "reckoned": ("期限重算", "limits reckoned anew"),
    "near_due": ("临期", "near due"),
    "overdue": ("超期", "overdue"),
}


def words_of(act: str) -> tuple[str, str]:
    """What an act is called, in two languages."""
    known = ACTS.get(act)
    return (known.zh, known.en) if known else SYSTEM_ACTS.get(act, (act, act.replace("_", " ")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a case decides who may do what: a copy without the database."""

    kind: str
    role: str
    stage: str
    state: str
    lead_unit: str
    units: tuple[str, ...]
    on_site: bool = True
    reading_normal: bool = True
    redone: int = 0
    returns: int = 0
    denials: int = 0
    dispute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that a flow may set: whether it holds, and the sentence of a refusal where it does not."""

    zh: str
    en: str
    holds: Callable[[Standing], bool]


CONDITIONS: dict[str, Condition] = {
    "on_site": Condition(
        zh="本事项由设备读数核实，不现场核查。",
        en="This matter is verified by its reading.",
        holds=lambda case: case.on_site,
    ),
    "by_reading": Condition(
        zh="本事项须现场核查。",
        en="This matter is verified on the spot.",
        holds=lambda case: not case.on_site,
    ),
    "reading_normal": Condition(
        zh="读数尚未恢复正常。",
        en="The reading is not normal yet.",
        holds=lambda case: case.reading_normal,
    ),
    "not_redone": Condition(
        zh="已重办过一次，请召开疑难会商或说明理由结案。",
        en="It was redone once already: hold a hard-case meeting or close it with a reason.",
        holds=lambda case: case.redone == 0,
    ),
    "in_dispute": Condition(
        zh="案件没有待裁决的争议。",
        en="There is no dispute to be ruled on.",
        holds=lambda case: case.dispute in ("open", "acting"),
    ),
    "second_return": Condition(
        zh="尚未第二次退单。", en="It was not returned twice.", holds=lambda case: case.returns >= 2
    ),
    "second_denial": Condition(
        zh="尚未两次不予退单。", en="It was not denied twice.", holds=lambda case: case.denials >= 2
    ),
}

_CLOCKS = {
    "take": ("签收", "take"),
    "return": ("退单", "return"),
    "contact": ("首次联系", "contact"),
    "handle": ("处置", "handle"),
    "report": ("报到", "report"),
    "verify": ("核查", "verify"),
    "dispute": ("争议定责", "dispute"),
    "total": ("总时限", "total"),
}
ORDER_CLOCK = "order-"


def clock_zh(name: str) -> str:
    """What a clock is called."""
    return "督办" if name.startswith(ORDER_CLOCK) else _CLOCKS[name][0]


def clock_en(name: str) -> str:
    return "order" if name.startswith(ORDER_CLOCK) else _CLOCKS[name][1]


def limit_of_clock_zh(name: str) -> str:
    """What its limit is called: 签收时限, 总时限."""
    said = clock_zh(name)
    return said if said.endswith("时限") else f"{said}时限"


# Where the catalogue says nothing. Demonstration defaults: a city's own matters replace them.
CITY_LIMITS = {
    "take": Limit(kind="working_hour", amount=2),
    "return": Limit(kind="working_hour", amount=2),
    "contact": Limit(kind="working_hour", amount=4),
    "handle": Limit(kind="working_day", amount=3),
    "report": Limit(kind="working_hour", amount=4),
    "dispute": Limit(kind="urgent_hour", amount=1),
    "total": Limit(kind="working_day", amount=5),
}
MAINTENANCE_LIMITS = {
    **CITY_LIMITS,
    "take": Limit(kind="working_hour", amount=4),
    "return": Limit(kind="working_hour", amount=4),
}
MAINTENANCE_MATTER = "device-maintenance"
NEAR_SHARE = 0.8
LEAD_ONLY_CLOCKS = ("total", "contact", "verify", "dispute")
EXTENSION_KINDS = ("working_hour", "working_day", "urgent_hour", "natural_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionReason:
    """A reason for which a case may be suspended, for how long at most, and how often."""

    zh: str
    en: str
    most: Limit
    times: int = 1


SUSPENSION_REASONS: dict[str, SuspensionReason] = {
    "material": SuspensionReason(
        zh="等待市民补充材料",
        en="waiting for the citizen's papers",
        most=Limit(kind="working_day", amount=5),
        times=2,
    ),
    "appraisal": SuspensionReason(
        zh="等待鉴定、检测",
        en="waiting for an appraisal or a test",
        most=Limit(kind="working_day", amount=20),
    ),
    "force_majeure": SuspensionReason(
        zh="不可抗力", en="force majeure", most=Limit(kind="natural_day", amount=15), times=3
    ),
    "legal": SuspensionReason(
        zh="进入诉讼、仲裁、复议等法定程序",
        en="in court, arbitration or review",
        most=Limit(kind="working_day", amount=60),
    ),
    "season": SuspensionReason(
        zh="受季节、天气限制无法施工",
        en="the season or the weather forbids the works",
        most=Limit(kind="natural_day", amount=90),
    ),
}

# What may be excluded from the rates, and which rates each touches.
FIGURES = {
    "all": ("全部指标", "all figures"),
    "take": ("按时签收", "taken in time"),
    "contact": ("响应率", "first contact in time"),
    "finish": ("按时办结", "finished in time"),
    "first": ("首派准确率", "right the first time"),
    "return": ("退单率", "returned"),
    "redo": ("重办率", "redone"),
    "solved": ("解决率", "solved"),
    "satisfied": ("满意率", "satisfied"),
    "once": ("一次解决率", "solved at once"),
    "reached": ("接通率", "reached"),
}

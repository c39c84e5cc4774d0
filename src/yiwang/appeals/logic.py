"""Pure decisions about appeals: words, stages, acts, masks, numbers, likeness, replay. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any

from yiwang.appeals.contracts import BadText, BadWord
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.masks import mask_address as mask_address
from yiwang.kernel.masks import mask_name as mask_name
from yiwang.kernel.masks import mask_phone as mask_phone

LONGEST = 10_000
KINDS = {
    "consult": ("咨询", "question"),
    "help": ("求助", "call for help"),
    "complaint": ("投诉", "complaint"),
    "report": ("举报", "report of wrongdoing"),
    "suggestion": ("意见建议", "suggestion"),
    "praise": ("表扬", "praise"),
}
CHANNELS = {
    "12345": ("12345 热线", "12345 hotline"),
    "web": ("网页", "web page"),
    "app": ("手机应用", "phone app"),
    "grid": ("网格上报", "grid worker"),
    "visit": ("来访", "visit"),
    "letter": ("来信", "letter"),
    "excel": ("表格导入", "Excel import"),
    "webhook": ("系统推送", "webhook"),
    "exchange": ("工单交换", "order exchange"),
}
URGENCIES = ("notice", "general", "important", "urgent")
STAGES = {
    "registered": ("待受理", "to be accepted"),
    "dispatched": ("办理中", "in handling"),
    "replied": ("待回访", "to be called back"),
    "ended": ("已结束", "ended"),
}
STATES = {
    "open": ("在办", "open"),
    "closed": ("办结", "closed"),
    "answered": ("直接答复", "answered at once"),
    "declined": ("不予受理", "not accepted"),
    "withdrawn": ("撤诉", "withdrawn"),
    "transferred": ("转出", "transferred out"),
    "merged": ("重复并入", "merged as a repeat"),
    "void": ("作废", "void"),
}
SOLVED = {
    "solved": ("已解决", "solved"),
    "partly": ("部分解决", "partly"),
    "unsolved": ("未解决", "unsolved"),
}
SATISFACTION = {
    "satisfied": ("满意", "satisfied"),
    "basically": ("基本满意", "basically satisfied"),
    "dissatisfied": ("不满意", "dissatisfied"),
}
HIDDEN = "保密"


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a person: its permission, the stages it is possible in, its words."""

    permission: str
    stages: tuple[str, ...]
    zh: str
    en: str


ACTS: dict[str, Act] = {
    "answer": Act("appeals.handle", ("registered",), "直接答复", "answering at once"),
    "decline": Act("appeals.handle", ("registered",), "不予受理", "declining"),
    "dispatch": Act("appeals.handle", ("registered",), "派单", "dispatching"),
    "transfer_out": Act("appeals.handle", ("registered",), "转出", "transferring out"),
    "withdraw": Act("appeals.handle", ("registered", "dispatched", "replied"), "撤诉", "withdrawing"),
    "merge_repeat": Act("appeals.handle", ("registered",), "重复并入", "merging as a repeat"),
    "void": Act("appeals.handle", ("registered",), "作废", "voiding"),
    "split": Act("appeals.handle", ("registered",), "拆分", "splitting"),
    "join": Act("appeals.handle", ("registered",), "并入事件", "joining an event"),
    "unjoin": Act("appeals.handle", ("dispatched",), "拆案", "leaving the shared event"),
    "edit": Act("appeals.handle", ("registered",), "更正", "setting right"),
    "supplement": Act("appeals.handle", ("registered", "dispatched", "replied"), "补充", "adding to"),
    "call_back": Act("appeals.call_back", ("replied",), "回访", "calling back"),
}
SYSTEM_ACTS = {
    "registered": ("登记", "registered"),
    "linked": ("已立事件", "its event opened"),
    "units_added": ("承办单位可见", "handling units may see it"),
    "contacted": ("首次联系", "first contact"),
    "replied": ("答复", "replied"),
    "reopened": ("重办", "handled again"),
    "closed": ("办结", "closed"),
    "merged_event": ("随案件并入", "followed its case"),
    "flagged": ("标记", "flagged"),
    "rated": ("评价", "rated"),
    "self_handled": ("自处置", "handled on the spot"),
    "area_moved": ("区划调整", "its area moved"),
    "urged": ("催办", "urged"),
    "overdue": ("受理超期", "not accepted in time"),
    "reckoned": ("时限重算", "its limit was reckoned anew"),
    "recorded": ("附录音", "its recording was put to it"),
    "signed": ("签收", "taken by its unit"),
    "return_asked": ("申请退单", "asked to be given back"),
    "return_granted": ("同意退单", "giving back granted"),
    "return_denied": ("不同意退单", "giving back denied"),
    "extension_asked": ("申请延期", "asked for more time"),
    "extension_granted": ("同意延期", "more time granted"),
    "extension_denied": ("不同意延期", "more time denied"),
    "noted": ("来文", "a word of the other hotline"),
}


def stage_words(state: str, stage: str) -> tuple[str, str]:
    """How an appeal stands, in two languages."""
    return STAGES[stage] if state == "open" else STATES[state]


def act_words(act: str) -> tuple[str, str]:
    known = ACTS.get(act)
    return (known.zh, known.en) if known else SYSTEM_ACTS.get(act, (act, act))


def known(value: str, words: Collection[str], what_zh: str, what_en: str) -> str:
    """The value, if it is one of the words. Raises BadWord."""
    if value not in words:
        raise BadWord(what_zh=what_zh, what_en=what_en, value=value[:40], known="、".join(words))
    return value


def lamp(since: datetime, due: datetime | None, now: datetime) -> str:
    """Green, yellow in the last quarter of its time, red after it; none where there is no limit."""
    if due is None:
        return "none"
    if now > due:
        return "red"
    return "yellow" if now >= due - (due - since) / 4 else "green"


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def day_of(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y%m%d")


def number(day: str, count: int) -> str:
    """SQ20261122-0001."""
    return f"SQ{day}-{count:04d}"


def clean(text: str, what_zh: str, what_en: str, *, most: int = LONGEST, least: int = 0) -> str:
    """A person's text as it is kept: trimmed, without control characters. Raises BadText.

    Nothing else is taken out: it is data, and is shown as text wherever it is shown.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadText(
            what_zh=what_zh,
            what_en=what_en,
            reason_zh="含有无法识别的字符",
            reason_en="it holds characters that are none",
        )
    kept = "".join(
        letter for letter in text.replace("\r\n", "\n") if letter in "\n\t" or _plain(letter)
    ).strip()
    if len(kept) > most:
        raise BadText(
            what_zh=what_zh,
            what_en=what_en,
            reason_zh=f"共 {len(kept)} 字，最多 {most} 字",
            reason_en=f"{len(kept)} characters, at most {most}",
        )
    if len(kept) < least:
        raise BadText(
            what_zh=what_zh,
            what_en=what_en,
            reason_zh=f"至少 {least} 字",
            reason_en=f"at least {least} characters",
        )
    return kept


def _plain(letter: str) -> bool:
    return unicodedata.category(letter) != "Cc"


# Mobile numbers, identity numbers and lines with an area code, in whatever digits and with gaps between.
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}([\dXx])(?![\dXx])")
_LINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?\d{3,4}(\d{4})(?!\d)")


def mask_text(text: str, name: str = "") -> str:
    """The words without numbers that lead to a person, and without his own name."""
    text = _IDENTITY.sub(r"\1********\2", unicodedata.normalize("NFC", text))
    text = _PHONE.sub(r"\1****\3", text)
    text = _LINE.sub(r"\1****\2", text)
    return text.replace(name, mask_name(name)) if len(name) >= 2 else text


@lru_cache(maxsize=4096)
def grams(text: str) -> frozenset[str]:
    """The overlapping pairs of a text's first letters, as a set; texts are compared again and again."""
    packed = [letter for letter in unicodedata.normalize("NFKC", text[:2_000]).casefold() if letter.isalnum()]
    return frozenset(a + b for a, b in pairwise(packed))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: shared pairs over the geometric mean of both, so that a short text still finds a long one."""
    if not one or not other:
        return 0.0
    return len(one & other) / sqrt(len(one) * len(other))


def shared_words(one: str, other: frozenset[str], most: int = 6) -> list[str]:
    """The runs of `one` whose pairs all stand in `other`, longest first: why two texts are alike."""
    runs: list[str] = []
    run = ""
    text = unicodedata.normalize("NFKC", one).casefold()
    for a, b in zip(text, text[1:] + "\n", strict=True):
        if a + b in other:
            run = run + b if run else a + b
        elif run:
            runs.append(run)
            run = ""
    return sorted(dict.fromkeys(runs), key=lambda word: (-len(word), text.index(word)))[:most]


def replay(steps: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The state that a history tells: (state, stage, changed) of each step, first to last."""
    found: dict[str, Any] = {}
    for state, stage, changed in steps:
        found.update(changed)
        found["state"], found["stage"] = state, stage
    return found


def told_path(area_path: str, against: Iterable[str]) -> str:
    """The area line of a fact: above the areas of the units complained of, so that none of them hears it by
    the area that it governs. `against` are the managed paths of those units."""
    path = area_path
    for theirs in against:
        while theirs and path.startswith(theirs):
            path = path[: path.rstrip("/").rfind("/") + 1]
    return path

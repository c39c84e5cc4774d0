"""What changed between two versions of a matter, sentence by sentence. Pure: names are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from yiwang.matters import logic
from yiwang.matters.contracts import ChangeKind, MatterChange
from yiwang.matters.declarations import DutyRule, LimitRule, Matter, MatterStep, UnitRef

FIELDS: dict[str, tuple[str, str]] = {
    "name_zh": ("名称", "name"),
    "name_en": ("英文名称", "English name"),
    "matter_class": ("类别", "class"),
    "definition_zh": ("定义", "definition"),
    "definition_en": ("定义（英文）", "English definition"),
    "closing_standard_zh": ("结案标准", "closing standard"),
    "closing_standard_en": ("结案标准（英文）", "English closing standard"),
    "town_role": ("镇街履职", "role of towns"),
    "verification": ("核查方式", "verification"),
    "photos": ("处置照片", "photos"),
    "needs_reading_normal": ("读数恢复后方可核查", "needs a normal reading"),
    "join_area": ("归并范围", "joining area"),
    "join_within_h": ("归并时间窗（小时）", "joining window in hours"),
    "process_zh": ("过程名称", "process"),
    "process_en": ("过程名称（英文）", "English process"),
    "basis_zh": ("依据", "basis"),
    "basis_en": ("依据（英文）", "English basis"),
    "keywords": ("关键词", "keywords"),
    "aliases": ("别名", "aliases"),
    "materials": ("材料", "materials"),
    "flow": ("流程", "flow"),
    "auto_confidence": ("自动分拨置信度", "confidence of automatic dispatch"),
    "sensitive": ("敏感", "sensitive"),
    "through_stops": ("停工停办日照常计时", "runs through stop days"),
    "effective_from": ("生效日期", "first day"),
}
LISTS = ("photos", "keywords", "aliases", "materials")
CLOCKS = logic.CLOCKS
SEVERITIES: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "notice": ("提示", "notice"),
    "general": ("一般", "general"),
    "important": ("重要", "important"),
    "urgent": ("紧急", "urgent"),
}
KINDS: dict[str, tuple[str, str]] = {
    "working_day": ("个工作日", "working days"),
    "working_hour": ("个工作时", "working hours"),
    "urgent_hour": ("个紧急工作时", "urgent hours"),
    "natural_day": ("个自然日", "days"),
    "fixed": ("天后", "days later"),
}
WORDS: dict[str, tuple[str, str]] = {
    "basic": ("基本", "basic"),
    "assist": ("配合", "assist"),
    "taken_back": ("上级收回", "taken back"),
    "on_site": ("现场核查", "on site"),
    "reading": ("读数核查", "by the reading"),
    "before": ("处置前", "before"),
    "after": ("处置后", "after"),
    "county": ("县（市、区）", "county"),
    "town": ("镇街", "town"),
    "True": ("是", "yes"),
    "False": ("否", "no"),
    "None": ("未填", "nothing"),
    "": ("未填", "nothing"),
}
CODED = {
    *("town_role", "verification", "photos", "join_area", "needs_reading_normal", "sensitive"),
    "through_stops",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Namer:
    """How references are read: a unit in Chinese and English, an area, a class."""

    unit_zh: Callable[[UnitRef], str] = logic.ref_zh
    unit_en: Callable[[UnitRef], str] = logic.ref_en
    area: Callable[[str], str] = str
    matter_class: Callable[[str], str] = str


PARTS = {
    "duty_rules": ("职责条目", "duty item"),
    "limits": ("时限", "limit"),
    "steps": ("步骤", "step"),
    "fallback": ("兜底单位", "fallback unit"),
}


def place_of(field: str) -> tuple[str, str]:
    """Where a fault stands, as people say it: limits[2].amount is the third limit."""
    head, _, rest = field.partition("[")
    head = head.partition(".")[0]
    zh, en = PARTS.get(head) or FIELDS.get(head, (field, field))
    number = rest.partition("]")[0]
    if not number.isdecimal():
        return zh, en
    return f"第 {int(number) + 1} 条{zh}", f"{en} {int(number) + 1}"


def changes(old: Matter | None, new: Matter, namer: Namer) -> list[MatterChange]:
    """Every difference, in the order of the matter's page; all of a new matter is one sentence."""
    if old is None:
        return [_change("matter", "added", f"新增事项“{new.name_zh}”。", f"New matter “{new.name_en}”.")]
    return [
        *_plain(old, new, namer),
        *_fallback(old, new, namer),
        *_rules(old, new, namer),
        *_limits(old, new),
        *_steps(old, new),
    ]


def _change(field: str, kind: ChangeKind, zh: str, en: str) -> MatterChange:
    return MatterChange(field=field, kind=kind, zh=zh, en=en)


def _plain(old: Matter, new: Matter, namer: Namer) -> Iterator[MatterChange]:
    for field, (zh, en) in FIELDS.items():
        before, after = attrgetter(field)(old), attrgetter(field)(new)
        if before == after:
            continue
        if field in LISTS:
            yield from _list(field, before, after)
            continue
        was, now = (_word(field, value, namer) for value in (before, after))
        yield _change(
            field,
            "changed",
            f"{zh}由“{was[0]}”改为“{now[0]}”。",
            f"{en.capitalize()}: “{was[1]}” became “{now[1]}”.",
        )


def _list(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[MatterChange]:
    zh, en = FIELDS[field]
    gone = [one for one in before if one not in after]
    came = [one for one in after if one not in before]
    if came:
        told = [_coded(field, one) for one in came]
        yield _change(
            field,
            "added",
            f"{zh}增加：{'、'.join(one[0] for one in told)}。",
            f"{en.capitalize()} added: {', '.join(one[1] for one in told)}.",
        )
    if gone:
        told = [_coded(field, one) for one in gone]
        yield _change(
            field,
            "removed",
            f"{zh}删去：{'、'.join(one[0] for one in told)}。",
            f"{en.capitalize()} removed: {', '.join(one[1] for one in told)}.",
        )
    if not came and not gone:
        yield _change(field, "changed", f"{zh}的顺序有变。", f"The order of {en} changed.")


def _coded(field: str, value: str) -> tuple[str, str]:
    return WORDS.get(value, (value, value)) if field in CODED else (value, value)


def _word(field: str, value: Any, namer: Namer) -> tuple[str, str]:
    if field == "matter_class":
        name = namer.matter_class(value)
        return name, name
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if field in CODED or text in ("", "None"):
        return WORDS.get(text, (text, text))
    return text, text


def _fallback(old: Matter, new: Matter, namer: Namer) -> Iterator[MatterChange]:
    if old.fallback == new.fallback:
        return
    was = (namer.unit_zh(old.fallback), namer.unit_en(old.fallback)) if old.fallback else WORDS["None"]
    now = (namer.unit_zh(new.fallback), namer.unit_en(new.fallback)) if new.fallback else WORDS["None"]
    yield _change(
        "fallback",
        "changed",
        f"兜底单位由“{was[0]}”改为“{now[0]}”。",
        f"The fallback unit: “{was[1]}” became “{now[1]}”.",
    )


def rule_sentence(rule: DutyRule, namer: Namer) -> tuple[str, str]:
    """A duty rule in one sentence: where, when, under which conditions, who leads and who assists."""
    where = namer.area(rule.area) if rule.area else ""
    zh = [where or "全域"]
    en = [where or "everywhere"]
    for condition in rule.conditions:
        zh.append(logic.condition_zh(condition))
        en.append(logic.condition_en(condition))
    lead_zh = f"由{namer.unit_zh(rule.lead)}主办"
    lead_en = f"{namer.unit_en(rule.lead)} leads"
    for co in rule.co_units:
        lead_zh += f"，{namer.unit_zh(co.unit)}协办（{co.task_zh}）"
        lead_en += f", {namer.unit_en(co.unit)} assists ({co.task_en})"
    if rule.from_ or rule.until:
        lead_zh += f"（{rule.from_ or '即日'}起，{f'至{rule.until}' if rule.until else '长期'}）"
        lead_en += f" (from {rule.from_ or 'now'} to {rule.until or 'further notice'})"
    return f"{'，'.join(zh)}：{lead_zh}", f"{', '.join(en)}: {lead_en}"


def _rules(old: Matter, new: Matter, namer: Namer) -> Iterator[MatterChange]:
    before = {rule.code: rule for rule in old.duty_rules}
    after = {rule.code: rule for rule in new.duty_rules}
    for code, rule in after.items():
        zh, en = rule_sentence(rule, namer)
        field = f"duty_rules.{code}"
        if code not in before:
            yield _change(field, "added", f"新增职责条目 {code}：{zh}。", f"Duty item {code} added: {en}.")
        elif rule != before[code]:
            was_zh, was_en = rule_sentence(before[code], namer)
            if (was_zh, was_en) == (zh, en):
                zh, en = f"{zh}，依据“{rule.basis_zh}”", f"{en}; basis “{rule.basis_en}”"
                was_zh += f"，依据“{before[code].basis_zh}”"
                was_en += f"; basis “{before[code].basis_en}”"
            yield _change(
                field,
                "changed",
                f"职责条目 {code} 由“{was_zh}”改为“{zh}”。",
                f"Duty item {code}: “{was_en}” became “{en}”.",
            )
    for code, rule in before.items():
        if code not in after:
            zh, en = rule_sentence(rule, namer)
            yield _change(
                f"duty_rules.{code}",
                "removed",
                f"删去职责条目 {code}：{zh}。",
                f"Duty item {code} removed: {en}.",
            )
    if list(before) != list(after) and set(before) == set(after):
        yield _change("duty_rules", "changed", "职责条目的顺序有变。", "The order of the duty items changed.")


def limit_sentence(rule: LimitRule) -> tuple[str, str]:
    """A limit in words: 签收（紧急）0.5 个紧急工作时."""
    urgent_zh, urgent_en = SEVERITIES[rule.severity]
    clock_zh, clock_en = CLOCKS[rule.clock]
    kind_zh, kind_en = KINDS[rule.kind]
    at = f" {rule.at}" if rule.at else ""
    return (
        f"{clock_zh}{f'（{urgent_zh}）' if urgent_zh else ''} {rule.amount:g} {kind_zh}{at}",
        f"{clock_en}{f' ({urgent_en})' if urgent_en else ''} {rule.amount:g} {kind_en}{at}",
    )


def _limits(old: Matter, new: Matter) -> Iterator[MatterChange]:
    before = {(rule.clock, rule.severity): rule for rule in old.limits}
    after = {(rule.clock, rule.severity): rule for rule in new.limits}
    for key, rule in after.items():
        zh, en = limit_sentence(rule)
        field = f"limits.{'.'.join(part for part in key if part)}"
        if key not in before:
            yield _change(field, "added", f"新增时限：{zh}。", f"Limit added: {en}.")
        elif rule != before[key]:
            was_zh, was_en = limit_sentence(before[key])
            yield _change(
                field, "changed", f"时限由“{was_zh}”改为“{zh}”。", f"Limit: “{was_en}” became “{en}”."
            )
    for key, rule in before.items():
        if key not in after:
            zh, en = limit_sentence(rule)
            field = f"limits.{'.'.join(part for part in key if part)}"
            yield _change(field, "removed", f"删去时限：{zh}。", f"Limit removed: {en}.")
    if list(before) != list(after) and set(before) == set(after):
        yield _change("limits", "changed", "时限的顺序有变。", "The order of the limits changed.")


def _steps(old: Matter, new: Matter) -> Iterator[MatterChange]:
    before: dict[str, MatterStep] = {step.code: step for step in old.steps}
    after = {step.code: step for step in new.steps}
    for code, step in after.items():
        if code not in before:
            yield _change(
                f"steps.{code}", "added", f"新增步骤“{step.name_zh}”。", f"Step “{step.name_en}” added."
            )
        elif step != before[code]:
            was = before[code]
            yield _change(
                f"steps.{code}",
                "changed",
                f"步骤“{was.name_zh}”（{was.by}）改为“{step.name_zh}”（{step.by}）。",
                f"Step “{was.name_en}” ({was.by}) became “{step.name_en}” ({step.by}).",
            )
    for code, step in before.items():
        if code not in after:
            yield _change(
                f"steps.{code}", "removed", f"删去步骤“{step.name_zh}”。", f"Step “{step.name_en}” removed."
            )
    if list(before) != list(after) and set(before) == set(after):
        yield _change("steps", "changed", "步骤的顺序有变。", "The order of the steps changed.")

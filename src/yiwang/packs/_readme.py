"""A pack's README.md in Chinese, made from what the pack declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.matters.declarations import LimitRule, Matter, UnitRef
from yiwang.packs._grading import NAMES
from yiwang.packs._reading import PackFiles
from yiwang.packs.recipes import SceneFiles
from yiwang.rules.declarations import SEVERITY_NAMES, AnyRule, Threshold

HEAD = "<!-- 由“yiwang packs docs”生成，请勿手改。 -->\n"
FILE = "README.md"
CLOCKS = {
    "take": "签收",
    "return": "退单",
    "contact": "首次联系",
    "handle": "处置",
    "verify": "核查",
    "report": "报到",
    "total": "总时限",
}
KINDS = {
    "working_day": "个工作日",
    "working_hour": "个工作小时",
    "urgent_hour": "小时",
    "natural_day": "个自然日",
    "fixed": "日定时",
}
WHOSE = {"owner": "权属单位", "maintainer": "运维单位", "town": "所在镇街", "county": "所在县区"}
STATES = {"done": "已做到", "exempt": "不适用", "todo": "待做"}
MOST = 12


def readme(read: PackFiles) -> str:
    """The page of a pack without a fault; raises DeclarationFaults."""
    pack = read.pack.get()
    lines = [
        HEAD,
        f"# {pack.name.zh}\n",
        f"{pack.about.zh}\n",
        f"- 专题编号：{pack.number}（`{pack.id}`）",
        f"- 牵头单位：`{pack.lead_unit}`",
        f"- 配合单位：{'、'.join(f'`{one}`' for one in pack.co_units) or '无'}",
        f"- 运营责任人：`{pack.operator}`",
        f"- 许可：{pack.licence}",
    ]
    if pack.demonstration:
        lines.append("- **演示专题**：限值、点位、时限为演示默认，启用前须由城市逐条核对。")
    lines.append("")
    for scene in read.scenes:
        lines += _scene(scene)
    if read.catalogues:
        lines += list(_catalogue(read))
    lines += ["## 自评\n", "| 项目 | 状态 | 说明 |", "|---|---|---|"]
    for quality, one in read.grade.get().grades.items():
        lines.append(f"| {NAMES[quality]} | {STATES[one.state]} | {one.because or one.proof} |")
    return "\n".join(lines).rstrip() + "\n"


def _scene(scene: SceneFiles[Any]) -> list[str]:
    record, made, recipe = scene.record, scene.declared, scene.form
    lines = [
        f"## 场景：{record.name.zh}\n",
        f"- 编号：`{made.key}`，配方：{recipe.name.zh}（`{recipe.code}`）",
        f"- 流程：{recipe.flow.zh}",
    ]
    if record.answers:
        lines.append(f"- 对应要求：{'、'.join(record.answers)}")
    if made.things:
        lines.append(f"- 设备：{len(made.things)} 个")
    source = getattr(getattr(record, "sample", None), "source", None)
    if source is not None:
        lines.append(f"- 样本：{source.zh}")
    lines.append("")
    thresholds = [rule for rule in made.rules if isinstance(rule, Threshold)]
    if thresholds:
        lines += ["**告警**\n", *(f"- {_rule(rule, scene)}" for rule in thresholds), ""]
    for matter in made.matters:
        lines += _matter(matter)
    if made.indicators:
        lines += ["**指标**\n", *(f"- {_indicator(one)}" for one in made.indicators), ""]
    if made.boards:
        lines += [f"**看板**：{'、'.join(f'{one.title.zh}（`{one.code}`）' for one in made.boards)}\n"]
    if made.reports:
        lines += [f"**简报**：{'、'.join(f'{one.title.zh}（`{one.code}`）' for one in made.reports)}\n"]
    lines.append(f"预演：`yiwang packs rehearse {made.key}`\n")
    return lines


def _rule(rule: AnyRule, scene: SceneFiles[Any]) -> str:
    assert isinstance(rule, Threshold)
    units = {(model.code, one.code): one.unit for model in scene.declared.models for one in model.properties}
    unit = units.get((rule.targets.model, rule.targets.property), "")
    way = "高于" if rule.direction == "above" else "低于"
    levels = []
    for level in rule.levels:
        held = f"持续 {level.hold_s / 60:g} 分钟" if level.hold_s else ""
        levels.append(f"{way} {level.raise_at:g} {unit}{held}为“{SEVERITY_NAMES[level.severity][0]}”")
    return f"{rule.name}：{'；'.join(levels)}"


def _indicator(one: IndicatorDeclaration) -> str:
    aims = "、".join(f"{each.good:g} 为好，{each.watch:g} 以外为差" for each in one.thresholds)
    return f"{one.name.zh}：{one.definition.zh}{f'（要求：{aims}）' if aims else ''}"


def _matter(matter: Matter) -> list[str]:
    lines = [f"**事项 {matter.code} {matter.name_zh}**\n", f"{matter.definition_zh}\n"]
    for rule in matter.duty_rules:
        where = f"（区划 {rule.area}）" if rule.area else ""
        lines.append(
            f"- 主办{where}：{_unit(rule.lead)}" + (f"；依据：{rule.basis_zh}" if rule.basis_zh else "")
        )
        lines += [f"- 协办：{_unit(co.unit)}，{co.task_zh}" for co in rule.co_units]
    if matter.fallback is not None:
        lines.append(f"- 兜底：{_unit(matter.fallback)}")
    if matter.limits:
        lines.append(f"- 时限：{'；'.join(_limit(one) for one in matter.limits)}")
    if matter.steps:
        lines.append(f"- 步骤：{' → '.join(one.name_zh for one in matter.steps)}")
    lines += [f"- 结案标准：{matter.closing_standard_zh}", ""]
    return lines


def _unit(unit: UnitRef) -> str:
    if unit.unit:
        return f"`{unit.unit}`"
    if unit.line:
        return f"所在地“{unit.line}”条线单位"
    return WHOSE.get(unit.whose, "未写明")


def _limit(one: LimitRule) -> str:
    severity = f"（{SEVERITY_NAMES[one.severity][0]}）" if one.severity else ""
    return f"{CLOCKS[one.clock]}{severity} {one.amount:g} {KINDS[one.kind]}{one.at}"


def _catalogue(read: PackFiles) -> Iterator[str]:
    matters = [matter for one in read.catalogues for matter in one.get().matters]
    classes = {one.code: one.name_zh for file in read.catalogues for one in file.get().classes}
    classes |= {one.code: one.name_zh for one in read.pack.get().matter_classes}
    yield f"## 事项目录\n\n共 {len(matters)} 项，写在 `matters/`。\n"
    yield "| 分类 | 事项 |\n|---|---|"
    held: dict[str, list[str]] = {}
    for matter in matters:
        held.setdefault(matter.matter_class, []).append(matter.name_zh)
    for code, names in held.items():
        more = f" 等 {len(names)} 项" if len(names) > MOST else ""
        yield f"| {code} {classes.get(code, '')} | {'、'.join(names[:MOST])}{more} |"
    yield ""

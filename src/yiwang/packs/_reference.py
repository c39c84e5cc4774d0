"""The reference of a recipe, made from its record: keys, forms, what comes of it, steps, an example.

What it says of a key is the field's own docstring, so that it cannot say anything else than the code.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from yiwang.kernel.declarations import (
    In,
    Limits,
    Quantity,
    Words,
    field_docs,
    hints_of,
    is_required,
    spelled,
)
from yiwang.packs.recipes import RECIPES, Recipe, SceneFiles
from yiwang.packs.recipes._figures import MEASURES

FOLDER = "docs/recipes"
HEAD = "<!-- 由“yiwang packs docs”生成，请勿手改。 Made by “yiwang packs docs”; do not edit. -->\n"
PLAIN: dict[Any, str] = {
    str: "文字 text",
    int: "整数 whole number",
    float: "数 number",
    bool: "true \\| false",
    timedelta: "时长 duration, `3 min`",
    date: "日期 date, `2026-01-31`",
    Quantity: "带单位的数 quantity, `40 cm`",
    Words: "`{zh: …, en: …}`",
}


def page(recipe: Recipe, example: SceneFiles[Any] | None) -> str:
    """The whole page in Markdown."""
    ours, others = _records(recipe)
    lines = [
        HEAD,
        f"# {recipe.code} · {recipe.name.zh} {recipe.name.en}\n",
        f"{recipe.about.zh}\n\n{recipe.about.en}\n",
        f"**{recipe.flow.zh}**\n\n**{recipe.flow.en}**\n",
    ]
    for cls in ours:
        top = cls is recipe.record
        lines.append("## 场景的键 Keys of the scene\n" if top else f"### {cls.__name__}\n")
        lines.append(f"{_first_line(cls)}\n")
        lines += _keys(cls)
    for key, table in recipe.tables.items():
        lines.append(f"## 表 Table: `{'.'.join(map(str, table.at))}` ({key})\n")
        lines.append(f"{_first_line(table.row)}\n")
        lines += _keys(table.row)
    if others:
        lines.append("## 其他名词的记录 Records of other nouns\n")
        lines.append("这里写的就是该名词自己的键。 Their keys are those of the noun itself.\n")
        for cls in others:
            noun = cls.__module__.split(".")[1]
            lines.append(f"### {cls.__name__} · [{noun}](../nouns/{noun}.md)\n")
            lines.append(f"{inspect.cleandoc(cls.__doc__ or '')}\n")
            lines += _keys(cls)
    lines.append("## 展开 What it becomes\n")
    lines += [f"- {line.zh} {line.en}" for line in recipe.becomes]
    if recipe.measures:
        lines.append("\n| 指标 figure | 口径 definition |\n|---|---|")
        for name in recipe.measures:
            one = MEASURES[name]
            lines.append(
                f"| `{name}` {one.name.zh} {one.name.en} | {one.definition.zh}。 {one.definition.en} |"
            )
    lines.append("\n## 预演 Rehearsal\n")
    module = importlib.import_module(recipe.script)
    for variant in recipe.variants:
        lines.append(f"**{variant.name.zh} {variant.name.en}** (`{variant.code}`)\n")
        steps = steps_of(module, module.SCRIPTS[variant.code].__name__)
        lines += [f"{number}. {one.zh}  {one.en}" for number, one in enumerate(steps, 1)]
        lines.append("")
    if example is not None:
        lines.append(f"## 例 Example: `{example.file.name}`\n")
        lines.append(
            f"```yaml\n{(example.folder.parent / example.file.name).read_text('utf-8').rstrip()}\n```\n"
        )
    return "\n".join(lines).rstrip() + "\n"


def pages(scenes: Sequence[SceneFiles[Any]]) -> dict[str, str]:
    """File name → text, for every recipe; the example is the shortest scene that there is."""
    made = {}
    for recipe in RECIPES.values():
        mine = [one for one in scenes if one.recipe is recipe]
        example = min(mine, key=lambda one: len(_text(one)), default=None)
        made[f"{recipe.code}.md"] = page(recipe, example)
    made["README.md"] = _contents()
    return made


def _contents() -> str:
    lines = [HEAD, "# 配方 Recipes\n", "| 配方 recipe | 流程 flow | 何时用 when |", "|---|---|---|"]
    for one in RECIPES.values():
        lines.append(
            f"| [{one.code}]({one.code}.md) {one.name.zh} | {one.flow.zh} | {one.about.zh} {one.about.en} |"
        )
    return "\n".join(lines) + "\n"


def _text(one: SceneFiles[Any]) -> str:
    return (one.folder.parent / one.file.name).read_text("utf-8")


def _first_line(cls: type[Any]) -> str:
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def _keys(cls: type[Any]) -> list[str]:
    hints, docs = hints_of(cls), field_docs(cls)
    lines = ["| 键 key | 写法 form | 必填 |" + (" 说明 what it says |" if docs else "")]
    lines.append("|---|---|---|" + ("---|" if docs else ""))
    for field in dataclasses.fields(cls):
        cells = [
            f"`{spelled(field.name)}`",
            form_of(hints[field.name]),
            "是 yes" if is_required(field) else "",
        ]
        if docs:
            said = docs.get(field.name, Words(zh="", en=""))
            cells.append(f"{said.zh} {said.en}".strip())
        lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    return [*lines, ""]


def form_of(hint: Any, marks: tuple[Any, ...] = ()) -> str:
    """How a value is written, in a few words."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return form_of(arguments[0], (*marks, *arguments[1:]))
    if origin is Literal:
        return " \\| ".join(f"`{word}`" for word in arguments if word != "")
    if hint in PLAIN:
        unit = next((mark.unit for mark in marks if isinstance(mark, In)), "")
        limits = "".join(
            f" {sign} {getattr(mark, key):g}"
            for mark in marks
            if isinstance(mark, Limits)
            for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
            if getattr(mark, key) is not None and hint in (int, float)
        )
        return f"{PLAIN[hint]}{f' ({unit})' if unit else ''}{limits}"
    if origin in (list, tuple):
        return f"列表 list: {form_of(arguments[0])}"
    if origin is dict:
        return f"{form_of(arguments[0])} → {form_of(arguments[1])}"
    if origin is Union or type(hint).__name__ == "UnionType":
        return " \\| ".join(form_of(one) for one in arguments if one is not type(None))
    return f"[{hint.__name__}](#{_anchor(hint)})" if isinstance(hint, type) else str(hint)


def _anchor(cls: Any) -> str:
    noun = cls.__module__.split(".")[1]
    return cls.__name__.lower() if noun == "packs" else f"{cls.__name__.lower()}--{noun}"


def _records(recipe: Recipe) -> tuple[list[type[Any]], list[type[Any]]]:
    """Every record that a scene may hold: ours, then those of other nouns, in order of appearance."""
    ours: list[type[Any]] = []
    others: list[type[Any]] = []
    waiting: list[Any] = [recipe.record]
    while waiting:
        cls = waiting.pop(0)
        if cls in ours or cls in others or cls in PLAIN:
            continue
        (ours if cls.__module__.startswith("yiwang.packs") else others).append(cls)
        for hint in (hints_of(cls)[field.name] for field in dataclasses.fields(cls)):
            waiting += list(_inside(hint))
    return ours, others


def _inside(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for one in get_args(hint):
        if not isinstance(one, str):
            yield from _inside(one)


def steps_of(module: Any, function: str) -> list[Words]:
    """The steps of an act, in order, as the script's source says them; those of what it calls included."""
    tree = ast.parse(inspect.getsource(module))
    known = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    found: list[Words] = []

    def walk(name: str) -> None:
        calls = [one for one in ast.walk(known[name]) if isinstance(one, ast.Call)]
        for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
            target = call.func
            if isinstance(target, ast.Attribute) and target.attr == "step":
                zh, en = (one.value for one in call.args[:2] if isinstance(one, ast.Constant))
                found.append(Words(zh=str(zh), en=str(en)))
            elif isinstance(target, ast.Attribute) and target.attr == "load":
                found.append(
                    Words(zh="载入专题，重复载入不变", en="Load the topic; loading again changes nothing")
                )
            elif isinstance(target, ast.Name) and target.id in known and _passes_stage(call):
                walk(target.id)

    walk(function)
    return found


def _passes_stage(call: ast.Call) -> bool:
    """Only what is handed the stage takes steps of its own."""
    first = next(iter(call.args), None)
    return isinstance(first, ast.Name) and first.id == "stage"

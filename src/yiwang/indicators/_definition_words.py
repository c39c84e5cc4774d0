"""Definitions as people read them: as the record of an editor, and how two versions differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from yiwang.indicators._definition_shapes import DefinitionChange
from yiwang.indicators.declarations import IndicatorDeclaration

STATES = {
    "new": ("未发布", "not published"),
    "published": ("已发布", "published"),
    "retired": ("已停用", "retired"),
}
STAGES = {
    "": ("", ""),
    "composing": ("编写中", "being written"),
    "review": ("待审核", "waits for review"),
    "approved": ("审核通过，待发布", "reviewed, to be published"),
}
_FIELDS = {
    "name": ("名称", "name"),
    "definition": ("口径", "definition"),
    "source": ("来源", "source"),
    "unit": ("单位", "unit"),
    "direction": ("方向", "direction"),
    "kind": ("类别", "kind"),
    "tree": ("统计口径", "tree"),
    "periods": ("周期", "periods"),
    "dimensions": ("维度", "dimensions"),
    "owner": ("责任条线", "owner"),
    "reviewer": ("审核条线", "reviewer"),
    "provisional": ("暂行口径", "provisional"),
    "merged": ("1—2 月合并", "January and February as one"),
    "decimals": ("小数位", "decimals"),
    "final_after_days": ("几天后为最终数", "days until final"),
    "stale_after_h": ("多久未更新为过期（小时）", "hours until stale"),
    "effective_from": ("生效日", "in force from"),
    "effective_to": ("停用日", "in force to"),
    "formula": ("公式", "formula"),
    "collect": ("收数办法", "collection"),
    "targets": ("目标", "targets"),
    "thresholds": ("阈值", "thresholds"),
    "alarm": ("异常告警", "alarm"),
}


def whole(one: IndicatorDeclaration) -> dict[str, Any]:
    """The record as JSON values, as it is kept."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(one))
    return told


def plain(one: IndicatorDeclaration) -> dict[str, Any]:
    """The record as its editor writes it: what says nothing is left out."""
    told: dict[str, Any] = _said(whole(one))
    return {name: value for name, value in told.items() if name != "version"}


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name.removesuffix("_"): _said(each)
            for name, each in value.items()
            if each is not None and each != [] and each != ""
        }
    return [_said(each) for each in value] if isinstance(value, list) else value


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[DefinitionChange]:
    """What a version changes of another, in the order of the record; nothing where one is missing."""
    return list(_differences(before, after)) if before is not None and after is not None else []


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[DefinitionChange]:
    for name, (zh, en) in _FIELDS.items():
        if before.get(name) != after.get(name):
            yield DefinitionChange(
                what_zh=zh, what_en=en, before=_text(before.get(name)), after=_text(after.get(name))
            )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return f"{value['zh']} / {value['en']}"
        return "{" + ", ".join(f"{name}: {_text(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(each) for each in value) + "]"
    return str(value)

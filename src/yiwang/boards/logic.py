"""Pure decisions of boards: how two editions differ, and by which words a board is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from yiwang.boards.contracts import BoardChange
from yiwang.boards.declarations import Board
from yiwang.indicators.contracts import Value
from yiwang.kernel import shapes

STATES = {
    "new": ("未发布", "not published"),
    "published": ("已发布", "published"),
    "withdrawn": ("已下架", "withdrawn"),
}
STAGES = {
    "": ("", ""),
    "composing": ("编制中", "being composed"),
    "review": ("待审核", "waits for review"),
    "approved": ("审核通过，待发布", "reviewed, to be published"),
}
_FIELDS = {
    "title": ("名称", "title"),
    "about": ("说明", "about"),
    "owner": ("责任单位", "owner"),
    "area": ("适用区划", "area"),
    "roles": ("适用角色", "roles"),
    "tree": ("口径", "tree"),
    "period": ("时期", "period"),
    "review_days": ("复核周期（天）", "days to review"),
    "kind": ("部件类型", "kind"),
    "width": ("宽", "width"),
    "height": ("高", "height"),
    "indicators": ("指标", "indicators"),
    "by": ("分组", "by"),
    "periods": ("期数", "periods"),
    "most": ("行数", "lines"),
    "rows": ("列什么", "rows"),
    "where": ("筛选", "filters"),
    "text": ("文字", "text"),
}


def plain(board: Board) -> dict[str, Any]:
    """The declaration as JSON values."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(board)))
    return told


def board_of(content: dict[str, Any]) -> Board:
    return shapes.convert(content, Board)


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[BoardChange]:
    """What a draft changes of the edition in force, in its order; nothing where one is missing."""
    if before is None or after is None:
        return []
    return list(_differences(before, after))


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[BoardChange]:
    for name, (zh, en) in _FIELDS.items():
        if name in before and before[name] != after.get(name):
            yield _change("", zh, en, before[name], after.get(name))
    was = {part["id"]: part for part in before["parts"]}
    now = {part["id"]: part for part in after["parts"]}
    for gone in was.keys() - now.keys():
        yield _change(gone, "删去部件", "part removed", _heading(was[gone]), "")
    for key, part in now.items():
        if key not in was:
            yield _change(key, "新增部件", "part added", "", _heading(part))
            continue
        for name, (zh, en) in _FIELDS.items():
            if name in part and part[name] != was[key].get(name):
                yield _change(key, zh, en, was[key].get(name), part[name])
    order = [key for key in was if key in now]
    if order != [key for key in now if key in was]:
        yield _change("", "部件顺序", "order of parts", order, [key for key in now if key in was])


def _change(part: str, zh: str, en: str, before: Any, after: Any) -> BoardChange:
    return BoardChange(part=part, what_zh=zh, what_en=en, before=_said(before), after=_said(after))


def _heading(part: dict[str, Any]) -> str:
    title = part.get("title") or {}
    return f"{title.get('zh', '')} {part['kind']} {' '.join(part['indicators'])}".strip()


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return f"{value['zh']} / {value['en']}"
        return "、".join(f"{key}={one}" for key, one in sorted(value.items()))
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return str(value)


def contributions(
    now: Sequence[Value], before: Sequence[Value], *, additive: bool
) -> dict[str, float] | None:
    """What each part (child area, remainder or member) adds to the change of the whole, by key; they add up.

    A ratio R = ΣN ÷ ΣD is taken apart exactly: part i adds (N₁ᵢ − R₀D₁ᵢ) ÷ ΣD₁ − (N₀ᵢ − R₀D₀ᵢ) ÷ ΣD₀, in the
    unit of N ÷ D; of R₁ − R₀ nothing is left over. None where the parts do not make up the whole (a
    percentile, a count of distinct things).
    """
    was, new = {part_key(one): one for one in before}, {part_key(one): one for one in now}
    keys = list(dict.fromkeys([*new, *was]))
    if additive:
        return {key: _of(new.get(key), "value") - _of(was.get(key), "value") for key in keys}
    if any(one.denominator is None for one in (*now, *before) if one.n):
        return None
    old_d = sum(_of(one, "denominator") for one in before)
    new_d = sum(_of(one, "denominator") for one in now)
    if not old_d or not new_d:
        return None
    ratio = sum(_of(one, "numerator") for one in before) / old_d
    return {
        key: (_of(new.get(key), "numerator") - ratio * _of(new.get(key), "denominator")) / new_d
        - (_of(was.get(key), "numerator") - ratio * _of(was.get(key), "denominator")) / old_d
        for key in keys
    }


def part_key(value: Value) -> str:
    return value.member if value.dimension else ("" if value.remainder else value.area_id)


def _of(value: Value | None, name: str) -> float:
    return float(getattr(value, name) or 0.0) if value is not None else 0.0

"""JSON Patch (RFC 6902) on the properties of an entity."""

from __future__ import annotations

import copy
from typing import Any

from yiwang.sensing._sta import telling
from yiwang.sensing._sta.entities import Entity
from yiwang.sensing._sta.sending import Faults

MEDIA = "application/json-patch+json"
MOST = 200


def changes(entity: Entity, row: Any, patch: Any) -> dict[str, Any]:
    """The properties that a patch changes, with their new values; raises BadEntity."""
    before = {one.name: telling.value_of(entity, row, one) for one in entity.properties if not one.told_only}
    before = {name: value for name, value in before.items() if value is not None}
    after: dict[str, Any] = copy.deepcopy(before)
    faults = Faults()
    if not isinstance(patch, list) or len(patch) > MOST:
        faults.add("", f"应为数组，最多 {MOST} 项。", f"an array of at most {MOST} operations is wanted.")
        faults.refuse()
    for number, one in enumerate(patch):
        try:
            after = _apply(after, one)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
            faults.add(f"/{number}", f"无法执行：{error}", f"it cannot be done: {error}")
            break
    faults.refuse()
    gone: dict[str, Any] = dict.fromkeys(set(before) - set(after))
    return {**{name: value for name, value in after.items() if before.get(name) != value}, **gone}


def _apply(document: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    act, path = one["op"], _pointer(one["path"])
    if act == "test":
        if _get(document, path) != one["value"]:
            raise ValueError("the test failed")
    elif act == "remove":
        _remove(document, path)
    elif act in ("add", "replace"):
        if act == "replace":
            _get(document, path)
        _put(document, path, one["value"], insert=act == "add")
    elif act in ("move", "copy"):
        source = _pointer(one["from"])
        value = copy.deepcopy(_get(document, source))
        if act == "move":
            _remove(document, source)
        _put(document, path, value, insert=True)
    else:
        raise ValueError(f"op {str(act)[:20]!r}")
    return document


def _pointer(text: str) -> list[str]:
    if not text.startswith("/"):
        raise ValueError("a path begins with /")
    return [part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/")]


def _get(document: Any, path: list[str]) -> Any:
    for part in path:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def _remove(document: Any, path: list[str]) -> None:
    holder = _get(document, path[:-1])
    del holder[int(path[-1]) if isinstance(holder, list) else path[-1]]


def _put(document: Any, path: list[str], value: Any, *, insert: bool) -> None:
    holder = _get(document, path[:-1])
    if not isinstance(holder, list):
        holder[path[-1]] = value
    elif not insert:
        holder[int(path[-1])] = value
    else:
        holder.insert(len(holder) if path[-1] == "-" else int(path[-1]), value)

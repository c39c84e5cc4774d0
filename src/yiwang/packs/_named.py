"""Which units and areas a record names: every field whose type says that it holds the id of one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from yiwang.kernel.declarations import Pattern, hints_of

At = tuple[str | int, ...]


def named(record: Any, mark: Pattern) -> Iterator[tuple[At, str]]:
    """What stands in the fields that bear the mark, with its place; in a record of ours or several."""
    if isinstance(record, tuple):
        for index, one in enumerate(record):
            for at, unit in named(one, mark):
                yield (index, *at), unit
        return
    if not dataclasses.is_dataclass(record) or not type(record).__module__.startswith(__package__):
        return
    hints = hints_of(type(record))
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str) and value and _bears(hints[field.name], mark):
            yield (field.name,), value
        elif isinstance(value, tuple) and value and isinstance(value[0], str):
            if _bears(hints[field.name], mark):
                yield from (((field.name, index), one) for index, one in enumerate(value))
        else:
            for at, unit in named(value, mark):
                yield (field.name, *at), unit


def _bears(hint: Any, mark: Pattern) -> bool:
    if get_origin(hint) is Annotated and mark in hint.__metadata__:
        return True
    return any(_bears(inner, mark) for inner in get_args(hint) if not isinstance(inner, str))

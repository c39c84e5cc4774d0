"""What is found out once by whoever asks for many figures in one go: a board, a cockpit, a report.

Within one look everything is of one moment: the definitions, how far each table was counted, what areas there
are. Outside of a look each question is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from yiwang.indicators.models import Counted

T = TypeVar("T")
P = ParamSpec("P")
_LOOK: ContextVar[dict[Hashable, Any] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Whoever asks for many figures in one go finds each thing out once. A look within a look is its part."""
    if _LOOK.get() is not None:
        yield
        return
    token = _LOOK.set({})
    try:
        yield
    finally:
        _LOOK.reset(token)


def looking() -> bool:
    """Whether many figures are asked for in one go."""
    return _LOOK.get() is not None


def once(ask: Callable[P, T], *asked: P.args, **named: P.kwargs) -> T:
    """What `ask` says, from now until the look ends."""
    held = _LOOK.get()
    if held is None:
        return ask(*asked, **named)
    key = (ask, asked, *named.items())
    if key not in held:
        held[key] = ask(*asked, **named)
    found: T = held[key]
    return found


def counted(source: str) -> Counted | None:
    """How far a table was counted; None before the first time."""
    return Counted.objects.filter(pk=source).first()

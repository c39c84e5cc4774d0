"""Finds the rooms of each noun: its HTTP routes and what the worker runs for it."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from django.conf import settings

NOUNS_WITHOUT_TABLES = ("centers.situation", "centers.decision")


def nouns() -> tuple[str, ...]:
    """Every noun that is installed, lowest first."""
    installed = [app.removeprefix("yiwang.") for app in settings.INSTALLED_APPS if app.startswith("yiwang.")]
    return (*installed, *(noun for noun in NOUNS_WITHOUT_TABLES if noun not in installed))


def room(noun: str, name: str) -> ModuleType | None:
    """The room `name` of `noun`, or None where the noun (or the room) does not exist."""
    path = f"yiwang.{noun}"
    try:
        if importlib.util.find_spec(path) is None or importlib.util.find_spec(f"{path}.{name}") is None:
            return None
    except ModuleNotFoundError:
        return None
    return importlib.import_module(f"{path}.{name}")


def import_tasks() -> None:
    """Register every task and subscription there is (of this package too)."""
    importlib.import_module("yiwang.kernel.facts")
    for noun in nouns():
        room(noun, "tasks")
    importlib.import_module("yiwang.app.tasks")

"""配方 — the patterns that scenes are written by, each in a room of its own; only here they are named."""

from __future__ import annotations

from typing import Any, Union

from yiwang.packs.declarations import SceneHead
from yiwang.packs.recipes import (
    application_review,
    device_alarm,
    indicator_board,
    intake_reply,
    ledger_inspection,
    patrol_evidence,
    policy_match,
    portrait_score,
    publish_consult,
    transport_chain,
)
from yiwang.packs.recipes._form import Expansion, Place, Recipe, SceneFiles, Told, Variant

__all__ = [
    "RECIPES",
    "SCENE_FORM",
    "Expansion",
    "Place",
    "Recipe",
    "SceneFiles",
    "Told",
    "Variant",
    "of_record",
]

_ROOMS = (
    application_review,
    device_alarm,
    intake_reply,
    indicator_board,
    patrol_evidence,
    ledger_inspection,
    policy_match,
    transport_chain,
    publish_consult,
    portrait_score,
)
RECIPES: dict[str, Recipe] = {one.RECIPE.code: one.RECIPE for one in _ROOMS}
SCENE_FORM: Any = Union[tuple(one.record for one in RECIPES.values())]  # noqa: UP007  made of what is there
"""What a scene's file may be: the record of one of the recipes, told apart by `recipe`."""


def of_record(record: SceneHead) -> Recipe:
    """The recipe that a record is written by."""
    return RECIPES[record.recipe]

"""Ledgers that a pack brings: the files of `ledgers/`, each perhaps with its sample rows beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yiwang.kernel.declarations import DeclarationFaults, Problem
from yiwang.kernel.errors import Refusal
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.api import LedgerFile
from yiwang.packs.recipes import SceneFiles, Told
from yiwang.packs.recipes._form import SCENE

FOLDER = "ledgers"


def read(folder: Path) -> list[LedgerFile]:
    """Every ledger of a pack with what is wrong in its file and its rows."""
    return ledgers.read(folder / FOLDER, within=folder.parent)


def declare(
    files: Sequence[LedgerFile],
    scenes: Sequence[SceneFiles[Any]] = (),
    *,
    pack: str,
    demonstration: bool,
    actor: str,
) -> None:
    """Hand all ledgers over together, of files and of scenes, then their rows.

    Raises DeclarationFaults, each fault at its place.
    """
    told = {file.file.get().code: file for file in files}
    try:
        ledgers.declare(
            [
                *(file.file.get() for file in files),
                *(one for scene in scenes for one in scene.declared.ledgers),
            ],
            pack=pack,
            rows={
                **{code: file.given() for code, file in told.items() if file.rows},
                **{code: rows for scene in scenes for code, rows in scene.declared.rows.items()},
            },
            demonstration=demonstration,
            actor=actor,
        )
    except Refusal as refusal:
        made = {one.code: scene for scene in scenes for one in scene.declared.ledgers}
        for line in refusal.details.get("faults") or [{}]:
            code = str(line.get("ledger", ""))
            if code in made:
                made[code].tell(_of_scene(made[code], code, refusal, line))
                continue
            file = told.get(code) or files[0]
            at: tuple[str | int, ...] = tuple(
                int(part) if part.isdecimal() else part for part in str(line.get("where", "")).split(".")
            )
            loaded = file.rows if at[0] == "rows" and file.rows else file.file
            loaded.tell(
                Problem(
                    at=at[1:] if loaded is file.rows else at,
                    code="ledger.refused",
                    zh=str(line.get("zh") or refusal.sentence("zh")),
                    en=str(line.get("en") or refusal.sentence("en")),
                    cure_zh="按上述要求修改。",
                    cure_en="Change it as said.",
                )
            )
        faults = [fault for one in files for fault in one.faults]
        faults += [fault for scene in scenes for fault in scene.faults]
        raise DeclarationFaults(faults) from refusal


def _of_scene(scene: SceneFiles[Any], code: str, refusal: Refusal, line: Mapping[str, Any]) -> Told:
    """What was refused of a ledger that a scene makes, at the place in the scene that it comes from."""
    table, at = scene.declared.written.get(f"ledger:{code}", (SCENE, ()))
    return table, Problem(
        at=at,
        code="ledger.refused",
        zh=str(line.get("zh") or refusal.sentence("zh")),
        en=str(line.get("en") or refusal.sentence("en")),
        cure_zh="按上述要求修改。",
        cure_en="Change it as said.",
    )

"""Ledgers that a pack brings: the files of `ledgers/`, each perhaps with its sample rows beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yiwang.kernel.declarations import DeclarationFaults, Problem
from yiwang.kernel.errors import Refusal
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.api import LedgerFile

FOLDER = "ledgers"


def read(folder: Path) -> list[LedgerFile]:
    """Every ledger of a pack with what is wrong in its file and its rows."""
    return ledgers.read(folder / FOLDER, within=folder.parent)


def declare(files: Sequence[LedgerFile], *, pack: str, demonstration: bool, actor: str) -> None:
    """Hand all ledgers over together, then their rows. Raises DeclarationFaults, each fault at its place."""
    told = {file.file.get().code: file for file in files}
    try:
        ledgers.declare(
            [file.file.get() for file in files],
            pack=pack,
            rows={code: file.given() for code, file in told.items() if file.rows},
            demonstration=demonstration,
            actor=actor,
        )
    except Refusal as refusal:
        for line in refusal.details.get("faults") or [{}]:
            file = told.get(str(line.get("ledger", "")), files[0])
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
        raise DeclarationFaults([fault for file in files for fault in file.faults]) from refusal

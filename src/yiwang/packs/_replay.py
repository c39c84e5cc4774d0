"""What the feed plays, as files in the data folder: one for each scene, and the token of its source.

The feed is a stranger who enters by public doors; it reads these files and nothing else of ours.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from yiwang.identity.contracts import Subject
from yiwang.packs._reading import PackFiles
from yiwang.sensing import api as sensing

FOLDER = "replay"
TOKENS = "sources"


def write_replays(found: Sequence[PackFiles], home: Path, secrets: Path) -> list[str]:
    """Write what the sound scenes replay, issue tokens that are missing, take away what is stale."""
    room = home / FOLDER
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    written: list[str] = []
    for read in found:
        for scene in read.scenes if not read.faults else ():
            recipe = scene.form
            if recipe.sample is None or recipe.replay is None:
                continue
            sample = recipe.sample(scene, home / "samples")
            name = f"{read.id}--{scene.record.id}.json"
            _write(room / name, msgspec.json.encode(recipe.replay(scene, sample)))
            issue_token(sample.source_id, secrets)
            written.append(name)
    for stray in room.glob("*.json"):
        if stray.name not in written:
            stray.unlink()
    return written


def issue_token(source_id: str, secrets: Path) -> str:
    """The token of a source, issued now unless its file is there and the source still takes it."""
    path = secrets / TOKENS / source_id
    states = {source.id: source.state for source in sensing.sources()}
    if path.exists() and states.get(source_id) == "active":
        return path.read_text(encoding="ascii").strip()
    token = sensing.issue_token(source_id, Subject.system("packs")).token
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, token.encode("ascii"))
    return token


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes only."""
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)

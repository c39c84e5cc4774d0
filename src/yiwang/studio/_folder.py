"""A draft's files as a folder for a moment, and a folder's files as a draft's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from yiwang.studio import logic


@contextmanager
def folder_of(topic: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The pack in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yiwang-studio-") as name:
        yield write(Path(name), topic, files)


def write(root: Path, topic: str, files: Mapping[str, str]) -> Path:
    """The pack's folder under `root`. Raises BadTopic, BadDraftFile before anything is written."""
    checked = logic.checked(files)
    folder = root / logic.checked_topic(topic)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in checked.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder


def read(folder: Path) -> dict[str, str]:
    """The texts of a pack's folder; what editors keep beside it is left out."""
    return logic.checked(
        {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
    )

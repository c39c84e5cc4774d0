"""Entries of the knowledge base that a pack brings: the files of `knowledge/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yiwang.documents import api as documents
from yiwang.documents.declarations import KnowledgeFile
from yiwang.kernel.declarations import DeclarationFaults, Loaded, Problem, load_yaml
from yiwang.kernel.errors import Refusal

FOLDER = "knowledge"


def read(folder: Path) -> list[Loaded[KnowledgeFile]]:
    """Every file of a pack's entries; a code that another file of it has is told at the later one."""
    found: list[Loaded[KnowledgeFile]] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / FOLDER).glob("*") if (folder / FOLDER).is_dir() else ()):
        if path.suffix not in (".yaml", ".yml"):
            continue
        file: Loaded[KnowledgeFile] = load_yaml(
            path, KnowledgeFile, name=path.relative_to(folder.parent).as_posix()
        )
        found.append(file)
        for number, entry in enumerate(file.record.entries if file.record else ()):
            first = seen.setdefault(entry.code, file.name)
            if first != file.name:
                file.tell(
                    Problem(
                        at=("entries", number, "code"),
                        code="knowledge.double",
                        zh=f"条目编码“{entry.code}”已在 {first} 用过。",
                        en=f"The entry's code “{entry.code}” is already used in {first}.",
                        cure_zh="给它另一个编码。",
                        cure_en="Give it another code.",
                    )
                )
    return found


def declare(files: Sequence[Loaded[KnowledgeFile]], *, pack: str, demonstration: bool) -> None:
    """Hand all entries over together. Raises DeclarationFaults, each fault at its entry."""
    entries = [entry for file in files for entry in file.get().entries]
    try:
        documents.declare_knowledge(entries, pack=pack, demonstration=demonstration)
    except Refusal as refusal:
        places = {
            entry.code: (file, number) for file in files for number, entry in enumerate(file.get().entries)
        }
        for line in refusal.details.get("faults") or [{}]:
            code, _, field = str(line.get("where", "")).partition(".")
            file, number = places.get(code, (files[0], 0))
            file.tell(
                Problem(
                    at=("entries", number, field) if field else ("entries", number),
                    code="knowledge.refused",
                    zh=str(line.get("zh") or refusal.sentence("zh")),
                    en=str(line.get("en") or refusal.sentence("en")),
                    cure_zh="按上述要求修改。",
                    cure_en="Change it as said.",
                )
            )
        raise DeclarationFaults([fault for file in files for fault in file.faults]) from refusal

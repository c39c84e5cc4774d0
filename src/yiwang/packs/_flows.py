"""Case flows that a pack brings: the files of `flows/`, one flow in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from yiwang.cases import api as cases
from yiwang.cases.declarations import Flow
from yiwang.kernel.declarations import DeclarationFaults, Fault, Loaded, Problem, load_yaml, nearest
from yiwang.kernel.errors import Refusal
from yiwang.matters.declarations import Matter

FOLDER = "flows"
Place = tuple[str | int, ...]


def read(folder: Path) -> list[Loaded[Flow]]:
    """Every flow of a pack; a code that the product or another file of it has is told where it is written."""
    found: list[Loaded[Flow]] = []
    taken = dict.fromkeys(cases.shipped_flows(), "yiwang")
    for path in sorted((folder / FOLDER).glob("*") if (folder / FOLDER).is_dir() else ()):
        if path.suffix not in (".yaml", ".yml"):
            continue
        file: Loaded[Flow] = load_yaml(path, Flow, name=path.relative_to(folder.parent).as_posix())
        found.append(file)
        code = file.part("code")
        if code is None:
            continue
        first = taken.setdefault(code, file.name)
        if first != file.name:
            file.tell(
                Problem(
                    at=("code",),
                    code="flow.double",
                    zh=f"流程编号“{code}”已用过：{'随产品提供' if first == 'yiwang' else first}。",
                    en=f"The flow's code “{code}” is already used: "
                    f"{'it comes with the product' if first == 'yiwang' else first}.",
                    cure_zh="给它另一个编号。",
                    cure_en="Give it another code.",
                )
            )
    return found


def declare(files: Sequence[Loaded[Flow]], *, pack: str, actor: str) -> None:
    """Hand the flows to cases; those that the pack no longer has are retired. Raises DeclarationFaults, each
    fault at the code of its flow.
    """
    cases.retire_flows(pack=pack, keep=[file.get().code for file in files], actor=actor)
    for file in files:
        try:
            cases.declare_flows([file.get()], pack=pack, actor=actor)
        except Refusal as refusal:
            file.tell(
                Problem(
                    at=("code",),
                    code="flow.refused",
                    zh=refusal.sentence("zh"),
                    en=refusal.sentence("en"),
                    cure_zh="给它另一个编号。",
                    cure_en="Give it another code.",
                )
            )
            raise DeclarationFaults([fault for one in files for fault in one.faults]) from refusal


def check_named(files: Iterable[tuple[Loaded[Any], Sequence[tuple[Place, Matter]]]]) -> None:
    """Every flow that a matter names is there; without this its cases would quietly take the common line.

    Each file comes with its matters and where they stand in it. Raises DeclarationFaults.
    """
    known = [row.code for row in cases.flows()]
    wrong: list[Fault] = []
    for file, named in files:
        for at, matter in named:
            if matter.flow and matter.flow not in known:
                file.tell(_unknown(at, matter.flow, known))
        wrong += file.faults
    if wrong:
        raise DeclarationFaults(wrong)


def _unknown(at: Place, flow: str, known: Sequence[str]) -> Problem:
    guess = nearest(flow, known)
    return Problem(
        at=(*at, "flow"),
        code="flow.unknown",
        zh=f"没有编号为“{flow}”的流程。",
        en=f"There is no flow “{flow}”.",
        cure_zh=(f"是否想写“{guess}”？" if guess else "") + "已有：" + "、".join(known) + "。",
        cure_en=(f"Did you mean “{guess}”? " if guess else "") + "Known: " + ", ".join(known) + ".",
    )

"""The commands of `yiwang packs`: check, list, new, grade, docs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
from django.conf import settings

import yiwang
from yiwang.packs import _grading, _new, _reading, _readme, _reference, _rehearsal
from yiwang.packs.contracts import PackRow


def check(paths: Sequence[Path], *, language: str = "zh") -> int:
    """Print every fault with its cure; the exit code says whether there was one."""
    code = 0
    for path in paths or [settings.YIWANG.packs_folder]:
        found = _reading.read_packs(Path(path))
        faults = [fault for read in found for fault in read.faults]
        for fault in faults:
            print(fault.show(language))
        if faults or not found:
            code = 1
        name = "、".join(read.id for read in found) or str(path)
        print(f"{'✗' if faults or not found else '✓'} {name}: {len(faults)} 处错误  {len(faults)} faults")
    return code


def show(rows: Sequence[PackRow], *, as_json: bool) -> int:
    """What this instance has loaded."""
    if as_json:
        print(json.dumps(msgspec.to_builtins(rows), ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        mark = "✓" if row.state == "loaded" else "✗"
        print(f"{mark} {row.number}  {row.id}  {row.name_zh}  {row.name_en}  {row.content_hash}")
        for scene in row.scenes:
            print(f"    {row.id}/{scene.id}  {scene.name_zh}  {scene.name_en}  {scene.recipe}")
        for fault in row.faults:
            print(f"    {fault['file']}:{fault['line']}:{fault['column']}  {fault['zh']}")
    return 0


def new(name: str, like: str, into: Path | None) -> int:
    """Begin a pack from a real scene. Raises PackExists, BadPackName, NothingLikeIt."""
    shipped: Path = settings.YIWANG.packs_folder
    read, scene = _new.choose(_reading.read_packs(shipped), like)
    folder = _new.make(into or shipped, name, read, scene)
    print(f"✓ {folder}")
    print(f"  照 {scene.declared.key} 生成，请改成自己的内容  made from it; now make it your own")
    print(f"  yiwang packs check {folder}\n  yiwang packs rehearse {name}")
    print(f"  配方说明  the recipe: {_reference.FOLDER}/{scene.form.code}.md")
    return check([folder])


def grade(paths: Sequence[Path]) -> int:
    """What each pack says of itself beside what the machine sees; 1 where the two contradict."""
    code = 0
    rehearsed = _grading.results(_root() / _rehearsal.RESULTS)
    for path in paths or [settings.YIWANG.packs_folder]:
        for read in _reading.read_packs(Path(path)):
            lines = _grading.grade(read, rehearsed)
            code = 1 if any(one.contradicted for one in lines) else code
            print(f"{read.id}  {read.pack.record.name.zh if read.pack.record else ''}")
            for one in lines:
                print(_grading.shown(one))
    return code


def docs(paths: Sequence[Path], *, only_look: bool = False) -> int:
    """Write the README of each pack, and in a checkout the reference of the recipes.

    `only_look`: write nothing, and answer 1 where something is out of date.
    """
    written: list[str] = []
    for path in paths or [settings.YIWANG.packs_folder]:
        found = _reading.read_packs(Path(path))
        for read in found:
            if read.faults:
                print(
                    f"✗ {read.id}: {len(read.faults)} 处错误，未生成  {len(read.faults)} faults, not written"
                )
                return 1
            written += _write(read.folder / _readme.FILE, _readme.readme(read), only_look)
    if not paths and (_root() / "pyproject.toml").exists():
        scenes = [scene for read in _reading.read_packs(_root() / "packs") for scene in read.scenes]
        for name, text in _reference.pages(scenes).items():
            written += _write(_root() / _reference.FOLDER / name, text, only_look)
    for name in written:
        print(f"{'过期 out of date' if only_look else '已写 written'}: {name}")
    if not written:
        print("已是最新  up to date")
    return int(only_look and bool(written))


def _write(path: Path, text: str, only_look: bool) -> list[str]:
    if path.exists() and path.read_text("utf-8") == text:
        return []
    if not only_look:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return [str(path)]


def _root() -> Path:
    return Path(yiwang.__file__).parent.parent.parent

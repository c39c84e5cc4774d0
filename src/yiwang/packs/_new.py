"""`yiwang packs new`: a pack to begin with, made from a real scene of the recipe, under names of its own.

It is sound and can be rehearsed from the first minute; the analyst changes it, and `check` says what broke.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from yiwang.kernel.declarations import SLUG, json_schema
from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.packs._reading import PackFiles
from yiwang.packs._readme import FILE as README
from yiwang.packs.declarations import Grade, Pack
from yiwang.packs.recipes import SCENE_FORM, SceneFiles
from yiwang.routines.declarations import RoutineFile

SCHEMAS = ".schemas"


class PackExists(Conflict):
    code = "packs.exists"
    zh = "“{folder}”已存在。"
    en = "“{folder}” is there already."


class BadPackName(Invalid):
    code = "packs.bad_name"
    zh = "“{name}”不能作专题编号：须为小写英文字母、数字和连字符，以字母开头。"
    en = "“{name}” cannot be a topic's id: lower-case letters, digits and hyphens, a letter first."


class NothingLikeIt(NotFound):
    code = "packs.nothing_like_it"
    zh = "没有可照着写的“{like}”。可写：{known}。"
    en = "There is no “{like}” to begin from. Known: {known}."


def choose(found: list[PackFiles], like: str) -> tuple[PackFiles, SceneFiles[Any]]:
    """The scene to begin from: `topic/scene`, or the shortest by a recipe. Raises NothingLikeIt."""
    sound = [(read, scene) for read in found if not read.faults for scene in read.scenes]
    fitting = [(read, scene) for read, scene in sound if like in (scene.declared.key, scene.form.code)]
    if not fitting:
        known = sorted({scene.form.code for _, scene in sound} | {scene.declared.key for _, scene in sound})
        raise NothingLikeIt(like=like, known="、".join(known))
    return min(fitting, key=lambda one: len((one[0].folder.parent / one[1].file.name).read_text("utf-8")))


def make(into: Path, name: str, read: PackFiles, scene: SceneFiles[Any]) -> Path:
    """Write the pack `name` under `into`, with the one scene. Raises PackExists, BadPackName."""
    if not SLUG.takes(name):
        raise BadPackName(name=name)
    folder = into / name
    if folder.exists():
        raise PackExists(folder=folder)
    into.mkdir(parents=True, exist_ok=True)
    shutil.copytree(read.folder, folder, ignore=lambda at, names: _not_wanted(read, scene, Path(at), names))
    renamed = _renamed(name, read, scene)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".csv"):
            text = _with(path.read_text("utf-8"), renamed)
            # The topic's own id is often a common word (a line, a domain): only where it begins a code.
            text = re.sub(rf"(?<![\w./-]){re.escape(read.id)}(?=\.[a-z])", name, text)
            path.write_text(text, "utf-8")
    for path in sorted((folder / "ledgers").glob("*")):
        # A ledger's file is called like its code.
        path.rename(path.with_stem(renamed[path.stem]))
    _write_grade(folder, name, scene)
    pack = folder / "pack.yaml"
    text = re.sub(r"(?m)^number: .*$", "number: 待定 TBD", pack.read_text("utf-8"))
    text = re.sub(r"(?m)^id: .*$", f"id: {name}", text)
    pack.write_text(text, "utf-8")
    _write_schemas(into)
    for path, schema, up in (
        (pack, "pack", "../"),
        (folder / "grade.yaml", "grade", "../"),
        (folder / "scenes" / f"{scene.record.id}.yaml", "scene", "../../"),
    ):
        line = f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema}.schema.json\n"
        path.write_text(line + path.read_text("utf-8"), "utf-8")
    return folder


def _not_wanted(read: PackFiles, scene: SceneFiles[Any], at: Path, names: list[str]) -> list[str]:
    """Other scenes, the README and what else only the old topic needs."""
    where = at.relative_to(read.folder)
    if where == Path("."):
        kept = {
            "pack.yaml",
            "scenes",
            "samples",
            "matters",
            "flows",
            "ledgers",
            "routines",
            *_files_of(scene),
        }
        return [one for one in names if one not in kept or one == README]
    if where == Path("scenes"):
        return [one for one in names if one != Path(scene.file.name).name]
    return []


def _files_of(scene: SceneFiles[Any]) -> set[str]:
    """Tables of the scene that lie in the pack's folder itself."""
    return {
        Path(one.name).name
        for one in scene.tables.values()
        if Path(one.name).parent.name == scene.folder.name
    }


def _renamed(name: str, read: PackFiles, scene: SceneFiles[Any]) -> dict[str, str]:
    """What only one pack may have, and what it is called in the new one: its things and models, classes,
    matters and their duty items, ledgers."""
    made = scene.declared
    classes = [
        *read.pack.get().matter_classes,
        *(one for file in read.catalogues for one in file.get().classes),
    ]
    matters = [matter for _, held in read.matters() for _, matter in held]
    upper = name.upper()
    told = {one.code: f"{upper}-{one.code}" for one in classes}
    told |= {one.code: f"{upper}-{one.code}" for one in matters}
    told |= {rule.code: f"{upper}-{rule.code}" for one in matters for rule in one.duty_rules}
    told |= {one.id: f"{name}-{one.id}" for one in made.things}
    told |= {one.code: f"{name.replace('-', '_')}_{one.code}" for one in made.models}
    told |= {one.file.get().code: f"{name}-{one.file.get().code}" for one in read.ledgers}
    told |= {flow.get().code: f"{name}-{flow.get().code}" for flow in read.flows}
    return told


def _with(text: str, renamed: dict[str, str]) -> str:
    """The text with whole words replaced, the longest first, each once."""
    words = sorted(renamed, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w./-])(" + "|".join(map(re.escape, words)) + r")(?![\w/-])")
    return pattern.sub(lambda found: renamed[found[1]], text)


def _write_grade(folder: Path, name: str, scene: SceneFiles[Any]) -> None:
    said = "照样例生成，尚未核对 made from an example and not looked at yet"
    todo = ["bilingual", "licence", "sample", "duty-list", "limits", "closing-standard", "city-approved"]
    lines = ["grades:", f"  declared: {{state: done, proof: scenes/{scene.record.id}.yaml}}"]
    lines += [f'  {quality}: {{state: todo, because: "{said}"}}' for quality in todo]
    lines.append(
        f'  rehearsed: {{state: todo, because: "预演通过后写 proof: rehearse:{name}/{scene.record.id}"}}'
    )
    (folder / "grade.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def _write_schemas(into: Path) -> None:
    """JSON Schema for editors, in a hidden folder beside the packs."""
    room = into / SCHEMAS
    room.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (room / name).write_text(text, "utf-8")


def schemas() -> dict[str, str]:
    """File name → JSON Schema of each kind of file that an analyst writes."""
    forms: dict[str, Any] = {"pack": Pack, "grade": Grade, "scene": SCENE_FORM, "routines": RoutineFile}
    return {
        f"{name}.schema.json": json.dumps(
            json_schema(form, title=f"Yiwang {name}.yaml"), ensure_ascii=False, indent=1
        )
        + "\n"
        for name, form in forms.items()
    }

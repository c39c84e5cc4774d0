"""A pack's folder → its records, or every fault in all of its files at once. No database is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yiwang.boards import api as boards
from yiwang.boards.declarations import Board
from yiwang.cases.declarations import Flow
from yiwang.documents.declarations import KnowledgeFile
from yiwang.indicators import api as indicators
from yiwang.indicators.declarations import IndicatorFile
from yiwang.kernel.declarations import Fault, Loaded, Problem, in_order, load_rows, load_yaml, nearest
from yiwang.ledgers.api import LedgerFile
from yiwang.matters import api as matters
from yiwang.matters.declarations import Catalogue, Matter, MatterClass
from yiwang.packs import _flows, _knowledge, _ledgers, _routines
from yiwang.packs._expanded import wrong_expansion
from yiwang.packs.declarations import Grade, Pack, ThingRow
from yiwang.packs.recipes import RECIPES, SCENE_FORM, SceneFiles
from yiwang.packs.recipes._figures import wrong_aims
from yiwang.packs.recipes._form import path_of
from yiwang.reports import api as reports
from yiwang.reports.declarations import Template
from yiwang.routines.declarations import RoutineFile
from yiwang.sensing.declarations import Connectors

LONGEST_SCENE = 80
TOP = ("pack.yaml", "grade.yaml", "connectors.yaml")
FOLDERS = (
    "scenes",
    "samples",
    "matters",
    "indicators",
    "boards",
    "reports",
    _flows.FOLDER,
    _knowledge.FOLDER,
    _ledgers.FOLDER,
    _routines.FOLDER,
)
KNOWN_TEXT = {".md", ".csv", ".inp", ".txt"}


@dataclass(slots=True, kw_only=True)
class PackFiles:
    """Everything that one folder says."""

    folder: Path
    pack: Loaded[Pack]
    grade: Loaded[Grade]
    scenes: list[SceneFiles[Any]] = field(default_factory=list)
    connectors: Loaded[Connectors] | None = None
    catalogues: list[Loaded[Catalogue]] = field(default_factory=list)
    """Matters that hang on no scene: the files of `matters/`."""
    flows: list[Loaded[Flow]] = field(default_factory=list)
    knowledge: list[Loaded[KnowledgeFile]] = field(default_factory=list)
    ledgers: list[LedgerFile] = field(default_factory=list)
    routines: list[Loaded[RoutineFile]] = field(default_factory=list)
    """What it sets in motion beside what its scenes do: the files of `routines/`."""
    indicators: list[Loaded[IndicatorFile]] = field(default_factory=list)
    boards: list[Loaded[Board]] = field(default_factory=list)
    reports: list[Loaded[Template]] = field(default_factory=list)
    loose: list[Fault] = field(default_factory=list)
    content_hash: str = ""

    @property
    def id(self) -> str:
        """The id it gives itself, or the folder's name while it cannot be read."""
        return self.pack.record.id if self.pack.record else self.folder.name

    @property
    def faults(self) -> tuple[Fault, ...]:
        found = [*self.loose, *self.pack.faults, *self.grade.faults]
        for scene in self.scenes:
            found += scene.faults
        for catalogue in self.catalogues:
            found += catalogue.faults
        for flow in self.flows:
            found += flow.faults
        for file in self.knowledge:
            found += file.faults
        for ledger in self.ledgers:
            found += ledger.faults
        for routine in self.routines:
            found += routine.faults
        for figures in self.indicators:
            found += figures.faults
        for board in self.boards:
            found += board.faults
        for template in self.reports:
            found += template.faults
        found += self.connectors.faults if self.connectors is not None else ()
        return in_order(found)

    def matters(self) -> Iterator[tuple[Loaded[Any], list[tuple[tuple[str | int, ...], Matter]]]]:
        """Every matter of a sound pack: its file, and where it stands there."""
        for scene in self.scenes:
            yield scene.file, [(scene.declared.written[one.code][1], one) for one in scene.declared.matters]
        for one in self.catalogues:
            yield one, [(("matters", index), matter) for index, matter in enumerate(one.get().matters)]


def read_packs(folder: Path, only: Sequence[str] = ()) -> list[PackFiles]:
    """Every pack under a folder (or the folder itself when it is a pack), checked one by one and together.

    `only`: those of these ids; what they share with others is not looked at then.
    """
    root = folder if not (folder / "pack.yaml").exists() else folder.parent
    if root != folder:
        found = [read_pack(folder, root)]
    else:
        found = [
            read_pack(child, root)
            for child in sorted(folder.iterdir() if folder.is_dir() else ())
            if child.is_dir() and not child.name.startswith((".", "_")) and (not only or child.name in only)
        ]
    _check_doubles(found)
    return found


def read_pack(folder: Path, root: Path) -> PackFiles:
    """One pack; faults name its files relative to `root`."""

    def name(path: Path) -> str:
        return path.relative_to(root).as_posix()

    pack = load_yaml(folder / "pack.yaml", Pack, name=name(folder / "pack.yaml"))
    grade = load_yaml(folder / "grade.yaml", Grade, name=name(folder / "grade.yaml"))
    read = PackFiles(folder=folder, pack=pack, grade=grade, content_hash=content_hash(folder))
    if pack.record is not None and pack.record.id != folder.name:
        pack.tell(
            Problem(
                at=("id",),
                code="pack.folder",
                zh=f"专题编号“{pack.record.id}”与文件夹名“{folder.name}”不同。",
                en=f"The id “{pack.record.id}” differs from the folder's name “{folder.name}”.",
                cure_zh="让两者一致。",
                cure_en="Make them the same.",
            )
        )
    if (folder / "connectors.yaml").exists():
        read.connectors = load_yaml(
            folder / "connectors.yaml", Connectors, name=name(folder / "connectors.yaml")
        )
    _read_catalogues(read)
    read.ledgers = _ledgers.read(folder)
    for path in sorted((folder / "scenes").glob("*") if (folder / "scenes").is_dir() else ()):
        if path.suffix in (".yaml", ".yml"):
            read.scenes.append(_read_scene(read, path))
    read.routines = _routines.read(folder)
    own = {one.file.record.code: one.file.record for one in read.ledgers if one.file.record}
    _routines.check(read.routines, read.scenes, own)
    read.flows = _flows.read(folder)
    read.knowledge = _knowledge.read(folder)
    read.indicators = indicators.read_folder(folder / "indicators", within=folder.parent)
    read.boards = boards.read(folder / "boards", within=folder.parent)
    read.reports = reports.read(folder / "reports", within=folder.parent)
    if not read.scenes and not read.catalogues:
        read.loose.append(
            _fault(
                name(folder / "scenes"),
                "pack.no_scene",
                zh="专题里没有场景。",
                en="The topic has no scene.",
                cure_zh="在 scenes/ 下写一个 .yaml 文件；只有事项目录的专题写在 matters/ 下。",
                cure_en="Write a .yaml file under scenes/, or a catalogue of matters under matters/.",
            )
        )
    read.loose += _stray_files(folder)
    if grade.record is not None:
        for problem in _wrong_grades(grade.record, read):
            grade.tell(problem)
    return read


def _read_scene(read: PackFiles, path: Path) -> SceneFiles[Any]:
    file: Loaded[Any] = load_yaml(path, SCENE_FORM, name=path.relative_to(read.folder.parent).as_posix())
    recipe = RECIPES.get(file.text("recipe") or "")
    scene: SceneFiles[Any] = SceneFiles(
        folder=read.folder,
        pack=read.pack.record,
        recipe=recipe,
        file=file,
        catalogue={
            matter.code: matter
            for one in read.catalogues
            for matter in (one.record.matters if one.record else ())
        },
        ledgers={one.file.record.code: one.file.record for one in read.ledgers if one.file.record},
    )
    if recipe is None:
        return scene
    for key, table in recipe.tables.items():
        named = file.part(*table.at)
        if named is not None:
            csv_path = read.folder / named
            name = csv_path.relative_to(read.folder.parent).as_posix()
            scene.tables[key] = load_rows(csv_path, table.row, name=name)
    aims = wrong_aims(getattr(file.record, "aims", {}))
    for problem in (*_wrong_scene(file, path), *aims):
        file.tell(problem)
    for told in recipe.problems(scene):
        scene.tell(told)
    if read.pack.record is not None and file.record is not None and not scene.faults:
        scene.expansion = recipe.expand(scene)
        for told in wrong_expansion(read.pack.record, scene.expansion, scene.ledgers):
            scene.tell(told)
    return scene


def _read_catalogues(read: PackFiles) -> None:
    """The files of `matters/`; a matter may hang on a class of another file of the same pack."""
    folder = read.folder / "matters"
    for path in sorted(folder.glob("*") if folder.is_dir() else ()):
        if path.suffix in (".yaml", ".yml"):
            name = path.relative_to(read.folder.parent).as_posix()
            read.catalogues.append(load_yaml(path, Catalogue, name=name))
    told = [one.record for one in read.catalogues if one.record is not None]
    if len(told) < len(read.catalogues) or read.pack.record is None:
        return
    classes = [*read.pack.record.matter_classes, *(one for record in told for one in record.classes)]
    known = {one.code for one in classes}
    for file in read.catalogues:
        for problem in _wrong_catalogue(file.get(), classes, known):
            file.tell(problem)


def _wrong_catalogue(record: Catalogue, classes: Sequence[MatterClass], known: set[str]) -> Iterator[Problem]:
    """What matters say against a file by itself; a class not of this pack may be another's."""
    own = [matter for matter in record.matters if matter.matter_class in known]
    places: dict[str, tuple[str | int, ...]] = {
        **{one.code: ("classes", index) for index, one in enumerate(record.classes)},
        **{matter.code: ("matters", index) for index, matter in enumerate(record.matters)},
    }
    for line in matters.faults_of([*classes, *own]):
        if line["code"] in places:
            yield Problem(
                at=(*places[line["code"]], *path_of(line["field"])),
                code=f"matter.{line['field'].split('[')[0].split('.')[0]}",
                zh=line["zh"].rstrip("。") + "。",
                en=line["en"].rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )


def _wrong_scene(file: Loaded[Any], path: Path) -> Iterator[Problem]:
    name = file.part("id")
    if name is not None and name != path.stem:
        yield Problem(
            at=("id",),
            code="scene.file",
            zh=f"场景编号“{name}”与文件名“{path.stem}”不同。",
            en=f"The id “{name}” differs from the file's name “{path.stem}”.",
            cure_zh="让两者一致。",
            cure_en="Make them the same.",
        )
    lines = [
        line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    if len(lines) > LONGEST_SCENE:
        yield Problem(
            at=(),
            code="scene.length",
            zh=f"场景有 {len(lines)} 行，多于 {LONGEST_SCENE} 行。",
            en=f"The scene has {len(lines)} lines, more than {LONGEST_SCENE}.",
            cure_zh="行多的内容放进 CSV；配方说不出的，请扩展配方。",
            cure_en="Put rows into a CSV file; what the recipe cannot say is added to the recipe.",
        )


def _wrong_grades(grade: Grade, read: PackFiles) -> Iterator[Problem]:
    scenes = {f"rehearse:{read.folder.name}/{Path(scene.file.name).stem}" for scene in read.scenes}
    for quality, graded in grade.grades.items():
        if graded.state != "done" or not graded.proof:
            continue
        if graded.proof.startswith("rehearse:"):
            found, known = graded.proof in scenes, sorted(scenes)
        else:
            found, known = (read.folder / graded.proof).is_file(), []
        if not found:
            guess = nearest(graded.proof, known)
            yield Problem(
                at=("grades", quality, "proof"),
                code="grade.proof",
                zh=f"“{quality}”的证明“{graded.proof}”不存在。",
                en=f"The proof “{graded.proof}” of “{quality}” does not exist.",
                cure_zh=f"是否想写“{guess}”？" if guess else "改为真实存在的文件或预演，或把状态改为 todo。",
                cure_en=f"Did you mean “{guess}”?"
                if guess
                else "Name a real file or rehearsal, or say todo.",
            )


def _stray_files(folder: Path) -> Iterator[Fault]:
    """Files that nobody would read: silence about them would be a lie."""
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder)
        if path.is_dir() or any(part.startswith((".", "__")) for part in where.parts):
            continue
        in_place = where.as_posix() in TOP or where.parts[0] in FOLDERS
        if in_place or path.suffix in KNOWN_TEXT:
            continue
        yield _fault(
            f"{folder.name}/{where.as_posix()}",
            "pack.stray",
            zh=f"没有人会读取文件“{where.as_posix()}”。",
            en=f"Nobody would read the file “{where.as_posix()}”.",
            cure_zh="场景放进 scenes/，样本放进 samples/，流程放进 flows/，说明用 .md；或删去它。",
            cure_en="Put scenes into scenes/, samples into samples/, flows into flows/, notes are .md.",
        )


def _check_doubles(found: Sequence[PackFiles]) -> None:
    """Two packs with one id, two scenes' things with one id: both files are named, neither pack is loaded."""
    packs: dict[str, PackFiles] = {}
    things: dict[str, tuple[str, int]] = {}
    for read in found:
        if read.pack.record is not None:
            other = packs.setdefault(read.pack.record.id, read)
            if other is not read:
                _tell_double(read, other)
                _tell_double(other, read)
                continue
        for scene in read.scenes:
            for table in scene.tables.values():
                if table.record and isinstance(table.record[0], ThingRow):
                    _check_things(table, things)


def _check_things(table: Loaded[tuple[ThingRow, ...]], seen: dict[str, tuple[str, int]]) -> None:
    for index, row in enumerate(table.get() if not table.faults else ()):
        at = f"{table.name}:{table.builder.places[(index, 'id')].spot.line}"
        earlier = seen.setdefault(row.id, (at, index))
        if earlier[0] != at and earlier[0].rpartition(":")[0] != table.name:
            table.tell(
                Problem(
                    at=(index, "id"),
                    code="thing.double",
                    zh=f"物的编号“{row.id}”已在 {earlier[0]} 用过。",
                    en=f"The thing's id “{row.id}” is already used at {earlier[0]}.",
                    cure_zh="给它另一个编号。",
                    cure_en="Give it another id.",
                )
            )


def _tell_double(read: PackFiles, other: PackFiles) -> None:
    read.pack.tell(
        Problem(
            at=("id",),
            code="pack.double",
            zh=f"专题编号“{read.id}”在 {read.pack.name} 和 {other.pack.name} 里都有。",
            en=f"The id “{read.id}” stands in both {read.pack.name} and {other.pack.name}.",
            cure_zh="给其中一个另一个编号；改好之前两个都不载入。",
            cure_en="Give one of them another id; neither is loaded until then.",
        )
    )


def content_hash(folder: Path) -> str:
    """The version of a pack: what its files say, under which names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(
            part.startswith((".", "__")) for part in path.relative_to(folder).parts
        ):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _fault(file: str, code: str, *, zh: str, en: str, cure_zh: str, cure_en: str) -> Fault:
    return Fault(
        file=file, line=1, column=1, code=code, text="", zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en
    )

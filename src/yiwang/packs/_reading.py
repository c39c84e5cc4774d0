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
from yiwang.kernel.declarations import Fault, Loaded, Problem, in_order, load_rows, load_yaml, nearest
from yiwang.ledgers.api import LedgerFile
from yiwang.matters import api as matters
from yiwang.matters.declarations import Catalogue, Matter, MatterClass
from yiwang.packs import _device_alarm, _flows, _knowledge, _ledgers, _series
from yiwang.packs._device_alarm import Expansion
from yiwang.packs.declarations import Grade, Pack, Scene, StormSample, ThingRow
from yiwang.reports import api as reports
from yiwang.reports.declarations import Template
from yiwang.sensing.declarations import Connectors

LONGEST_SCENE = 80
TOP = ("pack.yaml", "grade.yaml", "connectors.yaml")
FOLDERS = (
    "scenes",
    "samples",
    "matters",
    "boards",
    "reports",
    _flows.FOLDER,
    _knowledge.FOLDER,
    _ledgers.FOLDER,
)
KNOWN_TEXT = {".md", ".csv", ".inp", ".txt"}


@dataclass(slots=True, kw_only=True)
class SceneFiles:
    """One scene: its record, its things, what they expand into, and where each was written."""

    file: Loaded[Scene]
    things: Loaded[tuple[ThingRow, ...]]
    expansion: Expansion | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.file.faults, *self.things.faults)

    @property
    def record(self) -> Scene:
        return self.file.get()

    @property
    def rows(self) -> tuple[ThingRow, ...]:
        return self.things.get()


@dataclass(slots=True, kw_only=True)
class PackFiles:
    """Everything that one folder says."""

    folder: Path
    pack: Loaded[Pack]
    grade: Loaded[Grade]
    scenes: list[SceneFiles] = field(default_factory=list)
    connectors: Loaded[Connectors] | None = None
    catalogues: list[Loaded[Catalogue]] = field(default_factory=list)
    """Matters that hang on no scene: the files of `matters/`."""
    flows: list[Loaded[Flow]] = field(default_factory=list)
    knowledge: list[Loaded[KnowledgeFile]] = field(default_factory=list)
    ledgers: list[LedgerFile] = field(default_factory=list)
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
        for board in self.boards:
            found += board.faults
        for template in self.reports:
            found += template.faults
        found += self.connectors.faults if self.connectors is not None else ()
        return in_order(found)

    def matters(self) -> Iterator[tuple[Loaded[Any], list[tuple[tuple[str | int, ...], Matter]]]]:
        """Every matter of a sound pack: its file, and where it stands there."""
        for scene in self.scenes:
            yield scene.file, [(("matter",), scene.record.matter)]
        for one in self.catalogues:
            yield one, [(("matters", index), matter) for index, matter in enumerate(one.get().matters)]


def read_packs(folder: Path) -> list[PackFiles]:
    """Every pack under a folder (or the folder itself when it is a pack), checked one by one and together."""
    root = folder if not (folder / "pack.yaml").exists() else folder.parent
    if root != folder:
        found = [read_pack(folder, root)]
    else:
        found = [
            read_pack(child, root)
            for child in sorted(folder.iterdir() if folder.is_dir() else ())
            if child.is_dir() and not child.name.startswith((".", "_"))
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
    for path in sorted((folder / "scenes").glob("*") if (folder / "scenes").is_dir() else ()):
        if path.suffix in (".yaml", ".yml"):
            read.scenes.append(_read_scene(read, path))
    if (folder / "connectors.yaml").exists():
        read.connectors = load_yaml(
            folder / "connectors.yaml", Connectors, name=name(folder / "connectors.yaml")
        )
    _read_catalogues(read)
    read.flows = _flows.read(folder)
    read.knowledge = _knowledge.read(folder)
    read.ledgers = _ledgers.read(folder)
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


def _read_scene(read: PackFiles, path: Path) -> SceneFiles:
    file: Loaded[Scene] = load_yaml(path, Scene, name=path.relative_to(read.folder.parent).as_posix())
    csv_path = read.folder / (file.part("things") or "things.csv")
    things = load_rows(csv_path, ThingRow, name=csv_path.relative_to(read.folder.parent).as_posix())
    if file.part("things") is None and not csv_path.exists():
        things.builder.source.faults.clear()  # the scene could not say where its things are: told there
    scene = SceneFiles(file=file, things=things)
    if not file.builder.places:
        return scene
    rows_read = things.builder.places or not things.faults
    ids = [things.text(index, "id") or "" for index in range(things.count())] if rows_read else None
    for problem in (
        *_wrong_scene(file, path),
        *_device_alarm.wrong_models(file),
        *_device_alarm.problems(file, ids),
    ):
        file.tell(problem)
    known = _wrong_sample(read, file)
    for problem in (
        *_device_alarm.wrong_rows(file, things),
        *_device_alarm.wrong_series(things, known or ()),
    ):
        if known is not None or not problem.code.endswith("series"):
            things.tell(problem)
    if (
        file.record is not None
        and things.record is not None
        and read.pack.record is not None
        and not scene.faults
    ):
        scene.expansion = _device_alarm.expand(read.pack.record, file.record, things.record)
        for problem in _device_alarm.refused(scene.expansion):
            file.tell(problem)
        for problem in _wrong_matter(read.pack.record, file.record):
            file.tell(problem)
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
                at=(*places[line["code"]], *_device_alarm.path_of(line["field"])),
                code=f"matter.{line['field'].split('[')[0].split('.')[0]}",
                zh=line["zh"].rstrip("。") + "。",
                en=line["en"].rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )


def _wrong_scene(file: Loaded[Scene], path: Path) -> Iterator[Problem]:
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


def _wrong_matter(pack: Pack, scene: Scene) -> Iterator[Problem]:
    """What matters say against the scene's matter by itself; a class not of this pack may be another's."""
    own = {one.code for one in pack.matter_classes}
    if scene.matter.matter_class not in own:
        return
    for line in matters.faults_of([*pack.matter_classes, scene.matter]):
        if line["code"] == scene.matter.code:
            yield Problem(
                at=("matter", *_device_alarm.path_of(line["field"])),
                code=f"matter.{line['field'].split('[')[0].split('.')[0]}",
                zh=line["zh"].rstrip("。") + "。",
                en=line["en"].rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )


def _wrong_sample(read: PackFiles, file: Loaded[Scene]) -> list[str] | None:
    """The series that the sample offers, None while it cannot be read; missing files are told."""
    known: list[str] | None = None
    sample = file.part("sample")
    if sample is None:
        return known
    files = (
        {"model": sample.model, "rain": sample.rain}
        if isinstance(sample, StormSample)
        else {"file": sample.file}
    )
    missing = {key: name for key, name in files.items() if not (read.folder / name).is_file()}
    for key, name in missing.items():
        file.tell(
            Problem(
                at=("sample", key),
                code="sample.missing",
                zh=f"找不到样本文件“{name}”。",
                en=f"The sample file “{name}” is not there.",
                cure_zh="检查路径，它从专题的文件夹算起。",
                cure_en="Check the path; it starts at the pack's folder.",
            )
        )
    return known if missing else sorted(_series.series_names(read.folder, sample))


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
            for index, row in enumerate(scene.things.record or ()):
                line = scene.things.builder.places[(index, "id")].spot.line
                at = f"{scene.things.name}:{line}"
                earlier = things.setdefault(row.id, (at, index))
                if earlier[0] != at and earlier[0].rpartition(":")[0] != scene.things.name:
                    scene.things.tell(
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

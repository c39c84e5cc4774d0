"""The door of packs: load topics, list them, check and grade a folder, begin one, document, rehearse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from yiwang.kernel import facts, shapes
from yiwang.kernel.declarations import DeclarationFaults, Fault
from yiwang.kernel.pages import Page
from yiwang.packs import _installed, _progress, _reading, _replay, _taking, contracts, models
from yiwang.packs.contracts import LoadReport, ReplaysNothing, Sample, UnknownPack, UnknownScene

__all__ = [
    "begin",
    "check",
    "check_command",
    "coming",
    "docs_command",
    "examples",
    "find_pack",
    "grade_command",
    "history_command",
    "install",
    "install_command",
    "installs",
    "keys_command",
    "leaving",
    "list_command",
    "list_packs",
    "load",
    "look",
    "new_command",
    "pack_command",
    "progress",
    "rehearse_command",
    "remove",
    "remove_command",
    "restore",
    "retire",
    "sample",
    "scenes",
    "schemas",
    "standing",
    "take",
    "take_all",
    "watched",
]

ACTOR = "system:packs"
Say = Callable[[str], None]
take = _taking.take
retire = _taking.retire
progress = _progress.progress


def load(folder: Path, *, say: Say | None = None, only: Sequence[str] = (), actor: str = ACTOR) -> LoadReport:
    """Load every pack under `folder` (or those of the ids `only`).

    A pack is taken whole or not at all: with one fault anywhere in it, what was loaded of it before stays in
    force and the faults are kept for the list. Repeating a load changes nothing.
    """
    return take_all(_installed.in_force(folder, only), say=say, actor=actor)


def take_all(
    found: Sequence[_reading.PackFiles], *, say: Say | None = None, actor: str = ACTOR
) -> LoadReport:
    """Load packs that were read already, as `load` does."""
    loaded: list[str] = []
    unchanged: list[str] = []
    faulty: list[str] = []
    count = 0
    for read in found:
        try:
            (loaded if take(read, actor) else unchanged).append(read.id)
            continue
        except DeclarationFaults:
            pass
        faulty.append(read.id)
        count += len(read.faults)
        _taking.refuse(read, actor)
        for fault in read.faults:
            (say or _complain)(fault.show("zh") + "\n" + fault.show("en").splitlines()[0])
    if settings.YIWANG.feed:
        _replay.write_replays(found, settings.YIWANG.home, settings.YIWANG.secrets)
    return LoadReport(loaded=loaded, unchanged=unchanged, faulty=faulty, faults=count)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def list_packs(*, page: int = 1, size: int = 50) -> Page[contracts.PackRow]:
    """Topics that stand here by their number, the faulty ones with their faults."""
    position = facts.last_position()
    standing = models.PackRow.objects.exclude(state="removed")
    rows = sorted((_row(row) for row in standing), key=lambda row: (row.number, row.id))
    start = (page - 1) * size
    return Page(items=rows[start : start + size], total=len(rows), page=page, size=size, position=position)


def find_pack(pack: str) -> contracts.PackRow | None:
    """A topic that stands here, the faulty with its faults; None where none does."""
    row = models.PackRow.objects.exclude(state="removed").filter(pk=pack).first()
    return _row(row) if row else None


def _row(row: models.PackRow) -> contracts.PackRow:
    return shapes.convert(
        {
            **row.body,
            "id": row.id,
            "state": row.state,
            "content_hash": row.content_hash,
            "loaded_at": row.loaded_at,
            "faults": row.faults,
        },
        contracts.PackRow,
    )


def check(path: Path) -> tuple[list[str], tuple[Fault, ...]]:
    """Read a pack or a folder of packs without a database: the ids found and every fault."""
    found = _reading.read_packs(path)
    return [read.id for read in found], tuple(fault for read in found for fault in read.faults)


def scenes(folder: Path) -> list[tuple[str, str]]:
    """Every sound scene under a folder as (topic, scene)."""
    return [
        (read.id, scene.record.id)
        for read in _reading.read_packs(folder)
        if not read.faults
        for scene in read.scenes
    ]


def sample(folder: Path, pack: str, scene: str, *, keep: Path | None = None) -> Sample:
    """What a scene replays. A computed storm is kept in the data folder and found there the next time.

    Raises UnknownPack, UnknownScene, ReplaysNothing, DeclarationFaults and SampleRefused.
    """
    read = next((one for one in _reading.read_packs(folder, [pack]) if one.id == pack), None)
    if read is None:
        raise UnknownPack(pack=pack)
    if read.faults:
        raise DeclarationFaults(read.faults)
    files = next((one for one in read.scenes if one.record.id == scene), None)
    if files is None:
        raise UnknownScene(pack=pack, scene=scene)
    if files.form.sample is None:
        raise ReplaysNothing(pack=pack, scene=scene)
    return files.form.sample(files, keep or settings.YIWANG.home / "samples")


def look(folder: Path) -> contracts.PackLooked:
    """A pack's folder that somebody is writing: every fault, and what its sound scenes become."""
    from yiwang.packs import _preview

    return _preview.look(folder)


def examples() -> list[contracts.Example]:
    """The shipped scenes that a pack can begin from, in order of recipe."""
    found = [
        contracts.Example(
            key=scene.declared.key,
            name_zh=scene.record.name.zh,
            name_en=scene.record.name.en,
            recipe=scene.form.code,
            recipe_zh=scene.form.name.zh,
            recipe_en=scene.form.name.en,
        )
        for read in _reading.read_packs(settings.YIWANG.packs_folder)
        if not read.faults
        for scene in read.scenes
    ]
    return sorted(found, key=lambda one: (one.recipe, one.key))


def begin(into: Path, name: str, like: str) -> Path:
    """A pack's folder made from a real scene under names of its own. Raises PackExists, BadPackName,
    NothingLikeIt."""
    from yiwang.packs import _new

    read, scene = _new.choose(_reading.read_packs(settings.YIWANG.packs_folder), like)
    return _new.make(into, name, read, scene)


def schemas() -> dict[str, str]:
    """File name → JSON Schema of what an analyst writes: pack, grade, scene."""
    from yiwang.packs import _new

    return _new.schemas()


def watched(folder: Path, what: str) -> list[str]:
    """The words that start a rehearsal whose steps come as lines of JSON, in a process of its own."""
    return [sys.executable, "-m", "yiwang.packs._watched", str(folder), what]


def install(
    source: Path | tuple[str, bytes],
    *,
    by: str,
    reason: str,
    upgrade: bool = False,
    downgrade: bool = False,
    tell: _taking.Tell = _taking.untold,
    ticket: str = "",
) -> contracts.PackInstall:
    """Put an archive's topic in force: a path, or the name and bytes of one that was handed in.

    `tell` is told each step; who drew a `ticket` may ask how far it is (`progress`).
    Raises Refusal: not signed, changed, not sound, standing already, below what stands.
    """
    from yiwang.packs import _install

    with _progress.told(by, ticket, tell) as said:
        return _install.shown(
            _install.install(source, by=by, reason=reason, upgrade=upgrade, downgrade=downgrade, tell=said)
        )


def remove(pack: str, *, by: str, reason: str, ticket: str = "") -> contracts.PackInstall:
    """Retire what a topic declared; its data stay. Raises Refusal where it does not stand."""
    from yiwang.packs import _install

    with _progress.told(by, ticket) as said:
        return _install.shown(_install.remove(pack, by=by, reason=reason, tell=said))


def restore(pack: str, *, by: str, reason: str, ticket: str = "") -> contracts.PackInstall:
    """Take a removed topic up again as it stood. Raises Refusal where it was never here."""
    from yiwang.packs import _install

    with _progress.told(by, ticket) as said:
        return _install.shown(_install.restore(pack, by=by, reason=reason, tell=said))


def standing() -> list[contracts.PackStanding]:
    """Every topic that is or was here, with the newest act on it."""
    from yiwang.packs import _coming

    return _coming.standing()


def coming(name: str, archive: bytes, *, by: str = ACTOR, ticket: str = "") -> contracts.PackComing:
    """What an archive would do here; nothing is done. Raises Refusal where it cannot be opened or trusted."""
    from yiwang.packs import _coming

    with _progress.told(by, ticket) as said:
        return _coming.look(name, archive, tell=said)


def leaving(pack: str) -> contracts.PackComing:
    """What the removal of a topic would do here. Raises Refusal where it does not stand."""
    from yiwang.packs import _coming

    return _coming.leaving(pack)


def installs(pack: str) -> list[contracts.PackInstall]:
    """What was done to a topic here, newest first."""
    from yiwang.packs import _install

    return _install.history(pack)


# -- commands ---------------------------------------------------------------------------------------------


def check_command(paths: Sequence[Path], *, language: str = "zh") -> int:
    """`yiwang packs check [PATH…]`: print every fault; the exit code says whether there was one."""
    from yiwang.packs import _tools

    return _tools.check(paths, language=language)


def list_command(as_json: bool = False) -> int:
    """`yiwang packs list`: what this instance has loaded."""
    from yiwang.packs import _tools

    return _tools.show(list_packs(size=1000).items, as_json=as_json)


def new_command(name: str, like: str, into: Path | None = None) -> int:
    """`yiwang packs new NAME --like RECIPE|TOPIC/SCENE`: begin a pack from a real scene."""
    from yiwang.packs import _tools

    return _tools.new(name, like, into)


def grade_command(paths: Sequence[Path]) -> int:
    """`yiwang packs grade [PATH…]`: what packs say of themselves beside what the machine sees."""
    from yiwang.packs import _tools

    return _tools.grade(paths)


def docs_command(paths: Sequence[Path], *, only_look: bool = False) -> int:
    """`yiwang packs docs [PATH…] [--check]`: README.md of packs, the reference of recipes."""
    from yiwang.packs import _tools

    return _tools.docs(paths, only_look=only_look)


def pack_command(topic: str, output: Path | None = None) -> int:
    """`yiwang packs pack TOPIC -o X.ywp`: a signed archive of a topic's files."""
    from yiwang.packs import _publishing

    return _publishing.pack(topic, output)


def keys_command(act: str = "show", name: str = "", key: str = "") -> int:
    """`yiwang packs keys [show | new | trust NAME KEY]`: one's own key, and the publishers trusted here."""
    from yiwang.packs import _publishing

    return _publishing.keys(act, name, key)


def install_command(source: Path, reason: str, *, upgrade: bool = False, downgrade: bool = False) -> int:
    """`yiwang packs install | upgrade ARCHIVE`: put a topic in force on the running city."""
    from yiwang.packs import _publishing

    return _publishing.install(source, reason, upgrade=upgrade, downgrade=downgrade)


def remove_command(topic: str, reason: str) -> int:
    """`yiwang packs remove TOPIC`: retire what it declared; its data stay."""
    from yiwang.packs import _publishing

    return _publishing.remove(topic, reason)


def history_command(topic: str) -> int:
    """`yiwang packs history TOPIC`: what was installed, upgraded and removed here."""
    from yiwang.packs import _publishing

    return _publishing.history(topic)


def rehearse_command(what: str = "", *, as_json: bool = False, lanes: int = 0, stay: bool = False) -> int:
    """`yiwang rehearse [TOPIC[/SCENE]]`: run scenes through the real loop; 0 when every step held."""
    from yiwang.packs import _rehearsal

    return _rehearsal.command(settings.YIWANG.packs_folder, what, as_json=as_json, lanes=lanes, stay=stay)

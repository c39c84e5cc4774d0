"""The door of packs: load topics, list them, check and grade a folder, begin one, document, rehearse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.indicators import api as indicators
from yiwang.kernel import clock, facts, shapes
from yiwang.kernel.declarations import DeclarationFaults, Fault
from yiwang.kernel.errors import Refusal
from yiwang.kernel.pages import Page
from yiwang.ledgers import api as ledgers
from yiwang.matters import api as matters
from yiwang.packs import (
    _flows,
    _installed,
    _knowledge,
    _ledgers,
    _reading,
    _replay,
    _routines,
    contracts,
    logic,
    models,
)
from yiwang.packs.contracts import (
    LoadReport,
    PackLoaded,
    PackRefused,
    ReplaysNothing,
    Sample,
    UnknownPack,
    UnknownScene,
)
from yiwang.packs.recipes import Expansion
from yiwang.reports import api as reports
from yiwang.routines import api as routines
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing

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
        _refuse(read, actor)
        for fault in read.faults:
            (say or _complain)(fault.show("zh") + "\n" + fault.show("en").splitlines()[0])
    if settings.YIWANG.feed:
        _replay.write_replays(found, settings.YIWANG.home, settings.YIWANG.secrets)
    return LoadReport(loaded=loaded, unchanged=unchanged, faulty=faulty, faults=count)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def take(read: _reading.PackFiles, actor: str) -> bool:
    """Declare all that a pack says, in one transaction; whether its content was new.

    Raises DeclarationFaults when a file or a noun below has one; then nothing of the pack has changed.
    """
    logic.tell_unknown_units(read, identity.find_unit, areas.find_area)
    ledgers.look(read.ledgers)
    _stop_at_faults(read)
    with transaction.atomic():
        keys = []
        _flows.declare(read.flows, pack=read.id, actor=actor)
        _flows.check_named(read.matters())
        for scene in read.scenes:
            if scene.expansion is None:
                raise DeclarationFaults(read.faults)
            try:
                _declare(scene.expansion, actor)
            except Refusal as refusal:
                logic.tell_refusal(scene, refusal)
                raise DeclarationFaults(read.faults) from refusal
            keys.append(scene.expansion.key)
        _declare_catalogue(read, actor)
        _knowledge.declare(read.knowledge, pack=read.id, demonstration=read.pack.get().demonstration)
        _ledgers.declare(
            read.ledgers,
            read.scenes,
            pack=read.id,
            demonstration=read.pack.get().demonstration,
            actor=actor,
        )
        _set_in_motion(read, actor)
        _show(read, actor)
        _connect(read)
        _retire_scenes(read.id, keys, actor)
        for key in keys:
            models.SceneRow.objects.update_or_create(key=key, defaults={"pack": read.id})
        row = models.PackRow.objects.select_for_update().filter(pk=read.id).first()
        if row is not None and row.state == "loaded" and row.loaded_hash == read.content_hash:
            _reword(row, read)
            return False
        version = row.version + 1 if row else 1
        _store(read, "loaded", version, read.content_hash)
        pack = read.pack.get()
        facts.tell(
            PackLoaded(
                pack=read.id,
                name_zh=pack.name.zh,
                name_en=pack.name.en,
                content_hash=read.content_hash,
                scenes=keys,
            ),
            subject=f"pack:{read.id}",
            version=version,
            actor=actor,
        )
    return True


def _retire_scenes(pack: str, keep: Sequence[str], actor: str) -> None:
    """Scenes that the pack no longer has: their rules and routines stop, their matters are retired."""
    for gone in models.SceneRow.objects.filter(pack=pack).exclude(key__in=keep):
        rules.declare([], pack=gone.key)
        matters.retire(pack=gone.key, actor=actor)
        routines.declare([], scene=gone.key, actor=actor)
        gone.delete()


def retire(pack: str, actor: str) -> None:
    """Let nothing that a pack declared go on, in one transaction: its rules, routines, matters, flows,
    figures, boards, briefings, ledgers, entries and connectors are closed. What they brought forth stays, and
    can be read; what is open goes on by the words that it began with."""
    with transaction.atomic():
        _retire_scenes(pack, (), actor)
        matters.retire(pack=pack, actor=actor)
        _flows.declare((), pack=pack, actor=actor)
        routines.declare([], scene=f"{pack}/{_routines.FOLDER}", actor=actor)
        reports.declare((), source=pack)
        boards.declare((), source=pack, actor=actor)
        indicators.declare((), source=pack, actor=actor)
        ledgers.declare((), pack=pack, actor=actor)
        documents.declare_knowledge((), pack=pack, demonstration=False)
        sensing.retire_connectors(pack=pack, keep=())
        row = models.PackRow.objects.select_for_update().get(pk=pack)
        row.state, row.loaded_hash, row.faults, row.loaded_at = "removed", "", [], clock.now()
        row.version += 1
        row.save()


def _show(read: _reading.PackFiles, actor: str) -> None:
    """Declare figures, boards and briefings, of files and of scenes together; each looks at those before it.

    Raises DeclarationFaults.
    """
    made = [scene.declared for scene in read.scenes]
    indicators.look(read.indicators, source=read.id)
    _stop_at_faults(read)
    figures = [one for file in read.indicators for one in file.get().indicators]
    figures += [one for scene in made for one in scene.indicators]
    indicators.declare(figures, source=read.id, actor=actor)
    for board in read.boards:
        boards.look(board)
    for template in read.reports:
        reports.look(template)
    for scene in read.scenes:
        logic.tell_unknown_names(scene, boards.unknown, reports.unknown)
    _stop_at_faults(read)
    shown = [*(file.get() for file in read.boards), *(one for scene in made for one in scene.boards)]
    boards.declare(shown, source=read.id, actor=actor)
    written = [*(file.get() for file in read.reports), *(one for scene in made for one in scene.reports)]
    reports.declare(written, source=read.id)


def _set_in_motion(read: _reading.PackFiles, actor: str) -> None:
    """Declare what records set in motion: the ledgers stand. Raises DeclarationFaults."""
    for scene in read.scenes:
        made = scene.declared
        try:
            routines.declare(
                made.routines, scene=made.key, demonstration=scene.record.demonstration, actor=actor
            )
        except Refusal as refusal:
            logic.tell_refusal(scene, refusal)
            raise DeclarationFaults(read.faults) from refusal
    _routines.declare(read.routines, pack=read.id, demonstration=read.pack.get().demonstration, actor=actor)


def _stop_at_faults(read: _reading.PackFiles) -> None:
    if read.faults:
        raise DeclarationFaults(read.faults)


def _connect(read: _reading.PackFiles) -> None:
    """Declare the pack's connectors, and close those that it no longer names."""
    told = read.connectors.get().connectors if read.connectors is not None else ()
    try:
        sensing.declare(told, pack=read.id)
    except Refusal as refusal:
        assert read.connectors is not None
        logic.tell_refused_connectors(read.connectors, refusal)
        raise DeclarationFaults(read.faults) from refusal
    sensing.retire_connectors(pack=read.id, keep=[one.id for one in told])


def _declare_catalogue(read: _reading.PackFiles, actor: str) -> None:
    """Declare the matters of all files together: a class may stand in one and its matters in another. What
    they no longer name is retired."""
    told = [file.get() for file in read.catalogues]
    matters.retire(pack=read.id, keep=[one.code for record in told for one in record.matters], actor=actor)
    if not told:
        return
    classes = [*read.pack.get().matter_classes, *(one for record in told for one in record.classes)]
    try:
        matters.declare([*classes, *(one for record in told for one in record.matters)], pack=read.id)
    except Refusal as refusal:
        logic.tell_refused_catalogue(read.catalogues, refusal)
        raise DeclarationFaults(read.faults) from refusal


def _declare(made: Expansion, actor: str) -> None:
    """Hand the nouns below what a scene says, lowest noun first."""
    if made.source is not None:
        sensing.declare([*made.models, *made.things, made.source], pack=made.key)
    if made.matters:
        matters.declare([*made.classes, *made.matters], pack=made.key)
    matters.retire(pack=made.key, keep=[one.code for one in made.matters], actor=actor)
    rules.declare(list(made.rules), pack=made.key)


def _refuse(read: _reading.PackFiles, actor: str) -> None:
    """Keep the faults for the list; nothing else of the pack changes."""
    with transaction.atomic():
        row = models.PackRow.objects.select_for_update().filter(pk=read.id).first()
        faults = [fault.as_json() for fault in read.faults]
        if row is not None and row.state == "faulty" and row.faults == faults:
            _reword(row, read)
            return
        version = row.version + 1 if row else 1
        _store(read, "faulty", version, row.loaded_hash if row else "")
        facts.tell(
            PackRefused(pack=read.id, faults=len(faults), first=read.faults[0].where),
            subject=f"pack:{read.id}",
            version=version,
            actor=actor,
        )


def _reword(row: models.PackRow, read: _reading.PackFiles) -> None:
    """The list row in the words of this version, where an earlier one kept it; the pack is the same."""
    body = msgspec.to_builtins(logic.pack_row(read))
    if row.body != body:
        row.body = body
        row.save(update_fields=["body"])


def _store(read: _reading.PackFiles, state: contracts.PackState, version: int, loaded_hash: str) -> None:
    body = msgspec.to_builtins(logic.pack_row(read))
    models.PackRow.objects.update_or_create(
        id=read.id,
        defaults={
            "version": version,
            "state": state,
            "content_hash": read.content_hash,
            "loaded_hash": loaded_hash,
            "body": body,
            "faults": [fault.as_json() for fault in read.faults],
            "loaded_at": clock.now(),
        },
    )


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
) -> contracts.PackInstall:
    """Put an archive's topic in force: a path, or the name and bytes of one that was handed in.

    Raises Refusal: not signed, changed, not sound, standing already, below what stands.
    """
    from yiwang.packs import _install

    return _install.shown(
        _install.install(source, by=by, reason=reason, upgrade=upgrade, downgrade=downgrade)
    )


def remove(pack: str, *, by: str, reason: str) -> contracts.PackInstall:
    """Retire what a topic declared; its data stay. Raises Refusal where it does not stand."""
    from yiwang.packs import _install

    return _install.shown(_install.remove(pack, by=by, reason=reason))


def restore(pack: str, *, by: str, reason: str) -> contracts.PackInstall:
    """Take a removed topic up again as it stood. Raises Refusal where it was never here."""
    from yiwang.packs import _install

    return _install.shown(_install.restore(pack, by=by, reason=reason))


def standing() -> list[contracts.PackStanding]:
    """Every topic that is or was here, with the newest act on it."""
    from yiwang.packs import _coming

    return _coming.standing()


def coming(name: str, archive: bytes) -> contracts.PackComing:
    """What an archive would do here; nothing is done. Raises Refusal where it cannot be opened or trusted."""
    from yiwang.packs import _coming

    return _coming.look(name, archive)


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

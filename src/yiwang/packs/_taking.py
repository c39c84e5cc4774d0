"""Taking a topic: the steps by which what it says comes into force, in one transaction; and its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.indicators import api as indicators
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.errors import Refusal
from yiwang.ledgers import api as ledgers
from yiwang.matters import api as matters
from yiwang.packs import _flows, _knowledge, _ledgers, _reading, _routines, contracts, logic, models
from yiwang.packs.contracts import PackLoaded, PackRefused
from yiwang.packs.recipes import Expansion, SceneFiles
from yiwang.reports import api as reports
from yiwang.routines import api as routines
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing

Tell = Callable[[str, int, int], None]
"""Told before each step: which it is, how many are done, and of how many."""
Step = tuple[str, Callable[[], Any]]


def untold(step: str, done: int, steps: int) -> None:
    """Nobody waits for it."""


def take(read: _reading.PackFiles, actor: str, *, tell: Tell = untold) -> bool:
    """Declare all that a pack says, in one transaction; whether its content was new.

    Raises DeclarationFaults when a file or a noun below has one; then nothing of the pack has changed.
    """
    logic.tell_unknown_units(read, identity.find_unit, areas.find_area)
    ledgers.look(read.ledgers)
    _stop_at_faults(read)
    with transaction.atomic():
        kept: bool = _go(_steps(read, actor), tell, done=1)
    return kept


def _go(steps: Sequence[Step], tell: Tell, *, done: int = 0) -> Any:
    """One step after the other; what the last answers. `done`: so many are over already."""
    answer = None
    for number, (name, act) in enumerate(steps, done):
        tell(name, number, len(steps) + done)
        answer = act()
    return answer


def _steps(read: _reading.PackFiles, actor: str) -> list[Step]:
    """What there is to do, each noun after those that it stands on; the last answers whether it is new."""
    sample = read.pack.get().demonstration
    return [
        ("flows", partial(_flow, read, actor)),
        *(("scenes", partial(_declare_scene, read, scene, actor)) for scene in read.scenes),
        ("matters", partial(_declare_catalogue, read, actor)),
        ("knowledge", partial(_knowledge.declare, read.knowledge, pack=read.id, demonstration=sample)),
        (
            "ledgers",
            partial(
                _ledgers.declare, read.ledgers, read.scenes, pack=read.id, demonstration=sample, actor=actor
            ),
        ),
        ("routines", partial(_set_in_motion, read, actor)),
        ("figures", partial(_count, read, actor)),
        ("boards", partial(_show, read, actor)),
        ("reports", partial(_tell, read)),
        ("connectors", partial(_connect, read)),
        ("keeping", partial(_keep, read, actor)),
    ]


def _keep(read: _reading.PackFiles, actor: str) -> bool:
    """Scenes that are gone end; what stands now is kept for the list, and told where it is new."""
    keys = [scene.declared.key for scene in read.scenes]
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


def retire(pack: str, actor: str, *, tell: Tell = untold) -> None:
    """Let nothing that a pack declared go on, in one transaction: its rules, routines, matters, flows,
    figures, boards, briefings, ledgers, entries and connectors are closed. What they brought forth stays, and
    can be read; what is open goes on by the words that it began with."""
    steps: list[Step] = [
        ("scenes", partial(_retire_scenes, pack, (), actor)),
        ("matters", partial(matters.retire, pack=pack, actor=actor)),
        ("flows", partial(_flows.declare, (), pack=pack, actor=actor)),
        ("routines", partial(routines.declare, [], scene=f"{pack}/{_routines.FOLDER}", actor=actor)),
        ("reports", partial(reports.declare, (), source=pack)),
        ("boards", partial(boards.declare, (), source=pack, actor=actor)),
        ("figures", partial(indicators.declare, (), source=pack, actor=actor)),
        ("ledgers", partial(ledgers.declare, (), pack=pack, actor=actor)),
        ("knowledge", partial(documents.declare_knowledge, (), pack=pack, demonstration=False)),
        ("connectors", partial(sensing.retire_connectors, pack=pack, keep=())),
        ("keeping", partial(_keep_removed, pack)),
    ]
    with transaction.atomic():
        _go(steps, tell)


def _keep_removed(pack: str) -> None:
    row = models.PackRow.objects.select_for_update().get(pk=pack)
    row.state, row.loaded_hash, row.faults, row.loaded_at = "removed", "", [], clock.now()
    row.version += 1
    row.save()


def _count(read: _reading.PackFiles, actor: str) -> None:
    """Declare figures, of files and of scenes together. Raises DeclarationFaults."""
    indicators.look(read.indicators, source=read.id)
    _stop_at_faults(read)
    figures = [one for file in read.indicators for one in file.get().indicators]
    figures += [one for scene in read.scenes for one in scene.declared.indicators]
    indicators.declare(figures, source=read.id, actor=actor)


def _show(read: _reading.PackFiles, actor: str) -> None:
    """Look at boards and briefings, which show those figures, and declare the boards. Raises
    DeclarationFaults."""
    with indicators.one_look():  # each of them asks which figures there are
        for board in read.boards:
            boards.look(board)
        for template in read.reports:
            reports.look(template)
        for scene in read.scenes:
            logic.tell_unknown_names(scene, boards.unknown, reports.unknown)
    _stop_at_faults(read)
    made = [one for scene in read.scenes for one in scene.declared.boards]
    boards.declare([*(file.get() for file in read.boards), *made], source=read.id, actor=actor)


def _tell(read: _reading.PackFiles) -> None:
    """Declare the briefings that were looked at."""
    made = [one for scene in read.scenes for one in scene.declared.reports]
    reports.declare([*(file.get() for file in read.reports), *made], source=read.id)


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


def _flow(read: _reading.PackFiles, actor: str) -> None:
    """Declare the pack's flows, and look whether every flow that its matters name is there."""
    _flows.declare(read.flows, pack=read.id, actor=actor)
    _flows.check_named(read.matters())


def _declare_scene(read: _reading.PackFiles, scene: SceneFiles[Any], actor: str) -> None:
    """Hand the nouns below what a scene says, lowest noun first. Raises DeclarationFaults."""
    if scene.expansion is None:
        raise DeclarationFaults(read.faults)
    try:
        _declare(scene.expansion, actor)
    except Refusal as refusal:
        logic.tell_refusal(scene, refusal)
        raise DeclarationFaults(read.faults) from refusal


def _declare(made: Expansion, actor: str) -> None:
    if made.source is not None:
        sensing.declare([*made.models, *made.things, made.source], pack=made.key)
    if made.matters:
        matters.declare([*made.classes, *made.matters], pack=made.key)
    matters.retire(pack=made.key, keep=[one.code for one in made.matters], actor=actor)
    rules.declare(list(made.rules), pack=made.key)


def refuse(read: _reading.PackFiles, actor: str) -> None:
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

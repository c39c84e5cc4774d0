"""Looking before it is done: what an archive, or a removal, would change here, and what of it is in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.kernel.declarations import DeclarationFaults, Words
from yiwang.ledgers import api as ledgers
from yiwang.packs import _install, _installed, _reading, _taking, api, models
from yiwang.packs.contracts import PackChange, PackComing, PackStanding, PackTouched
from yiwang.packs.models import InstallRow

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def standing() -> list[PackStanding]:
    """Every topic that is or was here, by its number, with the newest act on it."""
    acts = _installed.standing()
    found = [_standing(row, acts.get(row.id)) for row in models.PackRow.objects.all()]
    return sorted(found, key=lambda one: (one.number, one.id))


def _standing(row: models.PackRow, act: InstallRow | None) -> PackStanding:
    person = identity.find_user(act.actor) if act is not None and ":" not in act.actor else None
    return PackStanding(
        id=row.id,
        number=row.body["number"],
        name_zh=row.body["name_zh"],
        name_en=row.body["name_en"],
        state=row.state,  # type: ignore[arg-type]
        version=row.body.get("version", ""),
        scenes=len(row.body["scenes"]),
        faults=len(row.faults),
        act=act.act if act else "",
        publisher=act.publisher if act else "",
        actor_name=person.name if person else "",
        reason=act.reason if act else "",
        at=act.at if act else None,
    )


def look(name: str, archive: bytes, *, tell: _taking.Tell = _taking.untold) -> PackComing:
    """What an archive would do. Raises what opening it raises; what is wrong inside are faults of the answer.

    To know what the nouns of this city would refuse it is declared whole, and taken back.
    """
    with _install.unpacked((name, archive)) as (folder, publisher):
        read = _reading.read_pack(folder, folder.parent)
        before = _install.now(read.id)
        changes = [] if read.faults else list(_changes(before, read))
        faults = read.faults
        if not faults:
            with transaction.atomic():
                try:
                    api.take(read, api.ACTOR, tell=tell)
                except DeclarationFaults as refused:
                    faults = refused.found
                transaction.set_rollback(True)
        told = [fault.as_json() for fault in faults]
        return _coming(read.id, before, read, publisher, changes, told)


def leaving(pack: str) -> PackComing:
    """What a removal would take away. Raises NotThere."""
    if not models.PackRow.objects.filter(pk=pack, state__in=_install.STANDING).exists():
        raise _install.NotThere(pack=pack)
    before, last = _install.now(pack), _installed.standing().get(pack)
    changes = list(_changes(before, None))
    return _coming(pack, before, None, last.publisher if last else "", changes, [])


def _coming(
    pack: str,
    before: _reading.PackFiles | None,
    after: _reading.PackFiles | None,
    publisher: str,
    changes: list[PackChange],
    faults: list[dict[str, Any]],
) -> PackComing:
    told = next((one.pack.record for one in (after, before) if one is not None and one.pack.record), None)
    return PackComing(
        pack=pack,
        number=told.number if told else "",
        name_zh=told.name.zh if told else pack,
        name_en=told.name.en if told else pack,
        act=_act(before, after),
        version=told.version if told and after is not None else "",
        standing=before.pack.get().version if before else "",
        publisher=publisher,
        changes=changes,
        touched=list(_touched(changes)),
        faults=faults,
    )


def _act(before: _reading.PackFiles | None, after: _reading.PackFiles | None) -> str:
    if after is None:
        return "remove"
    if before is None:
        return "install"
    if before.content_hash == after.content_hash:
        return "same"
    if after.pack.record is None:
        return "upgrade"
    above = _install.number(after.pack.get().version) > _install.number(before.pack.get().version)
    return "upgrade" if above else "downgrade"


def _changes(before: _reading.PackFiles | None, after: _reading.PackFiles | None) -> Iterator[PackChange]:
    old, new = _install.says(before), _install.says(after)
    for kind, said in _install.changes(before, after).items():
        for change, codes in said.items():
            # A thing that nobody names any more stays registered.
            for code in codes if (kind, change) != ("things", "removed") else ():
                zh, en = _named(new.get(kind, {}).get(code) or old[kind][code])
                yield PackChange(kind=kind, change=change, code=code, zh=zh, en=en)


def _named(one: Any) -> tuple[str, str]:
    """What a declaration calls itself, however its noun says so."""
    words = getattr(one, "title", None) or getattr(one, "name", None)
    if isinstance(words, Words):
        return words.zh, words.en
    zh = str(words or one.name_zh)
    return zh, str(getattr(one, "name_en", "") or zh)


def _touched(changes: list[PackChange]) -> Iterator[PackTouched]:
    """Counts, and no rows of anybody: who decides on a topic must know what hangs on it."""
    own = {kind: {one.code: one for one in changes if one.kind == kind} for kind in ("matters", "ledgers")}
    for case in cases.by_matter(EVER) if own["matters"] else ():
        if case.open and case.matter in own["matters"]:
            yield _touch(own["matters"][case.matter], case.open)
    for ledger in ledgers.standing() if own["ledgers"] else ():
        if ledger.records and ledger.code in own["ledgers"]:
            yield _touch(own["ledgers"][ledger.code], ledger.records)


def _touch(one: PackChange, many: int) -> PackTouched:
    return PackTouched(kind=one.kind, change=one.change, code=one.code, zh=one.zh, en=one.en, many=many)

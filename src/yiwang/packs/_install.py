"""Install, upgrade and remove a topic on a running city: one transaction each, data kept, twice the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yiwang.identity import api as identity
from yiwang.kernel import clock, facts
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.packs import _archive, _installed, _reading, _routines, _taking, api, models
from yiwang.packs.contracts import PackInstall, PackInstalled, PackRemoved
from yiwang.packs.models import InstallRow

KEY = "publisher.pem"
LEAST_REASON = 4
STANDING = ("loaded", "faulty")
KINDS = ("scenes", "rules", "matters", "indicators", "boards", "reports", "ledgers", "routines", "things")
Changes = dict[str, dict[str, list[str]]]


class StandsAlready(Conflict):
    code = "packs.stands_already"
    zh = "专题“{pack}”已有版本 {version} 在用；换版本请用 yiwang packs upgrade。"
    en = "The topic “{pack}” stands in version {version}; use yiwang packs upgrade to change it."


class NotThere(NotFound):
    code = "packs.not_there"
    zh = "专题“{pack}”没有在用，无可升级或移除。"
    en = "The topic “{pack}” does not stand here: there is nothing to upgrade or remove."


class Downgrade(Conflict):
    code = "packs.downgrade"
    zh = "版本 {new} 不高于在用的 {old}；确要换回，请加 --downgrade。"
    en = "Version {new} is not above {old}, which stands; say --downgrade if that is meant."


class NeedsReason(Invalid):
    code = "packs.needs_reason"
    zh = "请写明原因（至少 {least} 个字）。"
    en = "Say why, in at least {least} characters."


def install(
    source: Path | tuple[str, bytes],
    *,
    by: str,
    reason: str,
    upgrade: bool = False,
    downgrade: bool = False,
    tell: _taking.Tell = _taking.untold,
) -> InstallRow:
    """Put an archive's (or, for development, a folder's) topic in force; the act as it was kept.

    `source` is a path, or the name and the bytes of an archive that was handed in; `by` does it.
    What stands in the very same content is answered with the act that put it there: twice does nothing more.
    Raises what `_archive.read` raises, DeclarationFaults, NeedsReason, StandsAlready, NotThere, Downgrade.
    """
    _why(reason)
    with unpacked(source) as (folder, publisher):
        read = _reading.read_pack(folder, folder.parent)
        if read.faults:
            raise DeclarationFaults(read.faults)
        before = now(read.id)
        last = _installed.standing().get(read.id)
        if before is not None and before.content_hash == read.content_hash and last is not None:
            return last
        if before is None and upgrade:
            raise NotThere(pack=read.id)
        if before is not None and not upgrade:
            raise StandsAlready(pack=read.id, version=before.pack.get().version)
        new = read.pack.get().version
        if before is not None and not downgrade and number(new) <= number(before.pack.get().version):
            raise Downgrade(new=new, old=before.pack.get().version)
        kept = _installed.folder_of(read.id, read.content_hash)
        if not kept.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copytree(folder, kept)
        read = _reading.read_pack(kept, kept.parent)
        return _put(read, before, read.content_hash, publisher, by, reason, tell)


def _put(
    read: _reading.PackFiles,
    before: _reading.PackFiles | None,
    content_hash: str,
    publisher: str,
    by: str,
    reason: str,
    tell: _taking.Tell,
) -> InstallRow:
    """Declare what the files say, and keep the act with it."""
    with transaction.atomic():
        api.take(read, api.ACTOR, tell=tell)
        row = InstallRow.objects.create(
            pack=read.id,
            act="upgraded" if before else "installed",
            version=read.pack.get().version,
            content_hash=content_hash,
            publisher=publisher,
            changes=changes(before, read),
            actor=by,
            reason=reason.strip(),
            at=clock.now(),
        )
        facts.tell(
            PackInstalled(
                pack=read.id,
                act=row.act,
                version_name=row.version,
                content_hash=read.content_hash,
                publisher=publisher,
                reason=row.reason,
            ),
            subject=f"pack_install:{read.id}",
            version=_count(read.id),
            actor=by,
        )
    return row


def restore(pack: str, *, by: str, reason: str, tell: _taking.Tell = _taking.untold) -> InstallRow:
    """Take a removed topic up again as it stood: the version that was installed last, else what ships.

    One that stands already is answered with its newest act. Raises NeedsReason, NotThere, DeclarationFaults.
    """
    _why(reason)
    last = _installed.standing().get(pack)
    if last is None:
        raise NotThere(pack=pack)
    if last.act != "removed":
        return last
    kept = InstallRow.objects.filter(pack=pack).exclude(content_hash="").order_by("-id").first()
    # What ships goes by the software's own version again: it is not pinned to today's.
    folder = _installed.folder_of(pack, kept.content_hash) if kept else settings.YIWANG.packs_folder / pack
    if not (folder / "pack.yaml").is_file():
        raise NotThere(pack=pack)
    read = _reading.read_pack(folder, folder.parent)
    if read.faults:
        raise DeclarationFaults(read.faults)
    content, publisher = (kept.content_hash, kept.publisher) if kept else ("", "")
    return _put(read, None, content, publisher, by, reason, tell)


def remove(pack: str, *, by: str, reason: str, tell: _taking.Tell = _taking.untold) -> InstallRow:
    """Retire all that a topic declared; its cases, records and figures stay, open cases finish as they began.

    Removing what was removed is answered with the act that did it. What has faults in its files goes as well.
    Raises NeedsReason, NotThere.
    """
    _why(reason)
    last = _installed.standing().get(pack)
    if last is not None and last.act == "removed":
        return last
    stands = models.PackRow.objects.filter(pk=pack, state__in=STANDING).first()
    if stands is None:
        raise NotThere(pack=pack)
    before = now(pack)
    with transaction.atomic():
        api.retire(pack, api.ACTOR, tell=tell)
        row = InstallRow.objects.create(
            pack=pack,
            act="removed",
            version=before.pack.get().version if before else stands.body.get("version", ""),
            content_hash="",
            publisher="",
            changes=changes(before, None),
            actor=by,
            reason=reason.strip(),
            at=clock.now(),
        )
        facts.tell(
            PackRemoved(pack=pack, version_name=row.version, reason=row.reason),
            subject=f"pack_install:{pack}",
            version=_count(pack),
            actor=by,
        )
    return row


def history(pack: str) -> list[PackInstall]:
    """Every act on a topic, newest first."""
    return [shown(row) for row in InstallRow.objects.filter(pack=pack).order_by("-id")]


def shown(row: InstallRow) -> PackInstall:
    """An act as screens show it."""
    person = None if ":" in row.actor else identity.find_user(row.actor)
    return PackInstall(
        pack=row.pack,
        act=row.act,
        version=row.version,
        content_hash=row.content_hash,
        publisher=row.publisher,
        changes=row.changes,
        actor=row.actor,
        actor_name=person.name if person else "",
        reason=row.reason,
        at=row.at,
    )


def changes(before: _reading.PackFiles | None, after: _reading.PackFiles | None) -> Changes:
    """What comes, changes and goes from one version to the other, by kind; kinds without a change are left
    out."""
    old, new = says(before), says(after)
    found: Changes = {}
    for kind in KINDS:
        mine, theirs = old.get(kind, {}), new.get(kind, {})
        said = {
            "added": sorted(theirs.keys() - mine.keys()),
            "changed": sorted(code for code in mine.keys() & theirs.keys() if mine[code] != theirs[code]),
            "removed": sorted(mine.keys() - theirs.keys()),
        }
        if any(said.values()):
            found[kind] = said
    return found


def says(read: _reading.PackFiles | None) -> dict[str, dict[str, Any]]:
    """What a topic's files declare: kind → code → record."""
    if read is None:
        return {}
    made = [scene.declared for scene in read.scenes]
    said: dict[str, list[Any]] = {
        "rules": [one for each in made for one in each.rules],
        "matters": [
            *(one for each in made for one in each.matters),
            *(one for file in read.catalogues for one in file.get().matters),
        ],
        "indicators": [
            *(one for each in made for one in each.indicators),
            *(one for file in read.indicators for one in file.get().indicators),
        ],
        "boards": [*(one for each in made for one in each.boards), *(file.get() for file in read.boards)],
        "reports": [*(one for each in made for one in each.reports), *(file.get() for file in read.reports)],
        "ledgers": [
            *(one for each in made for one in each.ledgers),
            *(file.file.get() for file in read.ledgers),
        ],
    }
    found = {kind: {one.code: one for one in records} for kind, records in said.items()}
    found["routines"] = dict(_routines.every(read.routines, read.scenes))
    found["things"] = {one.id: one for each in made for one in each.things}
    found["scenes"] = {scene.record.id: scene.record for scene in read.scenes}
    return found


def now(pack: str) -> _reading.PackFiles | None:
    """The files of a topic as it stands here; None where it does not, or they have faults."""
    if not models.PackRow.objects.filter(pk=pack, state__in=STANDING).exists():
        return None
    found = _installed.in_force(settings.YIWANG.packs_folder, [pack])
    return found[0] if found and not found[0].faults else None


def _count(pack: str) -> int:
    return InstallRow.objects.filter(pack=pack).count()


def number(version: str) -> tuple[int, ...]:
    """A version as numbers that can be compared."""
    parts = [int(one) for one in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def _why(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise NeedsReason(least=LEAST_REASON)


@contextmanager
def unpacked(source: Path | tuple[str, bytes]) -> Iterator[tuple[Path, str]]:
    """The folder of a topic's files, and who signed them."""
    told = settings.YIWANG
    if isinstance(source, Path) and source.is_dir():
        if not told.unsigned_packs:
            raise _archive.Unsigned()
        yield source.resolve(), ""
        return
    try:
        name, body = (source.name, source.read_bytes()) if isinstance(source, Path) else source
    except OSError as error:
        raise _archive.NoArchive(file=str(source)) from error
    publishers = _archive.trusted(told.publishers)
    opened = _archive.read(body, publishers, file=name, unsigned=told.unsigned_packs)
    with tempfile.TemporaryDirectory(prefix="yiwang-pack-") as room:
        folder = Path(room) / opened.pack
        for path, content in opened.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        yield folder, opened.publisher

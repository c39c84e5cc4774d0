"""What the worker runs for packs: in development, a file that was changed is read again within a second."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from yiwang.kernel.tasks import Lease, register
from yiwang.packs import api

log = logging.getLogger(__name__)
Mark = tuple[tuple[str, int, int], ...]


class Reload:
    """Looks at the files of every topic and loads the one that changed; faulty words leave what stood."""

    name = "packs.reload"
    wakes: tuple[str, ...] = ()
    every = 1.0
    pause = 1.0

    def __init__(self) -> None:
        self.seen: dict[str, Mark] | None = None

    def pump(self, lease: Lease) -> int:
        if not settings.YIWANG.reload_packs:
            return 0
        now = marks(settings.YIWANG.packs_folder)
        before, self.seen = self.seen, now
        if before is None:
            return 0
        changed = sorted(topic for topic, mark in now.items() if before.get(topic) != mark)
        for topic in changed:
            report = api.load(settings.YIWANG.packs_folder, only=[topic], say=log.warning)
            log.info("packs: %s was read again: %s faults", topic, report.faults)
        return len(changed)


def marks(folder: Path) -> dict[str, Mark]:
    """Names, sizes and times of each topic's files."""
    found: dict[str, Mark] = {}
    for topic in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (topic / "pack.yaml").is_file():
            stats = [(path, path.stat()) for path in sorted(topic.rglob("*")) if path.is_file()]
            found[topic.name] = tuple((path.name, one.st_size, one.st_mtime_ns) for path, one in stats)
    return found


RELOAD = register(Reload(), rehearsed=False)

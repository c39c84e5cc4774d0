"""A writer in a process of its own that kills itself at a named moment: `python -m tests.lake.crash ROOT
MOMENT N`.

It plays N messages of two readings each; message n repeats one reading of message n - 1.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def messages(count: int) -> list[tuple[int, list[tuple[str, float, float]]]]:
    noon = 1_772_424_000.0
    return [
        (n, [("a", noon + n, n / 10), ("a", noon + n - 1, (n - 1) / 10), (f"k{n % 7}", noon - n, n / 3)])
        for n in range(1, count + 1)
    ]


class NoLease:
    fence = 1

    def hold(self) -> None:
        return


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(root: Path, moment: str, count: int) -> None:
    os.environ["YIWANG_HOME"] = str(root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    django.setup()

    import pyarrow.parquet as pq

    from tests.lake.conftest import Town
    from yiwang.kernel.bus import Message
    from yiwang.lake import _writer
    from yiwang.lake._settle import Settler
    from yiwang.lake._store import Store

    town = Town(root / "lake")
    town.messages = [
        Message(seq=seq, subject="x", data=json.dumps(rows).encode(), time="", headers={})
        for seq, rows in messages(count)
    ]
    # Many small commits, so that there is something to die in.
    _writer.READ_MESSAGES, _writer.COMMIT_ROWS = 5, 15
    if moment.startswith("compact"):
        from yiwang.lake import _store

        _store.MANY_SMALL = 4
    steps = {
        "half a file": (pq, "write_table", _half),
        "written, not committed": (Store, "_commit", None),
        "committed, not flushed": (Store, "_sync_log", None),
        "flushed, not remembered": (Settler, "committed", None),
        "compact: half a file": (pq.ParquetWriter, "write_table", None),
        "compact: written": (Store, "_commit", None),
        "compact: committed": (Store, "_sync_log", None),
    }
    lease: Any = NoLease()
    if moment != "none":
        place, name, act = steps[moment]
        real = getattr(place, name)
        left = [int(os.environ.get("CRASH_AFTER", "2"))]

        def trap(*given: Any, **more: Any) -> Any:
            if not moment.startswith("compact") or compacting:
                left[0] -= 1
                if left[0] <= 0:
                    (act or die)(*given, **more)
            return real(*given, **more)

        compacting: list[int] = []
        setattr(place, name, trap)
        if moment.startswith("compact"):
            compact = Store.compact

            def watched(self: Store) -> int:
                compacting.append(1)
                try:
                    return compact(self)
                finally:
                    compacting.clear()

            Store.compact = watched  # type: ignore[method-assign]
            left[0] = 1
    while town.reader.committed_seq() < count:
        town.writer.now_please = True
        town.writer.pump(lease)
    town.writer.pump(lease)


def _half(table: Any, path: Path, **_: Any) -> None:
    Path(path).write_bytes(b"PAR1 half a file")
    die()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

"""A rehearsal that somebody watches: run as `python -m yiwang.packs._watched FOLDER TOPIC/SCENE`.

Prints a line of JSON for the beginning of each variant, for every step as it happens, and for the end. A
SIGTERM ends it in order: its instance, its broker and its folders go with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main(folder: Path, what: str) -> int:
    import django

    django.setup()
    from django.conf import settings

    from yiwang.packs import _rehearsal

    passed = True
    with (
        _rehearsal.base(settings.YIWANG.home, settings.YIWANG.cities_folder, say=False) as prepared,
        _rehearsal.company() as troupe,
    ):
        for pack, scene, recipe in _rehearsal.chosen(folder, what):
            for variant in recipe.variants:
                _say({"variant": variant.code, "zh": variant.name.zh, "en": variant.name.en})
                outcome = _rehearsal.rehearse(
                    prepared, folder, pack, scene, variant.code, say=_say, troupe=troupe
                )
                passed = passed and outcome.passed
                ended = {"ended": variant.code, "passed": outcome.passed, "error": outcome.error}
                _say({**ended, "seconds": round(outcome.seconds, 2)})
    return 0 if passed else 1


def _end_with_watcher() -> None:
    """Who watches holds our standard input open: where it ends, he is gone, and so are we."""
    while os.read(0, 64):  # without a buffer, whose lock would outlive the interpreter
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    os.nice(5)  # the city comes first
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    threading.Thread(target=_end_with_watcher, daemon=True).start()
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))

"""`python -m yiwang.app.child ROLE …` sets Django up, then becomes that process.

`zygote FD` loads all of them and becomes one at each word that comes over the line (yiwang.app.zygote).
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

ROLES = {
    "web": "yiwang.app.web",
    "worker": "yiwang.app.worker",
    "feed": "yiwang.app.feed",
    "simulator": "yiwang.messages.simulator",
    "hotline": "yiwang.appeals.simulator",
    "cli": "yiwang.app.cli",
}
ZYGOTE = "zygote"
LOAD_ON = frozenset({"web", "worker"})  # their `main` loads the nouns, and then settles

ROOM = 16_000
"""Words of the interpreter's stack, 125 KiB."""


def roomy(function: Any) -> None:
    """Let the frames of `function` and of all that it calls lie in one piece of memory.

    CPython (3.11 to 3.13 at least) keeps a thread's frames in chunks of 16 KiB and gives a chunk back to the
    system with the last frame in it: a loop whose calls happen to cross an edge maps and unmaps memory with
    every call, which costs fifty times the call and disturbs every other processor. A first frame that asks
    for more gets a chunk of 256 KiB, and what follows stays in it.
    """
    function.__code__ = function.__code__.replace(co_stacksize=function.__code__.co_stacksize + ROOM)


def settle() -> None:
    """Call when a process is loaded: what lives as long as it does is not collected, nor looked at again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _become(run: Callable[[], None]) -> None:
    run()


def _hatch() -> str:
    """As the zygote: load what any process may need, then fork at each word. Returns in the new process, with
    its role; its own words are in `sys.argv`."""
    from yiwang.app import http, rooms, zygote

    for module in ROLES.values():
        importlib.import_module(module)
    rooms.import_tasks()
    http.import_routes()
    gc.collect()
    gc.freeze()  # what is never looked at is never copied
    with socket.socket(fileno=int(sys.argv.pop(1))) as line:
        role, *sys.argv[1:] = zygote.serve(line)
    return role


def main() -> None:
    """The first word names the process; the rest is its own."""
    gc.disable()  # loading makes a great deal that stays: looking for garbage in it is a tenth of a start
    import django

    role = sys.argv.pop(1)
    if role not in ROLES and role != ZYGOTE:
        raise SystemExit(f"there is no process called {role}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    django.setup()
    from django.conf import settings

    from yiwang.app import logs

    logs.configure(settings.YIWANG.log_level)
    roomy(getattr(threading.Thread, "_bootstrap"))  # noqa: B009  every thread's first frame
    roomy(_become)
    if role == ZYGOTE:
        role = _hatch()
    module = importlib.import_module(ROLES[role])
    if role not in LOAD_ON:
        settle()
    _become(module.main)


if __name__ == "__main__":
    main()

"""`python -m yiwang.app.child web|worker|feed|simulator …`: sets Django up, then becomes that process."""

from __future__ import annotations

import importlib
import os
import sys

ROLES = {
    "web": "yiwang.app.web",
    "worker": "yiwang.app.worker",
    "feed": "yiwang.app.feed",
    "simulator": "yiwang.messages.simulator",
}


def main() -> None:
    """The first word names the process; the rest is its own."""
    import django

    role = sys.argv.pop(1)
    if role not in ROLES:
        raise SystemExit(f"there is no process called {role}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    django.setup()
    from django.conf import settings

    from yiwang.app import logs

    logs.configure(settings.YIWANG.log_level)
    importlib.import_module(ROLES[role]).main()


if __name__ == "__main__":
    main()

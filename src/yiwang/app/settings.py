"""What Django makes of the `YIWANG_*` settings (see `options` for the list)."""

from __future__ import annotations

import importlib.util
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yiwang.app import keys, options
from yiwang.kernel import clock

Settings = options.Settings
YIWANG = options.read()
# Before anybody asks what time it is: each of our processes comes by here once, and a fork shares the map.
if YIWANG.windable_clock:
    clock.run_by(clock.WoundClock(YIWANG.clock))

# SQLite: writers queue at BEGIN (a deferred transaction that turns writer dies at once with "database is
# locked"), every commit reaches the disk, and nobody but the worker checkpoints the log (old SQLite loses
# pages when several connections do).
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=0;"
        "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
    ),
}


# In a worker each task has a thread, and each thread keeps its connection: all of them, and some room.
FOR_TASKS = 96


def database(told: options.Settings) -> dict[str, Any]:
    """Django's description of the database that `told` names."""
    if not told.database_url:
        return {
            "ENGINE": "yiwang.kernel.sqlite",
            "NAME": str(told.home / "yiwang.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
            # A file, so that tests meet the locks and the log that production meets.
            "TEST": {"NAME": str(told.home / "test.sqlite3")},
        }
    parts = urlsplit(told.database_url)
    return {
        "ENGINE": "yiwang.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # What the pool hands out is looked at first: after a restart of the server all of it is broken.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # A pool doubles its pauses between attempts for five minutes, and whoever asks meanwhile waits:
            # after a minute without the server it stayed away for another. It gives up early, and the next
            # who asks tries anew.
            "pool": {
                "min_size": 1,
                "max_size": told.web_threads + FOR_TASKS,
                "timeout": 20,
                "reconnect_timeout": 4,
            },
            "application_name": "yiwang",
            "connect_timeout": 10,
            **dict(parse_qsl(parts.query)),
        },
    }


NOUNS = (
    "kernel",
    "identity",
    "areas",
    "lake",
    "documents",
    "messages",
    "ledgers",
    "sensing",
    "algorithms",
    "rules",
    "matters",
    "appeals",
    "events",
    "cases",
    "routines",
    "command",
    "forecasts",
    "indicators",
    "boards",
    "themes",
    "reports",
    "packs",
    "shelf",
    "studio",
)

SECRET_KEY = keys.signing_key(YIWANG.secrets, YIWANG.secret)
INSTALLED_APPS = [f"yiwang.{noun}" for noun in NOUNS if importlib.util.find_spec(f"yiwang.{noun}")]
DATABASES = {"default": database(YIWANG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
USE_I18N = False
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", YIWANG.host.strip("[]"), *YIWANG.allowed_hosts]
ROOT_URLCONF = "yiwang.app.urls"
SERVER = "yiwang.app.web.serve"  # for who lies below and lets people in: a rehearsal that stays open
APPEND_SLASH = False
MIDDLEWARE = ["yiwang.app.urls.one_error_shape"]
# The front of the house (yiwang.app.http) measures bodies before Django sees them; files may fill one whole.
BODY_LIMIT_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT_BYTES
FILE_UPLOAD_PERMISSIONS = 0o600
LOGGING_CONFIG = None

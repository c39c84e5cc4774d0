"""Settings: every `YIWANG_*` variable, read once, and what Django makes of them."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one instance was told by its environment."""

    home: Path = field(default_factory=lambda: Path(os.environ.get("YIWANG_HOME", "var")).resolve())
    database_url: str = field(default_factory=lambda: os.environ.get("YIWANG_DATABASE_URL", ""))
    nats_url: str = field(default_factory=lambda: os.environ.get("YIWANG_NATS_URL", ""))
    seed: int = field(default_factory=lambda: int(os.environ.get("YIWANG_SEED", "1")))


YIWANG = Settings()


def _database(url: str, home: Path) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / "yiwang.sqlite3"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=0;"
                    "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
    }


NOUNS = (
    "kernel",
    "identity",
    "areas",
    "lake",
    "documents",
    "messages",
    "sensing",
    "rules",
    "matters",
    "events",
    "cases",
    "packs",
)

SECRET_KEY = os.environ.get("YIWANG_SECRET", "only-for-processes-that-sign-nothing")
INSTALLED_APPS = [f"yiwang.{noun}" for noun in NOUNS if importlib.util.find_spec(f"yiwang.{noun}")]
DATABASES = {"default": _database(YIWANG.database_url, YIWANG.home)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
USE_I18N = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "yiwang.app.urls"
MIDDLEWARE: list[str] = []

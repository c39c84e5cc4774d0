"""System packages that the checks need: installed as root on Debian, otherwise looked for and reported."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import postgres


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing of the system: its Debian package, and whether it is there."""

    package: str
    what: str
    otherwise: str = ""
    """The package to take where the system's lists do not know the first one."""

    def present(self) -> bool:
        if self.package == "postgresql":
            try:
                return bool(postgres.binaries())
            except postgres.PostgresMissing:
                return False
        if self.package == "chromium-headless-shell":
            return browser() is not None
        if self.package == "fonts-noto-cjk":
            return _has_chinese_font()
        return shutil.which(COMMANDS[self.package]) is not None

    def to_install(self) -> str:
        """The package that the system's lists know; they must be fresh."""
        if not self.otherwise:
            return self.package
        known = subprocess.run(["apt-cache", "show", self.package], capture_output=True, check=False)
        return self.otherwise if known.returncode else self.package


COMMANDS = {"mosquitto-clients": "mosquitto_pub", "curl": "curl"}
"""Packages that are looked for by a command of theirs."""

NEEDS = (
    Need(package="postgresql", what="a PostgreSQL server for the second run of the database tests"),
    Need(
        package="chromium-headless-shell",
        what="a browser for the browser tests",
        otherwise="chromium",
    ),
    Need(package="fonts-noto-cjk", what="a Chinese font for the browser tests"),
    Need(package="mosquitto-clients", what="the commands on the page for makers of devices"),
    Need(package="curl", what="the commands on the page for makers of devices"),
)


def browser() -> str | None:
    """The path of Chromium (or Chrome), None where there is none.

    The headless shell first: it draws the same pages, without the windows, services and spare processes of a
    desktop browser, for about three quarters of its processor time.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


def _has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        told = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
        return bool(told.stdout.strip())
    return any(Path("/usr/share/fonts").glob("**/*CJK*"))


def ensure() -> list[Need]:
    """Install what is missing where we may; what is still missing afterwards."""
    missing = [need for need in NEEDS if not need.present()]
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return missing
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt_get(*words: str) -> bool:
        told = subprocess.run(["apt-get", *words], env=quiet, capture_output=True, text=True, check=False)
        if told.returncode:
            print(f"  apt-get: {told.stderr.strip()[-400:]}", flush=True)
        return told.returncode == 0

    print(f"· 安装系统软件包  installing system packages: {' '.join(n.package for n in missing)}", flush=True)
    if apt_get("update", "-qq"):
        names = [need.to_install() for need in missing]
        apt_get("install", "-y", "-qq", "--no-install-recommends", *names)
    return [need for need in missing if not need.present()]

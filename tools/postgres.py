"""A PostgreSQL server of our own for a while: real binaries, a temporary folder, loopback only.

`with postgres.cluster() as url:` gives a superuser's URL. The server refuses to run as root, so root lends it
to the system's `postgres` account.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


class PostgresMissing(RuntimeError):
    """No PostgreSQL server is installed here."""


def binaries() -> Path:
    """The folder of `initdb` and `pg_ctl` of the newest installed server. Raises PostgresMissing."""
    on_path = shutil.which("initdb")
    if on_path and Path(on_path).resolve().with_name("pg_ctl").exists():
        return Path(on_path).resolve().parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    if not found:
        raise PostgresMissing("postgresql")
    return found[0].parent


def _as_server(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextlib.contextmanager
def cluster(*settings: str, durable: bool = False) -> Iterator[str]:
    """A fresh server; its URL (database `yiwang`). `durable` flushes as in production, else speed counts."""
    folder = Path(tempfile.mkdtemp(prefix="yiwang-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data, where = folder / "data", binaries()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"-p {port}", f"-k {folder}", "-c listen_addresses=127.0.0.1", "-c max_connections=200"]
    if not durable:
        options += ["-c fsync=off", "-c full_page_writes=off"]
    options += [f"-c {setting}" for setting in settings]
    try:
        _run(
            str(where / "initdb"),
            "-D",
            str(data),
            "-U",
            "yiwang",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        _run(
            str(where / "pg_ctl"),
            "-D",
            str(data),
            "-l",
            str(folder / "log"),
            "-w",
            "-o",
            " ".join(options),
            "start",
        )
        _run(str(where / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "yiwang", "yiwang")
        yield f"postgresql://yiwang@127.0.0.1:{port}/yiwang"
    finally:
        subprocess.run(
            _as_server([str(where / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]),
            capture_output=True,
            check=False,
            cwd="/",
        )
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> None:
    told = subprocess.run(_as_server(list(command)), capture_output=True, text=True, check=False, cwd="/")
    if told.returncode:
        raise RuntimeError(f"{command[0]} failed: {told.stderr.strip() or told.stdout.strip()}")


def main() -> None:
    """`python -m tools.postgres COMMAND …`: run a command with YIWANG_DATABASE_URL set to a fresh server."""
    import sys

    with cluster() as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "YIWANG_DATABASE_URL": url}))


if __name__ == "__main__":
    main()

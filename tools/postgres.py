"""A PostgreSQL server of our own for a while: real binaries, a temporary folder, loopback only.

`with postgres.cluster() as url:` gives a superuser's URL; `with postgres.server() as server:` one that can
be killed and started again. The server refuses to run as root, so root lends it to the system's `postgres`
account.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yiwang.kernel import broker

STARTS_WITHIN_S = 60.0


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


@dataclass(slots=True, kw_only=True)
class Server:
    """A server in a folder of its own. We are the parent of its postmaster, so that a killed one is gone at
    once: its successor would not start beside an undead one."""

    folder: Path
    port: int
    options: list[str]
    _postmaster: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """A superuser's URL of the database `yiwang`."""
        return f"postgresql://yiwang@127.0.0.1:{self.port}/yiwang"

    @property
    def pid(self) -> int:
        """Of the postmaster, whose children all its processes are."""
        assert self._postmaster is not None
        return self._postmaster.pid

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def initialize(self) -> None:
        """Make the data folder, start, and make the database."""
        words = ["-U", "yiwang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run("initdb", "-D", str(self.data), *words)
        self.start()
        _run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "yiwang", "yiwang")

    def start(self) -> None:
        """Start it and wait until it answers.

        After a kill it is refused as long as a backend of the killed server holds the memory: tried again.
        Raises RuntimeError with the end of the log.
        """
        limit = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if time.monotonic() > limit:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")[-2000:])
            if self._postmaster is None or self._postmaster.poll() is not None:
                command = [str(binaries() / "postgres"), "-D", str(self.data), *self.options]
                with (self.folder / "log").open("ab") as log:
                    self._postmaster = subprocess.Popen(
                        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **_as_server()
                    )
            time.sleep(0.02)

    def _answers(self) -> bool:
        """The postmaster says so itself: the eighth line of its file is its state."""
        if self._postmaster is None or self._postmaster.poll() is not None:
            return False
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and int(lines[0]) == self._postmaster.pid and lines[7].strip() == "ready"

    def end(self, how: signal.Signals) -> None:
        """Signal the postmaster and wait for its end: SIGINT leaves all in order, SIGQUIT stops at once;
        after SIGKILL its backends see that it is gone, and go by themselves."""
        if self._postmaster is not None:
            self._postmaster.send_signal(how)
            self._postmaster.wait(STARTS_WITHIN_S)
            self._postmaster = None


@contextlib.contextmanager
def server(
    *settings: str, durable: bool = False, data: Path | None = None, keep: Path | None = None
) -> Iterator[Server]:
    """A fresh server, running, or one on a copy of `data`, which another in its time left in order. In a
    folder to `keep`, what is there is taken up, and stays.

    `durable` flushes as in production, else speed counts (a killed server loses nothing either way: only a
    power cut does). Raises PostgresMissing.
    """
    binaries()
    folder = keep or Path(tempfile.mkdtemp(prefix="yiwang-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    port = broker.free_port()
    said = ["listen_addresses=127.0.0.1", "max_connections=200", *settings]
    if not durable:
        said += ["fsync=off", "full_page_writes=off"]
    options = ["-p", str(port), "-k", str(folder), *(word for one in said for word in ("-c", one))]
    made = Server(folder=folder, port=port, options=options)
    try:
        if made.data.exists():
            made.start()
        elif data is None:
            made.initialize()
        else:
            subprocess.run(["cp", "-a", str(data), str(made.data)], check=True)  # keeps whom it belongs to
            made.start()
        yield made
    finally:
        made.end(signal.SIGINT if keep else signal.SIGQUIT)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def cluster(*settings: str, durable: bool = False) -> Iterator[str]:
    """A fresh server; its URL (database `yiwang`)."""
    with server(*settings, durable=durable) as made:
        yield made.url


def _as_server() -> dict[str, Any]:
    """Whom a process of the server runs as."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _run(program: str, *words: str) -> None:
    told = subprocess.run(
        [str(binaries() / program), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **_as_server(),
    )
    if told.returncode:
        raise RuntimeError(f"{program} failed: {told.stderr.strip() or told.stdout.strip()}")


def main() -> None:
    """`python -m tools.postgres COMMAND …`: run a command with YIWANG_DATABASE_URL set to a fresh server."""
    import sys

    with cluster() as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "YIWANG_DATABASE_URL": url}))


if __name__ == "__main__":
    main()

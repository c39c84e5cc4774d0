"""A whole instance for a while: the real supervisor with its real processes on a temporary data folder.

For tests, benchmarks and soak. `bare` leaves the city and the packs out, which starts in a few seconds.
Tests name a folder in `YIWANG_TEST_PREPARED`: what a first start prepares is made there once, and copied.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from yiwang.app import loaded, options
from yiwang.kernel import broker
from yiwang.kernel.clock import WoundClock

READY_WITHIN_S = 600.0


class DidNotStart(RuntimeError):
    """The instance ended before it was ready; the text is what it printed."""


class Instance:
    """One `yiwang run`. A context manager: started and ready inside, stopped and removed after."""

    def __init__(self, *, home: Path | None = None, bare: bool = False, **settings: str) -> None:
        self.own_home = home is None
        self.home = home or Path(tempfile.mkdtemp(prefix="yiwang-instance-"))
        self.bare = bare
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.output_path = self.home.parent / f"{self.home.name}.out"
        self.mqtt_port = broker.free_port()

    # -- life ------------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """The clean environment of the instance: nothing of ours but what was asked for."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("YIWANG_") or key == "YIWANG_DATABASE_URL"
        }
        told = {
            "YIWANG_HOME": str(self.home),
            "YIWANG_PORT": "0",
            "YIWANG_MQTT_PORT": str(self.mqtt_port),
            "YIWANG_FEED": "off",
        }
        if self.bare:
            told |= self._nothing_to_load()
        return {**kept, **told, **{f"YIWANG_{key.upper()}": value for key, value in self.settings.items()}}

    def _nothing_to_load(self) -> dict[str, str]:
        folder = self.home.parent / f"{self.home.name}.data"
        for name in ("cities", "packs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "cities" / "default.txt").write_text("", encoding="utf-8")
        return {
            "YIWANG_CITIES_FOLDER": str(folder / "cities"),
            "YIWANG_PACKS_FOLDER": str(folder / "packs"),
            "YIWANG_DEMONSTRATION": "off",
        }

    def fill(self) -> None:
        """Begin with what a first start would prepare, copied from a folder of the same code and data.

        Nothing happens on PostgreSQL, and where no such folder is kept.
        """
        kept = os.environ.get("YIWANG_TEST_PREPARED")
        told = options.read({**self.environment(), "YIWANG_HOME": str(self.home)})
        if not kept or told.on_postgresql:
            return
        source = Path(kept) / f"{loaded.fingerprint(told):x}"
        source.parent.mkdir(parents=True, exist_ok=True)
        with source.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not source.exists():
                prepare(source, self.environment())
        shutil.copytree(source, self.home, dirs_exist_ok=True)

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the supervisor without waiting."""
        with self.output_path.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "yiwang", "run"],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return self.process

    def start(self) -> Instance:
        """Start and wait until it is ready. Raises DidNotStart with what was printed; it is stopped then."""
        if self.own_home and not any(self.home.iterdir()):
            self.fill()
        (self.home / "run" / "address").unlink(missing_ok=True)
        self.launch()
        try:
            self.wait_ready()
        except DidNotStart:
            self.stop()  # one that is only slow would run on with nobody to end it
            raise
        return self

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> float:
        """Wait until `/health/ready` answers 200; how long that took."""
        began = time.monotonic()
        mark = self.home / "run" / "address"
        while time.monotonic() - began < within_s:
            if self.process is not None and self.process.poll() is not None:
                raise DidNotStart(self.output())
            if mark.exists():
                self.url = mark.read_text(encoding="ascii").strip()
                if self.url and self.get("/health/ready")[0] == 200:
                    return time.monotonic() - began
            time.sleep(0.05)
        raise DidNotStart(self.output() + self.logs())

    def stop(self, within_s: float = 40.0) -> int:
        """Ctrl-C, and the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self.process = None
        return code

    def __enter__(self) -> Instance:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            self.remove()

    def remove(self) -> None:
        if self.own_home:
            shutil.rmtree(self.home, ignore_errors=True)
            shutil.rmtree(self.home.parent / f"{self.home.name}.data", ignore_errors=True)
            self.output_path.unlink(missing_ok=True)

    # -- looking -----------------------------------------------------------------------------

    def output(self) -> str:
        """What the supervisor printed."""
        return (
            self.output_path.read_text(encoding="utf-8", errors="replace")
            if self.output_path.exists()
            else ""
        )

    def logs(self) -> str:
        """The end of every process's log."""
        parts = []
        for log in sorted((self.home / "log").glob("*.log")):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            parts.append(f"--- {log.name}\n" + "\n".join(lines[-30:]))
        return "\n".join(parts)

    def pids(self) -> dict[str, int]:
        """The children's process numbers by name."""
        try:
            rows = json.loads((self.home / "run" / "children.json").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return {}
        return {row["name"]: int(row["pid"]) for row in rows}

    def clock(self) -> WoundClock:
        """Its clock, to be wound; only where it was started with `windable_clock="on"`."""
        return WoundClock(options.read(self.environment()).clock)

    def passwords(self) -> dict[str, str]:
        """The generated demonstration passwords by login."""
        path = self.home / "secrets" / "demonstration-accounts.txt"
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
        return {row[0]: row[1] for row in rows}

    def get(self, target: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """One GET; status 0 when nobody answers."""
        return self.ask("GET", target, headers=headers)

    def ask(
        self, method: str, target: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; status 0 when nobody answers."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=20)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()

    def sign_in(self, login: str) -> Session:
        """A signed-in session of a demonstration account."""
        body = json.dumps({"login": login, "password": self.passwords()[login]}).encode()
        status, headers, text = self.ask("POST", "/api/session", body=body, headers=JSON)
        if status not in {200, 201}:
            raise RuntimeError(f"sign-in of {login}: {status} {text[:300]!r}")
        return Session(self, headers["set-cookie"].partition(";")[0], json.loads(text))


def prepare(home: Path, environment: dict[str, str]) -> None:
    """Make `home` what a first start makes of it before the first process runs; all of it or nothing."""
    half = home.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    told = subprocess.run(
        [sys.executable, "-m", "yiwang", "prepare"],
        env={**environment, "YIWANG_HOME": str(half)},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise DidNotStart(told.stdout + told.stderr)
    half.rename(home)


JSON = {"content-type": "application/json"}


class Session:
    """A person who is signed in."""

    def __init__(self, instance: Instance, cookie: str, told: dict[str, Any]) -> None:
        self.instance = instance
        self.cookie = cookie
        self.told = told
        self.csrf = str(told.get("csrf", ""))

    def get(self, target: str) -> Any:
        status, _, text = self.instance.get(target, {"cookie": self.cookie})
        if status != 200:
            raise RuntimeError(f"GET {target}: {status} {text[:300]!r}")
        return json.loads(text)

    def post(self, target: str, data: Any) -> tuple[int, Any]:
        headers = {**JSON, "cookie": self.cookie, "x-csrf-token": self.csrf}
        status, _, text = self.instance.ask("POST", target, body=json.dumps(data).encode(), headers=headers)
        return status, (json.loads(text) if text else None)

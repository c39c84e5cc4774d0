"""`yiwang run`: starts everything in order, keeps it alive, stops it in order; imports no noun: small.

1. the data folder: ours, writable, with room, locked; processes that outlived an earlier start are ended;
2. the listening socket, before any long work, so that a busy port is said at once;
3. NATS (unless told of one), and the zygote, from which every process of ours is forked where the system can;
   then `yiwang prepare`: migrate, load the cities and the packs;
4. web processes (they inherit the socket: none of them can miss a connection while another restarts), worker;
5. when `/health/ready` answers: the feed, the address, and how to sign in.
"""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import os
import secrets
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from yiwang.app import home, keys, loaded, options, sentences
from yiwang.app.children import Child, NotStarted, Register
from yiwang.app.zygote import Zygote, adopt, bury
from yiwang.kernel import broker, space

READY_WITHIN_S = 180.0
FAILURES_BEFORE_READY = 4
ACCOUNTS = "demonstration-accounts.txt"


class Stopped(Exception):
    """Somebody asked the supervisor to stop while it was still starting."""


def say(zh: str, en: str) -> None:
    with contextlib.suppress(OSError):  # where this goes may be full too
        print(f"· {zh}  {en}", flush=True)


class Supervisor:
    """One instance on this machine."""

    def __init__(self, told: options.Settings) -> None:
        self.told = told
        self.children: list[Child] = []
        self.register = Register(path=told.run / "children.json")
        self.stopping = False
        self.wake, self.waker = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(self.waker, False)
        self.environment: dict[str, str] = {}
        # Held for the whole life: a web process that is started again inherits it anew.
        self.listening: socket.socket | None = None
        self.zygote: Zygote | None = None
        self.recorded = True
        self.short_of_room = False

    # -- signals -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Ctrl-C, a polite kill and a closed terminal stop everything in order; SIGCHLD wakes the loop."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.stopping = True

        def child(number: int, frame: FrameType | None) -> None:
            return

        before = {
            number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, child)
        was = signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(was)
            for number, handler in before.items():
                signal.signal(number, handler)

    def doze(self, seconds: float) -> None:
        """Wait for a signal or for `seconds`; raises Stopped once asked to stop."""
        select.select([self.wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self.wake, 4096)
        if self.stopping:
            raise Stopped

    # -- starting ------------------------------------------------------------------------------

    def run(self) -> int:
        """Run until asked to stop; the exit code. Raises StartFault when the start cannot go on."""
        home.prepare(self.told.home)
        with home.locked(self.told.home), self.signals():
            started = time.monotonic()
            try:
                self._start(started)
                while True:
                    self._mend()
                    self._look_for_room()
                    self.doze(0.5)
            except Stopped:
                say("正在停止……", "stopping …")
                return 0
            except OSError as error:
                if space.is_disk_full(error):
                    raise sentences.full(self.told.home) from error
                raise
            finally:
                self._stop()

    def _start(self, started: float) -> None:
        say(f"数据目录 {self.told.home}", "is the data folder")
        for name in self.register.end_orphans():
            say(f"结束了上次遗留的进程 {name}", "was left by an earlier start; ended")
        keys.ensure(self.told.secrets, keys.SIGNING)
        listening = self.listening = self._listen()
        port = listening.getsockname()[1]
        self.environment = {
            "YIWANG_HOME": str(self.told.home),
            "YIWANG_HOST": self.told.host,
            "YIWANG_PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        (self.told.run / "nats.url").unlink(missing_ok=True)
        (self.told.run / "address").write_text(f"http://{self._own_host()}:{port}", encoding="ascii")
        self._start_broker()
        self._check_mqtt()
        if adopt():
            self._start_zygote(listening)
        self._prepare()
        for number in range(self._web_processes()):
            fd = listening.fileno()
            self._add(f"web-{number}", "web", "--fd", str(fd), fds=(fd,))
        workers = self.told.worker_processes or min(os.cpu_count() or 1, 2)
        for number in range(workers):
            self._add(f"worker-{number}" if number else "worker", "worker", str(number), str(workers))
        self._await_ready(port)
        if not self.told.message_gateway_url:
            self._add("simulator", "simulator")
        if self.told.hotline_simulator and self.told.demonstration:
            self._add("hotline", "hotline")
        if self.told.feed and importlib.util.find_spec("yiwang.app.feed"):
            self._add("feed", "feed")
        self._welcome(port, time.monotonic() - started)

    def _own_host(self) -> str:
        """The address by which this machine reaches itself."""
        return "127.0.0.1" if self.told.host in {"0.0.0.0", "localhost", ""} else self.told.host  # noqa: S104

    def _listen(self) -> socket.socket:
        host, port = self.told.host.strip("[]"), self.told.port
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listening = socket.socket(family, kind, protocol)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(1024)
            listening.setblocking(False)
        except PermissionError as error:
            raise sentences.CannotListen(host=host, port=port, reason=error.strerror) from error
        except OSError as error:
            if error.errno == 98 or "in use" in str(error):
                raise sentences.PortBusy(port=port, other=broker.free_port()) from error
            raise sentences.CannotListen(host=host, port=port, reason=error) from error
        return listening

    def _start_broker(self) -> None:
        if os.environ.get("YIWANG_NATS_URL"):
            say("使用已在运行的 NATS", "using the NATS server that was named")
            self.environment["YIWANG_NATS_URL"] = self.told.nats_url
            return
        try:
            program = broker.binary()
        except broker.BrokerMissing as error:
            raise sentences.BrokerNotFound() from error
        folder = self.told.home / "nats"
        folder.mkdir(mode=0o700, exist_ok=True)
        port, token = broker.free_port(), secrets.token_hex(16)
        config = folder / "nats.conf"
        config.touch(mode=0o600)
        config.write_text(broker.configuration(folder, port, token), encoding="utf-8")
        log = self.told.home / "log" / "nats.log"
        child = Child(name="nats", command=[program, "-c", str(config)], log=log)
        self.children.append(child)
        child.start()
        self._record()
        limit = time.monotonic() + 30
        while not _answers("127.0.0.1", port):
            if time.monotonic() > limit or child.failures >= FAILURES_BEFORE_READY:
                raise sentences.BrokerSilent(log=log)
            self.doze(0.03)
            self._mend()
        url = f"nats://{token}@127.0.0.1:{port}"
        mark = self.told.run / "nats.url"
        mark.touch(mode=0o600)
        mark.write_text(url, encoding="ascii")
        self.environment["YIWANG_NATS_URL"] = url
        say("消息总线已启动", "message bus is up")

    def _check_mqtt(self) -> None:
        """A busy MQTT port stops a start that named it; the default one is only given up."""
        port = self.told.mqtt_port
        if not port:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1" if self.told.host == "localhost" else self.told.host, port))
            except OSError as error:
                if os.environ.get("YIWANG_MQTT_PORT"):
                    raise sentences.PortBusy(port=port, other=self.told.port) from error
                self.environment["YIWANG_MQTT_PORT"] = "0"
                say(
                    f"MQTT 端口 {port} 被占用，本次不开 MQTT 接入",
                    "is in use: the MQTT gateway stays shut this time",
                )

    def _start_zygote(self, listening: socket.socket) -> None:
        self.zygote = Zygote(
            name="zygote",
            command=(),
            log=self.told.home / "log" / "zygote.log",
            # A pool of threads would not survive the fork.
            environment={**self.environment, "OPENBLAS_NUM_THREADS": "1"},
            pass_fds=(listening.fileno(),),
            patience=lambda: self.doze(0),
        )
        self.zygote.start()
        self.children.append(self.zygote)
        self._record()

    def _prepare(self) -> None:
        """Migrate and load in a process of its own, so that its memory goes with it."""
        if loaded.is_current(self.told):
            say("数据库、城市与专题已是最新", "database, city and packs are up to date")
            return
        log = self.told.home / "log" / "prepare.log"
        (self.told.run / "fault.txt").unlink(missing_ok=True)
        mark = log.stat().st_size if log.exists() else 0
        child = self._add("prepare", "cli", "prepare", "--fault-file", str(self.told.run / "fault.txt"))
        process = child.process
        while process is not None and process.poll() is None:
            mark = _echo(log, mark)
            self.doze(0.1)
        _echo(log, mark)
        self.children.remove(child)
        if process is not None and process.returncode != 0:
            fault = self.told.run / "fault.txt"
            if fault.exists():
                raise _Told(fault.read_text(encoding="utf-8"))
            raise sentences.StepFailed(step="prepare", log=log)

    def _web_processes(self) -> int:
        if not self.told.on_postgresql:
            return 1
        return self.told.web_processes or os.cpu_count() or 1

    def _add(self, name: str, *words: str, fds: tuple[int, ...] = ()) -> Child:
        """Start one of our own processes (`yiwang.app.child WORDS…`) and keep it."""
        child = Child(
            name=name,
            command=words if self.zygote else [sys.executable, "-m", "yiwang.app.child", *words],
            zygote=self.zygote,
            log=self.told.home / "log" / f"{name}.log",
            environment=self.environment,
            pass_fds=fds,
        )
        while child.process is None:
            try:
                child.start()
            except NotStarted:
                self._mend()
                self._bear_with(self.zygote or child)
                self.doze(0.1)
        self.children.append(child)
        self._record()
        return child

    def _bear_with(self, child: Child) -> None:
        if child.restarts >= FAILURES_BEFORE_READY:
            raise sentences.ChildFailed(name=child.name, log=child.log)

    def _await_ready(self, port: int) -> None:
        say("正在启动服务进程……", "starting the service processes …")
        limit = time.monotonic() + READY_WITHIN_S
        while not _ready(self._own_host(), port):
            self._mend()
            for child in self.children:
                self._bear_with(child)
            if time.monotonic() > limit:
                raise sentences.NotReady(seconds=int(READY_WITHIN_S), log=self.told.home / "log")
            self.doze(0.1)

    def _welcome(self, port: int, seconds: float) -> None:
        host = self._own_host()
        print(f"\n✓ 一网已就绪  Yiwang is ready ({seconds:.1f} s):  http://{host}:{port}\n")
        accounts, shown = self.told.secrets / ACCOUNTS, self.told.secrets / ".accounts-shown"
        if accounts.exists() and not shown.exists():
            print("  演示账号与口令（只显示这一次）  demonstration accounts (shown this once):\n")
            for line in accounts.read_text(encoding="utf-8").splitlines():
                login, _, rest = line.partition("\t")
                password, _, name = rest.partition("\t")
                print(f"    {login:<12} {password:<20} {name}")
            shown.touch(mode=0o600)
            print(f"\n  以后可在此查看  later they are found in:  {accounts}\n")
        elif accounts.exists():
            print(f"  登录口令见  sign-in passwords are in:  {accounts}\n")
        print("  按 Ctrl-C 停止  Ctrl-C stops everything\n", flush=True)

    # -- keeping -------------------------------------------------------------------------------

    def _mend(self) -> None:
        changed = False
        for child in self.children:
            if child.name == "feed" and child.process is not None and child.process.poll() == 0:
                continue  # it has played everything
            if child.mend():
                say(f"进程 {child.name} 已重启（上次退出码 {child.last_exit}）", "was restarted")
                changed = True
        if changed or not self.recorded:
            self._record_when_there_is_room()
        if self.zygote is not None:
            bury({child.process.pid for child in self.children if child.process is not None})

    def _record_when_there_is_room(self) -> None:
        try:
            self._record()
            self.recorded = True
        except OSError as error:
            if not space.is_disk_full(error):
                raise
            self.recorded = False

    def _look_for_room(self) -> None:
        """Say that the disk is full, and that it no longer is.

        A stream of the bus that could not write once does not write again before the server starts anew: it
        is killed, as it may be at any moment, and mended.
        """
        with contextlib.suppress(OSError):
            short = space.left(self.told.home) < space.SHORT_BYTES
            if short and not self.short_of_room:
                say("磁盘空间不足，暂不接收新数据", "the disk is full: nothing new is taken")
            if self.short_of_room and not short:
                say("磁盘空间已恢复，重启消息总线", "there is room again: the message bus is started anew")
                for child in self.children:
                    if child.name == "nats" and child.process is not None:
                        os.kill(child.process.pid, signal.SIGKILL)
            self.short_of_room = short

    def _record(self) -> None:
        self.register.write(self.children)

    def _stop(self) -> None:
        """The feed first, the bus last: nobody loses what it stands on."""
        order = ("feed", "web", "prepare", "worker", "simulator", "hotline", "zygote", "nats")
        for name in order:
            group = [child for child in self.children if child.name.split("-")[0] == name]
            for child in group:
                child.stop()
        with contextlib.suppress(OSError):
            (self.told.run / "nats.url").unlink(missing_ok=True)
            (self.told.run / "address").unlink(missing_ok=True)
            self.register.path.unlink(missing_ok=True)
        if self.children:
            say("已全部停止", "all stopped")


class _Told(sentences.StartFault):
    """A fault that a child process already put into words."""

    def __init__(self, text: str) -> None:
        Exception.__init__(self, text.strip())


def _echo(log: Path, mark: int) -> int:
    """Print what was added to `log` beyond `mark`; the new mark."""
    try:
        with log.open("rb") as file:
            file.seek(mark)
            fresh = file.read()
    except OSError:
        return mark
    if fresh:
        sys.stdout.write(fresh.decode("utf-8", "replace"))
        sys.stdout.flush()
    return mark + len(fresh)


def _answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def _ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """The exit code: 0 after a wished-for stop, 1 when the start could not go on."""
    try:
        return Supervisor(options.read()).run()
    except (sentences.StartFault, options.SettingFault) as fault:
        sentences.print_fault(fault)
        return 1

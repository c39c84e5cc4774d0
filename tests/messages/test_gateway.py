"""The gateway contract over real sockets: our webhook, the simulator, and the receipts it answers with."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from yiwang.kernel import clock
from yiwang.messages import _gateway, _signing
from yiwang.messages.contracts import GatewayBatch, GatewayMessage


def message(number: int) -> GatewayMessage:
    return GatewayMessage(
        id=f"copy-{number}",
        to_user="u1",
        to_name="陈",
        title="新工单",
        body="塘㙍镇",
        link="/x",
        urgent=False,
    )


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """(address, secret, home) of a simulator in a process of its own, as the supervisor starts it."""
    environment = {**os.environ, "YIWANG_HOME": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-m", "yiwang.messages.simulator"], env=environment)
    mark, key = tmp_path / "run" / "gateway.url", tmp_path / "secrets" / "gateway.key"
    for _ in range(400):
        if mark.exists() and mark.read_text() and _listens(mark.read_text()):
            break
        time.sleep(0.025)
    yield mark.read_text(), key.read_text(), tmp_path
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    assert not mark.exists()


def _listens(url: str) -> bool:
    link = http.client.HTTPConnection(url.split("/")[2], timeout=1)
    try:
        link.request("GET", "/")
        return link.getresponse().status == 404
    except OSError:
        return False
    finally:
        link.close()


@pytest.fixture
def door() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A place where receipts arrive, and what arrived there."""
    taken: list[tuple[dict[str, str], bytes]] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((dict(self.headers), body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/receipts", taken
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_batch_is_taken_and_its_receipts_come_back_signed(
    simulator: tuple[str, str, Path], door: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, secret, _ = simulator
    to, taken = door
    answer = _gateway.Webhook(url, secret).send(
        GatewayBatch(messages=[message(1), message(2)], receipts_url=to)
    )
    assert answer.accepted == ["copy-1", "copy-2"]
    for _ in range(200):
        if taken:
            break
        time.sleep(0.025)
    headers, body = taken[0]
    _signing.check(secret, clock.now(), body, headers[_signing.TIMESTAMP], headers[_signing.SIGNATURE])
    assert {one["id"] for one in json.loads(body)["receipts"]} == {"copy-1", "copy-2"}


def test_a_second_try_is_taken_and_not_sent_again(simulator: tuple[str, str, Path]) -> None:
    url, secret, _ = simulator
    webhook = _gateway.Webhook(url, secret)
    for _ in range(2):
        assert webhook.send(GatewayBatch(messages=[message(7)], receipts_url="")).accepted == ["copy-7"]
    link = http.client.HTTPConnection(url.split("/")[2], timeout=5)
    link.request("GET", "/sent", headers=_signing.sign(secret, clock.now(), b""))
    sent = json.loads(link.getresponse().read())
    link.request("GET", "/sent")
    assert link.getresponse().status == 401
    link.close()
    assert sent["simulator"] is True
    assert [one["id"] for one in sent["sent"]] == ["copy-7"]


def test_a_wrong_key_is_a_gateway_that_is_away(simulator: tuple[str, str, Path]) -> None:
    with pytest.raises(_gateway.GatewayAway, match="401"):
        _gateway.Webhook(simulator[0], "wrong").send(GatewayBatch(messages=[message(1)], receipts_url=""))


def test_the_key_is_for_its_owner_only(simulator: tuple[str, str, Path]) -> None:
    mode = (simulator[2] / "secrets" / "gateway.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_an_address_where_nobody_listens_is_away() -> None:
    with pytest.raises(_gateway.GatewayAway):
        _gateway.Webhook("http://127.0.0.1:9/send", "s").send(GatewayBatch(messages=[], receipts_url=""))


def test_an_answer_that_is_not_as_agreed_is_away(door: tuple[str, Any]) -> None:
    with pytest.raises(_gateway.GatewayAway, match="agreed"):
        _gateway.Webhook(door[0], "s").send(GatewayBatch(messages=[message(1)], receipts_url=""))

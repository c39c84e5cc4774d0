"""A web process: uvicorn on the socket that the supervisor bound."""

from __future__ import annotations

import argparse
import socket

import uvicorn
from django.conf import settings
from starlette.types import ASGIApp

from yiwang.app import http
from yiwang.app.child import settle


class Server(uvicorn.Server):
    """Ends the endless answers first: uvicorn would wait for live streams to end by themselves."""

    def __init__(self, config: uvicorn.Config, house: http.House) -> None:
        super().__init__(config)
        self.house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.house.hub.close()
        await super().shutdown(sockets)


def server(app: ASGIApp, house: http.House) -> Server:
    """The server of `app` as the settings want it, not yet running."""
    told = settings.YIWANG
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(told.trusted_proxies),
        forwarded_allow_ips=list(told.trusted_proxies),
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        backlog=1024,
    )
    return Server(config, house)


def serve(listening: socket.socket) -> None:
    """Answer on a socket that listens until a signal ends it."""
    app, house = http.application()
    settle()
    server(app, house).run(sockets=[listening])


def main() -> None:
    """Serve until told to stop; started by the supervisor through `yiwang.app.child`."""
    words = argparse.ArgumentParser()
    words.add_argument("--fd", type=int, required=True)
    asked = words.parse_args()
    # The socket itself, not its number: uvicorn takes every number for a Unix socket and leaves Nagle's
    # algorithm on, which holds the body of each answer on a kept connection back for 40 ms.
    with socket.socket(fileno=asked.fd) as listening:
        serve(listening)

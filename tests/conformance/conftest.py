"""A whole running instance for the conformance tests, and a client that speaks to it as a source."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tools.instance import Instance

ROOT = "/sta/v1.1"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Client:
    """Speaks HTTP to the service; ids and links are what the service gave."""

    instance: Instance
    token: str

    def ask(
        self, method: str, path: str, body: Any = None, *, media: str = "application/json", token: str = ""
    ) -> Answer:
        headers = {"authorization": f"Bearer {token or self.token}"}
        data = None
        if body is not None:
            headers["content-type"] = media
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        target = path
        if path.startswith("http"):
            parts = urlsplit(path)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
        elif not path.startswith("/sta"):
            target = f"{ROOT}/{path.lstrip('/')}"
        target = quote(target, safe="/()'$?&=%@:;,.~-_*+")
        status, told, text = self.instance.ask(method, target, body=data, headers=headers)
        return Answer(status, told, text)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status, answer.text[:500])
        return answer.json

    def values(self, path: str) -> list[Any]:
        return list(self.get(path)["value"])

    def post(self, path: str, body: Any) -> str:
        """The address of what was made."""
        answer = self.ask("POST", path, body)
        assert answer.status == 201, (path, answer.status, answer.text[:800])
        return answer.headers["location"]

    def id(self, link: str) -> str:
        return str(self.get(link)["@iot.id"])


def prepared(instance: Instance, *words: str) -> str:
    """Fill the data folder of an instance that does not run yet; the token that `prepare` gave."""
    instance.home.mkdir()
    instance.fill()
    told = subprocess.run(
        [sys.executable, "-m", "tests.conformance.prepare", *words],
        env=instance.environment(),
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.split()[-1]


# Not for the whole session: an instance that nobody asks any more still takes its share of the processors.
@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The instance and a source that may do everything."""
    instance = Instance(home=tmp_path_factory.mktemp("conformance") / "home", bare=True)
    token = prepared(instance)
    with instance:
        yield Client(instance, token)

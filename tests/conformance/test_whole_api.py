"""The whole API against its own OpenAPI document: whatever anybody sends, nobody is ever answered 5xx.

Requests are drawn from the document, right ones and wrong ones. The first of each kind is sent by a person of
every role that signs in, the others by those in turn who were not forbidden it. Where the document asks for
an id, every second request names something that is really there.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode

from tests.faults.traffic import FLOOD_CM, STORMY, Device, token_of, wait
from tests.fuzz import SEED
from tools.instance import Instance, Session
from yiwang.kernel import broker

EACH = int(os.environ.get("YIWANG_TEST_REQUESTS", "1"))
"""Right and wrong requests drawn for each operation."""
ROLES = {
    "leader": "leader", "duty": "duty_officer", "dispatcher": "dispatcher", "drainage": "handler",
    "grid1": "grid_worker", "inspector": "inspector", "steward": "data_steward", "sysadmin": "system_admin",
    "secadmin": "security_admin", "auditadmin": "audit_admin",
}  # fmt: skip
THERE = {
    "alert_id": ("duty", "/api/alerts", "id"),
    "case_id": ("dispatcher", "/api/cases", "id"),
    "event_id": ("dispatcher", "/api/events", "id"),
    "thing_id": ("steward", "/api/things", "id"),
    "source_id": ("steward", "/api/sources", "id"),
    "shift_id": ("duty", "/api/shifts", "id"),
    "unit_id": ("leader", "/api/units", "id"),
    "code": ("dispatcher", "/api/matters", "code"),
}
"""For the name of an id in an address: who can list such things, where, and which key it is."""
UNSENT = {"DELETE /api/session"}
"""What would sign the testers out."""


@dataclass
class People:
    """A running instance with an alert, an event and a case, and a person of each role who is signed in."""

    instance: Instance
    sessions: dict[str, Session]
    there: dict[str, list[str]]
    line: requests.Session = field(default_factory=requests.Session)
    seen: Counter[int] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)
    may: dict[str, list[str]] = field(default_factory=dict)
    """For each operation who was not forbidden it."""

    def send(self, case: Case[Any], number: int) -> None:
        """One request, by everybody or by one who may; of what was answered 5xx one is kept an operation."""
        for name, ids in self.there.items():
            if name in case.path_parameters and number % 2 and ids:
                case.path_parameters[name] = ids[number // 2 % len(ids)]
        label = case.operation.label
        if label not in self.may:
            self.may[label] = [login for login in self.sessions if self._send(case, login) != 403]
        elif self.may[label]:
            self._send(case, self.may[label][number % len(self.may[label])])

    def _send(self, case: Case[Any], login: str) -> int:
        session = self.sessions[login]
        told = case.as_transport_kwargs(base_url=self.instance.url)
        told["headers"].update({"cookie": session.cookie, "x-csrf-token": session.csrf})
        try:
            answer = self.line.request(**{**told, "cookies": {}}, timeout=30)
        except requests.ConnectionError:  # a kept connection may end as a body is refused before it was read
            answer = self.line.request(**{**told, "cookies": {}}, timeout=30)
        self.seen[answer.status_code] += 1
        if answer.status_code >= 500:
            what = f"{login}: {answer.request.url} {answer.request.body!r}"
            self.broken.setdefault(case.operation.label, what[:1500])
        return answer.status_code


@pytest.fixture(scope="module")
def people() -> Iterator[People]:
    with Instance(feed="off", mqtt_port=str(broker.free_port())) as instance:
        sessions = {login: instance.sign_in(login) for login in ROLES}
        _, token = token_of(instance)
        Device(instance, token).send((STORMY[0], FLOOD_CM))
        duty = sessions["duty"]
        (alert,) = wait(lambda: duty.get("/api/alerts")["items"], 30, "the flood rings")
        status, told = duty.post(f"/api/alerts/{alert['id']}/end", {"outcome": "true", "reason": "seen"})
        assert status == 200, told
        wait(lambda: sessions["dispatcher"].get("/api/cases")["items"], 30, "the alert has its case")
        there = {name: _ids(sessions[login].get(path), key) for name, (login, path, key) in THERE.items()}
        there["datastream_id"] = [STORMY[0]]
        there["area_id"] = ["4408", "440802"]
        yield People(instance, sessions, there)


def _ids(found: Any, key: str) -> list[str]:
    rows = found["items"] if isinstance(found, dict) else found
    return [str(row[key]) for row in rows[:5]]


@pytest.mark.slow
@pytest.mark.timeout(300 + 200 * EACH)
def test_nothing_that_a_role_may_send_to_the_api_is_answered_with_a_5xx(people: People) -> None:
    _, _, document = people.instance.get("/api/openapi.json")
    described = schemathesis.openapi.from_dict(json.loads(document))
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.label in UNSENT:
            continue
        _send_some(people, operation.as_strategy(generation_mode=GenerationMode.POSITIVE), EACH)
        if len(operation.query) or len(operation.body):  # elsewhere there is little to get wrong
            _send_some(people, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), EACH)
    print(f"{sum(people.seen.values())} requests: {dict(people.seen)}")
    assert people.broken == {}
    assert people.seen[200] > 100, "the requests reach nothing"
    assert people.instance.get("/health/ready")[0] == 200


@pytest.mark.parametrize("path", ["areas", "messages", "things", "connectors", "connectors/none/kept"])
def test_a_page_beyond_all_pages_is_refused(people: People, path: str) -> None:
    status, _, _ = people.instance.get(
        f"/api/{path}?page=126807104698481000448", {"cookie": people.sessions["steward"].cookie}
    )
    assert status == 422


def _send_some(people: People, way: SearchStrategy[Case[Any]], count: int) -> None:
    sent: list[Case[Any]] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(way)
    def draw(case: Case[Any]) -> None:
        sent.append(case)
        people.send(case, len(sent))

    draw()

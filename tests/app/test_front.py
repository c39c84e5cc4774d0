"""The front: every answer carries the same headers, every refusal has one shape."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from yiwang.app import front, http
from yiwang.app.static_files import Static
from yiwang.kernel.errors import Conflict

from .asgi import Answer, ask


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError("a bug of ours")


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    raise Conflict()


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await front.answer_json(send, 200, {"read": True})


def through_front(app: ASGIApp, target: str = "/x", **given: object) -> Answer:
    wrapped = front.Front(app, body_limit=1000, hosts=["127.0.0.1", "city.example"])
    return asyncio.run(ask(wrapped, "POST", target, **given))  # type: ignore[arg-type]


def is_a_problem(answer: Answer, status: int, code: str) -> None:
    assert answer.status == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = answer.json()
    assert told["status"] == status
    assert told["code"] == code
    assert told["type"] == f"urn:yiwang:problem:{code}"
    assert told["zh"] == told["detail"] != ""
    assert told["en"]


def test_a_bug_is_a_500_that_tells_its_number_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = through_front(broken, headers={"x-request-id": "abcdefgh-1"})
    is_a_problem(answer, 500, "http.broken")
    assert answer.json()["request_id"] == "abcdefgh-1" == answer.headers["x-request-id"]
    assert b"ZeroDivision" not in answer.body
    assert "abcdefgh-1" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_refusal_of_a_bare_application_becomes_its_problem() -> None:
    is_a_problem(through_front(refusing), 409, "conflict")


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read() -> None:
    answer = through_front(reading, headers={"content-length": "1001"}, chunks=(b"",))
    is_a_problem(answer, 413, "http.body_too_large")


def test_a_body_without_a_length_is_measured_while_it_arrives() -> None:
    assert through_front(reading, chunks=(b"x" * 500, b"x" * 500)).status == 200
    is_a_problem(through_front(reading, chunks=(b"x" * 500, b"x" * 501)), 413, "http.body_too_large")


def test_a_foreign_host_name_is_refused() -> None:
    is_a_problem(through_front(reading, headers={"host": "evil.example"}), 400, "http.unknown_host")
    assert through_front(reading, headers={"host": "city.example:8000"}).status == 200


@pytest.mark.parametrize("app", [broken, refusing, reading])
def test_every_answer_carries_the_security_headers(app: ASGIApp) -> None:
    headers = through_front(app).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "worker-src 'self' blob:" in policy
    assert "http" not in policy, "no foreign origin at all"
    assert "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-request-id"]
    assert "server" not in headers


def test_strict_transport_is_asked_for_outside_this_machine_only() -> None:
    assert "strict-transport-security" not in through_front(reading).headers
    assert "strict-transport-security" in through_front(reading, headers={"host": "city.example"}).headers


@pytest.fixture
def site(tmp_path: Path) -> Static:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>page</title>")
    (tmp_path / "assets" / "main-Ab12Cd34.js").write_text("code")
    (tmp_path / "assets" / "main-Ab12Cd34.js.gz").write_bytes(b"packed")
    (tmp_path / "base.pmtiles").write_bytes(bytes(range(100)))
    (tmp_path / ".stamp").write_text("hidden")
    (tmp_path.parent / "outside.txt").write_text("outside")
    return Static(tmp_path)


def get(site: Static, target: str, **headers: str) -> Answer:
    wrapped = front.Front(site, body_limit=1000, hosts=["*"])
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(ask(wrapped, "GET", target, headers=told))


def test_hashed_assets_may_be_kept_for_ever_and_the_page_never(site: Static) -> None:
    assert "immutable" in get(site, "/assets/main-Ab12Cd34.js").headers["cache-control"]
    assert get(site, "/").headers["cache-control"] == "no-cache"
    assert get(site, "/").body == b"<title>page</title>"


def test_an_address_of_the_client_gets_its_page_but_a_missing_file_does_not(site: Static) -> None:
    assert get(site, "/desk/cases/0190").body == b"<title>page</title>"
    assert get(site, "/desk/indicators/definitions/cases.closed").body == get(site, "/").body
    is_a_problem(get(site, "/robots.txt.bak"), 404, "http.unknown_address")
    is_a_problem(get(site, "/assets/gone-12345678.js"), 404, "http.unknown_address")


@pytest.mark.parametrize("target", ["/../outside.txt", "/assets/../../outside.txt", "/.stamp"])
def test_nothing_outside_the_folder_and_nothing_hidden_is_served(site: Static, target: str) -> None:
    assert get(site, target).body not in {b"outside", b"hidden"}


def test_a_packed_twin_is_served_to_who_can_read_it(site: Static) -> None:
    answer = get(site, "/assets/main-Ab12Cd34.js", accept_encoding="gzip, br")
    assert (answer.body, answer.headers["content-encoding"]) == (b"packed", "gzip")
    assert get(site, "/assets/main-Ab12Cd34.js").body == b"code"


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=90-", 206, bytes(range(90, 100))),
        ("bytes=-5", 206, bytes(range(95, 100))),
        ("bytes=95-200", 206, bytes(range(95, 100))),
        ("bytes=100-", 416, b""),
        ("bytes=0-1,5-6", 200, bytes(range(100))),
    ],
)
def test_a_map_archive_answers_ranges(site: Static, asked: str, status: int, body: bytes) -> None:
    answer = get(site, "/base.pmtiles", range=asked)
    assert (answer.status, answer.body) == (status, body)


def test_an_unchanged_file_is_not_sent_twice(site: Static) -> None:
    tag = get(site, "/").headers["etag"]
    answer = get(site, "/", if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")


@pytest.fixture
def house() -> http.House:
    return http.House()


def api(house: http.House, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
    wrapped = front.Front(house, body_limit=10 * 2**20, hosts=["127.0.0.1"])
    told = {"content-type": "application/json", **{n.replace("_", "-"): v for n, v in headers.items()}}
    try:
        return asyncio.run(ask(wrapped, method, target, headers=told, chunks=(body,)))
    finally:
        house.bridge.close()


needs_identity = pytest.mark.skipif(
    importlib.util.find_spec("yiwang.identity.routes") is None, reason="identity has no routes"
)


def test_an_unknown_api_address_is_a_404_problem(house: http.House) -> None:
    is_a_problem(api(house, "GET", "/api/no/such/address"), 404, "http.unknown_address")


@needs_identity
def test_a_method_that_an_address_does_not_know_is_a_405_problem(house: http.House) -> None:
    is_a_problem(api(house, "PUT", "/api/session"), 405, "http.method_not_allowed")


@needs_identity
def test_a_body_of_the_wrong_shape_is_a_422_problem_with_every_fault(house: http.House) -> None:
    answer = api(house, "POST", "/api/session", b'{"login": 3}')
    is_a_problem(answer, 422, "http.invalid_request")
    assert {fault["where"].rpartition("/")[2] for fault in answer.json()["faults"]} >= {"login", "password"}


@needs_identity
@pytest.mark.parametrize("body", [b"{", b'{"login": "\xc4\xe3"}', b"[" * 2000])
def test_a_body_that_is_no_json_is_a_400_problem(house: http.House, body: bytes) -> None:
    is_a_problem(api(house, "POST", "/api/session", body), 400, "http.malformed_request")


@needs_identity
@pytest.mark.django_db(transaction=True)
def test_an_address_behind_sign_in_is_a_401_problem(house: http.House) -> None:
    is_a_problem(api(house, "GET", "/api/areas"), 401, "unauthenticated")

"""Several requests in one: OData's multipart/mixed with change sets, and its JSON form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import unquote, urlsplit

from yiwang.kernel.errors import Refusal
from yiwang.kernel.ids import new_id
from yiwang.sensing._sta.sending import Faults
from yiwang.sensing._sta.service import Answer, Asked, Service, problem, read_json

MOST = 1_000
_LINE = re.compile(r"([A-Z]+)[ ]+(\S(?:.*\S)?)[ ]+HTTP/1\.[01]", re.ASCII)
_REFERENCE = re.compile(r"\$([A-Za-z0-9_.-]+)")


@dataclass(slots=True)
class Part:
    """One request of a batch; `group` is its change set, empty outside of one."""

    asked: Asked
    id: str
    group: str


Open = Callable[[], Service]


def run(parts: list[Part], open_service: Open, base: str) -> list[tuple[Part, Answer]]:
    """Do them in order; the requests of one change set all or none."""
    answers: list[tuple[Part, Answer]] = []
    links: dict[str, str] = {}
    place = 0
    while place < len(parts):
        group = parts[place].group
        end = place + 1
        while group and end < len(parts) and parts[end].group == group:
            end += 1
        answers += _set(parts[place:end], open_service(), links, base)
        place = end
    return answers


def _set(parts: list[Part], service: Service, links: dict[str, str], base: str) -> list[tuple[Part, Answer]]:
    done: list[tuple[Part, Answer]] = []
    try:
        with service.writer.act():
            for part in parts:
                answer = service.answer(_linked(part.asked, links, service.root))
                if part.id and "Location" in answer.headers:
                    links[part.id] = answer.headers["Location"]
                done.append((part, answer))
    except Refusal as refusal:
        # A change set has one answer when it fails: the refusal that ended it.
        for part in parts:
            links.pop(part.id, None)
        failed = parts[len(done)] if len(done) < len(parts) else parts[-1]
        return [(failed, Answer(status=refusal.status, body=problem(refusal)))]
    return done


def _linked(asked: Asked, links: dict[str, str], root: str) -> Asked:
    """The request with `$1` in place of what request 1 made."""
    if not links:
        return asked

    def path_of(match: re.Match[str]) -> str:
        found = links.get(match[1])
        return match[0] if found is None else unquote(found.removeprefix(root).lstrip("/"))

    def id_of(match: re.Match[str]) -> str:
        found = links.get(match[1])
        if found is None:
            return match[0]
        inside = unquote(found.rpartition("(")[2].rstrip(")"))
        return json.dumps(inside[1:-1].replace("''", "'"), ensure_ascii=False)

    body = re.sub(r'"\$([A-Za-z0-9_.-]+)"', id_of, asked.body.decode("utf-8", "surrogateescape"))
    return Asked(
        method=asked.method,
        path=_REFERENCE.sub(path_of, asked.path, count=1)
        if asked.path.lstrip("/")[:1] == "$"
        else asked.path,
        query=asked.query,
        body=body.encode("utf-8", "surrogateescape"),
        media=asked.media,
    )


def asked_of(method: str, target: str, body: bytes, media: str, root: str) -> Asked:
    """A request of a batch; its target is absolute, from the host's root, or relative to the service."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    own = urlsplit(root).path
    if path.startswith(own + "/") or path == own:
        path = path[len(own) :]
    elif path.startswith("/v1.1/"):
        path = path[len("/v1.1") :]
    return Asked(method=method, path=path, query=parts.query, body=body, media=media)


# -- JSON


def read_json_batch(body: bytes, root: str) -> list[Part]:
    """The parts of OData's JSON batch; raises BadEntity."""
    told = read_json(body)
    faults = Faults()
    requests = told.get("requests") if isinstance(told, dict) else None
    if not isinstance(requests, list) or not 0 < len(requests) <= MOST:
        faults.add("/requests", f"应有 1 到 {MOST} 个请求。", f"1 to {MOST} requests are wanted.")
        faults.refuse()
        return []
    parts = []
    for number, one in enumerate(requests):
        if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in ("method", "url")):
            faults.add(f"/requests/{number}", "缺少 method 或 url。", "method or url is missing.")
            continue
        content = b"" if one.get("body") is None else json.dumps(one["body"]).encode()
        headers: Any = one.get("headers") if isinstance(one.get("headers"), dict) else {}
        media = next((str(v) for k, v in headers.items() if str(k).lower() == "content-type"), "")
        asked = asked_of(one["method"].upper(), one["url"], content, media, root)
        parts.append(Part(asked, str(one.get("id", number)), str(one.get("atomicityGroup") or "")))
    faults.refuse()
    return parts


def json_answer(answers: list[tuple[Part, Answer]]) -> dict[str, Any]:
    told = []
    for part, answer in answers:
        one: dict[str, Any] = {"id": part.id, "status": answer.status, "headers": answer.headers}
        if part.group:
            one["atomicityGroup"] = part.group
        if answer.body is not None or answer.text is not None:
            one["body"] = answer.body if answer.text is None else answer.text
        told.append(one)
    return {"responses": told}


# -- multipart


def read_multipart(body: bytes, media: str, root: str) -> list[Part]:
    """The parts of a multipart/mixed body; raises BadEntity."""
    faults = Faults()
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + media.encode("latin-1", "replace") + b"\r\n\r\n" + body
    )
    if not message.is_multipart():
        faults.add("", "不是有效的 multipart/mixed。", "it is no multipart/mixed.")
        faults.refuse()
    parts: list[Part] = []
    for number, one in enumerate(message.iter_parts()):
        where = f"/{number}"
        if one.get_content_type() == "multipart/mixed":
            group = f"changeset-{number}"
            for inner, part in enumerate(one.iter_parts()):
                _add(parts, part, group, f"{where}/{inner}", root, faults)
        else:
            _add(parts, one, "", where, root, faults)
    if not parts and not faults.told:
        faults.add("", "没有任何请求。", "there is no request in it.")
    if len(parts) > MOST:
        faults.add("", f"最多 {MOST} 个请求。", f"at most {MOST} requests.")
    faults.refuse()
    return parts


def _add(parts: list[Part], one: Any, group: str, where: str, root: str, faults: Faults) -> None:
    payload = one.get_payload(decode=True) or b""
    head, blank, content = payload.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    found = _LINE.fullmatch(lines[0].strip())
    if found is None:
        faults.add(
            where, "缺少请求行，例如 GET Things HTTP/1.1。", "a request line is missing: GET Things HTTP/1.1."
        )
        return
    media = ""
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type":
            media = value.split(";")[0].strip().lower()
    asked = asked_of(found[1], found[2], content.strip() if blank else b"", media, root)
    parts.append(Part(asked, str(one.get("Content-ID", "")).strip(), group))


def multipart_answer(answers: list[tuple[Part, Answer]]) -> tuple[bytes, str]:
    """The body and its media type."""
    outer = f"batch_{new_id()}"
    chunks: list[bytes] = []
    group = ""
    for part, answer in [*answers, (None, None)]:
        now = part.group if part is not None and answer is not None and answer.status < 400 else ""
        if group and now != group:
            chunks.append(f"--{group}_{outer}--\r\n".encode())
        if part is None or answer is None:
            break
        if now and now != group:
            chunks.append(
                f"--{outer}\r\nContent-Type: multipart/mixed; boundary={now}_{outer}\r\n\r\n".encode()
            )
        group = now
        chunks.append(f"--{f'{now}_{outer}' if now else outer}\r\n".encode() + _told(part, answer))
    chunks.append(f"--{outer}--\r\n".encode())
    return b"".join(chunks), f"multipart/mixed; boundary={outer}"


def _told(part: Part, answer: Answer) -> bytes:
    from http import HTTPStatus

    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if part.id:
        lines.append(f"Content-ID: {part.id}")
    lines += ["", f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    content = b""
    if answer.text is not None:
        content = answer.text.encode()
        lines.append("Content-Type: text/plain; charset=utf-8")
    elif answer.body is not None:
        content = json.dumps(answer.body, ensure_ascii=False).encode()
        lines.append("Content-Type: application/json; charset=utf-8")
    return "\r\n".join([*lines, "", ""]).encode() + content + b"\r\n"

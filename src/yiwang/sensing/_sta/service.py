"""One request to the service: its address taken apart, read or written, told as SensorThings says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.conf import settings

from yiwang.kernel.errors import Refusal
from yiwang.sensing._body import load
from yiwang.sensing._sta import address, dataarray, grammar, patches, telling
from yiwang.sensing._sta.caller import Caller
from yiwang.sensing._sta.entities import ENTITIES, OBSERVATION, Entity
from yiwang.sensing._sta.grammar import Query
from yiwang.sensing._sta.observed import Base
from yiwang.sensing._sta.reader import Look
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing._sta.refusals import BadQuery, MethodRefused
from yiwang.sensing._sta.writer import Writer, inverse_of
from yiwang.sensing.contracts import MalformedBody
from yiwang.sensing.logic import Special

REQ = "http://www.opengis.net/spec/iot_sensing/1.1/req"
CONFORMANCE = [
    f"{REQ}/{name}"
    for name in (
        "datamodel",
        "resource-path/resource-path-to-entities",
        *(
            f"request-data/{one}"
            for one in (
                "order", "expand", "select", "status-code", "query-status-code", "orderby", "top", "skip",
                "count", "filter", "built-in-filter-operations", "built-in-query-functions", "pagination",
            )
        ),
        *(
            f"create-update-delete/{one}"
            for one in (
                "create-entity", "link-to-existing-entities", "deep-insert", "deep-insert-status-code",
                "update-entity", "update-entity-put", "update-entity-jsonpatch", "delete-entity",
                "historical-location-auto-creation", "historical-location-manual-creation",
            )
        ),
        "batch-request/batch-request",
        "data-array/data-array",
        "create-observations-via-mqtt/observations-creation",
        "receive-updates-via-mqtt/receive-updates",
    )
]  # fmt: skip
MQTT = (
    f"{REQ}/create-observations-via-mqtt/observations-creation",
    f"{REQ}/receive-updates-via-mqtt/receive-updates",
)


@dataclass(slots=True)
class Answer:
    """What goes back: JSON, or text for a bare `$value`, or nothing."""

    status: int = 200
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: `path` below the service's root, its query as sent, a body that is not read yet."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    media: str = ""


class Service:
    """The service as one caller meets it. Changes of one `Service` share a writer, so that a change set is
    one act."""

    def __init__(self, caller: Caller, root: str, host: str) -> None:
        self.caller = caller
        self.root = root
        self.host = host
        self.look = Look(caller, root)
        self.writer = Writer(caller, self.look.observed)

    def answer(self, asked: Asked) -> Answer:
        """Do what is asked; raises Refusal."""
        path = asked.path.strip("/")
        if path == "":
            return self._only("GET", asked, Answer(body=self._root()))
        if path == "CreateObservations":
            self._only("POST", asked, None)
            links = dataarray.create(self.writer, read_json(asked.body), self.root)
            return Answer(status=201, body=links)
        found = address.parse(path)
        query = grammar.parse(_options(asked.query))
        if asked.method == "GET":
            return self._read(found, query, path)
        if found.told is not None or found.references:
            raise MethodRefused(method=asked.method)
        return self._write(found, asked)

    def _only(self, method: str, asked: Asked, answer: Answer | None) -> Answer:
        if asked.method != method:
            raise MethodRefused(method=asked.method)
        return answer or Answer()

    def _root(self) -> dict[str, Any]:
        """The service's own document."""
        endpoint = f"mqtt://{self.host}:{settings.YIWANG.mqtt_port}"
        return {
            "value": [{"name": one.plural, "url": f"{self.root}/{one.plural}"} for one in ENTITIES],
            "serverSettings": {
                "conformance": CONFORMANCE,
                **{one: {"endpoints": [endpoint]} for one in MQTT if settings.YIWANG.mqtt_port},
            },
        }

    # -- reading -------------------------------------------------------------------------------------------

    def _read(self, found: address.Address, query: Query, path: str) -> Answer:
        entity, row, many = self.look.resolve(found)
        link = f"{self.root}/{path.removesuffix('/$ref')}"
        if many is not None:
            return self._read_many(entity, many, query, link, references=found.references)
        if found.references:
            return Answer(body={"@iot.selfLink": telling.self_link(self.root, entity, _id(row))})
        if found.told is not None:
            value = telling.value_of(entity, row, found.told)
            if value is None:
                return Answer(status=204)
            if found.value:
                return Answer(text=value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            return Answer(body={found.told.name: value})
        _no_collection(query)
        return Answer(body=self.look.tell_one(entity, row, query))

    def _read_many(self, entity: Entity, many: Any, query: Query, link: str, *, references: bool) -> Answer:
        if query.result_format and entity is not OBSERVATION:
            raise BadQuery(
                option="resultFormat",
                position=0,
                reason_zh="dataArray 只能用于观测。",
                reason_en="dataArray is for Observations only.",
            )
        page = self.look.page(entity, many, query)
        if references:
            links = [{"@iot.selfLink": telling.self_link(self.root, entity, _id(row))} for row in page.rows]
            return Answer(body={"value": links})
        body = self.look.tell_page(entity, page, query, link)
        if query.result_format:
            body["value"] = dataarray.told(page.rows, self.root, query.select)
        return Answer(body=body)

    # -- writing -------------------------------------------------------------------------------------------

    def _write(self, found: address.Address, asked: Asked) -> Answer:
        entity, row, many = self.look.resolve(found)
        if many is not None:
            if asked.method != "POST":
                raise MethodRefused(method=asked.method)
            made = self.writer.create(entity, read_json(asked.body), self._context(found, many))
            link = telling.self_link(self.root, entity, _id(made))
            if not isinstance(made, Reading):
                made = self.caller.rows(entity).filter(pk=made.pk).first() or made
            body = self.look.tell_one(entity, made, Query())
            return Answer(status=201, body=body, headers={"Location": link})
        if asked.method == "DELETE":
            self.writer.remove(entity, row)
            return Answer()
        if asked.method not in ("PATCH", "PUT"):
            raise MethodRefused(method=asked.method)
        body = read_json(asked.body)
        if asked.media == patches.MEDIA:
            body = patches.changes(entity, row, body)
        changed = self.writer.change(entity, row, body, whole=asked.method == "PUT")
        return Answer(body=self.look.tell_one(entity, changed, Query()))

    def _context(self, found: address.Address, many: Any) -> dict[str, Any]:
        """What the address says of a new entity: Things('a')/Datastreams is of that thing."""
        if len(found.steps) < 2:
            return {}
        last = found.steps[-1]
        assert last.relation is not None
        parent = found.steps[-2].entity
        before = address.Address(steps=found.steps[:-1])
        _, row, _ = self.look.resolve(before)
        inverse = inverse_of(parent, last.relation)
        back = last.entity.find_relation(inverse)
        assert back is not None
        if isinstance(many, Base) or not back.many:
            return {inverse: row}
        return {inverse: [row]}


def _id(row: Any) -> Any:
    return row.id if isinstance(row, Reading) else row.pk


def _no_collection(query: Query) -> None:
    """A single entity is selected and expanded, nothing else."""
    given = {name for name, _ in query.raw} - {"$select", "$expand"}
    for name in sorted(one for one in given if one.startswith("$")):
        raise BadQuery(
            option=name,
            position=0,
            reason_zh="只能用于集合。",
            reason_en="it is for collections only.",
        )


_PLUS = re.compile(r"(?<!\d)\+|\+(?!\d\d(?::|%3A)\d\d)", re.I)


def _options(query: str) -> list[tuple[str, str]]:
    """Names and texts of a query. A plus sign is a blank, as forms have it, but not in a time's offset."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), unquote(_PLUS.sub(" ", value))) for name, _, value in pairs]


def read_json(body: bytes) -> Any:
    """The JSON value of a body; raises MalformedBody."""
    found = load(body)
    _finite(found)
    return found


def _finite(value: Any) -> None:
    if isinstance(value, Special):
        raise MalformedBody(reason_zh=f"{value.word} 不是 JSON。", reason_en=f"{value.word} is no JSON.")
    if isinstance(value, Mapping):
        for one in value.values():
            _finite(one)
    elif isinstance(value, list):
        for one in value:
            _finite(one)


def problem(refusal: Refusal) -> dict[str, Any]:
    """A refusal as the whole house tells it, and where SensorThings' clients look: `message`."""
    return {**refusal.problem(), "message": refusal.sentence("en")}

"""Going to the other side: HTTP, a database, a Modbus device. Only to hosts that the instance allows.

A pack may declare where a platform lives; whether this instance may go there, its operator says
(`YIWANG_EGRESS_HOSTS`). No redirect is followed and no proxy is used, so what is checked is what is called.
"""

from __future__ import annotations

import contextlib
import http.client
import sqlite3
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException

from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.sensing import _records
from yiwang.sensing._body import MAX_BODY, load
from yiwang.sensing._links import Link
from yiwang.sensing._secrets import secret
from yiwang.sensing.declarations import DatabaseConnector, ModbusConnector, PullConnector
from yiwang.sensing.protocols import FrameFault, Reading, modbus

TIMEOUT_S = 10.0
MOST_ROWS = 5_000
MANY = 1_000


class Away(Exception):
    """The other side cannot be asked now; the sentences say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(slots=True)
class Answer:
    """What the other side gave."""

    readings: list[Reading] = field(default_factory=list)
    faults: list[FrameFault] = field(default_factory=list)
    unmapped: int = 0
    newest: datetime | None = None
    more: bool = False
    """Whether there is probably more behind the newest of these."""
    raw: bytes = b""
    done: Callable[[], None] | None = None
    """What to do once the readings are durable."""


def permit(host: str, port: int) -> None:
    """Raises Away unless the operator allows this host."""
    allowed = settings.YIWANG.egress_hosts
    if host.lower() not in allowed and f"{host.lower()}:{port}" not in allowed:
        raise Away(
            f"本实例不允许访问 {host}:{port}，请运维人员加入 YIWANG_EGRESS_HOSTS。",
            f"This instance may not go to {host}:{port}; its operator adds it to YIWANG_EGRESS_HOSTS.",
        )


# ----------------------------------------------------------------------------------------------------- HTTP


def ask_http(link: Link, after: datetime, until: datetime) -> Answer:
    """The records between two moments; raises Away."""
    declaration = link.declaration
    assert isinstance(declaration, PullConnector)
    url = declaration.url
    for name, moment in (("{after}", after), ("{until}", until)):
        url = url.replace(name, quote(_written(moment.astimezone(link.zone), declaration.url_time), safe=""))
    body = _get(url, secret(link.id))
    try:
        document = load(body)
    except Refusal as refusal:
        code = refusal.code.removeprefix("sensing.")
        fault = FrameFault(code=code, zh=refusal.sentence("zh"), en=refusal.sentence("en"), raw=body)
        return Answer(faults=[fault], raw=body)
    found = _records.read(document, declaration.layout, link.zone, link.codes)
    return Answer(
        readings=found.readings,
        faults=found.faults,
        unmapped=found.unmapped,
        newest=found.newest,
        more=found.records >= MANY,
        raw=body,
    )


def can_ask_until(link: Link) -> bool:
    """Whether the source can be asked for a stretch of the past that has an end."""
    declaration = link.declaration
    if isinstance(declaration, PullConnector):
        return "{until}" in declaration.url and "{after}" in declaration.url
    return isinstance(declaration, DatabaseConnector)


def _written(moment: datetime, form: str) -> str:
    if form == "epoch_s":
        return str(int(moment.timestamp()))
    if form == "epoch_ms":
        return str(int(moment.timestamp() * 1_000))
    return moment.isoformat(timespec="seconds") if form == "iso" else f"{moment:%Y-%m-%d %H:%M:%S}"


def _get(url: str, authorization: str) -> bytes:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    permit(host, port)
    headers = {"Accept": "application/json", **({"Authorization": authorization} if authorization else {})}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line: http.client.HTTPConnection
    try:
        if parts.scheme == "https":
            line = http.client.HTTPSConnection(
                host, port, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            line = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        with contextlib.closing(line):
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            body = answer.read(MAX_BODY + 1)
    except (OSError, http.client.HTTPException) as error:
        raise Away(
            f"{host}:{port} 没有应答：{error}。", f"{host}:{port} does not answer: {error}."
        ) from error
    if answer.status != 200:
        raise Away(
            f"{host}:{port} 应答 HTTP {answer.status}。", f"{host}:{port} answers HTTP {answer.status}."
        )
    if len(body) > MAX_BODY:
        raise Away(f"应答超过 {MAX_BODY} 字节。", f"The answer is larger than {MAX_BODY} bytes.")
    return body


# ------------------------------------------------------------------------------------------------- database


def ask_database(link: Link, after: datetime) -> Answer:
    """The rows beyond a moment, at most MOST_ROWS; raises Away."""
    declaration = link.declaration
    assert isinstance(declaration, DatabaseConnector)
    address = secret(link.id)
    cursor = _parameter(after.astimezone(link.zone), declaration.layout.time_format)
    try:
        if address.startswith("sqlite://"):
            rows = _sqlite(address.removeprefix("sqlite://"), declaration.query, cursor)
        elif address.startswith(("postgresql://", "postgres://")):
            rows = _postgresql(address, declaration.query, cursor, declaration.utc_offset_h)
        else:
            raise Away(
                f"没有数据库地址，请写入 secrets/connectors/{link.id}。",
                f"There is no address of the database; write it to secrets/connectors/{link.id}.",
            )
    except (sqlite3.Error, OSError) as error:
        raise Away(f"数据库无法查询：{error}。", f"The database cannot be asked: {error}.") from error
    found = _records.read(rows, declaration.layout, link.zone, link.codes)
    return Answer(
        readings=found.readings,
        faults=found.faults,
        unmapped=found.unmapped,
        newest=found.newest,
        more=len(rows) == MOST_ROWS,
        raw=b"SELECT",
    )


def _parameter(moment: datetime, form: str) -> Any:
    if form == "epoch_s":
        return int(moment.timestamp())
    if form == "epoch_ms":
        return int(moment.timestamp() * 1_000)
    return moment if form == "iso" else moment.strftime(form)


def _sqlite(path: str, query: str, cursor: Any) -> list[dict[str, Any]]:
    value = cursor.isoformat() if isinstance(cursor, datetime) else cursor
    with contextlib.closing(
        sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=TIMEOUT_S)
    ) as line:
        line.row_factory = sqlite3.Row
        found = line.execute(query.replace("{after}", "?"), [value] * query.count("{after}"))
        return [dict(row) for row in found.fetchmany(MOST_ROWS)]


def _postgresql(address: str, query: str, cursor: Any, utc_offset_h: float) -> list[dict[str, Any]]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.rows import dict_row

    try:
        told = conninfo_to_dict(address)
        permit(str(told.get("host", "")), int(told.get("port") or 5432))
        with psycopg.connect(
            address,
            connect_timeout=int(TIMEOUT_S),
            options="-c default_transaction_read_only=on -c statement_timeout=20s",
            row_factory=dict_row,
        ) as line:
            # Columns without a zone hold the clock of the other side.
            minutes = round(utc_offset_h * 60)
            line.execute("SELECT set_config('TimeZone', %s, true)", [_posix(minutes)])
            words = query.replace("%", "%%").replace("{after}", "%s")
            with line.cursor() as found:
                found.execute(words.encode(), [cursor] * query.count("{after}"))
                return found.fetchmany(MOST_ROWS)
    except psycopg.Error as error:
        raise Away(f"数据库无法查询：{error}。", f"The database cannot be asked: {error}.") from error


def _posix(minutes: int) -> str:
    """A zone as PostgreSQL takes it: the sign is that of POSIX, west is positive."""
    sign = "-" if minutes >= 0 else "+"
    return f"<X>{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# --------------------------------------------------------------------------------------------------- Modbus


def ask_modbus(link: Link) -> Answer:
    """The registers as they are now; raises Away."""
    declaration = link.declaration
    assert isinstance(declaration, ModbusConnector)
    permit(declaration.host, declaration.port)
    where = f"{declaration.host}:{declaration.port}"
    client = ModbusTcpClient(declaration.host, port=declaration.port, timeout=TIMEOUT_S / 2, retries=0)
    words: dict[tuple[str, int], int] = {}
    try:
        if not client.connect():  # type: ignore[no-untyped-call]
            raise Away(f"{where} 无法连接。", f"{where} cannot be reached.")
        for span in modbus.spans(declaration.registers):
            words.update(_words(client, span, declaration.unit, where))
    except (ModbusException, OSError) as error:
        raise Away(f"{where} 没有应答：{error}。", f"{where} does not answer: {error}.") from error
    finally:
        client.close()  # type: ignore[no-untyped-call]
    now = clock.now().replace(microsecond=0)
    readings = []
    for register in declaration.registers:
        value = modbus.number(register, words)
        if value is not None:
            readings.append(Reading(station="", code=register.code, observed_at=now, value=value))
    return Answer(readings=readings, newest=now, raw=repr(sorted(words.items())).encode())


def _words(
    client: ModbusTcpClient, span: modbus.Span, unit: int, where: str
) -> Iterator[tuple[tuple[str, int], int]]:
    read = client.read_holding_registers if span.table == "holding" else client.read_input_registers
    answer = read(span.start, count=span.count, device_id=unit)
    found: Sequence[int] = [] if answer.isError() else answer.registers
    if len(found) != span.count:
        raise Away(
            f"{where} 拒绝读取 {span.table} {span.start} 起的 {span.count} 个寄存器。",
            f"{where} refuses {span.count} {span.table} registers from {span.start} on.",
        )
    return (((span.table, span.start + place), word) for place, word in enumerate(found))

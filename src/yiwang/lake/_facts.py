"""The table `facts`: every fact, appended: the envelope as columns, the payload as JSON text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from yiwang.kernel import facts, shapes
from yiwang.kernel.bus import Message
from yiwang.lake.contracts import Table

if TYPE_CHECKING:
    import pyarrow as pa


def schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(
        [
            ("seq", pa.int64()),
            ("id", pa.string()),
            ("fact_type", pa.string()),
            ("subject", pa.string()),
            ("version", pa.int32()),
            ("actor", pa.string()),
            ("area_path", pa.string()),
            ("units", pa.string()),
            ("secret", pa.bool_()),
            ("recorded_at", pa.timestamp("us", "UTC")),
            ("data", pa.string()),
        ]
    )


def read(after: int, limit: int) -> list[Message]:
    """Facts from the database, whose positions outlive any stream."""
    return [
        Message(
            seq=row.position or 0,
            subject=row.fact_type,
            data=msgspec.json.encode(facts.envelope(row)),
            time=row.recorded_at.isoformat(),
            headers={},
        )
        for row in facts.read(after, limit)
    ]


def decode(messages: Sequence[Message]) -> pa.Table:
    import pyarrow as pa

    read = shapes.reader(facts.Travelling).decode
    rows = [read(message.data) for message in messages]
    return pa.table(
        [
            [message.seq for message in messages],
            [row.id for row in rows],
            [row.type for row in rows],
            [row.subject for row in rows],
            [row.version for row in rows],
            [row.actor for row in rows],
            [row.areapath for row in rows],
            [row.units for row in rows],
            [row.secret for row in rows],
            [datetime.fromisoformat(row.time) for row in rows],
            [bytes(row.data).decode() for row in rows],
        ],
        schema=schema(),
    )


FACTS = Table(
    name="facts",
    stream="facts",
    schema=schema,
    decode=decode,
    read=read,
    last=facts.last_position,
    sort_by=("seq",),
)

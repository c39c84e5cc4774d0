"""A small table of its own, fed from a list, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from yiwang.kernel.bus import BusUnavailable, Message
from yiwang.kernel.tasks import Lease, acquire
from yiwang.lake._query import Reader, ask
from yiwang.lake._writer import LakeWriter
from yiwang.lake.contracts import Answer, Identity, Table

SCHEMA = pa.schema(
    [
        ("day", pa.date32()),
        ("gauge", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("revision", pa.int32()),
        ("depth_m", pa.float64()),
        ("seq", pa.int64()),
    ]
)


def decode(messages: Sequence[Message]) -> pa.Table:
    rows = [(m.seq, i, r) for m in messages for i, r in enumerate(json.loads(m.data))]
    return pa.table(
        [
            [datetime.fromtimestamp(r[1], UTC).date() for _, _, r in rows],
            [r[0] for _, _, r in rows],
            [datetime.fromtimestamp(r[1], UTC) for _, _, r in rows],
            [i for _, i, _ in rows],
            [r[2] for _, _, r in rows],
            [seq for seq, _, _ in rows],
        ],
        schema=SCHEMA,
    )


@dataclass
class Town:
    """A list that plays the stream, the table it fills, its writer and a reader of another process."""

    root: Path
    messages: list[Message] = field(default_factory=list)
    away: bool = False
    forgotten: int = 0

    def __post_init__(self) -> None:
        self.table = Table(
            name="gauges",
            stream="LIST",
            schema=lambda: SCHEMA,
            decode=decode,
            read=self.read,
            last=lambda: self.messages[-1].seq if self.messages else 0,
            sort_by=("gauge", "at", "revision"),
            partition_by="day",
            identity=Identity(key="gauge", time="at", values=("depth_m",), revision="revision"),
            forget=lambda seq: setattr(self, "forgotten", seq),
        )
        self.writer = LakeWriter(self.table, lambda: self.root)
        self.reader = Reader(self.table, self.root)

    def read(self, after: int, limit: int) -> list[Message]:
        if self.away:
            raise BusUnavailable()
        return [m for m in self.messages if m.seq > after][:limit]

    def say(self, *rows: tuple[str, float, float], seq: int | None = None) -> int:
        seq = seq or (self.messages[-1].seq + 1 if self.messages else 1)
        self.messages.append(
            Message(seq=seq, subject="x", data=json.dumps(rows).encode(), time="", headers={})
        )
        return seq

    def lease(self) -> Lease:
        lease = acquire(self.writer.name, "test")
        assert lease is not None
        return lease

    def commit(self) -> int:
        done = 0
        self.writer.now_please = True
        while moved := self.writer.pump(self.lease()):
            done += moved
            self.writer.now_please = True
        return done

    def ask(self, sql: str, between: tuple[str, str] | None = None) -> Answer:
        return ask(sql, [self.reader], None, {"gauges": between} if between else {})

    def rows(self, order: str = 'gauge, "at", seq, revision') -> list[tuple[object, ...]]:
        found = self.ask(
            f'SELECT gauge, epoch("at") AS t, revision, depth_m FROM gauges ORDER BY {order}'
        ).rows.to_pylist()
        return [(r["gauge"], r["t"], r["revision"], r["depth_m"]) for r in found]


@pytest.fixture
def town(tmp_path: Path, db: None) -> Town:
    return Town(tmp_path)


NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC).timestamp()
DAY = date(2026, 3, 2)

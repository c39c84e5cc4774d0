"""Shapes of the lake that cross its door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from yiwang.kernel.bus import Message
from yiwang.kernel.errors import Unavailable

if TYPE_CHECKING:
    import pyarrow as pa


Period = Literal["day", "month", "year"]
HOUR_US = 3_600_000_000


def period_of(us: int, period: Period) -> str:
    """First day, as an ISO date, of the UTC day, month or year that an instant lies in."""
    day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).date()
    if period == "month":
        day = day.replace(day=1)
    elif period == "year":
        day = day.replace(month=1, day=1)
    return day.isoformat()


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def moment_us(moment: datetime | str) -> int:
    """Microseconds since 1970 UTC of an instant, or of the midnight that begins an ISO date."""
    if isinstance(moment, str):
        moment = datetime.combine(date.fromisoformat(moment), time(), UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """A table of `step_us` buckets kept from the table `of`, whose identity is (`key`, `time`).

    Buckets begin at whole multiples of the step of a clock that is `shift_us` ahead of UTC. `counts` is SQL
    that says which current rows count; `sums` is SQL for n, total, low, high, first and last of them.
    """

    name: str
    of: str
    key: str
    time: str
    step_us: int
    shift_us: int
    counts: str
    sums: tuple[str, str, str, str, str, str]
    period: Period

    def floor(self, us: int) -> int:
        """Where the bucket of an instant begins."""
        return us - (us + self.shift_us) % self.step_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes two rows the same thing: `key` and `time` name it, `values` are what it says.

    The same values again are stored once; other values become the next `revision`.
    """

    key: str
    time: str
    values: tuple[str, ...]
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A Delta table and the stream that fills it. The schema must have an int64 column `seq`.

    `schema` is a function, so that a process that never touches the lake never loads Arrow.
    `read(after, limit)` answers messages beyond a sequence in order; `last()` the newest sequence.
    `partition_by` names a date column; `identity` asks for exactly-once by content.
    `forget(seq)` drops messages up to `seq` from the stream; called a day after they were committed.
    """

    name: str
    stream: str
    schema: Callable[[], pa.Schema]
    decode: Callable[[Sequence[Message]], pa.Table]
    read: Callable[[int, int], list[Message]]
    last: Callable[[], int]
    sort_by: tuple[str, ...]
    partition_by: str | None = None
    identity: Identity | None = None
    forget: Callable[[int], None] | None = None
    period: Period = "day"
    """How long a stretch one value of `partition_by` stands for; the value is its first day."""
    floor: Callable[[], str] | None = None
    """The first day that is kept; whole partitions before it are dropped once a day."""
    committed: Callable[[pa.Table, int, int], None] | None = None
    """Called after a commit with its settled rows, the sequence held before it and the one held now. A crash
    in between leaves the call out: whoever counts compares the sequence before with his own."""

    @property
    def app_id(self) -> str:
        return f"{self.name}:{self.stream}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows of a query and what exactly they were computed from, by table name."""

    rows: pa.Table
    versions: dict[str, int]
    """Delta version read, -1 where the table has none yet."""
    committed: dict[str, int]
    """Stream sequence up to which the Delta version holds everything."""
    read_to: dict[str, int]
    """Stream sequence up to which rows were seen, hot tail included."""
    complete: bool
    """False when the stream was away, so that rows after the last look at it may be missing."""


class LakeBehind(Unavailable):
    """The hot tail is larger than a reader may hold: the writer has not committed for too long."""

    code = "lake.behind"
    zh = "湖表 {table} 的写入落后 {rows} 行，暂时不能查询；已确认收到的数据不会丢失。"
    en = "The lake table {table} is {rows} rows behind and cannot be read now; nothing acknowledged is lost."


class StreamRewound(RuntimeError):
    """The stream ends before what the table has already committed: it was lost or replaced."""


class VersionRefused(RuntimeError):
    """A commit would not move its table forward in its stream."""

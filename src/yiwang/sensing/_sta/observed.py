"""Readings as a collection: whose they are, their pages, counts, newest ones and features of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Max, Min

from yiwang.kernel import clock
from yiwang.sensing._sta import lakesql, readings
from yiwang.sensing._sta.caller import Caller
from yiwang.sensing._sta.compile import paths, without
from yiwang.sensing._sta.entities import DATASTREAM, FEATURE, Entity
from yiwang.sensing._sta.grammar import Binary, Node, Query
from yiwang.sensing._sta.readings import Reading, Wanted
from yiwang.sensing._sta.tables import rows_of
from yiwang.sensing.logic import micros
from yiwang.sensing.models import Datastream, FeatureOfInterest, ObservationTally

DAY_US = 86_400_000_000
CHUNK_ROWS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Readings of these datastreams (None: of all there are), and of this feature of interest alone."""

    streams: frozenset[str] | None
    feature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a collection: its rows, whether more follow, and how many there are where that was asked."""

    rows: list[Any]
    more: bool
    count: int | None


class Observed:
    """One request's look at readings. `select` answers the rows of a table that a filter holds of."""

    def __init__(self, caller: Caller, select: Callable[[Entity, Node], Any]) -> None:
        self.caller = caller
        self.select = select

    @cached_property
    def visible(self) -> frozenset[str] | None:
        """The datastreams whose readings are seen; None for simply all."""
        if self.caller.sees_everything and not Datastream.objects.filter(retired_at__isnull=False).exists():
            return None
        return frozenset(self.caller.rows(DATASTREAM).values_list("pk", flat=True))

    def all(self) -> Base:
        return Base(streams=self.visible)

    def of(self, parent: Any) -> Base:
        """The readings of a datastream or of a feature of interest."""
        if isinstance(parent, Datastream):
            return Base(streams=frozenset({parent.pk}))
        rows = self.caller.rows(DATASTREAM)
        own = frozenset(rows.filter(feature=parent.pk).values_list("pk", flat=True))
        named = frozenset(rows.filter(named_features=parent.pk).values_list("pk", flat=True))
        return Base(streams=own | named, feature=parent.pk)

    def find(self, base: Base, id_: str) -> Reading | None:
        split = readings.split_id(id_)
        if split is None or not self.caller.rows(DATASTREAM).filter(pk=split[0]).exists():
            return None
        if base.streams is not None and split[0] not in base.streams:
            return None
        found = readings.find(id_)
        if found is None or (base.feature and self.features([found])[0] != base.feature):
            return None
        return found

    def features(self, rows: Sequence[Reading]) -> list[str | None]:
        """The feature of interest of each reading: the one it names, else its datastream's."""
        streams = {row.datastream for row in rows if "f" not in row.more}
        own = dict(Datastream.objects.filter(pk__in=streams).values_list("pk", "feature"))
        return [row.more["f"] if "f" in row.more else own.get(row.datastream) for row in rows]

    # -- conditions ----------------------------------------------------------------------------------------

    def wanted(self, base: Base, node: Node | None) -> Wanted:
        """What to ask the lake for; raises BadQuery."""
        words = lakesql.Words()
        conditions = []
        streams, low_high = base.streams, lakesql.bounds(node)
        # What is only about the datastream chooses datastreams; the lake is asked for the rest.
        chosen, node = _parted(node)
        for part in chosen:
            found = self._streams(without(part, 1))
            streams = frozenset(found) if streams is None else streams & found
        if base.feature is not None:
            own = Datastream.objects.filter(feature=base.feature).values_list("pk", flat=True)
            mark = words.add(base.feature)
            conditions.append(
                f"(more->>'$.f' = {mark} OR (more->>'$.f' IS NULL AND datastream IN "
                f"(SELECT unnest({words.add(sorted(own))}::VARCHAR[]))))"
            )
        if node is not None:
            sql = lakesql.LakeSql(words, self._streams, self._features, self._default)
            conditions.append(sql.condition(node))
        low, high = low_high
        return Wanted(streams=streams, low=low, high=high, conditions=tuple(conditions), words=words)

    def _streams(self, node: Node) -> set[str]:
        return set(rows_of(self.select(DATASTREAM, node).values_list("pk", flat=True)))

    def _features(self, node: Node) -> set[str]:
        return set(rows_of(self.select(FEATURE, node).values_list("pk", flat=True)))

    def _default(self, node: Node) -> set[str]:
        rows = Datastream.objects.filter(feature__in=self.select(FEATURE, node).values("pk"))
        return set(rows_of(rows.values_list("pk", flat=True)))

    def sightings(self, node: Node) -> tuple[set[str], set[str]]:
        """The datastreams and the features of interest with a reading that a filter holds of."""
        found = readings.pairs(self.wanted(self.all(), node))
        streams = {stream for stream, _ in found}
        plain = {stream for stream, feature in found if feature is None}
        features = {feature for _, feature in found if feature is not None}
        own = FeatureOfInterest.objects.filter(datastreams__in=plain).values_list("pk", flat=True)
        return streams, features | set(own)

    # -- counts --------------------------------------------------------------------------------------------

    def count(self, base: Base, query: Query) -> int:
        """How many there are: from the tallies wherever the filter is not about the readings themselves."""
        streams = base.streams
        node = query.filter
        if base.feature is None and (node is None or _about_streams(node)):
            if node is not None:
                chosen = self._streams(without(node, 1))
                streams = frozenset(chosen) if streams is None else streams & chosen
            return sum(readings.tallies(streams).values())
        return readings.count(self.wanted(base, node))

    # -- pages ---------------------------------------------------------------------------------------------

    def page(self, base: Base, query: Query) -> Page:
        wanted = self.wanted(base, query.filter)
        order = lakesql.ordering(query.orders)
        need = query.limit + 1
        if not query.limit:
            found: list[Reading] = []
        elif wanted.streams is not None and len(wanted.streams) <= readings.FEW_STREAMS:
            found = readings.page(wanted, order, query.skip, need)
        elif not query.orders:
            found = self._by_streams(wanted, order, query, need)
        elif query.orders[0].path.parts == ("phenomenonTime",):
            found = self._by_days(wanted, order, query, need)
        else:
            found = readings.page(wanted, order, query.skip, need)
        return Page(
            rows=found[: query.limit],
            more=len(found) > query.limit,
            count=self.count(base, query) if query.count else None,
        )

    def _by_streams(self, wanted: Wanted, order: Sequence[str], query: Query, need: int) -> list[Reading]:
        """In the order of datastreams: the tallies say which of them a page lies in."""
        counts = sorted(readings.tallies(wanted.streams).items())
        skip, found = query.skip, list[Reading]()
        plain = not wanted.conditions and wanted.low is None and wanted.high is None
        place = 0
        while place < len(counts) and len(found) < need:
            if plain and counts[place][1] <= skip:
                skip -= counts[place][1]
                place += 1
                continue
            end, rows = place, 0
            wish = skip + need - len(found) if plain else CHUNK_ROWS
            while end < len(counts) and rows < wish:
                rows += counts[end][1]
                end += 1
            part = replace(
                wanted,
                streams=frozenset(stream for stream, _ in counts[place:end]),
                words=lakesql.Words(dict(wanted.words.given)),
            )
            got = readings.page(part, order, 0, skip + need - len(found))
            found += got[skip:]
            skip = max(0, skip - len(got))
            place = end
        return found

    def _by_days(self, wanted: Wanted, order: Sequence[str], query: Query, need: int) -> list[Reading]:
        """In the order of time: from one end in ever longer steps until the page is full."""
        span = ObservationTally.objects.aggregate(first=Min("oldest_at"), last=Max("newest_at"))
        now = micros(clock.now())
        first = micros(span["first"]) if span["first"] else now - DAY_US
        last = micros(span["last"]) if span["last"] else now
        skip, found = query.skip, list[Reading]()
        for low, high in _steps(first, last, descending=query.orders[0].descending):
            low, high = _inner(max, low, wanted.low), _inner(min, high, wanted.high)
            if low is not None and high is not None and low > high:
                continue
            part = replace(wanted, low=low, high=high, words=lakesql.Words(dict(wanted.words.given)))
            got = readings.page(part, order, 0, skip + need - len(found))
            found += got[skip:]
            skip = max(0, skip - len(got))
            if len(found) >= need:
                break
        return found

    def pages(self, entity: Entity, rows: Sequence[Any], query: Query) -> list[Page]:
        """A page of readings for each datastream or feature of interest."""
        if entity is FEATURE:
            return [self.page(self.of(row), query) for row in rows]
        streams = [row.pk for row in rows]
        counts: dict[str, int] = {}
        if query.count:
            counts = (
                readings.tallies(streams)
                if query.filter is None
                else {one: self.count(Base(streams=frozenset({one})), query) for one in streams}
            )
        found = self._newest(streams, query)
        if found is None:
            wanted = self.wanted(Base(streams=frozenset(streams)), query.filter)
            order = lakesql.ordering(query.orders)
            found = readings.per_stream(wanted, order, query.skip, query.limit + 1)
        return [
            Page(
                rows=found.get(stream, [])[: query.limit],
                more=len(found.get(stream, [])) > query.limit,
                count=counts.get(stream, 0) if query.count else None,
            )
            for stream in streams
        ]

    def _newest(self, streams: list[str], query: Query) -> dict[str, list[Reading]] | None:
        """Kept state where the newest reading alone is asked for; the tallies say whether more follow."""
        newest_first = (
            len(query.orders) >= 1
            and query.orders[0].path.parts == ("phenomenonTime",)
            and query.orders[0].descending
        )
        if not newest_first or query.filter is not None or query.skip or query.limit != 1:
            return None
        found = readings.newest(streams)
        more = readings.tallies(streams)
        return {stream: [one] * (2 if more.get(stream, 0) > 1 else 1) for stream, one in found.items()}


def _steps(first: int, last: int, *, descending: bool) -> Iterator[tuple[int | None, int | None]]:
    """All of time in ranges (microseconds, both ends included) that double, begun at the named end."""
    step = DAY_US
    if descending:
        high = None
        while last - step > first:
            last -= step
            yield last + 1, high
            high, step = last, step * 2
        yield None, high
        return
    low = None
    while first + step < last:
        first += step
        yield low, first - 1
        low, step = first, step * 2
    yield low, None


def _inner(choose: Callable[..., int], one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else choose(one, other)


def _parted(node: Node | None) -> tuple[list[Node], Node | None]:
    """The conditions joined by `and` that are about the datastream alone, and the rest of them."""
    if isinstance(node, Binary) and node.word == "and":
        (chosen, left), (more, right) = _parted(node.left), _parted(node.right)
        if left is None or right is None:
            return [*chosen, *more], left or right
        return [*chosen, *more], Binary("and", left, right, node.at)
    if node is not None and _about_streams(node):
        return [node], None
    return [], node


def _about_streams(node: Node) -> bool:
    told = paths(node)
    return bool(told) and all(one.parts[0] == "Datastream" and len(one.parts) > 1 for one in told)

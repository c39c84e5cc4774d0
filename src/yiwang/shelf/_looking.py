"""The look: what every topic really has, by a few questions to the nouns for all topics together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.boards.contracts import BoardRow
from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.indicators import api as indicators
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units
from yiwang.kernel.tasks import Lease
from yiwang.ledgers import api as ledgers
from yiwang.matters import api as matters
from yiwang.matters.contracts import Owned
from yiwang.packs import api as packs
from yiwang.packs.contracts import PackRow
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing
from yiwang.shelf._granting import SYSTEM, shelve
from yiwang.shelf._measures import measures
from yiwang.shelf.contracts import TopicFound, TopicNewest
from yiwang.shelf.logic import LedgerCount, Seen, lights
from yiwang.shelf.models import TopicEntry

MOST_TOPICS = 1_000
MATTERS_FOR = timedelta(minutes=10)
"""Who leads what in which town changes seldom and takes long to find out."""


def topic_of(key: str) -> str:
    """The topic of `topic/scene`, as the nouns keep who declared something."""
    return key.partition("/")[0]


@dataclass(slots=True)
class Sum:
    """What the nouns said of one topic."""

    seen: Seen = field(default_factory=Seen)
    newest: TopicNewest = field(default_factory=TopicNewest)

    def add(self, **more: int) -> None:
        self.seen = replace(self.seen, **{name: getattr(self.seen, name) + n for name, n in more.items()})

    def at(self, kind: str, moment: datetime | None) -> None:
        told = getattr(self.newest, kind)
        if moment is not None and (told is None or moment > told):
            self.newest = replace(self.newest, **{kind: moment})


class Looker:
    """Keeps between two looks what is dear to find out: who leads which matter where."""

    def __init__(self) -> None:
        self._owned: list[Owned] = []
        self._owned_at: datetime | None = None

    def owned(self, now: datetime, *, anew: bool) -> list[Owned]:
        if anew or self._owned_at is None or not -MATTERS_FOR < now - self._owned_at < MATTERS_FOR:
            self._owned, self._owned_at = matters.owned(), now
        return self._owned

    def look(self, lease: Lease | None = None) -> int:
        """Read every topic anew and write what it has; how many topics are new or gone."""
        now = clock.now()
        rows = packs.list_packs(size=MOST_TOPICS).items
        known = {row.id: row for row in TopicEntry.objects.all()}
        anew = any(row.id not in known for row in rows)
        published = boards.list_boards(SYSTEM, state="published")
        owned = self.owned(now, anew=anew)
        sums = _sums(now, owned, published, rows)
        shown = _boards_of(published)
        names = _unit_names(rows)
        changed = 0
        root = areas.roots()[0].managed_path if areas.roots() else "/"
        for row in rows:
            found = _found(row, sums[row.id], shown.get(row.id, []), names)
            own = [one for one in owned if topic_of(one.pack) == row.id]
            changed += _keep(row, found, own, known.get(row.id), root, now, lease)
        gone = [one for one in known.values() if one.active and one.id not in {row.id for row in rows}]
        if gone:
            with transaction.atomic():
                if lease is not None:
                    lease.hold()
                TopicEntry.objects.filter(pk__in=[one.id for one in gone]).update(active=False)
        return changed + len(gone)


def _sums(
    now: datetime, owned: Sequence[Owned], published: Sequence[BoardRow], rows: Iterable[PackRow]
) -> dict[str, Sum]:
    by = measures()
    sums: dict[str, Sum] = defaultdict(Sum)
    for told in sensing.answering(now - timedelta(hours=by.answers_within_h)):
        one = sums[topic_of(told.pack)]
        one.add(series=told.series, answered=told.answered)
        one.at("reading", told.newest)
    for ledger in ledgers.standing():
        one = sums[topic_of(ledger.pack)]
        kept = LedgerCount(zh=ledger.zh, en=ledger.en, records=ledger.records)
        one.seen = replace(one.seen, ledgers=(*one.seen.ledgers, kept))
        one.at("record", ledger.newest)
    until = now - timedelta(minutes=by.alerts_after_min)
    for armed in rules.armed(now - timedelta(days=by.alerts_days), until):
        sums[topic_of(armed.pack)].add(rules=armed.rules, alerts=armed.alerts, looked_into=armed.answered)
    for board in published:
        if board.source:
            sums[topic_of(board.source)].add(boards=1, due_boards=int(board.due))
    for figures in indicators.brought():
        sums[topic_of(figures.pack)].at("figure", figures.newest)
    pack_of: dict[str, str] = {}
    for matter in owned:
        pack_of[matter.code] = topic_of(matter.pack)
        one = sums[pack_of[matter.code]]
        one.add(matters=1)
        without = (matter.name_zh,) if matter.without else ()
        one.seen = replace(one.seen, towns=matter.towns, without=(*one.seen.without, *without))
    for case in cases.by_matter(now - timedelta(days=by.cases_days)):
        if case.matter in pack_of:
            one = sums[pack_of[case.matter]]
            one.add(decided=case.decided, in_time=case.in_time)
            one.at("case", case.newest)
    for row in rows:
        sums[row.id].add(layers=sum(1 for scene in row.scenes if scene.layer is not None))
    return sums


def _boards_of(published: Iterable[BoardRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for board in published:
        if board.source:
            found[topic_of(board.source)].append(board.code)
    return found


def _unit_names(rows: Iterable[PackRow]) -> dict[str, str]:
    named = {unit for row in rows for unit in (row.lead_unit, *row.co_units, row.operator) if unit}
    return {unit.id: unit.name for unit in identity.units(ids=tuple(sorted(named)))}


def _found(row: PackRow, held: Sum, shown: list[str], names: dict[str, str]) -> TopicFound:
    newest = held.newest
    moments = [one for one in (newest.reading, newest.record, newest.figure, newest.case) if one is not None]
    return TopicFound(
        name_zh=row.name_zh,
        name_en=row.name_en,
        about_zh=row.about_zh,
        about_en=row.about_en,
        lead_unit=row.lead_unit,
        lead_unit_name=names.get(row.lead_unit, row.lead_unit),
        co_units=list(row.co_units),
        co_unit_names=[names.get(unit, unit) for unit in row.co_units],
        operator=row.operator,
        operator_name=names.get(row.operator, row.operator),
        domain=row.domain,
        field=row.field,
        demonstration=row.demonstration,
        edition=row.content_hash[:8],
        state=row.state,
        faults=len(row.faults),
        scenes=len(row.scenes),
        board=_main(row, shown),
        lights=lights(held.seen, measures()),
        newest=newest,
        newest_at=max(moments, default=None),
    )


def _main(row: PackRow, shown: list[str]) -> str:
    """The board that a topic opens with: of its first scene that has one, else the first by code."""
    declared = [code for scene in row.scenes for code in scene.boards if code in shown]
    return next(iter([*declared, *sorted(shown)]), "")


def _keep(
    row: PackRow,
    found: TopicFound,
    owned: Sequence[Owned],
    entry: TopicEntry | None,
    root: str,
    now: datetime,
    lease: Lease | None,
) -> int:
    """Write what was found of one topic; a new one is put on the shelf."""
    body = msgspec.to_builtins(found)
    held = [
        {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "without": one.without}
        for one in owned
    ]
    own = join_units(list(dict.fromkeys([row.lead_unit, *row.co_units, row.operator])))
    with transaction.atomic():
        if lease is not None:
            lease.hold()
        if entry is None:
            entry = statements.new(
                TopicEntry,
                id=row.id,
                number=row.number,
                found=body,
                matters=held,
                own_units=own,
                area_path=root,
                looked_at=now,
                version=1,
            )
            shelve(entry, measures().first_roles)
            return 1
        fresh = not entry.active
        TopicEntry.objects.filter(pk=entry.id).update(
            number=row.number, found=body, matters=held, own_units=own, active=True, looked_at=now
        )
    return int(fresh)


def system_look() -> int:
    """One look outside the worker: commands and tests."""
    return Looker().look()

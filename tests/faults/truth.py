"""What must hold whoever was killed and when, read from the files and tables themselves."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import duckdb
import psycopg
from deltalake import DeltaTable

from tests.faults.traffic import BROKEN, CALM, STORMY, Reading, Traffic, wait
from tools.instance import Instance
from yiwang.kernel.bus import Bus

SETTLES_WITHIN_S = 300.0
"""No claim about speed either, but well within the hour that a clock may be put back."""


def ask(instance: Instance, sql: str) -> list[tuple[Any, ...]]:
    """The rows of one query, asked of the database without us in between."""
    url = instance.settings.get("database_url", "")
    if url:
        with psycopg.connect(url) as link:
            return link.execute(sql.encode()).fetchall()
    path = f"file:{instance.home}/yiwang.sqlite3?mode=ro"
    with closing(sqlite3.connect(path, uri=True, timeout=20)) as link:
        return link.execute(sql).fetchall()


def check(instance: Instance, traffic: Traffic) -> None:
    """All of it, after the traffic has ended and every process runs again."""
    try:
        check_alerts(instance, traffic)
        check_cases(instance)
        check_facts(instance)
        check_lake(instance, traffic.acked, traffic.future)
    except AssertionError:
        print("parked:", ask(instance, "SELECT consumer, position, error FROM kernel_parkedfact"))
        print("positions:", ask(instance, "SELECT name, position FROM kernel_consumerposition"))
        print("ready:", instance.get("/health/ready")[2].decode())
        print(instance.logs()[-12_000:])
        raise


def check_alerts(instance: Instance, traffic: Traffic) -> None:
    """Every flood and every impossible reading was judged, once, and everything that rang was confirmed."""

    def judged() -> Counter[Reading]:
        keys = (key.rpartition("!")[0] or key for (key,) in ask(instance, "SELECT key FROM rules_episoderow"))
        parts = (key.rsplit("/", 2) for key in keys)
        return Counter((name, int(us)) for _, name, us in parts if name in {*STORMY, BROKEN, CALM})

    said = traffic.floods | traffic.broken
    if traffic.wound:
        wait(lambda: not _untold(instance, traffic, set(judged())), SETTLES_WITHIN_S, "every flood was told")
        assert judged() <= Counter(said), "an episode that nobody sent, or one that was told twice"
    else:
        wait(lambda: said <= set(judged()), SETTLES_WITHIN_S, "every flood was judged")
        assert judged() == Counter(said), "an episode that nobody sent, or one that was told twice"
    wait(lambda: traffic.officer.look() == 0, SETTLES_WITHIN_S, "every alert is confirmed")
    keys = ask(instance, "SELECT count(*), count(DISTINCT key) FROM rules_alertrow")
    assert keys[0][0] == keys[0][1]
    kept = {row[0] for row in ask(instance, "SELECT id FROM rules_alertrow WHERE outcome = 'true'")}
    assert traffic.officer.confirmed <= kept, "a confirmation that was acknowledged and lost"


def _untold(instance: Instance, traffic: Traffic, judged: set[Reading]) -> set[Reading]:
    """What nobody was told of though the server's clock was wrong for a while only.

    A flood may lie within an alert that rang on, because what ended it was refused or came late. An
    impossible reading that came late is no alert: it is not looked at again.
    """
    spans = "SELECT key, cleared_at FROM rules_episoderow"
    rang: dict[str, list[tuple[int, float]]] = {}
    for key, cleared in ask(instance, spans):
        _, name, us = (key.rpartition("!")[0] or key).rsplit("/", 2)
        rang.setdefault(name, []).append((int(us), _us(cleared)))
    told_late = {one for one in traffic.broken if any(low <= one[1] <= high for low, high in traffic.wrong)}
    return {
        (name, us)
        for name, us in (traffic.floods | traffic.broken) - told_late - judged
        if not any(low <= us <= high for low, high in rang.get(name, ()))
    }


def _us(moment: Any) -> float:
    """A time of either database in microseconds; of what has not ended, one that never comes."""
    if moment is None:
        return math.inf
    read = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return read.timestamp() * 1e6


def check_cases(instance: Instance) -> None:
    """Every alert that was judged true, or a device's fault, has one open case; as has every event."""
    ended = "SELECT id FROM rules_alertrow WHERE outcome IN ('true', 'device_fault') AND NOT late"
    linked = "SELECT alert_id FROM cases_casealert"

    def without() -> set[str]:
        return {row[0] for row in ask(instance, ended)} - {row[0] for row in ask(instance, linked)}

    try:
        wait(lambda: not without(), SETTLES_WITHIN_S, "every confirmed alert has a case")
    except AssertionError:
        print("without a case:", without())
        raise
    assert ask(instance, ended), "nothing rang"
    of_alerts = (
        "SELECT a.alert_id, count(c.id) FROM cases_casealert a LEFT JOIN cases_case c "
        "ON c.id = a.case_id AND c.state = 'open' AND c.role = 'lead' GROUP BY a.alert_id"
    )
    assert [row for row in ask(instance, of_alerts) if row[1] != 1] == [], "an alert without one open case"
    of_events = (
        "SELECT e.id, count(c.id) FROM events_event e LEFT JOIN cases_case c "
        "ON c.event_id = e.id AND c.role = 'lead' WHERE e.kind = 'single' GROUP BY e.id"
    )
    assert [row for row in ask(instance, of_events) if row[1] != 1] == [], "an event without one case"
    orders = (
        "SELECT thing_id, count(*) FROM cases_case WHERE kind = 'maintenance' AND role = 'lead' "
        "AND state = 'open' GROUP BY thing_id HAVING count(*) > 1"
    )
    assert ask(instance, orders) == [], "two maintenance orders for one thing"
    assert ask(instance, "SELECT * FROM kernel_parkedfact") == []


def check_facts(instance: Instance) -> None:
    """Positions without a gap in the table; the stream and the lake hold each fact once, in that order."""
    waiting = "SELECT count(*) FROM kernel_factrow WHERE position IS NULL"
    wait(lambda: ask(instance, waiting) == [(0,)], SETTLES_WITHIN_S, "every fact has its position")
    # Acts may still tell facts of their own (a limit that comes near): what stands now is what is checked.
    positions = [
        row[0]
        for row in ask(instance, "SELECT position FROM kernel_factrow WHERE position > 0 ORDER BY position")
    ]
    assert positions == list(range(1, len(positions) + 1))
    twice = "SELECT subject FROM kernel_factrow GROUP BY subject, subject_version HAVING count(*) > 1"
    assert ask(instance, twice) == []
    gaps = (
        "SELECT subject FROM kernel_factrow WHERE subject LIKE 'alert:%' OR subject LIKE 'event:%' "
        "OR subject LIKE 'case:%' GROUP BY subject "
        "HAVING min(subject_version) <> 1 OR max(subject_version) <> count(*)"
    )
    assert ask(instance, gaps) == [], "a change that told no fact"
    streamed = wait(
        lambda: _streamed(instance, len(positions)), SETTLES_WITHIN_S, "the stream has every fact"
    )
    assert streamed == positions
    folder = instance.home / "lake" / "facts"
    wait(lambda: set(positions) <= set(_column(folder, "seq")), SETTLES_WITHIN_S, "every fact is in the lake")
    kept = _column(folder, "seq")
    assert sorted(kept) == list(range(1, len(kept) + 1))


def _streamed(instance: Instance, up_to: int) -> list[int] | None:
    """The positions in the fact stream, in its order, up to `up_to`; None while it holds fewer."""
    own = instance.home / "run" / "nats.url"
    bus = Bus(instance.settings.get("nats_url") or own.read_text(encoding="ascii"))
    try:
        found: list[int] = []
        after = 0
        while messages := bus.read("FACTS", after=after, limit=512):
            found += [int(json.loads(message.data)["position"]) for message in messages]
            after = messages[-1].seq
    finally:
        bus.close()
    return found[:up_to] if len(found) >= up_to else None


def _column(folder: Any, name: str) -> list[Any]:
    with duckdb.connect() as engine:
        asked = f"SELECT {name} FROM read_parquet($uris)"
        uris = DeltaTable(str(folder)).file_uris()  # none before the first commit
        return [row[0] for row in engine.execute(asked, {"uris": uris}).fetchall()] if uris else []


def check_lake(instance: Instance, acked: dict[Reading, float], refused: set[Reading]) -> None:
    """Every acknowledged reading is there once, with its value; nothing is there twice, nothing that was
    refused. Read as a stranger would."""
    folder = instance.home / "lake" / "observations"

    def rows() -> dict[Reading, list[float]]:
        found: dict[Reading, list[float]] = {}
        asked = "SELECT datastream, epoch_us(observed_at), value FROM read_parquet($uris)"
        with duckdb.connect() as engine:
            uris = DeltaTable(str(folder)).file_uris()  # none before the first commit
            for name, us, value in engine.execute(asked, {"uris": uris}).fetchall() if uris else ():
                found.setdefault((name, us), []).append(value)
        return found

    wait(
        lambda: folder.is_dir() and set(acked) <= set(rows()),
        SETTLES_WITHIN_S,
        "every acknowledged reading is in the lake",
    )
    found = rows()
    assert {key: found[key] for key, value in acked.items() if found[key] != [value]} == {}
    assert [key for key, values in found.items() if len(values) != 1] == []
    assert refused & set(found) == set(), "a reading of the future"

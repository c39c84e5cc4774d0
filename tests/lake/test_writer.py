"""What the lake promises about rows: once, in order, durable, and visible before and after the commit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.lake.conftest import NOON, Town
from yiwang.kernel import clock
from yiwang.kernel.tasks import LeaseLost, acquire
from yiwang.lake import _writer
from yiwang.lake._query import Reader
from yiwang.lake._store import MANY_SMALL, Store
from yiwang.lake._writer import LakeWriter
from yiwang.lake.contracts import LakeBehind, StreamRewound, VersionRefused


def test_rows_are_seen_before_the_commit_and_after_it_alike(town: Town) -> None:
    town.say(("a", NOON, 0.1), ("b", NOON, 0.2))
    before = town.ask("SELECT count(*) AS n FROM gauges")
    assert (before.rows.to_pylist(), before.versions, before.read_to) == (
        [{"n": 2}],
        {"gauges": -1},
        {"gauges": 1},
    )
    town.commit()
    after = town.ask("SELECT count(*) AS n FROM gauges")
    assert (after.rows.to_pylist(), after.committed) == ([{"n": 2}], {"gauges": 1})
    town.say(("a", NOON + 60, 0.3))
    assert town.rows() == [("a", NOON, 0, 0.1), ("a", NOON + 60, 0, 0.3), ("b", NOON, 0, 0.2)]


def test_nothing_is_committed_before_its_time_and_nothing_while_idle(
    town: Town, wound: clock.VirtualClock
) -> None:
    lease = town.lease()
    town.writer.pump(lease)
    town.say(("a", NOON, 0.1))
    assert town.writer.pump(lease) == 0
    wound.advance(timedelta(seconds=4))
    assert town.writer.pump(lease) == 0
    wound.advance(timedelta(seconds=1))
    assert town.writer.pump(lease) == 1
    version = town.ask("SELECT 1 FROM gauges").versions["gauges"]
    for _ in range(5):
        wound.advance(timedelta(seconds=10))
        assert town.writer.pump(lease) == 0
    assert town.ask("SELECT 1 FROM gauges").versions["gauges"] == version


def test_rows_gathered_while_the_clock_was_ahead_do_not_wait_for_it(town: Town, tmp_path: Path) -> None:
    with clock.use(clock.WoundClock(tmp_path / "clock")) as hands:
        assert isinstance(hands, clock.WoundClock)
        lease = town.lease()
        hands.advance(timedelta(hours=1))
        town.say(("a", NOON, 0.1))
        assert town.writer.pump(lease) == 0
        hands.advance(-timedelta(hours=1))
        assert town.writer.pump(lease) == 1


def test_a_full_batch_is_committed_at_once(
    town: Town, wound: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_writer, "COMMIT_ROWS", 10)
    for second in range(12):
        town.say(("a", NOON + second, 0.1))
    assert town.writer.pump(town.lease()) == 12
    assert town.reader.committed_seq() == 12


def test_the_same_value_again_is_stored_once_and_another_value_is_a_revision(town: Town) -> None:
    town.say(("a", NOON, 0.1), ("a", NOON, 0.1))
    town.commit()
    town.say(("a", NOON, 0.1))
    town.say(("a", NOON, 0.2), ("a", NOON, 0.2), ("a", NOON, 0.1))
    town.commit()
    town.say(("a", NOON, 0.1), ("a", NOON + 1, 0.5))
    town.commit()
    assert town.rows() == [
        ("a", NOON, 0, 0.1),
        ("a", NOON, 1, 0.2),
        ("a", NOON, 2, 0.1),
        ("a", NOON + 1, 0, 0.5),
    ]


def test_a_new_writer_knows_old_rows_without_having_seen_them(town: Town) -> None:
    town.say(("a", NOON, 0.1), ("b", NOON - 86400 * 3, 0.4))
    town.commit()
    town.writer = LakeWriter(town.table, lambda: town.root)
    town.say(("a", NOON, 0.1), ("b", NOON - 86400 * 3, 0.5), ("b", NOON - 86400 * 5, 0.6))
    town.commit()
    assert town.rows() == [
        ("a", NOON, 0, 0.1),
        ("b", NOON - 86400 * 5, 0, 0.6),
        ("b", NOON - 86400 * 3, 0, 0.4),
        ("b", NOON - 86400 * 3, 1, 0.5),
    ]


def test_late_rows_land_on_their_day_and_are_found_by_it(town: Town) -> None:
    town.say(("a", NOON, 0.1))
    town.say(("a", NOON - 86400 * 40, 0.2))
    town.commit()
    found = town.ask("SELECT depth_m FROM gauges", between=("2026-01-01", "2026-02-01"))
    assert found.rows.to_pylist() == [{"depth_m": 0.2}]


def test_a_sequence_is_never_committed_twice(town: Town) -> None:
    town.say(("a", NOON, 0.1))
    town.commit()
    store = Store(town.table, town.root)
    store.open()
    with pytest.raises(VersionRefused):
        store.append(town.table.decode(town.messages), 1)
    assert len(town.rows()) == 1


def test_a_writer_that_lost_its_lease_commits_nothing(town: Town) -> None:
    lease = town.lease()
    town.writer.pump(lease)
    town.say(("a", NOON, 0.1))
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=5))):
        taken = acquire(town.writer.name, "another")
    assert taken is not None
    town.writer.now_please = True
    with pytest.raises(LeaseLost):
        town.writer.pump(lease)
    assert town.reader.committed_seq() == 0
    other = LakeWriter(town.table, lambda: town.root)
    other.now_please = True
    assert other.pump(taken) == 1


def test_a_table_that_moved_under_its_writer_makes_it_start_again(town: Town) -> None:
    town.say(("a", NOON, 0.1))
    town.commit()
    town.say(("a", NOON, 0.1), ("a", NOON + 5, 0.2))
    other = Store(town.table, town.root)
    other.open()
    other.append(town.table.decode(town.messages[-1:]), 2)
    town.commit()
    town.say(("a", NOON + 5, 0.2))
    town.commit()
    assert [row[:2] for row in town.rows()].count(("a", NOON + 5)) == 1


def test_a_stream_that_ends_before_the_table_stops_the_writer(town: Town) -> None:
    for second in range(3):
        town.say(("a", NOON + second, 0.1))
    town.commit()
    del town.messages[1:]
    town.writer = LakeWriter(town.table, lambda: town.root)
    with pytest.raises(StreamRewound):
        town.writer.pump(town.lease())


def test_the_stream_may_forget_what_has_been_in_the_lake_for_a_day(
    town: Town, wound: clock.VirtualClock
) -> None:
    town.say(("a", NOON, 0.1))
    town.commit()
    assert town.forgotten == 0
    wound.advance(timedelta(hours=23))
    town.say(("a", NOON + 1, 0.1))
    town.commit()
    assert town.forgotten == 0
    wound.advance(timedelta(hours=2))
    town.say(("a", NOON + 2, 0.1))
    town.commit()
    assert town.forgotten == 1


def test_small_files_are_merged_into_one_sorted_file_and_no_row_changes(town: Town) -> None:
    import pyarrow.parquet as pq

    for second in range(MANY_SMALL + 1):
        town.say(("b", NOON + second, 0.1), ("a", NOON - second, second / 10))
        town.commit()
    rows = town.rows()
    store = Store(town.table, town.root)
    store.refresh()
    assert len(rows) == 2 * (MANY_SMALL + 1)
    assert len(store.files()) < 5
    biggest = max(store.files(), key=lambda file: file.rows)
    stored = pq.read_table(store.uris([biggest])[0], partitioning=None).to_pylist()
    assert stored == sorted(stored, key=lambda row: (row["gauge"], row["at"]))
    town.say(("a", NOON, 0.0), ("a", NOON + 99, 1.0))
    town.commit()
    assert len(town.rows()) == len(rows) + 1


def test_a_reader_answers_from_the_lake_while_the_stream_is_away(town: Town) -> None:
    town.say(("a", NOON, 0.1))
    town.commit()
    town.away = True
    answer = Reader(town.table, town.root)
    town.reader = answer
    found = town.ask("SELECT count(*) AS n FROM gauges")
    assert (found.rows.to_pylist(), found.complete) == ([{"n": 1}], False)


def test_a_tail_that_outgrows_memory_is_refused_not_cut(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yiwang.lake._query.TAIL_ROWS", 5)
    for second in range(6):
        town.say(("a", NOON + second, 0.1))
    with pytest.raises(LakeBehind):
        town.ask("SELECT 1 FROM gauges")
    town.commit()
    assert len(town.rows()) == 6

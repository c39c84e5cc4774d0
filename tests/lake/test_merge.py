"""Files are merged in order, without a row lost, in memory that does not grow with them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lake.conftest import SCHEMA, Town
from yiwang.lake import _files, _store
from yiwang.lake._store import MANY_SMALL, Store

DAY = 20_514
STORED = SCHEMA.remove(0)
BY = ("gauge", "at", "revision")


def readings(count: int, seq: int, gauges: int = 500) -> pa.Table:
    """Rows of one day as a city sends them: each gauge in turn, later with every sequence."""
    chance = np.random.default_rng(seq)
    at = DAY * 86_400_000_000 + seq * 60_000_000 + np.arange(count) * 1_000
    return pa.table(
        [
            pa.array(np.full(count, DAY, np.int32)).cast(pa.date32()),
            pa.array([f"gauge-{n % gauges:06d}" for n in range(count)], pa.string()),
            pa.array(at).cast(pa.timestamp("us", "UTC")),
            pa.array(np.zeros(count, np.int32)),
            pa.array(chance.normal(size=count)),
            pa.array(np.full(count, seq, np.int64)),
        ],
        schema=SCHEMA,
    )


@pytest.fixture
def store(town: Town) -> Store:
    made = Store(town.table, town.root)
    made.open()
    return made


def most_held(store: Store) -> int:
    """The most bytes that Arrow holds while the files of `store` are merged."""
    before = pa.default_memory_pool()
    counted = pa.proxy_memory_pool(before)
    pa.set_memory_pool(counted)
    try:
        assert store.compact() > 0
    finally:
        pa.set_memory_pool(before)
    return int(counted.max_memory())


def test_what_a_merge_holds_does_not_grow_with_its_files(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_files, "HELD", 6_000)
    monkeypatch.setattr(_files, "PIECE", 64)
    monkeypatch.setattr(_files, "ROW_GROUP", 4_096)
    rows = 0
    for seq in range(1, MANY_SMALL + 1):
        made = readings(6_000, seq)
        rows += made.nbytes
        store.append(made, seq)
    short = rows // 4
    assert most_held(store) < short
    # The long file comes again beside new short ones.
    for seq in range(MANY_SMALL + 1, 2 * MANY_SMALL):
        store.append(readings(200, seq), seq)
    assert most_held(store) < short
    assert [file.rows for file in store.files()] == [MANY_SMALL * 6_000 + (MANY_SMALL - 1) * 200]


def test_a_file_that_is_long_is_whole_however_few_bytes_it_has(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_store, "SMALL_ROWS", 100)
    commits, said, merged = 120, 6, 0
    for seq in range(1, commits + 1):
        store.append(readings(said, seq), seq)
        if store.scattered():
            held = {file.path: file.rows for file in store.files()}
            store.compact()
            merged += sum(held[path] for path in held.keys() - {file.path for file in store.files()})
    files = store.files()
    assert sum(file.rows for file in files) == commits * said
    assert max(file.rows for file in files) < 200
    assert merged < 2 * commits * said, "a row is written again a few times and not with every merge"


def test_a_merge_stops_at_a_file_that_is_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for seq in range(1, 2 * MANY_SMALL + 1):
        store.append(readings(90, seq), seq)
    monkeypatch.setattr(_store, "SMALL_ROWS", 100)
    assert store.compact() == 2, "two of 90 rows are whole together"
    monkeypatch.setattr(_store, "SMALL_BYTES", max(file.size for file in store.files()) - 1)
    monkeypatch.setattr(_store, "SMALL_ROWS", 10**9)
    assert store.compact() == 2, "and so they are by bytes"


@pytest.mark.parametrize("held", [1, 64, 100_000])
def test_merged_rows_are_all_there_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(_files, "HELD", held)
    monkeypatch.setattr(_files, "PIECE", 1 if held == 1 else 16)
    monkeypatch.setattr(_files, "ROW_GROUP", 50)
    chance = np.random.default_rng(held)
    paths, told = [], []
    for seq, count in enumerate([1, 0, 700, 40, 41, 3], 1):
        rows = pa.table(
            [
                # Few names and times, so that much stands at the same place of the order.
                pa.array([("a", "ä", "中", "b" * 9)[n] for n in chance.integers(0, 4, count)], pa.string()),
                pa.array(chance.integers(0, 40, count)).cast(pa.timestamp("us", "UTC")),
                pa.array(chance.integers(0, 3, count).astype(np.int32)),
                pa.array(chance.normal(size=count)),
                pa.array(np.full(count, seq, np.int64)),
            ],
            schema=STORED,
        )
        path = tmp_path / f"{seq}.parquet"
        if seq == 4:
            # Even if a file were not sorted, none of its rows may be lost.
            pq.write_table(rows, path)
        elif count:
            _files.write(rows, path, BY)
        else:
            pq.write_table(rows, path)
        paths.append(str(path))
        told += rows.to_pylist()
    out = tmp_path / "merged.parquet"
    in_order = [one for one in paths if not one.endswith("/4.parquet")]
    said = _files.merge(in_order, out, STORED, BY)
    merged = pq.read_table(out).to_pylist()
    places = [(row["gauge"], row["at"], row["revision"]) for row in merged]
    assert places == sorted(places)
    ends = {"minValues": {"seq": 1}, "maxValues": {"seq": 6}, "nullCount": {"seq": 0}}
    assert json.loads(said) == {"numRecords": 745, **ends}
    _files.merge(paths, out, STORED, BY)

    def whole(rows: list[dict[str, object]]) -> list[str]:
        return sorted(repr(sorted(row.items())) for row in rows)

    assert whole(pq.read_table(out).to_pylist()) == whole(told)


def test_a_file_without_a_later_column_is_merged_with_nothing_in_it(tmp_path: Path) -> None:
    wide = STORED.append(pa.field("note", pa.string()))
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    rows = readings(3, 1).drop_columns(["day"])
    _files.write(rows, old, BY)
    _files.write(rows.append_column("note", pa.array(["x"] * 3)), new, BY)
    _files.merge([str(old), str(new)], tmp_path / "out.parquet", wide, BY)
    assert pq.read_table(tmp_path / "out.parquet").column("note").to_pylist().count(None) == 3


def test_a_merge_that_fails_leaves_no_file_behind(
    town: Town, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seq in range(1, MANY_SMALL + 1):
        store.append(readings(5, seq), seq)
    before = sorted(town.root.rglob("*.parquet"))

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(_files, "_stretch", full)
    with pytest.raises(OSError, match="no space"):
        store.compact()
    assert sorted(town.root.rglob("*.parquet")) == before

"""One Delta table on disk, written so that what is committed survives power loss.

delta-rs flushes nothing itself. Here the data files reach the disk before the commit names them, and the
log entry and its folder after it; what power loss can still leave is a torn last log entry, which `mend`
sets aside.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from yiwang.kernel import clock
from yiwang.kernel.ids import new_id
from yiwang.lake import _files
from yiwang.lake.contracts import Table, VersionRefused

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction, RemoveAction

log = logging.getLogger(__name__)

SMALL_BYTES = 32 << 20
SMALL_ROWS = 4_000_000
"""A file of so many bytes or rows is whole. Rows count too, because readings that repeat each other come to a
byte a row: their files would be merged again and again, each time into a longer one."""
MANY_SMALL = 24
MOST_MERGED = 48
KEEP_HOURS = 168
WIDENED = "yiwang.widened"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A live data file: path relative to the table, size, partition value ('' when unpartitioned)."""

    path: str
    size: int
    rows: int
    partition: str
    last_seq: int | None
    """Highest sequence in it; unknown of files that an earlier release wrote."""


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def sync_path(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _readable_checkpoint(pointer: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        version = int(json.loads(pointer.read_text(encoding="utf-8"))["version"])
        checkpoint = pointer.parent / f"{version:020d}.checkpoint.parquet"
        pq.read_metadata(checkpoint)
    except (ValueError, KeyError, TypeError, OSError, pa.ArrowException):
        for broken in pointer.parent.glob("*.checkpoint.parquet"):
            try:
                pq.read_metadata(broken)
            except (OSError, pa.ArrowException):
                broken.unlink()
        return False
    return True


class Store:
    """A table folder. One instance writes (under the task's lease); any number read, each with its own
    instance."""

    def __init__(self, table: Table, root: Path) -> None:
        self.table = table
        self.folder = root / table.name
        self._delta: DeltaTable | None = None
        self._files: tuple[int, list[DataFile]] = (-1, [])
        self._marks: tuple[int, dict[str, int]] = (-1, {})
        """What is known of the marks of one version: to ask for one reads the log."""

    # -- looking --------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Look at the newest version; False while there is no table."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        if self._delta is None:
            if not (self.folder / "_delta_log").is_dir():
                return False
            try:
                self._delta = DeltaTable(str(self.folder))
            except DeltaError:
                if DeltaTable.is_deltatable(str(self.folder)):
                    raise
                return False
        self._delta.update_incremental()
        return True

    @property
    def widened(self) -> bool:
        """True when some file may lack a column that was declared after it was written."""
        return self._delta is not None and WIDENED in self._delta.metadata().configuration

    @property
    def version(self) -> int:
        return -1 if self._delta is None else int(self._delta.version())

    def committed_seq(self) -> int:
        """The last sequence of the stream that this version holds, 0 before the first commit."""
        return self.mark(self.table.app_id)

    def mark(self, name: str) -> int:
        """A number that was committed under this name, 0 before the first time."""
        if self._delta is None:
            return 0
        if self._marks[0] != self.version:
            self._marks = (self.version, {})
        known = self._marks[1]
        if name not in known:
            known[name] = int(self._delta.transaction_version(name) or 0)
        return known[name]

    def files(self, low: str = "", high: str = "\U0010ffff") -> list[DataFile]:
        """Live data files whose partition value lies in [low, high]."""
        if self._delta is None:
            return []
        if self._files[0] != self.version:
            import pyarrow as pa

            actions = pa.table(self._delta.get_add_actions(flatten=True))
            column = f"partition.{self.table.partition_by}"
            parts = actions.column(column).to_pylist() if column in actions.column_names else None
            paths = actions.column("path").to_pylist()
            sizes = actions.column("size_bytes").to_pylist()
            counts = actions.column("num_records").to_pylist()
            seqs = actions.column("max.seq").to_pylist() if "max.seq" in actions.column_names else None
            self._files = (
                self.version,
                [
                    DataFile(
                        path=path,
                        size=size,
                        rows=rows or 0,
                        partition=str(parts[i]) if parts else "",
                        last_seq=seqs[i] if seqs else None,
                    )
                    for i, (path, size, rows) in enumerate(zip(paths, sizes, counts, strict=True))
                ],
            )
        return [file for file in self._files[1] if low <= file.partition <= high]

    def uris(self, files: Iterable[DataFile]) -> list[str]:
        return [str(self.folder / file.path) for file in files]

    # -- writing --------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the table for writing: create it the first time, set a torn end aside, look at the newest
        version."""
        from deltalake import DeltaTable

        if not (self.folder / "_delta_log").is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
        self.mend()
        if not self.refresh():
            self._delta = DeltaTable.create(
                str(self.folder),
                schema=self.table.schema(),
                partition_by=[self.table.partition_by] if self.table.partition_by else None,
            )
            self._sync_log(-1)
            sync_path(self.folder)
            sync_path(self.folder.parent)
        self._widen()

    def _widen(self) -> None:
        """Give a table of an earlier release the columns that were declared since; old rows have none."""
        from deltalake import Field, Schema

        assert self._delta is not None
        held = {field.name for field in self._delta.schema().fields}
        declared = Schema.from_arrow(self.table.schema()).fields
        late = [Field(one.name, one.type, nullable=True) for one in declared if one.name not in held]
        if late:
            before = self.version
            self._delta.alter.add_columns(late)
            self._delta.update_incremental()
            self._sync_log(before)
            before = self.version
            self._delta.alter.set_table_properties({WIDENED: "true"}, raise_if_not_exists=False)
            self._delta.update_incremental()
            self._sync_log(before)

    def mend(self) -> list[str]:
        """Set aside trailing log entries that power loss tore or whose data files never arrived; their names.

        The rows come again from the stream, because the entry's sequence goes with it.
        """
        folder = self.folder / "_delta_log"
        torn: list[str] = []
        for entry in sorted(folder.glob("[0-9]" * 20 + ".json"), reverse=True):
            if self._whole(entry):
                break
            aside = self.folder / "_torn"
            aside.mkdir(exist_ok=True)
            shutil.move(entry, aside / f"{entry.name}.{new_id()}")
            log.warning("lake: %s had a torn log entry %s; set aside", self.table.name, entry.name)
            torn.append(entry.name)
        pointer = folder / "_last_checkpoint"
        if pointer.exists() and not _readable_checkpoint(pointer):
            # The log entries themselves are still there: without the pointer they are read one by one.
            log.warning("lake: %s had a torn checkpoint; set aside", self.table.name)
            pointer.unlink()
            torn.append(pointer.name)
        if torn:
            sync_path(folder)
            self._delta, self._marks = None, (-1, {})
        return torn

    def _whole(self, entry: Path) -> bool:
        try:
            actions = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines() if line]
        except ValueError:
            return False
        if not actions:
            return False
        for action in actions:
            if "add" in action:
                # Nothing after this entry counts, so what it adds is alive and must be there in full.
                file = self.folder / unquote(action["add"]["path"])
                if not file.exists() or file.stat().st_size != action["add"]["size"]:
                    return False
        return True

    def append(self, rows: pa.Table, seq: int) -> None:
        """Add `rows` and the fact that the table now holds the stream up to `seq`, atomically and durably.

        Raises VersionRefused unless `seq` lies beyond what the table holds.
        """
        from deltalake import CommitProperties, Transaction

        if seq <= self.committed_seq():
            raise VersionRefused(f"{self.table.name}: {seq} is not beyond {self.committed_seq()}")
        added = self._write(rows)
        self._commit(
            added,
            CommitProperties(app_transactions=[Transaction(self.table.app_id, seq)], max_commit_retries=0),
        )

    def amend(
        self, rows: Iterable[pa.Table], marks: Mapping[str, int], *, instead_of: Sequence[str] = ()
    ) -> None:
        """Add `rows`, each piece in files of its own, and set several marks, atomically and durably; with
        `instead_of` they stand in place of everything in these partitions. Who calls holds the table's lease.
        """
        from deltalake import CommitProperties, Transaction
        from deltalake.transaction import RemoveAction

        by = self.table.partition_by
        gone = [
            RemoveAction(file.path, True, _now_ms(), file.size, {by: file.partition} if by else {})
            for file in self.files()
            if file.partition in instead_of
        ]
        self._commit(
            [*(file for piece in rows for file in self._write(piece)), *gone],
            CommitProperties(
                app_transactions=[Transaction(name, value) for name, value in marks.items()],
                max_commit_retries=0,
            ),
        )

    def expire(self, floor: str) -> int:
        """Drop the partitions before `floor` (an ISO date) from the newest version; how many files."""
        from deltalake import CommitProperties
        from deltalake.transaction import RemoveAction

        by = self.table.partition_by
        old = [file for file in self.files() if by and file.partition < floor]
        if old:
            removed = [
                RemoveAction(file.path, True, _now_ms(), file.size, {by: file.partition})
                for file in old
                if by
            ]
            self._commit(removed, CommitProperties(max_commit_retries=0))
        return len(old)

    def scattered(self) -> bool:
        """True when some partition has so many small files that `compact` has work."""
        return len(self._worst()[1]) >= MANY_SMALL

    def _worst(self) -> tuple[str, list[DataFile]]:
        small: dict[str, list[DataFile]] = {}
        for file in self.files():
            if file.size < SMALL_BYTES and file.rows < SMALL_ROWS:
                small.setdefault(file.partition, []).append(file)
        return max(small.items(), key=lambda item: len(item[1]), default=("", []))

    def compact(self) -> int:
        """Merge the small files of one partition into one sorted file, the smallest first, until it is whole;
        how many were merged."""
        from deltalake import CommitProperties
        from deltalake.transaction import RemoveAction

        partition, small = self._worst()
        if len(small) < MANY_SMALL:
            return 0
        files, size, rows = list[DataFile](), 0, 0
        for file in sorted(small, key=lambda one: (one.rows, one.size))[:MOST_MERGED]:
            if len(files) > 1 and (size >= SMALL_BYTES or rows >= SMALL_ROWS):
                break
            files.append(file)
            size, rows = size + file.size, rows + file.rows
        by = self.table.partition_by
        schema = self.table.schema()
        if by:
            schema = schema.remove(schema.get_field_index(by))
        path = self._place(partition)
        told = _files.merge(self.uris(files), path, schema, self.table.sort_by)
        moment = _now_ms()
        parts: dict[str, Any] = {by: partition} if by else {}
        removed = [RemoveAction(file.path, False, moment, file.size, parts) for file in files]
        added = self._added(path, partition, told, data_change=False)
        self._commit([added, *removed], CommitProperties(max_commit_retries=0))
        return len(files)

    def vacuum(self) -> int:
        """Delete files that no version of the last week needs; how many."""
        assert self._delta is not None
        return len(self._delta.vacuum(retention_hours=KEEP_HOURS, dry_run=False))

    def _write(self, rows: pa.Table) -> list[AddAction]:
        """Write sorted data files; the actions that name them."""
        import pyarrow.compute as pc

        by = self.table.partition_by
        added = []
        for value in pc.unique(rows.column(by)) if by else [""]:
            part = rows.filter(pc.equal(rows.column(by), value)).drop_columns([by]) if by else rows
            if len(part):
                path = self._place(str(value))
                told = _files.write(part, path, self.table.sort_by)
                added.append(self._added(path, str(value), told, data_change=True))
        return added

    def _place(self, partition: str) -> Path:
        """Where a new data file of a partition goes; its folder is there."""
        by = self.table.partition_by
        folder = self.folder / f"{by}={partition}" if by else self.folder
        if not folder.is_dir():
            folder.mkdir()
            sync_path(self.folder)
        return folder / f"{new_id()}.parquet"

    def _added(self, path: Path, partition: str, told: str, *, data_change: bool) -> AddAction:
        """The action that names a data file; the file and its folder are flushed before."""
        from deltalake.transaction import AddAction

        sync_path(path)
        sync_path(path.parent)
        by = self.table.partition_by
        return AddAction(
            str(path.relative_to(self.folder)),
            path.stat().st_size,
            {by: partition} if by else {},
            _now_ms(),
            data_change,
            told,
        )

    def _commit(self, actions: Sequence[AddAction | RemoveAction], properties: Any) -> None:
        assert self._delta is not None
        before = self.version
        self._delta.create_write_transaction(
            list(actions),
            "append",
            self._delta.schema(),
            partition_by=[self.table.partition_by] if self.table.partition_by else None,
            commit_properties=properties,
        )
        self._sync_log(before)
        self._delta.update_incremental()

    def _sync_log(self, before: int) -> None:
        """Flush the log entry that followed version `before`, a checkpoint made with it, and the log's
        folder."""
        folder = self.folder / "_delta_log"
        names = ["_last_checkpoint"]
        for version in (max(before, 0), before + 1):
            names += [f"{version:020d}.json", f"{version:020d}.checkpoint.parquet"]
        for name in names:
            if (folder / name).exists():
                sync_path(folder / name)
        sync_path(folder)

"""A table of an earlier release gets the columns that were declared since; its old rows stay readable."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from tests.lake.conftest import SCHEMA, Town, decode
from yiwang.lake._query import Reader, ask
from yiwang.lake._store import Store

pytestmark = pytest.mark.database


def test_a_column_declared_later_is_empty_in_old_rows_and_kept_in_new_ones(town: Town) -> None:
    town.say(("a", 0.0, 1.0))
    town.commit()
    wider = replace(town.table, schema=lambda: SCHEMA.append(pa.field("note", pa.string())))
    store = Store(wider, town.root)
    store.open()
    assert store.widened
    town.say(("b", 60.0, 2.0))
    said = decode(town.messages[-1:])
    store.append(said.append_column("note", pa.array(["said"], pa.string())), 2)
    reader = Reader(wider, town.root)
    found = ask("SELECT gauge, note FROM gauges ORDER BY gauge", [reader], None, {}).rows.to_pylist()
    assert found == [{"gauge": "a", "note": None}, {"gauge": "b", "note": "said"}]
    again = Store(wider, town.root)
    again.open()
    assert again.version == store.version, "opened again it has nothing to add"

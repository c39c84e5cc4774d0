"""Rows in the loop: a model's plain statements, written once and used again.

Django builds each statement anew, which takes several times as long as the database needs to answer it.
Where an act runs for every event of a city the same few statements are kept ready here; what a list or a
page asks once stays with the ORM. Both speak of the same models, fields and converters, on one connection.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Protocol, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
N = TypeVar("N", bound=models.Model)
Prepare = Callable[[Any], Any] | None
Converter = Callable[[Any], Any]
_AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.FloatField)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of a model on the database of this process."""

    table: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    prepare: tuple[Prepare, ...]
    convert: tuple[tuple[str, Converter], ...]
    key: str
    counted: bool
    """The database gives the key: it is left out of an insert."""

    @property
    def select(self) -> str:
        return f"SELECT {', '.join(self.columns)} FROM {self.table}"  # noqa: S608


@cache
def plan_of(model: type[models.Model]) -> _Plan:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    return _Plan(
        table=quote(model._meta.db_table),
        names=tuple(field.attname for field in fields),
        columns=tuple(quote(str(field.column)) for field in fields),
        prepare=tuple(_prepare(field) for field in fields),
        convert=tuple((field.attname, _converter(field)) for field in fields if _conversions(field)),
        key=model._meta.pk.attname,
        counted=isinstance(model._meta.pk, models.AutoField),
    )


def _prepare(field: models.Field[Any, Any]) -> Prepare:
    """How a field's value goes to the database; None where it goes as it is."""
    if isinstance(field, models.ForeignKey):
        return _prepare(field.target_field)
    if isinstance(field, _AS_IT_IS):
        return None
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.JSONField) and one_writer():
        return _json
    return lambda value: field.get_db_prep_save(value, connection)


def _conversions(field: models.Field[Any, Any]) -> list[Any]:
    column = field.cached_col
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


_json = json.JSONEncoder().encode


def _converter(field: models.Field[Any, Any]) -> Converter:
    """What Django would do to a value that comes from the database."""
    if isinstance(field, models.DateTimeField) and one_writer():
        return _utc
    column, steps = field.cached_col, _conversions(field)

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


class Answer(Protocol):
    """What a statement brought: rows to read on, and how many rows it wrote."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


_here = threading.local()


def _link() -> Any:
    """This thread's connection. Django's own way to it is an asgiref local behind two lookups."""
    try:
        return _here.link
    except AttributeError:
        _here.link = connections[DEFAULT_DB_ALIAS]
        return _here.link


def run(sql: str, values: Sequence[Any] = ()) -> Answer:
    """Run one statement, our own constant text with `%s` for its values, on this thread's connection."""
    write_kept()
    return _run(sql, values)


def _run(sql: str, values: Sequence[Any] = ()) -> Answer:
    """The same where what is kept back (`together`) does not matter.

    Django's cursor takes five times as long over a small statement as SQLite does; nothing of what it adds is
    needed here. PostgreSQL reads and plans a small statement for longer than it runs it: there the server
    keeps it prepared. Where somebody counts or watches the statements it goes Django's way.
    """
    link = _link()
    wrappers = link.execute_wrappers
    if (wrappers and wrappers != [_write_first]) or link.queries_logged:
        cursor: Answer = link.cursor()
        _here.ours = True
        try:
            cursor.execute(sql, values)  # type: ignore[attr-defined]
        finally:
            _here.ours = False
        return cursor
    if link.vendor != "sqlite":
        return cast(Answer, link.prepared(sql, values))
    if link.connection is None:
        link.ensure_connection()
    if link.needs_rollback:
        link.validate_no_broken_transaction()
    if not link.in_atomic_block:
        link.before(sql)
    with link.wrap_database_errors:
        found: Answer = link.connection.execute(_marked(sql), values)
    return found


@contextmanager
def redoable(*, remembering: bool = False) -> Iterator[None]:
    """Transactions inside do not wait for the disk: after a power cut they are done again by themselves.

    For what follows what is durable already (a consumer behind the facts, the judge behind the readings) and
    keeps its own position with its effect. The database's log is written in order: whoever waits for the
    disk next brings all before it there too, and a power cut takes a tail of it, never a middle. Nothing
    may leave the house from inside; the sequencer, which waits, lets facts out. None of it inside a
    transaction that is already open.

    A PostgreSQL server may die under a process that lives on: who goes on from its own memory of what it has
    done (`remembering`) waits for the disk there (decision 0047).
    """
    link = _link()
    if link.in_atomic_block or (remembering and link.vendor != "sqlite"):
        yield
        return
    link.waits = False
    try:
        yield
    finally:
        link.waits = True


def settle() -> None:
    """Return when everything that this process can read is on the disk.

    On PostgreSQL it is once a transaction that waits has been committed: the sequencer's that numbered.
    """
    link = _link()
    if link.vendor == "sqlite":
        link.ensure_connection()
        link.settle()


def one_writer() -> bool:
    """Whether a transaction that writes is alone, so that what is counted in it is counted without a gap."""
    return bool(_link().vendor == "sqlite")


@lru_cache(maxsize=1024)
def _marked(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")


Key = type[models.Model] | str | tuple[type[models.Model]]
Kept = dict[Key, tuple[Callable[[list[Any]], Any], list[Any]]]


@contextmanager
def together() -> Iterator[None]:
    """Keep back what this block writes: its new rows go out table by table, each table by one statement,
    after what it changes of rows that it holds (`later`), and on PostgreSQL all of it in one message.

    For an act that writes much: a statement costs more than a row. What is asked of a table here, or of
    anything by the ORM, finds it written. No savepoint may be rolled back inside; if the block fails,
    nothing is written and its transaction must be rolled back.
    """
    if _kept() is not None:
        yield
        return
    _here.kept, _here.changed = {}, []
    try:
        link = _link()
        with link.execute_wrapper(_write_first):
            yield
            with link.at_once() if len(_here.kept) > 1 and link.vendor != "sqlite" else nullcontext():
                write_kept()
        if any(answer.rowcount != 1 for answer in _here.changed):
            raise RuntimeError("a row that this transaction holds was changed by another")
    finally:
        _here.kept = None


def _kept() -> Kept | None:
    return getattr(_here, "kept", None)


def keep(key: Key, write: Callable[[list[Any]], Any], *rows: Any) -> bool:
    """Keep `rows` back to be written by `write(rows)`; False where nothing is kept back at the moment."""
    kept = _kept()
    if kept is None:
        return False
    kept.setdefault(key, (write, []))[1].extend(rows)
    return True


def later(model: type[models.Model], sql: str, values: Sequence[Any], *, sure: bool = False) -> None:
    """Change rows that this transaction holds: with what else is kept back (`together`), else at once.

    It goes out before the new rows of its table; whoever has made one that it changes writes that before. If
    it is `sure` to change one row, the block fails where it did not.
    """
    if not keep((model,), _change, (sql, values, sure)):
        _run(sql, values)


def _change(changes: Sequence[tuple[str, Sequence[Any], bool]]) -> None:
    for sql, values, sure in changes:
        done = _run(sql, values)
        if sure:
            _here.changed.append(done)


def write_kept(*keys: type[models.Model] | str) -> None:
    """Write what is kept back, all of it or under these keys only."""
    kept = _kept()
    if not kept:
        return
    # What is changed of a table before what is new in it: where one clock stops another may begin.
    for key in keys or sorted(kept, key=lambda one: not isinstance(one, tuple)):
        for one in ((key,), key):
            if one in kept:
                write, rows = kept.pop(one)
                write(rows)


def _write_first(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """What the ORM asks inside `together` finds everything written."""
    if not getattr(_here, "ours", False):
        write_kept()
    return execute(sql, params, many, context)


def insert(*rows: models.Model, once: bool = False) -> int:
    """Write new rows of one model by one statement; how many were written.

    `once` leaves out, without a fault, a row that a unique constraint knows already. A key that the database
    counts is not read back.
    """
    if rows and not once and keep(type(rows[0]), _write, *rows):
        return len(rows)
    return _write(rows, " ON CONFLICT DO NOTHING" if once else "")


def put(*rows: models.Model, newer: str = "") -> int:
    """Write rows of one model whole, each in the place of the row with its primary key where there is one;
    with `newer` only where that field is higher than it was there. No key twice."""
    return _write(rows, _instead(plan_of(type(rows[0])), newer)) if rows else 0


@cache
def _instead(plan: _Plan, newer: str) -> str:
    columns = dict(zip(plan.names, plan.columns, strict=True))
    key = columns.pop(plan.key)
    said = ", ".join(f"{column} = excluded.{column}" for column in columns.values())
    only = f" WHERE excluded.{columns[newer]} > {plan.table}.{columns[newer]}" if newer else ""
    return f" ON CONFLICT ({key}) DO UPDATE SET {said}{only}"


def _write(rows: Sequence[models.Model], end: str = "") -> int:
    if not rows:
        return 0
    plan = plan_of(type(rows[0]))
    values: list[Any] = []
    written, steps = _writing(plan)
    for row in rows:
        at = len(values)
        values += written(row.__dict__)
        for place, prepare in steps:
            if (value := values[at + place]) is not None:
                values[at + place] = prepare(value)
    many = _run(_insert(plan, len(rows)) + end, values).rowcount
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return many


@cache
def _writing(plan: _Plan) -> tuple[Callable[[Any], Sequence[Any]], tuple[tuple[int, Converter], ...]]:
    """How to get a row's values for an insert, and which of them the database wants otherwise."""
    fields = [
        (name, prepare)
        for name, prepare in zip(plan.names, plan.prepare, strict=True)
        if not (plan.counted and name == plan.key)
    ]
    steps = tuple((place, prepare) for place, (_, prepare) in enumerate(fields) if prepare is not None)
    return itemgetter(*(name for name, _ in fields)), steps


def moment(at: datetime) -> Any:
    """A time as a value of a statement: aware; SQLite keeps it as text in UTC, as Django would write it."""
    if not one_writer():
        return at
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)


@lru_cache(maxsize=512)
def _insert(plan: _Plan, many: int) -> str:
    columns = [
        column
        for name, column in zip(plan.names, plan.columns, strict=True)
        if not (plan.counted and name == plan.key)
    ]
    one = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {plan.table} ({', '.join(columns)}) VALUES {', '.join([one] * many)}"  # noqa: S608


def select(model: type[M], rest: str, values: Sequence[Any] = (), *, lock: bool = False) -> list[M]:
    """The rows of `SELECT every column FROM the model's table` and `rest`, our own constant text.

    With `lock` they are held to the end of the transaction (those of SQLite hold everything anyway).
    """
    return _rows(model, _selected(model, rest, values, lock), lock)


def hold(
    model: type[M], key: Any, other: type[N], rest: str, values: Sequence[Any]
) -> tuple[M | None, list[N]]:
    """The row with this primary key, held, and rows of another model as they are when it is: `find` with
    `lock` and then `select`, in one message on PostgreSQL."""
    plan = plan_of(model)
    write_kept(model, other)
    with _link().at_once() if not one_writer() else nullcontext():
        row = _selected(model, f"WHERE {plan.columns[plan.names.index(plan.key)]} = %s", (key,), True)
        rows = _selected(other, rest, values, False)
    found = _rows(model, row, True)
    return (found[0] if found else None), _rows(other, rows, False)


def _selected(model: type[models.Model], rest: str, values: Sequence[Any], lock: bool) -> Answer:
    write_kept(model)
    held = " FOR UPDATE" if lock and not one_writer() else ""
    return _run(f"{plan_of(model).select} {rest}{held}", values)


def _rows(model: type[M], answer: Answer, lock: bool) -> list[M]:
    plan = plan_of(model)
    found = [_made(model, plan, row) for row in answer.fetchall()]
    if lock and _link().in_atomic_block:
        for row in found:
            row._state.held = True  # type: ignore[attr-defined]
    return found


def _made(model: type[M], plan: _Plan, values: Sequence[Any]) -> M:
    """The row of these values; not through `__init__`, which asks of each field whether it was given."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    said = made.__dict__
    said.update(zip(plan.names, values, strict=True))
    for name, convert in plan.convert:
        if said[name] is not None:
            said[name] = convert(said[name])
    return made


def new(model: type[M], **said: Any) -> M:
    """A row to be written, of its fields' own names and defaults; not through `__init__`, as above."""
    made = model.__new__(model)
    made._state = ModelState()
    values = made.__dict__
    values.update(_defaults(model))
    for name, make in _made_anew(model):
        values[name] = make()
    values.update(said)
    if len(values) > len(plan_of(model).names) + 1:  # and `_state`
        raise TypeError(f"{model.__name__} has no {sorted(set(said) - set(plan_of(model).names))}")
    return made


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


@cache
def _made_anew(model: type[models.Model]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """The defaults that no two rows may share."""
    fields = model._meta.concrete_fields
    return tuple(
        (field.attname, field.get_default)
        for field in fields
        if field.has_default() and callable(field.default)
    )


def find(model: type[M], *, lock: bool = False, **equal: Any) -> M | None:
    """The row whose fields have these values, None when there is none; `lock` as in `select`."""
    found = select(model, _where(plan_of(model), tuple(equal)), tuple(equal.values()), lock=lock)
    return found[0] if found else None


def by_keys(model: type[M], keys: Collection[Any], *, lock: bool = False) -> list[M]:
    """The rows with these primary keys, in no order; unknown keys are absent. `lock` as in `select`."""
    if not keys:
        return []
    plan = plan_of(model)
    key = plan.columns[plan.names.index(plan.key)]
    return select(model, f"WHERE {key} IN ({', '.join(['%s'] * len(keys))})", tuple(keys), lock=lock)


@lru_cache(maxsize=512)
def _where(plan: _Plan, names: tuple[str, ...]) -> str:
    columns = dict(zip(plan.names, plan.columns, strict=True))
    return f"WHERE {' AND '.join(f'{columns[name]} = %s' for name in names)} LIMIT 1"


def claim(row: models.Model, *names: str) -> bool:
    """Write these fields of `row` as its next version, if its version is still the one that was read.

    True, and `version` one higher on `row`, when this act came first. A row that was read to be held (`lock`)
    is nobody else's until the end: it is written with what else is kept back.
    """
    plan = plan_of(type(row))
    before: int = row.version  # type: ignore[attr-defined]
    kept = _kept()
    if kept and type(row) in kept and any(one is row for one in kept[type(row)][1]):
        row.version = before + 1  # type: ignore[attr-defined]
        return True  # nobody else knows of it yet, and it is written as it is then
    prepare = dict(zip(plan.names, plan.prepare, strict=True))
    values = [_value(row, name, prepare[name]) for name in names]
    values += (before + 1, getattr(row, plan.key), before)
    if kept is not None and getattr(row._state, "held", False):
        later(type(row), _claim(plan, names), values, sure=True)
        claimed = True
    else:
        claimed = _run(_claim(plan, names), values).rowcount == 1
    if claimed:
        row.version = before + 1  # type: ignore[attr-defined]
    return claimed


def _value(row: models.Model, name: str, prepare: Prepare) -> Any:
    value = getattr(row, name)
    return value if prepare is None or value is None else prepare(value)


@lru_cache(maxsize=512)
def _claim(plan: _Plan, names: tuple[str, ...]) -> str:
    columns = dict(zip(plan.names, plan.columns, strict=True))
    said = ", ".join(f"{columns[name]} = %s" for name in (*names, "version"))
    return f"UPDATE {plan.table} SET {said} WHERE {columns[plan.key]} = %s AND version = %s"  # noqa: S608


def next_of(model: type[models.Model], key: str, many: int = 1) -> int:
    """The next number under `key` of a model of counters (`key`, `last`); of `many` the last.

    Its row is held until the transaction ends, so that no number is given twice.
    """
    given = _run(_next(plan_of(model)), (key, many)).fetchone()
    assert given is not None, "RETURNING always answers"
    return int(given[0])


@cache
def _next(plan: _Plan) -> str:
    table = plan.table
    return (
        f"INSERT INTO {table} (key, last) VALUES (%s, %s) "  # noqa: S608
        f"ON CONFLICT (key) DO UPDATE SET last = {table}.last + excluded.last RETURNING last"
    )

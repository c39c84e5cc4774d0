"""A thread that keeps its connection, and a server that goes away behind it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from yiwang.kernel import clock, facts, statements, tasks
from yiwang.kernel.models import LeaseRow

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def break_the_connection() -> None:
    """End our own backend from outside, as a restart of the server does."""
    told = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    where = {key: told[key] for key in ("host", "port", "user", "password", "dbname") if told.get(key)}
    with psycopg.connect(autocommit=True, **where) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))


def test_after_one_failed_statement_a_thread_has_a_new_connection() -> None:
    if connection.vendor != "postgresql":
        return  # an embedded database does not go away
    assert facts.last_position() == 0
    break_the_connection()
    with pytest.raises(OperationalError):
        facts.last_position()
    assert facts.last_position() == 0


def test_the_server_answers_a_small_question_without_compiling_it() -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_a_transaction_whose_connection_broke_does_not_go_on_in_another() -> None:
    if connection.vendor != "postgresql":
        return
    with pytest.raises(OperationalError):
        speak_in_a_broken_transaction()
    assert facts.last_position() == 0


@transaction.atomic
def speak_in_a_broken_transaction() -> None:
    break_the_connection()
    with contextlib.suppress(OperationalError):
        facts.last_position()
    facts.last_position()


def waits_for_the_disk() -> bool:
    with transaction.atomic():
        found = statements.run("SELECT current_setting('synchronous_commit')").fetchone()
    assert found is not None
    return bool(found[0] != "off")


def test_only_what_is_done_again_by_the_database_alone_does_not_wait_for_the_disk() -> None:
    if connection.vendor != "postgresql":
        return
    # The suite's own server does not wait at all; here it is asked to.
    statements.run("SET synchronous_commit TO on")
    assert waits_for_the_disk()
    with statements.redoable():
        assert not waits_for_the_disk()
        assert not waits_for_the_disk(), "each transaction inside"
    assert waits_for_the_disk()
    with statements.redoable(remembering=True):
        assert waits_for_the_disk(), "who goes by its memory would not do it again"
    with transaction.atomic(), statements.redoable():
        assert waits_for_the_disk(), "an act that is open already waits"
    connection.close()


def test_one_task_that_writes_long_lets_no_other_lease_expire() -> None:
    if connection.vendor != "postgresql":
        return
    for name in ("quick", "slow"):
        assert tasks.acquire(name, "worker") is not None
    until = {row.name: row.expires_at for row in LeaseRow.objects.all()}
    with writing_under("slow"):
        assert tasks.renew("worker") == 1
        later = {row.name: row.expires_at for row in LeaseRow.objects.all()}
        assert (later["quick"] > until["quick"], later["slow"]) == (True, until["slow"])
        # Overdue meanwhile, it is nobody else's as long as it is written under.
        LeaseRow.objects.filter(name="quick").update(expires_at=clock.now() - timedelta(hours=1))
        assert tasks.acquire("slow", "another") is None
        assert tasks.acquire("quick", "another") is not None
    assert tasks.renew("worker") == 1
    assert LeaseRow.objects.get(name="slow").expires_at > until["slow"]


@contextlib.contextmanager
def writing_under(name: str) -> Iterator[None]:
    """Another thread is in the transaction of a task's effect, which holds its lease."""
    held, done = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                row = LeaseRow.objects.get(pk=name)
                tasks.Lease(name=name, holder=row.holder, fence=row.fence).hold()
                held.set()
                done.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert held.wait(30)
    try:
        yield
    finally:
        done.set()
        thread.join(30)

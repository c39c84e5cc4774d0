"""A thread that keeps its connection, and a server that goes away behind it."""

from __future__ import annotations

import contextlib

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from yiwang.kernel import facts

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

"""Writers of one process queue for SQLite, first come, first served, and nobody keeps the turn."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from yiwang.kernel.models import ConsumerPosition
from yiwang.kernel.sqlite.base import Turn, turn_of

sqlite_only = pytest.mark.embedded  # PostgreSQL lets many writers in


def in_thread(work: object, *given: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=given)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turn, order = Turn(), []
    assert turn.take(1)

    def writer(number: int) -> None:
        assert turn.take(10)
        order.append(number)
        turn.give()

    threads = []
    for number in range(8):
        threads.append(in_thread(writer, number))
        while len(turn._waiting) <= number:
            time.sleep(0.001)
    turn.give()
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert turn.take(0)


def test_whoever_waits_too_long_leaves_the_queue() -> None:
    turn = Turn()
    assert turn.take(0)
    assert not turn.take(0.01)
    turn.give()
    assert turn.take(0)


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_every_end_of_a_transaction_gives_the_turn_back() -> None:
    turn = turn_of(str(connection.settings_dict["NAME"]))

    def free() -> bool:
        return not turn._taken

    with transaction.atomic():
        ConsumerPosition.objects.create(pk="a")
        with transaction.atomic():
            ConsumerPosition.objects.create(pk="b")
        assert not free()
    assert free()

    def failing() -> None:
        with transaction.atomic():
            ConsumerPosition.objects.create(pk="c")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert free()
    with transaction.atomic():
        ConsumerPosition.objects.create(pk="d")
        connection.close()
    assert free()
    assert set(ConsumerPosition.objects.values_list("pk", flat=True)) == {"a", "b"}


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_ten_threads_count_without_losing_one_or_dying_of_a_locked_database() -> None:
    ConsumerPosition.objects.create(pk="count")
    errors: list[Exception] = []

    def writer() -> None:
        try:
            for _ in range(20):
                with transaction.atomic():
                    row = ConsumerPosition.objects.get(pk="count")
                    row.position += 1
                    row.save()
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [in_thread(writer) for _ in range(10)]
    for thread in threads:
        thread.join()
    assert errors == []
    assert ConsumerPosition.objects.get(pk="count").position == 200

"""Writers of one process queue for SQLite, first come, first served, and nobody keeps the turn."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from yiwang.kernel.models import ConsumerPosition
from yiwang.kernel.sqlite.base import Turn, turn_of

sqlite_only = pytest.mark.embedded  # PostgreSQL lets many writers in


def in_thread(work: object, *given: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=given)  # type: ignore[arg-type]
    thread.start()
    return thread


@pytest.fixture
def turn(tmp_path: Path) -> Turn:
    return Turn(str(tmp_path / "a.sqlite3"))


def test_turns_are_given_in_the_order_in_which_they_were_asked_for(turn: Turn) -> None:
    order = []
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


def test_whoever_waits_too_long_leaves_the_queue(turn: Turn) -> None:
    assert turn.take(0)
    assert not turn.take(0.01)
    turn.give()
    assert turn.take(0)


def test_a_door_that_cannot_be_opened_keeps_nobodys_turn(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "absent" / "a.sqlite3"))
    with pytest.raises(FileNotFoundError):
        turn.take(1)
    (tmp_path / "absent").mkdir()
    assert turn.take(0)


TAKES_IT = """
import sys, time
from yiwang.kernel.sqlite.base import Turn
turn = Turn(sys.argv[1])
print("asks", flush=True)
turn.take(1)
print("has it", flush=True)
sys.stdin.readline()
"""


def other_process(turn: Turn) -> subprocess.Popen[str]:
    """A process that asks for the turn, says so, and keeps it until it is ended."""
    command = [sys.executable, "-c", TAKES_IT, turn._door.name]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert said(other) == "asks"
    return other


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_another_process_that_waits_comes_before_our_next_thread(turn: Turn) -> None:
    assert turn.take(1)
    other = other_process(turn)
    while not _is_waiting(turn):
        time.sleep(0.001)
    again = threading.Event()

    def writer() -> None:
        turn.take(10)
        again.set()
        turn.give()

    thread = in_thread(writer)
    while not turn._waiting:
        time.sleep(0.001)
    turn.give()
    assert said(other) == "has it"
    assert not again.is_set()
    other.kill()  # and what dies with the turn gives it back
    thread.join(20)
    assert again.is_set()
    other.communicate()


def _is_waiting(turn: Turn) -> bool:
    """Somebody stands in the queue of processes."""
    with Path(f"{turn._door.name}-queue").open("w") as queue:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


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

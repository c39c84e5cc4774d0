"""Facts: told with the change, numbered without a gap, taken once."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.conftest import start_nats
from yiwang.kernel import broker, clock, facts, tasks
from yiwang.kernel import bus as kernel_bus
from yiwang.kernel.bus import AFTER_LOSS_S, Bus
from yiwang.kernel.models import ConsumerPosition, FactRow, ParkedFact


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(facts.Fact):
    fact_type = "trial.lamp_lit"
    lamp: str
    colour: str = "green"


def lease() -> tasks.Lease:
    held = tasks.acquire("trial", "test")
    assert held is not None
    return held


def light(lamp: str, version: int = 1, colour: str = "green") -> None:
    with transaction.atomic():
        facts.tell(LampLit(lamp=lamp, colour=colour), subject=f"lamps:{lamp}", version=version, actor="test")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_facts_get_gapless_positions_in_order_and_reach_the_stream(bus: Bus) -> None:
    for number in range(5):
        light(f"l{number}")
    sequencer = facts.Sequencer()
    while sequencer.pump(lease()):
        pass
    assert list(FactRow.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert [m.subject for m in bus.read(facts.STREAM, after=0)] == ["facts.trial.lamp_lit"] * 5


@pytest.mark.django_db(transaction=True)
def test_a_restarted_sequencer_goes_on_from_what_the_stream_holds(bus: Bus) -> None:
    light("a")
    facts.Sequencer().pump(lease())
    light("b")
    facts.Sequencer().pump(lease())
    facts.Sequencer().pump(lease())
    assert [m.headers["Nats-Msg-Id"] for m in bus.read(facts.STREAM, after=0)] == ["1", "2"]


def streamed(bus: Bus) -> list[str]:
    """The positions in the stream, in its order."""
    return [message.headers["Nats-Msg-Id"] for message in bus.read(facts.STREAM, after=0, limit=1000)]


def cut(bus: Bus, kind: str) -> None:
    """Take the newest facts out of the stream, behind the sequencer's back."""

    async def _cut() -> None:
        jetstream = (await bus._connected()).jetstream()
        if kind == "newest":
            await jetstream.delete_msg(facts.STREAM, 5)
            await jetstream.delete_msg(facts.STREAM, 4)
        elif kind == "all":
            await jetstream.purge_stream(facts.STREAM)
        else:
            await jetstream.delete_stream(facts.STREAM)

    bus._run(_cut())


def made_anew(bus: Bus) -> None:
    """The stream again after it was deleted; the server answers that before its files are all gone."""
    for _ in range(100):
        try:
            return bus.ensure_stream(facts.STREAM, [facts.SUBJECTS], derived=True)
        except kernel_bus.BusRefused:
            time.sleep(0.1)
    raise AssertionError("the bus does not make the stream anew")


@pytest.mark.database
@pytest.mark.parametrize("kind", ["newest", "all", "stream"])
@pytest.mark.django_db(transaction=True)
def test_a_stream_asked_anew_gets_again_what_was_taken_from_it(bus: Bus, kind: str) -> None:
    for number in range(5):
        light(f"l{number}")
    held = lease()
    facts.Sequencer().pump(held)
    assert streamed(bus) == ["1", "2", "3", "4", "5"]
    cut(bus, kind)
    threading.Event().wait(3 * AFTER_LOSS_S)  # the server forgets the ids that it has seen
    light("l5")
    sequencer = facts.Sequencer()
    while sequencer.pump(held):
        pass
    assert streamed(bus) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_stream_that_was_rewound_is_noticed_by_the_next_fact(bus: Bus) -> None:
    """The sequence numbers begin anew while the connection stands: only the place of a fact tells."""
    held = lease()
    sequencer = facts.Sequencer()
    for number in range(3):
        light(f"l{number}")
    while sequencer.pump(held):
        pass
    cut(bus, "stream")
    made_anew(bus)
    light("l3")
    sequencer.pump(held)
    # What has lost its place is refused: "4" is not the first. (A connection that was lost tells it sooner.)
    assert streamed(bus) in ([], ["1", "2", "3", "4"])
    while sequencer.pump(held):
        pass
    assert streamed(bus) == ["1", "2", "3", "4"]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_server_that_died_with_its_newest_facts_gets_them_again_without_a_gap(
    bus: Bus, tmp_path: Path
) -> None:
    port = broker.free_port()
    server = start_nats(tmp_path, port)
    kernel_bus.connect(f"nats://127.0.0.1:{port}")
    sequencer, held = facts.Sequencer(), lease()
    told = 0

    def tell_and_pump(count: int) -> None:
        nonlocal told
        for _ in range(count):
            told += 1
            light(f"l{told}")
            sequencer.pump(held)

    try:
        tell_and_pump(30)
        server.kill()
        server.wait()
        # A power cut: what the server had not yet written is not there.
        for block in (tmp_path / "store").rglob("*.blk"):
            os.truncate(block, block.stat().st_size // 2)
        server = start_nats(tmp_path, port)
        for _ in range(100):  # no fact is told any more: the sequencer looks by itself
            sequencer.pump(held)
            if sequencer._published == told:
                break
            threading.Event().wait(0.05)
        assert streamed(kernel_bus.bus()) == [str(number) for number in range(1, told + 1)]
    finally:
        kernel_bus.disconnect()
        server.kill()
        server.wait()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        facts.tell(LampLit(lamp="x"), subject="lamps:x", version=1, actor="test")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_version_is_told_once() -> None:
    light("a")
    with pytest.raises(IntegrityError):
        light("a")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_tells_nothing() -> None:
    with transaction.atomic():
        facts.tell(LampLit(lamp="a"), subject="lamps:a", version=1, actor="test")
        transaction.set_rollback(True)
    assert not FactRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_later_version_waits_for_its_predecessor_though_its_clock_was_behind(
    wound: clock.VirtualClock,
) -> None:
    light("a", 1)
    light("a", 2)
    light("b", 1)
    FactRow.objects.filter(subject_version=2).update(recorded_at=wound.now() - timedelta(hours=1))
    rows = list(FactRow.objects.order_by("recorded_at"))
    ordered = facts.in_order(rows, {"lamps:a": 1, "lamps:b": 1})
    assert [(row.subject, row.subject_version) for row in ordered] == [
        ("lamps:a", 1),
        ("lamps:a", 2),
        ("lamps:b", 1),
    ]


def test_a_version_whose_predecessor_is_outside_the_batch_is_left_for_the_next(
    wound: clock.VirtualClock,
) -> None:
    row = FactRow(subject="lamps:a", subject_version=3, recorded_at=wound.now())
    assert facts.in_order([row], {"lamps:a": 2}) == []


def consumer(handler: facts.Handler) -> facts.Consumer:
    return facts.Consumer("trial", ("trial.lamp_lit",), handler)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_consumer_takes_each_fact_once_and_its_position_moves_with_the_effect(bus: Bus) -> None:
    for number in range(30):
        light(f"l{number}")
    facts.Sequencer().pump(lease())
    seen: list[str] = []
    first = consumer(lambda told: seen.append(told.data.lamp))
    while first.pump(lease()):
        pass
    again = consumer(lambda told: seen.append("twice"))
    assert again.pump(lease()) == 0
    assert seen == [f"l{number}" for number in range(30)]
    assert ConsumerPosition.objects.get(pk="facts.trial").position == 30


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_failing_fact_rolls_its_effect_back_and_is_parked_after_its_tries(bus: Bus) -> None:
    light("good")
    light("bad")
    light("also good")
    facts.Sequencer().pump(lease())
    seen: list[str] = []

    def handler(told: facts.Told[LampLit]) -> None:
        ConsumerPosition.objects.get_or_create(pk=f"effect-{told.data.lamp}")
        if told.data.lamp == "bad":
            raise ValueError("no such lamp")
        seen.append(told.data.lamp)

    task = consumer(handler)
    failures = 0
    for _ in range(20):
        try:
            if not task.pump(lease()):
                break
        except ValueError:
            failures += 1
    assert failures == facts.PATIENCE - 1
    assert ParkedFact.objects.get().position == 2
    assert not ConsumerPosition.objects.filter(pk="effect-bad").exists()
    assert seen[-1] == "also good"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_consumer_that_lost_its_lease_leaves_no_effect(bus: Bus, wound: clock.VirtualClock) -> None:
    light("a")
    facts.Sequencer().pump(lease())
    old = lease()
    wound.advance(timedelta(minutes=1))
    assert tasks.acquire("trial", "somebody else") is not None
    with pytest.raises(tasks.LeaseLost):
        consumer(lambda told: None).pump(old)
    assert not ConsumerPosition.objects.exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_lease_is_had_by_one_holder_until_it_expires(wound: clock.VirtualClock) -> None:
    assert tasks.acquire("job", "first") is not None
    assert tasks.acquire("job", "second") is None
    wound.advance(timedelta(seconds=11))
    taken = tasks.acquire("job", "second")
    assert taken is not None
    assert taken.fence == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_what_a_server_lost_when_it_died_is_done_again_by_a_consumer_that_lives_on(bus: Bus) -> None:
    """Effects of consumers do not wait for the disk; their positions are lost with them."""
    seen: list[str] = []
    hears, held = consumer(lambda told: seen.append(told.data.lamp)), lease()
    for lamp in "abc":
        light(lamp)
        facts.Sequencer().pump(held)
        hears.pump(held)
    ConsumerPosition.objects.filter(pk="facts.trial").update(position=1)  # what the disk had
    while hears.pump(held):
        pass
    assert seen == ["a", "b", "c", "b", "c"]
    assert ConsumerPosition.objects.get(pk="facts.trial").position == 3


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_who_looks_for_rare_facts_goes_on_from_where_it_looked(bus: Bus) -> None:
    light("a")
    facts.Sequencer().pump(lease())
    assert facts.look(0, ("trial.other",)) == ([], 1)
    found, head = facts.look(0, ("trial.lamp_lit",))
    assert ([row.position for row in found], head) == ([1], 1)
    assert facts.look(1, ("trial.lamp_lit",)) == ([], 1)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_what_a_consumer_does_not_heed_costs_no_transaction(bus: Bus) -> None:
    heard = []
    wants = facts.Consumer(
        "trial", ("trial.lamp_lit",), lambda told: heard.append(told.data.lamp), lambda data: data.lamp == "b"
    )
    held = lease()
    for version, lamp in enumerate("aaa", 1):
        light(lamp, version)
    facts.Sequencer().pump(lease())
    with connection.execute_wrapper(watch := Watch()):
        while wants.pump(held):
            pass
    assert heard == []
    assert not [one for one in watch.seen if not one.startswith("SELECT")]
    light("b")
    facts.Sequencer().pump(lease())
    while wants.pump(held):
        pass
    assert heard == ["b"]
    assert ConsumerPosition.objects.get(pk="facts.trial").position == 4


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_gap_between_the_positions() -> None:
    light("a")
    with transaction.atomic():
        facts.tell(LampLit(lamp="b"), subject="lamps:b", version=1, actor="test")
        transaction.set_rollback(True)
    light("c")
    assert list(FactRow.objects.order_by("position").values_list("position", flat=True)) == [1, 2]


class Watch:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append(sql)
        return execute(sql, params, many, context)

"""The HTTP door: who may send, what an acknowledgement means, and what happens twice."""

from __future__ import annotations

import asyncio

import pytest

from tests.sensing.conftest import STEWARD, Town, aside, body, post, reading, run, stored, thing
from yiwang.kernel.bus import Bus
from yiwang.lake import api as lake
from yiwang.sensing import _stream, api

pytestmark = pytest.mark.database


def test_an_acknowledged_batch_is_in_the_stream_and_found(town: Town, bus: Bus) -> None:
    answer = run(post(body(reading(value=0.1), reading(value=0.2, ago_s=5)), town.token()))
    assert (answer.status, answer.body) == (202, {"accepted": 2, "seq": 1})
    assert bus.last_seq(_stream.STREAM) == 1
    assert [row[3] for row in stored()] == [0.2, 0.1]
    lake.commit_now("observations", "test")
    assert [row[3] for row in stored()] == [0.2, 0.1]


def test_concurrent_batches_travel_together_and_each_is_answered(town: Town, bus: Bus) -> None:
    async def work() -> None:
        await post(body(reading(ago_s=100)), town.token())
        answers = await asyncio.gather(
            *(post(body(reading(value=i, ago_s=i)), town.token()) for i in range(1, 51))
        )
        assert {one.status for one in answers} == {202}

    run(work())
    assert len(stored()) == 51
    assert bus.last_seq(_stream.STREAM) < 20


def test_a_wrong_batch_does_not_harm_those_it_travels_with(town: Town) -> None:
    async def work() -> list[int]:
        answers = await asyncio.gather(
            post(body(reading(value=1)), town.token()),
            post(body(reading("x")), town.token()),
            post(body(reading(value=2, ago_s=1)), town.token()),
        )
        return [one.status for one in answers]

    assert run(work()) == [202, 422, 202]
    assert len(stored()) == 2


@pytest.mark.parametrize("token", [None, "", "wrong", "g" * 5000])
def test_nobody_sends_without_a_token(town: Town, token: str | None) -> None:
    answer = run(post(body(reading()), token))
    assert (answer.status, answer.body["code"]) == (401, "sensing.credential_refused")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_source_is_cut_off_at_once(town: Town) -> None:
    async def work() -> list[int]:
        first = await post(body(reading()), town.token())
        await aside(api.revoke_source, "gw", STEWARD, "lost")
        second = await post(body(reading(ago_s=1)), town.token())
        third = await post(body(reading(ago_s=2)), town.token(), {"idempotency-key": "k"})
        return [first.status, second.status, third.status]

    assert run(work()) == [202, 401, 401]
    assert len(stored()) == 1


def test_a_rotated_token_works_and_the_old_one_does_not(town: Town) -> None:
    async def work() -> list[int]:
        old = town.token()
        first = await post(body(reading()), old)
        new = (await aside(api.issue_token, "gw", STEWARD)).token
        return [
            first.status,
            (await post(body(reading(ago_s=1)), old)).status,
            (await post(body(reading(ago_s=2)), new)).status,
        ]

    assert run(work()) == [202, 401, 202]


def test_a_source_sends_only_for_its_own_things(town: Town) -> None:
    answer = run(post(body(reading("g1.depth"), reading("g2.depth")), town.token("narrow")))
    assert answer.codes == [(0, "not_your_datastream")]
    assert run(post(body(reading("g2.depth")), town.token("narrow"))).status == 202


def test_a_source_of_one_pack_cannot_send_for_another(town: Town) -> None:
    town.declare(thing("other"), pack="another")
    answer = run(post(body(reading("other.depth")), town.token()))
    assert answer.codes == [(0, "not_your_datastream")]


def test_a_thing_declared_a_moment_ago_may_send(town: Town) -> None:
    async def work() -> list[int]:
        before = await post(body(reading("g3.depth")), town.token())
        await aside(town.declare, thing("g3"))
        after = await post(body(reading("g3.depth")), town.token())
        return [before.status, after.status]

    assert run(work()) == [422, 202]


def test_the_same_key_and_content_is_stored_once_and_answered_alike(town: Town, bus: Bus) -> None:
    data = body(reading(value=0.3))

    async def work() -> list[dict[str, int]]:
        one, two = await asyncio.gather(
            post(data, town.token(), {"idempotency-key": "k1"}),
            post(data, town.token(), {"idempotency-key": "k1"}),
        )
        three = await post(data, town.token(), {"idempotency-key": "k1"})
        return [one.body, two.body, three.body]

    answers = run(work())
    assert answers == [{"accepted": 1, "seq": 1}] * 3
    # Another process (or the same after a restart) knows the key by the stream itself.
    assert run(post(data, town.token(), {"idempotency-key": "k1"})).body == {"accepted": 1, "seq": 1}
    assert bus.last_seq(_stream.STREAM) == 1


def test_a_key_used_for_other_content_is_refused_and_nothing_is_lost(town: Town) -> None:
    async def work() -> list[int]:
        first = await post(body(reading(value=0.3)), town.token(), {"idempotency-key": "k1"})
        second = await post(body(reading(value=0.4, ago_s=1)), town.token(), {"idempotency-key": "k1"})
        return [first.status, second.status]

    assert run(work()) == [202, 409]
    # After a restart the key is forgotten here; the content still tells the batches apart.
    assert run(post(body(reading(value=0.4, ago_s=1)), town.token(), {"idempotency-key": "k1"})).status == 202
    assert len(stored()) == 2


def test_a_batch_sent_again_long_after_is_stored_once(town: Town) -> None:
    data = body(reading(value=0.3), reading(value=0.4, ago_s=60))
    run(post(data, town.token(), {"idempotency-key": "k1"}))
    lake.commit_now("observations", "test")
    run(post(data, town.token(), {"idempotency-key": "another"}))
    run(post(data, town.token()))
    lake.commit_now("observations", "test")
    assert [(row[2], row[3]) for row in stored()] == [(0, 0.4), (0, 0.3)]


def test_a_full_stream_refuses_with_retry_after_and_takes_nothing(town: Town, bus: Bus) -> None:
    bus.ensure_stream(_stream.STREAM, ["obs.>"], max_bytes=2_000)

    async def work() -> list[int]:
        statuses = []
        for i in range(30):
            answer = await post(body(reading(value=i, ago_s=i)), town.token())
            statuses.append(answer.status)
            if answer.status == 503:
                assert answer.headers["retry-after"] == "5"
                assert answer.body["code"] == "sensing.stream_unavailable"
        return statuses

    statuses = run(work())
    assert set(statuses) == {202, 503}
    assert len(stored()) == statuses.count(202)


def test_the_database_may_go_away_and_readings_still_come_in(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from yiwang.sensing import _registry

    class Away:
        def filter(self, **_: object) -> object:
            raise OperationalError("gone")

    async def work() -> list[int]:
        first = await post(body(reading()), town.token())
        monkeypatch.setattr(_registry.RegistryMark, "objects", Away())
        second = await post(body(reading(ago_s=1)), town.token())
        monkeypatch.undo()
        return [first.status, second.status]

    assert run(work()) == [202, 202]
    assert len(stored()) == 2

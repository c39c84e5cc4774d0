"""Everything wrong that a device may send gets one precise refusal, and nothing already accepted is lost."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.sensing.conftest import Town, body, post, reading, run, stored
from yiwang.kernel import clock
from yiwang.sensing._body import MAX_BODY
from yiwang.sensing.logic import MAX_ROWS


def text(key: str = "observed_at", days: float = 0) -> dict[str, object]:
    return {**reading(), key: (clock.now() + timedelta(days=days)).isoformat()}


BAD_READINGS = {
    "an unknown datastream": (lambda: reading("nobody.depth"), "unknown_datastream"),
    "NaN": (lambda: reading(value=float("nan")), "not_finite"),
    "infinity": (lambda: reading(value=float("inf")), "not_finite"),
    "minus infinity": (lambda: reading(value=float("-inf")), "not_finite"),
    "an endless number": (lambda: reading(value=10**400), "not_finite"),
    "ten minutes ahead": (lambda: reading(ago_s=-600), "future_time"),
    "a year ago": (lambda: reading(ago_s=366 * 86400), "old_time"),
    "before history": (lambda: reading() | {"observed_at": "0001-01-01T00:00:00+08:00"}, "old_time"),
    "beyond history": (lambda: reading() | {"observed_at": "9999-12-31T23:59:59-08:00"}, "future_time"),
    "a time without a zone": (
        lambda: reading() | {"observed_at": "2026-03-02T08:00:00"},
        "time_without_offset",
    ),
    "no time at all": (lambda: reading() | {"observed_at": "yesterday"}, "not_a_time"),
    "a day that is not": (lambda: reading() | {"observed_at": "2026-02-30T08:00:00Z"}, "not_a_time"),
    "a time as a number": (lambda: reading() | {"observed_at": 1772410000}, "wrong_type"),
    "a value as text": (lambda: reading(value="0.1"), "wrong_type"),
    "a value true": (lambda: reading(value=True), "wrong_type"),
    "a value null": (lambda: reading(value=None), "wrong_type"),
    "no value": (lambda: {k: v for k, v in reading().items() if k != "value"}, "missing_field"),
    "no datastream": (lambda: {k: v for k, v in reading().items() if k != "datastream"}, "missing_field"),
    "no observed_at": (lambda: {k: v for k, v in reading().items() if k != "observed_at"}, "missing_field"),
    "a datastream as a number": (lambda: reading(7), "wrong_type"),  # type: ignore[arg-type]
    "the wrong unit": (lambda: reading(unit="mm"), "wrong_unit"),
    "a unit null": (lambda: reading(unit=None), "wrong_unit"),
    "an unknown quality": (lambda: reading(quality="fine"), "unknown_quality"),
    "a foreign field": (lambda: reading(depth=1), "unknown_field"),
    "a tombstone with a value": (lambda: reading(quality="deleted"), "value_of_deleted"),
    "a lone surrogate": (lambda: reading("\ud800"), "unknown_datastream"),
    "an array": (lambda: [1], "wrong_type"),
}


@pytest.mark.parametrize("name", BAD_READINGS)
def test_a_wrong_reading_refuses_its_batch_and_says_where_and_why(town: Town, name: str) -> None:
    make, code = BAD_READINGS[name]

    async def work() -> None:
        good = body(reading(value=0.5, ago_s=60))
        assert (await post(good, town.token())).status == 202
        answer = await post(body(reading(), make(), reading(ago_s=1)), town.token())  # type: ignore[arg-type,no-untyped-call]
        assert (answer.status, answer.body["code"]) == (422, "sensing.batch_refused")
        assert answer.codes == [(1, code)]
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.body["faults"][0]["zh"]
        assert answer.body["faults"][0]["en"]

    run(work())
    assert [row[3] for row in stored()] == [0.5]


def test_every_fault_of_a_batch_is_named_at_once(town: Town) -> None:
    bad = body(reading("x"), reading(value="1", unit="mm"), reading(), reading(ago_s=-999, quality="?"))
    answer = run(post(bad, town.token()))
    assert answer.codes == [
        (0, "unknown_datastream"),
        (1, "wrong_unit"),
        (1, "wrong_type"),
        (3, "future_time"),
        (3, "unknown_quality"),
    ]
    assert answer.body["count"] == 5
    assert "编号为 x 的数据流" in answer.body["faults"][0]["zh"]
    assert "单位是 m，而不是 mm" in answer.body["faults"][1]["zh"]
    assert stored() == []


def test_the_list_of_faults_is_bounded_but_their_number_is_told(town: Town) -> None:
    answer = run(post(body(*[reading("x")] * 500), town.token()))
    assert (len(answer.body["faults"]), answer.body["count"]) == (100, 500)


BAD_BODIES = {
    "an empty body": (b"", 400, "malformed_body"),
    "half an object": (b'{"observations": [', 400, "malformed_body"),
    "words": (b"hello", 400, "malformed_body"),
    "two documents": (b"{} {}", 400, "malformed_body"),
    "a BOM": (b"\xef\xbb\xbf{}", 400, "malformed_body"),
    "GBK": ('{"observations": [{"datastream": "积水"}]}'.encode("gbk"), 400, "not_utf8"),
    "GB18030 with a rare character": ('{"观测": "塘㙍镇"}'.encode("gb18030"), 400, "not_utf8"),
    "broken UTF-8": (b'{"observations": "\xff\xfe\xff"}', 400, "not_utf8"),
    "a deep nest": (b'{"observations":' + b"[" * 100_000, 400, "malformed_body"),
    "a closed deep nest": (b"[" * 50_000 + b"]" * 50_000, 400, "malformed_body"),
    "a number of ten thousand digits": (
        b'{"observations": ' + b"9" * 10_000 + b"}",
        400,
        "malformed_body",
    ),
    "an array": (b"[]", 422, "batch_refused"),
    "nothing inside": (b"{}", 422, "batch_refused"),
    "an empty batch": (b'{"observations": []}', 422, "batch_refused"),
    "an object of observations": (b'{"observations": {}}', 422, "batch_refused"),
    "a foreign key": (b'{"observations": [], "more": 1}', 422, "batch_refused"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_wrong_body_is_refused_with_its_reason(town: Town, name: str) -> None:
    data, status, code = BAD_BODIES[name]
    answer = run(post(data, town.token()))
    assert (answer.status, answer.body["code"]) == (status, f"sensing.{code}")
    assert answer.body["type"] == f"urn:yiwang:problem:sensing.{code}"
    assert answer.body["zh"]
    assert answer.body["en"]


def test_gbk_is_recognised_and_named(town: Town) -> None:
    answer = run(post('{"observations": "积水"}'.encode("gbk"), town.token()))
    assert answer.body["offset"] == 18
    assert "GBK" in answer.body["zh"]


def test_malformed_json_is_placed_by_line_and_column(town: Town) -> None:
    answer = run(post(b'{"observations": [\n  {"datastream" "g1.depth"}]}', town.token()))
    assert (answer.body["line"], answer.body["column"]) == (2, 17)


@pytest.mark.parametrize(
    "twice",
    [
        b'{"datastream":"g1.depth","observed_at":"%s","value":0.1,"value":9}',
        b'{"datastream":"g1.depth","datastream":"g2.depth","observed_at":"%s","value":0.1}',
        b'{"datastream":"g1.depth","observed_at":"%s","value":0.1,"\\u0076alue":9}',
    ],
)
def test_a_key_given_twice_is_refused_not_guessed(town: Town, twice: bytes) -> None:
    one = twice % clock.now().isoformat().encode()
    answer = run(post(b'{"observations":[' + one + b"]}", town.token()))
    assert answer.codes == [(0, "repeated_key")]


def test_two_qualities_in_one_reading_do_not_hide_behind_one_without(town: Town) -> None:
    now = clock.now().isoformat()
    one = f'{{"datastream":"g1.depth","observed_at":"{now}","value":1,"quality":"good","quality":"fault"}}'
    two = f'{{"datastream":"g2.depth","observed_at":"{now}","value":1}}'
    answer = run(post(f'{{"observations":[{one},{two}]}}'.encode(), town.token()))
    assert answer.codes == [(0, "repeated_key")]


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(town: Town) -> None:
    big = b'{"observations": "' + b"x" * 10_000_000 + b'"}'
    answer = run(post(big, town.token()))
    assert (answer.status, answer.body["code"]) == (413, "sensing.body_too_large")
    # A sender that lies about the length is stopped as well.
    answer = run(post(big, town.token(), {"content-length": "10"}))
    assert (answer.status, answer.body["limit_bytes"]) == (413, MAX_BODY)


def test_more_readings_than_a_batch_holds_are_refused_by_number(town: Town) -> None:
    many = json.dumps({"observations": [reading()] * (MAX_ROWS + 1)}).encode()
    answer = run(post(many, town.token()))
    assert answer.codes == [(-1, "too_many")]


def test_a_full_batch_is_taken_whole(town: Town) -> None:
    rows = [reading(value=i / 10, ago_s=i / 100) for i in range(MAX_ROWS)]
    answer = run(post(body(*rows), town.token()))
    assert (answer.status, answer.body["accepted"]) == (202, MAX_ROWS)
    assert len(stored()) == MAX_ROWS


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content-type": "text/csv"}, 415, "wrong_media_type"),
        ({"content-encoding": "gzip"}, 400, "malformed_body"),
        ({"idempotency-key": ""}, 400, "bad_idempotency_key"),
        ({"idempotency-key": "k" * 201}, 400, "bad_idempotency_key"),
    ],
)
def test_wrong_headers_are_refused(town: Town, headers: dict[str, str], status: int, code: str) -> None:
    answer = run(post(body(reading()), town.token(), headers))
    assert (answer.status, answer.body["code"]) == (status, f"sensing.{code}")
    assert stored() == []


def test_only_post_to_the_one_address(town: Town) -> None:
    answer = run(post(b"", town.token(), method="GET"))
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert run(post(b"", town.token(), path="/api/ingest/other")).status == 404


def test_readings_outside_the_physical_range_are_taken_because_they_are_a_device_fault(town: Town) -> None:
    answer = run(post(body(reading(value=-3), reading(value=99, ago_s=1)), town.token()))
    assert (answer.status, answer.body["accepted"]) == (202, 2)


def test_good_batches_with_every_legal_ornament_are_taken(town: Town) -> None:
    now = clock.now()
    rows = [
        reading(value=1),
        reading(value=1e-300, ago_s=1),
        reading(value=-0.0, ago_s=2, quality="calibration"),
        reading(ago_s=3, unit="m"),
        {"datastream": "g2.depth", "observed_at": now.strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z", "value": 2},
        reading("g2.battery", 3.7, ago_s=-200),
        {k: v for k, v in reading(ago_s=9, quality="deleted").items() if k != "value"},
    ]
    answer = run(post(body(*rows), town.token()))
    assert (answer.status, answer.body.get("faults")) == (202, None)
    assert len(stored()) == 7
